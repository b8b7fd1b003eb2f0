"""Who is said to have attacked: by the text's own words, never by elimination; and from where a range is measured."""

from __future__ import annotations

import pytest

from geo.analysis import analyse, attacker_and_attacked, inferred_origin, likely_origin
from geo.errors import BadInput
from geo.gazetteer.index import Gazetteer
from geo.measuring.borders import open_borders
from geo.model import Policy, Story
from geo.reach import reach_of, sentences
from geo.reading.article import article_from_text
from geo.reading.attackers import attackers_in
from geo.reading.places import read_places

TOLD = [
    # who does it
    ("en", "Ukraine hit a depot in Karachev in Russia.", "UA"),
    ("en", "On Tuesday Ukraine struck Karachev in Russia.", "UA"),
    ("en", "Russia says Ukraine fired six missiles at Karachev.", "UA"),
    ("en", "Ukraine is reported to have carried out an attack on Karachev in Russia.", "UA"),
    ("en", "Russia attacked Kyiv in Ukraine with Iranian drones.", "RU"),
    ("en", "Russian forces shelled Kherson in Ukraine.", "RU"),
    ("de", "Die Ukraine soll mit ATACMS Karatschew in Russland beschossen haben.", "UA"),
    ("de", "Am Dienstag hat die Ukraine Karatschew in Russland angegriffen.", "UA"),
    ("nl", "Dinsdag heeft Oekraïne Karatsjov in Rusland aangevallen.", "UA"),
    ("fr", "L’Ukraine aurait tiré des ATACMS sur Karatchev en Russie.", "UA"),
    ("fr", "La Russie a attaqué Kiev avec des drones iraniens.", "RU"),
    ("uk", "Україна вдарила ракетами по Карачеву в Росії.", "UA"),
    ("uk", "Росія атакувала Харків дронами.", "RU"),
    ("ru", "Россия обстреляла Харьков.", "RU"),
    ("en", "Russia evacuated villages after Ukraine hit Karachev with drones.", "UA"),
    # whose attack, drones or missiles
    ("en", "An Israeli airstrike hit Beirut in Lebanon.", "IL"),
    ("en", "A depot in Karachev was hit by Ukrainian drones, Russia said.", "UA"),
    ("en", "The Russian army said it shot down 12 Ukrainian drones over Karachev.", "UA"),
    ("de", "Das russische Verteidigungsministerium sprach von einem ukrainischen Angriff auf Sewastopol.", "UA"),
    ("de", "Karatschew wurde von ukrainischen Drohnen getroffen, teilt Russland mit.", "UA"),
    ("nl", "Bij een Russische raketaanval op Kyiv in Oekraïne vielen doden.", "RU"),
    ("nl", "Karatsjov is getroffen door Oekraïense drones, meldt Rusland.", "UA"),
    ("fr", "Une frappe israélienne a touché Beyrouth au Liban.", "IL"),
    ("fr", "Karatchev, en Russie, a été touchée par des missiles ukrainiens.", "UA"),
    ("uk", "Внаслідок російського удару по Харкову загинув чоловік.", "RU"),
    ("ru", "Украинские беспилотники атаковали Карачев.", "UA"),
    # from where it came, and who claims it
    ("en", "A drone launched from Yemen hit Tel Aviv in Israel.", "YE"),
    ("de", "Die Raketen auf Charkiw seien aus dem russischen Gebiet Belgorod abgefeuert worden.", "RU"),
    ("fr", "Un drone venu du Yémen aurait frappé Tel-Aviv, en Israël.", "YE"),
    ("en", "Ukraine claimed responsibility for the attack on Karachev in Russia.", "UA"),
    ("fr", "L'Iran revendique l'attaque contre Tel-Aviv.", "IR"),
]
NOT_TOLD = [
    ("de", "Der Marschflugkörper auf Dnipro sei aus der Region Kursk abgefeuert worden."),
    ("en", "In Ukraine, drones hit a market in Kherson."),
    ("en", "Ukraine: missile hits market in Kherson"),
    ("en", "Ukraine reports that a missile hit a market in Kherson."),
    ("en", "Ukraine evacuated villages after missiles hit Kherson."),
    ("en", "Ukraine denies that it hit Karachev in Russia with missiles."),
    ("de", "In der Ukraine trafen Raketen einen Markt in Cherson."),
    ("nl", "In Oekraïne hebben raketten een markt in Cherson geraakt."),
    ("fr", "En Ukraine, des missiles ont frappé un marché à Kherson."),
    ("uk", "В Україні ракети влучили в ринок у Херсоні."),
    ("ru", "На Украине ракеты попали в рынок в Херсоне."),
    ("en", "A depot in Karachev was hit with American ATACMS missiles."),
    ("en", "Karachev in Russia lies 100 km from Ukraine. A missile hit a depot in Karachev."),
    ("en", "Russia's defence ministry said a drone hit Karachev."),
    ("en", "A Russian depot in Karachev was struck by drones."),
    ("en", "Missiles hit a Ukrainian energy plant in Kharkiv."),
    ("en", "Ukraine denied responsibility for the attack on Karachev in Russia."),
    ("en", "The Ukrainian city of Kherson was shelled."),
    ("de", "Russland meldet einen Drohnenangriff auf Karatschew, 100 Kilometer von der Ukraine entfernt."),
    ("de", "Die ukrainische Stadt Cherson wurde angegriffen."),
    ("nl", "Rusland meldt een aanval op Karatsjov."),
    ("nl", "De Oekraïense stad Cherson is aangevallen."),
    ("fr", "La ville ukrainienne de Kherson a été bombardée."),
    ("fr", "Un Samad-3 de fabrication iranienne a frappé Tel-Aviv."),
    ("uk", "У Карачеві в Росії пролунав вибух після удару дрона."),
    ("uk", "Росія заявляє про удар по Карачеву."),
    ("ru", "Россия сообщила об ударе по Карачеву."),
    ("ru", "Украинский город Харьков был обстрелян."),
]


