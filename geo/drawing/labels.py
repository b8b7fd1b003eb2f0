"""Where the labels go: decided once, in Python, for a few web zoom levels; a renderer only shows or hides.

Every label has candidate places: eight sides of its point; for a place of the story three rings more further off, from
which a leader line runs to the mark; for the name of an area one centre. The most important label takes the best free
candidate, then the next, which is what cartographers' rules come to when priorities differ (Imhof 1975, "Positioning
names on maps": right above left, above before below, nothing on another mark); a label that is left over may then push
equals aside, if they find another place. What finds no room at a zoom level is hidden there, never overprinted.

A map is looked at between two zoom levels too: then the points draw apart while the texts keep their size. A placement
holds for all of that: whether two texts meet anywhere between two scales is solved, not sampled.

Positions are pixels, x to the right and y down. The width of a text is estimated from a small table of the advance
widths of DejaVu Sans, one of the widest fonts that a reader's ``sans-serif`` may be, so that the boxes hold in others;
a house's own font is measured itself.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import floor
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

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
# The closest that a page without tiles is zoomed in: beyond, the outlines at 1:10 million show nothing more.
MAX_ZOOM = 10
# The closest first view: closer, the outlines would stray from the towns by more than a mark is wide.
FIT_ZOOM = 9.5
# Between a mark's edge and the text beside it: to the side, above and below, and on the diagonals (where a mark's
# edge is 0.7 of its radius away in x and in y). The web's style sheet holds the same numbers.
GAP_PX, GAP_ABOVE_PX, GAP_DIAGONAL_PX = 4.0, 3.0, (2.0, 1.0)
# How long a leader line is, in heights of its text; the web's script holds the same numbers.
LEADER, LEADER_FAR, LEADER_OUT = 1.3, 2.9, 5.0
# What a leader line takes, to both sides; how far it stays off its mark and its text.
LEADER_HALF_PX, LEADER_GAP_PX = 1.5, 1.5
_SLANT = math.sqrt(0.5)
LINE_HEIGHT = 1.15
BOLD = 1.12
# Letter spacing of area names, as a share of the text size.
SPACING = 0.18
# Air that is kept free round every text, to the sides and above and below.
AIR_PX, AIR_ABOVE_PX = 2.0, 1.0
# Labels are placed for zoom levels so far apart; so many of them only for whole levels.
STEP = 0.5
MOST_AT_HALF_LEVELS = 500
# A name longer than this is cut on the map; popup, table and alt text hold it whole.
MAX_SHOWN = 60

LEADS: tuple[Anchor, ...] = tuple(side for side in get_args(Anchor) if side.startswith("lead-"))
SIDES: tuple[Anchor, ...] = tuple(side for side in get_args(Anchor) if side != "centre" and side not in LEADS)
CENTRE: tuple[Anchor, ...] = ("centre",)
# What bears this priority, the reported strike, is named even where its name must hide the mark of another place.
MUST = 0
# What a candidate costs: sides by their rank, leaders after all sides, those of a farther ring after a nearer; a text
# that crosses the window's edge comes last.
_LEAD_COST, _FAR_COST, _OUTSIDE_COST = 10.0, 10.0, 40.0
# Where so many marks stand in nine cells of so many px round a point, no name finds room between them, and only the
# most important labels are tried at all.
_CELL_PX = 32.0
_HOPELESS, _TRIED = 120, 40
# Width and height in px of the cells in which texts and marks are looked up: as wide as a name where there are few, so
# that a text lies in two or three of them; narrow where many stand together.
_FEW_PX, _MANY_PX = (96.0, 32.0), (32.0, 32.0)
# From so many labels on, candidates are sifted all at once first: px of the cells for that, and how many of them.
_MANY = 150
_FINE_PX, _MOST_CELLS = 4.0, 2_000_000

_DIRECTIONS = {"right": (1, 0), "left": (-1, 0), "top": (0, -1), "bottom": (0, 1)}


class _Side(NamedTuple):
    """An anchor taken apart: the direction from the mark, and the leader's length in heights of the text (or 0)."""

    x: int
    y: int
    lead: float


