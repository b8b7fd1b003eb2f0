"""Where the labels go: decided once, in Python, for a few web zoom levels; a renderer only shows or hides.

Every label has candidate places: eight sides of its point, or one centre for the name of an area. The most important
label takes the best free candidate, then the next: a greedy placement, which is what cartographers' rules come to
when priorities differ (Imhof 1975, "Positioning names on maps": right above left, above before below, nothing on
another mark). What finds no room at a zoom level is hidden there, never overprinted.

Positions are pixels, x to the right and y down. The width of a text is estimated from a small table of the advance
widths of DejaVu Sans, one of the widest fonts that a reader's ``sans-serif`` may be, so that the boxes hold in others;
a house's own font is measured itself.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import numpy as np

from geo.drawing.scene import Anchor, Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.drawing.scene import Look
    from geo.model import LonLat

TILE_PX = 256
# Web Mercator ends where its map is square.
MAX_LAT = 85.05112878
# Between a mark's edge and the text beside it: to the side, above and below, and on the diagonals (where a mark's
# edge is 0.7 of its radius away in x and in y). The web's style sheet holds the same numbers.
GAP_PX, GAP_ABOVE_PX, GAP_DIAGONAL_PX = 4.0, 3.0, (2.0, 1.0)
LINE_HEIGHT = 1.15
BOLD = 1.12
# Letter spacing of area names, as a share of the text size.
SPACING = 0.18
# Air that is kept free round every text, to the sides and above and below.
AIR_PX, AIR_ABOVE_PX = 2.0, 1.0
# A web map may stand between two whole zoom levels; a label placed at the lower one must hold up to the next.
BETWEEN = (1.0, 2**0.25, 2**0.5, 2**0.75)
# A name longer than this is cut on the map; popup, table and alt text hold it whole.
MAX_SHOWN = 60

SIDES: tuple[Anchor, ...] = tuple(side for side in get_args(Anchor) if side != "centre")
CENTRE: tuple[Anchor, ...] = ("centre",)

# Advance widths in hundredths of the text size.
_WIDTHS = {
    29: "iIlJjіІ",
    36: " .,:;|'’!()[]\\/-‐·",
    42: "frt",
    54: 'csz?*_`"“”„с',
    62: "абвгдезиклнопртухчьэяєґ",
    64: "abdeghknopquvxy0123456789$",
    70: "ABCEFKLPRSTVXYZ{}",
    78: "DGHNOQU&+<>=^~#",
    98: "mMwW%@…жмшщюыфЖМШЩЮЫФ—",
}
_WIDTH_OF = {character: width for width, characters in _WIDTHS.items() for character in characters}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A label to be placed.

    Attributes:
        mark: radius in px of the mark at its point; 0 for none.
        priority: the lower, the sooner it gets a place.
        anchors: candidates, best first.
    """

    id: str
    text: str
    lon: float
    lat: float
    style: str
    priority: int
    mark: float = 0.0
    anchors: tuple[Anchor, ...] = SIDES
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A text's size and the point that it belongs to, in px."""

    x: float
    y: float
    width: float
    height: float
    mark: float
    priority: int
    anchors: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the picture in which labels should lie, in px."""

    left: float
    top: float
    right: float
    bottom: float


def place_labels(
    wanted: Sequence[Wanted],
    *,
    looks: Mapping[str, Look],
    zooms: Iterable[int],
    corners: tuple[LonLat, LonLat] | None = None,
) -> tuple[Label, ...]:
    """Each wanted label with its side at every zoom level.

    Args:
        wanted: lon, lat in degrees, longitudes running on across the antimeridian.
        looks: the theme's tokens; sizes in px.
        zooms: whole web zoom levels.
        corners: south-west and north-east of the first view, which labels rather do not cross.
    """
    anchors: list[dict[int, Anchor | None]] = [{} for _ in wanted]
    lons, lats = np.array([w.lon for w in wanted]), np.array([w.lat for w in wanted])
    for zoom in sorted(set(zooms)):
        x, y = web_pixels(lons, lats, zoom)
        boxes = [box_of(item, looks, x[n], y[n]) for n, item in enumerate(wanted)]
        for number, side in enumerate(arrange(boxes, window=_window(corners, zoom), scales=BETWEEN)):
            anchors[number][zoom] = side
    return tuple(
        Label(
            id=item.id,
            text=shown(item.text),
            lon=item.lon,
            lat=item.lat,
            style=item.style,
            priority=item.priority,
            anchors=anchors[number],
            language=item.language,
            mark=item.mark,
        )
        for number, item in enumerate(wanted)
    )


def arrange(
    boxes: Sequence[Box],
    *,
    window: Window | None = None,
    scales: Sequence[float] = (1.0,),
    strict: bool = False,
    taken: Sequence[tuple[float, float, float, float]] = (),
) -> list[Anchor | None]:
    """The side for every box, or None where it finds no room.

    Args:
        boxes: in any order; the order breaks ties of priority.
        window: labels avoid crossing its edge; with ``strict`` they never do.
        scales: the placement must hold when all points are drawn apart by these factors (sizes stay).
        taken: further areas that are not free (left, top, right, bottom), at the scale 1.
    """
    order = sorted(range(len(boxes)), key=lambda number: (boxes[number].priority, number))
    marks = np.array([(box.x, box.y, box.mark + 1, n) for n, box in enumerate(boxes) if box.mark > 0]).reshape(-1, 4)
    placed = _Placed(scales)
    for left, top, right, bottom in taken:
        placed.add((left + right) / 2, (top + bottom) / 2, 0.0, 0.0, (right - left) / 2, (bottom - top) / 2)
    sides: list[Anchor | None] = [None] * len(boxes)
    for number in order:
        box = boxes[number]
        others = marks[marks[:, 3] != number]
        best: tuple[float, Anchor] | None = None
        for rank, side in enumerate(box.anchors):
            dx, dy = offset(side, box)
            half = box.width / 2 + AIR_PX, box.height / 2 + AIR_ABOVE_PX
            outside = _outside(window, box.x + dx, box.y + dy, *half)
            if strict and outside > 0:
                continue
            if placed.hits(box.x, box.y, dx, dy, *half) or _on_marks(others, box, dx, dy, half, scales):
                continue
            cost = rank + 20.0 * (outside > 0)
            if best is None or cost < best[0]:
                best = cost, side
        if best is not None:
            sides[number] = best[1]
            placed.add(box.x, box.y, *offset(best[1], box), box.width / 2 + AIR_PX, box.height / 2 + AIR_ABOVE_PX)
    return sides


def offset(side: Anchor, box: Box) -> tuple[float, float]:
    """From the point to the middle of the text, in px."""
    side_gap, above_gap = (box.mark + GAP_PX, box.mark + GAP_ABOVE_PX) if box.mark else (0.0, 0.0)
    across, down = side_gap + box.width / 2, above_gap + box.height / 2
    near_x = 0.7 * box.mark + GAP_DIAGONAL_PX[0] + box.width / 2
    near_y = 0.7 * box.mark + GAP_DIAGONAL_PX[1] + box.height / 2
    return {
        "right": (across, 0.0),
        "left": (-across, 0.0),
        "top": (0.0, -down),
        "bottom": (0.0, down),
        "top-right": (near_x, -near_y),
        "top-left": (-near_x, -near_y),
        "bottom-right": (near_x, near_y),
        "bottom-left": (-near_x, near_y),
        "centre": (0.0, 0.0),
    }[side]


def box_of(item: Wanted | Label, looks: Mapping[str, Look], x: float, y: float) -> Box:
    """The box of a label whose point is at ``x``, ``y`` px."""
    look = looks[item.style]
    return Box(
        x=float(x),
        y=float(y),
        width=text_width(shown(item.text), look),
        height=look.size * LINE_HEIGHT,
        mark=item.mark,
        priority=item.priority,
        anchors=item.anchors if isinstance(item, Wanted) else (SIDES if item.mark else CENTRE),
    )


def text_width(text: str, look: Look) -> float:
    """The width of a text in px, an estimate that rather is too wide."""
    spacing = SPACING * len(text) if look.spaced else 0.0
    if look.font is not None:
        return look.size * (sum(_house_advance(character, look) for character in text) + spacing)
    hundredths = sum(_advance(character) for character in text)
    bold = BOLD if look.weight >= 600 else 1.0
    return look.size * (hundredths / 100 * bold + spacing)


def shown(text: str) -> str:
    """The name as it stands on the map: on one line, cut when it is longer than any map bears."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= MAX_SHOWN else line[: MAX_SHOWN - 1].rstrip() + "…"


