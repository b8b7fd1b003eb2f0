"""The page of a story beside what Folium makes of the same content: size, requests, time. Prints a Markdown table.

    python bench/publishing/bench.py                             print
    python bench/publishing/bench.py --write docs/publishing.md  also put it between its marks "bench:publishing"

All pages show one story, that of the sample article with the range of ATACMS, and are opened by the same browser in
the same run. "Ready" is the load event and two painted frames after it, and not before the first of the page is on
the screen, in milliseconds from the start of navigation, the median of five. The peers are a plain Folium map with
the same areas, marks and popups, as ``m.save()`` writes it, and the same page with the files of its content networks
put into it (from npm packages; left out where there is no npm). Needs Chromium.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import folium
import shapely
from playwright.sync_api import Browser, sync_playwright

import geo
from geo.api import borders, gazetteer
from geo.measuring.geodesy import cores
from geo.model import Story
from geo.publishing.maps import draw

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "samples" / "atacms-karatsjov.nl.txt"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
READY = """
addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(() => {
  window.benchReady = performance.now();
})));
"""
# A browser may begin a second frame while the first is still being drawn: this is when that was on the screen.
SEEN = "(performance.getEntriesByName('first-contentful-paint')[0] || { startTime: 0 }).startTime"
# What a plain Folium page loads, by the npm package that holds it.
PACKAGES = {
    "leaflet": "1.9.3",
    "jquery": "3.7.1",
    "bootstrap": "5.2.2",
    "@fortawesome/fontawesome-free": "6.2.0",
    "drmonty-leaflet-awesome-markers": "2.0.2",
}
FILES = {
    "leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
    "jquery-3.7.1.min.js": "jquery/dist/jquery.min.js",
    "bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "all.min.css": "@fortawesome/fontawesome-free/css/all.min.css",
    "leaflet.awesome-markers.js": "drmonty-leaflet-awesome-markers/js/leaflet.awesome-markers.min.js",
    "leaflet.awesome-markers.css": "drmonty-leaflet-awesome-markers/css/leaflet.awesome-markers.css",
}
_BETWEEN_MARKS = re.compile(r"(<!-- bench:publishing -->\n).*?(<!-- /bench -->)", re.DOTALL)
_LINKED = re.compile(r'<script src="([^"]+)"></script>|<link rel="stylesheet" href="([^"]+)"\s*/>')
_SCRIPT = re.compile(rb"<script.*?</script>", re.DOTALL)
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
_PRINTED: list[str] = []


def say(text: str = "") -> None:
    print(text, flush=True)
    _PRINTED.append(text)


def line(*cells: object) -> None:
    """A row of a Markdown table."""
    say(f"| {' | '.join(map(str, cells))} |")


def write(page: Path) -> None:
    """Put what was printed between the marks of a page."""
    text, tables = page.read_text(encoding="utf-8"), "\n".join(_PRINTED).strip()
    if not _BETWEEN_MARKS.search(text):
        raise SystemExit(f"{page} has no marks <!-- bench:publishing --> and <!-- /bench -->")
    page.write_text(_BETWEEN_MARKS.sub(lambda found: f"{found[1]}\n{tables}\n\n{found[2]}", text), encoding="utf-8")


def the_story() -> Story:
    story = geo.read(SAMPLE, published="2024-11-19")
    return geo.with_range(story, weapon="ATACMS", origin="country:UA", onto="RU")


def our_page(story: Story, *, light: bool) -> bytes:
    return draw(story, "html", borders=borders(), gazetteer=gazetteer(), light=light)


# ---------------------------------------------------------------- the peers


def folium_page(story: Story) -> str:
    """What a person makes with Folium in ten lines: range, marks, popups, the default tiles."""
    made = folium.Map(location=(51.5, 37), zoom_start=5)
    for area in story.ranges:
        folium.GeoJson(shapely.geometry.mapping(area.geometry), tooltip=area.stated_by or "").add_to(made)
    for place in story.places:
        if place.chosen.kind == "settlement":
            folium.Marker((place.lat, place.lon), popup=place.name, tooltip=place.name).add_to(made)
    return str(made.get_root().render())


def packages(folder: Path) -> Path | None:
    """The npm packages that a Folium page links to, or None where they cannot be had."""
    if shutil.which("npm") is None:
        return None
    names = [f"{name}@{version}" for name, version in PACKAGES.items()]
    done = subprocess.run(
        ["npm", "install", "--silent", "--ignore-scripts", "--no-save", "--prefix", str(folder), *names],
        capture_output=True, check=False,
    )  # fmt: skip
    return folder / "node_modules" if done.returncode == 0 else None


def inlined(page: str, modules: Path) -> str:
    """The page with its scripts and style sheets put in; fonts and pictures of icons stay out, tiles too."""

    def put_in(found: re.Match[str]) -> str:
        name = (found[1] or found[2]).rsplit("/", 1)[1]
        path = FILES.get(name)
        if path is None:
            return ""
        text = (modules / path).read_text(encoding="utf-8")
        if found[1]:
            return "<script>" + text.replace("</script", "<\\/script") + "</script>"
        return "<style>" + re.sub(r"url\([^)]*\)", "none", text) + "</style>"

    page = _LINKED.sub(put_in, page)
    pixel = base64.b64encode(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;").decode()
    return re.sub(r"https://[^\"']*\{z\}[^\"']*", f"data:image/gif;base64,{pixel}", page)


# ---------------------------------------------------------------- the browser


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def opened(browser: Browser, path: Path, *, slower: int = 1) -> tuple[float, int]:
    """Milliseconds until ready, and how many requests to others it made."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    outside: list[str] = []
    page.on("request", lambda asked: outside.append(asked.url) if asked.url.startswith("http") else None)
    page.add_init_script(READY)
    if slower > 1:
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(path.as_uri(), wait_until="commit")
    took = float("nan")
    for _ in range(300):
        found = page.evaluate("window.benchReady || 0")
        if found:
            page.wait_for_timeout(100 * slower)
            took = max(found, page.evaluate(SEEN))
            break
        page.wait_for_timeout(20)
    context.close()
    return took, len(outside)


