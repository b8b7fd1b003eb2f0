"""The ground of a map, from our own borders: land, borders by policy, disputed lines; no tiles, no network.

It is cut well outside the view, so that no cut edge passes for a coast, and simplified for the view as one coverage
(Visvalingam-Whyatt over shared edges, GEOS's coverage simplifier), so that neighbours keep one border between them.
"""

from __future__ import annotations

import hashlib
import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from geo.drawing.scene import BASE_DECIMALS, BaseMap
from geo.model import Bounds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

# How far the ground goes on beyond the view, in widths and heights of the view.
BEYOND = 1.0
# The coarsest detail that a view of this many px keeps when it is zoomed in once.
VIEW_PX = 1280
DETAIL_PX = 0.5
# A reader on a phone pays for every kilobyte: 6 bytes a vertex when gzipped, so about 30 kB.
MAX_VERTICES = 6_500


def base_map(borders: Any, bounds: Bounds, *, highlight: Collection[str] = ()) -> BaseMap:
    """Land, borders and disputed lines for a view.

    A view that is moved or stretched a little gets the same base map (the window is snapped to a coarse grid), so that
    a page keeps the one it has.

    Args:
        borders: an open ``Borders``: its policy decides what a border is.
        bounds: the view in degrees; ``west > east`` crosses the antimeridian.
        highlight: ISO codes of countries to be given apart (the origin of a range, say).

    Returns:
        The base map; its longitudes run on from the west of its bounds, below -180 or past 180 where need be. Equal
        input gives an equal ``id``.
    """
    return _base_map(_Same(borders), snapped(bounds), tuple(sorted(set(highlight))))


class _Same:
    """A key that is equal only for the same open borders."""

    def __init__(self, borders: Any) -> None:
        self.borders = borders

    def __hash__(self) -> int:
        return id(self.borders)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.borders is self.borders


@lru_cache(maxsize=16)
def _base_map(key: _Same, bounds: Bounds, highlight: tuple[str, ...]) -> BaseMap:
    window = beyond(bounds)
    codes, areas = _countries(key.borders, window)
    degrees = _detail_deg(bounds)
    simple = _simplified(areas, degrees)
    while (vertices := sum(shapely.get_num_coordinates(area) for area in simple)) > MAX_VERTICES and degrees < 1.0:
        degrees *= min(2.0, max(1.15, (vertices / MAX_VERTICES) ** 0.7))
        simple = _simplified(simple, degrees)
    simple = [_rounded(area) for area in simple]
    land, lines = _coast_and_borders(simple)
    disputed = _rounded(shapely.simplify(_disputed_lines(key.borders, window), degrees))
    highlighted = {code: area for code, area in zip(codes, simple, strict=True) if code in highlight}
    return BaseMap(
        id=_hash(window, land, lines, disputed, *(highlighted[code] for code in sorted(highlighted))),
        bounds=window,
        land=land,
        borders=lines,
        disputed=disputed,
        highlighted=highlighted,
    )


def snapped(bounds: Bounds) -> Bounds:
    """The box grown to a grid of about a quarter of its size; ``east`` may pass 180."""
    east = unrolled_east(bounds)
    step = 2.0 ** math.floor(math.log2(max(east - bounds.west, bounds.north - bounds.south, 0.1) / 4))
    west, far = math.floor(bounds.west / step) * step, math.ceil(east / step) * step
    if far - west > 360:
        west, far = bounds.west, east
    south, north = math.floor(bounds.south / step) * step, math.ceil(bounds.north / step) * step
    return Bounds(west, max(-90.0, south), far, min(90.0, north))


def beyond(bounds: Bounds, share: float = BEYOND) -> Bounds:
    """The box grown on every side by a share of itself, at most once round the Earth; ``east`` may pass 180."""
    east = unrolled_east(bounds)
    width, height = east - bounds.west, bounds.north - bounds.south
    grow = min(share * width, (360.0 - width) / 2)
    return Bounds(
        bounds.west - grow,
        max(-90.0, bounds.south - share * height),
        east + grow,
        min(90.0, bounds.north + share * height),
    )


def unrolled_east(bounds: Bounds) -> float:
    """The east of a box as a longitude not below its west: 360 more where the box crosses the antimeridian."""
    return bounds.east + 360.0 if bounds.east < bounds.west else bounds.east


def running_on(geometry: BaseGeometry, window: Bounds) -> BaseGeometry:
    """The part of a geometry in a window whose ``west`` may lie below -180 and whose ``east`` may pass 180.

    A geometry that RFC 7946 cut at the antimeridian comes out in one piece.
    """
    pieces = [piece for turn in (-360.0, 0.0, 360.0) for piece in _turned(geometry, turn, window)]
    if len(pieces) <= 1:
        return pieces[0] if pieces else shapely.GeometryCollection()
    return shapely.union_all(pieces)


