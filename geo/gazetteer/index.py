"""The gazetteer: names to places, offline, from an index that is built on first use and then mapped into memory.

    gazetteer = open_gazetteer()
    gazetteer.locate("Karatsjov")[0].name      # 'Karachev', found by its spelling
    gazetteer.matches("Brand in Brjansk.")     # [NameMatch(start=9, end=16, key='brjansk', ...)]

Coordinates are lon, lat in degrees (WGS 84), extents metres. Nothing here knows an article: what a name means in a
text is decided in ``geo.reading``.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from geo.errors import DataError
from geo.gazetteer import naming, ranking
from geo.gazetteer.cache import cache_folder, ensure_index
from geo.gazetteer.echoes import Echo, Echoes
from geo.gazetteer.names import GAPS, STOPPED_GAPS, STOPPED_WORDS, WORD, first_letter_is_small, fold, key_of
from geo.gazetteer.record import KINDS
from geo.model import Bounds, Candidate, LonLat, PlaceKind

STEP_DEG = 1e-5
NO_ADMIN1 = 0xFFFF
EARTH_RADIUS_M = 6_371_008.8
MAX_WORDS = 8
# Most places that are offered for their sound; beyond so many a name says nothing.
MOST_ALIKE = 25
NEAR_M = 300_000.0
_ONLY_CODES, _SITE = 0x80, 0x40
_WORD_CACHE = 300_000


class NameMatch(NamedTuple):
    """A dictionary name in a text: ``text[start:end]`` bears ``key``; ``kinds`` are what may be meant by it."""

    start: int
    end: int
    key: str
    kinds: frozenset[PlaceKind]


@dataclass(frozen=True, slots=True)
class Populated:
    """Populated places as arrays of one length: what lies within a range, and the towns of a base map.

    ``ids`` are GeoNames ids ("geonames:ID" is the record's id); lon, lat in degrees; ``is_district`` marks parts of
    cities, which lists leave out.
    """

    ids: NDArray[np.uint32]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    population: NDArray[np.uint32]
    is_district: NDArray[np.bool_]
    country: NDArray[np.bytes_]

    def __len__(self) -> int:
        return len(self.ids)


def open_gazetteer(*, progress: Callable[[str, float], None] | None = None, folder: Path | None = None) -> Gazetteer:
    """The gazetteer, its index built first where it is missing, stale or damaged.

    Args:
        progress: is called with a stage (a message id) and a share from 0 to 1 while the index is built.
        folder: where the index is kept; the user's cache folder unless given.

    Raises:
        DataError: the index cannot be built, written or read.
    """
    return Gazetteer(ensure_index(folder or cache_folder(), progress))


class Gazetteer:
    """Names to places. Open it with ``open_gazetteer``; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        try:
            self._open(folder)
        except (OSError, ValueError, RuntimeError) as error:
            raise DataError("The place-name index in {path} cannot be read: {why}", path=folder, why=error) from error
        self.folder = folder
        self._words: dict[str, tuple[str, bool]] = {}
        self._kinds_of: dict[int, frozenset[PlaceKind]] = {}
        self._base = lru_cache(maxsize=50_000)(self._read_candidate)
        self._alike = lru_cache(maxsize=2048)(self._sounding)

    def _open(self, folder: Path) -> None:
        self._names = marisa_trie.Trie().mmap(str(folder / "names.marisa"))
        self._key_starts = _mapped(folder / "key_starts.npy")
        self._key_kinds = bytes(_mapped(folder / "key_kinds.npy"))  # read word by word: plain bytes are quickest
        self._postings = _mapped(folder / "postings.npy")
        self._worths = _mapped(folder / "worths.npy")
        self._echoes = Echoes(folder)
        self._records = _mapped(folder / "records.npy")
        self._text = np.memmap(folder / "text.bin", dtype="u1", mode="r")
        self._ids: list[str] = json.loads((folder / "ids.json").read_text(encoding="utf-8"))
        self._row_of = {identifier: row for row, identifier in enumerate(self._ids)}
        self._towns = len(self._ids)  # the first settlement's row; from there on rows ascend by GeoNames id

    # --- by name -----------------------------------------------------------------------------------------------

    def lookup(self, name: str, *, language: str | None = None) -> tuple[Candidate, ...]:
        """Records that bear this very name, case, diacritics, apostrophes and hyphens aside; best first.

        ``language`` is for sources that know whose name it is; GeoNames' names carry no language.
        """
        return self.candidates(key_of(name))

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        """The records of a key (what ``matches`` gives) or of a name; best first, without any context."""
        number = self._names.get(key, -1)
        if number < 0:
            folded = key_of(key)
            number = self._names.get(folded, -1) if folded != key else -1
        if number < 0:
            return ()
        begin, end = int(self._key_starts[number]), int(self._key_starts[number + 1])
        rows = self._postings[begin:end].tolist()
        worths = self._worths[begin:end].tolist()
        found = [ranking.written(self._base(row), worth) for row, worth in zip(rows, worths, strict=True)]
        return ranking.ordered(found)

    def spelled_like(
        self, name: str, *, countries: Collection[str] = (), near: LonLat | None = None
    ) -> tuple[Candidate, ...]:
        """Records whose name is this one written by another language's ear (``match="spelling"``), best first.

        Where the context names countries or a point, spellings that are merely alike are offered too, from there
        only; without any, those of the same sound, and large towns whose spelling is alike.
        """
        point = None if near is None else LonLat(round(near[0], 2), round(near[1], 2))
        return self._alike(name, frozenset(countries), point)

    def _sounding(self, name: str, countries: frozenset[str], near: LonLat | None) -> tuple[Candidate, ...]:
        heard: dict[int, Echo] = {}
        around = countries or (self._around(near) if near is not None else countries)
        for echo in self._echoes.of(name, around):
            known = heard.get(echo.row)
            if known is None or echo.alike > known.alike:
                heard[echo.row] = echo
        own = {candidate.id for candidate in self.candidates(key_of(name))} if heard else set()
        found = []
        for echo in heapq.nlargest(MOST_ALIKE, heard.values(), key=lambda echo: (echo.alike, self._people(echo.row))):
            base = self._base(echo.row)
            if base.id in own or not (countries or near is None or ranking.gap_m(near, base) <= NEAR_M):
                continue
            found.append(
                ranking.spelled(base, name, alike=echo.alike, same=echo.same, near=near, context=bool(countries))
            )
        return ranking.ordered(found)

    def _people(self, row: int) -> int:
        return int(self._records["population"][row])

    def _around(self, near: LonLat) -> frozenset[str]:
        """The countries that have a place near a point."""
        codes = np.unique(self._records["country"][self._near(near)]).tolist()
        return frozenset(code.decode("ascii") for code in codes if code)

    def locate(
        self,
        name: str,
        *,
        country: str | None = None,
        near: LonLat | None = None,
        language: str | None = None,
        limit: int = 10,
    ) -> tuple[Candidate, ...]:
        """What a typed name may mean, best first: written forms, then spellings where nothing is written so.

        Args:
            country: ISO 3166-1 alpha-2; only places of that country.
            near: places near this point come first.
        """
        found = [c for c in self.lookup(name, language=language) if country is None or c.country == country]
        found = [ranking.near(candidate, near) for candidate in found]
        far = near is not None and all(ranking.gap_m(near, candidate) > 4 * NEAR_M for candidate in found)
        if far or all(ranking.is_code(candidate) for candidate in found):
            countries = (country,) if country else ()
            alike = self.spelled_like(name, countries=countries, near=near)
            if not alike and near is not None:
                alike = self.spelled_like(name, countries=countries)
            found += alike
        return ranking.ordered(found)[:limit]

    def record(self, identifier: str) -> Candidate | None:
        """The record with that id ("geonames:552920", "iso:RU-BRY", "site:kremlin"), or None."""
        row = self._row(identifier)
        return None if row is None else self._base(row)

    def name_in(self, identifier: str, language: str) -> str | None:
        """The usual name in a language (nl, en, de, fr, uk, ru), or None for an unknown id.

        Countries after CLDR; towns and regions after our table of exonyms; else, in Ukrainian and Russian, the
        native name, and in the others the native name in that language's usual transcription.
        """
        row = self._row(identifier)
        if row is None:
            return None
        return naming.name_in(self._base(row), language.split("-")[0].lower(), self._native(row))

    # --- in a text ---------------------------------------------------------------------------------------------

    def matches(self, text: str, *, small: bool = False, codes: bool = False) -> list[NameMatch]:
        """Every longest dictionary match of whole words, from left to right, without overlap.

        Args:
            small: also names that are written without any capital.
            codes: also names that are nothing but codes and abbreviations ("NM", "URS").
        """
        found: list[NameMatch] = []
        spans = [match.span() for match in WORD.finditer(text)]
        words = [self._word(text[begin:end]) for begin, end in spans]
        count = len(words)
        at = 0
        prefixes = self._names.prefixes
        while at < count:
            if words[at][1] and not small and (at + 1 >= count or words[at + 1][1]):
                at += 1
                continue
            joined, ends = _joined(text, spans, words, at)
            hits = prefixes(joined)
            taken = 1
            for key in reversed(hits):
                length = ends.get(len(key))
                if length is None or not (small or any(not words[at + step][1] for step in range(length))):
                    continue
                kinds = self._kinds(self._names[key], codes)
                if kinds:
                    found.append(NameMatch(spans[at][0], spans[at + length - 1][1], key, kinds))
                    taken = length
                    break
            at += taken
        return found

    def kinds(self, key: str) -> frozenset[PlaceKind]:
        """The kinds of records that bear a key (what ``key_of`` gives); empty where none does but as a code."""
        number = self._names.get(key, -1)
        return frozenset() if number < 0 else self._kinds(number, codes=False)

    def has_longer(self, key: str) -> bool:
        """Whether some name goes on after the words of a key: "новая" does, in "новая зеландия"."""
        return next(iter(self._names.iterkeys(f"{key} ")), None) is not None

    def _word(self, word: str) -> tuple[str, bool]:
        """A word folded, and whether it begins small; remembered, since texts repeat their words."""
        known = self._words.get(word)
        if known is None:
            if len(self._words) > _WORD_CACHE:
                self._words.clear()
            known = self._words[word] = (fold(word), first_letter_is_small(word))
        return known

    def _kinds(self, number: int, codes: bool) -> frozenset[PlaceKind]:
        """The kinds of records behind a key; empty for a key of codes, unless they are asked for."""
        bits = self._key_kinds[number]
        if bits & _ONLY_CODES:
            return frozenset({"region"}) if codes else frozenset()
        known = self._kinds_of.get(bits)
        if known is None:
            kinds = {kind for bit, kind in enumerate(KINDS[:6]) if bits >> bit & 1}
            if bits & _SITE:
                kinds.add("site")
            known = self._kinds_of[bits] = frozenset(kinds)
        return known

    # --- by place ----------------------------------------------------------------------------------------------

    def populated(self, bounds: Bounds | None = None) -> Populated:
        """Every settlement and district, or those within bounds (which may cross the antimeridian)."""
        table = self._records[self._towns :]
        lon, lat = table["lon"] * STEP_DEG, table["lat"] * STEP_DEG
        inside = slice(None) if bounds is None else np.flatnonzero(_within(lon, lat, bounds))
        part = table[inside]
        return Populated(
            ids=part["geonameid"].astype(np.uint32),
            lon=lon[inside],
            lat=lat[inside],
            population=part["population"].astype(np.uint32),
            is_district=part["kind"] == KINDS.index("district"),
            country=part["country"].astype("S2"),
        )

    # --- rows --------------------------------------------------------------------------------------------------

    def _row(self, identifier: str) -> int | None:
        scheme, _, number = identifier.partition(":")
        if scheme != "geonames":
            return self._row_of.get(identifier)
        if not (number.isascii() and number.isdigit()):
            return None
        ids = self._records["geonameid"][self._towns :]
        row = int(np.searchsorted(ids, min(int(number), 0xFFFFFFFF)))
        return row + self._towns if row < len(ids) and int(ids[row]) == int(number) else None

    def _read_candidate(self, row: int) -> Candidate:
        entry = self._records[row]
        admin1 = int(entry["admin1"])
        number = int(entry["geonameid"])
        return Candidate(
            id=self._ids[row] if row < self._towns else f"geonames:{number}",
            name=self._string(entry["name_at"], entry["name_length"]),
            lon=round(int(entry["lon"]) * STEP_DEG, 5),
            lat=round(int(entry["lat"]) * STEP_DEG, 5),
            kind=KINDS[int(entry["kind"])],
            feature_code=entry["feature"].decode("ascii"),
            country=entry["country"].decode("ascii") or None,
            admin1=None if admin1 == NO_ADMIN1 else self._ids[admin1].removeprefix("iso:"),
            admin1_name=None if admin1 == NO_ADMIN1 else self._name(admin1),
            geonameid=number or None,
            population=int(entry["population"]),
            precision_m=float(entry["precision_m"]),
        )

    def _name(self, row: int) -> str:
        entry = self._records[row]
        return self._string(entry["name_at"], entry["name_length"])

    def _native(self, row: int) -> dict[str, str]:
        """The usual names of a place by language, where known."""
        entry = self._records[row]
        tagged = self._string(entry["native_at"], entry["native_length"])
        return dict(part.split("=", 1) for part in tagged.split("\t") if part)

    def _string(self, at: Any, length: Any) -> str:
        return bytes(self._text[int(at) : int(at) + int(length)]).decode("utf-8")

    def _near(self, near: LonLat) -> NDArray[np.bool_]:
        lat = self._records["lat"] * STEP_DEG
        gap_lon = (self._records["lon"] * STEP_DEG - near.lon + 180) % 360 - 180
        gap = np.hypot(gap_lon * np.cos(np.radians(near.lat)), lat - near.lat)
        mask: NDArray[np.bool_] = gap < np.degrees(NEAR_M / EARTH_RADIUS_M)
        return mask


def _mapped(path: Path) -> NDArray[Any]:
    """An array of the index, mapped and not read."""
    array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return array


def _joined(
    text: str, spans: list[tuple[int, int]], words: list[tuple[str, bool]], at: int
) -> tuple[str, dict[int, int]]:
    """The key of the words from ``at`` on, as far as one name may run, and the word counts by length of key."""
    joined = words[at][0]
    ends = {len(joined): 1}
    previous = joined
    for step in range(1, min(MAX_WORDS, len(words) - at)):
        gap = text[spans[at + step - 1][1] : spans[at + step][0]]
        if gap not in GAPS or (gap in STOPPED_GAPS and previous not in STOPPED_WORDS):
            break
        previous = words[at + step][0]
        joined = f"{joined} {previous}"
        ends[len(joined)] = step + 1
    return joined, ends


def _within(lon: NDArray[np.float64], lat: NDArray[np.float64], bounds: Bounds) -> NDArray[np.bool_]:
    across = bounds.west > bounds.east
    in_lon = (lon >= bounds.west) | (lon <= bounds.east) if across else (lon >= bounds.west) & (lon <= bounds.east)
    inside: NDArray[np.bool_] = in_lon & (lat >= bounds.south) & (lat <= bounds.north)
    return inside
