"""When a store is old, newer, foreign or damaged, may not be written, has no room, goes away, or has two at it."""

from __future__ import annotations

import ast
import itertools
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import KINDS, ROOT, fresh_url, sample, small

from geo import errors
from geo.desk import OWNER, Store, faults, open_store, opening
from geo.desk.library import left_out
from geo.desk.spatial import NO_POSTGIS, NO_RIGHT
from geo.desk.tables import POSTGRES_SCHEMA, SCHEMAS, VERSION_TABLE, Table
from geo.errors import BadInput, BrokenStore, NewerStore, StrikemapError, Unavailable
from geo.words import Words

# An answer that waits for nobody comes well within this, however busy the machine; one that waits for a writer never.
STUCK_S = 60
MIGRATIONS = ROOT / "geo" / "desk" / "migrations"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stories.sqlite"


def opened(path: Path) -> Store:
    return open_store(f"sqlite:///{path}")


def python(code: str, *arguments: object, **more: object) -> subprocess.CompletedProcess[str]:
    """Run Python apart from this process; what it prints is the answer."""
    command = [sys.executable, "-W", "error", "-c", code, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd="/", **more)


# ---------------------------------------------------------------- versions of the tables


def test_the_tables_are_what_the_migrations_make():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    steps = ScriptDirectory.from_config(config)
    assert tuple(step.revision for step in reversed(list(steps.walk_revisions()))) == SCHEMAS
    assert steps.get_heads() == [SCHEMAS[-1]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_migrated_store_is_as_the_code_has_it(kind, tmp_path):
    store = open_store(fresh_url(kind, tmp_path))
    options = {"schema_translate_map": {None: None}} if kind == "postgresql" else {}
    with store._engine.connect().execution_options(**options) as connection:
        if kind == "postgresql":
            connection.exec_driver_sql(f"SET search_path = {POSTGRES_SCHEMA}")
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, what, _: what != "table" or name in Table.metadata.tables,
                  "compare_type": True},
        )  # fmt: skip
        assert compare_metadata(context, Table.metadata) == []
    store.close()


def test_a_store_of_the_first_version_opens_with_all_that_is_in_it(path):
    with sqlite3.connect(path) as connection:
        connection.executescript((ROOT / "tests" / "store" / "version-1.sql").read_text(encoding="utf-8"))
    connection.close()
    store = opened(path)
    (entry,) = store.recent()
    assert (entry.title, entry.number, entry.what) == ("Karatsjov, tweede versie", 2, "moved")
    kept = store.load(entry.key)
    assert [place.name for place in kept.story.places] == ["Karatsjov"]
    assert store.version(entry.key, 1, OWNER).title == "Karatsjov"
    assert store.save(entry.key, small("Derde"), base=2).number == 3
    store.close()


def later(folder: Path) -> Path:
    """The migrations with one more after the last, which also changes what is in a table."""
    copy = folder / "migrations"
    shutil.copytree(MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "versions" / "v9999_later.py").write_text(
        f"""
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9999", {SCHEMAS[-1]!r}
def upgrade():
    schema = op.get_context().version_table_schema
    op.add_column("stories", sa.Column("later", sa.Text, server_default="later"), schema=schema)
    op.execute(f"UPDATE {{schema + '.' if schema else ''}}stories SET title = 'taken along'")
""",
        encoding="utf-8",
    )
    return copy


@pytest.mark.parametrize("kind", KINDS)
def test_an_older_store_is_brought_up_and_a_newer_one_refused(kind, tmp_path, monkeypatch):
    url = fresh_url(kind, tmp_path)
    store = open_store(url)
    kept = store.create(small("Blijft"))
    store.share(kept.key, shared=True)
    store.close()
    with monkeypatch.context() as patch:
        patch.setattr(opening, "MIGRATIONS", later(tmp_path))
        patch.setattr(opening, "SCHEMAS", (*SCHEMAS, "9999"))
        newer = open_store(url)
        assert newer.load(kept.key) == replace(kept, shared=True)
        assert [entry.title for entry in newer.recent()] == ["taken along"]
        assert newer.spatial == (kind == "postgresql")
        newer.close()
    with pytest.raises(NewerStore, match="9999"):
        open_store(url)


