"""Times of the clock in a text, with their zones; and one moment that is told by two clocks.

A number is a time only where something says so: a word before it ("om", "at"), a word or a half of the day after it
("uur", "a.m."), a zone, or a nought before the hour. Words and phrases come from the language tables, offsets from the
tz database (``zoneinfo``). A time that the words leave in either half of the day ("half vier", "3:25" in English) keeps
both readings. Nothing is dated here, and nothing is taken to be in a zone that no word names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geo.errors import BadInput
from geo.gazetteer.zones import zone_of
from geo.model import Span
from geo.reading.numerals import number_pattern, number_value
from geo.reading.tables import Strings, Table, phrases, table

# Between a time and the other clock's: "03:25 Moscow time (02:25 in Kyiv)", "..., or 02:25 in Kyiv".
_PAIR_GAP = re.compile(
    r"\s*(?:[(\[/=]|[,;–—-](?=\s)|\bofwel\b|\boftewel\b|\bof\b|\bor\b|\boder\b|\bou\b|\bили\b|\bабо\b)"
)
# Words inside that gap: "(toen was het in Kyiv 02.25 uur)".
MOST_WORDS_IN_GAP = 5
# A rough time ("about 3 a.m.") may be off by so many minutes.
ROUGH_MIN = 15
# A year after the last changes of the rules of Moscow, Kyiv and Istanbul, for a time that nobody dates.
YEAR_OF_RULES = 2024
# An hour and minutes in words stand so many characters round "half" or "over", at most.
SPOKEN_REACH = 30
HALF_DAY_MIN, DAY_MIN = 720, 1440
# Names by letters that are the same in every language; those of a summer or winter alone are fixed offsets. "CET",
# "EST" and the like are written all year for what the clocks show, and stand for their zones.
_LETTERS = {
    "UTC": "UTC", "GMT": "UTC", "MSK": "Europe/Moscow", "CEST": "+02:00", "MESZ": "+02:00", "EEST": "+03:00",
    "BST": "+01:00", "EDT": "-04:00", "EET": "Europe/Kyiv", "МСК": "Europe/Moscow", "мск": "Europe/Moscow",
    "ВСВ": "UTC", "CET": "Europe/Brussels", "MEZ": "Europe/Berlin", "ET": "America/New_York",
    "EST": "America/New_York",
}  # fmt: skip
_UPPER = "[A-ZÀ-ÖØ-ÞА-ЯІЇЄҐ]"
_UNIT_AFTER = re.compile(
    r"\s*(?:%|€|\$|£|₴|₽|°|euro|dollar|pond|pound|procent|prozent|percent|pour\s?cent|process|mil[jl]|mio|mrd|млн|млрд"
    r"|тыс|процент|відсот|доллар|долар|евро|євро|руб|гривен|kilom|килом|кілом|km|км|k[gm]|meter|mètre|metre|метр|punt|point|punkt|балл"
    r"|keer|mal|fois|times|раз|[NSEW]\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A time of the clock and where it stands, with the word before it, the half of the day and the zone.

    Attributes:
        hour, minute: 0 to 23, 0 to 59; an hour that may be in either half of the day is the earlier one.
        zone: IANA name, "UTC" or a fixed offset as "+03:00"; None where no word names one.
        local: the text says "local time", which is the clock of the place that it speaks of.
        about: the text says that it is rough ("rond", "shortly after").
        either_half: no word tells morning from evening.
    """

    start: int
    end: int
    hour: int
    minute: int
    zone: str | None = None
    words: str = ""
    local: bool = False
    about: bool = False
    either_half: bool = False


