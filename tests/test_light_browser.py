"""The light page in a real browser: small screens, the keyboard, touch, a frame on a strict host, print, no script."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from browser import Browser, Seen, browser_fixture, wait_until  # noqa: F401
from hostile import HOSTILE
from pyproj import Geod
from scenes import rough_scene
from test_light_page import drawn, written
from test_webmap import drag
from test_webmap_hostile import ALL, hostile_scene
from webtools import axe_violations, markup_errors, slowly

from geo.drawing.lightpage import light_page, light_words
from geo.drawing.lightplane import light_plane
from geo.measuring.geodesy import MapPlane, Plane
from geo.publishing.page import iframe_snippet

pytestmark = pytest.mark.browser
WGS84 = Geod(ellps="WGS84")
MAP = "document.querySelector('.sm-frame > .still')"
FOCUSED = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"


def opened(browser: Browser, folder: Path, markup: str, **context: Any) -> tuple[Any, Seen]:
    file = folder / "map.html"
    file.write_text(markup, encoding="utf-8")
    tab, seen = browser.again(**context)
    tab.goto(file.as_uri())
    tab.wait_for_selector("html[data-drawn]")
    return tab, seen


def view(tab: Any) -> list[float]:
    box: list[float] = tab.evaluate(f"{MAP}.getAttribute('viewBox').split(' ').map(Number)")
    return box


@pytest.mark.parametrize("width", [1280, 768, 360, 320])
def test_it_is_readable_on_every_screen_and_asks_nothing_of_anyone(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    tab, seen = opened(browser, tmp_path, written("founding"), width=width)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    shown = tab.locator(".names text:visible")
    assert {"Karatsjov", "Brjansk", "Koersk", "bereik ca. 300 km"} <= set(shown.all_text_contents())
    sizes = tab.evaluate(
        "[...document.querySelectorAll('.names text')].filter((e) => e.getClientRects().length).map((e) =>"
        " parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a)"
    )
    assert min(sizes) >= 10.99
    assert max(sizes) <= 17
    # No name is cut by the frame, and none lies on another.
    boxes = tab.evaluate(
        "[...document.querySelectorAll('.names text')].filter((e) => e.getClientRects().length).map((e) =>"
        " { const b = e.getBoundingClientRect(); return [b.left, b.top + 2, b.right, b.bottom - 2] })"
    )
    frame = tab.locator(".sm-frame").bounding_box()
    assert frame is not None
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert left >= frame["x"]
        assert right <= frame["x"] + frame["width"]
        for other in boxes[number + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
    assert len(seen.requests) == 1
    assert seen.trouble() == []


def test_the_keyboard_reaches_every_place_and_comes_back(browser: Browser, tmp_path: Path) -> None:
    _, scene, _ = drawn("founding")
    tab, seen = opened(browser, tmp_path, written("founding"))
    tab.keyboard.press("Tab")
    assert tab.evaluate(FOCUSED) == "Sla de kaart over"
    tab.keyboard.press("Tab")
    walked = []
    for _ in range(60):
        walked.append(tab.evaluate(FOCUSED))
        tab.keyboard.press("ArrowRight")
        if tab.evaluate(FOCUSED) == walked[0]:
            break
    assert walked[0] == "Karatsjov, gemelde aanval"
    assert set(walked) == {feature.name for feature in scene.features if feature.popup}
    assert tab.locator(".sm-ring").count() == 1
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.className") == "sm-pop"
    pop = tab.locator(".sm-pop")
    assert pop.get_attribute("aria-label") == walked[0]
    karatsjov = next(feature for feature in scene.features if feature.name == walked[0])
    assert pop.locator("div > *").all_text_contents() == [line.text for line in karatsjov.popup]
    tab.keyboard.press("Escape")
    assert tab.evaluate(FOCUSED) == walked[0]
    assert not pop.is_visible()
    tab.keyboard.press("End")
    assert tab.evaluate(FOCUSED) == walked[-1]
    # One stop: the next Tab leaves the places.
    tab.keyboard.press("Tab")
    assert tab.evaluate(FOCUSED) == "Inzoomen"
    assert seen.trouble() == []


def test_the_skip_link_goes_past_the_map(browser: Browser, tmp_path: Path) -> None:
    tab, _ = opened(browser, tmp_path, light_page(rough_scene()))
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_wheel_moves_the_page_until_it_is_asked_to_zoom(browser: Browser, tmp_path: Path) -> None:
    tab, _ = opened(browser, tmp_path, light_page(rough_scene()), height=500)
    box = tab.locator(".sm-frame").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2 + 40, box["y"] + 200
    before = view(tab)
    tab.mouse.move(x, y)
    tab.mouse.wheel(0, 60)
    wait_until(tab, "window.scrollY > 20")
    assert view(tab) == before
    assert tab.locator(".sm-hint").text_content() == "Houd Ctrl ingedrukt of klik eerst op de kaart om te zoomen"
    tab.evaluate("window.scrollTo(0, 0)")
    tab.keyboard.down("Control")
    tab.mouse.wheel(0, -100)
    tab.keyboard.up("Control")
    wait_until(tab, f"{MAP}.viewBox.baseVal.width < {before[2] * 0.75}")
    close = view(tab)
    # What lies under the pointer stays there; marks and names keep their size.
    assert tab.evaluate(f"{MAP}.style.getPropertyValue('--k') * {before[2] / close[2]}") == pytest.approx(
        before[3] / 600, rel=0.01
    )
    tab.mouse.down()
    tab.mouse.move(x - 80, y, steps=3)
    tab.mouse.up()
    wait_until(tab, f"{MAP}.viewBox.baseVal.x > {close[0] + 5}")
    moved = view(tab)
    tab.locator('.mark[data-id="karatsjov"]').focus()
    tab.keyboard.press("Shift+ArrowRight")
    wait_until(tab, f"{MAP}.viewBox.baseVal.x > {moved[0] + 5}")
    tab.get_by_role("button", name="Hele kaart").click()
    assert view(tab) == pytest.approx(before, abs=0.01)


PHONE: dict[str, Any] = {"width": 360, "height": 560, "has_touch": True, "is_mobile": True}


def test_one_finger_scrolls_the_page_and_two_move_the_map(browser: Browser, tmp_path: Path) -> None:
    tab, _ = opened(browser, tmp_path, light_page(rough_scene()), **PHONE)
    before = view(tab)
    drag(tab, 1)
    wait_until(tab, "window.scrollY > 40")
    assert view(tab) == before
    assert tab.locator(".sm-hint").text_content() == "Verplaats de kaart met twee vingers"
    # Anew: a page that one finger has thrown may be on its way for a while.
    tab, _ = opened(browser, tmp_path, light_page(rough_scene()), **PHONE)
    for _ in range(2):
        tab.get_by_role("button", name="Inzoomen").click()
    wait_until(tab, f"{MAP}.viewBox.baseVal.width < {before[2] * 0.6}")
    close = view(tab)
    drag(tab, 2)
    wait_until(tab, f"{MAP}.viewBox.baseVal.y > {close[1] + 20}")
    assert tab.evaluate("window.scrollY") == 0


def test_a_finger_need_not_hit_a_mark_exactly(browser: Browser, tmp_path: Path) -> None:
    tab, _ = opened(browser, tmp_path, light_page(rough_scene()), **PHONE)
    box = tab.locator('[data-id="koersk"]').bounding_box()
    assert box is not None
    tab.touchscreen.tap(box["x"] + box["width"] / 2 + 9, box["y"] + box["height"] / 2 + 9)
    assert tab.locator(".sm-pop .is-title").text_content() == "Koersk"
    tab.touchscreen.tap(30, box["y"] + 200)  # on bare land: it closes
    assert not tab.locator(".sm-pop").is_visible()


@pytest.mark.parametrize("name", ["founding", "pyongyang"])
def test_the_scale_bar_is_true_at_the_middle(browser: Browser, tmp_path: Path, name: str) -> None:
    tab, _ = opened(browser, tmp_path, written(name))
    _, scene, centre = drawn(name)
    plane = light_plane(scene, centre)
    flat = MapPlane(plane.centre) if centre is None else Plane(plane.centre)
    for clicks, key in ((0, None), (3, "End"), (2, "Home")):
        for _ in range(clicks):
            tab.get_by_role("button", name="Inzoomen").click()
        if key:
            tab.locator(".mark[tabindex='0'], .shapes [tabindex='0']").first.focus()
            tab.keyboard.press(key)
        tab.wait_for_timeout(60)
        left, top, width, height = view(tab)
        bar = tab.locator(".sm-scale").bounding_box()
        said = tab.locator(".sm-scale span").text_content()
        metres = float(said.replace(".", "").split(" ")[0]) * (1000 if said.endswith(" km") else 1)
        across = (bar["width"]) * tab.evaluate(f"Number({MAP}.style.getPropertyValue('--k'))")
        x, y = left + width / 2, top + height / 2
        ends = (np.array([[x - across / 2, y], [x + across / 2, y]]) - plane.centre_px) * plane.metres_px
        (lon, lat), (lon2, lat2) = flat.to_lonlat(ends * [1, -1])
        assert WGS84.inv(lon, lat, lon2, lat2)[2] == pytest.approx(metres, rel=0.02)


PAINTED = "performance.getEntriesByName('first-contentful-paint').length > 0"


def test_what_has_come_over_a_slow_connection_is_shown(browser: Browser) -> None:
    markup = written("founding")
    cut = markup.index('<details class="sm-data"')
    with slowly(markup[:cut], markup[cut:]) as (address, go_on):
        tab, _ = browser.page()
        tab.goto(address, wait_until="commit")
        wait_until(tab, PAINTED)
        assert not tab.evaluate("document.documentElement.dataset.drawn")
        assert tab.locator("text:visible").get_by_text("Karatsjov", exact=True).is_visible()
        go_on.set()
        tab.wait_for_selector("html[data-drawn]")


def test_a_page_that_comes_at_once_is_painted_whole(browser: Browser, tmp_path: Path) -> None:
    tab, _ = opened(browser, tmp_path, written("founding"))
    # What it waits for is its last element, which comes after the script.
    waited = tab.evaluate("document.querySelector('script').textContent.match(/#[a-z-]+/)[0]")
    assert tab.evaluate("(at) => document.body.lastElementChild.matches(at)", waited)


# ---------------------------------------------------------------- judged by others, and read aloud


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_axe_finds_nothing(browser: Browser, tmp_path: Path, width: int, scheme: str) -> None:
    tab, _ = opened(browser, tmp_path, written("founding"), width=width, color_scheme=scheme)
    tab.locator('.mark[data-id="karatsjov"]').click()
    tab.locator(".sm-pop .is-title").wait_for()
    tab.evaluate("document.querySelectorAll('details').forEach((node) => { node.open = true })")
    assert axe_violations(tab) == []


def test_axe_finds_nothing_without_a_script(browser: Browser, tmp_path: Path) -> None:
    # axe is a script: the page's own is taken out instead of all being switched off.
    markup = re.sub(r"(?s)<script>.*?</script>", "", written("pyongyang"))
    assert "<script" not in markup and "<h1" in markup
    (tmp_path / "map.html").write_text(markup, encoding="utf-8")
    tab, _ = browser.again()
    tab.goto((tmp_path / "map.html").as_uri())
    assert axe_violations(tab) == []


def test_the_markup_is_valid(tmp_path: Path) -> None:
    strange = light_page(replace(rough_scene(), language="ar", table=(), draft=None, summary="", legend=()))
    files = []
    for name, markup in (("founding", written("founding")), ("far", written("pyongyang")), ("strange", strange)):
        files.append(tmp_path / f"{name}.html")
        files[-1].write_text(markup, encoding="utf-8")
    assert markup_errors(*files) == []


def test_it_is_read_in_order(browser: Browser, tmp_path: Path) -> None:
    _, scene, _ = drawn("founding")
    tab, _ = opened(browser, tmp_path, written("founding"))
    said = tab.locator("body").aria_snapshot()
    order = [
        f'heading "{scene.title}"', scene.summary, 'link "Sla de kaart over"', f'application "Kaart: {scene.title}"',
        'button "Karatsjov, gemelde aanval"', 'list "Legenda"', scene.legend[0].text, scene.credit, scene.changed,
        "Plaatsen op deze kaart", 'columnheader "Plaats"', f'rowheader "{scene.table[0].name}"', "Over deze kaart",
    ]  # fmt: skip
    rest = said
    for text in order:
        _, found, rest = rest.partition(" ".join(text.split()))
        assert found, f"{text} is not said where it should be:\n{said}"


# ---------------------------------------------------------------- text is data


def test_hostile_texts_are_shown_as_written_and_nothing_runs(browser: Browser, tmp_path: Path) -> None:
    scene = hostile_scene()
    tab, seen = opened(browser, tmp_path, light_page(scene))
    whole = ("h1", ".sm-summary", ".sm-credit", "#sm-alt", ".sm-draft", ".sm-changed")
    for selector in (*whole, ".sm-correction:not(:has(strong))", ".sm-correction > strong"):
        assert tab.locator(selector).all_text_contents() == [ALL]
    assert tab.locator(".sm-legend li").all_text_contents() == list(HOSTILE)
    assert tab.locator("tbody th").all_text_contents() == list(HOSTILE)
    assert tab.locator(".sm-about p").all_text_contents()[: len(HOSTILE)] == list(HOSTILE)
    names = tab.evaluate("[...document.querySelectorAll('.mark')].map((e) => e.getAttribute('aria-label'))")
    assert sorted(names) == sorted(HOSTILE)
    for number, text in enumerate(HOSTILE):
        tab.evaluate(
            "(id) => { const e = [...document.querySelectorAll('.mark')].find((e) => e.dataset.id === id);"
            "e.dispatchEvent(new MouseEvent('click', {bubbles: true, detail: 0})) }",
            text,
        )
        assert tab.locator(".sm-pop div > *").all_text_contents() == [text] * 6, number
    assert tab.evaluate("document.querySelectorAll('main script, main img, main iframe').length") == 0
    assert len(seen.requests) == 1
    assert seen.trouble() == []


def test_a_tampered_script_is_stopped(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    markup = light_page(rough_scene())
    file.write_text(markup.replace('"use strict";', '"use strict";window.bad=1;'), encoding="utf-8")
    tab, seen = browser.again()
    tab.goto(file.as_uri())
    assert tab.evaluate("window.bad") is None
    assert tab.evaluate("document.documentElement.className") == ""
    assert any("Content Security Policy" in said for said in seen.console)
    assert tab.locator(".names text:visible").count() > 3  # the map is still there


# ---------------------------------------------------------------- where it is shown


@pytest.fixture(name="site", scope="module")
def site_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A folder served on loopback: its address and its path."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    folder = tmp_path_factory.mktemp("site")
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", folder
        server.shutdown()


@pytest.mark.parametrize("width", [320, 768])
def test_it_works_in_a_sandboxed_frame_that_tells_its_height(
    browser: Browser, site: tuple[str, Path], width: int
) -> None:
    address, folder = site
    (folder / "map.html").write_text(written("founding"), encoding="utf-8")
    listen = """window.told = []; addEventListener("message", (event) => {
      if (event.source === document.querySelector("iframe").contentWindow) told.push([event.origin, event.data]) })"""
    (folder / "host.html").write_text(
        "<!doctype html><title>host</title><link rel='icon' href='data:,'><body style='margin:0'>"
        + iframe_snippet("map.html", "Kaart", 700)
        + f"<script>{listen}</script>",
        encoding="utf-8",
    )
    tab, seen = browser.again(width=width)
    tab.goto(f"{address}/host.html")
    wait_until(tab, "window.told.length > 0")
    origin, data = tab.evaluate("window.told[window.told.length - 1]")
    assert origin == "null"
    assert data["type"] == "strikemap:height"
    inside = tab.frame_locator("iframe")
    assert abs(data["height"] - inside.locator("html").bounding_box()["height"]) <= 1
    inside.locator('.mark[data-id="karatsjov"]').click()
    with tab.context.expect_page() as popup:
        inside.locator(".sm-pop a").click()
    popup.value.close()
    assert seen.outside(address, "https://nos.nl/") == []
    assert [said for said in seen.trouble() if "nos.nl" not in said and "ERR_" not in said] == []


@pytest.mark.parametrize("width", [1280, 360])
def test_without_a_script_the_map_the_table_and_what_is_said_are_there(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    _, scene, _ = drawn("founding")
    file = tmp_path / "map.html"
    file.write_text(written("founding"), encoding="utf-8")
    tab, seen = browser.again(width=width, java_script_enabled=False)
    tab.goto(file.as_uri())
    frame = tab.locator(".sm-frame").bounding_box()
    for name in ("Karatsjov", "Brjansk", "Koersk"):
        text = tab.locator(".names text:visible").filter(has_text=name).bounding_box()
        assert 11 <= text["height"] <= 30
        assert frame["x"] <= text["x"]
        assert text["x"] + text["width"] <= frame["x"] + frame["width"]
    assert tab.locator(".sm-bar").is_hidden()
    assert tab.locator("tbody th").all_text_contents() == [row.name for row in scene.table]
    tab.get_by_text(light_words("nl")["said"]).click()
    assert tab.get_by_text("ongeveer 117 km van de grens met Oekraïne", exact=True).first.is_visible()
    assert seen.trouble() == []


def test_it_prints_on_one_readable_page(browser: Browser, tmp_path: Path) -> None:
    tab, _ = opened(browser, tmp_path, light_page(rough_scene()), color_scheme="dark")
    tab.get_by_role("button", name="Inzoomen").click()
    document = pypdfium2.PdfDocument(tab.pdf(format="A4", margin={"top": "12mm", "left": "12mm", "right": "12mm"}))
    assert len(document) == 1
    text = document[0].get_textpage().get_text_range()
    for words in ("Bereik ATACMS", "Concept, niet gecontroleerd", "Gemeten vanaf Oekraïne.", "genoemd", "Bron: NOS"):
        assert words in text
    # A name with a halo is written twice, letter by letter: its edge and its ink.
    for name in ("Karatsjov", "Koersk", "Brjansk", "bereik ca. 300 km"):
        assert "".join(2 * letter for letter in name).replace("  ", " ") in text.replace("  ", " ")


def test_dark_and_light_follow_the_reader_s_system(browser: Browser, tmp_path: Path) -> None:
    theme = rough_scene().theme
    for scheme, looks in (("light", theme.light), ("dark", theme.dark)):
        tab, _ = opened(browser, tmp_path, light_page(rough_scene()), color_scheme=scheme)
        for selector, colour in (
            ("body", f"rgb{rgb(looks['page'].fill)}"),
            (".sm-frame > .still", f"rgb{rgb(looks['sea'].fill)}"),
        ):
            assert tab.evaluate(f"getComputedStyle(document.querySelector('{selector}')).backgroundColor") == colour
        land = tab.evaluate("getComputedStyle(document.querySelector('[data-base=land]')).fill")
        assert land == f"rgb{rgb(looks['land'].fill)}"


def rgb(colour: str | None) -> tuple[int, ...]:
    assert colour is not None
    return tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))
