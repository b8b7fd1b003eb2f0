"""What people type for a place, turned into a point, a line or an area.

Karatsjov, RU      a name, with its country where it needs one
50.45,30.52        latitude, longitude (as people write them)
country:UA         a territory by the border policy
border:UA          its whole outline, land and coast
border:UA-RU       the line that two countries share
coast:UA           the coast of a country, without its land borders
outline.geojson    a file (in the command line only)
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import shapely

from geo.document import geometries_of
from geo.errors import Ambiguous, BadInput, NotFound
from geo.model import Candidate, LonLat, Match, Origin
from geo.words import DEFAULT_LANGUAGE, desk_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.gazetteer.index import Gazetteer
    from geo.measuring.borders import Borders

_MINUS = "\u2212"
_NUMBER = rf"[+{_MINUS}-]?(?:\d+(?:\.\d+)?|nan|inf|infinity)"
_COORDINATES = re.compile(
    rf"\s*([+{_MINUS}-]?\d+(?:\.\d+)?)\s*°?\s*[,;]\s*([+{_MINUS}-]?\d+(?:\.\d+)?)\s*°?\s*", re.ASCII
)
_NOT_FINITE = re.compile(rf"\s*(?=.*(nan|inf))({_NUMBER})\s*[,;]\s*({_NUMBER})\s*", re.IGNORECASE)
_CODED = re.compile(r"\s*(country|border|coast):\s*([A-Za-z]{2})(?:-([A-Za-z]{2}))?\s*")
# A best candidate is taken without asking when its confidence leads by this much.
CLEAR_LEAD = 0.15
# A name that nobody writes so is taken for one that sounds like it only above this confidence.
SURE_SPELLING = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Something to measure from or to.

    Attributes:
        kind: "settlement", "region", "country", ... for a name; "point", "line" or "area" otherwise.
        geometry: lon, lat in degrees.
        precision_m: radius in which the thing meant lies; for a border its outline's uncertainty.
        name: as a reader can read it; a border, coast or territory by the names of its countries, not by its code.
        code: "UA" or "UA-RU" for a country, border or coast.
        rivals: other records of that name, best first.
        date, source: of a line or outline of a person's own; ``slivers``: what the cut from a territory left out of it.
        turned: the text, where its longitude beyond 180 was brought back by a turn.
    """

    name: str
    kind: str
    geometry: BaseGeometry
    precision_m: float = 0.0
    match: Match = "written"
    code: str | None = None
    candidate: Candidate | None = None
    rivals: tuple[Candidate, ...] = ()
    date: str | None = None
    source: str | None = None
    slivers: tuple[shapely.Polygon, ...] = ()
    turned: str | None = None

    @property
    def point(self) -> LonLat:
        """A point that stands for it: itself, or one on or in it (degrees)."""
        point = self.geometry if isinstance(self.geometry, shapely.Point) else self.geometry.representative_point()
        return LonLat(point.x, point.y)


