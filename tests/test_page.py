"""The page to embed as a text: whole, the same each time, and nothing in it read as markup or template."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenes import rough_scene

from geo.drawing.scene import Scene, TableRow, Tiles, scene_json
from geo.drawing.shell import (
    leaflet_css,
    leaflet_js,
    packed,
    scene_data,
    script_json,
    script_words,
    tile_host,
    web_file,
)
from geo.errors import BadInput
from geo.publishing.page import DEFAULT_HEIGHT_PX, SANDBOX, iframe_snippet, page

ROOT = Path(__file__).parents[1]


class Texts(HTMLParser):
    """The texts and attributes of a page, as a browser without script reads them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.slots: dict[str, str] = {}
        self.attributes: list[tuple[str, str | None]] = []
        self._slot: str | None = None
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self._slot = dict(attrs).get("data-slot", self._slot if tag in {"tr", "td", "th", "li", "span", "p"} else None)

    def handle_data(self, data: str) -> None:
        if self._slot is not None:
            self.slots[self._slot] = (self.slots.get(self._slot, "") + data).strip()


def scene_in(markup: str) -> dict[str, object]:
    found = re.search(r'id="strikemap-scene">(.*?)</script>', markup, re.DOTALL)
    assert found is not None
    value: dict[str, object] = json.loads(found[1])
    return value


def with_text(text: str) -> Scene:
    return replace(
        rough_scene(),
        title=text,
        summary=text,
        credit=text,
        alt=text,
        draft=text,
        method=(text,),
        table=(TableRow(name=text, role=text, figure=text, source=text),),
    )


def test_the_same_scene_makes_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys, hashlib; sys.path[:0] = ['.', 'tests']; from scenes import rough_scene;"
        "from geo.publishing.page import page; print(hashlib.sha256(page(rough_scene()).encode()).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    mine = page(rough_scene())
    assert mine == page(rough_scene())
    assert other.stdout.strip() == hashlib.sha256(mine.encode()).hexdigest()


def test_a_page_without_its_base_map_is_small() -> None:
    assert len(gzip.compress(page(rough_scene()).encode(), 9)) < 62_000


def test_nothing_in_the_page_points_at_another_host() -> None:
    markup = page(rough_scene())
    shell = markup.replace(leaflet_js(), "").replace(leaflet_css(), "").replace(web_file("strikemap.js"), "")
    assert not re.search(r"""(src|href)=["'](?!#)""", shell)
    assert "url(" not in leaflet_css() + web_file("strikemap.css")
    assert "@import" not in shell
    assert "sourceMappingURL" not in markup
    assert "Vladimir Agafonkin" in markup  # Leaflet's licence asks that its notice stays


def test_the_policy_allows_exactly_the_blocks_that_are_there() -> None:
    markup = page(rough_scene())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', markup)
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["connect-src"] == "'none'"
    assert rules["img-src"] == "data:"
    for kind in ("script", "style"):
        blocks = re.findall(rf"<{kind}>(.*?)</{kind}>", markup, re.DOTALL)
        digests = [base64.b64encode(hashlib.sha256(block.encode()).digest()).decode() for block in blocks]
        assert rules[f"{kind}-src"].split() == [f"'sha256-{digest}'" for digest in digests]
    assert "unsafe" not in policy[1]


def test_the_page_says_everything_without_a_script() -> None:
    scene = rough_scene()
    texts = Texts(page(scene)).slots
    assert texts["title"] == scene.title
    assert texts["summary"] == scene.summary
    assert texts["draft"] == scene.draft
    assert texts["credit"] == scene.credit
    assert "".join(scene.method) in texts["method"]
    for row in scene.table:
        assert row.name in texts["table"]
        assert row.figure in texts["table"]
    assert '<html lang="nl" dir="ltr">' in page(scene)
    assert 'dir="rtl"' in page(replace(scene, language="ar"))


def test_a_scene_without_table_shows_no_empty_table() -> None:
    assert '<details class="sm-data" data-needs="table" open hidden>' in page(replace(rough_scene(), table=()))


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00\r"), max_size=60))
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    scene = with_text(text)
    markup = page(scene)
    plain = page(with_text("x"))
    assert Texts(markup).tags == Texts(plain).tags
    assert scene_in(markup)["title"] == text
    if text.strip():
        assert Texts(markup).slots["title"] == text.strip()


@pytest.mark.parametrize("text", ["@@title@@", "@@scene@@ @@policy@@", "{{ 7*7 }}", "{% raw %}", "{#", "\\1 \\g<0>"])
def test_no_slot_or_template_is_read_in_what_was_put_in(text: str) -> None:
    markup = page(with_text(text))
    assert Texts(markup).slots["title"] == text
    assert scene_in(markup)["title"] == text


