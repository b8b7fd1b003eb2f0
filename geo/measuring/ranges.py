"""Range areas: everything within a distance of a point, points, a line or a territory, true on the ellipsoid.

Read from wide to narrow: ``range_area`` picks the way for the kind of origin; round a point the ring is the geodesic
itself; round a territory the outline is found in a projected plane chosen for it, then moved to the exact distance;
near the antipode of everything it is contoured. In the end one check, the same for all, bounds the error.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPoint, MultiPolygon, Point, Polygon

from geo.errors import BadInput, NotPossible
from geo.measuring.equidistant import FromPoint, largest_error, traced
from geo.measuring.geodesy import (
    EQUATOR_M,
    Boundary,
    Plane,
    boundary_of,
    centre_of,
    cores,
    direct,
    farthest_m,
    inverse,
)
from geo.measuring.inside import Within, within
from geo.measuring.outlines import OwnOutline, own_outline
from geo.measuring.planar import (
    WORLD,
    Floats,
    area_of_rings,
    checked_geometry,
    lines_of,
    polygons_of,
    rings_of,
    tidied,
)
from geo.model import LonLat
from geo.same import Kept
from geo.units import HALF_MERIDIAN_M, checked_radius

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.measuring.equidistant import Field

__all__ = [
    "MeasuredArea",
    "OwnOutline",
    "Within",
    "cut_onto",
    "default_tolerance",
    "forget",
    "own_outline",
    "range_area",
    "range_parts",
    "singles_of",
    "within",
]

# Beyond this, geodesics from a point begin to cross before they reach their length (the nearest conjugate points
# lie near 19,970 km), and a ring can no longer be drawn by following them.
_FOLLOW_TO_M = 19_900_000.0
# What is farther from a point than a radius is no farther from its antipode than half a meridian less the radius, and
# this: geodesics from a point spread so much before they come together again.
SPREAD_M = 60_000.0
# Corners that are asked for the two farthest apart.
_MOST_ASKED = 1_000
# Up to this size a territory is worked in one plane; wider ones in shares, as large as there is room for: how much room
# a share of so many degrees needs, large ones first. Each share costs about as much, whatever its size.
_ONE_PLANE_M = 2_200_000.0
_SHARES_DEG = ((2_500_000.0, 30), (1_900_000.0, 20), (0.0, 10))
# A buffer in steps: the share of the reach, segments a quarter turn, and by what share of the radius its outline is
# straightened after it. The small first steps close fjords and bays, whose curves would cross thousands of times. The
# last goes the rest of the way.
_STRAIGHTENED = 0.002
_STEPS = ((0.005, 2, 0.001), (0.02, 4, 0.001), (0.1, 8, 0.001))
_LAST = (16, 0.0005)
# Grid lines each way where the far side is contoured.
_GRID = 61
_MOST_CORNERS = 2_000_000
# The share of the tolerance that edges may use up; a smaller one where the proof does not come out at the first.
_SHARES = (0.85, 0.6, 0.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredArea:
    """A range area.

    Attributes:
        geometry: RFC 7946 polygons in degrees: cut at ±180, closed over poles, right-handed, coordinates rounded.
        error_m: no point of its outline is farther than this from the distance it should have, which is proven
            (``equidistant``). That no small gap inside is missing altogether follows from how the shape is found, by
            a buffer kept a little too small, and is tested, not proven.
    """

    geometry: MultiPolygon
    error_m: float


def default_tolerance(radius_m: float) -> float:
    """Metres: 50 m or 0.02 % of the radius, whichever is more, but never more than 1 % of the radius."""
    return min(max(50.0, 0.0002 * radius_m), 0.01 * radius_m)


def range_area(
    origin: BaseGeometry, max_m: float, *, min_m: float = 0.0, tolerance_m: float | None = None
) -> MeasuredArea:
    """Everything within ``max_m`` of an origin, and no nearer than ``min_m``.

    Args:
        origin: point, points, line or area in degrees, edges straight in lon/lat.
        max_m: from 1 m to 20,004 km. min_m: cuts a hole where above 0.
        tolerance_m: how far the outline may be from the true distance; ``default_tolerance`` if None.

    Raises:
        BadInput: a radius or tolerance out of range, ``min_m`` not below ``max_m``, an empty or broken origin.
        NotPossible: the tolerance asked for would need more than two million corners, or could not be held.
    """
    origin = checked_geometry(origin)
    checked_radius(max_m)
    if min_m:
        checked_radius(min_m)
        if min_m >= max_m:
            raise BadInput("{value} is not a nearest distance: expected less than the range", value=f"{min_m} m")
    tolerance = default_tolerance(max_m) if tolerance_m is None else tolerance_m
    if not (math.isfinite(tolerance) and tolerance >= 1e-3):
        raise BadInput("{value} is not a tolerance: expected 1 mm or more", value=f"{tolerance} m")
    _refuse_too_fine(origin, max_m, tolerance)
    # The rounding of coordinates takes its share: a twentieth of the tolerance at most.
    digits = max(5, math.ceil(math.log10(111_320.0 / (tolerance / 20))))
    least_deg2 = (0.2 * tolerance / 111_320.0) ** 2
    radii = [max_m, min_m] if min_m else [max_m]
    error = math.inf
    for share in _SHARES:
        before, raw = error, _within(origin, max_m, share * tolerance)
        if min_m:
            raw = raw.difference(_within(origin, min_m, share * tolerance))
        area = tidied(raw, digits, least_deg2=least_deg2)
        error = largest_error(area, _field(origin), radii, tolerance)
        if error <= tolerance or error > 0.9 * before:
            break
    if tolerance_m is not None and error > tolerance_m:
        raise NotPossible(
            "The outline may be off by {error} here, and {tolerance} was asked for: ask for a larger tolerance",
            error=f"{error:.3g} m", tolerance=f"{tolerance_m} m",
        )  # fmt: skip
    return MeasuredArea(geometry=area, error_m=error)


def range_parts(
    origin: BaseGeometry, max_m: float, *, min_m: float = 0.0, tolerance_m: float | None = None
) -> tuple[MeasuredArea, ...]:
    """A range area of its own for each point, line or polygon of an origin; ``range_area`` gives them as one.

    Raises:
        BadInput, NotPossible: as ``range_area``.
    """
    singles = singles_of(checked_geometry(origin))
    return tuple(range_area(single, max_m, min_m=min_m, tolerance_m=tolerance_m) for single in singles)


def _refuse_too_fine(origin: BaseGeometry, radius_m: float, tolerance_m: float) -> None:
    edges = math.sqrt(8 * radius_m * tolerance_m)
    outline_m = 0.0 if isinstance(origin, Point) else boundary_of(origin).longest_m
    if (outline_m + 2 * math.pi * radius_m) / edges > _MOST_CORNERS:
        raise NotPossible(
            "A range of {radius} round this outline would need more than {most} corners: choose a larger range, "
            "or measure from a place",
            radius=f"{radius_m} m", most=_MOST_CORNERS,
        )  # fmt: skip


def _field(origin: BaseGeometry) -> Field:
    return FromPoint(LonLat(origin.x, origin.y)) if isinstance(origin, Point) else boundary_of(origin)


def _within(origin: BaseGeometry, radius_m: float, tolerance_m: float) -> BaseGeometry:
    """The area by the way that suits the origin and the radius; ``WORLD`` itself where that is all."""
    if radius_m >= HALF_MERIDIAN_M:
        return WORLD
    if isinstance(origin, Point):
        if radius_m > _FOLLOW_TO_M:
            return _all_but_antipode(origin, radius_m, tolerance_m)
        return _round_point(LonLat(origin.x, origin.y), radius_m, tolerance_m)
    if _reaches_all(origin, radius_m):
        return WORLD
    if isinstance(origin, MultiPoint):
        return shapely.union_all([_within(point, radius_m, tolerance_m) for point in origin.geoms])
    parts = _parts(origin, radius_m)
    if len(parts) == 1:
        return _joined_to(origin, [_round_part(parts[0], radius_m, tolerance_m)])
    with ThreadPoolExecutor(min(cores(), len(parts))) as pool:
        found = list(pool.map(lambda part: _round_part(part, radius_m, tolerance_m), parts))
    return _joined_to(origin, found)


def _reaches_all(origin: BaseGeometry, radius_m: float) -> bool:
    """Whether two corners of the origin are enough to have all of the Earth within the radius; False where unknown.

    What is too far from a corner lies round its antipode. Two antipodes are as far apart as their corners; where that
    is more than what lies round both, nothing is too far from both.
    """
    apart_m = 2 * (HALF_MERIDIAN_M - radius_m + SPREAD_M)
    if apart_m > HALF_MERIDIAN_M:
        return False
    corners = shapely.get_coordinates(origin)
    lon, lat = corners[:: max(1, len(corners) // _MOST_ASKED)].T
    one = int(np.argmax(inverse(lon, lat, lon[0], lat[0]).distance_m))
    return bool(inverse(lon, lat, lon[one], lat[one]).distance_m.max() > apart_m)


def _joined_to(origin: BaseGeometry, found: list[BaseGeometry]) -> BaseGeometry:
    return WORLD if any(area is WORLD for area in found) else shapely.union_all([*polygons_of(origin), *found])


def _round_point(point: LonLat, radius_m: float, tolerance_m: float) -> MultiPolygon:
    """The geodesic circle: corners by following geodesics, anticlockwise, so that the inside is on the left."""
    azimuth = np.arange(360.0, 0.0, -360.0 / 64)
    ring = direct(*point, azimuth, radius_m)
    (corners,) = traced([np.column_stack([ring.lon, ring.lat])], FromPoint(point), radius_m, tolerance_m)
    return area_of_rings([(corners, ())])


# ---------------------------------------------------------------------------------------------------- territories


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Part:
    """An origin, or a share of one, with what its ranges are worked with, whatever their radius.

    Attributes:
        extent_m: at least the distance from the centre of the plane to the farthest corner.
        flat: the geometry in the plane, with corners close together.
    """

    geometry: BaseGeometry
    extent_m: float
    plane: Plane
    flat: BaseGeometry
    field: Boundary


def _part(geometry: BaseGeometry) -> _Part:
    dense = _dense(geometry)
    plane = Plane(centre_of(dense))
    flat = shapely.transform(dense, plane.to_plane)
    return _Part(
        geometry=geometry,
        extent_m=farthest_m(plane.centre, dense),
        plane=plane,
        flat=flat if flat.is_valid else flat.buffer(0.0),
        field=boundary_of(geometry),
    )


def _dense(geometry: BaseGeometry) -> BaseGeometry:
    """With corners so close that an edge along a parallel, which may run round the globe, is where its corners are."""
    return shapely.segmentize(geometry, 0.25)


# The origin as one part, kept: a slider asks for the same one again and again.
_whole: Kept[BaseGeometry, _Part] = Kept(_part, 16)


@lru_cache(maxsize=8)
def _shares(origin: BaseGeometry, side_deg: int) -> tuple[_Part, ...]:
    """The share of a wide origin that each cell of a grid holds, so that one plane serves each.

    What lies within a distance of a whole is the union of what lies so near to its shares.
    """
    held: dict[Polygon, list[BaseGeometry]] = {}
    for single in singles_of(origin):
        cells = [cell for cell in _cells(side_deg) if cell.intersects(single)]
        for cell in cells:
            share = single if len(cells) == 1 or isinstance(single, Point) else shapely.intersection(single, cell)
            pieces = polygons_of(share) or lines_of(share) or ([single] if isinstance(single, Point) else [])
            # A cell inside the territory adds nothing to what its neighbours reach.
            if pieces and not single.covers(cell):
                held.setdefault(cell, []).extend(pieces)
    return tuple(_part(shapely.union_all(pieces)) for pieces in held.values())


def forget() -> None:
    """Let go of what is kept of earlier origins."""
    for kept in (_whole, _shares, _closed, boundary_of):
        kept.cache_clear()


def singles_of(geometry: BaseGeometry) -> list[BaseGeometry]:
    """The points, lines and polygons that a geometry of any kind is made of."""
    parts = getattr(geometry, "geoms", None)
    return [geometry] if parts is None else [single for part in parts for single in singles_of(part)]


@cache
def _cells(side_deg: int) -> tuple[Polygon, ...]:
    """The globe in cells about as wide as high; round the poles a few wedges."""
    cells = []
    for south in range(-90, 90, side_deg):
        count = max(3, round(360 / side_deg * math.cos(math.radians(min(abs(south), abs(south + side_deg))))))
        for k in range(count):
            west, east = (-180 + 360 * turn / count for turn in (k, k + 1))
            cells.append(shapely.box(west, south, east, south + side_deg))
    return tuple(cells)


def _parts(origin: BaseGeometry, radius_m: float) -> tuple[_Part, ...]:
    """The origin as one part, or where it is wide its shares: the smaller, the nearer the far side is."""
    room = _room_m(radius_m)
    whole = _whole(origin)
    if whole.extent_m <= min(_ONE_PLANE_M, max(room, 50e3)):
        return (whole,)
    return _shares(origin, next(side for least, side in _SHARES_DEG if room > least or not least))


def _room_m(radius_m: float) -> float:
    """How wide a part may be for its buffer to have the right shape still: the far side must not close in on it."""
    return (HALF_MERIDIAN_M - radius_m) / 2.5


def _round_part(part: _Part, radius_m: float, tolerance_m: float) -> BaseGeometry:
    """Buffer in the part's own plane for the shape, every corner then moved to the exact distance."""
    if part.extent_m > _room_m(radius_m):
        return _all_but_antipode(part.geometry, radius_m, tolerance_m)
    plane = part.plane
    rings = []
    for ring in rings_of(polygons_of(_buffered(part, radius_m))):
        dense = shapely.get_coordinates(shapely.segmentize(shapely.linestrings(ring), max(20e3, radius_m / 12)))
        rings.append(plane.to_lonlat(dense[:-1]))
    exact = [plane.to_plane(ring) for ring in traced(rings, part.field, radius_m, tolerance_m)]
    return _from_plane(_faces(exact, part.field, plane, radius_m, tolerance_m), plane, tolerance_m)


