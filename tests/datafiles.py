"""Every kind of file that leaves the desk, made from a story, and everything that it holds, packed or not.

A new kind is one more line in ``MAKERS``: what must not leave the desk is then looked for in it too.
"""

from __future__ import annotations

import base64
import html
import io
import json
import re
import sqlite3
import urllib.parse
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pyarrow.parquet as pq

from geo.gazetteer.index import open_gazetteer
from geo.model import Story
from geo.publishing.formats import convert
from geo.publishing.maps import draw, house_borders
from geo.style import House

SQLITE, PARQUET, PDF, PNG = b"SQLite format 3\0", b"PAR1", b"%PDF", b"\x89PNG"
Maker = Callable[[Story, House | None, str | None], bytes]


def _drawn(kind: str, *, light: bool = False, scheme: Any = "light") -> Maker:
    def make(story: Story, house: House | None = None, language: str | None = None) -> bytes:
        return draw(
            story, kind, borders=house_borders(house, story.policy), gazetteer=open_gazetteer(), language=language,
            size=None if kind == "html" else "800x600", light=light, scheme=scheme, inset=True, house=house,
        )  # fmt: skip

    return make


def _data(kind: str, table: Any = "places") -> Maker:
    def make(story: Story, house: House | None = None, language: str | None = None) -> bytes:
        return convert(story, kind, table=table, theme=None if house is None else house.theme)

    return make


# Which of these draw words in the reader's language, and in a house's font.
DRAWN = ("html", "light", "svg", "png", "pdf")
MAKERS: dict[str, Maker] = {
    "geojson": _data("geojson"),
    "kml": _data("kml"),
    "gpkg": _data("gpkg"),
    "parquet": _data("parquet"),
    "csv": _data("csv"),
    "distances": _data("csv", "distances"),
    "html": _drawn("html"),
    "light": _drawn("html", light=True),
    "svg": _drawn("svg"),
    "png": _drawn("png"),
    "pdf": _drawn("pdf", scheme="dark"),
}


def everything_in(data: bytes) -> bytes:
    """All bytes of a file and, after them, all texts that stand in it packed or escaped."""
    if data.startswith(SQLITE):
        parts = list(_of_sqlite(data))
    elif data.startswith(PARQUET):
        parts = list(_of_parquet(data))
    elif data.startswith(PDF):
        parts = [*_unpacked(data), *_of_pdf(data)]
    elif data.startswith(PNG):
        parts = list(_unpacked(data))
    elif data.lstrip().startswith(b"{"):
        parts = [json.dumps(json.loads(data), ensure_ascii=False).encode()]
    else:
        parts = list(_embedded(data))
    whole = b"\n".join([data, *parts])
    return b"\n".join([whole, *_unescaped(whole)])


def _unescaped(data: bytes) -> Iterator[bytes]:
    """The same without the escapes of HTML and XML, of JSON and scripts, and of addresses."""
    text = data.decode("utf-8", "replace")
    yield html.unescape(text).encode("utf-8", "replace")
    yield urllib.parse.unquote(text).encode("utf-8", "replace")
    yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text).encode("utf-8", "replace")
    # What a renderer puts between the letters of one word: a text cut in pieces is read without its tags.
    yield re.sub(r"<[^>]*>", "", text).encode("utf-8", "replace")


def _embedded(data: bytes) -> Iterator[bytes]:
    """What stands in a page or drawing as ``data:``, unpacked too."""
    for packed in re.findall(rb"base64,([A-Za-z0-9+/=]{8,})", data):
        inner = base64.b64decode(packed)
        yield inner
        yield from _unpacked(inner)


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


def _of_pdf(data: bytes) -> Iterator[bytes]:
    """Of a PDF every string and stream of every object (among them the metadata), and its pages as text."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for thing in pdf.objects:
            yield from _strings_of(thing)
            if isinstance(thing, pikepdf.Stream):
                yield thing.read_bytes()
    yield pdf_text(data).encode("utf-8", "replace")


def _strings_of(thing: Any, depth: int = 0) -> Iterator[bytes]:
    if isinstance(thing, pikepdf.String | pikepdf.Name):
        yield str(thing).encode("utf-8", "replace")
    elif depth < 8 and isinstance(thing, pikepdf.Array):
        for item in thing:
            yield from _strings_of(item, depth + 1)
    elif depth < 8 and isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key, value in thing.items():
            yield str(key).encode()
            if not getattr(value, "is_indirect", False):
                yield from _strings_of(value, depth + 1)


def pdf_text(data: bytes) -> str:
    """What stands on a PDF's pages, as a reader selects and copies it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def _unpacked(data: bytes) -> Iterator[bytes]:
    """What begins as a zlib stream, unpacked: of a PDF its streams, of a PNG its compressed texts."""
    for match in re.finditer(rb"x[\x01\x5e\x9c\xda]", data):
        try:
            yield zlib.decompressobj().decompress(data[match.start() :], 10_000_000)
        except zlib.error:
            continue
