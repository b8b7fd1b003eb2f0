"""The world's outlines thinned for a window, by the grade of every vertex (data/ground.parquet).

A grade says how many steps of a ladder of tolerances a vertex lasts when all pieces are simplified as one coverage, so
thinning is leaving out vertices: quick, the same on both sides of a border, and without a seam where fine detail turns
into coarse. Lon, lat in degrees; longitudes run on past 180 where the window does.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow.parquet as pq
import shapely

from geo.errors import DataError
from geo.measuring.borders import piece_ids, piece_outlines
from geo.resources import data_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.model import Bounds

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

FILE = "ground.parquet"
# Beyond the window a vertex only has to hold the shape of what is cut off: this many steps coarser than at its edge.
OUTSIDE_STEPS = 8
# An island below this many squares of the tolerance would be a dot.
SPECK = 4.0


class Thinned(NamedTuple):
    """Polygons cut to a window, each with the piece that it is of, and the tolerance within the finest box."""

    pieces: list[str]
    polygons: list[BaseGeometry]
    degrees: float


class _Grades(NamedTuple):
    """For each piece the grades of its vertices and its box (west, south, east, north), and the ladder."""

    ladder: Floats
    grades: list[bytes]
    boxes: Floats


class _World(NamedTuple):
    """Pieces as flat arrays; offsets have one entry more than what they divide."""

    pieces: tuple[str, ...]
    ladder: Floats
    xy: Floats
    grade: NDArray[np.uint8]
    rings: Ints  # vertices of each ring
    polygons: Ints  # rings of each polygon
    boxes: Floats  # west, south, east, north of each polygon
    sizes: Floats  # area of each polygon, infinite for the largest of a piece, which always stays
    piece: Ints  # of each polygon


@cache
def _grades() -> _Grades:
    """The grades of all pieces, read once a process.

    Raises:
        DataError: they are not those of the outlines.
    """
    file = pq.ParquetFile(data_path(FILE))
    table = file.read()
    if tuple(table["piece"].to_pylist()) != piece_ids():
        raise _strangers()
    ladder = np.array(json.loads(file.schema_arrow.metadata[b"ladder"]))
    return _Grades(ladder, table["grades"].to_pylist(), np.array(table["box"].to_pylist()))


def _strangers() -> DataError:
    return DataError("{name} is damaged: {why}", name=FILE, why="it does not belong to borders.parquet")


def _rows(window: Bounds) -> tuple[int, ...]:
    """The pieces whose box touches a window; unpacking all of the world takes three times as long as these."""
    west, south, east, north = _grades().boxes.T
    turned = [(west + turn <= window.east) & (east + turn >= window.west) for turn in (-360.0, 0.0, 360.0)]
    here = np.any(turned, axis=0) & (south <= window.north) & (north >= window.south)
    return tuple(np.nonzero(here)[0].tolist())


@lru_cache(maxsize=4)
def _world(rows: tuple[int, ...]) -> _World:
    """Outlines and grades of some pieces.

    Raises:
        DataError: the grades are not those of these outlines.
    """
    found, outlines = _grades(), piece_outlines(rows)
    grade = np.frombuffer(b"".join(found.grades[row] for row in rows), np.uint8)
    _, xy, offsets = shapely.to_ragged_array(list(outlines.values()))
    rings, polygons, pieces = (np.asarray(one, np.int64) for one in offsets)
    if len(grade) != len(xy):
        raise _strangers()
    parts = shapely.get_parts(list(outlines.values()))
    sizes = shapely.area(parts)
    largest = [start + int(np.argmax(sizes[start:end])) for start, end in pairwise(pieces)]
    sizes[largest] = np.inf
    piece = np.repeat(np.arange(len(outlines)), np.diff(pieces))
    return _World(tuple(outlines), found.ladder, xy, grade, rings, polygons, shapely.bounds(parts), sizes, piece)


class _Turned(NamedTuple):
    """The polygons that touch a window when the Earth is turned by ``turn`` degrees, and each vertex of theirs."""

    turn: float
    polygons: Ints
    vertices: Ints
    zone: Ints
    sizes: Floats
    closing: NDArray[np.bool_]


def thinned(boxes: Sequence[Bounds], grains: Sequence[float], degrees: float, most: float) -> Thinned:
    """Every piece within the last of the boxes, each box coarser than the one in it.

    Args:
        boxes: from the view to the whole window; a vertex takes the grain of the first that holds it.
        grains: for each box, how many times ``degrees`` its tolerance is.
        degrees: the tolerance asked for; it grows until no more than ``most`` vertices are left.
    """
    window = boxes[-1]
    rows = _rows(window)
    if not rows:
        return Thinned([], [], degrees)
    world = _world(rows)
    found = [_turned(world, turn, boxes) for turn in (-360.0, 0.0, 360.0)]
    found = [turned for turned in found if len(turned.polygons)]
    steps = np.array([round(4 * np.log2(grain)) for grain in grains])
    steps = np.append(steps, steps[-1] + OUTSIDE_STEPS)
    first = int(np.searchsorted(world.ladder, degrees, side="right"))
    for step in range(first, len(world.ladder) + 1):
        tolerance = degrees if step == first else float(world.ladder[step - 1])
        kept = [_kept(world, turned, step + steps, tolerance) for turned in found]
        count = sum(int((keep & (turned.zone < len(boxes))).sum()) for keep, turned in zip(kept, found, strict=True))
        if count <= most:
            break
    pieces: list[str] = []
    polygons: list[BaseGeometry] = []
    for turned, keep in zip(found, kept if found else [], strict=True):
        for piece, polygon in _cut(*_assembled(world, turned, keep), window):
            pieces.append(world.pieces[piece])
            polygons.append(polygon)
    return Thinned(pieces, polygons, tolerance)


def _turned(world: _World, turn: float, boxes: Sequence[Bounds]) -> _Turned:
    west, south, east, north = boxes[-1]
    low, high = world.boxes[:, 0] + turn, world.boxes[:, 2] + turn
    touching = (low <= east) & (high >= west) & (world.boxes[:, 1] <= north) & (world.boxes[:, 3] >= south)
    polygons = np.nonzero(touching)[0]
    starts, ends = world.rings[world.polygons[polygons]], world.rings[world.polygons[polygons + 1]]
    vertices = _ranges(starts, ends)
    x, y = world.xy[vertices, 0] + turn, world.xy[vertices, 1]
    zone = np.full(len(vertices), len(boxes))
    for number in range(len(boxes) - 1, -1, -1):
        west, south, east, north = boxes[number]
        zone[(x >= west) & (x <= east) & (y >= south) & (y <= north)] = number
    closing = np.zeros(len(world.xy), bool)
    closing[world.rings[1:] - 1] = True
    return _Turned(turn, polygons, vertices, zone, np.repeat(world.sizes[polygons], ends - starts), closing[vertices])


def _ranges(starts: Ints, ends: Ints) -> Ints:
    """All whole numbers of several ranges, one after the other."""
    if not len(starts):
        return np.zeros(0, np.int64)
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    return np.asarray(np.arange(int(lengths.sum())) + np.repeat(starts - before, lengths))


def _kept(world: _World, turned: _Turned, need: Ints, tolerance: float) -> NDArray[np.bool_]:
    """Which vertices stay: those of the grade that their zone needs, without specks and the doubles that close rings.

    No more is ever asked than the last step of the ladder, so that what has an area keeps its last three corners.
    """
    need = np.minimum(need, len(world.ladder))
    enough = world.grade[turned.vertices] >= need[turned.zone]
    return np.asarray(enough & ~turned.closing & (turned.sizes > SPECK * tolerance**2))


def _assembled(world: _World, turned: _Turned, keep: NDArray[np.bool_]) -> tuple[Ints, NDArray[np.object_]]:
    """The piece of each polygon that is left, and the polygon, its rings closed again."""
    rings = _ranges(world.polygons[turned.polygons], world.polygons[turned.polygons + 1])
    lengths = np.diff(world.rings)[rings]
    ring_of = np.repeat(np.arange(len(rings)), lengths)
    count = np.bincount(ring_of[keep], minlength=len(rings))
    keep = keep & (count >= 3)[ring_of]
    ring_of, count = ring_of[keep], np.where(count >= 3, count, 0)
    xy = world.xy[turned.vertices[keep]] + [turned.turn, 0.0]
    starts = np.cumsum(count) - count
    left = count > 0
    closed = np.insert(xy, starts[left] + count[left], xy[starts[left]], axis=0)
    ring_offsets = np.concatenate([[0], np.cumsum(count[left] + 1)])
    # A polygon goes with its shell, its first ring; a hole may go alone.
    polygon_of = np.repeat(np.arange(len(turned.polygons)), np.diff(world.polygons)[turned.polygons])
    rings_left = np.bincount(polygon_of[left], minlength=len(turned.polygons))
    some = rings_left > 0
    polygon_offsets = np.concatenate([[0], np.cumsum(rings_left[some])])
    built = shapely.from_ragged_array(shapely.GeometryType.POLYGON, closed, (ring_offsets, polygon_offsets))
    return world.piece[turned.polygons[some]], np.asarray(built, dtype=object)


def _cut(pieces: Ints, polygons: NDArray[np.object_], window: Bounds) -> Iterator[tuple[int, BaseGeometry]]:
    """What of the polygons lies in the window; mended where a bend that lost its corners crosses itself."""
    broken = ~shapely.is_valid(polygons)
    polygons[broken] = shapely.make_valid(polygons[broken], method="structure", keep_collapsed=False)
    west, south, east, north = shapely.bounds(polygons).T
    across = (west < window.west) | (south < window.south) | (east > window.east) | (north > window.north)
    polygons[across] = shapely.intersection(polygons[across], shapely.box(*window))
    for piece, polygon in zip(pieces, polygons, strict=True):
        if not polygon.is_empty:
            yield int(piece), polygon
