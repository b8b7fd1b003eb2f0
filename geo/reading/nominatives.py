"""Names as a gazetteer holds them, from names as a Russian or Ukrainian text inflects them.

A name may have several words, each in its own case: adjective and noun agree ("Новой Зеландии"), and what hangs on
the noun stays as it is ("Республики Корея", "Соединённых Штатов Америки"). Every combination that a record bears is
found, the longest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.gazetteer.names import key_of
from geo.reading.morphology import Reading, readings
from geo.reading.tables import table

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer

# Longest name in words, hyphenated ones counted as one.
MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Form:
    """A word as it may stand in a name: its key, the name's spelling, and the cases that this asks for.

    ``reading`` is None where the word is taken as it is written or by its ending alone.
    """

    key: str
    nominative: str
    cases: frozenset[str] | None
    reading: Reading | None = None

    @property
    def is_other(self) -> bool:
        """Whether the dictionary knows it, and not as a place."""
        return self.reading is not None and self.reading.is_known and not self.reading.is_place


@dataclass(frozen=True, slots=True)
class Named:
    """A name that a record bears: its first ``words`` words, its key, its nominative and the cases it stands in.

    ``is_other``: the dictionary knows the word so, and not as a place ("Чехов" as the genitive of "чехи").
    """

    words: int
    key: str
    nominative: str
    cases: frozenset[str] | None
    is_other: bool = False


def names_from(words: Sequence[str], gazetteer: Gazetteer, language: str) -> list[Named]:
    """The longest names that begin with the first word and that a record bears; empty where none does."""
    found: list[Named] = []
    for named in _extended(words, gazetteer, language):
        if found and named.words < found[0].words:
            continue
        if found and named.words > found[0].words:
            found.clear()
        if all(named.key != other.key for other in found):
            found.append(named)
    return [named for named in found if not named.is_other] or found


def _extended(words: Sequence[str], gazetteer: Gazetteer, language: str) -> Iterator[Named]:
    first = forms(words[0], language)
    others = {form.key for form in first if form.is_other} - {form.key for form in first if not form.is_other}
    begun = [(form.key, form.nominative, form.cases) for form in first]
    for length in range(1, min(len(words), MOST_WORDS) + 1):
        for key, nominative, cases in begun:
            if gazetteer.kinds(key):
                yield Named(length, key, nominative, cases, length == 1 and key in others)
        if length == len(words):
            return
        longer = [prefix for prefix in begun if gazetteer.has_longer(prefix[0])]
        if not longer:
            return
        begun = [
            (f"{key} {form.key}", f"{nominative} {form.nominative}", agreed)
            for key, nominative, cases in longer
            for form in forms(words[length], language)
            if (agreed := _agreed(cases, form.cases)) is None or agreed
        ]


def _agreed(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """The cases that both stand in; a word as written stands beside any."""
    if one is None or other is None:
        return one if other is None else other
    return one & other


@lru_cache(maxsize=20_000)
def forms(word: str, language: str) -> tuple[Form, ...]:
    """What a word may be in a name: as the dictionary has it, as written, and by the table of endings if unknown.

    >>> [form.nominative for form in forms("Челнах", "ru")]
    ['Челны', 'Челнах']
    """
    read = [reading for reading in readings(word, language) if reading.part != "other"]
    found = [
        Form(key_of(reading.nominative), _capitals(reading.nominative, word), reading.cases, reading)
        for reading in read
    ]
    if all(form.reading is None or _may_be_town_too(form.reading) for form in found):
        if "-" in word:
            found += [Form(key_of(name), name, None) for name in _hyphenated(word, language)]
        found += [Form(key_of(name), name, None) for name in by_ending(word, table(language).names.endings)]
    found.append(Form(key_of(word), word, None))
    if (full := table(language).names.shortened.get(word)) is not None:
        found.append(Form(key_of(full), full, None))
    unique: dict[tuple[str, frozenset[str] | None], Form] = {}
    for form in found:
        known = unique.setdefault((form.key, form.cases), form)
        if known.is_other and not form.is_other:  # "Сум" of "Сумы", the town, before that of another noun
            unique[form.key, form.cases] = form
    return tuple(form for form in unique.values() if form.key)


def _may_be_town_too(reading: Reading) -> bool:
    """Whether a word may as well be the form of a town that the dictionary does not know.

    A surname may ("Морозовську"), and so may an adjective of Ukrainian, whose feminine is spelled as the cases of a
    town ("Мценську" of "Мценська" and of "Мценськ").
    """
    return not reading.is_known or reading.is_person or reading.nominative.endswith(("ська", "цька"))


def _hyphenated(word: str, language: str) -> Iterator[str]:
    """As in "Зарічному-на-Стирі": the first part or the last is what is inflected."""
    first, *others = word.split("-")
    for form in forms(first, language):
        yield "-".join([form.nominative, *others])
    for form in forms(others[-1], language) if others[-1] else ():
        yield "-".join([first, *others[:-1], form.nominative])


def _capitals(nominative: str, word: str) -> str:
    """The nominative with capitals where the word has them: "Нью-Йорке" is "Нью-Йорк", "КНДР" stays so."""
    if word.isupper() and len(word) > 1:
        return nominative.upper()
    parts, written = nominative.split("-"), word.split("-")
    if len(parts) != len(written):
        return nominative[:1].upper() + nominative[1:] if word[:1].isupper() else nominative
    return "-".join(
        part[:1].upper() + part[1:] if like[:1].isupper() else part for part, like in zip(parts, written, strict=True)
    )


def by_ending(word: str, endings: Mapping[str, str]) -> Iterator[str]:
    """What a word may be in the nominative, by a table of endings, the longest ending first.

    >>> list(by_ending("Карачеве", {"е": "- а"}))
    ['Карачев', 'Карачева']
    """
    for ending in sorted(endings, key=len, reverse=True):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 2:
            for replacement in endings[ending].split():
                yield stem + replacement.removeprefix("-")
