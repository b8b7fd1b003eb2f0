"""PDF: lines as PDFium finds them, joined into paragraphs without page numbers, running heads and broken words.

PDFium (through pypdfium2; the reader in Chrome) was taken over pypdf and pdfminer.six: a wheel of 4 MB without
dependencies, its words are whole where letters are placed one by one, and it tells each letter's size and place. It
runs in a process of its own with limits (``pdf_child``), because a hostile file is read by C++ here. When a PDF was
made is not when its article came out (printing a page sets it), so no date is taken from the file's own data.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import BadArticle
from geo.reading.paper import Paper, Piece, said, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.model import BlockKind

MOST_PAGES = 500
MOST_CHARACTERS = 2_000_000
# A newspaper of 100 pages takes about 2 s and 200 MB.
MOST_SECONDS = 25
MOST_MEMORY = 1536 * 1024 * 1024
# Letters on a page below which it is a picture with a stamp rather than a text.
FEW_LETTERS = 25
# Shares of a page's height in which running heads and page numbers stand.
MARGIN = 0.09
_CHILD = Path(__file__).with_name("pdf_child.py")
_PAGE_NUMBER = re.compile(r"\W*(?:[^\W\d_]{1,8}\.?\s)?\d{1,4}(?:\s?(?:/|[^\W\d_]{1,4})\s?\d{1,4})?\W*")
_PRINTED_ADDRESS = re.compile(r"(?:https?|file)://\S+(?:\s+\d+/\d+)?|\d+/\d+")
# PDFium's marks for a hyphen that breaks a word at the end of a line, and the soft hyphen.
_BREAKS = ("\ufffe", "\x02", "\xad")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text, the size of its letters and its place on its page, in points; 0 where PDFium does not tell."""

    text: str
    size: float
    left: float
    base: float
    right: float
    page: int


def read_pdf(data: bytes, filename: str) -> Paper:
    """The article in a PDF file.

    Raises:
        BadArticle: locked, scanned, broken, too long, or so made that reading it takes too much time or memory.
    """
    # PDFium would mend a file that broke off, and show what is left as if it were the whole.
    if b"%PDF-" not in data[:1024] or b"%%EOF" not in data[-4096:]:
        raise BadArticle("{value} is not a PDF, or it is broken: its end is missing", value=filename)
    found = _read_in_child(data, filename)
    _refuse(found, filename)
    lines = _lines(found["pages"])
    pictures = sum(page["pictures"] for page in found["pages"])
    letters = sum(character.isalpha() for line in lines for character in line.text)
    if letters < FEW_LETTERS * len(found["pages"]) and pictures >= len(found["pages"]):
        raise BadArticle(
            "{value} has pictures of pages, no text: have it read by a text recogniser (OCR) first", value=filename
        )
    if not letters:
        if any(page.get("failed") for page in found["pages"]):
            raise BadArticle("{value} is broken: {why}", value=filename, why="its pages cannot be opened")
        raise BadArticle("{value} has no text", value=filename)
    if _is_garbled(lines):
        raise BadArticle("{value} does not say which letters its signs are: save it as text", value=filename)
    heights = [page["height"] for page in found["pages"]]
    title = said(str(found["about"].get("Title") or "")) or ""
    kept = _without_margins(lines, heights, title)
    text, blocks = shown(_pieces(kept))
    return Paper(text=text, blocks=blocks, title=title or None, language=found["language"].strip() or None)


