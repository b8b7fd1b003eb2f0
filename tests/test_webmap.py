"""The map in a real browser: what is drawn, in which order, how it moves, and that it asks nothing of anyone."""

from __future__ import annotations

import base64
import functools
import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import folium
import numpy as np
import pytest
import shapely
from browser import Browser, Seen, browser_fixture, wait_until  # noqa: F401
from pyproj import Geod
from scenes import rough_scene
from webtools import slowly

from geo.drawing.scene import BASE_DECIMALS, PopupLine, Scene, Tiles, scene_json
from geo.drawing.shell import leaflet_js, leaflet_part, scene_data
from geo.drawing.webmap import folium_map
from geo.publishing.page import iframe_snippet, page

pytestmark = pytest.mark.browser
WGS84 = Geod(ellps="WGS84")
# The smallest picture: one transparent pixel.
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=")


def opened(browser: Browser, folder: Path, scene: Scene, **context: Any) -> tuple[Any, Seen]:
    """The scene's page, opened from a disk and drawn."""
    file = folder / "map.html"
    file.write_text(page(scene), encoding="utf-8")
    tab, seen = browser.again(**context)
    tab.goto(file.as_uri())
    tab.wait_for_selector("html[data-drawn]")
    return tab, seen


def view(tab: Any) -> list[float]:
    centre: list[float] = tab.evaluate(
        "[map_strikemap.getZoom(), map_strikemap.getCenter().lng, map_strikemap.getCenter().lat]"
    )
    return centre


def redraw(tab: Any, scene: Scene, options: dict[str, Any] | None = None) -> None:
    tab.evaluate("([scene, options]) => strikemap.draw(scene, options)", [scene_data(scene), options or {}])


# A popup is open and the map no longer moves to hold it. Who scrolls to what is on its way scrolls the map's own frame,
# which Leaflet takes back between two events of the mouse.
STANDS = "document.querySelector('.leaflet-popup') && !document.querySelector('.leaflet-pan-anim')"


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (360, 780), (320, 640)])
def test_everything_is_drawn_and_nothing_is_asked_of_anyone(
    browser: Browser, tmp_path: Path, width: int, height: int
) -> None:
    scene = rough_scene()
    tab, seen = opened(browser, tmp_path, scene, width=width, height=height)
    shown = tab.locator(".sm-name:visible").all_text_contents()
    assert {"Karatsjov", "Brjansk", "Koersk"} <= set(shown)
    drawn = tab.evaluate("[...new Set([...document.querySelectorAll('[data-id]')].map((e) => e.dataset.id))]")
    assert set(drawn) == {feature.id for feature in scene.features}
    assert tab.locator(".sm-credit").text_content() == scene.credit
    assert tab.locator(".sm-draft").text_content() == scene.draft
    assert tab.locator(".sm-legend li").all_text_contents() == [item.text for item in scene.legend]
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.outside((tmp_path / "map.html").as_uri()) == []
    assert len(seen.requests) == 1
    assert seen.trouble() == []


def test_the_first_view_holds_the_bounds(browser: Browser, tmp_path: Path) -> None:
    scene = rough_scene()
    for width, height in ((1280, 900), (360, 780)):
        tab, _ = opened(browser, tmp_path, scene, width=width, height=height)
        west, south, east, north = tab.evaluate(
            "() => { const b = map_strikemap.getBounds();"
            "return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()] }"
        )
        assert west <= scene.bounds.west < scene.bounds.east <= east
        assert south <= scene.bounds.south < scene.bounds.north <= north
        # and not much more: in one direction it fits snugly
        spans = ((east - west) / (scene.bounds.east - scene.bounds.west), (north - south) / 13)
        assert min(spans) < 1.35


def test_paths_and_marks_stand_in_the_order_of_the_scene(browser: Browser, tmp_path: Path) -> None:
    scene = rough_scene()
    tab, _ = opened(browser, tmp_path, scene)
    paths = tab.evaluate("[...document.querySelectorAll('.leaflet-sm-shapes-pane path')].map((e) => e.dataset.id)")
    assert paths == [feature.id for feature in scene.features if feature.kind == "range"]
    # A range that is cut to a disputed border must not hide its dashes.
    assert tab.locator(".leaflet-sm-disputed-pane path").count() == 1
    assert tab.evaluate(
        "['disputed', 'shapes'].map((name) => document.querySelector(`.leaflet-sm-${name}-pane`))"
        ".map((pane) => +getComputedStyle(pane).zIndex).reduce((over, under) => over > under)"
    )
    marks = tab.evaluate(
        "[...document.querySelectorAll('.sm-icon')].sort((a, b) => a.style.zIndex - b.style.zIndex)"
        ".map((e) => e.dataset.id)"
    )
    assert marks == [feature.id for feature in scene.features if feature.kind != "range"]
    # Turned round, without a new page: the order follows.
    redraw(tab, replace(scene, features=scene.features[::-1]))
    turned = tab.evaluate("[...document.querySelectorAll('.leaflet-sm-shapes-pane path')].map((e) => e.dataset.id)")
    assert turned == paths[::-1]


