"""Which positions a range holds, and where the answer hangs on something: the stated reach, the outline, the origin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from shapely.geometry import Point

from geo.errors import BadInput
from geo.measuring.geodesy import boundary_of, checked_points, inverse
from geo.measuring.planar import checked_geometry
from geo.model import EdgeWhy
from geo.units import checked_radius

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.measuring.geodesy import Boundary
    from geo.measuring.planar import Floats

# No degree of latitude is shorter on WGS 84 (110,574.3 m at the equator, less a margin).
_DEGREE_LAT_M = 110_570.0
Reachable = Literal["yes", "edge", "no"]
# Of so few positions the distances are kept, for the next range from the same origin; and so many in all of one
# outline: some 2 MB.
_FEW, _MOST_KEPT = 500, 4_000
# What a reader can do most with is named first.
_WEIGHTIEST: tuple[EdgeWhy, ...] = ("stated reach", "origin", "outline")


class Answer(NamedTuple):
    """Whether a position can be reached; ``edge_why`` where that hangs on something."""

    reachable: Reachable
    edge_why: EdgeWhy | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Within:
    """For each position its distance, and for each reach (a row) and position (a column) the answer and its doubts.

    Attributes:
        distance_m: (n,) metres to the origin, 0 inside it; nan where surely beyond every reach.
        inside: (reaches, n) by the reach as stated.
        by_reach: reaches stated for the same variant disagree on the position.
        by_origin: measured from the undisputed territory the answer is another.
        by_outline: the distance is within the outline's uncertainty of the limit.
    """

    distance_m: Floats
    inside: NDArray[np.bool_]
    by_reach: NDArray[np.bool_]
    by_origin: NDArray[np.bool_]
    by_outline: NDArray[np.bool_]

    @property
    def edge(self) -> NDArray[np.bool_]:
        """(reaches, n) where the answer could be the other one, for whichever reason."""
        return self.by_reach | self.by_origin | self.by_outline

    def edge_why(self, reach: int, position: int) -> EdgeWhy | None:
        """The weightiest reason why the answer is not sure: what sources state, then the origin, then the outline."""
        if self.by_reach[reach, position]:
            return "stated reach"
        if self.by_origin[reach, position]:
            return "origin"
        return "outline" if self.by_outline[reach, position] else None

    @staticmethod
    def weightiest(reasons: Iterable[EdgeWhy]) -> EdgeWhy:
        """The one of these reasons that is named first."""
        return min(reasons, key=_WEIGHTIEST.index)

    def answer(self, reaches: Sequence[int], position: int) -> Answer:
        """For several statements of one variant: yes or no where all of them say so without doubt, else the edge."""
        reasons = [why for reach in reaches if (why := self.edge_why(reach, position)) is not None]
        if reasons:
            return Answer("edge", self.weightiest(reasons))
        return Answer("yes" if self.inside[list(reaches), position].all() else "no")


def within(
    lon: ArrayLike,
    lat: ArrayLike,
    origin: BaseGeometry,
    reaches_m: Sequence[float],
    *,
    nearest_m: Sequence[float] | None = None,
    variants: Sequence[str] | None = None,
    outline_m: ArrayLike = 0.0,
    undisputed: BaseGeometry | None = None,
) -> Within:
    """Which positions lie within which reaches of an origin, by exact geodesic distance.

    Args:
        lon, lat: n positions in degrees.
        reaches_m: the greatest distance of each reach; ``nearest_m`` the least (0 where none is stated).
        variants: what each reach is stated for; reaches of one variant are compared. None: all are of one.
        outline_m: how far the origin's outline may be from the true one; one for all, or one for each position (with
            how far that may stray itself).
        undisputed: the least that the origin could be (its territory without disputed areas).

    Raises:
        BadInput: coordinates, reaches or geometries that cannot be used, or lists of different lengths.
    """
    lons, lats = (np.ravel(values) for values in checked_points(lon, lat))
    farthest = np.array([checked_radius(reach) for reach in reaches_m])[:, None]
    nearest = np.zeros_like(farthest) if nearest_m is None else np.array(nearest_m, dtype=float)[:, None]
    names = ["" for _ in reaches_m] if variants is None else list(variants)
    if not len(farthest) == len(nearest) == len(names) or not len(farthest):
        raise BadInput("{value} reaches were given, with other numbers of limits or variants", value=len(farthest))
    outline = np.asarray(outline_m, dtype=float)
    beyond = float(farthest.max()) + float(outline.max(initial=0.0))
    distance = _distances(lons, lats, checked_geometry(origin), beyond)
    inside = _holds(distance, nearest, farthest)
    gap = np.minimum(np.abs(distance - farthest), np.where(nearest > 0, np.abs(distance - nearest), np.inf))
    return Within(
        distance_m=distance,
        inside=inside,
        by_reach=_disagreeing(inside, names),
        by_origin=inside != _holds(_from_least(lons, lats, distance, undisputed, beyond), nearest, farthest),
        by_outline=(outline > 0) & (gap <= outline),
    )


def _holds(distance: Floats, nearest: Floats, farthest: Floats) -> NDArray[np.bool_]:
    return (distance >= nearest) & (distance <= farthest)


def _distances(lon: Floats, lat: Floats, origin: BaseGeometry, beyond_m: float) -> Floats:
    """Exact distances, with nan where a quick lower bound is already beyond: by latitude, then through the Earth."""
    if isinstance(origin, Point):
        return inverse(lon, lat, origin.x, origin.y).distance_m
    boundary = boundary_of(origin)
    _, south, _, north = origin.bounds
    apart = np.maximum(np.maximum(south - lat, lat - north), 0.0) * _DEGREE_LAT_M
    maybe = np.nonzero(apart <= beyond_m)[0]
    kept = _kept(boundary)
    maybe = maybe[_asked(kept.least, boundary.least_distance, lon[maybe], lat[maybe]) <= beyond_m]
    # Deep inside a large territory the outline may be far: such positions are inside all the same.
    held = np.nonzero(boundary.holds(lon, lat))[0]
    out = np.full(len(lon), np.nan)
    outside = np.setdiff1d(maybe, held, assume_unique=True)
    out[held] = 0.0
    out[outside] = _asked(kept.exact, lambda *at: boundary.distance(*at).distance_m, lon[outside], lat[outside])
    return out


def _asked(
    kept: dict[tuple[float, float], float], measure: Callable[[Floats, Floats], Floats], lon: Floats, lat: Floats
) -> Floats:
    """What is measured of positions; for a few it is kept, as a range that is moved asks for the same ones again."""
    if len(lon) > _FEW:
        return measure(lon, lat)
    places = list(zip(lon.tolist(), lat.tolist(), strict=True))
    # Whatever another thread takes out meanwhile is found here.
    found = {place: kept.get(place) for place in places}
    new = [place for place, distance in found.items() if distance is None]
    if new:
        measured = measure(*np.array(new).T).tolist()
        found.update(zip(new, measured, strict=True))
        if len(kept) > _MOST_KEPT:
            kept.clear()
        kept.update(zip(new, measured, strict=True))
    return np.array([found[place] for place in places], dtype=float)


class _Kept(NamedTuple):
    """Distances to a boundary by lon, lat, as they were asked for: the least that they could be, and exact ones."""

    least: dict[tuple[float, float], float]
    exact: dict[tuple[float, float], float]


@lru_cache(maxsize=16)
def _kept(_boundary: Boundary) -> _Kept:
    return _Kept({}, {})


def _from_least(lon: Floats, lat: Floats, distance: Floats, undisputed: BaseGeometry | None, beyond_m: float) -> Floats:
    """Distances from the least territory, for positions that the whole one has within reach."""
    if undisputed is None:
        return distance
    near = np.nonzero(distance <= beyond_m)[0]
    out = np.full(len(lon), np.nan)
    out[near] = _distances(lon[near], lat[near], checked_geometry(undisputed), beyond_m)
    return out


def _disagreeing(inside: NDArray[np.bool_], variants: Sequence[str]) -> NDArray[np.bool_]:
    """Where some reaches of a variant hold a position and others do not."""
    out = np.zeros_like(inside)
    for variant in set(variants):
        rows = [k for k, name in enumerate(variants) if name == variant]
        out[rows] = inside[rows].any(axis=0) & ~inside[rows].all(axis=0)
    return out
