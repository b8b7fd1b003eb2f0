"""The moment until which a map must not be published: an instant with the name of its zone.

It is kept as RFC 9557 has it: ``2026-11-28T18:00:00+02:00[Europe/Kyiv]``, the instant of ISO 8601 and, in brackets, the
IANA zone by whose clock a person said it. The instant itself never depends on a table of zones, which governments
change; the clock of the machine is read by nobody here.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geo.errors import BadInput

_ZONE = r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*"
_KEPT = re.compile(
    rf"(?P<moment>\d{{4}}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d))(?:\[(?P<zone>{_ZONE})\])?", re.ASCII
)
_TYPED = re.compile(
    rf"(?P<day>\d{{4}}-\d\d-\d\d)[T ]\s*(?P<time>\d{{1,2}}:\d\d(?::\d\d)?)\s*(?P<offset>Z|[+-]\d\d:?\d\d)?\s*"
    rf"(?P<open>\[)?(?P<zone>{_ZONE})?(?(open)\])"
)
EXPECTED = "2026-11-28T18:00 Europe/Kyiv"


class Embargo(NamedTuple):
    """An instant, by the clock of its zone, and that zone's IANA name; "" where only its offset is known."""

    moment: datetime
    zone: str


def read_embargo(text: str) -> Embargo:
    """The embargo that a story holds.

    Raises:
        BadInput: not an instant in the form of RFC 9557.
    """
    match = _KEPT.fullmatch(text)
    try:
        if match is not None:
            return Embargo(datetime.fromisoformat(match["moment"]), match["zone"] or "")
    except ValueError:
        pass
    raise _bad(text)


def embargo_until(text: str) -> str:
    """What a person typed ("2026-11-28T18:00 Europe/Kyiv", "2026-11-28 18:00+02:00") as a story holds it.

    An hour that the clocks pass twice is the first of the two.

    Raises:
        BadInput: not a date, time and zone; an unknown zone; an hour that its clocks leave out.
    """
    match = _TYPED.fullmatch(text.strip())
    if match is None or not (match["offset"] or match["zone"]):
        raise _bad(text)
    offset = (match["offset"] or "").replace("Z", "+00:00")
    hour, _, rest = match["time"].partition(":")
    try:
        moment = datetime.fromisoformat(f"{match['day']}T{int(hour):02}:{rest}{offset}")
    except ValueError:
        raise _bad(text) from None
    if not match["zone"]:
        return moment.isoformat(timespec="seconds")
    return _by_zone(moment, match["zone"], text)


def _by_zone(moment: datetime, zone: str, text: str) -> str:
    """The instant by the clock of a zone, with its name."""
    try:
        clock = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput("{value!r} is not a time zone: expected a name such as Europe/Kyiv", value=zone) from None
    try:
        there = moment.replace(tzinfo=clock)
        back = there.astimezone(UTC).astimezone(clock)
    except OverflowError:
        raise _bad(text) from None
    if back.replace(tzinfo=None) != there.replace(tzinfo=None):
        raise BadInput("{value!r} is an hour that the clocks of {zone} leave out", value=text, zone=zone)
    if moment.tzinfo is not None:
        # An hour that the clock shows twice is told apart by the offset; compared as moments, none of the two is equal.
        shown = (there, there.replace(fold=1))
        meant = next((one for one in shown if one.utcoffset() == moment.utcoffset()), None)
        if meant is None:
            raise BadInput("{value!r}: the clocks of {zone} are not at that offset then", value=text, zone=zone)
        there = meant
    return f"{there.isoformat(timespec='seconds')}[{zone}]"


def has_passed(embargo: str, now: str) -> bool:
    """Whether an embargo's instant lies before another one (ISO 8601 with its zone), or is it.

    Raises:
        BadInput: not an embargo that a story can hold.
    """
    return read_embargo(embargo).moment <= datetime.fromisoformat(now)


def _bad(text: str) -> BadInput:
    return BadInput(
        "{value!r} is not the end of an embargo: expected date, time and zone, such as {expected}",
        value=text,
        expected=EXPECTED,
    )
