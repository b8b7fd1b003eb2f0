"""The article in a web page: main text without menus, with captions and credits marked, and the page's metadata.

Parsed by lxml. trafilatura was weighed and left: it brings eleven packages, takes over a second to import, and
drops the captions that the reader must tell apart.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from lxml import etree, html

from geo.errors import BadArticle
from geo.model import Block, BlockKind

# Parts of a page that are never the article.
_FURNITURE = ("script", "style", "noscript", "template", "svg", "nav", "aside", "footer", "form", "button", "iframe",
              "select", "dialog", "object", "canvas", "menu")  # fmt: skip
_FURNITURE_ROLES = ("navigation", "banner", "contentinfo", "complementary", "search", "menu", "dialog")
_BLOCKS: dict[str, BlockKind] = {
    "h1": "title", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading", "p": "body",
    "li": "body", "blockquote": "body", "figcaption": "caption", "caption": "caption", "time": "dateline",
    "td": "body", "th": "body", "dd": "body", "dt": "body", "pre": "body",
}  # fmt: skip
_CREDIT = re.compile(r"credit|copyright|byline-photo|photographer|fotograaf|source", re.IGNORECASE)
_ARTICLE_TYPES = ("Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "LiveBlogPosting", "Report")
# libxml2 stops on deeper nesting; nobody writes an article so.
MAX_DEPTH = 200
_GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class Webpage:
    """The text that is shown, its blocks, and what the page says of itself."""

    text: str
    blocks: tuple[Block, ...]
    language: str | None
    published: str | None
    source: str | None
    address: str | None


def read_webpage(markup: str) -> Webpage:
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
    title = str(data.get("headline") or "") or _meta(root, "og:title") or ""
    _drop_furniture(root)
    text, blocks = _shown(_pieces(_main(root), title))
    if not text:
        raise BadArticle("The page has no text that can be read: {why}", why="no paragraphs")
    return Webpage(text, blocks, language, published, source, address)


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
        return [value, *(_records(graph) if graph is not None else [])]
    if isinstance(value, list):
        return [item for item in value if isinstance(item, dict)]
    return []


def _publisher(data: dict[str, Any]) -> str | None:
    publisher = data.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return name if isinstance(name, str) and name.strip() else None


def _meta(root: Any, *names: str) -> str | None:
    for element in root.iterfind(".//meta"):
        if (element.get("property") or element.get("name") or "").lower() in names and element.get("content"):
            return str(element.get("content")).strip()
    return None


def _published(root: Any, data: dict[str, Any]) -> str | None:
    """The ISO date that the page gives for itself; only one that is written as such."""
    stated = data.get("datePublished") or _meta(root, "article:published_time", "datepublished", "date", "dc.date")
    if not stated:
        first = root.find(".//time[@datetime]")
        stated = first.get("datetime") if first is not None else None
    match = re.match(r"\d{4}-\d{2}-\d{2}", stated.strip()) if isinstance(stated, str) else None
    return match[0] if match else None


def _address(root: Any) -> str | None:
    for element in root.iterfind(".//link[@rel='canonical']"):
        href = str(element.get("href") or "")
        if re.match(r"https?://", href):
            return href
    return _meta(root, "og:url")


def _drop_furniture(root: Any) -> None:
    for element in list(root.iter()):
        is_furniture = (
            not isinstance(element.tag, str)
            or element.tag in _FURNITURE
            or element.get("role") in _FURNITURE_ROLES
            or element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
        )
        if is_furniture and element.getparent() is not None:
            element.drop_tree()


def _main(root: Any) -> Any:
    """The element that holds the article: the <article> or <main> with the most text, else the body."""
    for path in (".//article", ".//main", ".//*[@role='main']", ".//*[@itemprop='articleBody']"):
        found = [element for element in root.iterfind(path) if len(element.text_content().strip()) > 200]
        if found:
            return max(found, key=lambda element: len(element.text_content()))
    body = root.find("body")
    return root if body is None else body


def _pieces(main: Any, title: str) -> list[tuple[str, BlockKind]]:
    pieces: list[tuple[str, BlockKind]] = []
    _walk(main, pieces, "body", 0)
    if title and not any(kind == "title" for _, kind in pieces):
        pieces.insert(0, (_plain(title), "title"))
    return [(text, kind) for text, kind in pieces if text]


def _walk(element: Any, pieces: list[tuple[str, BlockKind]], kind: BlockKind, depth: int) -> None:
    """Text in document order; an element without block children is one piece."""
    own = _BLOCKS.get(element.tag, kind)
    if own in ("caption", "body") and _CREDIT.search(f"{element.get('class') or ''} {element.get('itemprop') or ''}"):
        own = "credit" if len(element.text_content().split()) <= 16 else own
    if kind == "caption" and own == "body":
        own = "caption"
    has_blocks = depth < MAX_DEPTH and any(
        isinstance(child.tag, str) and (child.tag in _BLOCKS or child.tag in ("div", "section", "figure", "ul", "ol"))
        for child in element.iterdescendants()
    )
    is_caption = element.tag == "figcaption"
    if not has_blocks and not is_caption:
        pieces.append((_plain(element.text_content()), own))
        return
    pieces.append((_plain(element.text or ""), own))
    for child in element:
        if isinstance(child.tag, str) and (has_blocks or _CREDIT.search(child.get("class") or "")):
            _walk(child, pieces, own, depth + 1)
        elif isinstance(child.tag, str):
            pieces.append((_plain(child.text_content()), own))
        pieces.append((_plain(child.tail or ""), own))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _shown(pieces: list[tuple[str, BlockKind]]) -> tuple[str, tuple[Block, ...]]:
    """The pieces as one text, a blank line between each two, with their blocks."""
    blocks: list[Block] = []
    start = 0
    for piece, kind in pieces:
        blocks.append(Block(start=start, end=start + len(piece), kind=kind))
        start += len(piece) + len(_GAP)
    return _GAP.join(piece for piece, _ in pieces), tuple(blocks)