def web_pixels(
    lon: NDArray[np.float64], lat: NDArray[np.float64], zoom: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Web Mercator pixels (EPSG:3857's square of 256 px at zoom 0) of degrees; latitudes are cut at 85.05."""
    size = TILE_PX * 2.0**zoom
    sine = np.sin(np.radians(np.clip(lat, -MAX_LAT, MAX_LAT)))
    return (lon + 180.0) / 360.0 * size, (0.5 - np.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * size


def fit_zoom(west: float, south: float, east: float, north: float, size_px: tuple[int, int]) -> float:
    """The (fractional) web zoom at which a box fills a view; ``east`` above ``west``; at most 12."""
    x, y = web_pixels(np.array([west, east]), np.array([south, north]), 0)
    spans = max(float(x[1] - x[0]), 1e-6), max(float(y[0] - y[1]), 1e-6)
    return min(math.log2(size_px[0] / spans[0]), math.log2(size_px[1] / spans[1]), 12.0)


def zoom_levels(fit: float) -> range:
    """The levels to place for: three below the fit of a wide screen (a phone fits at two below), three above."""
    return range(max(0, math.floor(fit) - 3), math.floor(fit) + 4)


class _Placed:
    """The texts that have a place: their points, the offsets of their middles, and half their sizes."""

    def __init__(self, scales: Sequence[float]) -> None:
        self._scales = np.array(scales)[:, None]
        self._rows: list[tuple[float, ...]] = []

    def add(self, x: float, y: float, dx: float, dy: float, half_width: float, half_height: float) -> None:
        self._rows.append((x, y, dx, dy, half_width, half_height))

    def hits(self, x: float, y: float, dx: float, dy: float, half_width: float, half_height: float) -> bool:
        if not self._rows:
            return False
        rows = np.array(self._rows).T
        across = np.abs((x - rows[0]) * self._scales + dx - rows[2]) < half_width + rows[4]
        down = np.abs((y - rows[1]) * self._scales + dy - rows[3]) < half_height + rows[5]
        return bool((across & down).any())


def _on_marks(
    marks: NDArray[np.float64],
    box: Box,
    dx: float,
    dy: float,
    half: tuple[float, float],
    scales: Sequence[float],
) -> bool:
    """Whether the text would lie on another point's mark at one of the scales."""
    if not len(marks):
        return False
    factor = np.array(scales)[:, None]
    across = np.abs((box.x - marks[:, 0]) * factor + dx) < half[0] + marks[:, 2]
    down = np.abs((box.y - marks[:, 1]) * factor + dy) < half[1] + marks[:, 2]
    return bool((across & down).any())


def _outside(window: Window | None, x: float, y: float, half_width: float, half_height: float) -> float:
    """By how many px a text crosses the window's edge."""
    if window is None:
        return 0.0
    return max(
        window.left - (x - half_width),
        x + half_width - window.right,
        window.top - (y - half_height),
        y + half_height - window.bottom,
        0.0,
    )


def _window(corners: tuple[LonLat, LonLat] | None, zoom: int) -> Window | None:
    if corners is None:
        return None
    x, y = web_pixels(np.array([c.lon for c in corners]), np.array([c.lat for c in corners]), zoom)
    return Window(float(x[0]), float(y[1]), float(x[1]), float(y[0]))


def _house_advance(character: str, look: Look) -> float:
    """The width of one character in the house's font, as a share of the text size; estimated where it has none."""
    bold = look.weight >= 600
    known = None if look.font is None else look.font.advance(character, bold=bold)
    return _advance(character) / 100 * (BOLD if bold else 1.0) if known is None else known


def _advance(character: str) -> int:
    """The width of one character in hundredths of the text size."""
    if character in _WIDTH_OF:
        return _WIDTH_OF[character]
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn"}:
        return 0
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return 100
    base = unicodedata.normalize("NFD", character)[0]
    if base != character:
        return _advance(base)
    return 74 if character.isupper() else 66
