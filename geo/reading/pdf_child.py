"""A process of its own that reads one PDF: the file on standard input, its lines as JSON on standard output.

PDFium is C++ that reads whatever it is given; here a fault, a loop or an enormous stream ends this process only, and
the limits below end it in time. It imports nothing of strikemap, so it starts in a tenth of a second. Run by
``geo.reading.pdf``; arguments: most seconds of computing, most bytes of memory, most pages, most characters.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import re
import sys
from typing import Any


def main(arguments: list[str]) -> int:
    """Read standard input; 0 and an object with "pages" or "error" on standard output."""
    seconds, memory, most_pages, most_characters = map(int, arguments)
    _limit(seconds, memory)
    import pypdfium2 as pdfium

    data = sys.stdin.buffer.read()
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        # PDFium's own words for its error 4.
        locked = "password" in str(error).lower()
        return _answer({"error": "locked" if locked else "broken", "why": str(error)})
    count = len(document)
    if count > most_pages:
        return _answer({"error": "pages", "count": count})
    pages: list[dict[str, Any]] = []
    left = most_characters
    for index in range(count):
        try:
            page = _page(document[index])
        except pdfium.PdfiumError:
            page = {"lines": [], "pictures": 0, "height": 0.0, "failed": True}
        left -= sum(len(line[0]) + 10 for line in page["lines"])
        if left < 0:
            return _answer({"error": "characters"})
        pages.append(page)
    return _answer({"pages": pages, "about": _about(document), "language": _language(document)})


def _limit(seconds: int, memory: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such limits; the parent has its clock
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(value: dict[str, Any]) -> int:
    sys.stdout.buffer.write(json.dumps(value).encode("ascii"))
    sys.stdout.buffer.flush()
    return 0


def _page(page: Any) -> dict[str, Any]:
    """A page's lines as [text, size of its letters, left, baseline, right] in points, and how many pictures it has."""
    import pypdfium2.raw as raw

    text = page.get_textpage()
    whole = text.get_text_range()
    # PDFium counts in UTF-16 units; places are asked for only where its count and ours agree.
    whole = "".join(c if ord(c) < 0x10000 else f"{c}\0" for c in whole)
    agrees = len(whole) == text.count_chars()
    lines: list[list[Any]] = []
    start = 0
    for piece in whole.split("\n"):
        if agrees:
            lines.extend(_lines(raw, text, piece, start))
        elif piece.strip():
            lines.append([piece.replace("\0", "").strip(), 0.0, 0.0, 0.0, 0.0])
        start += len(piece) + 1
    pictures = sum(1 for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=2))
    return {"lines": lines, "pictures": pictures, "height": page.get_height()}


def _lines(raw: Any, text: Any, piece: str, start: int) -> list[list[Any]]:
    """What PDFium takes for one line, cut where a word stands lower or higher than the one before it.

    (It runs a paragraph's short last line together with the indented line below, and a broken word with its rest;
    its mark for the hyphen, U+FFFE or U+0002, stays at the line's end.)
    """
    lines: list[list[Any]] = []
    x, y = ctypes.c_double(), ctypes.c_double()
    for match in re.finditer("[^\\s\ufffe\x02]*[\ufffe\x02]|[^\\s\ufffe\x02]+", piece):
        index = start + match.start()
        if not raw.FPDFText_GetCharOrigin(text, index, x, y):
            y.value = 0.0
        right = text.get_charbox(start + match.end() - 1)[2]
        if lines and abs(lines[-1][3] - y.value) <= 0.6 * max(lines[-1][1], 1.0):
            line = lines[-1]
            gap = "" if line[0].endswith(("\ufffe", "\x02")) else " "
            line[0], line[4] = line[0] + gap + match[0].replace("\0", ""), round(max(line[4], right), 1)
        else:
            size = round(_size(raw, text, index), 1)
            lines.append([match[0].replace("\0", ""), size, round(x.value, 1), round(y.value, 1), round(right, 1)])
    return lines


def _size(raw: Any, text: Any, index: int) -> float:
    """The size of a letter as it is shown: the font's, times the scale of the text's matrix."""
    matrix = raw.FS_MATRIX()
    size = float(raw.FPDFText_GetFontSize(text, index))
    return size * abs(matrix.d) if raw.FPDFText_GetMatrix(text, index, matrix) and matrix.d else size


def _about(document: Any) -> dict[str, str]:
    """What the file says of itself; nothing where that is no text (half a character in a title)."""
    try:
        return dict(document.get_metadata_dict())
    except UnicodeError:
        return {}


def _language(document: Any) -> str:
    """The /Lang of the catalogue, or "" where the file does not say."""
    import pypdfium2.raw as raw

    if not hasattr(raw, "FPDFCatalog_GetLanguage"):
        return ""
    needed = raw.FPDFCatalog_GetLanguage(document, None, 0)
    if not 2 < needed < 200:
        return ""
    buffer = ctypes.create_string_buffer(needed)
    raw.FPDFCatalog_GetLanguage(document, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), needed)
    return buffer.raw[: needed - 2].decode("utf-16-le", "replace")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
