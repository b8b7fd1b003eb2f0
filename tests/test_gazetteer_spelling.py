"""Sounds: the same town, written by another language's ear."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import each_row

from geo.gazetteer.hearing import MAX_READINGS, sounds_of
from geo.gazetteer.index import Gazetteer
from geo.gazetteer.spelling import transcribed
from geo.model import LonLat

# GeoNames ids, and the town's name in six languages' ears; the first is its own.
HEARD = {
    552920: "Карачев Karatsjov Karatschew Karatchev Karaczew Karachev Karatjev Karatsjev",
    706483: "Харків Charkiv Kharkiv Charkiw",
    700569: "Миколаїв Mykolajiv Mykolaiv Mykolajiw Mykolaïv",
    709334: "Джанкой Dzjankoj Dzhankoi Dschankoj Djankoï Dżankoj",
    692194: "Суми Soemy Sumy Soumy",
    713174: "Бахмут Bachmoet Bakhmut Bachmut Bakhmout",
    687700: "Запоріжжя Zaporizja Zaporizhzhia Saporischschja Zaporijia",
    710735: "Чернігів Tsjernihiv Chernihiv Tschernihiw Tchernihiv Tjernihiv",
    686967: "Житомир Zjytomyr Zhytomyr Schytomyr Jytomyr Żytomyr",
    472045: "Воронеж Voronezj Voronezh Woronesch Woroneż",
    692315: "Судак Soedak Sudak Soudak",
    484907: "Таганрог Taganrog Taganrog",
}  # fmt: skip
PAIRS = [(number, row.split()[0], other) for number, row in HEARD.items() for other in row.split()[1:]]


@each_row(("own", "other"), [(own, other) for _, own, other in PAIRS])
def test_renderings_share_a_sound(own: str, other: str) -> None:
    assert set(sounds_of(own)) & set(sounds_of(other))


@pytest.mark.parametrize(
    ("one", "other"), [("Карачев", "Карачи"), ("Курск", "Куршевель"), ("Брянск", "Братск"), ("Суми", "Самара")]
)
def test_different_towns_keep_different_sounds(one: str, other: str) -> None:
    assert not set(sounds_of(one)) & set(sounds_of(other))


@each_row(("number", "name"), [(number, other) for number, _, other in PAIRS])
def test_every_rendering_is_found_where_its_country_is_spoken_of(gazetteer: Gazetteer, number: int, name: str) -> None:
    place = gazetteer.record(f"geonames:{number}")
    assert place is not None
    assert place.country is not None
    found = [*gazetteer.lookup(name), *gazetteer.spelled_like(name, countries={place.country})]
    assert f"geonames:{number}" in [candidate.id for candidate in found][:4]


def test_spelling_matches_say_so(gazetteer: Gazetteer) -> None:
    (best, *_) = gazetteer.spelled_like("Karatsjov", countries={"RU"})
    assert best.name == "Karachev"
    assert best.match == "spelling"
    assert best.reasons[0] == "sounds the same, spelled differently"
    assert best.confidence < 0.8


def test_spelling_weighs_more_than_population(gazetteer: Gazetteer) -> None:
    names = [(candidate.name, candidate.country) for candidate in gazetteer.locate("Karatsjov")]
    assert names[0] == ("Karachev", "RU")
    assert ("Karachi", "PK") not in names[:1]


def test_near_finds_the_town_beside(gazetteer: Gazetteer) -> None:
    best = gazetteer.locate("Karatsjov", near=LonLat(34.4, 53.2))[0]
    assert (best.id, best.match) == ("geonames:552920", "spelling")
    assert "close to the point given" in best.reasons


def test_a_country_without_such_a_sound_has_nothing(gazetteer: Gazetteer) -> None:
    assert gazetteer.locate("Karatsjov", country="NL") == ()


@pytest.mark.parametrize(
    ("name", "country", "language", "usual"),
    [
        ("Карачев", "RU", "nl", "Karatsjev"),
        ("Карачев", "RU", "de", "Karatschew"),
        ("Карачев", "RU", "fr", "Karatchev"),
        ("Орёл", "RU", "nl", "Orjol"),
        ("Щёлково", "RU", "nl", "Sjtsjolkovo"),
        ("Джанкой", "UA", "nl", "Dzjankoj"),
        ("Бахмут", "UA", "nl", "Bachmoet"),
        ("Луганськ", "UA", "nl", "Loehansk"),
        ("Житомир", "UA", "de", "Schytomyr"),
        ("Куп'янськ", "UA", "nl", "Koepjansk"),
        ("Белгород", "RU", "nl", "Belgorod"),
        ("Екатеринбург", "RU", "de", "Jekaterinburg"),
    ],
)
def test_transcription(name: str, country: str, language: str, usual: str) -> None:
    assert transcribed(name, country, language) == usual


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=30))
def test_any_text_has_a_few_sounds(name: str) -> None:
    assert len(sounds_of(name)) <= MAX_READINGS


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщыьэюяё", min_size=1, max_size=12))
def test_a_transcription_sounds_like_the_name(name: str) -> None:
    heard = sounds_of(transcribed(name, "RU", "nl"))
    assert all(letter in "aeioubdklmnprtvhsSC ksS" for sound in heard for letter in sound)
