"""What a database says when it cannot, as sentences of ours. No password and no text of a story is in them."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import exc

from geo.errors import BrokenStore, StrikemapError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

FULL = "the disk is full: {value!r} keeps no more stories until there is room"
READ_ONLY = "{value!r} cannot be written: {why}"
DAMAGED = "{value!r} is damaged or is no store of strikemap ({why}): it was left as it is"
AWAY = "the stories in {value!r} cannot be reached now: {why}"
_SENTENCES = {"SQLITE_FULL": FULL, "SQLITE_READONLY": READ_ONLY, "SQLITE_PERM": READ_ONLY, "SQLITE_AUTH": READ_ONLY}
_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
# PostgreSQL's five-character codes, the first that fits: no room (disk full), a read-only server, no right to it.
_STATES = {"53100": FULL, "25006": READ_ONLY, "42501": READ_ONLY}


@contextmanager
def told(where: str) -> Iterator[None]:
    """A stretch of work in the store at ``where``; what the database refuses is said as an error of ours.

    Raises:
        Unavailable: the database cannot be read or written now.
        BrokenStore: it is damaged.
    """
    try:
        yield
    except (exc.DBAPIError, sqlite3.Error) as error:
        raise said(error.orig if isinstance(error, exc.DBAPIError) else error, where) from None
    except exc.TimeoutError:
        raise Unavailable(AWAY, value=where, why="too many at once") from None
    except StrikemapError:
        raise
    except ValueError as error:  # a text that is not UTF-8, a moment that is none: nobody wrote such a row
        raise BrokenStore(DAMAGED, value=where, why=type(error).__name__) from None
    except OSError as error:
        raise Unavailable(READ_ONLY, value=where, why=error.strerror or type(error).__name__) from None


def said(error: Any, where: str) -> Unavailable:
    """The sentence for what a driver raised."""
    why = _why(error)
    name = getattr(error, "sqlite_errorname", None)
    if name is not None:
        if name.startswith(_DAMAGE):
            return BrokenStore(DAMAGED, value=where, why=why)
        sentence = next((text for start, text in _SENTENCES.items() if name.startswith(start)), AWAY)
        return Unavailable(sentence, value=where, why=why)
    return Unavailable(_STATES.get(getattr(error, "sqlstate", None) or "", AWAY), value=where, why=why)


def _why(error: Any) -> str:
    """The first line of what the driver says: a row that it refuses stands in later ones."""
    primary = getattr(getattr(error, "diag", None), "message_primary", None)
    return str(primary or error).strip().split("\n")[0] or type(error).__name__
