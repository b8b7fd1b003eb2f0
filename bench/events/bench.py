"""Events on a page: how soon written, how large, how smooth to move; beside Folium's ways with the same points.

    python bench/events/bench.py                             print a Markdown table
    python bench/events/bench.py --write docs/events.md      also put it between the page's marks "bench:events"
    python bench/events/bench.py --most 10000                no more events than this
    python bench/events/bench.py --without circles           leave out Folium's CircleMarkers (minutes at 50,000)

Each page stands in a Chromium of 1280 by 800 px without a GPU, in the same run. "written" is from the events in memory
to the bytes of the page, place index open, the median of three. "ready" is from the address to the first frame after
the load; "panning" are the frames that the browser draws in a second while the map is dragged to and fro with the
mouse, and "zooming" while it zooms in and out. Folium's pages get Leaflet from the data-only package that ours has,
inlined: from a content network they would be blank here.
"""

from __future__ import annotations

import argparse
import gzip
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
SECONDS = 3.0
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


FRAMES = """async (seconds) => {
  const map = %s;
  const box = map.getContainer().getBoundingClientRect();
  let frames = 0, going = true;
  const count = () => { frames += 1; if (going) requestAnimationFrame(count); };
  const size = map.getSize();
  const start = performance.now();
  requestAnimationFrame(count);
  let turn = 0;
  while (performance.now() - start < seconds * 1000) {
    await new Promise((done) => requestAnimationFrame(done));
    turn += 1;
    %s
  }
  going = false;
  map.fire('moveend');
  return frames / ((performance.now() - start) / 1000);
}"""
# What Leaflet does at each frame of a drag, to and fro over three quarters of the map; released at each turn.
PAN = """map._rawPanBy([turn % 80 < 40 ? 14 : -14, turn % 60 < 30 ? 5 : -5]); map.fire('move');
    if (turn % 40 === 0) map.fire('moveend');"""
ZOOM = "if (turn % 40 === 1) map.setZoom(map.getZoom() + (turn % 80 === 1 ? 1 : -1));"


def measured(page: Path, leaflet: str, running: Any) -> tuple[float, float, float]:
    """Ready in ms, frames a second while panning and while zooming."""
    tab, _ = running.page()
    start = time.perf_counter()
    tab.goto(page.as_uri(), wait_until="load", timeout=300_000)
    wait_until(tab, f"typeof ({leaflet}) === 'object'", seconds=120)
    tab.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    ready = (time.perf_counter() - start) * 1000
    panning = tab.evaluate(FRAMES % (leaflet, PAN), SECONDS)
    zooming = tab.evaluate(FRAMES % (leaflet, ZOOM), SECONDS)
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
        "| events | way | written | page, gzipped | ready | panning | zooming |",
        "|---|---|---|---|---|---|---|",
    ]
    with browser() as running, tempfile.TemporaryDirectory(prefix="strikemap-bench-") as folder:
        for count in counts:
            found = events(count)
            for maker in makers:
                if maker.name == "strikemap":
                    maker.make(found[:100])  # what is opened once a process
                times = []
                for _ in range(3 if maker.name == "strikemap" else 1):
                    start = time.perf_counter()
                    data = maker.make(found)
                    times.append(time.perf_counter() - start)
                page = Path(folder) / "page.html"
                page.write_bytes(data)
                ready, panning, zooming = measured(page, maker.leaflet, running)
                size = len(gzip.compress(data, 9)) / 1e6
                lines.append(
                    f"| {count:,} | {maker.name} | {statistics.median(times):.2f} s | {size:.2f} MB | {ready:.0f} ms "
                    f"| {panning:.0f} fps | {zooming:.0f} fps |"
                )
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
    lines += ["", f"Python {platform.python_version()}, Folium {folium.__version__}."]
    text = "\n".join(lines)
    print(text)
    if asked.write:
        page = asked.write.read_text("utf-8")
        marks = "<!-- bench:events -->", "<!-- /bench:events -->"
        before, rest = page.split(marks[0])
        asked.write.write_text(f"{before}{marks[0]}\n{text}\n{marks[1]}{rest.split(marks[1])[1]}", "utf-8")


if __name__ == "__main__":
    main()
