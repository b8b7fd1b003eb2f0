"""Names of weapons in sentences of six languages, and the same words where they mean something else."""

from __future__ import annotations

from collections import Counter

from rows import each_row

from geo.weapons import find_weapon, load_weapons, names_in
from tests.weapon_sentences import MEANT, NAMED, OTHERWISE

LANGUAGES = ("nl", "en", "de", "fr", "uk", "ru")
SENTENCES = [
    (language, weapon, text) for weapon, texts in NAMED.items() for language, text in zip(LANGUAGES, texts, strict=True)
]


def bare(marked: str) -> tuple[str, int, int]:
    """The sentence without its brackets, and where the name stands in it."""
    start, end = marked.index("["), marked.index("]") - 1
    return marked.replace("[", "").replace("]", ""), start, end


def assert_named(language: str, weapon: str, marked: str) -> None:
    text, start, end = bare(marked)
    hits = names_in(text, language=language)
    assert {hit.weapon for hit in hits} == {weapon}, (text, hits)
    assert any(hit.start <= start and end <= hit.end for hit in hits), (text, [text[h.start : h.end] for h in hits])


def test_every_weapon_has_a_sentence_in_each_language() -> None:
    assert set(NAMED) == {weapon.id for weapon in load_weapons()}


@each_row(("language", "weapon", "marked"), SENTENCES)
def test_a_weapon_is_found_in_a_sentence_of_each_language(language: str, weapon: str, marked: str) -> None:
    assert_named(language, weapon, marked)


@each_row(("language", "weapon", "marked"), MEANT)
def test_a_word_with_two_meanings_is_the_weapon_where_weapons_are_spoken_of(
    language: str, weapon: str, marked: str
) -> None:
    assert_named(language, weapon, marked)


@each_row(("language", "text"), OTHERWISE)
def test_a_word_with_two_meanings_is_left_alone_elsewhere(language: str, text: str) -> None:
    assert [text[hit.start : hit.end] for hit in names_in(text, language=language)] == []


def test_there_are_enough_of_both_in_every_language() -> None:
    assert len(MEANT) >= 40 and len(OTHERWISE) >= 40
    for table in (Counter(row[0] for row in MEANT), Counter(row[0] for row in OTHERWISE)):
        assert set(table) == set(LANGUAGES) and min(table.values()) >= 5
    assert all(find_weapon(weapon).id == weapon for _, weapon, _ in MEANT)
