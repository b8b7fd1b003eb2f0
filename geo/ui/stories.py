"""The stories of this desk: found again, opened, shared, deleted, taken along as one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import StrikemapError
from geo.ui import brought, keeping, opened, person, safe, say

if TYPE_CHECKING:
    from geo.desk import Entry
    from geo.ui.desk import Desk
    from geo.words import Words

PART, LIBRARY = "stories", "library"
MOST = 50
MADE = "made-library"


def box(desk: Desk, words: Words) -> None:
    """The list, read from the store when it is unfolded."""
    with st.expander(
        words("Your stories"), icon=":material/folder_open:", expanded=PART in desk.notices, key=PART, on_change="rerun"
    ) as folded:
        if not folded.open:
            return
        text = st.text_input(words("Search in titles, sources and places"), key="stories-search") or ""
        try:
            found = keeping.store().recent(person.owner(), MOST, text)
        except StrikemapError as error:
            st.error(safe.message(error, words))
            return
        if found:
            _list(desk, found, words)
        else:
            say.note(
                words("No story was found.") if text else words("Nothing is kept yet: a story is, once it is read.")
            )
        say.notice(desk, PART, words)
        _library(desk, words)


def _list(desk: Desk, found: tuple[Entry, ...], words: Words) -> None:
    entries = {entry.key: entry for entry in found}
    here = desk.kept.key if desk.kept is not None else None
    key = st.selectbox(
        words("Story"),
        list(entries),
        index=list(entries).index(here) if here in entries else 0,
        format_func=lambda key: label(entries[key], words),
        key=f"stories-list-{desk.turn}",
    )
    entry = entries.get(key) if key is not None else None
    if entry is None:
        return
    mine = entry.owner == person.owner()
    with st.container(horizontal=True, gap="small"):
        st.button(
            words("Open"),
            key="story-open",
            type="primary",
            icon=":material/folder_open:",
            disabled=entry.key == here,
            on_click=_open,
            args=(desk, entry.key),
        )
        if person.has_sign_in():
            st.button(
                words("Share no longer") if entry.shared else words("Share with everybody here"),
                key="story-share",
                icon=":material/group:",
                disabled=not mine,
                on_click=_share,
                args=(desk, entry.key, not entry.shared),
            )
        with st.popover(words("Delete"), icon=":material/delete:", disabled=not mine):
            st.text(words("The story and all its versions are deleted. This cannot be undone."))
            st.button(words("Delete this story"), key="story-delete", on_click=_delete, args=(desk, entry.key))
    if not mine:
        say.note(words("shared by {name}", name=entry.owner))


def label(entry: Entry, words: Words) -> str:
    """A story in a list: its title, language, when it was saved, and whether it is shared."""
    title = entry.title or words("without a title")
    shared = f" · {words('shared')}" if entry.shared else ""
    return f"{title} ({entry.language}) · {keeping.clock(entry.at, words, with_day=True)}{shared}"


def _open(desk: Desk, key: str) -> None:
    with desk.attempt(PART):
        keeping.keep(desk)
        keeping.open_kept(desk, key)
        st.session_state.pop("map-language", None)


def _share(desk: Desk, key: str, shared: bool) -> None:
    with desk.attempt(PART):
        keeping.store().share(key, person.owner(), shared=shared)


def _delete(desk: Desk, key: str) -> None:
    """Delete a story; where it is the one on the desk, the sample takes its place."""
    with desk.attempt(PART):
        keeping.store().delete(key, person.owner())
        desk.forget(key, opened.sample(st.session_state.get("language", "")))


def _library(desk: Desk, words: Words) -> None:
    """All stories with their versions as one file, to keep elsewhere or to bring to another computer."""
    with st.popover(words("All your stories as one file"), icon=":material/inventory_2:"):
        if st.button(words("Make the file"), key="library-make"):
            with desk.attempt(LIBRARY), st.spinner(words("Making the file")):
                st.session_state[MADE] = keeping.store().export_library(person.owner())
        made = st.session_state.get(MADE)
        if isinstance(made, bytes):
            st.download_button(
                words("Download"),
                made,
                file_name="strikemap-stories.zip",
                mime="application/zip",
                key="library-download",
                on_click="ignore",
            )
        upload = st.file_uploader(
            words("Bring such a file in"),
            type=["zip"],
            key=f"library-file-{desk.turn}",
            max_upload_size=brought.MOST_UPLOAD_MB,
        )
        if st.button(words("Add its stories"), key="library-add", disabled=upload is None) and upload is not None:
            with desk.attempt(LIBRARY), st.spinner(words("Reading the file")):
                done = keeping.store().import_library(upload.getvalue(), person.owner())
                added = words.plural("{n} story added", "{n} stories added", len(done.added))
                say.note(f"{added}, {words.plural('{n} was here already', '{n} were here already', len(done.known))}")
        say.notice(desk, LIBRARY, words)
