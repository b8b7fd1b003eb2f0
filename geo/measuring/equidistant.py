"""The line at one distance: rings whose every point, between the corners too, lies so far from an origin.

An edge straight in lon/lat is judged without sampling. Along it, the distance to the origin has a second derivative
of at most C (Hessian comparison on a surface of Gaussian curvature at least that at the poles: cot(d / a) / a with
a = 6,399.6 km; plus the edge's own acceleration), from below at every kink too, since a distance is the least of
many. So between its ends it stays above the straight interpolation less C / 8, and below both parabolas that start
at its ends with the slopes there. Distances and slopes at the corners are exact; thus the bound is a proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from geo.measuring.geodesy import (
    LARGEST_CURVATURE_RADIUS_M,
    Feet,
    direct,
    half_lengths,
    inverse,
    metres_a_radian,
)
from geo.measuring.planar import Floats, edges_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.model import LonLat

# Rounds of halving: enough for any edge to come down from half the globe to a metre; and rounds in all, with those
# for corners that halving comes near and does not reach.
_HALVINGS = 40
_ROUNDS = 56
# A new corner within this share of an edge from one of its ends has won nothing; an edge is given up after so many.
_NEAR_END = 0.1
_STALLS = 4
_CORNER_STEPS = 12
# Feet whose directions differ by less than this (radians) from one line give no place between them.
_LEAST_TURN = 1e-3
# A corner counts as at the distance within this (or this share of the tolerance, where that is less), and is given up
# when so many moves do not bring it there. Were it no less than the tolerance, halving edges would never end.
_ON_RING_M = 1e-3
_ON_RING = 0.02
_MOVES = 8


class Field(Protocol):
    """Whatever tells how far positions are from an origin, and where its nearest point is."""

    def distance(self, lon: ArrayLike, lat: ArrayLike) -> Feet:
        """Metres to the origin, its nearest point, and the azimuths there and back."""


@dataclass(frozen=True, slots=True)
class FromPoint:
    """The field of one point; needs no search."""

    point: LonLat

    def distance(self, lon: ArrayLike, lat: ArrayLike) -> Feet:
        """As ``Boundary.distance``."""
        way = inverse(lon, lat, *self.point)
        shape = way.distance_m.shape
        return Feet(
            way.distance_m,
            np.full(shape, self.point.lon),
            np.full(shape, self.point.lat),
            way.azimuth_deg,
            way.back_azimuth_deg,
        )


# Nearer than this an azimuth is that of rounding.
NO_AZIMUTH_M = 0.01


def distance_bounds(edges: Floats, start: Feet, end: Feet) -> tuple[Floats, Floats]:
    """The least and greatest distance that any point of each edge can have.

    Args:
        edges: rows lon1, lat1, lon2, lat2 in degrees, ``lon2`` the short way from ``lon1``.
        start, end: exact distances and azimuths at the ends.
    """
    lat = np.radians(edges[:, [1, 3]])
    dlon, dlat = np.radians(edges[:, 2:] - edges[:, :2]).T
    length = 2 * half_lengths(edges)
    near = np.maximum(np.minimum(start.distance_m, end.distance_m) - length / 2, 1e-3)
    arc = near / LARGEST_CURVATURE_RADIUS_M
    bending = np.maximum(np.cos(arc), 0.0) / (LARGEST_CURVATURE_RADIUS_M * np.sin(np.minimum(arc, np.pi / 2)))
    widest = np.where(lat[:, 0] * lat[:, 1] < 0, 0.0, np.abs(lat).min(axis=1))
    highest = np.abs(lat).max(axis=1)
    across, along = metres_a_radian(widest)[1], metres_a_radian(highest)[0]
    sine = np.sin(highest)
    turning = np.hypot(2 * along * sine * dlat * dlon, across * sine * dlon**2 + 0.0102 * along * dlat**2)
    c = bending * length**2 + turning
    slope0, slope1 = (_slope(lat[:, k], dlon, dlat, at) for k, at in ((0, start), (1, end)))
    low, high = _between(start.distance_m, end.distance_m, slope0, slope1, c, length)
    # On the very point that is measured to there is no azimuth, and so no slope: only the way gone bounds the distance.
    on_it = np.minimum(start.distance_m, end.distance_m) < NO_AZIMUTH_M
    middle = (start.distance_m + end.distance_m) / 2
    return np.where(on_it, np.maximum(middle - length / 2, 0.0), low), np.where(on_it, middle + length / 2, high)


def _slope(lat: Floats, dlon: Floats, dlat: Floats, feet: Feet) -> Floats:
    """The change of distance at an end of an edge, in metres a whole edge."""
    meridian, parallel = metres_a_radian(lat)
    toward = np.radians(feet.azimuth_deg)
    return -(parallel * dlon * np.sin(toward) + meridian * dlat * np.cos(toward))


def _between(
    d0: Floats, d1: Floats, slope0: Floats, slope1: Floats, c: Floats, length: Floats
) -> tuple[Floats, Floats]:
    """Bounds of a function on 0..1 from its ends, its slopes there, and the greatest second derivative ``c``."""
    gap = d1 - d0
    dips = np.abs(gap) < c / 2
    safe = np.where(dips, c, 1.0)
    low = np.where(dips, (d0 + d1) / 2 - c / 8 - gap**2 / (2 * safe), np.minimum(d0, d1))
    # The two parabolas differ by a straight line, so they cross once at most.
    ahead_at_0, ahead_at_1 = d1 - slope1 + c / 2, d0 + slope0 + c / 2
    high = np.maximum(np.minimum(d0, ahead_at_0), np.minimum(d1, ahead_at_1))
    apart0, apart1 = d0 - ahead_at_0, ahead_at_1 - d1
    crosses = apart0 * apart1 < 0
    t = np.where(crosses, apart0 / np.where(crosses, apart0 - apart1, 1.0), 0.0)
    high = np.where(crosses, np.maximum(high, d0 + slope0 * t + c * t**2 / 2), high)
    # No distance changes faster than the way gone.
    return np.maximum(low, np.maximum((d0 + d1 - length) / 2, 0.0)), np.minimum(high, (d0 + d1 + length) / 2)


def traced(rings: Sequence[Floats], field: Field, radius_m: float, tolerance_m: float) -> list[Floats]:
    """Rings moved to the distance and given corners until no point of any edge is off by more than the tolerance.

    Args:
        rings: open (n, 2) rings near the distance; their order and direction are kept.

    A corner that cannot be moved there is left out, and an edge that would need it stays as it is;
    ``largest_error`` will tell.
    """
    ring = np.repeat(np.arange(len(rings)), [len(r) for r in rings])
    on_ring = min(_ON_RING_M, _ON_RING * tolerance_m)
    points, feet, settled = _moved(np.vstack(rings), field, radius_m, on_ring)
    points, feet, ring = points[settled], _taken(feet, settled), ring[settled]
    # For the edge that starts at each corner: whether it is still to be looked at, and how often in a row a new
    # corner came to lie at its end, so that nothing was won.
    open_edge, stalls = np.ones(len(points), bool), np.zeros(len(points), int)
    for count in range(_ROUNDS):
        at = np.nonzero(open_edge)[0]
        after = _next_in_ring(ring)[at]
        step = np.column_stack([wrapped(points[after, 0] - points[at, 0]), points[after, 1] - points[at, 1]])
        edges = np.hstack([points[at], points[at] + step])
        low, high = distance_bounds(edges, _taken(feet, at), _taken(feet, after))
        bad = ((high > radius_m + tolerance_m) | (low < radius_m - tolerance_m)) & (stalls[at] < _STALLS)
        at, after, edges = at[bad], after[bad], edges[bad]
        goal = (edges[:, :2] + edges[:, 2:]) / 2
        stuck = (stalls[at] > 0) | (count > _HALVINGS)
        if stuck.any():
            ends = _taken(feet, at[stuck]), _taken(feet, after[stuck])
            goal[stuck] = _between_fronts(edges[stuck], *ends, field, radius_m)
        new, new_feet, settled = _moved(goal, field, radius_m, on_ring)
        split = at[settled]
        if not len(split):
            break
        new, new_feet = new[settled], _taken(new_feet, settled)
        first, second = _lying_at_ends(edges[settled], new)
        stalled = stalls[split] + 1
        open_edge[:] = False
        open_edge[split] = True
        stalls[split] = np.where(second, stalled, 0)
        points = np.insert(points, split + 1, new, axis=0)
        feet = Feet(*(np.insert(a, split + 1, b) for a, b in zip(feet, new_feet, strict=True)))
        ring = np.insert(ring, split + 1, ring[split])
        open_edge = np.insert(open_edge, split + 1, True)
        stalls = np.insert(stalls, split + 1, np.where(first, stalled, 0))
    return [points[ring == k] for k in range(len(rings)) if (ring == k).sum() > 2]


def _lying_at_ends(edges: Floats, points: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether a new corner of each edge lies at its start, and whether at its end, within a tenth of its length."""
    length = inverse(edges[:, 0], edges[:, 1], edges[:, 2], edges[:, 3]).distance_m
    to_start, to_end = (inverse(*points.T, *edges[:, k : k + 2].T).distance_m for k in (0, 2))
    return to_start < _NEAR_END * length, to_end < _NEAR_END * length