def _taken_apart(anchor: str) -> _Side:
    steps = [_DIRECTIONS[word] for word in anchor.split("-") if word in _DIRECTIONS]
    rings = {"far": LEADER_FAR, "out": LEADER_OUT}
    lead = rings.get(anchor.rpartition("-")[2], LEADER) if anchor.startswith("lead-") else 0.0
    return _Side(sum(x for x, _ in steps), sum(y for _, y in steps), lead)


_SIDES: dict[str, _Side] = {anchor: _taken_apart(anchor) for anchor in get_args(Anchor)}
_COST = {
    **{side: float(rank) for rank, side in enumerate((*CENTRE, *SIDES))},
    **{side: _LEAD_COST + rank % 8 + _FAR_COST * (rank // 8) for rank, side in enumerate(LEADS)},
}

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
        group, apart: of several with one group, the first that find room are shown, at least so many px from each
            other; with ``apart`` infinite only one.
        from_zoom: it is shown from this web zoom level on.
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
    group: str | None = None
    apart: float = math.inf
    from_zoom: float = 0.0


# Not frozen: a thousand are made for every map, and that takes three times as long for a frozen one.
@dataclass(slots=True)
class Box:
    """A text's size and the point that it belongs to, in px; ``group`` and ``apart`` as in ``Wanted``."""

    x: float
    y: float
    width: float
    height: float
    mark: float
    priority: int
    anchors: tuple[Anchor, ...]
    group: str | None = None
    apart: float = math.inf


class Window(NamedTuple):
    """The part of the picture in which labels should lie, in px."""

    left: float
    top: float
    right: float
    bottom: float


def place_labels(
    wanted: Sequence[Wanted],
    *,
    looks: Mapping[str, Look],
    zooms: Iterable[float],
    corners: tuple[LonLat, LonLat] | None = None,
) -> tuple[Label, ...]:
    """Each wanted label with its side at every zoom level.

    Args:
        wanted: lon, lat in degrees, longitudes running on across the antimeridian.
        looks: the theme's tokens; sizes in px.
        zooms: web zoom levels.
        corners: south-west and north-east of the first view, which labels rather do not cross.
    """
    anchors: list[dict[float, Anchor | None]] = [{} for _ in wanted]
    # Pixels of zoom 0, and from these those of each level: all of them are twice some power of these, to the last bit.
    at_0 = web_pixels(np.array([w.lon for w in wanted]), np.array([w.lat for w in wanted]), 0)
    window_at_0 = _window(corners)
    plain = [box_of(item, looks, 0.0, 0.0) for item in wanted]
    levels = sorted(set(zooms))
    # A web map may stand between two levels; a label that was placed at the lower one must hold up to the next.
    between = (1.0, 2.0 ** max((high - low for low, high in pairwise(levels)), default=STEP))
    for zoom in levels:
        larger = 2.0**zoom
        x, y = ((px * larger).tolist() for px in at_0)
        here = [n for n, item in enumerate(wanted) if item.from_zoom <= zoom]
        boxes = [_moved(plain[n], x[n], y[n]) for n in here]
        window = None if window_at_0 is None else Window(*(px * larger for px in window_at_0))
        placed = arrange(boxes, window=window, scales=between)
        for found in anchors:
            found[zoom] = None
        for n, side in zip(here, placed, strict=True):
            anchors[n][zoom] = side
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
            group=item.group,
            apart=item.apart,
            from_zoom=item.from_zoom,
            candidates=item.anchors,
        )
        for number, item in enumerate(wanted)
    )


def _moved(box: Box, x: float, y: float) -> Box:
    return Box(x, y, box.width, box.height, box.mark, box.priority, box.anchors, box.group, box.apart)


