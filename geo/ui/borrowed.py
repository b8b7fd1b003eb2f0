"""Streamlit's own words in the language of the page: it says a few things in English on whatever page it shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.ui import inline
from geo.ui.component import MAP_NAME

if TYPE_CHECKING:
    from geo.words import Words


def show(words: Words) -> None:
    """The part that puts them right; nothing of it is seen."""
    by_keys = words("Press Ctrl+Enter to apply")
    ours = {
        "Press Enter to apply": words("Press Enter to apply"),
        "Press Ctrl+Enter to apply": by_keys,
        "Press ⌘+Enter to apply": re.sub(r"\w+\+", "⌘+", by_keys),
        "Skip to main content": words("To the content"),
        "Upload": words("Choose a file"),
        "file upload": words("Choose a file"),
        "#MB per file": words("at most {n} MB"),
        "Choose date": words("Choose a date"),
        "Open": words("Open the list"),
        "day": words("day"),
        "month": words("month"),
        "year": words("year"),
        "Previous month": words("The month before"),
        "Next month": words("The next month"),
        "Use arrow keys to navigate dates. Enter to select. Escape to close.": words(
            "Arrow keys go from day to day, Enter chooses one, Escape closes."
        ),
        "Choose an option": words("Choose one"),
        "No results": words("Nothing found"),
        "# options available.": words("Options: {n}"),
        "# option available.": words("Options: {n}"),
        "Selected values": words("Chosen"),
        "Clear all": words("Take all off"),
        "Add files": words("Choose a file"),
        "Copy to clipboard": words("Copy"),
        "Close": words("Close"),
        "Dismiss": words("Close"),
        "Fullscreen": words("Full screen"),
        "Close fullscreen": words("Leave full screen"),
        "Search": words("Search"),
        "Download as CSV": words("Download as CSV"),
        "Show/hide columns": words("Show or hide columns"),
        "st.iframe": words("What readers will see"),
        MAP_NAME: words("Map"),
    }
    # Before what is of others' words: the name of a file, what was chosen, keys.
    before = {"Remove ": words("Take off:"), "Shortcut ": words("Keys:")}
    inline.part("borrowed", {"words": ours, "before": before, "adds": words("Take over:")}, key="borrowed")
