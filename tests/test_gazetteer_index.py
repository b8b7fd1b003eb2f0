"""The real index: what names mean, what a text holds, what lies where."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import each_row

from geo.gazetteer.index import Gazetteer
from geo.model import Bounds, LonLat
from geo.words import Words

ROOT = Path(__file__).resolve().parents[1]


@each_row(
    ("name", "identifier"),
    [
        ("Koersk", "geonames:538560"),
        ("Brjansk", "geonames:571476"),
        ("Karatsjev", "geonames:552920"),
        ("Noord-Korea", "iso:KP"),
        ("Nieuw-Mexico", "iso:US-NM"),
        ("New Mexico", "iso:US-NM"),
        ("VS", "iso:US"),
        ("V.S.", "iso:US"),
        ("US", "iso:US"),
        ("Verenigde Staten", "iso:US"),
        ("Großbritannien", "iso:GB"),
        ("Украина", "iso:UA"),
        ("Rusland", "iso:RU"),
        ("Kiev", "geonames:703448"),
        ("Kyiv", "geonames:703448"),
        ("Kyjiv", "geonames:703448"),
        ("Киев", "geonames:703448"),
        ("Київ", "geonames:703448"),
        ("Parijs", "geonames:2988507"),
        ("Odessa", "geonames:698740"),
        ("Odesa", "geonames:698740"),
        ("Rostov aan de Don", "geonames:501175"),
        ("Jekaterinenburg", "geonames:1486209"),
        ("Pjongjang", "geonames:1871859"),
        ("Krim", "iso:UA-43"),
        ("Georgia", "iso:GE"),
        ("Niger", "iso:NE"),
        ("Beieren", "iso:DE-BY"),
        ("Bryansk Oblast", "iso:RU-BRY"),
        ("Брянской области", "iso:RU-BRY"),
        ("Харківщині", "iso:UA-63"),
        ("Kremlin", "site:kremlin"),
        ("Witte Huis", "site:white-house"),
        ("Пентагон", "site:pentagon"),
        ("Zwarte Zee", "water:black-sea"),
        ("Midden-Oosten", "area:middle-east"),
        ("Europa", "area:europe"),
    ],
)
def test_locate_gives_first(gazetteer: Gazetteer, name: str, identifier: str) -> None:
    best = gazetteer.locate(name)[0]
    assert best.id == identifier
    assert best.match == "written"
    assert 0 < best.confidence <= 1
    assert best.reasons


@pytest.mark.parametrize("name", ["Brjansk", "Koersk", "Charkiv", "Belgorod"])
def test_a_city_comes_before_its_region(gazetteer: Gazetteer, name: str) -> None:
    kinds = [candidate.kind for candidate in gazetteer.locate(name)]
    assert kinds.index("settlement") < kinds.index("region")


def test_rivals_come_along(gazetteer: Gazetteer) -> None:
    assert {"iso:GE", "iso:US-GA"} <= {candidate.id for candidate in gazetteer.locate("Georgia")}
    assert {"geonames:5128581", "iso:US-NY"} <= {candidate.id for candidate in gazetteer.locate("New York")}


def test_country_and_nearness_decide(gazetteer: Gazetteer) -> None:
    assert gazetteer.locate("Paris", country="US")[0].admin1 == "US-TX"
    assert gazetteer.locate("Odessa", near=LonLat(-102.4, 31.8))[0].country == "US"
    assert gazetteer.locate("Paris", country="XX") == ()


def test_an_unknown_name_gives_nothing(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Qqxzvw") == ()
    assert gazetteer.lookup("") == ()
    assert gazetteer.candidates("  ") == ()
    assert gazetteer.locate("{{7*7}}<script>") == ()


def test_a_record_is_whole(gazetteer: Gazetteer) -> None:
    place = gazetteer.record("geonames:552920")
    assert place is not None
    assert (place.lon, place.lat) == (34.98494, 53.12255)  # GeoNames' own point
    assert (place.country, place.admin1, place.admin1_name) == ("RU", "RU-BRY", "Bryansk Oblast")
    assert place.kind == "settlement"
    assert 1000 < place.precision_m < 4000


@pytest.mark.parametrize("identifier", ["geonames:1", "geonames:x", "geonames:", "iso:XX", "", "geonames:99999999999"])
def test_no_record_is_none(gazetteer: Gazetteer, identifier: str) -> None:
    assert gazetteer.record(identifier) is None
    assert gazetteer.name_in(identifier, "nl") is None


def test_the_united_states_stand_at_the_centre_of_the_contiguous_states(gazetteer: Gazetteer) -> None:
    place = gazetteer.record("iso:US")
    assert place is not None
    assert (place.lon, place.lat) == pytest.approx((-98.6, 39.8), abs=0.3)


@pytest.mark.parametrize(
    ("identifier", "language", "name"),
    [
        ("iso:RU", "nl", "Rusland"),
        ("iso:UA", "nl", "Oekraïne"),
        ("iso:UA", "uk", "Україна"),
        ("iso:US", "de", "Vereinigte Staaten"),
        ("geonames:524901", "nl", "Moskou"),
        ("geonames:524901", "ru", "Москва"),
        ("geonames:703448", "nl", "Kyiv"),
        ("geonames:703448", "ru", "Киев"),
        ("geonames:552920", "nl", "Karatsjev"),
        ("geonames:538560", "nl-NL", "Koersk"),
        ("geonames:571476", "fr", "Briansk"),
        ("geonames:360630", "nl", "Caïro"),
        ("iso:RU-KRS", "nl", "Koersk"),
        ("iso:US-NM", "nl", "New Mexico"),
        ("iso:UA-63", "de", "Charkiw"),
        ("water:black-sea", "nl", "Zwarte Zee"),
        ("site:white-house", "nl", "Witte Huis"),
        ("site:kremlin", "xx", "Kremlin"),
    ],
)
def test_names_in_the_readers_language(gazetteer: Gazetteer, identifier: str, language: str, name: str) -> None:
    assert gazetteer.name_in(identifier, language) == name


def test_matches_are_whole_words_and_longest(gazetteer: Gazetteer) -> None:
    text = "Vuur in Brjansk: New York's mayor, l'Ukraine, Côte d'Ivoire, den Haag en 's-Hertogenbosch; brjansk. NM"
    assert [text[m.start : m.end] for m in gazetteer.matches(text)] == [
        "Brjansk", "New York", "Ukraine", "Côte d'Ivoire", "den Haag", "s-Hertogenbosch",
    ]  # fmt: skip
    assert "NM" in [text[m.start : m.end] for m in gazetteer.matches(text, codes=True)]
    assert "brjansk" in [text[m.start : m.end] for m in gazetteer.matches(text, small=True)]


def test_a_name_does_not_run_over_a_full_stop(gazetteer: Gazetteer) -> None:
    text = "Hij woont er weer. New. York is een stad. St. Louis ook, en de U.S. Army."
    found = [text[m.start : m.end] for m in gazetteer.matches(text)]
    assert "New. York" not in found
    assert {"York", "St. Louis", "U.S"} <= set(found)


def test_matches_say_what_may_be_meant(gazetteer: Gazetteer) -> None:
    (match,) = gazetteer.matches("in Koersk")
    assert match.kinds == {"settlement", "region"}
    assert {candidate.kind for candidate in gazetteer.candidates(match.key)} == match.kinds


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_offsets_are_those_of_the_text(gazetteer: Gazetteer, text: str) -> None:
    before = 0
    for match in gazetteer.matches(f"Kyiv {text} Koersk"):
        assert match.start >= before
        assert match.end > match.start
        before = match.end
        assert gazetteer.candidates(match.key)


def test_populated_places(gazetteer: Gazetteer) -> None:
    everywhere = gazetteer.populated()
    assert len(everywhere) > 200_000
    assert 5_000 < int(everywhere.is_district.sum()) < 40_000
    box = gazetteer.populated(Bounds(33.0, 52.5, 35.5, 53.5))
    assert 571476 in box.ids
    assert 552920 in box.ids
    assert bool(np.all((box.lon >= 33.0) & (box.lon <= 35.5) & (box.lat >= 52.5) & (box.lat <= 53.5)))


def test_populated_places_across_the_antimeridian(gazetteer: Gazetteer) -> None:
    across = gazetteer.populated(Bounds(177.0, -20.0, -178.0, -15.0))
    assert len(across) > 10
    assert bool(np.all((across.lon >= 177.0) | (across.lon <= -178.0)))


@pytest.mark.parametrize(
    ("number", "district"),
    [(2864695, True), (5110302, None), (552920, False), (571476, False), (524901, False), (703448, False)],
)
def test_districts_are_told_from_towns(gazetteer: Gazetteer, number: int, district: bool | None) -> None:
    place = gazetteer.record(f"geonames:{number}")
    assert place is not None
    if district is not None:
        assert (place.kind == "district") is district


def test_regions_of_ukraine_and_russia_are_linked(gazetteer: Gazetteer) -> None:
    for number, code in [
        (703448, "UA-30"),
        (709334, "UA-43"),
        (524901, "RU-MOW"),
        (538560, "RU-KRS"),
        (281133, "PS-GZA"),
    ]:
        place = gazetteer.record(f"geonames:{number}")
        assert place is not None
        assert place.admin1 == code


def test_reasons_are_known_in_dutch(gazetteer: Gazetteer) -> None:
    words = Words("nl")
    said = {
        reason
        for name in ("Brjansk", "Kyiv", "RUS", "Parijs")
        for candidate in gazetteer.locate(name, near=LonLat(34.0, 53.0))
        for reason in candidate.reasons
    }
    said |= {
        reason for candidate in gazetteer.spelled_like("Karatsjov", countries={"RU"}) for reason in candidate.reasons
    }
    assert len(said) >= 6
    assert all(words(reason) != reason for reason in said)


@pytest.mark.parametrize(
    ("name", "country", "kind"),
    [
        ("Obolon", "UA", "district"),  # GeoNames calls this part of Kyiv a populated place
        ("Potsdam", "DE", "settlement"),
        ("Bucha", "UA", "settlement"),
        ("Khimki", "RU", "settlement"),
        ("Delft", "NL", "settlement"),
        ("Hoboken", "US", "settlement"),
    ],
)
def test_parts_of_cities_are_told_from_towns_beside_them(
    gazetteer: Gazetteer, name: str, country: str, kind: str
) -> None:
    largest = max((c for c in gazetteer.lookup(name) if c.country == country), key=lambda c: c.population)
    assert largest.kind == kind
