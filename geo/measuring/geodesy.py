"""Distances on the ellipsoid WGS 84, and the one door to pyproj.

Method: geodesics by C. F. F. Karney, "Algorithms for geodesics", J. Geodesy 87 (2013), in GeographicLib through
PROJ; a distance between two points is right to some ten nanometres. Heights are not considered. Axis order is
lon, lat in degrees; lengths are metres; azimuths are degrees clockwise from north.

Edges of lines and outlines are straight in lon/lat, as RFC 7946 has them, and every measure here follows that very
edge. A geodesic is drawn by ``geodesic_line``, with as many corners as it needs.
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point

from geo.errors import BadInput
from geo.measuring.planar import (
    Floats,
    checked_geometry,
    cut_line,
    edges_of,
    polygons_of,
    rings_of,
    wrapped,
)
from geo.model import LonLat
from geo.same import Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.model import Bounds

_GEOD = Geod(ellps="WGS84")
# From so many pairs on, all cores work.
_WORTH_SHARING = 100_000
EQUATOR_M = 6_378_137.0
FLATTENING = 1 / 298.257_223_563
POLAR_M = EQUATOR_M * (1 - FLATTENING)
_E2 = FLATTENING * (2 - FLATTENING)
# The least and the greatest radius of curvature of WGS 84: along the meridian at the equator, and at a pole.
LARGEST_CURVATURE_RADIUS_M = EQUATOR_M**2 / POLAR_M
# Outlines are taken in pieces of at most this length; shorter means more pieces, longer means more steps a piece.
PIECE_M = 5_000.0
# A piece of edge strays from its chord by at most this much (pieces near a pole are cut shorter to hold it).
_SAG_M = 20.0
# A foot is final when moving on could not gain more than this.
_FOOT_M = 1e-6
_BLOCK = 8_192
# The middles of pieces that are looked up at once for a point, and among how many of them the first guess is made.
_NEIGHBOURS = 12
_FIRST = 6
# So many pairs of a point and a piece are looked at one by one before a tree is made of the pieces.
_FEW_PAIRS = 500_000
_ENOUGH_CORNERS = 2_000
# Up to here the distance bends downward by no more than 1 / R, three quarters of the way to the antipode.
_CONJUGATE_NEAR_M = 0.74 * math.pi * POLAR_M


class Inverse(NamedTuple):
    """From one point to another: metres, azimuth at the first toward the second, and at the second toward the first.

    Azimuths are in -180 to 180; between coinciding points and over a pole they say nothing.
    """

    distance_m: Floats
    azimuth_deg: Floats
    back_azimuth_deg: Floats


class Direct(NamedTuple):
    """Where a geodesic ends: degrees, and the azimuth there back toward its start."""

    lon: Floats
    lat: Floats
    back_azimuth_deg: Floats


class Feet(NamedTuple):
    """The nearest points of a line or outline: metres, degrees, and the azimuth at the foot back to the point."""

    distance_m: Floats
    lon: Floats
    lat: Floats
    azimuth_deg: Floats
    back_azimuth_deg: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """The shortest way between two things.

    Attributes:
        distance_m: 0 where they meet. azimuth_deg: 0 to 360 at ``from_point``; None where they meet.
        low_m, high_m: the distance less and plus what the precisions of both ends make together; never below 0.
        from_point, to_point: the nearest points.
    """

    distance_m: float
    azimuth_deg: float | None
    low_m: float
    high_m: float
    from_point: LonLat
    to_point: LonLat


# ---------------------------------------------------------------------------------------------------- points


def checked_points(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Longitudes wrapped into -180 to 180 (540 is 180) and latitudes, as arrays of one shape.

    Raises:
        BadInput: a value that is not finite, or a latitude beyond 90.
    """
    lons, lats = np.broadcast_arrays(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    if not (np.isfinite(lons).all() and np.isfinite(lats).all()):
        bad = ~(np.isfinite(lons) & np.isfinite(lats))
        raise BadInput(
            "{value} is not a position: expected numbers of degrees",
            value=(float(lons[bad].flat[0]), float(lats[bad].flat[0])),
        )
    if lats.size and np.abs(lats).max() > 90.0:
        bad = np.abs(lats) > 90.0
        raise BadInput("{value} is not a latitude: expected -90 to 90 degrees", value=float(lats[bad].flat[0]))
    if lons.size and np.abs(lons).max() > 180.0:
        turned = wrapped(lons)
        lons = np.where(np.abs(lons) > 180.0, np.where((turned == -180.0) & (lons > 0), 180.0, turned), lons)
    return lons, lats


def inverse(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Inverse:
    """Geodesic distances and azimuths between points; arrays are taken pair by pair (numpy broadcasting).

    Raises:
        BadInput: a coordinate that is not finite, or a latitude beyond 90.
    """
    lons1, lats1 = checked_points(lon1, lat1)
    lons2, lats2 = checked_points(lon2, lat2)
    return _inverse(*np.broadcast_arrays(lons1, lats1, lons2, lats2))


def _inverse(lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats) -> Inverse:
    azimuth, back, distance = _on_all_cores(_GEOD.inv, lon1, lat1, lon2, lat2)
    return Inverse(np.asarray(distance), np.asarray(azimuth), np.asarray(back))


def _on_all_cores(solve: Callable[..., tuple[Floats, Floats, Floats]], *columns: Floats) -> tuple[Floats, ...]:
    """PROJ's answer for columns of numbers; for many by as many threads as cores, since it needs no lock of Python."""
    shape, count = np.shape(columns[0]), cores()
    if count == 1 or np.size(columns[0]) < _WORTH_SHARING:
        return solve(*columns)
    shares = zip(*(np.array_split(np.ravel(column), count) for column in columns), strict=True)
    with ThreadPoolExecutor(count) as pool:
        parts = list(pool.map(lambda share: solve(*share), shares))
    return tuple(np.concatenate(column).reshape(shape) for column in zip(*parts, strict=True))


@cache
def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def direct(lon: ArrayLike, lat: ArrayLike, azimuth_deg: ArrayLike, distance_m: ArrayLike) -> Direct:
    """Where geodesics end that start at a point in a direction (numpy broadcasting).

    Raises:
        BadInput: a value that is not finite, or a latitude beyond 90.
    """
    lons, lats = checked_points(lon, lat)
    azimuths, distances = np.asarray(azimuth_deg, dtype=float), np.asarray(distance_m, dtype=float)
    for given in (azimuths, distances):
        if not np.isfinite(given).all():
            raise BadInput("{value} is not a finite number", value=float(given[~np.isfinite(given)].flat[0]))
    return _direct(*np.broadcast_arrays(lons, lats, azimuths, distances))


def _direct(lon: Floats, lat: Floats, azimuth: Floats, distance: Floats) -> Direct:
    lons, lats, back = _on_all_cores(_GEOD.fwd, lon, lat, azimuth, distance)
    return Direct(np.asarray(lons), np.asarray(lats), np.asarray(back))


# ---------------------------------------------------------------------------------------------------- lines, areas


def geodesic_line(
    a: LonLat, b: LonLat, *, max_step_m: float = 50_000.0, tolerance_m: float = 10.0
) -> LineString | MultiLineString:
    """The shortest way from a to b as an RFC 7946 line, cut at ±180.

    Args:
        max_step_m: corners lie no farther apart. tolerance_m: how far the drawn line may stray from the geodesic
            half-way between corners, which near a pole asks for more of them.

    Raises:
        BadInput: a coordinate that is not finite, a latitude beyond 90, or no positive step.
    """
    if not (math.isfinite(max_step_m) and max_step_m > 0):
        raise BadInput("{value} is not a length above 0", value=max_step_m)
    (lon, lat), (end_lon, end_lat) = ([float(v) for v in checked_points(*p)] for p in (a, b))
    way = inverse(lon, lat, end_lon, end_lat)
    length, azimuth = float(way.distance_m), float(way.azimuth_deg)
    along = np.linspace(0.0, length, 1 + max(1, math.ceil(length / max_step_m)))
    for _ in range(24):
        track = direct(lon, lat, azimuth, along)
        points = np.column_stack([track.lon, track.lat])
        middle = (along[:-1] + along[1:]) / 2
        stray = _stray(points, direct(lon, lat, azimuth, middle))
        # A step that turns half-way round at a pole has no straight line in lon/lat: it gets corners on the pole.
        worth = (stray > tolerance_m) & (np.diff(along) > tolerance_m)
        if not worth.any():
            break
        along = np.sort(np.concatenate([along, middle[worth]]))
    points[0], points[-1] = (lon, lat), (end_lon, end_lat)
    return cut_line(_over_poles(_on_poles(points)))


def _stray(points: Floats, middle: Direct) -> Floats:
    """Metres between the middle of each drawn step and the middle of the geodesic there."""
    step = wrapped(np.diff(points[:, 0]))
    lon, lat = points[:-1, 0] + step / 2, (points[:-1, 1] + points[1:, 1]) / 2
    return _inverse(lon, lat, middle.lon, middle.lat).distance_m


def _on_poles(points: Floats) -> Floats:
    """The line with one more corner where it ends on a pole: there any longitude is the same place.

    The way goes along one meridian, and on the pole turns to the longitude that the end was given with.
    """
    if abs(points[0, 1]) == 90.0:
        points = np.insert(points, 1, [points[1, 0], points[0, 1]], axis=0)
    if abs(points[-1, 1]) == 90.0:
        points = np.insert(points, len(points) - 1, [points[-2, 0], points[-1, 1]], axis=0)
    return points


def _over_poles(points: Floats) -> Floats:
    """The line with corners along the pole put in where a step goes over it (half a turn in longitude)."""
    over = np.nonzero(np.abs(wrapped(np.diff(points[:, 0]))) > 179.9)[0]
    over = over[np.abs(points[over, 1]) > 45.0]
    if not len(over):
        return points
    poles = np.sign(points[over, 1]) * 90.0
    corners = np.empty((2 * len(over), 2))
    corners[0::2] = np.column_stack([points[over, 0], poles])
    # Eastward along the pole in two steps, each under half a turn, so that "the short way" is never in doubt.
    corners[1::2] = np.column_stack([points[over + 1, 0], poles])
    middle = np.column_stack([points[over, 0] + wrapped(points[over + 1, 0] - points[over, 0]) / 2, poles])
    put = np.insert(corners, np.arange(1, 2 * len(over), 2), middle, axis=0)
    return np.insert(points, np.repeat(over + 1, 3), put, axis=0)


_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_NODES, _WEIGHTS = (_NODES + 1) / 2, _WEIGHTS / 2


def area_km2(geometry: BaseGeometry) -> float:
    """The area of polygons on the ellipsoid, in square kilometres; right for any share of the globe.

    By Green's theorem: the area between an edge and the equator is the integral of the authalic function over
    longitude (Snyder 1987, "Map projections: a working manual", eq. 3-12), here along edges straight in lon/lat.
    """
    edges = [np.hstack([ring[:-1], ring[1:]]) for ring in rings_of(polygons_of(shapely.orient_polygons(geometry)))]
    if not edges:
        return 0.0
    lon1, lat1, lon2, lat2 = np.radians(np.vstack(edges)).T
    lat = lat1 + _NODES[:, None] * (lat2 - lat1)
    return float(-((lon2 - lon1) * (_WEIGHTS @ _authalic(lat))).sum() / 1e6)


def _authalic(lat: Floats) -> Floats:
    """Square metres between the equator and a latitude (radians), a radian of longitude."""
    e, sine = math.sqrt(_E2), np.sin(lat)
    return np.asarray(POLAR_M**2 / 2 * (sine / (1 - _E2 * sine**2) + np.arctanh(e * sine) / e))


def length_m(geometry: BaseGeometry) -> float:
    """The length of lines, or of outlines without the cuts at ±180 and the poles, along edges straight in lon/lat."""
    lon1, lat1, lon2, lat2 = np.radians(edges_of(geometry)).T
    lat = lat1 + _NODES[:, None] * (lat2 - lat1)
    meridian, parallel = metres_a_radian(lat)
    speed = np.hypot(parallel * (lon2 - lon1), meridian * (lat2 - lat1))
    return float((_WEIGHTS @ speed).sum())


def metres_a_radian(lat: Floats) -> tuple[Floats, Floats]:
    """Metres a radian along the meridian, and along the parallel, at latitudes in radians."""
    w2 = 1 - _E2 * np.sin(lat) ** 2
    return EQUATOR_M * (1 - _E2) / w2**1.5, EQUATOR_M * np.cos(lat) / np.sqrt(w2)


# ---------------------------------------------------------------------------------------------------- projection


def centre_of(geometry: BaseGeometry) -> LonLat:
    """The centre of a small circle that holds the geometry: where a projection of it is truest.

    By steps toward the farthest vertex in earth-centred space (Bădoiu and Clarkson 2003); whatever is cut at the
    antimeridian needs no care. A geometry spread evenly round the globe gets any centre.
    """
    coordinates = shapely.get_coordinates(geometry)
    if len(coordinates) == 1:
        return LonLat(*coordinates[0].tolist())
    # Where the centre lies need not be exact: every so many of the corners of a long outline will do.
    coordinates = coordinates[:: max(1, len(coordinates) // _ENOUGH_CORNERS)]
    points = earth_centred(coordinates[:, 0], coordinates[:, 1])
    centre = points.mean(axis=0)
    for k in range(60):
        away = points - centre
        centre = centre + away[np.argmax(np.einsum("ij,ij->i", away, away))] / (k + 2)
    x, y, z = centre.tolist()
    return LonLat(math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y))))


def farthest_m(centre: LonLat, geometry: BaseGeometry) -> float:
    """At least the distance in metres from a point to the farthest corner of a geometry; some 0.3 % too much.

    The chord through the Earth bounds the way (see ``longest_chord``): way <= 2 a asin(chord / 2 b).
    """
    coordinates = shapely.get_coordinates(geometry)
    (middle,) = earth_centred(np.array([centre.lon]), np.array([centre.lat]))
    away = earth_centred(coordinates[:, 0], coordinates[:, 1]) - middle
    chord = math.sqrt(float(np.einsum("ij,ij->i", away, away).max()))
    return 2 * EQUATOR_M * math.asin(min(1.0, chord / (2 * POLAR_M)))


def projected_crs(geometry: BaseGeometry) -> CRS:
    """The projected CRS for work round a geometry: azimuthal equidistant (EPSG method 1125) centred on it, metres."""
    return Plane(centre_of(geometry)).crs


class Plane:
    """An azimuthal equidistant plane: distances and directions from its centre are the geodesic ones, exactly.

    It is computed by the geodesic itself, which is what PROJ's ``aeqd`` does too; ``crs`` names the same plane for
    other software.
    """

    def __init__(self, centre: LonLat) -> None:
        lon, lat = checked_points(*centre)
        self.centre = LonLat(float(lon), float(lat))

    @property
    def crs(self) -> CRS:
        """The plane as a pyproj CRS."""
        lon, lat = self.centre
        return CRS.from_proj4(f"+proj=aeqd +lat_0={lat!r} +lon_0={lon!r} +ellps=WGS84 +units=m +no_defs +type=crs")

    def to_plane(self, points: Floats) -> Floats:
        """Positions (n, 2) in degrees to x east, y north in metres."""
        way = _inverse(
            np.full(len(points), self.centre.lon), np.full(len(points), self.centre.lat), points[:, 0], points[:, 1]
        )
        azimuth = np.radians(way.azimuth_deg)
        return np.column_stack([way.distance_m * np.sin(azimuth), way.distance_m * np.cos(azimuth)])

    def to_lonlat(self, points: Floats) -> Floats:
        """x, y (n, 2) in metres to positions in degrees."""
        azimuth = np.degrees(np.arctan2(points[:, 0], points[:, 1]))
        end = _direct(
            np.full(len(points), self.centre.lon),
            np.full(len(points), self.centre.lat),
            azimuth,
            np.hypot(points[:, 0], points[:, 1]),
        )
        return np.column_stack([end.lon, end.lat])


def earth_centred(lon: Floats, lat: Floats) -> Floats:
    """Positions in degrees as earth-centred x, y, z in metres (EPSG 4978)."""
    lam, phi = np.radians(lon), np.radians(lat)
    normal = EQUATOR_M / np.sqrt(1 - _E2 * np.sin(phi) ** 2)
    across = normal * np.cos(phi)
    return np.column_stack([across * np.cos(lam), across * np.sin(lam), normal * (1 - _E2) * np.sin(phi)])


# ---------------------------------------------------------------------------------------------------- boundaries


def longest_chord(distance_m: Floats) -> Floats:
    """No two points of the ellipsoid with this geodesic distance are farther apart through the Earth.

    A chord is never longer than the way; and stretching the axis by a/b makes the ellipsoid a sphere of radius a,
    on which ways are at most a/b longer and chords no shorter: chord <= 2 a sin(way / 2 b).
    """
    return np.minimum(distance_m, 2 * EQUATOR_M * np.sin(np.minimum(distance_m / (2 * POLAR_M), np.pi / 2)))


class _Pieces:
    """The edges of a geometry cut short, with what the search needs of each; a point is a piece without length."""

    def __init__(self, geometry: BaseGeometry, piece_m: float) -> None:
        edges = _cut_short(edges_of(geometry), piece_m)
        points = [shapely.get_coordinates(part) for part in _points_of(geometry)]
        if points:
            at = np.vstack(points)
            edges = np.vstack([edges, np.hstack([at, at])])
        self.start, self.step = edges[:, :2], edges[:, 2:] - edges[:, :2]
        self.middle = self.start + self.step / 2
        self.half_m, self.sag_m = _half_and_sag(edges)
        self.chord_start = earth_centred(edges[:, 0], edges[:, 1])
        self.chord = earth_centred(edges[:, 2], edges[:, 3]) - self.chord_start
        # Up to here the distance along a piece bends upward for sure: cot(d / R) / R is more than twice the piece's own
        # curvature, which is at most eight sags by its length squared.
        bending = 2 * 8 * self.sag_m / np.maximum(4 * self.half_m**2, 1e-12)
        self.convex_to_m = POLAR_M * np.arctan2(1.0, POLAR_M * bending)
        # A piece without length has its foot at its start, whatever is divided by.
        self.chord2 = np.maximum(np.einsum("ij,ij->i", self.chord, self.chord), 1e-12)


def _points_of(geometry: BaseGeometry) -> list[Point]:
    if isinstance(geometry, Point):
        return [geometry]
    return [point for part in getattr(geometry, "geoms", ()) for point in _points_of(part)]


def _half_and_sag(edges: Floats) -> tuple[Floats, Floats]:
    """Bounds, in metres: half the length of an edge, and how far it strays from its chord.

    The length: parallels are longest at the lowest latitude of the edge, meridian degrees at the highest. The sag
    of a curve C(t), 0 <= t <= 1, is at most max|C''| / 8, and for C = (p cos lon, p sin lon, z) with p' = -M sin lat,
    z' = M cos lat: |C''| <= hypot(M, M') dlat² + p dlon² + 2 M |sin lat| |dlat dlon|, where |M'| <= 0.0102 M.
    """
    lat = np.abs(np.radians(edges[:, [1, 3]]))
    crosses = edges[:, 1] * edges[:, 3] < 0
    low, high = np.where(crosses, 0.0, lat.min(axis=1)), lat.max(axis=1)
    dlon, dlat = np.abs(np.radians(edges[:, 2:] - edges[:, :2])).T
    across, along = metres_a_radian(low)[1], metres_a_radian(high)[0]
    bend = 1.0001 * along * dlat**2 + across * dlon**2 + 2 * along * np.sin(high) * dlat * dlon
    return np.hypot(across * dlon, along * dlat) / 2, bend / 8


def half_lengths(edges: Floats) -> Floats:
    """A bound, in metres, of half the length of edges (rows lon1, lat1, lon2, lat2) along lon/lat."""
    return _half_and_sag(edges)[0]


def _cut_short(edges: Floats, piece_m: float) -> Floats:
    """Edges (n, 4) cut evenly, so that none is longer than ``piece_m`` or strays from its chord by ``_SAG_M``."""
    if not len(edges):
        return edges
    half, sag = _half_and_sag(edges)
    count = np.ceil(np.maximum(np.maximum(2 * half / piece_m, np.sqrt(sag / _SAG_M)), 1.0)).astype(int)
    which = np.repeat(np.arange(len(edges)), count)
    k = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    start, step = edges[which, :2], (edges[:, 2:] - edges[:, :2])[which]
    from_, to = (k / count[which])[:, None], ((k + 1) / count[which])[:, None]
    last = (k + 1 == count[which])[:, None]
    return np.hstack([start + from_ * step, np.where(last, edges[which, 2:], start + to * step)])


class _Middles:
    """The middles of pieces, (n, 3) metres from the Earth's centre, by which the pieces near a point are found.

    A few points are held against all of them, until more are asked for and there is a tree. Either way finds the same
    ones, without exception, nearest first.
    """

    def __init__(self, at: Floats) -> None:
        self._at = at
        self._tree: Any = None

    def nearest(self, points: Floats, count: int) -> tuple[Floats, NDArray[np.intp]]:
        """The straight distances to the nearest middles, and which these are: (points, count) each."""
        if self._are_few(points):
            far = self._distances(points)
            near = np.argpartition(far, count - 1, axis=1)[:, :count]
            found = np.take_along_axis(far, near, axis=1)
            order = np.argsort(found, axis=1)
            return np.take_along_axis(found, order, axis=1), np.take_along_axis(near, order, axis=1)
        far, near = (np.reshape(found, (len(points), count)) for found in self._tree.query(points, k=count))
        return far, near

    def within(self, points: Floats, reach_m: Floats) -> Sequence[Sequence[int]]:
        """For each point the middles that lie within its reach, in any order."""
        if self._are_few(points):
            return [np.nonzero(row)[0].tolist() for row in self._distances(points) <= reach_m[:, None]]
        found: Sequence[Sequence[int]] = self._tree.query_ball_point(points, reach_m, return_sorted=False)
        return found

    def _are_few(self, points: Floats) -> bool:
        if self._tree is None and len(points) * len(self._at) > _FEW_PAIRS:
            from scipy.spatial import cKDTree  # lazily: a third of a second that a first view does not need

            self._tree = cKDTree(self._at)
        return self._tree is None

    def _distances(self, points: Floats) -> Floats:
        away = points[:, None, :] - self._at
        return np.asarray(np.sqrt((away * away).sum(axis=2)))


class Boundary:
    """Exact geodesic distance to points, lines and outlines whose edges are straight in lon/lat.

    The nearest foot is found among every piece that can hold it, which is proven, not sampled. Let ``best`` be the
    distance to some place on the outline, and a nearer foot lie on a piece. (1) Through the Earth that foot is no
    farther from the point than ``longest_chord(best)``, the radius of a ball. (2) It is no farther from the middle of
    its piece than half the piece's length; so the middle lies in the ball widened by the largest half, which a k-d
    tree of the middles lists without exception. (3) It strays from the piece's chord by the sag at most; so the chord
    comes into the ball widened by the sag. Whatever fails (2) or (3) holds no nearer foot. On the rest the foot is
    found by Newton steps, kept between bounds by the sign of the derivative; where the distance may bend downward
    along a piece (far off, and near the poles), its ends are looked at too. Right to some micrometres.

    Attributes:
        geometry: as given, checked, in -180 to 180.
    """

    def __init__(self, geometry: BaseGeometry, *, piece_m: float = PIECE_M) -> None:
        self.geometry = checked_geometry(geometry)
        self._pieces = _Pieces(self.geometry, piece_m)
        if not len(self._pieces.start):
            raise BadInput("{value} has no outline to measure to", value=geometry.geom_type)
        self._middles = _Middles(earth_centred(*self._pieces.middle.T))
        self._largest_half_m = float(self._pieces.half_m.max())
        self._area = MultiPolygon(polygons_of(self.geometry))
        shapely.prepare(self._area)

    @property
    def pieces(self) -> int:
        """How many pieces are searched."""
        return len(self._pieces.start)

    @property
    def longest_m(self) -> float:
        """At least the length of the outline or line."""
        return 2 * float(self._pieces.half_m.sum())

    def distance(self, lon: ArrayLike, lat: ArrayLike) -> Feet:
        """To the line or the outline itself, from either side.

        Raises:
            BadInput: a coordinate that is not finite, or a latitude beyond 90.
        """
        lons, lats = checked_points(lon, lat)
        flat_lon, flat_lat = np.ravel(lons), np.ravel(lats)
        blocks = [
            self._block(flat_lon[at : at + _BLOCK], flat_lat[at : at + _BLOCK])
            for at in range(0, len(flat_lon), _BLOCK)
        ]
        columns = np.hstack(blocks) if blocks else np.empty((5, 0))
        return Feet(*(column.reshape(lons.shape) for column in columns))

    def distance_outside(self, lon: ArrayLike, lat: ArrayLike) -> Feet:
        """As ``distance``, but 0 (and the point itself) inside or on an area."""
        lons, lats = checked_points(lon, lat)
        inside = self.holds(lons, lats)
        out = [np.array(column) for column in (np.zeros(lons.shape), lons, lats, lons * 0, lons * 0)]
        away = self.distance(lons[~inside], lats[~inside])
        for column, values in zip(out, away, strict=True):
            column[~inside] = values
        return Feet(*out)

    def holds(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
        """Whether points lie inside or on an area (never in a line); ±180 are one meridian."""
        lons, lats = checked_points(lon, lat)
        inside = np.asarray(shapely.intersects_xy(self._area, lons, lats))
        seam = np.abs(lons) == 180.0
        if seam.any():
            inside = inside | (seam & np.asarray(shapely.intersects_xy(self._area, -lons, lats)))
        return inside

    def outline_points(self, apart_m: float) -> Floats:
        """Points (n, 2) of the outline in degrees, not much farther apart than asked for."""
        along = np.cumsum(2 * self._pieces.half_m) // apart_m
        return self._pieces.middle[np.unique(along, return_index=True)[1]]

    def nearest_middle(self, lon: Floats, lat: Floats) -> Floats:
        """The straight distance through the Earth to the nearest middle of a piece: quick, for sure bounds."""
        return np.asarray(self._middles.nearest(earth_centred(lon, lat), 1)[0][:, 0])

    def least_distance(self, lon: Floats, lat: Floats) -> Floats:
        """A quick lower bound of ``distance``: a chord is never longer than the way."""
        return np.maximum(self.nearest_middle(lon, lat) - self._largest_half_m, 0.0)

    # -- the search ---------------------------------------------------------------------------------

    def _block(self, lon: Floats, lat: Floats) -> Floats:
        """Rows distance, foot lon, foot lat, azimuth, back azimuth for a block of points."""
        at = earth_centred(lon, lat)
        k = min(_NEIGHBOURS, self.pieces)
        far, near = self._middles.nearest(at, k)
        first, along = self._first_guess(at, near[:, :_FIRST])
        found = self._foot(lon, lat, first, along)
        which, piece, along = self._rivals(at, found[0], first, far, near)
        rival = self._foot(lon[which], lat[which], piece, along)
        solved = np.concatenate([found[0], rival[0]])
        _take_better(found, which, rival)
        which, piece = np.concatenate([np.arange(len(at)), which]), np.concatenate([first, piece])
        bent = np.nonzero(self._may_bend_down(solved, piece, found[0, which]))[0]
        for share in (0.0, 1.0) if len(bent) else ():
            end = self._pieces.start[piece[bent]] + share * self._pieces.step[piece[bent]]
            way = _inverse(lon[which[bent]], lat[which[bent]], end[:, 0], end[:, 1])
            columns = (way.distance_m, end[:, 0], end[:, 1], way.azimuth_deg, way.back_azimuth_deg)
            _take_better(found, which[bent], np.array(columns))
        return found

    def _may_bend_down(self, distance: Floats, piece: NDArray[np.intp], best: Floats) -> NDArray[np.bool_]:
        """Pieces along which the distance may bend downward, so that an end other than the one found could be best.

        From the end found, where it does not fall, it cannot fall by more than half its greatest bending; near the
        antipode, where that has no bound, by no more than the way along the piece.
        """
        p = self._pieces
        length, far = 2 * p.half_m[piece], distance > _CONJUGATE_NEAR_M
        falls = np.where(far, length, np.minimum(8 * p.sag_m[piece] + length**2 / POLAR_M, length))
        return np.asarray((distance > p.convex_to_m[piece]) & (length > 0) & (distance - falls < best))

    def _first_guess(self, at: Floats, near: NDArray[np.intp]) -> tuple[NDArray[np.intp], Floats]:
        """The piece that is nearest through the Earth among a few, and where on it."""
        count = near.shape[1]
        chord, along = self._to_chord(np.repeat(at, count, axis=0), near.ravel())
        pick = chord.reshape(near.shape).argmin(axis=1)
        rows = np.arange(len(at))
        return near[rows, pick], along.reshape(near.shape)[rows, pick]

    def _rivals(
        self, at: Floats, best: Floats, first: NDArray[np.intp], far: Floats, near: NDArray[np.intp]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
        """Every other piece that could hold a nearer foot: index of the point, of the piece, and the place on it.

        Args:
            best: the distance to a place on the outline. far, near: the nearest middles of pieces, as the tree tells.
        """
        ball = longest_chord(best) * (1 + 1e-12) + 1e-3
        reach = ball + self._largest_half_m
        full = (far[:, -1] <= reach) & (far.shape[1] < self.pieces)
        row, column = np.nonzero(~full[:, None] & (far <= reach[:, None]) & (near != first[:, None]))
        pairs = [self._staying(at, ball, row, near[row, column])]
        # From afar many pieces are about equally far; a few points at a time, so that memory stays small.
        many = np.nonzero(full)[0]
        for part in np.array_split(many, 1 + len(many) // 256):
            held = self._middles.within(at[part], reach[part])
            counts = [len(found) for found in held]
            if counts:
                pieces = np.concatenate([np.asarray(found, dtype=np.intp) for found in held])
                which = np.repeat(part, counts)
                other = pieces != first[which]
                pairs.append(self._staying(at, ball, which[other], pieces[other]))
        which, piece, along = (np.concatenate(column) for column in zip(*pairs, strict=True))
        return which, piece, along

    def _staying(
        self, at: Floats, ball: Floats, which: NDArray[np.intp], piece: NDArray[np.intp]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
        """Of pairs of point and piece, those whose piece itself reaches into the ball of the best distance."""
        chord, along = self._to_chord(at[which], piece)
        stays = chord - self._pieces.sag_m[piece] <= ball[which]
        return which[stays], piece[stays], along[stays]

    def _to_chord(self, at: Floats, piece: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Straight distance from points to the chords of pieces, and where on them (0 to 1)."""
        p = self._pieces
        away = at - p.chord_start[piece]
        along = np.clip(np.einsum("ij,ij->i", away, p.chord[piece]) / p.chord2[piece], 0.0, 1.0)
        return np.linalg.norm(away - along[:, None] * p.chord[piece], axis=1), along

    def _foot(self, lon: Floats, lat: Floats, piece: NDArray[np.intp], along: Floats) -> Floats:
        """The nearest point of one piece to each point, as rows distance, lon, lat, azimuth, back azimuth.

        The sign of the derivative keeps a bracket, and a step that leaves it is replaced by halving.
        """
        start, step = self._pieces.start[piece], self._pieces.step[piece]
        t, low, high = along.copy(), np.zeros(len(along)), np.ones(len(along))
        low_seen, high_seen = np.zeros(len(along), bool), np.zeros(len(along), bool)
        out = np.empty((5, len(along)))
        active = np.arange(len(along))
        for _ in range(60):
            foot = start[active] + t[active, None] * step[active]
            way = _inverse(lon[active], lat[active], foot[:, 0], foot[:, 1])
            out[:, active] = way.distance_m, foot[:, 0], foot[:, 1], way.azimuth_deg, way.back_azimuth_deg
            slope, goal = _newton(way, foot[:, 1], step[active])
            goal, nearer = t[active] + goal, slope < 0
            low[active] = np.where(nearer, t[active], low[active])
            high[active] = np.where(nearer, high[active], t[active])
            low_seen[active] |= nearer
            high_seen[active] |= ~nearer
            bound = np.where(nearer, high[active], low[active])
            seen = np.where(nearer, high_seen[active], low_seen[active])
            beyond = np.where(nearer, goal >= bound, goal <= bound)
            goal = np.where(beyond, np.where(seen, (t[active] + bound) / 2, bound), goal)
            # Where the distance falls ever more slowly, as it does toward a foot, moving on gains less than this.
            gain = np.abs(slope * (goal - t[active]))
            t[active] = goal
            active = active[gain > _FOOT_M]
            if not len(active):
                break
        return out


def _take_better(found: Floats, which: NDArray[np.intp], solved: Floats) -> None:
    """Put the best of several solutions a point (rows as ``_foot`` gives them) where it is better than what is found.

    Args:
        which: the point of each column of ``solved``.
    """
    order = np.lexsort((solved[0], which))
    heads = order[np.unique(which[order], return_index=True)[1]]
    better = heads[solved[0, heads] < found[0, which[heads]]]
    found[:, which[better]] = solved[:, better]


def _newton(way: Inverse, lat: Floats, step: Floats) -> tuple[Floats, Floats]:
    """The change of distance along an edge (metres a whole edge), and Newton's step toward the foot.

    The step is for the function -cos(distance / R), which is nearly a parabola where the distance itself is not. Its
    second derivative holds the acceleration of an edge straight in lon/lat, which from afar weighs as much as the
    distance does. Where it is no minimum, the step is as long as can be, downhill.
    """
    phi, dlon, dlat = np.radians(lat), np.radians(step[:, 0]), np.radians(step[:, 1])
    meridian, parallel = metres_a_radian(phi)
    sine = np.sin(phi)
    w2 = 1 - _E2 * sine**2
    # Away from the point: the gradient of the distance at the foot, east and north.
    back = np.radians(way.back_azimuth_deg)
    east, north = -np.sin(back), -np.cos(back)
    slope = east * parallel * dlon + north * meridian * dlat
    turning = -2 * meridian * sine * dlat * dlon
    rising = parallel * sine * dlon**2 + 3 * meridian * _E2 * sine * np.cos(phi) / w2 * dlat**2
    radius = np.sqrt(meridian * EQUATOR_M / np.sqrt(w2))
    arc = way.distance_m / radius
    length2 = (parallel * dlon) ** 2 + (meridian * dlat) ** 2
    across = radius * np.sin(arc)
    second = np.cos(arc) * length2 + across * (east * turning + north * rising)
    hollow = second > 0
    return slope, np.where(hollow, -across * slope / np.where(hollow, second, 1.0), -2 * np.sign(slope))


# The boundary of a geometry, kept: a slider asks for the same one again and again.
boundary_of: Kept[BaseGeometry, Boundary] = Kept(Boundary, 32)


# ---------------------------------------------------------------------------------------------------- measure


def measure(a: BaseGeometry, b: BaseGeometry, *, precision_a_m: float = 0.0, precision_b_m: float = 0.0) -> Distance:
    """The shortest distance between two points, lines or areas, and the interval that their precision leaves.

    Args:
        precision_a_m, precision_b_m: the true position lies within this many metres of the one given (a town's
            extent, the uncertainty of an outline), in 95 cases of 100. The two know nothing of each other, so the
            interval is the distance less and plus the root of the sum of their squares (JCGM 100:2008, 5.1.2).

    Raises:
        BadInput: an empty or broken geometry, or a precision below 0 or not finite.
    """
    for precision in (precision_a_m, precision_b_m):
        if not (math.isfinite(precision) and precision >= 0):
            raise BadInput("{value} is not a precision: expected metres, 0 or more", value=precision)
    distance, start, end, azimuth = _nearest(checked_geometry(a), checked_geometry(b))
    spread = math.hypot(precision_a_m, precision_b_m)
    return Distance(
        distance_m=distance,
        azimuth_deg=None if distance == 0 else azimuth % 360.0,
        low_m=max(0.0, distance - spread),
        high_m=distance + spread,
        from_point=start,
        to_point=end,
    )


def _nearest(a: BaseGeometry, b: BaseGeometry) -> tuple[float, LonLat, LonLat, float]:
    """Distance, nearest point of a, nearest point of b, azimuth at the first."""
    if isinstance(a, Point) and isinstance(b, Point):
        way = inverse(a.x, a.y, b.x, b.y)
        return float(way.distance_m), LonLat(a.x, a.y), LonLat(b.x, b.y), float(way.azimuth_deg)
    if shapely.intersects(a, b):
        meeting = shapely.get_coordinates(shapely.point_on_surface(shapely.intersection(a, b)))[0]
        return 0.0, LonLat(*meeting.tolist()), LonLat(*meeting.tolist()), 0.0
    if isinstance(a, Point):
        feet = boundary_of(b).distance_outside(a.x, a.y)
        return (
            float(feet.distance_m),
            LonLat(a.x, a.y),
            LonLat(float(feet.lon), float(feet.lat)),
            float(feet.azimuth_deg),
        )
    if isinstance(b, Point):
        feet = boundary_of(a).distance_outside(b.x, b.y)
        foot = LonLat(float(feet.lon), float(feet.lat))
        return float(feet.distance_m), foot, LonLat(b.x, b.y), float(feet.back_azimuth_deg)
    start, end = _nearest_of_outlines(boundary_of(a), boundary_of(b))
    way = inverse(*start, *end)
    return float(way.distance_m), start, end, float(way.azimuth_deg)


def _nearest_of_outlines(a: Boundary, b: Boundary) -> tuple[LonLat, LonLat]:
    """The nearest points of two outlines that do not meet: from all pieces that can be nearest, feet of feet."""
    pieces = a._pieces
    chord, other = (found[:, 0] for found in b._middles.nearest(earth_centred(*pieces.middle.T), 1))
    nearest = int(np.argmin(chord))
    bound = inverse(*pieces.middle[nearest], *b._pieces.middle[other[nearest]]).distance_m
    reach = float(longest_chord(bound)) + a._largest_half_m + b._largest_half_m + 1e-3
    close = np.nonzero(chord <= reach)[0]
    from_middle = b.distance(*pieces.middle[close].T).distance_m
    close = close[from_middle - pieces.half_m[close] <= from_middle.min()]
    starts = np.vstack([pieces.middle[close], pieces.start[close], (pieces.start + pieces.step)[close]])
    on_b = b.distance(*starts.T)
    for _ in range(50):
        on_a = a.distance(on_b.lon, on_b.lat)
        gained = on_b.distance_m - on_a.distance_m
        keep = on_a.distance_m <= on_a.distance_m.min() + PIECE_M
        on_b = b.distance(on_a.lon[keep], on_a.lat[keep])
        if gained.max() < _FOOT_M:
            break
    best = int(np.argmin(on_b.distance_m))
    return (
        LonLat(float(on_a.lon[keep][best]), float(on_a.lat[keep][best])),
        LonLat(float(on_b.lon[best]), float(on_b.lat[best])),
    )


# ---------------------------------------------------------------------------------------------------- map planes


Projection = Literal["azimuthal", "conic", "world"]
# The numbers of the Projection Wizard (see ``suited_projection``).
_WIDE, _WORLD_SCALE, _CONTINENT_SCALE = 0.8, 1.5, 6.0
_CONIC_LATITUDES = (15.0, 70.0)
_CONIC_WIDTH_DEG = 180.0


def suited_projection(bounds: Bounds) -> Projection:
    """The projection that suits an extent in degrees; ``east`` may pass 180, ``west > east`` crosses the antimeridian.

    The rules are those by which cartographers choose (Snyder 1987, "Map projections: a working manual", USGS
    Professional Paper 1395, pp. 33-35), with the limits that the Projection Wizard gives them (Šavrič, Jenny and
    Jenny 2016, The Cartographic Journal 53(2)):

    - the world, where 720 / (width in degrees * (sin north - sin south)) is below 1.5: Equal Earth;
    - a region (that figure above 6) whose height is below 0.8 of its width, its middle between the latitudes 15 and
      70, all on one side of the equator: Lambert's conformal conic with two standard parallels; but no wider than 180
      degrees, for a conic tears along the meridian opposite its middle: a range over a pole would lose a wedge there;
    - all else, be it square, tall, polar, equatorial or as large as a hemisphere: Lambert's azimuthal equal-area.
    """
    west, south, east, north = bounds
    width, height = (east - west) % 360 if east < west else east - west, north - south
    share = width * (math.sin(math.radians(north)) - math.sin(math.radians(south)))
    scale = 720 / max(share, 1e-9)
    if scale < _WORLD_SCALE:
        return "world"
    nearest = max(south, -north, 0.0)
    ratio = height / max(width, 1e-9) / math.cos(math.radians(nearest))
    low, high = _CONIC_LATITUDES
    mid_latitude = low <= abs(south + north) / 2 <= high and south * north > 0
    suits_conic = scale > _CONTINENT_SCALE and ratio < _WIDE and width <= _CONIC_WIDTH_DEG
    return "conic" if suits_conic and mid_latitude else "azimuthal"


def plane_for(bounds: Bounds) -> MapPlane:
    """The plane of the projection that suits an extent, with its middle as the centre.

    The standard parallels of a conic lie a sixth of the height inside the extent's edges, as Snyder (p. 106) has it.
    """
    west, south, east, north = bounds
    east = east + 360 if east < west else east
    centre = LonLat(((west + east) / 2 + 180) % 360 - 180, (south + north) / 2)
    kind = suited_projection(bounds)
    inside = (north - south) / 6
    return MapPlane(
        centre, world=kind == "world", parallels=(south + inside, north - inside) if kind == "conic" else None
    )


class MapPlane:
    """A plane to draw a map on (nothing is measured in it): positions in degrees to metres and back.

    Lambert's azimuthal equal-area projection (EPSG method 9820) centred on the extent: areas are true to each other,
    and shapes near the centre. With two standard parallels, Lambert's conformal conic (EPSG method 9802): shapes are
    true everywhere, lengths along those parallels. An extent round the world gets the Equal Earth projection (EPSG
    method 1078).
    """

    def __init__(self, centre: LonLat, *, world: bool = False, parallels: tuple[float, float] | None = None) -> None:
        self.centre = centre
        self.world = world
        self.parallels = parallels
        self.kind: Projection = "world" if world else "azimuthal" if parallels is None else "conic"
        if world:
            kind = f"+proj=eqearth +lon_0={centre.lon!r}"
        elif parallels is None:
            kind = f"+proj=laea +lat_0={centre.lat!r} +lon_0={centre.lon!r}"
        else:
            kind = (
                f"+proj=lcc +lat_0={centre.lat!r} +lon_0={centre.lon!r} +lat_1={parallels[0]!r} +lat_2={parallels[1]!r}"
            )
        self.crs = CRS.from_proj4(f"{kind} +datum=WGS84 +units=m +no_defs +type=crs")
        self._transformer = Transformer.from_crs("OGC:CRS84", self.crs, always_xy=True)

    def to_plane(self, points: Floats) -> Floats:
        """Positions (n, 2) in degrees, longitudes also past 180, to x and y in metres; not finite where undefined."""
        return np.column_stack(self._transformer.transform(points[:, 0], points[:, 1]))

    def to_lonlat(self, points: Floats) -> Floats:
        """x, y (n, 2) in metres to positions in degrees; not finite outside the map."""
        return np.column_stack(self._transformer.transform(points[:, 0], points[:, 1], direction="INVERSE"))
