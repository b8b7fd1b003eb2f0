"""An earlier version on the page: brought, compared, its correction edited and taken, and undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from test_ui_page import desk, errors, labelled, markup, started, turn

from geo.analysis import analyse
from geo.decisions import decide
from geo.document import dumps
from geo.model import Change
from geo.reading.article import article_from_text
from geo.ui import keeping, opened

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "samples"
OLD = (SAMPLES / "atacms-karatsjov.nl.txt").read_text("utf-8")
NEW = (SAMPLES / "atacms-karatsjov.v2.nl.txt").read_text("utf-8")


@pytest.fixture(scope="module", name="story")
def story_fixture(gazetteer):
    return analyse(article_from_text(NEW), gazetteer=gazetteer, borders=opened.borders())


def compared_with(story, text):
    app = started(story, "article", language="nl")
    labelled(app, "text_area", "Of plak de tekst").set_value(text)
    app.button(key="earlier-compare").click().run()
    return app


def test_the_differences_are_shown_and_the_edited_note_enters_the_story(story):
    app = compared_with(story, OLD)
    assert errors(app) == []
    shown = markup(app)
    assert "ruim 100 kilometer over de grens met Oekraïne" in shown
    assert "Orjol" in shown and "Alles wijst erop" in shown
    note = labelled(app, "text_area", "Correctieregel, zoals voorgesteld")
    assert note.value.startswith("Over Karatsjov stond in een eerdere versie")
    note.set_value("In een eerdere versie stond 100 kilometer.")
    app.button(key="earlier-take").click().run()
    assert errors(app) == []
    assert desk(app).story.correction == "In een eerdere versie stond 100 kilometer."
    assert desk(app).story.changes[-1].action == "correct"
    turn(app, "publish")
    assert labelled(app, "text_area", "Correctieregel").value == "In een eerdere versie stond 100 kilometer."
    app.button(key="undo").click().run()
    assert desk(app).story.correction == ""


def test_a_saved_story_goes_on_with_what_was_decided_in_it(story, gazetteer):
    before = analyse(article_from_text(OLD), gazetteer=gazetteer, borders=opened.borders())
    before = decide(before, Change(action="rename", target="karatsjov", value={"name": "Karatsjev"}))
    app = started(story, "article", language="nl")
    labelled(app, "file_uploader", "Eerdere versie: artikel of bewaard verhaal").upload(
        "old.geojson", dumps(before).encode()
    )
    app.run()
    app.button(key="earlier-compare").click().run()
    app.button(key="earlier-take").click().run()
    assert errors(app) == []
    now = desk(app).story
    assert (now.id, now.revision) == (before.id, before.revision + 1)
    assert now.place("karatsjov").name == "Karatsjev"


def test_a_story_of_ones_own_is_the_earlier_version(story, gazetteer, tmp_path, monkeypatch):
    monkeypatch.setenv("STRIKEMAP_DATA", str(tmp_path))
    monkeypatch.setattr(keeping, "_store", None)
    before = analyse(article_from_text(OLD), gazetteer=gazetteer, borders=opened.borders())
    keeping.store().create(before)
    app = started(story, "article", language="nl", earlier=True)
    box = labelled(app, "selectbox", "Een van je verhalen")
    assert len(box.options) == 1, "the story at hand is not compared with itself"
    box.set_value(box.options[0]).run()
    app.button(key="earlier-compare").click().run()
    assert errors(app) == []
    assert "Orjol" in markup(app) and "Alles wijst erop" in markup(app)


def test_what_cannot_be_compared_is_said_in_place_and_the_story_stays(story):
    app = compared_with(story, "The bakery opens a new shop tomorrow, and the owner is happy with the terrace.")
    assert any("verschillende talen" in error for error in errors(app))
    app = compared_with(story, " ")
    assert any("eerdere versie nodig" in error for error in errors(app))
    assert desk(app).story == story


def test_a_hostile_earlier_version_is_shown_as_written(story):
    hostile = "<img src=x onerror=alert(1)> :material/close: $x^2$"
    app = compared_with(
        story,
        OLD.replace("ruim 100 kilometer", f"{hostile} ruim 100 kilometer").replace(
            "dat er zes", f"dat er {hostile} zes"
        ),
    )
    assert errors(app) == []
    assert "<img" not in markup(app)


def test_another_story_on_the_desk_since_is_said(story):
    app = compared_with(story, OLD)
    desk(app).open(replace(story, article=replace(story.article, text="")))
    app.run()
    assert len(errors(app)) == 1
    assert not app.exception
