"""Lon/lat as a plane, as RFC 7946 reads it: edges are straight in degrees, cut at the antimeridian, closed over poles.

Everything here is plane geometry on degrees (lon, lat, WGS 84); nothing is measured. "Seam" edges are those that
only exist because of the cut: along +180 and -180 where both sides touch, and along a pole.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon

from geo.errors import BadInput
from geo.same import Same

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import ArrayLike
    from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
WORLD = shapely.box(-180.0, -90.0, 180.0, 90.0)
# Coordinates nearer than this to a pole or to 180 are on it (a tenth of a millimetre).
ON_SEAM_DEG = 1e-9
# From so many corners on, looking at an outline takes longer than to find that it was looked at.
_LARGE = 500


def wrapped(lon: ArrayLike) -> Floats:
    """Longitudes, or differences of longitudes, in -180 (included) to 180 (left out)."""
    return (np.asarray(lon, dtype=float) + 180.0) % 360.0 - 180.0


def unwrapped(ring: Floats) -> Floats:
    """The same vertices with every step of longitude taken the short way round; may leave -180 to 180."""
    out = np.array(ring, dtype=float)
    out[1:, 0] = out[0, 0] + np.cumsum(wrapped(np.diff(out[:, 0])))
    return out


def polygons_of(geometry: BaseGeometry) -> list[Polygon]:
    """The polygons in any geometry, without empty ones."""
    if isinstance(geometry, Polygon):
        return [] if geometry.is_empty else [geometry]
    return [polygon for part in getattr(geometry, "geoms", ()) for polygon in polygons_of(part)]


def lines_of(geometry: BaseGeometry) -> list[LineString]:
    """The line strings in any geometry, without empty ones."""
    if isinstance(geometry, LineString):
        return [] if geometry.is_empty else [geometry]
    return [line for part in getattr(geometry, "geoms", ()) for line in lines_of(part)]


def rings_of(polygons: Iterable[Polygon]) -> Iterator[Floats]:
    """Every ring, exterior and holes, as closed (n, 2) arrays."""
    for polygon in polygons:
        for ring in (polygon.exterior, *polygon.interiors):
            yield shapely.get_coordinates(ring)


def checked_geometry(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry in two dimensions, with longitudes in -180 to 180; parts beyond are cut and brought back.

    A large one, which nobody can change, is looked at once: a slider asks for a country again and again.

    Raises:
        BadInput: empty, a coordinate that is not finite, a latitude beyond 90, or an outline that is not valid.
    """
    is_large = shapely.get_num_coordinates(geometry) >= _LARGE
    return _kept_checked(Same(geometry)) if is_large else _checked(geometry)


@lru_cache(maxsize=32)
def _kept_checked(geometry: Same[BaseGeometry]) -> BaseGeometry:
    return _checked(geometry.value)


def _checked(geometry: BaseGeometry) -> BaseGeometry:
    if geometry.is_empty:
        raise BadInput("{value} is empty: expected a point, a line or an area", value=geometry.geom_type)
    coordinates = shapely.get_coordinates(geometry)
    if not np.isfinite(coordinates).all():
        bad = coordinates[~np.isfinite(coordinates).all(axis=1)][0]
        raise BadInput("{value} is not a position: expected numbers of degrees", value=tuple(bad.tolist()))
    far = np.abs(coordinates[:, 1]) > 90.0
    if far.any():
        raise BadInput("{value} is not a latitude: expected -90 to 90 degrees", value=float(coordinates[far][0, 1]))
    if not geometry.is_valid:
        raise BadInput("The outline is not valid: {value}", value=shapely.is_valid_reason(geometry))
    geometry = shapely.force_2d(geometry)
    if np.abs(coordinates[:, 0]).max() <= 180.0:
        return geometry
    return _brought_back(geometry)


