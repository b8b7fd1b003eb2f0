"""``strikemap compare`` as scripts rely on it, and the correction in everything that is published."""

import csv
import html
import io
import json
import re
from pathlib import Path

import pytest
from stories import founding_story
from test_cli import answer, run

from geo.document import dumps, loads, published

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "data" / "samples"
OLD, NEW = SAMPLES / "atacms-karatsjov.nl.txt", SAMPLES / "atacms-karatsjov.v2.nl.txt"
LISTS = ["places", "claims", "numbers", "certainty", "strikes", "weapons"]


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("STRIKEMAP_DEBUG", "1")


def test_json_holds_each_list_with_quotes_and_where_they_stand():
    found = answer("compare", OLD, NEW)
    assert list(found) == [*LISTS, "correction"]
    texts = {"old": OLD.read_text("utf-8"), "new": NEW.read_text("utf-8")}
    for item in (item for name in LISTS for item in found[name]):
        sides = {side: item[side] for side in texts if item[side] is not None}
        assert {"came": {"new"}, "went": {"old"}, "changed": {"old", "new"}}[item["change"]] == set(sides)
        for side, seen in sides.items():
            assert texts[side][seen["start"] : seen["end"]] == seen["quote"]
    assert [item["new"]["stated"]["value"] for item in found["claims"]] == [110, 8]
    assert [item["what"] for item in found["certainty"]] == [["wording"], ["certainty", "wording"]]
    assert found["correction"].startswith("Over Karatsjov stond in een eerdere versie")


def test_a_version_and_itself_say_the_same():
    assert run("compare", OLD, OLD).stdout == "The two versions say the same.\n"


def test_each_difference_is_one_line_in_the_language_of_the_terminal(monkeypatch):
    lines = run("compare", OLD, NEW).stdout.splitlines()
    assert "  changed: Launched: 6 (according to het Russische ministerie van Defensie, via RIA) → " \
        "8 (according to het Russische ministerie van Defensie)" in lines  # fmt: skip
    assert "  came: Orjol: “Ook in Orjol ging die nacht het luchtalarm af.”" in lines
    assert lines[-1].startswith("Correction, a draft: Over Karatsjov")
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    dutch = run("compare", OLD, NEW).stdout.splitlines()
    assert len(dutch) == len(lines)
    assert "  nieuw: Orjol: “Ook in Orjol ging die nacht het luchtalarm af.”" in dutch


def test_the_story_that_is_written_is_the_next_revision_of_a_story(tmp_path):
    first, second = tmp_path / "first.geojson", tmp_path / "second.geojson"
    run("read", OLD, "-o", first)
    before = loads(first.read_bytes())
    run("compare", first, NEW, "-o", second)
    after = loads(second.read_bytes())
    assert (after.id, after.revision, after.review) == (before.id, before.revision + 1, None)
    assert after.correction.startswith("Over Karatsjov")
    run("compare", first, NEW, "-o", second, "--correction", "Zo zit het.")
    assert loads(second.read_bytes()).correction == "Zo zit het."


def test_the_correction_stands_in_everything_that_is_published(tmp_path):
    story = tmp_path / "story.geojson"
    note = "Eerder stond hier <b>100</b> & {{ 7*7 }}."
    run("compare", OLD, NEW, "-o", story, "--correction", note)
    since = loads(story.read_bytes()).corrected
    run("map", story, "-o", tmp_path / "map.html")
    page = (tmp_path / "map.html").read_text("utf-8")
    shown = re.search(r'<p class="sm-correction"[^>]*>([^<]*)</p>', page)
    assert re.fullmatch(rf"Correctie, \d+ \w+ {since[:4]}: {re.escape(note)}", html.unescape(shown[1]))
    run("map", story, "-o", tmp_path / "map.svg")
    picture = html.unescape((tmp_path / "map.svg").read_text("utf-8"))
    assert "Correctie, " in picture and note in picture
    run("convert", story, "-o", tmp_path / "data.geojson")
    about = json.loads((tmp_path / "data.geojson").read_text("utf-8"))["strikemap"]
    assert (about["correction"], about["corrected"]) == (note, since)
    run("convert", story, "-o", tmp_path / "data.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "data.csv").read_text("utf-8-sig"))))
    assert {row["correction"] for row in rows} == {note}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (OLD, "other.txt", "nothing in common"),
        ("newer.geojson", NEW, "made by a newer strikemap"),
        ("published.geojson", NEW, "holds no text"),
    ],
)
def test_what_cannot_be_compared_is_a_sentence(old, new, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("other.txt").write_text("De bakker opent morgen een winkel. Er komt een terras bij, zegt hij.", "utf-8")
    Path("newer.geojson").write_text('{"type": "FeatureCollection", "strikemap": {"version": 99}, "features": []}')
    Path("published.geojson").write_text(dumps(published(founding_story())), "utf-8")
    result = run("compare", old, new, expect=1)
    assert says in result.stderr
    assert result.stdout == ""


def test_a_note_that_is_too_long_is_said(tmp_path):
    result = run("compare", OLD, NEW, "-o", tmp_path / "s.geojson", "--correction", "x" * 1001, expect=1)
    assert "too long for a correction: 1001 characters" in result.stderr
    assert list(tmp_path.iterdir()) == []
    run("compare", "-", "-", expect=2, input="x")
