"""What the browser remembers by itself: a text that was not read yet, and the language of the page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from browser import Browser, browser_fixture, wait_until  # noqa: F401
from served import PATIENCE_S, App, drawn, settled, visit

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = "Drones hit an oil depot in Kursk, Russia. <img src=x onerror=alert(1)> {{7*7}}"


@pytest.fixture(scope="module", name="app")
def app_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with App(tmp_path_factory.mktemp("app")) as app:
        yield app


def remembered(page: Any) -> str:
    return str(page.evaluate("localStorage.getItem('strikemap text') ?? ''"))


@pytest.mark.browser
def test_a_text_that_was_not_read_yet_outlives_a_lost_server_and_is_forgotten_when_it_is_read(
    browser: Browser, app: App
) -> None:
    page, seen = visit(browser, app.address, locale="en-GB")
    page.get_by_text("Another article").click()
    box = page.get_by_label("Text of the article")
    box.press_sequentially(TEXT[:5])
    box.fill(TEXT)
    app.kill()  # before anything of it was sent
    page.wait_for_timeout(500)
    assert remembered(page) == TEXT
    app.start()
    page.reload()
    drawn(page)
    page.get_by_role("button", name="Put it back").click()
    wait_until(
        page, f"document.querySelector('.st-key-text textarea')?.value === {json.dumps(TEXT)}", seconds=PATIENCE_S
    )
    settled(page)
    page.get_by_role("button", name="Read", exact=True).click()
    page.locator(".sm-saved").wait_for()
    settled(page)
    assert remembered(page) == ""
    page.locator(".sm-article").get_by_text("onerror=alert(1)> {{7*7}}").wait_for()

    page.get_by_role("combobox", name="Language", exact=True).click()
    page.get_by_role("option", name="Deutsch").click()
    page.get_by_role("link", name="Orte").wait_for()
    page.reload()
    drawn(page)
    page.get_by_role("link", name="Orte").wait_for()
    assert page.get_by_role("button", name="Zurückholen").count() == 0
    assert seen.dialogs == []
