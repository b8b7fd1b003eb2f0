import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadInput
from geo.units import METRES, format_length, lengths_in, parse_length, parse_number, parse_radius, rounded_to, tied
from geo.words import LANGUAGES


@given(st.floats(min_value=0.001, max_value=1e6), st.sampled_from(sorted(METRES.keys() - {"mil"})))
def test_what_is_written_out_is_read_back(value, unit):
    assert parse_length(f"{value:.6f} {unit}") == pytest.approx(float(f"{value:.6f}") * METRES[unit])


@given(st.integers(10, 20_000), st.sampled_from(LANGUAGES), st.sampled_from(["km", "mi"]))
def test_a_length_is_read_back_as_each_language_writes_it(value, language, unit):
    shown = format_length(value * METRES[unit], language=language, unit=unit)
    assert parse_length(shown) == pytest.approx(value * METRES[unit])


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("300 km", 300_000.0),
        ("2,500 km", 2_500_000.0),
        ("2.500 km", 2_500_000.0),
        ("1,5 km", 1500.0),
        ("1.5 km", 1500.0),
        ("1.000,5 km", 1_000_500.0),
        ("1,000.5 km", 1_000_500.0),
        ("1\u202f000,5 km", 1_000_500.0),
        ("300 км", 300_000.0),
        ("2 Seemeilen", 3704.0),
        ("800 m", 800.0),
        # NIST SP 811: the international mile and the nautical mile are exact.
        ("1 mi", 1609.344),
        ("1 nmi", 1852.0),
    ],
)
def test_lengths_as_people_type_them(text, metres):
    assert parse_length(text) == metres


@pytest.mark.parametrize("text", ["many", "", "-5", "300", "5 lightyears", "km", "nan km", "1e999 km"])
def test_what_is_no_length_is_quoted_and_said(text):
    with pytest.raises(BadInput) as caught:
        parse_length(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize("text", ["0 km", "-5 km", "20,005 km", "0.5 m", "99999999 km"])
def test_a_radius_that_the_earth_does_not_have_is_refused(text):
    with pytest.raises(BadInput, match="20,004 km"):
        parse_radius(text)


def test_half_the_way_round_is_a_radius():
    assert parse_radius("20,004 km") == 20_004_000.0


@given(st.floats(min_value=1, max_value=1e7), st.floats(min_value=0.01, max_value=1e5))
def test_rounding_never_moves_a_value_by_more_than_its_uncertainty(value, uncertainty):
    assert abs(rounded_to(value, uncertainty) - value) <= uncertainty


def test_a_figure_shows_no_more_digits_than_it_bears():
    assert format_length(116_940, uncertainty_m=5000) == "117 km"
    assert format_length(116_940, uncertainty_m=15_000) == "115 km"
    assert format_length(1_400_000, language="nl") == "1.400 km"
    assert format_length(1_400_000, language="en") == "1,400 km"


def test_numbers_with_dutch_and_english_signs():
    assert [parse_number(x) for x in ("1.400", "1,400", "1 400", "1,5", "1.5")] == [1400, 1400, 1400, 1.5, 1.5]
    assert math.isclose(parse_number("12,75"), 12.75)


def test_less_than_a_kilometre_is_told_in_metres_where_it_is_known():
    assert format_length(1) == "1 m"
    assert format_length(812.4, uncertainty_m=5) == "812 m"
    assert format_length(812.4, uncertainty_m=500) == "0.8 km"
    assert format_length(0) == "0 km"
    assert format_length(500, unit="mi") == "0.3 mi"


@given(
    st.lists(st.floats(min_value=0, max_value=2e7), min_size=1, max_size=3),
    st.sampled_from(["km", "mi", "nmi", "m"]),
    st.sampled_from(["en", "nl", "de", "fr", "uk", "ru"]),
    st.sampled_from(["en", "nl", "de", "fr", "uk"]),
)
def test_lengths_written_in_one_language_are_those_that_another_would_have_written(metres, unit, written, language):
    def shown(locale):
        return ", ".join(format_length(m, language=locale, unit=unit) for m in metres)

    assert lengths_in(shown(written), language, written=written) == shown(language)


def test_what_is_no_length_stays_as_it_was_written():
    assert lengths_in("1.010 km", "en", written="de") == "1,010 km"
    for text in ("Astrachan", "Sector 1.010 km noord", "5.000 Raketen", "1.010 km, Dnipro", "", "117"):
        assert lengths_in(text, "en", written="de").split(", ")[-1] == text.split(", ")[-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Eilat ligt ongeveer 1.830 km van Hodeida", "Eilat ligt ongeveer 1.830\u00a0km van Hodeida"),
        ("à plus de 2 000 km de Paris", "à plus de 2\u00a0000\u00a0km de Paris"),
        ("близько 117 км; 380 км", "близько 117\u00a0км; 380\u00a0км"),
        # A word that only begins like a unit, and a number that another follows.
        ("in 2024 kmel, om 13 mensen, 12 1234", "in 2024 kmel, om 13 mensen, 12 1234"),
    ],
)
def test_no_line_breaks_a_figure(text, expected):
    assert tied(text) == expected
