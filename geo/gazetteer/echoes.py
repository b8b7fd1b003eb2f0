"""The index of sounds: which places of a country sound like a name, in a fraction of a millisecond.

Every sound is kept under its country. A place is a likely answer if the consonants of its sound are the name's, or
one consonant more, fewer or other: each skeleton is filed under itself and under what is left of it without one
consonant (symmetric deletion after Garbe's SymSpell), as 32-bit hashes in one sorted array that is mapped and not
read. What is found so is compared in full by the normalised indel similarity of the whole sound, vowels and all.

    sounds.marisa      country and sound ("RUkaraCev"), or LARGE and the hearing ("*slavic moskva") for large towns
    sound_starts.npy, sound_rows.npy, sound_lengths.npy    the rows of a sound; how many letters it has
    echo_keys.npy, echo_sounds.npy     hashes of filed skeletons, ascending; the number of the sound
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from geo.gazetteer.hearing import CYRILLIC_COUNTRIES, VOWELS, Hearing, hearing_of, own_sounds, skeleton_of, sounds_of
from geo.gazetteer.names import saved_trie
from geo.gazetteer.record import WRITTEN, Record

HEARINGS: tuple[Hearing, ...] = ("slavic", "semitic", "chinese", "korean", "plain")
# Towns of so many people are offered without any context; under what they are filed for that.
LARGE = 100_000
_LARGE = "*"
# How alike two sounds must be (0 to 100). In countries that write Latin letters a name comes as it is spelled at
# home: what is not nearly the same is another name.
ALIKE_IN_CONTEXT, ALIKE_ANYWHERE, ALIKE_PLAIN = 80.0, 88.0, 88.0
LEAST_LETTERS, LEAST_ALIKE_LETTERS, LEAST_FIRM_LETTERS = 3, 4, 4
LEAST_CONSONANTS = 3
# Merely alike, but taken for the name: the same consonants, and one vowel in six other. True renderings that share no
# sound lie above this; of 2,300 ordinary words and surnames one in fifty does.
FIRM = 0.82
# A smaller town is heard by its present name only; how alike (0 to 100) other forms of it are at least.
KNOWN, NOT_OTHER = 50_000, 60.0
# What each reading that explains the spelling less well than another costs.
LATER_READING = 0.02
MOST_SOUNDS = 12
_NONE: NDArray[np.uint32] = np.zeros(0, dtype="<u4")


class Echo(NamedTuple):
    """A row of the index that sounds like the name.

    Attributes:
        alike: from 0 to 1.
        same: its sound is the very same.
        firm: near enough to be taken for the name; what is not may be offered to a person, never asserted.
    """

    row: int
    alike: float
    same: bool
    firm: bool


class Echoes:
    """The sounds of all places; see the module. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._sounds = marisa_trie.Trie().mmap(str(folder / "sounds.marisa"))
        self._starts = _mapped(folder / "sound_starts.npy")
        self._rows = _mapped(folder / "sound_rows.npy")
        self._lengths = _mapped(folder / "sound_lengths.npy")
        self._keys = _mapped(folder / "echo_keys.npy")
        self._numbers = _mapped(folder / "echo_sounds.npy")

    def of(self, name: str, countries: Collection[str], *, loose: bool) -> list[Echo]:
        """Places of those countries; without any, those that reach us through Cyrillic and large towns anywhere.

        Only what is firm, or of the very same sound, unless ``loose``.
        """
        by_hearing: dict[Hearing, list[str]] = defaultdict(list)
        if countries:
            for country in sorted(countries):
                by_hearing[hearing_of(country)].append(country)
            return self._echoes(name, by_hearing, ALIKE_IN_CONTEXT, loose=loose)
        for hearing in HEARINGS:
            by_hearing[hearing].append(_shelf(hearing))
        found = self._echoes(name, by_hearing, ALIKE_ANYWHERE, loose=loose)
        found += self._same(sounds_of(name), sorted(CYRILLIC_COUNTRIES))
        return found

    def _echoes(self, name: str, by_hearing: dict[Hearing, list[str]], least: float, *, loose: bool) -> list[Echo]:
        found: list[Echo] = []
        for hearing, shelves in by_hearing.items():
            sounds = sounds_of(name, hearing)
            found += self._same(sounds, shelves)
            wanted = max(least, ALIKE_PLAIN) if hearing == "plain" else least
            long_enough = [sound for sound in sounds if len(sound) >= LEAST_ALIKE_LETTERS]
            found += self._alike(long_enough, shelves, wanted, loose=loose)
        return found

    def _same(self, sounds: Sequence[str], shelves: Sequence[str]) -> list[Echo]:
        found = []
        for place, sound in enumerate(sounds):
            if len(sound) < LEAST_LETTERS:
                continue
            for shelf in shelves:
                number = self._sounds.get(shelf + sound, -1)
                if number >= 0:
                    firm = len(sound) >= LEAST_FIRM_LETTERS
                    found += [Echo(row, 1.0 - LATER_READING * place, True, firm) for row in self._rows_of(number)]
        return found

    def _alike(self, sounds: Sequence[str], shelves: Sequence[str], least: float, *, loose: bool) -> list[Echo]:
        from rapidfuzz import fuzz, process

        found: list[Echo] = []
        for sound in sounds:
            numbers = self._near(sound, shelves, least, loose=loose)
            if not len(numbers):
                continue
            skeleton = skeleton_of(sound)
            heard = [_without_shelf(self._sounds.restore_key(number)) for number in numbers.tolist()]
            for _, score, at in process.extract(sound, heard, scorer=fuzz.ratio, score_cutoff=least, limit=MOST_SOUNDS):
                if score < 100:
                    bones = fuzz.ratio(skeleton, skeleton_of(heard[at]))
                    alike = 0.9 * (score + bones) / 200
                    firm = alike >= FIRM and bones == 100 and _same_ends(sound, heard[at])
                    if firm or loose:
                        found += [Echo(row, alike, False, firm) for row in self._rows_of(int(numbers[at]))]
        return found

    def _near(self, sound: str, shelves: Sequence[str], least: float, *, loose: bool) -> NDArray[np.uint32]:
        """Numbers of the sounds with nearly those consonants, and a length that lets them be alike enough."""
        skeleton = skeleton_of(sound)
        filed = list(_filings(skeleton)) if loose else [skeleton]  # what is firm has the very same consonants
        keys = np.array([_hash(shelf, filing) for shelf in shelves for filing in filed], dtype="<u4")
        begins = np.searchsorted(self._keys, keys, side="left").tolist()
        ends = np.searchsorted(self._keys, keys, side="right").tolist()
        parts = [self._numbers[begin:end] for begin, end in zip(begins, ends, strict=True) if end > begin]
        if not parts:
            return _NONE
        numbers = np.unique(np.concatenate(parts))
        length, share = len(sound), least / 100
        lengths = self._lengths[numbers].astype(np.float32)
        fits: NDArray[np.uint32] = numbers[2 * np.minimum(lengths, length) >= share * (lengths + length)]
        return fits

    def _rows_of(self, number: int) -> list[int]:
        rows: list[int] = self._rows[self._starts[number] : self._starts[number + 1]].tolist()
        return rows


