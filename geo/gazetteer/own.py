"""Places and spellings of one's own: what a person or a newsroom knows that no list does, and how it writes names.

Own places come as CSV (a head with name, lat, lon and perhaps names, kind, country, precision_m, id; other names
separated by "|") or as GeoJSON points with these properties. House spellings come as TOML ("Kiev" = "Kyiv" for every
language, or below [nl] for one) or as CSV (from, to, language).

What cannot be used is an error that quotes the value and its line; nothing is guessed. Names are text, whatever they
look like: no name is ever run, fetched or reckoned with.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast, get_args

from geo.errors import BadInput
from geo.gazetteer.names import key_of
from geo.model import Candidate, PlaceKind

ENVIRONMENT = "STRIKEMAP_CONFIG"
MOST_BYTES, MOST_PLACES, MOST_SPELLINGS = 5_000_000, 20_000, 5_000
MOST_LETTERS, MOST_NAMES = 200, 50
PRECISION_M, MOST_PRECISION_M = 100.0, 5_000_000.0
REASON = "one of your own places"
# A place of one's own is meant before any other of that name: above a country of a billion people.
SCORE = 13.0
_COLUMNS = {
    "name": ("name", "naam"),
    "lon": ("lon", "longitude", "lng", "long"),
    "lat": ("lat", "latitude"),
    "names": ("names", "alternate names", "alternate_names", "aliases"),
    "kind": ("kind",),
    "country": ("country",),
    "precision_m": ("precision_m",),
    "id": ("id",),
}
_NUMBER = re.compile(r"[+-]?\d{1,9}(?:\.\d{0,30})?(?:[eE][+-]?\d{1,3})?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_IDENTIFIER = re.compile(r"[a-z]+:\S+")


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A place that a person brought; lon, lat in degrees (WGS 84), ``names`` all that it is called, its own first."""

    id: str
    names: tuple[str, ...]
    lon: float
    lat: float
    kind: PlaceKind = "point"
    country: str | None = None
    precision_m: float = PRECISION_M

    def candidate(self) -> Candidate:
        """The place as a record of the gazetteer, ahead of all others of its name."""
        return Candidate(
            id=self.id, name=self.names[0], lon=self.lon, lat=self.lat, kind=self.kind, country=self.country,
            precision_m=self.precision_m, match="written", score=SCORE, reasons=(REASON,),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class HouseSpellings:
    """How the house writes names: by language ("" for every one), what others write or a record's id, and ours."""

    by_language: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(self.by_language.values())

    def in_language(self, language: str) -> dict[str, str]:
        """Written by others: written by us, in one language (its own rows stand above those for every language)."""
        return {**self.by_language.get("", {}), **self.by_language.get(language.split("-")[0].lower(), {})}

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every row, whatever its language."""
        for rows in self.by_language.values():
            yield from rows.items()

    def __or__(self, other: HouseSpellings) -> HouseSpellings:
        """Both; where they differ the other's."""
        languages = {*self.by_language, *other.by_language}
        return HouseSpellings(
            {tag: {**self.by_language.get(tag, {}), **other.by_language.get(tag, {})} for tag in languages}
        )


def is_identifier(text: str) -> bool:
    """Whether a spelling is for a record ("geonames:703448") and not for a name."""
    return _IDENTIFIER.fullmatch(text) is not None


# --- files -----------------------------------------------------------------------------------------------------


def config_folder() -> Path:
    """The user's configuration folder, or what the environment variable STRIKEMAP_CONFIG names."""
    if chosen := os.environ.get(ENVIRONMENT):
        return Path(chosen)
    from platformdirs import user_config_path

    return user_config_path("strikemap", appauthor=False)


def own_files() -> tuple[str, ...]:
    """The files of places that the user keeps in the configuration folder."""
    return tuple(str(path) for path in _present("places.geojson", "places.csv"))


def spelling_files() -> tuple[str, ...]:
    """The files of spellings that the user keeps in the configuration folder."""
    return tuple(str(path) for path in _present("spellings.toml", "spellings.csv"))


def _present(*names: str) -> list[Path]:
    folder = config_folder()
    return [folder / name for name in names if (folder / name).is_file()]


# --- places ----------------------------------------------------------------------------------------------------


def read_places(data: bytes, *, filename: str) -> tuple[OwnPlace, ...]:
    """The places of a CSV or GeoJSON file.

    Raises:
        BadInput: the file cannot be read as either, or a row cannot be used; the message quotes it with its line.
    """
    text = _decoded(data, filename)
    rows = _features(text, filename) if text.lstrip()[:1] in ("{", "[") else _table(text, filename, _COLUMNS)
    places: list[OwnPlace] = []
    taken: dict[str, int] = {}
    for line, row in rows:
        if len(places) >= MOST_PLACES:
            raise BadInput("{value!r} holds too many rows: at most {most}", value=filename, most=f"{MOST_PLACES:,}")
        places.append(_place(row, line, taken))
    return tuple(places)


def _place(row: Mapping[str, str], line: int, taken: dict[str, int]) -> OwnPlace:
    written = [row.get("name", ""), *row.get("names", "").split("|")]
    names = tuple(dict.fromkeys(filter(None, (_named(name, line) for name in written))))
    if not names or not _named(row.get("name", ""), line):
        raise BadInput("line {line}: a place needs a name with a letter or digit, not {value!r}",
                       line=line, value=row.get("name", ""))  # fmt: skip
    if len(names) > MOST_NAMES:
        raise BadInput("line {line}: {value!r} has too many names: at most {most}",
                       line=line, value=names[0], most=MOST_NAMES)  # fmt: skip
    kind = row.get("kind", "").strip().lower() or "point"
    if kind not in get_args(PlaceKind):
        raise BadInput("line {line}: {value!r} is no kind of place: one of {kinds}",
                       line=line, value=kind, kinds=", ".join(get_args(PlaceKind)))  # fmt: skip
    country = row.get("country", "").strip().upper()
    if country and not _COUNTRY.fullmatch(country):
        raise BadInput("line {line}: {value!r} is no country code of two letters", line=line, value=country)
    precision = row.get("precision_m", "").strip()
    return OwnPlace(
        id=_identifier(row.get("id", "").strip() or names[0], taken),
        names=names,
        lon=_number(row.get("lon", ""), 180.0, line),
        lat=_number(row.get("lat", ""), 90.0, line),
        kind=cast(PlaceKind, kind),
        country=country or None,
        precision_m=max(1.0, _number(precision, MOST_PRECISION_M, line)) if precision else PRECISION_M,
    )


def _named(name: str, line: int) -> str:
    """A name on one line, or "" where it holds no letter or digit."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", name)).split())
    if len(plain) > MOST_LETTERS:
        raise BadInput("line {line}: {value!r} is too long for a name: at most {most} characters",
                       line=line, value=plain, most=MOST_LETTERS)  # fmt: skip
    return plain if key_of(plain) else ""


def _identifier(text: str, taken: dict[str, int]) -> str:
    """An id of its own, noted down; ``taken`` holds those before it, each with the last number that was put to it."""
    plain = unicodedata.normalize("NFKD", text.removeprefix("own:").casefold())
    slug = re.sub(r"[\W_]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")[:80] or "place"
    first = found = f"own:{slug}"
    while found in taken:
        taken[first] += 1
        found = f"{first}-{taken[first]}"
    taken[found] = 1
    return found


def _number(text: str, most: float, line: int) -> float:
    """A number with a full stop; a comma could be a thousand or a decimal, so nobody may guess it."""
    plain = text.strip()
    if "," in plain:
        raise BadInput("line {line}: {value!r} has a comma: write the number with a full stop", line=line, value=plain)
    if not _NUMBER.fullmatch(plain) or not -most <= float(plain) <= most:
        raise BadInput("line {line}: {value!r} is no number from -{most} to {most}",
                       line=line, value=plain, most=f"{most:g}")  # fmt: skip
    return float(plain)


def distinct(places: Iterable[OwnPlace]) -> tuple[OwnPlace, ...]:
    """The places of several files, each with an id of its own."""
    taken: dict[str, int] = {}
    return tuple(replace(place, id=_identifier(place.id, taken)) for place in places)


# --- spellings -------------------------------------------------------------------------------------------------


def read_spellings(data: bytes, *, filename: str) -> HouseSpellings:
    """House spellings from TOML ("Kiev" = "Kyiv", under a language or for all) or CSV (from, to, language).

    Raises:
        BadInput: the file cannot be read, or a row cannot be used; the message quotes it.
    """
    text = _decoded(data, filename)
    is_table = filename.lower().endswith(".csv")
    return _spellings((_rows if is_table else _toml)(text, filename), filename)


def spellings_of(table: Mapping[str, Any], *, filename: str) -> HouseSpellings:
    """House spellings from a table that was read from TOML already; errors as ``read_spellings``."""
    return _spellings(_pairs(table), filename)


def _spellings(rows: Iterable[tuple[int, str, str, str]], filename: str) -> HouseSpellings:
    found: dict[str, dict[str, str]] = {}
    for count, (line, written, ours, language) in enumerate(rows):
        if count >= MOST_SPELLINGS:
            raise BadInput("{value!r} holds too many rows: at most {most}", value=filename, most=f"{MOST_SPELLINGS:,}")
        if language and not _LANGUAGE.fullmatch(language):
            raise BadInput("{value!r} is no language: write nl, en, de, ...", value=language)
        theirs = written.strip() if is_identifier(written.strip()) else _named(written, line)
        if not theirs or not _named(ours, line):
            raise BadInput("a spelling needs two names, not {written!r} and {ours!r}", written=written, ours=ours)
        found.setdefault(language, {})[theirs] = _named(ours, line)
    return HouseSpellings(found)


def _rows(text: str, filename: str) -> Iterator[tuple[int, str, str, str]]:
    columns = {"from": ("from", "written", "van"), "to": ("to", "ours", "naar"), "language": ("language", "taal")}
    for line, row in _table(text, filename, columns, needed=("from", "to")):
        yield line, row["from"], row["to"], row.get("language", "").strip().lower()


def _toml(text: str, filename: str) -> Iterator[tuple[int, str, str, str]]:
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput("{value!r} cannot be read: {why}", value=filename, why=error) from None
    yield from _pairs(table)


def _pairs(table: Mapping[str, Any]) -> Iterator[tuple[int, str, str, str]]:
    for key, value in table.items():
        for written, ours in value.items() if isinstance(value, dict) else [(key, value)]:
            if not isinstance(ours, str):
                raise BadInput("a spelling needs two names, not {written!r} and {ours!r}", written=written, ours=ours)
            yield 0, written, ours, key.lower() if isinstance(value, dict) else ""


# --- tables ----------------------------------------------------------------------------------------------------


def _decoded(data: bytes, filename: str) -> str:
    if len(data) > MOST_BYTES:
        raise BadInput("{value!r} is too large: at most {most} MB", value=filename, most=MOST_BYTES // 1_000_000)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("{value!r} is no text in UTF-8", value=filename) from None
    if not text.strip() or "\x00" in text:
        raise BadInput("{value!r} is empty or holds binary data", value=filename)
    return text


def _table(
    text: str, filename: str, columns: Mapping[str, Iterable[str]], needed: tuple[str, ...] = ("name", "lon", "lat")
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells by our name of each column; separated by commas, semicolons or tabs, as the head is."""
    head = text.lstrip().partition("\n")[0]
    # Every sign for a line's end, also that of old Macs, is one.
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=max(",;\t", key=head.count), strict=True)
    try:
        titles = [" ".join(title.lower().split()) for title in next((row for row in reader if any(row)), [])]
        ours = {at: name for name, known in columns.items() for at, title in enumerate(titles) if title in known}
        missing = [name for name in needed if name not in ours.values()]
        if missing:
            raise BadInput("{value!r} has no column {missing}: its first line is {head!r}",
                           value=filename, missing=", ".join(missing), head=head.strip())  # fmt: skip
        for row in reader:
            if any(cell.strip() for cell in row):
                if len(row) > len(titles):
                    raise BadInput("line {line} has {count} cells and the first line {most}: {value!r}",
                                   line=reader.line_num, count=len(row), most=len(titles), value=row)  # fmt: skip
                yield reader.line_num, {ours[at]: cell for at, cell in enumerate(row) if at in ours}
    except csv.Error as error:
        raise BadInput("{value!r}, line {line}: {why}", value=filename, line=reader.line_num, why=error) from None


