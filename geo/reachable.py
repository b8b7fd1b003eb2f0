"""What lies within reach: one area a stated reach, and the populated places inside, with what makes each depend.

Ranges answer about countries, regions and populated places only: districts of cities and sites are never listed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.analysis import measured_range, origin_geometry, outline_uncertainty_m
from geo.document import plain
from geo.errors import BadInput, NotPossible
from geo.model import Bounds, EdgeWhy, Origin, RangeArea, Reach, Weapon
from geo.units import checked_radius
from geo.weapons import find_weapon
from geo.where import origin_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.gazetteer.index import Gazetteer
    from geo.measuring.borders import Borders
    from geo.where import Where

# A populated place smaller than this is not listed: ten thousand hamlets tell a reader nothing.
LEAST_POPULATION = 500
Points = list[tuple[str, float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWithin:
    """A populated place inside at least one stated reach.

    Attributes:
        distance_m: geodesic distance from the origin; 0 inside a territory.
        variants: the variants that reach it by every one of their statements.
        edge_why: None where the answer stands; else what it depends on.
        edge_variants: the variants for which it depends.
    """

    name: str
    lon: float
    lat: float
    distance_m: float
    variants: tuple[str, ...] = ()
    edge_why: EdgeWhy | None = None
    edge_variants: tuple[str, ...] = ()
    country: str | None = None
    population: int = 0
    geonameid: int | None = None

    def fields(self) -> dict[str, Any]:
        """As the command line prints it."""
        fields = {key: getattr(self, key) for key in ("name", "lon", "lat", "country", "population", "geonameid")}
        return {
            **fields,
            "distance_m": round(self.distance_m, 1),
            "variants": list(self.variants),
            "edge_why": self.edge_why,
            "edge_variants": list(self.edge_variants),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """The areas that one origin gives, one a stated reach."""

    areas: tuple[RangeArea, ...]
    origin: Origin
    borders: Borders
    onto: str | None = None
    notes: tuple[str, ...] = field(default=())

    def fields(self) -> list[dict[str, Any]]:
        """As the command line prints them."""
        return [
            {
                "variant": area.variant,
                "min_m": area.min_m,
                "max_m": area.max_m,
                "stated_by": area.stated_by,
                "origin": area.origin.name,
                "onto": area.onto,
                "area": plain(area.geometry),
                "error_m": area.error_m,
                "outline_m": area.outline_m,
                "area_km2": area.area_km2,
            }
            for area in self.areas
        ]

    def geojson(self) -> dict[str, Any]:
        """A FeatureCollection of the areas."""
        features = []
        for fields in self.fields():
            geometry = fields.pop("area")
            features.append({"type": "Feature", "geometry": geometry, "properties": {"kind": "range", **fields}})
        return {"type": "FeatureCollection", "features": features}

    def places_within(self, gazetteer: Gazetteer, points: Points | None = None) -> list[PlaceWithin]:
        """The populated places inside, nearest first; or those of ``points`` (name, lon, lat)."""
        if points is None:
            found = _populated(gazetteer, self.areas)
        else:
            found = [_Found(name=name, lon=lon, lat=lat) for name, lon, lat in points]
        return judged(found, self)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    name: str
    lon: float
    lat: float
    country: str | None = None
    population: int = 0
    geonameid: int | None = None


def ranges_from(
    where: Where,
    *,
    borders: Borders,
    weapon: str | None = None,
    radius_m: float | None = None,
    onto: Where | None = None,
) -> Reachable:
    """The range areas of a weapon, one a stated reach, or of a radius.

    Raises:
        NotPossible: an unknown weapon. BadInput: a radius that the Earth does not have; ``onto`` is no country.
    """
    code = None if onto is None else _territory(onto)
    origin = origin_from(where)
    if weapon is not None:
        chosen = find_weapon(weapon)
        pairs: list[tuple[float, Reach | None]] = [(reach.max_m, reach) for reach in chosen.reaches]
        return reachable(origin, pairs, borders=borders, onto=code, weapon=chosen)
    if radius_m is None:
        raise NotPossible("no range to draw: expected a weapon or a radius")
    return reachable(origin, [(checked_radius(radius_m), None)], borders=borders, onto=code)


def reachable(
    origin: Origin,
    reaches: Sequence[tuple[float, Reach | None]],
    *,
    borders: Borders,
    onto: str | None = None,
    weapon: Weapon | None = None,
) -> Reachable:
    """One area a reach; equal lengths are computed once."""
    source = origin_geometry(origin, borders)
    made: dict[tuple[float, float], RangeArea] = {}
    areas: list[RangeArea] = []
    for max_m, reach in reaches:
        key = (max_m, 0.0 if reach is None else reach.min_m)
        if key not in made:
            made[key] = measured_range(source, origin, max_m, borders=borders, onto=onto, reach=reach)
        same = made[key]
        areas.append(
            RangeArea(
                id=same.id if reach is None else f"range-{reach.id}",
                origin=origin,
                max_m=max_m,
                min_m=same.min_m,
                geometry=same.geometry,
                error_m=same.error_m,
                outline_m=same.outline_m,
                area_km2=same.area_km2,
                weapon=None if weapon is None else weapon.id,
                variant=None if reach is None else reach.variant,
                stated_by=None if reach is None else reach.stated_by,
                about=reach is not None and reach.about,
                onto=onto,
                main=not areas,
            )
        )
    return Reachable(areas=tuple(areas), origin=origin, borders=borders, onto=onto)


def _territory(where: Where) -> str:
    code = where.code if where.kind == "country" else None
    if where.candidate is not None and where.candidate.kind == "country":
        code = where.candidate.country
    if code is None:
        raise BadInput("{value!r} is not a territory: expected country:RU or the name of a country", value=where.name)
    return code


# ---------------------------------------------------------------- which places


def _populated(gazetteer: Gazetteer, areas: tuple[RangeArea, ...]) -> list[_Found]:
    """The populated places, without districts of cities, in the box of the largest area and in its countries."""
    largest = max(areas, key=lambda area: area.max_m)
    arrays = gazetteer.populated(Bounds(*largest.geometry.bounds))
    keep = ~arrays.is_district & (arrays.population >= LEAST_POPULATION)
    if largest.onto is not None:
        # By the gazetteer's country and, later, by the outline: a 1:10 million border strays past some towns.
        keep &= arrays.country == largest.onto
    found = []
    for index in np.flatnonzero(keep):
        record = int(arrays.ids[index])
        found.append(
            _Found(
                name=str(arrays.names[index]),
                lon=float(arrays.lon[index]),
                lat=float(arrays.lat[index]),
                country=str(arrays.country[index]) or None,
                population=int(arrays.population[index]),
                geonameid=record,
            )
        )
    return found


def judged(found: Sequence[_Found], reachable: Reachable) -> list[PlaceWithin]:
    """Which of the points lie inside, by which variants, and what makes the answer depend.

    Distances are exact (geodesic, to the origin). A point depends on the outline where its distance lies within the
    outline's uncertainty of the limit, on the stated reach where statements for one variant disagree about it, and on
    the origin where the territory without occupied or disputed areas no longer reaches it.
    """
    if not found:
        return []
    lon = np.array([item.lon for item in found])
    lat = np.array([item.lat for item in found])
    borders, origin = reachable.borders, reachable.origin
    here = np.ones(len(found), dtype=bool)
    if reachable.onto is not None:
        here = shapely.contains_xy(borders.country(reachable.onto), lon, lat)
    distance = distances_from(origin, borders, lon, lat)
    limits = _limits(reachable.areas)
    widest = max(high for low, high, _ in limits.values())
    uncertainty = outline_uncertainty_m(origin, borders)
    least = _least_distances(origin, borders, lon, lat, here & (distance <= widest + uncertainty))
    result = []
    for index in np.flatnonzero(here & (distance <= widest + uncertainty)).tolist():
        sure, edges = _verdicts(float(distance[index]), float(least[index]), limits, uncertainty)
        if not sure and not edges:
            continue
        item = found[index]
        why = None if sure else min(edges.values(), key=_EDGE_ORDER.index)
        result.append(
            PlaceWithin(
                name=item.name,
                lon=item.lon,
                lat=item.lat,
                distance_m=float(distance[index]),
                variants=tuple(sure),
                edge_why=why,
                edge_variants=tuple(edges),
                country=item.country,
                population=item.population,
                geonameid=item.geonameid,
            )
        )
    return sorted(result, key=lambda item: (item.distance_m, item.name))


# Where several things make a place depend, the one that a reader can do most with is named.
_EDGE_ORDER: tuple[EdgeWhy, ...] = ("origin", "stated reach", "outline")
Limits = dict[str, tuple[float, float, float]]


def _limits(areas: tuple[RangeArea, ...]) -> Limits:
    """For each variant the least and the greatest stated reach, and the greatest stated firing minimum (metres)."""
    limits: Limits = {}
    for area in areas:
        name = area.variant or "radius"
        low, high, least = limits.get(name, (area.max_m, area.max_m, area.min_m))
        limits[name] = (min(low, area.max_m), max(high, area.max_m), max(least, area.min_m))
    return limits


def _verdicts(
    distance: float, least: float, limits: Limits, uncertainty: float
) -> tuple[list[str], dict[str, EdgeWhy]]:
    """The variants that surely reach it, and those for which it depends, with why."""
    sure: list[str] = []
    edges: dict[str, EdgeWhy] = {}
    for variant, (low, high, nearest) in limits.items():
        if distance < nearest or distance > high + uncertainty:
            continue
        if distance > low and distance <= high and low < high:
            edges[variant] = "stated reach"
        elif abs(distance - low) <= uncertainty or abs(distance - high) <= uncertainty:
            edges[variant] = "outline"
        elif least > low:
            edges[variant] = "origin"
        else:
            sure.append(variant)
    return sure, edges


def distances_from(
    origin: Origin, borders: Borders, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Geodesic distances (metres) of points from an origin; 0 inside a territory."""
    from geo.measuring.geodesy import boundary_of

    source = origin_geometry(origin, borders)
    return np.asarray(boundary_of(source).distance_outside(lon, lat).distance_m, dtype=float)