@dataclass(frozen=True, slots=True)
class PairedTime:
    """One moment by two clocks. ``first`` or ``second`` without a zone is by the clock of the place spoken of."""

    first: FoundTime
    second: FoundTime

    @property
    def span(self) -> Span:
        """From the first time to the end of the second."""
        return Span(self.first.start, self.second.end)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the tz database says of two clocks.

    Attributes:
        agrees: whether the two times can be one moment.
        stated_min: by how many minutes the second clock is ahead as told (-720 to 720).
        offsets_min: by how many it can be: one or two for a date, all of a year without.
    """

    agrees: bool
    stated_min: int
    offsets_min: tuple[int, ...]


def find_times(text: str, language: str) -> tuple[FoundTime, ...]:
    """Every time of the clock in the text, in order. Durations, scores, prices, versions and points are none."""
    words = table(language)
    times = words.times
    if not times.clock:
        return ()
    cores = sorted(_cores(text, words), key=lambda core: (core.start, -core.end))
    kept: list[_Core] = []
    for core in cores:
        if not kept or core.start >= kept[-1].end:
            kept.append(core)
    told = [_told(text, core, words) for core in kept]
    result = []
    for number, (core, found) in enumerate(zip(kept, told, strict=True)):
        if found is None and core.is_digits and _beside_time(text, kept, told, number, words):
            found = _read(text, core, words, about=False)
        if found is not None:
            result.append(found)
    return tuple(result)


def paired_times(text: str, language: str) -> tuple[PairedTime, ...]:
    """Moments that are told by two clocks: two times at once after each other, by zones that differ.

    A second time in brackets makes a pair also where the first has no zone: "at 3:25 a.m. (0025 GMT)".
    """
    words = table(language)
    found = find_times(text, language)
    pairs: list[PairedTime] = []
    for first, second in pairwise(found):
        if pairs and pairs[-1].second == first:
            continue
        zoned = _zone_ahead(text, first, second, words)
        if zoned is not None:
            pairs.append(PairedTime(first, zoned))
    return tuple(pairs)


def agreement(pair: PairedTime, on: date | None = None, *, local: str | None = None) -> Agreement | None:
    """Whether the two clocks of a pair can show one moment; None where a zone is not known.

    Args:
        on: the day by either clock; None tries every offset that the two zones have in a year.
        local: the zone of the place spoken of, for a time without one.

    Raises:
        BadInput: ``local`` is no zone of the tz database.
    """
    zones = [_zone(found.zone or local) for found in (pair.first, pair.second)]
    first, second = zones
    if first is None or second is None:
        return None
    stated = _turned(_minutes(pair.second) - _minutes(pair.first))
    if pair.first.either_half or pair.second.either_half:
        choices = [stated, _turned(stated + HALF_DAY_MIN)]
    else:
        choices = [stated]
    offsets = _differences(pair, first, second, on)
    slack = ROUGH_MIN if pair.first.about or pair.second.about else 0
    # Where only the half of the day is open, the reading that fits better is the one that is meant.
    stated = min(choices, key=lambda choice: min(abs(_turned(choice - offset)) for offset in offsets))
    agrees = any(abs(_turned(stated - offset)) <= slack for offset in offsets)
    return Agreement(agrees=agrees, stated_min=stated, offsets_min=offsets)


def zone_info(name: str) -> tzinfo:
    """The zone of an IANA name, "UTC" or a fixed offset such as "+03:00".

    Raises:
        BadInput: the tz database has no such zone.
    """
    fixed = re.fullmatch(r"([+-])(\d{2}):(\d{2})", name)
    if fixed is not None:
        ahead = timedelta(hours=int(fixed[2]), minutes=int(fixed[3]))
        return timezone(-ahead if fixed[1] == "-" else ahead)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput("{value!r} is no time zone: expected a name such as Europe/Kyiv", value=name) from None


# ---------------------------------------------------------------- the numbers


@dataclass(frozen=True, slots=True)
class _Core:
    """An hour with its minutes, before anything round it is looked at.

    Attributes:
        is_sure: its own words make it a time ("3 Uhr", "half vier"). needs_more: digits that a price may be, too.
        either_half: it is told by twelve hours.
    """

    start: int
    end: int
    hour: int
    minute: int
    is_digits: bool = False
    is_sure: bool = False
    needs_more: bool = False
    either_half: bool = False


_DIGITS = re.compile(
    r"(?<![\w.,:/$€£§+#-])(?<![$€£§#]\s)(?P<h>\d{1,2})(?P<sep>[:.])(?P<m>[0-5]\d)(?::[0-5]\d)?"
    r"(?:(?=\s?(?:[ap]\.?m\b|u\b|h\b|uhr\b|ч\b))|(?![\w%:/°]|[.,]\d|-\d))",
    re.IGNORECASE,
)
# As agencies write it: "0025 GMT", "0325 hours".
_FOUR_DIGITS = re.compile(r"(?<![\w.,:/$€£+#-])(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)(?=\s+(?:GMT|UTC|hours\b|hrs\b))")


def _cores(text: str, words: Table) -> Iterator[_Core]:
    times = words.times
    for match in _DIGITS.finditer(text):
        hour, minute = int(match["h"]), int(match["m"])
        is_dot = match["sep"] == "."
        if hour > 24 or (hour == 24 and minute):
            continue
        yield _Core(
            match.start(), match.end(), hour % 24, minute,
            is_digits=True, is_sure=not is_dot and match["h"].startswith("0"), needs_more=is_dot,
            either_half=times.twelve and 1 <= hour <= 12 and not match["h"].startswith("0"),
        )  # fmt: skip
    for match in _FOUR_DIGITS.finditer(text):
        yield _Core(match.start(), match.end(), int(match["h"]), int(match["m"]), is_sure=True)
    yield from _hours(text, words)
    yield from _spoken(text, words)
    for match in phrases(tuple(times.moments)).finditer(text):
        if text[match.start() - 1 : match.start()] in ("-", "‑"):
            continue  # "après-midi"
        hour, minute = map(int, times.moments[_plain(match[0])].split(":"))
        yield _Core(match.start(), match.end(), hour, minute, is_sure=True)


def _hours(text: str, words: Table) -> Iterator[_Core]:
    """An hour with its word, and perhaps minutes after it: "3 uur", "3 h 25", "drie uur", "3 Uhr 25", "3 a.m."."""
    times = words.times
    for match in _hour_pattern(words.language).finditer(text):
        hour = _hour(match["h"], words)
        minute = _minute(match["m"], words) if match["m"] else 0
        if hour is None or minute is None or hour > 24 or phrases(times.not_clock).match(text, match.end() + 1):
            continue
        clock = match["clock"]
        is_word = not match["h"][0].isdigit()
        yield _Core(
            match.start(), match.end(), hour % 24, minute,
            is_sure=clock is None or _plain(clock) in map(_plain, times.sure_clock),  # "3 a.m." is one
            either_half=1 <= hour <= 12 and (is_word or times.twelve),
        )  # fmt: skip


@cache
def _hour_pattern(language: str) -> re.Pattern[str]:
    words = table(language)
    times = words.times
    hours = _any(times.hours)
    small = number_pattern(language)
    # "3h25", "3 h 25"; where the minutes have a word, too: "3 часа 25 минут".
    tail = r"(?:\s*(?P<m>[0-5]\d)(?!\w|[.,]\d))?"
    if times.minutes:
        tail = rf"(?:\s+(?P<m>{small})(?=\s+(?:{_any(times.minutes)}))\s+(?:{_any(times.minutes)}))?"
    clock = rf"\s*(?P<clock>{_any(times.clock)})(?=\W|\d|_|$){tail}"
    halves = _any((*times.am, *times.pm))
    return re.compile(
        rf"(?<![\w.,:/$€£+#-])(?P<h>\d{{1,2}}|{hours})(?:(?:{clock})|(?=\s?(?:{halves})(?!\w)))(?![\w])",
        re.IGNORECASE,
    )


def _spoken(text: str, words: Table) -> Iterator[_Core]:
    """As in "half vier", "quarter past three", "без четверти четыре"."""
    for anchor, pattern, rule in _spoken_patterns(words.language):
        for at in anchor.finditer(text):
            match = pattern.search(text, max(0, at.start() - SPOKEN_REACH), at.end() + SPOKEN_REACH)
            if match is None:
                continue
            hour = _hour(match["h"], words)
            named = match.groupdict().get("m")
            minute = _minute(named, words) if named else 0
            if hour is None or minute is None or not 1 <= hour <= 12:
                continue
            base = int(re.sub(r"[+-]m$", "", rule) or 0)
            total = hour * 60 + base + (minute if rule.endswith("+m") else -minute if rule.endswith("-m") else 0)
            total %= DAY_MIN
            yield _Core(
                match.start(), match.end(), total // 60, total % 60, is_sure=named is None, either_half=True
            )  # fmt: skip


@cache
def _spoken_patterns(language: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...]:
    """Each phrase with its rule, after its own words, which are looked for first: a text rarely has them."""
    words = table(language)
    hours = _any(words.times.hours)
    minutes = number_pattern(language)
    result = []
    for phrase in sorted(words.times.spoken, key=len, reverse=True):
        escaped = re.escape(phrase).replace(r"\ ", r"\s+")
        own = re.escape(max((word for word in phrase.split() if "{" not in word), key=len))
        escaped = escaped.replace(r"\{h\}", rf"(?P<h>{hours}|1[0-2]|[1-9])")
        after = r"(?![\w]|[.,:]\d|\s*(?:%|€))"
        filled = escaped.replace(r"\{m\}", f"(?P<m>{minutes})")
        whole = rf"(?<![\w.,]){filled}{after}"
        patterns = (re.compile(rf"(?<!\w){own}(?!\w)", re.IGNORECASE), re.compile(whole, re.IGNORECASE))
        result.append((*patterns, words.times.spoken[phrase]))
    return tuple(result)


def _hour(written: str, words: Table) -> int | None:
    return int(written) if written.isdigit() else words.times.hours.get(_plain(written))


def _minute(written: str, words: Table) -> int | None:
    if written.isdigit():
        return int(written) if int(written) < 60 else None
    value = number_value(written, words.language)
    return int(value) if value is not None and value == int(value) and 0 < value < 60 else None


# ---------------------------------------------------------------- what stands round them


def _told(text: str, core: _Core, words: Table) -> FoundTime | None:
    """The time, where something round the number makes it one."""
    at = _before_pattern(words.language).search(text, max(0, core.start - 40), core.start)
    about = _about_pattern(words.language).search(text, max(0, core.start - 40), core.start)
    found = _read(text, core, words, about=about is not None)
    is_proven = found.end > core.end or core.is_sure
    if core.needs_more and at is not None and not is_proven:
        is_proven = words.times.dots and _UNIT_AFTER.match(text, core.end) is None
    elif at is not None:
        is_proven = is_proven or not core.is_digits or _UNIT_AFTER.match(text, core.end) is None
    if not is_proven:
        return None
    starts = [match.start() for match in (at, about) if match is not None]
    return replace(found, start=min([core.start, *starts]), words=text[min([core.start, *starts]) : found.end])


def _read(text: str, core: _Core, words: Table, *, about: bool) -> FoundTime:
    """The time with the half of the day and the zone that follow it."""
    hour, either, end = core.hour, core.either_half, core.end
    clock = _clock_pattern(words.language).match(text, end)
    if clock is not None:
        end = clock.end()
    half = _half_of_day(text, end, words)
    if half is not None:
        end, kind = half
        hour, either = _in_half(hour, kind), False
    zone_end, zone, local = _zone_at(text, end, words)
    if zone_end is not None:
        end = zone_end
        late = None if half is not None else _half_of_day(text, end, words)
        if late is not None:
            end, hour, either = late[0], _in_half(hour, late[1]), False
    return FoundTime(
        core.start, end, hour, core.minute,
        zone=zone, words=text[core.start : end], local=local, about=about, either_half=either and hour <= 12,
    )  # fmt: skip


def _in_half(hour: int, half: str) -> int:
    """The hour of 24, from that of 12 and the half of the day that a word names."""
    if hour > 12:
        return hour
    if half == "pm":
        return 12 if hour == 12 else hour + 12
    if half in ("am", "morning"):
        return 0 if hour == 12 and half == "am" else hour
    if half == "night":
        return 0 if hour == 12 else hour + 12 if hour >= 6 else hour
    if half == "afternoon":
        return hour + 12 if 1 <= hour <= 6 else hour
    return 0 if hour == 12 else hour + 12 if hour >= 4 else hour


def _half_of_day(text: str, position: int, words: Table) -> tuple[int, str] | None:
    for kind, pattern in _half_patterns(words.language):
        match = pattern.match(text, position)
        if match is not None:
            return match.end(), kind
    return None


@cache
def _half_patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    times = table(language).times
    kinds = ("am", "pm", "night", "morning", "afternoon", "evening")
    return tuple(
        (kind, re.compile(rf",?\s*(?:{_any(getattr(times, kind))})(?!\w)", re.IGNORECASE))
        for kind in kinds
        if getattr(times, kind)
    )


@cache
def _clock_pattern(language: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{_any(table(language).times.clock)})(?!\w)", re.IGNORECASE)


@cache
def _before_pattern(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any(table(language).times.at)})\s+$", re.IGNORECASE)


@cache
def _about_pattern(language: str) -> re.Pattern[str]:
    times = table(language).times
    at = _any(times.at)
    return re.compile(rf"(?<!\w)(?:(?:{at})\s+)?(?:{_any(times.about)})\s+(?:(?:{at})\s+)?$", re.IGNORECASE)


def _beside_time(
    text: str, cores: Sequence[_Core], told: Sequence[FoundTime | None], number: int, words: Table
) -> bool:
    """Whether it is the other end of a stretch: "tussen 03.25 en 04.10 uur"."""
    joiner = re.compile(rf"\s*(?:{_any((*words.times.joiners, '-', '–'))})\s*", re.IGNORECASE)
    core = cores[number]
    before = (
        number > 0 and (earlier := told[number - 1]) is not None and joiner.fullmatch(text, earlier.end, core.start)
    )
    after = number + 1 < len(cores) and told[number + 1] is not None
    return bool(before or (after and joiner.fullmatch(text, core.end, cores[number + 1].start)))


# ---------------------------------------------------------------- zones


def _zone_at(text: str, position: int, words: Table) -> tuple[int | None, str | None, bool]:
    """Where the words for a zone end, the zone, and whether it is "local time"; None where there are none."""
    lead = re.compile(r"\s*[,(]?\s*").match(text, position)
    begin = lead.end() if lead is not None else position
    offset = re.compile(r"(?:UTC|GMT|МСК|MSK)\s?([+-]|−)\s?(\d{1,2})(?::?(\d{2}))?(?!\d)").match(text, begin)
    if offset is not None and begin > position and int(offset[2]) <= 14:
        sign = "-" if offset[1] in "-−" else "+"
        hours, minutes = int(offset[2]), int(offset[3] or 0)
        if offset[0][:3] in ("МСК", "MSK"):
            hours, sign = (hours if sign == "+" else -hours) + 3, "+"
        return offset.end(), f"{sign}{hours:02d}:{minutes:02d}" if hours >= 0 else "UTC", False
    letters = re.compile(rf"(?:{'|'.join(_LETTERS)})(?!\w)").match(text, begin)
    if letters is not None:
        return letters.end(), _LETTERS[letters[0]], False
    local = phrases(words.times.local).match(text, begin)
    if local is not None:
        end = local.end()
        named = _zone_pattern(words.language).match(text, end)
        zone = None if named is None else _named_zone(named["z"], words)
        return (named.end() if named is not None and zone else end), zone, True
    named = _zone_pattern(words.language).match(text, begin)
    zone = None if named is None else _named_zone(named["z"], words)
    return (None, None, False) if named is None or zone is None else (named.end(), zone, False)


@cache
def _zone_pattern(language: str) -> re.Pattern[str]:
    """The longest of "Moskouse tijd", "tijd in Moskou", "in Moskou"; ``z`` is the whole phrase.

    A people's name makes a zone only beside a word for time ("Nederlandse tijd"): "in Nederlandse steden" names none,
    and neither does "in British Columbia".
    """
    words = table(language)
    named = [name for names in words.times.zone_names.values() for name in names]
    options = []
    for form in sorted(words.times.zone_forms, key=len, reverse=True):
        is_time = re.search(r"\w{4,}", form.replace("{z}", "")) is not None
        names = _any((*named, *words.demonyms)) if is_time else rf"(?:{_any(named)})(?!\s+(?-i:{_UPPER}))"
        options.append(re.escape(form).replace(r"\ ", r"\s+").replace(r"\{z\}", f"(?:{names})"))
    return re.compile(rf"\s*(?P<z>{'|'.join(options) or '(?!)'})(?!\w)", re.IGNORECASE)


def _named_zone(written: str, words: Table) -> str | None:
    """The zone that the words name; a country's people name its zone where it has one."""
    for zone, names in words.times.zone_names.items():
        if phrases(names).search(written):
            return zone
    for word in re.findall(r"[\w’'-]+", written):
        country = words.demonyms.get(word.casefold())
        if country is not None:
            return zone_of(country)
    return None


