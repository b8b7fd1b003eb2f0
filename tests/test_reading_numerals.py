"""Numbers in words and digits, held against what another program writes (tests/numbers/words.json)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.reading.numerals import find_numbers, number_value
from geo.reading.tables import LANGUAGES

WORDS: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent / "numbers" / "words.json").read_text(encoding="utf-8")
)["words"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_in_words_has_its_value(language: str) -> None:
    assert len(WORDS[language]) > 200
    read = {
        int(number): number_value(written.replace(", ", " "), language) for number, written in WORDS[language].items()
    }
    assert read == {number: float(number) for number in read}


@pytest.mark.parametrize(
    ("written", "language", "value"),
    [
        # Inflected, approximate and mixed forms, which no program writes.
        ("двухсот пятидесяти", "ru", 250),
        ("полутора", "ru", 1.5),
        ("полторы тысячи", "ru", 1500),
        ("2 тыс.", "ru", 2000),
        ("трьохсот", "uk", 300),
        ("п’ятсот", "uk", 500),
        ("півтори тисячі", "uk", 1500),
        ("tweeënhalve", "nl", 2.5),
        ("anderhalfduizend", "nl", 1500),
        ("honderdtal", "nl", 100),
        ("anderthalbtausend", "de", 1500),
        ("zweieinhalb", "de", 2.5),
        ("une centaine", "fr", 100),
        ("twelve hundred", "en", 1200),
        ("1.5 million", "en", 1.5e6),
        ("10 000", "fr", 10_000),
        ("1,400", "en", 1400),
        ("1.400", "nl", 1400),
    ],
)
def test_forms_of_the_press(written: str, language: str, value: float) -> None:
    assert number_value(written, language) == value


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("zesde", "nl"),
        ("eenheid", "nl"),
        ("twee drie", "nl"),
        ("3-1", "en"),
        ("v2.0", "en"),
        ("1.2.3", "en"),
        ("", "en"),
    ],
)
def test_what_is_no_single_number(written: str, language: str) -> None:
    assert number_value(written, language) is None


def test_words_in_a_row_that_make_no_number_are_several() -> None:
    assert [found.value for found in find_numbers("twee drie honderd", "nl")] == [2, 300]
    assert [found.value for found in find_numbers("one, two and three hundred", "en")] == [1, 2, 300]


@given(st.text(max_size=60), st.sampled_from(LANGUAGES))
@settings(max_examples=150, deadline=None)
def test_numbers_stand_where_they_are_said_to_stand(text: str, language: str) -> None:
    end = 0
    for found in find_numbers(text, language):
        assert end <= found.start < found.end <= len(text)
        assert found.value >= 0
        end = found.end
