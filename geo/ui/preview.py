"""What readers will see, before they do: the page that is published, in a frame as wide as a phone or a desktop.

The frame is that of the snippet, sandboxed, with the host's script that gives it its height; the page in it is the one
that is downloaded, byte for byte but for two things: which colour scheme it takes, which a reader's system decides
elsewhere, is said on its root element and by a script of one line that the page's own policy is told of.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING, Literal

import streamlit as st

from geo.ui import files, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.ui.desk import Desk
    from geo.words import Words

Scheme = Literal["light", "dark"]
PART, SHOWN = "preview", "preview-of"
PHONE_PX = 360
HEIGHT_PX: Mapping[str, int] = {"phone": 640, "desktop": 720}
WIDTHS = {"phone": "Phone (360 px)", "desktop": "Desktop"}
SCHEMES: Mapping[str, str] = {"light": "Light", "dark": "Dark"}
GROUNDS: Mapping[Scheme, str] = {"light": "#fff", "dark": "#1c1b19"}
KINDS = {"html": "Page", "light": "Lighter page"}
# Asks for one scheme whatever the system of who looks wants.
_FORCED = (
    "(m=>{matchMedia=q=>{const r=m(q),d=/color-scheme:\\s*dark/.test(q);return d?{matches:%s,media:q,"
    "addEventListener(){},removeEventListener(){}}:r}})(matchMedia.bind(window))"
)


def box(desk: Desk, words: Words, language: str) -> None:
    """The way to the preview, which is made when asked for."""
    st.subheader(words("Preview"), anchor=False)
    if st.button(words("Show what readers will see"), key="preview", icon=":material/preview:"):
        shown = st.dialog(words("What readers will see"), width="large")(_shown)
        shown(desk, words, language)


def _shown(desk: Desk, words: Words, language: str) -> None:
    """The page in its frame, and how wide and in which colours."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        width = _choice(words("Width"), WIDTHS, "preview-width", words)
        scheme = _choice(words("Colours"), SCHEMES, "preview-scheme", words)
        kind = _choice(words("Which page"), KINDS, "preview-kind", words)
    with desk.attempt(PART), say.working(words), st.spinner(words("Making the page")):
        page = _page(desk, files.Asked(kind, language)).decode("utf-8")
    say.notice(desk, PART, words)
    if PART in desk.notices:
        return
    dark: Scheme = "dark" if scheme == "dark" else "light"
    frame = framed(page, dark, title=words("What readers will see"))
    # Its own width on a phone of that width too: the dialog's margins are not the reader's.
    with st.container(key=f"sm-preview-{width}"):
        st.iframe(frame, width=PHONE_PX if width == "phone" else "stretch", height=HEIGHT_PX[width])


def _choice(label: str, options: Mapping[str, str], key: str, words: Words) -> str:
    """One of a few, side by side."""
    names = list(options)
    chosen = st.segmented_control(
        label, names, default=names[0], required=True, format_func=lambda name: words(options[name]), key=key
    )
    return chosen or names[0]


def _page(desk: Desk, asked: files.Asked) -> bytes:
    """The page of the story as it is: made once, and the same that is downloaded.

    Raises:
        StrikemapError: it cannot be made.
    """
    found = st.session_state.get(SHOWN)
    if isinstance(found, files.Made) and found.is_of(desk.story, asked):
        return found.data
    made = files.made(desk.story, asked)
    st.session_state[SHOWN] = made
    return made.data


def framed(page: str, scheme: Scheme, *, title: str) -> str:
    """A host's page with the frame of the snippet in it, in which a published page stands."""
    from geo.publishing.page import HOST_SCRIPT, SANDBOX

    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><style>:root{{color-scheme:{scheme}}}'
        f"body{{margin:0;background:{GROUNDS[scheme]}}}iframe{{display:block;border:0}}</style>"
        f'</head><body><iframe data-strikemap title="{escape(title)}" width="100%" height="700" sandbox="{SANDBOX}" '
        f'srcdoc="{escape(in_scheme(page, scheme))}"></iframe><script>{HOST_SCRIPT}</script></body></html>'
    )


def in_scheme(page: str, scheme: Scheme) -> str:
    """A published page that takes one colour scheme; its policy lets in the one line more that says so."""
    script = _FORCED % ("true" if scheme == "dark" else "false")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    # Each stands in the page before any text of an article.
    page = page.replace("<html ", f'<html data-scheme="{scheme}" ', 1)
    page = page.replace("script-src ", f"script-src 'sha256-{digest}' ", 1)
    return page.replace("<title>", f"<script>{script}</script>\n<title>", 1)
