"""Two versions of a text: which sentence of the one is which of the other, whatever was moved or edited around it.

Sentences are first paired by their words alone, so that one that only moved, or got other quotation marks, commas or
white space, is the same. Those left over are paired by the words that they share. All of it is symmetrical: with the
versions swapped the pairs are the same pairs, swapped.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.model import Article, Span
from geo.reading.numerals import find_numbers
from geo.reading.quantities import find_quantities
from geo.reading.tables import phrases, table
from geo.reading.telling import Told, tellings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.reading.tables import Table

FURNITURE = ("credit", "dateline")
# Sentences that share less than this of the letters of their longer words are two sentences, not one edited.
LEAST_ALIKE = 0.5
# Shorter words stand in any sentence; they count only where a sentence has no others.
LONG_WORD = 4
# Of a longer word so many letters count, so that "удар" and "ударом" or "raket" and "raketten" are one word.
STEM = 6
# "1 000" is one number, "1,5" too; an apostrophe inside a word is a letter of it, however it is drawn.
_WORD = re.compile(r"\d+(?:[.,\u00a0\u202f]\d+)*|[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_APOSTROPHES = str.maketrans("’ʼ", "''")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of one version: where it stands (indices into its text), its words, and how it is told."""

    told: Told
    text: str
    words: tuple[str, ...]
    hedges: tuple[str, ...]

    @property
    def span(self) -> Span:
        """Where it stands in the text of its version."""
        return self.told.span


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences that are one in both versions; ``same`` where every word is."""

    old: Sentence
    new: Sentence
    same: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a sentence, with its unit and hedge ("" where it has none); ``start`` is an index into the text."""

    value: float
    unit: str
    hedge: str
    start: int
    end: int
    beside: frozenset[str] = frozenset()

    @property
    def states(self) -> tuple[float, str, str]:
        """What it says, wherever it stands."""
        return self.value, self.unit, " ".join(words_of(self.hedge))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in small letters; punctuation, quotation marks and white space are none.

    >>> words_of("“Zes  raketten”, zei hij.") == words_of('"zes raketten" zei hij')
    True
    """
    return tuple(word.casefold().translate(_APOSTROPHES) for word in _WORD.findall(text))


def sentences_of(article: Article) -> tuple[Sentence, ...]:
    """The sentences of an article without its dateline and credits, in order."""
    words = table(article.language)
    return tuple(
        _sentence(told, article.text[told.span.start : told.span.end], words)
        for told in tellings(article)
        if told.block not in FURNITURE
    )


def hedge_spans(article: Article, sentence: Span) -> list[Span]:
    """Where the words stand that make a sentence less than sure ("zou", "alles wijst erop")."""
    hedged = phrases(table(article.language).telling.hedged)
    return [Span(*match.span()) for match in hedged.finditer(article.text, sentence.start, sentence.end)]


def figures_in(text: str, language: str, start: int = 0) -> tuple[Figure, ...]:
    """The numbers of a text in order; a length is one with its unit and hedge, and "a" is no number.

    Args:
        start: where the text begins in its article, counted into where the figures stand.
    """
    found = [
        Figure(said.value, said.unit, said.hedge, start + q.start, start + q.end, _beside(text, q.start, q.end))
        for q in find_quantities(text, language)
        # A length and the same in another unit ("100 kilometres (60 miles)") are two figures of one place.
        for said in (q.quantity, q.pair)
        if said is not None
    ]
    taken = [(figure.start - start, figure.end - start) for figure in found]
    articles = table(language).quantities.articles
    for number in find_numbers(text, language):
        inside = any(begin <= number.start < end for begin, end in taken)
        if not inside and text[number.start : number.end].casefold() not in articles:
            hedge = _hedge_before(text[: number.start], language)
            at = start + number.start - len(hedge) - (1 if hedge else 0)
            beside = _beside(text, at - start, number.end)
            found.append(Figure(number.value, "", hedge, at, start + number.end, beside))
    return tuple(sorted(found, key=lambda figure: (figure.start, figure.end)))


def paired(old: Sequence[Sentence], new: Sequence[Sentence]) -> tuple[Pair, ...]:
    """The sentences that are in both versions, in the order of the new one; no sentence is in two pairs."""
    by_words: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, sentence in enumerate(new):
        by_words[sentence.words].append(number)
    pairs: dict[int, tuple[int, bool]] = {}
    taken: set[int] = set()
    for number, sentence in enumerate(old):
        if sentence.words and by_words[sentence.words]:
            other = by_words[sentence.words].pop(0)
            pairs[number] = other, True
            taken.add(other)
    left = [number for number in range(len(old)) if number not in pairs]
    right = [number for number in range(len(new)) if number not in taken]
    for _, a, b in _alike(old, left, new, right):
        if a not in pairs and b not in taken:
            pairs[a] = b, False
            taken.add(b)
    found = [Pair(old[a], new[b], same) for a, (b, same) in pairs.items()]
    return tuple(sorted(found, key=lambda pair: pair.new.span))


def _alike(
    old: Sequence[Sentence], left: Iterable[int], new: Sequence[Sentence], right: Iterable[int]
) -> list[tuple[float, int, int]]:
    """How much two sentences share of their words, where that is enough to be one; the likest, then the nearest first.

    Only sentences that share a word are looked at, so that two long texts without much in common cost little.
    """
    stems = {number: _stems(new[number].words) for number in right}
    bearers: dict[str, list[int]] = defaultdict(list)
    for number, counted in stems.items():
        for stem in counted:
            bearers[stem].append(number)
    weights = {number: _weight(counted) for number, counted in stems.items()}
    found: list[tuple[float, int, int]] = []
    for a in left:
        counted = _stems(old[a].words)
        shared: dict[int, int] = defaultdict(int)
        for stem, times in counted.items():
            for b in bearers.get(stem, ()):
                shared[b] += min(times, stems[b][stem]) * len(stem)
        own = _weight(counted)
        scored = ((2 * letters / (own + weights[b]), a, b) for b, letters in shared.items())
        found += [item for item in scored if item[0] >= LEAST_ALIKE]
    # Two that compete for a sentence never tie in all three, so the order does not depend on which version is which.
    return sorted(found, key=lambda item: (-item[0], abs(item[1] - item[2]), item[1] + item[2]))


def _stems(words: Sequence[str]) -> Counter[str]:
    """What is compared of the words: their beginnings, without numbers, which may be what was changed."""
    plain = [word[:STEM] for word in words if not word[0].isdigit()]
    return Counter([word for word in plain if len(word) >= LONG_WORD] or plain)


def _weight(stems: Counter[str]) -> int:
    return sum(len(stem) * times for stem, times in stems.items())


def _sentence(told: Told, text: str, words: Table) -> Sentence:
    found = [" ".join(match[0].split()) for match in phrases(words.telling.hedged).finditer(text)]
    # Each once, as it first stands.
    hedges = {word.casefold(): word for word in reversed(found)}
    return Sentence(told, text, words_of(text), tuple(reversed(hedges.values())))


def _hedge_before(text: str, language: str) -> str:
    """The words right before a number that make it more or less than itself ("ruim", "about"), or an empty text."""
    hedges = tuple(word for words in table(language).quantities.hedges.values() for word in words)
    found = re.search(rf"{phrases(hedges).pattern}\s$", text, re.IGNORECASE)
    return text[found.start() : -1] if found is not None else ""


def _beside(text: str, start: int, end: int) -> frozenset[str]:
    """What a number counts or measures: beginnings of the longer words near it."""
    before, after = words_of(text[:start])[-3:], words_of(text[end:])[:3]
    return frozenset(word[:STEM] for word in (*before, *after) if len(word) >= LONG_WORD and not word[0].isdigit())


def sentence_at(sentences: Sequence[Sentence], position: int) -> Sentence | None:
    """The sentence in which a position of the text lies, or None."""
    number = bisect_right([sentence.span.start for sentence in sentences], position) - 1
    if number < 0 or position >= sentences[number].span.end:
        return None
    return sentences[number]