def _between_fronts(edges: Floats, start: Feet, end: Feet, field: Field, radius_m: float) -> Floats:
    """The corner between two fronts where the ends of an edge have each one; else the middle of the edge.

    For what halving does not reach: a deep narrow dent, where every new corner falls back on the nearer front, and
    fronts that meet at a flat angle. By Newton's method for both distances; the foot on a front is found from a place
    a little nearer to it, since going toward a foot does not change it.
    """
    middle = np.column_stack([wrapped((edges[:, 0] + edges[:, 2]) / 2), (edges[:, 1] + edges[:, 3]) / 2])
    length = inverse(edges[:, 0], edges[:, 1], edges[:, 2], edges[:, 3]).distance_m
    apart = inverse(start.lon, start.lat, end.lon, end.lat).distance_m
    # An edge that is about as long as its feet are apart has one front.
    left = np.nonzero(apart > 1.5 * length)[0]
    corner, found = middle.copy(), middle.copy()
    first, second = (np.column_stack([feet.lon, feet.lat]) for feet in (start, end))
    for _ in range(_CORNER_STEPS):
        if not len(left):
            break
        at, beside = corner[left], np.minimum(0.25 * length[left], 0.1 * radius_m)
        one, other = (_foot_toward(at, front[left], beside, field) for front in (first, second))
        step = _both_ways(at, one, other, radius_m, np.maximum(0.5 * radius_m, 8 * length[left]))
        for front, foot in ((first, one), (second, other)):
            front[left] = np.column_stack([foot.lon, foot.lat])
        corner[left] = step
        near = np.maximum(np.abs(one.distance_m - radius_m), np.abs(other.distance_m - radius_m)) < _ON_RING_M
        found[left[near]] = at[near]
        left = left[~near & np.isfinite(step[:, 0])]
    return found