class Finder:
    """Finds places by what people type; opens the gazetteer and the borders only when they are needed."""

    def __init__(
        self, gazetteer: Callable[[], Gazetteer], borders: Callable[[], Borders], *, language: str = DEFAULT_LANGUAGE
    ) -> None:
        """Args: language: in which a border, coast or territory is named where ``find`` is told none."""
        self._gazetteer = gazetteer
        self._borders = borders
        self._language = language

    def find(
        self,
        text: str,
        *,
        country: str | None = None,
        near: LonLat | None = None,
        language: str | None = None,
    ) -> Where:
        """The point, line or area that the text names.

        Args:
            language: of the text; a place found by its name is called as that language calls it.

        Raises:
            BadInput: coordinates off the Earth, an unknown country code, an empty text.
            NotFound, Ambiguous: no record of that name, or none clearly ahead.
        """
        if not text.strip():
            raise BadInput("an empty text names no place: expected a name, latitude,longitude or border:UA")
        coordinates = parse_coordinates(text, turns=True)
        if coordinates is not None:
            return _at(coordinates, text.strip())
        if _NOT_FINITE.fullmatch(text):
            raise BadInput("{value!r} is not a position: expected numbers of degrees", value=text)
        coded = _CODED.fullmatch(text)
        if coded is not None:
            return self._coded(coded, language or self._language)
        if re.match(r"\s*(country|border|coast)\s*:", text):
            raise BadInput(
                "{value!r} is not understood: expected country:UA, border:UA, border:UA-RU or coast:UA", value=text
            )
        return self._named(text, country=country, near=near, language=language)

    def _coded(self, coded: re.Match[str], language: str) -> Where:
        kind, first, second = coded[1], coded[2].upper(), (coded[3] or "").upper()
        borders = self._borders()
        if kind != "border" and second:
            raise BadInput("{value!r} names two countries: expected {kind}:UA", value=coded[0], kind=kind)
        if kind == "coast":
            return Where(
                name=coded_name("coast", first, language),
                kind="coast",
                geometry=borders.coast(first),
                precision_m=borders.uncertainty_m,
                code=first,
            )
        if kind == "country":
            area = borders.country(first)
            name = coded_name("country", first, language)
            return Where(name=name, kind="country", geometry=area, precision_m=borders.uncertainty_m, code=first)
        line = borders.shared(first, second) if second else borders.outline(first)
        code = f"{first}-{second}" if second else first
        name = coded_name("border", code, language)
        return Where(name=name, kind="border", geometry=line, precision_m=borders.uncertainty_m, code=code)

    def _named(self, text: str, *, country: str | None, near: LonLat | None, language: str | None) -> Where:
        name, _, tail = (part.strip() for part in text.rpartition(","))
        if name and re.fullmatch(r"[A-Za-z]{2}", tail):
            country = tail.upper()
        else:
            name = text.strip()
        gazetteer = self._gazetteer()
        if country is not None:
            country = country.upper()
            if gazetteer.record(f"iso:{country}") is None:
                raise BadInput("{value!r} is not a country code: expected two letters such as UA", value=country)
        found = gazetteer.locate(name, country=country, near=near, language=language)
        if not found:
            raise NotFound("no place is called {value!r}", value=text)
        best, rivals = found[0], found[1:]
        if best.match == "spelling" and best.confidence < SURE_SPELLING:
            raise Ambiguous("no place is written {value!r}; these sound somewhat like it", found, value=text)
        if near is None and not clearly_ahead(best, rivals):
            raise Ambiguous("{value!r} can be several places: add its country, as in 'Name, UA'", found, value=text)
        outline = outline_of(best, self._borders()) if best.kind in {"country", "region"} else None
        return Where(
            name=(gazetteer.name_in(best.id, language) if language else None) or best.name,
            kind=best.kind,
            geometry=shapely.Point(best.lon, best.lat) if outline is None else outline,
            precision_m=best.precision_m if outline is None else self._borders().uncertainty_m,
            match=best.match,
            candidate=best,
            rivals=rivals,
        )


def coded_name(kind: str, code: str, language: str, spelt: Mapping[str, str] | None = None) -> str:
    """What readers of a language call a "country", "border" or "coast" by its code ("UA", "UA-RU"), never that code.

    Args:
        spelt: how countries are called where it is otherwise than usual, by ISO code.
    """
    from babel import Locale

    words = desk_words(language)
    usual = Locale.parse(words.language).territories
    first, *second = ((spelt or {}).get(part) or str(usual.get(part, part)) for part in code.split("-"))
    if second:
        return words("the border between {first} and {second}", first=first, second=second[0])
    if kind == "border":
        return words("the border of {first}", first=first)
    return words("the coast of {first}", first=first) if kind == "coast" else first


def outline_of(record: Candidate, borders: Borders) -> BaseGeometry | None:
    """The outline of a country or first-level region, or None where none is known (degrees)."""
    code = record.id.removeprefix("iso:")
    if record.kind == "region":
        return borders.region(code)
    return borders.country(code) if record.kind == "country" and code in borders.codes else None


def clearly_ahead(best: Candidate, rivals: tuple[Candidate, ...]) -> bool:
    """Whether the best candidate can be taken without asking: it leads, or its only near rivals are its own region."""
    near = [rival for rival in rivals if best.confidence - rival.confidence < CLEAR_LEAD]
    return all(rival.country == best.country and rival.kind != best.kind for rival in near)


def parse_coordinates(text: str, *, turns: bool = False) -> LonLat | None:
    """The point of "latitude,longitude", or None where the text does not look like coordinates.

    Args:
        turns: take longitudes up to a turn beyond 180 as well, brought back by it: 190 is -170, and 540 is 180.

    Raises:
        BadInput: it looks like coordinates, but they are not on Earth.
    """
    match = _COORDINATES.fullmatch(text)
    if match is None:
        return None
    lat, lon = (float(part.replace(_MINUS, "-")) for part in match.groups())
    if not (abs(lat) <= 90 and abs(lon) <= (540 if turns else 180)):
        raise BadInput("{value!r} is not on Earth: expected latitude -90 to 90, longitude -180 to 180", value=text)
    return LonLat(lon - math.copysign(360.0, lon) if abs(lon) > 180 else lon, lat)


