"""Dates of a table as EDTF, decided for the whole column: which number is the day is never guessed row by row.

ISO 8601 is read by the standard library; names of months come from CLDR (Babel) in the languages that we speak. What
cannot be read stays unknown: no date is ever a default.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal

from babel.dates import get_month_names

from geo.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable

Order = Literal["dmy", "mdy"]
# How exactly a date is known: to the day, the week round it, the month, the year, or only nearly.
Fineness = Literal["day", "about", "week", "month", "year"]
LANGUAGES = ("en", "nl", "de", "fr", "uk", "ru")
EPOCH = datetime.date(1970, 1, 1).toordinal()
# How far an approximate date ("~", for which EDTF gives no width) may lie off, in days, by what is given of it.
ABOUT_DAYS = {"day": 3, "month": 30, "year": 365}
WEEK_DAYS = 3

_ZONE = r"Z|UTC|GMT|[+-]\d{2}:?\d{2}"
_CLOCK = (
    r"(?P<clock>[T ,]+\d{1,2}[:.h]\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AaPp]\.?[Mm]\.?)?\s*"
    rf"(?:{_ZONE})?)?"
)
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_CLOCK}", re.ASCII)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/. ])(\d{{1,2}})\2(\d{{4}}){_CLOCK}", re.ASCII)
_DAY_NAME = r"(?:[^\W\d_]+\.?,?\s+)?"
_DAY_MONTH = re.compile(
    rf"{_DAY_NAME}(\d{{1,2}})\.?[\s-]+(?:de\s+)?([^\W\d_]+)\.?,?[\s-]+(\d{{4}})(?:\s*г\.?|\s*р\.?)?{_CLOCK}"
)
_MONTH_DAY = re.compile(rf"{_DAY_NAME}([^\W\d_]+)\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_CLOCK}")
_MONTH_YEAR = re.compile(r"([^\W\d_]+)\.?,?\s+(\d{4})")
_EDTF = re.compile(r"(\d{4})(?:-(\d{2}|XX|xx|uu))?(?:-(\d{2}|XX|xx|uu))?([~?%])?", re.ASCII)
_TIME = re.compile(
    r"[T ,]*(\d{1,2})[:.h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp])?\.?[Mm]?\.?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as written: to the day, month or year, with its clock ("03:25", "03:25+02:00") where there is one."""

    year: int
    month: int | None = None
    day: int | None = None
    clock: str = ""
    sign: str = ""

    @property
    def edtf(self) -> str:
        """As EDTF level 1 has it; a month is "2024-11-XX"."""
        if self.month is None:
            return f"{self.year:04}{self.sign}"
        if self.day is None:
            return f"{self.year:04}-{self.month:02}-XX{self.sign}"
        clock = f"T{self.clock}" if self.clock else ""
        return f"{self.year:04}-{self.month:02}-{self.day:02}{clock}{self.sign}"

    @property
    def date(self) -> datetime.date | None:
        """The day, where it is known to the day."""
        return None if self.month is None or self.day is None else datetime.date(self.year, self.month, self.day)


@dataclass(slots=True)
class DateColumn:
    """The dates of one column: each different text is read once.

    Attributes:
        order: whether the day or the month comes first where a date is written with two numbers before its year.
        has_clock: False where every time of the column is midnight, which says that only days are meant.
    """

    order: Order | None
    has_clock: bool = True
    known: dict[str, tuple[Moment, Moment | None] | None] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Iterable[str], *, name: str, order: Order | None = None) -> DateColumn:
        """Decide on the whole column.

        Raises:
            BadInput: its dates could be read day first as well as month first, or some only so and some only thus.
        """
        different = dict.fromkeys(texts)
        column = cls(order or _order(different, name))
        for text in different:
            column.known[text] = column._read(text)
        clocks = {found[0].clock for found in column.known.values() if found is not None and found[0].clock}
        column.has_clock = not clocks <= {"00:00", "00:00Z", "00:00+00:00"}
        return column

    def read(self, text: str) -> tuple[Moment, Moment | None] | None:
        """The date, with its end where it is an interval; None where it cannot be read."""
        found = self.known[text] if text in self.known else self._read(text)
        if found is None or self.has_clock or not found[0].clock:
            return found
        first, last = found
        return Moment(first.year, first.month, first.day, "", first.sign), last

    def _read(self, text: str) -> tuple[Moment, Moment | None] | None:
        text = text.strip()
        single = _single(text, self.order)
        if single is not None:
            return single, None
        first, slash, last = text.partition("/")
        if slash and "/" not in last:
            pair = _single(first.strip(), self.order), _single(last.strip(), self.order)
            if pair[0] is not None and pair[1] is not None and _days(pair[0])[0] <= _days(pair[1])[1]:
                return pair[0], pair[1]
        return None


def _order(texts: Iterable[str], name: str) -> Order | None:
    """Whether day or month comes first, by the dates of the column that can be read in one way only."""
    day_first = month_first = either = None
    for text in texts:
        match = _YEAR_LAST.fullmatch(text.strip())
        if match is None:
            continue
        first, second = int(match[1]), int(match[3])
        if first > 12 >= second:
            day_first = day_first or text
        elif second > 12 >= first:
            month_first = month_first or text
        elif first != second:
            either = either or text
    if day_first and month_first:
        raise BadInput(
            "column {column!r} has dates with the day first ({one!r}) and with the month first ({other!r}): "
            "say which they are with --dates dmy or --dates mdy",
            column=name, one=day_first, other=month_first,
        )  # fmt: skip
    if either and not day_first and not month_first:
        raise BadInput(
            "column {column!r} has dates such as {value!r}, which may be day first or month first: "
            "say which they are with --dates dmy or --dates mdy",
            column=name, value=either,
        )  # fmt: skip
    return "mdy" if month_first else "dmy"


