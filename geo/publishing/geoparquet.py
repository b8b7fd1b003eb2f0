"""GeoParquet 1.1: one file with every kind, byte for byte the same again.

A column ``bbox`` tells readers that filter by place (DuckDB, GeoPandas) where each row lies without unpacking it. The
CRS is left to the format's default, longitude and latitude on WGS 84 (OGC:CRS84).
"""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo.publishing.arrow import GEOMETRY, table_of
from geo.publishing.layers import COLUMNS, MARKS, Row, Tables

if TYPE_CHECKING:
    from geo.model import Story
    from geo.publishing.layers import Column

VERSION = "1.1.0"
BBOX, EDGES = "bbox", ("xmin", "ymin", "xmax", "ymax")


def geoparquet(story: Story) -> bytes:
    """The published form of a story as GeoParquet; metadata key ``strikemap`` says what the file is."""
    tables = Tables(story)
    rows = [row for layer in tables.layers for row in layer.rows]
    table = table_of(_columns(), rows)
    table = table.add_column(table.num_columns - 1, BBOX, _boxes(rows))
    table = table.replace_schema_metadata(
        {
            "geo": json.dumps(_geo(rows), ensure_ascii=False),
            "strikemap": json.dumps(tables.about, ensure_ascii=False),
        }
    )
    target = BytesIO()
    pq.write_table(table, target, compression="zstd", row_group_size=max(len(rows), 1))
    return target.getvalue()


def _columns() -> dict[str, Column]:
    """The columns of all kinds, the marks last."""
    found: dict[str, Column] = {}
    for columns in COLUMNS.values():
        found |= {name: kind for name, kind in columns.items() if name not in MARKS}
    return {**found, **MARKS}


def _boxes(rows: list[Row]) -> pa.Array:
    """West, south, east, north of each row; null where it has no geometry."""
    edges = shapely.bounds([row.geometry for row in rows]).reshape(-1, 4)
    nowhere = pa.array(np.isnan(edges[:, 0]), pa.bool_())
    parts = [pa.array(edges[:, number], pa.float64()) for number in range(4)]
    return pa.StructArray.from_arrays(parts, names=EDGES, mask=nowhere)


def _geo(rows: list[Row]) -> dict[str, Any]:
    shapes = [row.geometry for row in rows if row.geometry is not None]
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted({shape.geom_type for shape in shapes}),
        "orientation": "counterclockwise",
        "edges": "planar",
        "covering": {BBOX: {edge: [BBOX, edge] for edge in EDGES}},
    }
    if shapes:
        column["bbox"] = [float(edge) for edge in shapely.total_bounds(shapes)]
    return {"version": VERSION, "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