def arrange(
    boxes: Sequence[Box],
    *,
    window: Window | None = None,
    scales: Sequence[float] = (1.0,),
    strict: bool = False,
    taken: Sequence[tuple[float, float, float, float]] = (),
    costs: Sequence[Mapping[Anchor, float]] = (),
) -> list[Anchor | None]:
    """The side for every box, or None where it finds no room.

    Args:
        boxes: in any order; the order breaks ties of priority.
        window: labels avoid crossing its edge; with ``strict`` they never do.
        scales: the placement must hold when all points are drawn apart by any factor between the least and the
            greatest of these (sizes stay).
        taken: further areas that are not free (left, top, right, bottom), at the scale 1.
        costs: for every box, what its sides cost beyond their rank, in ranks: where lines run under the text.
    """
    order = sorted(range(len(boxes)), key=lambda number: (boxes[number].priority, number))
    sheet = _Sheet(min(scales), max(scales), _FEW_PX if len(boxes) <= _MANY else _MANY_PX)
    for left, top, right, bottom in taken:
        sheet.cover(-1, (left + right) / 2, (top + bottom) / 2, (0.0, 0.0, (right - left) / 2, (bottom - top) / 2))
    owners = _owners(boxes)
    for number, box in enumerate(boxes):
        if box.mark > 0:
            sheet.mark(owners[number], box.x, box.y, box.mark + 1)
    sides: list[Anchor | None] = [None] * len(boxes)
    groups: dict[str, list[Box]] = {}
    candidates = _sifted(boxes, order, scales)
    for number in order:
        box = boxes[number]
        mates = groups.setdefault(box.group, []) if box.group is not None else []
        if any(math.hypot(box.x - mate.x, box.y - mate.y) < box.apart for mate in mates):
            continue
        dearer = costs[number] if costs else {}
        side = _best_side((number, owners[number]), box, candidates[number], sheet, window, strict=strict, costs=dearer)
        if side is None and box.priority == MUST:
            side = _least_covering(number, box, sheet, window, strict=strict)
        if side is not None:
            sides[number] = side
            mates.append(box)
            sheet.place(number, box, side)
    if len(boxes) <= _MANY:
        for number in order:
            if sides[number] is None and boxes[number].mark and boxes[number].group is None:
                _make_room(number, boxes, owners, sides, sheet, window, strict=strict)
    return sides


def _owners(boxes: Sequence[Box]) -> list[int]:
    """Whose the mark of each box is: those of a group are one's own, as the spots along a line are to its length."""
    first: dict[str, int] = {}
    return [n if box.group is None else first.setdefault(box.group, n) for n, box in enumerate(boxes)]


def _least_covering(number: int, box: Box, sheet: _Sheet, window: Window | None, *, strict: bool) -> Anchor | None:
    """The side on which a text that must be read hides the fewest marks, and no text."""
    best: Anchor | None = None
    least = math.inf
    for side in box.anchors:
        crossing = window is not None and _crosses(window, box.x, box.y, _parts(side, box)[0])
        covered = math.inf if crossing and strict else sheet.marks_under(number, box, side, least)
        cost = covered + _COST[side] / 100 + crossing
        if cost < least:
            best, least = side, cost
    return best


def _make_room(
    number: int,
    boxes: Sequence[Box],
    owners: Sequence[int],
    sides: list[Anchor | None],
    sheet: _Sheet,
    window: Window | None,
    *,
    strict: bool,
) -> None:
    """Give a label that found no room the place of others no more important, where these find another."""
    box = boxes[number]
    for side in box.anchors:
        if strict and window is not None and _crosses(window, box.x, box.y, _parts(side, box)[0]):
            continue
        rivals = sheet.rivals(number, box, side)
        if rivals is None or any(rival < 0 or boxes[rival].priority < box.priority for rival in rivals):
            continue
        before = {rival: sides[rival] for rival in rivals}
        sheet.lift(rivals)
        sheet.place(number, box, side)
        for rival in rivals:
            other = boxes[rival]
            sides[rival] = _best_side((rival, owners[rival]), other, other.anchors, sheet, window, strict=strict)
            if sides[rival] is None:
                break
            sheet.place(rival, other, sides[rival])
        else:
            sides[number] = side
            return
        sheet.lift([number, *rivals])
        for rival, place in before.items():
            sides[rival] = place
            sheet.place(rival, boxes[rival], place)


