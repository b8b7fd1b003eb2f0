"""Places in the app: names completed, marks clicked, places moved and areas drawn on the map, in a real browser.

One server and one page; what needs no browser stands first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely
import streamlit as st
from browser import Browser, Seen, browser_fixture, wait_until  # noqa: F401
from hypothesis import given
from hypothesis import strategies as some
from served import PATIENCE_S, only_ours, serving, settled
from stories import founding_story
from streamlit.testing.v1 import AppTest

from geo.decisions import decide_again
from geo.document import dumps, loads
from geo.errors import BadInput, NotFound
from geo.gazetteer.index import Gazetteer
from geo.model import Story
from geo.ui import inline, keys, launch, mapmode, own, places, searchbox
from geo.ui.desk import Desk
from geo.ui.heard import when_changed
from geo.words import Words

ROOT = Path(__file__).parents[1]
NL, EN = Words("nl"), Words("en")
KARACHI, KARACHEV = "geonames:1174872", "geonames:552920"
HOSTILE = "<img src=https://example.org/x.png onerror=alert(1)> {{7*7}} :red[x]"


# ---------------------------------------------------------------- what is drawn


@given(some.floats(-170, 170), some.floats(-80, 80), some.integers(-1, 1), some.floats(0.5, 9))
def test_an_area_drawn_in_any_copy_of_the_world_is_the_same_area(
    lon: float, lat: float, turn: int, size: float
) -> None:
    corners = [(lon, lat), (lon + size, lat), (lon + size, lat + size), (lon, lat + size)]
    there = [[x + 360 * turn, y] for x, y in corners]
    if any(abs(x) > 540 for x, _ in there):
        with pytest.raises(BadInput):
            mapmode.geometry_of("area", there)
        return
    drawn = mapmode.geometry_of("area", there)
    assert drawn.is_valid
    assert drawn.area == pytest.approx(size * size)
    west, south, east, north = drawn.bounds
    assert west >= -180
    assert east <= 180
    assert (south, north) == pytest.approx((lat, lat + size))
    inside = ((lon + size / 2 + 180) % 360 - 180, lat + size / 2)
    assert drawn.covers(shapely.Point(inside))


def test_what_is_no_line_or_area_is_refused_with_what_was_expected() -> None:
    for kind, points in (
        ("area", [[0, 0], [1, 1]]),
        ("area", [[0, 0], [9, 9], [9, 0], [0, 9]]),
        ("area", [[0, 0], [1, 1], [2, 2]]),
        ("line", [[5, 5], [5, 5]]),
        ("point", []),
        ("point", None),
        ("point", [["<b>", 2]]),
        ("point", [[True, 2]]),
        ("point", [[1, 91]]),
        ("point", [[10**400, 2]]),  # larger than any float, as JSON may have it
        ("point", [[float("nan"), 2]]),
        ("line", [[0, n / 100] for n in range(9000)]),
    ):
        with pytest.raises(BadInput):
            mapmode.geometry_of(kind, points)  # type: ignore[arg-type]
    line = mapmode.geometry_of("line", [[179, 0], [179, 0], [181, 2]])
    assert line.bounds == (-180, 0, 180, 2)


def test_every_word_of_the_map_and_of_the_shortcuts_has_its_dutch() -> None:
    said = {*mapmode.SAYS.values(), *mapmode.KEYS.values(), mapmode.POINT_KEYS}
    said |= {what for _where, rows in keys.PARTS for _keys, what in rows} | {where for where, _rows in keys.PARTS}
    said |= {what for _keys, what in (*keys.PAGE, *keys.TO_STEPS)}
    assert {sentence for sentence in said if NL(sentence) == sentence} == set()


def test_the_scripts_of_the_page_show_text_as_text_only() -> None:
    scripts = {path.name: path.read_text("utf-8") for path in (ROOT / "geo" / "ui" / "component").glob("*.js")}
    assert {f"{name}.js" for name in inline.PARTS} | {f"{inline.SHARED}.js", "bridge.js", "draw.js"} == set(scripts)
    read = re.compile(
        r"\.(innerHTML|outerHTML|srcdoc)\b(?!\.\W)|insertAdjacentHTML|document\.write|\beval\b|new Function"
    )
    for name, script in scripts.items():
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", script, flags=re.DOTALL)
        assert read.findall(code) == [], name


# ---------------------------------------------------------------- what is chosen


def test_typed_coordinates_are_a_row_and_a_name_nobody_bears_says_so(gazetteer: Gazetteer) -> None:
    around = searchbox.around(founding_story())
    for text in ("53.1, 34.9", "53,1 34,9"):
        [row], _said = searchbox.answer(text, NL, around)
        assert (row["id"], row["name"]) == ("point", "53.10000, 34.90000")
    assert searchbox.answer("Xx-17-zz", NL, around) == ([], "Geen plaats heet zo.")
    assert searchbox.answer("  ", NL, around) == ([], "")
    rows, said = searchbox.answer("kar", NL, around)
    assert said == f"{len(rows)} plaatsen"
    assert rows[0]["id"] == KARACHEV, "near the story's places"
    assert rows[0]["where"].endswith("Rusland")
    # What no name begins with is looked for by its sound, and keeps the spelling that was typed.
    assert KARACHEV in [row["id"] for row in searchbox.answer("Karatsjov", NL, around)[0]]
    assert searchbox.found(KARACHEV, "Karatsjov", "nl").name == "Karatsjov"
    assert searchbox.found(KARACHEV, "kar", "nl").name == "Karatsjev"
    with pytest.raises(NotFound):
        searchbox.found("geonames:0", "x", "nl")


def test_a_place_can_be_another_record_than_the_reader_thought_of_and_stays_it(gazetteer: Gazetteer) -> None:
    desk = Desk(founding_story())
    first = desk.story.places[0]
    places._take(desk, first.id, KARACHI, "karachi")
    assert desk.notices == {}
    taken = desk.story.place(first.id)
    assert taken is not None
    assert (taken.chosen.id, taken.chosen.country, taken.name) == (KARACHI, "PK", first.name)
    assert first.chosen.id in [rival.id for rival in taken.rivals]
    assert taken.chosen.population > 1_000_000
    again = decide_again(founding_story(), desk.story.changes)
    assert again.place(first.id) == taken
    assert loads(dumps(desk.story)).place(first.id) == taken
    places._take(desk, first.id, "geonames:0", "nowhere")
    assert isinstance(desk.notices[places.PART], NotFound)


def app_with(story: Story) -> AppTest:
    app = AppTest.from_file(launch.ENTRY, default_timeout=120)
    app.session_state["desk"] = Desk(story)
    app.session_state["go"] = "places"
    return app.run()


def test_a_spelling_is_remembered_for_later_articles_when_a_person_says_so(gazetteer: Gazetteer) -> None:
    app = app_with(founding_story())
    assert [box for box in app.checkbox if "latere artikelen" in box.label] == [], "nothing was decided yet"
    [name] = [box for box in app.text_input if box.label == "Naam op de kaart"]
    name.set_value(HOSTILE).run()
    [box] = [box for box in app.checkbox if "latere artikelen" in box.label]
    assert "` " + HOSTILE + " `" in box.label
    box.check().run()
    kept = app.session_state[own.KEY].remembered.by_language["nl"]
    assert kept == {app.session_state["desk"].story.places[0].chosen.id: HOSTILE, "Karatsjov": HOSTILE}
    [box] = [box for box in app.checkbox if "latere artikelen" in box.label]
    box.uncheck().run()
    assert app.session_state[own.KEY].remembered.by_language["nl"] == {}
    assert not app.exception


def test_boxes_that_are_gone_decide_nothing_though_the_browser_still_sends_them() -> None:
    """A browser sends what it shows; it shows the boxes of the last place until it has heard of the next one."""
    app = app_with(founding_story())
    story = app.session_state["desk"].story
    for step, chosen in (("places", story.places[1].id), ("ranges", None), ("check", None), ("publish", None)):
        app.session_state["go"] = step
        app.run()
        sent = app._tree.get_widget_states()
        # Of buttons a browser sends clicks alone.
        kept = [state for state in sent.widgets if state.WhichOneof("value") != "trigger_value"]
        del sent.widgets[:]
        sent.widgets.extend(kept)
        assert len(kept) > 4, step
        if chosen is not None:
            app.session_state["desk"].look_at(chosen)
        else:
            app.session_state["go"] = "places"
        app.run()  # the boxes are drawn no more, and the server forgets what they held
        app._run(sent)
        assert app.session_state["desk"].story.changes == story.changes, step
        assert app.session_state["desk"].story == story, step
        assert app.session_state["desk"].notices == {}, step
    assert not app.exception


def test_a_box_tells_each_change_once_also_back_to_what_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    held: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", held)
    told: list[object] = []
    changed = when_changed("box", 3, lambda: told.append(held["box"]))
    changed()  # the box is gone
    for value in (3, 4, 4, 3, 3):
        held["box"] = value
        changed()
    assert told == [4, 3]


def test_a_mode_begins_by_its_button_and_ends_by_an_answer_of_its_own_only() -> None:
    app = app_with(founding_story())
    [button] = [button for button in app.button if button.label == "Verplaatsen op de kaart"]
    button.click().run()
    mode = app.session_state[mapmode.KEY]
    assert (mode.kind, mode.number, mode.says) == ("move", 1, "Klik waar Karatsjov ligt.")
    [stop] = [button for button in app.button if button.key == "map-cancel"]
    stop.click().run()
    assert mapmode.KEY not in app.session_state
    assert app.session_state["desk"].story == replace(founding_story())


# ---------------------------------------------------------------- in the browser


@pytest.fixture(scope="module", name="app")
def app_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app as ``strikemap app`` starts it: its address."""
    with serving(tmp_path_factory.mktemp("app")) as app:
        yield app.address


