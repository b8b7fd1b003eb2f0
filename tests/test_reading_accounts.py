"""What an article says of one strike: when, how many, what came of it, and every account with its speaker.

Sentences of our own in six languages, published on Wednesday 20 November 2024, both ways: what is drafted, and what is
not.
"""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row

from geo.analysis import analyse
from geo.document import STATEMENTS
from geo.drawing.wording import accounts, moment_in_words
from geo.measuring.borders import open_borders
from geo.model import Strike
from geo.reading.article import article_from_text
from geo.reading.details import is_same_voice
from geo.reading.places import read_places
from geo.reading.strikes import find_strikes, launched_from
from geo.reading.telling import tellings
from geo.weapons import load_weapons
from geo.words import Words

PUBLISHED = "2024-11-20"
DENIED = "denied"

# Language, text, the struck place, and by detail every account in order: its value and who says it. "hit" of DENIED is
# a denial that stands beside the strike. "zone" is the strike's.
TOLD = [
    # ---------------------------------------------------------------- a part of a total, the total first
    ("nl", "Raketten troffen een depot in Brjansk. Het ministerie meldde dat van de zes raketten er vijf zijn "
     "onderschept en dat één raket insloeg.", "Brjansk",
     {"launched": [(6, "het ministerie")], "intercepted": [(5, "het ministerie")]}),
    ("en", "A drone strike hit a depot in Bryansk. Of the 26 drones sent in from two sides three were downed, the "
     "ministry said.", "Bryansk", {"launched": [(26, "the ministry")], "intercepted": [(3, "the ministry")]}),
    ("en", "A drone strike hit a depot in Bryansk. The ministry said that of the nine drones, eight were shot down.",
     "Bryansk", {"launched": [(9, "the ministry")], "intercepted": [(8, "the ministry")]}),
    ("en", "Missiles hit a depot in Bryansk. The ministry said that out of six missiles five had been intercepted.",
     "Bryansk", {"launched": [(6, "the ministry")], "intercepted": [(5, "the ministry")]}),
    ("de", "Raketen trafen ein Depot in Brjansk. Das Ministerium teilte mit, von den sechs Raketen seien fünf "
     "abgeschossen worden, und eine Rakete sei eingeschlagen.", "Brjansk",
     {"launched": [(6, "das Ministerium")], "intercepted": [(5, "das Ministerium")]}),
    ("fr", "Des drones ont frappé un dépôt à Briansk. Selon le ministère, des neuf drones huit ont été abattus.",
     "Briansk",
     {"launched": [(9, "le ministère")], "intercepted": [(8, "le ministère")]}),
    ("fr", "Des missiles ont frappé un dépôt à Briansk. Le ministère a annoncé que sur les six missiles, cinq "
     "avaient été abattus.", "Briansk", {"launched": [(6, "le ministère")], "intercepted": [(5, "le ministère")]}),
    # ---------------------------------------------------------------- Dutch
    ("nl", "Het ministerie zegt dat er zes raketten op Koersk zijn afgevuurd, de generale staf acht.", "Koersk",
     {"launched": [(6, "het ministerie"), (8, "de generale staf")]}),
    ("nl", "Twee drones troffen een depot in Brjansk, zegt de gouverneur. Drie mensen raakten gewond, zegt de politie. "
     "Het leger meldt geen slachtoffers.", "Brjansk",
     {"casualties": [("Drie mensen raakten gewond", "de politie"), ("none reported", "het leger")]}),
    ("nl", "Een raket trof een loods in Charkiv, zegt de burgemeester. Het leger ontkent dat.", "Charkiv",
     {"hit": [(DENIED, "het leger")]}),
    ("nl", "Kyiv zegt dat drones een depot in Brjansk hebben geraakt, maar Moskou ontkent dat.", "Brjansk",
     {"target": [("depot", "Kyiv")], "hit": [(DENIED, "Moskou")]}),
    ("nl", "Een depot in Brjansk is geraakt door drones, meldt een bron bij het leger.", "Brjansk",
     {"target": [("depot", "een bron bij het leger")]}),
    # a source in a service is not the service
    ("en", "A source in the FSB told TASS that drones hit a refinery in Ryazan.", "Ryazan",
     {"target": [("refinery", "a source in the FSB, via TASS")]}),
    ("nl", "Een bron binnen de SBU zegt dat drones een raffinaderij in Rjazan hebben geraakt.", "Rjazan",
     {"target": [("raffinaderij", "een bron binnen de SBU")]}),
    ("fr", "Selon une source au sein du SBU, des drones ont frappé une raffinerie à Riazan.", "Riazan",
     {"target": [("raffinerie", "une source au sein du SBU")]}),
    ("nl", "Drones raakten gisteren een olieraffinaderij in Rjazan.", "Rjazan",
     {"when": [("2024-11-19", None)], "target": [("olieraffinaderij", None)]}),
    ("nl", "Vannacht om 3.25 uur lokale tijd sloeg een raket in bij Odesa.", "Odesa",
     {"when": [("2024-11-20T03:25+02:00", None)], "zone": "Europe/Kyiv"}),
    ("nl", "Om 03.25 uur Moskouse tijd sloeg dinsdag een raket in bij een depot in Brjansk.", "Brjansk",
     {"when": [("2024-11-19T03:25+03:00", None)], "zone": "Europe/Moscow"}),
    ("nl", "In de nacht van maandag op dinsdag sloegen drones in bij een depot in Brjansk.", "Brjansk",
     {"when": [("2024-11-18/2024-11-19", None)], "zone": None}),
    ("nl", "Rond 19 november 2024 werd een depot in Brjansk met granaten beschoten.", "Brjansk",
     {"when": [("2024-11-19~", None)]}),
    ("nl", "Rond half vier sloeg dinsdag een raket in bij een depot in Brjansk.", "Brjansk",
     {"when": [("2024-11-19", None)], "zone": None}),
    ("nl", "Vorige week vuurde Rusland 120 raketten af. Dinsdag troffen twee raketten een depot in Brjansk.", "Brjansk",
     {"launched": [(2, None)], "when": [("2024-11-19", None)]}),
    ("nl", "Zes raketten zijn op een depot in Brjansk afgevuurd en vijf zijn onderschept, zegt het ministerie. "
     "Volgens de gouverneur zijn vier raketten onderschept.", "Brjansk",
     {"intercepted": [(5, "het ministerie"), (4, "de gouverneur")]}),
    # ---------------------------------------------------------------- English
    ("en", "The defence ministry said six missiles were fired at Kursk, but the general staff said eight missiles were "
     "fired.", "Kursk", {"launched": [(6, "the defence ministry"), (8, "the general staff")]}),
    ("en", "Drones hit a depot in Bryansk, the army said. The governor denied it.", "Bryansk",
     {"target": [("depot", "the army")], "hit": [(DENIED, "the governor")]}),
    ("en", "Kyiv said missiles hit a depot in Bryansk, but Moscow denied it.", "Bryansk",
     {"hit": [(DENIED, "Moscow")]}),
    ("en", "Drones hit a refinery in Ryazan overnight, the general staff said. Three people were wounded, the governor "
     "said. The defence ministry reported no casualties.", "Ryazan",
     {"when": [("2024-11-19/2024-11-20", "the general staff")],
      "casualties": [("Three people were wounded", "the governor"), ("none reported", "the defence ministry")]}),
    ("en", "A missile struck an apartment block in Kharkiv at 3:25 a.m. local time on Tuesday.", "Kharkiv",
     {"when": [("2024-11-19T03:25+02:00", None)], "zone": "Europe/Kyiv"}),
    ("en", "Missiles hit a depot in Bryansk at 03:25 Moscow time (02:25 in Kyiv) on 19 November.", "Bryansk",
     {"when": [("2024-11-19T03:25+03:00", None)], "zone": "Europe/Moscow"}),
    ("en", "Drones hit a depot in Bryansk, the army said. Three people were injured.\n\nIn Kharkiv, illness killed "
     "six people. Falling debris set fire to a house.", "Bryansk",
     {"casualties": [("Three people were injured", None)], "debris": [], "hit": []}),
    ("en", "Ukraine is reported to have hit a depot in Bryansk on Tuesday. Two Ukrainian media outlets say so, citing "
     "sources in the army.", "Bryansk",
     {"when": [("2024-11-19", "two Ukrainian media outlets, citing sources in the army")]}),
    ("en", "Russia was also reported to have hit a depot in Kharkiv on Tuesday.", "Kharkiv",
     {"when": [("2024-11-19", None)]}),
    ("en", "A missile hit a depot in Bryansk at 3:25 on 19 November 2024.", "Bryansk",
     {"when": [("2024-11-19", None)], "zone": None}),
    ("en", "A missile hit a depot in Bryansk in November 2024.", "Bryansk", {"when": [("2024-11-XX", None)]}),
    ("en", "The army said on Tuesday that missiles had hit a depot in Bryansk.", "Bryansk", {"when": []}),
    ("en", "Drones were launched from Primorsko-Akhtarsk and hit an apartment block in Odesa.", "Odesa",
     {"target": [("apartment block", None)]}),
    ("en", "An oil refinery in Ryazan was set ablaze by drones yesterday.", "Ryazan", {"when": [("2024-11-19", None)]}),
    ("en", "Missiles rained down on Kharkiv on 18 November at 14:05 GMT.", "Kharkiv",
     {"when": [("2024-11-18T14:05+00:00", None)], "zone": "UTC"}),
    ("en", "Drones hit a depot in Bryansk, the army said. A fire broke out, the governor said, after no drone had hit "
     "the depot.", "Bryansk", {"target": [("depot", "the army")]}),
    # ---------------------------------------------------------------- German
    ("de", "Drohnen trafen ein Munitionslager bei Toropez, teilte der Generalstab mit. Das Ministerium bestreitet das.",
     "Toropez", {"target": [("Munitionslager", "der Generalstab")], "hit": [(DENIED, "das Ministerium")]}),
    ("de", "Der Gouverneur sagte, sechs Raketen seien auf Kursk abgefeuert worden, der Generalstab sprach von acht.",
     "Kursk", {"launched": [(6, "der Gouverneur"), (8, "der Generalstab")]}),
    ("de", "In der Nacht auf Dienstag griffen Drohnen ein Depot in Brjansk an.", "Brjansk",
     {"when": [("2024-11-18/2024-11-19", None)]}),
    ("de", "Eine Rakete schlug am Dienstag um 3.25 Uhr Ortszeit in Charkiw ein.", "Charkiw",
     {"when": [("2024-11-19T03:25+02:00", None)], "zone": "Europe/Kyiv"}),
    ("de", "Ein Flugplatz in Saky wurde am 19. November von Drohnen getroffen.", "Saky",
     {"when": [("2024-11-19", None)]}),
    ("de", "Sechs Raketen trafen ein Depot in Brjansk, sagte der Gouverneur. Der Generalstab sagte, acht Raketen seien "
     "abgefeuert worden.", "Brjansk", {"launched": [(8, "der Generalstab")]}),
    ("de", "Gestern griffen Drohnen ein Depot in Brjansk an, nach Angaben der Behörden gab es drei Verletzte.",
     "Brjansk", {"when": [("2024-11-19", "Behörden")]}),
    # ---------------------------------------------------------------- French
    ("fr", "Des drones ont frappé un dépôt à Briansk dans la nuit de lundi à mardi, selon l'état-major. Le ministère "
     "dément.", "Briansk",
     {"when": [("2024-11-18/2024-11-19", "l'état-major")], "hit": [(DENIED, "le ministère")]}),
    ("fr", "Six missiles ont été tirés sur Koursk, affirme le ministère ; l'état-major parle de huit missiles tirés.",
     "Koursk", {"launched": [(6, "le ministère"), (8, "l'état-major")]}),
    ("fr", "Un missile est tombé hier sur un immeuble à Kharkiv à 3 h 25, heure locale.", "Kharkiv",
     {"when": [("2024-11-19T03:25+02:00", None)], "zone": "Europe/Kyiv"}),
    ("fr", "Un missile est tombé mardi à 3 h 25 sur un immeuble à Kharkiv.", "Kharkiv",
     {"when": [("2024-11-19T03:25", None)], "zone": None}),
    ("fr", "Téhéran, à près de 1 600 kilomètres de Jérusalem, a affirmé que six missiles ont été tirés sur Haïfa.",
     "Haïfa", {"launched": [(6, "Téhéran")]}),
    ("fr", "Le ministère russe de la Défense a affirmé que six missiles ont été tirés sur Koursk. Selon l'armée "
     "ukrainienne, huit missiles ont été tirés.", "Koursk",
     {"launched": [(6, "le ministère russe de la Défense"), (8, "l'armée ukrainienne")]}),
    ("fr", "Une raffinerie de Riazan a été touchée par des drones, annonce le gouverneur.", "Riazan",
     {"target": [("raffinerie", "le gouverneur")]}),
    ("fr", "Des drones ont touché un dépôt à Briansk le 19 novembre.", "Briansk", {"when": [("2024-11-19", None)]}),
    # ---------------------------------------------------------------- Russian
    ("ru", "В ночь на вторник беспилотники атаковали нефтебазу в Энгельсе.", "Энгельс",
     {"when": [("2024-11-18/2024-11-19", None)], "target": [("нефтебазу", None)]}),
    ("ru", "Ракеты попали в склад в Брянске, сообщил генштаб. Минобороны это отрицает.", "Брянск",
     {"target": [("склад", "генштаб")], "hit": [(DENIED, "Минобороны")]}),
    ("ru", "Вчера в 03:25 по московскому времени ракеты попали в склад в Брянске.", "Брянск",
     {"when": [("2024-11-19T03:25+03:00", None)], "zone": "Europe/Moscow"}),
    ("ru", "По Белгороду выпущено шесть ракет, заявил губернатор. По данным генштаба, выпущено восемь ракет.",
     "Белгород", {"launched": [(6, "губернатор"), (8, "генштаба")]}),
    ("ru", "Дроны ударили по аэродрому в Саки 19 ноября 2024 года.", "Саки", {"when": [("2024-11-19", None)]}),
    ("ru", "Ракета попала в жилой дом в Харькове, ранены 3 человека, сообщила полиция. Минобороны заявило, что "
     "пострадавших нет.", "Харьков",
     {"casualties": [("ранены 3 человека", "полиция"), ("none reported", "Минобороны")]}),
    # ---------------------------------------------------------------- Ukrainian
    ("uk", "У ніч проти середи дрони атакували порт в Ізмаїлі.", "Ізмаїл", {"when": [("2024-11-19/2024-11-20", None)]}),
    ("uk", "Ракети влучили у склад у Брянську, повідомив генштаб. Міноборони це заперечує.", "Брянськ",
     {"target": [("склад", "генштаб")], "hit": [(DENIED, "Міноборони")]}),
    ("uk", "Вчора о 03:25 за київським часом ракета влучила у склад у Тернополі.", "Тернопіль",
     {"when": [("2024-11-19T03:25+02:00", None)], "zone": "Europe/Kyiv"}),
    ("uk", "Росіяни вдарили ракетою по Одесі, загинули двоє людей.", "Одеса", {}),
    ("uk", "По Одесі випущено шість ракет, заявив губернатор. За даними генштабу, випущено вісім ракет.", "Одеса",
     {"launched": [(6, "губернатор"), (8, "генштабу")]}),
    ("uk", "Дрони вдарили по аеродрому в Саках 19 листопада 2024 року.", "Саки", {"when": [("2024-11-19", None)]}),
]  # fmt: skip