def _single(text: str, order: Order | None) -> Moment | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _moment(match[1], match[3], match[4], match["clock"])
    if match := _DIGITS.fullmatch(text):
        return _moment(match[1], match[2], match[3], None)
    if match := _YEAR_LAST.fullmatch(text):
        day, month = (match[1], match[3]) if order != "mdy" else (match[3], match[1])
        return _moment(match[4], month, day, match["clock"])
    if match := _EDTF.fullmatch(text):
        year, month, day, sign = match.groups()
        return _moment(year, _digits(month), _digits(day), None, sign or "")
    for pattern, day_at, month_at in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        match = pattern.fullmatch(text)
        month = None if match is None else _months().get(_plain(match[month_at]))
        if match is not None and month is not None:
            return _moment(match[3], str(month), match[day_at], match["clock"])
    if match := _MONTH_YEAR.fullmatch(text):
        month = _months().get(_plain(match[1]))
        return None if month is None else _moment(match[2], str(month), None, None)
    return None


def _digits(part: str | None) -> str | None:
    """A part of an EDTF date where it is known; "XX" is not."""
    return part if part is not None and part.isdigit() else None


def _moment(year: str, month: str | None, day: str | None, clock: str | None, sign: str = "") -> Moment | None:
    """The moment, or None where there is no such day or hour."""
    try:
        datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if month is None and day is not None:
        return None
    hour = clock_of(clock) if clock and clock.strip(" ,T") else ""
    if hour is None:
        return None
    return Moment(int(year), None if month is None else int(month), None if day is None else int(day), hour, sign)


def clock_of(text: str) -> str | None:
    """A time of day as "03:25" with its offset where that is given; None where it is none."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2])
    if match[4] is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[4].lower() == "p" else 0)
    if hour > 23 or minute > 59:
        return None
    zone = match[5] or ""
    if zone in {"UTC", "GMT"}:
        zone = "Z"
    elif zone and zone != "Z" and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    return f"{hour:02}:{minute:02}{zone}"


@cache
def _months() -> dict[str, int]:
    """The number of a month by its name, whole or short, in the languages that we speak."""
    found: dict[str, int] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    found.setdefault(_plain(name), number)
    return found


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in text if not unicodedata.combining(c)).strip(" .")


# ---------------------------------------------------------------- how exactly


def spread(first: Moment, last: Moment | None, fineness: Fineness) -> str:
    """A date with what its source says of how exactly it is known, as EDTF.

    An interval that its source gives stands; a whole month or year of days is that month or year.
    """
    if last is not None and last.edtf != first.edtf:
        return _whole(first, last)
    day = first.date
    if day is None or fineness == "day":
        return first.edtf
    if fineness == "about":
        return f"{day.isoformat()}~"
    if fineness == "month":
        return Moment(day.year, day.month).edtf
    if fineness == "year":
        return Moment(day.year).edtf
    week = datetime.timedelta(days=WEEK_DAYS)
    return f"{(day - week).isoformat()}/{(day + week).isoformat()}"


def _whole(first: Moment, last: Moment) -> str:
    start, end = first.date, last.date
    if start is not None and end is not None and start.day == 1:
        month, year = Moment(start.year, start.month), Moment(start.year)
        days = start.toordinal() - EPOCH, end.toordinal() - EPOCH
        if days == _days(month):
            return month.edtf
        if days == _days(year):
            return year.edtf
    return f"{first.edtf}/{last.edtf}"


# ---------------------------------------------------------------- days


@cache
def edtf_days(when: str) -> tuple[int, int] | None:
    """The first and last day that an EDTF value may mean, counted from 1970-01-01; None where it is none.

    >>> edtf_days("1970-01-02"), edtf_days("1970-01-XX"), edtf_days("")
    ((1, 1), (0, 30), None)
    """
    first, slash, last = when.partition("/")
    start = _edtf_single(first)
    end = _edtf_single(last) if slash else start
    if start is None or end is None or start[0] > end[1]:
        return None
    return start[0], end[1]


def _edtf_single(text: str) -> tuple[int, int] | None:
    day, sign, rest = text.partition("T")
    if sign and clock_of(rest.rstrip("~?%")) is None:
        return None
    match = _EDTF.fullmatch(day + (text[-1] if sign and text[-1] in "~?%" else ""))
    if match is None:
        return None
    moment = _moment(match[1], _digits(match[2]), _digits(match[3]), None, match[4] or "")
    return None if moment is None else _days(moment)


def _days(moment: Moment) -> tuple[int, int]:
    if moment.month is None:
        low, high = datetime.date(moment.year, 1, 1), datetime.date(moment.year, 12, 31)
        about = ABOUT_DAYS["year"]
    elif moment.day is None:
        low = datetime.date(moment.year, moment.month, 1)
        following = datetime.date(moment.year + moment.month // 12, moment.month % 12 + 1, 1) if low < _LAST else None
        high = datetime.date.max if following is None else following - datetime.timedelta(days=1)
        about = ABOUT_DAYS["month"]
    else:
        low = high = datetime.date(moment.year, moment.month, moment.day)
        about = ABOUT_DAYS["day"]
    widened = about if moment.sign in {"~", "%"} else 0
    return low.toordinal() - EPOCH - widened, high.toordinal() - EPOCH + widened


_LAST = datetime.date(datetime.MAXYEAR, 12, 1)
