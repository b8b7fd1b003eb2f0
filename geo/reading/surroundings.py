"""What stands round a name: its sentence and block, and what the words beside it make of it.

The words give a level ("de regio X" is a region, "de stad X" a town) and a licence: how strongly they say that the
name is a place ("in X" surely, "van X" perhaps).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache

from geo.model import Article, BlockKind, Span
from geo.reading.found import NONE, PERHAPS, SURELY, FoundMention, Level
from geo.reading.sentences import article_sentences
from geo.reading.tables import Table, phrases, table

_TOKEN = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
# Longest stretch of text before and after a name that is looked at, in characters.
WINDOW = 48


@dataclass(slots=True)
class Surroundings:
    """An article with what the filters ask again and again."""

    article: Article
    words: Table
    sentences: tuple[Span, ...]
    starts: list[int]
    block_starts: list[int]
    lower_words: frozenset[str]
    persons: set[str] = field(default_factory=set)
    placed: set[str] = field(default_factory=set)  # keys that some mention licenses as a place
    begins: set[int] = field(default_factory=set)  # where names of countries, regions and peoples begin

    def sentence_at(self, position: int) -> Span:
        """The sentence that a character stands in; the whole text where there is none."""
        index = bisect_right(self.starts, position) - 1
        return self.sentences[index] if index >= 0 else Span(0, len(self.article.text))

    def block_at(self, position: int) -> BlockKind | None:
        """The kind of block that a character stands in, or None between blocks."""
        blocks = self.article.blocks
        if not blocks:
            return "body"
        index = bisect_right(self.block_starts, position) - 1
        return blocks[index].kind if index >= 0 and position < blocks[index].end else None


def look_round(article: Article) -> Surroundings:
    """The article as the filters see it, before any name is known."""
    sentences = article_sentences(article)
    lower = frozenset(token for token in _TOKEN.findall(article.text) if token[0].islower())
    return Surroundings(
        article=article,
        words=table(article.language),
        sentences=sentences,
        starts=[span.start for span in sentences],
        block_starts=[block.start for block in article.blocks],
        lower_words=lower,
    )


def is_slavic(words: Table) -> bool:
    """Whether the language inflects its names, as Russian and Ukrainian do."""
    return words.language in ("ru", "uk")


def described(around: Surroundings, start: int, end: int, key: str) -> FoundMention:
    """The match with its sentence, block, level and licence."""
    text = around.article.text
    sentence = around.sentence_at(start)
    before = text[max(sentence.start, start - WINDOW) : start]
    after = text[end : min(sentence.end, end + WINDOW)]
    level = _level(before, after, around.words)
    licence = SURELY if level != "any" else _licence(before, around.words)
    return FoundMention(
        start=start,
        end=end,
        text=text[start:end],
        kind="toponym",
        sentence=sentence,
        block=around.block_at(start) or "body",
        key=key,
        level=level,
        licence=licence,
        initial=not re.search(r"\w", text[sentence.start : start]),
    )


def _level(before: str, after: str, words: Table) -> Level:
    """What the words make of a name: "de regio X", "Х region", "de stad X"; "any" where they say nothing."""
    patterns = context_patterns(words.language)
    if patterns.region_before.search(before) or patterns.region_after.match(after):
        return "region"
    return "settlement" if patterns.city_before.search(before) else "any"


def _licence(before: str, words: Table) -> int:
    patterns = context_patterns(words.language)
    if patterns.place_before.search(before):
        return SURELY
    return PERHAPS if patterns.maybe_before.search(before) else NONE


@dataclass(frozen=True, slots=True)
class ContextPatterns:
    """What the words before and after a name may be, as patterns that end or begin at the name."""

    region_before: re.Pattern[str]
    region_after: re.Pattern[str]
    city_before: re.Pattern[str]
    place_before: re.Pattern[str]
    maybe_before: re.Pattern[str]
    title_before: re.Pattern[str]


@cache
def context_patterns(language: str) -> ContextPatterns:
    """The patterns of a language, from its table."""
    names = table(language).names
    article = r"(?:(?:de|het|the|der|die|das|dem|den|la|le|l['’]|les)\s+)?"
    return ContextPatterns(
        region_before=_ending(names.region_before),
        region_after=re.compile(rf"\s+{phrases(names.region_after).pattern}", re.IGNORECASE),
        city_before=_ending(names.city_before),
        place_before=_ending(names.place_before, article),
        maybe_before=_ending(names.maybe_before, article),
        title_before=_ending(names.titles),
    )


def _ending(words: tuple[str, ...], then: str = "") -> re.Pattern[str]:
    """A pattern for text that ends in one of the words."""
    return re.compile(rf"{phrases(words).pattern}\s+[\"'“‘«„(]?{then}$", re.IGNORECASE)
