"""From articles to places, strikes and claims, with the real gazetteer."""

from __future__ import annotations

from pathlib import Path

import pytest
from found_in import judged
from founding import FOUNDING, needs_founding
from rows import each_row

from geo.gazetteer.index import Gazetteer, open_gazetteer
from geo.model import Article, Claim, Place, Strike
from geo.reading.article import article_from_text, load
from geo.reading.claims import find_claims
from geo.reading.places import read_places
from geo.reading.strikes import find_strikes, weapons_in
from geo.reading.telling import tellings
from geo.reading.toponyms import toponyms_of
from geo.weapons import load_weapons

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "samples" / "atacms-karatsjov.nl.txt"
ENGLISH = ROOT / "tests" / "reading" / "strike.en.txt"
Reading = tuple[Article, dict[str, Place], tuple[Strike, ...], tuple[Claim, ...]]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


def read(article: Article, gazetteer: Gazetteer) -> Reading:
    places, _ = read_places(article, gazetteer)
    strikes = find_strikes(article, places, load_weapons())
    return (
        article,
        {place.id: place for place in places},
        strikes,
        find_claims(article, places, strikes, load_weapons()),
    )


def hold_the_words(reading: Reading) -> None:
    """Every span is true to the text."""
    article, places, strikes, claims = reading
    for place in places.values():
        for mention in place.mentions:
            assert article.text[mention.start : mention.end] == mention.text
            assert mention.sentence.start <= mention.start < mention.end <= mention.sentence.end
    for strike in strikes:
        for name in ("when", "target", "weapon", "launched", "intercepted", "damaged", "debris", "hit", "casualties"):
            statement = getattr(strike, name)
            assert statement is None or article.text[statement.start : statement.end] == statement.quote
    for claim in claims:
        assert article.text[claim.start : claim.end] == claim.quote


EVERY = {
    "oekraine": "iso:UA", "rusland": "iso:RU", "karatsjov": "geonames:552920", "brjansk-region": "iso:RU-BRY",
    "brjansk": "geonames:571476", "koersk-region": "iso:RU-KRS", "noord-korea": "iso:KP",
    "new-mexico-region": "iso:US-NM",
    "kremlin": "site:kremlin", "witte-huis": "site:white-house", "pentagon": "site:pentagon",
}  # fmt: skip


def test_sample(gazetteer: Gazetteer) -> None:
    reading = read(load(SAMPLE), gazetteer)
    hold_the_words(reading)
    _, places, strikes, claims = reading
    expected = {**EVERY, "koersk": "geonames:538560", "verenigde-staten": "iso:US"}
    assert {place.id: place.chosen.id for place in places.values()} == expected
    assert places["karatsjov"].chosen.match == "spelling"
    assert places["new-mexico-region"].role == "caption"
    assert {places[i].role for i in ("kremlin", "witte-huis", "pentagon")} == {"metonym"}
    assert places["noord-korea"].name == "Noord-Korea"
    (strike,) = strikes
    assert strike.where == "karatsjov" and strike.certainty == "reported"
    assert strike.when is not None and strike.when.value == "2024-11-19"
    assert strike.target is not None and strike.target.value == "wapendepot"
    assert strike.target.said_by is not None and strike.target.said_by.startswith("twee Oekraïense media")
    counts = (strike.launched, strike.intercepted, strike.damaged)
    assert [count and count.value for count in counts] == [6, 5, 1]
    assert {count and count.said_by for count in counts} == {"het Russische ministerie van Defensie, via RIA"}
    assert strike.debris is not None and strike.hit is not None
    assert strike.casualties is not None and strike.casualties.value == "none reported"
    kinds = {claim.kind: claim for claim in claims}
    assert len(claims) == 4
    assert (kinds["distance"].subject, kinds["distance"].object) == ("karatsjov", "border:UA-RU")
    assert (kinds["reach"].object, kinds["count"].parts) == ("weapon:atacms", (5.0, 1.0))
    assert (kinds["near"].subject, kinds["near"].object) == ("brjansk-region", "koersk-region")


