"""The five steps: Streamlit's own pages, each with an address of its own, and the links to them in the head.

A step's address carries which story is open (``?story=...``), so that a refresh, a bookmark and the browser's way back
come to the same place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from streamlit.navigation.page import Page

    from geo.words import Words

Step = Literal["article", "places", "ranges", "check", "publish"]
STEPS: Mapping[Step, str] = {
    "article": "Article",
    "places": "Places",
    "ranges": "Ranges",
    "check": "Check",
    "publish": "Publish",
}
STORY = "story"
_WANTED = "go"


def go(step: Step) -> None:
    """Turn to a step as soon as the page is made anew; meant for what a button does."""
    if step not in get_args(Step):
        raise ValueError(f"{step!r} is not a step: expected one of {', '.join(STEPS)}")
    st.session_state[_WANTED] = step


def pages(shown: Mapping[Step, Callable[[], None]], words: Words) -> dict[Step, Page]:
    """The pages in their order, the first of them at the app's own address."""
    return {
        step: st.Page(shown[step], title=words(title), url_path=step, default=step == "article")
        for step, title in STEPS.items()
    }


def current(made: Mapping[Step, Page]) -> Page:
    """The page that the address names; one that was asked for by ``go`` comes first."""
    page = st.navigation(list(made.values()), position="hidden")
    wanted = st.session_state.pop(_WANTED, None)
    if wanted in made and made[wanted] != page:
        st.switch_page(made[wanted], query_params=address())
    return page


def address() -> dict[str, str]:
    """What a link within the app carries along: the story that is open."""
    key = st.query_params.get(STORY)
    return {STORY: key} if key else {}


def links(made: Mapping[Step, Page]) -> None:
    """A link to each step."""
    with st.container(key="step", horizontal=True, gap="small", width="content"):
        for page in made.values():
            st.page_link(page, query_params=address())
