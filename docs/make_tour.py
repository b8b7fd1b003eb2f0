"""Takes the pictures of the tour from the real app in a real browser: ``python docs/make_tour.py``.

Needs Debian's chromium and the packages of the tests. Each picture is a step of one story, as a person would see it.
"""

import io
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "tests"))

from browser import browser  # noqa: E402
from served import App, settled, turn, visit  # noqa: E402

SAMPLE = ROOT / "data" / "samples" / "atacms-karachev.en.txt"
# A page of the docs loads a handful of these: 64 colours show a map and its words as well as more.
COLOURS = 64


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, App(Path(folder)) as app, browser() as running:
        page, _seen = visit(running, app.address, locale="en-GB", device_scale_factor=1, height=820)
        read(page)
        keep(page, "article")
        turn(page, "places")
        keep(page, "places")
        turn(page, "ranges")
        ranges(page)
        keep(page, "ranges")
        turn(page, "check")
        keep(page, "check")
        turn(page, "publish")
        keep(page, "publish")
        phone, _seen = visit(running, page.url, locale="en-GB", width=360, height=740, color_scheme="dark")
        keep(phone, "phone")


def read(page: Any) -> None:
    """Paste the sample and have it read."""
    page.get_by_text("Another article").click()
    page.get_by_label("Text of the article").fill(SAMPLE.read_text("utf-8"))
    page.get_by_role("button", name="Read", exact=True).click()
    page.locator(".sm-saved").wait_for()
    settled(page)
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")


def ranges(page: Any) -> None:
    """Measure from Ukraine onto Russia, where the text alone does not say so."""
    if page.locator(".st-key-sm-map iframe").content_frame.locator('path[data-id^="range-"]').count():
        return
    page.get_by_role("combobox", name="Country").click()
    page.get_by_role("option", name="Ukraine", exact=True).click()
    page.locator(".st-key-sm-map iframe").content_frame.locator('path[data-id^="range-"]').first.wait_for(
        state="attached"
    )
    settled(page)


def keep(page: Any, name: str) -> None:
    """The window as it is, as a picture of the docs."""
    settled(page)
    page.wait_for_timeout(400)  # what fades in has faded in
    with Image.open(io.BytesIO(page.screenshot())) as shot:
        shot.convert("RGB").quantize(COLOURS).save(HERE / "images" / f"tour-{name}.png", optimize=True)


if __name__ == "__main__":
    main()
