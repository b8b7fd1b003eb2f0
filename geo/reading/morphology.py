"""What a dictionary knows of a Russian or Ukrainian word: its nominative, its cases, and whether it names a place.

pymorphy3 reads a compiled dictionary (OpenCorpora's for Russian, dict_uk's for Ukrainian); it is imported on the
first word of such a text. Every word is read once and kept. Proper nouns of places are marked in both: Russian by
the grammeme Geox, Ukrainian by nouns whose gender belongs to the whole word and that are not animate.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from geo.reading.tables import table

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

Part = Literal["noun", "adjective", "other"]
CASES = frozenset({"nomn", "gent", "gen2", "datv", "accs", "ablt", "loct", "loc2", "voct"})
_SECOND_CASES = {"gen2": "gent", "loc2": "loct"}
_NO_CASES: frozenset[str] = frozenset()
_GIVEN, _FIRM = frozenset({"Name", "Patr"}), frozenset({"Orgn", "Trad"})
_PERSON = _GIVEN | {"Surn"}
_ADJECTIVES = ("ADJF", "PRTF")
_OF_A_PARTICIPLE = frozenset({"PRTF", "actv", "pssv", "pres", "past"})
# As many distinct words as some hundred articles have; a reading takes about 1 kB.
REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a word.

    Attributes:
        nominative: what the word would be as the subject, number and gender kept, in lower case.
        cases: the cases that it may stand in, as OpenCorpora calls them ("gent", "loct").
        gender: "masc", "femn", "neut", or empty where the plural has none.
        is_place, is_surname, is_given: what the dictionary says that it names.
        is_known: the dictionary holds it; otherwise it is read by its ending.
    """

    nominative: str
    part: Part
    cases: frozenset[str]
    gender: str = ""
    is_plural: bool = False
    is_place: bool = False
    is_surname: bool = False
    is_given: bool = False
    is_known: bool = True

    @property
    def is_person(self) -> bool:
        """Whether it is a first name, patronymic or surname."""
        return self.is_surname or self.is_given


@lru_cache(maxsize=REMEMBERED)
def senses(word: str, language: str) -> tuple[str, ...]:
    """What a word may be, the likeliest first: place, person, firm, noun, adjective or other.

    ("?",) where the dictionary does not know it, ("?person",) where it ends as surnames do.
    """
    parses = _parses(word, language)
    known = [_sense(parse.tag, language) for parse in parses if parse.is_known]
    if any(parse.normal_form in table(language).given for parse in parses):
        known.append("person")
    if known:
        return tuple(dict.fromkeys(known))
    return ("?person",) if any(_sense(parse.tag, language) == "person" for parse in parses) else ("?",)


def _sense(tag: Any, language: str) -> str:
    grammemes = tag.grammemes
    if _is_place(tag, language):
        return "place"
    if not _PERSON.isdisjoint(grammemes):
        return "person"
    if not _FIRM.isdisjoint(grammemes):
        return "firm"
    return _part(tag.POS)


@lru_cache(maxsize=REMEMBERED)
def lemmas(word: str, language: str) -> tuple[str, ...]:
    """The nouns and adjectives that a word may be a form of, in the singular where they have one.

    >>> lemmas("областях", "ru")
    ('область',)
    """
    found = (parse.normal_form for parse in _parses(word, language) if _part(parse.tag.POS) != "other")
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=REMEMBERED)
def readings(word: str, language: str) -> tuple[Reading, ...]:
    """Every reading of a word, the likeliest first; without those that differ in nothing.

    >>> [reading.nominative for reading in readings("Карачеве", "ru")]
    ['карачев']
    """
    merged: dict[tuple[str, Part, str, bool, bool, bool, bool, bool], frozenset[str]] = {}
    nominatives: dict[tuple[str, str], str] = {}
    for parse in _parses(word, language):
        grammemes, part = parse.tag.grammemes, _part(parse.tag.POS)
        gender = _gender(parse.tag, part)
        # A word's parses differ in case more often than in number: what costs time is done once for all of them.
        form = (parse.normal_form, ",".join(sorted(grammemes - CASES)))
        nominative = nominatives.get(form)
        if nominative is None:
            nominative = nominatives[form] = _nominative(parse, part, gender)
        key = (
            nominative,
            part,
            gender,
            "plur" in grammemes,
            _is_place(parse.tag, language),
            "Surn" in grammemes,
            not _GIVEN.isdisjoint(grammemes) or parse.normal_form in table(language).given,
            parse.is_known,
        )
        cases = frozenset(_SECOND_CASES.get(one, one) for one in grammemes & CASES)
        merged[key] = merged.get(key, _NO_CASES) | cases
    return tuple(Reading(key[0], key[1], cases, *key[2:]) for key, cases in merged.items())


@lru_cache(maxsize=500)
def _parses(word: str, language: str) -> list[Any]:
    """What pymorphy3 gives; kept for a moment only, since a parse is large and the same word is asked of twice."""
    return list(_analyser(language).parse(_spelled_plainly(word, language)))


def _spelled_plainly(word: str, language: str) -> str:
    """The word as the dictionary writes it: its own apostrophe, no capitals but those of an abbreviation."""
    return word.replace("’", "'").replace("ʼ", "'") if language == "uk" else word


def _part(speech: str | None) -> Part:
    if speech == "NOUN":
        return "noun"
    return "adjective" if speech in _ADJECTIVES else "other"


def _gender(tag: Any, part: Part) -> str:
    """The gender of a noun or adjective; the Ukrainian dictionary leaves the masculine of adjectives unsaid."""
    if part == "adjective" and tag.gender is None and "plur" not in tag.grammemes:
        return "masc"
    return "" if part == "other" else str(tag.gender or "")


def _nominative(parse: Any, part: Part, gender: str) -> str:
    """The nominative in the gender and number of this very form."""
    grammemes = parse.tag.grammemes
    if part == "other" or "nomn" in grammemes:
        return str(parse.word)
    is_plural = "plur" in grammemes
    if part == "noun":
        if not is_plural or "Pltm" in grammemes:
            return str(parse.normal_form)
        return _form(parse, {"plur", "nomn"})
    if gender == "masc" and parse.tag.POS == "ADJF":
        return str(parse.normal_form)
    return _form(parse, {"nomn", gender or "plur"} | (grammemes & _OF_A_PARTICIPLE))


def _form(parse: Any, wanted: Set[str]) -> str:
    """The first form of the word that is all of this; its usual one if there is none."""
    return str(next((form.word for form in parse.lexeme if wanted <= form.tag.grammemes), parse.normal_form))


def _is_place(tag: Any, language: str) -> bool:
    if "Geox" in tag.grammemes:
        return True
    if language != "uk" or tag.POS != "NOUN" or "inan" not in tag.grammemes:
        return False
    # "NOUN,masc,inan loct" is Київ, "NOUN,inan masc,loct" any other noun: what stands before the space never changes.
    fixed = str(tag).partition(" ")[0].split(",")
    return bool({"masc", "femn", "neut", "Pltm"} & set(fixed[1:]))


@cache
def _analyser(language: str) -> MorphAnalyzer:
    # Opening the dictionaries takes 0.1 s and 30 MB, so it waits until a text asks.
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang=language)
