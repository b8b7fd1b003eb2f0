"""Builds data/border_lines.parquet: the land lines between pieces, and the disputed ones among them.

Source: the pieces of data/borders.parquet (Natural Earth 1:10 million). A line is the set of segments that two pieces
have in common, vertex for vertex; nothing is computed on it but the merging of segments into lines. Claims that are
no border of pieces (Abkhazia in Georgia) come from data/disputed.parquet and have one piece on both sides.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq
import shapely

from data.build import geoparquet

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

DATA = Path(__file__).resolve().parents[1]

# Lines between pieces that are dashed whole, with the disputed area they belong to.
DISPUTED = {
    ("UA", "crimea"): "crimea",
    ("IL", "golan"): "golan",
    ("SY", "golan"): "golan",
    ("RS", "XK"): "kosovo",
    ("IL", "PS"): "palestine",
    ("EH", "w-sahara-west"): "western-sahara",
    ("MA", "w-sahara-west"): "western-sahara",
    ("CY", "cyprus-buffer"): "northern-cyprus",
    ("CY", "n-cyprus"): "northern-cyprus",
    ("cyprus-buffer", "n-cyprus"): "northern-cyprus",
    ("SO", "somaliland"): "somaliland",
    ("CN", "siachen"): "kashmir",
    ("IN", "siachen"): "kashmir",
    ("PK", "siachen"): "kashmir",
}


# Lines of which only the part along a disputed area is dashed, with the areas that may touch it.
ALONG = {("IN", "PK"): ("kashmir",), ("CN", "IN"): ("kashmir", "aksai-chin")}
# India and China east of Bhutan: the McMahon line. In degrees east; Bhutan ends at 92.1.
EAST_OF_BHUTAN = 91.5


def read(name: str) -> tuple[list[dict[str, Any]], list[BaseGeometry]]:
    """A GeoParquet file of ours: rows and geometries."""
    table = pq.ParquetFile(DATA / name).read()
    return table.drop_columns(["geometry"]).to_pylist(), list(shapely.from_wkb(table["geometry"].to_pylist()))


def common_lines(ids: list[str], areas: list[shapely.MultiPolygon]) -> dict[tuple[str, str], shapely.MultiLineString]:
    """For every two pieces that touch along a line: the segments of both outlines, merged into lines."""
    owners, segments = [], []
    for number, area in enumerate(areas):
        for ring in shapely.get_rings(shapely.get_parts(area)):
            xy = shapely.get_coordinates(ring)
            segments.append(np.hstack([xy[:-1], xy[1:]]))
            owners.append(np.full(len(xy) - 1, number))
    both, owner = np.concatenate(segments), np.concatenate(owners)
    backward = (both[:, 0] > both[:, 2]) | ((both[:, 0] == both[:, 2]) & (both[:, 1] > both[:, 3]))
    both[backward] = both[backward][:, [2, 3, 0, 1]]
    order = np.lexsort((owner, *both.T[::-1]))
    both, owner = both[order], owner[order]
    found: dict[tuple[str, str], list[np.ndarray]] = defaultdict(list)
    same = (both[1:] == both[:-1]).all(axis=1) & (owner[1:] != owner[:-1])
    for at in np.flatnonzero(same):
        first, second = sorted((ids[owner[at]], ids[owner[at + 1]]))
        found[first, second].append(both[at].reshape(2, 2))
    return {pair: merged(shapely.linestrings(np.array(pieces))) for pair, pieces in sorted(found.items())}


def merged(lines: object) -> shapely.MultiLineString:
    """Lines joined end to end, always as a MultiLineString."""
    whole = shapely.line_merge(shapely.multilinestrings(list(lines)))  # type: ignore[call-overload]
    return shapely.MultiLineString(list(shapely.get_parts(whole)))


def parted(
    pair: tuple[str, str], line: shapely.MultiLineString, disputed: dict[str, BaseGeometry]
) -> list[tuple[str | None, shapely.MultiLineString]]:
    """The parts of a line by the disputed area that they belong to (None: undisputed)."""
    if pair not in ALONG:
        return [(DISPUTED.get(pair), line)]
    parts: dict[str | None, list[BaseGeometry]] = defaultdict(list)
    for segment in _segments(line):
        middle = segment.interpolate(0.5, normalized=True)
        touched = [area for area in ALONG[pair] if disputed[area].distance(middle) < 1e-6]
        east = "arunachal-pradesh" if pair == ("CN", "IN") and middle.x > EAST_OF_BHUTAN else None
        parts[touched[0] if touched else east].append(segment)
    return [(area, merged(parts[area])) for area in sorted(parts, key=lambda area: area or "")]


def _segments(line: shapely.MultiLineString) -> list[shapely.LineString]:
    """Every segment of a line as a line of its own."""
    corners = [shapely.get_coordinates(part) for part in line.geoms]
    return [segment for xy in corners for segment in shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1))]


def main(target: Path = DATA / "border_lines.parquet") -> None:
    """Write the lines, to data/border_lines.parquet unless told otherwise."""
    pieces, areas = read("borders.parquet")
    outlines, shapes = read("disputed.parquet")
    disputed = {row["id"]: shape for row, shape in zip(outlines, shapes, strict=True) if row["kind"] == "area"}
    rows: list[tuple[str, str, str | None, BaseGeometry]] = []
    for (a, b), line in common_lines([row["piece"] for row in pieces], areas).items():
        rows += [(a, b, area, part) for area, part in parted((a, b), line, disputed)]
    for row, shape in zip(outlines, shapes, strict=True):
        if row["kind"] == "line":
            piece = row["code"] or ""  # At sea.
            rows.append((piece, piece, row["id"], shape))
    columns = {name: [row[at] for row in rows] for at, name in enumerate(("a", "b", "disputed"))}
    geoparquet.write(target, columns, [row[3] for row in rows])
    print(f"{len(rows)} lines, {sum(row[2] is not None for row in rows)} of them disputed")


if __name__ == "__main__":
    main()
