"""Names that no record bears as written, where the words say that they are a place: found by spelling later."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from geo.reading.found import SURELY, FoundMention
from geo.reading.surroundings import Surroundings, described
from geo.reading.tables import common


def unknown_names(around: Surroundings, covered: set[int]) -> Iterator[FoundMention]:
    """Capitalised words that the gazetteer does not know as written, where the words say that they are a place."""
    text, words = around.article.text, around.words
    seen: dict[str, bool] = {}
    for match in re.finditer(r"(?<![\w-])[^\W\d_a-z][^\W\d_]{3,}(?:-[^\W\d_a-z][^\W\d_]+)*(?![\w-])", text):
        name = match[0]
        plain = name.casefold()
        block = around.block_at(match.start())
        if match.start() in covered or block in (None, "credit", "dateline") or not name[0].isupper():
            continue
        if plain in words.not_places or plain in words.demonyms or plain in around.persons or name.isupper():
            continue
        mention = described(around, match.start(), match.end(), plain)
        if mention.licence != SURELY and not seen.get(plain):
            continue
        if plain in words.given or plain in around.lower_words or name in common().not_places:
            continue
        seen[plain] = True
        yield replace(mention, spelled=True)
