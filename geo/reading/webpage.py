"""The article in a web page: main text without menus, with captions and credits marked, and the page's metadata.

Two readers, each for what it does best. trafilatura, tuned on thousands of pages, says which text is the article; but
it drops captions, credits and often the title or the lead, which must be kept and told apart here. So our own walk
over the page (lxml) takes every piece with its kind and its place, and keeps those that trafilatura chose, captions
and credits among them, and what stands unsuspiciously between. On the pages of tests/webpages (bench/webpages.py;
words, mean F1, share of captions shown): the walk alone 84 %, all; trafilatura alone 87 %, 42 %; both together 98 %,
all. trafilatura takes half a second to load, so it is loaded when the first page comes.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lxml import etree, html

from geo.errors import BadArticle
from geo.reading.paper import Paper, Piece, said, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import BlockKind

# Parts of a page that are never the article.
_FURNITURE = ("script", "style", "noscript", "template", "svg", "nav", "aside", "footer", "form", "button", "iframe",
              "select", "dialog", "object", "canvas", "menu", "amp-ad", "amp-list", "amp-sidebar", "amp-consent",
              "head")  # fmt: skip
_FURNITURE_ROLES = ("navigation", "banner", "contentinfo", "complementary", "search", "menu", "dialog")
_BLOCKS: dict[str, BlockKind] = {
    "h1": "title", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading", "p": "body",
    "li": "body", "blockquote": "body", "figcaption": "caption", "caption": "caption", "time": "dateline",
    "td": "body", "th": "body", "dd": "body", "dt": "body", "pre": "body",
}  # fmt: skip
_BOXES = ("div", "section", "figure", "ul", "ol", "article", "header", "main", "table", "tr", "tbody", "hr")
# Boxes whose content stands beside what is beside them.
_THIN = ("ul", "ol", "blockquote", "strong", "b", "em", "span")
# How sites call the classes of captions and credits, in the languages read here.
_CREDIT = re.compile(
    r"credit|copyright|byline-photo|photographer|fotogra[fa]|bildnachweis|fotonachweis|image-source|photo-source"
    r"|bronvermelding",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"caption|bijschrift|onderschrift|bildunterschrift|bildtext|legende|media__description|photo-?description"
    r"|image-?description",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:^|[-_\s])(?:date|datum|datetime|timestamp|pubdate|published)(?=$|[-_\s])", re.IGNORECASE)
# And of what stands round or inside an article without being it.
_AROUND = re.compile(
    r"(?:^|[-_\s])(?:cookies?|consent|newsletter|nieuwsbrief|related|recommend\w*|leesook|teasers?|promo\w*|advert\w*"
    r"|ads?|banner|shar\w*|social|comments?|reacties|kommentare|sidebar|breadcrumbs?|tags|topics|subscri\w*|signup"
    r"|paywall|abo|menu|nav|navigation|footer|byline|author|signature|meta|toolbar|most-?read|popular|trending|incut"
    r"|infobox|disclaimer|outbrain|taboola)(?=$|[-_\s])",
    re.IGNORECASE,
)
_ARTICLE_TYPES = ("Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BlogPosting",
                  "LiveBlogPosting", "Report")  # fmt: skip
# libxml2 stops on deeper nesting; nobody writes an article so.
MAX_DEPTH = 200
LONGEST_ADDRESS = 2_000
# trafilatura's time grows faster than a page; what is longer without its scripts has no menu to lose.
LONGEST_CHOSEN = 1_500_000
# A photograph stands at most so many pieces before the article's first paragraph or after its last.
NEAR = 4
# An opening sentence that trafilatura left out has at least so many words; a byline has fewer. A point of a summary
# may lack the full stop.
LEAST_LEAD_WORDS = 8
LEAST_POINT_WORDS = 11


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the page as it is walked over.

    Attributes:
        around: its box is called like what stands round an article, or it is all links.
        box: number of the box that it stands in; pieces side by side have the same.
    """

    text: str
    kind: BlockKind
    around: bool
    box: int = 0


