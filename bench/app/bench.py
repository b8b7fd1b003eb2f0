"""The app in a real browser, beside streamlit-folium with the same content: start, slider, bytes, a pasted article.

    python bench/app/bench.py                        print the table
    python bench/app/bench.py --write docs/app.md    also put it between its marks "bench:app"
    python bench/app/bench.py --moves 5              fewer steps of the slider

Both are served on this machine and looked at by the same Chromium in the same run, one after the other, by turns. The
page itself is watched once a frame: which ring is drawn, and whether there is none. What is measured:

- started: from the command (``strikemap app``; ``streamlit run`` for the plain one) to the ring on the screen of a
  browser that is open, with nothing in its cache;
- drawn: from the key that moves the slider to the first frame that holds the new ring; blank: how long there was no
  ring at all; zoom kept: whether the map stands as it stood before. Keys take it step by step, which strikemap expects
  and measures ahead; presses of the mouse take it to ranges that nobody can expect, none of them asked for before;
- sent: bytes of all websocket messages that one step brings, as the browser has them;
- pasted: from the click on "Read" to the first frame with the mark of the reported strike. The article is the one on
  which this project was founded, where it lies beside the checkout; else our own sample of the same event.

The plain page loads Leaflet and jQuery from content networks; here they come from this machine at once, without tiles.

Needs Chromium and the packages of the extra "bench".
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import command
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import sync_playwright
from servers import ROOT, Server, served

from geo.drawing.shell import leaflet_js

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Frame, Page, Route

CHROMIUM = os.environ.get("STRIKEMAP_CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
FOUNDING = ROOT.parent / "shared" / "articles" / "nos-2024-11-19.nl.txt"
SAMPLES = ROOT / "data" / "samples"
# Read before, so that the mark that is waited for is not on the map yet.
OTHER = SAMPLES / "hwasong-18.en.txt"
STRIKE = ".sm-icon[data-id=karatsjov]"
MOVES, STARTS, PASTES = 20, 3, 5
# Where the mouse presses the slider, of its length: left of where the steps begin, each over a step from the others.
JUMPS = (0.31, 0.12, 0.41, 0.22, 0.36, 0.07, 0.26, 0.17, 0.44, 0.33, 0.09, 0.28)
PATIENCE_S = 60.0
UNASKED_MS = 800
MARKS = "bench:app"
RINGS = {"strikemap": "path[data-id^='range-']", "plain": "path.leaflet-interactive"}
# All that a Folium popup asks of jQuery.
JQUERY = """
window.$ = window.jQuery = (markup) => {
  const made = document.createElement("template");
  made.innerHTML = markup.trim();
  return [made.content.firstChild];
};
"""
# Runs in the page: once a frame it looks into the map's frame and notes when what is drawn there changes.
WATCH = """
([rings, mark]) => {
  const seen = window.bench = { changes: [], key: 0, mark: 0, click: 0 };
  let before;
  ["keydown", "pointerdown"].forEach((kind) => addEventListener(kind, () => { seen.key = performance.now(); }, true));
  addEventListener("click", () => { seen.click = performance.now(); seen.mark = 0; }, true);
  const look = () => {
    const frame = [...document.querySelectorAll("iframe")].find((one) => one.clientHeight > 100);
    const inside = frame && frame.contentDocument;
    const paths = inside ? [...inside.querySelectorAll(rings)] : [];
    const drawn = paths.map((path) => path.getAttribute("d") || "").join("");
    if (drawn !== before) seen.changes.push([performance.now(), drawn.length, before = drawn]);
    if (!seen.mark && inside && inside.querySelector(mark)) seen.mark = performance.now();
    requestAnimationFrame(look);
  };
  look();
}
"""
SETTLED = """
document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning' &&
!document.querySelector('[data-stale=true]')
"""


class Failed(Exception):
    """The app did not do what was asked; no figure comes of it."""


@dataclass
class Found:
    """What was measured of one app: milliseconds and bytes."""

    started_ms: list[float] = field(default_factory=list)
    drawn_ms: list[float] = field(default_factory=list)
    jumped_ms: list[float] = field(default_factory=list)
    blank_ms: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    pasted_ms: list[float] = field(default_factory=list)
    zoom_kept: bool = True


def wait_until(page: Page, condition: str, what: str) -> None:
    """Wait until the JavaScript expression is true.

    Raises:
        Failed: it stays false.
    """
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with suppress(BrowserError):
            if page.evaluate(condition):
                return
        page.wait_for_timeout(20)
    raise Failed(f"{what}: not within {PATIENCE_S:.0f} s")


def page_of(browser: Browser, server: Server, path: str = "") -> Page:
    """A fresh context with the app, the ring drawn."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL")
    context.route(re.compile(r"^https://"), from_here)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    page.goto(f"{server.address}/{path}")
    page.frame_locator("iframe").locator(RINGS[server.name]).first.wait_for(state="attached")
    return page


