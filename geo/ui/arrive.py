"""Coming to a step for one thing on it: its block is brought into view and has the focus.

A step opens at its top. Who is sent there for one thing should see that thing, and begin at it by keyboard too.
"""

from __future__ import annotations

import re

import streamlit as st

from geo.ui import inline

_WANTED = "arrive"


def wanted(block: str) -> None:
    """Bring a block into view when the page is made anew: the beginning of its key."""
    st.session_state[_WANTED] = block


def show() -> None:
    """The part that does so, once; nothing of it is seen. Meant to come after the step."""
    block = st.session_state.pop(_WANTED, None)
    if block is not None:
        # As Streamlit makes a class of a key.
        inline.part("arrive", {"block": re.sub(r"[^a-zA-Z0-9_-]", "-", block)}, key="arrived")
