"""A whole library as one file: a ZIP of GeoJSON documents, a version each, and an index that tells what they are.

    index.json                      what each is: {"strikemap library": 1, "stories": [{"key", "title", "versions"}]}
    stories/KEY/NUMBER.geojson      a version as ``geo.document`` writes it; each opens by itself

Read back, every document is opened before anything is added; nothing of the file is ever taken for a path.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from sqlalchemy import select

from geo.desk.kept import Imported
from geo.desk.rows import (
    LISTED,
    MAX_TEXT,
    Written,
    as_history,
    as_written,
    check_text,
    entry_of,
    insert_story,
    insert_version,
    is_whole,
    new_key,
    unpacked,
)
from geo.desk.tables import Stories, Versions
from geo.document import MAX_BYTES, loads
from geo.errors import BadDocument, BadInput, BadLibrary, BrokenStore

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from geo.desk.kept import Entry

FORMAT = 1
INDEX = "index.json"
# What a desk keeps in years is far less; a file that unpacks into more is no library.
MAX_PACKED = 1024**3
MAX_UNPACKED = 4 * 1024**3
MAX_INDEX = 64 * 1024 * 1024
MAX_FILES = 200_000
# When a story can have been saved; what lies outside is no clock's.
YEARS = range(1980, 2200)
# ZIP has no zone and begins in 1980; a fixed moment makes the same stories the same bytes.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_BROKEN = "this library cannot be read: {why}"

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT)]
_Number = Annotated[int, msgspec.Meta(ge=1, lt=2**31)]


class _Version(msgspec.Struct, frozen=True):
    number: _Number
    at: datetime
    by: _Text
    what: _Text
    file: str


class _Story(msgspec.Struct, frozen=True):
    key: str
    title: str
    created: datetime
    versions: Annotated[list[_Version], msgspec.Meta(min_length=1)]


class _Index(msgspec.Struct, frozen=True):
    format: Annotated[int, msgspec.Meta(ge=1)] = msgspec.field(name="strikemap library")
    stories: list[_Story]


# ---------------------------------------------------------------- writing


def exported(connection: Connection, by: str, where: str) -> bytes:
    """The library file of all stories that ``by`` owns, oldest first.

    A version that is damaged in the store is left out, and told in the index: the rest can still be brought to safety.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        stories: list[dict[str, Any]] = []
        damaged: list[dict[str, Any]] = []
        rows = connection.execute(
            select(Stories.key, Stories.title, Stories.created)
            .where(Stories.owner == by)
            .order_by(Stories.created, Stories.key)
        ).all()
        for row in rows:
            versions = []
            told = select(Versions).where(Versions.key == row.key).order_by(Versions.number)
            for version in connection.execute(told):
                name = f"stories/{row.key}/{version.number}.geojson"
                document = _document(connection, version, where)
                if document is None:
                    damaged.append({"title": row.title, "number": version.number})
                    continue
                _put(file, name, document)
                about = {"number": version.number, "at": version.saved_at.isoformat(), "by": version.saved_by}
                versions.append({**about, "what": version.what, "file": name})
            if versions:
                created = row.created.isoformat()
                stories.append({"key": row.key, "title": row.title, "created": created, "versions": versions})
        index = {"strikemap library": FORMAT, "stories": stories, **({"damaged": damaged} if damaged else {})}
        _put(file, INDEX, json.dumps(index, ensure_ascii=False, indent=1))
    return out.getvalue()


def _document(connection: Connection, version: Any, where: str) -> str | None:
    """The document of a version; of the last one the other copy where this one is damaged; None where there is none."""
    try:
        return unpacked(version.document, version.digest, where)
    except BrokenStore:
        now = select(Stories.document).where(Stories.key == version.key, Stories.number == version.number)
        document = connection.execute(now).scalar()
        return document if document is not None and is_whole(document.encode("utf-8"), version.digest) else None