CORNERS = """() => { const found = []; map_strikemap.eachLayer((layer) => {
  if (layer.getLatLngs && layer.getElement().dataset.id === 'range-300')
    layer.getLatLngs()[0].forEach((p) => found.push([p.lng, p.lat])) }); return found }"""


def test_a_ring_keeps_every_vertex(browser: Browser, tmp_path: Path) -> None:
    ring = shapely.Point(34, 50).buffer(4, quad_segs=90)
    scene = rough_scene()
    tab, _ = opened(browser, tmp_path, replace(scene, features=(replace(scene.features[0], geometry=ring),)))
    drawn = tab.evaluate("document.querySelector('path[data-id=\"range-300\"]').getAttribute('d')")
    assert drawn.count("L") + 1 >= 350
    # As the page's drawing holds it: a sixth of a px of the first view off at most.
    step = 360 / (256 * 2**scene.fit_zoom) / 6
    corners = np.array(tab.evaluate(CORNERS))
    there = scene_json(replace(scene, features=(replace(scene.features[0], geometry=ring),)))["features"][0]
    expected = np.array(there["geometry"]["coordinates"][0][:-1])
    assert corners == pytest.approx(expected, abs=step + 1e-4)
    redraw(
        tab, replace(scene, story="b", features=(replace(scene.features[0], geometry=ring),))
    )  # whole, as in the app, in steps of the base map, as it is as large as a country
    assert np.array(tab.evaluate(CORNERS)) == pytest.approx(expected, abs=0.51 * 10**-BASE_DECIMALS)


def test_a_new_scene_replaces_what_changed_and_keeps_the_view(browser: Browser, tmp_path: Path) -> None:
    scene = rough_scene()
    tab, seen = opened(browser, tmp_path, scene)
    redraw(tab, scene)  # whole, as the app sends it
    tab.evaluate("map_strikemap.setView([52, 35], 6.4, {animate: false})")
    before = view(tab)
    tab.evaluate(
        """() => { window.kept = [document.querySelector('.leaflet-sm-base-pane path'),
        document.querySelector('.sm-icon[data-id="koersk"]'), document.querySelector('path[data-id="range-300"]')] }"""
    )
    changed = replace(scene.features[0], geometry=shapely.Point(34, 50).buffer(3))
    redraw(tab, replace(scene, features=(changed, *scene.features[1:]), credit="other"))
    assert tab.evaluate("window.kept.map((node) => node.isConnected)") == [True, True, False]
    assert view(tab) == before
    assert tab.locator(".sm-credit").text_content() == "other"
    redraw(tab, replace(scene, features=scene.features[:1], labels=()))
    assert tab.locator(".sm-icon").count() == 0
    assert tab.locator(".sm-name").count() == 0
    assert view(tab) == before
    redraw(tab, scene, {"fit": True})
    assert view(tab) != before
    tab.evaluate("map_strikemap.setView([52, 35], 6.4, {animate: false})")
    redraw(tab, replace(scene, story="another"))
    assert view(tab) != before
    assert seen.trouble() == []


def test_a_wider_scene_can_be_zoomed_out_to(browser: Browser, tmp_path: Path) -> None:
    scene = rough_scene()
    tight = replace(scene, base=replace(scene.base, id="tight", bounds=scene.bounds))
    tab, _ = opened(browser, tmp_path, tight)
    before, least = view(tab), tab.evaluate("map_strikemap.getMinZoom()")
    wide = replace(scene.base, id="wide", bounds=scene.bounds._replace(west=-60, east=130, south=-20, north=75))
    redraw(tab, replace(scene, base=wide, bounds=scene.bounds._replace(west=-20, east=90)))
    assert view(tab) == before
    assert tab.evaluate("map_strikemap.getMinZoom()") < least - 1
    tab.locator(".sm-home").click()
    assert view(tab)[0] < before[0] - 1


