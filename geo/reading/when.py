"""When a strike is said to have been: an EDTF value (level 1), with the zone where the words or the place tell it.

A day of the week, "yesterday" or "overnight" is counted from the article's date of publication; an article without one
leaves them unresolved: nothing here ever asks the clock. A rough date bears "~"; a rough time of the clock is left to
the quotation, since EDTF has no sign for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from functools import cache

from geo.gazetteer.zones import zone_of
from geo.model import Place, Span, Statement
from geo.reading.attacks import (
    Sentence,
    clause_at,
    is_aimed_at_another_country,
    is_tied,
    statement,
    trigger_in,
    was_told,
)
from geo.reading.datelines import dateline_end
from geo.reading.dates import full_dates, month_names, month_numbers, weekdays
from geo.reading.tables import Strings, Table, phrases, table
from geo.reading.times import FoundTime, find_times, zone_info

# A day without its year is of the year before publication; so many days ahead of it are still the same year's.
DAYS_AHEAD = 1
# Words between "said" and the day on which it was said: "said on Tuesday".
MOST_AFTER_SAID = 2
# Words between a day and the attack of that day: "on Tuesday two Russian drones hit".
MOST_TO_ATTACK = 4
# Days before publication from which on an event is no news any more, but what the news is set against.
LONG_AGO = 60
# From this month on, last year is long ago.
MONTHS_PAST = 4
_YEAR = re.compile(r"(?<![\d.,:])20\d\d(?![\d%:]|[.,]\d)")
NOON = 12


class Age(IntEnum):
    """How long before the news an event was: in its own days, last week or month, months ago, a year ago or more."""

    NEWS = 0
    EARLIER = 1
    MONTHS = 2
    YEARS = 3


@dataclass(frozen=True, slots=True)
class When:
    """The moment as told: ``said.value`` is EDTF, ``zone`` an IANA name or None; ``others`` what other voices say."""

    said: Statement
    zone: str | None
    others: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class _Day:
    """A day or night and the words for it; ``last`` is the day after the night."""

    span: Span
    first: date
    last: date
    is_about: bool = False
    is_month: bool = False

    @property
    def edtf(self) -> str:
        if self.is_month:
            return f"{self.first:%Y-%m}-XX"
        mark = "~" if self.is_about else ""
        return f"{self.first.isoformat()}{mark}" if self.first == self.last else f"{self.first}/{self.last}"


def find_when(sentences: Sequence[Sentence], place: Place, published: date | None, words: Table) -> When | None:
    """When the sentences on an attack say that it was; None where none gives a day that can be told.

    What was long ago dates it only where nothing else is told of.
    """
    told = [s for s in sentences if _is_of_attack(s.text, words) and not is_aimed_at_another_country(s, place, words)]
    told = [s for s in told if not is_long_ago(s.text, published, words)] or told
    days = [
        (s, day)
        for s in told
        if (day := _day_in(s.text, published, words)) is not None and not _is_of_another_town(s, day, place)
    ]
    days = [
        (s, day) for s, day in days if _names(s, place) or not _is_before_that(s.text, day.span.start, published, words)
    ]
    clocks = [(s, clock) for s in told if (clock := _clock_in(s.text, words)) is not None]
    if not days:
        return None
    sentence, day = days[0]
    said, zone = statement(sentence, day.span, day.edtf), None
    if clocks:
        said, zone = _with_clock(said, sentence, day, *clocks[0], place)
    others = tuple(
        other
        for later, found in days[1:]
        if (other := statement(later, found.span, found.edtf)).said_by not in (None, said.said_by)
        and (found.last < day.first or found.first > day.last)
    )
    return When(said, zone, others)


def _names(sentence: Sentence, place: Place) -> bool:
    return any(named.id == place.id for _, named in sentence.named)


def _is_before_that(text: str, position: int, published: date | None, words: Table) -> bool:
    """Whether a day is one of another attack: "After last week's strike on 8 January", "Earlier, on 7 July, ..."."""
    if _is_elsewhen(text, position, published, words):
        return True
    before = phrases(words.times.earlier).pattern
    return re.search(rf"{before},\s+(?:\w{{1,3}}\s+)?$", text[:position], re.IGNORECASE) is not None


def day_told(text: str, trigger: Span, published: date | None, words: Table) -> tuple[date, date] | None:
    """The first and last day that a sentence gives an attack of its own; None where it gives none, or only a month.

    Nothing else may have been done on that day: "on Tuesday drones hit", and not "on Tuesday he saw the school that was
    hit", nor "a school was hit, said the mayor on Tuesday".
    """
    day = _day_in(text, published, words)
    if day is None or day.is_about or day.is_month:
        return None
    start, stop = sorted((*day.span, *trigger))[1:3]
    between = text[start:stop]
    is_apart = len(between.split()) > MOST_TO_ATTACK if day.span.start < trigger.start else re.search("[,;:]", between)
    return None if is_apart or phrases(words.telling.say).search(between) else (day.first, day.last)


def tells_one_day(text: str, published: date | None, words: Table) -> bool:
    """Whether a sentence names one day and no other, so that it is the day of all that it tells."""
    return len({(day.first, day.last) for find in _WAYS for day in find(text, published, words)}) == 1


def age_of(text: str, position: int, published: date | None, words: Table) -> Age:
    """How old the event at a position of a sentence is, by the words of its clause or by the sentence's dates."""
    if _is_timed(text, position, words.strikes.long_ago) or _is_year_past(text, position, published):
        return Age.YEARS
    if is_long_ago(text, published, words):
        return Age.MONTHS
    return Age.EARLIER if _is_elsewhen(text, position, published, words) else Age.NEWS


