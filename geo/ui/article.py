"""Step one: the article with its places marked, and where another one comes in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.reading.article import is_supported
from geo.reading.language import OTHERS
from geo.reading.tables import LANGUAGES
from geo.ui import brought, earlier, eventfile, figures, house, marked, memory, opened, own, say, stories
from geo.ui.heard import when_changed

if TYPE_CHECKING:
    from datetime import date

    from geo.model import Story
    from geo.ui.desk import Desk
    from geo.words import Words

PART, DATE = "article", "date"
# Of the session: the text in the box was read, and makes room for the next.
READ = "text was read"


def show(desk: Desk, words: Words) -> None:
    """Where another article comes in, the marked text, files of one's own, an earlier version."""
    memory.offer(words)
    if st.session_state.pop(READ, False):
        st.session_state["text"] = ""
    # Another key is another expander, which unfolds by what it is told. One that was unfolded beside the sample stays
    # so when that comes in another language.
    key = f"another-{'sample' if opened.is_sample(desk.story) else desk.story.id}-{memory.back()}"
    unread = PART in desk.notices or (memory.back() > 0 and bool(st.session_state.get("text")))
    with st.expander(words("Another article"), icon=":material/edit_note:", expanded=unread, key=key):
        _box(desk, words)
    stories.box(desk, words)
    if opened.is_sample(desk.story):
        say.note(words("This is a sample, to look round in. For an article of your own, open the first box above."))
    _text(desk, words)
    own.box(desk, words)
    earlier.box(desk, words)


def _text(desk: Desk, words: Words) -> None:
    """The text with its places marked, and what is not known of it."""
    story = desk.story
    about = " · ".join(part for part in (story.article.source, story.article.published) if part)
    if about:
        say.note(about)
    _source(desk, words)
    _date(desk, words)
    eventfile.told(story, words)
    if not story.article.text:
        return
    spoken = story.article.language
    if not is_supported(spoken):
        say.note(
            words(
                "strikemap has no words of the language of this text ({language}): places are found by name only",
                language=brought.language_name(spoken, words),
            )
        )
    marked.show(desk, words, key="article-marks")
    if story.article.published is None:
        say.note(words("No date of publication is known, so words such as 'today' stay without a date."))


def _source(desk: Desk, words: Words) -> None:
    """Where an article has no source, a box for it: who reported it stands on the map and in what is checked."""
    article = desk.story.article
    if article.source or not article.text:
        return
    key = f"article-source-{desk.turn}"

    def named() -> None:
        name = st.session_state[key].strip()
        if name:
            desk.change(replace(desk.story, article=replace(article, source=name)))

    st.text_input(
        words("The article has no source: who published it?"),
        key=key,
        max_chars=200,
        placeholder="NOS",
        on_change=when_changed(key, "", named),
    )


def _date(desk: Desk, words: Words) -> None:
    """Where an article has no date, a box for it: what it dates by "today" or a weekday is read by that."""
    article = desk.story.article
    if article.published or not article.text:
        return
    key = f"article-date-{desk.turn}"

    def dated() -> None:
        from geo.analysis import with_date

        day: date | None = st.session_state[key]
        if day is not None:
            with desk.attempt(DATE):
                desk.change(with_date(desk.story, day.isoformat(), house.borders(desk.story.policy)))

    st.date_input(
        words("The article has no date: when was it published?"),
        value=None,
        key=key,
        format=figures.date_format(words),
        on_change=when_changed(key, None, dated),
    )
    say.notice(desk, DATE, words)


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
        type=brought.FILES,
        key=f"file-{desk.turn}",
        max_upload_size=brought.MOST_UPLOAD_MB,
    )
    table = None if upload is None else eventfile.choose(upload, words)
    first, second, third = st.columns(3)
    with first:
        published: date | None = st.date_input(
            words("Date of publication"),
            value=None,
            key="published",
            format=figures.date_format(words),
            persist_state="session",
        )
    with second:
        source = st.text_input(words("Source"), key="source", placeholder="NOS", persist_state="session")
    with third:
        language = st.selectbox(
            words("Language of the article"),
            ("", *LANGUAGES, *OTHERS),
            format_func=lambda tag: brought.language_name(tag, words) if tag else words("as found"),
            key="article-language",
            persist_state="session",
        )
    about = brought.About(
        None if published is None else published.isoformat(), (source or "").strip() or None, language or None
    )
    if st.button(words("Read"), type="primary", key="read", icon=":material/find_in_page:"):
        if table is not None:
            _read_events(desk, words, table, about)
        else:
            _read(desk, words, text, upload, about)
    # Beside the buttons that it may come from: below them all it would be off the screen.
    said = st.container(key="sm-article-said")
    address = st.text_input(
        words("Or the address of a page"), key="address", placeholder="https://", persist_state="session"
    )
    # Nothing is fetched before this button: it alone goes to the network, and says so.
    if st.button(words("Fetch this page from the network"), key="fetch", icon=":material/public:"):
        _fetch(desk, words, address or "", about)
    _samples(desk, words)
    with said:
        say.notice(desk, PART, words)
        if PART in desk.notices:
            say.note(words("The story at hand is as it was. Try another file, or paste the text."))


def _samples(desk: Desk, words: Words) -> None:
    """Articles to try it with, each with its language."""
    titles = brought.samples()
    name = st.selectbox(
        words("Or an article to try it with"),
        list(titles),
        index=None,
        format_func=lambda name: f"{titles[name]} ({brought.language_name(name.split('.')[-2], words)})",
        key="sample",
        placeholder=words("Choose one"),
    )
    if st.button(words("Read this sample"), key="read-sample", icon=":material/auto_stories:", disabled=name is None):
        with desk.attempt(PART):
            _open(desk, brought.analysed(desk, words, brought.sample(str(name))))


def _read(desk: Desk, words: Words, text: str | None, upload: object, about: brought.About) -> None:
    """Read what was handed in and lay its story on the desk; on an error the story at hand stays."""
    with desk.attempt(PART):
        if upload is not None:
            story = brought.story_of_file(desk, words, upload.getvalue(), upload.name, about)  # type: ignore[attr-defined]
        else:
            story = brought.analysed(desk, words, brought.article_of_text(text or "", about))
        _open(desk, story)


def _read_events(desk: Desk, words: Words, table: eventfile.Chosen, about: brought.About) -> None:
    """Lay the story of a table of events on the desk; on an error the story at hand stays."""
    with desk.attempt(PART):
        _open(desk, eventfile.story_of(table, desk.story, about.language or words.language, about.source))


def _fetch(desk: Desk, words: Words, address: str, about: brought.About) -> None:
    """Fetch the page at an address and lay its story on the desk; on an error the story at hand stays."""
    from geo.reading.article import article_from_address

    with desk.attempt(PART):
        with st.spinner(words("Fetching the page")):
            article = article_from_address(
                address, language=about.language, published=about.published, source=about.source
            )
        _open(desk, brought.analysed(desk, words, article))


def _open(desk: Desk, story: Story) -> None:
    desk.open(story)
    memory.spend()
    st.session_state[READ] = True
    st.session_state.pop("map-language", None)
    st.rerun()
