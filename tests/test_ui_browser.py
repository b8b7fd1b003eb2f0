"""The app in a real browser: the real server on loopback, the map, the slider with the zoom kept, hostile text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, Seen, browser_fixture, wait_until  # noqa: F401
from served import PATIENCE_S, only_ours, serving, settled, visit

# What only that step holds.
STEP_HOLDS = {
    "Artikel": ".sm-article",
    "Plaatsen": "text=Naam op de kaart",
    "Bereik": "input[type=range], [role=slider]",
    "Controleren": "text=Getallen in het artikel",
    "Publiceren": "text=Downloaden",
}
HOSTILE = (
    "{{7*7}} {% raise %} {value!r}",
    "<script>alert(1)</script><img src=https://example.org/x.png onerror=alert(1)>",
    "![x](https://example.org/x.png) [y](javascript:alert(1)) https://example.org",
    "$\\badmacro$ :smile: :red[x] :material/home: a -> b",
    "`a` ``b`` **c** \"d\" 'e' &amp; עברית",
)


@pytest.fixture(scope="module", name="app")
def app_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app as ``strikemap app`` starts it, from a folder of its own: its address."""
    with serving(tmp_path_factory.mktemp("app")) as app:
        yield app.address


def opened(browser: Browser, address: str, *, width: int = 1280, height: int = 800) -> tuple[Any, Any, Seen]:
    """The app opened anew, a session of its own, with the map drawn: the page, the map's frame, what the page did."""
    page, seen = browser.again(width=width, height=height, locale="nl-NL")
    page.set_default_timeout(PATIENCE_S * 1000)
    page.goto(address)
    page.frame_locator("iframe").locator('path[data-id^="range-"]').first.wait_for(state="attached")
    settled(page)
    frame = next(frame for frame in page.frames if "/component/" in frame.url)
    return page, frame, seen


def step(page: Any, name: str) -> None:
    """Go to a step and wait until it is there."""
    settled(page)
    page.locator(".st-key-step").get_by_text(name, exact=True).click()
    page.locator(".st-key-sm-step").locator(STEP_HOLDS[name]).first.wait_for()
    settled(page)


@pytest.mark.browser
def test_the_slider_moves_ring_and_number_and_keeps_the_zoom(browser: Browser, app: str) -> None:
    page, frame, seen = opened(browser, app)
    inside = page.frame_locator("iframe")
    assert {"Karatsjov", "Brjansk", "Koersk"} <= set(inside.locator(".sm-name").all_text_contents())
    frame.evaluate("map_strikemap.setView([51, 37], 6.4, {animate: false})")
    corner = "(point => [point.lng, point.lat])(map_strikemap.containerPointToLatLng([0, 0]))"
    view = f"[map_strikemap.getZoom(), ...{corner}]"
    before = frame.evaluate(view)
    rings = "[...document.querySelectorAll('path[data-id^=\"range-\"]')].map((path) => path.getAttribute('d')).join()"
    drawn = frame.evaluate(rings)
    step(page, "Bereik")
    slider = page.get_by_role("slider")
    slider.wait_for()
    assert slider.input_value() == "300"
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("Bereik 310 km · zelf gekozen").wait_for()
    inside.get_by_text("310 km").first.wait_for(state="attached")
    assert frame.evaluate(rings) != drawn
    # A legend with a line more takes nothing from the map; what is seen stays where it is.
    assert frame.evaluate(view) == pytest.approx(before, abs=0.02)
    only_ours(seen, app)


@pytest.mark.browser
def test_a_range_from_elsewhere_comes_into_sight_and_one_that_grows_does_not_move_the_view(
    browser: Browser, app: str
) -> None:
    page, frame, seen = opened(browser, app)
    step(page, "Bereik")
    frame.evaluate("map_strikemap.setView([53.1, 35], 8, {animate: false})")
    page.get_by_role("combobox", name="Land", exact=True).click()
    page.get_by_role("combobox", name="Land", exact=True).press_sequentially("Kazach")
    page.get_by_role("option", name="Kazachstan", exact=True).click()
    page.get_by_text("gemeten vanaf Kazachstan").wait_for()
    # The farthest that 300 km from Kazakhstan comes to in Russia: east of Omsk, and west of the Volga.
    far = "map_strikemap.getBounds().contains([[55, 46], [55, 75]])"
    wait_until(frame, far)
    frame.evaluate("map_strikemap.setView([55, 73], 7, {animate: false})")
    view = "[map_strikemap.getZoom(), map_strikemap.getCenter().lng]"
    before = frame.evaluate(view)
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("Bereik 310 km · zelf gekozen").wait_for()
    page.frame_locator("iframe").get_by_text("310 km").first.wait_for(state="attached")
    settled(page)
    assert frame.evaluate(view) == pytest.approx(before, abs=0.02)
    only_ours(seen, app)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height", "least"), [(1280, 800, 540), (700, 800, 340), (360, 740, 300)])
