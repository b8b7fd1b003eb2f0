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
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from geo.errors import DataError
from geo.gazetteer import naming, ranking
from geo.gazetteer.aliases import Aliases
from geo.gazetteer.bearer import Bearer, bearer_of
from geo.gazetteer.cache import cache_folder, ensure_index
from geo.gazetteer.complete import Completer, Completion, beginnings
from geo.gazetteer.echoes import LARGE, Echo, Echoes
from geo.gazetteer.names import GAPS, STOPPED_GAPS, STOPPED_WORDS, fold, key_of
from geo.gazetteer.record import CODE, KINDS
from geo.gazetteer.tokens import Tokens, Word, WordMemory, cut
from geo.gazetteer.unspaced import LEAST_PEOPLE, LEAST_PEOPLE_OF_LONG, LETTERS, cut_unspaced
from geo.model import Bounds, Candidate, LonLat, PlaceKind

if TYPE_CHECKING:
    from geo.gazetteer.own import HouseSpellings, OwnPlace

STEP_DEG = 1e-5
NO_ADMIN1 = 0xFFFF
EARTH_RADIUS_M = 6_371_008.8
MAX_WORDS = 8
# What a name and one that only sounds like it must share in letters (0 to 1) where nothing says which country.
LEAST_LETTERS_ALIKE = 0.4
# Most places that are offered for their sound; beyond so many a name says nothing.
MOST_ALIKE = 25
NEAR_M = 300_000.0
_ONLY_CODES, _SITE = 0x80, 0x40
# Pairs of words that are remembered (begins a key or not), and keys whose bearers are.
_MOST_PAIRS, _MOST_KEYS = 100_000, 8_192


# What choosing needs of a record.
_CHOOSING = ["lon", "lat", "kind", "feature", "country", "admin1", "geonameid", "population"]


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


def open_gazetteer(
    *,
    progress: Callable[[str, float], None] | None = None,
    folder: Path | None = None,
    own: Sequence[str | Path] = (),
    spellings: Sequence[str | Path] = (),
) -> Gazetteer:
    """The gazetteer, its index built first where it is missing, stale or damaged.

    Args:
        progress: is called with a stage (a message id) and a share from 0 to 1 while the index is built.
        folder: where the index is kept; the user's cache folder unless given.
        own: files of one's own places (GeoJSON or CSV), which win over ours.
        spellings: files of house spellings (TOML or CSV); where two differ the later one counts.

    Raises:
        DataError: the index cannot be built, written or read.
        BadInput: a file of one's own cannot be used; the message quotes the row.
    """
    if not own and not spellings:
        return Gazetteer(ensure_index(folder or cache_folder(), progress))
    from geo.files import read_bytes
    from geo.gazetteer.own import HouseSpellings, read_places, read_spellings

    places = [place for path in own for place in read_places(read_bytes(str(path)), filename=Path(path).name)]
    house = HouseSpellings()
    for path in spellings:
        house |= read_spellings(read_bytes(str(path)), filename=Path(path).name)
    return Gazetteer(ensure_index(folder or cache_folder(), progress)).with_own(places, house)


