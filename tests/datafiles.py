"""Every kind of file that leaves the desk, made from a story, and everything that it holds, packed or not.

A new kind is one more line in ``MAKERS``: what must not leave the desk is then looked for in it too.
"""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterator

import pyarrow.parquet as pq

from geo.gazetteer.index import open_gazetteer
from geo.measuring.borders import open_borders
from geo.model import Story
from geo.publishing.formats import convert
from geo.publishing.maps import draw

SQLITE, PARQUET, PDF, PNG = b"SQLite format 3\0", b"PAR1", b"%PDF", b"\x89PNG"


def _drawn(kind: str) -> Callable[[Story], bytes]:
    return lambda story: draw(story, kind, borders=open_borders(), gazetteer=open_gazetteer(), size="640x360")


MAKERS: dict[str, Callable[[Story], bytes]] = {
    "geojson": lambda story: convert(story, "geojson"),
    "kml": lambda story: convert(story, "kml"),
    "gpkg": lambda story: convert(story, "gpkg"),
    "parquet": lambda story: convert(story, "parquet"),
    "csv": lambda story: convert(story, "csv"),
    "distances": lambda story: convert(story, "csv", table="distances"),
    "html": _drawn("html"),
    "svg": _drawn("svg"),
    "png": _drawn("png"),
}


def everything_in(data: bytes) -> bytes:
    """All bytes of a file and, after them, all texts that stand in it packed or escaped."""
    if data.startswith(SQLITE):
        parts = _of_sqlite(data)
    elif data.startswith(PARQUET):
        parts = _of_parquet(data)
    elif data.startswith((PDF, PNG)):
        parts = _unpacked(data)
    elif data.lstrip().startswith(b"{"):
        parts = [json.dumps(json.loads(data), ensure_ascii=False).encode()]
    else:
        parts = []
    return b"\n".join([data, *parts])


def _of_sqlite(data: bytes) -> Iterator[bytes]:
    base = sqlite3.connect(":memory:")
    base.deserialize(data)
    tables = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert "gpkg_contents" in tables
    for row in base.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"):
        yield repr(row).encode()
    for table in tables:
        try:
            rows = base.execute(f'SELECT * FROM "{table}"').fetchall()
        except sqlite3.OperationalError:  # a virtual table whose module is not here; its content stands in others
            continue
        for row in rows:
            yield b"\t".join(value if isinstance(value, bytes) else str(value).encode() for value in row)


def _of_parquet(data: bytes) -> Iterator[bytes]:
    table = pq.read_table(io.BytesIO(data))
    yield repr(table.schema.names).encode()
    for key, value in (pq.read_metadata(io.BytesIO(data)).metadata or {}).items():
        yield key + b"=" + value
        if value[:1] in b"{[":
            yield json.dumps(json.loads(value), ensure_ascii=False).encode()
    for column in table.columns:
        for value in column.to_pylist():
            yield value if isinstance(value, bytes) else str(value).encode()


def _unpacked(data: bytes) -> Iterator[bytes]:
    """What begins as a zlib stream, unpacked: of a PDF its streams, of a PNG its compressed texts."""
    for match in re.finditer(rb"x[\x01\x5e\x9c\xda]", data):
        try:
            yield zlib.decompressobj().decompress(data[match.start() :], 10_000_000)
        except zlib.error:
            continue
