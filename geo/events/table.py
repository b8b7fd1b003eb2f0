"""A CSV or GeoJSON file as a table of texts: its columns, and its rows with the line on which each begins.

CSV is read by Python's own reader: it alone keeps the line of each row, quotes over several lines, and what stands in
a cell as it stands; 100,000 rows of 20 columns take about half a second. GeoJSON is read by json alone: never by a
driver that looks into the file for what it might be.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from itertools import islice
from typing import Any

import msgspec

from geo.errors import BadInput, StrikemapError

MAX_BYTES = 256 * 1024 * 1024
MAX_COLUMNS = 1000
DELIMITERS = ",;\t|"
# So many rows decide by which sign the cells are separated.
LOOKED_AT = 20
# What a cell holds that says "nothing here".
NOTHING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "--"})


class BadRow(BadInput):
    """One row that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file on which it ends (the number of a feature, from 1, in GeoJSON), and its cells."""

    line: int
    cells: tuple[Any, ...]
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file as rows and columns.

    Attributes:
        columns: the names in the head, as given.
        rows: one cell for each column; texts from CSV, any JSON value (None where it is missing) from GeoJSON.
        bad: rows that could not be read at all, by line, each with the reason.
        is_geojson: places come from the geometry, and lines are numbers of features.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    bad: tuple[tuple[int, StrikemapError], ...] = ()
    is_geojson: bool = False


def read_table(data: bytes, *, filename: str = "") -> Table:
    """The table in a file's bytes: GeoJSON where they begin as a JSON object does, else CSV.

    Raises:
        BadInput: empty, too large, in an unknown encoding, without a head, or not a table at all.
    """
    if len(data) > MAX_BYTES:
        raise BadInput("{value!r} is too large: at most {most} MB", value=filename, most=MAX_BYTES >> 20)
    text = decoded(data, filename)
    if not text.strip():
        raise BadInput("{value!r} is empty: expected a CSV or GeoJSON of events", value=filename)
    if text.lstrip()[:1] in {"{", "["}:
        return _geojson(text, filename)
    if "\x00" in text:
        raise BadInput("{value!r} holds binary data: expected a CSV or GeoJSON of events", value=filename)
    return _csv(text, filename)


def looks_like_table(data: bytes, filename: str) -> bool:
    """Whether a file is a table by its name, or a GeoJSON that is not a story of ours."""
    name = filename.lower()
    if name.endswith((".csv", ".tsv")):
        return True
    if not name.endswith((".geojson", ".json")):
        return False
    # A story says so at its beginning; a stranger's file may hold the word anywhere.
    return b'"FeatureCollection"' in data and b'"strikemap"' not in data[:4096]


def decoded(data: bytes, filename: str) -> str:
    """The text in UTF-8 or UTF-16 (by its mark), else in Windows-1252 as spreadsheets of western Europe write it.

    A text without any mark that is not UTF-8 and whose bytes Windows-1252 does not know is refused: nobody guesses.
    """
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data:
            raise BadInput("{value!r} holds binary data: expected a CSV or GeoJSON of events", value=filename) from None
        if _is_western(data):
            return data.decode("cp1252")
        raise BadInput(
            "{value!r} is not in UTF-8 (byte {place}): save it again as CSV UTF-8", value=filename, place=error.start
        ) from None


def _is_western(data: bytes) -> bool:
    """Whether bytes read as Windows-1252 are a western text: its letters beyond ASCII are few and stand in words.

    Cyrillic or Greek in an encoding of its own would come out as whole words of accented letters.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    foreign = sum(1 for c in text if "À" <= c <= "ÿ")
    letters = sum(1 for c in text if c.isalpha())
    return foreign * 8 <= letters


# ---------------------------------------------------------------- CSV


def _csv(text: str, filename: str) -> Table:
    delimiter = _delimiter(text)
    # Every sign for a line's end counts as one, also that of old Macs; inside quotes it stays.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        head = next((row for row in reader if any(cell.strip() for cell in row)), [])
    except csv.Error as error:
        raise BadInput("{value!r}, line {line}: {why}", value=filename, line=reader.line_num, why=error) from None
    columns = _named(head, filename)
    rows: list[Row] = []
    bad: list[tuple[int, StrikemapError]] = []
    width = len(columns)
    while True:
        begun = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            if str(error) == "unexpected end of data":
                raise BadInput(
                    "{value!r}, line {line}: a quotation mark is opened there and never closed",
                    value=filename, line=begun + 1,
                ) from None  # fmt: skip
            bad.append((begun + 1, BadRow("its quotation marks or its length cannot be read: {why}", why=error)))
            continue
        if len(cells) == width:
            if any(cells) or width > 1:
                rows.append(Row(begun + 1, tuple(cells)))
        elif any(cell.strip() for cell in cells):
            if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
                rows.append(Row(begun + 1, tuple(cells[:width])))
            else:
                bad.append((begun + 1, BadRow("it has {count} cells, and the head {most}",
                                              count=len(cells), most=width)))  # fmt: skip
    rows = [row for row in rows if any(cell.strip() for cell in row.cells)]
    return Table(columns=columns, rows=tuple(rows), bad=tuple(bad))