def _features(text: str, filename: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Number of the feature (from 1) and its properties as text, with the point's lon and lat."""
    try:
        collection = json.loads(text)
        features = collection["features"] if collection["type"] == "FeatureCollection" else [collection]
        if not isinstance(features, list):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadInput("{value!r} is no GeoJSON of places", value=filename) from None
    for number, feature in enumerate(features, start=1):
        try:
            lon, lat = feature["geometry"]["coordinates"][:2]
            is_point = feature["geometry"]["type"] == "Point"
            about: dict[str, Any] = feature.get("properties") or {}
            if not is_point or not all(isinstance(at, int | float) and not isinstance(at, bool) for at in (lon, lat)):
                raise TypeError
            if not all(_is_text(value) for key, value in about.items() if key in _COLUMNS):
                raise TypeError
            row = {key: _cell(about.get(key)) for key in _COLUMNS if about.get(key) is not None}
        except (KeyError, TypeError, ValueError, AttributeError):
            raise BadInput("feature {line} is no point with a name: {value!r}", line=number, value=feature) from None
        yield number, {"id": _cell(feature.get("id") or ""), **row, "lon": str(lon), "lat": str(lat)}


def _cell(value: object) -> str:
    return "|".join(map(str, value)) if isinstance(value, list) else str(value)


def _is_text(value: object) -> bool:
    """Text, a number, nothing, or a list of texts: what a cell may hold."""
    simple = str | int | float | None
    return all(isinstance(item, str) for item in value) if isinstance(value, list) else isinstance(value, simple)
