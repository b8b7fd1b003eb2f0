"""What lies within reach: one area a stated reach, and the populated places inside, with what makes each depend.

Ranges answer about countries, regions and populated places only: districts of cities and sites are never listed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.analysis import measured_range
from geo.document import in_one_go, plain
from geo.errors import NotPossible
from geo.measuring.origins import least_territory, origin_geometry, outline_uncertainty_m
from geo.model import Bounds, EdgeWhy, Origin, OriginKind, RangeArea, Reach, Weapon
from geo.units import checked_radius
from geo.weapons import find_weapon
from geo.where import origin_from, territory_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from geo.gazetteer.index import Gazetteer
    from geo.measuring.borders import Borders
    from geo.measuring.inside import Within
    from geo.model import Events
    from geo.where import Where

# A populated place smaller than this is not listed: ten thousand hamlets tell a reader nothing.
LEAST_POPULATION = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWithin:
    """A populated place inside at least one stated reach.

    Attributes:
        distance_m: geodesic distance from the origin; 0 inside a territory.
        variants: the variants that reach it by every one of their statements.
        edge_why: None where the answer stands; else what it depends on.
        edge_variants: the variants for which it depends.
        precision_m: how far it may lie from where it is given; then "outline" is the one or the other.
    """

    name: str
    lon: float
    lat: float
    distance_m: float
    variants: tuple[str, ...] = ()
    edge_why: EdgeWhy | None = None
    edge_variants: tuple[str, ...] = ()
    precision_m: float = 0.0
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
            **({"precision_m": self.precision_m} if self.precision_m else {}),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """The areas that one origin gives, one a stated reach."""

    areas: tuple[RangeArea, ...]
    origin: Origin
    borders: Borders
    onto: str | None = None
    weapon: Weapon | None = None

    def variant_name(self, variant: str | None) -> str | None:
        """What a variant is called ("ATACMS Block I (M39)"), or None for a radius of one's own."""
        named = () if self.weapon is None else self.weapon.variants
        return next((item.name for item in named if item.id == variant), variant)

    def fields(self) -> list[dict[str, Any]]:
        """As the command line prints them."""
        return [
            {
                "variant": self.variant_name(area.variant),
                "min_m": area.min_m,
                "max_m": area.max_m,
                "bound": area.bound,
                "stated_by": area.stated_by,
                "origin": area.origin.name,
                **_told_of(area.origin),
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

    def places_within(self, gazetteer: Gazetteer) -> list[PlaceWithin]:
        """The populated places inside, nearest first."""
        return [_named(item, gazetteer) for item in judged(_populated(gazetteer, self.areas), self)]

    def _names(self, variants: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.variant_name(variant) or "" for variant in variants)


def _told_of(origin: Origin) -> dict[str, Any]:
    """For which day a line or outline of a person's own holds, whose it is, and how many slivers were left out."""
    if origin.date is None and origin.source is None:
        return {}
    return {"origin_date": origin.date, "origin_source": origin.source, "slivers_dropped": origin.dropped}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    lon: float
    lat: float
    name: str = ""
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
    parts: bool = False,
) -> Reachable:
    """The range areas of a weapon, one a stated reach, or of a radius.

    Args:
        onto: the territory to which they are cut. parts: one area for each point, line or polygon of the origin.

    Raises:
        NotPossible: an unknown weapon. BadInput: a radius that the Earth does not have; ``onto`` is no country.
    """
    code = None if onto is None else territory_code(onto, onto.name)
    origin = origin_from(where)
    if weapon is not None:
        chosen = find_weapon(weapon)
        pairs: list[tuple[float, Reach | None]] = [(reach.max_m, reach) for reach in chosen.reaches]
        return reachable(origin, pairs, borders=borders, onto=code, weapon=chosen, parts=parts)
    if radius_m is None:
        raise NotPossible("no range to draw: expected a weapon or a radius")
    return reachable(origin, [(checked_radius(radius_m), None)], borders=borders, onto=code, parts=parts)


def reachable(
    origin: Origin,
    reaches: Sequence[tuple[float, Reach | None]],
    *,
    borders: Borders,
    onto: str | None = None,
    weapon: Weapon | None = None,
    parts: bool = False,
) -> Reachable:
    """One area a reach, or one a part of the origin and a reach; equal lengths are computed once.

    Raises:
        NotPossible: nothing of ``onto`` lies in reach of any part.
    """
    areas: list[RangeArea] = []
    missed: list[NotPossible] = []
    for one in _origin_parts(origin, borders) if parts else [origin]:
        try:
            areas += _areas_of(one, reaches, borders=borders, onto=onto, weapon=weapon, main=not areas)
        except NotPossible as error:
            if not parts:
                raise
            missed.append(error)
    if not areas:
        raise missed[0]
    return Reachable(areas=tuple(areas), origin=origin, borders=borders, onto=onto, weapon=weapon)


def _origin_parts(origin: Origin, borders: Borders) -> list[Origin]:
    """An origin for each point, line or polygon of one, by the same name with a number."""
    from geo.measuring.ranges import singles_of

    kinds: dict[str, OriginKind] = {"MultiPoint": "point", "GeometryCollection": "point"}
    whole = origin_geometry(origin, borders)
    singles = singles_of(whole)
    return [
        replace(origin, kind=kinds.get(whole.geom_type, origin.kind), name=f"{origin.name} ({number})", geometry=single)
        for number, single in enumerate(singles, start=1)
    ]


def _areas_of(
    origin: Origin,
    reaches: Sequence[tuple[float, Reach | None]],
    *,
    borders: Borders,
    onto: str | None,
    weapon: Weapon | None,
    main: bool,
) -> list[RangeArea]:
    source = origin_geometry(origin, borders)
    return [
        measured_range(
            source, origin, max_m, borders=borders, onto=onto, weapon=weapon, reach=reach, main=main and number == 0
        )
        for number, (max_m, reach) in enumerate(reaches)
    ]


# ---------------------------------------------------------------- which places


def _populated(gazetteer: Gazetteer, areas: tuple[RangeArea, ...]) -> list[_Found]:
    """The populated places, without districts of cities, in the box of the largest area and in its countries."""
    largest = max(areas, key=lambda area: area.max_m)
    arrays = gazetteer.populated(Bounds(*largest.geometry.bounds))
    keep = ~arrays.is_district & (arrays.population >= LEAST_POPULATION)
    if largest.onto is not None:
        # By the gazetteer's country and, later, by the outline: a 1:10 million border strays past some towns.
        keep &= arrays.country == largest.onto.encode("ascii")
    return [
        _Found(
            lon=float(arrays.lon[index]),
            lat=float(arrays.lat[index]),
            country=arrays.country[index].decode("ascii") or None,
            population=int(arrays.population[index]),
            geonameid=int(arrays.ids[index]),
        )
        for index in np.flatnonzero(keep).tolist()
    ]


def _named(item: PlaceWithin, gazetteer: Gazetteer) -> PlaceWithin:
    """The name of a record, looked up only for what is listed."""
    record = gazetteer.record(f"geonames:{item.geonameid}")
    return item if record is None else replace(item, name=record.name)


def judged(
    found: Sequence[_Found], reachable: Reachable, *, precision_m: NDArray[np.float64] | float = 0.0
) -> list[PlaceWithin]:
    """Which of the points lie inside, by which variants, and what makes the answer depend; nearest first.

    A variant holds a point when every one of its statements does, whatever the spread of outline and origin.

    Args:
        found: the points. precision_m: how far each may lie from where it is given.
        reachable: the areas.
    """
    if not found:
        return []
    from geo.measuring.inside import within

    lon = np.array([item.lon for item in found])
    lat = np.array([item.lat for item in found])
    borders, origin, areas = reachable.borders, reachable.origin, reachable.areas
    here = np.ones(len(found), dtype=bool)
    if reachable.onto is not None:
        here = shapely.contains_xy(borders.country(reachable.onto), lon, lat)
    own_m = np.broadcast_to(np.asarray(precision_m, dtype=float), len(found))[here]
    held = within(
        lon[here],
        lat[here],
        origin_geometry(origin, borders),
        [area.max_m for area in areas],
        nearest_m=[area.min_m for area in areas],
        variants=[area.variant or "" for area in areas],
        outline_m=outline_uncertainty_m(origin, borders) + own_m,
        undisputed=least_territory(origin, borders),
    )
    listed = np.flatnonzero(here)
    # Of 100,000 points only those are looked at one by one that some statement reaches, or might.
    maybe = np.flatnonzero((held.inside | held.edge).any(axis=0)).tolist()
    result = [_within(found[listed[index]], index, held, reachable, float(own_m[index])) for index in maybe]
    return sorted((item for item in result if item is not None), key=lambda item: (item.distance_m, item.name))


def _within(item: _Found, index: int, held: Within, reachable: Reachable, precision_m: float) -> PlaceWithin | None:
    """One point as it is listed, or None where no statement reaches it."""
    rows: dict[str, list[int]] = {}
    for row, area in enumerate(reachable.areas):
        rows.setdefault(area.variant or "", []).append(row)
    answers = {name: held.answer(own, index) for name, own in rows.items()}
    sure = tuple(name for name, answer in answers.items() if answer.reachable == "yes")
    edges = {name: answer.edge_why for name, answer in answers.items() if answer.edge_why is not None}
    if not sure and not edges:
        return None
    return PlaceWithin(
        name=item.name,
        lon=item.lon,
        lat=item.lat,
        distance_m=float(held.distance_m[index]),
        variants=reachable._names(sure),
        edge_why=None if sure else held.weightiest(edges.values()),
        edge_variants=reachable._names(edges),
        precision_m=precision_m,
        country=item.country,
        population=item.population,
        geonameid=item.geonameid,
    )


# ---------------------------------------------------------------- points of a person's own


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsWithin:
    """Which points of a file lie within reach.

    Attributes:
        places: those inside at least one stated reach, or on its edge, nearest first.
        count: all points of the file that have a place; ``unplaced`` those that have none.
    """

    places: tuple[PlaceWithin, ...]
    count: int
    unplaced: int = 0

    def fields(self) -> dict[str, int]:
        """The counts as the command line prints them."""
        edge = sum(item.edge_why is not None for item in self.places)
        inside = len(self.places) - edge
        return {
            "events": self.count,
            "inside": inside,
            "edge": edge,
            "outside": self.count - inside - edge,
            "without_place": self.unplaced,
        }


def events_within(reachable: Reachable, events: Events) -> PointsWithin:
    """Which events lie inside; one known only roughly is on the edge as far from it as its precision."""
    placed = np.flatnonzero(~np.isnan(events.lon))
    found = [
        _Found(name=_told_name(events, at) or f"point {number}", lon=lon, lat=lat)
        for number, (at, lon, lat) in enumerate(
            zip(placed.tolist(), events.lon[placed].tolist(), events.lat[placed].tolist(), strict=True), start=1
        )
    ]
    with in_one_go():
        places = judged(found, reachable, precision_m=np.nan_to_num(events.precision_m[placed]))
    return PointsWithin(places=tuple(places), count=len(placed), unplaced=len(events) - len(placed))


def _told_name(events: Events, at: int) -> str:
    return ", ".join(filter(None, (events.title[at], events.place[at])))
