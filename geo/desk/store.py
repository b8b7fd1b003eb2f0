"""The store: stories kept with their history, by whom and for whom."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sqlite3
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from geo.desk.faults import AWAY, FULL, READ_ONLY, told
from geo.desk.kept import OWNER, Entry, Health, Imported, Kept, Version
from geo.desk.rows import (
    LISTED,
    MAX_TEXT,
    as_written,
    check_text,
    entry_of,
    folded,
    insert_story,
    insert_version,
    is_whole,
    kept_of,
    new_key,
    save_over,
    unpacked,
    visible_to,
)
from geo.desk.tables import SCHEMAS, Spellings, Stories, Versions
from geo.document import loads
from geo.errors import BadInput, Conflict, NotAllowed, NotFound, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection, Engine, Row

    from geo.model import Story

# A house's list of names runs to thousands; nobody's runs to more than this.
MOST_SPELLINGS = 20_000
# Most stories that one list holds.
MOST_LISTED = 1000
# With less room on the disk than a large story takes, the store is not well.
LEAST_ROOM = 4 * 1024 * 1024
# A number as large as a column of PostgreSQL holds.
MOST_VERSIONS = 2**31
# By which a spelling is one.
_SPELLING = ("owner", "language", "written")
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Store:
    """Stories kept with their history. One object serves all threads; ``open_store`` makes it.

    Every method takes ``by``: who asks. A story of another that is not shared is, to them, not there.

    Every method raises:
        Unavailable: the store cannot be read or written now; nothing was kept, and the call may be made again.
        BadInput: who asks, or what was done, has no name or a very long one.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        where: str,
        prepare: Callable[[], str],
        now: Callable[[], datetime],
        file: Path | None = None,
    ) -> None:
        self.where = where
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._prepare = prepare
        self._now = now
        self._file = file
        self._identity: tuple[int, int] | None = None
        # SQLite has one writer at a time. Here threads wait their turn; there they would look again and again.
        self._turn = threading.RLock()
        self._no_views = ""
        try:
            self._made_ready()
        except BaseException:
            engine.dispose()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------ keeping

    def create(self, story: Story, by: str = OWNER, what: str = "created") -> Kept:
        """Keep a new story, which is ``by``'s own.

        Raises:
            BadDocument: it could not be opened again.
        """
        check_text(by, what)
        written = as_written(story)
        loads(written.document)  # once in a story's life all of it is opened again
        key, at = new_key(), self._now()
        with self._writing() as connection:
            insert_story(connection, key, written, owner=by, number=1, created=at, at=at, by=by, what=what)
            insert_version(connection, key, written, number=1, at=at, by=by, what=what)
        return Kept(key=key, story=story, number=1, owner=by, shared=False, at=at, by=by, what=what)

    def save(self, key: str, story: Story, by: str = OWNER, *, base: int, what: str = "changed") -> Kept:
        """Keep a changed story. Unchanged ones make no version; a run of like changes is one version, the last.

        Args:
            base: the number of the version that was worked on.
            what: was done ("moved"): an English message id, perhaps.

        Raises:
            NotFound: there is no such story for ``by``.
            Conflict: a newer version was saved since ``base``; it stands in the error.
        """
        check_text(by, what)
        written = as_written(story)
        at = self._now()
        with self._writing() as connection:
            row = self._row(connection, key, by, Stories.digest, lock=True)
            same = row.digest == written.digest
            if row.number == base and not same:
                save_over(connection, row, written, at=at, by=by, what=what)
                return Kept(
                    key=key, story=story, number=base + 1, owner=row.owner, shared=row.shared, at=at, by=by, what=what
                )
            document = "" if same else self._document(connection, row)
        # The same again is no conflict: so a save whose answer was lost can simply be made again.
        newer = kept_of(row, story if same else loads(document))
        if same:
            return newer
        raise Conflict(
            "{who} saved a newer version of this story at {at}: yours was not saved over it",
            newer,
            who=newer.by,
            at=f"{newer.at:%Y-%m-%d %H:%M} UTC",
        )

    def share(self, key: str, by: str = OWNER, *, shared: bool) -> None:
        """Let others open and change the story, or no longer.

        Raises:
            NotFound: there is no such story for ``by``.
            NotAllowed: it is another's.
        """
        check_text(by)
        with self._writing() as connection:
            self._owned(connection, key, by)
            connection.execute(update(Stories).where(Stories.key == key).values(shared=shared))

    def delete(self, key: str, by: str = OWNER) -> None:
        """Delete a story with its whole history.

        Raises:
            NotFound: there is no such story for ``by``.
            NotAllowed: it is another's.
        """
        check_text(by)
        with self._writing() as connection:
            self._owned(connection, key, by)
            connection.execute(delete(Versions).where(Versions.key == key))
            connection.execute(delete(Stories).where(Stories.key == key))
        if self._file is not None:
            self._empty_log()

    # ------------------------------------------------------------ finding

    def load(self, key: str, by: str = OWNER) -> Kept:
        """The story as it is now.

        Raises:
            NotFound: there is no such story for ``by``.
            BrokenStore: it is damaged, and so is its copy in the history.
        """
        check_text(by)
        with self._asking() as connection:
            row = self._row(connection, key, by, Stories.digest)
            document = self._document(connection, row)
        return kept_of(row, loads(document))

    def recent(self, by: str = OWNER, limit: int = 20, text: str = "") -> tuple[Entry, ...]:
        """``by``'s own stories and those shared, last saved first; with ``text`` those that hold all of its words.

        Words are looked for in titles, sources and names of places, without regard to case and accents.
        """
        check_text(by)
        asked = select(*LISTED).where(visible_to(by))
        for word in folded(text[:MAX_TEXT]).replace("\x00", " ").encode("utf-8", "replace").decode().split():
            asked = asked.where(Stories.words.contains(word, autoescape=True))
        asked = asked.order_by(Stories.saved_at.desc(), Stories.key).limit(max(0, min(limit, MOST_LISTED)))
        with self._asking() as connection:
            return tuple(entry_of(row) for row in connection.execute(asked))

    def history(self, key: str, by: str = OWNER) -> tuple[Version, ...]:
        """The versions of a story, last first.

        Raises:
            NotFound: there is no such story for ``by``.
        """
        check_text(by)
        with self._asking() as connection:
            self._row(connection, key, by)
            rows = connection.execute(
                select(Versions.number, Versions.saved_at, Versions.saved_by, Versions.what)
                .where(Versions.key == key)
                .order_by(Versions.number.desc())
            )
            return tuple(Version(number=row.number, at=row.saved_at, by=row.saved_by, what=row.what) for row in rows)

    def version(self, key: str, number: int, by: str = OWNER) -> Story:
        """The story as it was in a version of its history.

        Raises:
            NotFound: there is no such story for ``by``, or no such version of it.
            BrokenStore: it is damaged.
        """
        check_text(by)
        with self._asking() as connection:
            self._row(connection, key, by)
            asked = select(Versions.document, Versions.digest).where(Versions.key == key, Versions.number == number)
            row = connection.execute(asked).one_or_none() if 0 < number < MOST_VERSIONS else None
        if row is None:
            raise NotFound("this story has no version {value}", value=number)
        return loads(unpacked(row.document, row.digest, self.where))

    # ------------------------------------------------------------ spellings

    def spellings(self, by: str = OWNER) -> dict[str, dict[str, str]]:
        """What ``by`` asked to be remembered: by language, what others write or a record's id, and what is written."""
        check_text(by)
        with self._asking() as connection:
            return _spellings(connection, by)

    def remember(self, spellings: Mapping[str, Mapping[str, str]], by: str = OWNER) -> None:
        """Have exactly these spellings remembered from now on, by language.

        Raises:
            BadInput: a name that is empty or very long, or too many of them.
        """
        check_text(by)
        rows = [
            {"owner": by, "language": language, "written": written, "ours": ours}
            for language, pairs in spellings.items()
            for written, ours in pairs.items()
        ]
        if len(rows) > MOST_SPELLINGS:
            raise BadInput("{value} spellings are too many: at most {most}", value=len(rows), most=MOST_SPELLINGS)
        for row in rows:
            check_text(row["written"], row["ours"])
        with self._writing() as connection:
            connection.execute(delete(Spellings).where(Spellings.owner == by))
            if rows:
                connection.execute(insert(Spellings), rows)

    def respell(
        self, language: str, pairs: Mapping[str, str], by: str = OWNER, *, keep: bool
    ) -> dict[str, dict[str, str]]:
        """Have these spellings of a language remembered beside all others, or no longer, in one step.

        Args:
            pairs: what others write, or a record's id, and what is written. One that is remembered otherwise by now is
                not forgotten.

        Returns:
            All that ``by`` has remembered then, as ``spellings`` gives it.

        Raises:
            BadInput: a name that is empty or very long, or too many of them.
        """
        check_text(by, *pairs, *pairs.values())
        with self._writing() as connection:
            # In one order, so that two who write the same do not wait for each other.
            for written, ours in sorted(pairs.items()):
                row = {"owner": by, "language": language, "written": written}
                if keep:
                    connection.execute(_upsert(connection, {**row, "ours": ours}))
                else:
                    connection.execute(delete(Spellings).filter_by(**row, ours=ours))
            found = _spellings(connection, by)
            count = sum(map(len, found.values()))
            if count > MOST_SPELLINGS:
                raise BadInput("{value} spellings are too many: at most {most}", value=count, most=MOST_SPELLINGS)
        return found

    # ------------------------------------------------------------ the whole

    def export_library(self, by: str = OWNER) -> bytes:
        """All of ``by``'s own stories with their history, as one ZIP file; the same stories give the same bytes.

        A version that is damaged in the store is left out; ``geo.desk.library.left_out`` tells which were.
        """
        from geo.desk.library import exported

        check_text(by)
        with self._asking() as connection:
            return exported(connection, by, self.where)

    def import_library(self, data: bytes, by: str = OWNER) -> Imported:
        """Add the stories of a library file, which become ``by``'s own and are not shared; all of them or none.

        A story whose last version is here already, in whatever version, is not added again.

        Raises:
            BadLibrary: the file is broken, foreign or hostile; the message says what and where.
        """
        from geo.desk.library import add, read_library

        check_text(by)
        found = read_library(data)
        with self._writing() as connection:
            return add(connection, found, by)

    def check(self) -> Health:
        """That stories can be read and kept now; cheap enough to be asked every few seconds.

        It only reads and waits for nobody: a long save of another is no reason to be called away.

        Raises:
            Unavailable: they cannot.
        """
        with self._asking() as connection:
            connection.execute(select(func.count()).select_from(select(Stories.key).limit(1).subquery()))
            if self._file is None and connection.execute(text("SHOW transaction_read_only")).scalar() == "on":
                raise Unavailable(READ_ONLY, value=self.where, why="read-only")
        if self._file is not None:
            self._check_room(self._file)
        return Health(engine=self._engine.dialect.name, schema=SCHEMAS[-1], spatial=self.spatial, why=self._no_views)

    @property
    def spatial(self) -> bool:
        """Whether the database has views for GIS programs; only PostgreSQL with PostGIS can."""
        return self._engine.dialect.name == "postgresql" and not self._no_views

    def close(self) -> None:
        """Let go of the database; the next call takes hold of it again."""
        self._engine.dispose()

    # ------------------------------------------------------------ within

    @contextmanager
    def _asking(self) -> Iterator[Connection]:
        with told(self.where):
            self._at_hand()
            with self._engine.begin() as connection:
                yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with told(self.where):
            if self._file is None:
                with self._writer.begin() as connection:
                    yield connection
                return
            with self._turn:
                self._at_hand()
                with self._writer.begin() as connection:
                    yield connection

    def _check_room(self, file: Path) -> None:
        """Raises Unavailable where the file, its log or its folder may not be written, or the disk is full.

        The rights are asked for and nothing is opened: to close a file gives up what SQLite has locked of it.
        """
        beside = (file.with_name(f"{file.name}{end}") for end in ("-wal", "-shm"))
        for path in (file.parent, file, *(path for path in beside if path.exists())):
            if not os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
                raise Unavailable(READ_ONLY, value=self.where, why=os.strerror(errno.EACCES))
        if shutil.disk_usage(file.parent).free < LEAST_ROOM:
            raise Unavailable(FULL, value=self.where)

    def _empty_log(self) -> None:
        """Write out the log beside the file, in which what was deleted still stands.

        Where others are reading just now it stays until the next deletion, or until the last process lets go.
        """
        with suppress(SQLAlchemyError, sqlite3.Error):
            connection = self._engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.close()

    def _at_hand(self) -> None:
        """Raises Unavailable where the file has gone; takes up the one that has come in its place.

        A process goes on writing into a file that was deleted, and all that it writes is lost.
        """
        if self._file is None:
            return
        try:
            found = self._file.stat()
        except OSError as error:
            self._engine.dispose()
            raise Unavailable(AWAY, value=self.where, why=error.strerror) from None
        if (found.st_dev, found.st_ino) != self._identity:
            with self._turn:
                self._engine.dispose()
                self._made_ready()

    def _made_ready(self) -> None:
        self._no_views = self._prepare()
        if self._file is not None:
            found = self._file.stat()
            self._identity = found.st_dev, found.st_ino

    def _row(self, connection: Connection, key: str, by: str, *more: Any, lock: bool = False) -> Row[*tuple[Any, ...]]:
        """What is listed of a story, and ``more``.

        Raises:
            NotFound: there is none, or it is not for ``by``: the same words for both.
        """
        asked = select(*LISTED, *more).where(Stories.key == key, visible_to(by))
        known = _KEY.fullmatch(key) is not None
        row = connection.execute(asked.with_for_update() if lock else asked).one_or_none() if known else None
        if row is None:
            raise NotFound("there is no story {value!r}, or it is not shared with you", value=key)
        return row

    def _owned(self, connection: Connection, key: str, by: str) -> None:
        row = self._row(connection, key, by, lock=True)
        if row.owner != by:
            raise NotAllowed("only {owner} may share or delete the story {value!r}", owner=row.owner, value=row.title)

    def _document(self, connection: Connection, row: Row[*tuple[Any, ...]]) -> str:
        """The document as it is now; where it was damaged, its copy in the history."""
        document = connection.execute(select(Stories.document).where(Stories.key == row.key)).scalar_one()
        if is_whole(document.encode("utf-8"), row.digest):
            return document
        last = select(Versions.document).where(Versions.key == row.key, Versions.number == row.number)
        return unpacked(connection.execute(last).scalar() or b"", row.digest, self.where)


def _spellings(connection: Connection, by: str) -> dict[str, dict[str, str]]:
    """What ``by`` asked to be remembered; one more than there may be, where there are more."""
    asked = select(Spellings).where(Spellings.owner == by)
    asked = asked.order_by(Spellings.language, Spellings.written).limit(MOST_SPELLINGS + 1)
    found: dict[str, dict[str, str]] = {}
    for row in connection.execute(asked):
        found.setdefault(row.language, {})[row.written] = row.ours
    return found


def _upsert(connection: Connection, row: Mapping[str, str]) -> sqlite.Insert | postgresql.Insert:
    """A spelling put in, or in the place of the one for the same name; both databases say it alike."""
    if connection.dialect.name == "sqlite":
        lite = sqlite.insert(Spellings).values(**row)
        return lite.on_conflict_do_update(index_elements=_SPELLING, set_={"ours": row["ours"]})
    put = postgresql.insert(Spellings).values(**row)
    return put.on_conflict_do_update(index_elements=_SPELLING, set_={"ours": row["ours"]})