def is_long_ago(text: str, published: date | None, words: Table) -> bool:
    """Whether a sentence gives a day, month or year that is long before publication, and none that is not."""
    if published is None or any(next(find(text, published, words), None) for find in _RECENT):
        return False
    days = [day.last for find in (_dated, _day_and_month) for day in find(text, published, words)]
    months = [day for find in (_month, _bare_month) for day in find(text, published, words)]
    days += [_end_of_month(day.last) for day in months]
    days = days or [date(int(match["y"]), 12, 31) for match in _year_pattern(words.language).finditer(text)]
    return bool(days) and all((published - day).days > LONG_AGO for day in days)


def _end_of_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _is_elsewhen(text: str, position: int, published: date | None, words: Table) -> bool:
    """Whether it is put at another time: "last week", or "in May" in an article of June."""
    if _is_timed(text, position, words.strikes.elsewhen):
        return True
    clause = clause_at(text, position)
    opening = clause_at(text, 0)
    return any(
        (clause.start <= month.span.start < clause.end or month.span.start < opening.end)
        and published is not None
        and _end_of_month(month.last) < published.replace(day=1)
        for month in _bare_month(text, published, words)
    )


def _is_year_past(text: str, position: int, published: date | None) -> bool:
    """Whether the clause gives a year, and the last of those given has passed for some months."""
    if published is None:
        return False
    clause = clause_at(text, position)
    last = published.year - (1 if published.month >= MONTHS_PAST else 2)
    years = [int(match[0]) for match in _YEAR.finditer(text, clause.start, clause.end)]
    return bool(years) and max(years) <= last


def _is_timed(text: str, position: int, when: Strings) -> bool:
    """Whether one of the words is in the clause at the position, or in a stretch that leads up to it."""
    clause = clause_at(text, position)
    if phrases(when).search(text, clause.start, clause.end):
        return True
    # "Last year, drones hit", "A week ago, on 12 July, drones hit": commas end what is said of the time.
    opening = re.compile(
        rf"[\W_]*(?:\w+\s+)?{phrases(when).pattern}[\s,]*(?:(?<=,\s)[^,;:]{{1,30}},\s*)?", re.IGNORECASE
    ).match(text)
    return opening is not None and opening.end() >= clause.start


@cache
def _year_pattern(language: str) -> re.Pattern[str]:
    """A year by itself, with the preposition by which it is one."""
    before = phrases(table(language).times.in_year).pattern
    return re.compile(rf"(?:{before}\s+|^\W*)(?P<y>(?:19|20)\d\d)(?![\w.:%-]|,\d|\s+(?:km|m|mi)\b)", re.IGNORECASE)


def _is_of_another_town(sentence: Sentence, day: _Day, place: Place) -> bool:
    """Whether the clause of a day names other towns and its sentence not this place: "the raid on Y on Thursday"."""
    if any(named.id == place.id for _, named in sentence.named):
        return False
    clause, base = clause_at(sentence.text, day.span.start), sentence.told.span.start
    return any(
        named.chosen.kind in ("settlement", "district") and clause.start <= mention.start - base < clause.end
        for mention, named in sentence.named
        if mention.kind == "toponym"
    )


def _is_of_attack(text: str, words: Table) -> bool:
    return trigger_in(text, words) is not None or phrases(words.strikes.launched).search(text) is not None


# ---------------------------------------------------------------- the day


def _day_in(text: str, published: date | None, words: Table) -> _Day | None:
    """The day that a sentence gives, the surest way of telling it first."""
    issues = [match.span() for match in _issue_pattern(words.language).finditer(text)]
    # The date of the dispatch is that on which it was written: "ENGELS, 12 May (Agency) – ".
    issues.append((-1, dateline_end(text)))
    for find in _WAYS:
        for day in find(text, published, words):
            if not any(start < day.span.start < end for start, end in issues):
                return day
    return None


