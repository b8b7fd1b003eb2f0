"""The stories of a desk on the page: kept when read, found, opened, deleted, taken along; said when they cannot be."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import shapely
import streamlit as st
from streamlit.testing.v1 import AppTest
from test_ui_page import desk, errors, labelled, markup, started, turn

from data.build import samples
from geo.desk import open_store
from geo.ui import brought, keeping, launch, mapmode, opened, page

KURSK = "Drones hit an oil depot in Kursk, Russia, on Monday."
BELGOROD = "A missile hit Belgorod in Russia."


@pytest.fixture(autouse=True)
def _a_desk_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIKEMAP_DATA", str(tmp_path))
    monkeypatch.setattr(keeping, "_store", None)


def reading(text: str, app: AppTest | None = None) -> AppTest:
    """The page after an article was pasted and read."""
    app = app or started(opened.sample("en"), language="en")
    labelled(app, "text_area", "Text of the article").set_value(text)
    app.button(key="read").click().run()
    assert not app.exception
    return app


def unfolded(app: AppTest) -> AppTest:
    """The page with the list of stories unfolded."""
    app.session_state["stories"] = True
    return app.run()


def listed(app: AppTest) -> list[str]:
    return list(labelled(app, "selectbox", "Story").options)


def test_the_sample_is_not_kept_until_it_is_changed() -> None:
    app = started(opened.sample("en"), "ranges", language="en")
    assert desk(app).kept is None
    assert open_store().recent() == ()
    app.slider[0].set_value(310).run()
    [entry] = open_store().recent()
    assert desk(app).kept is not None
    assert app.query_params["story"] == entry.key


def test_a_story_is_kept_when_it_is_read_and_opens_again_as_it_was() -> None:
    app = reading(BELGOROD, reading(KURSK))
    kept = desk(app).kept
    assert kept is not None
    unfolded(app)
    assert len(listed(app)) == 2
    [first, second] = open_store().recent()
    assert first.key == kept.key
    labelled(app, "selectbox", "Story").set_value(second.key).run()
    app.button(key="story-open").click().run()
    assert desk(app).story.article.text == KURSK
    assert app.query_params["story"] == second.key
    # One step back is the other story, which is then saved under its own key.
    app.button(key="undo").click().run()
    assert desk(app).story.article.text == BELGOROD
    assert app.query_params["story"] == first.key
    assert len(open_store().recent()) == 2


def test_a_session_begins_with_the_story_that_its_address_names() -> None:
    key = desk(reading(KURSK)).kept.key  # type: ignore[union-attr]
    app = AppTest.from_file(launch.ENTRY, default_timeout=120)
    app.query_params["story"] = key
    app.run()
    assert desk(app).story.article.text == KURSK
    assert desk(app).kept is not None


@pytest.mark.parametrize("key", ["A" * 32, "../../etc/passwd", "' OR 1=1 --", "x"])
def test_an_address_that_names_no_story_is_said_and_the_sample_is_there(key: str) -> None:
    app = AppTest.from_file(launch.ENTRY, default_timeout=120)
    app.query_params["story"] = key
    app.session_state["language"] = "en"
    app.run()
    [said] = errors(app)
    assert "there is no story" in said
    assert desk(app).story is opened.sample("en")


def test_the_address_goes_on_naming_a_story_that_could_not_be_reached(
    tmp_path: Path,
) -> None:
    key = desk(reading(KURSK)).kept.key  # type: ignore[union-attr]
    for file, elsewhere in (("stories.sqlite", "away"), ("away", "stories.sqlite")):
        (tmp_path / file).rename(tmp_path / elsewhere)
        app = AppTest.from_file(launch.ENTRY, default_timeout=120)
        app.query_params["story"] = key
        app.run()
        assert app.query_params["story"] == key
    assert desk(app).story.article.text == KURSK


def test_what_the_map_showed_is_kept_where_the_browser_goes_before_the_page_is_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Streamlit ends the script of a browser that has gone wherever it next puts something on the page."""
    app = reading(KURSK)
    monkeypatch.setitem(page.SHOWN, "article", lambda *_: st.stop())
    desk(app).change(replace(desk(app).story, title="seen on the map"))
    app.run()
    [entry] = open_store().recent()
    assert entry.title == "seen on the map"


def test_a_deleted_story_is_gone_with_the_steps_that_led_to_it() -> None:
    app = unfolded(reading(KURSK))
    app.button(key="story-delete").click().run()
    assert open_store().recent() == ()
    assert desk(app).story is opened.sample("en")
    assert [step.story for step in desk(app).past] == [opened.sample("en")]
    assert errors(app) == []


def test_all_stories_go_along_in_one_file_and_come_back() -> None:
    app = unfolded(reading(KURSK))
    app.button(key="library-make").click().run()
    made = app.session_state["made-library"]
    app.button(key="story-delete").click().run()
    assert open_store().recent() == ()
    done = open_store().import_library(made)
    assert [entry.language for entry in done.added] == ["en"]


