"""The founding page for every reader: read aloud, by keyboard, without a script, on paper, and by its text alone."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from browser import Browser, browser_fixture, wait_until  # noqa: F401
from scenes import rough_scene
from stories import founding_story
from webtools import axe_violations, markup_errors

from geo.drawing.scene import Scene
from geo.gazetteer.index import Gazetteer
from geo.measuring.borders import open_borders
from geo.publishing.maps import PAGE_DETAIL, scene_of
from geo.publishing.page import figure_snippet, page, picture_snippet

pytestmark = pytest.mark.browser
WIDTHS = (1280, 768, 360, 320)


@pytest.fixture(scope="module", name="scene")
def scene_fixture(gazetteer: Gazetteer) -> Scene:
    """The founding story, corrected once and not reviewed."""
    borders = open_borders()
    scene = scene_of(founding_story(borders=borders), borders=borders, gazetteer=gazetteer, detail=PAGE_DETAIL)
    return replace(scene, changed="Aangepast 19 november 2024, 13:54", correction="Correctie: de afstand was 80 km.")


@pytest.fixture(scope="module", name="file")
def file_fixture(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file: Path = tmp_path_factory.mktemp("page") / "map.html"
    file.write_text(page(scene), encoding="utf-8")
    return file


def opened(browser: Browser, file: Path, **context: Any) -> Any:
    tab, _ = browser.again(**context)
    tab.goto(file.as_uri())
    if context.get("java_script_enabled", True):
        tab.wait_for_selector("html[data-drawn]")
    return tab


# ---------------------------------------------------------------- judged by others


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_axe_finds_nothing(browser: Browser, file: Path, width: int, scheme: str) -> None:
    tab = opened(browser, file, width=width, color_scheme=scheme)
    tab.locator(".sm-strike").click()
    tab.locator(".leaflet-popup .sm-is-title").wait_for()
    wait_until(tab, "getComputedStyle(document.querySelector('.leaflet-popup')).opacity === '1'")  # it fades in
    tab.evaluate("document.querySelectorAll('details').forEach((node) => { node.open = true })")
    assert axe_violations(tab) == []


def test_the_markup_is_valid(file: Path, scene: Scene) -> None:
    strange = file.with_name("strange.html")
    strange.write_text(page(replace(rough_scene(), language="ar", table=(), draft=None)), encoding="utf-8")
    host = file.with_name("host.html")
    host.write_text(
        '<!DOCTYPE html>\n<html lang="nl">\n<head>\n<meta charset="utf-8">\n<title>Artikel</title>\n</head>\n<body>\n'
        f"{figure_snippet(scene, 'map.html')}{picture_snippet(scene, 'map.png', page_at='map.html')}</body>\n</html>\n",
        encoding="utf-8",
    )
    assert markup_errors(file, strange) == []
    # What is old-fashioned in the frame is on purpose: a strict host's policy forbids the style that would replace it.
    known = ("no-deprecated-attr", "attribute-allowed-values")
    assert [error for error in markup_errors(host) if error.split(": ")[1] not in known] == []


# ---------------------------------------------------------------- by its text alone


def test_it_is_read_in_order(browser: Browser, file: Path, scene: Scene) -> None:
    said = opened(browser, file, width=1280).locator("body").aria_snapshot()
    order = [
        f'heading "{scene.title}"', scene.summary, scene.correction, 'link "Sla de kaart over"',
        f'application "Kaart: {scene.title}"', 'list "Legenda"', scene.legend[0].text, scene.credit, scene.changed,
        "Plaatsen op deze kaart", 'columnheader "Plaats"', f'rowheader "{scene.table[0].name}"', "Over deze kaart",
    ]  # fmt: skip
    rest = said
    for text in order:
        _, found, rest = rest.partition(" ".join(text.split()))
        assert found, f"{text} is not said where it should be:\n{said}"
    marks = re.findall(r'button "([^"]*)"', said)
    assert {feature.name for feature in scene.features if feature.popup and feature.kind != "town"} <= set(marks)


def sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=\.)\s(?=[A-Z])|;\s|\n", text) if part.strip()]


def test_five_questions_are_answered_by_the_text_alone(browser: Browser, file: Path) -> None:
    """As a reader who sees nothing hears it: each answer in one sentence, hedged as the source does."""
    text = opened(browser, file, java_script_enabled=False).locator("main").inner_text()
    told = sentences(text)

    def answered(*words: str) -> bool:
        return any(all(re.search(word, sentence) for word in words) for sentence in told)

    assert answered(r"Karatsjov", r"\bzou\b", r"aanval", r"meldt NOS")  # what, where, who says so, and no surer
    assert answered(r"bereik", r"ATACMS", r"300 km", r"volgens NOS")  # which weapon, how far it reaches, by whom
    assert answered(r"Karatsjov", r"ongeveer 117 km", r"grens met Oekraïne")  # how far from the border
    assert answered(r"gemeten vanaf Oekraïne", r"erkende grenzen")  # measured from where
    assert answered(r"^Concept, niet gecontroleerd$")  # has anyone checked it
    assert not re.search(r"\b(trof|raakte|geraakt|getroffen)\b", text)


# ---------------------------------------------------------------- on any screen


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("script", [True, False])
def test_everything_that_must_be_seen_is_on_every_screen(
    browser: Browser, file: Path, scene: Scene, width: int, script: bool
) -> None:
    tab = opened(browser, file, width=width, java_script_enabled=script)
    for slot in ("title", "summary", "correction", "draft", "credit", "changed"):
        node = tab.locator(f"[data-slot={slot}]")
        box = node.bounding_box()
        assert node.is_visible(), slot
        assert box is not None
        assert box["x"] >= 0, slot
        assert box["x"] + box["width"] <= width, slot
    assert tab.locator("[data-slot=alt]").text_content() == scene.alt
    names = ".sm-name:visible" if script else ".sm-still .names text:visible"
    assert "Karatsjov" in tab.locator(names).all_text_contents()
    sizes = tab.locator(names).evaluate_all("(nodes) => nodes.map((node) => node.getBoundingClientRect().height)")
    assert min(sizes) >= 11
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 320])
def test_drawing_and_map_show_the_same_place_at_the_same_spot(browser: Browser, file: Path, width: int) -> None:
    """The page's drawing fits as the script does: what a reader sees before and after is one map."""
    spots = []
    for script, selector in ((False, ".sm-still .mark.strike .k"), (True, ".sm-icon.sm-strike")):
        tab = opened(browser, file, width=width, java_script_enabled=script)
        frame, mark = tab.locator(".sm-frame").bounding_box(), tab.locator(selector).bounding_box()
        assert frame is not None
        assert mark is not None
        x, y = mark["x"] + mark["width"] / 2 - frame["x"], mark["y"] + mark["height"] / 2 - frame["y"]
        spots.append((x / frame["width"], y / frame["height"]))
        assert 0.1 < x / frame["width"] < 0.9
        assert 0.1 < y / frame["height"] < 0.9
    assert spots[0] == pytest.approx(spots[1], abs=0.05)