def _buffered(part: _Part, radius_m: float) -> BaseGeometry:
    """The buffer in the plane, kept somewhat smaller than the radius by what the plane and the steps can be off.

    So no gap that is there is closed. A gap that is not there vanishes when its corners are moved.
    """
    closed, so_far_m = _closed(part, 2.0 ** (math.floor(2 * math.log2(radius_m)) / 2))
    reach = _reach_m(part, radius_m)
    outline = closed.buffer(reach - so_far_m, quad_segs=_LAST[0]).simplify(_LAST[1] * radius_m)
    # A line along a pole has no length in the plane, and no buffer: it is the point in its middle.
    return Point(0.0, 0.0).buffer(reach) if outline.is_empty else outline


def _reach_m(part: _Part, radius_m: float) -> float:
    return radius_m * (1 - min(0.03, 0.007 + ((part.extent_m + radius_m) / EQUATOR_M) ** 2 / 6))


@lru_cache(maxsize=64)
def _closed(part: _Part, radius_m: float) -> tuple[BaseGeometry, float]:
    """The first steps of a buffer, and how far they reach: kept, as a slider asks for ever other radii of about a size.

    They take most of the time, for they are those in which the outline is still as long as it is on the ground.
    """
    reach, outline = _reach_m(part, radius_m), part.flat.simplify(_STRAIGHTENED * radius_m)
    for share, quad_segs, straightened in _STEPS:
        outline = outline.buffer(share * reach, quad_segs=quad_segs).simplify(straightened * radius_m)
    return outline, sum(share for share, *_ in _STEPS) * reach