@needs_founding
def test_founding_article(gazetteer: Gazetteer) -> None:
    reading = read(load(FOUNDING, published="2024-11-19"), gazetteer)
    hold_the_words(reading)
    _, places, strikes, claims = reading
    assert {place.id: place.chosen.id for place in places.values()} == {**EVERY, "vs": "iso:US"}
    assert places["brjansk"].rivals[0].id == "iso:RU-BRY"
    (strike,) = strikes
    assert strike.where == "karatsjov" and strike.when is None
    counts = (strike.launched, strike.intercepted, strike.damaged)
    assert [count and count.value for count in counts] == [6, 5, 1]
    assert strike.weapon is not None and strike.weapon.said_by == "Rusland"
    by_kind = {claim.kind: claim for claim in claims}
    assert len(claims) == 4
    distance = by_kind["distance"]
    assert (distance.subject, distance.object, distance.said_by) == ("karatsjov", "border:UA-RU", None)
    assert distance.stated is not None and (distance.stated.low, distance.stated.high) == (100, 125)
    assert by_kind["reach"].object == "weapon:atacms"
    assert by_kind["count"].said_by == "het Russische ministerie van Defensie, via RIA"
    assert (by_kind["near"].subject, by_kind["near"].object) == ("brjansk", "koersk-region")


def test_english(gazetteer: Gazetteer) -> None:
    reading = read(load(ENGLISH), gazetteer)
    hold_the_words(reading)
    _, places, strikes, claims = reading
    assert set(places) == {
        "new-mexico-region", "ukraine", "russia", "karachev", "bryansk-region", "united-states", "kursk-region",
        "bryansk", "kursk", "pentagon", "white-house", "north-korea", "kremlin",
    }  # fmt: skip
    (strike,) = strikes
    assert strike.where == "karachev" and strike.when is not None and strike.when.value == "2024-11-19"
    counts = (strike.launched, strike.intercepted, strike.damaged)
    assert [count and count.value for count in counts] == [6, 5, 1]
    assert {count and count.said_by for count in counts} == {"Russia's defence ministry, via RIA"}
    assert {claim.kind for claim in claims} == {"distance", "count", "reach", "near"}
    assert next(claim for claim in claims if claim.kind == "distance").object == "border:UA-RU"


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("President Lincoln sprak met Mia Paris. Later sprak Paris met de pers.", "nl", []),
        ("Paris Hilton said so in a letter to the Washington Post.", "en", []),
        ("In March the patients were Reading books of John Hamilton.", "en", []),
        ("De brand woedde in Enschede, Oss en Heemskerk.", "nl", ["Enschede", "Oss", "Heemskerk"]),
        ("Es geschah in der Nähe von Charkiw, im Gebiet Brjansk.", "de", ["Charkiw", "Gebiet Brjansk"]),
        (
            "Пожар в Брянске и Курской области, сообщил президент России.",
            "ru",
            ["Брянске", "Курской области", "России"],
        ),
        ("Вибухи у Києві та Харкові, а також на Львівщині.", "uk", ["Києві", "Харкові", "Львівщині"]),
        # Airlines and other companies, who wrote it, a missile in quotation marks, the West.
        ("Swiss strich die Flüge nach Bukarest; auch Emirates wartet.", "de", ["Bukarest"]),
        ("British Airways and Turkish Airlines cancelled flights to Dubai.", "en", ["Dubai"]),
        ("By Jordan Lake in Dubai\n\nA missile hit a depot in Sanaa.", "en", ["Dubai", "Sanaa"]),
        ("Von Paris Berlin, Warschau\n\nEine Drohne traf ein Depot in Sanaa.", "de", ["Warschau", "Sanaa"]),
        ("Der Fotograf Ali Basel berichtete aus Tyrus.", "de", ["Tyrus"]),
        ('A "Palestine 2" missile was fired at Eilat. In Palestine it was quiet.', "en", ["Eilat", "Palestine"]),
        ("Insurers at Lloyd's of London raised their premiums.", "en", ["London"]),
        ("Der Tanker „Pacific Basel“ der Reederei Basel lag vor Dubai.", "de", ["Dubai"]),
        ("Le navire « Paris Express » de la compagnie Swiss a quitté Dubaï.", "fr", ["Dubaï"]),
        ("Москва звинувачує Захід, пишуть у Києві.", "uk", ["Москва", "Києві"]),
        ("Médicos Sin Fronteras trabaja en Jartum.", "es", ["Jartum"]),
        ("", "nl", []),
    ],
)
def test_names_that_are_places_and_names_that_are_not(
    text: str, language: str, found: list[str], gazetteer: Gazetteer
) -> None:
    assert [row["name"] for row in toponyms_of(text, gazetteer, language=language, demonyms=False)] == found


