"""Events on a page: how soon written, how large, how smooth to move; beside Folium's ways with the same points.

    python bench/events/bench.py                             print a Markdown table
    python bench/events/bench.py --write docs/events.md      also put it between the page's marks "bench:events"
    python bench/events/bench.py --most 10000                no more events than this
    python bench/events/bench.py --without circles           leave out Folium's CircleMarkers (10,000 at most)

Each page stands in a Chromium of 1280 by 800 px without a GPU, in the same run. "written" is from the events in memory
to the bytes of the page, place index open. "ready" is from the address to the first frame after the load; "panning" are
the frames that the browser gives the page in a second while the mouse drags the map to and fro, 60 moves a second, and
"zooming" while it zooms in and out. All are medians of three, the pages in turns. Folium's pages get Leaflet from the
data-only package that ours has, inlined: from a content network they would be blank here. They have the events alone;
ours has land, borders, names and a scale under them.
"""

from __future__ import annotations

import argparse
import gzip
import math
import os
import platform
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import folium
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser import browser, wait_until  # noqa: E402

from geo.document import dumps, loads  # noqa: E402
from geo.drawing.shell import leaflet_css, leaflet_js  # noqa: E402
from geo.events.read import read_events  # noqa: E402
from geo.gazetteer.index import open_gazetteer  # noqa: E402
from geo.measuring.borders import open_borders  # noqa: E402
from geo.model import Article, Events, Story  # noqa: E402
from geo.publishing.maps import draw  # noqa: E402

COUNTS = (10_000, 50_000)
SECONDS = 2.0
ROUNDS = 3
MOST_CIRCLES = 10_000  # a map of more takes half a minute to make
TOWNS = 3_000


def events(count: int) -> Events:
    """Events as a conflict feed has them: most in few towns, each with a day, a kind, a place and a source."""
    rng = np.random.default_rng(20241119)
    town = np.minimum(rng.exponential(TOWNS / 8, count).astype(int), TOWNS - 1)
    at = np.column_stack([rng.uniform(23, 40, TOWNS), rng.uniform(45, 52, TOWNS)])[town]
    exact = rng.random(count) < 0.85
    at += np.where(exact[:, None], rng.normal(0, 0.02, (count, 2)), 0)
    days = np.datetime64("2022-02-24") + rng.integers(0, 1000, count)
    kinds = ["Shelling/artillery/missile attack", "Air/drone strike", "Armed clash", "Remote explosive", "Looting"]
    return Events(
        ids=[f"event-{n}" for n in range(count)],
        lon=at[:, 0].round(4),
        lat=at[:, 1].round(4),
        precision_m=np.where(exact, 5_000.0, rng.choice([25_000.0, 80_000.0], count)),
        columns=[{"fatalities": str(n % 9)} for n in range(count)],
        title=rng.choice(kinds, count).tolist(),
        when=days.astype(str).tolist(),
        place=[f"Town {n}" for n in town],
        source=[f"Source {n}" for n in rng.integers(0, 200, count)],
        address=[""] * count,
        licence=["CC BY 4.0"] * count,
        notes=[f"What the feed notes of event {n}" for n in range(count)],
    )


@dataclass(frozen=True)
class Maker:
    """A way to make the page, and how its Leaflet map is found in it."""

    name: str
    make: Callable[[Events], bytes]
    leaflet: str


def ours() -> Callable[[Events], bytes]:
    borders, gazetteer = open_borders(), open_gazetteer()

    def make(found: Events) -> bytes:
        story = Story(
            id="bench", title="Bench", article=Article(text="", language="en"), language="en", events=found,
            events_by="A feed",
        )  # fmt: skip
        return draw(story, "html", borders=borders, gazetteer=gazetteer)

    return make


def _inlined(made: folium.Map) -> bytes:
    """Folium's page with Leaflet in it and nothing fetched."""
    text = made.get_root().render()
    text = re.sub(r"<script src=[^>]*></script>|<link rel=\"stylesheet\" href=[^>]*/>", "", text)
    head = f"<style>{leaflet_css()}</style><script>{leaflet_js()}</script>"
    return text.replace("<head>", f"<head>{head}", 1).encode()