def test_paper_shows_the_map_and_all_that_is_folded_away(browser: Browser, file: Path, scene: Scene) -> None:
    for script in (True, False):
        tab = opened(browser, file, java_script_enabled=script, color_scheme="dark")
        document = pypdfium2.PdfDocument(tab.pdf(format="A4", print_background=False))
        pages = [document[number] for number in range(len(document))]
        text = re.sub(r"\s+", " ", " ".join(one.get_textpage().get_text_bounded() for one in pages))
        for words in (scene.title, scene.draft or "", scene.credit, scene.changed, "ongeveer 117 km", "Voronezj"):
            assert words in text
        if script:
            assert scene.method[0] in text
        picture = np.asarray(pages[0].render(scale=1).to_pil().convert("RGB")).astype(int)
        document.close()
        red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
        ground = picture.reshape(-1, 3)
        assert (ground.min(axis=1) > 250).mean() > 0.3  # white paper
        assert ((red - blue > 25) & (green > 150)).sum() > 3000  # the tint of the range
        assert ((blue - red > 10) & (blue > 200)).sum() > 3000  # the sea
        assert (ground.max(axis=1) < 90).sum() > 1500  # letters


# ---------------------------------------------------------------- names in other languages


def test_names_of_another_language_say_so(browser: Browser, tmp_path: Path) -> None:
    scene = rough_scene()
    features = tuple(replace(f, language="uk") if f.id == "koersk" else f for f in scene.features)
    labels = tuple(replace(one, language="uk") if one.id == "koersk" else one for one in scene.labels)
    table = (replace(scene.table[0], language="uk"), *scene.table[1:])
    file = tmp_path / "map.html"
    file.write_text(page(replace(scene, features=features, labels=labels, table=table)), encoding="utf-8")
    tab = opened(browser, file)
    assert tab.locator("[data-slot=table] [lang=uk]").all_text_contents() == ["Karatsjov"]
    assert tab.locator(".sm-name[lang=uk]").all_text_contents() == ["Koersk"]
    assert tab.locator(".names [lang=uk]").first.text_content() == "Koersk"
    tab.locator('.sm-icon[data-id="koersk"]').click()
    wait_until(tab, "document.querySelector('.sm-popup [lang=uk]') !== null")
    assert tab.locator(".sm-popup [lang=uk]").all_text_contents() == ["Koersk"]


def test_a_page_from_right_to_left(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    scene = replace(rough_scene(), language="ar", title="مدى أتاكمز")
    file.write_text(page(scene), encoding="utf-8")
    tab = opened(browser, file, width=320)
    assert tab.evaluate("[document.documentElement.dir, getComputedStyle(document.querySelector('h1')).textAlign]") == [
        "rtl",
        "start",
    ]
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    tab.locator(".sm-map").focus()
    tab.keyboard.press("ArrowLeft")  # onward, to the reported strike
    assert tab.evaluate("document.activeElement.dataset.id") == "karatsjov"
