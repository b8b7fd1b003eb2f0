"""Step one: the article with its places marked, and where another one comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.ui import opened, say
from geo.ui.marked import legend, marked_text

if TYPE_CHECKING:
    from datetime import date

    from geo.model import Article, Story
    from geo.ui.desk import Desk
    from geo.words import Words

FILES = ["txt", "md", "html", "htm", "geojson", "json", "pdf", "docx"]
PART = "article"


def show(desk: Desk, words: Words) -> None:
    """The article box and the marked text."""
    story = desk.story
    failed = PART in desk.notices
    with st.expander(words("Another article"), icon=":material/edit_note:", expanded=failed, key="another"):
        _box(desk, words)
    about = " · ".join(part for part in (story.article.source, story.article.published) if part)
    if about:
        say.note(about)
    st.html(legend(story, words) + marked_text(story, words, chosen=desk.chosen))
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
        words("Or a file: article or saved story"), type=FILES, key=f"file-{desk.turn}", max_upload_size=10
    )
    first, second = st.columns(2)
    with first:
        published: date | None = st.date_input(
            words("Date of publication"), value=None, key="published", format="YYYY-MM-DD", persist_state="session"
        )
    with second:
        source = st.text_input(words("Source"), key="source", placeholder="NOS", persist_state="session")
    if st.button(words("Read"), type="primary", key="read", icon=":material/find_in_page:"):
        _read(desk, words, text, upload, None if published is None else published.isoformat(), source)
    say.notice(desk, PART, words)


def _read(
    desk: Desk, words: Words, text: str | None, upload: object, published: str | None, source: str | None
) -> None:
    """Read what was handed in and lay its story on the desk; on an error the story at hand stays."""
    with desk.attempt(PART):
        if upload is not None:
            story = story_of_file(desk, words, upload.getvalue(), upload.name, published, source)  # type: ignore[attr-defined]
        else:
            story = _analysed(desk, words, article_of_text(text or "", published, source))
        desk.open(story)
        st.session_state.pop("map-language", None)
        st.rerun()


def story_of_file(desk: Desk, words: Words, data: bytes, name: str, published: str | None, source: str | None) -> Story:
    """The story of an uploaded file: a saved story as it is, anything else read as an article. Bytes only.

    Raises:
        BadArticle, BadDocument, NotYet: as the readers say.
    """
    from geo.document import loads, looks_like_story

    if looks_like_story(data) or name.lower().endswith((".geojson", ".json")):
        return loads(data)
    from geo.reading.article import article_from_bytes

    return _analysed(
        desk, words, article_from_bytes(data, filename=name, published=published, source=(source or "").strip() or None)
    )


def article_of_text(text: str, published: str | None, source: str | None) -> Article:
    """The article of a pasted text.

    Raises:
        BadArticle: empty, without letters, or too long.
    """
    from geo.reading.article import article_from_text

    return article_from_text(text, published=published, source=(source or "").strip() or None)


def _analysed(desk: Desk, words: Words, article: Article) -> Story:
    """The article's story; decisions about an earlier reading of the same text are kept."""
    from geo.analysis import analyse, story_id

    same = story_id(article) == desk.story.id
    with say.working(words), st.spinner(words("Reading the article")):
        return analyse(
            article,
            gazetteer=opened.names(),
            borders=opened.borders(desk.story.policy),
            changes=desk.story.changes if same else (),
        )