def test_a_map_that_only_grows_higher_keeps_its_view(browser: Browser, tmp_path: Path) -> None:
    tab, _ = opened(browser, tmp_path, rough_scene(), width=900)
    before = view(tab)
    tab.evaluate("() => { document.querySelector('.sm-map').style.height = '600px' }")
    wait_until(tab, "map_strikemap.getSize().y === 600")
    assert view(tab)[0] == before[0]
    tab.set_viewport_size({"width": 340, "height": 800})
    wait_until(tab, f"map_strikemap.getZoom() < {before[0]}")


def test_a_map_that_gets_too_low_shows_all_again_until_it_is_moved(browser: Browser, tmp_path: Path) -> None:
    scene = rough_scene()
    tab, _ = opened(browser, tmp_path, scene, width=900)
    before = view(tab)
    tab.evaluate("() => { document.querySelector('.sm-map').style.height = '320px' }")
    wait_until(tab, f"map_strikemap.getZoom() < {before[0]}")
    box = tab.evaluate("(b => [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()])(map_strikemap.getBounds())")
    assert box[0] <= scene.bounds.west < scene.bounds.east <= box[2]
    assert box[1] <= scene.bounds.south < scene.bounds.north <= box[3]
    tab.locator(".leaflet-control-zoom-in").click()
    wait_until(tab, "map_strikemap.getZoom() > map_strikemap.getMinZoom() && !map_strikemap._animatingZoom")
    moved = view(tab)[0]
    tab.evaluate("() => { document.querySelector('.sm-map').style.height = '300px' }")
    wait_until(tab, "map_strikemap.getSize().y === 300")
    assert view(tab)[0] == moved


def test_a_base_map_with_another_id_is_drawn_anew(browser: Browser, tmp_path: Path) -> None:
    scene = rough_scene()
    tab, _ = opened(browser, tmp_path, scene)
    before = tab.locator(".leaflet-sm-base-pane path").count()
    redraw(tab, replace(scene, base=replace(scene.base, id="rough-2", highlighted={})))
    assert tab.locator(".leaflet-sm-base-pane path").count() == before - 1


def test_labels_show_and_hide_with_the_zoom(browser: Browser, tmp_path: Path) -> None:
    scene = rough_scene()
    label = replace(scene.labels[0], anchors={4: "left", 6: None, 8: "top"})
    tab, _ = opened(browser, tmp_path, replace(scene, labels=(label,)))
    node = tab.locator(".sm-name")
    for zoom, expected in ((3, "left"), (4, "left"), (5.9, "left"), (6, None), (7.5, None), (8, "top"), (9.5, "top")):
        tab.evaluate(
            "(zoom) => { map_strikemap.setMinZoom(0); map_strikemap.setMaxBounds(null);"
            "map_strikemap.setZoom(zoom, {animate: false}) }",
            zoom,
        )
        assert node.is_visible() == (expected is not None)
        if expected:
            assert f"sm-at-{expected}" in node.get_attribute("class")


def test_the_label_of_a_range_stays_inside_a_narrow_map(browser: Browser, tmp_path: Path) -> None:
    scene = rough_scene()
    at_the_edge = replace(scene.labels[-1], lon=scene.bounds.east - 0.1)
    tab, _ = opened(browser, tmp_path, replace(scene, labels=(at_the_edge,)), width=320, height=640)
    text, box = tab.locator(".sm-name").bounding_box(), tab.locator(".sm-map").bounding_box()
    assert text is not None
    assert box is not None
    assert box["x"] <= text["x"]
    assert text["x"] + text["width"] <= box["x"] + box["width"]


def test_the_scale_bar_is_true_at_the_centre_of_the_map(browser: Browser, tmp_path: Path) -> None:
    tab, _ = opened(browser, tmp_path, rough_scene())
    for zoom, lat in ((5, 40), (6.5, 53), (8, 61)):
        tab.evaluate(
            "([lat, zoom]) => { map_strikemap.setMaxBounds(null);"
            "map_strikemap.setView([lat, 35], zoom, {animate: false}) }",
            [lat, zoom],
        )
        text, a, b = tab.evaluate(
            """() => {
              const bar = document.querySelector('.sm-scale');
              const half = parseFloat(bar.style.width) / 2;
              const c = map_strikemap.getSize().divideBy(2);
              const at = (x) => { const p = map_strikemap.containerPointToLatLng([x, c.y]); return [p.lng, p.lat] };
              return [bar.textContent, at(c.x - half), at(c.x + half)];
            }"""
        )
        number, unit = text.replace(".", "").split()
        stated = float(number) * (1000 if unit == "km" else 1)
        _, _, measured = WGS84.inv(*a, *b)
        assert measured == pytest.approx(stated, rel=0.012)  # the bar is a whole number of pixels