def _brought_back(geometry: BaseGeometry) -> BaseGeometry:
    """Cut at odd multiples of 180 degrees, each piece moved into -180 to 180."""
    west, _, east, _ = geometry.bounds
    parts = []
    for turn in range(int(np.floor((west + 180.0) / 360.0)), int(np.floor((east + 180.0) / 360.0)) + 1):
        piece = shapely.intersection(geometry, shapely.box(360.0 * turn - 180.0, -90.0, 360.0 * turn + 180.0, 90.0))
        # A part that only touches the cut leaves a lower dimension behind, which is nothing.
        if not piece.is_empty and shapely.get_dimensions(piece) == shapely.get_dimensions(geometry):
            parts.append(_turned(piece, -turn))
    return shapely.union_all(parts)


def _turned(geometry: BaseGeometry, turns: int) -> BaseGeometry:
    """Moved whole turns eastward."""

    def turn(coordinates: Floats) -> Floats:
        return np.asarray(coordinates + np.array([360.0 * turns, 0.0]), dtype=float)

    return shapely.transform(geometry, turn)


def edges_of(geometry: BaseGeometry) -> Floats:
    """The edges of lines and outlines as rows lon1, lat1, lon2, lat2, without seam edges and empty ones."""
    outline = [_edges(ring) for ring in rings_of(polygons_of(geometry))]
    lines = [_edges(shapely.get_coordinates(line)) for line in lines_of(geometry)]
    real = _without_seams(np.vstack(outline)) if outline else np.empty((0, 4))
    edges = np.vstack([real, *lines])
    return np.asarray(edges[(edges[:, 0] != edges[:, 2]) | (edges[:, 1] != edges[:, 3])])


def _edges(coordinates: Floats) -> Floats:
    return np.hstack([coordinates[:-1], coordinates[1:]])


def _without_seams(edges: Floats) -> Floats:
    """Outline edges without those along a pole, and those along ±180 where both sides have one."""
    at_pole = (np.abs(np.abs(edges[:, 1]) - 90.0) < ON_SEAM_DEG) & (np.abs(edges[:, 1] - edges[:, 3]) < ON_SEAM_DEG)
    east = (np.abs(edges[:, [0, 2]] - 180.0) < ON_SEAM_DEG).all(axis=1)
    west = (np.abs(edges[:, [0, 2]] + 180.0) < ON_SEAM_DEG).all(axis=1)
    if not (east.any() and west.any()):
        return edges[~at_pole]
    on_east, on_west = _as_interval(edges[east]), _as_interval(edges[west])
    return np.vstack(
        [
            edges[~(at_pole | east | west)],
            _from_interval(shapely.difference(on_east, on_west), 180.0),
            _from_interval(shapely.difference(on_west, on_east), -180.0),
        ]
    )


def _as_interval(edges: Floats) -> BaseGeometry:
    """The latitudes that edges along a meridian cover, as lines along a number line."""
    ends = np.zeros((len(edges), 2, 2))
    ends[:, 0, 0], ends[:, 1, 0] = edges[:, 1], edges[:, 3]
    return shapely.union_all(shapely.linestrings(ends))


def _from_interval(interval: BaseGeometry, lon: float) -> Floats:
    lines = [_edges(shapely.get_coordinates(line))[:, [0, 2]] for line in lines_of(interval)]
    lats = np.vstack([np.empty((0, 2)), *lines])
    return np.column_stack([np.full(len(lats), lon), lats[:, 0], np.full(len(lats), lon), lats[:, 1]])


def cut_line(vertices: Floats) -> LineString | MultiLineString:
    """An open line whose steps go the short way round, cut where it crosses ±180."""
    path = unwrapped(vertices)
    path[:, 0] -= 360.0 * np.round(path[0, 0] / 360.0)
    line = LineString(path)
    if np.abs(path[:, 0]).max() <= 180.0:
        return line
    parts = lines_of(_brought_back_lines(line))
    return parts[0] if len(parts) == 1 else MultiLineString(parts)