def write_echoes(folder: Path, records: Sequence[Record]) -> None:
    """Write the index of sounds: of all towns and regions, from their name and, where they have one, in Cyrillic."""
    bearers: dict[str, set[int]] = defaultdict(set)
    for row, record in enumerate(records):
        if record.kind in ("settlement", "district", "region") and record.country:
            for sound in _sounds_of_record(record):
                if len(sound) >= LEAST_LETTERS:
                    bearers[record.country + sound].add(row)
                    if record.population >= LARGE:
                        bearers[_shelf(hearing_of(record.country)) + sound].add(row)
    keys = saved_trie(folder / "sounds.marisa", bearers)
    starts = np.zeros(len(keys) + 1, dtype="<u4")
    rows: list[int] = []
    filed: list[tuple[int, int]] = []
    for number, key in enumerate(keys):
        rows += sorted(bearers[key], key=lambda row: (-records[row].population, row))
        starts[number + 1] = len(rows)
        sound = _without_shelf(key)
        shelf = key[: len(key) - len(sound)]
        filed += [(_hash(shelf, filing), number) for filing in set(_filings(skeleton_of(sound)))]
    filed.sort()
    np.save(folder / "sound_starts.npy", starts)
    np.save(folder / "sound_rows.npy", np.array(rows, dtype="<u4"))
    np.save(folder / "sound_lengths.npy", np.array([len(_without_shelf(key)) for key in keys], dtype="u1"))
    np.save(folder / "echo_keys.npy", np.array([pair[0] for pair in filed], dtype="<u4"))
    np.save(folder / "echo_sounds.npy", np.array([pair[1] for pair in filed], dtype="<u4"))


def _sounds_of_record(record: Record) -> Iterator[str]:
    """The sounds of its name, and of its Cyrillic names; former and other names count for known towns only."""
    from rapidfuzz import fuzz

    own = own_sounds(record.name, record.country)
    yield from own
    if hearing_of(record.country) != "slavic":
        return
    for name, worth in record.names.items():
        if worth >= WRITTEN and "Ѐ" <= name[0] <= "ӿ":
            for sound in own_sounds(name, record.country):
                if record.population >= KNOWN or any(fuzz.ratio(sound, one) >= NOT_OTHER for one in own):
                    yield sound


def _same_ends(one: str, other: str) -> bool:
    """Whether both begin alike, and both end in a vowel or neither: Shestakov is a man, Shestakovo a town."""
    begins = one[0] == other[0] or (one[0] in VOWELS and other[0] in VOWELS)
    return begins and (one[-1] in VOWELS) == (other[-1] in VOWELS)


def _filings(skeleton: str) -> Iterable[str]:
    """The skeleton, and it without each one of its consonants; a short one only itself."""
    if len(skeleton) < LEAST_CONSONANTS:
        return (skeleton,)
    return (skeleton, *{skeleton[:at] + skeleton[at + 1 :] for at in range(len(skeleton))})


def _hash(shelf: str, filing: str) -> int:
    return zlib.crc32(f"{shelf}{filing}".encode())


def _shelf(hearing: Hearing) -> str:
    """What large towns of a hearing are filed under; two characters, as countries' codes are."""
    return _LARGE + hearing[0].upper() if hearing != "semitic" else _LARGE + "E"


def _without_shelf(key: str) -> str:
    return key[2:]


def _mapped(path: Path) -> NDArray[Any]:
    array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return array
