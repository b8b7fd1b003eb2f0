"""The one page: five steps on the left, the map beside them, the way back above."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import StrikemapError
from geo.ui import article, check, deskmap, opened, places, publish, ranges, safe
from geo.ui.desk import Desk
from geo.words import DEFAULT_LANGUAGE, LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOG = logging.getLogger("strikemap")
STYLE = Path(__file__).with_name("desk.css")
MAP_HEIGHT_PX = 560
LANGUAGE_NAMES = {"nl": "Nederlands", "en": "English"}
STEPS: dict[str, tuple[str, Callable[[Desk, Words], None]]] = {
    "article": ("Article", article.show),
    "places": ("Places", places.show),
    "ranges": ("Ranges", ranges.show),
    "check": ("Check", check.show),
    "publish": ("Publish", publish.show),
}


def show() -> None:
    """Everything on the page; what goes wrong is said in a sentence, never as a traceback."""
    st.set_page_config(page_title="strikemap", layout="wide")
    st.html(STYLE)
    words = Words(st.session_state.get("language") or _browser_language())
    with _said(words):
        desk = _desk()
        _page(desk, _words(desk))


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
    """This session's desk; it begins with the sample story."""
    if "desk" not in st.session_state:
        st.session_state["desk"] = Desk(opened.sample())
    desk: Desk = st.session_state["desk"]
    return desk


def _browser_language() -> str:
    locale = st.context.locale or DEFAULT_LANGUAGE
    return locale if locale.split("-")[0].lower() in LANGUAGES else DEFAULT_LANGUAGE


def _words(desk: Desk) -> Words:
    """The language chosen; before that Dutch for a Dutch story, else the browser's."""
    if "language" not in st.session_state:
        dutch = desk.story.language.split("-")[0] == "nl"
        st.session_state["language"] = "nl" if dutch else Words(_browser_language()).language
    return Words(st.session_state["language"])


def _page(desk: Desk, words: Words) -> None:
    step = _header(desk, words)
    with st.container(key="sm-desk"):
        left, right = st.columns([5, 7], gap="medium")
    # The map first: what a control changed is in the story before the page is drawn, and the map is what people wait
    # for. Reading order on the page stays controls, then map.
    with right, st.container(key="sm-map"), _said(words):
        _map(desk, words)
    with left, st.container(key="sm-step"), _said(words):
        STEPS[step][1](desk, words)


def _header(desk: Desk, words: Words) -> str:
    with st.container(key="sm-head", horizontal=True, vertical_alignment="center", gap="small"):
        st.html("<h1>strikemap</h1>", width="content")
        step = st.segmented_control(
            words("Steps"),
            list(STEPS),
            default="article",
            required=True,
            format_func=lambda name: words(STEPS[name][0]),
            key="step",
            label_visibility="collapsed",
            persist_state="session",
        )
        with st.container(key="sm-back", horizontal=True, gap="small", width="content"):
            st.button(
                words("Undo"), key="undo", icon=":material/undo:", disabled=not desk.past, on_click=_undo, args=(desk,)
            )
            st.button(
                words("Redo"),
                key="redo",
                icon=":material/redo:",
                disabled=not desk.future,
                on_click=_redo,
                args=(desk,),
            )
        st.selectbox(
            words("Language"),
            list(LANGUAGES),
            format_func=lambda code: LANGUAGE_NAMES.get(code, code),
            key="language",
            label_visibility="collapsed",
            width=130,
        )
    return step if step in STEPS else "article"


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
