"""The map in the app: what a rerun sends, and a real Streamlit server with a real browser on loopback."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from browser import Browser, browser_fixture, wait_until  # noqa: F401
from hypothesis import given
from hypothesis import strategies as st
from scenes import rough_scene

from geo.drawing.scene import scene_json
from geo.drawing.shell import scene_data
from geo.ui import component

ROOT = Path(__file__).parents[1]
SCRIPT = """
from dataclasses import replace
import shapely, streamlit as st
from scenes import rough_scene
from geo.ui.component import show_map

km = st.slider("Bereik", 100, 600, 300, 10)
scene = rough_scene()
ring = replace(scene.features[0], geometry=shapely.Point(33, 50).buffer(km / 111, quad_segs=64), name=f"bereik {km} km")
label = replace(scene.labels[-1], text=f"bereik ca. {km} km")
scene = replace(scene, features=(ring, *scene.features[1:]), labels=(*scene.labels[:-1], label))
if st.checkbox("Kyiv"):
    scene = replace(scene, title="{{7*7}} <script>alert(1)</script>", credit="{{7*7}} <img src=x onerror=alert(1)>")
click = show_map(scene, key="map", most=500)
if click:
    st.session_state.clicks = [*st.session_state.get("clicks", []), click["id"]]
st.text(f"km={km} clicks={st.session_state.get('clicks')}")
"""


# ---------------------------------------------------------------- what is sent


def test_a_rerun_sends_no_base_map_and_no_theme() -> None:
    scene = rough_scene()
    message = component.map_message(scene)
    assert {"base", "theme", "words"} & set(message["scene"]) == set()
    assert len(json.dumps(message)) < 8 * 1024
    folder = component.component_folder()
    base = json.loads((folder / f"{message['base']}.json").read_text("utf-8"))
    assert base == scene_data(scene)["base"]
    style = json.loads((folder / f"{message['style']}.json").read_text("utf-8"))
    assert style["theme"] == scene_json(scene)["theme"]
    assert style["words"]["close"] == "Sluiten"


def test_a_large_area_is_sent_once_and_then_by_name() -> None:
    scene = rough_scene()
    ring = replace(scene.features[0], geometry=shapely.Point(33, 50).buffer(3, quad_segs=120))
    scene = replace(scene, features=(ring, *scene.features[1:]))
    sent = component.Sent()
    first = component.map_message(scene, sent=sent)["scene"]["features"]["items"]
    assert [sorted(item) for item in first] == [["feature", "name"]] + [["feature"]] * (len(first) - 1)
    # A whole list again: another page may have to fetch the area.
    sent.lists.clear()
    again = component.map_message(scene, sent=sent)["scene"]["features"]["items"]
    assert again == [{"name": first[0]["name"]}, *first[1:]]
    kept = (component.component_folder() / f"{first[0]['name']}.json").read_text("utf-8")
    assert json.loads(kept) == first[0]["feature"]
    moved = replace(ring, geometry=shapely.Point(33, 50).buffer(4, quad_segs=120))
    other = component.map_message(replace(scene, features=(moved,)), sent=sent)["scene"]["features"]["items"]
    assert "feature" in other[0]


def test_of_features_and_labels_only_what_changed_is_sent_and_the_rest_lies_in_a_file() -> None:
    scene = rough_scene()
    sent = component.Sent()
    whole = component.map_message(scene, sent=sent)["scene"]
    same = component.map_message(scene, sent=sent)["scene"]
    for kind in ("features", "labels"):
        assert same[kind] == {"base": whole[kind]["name"], "items": [[0, len(whole[kind]["items"])]]}
        kept = json.loads((component.component_folder() / f"{whole[kind]['name']}.json").read_text("utf-8"))
        assert len(kept) == len(whole[kind]["items"])
    labels = (*scene.labels[1:], replace(scene.labels[0], text="{{7*7}}"))
    changed = component.map_message(replace(scene, labels=labels), sent=sent)["scene"]["labels"]["items"]
    assert changed[0] == [1, len(scene.labels)]
    assert changed[1] == {"like": 0, "changed": {"text": "{{7*7}}"}}
    assert len(changed) == 2
    # So much that is new is a list of its own.
    many = tuple(replace(scene.labels[0], id=f"n{n}", text="x" * 99) for n in range(99))
    assert len(component.map_message(replace(scene, labels=many), sent=sent)["scene"]["labels"]["items"]) == 99


def test_changes_that_add_up_are_told_from_where_the_last_ones_led() -> None:
    scene = rough_scene()
    names = [replace(scene.labels[0], id=f"n{n}", text=f"name {n}") for n in range(40)]
    sent, page, sizes = component.Sent(), {}, []
    for move in range(9):
        for n in range(4 * move, 4 * move + 4):
            names[n] = replace(names[n], lon=names[n].lon + 1 + move, text=f"another {n}, moved")
        drawn = replace(scene, labels=tuple(names))
        told = component.map_message(drawn, sent=sent)["scene"]["labels"]
        sizes.append(len(json.dumps(told)))
        # As the page takes it (bridge.js, list).
        shown = []
        for one in told["items"]:
            if isinstance(one, list):
                shown += page[told["base"]][slice(*one)]
            else:
                shown.append({**page[told["base"]][one["like"]], **one["changed"]} if "like" in one else one)
        placed = scene_data(drawn)["labels"]
        assert shown == [{name: value for name, value in label.items() if name != "priority"} for label in placed]
        if "name" in told:
            page[told["name"]] = shown
            # Another page, or one that did not get this, fetches it.
            kept = (component.component_folder() / f"{told['name']}.json").read_text("utf-8")
            assert json.loads(kept) == shown
    assert len(page) > 2
    assert max(sizes[1:]) < sizes[0] / 3


@given(st.lists(st.integers(min_value=-(2**28), max_value=2**28)))
def test_steps_are_read_again_from_their_text(steps: list[int]) -> None:
    digits = [component._DIGITS.index(digit) for digit in component.steps_text(steps)]
    read, value, bits = [], 0, 0
    for digit in digits:
        value, bits = value | (digit & 31) << bits, bits + 5
        if digit < 32:
            read.append(~(value >> 1) if value & 1 else value >> 1)
            value = bits = 0
    assert read == steps


def test_a_part_is_written_once_and_another_theme_is_another_part(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = rough_scene()
    first = component.map_message(scene)
    path = component.component_folder() / f"{first['base']}.json"
    written = path.stat().st_mtime_ns
    second = component.map_message(replace(scene, language="en"))
    assert second["base"] == first["base"]
    assert second["style"] != first["style"]
    assert path.stat().st_mtime_ns == written
    monkeypatch.setattr(component, "MOST_PARTS", 3)
    for number in range(6):
        last = component.map_message(replace(scene, base=replace(scene.base, id=f"many-{number}")))
    assert len(list(path.parent.glob("*.json"))) <= 4
    assert (path.parent / f"{last['base']}.json").exists()


def test_a_base_map_id_never_names_another_file() -> None:
    scene = rough_scene()
    message = component.map_message(replace(scene, base=replace(scene.base, id="../../etc/passwd")))
    assert re.fullmatch(r"base-[A-Za-z0-9-]+", message["base"])


def test_the_waiting_page_has_no_scene_and_fetches_from_its_own_folder_only() -> None:
    markup = (component.component_folder() / "index.html").read_text("utf-8")
    assert "@@" not in re.sub(r"<script>.*?</script>", "", markup, flags=re.DOTALL)
    assert '<script type="application/json" id="strikemap-scene"></script>' in markup
    assert "connect-src 'self'" in markup
    assert 'class="sm-app"' in markup


# ---------------------------------------------------------------- the app itself


@pytest.fixture(name="app")
def app_fixture(tmp_path: Path) -> Iterator[str]:
    """A Streamlit server on loopback that runs ``SCRIPT``: its address."""
    script = tmp_path / "shown.py"
    script.write_text(SCRIPT, encoding="utf-8")
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {"headless": "true", "port": str(port), "address": "127.0.0.1", "fileWatcherType": "none"}
    command = [sys.executable, "-W", "error::DeprecationWarning", "-m", "streamlit", "run", str(script)]
    for name, value in options.items():
        command += [f"--server.{name}", value]
    command += ["--browser.gatherUsageStats", "false"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    log = tmp_path / "log.txt"
    with log.open("w") as out, subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=out, stderr=out) as run:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            run.terminate()
            run.wait(10)
    text = log.read_text()
    assert "Deprecat" not in text, text
    assert "deprecat" not in text, text


def started(address: str) -> None:
    """Wait until the server answers."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("Streamlit did not start")


