"""The plane that the light page draws on: azimuthal, chosen for the extent, fitted to a wide and a narrow frame.

Two projections, both round one centre, so that nothing is torn over a pole or at 180:

- Lambert azimuthal equal-area (EPSG method 9820), centred on the first view: areas are true to each other.
- Azimuthal equidistant (EPSG method 1125), where a long range is measured from one centre, or more than a hemisphere
  is seen: ways from the centre have their true length and direction, so that a ring is a circle.

Where the far side of the Earth comes into view the map ends in a circle just short of the antipode of its centre, and
what is beyond that is taken away in degrees, before it is projected: there is no edge that could pass for a coast.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely
from shapely import affinity

from geo.drawing.labels import TILE_PX
from geo.drawing.scene import flat_bounds
from geo.drawing.still import Sheet
from geo.measuring.geodesy import EQUATOR_M, MapPlane, Plane, centre_of, inverse
from geo.measuring.ranges import range_area
from geo.model import LonLat

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.drawing.scene import Scene
    from geo.drawing.still import Rectangle

    Floats = NDArray[np.float64]

Kind = Literal["equal-area", "equidistant"]

EQUATOR_ROUND_M = 2 * math.pi * EQUATOR_M
# The map's frame on a wide page, in px, and its shape on a narrow one; the style sheet holds the same.
WIDE_PX = (1066.0, 600.0)
NARROW_RATIO = 4 / 5
# Kept free round what must be seen.
PAD_PX = 10.0
# How much more is drawn than any frame shows at first, for a reader who moves the map.
BEYOND = 1.15
# From here on the plane is the equidistant one; and here the map ends (geodesics begin to cross at 19,970 km).
HEMISPHERE_M = 9_000_000.0
RIM_M = 19_900_000.0
# A box wider or nearer to a pole than this is no shape in an azimuthal plane: what lies in it is fitted instead.
WIDE_DEG, POLAR_DEG = 60.0, 70.0
SEEN_KINDS = frozenset({"range", "strike", "origin", "place", "line", "region", "precision"})
# Px of the screen to a px of the drawing at which names are placed: the narrowest phone to the closest look.
SCALES = (0.25, 0.35, 0.5, 0.66, 0.71, 1.0, 2.0, 4.0)
# The frames of a narrow and a wide page: width to height, and how wide they are at least and at most.
FRAMES = ((NARROW_RATIO, 258.0, 598.0), (WIDE_PX[0] / WIDE_PX[1], 587.0, WIDE_PX[0]))
# A closer look is at most six times this large: then these are still below a px and a half.
LOSS_PX, PER_PX = 0.12, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LightPlane:
    """A plane with the sheet on it.

    Attributes:
        kind: which projection. rings: whether it is centred where a long range is measured from.
        centre: of the projection. metres_px: metres to a px at the centre.
        centre_px: where the centre lies on the sheet.
    """

    kind: Kind
    rings: bool
    centre: LonLat
    metres_px: float
    centre_px: tuple[float, float]
    sheet: Sheet


def light_plane(scene: Scene, centre: LonLat | None = None) -> LightPlane:
    """The plane for a scene.

    Args:
        centre: from where a long range is measured: the plane is equidistant round it.
    """
    seen = _seen(scene)
    around = centre or (centre_of(shapely.MultiPoint(seen)) if len(seen) else LonLat(10.0, 25.0))
    kind: Kind = "equidistant" if centre is not None or _farthest(around, seen) > HEMISPHERE_M else "equal-area"
    to_plane = Plane(around).to_plane if kind == "equidistant" else MapPlane(around).to_plane
    left, bottom, right, top = _fitted(to_plane(seen), kind)
    across, down = WIDE_PX[0] - 2 * PAD_PX, WIDE_PX[1] - 2 * PAD_PX
    metres_px = max((right - left) / across, (top - bottom) / down)
    width, height = (right - left) / metres_px + 2 * PAD_PX, (top - bottom) / metres_px + 2 * PAD_PX
    origin = PAD_PX - left / metres_px, PAD_PX + top / metres_px

    def project(points: Floats) -> Floats:
        plane = to_plane(points) / metres_px
        return np.column_stack([origin[0] + plane[:, 0], origin[1] - plane[:, 1]])

    drawn = _drawn(width, height)
    corners = np.array([(drawn[n], drawn[m]) for n in (0, 2) for m in (1, 3)]) - origin
    rim_m = float(np.hypot(*corners.T).max()) * metres_px
    disc = None
    if rim_m > (RIM_M if kind == "equidistant" else 2 * EQUATOR_M * 0.99):
        rim_m = RIM_M
        disc = (*origin, RIM_M / metres_px)
        drawn = _within(drawn, disc)
    return LightPlane(
        kind=kind,
        rings=centre is not None,
        centre=around,
        metres_px=metres_px,
        centre_px=origin,
        sheet=Sheet(
            project=project,
            size_px=(width, height),
            drawn_px=drawn,
            disc_px=disc,
            cut=_cut(scene, around, rim_m),
            bend_deg=1.0,
            loss_px=LOSS_PX,
            per_px=PER_PX,
            zoom=math.log2(
                EQUATOR_ROUND_M * math.cos(math.radians(min(abs(around.lat), POLAR_DEG))) / TILE_PX / metres_px
            ),
            scales=SCALES,
            seen_px=tuple(_seen_at(scale, until, width, height) for scale, until in pairwise((*SCALES, math.inf))),
            wide_px=tuple(
                _seen_at(scale, until, width, height, FRAMES[1:]) for scale, until in pairwise((*SCALES, math.inf))
            ),
        ),
    )


def frame_px(page_px: float) -> tuple[float, float]:
    """The size of the map's frame on a page of this width: 16:9, or 4:5 on a narrow one."""
    if page_px > NARROW_PAGE_PX:
        width = min(page_px - 2 * PAGE_MARGIN_PX - 2, WIDE_PX[0])
        return width, width * WIDE_PX[1] / WIDE_PX[0]
    width = page_px - 2 * NARROW_MARGIN_PX - 2
    return width, width / NARROW_RATIO


