from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis import analyse
from geo.checks import ROUNDING_SHARE, check_story, told, verdict_of
from geo.measuring.borders import open_borders
from geo.model import Claim, Quantity
from geo.reading.article import article_from_text
from geo.reading.quantities import interval
from geo.weapons import find_weapon
from geo.words import desk_words
from tests.stories import founding_story

positive = st.floats(min_value=1, max_value=10_000)


def ordered(a, b):
    return min(a, b), max(a, b)


def quantity(low, high, value=None):
    return Quantity(value=low if value is None else value, unit="km", low=low, high=high)


@given(positive, positive, positive, positive)
def test_intervals_that_touch_never_differ_and_whether_they_agree_does_not_depend_on_who_is_who(a, b, c, d):
    (low, high), (least, most) = ordered(a, b), ordered(c, d)
    verdict = verdict_of(quantity(low, high, 100.0), least, most)
    assert (verdict == "agrees") == (verdict_of(quantity(least, most, 100.0), low, high) == "agrees")
    assert verdict != "differs" if low <= most and least <= high else verdict != "agrees"


@given(positive, st.floats(min_value=0, max_value=0.5))
def test_differs_is_said_only_beyond_two_percent(value, share):
    verdict = verdict_of(quantity(value, value), value * (1 + share), value * (1 + share))
    if share < ROUNDING_SHARE * 0.999:
        assert verdict != "differs"
    if share > ROUNDING_SHARE * 1.001:
        assert verdict == "differs"


@pytest.mark.parametrize(
    ("value", "rule", "measured", "verdict"),
    [
        (1700, "about", (1815, 1835), "differs"),  # that is about 1,800
        (1800, "about", (1815, 1835), "agrees"),
        (1700, "about", (1780, 1800), "agrees"),
        (1300, "bare", (1364.5, 1372), "agrees within rounding"),  # 1,235 to 1,365
        (1300, "bare", (1366, 1372), "differs"),
        (100, "more", (98.5, 99), "agrees within rounding"),
        (60, "nearly", (61, 62), "agrees within rounding"),
        (60, "nearly", (62, 63), "differs"),
        (50, "at_most", (50.8, 51), "agrees within rounding"),
    ],
)
def test_what_a_hedge_allows_is_not_allowed_once_more(value, rule, measured, verdict):
    low, high = interval(value, rule)
    assert verdict_of(quantity(low, high, value), *measured) == verdict


@pytest.fixture(scope="module")
def borders():
    return open_borders()


@pytest.fixture(scope="module")
def checked(borders):
    return check_story(founding_story(), borders)


def check_of(story, kind):
    claim = next(claim for claim in story.claims if claim.kind == kind)
    return next(check for check in story.checks if check.claim == claim.id)


def test_the_distance_to_the_border_is_measured_and_agrees(checked):
    check = check_of(checked, "distance")
    assert check.basis == "measured"
    assert check.verdict == "agrees"
    assert check.measured == pytest.approx(116.9, abs=0.3)
    # Three public outlines put Karachev 114.7, 116.9 and 120.7 km from Ukraine.
    assert check.low <= 114.7 and check.high >= 120.7
    assert "117 km" in check.values["distance"]


def test_the_measured_distance_is_drawn(checked):
    line = next(line for line in checked.lines if line.id == check_of(checked, "distance").line)
    assert line.geometry.geom_type == "LineString"
    assert line.distance_m == pytest.approx(116_900, abs=300)


def test_a_reach_is_held_against_the_catalogue_and_other_statements_are_named(checked):
    check = check_of(checked, "reach")
    assert (check.basis, check.verdict, check.measured) == ("catalogue", "agrees", None)
    assert "165" in check.values["others"]


def claim(kind, **about):
    return Claim(id="eigen", kind=kind, quote="", start=0, end=0, **about)


def verdict(borders, **about):
    story = replace(founding_story(), claims=(claim(**about),))
    return check_story(story, borders).checks[0]


