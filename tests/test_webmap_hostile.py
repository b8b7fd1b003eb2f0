"""Text is data: hostile names, titles, popups and credits in a real browser. Nothing runs, nothing is fetched."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely
from browser import Browser, browser_fixture  # noqa: F401
from hostile import HOSTILE
from scenes import rough_scene

from geo.drawing.scene import Label, LegendItem, PopupLine, Scene, SceneFeature, TableRow
from geo.drawing.shell import scene_data
from geo.publishing.page import page

pytestmark = pytest.mark.browser

ALL = " · ".join(HOSTILE)
ADDRESSES = (
    "javascript:alert(8)",
    "JaVaScRiPt:alert(9)",
    " javascript:alert(10)",
    "data:text/html,<script>alert(11)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//attacker.example/",
    "not an address",
    'https://ok.example/"><script>alert(12)</script>',
    "http://ok.example/?a=1&b=2",
)


def hostile_scene() -> Scene:
    """Every text of a scene is hostile, ids too."""
    kinds = ("title", "text", "quote", "said by", "figure", "source")
    features, labels = [], []
    for number, text in enumerate(HOSTILE):
        lon, lat = 30.0 + 2 * (number % 7), 45.0 + 2.4 * (number // 7)
        popup = tuple(PopupLine(kind=kind, text=text, address=text) for kind in kinds)  # type: ignore[arg-type]
        kind = ("place", "strike", "origin", "town")[number % 4]
        features.append(
            SceneFeature(id=text, kind=kind, style=kind, geometry=shapely.Point(lon, lat), name=text, popup=popup)  # type: ignore[arg-type]
        )
        labels.append(
            Label(id=text, text=text, lon=lon, lat=lat, style="label-place", priority=1, anchors={0: "right"}, mark=4)
        )
    links = tuple(PopupLine(kind="source", text=address, address=address) for address in ADDRESSES)
    area = SceneFeature(id="links", kind="range", style="range-1", geometry=shapely.box(28, 43, 46, 57), popup=links)
    return replace(
        rough_scene(),
        story=ALL,
        title=ALL,
        credit=ALL,
        alt=ALL,
        summary=ALL,
        draft=ALL,
        changed=ALL,
        correction=ALL,
        method=HOSTILE,
        legend=tuple(LegendItem(style="place", text=text) for text in HOSTILE),
        table=tuple(TableRow(name=text, role=text, figure=text, source=text) for text in HOSTILE),
        features=(area, *features),
        labels=tuple(labels),
        words={"about": "</script><script>alert(13)</script>", "close": ALL, "wheel": ALL, "two fingers": ALL},
    )


def texts(tab: Any, selector: str) -> list[str]:
    return list(tab.locator(selector).all_text_contents())


def test_hostile_texts_are_shown_as_written_and_nothing_runs(browser: Browser, tmp_path: Path) -> None:
    scene = hostile_scene()
    file = tmp_path / "map.html"
    file.write_text(page(scene), encoding="utf-8")
    tab, seen = browser.page()
    tab.goto(file.as_uri())
    tab.wait_for_selector("html[data-drawn]")

    assert texts(tab, ".sm-name") == list(HOSTILE)
    assert texts(tab, ".sm-legend li") == list(HOSTILE)
    assert texts(tab, "[data-slot=method] p")[: len(HOSTILE)] == list(HOSTILE)
    assert texts(tab, "[data-slot=table] th") == list(HOSTILE)
    assert texts(tab, "[data-slot=table] td") == [text for text in HOSTILE for _ in range(3)]
    for slot in ("title", "summary", "credit", "alt", "draft", "changed", "correction"):
        assert texts(tab, f"[data-slot={slot}]") == [ALL]
    assert tab.evaluate("document.querySelector('title').textContent") == ALL
    names = tab.evaluate("[...document.querySelectorAll('.sm-icon')].map((e) => e.getAttribute('aria-label'))")
    assert sorted(names) == sorted(HOSTILE)
    assert tab.evaluate("[...document.querySelectorAll('[data-words=about]')].map((e) => e.textContent)") == [
        "</script><script>alert(13)</script>"
    ]

    for number, text in enumerate(HOSTILE):
        tab.evaluate(
            "(id) => [...document.querySelectorAll('.sm-icon')].find((e) => e.dataset.id === id)"
            ".dispatchEvent(new KeyboardEvent('keypress', {key: 'Enter', keyCode: 13, bubbles: true}))",
            text,
        )
        shown = tab.evaluate(
            "[...document.querySelector('.leaflet-popup:last-child .sm-popup').children].map((e) => e.textContent)"
        )
        assert shown == [text] * 6, number
        linked = tab.evaluate("[...document.querySelectorAll('.sm-popup a')].map((e) => e.protocol)")
        assert set(linked) <= {"http:", "https:"}
    assert tab.evaluate("document.querySelectorAll('main script, main img, main svg[onload], main iframe').length") == 0
    assert tab.evaluate("[...document.querySelectorAll('*')].every((e) => e.getAttributeNames().every("
                        "(name) => !name.startsWith('on')))")  # fmt: skip
    assert seen.requests == [file.as_uri()]
    assert seen.trouble() == []


def test_only_web_addresses_become_links(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    file.write_text(page(hostile_scene()), encoding="utf-8")
    tab, seen = browser.page()
    tab.goto(file.as_uri())
    tab.wait_for_selector("html[data-drawn]")
    tab.locator('path[data-id="links"]').dispatch_event("click", {"clientX": 640, "clientY": 500})
    assert texts(tab, ".sm-popup > *") == list(ADDRESSES)
    links = tab.evaluate("[...document.querySelectorAll('.sm-popup a')].map((e) => [e.textContent, e.href, e.rel])")
    assert [text for text, _, _ in links] == list(ADDRESSES[-2:])
    assert all("noopener" in rel and "noreferrer" in rel for _, _, rel in links)
    assert links[0][1] == "https://ok.example/%22%3E%3Cscript%3Ealert(12)%3C/script%3E"
    assert seen.trouble() == []


def test_hostile_scenes_can_be_drawn_over_each_other(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    file.write_text(page(rough_scene()), encoding="utf-8")
    tab, seen = browser.page()
    tab.goto(file.as_uri())
    tab.wait_for_selector("html[data-drawn]")
    for scene in (hostile_scene(), rough_scene(), hostile_scene()):
        tab.evaluate("(scene) => strikemap.draw(scene)", scene_data(scene))
    assert texts(tab, ".sm-name") == list(HOSTILE)
    assert seen.requests == [file.as_uri()]
    assert seen.trouble() == []


@pytest.mark.parametrize("start", range(0, len(HOSTILE), 7))
def test_hostile_texts_are_shown_without_a_script_too(browser: Browser, tmp_path: Path, start: int) -> None:
    some = HOSTILE[start : start + 7]
    scene = replace(
        hostile_scene(),
        title=" · ".join(some),
        table=tuple(TableRow(name=text, role=text) for text in some),
    )
    file = tmp_path / "map.html"
    file.write_text(page(scene), encoding="utf-8")
    tab, seen = browser.page(java_script_enabled=False)
    tab.goto(file.as_uri())
    assert texts(tab, "[data-slot=table] th") == list(some)
    assert texts(tab, "h1") == [" · ".join(some)]
    assert seen.requests == [file.as_uri()]
