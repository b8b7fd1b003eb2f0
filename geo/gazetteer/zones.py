"""The time zone of a country or region (IANA name), from ``data/zones.json``; None where it has several.

Offsets are the tz database's (``zoneinfo``), never of our own.
"""

from __future__ import annotations

import json
from functools import cache

import msgspec

from geo.errors import DataError
from geo.resources import data_dir


class _Zones(msgspec.Struct):
    countries: dict[str, str]
    regions: dict[str, str]


@cache
def _zones() -> _Zones:
    path = data_dir() / "zones.json"
    try:
        return msgspec.convert(json.loads(path.read_text(encoding="utf-8")), _Zones)
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise DataError("strikemap's table {name} cannot be read: {why}", name=path.name, why=error) from error


def zone_of(country: str | None, region: str | None = None) -> str | None:
    """The IANA zone of a country (ISO 3166-1 code) or of its region (ISO 3166-2); None where there is not one.

    Raises:
        DataError: the table is missing or cannot be read.

    >>> zone_of("RU", "RU-BRY"), zone_of("NL"), zone_of("RU")
    ('Europe/Moscow', 'Europe/Amsterdam', None)
    """
    return _zones().countries.get(country or "") or _zones().regions.get(region or "")