@pytest.mark.parametrize(
    ("language", "text", "country"), [*TOLD, *((*one, None) for one in NOT_TOLD)], ids=lambda value: str(value)[:40]
)
def test_who_is_said_to_have_attacked(language: str, text: str, country: str | None, gazetteer: Gazetteer) -> None:
    article = article_from_text(text, language=language)
    places, _ = read_places(article, gazetteer)
    assert next(iter(attackers_in(article, places)), None) == country


def read(text: str, gazetteer: Gazetteer, policy: Policy = "recognised") -> Story:
    borders = open_borders(policy)
    return analyse(article_from_text(text, language="en"), gazetteer=gazetteer, borders=borders)


CRIMEA = "Ukraine hit a depot in Sevastopol in Crimea with Storm Shadow missiles. Russia holds Crimea."


@pytest.mark.parametrize("policy", ["recognised", "natural-earth"])
def test_where_the_attackers_own_land_was_struck_its_occupied_parts_are_left_out(
    policy: Policy, gazetteer: Gazetteer
) -> None:
    borders, story = open_borders(policy), read(CRIMEA, gazetteer, policy)
    origin = likely_origin(story, borders)
    assert origin is not None
    assert (origin.kind, origin.country) == ("undisputed territory", "UA")
    assert story.ranges[0].origin == origin
    # Cut to the country itself it would be that country's own shape.
    assert {area.onto for area in story.ranges} == {None}
    (answer,) = [one for one in reach_of(story, borders=borders) if one.name == "Sevastopol"]
    assert 200_000 < answer.distance_m < 300_000
    assert "Ukraine without occupied or disputed areas" in next(sentences([answer], "en"))


def test_no_origin_is_guessed_from_the_other_country(gazetteer: Gazetteer) -> None:
    text = "A missile hit a depot in Karachev in Russia, 115 km from the border with Ukraine. ATACMS can fly 300 km."
    story = read(text, gazetteer)
    assert story.strikes and not story.ranges
    with pytest.raises(BadInput, match="from where the range is measured is not known"):
        reach_of(story, borders=open_borders())


