"""The gazetteer: build, disk, opening, memory, look-ups and matching, each in a process of its own.

Matching is measured in processor time, on a text of our own, and on the English corpus in ../shared/eval where that
folder is present.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "eval" / "geovirus.jsonl"
OWN = "The fire near Karachev in the Bryansk region was put out, the ministry in Moscow said. In Sumy, a train left. "
OPEN = """
import resource, time
begin = time.perf_counter()
from geo.gazetteer.index import open_gazetteer
imported = time.perf_counter()
gazetteer = open_gazetteer()
opened = time.perf_counter()
"""
LOOK_UP = """
def timed(work, count):
    begin = time.perf_counter()
    for _ in range(count): work()
    return (time.perf_counter() - begin) / count * 1e3
gazetteer.spelled_like("Karatsjov"); gazetteer.spelled_like("Karatsjov", countries={"RU"})
"""
# What a person types, letter by letter, beside a story of three places: Latin, accents, Cyrillic, one that is no name.
TYPED = ("Karachev", "Kyiv", "Saint-Étienne", "Österreich", "Карачев", "Санкт-Петербург", "New York", "Rostov", "xyzzy")
COMPLETE = """
from geo.model import LonLat
near = [LonLat(35.0, 53.1), LonLat(36.2, 51.7), LonLat(30.5, 50.4)]
def took(text):
    begin = time.perf_counter()
    gazetteer.complete(text, near=near, countries=("RU", "UA"))
    return (time.perf_counter() - begin) * 1e3
first = took("a")
times = sorted(took(word[:end]) for word in TYPED for end in range(1, len(word) + 1) for _ in range(3))
letters = sorted(took(letter) for letter in "abcdefghijklmnopqrstuvwxyzабвгдежзиклмнопрстухцш" for _ in range(3))
print(first, times[len(times) // 2], times[int(len(times) * 0.95)], letters[int(len(letters) * 0.95)])
"""
PEAK = "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024"


def run(code: str, cache: Path) -> list[float]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "STRIKEMAP_CACHE": str(cache)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    return [float(number) for number in done.stdout.split()]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        begin = time.perf_counter()
        (cpu,) = run(f"{OPEN}u = resource.getrusage(resource.RUSAGE_CHILDREN); print(u.ru_utime + u.ru_stime)", cache)
        print(f"build, first use          {time.perf_counter() - begin:8.1f} s     (goal 60); {cpu:.1f} s of processor")
        size = sum(path.stat().st_size for path in cache.rglob("*") if path.is_file())
        print(f"on disk                   {size / 1e6:8.1f} MB    (goal 80)")
        imports, opening, peak = min(
            (run(f"{OPEN}print(imported - begin, opened - imported, {PEAK})", cache) for _ in range(3)),
            key=lambda row: row[1],
        )
        print(f"import, then open         {imports:8.2f} s, {opening:.3f} s (goal 0.3)")
        print(f"peak memory, open         {peak:8.0f} MB    (goal 300)")
        written, alike, anywhere = run(
            f"{OPEN}{LOOK_UP}print(timed(lambda: gazetteer.locate('Koersk'), 500), "
            "timed(lambda: gazetteer.spelled_like('Karatsjov', countries={'RU'}), 100), "
            "timed(lambda: gazetteer.spelled_like('Karatsjov'), 100))",
            cache,
        )
        print(f"locate, written           {written:8.2f} ms")
        print(f"spelled like, in a country{alike:8.2f} ms; anywhere {anywhere:.2f} ms")
        first, middle, most, letter = run(f"{OPEN}TYPED = {TYPED!r}{COMPLETE}", cache)
        print(f"completed as typed        {middle:8.2f} ms; p95 {most:.1f} ms (goal 50)")
        print(f"one letter, p95           {letter:8.2f} ms; the very first {first:.0f} ms")
        texts = [OWN * 20] * 200
        _matching("own text", texts, cache)
        if CORPUS.is_file():
            _matching("GeoVirus", [json.loads(line)["text"] for line in CORPUS.open(encoding="utf-8")], cache)


def _matching(name: str, texts: list[str], cache: Path) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(texts, file)
        file.flush()
        code = (
            f"{OPEN}import json; texts = json.load(open({file.name!r}, encoding='utf-8'));\n"
            "begin = time.process_time(); found = sum(len(gazetteer.matches(text)) for text in texts);\n"
            f"print(sum(map(len, texts)) / (time.process_time() - begin) / 1e6, found, {PEAK})"
        )
        speed, found, peak = run(code, cache)
    print(f"matches, {name:<17}{speed:8.2f} M characters/s; {found:.0f} matches, peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
