"""An earlier version beside the story at hand: what differs, and the note that tells readers so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.decisions import MAX_CORRECTION
from geo.errors import BadInput, StrikemapError
from geo.ui import brought, house, keeping, person, safe, say, stories
from geo.ui.desk import now

if TYPE_CHECKING:
    from geo.comparing import Comparison
    from geo.model import Story
    from geo.ui.desk import Desk
    from geo.words import Words

PART = "earlier"
# The earlier story, kept for this visit.
KEY = "earlier-story"


def box(desk: Desk, words: Words) -> None:
    """Where the earlier version comes in; then the differences, and the drafted correction to take or to edit."""
    earlier: Story | None = st.session_state.get(KEY)
    is_open = PART in desk.notices or earlier is not None
    with st.expander(
        words("Compare with an earlier version"),
        icon=":material/difference:",
        expanded=is_open,
        key=PART,
        on_change="rerun",
    ) as folded:
        if earlier is None:
            _bring(desk, words, is_seen=bool(folded.open))
        else:
            _beside(desk, earlier, words)
            if st.button(words("Forget the earlier version"), key="earlier-forget"):
                st.session_state.pop(KEY)
                st.rerun()
        say.notice(desk, PART, words)


def _bring(desk: Desk, words: Words, *, is_seen: bool) -> None:
    """The ways in which it comes; the list of what is kept is asked for only where it is seen."""
    key = _kept(desk, words) if is_seen else None
    upload = st.file_uploader(
        words("Earlier version: article or saved story"),
        type=brought.FILES,
        key=f"earlier-file-{desk.turn}",
        max_upload_size=brought.MOST_UPLOAD_MB,
    )
    text = st.text_area(words("Or paste its text"), key="earlier-text", height=120)
    if st.button(words("Compare"), key="earlier-compare", icon=":material/compare_arrows:"):
        with desk.attempt(PART):
            file = None if upload is None else (upload.getvalue(), upload.name)
            st.session_state[KEY] = _read(desk, words, file, text, key)
            st.rerun()


def _kept(desk: Desk, words: Words) -> str | None:
    """The key of a story of one's own that is chosen as the earlier version; None where none is, or none is there."""
    try:
        found = keeping.store().recent(person.owner(), stories.MOST)
    except StrikemapError:
        return None  # what a file or a pasted text brings can be compared without the store, which says so itself
    here = desk.kept.key if desk.kept is not None else None
    entries = {entry.key: entry for entry in found if entry.key != here}
    if not entries:
        return None
    chosen: str | None = st.selectbox(
        words("One of your stories"),
        list(entries),
        index=None,
        format_func=lambda key: stories.label(entries[key], words),
        key=f"earlier-kept-{desk.turn}",
        placeholder=words("Choose one"),
    )
    return chosen


def _read(desk: Desk, words: Words, file: tuple[bytes, str] | None, text: str | None, key: str | None) -> Story:
    """The earlier version's story, if it can be compared with the one at hand.

    Raises:
        BadInput: nothing was brought, it cannot be read, or the two cannot be compared.
        NotFound, Unavailable: the story of that key is gone, or the store away.
    """
    from geo.comparing import compared

    about = brought.About()
    if file is not None:
        earlier = brought.story_of_file(desk, words, *file, about)
    elif text and text.strip():
        earlier = brought.analysed(desk, words, brought.article_of_text(text, about))
    elif key is not None:
        earlier = keeping.store().load(key, person.owner()).story
    else:
        raise BadInput("An earlier version is needed: choose a story or a file, or paste its text")
    compared(earlier, desk.story)
    return earlier


def _beside(desk: Desk, earlier: Story, words: Words) -> None:
    from geo.comparing import compared

    try:
        comparison = compared(earlier, desk.story)
    except StrikemapError as error:  # another article was laid on the desk since
        st.error(safe.message(error, words))
        return
    _differences(comparison, words)
    _note(desk, earlier, comparison, words)


def _differences(comparison: Comparison, words: Words) -> None:
    from geo.differing import rows

    if not comparison:
        say.note(words("The two versions say the same."))
    for group, found in rows(comparison, words).items():
        st.html(f'<h4 class="sm-group">{safe.html(group)}</h4>')
        told = [(f"{row.change}: {row.about}" if row.about else row.change, row.old, row.new) for row in found]
        say.table((words("What"), words("Earlier"), words("Now")), told)


def _note(desk: Desk, earlier: Story, comparison: Comparison, words: Words) -> None:
    """The correction as drafted, for a person to edit; it enters the story when they say so, and can be undone."""
    from geo.correcting import drafted_note, joined

    draft = drafted_note(comparison, earlier, desk.story)
    key = f"earlier-note-{desk.turn}"
    st.text_area(
        words("Correction line, as drafted"),
        joined(desk.story.correction or earlier.correction, draft),
        key=key,
        max_chars=MAX_CORRECTION,
        height="content",
    )
    say.note(words("It says what either version states, in its own words. Read it before it goes out."))
    if _is_saved(earlier):
        say.note(
            words("What a person decided in the earlier story is applied here too, and this becomes its next revision.")
        )

    def take() -> None:
        with desk.attempt(PART):
            desk.put(_corrected(desk, earlier, str(st.session_state[key])))
            # The line under "Publish" takes its text from the story anew.
            desk.turn += 1

    st.button(
        words("Put it in the story"), key="earlier-take", type="primary", icon=":material/edit_note:", on_click=take
    )


def _corrected(desk: Desk, earlier: Story, text: str) -> Story:
    from geo.correcting import succeeding

    if not _is_saved(earlier):
        return desk.decided("correct", desk.story.id, text=text)
    return succeeding(desk.story, earlier, house.borders(earlier.policy), note=text, at=now(), by_hand=True)


def _is_saved(story: Story) -> bool:
    """Whether a story was worked on before, so that there is something of it to go on with."""
    return bool(story.changes) or story.changed is not None or story.revision > 1
