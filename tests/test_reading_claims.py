"""What an article claims, sentence by sentence, and what is never taken for a claim."""

from __future__ import annotations

import time

import pytest
from claim_sentences import SENTENCES, Wanted
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import each_row

from geo.analysis import analyse
from geo.measuring.borders import open_borders
from geo.model import Story
from geo.reading.article import article_from_text
from geo.reading.tables import LANGUAGES


@pytest.fixture(scope="module")
def read(gazetteer):
    borders = open_borders()

    def reading(text: str, language: str) -> Story:
        return analyse(article_from_text(text, language=language), gazetteer=gazetteer, borders=borders)

    return reading


@each_row(("language", "text", "wanted"), SENTENCES)
def test_claims_of_sentences(read, language: str, text: str, wanted: list[Wanted]) -> None:
    claims = [claim for claim in read(text, language).claims if claim.kind in ("distance", "reach")]
    found = [
        (
            c.kind,
            c.quote,
            c.stated.value if c.stated else None,
            c.stated.unit if c.stated else None,
            c.subject,
            c.object,
        )
        for c in claims
    ]
    assert found == wanted


@each_row(("language", "text", "wanted"), SENTENCES)
def test_a_claim_is_a_stretch_of_its_sentence_and_its_mentions_are_names(read, language, text, wanted) -> None:
    story = read(text, language)
    names = {(m.start, m.end) for place in story.places for m in place.mentions}
    for claim in story.claims:
        assert story.article.text[claim.start : claim.end] == claim.quote
        assert claim.sentence is not None and claim.sentence.start <= claim.start < claim.end <= claim.sentence.end
        assert {tuple(span) for span in claim.mentions} <= names
        assert claim.certainty in ("asserted", "reported", "denied")


ONWARD = [
    # Measured from what was struck, or from the one town that was spoken of before.
    ("nl", "Drones troffen een depot in Dzjankoj. In Simferopol, 90 kilometer verderop, trilden de ruiten.",
     "90 kilometer verderop", "simferopol", "dzjankoj"),
    ("nl", "Drones troffen een depot in Rjazan. Over slachtoffers is in Kyiv niets bekend. Inwoners van Kolomna, ruim "
     "80 kilometer naar het noordwesten, hoorden niets.", "ruim 80 kilometer naar het noordwesten", "kolomna",
     "rjazan"),
    ("en", "Drones hit a depot in Dzhankoi. Residents of Simferopol, 55 miles to the south, saw smoke.",
     "55 miles to the south", "simferopol", "dzhankoi"),
    ("en", "Sirens sounded in Dzhankoi. In Simferopol, 90 km away, windows shook.", "90 km away", "simferopol",
     "dzhankoi"),
    ("de", "Drohnen trafen ein Depot in Dschankoj. In Simferopol, rund 90 Kilometer weiter südlich, war es laut.",
     "rund 90 Kilometer weiter südlich", "simferopol", "dschankoj"),
    ("fr", "Des drones ont frappé un dépôt à Djankoï. À Simferopol, à 90 kilomètres de là, les vitres ont tremblé.",
     "90 kilomètres de là", "simferopol", "djankoi"),
    ("uk", "Дрони влучили у склад у Джанкої. У Сімферополі, за 90 км на південь, тремтіли вікна.",
     "90 км на південь", "сімферополь", "джанкои"),
    # Either may be meant: that cannot be checked.
    ("en", "Drones hit depots in Dzhankoi and Kerch. In Simferopol, 90 km away, windows shook.", "90 km away",
     "simferopol", None),
]  # fmt: skip


@each_row(("language", "text", "quote", "subject", "object_"), ONWARD)
def test_a_distance_onward_is_from_where_the_text_was(read, language, text, quote, subject, object_) -> None:
    story = read(text, language)
    (claim,) = [claim for claim in story.claims if claim.kind == "distance"]
    assert (claim.quote, claim.subject, claim.object) == (quote, subject, object_)
    assert claim.said_by is None or claim.said_by in ("Residents", "Inwoners")
    assert (story.checks[0].verdict == "cannot be checked") == (object_ is None)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        # Nothing was struck, and nothing is spoken of that it could be measured from.
        ("en", "The talks were in Paris. More than 400 fled to Simferopol, 60 km west."),
        # A march, and no place; no name beside the figure.
        ("nl", "Drones troffen een depot in Dzjankoj. Ze vlogen 90 kilometer verder."),
        ("en", "Drones hit a depot in Dzhankoi. Simferopol heard it, and the drones flew 90 km further."),
    ],
)
def test_what_only_goes_on_is_no_distance_between_places(read, language: str, text: str) -> None:
    assert not [claim for claim in read(text, language).claims if claim.kind == "distance"]


