"""The step Publish in a real browser: the preview at both widths, and the page that is downloaded, opened again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browser import Browser, browser_fixture  # noqa: F401
from served import PATIENCE_S, only_ours, settled
from test_ui_browser import app_fixture  # noqa: F401

ALT = "Kaart van het gemelde doel bij Karatsjov."
SAID = "Embargo tot 28 november 2099 18:00 (Kyiv)"
UNTIL = "2099-11-28T18:00:00+02:00[Europe/Kyiv]"


def type_in(page: Any, label: str, digits: str) -> None:
    """Type a date or time in its parts, one after the other."""
    settled(page)
    page.get_by_label(label, exact=True).get_by_role("spinbutton").first.click()
    page.keyboard.type(digits)
    settled(page)


@pytest.mark.browser
def test_the_page_is_seen_before_it_goes_out_and_is_the_one_that_is_downloaded(
    browser: Browser, app: str, tmp_path: Path
) -> None:
    page, seen = browser.page(locale="nl-NL", accept_downloads=True, timezone_id="Europe/Kyiv", color_scheme="light")
    page.set_default_timeout(PATIENCE_S * 1000)
    page.goto(f"{app}/publish")
    page.get_by_text("Voordat het naar buiten gaat").wait_for()

    # An alt text of one's own, and an embargo by the clock of where one is.
    box = page.get_by_label("Alt-tekst, voor wie de kaart niet ziet")
    settled(page)
    box.fill(ALT)
    box.press("Control+Enter")
    page.get_by_text("Terug naar de woorden uit het verhaal").wait_for()
    page.get_by_text("Embargo instellen", exact=True).click()
    type_in(page, "Datum", "28112099")
    type_in(page, "Tijd", "1800")
    page.get_by_role("button", name="Dit embargo instellen").click()
    page.get_by_role("button", name="Embargo opheffen").wait_for()

    # What readers will see, at both widths and in both schemes, in the sandbox that a host gives it.
    settled(page)
    page.get_by_role("button", name="Laat zien wat lezers zien").click()
    dialog = page.get_by_role("dialog", name="Wat lezers zien")
    reader = dialog.frame_locator("iframe").frame_locator("iframe[data-strikemap]")
    ring = reader.locator('path[data-id^="range-"]').first
    about = "() => [innerWidth, document.documentElement.dataset.scheme, origin]"
    ring.wait_for(state="attached")
    assert reader.locator(":root").evaluate(about) == [360, "light", "null"]
    assert reader.get_by_text(SAID).is_visible()
    dialog.get_by_text("Computer", exact=True).click()
    dialog.get_by_text("Donker", exact=True).click()
    reader.locator(":root[data-scheme=dark]").wait_for(state="attached")
    ring.wait_for(state="attached")
    width, scheme, origin = reader.locator(":root").evaluate(about)
    assert (width >= 900, scheme, origin) == (True, "dark", "null")
    settled(page)
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")

    # The file, as a reader's browser opens it.
    page.get_by_role("button", name="Dit bestand maken").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Downloaden (HTML").click()
    target = tmp_path / "kaart.html"
    download.value.save_as(target)
    only_ours(seen, app)
    other, did = browser.page(locale="nl-NL")
    other.goto(target.as_uri())
    other.locator('path[data-id^="range-"]').first.wait_for(state="attached")
    assert other.get_by_text(SAID).is_visible()
    assert other.locator("meta[name=embargo]").get_attribute("content") == UNTIL
    assert other.locator("#sm-alt").inner_text().startswith(ALT)
    assert did.outside("file:") == []
    assert did.trouble() == []
