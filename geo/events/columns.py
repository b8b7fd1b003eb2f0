"""Which column of a table is which: by the names that conflict feeds and newsrooms use, or as a person says.

Sources of the names: ACLED Codebook (2023), UCDP GED Codebook 24.1, VIINA 2.0 (its README), Bellingcat's TimeMap (its
README on event columns); the others are the everyday words, in English and Dutch. What the codes mean:

- ACLED Codebook, "Spatial precision" and "Time precision". ``geo_precision`` 1: a particular town; 2: a small part of a
  region, or near a town, whose coordinates stand for it; 3: a larger region, by a natural feature or the provincial
  capital. ``time_precision`` 1: the day; 2: some time in a week or a like period; 3: some time in a month.
- UCDP GED Codebook (Högbladh), "where_prec" and "date_prec". ``where_prec`` 1: the place itself; 2: a limited area
  round it, up to about 25 km; 3: a second-order division, by its middle; 4: a first-order division, by its middle;
  5: a part of a country larger than that, an island, or between two places; 6: a whole country; 7: a sea or
  international airspace. ``date_prec`` 1: the day; 2: two to six days; 3: a week; 4: a month; 5: a year;
  ``date_start`` and ``date_end`` bound it, and go before the code where they differ.
- VIINA, README, "Geocoding": from ``STREET`` to ``ADM1``, a province, with ``ADM3`` and ``ADM2`` between.

Only UCDP's 25 km is a length; the other metres are ours (see below).
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import BadInput
from geo.events.dates import Fineness

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What a person can say with --map; of a GeoJSON, lat and lon are its geometry's.
FIELDS = ("title", "date", "end", "time", "date_precision", "lat", "lon", "place", "precision", "precision_m",
          "source", "address", "licence", "notes")  # fmt: skip
# Of these a wrong choice makes a wrong map, so a second candidate is asked about.
MUST_BE_CLEAR = ("lat", "lon", "date")

# By field: groups of names, the better known first; within a group for MUST_BE_CLEAR only one may be there.
NAMES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "lat": (("lat", "latitude", "breedtegraad", "breedte", "decimallatitude", "geo_lat", "lat_dd", "latitude_wgs84"),
            ("y", "point_y", "ycoord", "y_coord")),
    "lon": (("lon", "lng", "long", "longitude", "lengtegraad", "lengte", "decimallongitude", "geo_lon", "geo_lng",
             "lon_dd", "longitude_wgs84"),
            ("x", "point_x", "xcoord", "x_coord")),
    "date": (("date", "datum", "event_date", "eventdate", "incident_date", "datum_gebeurtenis", "date_of_event"),
             ("date_start", "start_date", "startdatum", "begindatum", "datum_van"),
             ("datetime", "date_time", "when", "wanneer", "tijdstip", "day", "dag"),
             ("year", "jaar")),
    "end": (("date_end", "end_date", "enddate", "einddatum", "datum_tot"),),
    "time": (("time", "tijd", "event_time", "time_of_day", "tijd_van_de_dag"),),
    "date_precision": (("time_precision", "date_prec", "date_precision", "datumprecisie", "datum_precisie"),),
    "place": (("place", "plaats", "location", "locatie", "place_name", "plaatsnaam", "asciiname", "where_coordinates",
               "town", "city", "stad", "locality"),),
    "title": (("title", "titel", "headline", "kop", "event", "gebeurtenis", "sub_event_type", "event_type", "type",
               "soort", "name", "naam", "description", "omschrijving", "beschrijving"),),
    "precision": (("geo_precision", "where_prec", "precision", "precisie", "place_precision", "plaatsprecisie",
                   "location_precision", "accuracy", "nauwkeurigheid"),),
    "precision_m": (("precision_m", "precisie_m", "accuracy_m", "nauwkeurigheid_m", "uncertainty_m", "radius_m",
                     "straal_m", "coordinateuncertaintyinmeters"),),
    "source": (("source", "bron", "sources", "bronnen", "reported_by", "source_article", "publisher"),),
    "address": (("url", "link", "source_url", "bron_url", "address_url", "webadres"),),
    "licence": (("licence", "license", "licentie", "rights", "rechten"),),
    "notes": (("notes", "note", "notities", "notitie", "opmerkingen", "opmerking", "comments", "comment", "remarks",
               "toelichting"),),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Feed:
    """A conflict feed: known by columns that it alone has, with what its columns mean."""

    name: str
    known_by: frozenset[str]
    columns: Mapping[str, str]


FEEDS = (
    Feed("ACLED", frozenset({"event_id_cnty", "event_date", "geo_precision"}), {
        "title": "sub_event_type", "date": "event_date", "date_precision": "time_precision", "lat": "latitude",
        "lon": "longitude", "place": "location", "precision": "geo_precision", "source": "source", "notes": "notes",
    }),
    Feed("UCDP GED", frozenset({"where_prec", "date_start", "date_end"}), {
        "title": "dyad_name", "date": "date_start", "end": "date_end", "date_precision": "date_prec",
        "lat": "latitude", "lon": "longitude", "place": "where_coordinates", "precision": "where_prec",
        "source": "source_article",
    }),
    Feed("VIINA", frozenset({"asciiname", "geo_precision", "longitude"}), {
        "title": "text", "date": "date", "time": "time", "lat": "latitude", "lon": "longitude", "place": "asciiname",
        "precision": "geo_precision", "source": "source", "address": "url",
    }),
    Feed("Bellingcat TimeMap", frozenset({"date", "latitude", "longitude", "location", "description", "sources"}), {
        "title": "description", "date": "date", "time": "time", "lat": "latitude", "lon": "longitude",
        "place": "location", "source": "sources",
    }),
)  # fmt: skip

# Metres within which an event lies, by what its source's code or word means. A town or better is 5 km: what is "exact"
# in these feeds is a named settlement. UCDP states 25 km for its code 2; a district and a region are a little more than
# a Ukrainian raion and oblast since 2020 as discs (4,400 and 22,000 km²: radius 38 and 84 km); a part of a country lies
# between a region and the country; of a country it is about half the width of most in these feeds.
TOWN_M, NEAR_M, DISTRICT_M, REGION_M, PART_M, COUNTRY_M = 5_000.0, 25_000.0, 40_000.0, 90_000.0, 150_000.0, 300_000.0
ACLED_PLACE = {"1": TOWN_M, "2": NEAR_M, "3": REGION_M}
UCDP_PLACE = {"1": TOWN_M, "2": NEAR_M, "3": DISTRICT_M, "4": REGION_M, "5": PART_M, "6": COUNTRY_M, "7": COUNTRY_M}
PLACE_WORDS = {
    **dict.fromkeys(("address", "adres", "building", "gebouw", "point", "punt"), 500.0),
    **dict.fromkeys(("street", "straat", "neighbourhood", "neighborhood", "wijk"), 1_000.0),
    **dict.fromkeys(
        ("exact", "town", "city", "village", "settlement", "stad", "dorp", "plaats", "adm3", "adm4"), TOWN_M
    ),
    **dict.fromkeys(("near", "nearby", "approximate", "bij", "nabij", "ongeveer"), NEAR_M),
    **dict.fromkeys(("adm2", "district", "county", "raion", "municipality", "gemeente"), DISTRICT_M),
    **dict.fromkeys(("adm1", "region", "oblast", "province", "state", "regio", "provincie"), REGION_M),
    **dict.fromkeys(("adm0", "country", "land"), COUNTRY_M),
}
ACLED_TIME: Mapping[str, Fineness] = {"1": "day", "2": "week", "3": "month"}
UCDP_TIME: Mapping[str, Fineness] = {"1": "day", "2": "about", "3": "week", "4": "month", "5": "year"}
TIME_WORDS: Mapping[str, Fineness] = {
    "day": "day", "dag": "day", "exact": "day",
    "approximate": "about", "about": "about", "circa": "about", "ca": "about", "ongeveer": "about",
    "week": "week", "month": "month", "maand": "month", "year": "year", "jaar": "year",
}  # fmt: skip
PLACE_CODES = {"geo_precision": ACLED_PLACE, "where_prec": UCDP_PLACE}
TIME_CODES = {"time_precision": ACLED_TIME, "date_prec": UCDP_TIME}


# How a second column of the same name is called (geo/events/table.py).
_NUMBERED = re.compile(r" \(\d+\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column holds what, by field; ``feed`` is the one recognised, or ""."""

    used: Mapping[str, str]
    feed: str = ""