def at_places(page: Any, address: str) -> Any:
    """The page at its step Places, and the map's frame."""
    page.set_default_timeout(PATIENCE_S * 1000)
    page.goto(address)
    page.frame_locator("iframe").locator('path[data-id^="range-"]').first.wait_for(state="attached")
    settled(page)
    page.locator(".st-key-step").get_by_text("Plaatsen", exact=True).click()
    page.get_by_role("combobox", name="Plaats toevoegen").wait_for()
    settled(page)
    return next(frame for frame in page.frames if "/component/" in frame.url)


def lit(page: Any, frame: Any, label: str, identifier: str | None) -> None:
    """Wait until a place is the one that list, text and map show; one without a mark on the map has a ring there."""
    page.locator(".sm-records").first.locator("[aria-checked=true] .sm-record-name").get_by_text(
        label, exact=True
    ).wait_for()
    wait_until(
        page,
        "[...document.querySelectorAll('.sm-marks mark')].every(mark => "
        f"(mark.getAttribute('aria-pressed') === 'true') === mark.title.startsWith('{label}:'))",
        seconds=PATIENCE_S,
    )
    shown = f".sm-lit[data-id={identifier}]" if identifier else ".sm-lit-ring"
    wait_until(frame, f"document.querySelectorAll('.sm-lit, .sm-lit-ring').length === 1 && "
               f"document.querySelector('{shown}') !== null", seconds=PATIENCE_S)  # fmt: skip
    settled(page)