MAKERS = [
    ("nl", "De ATACMS heeft volgens de fabrikant een bereik van 300 kilometer.", "de fabrikant"),
    ("en", "The ATACMS has a range of 300 km, according to the manufacturer.", "the manufacturer"),
    ("de", "Laut Hersteller hat die ATACMS eine Reichweite von 300 Kilometern.", "Hersteller"),
    ("fr", "Le missile ATACMS a selon le fabricant une portée de 300 km.", "le fabricant"),
    # Behind a comma, whoever it is; within a clause of its own, "according to" is of that clause.
    ("en", "The ATACMS has a range of 300 km, and according to the ministry a depot burned.", None),
]


@pytest.mark.parametrize(("language", "text", "speaker"), MAKERS)
def test_a_reach_that_the_maker_states_is_his(read, language: str, text: str, speaker: str | None) -> None:
    story = read(text, language)
    (claim,) = [claim for claim in story.claims if claim.kind == "reach"]
    assert (claim.object, claim.said_by) == ("weapon:atacms", speaker)


SPOKEN = [
    ("nl", "Karatsjov in Rusland ligt volgens het ministerie 115 kilometer van de grens.", "het ministerie", ""),
    ("nl", "Een depot in Karatsjov in Rusland, 115 kilometer van de grens, zou zijn geraakt.", None, "zou"),
    ("en", "A depot in Karachev, Russia, 70 miles from the border, was hit, the governor said.", "the governor", ""),
    ("en", "Karachev in Russia is 70 miles from the border.", None, ""),
]


@pytest.mark.parametrize(("language", "text", "speaker", "wording"), SPOKEN)
def test_who_says_it_and_how_surely(read, language, text, speaker, wording) -> None:
    claim = next(claim for claim in read(text, language).claims if claim.kind == "distance")
    assert (claim.said_by, claim.wording) == (speaker, wording)
    assert (claim.certainty == "asserted") == (speaker is None)


@pytest.mark.parametrize(
    ("language", "text", "quote"),
    [
        ("nl", "Rusland meldt een inslag in Karatsjov, tientallen kilometers over de grens.", "tientallen kilometers"),
        ("en", "Karachev in Russia is several hundred miles from the Ukrainian border.", "several hundred miles"),
        ("ru", "Карачев в России находится в сотнях километров от границы с Украиной.", "сотнях километров"),
    ],
)
def test_a_figure_that_is_none_gets_the_measured_one_and_no_verdict(read, language, text, quote) -> None:
    (check,), (claim,) = read(text, language).checks, read(text, language).claims
    assert (claim.kind, claim.stated, check.verdict) == ("near", None, "cannot be checked")
    assert check.values["figure"] == quote and check.measured == pytest.approx(116.9, abs=0.1)


SEATS = [
    # Who speaks sits in a town; the depot, base or plant is where it was hit.
    ("nl", "Drones troffen in de nacht een depot bij Rjazan. Volgens de generale staf in Kyiv werden er tien ingezet. "
     "Het depot ligt 180 kilometer ten zuidoosten van Moskou.", "rjazan"),
    ("en", "Drones hit a refinery in Ryazan overnight. Ten were used, according to the air force in Kyiv. "
     "The refinery lies 110 miles from Moscow.", "ryazan"),
    ("en", "Drones hit a refinery in Ryazan overnight. The general staff in Kyiv said ten were used. "
     "The refinery lies 110 miles from Moscow.", "ryazan"),
    ("de", "Drohnen trafen eine Raffinerie in Rjasan. Nach Angaben des Generalstabs in Kiew waren es zehn. "
     "Die Raffinerie liegt 180 Kilometer von Moskau entfernt.", "rjasan"),
    ("fr", "Des drones ont frappé une raffinerie à Riazan. Selon l'état-major à Kiev, dix ont été utilisés. "
     "La raffinerie se trouve à 180 kilomètres de Moscou.", "riazan"),
    # Another town that is only named in between is not where the depot is.
    ("en", "Drones hit a fuel depot in Engels. Smoke was seen in Saratov. The depot lies 450 miles from Moscow.",
     "engels"),
    ("nl", "Drones troffen een depot in Engels. In Saratov was rook te zien. Het depot ligt 700 km van Moskou.",
     "engels"),
    # Nobody says where it is: that cannot be checked.
    ("en", "A refinery burned, according to the army in Kyiv. The refinery lies 110 miles from Moscow.", None),
    ("nl", "Een depot brandde uit, meldt de luchtmacht in Kyiv. Het depot ligt 180 kilometer van Moskou.", None),
    # A mayor speaks of his own town, and what the sentence says of a town beside the figure is said of that town.
    ("en", "The mayor of Sumy, Petro Kovalenko, said the power was out. The town lies 20 miles from the border.",
     "sumy"),
    ("en", "According to officials in Kharkiv, 20 miles from the border, sirens sounded.", "kharkiv"),
]  # fmt: skip