def read_webpage(markup: str) -> Paper:
    """The article of a page.

    Raises:
        BadArticle: there is no text in it.
    """
    # lxml refuses a str that declares an encoding, and a comment or declaration alone.
    bare = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup)
    try:
        root = html.document_fromstring(bare, parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise BadArticle("The page has no text that can be read: {why}", why=error) from None
    data = _linked_data(root)
    language, source = root.get("lang"), _publisher(data) or _meta(root, "og:site_name")
    published, address = _published(root, data), _address(root)
    title = said(_text(data.get("headline")) or _meta(root, "og:title")) or ""
    window = said(root.findtext(".//title")) or ""
    _drop_furniture(root)
    parts = _titled(_parts(_main(root)), title, window)
    text, blocks = shown(_kept(parts, _chosen(root)))
    if not text:
        raise BadArticle("The page has no text that can be read: {why}", why="no paragraphs")
    return Paper(
        text=text,
        blocks=blocks,
        title=title or window or None,
        language=language,
        published=published,
        source=source,
        address=address,
    )


# ---------------------------------------------------------------- what the page says of itself


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _linked_data(root: Any) -> dict[str, Any]:
    """The page's schema.org article record, or an empty one."""
    for element in root.iterfind(".//script[@type='application/ld+json']"):
        try:
            value = json.loads(element.text or "")
        except (ValueError, RecursionError):
            continue
        for item in _records(value):
            kinds = item.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(name in _ARTICLE_TYPES for name in names):
                return item
    return {}


def _records(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        graph = value.get("@graph")
        return [value, *(item for item in graph if isinstance(item, dict))] if isinstance(graph, list) else [value]
    if isinstance(value, list):
        return [item for item in value if isinstance(item, dict)]
    return []


def _publisher(data: dict[str, Any]) -> str | None:
    publisher = data.get("publisher")
    if isinstance(publisher, list) and publisher:
        publisher = publisher[0]
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return said(name) if isinstance(name, str) else None


def _meta(root: Any, *names: str) -> str | None:
    for element in root.iterfind(".//meta"):
        if (element.get("property") or element.get("name") or "").lower() in names and element.get("content"):
            return said(str(element.get("content")))
    return None


def _published(root: Any, data: dict[str, Any]) -> str | None:
    """The ISO date that the page gives for itself; only one that is written as such, and is in the calendar."""
    stated = data.get("datePublished") or _meta(root, "article:published_time", "datepublished", "date", "dc.date")
    if not stated:
        first = root.find(".//time[@datetime]")
        stated = first.get("datetime") if first is not None else None
    match = re.match(r"\d{4}-\d{2}-\d{2}", stated.strip()) if isinstance(stated, str) else None
    if match is None:
        return None
    with suppress(ValueError):  # "0000-00-00" of a field that nobody filled
        return date.fromisoformat(match[0]).isoformat()
    return None


def _address(root: Any) -> str | None:
    stated = [element.get("href") for element in root.iterfind(".//link[@rel='canonical']")]
    return next((href for href in (*stated, _meta(root, "og:url")) if href and _is_address(href)), None)


def _is_address(text: str) -> bool:
    """Whether a page's address can be one: readers of the map may be sent there."""
    if len(text) > LONGEST_ADDRESS or not text.isprintable() or not re.match(r"https?://\S+$", text):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False


def _drop_furniture(root: Any) -> None:
    """Take out what is never the article, so that neither reader sees it."""
    for element in list(root.iter()):
        is_furniture = (
            not isinstance(element.tag, str)
            or element.tag in _FURNITURE
            or element.get("role") in _FURNITURE_ROLES
            or element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
        )
        # The article's own box may be hidden until a script has run.
        if is_furniture and element.getparent() is not None and element.tag not in ("body", "article", "main"):
            element.drop_tree()


# ---------------------------------------------------------------- the pieces of the page


def _main(root: Any) -> Any:
    """The element that holds the article: the <article> or <main> with the most text, else the body."""
    for path in (".//article", ".//main", ".//*[@role='main']", ".//*[@itemprop='articleBody']"):
        found = [element for element in root.iterfind(path) if len(element.text_content().strip()) > 200]
        if found:
            return _with_heading(max(found, key=lambda element: len(element.text_content())))
    body = root.find("body")
    return root if body is None else body


def _with_heading(element: Any) -> Any:
    """The element, or its parents up to the one that holds the page's one <h1> too."""
    if element.find(".//h1") is not None:
        return element
    for parent in element.iterancestors("div", "section", "main"):
        if len(parent.findall(".//h1")) == 1:
            return parent
    return element


def _parts(main: Any) -> list[_Part]:
    parts: list[_Part] = []
    _Walk(parts, max(1, len(main.text_content())), _with_boxes(main)).over(main, "body", 0, 0, around=False)
    return [replace(part, text=text) for part in parts if (text := _plain(part.text))]


@dataclass(slots=True)
class _Walk:
    """A walk over the page: the pieces found, how long the whole is, what holds boxes, how many were entered."""

    parts: list[_Part]
    whole: int
    holders: frozenset[Any]
    boxes: int = 0

    def over(self, element: Any, kind: BlockKind, depth: int, box: int, *, around: bool) -> None:
        """Text in document order; an element without boxes inside is one piece."""
        own = _own_kind(element, kind)
        around = around or _is_around(element, self.whole)
        if depth >= MAX_DEPTH or element not in self.holders:
            text = element.text_content()
            self.parts.append(_Part(text, own, around or _is_links(element, text), box))
            return
        if element.tag not in _THIN:
            self.boxes += 1
            box = self.boxes
        # Words beside boxes ("text <div>box</div> text") are pieces; words beside inline elements are one with them.
        loose: list[str] = [element.text or ""]
        for child in element:
            if child in self.holders or _is_box(child):
                self.parts.append(_Part("".join(loose), own, around, box))
                loose = []
                self.over(child, own, depth + 1, box, around=around)
            elif isinstance(child.tag, str):
                loose.append(child.text_content() if child.tag != "br" else " ")
            loose.append(child.tail or "")
        self.parts.append(_Part("".join(loose), own, around, box))


def _with_boxes(main: Any) -> frozenset[Any]:
    """The elements that hold boxes, found in one go: asking each anew would take as long as the page is deep."""
    holders: set[Any] = set()
    for element in main.iterdescendants():
        if _is_box(element):
            for parent in element.iterancestors():
                if parent in holders:
                    break
                holders.add(parent)
    return frozenset(holders)


def _is_box(element: Any) -> bool:
    if not isinstance(element.tag, str):
        return False
    called = _called(element)
    return element.tag in _BLOCKS or element.tag in _BOXES or any(
        named.search(called) for named in (_CREDIT, _CAPTION, _DATE)
    )  # fmt: skip


def _called(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''}"


def _own_kind(element: Any, kind: BlockKind) -> BlockKind:
    own = _BLOCKS.get(element.tag, kind)
    called = _called(element)
    if own in ("caption", "body"):
        if _CREDIT.search(called) and _words(element) <= 16:
            return "credit"
        if _CAPTION.search(called) and _words(element) <= 120:
            return "caption"
        if _DATE.search(called) and _words(element) <= 12 and re.search(r"\d", element.text_content()):
            return "dateline"
    return kind if kind in ("caption", "credit") and own == "body" else own


def _words(element: Any) -> int:
    return len(element.text_content().split())


def _is_around(element: Any, whole: int) -> bool:
    """Whether its box is called like what stands round an article, and is no large part of the page."""
    called = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(_AROUND.search(called)) and len(element.text_content()) < 0.4 * whole


def _is_links(element: Any, text: str) -> bool:
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    return linked > 0.6 * max(1, len(text.strip()))


def _titled(parts: list[_Part], title: str, window: str) -> list[_Part]:
    """One piece is the title: the <h1> that the page calls its headline, the first <h1>, or what reads like it.

    Other <h1> (a site's name) are headings.
    """
    wanted = _norm(title)
    heads = [i for i, part in enumerate(parts) if part.kind == "title"]
    alike = [i for i, part in enumerate(parts) if wanted and _norm(part.text) == wanted]
    in_window = [i for i, part in enumerate(parts) if len(_norm(part.text)) > 12 and _norm(part.text) in _norm(window)]
    best = next((i for i in heads if i in alike), None)
    first = next(iter(heads or alike or in_window), None) if best is None else best
    marked = [
        replace(part, kind="title", around=False)
        if i == first
        else replace(part, kind="heading" if part.kind == "title" else part.kind)
        for i, part in enumerate(parts)
    ]
    return [_Part(title, "title", around=False), *marked] if first is None and title else marked


def _plain(text: str) -> str:
    return " ".join(text.split())


def _norm(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


# ---------------------------------------------------------------- which of them are the article


def _chosen(root: Any) -> list[str]:
    """The lines of what trafilatura takes for the article, as bare words; empty where it finds none."""
    markup = html.tostring(root, encoding="unicode")
    if len(markup) > LONGEST_CHOSEN:
        return []
    from trafilatura import extract

    text = extract(markup, include_comments=False, include_tables=True, include_formatting=False, with_metadata=False)
    return [line for line in map(_norm, re.split(r"[\n|]", text or "")) if line]


def _kept(parts: Sequence[_Part], chosen: Sequence[str]) -> list[Piece]:
    """The pieces of the article, in their order; all that is not round it where trafilatura found nothing."""
    lines = frozenset(chosen)
    whole = f" {' '.join(chosen)} "
    is_chosen = [_is_chosen(_norm(part.text), lines, whole) for part in parts]
    running = [i for i, part in enumerate(parts) if is_chosen[i] and part.kind in ("body", "heading")]
    if not running:
        inside = [part for part in parts if not part.around]
        return [(part.text, part.kind) for part in inside or parts]
    first, last = running[0], running[-1]
    boxes = frozenset(parts[i].box for i in running if parts[i].kind == "body")
    title = next((i for i, part in enumerate(parts) if part.kind == "title"), max(0, first - NEAR))
    start = min(title, first)
    return [
        (part.text, part.kind)
        for i, part in enumerate(parts)
        if is_chosen[i]
        or part.kind == "title"
        or (not part.around and start <= i and _belongs(part, i, first, last, boxes))
    ]


def _is_chosen(norm: str, lines: frozenset[str], whole: str) -> bool:
    if not norm:
        return False
    return norm in lines or (norm.count(" ") >= 3 and f" {norm} " in whole)


def _belongs(part: _Part, index: int, first: int, last: int, boxes: frozenset[int]) -> bool:
    """Whether a piece that trafilatura left out is of the article all the same, by its kind and place."""
    if part.kind in ("caption", "credit", "dateline"):
        return index <= last + NEAR
    if index > first and part.box in boxes:
        return True
    if index > last:
        return False
    words = len(part.text.split())
    ends = re.search(r"[.!?…][\"'”’»)]*$", part.text) is not None
    return words >= (LEAST_LEAD_WORDS if ends else LEAST_POINT_WORDS) or (index > first and part.kind == "heading")
