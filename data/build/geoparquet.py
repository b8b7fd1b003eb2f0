"""Writes GeoParquet 1.1 that is byte for byte the same each time: no clock, no pandas index, sorted by us.

Why WKB under zstd level 19 without a dictionary (measured on the countries, 545,000 vertices): 3.1 MB and 60 ms to
read with geopandas, against 3.2 to 3.5 MB and 45 to 130 ms with native (geoarrow) coordinates, and 5.9 MB with
byte-stream-split, which breaks up the repeats of a quantised grid that zstd lives on. WKB is read by every GeoParquet
reader, and by pyarrow and shapely alone, without geopandas. Rows stand in groups, so that one country is read without
unpacking all: 4.3 MB, and 5 ms for Ukraine instead of 25.
"""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from data.build.raw import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry


# Few enough that a country or region is found without unpacking many others.
ROWS_A_GROUP = 32


def write(
    path: Path,
    columns: Mapping[str, Sequence[object]],
    geometries: Sequence[BaseGeometry],
    *,
    rows_a_group: int = ROWS_A_GROUP,
) -> None:
    """Write columns and a geometry column (lon, lat, OGC:CRS84, RFC 7946 winding) to ``path``."""
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {
                "encoding": "WKB",
                "geometry_types": sorted({geometry.geom_type for geometry in geometries}),
                "orientation": "counterclockwise",
                "edges": "planar",
                "bbox": [float(edge) for edge in shapely.total_bounds(list(geometries))],
            }
        },
    }
    table = pa.table({**{name: pa.array(values) for name, values in columns.items()}, "geometry": _wkb(geometries)})
    table = table.replace_schema_metadata({"geo": json.dumps(geo)})
    target = BytesIO()
    pq.write_table(
        table, target, compression="zstd", compression_level=19, use_dictionary=False, row_group_size=rows_a_group
    )
    write_whole(path, target.getvalue())


def _wkb(geometries: Sequence[BaseGeometry]) -> pa.Array:
    """The geometries as little-endian ISO WKB."""
    return pa.array(shapely.to_wkb(list(geometries), byte_order=1, flavor="iso"), type=pa.binary())
