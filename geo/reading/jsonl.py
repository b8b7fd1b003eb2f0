"""Toponyms of many documents: JSON Lines in, JSON Lines out, one line at a time, however many there are."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.errors import BadInput
from geo.reading.toponyms import toponyms_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.gazetteer.index import Gazetteer

# Bad lines are counted for ever, and named up to this many.
MAX_NAMED = 1000


@dataclass(slots=True)
class Counts:
    """What was done: documents written, documents that were already there, and bad lines with the reason."""

    done: int = 0
    skipped: int = 0
    bad_lines: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)

    def spoil(self, number: int, why: object) -> None:
        """Count a bad line."""
        self.bad_lines += 1
        if len(self.bad) < MAX_NAMED:
            self.bad.append((number, str(why)))


def toponyms_of_file(
    documents: Path, output: Path, gazetteer: Gazetteer, *, demonyms: bool = True, resume: bool = False
) -> Counts:
    """Write the toponyms of each document of a JSONL file, in its order; a bad line is counted and passed over.

    Args:
        documents: {"id", "text", "language"?} a line, UTF-8.
        output: {"id", "toponyms": [...]} a line. With ``resume`` an unfinished last line is dropped, and documents
            whose id stands there are not read again; without, the file is written anew.

    Raises:
        BadInput: a file that cannot be opened.
    """
    counts = Counts()
    seen = _already_there(output) if resume else set()
    try:
        with documents.open("rb") as source, output.open("ab" if resume else "wb") as target:
            for number, line in enumerate(source, 1):
                if not line.strip():
                    continue
                try:
                    document = _document(line)
                    if document["id"] in seen:
                        counts.skipped += 1
                        continue
                    found = toponyms_of(
                        document["text"], gazetteer, language=document.get("language"), demonyms=demonyms
                    )
                except ValueError as error:
                    counts.spoil(number, error)
                    continue
                row = {"id": document["id"], "toponyms": found}
                target.write(json.dumps(row, ensure_ascii=False).encode("utf-8") + b"\n")
                counts.done += 1
    except OSError as error:
        raise BadInput("{value!r} cannot be opened: {why}", value=error.filename, why=error.strerror) from None
    return counts


def _document(line: bytes) -> dict[str, Any]:
    document = json.loads(line.decode("utf-8"))
    if not isinstance(document, dict) or not isinstance(document.get("text"), str) or "id" not in document:
        raise BadInput('{value!r} is not a document: expected {{"id", "text"}}', value=line[:40])
    if not isinstance(document["id"], str | int) or not isinstance(document.get("language"), str | None):
        raise BadInput("{value!r} is not an id: expected a text or a whole number", value=document["id"])
    return document


def _already_there(output: Path) -> set[str | int]:
    """The ids of the whole lines of an earlier run; what follows the last line feed is cut off."""
    if not output.exists():
        return set()
    with output.open("r+b") as file:
        whole, ids = 0, set()
        for line in _whole_lines(file):
            ids.add(json.loads(line)["id"])
            whole += len(line)
        file.truncate(whole)
    return ids


def _whole_lines(file: Any) -> Iterator[bytes]:
    for line in file:
        if line.endswith(b"\n"):
            yield line
