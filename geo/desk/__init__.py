"""The desk's memory: stories as they are worked on, kept with their history.

    store = open_store()                                   # SQLite in the user's data folder, or STRIKEMAP_DATABASE
    kept = store.create(story)                             # Kept: key, story, number, ...
    kept = store.save(kept.key, story, base=kept.number)   # Conflict if somebody saved meanwhile
    store.load(kept.key).story

A call that returns has kept what it was given: killing the process or the machine afterwards loses nothing of it. A
call that raises ``Unavailable`` has kept nothing; the same call may be made again.
"""

from geo.desk.kept import OWNER, Entry, Health, Imported, Kept, Version
from geo.desk.opening import open_store
from geo.desk.store import Store

__all__ = ["OWNER", "Entry", "Health", "Imported", "Kept", "Store", "Version", "open_store"]