def _turned(geometry: BaseGeometry, turn: float, window: Bounds) -> Iterator[BaseGeometry]:
    if geometry.is_empty:
        return
    west, south, east, north = geometry.bounds
    if west + turn > window.east or east + turn < window.west or south > window.north or north < window.south:
        return
    moved = affinity.translate(geometry, xoff=turn) if turn else geometry
    inside = west + turn >= window.west and east + turn <= window.east
    if inside and south >= window.south and north <= window.north:
        yield moved
        return
    cut = shapely.intersection(moved, shapely.box(*window))
    if not cut.is_empty:
        yield cut


def _countries(borders: Any, window: Bounds) -> tuple[list[str], list[BaseGeometry]]:
    """The countries' areas in the window, polygons only."""
    codes, areas = [], []
    frame = borders.countries(None if _crosses(window) else window)
    for code, geometry in zip(frame["code"], frame.geometry, strict=True):
        area = _areal(running_on(geometry, window))
        if not area.is_empty:
            codes.append(str(code))
            areas.append(area)
    return codes, areas


def _disputed_lines(borders: Any, window: Bounds) -> BaseGeometry:
    return running_on(borders.disputed_lines(None if _crosses(window) else window), window)


def _crosses(window: Bounds) -> bool:
    return window.west < -180 or window.east > 180


def _simplified(areas: Sequence[BaseGeometry], degrees: float) -> list[BaseGeometry]:
    """All areas at once, without the specks below the detail."""
    if not areas:
        return []
    kept = np.array([_without_specks(area, degrees) for area in areas], dtype=object)
    return list(shapely.coverage_simplify(kept, degrees))


def _rounded(geometry: BaseGeometry) -> BaseGeometry:
    """Coordinates as they travel; shared vertices stay shared."""

    def rounded(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.round(xy, BASE_DECIMALS) + 0.0)

    return shapely.transform(geometry, rounded)


def _hash(window: Bounds, *geometries: BaseGeometry) -> str:
    found = hashlib.sha256(repr(tuple(window)).encode())
    for geometry in geometries:
        found.update(shapely.to_wkb(geometry, byte_order=1))
    return found.hexdigest()[:16]


def _without_specks(area: BaseGeometry, degrees: float) -> BaseGeometry:
    """A country without the islands that would be a dot; its largest part always stays."""
    parts = list(polygons(area))
    largest = max(parts, key=lambda part: part.area)
    return shapely.MultiPolygon([part for part in parts if part is largest or part.area > 4 * degrees**2])


def _coast_and_borders(areas: Sequence[BaseGeometry]) -> tuple[BaseGeometry, BaseGeometry]:
    """The land as a whole, and the lines that two countries share.

    A shared line is one whose pieces occur twice: simplification and rounding keep shared vertices the same.
    """
    if not areas:
        return shapely.MultiPolygon(), shapely.MultiLineString()
    pieces = np.vstack([_pieces(ring) for area in areas for ring in _rings(area)])
    unique, count = np.unique(pieces, axis=0, return_counts=True)
    shared: BaseGeometry = shapely.MultiLineString(list(unique[count > 1].reshape(-1, 2, 2)))
    valid = [shapely.make_valid(area, method="structure", keep_collapsed=False) for area in areas]
    return _areal(shapely.union_all(valid)), shared if shared.is_empty else shapely.line_merge(shared)


def _pieces(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """The straight pieces of a ring, each from its lesser end to its greater, as rows x1, y1, x2, y2."""
    first, last = ring[:-1], ring[1:]
    swap = (first[:, 0] > last[:, 0]) | ((first[:, 0] == last[:, 0]) & (first[:, 1] > last[:, 1]))
    first, last = np.where(swap[:, None], last, first), np.where(swap[:, None], first, last)
    rows = np.hstack([first, last])
    return np.asarray(rows[(rows[:, 0] != rows[:, 2]) | (rows[:, 1] != rows[:, 3])])


def _rings(area: BaseGeometry) -> Iterator[NDArray[np.float64]]:
    for polygon in polygons(area):
        yield shapely.get_coordinates(polygon.exterior)
        for ring in polygon.interiors:
            yield shapely.get_coordinates(ring)


def polygons(geometry: BaseGeometry) -> Iterator[shapely.Polygon]:
    """The polygons in a geometry of any type."""
    if isinstance(geometry, shapely.Polygon):
        if not geometry.is_empty:
            yield geometry
        return
    for part in getattr(geometry, "geoms", ()):
        yield from polygons(part)


def _areal(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.MultiPolygon(list(polygons(geometry)))


def _detail_deg(bounds: Bounds) -> float:
    """The size in degrees below which detail cannot be seen when the view is zoomed in once."""
    width = unrolled_east(bounds) - bounds.west
    height = (bounds.north - bounds.south) / max(0.2, math.cos(math.radians((bounds.south + bounds.north) / 2)))
    return max(width, height, 0.5) / VIEW_PX * DETAIL_PX