NOT_TOLD = [
    ("nl", "Moskou ontkent dat er een aanval met raketten op Koersk is geweest."),
    ("nl", "Er is geen raket ingeslagen in Charkiv, zegt het leger."),
    ("nl", "Rusland zou raketten kunnen afvuren op Odesa."),
    ("nl", "Het leger waarschuwt dat drones op Odesa afgevuurd kunnen worden."),
    ("nl", "De raketten zijn afgevuurd vanuit Brjansk, zegt het leger in Kyiv."),
    ("en", "Moscow denied that a depot in Bryansk had been hit by missiles."),
    ("en", "If missiles were fired at Kharkiv, the army would answer."),
    ("en", "Missiles could be fired at Odesa, the mayor of Kyiv said."),
    ("en", "The film about drones fired at Kharkiv won a prize."),
    ("en", "The minister fired at his critics in Warsaw over missiles that never came."),
    ("de", "Moskau bestreitet, dass Raketen ein Depot in Brjansk getroffen haben."),
    ("de", "Raketen könnten auf Odessa abgefeuert werden, sagte der Minister in Kiew."),
    ("fr", "Moscou dément que des missiles aient touché un dépôt à Briansk."),
    ("fr", "Des missiles pourraient être tirés sur Odessa, dit le ministre à Kiev."),
    ("ru", "Минобороны отрицает, что ракеты попали в склад в Брянске."),
    ("ru", "По Одессе могут быть выпущены ракеты, предупредил генштаб."),
    ("uk", "Міноборони заперечує, що ракети влучили у склад у Брянську."),
    ("uk", "По Одесі можуть бути випущені ракети, попередив генштаб."),
]  # fmt: skip