def test_the_first_view_holds_strike_and_range_above_a_whole_legend(
    browser: Browser, app: str, width: int, height: int, least: int
) -> None:
    _page, frame, seen = opened(browser, app, width=width, height=height)
    # The frame is as high as what is in it: nothing of the legend is cut off, and no room is left.
    wait_until(frame, "innerHeight === Math.ceil(document.documentElement.getBoundingClientRect().height)")
    outside = (
        "(frame => [...document.querySelectorAll('.sm-icon.sm-strike, path[data-id^=\"range-\"]')].filter(node => {"
        "const box = node.getBoundingClientRect(); return box.left < frame.left || box.right > frame.right || "
        "box.top < frame.top || box.bottom > frame.bottom; }).map(node => node.dataset.id))"
        "(document.querySelector('.sm-map').getBoundingClientRect())"
    )
    wait_until(frame, "document.querySelector('.sm-icon.sm-strike') !== null")
    assert frame.evaluate(f"{outside}.filter(id => !id.startsWith('range-'))") == []
    shown = "(b => [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()])(map_strikemap.getBounds())"
    west, south, east, north = frame.evaluate(shown)
    # What 300 km from Ukraine covers of western Russia: Smolensk's side to the Caucasus, the Don's bend.
    assert west < 31
    assert south < 43.5
    assert east > 44
    assert north > 54.8
    assert least <= frame.evaluate("map_strikemap.getSize().y") <= 560
    only_ours(seen, app)


@pytest.mark.browser
def test_hostile_text_appears_as_it_is_written_and_nothing_is_fetched(browser: Browser, app: str) -> None:
    page, _frame, seen = opened(browser, app)
    step(page, "Bereik")
    for value in HOSTILE:
        settled(page)
        box = page.get_by_label("Of typ een bereik")
        box.fill(value)
        box.press("Enter")
        said = page.get_by_test_id("stAlert")
        said.get_by_text(value.replace(":material/", ":\u200bmaterial/"), exact=False).first.wait_for()
    step(page, "Plaatsen")
    box = page.get_by_label("Naam op de kaart")
    box.fill(" ".join(HOSTILE))
    box.press("Enter")
    page.locator(".sm-record-name").get_by_text(" ".join(HOSTILE), exact=True).first.wait_for()
    for name in ("Artikel", "Controleren", "Publiceren"):
        step(page, name)
    only_ours(seen, app)


@pytest.mark.browser
def test_a_pasted_hostile_article_is_shown_as_it_is_written(browser: Browser, app: str) -> None:
    page, _frame, seen = opened(browser, app)
    page.get_by_text("Ander artikel").click()
    text = "Een aanval bij Koersk in Rusland. " + " ".join(HOSTILE)
    page.get_by_label("Tekst van het artikel").fill(text)
    page.get_by_role("button", name="Lezen", exact=True).click()
    article = page.locator(".sm-article")
    for value in HOSTILE:
        article.get_by_text(value).first.wait_for()
    assert article.locator("mark").count() >= 1
    assert article.locator("script, img, a").count() == 0
    only_ours(seen, app)


@pytest.mark.browser
def test_every_file_is_made_when_it_is_asked_for(browser: Browser, app: str) -> None:
    page, _frame, seen = opened(browser, app)
    step(page, "Publiceren")
    for label, ending, beginning in (
        ("Webpagina (HTML)", ".html", b"<!doctype html>"),
        ("Afbeelding (PNG)", ".png", b"\x89PNG"),
        ("Heel het verhaal, alleen voor de redactie", "-desk.geojson", b"{"),
    ):
        settled(page)
        box = page.get_by_role("combobox", name="Bestand")
        box.click()
        # What is typed narrows the list: it shows only so many at once.
        box.press_sequentially(label)
        page.get_by_role("option", name=label).click()
        settled(page)
        page.get_by_role("button", name="Dit bestand maken").click()
        button = page.get_by_role("button", name=f"Downloaden ({ending.split('.')[1].upper()}")
        with page.expect_download(timeout=PATIENCE_S * 1000) as waiting:
            button.click(timeout=PATIENCE_S * 1000)
        assert waiting.value.suggested_filename.endswith(ending)
        assert Path(waiting.value.path()).read_bytes()[:20].lower().startswith(beginning.lower())
    only_ours(seen, app)


