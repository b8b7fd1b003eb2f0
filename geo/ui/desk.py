"""What one editor has before them: the story, the way back, and what could not be done. No Streamlit here."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

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


class Step(NamedTuple):
    """A story that was on the desk, and which of the desk's stories it is a state of."""

    story: Story
    of: int


@dataclass
class Desk:
    """The story at hand and the steps that led to it.

    Attributes:
        past, future: earlier and undone steps, nearest last.
        turn: grows when controls must take their values from the story anew (undo, another story).
        notices: errors by the part of the page in which they are shown, until the next action.
        chosen: id of the place that is looked at.
    """

    story: Story
    past: list[Step] = field(default_factory=list)
    future: list[Step] = field(default_factory=list)
    turn: int = 0
    notices: dict[str, StrikemapError] = field(default_factory=dict)
    chosen: str | None = None
    # Undo can lead back to another story, which is then saved under its own key. Its id does not tell them apart: a
    # copy has that of its original, and an article that is read again that of its first reading. So they are numbered.
    _of: int = 0
    _stories: int = 1
    _kept: dict[int, Kept] = field(default_factory=dict)
    _ours: set[int] = field(default_factory=set)
    _unsaved: dict[int, StrikemapError] = field(default_factory=dict)
    _conflicts: dict[int, Kept] = field(default_factory=dict)
    _left: dict[int, Story] = field(default_factory=dict)
    _last: str = ""

    @property
    def kept(self) -> Kept | None:
        """The story at hand as it was last saved; None while it never was."""
        return self._kept.get(self._of)

    @property
    def is_base_ours(self) -> bool:
        """Whether the version that the story at hand was last saved as was made at this desk, not found or taken."""
        return self._of in self._ours

    @property
    def unsaved(self) -> StrikemapError | None:
        """Why the story at hand, or one that was left, could not be saved, until it is."""
        return self._unsaved.get(self._of) or next(iter(self._unsaved.values()), None)

    @property
    def conflict(self) -> Kept | None:
        """What somebody else saved over the version that was worked on here, until one of both is chosen."""
        return self._conflicts.get(self._of)

    @property
    def doing(self) -> str:
        """What the last steps in a row were, where they are of one name; else ""."""
        return self._last

    def hold(self, kept: Kept, *, ours: bool = False) -> None:
        """Take note that the story at hand is saved, and as which version; ``ours``: it was made at this desk."""
        self._kept[self._of] = kept
        (self._ours.add if ours else self._ours.discard)(self._of)
        self.settled()

    def settled(self) -> None:
        """Take note that nothing of the story at hand is to be saved or to be chosen."""
        self._unsaved.pop(self._of, None)
        self._conflicts.pop(self._of, None)

    def failed(self, error: StrikemapError, newer: Kept | None = None) -> None:
        """Take note that the story at hand could not be saved: ``newer`` was, or ``error`` says why."""
        if newer is None:
            self._unsaved[self._of] = error
        else:
            self._unsaved.pop(self._of, None)
            self._conflicts[self._of] = newer

    def let_go(self) -> None:
        """Save the story at hand as a new one from now on."""
        self._kept.pop(self._of, None)
        self.settled()

    def left(self) -> tuple[Step, ...]:
        """The stories that were left before they could be saved, each as it was then."""
        return tuple(Step(story, of) for of, story in self._left.items())

    @contextmanager
    def turned_to(self, step: Step) -> Iterator[None]:
        """A story that was left is at hand again for as long as it takes to save it."""
        here = Step(self.story, self._of)
        self.story, self._of = step
        try:
            yield
        finally:
            if self._of not in self._unsaved and self._of not in self._conflicts:
                self._left.pop(self._of, None)
            self.story, self._of = here

    def put(self, story: Story, what: str = "") -> None:
        """Lay another story on the desk; the one before can be had back.

        Args:
            what: steps of the same name in a row (a slider being moved) are one step back; "" is always its own.
        """
        if not (what and what == self._last):
            self.past = [*self.past[-MAX_PAST + 1 :], Step(self.story, self._of)]
        self.future.clear()
        self.story = story
        self._last = what

    def open(self, story: Story, kept: Kept | None = None) -> None:
        """Another story altogether: controls start anew.

        Args:
            kept: as what it was found in the store. Without it the story is a new one, unless it is of the same
                article as the one at hand.
        """
        before = self.story
        self.put(story)
        self.turn += 1
        self.chosen = None
        if kept is not None:
            known = (of for of, other in self._kept.items() if other.key == kept.key)
            self._turn_to(next(known, self._stories), before)
            self.hold(kept)
        elif story.id != before.id:
            self._turn_to(self._stories, before)

    def _turn_to(self, of: int, before: Story) -> None:
        """Have another of the desk's stories at hand; of the one that is left, remember what is still to be saved."""
        if of != self._of and (self._of in self._unsaved or self._of in self._conflicts):
            self._left[self._of] = before
        self._left.pop(of, None)
        self._of = of
        self._stories = max(self._stories, of + 1)

    def forget(self, key: str, story: Story) -> None:
        """No step leads back to a story that was deleted; where it was at hand, ``story`` is laid in its place."""
        gone = {of for of, kept in self._kept.items() if kept.key == key}
        for kept_of in (self._kept, self._unsaved, self._conflicts, self._left):
            for of in gone:
                kept_of.pop(of, None)
        self.past = [step for step in self.past if step.of not in gone]
        self.future = [step for step in self.future if step.of not in gone]
        if self._of in gone:
            self.story, self._of = story, self._stories
            self._stories += 1
            self.future.clear()
            self._last = ""
            self.turn += 1
            self.chosen = None

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

    def come_back(self, story: Story) -> Story:
        """An earlier state as the next revision: what has been published since bears the numbers in between."""
        return replace(story, review=None, revision=self.story.revision + 1, changed=now())

    def redo(self) -> None:
        """Go the last step back forward again."""
        if self.future:
            self._swap(self.future, self.past)

    def _swap(self, source: list[Step], target: list[Step]) -> None:
        target.append(Step(self.story, self._of))
        before, (story, of) = self.story, source.pop()
        if of == self._of or of in self._kept or of in self._unsaved:
            story = self.come_back(story)
        # Else it is another one that nobody has changed yet: the sample, which stays nobody's.
        self._turn_to(of, before)
        self.story = story
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
