"""Documents in JSON Lines and their toponyms: one line in, one line out, and a reason for each line that is bad."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from geo.errors import BadInput, StrikemapError, quoted
from geo.reading.toponyms import toponyms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.gazetteer.index import Gazetteer
    from geo.reading.recogniser import Recogniser

# Bad lines are counted for ever, and named up to this many.
MAX_NAMED = 100
# A longer line is no document: a news archive of a year may be one by mistake.
MAX_LINE_BYTES = 16 << 20
_TOO_LONG = "the line is longer than {most} MB"
_NOT_A_DOCUMENT = '{value!r} is not a document: expected {{"id", "text"}}'
_NOT_JSON = "{value!r} is not JSON: {why}"
# More is a library by mistake, and would fill the memory with its names; as much as one article may have.
MAX_CHARACTERS = 2_000_000
_LONG_TEXT = "the text is too long: {value} characters, expected at most {most}"
_HALF = "{value!r} holds half a character: a lone surrogate"
_FAULT = "this should not have happened ({kind}: {why})"


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was passed over: its number (from 1), and why, as a message id with its values."""

    number: int
    message: str
    values: dict[str, str] = field(default_factory=dict)

    def said_in(self, translate: Callable[[str], str]) -> str:
        """The reason in another language; ``translate`` maps a message id to its translation."""
        return translate(self.message).format(**self.values)


@dataclass(slots=True)
class Counts:
    """What was done: documents written, documents that were already there, and bad lines.

    Attributes:
        bad: the first ``MAX_NAMED`` bad lines of the whole file, those of earlier runs as well.
        stopped: a person stopped it; ``resume`` goes on from there.
    """

    done: int = 0
    skipped: int = 0
    bad_lines: int = 0
    bad: list[BadLine] = field(default_factory=list)
    stopped: bool = False

    def spoil(self, line: BadLine) -> None:
        """Count a bad line."""
        self.bad_lines += 1
        if len(self.bad) < MAX_NAMED:
            self.bad.append(line)


@dataclass(frozen=True, slots=True)
class Rows:
    """What some lines gave: the rows as bytes, how many, and the bad lines, numbered from 1 within these lines."""

    data: bytes
    done: int
    bad_lines: int
    bad: tuple[BadLine, ...]


def rows_of(data: bytes, gazetteer: Gazetteer, *, demonyms: bool = True, recogniser: Recogniser | None = None) -> Rows:
    """The rows of some whole lines; a bad line is counted and passed over, an empty one is nothing.

    Args:
        data: {"id", "text", "language"?} a line, UTF-8.

    Returns:
        {"id", "toponyms": [...]} a line, in the order of the documents.
    """
    counts = Counts()
    rows: list[bytes] = []
    for number, line in numbered(data):
        try:
            rows.append(_row(document_of(line), gazetteer, demonyms, recogniser))
        except Exception as error:  # one document must never stop a million others
            counts.spoil(_bad(number, error))
    return Rows(b"".join(rows), len(rows), counts.bad_lines, tuple(counts.bad))


def numbered(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines that hold anything, with their numbers from 1."""
    for number, line in enumerate(data.split(b"\n"), 1):
        if line and not line.isspace():
            yield number, line


def _row(document: dict[str, Any], gazetteer: Gazetteer, demonyms: bool, recogniser: Recogniser | None) -> bytes:
    language = document.get("language")
    found = toponyms_of(document["text"], gazetteer, language=language, demonyms=demonyms, recogniser=recogniser)
    identifier = json.dumps(document["id"], ensure_ascii=False).encode("utf-8")
    return b'{"id": ' + identifier + b', "toponyms": ' + msgspec.json.encode(found) + b"}\n"


def document_of(line: bytes) -> dict[str, Any]:
    """The document of a line.

    Raises:
        BadInput: no UTF-8, no JSON, no document, or one whose text cannot be written or is binary.
    """
    try:
        # Some editors put a mark before a file's first line; it is none of its text.
        document = json.loads(line.removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadInput(_NOT_JSON, value=_opening(line), why=error) from None
    if not isinstance(document, dict) or not isinstance(document.get("text"), str) or "id" not in document:
        raise BadInput(_NOT_A_DOCUMENT, value=_opening(line))
    identifier = document["id"]
    if not isinstance(identifier, str | int) or isinstance(identifier, bool):
        raise BadInput("{value!r} is not an id: expected a text or a whole number", value=identifier)
    if not isinstance(document.get("language"), str | None):
        raise BadInput("{value!r} is not a language: expected a tag such as en", value=document["language"])
    if len(document["text"]) > MAX_CHARACTERS:
        raise BadInput(_LONG_TEXT, value=len(document["text"]), most=MAX_CHARACTERS)
    if "\x00" in document["text"]:
        raise BadInput("{value} is not a text: it holds binary data", value="The document")
    for text in (document["text"], str(identifier)):
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise BadInput(_HALF, value=_opening(line)) from None
    return document


def _bad(number: int, error: Exception) -> BadLine:
    if isinstance(error, StrikemapError):
        return BadLine(number, error.message, error.values)
    return BadLine(number, _FAULT, {"kind": type(error).__name__, "why": quoted(error)})


def bad_line(number: int, line: bytes) -> BadLine | None:
    """Why a line is no document, or None where it is one."""
    try:
        document_of(line)
    except BadInput as error:
        return _bad(number, error)
    return None


def too_long(number: int) -> BadLine:
    """The reason of a line that was not read because of its length."""
    return BadLine(number, _TOO_LONG, {"most": str(MAX_LINE_BYTES >> 20)})


def _opening(line: bytes) -> str:
    """How a line begins, as it is shown to a person."""
    return line[:40].decode("utf-8", "replace")
