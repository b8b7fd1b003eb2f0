"""A table of events as a story: which column is what, by name or by hand, and what became of its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import streamlit as st
from babel.numbers import format_decimal

from geo.document import in_one_go
from geo.errors import BadInput, StrikemapError
from geo.events.columns import likely, recognised
from geo.events.dates import DateColumn, Order
from geo.events.read import Read, events_of
from geo.events.story import story_of_events, with_events
from geo.events.table import NOTHING, Table, looks_like_table, read_table
from geo.ui import safe, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.model import Story
    from geo.words import Words

KEPT = "events-table"
TOLD = "events-told"
# What a person is asked where names do not tell; the rest can be said on the command line.
ASKED = {"lat": "Latitude", "lon": "Longitude", "date": "Date", "title": "Event", "place": "Place", "source": "Source"}
ORDERS: Mapping[Order, str] = {"dmy": "day first", "mdy": "month first"}
MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class Chosen:
    """An uploaded table with what a person said of it.

    Attributes:
        trouble: why it cannot be read at all.
    """

    data: bytes
    name: str
    table: Table | None
    asked: Mapping[str, str] = field(default_factory=dict)
    order: Order | None = None
    into: bool = False
    trouble: StrikemapError | None = None


def choose(upload: Any, words: Words) -> Chosen | None:
    """Which column is what, asked only where that is not clear; None where the upload is no table."""
    data, name = upload.getvalue(), upload.name
    if not looks_like_table(data, name):
        return None
    table = _table(upload.file_id, data, name)
    if not isinstance(table, Table):
        return Chosen(data, name, None, trouble=table)
    asked: dict[str, str] = {}
    try:
        found = recognised(table.columns, has_places=table.is_geojson)
        used = dict(found.used)
    except BadInput:
        used = likely(table.columns)
        asked = _asked(table, used, words, upload.file_id)
        used |= asked
    order = _order(table, used.get("date"), words, upload.file_id)
    into = st.checkbox(words("Add to the story at hand"), key=f"events-into-{upload.file_id}")
    return Chosen(data, name, table, asked, order, into)


def _table(file_id: str, data: bytes, name: str) -> Table | StrikemapError:
    """The table, read once an upload; or why it cannot be."""
    kept = st.session_state.get(KEPT)
    if isinstance(kept, tuple) and kept[0] == file_id:
        return cast("Table | StrikemapError", kept[1])
    try:
        with in_one_go():
            found: Table | StrikemapError = read_table(data, filename=name)
    except StrikemapError as error:
        found = error
    st.session_state[KEPT] = (file_id, found)
    return found


def _asked(table: Table, used: Mapping[str, str], words: Words, file_id: str) -> dict[str, str]:
    """A select box for each thing that an event has; select boxes show names of columns as they are."""
    say.note(words("These columns were not recognised. Say what they are."))
    asked: dict[str, str] = {}
    options = ["", *table.columns]
    columns = st.columns(3)
    for number, (name, label) in enumerate(ASKED.items()):
        if table.is_geojson and name in {"lat", "lon"}:
            continue
        with columns[number % 3]:
            asked[name] = st.selectbox(
                words(label),
                options,
                index=options.index(used.get(name, "")),
                format_func=lambda column: column or words("no column"),
                key=f"events-{name}-{file_id}",
            )
    return asked


def _order(table: Table, column: str | None, words: Words, file_id: str) -> Order | None:
    """Day or month first, asked where the whole column leaves it open."""
    if not column or column not in table.columns:
        return None
    at = table.columns.index(column)
    texts = dict.fromkeys(str(row.cells[at] or "").strip() for row in table.rows)
    try:
        DateColumn.of((text for text in texts if text.lower() not in NOTHING), name=column)
    except BadInput:
        return st.selectbox(
            words("Day or month first"),
            (None, *ORDERS),
            format_func=lambda order: words("as the column shows" if order is None else ORDERS[order]),
            key=f"events-order-{file_id}",
        )
    return None


def story_of(chosen: Chosen, at_hand: Story, language: str, source: str | None) -> Story:
    """The story of a table, or the story at hand with its events.

    Raises:
        BadInput: as ``geo.events.read.read_events`` says.
    """
    if chosen.trouble is not None:
        raise chosen.trouble
    assert chosen.table is not None
    with in_one_go():
        read = events_of(chosen.table, asked=chosen.asked, order=chosen.order, source=source or "")
    if chosen.into:
        story = with_events(at_hand, read)
    else:
        title = chosen.name.rpartition(".")[0] or chosen.name
        story = story_of_events(read, chosen.data, title=title, language=language)
    st.session_state[TOLD] = (story.events, read)
    return story


def told(story: Story, words: Words) -> None:
    """How many events the story holds, and what became of the other rows of their table."""
    if not len(story.events):
        return
    count = len(story.events)
    number = format_decimal(count, locale=words.language)
    say.note(words.plural("{number} event", "{number} events", count, number=number))
    kept = st.session_state.get(TOLD)
    if not isinstance(kept, tuple) or kept[0] is not story.events:
        return
    read: Read = kept[1]
    for doubt in read.doubts:
        st.warning(safe.message(doubt.told(), words))
    for line, why in read.bad[:MOST_TOLD]:
        st.warning(safe.filled(words("left out, line {line}: {why}"), line=line, why=why.said_in(words)))
    if len(read.bad) > MOST_TOLD:
        say.note(words("  and {number} more", number=len(read.bad) - MOST_TOLD).strip())
