"""From an article to its places: find the mentions, then choose what each means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.reading.mentions import find_mentions
from geo.reading.resolving import resolve

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer
    from geo.model import Article, Mention, Place
    from geo.reading.recogniser import Recogniser


def read_places(
    article: Article, gazetteer: Gazetteer, *, recogniser: Recogniser | None = None
) -> tuple[tuple[Place, ...], tuple[Mention, ...]]:
    """The places of an article, in order of the text, and the mentions that no known place explains."""
    return resolve(article, find_mentions(article, gazetteer, recogniser=recogniser), gazetteer)
