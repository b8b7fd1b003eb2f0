"""A process of its own that reads one PDF: the file on standard input, its lines as JSON on standard output.

PDFium is C++ that reads whatever it is given; here a fault, a loop or an enormous stream ends this process only, and
the limits below end it in time. It imports nothing of strikemap, so it starts in a tenth of a second. Run by
``geo.reading.pdf``; arguments: most seconds of computing, most bytes of memory, most pages, most characters.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import sys
from typing import Any

# Of a line's letters, so many are asked for their size: enough for a majority.
SAMPLED = 12


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
        left -= sum(len(line[0]) for line in page["lines"])
        if left < 0:
            return _answer({"error": "characters"})
        pages.append(page)
    return _answer({"pages": pages, "about": document.get_metadata_dict(), "language": _language(document)})


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
    """A page's lines as [text, size of its letters, left, bottom, right, top] in points, and how many pictures."""
    import pypdfium2.raw as raw

    text = page.get_textpage()
    whole = text.get_text_range()
    # One place in the text may be two code units; PDFium counts its characters in its own way, so lines are asked for
    # by index only where both agree.
    lines: list[list[Any]] = []
    start = 0
    count = text.count_chars()
    agrees = len(whole) == count
    for piece in whole.split("\n"):
        end = start + len(piece)
        shown = piece.rstrip("\r")
        if shown.strip():
            lines.append([shown, *(_place(raw, text, start, start + len(shown)) if agrees else (0.0,) * 5)])
        start = end + 1
    pictures = sum(1 for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=2))
    return {"lines": lines, "pictures": pictures, "height": page.get_height()}


def _place(raw: Any, text: Any, start: int, end: int) -> tuple[float, float, float, float, float]:
    step = max(1, (end - start) // SAMPLED)
    sizes = []
    boxes = []
    for index in [*range(start, end, step), end - 1]:
        box = text.get_charbox(index)
        if box[2] > box[0]:
            boxes.append(box)
            sizes.append(_size(raw, text, index))
    if not boxes:
        return (0.0,) * 5
    sizes.sort()
    return (
        round(sizes[len(sizes) // 2], 1),
        round(min(box[0] for box in boxes), 1),
        round(min(box[1] for box in boxes), 1),
        round(max(box[2] for box in boxes), 1),
        round(max(box[3] for box in boxes), 1),
    )


def _size(raw: Any, text: Any, index: int) -> float:
    """The size of a letter as it is shown: the font's, times the scale of the text's matrix."""
    matrix = raw.FS_MATRIX()
    size = float(raw.FPDFText_GetFontSize(text, index))
    return size * abs(matrix.d) if raw.FPDFText_GetMatrix(text, index, matrix) and matrix.d else size


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
