"""Numbers with their unit and hedge, as intervals: "ruim 100 kilometer" is 100 to 125 km.

The rules that turn a hedge into an interval stand in ``data/languages/hedges.toml``; the words (numbers, units,
hedges) in each language's table. Nothing is guessed: a number without a unit of length is not a quantity here, and
one that no rule covers keeps its bare interval.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

import msgspec

from geo.errors import BadInput, DataError
from geo.model import Quantity
from geo.reading.tables import Table, table
from geo.resources import data_dir
from geo.units import parse_number

# Thousands are grouped by point, comma, or a (narrow, no-break) space: "10.000", "10,000", "10 000".
_GROUPED = r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?"


@dataclass(frozen=True, slots=True)
class FoundQuantity:
    """A quantity and where it stands, hedge and unit included."""

    start: int
    end: int
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number in digits or words and where it stands."""

    start: int
    end: int
    value: float


@dataclass(frozen=True, slots=True)
class Rule:
    """How a hedge widens a number; see ``data/languages/hedges.toml``."""

    low: float = 1.0
    high: float = 1.0
    half_last_digit: bool = False
    at_least: float = 0.0

    def interval(self, value: float) -> tuple[float, float]:
        """The ends of the interval, in the number's own unit."""
        spread = max(last_digit_unit(value) / 2 if self.half_last_digit else 0.0, abs(value) * self.at_least)
        return max(0.0, value * self.low - spread), value * self.high + spread


@cache
def rules() -> dict[str, Rule]:
    """The rules by name.

    Raises:
        DataError: the rules are missing or cannot be read.
    """
    path = data_dir() / "languages" / "hedges.toml"
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), dict[str, Rule])
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DataError("strikemap's language table {name} cannot be read: {why}", name=path.name, why=error) from error


def last_digit_unit(value: float) -> float:
    """The unit of the last digit that is not a zero: 100 for 300, 10 for 120, 1 for 117, 0.1 for 2.5.

    >>> last_digit_unit(300), last_digit_unit(117), last_digit_unit(2.5)
    (100.0, 1.0, 0.1)
    """
    if value == 0 or not math.isfinite(value):
        return 0.0
    digits = Decimal(repr(value)).normalize()
    exponent = digits.as_tuple().exponent
    return float(Decimal(1).scaleb(exponent)) if isinstance(exponent, int) else 0.0


def interval(value: float, rule: str) -> tuple[float, float]:
    """The interval that a rule ("bare", "about", "more", "nearly", "at_most") gives a number."""
    low, high = rules()[rule].interval(value)
    return float(Decimal(repr(low)).quantize(Decimal("1e-9"))), float(Decimal(repr(high)).quantize(Decimal("1e-9")))


def find_quantities(text: str, language: str) -> tuple[FoundQuantity, ...]:
    """Every length in the text with its hedge, in order; a pair "250 to 300 km" is one quantity."""
    words = table(language)
    pattern = _length_pattern(words.language)
    return tuple(found for match in pattern.finditer(text) for found in _quantity(match, words))


def find_numbers(text: str, language: str) -> tuple[FoundNumber, ...]:
    """Every number in digits or words, in order; ordinals and numbers inside other words are not."""
    words = table(language)
    found: list[FoundNumber] = []
    for match in _number_pattern(words.language).finditer(text):
        value = number_value(match[0], language)
        if value is not None:
            found.append(FoundNumber(match.start(), match.end(), value))
    return tuple(found)


def number_value(written: str, language: str) -> float | None:
    """The value of a number as written, in digits or in the language's words; None where it is none."""
    plain = " ".join(written.casefold().split())
    known = table(language).quantities.number_words.get(plain)
    if known is not None:
        return float(known)
    try:
        value = parse_number(written)
    except (BadInput, InvalidOperation):
        return None
    return value if value < 1e12 else None


def _quantity(match: re.Match[str], words: Table) -> Iterator[FoundQuantity]:
    unit = _unit_of(match["unit"], words)
    value = number_value(match["number"], words.language)
    if value is None:
        return
    hedge = " ".join((match["hedge"] or "").split())
    other = number_value(match["other"], words.language) if match["other"] else None
    if other is not None and value < other:
        low, high = value, other
        value = (value + other) / 2
    else:
        low, high = interval(value, _rule_of(hedge, words))
    quantity = Quantity(value=value, unit=unit, low=low, high=high, hedge=hedge)
    yield FoundQuantity(match.start(), match.end(), quantity)


def _unit_of(written: str, words: Table) -> str:
    plain = " ".join(written.casefold().split()).rstrip(".")
    return next(unit for unit, names in words.quantities.units.items() if plain in {n.casefold() for n in names})


def _rule_of(hedge: str, words: Table) -> str:
    plain = " ".join(hedge.casefold().split())
    for rule, hedges in words.quantities.hedges.items():
        if plain in {h.casefold() for h in hedges}:
            return rule
    return "bare"


def _any(words: Iterator[str] | tuple[str, ...]) -> str:
    escaped = (re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))
    return "|".join(escaped) or "(?!)"


@cache
def _number_pattern(language: str) -> re.Pattern[str]:
    spelled = _any(tuple(table(language).quantities.number_words))
    return re.compile(rf"(?<![\w.,])(?:{_GROUPED}|(?:{spelled}))(?![\w])(?![.,]\d)", re.IGNORECASE)


@cache
def _length_pattern(language: str) -> re.Pattern[str]:
    known = table(language).quantities
    if not known.units:
        return re.compile(r"(?!)(?P<hedge>)(?P<number>)(?P<other>)(?P<unit>)")
    number = rf"(?:{_GROUPED}|{_any(tuple(known.number_words))})"
    hedges = _any(tuple(word for words in known.hedges.values() for word in words))
    units = _any(tuple(name for names in known.units.values() for name in names))
    joiners = _any((*known.joiners, "-", "–", "—"))
    articles = r"(?:(?:de|the|les|die)\s+)?"
    return re.compile(
        rf"(?<![\w.,])(?:(?P<hedge>{hedges})\s+)?"
        rf"{articles}(?P<number>{number})(?:\s*(?:{joiners})\s*{articles}(?P<other>{number}))?"
        rf"[\s\-]*(?P<unit>{units})(?!\w)",
        re.IGNORECASE,
    )
