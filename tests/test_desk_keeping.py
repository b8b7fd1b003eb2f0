"""Nothing is lost, in a real browser: a refresh, two windows on one story, a killed server, a store that is away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from browser import Browser, browser_fixture  # noqa: F401
from served import App, drawn, only_ours, serving, settled, turn, visit

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module", name="app")
def app_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with serving(tmp_path_factory.mktemp("app")) as app:
        yield app


def slide(page: Any, *, to: int) -> None:
    """Move the range by one step of ten kilometres, and wait until that is said."""
    settled(page)
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowRight" if to > int(slider.input_value()) else "ArrowLeft")
    page.get_by_text(re.compile(rf"Range (about )?{to} km")).wait_for()
    settled(page)


def saved(page: Any) -> None:
    page.locator(".sm-saved").wait_for()
    settled(page)


@pytest.mark.browser
def test_what_was_said_to_be_saved_outlives_a_refresh_a_killed_server_and_another_window(
    browser: Browser, app: App
) -> None:
    page, seen = visit(browser, app.address, locale="en-GB")
    assert "story=" not in page.url, "the sample is nobody's until it is changed"
    turn(page, "ranges")
    slide(page, to=310)
    saved(page)
    assert "story=" in page.url
    page.reload()
    drawn(page)
    assert page.get_by_role("slider").input_value() == "310"

    app.kill()
    app.start()
    page.reload()
    drawn(page)
    assert page.get_by_role("slider").input_value() == "310"

    other, _ = visit(browser, page.url, locale="en-GB")
    slide(other, to=320)
    saved(other)
    slide(page, to=300)
    page.get_by_text("This story was changed meanwhile").wait_for()
    # What this window has made is still there, and so is the other's.
    assert page.get_by_role("slider").input_value() == "300"
    page.get_by_role("button", name="Put mine in its place").click()
    saved(page)
    assert page.get_by_role("slider").input_value() == "300"
    page.get_by_role("button", name="Versions").click()
    page.get_by_role("dialog").get_by_role("combobox").click()
    assert page.get_by_role("option").count() >= 3
    page.get_by_role("option").nth(1).click()
    page.get_by_role("button", name="Go back to this version").click()
    page.get_by_text("Range 320 km").wait_for()
    saved(page)

    slide(other, to=330)
    other.get_by_text("This story was changed meanwhile").wait_for()
    here = other.url
    other.get_by_role("button", name="Keep mine as a copy").click()
    saved(other)
    assert other.url != here
    assert other.get_by_role("slider").input_value() == "330"
    only_ours(seen, app.address)


@pytest.mark.browser
def test_a_store_that_is_away_is_said_and_the_work_is_saved_when_it_is_back(browser: Browser, app: App) -> None:
    page, seen = visit(browser, app.address, locale="en-GB")
    turn(page, "ranges")
    slide(page, to=310)
    saved(page)
    folder = app.folder / "data"
    folder.rename(folder.with_name("gone"))
    slide(page, to=320)
    page.get_by_text("Your work is kept in this window").wait_for()
    slide(page, to=330)
    folder.with_name("gone").rename(folder)
    page.get_by_role("button", name="Try again now").click()
    saved(page)
    page.reload()
    drawn(page)
    assert page.get_by_role("slider").input_value() == "330"
    only_ours(seen, app.address)