def test_tiles_come_from_their_host_alone_when_asked_for(browser: Browser, tmp_path: Path) -> None:
    layer = Tiles(name="T", address="https://{s}.tile.example.org/{z}/{x}/{y}{r}.png", attribution="(C) T", max_zoom=12)
    file = tmp_path / "map.html"
    file.write_text(page(replace(rough_scene(), tiles=layer)), encoding="utf-8")
    tab, seen = browser.page()
    tab.context.route(
        "https://*.tile.example.org/**", lambda route: route.fulfill(body=PIXEL, content_type="image/png")
    )
    tab.goto(file.as_uri())
    tab.wait_for_selector("img.leaflet-tile-loaded", state="attached")
    assert all(url.split("/")[2].endswith(".tile.example.org") for url in seen.outside(file.as_uri()))
    assert "(C) T" in tab.locator(".sm-credit").text_content()
    fills = tab.evaluate(
        "[...document.querySelectorAll('.leaflet-sm-base-pane path')].map((e) => e.getAttribute('fill'))"
    )
    assert set(fills) == {"none"}  # borders, but no land over the tiles
    assert seen.trouble() == []
    redraw(tab, rough_scene())
    assert tab.locator("img.leaflet-tile").count() == 0
    assert seen.trouble() == []


def test_a_chosen_place_is_lit_and_an_open_popup_stays_open(browser: Browser, tmp_path: Path) -> None:
    scene = rough_scene()
    tab, _ = opened(browser, tmp_path, scene)
    redraw(tab, scene, {"selected": "koersk"})
    assert tab.evaluate("[...document.querySelectorAll('.sm-lit')].map((e) => e.dataset.id)") == ["koersk"]
    tab.locator('.sm-icon[data-id="koersk"]').click()
    lines = (*scene.features[4].popup, PopupLine(kind="text", text="nieuw"))
    features = tuple(replace(f, popup=lines) if f.id == "koersk" else f for f in scene.features)
    redraw(tab, replace(scene, features=features))
    assert tab.locator(".leaflet-popup:last-child .sm-popup > *").all_text_contents() == ["Koersk", "nieuw"]
    assert tab.locator(".sm-lit").count() == 0


def test_light_and_dark_follow_the_reader(browser: Browser, tmp_path: Path) -> None:
    scene = rough_scene()
    tab, seen = opened(browser, tmp_path, scene, color_scheme="light")
    stroke = "document.querySelector('path[data-id=\"range-300\"]').getAttribute('stroke')"
    assert tab.evaluate(stroke) == scene.theme.light["range-1"].stroke
    tab.emulate_media(color_scheme="dark")
    tab.wait_for_selector('html[data-scheme="dark"]')
    assert tab.evaluate(stroke) == scene.theme.dark["range-1"].stroke
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 25, 28)"
    assert seen.trouble() == []


def test_a_drawing_in_other_colours_changes_all_that_stays(browser: Browser, tmp_path: Path) -> None:
    scene = rough_scene()
    tab, seen = opened(browser, tmp_path, scene, color_scheme="light")
    inks = "[...document.querySelectorAll('.leaflet-sm-base-pane path')].map((path) => path.getAttribute('fill'))"
    sea = "getComputedStyle(document.querySelector('.leaflet-container')).backgroundColor"
    name = "getComputedStyle(document.querySelector('.sm-name')).color"
    before = tab.evaluate(f"[...{inks}, {sea}, {name}]")
    redraw(tab, scene, {"scheme": "dark"})
    after = tab.evaluate(f"[...{inks}, {sea}, {name}]")
    assert scene.theme.dark["land"].fill in after and scene.theme.light["land"].fill in before
    assert all(old != new for old, new in zip(before, after, strict=True) if old != "transparent" and old != "none")
    assert seen.trouble() == []


