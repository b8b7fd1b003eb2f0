"""The ground of a map, from our own borders: land, borders by policy, disputed lines; no tiles, no network.

It is cut well outside the view, so that no cut edge passes for a coast, and thinned by the grades of its vertices
(``drawing/ground.py``), so that neighbours keep one border between them. The view itself keeps more detail than what
lies round it.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from geo.drawing.ground import thinned
from geo.drawing.scene import BASE_DECIMALS, BaseMap
from geo.model import Bounds
from geo.same import Same

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

# How far the ground goes on: this often the view itself on every side, and this share of all that a screen shows.
BEYOND = 0.75
BEYOND_SCREEN = 0.15
SCREEN_PX = 1280
# The detail, in px of that screen, within the view; how much coarser it is on the rest of the screen, and outside it.
DETAIL_PX = 0.45
GRAINS = (1.0, 2.5, 12.0)
# A small map of where a view lies shows so many times its size, and at least so many degrees from south to north; a
# view larger than the last is shown on the globe.
INSET_TIMES, INSET_LEAST_DEG, INSET_MOST_DEG = 4.0, 24.0, 30.0
# A reader on a phone pays for every kilobyte: 6 bytes a vertex when gzipped, and borders count twice here.
MAX_VERTICES = 7_000


def base_map(
    borders: Any,
    bounds: Bounds,
    *,
    highlight: Collection[str] = (),
    screen: Bounds | None = None,
    detail: float = 1.0,
) -> BaseMap:
    """Land, borders and disputed lines for a view.

    A view that is moved or stretched a little gets the same base map (the window is snapped to a coarse grid), so that
    a page keeps the one it has.

    Args:
        borders: an open ``Borders``: its policy decides what a border is.
        bounds: the view in degrees; ``west > east`` crosses the antimeridian.
        highlight: ISO codes of countries to be given apart (the origin of a range, say).
        screen: all that a wide screen shows round the view; ``east`` may pass 180.
        detail: above 1 for more of it (and more bytes) than a web page bears: a picture for print.

    Returns:
        The base map; its longitudes run on from the west of its bounds, below -180 or past 180 where need be. Equal
        input gives an equal ``id``.
    """
    return _base_map(_key(borders, bounds, screen, detail), tuple(sorted(set(highlight))))


def inset_map(borders: Any, bounds: Bounds) -> BaseMap:
    """The ground of a small map of where a view lies: the region round it, or the world where the view is large.

    Its ``bounds`` are what the small map shows; the ground goes on beyond them.

    Args:
        borders: an open ``Borders``. bounds: the view in degrees; ``west > east`` crosses the antimeridian.
    """
    west, south, north = bounds.west, bounds.south, bounds.north
    width, height = unrolled_east(bounds) - west, north - south
    middle_lon, middle_lat = west + width / 2, (south + north) / 2
    down = max(INSET_TIMES * height, INSET_LEAST_DEG) / 2
    across = max(INSET_TIMES * width, down * 2 / max(0.3, math.cos(math.radians(middle_lat)))) / 2
    if max(width, height) > INSET_MOST_DEG or abs(middle_lat) + down > 84 or across > 85:
        shown = Bounds(-180.0, -90.0, 180.0, 90.0)
    else:
        shown = Bounds(middle_lon - across, middle_lat - down, middle_lon + across, middle_lat + down)
    return replace(base_map(borders, shown), bounds=shown)


def country_areas(
    borders: Any, bounds: Bounds, *, screen: Bounds | None = None, detail: float = 1.0
) -> Mapping[str, BaseGeometry]:
    """The countries that are on the base map of that view, as it draws them, by code."""
    return _ground(_key(borders, bounds, screen, detail)).areas


def country_in_full(borders: Any, bounds: Bounds, code: str, *, screen: Bounds | None = None) -> BaseGeometry:
    """A country in full detail, cut to the window of that view's base map."""
    return _in_full(_key(borders, bounds, screen, 1.0), code)


def near_outline(borders: Any, bounds: Bounds, code: str, *, screen: Bounds | None = None) -> BaseGeometry:
    """A strip of some 5 km to both sides of a country's outline (as far as the base map's window goes)."""
    return _near_outline(_key(borders, bounds, screen, 1.0), code)


class _Key(NamedTuple):
    """What a base map is made for."""

    borders: Same[Any]
    view: Bounds
    screen: Bounds
    detail: float


def _key(borders: Any, bounds: Bounds, screen: Bounds | None, detail: float) -> _Key:
    return _Key(Same(borders), snapped(bounds), snapped(screen or bounds), detail)


class _Ground(NamedTuple):
    """What a base map is made of: every country's simplified area, and the detail in degrees."""

    window: Bounds
    areas: dict[str, BaseGeometry]
    degrees: float


