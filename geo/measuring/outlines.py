"""A person's own outline ("held land on a date"), read from GeoJSON by json and shapely only, never by a driver."""

from __future__ import annotations

import json
from datetime import date as calendar_date
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from geo.errors import BadInput
from geo.measuring.geodesy import area_km2, length_m
from geo.measuring.planar import checked_geometry, polygons_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

MAX_BYTES = 50_000_000
MAX_CORNERS = 1_000_000
# What the cut leaves of a part is a sliver below this share of the largest and this mean width (twice its area by its
# outline): public outlines at 1:10 million differ by up to some kilometres, which is what slivers are made of. A
# whole island of the recognised outline is none, however small.
SLIVER_SHARE = 0.01
SLIVER_WIDTH_M = 2_000.0
_WHOLE = 0.9


class OwnOutline(NamedTuple):
    """An outline to measure from, and the slivers that were left out of it, the largest first."""

    geometry: MultiPolygon
    slivers: tuple[Polygon, ...] = ()

    @property
    def dropped(self) -> int:
        """How many slivers were left out."""
        return len(self.slivers)


def own_outline(
    data: bytes | str, *, recognised: BaseGeometry | None = None, date: str | None, source: str | None
) -> OwnOutline:
    """An outline of one's own as an origin.

    Args:
        data: GeoJSON: a Polygon, a MultiPolygon, a Feature or FeatureCollection of them, in degrees (RFC 7946).
        recognised: where given, only what lies in it counts, and the slivers that this cut leaves are dropped.
        date: for which day it holds (YYYY-MM-DD). source: whose it is. Both are printed with every range.

    Raises:
        BadInput: no date or source, no such GeoJSON, coordinates out of range, an outline that crosses itself,
            nothing of it in ``recognised``.
    """
    if not (date or "").strip():
        raise BadInput("An own outline needs its date: for which day it holds")
    checked_date(str(date))
    if not (source or "").strip():
        raise BadInput("An own outline needs its source: whose it is, or who drew it")
    refuse_too_many_corners(data)
    try:
        polygons = [polygon for value in _geometries(_parsed(data)) for polygon in _polygons(value)]
    except RecursionError:
        raise BadInput("This GeoJSON is nested too deeply") from None
    if not polygons:
        raise BadInput("There is no area in this GeoJSON: expected a Polygon or MultiPolygon")
    if sum(shapely.get_num_coordinates(polygon) for polygon in polygons) > MAX_CORNERS:
        raise BadInput("An outline may have at most {limit} corners", limit=MAX_CORNERS)
    outline = shapely.union_all([checked_geometry(polygon) for polygon in polygons])
    if recognised is None:
        return OwnOutline(MultiPolygon(polygons_of(shapely.orient_polygons(outline))))
    parts = polygons_of(shapely.intersection(outline, recognised))
    if not parts:
        raise BadInput("Nothing of this outline lies in the territory that it is cut from")
    kept = without_slivers(parts, polygons_of(recognised))
    slivers = [part for part in parts if all(part is not other for other in kept)]
    return OwnOutline(
        MultiPolygon(polygons_of(shapely.orient_polygons(MultiPolygon(kept)))),
        tuple(sorted(slivers, key=area_km2, reverse=True)),
    )


def refuse_too_many_corners(data: bytes | str) -> None:
    """Refuse GeoJSON that surely has too many corners before it is read, which would take a minute and a gigabyte.

    Every position opens a bracket, and so do rings (of three positions at least) and polygons (of one ring at least):
    no more than five brackets for three positions.

    Raises:
        BadInput: with the limit.
    """
    brackets = data.count(b"[") if isinstance(data, bytes) else data.count("[")
    if brackets * 3 > 5 * (MAX_CORNERS + 1):
        raise BadInput("An outline may have at most {limit} corners", limit=MAX_CORNERS)