def _sifted(boxes: Sequence[Box], order: Sequence[int], scales: Sequence[float]) -> list[Sequence[Anchor]]:
    """The candidates of each box that are worth a closer look; all of them where there are few boxes.

    Where thousands of points lie together nearly every candidate lies on somebody's mark: that is told for all at once.
    """
    found: list[Sequence[Anchor]] = [box.anchors for box in boxes]
    # The marks of a group stand in nobody's way within it, which is looked at closely only.
    marked = np.array([(box.x, box.y) for box in boxes if box.mark > 0 and box.group is None]).reshape(-1, 2)
    if len(boxes) <= _MANY or not len(marked):
        return found
    crowded = _crowd(np.array([(box.x, box.y) for box in boxes]), marked) > _HOPELESS
    crowded[order[:_TRIED]] = False
    for number in np.nonzero(crowded)[0].tolist():
        found[number] = ()
    left = np.nonzero(~crowded)[0].tolist()
    covered = _covered_by_marks([boxes[number] for number in left], marked, scales)
    for at, number in enumerate(left):
        found[number] = [side for side in found[number] if not covered[side][at]]
    return found


def _crowd(points: NDArray[np.float64], marked: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many marks stand in the nine cells round each point."""
    columns, rows = (np.floor(marked / _CELL_PX).astype(np.int64) + 1).T
    high = int(rows.max()) - int(rows.min()) + 4
    keys, counts = np.unique(columns * high + rows, return_counts=True)
    column, row = (np.floor(points / _CELL_PX).astype(np.int64) + 1).T
    found = np.zeros(len(points), np.int64)
    for across in (-1, 0, 1):
        for down in (-1, 0, 1):
            key = (column + across) * high + row + down
            at = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
            found += np.where(keys[at] == key, counts[at], 0)
    return found


def _covered_by_marks(
    boxes: Sequence[Box], marked: NDArray[np.float64], scales: Sequence[float]
) -> dict[Anchor, list[bool]]:
    """For every side, which of the boxes surely lie on a mark there, by counts in cells of a few px."""
    low = marked.min(axis=0)
    spread = np.ptp(marked, axis=0) + 1.0
    cell = max(_FINE_PX, math.sqrt(float(spread.prod()) / _MOST_CELLS))
    size = np.ceil(spread / cell).astype(int)
    sums = np.zeros(size + 1)
    counted = _counted((marked - low) / cell, int(size[0]), int(size[1]))
    sums[1:, 1:] = counted.cumsum(axis=0).cumsum(axis=1)
    point = (np.array([(box.x, box.y) for box in boxes]).reshape(-1, 2) - low) / cell
    extent = np.array([(box.width, box.height) for box in boxes]).reshape(-1, 2)
    mark = np.array([box.mark for box in boxes])
    covered = {}
    for side in dict.fromkeys(side for sides in {box.anchors for box in boxes} for side in sides):
        middle = np.column_stack(_offset(_SIDES[side], extent[:, 0], extent[:, 1], mark))
        on_marks = np.zeros(len(boxes), bool)
        for scale in {min(scales), max(scales)}:
            # Only cells that lie wholly under the text.
            near, far = (point + (middle + half) / (scale * cell) for half in (-extent / 2, extent / 2))
            first = np.clip(np.ceil(near).astype(int), 0, size)
            last = np.clip(np.floor(far).astype(int), first, size)
            (left, top), (right, bottom) = first.T, last.T
            on_marks |= sums[right, bottom] - sums[left, bottom] - sums[right, top] + sums[left, top] > 0.5
        covered[side] = on_marks.tolist()
    return covered


def _counted(cells: NDArray[np.float64], columns: int, rows: int) -> NDArray[np.float64]:
    """How many points lie in each cell of a grid."""
    column, row = np.floor(cells).astype(np.int64).T
    keys = np.minimum(column, columns - 1) * rows + np.minimum(row, rows - 1)
    return np.bincount(keys, minlength=columns * rows).reshape(columns, rows).astype(np.float64)


def _best_side(
    owner: tuple[int, int],
    box: Box,
    candidates: Iterable[Anchor],
    sheet: _Sheet,
    window: Window | None,
    *,
    strict: bool,
    costs: Mapping[Anchor, float] = MappingProxyType({}),
) -> Anchor | None:
    """The cheapest side on which text and leader line are free; ``owner`` of the text and of its mark."""
    best: Anchor | None = None
    least = math.inf
    x, y, width, height, mark = box.x, box.y, box.width, box.height, box.mark
    for side in candidates:
        cost = _COST[side] + costs.get(side, 0.0)
        if cost >= least:
            continue
        parts = _kept_parts(side, width, height, mark)
        if window is not None and _crosses(window, x, y, parts[0]):
            cost += _OUTSIDE_COST
            if strict or cost >= least:
                continue
        for part in parts:
            if not sheet.free(owner, x, y, part):
                break
        else:
            best, least = side, cost
    return best


def offset(side: Anchor, box: Box) -> tuple[float, float]:
    """From the point to the middle of the text, in px."""
    return _kept_offset(side, box.width, box.height, box.mark)


# The same labels are placed for some twenty scales.
@lru_cache(maxsize=100_000)
def _kept_offset(side: Anchor, width: float, height: float, mark: float) -> tuple[float, float]:
    dx, dy = _offset(_SIDES[side], width, height, mark)
    return dx, dy


def _offset(side: _Side, width: Any, height: Any, mark: Any) -> tuple[Any, Any]:
    """The same for numbers, or for arrays of them."""
    x, y, lead = side
    half_width, half_height = width / 2, height / 2
    if lead:
        far = mark + lead * height
        if x and y:
            # The leader ends at the middle of the text's near end.
            return x * (_SLANT * far + half_width), y * (_SLANT * far)
        return x * (far + half_width), y * (far + half_height)
    if x and y:
        near = 0.7 * mark
        return x * (near + GAP_DIAGONAL_PX[0] + half_width), y * (near + GAP_DIAGONAL_PX[1] + half_height)
    # Without a mark there is no gap.
    some = mark > 0
    return x * (some * (mark + GAP_PX) + half_width), y * (some * (mark + GAP_ABOVE_PX) + half_height)


def leader(side: Anchor, box: Box) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The line from a mark to a text that stands further off, its two ends in px; None where the text is near."""
    line = _leader(side, box.height, box.mark)
    if line is None:
        return None
    (x1, y1), (x2, y2) = line
    return (box.x + x1, box.y + y1), (box.x + x2, box.y + y2)


def _leader(side: Anchor, height: float, mark: float) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The same from the point."""
    x, y, lead = _SIDES[side]
    if not lead:
        return None
    slant = _SLANT if x and y else 1.0
    start = (mark + LEADER_GAP_PX) * slant
    far = (mark + lead * height) * slant
    end_x = x * (far - LEADER_GAP_PX)
    end_y = y * (far - (0.0 if x else LEADER_GAP_PX))
    return (x * start, y * start), (end_x, end_y)


def _parts(side: Anchor, box: Box) -> tuple[_Part, ...]:
    """What a label covers: its text with some air, and its leader line as a row of small boxes."""
    return _kept_parts(side, box.width, box.height, box.mark)


@lru_cache(maxsize=100_000)
def _kept_parts(side: Anchor, width: float, height: float, mark: float) -> tuple[_Part, ...]:
    dx, dy = _kept_offset(side, width, height, mark)
    text = (dx, dy, width / 2 + AIR_PX, height / 2 + AIR_ABOVE_PX)
    line = _leader(side, height, mark)
    if line is None:
        return (text,)
    (x1, y1), (x2, y2) = line
    across, down = x2 - x1, y2 - y1
    pieces = math.ceil(math.hypot(across, down) / 8) if across and down else 1
    half_width, half_height = abs(across) / pieces / 2 + LEADER_HALF_PX, abs(down) / pieces / 2 + LEADER_HALF_PX
    ways = [(n + 0.5) / pieces for n in range(pieces)]
    return (text, *((x1 + along * across, y1 + along * down, half_width, half_height) for along in ways))


def sides_of(item: Wanted | Label) -> tuple[Anchor, ...]:
    """The candidates of a label: with leaders for the story's own places, one centre for the name of an area."""
    if isinstance(item, Wanted):
        return item.anchors
    return item.candidates or (SIDES if item.mark else CENTRE)


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
        anchors=sides_of(item),
        group=item.group,
        apart=item.apart,
    )


