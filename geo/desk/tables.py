"""The tables of the store. What they were in earlier versions stands in ``migrations/``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, DateTime, Double, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect

# Every version of the tables, oldest first; the last is what this strikemap works with.
SCHEMAS = ("0001", "0002")
VERSION_TABLE = "strikemap_version"
# On PostgreSQL the tables stand in a schema of their own, so that a database can be shared.
POSTGRES_SCHEMA = "strikemap"


class Instant(TypeDecorator[datetime]):
    """A moment, always in UTC; SQLite keeps it as a text without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: D102
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: D102
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """Base of the tables."""


class Stories(Table):
    """A story a row, as it is now.

    ``words`` is what a search looks in: title, source and places, folded. ``digest`` is the SHA-256 of the document.
    The document comes last: who lists stories does not read past it.
    """

    __tablename__ = "stories"
    __table_args__ = (Index("stories_by_owner", "owner", "saved_at"), Index("stories_shared", "shared", "saved_at"))

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    owner: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool]
    number: Mapped[int]
    created: Mapped[datetime] = mapped_column(Instant)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    saved_by: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(BigInteger)
    changed: Mapped[str | None] = mapped_column(Text)
    west: Mapped[float | None] = mapped_column(Double)
    south: Mapped[float | None] = mapped_column(Double)
    east: Mapped[float | None] = mapped_column(Double)
    north: Mapped[float | None] = mapped_column(Double)
    words: Mapped[str] = mapped_column(Text)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    document: Mapped[str] = mapped_column(Text)


class Versions(Table):
    """A version of a story a row, the last one among them; the document is packed (zlib).

    ``began`` is when the run of like changes began of which this version is the last so far.
    """

    __tablename__ = "versions"

    key: Mapped[str] = mapped_column(Text, ForeignKey("stories.key", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    saved_by: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    began: Mapped[datetime] = mapped_column(Instant)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    document: Mapped[bytes] = mapped_column(LargeBinary)


class Spellings(Table):
    """A spelling that ``owner`` asked to be remembered: what others write, or a record's id, and ours for it."""

    __tablename__ = "spellings"

    owner: Mapped[str] = mapped_column(Text, primary_key=True)
    language: Mapped[str] = mapped_column(Text, primary_key=True)
    written: Mapped[str] = mapped_column(Text, primary_key=True)
    ours: Mapped[str] = mapped_column(Text)