def test_demonyms_belong_to_their_country(gazetteer: Gazetteer) -> None:
    rows = toponyms_of("Russische en Noord-Koreaanse militairen.", gazetteer, language="nl")
    assert [(row["name"], row["kind"], row["country"]) for row in rows] == [
        ("Russische", "demonym", "RU"),
        ("Noord-Koreaanse", "demonym", "KP"),
    ]
    assert toponyms_of("Russische militairen.", gazetteer, language="nl", demonyms=False) == []


def test_a_spelling_needs_its_country(gazetteer: Gazetteer) -> None:
    alone = article_from_text("Er was een brand in Karatsjov, meldt de krant.", language="nl")
    places, unresolved = read_places(alone, gazetteer)
    assert places == () and [mention.text for mention in unresolved] == ["Karatsjov"]
    told = article_from_text("Er was een brand in Karatsjov, in het westen van Rusland.", language="nl")
    places, _ = read_places(told, gazetteer)
    assert places[0].chosen.id == "geonames:552920" and places[0].chosen.match == "spelling"


def test_a_container_decides(gazetteer: Gazetteer) -> None:
    rows = toponyms_of("The fire was in Paris, Texas.", gazetteer, language="en")
    assert rows[0]["country"] == "US"
    rows = toponyms_of("The fire was in Paris, the mayor said.", gazetteer, language="en")
    assert rows[0]["country"] == "FR"


def test_who_says_it() -> None:
    text = (
        "Volgens het leger was het stil. Het ministerie zegt tegen RIA dat er vijf waren. "
        '"Een raakte beschadigd." Het regende.'
    )
    article = article_from_text(text, language="nl")
    assert [told.said_by for told in tellings(article)] == [
        "het leger",
        "het ministerie, via RIA",
        "het ministerie, via RIA",
        None,
    ]


@each_row(
    ("language", "text", "speaker"),
    [
        # Where a report comes from says nothing; the day may stand between the verb and who speaks.
        ("fr", "KIEV (Agence), 3 mai 2025 – Un drone a touché Soumy, a annoncé samedi l'armée ukrainienne.",
         "l'armée ukrainienne"),
        ("uk", "Київ, 3 травня 2025 року (Агенція) – Дрон влучив у склад, повідомив у суботу Генеральний штаб.",
         "Генеральний штаб"),
        ("en", "KYIV, 3 May 2025 (Agency) – A drone hit a depot in Sumy.", None),
        # A name with what he is, a channel, a thing that somebody has.
        ("en", "Ivan Petrenko, mayor of the town, wrote on Telegram that two were hurt.", "Ivan Petrenko"),
        ("en", "Two were hurt, the mayor wrote on Telegram.", "the mayor"),
        ("en", "It said its Kinzhals had hit the depot.", None),
        ("en", "Iran struck Erbil in Iraq on Monday; it said that it had killed spies.", None),
        ("nl", "Volgens een bericht op Telegram brandt er een depot.", "Telegram"),
        ("uk", "Дрон влучив у склад, повідомили в міноборони.", "міноборони"),
        ("de", "Nach Angaben des ukrainischen Energieministeriums fiel der Strom aus.",
         "ukrainischen Energieministeriums"),
    ],
)  # fmt: skip
def test_who_speaks_in_the_prose_of_agencies(language: str, text: str, speaker: str | None) -> None:
    assert [told.said_by for told in tellings(article_from_text(text, language=language))] == [speaker]


