"""What a name may become while it is typed: places one of whose names begins so, the likeliest first.

Keys of the index in alphabetical order make one stretch of each beginning, so one letter costs no more than the
records behind it: all of them are weighed as arrays, none is read but the few that are shown.

A place is weighed by its people, by what the name is worth to it, and by how near it lies to the places that a story
has already. Sites are left out: a known site only resolves a name that an article itself uses.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.gazetteer.names import WORD, key_of
from geo.gazetteer.record import BORROWED, CODE, KINDS, USUAL, WRITTEN
from geo.model import Candidate, PlaceKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    import marisa_trie

    from geo.model import LonLat

MOST_LETTERS = 100
APOSTROPHES = "'’‘ʼʹ`´′ʻ"
# So many of the best postings are looked at for their records; a city has some thirty names that begin alike.
_MOST_POSTINGS = 600
_KIND: dict[PlaceKind, float] = {"country": 1.0, "region": -0.5, "district": -1.0}
# Above so many people (as a logarithm) one country is hardly more spoken of than another.
_MOST_OF_COUNTRY = 7.4
# What has no inhabitants of its own stands among towns of a hundred thousand.
_UNPEOPLED: dict[PlaceKind, float] = {"continent": 5.5, "area": 5.0, "water": 5.0, "point": 5.0}
_CAPITAL = 0.3
# A name that few know the place by must not push away the one that everybody means.
# Of countries that is so the more: their usual names are known in every language that we speak.
_UNUSUAL_OF_COUNTRY = -2.0
_WORTH = {USUAL: 0.0, WRITTEN: -2.0, BORROWED: -2.0, CODE: -4.0}
# All of a name and not only its beginning: "Brest" before "Brestovac".
_WHOLE = 1.0
_NEAR, _NEAR_SCALE_M, _SPOKEN_OF = 2.5, 400_000.0, 0.7
_EARTH_RADIUS_M = 6_371_008.8
MOST_NEAR = 16


class Completion(NamedTuple):
    """A place, and the name of it that begins as was typed, as its source writes it."""

    place: Candidate
    written: str


def beginnings(text: str) -> tuple[str, ...]:
    """What the keys begin with that a typed beginning may become; empty where it holds no letter or digit.

    >>> beginnings("Kar"), beginnings("New ")
    (('kar',), ('new ',))
    >>> beginnings("saint")     # a title of a saint, or the first letters of Saintes
    ('st ', 'saint')
    """
    typed = text[:MOST_LETTERS].rstrip(APOSTROPHES)
    key = key_of(typed)
    if not key:
        return ()
    if not typed.endswith(WORD.findall(typed)[-1]):
        return (f"{key} ",)
    # One letter more keeps the last word from being read as a title.
    letters = key_of(f"{typed}x")[:-1]
    return (key,) if letters == key else (f"{key} ", letters)


class Completer:
    """Completes names from the arrays of an index (``geo/gazetteer/build.py`` tells what they hold)."""

    def __init__(
        self,
        names: marisa_trie.Trie,
        order: NDArray[Any],
        starts: NDArray[Any],
        postings: NDArray[Any],
        worths: NDArray[Any],
        records: NDArray[Any],
        folder: Path,
    ) -> None:
        self._names, self._order, self._starts = names, order, starts
        self._postings, self._worths, self._records = postings, worths, records
        self._folder = folder

    def rows(
        self, text: str, *, near: Sequence[LonLat] = (), countries: Collection[str] = (), limit: int = 10
    ) -> list[tuple[int, float]]:
        """Rows of the records that a typed beginning may become, the best first, each with its score.

        Args:
            near: points that are spoken of; places near one of them come first. countries: ISO 3166-1 alpha-2 of what
                is spoken of; their places come before others.
        """
        begins = beginnings(text)
        found = [self._stretch(begin) for begin in begins]
        numbers = np.concatenate(found) if found else np.empty(0, dtype=np.uint32)
        if not len(numbers):
            return []
        first = self._starts[numbers].astype(np.int64)
        counts = self._starts[numbers + 1] - first
        # The postings of all these keys: each key's own stretch, one after the other.
        at = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        rows, worths = self._postings[at], self._worths[at]
        score = _standing(self._folder)[rows] + _of_worth()[worths]
        number = self._names.get(begins[0].strip(), -1)
        if number >= 0:
            whole = np.repeat(numbers == number, counts)
            score[whole & (worths == USUAL)] += _WHOLE
            score[~whole & (worths == CODE)] = -np.inf
        else:
            score[worths == CODE] = -np.inf
        is_country = self._records["kind"][rows] == KINDS.index("country")
        score[is_country & (worths < USUAL)] += _UNUSUAL_OF_COUNTRY
        if near:
            score += self._nearness(rows, near[:MOST_NEAR])
        if countries:
            codes = np.array([code.encode("ascii", "replace") for code in countries], dtype="S2")
            score[np.isin(self._records["country"][rows], codes)] += _SPOKEN_OF
        return _best(rows, score, limit)

    def _stretch(self, begin: str) -> NDArray[Any]:
        """The numbers of the keys that begin so."""

        def key(number: int) -> str:
            restored: str = self._names.restore_key(int(number))
            return restored

        low = bisect_left(self._order, begin, key=key)
        high = bisect_left(self._order, begin[:-1] + chr(ord(begin[-1]) + 1), lo=low, key=key)
        return self._order[low:high]

    def _nearness(self, rows: NDArray[Any], near: Sequence[LonLat]) -> NDArray[np.float32]:
        """What it lifts a place to lie near one of the points; the chord stands for the way over the ground."""
        points = _on_sphere(np.array([point[0] for point in near]), np.array([point[1] for point in near]))
        cosine = (_places(self._folder)[rows] @ points.T).max(axis=1)
        chord_m = _EARTH_RADIUS_M * np.sqrt(np.maximum(2.0 - 2.0 * cosine, 0.0))
        return np.asarray(_NEAR * np.exp(-chord_m / _NEAR_SCALE_M), dtype=np.float32)


# Reckoned once for an index, however many have laid places of their own over it.
@lru_cache(maxsize=2)
def _standing(folder: Path) -> NDArray[np.float32]:
    """How often each record is spoken of, as a logarithm; sites never."""
    records = np.load(folder / "records.npy", mmap_mode="r", allow_pickle=False)
    kinds, people = records["kind"], records["population"]
    standing: NDArray[np.float32] = np.log10(np.maximum(people, 100)).astype(np.float32)
    is_country = kinds == KINDS.index("country")
    standing[is_country] = np.minimum(standing[is_country], _MOST_OF_COUNTRY + 0.02 * standing[is_country])
    for kind, step in _KIND.items():
        standing[kinds == KINDS.index(kind)] += step
    for kind, standard in _UNPEOPLED.items():
        standing[kinds == KINDS.index(kind)] = standard
    standing[records["feature"] == b"PPLC"] += _CAPITAL
    standing[kinds == KINDS.index("site")] = -np.inf
    return standing


@lru_cache(maxsize=2)
def _places(folder: Path) -> NDArray[np.float32]:
    """Where each record lies on a sphere of radius 1."""
    records = np.load(folder / "records.npy", mmap_mode="r", allow_pickle=False)
    return _on_sphere(records["lon"] * 1e-5, records["lat"] * 1e-5)


def _of_worth() -> NDArray[np.float32]:
    return np.array([_WORTH[worth] for worth in sorted(_WORTH)], dtype=np.float32)


def _on_sphere(lon: NDArray[Any], lat: NDArray[Any]) -> NDArray[np.float32]:
    """Degrees as points on a sphere of radius 1."""
    lam, phi = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)]).astype(np.float32)


def _best(rows: NDArray[Any], score: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
    """The best rows, each once and with its best score; by row where scores are equal, so that nothing is by chance."""
    most = _MOST_POSTINGS
    while True:
        some = np.argpartition(-score, most)[:most] if most < len(score) else np.arange(len(score))
        found: dict[int, float] = {}
        for at in some[np.lexsort((rows[some], -score[some]))].tolist():
            if score[at] == -np.inf or len(found) == limit:
                break
            found.setdefault(int(rows[at]), float(score[at]))
        if len(found) == limit or most >= len(score):
            return list(found.items())
        most *= 8
