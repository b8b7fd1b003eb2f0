"""Opening a store: find it, make it where there is none, and bring its tables up to this version.

Several processes may do so at once. A file or database that is not ours, or is newer, is left as it is.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.pool import QueuePool

from geo.desk.address import address_of, shown
from geo.desk.faults import DAMAGED, READ_ONLY, told
from geo.desk.spatial import ensure_views, forget_views
from geo.desk.store import Store
from geo.desk.tables import POSTGRES_SCHEMA, SCHEMAS, VERSION_TABLE
from geo.errors import BrokenStore, NewerStore, NotPossible, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import URL, Connection, Engine

# "STMP" in the head of the file: tells a store of ours from another program's SQLite file.
APPLICATION_ID = 0x53544D50
# How long a call waits for another process that is writing.
BUSY_S = 10.0
MIGRATIONS = Path(__file__).resolve().parent / "migrations"
# The same number for all who open: PostgreSQL lets one of them at a time change tables.
ADVISORY_LOCK = 0x5354_4D50_0001
# Of a network that swallows packets: the next call is told within this time, and may be made again.
_NETWORK = {"connect_timeout": 5, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3,
            "tcp_user_timeout": 15_000}  # fmt: skip
# Alembic keeps what it works on in a module: one migration at a time in a process.
_migrating = threading.Lock()


def open_store(url: str | None = None, *, clock: Callable[[], datetime] | None = None) -> Store:
    """The store of stories, made where there is none yet.

    Args:
        url: ``sqlite:///FILE`` or ``postgresql+psycopg://...``; None: what the environment variable STRIKEMAP_DATABASE
            says, else a file in the user's data folder (STRIKEMAP_DATA).
        clock: tells the time of a save; the machine's own unless given.

    Raises:
        BadInput: that is no address of a store.
        Unavailable: it cannot be opened or written now (no such server, no right to, the disk is full).
        BrokenStore: the file is damaged or another program's; it is left as it is.
        NewerStore: it was made by a newer strikemap.
    """
    address = address_of(url)
    now = clock or (lambda: datetime.now(UTC))
    if address.drivername == "sqlite":
        path = Path(address.database or "")
        engine = _sqlite_engine(path)
        return Store(engine, where=shown(address), prepare=lambda: _prepare_sqlite(engine, path), file=path, now=now)
    engine = _postgres_engine(address)
    return Store(engine, where=shown(address), prepare=lambda: _prepare_postgres(engine, shown(address)), now=now)


# ---------------------------------------------------------------- SQLite


def _sqlite_engine(path: Path) -> Engine:
    # mode=rw: a file that has gone is told, and no empty one put in its place.
    uri = f"{path.as_uri()}?mode=rw"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(uri, uri=True, timeout=BUSY_S, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=5, max_overflow=15,
                           hide_parameters=True)  # fmt: skip

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _: object) -> None:
        connection.isolation_level = None  # BEGIN is said below, of the kind that is needed
        # FULL: what is acknowledged is on the disk. Secure delete: what is deleted is no longer in the file.
        for pragma in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON", "trusted_schema = OFF"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Who will write says so at once: two who read first and write then could only both give up.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _prepare_sqlite(engine: Engine, path: Path) -> str:
    where = str(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Private from the first byte; SQLite gives its two side files the same rights.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise Unavailable(READ_ONLY, value=where, why=error.strerror) from None
    with told(where):
        with engine.connect() as connection:
            _check_ours(connection, where)
            version = _version(connection)
        if version == SCHEMAS[-1]:
            # Nothing to do; that it can be written is found out now, not at the first save.
            _check_writable(engine)
            return ""
        _check_known(version, where)
        _set_wal(engine)
        with _migrating, engine.execution_options(writes=True).begin() as connection:
            _migrate(connection, where)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    return ""


def _check_writable(engine: Engine) -> None:
    """Raises where the file cannot be written. Nobody is waited for: that another is writing shows that it can be."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {round(BUSY_S * 1000)}")
    finally:
        connection.close()


