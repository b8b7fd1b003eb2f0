"""What can go wrong, as one small tree.

    StrikemapError
    ├── BadInput(ValueError)      something a person typed or handed over cannot be used
    │   ├── BadDocument           a story file that is broken, foreign or newer
    │   ├── BadArticle            a text that cannot be read as an article
    │   ├── BadLibrary            a file of kept stories that is broken, foreign or hostile
    │   └── NotPossible           understood, but there is no such thing (a weapon, a country, a range)
    ├── NotFound(LookupError)     a name that no gazetteer record bears, or a story that is not there
    ├── Ambiguous(LookupError)    a name that several records bear, none clearly ahead
    ├── DataError(RuntimeError)   our own data is missing, stale or damaged
    ├── Unavailable(RuntimeError) stories cannot be kept or read now: the work is to be held and tried again
    │   ├── BrokenStore           what should hold them is damaged or is another program's; it is left as it is
    │   └── NewerStore            it was made by a newer strikemap
    ├── Conflict(RuntimeError)    somebody saved a newer version of the story meanwhile
    └── NotAllowed(RuntimeError)  only the owner of a story may do this

A message is a template (the gettext message id, English) and named values, so that a door (command line, app)
can say it in the reader's language and escape the values in its own way. ``str(error)`` is the English sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.desk.kept import Kept

# A value longer than this is cut in a message: an error must stay readable when a person pastes a whole page.
MAX_QUOTED = 120


def quoted(value: object) -> str:
    """The value as it stands in a message: on one line, without control characters, cut when long."""
    text = "".join(c if c.isprintable() else " " for c in str(value))
    return text if len(text) <= MAX_QUOTED else f"{text[:MAX_QUOTED]}…"


class StrikemapError(Exception):
    """Base of every error that strikemap raises on purpose.

    Args:
        message: an English sentence with ``{name}`` fields; the gettext message id.
        values: what fills the fields; quoted values are made printable and cut to ``MAX_QUOTED`` characters.
    """

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = {key: quoted(value) for key, value in values.items()}
        super().__init__(message.format(**self.values))

    def said_in(self, translate: Callable[[str], str]) -> str:
        """The sentence in another language; ``translate`` maps a message id to its translation."""
        return translate(self.message).format(**self.values)


class BadInput(StrikemapError, ValueError):
    """Something that a person typed or handed over cannot be used; the message quotes it."""


class BadDocument(BadInput):
    """A story file that is broken, foreign or made by a newer version; the message says where."""


class BadArticle(BadInput):
    """A text that cannot be read as an article: empty, binary, too long, wrongly encoded."""


class BadLibrary(BadInput):
    """A file of kept stories that is broken, foreign or hostile; nothing of it is taken."""


class NotPossible(BadInput):
    """The words are understood, but there is no such thing: an unknown weapon, country or range."""


class NotFound(StrikemapError, LookupError):
    """No gazetteer record bears the name; or there is no such story for whoever asks."""


class Ambiguous(StrikemapError, LookupError):
    """Several records bear the name and none is clearly ahead; ``candidates`` lists them, best first."""

    def __init__(self, message: str, candidates: tuple[object, ...] = (), **values: object) -> None:
        super().__init__(message, **values)
        self.candidates = candidates


class DataError(StrikemapError, RuntimeError):
    """A data file of our own is missing, stale or damaged."""


class Unavailable(StrikemapError, RuntimeError):
    """Stories cannot be kept or read at this moment; what was made is to be held and tried again."""


class BrokenStore(Unavailable):
    """What should hold the stories is damaged, or is not a store of strikemap; it is left as it is."""


class NewerStore(Unavailable):
    """The store was made or changed by a newer strikemap."""


class Conflict(StrikemapError, RuntimeError):
    """Somebody saved a newer version of the story since the one that was worked on; ``newer`` is theirs."""

    def __init__(self, message: str, newer: Kept, **values: object) -> None:
        super().__init__(message, **values)
        self.newer = newer


class NotAllowed(StrikemapError, RuntimeError):
    """Only the owner of a story may do this."""
