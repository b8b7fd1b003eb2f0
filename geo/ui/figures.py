"""Values in the plain words and figures of the screen, in the reader's language. Nothing here draws."""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import TYPE_CHECKING

from geo.model import LIKELY as LIKELY
from geo.model import SURE as SURE
from geo.units import METRES, format_length, format_quantity

if TYPE_CHECKING:
    from geo.model import Candidate, Place, Policy, Role, Statement
    from geo.words import Words

ROLES: dict[Role, str] = {
    "reported strike": "reported strike",
    "origin": "measured or launched from",
    "mentioned": "mentioned",
    "context": "background",
    "caption": "photo caption",
    "metonym": "named as an institution",
}
KINDS = {
    "settlement": "town",
    "district": "part of a town",
    "region": "region",
    "country": "country",
    "continent": "continent",
    "area": "area",
    "water": "water",
    "site": "building or site",
    "point": "point",
}
VERDICTS = {
    "agrees": "agrees",
    "agrees within rounding": "agrees within rounding",
    "adds up": "adds up",
    "differs": "differs",
    "cannot be checked": "cannot be checked",
}
MATCHES = {"spelling": "spelt otherwise", "person": "placed by hand"}
PUBLISH = {"exact": "as exact as known", "town": "as a town", "region": "as a region", "withheld": "not at all"}
POLICIES: dict[Policy, str] = {
    "recognised": "international recognition (Crimea in Ukraine)",
    "natural-earth": "Natural Earth, as that map draws them",
}
ORDERS = (["YYYY", "MM", "DD"], ["DD", "MM", "YYYY"], ["MM", "DD", "YYYY"])


def details() -> dict[str, str]:
    """What the details of a strike are called, by field; "where" is a detail where versions are compared only."""
    from geo.differing import DETAILS  # lazily: the first view needs neither this nor what it compares

    return {field: name for field, name in DETAILS.items() if field != "where"}


def confidence(place: Place, words: Words) -> str:
    """How sure the choice is, in one word; a record chosen by spelling rules alone is never more than likely."""
    value = place.confidence
    if value >= SURE and (place.chosen.match != "spelling" or value >= 1):
        return words("sure")
    return words("likely") if value >= LIKELY else words("please check")


def length(metres: float, words: Words, *, uncertainty_m: float = 0.0, unit: str = "km") -> str:
    """A length for a reader, with no more digits than its uncertainty bears."""
    return format_length(metres, language=words.locale, unit=unit, uncertainty_m=uncertainty_m)


def distance(distance_m: float, low_m: float, high_m: float, words: Words, *, unit: str = "km") -> str:
    """A measured distance with its interval: "about 117 km (112-122)"; without one where the ends are exact.

    The interval is rounded outwards to the digit that its own width bears.
    """
    half = (high_m - low_m) / 2
    shown = length(distance_m, words, uncertainty_m=half, unit=unit)
    ends = interval(low_m, high_m, distance_m, words, unit=unit)
    if ends is None:
        return shown
    return words("about {distance} ({low}-{high})", distance=shown, low=ends[0], high=ends[1])


def interval(low_m: float, high_m: float, about_m: float, words: Words, *, unit: str = "km") -> tuple[str, str] | None:
    """The ends of an interval as figures in ``unit``, rounded outwards; None where it is narrower than any figure."""
    factor = METRES[unit]
    half = (high_m - low_m) / 2 / factor
    if half < 0.005:
        return None
    step = 10.0 ** math.floor(math.log10(half)) if half >= 1 else 1.0 if about_m >= 10 * factor else 0.1
    low, high = math.floor(low_m / factor / step) * step, math.ceil(high_m / factor / step) * step
    return number(low, words), number(high, words)


def number(value: float, words: Words) -> str:
    """A number with at most one decimal, as the language writes it."""
    from babel.numbers import format_decimal

    return str(format_decimal(round(value, 1), locale=words.locale))


def unit_of(figure: str, unit: str, words: Words) -> str:
    """What a unit is called after a figure of ``interval``: "km", in Ukrainian "км".

    >>> from geo.words import Words
    >>> unit_of("1 030", "km", Words("uk")), unit_of("30", "mi", Words("en"))
    ('км', 'mi')
    """
    from babel.numbers import parse_decimal

    value = float(parse_decimal(figure, locale=words.locale))
    return re.sub(r"^[\d.,\s]+", "", format_quantity(value, unit, words.locale))


def record(candidate: Candidate, words: Words) -> str:
    """A record among others of its name: what it is, where, and how large ("Karachev, Bryanskaya oblast', RU ...")."""
    where = ", ".join(part for part in (candidate.name, candidate.admin1_name, candidate.country) if part)
    return f"{where} ({facts(candidate, words)})"


def facts(candidate: Candidate, words: Words) -> str:
    """What a record is, how it was found where that says something, and how many people live there."""
    known = [words(KINDS[candidate.kind])]
    if candidate.match != "written":
        known.append(words(MATCHES[candidate.match]))
    if candidate.population:
        known.append(words("{number} inhabitants", number=number(candidate.population, words)))
    return ", ".join(known)


def place_label(place: Place, places: tuple[Place, ...], words: Words) -> str:
    """A place's name; with what it is where another place of the story bears the same name."""
    alike = [other for other in places if other.name == place.name]
    if len(alike) < 2:
        return place.name
    kinds = [other.chosen.kind for other in alike]
    kind = words(KINDS[place.chosen.kind])
    return f"{place.name} ({kind})" if kinds.count(place.chosen.kind) == 1 else f"{place.name} ({kind}, {place.id})"


def statement(value: Statement, words: Words) -> str:
    """What is stated; "none reported" stays that, and is never a zero."""
    return words("none reported") if value.value == "none reported" else str(value.value)


def speaker(said_by: str | None, words: Words) -> str:
    """Who says so; the article itself where nobody is named."""
    return said_by or words("the article itself")


def instant(text: str, words: Words) -> str:
    """An ISO 8601 instant as a person reads it; as it stands where it is none."""
    from geo.drawing.wording import long_moment

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return long_moment(moment, words)


def date_format(words: Words) -> str:
    """How a date is typed and shown in a field of the page, as the locale orders it: "DD.MM.YYYY" in German."""
    from babel.dates import get_date_format

    pattern = get_date_format("short", locale=words.locale).pattern
    order = re.sub("[^ymd]", "", pattern.lower())
    parts = [{"y": "YYYY", "m": "MM", "d": "DD"}[letter] for letter in dict.fromkeys(order)]
    mark = next((letter for letter in pattern if letter in "/.-"), "-")
    shown = mark.join(parts)
    # Streamlit's date field knows these orders only.
    return shown if parts in ORDERS else "YYYY-MM-DD"


def point(lon: float, lat: float) -> str:
    """A point as people read it: latitude, longitude."""
    return f"{lat:.5f}, {lon:.5f}"
