"""Rows of the tables: a story on its way in, and what comes out as values."""

from __future__ import annotations

import codecs
import hashlib
import secrets
import unicodedata
import zlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, insert, or_, select, update

from geo.desk.extent import bounds_of
from geo.desk.kept import Entry, Kept
from geo.desk.tables import Stories, Versions
from geo.document import LARGEST_INTEGER, check_references, check_size, dumps
from geo.errors import BadDocument, BadInput, BrokenStore
from geo.model import Bounds

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    from geo.model import Story

# A name of a person or of what was done; longer is neither.
MAX_TEXT = 300
# Like changes within so long are one version: a slider that is being moved.
RUN = timedelta(seconds=30)
# Fast, for it is done at each save; a denser packing gains a tenth.
_PACKED = 2
LISTED: tuple[Any, ...] = (Stories.key, Stories.title, Stories.language, Stories.number, Stories.owner, Stories.shared,
           Stories.saved_at, Stories.saved_by, Stories.what, Stories.west, Stories.south, Stories.east, Stories.north,
           Stories.revision, Stories.changed)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A story as the tables have it."""

    document: str
    digest: bytes
    packed: bytes
    about: dict[str, Any]


def new_key() -> str:
    """A key that nobody guesses: 192 random bits in letters, digits, - and _; no dash first, as an option has it."""
    return "s" + secrets.token_urlsafe(24)


def as_written(story: Story) -> Written:
    """The story as it goes into the tables.

    Raises:
        BadDocument: it could not be opened again: it is too large, a title too long, an id there twice.
    """
    check_references(story)
    try:
        document = dumps(story)
        data = document.encode("utf-8")
    except (ValueError, TypeError) as error:
        why = type(error).__name__ if isinstance(error, UnicodeEncodeError) else error
        raise BadDocument("the story {value!r} cannot be kept: {why}", value=story.title, why=why) from None
    check_size(data)
    bounds = bounds_of(story)
    names = (place.name for place in story.places)
    about = {
        "title": _without_nul(story.title),
        "language": _without_nul(story.language),
        "revision": max(-LARGEST_INTEGER, min(story.revision, LARGEST_INTEGER - 1)),
        "changed": None if story.changed is None else _without_nul(story.changed),
        **dict(zip(("west", "south", "east", "north"), bounds or (None,) * 4, strict=True)),
        "words": folded(_without_nul(" ".join((story.title, story.article.source or "", *names)))),
    }
    return Written(document, hashlib.sha256(data).digest(), zlib.compress(data, _PACKED), about)


def as_history(data: bytes) -> Written:
    """A document as the history keeps it, without what only the last version needs."""
    data = data.removeprefix(codecs.BOM_UTF8)
    return Written("", hashlib.sha256(data).digest(), zlib.compress(data, _PACKED), {})


def _without_nul(text: str) -> str:
    """PostgreSQL's texts hold every character but one; the document has it escaped."""
    return text.replace("\x00", "\ufffd")


def folded(text: str) -> str:
    """Text as it is searched: without case, accents and doubled blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def is_whole(data: bytes, digest: bytes) -> bool:
    """Whether a document is still the one that was kept."""
    return hashlib.sha256(data).digest() == digest


def unpacked(packed: bytes, digest: bytes, where: str) -> str:
    """The document of a version.

    Raises:
        BrokenStore: it was damaged in the store.
    """
    try:
        data = zlib.decompress(packed)
    except zlib.error:
        data = b""
    if not is_whole(data, digest):
        raise BrokenStore("a story is damaged in {value!r}: it was left as it is", value=where)
    return data.decode("utf-8")


def insert_story(
    connection: Connection,
    key: str,
    written: Written,
    *,
    owner: str,
    number: int,
    created: datetime,
    at: datetime,
    by: str,
    what: str,
) -> None:
    """A new row of a story that is not shared."""
    values = {"key": key, "owner": owner, "shared": False, "number": number, "created": created}
    saved = {"saved_at": at, "saved_by": by, "what": what}
    document = {"digest": written.digest, "document": written.document}
    connection.execute(insert(Stories).values(**values, **saved, **written.about, **document))


def insert_version(
    connection: Connection, key: str, written: Written, *, number: int, at: datetime, by: str, what: str
) -> None:
    """A new row of the history."""
    values = {"number": number, "saved_at": at, "saved_by": by, "what": what, "began": at}
    connection.execute(insert(Versions).values(key=key, **values, digest=written.digest, document=written.packed))


def save_over(
    connection: Connection, row: Row[*tuple[Any, ...]], written: Written, *, at: datetime, by: str, what: str
) -> None:
    """The next version: in the place of the last where both are of one run of like changes, else beside it."""
    last = and_(Versions.key == row.key, Versions.number == row.number)
    number = row.number + 1
    began = connection.execute(select(Versions.began).where(last)).scalar()
    in_run = (row.number > 1 and (row.saved_by, row.what) == (by, what)
              and began is not None and timedelta(0) <= at - began < RUN)  # fmt: skip
    if in_run:
        packed = {"digest": written.digest, "document": written.packed}
        connection.execute(update(Versions).where(last).values(number=number, saved_at=at, **packed))
    else:
        insert_version(connection, row.key, written, number=number, at=at, by=by, what=what)
    values = {"number": number, "saved_at": at, "saved_by": by, "what": what}
    document = {"digest": written.digest, "document": written.document}
    connection.execute(update(Stories).where(Stories.key == row.key).values(**values, **written.about, **document))


def entry_of(row: Row[*tuple[Any, ...]]) -> Entry:
    """A row of the list as a value."""
    return Entry(
        key=row.key,
        title=row.title,
        language=row.language,
        number=row.number,
        owner=row.owner,
        shared=row.shared,
        at=row.saved_at,
        by=row.saved_by,
        what=row.what,
        bounds=None if row.west is None else Bounds(row.west, row.south, row.east, row.north),
        revision=row.revision,
        changed=row.changed,
    )


def kept_of(row: Row[*tuple[Any, ...]], story: Story) -> Kept:
    """A row of the list and its story as a value."""
    return Kept(
        key=row.key,
        story=story,
        number=row.number,
        owner=row.owner,
        shared=row.shared,
        at=row.saved_at,
        by=row.saved_by,
        what=row.what,
    )


def visible_to(by: str) -> ColumnElement[bool]:
    """The condition that a story is ``by``'s own or shared."""
    return or_(Stories.owner == by, Stories.shared)


def check_text(*texts: str) -> None:
    """Raises BadInput for nobody's name, and for what no database keeps (control characters, halves of one)."""
    for text in texts:
        if not text.strip() or len(text) > MAX_TEXT or any(unicodedata.category(c) in {"Cc", "Cs"} for c in text):
            raise BadInput("{value!r} is not a name: expected 1 to {most} characters", value=text, most=MAX_TEXT)
