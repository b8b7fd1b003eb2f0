"""The gazetteer with a person's own places and house spellings laid over it: these win, wherever names are asked for.

The index stays as it is; the few own names stand in plain dictionaries beside it, and a text is looked through for
the first words of theirs only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from geo.gazetteer import ranking
from geo.gazetteer.bearer import Bearer, bearer_of
from geo.gazetteer.complete import Completion, beginnings
from geo.gazetteer.index import Gazetteer, NameMatch
from geo.gazetteer.names import key_of
from geo.gazetteer.own import HouseSpellings, OwnPlace, distinct, is_identifier
from geo.gazetteer.tokens import Tokens
from geo.model import Candidate, LonLat, PlaceKind

# What a house spelling means comes before what else bears that name, and after one's own places.
_HOUSE_LEAD = 2.5
# A reader drops small towns that no word licenses; a person's own place is never too small to be meant.
_PEOPLE_TO_BE_MEANT = 5_000_000


class OverlaidGazetteer(Gazetteer):
    """A gazetteer that knows ``places`` and ``spellings`` too. Made by ``open_gazetteer`` or ``with_own``."""

    def __init__(self, folder: Path, places: tuple[OwnPlace, ...], spellings: HouseSpellings) -> None:
        super().__init__(folder)
        self.places = places
        self.spellings = spellings
        self._own: dict[str, list[Candidate]] = {}
        self._own_ids = {place.id: place for place in places}
        for place in places:
            for key in dict.fromkeys(map(key_of, place.names)):
                self._own.setdefault(key, []).append(place.candidate())
        self._meant = self._what_spellings_mean()
        keys = [*self._own, *self._meant]
        # What each of our keys is written as: the first name that has it.
        ours = [*(name for place in places for name in place.names), *(name for _, name in spellings.pairs())]
        written = {key_of(name): name for name in reversed(ours)}
        self._written = {key: written[key] for key in keys}
        self._keys = frozenset(keys)
        self._first_words = frozenset(key.partition(" ")[0] for key in keys)
        self._beginnings = frozenset(_beginnings(keys))
        self._house = cache(self._house_names)

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[Any, ...]]:
        return OverlaidGazetteer, (self.folder, self.places, self.spellings)

    def with_own(self, places: Sequence[OwnPlace] = (), spellings: HouseSpellings | None = None) -> Gazetteer:
        """This gazetteer with more places and spellings laid over those that it has; the later ones win."""
        more = HouseSpellings() if spellings is None else spellings
        return OverlaidGazetteer(self.folder, distinct((*self.places, *places)), self.spellings | more)

    def _what_spellings_mean(self) -> dict[str, tuple[str, ...]]:
        """The key of each of our spellings, and what it is looked up as too: a name's key or a record's id."""
        meant: dict[str, tuple[str, ...]] = {}
        for written, ours in self.spellings.pairs():
            source = written if is_identifier(written) else key_of(written)
            if source != key_of(ours):
                meant[key_of(ours)] = (*meant.get(key_of(ours), ()), source)
        return meant

    # --- by name -----------------------------------------------------------------------------------------------

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        """As ``Gazetteer.candidates``; own places first, then what a house spelling stands for."""
        folded = key_of(key)
        if folded not in self._keys:
            return super().candidates(key)
        found: dict[str, Candidate] = {candidate.id: candidate for candidate in self._own.get(folded, ())}
        for source in self._meant.get(folded, ()):
            for candidate in self._of_source(source):
                found.setdefault(candidate.id, replace(candidate, score=candidate.score + _HOUSE_LEAD))
        for candidate in super().candidates(key):
            found.setdefault(candidate.id, candidate)
        return ranking.ordered(list(found.values()))

    def complete(
        self,
        text: str,
        *,
        near: Sequence[LonLat] = (),
        countries: Collection[str] = (),
        limit: int = 10,
    ) -> tuple[Completion, ...]:
        """As ``Gazetteer.complete``; own places and what house spellings mean come first."""
        begins = beginnings(text)
        found: dict[str, Completion] = {}
        for key, written in self._written.items():
            if begins and f"{key} ".startswith(begins):
                for candidate in self._own.get(key) or self.candidates(key)[:1]:
                    found.setdefault(candidate.id, Completion(candidate, written))
        for completion in super().complete(text, near=near, countries=countries, limit=limit):
            found.setdefault(completion.place.id, completion)
        return tuple(found.values())[:limit]

    def _of_source(self, source: str) -> tuple[Candidate, ...]:
        if not is_identifier(source):
            return super().candidates(source)
        record = self.record(source)
        return () if record is None else (ranking.written(record, 3),)

    def _read_bearers(self, key: str) -> tuple[Bearer, ...]:
        if key_of(key) not in self._keys:
            return super()._read_bearers(key)
        return tuple(self._as_bearer(candidate) for candidate in self.candidates(key))

    def _as_bearer(self, candidate: Candidate) -> Bearer:
        bearer = bearer_of(candidate)
        bearer.is_code = ranking.is_code(candidate)
        if candidate.id in self._own_ids:
            bearer.population = _PEOPLE_TO_BE_MEANT
        return bearer

    def bearer(self, identifier: str) -> Bearer | None:
        """As ``Gazetteer.bearer``, of own places too."""
        own = self._own_ids.get(identifier)
        return self._as_bearer(own.candidate()) if own else super().bearer(identifier)

    def record(self, identifier: str) -> Candidate | None:
        """As ``Gazetteer.record``, of own places too ("own:depot-107")."""
        own = self._own_ids.get(identifier)
        return own.candidate() if own else super().record(identifier)

    def names(self, identifier: str) -> tuple[str, ...]:
        """As ``Gazetteer.names``, of own places too."""
        own = self._own_ids.get(identifier)
        return own.names if own else super().names(identifier)

    def name_in(self, identifier: str, language: str) -> str | None:
        """The house's spelling in that language, else as ``Gazetteer.name_in``; an own place keeps its name."""
        house = self._house(language.split("-")[0].lower()).get(identifier)
        if house is not None:
            return house
        own = self._own_ids.get(identifier)
        return own.names[0] if own else super().name_in(identifier, language)

    def house_name(self, name: str, identifier: str, language: str) -> str | None:
        """How the house writes a place that an article calls ``name``, or None where it has no rule for it."""
        key = key_of(name)
        for written, ours in self.spellings.in_language(language).items():
            if not is_identifier(written) and key in (key_of(written), key_of(ours)):
                return ours
        return self._house(language.split("-")[0].lower()).get(identifier)

    def _house_names(self, language: str) -> dict[str, str]:
        """Records by id and how the house writes them: what the name means first, and the region named after it."""
        names: dict[str, str] = {}
        for written, ours in self.spellings.in_language(language).items():
            if is_identifier(written):
                names[written] = ours
                continue
            found = self._own.get(key_of(written)) or super().candidates(written)
            for candidate in found[:8]:
                if candidate is found[0] or candidate.id == f"iso:{found[0].admin1}":
                    names[candidate.id] = ours
        return names

    # --- in a text ---------------------------------------------------------------------------------------------

    def matches_in(
        self, tokens: Tokens, *, small: bool = False, codes: bool = False, begin: int = 0, end: int | None = None
    ) -> list[NameMatch]:
        """As ``Gazetteer.matches_in``; an own name wins over all but a longer name that holds it ("New York")."""
        found = super().matches_in(tokens, small=small, codes=codes, begin=begin, end=end)
        stop = len(tokens.words) if end is None else end
        own = [
            match
            for match in self._own_matches(tokens, begin, stop, small)
            if not any(
                other.start <= match.start and match.end <= other.end and len(other.key) > len(match.key)
                for other in found
            )
        ] if self._keys else []  # fmt: skip
        if not own:
            return found
        rest = [m for m in found if not any(m.start < one.end and one.start < m.end for one in own)]
        return sorted([*rest, *own], key=lambda match: match.start)

    def _own_matches(self, tokens: Tokens, begin: int, stop: int, small: bool) -> list[NameMatch]:
        found = []
        free = begin
        for at in range(begin, stop):
            if at < free or self._fold(tokens.words[at]) not in self._first_words:
                continue
            joined, ends = self._joined(tokens, at, stop)
            for length in sorted(ends, reverse=True):
                count = ends[length]
                key = joined[:length]
                if key in self._keys and (small or any(not word.small for word in tokens.words[at : at + count])):
                    found.append(NameMatch(tokens.starts[at], tokens.ends[at + count - 1], key, self.kinds(key)))
                    free = at + count
                    break
        return found

    def kinds(self, key: str) -> frozenset[PlaceKind]:
        """As ``Gazetteer.kinds``, of own names too."""
        if key not in self._keys:
            return super().kinds(key)
        return super().kinds(key) | {candidate.kind for candidate in self.candidates(key)}

    def has_longer(self, key: str) -> bool:
        """As ``Gazetteer.has_longer``, of own names too."""
        return key in self._beginnings or super().has_longer(key)


def _beginnings(keys: Iterable[str]) -> set[str]:
    """What stands before each space of a key: "depot" of "depot 107"."""
    return {key[:at] for key in keys for at, letter in enumerate(key) if letter == " "}
