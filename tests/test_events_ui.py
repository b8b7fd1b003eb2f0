"""Events in the app: a table comes in, its columns are asked for where their names do not tell."""

from __future__ import annotations

import pytest
from events import HEAD, ROWS, few, table
from stories import founding_story
from streamlit.testing.v1 import AppTest

from geo.document import dumps
from geo.ui import launch
from geo.ui.component import map_message
from geo.ui.desk import Desk
from geo.ui.drawn import scene


@pytest.fixture
def app() -> AppTest:
    app = AppTest.from_file(launch.ENTRY, default_timeout=120)
    app.session_state["desk"] = Desk(founding_story())
    app.session_state["language"] = "en"
    return app.run()


def uploaded(app: AppTest, name: str, data: bytes) -> AppTest:
    app.file_uploader[0].set_value((name, data, "text/csv"))
    app.run()
    assert not app.exception
    return app


def read(app: AppTest) -> Desk:
    app.button(key="read").click().run()
    assert not app.exception
    desk: Desk = app.session_state["desk"]
    return desk


def test_a_table_with_known_names_is_read_at_once(app: AppTest):
    story = read(uploaded(app, "few.csv", table(ROWS))).story
    assert story.events == few().events
    assert (story.title, story.review) == ("few", None)
    assert any("have no coordinates" in warning.value for warning in app.warning)


def test_other_names_are_asked_for_with_select_boxes(app: AppTest):
    head = ["wanneer precies", "noord", "oost", *HEAD[3:]]
    uploaded(app, "few.csv", table(ROWS, head))
    boxes = {box.label: box for box in app.selectbox if str(box.key).startswith("events-")}
    assert boxes["Latitude"].options == ["no column", *head]
    assert boxes["Event"].value == "title"
    for label, column in (("Latitude", "noord"), ("Longitude", "oost"), ("Date", "wanneer precies")):
        boxes[label].set_value(column)
    app.run()
    assert read(app).story.events == few().events


def test_a_table_that_nobody_can_read_leaves_the_story_and_says_why(app: AppTest):
    desk = read(uploaded(app, "x.csv", b'date,lat,lon\n2024-01-01,"50,30\n'))
    assert desk.story == founding_story()
    assert any("never closed" in error.value for error in app.error)


def test_dates_of_two_readings_are_asked_about(app: AppTest):
    uploaded(app, "d.csv", b"date,lat,lon\n03/04/2024,50,30\n")
    box = next(box for box in app.selectbox if box.label == "Day or month first")
    box.set_value("mdy").run()
    assert read(app).story.events.when == ("2024-03-04",)


def test_events_join_the_story_at_hand_and_a_saved_story_is_opened_as_one(app: AppTest):
    uploaded(app, "few.csv", table(ROWS))
    next(box for box in app.checkbox if str(box.key).startswith("events-into")).check().run()
    story = read(app).story
    assert story.places == founding_story().places and len(story.events) == 7
    assert read(uploaded(app, "story.geojson", dumps(story).encode())).story.events == story.events


def test_the_map_is_sent_its_events_once():
    story = few()
    message = map_message(scene(story, "en"))
    assert "events" not in message["scene"]
    assert message["events"] == map_message(scene(story, "en"))["events"]
