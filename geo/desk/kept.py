"""What the store gives back, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from geo.model import Bounds, Story

# Whose stories are where nobody signs in.
OWNER = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A story as it is kept.

    Attributes:
        key: by which it is found; cannot be guessed.
        number: of this version; it grows with each change and is what the next save is based on.
        shared: others may open and change it; only the owner may share or delete it.
        at: when this version was saved, by whom, and what was done ("moved").
    """

    key: str
    story: Story
    number: int
    owner: str
    shared: bool
    at: datetime
    by: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A story in a list, without its document.

    Attributes:
        bounds: of all that it draws (degrees; ``west > east`` crosses the antimeridian), None where it draws nothing.
        revision, changed: the story's own count of changes, and when the last of them was made by its own account.
        at, by, what: the last save.
    """

    key: str
    title: str
    language: str
    number: int
    owner: str
    shared: bool
    at: datetime
    by: str
    what: str
    bounds: Bounds | None
    revision: int
    changed: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version in the history of a story. Numbers grow, but not always by one."""

    number: int
    at: datetime
    by: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a library file: stories that were added, and titles of those that were here already."""

    added: tuple[Entry, ...]
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """That stories can be read and kept now.

    Attributes:
        engine: "sqlite" or "postgresql". schema: the version of its tables.
        spatial: there are views for GIS programs; ``why``: why not, an English message id, else "".
    """

    engine: str
    schema: str
    spatial: bool
    why: str
