"""Articles as they come: plain text, Markdown or HTML, as text or as bytes.

The text of an article is never altered: every offset is one into the text that is shown. (HTML has no text of its
own; there the shown text is what ``geo.reading.webpage`` takes from it.)
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from geo.errors import BadArticle, NotYet
from geo.model import Article, Block
from geo.reading.blocks import find_blocks
from geo.reading.dates import checked_date, full_dates
from geo.reading.language import detect
from geo.reading.tables import table
from geo.reading.webpage import read_webpage

MAX_BYTES = 2_000_000
PLAIN = (".txt", ".text", ".md", ".markdown")
WEBPAGE = (".html", ".htm", ".xhtml")
_LATER = {".pdf": "PDF", ".docx": "DOCX"}
_MAGIC = {
    b"%PDF": "PDF", b"PK\x03\x04": "ZIP, DOCX or similar", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF",
    b"\x1f\x8b": "gzip", b"\xd0\xcf\x11\xe0": "an old Word document", b"OggS": "Ogg", b"ID3": "MP3", b"RIFF": "RIFF",
    b"7z\xbc\xaf": "7z", b"\x7fELF": "a program", b"MZ\x90": "a program", b"{\\rtf": "RTF",
}  # fmt: skip
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def load(source: Path | str | bytes, *, name: str = "", published: str | None = None) -> Article:
    """An article from a file (a path) or from the bytes of one (with its file name).

    Raises:
        BadArticle: the file is not there, is too long, or is no article; see ``article_from_bytes``.
        NotYet: a PDF or DOCX file.
    """
    if isinstance(source, bytes):
        return article_from_bytes(source, filename=name or "article.txt", published=published)
    path = Path(source)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadArticle("{value} cannot be read: {why}", value=path.name, why=error.strerror or error) from error
    return article_from_bytes(data, filename=path.name, published=published)


def article_from_text(
    text: str,
    *,
    language: str | None = None,
    published: str | None = None,
    source: str | None = None,
    address: str | None = None,
    blocks: tuple[Block, ...] | None = None,
) -> Article:
    """An article from its text.

    Args:
        text: kept as it is.
        language: BCP 47; found from the text where None.
        published: ISO 8601 date; where None, the full date of the dateline, else nobody said.
        source, address: who published it, and where; without a source, whom a line "Bron: ..." names.
        blocks: known already (HTML); found from the text where None.

    Raises:
        BadArticle: no letters in it, or over 2 million characters.
        BadInput: ``published`` is no date.
    """
    if not text.strip():
        raise BadArticle("The article is empty: expected some text")
    if not re.search(r"[^\W\d_]", text):
        raise BadArticle("The article has no letters: expected some text, not {value!r}", value=text.strip())
    if len(text) > MAX_BYTES:
        raise BadArticle(
            "The article is too long: {value} characters, expected at most {most}", value=len(text), most=MAX_BYTES
        )
    if "\x00" in text:
        raise BadArticle("{value} is not a text: it holds binary data", value="The article")
    spoken = language or detect(text)
    parts = find_blocks(text, spoken) if blocks is None else blocks
    title = next((text[block.start : block.end] for block in parts if block.kind == "title"), "")
    article = Article(
        text=text,
        language=spoken,
        title=" ".join(title.split()),
        published=checked_date(published) if published else None,
        source=source,
        address=address,
        blocks=parts,
    )
    if article.source is None:
        article = replace(article, source=_stated_source(article))
    return article if article.published else replace(article, published=_dateline_date(article))


def _stated_source(article: Article) -> str | None:
    """Whom a line such as "Bron: NOS, 19 november" names, or None; a photo's credit is not the story's source."""
    words = "|".join(map(re.escape, table(article.language).source_words))
    for block in article.blocks:
        if block.kind == "credit" and words:
            line = article.text[block.start : block.end]
            named = re.match(rf"(?:{words})\s*:\s*([^,.;:\n]{{2,60}})", line, re.IGNORECASE)
            if named is not None:
                return named[1].strip()
    return None


def article_from_bytes(
    data: bytes,
    *,
    filename: str,
    language: str | None = None,
    published: str | None = None,
    source: str | None = None,
    address: str | None = None,
    encoding: str | None = None,
) -> Article:
    """An article from the bytes of a file: .txt, .md or .html.

    Args:
        data: the file's content, at most 2 MB.
        filename: its name; the ending tells the kind.
        encoding: only if somebody knows it ("cp1252"); otherwise UTF-8, or UTF-16 with a byte order mark.

    Raises:
        BadArticle: empty, binary, wrongly encoded (which byte), over 2 MB, or a kind of file that is not read.
        NotYet: PDF and DOCX.
    """
    ending = Path(filename).suffix.lower()
    if ending in _LATER:
        raise NotYet("Reading {kind} is announced and not built yet: save the text as .txt", kind=_LATER[ending])
    if len(data) > MAX_BYTES:
        raise BadArticle("{value} is too long: expected at most {most} MB", value=filename, most=MAX_BYTES // 10**6)
    if ending not in (*PLAIN, *WEBPAGE, ""):
        raise BadArticle("{value} is not an article that can be read: expected .txt, .md or .html", value=filename)
    text = _decoded(data, filename, encoding)
    if ending not in WEBPAGE:
        return article_from_text(text, language=language, published=published, source=source, address=address)
    page = read_webpage(text)
    return article_from_text(
        page.text,
        language=language or page.language,
        published=published or page.published,
        source=source or page.source,
        address=address or page.address,
        blocks=page.blocks,
    )


def _decoded(data: bytes, filename: str, encoding: str | None) -> str:
    if not data.strip():
        raise BadArticle("The article is empty: expected some text")
    marked = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    kind = next((name for magic, name in _MAGIC.items() if data.startswith(magic)), None)
    if kind is not None or (marked is None and b"\x00" in data):
        raise BadArticle("{value} is not a text: it holds binary data", value=filename)
    name = encoding or marked or "utf-8"
    try:
        return data.decode(name)
    except LookupError:
        raise BadArticle("{value!r} is not an encoding: expected utf-8 or cp1252, say", value=name) from None
    except UnicodeDecodeError as error:
        raise BadArticle(
            "{value} is not {encoding}: byte {byte} at position {position} does not fit; save it as UTF-8,"
            " or say which encoding it has",
            value=filename,
            encoding=name.upper(),
            byte=f"0x{error.object[error.start]:02X}",
            position=error.start,
        ) from None


def _dateline_date(article: Article) -> str | None:
    """The first full date of a dateline; a page's first date is when it came out, a later one when it changed."""
    for block in article.blocks:
        if block.kind == "dateline":
            found = sorted(full_dates(article.text[block.start : block.end], article.language))
            if found:
                return found[0][1].isoformat()
    return None
