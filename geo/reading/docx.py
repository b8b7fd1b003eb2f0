"""Word documents (.docx): paragraphs by their style, with what the file says of itself.

python-docx opens the package, its styles and its properties; the text is walked here, because its own paragraphs
leave out what stands in tracked insertions, content controls and text boxes (where Word puts captions). What was
deleted is left out; headers, footers, notes and comments are no part of the article. The dates of a file (created,
saved) are not when an article came out, so none is taken from them.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from typing import TYPE_CHECKING, Any

from geo.errors import BadArticle
from geo.reading.paper import Paper, Piece, said, shown

if TYPE_CHECKING:
    from docx.document import Document

    from geo.model import BlockKind

# A long book is 2 MB of XML; pictures may be larger, but are not looked at.
MOST_XML_BYTES = 32 * 1024 * 1024
MOST_BYTES = 256 * 1024 * 1024
MOST_PARTS = 5_000
# Deflate packs at most 1,032 to 1; text of people packs 3 to 20 to 1, generated XML up to about 100 to 1.
MOST_RATIO = 250
RATIO_FROM_BYTES = 4 * 1024 * 1024
MOST_CHARACTERS = 2_000_000
_OLE = b"\xd0\xcf\x11\xe0"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHERS = {"spreadsheetml": "Excel", "presentationml": "PowerPoint"}
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# A paragraph inside another (in a text box, or in a hostile file many deep) is a piece of its own.
_GONE = (f"{_W}p", f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}instrText", f"{_W}pPr", f"{_W}rPr", _FALLBACK)
_MARKS = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-", f"{_W}softHyphen": ""}


def read_docx(data: bytes, filename: str) -> Paper:
    """The article in a .docx file.

    Raises:
        BadArticle: no Word document (an old .doc, locked, another kind of file), broken, or one that unpacks into
            more than an article can be.
    """
    _check_package(data, filename)
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        document = docx.Document(io.BytesIO(data))
        pieces = list(_pieces(document))
        text, blocks = shown(pieces)
        title, language = said(document.core_properties.title), _language(document, len(text))
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError, zipfile.BadZipFile, zlib.error) as error:
        raise BadArticle("{value} is broken: {why}", value=filename, why=error or type(error).__name__) from None
    if not text:
        raise BadArticle("{value} has no text", value=filename)
    if len(text) > MOST_CHARACTERS:
        raise BadArticle(
            "The article is too long: {value} characters, expected at most {most}",
            value=len(text),
            most=MOST_CHARACTERS,
        )
    return Paper(text=text, blocks=blocks, title=title, language=language)


def _check_package(data: bytes, filename: str) -> None:
    """The zip is a Word document of a bearable size, by its own table of contents: nothing is unpacked yet.

    (zipfile unpacks no more of a part than that table says.)
    """
    if data.startswith(_OLE):
        # Names in such a file are UTF-16; Word locks a .docx by wrapping it in one.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise BadArticle("{value} is locked with a password: save it without one", value=filename)
        raise BadArticle("{value} is a document of Word 2003 or older: save it as .docx", value=filename)
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        parts = package.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise BadArticle("{value} is locked with a password: save it without one", value=filename)
        size = sum(part.file_size for part in parts)
        xml = sum(part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels")))
        if len(parts) > MOST_PARTS or size > MOST_BYTES or xml > MOST_XML_BYTES or _is_bomb(parts):
            raise BadArticle(
                "{value} unpacks into more than an article can be: {size} MB", value=filename, size=size >> 20
            )
        kinds = package.read("[Content_Types].xml")
        for part in parts:
            # Office writes no document type definitions; entities that multiply need one.
            if part.filename.lower().endswith((".xml", ".rels")) and _has_doctype(package.read(part)):
                raise BadArticle("{value} is broken: {why}", value=filename, why="<!DOCTYPE")
    # zipfile raises NotImplementedError for a way of packing or a version of ZIP that it does not read.
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, NotImplementedError, ValueError) as error:
        if isinstance(error, BadArticle):
            raise
        raise BadArticle("{value} is not a Word document, or it is broken: {why}", value=filename, why=error) from None
    if _WORD.encode() not in kinds:
        other = next((name for mark, name in _OTHERS.items() if mark.encode() in kinds), "Office")
        raise BadArticle("{value} is not a Word document: it is {kind}", value=filename, kind=other)


def _is_bomb(parts: list[zipfile.ZipInfo]) -> bool:
    return any(
        part.file_size > RATIO_FROM_BYTES and part.file_size > MOST_RATIO * max(part.compress_size, 1) for part in parts
    )


def _has_doctype(part: bytes) -> bool:
    """Also in UTF-16, which XML may be written in."""
    return any("<!DOCTYPE".encode(name) in part for name in ("ascii", "utf-16-le", "utf-16-be"))


def _pieces(document: Document) -> list[Piece]:
    """Every paragraph of the body in its order: of text boxes, cells and content controls too."""
    styles = {style.style_id: style.name or "" for style in document.styles}
    pieces: list[Piece] = []
    for paragraph in document.element.body.iter(f"{_W}p"):
        if next(paragraph.iterancestors(_FALLBACK, f"{_W}del", f"{_W}moveFrom"), None) is None:
            text = " ".join("".join(_texts(paragraph)).split())
            if text:
                pieces.append((text, _kind(paragraph, styles)))
    return pieces


def _texts(element: Any) -> list[str]:
    """The text of a paragraph as it stands with all tracked changes accepted."""
    found: list[str] = []
    waiting = [iter(element)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag == f"{_W}t":
            found.append(child.text or "")
        elif child.tag in _MARKS:
            found.append(_MARKS[child.tag])
        elif child.tag not in _GONE and isinstance(child.tag, str):
            waiting.append(iter(child))
    return found


def _kind(paragraph: Any, styles: dict[str, str]) -> BlockKind:
    """By its style; Word keeps the English names of its own styles in every language."""
    found = paragraph.find(f"{_W}pPr/{_W}pStyle")
    # Asked for by hand: python-docx stops at a style without a name.
    style = "" if found is None else found.get(f"{_W}val") or ""
    name = styles.get(style, style).casefold()
    if name == "title":
        return "title"
    if name == "caption":
        return "caption"
    return "heading" if re.match(r"heading \d|heading\d|subtitle$", name) else "body"


def _language(document: Document, characters: int) -> str | None:
    """The language that most of the text is marked as; the default of the template says nothing of the text."""
    stated: str = document.core_properties.language.strip()
    if stated:
        return stated
    marked = Counter[str]()
    for element in document.element.body.iter(f"{_W}lang"):
        value, run = element.get(f"{_W}val"), element.getparent().getparent()
        if value and run is not None and run.tag == f"{_W}r":
            marked[str(value)] += sum(len(text.text or "") for text in run.iter(f"{_W}t"))
    language, count = marked.most_common(1)[0] if marked else ("", 0)
    return language if 2 * count > characters else None