def left_out(data: bytes) -> tuple[tuple[str, int], ...]:
    """Title and number of each version that an export of ours left out, for it was damaged in the store."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        index = json.loads(file.read(INDEX))
    return tuple((item["title"], item["number"]) for item in index.get("damaged", ()))


def _put(file: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.external_attr = 0o600 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    file.writestr(entry, text.encode("utf-8"))


# ---------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class Found:
    """A story of a library file: each version as the tables will have it, oldest first."""

    created: datetime
    versions: tuple[tuple[_Version, Written], ...]


def read_library(data: bytes) -> tuple[Found, ...]:
    """The stories in a library file, each version opened and found whole.

    Raises:
        BadLibrary: it is no ZIP file, no library, newer, larger than a library can be, or a document in it is broken.
    """
    if len(data) > MAX_PACKED:
        raise _too_large()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return _read(file)
    # NotImplementedError: a packing that nobody uses; RuntimeError: a password; EOFError and zlib's: cut off.
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, BadLibrary):
            raise
        raise BadLibrary(_BROKEN, why=error) from None


def _read(file: zipfile.ZipFile) -> tuple[Found, ...]:
    entries = file.infolist()
    if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise _too_large()
    names: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        if entry.filename in names:
            raise BadLibrary("this library holds {value!r} twice", value=entry.filename)
        names[entry.filename] = entry
    index = _index(file, names)
    taken: set[str] = set()
    return tuple(_found(file, names, story, taken) for story in index.stories)


def _too_large() -> BadLibrary:
    return BadLibrary(
        "this library is larger than one can be: at most {files} files that unpack into {most} GB",
        files=MAX_FILES,
        most=MAX_UNPACKED >> 30,
    )


def _index(file: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> _Index:
    if INDEX not in names:
        raise BadLibrary("this is not a library of strikemap: expected {value!r} in it", value=INDEX)
    data = _bytes(file, names[INDEX], MAX_INDEX)
    try:
        head = msgspec.json.decode(data)
        version = head.get("strikemap library") if isinstance(head, dict) else None
        if isinstance(version, int) and version > FORMAT:
            raise BadLibrary(
                "this library was made by a newer strikemap: its version is {value}, this one reads up to {expected}",
                value=version,
                expected=FORMAT,
            )
        return msgspec.convert(head, _Index)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadLibrary("{file} in this library is broken: {why}", file=INDEX, why=error) from None


def _found(file: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo], story: _Story, taken: set[str]) -> Found:
    versions: list[tuple[_Version, Written]] = []
    for version in story.versions:
        if versions and version.number <= versions[-1][0].number:
            raise BadLibrary(
                "the versions of {value!r} in this library are out of order at {number}",
                value=story.title,
                number=version.number,
            )
        for moment in (version.at, story.created):
            if moment.tzinfo is None or moment.year not in YEARS:
                raise BadLibrary("{file} in this library is broken: {why}", file=INDEX,
                                 why=f"{moment} is not a moment with a zone")  # fmt: skip
        try:
            check_text(version.by, version.what)
        except BadInput as error:
            raise BadLibrary("{file} in this library is broken: {why}", file=INDEX, why=error) from None
        if version.file in taken or version.file not in names:
            why = "the index names it twice" if version.file in taken else "it is not there"
            raise BadLibrary("{file} in this library is broken: {why}", file=version.file, why=why)
        taken.add(version.file)
        data = _bytes(file, names[version.file], MAX_BYTES)
        try:
            opened = loads(data)
            # The last is written again as this strikemap writes: so a next save of the same is known as unchanged.
            written = as_written(opened) if version is story.versions[-1] else as_history(data)
        except BadDocument as error:
            raise BadLibrary("{file} in this library is broken: {why}", file=version.file, why=error) from None
        versions.append((version, written))
    return Found(story.created.astimezone(UTC), tuple(versions))


def _bytes(file: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """What a file unpacks into, never more than it says or than is allowed."""
    if entry.file_size > most:
        raise BadLibrary(
            "{file} in this library is larger than it can be: {size} bytes, at most {most} MB",
            file=entry.filename,
            size=entry.file_size,
            most=most >> 20,
        )
    try:
        with file.open(entry) as opened:
            return opened.read(most + 1)
    except zlib.error as error:
        raise BadLibrary("{file} in this library is broken: {why}", file=entry.filename, why=error) from None


def add(connection: Connection, stories: tuple[Found, ...], by: str) -> Imported:
    """The stories as ``by``'s own, under new keys: a key in a file could be chosen to be somebody's."""
    mine: dict[bytes, str] = {
        row.digest: row.title
        for row in connection.execute(
            select(Versions.digest, Stories.title).join(Stories, Stories.key == Versions.key).where(Stories.owner == by)
        )
    }
    added: list[Entry] = []
    known: list[str] = []
    for story in stories:
        last, written = story.versions[-1]
        if written.digest in mine:
            known.append(str(written.about["title"]))
            continue
        key = new_key()
        saved: dict[str, Any] = {"number": last.number, "at": last.at, "by": last.by, "what": last.what}
        insert_story(connection, key, written, owner=by, created=story.created, **saved)
        for version, packed in story.versions:
            insert_version(connection, key, packed, number=version.number, at=version.at, by=version.by,
                           what=version.what)  # fmt: skip
        added.append(entry_of(connection.execute(select(*LISTED).where(Stories.key == key)).one()))
    return Imported(added=tuple(added), known=tuple(known))
