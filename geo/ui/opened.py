"""What is opened once and shared by every session: the names of the world, the borders, the sample.

Plain caches of the process, with a lock each; Streamlit's own would copy what they hand out or need a session.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from geo.document import loads
from geo.resources import data_path
from geo.where import Finder

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.gazetteer.index import Gazetteer
    from geo.measuring.borders import Borders
    from geo.model import Policy, Story

SAMPLE = "places.geojson"
_names_lock = threading.Lock()
_borders_lock = threading.Lock()
_names: list[Gazetteer] = []


def names_ready() -> bool:
    """Whether the list of place names is open, so that using it costs no wait."""
    return bool(_names)


def names(progress: Callable[[str, float], None] | None = None) -> Gazetteer:
    """The list of place names, opened once; the first time on a machine it has to be built (about half a minute).

    Args:
        progress: told what is being done, and how far it is (0 to 1).
    """
    from geo.gazetteer.index import open_gazetteer

    with _names_lock:
        if not _names:
            _names.append(open_gazetteer(progress=progress))
    return _names[0]


def borders(policy: Policy = "recognised") -> Borders:
    """The borders by a policy, opened once."""
    with _borders_lock:
        return _open_borders(policy)


@cache
def _open_borders(policy: Policy) -> Borders:
    from geo.measuring.borders import open_borders

    return open_borders(policy)


def finder(policy: Policy) -> Finder:
    """Finds what people type for a place."""
    return Finder(names, lambda: borders(policy))


@cache
def sample() -> Story:
    """The sample article's story, as it is kept in the data folder."""
    return loads(data_path(SAMPLE).read_bytes())
