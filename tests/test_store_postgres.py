"""A desk's own PostgreSQL: views for QGIS, a server that goes away and comes back, rights, and no password told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import psycopg
import pytest
import shapely
from postgres import IN_ADDRESS, PASSWORD, Server, server
from shapely.geometry import shape
from stores import ROOT, sample, small

from geo.desk import Store, open_store
from geo.desk.spatial import NO_POSTGIS, NO_RIGHT
from geo.errors import Conflict, Unavailable
from geo.model import Line, Place, RangeArea, Strike

VIEWS = ("places", "strikes", "ranges", "lines")


@pytest.fixture(scope="module")
def desk() -> Server:
    return server()


def database(url: str) -> str:
    return url.rsplit("/", 1)[1]


def shared(store: Store) -> str:
    """The key of the sample, kept and shared."""
    kept = store.create(sample(), by="ann")
    store.share(kept.key, "ann", shared=True)
    return kept.key


# ---------------------------------------------------------------- views


def geometry_of(value: Place | Strike | RangeArea | Line) -> shapely.Geometry:
    """What a view shows of it."""
    if isinstance(value, Strike):
        value = next(place for place in sample().places if place.id == value.where)
    if isinstance(value, Place):
        return shapely.Point(value.lon, value.lat)
    several = shapely.MultiPolygon if isinstance(value, RangeArea) else shapely.MultiLineString
    return several(list(shapely.get_parts(value.geometry)))


@pytest.fixture(scope="module")
def looked_at(desk: Server) -> tuple[str, str]:
    """A database and the key of the sample in it."""
    url = desk.fresh()
    store = open_store(url)
    assert store.spatial and store.check().why == ""
    key = shared(store)
    store.create(replace(sample(), title="Van ann alleen"), by="ann")
    store.close()
    return database(url), key


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_shows_each_thing_as_the_story_has_it(desk, looked_at, view):
    name, key = looked_at
    values = {f"{key}/{value.id}": value for value in getattr(sample(), view)}
    rows = desk.sql(
        "SELECT id, ST_AsGeoJSON(geometry, 15), ST_SRID(geometry), (to_jsonb(v) - 'geometry')::text"
        f" FROM strikemap.{view} AS v",
        database=name,
    )
    assert {row[0] for row in rows} == set(values) and values
    for row_id, geometry, srid, columns in rows:
        value, about = values[row_id], json.loads(columns)
        assert srid == 4326
        assert shapely.normalize(shape(json.loads(geometry))).equals_exact(
            shapely.normalize(geometry_of(value)), tolerance=1e-9
        )
        assert (about["story"], about["owner"]) == (sample().title, "ann")
        told = {part for part in about.keys() - {"id", "origin"} if hasattr(value, part)}
        assert len(told) >= 3
        assert {part: about[part] for part in told} == {part: getattr(value, part) for part in told}


def test_views_have_their_types_and_cannot_be_written(desk, looked_at):
    name, _ = looked_at
    listed = desk.sql("SELECT f_table_name, type, srid FROM geometry_columns WHERE f_table_schema = 'strikemap'",
                      database=name)  # fmt: skip
    assert sorted(listed) == [
        ("lines", "MULTILINESTRING", 4326),
        ("places", "POINT", 4326),
        ("ranges", "MULTIPOLYGON", 4326),
        ("strikes", "POINT", 4326),
    ]
    for view in VIEWS:
        for statement in (f"UPDATE strikemap.{view} SET story = ''", f"DELETE FROM strikemap.{view}"):
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
                desk.sql(statement, database=name)


def test_odd_stories_do_not_break_a_view(desk):
    url = desk.fresh()
    store = open_store(url)
    first = replace(sample().places[0], mentions=(), rivals=())
    odd = replace(first, name="a\x00b \\u0000 \\\x00 '", note="\ud7ff\ue000\x00", chosen=replace(first.chosen, name=""))
    kept = store.create(small("\x00", places=(odd,)), by="ann")
    store.share(kept.key, "ann", shared=True)
    nowhere = store.create(replace(small(), strikes=(Strike(id="s"),)), by="ann")
    store.share(nowhere.key, "ann", shared=True)
    assert desk.sql("SELECT name FROM strikemap.places", database=database(url)) == [("a\ufffdb \\ufffd \\\ufffd '",)]
    assert desk.sql("SELECT * FROM strikemap.strikes", database=database(url)) == []
    assert store.load(kept.key, by="ann") == replace(kept, shared=True)
    store.share(kept.key, "ann", shared=False)
    assert desk.sql("SELECT * FROM strikemap.places", database=database(url)) == []
    store.close()


def test_without_postgis_all_works_and_with_it_later_views_are_made(desk):
    url = desk.fresh(gis=False)
    store = open_store(url)
    key = shared(store)
    health = store.check()
    assert (store.spatial, health.spatial, health.why) == (False, False, NO_POSTGIS)
    store.close()
    # PostGIS may stand in a schema of its own, with any name.
    desk.sql('CREATE SCHEMA "Gis 1"', database=database(url))
    desk.sql('CREATE EXTENSION postgis SCHEMA "Gis 1"', database=database(url))
    store = open_store(url)
    assert store.spatial and store.load(key, by="ann").story == sample()
    assert len(desk.sql("SELECT id FROM strikemap.places", database=database(url))) == len(sample().places)
    store.close()


# ---------------------------------------------------------------- rights


def test_who_may_only_read_and_write_rows_works_without_views(desk):
    url = desk.fresh(gis=False)
    open_store(url).close()
    name = database(url)
    desk.sql("CREATE EXTENSION postgis", database=name)
    desk.sql("CREATE ROLE clerk LOGIN PASSWORD 'clerk'", database=name)
    desk.sql("GRANT USAGE ON SCHEMA strikemap TO clerk", database=name)
    desk.sql("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA strikemap TO clerk", database=name)
    store = open_store(desk.url(name, user="clerk", password="clerk"))
    assert store.check().why == NO_RIGHT
    assert store.load(store.create(small()).key).story == small()
    store.close()
    desk.sql("REVOKE INSERT ON strikemap.versions FROM clerk", database=name)
    store = open_store(desk.url(name, user="clerk", password="clerk"))
    with pytest.raises(Unavailable, match="permission denied"):
        store.create(small())
    assert len(store.recent()) == 1
    store.close()


def test_who_may_make_nothing_is_told_so(desk):
    url = desk.fresh(gis=False)
    desk.sql("CREATE ROLE guest LOGIN PASSWORD 'guest'", database=database(url))
    with pytest.raises(Unavailable, match="permission denied"):
        open_store(desk.url(database(url), user="guest", password="guest"))
    desk.sql(f"ALTER DATABASE {database(url)} SET default_transaction_read_only = on")
    with pytest.raises(Unavailable, match="read-only"):
        open_store(url)


def test_a_server_that_acknowledges_too_early_is_told_not_to(desk):
    url = desk.fresh(gis=False)
    desk.sql(f"ALTER DATABASE {database(url)} SET synchronous_commit = off")
    store = open_store(url)
    with store._engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
    store.close()


# ---------------------------------------------------------------- away and back


def test_a_server_that_goes_away_and_comes_back(desk):
    store = open_store(desk.fresh())
    kept = store.create(sample())
    more = replace(sample(), title="Meer")
    desk.stop()
    try:
        for call in (
            lambda: store.load(kept.key),
            lambda: store.save(kept.key, more, base=1),
            store.check,
            store.recent,
        ):
            with pytest.raises(Unavailable) as caught:
                call()
            assert PASSWORD not in str(caught.value) and IN_ADDRESS not in str(caught.value)
        with pytest.raises(Unavailable, match=r"127\.0\.0\.1"):
            open_store(desk.url("gis"))
    finally:
        desk.start()
    assert store.save(kept.key, more, base=1).number == 2
    assert store.load(kept.key).story == more
    store.close()


def test_connections_that_the_server_closed_are_no_matter(desk):
    url = desk.fresh()
    store = open_store(url)
    kept = store.create(small())
    for number in range(2, 5):
        desk.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database(url)}'")
        assert store.save(kept.key, small(str(number)), base=number - 1).number == number
    store.close()


def test_a_story_that_another_holds_for_long_is_said_and_can_be_saved_later(desk):
    url = desk.fresh()
    store = open_store(url)
    kept = store.create(small())
    with store._engine.connect() as connection:
        connection.exec_driver_sql("SET lock_timeout = '100ms'")
        connection.commit()
    with psycopg.connect(url.replace("+psycopg", "")) as other:
        other.execute("SELECT * FROM strikemap.stories FOR UPDATE")
        with pytest.raises(Unavailable, match="lock timeout"):
            store.save(kept.key, small("later"), base=1)
        assert store.load(kept.key) == kept
        other.execute("UPDATE strikemap.stories SET number = 2")
    with pytest.raises(Conflict):
        store.save(kept.key, small("later"), base=1)
    store.close()


# ---------------------------------------------------------------- what is told


@pytest.mark.parametrize(
    ("user", "password", "told"),
    [("desk", "wr%40ng", "authentication failed"), ("nobody", "wr%40ng", "authentication")],
)
def test_a_wrong_password_is_said_and_never_told(desk, user, password, told):
    with pytest.raises(Unavailable, match=told) as caught:
        open_store(desk.url("gis", user=user, password=password))
    for word in ("wr@ng", "wr%40ng", "password=", PASSWORD):
        assert word not in str(caught.value)
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_the_usual_form_of_an_address_is_taken(desk):
    url = desk.fresh().replace("postgresql+psycopg://", "postgresql://")
    store = open_store(url + "?application_name=strikemap&connect_timeout=3")
    assert store.where.startswith("postgresql://127.0.0.1:") and "desk" not in store.where
    assert store.create(small()).number == 1
    store.close()


def test_without_the_package_it_is_said_which_one_is_missing():
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from geo.desk import open_store\n"
        "from geo.errors import NotPossible\n"
        "try: open_store('postgresql+psycopg://a:s3cret@127.0.0.1/x')\n"
        "except NotPossible as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert "strikemap[postgres]" in done.stdout and "s3cret" not in done.stdout + done.stderr


def test_a_server_that_became_read_only_is_not_well(desk):
    url = desk.fresh()
    store = open_store(url)
    kept = store.create(small())
    store.close()
    desk.sql(f"ALTER DATABASE {database(url)} SET default_transaction_read_only = on")
    for call in (store.check, lambda: store.save(kept.key, small("x"), base=1)):
        with pytest.raises(Unavailable, match="read-only"):
            call()
    assert store.load(kept.key) == kept
    store.close()