def drafted(text, language, gazetteer, *, published=PUBLISHED):
    article = article_from_text(text, language=language, published=published)
    places, _ = read_places(article, gazetteer)
    by_id = {place.id: place for place in places}
    strikes = find_strikes(article, places, load_weapons())
    return article, places, [(by_id[strike.where].name, strike) for strike in strikes if strike.where]


@each_row(("language", "text", "place", "expected"), TOLD)
def test_every_account_with_its_speaker(language, text, place, expected, gazetteer):
    article, _, found = drafted(text, language, gazetteer)
    assert [name[:4] for name, _ in found] == [place[:4]]
    strike = found[0][1]
    assert not strike.accepted
    for detail, wanted in expected.items():
        if detail == "zone":
            assert strike.zone == wanted
            continue
        told = accounts(strike, detail)
        values = [(DENIED if said.certainty == DENIED else said.value, said.said_by) for said in told]
        assert values == wanted, detail
    for detail in STATEMENTS:
        for said in accounts(strike, detail):
            assert article.text[said.start : said.end] == said.quote and said.quote


@pytest.mark.parametrize(("language", "text"), NOT_TOLD)
def test_what_is_denied_possible_or_told_of_elsewhere_is_no_strike(language, text, gazetteer):
    _, _, found = drafted(text, language, gazetteer)
    assert found == []