def _brought_back_lines(line: LineString) -> MultiLineString:
    """As ``_brought_back``, but keeps the direction and never joins the pieces."""
    west, _, east, _ = line.bounds
    parts: list[LineString] = []
    for turn in range(int(np.floor((west + 180.0) / 360.0)), int(np.floor((east + 180.0) / 360.0)) + 1):
        piece = shapely.intersection(line, shapely.box(360.0 * turn - 180.0, -90.0, 360.0 * turn + 180.0, 90.0))
        parts += lines_of(_turned(piece, -turn))
    return MultiLineString(parts)


def area_inside_ring(ring: Floats) -> BaseGeometry:
    """What lies to the left of a ring on the globe, as polygons in the lon/lat plane.

    Args:
        ring: (n, 2) vertices, closed or open; every edge takes the short way round in longitude. A ring that runs
            once eastward round the globe holds the north pole, westward the south pole; one that closes clockwise
            holds everything but what it encloses (both poles).
    """
    closed = ring if np.array_equal(ring[0], ring[-1]) else np.vstack([ring, ring[:1]])
    path = unwrapped(closed)
    path[:, 0] -= 360.0 * np.round((path[:, 0].min() + path[:, 0].max()) / 720.0)
    turn = path[-1, 0] - path[0, 0]
    if abs(turn) > 180.0:
        return _closed_over_pole(path, north=turn > 0)
    enclosed = _valid(_brought_back(_valid(Polygon(path))))
    # The sign of the planar area of the unwrapped ring tells on which side its inside is (shoelace formula).
    lon, lat = path[:, 0], path[:, 1]
    doubled = float(np.dot(lon[:-1], lat[1:]) - np.dot(lon[1:], lat[:-1]))
    return enclosed if doubled > 0 else WORLD.difference(enclosed)


def _closed_over_pole(path: Floats, *, north: bool) -> BaseGeometry:
    """A ring that runs once round the globe, with the pole that it holds."""
    pole, turn = (90.0, 360.0) if north else (-90.0, -360.0)
    once, full = path[:-1], np.array([turn, 0.0])
    # Three turns, so that the closing sides fall outside -180 to 180 and only the cut makes sides there.
    line = np.vstack([once - full, once, once + full, once[:1] + 2 * full])
    closed = Polygon(np.vstack([line, [[line[-1, 0], pole], [line[0, 0], pole]]]))
    return _valid(closed).intersection(WORLD)


def _valid(geometry: BaseGeometry) -> BaseGeometry:
    return geometry if geometry.is_valid else MultiPolygon(polygons_of(shapely.make_valid(geometry)))


def area_of_rings(polygons: Sequence[tuple[Floats, Sequence[Floats]]]) -> MultiPolygon:
    """Polygons given as rings on the globe (exterior, holes), each with its inside on the left, as one area.

    A hole is given as the exterior of what is left out; so its inside is the hole.
    """
    parts = []
    for exterior, holes in polygons:
        part = area_inside_ring(exterior)
        for hole in holes:
            part = part.difference(area_inside_ring(hole))
        parts.append(part)
    return MultiPolygon(polygons_of(shapely.union_all(parts)))


def tidied(geometry: BaseGeometry, digits: int, *, least_deg2: float = 0.0) -> MultiPolygon:
    """An area with rounded coordinates, valid, in bounds, right-handed, without parts and holes under ``least_deg2``.

    Args:
        digits: decimals of a degree that are kept. least_deg2: in square degrees of the plane.
    """
    area = geometry.intersection(WORLD) if not WORLD.covers(geometry) else geometry
    area = shapely.set_precision(area, 10.0**-digits)
    kept = []
    for polygon in polygons_of(area):
        if Polygon(polygon.exterior).area > least_deg2:
            holes = [hole for hole in polygon.interiors if Polygon(hole).area > least_deg2]
            kept.append(Polygon(polygon.exterior, holes))
    # set_precision leaves 30.520000000000003 where 30.52 was meant.
    rounded = shapely.transform(MultiPolygon(kept), lambda c: np.round(c, digits) + 0.0)
    return MultiPolygon(polygons_of(shapely.orient_polygons(rounded)))