def _foot_toward(points: Floats, foot: Floats, step_m: Floats, field: Field) -> Feet:
    """The foot, seen from points, that is the nearest from a little way toward an earlier foot; twice, to be on it."""
    lon, lat = foot.T
    for _ in range(2):
        way = inverse(points[:, 0], points[:, 1], lon, lat)
        beside = direct(points[:, 0], points[:, 1], way.azimuth_deg, np.minimum(step_m, 0.5 * way.distance_m))
        _, lon, lat, _, _ = field.distance(beside.lon, beside.lat)
    return _feet_of(points, lon, lat)


def _both_ways(at: Floats, first: Feet, second: Feet, radius_m: float, longest_m: Floats) -> Floats:
    """One Newton step toward where two feet are at the distance; not a number where they lie one behind the other."""
    east, north, turn = _newton_step(first, second, radius_m)
    reach = np.minimum(np.hypot(east, north), longest_m)
    end = direct(at[:, 0], at[:, 1], np.degrees(np.arctan2(east, north)), reach)
    return np.where((np.abs(turn) > _LEAST_TURN)[:, None], np.column_stack([end.lon, end.lat]), np.nan)


def _newton_step(first: Feet, second: Feet, radius_m: float) -> tuple[Floats, Floats, Floats]:
    """East and north, in metres, to where both feet would be at the distance, and the sine of the angle between them.

    Away from a foot its distance grows by -sin, -cos of the azimuth toward it.
    """
    a, b = np.radians(first.azimuth_deg), np.radians(second.azimuth_deg)
    need_a, need_b = radius_m - first.distance_m, radius_m - second.distance_m
    turn = np.sin(a) * np.cos(b) - np.cos(a) * np.sin(b)
    safe = np.where(np.abs(turn) > _LEAST_TURN, turn, 1.0)
    east = (-need_a * np.cos(b) + need_b * np.cos(a)) / safe
    north = (-need_b * np.sin(a) + need_a * np.sin(b)) / safe
    return east, north, turn


def _feet_of(points: Floats, lon: Floats, lat: Floats) -> Feet:
    """Given positions as the feet of points."""
    way = inverse(points[:, 0], points[:, 1], lon, lat)
    return Feet(way.distance_m, lon, lat, way.azimuth_deg, way.back_azimuth_deg)