def test_the_name_of_a_strike_stays_whole_at_the_edge_and_no_line_leads_to_a_name_that_is_hidden(
    browser: Browser, tmp_path: Path
) -> None:
    scene = rough_scene()
    strike = next(feature for feature in scene.features if feature.kind == "strike")
    long = [
        replace(label, text="Starokostjantyniv aan de Sloetsj", anchors={0.0: "left"})
        if label.id == strike.id
        else label
        for label in scene.labels
    ]
    tab, seen = opened(browser, tmp_path, replace(scene, labels=tuple(long)), width=360, height=780)
    tab.evaluate("strikemap.extend((map) => { window.theMap = map; })")
    box = "(node) => { const box = node.getBoundingClientRect(); return [box.left, box.right]; }"
    frame = tab.locator(".leaflet-container").evaluate(box)
    written = tab.locator(".sm-name", has_text="Starokostjantyniv")
    for steps in (0, 60, -120, 40):
        tab.evaluate("(x) => theMap.panBy([x, 0], { animate: false })", steps)
        left, right = written.evaluate(box)
        at = tab.locator(f'.sm-icon[data-id="{strike.id}"]').evaluate(box)
        if frame[0] < sum(at) / 2 < frame[1] - 3:
            assert frame[0] <= left and right <= frame[1], (steps, left, right)
    hidden = tab.locator(".sm-leader:visible + .sm-name.sm-cut")
    assert hidden.count() == 0 and seen.trouble() == []


FOCUSED = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent.trim()"


def walk(tab: Any, *keys: str) -> list[str]:
    """What has the focus after each of the keys: its name, else its text."""
    found = []
    for key in keys:
        tab.keyboard.press(key)
        found.append(str(tab.evaluate(FOCUSED)))
    return found


def test_the_map_is_one_stop_and_arrows_reach_every_place(browser: Browser, tmp_path: Path) -> None:
    scene = rough_scene()
    tab, _ = opened(browser, tmp_path, scene)
    tab.locator("summary").first.evaluate("(node) => node.closest('details').open = true")
    stops = walk(tab, *["Tab"] * 4)
    assert stops == ["Sla de kaart over", "Kaart: Bereik ATACMS", "Plaatsen op deze kaart", "Over deze kaart"]
    walk(tab, "Shift+Tab")
    assert walk(tab, "Shift+Tab") == ["Kaart: Bereik ATACMS"]
    wait_until(tab, "document.querySelector('.sm-hint').classList.contains('sm-on')")
    assert "Shift met een pijltje" in tab.locator(".sm-hint").text_content()
    # Reported strikes first, then what is drawn last; what cannot be opened (a town) is no stop.
    told = [feature for feature in reversed(scene.features) if feature.popup]
    names = [feature.name for feature in sorted(told, key=lambda feature: feature.kind != "strike")]
    assert walk(tab, *["ArrowRight"] * 6) == [*names, names[0]]
    assert walk(tab, "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End") == [
        names[4],
        names[3],
        names[4],
        names[0],
        names[4],
    ]
    # Each has a ring that shows where the focus is.
    for name in names:
        tab.keyboard.press("Home")
        walk(tab, *["ArrowRight"] * names.index(name))
        style = tab.evaluate(
            "(s => [s.outlineStyle, parseFloat(s.outlineWidth)])(getComputedStyle(document.activeElement))"
        )
        assert style[0] == "solid"
        assert style[1] >= 2
    # Out of the map and in again: to where one was.
    assert walk(tab, "Tab", "Shift+Tab") == ["Plaatsen op deze kaart", names[-1]]


def test_the_keyboard_opens_a_place_follows_its_source_and_comes_back(browser: Browser, tmp_path: Path) -> None:
    scene = rough_scene()
    tab, _ = opened(browser, tmp_path, scene)
    walk(tab, "Tab", "Tab")
    name = "Karatsjov, gemelde aanval"
    while walk(tab, "ArrowRight") != [name]:
        pass
    for key in ("Enter", " "):
        assert walk(tab, key) == ["Karatsjov"]
        popup = tab.locator(".leaflet-popup")
        assert popup.get_attribute("role") == "dialog"
        assert "volgens Oekraïense media" in popup.text_content()
        assert walk(tab, "Tab", "Tab") == ["NOS", "Sluiten"]
        if key == "Enter":
            assert walk(tab, "Enter") == [name]  # the close button
        else:
            assert walk(tab, "Escape") == [name]
        popup.wait_for(state="detached")
    # An area opens at a point of its own.
    while not walk(tab, "ArrowRight")[0].startswith("bereik ca. 300 km"):
        pass
    assert walk(tab, "Enter") == ["ATACMS: bereik ca. 300 km"]
    assert walk(tab, "Escape")[0].startswith("bereik ca. 300 km")