@cache
def _issue_pattern(language: str) -> re.Pattern[str]:
    """Brackets that tell in which issue something stood: "(18 April, page 21)"."""
    return re.compile(rf"\([^()]*{phrases(table(language).times.issue).pattern}[^()]*\)", re.IGNORECASE)


def _dated(text: str, published: date | None, words: Table) -> Iterator[_Day]:
    """A full date."""
    for span, day in sorted(full_dates(text, words.language)):
        yield _Day(span, day, day, is_about=_is_about(text, span.start, words))


def _night_between(text: str, published: date | None, words: Table) -> Iterator[_Day]:
    """As in "van maandag op dinsdag", "overnight into Tuesday"."""
    if published is None:
        return
    for match in _night_pattern(words.language).finditer(text):
        last = _last_weekday(str(match[match.lastindex or 0]), published, words)
        yield _Day(Span(match.start(), match.end()), last - timedelta(days=1), last)


def _day_and_month(text: str, published: date | None, words: Table) -> Iterator[_Day]:
    """A day and month without a year, the last one up to publication."""
    for match in _day_month_pattern(words.language).finditer(text):
        number, month = (match["d"] or match["d2"]), (match["m"] or match["m2"]).lower().rstrip(".")
        day = _in_year(int(number), month_numbers(words.language)[month], published)
        if day is not None:
            yield _Day(Span(match.start(), match.end()), day, day, is_about=_is_about(text, match.start(), words))


