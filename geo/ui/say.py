"""What the steps share on the page: notices in place, progress on long work, and plain tables."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import Ambiguous
from geo.model import Candidate
from geo.ui import figures, opened, safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from streamlit.delta_generator import DeltaGenerator

    from geo.ui.desk import Desk
    from geo.words import Words

MOST_CANDIDATES = 6


def notice(desk: Desk, part: str, words: Words) -> None:
    """The error that the last action left in this part of the page, as a sentence with its value quoted."""
    error = desk.notices.get(part)
    if error is None:
        return
    st.error(safe.message(error, words))
    if isinstance(error, Ambiguous):
        for candidate in [c for c in error.candidates if isinstance(c, Candidate)][:MOST_CANDIDATES]:
            where = figures.point(candidate.lon, candidate.lat)
            st.text(f"{figures.record(candidate, words)}: {where}")


@contextmanager
def working(words: Words) -> Iterator[None]:
    """Wait for the list of place names, with a progress bar where it is still being made."""
    if not opened.names_ready():
        text = words("Making the list of place names: once on this computer, about a minute")
        bar = st.progress(opened.names_share(), text=text)
        try:
            opened.names(lambda share: _shown(bar, share, text))
        finally:
            bar.empty()
    yield


def _shown(bar: DeltaGenerator, share: float, text: str) -> None:
    bar.progress(share, text=text)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A plain table of texts, shown as they are written; on a phone each row becomes a card."""
    head = "".join(f'<th scope="col">{safe.html(header)}</th>' for header in headers)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{safe.html(header)}">{_cell(cell)}</td>'
            for header, cell in zip(headers, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    st.html(f'<table class="sm-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def _cell(text: str) -> str:
    return f"<bdi>{safe.html(text)}</bdi>".replace("\n", "<br>")


def note(text: str) -> None:
    """A sentence in the quiet style, shown as it is written."""
    st.html(f'<p class="sm-note">{safe.html(text)}</p>')
