"""The embargo: until when nobody may publish, by the clock of a zone; kept with the story and said by every file."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import BadInput
from geo.ui import desk as desks
from geo.ui import figures, say

if TYPE_CHECKING:
    from datetime import time

    from geo.ui.desk import Desk
    from geo.words import Words

PART = "embargo"
USUAL_ZONE = "Europe/Amsterdam"
# Without these Streamlit offers the ten years before and after today alone.
FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)


def box(desk: Desk, words: Words) -> None:
    """What stands, with the way to lift it; and date, time and zone to set another."""
    st.subheader(words("Embargo"), anchor=False)
    if desk.story.embargo is not None:
        _standing(desk, words)
    with st.expander(
        words("Set an embargo") if desk.story.embargo is None else words("Set another embargo"),
        key="embargo",
        icon=":material/lock_clock:",
        expanded=PART in desk.notices,
    ):
        _setting(desk, words)
    say.notice(desk, PART, words)


def _standing(desk: Desk, words: Words) -> None:
    from geo.drawing.wording import embargo_words
    from geo.embargo import has_passed

    passed = has_passed(desk.story.embargo or "", desks.now())
    say.note(embargo_words(desk.story, words))
    if passed:
        # A file that was made under embargo goes on saying so: only a person lifts it.
        st.warning(
            words("That moment has passed. Every file still says it until you lift it."), icon=":material/alarm:"
        )
    st.button(
        words("Lift the embargo"),
        key="embargo-lift",
        icon=":material/lock_open:",
        type="primary" if passed else "secondary",
        on_click=_lift,
        args=(desk,),
    )


def _lift(desk: Desk) -> None:
    with desk.attempt(PART):
        desk.put(desk.decided("embargo", desk.story.id))


def _setting(desk: Desk, words: Words) -> None:
    with st.container(horizontal=True, gap="small"):
        day: date | None = st.date_input(words("Date"), value=None, min_value=FIRST, max_value=LAST,
                                        key="embargo-date", format=figures.date_format(words), width=190)  # fmt: skip
        clock: time | None = st.time_input(words("Time"), value=None, key="embargo-time", step=900, width=120)
    names = zones()
    zone: str = st.selectbox(words("Time zone"), names, index=names.index(here()), key="embargo-zone",
                             persist_state="session")  # fmt: skip
    if st.button(words("Set this embargo"), key="embargo-set"):
        with desk.attempt(PART):
            if day is None or clock is None:
                raise BadInput("an embargo needs a date and a time: choose both")
            desk.put(desk.decided("embargo", desk.story.id, until=f"{day.isoformat()}T{clock:%H:%M} {zone}"))
        if PART not in desk.notices:
            st.rerun()


@cache
def zones() -> list[str]:
    """The zones that a person chooses from, by name: one for each place of the tz database, and UTC."""
    lines = _table("zone.tab")
    return sorted({line.split("\t")[2] for line in lines if line and not line.startswith("#")} | {"UTC"})


def here() -> str:
    """The zone by whose clock the browser goes, by the name that it has today ("Europe/Kiev" is Europe/Kyiv)."""
    named = st.context.timezone or USUAL_ZONE
    found = named if named in zones() else _renamed().get(named, USUAL_ZONE)
    return found if found in zones() else USUAL_ZONE


@cache
def _renamed() -> dict[str, str]:
    """Names that zones had, to those that they have."""
    links = (line.split() for line in _table("tzdata.zi") if line.startswith("L "))
    return {old: new for _, new, old in links}


def _table(name: str) -> list[str]:
    return (files("tzdata") / "zoneinfo" / name).read_text("utf-8").splitlines()