def _faces(rings: list[Floats], field: Boundary, plane: Plane, radius_m: float, tolerance_m: float) -> MultiPolygon:
    """The faces between rings in the plane that lie within the distance, told by a point inside each."""
    lines = [LineString(np.vstack([ring, ring[:1]])) for ring in rings if len(ring) > 2]
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(lines))))
    faces = faces[shapely.area(faces) > _sliver_m2(tolerance_m)]
    inside = plane.to_lonlat(shapely.get_coordinates(shapely.point_on_surface(faces)))
    near = field.distance(inside[:, 0], inside[:, 1]).distance_m <= radius_m
    near |= field.holds(inside[:, 0], inside[:, 1])
    return MultiPolygon(polygons_of(shapely.union_all(faces[near])))


def _sliver_m2(tolerance_m: float) -> float:
    """Rings in the plane with less area are dropped.

    Once its direction is lost in rounding, a ring without area would read as all the rest of the world.
    """
    return (0.1 * tolerance_m) ** 2


def _from_plane(area: MultiPolygon, plane: Plane, tolerance_m: float) -> MultiPolygon:
    polygons = []
    for polygon in polygons_of(area):
        holes = [hole for hole in polygon.interiors if Polygon(hole).area > _sliver_m2(tolerance_m)]
        polygons.append((_on_globe(plane, polygon.exterior), [_on_globe(plane, hole) for hole in holes]))
    return area_of_rings(polygons)