@each_row(("language", "text", "place", "expected"), [case for case in TOLD if "when" in case[3]])
def test_without_a_date_of_publication_only_what_the_text_dates_itself_has_a_day(
    language, text, place, expected, gazetteer
):
    _, _, found = drafted(text, language, gazetteer, published=None)
    told = [str(said.value) for said in accounts(found[0][1], "when")]
    assert all(value.startswith("2024") and "2024" in text for value in told)


def test_the_place_of_launch_is_told_and_never_inferred(gazetteer):
    launched = "Drones were launched from Primorsko-Akhtarsk and hit an apartment block in Odesa."
    article, places, found = drafted(launched, "en", gazetteer)
    assert launched_from(article, places, [strike for _, strike in found]) == {"primorsko-akhtarsk"}
    story = analyse(article, gazetteer=gazetteer, borders=open_borders())
    assert {place.name: place.role for place in story.places} == {
        "Primorsko-Akhtarsk": "origin",
        "Odesa": "reported strike",
    }
    for text in (
        "Drones hit an apartment block in Odesa; the train from Primorsko-Akhtarsk was late.",
        "Drones hit an apartment block in Odesa and may have been launched from Primorsko-Akhtarsk.",
        "Drones were launched from Primorsko-Akhtarsk.",
    ):
        article, places, found = drafted(text, "en", gazetteer)
        assert launched_from(article, places, [strike for _, strike in found]) == frozenset(), text