def _map() -> folium.Map:
    return folium.Map(location=(48.5, 31.5), zoom_start=6, tiles=None, prefer_canvas=True)


def _words(found: Events, n: int) -> str:
    return f"{found.title[n]}, {found.when[n]}, {found.place[n]}, {found.source[n]}"


def circles(found: Events) -> bytes:
    """The way most people do it: a CircleMarker with a popup each."""
    made = _map()
    for n in range(len(found)):
        at = (found.lat[n], found.lon[n])
        folium.CircleMarker(at, radius=3, weight=1, popup=_words(found, n)).add_to(made)
    return _inlined(made)


def geojson(found: Events) -> bytes:
    """The quick way: one GeoJson layer with a popup from its properties, on canvas."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [found.lon[n], found.lat[n]]},
            "properties": {"what": _words(found, n)},
        }
        for n in range(len(found))
    ]
    made = _map()
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(radius=3, weight=1),
        popup=folium.GeoJsonPopup(["what"]),
    ).add_to(made)
    return _inlined(made)


# Frames that the page is given; those that take longer are fewer.
RECORD = """() => { const times = []; window.benchTimes = times;
  const next = (time) => { times.push(time); if (window.benchTimes === times) requestAnimationFrame(next); };
  requestAnimationFrame(next); }"""
RECORDED = "() => { const times = window.benchTimes; window.benchTimes = null; return times; }"
MIDDLE = """() => { const box = document.querySelector('.folium-map').getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2, box.width, box.height]; }"""
ZOOM = """async (seconds) => {
  const map = %s;
  const start = performance.now();
  for (let turn = 0; performance.now() - start < seconds * 1000; turn += 1) {
    map.setZoom(map.getZoom() + (turn & 1 ? -1 : 1));
    await new Promise((done) => setTimeout(done, 600));
  }
}"""


def _frames(times: list[float]) -> float:
    """Frames a second."""
    return (len(times) - 1) / (times[-1] - times[0]) * 1000


def dragged(tab: Any) -> list[float]:
    """The times of the frames while the mouse drags the map to and fro, over four fifths of its width, at 60 Hz."""
    debugger = tab.context.new_cdp_session(tab)
    x, y, width, height = tab.evaluate(MIDDLE)

    def mouse(kind: str, left: float, top: float, **more: Any) -> None:
        debugger.send("Input.dispatchMouseEvent", {"type": kind, "x": left, "y": top, **more})

    left_button = {"button": "left", "clickCount": 1}
    mouse("mouseMoved", x, y)
    mouse("mousePressed", x, y, buttons=1, **left_button)
    tab.evaluate(RECORD)
    start, sent = time.perf_counter(), 0
    while (now := time.perf_counter() - start) < SECONDS:
        mouse("mouseMoved", x + 0.4 * width * math.sin(2.2 * now), y + 0.25 * height * math.sin(1.7 * now), buttons=1)
        sent += 1
        time.sleep(max(0, sent / 60 - (time.perf_counter() - start)))
    found: list[float] = tab.evaluate(RECORDED)
    mouse("mouseReleased", x, y, **left_button)
    return found


def measured(page: Path, leaflet: str, running: Any) -> tuple[float, float, float]:
    """Ready in ms, frames a second while panning and while zooming."""
    tab, _ = running.page()
    start = time.perf_counter()
    tab.goto(page.as_uri(), wait_until="load", timeout=300_000)
    wait_until(tab, f"typeof ({leaflet}) === 'object'", seconds=120)
    tab.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    ready = (time.perf_counter() - start) * 1000
    tab.wait_for_timeout(800)
    panning = _frames(dragged(tab))
    tab.evaluate(RECORD)
    tab.evaluate(ZOOM % leaflet, SECONDS)
    zooming = _frames(tab.evaluate(RECORDED))
    tab.context.close()
    return ready, panning, zooming


def rows(counts: tuple[int, ...], without: set[str]) -> list[str]:
    found_in_folium = "Object.values(window).find((it) => it && it._leaflet_id && it.setView && it.getPanes)"
    own = "(() => { let found; window.strikemap.extend((map) => { found = map; }); return found; })()"
    makers = [
        Maker("strikemap", ours(), own),
        Maker("Folium GeoJson on canvas", geojson, found_in_folium),
        *([] if "circles" in without else [Maker("Folium CircleMarkers on canvas", circles, found_in_folium)]),
    ]
    lines = [
        "| events | way | written | processor time of it | page, gzipped | ready | panning | zooming |",
        "|---|---|---|---|---|---|---|---|",
    ]
    with browser() as running, tempfile.TemporaryDirectory(prefix="strikemap-bench-") as folder:
        for count in counts:
            found = events(count)
            told: dict[str, list[str]] = {}
            pages: dict[str, Path] = {}
            seen: dict[str, list[tuple[float, float, float]]] = {}
            for maker in makers:
                if maker.make is circles and count > MOST_CIRCLES:
                    continue
                if maker.name == "strikemap":
                    maker.make(found[:100])  # what is opened once a process
                times = []
                for _ in range(ROUNDS if maker.name == "strikemap" else 1):
                    start, cpu = time.perf_counter(), time.process_time()
                    data = maker.make(found)
                    times.append((time.perf_counter() - start, time.process_time() - cpu))
                pages[maker.name] = Path(folder) / f"{len(pages)}.html"
                pages[maker.name].write_bytes(data)
                seconds, cpu = (statistics.median(column) for column in zip(*times, strict=True))
                told[maker.name] = [f"{seconds:.2f} s", f"{cpu:.2f} s", f"{len(gzip.compress(data, 9)) / 1e6:.2f} MB"]
            for _ in range(ROUNDS):  # in turns, so that what else the machine does falls on all
                for maker in makers:
                    if maker.name in pages:
                        one = measured(pages[maker.name], maker.leaflet, running)
                        seen.setdefault(maker.name, []).append(one)
            for name, cells in told.items():
                ready, panning, zooming = (statistics.median(column) for column in zip(*seen[name], strict=True))
                cells += [f"{ready:.0f} ms", f"{panning:.0f} fps", f"{zooming:.0f} fps"]
                lines.append(f"| {count:,} | {name} | {' | '.join(cells)} |")
                print(lines[-1], file=sys.stderr)
    return lines


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def stages(count: int) -> list[str]:
    """How long a table takes to be read, and its story to be written and opened again."""
    import csv
    import io

    found = events(count)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["event_date", "latitude", "longitude", "title", "location", "precision_m", "source", "notes"])
    columns = (found.when, found.lat, found.lon, found.title, found.place, found.precision_m, found.source, found.notes)
    writer.writerows(zip(*columns, strict=True))
    data = out.getvalue().encode()
    reading, read = _timed(lambda: read_events(data))
    story = Story(id="b", title="b", article=Article(text="", language="en"), language="en", events=read.events)
    writing, text = _timed(lambda: dumps(story))
    opening, _ = _timed(lambda: loads(text))
    return [
        f"{count:,} rows of a CSV ({len(data) / 1e6:.0f} MB): read in {reading:.1f} s; their story "
        f"({len(text) / 1e6:.0f} MB) written in {writing:.1f} s and opened again in {opening:.1f} s."
    ]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", type=Path)
    options.add_argument("--most", type=int, default=max(COUNTS))
    options.add_argument("--without", action="append", default=[])
    asked = options.parse_args()
    lines = rows(tuple(count for count in COUNTS if count <= asked.most), set(asked.without))
    lines += ["", *stages(100_000 if asked.most >= max(COUNTS) else asked.most)]
    load = ", ".join(f"{value:.0f}" for value in os.getloadavg())
    lines += [
        "",
        f"Python {platform.python_version()}, Folium {folium.__version__}; {os.cpu_count()} processor cores, "
        f"load {load} in the last 1, 5 and 15 minutes: what waits for a core beside the bench makes each wall-clock "
        "figure longer.",
    ]
    text = "\n".join(lines)
    print(text)
    if asked.write:
        page = asked.write.read_text("utf-8")
        marks = "<!-- bench:events -->", "<!-- /bench:events -->"
        before, rest = page.split(marks[0])
        asked.write.write_text(f"{before}{marks[0]}\n{text}\n{marks[1]}{rest.split(marks[1])[1]}", "utf-8")


if __name__ == "__main__":
    main()