FIRED_FROM = [
    ("nl", "Een raket trof een depot in Charkiv in Oekraïne. De raket is afgevuurd vanuit de regio Brjansk. Rusland "
     "zweeg.", "RU"),
    ("en", "A missile hit a depot in Kharkiv in Ukraine. It was fired from Belgorod region. Russia did not comment.",
     "RU"),
    ("de", "Eine Rakete traf ein Depot in Dnipro in der Ukraine. Der Marschflugkörper sei aus der Region Kursk "
     "abgefeuert worden. Russland äußerte sich nicht.", "RU"),
    ("fr", "Un missile a frappé un dépôt à Kharkiv en Ukraine. Le missile a été tiré depuis la région de Belgorod. La "
     "Russie n'a pas réagi.", "RU"),
    ("uk", "Ракета влучила в склад у Харкові в Україні. Ракету випущено з Бєлгородської області. Росія не коментувала.",
     "RU"),
    ("ru", "Ракета попала в склад в Харькове на Украине. Ракета была выпущена из Белгородской области. Россия молчит.",
     "RU"),
    # no country that the text names, a guess, a denial, occupied land, the struck country itself, two countries
    ("en", "A missile hit a depot in Kharkiv in Ukraine. The missile was fired from the Belgorod region.", None),
    ("en", "A missile hit a depot in Kharkiv in Ukraine. It was probably fired from Belgorod region. Russia is "
     "silent.", None),
    ("en", "A missile hit a depot in Kharkiv in Ukraine. The missile was not fired from Belgorod region, Russia says.",
     None),
    ("en", "A missile hit a depot in Kharkiv in Ukraine. The missile was fired from Crimea. Russia did not comment.",
     None),
    ("en", "A missile hit a depot in Kharkiv in Ukraine. It was fired from Sumy region. Russia did not comment.", None),
    ("en", "A missile hit a depot in Kharkiv in Ukraine. One was fired from the Belgorod region and one missile was "
     "fired from the Gomel region. Russia and Belarus did not comment.", None),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "country"), FIRED_FROM, ids=lambda value: str(value)[:60])
def test_a_launch_told_from_a_region_alone_only_offers_its_country(
    language: str, text: str, country: str | None, gazetteer: Gazetteer
) -> None:
    """Nobody is said to have attacked: nothing is drawn or measured, and what is offered names the region."""
    borders = open_borders()
    story = analyse(article_from_text(text, language=language), gazetteer=gazetteer, borders=borders)
    assert story.strikes and not story.ranges
    assert likely_origin(story, borders) is None
    found = inferred_origin(story, borders)
    assert (None if found is None else found[0].country) == country
    if found is not None:
        assert found[1].chosen.kind == "region" and found[1].name in {place.name for place in story.places}


def test_nothing_is_inferred_where_the_text_says_who_attacked(gazetteer: Gazetteer) -> None:
    text = "Russian missiles hit a depot in Kharkiv in Ukraine. They were fired from the Belgorod region."
    story, borders = read(text, gazetteer), open_borders()
    origin = likely_origin(story, borders)
    assert origin is not None and origin.country == "RU"
    assert inferred_origin(story, borders) is None


def test_an_attack_on_its_own_undisputed_land_is_nobodys(gazetteer: Gazetteer) -> None:
    story = read("Ukrainian drones hit a depot in Kyiv.", gazetteer)
    assert story.strikes and likely_origin(story, open_borders()) is None


def test_an_article_of_blows_from_both_sides_has_an_attacker_for_each(gazetteer: Gazetteer) -> None:
    text = (
        "Israel bombs depots in Iran\n\nIranian missiles hit Haifa in Israel.\n\nIsrael attacked Isfahan in Iran. "
        "Israel also struck Tabriz in Iran."
    )
    story = analyse(article_from_text(text, language="en"), gazetteer=gazetteer, borders=open_borders())
    pairs = [attacker_and_attacked(story, open_borders(), (strike,)) for strike in story.strikes]
    assert pairs[0] == ("IR", "IL")
    assert set(pairs[1:]) == {("IL", "IR")}


def test_who_attacked_one_place_is_not_taken_for_who_attacked_another(gazetteer: Gazetteer) -> None:
    text = "Rockets hit Haifa in Israel, killing two people.\n\nIsraeli jets struck Baalbek in Lebanon a day later."
    story = analyse(article_from_text(text, language="en"), gazetteer=gazetteer, borders=open_borders())
    pairs = [attacker_and_attacked(story, open_borders(), (strike,)) for strike in story.strikes]
    assert pairs == [None, ("IL", "LB")]