def test_half_a_surrogate_pair_does_not_stop_the_page() -> None:
    assert "a?b" in page(replace(rough_scene(), title="a\ud800b"))


@settings(max_examples=60, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_script_json_cannot_end_a_script(value: object) -> None:
    text = script_json(value)
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == value


def unpacked(steps: list[Any], per_degree: int) -> list[Any]:
    if steps and not isinstance(steps[0], int):
        return [unpacked(part, per_degree) for part in steps]
    places = zip(accumulate(steps[::2]), accumulate(steps[1::2]), strict=True)
    return [[lon / per_degree, lat / per_degree] for lon, lat in places]


DEGREES = st.integers(-3_600_000, 3_600_000).map(lambda steps: steps / 10_000)
POINTS = st.lists(st.tuples(DEGREES, DEGREES).map(list), min_size=2, max_size=8)


@settings(max_examples=60, deadline=None)
@given(POINTS, st.lists(st.lists(POINTS, min_size=1, max_size=3), min_size=1, max_size=3))
def test_packing_loses_nothing(line: list[Any], areas: list[Any]) -> None:
    for kind, coordinates in (("LineString", line), ("MultiPolygon", areas)):
        value = packed({"type": kind, "coordinates": coordinates}, 4)
        assert value["type"] == kind
        assert unpacked(value["coordinates"], value["packed"]) == coordinates
    both = {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1.5, 2]}]}
    assert packed(both, 4) == both


def test_the_page_holds_the_scene_and_the_words_of_the_page() -> None:
    data, plain = scene_data(rough_scene()), scene_json(rough_scene())
    changed = {"words", "method", "features", "base", "labels", "direction", "lengths"}
    assert {key for key in data if data[key] != plain.get(key)} == changed
    assert data["labels"][0]["anchors"] == {"3": "right"}
    assert (data["lengths"][0], data["lengths"][-1]) == ("1 km", "5.000 km")


def test_no_number_without_json_is_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        script_json(float("nan"))


def test_fixed_words_are_dutch_in_dutch() -> None:
    dutch, english = script_words("nl"), script_words("en")
    assert dutch["about"] == "Over deze kaart"
    same = [key for key, text in dutch.items() if text == english[key]]
    assert same == []


# ---------------------------------------------------------------- tiles


def tiles(address: str) -> Tiles:
    return Tiles(name="Some Tiles", address=address, attribution="(C) the mapmakers")


def test_tiles_are_allowed_from_their_host_alone_and_said() -> None:
    scene = replace(rough_scene(), tiles=tiles("https://{s}.tile.example.org/{z}/{x}/{y}.png"))
    markup = page(scene)
    assert "img-src data: https://*.tile.example.org" in markup
    assert "je browser maakt verbinding met tile.example.org" in Texts(markup).slots["method"]
    assert "(C) the mapmakers" in Texts(markup).slots["credit"]
    assert '<meta name="referrer" content="no-referrer">' not in markup
    assert '<meta name="referrer" content="no-referrer">' in page(rough_scene())


@pytest.mark.parametrize(
    "address",
    ["http://a.example/{z}", "javascript:alert(1)", "https://x'; script-src *//", "https://a b/", "//a.example/", ""],
)
def test_a_strange_tile_address_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="is not an https address"):
        page(replace(rough_scene(), tiles=tiles(address)))


def test_a_tile_host_keeps_its_port() -> None:
    assert tile_host("https://tiles.example.org:8443/{z}/{x}/{y}") == "https://tiles.example.org:8443"


# ---------------------------------------------------------------- the snippet


def test_the_snippet_embeds_with_a_title_and_a_sandbox() -> None:
    snippet = iframe_snippet("https://example.org/kaart.html", 'Kaart "A" <b>')
    read = dict(Texts(snippet).attributes)
    assert read["src"] == "https://example.org/kaart.html"
    assert read["title"] == 'Kaart "A" <b>'
    assert read["loading"] == "lazy"
    assert read["sandbox"] == SANDBOX
    assert read["height"] == str(DEFAULT_HEIGHT_PX)


@pytest.mark.parametrize(
    ("src", "title", "height"),
    [("", "t", 700), ("javascript:alert(1)", "t", 700), ("data:text/html,x", "t", 700), ("m.html", " ", 700),
     ("m.html", "t", 0), ("m.html", "t", -5), ("m.html", "t", 100_000)],
)  # fmt: skip
def test_a_snippet_that_cannot_work_is_refused(src: str, title: str, height: int) -> None:
    with pytest.raises(BadInput):
        iframe_snippet(src, title, height)
