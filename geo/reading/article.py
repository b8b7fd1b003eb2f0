"""Articles as they come: plain text, Markdown, HTML, PDF or DOCX, as text, as bytes or from an address.

The text of an article is never altered: every offset is one into the text that is shown. Markdown is shown as it is
written. HTML, PDF and DOCX have no text of their own; there the shown text is what their reader takes from them.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from geo.errors import BadArticle, BadInput
from geo.model import Article, Block
from geo.reading.blocks import find_blocks, marked
from geo.reading.datelines import dateline_date
from geo.reading.dates import checked_date, full_dates
from geo.reading.language import OTHERS, detect
from geo.reading.tables import LANGUAGES, table

if TYPE_CHECKING:
    from geo.fetching import Policy, Resolver
    from geo.reading.paper import Paper

Kind = Literal["plain", "webpage", "pdf", "docx"]

MAX_BYTES = 2_000_000
# A page carries scripts and pictures, a PDF or DOCX its fonts and photographs; their text has the limit above.
MOST_BYTES: dict[Kind, int] = {"plain": MAX_BYTES, "webpage": 10_000_000, "pdf": 100_000_000, "docx": 100_000_000}
PLAIN = (".txt", ".text", ".md", ".markdown")
WEBPAGE = (".html", ".htm", ".xhtml")
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(PLAIN, "plain"),
    **dict.fromkeys(WEBPAGE, "webpage"),
    ".pdf": "pdf",
    **dict.fromkeys((".docx", ".doc"), "docx"),
}
LONGEST_SOURCE = 120
# Below so many characters a text is too short for its language to be found with more trust than a file's own word.
SURE_CHARACTERS = 400
_MAGIC = {
    b"%PDF": "PDF", b"PK\x03\x04": "ZIP, DOCX or similar", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF",
    b"\x1f\x8b": "gzip", b"\xd0\xcf\x11\xe0": "an old Word document", b"OggS": "Ogg", b"ID3": "MP3", b"RIFF": "RIFF",
    b"7z\xbc\xaf": "7z", b"\x7fELF": "a program", b"MZ\x90": "a program", b"{\\rtf": "RTF",
}  # fmt: skip
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Encodings of Python for other things than pages: parts of addresses, mails and programs.
_NO_PAGES = ("utf-7", "idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape")
_BEGINS_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}encoding=[\"']([\w.:-]{2,40})", re.I
)


def load(source: Path | str | bytes, *, name: str = "", published: str | None = None) -> Article:
    """An article from a file (a path) or from the bytes of one (with its file name).

    Raises:
        BadArticle: the file is not there, is too long, or is no article; see ``article_from_bytes``.
    """
    if isinstance(source, bytes):
        return article_from_bytes(source, filename=name or "article.txt", published=published)
    path = Path(source)
    try:
        with path.open("rb") as file:
            data = file.read(max(MOST_BYTES.values()) + 1)
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
        BadArticle: no letters in it, half characters, or over 2 million characters.
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
    half = re.search(r"[\ud800-\udfff]", text)
    if half is not None:
        raise BadArticle(
            "The article holds half a character ({value}) at position {position}: it cannot be shown or saved",
            value=f"U+{ord(half[0]):04X}",
            position=half.start(),
        )
    spoken = language or detect(text)
    parts = find_blocks(text, spoken) if blocks is None else marked(text, blocks, spoken)
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
    """Whom a line such as "Bron: NOS, 19 november" names, or None; a photo's credit is not the story's source.

    "Bronnen: NOS, RTL en ANP, 19 november" names several: all of them, up to what is no name.
    """
    words = table(article.language).source_words
    label = "|".join(map(re.escape, words)) or "(?!)"
    for block in article.blocks:
        if block.kind == "credit":
            line = article.text[block.start : block.end]
            named = re.match(rf"(?P<label>{label})\s*:\s*(?P<names>[^.;:\n]{{2,120}})", line, re.IGNORECASE)
            if named is not None:
                first, *others = (name.strip() for name in named["names"].split(","))
                several = named["label"].casefold() != words[0]
                more = takewhile(_is_name, others) if several else ()
                return ", ".join([first, *more])[:LONGEST_SOURCE] or None
    return None


def _is_name(written: str) -> bool:
    return written[:1].isupper() and not re.search(r"\d", written)


def article_from_bytes(
    data: bytes,
    *,
    filename: str,
    language: str | None = None,
    published: str | None = None,
    source: str | None = None,
    address: str | None = None,
    encoding: str | None = None,
    ending: str | None = None,
) -> Article:
    """An article from the bytes of a file: .txt, .md, .html, .pdf or .docx.

    Args:
        data: the file's content, at most ``MOST_BYTES`` of its kind.
        filename: its name, for messages too; its ending tells the kind, the content where it has none that is known.
        ending: of such a file (".pdf"), where something surer than its name tells the kind; "" is not known.
        encoding: only if somebody knows it ("cp1252"); otherwise UTF-8, UTF-16 with a byte order mark, or what a
            page says of itself.

    Raises:
        BadArticle: empty, binary, wrongly encoded (which byte), too long, locked, broken, or a kind of file that is
            not read.
    """
    kind = _kind(data, filename, Path(filename).suffix.lower() if ending is None else ending)
    if len(data) > MOST_BYTES[kind]:
        raise BadArticle("{value} is too long: expected at most {most} MB", value=filename,
                         most=MOST_BYTES[kind] // 10**6)  # fmt: skip
    if not data.strip():
        raise BadArticle("The article is empty: expected some text")
    if kind == "plain":
        text = _decoded(data, filename, encoding)
        return article_from_text(text, language=language, published=published, source=source, address=address)
    paper = _paper(data, kind, filename, encoding)
    article = article_from_text(
        paper.text,
        language=language or _spoken(paper),
        published=published or paper.published,
        source=source or paper.source,
        address=address or paper.address,
        blocks=paper.blocks,
    )
    return article if article.title or not paper.title else replace(article, title=" ".join(paper.title.split()))


def article_from_address(
    address: str,
    *,
    language: str | None = None,
    published: str | None = None,
    source: str | None = None,
    resolver: Resolver | None = None,
    policy: Policy | None = None,
) -> Article:
    """The article at an http(s) address, fetched once, because a person asks for it.

    Its address is where it was found (after redirects), or what the page calls its own address on that same host; its
    source is whom the page names, else the host.

    Args:
        resolver, policy: of ``geo.fetching.fetch``; its own by default.

    Raises:
        BadArticle: as ``geo.fetching.fetch`` and ``article_from_bytes``.
    """
    from geo.fetching import PUBLIC, fetch, resolve

    found = fetch(address, resolver=resolver or resolve, policy=policy or PUBLIC)
    host = urlsplit(found.final_address).hostname or ""
    by_name = Path(urlsplit(found.final_address).path).suffix.lower()
    article = article_from_bytes(
        found.data,
        filename=found.final_address,
        # A server that does not know the kind is asked by the name; else the content settles it.
        ending=found.ending or (by_name if by_name in _KINDS else ""),
        language=language,
        published=published,
        source=source,
        encoding=_of_texts(found.charset) if found.content_type.startswith(("text/", "application/xhtml")) else None,
    )
    same = article.address is not None and urlsplit(article.address).hostname == host
    return replace(
        article,
        address=article.address if same else found.final_address,
        source=article.source or host.removeprefix("www."),
    )


def known_language(tag: str) -> str:
    """A language tag as it is written (BCP 47: "nl", "pt-BR"), from what a person or a page says.

    Raises:
        BadInput: no language that is known by that tag.
    """
    plain = tag.strip().replace("_", "-")
    if plain.lower() in (*LANGUAGES, *OTHERS):
        return plain.lower()
    from babel.core import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(plain, sep="-")).replace("_", "-")
    except (ValueError, UnknownLocaleError):
        raise BadInput("{value!r} is not a language: expected a tag such as nl, uk or pt-BR", value=tag) from None


def is_supported(language: str) -> bool:
    """Whether strikemap has words of that language; places of others are found by their script and name only."""
    return language.split("-")[0].lower() in LANGUAGES


def _spoken(paper: Paper) -> str | None:
    """The language that a file gives for itself, unless a text of some length is clearly in another one.

    Templates call everything English; so what is found in a long text goes before it.
    """
    if not paper.language:
        return None
    try:
        stated = known_language(paper.language)
    except BadInput:
        return None
    if stated.split("-")[0] not in (*LANGUAGES, *OTHERS) or len(paper.text) < SURE_CHARACTERS:
        return stated
    found = detect(paper.text)
    return stated if found == stated.split("-")[0] else found


def _kind(data: bytes, filename: str, ending: str) -> Kind:
    """By the file's ending, or by its first bytes where it has none that is known.

    Raises:
        BadArticle: an ending that no article has, on what looks like none.
    """
    if ending in _KINDS:
        return _KINDS[ending]
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04") and b"word/" in data:
        return "docx"
    if _BEGINS_PAGE.match(data[:4096].removeprefix(_BOMS[0][0])):
        return "webpage"
    if ending:
        raise BadArticle(
            "{value} is not an article that can be read: expected .txt, .md, .html, .pdf or .docx", value=filename
        )
    return "plain"


def _paper(data: bytes, kind: Kind, filename: str, encoding: str | None) -> Paper:
    """Each reader is loaded when it is needed: together they take over half a second."""
    if kind == "pdf":
        from geo.reading.pdf import read_pdf

        return read_pdf(data, filename)
    if kind == "docx":
        from geo.reading.docx import read_docx

        return read_docx(data, filename)
    from geo.reading.webpage import read_webpage

    return read_webpage(_decoded(data, filename, encoding or _declared(data)))


def _declared(data: bytes) -> str | None:
    """The encoding that a page names for itself, where it is one of texts; a byte order mark goes before it."""
    match = _DECLARED.search(data[:4096])
    if match is None or any(data.startswith(mark) for mark, _ in _BOMS):
        return None
    return _of_texts((match[1] or match[2]).decode("ascii"))


def _of_texts(name: str | None) -> str | None:
    """The encoding that a server or a page means by a name, as browsers take it; None where it is none of pages."""
    try:
        known = codecs.lookup(name or "").name
        "ab".encode(known)  # codecs that are none of texts ("hex") fail here
    except (LookupError, ValueError):
        return None
    # What can be read for a declaration cannot be UTF-16; a server's word for it goes by the byte order mark.
    if known.startswith(("utf-16", "utf-32")) or known in _NO_PAGES:
        return None
    # Browsers read Latin-1 as Windows-1252.
    return {"iso8859-1": "cp1252", "ascii": "cp1252"}.get(known, known)


def _decoded(data: bytes, filename: str, encoding: str | None) -> str:
    marked_as = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    kind = next((name for magic, name in _MAGIC.items() if data.startswith(magic)), None)
    if kind is not None or (marked_as is None and b"\x00" in data):
        raise BadArticle("{value} is not a text: it holds binary data", value=filename)
    name = encoding or marked_as or "utf-8"
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
    except UnicodeError:
        raise BadArticle("{value!r} is not an encoding: expected utf-8 or cp1252, say", value=name) from None


def _dateline_date(article: Article) -> str | None:
    """The first full date of a dateline; a page's first date is when it came out, a later one when it changed.

    Without one, that of the head of the report: "KYIV, 24 February 2025 (Agency) – ".
    """
    for block in article.blocks:
        if block.kind == "dateline":
            found = sorted(full_dates(article.text[block.start : block.end], article.language))
            if found:
                return found[0][1].isoformat()
    first = next((block for block in article.blocks if block.kind == "body"), None)
    told = None if first is None else dateline_date(article.text, first.start, article.language)
    return None if told is None else told.isoformat()
