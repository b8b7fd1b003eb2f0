"""Names in another form than the dictionary's: "Deutschlands", "Nordhessen", "Leuvense".

For languages that do not decline their names: a genitive, a compass point that is written as one word with the name,
and an adjective made of it. The endings and the beginnings are in the language's table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from geo.reading.found import SURELY, FoundMention
from geo.reading.nouns import has_determiner
from geo.reading.surroundings import Surroundings, described

if TYPE_CHECKING:
    from geo.gazetteer.bearer import Bearer
    from geo.gazetteer.index import Gazetteer

LEAST_LETTERS, LEAST_STEM = 5, 4
# A form that may as well be another word is taken for a town only from so many people on.
KNOWN_PEOPLE, KNOWN_AT_HOME = 100_000, 8_000
_WIDE = frozenset({"country", "region", "continent", "area", "water"})


def word_forms(around: Surroundings, covered: set[int], gazetteer: Gazetteer) -> Iterator[FoundMention]:
    """The mentions of single words with a capital that no record bears, but whose stem one does."""
    names = around.words.names
    if not (names.endings or names.directions or names.adjective_endings):
        return
    tokens = around.tokens
    for number in tokens.capitals:
        word, start = tokens.words[number], tokens.starts[number]
        if len(word.text) < LEAST_LETTERS or start in covered or not word.text.isalpha() or word.text.isupper():
            continue
        if not word.text[0].isupper() or word.plain in around.words.not_places or not around.speaks_at(start):
            continue
        mention = _form(around, number, gazetteer)
        if mention is not None:
            yield mention


def _form(around: Surroundings, number: int, gazetteer: Gazetteer) -> FoundMention | None:
    """The mention that a word is, by the first of its possible stems that is known well enough."""
    tokens, names = around.tokens, around.words.names
    word, start, end = tokens.words[number].text, tokens.starts[number], tokens.ends[number]
    for stem in _without(word, names.endings):
        if known := _known(around, stem, gazetteer):
            return _found(around, start, end, stem, known)
    for stem in _without_direction(word, names.directions):
        for nominative in (stem, *_without(stem, names.endings)):
            if known := [bearer for bearer in _known(around, nominative, gazetteer) if bearer.kind in _WIDE]:
                return _found(around, start, end, nominative, known)
    if names.adjective_endings and has_determiner(around, number, around.sentence_at(start)):
        for stem in _without(word, names.adjective_endings):
            if known := _known(around, stem, gazetteer):
                mention = _found(around, start, end, stem, known)
                mention.kind, mention.licence = "demonym", SURELY
                return mention
    return None


def _found(around: Surroundings, start: int, end: int, nominative: str, known: Sequence[Bearer]) -> FoundMention:
    mention = described(around, start, end, nominative.casefold())
    mention.nominative = nominative
    mention.kinds = frozenset(bearer.kind for bearer in known)
    return mention


def _known(around: Surroundings, stem: str, gazetteer: Gazetteer) -> list[Bearer]:
    """The records that bear a stem, where they are known well enough to be meant by a form of it."""
    plain = stem.casefold()
    if len(stem) < LEAST_STEM or plain in around.words.not_places or plain in around.words.towns_too:
        return []
    if plain in around.words.given or plain in around.persons:
        return []
    home = around.words.names.home
    bearers = [bearer for bearer in gazetteer.bearers(plain) if not bearer.is_code]
    is_known = any(
        bearer.kind in _WIDE
        or bearer.population >= KNOWN_PEOPLE
        or (bearer.country in home and bearer.population >= KNOWN_AT_HOME)
        for bearer in bearers
    )
    return bearers if is_known else []


def _without(word: str, endings: Collection[str]) -> Iterator[str]:
    """The word without each of the endings that it has, the longest first."""
    for ending in sorted(endings, key=len, reverse=True):
        if word.endswith(ending):
            yield word.removesuffix(ending)


def _without_direction(word: str, directions: Sequence[str]) -> Iterator[str]:
    """The name in a compound with a compass point: "Nordhessen" is Hessen."""
    plain = word.casefold()
    if not plain.startswith(tuple(directions)):
        return
    for direction in directions:
        if plain.startswith(direction) and len(word) - len(direction) >= LEAST_STEM:
            yield word[len(direction) :].capitalize()
