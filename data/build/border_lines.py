"""Builds data/border_lines.parquet: the land lines between pieces, and the disputed ones among them.

Source: the pieces of data/borders.parquet (Natural Earth 1:10 million). A line is the set of segments that two pieces
have in common, vertex for vertex; nothing is computed on it but the merging of segments into lines.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import shapely

from data.build import geoparquet

DATA = Path(__file__).resolve().parents[1]

# Lines between pieces that are dashed whole, with the disputed area they belong to.
DISPUTED = {
    ("UA", "crimea"): "crimea",
    ("IL", "golan"): "golan",
    ("SY", "golan"): "golan",
    ("RS", "XK"): "kosovo",
    ("IL", "PS"): "palestine",
    ("EH", "MA"): "western-sahara",
    ("CY", "cyprus-buffer"): "northern-cyprus",
    ("CY", "n-cyprus"): "northern-cyprus",
    ("cyprus-buffer", "n-cyprus"): "northern-cyprus",
    ("SO", "somaliland"): "somaliland",
    ("CN", "siachen"): "kashmir",
    ("IN", "siachen"): "kashmir",
    ("PK", "siachen"): "kashmir",
}


def read_pieces() -> tuple[list[str], list[shapely.MultiPolygon]]:
    """The pieces of data/borders.parquet: ids and areas."""
    table = pq.ParquetFile(DATA / "borders.parquet").read()
    return table["piece"].to_pylist(), list(shapely.from_wkb(table["geometry"].to_pylist()))


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


def main() -> None:
    """Write data/border_lines.parquet."""
    lines = common_lines(*read_pieces())
    columns = {
        "a": [pair[0] for pair in lines],
        "b": [pair[1] for pair in lines],
        "disputed": [DISPUTED.get(pair) for pair in lines],
    }
    geoparquet.write(DATA / "border_lines.parquet", columns, list(lines.values()))
    print(f"{len(lines)} lines")


if __name__ == "__main__":
    main()
