"""The story at hand and the store: saved at each change, opened again after a refresh, never over another's work.

What is on the desk is ahead of the store for as long as a save takes. When the store cannot take it (a full disk, a
server that is away) the work stays in this session, the head of the page says so, and it is tried again.
"""

from __future__ import annotations

import threading
from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import Conflict, NotFound, StrikemapError, Unavailable
from geo.ui import opened, person, safe, say, steps
from geo.ui.desk import Desk

if TYPE_CHECKING:
    from geo.desk import Kept, Store, Version
    from geo.words import Words

PART = "keeping"
# How often a store that was away is tried again, seconds.
AGAIN_S = 5.0
OVER, BACK = "over", "back"
# The actions by which versions are told apart in their list; the word before a colon counts.
WHAT = {
    "created": "first saved",
    "changed": "changed",
    "radius": "range changed",
    "rename": "place renamed",
    "move": "place moved",
    "choose": "place chosen anew",
    "role": "role of a place changed",
    "publish": "publication of a place changed",
    "remove": "place removed",
    "add": "place added",
    "accept": "reported strike looked at",
    "detail": "detail of a strike looked at",
    "correct": "correction line changed",
    "embargo": "embargo changed",
    "alt": "description changed",
    "caption": "caption changed",
    "review": "reviewed",
    "imported": "brought in with a library",
    OVER: "put in the place of another window's version",
}

_lock = threading.Lock()
_store: Store | None = None


def store() -> Store:
    """The store of this process, opened when it is first needed; one that cannot be opened is tried again next time.

    Raises:
        Unavailable, BadInput: as ``geo.desk.open_store``.
    """
    global _store
    if _store is None:
        with _lock:
            if _store is None:
                from geo.desk import open_store

                _store = open_store()
    return _store


# ---------------------------------------------------------------- opening


def desk_of(key: str | None, language: str = opened.SAMPLE_LANGUAGE) -> Desk:
    """The desk of a session that begins: with the story that its address names, else with the sample in a language."""
    desk = Desk(opened.sample(language))
    if key:
        with desk.attempt(PART):
            kept = store().load(key, person.owner())
            desk = Desk(kept.story)
            desk.hold(kept)
    return desk


def open_kept(desk: Desk, key: str) -> None:
    """Lay a kept story on the desk.

    Raises:
        NotFound: there is no such story for who asks.
        Unavailable: the store is away.
    """
    kept = store().load(key, person.owner())
    desk.open(kept.story, kept)


# ---------------------------------------------------------------- saving


def keep_new(desk: Desk) -> None:
    """Keep a story that is not kept yet, and have the address name it; the sample only once it was changed."""
    if desk.kept is None and not opened.is_sample(desk.story):
        keep(desk)
    _name_it(desk)


def keep(desk: Desk, what: str = "") -> None:
    """Save what changed. What cannot be saved stays on the desk, with the reason, until it can.

    Args:
        what: was done, where the story itself does not tell.
    """
    for step in desk.left():
        with desk.turned_to(step):
            _keep(desk)
            if desk.conflict is not None:
                # Nobody is asked about a story that is not at hand: both stay.
                copy_mine(desk)
    _keep(desk, what)


def _keep(desk: Desk, what: str = "") -> None:
    kept, story = desk.kept, desk.story
    if kept is not None and kept.story is story:
        desk.settled()
        return
    if opened.is_sample(story) or desk.conflict is not None:
        return
    try:
        if kept is None:
            saved = store().create(story, person.owner())
        else:
            what = what or _what(desk)
            # A run of like changes is one version, its last. What was not made here is never of such a run, in which
            # another window's version would be lost.
            what = what if desk.is_base_ours else f"{what}:{kept.number}"
            saved = store().save(kept.key, story, person.owner(), base=kept.number, what=what)
    except Conflict as error:
        desk.failed(error, error.newer)
    except NotFound as error:
        # Deleted, or no longer shared, since: the next save is of a story of one's own.
        desk.let_go()
        desk.failed(error)
    except StrikemapError as error:
        desk.failed(error)
    else:
        desk.hold(saved, ours=True)


def _what(desk: Desk) -> str:
    """What the change was, by a word that a run of like changes shares."""
    before = desk.kept.story.changes if desk.kept is not None else ()
    after = desk.story.changes
    if desk.story.review is not None and (desk.kept is None or desk.kept.story.review is None):
        return "review"
    if len(after) > len(before):
        return f"{after[-1].action}:{after[-1].target}"[:80]
    return desk.doing or "changed"


def _name_it(desk: Desk) -> None:
    """Have the address name the story, so that a refresh finds it."""
    key = desk.kept.key if desk.kept is not None else None
    if st.query_params.get(steps.STORY) == key:
        return
    if key is None and isinstance(desk.notices.get(PART), Unavailable):
        return  # the store was away when the story was asked for: a refresh asks again
    if key is None:
        st.query_params.pop(steps.STORY, None)
    else:
        st.query_params[steps.STORY] = key


# ---------------------------------------------------------------- on the page


