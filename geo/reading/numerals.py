"""Numbers as they are written in six languages: in digits, in words ("tweehonderdvijftig", "двухсот"), or in both.

No library that we know reads number words in Ukrainian and Russian, where they are inflected; so one small grammar
serves all languages. Its words stand in the language tables: ``numbers`` are added up, ``scales`` (hundred, thousand)
multiply what stands before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import InvalidOperation
from functools import cache

from geo.errors import BadInput
from geo.reading.tables import Table, table
from geo.units import parse_number

# Thousands are grouped by point, comma, or a (narrow, no-break) space: "10.000", "10,000", "10 000".
DIGITS = r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?|\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
# Larger than anything that an article counts; a longer row of digits is a telephone number.
LARGEST = 1e12
_HUNDRED, _THOUSAND = 100.0, 1000.0


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number in digits or words and where it stands."""

    start: int
    end: int
    value: float


def find_numbers(text: str, language: str) -> tuple[FoundNumber, ...]:
    """Every number in digits or words, in order; ordinals and numbers inside other words are not."""
    return tuple(
        found for match in _pattern(table(language).language).finditer(text) for found in _read(match, language)
    )


def number_value(written: str, language: str) -> float | None:
    """The value of a number as written, in digits or in the language's words; None where it is none."""
    found = find_numbers(written.strip(), language)
    return found[0].value if len(found) == 1 and found[0].end == len(written.strip()) else None


def number_pattern(language: str) -> str:
    """A regular expression (no groups, case aside) of a whole number in digits or words, without what bounds it."""
    words = table(language)
    scales = any_of(_forms(words.quantities.scales))
    spelled = _spelled(words)
    return rf"(?:(?:{DIGITS})(?:[\s-]*(?:{scales}))?|{spelled})"


def any_of(words: tuple[str, ...]) -> str:
    """An alternation of words as they may be typed: any white space, any apostrophe, ё as е; never matches if empty."""
    longest_first = sorted(set(words), key=len, reverse=True)
    return "|".join(_typed(word) for word in longest_first) or "(?!)"


def _typed(word: str) -> str:
    escaped = re.escape(word).replace(r"\ ", r"\s+")
    return re.sub("['’ʼ]", "['’ʼ]", escaped).replace("ё", "е").replace("е", "[её]")


def _forms(values: dict[str, str]) -> tuple[str, ...]:
    return tuple(form.replace("_", " ") for forms in values.values() for form in forms.split())


def _spelled(words: Table) -> str:
    """Number words in a row: written as one in Dutch and German, else with white space or hyphens between."""
    known = words.quantities
    word = f"(?:{any_of((*_forms(known.numbers), *_forms(known.scales)))})"
    joiner = any_of(known.number_joiners)
    if known.glued:
        return rf"{word}(?:(?:{joiner})?{word}|[\s-]{word})*"
    return rf"{word}(?:[\s-]+(?:(?:{joiner})[\s-]+)?{word})*"


@cache
def _pattern(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,]){number_pattern(language)}(?!\w)(?![.,]\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Word:
    value: float
    multiplies: bool


@cache
def _words(language: str) -> dict[str, _Word]:
    known = table(language).quantities
    found: dict[str, _Word] = {}
    for values, multiplies in ((known.numbers, False), (known.scales, True)):
        for value, forms in values.items():
            found |= {_plain(form.replace("_", " ")): _Word(float(value), multiplies) for form in forms.split()}
    return found


def _plain(written: str) -> str:
    return " ".join(re.sub("[’ʼ]", "'", written.casefold().replace("ё", "е")).split())


@cache
def _token(language: str) -> re.Pattern[str]:
    known = table(language).quantities
    words = any_of((*_forms(known.numbers), *_forms(known.scales)))
    return re.compile(rf"(?P<word>{words})|(?P<joiner>{any_of(known.number_joiners)})", re.IGNORECASE)


def _read(match: re.Match[str], language: str) -> Iterator[FoundNumber]:
    """The number of a match; more than one where words in a row do not make one ("two three")."""
    text = match[0]
    digits = re.match(DIGITS, text)
    if digits is not None:
        value = _digits(digits[0])
        for token in _token(language).finditer(text, digits.end()):
            word = _words(language).get(_plain(token[0]))
            value = None if value is None or word is None else value * word.value
        if value is not None and value < LARGEST:
            yield FoundNumber(match.start(), match.end(), value)
        return
    first, last, sum_ = 0, 0, _Sum(glued=table(language).quantities.glued)
    for token in _token(language).finditer(text):
        if token["word"] is None:
            continue
        word = _words(language)[_plain(token[0])]
        if not sum_.takes(word):
            yield FoundNumber(match.start() + first, match.start() + last, sum_.value)
            first, sum_ = token.start(), _Sum(glued=sum_.glued)
            sum_.takes(word)
        last = token.end()
    yield FoundNumber(match.start() + first, match.start() + last, sum_.value)


def _digits(written: str) -> float | None:
    try:
        return parse_number(written)
    except (BadInput, InvalidOperation):
        return None


class _Sum:
    """Adds up number words from left to right: "two hundred and five thousand three" is (2 x 100 + 5) x 1,000 + 3."""

    def __init__(self, *, glued: bool) -> None:
        self.glued = glued
        self._thousands = 0.0
        self._current: float | None = None

    @property
    def value(self) -> float:
        return self._thousands + (self._current or 0.0)

    def takes(self, word: _Word) -> bool:
        """Whether the word goes on with the number; if not, nothing is changed."""
        current = self._current
        if word.multiplies and word.value >= _THOUSAND:
            if self._thousands and current is None:
                return False
            self._thousands += (1.0 if current is None else current) * word.value
            self._current = None
            return True
        if word.multiplies:
            if current is not None and current >= _HUNDRED:
                return False
            self._current = (1.0 if current is None else current) * word.value
            return True
        if current is not None and not self._adds(current, word.value):
            return False
        self._current = (current or 0.0) + word.value
        return True

    def _adds(self, current: float, value: float) -> bool:
        """Whether the digits of one fall where the other has noughts; units come before tens in Dutch and German."""
        if current % 10 == 0 and value < 10:
            return current % 100 != 10
        if current % 100 == 0:
            return value < _HUNDRED
        return self.glued and 0 < current % 100 < 10 and value % 10 == 0 and 10 < value < _HUNDRED