@each_row(("language", "text", "subject"), SEATS)
def test_what_was_hit_is_not_where_somebody_speaks(read, language: str, text: str, subject: str | None) -> None:
    (claim,) = [claim for claim in read(text, language).claims if claim.kind == "distance"]
    assert claim.subject == subject


def test_two_clocks_of_no_known_day_are_judged_only_where_every_season_says_so(read) -> None:
    def verdict(text: str, language: str) -> str:
        story = read(text, language)
        (claim,) = [claim for claim in story.claims if claim.kind == "time"]
        return next(check.verdict for check in story.checks if check.claim == claim.id)

    fire = "A depot in Engels caught fire at 04:10 Moscow time ({} in Kyiv)."
    assert verdict(fire.format("03:10"), "en") == verdict(fire.format("04:10"), "en") == "cannot be checked"
    assert verdict(fire.format("01:10"), "en") == "differs"
    dispatch = "Fire at a depot\n\nKYIV, {} 2026 (Agency) – " + fire
    assert verdict(dispatch.format("14 January", "03:10"), "en") == "agrees"
    assert verdict(dispatch.format("14 July", "03:10"), "en") == "differs"
    # Both have winter time on the same days.
    assert verdict("Een brand in Lviv brak uit om 03.10 uur Oekraïense tijd (02.10 uur in Warschau).", "nl") == "agrees"
    assert (
        verdict("In Engels brach um 04.10 Uhr Moskauer Zeit (03.10 Uhr in Kiew) Feuer aus.", "de")
        == "cannot be checked"
    )
    assert verdict("Un incendie s'est déclaré à 4 h 10, heure de Moscou (3 h 10 à Kiev).", "fr") == "cannot be checked"


PRINTINGS = [
    # How the distance of Karachev from the border was printed on one day, and what is right to say of it.
    ("more than 100 km", {"agrees"}),
    ("100 km (60 miles)", {"agrees"}),
    ("over 110 km (70 miles)", {"agrees"}),
    ("about 115 km", {"agrees"}),
    ("about 80 miles", {"agrees within rounding", "differs"}),
    ("13 mil", {"differs"}),
    ("just 60 miles", {"differs"}),
]


@pytest.mark.parametrize(("printed", "verdicts"), PRINTINGS)
def test_the_printings_of_one_day(read, printed: str, verdicts: set[str]) -> None:
    text = f"Ukraine hit a depot in the Russian town of Karachev, {printed} from the Ukrainian border."
    story = read(text, "en")
    (check,) = [c for c in story.checks if next(x for x in story.claims if x.id == c.claim).kind == "distance"]
    assert check.verdict in verdicts
    assert ("The two units agree loosely: {second} is {converted}." in check.notes) == (printed == "100 km (60 miles)")


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Karachev in Russia is 100 km (80 miles) from the border with Ukraine.", True),
        ("Karachev in Russia is 115 km (71 miles) from the border with Ukraine.", False),
    ],
)
def test_units_that_do_not_agree_with_each_other_are_told(read, text: str, note: bool) -> None:
    (check,) = read(text, "en").checks
    assert any("do not agree" in message for message in check.notes) == note