def test_a_store_of_a_newer_version_is_said_and_the_work_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "stories.sqlite"
    broken.write_bytes(b"this is no store" * 100)
    app = reading(KURSK)
    assert desk(app).story.article.text == KURSK
    assert desk(app).unsaved is not None
    assert any("strikemap" in item.value or "stories" in item.value for item in app.warning)
    assert broken.read_bytes().startswith(b"this is no store"), "it is never overwritten"
    broken.unlink()
    app.button(key="save-again").click().run()
    assert desk(app).unsaved is None
    assert len(open_store().recent()) == 1


@pytest.mark.parametrize("name", list(brought.samples()))
def test_every_sample_is_read_and_kept(name: str) -> None:
    app = started(opened.sample("en"), language="en")
    labelled(app, "selectbox", "Or an article to try it with").set_value(name).run()
    app.button(key="read-sample").click().run()
    assert errors(app) == []
    story = desk(app).story
    assert story.article.language == name.split(".")[-2]
    assert story.article.published is not None
    assert story.places
    assert desk(app).kept is not None


def test_the_gallery_calls_each_sample_as_reading_it_does() -> None:
    assert samples.TARGET.read_text("utf-8") == samples.titles_text()


def test_the_samples_are_of_several_events_and_languages() -> None:
    names = list(brought.samples())
    assert len({name.split(".")[0] for name in names if not name.startswith("atacms")}) >= 4
    assert len({name.split(".")[-2] for name in names}) >= 4


def test_a_spelling_that_is_to_be_remembered_holds_in_a_later_visit() -> None:
    app = reading(
        "Drones hit the town of Karachev in Russia on Monday, officials said.",
        started(opened.sample("en"), language="en"),
    )
    turn(app, "places")
    labelled(app, "text_input", "Name on the map").set_value("Karatsjef").run()
    [box] = [box for box in app.checkbox if "later articles" in box.label]
    box.check().run()
    assert errors(app) == []
    later = reading(
        "A missile was fired at Karachev, the ministry said on Tuesday.", started(opened.sample("en"), language="en")
    )
    assert "Karatsjef" in {place.name for place in desk(later).story.places}


def test_the_origin_that_the_text_speaks_of_is_offered_and_drawn_when_taken() -> None:
    app = started(opened.sample("en"), language="en")
    labelled(app, "selectbox", "Or an article to try it with").set_value("sewastopol.de.txt").run()
    app.button(key="read-sample").click().run()
    turn(app, "ranges")
    assert desk(app).story.ranges == ()
    app.button(key="origin-suggested").click().run()
    assert errors(app) == []
    assert {area.origin.kind for area in desk(app).story.ranges} == {"undisputed territory"}
    assert {area.origin.country for area in desk(app).story.ranges} == {"UA"}


def test_a_country_that_was_only_fired_from_is_offered_as_inferred() -> None:
    text = (
        "A missile hit a depot in Kharkiv in Ukraine. It was fired from Belgorod region. The ATACMS has a range of 300 "
        "km. Russia did not comment."
    )
    app = reading(text, started(opened.sample("en"), language="en"))
    turn(app, "ranges")
    assert desk(app).story.ranges == ()
    assert "does not say who attacked. Fired from, as it has it: Belgorod region" in html.unescape(markup(app))
    button = app.button(key="origin-suggested")
    assert button.label == "Inferred from that: measure from ` Russia `"
    button.click().run()
    assert errors(app) == []
    assert {area.origin.country for area in desk(app).story.ranges} == {"RU"}


def test_an_outline_drawn_for_one_story_becomes_its_origin_and_is_not_offered_to_another() -> None:
    app = started(opened.sample("en"), "ranges", language="en")
    [kind] = [box for box in app.selectbox if box.label == "Measured from"]
    kind.set_value("held land").run()
    app.button(key="draw-area").click().run()
    mode = app.session_state[mapmode.KEY]
    assert mode.then is not None
    app.session_state["outline-drawn"] = (opened.sample("en").id, shapely.box(30, 48, 34, 51))
    app.session_state[mapmode.KEY] = None
    app.run()
    drawn = "An outline is drawn; give its date and source, and use it."
    assert drawn in html.unescape(markup(app))
    app.date_input(key="outline-date").set_value(date(2026, 11, 1))
    app.text_input(key="outline-source").set_value("the desk")
    app.button(key="outline-use").click().run()
    assert errors(app) == []
    origin = desk(app).story.ranges[0].origin
    assert (origin.kind, origin.date, origin.source) == ("held land", "2026-11-01", "the desk")
    app.session_state["outline-drawn"] = ("another story", shapely.box(30, 48, 34, 51))
    app.run()
    assert drawn not in html.unescape(markup(app))
