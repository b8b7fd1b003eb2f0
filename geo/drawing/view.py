"""What the first view shows: strike, origin and range; and where in it there is room for a name.

All in degrees, longitudes running on across the antimeridian; pixels are those of a web map at the fitting zoom.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.drawing.labels import MAX_LAT, TILE_PX, fit_zoom, web_pixels
from geo.model import Bounds, LonLat
from geo.same import Same

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

# A map of a single place shows at least this much round it, so that a reader sees where in the world it is; one of
# several places near each other so many times their spread, and at least the second.
LEAST_SPAN_DEG, LEAST_OF_SEVERAL_DEG, SPREADS = 1.8, 0.9, 3.0
# Round what is drawn, as a share of it; an outline may come near the edge, a mark needs room for its name too.
MARGIN, MARGIN_OF_MARKS = 0.06, 0.15
WORLD = Bounds(-180.0, -58.0, 180.0, 80.0)
# A range round the world is shown between these latitudes: Mercator's map has no poles, and grows wild before them.
WORLD_LATS = (-66.0, 82.0)


@dataclass(frozen=True, slots=True)
class View:
    """The first view.

    Attributes:
        bounds: what must be seen, with a margin; ``west > east`` crosses the antimeridian.
        wide: all that a view of the given size shows when it holds ``bounds``; ``east`` may pass 180.
        zoom: the fractional web zoom of that view.
        steady: it was grown to a grid, to stay the same while what is drawn changes a little.
    """

    bounds: Bounds
    wide: Bounds
    zoom: float
    steady: bool = False

    @property
    def ground(self) -> Bounds:
        """The view that the ground is made for: ``bounds``, or for a steady view one that it has room to grow in."""
        return _roomy(self.tight) if self.steady else self.tight

    @property
    def ground_screen(self) -> Bounds:
        """As ``ground``, for ``wide``."""
        return _roomy(self.wide) if self.steady else self.wide

    @property
    def tight(self) -> Bounds:
        """``bounds`` with the east above the west."""
        west, south, east, north = self.bounds
        return Bounds(west, south, east + 360 if east < west else east, north)

    def pixels(self, geometry: BaseGeometry) -> BaseGeometry:
        """A geometry in px of this view's zoom; its longitudes must run on as the view's do."""

        def projected(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack(web_pixels(xy[:, 0], xy[:, 1], self.zoom))

        return shapely.transform(geometry, projected)

    def lonlat(self, x: float, y: float) -> LonLat:
        """Degrees of a pixel of this view's zoom."""
        size = TILE_PX * 2.0**self.zoom
        return LonLat(x / size * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / size)))))

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a point lies in the wide view."""
        west, south, east, north = self.wide
        return any(west <= lon + turn <= east for turn in (-360, 0, 360)) and south <= lat <= north

    @property
    def running_in(self) -> Bounds | None:
        """Once round the globe, with the view in its middle, where the view crosses 180; else None."""
        west, _south, east, _north = self.wide
        if west >= -180 and east <= 180:
            return None
        middle = (west + east) / 2
        return Bounds(middle - 180, -90.0, middle + 180, 90.0)

    def running(self, lon: float) -> float:
        """The longitude as it runs on in this view: 360 more or less where that brings it nearer the middle."""
        middle = (self.wide.west + self.wide.east) / 2
        return lon + 360 * round((middle - lon) / 360)


def view_of(geometries: Iterable[BaseGeometry], size_px: tuple[int, int], *, steady: bool = False) -> View:
    """The view that holds all the geometries; the whole world where there are none or they go round it.

    With ``steady`` it is grown to a grid, so that it stays the same while they change a little.
    """
    parts = [part for geometry in geometries for part in _parts(geometry) if not part.is_empty]
    margin = MARGIN if any(isinstance(part, shapely.Polygon) for part in parts) else MARGIN_OF_MARKS
    bounds = _with_margin(_spanning([part.bounds for part in parts]), margin) if parts else WORLD
    bounds = _on_grid(bounds) if steady else bounds
    west, south, east, north = bounds
    east = east + 360 if east < west else east
    zoom = fit_zoom(west, south, east, north, size_px)
    return View(bounds, _wide(Bounds(west, south, east, north), zoom, size_px), zoom, steady)


def _parts(geometry: BaseGeometry) -> Sequence[BaseGeometry]:
    return list(getattr(geometry, "geoms", (geometry,)))


def _spanning(boxes: Sequence[tuple[float, float, float, float]]) -> Bounds:
    """The narrowest box that holds all boxes: it leaves out the widest empty stretch of longitude."""
    south, north = min(box[1] for box in boxes), max(box[3] for box in boxes)
    spans = sorted((box[0], box[2]) for box in boxes)
    start, far = spans[0][0], spans[0][1]
    west, widest = start, 0.0
    for left, right in spans[1:]:
        if left - far > widest:
            west, widest = left, left - far
        far = max(far, right)
    around = start + 360 - far
    if around >= widest:
        return Bounds(start, south, far, north)
    # The stretch that is left out lies between two boxes: the box begins after it and ends before it.
    east = max(right for left, right in spans if left < west)
    return Bounds(west, south, east, north)


def _with_margin(bounds: Bounds, margin: float) -> Bounds:
    west, south, east, north = bounds
    width = (east - west) % 360 if east < west else east - west
    south, north = max(south, -MAX_LAT), min(north, MAX_LAT)
    shrunk = max(0.2, math.cos(math.radians((south + north) / 2)))
    spread = max(width * shrunk, north - south)
    least = min(LEAST_SPAN_DEG, max(LEAST_OF_SEVERAL_DEG, SPREADS * spread)) if spread > 0 else LEAST_SPAN_DEG
    across = least / shrunk
    grow_x = max(margin * width, (across - width) / 2)
    grow_y = max(margin * (north - south), (least * 0.6 - (north - south)) / 2)
    south, north = max(-MAX_LAT, south - grow_y), min(MAX_LAT, north + grow_y)
    if width + 2 * grow_x >= 340:
        return Bounds(-180.0, max(south, WORLD_LATS[0]), 180.0, min(north, WORLD_LATS[1]))
    return Bounds(_wrapped(west - grow_x), south, _wrapped(east + grow_x), north)


def _on_grid(bounds: Bounds) -> Bounds:
    """The box grown to whole steps of at most a twelfth of its size."""
    west, south, east, north = bounds
    east = east + 360 if east < west else east
    step = 2.0 ** math.floor(math.log2(max(east - west, north - south, 0.1) / 12))
    west, east = math.floor(west / step) * step, math.ceil(east / step) * step
    if east - west >= 340:
        return bounds
    south, north = math.floor(south / step) * step, math.ceil(north / step) * step
    return Bounds(_wrapped(west), max(south, -MAX_LAT), _wrapped(east), min(north, MAX_LAT))


def _roomy(bounds: Bounds) -> Bounds:
    """A box that holds a box whose ``east`` is no less than its west, and stays the same while that grows by a half.

    Its sides are a power of two, its middle on a grid of a quarter of them.
    """

    def span(low: float, high: float) -> tuple[float, float]:
        size = 2.0 ** math.ceil(math.log2((high - low) / 0.75))
        middle = round((low + high) / 2 / (size / 4)) * size / 4
        return middle - size / 2, middle + size / 2

    (west, east), (south, north) = span(bounds.west, bounds.east), span(bounds.south, bounds.north)
    if east - west > 360:
        west, east = bounds.west, bounds.east
    return Bounds(west, max(south, -90.0), east, min(north, 90.0))


def _wrapped(lon: float) -> float:
    return (lon + 180) % 360 - 180 if not -180 <= lon <= 180 else lon


def _wide(tight: Bounds, zoom: float, size_px: tuple[int, int]) -> Bounds:
    """What a view of this size shows round the middle of the box."""
    x, y = web_pixels(np.array([tight.west, tight.east]), np.array([tight.south, tight.north]), zoom)
    middle_x, middle_y = float(x.mean()), float(y.mean())
    half_x, half_y = size_px[0] / 2, size_px[1] / 2
    size = TILE_PX * 2.0**zoom

    def lat(pixel: float) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * min(max(pixel, 0.0), size) / size))))

    west, east = (middle_x - half_x) / size * 360 - 180, (middle_x + half_x) / size * 360 - 180
    if east - west > 360:
        west, east = (tight.west + tight.east) / 2 - 180, (tight.west + tight.east) / 2 + 180
    return Bounds(west, lat(middle_y + half_y), east, lat(middle_y - half_y))


def roomiest(
    area_px: BaseGeometry,
    *,
    text_px: tuple[float, float],
    avoid_px: Iterable[tuple[float, float]] = (),
    least: float = 1.0,
    most: int = 1,
) -> tuple[tuple[float, float, float], ...]:
    """The middles of the places in an area where a text of this size has most room, in px, and how many times its size.

    The area is squeezed until the text is square; the centre of the largest circle in it is what is looked for. Points
    to avoid are cut out, with room for half the text; so is each place that is found, up to ``most``. None where there
    is less room than ``least`` times the text.
    """
    width, height = text_px
    squeeze = height / width
    west, south, east, north = area_px.bounds  # nan where it is empty, which no point is near to
    near = tuple(
        (x * squeeze, y)
        for x, y in avoid_px
        if west * squeeze - height <= x * squeeze <= east * squeeze + height and south - height <= y <= north + height
    )
    return _roomiest(Same(area_px), text_px, near, least, most)


# A map is drawn again at every change of its story, and what stands near most of its names stays.
@lru_cache(maxsize=1024)
def _roomiest(
    area_px: Same[BaseGeometry],
    text_px: tuple[float, float],
    near: tuple[tuple[float, float], ...],
    least: float,
    most: int,
) -> tuple[tuple[float, float, float], ...]:
    width, height = text_px
    squeeze = height / width
    squeezed = shapely.transform(area_px.value, lambda xy: xy * [squeeze, 1.0])
    # A corner that all but touches another edge may lie across it once it is squeezed: rounding is enough.
    if not shapely.is_valid(squeezed):
        squeezed = shapely.make_valid(squeezed)
    if near:
        squeezed = shapely.difference(squeezed, shapely.union_all(_round(near, height)))
    # A circle of that radius needs that much area: most parts are too small to be looked at.
    enough = math.pi * (0.55 * least * height) ** 2
    circles = list(_circles(squeezed, enough))
    found: list[tuple[float, float, float]] = []
    while circles:
        best = max(circles, key=lambda item: item[0])
        (radius, x, y), part = best
        if radius < 0.55 * least * height:
            break
        found.append((x / squeeze, y, radius / (0.55 * height)))
        if len(found) == most:
            break
        circles.remove(best)
        circles += _circles(shapely.difference(part, _round([(x, y)], height)[0]), enough)
    return tuple(found)


def _round(points: Sequence[tuple[float, float]], height: float) -> NDArray[np.object_]:
    """What a text on each point would take, squeezed."""
    return np.atleast_1d(shapely.buffer(shapely.points(points), height * 0.9, quad_segs=4))


def _circles(area: BaseGeometry, enough: float) -> Iterator[tuple[tuple[float, float, float], shapely.Polygon]]:
    """Each part of an area that is large enough, with the largest circle in it."""
    for part in _parts(area):
        if isinstance(part, shapely.Polygon) and not part.is_empty and part.area > enough:
            yield _largest_circle(part), part


def _largest_circle(polygon: shapely.Polygon) -> tuple[float, float, float]:
    """Radius and centre of the largest circle inside a polygon."""
    if polygon.area <= 0:
        return 0.0, 0.0, 0.0
    line = shapely.maximum_inscribed_circle(polygon, tolerance=max(0.5, math.sqrt(polygon.area) / 100))
    (x, y), *_ = shapely.get_coordinates(line)
    return float(line.length), float(x), float(y)
