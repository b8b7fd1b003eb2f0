"""A small map of where a view lies: its region, or the half of the globe round it, fitted into a rectangle."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.measuring.geodesy import MapPlane, plane_for
from geo.measuring.ranges import range_area
from geo.model import LonLat

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.drawing.pencil import Frame
    from geo.drawing.scene import BaseMap

# A little less than a quarter of the Earth's girth: beyond it lies the side of the globe that is not seen.
HALF_GLOBE_M = 9_990_000.0
WORLD_WIDTH_DEG = 359.0
# A view smaller than this share of the inset is marked by a square of that size.
LEAST_MARK = 0.06


class Inset(NamedTuple):
    """What an inset draws, in units of the sheet; ``view`` is the outline of what the main map shows."""

    sea: BaseGeometry
    land: BaseGeometry
    borders: BaseGeometry
    view: BaseGeometry


def is_globe(base: BaseMap) -> bool:
    """Whether the inset shows the globe, not a region."""
    return base.bounds.east - base.bounds.west >= WORLD_WIDTH_DEG


def aspect_of(base: BaseMap) -> float:
    """Width by height of the inset."""
    if is_globe(base):
        return 1.0
    width, height = _extent(plane_for(base.bounds), base)[2:]
    return min(max(width / height, 0.7), 1.4)


def inset_in(base: BaseMap, frame: Frame, view: NDArray[np.float64], centre: LonLat) -> Inset:
    """The inset fitted into a rectangle.

    Args:
        base: its ground; ``bounds`` is what it shows.
        view: lon, lat in degrees along the frame of the main map. centre: its middle.
    """
    box = shapely.box(*frame.box)
    cap: BaseGeometry | None = None
    if is_globe(base):
        plane = MapPlane(centre)
        cap = range_area(shapely.Point(*centre), HALF_GLOBE_M).geometry
        reach = 2**0.5 * 6_371_007.0
        extent = (-reach, reach, 2 * reach, 2 * reach)
    else:
        plane = plane_for(base.bounds)
        extent = _extent(plane, base)
    left, top, width, height = extent
    # A region fills the rectangle; a globe stands in it.
    scale = (max if cap is not None else min)(width / frame.width, height / frame.height)
    x, y = frame.middle

    def placed(points: NDArray[np.float64]) -> NDArray[np.float64]:
        xy = np.nan_to_num(plane.to_plane(points), nan=1e9, posinf=1e9, neginf=-1e9)
        return np.column_stack([x + (xy[:, 0] - left - width / 2) / scale, y - (xy[:, 1] - top + height / 2) / scale])

    def drawn(geometry: BaseGeometry) -> BaseGeometry:
        seen = geometry if cap is None else shapely.intersection(geometry, cap)
        found = shapely.transform(shapely.segmentize(shapely.simplify(seen, 0.05), 2.0), placed)
        if not found.is_valid:
            found = shapely.make_valid(found, method="structure", keep_collapsed=False)
        return shapely.intersection(found, box)

    sea = box if cap is None else shapely.intersection(shapely.Point(x, y).buffer(reach / scale, quad_segs=45), box)
    return Inset(sea, drawn(base.land), drawn(base.borders), _marked(placed(view), frame))


def _marked(points: NDArray[np.float64], frame: Frame) -> BaseGeometry:
    """The outline of the main map in the inset, large enough to be seen and no larger than the inset."""
    outline = shapely.MultiPoint(points[np.abs(points).max(axis=1) < 1e8]).convex_hull
    least = LEAST_MARK * max(frame.width, frame.height)
    west, north, east, south = outline.bounds
    if max(east - west, south - north) < least:
        outline = shapely.box(west, north, east, south).centroid.buffer(least / 2, cap_style="square")
    return shapely.intersection(outline, shapely.box(*frame.grown(-1).box))


def _extent(plane: MapPlane, base: BaseMap) -> tuple[float, float, float, float]:
    """Left, top, width and height of what the inset shows, in metres of its plane."""
    edge = shapely.get_coordinates(shapely.segmentize(shapely.box(*base.bounds), 1.0))
    x, y = plane.to_plane(edge).T
    return float(x.min()), float(y.max()), float(np.ptp(x)), float(np.ptp(y))
