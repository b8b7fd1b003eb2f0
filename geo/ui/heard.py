"""A box tells what a person changed, and nothing else.

Streamlit calls ``on_change`` where a box's value differs from the one that the server remembers. It forgets a box that
is drawn no more, while the browser goes on sending that box's value until it has heard of it: such a box has "changed"
from nothing, and what it happened to hold would be decided in the person's name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable


def when_changed(key: str, default: object, then: Callable[[], None]) -> Callable[[], None]:
    """What a box is given as ``on_change``, made just before the box is drawn.

    Args:
        key: Streamlit's key of the box. default: what the box holds when it is drawn for the first time.
        then: is called, before the page is drawn anew, when the box holds something else than it was drawn with.
    """
    # Two changes may come before the box is drawn again: the second may well be back to what it was.
    held = st.session_state.get(key, default)

    def told() -> None:
        nonlocal held
        if key not in st.session_state or st.session_state[key] == held:
            return
        held = st.session_state[key]
        then()

    return told
