"""All names of a record as its sources write them, packed: the index itself holds only folded keys.

aliases.bin         blocks of ``BLOCK`` records: names joined by tabs, records by line feeds, deflated
alias_starts.npy    where each block begins, and where the last one ends
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from geo.gazetteer.record import CODE, Record

# One look-up unpacks one block, some 10 kB: fast enough to be asked for a record, small enough to pack well.
BLOCK = 128
# Blocks that stay unpacked: those of the countries, which have hundreds of names each, are asked for again and again.
_MOST_BLOCKS = 32


def write_aliases(folder: Path, records: Sequence[Record]) -> None:
    """Pack the names of all records, in the order of their rows; codes are left out."""
    starts = [0]
    with (folder / "aliases.bin").open("wb") as file:
        for first in range(0, len(records), BLOCK):
            lines = ("\t".join(_names(record)) for record in records[first : first + BLOCK])
            file.write(zlib.compress("\n".join(lines).encode(), 6))
            starts.append(file.tell())
    np.save(folder / "alias_starts.npy", np.array(starts, dtype="<u4"))


def _names(record: Record) -> list[str]:
    """Its own name first, then those shown in each language, then the others, the most usual ones first."""
    others = sorted((name for name, worth in record.names.items() if worth > CODE), key=lambda n: -record.names[n])
    names = dict.fromkeys([record.name, *record.native.values(), *others])
    return [" ".join(name.split()) for name in names if name]


class Aliases:
    """The packed names, read a block at a time."""

    def __init__(self, folder: Path) -> None:
        """Open them.

        Raises:
            OSError, ValueError: they are missing or damaged.
        """
        self._packed = np.memmap(folder / "aliases.bin", dtype="u1", mode="r")
        self._starts = np.load(folder / "alias_starts.npy", mmap_mode="r", allow_pickle=False)
        self._lines = lru_cache(maxsize=_MOST_BLOCKS)(self._unpacked)

    def of(self, row: int) -> tuple[str, ...]:
        """The names of the record in that row, its own first."""
        block, line = divmod(row, BLOCK)
        return tuple(self._lines(block)[line].split("\t"))

    def _unpacked(self, block: int) -> list[str]:
        packed = self._packed[int(self._starts[block]) : int(self._starts[block + 1])]
        return zlib.decompress(packed.tobytes()).decode("utf-8").split("\n")
