"""Builds data/disputed.parquet: outlines of the disputed areas, and what is left of a country without them.

Source: data/disputed.json (edited by hand) says for each area where its outline comes from: whole pieces of
data/borders.parquet, a piece cut along a line that Natural Earth names, region outlines, a line only, or nothing.

Rows by ``kind``: "area" (the outline), "line" (a claim that is no border of pieces, to be dashed), "rest" (``code``
without its disputed areas). Region outlines are coarser than the borders; what falls between the two goes to the
region that it borders on most, so that no sliver of a disputed area stays with the rest: slivers along the outer
border are what makes a distance to "the rest" wrong.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import shapely

from data.build import geoparquet
from data.build.borders import disputed_line, pieces, side_of_line, world_map
from data.build.topojson import polygons_of

DATA = Path(__file__).resolve().parents[1]
Area = shapely.MultiPolygon


def countries() -> dict[str, dict[str, Any]]:
    """The pieces of data/borders.parquet by id, with their areas in degrees."""
    table = pq.ParquetFile(DATA / "borders.parquet").read()
    rows = table.drop_columns(["geometry"]).to_pylist()
    areas = shapely.from_wkb(table["geometry"].to_pylist())
    return {row["piece"]: {**row, "area": area} for row, area in zip(rows, areas, strict=True)}


def outline(source: dict[str, Any], known: dict[str, dict[str, Any]]) -> list[tuple[str, Area]]:
    """The parts of an area with the piece that each lies in, as data/disputed.json says."""
    match source["from"]:
        case "pieces":
            parts = [(piece, known[piece]["area"]) for piece in source["pieces"]]
        case "regions":
            inside = partition(known[source["piece"]]["area"], source["piece"])
            parts = [(source["piece"], whole([inside[name] for name in source["regions"]]))]
        case "line":
            parts = [(source["piece"], cut(source))]
        case _:
            parts = []
    return parts + [part for other in source.get("also", ()) for part in outline(other, known)]


def cut(source: dict[str, Any]) -> Area:
    """The part of a piece that a named line cuts off, cut on the grid of the borders."""
    grid, found = pieces()
    line = disputed_line(source["line"], source["country"], tuple(source["near"]))
    inside = grid.nearest(np.array([source["inside"]]))[0]
    part = side_of_line(found[source["piece"]].area, shapely.transform(line, grid.nearest), inside)
    return shapely.orient_polygons(shapely.transform(part, grid.degrees))


def partition(area: Area, country: str) -> dict[str, Area]:
    """An area divided among the regions of a country, by name, without rest."""
    table = world_map("states_provinces")
    regions = table[table["iso_a2"] == country]
    shares = {
        name: polygons_of(area.intersection(shapely.make_valid(shape)))
        for name, shape in zip(regions["name"], regions.geometry, strict=True)
    }
    left = polygons_of(area.difference(shapely.union_all([part for parts in shares.values() for part in parts])))
    edges = {name: shapely.union_all(parts).boundary for name, parts in shares.items()}
    for sliver in left:
        along = {name: shapely.intersection(sliver.boundary, edge).length for name, edge in edges.items()}
        away = {name: shapely.distance(sliver, edge) for name, edge in edges.items()}
        shares[min(along, key=lambda name: (-round(along[name], 9), away[name], name))].append(sliver)
    return {name: whole(parts) for name, parts in shares.items()}


def whole(parts: list[Any]) -> Area:
    """Parts as one area."""
    return shapely.orient_polygons(shapely.MultiPolygon(polygons_of(shapely.union_all(parts))))


def without(area: Area, parts: list[Area]) -> Area:
    """An area without parts, and without the threads that rounding leaves along them."""
    rest = polygons_of(area.difference(shapely.union_all(parts)))
    threads = [part for part in rest if part.area < 1e-6 and part.distance(shapely.union_all(parts)) == 0]
    return shapely.orient_polygons(shapely.MultiPolygon([part for part in rest if part not in threads]))


def main() -> None:
    """Write data/disputed.parquet."""
    known = countries()
    rows: list[tuple[str, str, str | None, Any]] = []
    inside: dict[str, list[Area]] = defaultdict(list)
    for record in json.loads((DATA / "disputed.json").read_text("utf-8")):
        source = record["outline"]
        parts = outline(source, known)
        if parts:
            rows.append((record["id"], "area", None, whole([area for _, area in parts])))
        elif "line" in source:
            line = disputed_line(source["line"], source["country"], tuple(source["near"]))
            rows.append((record["id"], "line", None, line))
        for piece, area in parts:
            if known[piece]["disputed"] is None:
                inside[piece].append(area)
                edge = shapely.intersection(area.boundary, without(known[piece]["area"], [area]).boundary)
                if source["from"] == "line":
                    lines = shapely.line_merge(shapely.MultiLineString(_lines(edge)))
                    rows.append((record["id"], "line", piece, shapely.MultiLineString(_lines(lines))))
    rows += [(piece, "rest", piece, without(known[piece]["area"], parts)) for piece, parts in sorted(inside.items())]
    columns = {name: [row[at] for row in rows] for at, name in enumerate(("id", "kind", "code"))}
    geoparquet.write(DATA / "disputed.parquet", columns, [row[3] for row in rows])
    print(f"{len(rows)} outlines of disputed areas, lines and rests")


def _lines(geometry: Any) -> list[shapely.LineString]:
    """The line strings in a geometry of any kind."""
    if geometry.geom_type == "LineString":
        return [geometry]
    return [line for part in getattr(geometry, "geoms", ()) for line in _lines(part)]


if __name__ == "__main__":
    main()
