"""Layers as Arrow tables: what GeoPackage and GeoParquet are written from, geometries as WKB."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.publishing.layers import Column, Row, Shape

TYPES = {"text": pa.string(), "number": pa.float64(), "whole": pa.int64(), "yes": pa.bool_()}
GEOMETRY = "geometry"


def table_of(columns: Mapping[str, Column], rows: Sequence[Row], *, shape: Shape = "Unknown") -> pa.Table:
    """Rows as a table of those columns and ``geometry`` (little-endian ISO WKB; lon, lat in degrees).

    Args:
        shape: "Multi..." puts single geometries into collections of one, for formats whose layers hold one type.
    """
    arrays = {name: pa.array([_plain(row.values.get(name)) for row in rows], TYPES[kind])
              for name, kind in columns.items()}  # fmt: skip
    shapes = [_as(shape, row.geometry) for row in rows]
    wkb = list(shapely.to_wkb(shapes, byte_order=1, flavor="iso")) if shapes else []
    return pa.table({**arrays, GEOMETRY: pa.array(wkb, pa.binary())})


def _plain(value: object) -> object:
    """A value as it stands, but for the character at which SQLite and C would end a text."""
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


def _as(shape: Shape, geometry: BaseGeometry | None) -> BaseGeometry | None:
    match shape, geometry:
        case "MultiPolygon", shapely.Polygon():
            return shapely.MultiPolygon([geometry])
        case "MultiLineString", shapely.LineString():
            return shapely.MultiLineString([geometry])
        case "MultiPoint", shapely.Point():
            return shapely.MultiPoint([geometry])
        case _:
            return geometry
