"""Sentences: where each begins and ends, as spans of a text that is never altered.

A sentence ends at . ! ? or … (with any closing quotes or brackets) before white space and something that can begin a
sentence; not after an abbreviation, an initial, or a number that is followed by a lower-case word or a month. It
never runs from one block into the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from geo.model import Article, Span
from geo.reading.dates import month_names
from geo.reading.tables import Table, table

# German closes with “ or «, French with a space and ».
_END = re.compile(r"[.!?…]+(?:[ \u00a0\u202f]»|[\"'”’»“«‹›\)\]]*)(?=\s)|[。！？]")
_NEXT = re.compile(r"\s*[\"'“‘«»„‚‹›\(\[—–-]*\s*(\w)")
_LAST_WORD = re.compile(r"[\w.]*$")


def sentences(text: str, language: str, *, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """The sentences of ``text[start:end]``, without the white space round them."""
    words = table(language)
    stop = len(text) if end is None else end
    return tuple(_trimmed(text, span) for span in _cut(text, words, start, stop) if text[slice(*span)].strip())


def article_sentences(article: Article) -> tuple[Span, ...]:
    """Every sentence of the article, block by block, in order; a heading or caption is one of its own."""
    if not article.blocks:
        return sentences(article.text, article.language)
    return tuple(
        span
        for block in article.blocks
        for span in sentences(article.text, article.language, start=block.start, end=block.end)
    )


def _cut(text: str, words: Table, start: int, stop: int) -> Iterator[Span]:
    begin = start
    for match in _END.finditer(text, start, stop):
        if _ends(text, words, match, stop):
            yield Span(begin, match.end())
            begin = match.end()
    yield Span(begin, stop)


def _ends(text: str, words: Table, match: re.Match[str], stop: int) -> bool:
    following = _NEXT.match(text, match.end(), stop)
    if following is None or following[1].islower():
        return False
    if match[0] != ".":
        return True
    tail = text[max(0, match.start() - 24) : match.start()].rsplit(maxsplit=1)
    before = _LAST_WORD.search(tail[-1]) if tail and not text[match.start() - 1].isspace() else None
    if before is None or not before[0]:
        return True
    word = before[0].lower()
    if re.fullmatch(r"[0-3]?\d", word) and _begins_month(text, following.start(1), words):
        return False
    is_initial = len(word) == 1 and before[0].isalpha() and before[0].isupper()
    return not (is_initial or word in words.abbreviations)


def _begins_month(text: str, position: int, words: Table) -> bool:
    """Whether a month's name stands there, as in "am 19. November"."""
    found = re.compile(r"\w+").match(text, position)
    return found is not None and found[0].lower() in month_names(words.language)


def _trimmed(text: str, span: Span) -> Span:
    piece = text[span.start : span.end]
    return Span(
        span.start + len(piece) - len(piece.lstrip()),
        span.end - (len(piece) - len(piece.rstrip())),
    )