def _delimiter(text: str) -> str:
    """The sign that separates the cells: the one by which most columns come out alike in the first rows."""
    lines = list(islice(io.StringIO(text, newline=""), LOOKED_AT * 5))

    def columns(sign: str) -> tuple[int, int]:
        try:
            rows = [row for row in islice(csv.reader(lines, delimiter=sign), LOOKED_AT) if any(row)]
        except csv.Error:
            return 0, 0
        width = len(rows[0]) if rows else 0
        alike = sum(1 for row in rows if len(row) == width)
        return (alike if width > 1 else 0), width

    return max(DELIMITERS, key=columns)


def _named(head: list[str], filename: str) -> tuple[str, ...]:
    """The columns' names, each different: one without a name goes by its number, a second of a name is "name (2)"."""
    while head and not head[-1].strip():
        head = head[:-1]
    if not head:
        raise BadInput("{value!r} has no head: its first line must name the columns", value=filename)
    if len(head) > MAX_COLUMNS:
        raise BadInput("{value!r} has {count} columns: at most {most}",
                       value=filename, count=len(head), most=MAX_COLUMNS)  # fmt: skip
    found: dict[str, None] = {}
    for number, cell in enumerate(head, start=1):
        first = name = cell.strip() or f"column {number}"
        times = 1
        while name in found:
            times += 1
            name = f"{first} ({times})"
        found[name] = None
    return tuple(found)


# ---------------------------------------------------------------- GeoJSON


def _geojson(text: str, filename: str) -> Table:
    document = _parsed(text, filename)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise BadInput("{value!r} is not a GeoJSON of events: expected a FeatureCollection of points", value=filename)
    names: dict[str, None] = {}
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(properties, dict):
            names.update(dict.fromkeys(properties))
    if len(names) > MAX_COLUMNS:
        raise BadInput("{value!r} has {count} columns: at most {most}",
                       value=filename, count=len(names), most=MAX_COLUMNS)  # fmt: skip
    rows: list[Row] = []
    bad: list[tuple[int, StrikemapError]] = []
    for number, feature in enumerate(features, start=1):
        try:
            rows.append(_feature(feature, number, names))
        except BadRow as error:
            bad.append((number, error))
    return Table(columns=tuple(names), rows=tuple(rows), bad=tuple(bad), is_geojson=True)


def _parsed(text: str, filename: str) -> Any:
    try:
        # Half a character (a lone surrogate) cannot be written anywhere: the faster reader refuses it.
        return msgspec.json.decode(text.encode("utf-8"))
    except (UnicodeEncodeError, msgspec.MsgspecError, RecursionError):
        pass
    try:
        json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BadInput(
            "{value!r} is not GeoJSON: found {found!r} at line {line}, column {column}",
            value=filename, found=text[error.pos : error.pos + 30], line=error.lineno, column=error.colno,
        ) from None  # fmt: skip
    except (ValueError, RecursionError) as error:
        raise BadInput("{value!r} is not GeoJSON: {why}", value=filename, why=error) from None
    raise BadInput("{value!r} is not GeoJSON: it holds half a character or a number too large", value=filename)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number in JSON")


def _feature(feature: Any, number: int, names: dict[str, None]) -> Row:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise BadRow("it is not a GeoJSON Feature")
    properties = feature.get("properties")
    if properties is not None and not isinstance(properties, dict):
        raise BadRow("its properties are not an object")
    cells = tuple(map((properties or {}).get, names))
    geometry = feature.get("geometry")
    if geometry is None:
        return Row(number, cells)
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind != "Point":
        raise BadRow("its geometry is {value!r}: expected a Point", value=kind)
    point = geometry.get("coordinates")
    if point == []:
        return Row(number, cells)
    numbers = isinstance(point, list) and len(point) >= 2 and all(type(at) in {int, float} for at in point[:2])
    if not numbers:
        raise BadRow("its coordinates {value} are not two numbers", value=point)
    return Row(number, cells, float(point[0]), float(point[1]))