def undo(page: Any, rows: int) -> None:
    """Take the last step back and wait until the list has so many places."""
    page.get_by_role("button", name="Ongedaan maken").click()
    wait_until(page, f"document.querySelector('.sm-records').children.length === {rows}", seconds=PATIENCE_S)
    settled(page)


def draw_area(page: Any, inside: Any) -> None:
    """Draw an outline to measure from: a corner taken back, another added, closed by a click on the first."""
    box = page.get_by_role("combobox", name="Gemeten vanaf")
    box.click()
    box.press_sequentially("eigen omtrek")
    page.get_by_role("option", name="een eigen omtrek").click()
    page.get_by_role("button", name="Of teken hem op de kaart").click()
    inside.locator(".sm-drawing").wait_for()
    settled(page)
    area = inside.locator(".sm-map")
    done = inside.locator(".sm-draw-done")
    for x, y in ((200, 250), (400, 250), (600, 500)):
        area.click(position={"x": x, "y": y})
    assert done.is_enabled()
    page.keyboard.press("Backspace")
    assert done.is_disabled(), "two corners make no area"
    area.click(position={"x": 400, "y": 400})
    area.click(position={"x": 203, "y": 252})
    page.get_by_text("De omtrek is getekend", exact=False).wait_for()
    inside.locator(".sm-drawing").wait_for(state="detached")
    settled(page)


