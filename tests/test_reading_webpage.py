"""Web pages built as news sites build theirs: what is taken, as what, and what they say of themselves."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from lxml import html

from geo.errors import BadArticle
from geo.model import Article
from geo.reading.article import MOST_BYTES, article_from_bytes

PAGES = sorted((Path(__file__).parent / "webpages").glob("*.html"))
# Pages on which a box cannot be told from the article by anything but its meaning: share of words that may be too many.
ALLOWED = {"gallery.de": 0.15, "single-page-app.uk": 0.2}
# A summary's point of four words, above the first post of a live page.
MISSED = {"live-blog.en": 1}


def read(page: str | bytes) -> Article:
    return article_from_bytes(page.encode() if isinstance(page, str) else page, filename="pagina.html")


def parts(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_article_is_taken_with_its_parts_and_little_else(path: Path) -> None:
    markup = path.read_text(encoding="utf-8")
    root = html.document_fromstring(markup)
    marked = [(e.get("data-is"), " ".join(e.text_content().split())) for e in root.iter() if e.get("data-is")]
    article = read(re.sub(r' data-is="\w+"', "", markup))
    missed = [part for part in marked if part not in parts(article)]
    assert len(missed) <= MISSED.get(path.stem, 0), missed
    extra = [text for part in parts(article) if part not in marked for text in part[1].split()]
    assert len(extra) <= ALLOWED.get(path.stem, 0) * len(article.text.split()), extra
    assert article.title == next(text for kind, text in marked if kind == "title")
    assert article.language == path.stem.rpartition(".")[2]


@pytest.mark.parametrize(
    ("name", "published", "source", "address"),
    [
        ("div-soup.nl", "2025-02-03", "De Stadsbode", "https://stadsbode.example/dijk"),
        ("article-figure.en", "2025-01-12", "The Daily Sample", None),
        ("amp.fr", "2025-07-21", "La Gazette", "https://gazette.example/incendie"),
        ("paywall.de", "2025-04-09", "Musterblatt", None),
        ("single-page-app.uk", "2025-09-01", "Приклад", None),
        ("live-blog.en", "2025-03-02", "Coast News", None),
        ("caption-div.ru", "2025-09-03", "Пример", None),
        ("old-table.en", None, None, None),
    ],
)
def test_what_a_page_says_of_itself(name: str, published: str | None, source: str | None, address: str | None) -> None:
    article = read((Path(__file__).parent / "webpages" / f"{name}.html").read_bytes())
    assert (article.published, article.source, article.address) == (published, source, address)


LONG = "De brandweer rukte maandag met vier wagens uit naar een loods in Kampen, waar brand was uitgebroken. " * 3


def page(body: str, head: str = "", lang: str = "nl") -> str:
    return f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'


def test_a_template_s_language_gives_way_to_that_of_a_long_text() -> None:
    body = f"<article><h1>Brand in Kampen</h1><p>{LONG}</p><p>{LONG}</p></article>"
    assert read(page(body, lang="en")).language == "nl"
    assert read(page(body, lang="nl-BE")).language == "nl-BE"
    for tag in ("", "xx", "not a tag", "{{lang}}"):
        assert read(page(body, lang=tag)).language == "nl"
    assert read(page("<p>Brand in Kampen.</p>", lang="af")).language == "af"


@pytest.mark.parametrize(
    "data",
    [
        '{"@type": "NewsArticle"',
        "[" * 5000,
        '{"@type": "NewsArticle", "headline": {"x": 1}, "datePublished": 5, "publisher": [[]]}',
        '{"@graph": {"@graph": {"@graph": []}}}',
        '["NewsArticle", null, 3]',
        '{"@type": ["NewsArticle"], "datePublished": "gisteren", "publisher": {"name": ["x"]}}',
    ],
)
def test_metadata_that_is_none_does_no_harm(data: str) -> None:
    head = f'<script type="application/ld+json">{data}</script>'
    article = read(page(f"<article><h1>Brand in Kampen</h1><p>{LONG}</p></article>", head))
    assert article.title == "Brand in Kampen"
    assert (article.published, article.source) == (None, None)


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("cp1252", '<meta charset="windows-1252">'),
        ("cp1252", '<meta charset="iso-8859-1">'),
        ("koi8-r", '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">'),
        ("utf-8", '<meta charset="utf-8">'),
        ("utf-8", '<meta charset="no-such-thing">'),
        ("utf-8", '<meta charset="hex">'),
        ("utf-8-sig", '<meta charset="windows-1252">'),
        ("utf-16", '<meta charset="utf-8">'),
    ],
)
def test_the_encoding_that_a_page_declares(encoding: str, declared: str) -> None:
    words = "Мост в Пскове" if encoding == "koi8-r" else "Zürich – één café in Liège"
    assert words in read(page(f"<p>{words} is open.</p>", declared).encode(encoding)).text


def test_a_page_in_another_encoding_than_it_says_is_refused_with_the_byte() -> None:
    with pytest.raises(BadArticle, match=r"pagina.html is not UTF-8: byte 0xFC at position"):
        read(page("<p>Zürich</p>", '<meta charset="utf-8">').encode("cp1252"))


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 50_000 + "tekst" + "</div>" * 50_000,
        page("<div class='ad'>" * 150 + "<span>x y </span>" * 5_000),
        page("<p>" + "<span class=date>1 maart " * 20_000),
        page("<a href='x'>een</a> " * 30_000),
        page("<script>" + "x" * 3_000_000 + "</script><p>Brand in Kampen.</p>"),
        "<!--" * 100_000,
        page("<table><tr><td>" * 3_000 + "x y"),
    ],
    ids=["deep", "boxes", "inline", "links", "script", "comments", "tables"],
)
def test_pages_that_nobody_would_write_end_in_time(markup: str) -> None:
    began = time.process_time()
    try:
        read(markup)
    except BadArticle as error:
        assert "no text that can be read" in str(error)
    assert time.process_time() - began < 8


def test_fifty_megabytes_are_refused_at_once() -> None:
    began = time.process_time()
    with pytest.raises(BadArticle, match=r"pagina\.html is too long: expected at most 10 MB"):
        read(b"<p>x</p>" * (50_000_000 // 8))
    assert time.process_time() - began < 1
    assert MOST_BYTES["webpage"] == 10_000_000


@pytest.mark.parametrize("body", ["", "<nav>Menu</nav>", "<script>x</script>", "<p> </p>", "<img src=x>"])
def test_a_page_without_an_article_says_so(body: str) -> None:
    with pytest.raises(BadArticle, match="no text that can be read"):
        read(page(body))


def test_what_is_written_is_text_and_never_markup() -> None:
    article = read(
        page("<article><p>Een &lt;script&gt;alert(1)&lt;/script&gt; in {{ 7*7 }} &amp;amp; Kampen.</p></article>")
    )
    assert article.text == "Een <script>alert(1)</script> in {{ 7*7 }} &amp; Kampen."


@pytest.mark.parametrize("stated", ["0000-00-00", "2024-31-12", "2024-02-30T10:00:00Z"])
def test_a_date_that_no_calendar_has_is_no_date(stated: str) -> None:
    markup = page("<article><p>Een lange zin over Kampen aan de rivier.</p></article>")
    said = f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{stated}"}}</script>'
    assert read(markup.replace("<body", f"{said}<body", 1)).published is None


def test_what_a_page_says_of_itself_can_be_shown_and_saved() -> None:
    markup = page("<article><p>Een lange zin over Kampen aan de rivier.</p></article>")
    record = r'{"@type": "NewsArticle", "headline": "Kop \ud800\u0000", "publisher": "De \ud800\u001b[31m Krant"}'
    article = read(markup.replace("<body", f'<script type="application/ld+json">{record}</script><body', 1))
    assert article.source == "De [31m Krant"
    for value in (article.text, article.title, article.source):
        assert value.encode("utf-8").decode("utf-8").replace("\n", "").isprintable()


@pytest.mark.parametrize("href", ["javascript:alert(1)", "https://[", "http://a b/", "https:///x", "http://\u202ea/"])
@pytest.mark.parametrize("where", ['<link rel="canonical" href="{}">', '<meta property="og:url" content="{}">'])
def test_an_address_that_is_none_is_not_believed(href: str, where: str) -> None:
    markup = page("<article><p>Een lange zin over Kampen aan de rivier.</p></article>")
    assert read(markup.replace("<body", f"{where.format(href)}<body", 1)).address is None
