"""Full dates in a text, in digits or with a month's name (CLDR's, through Babel). Never today's date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError

from geo.errors import BadInput
from geo.model import Span

SEPTEMBER = 9
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
# Day before month: so all our languages write it in digits, except American English with its slashes.
_DIGITS = re.compile(r"(?<!\d)(\d{1,2})([.-])(\d{1,2})\2(\d{4})(?!\d)")


def checked_date(value: str) -> str:
    """The ISO 8601 date as given.

    Raises:
        BadInput: not a date of the calendar in the form 2024-11-19.
    """
    try:
        return date.fromisoformat(value.strip()[:10]).isoformat()
    except ValueError:
        raise BadInput("{value!r} is not a date: expected a date such as 2024-11-19", value=value) from None


def full_dates(text: str, language: str) -> Iterator[tuple[Span, date]]:
    """Every date with day, month and year, in no particular order."""
    for match in _ISO.finditer(text):
        yield from _dated(match, match[1], match[2], match[3])
    for match in _DIGITS.finditer(text):
        yield from _dated(match, match[4], match[3], match[1])
    months = _months(language.split("-")[0])
    if not months:
        return
    names = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    before = rf"(?<!\d)(\d{{1,2}})(?:\.|er|st|nd|rd|th)?(?:\s+of)?\s+({names})\.?,?\s+(\d{{4}})(?!\d)"
    after = rf"(?<!\w)({names})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)"
    for match in re.finditer(before, text, re.IGNORECASE):
        yield from _dated(match, match[3], months[match[2].lower()], match[1])
    for match in re.finditer(after, text, re.IGNORECASE):
        yield from _dated(match, match[3], months[match[1].lower()], match[2])


@cache
def weekdays(language: str) -> dict[str, int]:
    """Names of the days of the week, lower case, Monday = 0."""
    locale = _locale(language.split("-")[0])
    if locale is None:
        return {}
    names: dict[str, int] = {}
    for form in ("format", "stand-alone"):
        for number, name in locale.days[form]["wide"].items():
            names[str(name).lower()] = int(number)
    return names


def _dated(match: re.Match[str], year: str, month: str | int, day: str) -> Iterator[tuple[Span, date]]:
    try:
        yield Span(match.start(), match.end()), date(int(year), int(month), int(day))
    except ValueError:
        return


@cache
def _months(language: str) -> dict[str, int]:
    locale = _locale(language)
    if locale is None:
        return {}
    names: dict[str, int] = {}
    for form in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[form][width].items():
                names[str(name).lower().rstrip(".")] = int(number)
    # CLDR shortens it to "sep" in languages that print "sept." too.
    return {**names, "sept": SEPTEMBER} if names.get("september") == SEPTEMBER else names


@cache
def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None


@cache
def month_numbers(language: str) -> dict[str, int]:
    """The months by name, lower case without a point, January = 1."""
    return dict(_months(language.split("-")[0]))


@cache
def month_names(language: str) -> frozenset[str]:
    """Names of the months, lower case."""
    return frozenset(_months(language.split("-")[0]))
