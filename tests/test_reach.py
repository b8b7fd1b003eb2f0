"""Could it reach: the answer of each variant, by whose word, and what makes it depend."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import Point

from geo.checks import check_story
from geo.cli import main
from geo.decisions import decide
from geo.document import dumps
from geo.errors import BadInput, NotPossible
from geo.measuring.borders import Borders, open_borders
from geo.model import Candidate, Change, Claim, Origin, Place, PlaceKind, Quantity, Reach, Span, Story, Variant, Weapon
from geo.reach import UNKNOWN, PlaceReach, concerned, reach_of, sentence, sentences
from geo.weapons import find_weapon
from geo.words import DESK_LANGUAGES, desk_words
from tests.stories import founding_story

GEOD = Geod(ellps="WGS84")
UKRAINE = Origin(kind="territory", name="Oekraïne", country="UA")
# GeoNames' points (CC BY 4.0), longitude first.
TOWNS = {
    "Smolensk": (32.0401, 54.7818),
    "Kaluga": (36.2754, 54.5293),
    "Tula": (37.6112, 54.2048),
    "Krasnodar": (38.9806, 45.0448),
}
ATACMS = find_weapon("ATACMS")
LONG, SHORT = ATACMS.variants


@pytest.fixture(scope="module", name="borders")
def borders_fixture() -> Borders:
    return open_borders()


def town(name: str, lon: float, lat: float, *, precision_m: float = 0.0, kind: PlaceKind = "settlement") -> Place:
    record = Candidate(id=f"geonames:{name}", name=name, lon=lon, lat=lat, kind=kind)
    return Place(id=name.lower(), name=name, chosen=record, lon=lon, lat=lat, precision_m=precision_m, confidence=1.0)


def story_of(*places: Place, weapons: tuple[Weapon, ...] = (ATACMS,), claims: tuple[Claim, ...] = ()) -> Story:
    return replace(founding_story(), places=places, weapons=weapons, claims=claims, strikes=(), ranges=(), lines=())


def point(lon: float, lat: float) -> Origin:
    return Origin(kind="point", name="daar", geometry=Point(lon, lat))


def by_name(answers: tuple[PlaceReach, ...]) -> dict[str, PlaceReach]:
    return {answer.name: answer for answer in answers}


# ---------------------------------------------------------------- what is answered


def test_russian_towns_from_ukraine_by_each_variant(borders: Borders) -> None:
    story = story_of(*(town(name, *at) for name, at in TOWNS.items()))
    found = by_name(reach_of(story, borders=borders, origin=UKRAINE))
    told = {
        name: {variant.name: (variant.reachable, variant.edge_why or variant.no_why) for variant in answer.variants}
        for name, answer in found.items()
    }
    assert found["Smolensk"].distance_m == pytest.approx(274_000, abs=2_000)
    assert told["Smolensk"] == {LONG.name: ("yes", None), SHORT.name: ("no", "too far")}
    assert told["Kaluga"] == {LONG.name: ("edge", "stated reach"), SHORT.name: ("no", "too far")}
    assert told["Tula"] == {LONG.name: ("no", "too far"), SHORT.name: ("no", "too far")}
    # 187 km from recognised Ukraine, beyond 300 km of what Ukraine holds: from where it is measured decides.
    assert told["Krasnodar"][LONG.name] == ("edge", "origin")
    assert found["Tula"].distance_m > 300_000  # measured, although out of reach
    who = next(variant for variant in found["Smolensk"].variants if variant.name == SHORT.name)
    assert who.stated_by == ("White House, via SpaceWar", "Kyiv Independent")
    assert who.max_m == (165_000,)


@settings(deadline=None, max_examples=60)
@given(
    st.floats(-179, 179),
    st.floats(-75, 75),
    st.floats(-180, 180),
    st.floats(2e3, 3e6),
    st.floats(1e3, 3e6),
    st.floats(0, 60e3),
)
def test_yes_and_no_hold_for_the_whole_extent_of_the_place_and_the_edge_is_the_rest(
    lon: float, lat: float, azimuth: float, away_m: float, max_m: float, precision_m: float
) -> None:
    there = GEOD.fwd(lon, lat, azimuth, away_m)
    weapon = Weapon(
        id="w",
        name="W",
        kind="drone",
        variants=(Variant(id="v", name="V"),),
        reaches=(Reach(id="r", variant="v", max_m=max_m, stated_by="A"),),
    )
    story = story_of(town("X", there[0], there[1], precision_m=precision_m), weapons=(weapon,))
    answer = reach_of(story, borders=open_borders(), origin=point(lon, lat))[0]
    assert answer.distance_m == pytest.approx(away_m, abs=0.01)
    assert answer.high_m - answer.distance_m == pytest.approx(precision_m, abs=1e-6)  # of a difference of floats
    if answer.high_m < max_m - 0.01:
        assert answer.reachable == "yes"
    elif answer.low_m > max_m + 0.01:
        assert (answer.reachable, answer.variants[0].no_why) == ("no", "too far")
    elif answer.low_m < max_m - 0.01 and max_m + 0.01 < answer.high_m:  # within a centimetre, rounding decides
        assert (answer.reachable, answer.variants[0].edge_why) == ("edge", "outline")


@given(st.lists(st.floats(1e3, 5e6), min_size=1, max_size=6))
@settings(deadline=None, max_examples=30)
def test_sources_that_disagree_on_a_place_make_it_an_edge(figures: list[float]) -> None:
    reaches = tuple(Reach(id=str(n), variant="v", max_m=far, stated_by=f"S{n}") for n, far in enumerate(figures))
    weapon = Weapon(id="w", name="W", kind="drone", variants=(Variant(id="v", name="V"),), reaches=reaches)
    answer = reach_of(story_of(town("X", 10, 0), weapons=(weapon,)), borders=open_borders(), origin=point(0, 0))[0]
    holds = {far >= answer.distance_m for far in figures}
    assert answer.reachable == ("edge" if len(holds) == 2 else "yes" if holds == {True} else "no")
    assert answer.variants[0].max_m == tuple(sorted(set(figures)))


@pytest.mark.parametrize("kind", ["country", "region", "continent", "area", "water", "site", "district", "point"])
def test_only_populated_places_are_answered_for(kind: PlaceKind, borders: Borders) -> None:
    story = story_of(town("Base", 36, 53, kind=kind), town("Kaluga", *TOWNS["Kaluga"]))
    assert [answer.name for answer in reach_of(story, borders=borders, origin=UKRAINE)] == ["Kaluga"]
    alone = story_of(town("Base", 36, 53, kind=kind))
    assert reach_of(alone, borders=borders, origin=UKRAINE) == ()


def test_a_town_that_stands_for_a_government_is_not_answered_for(borders: Borders) -> None:
    story = story_of(replace(town("Moskou", 37.6, 55.75), role="metonym"))
    assert reach_of(story, borders=borders, origin=UKRAINE) == ()


def test_what_the_question_is_about_is_told_from_towns_that_are_only_mentioned() -> None:
    """A capital that somebody speaks from is not in danger; one that a figure is of is what the article asks about."""
    founding = founding_story()
    abroad = {name: in_country(town(name, *at), code) for name, at, code in (
        ("Vilnius", (25.28, 54.69), "LT"), ("Riga", (24.1, 56.95), "LV"), ("Oslo", (10.75, 59.91), "NO"),
    )}  # fmt: skip
    kaluga = in_country(town("Kaluga", *TOWNS["Kaluga"]), "RU")
    tula = replace(in_country(town("Tula", *TOWNS["Tula"]), "RU"), role="context")
    claim = Claim(id="c", kind="distance", quote="", start=0, end=0, subject="border:UA", object="vilnius")
    line = replace(founding.lines[0], from_place="riga", to_place=None)
    story = replace(founding, places=(*founding.places, *abroad.values(), kaluga, tula), claims=(claim,), lines=(line,))
    about = concerned(story)
    assert {"karatsjov", "kaluga", "vilnius", "riga"} <= about
    assert not {"oslo", "tula", "verenigde-staten"} & about
    (strike,) = story.strikes
    elsewhere = replace(story, strikes=(replace(strike, refused=True),), places=tuple(
        replace(place, role="mentioned") for place in story.places
    ))  # fmt: skip
    assert concerned(elsewhere) == {place.id for place in story.places}, "no strike, no country that was struck"


def test_a_weapon_that_a_person_refused_is_not_answered_for(borders: Borders) -> None:
    """An article names a second weapon; that it was used in the strike is what somebody unticks."""
    founding, shadow = founding_story(), find_weapon("Storm Shadow")
    (strike,) = founding.strikes
    assert strike.weapon is not None
    other = replace(strike.weapon, value="Storm Shadow", said_by="een bron in Kyiv")
    story = replace(founding, weapons=(ATACMS, shadow), strikes=(replace(strike, others={"weapon": (other,)}),))
    assert {answer.weapon for answer in reach_of(story, borders=borders, origin=UKRAINE)} == {"ATACMS", shadow.name}
    value = {"detail": "weapon", "value": "Storm Shadow", "said_by": "een bron in Kyiv", "refused": True}
    refused = decide(story, Change(action="detail", target=strike.id, value=value, at="2024-11-20T10:00:00+01:00"))
    assert {answer.weapon for answer in reach_of(refused, borders=borders, origin=UKRAINE)} == {"ATACMS"}
    named = replace(refused, ranges=(replace(founding.ranges[0], weapon=shadow.id),))
    assert shadow.name in {answer.weapon for answer in reach_of(named, borders=borders, origin=UKRAINE)}


def in_country(place: Place, code: str) -> Place:
    return replace(place, chosen=replace(place.chosen, country=code))


def test_too_near_for_a_stated_minimum_is_no_and_says_so(borders: Borders) -> None:
    story = story_of(town("Dichtbij", 36.6, 50.8), town("Verder", 36.6, 52.5))
    found = by_name(reach_of(story, borders=borders, weapon="Iskander-M", origin=point(36.6, 50.6)))
    (near,) = found["Dichtbij"].variants
    assert (near.reachable, near.no_why, near.min_m) == ("no", "too near", 50_000)
    assert "50 km" in sentence(found["Dichtbij"], desk_words("nl"))
    assert found["Verder"].reachable == "yes"


def test_from_a_territory_one_can_fire_from_farther_back(borders: Borders) -> None:
    origin = Origin(kind="territory", name="Rusland", country="RU")
    story = story_of(town("Kharkiv", 36.2304, 49.9935))
    answer = reach_of(story, borders=borders, weapon="Iskander-M", origin=origin)[0]
    assert answer.distance_m < 50_000
    assert answer.reachable == "yes"


def test_a_town_inside_the_territory_is_a_target_only_where_it_was_struck(borders: Borders) -> None:
    inside = town("Poltava", 34.5514, 49.5894)
    assert reach_of(story_of(inside), borders=borders, origin=UKRAINE) == ()
    struck = replace(inside, role="reported strike")
    (answer,) = reach_of(story_of(struck, town("Kyiv", 30.52, 50.45)), borders=borders, origin=UKRAINE)
    assert (answer.name, answer.distance_m, answer.reachable) == ("Poltava", 0, "yes")
    assert sentence(answer, desk_words("nl")).startswith("Poltava ligt in Oekraïne.")


# ---------------------------------------------------------------- which weapon, from where


def test_the_origin_is_the_one_of_the_story_s_range_else_the_attacker_s_territory(borders: Borders) -> None:
    founding = founding_story(borders=borders)
    assert founding.ranges
    told = reach_of(founding, borders=borders)
    assert {answer.origin.name for answer in told} == {founding.ranges[0].origin.name}
    bare = reach_of(replace(founding, ranges=()), borders=borders)
    assert {answer.origin.country for answer in bare} == {"UA"}


def test_an_unknown_origin_is_asked_for(borders: Borders) -> None:
    with pytest.raises(BadInput, match="--from"):
        reach_of(story_of(town("Kaluga", *TOWNS["Kaluga"])), borders=borders)


def test_weapons_of_the_struck_country_are_not_measured_from_the_attacker(borders: Borders) -> None:
    story = replace(founding_story(borders=borders), weapons=(ATACMS, find_weapon("Oreshnik")))
    assert {answer.weapon for answer in reach_of(story, borders=borders)} == {"ATACMS"}
    asked = reach_of(story, borders=borders, weapon="Oresjnik", origin=point(46, 48.5))
    assert {answer.weapon for answer in asked} == {"Oreshnik"}


def test_air_defence_is_answered_for_only_when_asked(borders: Borders) -> None:
    story = story_of(town("Kaluga", *TOWNS["Kaluga"]), weapons=(ATACMS, find_weapon("Patriot")))
    assert {answer.weapon for answer in reach_of(story, borders=borders, origin=UKRAINE)} == {"ATACMS"}
    assert reach_of(story, borders=borders, origin=UKRAINE, weapon="Patriot")[0].weapon == "Patriot"


def unnamed(quote: str, sentence_at: Span, km: float, **about: str | None) -> Claim:
    stated = Quantity(value=km, unit="km", low=km * 0.95, high=km * 1.05, hedge="about")
    return Claim(id="c", kind="reach", quote=quote, start=0, end=1, stated=stated, sentence=sentence_at, **about)


def own(text: str, *claims: Claim) -> Story:
    story = story_of(town("Kaluga", *TOWNS["Kaluga"]), weapons=(), claims=claims)
    return replace(story, article=replace(story.article, text=text, source=None))


def test_a_weapon_that_only_the_article_knows_reaches_as_far_as_the_article_says(borders: Borders) -> None:
    text = "De Zwaluw-9 komt ongeveer 400 km ver."
    story = own(text, unnamed("400 km", Span(0, len(text)), 400, said_by="de fabrikant"))
    for name in (None, "zwaluw-9"):
        (answer,) = reach_of(story, borders=borders, weapon=name, origin=UKRAINE)
        (variant,) = answer.variants
        assert (answer.is_known, variant.max_m, variant.stated_by) == (False, (400_000,), ("de fabrikant",))
        assert answer.reachable == "yes"
        assert "volgens het artikel" in sentence(answer, desk_words("nl"))
    with pytest.raises(NotPossible, match="'Merel-2'"):
        reach_of(story, borders=borders, weapon="Merel-2", origin=UKRAINE)


def test_the_article_itself_speaks_where_no_speaker_is_named(borders: Borders) -> None:
    story = own("x", unnamed("x", Span(0, 1), 100))
    (answer,) = reach_of(story, borders=borders, origin=UKRAINE)
    assert answer.weapon == UNKNOWN
    assert "het artikel zelf" in sentence(answer, desk_words("nl"))


@pytest.mark.parametrize("km", [0, -3, 30_000, 1e300, float("inf"), float("nan")])
def test_a_reach_that_the_earth_does_not_have_is_no_reach(km: float, borders: Borders) -> None:
    with pytest.raises(NotPossible, match="names no weapon"):
        reach_of(own("x", unnamed("x", Span(0, 1), km)), borders=borders, origin=UKRAINE)


def test_what_the_article_states_stands_beside_the_catalogue(borders: Borders) -> None:
    stated = Quantity(value=500, unit="km", low=500, high=500)
    claim = Claim(id="c", kind="reach", quote="", start=0, end=0, stated=stated, object="weapon:atacms", said_by="Kyiv")
    story = story_of(town("Kaluga", *TOWNS["Kaluga"]), claims=(claim,))
    (answer,) = reach_of(story, borders=borders, origin=UKRAINE)
    assert answer.variants[0].max_m[-1] == 500_000
    assert "Kyiv" in answer.variants[0].stated_by


# ---------------------------------------------------------------- in words


@pytest.mark.parametrize("language", DESK_LANGUAGES)
def test_one_sentence_a_place_in_the_language_of_the_article(language: str, borders: Borders) -> None:
    story = story_of(*(town(name, *at, precision_m=5_000) for name, at in TOWNS.items()))
    answers = reach_of(story, borders=borders, origin=UKRAINE)
    words = desk_words(language)
    for answer, told in zip(answers, sentences(answers, language), strict=True):
        assert told == sentence(answer, words)
        assert answer.name in told and "Oekraïne" in told
        assert ("км" if language in {"uk", "ru"} else "km") in told
        for variant in answer.variants:
            assert words({"yes": "within range", "edge": "at the edge of the range", "no": "out of range"}[
                variant.reachable
            ]) in told  # fmt: skip


def test_text_is_never_read_as_a_pattern(borders: Borders) -> None:
    name = "{told} {0} {{ 7*7 }} <b>"
    story = story_of(town(name, *TOWNS["Kaluga"]))
    (answer,) = reach_of(story, borders=borders, origin=replace(UKRAINE, name="{place}"))
    assert name in sentence(answer, desk_words("ru"))
    assert "{place}" in sentence(answer, desk_words("ru"))


# ---------------------------------------------------------------- the command


def run(*arguments: str, expect: int = 0) -> str:
    result = CliRunner().invoke(main, list(arguments), env={"LC_ALL": "en_GB.UTF-8", "STRIKEMAP_DEBUG": "1"})
    assert result.exit_code == expect, result.output
    return result.stdout if expect == 0 else result.stderr


@pytest.fixture(name="saved")
def saved_fixture(tmp_path, borders):
    path = tmp_path / "story.geojson"
    path.write_text(dumps(check_story(founding_story(borders=borders), borders)), encoding="utf-8")
    return str(path)


def test_the_command_gives_the_announced_fields(saved: str, gazetteer: object) -> None:
    rows = json.loads(run("reach", saved, "--weapon", "ATACMS", "--from", "country:UA", "--json"))
    assert rows
    for row in rows:
        assert {"name", "lon", "lat", "distance_m", "interval_m", "weapon", "variants", "sentence"} <= row.keys()
        assert row["interval_m"][0] <= row["distance_m"] <= row["interval_m"][1]
        assert row["origin"] == "Oekraïne"
        for variant in row["variants"]:
            assert variant["reachable"] in {"yes", "edge", "no"}
            assert variant["stated_by"] and variant["max_m"] == sorted(variant["max_m"])
            assert (variant["edge_why"] is None) == (variant["reachable"] != "edge")
    names = [row["name"] for row in rows]
    assert "Karatsjov" in names and "Oekraïne" not in names


def test_the_command_says_what_it_lacks(saved: str, tmp_path, gazetteer: object) -> None:
    assert "'Zwaluw-9'" in run("reach", saved, "--weapon", "Zwaluw-9", expect=1)
    path = tmp_path / "none.txt"
    path.write_text("Een rustige dag in Utrecht. Er gebeurde niets in Amersfoort.", encoding="utf-8")
    assert "names no weapon" in run("reach", str(path), expect=1)
    assert "--from" in run("reach", str(path), "--weapon", "ATACMS", expect=1)


def test_the_check_ends_with_what_could_be_reached(saved: str) -> None:
    told = run("check", saved).splitlines()
    assert told[-1].startswith("Karatsjov ligt ongeveer 117 km van Oekraïne. ")
