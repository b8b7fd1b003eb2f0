"""The whole way as a new user goes it, from a pasted article to a page that opens elsewhere; and by keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import Browser, browser_fixture, wait_until  # noqa: F401
from served import PATIENCE_S, App, settled, turn, visit

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "samples" / "atacms-karatsjov.nl.txt"


@pytest.fixture(scope="module", name="app")
def app_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with App(tmp_path_factory.mktemp("app")) as app:
        yield app
    log = app.log.read_text("utf-8")
    assert "Traceback" not in log, log
    assert "Karatsjov" not in log


def says(page: Any, text: str | re.Pattern[str]) -> None:
    page.locator(".st-key-sm-step").get_by_text(text).first.wait_for()
    settled(page)


@pytest.mark.browser
def test_from_a_pasted_article_to_a_page_that_opens_elsewhere(browser: Browser, app: App, tmp_path: Path) -> None:
    page, seen = visit(browser, app.address, locale="en-GB", accept_downloads=True)
    inside = page.locator(".st-key-sm-map iframe").content_frame

    page.get_by_text("Another article").click()
    page.get_by_label("Text of the article").fill(SAMPLE.read_text("utf-8"))
    page.get_by_role("button", name="Read", exact=True).click()
    page.locator(".sm-saved").wait_for()
    settled(page)
    marks = page.locator(".sm-article mark, .sm-article [data-place]")
    assert marks.count() > 10
    inside.locator(".sm-name").get_by_text("Karatsjov").wait_for(state="attached")

    turn(page, "places")
    page.get_by_label("Name on the map").wait_for()
    assert page.get_by_label("Name on the map").input_value() == "Karatsjov"

    turn(page, "ranges")
    says(page, "according to NOS")
    assert page.get_by_role("combobox", name="Weapon").input_value().startswith("ATACMS")
    inside.locator('path[data-id^="range-"]').first.wait_for(state="attached")

    turn(page, "check")
    says(page, re.compile(r"about 117 km"))
    page.get_by_text("I have looked at these details").click()
    settled(page)

    turn(page, "publish")
    says(page, "Before it goes out")
    name = page.get_by_label("Your name")
    name.fill("A. Editor")
    name.press("Enter")
    settled(page)
    page.get_by_text("I have checked the reported strike").click()
    says(page, "Reviewed")
    page.get_by_role("button", name="Make this file").click()
    button = page.get_by_role("button", name="Download (HTML")
    with page.expect_download(timeout=PATIENCE_S * 1000) as waiting:
        button.click()
    made = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(made)
    assert made.suffix == ".html"
    assert seen.outside(app.address, app.address.replace("http", "ws")) == []
    assert seen.dialogs == []

    published, told = browser.page()
    published.goto(made.as_uri())
    published.locator(".sm-name").get_by_text("Karatsjov").first.wait_for(state="attached")
    text = published.inner_text("body")
    assert "300 km" in text
    assert "Concept" not in text, "it was reviewed"
    assert "A. Editor" not in published.content(), "who reviewed stays at the desk"
    assert told.outside(made.parent.as_uri()) == []
    assert told.trouble() == []


@pytest.mark.browser
def test_who_is_led_to_a_thing_sees_it_and_begins_at_it(browser: Browser, app: App) -> None:
    """In a low window, where the top of a step shows nothing of what stands at its end."""
    page, seen = visit(browser, app.address, locale="nl-NL", width=1280, height=420)
    for told, step, block in (
        ("zijn nog niet goedgekeurd", "check", ".st-key-strike-0"),
        ("nog door niemand nagekeken", "places", ".st-key-sm-place"),
    ):
        turn(page, "publish")
        item = page.locator("[class*='st-key-sm-item-']").filter(has_text=told).first
        item.get_by_role("button", name="Erheen").click()
        page.wait_for_url(f"**/{step}*")
        settled(page)
        inside = f'document.querySelector("{block}")?.contains(document.activeElement)'
        wait_until(page, f"{inside} === true", seconds=PATIENCE_S)
        place = page.locator(block).bounding_box()
        assert place is not None and place["y"] < 420 and place["y"] + place["height"] > 0
    assert seen.errors == []


def focused(page: Any) -> str:
    """What the keyboard is on: its role or tag and its name."""
    told: str = page.evaluate(
        "(node => node ? `${node.getAttribute('role') || node.tagName.toLowerCase()} "
        "${node.getAttribute('aria-label') || node.innerText || node.placeholder || ''}`.trim() : '')"
        "(document.activeElement)"
    )
    return told


def tab_to(page: Any, wanted: str, *, most: int = 60) -> None:
    """Press Tab until the keyboard is on what is wanted."""
    met = []
    for _ in range(most):
        page.keyboard.press("Tab")
        met.append(focused(page))
        if re.search(wanted, met[-1]):
            return
    pytest.fail(f"no {wanted!r} by Tab among {met}")


@pytest.mark.browser
def test_the_whole_way_by_keyboard_alone(browser: Browser, app: App) -> None:
    page, seen = visit(browser, app.address, locale="en-GB", accept_downloads=True)
    tab_to(page, "^a Places")
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "a Article"
    tab_to(page, "Another article")
    page.keyboard.press("Enter")
    page.get_by_label("Text of the article").wait_for()
    tab_to(page, "^textarea")
    page.keyboard.insert_text(SAMPLE.read_text("utf-8"))
    tab_to(page, r"^button \S*\s*Read$")
    page.keyboard.press("Enter")
    page.locator(".sm-saved").wait_for()
    settled(page)

    page.keyboard.press("Alt+Shift+2")
    page.wait_for_url("**/places*")
    page.get_by_label("Name on the map").wait_for()
    settled(page)

    page.keyboard.press("Alt+Shift+3")
    page.wait_for_url("**/ranges*")
    page.get_by_role("slider").wait_for()
    settled(page)
    tab_to(page, "^slider|Range \\(km\\)")
    page.keyboard.press("ArrowRight")
    page.get_by_text(re.compile("Range 310 km")).wait_for()
    settled(page)
    page.keyboard.press("Alt+Z")
    page.get_by_text(re.compile("Range about 300 km")).wait_for()
    settled(page)

    page.keyboard.press("Alt+Shift+5")
    page.wait_for_url("**/publish*")
    says(page, "Before it goes out")
    tab_to(page, "Make this file", most=120)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Download (HTML").wait_for()
    settled(page)
    tab_to(page, "Download \\(HTML")
    with page.expect_download(timeout=PATIENCE_S * 1000) as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename.endswith(".html")
    assert seen.dialogs == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_step_is_wider_than_a_phone(browser: Browser, app: App, scheme: str) -> None:
    page, seen = visit(browser, app.address, locale="uk-UA", width=360, height=740, color_scheme=scheme)
    for step in ("article", "places", "ranges", "check", "publish"):
        turn(page, step)
        wait_until(page, "document.querySelector('[data-testid=stMain]').scrollWidth <= 360", seconds=PATIENCE_S)
        links = page.locator(".st-key-step a")
        assert [links.nth(at).is_visible() for at in range(5)] == [True] * 5
    assert seen.dialogs == []
