"""What is opened once and shared by every session: the names of the world, the borders, the sample.

Plain caches of the process, with a lock each; Streamlit's own would copy what they hand out or need a session. The
first time on a machine the names have to be made (about a minute, in a process of their own): that starts as soon as
somebody looks at the page, and until it is done the map shows what the story itself holds.
"""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING, cast

from geo.document import loads
from geo.errors import BadInput, StrikemapError
from geo.measuring.geodesy import cores
from geo.resources import data_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.gazetteer.index import Gazetteer, Populated
    from geo.measuring.borders import Borders
    from geo.model import Bounds, Policy, Story
    from geo.style import House

# The story that a desk begins with, read beforehand, by the language of who comes; the same facts in each.
SAMPLES = {
    "nl": "places.geojson",
    "en": "samples/atacms-karachev.en.geojson",
    "de": "samples/atacms-karatschew.de.geojson",
    "fr": "samples/atacms-karatchev.fr.geojson",
    "uk": "samples/atacms-karachev.uk.geojson",
}
# Where nobody tells a language.
SAMPLE_LANGUAGE = "nl"
_borders_lock, _samples_lock = threading.Lock(), threading.Lock()
_samples: dict[str, Story] = {}


# ---------------------------------------------------------------- names of places


class _Names:
    """The list of place names: opened at once where it is on the disk, else made in the background."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: Gazetteer | None = None
        self._maker: threading.Thread | None = None
        self._failed: StrikemapError | None = None
        self.share = 0.0
        self.trouble: BadInput | None = None

    def at_hand(self) -> Gazetteer | None:
        """The list if using it costs no wait worth showing; else None, and it is being made."""
        if self._open is None:
            with self._lock:
                if self._open is None and self._maker is None:
                    self._begin()
        return self._open

    def wait(self, seconds: float) -> Gazetteer | None:
        """The list, waited for at most so long.

        Raises:
            DataError: it could not be made; the next call tries again.
        """
        found = self.at_hand()
        maker = self._maker
        if found is None and maker is not None:
            maker.join(seconds)
        if self._failed is not None:
            failed, self._failed, self._maker = self._failed, None, None
            raise failed
        return self._open

    def _begin(self) -> None:
        from geo.gazetteer.cache import cache_folder, edition, is_whole

        if is_whole(cache_folder() / edition()):
            self._open = self._opened()
            return
        self._maker = threading.Thread(target=self._make, name="place names", daemon=True)
        self._maker.start()

    def _make(self) -> None:
        try:
            self._open = self._opened()
        except StrikemapError as error:
            self._failed = error

    def _opened(self) -> Gazetteer:
        """The list, with the places and spellings of the configuration folder; a broken file there is told of."""
        from geo.gazetteer.index import open_gazetteer
        from geo.gazetteer.own import own_files, spelling_files

        try:
            return open_gazetteer(progress=self._told, own=own_files(), spellings=spelling_files())
        except BadInput as error:
            self.trouble = error
            return open_gazetteer(progress=self._told)

    def _told(self, _stage: str, share: float) -> None:
        self.share = min(1.0, max(0.0, share))


_NAMES = _Names()


def names_ready() -> bool:
    """Whether the list of place names is open; if it is not on this machine, making it begins."""
    return _NAMES.at_hand() is not None


def names_trouble() -> BadInput | None:
    """What is wrong with the files of one's own in the configuration folder, which are left out then; or None."""
    return _NAMES.trouble


def names_share() -> float:
    """How far the making of the list is, 0 to 1."""
    return _NAMES.share


def names(progress: Callable[[float], None] | None = None) -> Gazetteer:
    """The list of place names, waited for; ``progress`` is told how far it is, 0 to 1.

    Raises:
        DataError: it cannot be made or read.
    """
    while (found := _NAMES.wait(0.3)) is None:
        if progress is not None:
            progress(_NAMES.share)
    return found


class _NoNames:
    """Stands where no list of names is yet: it knows no town and no name, so a map is drawn without towns around."""

    def populated(self, bounds: Bounds | None = None) -> Populated:
        """No places."""
        import numpy as np

        from geo.gazetteer.index import Populated

        none = np.zeros(0)
        return Populated(
            ids=none.astype("u4"),
            lon=none,
            lat=none,
            population=none.astype("u4"),
            is_district=none.astype(bool),
            country=none.astype("S2"),
        )

    def name_in(self, identifier: str, language: str) -> None:
        """No name."""

    def record(self, identifier: str) -> None:
        """No record."""


def names_to_draw_with() -> Gazetteer:
    """The list of place names, or one without names while it is being made."""
    return _NAMES.at_hand() or cast("Gazetteer", _NoNames())


# ---------------------------------------------------------------- what stays

_held: set[str] = set()
# How many more objects than were let go of there are before the youngest are looked at (a page makes some thousands),
# and how often that is done before the next older are.
_SELDOM = (10_000, 10, 10)
# On few cores whatever works while a browser fetches a page and its map takes its time from that.
LATER_S = 1.5


def hold(what: str) -> bool:
    """Have the collector of garbage pass over all that is there now; once for each ``what``, and whether it is that.

    Those that were made while things were opened (names, languages, libraries) are a million and stay for as long as
    the process. Whenever the collector looks at all that there is, at them too, everybody waits for longer than it
    takes to make a page. Here it looks at them for the last time, a little later: a browser may be fetching a page.
    """
    if what in _held:
        return False
    _held.add(what)
    later(_pass_over)
    return True


def _pass_over() -> None:
    gc.collect()
    gc.freeze()
    # Of what a page makes nearly all is let go of when it is made, without the collector.
    gc.set_threshold(*_SELDOM)


def later(work: Callable[[], None]) -> None:
    """Do it in the background, once a page that is on its way should be there."""
    waiting = threading.Timer(LATER_S, work)
    waiting.daemon = True
    waiting.start()


# ---------------------------------------------------------------- many at once

# Whose turn it is to measure and to draw: as many at a time as there are cores. Of ten that would all be at it at once,
# each would have the map only when the last one has.
turn = threading.BoundedSemaphore(cores())


# ---------------------------------------------------------------- borders, sample


def borders(policy: Policy = "recognised", house: House | None = None) -> Borders:
    """The borders by a policy, with what a house says of single disputed areas; opened once."""
    from geo.publishing.maps import house_borders

    with _borders_lock:
        return house_borders(house, policy)


def sample(language: str = SAMPLE_LANGUAGE) -> Story:
    """The sample story in a language of the screen, as it is kept in the data folder; the same object each time."""
    name = language if language in SAMPLES else SAMPLE_LANGUAGE
    with _samples_lock:
        if name not in _samples:
            _samples[name] = loads(data_path(SAMPLES[name]).read_bytes())
        return _samples[name]


def is_sample(story: Story) -> bool:
    """Whether a story is a sample that nobody has changed, which is nobody's and never kept."""
    return any(story is other for other in tuple(_samples.values()))  # another session may read one meanwhile
