"""The command line with events: a table in, a story and a map out, and how many lie in reach."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from events import ROWS, few, table

from geo.cli import main
from geo.document import dumps, loads


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("events")
    (made / "few.csv").write_bytes(table(ROWS))
    (made / "bad.csv").write_bytes(table([*ROWS, ("2024-01-01", "95", "200", "x", "", "", "", "", "", "", "")]))
    return made


def run(*words: object, status: int = 0) -> Result:
    done = CliRunner(env={"LC_ALL": "en"}).invoke(main, [str(word) for word in words])
    assert done.exit_code == status, done.output + done.stderr
    return done


def test_a_table_becomes_a_story_and_its_map(folder: Path):
    story = folder / "story.geojson"
    done = run("events", folder / "bad.csv", "-o", story, "--by", "A feed", "--publish", "colour", "--title", "Seven")
    assert "left out, line 9: its latitude 95.0 is beyond 90" in done.stderr
    assert "not on the map, as they have no coordinates: 1 (the first: line 8)" in done.stderr
    assert "7 events read, 1 rows left out" in done.stderr
    read = loads(story.read_bytes())
    assert (read.events, read.events_by, read.events_shown) == (few().events, "A feed", ("colour",))
    run("map", story, "-o", folder / "map.html")
    text = (folder / "map.html").read_text("utf-8")
    assert "Events: A feed (CC BY 4.0)" in text and "Seven" in text and "Draft" in text
    assert "--no-light" not in run("map", story, "-o", folder / "map.html").stderr
    assert "take --no-light" in run("map", story, "-o", folder / "light.html", "--light").stderr
    assert "secret" not in text and "blue" in text


def test_events_join_a_story_and_a_column_that_is_not_there_is_no_secret(folder: Path):
    (folder / "old.geojson").write_text(dumps(few()), encoding="utf-8")
    run("events", folder / "few.csv", "--into", folder / "old.geojson", "-o", folder / "new.geojson")
    assert loads((folder / "new.geojson").read_bytes()).title == few().title
    done = run("events", folder / "few.csv", "--publish", "color", "-o", folder / "x.geojson", status=1)
    assert "there is no column 'color' to publish; the columns are: colour, notes" in done.stderr


def test_the_events_in_reach_are_counted(folder: Path):
    done = run("range", "--radius", "100 km", "--from", "50.45,30.52", "--within", folder / "few.csv", "--json")
    found = json.loads(done.stdout)
    assert found["counts"] == {"events": 6, "inside": 2, "edge": 0, "outside": 4, "without_place": 1}
    assert [place["name"] for place in found["places"]] == ["Drone, Kyiv", "Shelling, Kyiv"]
    told = run("range", "--radius", "420 km", "--from", "50.45,30.52", "--within", folder / "few.csv").stdout
    assert "Air strike, Kharkiv: 410 km · depends on: the place is known only roughly" in told
    assert "events in the file: 6; inside: 3; on the edge: 1; outside: 2" in told