@pytest.mark.browser
def test_places_are_found_chosen_moved_and_drawn_with_hand_and_keyboard(browser: Browser, app: str) -> None:
    page, seen = browser.page(locale="nl-NL", height=900)
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    frame = at_places(page, app)
    inside = page.frame_locator("iframe")
    places_before = page.locator(".sm-records").first.locator("[role=radio]").count()

    # By keyboard: a name is completed, the second row taken; Escape closes the list and then empties the box.
    box = page.get_by_role("combobox", name="Plaats toevoegen")
    box.focus()
    page.keyboard.type("kar")
    page.get_by_role("option").nth(1).wait_for()
    assert box.get_attribute("aria-activedescendant") == page.get_by_role("option").first.get_attribute("id")
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "kar"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(".sm-option[aria-selected=true] .sm-option-name").text_content()
    page.keyboard.press("Enter")
    added = page.locator(".sm-records").first.locator("[aria-checked=true] .sm-record-name")
    added.get_by_text(str(chosen).split(" (")[0], exact=True).wait_for()
    settled(page)
    assert box.input_value() == ""
    undo(page, places_before)

    # Text that looks like markup is no place, and stays text.
    received.clear()
    box.fill(HOSTILE)
    page.get_by_text("Geen plaats heet zo.").first.wait_for()
    assert sum(received) < 4096, "typing sends the rows and nothing else"
    box.fill("")

    # What is typed and what is clicked at one moment are both heard, and the whole page shows it.
    page.evaluate(
        """const later = window.setTimeout;
        const mark = [...document.querySelectorAll(".sm-marks mark")].find((one) => one.textContent === "Oekraïne");
        window.setTimeout = (then, after, ...rest) => {
          if (after !== 60) return later(then, after, ...rest);
          window.setTimeout = later;
          return later(() => { then(); mark.click(); }, after);
        };"""
    )
    box.press_sequentially("k")
    lit(page, frame, "Oekraïne", None)
    box.fill("")

    # A mark turns list, editor and map to its place; a click on the map turns them back, and the text follows.
    page.locator(".sm-marks mark", has_text="Koersk").first.click()
    lit(page, frame, "Koersk (regio)", None)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    lit(page, frame, "Brjansk (plaats)", "brjansk")
    # The focus stays where it was, though the text is drawn anew.
    wait_until(page, "document.activeElement.title === 'Brjansk (plaats): genoemd, zeker'", seconds=PATIENCE_S)
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "Oekraïne"
    inside.locator('.sm-icon[data-id="karatsjov"]').click()
    lit(page, frame, "Karatsjov", "karatsjov")
    wait_until(
        page,
        "(([mark, box]) => mark.top >= box.top && mark.bottom <= box.bottom)(['mark.sm-chosen', '.sm-marks'].map("
        "name => document.querySelector(name).getBoundingClientRect()))",
    )

    # It is moved by a click on the map, which Escape would have left alone; undo takes it back.
    point = page.get_by_label("Breedte, lengte", exact=True)
    before = point.input_value()
    received.clear()
    page.get_by_role("button", name="Verplaatsen op de kaart").click()
    inside.locator(".sm-draw-says").get_by_text("Klik waar Karatsjov ligt.").wait_for()
    settled(page)
    page.keyboard.press("Escape")
    inside.locator(".sm-drawing").wait_for(state="detached")
    settled(page)
    assert sum(received) < 2 * 16 * 1024, "two reruns of the page"
    assert point.input_value() == before
    page.get_by_role("button", name="Verplaatsen op de kaart").click()
    inside.locator(".sm-drawing").wait_for()
    settled(page)
    inside.locator(".sm-map").click(position={"x": 300, "y": 250})
    page.locator(".sm-records").first.get_by_text("met de hand geplaatst").wait_for()
    settled(page)
    where = frame.evaluate("(at => [at.lat, at.lng])(map_strikemap.containerPointToLatLng([300, 250]))")
    assert [float(part) for part in point.input_value().split(", ")] == pytest.approx(where, abs=0.08)
    page.get_by_role("button", name="Ongedaan maken").click()
    page.locator(".sm-records").first.get_by_text("met de hand geplaatst").wait_for(state="detached")
    settled(page)
    assert point.input_value() == before

    # An area is drawn for a range to be measured from: four corners, the last taken back, closed on the first.
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    page.locator(".st-key-step").get_by_text("Bereik", exact=True).click()
    page.get_by_role("slider").wait_for()
    settled(page)
    draw_area(page, inside)
    page.locator(".st-key-step").get_by_text("Plaatsen", exact=True).click()
    box.wait_for()
    settled(page)

    # By keyboard alone: the cross stands in the middle of the map, and Space takes what is below it.
    page.get_by_role("button", name="Toevoegen op de kaart").click()
    inside.locator(".sm-drawing").wait_for()
    settled(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    added.get_by_text(re.compile(r"^\d\d\.\d{5}, \d\d\.\d{5}$")).wait_for()
    settled(page)
    undo(page, places_before)
    only_ours(seen, app)


@pytest.mark.browser
def test_on_a_phone_the_same_with_a_finger_and_nothing_wider_than_the_screen(browser: Browser, app: str) -> None:
    page, seen = browser.again(width=360, height=740, locale="nl-NL", has_touch=True)
    frame = at_places(page, app)
    inside = page.frame_locator("iframe")
    box = page.get_by_role("combobox", name="Plaats toevoegen")
    box.tap()
    page.keyboard.type("brja")
    page.get_by_role("option").first.tap()
    page.locator(".sm-records").first.locator("[aria-checked=true] .sm-record-name").get_by_text("Brjansk").wait_for()
    settled(page)
    page.get_by_role("button", name="Toevoegen op de kaart").tap()
    inside.locator(".sm-drawing").wait_for()
    settled(page)
    # The map has come into sight with what it says, below the head of the page.
    wait_until(
        page,
        "document.querySelector('iframe').getBoundingClientRect().top >= "
        "document.querySelector('.st-key-sm-head').getBoundingClientRect().bottom - 1",
    )
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 360
    assert frame.evaluate("document.documentElement.scrollWidth") <= 360
    assert inside.locator(".sm-draw-cancel").bounding_box()["height"] >= 40
    inside.locator(".sm-map").tap(position={"x": 150, "y": 250})
    inside.locator(".sm-drawing").wait_for(state="detached")
    page.locator(".sm-records").first.get_by_text("met de hand geplaatst").wait_for()
    settled(page)
    only_ours(seen, app)
