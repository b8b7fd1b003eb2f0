"""Sentences that speak of an attack and report none: no strike may come of them, in any language."""

from __future__ import annotations

import pytest
from rows import each_row

from geo.gazetteer.index import Gazetteer, open_gazetteer
from geo.model import Strike
from geo.reading.article import article_from_text
from geo.reading.claims import find_claims
from geo.reading.places import read_places
from geo.reading.strikes import find_strikes
from geo.reading.telling import tellings
from geo.weapons import load_weapons

NONE = {
    "en": [
        "Ukraine denied it had attacked Belgorod. There was no attack. Not one missile was fired.",
        "Iran may attack Tel Aviv with missiles, the army said.",
        "If Russia attacked Warsaw with missiles, NATO would respond.",
        "Police foiled a drone attack on Brussels.",
        "The opposition renewed its attack on the minister in The Hague.",
        "She had a panic attack in Ghent.",
        "Lightning struck Lyon, and the army was called.",
        "Japan marked the anniversary of the attack on Hiroshima, where a bomb fell.",
        "Russia threatened a missile strike on Warsaw.",
        "The general warned of an attack on Kyiv with drones.",
        "No missiles hit Odesa, and there was no attack on Kharkiv.",
        "The strike by nurses hit Birmingham.",
        "Kyiv: Russia attacked with drones.",
        "An attack on NATO would be an attack on Warsaw, the army said.",
        "The attack on Ypres in 1915 was a war crime.",
    ],
    "nl": [
        "Oekraïne ontkent een aanval op Belgorod met raketten.",
        "Iran kan Tel Aviv met raketten aanvallen.",
        "Als Rusland een aanval op Warschau uitvoert, reageert het leger.",
        "De politie verijdelde een aanval met een drone op Brussel.",
        "De oppositie opende de aanval op de minister in Den Haag.",
        "Zij kreeg een paniekaanval in Gent.",
        "De bliksem is ingeslagen; Lyon werd getroffen, het leger hielp.",
        "Japan herdenkt de aanval op Hiroshima, waar een bom viel.",
        "Rusland dreigt met een raketaanval op Warschau.",
        "Er was geen aanval op Kyiv, zegt het leger.",
        "Een aanval op Odesa heeft niet plaatsgevonden, zegt het leger.",
        "De generaal waarschuwde voor een aanval op Kyiv.",
    ],
    "de": [
        "Kiew: Angriff auf die Krim-Brücke",
        "Die Ukraine bestreitet einen Angriff auf Belgorod mit Raketen.",
        "Der Iran könnte einen Angriff auf Tel Aviv mit Raketen beginnen.",
        "Wenn ein Angriff auf Warschau kommt, antwortet die Armee.",
        "Die Polizei vereitelte einen Angriff mit Drohnen auf Brüssel.",
        "Der Angriff auf den Minister in Den Haag war scharf, das Militär schwieg.",
        "Sie hatte eine Panikattacke in Gent.",
        "Japan gedenkt des Angriffs auf Hiroshima mit einer Bombe.",
        "Russland droht mit einem Angriff auf Warschau mit Raketen.",
        "Es gab keinen Angriff auf Kiew, sagte die Armee.",
        "Kiew hat ein Depot angegriffen, sagt die Armee.",
        "Die Armee warnte vor einem Angriff auf Odessa.",
    ],
    "fr": [
        "L'Ukraine dément une attaque contre Belgorod avec des missiles.",
        "L'Iran pourrait lancer une attaque contre Tel-Aviv avec des missiles.",
        "Si une attaque contre Varsovie a lieu, l'armée répondra.",
        "La police a déjoué une attaque de drone contre Bruxelles.",
        "L'attaque contre le ministre à La Haye était vive, dit l'armée.",
        "Elle a eu une attaque de panique à Gand.",
        "La foudre a frappé Lyon, l'armée est venue.",
        "Le Japon commémore l'attaque contre Hiroshima, où une bombe est tombée.",
        "La Russie menace de lancer une frappe de missiles sur Varsovie.",
        "Il n'y a pas eu d'attaque contre Kiev, dit l'armée.",
        "Kiev a frappé un dépôt, selon l'armée.",
        "Aucune frappe n'a visé Odessa, dit l'armée.",
    ],
    "ru": [
        "Киев отрицает удар",
        "Киев отрицает удар ракетами по Белгороду.",
        "Иран может нанести удар по Тель-Авиву ракетами.",
        "Если будет удар по Варшаве, армия ответит.",
        "Полиция предотвратила атаку дрона на Брюссель.",
        "Молния: удар по Лиону.",
        "В Японии годовщина атомной бомбардировки Хиросимы.",
        "Россия угрожает ударом по Варшаве ракетами.",
        "Удара по Киеву не было, сообщает армия.",
        "Армия предупреждает об атаке на Одессу.",
        "У неё была паническая атака в Генте.",
        "Киев: удар по складу",
    ],
    "uk": [
        "Київ заперечує удар ракетами по Бєлгороду.",
        "Іран може завдати удару по Тель-Авіву ракетами.",
        "Якщо буде удар по Варшаві, армія відповість.",
        "Поліція запобігла атаці дрона на Брюссель.",
        "Блискавка: удар по Ліону.",
        "В Японії річниця бомбардування Хіросіми.",
        "Росія погрожує ударом по Варшаві ракетами.",
        "Удару по Києву не було, повідомляє армія.",
        "Армія попереджає про атаку на Одесу.",
        "У неї була панічна атака в Генті.",
        "Київ: удар по складу",
        "Сонячний удар у Львові",
    ],
}
REPORTED = [
    ("en", "Russian missiles hit Kharkiv.", "Kharkiv"),
    ("en", "Odesa was hit by drones, the governor said.", "Odesa"),
    ("nl", "Raketaanval op Charkov, 30 kilometer van de grens met Rusland", "Charkov"),
    ("nl", "Rusland heeft Charkov aangevallen met drones.", "Charkov"),
    ("nl", "Kyiv heeft Belgorod beschoten.", "Belgorod"),
    ("de", "Angriff auf Charkiw mit Raketen, sagt die Armee.", "Charkiw"),
    ("de", "Kiew hat Belgorod mit Drohnen angegriffen.", "Belgorod"),
    ("fr", "Une frappe de missiles a touché Kharkiv.", "Kharkiv"),
    ("ru", "Белгород атакован дронами.", "Белгород"),
    ("uk", "Росія завдала удару по Харкову ракетами.", "Харків"),
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


def strikes_in(text: str, language: str, gazetteer: Gazetteer) -> dict[str, Strike]:
    article = article_from_text(text, language=language)
    places, _ = read_places(article, gazetteer)
    names = {place.id: place.name for place in places}
    return {names[str(s.where)]: s for s in find_strikes(article, places, load_weapons())}


@each_row(("language", "text"), [(code, text) for code, texts in NONE.items() for text in texts])
def test_no_strike(language: str, text: str, gazetteer: Gazetteer) -> None:
    assert strikes_in(text, language, gazetteer) == {}


@pytest.mark.parametrize(("language", "text", "place"), REPORTED)
def test_a_strike_is_where_it_hit(language: str, text: str, place: str, gazetteer: Gazetteer) -> None:
    assert list(strikes_in(text, language, gazetteer)) == [place]


HURT = [
    ("en", "Missiles hit Kharkiv.\n\nNobody was killed in the attack. At least 12 injured people were in hospital.",
     "12 injured"),
    ("nl", "Raketaanval op Charkov\n\nBij de aanval op Charkov met raketten vielen geen doden maar wel 12 gewonden.",
     "12 gewonden"),
    ("ru", "Удар по Харькову\n\nПосле удара по Харькову погибли два человека, пострадавших нет среди детей.",
     "погибли два человека"),
    ("uk", "Удар по Харкову\n\nПісля удару по Харкову ракетами стало відомо. Загинули 3, 15 поранені.", "Загинули 3"),
    ("en", "Missiles hit Kharkiv.\n\nThere was a missile attack on Kharkiv. Nobody was killed.", None),
    ("en", "Missiles hit Kharkiv.\n\nThere was a missile attack on Kharkiv. There were no casualties among children.",
     None),
    ("en", "Missiles hit Kharkiv.\n\nThere was a missile attack on Kharkiv. There are no reports of casualties.",
     "none reported"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "said"), HURT)
def test_none_reported_only_where_no_one_is(language: str, text: str, said: str | None, gazetteer: Gazetteer) -> None:
    (strike,) = strikes_in(text, language, gazetteer).values()
    value = strike.casualties.value if strike.casualties else None
    assert value is None if said is None else said in str(value)


def test_a_year_is_no_number_of_missiles(gazetteer: Gazetteer) -> None:
    text = "Kop\n\nIn 2022 a missile hit the city of Kramatorsk in Ukraine. Then 12 houses were damaged by missiles."
    (strike,) = strikes_in(text, "en", gazetteer).values()
    assert (strike.launched, strike.damaged) == (None, None)


def test_the_hurt_of_another_town_are_not_of_this_one(gazetteer: Gazetteer) -> None:
    text = "Kop\n\nA drone attack on Odesa wounded a man. No one was killed or injured in Mykolaiv."
    (strike,) = strikes_in(text, "en", gazetteer).values()
    assert strike.casualties is None


def test_a_weapon_named_storm_is_no_weather(gazetteer: Gazetteer) -> None:
    text = "Rescue workers said a Storm Shadow missile hit Sevastopol on 13 September."
    assert list(strikes_in(text, "en", gazetteer)) == ["Sevastopol"]


def test_a_part_of_a_total(gazetteer: Gazetteer) -> None:
    text = "Aanval op Odesa\n\nBij een aanval op Odesa schoot het leger 8 van de 10 Shahed-drones neer."
    article = article_from_text(text, language="nl")
    places, _ = read_places(article, gazetteer)
    strikes = find_strikes(article, places, load_weapons())
    (strike,) = strikes
    assert [s and s.value for s in (strike.launched, strike.intercepted)] == [10, 8]
    assert [c for c in find_claims(article, places, strikes, load_weapons()) if c.kind == "count"] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Frappe sur Kharkiv\n\nUne frappe de missiles sur Kharkiv. Des missiles SCALP n'ont pas été utilisés."),
        ("en", "Attack on Belgorod\n\nA missile attack on Belgorod was reported. Ukraine did not use ATACMS."),
    ],
)
def test_a_weapon_that_was_not_used(language: str, text: str, gazetteer: Gazetteer) -> None:
    (strike,) = strikes_in(text, language, gazetteer).values()
    assert strike.weapon is None


def test_a_day_does_not_speak_and_a_name_keeps_its_capitals() -> None:
    article = article_from_text("Russia said on Monday that it was quiet. It was so, said Monday.", language="en")
    assert all("Monday" not in (told.said_by or "") for told in tellings(article))
    article = article_from_text("Олег Синєгубов повідомив про удар.", language="uk")
    assert [told.said_by for told in tellings(article)] == ["Олег Синєгубов"]
    for language, text in [
        ("de", "Nach ukrainischen Angaben war es still."),
        ("fr", "Selon plusieurs élus, c'était calme."),
        ("uk", "За даними моніторингу, було тихо."),
        ("ru", "По данным наблюдателей, было тихо."),
    ]:
        assert [told.certainty for told in tellings(article_from_text(text, language=language))] == ["reported"]
