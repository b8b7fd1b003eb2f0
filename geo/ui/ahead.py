"""The next step of a slider, measured and drawn while nobody asks for anything.

Who moves a slider by its keys mostly moves it on by as much. What is kept of that step is what is kept of every
other: its area and how it is drawn (``geo.ui.choices``, ``geo.drawing.compose``), so that it comes at once when it is
asked for, and is let go of when it is not. A server with people at work measures nothing ahead: that would take
their turn.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from geo.ui import choices, drawn, opened

if TYPE_CHECKING:
    from geo.measuring.borders import Borders
    from geo.model import Story
    from geo.ui.choices import RangeChoice

# A page of a slider's step takes half of it; a key that is held down asks again within a tenth.
AFTER_S = 0.45
# So long nobody must have asked for a page before it is measured; it is waited for that so many times.
QUIET_S, WAITS = 0.25, 4

_asked_at = 0.0
_latest = 0


def asked() -> None:
    """Somebody asks for a page."""
    global _asked_at
    _asked_at = time.monotonic()


def measure(story: Story, choice: RangeChoice, language: str, borders: Borders) -> threading.Timer:
    """Measure a choice of ranges for a story, and draw it, in the background: soon, once all is quiet.

    Only the last that was asked for: who moves the slider on while it waits wants another.
    """
    global _latest
    _latest += 1
    waiting = threading.Timer(AFTER_S, _measure, (_latest, story, choice, language, borders))
    waiting.daemon = True
    waiting.start()
    return waiting


def _measure(number: int, story: Story, choice: RangeChoice, language: str, borders: Borders) -> None:
    if not _is_wanted(number) or not opened.turn.acquire(blocking=False):
        return
    try:
        # What cannot be measured is told to whoever asks for it.
        with suppress(Exception):
            story = choices.with_choice(story, choice, borders)
    finally:
        opened.turn.release()
    with suppress(Exception):
        drawn.scene(story, language)


def _is_wanted(number: int) -> bool:
    for _ in range(WAITS):
        if number != _latest:
            return False
        if time.monotonic() - _asked_at >= QUIET_S:
            return True
        time.sleep(QUIET_S)
    return False
