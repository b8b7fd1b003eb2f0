"""A table of events to the events of a story: places, dates and who says so, each only as sure as its source.

What is missing stays missing: no coordinates are no place on the map, an unreadable date is no date. A row that cannot
be used is named with its line and the reason, counted, and does not stop the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from geo.document import in_one_go
from geo.errors import BadInput, StrikemapError
from geo.events.columns import (
    PLACE_CODES,
    PLACE_WORDS,
    TIME_CODES,
    TIME_WORDS,
    Columns,
    folded,
    recognised,
)
from geo.events.dates import DateColumn, Fineness, Order, clock_of, spread
from geo.events.table import NOTHING, BadRow, Row, Table, read_table
from geo.model import EVENT_TEXTS, Events
from geo.units import MAX_RADIUS_M, parse_length, parse_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# So many of a table's rows with coordinates out of bounds that fit the other way round are no slip of a row.
SWAPPED_SHARE = 0.5
_COORDINATE = re.compile(r"[+-]?\d{1,3}(?:[.,]\d*)?(?:[eE]-\d{1,2})?|[+-]?[.,]\d+", re.ASCII)
# Events in a file; beyond this no page can hold them.
MAX_EVENTS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What a person must know of the rows that were read: a message id, how many rows, and the line of the first."""

    message: str
    count: int
    line: int
    value: str = ""

    def told(self) -> BadInput:
        """As a sentence that any door can say in its language."""
        return BadInput(self.message, count=self.count, line=self.line, value=self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The events of a file, and what became of its rows: ``len(events) + len(bad)`` is their number.

    Attributes:
        columns: which column was read as what.
        bad: rows left out, by line (number of the feature, from 1), each with its reason.
        doubts: rows that are in, but of which something could not be read or looks wrong.
        lines: for each event the line of its row.
    """

    events: Events
    columns: Columns
    bad: tuple[tuple[int, StrikemapError], ...] = ()
    doubts: tuple[Doubt, ...] = ()
    lines: tuple[int, ...] = ()
    is_geojson: bool = False


# What is said of rows that are in; one sentence for all of a kind.
NO_PLACE = "not on the map, as they have no coordinates: {count} (the first: line {line})"
BAD_DATE = "dates that cannot be read and stay unknown: {count} (the first: line {line}, {value!r})"
BAD_TIME = "times that cannot be read and are kept as given: {count} (the first: line {line}, {value!r})"
BAD_FINENESS = (
    "codes of how exactly a date is known that are not understood: {count} (the first: line {line}, {value!r})"
)
BAD_PRECISION = (
    "codes of how exactly a place is known that are not understood: {count} (the first: line {line}, {value!r})"
)
NULL_ISLAND = "at 0,0 exactly, in the sea off Ghana, so look at them: {count} (the first: line {line})"


def read_events(
    data: bytes,
    *,
    filename: str = "",
    asked: Mapping[str, str] | None = None,
    order: Order | None = None,
    source: str = "",
    licence: str = "",
) -> Read:
    """The events in a CSV or GeoJSON.

    Args:
        data: the file's bytes; a name never leads to a file.
        filename: for messages only.
        asked: which column is what, as a person says (``geo.events.columns.parse_map``).
        order: day or month first, where the column of dates leaves that open.
        source, licence: of rows that give none of their own.

    Raises:
        BadInput: not a table; columns missing or not clear; dates of two readings; latitude and longitude swapped; or
            not one row that can be used.
    """
    with in_one_go():
        table = read_table(data, filename=filename)
        return events_of(table, asked=asked, order=order, source=source, licence=licence)


def events_of(
    table: Table,
    *,
    asked: Mapping[str, str] | None = None,
    order: Order | None = None,
    source: str = "",
    licence: str = "",
) -> Read:
    """The events of a table that was read; see ``read_events``."""
    if len(table.rows) > MAX_EVENTS:
        raise BadInput("{count} rows are more than a map can hold: at most {most}",
                       count=f"{len(table.rows):,}", most=f"{MAX_EVENTS:,}")  # fmt: skip
    found = recognised(table.columns, asked=asked, has_places=table.is_geojson and "lat" not in (asked or {}))
    return _Reading(table, found, order, source, licence).read()


@dataclass(slots=True)
class _Reading:
    """One run over the rows of a table."""

    table: Table
    columns: Columns
    order: Order | None
    source: str
    licence: str
    doubts: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    at: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.at = {name: number for number, name in enumerate(self.table.columns)}

    def read(self) -> Read:
        used = self.columns.used
        rows, points, bad = self._placed()
        if not rows:
            reasons = sorted([*self.table.bad, *bad], key=lambda item: item[0])
            if not reasons:
                raise BadInput("this table has a head and no rows")
            raise BadInput("none of the {count} rows can be used; line {line}: {why}",
                           count=len(reasons), line=reasons[0][0], why=reasons[0][1])  # fmt: skip
        others: list[dict[str, Any]] = [{} for _ in rows]
        texts: dict[str, list[str]] = {
            name: self._texts(rows, used.get(name)) for name in EVENT_TEXTS if name not in {"when", "source", "address"}
        }
        texts["licence"] = [text or self.licence for text in texts["licence"]]
        texts["source"], texts["address"] = self._sources(rows, others)
        texts["when"] = self._dates(rows, others)
        precision = self._precision(rows, others)
        self._others(rows, others)
        lon, lat = np.array(points, dtype=float).reshape(-1, 2).T
        for row, point in zip(rows, points, strict=True):
            if point[0] != point[0]:
                self._doubt(NO_PLACE, row.line)
            elif point == (0.0, 0.0):
                self._doubt(NULL_ISLAND, row.line)
        all_bad = sorted([*self.table.bad, *bad], key=lambda item: item[0])
        return Read(
            events=Events(
                ids=[f"event-{row.line}" for row in rows],
                lon=lon,
                lat=lat,
                precision_m=precision,
                columns=others,
                **texts,
            ),
            columns=self.columns,
            bad=tuple(all_bad),
            doubts=tuple(Doubt(message=key, count=n, line=line, value=value)
                         for key, (n, line, value) in self.doubts.items()),
            lines=tuple(row.line for row in rows),
            is_geojson=self.table.is_geojson,
        )  # fmt: skip

    def _doubt(self, message: str, line: int, value: object = "") -> None:
        count, first, shown = self.doubts.get(message, (0, line, str(value)))
        self.doubts[message] = count + 1, first, shown

    def _cells(self, rows: Iterable[Row], column: str | None) -> list[Any] | None:
        if column is None:
            return None
        at = self.at[column]
        return [row.cells[at] for row in rows]

    def _texts(self, rows: list[Row], column: str | None) -> list[str]:
        cells = self._cells(rows, column)
        return [""] * len(rows) if cells is None else [_text(cell) for cell in cells]

    # ------------------------------------------------------------ places

    def _placed(self) -> tuple[list[Row], list[tuple[float, float]], list[tuple[int, StrikemapError]]]:
        """The rows that can be used, where each lies (nan for nowhere), and the others."""
        lat_at, lon_at = (self.at.get(self.columns.used.get(name, "")) for name in ("lat", "lon"))
        rows: list[Row] = []
        points: list[tuple[float, float]] = []
        bad: list[tuple[int, StrikemapError]] = []
        swapped = 0
        for row in self.table.rows:
            try:
                if lat_at is None or lon_at is None:
                    lon, lat = row.lon, row.lat
                else:
                    lat, lon = _degrees(row.cells[lat_at], "latitude"), _degrees(row.cells[lon_at], "longitude")
                if lon is None and lat is None:
                    point = (np.nan, np.nan)
                elif lon is None or lat is None:
                    raise BadRow("it has a latitude or a longitude, and not the other")
                else:
                    if 90 < abs(lat) <= 180 and abs(lon) <= 90:
                        swapped += 1
                    point = _on_earth(lon, lat)
            except BadRow as error:
                bad.append((row.line, error))
                continue
            rows.append(row)
            points.append(point)
        if swapped and swapped >= SWAPPED_SHARE * (swapped + sum(point[0] == point[0] for point in points)):
            self._say_swapped()
        return rows, points, bad

    def _say_swapped(self) -> None:
        lat, lon = self.columns.used.get("lat"), self.columns.used.get("lon")
        if lat is None or lon is None:
            raise BadInput("latitude and longitude are swapped in this GeoJSON: a position is [longitude, latitude]")
        raise BadInput("latitude and longitude look swapped: try --map lat={lon},lon={lat}", lat=lat, lon=lon)

    # ------------------------------------------------------------ dates

    def _dates(self, rows: list[Row], others: list[dict[str, Any]]) -> list[str]:
        used = self.columns.used
        name, end_name, time_name, fine_name = (used.get(key) for key in ("date", "end", "time", "date_precision"))
        if name is None:
            return [""] * len(rows)
        texts = self._texts(rows, name)
        dates = DateColumn.of(_told(texts), name=name, order=self.order)
        end_texts = self._texts(rows, end_name)
        ends = DateColumn.of(_told(end_texts), name=end_name or "", order=self.order or dates.order)
        times, fines = self._texts(rows, time_name), self._texts(rows, fine_name)
        codes = TIME_CODES.get(folded(fine_name or ""), {})
        found: list[str] = []
        made: dict[tuple[str, str, str, str], str | None] = {}
        for row, other, *key in zip(rows, others, texts, end_texts, times, fines, strict=True):
            text, end, time, fine = key
            if text.lower() in NOTHING:
                found.append("")
                self._keep(other, (end_name, end), (time_name, time), (fine_name, fine))
                continue
            fineness = codes.get(fine) or TIME_WORDS.get(fine.lower())
            if fineness is None and fine.lower() not in NOTHING:
                self._doubt(BAD_FINENESS, row.line, fine)
            self._keep(other, (fine_name, fine))
            triple = (text, end, time, fineness or "day")
            if triple not in made:
                made[triple] = _when(dates, ends, *triple)
            when = made[triple]
            if when is None:
                self._doubt(BAD_DATE, row.line, text)
                self._keep(other, (name, text), (end_name, end), (time_name, time))
            elif time.lower() not in NOTHING and "T" not in when:
                if clock_of(time) is None:
                    self._doubt(BAD_TIME, row.line, time)
                self._keep(other, (time_name, time))
            found.append(when or "")
        return found

    @staticmethod
    def _keep(other: dict[str, Any], *cells: tuple[str | None, str]) -> None:
        """What could not be said in an event's own fields stays as it was given."""
        other.update((name, text) for name, text in cells if name is not None and text)

    # ------------------------------------------------------------ precision, sources, the rest

    def _precision(self, rows: list[Row], others: list[dict[str, Any]]) -> np.ndarray[Any, np.dtype[np.float64]]:
        used = self.columns.used
        out = np.full(len(rows), np.nan)
        known: dict[str, float | None] = {}
        for name, in_metres in ((used.get("precision"), False), (used.get("precision_m"), True)):
            if name is None:
                continue
            codes = PLACE_CODES.get(folded(name), {})
            for number, (row, text) in enumerate(zip(rows, self._texts(rows, name), strict=True)):
                if text.lower() in NOTHING:
                    continue
                if text not in known:
                    known[text] = _metres(text, {} if in_metres else codes, in_metres=in_metres)
                metres = known[text]
                if metres is None:
                    self._doubt(BAD_PRECISION, row.line, text)
                else:
                    out[number] = metres
                if metres is None or not in_metres:
                    others[number][name] = text
            known.clear()
        return out

    def _sources(self, rows: list[Row], others: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
        """Who reports each event, and where; a source that is an address goes by its host."""
        used = self.columns.used
        sources, addresses = self._texts(rows, used.get("source")), self._texts(rows, used.get("address"))
        for number, (source, address) in enumerate(zip(sources, addresses, strict=True)):
            if source and not address and _is_address(source):
                sources[number], addresses[number] = urlsplit(source).hostname or source, source
            elif address and not _is_address(address):
                addresses[number] = ""
                self._keep(others[number], (used.get("address"), address))
            if not sources[number]:
                sources[number] = self.source
        return sources, addresses

    def _others(self, rows: list[Row], others: list[dict[str, Any]]) -> None:
        """Every column that is none of an event's own, as given; empty cells are left out."""
        taken = set(self.columns.used.values())
        rest = [(number, name) for name, number in self.at.items() if name not in taken]
        for row, other in zip(rows, others, strict=True):
            cells = row.cells
            for number, name in rest:
                cell = cells[number]
                if cell is not None and cell != "":
                    other[name] = cell


def _told(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text.lower() not in NOTHING]


def _text(cell: Any) -> str:
    """A cell as text: a list by its parts, a number as it is written."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, list):
        return ", ".join(_text(part) for part in cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def _degrees(cell: Any, what: str) -> float | None:
    """Degrees with a point or a decimal comma; None for an empty cell.

    Raises:
        BadRow: something else.
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell)
    text = _text(cell)
    if text.lower() in NOTHING:
        return None
    plain = text.replace("\u2212", "-").rstrip("° ")
    if not _COORDINATE.fullmatch(plain):
        raise BadRow("its {what} {value!r} is not a number of degrees", what=what, value=text)
    return float(plain.replace(",", "."))


def _on_earth(lon: float, lat: float) -> tuple[float, float]:
    if not abs(lat) <= 90:
        if abs(lon) <= 90 and abs(lat) <= 180:
            raise BadRow("its latitude {value} is beyond 90; it may be swapped with the longitude", value=lat)
        raise BadRow("its latitude {value} is beyond 90", value=lat)
    if not abs(lon) <= 180:
        raise BadRow("its longitude {value} is beyond 180", value=lon)
    return lon, lat


def _when(dates: DateColumn, ends: DateColumn, text: str, end: str, time: str, fineness: str) -> str | None:
    """A row's date as EDTF; None where it cannot be read or ends before it begins."""
    read = dates.read(text)
    if read is None:
        return None
    first, last = read
    if end.lower() not in NOTHING:
        closing = ends.read(end)
        if closing is None:
            return None
        last = closing[1] or closing[0]
        if first.date is not None and last.date is not None and last.date < first.date:
            return None
    fine: Fineness = next((name for name in ("about", "week", "month", "year") if name == fineness), "day")
    when = spread(first, last, fine)
    clock = clock_of(time) if time.lower() not in NOTHING else None
    single = first.date is not None and when == first.date.isoformat()
    return f"{when}T{clock}" if clock and single else when


def _metres(text: str, codes: Mapping[str, float], *, in_metres: bool) -> float | None:
    """What a code, a word or a length says of how exactly a place is known; None where that is not understood."""
    try:
        if in_metres:
            metres = parse_number(text)
        elif text in codes:
            return codes[text]
        elif (word := text.strip().lower()) in PLACE_WORDS:
            return PLACE_WORDS[word]
        else:
            metres = parse_length(text)
    except BadInput:
        return None
    return metres if 0 <= metres <= MAX_RADIUS_M else None


def _is_address(text: str) -> bool:
    """Whether a text is one web address."""
    if not text.lower().startswith(("http://", "https://")) or any(c.isspace() or c in "<>\"'`" for c in text):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False