class Gazetteer:
    """Names to places. Open it with ``open_gazetteer``; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        try:
            self._open(folder)
        except (OSError, ValueError, RuntimeError) as error:
            raise DataError("The place-name index in {path} cannot be read: {why}", path=folder, why=error) from error
        self.folder = folder
        self._words = WordMemory()
        self._pairs: dict[str, bool] = {}
        self.bearers = lru_cache(maxsize=_MOST_KEYS)(self._read_bearers)
        self._kinds_of: dict[int, frozenset[PlaceKind]] = {}
        self._base = lru_cache(maxsize=50_000)(self._read_candidate)
        self._alike = lru_cache(maxsize=2048)(self._sounding)

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[Any, ...]]:
        """What another process needs to open it for itself: the index is mapped, not sent."""
        return Gazetteer, (self.folder,)

    def with_own(self, places: Sequence[OwnPlace] = (), spellings: HouseSpellings | None = None) -> Gazetteer:
        """This gazetteer with places and spellings of one's own laid over it; this one stays as it is."""
        from geo.gazetteer.overlay import OverlaidGazetteer
        from geo.gazetteer.own import HouseSpellings, distinct

        return OverlaidGazetteer(self.folder, distinct(places), spellings or HouseSpellings())

    def house_name(self, name: str, identifier: str, language: str) -> str | None:
        """How the house writes the place that an article calls ``name``; None where nobody said (see ``with_own``)."""
        return None

    def _open(self, folder: Path) -> None:
        self._names = marisa_trie.Trie().mmap(str(folder / "names.marisa"))
        self._key_starts = _mapped(folder / "key_starts.npy")
        self._key_kinds = bytes(_mapped(folder / "key_kinds.npy"))  # read word by word: plain bytes are quickest
        self._postings = _mapped(folder / "postings.npy")
        self._worths = _mapped(folder / "worths.npy")
        self._echoes = Echoes(folder)
        self._records = _mapped(folder / "records.npy")
        self._choosing = self._records[_CHOOSING]
        self._completer = Completer(
            self._names,
            _mapped(folder / "key_order.npy"),
            self._key_starts,
            self._postings,
            self._worths,
            self._records,
            folder,
        )
        self._text = np.memmap(folder / "text.bin", dtype="u1", mode="r")
        self._aliases = Aliases(folder)
        self._ids: list[str] = json.loads((folder / "ids.json").read_text(encoding="utf-8"))
        self._row_of = {identifier: row for row, identifier in enumerate(self._ids)}
        self._towns = len(self._ids)  # the first settlement's row; from there on rows ascend by GeoNames id
        # A map that is drawn again and again asks for the same towns around it.
        self._populated = lru_cache(maxsize=16)(self._read_populated)

    # --- by name -----------------------------------------------------------------------------------------------

    def lookup(self, name: str, *, language: str | None = None) -> tuple[Candidate, ...]:
        """Records that bear this very name, case, diacritics, apostrophes and hyphens aside; best first.

        ``language`` is for sources that know whose name it is; GeoNames' names carry no language.
        """
        return self.candidates(key_of(name))

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        """The records of a key (what ``matches`` gives) or of a name; best first, without any context."""
        rows, worths = self._postings_of(key)
        found = [ranking.written(self._base(row), worth) for row, worth in zip(rows, worths, strict=True)]
        return ranking.ordered(found)

    def _postings_of(self, key: str) -> tuple[list[int], list[int]]:
        """The rows that bear a key or name, and what it is worth to each."""
        number = self._names.get(key, -1)
        if number < 0:
            folded = key_of(key)
            number = self._names.get(folded, -1) if folded != key else -1
        if number < 0:
            return [], []
        begin, end = int(self._key_starts[number]), int(self._key_starts[number + 1])
        return self._postings[begin:end].tolist(), self._worths[begin:end].tolist()

    def _read_bearers(self, key: str) -> tuple[Bearer, ...]:
        """The records of a key or name as ``candidates`` gives them, in the same order, read for choosing only.

        Asked for as ``bearers``, which remembers its answers.
        """
        rows, worths = self._postings_of(key)
        found: list[Bearer] = []
        entries = self._choosing[rows].tolist()
        for row, worth, entry in zip(rows, worths, entries, strict=True):
            lon, lat, kind, feature, country, admin1, number, population = entry
            bearer = Bearer(
                self._ids[row] if row < self._towns else f"geonames:{number}",
                0.0,
                KINDS[kind],
                _ascii(feature),
                _ascii(country) or None,
                None if admin1 == NO_ADMIN1 else self._ids[admin1].removeprefix("iso:"),
                number or None,
                population,
                round(lon * STEP_DEG, 5),
                round(lat * STEP_DEG, 5),
            )
            bearer.score = ranking.score_written(bearer, worth)
            bearer.is_code = worth == CODE
            found.append(bearer)
        found.sort(key=lambda bearer: (bearer.is_code, -bearer.score, bearer.id))
        for bearer in found:
            bearer.score = round(bearer.score, 4)  # as ``ranking.ordered`` does
        return tuple(found)

    def bearer(self, identifier: str) -> Bearer | None:
        """The record with that id as a bearer, or None."""
        found = self.record(identifier)
        return None if found is None else bearer_of(found)

    def spelled_like(
        self, name: str, *, countries: Collection[str] = (), near: LonLat | None = None, loose: bool = False
    ) -> tuple[Candidate, ...]:
        """Records whose name is this one written by another language's ear (``match="spelling"``), best first.

        Without countries or a point: places that reach us through Cyrillic, and large towns anywhere.

        Args:
            countries: ISO 3166-1 alpha-2; only places of these.
            near: only places within ``NEAR_M`` of this point, or, with countries too, those first.
            loose: also names that are merely like it. A person may choose among them; no text is read so.
        """
        point = None if near is None else LonLat(round(near[0], 2), round(near[1], 2))
        return self._alike(name, frozenset(countries), point, loose)

    def _sounding(
        self, name: str, countries: frozenset[str], near: LonLat | None, loose: bool
    ) -> tuple[Candidate, ...]:
        heard: dict[int, Echo] = {}
        around = countries or (self._around(near) if near is not None else countries)
        for echo in self._echoes.of(name, around, loose=loose):
            known = heard.get(echo.row)
            taken = loose or echo.firm or (echo.same and self._people(echo.row) >= LARGE)
            if taken and (known is None or echo.alike > known.alike):
                heard[echo.row] = echo
        own = {candidate.id for candidate in self.candidates(key_of(name))} if heard else set()
        found = []
        for echo in heapq.nlargest(MOST_ALIKE, heard.values(), key=lambda echo: (echo.alike, self._people(echo.row))):
            base = self._base(echo.row)
            if base.id in own or not (countries or near is None or ranking.gap_m(near, base) <= NEAR_M):
                continue
            if not countries and near is None and ranking.letters_alike(name, base.name) < LEAST_LETTERS_ALIKE:
                continue  # a sound alone, without a place that is spoken of, makes a name of any row of letters
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
            alike = self.spelled_like(name, countries=countries, near=near, loose=True)
            if not alike and near is not None:
                alike = self.spelled_like(name, countries=countries, loose=True)
            found += alike
        return ranking.ordered(found)[:limit]

    def complete(
        self,
        text: str,
        *,
        near: Sequence[LonLat] = (),
        countries: Collection[str] = (),
        limit: int = 10,
    ) -> tuple[Completion, ...]:
        """Places that a name may mean of which this is the beginning, the likeliest first; no sites.

        Every written name counts, in any script, folded as all names are; sounds do not (see ``locate``).

        Args:
            near: points that are spoken of; places near one of them come first. countries: ISO 3166-1 alpha-2 of what
                is spoken of; their places come before others.
        """
        found = []
        for row, score in self._completer.rows(text, near=near, countries=countries, limit=limit):
            place = replace(self._base(row), match="written", score=round(score, 4))
            found.append(Completion(place, self._begun(row, beginnings(text)) or place.name))
        return tuple(found)

    def _begun(self, row: int, begins: tuple[str, ...]) -> str | None:
        """The first of a record's names that begins so."""
        usual = _begun((self._name(row), *self._native(row).values()), begins)  # at hand, and mostly it is one of these
        return usual or _begun(self._aliases.of(row), begins)

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
        place, tag, native = self._base(row), language.split("-")[0].lower(), self._native(row)
        if place.kind == "region" and tag in ("uk", "ru") and tag not in native:
            seats = [c for c in self.candidates(key_of(place.name)) if c.name == place.name]
            seats = [c for c in seats if c.kind == "settlement" and c.country == place.country]
            if seats:
                # A region that is called as its seat is: "Haifa", "Pyongyang".
                return self.name_in(max(seats, key=lambda seat: seat.population or 0).id, language)
        return naming.name_in(place, tag, native)

    def names(self, identifier: str) -> tuple[str, ...]:
        """All names of a record as its sources write them, its own first; empty for an unknown id."""
        row = self._row(identifier)
        return () if row is None else self._aliases.of(row)

    def region_by_code(self, country: str, code: str) -> Candidate | None:
        """The region that a code or abbreviation means in a country ("US", "N.M."), or None.

        Args:
            country: ISO 3166-1 alpha-2.
            code: the part of the ISO 3166-2 code after the hyphen ("NM", "SCT"), or an abbreviation that news writes
                after the name of a town ("Calif.", "B.C."); case and full stops aside.
        """
        region = self.record(f"iso:{country.upper()}-{code.strip().upper()}")
        if region is not None:
            return region
        known = (c for c in self.candidates(key_of(code)) if c.country == country.upper() and c.kind == "region")
        return next((candidate for candidate in known if ranking.is_code(candidate)), None)

    def region_codes(self) -> tuple[str, ...]:
        """The ISO 3166-2 codes of all regions that the index holds."""
        codes = (identifier.removeprefix("iso:") for identifier in self._ids if identifier.startswith("iso:"))
        return tuple(code for code in codes if "-" in code)

    # --- in a text ---------------------------------------------------------------------------------------------

    def matches(self, text: str, *, small: bool = False, codes: bool = False) -> list[NameMatch]:
        """Every longest dictionary match of whole words, from left to right, without overlap.

        Args:
            small: also names that are written without any capital.
            codes: also names that are nothing but codes and abbreviations ("NM", "URS").
        """
        return self.matches_in(self.tokens(text), small=small, codes=codes)

    def tokens(self, text: str) -> Tokens:
        """The text cut into words, to ask ``matches_in`` and others about."""
        tokens = cut(text, self._words)
        if text.isascii() or LETTERS.search(text) is None:
            return tokens
        return cut_unspaced(tokens, self._words, self._is_name_without_blanks)

    def _is_name_without_blanks(self, letters: str) -> bool:
        """Whether letters are a name that may be taken out of a run of letters."""
        key = fold(letters)
        number = self._names.get(key, -1)
        if number < 0 or not self._kinds(number, codes=False):
            return False
        least = LEAST_PEOPLE.get(len(letters), LEAST_PEOPLE_OF_LONG)
        return any(found.kind != "settlement" or found.population >= least for found in self.candidates(key))

    def matches_in(
        self, tokens: Tokens, *, small: bool = False, codes: bool = False, begin: int = 0, end: int | None = None
    ) -> list[NameMatch]:
        """What ``matches`` gives, for the words from number ``begin`` up to number ``end`` of a text."""
        words = tokens.words
        stop = len(words) if end is None else end
        found: list[NameMatch] = []
        free = begin
        for at in range(begin, stop) if small else _possible(tokens, begin, stop):
            if at < free:
                continue
            length, number = self._longest(tokens, at, stop, small, codes)
            if length:
                key = words[at].folded if length == 1 else self._names.restore_key(number)
                found.append(
                    NameMatch(tokens.starts[at], tokens.ends[at + length - 1], key, self._kinds(number, codes))
                )
                free = at + length
        return found

    def _longest(self, tokens: Tokens, at: int, stop: int, small: bool, codes: bool) -> tuple[int, int]:
        """How many words from ``at`` on make the longest name, and the number of its key; 0 where none does."""
        word = tokens.words[at]
        if word.number == -2:
            self._look_up(word)
        if word.longer and at + 1 < stop and self._begins_name(word, tokens.gaps[at + 1], tokens.words[at + 1]):
            joined, ends = self._joined(tokens, at, stop)
            for key in reversed(self._names.prefixes(joined)):
                length = ends.get(len(key))
                if length is None or not (small or any(not tokens.words[at + step].small for step in range(length))):
                    continue
                number = self._names[key]
                if self._kinds(number, codes):
                    return length, number
            return 0, -1
        if word.number >= 0 and (small or not word.small) and self._kinds(word.number, codes):
            return 1, word.number
        return 0, -1

    def _look_up(self, word: Word) -> None:
        """Find what the names know of a word; remembered on the word."""
        folded = self._fold(word)
        word.longer = bool(folded) and next(iter(self._names.iterkeys(f"{folded} ")), None) is not None
        word.number = self._names.get(folded, -1) if folded else -1

    def _fold(self, word: Word) -> str:
        if not word.folded:
            word.folded = fold(word.text)
        return word.folded

    def _begins_name(self, word: Word, gap: str, following: Word) -> bool:
        """Whether some key begins with these two words."""
        if gap not in GAPS or (gap in STOPPED_GAPS and word.folded not in STOPPED_WORDS):
            return False
        pair = f"{word.folded} {self._fold(following)}"
        known = self._pairs.get(pair)
        if known is None:
            if len(self._pairs) >= _MOST_PAIRS:
                self._pairs.clear()
            known = self._pairs[pair] = next(iter(self._names.iterkeys(pair)), None) is not None
        return known

    def _joined(self, tokens: Tokens, at: int, stop: int) -> tuple[str, dict[int, int]]:
        """The key of the words from ``at`` on, as far as one name may run, and the word counts by length of key."""
        previous = joined = self._fold(tokens.words[at])
        ends = {len(joined): 1}
        for step in range(1, min(MAX_WORDS, stop - at)):
            gap = tokens.gaps[at + step]
            if gap not in GAPS or (gap in STOPPED_GAPS and previous not in STOPPED_WORDS):
                break
            previous = self._fold(tokens.words[at + step])
            joined = f"{joined} {previous}"
            ends[len(joined)] = step + 1
        return joined, ends

    def kinds(self, key: str) -> frozenset[PlaceKind]:
        """The kinds of records that bear a key (what ``key_of`` gives); empty where none does but as a code."""
        number = self._names.get(key, -1)
        return frozenset() if number < 0 else self._kinds(number, codes=False)

    def has_longer(self, key: str) -> bool:
        """Whether some name goes on after the words of a key: "новая" does, in "новая зеландия"."""
        return next(iter(self._names.iterkeys(f"{key} ")), None) is not None

    def _kinds(self, number: int, codes: bool) -> frozenset[PlaceKind]:
        """The kinds of records behind a key; empty for a key of codes, unless they are asked for."""
        bits = self._key_kinds[number]
        if bits & _ONLY_CODES:
            return frozenset({"region"}) if codes else frozenset()
        known = self._kinds_of.get(bits)
        if known is None:
            kinds = {kind for bit, kind in enumerate(KINDS[:6]) if bits >> bit & 1}
            if bits & _SITE:  # sites and waters share a bit: a key takes one byte
                kinds.update(("site", "water"))
            known = self._kinds_of[bits] = frozenset(kinds)
        return known

    # --- by place ----------------------------------------------------------------------------------------------

    def populated(self, bounds: Bounds | None = None) -> Populated:
        """Every settlement and district, or those within bounds (which may cross the antimeridian)."""
        return self._read_populated(None) if bounds is None else self._populated(bounds)

    def _read_populated(self, bounds: Bounds | None) -> Populated:
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
        # Not numpy's search: of a column of a table it first makes a copy.
        row = bisect_left(ids, int(number))
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