def folded(name: str) -> str:
    """A column's name without capitals, accents and signs: "Event Date" is "event_date"."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[\W_]+", "_", "".join(c for c in plain if not unicodedata.combining(c))).strip("_")


def parse_map(text: str) -> dict[str, str]:
    """What a person typed as ``--map``: "date=Datum,lat=Y,lon=X"; "date=" says that no column is the date.

    Raises:
        BadInput: a field that there is none of, or no field at all.
    """
    pattern = re.compile(r"(?:^|,)\s*([A-Za-z_]+)\s*=")
    starts = list(pattern.finditer(text))
    if not starts or starts[0].start() != 0:
        raise BadInput("{value!r} says nothing of columns: expected such as date=Datum,lat=Y,lon=X", value=text)
    found: dict[str, str] = {}
    ends = [*(match.start() for match in starts[1:]), len(text)]
    for match, end in zip(starts, ends, strict=True):
        field = match[1].lower()
        if field not in FIELDS:
            raise BadInput("{value!r} is not what a column can be: expected {known}",
                           value=match[1], known=", ".join(FIELDS))  # fmt: skip
        found[field] = text[match.end() : end].strip()
    return found


def recognised(
    columns: Sequence[str],
    *,
    asked: Mapping[str, str] | None = None,
    has_places: bool = False,
    needed: bool = True,
) -> Columns:
    """Which column is which.

    Args:
        columns: the table's.
        asked: a column by field, as a person says; "" for none.
        has_places: the places come from elsewhere (GeoJSON), so that no lat and lon are needed.
        needed: whether a table without them is an error.

    Raises:
        BadInput: a column that is asked for is not there, one that is needed is not found, or two may be it. The
            message lists the columns.
    """
    listed = ", ".join(columns)
    by_name: dict[str, list[str]] = {}
    for column in columns:
        by_name.setdefault(folded(_NUMBERED.sub("", column)), []).append(column)
    used = {field: _asked(field, name, columns, by_name) for field, name in (asked or {}).items()}
    feed = next((feed for feed in FEEDS if feed.known_by <= by_name.keys()), None)
    taken = set(filter(None, used.values()))
    for field in FIELDS:
        if field in used or (has_places and field in {"lat", "lon"}):
            continue
        wanted = feed.columns.get(field) if feed is not None else None
        groups = ((wanted,),) if wanted is not None else () if feed is not None else NAMES[field]
        found = _first(field, groups, by_name, taken, listed)
        if found:
            used[field] = found
            taken.add(found)
    for field in () if has_places or not needed else ("lat", "lon"):
        if not used.get(field):
            raise BadInput(
                "no column is recognised as {field}: say which with --map {field}=...; the columns are: {columns}",
                field=field, columns=listed,
            )  # fmt: skip
    return Columns(used={field: name for field, name in used.items() if name}, feed="" if feed is None else feed.name)


def likely(columns: Sequence[str]) -> dict[str, str]:
    """Which columns are known by name, leaving out what is not clear: to begin with where a person says the rest."""
    found: dict[str, str] = {}
    for field in FIELDS:
        with suppress(BadInput):
            # Asked for by itself: one field that is not clear must not hide the others.
            others = {other: "" for other in FIELDS if other != field}
            found |= recognised(columns, asked=others, has_places=field not in {"lat", "lon"}, needed=False).used
    return found


def _asked(field: str, name: str, columns: Sequence[str], by_name: Mapping[str, list[str]]) -> str:
    if not name or name in columns:
        return name
    alike = by_name.get(folded(name), [])
    if len(alike) == 1:
        return alike[0]
    raise BadInput("there is no column {value!r} for {field}; the columns are: {columns}",
                   value=name, field=field, columns=", ".join(columns))  # fmt: skip


def _first(
    field: str,
    groups: Sequence[Sequence[str]],
    by_name: Mapping[str, list[str]],
    taken: set[str],
    listed: str,
) -> str | None:
    for group in groups:
        found = [column for name in group for column in by_name.get(name, ()) if column not in taken]
        if len(found) > 1 and field in MUST_BE_CLEAR:
            raise BadInput(
                "{field} may be any of {found}: say which it is with --map {field}=...; the columns are: {columns}",
                field=field, found=", ".join(found), columns=listed,
            )  # fmt: skip
        if found:
            return found[0]
    return None
