"""The desk's memory: stories as they are worked on, kept with their history.

    store = open_store()                                   # SQLite in the user's data folder, or STRIKEMAP_DATABASE
    kept = store.create(story)                             # Kept: key, story, number, ...
    kept = store.save(kept.key, story, base=kept.number)   # Conflict if somebody saved meanwhile
    store.load(kept.key).story

A call that returns has kept what it was given: killing the process or the machine afterwards loses nothing of it. A
call that raises ``Unavailable`` has kept nothing; the same call may be made again.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from geo.desk.kept import OWNER, Entry, Health, Imported, Kept, Version

if TYPE_CHECKING:
    from geo.desk.opening import open_store
    from geo.desk.store import Store

_HOME = {"Store": "geo.desk.store", "open_store": "geo.desk.opening"}

__all__ = ["OWNER", "Entry", "Health", "Imported", "Kept", "Store", "Version", "open_store"]


def __getattr__(name: str) -> object:
    """What needs SQLAlchemy, fetched when first used: who only looks at a page does not wait for it."""
    if name not in _HOME:
        raise AttributeError(f"module 'geo.desk' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