@pytest.mark.parametrize(
    "text",
    [
        "De aanval was 300.000 km over de grens bij Karatsjov in Rusland.",
        "Nergenshuizen ligt 40 kilometer van de grens.",
        "Karatsjov in Rusland ligt 40 van de grens.",
        "De Zwarte Valk 9 heeft een bereik van 9.000 kilometer.",
        "Karatsjov in Rusland ligt 1.2.3 km van de grens.",
        "Karatsjov ligt - km van de grens, en 0 km van Rusland.",
    ],
)
def test_what_cannot_be_judged_is_never_said_to_differ(read, text: str) -> None:
    story = read(text, "nl")
    assert len(story.checks) == len(story.claims)
    assert not [check for check in story.checks if check.verdict == "differs" and check.measured is None]


NEVER_DIFFERS = [
    # Another place, area or model of that name is meant, or the figure is of something else.
    ("nl", "Sderot in Israël ligt op minder dan een kilometer van Gaza."),
    ("de", "Eriwan in Armenien liegt rund 60 Kilometer von Nachitschewan entfernt."),
    ("de", "Armenien besitzt Iskander-E-Raketen mit einer Reichweite von 280 Kilometern."),
    ("en", "The South's Hyunmoo-5 can reach 300 km; its missile Hyunmoo-2C has a range of 800 km."),
    ("fr", "Le récif de Scarborough est à 220 km des Philippines et à 900 km de la Chine."),
    ("ru", "Тринидад отделяют от Венесуэлы 11 км."),
    ("ru", "Санкт-Петербург находится в 150 км от Эстонии."),
    ("nl", "Przemysl in Polen ligt in de buurt van Oekraïne."),
    ("ru", "Поезд шёл из Ростова в Симферополь, дорога занимает 750 км."),
    ("fr", "Kiev revendique une frappe à plus de 1 300 kilomètres de la frontière."),
    ("uk", "Росіяни випустили 43 ракети і 74 дрони. З них збито 30 ракет і 47 дронів."),
]


@pytest.mark.parametrize(("language", "text"), NEVER_DIFFERS)
def test_what_may_be_meant_otherwise_is_not_said_to_differ(read, language: str, text: str) -> None:
    assert not [check for check in read(text, language).checks if check.verdict == "differs"]


@each_row(
    ("language", "text"),
    [
        ("en", "Tehran denies arming the group, whose Shahed-136 drones fly 2,500 km."),
        ("nl", "Teheran ontkent de levering van de Shahed-136, waarvan het bereik 2500 kilometer is."),
        ("de", "Teheran bestreitet die Lieferung der Shahed-136, deren Reichweite 2500 Kilometer beträgt."),
        ("fr", "Téhéran nie avoir livré le Shahed-136, dont la portée est de 2 500 kilomètres."),
    ],
)
def test_a_figure_across_a_whose_is_no_part_of_what_is_denied(read, language: str, text: str) -> None:
    assert [check.verdict for check in read(text, language).checks] == ["agrees"]


STILL_DIFFERS = [
    ("en", "Ukraine hit a depot in Karachev, just 60 miles inside Russia."),
    ("en", "HIMARS missiles have a range of 800 km."),
    ("nl", "Charkiv ligt op 100 kilometer van Kyiv."),
    ("en", "Russia launched 43 missiles, of which 30 were shot down and the remaining 12 hit their targets."),
]


@pytest.mark.parametrize(("language", "text"), STILL_DIFFERS)
def test_what_is_named_and_wrong_still_differs(read, language: str, text: str) -> None:
    assert [check for check in read(text, language).checks if check.verdict == "differs"]


def test_what_a_town_to_town_distance_is_held_against_is_told(read) -> None:
    (check,) = read("Pahalgam in India lies 90 km southeast of Srinagar.", "en").checks
    assert check.verdict == "differs" and "Measured as the crow flies; by road it is farther." in check.notes


def test_no_line_is_drawn_to_where_nobody_said_that_it_goes(read) -> None:
    story = read("Le récif de Scarborough est à 220 km des Philippines.", "fr")
    (check,) = story.checks
    assert (check.verdict, check.line, story.lines) == ("cannot be checked", None, ())


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The United States struck a boat. Cucuta, in Colombia, is less than five miles from the border.", "agrees"),
        ("Kharkiv in Ukraine lies 40 miles from the Finnish border.", "cannot be checked"),
    ],
)
def test_a_border_that_is_guessed_gives_way_and_one_that_is_named_does_not(read, text: str, verdict: str) -> None:
    (check,) = read(text, "en").checks
    assert check.verdict == verdict and (check.measured is None) == (verdict == "cannot be checked")