@given(st.text(max_size=20), st.text(max_size=20))
def test_one_voice_is_itself_and_the_same_both_ways(one, other):
    assert is_same_voice(one, one)
    assert is_same_voice(one, other) == is_same_voice(other, one)
    assert not is_same_voice(one, None)


@pytest.mark.parametrize(
    ("edtf", "zone", "dutch", "english"),
    [
        ("2024-11-19", None, "19 november 2024", "19 November 2024"),
        ("2024-11-19~", None, "rond 19 november 2024", "around 19 November 2024"),
        ("2024-11-XX", None, "november 2024", "November 2024"),
        ("2024-11-18/2024-11-19", None, "18 november 2024 – 19 november 2024", "18 November 2024 – 19 November 2024"),
        ("2024-11-19T03:25+03:00", "Europe/Moscow", "19 november 2024, 03:25 (tijd in Moskou)",
         "19 November 2024, 03:25 (time in Moscow)"),
        ("2024-11-19T03:25+02:00", "Europe/Kyiv", "19 november 2024, 03:25 (tijd in Kyiv)",
         "19 November 2024, 03:25 (time in Kyiv)"),
        ("2024-11-19T03:25", None, "19 november 2024, 03:25", "19 November 2024, 03:25"),
        ("2024-11-19T03:25+03:00", None, "19 november 2024, 03:25 (UTC+03:00)", "19 November 2024, 03:25 (UTC+03:00)"),
        ("soon", None, "soon", "soon"),
        ("2024-13-XX", None, "2024-13-XX", "2024-13-XX"),
    ],
)  # fmt: skip
def test_a_moment_in_words(edtf, zone, dutch, english):
    assert moment_in_words(edtf, zone, Words("nl")) == dutch
    assert moment_in_words(edtf, zone, Words("en")) == english


