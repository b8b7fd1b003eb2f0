"""Peoples and abbreviations: names that leave no choice of what they mean ("Russische", "U.S.")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from geo.reading.found import SURELY, FoundMention
from geo.reading.surroundings import Surroundings
from geo.reading.tables import phrases


def demonyms_of(around: Surroundings) -> Iterator[FoundMention]:
    """As in "Russische", "Noord-Koreaanse", "North Koreans", "російський": the country that it belongs to."""
    known = around.words.demonyms
    if not known:
        return
    text = around.article.text
    capitals = around.words.language in ("nl", "en")
    towns = _towns_like_demonyms(around) if capitals else frozenset()
    previous: re.Match[str] | None = None
    for match in re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)*", text):
        word = match[0]
        start = match.start()
        code = None
        if previous is not None and text[previous.end() : start] == " ":
            code = known.get(f"{previous[0]}-{word}".casefold())
            start = previous.start() if code else start
        previous = match
        code = code or known.get(word.casefold())
        if code is None or word in towns or (capitals and not text[start].isupper()):
            continue
        block = around.block_at(start)
        if block is None or block in ("credit", "dateline"):
            continue
        yield FoundMention(
            start=start, end=match.end(), text=text[start : match.end()], kind="demonym",
            sentence=around.sentence_at(start), block=block, key=f"={code}", record=f"iso:{code}", licence=SURELY,
        )  # fmt: skip


def _towns_like_demonyms(around: Surroundings) -> frozenset[str]:
    """Words that are an adjective elsewhere and a town here: "In Engels, in de regio Saratov" is not English."""
    before = phrases(around.words.names.place_before).pattern
    found = re.finditer(rf"(?i:{before})\s+([^\W\d_]+)(?=\s*[,.;:)]|\s*$)", around.article.text, re.MULTILINE)
    return frozenset(m[m.lastindex or 1] for m in found if m[m.lastindex or 1].casefold() in around.words.demonyms)


def abbreviations_of(around: Surroundings) -> Iterator[FoundMention]:
    """As in "VS", "U.S.", "США": only as written, capitals and all."""
    text = around.article.text
    for code, forms in around.words.names.abbreviations.items():
        for form in forms.split():
            for match in re.finditer(rf"(?<![\w.-]){re.escape(form)}(?![\w$€£])", text):
                block = around.block_at(match.start())
                if block is None or block in ("credit", "dateline"):
                    continue
                yield FoundMention(
                    start=match.start(), end=match.end(), text=match[0], kind="toponym",
                    sentence=around.sentence_at(match.start()), block=block, key=f"={code}", record=f"iso:{code}",
                    licence=SURELY,
                )  # fmt: skip