def test_a_figure_in_miles_is_answered_in_miles(read) -> None:
    (check,) = read("Tuapse in Russia lies 300 miles from Odesa in Ukraine.", "en").checks
    assert check.values["distance"] == "438 mi"


def test_why_a_figure_could_not_be_checked_is_what_the_desk_reads(read) -> None:
    (check,) = read("Pokrovsk in Oekraïne ligt acht kilometer van Warschau.", "nl").checks
    assert check.verdict == "cannot be checked" and check.desk == check.why


def test_a_weapon_is_nobody_who_speaks(read) -> None:
    text = "De Iskander heeft een bereik van 500 kilometer en de Kinzjal komt naar eigen zeggen 2.000 kilometer ver."
    assert {claim.said_by for claim in read(text, "nl").claims if claim.kind == "reach"} == {None}


ENDLESS = [
    # Sentences without end took minutes for 200 kB once: every figure was looked at in the whole of its sentence.
    ("nl", "100 km van de grens van "),
    ("en", '"He said "Kharkiv lies 30 km “ from „ « the border '),
    ("en", "ATACMS (300 km), "),
    ("en", "43 missiles and 74 drones "),
    ("fr", "100\u00a0km de la frontière\u202f"),
    ("ru", "дальность ATACMS — "),
]


@pytest.mark.parametrize(("language", "piece"), ENDLESS)
def test_a_sentence_without_end_takes_no_longer_than_its_length(read, language: str, piece: str) -> None:
    read(piece, language)
    start = time.process_time()
    read(piece * (50_000 // len(piece)), language)
    assert time.process_time() - start < 6.0


@pytest.mark.parametrize(
    "text",
    ["Charkiv ligt 1e308 km van de grens.", "Charkiv ligt " + "9" * 400 + " km over de grens.",
     "Charkiv ligt -5 km over de grens.", "Charkiv ligt 0 km van de grens.", "٣٠٠ كم van Kyiv",
     "Charkiv ligt ４１０ km van Kyiv en ١٣٠ km van Poltava.", "哈尔科夫距离边塣30公里。"],
)  # fmt: skip
def test_odd_figures_end_in_no_crash_and_no_verdict_that_they_differ(read, text: str) -> None:
    assert not [check for check in read(text, "nl").checks if check.verdict == "differs"]


@given(st.sampled_from(SENTENCES), st.sampled_from(LANGUAGES), st.integers(0, 3))
@settings(max_examples=25, deadline=None)
def test_a_sentence_read_in_a_wrong_language_breaks_nothing(read, sentence, language, cut) -> None:
    story = read(sentence[1][cut:] + " {{ 7*7 }} %s \\1", language)
    assert len(story.checks) == len(story.claims)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Ukraine flew 30 drones at Tula, while Russia launched 90 drones at Kyiv."),
        ("nl", "Oekraïne stuurde 30 drones naar Toela, terwijl Rusland 90 drones op Kyiv afvuurde."),
        # The dead, houses and jets are no parts of what was fired.
        ("en", "Russia fired 90 drones at Odesa. One hit a hotel, killing two guests and wounding fourteen."),
        ("en", "Two missiles came down in Lahore, it said. A spokesman said five enemy jets had been shot down."),
        ("fr", "La Russie a lancé 90 drones. L'un a frappé un hôtel à Odessa, faisant deux morts et six blessés."),
        ("nl", "Rusland vuurde zes raketten af op Odesa. Acht straaljagers werden neergehaald."),
        ("de", "Russland feuerte zwei Raketen auf Odessa ab. Drei Hubschrauber wurden abgeschossen."),
    ],
)
def test_numbers_of_two_attacks_are_no_sum(read, language: str, text: str) -> None:
    assert [claim for claim in read(text, language).claims if claim.kind == "count"] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Drones troffen een raffinaderij bij Rjazan. De raffinaderij ligt 180 kilometer van Moskou. De "
         "raffinaderij ligt 80 kilometer van Kolomna."),
        ("en", "Drones hit a refinery in Rjazan. The refinery lies 110 miles from Moscow. The refinery lies 50 miles "
         "from Kolomna."),
    ],
)  # fmt: skip
def test_what_was_hit_is_not_what_it_was_measured_to(read, language: str, text: str) -> None:
    first, second = (claim for claim in read(text, language).claims if claim.kind == "distance")
    assert first.subject == second.subject == "rjazan"