@pytest.mark.browser
def test_on_a_phone_nothing_is_wider_than_the_screen(browser: Browser, app: str) -> None:
    page, _frame, seen = opened(browser, app, width=360, height=740)
    for name in ("Artikel", "Plaatsen", "Bereik", "Controleren", "Publiceren"):
        step(page, name)
        wait_until(page, "document.querySelector('[data-testid=stMain]').scrollWidth <= 360")
    assert page.get_by_role("button", name="Ongedaan maken").is_disabled(), "looking round changes nothing"
    only_ours(seen, app)


@pytest.mark.browser
def test_what_streamlit_says_by_itself_is_in_the_language_of_the_page_too(browser: Browser, app: str) -> None:
    page, _frame, seen = opened(browser, app)

    def said(*found: str) -> None:
        """Typed anew, so that its hint stands there; the file box, the list, the date and the map are named."""
        hint, file, most, date, title = found
        box = page.locator(".st-key-text textarea")
        if not box.is_visible():
            page.locator("[class*='st-key-another'] summary").click()
        box.press_sequentially("a")
        page.get_by_text(hint, exact=True).wait_for()
        upload = page.get_by_test_id("stFileUploader").first
        upload.locator("button").get_by_text(file, exact=True).wait_for()
        assert upload.get_by_test_id("stFileUploaderDropzoneInstructions").inner_text().startswith(most)
        assert page.get_by_test_id("stDateInputCalendarButton").first.get_attribute("aria-label") == date
        assert page.locator("iframe").first.get_attribute("title") == title

    said(
        "Druk op Ctrl+Enter om het over te nemen",
        "Kies een bestand",
        "hoogstens 100 MB • TXT",
        "Kies een datum",
        "Kaart",
    )
    for language, found in (
        (
            "Deutsch",
            ("Mit Strg+Enter übernehmen", "Datei auswählen", "höchstens 100 MB • TXT", "Datum wählen", "Karte"),
        ),
        ("English", ("Press Ctrl+Enter to apply", "Choose a file", "at most 100 MB • TXT", "Choose a date", "Map")),
    ):
        page.locator(".st-key-language input").click()
        page.get_by_role("option", name=language).click()
        page.get_by_test_id("stFileUploader").first.locator("button").get_by_text(found[1], exact=True).wait_for()
        settled(page)
        said(*found)
    only_ours(seen, app)


# English words of Streamlit's: none may be left on a page in another language, seen or only heard.
ENGLISH = """() => {
  const found = new Set();
  const theirs = ["Remove ", "Clear all", "Selected", "available", "No results", "Add:", "Copy to", "Shortcut", "Close",
    "Link to", " icon", "Previous", "Next", "arrow keys", "Choose"];
  const take = (text) => { if (theirs.some((one) => (text || "").includes(one))) found.add(text); };
  document.querySelectorAll("*").forEach((one) => {
    if (one.closest("script, style, [data-testid=stIconMaterial], .sm-article")) return;
    ["aria-label", "title", "placeholder", "alt"].forEach((name) => take(one.getAttribute(name)));
    one.childNodes.forEach((node) => { if (node.nodeType === Node.TEXT_NODE) take(node.data); });
  });
  return [...found];
}"""


def none_in_english(page: Any) -> None:
    """They are put right a frame after they came."""
    for _ in range(80):
        found = page.evaluate(f"({ENGLISH})()")
        if not found:
            return
        page.wait_for_timeout(25)
    pytest.fail(f"in English: {found}")


@pytest.mark.browser
def test_no_word_of_streamlits_own_is_left_in_english(browser: Browser, app: str) -> None:
    page, seen = visit(browser, app, locale="nl-NL")  # a browser of its own: one remembers the language last chosen
    page.locator("[class*='st-key-another'] summary").click()
    page.get_by_test_id("stDateInputCalendarButton").first.click()
    page.get_by_test_id("stDateInputCalendar").wait_for()
    none_in_english(page)
    page.keyboard.press("Escape")
    step(page, "Bereik")
    page.get_by_role("button", name="Weghalen: 165 km").wait_for(state="attached")
    box = page.get_by_role("combobox", name="Getoond op")
    box.click()
    box.press_sequentially("zzz")
    page.get_by_text("Niets gevonden").wait_for()
    none_in_english(page)
    page.keyboard.press("Escape")
    step(page, "Controleren")
    box = page.get_by_role("combobox", name="Van", exact=True)
    box.click()
    box.press_sequentially("Remove me")
    page.get_by_role("option", name="Overnemen: Remove me").wait_for()
    page.keyboard.press("Escape")
    step(page, "Publiceren")
    none_in_english(page)
    names = page.locator(".st-key-sm-keys button").all_text_contents()
    assert [name.partition("Alt")[0] for name in names] == [
        "Artikel", "Plaatsen", "Bereik", "Controleren", "Publiceren",
    ]  # fmt: skip
    only_ours(seen, app)