def _check_ours(connection: Connection, where: str) -> None:
    """Raises BrokenStore for a SQLite file of another program."""
    mark = connection.exec_driver_sql("PRAGMA application_id").scalar()
    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
    if mark != APPLICATION_ID and (mark or tables):
        raise BrokenStore(DAMAGED, value=where, why="a file of another program")


def _set_wal(engine: Engine) -> None:
    """Write-ahead logging, which the file then keeps; SQLite does not wait for others here by itself."""
    connection = engine.raw_connection()
    try:
        until = time.monotonic() + BUSY_S
        while True:
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL").fetchone()
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > until:
                    raise
            time.sleep(0.02)
    finally:
        connection.close()


# ---------------------------------------------------------------- PostgreSQL


def _postgres_engine(address: URL) -> Engine:
    options = {key: value for key, value in _NETWORK.items() if key not in address.query}
    try:
        engine = create_engine(
            address,
            connect_args=options,
            pool_pre_ping=True,  # a server that was away and is back is found at the next call
            pool_size=5,
            max_overflow=15,
            hide_parameters=True,
            execution_options={"schema_translate_map": {None: POSTGRES_SCHEMA}},
        )
    except ModuleNotFoundError:
        raise NotPossible(
            "{value} needs a package that is not installed: expected pip install 'strikemap[postgres]'",
            value="PostgreSQL",
        ) from None

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _: object) -> None:
        # A server may be told to acknowledge before it has written; a story is not acknowledged so.
        with connection.cursor() as cursor:
            if cursor.execute("SHOW synchronous_commit").fetchone()[0] == "off":
                cursor.execute("SET synchronous_commit = on")
            cursor.execute("SET lock_timeout = '10s'")
        connection.commit()

    return engine


def _prepare_postgres(engine: Engine, where: str) -> str:
    """Bring tables and views up to date; why there are no spatial views, or nothing."""
    with told(where), engine.connect() as connection:
        with connection.begin():
            version = _version(connection)
        if version != SCHEMAS[-1]:
            _check_known(version, where)
            with _migrating, connection.begin():
                connection.execute(text("SET LOCAL lock_timeout = '60s'"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
                # With the schema there, no right to make one is needed.
                if not connection.execute(
                    text("SELECT to_regnamespace(:name) IS NOT NULL"), {"name": POSTGRES_SCHEMA}
                ).scalar():
                    connection.exec_driver_sql(f"CREATE SCHEMA {POSTGRES_SCHEMA}")
                if _version(connection) != SCHEMAS[-1]:
                    forget_views(connection)
                _migrate(connection, where)
        with connection.begin():
            return ensure_views(connection, ADVISORY_LOCK)


# ---------------------------------------------------------------- both


def _version(connection: Connection) -> str | None:
    """The version of the tables, None where there are none."""
    if connection.dialect.name == "sqlite":
        name = VERSION_TABLE
        there = connection.execute(
            text("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = :name"), {"name": name}
        ).scalar()
    else:
        name = f"{POSTGRES_SCHEMA}.{VERSION_TABLE}"
        there = connection.execute(text("SELECT to_regclass(:name) IS NOT NULL"), {"name": name}).scalar()
    if not there:
        return None
    found = connection.exec_driver_sql(f"SELECT version_num FROM {name}").scalar()  # noqa: S608
    return None if found is None else str(found)


def _check_known(version: str | None, where: str) -> None:
    """Raises NewerStore for a version that this strikemap does not know."""
    if version is not None and version not in SCHEMAS:
        raise NewerStore(
            "the stories in {value!r} are kept by a newer strikemap (version {version} of the tables; this one knows "
            "{expected}): use that one, or update this one",
            value=where,
            version=version,
            expected=SCHEMAS[-1],
        )


def _migrate(connection: Connection, where: str) -> None:
    """The steps from the version that is there to the last one, in the transaction that is open."""
    # Another process may have come first.
    version = _version(connection)
    _check_known(version, where)
    if version == SCHEMAS[-1]:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
