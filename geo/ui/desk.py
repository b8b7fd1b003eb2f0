"""What one editor has before them: the story, the way back, and what could not be done. No Streamlit here."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from geo.decisions import decide
from geo.errors import BadInput, StrikemapError
from geo.model import Change, Review

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.desk.kept import Kept
    from geo.model import Action as Action
    from geo.model import Story

# How many steps back are kept; a story is a few hundred KiB and steps share most of it.
MAX_PAST = 100
MAX_REVIEWER = 100


@dataclass
class Desk:
    """The story at hand and the steps that led to it.

    Attributes:
        past, future: earlier and undone stories, nearest last.
        turn: grows when controls must take their values from the story anew (undo, another story).
        notices: errors by the part of the page in which they are shown, until the next action.
        chosen: id of the place that is looked at.
        unsaved: why the story could not be saved, until it is.
        conflict: what somebody else saved over the version that this desk worked on, until one of both is chosen.
    """

    story: Story
    past: list[Story] = field(default_factory=list)
    future: list[Story] = field(default_factory=list)
    turn: int = 0
    notices: dict[str, StrikemapError] = field(default_factory=dict)
    chosen: str | None = None
    unsaved: StrikemapError | None = None
    conflict: Kept | None = None
    # By the id of the story: undo can lead back to another one, which is then saved under its own key.
    _kept: dict[str, Kept] = field(default_factory=dict)
    _last: str = ""

    @property
    def kept(self) -> Kept | None:
        """The story at hand as it was last saved; None while it never was."""
        return self._kept.get(self.story.id)

    @property
    def doing(self) -> str:
        """What the last steps in a row were, where they are of one name; else ""."""
        return self._last

    def hold(self, kept: Kept) -> None:
        """Take note that the story at hand is saved, and as which version."""
        self._kept[kept.story.id] = kept
        self.unsaved = self.conflict = None

    def let_go(self) -> None:
        """Save the story at hand as a new one from now on."""
        self._kept.pop(self.story.id, None)
        self.unsaved = self.conflict = None

    def put(self, story: Story, what: str = "") -> None:
        """Lay another story on the desk; the one before can be had back.

        Args:
            what: steps of the same name in a row (a slider being moved) are one step back; "" is always its own.
        """
        if not (what and what == self._last):
            self.past = [*self.past[-MAX_PAST + 1 :], self.story]
        self.future.clear()
        self.story = story
        self._last = what

    def open(self, story: Story) -> None:
        """Another story altogether: controls start anew."""
        self.put(story)
        self.turn += 1
        self.chosen = None

    def forget(self, story: Story) -> None:
        """Lay another story on the desk in place of one that was deleted: no step leads back to that."""
        gone = self.story.id
        self._kept.pop(gone, None)
        self.past = [earlier for earlier in self.past if earlier.id != gone]
        self.future.clear()
        self.story = story
        self._last = ""
        self.turn += 1
        self.chosen = None
        self.unsaved = self.conflict = None

    def change(self, story: Story, what: str = "") -> None:
        """A change that was not decided through ``decide``: it ends a review and counts as a revision."""
        self.put(replace(story, review=None, changed=now(), revision=self.story.revision + 1), what)

    def decided(self, action: Action, target: str, **value: str | float | bool) -> Story:
        """The story with one decision more; not yet laid on the desk.

        Raises:
            NotFound, BadInput: as ``geo.decisions.decide``.
        """
        return decide(self.story, Change(action=action, target=target, value=value, at=now()))

    def review(self, by: str) -> None:
        """Record that a person has looked at strike, origin and range.

        Raises:
            BadInput: no name, or one too long to be a name.
        """
        name = " ".join(by.split())
        if not 0 < len(name) <= MAX_REVIEWER:
            raise BadInput("A review is signed: type your name first, at most {most} characters", most=MAX_REVIEWER)
        moment = now()
        reviewed = replace(self.story, review=Review(by=name, at=moment), changed=moment)
        self.put(replace(reviewed, revision=self.story.revision + 1))

    def look_at(self, place_id: str) -> None:
        """Turn to a place: controls that show one place take it from here."""
        if place_id != self.chosen:
            self.chosen = place_id
            self.turn += 1

    def undo(self) -> None:
        """Go one step back; nothing happens at the beginning. What comes back has not been reviewed as it stands."""
        if self.past:
            self._swap(self.past, self.future)

    def redo(self) -> None:
        """Go the last step back forward again."""
        if self.future:
            self._swap(self.future, self.past)

    def _swap(self, source: list[Story], target: list[Story]) -> None:
        target.append(self.story)
        revision = self.story.revision + 1
        self.story = replace(source.pop(), review=None, revision=revision, changed=now())
        self._last = ""
        self.turn += 1

    @contextmanager
    def attempt(self, part: str) -> Iterator[None]:
        """Try an action: what cannot be done is kept as a notice for that part of the page; the story stays."""
        self.notices.clear()
        try:
            yield
        except StrikemapError as error:
            self.notices[part] = error


def now() -> str:
    """This instant with its zone, to the second (ISO 8601)."""
    return datetime.now().astimezone().isoformat(timespec="seconds")