def without_slivers(parts: list[Polygon], before: list[Polygon]) -> list[Polygon]:
    """The parts that are no slivers: see ``SLIVER_SHARE`` and ``SLIVER_WIDTH_M``.

    Args:
        before: the polygons cut from; a part that is nearly all of one of them stays.
    """
    areas = [area_km2(part) for part in parts]
    least = SLIVER_SHARE * max(areas)
    tree = shapely.STRtree(before)
    return [
        part
        for part, area in zip(parts, areas, strict=True)
        if area >= least
        or 2e6 * area / max(length_m(part), 1e-9) >= SLIVER_WIDTH_M
        or any(part.area >= _WHOLE * before[k].area for k in tree.query(part, predicate="intersects"))
    ]


def checked_date(date: str) -> str:
    """The date, if it is one (YYYY-MM-DD).

    Raises:
        BadInput: with the text quoted.
    """
    try:
        calendar_date.fromisoformat(date.strip())
    except ValueError:
        raise BadInput("{value!r} is not a date: expected YYYY-MM-DD", value=date) from None
    return date


def told_of(data: bytes | str) -> dict[str, str]:
    """What a GeoJSON file says of its outline: the first ``date`` and ``source`` among the properties of its features.

    Raises:
        BadInput: no JSON.
    """
    value = _parsed(data)
    members = value.get("features") if isinstance(value, dict) else None
    told: dict[str, str] = {}
    for feature in members if isinstance(members, list) else [value]:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        for key in ("date", "source"):
            text = properties.get(key) if isinstance(properties, dict) else None
            if isinstance(text, str) and text.strip():
                told.setdefault(key, text.strip())
    return told


def _parsed(data: bytes | str) -> Any:
    """The JSON value; what is no JSON is refused with what was expected, and never handed to a driver."""
    if len(data) > MAX_BYTES:
        raise BadInput("An outline file may be at most {limit} MB", limit=MAX_BYTES // 1_000_000)
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data.removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise BadInput("This file is not text in UTF-8: expected GeoJSON") from None
    if text.lstrip()[:1] == "<":
        raise BadInput("This is XML ({value!r}), not GeoJSON: expected a Polygon or MultiPolygon", value=text[:40])
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput("This is not GeoJSON ({value})", value=error) from None


def _no_constant(name: str) -> NoReturn:
    raise BadInput("{value} is not a position: expected numbers of degrees", value=name)


def _geometries(value: Any) -> Iterator[dict[str, Any]]:
    """The polygon geometries in a GeoJSON value, in order."""
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "FeatureCollection":
        members = value.get("features")
    elif kind == "Feature":
        members = [value.get("geometry")]
    elif kind == "GeometryCollection":
        members = value.get("geometries")
    elif kind in ("Polygon", "MultiPolygon"):
        yield value
        return
    else:
        raise BadInput("{value!r} is not an area in GeoJSON: expected a Polygon or MultiPolygon", value=kind)
    if not isinstance(members, list):
        raise BadInput("This {kind} has no list of members", kind=kind)
    for member in members:
        yield from _geometries(member)


def _polygons(value: dict[str, Any]) -> Iterator[Polygon]:
    rings = value.get("coordinates")
    members = [rings] if value["type"] == "Polygon" else rings
    if not isinstance(members, list):
        raise BadInput("This {kind} has no coordinates", kind=value["type"])
    for member in members:
        if not (isinstance(member, list) and member):
            raise BadInput("This {kind} has no coordinates", kind=value["type"])
        exterior, *holes = (_ring(ring) for ring in member)
        yield Polygon(exterior, holes)


def _ring(value: Any) -> list[tuple[float, float]]:
    try:
        corners = np.array([position[:2] for position in value], dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise BadInput("{value} is not a ring of positions in GeoJSON", value=value) from None
    if corners.ndim != 2 or corners.shape[1] != 2:
        raise BadInput("{value} is not a ring of positions in GeoJSON", value=value)
    if len(np.unique(corners, axis=0)) < 3:
        raise BadInput("A ring of {value} corners encloses nothing: expected three or more", value=len(corners))
    if np.abs(corners[:, 0]).max() > 540.0:
        raise BadInput(
            "{value} is not a longitude: expected -180 to 180 degrees",
            value=float(corners[np.argmax(np.abs(corners[:, 0])), 0]),
        )
    return [(float(lon), float(lat)) for lon, lat in corners]