def test_an_article_before_a_speaker_is_no_pronoun_for_the_sentence_before() -> None:
    text = "Elf Menschen kamen ums Leben. Das ukrainische Militär erklärte, es sei ein Depot getroffen worden."
    assert [told.said_by for told in tellings(article_from_text(text, language="de"))] == [None, "Militär"]
    text = "Elf Menschen kamen ums Leben. Das teilte der Gouverneur mit."
    assert {told.said_by for told in tellings(article_from_text(text, language="de"))} == {"der Gouverneur"}


def test_no_strike_where_none_is_reported(gazetteer: Gazetteer) -> None:
    article = article_from_text("De koning opende een museum in Middelburg. Er kwamen zes gasten.", language="nl")
    _, places, strikes, claims = read(article, gazetteer)
    assert "middelburg" in places and strikes == () and claims == ()
    assert weapons_in(article, load_weapons()) == ()


@pytest.mark.parametrize(
    ("language", "text", "regions"),
    [
        ("nl", "Raketten kwamen uit de Russische regio's Voronezj en Koersk.", {"iso:RU-VOR", "iso:RU-KRS"}),
        ("de", "Die Gebiete Belgorod und Kursk in Russland meldeten Schäden.", {"iso:RU-BEL", "iso:RU-KRS"}),
        ("en", "Drones flew over Russia's Belgorod region, the army said.", {"iso:RU-BEL"}),
        ("fr", "Les régions de Koursk et de Briansk, en Russie, sont touchées.", {"iso:RU-KRS", "iso:RU-BRY"}),
    ],
)
def test_a_word_for_regions_holds_for_the_whole_list(
    language: str, text: str, regions: set[str], gazetteer: Gazetteer
) -> None:
    places, _ = read_places(article_from_text(text, language=language), gazetteer)
    assert {place.chosen.id for place in places if place.chosen.kind == "region"} == regions


@pytest.mark.parametrize(
    ("language", "text", "wanted", "refused"),
    [
        ("fr", "Ils ont employé un nouveau drone, appelé Yafa, contre Tel-Aviv.", "Tel-Aviv", "Yafa"),
        ("fr", "Le drone, surnommé « Yafa », est tombé près de Tel-Aviv.", "Tel-Aviv", "Yafa"),
        ("fr", "Un drone a frappé un village appelé Karatchev, en Russie.", "Karatchev|Russie", ""),
        ("en", "A new missile named Palestine hit Tel Aviv.", "Tel Aviv", "Palestine"),
        ("en", "A drone called Jaffa came down. People in Jaffa in Israel saw it.", "Israel|Jaffa", ""),
        ("en", "Missiles hit a village called Karachev in Russia.", "Karachev|Russia", ""),
        ("de", "Eine Rakete namens Palästina traf Tel Aviv.", "Tel Aviv", "Palästina"),
        ("de", "Eine Drohne, von ihnen Jaffa genannt, traf Tel Aviv.", "Tel Aviv", "Jaffa"),
        ("nl", "Een raket met de naam Palestina trof Tel Aviv.", "Tel Aviv", "Palestina"),
        ("uk", "Хусити застосували новий дрон під назвою Яффа проти Тель-Авіва.", "Тель-Авіва", "Яффа"),
        ("uk", "Дрон вдарив по селу під назвою Карачев у Росії.", "Карачев|Росії", ""),
        ("ru", "Дрон, получивший название Яффа, упал в Тель-Авиве.", "Тель-Авиве", "Яффа"),
    ],
)
def test_a_name_that_a_weapon_is_given_is_no_place(
    language: str, text: str, wanted: str, refused: str, gazetteer: Gazetteer
) -> None:
    assert judged(language, text, wanted, refused, gazetteer) == (set(), set())


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("de", "Das Ministerium sprach von einem Angriff. Fünf Raketen seien abgefangen worden.",
         ["das Ministerium", "das Ministerium"]),
        ("de", "Der Gouverneur sagte, es brenne. Ein Soldat werde vermisst.\n\nEs sei dunkel gewesen.",
         ["Der Gouverneur", "Der Gouverneur", None]),
        ("uk", "Дрони, за повідомленнями, атакували склад.", [None]),
        ("ru", "Дроны, по сообщениям, атаковали склад.", [None]),
    ],
)  # fmt: skip
def test_indirect_speech_and_hearsay_are_no_facts(language: str, text: str, told: list[str | None]) -> None:
    found = tellings(article_from_text(text, language=language))
    assert [one.said_by and one.said_by.casefold() for one in found] == [who and who.casefold() for who in told]
    assert {one.certainty for one in found} == {"reported"}