def _at(point: LonLat, text: str) -> Where:
    """A typed position; where its longitude was beyond 180, by the name of what it was taken for."""
    match = _COORDINATES.fullmatch(text)
    if match is None or float(match[2].replace(_MINUS, "-")) == point.lon:
        return Where(name=text, kind="point", geometry=shapely.Point(point))
    return Where(name=f"{point.lat:g},{point.lon:g}", kind="point", geometry=shapely.Point(point), turned=text)


def parse_near(text: str) -> LonLat:
    """The point of a ``--near`` option.

    Raises:
        BadInput: not "latitude,longitude".
    """
    point = parse_coordinates(text)
    if point is None or not all(map(math.isfinite, point)):
        raise BadInput("{value!r} is not a point: expected latitude,longitude such as 53.2,34.4", value=text)
    return point


def from_geojson(
    data: bytes,
    *,
    name: str,
    date: str | None = None,
    source: str | None = None,
    land_of: BaseGeometry | None = None,
) -> Where:
    """The geometry of a GeoJSON file (a geometry, Feature or FeatureCollection), read by json and shapely alone.

    Args:
        date, source: of a line or outline of a person's own; else the properties ``date`` and ``source`` of the file.
        land_of: the territory that an outline is cut from; slivers that this leaves are dropped.

    Raises:
        BadInput: not GeoJSON, off the Earth, empty, too many corners, or an outline of which ``land_of`` holds nothing
            or whose date or source is not told.
    """
    from geo.measuring.outlines import MAX_CORNERS, checked_date, own_outline, refuse_too_many_corners, told_of
    from geo.measuring.planar import checked_geometry

    refuse_too_many_corners(data)
    geometries = [item for item in geometries_of(data) if not item.is_empty]
    if not geometries:
        raise BadInput("{value!r} has no outline: expected GeoJSON with a point, a line or an area", value=name)
    if sum(shapely.get_num_coordinates(geometry) for geometry in geometries) > MAX_CORNERS:
        raise BadInput("An outline may have at most {limit} corners", limit=MAX_CORNERS)
    told = told_of(data)
    date, source = date or told.get("date"), source or told.get("source")
    if land_of is not None:
        own = own_outline(data, recognised=land_of, date=date, source=source)
        return Where(name=name, kind="area", geometry=own.geometry, date=date, source=source, slivers=own.slivers)
    if date is not None:
        checked_date(date)
    geometry = geometries[0] if len(geometries) == 1 else shapely.union_all([checked_geometry(g) for g in geometries])
    kind = {0: "point", 1: "line", 2: "area"}[int(shapely.get_dimensions(geometry))]
    return Where(name=name, kind=kind, geometry=geometry, date=date, source=source)


def territory_code(where: Where, text: str) -> str:
    """The country code of a place that stands for a territory.

    Raises:
        BadInput: it is no country.
    """
    code = where.code if where.kind == "country" else None
    if where.candidate is not None and where.candidate.kind == "country":
        code = where.candidate.country
    if code is None:
        raise BadInput("{value!r} is not a territory: expected country:RU or the name of a country", value=text)
    return code


OriginFor = Literal["territory", "undisputed territory"]


def origin_from(where: Where, *, name: str | None = None, kind: OriginFor = "territory") -> Origin:
    """The origin that a place names: a territory by its code, or a point or line with its geometry."""
    if where.kind == "country" and where.code is not None:
        return Origin(kind=kind, name=name or where.name, country=where.code)
    candidate = where.candidate
    if candidate is not None and candidate.kind == "country":
        return Origin(kind=kind, name=name or candidate.name, country=candidate.country)
    if candidate is not None and candidate.kind == "region":
        return Origin(kind="territory", name=name or candidate.name, geometry=where.geometry)
    by_type: dict[str, Literal["point", "points", "line", "held land"]] = {
        "Point": "point",
        "MultiPoint": "points",
        "LineString": "line",
        "MultiLineString": "line",
    }
    return Origin(
        kind=by_type.get(where.geometry.geom_type, "held land"),
        name=name or where.name,
        geometry=where.geometry,
        date=where.date,
        source=where.source,
        dropped=len(where.slivers),
    )
