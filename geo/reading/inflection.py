"""Names in another case than the dictionary's: "в Карачеве", "Брянской области"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.gazetteer.ranking import is_code
from geo.reading.found import FoundMention
from geo.reading.surroundings import WINDOW, Surroundings, described, is_slavic

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer

# An inflected form that may as well be another word is taken for a place only from so many people on.
WELL_KNOWN = 100_000


def inflected_names(around: Surroundings, covered: set[int], gazetteer: Gazetteer) -> Iterator[FoundMention]:
    """Slavic names in another case than the dictionary's: "в Карачеве", "Брянской области".

    A table of endings gives the possible nominatives; the first one that a record bears is taken, in a region's name
    the adjective and its noun together. (pymorphy3 would know more words, and is a later matter.)
    """
    endings = around.words.names.endings
    if not endings:
        return
    text = around.article.text
    region_nouns = around.words.names.region_after
    for match in re.finditer(r"(?<![\w-])[^\W\d_a-z][\w’'-]{2,}", text):
        start, end = match.span()
        if start in covered or around.block_at(start) in (None, "credit", "dateline"):
            continue
        if not match[0][0].isupper():
            continue
        noun = re.match(rf"\s+({'|'.join(map(re.escape, region_nouns))})(?!\w)", text[end : end + WINDOW])
        for form in nominatives(match[0], endings):
            nominative = f"{form} {region_nouns[0]}" if noun is not None and region_nouns else form
            records = [record for record in gazetteer.candidates(nominative) if not is_code(record)]
            if not records:
                continue
            stop = end + noun.end() if noun is not None else end
            found = described(around, start, stop, nominative.casefold())
            kinds = frozenset(record.kind for record in records)
            is_known = kinds & {"country", "region", "continent"} or records[0].population >= WELL_KNOWN
            initial = not re.search(r"\w", text[around.sentence_at(start).start : start])
            if not is_known and (initial or not is_slavic(around.words)):
                break
            yield replace(found, kinds=kinds, nominative=nominative, level="region" if noun else found.level)
            break


def nominatives(word: str, endings: Mapping[str, str]) -> Iterator[str]:
    """The word itself and what it may be in the nominative, by a table of endings, the longest ending first.

    >>> list(nominatives("Карачеве", {"е": "- а"}))
    ['Карачеве', 'Карачев', 'Карачева']
    """
    yield word
    for ending in sorted(endings, key=len, reverse=True):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 2:
            for replacement in endings[ending].split():
                yield stem + replacement.removeprefix("-")
