"""Toponyms of as many documents as there are: a stream in, a stream out, over all cores, in constant memory.

Pieces of the input go to worker processes and come back in order. No more pieces are under way than a few for each
worker, so neither a slow worker nor a giant line fills the memory. Workers open the place index themselves; it is
mapped, so they share its pages.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from geo.errors import BadInput, StrikemapError
from geo.reading.checkpoint import Checkpoint, forget, resumed, save
from geo.reading.chunks import CHUNK_BYTES, Chunk, Mark, Source, chunks, opened, size_of, skip_to
from geo.reading.jsonl import Counts, Rows, rows_of, too_long
from geo.reading.recogniser import recogniser_named

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer

# Input that may be under way at once, for each worker: enough that none waits for the one whose turn it is.
UNDER_WAY = 4 * CHUNK_BYTES
# Windows can wait for no more processes at once, and each takes some 100 MB.
MOST_JOBS = 61
# How often what is written is put on the disk and noted down, in seconds: what a kill costs at most.
NOTE_EVERY_S = 2.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: documents in all, bytes read and in all (None where nobody knows), seconds of this run."""

    documents: int
    read: int
    here: int  # bytes read by this run: less than ``read`` where it went on from an earlier one
    total: int | None
    seconds: float


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def toponyms_of_file(
    documents: Path | None,
    output: Path | None,
    gazetteer: Gazetteer,
    *,
    demonyms: bool = True,
    recogniser: str | None = None,
    resume: bool = False,
    jobs: int = 1,
    progress: Callable[[Progress], None] | None = None,
) -> Counts:
    """Write the toponyms of each document of a JSONL file, in its order; a bad line is counted and passed over.

    Args:
        documents: {"id", "text", "language"?} a line, UTF-8, gzip or not; None for standard input.
        output: {"id", "toponyms": [...]} a line; None for standard output. While it runs, and after a kill, a file
            beside it tells how far it came.
        recogniser: by its name (see ``geo.reading.recogniser``); each worker opens one of its own.
        resume: go on where an earlier run was stopped; without, the output is written anew.
        jobs: worker processes; 1 reads in this process.
        progress: told after each piece.

    Raises:
        BadInput: a file that cannot be opened, or that does not fit the run that is to be resumed.
        StrikemapError: a worker process died; what is written is whole.
    """
    if resume and (documents is None or output is None):
        raise BadInput("{value!r} cannot be resumed: give a file", value="-")
    if output is not None and output.is_dir():
        raise BadInput("{value!r} cannot be written: {why}", value=str(output), why=os.strerror(errno.EISDIR))
    if output is not None and output.is_file() and _is_input(output, documents):
        raise BadInput("{value!r} would be written over itself: give another output", value=str(output))
    if recogniser is not None:
        recogniser_named(recogniser)  # a wrong or missing one is told before anything is written
    settings = {"demonyms": str(demonyms), "gazetteer": gazetteer.folder.name, "own places": _own(gazetteer)}
    if recogniser is not None:
        settings["recogniser"] = recogniser
    reader = _Reader(gazetteer, demonyms, recogniser)
    with opened(documents) as source:
        start = Checkpoint(Mark(), 0, 0, 0, (), settings)
        if resume and documents is not None and output is not None:
            start = resumed(documents, output, settings)
            if not skip_to(source, start.read):
                raise BadInput("{value!r} is not the file that the earlier run read", value=str(documents))
        if output is not None and not start.size:
            forget(output)
        with _written(output, start.size) as target:
            run = _Run(source, target, output, start)
            run.tell, run.total = progress, size_of(documents)
            workers = _worth_while(jobs, documents)
            with _workers(reader, workers) as read:
                return run.go(read, workers)


def _is_input(output: Path, documents: Path | None) -> bool:
    """Whether both are the same file, also where it comes in as standard input."""
    try:
        return os.path.samestat(output.stat(), os.fstat(sys.stdin.fileno()) if documents is None else documents.stat())
    except (OSError, ValueError):  # nothing comes in, or no file does
        return False


def _own(gazetteer: Gazetteer) -> str:
    """What a person's own places and spellings are known by."""
    _, (_, *own) = gazetteer.__reduce__()
    return f"{zlib.crc32(pickle.dumps(own)):08x}"