def _on_globe(plane: Plane, ring: BaseGeometry) -> Floats:
    """A ring of the plane as degrees, with what it encloses on its left."""
    corners = shapely.get_coordinates(ring)
    return plane.to_lonlat(corners if shapely.is_ccw(ring) else corners[::-1])


def _all_but_antipode(origin: BaseGeometry, radius_m: float, tolerance_m: float) -> BaseGeometry:
    """For the largest radii: the region that is farther off is contoured round the antipode, and taken out.

    ``WORLD`` itself where nothing is farther off.
    """
    dense = _dense(origin)
    centre, field = centre_of(dense), _field(origin)
    plane = Plane(LonLat(centre.lon + 180.0, -centre.lat))
    half = HALF_MERIDIAN_M - radius_m + farthest_m(centre, dense) + SPREAD_M
    rings = [plane.to_lonlat(ring) for ring in _far_rings(origin, plane, half, radius_m)]
    exact = [plane.to_plane(ring) for ring in traced(rings, field, radius_m, tolerance_m)] if rings else []
    polygons = [Polygon(ring).buffer(0.0) for ring in exact]
    far = MultiPolygon(polygons_of(shapely.union_all(polygons)))
    return WORLD.difference(_from_plane(far, plane, tolerance_m)) if far.area > _sliver_m2(tolerance_m) else WORLD