def test_counts_add_up_or_differ_and_never_agree(borders):
    six = Quantity(value=6, unit="", low=6, high=6)
    assert verdict(borders, kind="count", stated=six, parts=(5.0, 1.0)).verdict == "adds up"
    assert verdict(borders, kind="count", stated=six, parts=(4.0, 1.0)).verdict == "differs"
    assert verdict(borders, kind="count", stated=six).verdict == "cannot be checked"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        # How that one distance was printed on the day, with the interval of each hedge.
        (Quantity(value=100, unit="km", low=100, high=125, hedge="more than"), "agrees"),
        (Quantity(value=110, unit="km", low=110, high=137.5, hedge="over"), "agrees"),
        (Quantity(value=115, unit="km", low=109.25, high=120.75, hedge="about"), "agrees"),
        (Quantity(value=60, unit="mi", low=57, high=63, hedge="just"), "differs"),
    ],
)
def test_the_printings_of_one_distance(borders, stated, expected):
    found = verdict(borders, kind="distance", subject="karatsjov", object="border:UA-RU", stated=stated)
    assert found.verdict == expected


@pytest.mark.parametrize(
    "about",
    [
        {"kind": "distance", "subject": "nergens", "object": "border:UA-RU"},
        {"kind": "distance", "subject": "karatsjov", "object": None},
        {"kind": "reach", "object": "weapon:onbekend", "stated": quantity(300, 300)},
        {"kind": "near", "subject": "brjansk", "object": "koersk"},
        {
            "kind": "distance",
            "subject": "karatsjov",
            "object": "brjansk",
            "stated": Quantity(value=3, unit="uur", low=3, high=3),
        },
    ],
)
def test_what_cannot_be_checked_is_said_and_never_guessed(borders, about):
    assert verdict(borders, **about).verdict == "cannot be checked"


def test_vague_words_get_the_measured_figure(borders):
    found = verdict(borders, kind="near", subject="brjansk", object="koersk")
    assert found.measured == pytest.approx(213.4, abs=0.3)


# Sentences with one figure, and what is right to say of it.
JUDGED = [
    # Denied, doubted or negated: nobody states it. What one states and another denies is stated.
    ("nl", "De minister ontkent dat de Kalibr een bereik van 9000 kilometer heeft.", "cannot be checked"),
    ("en", "Moscow denied that the Kinzhal has a range of 6,000 kilometers.", "cannot be checked"),
    ("en", "Experts doubt that the Kinzhal has a range of 6,000 kilometers.", "cannot be checked"),
    ("en", "The Kinzhal has a range of 6,000 kilometers.", "differs"),
    ("de", "Die Armee dementierte, dass die Kalibr eine Reichweite von 9000 Kilometern hat.", "cannot be checked"),
    ("fr", "Kiev dément que le missile Storm Shadow ait une portée de 2 000 kilomètres.", "cannot be checked"),
    ("fr", "Un général a dit que le Storm Shadow a une portée de 250 kilomètres, ce que dément Londres.", "agrees"),
    ("ru", "В Кремле опровергли, что дальность «Кинжала» достигает 6000 километров.", "cannot be checked"),
    ("uk", "У Генштабі спростували, що дальність «Калібра» сягає 9000 кілометрів.", "cannot be checked"),
    ("uk", "Лозова розташована не за 20 кілометрів від Харкова.", "cannot be checked"),
    ("nl", "Poltava ligt niet op 300 kilometer van Charkiv.", "cannot be checked"),
    # A bound is no figure: "less than" of a reach holds for any below it, "more than" for any above it.
    ("nl", "ATACMS hebben een bereik van minder dan 700 kilometer.", "agrees"),
    ("nl", "ATACMS hebben een bereik van minder dan 100 kilometer.", "differs"),
    ("en", "ATACMS missiles have a range of less than 400 miles.", "agrees"),
    ("en", "ATACMS missiles have a range of up to 400 miles.", "differs"),
    ("de", "Taurus hat eine Reichweite von weniger als 900 Kilometern.", "agrees"),
    ("fr", "Les ATACMS ont une portée inférieure à 700 kilomètres.", "agrees"),
    ("ru", "Дальность «Искандера» не превышает 900 километров.", "agrees"),
    ("uk", "Дальність ракет ATACMS менша ніж 700 кілометрів.", "agrees"),
    ("ru", "Дальность «Кинжала» превышает 400 километров.", "cannot be checked"),
    ("de", "Saratow liegt mehr als 200 Kilometer von der ukrainischen Grenze entfernt.", "cannot be checked"),
    ("de", "Saratow liegt mehr als 900 Kilometer von der ukrainischen Grenze entfernt.", "differs"),
    # A town beside an area, and one far from it.
    ("ru", "Севастополь находится в Крыму.", "cannot be checked"),
    ("en", "The town of Kaluga lies in the Kursk region.", "differs"),
    # A journey.
    ("ru", "Дорога на машине из Полтавы: от Полтавы до Харькова 190 километров.", "cannot be checked"),
    ("uk", "Автобус їде довго: від Полтави до Харкова 190 кілометрів.", "cannot be checked"),
    # A capital.
    ("en", "Jeddah is 530 miles from the capital, Riyadh.", "agrees"),
    ("en", "Kyiv was calm. Kharkiv is 255 miles from the capital.", "agrees"),
    ("en", "Kyiv was calm. Kharkiv is 255 miles from the capital of the region.", "cannot be checked"),
    ("nl", "In Kyiv was het rustig. Charkiv ligt 410 kilometer van de hoofdstad.", "agrees"),
    ("uk", "У Києві спокійно. Харків розташований за 410 кілометрів від столиці.", "agrees"),
    # Between two places; two figures for two places are none.
    ("nl", "Tussen Kyiv en Odesa ligt 440 kilometer, tussen Kyiv en Charkiv 410.", "agrees"),
    ("en", "Between Kharkiv and Poltava it is only 80 miles.", "agrees"),
    ("de", "Zwischen Charkiw und Poltawa sind es 130 Kilometer.", "agrees"),
    ("fr", "Entre Kharkiv et Poltava, il y a 130 kilomètres.", "agrees"),
    ("ru", "Между Харьковом и Полтавой 130 километров.", "agrees"),
    ("uk", "Між Харковом і Полтавою приблизно 130 кілометрів.", "agrees"),
    # What follows a comma is measured by the next figure.
    ("ru", "От Курска до украинской границы около 90 км, от Брянска — больше.", "agrees"),
    ("uk", "У Сумах тихо. Від кордону з Росією місто лежить за 30 кілометрів.", "agrees"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), JUDGED)