def clock(moment: datetime, words: Words, *, with_day: bool = False) -> str:
    """A time of day as the reader's own clock shows it, with the day where it is not today's."""
    from babel.dates import format_date, format_time, get_timezone

    try:
        zone = get_timezone(st.context.timezone)
    except LookupError:
        zone = get_timezone()
    local = moment.astimezone(zone)
    time = str(format_time(local, "HH:mm", locale=words.locale))
    if not with_day and local.date() == datetime.now(zone).date():
        return time
    return f"{format_date(local, 'd MMM', locale=words.locale)} {time}"


def told(desk: Desk, words: Words) -> None:
    """In the head: when the story was last saved; the way to its versions."""
    if desk.kept is None:
        return
    when = clock(desk.kept.at, words)
    if desk.unsaved is None and desk.conflict is None:
        st.html(f'<p class="sm-saved" role="status">{safe.html(words("Saved {time}", time=when))}</p>', width="content")


def trouble(desk: Desk, words: Words) -> None:
    """Above the page: a story that could not be opened, work that is not saved yet, a newer version of another's."""
    say.notice(desk, PART, words)
    if desk.conflict is not None:
        _conflict(desk, desk.conflict, words)
    elif desk.unsaved is not None:
        st.warning(safe.message(desk.unsaved, words), icon=":material/cloud_off:")
        say.note(words("Your work is kept in this window. It is saved as soon as that can be done."))
        _again(desk, words)


@st.fragment(run_every=AGAIN_S)
def _again(desk: Desk, words: Words) -> None:
    """Try to save every few seconds, and at once when asked."""
    st.button(words("Try again now"), key="save-again", icon=":material/refresh:")
    keep(desk)
    if desk.unsaved is None:
        st.rerun()


def _conflict(desk: Desk, newer: Kept, words: Words) -> None:
    by = words("in another window") if newer.by == person.owner() else newer.by
    when = clock(newer.at, words)
    st.warning(
        safe.filled(
            words("This story was changed meanwhile ({who}, {time}). Nothing was overwritten."), who=by, time=when
        ),
        icon=":material/call_split:",
    )
    with st.container(horizontal=True, gap="small", key="sm-conflict"):
        st.button(words("Take the newer one"), key="conflict-theirs", on_click=take_newer, args=(desk,), type="primary")
        st.button(words("Keep mine as a copy"), key="conflict-copy", on_click=copy_mine, args=(desk,))
        st.button(words("Put mine in its place"), key="conflict-mine", on_click=over_newer, args=(desk,))
    say.note(words("Whichever you choose, the other stays: in the versions of the story, or one step back."))


def take_newer(desk: Desk) -> None:
    """Lay the newer version on the desk; what was there is one step back."""
    if desk.conflict is not None:
        newer = desk.conflict
        desk.put(newer.story)
        desk.turn += 1
        desk.hold(newer)


def copy_mine(desk: Desk) -> None:
    """Keep what is on the desk as a story of its own; the newer version stays as it is."""
    desk.let_go()
    _keep(desk)


def over_newer(desk: Desk) -> None:
    """Save what is on the desk as the next version after the newer one, which stays in the history."""
    if desk.conflict is not None:
        desk.hold(desk.conflict)
        _keep(desk, OVER)


# ---------------------------------------------------------------- versions


def versions(desk: Desk, words: Words) -> None:
    """A button that opens the list of versions of the story."""
    if desk.kept is not None and st.button(
        words("Versions"), key="versions", icon=":material/history:", type="tertiary"
    ):
        st.dialog(words("Versions of this story"), icon=":material/history:")(_versions)(desk, words)


def _versions(desk: Desk, words: Words) -> None:
    kept = desk.kept
    if kept is None:
        return
    try:
        found = store().history(kept.key, person.owner())
    except (NotFound, Unavailable) as error:
        st.error(safe.message(error, words))
        return
    by_number = {version.number: version for version in found}
    number = st.selectbox(
        words("Version"),
        list(by_number),
        format_func=lambda number: _version(by_number[number], words),
        key=f"version-{kept.number}",
    )
    if st.button(words("Go back to this version"), key="version-take", disabled=number in {None, kept.number}):
        with desk.attempt(PART):
            go_back(desk, number)
        st.rerun()


def go_back(desk: Desk, number: int) -> None:
    """Lay an earlier version on the desk, and save it as the next one.

    Raises:
        NotFound, Unavailable: as ``Store.version``.
    """
    kept = desk.kept
    if kept is not None:
        desk.put(desk.come_back(store().version(kept.key, number, person.owner())))
        desk.turn += 1
        # By a number of its own: the version that is left is not the beginning of a run of like changes.
        _keep(desk, f"{BACK}:{kept.number}")


def _version(version: Version, words: Words) -> str:
    what = WHAT.get(version.what.split(":")[0], "changed")
    by = "" if version.by == person.owner() else f" · {version.by}"
    return f"{clock(version.at, words, with_day=True)} · {words(what)}{by}"