@pytest.mark.parametrize(
    ("language", "text", "launched", "intercepted"),
    [
        ("fr", "Six missiles ont été tirés sur Karatchev, en Russie ; cinq d’entre eux ont été abattus.", 6, 5),
        ("uk", "По Карачеву в Росії було випущено шість ракет. П’ять із них збито, шосту пошкоджено.", 6, 5),
    ],
)
def test_counts_in_print_and_in_the_accusative(
    language: str, text: str, launched: int, intercepted: int, gazetteer: Gazetteer
) -> None:
    article = article_from_text(text, language=language)
    places, _ = read_places(article, gazetteer)
    (strike,) = find_strikes(article, places, load_weapons())
    counts = [one and one.value for one in (strike.launched, strike.intercepted)]
    assert counts == [launched, intercepted]


def test_a_region_with_an_adjective_is_a_region_in_french(gazetteer: Gazetteer) -> None:
    text = "Des combats ont lieu dans la région russe de Koursk. La ville de Koursk est calme."
    places, _ = read_places(article_from_text(text, language="fr"), gazetteer)
    assert {place.chosen.kind for place in places if place.name == "Koursk"} == {"region", "settlement"}


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "In the village of Maryino in the Kursk region of Russia, nobody slept.", "Maryino"),
        ("nl", "In het dorp Marino in de regio Brjansk in Rusland sliep niemand.", "Marino"),
        ("de", "Im Dorf Marjino in der Region Kursk in Russland schlief niemand.", "Marjino"),
    ],
)
def test_a_place_far_from_the_region_that_the_words_put_it_in_is_not_the_one(language, text, name, gazetteer) -> None:
    places, unresolved = read_places(article_from_text(text, language=language), gazetteer)
    assert name not in {place.name for place in places}
    assert name in {mention.text for mention in unresolved}


@each_row(
    ("language", "text", "names"),
    [
        ("en", "ENGELS, Russia, 12 May 2025 (Agency) – Drones hit a depot in Engels.", ["Engels", "Russia"]),
        ("nl", "TEL AVIV, 3 mei 2025 – In Haifa sloeg een raket in.", ["Tel Aviv", "Haifa"]),
        ("de", "KAIRO/BEIRUT, 5. Mai 2025 – In Khartum fiel eine Bombe.", ["Kairo", "Beirut", "Khartum"]),
        ("uk", "ТЕРНОПІЛЬ, 19 листопада 2025. Ракета влучила в будинок у Тернополі.", ["Тернопіль"]),
        ("fr", "KHARTOUM (Agence) – Un drone a frappé Port-Soudan, aux EAU on s'inquiète.",
         ["Khartoum", "Port-Soudan", "Émirats arabes unis"]),
    ],
)  # fmt: skip
def test_a_dateline_is_no_spelling(language: str, text: str, names: list[str], gazetteer: Gazetteer) -> None:
    places, _ = read_places(article_from_text(f"Titel hier boven\n\n{text}", language=language), gazetteer)
    found = [place.name for place in places]
    assert [name for name in names if name not in found] == [name for name in names if name == "Émirats arabes unis"]
    assert not [name for name in found if name.isupper() and len(name) > 3]


