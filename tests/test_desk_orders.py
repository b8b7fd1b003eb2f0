"""What happens to a story in whatever order things happen: nothing that was made is lost, or saved as another's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from stories import founding_story

from geo.desk import Store, open_store
from geo.errors import Unavailable
from geo.ui import keeping, opened
from geo.ui.desk import Desk

if TYPE_CHECKING:
    from pathlib import Path

    from geo.model import Story


@pytest.fixture(name="store")
def store_fixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("STRIKEMAP_DATA", str(tmp_path))
    monkeypatch.setattr(keeping, "_store", None)
    return open_store()


def titled(title: str, story: Story | None = None) -> Story:
    return replace(story or founding_story(), title=title)


def other() -> Story:
    return replace(founding_story(), id="another-article", title="another")


def window(key: str) -> Desk:
    """Another window on a kept story."""
    return keeping.desk_of(key)


def change(desk: Desk, title: str, what: str = "") -> None:
    desk.change(titled(title, desk.story), what)
    keeping.keep(desk)


def kept_now(story: Story) -> Desk:
    desk = Desk(opened.sample())
    desk.open(story)
    keeping.keep(desk)
    assert desk.kept is not None
    return desk


def key_of(desk: Desk) -> str:
    assert desk.kept is not None
    return desk.kept.key


def titles(store: Store, key: str) -> list[str]:
    """What the history of a story holds, last first."""
    return [store.version(key, version.number).title for version in store.history(key)]


def test_a_step_back_is_saved_as_the_story_that_it_is_of_and_not_as_one_of_the_same_article(store: Store) -> None:
    first = kept_now(titled("original"))
    original = key_of(first)
    copy = store.create(titled("copy")).key
    keeping.open_kept(first, copy)
    keeping.open_kept(first, original)
    first.undo()
    keeping.keep(first)
    assert key_of(first) == copy
    assert (store.load(original).story.title, store.load(copy).story.title) == ("original", "copy")


def test_an_article_that_is_read_again_later_is_not_saved_over_what_was_made_of_it(store: Store) -> None:
    desk = kept_now(titled("worked on"))
    before = key_of(desk)
    for story in (other(), titled("read again")):
        desk.open(story)
        keeping.keep(desk)
    assert key_of(desk) != before
    assert titles(store, before) == ["worked on"]


def test_the_sample_stays_nobodys_when_a_step_back_leads_to_it(store: Store) -> None:
    desk = kept_now(founding_story())
    desk.undo()
    keeping.keep(desk)
    assert desk.story is opened.sample()
    assert desk.kept is None
    desk.redo()
    keeping.keep(desk)
    assert [entry.key for entry in store.recent()] == [key_of(desk)]


def test_a_change_of_the_sample_that_is_taken_back_is_taken_back_in_the_store_too(store: Store) -> None:
    desk = Desk(opened.sample())
    change(desk, "mine")
    desk.undo()
    keeping.keep(desk)
    assert store.load(key_of(desk)).story.title == opened.sample().title


@pytest.mark.parametrize("second", ["over", "undo", "go on"])
def test_no_version_of_another_window_is_lost_in_a_run_of_like_changes(store: Store, second: str) -> None:
    here = kept_now(titled("first"))
    there = window(key_of(here))
    change(here, "before", "radius")
    change(there, "theirs", "radius")
    keeping.over_newer(there)
    change(here, "mine", "radius")
    assert here.conflict is not None
    if second == "over":
        keeping.over_newer(here)
    elif second == "undo":
        keeping.take_newer(here)
        here.undo()
        keeping.keep(here)
    else:
        keeping.take_newer(here)
        change(here, "mine after all", "radius")
    assert store.load(key_of(here)).story.title == here.story.title
    assert "theirs" in titles(store, key_of(here))


def test_a_window_that_has_just_opened_a_story_does_not_go_on_with_the_run_of_another(store: Store) -> None:
    here = kept_now(titled("first"))
    change(here, "theirs", "radius")
    change(window(key_of(here)), "mine", "radius")
    assert titles(store, key_of(here)) == ["mine", "theirs", "first"]


def test_a_story_that_was_left_with_a_conflict_goes_on_as_a_copy_and_the_next_one_is_saved(store: Store) -> None:
    here = kept_now(titled("first"))
    shared = key_of(here)
    change(window(shared), "theirs")
    change(here, "mine")
    assert here.conflict is not None
    here.open(other())
    keeping.keep(here)
    assert here.conflict is None
    assert {entry.title for entry in store.recent()} == {"theirs", "mine", "another"}
    assert store.load(shared).story.title == "theirs"
    here.undo()
    keeping.keep(here)
    assert here.story.title == "mine"
    assert key_of(here) != shared


class Full:
    """A store that reads and, while it is full, writes nothing."""

    def __init__(self, store: Store) -> None:
        self.store, self.is_full = store, True

    def __getattr__(self, name: str) -> object:
        if self.is_full and name in {"save", "create"}:
            raise Unavailable("the disk is full: {value!r} keeps no more stories until there is room", value="x")
        return getattr(self.store, name)


def test_work_that_could_not_be_saved_is_saved_later_though_another_story_was_opened(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = kept_now(titled("first"))
    left, second = key_of(here), store.create(other()).key
    full = Full(store)
    monkeypatch.setattr(keeping, "_store", full)
    change(here, "not saved yet")
    keeping.open_kept(here, second)
    keeping.keep(here)
    assert here.unsaved is not None, "it is said as long as it is so"
    full.is_full = False
    keeping.keep(here)
    assert here.unsaved is None
    assert here.story.title == "another"
    assert store.load(left).story.title == "not saved yet"
    assert store.load(second).story.title == "another"


def test_no_step_leads_back_to_a_story_that_was_deleted_while_another_was_at_hand(store: Store) -> None:
    desk = kept_now(titled("deleted"))
    gone = key_of(desk)
    desk.open(other())
    keeping.keep(desk)
    store.delete(gone)
    desk.forget(gone, opened.sample())
    assert desk.story.title == "another"
    desk.undo()
    keeping.keep(desk)
    assert desk.story is opened.sample()
    assert [entry.title for entry in store.recent()] == ["another"]


def test_a_story_deleted_in_another_window_becomes_a_story_of_ones_own(store: Store) -> None:
    desk = kept_now(titled("first"))
    gone = key_of(desk)
    store.delete(gone)
    change(desk, "still mine")
    assert desk.unsaved is not None
    keeping.keep(desk)
    assert desk.unsaved is None
    assert key_of(desk) != gone
    assert store.load(key_of(desk)).story.title == "still mine"