def in_browser(browser: Browser, path: Path) -> tuple[str, str, int]:
    """Ready at full and at a quarter of the speed, and the requests."""
    opened(browser, path)
    full = [opened(browser, path) for _ in range(5)]
    slow = [opened(browser, path, slower=4) for _ in range(5)]
    return _median_and_least([took for took, _ in full]), _median_and_least([took for took, _ in slow]), full[0][1]


def _median_and_least(took: list[float]) -> str:
    return f"{statistics.median(took):.0f} ({min(took):.0f})"


# ---------------------------------------------------------------- writing


def written(run: Callable[[], bytes]) -> tuple[float, float]:
    """Milliseconds by the clock and of the processor, medians of five after one to warm up."""
    run()
    took, worked = [], []
    for _ in range(5):
        start, at = time.perf_counter(), time.process_time()
        run()
        took.append(1e3 * (time.perf_counter() - start))
        worked.append(1e3 * (time.process_time() - at))
    return statistics.median(took), statistics.median(worked)


def first_page(light: bool) -> tuple[float, float, str]:
    """Milliseconds (clock, processor) for the first page of a process, index open, modules loaded; and its digest."""
    code = f"""
import hashlib, json, sys, time
sys.path.insert(0, {str(Path(__file__).parent)!r})
import babel.lists, geo.style
import geo.drawing.compose, geo.drawing.lightpage, geo.drawing.webmap, geo.publishing.page, geo.publishing.translated
from bench import borders, gazetteer, our_page, the_story
story = the_story()
gazetteer(), borders()
start, at = time.perf_counter(), time.process_time()
page = our_page(story, light={light})
took = [1e3 * (time.perf_counter() - start), 1e3 * (time.process_time() - at)]
print(json.dumps([*took, hashlib.sha256(page).hexdigest()]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    took, worked, digest = json.loads(done.stdout.strip().splitlines()[-1])
    return float(took), float(worked), str(digest)


def row(name: str, browser: Browser, folder: Path, page: bytes, goal: str, *, writing: str = "") -> None:
    path = folder / f"{len(_PRINTED)}.html"
    path.write_bytes(page)
    full, slow, requests = in_browser(browser, path)
    size = len(gzip.compress(page, 9, mtime=0)) / 1000
    line(name, f"{size:.1f}", requests, full, slow, writing, goal)


def pages(browser: Browser, folder: Path) -> None:
    story = the_story()
    line(
        "page", "kB gzipped", "requests to others", "ready, ms: median (least)", "at 4× slower", "written in ms", "goal"
    )
    say("|---" * 7 + "|")
    goals = {
        False: "75 kB; 0; 200 ms; 700 ms; 300 ms",
        True: "25 kB; 0; 80 ms; 300 ms; 300 ms",
    }
    for light, name in ((False, "strikemap"), (True, "strikemap, `--light`")):
        again, again_worked = written(lambda light=light: our_page(story, light=light))
        (first, worked, one), (_, _, other) = first_page(light), first_page(light)
        same = "the same again" if one == other else "NOT THE SAME AGAIN"
        row(
            name, browser, folder, our_page(story, light=light), goals[light],
            writing=f"first {first:.0f} (processor {worked:.0f}), then {again:.0f} ({again_worked:.0f}); {same}",
        )  # fmt: skip
    still = _SCRIPT.sub(b"", _POLICY.sub(b"", our_page(story, light=True)))
    row("the light page without a script or policy: its drawing and text alone", browser, folder, still, "")
    blank = b"<!DOCTYPE html><html lang=en><title>blank</title><p>Nothing"
    row("an empty page: what the browser itself takes", browser, folder, blank, "")
    plain = folium_page(story)
    start = time.perf_counter()
    folium_page(story)
    took = f"{1e3 * (time.perf_counter() - start):.0f}"
    row("Folium, as saved (blank here: no network)", browser, folder, plain.encode(), "", writing=took)
    modules = packages(folder)
    if modules is None:
        line("Folium, all put in", "left out: no npm", "", "", "", "", "")
        return
    row("Folium, all put in, without tiles", browser, folder, inlined(plain, modules).encode(), "")


def main(asked: list[str]) -> None:
    say(
        f"Measured on {date.today()}, {cores()} cores, Python {platform.python_version()}, {browser_name()}; "
        f"so many others at work on the machine, on average of a minute: {os.getloadavg()[0]:.1f} at the start."
    )
    say()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        pages(browser, Path(folder))
    say()
    say(f"At the end: {os.getloadavg()[0]:.1f}.")
    if asked[:1] == ["--write"]:
        write(Path(asked[1]))


def browser_name() -> str:
    done: Any = subprocess.run([CHROMIUM, "--version"], capture_output=True, text=True, check=False)
    return html.escape(" ".join(done.stdout.split()[:2]) or "Chromium")


if __name__ == "__main__":
    main(sys.argv[1:])