@pytest.mark.browser
def test_a_slider_moves_the_ring_and_keeps_the_zoom(browser: Browser, app: str) -> None:
    started(app)
    tab, seen = browser.page(width=1000, height=900)
    received: list[int] = []
    tab.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    tab.goto(app)
    inside = tab.frame_locator("iframe")
    inside.locator('path[data-id="range-300"]').first.wait_for(state="attached")
    frame = next(frame for frame in tab.frames if "/component/" in frame.url)
    assert {"Karatsjov", "Brjansk", "Koersk"} <= set(inside.locator(".sm-name").all_text_contents())
    frame.evaluate("map_strikemap.setView([51, 36], 6.3, {animate: false})")
    frame.evaluate("() => { window.land = document.querySelector('.leaflet-sm-base-pane path') }")
    view = "[map_strikemap.getZoom(), map_strikemap.getCenter().lng, map_strikemap.getCenter().lat]"
    ring = "document.querySelector('path[data-id=\"range-300\"]').getAttribute('d')"
    before, drawn = frame.evaluate(view), frame.evaluate(ring)
    received.clear()
    tab.locator("[role=slider], input[type=range]").first.focus()
    tab.keyboard.press("ArrowRight")
    inside.get_by_text("bereik ca. 310 km").wait_for(state="attached")
    assert frame.evaluate(ring) != drawn
    assert frame.evaluate(view) == before
    assert frame.evaluate("window.land.isConnected")
    tab.get_by_text("km=310").wait_for()
    assert sum(received) < 16 * 1024

    # A click comes back once: it is not told again at the next rerun.
    inside.locator('.sm-icon[data-id="koersk"]').click()
    tab.get_by_text("clicks=['koersk']").wait_for()
    tab.keyboard.press("Escape")
    tab.locator("[role=slider], input[type=range]").first.focus()
    tab.keyboard.press("ArrowRight")
    tab.get_by_text("km=320 clicks=['koersk']").wait_for()

    # The ring is known by now, and is sent by its name.
    received.clear()
    tab.get_by_text("Kyiv", exact=True).click()
    inside.get_by_text("{{7*7}} <img src=x onerror=alert(1)>").wait_for(state="attached")
    assert sum(received) < 8 * 1024
    assert frame.evaluate(ring) is not None
    assert frame.evaluate(view) == before
    parts = [url for url in seen.requests if url.endswith(".json") and "/component/" in url]
    assert len(parts) == 2  # base map and theme, once each
    assert seen.outside(app, app.replace("http", "ws")) == []
    assert seen.dialogs == []
    assert seen.errors == []


def test_the_page_of_the_app_is_made_once_a_machine_and_then_without_folium(tmp_path: Path) -> None:
    code = (
        "import sys; from geo.ui.component import waiting_page; "
        "sys.stdout.write(f\"{'folium' in sys.modules} {len(waiting_page())} {'folium' in sys.modules}\")"
    )
    environment = {**os.environ, "STRIKEMAP_CACHE": str(tmp_path), "PYTHONPATH": str(ROOT)}
    said = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment).stdout
        for _ in range(2)
    ]
    assert re.fullmatch(r"False (\d+) True", said[0])
    assert said[1] == said[0].replace("True", "False")
    [kept] = tmp_path.iterdir()
    assert kept.read_text("utf-8") == component.waiting_page()
    # One of another edition is never shown; the oldest of many make room.
    kept.unlink()
    others = [tmp_path / f"app-page-{number:016}.html" for number in range(component.MOST_PAGES + 2)]
    for number, other in enumerate(others):
        other.write_text("another")
        os.utime(other, (number, number))
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert again.stdout == said[0]
    stay = {kept.name, *(other.name for other in others[3:])}
    assert {path.name for path in tmp_path.iterdir()} == stay
    assert len(stay) == component.MOST_PAGES
