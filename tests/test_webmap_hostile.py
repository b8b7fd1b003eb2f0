"""Text is data: hostile names, titles, popups and credits in a real browser. Nothing runs, nothing is fetched.

``SINKS`` lists every text of a scene and where page and app show it; a field that it does not name fails a test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import shapely
from browser import Browser, Seen, browser_fixture  # noqa: F401
from hostile import CASES, HOSTILE
from scenes import rough_scene

from geo.drawing.labels import shown
from geo.drawing.scene import Label, LegendItem, PopupLine, Scene, SceneFeature, TableRow, Tiles
from geo.drawing.shell import scene_data
from geo.publishing.page import figure_snippet, page, picture_snippet
from geo.ui.component import waiting_page

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
WORDS = ("map", "close", "wheel", "two fingers", "keys", "zoom in", "zoom out", "whole map", "legend", "about",
         "places", "place", "role", "figure", "source", "skip")  # fmt: skip
# Where a text of the scene comes to stand, in the page and in the app: what JavaScript reads there. "-" is a text
# that only tells things apart, and "..." one that a test of its own looks at.
SINKS = {
    "title": "document.querySelector('h1').textContent",
    "summary": "document.querySelector('[data-slot=summary]').textContent",
    "alt": "document.querySelector('[data-slot=alt]').textContent",
    "credit": "document.querySelector('[data-slot=credit]').textContent",
    "draft": "document.querySelector('[data-slot=draft]').textContent",
    "changed": "document.querySelector('[data-slot=changed]').textContent",
    "correction": "document.querySelector('[data-slot=correction]').textContent",
    "embargo": "document.querySelector('p.sm-correction > strong').textContent",
    "embargo_until": "document.querySelector('meta[name=embargo]').content",
    "method": "[...document.querySelectorAll('[data-slot=method] p')].map((e) => e.textContent)",
    "words": "[...document.querySelectorAll('[data-words=about]')].map((e) => e.textContent)",
    "legend.text": "[...document.querySelectorAll('.sm-legend li')].map((e) => e.textContent)",
    "table.name": "[...document.querySelectorAll('[data-slot=table] th')].map((e) => e.textContent)",
    "table.role": "[...document.querySelectorAll('[data-slot=table] td:nth-child(2)')].map((e) => e.textContent)",
    "table.figure": "[...document.querySelectorAll('[data-slot=table] td:nth-child(3)')].map((e) => e.textContent)",
    "table.source": "[...document.querySelectorAll('[data-slot=table] td:nth-child(4)')].map((e) => e.textContent)",
    "table.language": "[...document.querySelectorAll('[data-slot=table] th')].map((e) => e.lang)",
    "labels.text": "[...document.querySelectorAll('.sm-name')].map((e) => e.textContent)",
    "labels.language": "[...document.querySelectorAll('.sm-name')].map((e) => e.lang)",
    "features.name": "[...document.querySelectorAll('.sm-icon')].map((e) => e.getAttribute('aria-label')).sort()",
    "features.id": "[...document.querySelectorAll('.sm-icon')].map((e) => e.dataset.id).sort()",
    "features.popup.text": "...",
    "features.popup.address": "...",
    "features.language": "...",
    "language": "...",
    "tiles.name": "...",
    "tiles.address": "...",
    "tiles.attribution": "...",
    "features.kind": "-",
    "features.style": "-",
    "features.popup.kind": "-",
    "labels.id": "-",
    "labels.style": "-",
    "legend.style": "-",
    "base.id": "-",
    "base.highlighted": "-",
    "theme.light": "-",
    "theme.dark": "-",
    "labels.anchors": "-",
    "story": "-",
}
# Opens the popup of every mark as the keyboard does, and reads it; the page's own map, its own listeners.
POPUPS = """(most) => [...document.querySelectorAll('.sm-icon')].slice(0, most).map((mark) => {
  mark.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));
  const popup = document.querySelector('.leaflet-popup:last-child .sm-popup');
  return [mark.dataset.id, [...popup.children].map((e) => e.textContent), popup.firstChild.lang,
    [...popup.querySelectorAll('a')].map((e) => e.protocol)];
})"""


def text_fields(value: Any, path: str = "") -> Iterator[str]:
    """The names of all texts that a scene holds, as ``SINKS`` writes them."""
    if isinstance(value, (str, dict)):
        yield path
    elif isinstance(value, tuple):
        for item in value:
            if not isinstance(item, (int, float)):
                yield from text_fields(item, path)
    elif is_dataclass(value):
        for field in fields(value):
            yield from text_fields(getattr(value, field.name), f"{path}.{field.name}".strip("."))


def hostile_scene(texts: tuple[str, ...] = HOSTILE) -> Scene:
    """Every text of a scene is hostile, ids too."""
    kinds = ("title", "text", "quote", "said by", "figure", "source")
    features, labels = [], []
    for number, text in enumerate(texts):
        lon, lat = 30.0 + 14 * (number % 20) / 20, 45.0 + 10 * (number // 20) / (len(texts) // 20 + 1)
        popup = tuple(PopupLine(kind=kind, text=text, address=text) for kind in kinds)  # type: ignore[arg-type]
        kind = ("place", "strike", "origin", "place")[number % 4]
        features.append(
            SceneFeature(
                id=text, kind=kind, style=kind, geometry=shapely.Point(lon, lat), name=text, popup=popup, language=text
            )  # type: ignore[arg-type]
        )
        labels.append(
            Label(
                id=text,
                text=text,
                lon=lon,
                lat=lat,
                style="label-place",
                priority=1,
                anchors={0: "right"},
                mark=4,
                language=text,
            )
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
        embargo=ALL,
        embargo_until=ALL,
        method=texts,
        legend=tuple(LegendItem(style="place", text=text) for text in texts),
        table=tuple(TableRow(name=text, role=text, figure=text, source=text, language=text) for text in texts),
        features=(area, *features),
        labels=tuple(labels),
        words={name: f"{name} {ALL}" for name in WORDS},
    )


def expected(scene: Scene) -> dict[str, Any]:
    """What each of ``SINKS`` shows of a scene: its texts as they were written."""
    marks = scene.features[1:]
    whole = ("title", "summary", "alt", "credit", "draft", "changed", "correction", "embargo", "embargo_until")
    shown: dict[str, Any] = {name: getattr(scene, name) for name in whole}
    shown["method"] = list(scene.method)
    shown["words"] = [scene.words["about"]]
    shown["legend.text"] = [item.text for item in scene.legend]
    for name in ("name", "role", "figure", "source", "language"):
        shown[f"table.{name}"] = [getattr(row, name) for row in scene.table]
    shown["labels.text"] = [label.text for label in scene.labels]
    shown["labels.language"] = [label.language for label in scene.labels]
    shown["features.name"] = sorted((feature.name for feature in marks), key=utf16)
    shown["features.id"] = sorted((feature.id for feature in marks), key=utf16)
    return shown


def utf16(text: str) -> bytes:
    """As JavaScript sorts."""
    return text.encode("utf-16-be", "surrogatepass")


def assert_shown_as_written(tab: Any, scene: Scene, *, but: frozenset[str] = frozenset()) -> None:
    for sink, wanted in expected(scene).items():
        if sink in but:
            continue
        found = tab.evaluate(SINKS[sink])
        if sink == "method":
            found = found[: len(wanted)]  # our own notes on the page follow
        assert found == wanted, sink
    for id_, lines, language, protocols in tab.evaluate(POPUPS, 400):
        assert lines == [id_] * 6
        assert language == id_
        assert set(protocols) <= {"http:", "https:"}
    # Nothing of it became an element, an attribute that runs, or a link that leads elsewhere.
    foreign = "main script, main img, main iframe, main object, main form, main style, main link, main base, main math"
    assert tab.evaluate(f"document.querySelectorAll('{foreign}').length") == 0
    assert tab.evaluate("[...document.querySelectorAll('*')].every((e) => e.getAttributeNames().every("
                        "(name) => !name.startsWith('on')))")  # fmt: skip


def opened(browser: Browser, file: Path, markup: str, **context: Any) -> tuple[Any, Seen]:
    file.write_text(markup, encoding="utf-8")
    tab, seen = browser.again(**context)
    tab.goto(file.as_uri())
    return tab, seen


def test_there_are_at_least_two_hundred_and_each_is_its_own() -> None:
    assert len(CASES) >= 200
    assert len(set(CASES)) == len(CASES)


def test_every_text_of_a_scene_has_a_sink_that_is_looked_at() -> None:
    layer = Tiles(name="T", address="https://tile.example.org/{z}/{x}/{y}.png", attribution="(C) T")
    assert set(text_fields(replace(hostile_scene(), tiles=layer))) == set(SINKS)
    assert set(expected(hostile_scene())) == {name for name, where in SINKS.items() if where not in {"-", "..."}}


@pytest.mark.browser
def test_hostile_texts_are_shown_as_written_and_nothing_runs(browser: Browser, tmp_path: Path) -> None:
    scene = hostile_scene(CASES)
    file = tmp_path / "map.html"
    tab, seen = opened(browser, file, page(scene))
    tab.wait_for_selector("html[data-drawn]")
    assert_shown_as_written(tab, scene)
    assert tab.evaluate("document.querySelector('title').textContent") == ALL
    names = tab.locator(".names text").all_text_contents()  # in the drawing, those that found room
    assert len(names) > 10
    assert set(names) <= {shown(text) for text in CASES}  # cut where they are too long for a map
    assert seen.requests == [file.as_uri()]
    assert seen.trouble() == []


@pytest.mark.browser
def test_the_app_shows_hostile_scenes_one_over_the_other(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "index.html"
    tab, seen = opened(browser, file, waiting_page())
    for scene in (hostile_scene(HOSTILE), rough_scene(), hostile_scene(CASES)):
        tab.evaluate("(scene) => strikemap.draw(scene)", scene_data(scene))
    # The app tells of an embargo in words of its own, beside its map.
    assert_shown_as_written(tab, scene, but=frozenset({"embargo", "embargo_until"}))
    assert tab.locator("p.sm-correction > strong, meta[name=embargo]").count() == 0
    assert seen.requests == [file.as_uri()]
    assert seen.trouble() == []


@pytest.mark.browser
def test_hostile_texts_are_shown_without_a_script_too(browser: Browser, tmp_path: Path) -> None:
    scene = hostile_scene(CASES)
    file = tmp_path / "map.html"
    tab, seen = opened(browser, file, page(scene), java_script_enabled=False)
    for selector in ("[data-slot=table] th", "[data-slot=table] td:last-child", ".sm-legend li"):
        assert tab.locator(selector).all_text_contents() == list(CASES), selector
    assert tab.locator("[data-slot=method] p").all_text_contents()[: len(CASES)] == list(CASES)
    assert tab.locator(".mark > title").all_text_contents() == list(CASES)
    assert tab.locator("h1").all_text_contents() == [ALL]
    assert seen.requests == [file.as_uri()]


@pytest.mark.browser
def test_a_hostile_language_is_only_a_language(browser: Browser, tmp_path: Path) -> None:
    text = f'"><script>alert(1)</script> {HOSTILE[0]} {HOSTILE[8]}'
    tab, seen = opened(browser, tmp_path / "map.html", page(replace(rough_scene(), language=text)))
    tab.wait_for_selector("html[data-drawn]")
    assert tab.evaluate("document.documentElement.lang") == text
    assert seen.trouble() == []


@pytest.mark.browser
def test_hostile_texts_of_a_tile_layer_stay_texts(browser: Browser, tmp_path: Path) -> None:
    layer = Tiles(name=ALL, address="https://tile.example.org/{z}/{x}/{y}.png", attribution=ALL)
    scene = replace(rough_scene(), tiles=layer, credit="")
    file = tmp_path / "map.html"
    tab, seen = browser.page()
    tab.context.route("https://tile.example.org/**", lambda route: route.abort())
    file.write_text(page(scene), encoding="utf-8")
    tab.goto(file.as_uri())
    tab.wait_for_selector("html[data-drawn]")
    assert tab.locator("[data-slot=credit]").text_content() == ALL
    assert ALL in tab.locator("[data-slot=method]").text_content()
    assert {url.split("/")[2] for url in seen.outside(file.as_uri())} == {"tile.example.org"}
    assert seen.dialogs + seen.errors == []


@pytest.mark.browser
def test_only_web_addresses_become_links(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    tab, seen = opened(browser, file, page(hostile_scene()))
    tab.wait_for_selector("html[data-drawn]")
    tab.locator('path[data-id="links"]').dispatch_event("click", {"clientX": 640, "clientY": 500})
    assert tab.locator(".sm-popup > *").all_text_contents() == list(ADDRESSES)
    links = tab.evaluate("[...document.querySelectorAll('.sm-popup a')].map((e) => [e.textContent, e.href, e.rel])")
    assert [text for text, _, _ in links] == list(ADDRESSES[-2:])
    assert all("noopener" in rel and "noreferrer" in rel for _, _, rel in links)
    assert links[0][1] == "https://ok.example/%22%3E%3Cscript%3Ealert(12)%3C/script%3E"
    assert seen.trouble() == []


@pytest.mark.browser
def test_the_copy_for_a_content_system_holds_hostile_texts_as_texts(browser: Browser, tmp_path: Path) -> None:
    scene = replace(hostile_scene(), title=ALL)
    for snippet in (figure_snippet(scene, "about:blank"[6:]), picture_snippet(scene, "map.png", page_at="map.html")):
        tab, seen = opened(browser, tmp_path / "host.html", f"<!DOCTYPE html><title>h</title>{snippet}")
        caption = tab.locator("figcaption p").all_text_contents()
        assert caption == [ALL, f"{ALL}. {ALL} {ALL}", ALL], "the embargo first"
        frame = tab.locator("iframe, img").first
        assert frame.get_attribute("title") in {ALL, None}
        assert frame.get_attribute("alt") in {ALL, None}
        assert seen.dialogs == []
