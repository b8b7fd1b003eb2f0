"""Step five: the review, and the files that leave the desk. Nothing is built before it is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.decisions import MAX_CORRECTION
from geo.document import tells_hidden
from geo.ui import embed, figures, files, house, say
from geo.words import MAP_LANGUAGES, map_words

if TYPE_CHECKING:
    from geo.model import Story
    from geo.ui.desk import Desk
    from geo.words import Words

REVIEW, CORRECTION, STYLE = "review", "correction", "style"
DRAFT = "Draft, not checked"
# Each in its own words: whoever reads it knows it.
LANGUAGE_NAMES = {
    "nl": "Nederlands",
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "uk": "Українська",
    "ru": "Русский",
}


def show(desk: Desk, words: Words) -> None:
    """What is still open, the review, words and style of the map, the files, and what is pasted into an article."""
    _review(desk, words)
    _map_words(desk, words)
    language = st.session_state.get("map-language") or words_language(desk.story)
    files.show(desk, words, language)
    embed.show(desk, words, language)


# ---------------------------------------------------------------- review


def still_open(story: Story, words: Words) -> list[str]:
    """What a reviewer should look at first, as sentences."""
    found = []
    doubtful = [place for place in story.places if figures.confidence(place, words) == words("please check")]
    if doubtful:
        names = ", ".join(figures.place_label(place, story.places, words) for place in doubtful)
        found.append(words("Places to check: {names}", names=names))
    if story.unresolved:
        names = ", ".join(dict.fromkeys(mention.text for mention in story.unresolved))
        found.append(words("Not found: {names}", names=names))
    differing = [check for check in story.checks if check.verdict == "differs"]
    if differing:
        found.append(words.plural("{n} figure differs", "{n} figures differ", len(differing)))
    unaccepted = [strike for strike in story.strikes if not strike.accepted]
    if unaccepted:
        found.append(
            words.plural(
                "{n} reported strike is not accepted yet: it stays out of published files",
                "{n} reported strikes are not accepted yet: they stay out of published files",
                len(unaccepted),
            )
        )
    if tells_hidden(story.title, story):
        found.append(words("The title names a place that is withheld: it stays out of published files"))
    if tells_hidden(story.correction, story):
        found.append(words("The correction names a place that is withheld: it stays out of published files"))
    if not story.article.source:
        found.append(words("The article has no source"))
    if story.article.published is None:
        found.append(words("The article has no date"))
    return found


def _review(desk: Desk, words: Words) -> None:
    story = desk.story
    st.subheader(words("Review"), anchor=False)
    if story.review is not None:
        st.success(words("Reviewed"), icon=":material/check_circle:")
        when = figures.instant(story.review.at, words)
        say.note(words("by {name}, {when}. Any change ends the review.", name=story.review.by, when=when))
        return
    st.warning(words(DRAFT), icon=":material/edit:")
    for sentence in still_open(story, words):
        say.note(f"• {sentence}")
    key = "reviewer"
    tick = f"reviewed-{story.revision}-{desk.turn}"

    def ticked() -> None:
        if st.session_state[tick]:
            with desk.attempt(REVIEW):
                desk.review(st.session_state.get(key) or "")
        if REVIEW in desk.notices:
            desk.turn += 1

    st.text_input(words("Your name"), key=key, persist_state="session", max_chars=100)
    st.checkbox(
        words("I have checked the reported strike, from where it is measured, and the range"),
        key=tick,
        on_change=ticked,
    )
    say.notice(desk, REVIEW, words)


# ---------------------------------------------------------------- words on the map


def _map_words(desk: Desk, words: Words) -> None:
    st.subheader(words("On the map"), anchor=False)
    title_key, correction_key = f"title-{desk.turn}", f"correction-{desk.turn}"
    st.text_input(
        words("Title"),
        desk.story.title,
        key=title_key,
        max_chars=200,
        on_change=lambda: desk.change(replace(desk.story, title=st.session_state[title_key].strip())),
    )

    def corrected() -> None:
        with desk.attempt(CORRECTION):
            desk.put(desk.decided("correct", desk.story.id, text=st.session_state[correction_key]))

    st.text_area(
        words("Correction line"),
        desk.story.correction,
        key=correction_key,
        max_chars=MAX_CORRECTION,
        height="content",
        on_change=corrected,
    )
    say.notice(desk, CORRECTION, words)
    st.selectbox(
        words("Language of the map"),
        list(MAP_LANGUAGES),
        index=MAP_LANGUAGES.index(words_language(desk.story)),
        format_func=lambda code: LANGUAGE_NAMES.get(code, code),
        key="map-language",
        persist_state="session",
    )
    _map_style(desk, words)


def _map_style(desk: Desk, words: Words) -> None:
    """Which style the story's maps are drawn in: a built-in one, or a house's own that was brought."""
    from geo.style import DEFAULT, STYLES, built_in_house, styled

    brought = house.brought()
    names = [*STYLES, *([brought.style] if brought is not None and brought.style not in STYLES else [])]
    key = f"map-style-{desk.turn}"
    named = desk.story.style.get("name", DEFAULT)

    def chosen() -> None:
        name = st.session_state[key]
        with desk.attempt(STYLE):
            if brought is not None and name == brought.style:
                house.use(desk, brought)
            elif house.in_use() is not None:
                house.leave(desk, name)
            else:
                desk.change(styled(desk.story, built_in_house(name)))

    st.selectbox(
        words("Style of the map"),
        names,
        index=names.index(named if named in names else DEFAULT),
        format_func=lambda name: f"{name} ({words(STYLES[name])})" if name in STYLES else name,
        key=key,
        on_change=chosen,
    )
    say.notice(desk, STYLE, words)
    if named not in names:
        say.note(words("This story was made in the style {name}: bring its file for it.", name=named))
    house.box(desk, words)


def words_language(story: Story) -> str:
    """The language of the story's map, of those that there are words for."""
    return map_words(story.language).language