def _zone_ahead(text: str, first: FoundTime, second: FoundTime, words: Table) -> FoundTime | None:
    """The second time of a pair with its zone, also where the words before it name it; None where it is no pair."""
    gap = text[first.end : second.start]
    begins = _PAIR_GAP.match(gap)
    if begins is None or len(gap.split()) > MOST_WORDS_IN_GAP + 1 or re.search(r"[.!?]\s", gap):
        return None
    is_bracket = begins[0].strip() in ("(", "[")
    zone = second.zone
    is_named_ahead = zone is None and not second.local
    if is_named_ahead:
        names = [match for match in _zone_pattern(words.language).finditer(gap) if match["z"]]
        zone = _named_zone(names[-1]["z"], words) if names else None
    if zone is None and not second.local:
        return None
    is_plain = first.zone is None and not first.local
    if (is_plain and not is_bracket) or (first.zone == zone and first.local == second.local):
        return None
    if len(gap.split()) > 2 and not is_bracket and not is_named_ahead:
        return None
    return replace(second, zone=zone)


def _zone(name: str | None) -> tzinfo | None:
    return None if name is None else zone_info(name)


def _minutes(found: FoundTime) -> int:
    return found.hour * 60 + found.minute


def _turned(minutes: int) -> int:
    """The difference on a clock's face, from -720 (exclusive) to 720."""
    return HALF_DAY_MIN - (HALF_DAY_MIN - minutes) % DAY_MIN


