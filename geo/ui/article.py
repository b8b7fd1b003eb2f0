"""Step one: the article with its places marked, and where another one comes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from geo.reading.article import is_supported
from geo.reading.language import OTHERS
from geo.reading.tables import LANGUAGES
from geo.ui import eventfile, house, marked, own, say

if TYPE_CHECKING:
    from datetime import date

    from geo.model import Article, Story
    from geo.ui.desk import Desk
    from geo.words import Words

FILES = ["txt", "md", "html", "htm", "pdf", "docx", "geojson", "json", "csv", "tsv"]
MOST_UPLOAD_MB = 100
PART = "article"


@dataclass(frozen=True, slots=True)
class About:
    """What a person says of an article; None where they leave it to what the article says itself."""

    published: str | None = None
    source: str | None = None
    language: str | None = None


def show(desk: Desk, words: Words) -> None:
    """The article box and the marked text."""
    story = desk.story
    failed = PART in desk.notices
    with st.expander(words("Another article"), icon=":material/edit_note:", expanded=failed, key="another"):
        _box(desk, words)
    own.box(desk, words)
    about = " · ".join(part for part in (story.article.source, story.article.published) if part)
    if about:
        say.note(about)
    eventfile.told(story, words)
    if not story.article.text:
        return
    spoken = story.article.language
    if not is_supported(spoken):
        say.note(
            words(
                "strikemap has no words of the language of this text ({language}): places are found by name only",
                language=language_name(spoken, words),
            )
        )
    marked.show(desk, words, key="article-marks")
    if story.article.published is None:
        say.note(words("No date of publication is known, so words such as 'today' stay without a date."))


def _box(desk: Desk, words: Words) -> None:
    text = st.text_area(
        words("Text of the article"),
        height=180,
        key="text",
        persist_state="session",
        placeholder=words("Paste it here"),
    )
    upload = st.file_uploader(
        words("Or a file: article, saved story or table of events"),
        type=FILES,
        key=f"file-{desk.turn}",
        max_upload_size=MOST_UPLOAD_MB,
    )
    table = None if upload is None else eventfile.choose(upload, words)
    first, second, third = st.columns(3)
    with first:
        published: date | None = st.date_input(
            words("Date of publication"), value=None, key="published", format="YYYY-MM-DD", persist_state="session"
        )
    with second:
        source = st.text_input(words("Source"), key="source", placeholder="NOS", persist_state="session")
    with third:
        language = st.selectbox(
            words("Language of the article"),
            (None, *LANGUAGES, *OTHERS),
            format_func=lambda tag: words("as found in the text") if tag is None else language_name(tag, words),
            key="article-language",
            persist_state="session",
        )
    about = About(None if published is None else published.isoformat(), (source or "").strip() or None, language)
    if st.button(words("Read"), type="primary", key="read", icon=":material/find_in_page:"):
        if table is not None:
            _read_events(desk, words, table, about)
        else:
            _read(desk, words, text, upload, about)
    address = st.text_input(
        words("Or the address of a page"), key="address", placeholder="https://", persist_state="session"
    )
    # Nothing is fetched before this button: it alone goes to the network, and says so.
    if st.button(words("Fetch this page from the network"), key="fetch", icon=":material/public:"):
        _fetch(desk, words, address or "", about)
    say.notice(desk, PART, words)


def _read(desk: Desk, words: Words, text: str | None, upload: object, about: About) -> None:
    """Read what was handed in and lay its story on the desk; on an error the story at hand stays."""
    with desk.attempt(PART):
        if upload is not None:
            story = story_of_file(desk, words, upload.getvalue(), upload.name, about)  # type: ignore[attr-defined]
        else:
            story = analysed(desk, words, article_of_text(text or "", about))
        _open(desk, story)


def _read_events(desk: Desk, words: Words, table: eventfile.Chosen, about: About) -> None:
    """Lay the story of a table of events on the desk; on an error the story at hand stays."""
    with desk.attempt(PART):
        _open(desk, eventfile.story_of(table, desk.story, about.language or words.language, about.source))


def _fetch(desk: Desk, words: Words, address: str, about: About) -> None:
    """Fetch the page at an address and lay its story on the desk; on an error the story at hand stays."""
    from geo.reading.article import article_from_address

    with desk.attempt(PART):
        with st.spinner(words("Fetching the page")):
            article = article_from_address(
                address, language=about.language, published=about.published, source=about.source
            )
        _open(desk, analysed(desk, words, article))


def _open(desk: Desk, story: Story) -> None:
    desk.open(story)
    st.session_state.pop("map-language", None)
    st.rerun()


def story_of_file(desk: Desk, words: Words, data: bytes, name: str, about: About) -> Story:
    """The story of an uploaded file: a saved story as it is, anything else read as an article. Bytes only.

    Raises:
        BadArticle, BadDocument: as the readers say.
    """
    from geo.document import looks_like_story

    if looks_like_story(data) or name.lower().endswith((".geojson", ".json")):
        from geo.publishing.edits import reopened
        from geo.ui.desk import now

        return reopened(data, at=now())
    from geo.reading.article import article_from_bytes

    article = article_from_bytes(
        data, filename=name, language=about.language, published=about.published, source=about.source
    )
    return analysed(desk, words, article)


def article_of_text(text: str, about: About) -> Article:
    """The article of a pasted text.

    Raises:
        BadArticle: empty, without letters, or too long.
    """
    from geo.reading.article import article_from_text

    return article_from_text(text, language=about.language, published=about.published, source=about.source)


def language_name(tag: str, words: Words) -> str:
    """What a language is called in the language of the page, with its tag: "Pools (pl)"."""
    from babel.core import Locale, UnknownLocaleError

    try:
        name = Locale.parse(tag, sep="-").get_display_name(words.language)
    except (ValueError, UnknownLocaleError):
        name = None
    return f"{name} ({tag})" if name else tag


def analysed(desk: Desk, words: Words, article: Article) -> Story:
    """The article's story; decisions about an earlier reading of the same text are kept."""
    from geo.analysis import analyse, story_id

    same = story_id(article) == story_id(desk.story.article)
    with say.working(words), st.spinner(words("Reading the article")):
        return analyse(
            article,
            gazetteer=own.names(),
            borders=house.borders(desk.story.policy),
            changes=desk.story.changes if same else (),
        )
