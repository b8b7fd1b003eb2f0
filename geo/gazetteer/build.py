"""Builds the index of the gazetteer in a process of its own: ``python -m geo.gazetteer.build FOLDER``.

The work needs several hundred megabytes that would otherwise stay with the caller. Progress is written to standard
output, a JSON array [stage, share] a line. What it writes:

    names.marisa    keys of all names; a key's number indexes key_starts and key_kinds
    key_order.npy   the numbers of the keys in alphabetical order, to complete what is typed (complete.py)
    key_starts.npy  where a key's postings begin (one more entry at the end)
    postings.npy    the rows of the records that bear the name, best first; worths.npy what the name is worth there
    sounds.marisa, sound_*.npy, echo_*.npy    what the names sound like (echoes.py)
    records.npy     a row a place: all regions, countries, sites first, then settlements by GeoNames id
    text.bin        names (UTF-8), pointed at from the rows
    aliases.bin, alias_starts.npy    all names of a record as written (aliases.py)
    ids.json        ids of the rows that are not settlements
    manifest.json   sizes and checksums of all these; written last
"""

from __future__ import annotations

import json
import os
import sys
import zlib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from geo.gazetteer import sources
from geo.gazetteer.aliases import write_aliases
from geo.gazetteer.counties import counties
from geo.gazetteer.echoes import write_echoes
from geo.gazetteer.names import key_of, saved_trie
from geo.gazetteer.record import CODE, KINDS, Record

Say = Callable[[str, float], None]
RECORD = np.dtype(
    [
        ("geonameid", "<u4"), ("lon", "<i4"), ("lat", "<i4"), ("population", "<u4"), ("precision_m", "<u4"),
        ("name_at", "<u4"), ("native_at", "<u4"), ("admin1", "<u2"), ("name_length", "<u2"),
        ("native_length", "<u2"), ("country", "S2"), ("feature", "S6"), ("kind", "u1"),
    ]
)  # fmt: skip
# Coordinates are stored in steps of 1e-5 degree, the precision of GeoNames.
STEP_DEG = 1e-5
NO_ADMIN1 = 0xFFFF


def main() -> None:
    """The builder's process: reads, writes, reports."""
    folder = Path(sys.argv[1])

    def say(stage: str, share: float) -> None:
        print(json.dumps([stage, share]), flush=True)  # noqa: T201 - the parent reads it

    build(folder, say)


def build(folder: Path, say: Say) -> None:
    """Write a whole index into an empty folder."""
    say("Reading settlements", 0.0)
    towns = sources.settlements()
    say("Reading countries and regions", 0.2)
    states = sources.countries()
    regions, admin1_of = sources.regions(towns, states)
    others = [*states, *regions, *sources.sites(), *counties()]
    rows = {record.id: row for row, record in enumerate(others)}
    for town in towns:
        code = admin1_of.get((town.country, town.admin1), "")
        town.admin1 = f"iso:{code}" if f"iso:{code}" in rows else ""
    for region in regions:
        region.admin1 = region.id
    records = [*others, *towns]
    say("Writing names", 0.35)
    _write_names(folder, records, say)
    say("Writing spellings", 0.8)
    write_echoes(folder, records)
    say("Writing places", 0.95)
    _write_records(folder, records, rows)
    write_aliases(folder, records)
    (folder / "ids.json").write_text(json.dumps([record.id for record in others]), encoding="utf-8")
    _write_manifest(folder)
    say("Done", 1.0)


def _write_names(folder: Path, records: list[Record], say: Say) -> None:
    bearers: dict[str, dict[int, int]] = defaultdict(dict)
    for row, record in enumerate(records):
        if row % 40_000 == 0:
            say("Writing names", 0.35 + 0.3 * row / len(records))
        for name, worth in record.names.items():
            key = key_of(name)
            if key:
                held = bearers[key]
                held[row] = max(worth, held.get(row, 0))
    keys = saved_trie(folder / "names.marisa", bearers)
    starts = np.zeros(len(keys) + 1, dtype="<u4")
    postings: list[int] = []
    worths: list[int] = []
    kinds = np.zeros(len(keys), dtype="u1")
    for number, key in enumerate(keys):
        held = bearers[key]
        ranked = sorted(held, key=lambda row: (-(held[row] > CODE), -records[row].population, row))
        postings += ranked
        worths += [held[row] for row in ranked]
        starts[number + 1] = len(postings)
        # Bit 7: nothing but codes; else a bit for each kind of record that bears the name.
        real = [records[row].kind for row in ranked if held[row] > CODE]
        kinds[number] = 0x80 if not real else sum({1 << KINDS.index(kind) for kind in real if kind != "site"}) & 0x7F
        if any(kind == "site" for kind in real):
            kinds[number] |= 0x40
    np.save(folder / "key_order.npy", np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype="<u4"))
    np.save(folder / "key_starts.npy", starts)
    np.save(folder / "key_kinds.npy", kinds)
    np.save(folder / "postings.npy", np.array(postings, dtype="<u4"))
    np.save(folder / "worths.npy", np.array(worths, dtype="u1"))


def _write_records(folder: Path, records: list[Record], rows: dict[str, int]) -> None:
    table = np.zeros(len(records), dtype=RECORD)
    text = bytearray()
    for row, record in enumerate(records):
        entry: Any = table[row]
        entry["geonameid"] = record.geonameid
        entry["lon"] = round(record.lon / STEP_DEG)
        entry["lat"] = round(record.lat / STEP_DEG)
        entry["population"] = min(record.population, 0xFFFFFFFF)
        entry["precision_m"] = round(record.precision_m)
        entry["admin1"] = rows.get(record.admin1, NO_ADMIN1)
        entry["country"] = record.country.encode("ascii")
        entry["feature"] = record.feature.encode("ascii")
        entry["kind"] = KINDS.index(record.kind)
        entry["name_at"], entry["name_length"] = _put(text, record.name)
        entry["native_at"], entry["native_length"] = _put(text, _tagged(record.native))
    np.save(folder / "records.npy", table)
    (folder / "text.bin").write_bytes(text)


def _put(text: bytearray, name: str) -> tuple[int, int]:
    encoded = name.encode()
    at = len(text)
    text += encoded
    return at, len(encoded)


def _tagged(native: dict[str, str]) -> str:
    """Names by language on one line: "nl=Moskou", tabs between."""
    return "\t".join(f"{language}={name}" for language, name in sorted(native.items()))


def _write_manifest(folder: Path) -> None:
    """Sizes and checksums, after everything is on the disk."""
    entries = {}
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        entries[path.name] = [len(content), zlib.crc32(content)]
        with path.open("rb") as file:
            os.fsync(file.fileno())
    manifest = folder / "manifest.json"
    with manifest.open("w", encoding="utf-8") as file:
        json.dump(entries, file)
        file.flush()
        os.fsync(file.fileno())


if __name__ == "__main__":
    main()
