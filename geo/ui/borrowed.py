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
        MAP_NAME: words("Map"),
    }
    inline.part("borrowed", {"words": ours}, key="borrowed")