def test_the_keyboard_moves_and_zooms_the_map(browser: Browser, tmp_path: Path) -> None:
    tab, _ = opened(browser, tmp_path, rough_scene(), reduced_motion="reduce")
    before = view(tab)
    walk(tab, "Tab", "Tab", "+", "+")
    assert view(tab)[0] > before[0]
    there = view(tab)
    walk(tab, "Shift+ArrowRight")
    assert view(tab)[1] > there[1]
    walk(tab, "Shift+ArrowUp")
    assert view(tab)[2] > there[2]
    walk(tab, "-")
    assert view(tab)[0] < there[0]
    walk(tab, "0")
    assert view(tab) == pytest.approx(before, abs=0.05)
    # A place out of view is brought into it.
    walk(tab, "+", "+", "+", *["Shift+ArrowLeft"] * 5)
    walk(tab, "ArrowRight")
    spot, box = tab.evaluate("document.activeElement.getBoundingClientRect().x"), tab.locator(".sm-map").bounding_box()
    assert box["x"] < spot < box["x"] + box["width"]


def test_the_wheel_scrolls_the_page_until_ctrl_or_a_click(browser: Browser, tmp_path: Path) -> None:
    tab, _ = opened(browser, tmp_path, rough_scene(), height=500)
    box = tab.locator(".sm-map").bounding_box()
    assert box is not None
    x, y = box["x"] + 60, box["y"] + 200
    before = view(tab)
    tab.mouse.move(x, y)
    tab.mouse.wheel(0, 120)
    wait_until(tab, "window.scrollY > 20")
    assert view(tab) == before
    assert tab.locator(".sm-hint").text_content() == "Houd Ctrl ingedrukt of klik eerst op de kaart om te zoomen"
    assert "sm-on" in tab.locator(".sm-hint").get_attribute("class")
    tab.evaluate("window.scrollTo(0, 0)")
    tab.keyboard.down("Control")
    tab.mouse.wheel(0, -240)
    wait_until(tab, f"map_strikemap.getZoom() > {before[0]}")
    tab.keyboard.up("Control")
    tab.wait_for_timeout(400)
    now = view(tab)[0]
    tab.mouse.click(x, y)
    tab.mouse.wheel(0, -240)
    wait_until(tab, f"map_strikemap.getZoom() > {now}")


def drag(tab: Any, fingers: int) -> None:
    """Move fingers up over the map, as a touch screen reports it."""
    touch = tab.context.new_cdp_session(tab)

    def at(step: int) -> list[dict[str, int]]:
        return [{"x": 100 + 80 * finger, "y": 420 - 12 * step, "id": finger} for finger in range(fingers)]

    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": at(0)})
    for step in range(1, 13):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": at(step)})
        tab.wait_for_timeout(16)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


PHONE: dict[str, Any] = {"width": 360, "height": 560, "has_touch": True, "is_mobile": True}


def test_one_finger_scrolls_the_page(browser: Browser, tmp_path: Path) -> None:
    tab, _ = opened(browser, tmp_path, rough_scene(), **PHONE)
    before = view(tab)
    drag(tab, 1)
    wait_until(tab, "window.scrollY > 40")
    assert view(tab) == before
    assert tab.locator(".sm-hint").text_content() == "Verplaats de kaart met twee vingers"


def test_two_fingers_move_the_map(browser: Browser, tmp_path: Path) -> None:
    tab, _ = opened(browser, tmp_path, rough_scene(), **PHONE)
    tab.evaluate("map_strikemap.setZoom(map_strikemap.getZoom() + 1, {animate: false})")
    before = view(tab)
    drag(tab, 2)
    wait_until(tab, f"map_strikemap.getCenter().lat < {before[2] - 0.3}")
    assert tab.evaluate("window.scrollY") == 0


def test_a_click_tells_what_and_where(browser: Browser, tmp_path: Path) -> None:
    tab, _ = opened(browser, tmp_path, rough_scene())
    tab.evaluate("() => { window.clicks = []; strikemap.onclick = (click) => window.clicks.push(click) }")
    tab.locator('.sm-icon[data-id="koersk"]').click()
    tab.keyboard.press("Escape")
    box = tab.locator(".sm-map").bounding_box()
    assert box is not None
    tab.mouse.click(box["x"] + 30, box["y"] + box["height"] / 2)
    first, second = tab.evaluate("window.clicks")
    assert (first["id"], first["lon"], first["lat"]) == ("koersk", 36.1846, 51.7269)
    assert second["id"] is None
    assert -180 < second["lon"] < 33


