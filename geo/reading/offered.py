"""What a name may mean that no place of the article explains: for a person to choose from, never asserted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from geo.model import Candidate, Mention, Place

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer

MOST_OFFERED = 5


def offered(mention: Mention, gazetteer: Gazetteer, places: Iterable[Place] = ()) -> tuple[Candidate, ...]:
    """Records that an unresolved mention may mean, best first, at most ``MOST_OFFERED``; each says why.

    What sounds like the name in the countries that the article speaks of comes first, then what the name alone
    brings, anywhere. ``places`` are those of the article.
    """
    spoken_of = {place.chosen.country for place in places if place.chosen.country is not None}
    here = gazetteer.spelled_like(mention.text, countries=frozenset(spoken_of), loose=True) if spoken_of else ()
    everywhere = gazetteer.locate(mention.text, limit=MOST_OFFERED)
    found = {candidate.id: candidate for candidate in (*here, *everywhere)}
    return tuple(found.values())[:MOST_OFFERED]
