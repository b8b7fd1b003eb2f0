"""Where a long run stands, kept beside its output so that a killed run goes on without a document lost or doubled.

The file ``OUTPUT.progress`` tells how far the input was read and how large the output was when everything up to there
had been written to the disk. It is replaced as a whole, after the output is on the disk: whatever kills the run, what
it tells is true. What the output holds beyond is cut off and made again. The input is known by the CRC-32 of the part
that was read, so it may have grown at its end, and nothing else.

Where the file is missing (an older output, a killed run's first seconds), documents and rows are counted off against
each other: each document that is no bad line has one row, in the same order.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import msgspec

from geo.errors import BadInput
from geo.reading.chunks import Mark, chunks, lines_of, opened
from geo.reading.jsonl import MAX_NAMED, BadLine, Counts, Rows, bad_line, document_of, too_long

VERSION = 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a run.

    Attributes:
        read: how far the input was read.
        size: of the output, in bytes, when all before ``read`` was written.
        done, bad_lines, bad: the counts so far.
        settings: what makes the rows; a run goes on with the same only.
    """

    read: Mark
    size: int
    done: int
    bad_lines: int
    bad: tuple[BadLine, ...]
    settings: dict[str, str]
    strikemap: int = VERSION

    def after(self, read: Mark, rows: Rows) -> Checkpoint:
        """The state when these rows have been written too, and the input read up to a mark."""
        named = rows.bad[: MAX_NAMED - len(self.bad)]
        return replace(
            self,
            read=read,
            size=self.size + len(rows.data),
            done=self.done + rows.done,
            bad_lines=self.bad_lines + rows.bad_lines,
            bad=self.bad + tuple(replace(line, number=self.read.lines + line.number) for line in named),
        )


def beside(output: Path) -> Path:
    """Where the checkpoint of an output is kept."""
    return output.with_name(f"{output.name}.progress")


def save(checkpoint: Checkpoint, output: Path) -> None:
    """Put the checkpoint in place of the one before, whole or not at all; the output must be on the disk."""
    target = beside(output)
    new = target.with_name(f"{target.name}.new")
    with new.open("wb") as file:
        file.write(msgspec.json.encode(asdict(checkpoint)))
        file.flush()
        os.fsync(file.fileno())
    new.replace(target)


def load(output: Path) -> Checkpoint | None:
    """The checkpoint beside an output, or None.

    Raises:
        BadInput: what is there is no checkpoint of ours; it is left alone.
    """
    path = beside(output)
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Checkpoint)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        found = None
    if found is None or found.strikemap != VERSION:
        raise BadInput("{value!r} does not tell how far a run came: move it elsewhere", value=str(path))
    return found


def forget(output: Path) -> None:
    """Remove the checkpoint of an output that is complete, or made anew."""
    load(output)  # what is not ours is not removed
    beside(output).unlink(missing_ok=True)
    beside(output).with_name(f"{beside(output).name}.new").unlink(missing_ok=True)


def resumed(documents: Path, output: Path, settings: dict[str, str]) -> Checkpoint:
    """From where to go on, with the output cut to ``size``; from the beginning where there is no output.

    Raises:
        BadInput: the earlier run had other settings, or the input is not the one that it read.
    """
    found = load(output)
    size = output.stat().st_size if output.exists() else 0
    if found is not None and found.settings != settings:
        change = next(name for name in {*settings, *found.settings} if settings.get(name) != found.settings.get(name))
        raise BadInput(
            "the earlier run of {value!r} was made with another {setting}: start anew without --resume",
            value=str(output),
            setting=change,
        )
    if found is None or found.size > size:
        return _counted_off(documents, output, settings)
    return found


def _counted_off(documents: Path, output: Path, settings: dict[str, str]) -> Checkpoint:
    """The checkpoint that the rows of an output amount to, each held against the document that it is of."""
    counts = Counts()
    mark, size = Mark(), 0
    if not output.exists():
        return Checkpoint(mark, 0, 0, 0, (), settings)
    with opened(documents) as source, output.open("rb") as rows:
        row = rows.readline()
        for line, after in (pair for chunk in chunks(source, mark) for pair in lines_of(chunk)):
            if not row.endswith(b"\n"):
                break
            why = None if line.isspace() else bad_line(after.lines, line) if line else too_long(after.lines)
            if why is not None:
                counts.spoil(why)
            elif not line.isspace():
                if _id_of(row) != document_of(line)["id"]:
                    break
                counts.done += 1
                size += len(row)
                row = rows.readline()
            mark = after
        if row.endswith(b"\n"):
            raise BadInput(
                "{value!r} is not the output of these documents: its row {number} is of another",
                value=str(output),
                number=counts.done + 1,
            )
    return Checkpoint(mark, size, counts.done, counts.bad_lines, tuple(counts.bad), settings)


def _id_of(row: bytes) -> object:
    """The id of a row; something that is no id where it is no row of ours."""
    try:
        found = json.loads(row)
    except ValueError:
        return None
    return found.get("id") if isinstance(found, dict) else None
