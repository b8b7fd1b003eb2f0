"""A file of lines in pieces of about one size, each of whole lines, however long the file or a line is.

A piece knows where it ends, how many lines came before it, and the CRC-32 of everything up to its end, so that a run
that was stopped can tell whether the file is still the one that it was reading.
"""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from geo.errors import BadInput
from geo.reading.jsonl import MAX_LINE_BYTES

CHUNK_BYTES = 256 << 10
_PIECE = 1 << 20
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place between two lines: bytes and lines before it, and the CRC-32 of those bytes."""

    offset: int = 0
    lines: int = 0
    crc: int = 0


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole lines; ``too_long`` stands for one line of more than ``MAX_LINE_BYTES``, whose bytes are not kept."""

    data: bytes
    begin: Mark
    end: Mark
    too_long: bool = False


class Source:
    """A stream of bytes whose troubles name it.

    Both methods raise BadInput where it cannot be read, or is gzip and damaged.
    """

    def __init__(self, name: str, file: BinaryIO) -> None:
        self.name = name
        self._file = file

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""
        return self._guarded(self._file.read, size)

    def readline(self, size: int) -> bytes:
        """The rest of a line, or at most so many bytes of it."""
        return self._guarded(self._file.readline, size)

    def _guarded(self, read: Callable[[int], bytes], size: int) -> bytes:
        try:
            return read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BadInput("{value!r} is damaged: {why}", value=self.name, why=error) from None
        except OSError as error:
            raise BadInput("{value!r} cannot be read: {why}", value=self.name, why=error.strerror or error) from None


@contextmanager
def opened(documents: Path | None) -> Iterator[Source]:
    """The bytes of a file, unpacked where it is gzip, or of standard input for None.

    Raises:
        BadInput: it cannot be opened, or is packed in another way.
    """
    if documents is None:
        yield Source("-", sys.stdin.buffer)
        return
    try:
        file = documents.open("rb")
    except OSError as error:
        raise BadInput("{value!r} cannot be read: {why}", value=str(documents), why=error.strerror) from None
    with file:
        first = file.read(4) if file.seekable() else b""
        if file.seekable():
            file.seek(0)
        if first == _ZSTD:
            raise BadInput("{value!r} is packed with zstd: unpack it first, or use gzip", value=str(documents))
        if first[:2] != _GZIP:
            yield Source(str(documents), file)
            return
        with gzip.GzipFile(fileobj=file) as unpacked:
            # GzipFile by itself reads line by line slowly.
            yield Source(str(documents), cast(BinaryIO, io.BufferedReader(unpacked, _PIECE)))


def size_of(documents: Path | None) -> int | None:
    """How many bytes there are to read, or None where nobody knows before the end."""
    if documents is None or not documents.is_file():
        return None
    with documents.open("rb") as file:
        return None if file.read(2) == _GZIP else documents.stat().st_size


def chunks(source: Source, begin: Mark, *, size: int = CHUNK_BYTES, longest: int = MAX_LINE_BYTES) -> Iterator[Chunk]:
    """The rest of a source from a mark on, at which it must stand."""
    while data := source.read(size):
        last = data.rfind(b"\n") + 1
        if last < len(data):
            data += source.readline(longest)
        if len(data) - last <= longest:
            yield (chunk := _chunk(data, begin))
            begin = chunk.end
            continue
        if last:
            yield (chunk := _chunk(data[:last], begin))
            begin = chunk.end
        end = _after_line(source, data[last:], begin)
        yield Chunk(b"", begin, end, too_long=True)
        begin = end


def _chunk(data: bytes, begin: Mark) -> Chunk:
    lines = data.count(b"\n") + (not data.endswith(b"\n"))
    end = Mark(begin.offset + len(data), begin.lines + lines, zlib.crc32(data, begin.crc))
    return Chunk(data, begin, end)


def lines_of(chunk: Chunk) -> Iterator[tuple[bytes, Mark]]:
    """Each line of a chunk with the mark after it; one empty line for one that is too long."""
    if chunk.too_long:
        yield b"", chunk.end
        return
    mark, start = chunk.begin, 0
    while start < len(chunk.data):
        end = chunk.data.find(b"\n", start) + 1 or len(chunk.data)
        line = chunk.data[start:end]
        mark = Mark(mark.offset + len(line), mark.lines + 1, zlib.crc32(line, mark.crc))
        yield line, mark
        start = end


def _after_line(source: Source, head: bytes, begin: Mark) -> Mark:
    """The mark after a long line, of which the head was read already; read in pieces and not kept."""
    offset, crc, piece = begin.offset, begin.crc, head
    while piece:
        offset += len(piece)
        crc = zlib.crc32(piece, crc)
        if piece.endswith(b"\n"):
            break
        piece = source.readline(_PIECE)
    return Mark(offset, begin.lines + 1, crc)


def skip_to(source: Source, mark: Mark) -> bool:
    """Read up to a mark; whether the source holds the bytes that the mark was made of."""
    left, crc = mark.offset, 0
    while left and (piece := source.read(min(left, _PIECE))):
        left -= len(piece)
        crc = zlib.crc32(piece, crc)
    return left == 0 and crc == mark.crc