def text_width(text: str, look: Look) -> float:
    """The width of a text in px, an estimate that rather is too wide."""
    spacing = SPACING * len(text) if look.spaced else 0.0
    if look.font is not None:
        return look.size * (sum(_house_advance(character, look) for character in text) + spacing)
    bold = BOLD if look.weight >= 600 else 1.0
    return look.size * (_hundredths(text) / 100 * bold + spacing)


# A map is drawn again at every change of its story, mostly with the same names.
@lru_cache(maxsize=4096)
def _hundredths(text: str) -> int:
    return sum(_advance(character) for character in text)


@lru_cache(maxsize=4096)
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
    """The (fractional) web zoom at which a box fills a view; ``east`` above ``west``; at most 9.5."""
    x, y = web_pixels(np.array([west, east]), np.array([south, north]), 0)
    spans = max(float(x[1] - x[0]), 1e-6), max(float(y[0] - y[1]), 1e-6)
    return min(math.log2(size_px[0] / spans[0]), math.log2(size_px[1] / spans[1]), FIT_ZOOM)


def zoom_levels(fit: float, labels: int = 0) -> tuple[float, ...]:
    """The levels to place for: from three below the fit of a wide screen (a phone fits at two below) to the closest."""
    low = max(0, math.floor(fit) - 3)
    high = max(min(math.floor(fit) + 4, MAX_ZOOM), low)
    step = STEP if labels <= MOST_AT_HALF_LEVELS else 1.0
    return tuple(low + step * n for n in range(int((high - low) / step) + 1))