def _least_distances(
    origin: Origin,
    borders: Borders,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    wanted: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Distances from the territory without occupied or disputed areas, for the points wanted; 0 for other origins."""
    least = np.zeros(len(lon))
    if origin.kind != "territory" or origin.country is None or not wanted.any():
        return least
    undisputed = Origin(kind="undisputed territory", name=origin.name, country=origin.country)
    least[wanted] = distances_from(undisputed, borders, lon[wanted], lat[wanted])
    return least


# ---------------------------------------------------------------- points of a person's own


def points_of_geojson(data: bytes) -> Points:
    """The points of a GeoJSON FeatureCollection as (name, lon, lat); read by json alone.

    Raises:
        BadInput: not a FeatureCollection of points, or a point off the Earth.
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise BadInput("{value!r} is not GeoJSON: expected a FeatureCollection of points", value=data[:40]) from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise BadInput("this GeoJSON has no features: expected a FeatureCollection of points")
    return [_point(feature, number) for number, feature in enumerate(features)]


def _point(feature: Any, number: int) -> tuple[str, float, float]:
    try:
        geometry = feature["geometry"]
        lon, lat = (float(value) for value in geometry["coordinates"][:2])
        kind = geometry["type"]
        name = str((feature.get("properties") or {}).get("name", f"point {number + 1}"))
    except (TypeError, KeyError, ValueError, AttributeError):
        raise BadInput("features[{number}] is not a point", number=number) from None
    if kind != "Point" or not (abs(lon) <= 180 and abs(lat) <= 90):
        raise BadInput("features[{number}]: {value} is not a point on Earth", number=number, value=(kind, lon, lat))
    return name, lon, lat
