"""Lengths as people type and read them; inside, everything is metres.

A mile is the international mile (1,609.344 m) and a nautical mile 1,852 m, both exact (NIST SP 811, appendix B).
A Scandinavian mil is 10 km.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from babel.numbers import NumberFormatError, format_decimal, parse_decimal
from babel.units import format_unit

from geo.errors import BadInput

METRES = {"m": 1.0, "km": 1000.0, "mi": 1609.344, "nmi": 1852.0, "mil": 10_000.0}
# The longest geodesic on WGS 84 runs from pole to pole: half a meridian, 20,003,931.5 m (Karney 2013, table 1).
HALF_MERIDIAN_M = 20_003_931.458625
MAX_RADIUS_M = 20_004_000.0
# Units as CLDR calls them, for languages that do not write them in Latin letters.
_CLDR_UNITS = {
    "m": "length-meter",
    "km": "length-kilometer",
    "mi": "length-mile",
    "nmi": "length-nautical-mile",
    "mil": "length-mile-scandinavian",
}
_CYRILLIC = ("uk", "ru")
_LENGTH = re.compile(r"\s*([+-]?\d[\d.,\u00a0\u202f ]*)\s*(\D*?)\s*", re.ASCII)
_SHOWN = re.compile(r"\d[\d.,\s]*")
# The spaces inside a figure: between its thousands, and before its unit.
_INSIDE = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))|(?<=\d)\s(?=(?:km|m|mi|nmi|км|м)(?!\w))")
_NAMES = {
    "m": "m", "meter": "m", "metre": "m", "meters": "m", "metres": "m",
    "km": "km", "kilometer": "km", "kilometre": "km", "kilometers": "km", "kilometres": "km",
    "mi": "mi", "mile": "mi", "miles": "mi", "mijl": "mi",
    "nmi": "nmi", "nm": "nmi", "nautical mile": "nmi", "nautical miles": "nmi", "zeemijl": "nmi",
    "metern": "m", "mètre": "m", "mètres": "m", "kilometern": "km", "kilomètre": "km", "kilomètres": "km",
    "meile": "mi", "meilen": "mi", "seemeile": "nmi", "seemeilen": "nmi", "mille marin": "nmi", "milles marins": "nmi",
    "м": "m", "метр": "m", "метри": "m", "метрів": "m", "км": "km", "кілометр": "km", "кілометри": "km",
    "кілометрів": "km", "миля": "mi", "милі": "mi", "миль": "mi", "морська миля": "nmi", "морські милі": "nmi",
    "морських миль": "nmi",
}  # fmt: skip


def parse_length(text: str) -> float:
    """Metres from what a person typed: "300 km", "186 mi", "2,500 km", "1.5 km", "800 m".

    A comma or point followed by exactly three digits groups thousands; any other is the decimal sign.

    Raises:
        BadInput: no number, no unit, an unknown unit, or a number that is not finite.
    """
    match = _LENGTH.fullmatch(text)
    if match is None:
        raise BadInput("{value!r} is not a length: expected a number and a unit, such as 300 km", value=text)
    number, unit = match[1], _NAMES.get(match[2].strip().lower().rstrip("."))
    if not match[2].strip():
        raise BadInput("{value!r} has no unit: expected a number and a unit, such as 300 km", value=text)
    if unit is None:
        raise BadInput("{value!r} has an unknown unit: expected m, km, mi or nmi", value=text)
    return parse_number(number) * METRES[unit]


def parse_number(text: str) -> float:
    """A number with the signs of any of our languages: "1.400", "1,400", "1 400" are 1400; "1,5" and "1.5" are 1.5.

    Where both signs stand, the last is the decimal one: "1.000,5" and "1,000.5" are 1000.5.
    """
    digits = re.sub(r"[\s\u00a0\u202f]", "", text)
    if re.fullmatch(r"[+-]?\d{1,3}((\.\d{3})+,\d+|(,\d{3})+\.\d+)", digits) and digits[-4] not in ".,":
        digits = re.sub(r"[.,](?=.*[.,])", "", digits)
    if re.fullmatch(r"[+-]?\d{1,3}([.,]\d{3})+", digits):
        digits = re.sub(r"[.,]", "", digits)
    try:
        value = float(digits.replace(",", "."))
    except ValueError:
        raise BadInput("{value!r} is not a number", value=text) from None
    if not math.isfinite(value):
        raise BadInput("{value!r} is not a finite number", value=text)
    return value


def parse_radius(text: str) -> float:
    """Metres from a typed radius.

    Raises:
        BadInput: not a length, below 1 m, or above half a meridian (20,004 km).
    """
    return checked_radius(parse_length(text), text)


def checked_radius(radius_m: float, shown: object = None) -> float:
    """The radius, if it is one that the Earth has: from 1 m to 20,004 km.

    Raises:
        BadInput: with ``shown`` (or the number) quoted.
    """
    if not (math.isfinite(radius_m) and 1.0 <= radius_m <= MAX_RADIUS_M):
        raise BadInput(
            "{value} is not a range: expected 1 m to 20,004 km, half the way round the Earth",
            value=f"{radius_m} m" if shown is None else shown,
        )
    return radius_m


def rounded_to(value: float, uncertainty: float) -> float:
    """The value in steps of at most half its uncertainty (1 or 5 of a decade): 116.9 ± 6 is 117, 35.4 ± 12 is 35."""
    if uncertainty <= 0 or not math.isfinite(uncertainty):
        return value
    decade = 10.0 ** math.floor(math.log10(uncertainty / 2))
    step = decade * (5 if uncertainty / 2 >= 5 * decade else 1)
    return round(value / step) * step


def tied(text: str) -> str:
    """A text whose figures no line breaks: "1.830 km", "2 000 км"."""
    return _INSIDE.sub("\u00a0", text)


def format_length(metres: float, *, language: str = "en", unit: str = "km", uncertainty_m: float = 0.0) -> str:
    """A length as a person reads it ("117 km", "1.400 km" in Dutch, "117 км"), rounded to its uncertainty.

    Less than a kilometre is told in metres where it is known to 100 m.
    """
    if unit == "km" and 0 < abs(metres) < METRES["km"] and uncertainty_m < 100:
        unit = "m"
    factor = METRES[unit]
    value = rounded_to(metres / factor, uncertainty_m / factor)
    digits = 0 if abs(value) >= 10 or uncertainty_m >= factor else 1
    return format_quantity(round(value, digits), unit, language)


def format_quantity(value: float, unit: str, language: str) -> str:
    """A figure in the unit that it was stated in ("60 mi", "1.400 km" in Dutch, "60 км"), as it was stated."""
    return _quantity(value + 0.0, unit, language)  # there is no "-0 km"


# A map is drawn again at every change of its story, mostly with the same figures.
@lru_cache(maxsize=4096)
def _quantity(value: float, unit: str, language: str) -> str:
    locale = language.replace("-", "_")
    if locale.split("_")[0].lower() in _CYRILLIC:
        return str(format_unit(value, _CLDR_UNITS[unit], length="short", locale=locale))
    return f"{format_decimal(value, locale=locale)} {unit}"


def lengths_in(text: str, language: str, *, written: str) -> str:
    """The lengths of a text, written in one language, as another writes them: "1.010 km" of German is "1,010 km".

    A text that holds anything but lengths, with ", " between them, comes back as it is; so does a figure that
    ``written`` would not have been written so.

    >>> lengths_in("1.010 km, 990 km", "en", written="de"), lengths_in("1.010 km", "en", written="en")
    ('1,010 km, 990 km', '1.010 km')
    """
    return ", ".join(_length_in(piece, language, written) for piece in text.split(", "))


def _length_in(piece: str, language: str, written: str) -> str:
    match = _SHOWN.match(piece)
    try:
        value = float(parse_decimal(match[0].rstrip(), locale=written.replace("-", "_"))) if match else math.nan
    except (NumberFormatError, ValueError):
        return piece
    units = (unit for unit in METRES if match and format_quantity(value, unit, written) == piece)
    return next((format_quantity(value, unit, language) for unit in units), piece)
