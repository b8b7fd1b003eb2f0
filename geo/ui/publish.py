"""Step five: what is left to do, the review, and what leaves the desk. Nothing is built before it is asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from geo.decisions import MAX_CORRECTION
from geo.document import MAX_WORDING
from geo.ui import deskmap, drawn, embed, files, held, house, preview, ready, say
from geo.ui.heard import when_changed
from geo.words import LANGUAGE_NAMES, MAP_LANGUAGES

if TYPE_CHECKING:
    from typing import Literal

    from geo.ui.desk import Desk
    from geo.words import Words

CORRECTION, STYLE = "correction", "style"
LOOKS = Path(__file__).with_name("publish.css")


def show(desk: Desk, words: Words) -> None:
    """The checklist, the review, words and style of the map, embargo, preview, files, and what is pasted elsewhere."""
    st.html(LOOKS)
    ready.checklist(desk, words)
    ready.review(desk, words)
    language = _map_words(desk, words)
    held.box(desk, words)
    preview.box(desk, words, language)
    files.show(desk, words, language)
    embed.show(desk, words, language)


# ---------------------------------------------------------------- words on the map


def _map_words(desk: Desk, words: Words) -> str:
    """Title, language, caption, alt text, correction, borders and style; the language of the map."""
    st.subheader(words("On the map"), anchor=False)
    title_key, correction_key = f"title-{desk.turn}", f"correction-{desk.turn}"

    headline = desk.story.article.title
    own_title = "" if desk.story.title == headline else desk.story.title

    def titled() -> None:
        desk.change(replace(desk.story, title=st.session_state[title_key].strip() or headline))

    st.text_input(
        words("Title"),
        own_title,
        key=title_key,
        max_chars=200,
        # What the map is called as long as the box is empty: by its range, or as the article is.
        placeholder=drawn.scene(desk.story, deskmap.language(desk), house.in_use(), published=True).title,
        on_change=when_changed(title_key, own_title, titled),
    )
    st.selectbox(
        words("Language of the map"),
        list(MAP_LANGUAGES),
        index=MAP_LANGUAGES.index(deskmap.words_language(desk.story)),
        format_func=lambda code: LANGUAGE_NAMES[code],
        key="map-language",
        persist_state="session",
    )
    language = deskmap.language(desk)
    _own_words(desk, words, language)

    def corrected() -> None:
        with desk.attempt(CORRECTION):
            desk.put(desk.decided("correct", desk.story.id, text=st.session_state[correction_key]))

    st.text_area(
        words("Correction line"),
        desk.story.correction,
        key=correction_key,
        max_chars=MAX_CORRECTION,
        height="content",
        on_change=when_changed(correction_key, desk.story.correction, corrected),
    )
    say.notice(desk, CORRECTION, words)
    house.policy_box(desk, words)
    _map_style(desk, words)
    return language


def _own_words(desk: Desk, words: Words, language: str) -> None:
    """Caption and alt text: a person's own, or those made from the story, which stand greyed in the empty box."""
    story = desk.story
    # What readers get, so that the grey text is what stands there as long as the box is empty.
    scene = drawn.scene(story, language, house.in_use(), published=True)
    _wording(desk, words, "caption", words("Caption"), story.caption, scene.summary)
    _wording(desk, words, "alt", words("Alt text, for who does not see the map"), story.alt, scene.alt)


def _wording(desk: Desk, words: Words, what: Literal["caption", "alt"], label: str, own: str, usual: str) -> None:
    key = f"{what}-{desk.turn}"

    def changed() -> None:
        _decide(st.session_state[key])

    def back() -> None:
        _decide("")
        desk.turn += 1

    def _decide(text: str) -> None:
        with desk.attempt(what):
            desk.put(desk.decided(what, desk.story.id, text=text))

    st.text_area(
        label,
        own,
        key=key,
        max_chars=MAX_WORDING,
        height=120,
        placeholder="" if own else usual,
        on_change=when_changed(key, own, changed),
    )
    say.notice(desk, what, words)
    if own:
        st.button(
            words("Back to the words made from the story"),
            key=f"{what}-back",
            type="tertiary",
            icon=":material/undo:",
            on_click=back,
        )


def _map_style(desk: Desk, words: Words) -> None:
    """Which style the story's maps are drawn in: a built-in one, or a house's own that was brought."""
    from geo.style import DEFAULT, STYLES, built_in_house, styled

    brought = house.brought()
    names = [*STYLES, *([brought.style] if brought is not None and brought.style not in STYLES else [])]
    key = f"map-style-{desk.turn}"
    named = desk.story.style.get("name", DEFAULT)
    shown = named if named in names else DEFAULT

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
        index=names.index(shown),
        format_func=lambda name: f"{name} ({words(STYLES[name])})" if name in STYLES else name,
        key=key,
        on_change=when_changed(key, shown, chosen),
    )
    say.notice(desk, STYLE, words)
    if named not in names:
        say.note(words("This story was made in the style {name}: bring its file for it.", name=named))
    house.box(desk, words)