def test_what_is_said_of_a_figure_in_its_sentence(language, text, expected, gazetteer, borders):
    story = analyse(article_from_text(text, language=language), gazetteer=gazetteer, borders=borders)
    assert [check.verdict for check in story.checks] == [expected]
    (check,) = story.checks
    assert "{" not in told(check.desk or check.why, check, desk_words(language), story=story)


def test_what_is_measured_between_is_told_by_the_names_before_the_figure(gazetteer, borders):
    text = "Tussen Kyiv en Odesa ligt 440 kilometer, tussen Kyiv en Charkiv 410."
    (claim,) = analyse(article_from_text(text, language="nl"), gazetteer=gazetteer, borders=borders).claims
    assert (claim.subject, claim.object) == ("kyiv", "odesa")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Курск и Брянск лежат в 20 и 90 км от границы соответственно."),
        ("en", "Kursk and Bryansk lie 20 and 90 km from the border, respectively."),
        ("nl", "Tussen Poltava en Charkiv loopt een weg van 140 kilometer."),
        ("de", "Zwischen Poltawa und Charkiw liegt eine Front von 200 Kilometern."),
        ("ru", "Беженцы проехали 900 километров до Варшавы."),
        ("ru", "Дрон пролетел 1200 километров до Казани."),
        ("uk", "Родина проїхала 900 кілометрів до Варшави."),
        ("nl", "Het gezin reed 900 kilometer naar Warschau."),
        ("de", "Die Familie fuhr 900 Kilometer bis Warschau."),
        ("en", "The family drove 900 kilometers to Warsaw."),
    ],
)
def test_a_journey_and_a_figure_for_each_of_two_are_no_distance(language, text, gazetteer, borders):
    assert not analyse(article_from_text(text, language=language), gazetteer=gazetteer, borders=borders).claims


@pytest.mark.parametrize(
    ("language", "name"),
    [("nl", "Neptune R-360 (tegen schepen)"), ("fr", "Neptune R-360 (contre des navires)"),
     ("ru", "Нептун Р-360 (против кораблей)"), ("en", "Neptune R-360 (against ships)")],
)  # fmt: skip
def test_a_verdict_names_the_versions_of_a_weapon_in_the_language_that_is_read(language, name):
    weapon = find_weapon("Neptune")
    stated = Quantity(value=1000, unit="km", low=950, high=1050)
    claim = Claim(id="r", kind="reach", quote="1000 km", start=0, end=7, object="weapon:neptune", stated=stated)
    story = replace(founding_story(), weapons=(weapon,), claims=(claim,))
    (check,) = check_story(story, open_borders()).checks
    assert name in told(check.why, check, desk_words(language), story=story)