def from_here(route: Route) -> None:
    """What the plain page loads from content networks comes from this machine, at once; no tiles."""
    name = route.request.url.rsplit("/", 1)[1]
    if name == "leaflet.js":
        route.fulfill(body=leaflet_js(), content_type="text/javascript")
    elif name.startswith("jquery"):
        route.fulfill(body=JQUERY, content_type="text/javascript")
    elif name.endswith((".js", ".css")):
        route.fulfill(body="", content_type="text/javascript" if name.endswith(".js") else "text/css")
    else:
        route.abort()


def map_frame(page: Page) -> Frame:
    """The frame in which the map is."""
    return next(frame for frame in page.frames if "/component/" in frame.url)


# ---------------------------------------------------------------- what is measured


def start(browser: Browser, name: str, found: Found) -> None:
    """From the command to the ring on the screen."""
    with served(name) as server:
        page = page_of(browser, server)
        found.started_ms.append(1e3 * (time.perf_counter() - server.began))
        page.context.close()


def slide(browser: Browser, server: Server, found: Found, moves: int) -> None:
    """Move the slider step by step and watch what the map does."""
    page = page_of(browser, server, server.page)
    wait_until(page, SETTLED, "the first page")
    slider = page.locator("[role=slider], input[type=range]").first
    slider.wait_for()
    zoomed(page, server.name)
    page.evaluate(WATCH, [RINGS[server.name], "no-mark"])
    received: list[int] = []
    protocol = page.context.new_cdp_session(page)
    protocol.send("Network.enable")
    # Binary messages come as base64: three bytes in four characters.
    protocol.on(
        "Network.webSocketFrameReceived",
        lambda event: received.append(len(event["response"]["payloadData"]) * 3 // 4),
    )
    before = view(page, server.name)
    slider.focus()
    # The first change makes a story of one's own and sends what later ones need not: it is not counted.
    for number in range(moves + 1):
        received.clear()
        key, changes = moved(page, lambda: page.keyboard.press("ArrowRight"))
        if number:
            found.drawn_ms.append(note_move(key, changes, found))
            found.sizes.append(sum(received))
    box = page.locator("[data-testid=stSlider] [data-rac][data-orientation] > [data-rac]").first.bounding_box()
    if box is None:
        raise Failed("the slider: not to be seen")
    asked = set()
    for share in JUMPS[: max(1, moves * len(JUMPS) // MOVES)]:
        at = box["x"] + share * box["width"], box["y"] + box["height"] / 2
        key, changes = moved(page, lambda at=at: page.mouse.click(*at))
        found.jumped_ms.append(note_move(key, changes, found))
        asked.add(slider.input_value())
    if len(asked) < len(found.jumped_ms):
        raise Failed(f"the slider: not each of its {len(found.jumped_ms)} jumps was to another range")
    after = view(page, server.name)
    found.zoom_kept = before == after
    page.context.close()


def moved(page: Page, move: Callable[[], object]) -> tuple[float, list[list[float]]]:
    """Move the slider; when that began, and what was drawn when."""
    page.evaluate("bench.changes.splice(0, bench.changes.length - 1)")
    move()
    # The page notes by itself what is drawn when: to be asked meanwhile takes time from it, and from the server.
    page.wait_for_timeout(UNASKED_MS)
    wait_until(page, f"bench.changes.length > 1 && bench.changes.at(-1)[1] > 0 && {SETTLED}", "the new ring")
    # A plain map asks for further reruns once it is drawn; those are part of the move.
    page.wait_for_timeout(400)
    wait_until(page, SETTLED, "the page after a move")
    return page.evaluate("bench.key"), page.evaluate("bench.changes.map(([at, length]) => [at, length])")


def note_move(key: float, changes: list[list[float]], found: Found) -> float:
    """One move: when the new ring was there; notes how long there was none. The first entry is the ring before."""
    drawn = next(at for at, length in changes[1:] if length > 0)
    gone = 0.0
    for (at, length), (until, _) in pairwise(changes[1:]):
        gone += until - at if length == 0 else 0.0
    found.blank_ms.append(gone)
    return drawn - key


def zoomed(page: Page, name: str) -> None:
    """Look at another part of the map, as a reader would have before moving the slider."""
    map_frame(page).evaluate(f"{_map(name)}.setView([51, 37], 6, {{animate: false}})")
    page.wait_for_timeout(500)
    wait_until(page, SETTLED, "the page after zooming")


def view(page: Page, name: str) -> list[float]:
    """Zoom and middle of the map."""
    numbers = "[map.getZoom(), map.getCenter().lat, map.getCenter().lng].map((x) => Math.round(x * 100))"
    at: list[float] = map_frame(page).evaluate(f"(map => {numbers})({_map(name)})")
    return at


def _map(name: str) -> str:
    return "map_strikemap" if name == "strikemap" else "window.map"


def paste(browser: Browser, server: Server, found: Found, pastes: int) -> None:
    """Paste the article, have it read, and wait for the mark of the reported strike."""
    article = FOUNDING if FOUNDING.exists() else SAMPLES / "atacms-karatsjov.nl.txt"
    page = page_of(browser, server)
    wait_until(page, SETTLED, "the first page")
    page.evaluate(WATCH, [RINGS["strikemap"], STRIKE])
    for number in range(pastes + 1):
        read(page, OTHER.read_text("utf-8"))
        wait_until(
            page, f"!document.querySelector('iframe').contentDocument.querySelector({STRIKE!r})", "the other article"
        )
        read(page, article.read_text("utf-8"))
        wait_until(page, "bench.mark > 0", "the mark of the strike")
        if number:  # the first opens what later ones have at hand
            found.pasted_ms.append(page.evaluate("bench.mark - bench.click"))
    page.context.close()


def read(page: Page, text: str) -> None:
    """Put a text in the box, as pasting does, and press the button."""
    wait_until(page, SETTLED, "the page")
    box = page.locator(".st-key-text textarea")
    if not box.is_visible():
        page.locator("[class*='st-key-another'] summary").click()
    box.fill(text)
    box.press("Tab")
    page.wait_for_timeout(200)
    wait_until(page, SETTLED, "the page with the text")
    page.locator(".st-key-read button").click()
    page.wait_for_timeout(100)
    wait_until(page, SETTLED, "the article")


# ---------------------------------------------------------------- the table


def quantile(values: list[float], share: float) -> float:
    """The value below which that share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def table(found: dict[str, Found]) -> list[str]:
    """The figures as Markdown lines."""
    lines = [f"| what | goal | {' | '.join(found)} |", "|---" * (2 + len(found)) + "|"]

    def line(what: str, goal: str, value: Any) -> None:
        cells = " | ".join(value(one) for one in found.values())
        lines.append(f"| {what} | {goal} | {cells} |")

    line("command to map visible, median", "≤ 3 s", lambda one: f"{statistics.median(one.started_ms) / 1e3:.1f} s")
    line("slider to new ring, p50", "≤ 150 ms", lambda one: f"{quantile(one.drawn_ms, 0.5):.0f} ms")
    line("slider to new ring, p95", "≤ 250 ms", lambda one: f"{quantile(one.drawn_ms, 0.95):.0f} ms")
    line("slider to a range nobody expects, p50", "", lambda one: f"{quantile(one.jumped_ms, 0.5):.0f} ms")
    line("the same, p95", "", lambda one: f"{quantile(one.jumped_ms, 0.95):.0f} ms")
    line("blank during a move, worst", "0 ms", lambda one: f"{max(one.blank_ms):.0f} ms")
    line("zoom kept", "yes", lambda one: "yes" if one.zoom_kept else "no")
    line("sent to the browser a move, median", "≤ 16 KiB", lambda one: f"{statistics.median(one.sizes) / 1024:.1f} KiB")
    line("pasted article to its marks, median", "≤ 500 ms",
         lambda one: f"{statistics.median(one.pasted_ms):.0f} ms" if one.pasted_ms else "–")  # fmt: skip
    return lines


def measured(moves: int, starts: int, pastes: int) -> dict[str, Found]:
    """All of it, by turns."""
    found = {"strikemap": Found(), "plain": Found()}
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            for _ in range(starts):
                for name, one in found.items():
                    start(browser, name, one)
            for name, one in found.items():
                with served(name) as server:
                    slide(browser, server, one, moves)
                    if name == "strikemap":
                        paste(browser, server, one, pastes)
        finally:
            browser.close()
    return found


def main() -> int:
    """The command."""
    options = command.options(
        "The app in a real browser, beside plain streamlit-folium.",
        marks=MARKS,
        moves=(MOVES, "steps of the slider"),
        starts=(STARTS, "how often each is started"),
        pastes=(PASTES, "how often the article is pasted"),
    )
    busy = command.busy()
    try:
        lines = table(measured(options.moves, options.starts, options.pastes))
    except (Failed, BrowserError) as failed:
        print(f"no figures: {failed}", file=sys.stderr)
        return 1
    version = subprocess.run([CHROMIUM, "--version"], capture_output=True, text=True, check=False).stdout.split()
    article = "the founding article" if FOUNDING.exists() else "our sample"
    more = f", {' '.join(version[:2])}; pasted: {article}"
    return command.tell(lines, "bench/app/bench.py", busy, more=more, marks=MARKS, page=options.write)


if __name__ == "__main__":
    raise SystemExit(main())
