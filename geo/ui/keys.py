"""Keyboard shortcuts: which there are, in one place, and the list of them that the page shows.

Streamlit hears a shortcut with Ctrl or Alt in a text box too. So undo is not Ctrl+Z, which belongs to the text that is
being typed; and steps are not Alt and a digit, by which browsers change tabs. No single letter is one: whoever speaks
to the computer would set it off (WCAG 2.1.4).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st

from geo.ui import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.ui.steps import Step
    from geo.words import Words

# For ``st.button(shortcut=...)``.
UNDO, REDO = "Alt+Z", "Alt+Shift+Z"
STEPS: Mapping[Step, str] = {
    "article": "Alt+Shift+1",
    "places": "Alt+Shift+2",
    "ranges": "Alt+Shift+3",
    "check": "Alt+Shift+4",
    "publish": "Alt+Shift+5",
}
# Keys that bear a word, by that word; "Alt" and "Tab" are the same everywhere.
NAMES = {"Enter": "Enter", "Escape": "Escape", "Space": "Space", "Backspace": "Backspace", "Shift": "Shift"}
# Where, which key, and what it does; where is said once for those that follow.
PAGE = ((UNDO, "undo"), (REDO, "redo"))
TO_STEPS = (("Alt+Shift+1 ... 5", "go to a step"),)
PARTS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("In the text and in lists", (
        ("Tab", "into it, and on"),
        ("← →", "from mark to mark"),
        ("↑ ↓", "from row to row"),
        ("Enter", "choose this place"),
    )),
    ("In a search box", (("↑ ↓", "from row to row"), ("Enter", "take this row"), ("Escape", "close the list"))),
    ("On the map", (
        ("← → ↑ ↓", "from place to place"),
        ("Enter", "open this place"),
        ("Shift + ← → ↑ ↓", "move the map"),
        ("+ - 0", "zoom in, zoom out, the whole map"),
    )),
    ("While drawing on the map", (
        ("← → ↑ ↓", "move the map under the cross"),
        ("Space", "take the point under the cross"),
        ("Backspace", "take the last point back"),
        ("Enter", "finish"),
        ("Escape", "cancel"),
    )),
)  # fmt: skip


def _named(keys: str, words: Words) -> str:
    """Keys as they are called on keyboards of that language."""
    return re.sub(r"[A-Z][a-z]+", lambda found: words(NAMES[found[0]]) if found[0] in NAMES else found[0], keys)


def shortcuts(words: Words, *, steps: bool = False) -> None:
    """A button that shows the list of shortcuts.

    Args:
        steps: True where the page has a button with a shortcut for each step.
    """
    with st.popover(words("Keyboard shortcuts"), icon=":material/keyboard:", key="shortcuts"):
        groups = (("", PAGE + (TO_STEPS if steps else ())), *PARTS)
        rows = [(_named(keys, words), words(what), words(where) if where else words("Everywhere"))
                for where, found in groups for keys, what in found]  # fmt: skip
        say.table((words("Key"), words("What it does"), words("Where")), rows)
