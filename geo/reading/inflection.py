"""Names in another case than the gazetteer's, in languages that mark cases by an ending or two ("Karatschews").

Russian and Ukrainian, where every name has its cases, are read by ``geo.reading.slavic``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from geo.gazetteer.names import key_of
from geo.reading.found import FoundMention, is_wide
from geo.reading.nominatives import by_ending
from geo.reading.surroundings import Surroundings, described

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer

# An inflected form that may as well be another word is taken for a place only from so many people on.
WELL_KNOWN = 100_000
LEAST_LETTERS = 3


def inflected_names(around: Surroundings, covered: set[int], gazetteer: Gazetteer) -> Iterator[FoundMention]:
    """Capitalised words of which a table of endings makes a name that a record bears; the first such name."""
    endings = around.words.names.endings
    if not endings:
        return
    tokens = around.tokens
    for number in tokens.capitals:
        word, start = tokens.words[number].text, tokens.starts[number]
        if start in covered or len(word) < LEAST_LETTERS or not around.speaks_at(start):
            continue
        for name in by_ending(word, endings):
            found = _named(around, number, name, gazetteer)
            if found is not None:
                yield found
                break


def _named(around: Surroundings, number: int, name: str, gazetteer: Gazetteer) -> FoundMention | None:
    key = key_of(name)
    kinds = gazetteer.kinds(key)
    if not kinds:
        return None
    found = described(around, around.tokens.starts[number], around.tokens.ends[number], key)
    found.kinds, found.nominative = kinds, name
    return found if is_wide(found) or gazetteer.bearers(key)[0].population >= WELL_KNOWN else None
