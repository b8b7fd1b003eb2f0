"""The one page: five steps on the left, the map beside them, the way back above."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import StrikemapError
from geo.ui import (
    ahead,
    arrive,
    article,
    borrowed,
    check,
    deskmap,
    keeping,
    keys,
    memory,
    opened,
    person,
    places,
    publish,
    ranges,
    safe,
    steps,
    warming,
)
from geo.ui.desk import Desk
from geo.words import DEFAULT_LANGUAGE, LANGUAGE_NAMES, LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from streamlit.delta_generator import DeltaGenerator
    from streamlit.navigation.page import Page

    from geo.ui.steps import Step

LOG = logging.getLogger("strikemap")
STYLE = Path(__file__).with_name("desk.css")
MAP_HEIGHT_PX = 560
SHOWN: dict[Step, Callable[[Desk, Words], None]] = {
    "article": article.show,
    "places": places.show,
    "ranges": ranges.show,
    "check": check.show,
    "publish": publish.show,
}


def show() -> None:
    """Everything on the page; what goes wrong is said in a sentence, never as a traceback."""
    ahead.asked()
    st.set_page_config(page_title="strikemap", layout="wide")
    st.html(STYLE)
    words = Words(st.session_state.get("language") or _browser_language())
    with _said(words):
        if person.must_sign_in():
            person.door(words)
            return
        desk = _desk()
        words = _words(desk)
        _greet(desk, words.language)
        keeping.keep_new(desk)
        pages = steps.pages({step: partial(part, desk, words) for step, part in SHOWN.items()}, words)
        _page(desk, pages, steps.current(pages), words)
        if opened.hold("the first page with names" if opened.names_ready() else "the first page"):
            warming.first_work(words.language)
        if desk.kept is not None:
            opened.hold("the first story that is kept")


@contextmanager
def _said(words: Words) -> Iterator[None]:
    """A part of the page that cannot be shown says so in its place; the rest of the page goes on."""
    try:
        yield
    except StrikemapError as error:
        st.error(safe.message(error, words))
    except Exception:
        # The log holds the traceback; the page holds a sentence and the story.
        LOG.exception("a part of the page could not be shown")
        st.error(words("Something went wrong here. Your story is kept: undo the last step, or try again."))


def _desk() -> Desk:
    """This session's desk; it begins with the story that the address names, or the sample."""
    if "desk" not in st.session_state:
        told = st.session_state.get("language") or _browser_language(otherwise=opened.SAMPLE_LANGUAGE)
        st.session_state["desk"] = keeping.desk_of(st.query_params.get(steps.STORY), told)
    desk: Desk = st.session_state["desk"]
    return desk


def _greet(desk: Desk, language: str) -> None:
    """Whoever turns to another language before having done anything is greeted by the sample in that one."""
    fresh = opened.is_sample(desk.story) and not desk.past and not desk.future
    if fresh and desk.story is not (story := opened.sample(language)):
        desk.story, desk.chosen = story, None
        desk.turn += 1


def _browser_language(otherwise: str = DEFAULT_LANGUAGE) -> str:
    """The language of the browser where the desk speaks it; ``otherwise`` where the browser tells none."""
    locale = st.context.locale
    return Words(locale or otherwise).language


def _words(desk: Desk) -> Words:
    """The language chosen; before that the browser's."""
    if "language" not in st.session_state:
        st.session_state["language"] = _browser_language(otherwise=desk.story.language)
    return Words(st.session_state["language"])


def _page(desk: Desk, pages: dict[Step, Page], page: Page, words: Words) -> None:
    head = st.container(key="sm-head", horizontal=True, vertical_alignment="center", gap="small")
    unseen = st.container(key="sm-keys")
    above = st.container(key="sm-above")
    with st.container(key="sm-desk"):
        left, right = st.columns([5, 7], gap="medium")
    # The map first: what a control changed is in the story before the page is drawn, and the map is what people wait
    # for; each of the parts round it is a message of its own. Reading order on the page stays head, controls, map.
    try:
        with right, st.container(key="sm-map"), _said(words):
            _map(desk, words)
        with head:
            saved = _header(desk, pages, words)
        with unseen:
            _step_keys(words)
        with left, st.container(key="sm-step"), _said(words):
            page.run()
    finally:
        # Last: the map is on its way before the disk is waited for. And also where Streamlit breaks off here, as it
        # does when the browser goes: what the map showed by then is in the store.
        keeping.keep(desk)
    with saved:
        keeping.told(desk, words)
    with above, _said(words):
        keeping.trouble(desk, words)
    memory.show()
    borrowed.show(words)
    arrive.show()


def _header(desk: Desk, pages: dict[Step, Page], words: Words) -> DeltaGenerator:
    """Name, steps, the way back, language; and the place where it will say that all is saved."""
    st.html("<h1>strikemap</h1>", width="content")
    steps.links(pages)
    saved = st.container(key="sm-kept", width="content")
    keeping.versions(desk, words)
    with st.container(key="sm-back", horizontal=True, gap="small", width="content"):
        for label, key, shortcut, left, then in (
            (words("Undo"), "undo", keys.UNDO, desk.past, _undo),
            (words("Redo"), "redo", keys.REDO, desk.future, _redo),
        ):
            icon = f":material/{key}:"
            st.button(label, key=key, icon=icon, disabled=not left, shortcut=shortcut, on_click=then, args=(desk,))
    st.selectbox(
        words("Language"),
        list(LANGUAGES),
        format_func=lambda code: LANGUAGE_NAMES[code],
        key="language",
        on_change=memory.choose_language,
        # On the way to another step the page breaks off before this box is drawn.
        persist_state="session",
        label_visibility="collapsed",
        width=130,
    )
    keys.shortcuts(words, steps=True)
    person.leave(words)
    return saved


def _step_keys(words: Words) -> None:
    """Links take no shortcuts; these buttons take them, and are not seen."""
    for step, key in keys.STEPS.items():
        st.button(words(steps.STEPS[step]), key=f"to-{step}", shortcut=key, on_click=steps.go, args=(step,))


def _undo(desk: Desk) -> None:
    desk.notices.clear()
    desk.undo()


def _redo(desk: Desk) -> None:
    desk.notices.clear()
    desk.redo()


# ---------------------------------------------------------------- the map


def _map(desk: Desk, words: Words) -> None:
    deskmap.show(desk, words, most=MAP_HEIGHT_PX)
    if not opened.names_ready():
        _waiting(words)
    trouble = opened.names_trouble()
    if trouble is not None:
        st.warning(safe.message(trouble, words))


@st.fragment(run_every=1.0)
def _waiting(words: Words) -> None:
    """Says that the list of place names is being made, and shows the map anew with towns when it is there."""
    if opened.names_ready():
        st.rerun()
    st.progress(
        opened.names_share(),
        text=words("Making the list of place names: once on this computer, about a minute"),
    )