def test_a_migration_that_fails_leaves_the_store_as_it_was(path, tmp_path, monkeypatch):
    store = opened(path)
    kept = store.create(small("Blijft"))
    store.close()
    broken = later(tmp_path)
    step = broken / "versions" / "v9999_later.py"
    step.write_text(step.read_text() + "    op.execute('SELECT * FROM nowhere')\n", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(opening, "MIGRATIONS", broken)
        patch.setattr(opening, "SCHEMAS", (*SCHEMAS, "9999"))
        with pytest.raises(Unavailable, match="nowhere"):
            opened(path)
    store = opened(path)
    assert store.load(kept.key) == kept and store.recent()[0].title == "Blijft"
    store.close()


# ---------------------------------------------------------------- several processes


MANY = """
import os, sys
from geo.desk import open_store
from stores import small
import alembic.command  # so that none of them is late by loading it
ready, go = os.pipe()
children = []
for who in range(4):
    child = os.fork()
    if child == 0:
        os.close(go)
        os.read(ready, 1)  # all wait for the parent to close its end
        try:
            store = open_store(sys.argv[1])
            for n in range(3):
                kept = store.create(small(f"{who} {n}"))
                for m in range(2):
                    kept = store.save(kept.key, small(f"{who} {n} {m}"), base=kept.number, what=str(m))
            os._exit(0)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
        finally:
            os._exit(1)
    children.append(child)
os.close(go)
print([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children])
"""


@pytest.mark.parametrize("kind", KINDS)
def test_processes_that_open_a_new_store_at_once_all_work(kind, tmp_path):
    url = fresh_url(kind, tmp_path)
    done = python(MANY, url)
    assert done.stdout == "[0, 0, 0, 0]\n", done.stderr
    store = open_store(url)
    assert {entry.title for entry in store.recent()} == {f"{who} {n} 1" for who in range(4) for n in range(3)}
    store.close()


def test_a_store_that_another_writes_in_for_long_is_said_to_be_away(path, monkeypatch):
    monkeypatch.setattr(opening, "BUSY_S", 0.1)
    store = opened(path)
    kept = store.create(small())
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"):
        store.save(kept.key, small("later"), base=1)
    assert store.load(kept.key) == kept
    other.execute("ROLLBACK")
    other.close()
    assert store.save(kept.key, small("later"), base=1).number == 2
    store.close()


def test_a_kill_in_the_midst_of_saves_loses_nothing(tmp_path):
    """The short form of bench/app/kill.py, on SQLite."""
    script = ROOT / "bench" / "app" / "kill.py"
    url = f"sqlite:///{tmp_path / 'stories.sqlite'}"
    done = subprocess.run([sys.executable, script, "--saves", "12", "--database", url], capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith("0 lost or unreadable")


# ---------------------------------------------------------------- what is no store


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE moz_places (id INTEGER)")
    connection.close()


def another_program(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA application_id = 42")
    connection.close()


NO_STORES = {
    "text": lambda path: path.write_bytes(b"not a database at all, but long enough to be looked at " * 20),
    "noughts": lambda path: path.write_bytes(bytes(8192)),
    "cut": lambda path: (opened(path).close(), path.write_bytes(path.read_bytes()[:5000])),
    "foreign": foreign,
    "another program's": another_program,
}


@pytest.mark.parametrize("name", NO_STORES)
def test_what_is_no_store_is_said_and_left_as_it_is(path, name):
    NO_STORES[name](path)
    before = path.read_bytes()
    with pytest.raises(BrokenStore, match=r"stories\.sqlite"):
        store = opened(path)
        store.create(sample())
    assert path.read_bytes() == before


def test_an_empty_file_is_a_store_that_was_not_begun(path):
    path.touch()
    store = opened(path)
    assert store.load(store.create(small()).key).story == small()
    store.close()


# Long enough to fill pages of its own.
LONG = small("long", notes=tuple(map(str, range(5000))))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str]:
    """The bytes of a store of one story, and its key."""
    path = tmp_path_factory.mktemp("good") / "stories.sqlite"
    store = opened(path)
    key = store.create(LONG).key
    store.save(key, small("two"), base=1)
    store.save(key, LONG, base=2)
    store.close()
    assert not path.with_name("stories.sqlite-wal").exists()
    return path.read_bytes(), key


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_damage_gives_a_sentence_or_the_story_and_never_another_one(good, data):
    content, key = good
    damaged = bytearray(content)
    at = data.draw(st.integers(0, len(content) - 1))
    piece = data.draw(st.binary(min_size=1, max_size=200))
    damaged[at : at + len(piece)] = piece
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stories.sqlite"
        path.write_bytes(bytes(damaged[: len(content)]))
        try:
            store = opened(path)
        except StrikemapError:
            return
        for call, right in (
            (lambda: store.load(key).story, LONG),
            (lambda: store.version(key, 2), small("two")),
            (lambda: store.version(key, 3), LONG),
            (store.recent, None),
            (lambda: store.history(key), None),
            (lambda: store.export_library(), None),
            (lambda: store.save(key, small("three"), base=3).story, small("three")),
        ):
            with suppress(StrikemapError):
                found = call()
                assert right is None or found == right
        store.close()


def changed(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()


def test_a_damaged_story_is_read_from_its_history_and_a_damaged_history_is_said(path):
    store = opened(path)
    kept = store.create(small())
    changed(path, "UPDATE stories SET document = replace(document, 'Niets', 'Iets')")
    assert store.load(kept.key) == kept
    changed(path, "UPDATE versions SET document = x'00ff'")
    for call in (lambda: store.load(kept.key), lambda: store.version(kept.key, 1)):
        with pytest.raises(BrokenStore, match="damaged"):
            call()
    assert [entry.key for entry in store.recent()] == [kept.key]
    store.close()


def test_an_export_leaves_out_what_is_damaged_and_tells_it(path):
    store = opened(path)
    lost = store.create(small("Verloren"))
    half = store.create(small("Begin"))
    half = store.save(half.key, small("Einde"), base=1)
    changed(path, "UPDATE versions SET document = x'00ff'")
    changed(path, f"UPDATE stories SET document = 'x' WHERE key = '{lost.key}'")
    data = store.export_library()
    assert left_out(data) == (("Verloren", 1), ("Einde", 1))
    done = store.import_library(data, "bob")
    assert [store.load(entry.key, "bob").story for entry in done.added] == [half.story]
    store.close()


# ---------------------------------------------------------------- no right, no room


READ_ONLY = """
import os, sys, tempfile
from geo.desk import open_store
from geo.errors import Unavailable
with tempfile.TemporaryDirectory() as folder:  # so that all is loaded that nobody else may read
    open_store(f"sqlite:///{folder}/x").close()
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
for path in sys.argv[1:]:
    try:
        open_store(f"sqlite:///{path}")
        print("opened")
    except Unavailable as error:
        print(type(error).__name__, error)
"""


def test_what_may_not_be_written_is_said():
    # Not under pytest's folder, which nobody else may enter.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        paths = [folder / what / "stories.sqlite" for what in ("file", "folder", "nothing", "directory")]
        for path in paths:
            path.parent.mkdir()
        for path in paths[:2]:
            opened(path).close()
            path.chmod(0o444)
        paths[3].mkdir()
        for path, mode in zip(paths, (0o777, 0o555, 0o555, 0o777), strict=True):
            path.parent.chmod(mode)
        done = python(READ_ONLY, *paths)
        for path in paths:
            path.parent.chmod(0o755)
        said = done.stdout.splitlines()
        assert [line.split()[0] for line in said] == ["Unavailable"] * 4, (said, done.stderr)
        for path, line in zip(paths, said, strict=True):
            assert str(path) in line and "cannot be written" in line


def test_a_full_disk_is_said_and_nothing_kept_is_harmed(path):
    store = opened(path)
    kept = store.create(sample())
    with store._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    more = replace(sample(), title="Meer", notes=("x" * 500_000,))
    for _ in range(3):
        with pytest.raises(Unavailable, match="disk is full"):
            store.save(kept.key, more, base=1)
        with pytest.raises(Unavailable, match="disk is full"):
            store.create(more)
    assert store.load(kept.key) == kept and len(store.history(kept.key)) == 1
    with store._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    assert store.save(kept.key, more, base=1).number == 2
    assert store.load(kept.key).story == more
    store.close()


NO_ROOM = """
import resource, sys
from dataclasses import replace
from geo.desk import open_store
from geo.errors import Unavailable
from stores import sample
store = open_store(f"sqlite:///{sys.argv[1]}")
kept = store.create(sample())
more = replace(sample(), notes=("x" * 3_000_000,))
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
try:
    store.save(kept.key, more, base=1)
except Unavailable as error:
    print(type(error).__name__, store.load(kept.key) == kept)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
print(store.save(kept.key, more, base=1).number, store.load(kept.key).story == more)
"""


def test_a_file_that_may_grow_no_more_is_said_and_the_next_save_works_when_it_may(path):
    done = python(NO_ROOM, path)
    assert done.stdout.split() == ["Unavailable", "True", "2", "True"], done.stderr


UNWELL = """
import os, sys, tempfile
from pathlib import Path
from geo.desk import open_store
from geo.errors import Unavailable
with tempfile.TemporaryDirectory() as name:
    path = Path(name) / "stories.sqlite"
    open_store(f"sqlite:///{path}").close()  # so that all is loaded that nobody else may read
    if os.geteuid() == 0:
        for owned in (path.parent, path):
            os.chown(owned, 65534, 65534)
        os.setgroups([]); os.setgid(65534); os.setuid(65534)
    store = open_store(f"sqlite:///{path}")
    for what, mode, right in ((path, 0o444, 0o600), (path.parent, 0o555, 0o700)):
        print(store.check().engine)
        what.chmod(mode)
        try:
            store.check()
        except Unavailable as error:
            print(error)
        what.chmod(right)
    print(store.check().engine)
    store.close()
"""


def test_a_file_or_folder_that_may_be_written_no_more_is_not_well():
    done = python(UNWELL)
    said = done.stdout.splitlines()
    assert said[::2] == ["sqlite"] * 3, (said, done.stderr)
    assert all("stories.sqlite" in line and "cannot be written" in line for line in said[1::2]), said


def test_a_disk_without_room_is_not_well(path, monkeypatch):
    store = opened(path)
    left = shutil.disk_usage(path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: left._replace(free=1000))
    with pytest.raises(Unavailable, match="disk is full"):
        store.check()
    store.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_store_is_well_while_another_is_writing(kind, tmp_path):
    """Of this process and of another: the lock is held until the answer is there."""
    url = fresh_url(kind, tmp_path)
    store, other = open_store(url), open_store(url)
    for writer in (store, other):
        with ThreadPoolExecutor(1) as pool, writer._writing() as connection:
            connection.exec_driver_sql(
                "INSERT INTO " + ("" if kind == "sqlite" else f"{POSTGRES_SCHEMA}.") + "spellings"
                " VALUES ('ann', 'nl', 'x', 'y') ON CONFLICT DO NOTHING"
            )
            assert pool.submit(store.check).result(timeout=STUCK_S).engine == kind
    store.close()
    other.close()


def test_a_store_is_opened_and_well_while_another_is_writing(path):
    """As by a server that starts: the first who asks for its health opens it."""
    other = opened(path)
    with ThreadPoolExecutor(1) as pool, other._writing():
        store = pool.submit(opened, path).result(timeout=STUCK_S)
        assert store.check().engine == "sqlite"
    # Who will write waits again from then on.
    with store._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == round(opening.BUSY_S * 1000)
    store.close()
    other.close()


def test_being_asked_for_its_health_writes_nothing(path):
    store = opened(path)
    store.create(small())
    before = {file.name: file.read_bytes() for file in path.parent.iterdir() if not file.name.endswith("-shm")}
    store.check()
    assert before == {file.name: file.read_bytes() for file in path.parent.iterdir() if not file.name.endswith("-shm")}
    store.close()


# ---------------------------------------------------------------- goes away, comes back


def test_a_file_that_goes_away_is_never_written_to_and_comes_back(path):
    store = opened(path)
    kept = store.create(small())
    store.close()  # so that the log is in the file
    away = path.with_name("away")
    path.rename(away)
    for call in (lambda: store.load(kept.key), lambda: store.save(kept.key, small("x"), base=1), store.check):
        with pytest.raises(Unavailable, match=r"stories\.sqlite.*No such file"):
            call()
    assert not path.exists()
    away.rename(path)
    assert store.load(kept.key) == kept
    assert store.save(kept.key, small("x"), base=1).number == 2
    store.close()


def test_a_backup_put_in_its_place_is_taken_up(path, tmp_path):
    store = opened(path)
    kept = store.create(small("oud"))
    store.close()
    shutil.copy(path, tmp_path / "backup")
    kept = store.save(kept.key, small("nieuw"), base=kept.number)
    store.close()
    (tmp_path / "backup").replace(path)
    assert store.load(kept.key).story.title == "oud"
    store.close()


def test_a_store_whose_folder_went_away_is_said(tmp_path):
    store = opened(tmp_path / "kept" / "stories.sqlite")
    shutil.rmtree(tmp_path / "kept")
    with pytest.raises(Unavailable, match="No such file"):
        store.create(small())
    assert not (tmp_path / "kept").exists()
    store.close()


# ---------------------------------------------------------------- where it is


def test_without_a_setting_stories_are_in_the_data_folder_and_private(tmp_path, monkeypatch):
    monkeypatch.delenv("STRIKEMAP_DATABASE", raising=False)
    monkeypatch.setenv("STRIKEMAP_DATA", str(tmp_path / "own" / "strikemap"))
    store = open_store()
    store.create(small())
    folder = tmp_path / "own" / "strikemap"
    assert store.where == str(folder / "stories.sqlite")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    store.close()
    monkeypatch.setenv("STRIKEMAP_DATABASE", f"sqlite:///{tmp_path / 'other % name?.sqlite'.replace('?', '')}")
    other = open_store()
    assert other.where.endswith("other % name.sqlite") and other.recent() == ()
    other.close()
    monkeypatch.delenv("STRIKEMAP_DATABASE")
    monkeypatch.delenv("STRIKEMAP_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    if sys.platform == "linux":
        usual = open_store()
        assert usual.where == str(tmp_path / "xdg" / "strikemap" / "stories.sqlite")
        usual.close()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://root:s3cret@host/db",
        "s3cret",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite://s3cret@host/x",
        "sqlite:///file:x?mode=memory&key=s3cret",
        "postgresql+psycopg2://a:s3cret@host/db",
        "postgresql+psycopg://a:b@s3cret@host/db",
        "postgresql+psycopg://a:b@s3cret:port/db",
        "postgresql+asyncpg://a:s3cret@host/db",
        "://s3cret",
        "s3cret word://x",
    ],
)
def test_an_address_that_is_none_is_refused_without_telling_its_password(url):
    with pytest.raises(BadInput) as caught:
        open_store(url)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_sqlite_waits_for_the_disk(path):
    store = opened(path)
    with store._engine.connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}  # 2 is FULL
    assert (store.check().engine, store.check().schema, store.spatial) == ("sqlite", SCHEMAS[-1], False)
    store.close()


def test_what_is_deleted_is_no_longer_in_the_files(path):
    store = opened(path)
    kept = store.create(small("Zeergeheimewoorden"))
    store.save(kept.key, small("Zeergeheimewoorden, nog eens"), base=1)
    stays = store.create(small("Dit blijft"))
    store.delete(kept.key)
    held = b"".join(file.read_bytes() for file in path.parent.glob("stories.sqlite*"))
    assert b"Zeergeheimewoorden" not in held and b"Dit blijft" in held
    assert store.load(stays.key) == stays
    store.close()
    assert VERSION_TABLE.encode() in path.read_bytes()


# ---------------------------------------------------------------- words


def test_every_sentence_of_the_store_has_its_dutch():
    modules = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "geo" / "desk").glob("*.py")]
    named = {
        target.id: node.value.value
        for tree in modules
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    kinds = {name for name in dir(errors) if isinstance(getattr(errors, name), type)}
    said = {NO_POSTGIS, NO_RIGHT, faults.FULL, faults.READ_ONLY, faults.AWAY}
    for node in itertools.chain.from_iterable(map(ast.walk, modules)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
            message = node.args[0]
            found = message.value if isinstance(message, ast.Constant) else named.get(getattr(message, "id", ""))
            said |= {found} if found else set()
    dutch = Words("nl")
    assert len(said) > 20
    assert [sentence for sentence in said if dutch(sentence) == sentence] == []