def test_of_marks_that_lie_over_each_other_the_one_that_is_pointed_at_opens(browser: Browser, tmp_path: Path) -> None:
    """The dot of a town lies over the ring of a strike beside it; who clicks in the ring's middle means the strike."""
    scene = rough_scene()
    strike = next(feature for feature in scene.features if feature.kind == "strike")
    beside = shapely.Point(strike.geometry.x + 0.08, strike.geometry.y)
    features = tuple(replace(f, geometry=beside) if f.id == "koersk" else f for f in scene.features)
    tab, _ = opened(browser, tmp_path, replace(scene, features=features))
    tab.evaluate("() => { window.clicks = []; strikemap.onclick = (click) => window.clicks.push(click.id) }")

    def middle(key: str) -> tuple[float, float]:
        box = tab.locator(f'.sm-icon[data-id="{key}"]').bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    assert 1 < middle("koersk")[0] - middle(strike.id)[0] < 6
    tab.mouse.click(*middle(strike.id))
    wait_until(tab, STANDS)
    tab.locator(".leaflet-popup-close-button").click()
    tab.locator(".leaflet-popup").wait_for(state="detached")
    x, y = middle("koersk")
    tab.mouse.click(x + 3, y)
    assert tab.evaluate("window.clicks") == [strike.id, "koersk"]


def test_one_place_or_none_still_makes_a_map(browser: Browser, tmp_path: Path) -> None:
    scene = rough_scene()
    lon, lat = 36.18, 51.73
    spot = replace(scene, bounds=scene.bounds._replace(west=lon, south=lat, east=lon, north=lat))
    for small in (spot, replace(scene, features=(), labels=(), legend=(), table=())):
        tab, seen = opened(browser, tmp_path, small)
        assert 2 < view(tab)[0] <= 10
        assert seen.trouble() == []


def test_a_view_across_the_antimeridian_is_one_map(browser: Browser, tmp_path: Path) -> None:
    scene = rough_scene()
    bounds = scene.bounds._replace(west=174, south=-22, east=-172, north=-14)
    fiji = replace(scene.features[2], geometry=shapely.Point(178.44, -18.14))
    samoa = replace(scene.features[3], geometry=shapely.Point(188.23, -13.83))
    base = replace(scene.base, id="fiji", bounds=bounds._replace(west=150, south=-50, east=-150, north=10))
    tab, _ = opened(browser, tmp_path, replace(scene, bounds=bounds, features=(fiji, samoa), base=base, labels=()))
    a, b = (tab.locator(f'.sm-icon[data-id="{name}"]').bounding_box() for name in ("karatsjov", "brjansk"))
    assert a is not None
    assert b is not None
    assert 50 < b["x"] - a["x"] < 1000


# ---------------------------------------------------------------- where it is shown