# Of the page round the frame; the style sheet holds the same, and a frame has a line of 1 px round it.
NARROW_PAGE_PX, PAGE_MARGIN_PX, NARROW_MARGIN_PX = 620, 16, 10


def scale_in(frame: tuple[float, float], size: tuple[float, float]) -> float:
    """Px of the screen to a px of a drawing of this size that is wholly seen in a frame."""
    return min(frame[0] / size[0], frame[1] / size[1])


def _seen(scene: Scene) -> Floats:
    """Positions (n, 2) in degrees that the first view must hold."""
    west, south, east, north = flat_bounds(scene.bounds)
    if east - west <= WIDE_DEG and max(abs(south), abs(north)) <= POLAR_DEG:
        lon, lat = np.linspace(west, east, 17), np.linspace(south, north, 17)
        return np.vstack(
            [
                np.column_stack(np.broadcast_arrays(*side))
                for side in ((lon, south), (lon, north), (west, lat), (east, lat))
            ]
        )
    found = [shapely.get_coordinates(f.geometry) for f in scene.features if f.kind in SEEN_KINDS]
    return np.vstack(found) if found else np.empty((0, 2))


def _farthest(centre: LonLat, points: Floats) -> float:
    if not len(points):
        return math.inf
    return float(inverse(centre.lon, centre.lat, points[:, 0], points[:, 1]).distance_m.max())


def _fitted(plane: Floats, kind: Kind) -> tuple[float, float, float, float]:
    """Left, bottom, right and top in metres of what is fitted; never beyond the rim, never nothing."""
    plane = plane[np.isfinite(plane).all(axis=1)]
    if not len(plane):
        return -RIM_M, -RIM_M, RIM_M, RIM_M
    left, bottom = plane.min(axis=0).tolist()
    right, top = plane.max(axis=0).tolist()
    most = RIM_M if kind == "equidistant" else 2 * EQUATOR_M
    # A single place is shown with some 100 km round it.
    grow_x, grow_y = max(0.0, 100_000.0 - (right - left) / 2), max(0.0, 60_000.0 - (top - bottom) / 2)
    return (
        max(left - grow_x, -most),
        max(bottom - grow_y, -most),
        min(right + grow_x, most),
        min(top + grow_y, most),
    )


def _seen_at(
    scale: float, until: float, width: float, height: float, frames: Sequence[tuple[float, float, float]] | None = None
) -> Rectangle | None:
    """What is seen at first in the frames at whose scale all of the drawing is just seen; None at a closer look.

    A scale may come about in a wide frame or in a narrow one: what all ``frames`` show counts.
    """
    found: Rectangle | None = None
    for ratio, least, most in frames or FRAMES:
        across, down = max(width, height * ratio), max(height, width / ratio)
        if most / across >= scale and least / across < until:
            x, y = width / 2, height / 2
            frame = x - across / 2, y - down / 2, x + across / 2, y + down / 2
            found = frame if found is None else _common(found, frame)
    return found


def _common(one: Rectangle, other: Rectangle) -> Rectangle:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _drawn(width: float, height: float) -> Rectangle:
    """What a wide and a narrow frame show round the first view, and some more."""
    half_x = half_y = 0.0
    for ratio in (NARROW_RATIO, WIDE_PX[0] / WIDE_PX[1]):
        half_x = max(half_x, max(width, height * ratio) / 2 * BEYOND)
        half_y = max(half_y, max(height, width / ratio) / 2 * BEYOND)
    return width / 2 - half_x, height / 2 - half_y, width / 2 + half_x, height / 2 + half_y


def _within(drawn: Rectangle, disc: tuple[float, float, float]) -> Rectangle:
    x, y, radius = disc
    return _common(drawn, (x - radius - 4, y - radius - 4, x + radius + 4, y + radius + 4))


def _cut(scene: Scene, centre: LonLat, rim_m: float) -> Callable[[BaseGeometry], BaseGeometry] | None:
    """Takes away what lies beyond the rim, where the base map goes so far round the Earth that it may hold it."""
    bounds = scene.base.bounds
    if bounds.east - bounds.west < 120 and max(abs(bounds.south), abs(bounds.north)) < 85:
        return None
    # A little more than is seen, so that the line of the cut is not.
    cap = range_area(shapely.Point(centre), min(rim_m * 1.02, RIM_M + 10_000)).geometry
    caps = shapely.union_all([affinity.translate(cap, xoff=turn) for turn in (-360.0, 0.0, 360.0)])
    # In halves along the meridian of the centre, which is straight in the plane: an area that goes all round the
    # Earth has no outline there but its hole, and each half of it has one.
    halves = [shapely.box(centre.lon + west, -90.0, centre.lon + west + 180.0, 90.0) for west in range(-720, 720, 180)]
    pieces = [piece for half in halves if not (piece := shapely.intersection(caps, half)).is_empty]
    for piece in pieces:
        shapely.prepare(piece)

    def cut(geometry: BaseGeometry) -> BaseGeometry:
        if any(shapely.contains_properly(piece, geometry) for piece in pieces):
            return geometry
        parts = [shapely.intersection(geometry, piece) for piece in pieces if piece.intersects(geometry)]
        return shapely.GeometryCollection([part for part in parts if not part.is_empty])

    return cut
