"""Lengths with their unit and hedge, as intervals: "ruim 100 kilometer" is 100 to 125 km.

The rules that turn a hedge into an interval stand in ``data/languages/hedges.toml``; the words (numbers, units,
hedges) in each language's table. Nothing is guessed: a number without a unit of length is not a quantity here, a
speed is none, and a number that no rule covers keeps its bare interval.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import get_args

import msgspec

from geo.errors import BadInput, DataError
from geo.gazetteer.own import config_folder
from geo.model import Bound, Quantity
from geo.reading.numerals import any_of, number_pattern, number_value
from geo.reading.tables import Strings, Table, table
from geo.resources import data_dir
from geo.units import METRES

RULES = "hedges.toml"
# A figure and the same in another unit lie within this factor of each other; else they are two figures.
_SAME_WITHIN = 3.0
# How far before its unit a figure may begin ("between a hundred and fifty and two hundred"), and what is read after.
_BEFORE_UNIT, _AFTER_UNIT = 90, 60
# Letters of a unit before or after its stem ("kilo" of kilometre, "nautical ").
_LONGEST_PREFIX = 12
_CURRENCY = "$€£¥₴₽"


@dataclass(frozen=True, slots=True)
class FoundQuantity:
    """A quantity and where it stands, hedge and unit included.

    Attributes:
        pair: the same length in another unit right after it ("100 kilometres (60 miles)"), inside ``end``.
        is_adjective: written before what it measures, as one word ("300-Kilometer-Reichweite", "300-mile range").
        is_vague: a length without a number ("hundreds of miles"); then the quantity has only its unit and words.
    """

    start: int
    end: int
    quantity: Quantity
    pair: Quantity | None = None
    is_adjective: bool = False
    is_vague: bool = False


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
    """The rules by name; those in ``hedges.toml`` of the user's configuration folder take the place of ours.

    Raises:
        DataError: our rules are missing or cannot be read.
        BadInput: the user's cannot be read, or are of a rule that there is not.
    """
    path = data_dir() / "languages" / RULES
    try:
        known = _rules_in(path.read_bytes())
    except (OSError, ValueError) as error:
        raise DataError("strikemap's language table {name} cannot be read: {why}", name=path.name, why=error) from error
    own = config_folder() / RULES
    if not own.is_file():
        return known
    try:
        changed = _rules_in(own.read_bytes())
    except (OSError, ValueError) as error:
        raise BadInput("your rules of hedges in {name} cannot be read: {why}", name=own, why=error) from None
    for name, rule in changed.items():
        if name not in known or not 0 <= rule.low <= 1 <= rule.high or rule.at_least < 0:
            raise BadInput(
                "{name}: {value!r} is not a rule of hedges: expected one of {known}, low at most 1 and high at least 1",
                name=own, value=name, known=", ".join(known),
            )  # fmt: skip
    return known | changed


def _rules_in(data: bytes) -> dict[str, Rule]:
    """The rules in a TOML file; any fault of it is a ValueError (``tomllib`` and msgspec raise such)."""
    return msgspec.convert(tomllib.loads(data.decode("utf-8")), dict[str, Rule])


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
    """The interval that a rule ("bare", "about", "more", "nearly", "at_most") gives a number, which it always holds."""
    low, high = rules()[rule].interval(value)
    return min(value, round(low, 9)), max(value, round(high, 9))


def find_quantities(text: str, language: str) -> tuple[FoundQuantity, ...]:
    """Every length in the text with its hedge, in order; "250 to 300 km" is one quantity, and so is a pair of units."""
    words = table(language)
    windows = _windows(text, words.language)
    if not windows:
        return ()
    pattern = _length_pattern(words.language)
    found = [
        quantity
        for start, end in windows
        for match in pattern.finditer(text, start, end)
        for quantity in _quantity(match, words)
    ]
    found = _with_vague(found, text, windows, words)
    if words.quantities.unit_first:
        found = sorted((*_unit_first(text, words, found), *found), key=lambda quantity: quantity.start)
    return tuple(_paired(found, text, words))


def _with_vague(
    found: list[FoundQuantity], text: str, windows: Sequence[tuple[int, int]], words: Table
) -> list[FoundQuantity]:
    """The lengths with those that have no number: "several hundred kilometres" is not a hundred.

    Where a number or a hedge stands before, it is one: "две сотни километров", "более сотни километров".
    """
    vague = []
    pattern = _vague_pattern(words.language)
    for match in (match for start, end in windows for match in pattern.finditer(text, start, end)):
        over = [one for one in found if one.start < match.end() and match.start() < one.end]
        if any(one.start < match.start() for one in over):
            continue
        found = [one for one in found if one not in over]
        said = " ".join(text[match.start() : match.start("unit")].split())
        nothing = Quantity(value=0.0, unit=_unit_of(match["unit"], words), low=0.0, high=0.0, hedge=said)
        vague.append(FoundQuantity(match.start(), match.end(), nothing, is_vague=True))
    return sorted((*found, *vague), key=lambda one: one.start)


def _unit_first(text: str, words: Table, found: list[FoundQuantity]) -> list[FoundQuantity]:
    """As in "een kilometer of 45", which is about 45 km; takes the place of the one kilometre found there."""
    inverted = []
    for match in _unit_first_pattern(words.language).finditer(text):
        value = number_value(match["number"], words.language)
        if value is None:
            continue
        found[:] = [quantity for quantity in found if not match.start() <= quantity.start < match.end()]
        low, high = interval(value, "about")
        unit = _unit_of(match["unit"], words)
        quantity = Quantity(value=value, unit=unit, low=low, high=high, hedge=" ".join(match["hedge"].split()))
        inverted.append(FoundQuantity(match.start(), match.end(), quantity))
    return inverted


@cache
def _unit_stems(language: str) -> tuple[tuple[str, ...], re.Pattern[str]]:
    """The units of three letters and more that hold no other of them, and a pattern of shorter ones by themselves."""
    names = sorted({_plain(name).split()[-1] for name in _all(table(language).quantities.units)}, key=len)
    long = [name for name in names if len(name) > 2]
    stems = tuple(name for number, name in enumerate(long) if not any(other in name for other in long[:number]))
    pairs, letters = (any_of(tuple(name for name in names if len(name) == size)) for size in (2, 1))
    return stems, re.compile(rf"[\d\s-](?:{pairs})(?!\w)|\d[\s-]?(?:{letters})(?!\w)")


def _windows(text: str, language: str) -> list[tuple[int, int]]:
    """The stretches round units of length, since the whole pattern is slow and most of a text holds no length."""
    windows: list[tuple[int, int]] = []
    for begin, stop in _units_in(text, language):
        start, end = max(0, begin - _BEFORE_UNIT), stop + _AFTER_UNIT
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], end)
        else:
            windows.append((start, end))
    return windows


def _units_in(text: str, language: str) -> list[tuple[int, int]]:
    """Where units of length stand: sought by their stems, which is ten times as fast as by one pattern."""
    lower, (long, short) = text.lower(), _unit_stems(language)
    if len(lower) != len(text):  # a letter that is two in small
        lower = text
    unit = _unit_pattern(language)
    spots = [match.span() for match in short.finditer(lower)]
    for stem in long:
        at = lower.find(stem)
        while at >= 0:
            match = unit.search(text, max(0, at - _LONGEST_PREFIX), at + len(stem) + 1 + _LONGEST_PREFIX)
            if match is not None:
                spots.append(match.span())
            at = lower.find(stem, at + len(stem))
    return sorted(spots)


def rule_of(hedge: str, language: str) -> str:
    """The rule that a hedge follows, as it was written; "bare" where it follows none."""
    return _rules_by_hedge(table(language).language).get(_plain(hedge), "bare")


@cache
def _rules_by_hedge(language: str) -> dict[str, str]:
    known = table(language).quantities
    listed = [item for hedges in (known.hedges, known.hedges_after) for item in hedges.items()]
    return {_plain(hedge): rule for rule, hedges in reversed(listed) for hedge in hedges}


def _quantity(match: re.Match[str], words: Table) -> Iterator[FoundQuantity]:
    value = 1.0 if match["number"] is None else number_value(match["number"], words.language)
    if value is None:
        return
    other = number_value(match["other"], words.language) if match["other"] else None
    unit = _unit_of(match["unit"], words)
    if match["first_unit"] and _unit_of(match["first_unit"], words) != unit:
        return
    hedge = " ".join((match["hedge"] or match["after"] or "").split())
    if other is not None and value < other:
        low, high = value, other
        value = (value + other) / 2
    else:
        low, high = interval(value, _rule_of_all(hedge, words))
    quantity = Quantity(value=value, unit=unit, low=low, high=high, hedge=hedge)
    is_adjective = "-" in match["between"] or match["glued"] is not None
    # An article is no part of the figure: "a 300-mile range", "the 100 kilometres".
    opened = match["hedge"] or match["range"] or match["number"] is None
    start = match.start() if opened else match.start("number")
    yield FoundQuantity(start, match.end(), quantity, is_adjective=is_adjective)


def bound_of(hedge: str, language: str) -> Bound | None:
    """Which way a hedge goes, as it was written: None where it goes both ("about") or neither.

    >>> bound_of("more than", "en"), bound_of("ruim", "nl"), bound_of("jusqu'à", "fr"), bound_of("zo'n", "nl")
    ('more', 'more', 'at_most', None)
    """
    rule = _rule_of_all(hedge, table(language))
    return next((bound for bound in get_args(Bound) if bound == rule), None)


def is_range(quantity: Quantity, language: str) -> bool:
    """Whether a length was told by its two ends, and not by one number and its hedge."""
    ends = interval(quantity.value, _rule_of_all(quantity.hedge, table(language)))
    return (quantity.low, quantity.high) != ends


def _rule_of_all(hedge: str, words: Table) -> str:
    """The rule of a hedge that may be two ("up to about"): the one that is no mere "about"."""
    whole = rule_of(hedge, words.language)
    if whole != "bare" or " " not in hedge:
        return whole
    pattern = _hedge_pattern(words.language)
    rules_ = [rule_of(part[0], words.language) for part in pattern.finditer(hedge)]
    return next((rule for rule in rules_ if rule != "about"), "about" if rules_ else "bare")


def _paired(found: list[FoundQuantity], text: str, words: Table) -> Iterator[FoundQuantity]:
    """Each length with the one that only repeats it in another unit: "(60 miles)", "/ 60 miles", "or 60 miles"."""
    skip = False
    for number, one in enumerate(found):
        if skip:
            skip = False
            continue
        after = found[number + 1] if number + 1 < len(found) else None
        end = None if after is None else _end_of_pair(one, after, text, words)
        if after is None or end is None:
            yield one
        else:
            skip = True
            yield replace(one, end=end, pair=after.quantity)


def _end_of_pair(one: FoundQuantity, other: FoundQuantity, text: str, words: Table) -> int | None:
    """Where the pair ends, or None where the second is no repetition of the first."""
    a, b = one.quantity, other.quantity
    ratio = a.value * METRES[a.unit] / (b.value * METRES[b.unit]) if b.value else math.inf
    if a.unit == b.unit or not 1 / _SAME_WITHIN <= ratio <= _SAME_WITHIN:
        return None
    joiners = any_of(words.quantities.pair_joiners)
    opening = rf"(?P<open>[(\[])\s*|/\s*|[,–—-]\s*(?:{joiners})\s+|(?:{joiners})\s+"
    between = re.fullmatch(rf"\s*(?:{opening})(?:{joiners})?\s*", text[one.end : other.start], re.IGNORECASE)
    if between is None:
        return None
    if between["open"] is None:
        return other.end
    closing = re.match(r"\s*[)\]]", text[other.end :])
    return other.end + closing.end() if closing else None


def _unit_of(written: str, words: Table) -> str:
    return _units_by_name(words.language)[_plain(written).rstrip(".")]


@cache
def _units_by_name(language: str) -> dict[str, str]:
    units = table(language).quantities.units
    return {_plain(name).rstrip("."): unit for unit, names in reversed(units.items()) for name in names}


def _plain(written: str) -> str:
    return " ".join(re.sub("[’ʼ]", "'", written.casefold()).split())


def _all(listed: Mapping[str, Strings]) -> Strings:
    return tuple(word for words in listed.values() for word in words)


@cache
def _hedge_pattern(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(_all(table(language).quantities.hedges))})(?!\w)", re.IGNORECASE)


@cache
def _vague_pattern(language: str) -> re.Pattern[str]:
    known = table(language).quantities
    return re.compile(
        rf"(?<!\w)(?:{any_of(known.vague)})\s+(?P<unit>{any_of(_all(known.units))})"
        rf"(?!\w|[²³]|\s*/\s*[^\d\s]|\s+(?:{any_of(known.rates)})(?!\w))",
        re.IGNORECASE,
    )


@cache
def _unit_first_pattern(language: str) -> re.Pattern[str]:
    known = table(language).quantities
    units, articles = any_of(_all(known.units)), any_of(known.articles)
    return re.compile(
        rf"(?<!\w)(?P<hedge>(?:{articles})\s+(?P<unit>{units})\s+{re.escape(known.unit_first)})\s+"
        rf"(?P<number>{number_pattern(language)})(?!\w)",
        re.IGNORECASE,
    )


@cache
def _unit_pattern(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_])(?:{any_of(_all(table(language).quantities.units))})(?!\w)", re.IGNORECASE)


@cache
def _length_pattern(language: str) -> re.Pattern[str]:
    known = table(language).quantities
    if not known.units:
        return re.compile(
            r"(?!)(?P<hedge>)(?P<number>)(?P<other>)(?P<unit>)(?P<first_unit>)(?P<after>)(?P<between>)(?P<glued>)(?P<range>)"
        )
    number = number_pattern(language)
    hedge = f"(?:{any_of(_all(known.hedges))})"
    units = any_of(_all(known.units))
    joiners = any_of((*known.range_joiners, "-", "–", "—", "..", "…"))
    between = any_of(known.between)
    prepositions = any_of(known.prepositions)
    determiners = any_of(("de", "the", "les", "die", "den", "des", *known.articles))
    of_unit = rf"(?:(?:{any_of(known.of_unit)})\s*)?"
    rates = any_of(known.rates)
    return re.compile(
        rf"(?<![\w.,{_CURRENCY}])(?<!\w[-\u2010\u2011])(?:(?P<hedge>{hedge}(?:\s+{hedge})?)\s+(?:(?:{prepositions})\s+)?)?"
        rf"(?P<range>(?:{between})\s+(?=\S+.{{0,40}}(?:{joiners})))?"
        rf"(?:(?:{hedge})\s+)?(?:(?:{determiners})\s+)?"
        rf"(?:(?P<number>{number})(?:[\s-]*(?P<first_unit>{units})?\s*(?:{joiners})\s*(?:(?:{hedge})\s+)?"
        rf"(?:(?:{determiners})\s+)?(?P<other>{number}))?|(?:{any_of(known.articles)}))"
        # "van" is no part of "een bereik van ruim 500 km", only of "van 250 tot 300 km".
        rf"(?(range)(?(other)|(?!)))"
        rf"(?P<between>[\s\-\u2010\u2011]*){of_unit}(?P<unit>{units})"
        rf"(?!\w|[²³]|\s*/\s*[^\d\s]|\s+(?:{rates})(?!\w))(?:(?P<glued>(?=[-\u2010\u2011]\w))|)"
        rf"(?:\s+(?P<after>{any_of(_all(known.hedges_after))})(?!\w))?",
        re.IGNORECASE,
    )