def test_the_date_of_a_dispatch_is_that_of_the_article() -> None:
    def published(text: str, language: str) -> str | None:
        return article_from_text(f"Drones over the river\n\n{text}", language=language).published

    assert published("ENGELS, Russia, 12 May 2025 (Agency) – Drones hit a depot.", "en") == "2025-05-12"
    assert published("ТЕГЕРАН, 13 июня 2025 года. Дроны ударили по складу.", "ru") == "2025-06-13"
    assert published("EILAT, 24 sept. 2025 (AFP) – Een drone sloeg in.", "nl") == "2025-09-24"
    # A town as it is written elsewhere, a day of the week, digits, no agency: the dash ends the head.
    assert published("Lviv, 3 september 2026 – Drones troffen een depot.", "nl") == "2026-09-03"
    assert published("Lviv, woensdag 2 september 2026 — Drones troffen een depot.", "nl") == "2026-09-02"
    assert published("Riga, September 3, 2026 - Drones hit a depot.", "en") == "2026-09-03"
    assert published("Riga/Tallinn, den 3. September 2026 – Drohnen trafen ein Depot.", "de") == "2026-09-03"
    assert published("Odessa, le 3 septembre 2026 – Un drone a frappé un dépôt.", "fr") == "2026-09-03"
    assert published("Riga, 3.9.2026 – Drohnen trafen ein Depot.", "de") == "2026-09-03"
    # No year, no dateline, no dispatch.
    assert published("Lviv, 3 september – Drones troffen een depot.", "nl") is None
    assert published("Lviv, 3 september 2026. Drones troffen een depot.", "nl") is None
    assert published("KAIRO, 5. Mai – Drohnen trafen ein Depot.", "de") is None
    assert published("In Kyiv, on 12 May 2025 a depot burned – and nobody knew.", "en") is None


def test_a_small_namesake_comes_after_a_capital_where_only_its_country_speaks_for_it(gazetteer: Gazetteer) -> None:
    def country_of(name: str, text: str) -> str | None:
        places, _ = read_places(article_from_text(text, language="en"), gazetteer)
        return next(place.chosen.country for place in places if place.name == name)

    british = "The British navy said so in London, and the British government agreed."
    assert country_of("Washington", f"Washington condemned the attack. {british}") == "US"
    # Where the words or its neighbours say so, it is the town.
    assert country_of("Washington", "A fire broke out in Washington, near Sunderland and Gateshead.") == "GB"
    assert country_of("Paris", "The fire was in Paris, Texas, the mayor said.") == "US"


def test_a_hamlet_of_a_country_that_nothing_else_names_draws_no_other_name_there(gazetteer: Gazetteer) -> None:
    text = "Israël a frappé Téhéran, en Iran, puis un dépôt à Shahran et l'aéroport de Machhad."
    places, _ = read_places(article_from_text(text, language="fr"), gazetteer)
    by_name = {place.name: place for place in places}
    assert by_name["Machhad"].chosen.country == "IR"
    assert "Shahran" not in by_name or by_name["Shahran"].confidence < 0.5


def test_the_sea_is_meant_and_not_a_state_that_is_named_after_it(gazetteer: Gazetteer) -> None:
    text = "Port Sudan lies on the Red Sea, far from Khartoum, the capital of Sudan."
    places, _ = read_places(article_from_text(text, language="en"), gazetteer)
    assert next(place for place in places if place.name == "Red Sea").chosen.kind == "water"


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("nl", "In het dorp Verchnja Hrabivka in Oekraïne vielen twee doden.", ""),
        ("en", "In the village of Velyka Vilshanytsia in Ukraine two people died.", "Velyka Vilshanytsia"),
        ("de", "Im Dorf Nowa Jabluniwka in der Ukraine starben zwei Menschen.", "Nowa Jabluniwka"),
    ],
)
def test_an_adjective_is_no_village_by_itself(language, text, name, gazetteer) -> None:
    places, unresolved = read_places(article_from_text(text, language=language), gazetteer)
    assert {place.name for place in places} <= {"Ukraine", "Oekraïne", name}
    assert not name or name in {mention.text for mention in unresolved} | {place.name for place in places}


def test_a_german_quotation_ends_where_it_ends() -> None:
    text = (
        "„Das war knapp“, sagte Präsident Maier. Die Drohnen kamen aus dem Osten. »Wir warten«, sagte Oberst Huber. Es "
        "regnete. Zwei Menschen wurden verletzt, wie Bürgermeister Ihor Melnyk mitteilte."
    )
    told = [said.said_by for said in tellings(article_from_text(text, language="de"))]
    assert told == ["Präsident Maier", None, "Oberst Huber", None, "Bürgermeister Ihor Melnyk"]