def test_a_sentence_without_end_takes_no_time_without_end():
    text = "Rusland " + "geen aanval, maar " * 5_000 + "een raket trof een depot."
    start = time.process_time()
    assert find_strikes(article_from_text(text, language="nl"), (), ()) == ()
    assert time.process_time() - start < 10


def test_an_empty_strike_has_no_accounts():
    assert all(accounts(replace(Strike(id="a")), detail) == [] for detail in STATEMENTS)


# Language, text of one paragraph, and who says each of its sentences.
SAID = [
    # "He" is the person who spoke before, and no ministry; a weapon says nothing.
    ("en", "Kalibr missiles reported to have hit a plant.", [None]),
    ("en", "Storm Shadow reported in the sky over Sevastopol.", [None]),
    ("en", "Governor Ivan Petrenko said a drone hit a plant. He said that two people were hurt. The fire is out.",
     ["Governor Ivan Petrenko", "Governor Ivan Petrenko", None]),
    ("en", "The ministry said a drone hit a plant. He said that two people were hurt.", ["the ministry", None]),
    ("nl", "Burgemeester Iryna Petrenko zei dat een drone insloeg. Er was brand, zei ze. Zij meldt twee gewonden.",
     ["Burgemeester Iryna Petrenko"] * 3),
    ("nl", "Volgens het ministerie sloeg een drone in. Hij zei dat er brand was.", ["het ministerie", None]),
    ("de", "Gouverneur Iwan Petrenko sagte, eine Drohne sei eingeschlagen. Er sagte, zwei Menschen seien verletzt.",
     ["Gouverneur Iwan Petrenko"] * 2),
    ("fr", "Le maire, Ivan Petrenko, a dit qu'un drone était tombé. Il a affirmé que deux personnes étaient blessées.",
     ["Ivan Petrenko"] * 2),
    # A name behind a role is who has it.
    ("de", "Der Hersteller MBDA gibt eine Reichweite von 250 Kilometern an.", ["MBDA"]),
]  # fmt: skip


@each_row(("language", "text", "speakers"), SAID)
def test_who_says_each_sentence(language: str, text: str, speakers: list[str | None]) -> None:
    told = tellings(article_from_text(text, language=language))
    assert [sentence.said_by for sentence in told] == speakers
    # What somebody says, and whoever "he" is, is never the article's own word.
    assert not [sentence for sentence in told if sentence.said_by and sentence.certainty == "asserted"]


@pytest.mark.parametrize(("language", "text"), [(row[0], row[1]) for row in SAID if row[2][1:] == [None]])
def test_what_somebody_says_is_reported_even_if_nobody_knows_who(language: str, text: str) -> None:
    assert tellings(article_from_text(text, language=language))[1].certainty == "reported"