def _far_rings(origin: BaseGeometry, plane: Plane, half_m: float, radius_m: float) -> list[Floats]:
    """Rings in the plane round what is farther off than the radius, by distances to points of the origin.

    Those are never too short, so nothing is missed; a region too small for the grid is looked at more closely.
    """
    import contourpy  # lazily: for radii that few ask for

    x = y = 0.0
    for _ in range(5):
        if isinstance(origin, Point):
            points = np.array([[origin.x, origin.y]])
        else:
            points = boundary_of(origin).outline_points(max(20e3, half_m / 12))
        axis = np.linspace(-half_m, half_m, _GRID)
        grid = np.column_stack([c.ravel() for c in np.meshgrid(x + axis, y + axis)])
        at = plane.to_lonlat(grid)
        distance = np.full(len(grid), np.inf)
        for lon, lat in points:
            np.minimum(distance, inverse(at[:, 0], at[:, 1], lon, lat).distance_m, out=distance)
        # A distance changes no faster than the way gone: between the places of the grid none can be farther off.
        if distance.max() + 1.5 * half_m / (_GRID - 1) <= radius_m:
            return []
        if (distance > radius_m).sum() > 2 * _GRID:
            lines = contourpy.contour_generator(x + axis, y + axis, distance.reshape(_GRID, _GRID)).lines(radius_m)
            return [line[:-1] for line in map(np.asarray, lines) if len(line) > 3]
        x, y = grid[np.argmax(distance)].tolist()
        half_m /= 4
    return []


def cut_onto(geometry: BaseGeometry, territory: BaseGeometry) -> MultiPolygon:
    """What of an area lies in a territory; empty where nothing does."""
    return MultiPolygon(polygons_of(shapely.orient_polygons(shapely.intersection(geometry, territory))))
