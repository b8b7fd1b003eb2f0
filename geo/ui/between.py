"""Every distance of a story at once: each place to each other one and to the borders, one cell a line on the map."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from geo.same import Same
from geo.ui import choices, figures, house, own, say
from geo.where import Finder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.measuring.borders import Borders
    from geo.model import Story
    from geo.ui.desk import Desk
    from geo.where import Where
    from geo.words import Words

PART = "between"
# More than these do not fit beside each other; the named places come first, in the order of the text.
MOST_PLACES = 12
# Kinds that are a spot on the map; a distance to a whole country or region is one to its border.
SPOTS = frozenset({"settlement", "district", "site", "point"})


class Matrix(NamedTuple):
    """Distances in metres from each of ``rows`` to each of ``columns``, and how far each may be off."""

    rows: tuple[Where, ...]
    columns: tuple[Where, ...]
    distance_m: tuple[tuple[float, ...], ...]
    off_m: tuple[tuple[float, ...], ...]


def show(desk: Desk, words: Words) -> None:
    """The matrix, shown when asked for; a cell that is chosen becomes a line of the story."""
    with st.expander(words("Distances between all places"), key=PART, icon=":material/grid_on:"):
        if not st.toggle(words("Show them"), key="list-between", persist_state="session"):
            return
        with desk.attempt(PART), st.spinner(words("Measuring")):
            outlines = house.borders(desk.story.policy)
            matrix = _measured(Same(desk.story), tuple(_borders(desk, words)), outlines)
            if len(matrix.rows) and len(matrix.columns) > 1:
                _table(desk, matrix, words)
            else:
                say.note(words("For this two places on the map are needed."))
        say.notice(desk, PART, words)


def _borders(desk: Desk, words: Words) -> list[tuple[str, str]]:
    """Name and meaning of each border that the story offers ("border:UA-RU")."""
    ends = choices.ends_offered(desk.story, words)
    return [(name, meant) for name, meant in ends.items() if meant.startswith("border:")]


@lru_cache(maxsize=16)
def _measured(same: Same[Story], borders: tuple[tuple[str, str], ...], outlines: Borders) -> Matrix:
    """Kept by the borders too: the sample is one story for all, and a style of one's own may draw others."""
    from geo.measuring.matrix import distance_matrix

    story = same.value
    places = [place for place in story.places if place.chosen.kind in SPOTS][:MOST_PLACES]
    rows = tuple(choices.where_of(place, outlines) for place in places)
    finder = Finder(own.names, lambda: outlines)
    lines = tuple(choices.find_end(story, name, {name: meant}, finder) for name, meant in borders)
    columns = (*rows, *lines)
    if not rows:
        return Matrix((), (), (), ())
    far = distance_matrix([row.geometry for row in rows], [column.geometry for column in columns])
    off = tuple(tuple(row.precision_m + column.precision_m for column in columns) for row in rows)
    return Matrix(rows, columns, tuple(map(tuple, far.tolist())), off)


def _table(desk: Desk, matrix: Matrix, words: Words) -> None:
    """One row a place; the same place and its own column meet in an empty cell."""
    names = _apart([column.name for column in matrix.columns])
    head = words("From")
    table = [
        {
            head: row.name,
            **{
                name: "" if at == number else _shown(matrix.distance_m[number][at], matrix.off_m[number][at], words)
                for at, name in enumerate(names)
            },
        }
        for number, row in enumerate(matrix.rows)
    ]
    key = f"between-table-{desk.turn}-{desk.story.revision}"

    def picked() -> None:
        for number, name in st.session_state[key]["selection"]["cells"]:
            if name in names and names.index(name) != number:
                _draw(desk, matrix.rows[number], matrix.columns[names.index(name)])

    st.dataframe(
        table,
        key=key,
        hide_index=True,
        on_select=picked,
        selection_mode="single-cell",
        column_config={head: st.column_config.TextColumn(pinned=True)},
        alt=words("Distances between all places"),
    )
    say.note(words("Choose a figure to draw its line on the map."))


def _shown(distance_m: float, off_m: float, words: Words) -> str:
    return figures.length(distance_m, words, uncertainty_m=off_m)


def _apart(names: Sequence[str]) -> list[str]:
    """The names as headings: one that comes again is numbered, since two columns cannot bear one name."""
    return [name if names.index(name) == at else f"{name} ({at + 1})" for at, name in enumerate(names)]


def _draw(desk: Desk, start: Where, end: Where) -> None:
    with desk.attempt(PART):
        desk.change(choices.with_line(desk.story, start, end))