def _in_year(day: int, month: int, published: date | None) -> date | None:
    if published is None:
        return None
    for year in (published.year, published.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= published + timedelta(days=DAYS_AHEAD):
            return found
    return None


def _counted(text: str, published: date | None, words: Table) -> Iterator[_Day]:
    """The day before yesterday, and yesterday."""
    if published is None:
        return
    for named, days in ((words.times.day_before, 2), (words.times.yesterday, 1)):
        for match in phrases(named).finditer(text):
            day = published - timedelta(days=days)
            yield _Day(Span(match.start(), match.end()), day, day)


def _weekday(text: str, published: date | None, words: Table) -> Iterator[_Day]:
    """The last such day up to publication; not the day on which somebody said so."""
    if published is None:
        return
    for match in _weekday_pattern(words.language).finditer(text):
        if not _is_day_of_saying(text, match.start(), words):
            day = _last_weekday(match["to"], published, words)
            yield _Day(Span(match.start(), match.end()), day, day)


def _last_night(text: str, published: date | None, words: Table) -> Iterator[_Day]:
    if published is None:
        return
    for match in phrases(words.times.last_night).finditer(text):
        yield _Day(Span(match.start(), match.end()), published - timedelta(days=1), published)


def _today(text: str, published: date | None, words: Table) -> Iterator[_Day]:
    if published is None:
        return
    for match in phrases((*words.times.today, *words.today)).finditer(text):
        yield _Day(Span(match.start(), match.end()), published, published)


def _month(text: str, published: date | None, words: Table) -> Iterator[_Day]:
    """A month and year: some day in it."""
    for match in _month_pattern(words.language).finditer(text):
        first = date(int(match["y"]), _months(words.language)[match["m"].lower()], 1)
        yield _Day(Span(match.start(), match.end()), first, first, is_month=True)


def _bare_month(text: str, published: date | None, words: Table) -> Iterator[_Day]:
    """A month without day and year, with the preposition by which it is one ("in May"): the last up to publication."""
    if published is None:
        return
    for match in _bare_month_pattern(words.language).finditer(text):
        number = _months(words.language)[match["m"].lower()]
        first = date(published.year - (number > published.month), number, 1)
        yield _Day(Span(match.start(), match.end()), first, first, is_month=True)


_WAYS: tuple[Callable[[str, date | None, Table], Iterator[_Day]], ...] = (
    _dated, _night_between, _day_and_month, _counted, _weekday, _last_night, _today, _month,
)  # fmt: skip
_RECENT = (_night_between, _counted, _weekday, _last_night, _today)


def _is_about(text: str, position: int, words: Table) -> bool:
    return re.search(rf"{phrases(words.times.around).pattern}\s+$", text[:position], re.IGNORECASE) is not None


def _is_day_of_saying(text: str, position: int, words: Table) -> bool:
    said = [match.end() for match in phrases(words.telling.say).finditer(text, 0, position)]
    return bool(said) and len(text[said[-1] : position].split()) <= MOST_AFTER_SAID - 1


def _last_weekday(name: str, published: date, words: Table) -> date:
    number = _weekdays(words.language)[_stem_of_day(name, words)]
    return published - timedelta(days=(published.weekday() - number) % 7)


def _stem_of_day(name: str, words: Table) -> str:
    """The day's own name in "dinsdagochtend"."""
    plain = name.casefold()
    names = _weekdays(words.language)
    return plain if plain in names else max((day for day in names if plain.startswith(day)), key=len)


@cache
def _weekdays(language: str) -> dict[str, int]:
    return {**weekdays(language), **table(language).times.weekdays}


def _day_name(language: str) -> str:
    """A day of the week with what may be written on to it."""
    parts = "|".join(map(re.escape, table(language).times.day_parts))
    return rf"(?:{_any(_weekdays(language))})(?:{parts})?" if _weekdays(language) else "(?!)"


@cache
def _weekday_pattern(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<to>{_day_name(language)})(?!\w)", re.IGNORECASE)


@cache
def _night_pattern(language: str) -> re.Pattern[str]:
    """Nights between two days and before one; the last group that matched is the later day."""
    times = table(language).times
    name = _day_name(language)
    options = []
    for phrase in sorted((*times.night_between, *times.night_to), key=len, reverse=True):
        pieces = re.escape(phrase).replace(r"\ ", r"\s+").replace(r"\*", r"\w+").split(r"\{d\}")
        options.append(name.join(pieces[:-1]) + f"({name})" + pieces[-1] if len(pieces) > 2 else f"{pieces[0]}({name})")
    return re.compile(rf"(?<!\w)(?:{'|'.join(options) or '(?!)'})(?!\w)", re.IGNORECASE)


@cache
def _months(language: str) -> dict[str, int]:
    return {**month_numbers(language), **table(language).times.months}


@cache
def _bare_month_pattern(language: str) -> re.Pattern[str]:
    before, names = phrases(table(language).times.in_month).pattern, _any(_months(language))
    day_or_year = r"\.?\s+(?:\d|(?:\w+\s+)?(?:19|20)\d\d)"
    return re.compile(rf"{before}\s+(?P<m>{names})(?!\w|{day_or_year})", re.IGNORECASE)


@cache
def _month_pattern(language: str) -> re.Pattern[str]:
    names = _any(_months(language))
    return re.compile(rf"(?<![\w.])(?P<m>{names})\.?\s+(?P<y>(?:19|20)\d\d)(?!\d)", re.IGNORECASE)


@cache
def _day_month_pattern(language: str) -> re.Pattern[str]:
    names = _any(month_names(language))
    return re.compile(
        rf"(?<![\d.])(?P<d>[0-3]?\d)(?:\.|er|st|nd|rd|th)?(?:\s+of)?\s+(?P<m>{names})(?!\w)"
        rf"|(?<!\w)(?P<m2>{names})\.?\s+(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:.]\d|\d)",
        re.IGNORECASE,
    )


def _any(words: Strings | frozenset[str] | dict[str, int]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"


# ---------------------------------------------------------------- the clock


def _clock_in(text: str, words: Table) -> FoundTime | None:
    """The time of the attack, told in the clause that speaks of it; not that at which somebody spoke.

    An attack that is known already ("the attack") needs a word that ties the time to it ("took place").
    """
    strikes = words.strikes
    for found in find_times(text, words.language):
        clause = clause_at(text, found.start)
        piece = text[clause.start : clause.end]
        trigger = trigger_in(piece, words)
        happened = phrases(strikes.happened).search(piece)
        is_new = trigger is not None and (not was_told(piece, trigger, words) or is_tied(piece, trigger, words))
        # "A fire that was still burning at noon" broke out before noon.
        lasts = phrases(words.times.still).search(piece) is not None
        is_fired = phrases((*strikes.launched, *(() if lasts else strikes.fire))).search(piece) is not None
        is_said = phrases(words.telling.say).search(piece) is not None
        if happened is not None or is_new or (is_fired and not is_said):
            return found
    return None


def _with_clock(
    said: Statement, of_day: Sentence, day: _Day, sentence: Sentence, clock: FoundTime, place: Place
) -> tuple[Statement, str | None]:
    """The day with the time: its offset where the words tell the zone or "local time", else without."""
    if clock.about or clock.either_half or day.is_about or day.is_month:
        return said, None
    zone = clock.zone or (zone_of(place.chosen.country, place.chosen.admin1) if clock.local else None)
    on = day.last if clock.hour < NOON else day.first
    moment = datetime.combine(on, time(clock.hour, clock.minute))
    if zone is not None:
        moment = moment.replace(tzinfo=zone_info(zone))
    value = moment.isoformat(timespec="minutes")
    span = Span(clock.start, clock.end)
    if sentence is of_day:
        base = sentence.told.span.start
        day_span = Span(said.start - base, said.end - base)
        span = Span(min(span.start, day_span.start), max(span.end, day_span.end))
    named = None if zone is None or zone[0] in "+-" else zone
    return statement(sentence, span, value), named