def _read_in_child(data: bytes, filename: str) -> dict[str, Any]:
    limits = map(str, (MOST_SECONDS, MOST_MEMORY, MOST_PAGES, MOST_CHARACTERS))
    # -P keeps the folder of the script, whose modules have plain names, out of the path.
    command = [sys.executable, "-P", str(_CHILD), *limits]
    try:
        done = subprocess.run(  # noqa: S603 (our own script, by its own path)
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise BadArticle("{value} takes longer than {seconds} seconds to read", value=filename,
                         seconds=MOST_SECONDS) from None  # fmt: skip
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise BadArticle(
            "{value} is broken, or takes more time or memory than an article may", value=filename
        ) from None
    return found


def _refuse(found: dict[str, Any], filename: str) -> None:
    match found.get("error"):
        case "locked":
            raise BadArticle("{value} is locked with a password: save it without one", value=filename)
        case "broken":
            raise BadArticle("{value} is broken: {why}", value=filename, why=found["why"])
        case "pages":
            raise BadArticle("{value} has {count} pages: expected at most {most}", value=filename,
                             count=found["count"], most=MOST_PAGES)  # fmt: skip
        case "characters":
            raise BadArticle("{value} has more than {most} characters", value=filename, most=MOST_CHARACTERS)


def _lines(pages: Sequence[dict[str, Any]]) -> list[_Line]:
    return [
        _Line(_clean(text), size, left, base, right, number)
        for number, page in enumerate(pages)
        for text, size, left, base, right in page["lines"]
        if _clean(text)
    ]


def _clean(text: str) -> str:
    """Composed letters, no ligatures, single spaces; marks of broken words stay."""
    plain = unicodedata.normalize("NFC", text.translate(_LIGATURES))
    return " ".join("".join(c if c.isprintable() or c in _BREAKS else " " for c in plain).split())


def _is_garbled(lines: Sequence[_Line]) -> bool:
    """Signs without letters behind them: a font that does not say what its glyphs mean."""
    signs = [c for line in lines[:400] for c in line.text if not c.isspace() and c not in _BREAKS]
    strange = sum(c == "\ufffd" or unicodedata.category(c) in {"Co", "Cn", "Cc"} for c in signs)
    return strange > 0.2 * len(signs)


# ---------------------------------------------------------------- running heads and page numbers


def _without_margins(lines: Sequence[_Line], heights: Sequence[float], title: str) -> list[_Line]:
    """The lines without page numbers and what stands at the top or foot of page after page."""
    in_margin = [line for line in lines if _is_in_margin(line, heights[line.page])]
    seen = Counter(key for key, _ in {(_same_on_each(line.text), line.page) for line in in_margin})
    many = max(2, len(heights) // 4)

    def is_running(line: _Line) -> bool:
        printed = _PRINTED_ADDRESS.fullmatch(line.text) or (title and line.text.endswith(title) and _begins_dated(line))
        return bool(_PAGE_NUMBER.fullmatch(line.text) or printed or seen[_same_on_each(line.text)] >= many)

    gone = {id(line) for line in in_margin if is_running(line)}
    return [line for line in lines if id(line) not in gone]


def _is_in_margin(line: _Line, height: float) -> bool:
    return height > 0 and line.size > 0 and not height * MARGIN < line.base < height * (1 - MARGIN)


def _same_on_each(text: str) -> str:
    return re.sub(r"\d+", "#", text.casefold())


def _begins_dated(line: _Line) -> bool:
    """As browsers print above a page: date, time, title."""
    return re.match(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d{2}", line.text) is not None


# ---------------------------------------------------------------- paragraphs


def _pieces(lines: Sequence[_Line]) -> Iterator[Piece]:
    words = frozenset(word for line in lines for word in re.findall(r"\w[\w'’]*(?:-[\w'’]+)*", line.text))
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    paragraphs = _paragraphs(lines, body)
    largest = max((group[0].size for group in paragraphs if group[0].page == 0), default=0.0)
    has_title = False
    for group in paragraphs:
        text = _joined([line.text for line in group], words)
        kind = _kind(group[0], text, body)
        if kind == "heading" and not has_title and group[0].size == largest and largest >= 1.2 * body:
            kind, has_title = "title", True
        yield text, kind


def _kind(line: _Line, text: str, body: float) -> BlockKind:
    """By the size of its letters beside that of most of the text."""
    words = len(text.split())
    if body and line.size >= 1.12 * body and words <= 30:
        return "heading"
    return "caption" if 0 < line.size <= 0.87 * body and words <= 80 else "body"


def _paragraphs(lines: Sequence[_Line], body: float) -> list[list[_Line]]:
    pitch = _pitch(lines)
    right = _right_edges(lines)
    groups: list[list[_Line]] = []
    for line in lines:
        if groups and _goes_on(groups[-1], line, pitch, body, right):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _goes_on(
    group: Sequence[_Line], line: _Line, pitch: float, body: float, right: dict[tuple[int, float], float]
) -> bool:
    """Whether a line belongs to the paragraph before it."""
    before = group[-1]
    if abs(before.size - line.size) > 0.06 * max(before.size, line.size, 1):
        return False
    unfinished = _is_broken(before.text) or not _SENTENCE_END.search(before.text)
    down = before.base - line.base
    if before.page != line.page or down <= 0:  # another page or column
        is_full = before.size == body and not _is_short(before, right, 0.3)
        return unfinished and (is_full or _is_broken(before.text) or line.text[:1].islower())
    # The step from line to line: as most of the text has it, in the proportion of these letters.
    if down > 1.3 * max(pitch * before.size / max(body, 1), 1.15 * before.size):
        return False
    indented = line.left > min(item.left for item in group[-9:]) + 0.9 * line.size
    return unfinished or not (indented or _is_short(before, right, 0.12))


def _is_short(line: _Line, right: dict[tuple[int, float], float], share: float) -> bool:
    """Whether it ends before the edge of its column by more than a share of its own length."""
    edge = right.get((line.page, round(line.left, -1)), line.right)
    return line.right < edge - share * max(line.right - line.left, 1)


def _pitch(lines: Sequence[_Line]) -> float:
    """The usual distance between two lines of running text."""
    steps = Counter(
        round(a.base - b.base, 0)
        for a, b in pairwise(lines)
        if a.page == b.page and a.size == b.size and 0 < a.base - b.base < 4 * max(a.size, 1)
    )
    return steps.most_common(1)[0][0] if steps else 0.0


def _right_edges(lines: Sequence[_Line]) -> dict[tuple[int, float], float]:
    """How far the lines of a column reach; a column is the lines of a page that begin at about the same place."""
    edges: dict[tuple[int, float], float] = {}
    for line in lines:
        key = (line.page, round(line.left, -1))
        edges[key] = max(edges.get(key, 0.0), line.right)
    return edges


def _is_broken(text: str) -> bool:
    return text.endswith(_BREAKS) or re.search(r"\w[-\u2010]$", text) is not None


def _joined(lines: Sequence[str], words: frozenset[str]) -> str:
    """The lines of a paragraph as running text, words that were broken at a line's end made whole."""
    parts: list[str] = []
    for line, following in zip(lines, (*lines[1:], None), strict=True):
        if following is None:
            parts.append(line)
        elif not _is_broken(line):
            parts.append(f"{line} ")
        else:
            head = line[:-1]
            parts.append(head if _was_one_word(head, following, words) else f"{head}-")
    # A mark inside a line, or at the end of the paragraph, is a hyphen as it was written.
    return re.sub("[\ufffe\x02]", "-", "".join(parts)).replace("\xad", "")


def _was_one_word(head: str, tail: str, words: frozenset[str]) -> bool:
    """Whether a hyphen at the end of a line only broke the word: "ver-/klaarde", and not "Noord-/Nederland".

    A form that stands unbroken elsewhere in the document settles it.
    """
    first = re.search(r"\w[\w'’]*$", head[-80:])
    second = re.match(r"[\w'’]+", tail)
    if first is None or second is None:
        return False
    if f"{first[0]}-{second[0]}" in words:
        return False
    return first[0] + second[0] in words or (tail[:1].islower() and not first[0][-1:].isdigit())