def _begun(names: Sequence[str], begins: tuple[str, ...]) -> str | None:
    return next((name for name in names if f"{key_of(name)} ".startswith(begins)), None)


def _mapped(path: Path) -> NDArray[Any]:
    """An array of the index, mapped and not read."""
    # As a plain array: each look into a ``memmap`` makes another one, which takes three times as long.
    array: NDArray[Any] = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    return array


@cache
def _ascii(code: bytes) -> str:
    """A code of the index; there are a few hundred, read millions of times."""
    return code.decode("ascii")


# Between the noun and the name of a sea, a strait or a strip of land that French writes small.
_OF = frozenset({"d", "de", "du", "des"})


def _possible(tokens: Tokens, begin: int, stop: int) -> Iterator[int]:
    """Where a name may begin that has a capital: at one, or at the small word before one ("the Hague").

    Or at the small noun before "of": "bande de Gaza", "détroit d'Ormuz".
    """
    last = begin - 1
    for at in tokens.capitals[bisect_left(tokens.capitals, begin) : bisect_left(tokens.capitals, stop)]:
        if at - 2 > last and tokens.words[at - 1].plain in _OF and tokens.words[at - 2].small:
            yield at - 2
        if at - 1 > last:
            yield at - 1
        yield at
        last = at


def _within(lon: NDArray[np.float64], lat: NDArray[np.float64], bounds: Bounds) -> NDArray[np.bool_]:
    across = bounds.west > bounds.east
    in_lon = (lon >= bounds.west) | (lon <= bounds.east) if across else (lon >= bounds.west) & (lon <= bounds.east)
    inside: NDArray[np.bool_] = in_lon & (lat >= bounds.south) & (lat <= bounds.north)
    return inside