def _moved(points: Floats, field: Field, radius_m: float, on_ring_m: float) -> tuple[Floats, Feet, NDArray[np.bool_]]:
    """Points moved along the way from their nearest foot until they lie at the distance; their feet; which do.

    From farther off that is exact at once. From nearer by, another foot may become the nearest: the point is then
    in a dent between two fronts, and goes to where both feet are at the distance.
    """
    at = np.column_stack([wrapped(points[:, 0]), np.clip(points[:, 1], -90.0, 90.0)])
    feet = field.distance(at[:, 0], at[:, 1])
    off = np.abs(feet.distance_m - radius_m) > on_ring_m
    before = feet
    for _ in range(_MOVES):
        left = np.nonzero(off)[0]
        if not len(left):
            break
        now = _taken(feet, left)
        at[left] = _step_to(at[left], now, _taken(before, left), radius_m)
        found = field.distance(at[left, 0], at[left, 1])
        before = Feet(*(column.copy() for column in feet))
        for column, values in zip(feet, found, strict=True):
            column[left] = values
        off[left] = np.abs(found.distance_m - radius_m) > on_ring_m
    return at, feet, ~off


def _step_to(at: Floats, now: Feet, before: Feet, radius_m: float) -> Floats:
    """One step toward the distance: from the nearest foot, or from two where the nearest has changed."""
    end = direct(now.lon, now.lat, now.back_azimuth_deg, np.full(len(at), radius_m))
    other = _feet_of(at, before.lon, before.lat)
    east, north, turn = _newton_step(now, other, radius_m)
    two = (np.abs(turn) > 0.02) & (np.abs(radius_m - other.distance_m) < 0.2 * radius_m)
    reach = np.where(two, np.minimum(np.hypot(east, north), 0.5 * radius_m), 0.0)
    corner = direct(at[:, 0], at[:, 1], np.degrees(np.arctan2(east, north)), reach)
    return np.column_stack([np.where(two, corner.lon, end.lon), np.where(two, corner.lat, end.lat)])


def _taken(feet: Feet, which: NDArray[np.intp] | NDArray[np.bool_]) -> Feet:
    return Feet(*(column[which] for column in feet))


def _next_in_ring(ring: NDArray[np.intp]) -> NDArray[np.intp]:
    """The index of the following corner of the same ring."""
    after = np.arange(1, len(ring) + 1)
    first = np.searchsorted(ring, np.unique(ring), side="left")
    last = np.searchsorted(ring, np.unique(ring), side="right") - 1
    after[last] = first
    return after


def largest_error(area: BaseGeometry, field: Field, radii_m: Sequence[float], good_enough_m: float) -> float:
    """A bound of how far any point of an area's outline is from the distance it should have, in metres.

    Edges whose bound is above ``good_enough_m`` are looked at in halves, so the answer comes down to the true
    largest error where that is larger. Cuts at ±180 and along poles are no outline.

    Args:
        radii_m: the distances that outlines lie at; each edge belongs to the one that it is nearest to.
    """
    edges = edges_of(area)
    worst = 0.0
    for _ in range(16):
        if not len(edges):
            break
        start, end = _ends(edges, field)
        low, high = distance_bounds(edges, start, end)
        off = np.min([np.maximum(np.abs(high - r), np.abs(low - r)) for r in radii_m], axis=0)
        known = np.min([np.maximum(np.abs(start.distance_m - r), np.abs(end.distance_m - r)) for r in radii_m], axis=0)
        worst = max(worst, float(known.max()))
        open_ = off > max(good_enough_m, worst * 1.01)
        if (~open_).any():
            worst = max(worst, float(off[~open_].max()))
        edges, left = edges[open_], off[open_]
        middle = (edges[:, :2] + edges[:, 2:]) / 2
        edges = np.vstack([np.hstack([edges[:, :2], middle]), np.hstack([middle, edges[:, 2:]])])
    else:
        worst = max(worst, float(left.max(initial=0.0)))
    return worst


def _ends(edges: Floats, field: Field) -> tuple[Feet, Feet]:
    """Feet of both ends of each edge; a corner that several edges share is asked once."""
    corners, index = np.unique(np.vstack([edges[:, :2], edges[:, 2:]]), axis=0, return_inverse=True)
    feet = field.distance(corners[:, 0], corners[:, 1])
    index = np.ravel(index)
    return _taken(feet, index[: len(edges)]), _taken(feet, index[len(edges) :])