def _window(key: _Key) -> Bounds:
    return _hull(beyond(key.view, BEYOND), beyond(key.screen, BEYOND_SCREEN))


@lru_cache(maxsize=16)
def _in_full(key: _Key, code: str) -> BaseGeometry:
    return running_on(key.borders.value.country(code), _window(key))


@lru_cache(maxsize=16)
def _near_outline(key: _Key, code: str) -> BaseGeometry:
    outline = running_on(_in_full(key, code), key.screen).boundary
    return shapely.buffer(shapely.simplify(outline, 0.01), 0.05, quad_segs=1)


@lru_cache(maxsize=16)
def _ground(key: _Key) -> _Ground:
    window = _window(key)
    degrees = max(unrolled_east(key.screen) - key.screen.west, 0.5) / SCREEN_PX * DETAIL_PX / key.detail
    found = thinned((key.view, key.screen, window), GRAINS, degrees, MAX_VERTICES * key.detail**2)
    owners = key.borders.value.owners
    parts: dict[str, list[BaseGeometry]] = {}
    for piece, polygon in zip(found.pieces, found.polygons, strict=True):
        parts.setdefault(owners[piece], []).append(_rounded(polygon))
    return _Ground(window, {code: _joined(parts[code]) for code in sorted(parts)}, found.degrees)


@lru_cache(maxsize=16)
def _base_map(key: _Key, highlight: tuple[str, ...]) -> BaseMap:
    ground = _ground(key)
    land, lines = _coast_and_borders(list(ground.areas.values()))
    disputed = _rounded(shapely.simplify(_disputed_lines(key.borders.value, ground.window), ground.degrees))
    highlighted = {code: ground.areas[code] for code in highlight if code in ground.areas}
    return BaseMap(
        id=_hash(ground.window, land, lines, disputed, *highlighted.values()),
        bounds=ground.window,
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


def _hull(one: Bounds, other: Bounds) -> Bounds:
    """The box that holds both, at most once round the Earth."""
    west, east = min(one.west, other.west), max(one.east, other.east)
    if east - west > 360.0:
        west, east = (west + east) / 2 - 180.0, (west + east) / 2 + 180.0
    return Bounds(west, min(one.south, other.south), east, max(one.north, other.north))


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


def _disputed_lines(borders: Any, window: Bounds) -> BaseGeometry:
    return running_on(borders.disputed_lines(None if _crosses(window) else window), window)


def _crosses(window: Bounds) -> bool:
    return window.west < -180 or window.east > 180


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


def _joined(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    """Areas that overlap nowhere, or by no more than thinning and rounding made them, as one.

    Where they meet in identical vertices, as they nearly always do, that takes a tenth of the time of a full union.
    """
    valid = np.array(parts, dtype=object)
    broken = ~shapely.is_valid(valid)
    valid[broken] = shapely.make_valid(valid[broken], method="structure", keep_collapsed=False)
    try:
        whole = shapely.coverage_union_all(valid)
        if whole.is_valid and math.isclose(whole.area, float(shapely.area(valid).sum()), rel_tol=1e-9):
            return _areal(whole)
    except shapely.GEOSException:
        pass
    return _areal(shapely.union_all(valid))


def _coast_and_borders(areas: Sequence[BaseGeometry]) -> tuple[BaseGeometry, BaseGeometry]:
    """The land as a whole, and the lines that two countries share.

    A shared line is one whose pieces occur twice: simplification and rounding keep shared vertices the same.
    """
    if not areas:
        return shapely.MultiPolygon(), shapely.MultiLineString()
    pieces = _pieces(areas)
    pieces = pieces[np.lexsort(pieces.T[::-1])]
    again = (pieces[1:] == pieces[:-1]).all(axis=1)
    first = again & ~np.concatenate([[False], again[:-1]])
    shared: BaseGeometry = shapely.multilinestrings(shapely.linestrings(pieces[1:][first].reshape(-1, 2, 2)))
    return _joined(areas), shared if shared.is_empty else shapely.line_merge(shared)


def _pieces(areas: Sequence[BaseGeometry]) -> NDArray[np.float64]:
    """The straight pieces of all rings, each from its lesser end to its greater, as rows x1, y1, x2, y2."""
    # Not by geometries of rings, which would be made for nothing.
    _kind, xy, (starts, *_) = shapely.to_ragged_array(shapely.get_parts(list(areas)))
    ring = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    within = ring[1:] == ring[:-1]
    first, last = xy[:-1][within], xy[1:][within]
    swap = (first[:, 0] > last[:, 0]) | ((first[:, 0] == last[:, 0]) & (first[:, 1] > last[:, 1]))
    first, last = np.where(swap[:, None], last, first), np.where(swap[:, None], first, last)
    rows = np.hstack([first, last])
    return np.asarray(rows[(rows[:, 0] != rows[:, 2]) | (rows[:, 1] != rows[:, 3])])


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