# From a point to the middle of what is covered, and half its width and height.
_Part = tuple[float, float, float, float]
# The label that it is of, its point, and the part.
_Entry = tuple[int, float, float, float, float, float, float]
_Cells = dict[tuple[int, int], list[_Entry]]


class _Sheet:
    """Marks and texts that lie on the map, found by a grid.

    All is kept in the coordinates of the points at the scale 1: at a scale of f, what belongs to a point covers there
    only the f-th part of its size. A thing is entered in every cell that it covers at any of the scales.
    """

    def __init__(self, low: float, high: float, cell_px: tuple[float, float]) -> None:
        self._low, self._high = low, high
        self._across, self._down = cell_px
        # Texts are asked for first: there are few of them where marks are many.
        self._texts: _Cells = {}
        self._marks: _Cells = {}

    def _covered(self, x: float, y: float, part: _Part) -> list[tuple[int, int]]:
        dx, dy, half_width, half_height = part
        low, high = self._low, self._high
        left, right, top, bottom = dx - half_width, dx + half_width, dy - half_height, dy + half_height
        across, down = self._across, self._down
        first = floor((x + left / (low if left < 0 else high)) / across)
        last = floor((x + right / (low if right > 0 else high)) / across)
        upper = floor((y + top / (low if top < 0 else high)) / down)
        lower = floor((y + bottom / (low if bottom > 0 else high)) / down)
        if first == last:
            return [(first, upper)] if upper == lower else [(first, row) for row in range(upper, lower + 1)]
        if upper == lower:
            return [(column, upper) for column in range(first, last + 1)]
        return [(column, row) for column in range(first, last + 1) for row in range(upper, lower + 1)]

    def mark(self, owner: int, x: float, y: float, radius: float) -> None:
        """Enter the mark of a point."""
        part = (0.0, 0.0, radius, radius)
        for cell in self._covered(x, y, part):
            self._marks.setdefault(cell, []).append((owner, x, y, *part))

    def cover(self, owner: int, x: float, y: float, part: _Part) -> None:
        """Enter what a label covers, or what is not free for other reasons."""
        for cell in self._covered(x, y, part):
            self._texts.setdefault(cell, []).append((owner, x, y, *part))

    def place(self, owner: int, box: Box, side: Anchor | None) -> None:
        """Enter a label on its side; None enters nothing."""
        if side is not None:
            for part in _parts(side, box):
                self.cover(owner, box.x, box.y, part)

    def lift(self, owners: Sequence[int]) -> None:
        """Take labels off again."""
        for cell, entries in self._texts.items():
            if any(entry[0] in owners for entry in entries):
                self._texts[cell] = [entry for entry in entries if entry[0] not in owners]

    def rivals(self, owner: int, box: Box, side: Anchor) -> list[int] | None:
        """The labels that stand where one would; None where it would lie on a mark."""
        found: set[int] = set()
        for part in _parts(side, box):
            for cell in self._covered(box.x, box.y, part):
                if self._met(self._marks.get(cell, ()), owner, box.x, box.y, part):
                    return None
                for entry in self._texts.get(cell, ()):
                    if entry[0] not in found and self._met((entry,), owner, box.x, box.y, part):
                        found.add(entry[0])
        return sorted(found)

    def marks_under(self, owner: int, box: Box, side: Anchor, most: float) -> float:
        """How many marks a label would hide; infinite where it would meet a text, or hides more than ``most``."""
        found = set()
        for part in _parts(side, box):
            for cell in self._covered(box.x, box.y, part):
                if self._met(self._texts.get(cell, ()), owner, box.x, box.y, part):
                    return math.inf
                for entry in self._marks.get(cell, ()):
                    if entry[0] not in found and self._met((entry,), owner, box.x, box.y, part):
                        found.add(entry[0])
                        if len(found) > most:
                            return math.inf
        return len(found)

    def free(self, owner: tuple[int, int], x: float, y: float, part: _Part) -> bool:
        """Whether nothing of another owner, of a text and of its mark, is met at any scale."""
        covered = self._covered(x, y, part)
        for cells, own in ((self._texts, owner[0]), (self._marks, owner[1])):
            for cell in covered:
                entries = cells.get(cell)
                if entries and self._met(entries, own, x, y, part):
                    return False
        return True

    def _met(self, entries: Sequence[_Entry], owner: int, x: float, y: float, part: _Part) -> bool:
        dx, dy, half_width, half_height = part
        low, high = self._low, self._high
        for other, at_x, at_y, by_x, by_y, width, height in entries:
            # At the scale f the middles are f * apart + shift from each other: too far at both ends on one side of
            # the other, and so all the way between.
            apart, shift, reach = x - at_x, dx - by_x, half_width + width
            first, last = apart * low + shift, apart * high + shift
            if (first >= reach and last >= reach) or (first <= -reach and last <= -reach) or other == owner:
                continue
            apart_y, shift_y, reach_y = y - at_y, dy - by_y, half_height + height
            upper, lower = apart_y * low + shift_y, apart_y * high + shift_y
            if (upper >= reach_y and lower >= reach_y) or (upper <= -reach_y and lower <= -reach_y):
                continue
            # Near at one of the ends on both axes: met there, and nothing is left to be solved.
            if (-reach < first < reach and -reach_y < upper < reach_y) or (
                -reach < last < reach and -reach_y < lower < reach_y
            ):
                return True
            across = _while_near(apart, shift, reach, low, high)
            down = _while_near(apart_y, shift_y, reach_y, low, high)
            if max(across[0], down[0]) <= min(across[1], down[1]):
                return True
        return False


def _while_near(apart: float, shift: float, reach: float, low: float, high: float) -> tuple[float, float]:
    """Between which scales two things are within reach of each other along one axis."""
    if apart == 0:
        return low, high
    start, end = (-reach - shift) / apart, (reach - shift) / apart
    if start > end:
        start, end = end, start
    return (start if start > low else low), (end if end < high else high)


def _crosses(window: Window, x: float, y: float, text: _Part) -> bool:
    """Whether the text of a point crosses the window's edge."""
    dx, dy, half_width, half_height = text
    x, y = x + dx, y + dy
    left, top, right, bottom = window
    return x - half_width < left or x + half_width > right or y - half_height < top or y + half_height > bottom


def _window(corners: tuple[LonLat, LonLat] | None) -> Window | None:
    """The part between the corners, in px of zoom 0."""
    if corners is None:
        return None
    x, y = web_pixels(np.array([c.lon for c in corners]), np.array([c.lat for c in corners]), 0)
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
