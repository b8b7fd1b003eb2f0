"""Numbers with unit and hedge, by the stated rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import BadInput
from geo.reading.numerals import find_numbers
from geo.reading.quantities import find_quantities, interval, last_digit_unit, rules


@pytest.mark.parametrize(
    ("text", "language", "value", "unit", "low", "high"),
    [
        ("ruim 100 kilometer over de grens", "nl", 100, "km", 100, 125),
        ("ruim honderd kilometer", "nl", 100, "km", 100, 125),
        ("zo'n 300 kilometer", "nl", 300, "km", 250, 350),
        ("zo’n 300 km", "nl", 300, "km", 250, 350),
        ("bijna 10.000 meter", "nl", 10000, "m", 9000, 10000),
        ("hooguit 1,5 km", "nl", 1.5, "km", 0, 1.5),
        ("tussen de 250 en 300 kilometer", "nl", 275, "km", 250, 300),
        ("more than 100 km", "en", 100, "km", 100, 125),
        ("over 110 km (70 miles)", "en", 110, "km", 110, 137.5),
        ("about 115 km", "en", 115, "km", 109.25, 120.75),
        ("about 80 miles", "en", 80, "mi", 75, 85),
        ("a hundred miles", "en", 100, "mi", 50, 150),
        ("up to 2,500 km", "en", 2500, "km", 0, 2500),
        ("13 mil", "en", 13, "mil", 12.35, 13.65),
        ("nearly 60 nautical miles", "en", 60, "nmi", 54, 60),
        ("300-Kilometer-Reichweite", "de", 300, "km", 250, 350),
        ("plus de 100 kilomètres", "fr", 100, "km", 100, 125),
        ("до 300 км", "ru", 300, "km", 0, 300),
        ("понад 100 кілометрів", "uk", 100, "km", 100, 125),
        ("une distance supérieure à 80 kilomètres", "fr", 80, "km", 80, 100),
        ("inférieure à 90 km", "fr", 90, "km", 0, 90),
        ("à peine plus de 40 km", "fr", 40, "km", 35, 45),
        ("в двадцати с лишним километрах", "ru", 20, "km", 15, 25),
        ("не превышает 120 км", "ru", 120, "km", 0, 120),
        ("за сорок із лишком кілометрів", "uk", 40, "km", 35, 45),
        ("менш ніж за 70 км", "uk", 70, "km", 0, 70),
        ("a distance exceeding 60 miles", "en", 60, "mi", 60, 75),
    ],
)
def test_printed_distances(text: str, language: str, value: float, unit: str, low: float, high: float) -> None:
    found = find_quantities(text, language)[0].quantity
    assert (found.value, found.unit, found.low, found.high) == (value, unit, pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("tientallen kilometers", "nl"),
        ("een paar honderd kilometer", "nl"),
        ("hundreds of miles", "en"),
        ("several hundred kilometres", "en"),
        ("mehrere hundert Kilometer", "de"),
        ("plusieurs centaines de kilomètres", "fr"),
        ("кілька сотень кілометрів", "uk"),
        ("сотни километров", "ru"),
        ("в нескольких десятках километров", "ru"),
    ],
)
def test_a_length_without_a_number_is_vague(text: str, language: str) -> None:
    (found,) = find_quantities(text, language)
    assert found.is_vague and found.quantity.unit in ("km", "mi")


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [("две сотни километров", "ru", 200), ("более сотни километров", "ru", 100), ("deux centaines de km", "fr", 200)],
)
def test_a_hundred_that_is_counted_is_a_number(text: str, language: str, value: float) -> None:
    (found,) = find_quantities(text, language)
    assert not found.is_vague and found.quantity.value == value


def test_a_number_without_a_unit_is_no_length() -> None:
    assert find_quantities("zo'n 10.000 manschappen, 300 raketten en 12 mensen", "nl") == ()
    assert find_quantities("300 km", "pl") == ()


def test_numbers_in_words_and_digits() -> None:
    found = [number.value for number in find_numbers("zes raketten, vijf neergehaald, 10.000 man; de zesde", "nl")]
    assert found == [6, 5, 10000]


@given(
    st.floats(min_value=0.1, max_value=20000, allow_nan=False),
    st.sampled_from(["bare", "about", "more", "nearly", "at_most"]),
)
@settings(max_examples=100, deadline=None)
def test_every_rule_holds_the_number_itself(value: float, rule: str) -> None:
    low, high = interval(value, rule)
    assert 0 <= low <= value <= high


def test_the_rules_can_be_changed_by_a_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hedges.toml").write_text("[more]\nlow = 1.0\nhigh = 1.5\n", encoding="utf-8")
    monkeypatch.setenv("STRIKEMAP_CONFIG", str(tmp_path))
    rules.cache_clear()
    try:
        assert interval(100, "more") == (100, 150)
        assert interval(300, "about") == (250, 350)
        (tmp_path / "hedges.toml").write_text("[rather]\nlow = 1.0\n", encoding="utf-8")
        rules.cache_clear()
        with pytest.raises(BadInput, match="rather"):
            interval(100, "more")
        (tmp_path / "hedges.toml").write_text("[more\n", encoding="utf-8")
        rules.cache_clear()
        with pytest.raises(BadInput, match=r"hedges\.toml"):
            interval(100, "more")
    finally:
        rules.cache_clear()


@given(st.integers(min_value=1, max_value=10**6))
@settings(max_examples=60, deadline=None)
def test_last_digit_unit_divides_the_number(value: int) -> None:
    unit = last_digit_unit(value)
    assert value % unit == 0 and value % (10 * unit) != 0