def _worth_while(jobs: int, documents: Path | None) -> int:
    """No more workers than there are pieces: starting one takes as long as reading a megabyte."""
    jobs = min(jobs, MOST_JOBS)
    if documents is None or not documents.is_file():
        return jobs
    return max(1, min(jobs, documents.stat().st_size // (2 * CHUNK_BYTES)))


@contextmanager
def _written(output: Path | None, size: int) -> Iterator[BinaryIO]:
    """The output, cut to its first bytes and to be written from there on."""
    try:
        if output is None:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
            return
        with output.open("r+b" if size else "wb") as target:
            if size:
                target.truncate(size)
                target.seek(size)
            yield target
    except BrokenPipeError:  # who reads it has enough
        raise
    except OSError as error:
        raise BadInput("{value!r} cannot be written: {why}", value=str(output or "-"), why=error.strerror) from None


class _Run:
    """One run: what is under way, what is written and what is noted down."""

    def __init__(self, source: Source, target: BinaryIO, output: Path | None, start: Checkpoint) -> None:
        self.tell: Callable[[Progress], None] | None = None
        self.total: int | None = None
        self._chunks = chunks(source, start.read)
        self._target = target
        # A device or a pipe takes what it gets, and cannot be gone on with.
        self._output = output if output is not None and output.is_file() else None
        self._start = self._now = start
        self._broken: BadInput | None = None
        self._began = self._noted = time.monotonic()

    def go(self, read: Callable[[bytes], Future[Rows]], jobs: int) -> Counts:
        """Read to the end, or until a person stops it; the output is whole and noted down either way."""
        under_way: deque[tuple[Chunk, Future[Rows]]] = deque()
        waiting = 0
        stopped = False
        try:
            for chunk in self._pieces():
                under_way.append((chunk, _finished(_ONE_TOO_LONG) if chunk.too_long else read(chunk.data)))
                waiting += len(chunk.data)
                while under_way and (waiting > UNDER_WAY * jobs or under_way[0][1].done()):
                    waiting -= self._write(*under_way.popleft())
            while under_way:
                self._write(*under_way.popleft())
            if self._broken is not None:
                raise self._broken
        except KeyboardInterrupt:
            stopped = True
        except BrokenProcessPool:
            raise StrikemapError(
                "a worker process died, perhaps for want of memory, after {done} documents: "
                "what is written is whole; --resume goes on from there, with fewer --jobs",
                done=self._now.done,
            ) from None
        finally:
            for _, future in under_way:
                future.cancel()
            self._note()
        if self._output is not None and not stopped:
            forget(self._output)
        now = self._now
        return Counts(now.done - self._start.done, self._start.done, now.bad_lines, list(now.bad), stopped)

    def _pieces(self) -> Iterator[Chunk]:
        """The pieces up to the end, or to where the input is damaged: what came before is written all the same."""
        try:
            yield from self._chunks
        except BadInput as error:
            self._broken = error

    def _write(self, chunk: Chunk, future: Future[Rows]) -> int:
        """Write the rows of the chunk whose turn it is; the size of the chunk."""
        rows = future.result()
        self._target.write(rows.data)
        self._now = self._now.after(chunk.end, rows)
        if time.monotonic() - self._noted > NOTE_EVERY_S:
            self._note()
        if self.tell is not None:
            here = chunk.end.offset - self._start.read.offset
            self.tell(Progress(self._now.done, chunk.end.offset, here, self.total, time.monotonic() - self._began))
        return len(chunk.data)

    def _note(self) -> None:
        """Put what is written on the disk, then note it down."""
        self._target.flush()
        if self._output is not None:
            os.fsync(self._target.fileno())
            save(self._now, self._output)
        self._noted = time.monotonic()


_ONE_TOO_LONG = Rows(b"", 0, 1, (too_long(1),))


def _finished(rows: Rows) -> Future[Rows]:
    future: Future[Rows] = Future()
    future.set_result(rows)
    return future


# ---------------------------------------------------------------- workers


@dataclass(frozen=True, slots=True)
class _Reader:
    """How pieces are read; it travels to the workers."""

    gazetteer: Gazetteer
    demonyms: bool
    recogniser: str | None

    def read(self, data: bytes) -> Rows:
        """The rows of a piece."""
        heard = None if self.recogniser is None else recogniser_named(self.recogniser)
        return rows_of(data, self.gazetteer, demonyms=self.demonyms, recogniser=heard)


@contextmanager
def _workers(reader: _Reader, jobs: int) -> Iterator[Callable[[bytes], Future[Rows]]]:
    """What reads a piece: in this process for one job, else in the first worker that is free."""
    if jobs == 1:
        yield lambda data: _finished(reader.read(data))
        return
    # A forked worker would hold what threads of this process were doing; a spawned one starts clean.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_open, initargs=(reader,))
    try:
        with _without_interrupts():
            pool.submit(_nothing)  # starts the workers
        yield lambda data: pool.submit(_read, data)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Leave Ctrl-C aside, so that processes that are started meanwhile do the same: it is for their parent."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_opened: list[_Reader] = []


def _open(reader: _Reader) -> None:
    """Make this process a worker: it leaves Ctrl-C to its parent, and ends when its parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _opened.append(reader)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)


def _nothing() -> None:
    """The first piece of work: none."""


def _read(data: bytes) -> Rows:
    return _opened[0].read(data)
