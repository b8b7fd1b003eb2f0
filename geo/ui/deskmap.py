"""The map beside the steps: it shows the story, a click on a place turns to that place, and a mode takes points."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.ui import drawn, house, mapmode, say
from geo.words import map_words

if TYPE_CHECKING:
    from geo.model import Story
    from geo.ui.desk import Desk
    from geo.words import Words

PART = "map"
STYLE = Path(__file__).with_name("parts.css")
STORY = "map-mode story"


def show(desk: Desk, words: Words, *, most: int = 560) -> None:
    """The story's map, at most so many px high; what was clicked or drawn has been done before it is shown."""
    from geo.ui.component import show_map

    st.html(STYLE)
    here = (desk.story.id, id(desk))
    if st.session_state.get(STORY) not in (None, here):
        mapmode.cancel()  # what was to be drawn belonged to another story
    st.session_state[STORY] = here
    scene = drawn.scene(desk.story, language(desk), house.in_use())
    say.notice(desk, PART, words)
    looked = None if desk.chosen is None else desk.story.place(desk.chosen)
    show_map(
        scene,
        key="map",
        most=most,
        selected=desk.chosen,
        at=None if looked is None else (looked.lon, looked.lat),
        fit=shown_of(desk.story),
        mode=mapmode.sent(words),
        on_answer=lambda answer: answered(desk, answer),
    )
    if mapmode.mode() is not None:
        # The map has a button of its own; this one hears Escape wherever the keyboard is.
        st.button(words("Cancel"), key="map-cancel", icon=":material/close:", shortcut="Escape",
                  on_click=mapmode.cancel)  # fmt: skip


def language(desk: Desk) -> str:
    """The language of the map, which its readers read: the one chosen for it, else the article's."""
    return str(st.session_state.get("map-language") or words_language(desk.story))


def words_language(story: Story) -> str:
    """The language of the story's map, of those that there are words for."""
    return map_words(story.language).language


def shown_of(story: Story) -> str | None:
    """A name for what the map is to bring into sight: it is fitted anew where that changes; None where nothing is.

    What is measured, from where and onto which country. A range that only grows or shrinks leaves the view to who
    looks: they hold it against what they zoomed in on.
    """
    main = next((area for area in story.ranges if area.main), None)
    if main is None:
        return None
    origin = main.origin
    where = None if origin.geometry is None else origin.geometry.bounds
    weapon = next((area.weapon for area in story.ranges if area.weapon is not None), None)
    told = (story.id, origin.kind, origin.country, origin.name, where, main.onto, weapon)
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def answered(desk: Desk, answer: dict[str, Any]) -> None:
    """Do what a click or a drawing asks for."""
    if answer.get("mode") is not None:
        with desk.attempt(PART):
            mapmode.answered(answer)
        return
    if desk.story.place(str(answer.get("id"))) is not None:
        desk.look_at(str(answer["id"]))
