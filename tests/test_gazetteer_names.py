"""Keys of names, and the words of a text."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.gazetteer.names import WORD, fold, key_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Saint-Étienne", "st. etienne"),
        ("Sint-Petersburg", "Saint Petersburg"),
        ("Sankt Petersburg", "St Petersburg"),
        ("Großbritannien", "GROSSBRITANNIEN"),
        ("Łódź", "Lodz"),
        ("Tromsø", "Tromso"),
        ("Кам'янське", "Кам’янське"),
        ("Nur'ata", "Nurata"),
        ("Київ", "КИЇВ"),
        ("Орёл", "орел"),
        ("Côte d'Ivoire", "Cote d’Ivoire"),
        ("İstanbul", "istanbul"),
        ("서울", "서울"),
    ],
)
def test_spellings_that_are_one_name_share_a_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("l'Ukraine", ["l", "Ukraine"]),
        ("Ukraine's army", ["Ukraine", "s", "army"]),
        ("qu'Odessa", ["qu", "Odessa"]),
        ("Кам'янське", ["Кам'янське"]),
        ("Ivano-Frankivsk", ["Ivano", "Frankivsk"]),
        ("'s-Hertogenbosch", ["s", "Hertogenbosch"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert WORD.findall(text) == words


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
@example("ำ")
def test_a_key_is_its_own_key(name: str) -> None:
    assert key_of(key_of(name)) == key_of(name)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéüñçабвгдежзиклмнопрстуфхцчшщіїєґ", min_size=1, max_size=20))
def test_case_does_not_matter(word: str) -> None:
    assert fold(word) == fold(word.upper()) == fold(word.capitalize())
