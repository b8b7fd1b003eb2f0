"""Builds data/ground.parquet: for every vertex of data/borders.parquet, how far it outlasts simplification.

The pieces are simplified as one coverage, over and over, each time with the next tolerance of a ladder and from what
the time before left (Visvalingam-Whyatt over shared edges, GEOS's coverage simplifier). A vertex's *grade* is the
number of steps that it lasts: to draw the world at a tolerance is then to leave out the vertices of a lower grade,
which takes no geometry at all, and as shared vertices have one grade, neighbours keep one border between them.
"""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from data.build.raw import write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

DATA = Path(__file__).resolve().parents[1]
# Degrees; four steps double the tolerance. Below the first, nothing of the source's grid would go.
LADDER = tuple(round(0.001 * 2 ** (step / 4), 7) for step in range(45))
# Where an outline is cut or closed (antimeridian, pole), both halves must keep the same corners to fit again.
SEAMS = (180.0, 90.0)


def grades(areas: Sequence[BaseGeometry], ladder: Sequence[float] = LADDER) -> list[NDArray[np.uint8]]:
    """For each area, the grade of each vertex in the order of ``shapely.get_coordinates``."""
    corners = [_as_numbers(area) for area in areas]
    known = np.unique(np.concatenate(corners))
    grade = np.zeros(len(known), np.uint8)
    coverage = np.array(areas, dtype=object)
    for step, tolerance in enumerate(ladder):
        coverage = np.asarray(shapely.coverage_simplify(coverage, tolerance), dtype=object)
        left = np.unique(np.concatenate([_as_numbers(area) for area in coverage]))
        grade[np.searchsorted(known, left)] = step + 1
    seam = (np.abs(known.real) == SEAMS[0]) | (np.abs(known.imag) == SEAMS[1])
    grade[seam & (grade > 0)] = len(ladder)
    return [grade[np.searchsorted(known, numbers)] for numbers in corners]


def _as_numbers(area: BaseGeometry) -> NDArray[np.complex128]:
    """Vertices as complex numbers: one value each, to be sorted and looked up."""
    return np.ascontiguousarray(shapely.get_coordinates(area)).view(np.complex128).ravel()


def main() -> None:
    """Write data/ground.parquet."""
    borders = pq.ParquetFile(DATA / "borders.parquet").read(columns=["piece", "geometry"])
    areas = list(shapely.from_wkb(borders["geometry"].to_pylist()))
    found = grades(areas)
    table = pa.table(
        {
            "piece": borders["piece"],
            "grades": pa.array([grade.tobytes() for grade in found], pa.binary()),
            # So that only the pieces of a map are unpacked.
            "box": pa.array(shapely.bounds(areas).tolist(), pa.list_(pa.float64(), 4)),
        }
    )
    table = table.replace_schema_metadata({"ladder": json.dumps(LADDER)})
    target = BytesIO()
    pq.write_table(table, target, compression="zstd", compression_level=19, use_dictionary=False)
    write_whole(DATA / "ground.parquet", target.getvalue())
    print(json.dumps({"vertices": sum(map(len, found)), "bytes": target.tell()}))


if __name__ == "__main__":
    main()
