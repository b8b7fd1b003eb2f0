"""Whether the story can go out: what a sub-editor looks at, with the way to each, and the review."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

from geo.same import Same
from geo.ui import arrive, figures, person, safe, say, steps
from geo.ui import desk as desks
from geo.ui.heard import when_changed
from geo.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.checklist import Item, Severity
    from geo.model import Story
    from geo.ui.desk import Desk

REVIEW = "review"
DRAFT = "Draft, not checked"
# A group longer than this is cut: whoever puts the first ones right sees the next.
MOST = 12
GROUPS: Mapping[Severity, str] = {"must": "To put right", "look": "Worth a look"}


def checklist(desk: Desk, words: Words) -> None:
    """What is still to be done, the gravest first, each with a button to where it is done; then what is in order."""
    st.subheader(words("Before it goes out"), anchor=False)
    # The clock only tells whether an embargo has passed.
    items = _listed(desk, words)
    for severity in GROUPS:
        found = [item for item in items if item.severity == severity]
        if found:
            _group(desk, severity, found, words)
    fine = [item for item in items if item.severity == "fine"]
    if len(fine) == len(items):
        st.success(words("Nothing is left to do"), icon=":material/check_circle:")
    if fine:
        label = words.plural("{n} point in order", "{n} points in order", len(fine))
        with st.expander(label, key="in-order", icon=":material/check:"):
            for item in fine[:MOST]:
                say.note(item.text)


def _listed(desk: Desk, words: Words) -> tuple[Item, ...]:
    return _items(Same(desk.story), words.language, desks.now() if desk.story.embargo else None)


def _group(desk: Desk, severity: Severity, items: list[Item], words: Words) -> None:
    label = safe.html(f"{words(GROUPS[severity])} ({len(items)})")
    st.html(f'<h4 class="sm-{severity}">{label}</h4>')
    for number, item in enumerate(items[:MOST]):
        row = st.container(
            key=f"sm-item-{severity}-{number}", horizontal=True, vertical_alignment="center", gap="small"
        )
        with row:
            st.html(f'<p class="sm-item"><bdi>{safe.html(item.text)}</bdi></p>', width="stretch")
            if item.step != "publish":
                st.button(
                    words("Go there"),
                    key=f"go-{severity}-{number}",
                    type="tertiary",
                    icon=":material/arrow_forward:",
                    help=words("To the step {step}", step=words(steps.STEPS[item.step])),
                    on_click=_go,
                    args=(desk, item),
                )
    if len(items) > MOST:
        say.note(words("and {n} more", n=len(items) - MOST))


def _go(desk: Desk, item: Item) -> None:
    """Turn to the step in which it is put right, with the place that it is about before one, and its block in view."""
    if item.place is not None and desk.story.place(item.place) is not None:
        desk.look_at(item.place)
    steps.go(item.step)
    arrive.wanted(_block(desk, item))


def _block(desk: Desk, item: Item) -> str:
    """How the key begins of the part of its step in which an item is put right."""
    if item.step == "check":
        ids = [strike.id for strike in desk.story.strikes]
        return f"strike-{ids.index(item.strike)}" if item.strike in ids else "figures"
    if item.step == "places":
        return "sm-place" if item.place is not None else "sm-unknown"
    if item.step == "ranges":
        return "origin-kind-" if item.kind == "origin" else "weapon-"
    if item.kind == "source":
        return "article-source-"
    # A date that does not fit the text is put right by reading the article again.
    if item.kind == "date":
        return "another-" if desk.story.article.published else "article-date-"
    return "article-marks"


@lru_cache(maxsize=32)
def _items(same: Same[Story], language: str, now: str | None) -> tuple[Item, ...]:
    from geo.checklist import checklist as listed

    return listed(same.value, Words(language), now=now)


# ---------------------------------------------------------------- review


def review(desk: Desk, words: Words) -> None:
    """Who has checked it, and when; or the box to say so, signed with the name of who signed in."""
    story = desk.story
    st.subheader(words("Review"), anchor=False)
    if story.review is not None:
        st.success(words("Reviewed"), icon=":material/check_circle:")
        when = figures.instant(story.review.at, words)
        say.note(
            words("by {name}, {when}. Any change but an embargo ends the review.", name=story.review.by, when=when)
        )
        return
    st.warning(words(DRAFT), icon=":material/edit:")
    key = "reviewer"
    tick = f"reviewed-{story.revision}-{desk.turn}"
    signed_in = person.name()

    def ticked() -> None:
        if st.session_state[tick]:
            with desk.attempt(REVIEW):
                desk.review(signed_in or st.session_state.get(key) or "")
        if REVIEW in desk.notices:
            desk.turn += 1

    if signed_in:
        say.note(words("You review as {name}", name=signed_in))
    else:
        st.text_input(words("Your name"), key=key, persist_state="session", max_chars=100)
    # A person may know better than the list; but nobody signs without being told.
    todo = [item for item in _listed(desk, words) if item.severity != "fine" and item.kind != "review"]
    if todo:
        grave = sum(item.severity == "must" for item in todo)
        count = words.plural("{n} point above is still open", "{n} points above are still open", len(todo))
        st.warning(words("{count}; to put right: {grave}", count=count, grave=grave), icon=":material/rule:")
    st.checkbox(
        words("I have checked the reported strike, from where it is measured, and the range"),
        key=tick,
        on_change=when_changed(tick, False, ticked),
    )
    say.notice(desk, REVIEW, words)