def _differences(pair: PairedTime, first: tzinfo, second: tzinfo, on: date | None) -> tuple[int, ...]:
    """By how many minutes the second clock can be ahead of the first: on that day by either clock, or in a year."""
    if on is None:
        days = [datetime(YEAR_OF_RULES, 1, 1, 12, tzinfo=UTC) + timedelta(days=day) for day in range(366)]
        return tuple(sorted({_ahead(instant, first, second) for instant in days}))
    found = set()
    for told, zone in ((pair.first, first), (pair.second, second)):
        hours = (told.hour, (told.hour + 12) % 24) if told.either_half else (told.hour,)
        for hour in hours:
            for fold in (0, 1):  # the hour that the clocks have twice
                instant = datetime.combine(on, time(hour, told.minute, fold=fold), tzinfo=zone)
                found.add(_ahead(instant.astimezone(UTC), first, second))
    return tuple(sorted(found))


def _ahead(instant: datetime, first: tzinfo, second: tzinfo) -> int:
    offsets = [instant.astimezone(zone).utcoffset() or timedelta() for zone in (first, second)]
    return _turned(int((offsets[1] - offsets[0]).total_seconds() // 60))


def _any(words: Strings | Sequence[str] | dict[str, int]) -> str:
    escaped = (re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))
    return "|".join(escaped) or "(?!)"


def _plain(written: str) -> str:
    return " ".join(written.casefold().split())
