"""What is pasted into an article or put on a host: the frame, a copy for content systems, the script for heights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import StrikemapError
from geo.ui import drawn, files, house, safe, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.drawing.scene import Scene
    from geo.ui.desk import Desk
    from geo.words import Words

FRAME, FIGURE, PICTURE, SCRIPT = "frame", "figure", "picture", "script"
COPIES: Mapping[str, str] = {
    FRAME: "The frame alone",
    FIGURE: "Frame with caption, for a content system",
    PICTURE: "Picture that leads to the page, for where frames are stripped",
    SCRIPT: "Script for your site: gives each map its height",
}


def show(desk: Desk, words: Words, language: str) -> None:
    """Choose what to paste, say where the page will stand, copy."""
    st.subheader(words("Put it in a page"), anchor=False)
    kind = st.selectbox(
        words("What to paste"),
        list(COPIES),
        format_func=lambda name: words(COPIES[name]),
        key="embed-kind",
        persist_state="session",
    )
    if kind == SCRIPT:
        _script(words)
        return
    stem = files.file_stem(desk.story)
    page = _address(words("Address where the web page will stand"), "embed-address", f"{stem}.html")
    picture = ""
    if kind == PICTURE:
        picture = _address(words("Address where the picture will stand"), "embed-picture", f"{stem}-web-16x9.png")
    try:
        copy = _copy(kind, drawn.scene(desk.story, language, house.in_use(), published=True), page, picture)
    except StrikemapError as error:
        st.error(safe.message(error, words))
        return
    st.code(copy, language="html", wrap_lines=True)


def _address(label: str, key: str, name: str) -> str:
    usual = f"https://www.example.org/{name}"
    return st.text_input(label, key=key, placeholder=usual, persist_state="session") or usual


def _copy(kind: str, scene: Scene, page: str, picture: str) -> str:
    """The HTML to paste.

    Raises:
        BadInput: an address that is none, or a map without a title.
    """
    from geo.publishing.page import figure_snippet, iframe_snippet, picture_snippet
    from geo.publishing.sizes import DEFAULT, SCREENS

    if kind == FIGURE:
        return figure_snippet(scene, page)
    if kind == PICTURE:
        return picture_snippet(scene, picture, page_at=page, size=SCREENS[DEFAULT])
    return iframe_snippet(
        page,
        scene.title,
        language=scene.title_language or scene.language,
        embargo=scene.embargo,
        until=scene.embargo_until,
    )


def _script(words: Words) -> None:
    from geo.publishing.page import HOST_SCRIPT

    say.note(words("Once for all maps of your site: put it in a file and load it where maps stand."))
    st.code(HOST_SCRIPT, language="javascript", wrap_lines=True)
    st.download_button(
        words("Download {name}", name="strikemap-host.js"),
        HOST_SCRIPT,
        file_name="strikemap-host.js",
        mime="text/javascript",
        key="download-script",
        on_click="ignore",
        icon=":material/download:",
    )