@pytest.fixture(name="site")
def site_fixture(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A folder served on loopback: its address and its path."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", tmp_path
        server.shutdown()


def test_it_works_in_a_sandboxed_frame_that_tells_its_height(browser: Browser, site: tuple[str, Path]) -> None:
    address, folder = site
    (folder / "map.html").write_text(page(rough_scene()), encoding="utf-8")
    host = (
        "<!doctype html><title>host</title>"
        + iframe_snippet("map.html", "Kaart", 400)
        + """<script>window.told = []; addEventListener("message", (event) => {
        if (event.source === document.querySelector("iframe").contentWindow) told.push([event.origin, event.data]) })
        </script>"""
    )
    (folder / "host.html").write_text(host, encoding="utf-8")
    tab, seen = browser.page(width=700, height=900)
    tab.context.route("https://**", lambda route: route.abort())
    tab.goto(f"{address}/host.html")
    inside = tab.frame_locator("iframe")
    # Told once the page stands: what is opened before that may still move.
    wait_until(tab, "told.length > 0")
    inside.locator('.sm-icon[data-id="karatsjov"]').click()
    wait_until(tab.frames[1], STANDS)
    origin, message = tab.evaluate("told[told.length - 1]")
    assert origin == "null"
    assert message["type"] == "strikemap:height"
    assert 400 < message["height"] < 1200
    assert seen.outside(address) == []
    with tab.context.expect_page() as popup:  # a source opens beside the host, not inside it
        inside.get_by_role("link", name="NOS").click()
    assert popup.value is not None
    assert [url for url in seen.requests if url.startswith("https://nos.nl")]
    assert tab.url == f"{address}/host.html"


def test_the_text_is_there_with_scripts_off(browser: Browser, tmp_path: Path) -> None:
    scene = rough_scene()
    (tmp_path / "map.html").write_text(page(scene), encoding="utf-8")
    tab, _ = browser.again(java_script_enabled=False)
    tab.goto((tmp_path / "map.html").as_uri())
    text = tab.locator("main").inner_text()
    for words in (scene.title, scene.summary, scene.draft or "", scene.credit, "ongeveer 117 km van de grens"):
        assert words in text
    assert not tab.locator(".sm-map").is_visible()
    still = tab.locator(".sm-still .still").first
    assert still.is_visible()
    assert tab.locator(".sm-still .names text:visible").all_text_contents() == [label.text for label in scene.labels]
    assert tab.locator(".sm-legend svg").count() == len(scene.legend)


def test_a_tampered_script_does_not_run(browser: Browser, tmp_path: Path) -> None:
    markup = page(rough_scene())
    for tampered in (
        markup.replace('"use strict";', '"use strict"; window.hacked = 1;', 2),
        markup.replace("</main>", '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 1"></main>'),
    ):
        (tmp_path / "map.html").write_text(tampered, encoding="utf-8")
        tab, _ = browser.again()
        tab.goto((tmp_path / "map.html").as_uri())
        assert tab.evaluate("window.hacked") is None
    # The script that draws was changed by one byte on its way: the reader has the drawing.
    changed = markup.replace("window.strikemap=", "window.strikemap =")
    assert changed != markup
    (tmp_path / "map.html").write_text(changed, encoding="utf-8")
    tab, _ = browser.again()
    tab.goto((tmp_path / "map.html").as_uri())
    assert tab.evaluate("window.strikemap") is None
    assert tab.locator(".sm-still .still").first.is_visible()
    assert not tab.locator(".sm-map").is_visible()


def test_the_drawing_for_readers_without_a_script_waits_for_the_script(browser: Browser, tmp_path: Path) -> None:
    markup = page(rough_scene())
    cut = markup.index('<script type="application/json"')
    with slowly(markup[:cut], markup[cut:]) as (address, go_on):
        tab, _ = browser.page()
        tab.goto(address, wait_until="commit")
        # Over a slow connection the drawing is there before the script, and gives way to its map.
        tab.locator(".sm-still .still").first.wait_for()
        go_on.set()
        tab.wait_for_selector("html[data-drawn]")
        assert not tab.locator(".sm-still .still").first.is_visible()


def test_a_notebook_shows_the_same_map(browser: Browser, tmp_path: Path) -> None:
    shown = folium_map(rough_scene())
    assert isinstance(shown, folium.Map)
    folder = tmp_path / "saved.html"
    shown.save(str(folder))
    assert folder.read_text("utf-8") == page(rough_scene())
    (tmp_path / "notebook.html").write_text("<!doctype html><title>n</title>" + shown._repr_html_(), encoding="utf-8")
    tab, seen = browser.again()
    tab.goto((tmp_path / "notebook.html").as_uri())
    tab.frame_locator("iframe").locator(".sm-name").get_by_text("Karatsjov", exact=True).wait_for()
    assert seen.trouble() == []
    assert seen.outside((tmp_path / "notebook.html").as_uri()) == []


@pytest.mark.parametrize("part", ["header", "html", "script"])
def test_what_is_written_into_the_page_beside_the_map_has_all_of_leaflet(part: str) -> None:
    """As people do with Folium: lines of their own, which may ask for a marker or a tile layer."""
    shown = folium_map(rough_scene())
    markup = shown.get_root().render()
    assert leaflet_part() in markup and leaflet_js() not in markup
    getattr(shown.get_root(), part).add_child(folium.Element("<!-- L.marker([51, 33]) -->"))
    markup = shown.get_root().render()
    assert leaflet_js() in markup and leaflet_part() not in markup


def test_further_folium_layers_can_be_added(browser: Browser, tmp_path: Path) -> None:
    shown = folium_map(rough_scene())
    folium.CircleMarker((51, 33), radius=17).add_to(shown)
    shown.save(str(tmp_path / "more.html"))
    tab, seen = browser.again()
    tab.goto((tmp_path / "more.html").as_uri())
    tab.wait_for_selector("html[data-drawn]")
    tab.wait_for_selector(".leaflet-overlay-pane path", state="attached")
    assert seen.trouble() == []
