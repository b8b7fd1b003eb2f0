"""What the browser itself remembers: a text that was typed and not read yet, and the language that was chosen.

It is kept in the browser only (``localStorage``), under this server's address; nobody else gets it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.ui import inline
from geo.words import LANGUAGES

if TYPE_CHECKING:
    from geo.words import Words

KEY = "memory"
# Of the session: the text that was found again; the language chosen by hand; how often the text was read or forgotten.
TEXT, CHOSEN, SPENT, BACK = "memory text", "memory language", "memory spent", "memory back"
MOST = 1_000_000


def show() -> None:
    """The part that listens and remembers; nothing of it is seen."""
    data = {"language": st.session_state.get(CHOSEN, ""), "spent": st.session_state.get(SPENT, 0)}
    inline.part("memory", data, key=KEY, on_remembered_change=_remembered)


def _remembered() -> None:
    """Take up what the browser kept; it is not trusted to be what was put there."""
    told: Any = inline.told(KEY, "remembered")
    if not isinstance(told, dict):
        return
    language, text = told.get("language"), told.get("text")
    if isinstance(language, str) and language in LANGUAGES:
        st.session_state["language"] = st.session_state[CHOSEN] = language
        _relabel()
    if isinstance(text, str) and text.strip() and len(text) <= MOST and not st.session_state.get("text"):
        st.session_state[TEXT] = text


def choose_language() -> None:
    """Remember the language that was just chosen."""
    st.session_state[CHOSEN] = st.session_state["language"]
    _relabel()


def _relabel() -> None:
    """A select box goes on showing the label that was chosen; set anew, it shows that of the new language."""
    for key, value in list(st.session_state.items()):
        if isinstance(value, str):
            st.session_state[key] = value


def spend() -> None:
    """Forget the text: it was read, or is not wanted."""
    st.session_state[SPENT] = st.session_state.get(SPENT, 0) + 1
    st.session_state.pop(TEXT, None)


def offer(words: Words) -> None:
    """Offer a text that was typed in an earlier visit and never read."""
    text = st.session_state.get(TEXT)
    if not text or st.session_state.get("text"):
        return
    st.info(words("A text that you typed before was not read yet."), icon=":material/history_edu:")
    with st.container(horizontal=True, gap="small"):
        st.button(words("Put it back"), key="memory-take", on_click=_take)
        st.button(words("Forget it"), key="memory-forget", type="tertiary", on_click=spend)


def _take() -> None:
    st.session_state["text"] = st.session_state.pop(TEXT)
    st.session_state[BACK] = back() + 1


def back() -> int:
    """How often a text was put back: what holds its box is another one then, which begins unfolded."""
    return int(st.session_state.get(BACK, 0))
