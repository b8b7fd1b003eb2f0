"""A range that the article states with a hedge keeps it: in the draft, at the desk, on the map and in its text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.analysis import analyse, with_ranges
from geo.checklist import checklist
from geo.document import dumps, loads
from geo.drawing.compose import build_scene
from geo.gazetteer.index import Gazetteer
from geo.measuring.borders import Borders, open_borders
from geo.model import Origin, Story
from geo.reach import figures_told, reach_of
from geo.reading.article import article_from_text
from geo.reading.quantities import bound_of
from geo.ui import choices
from geo.weapons import find_weapon
from geo.words import Words, desk_words, map_words, with_bound

UKRAINE = Origin(kind="territory", name="Oekraïne", country="UA")


@pytest.fixture(scope="module", name="borders")
def borders_fixture() -> Borders:
    return open_borders()


def drafted(text: str, language: str, gazetteer: Gazetteer, borders: Borders) -> Story:
    story = analyse(article_from_text(text, language=language), gazetteer=gazetteer, borders=borders)
    if story.ranges:
        return story
    return with_ranges(story, borders=borders, weapon=find_weapon("ATACMS"), origin=UKRAINE, onto="RU")


@pytest.mark.parametrize(
    ("language", "text", "length"),
    [
        ("nl", "Een depot in Karatsjov is geraakt. De ATACMS heeft een bereik van meer dan 300 kilometer.", "minstens"),
        ("nl", "Een depot in Karatsjov is geraakt. De ATACMS heeft een bereik van ruim 300 kilometer.", "minstens"),
        ("nl", "Een depot in Karatsjov is geraakt. De ATACMS heeft een bereik tot 500 kilometer.", "tot"),
        ("nl", "Een depot in Karatsjov is geraakt. De ATACMS heeft een bereik van zo'n 300 kilometer.", "ca."),
        ("en", "Ukraine struck a depot in Karachev with ATACMS missiles. The ATACMS has a range of more than 300 km.",
         "at least"),
        ("en", "Ukraine struck a depot in Karachev with ATACMS missiles. The ATACMS has a range of over 300 km.",
         "at least"),
        ("en", "Ukraine struck a depot in Karachev with ATACMS missiles. The ATACMS has a range of nearly 500 km.",
         "nearly"),
        ("de", "Die Ukraine hat mit ATACMS ein Depot in Karatschew beschossen. Die ATACMS haben eine Reichweite von "
         "mehr als 300 Kilometern.", "mindestens"),
        ("fr", "L'Ukraine a frappé un dépôt à Karatchev. Les ATACMS ont une portée de plus de 300 kilomètres.",
         "au moins"),
        ("uk", "Україна вдарила ракетами ATACMS по складу в Карачеві. Дальність ATACMS становить понад 300 кілометрів.",
         "щонайменше"),
        ("ru", "Украина ударила ATACMS по складу в Карачеве. Дальность ATACMS составляет более 300 километров.",
         "не менее"),
    ],
)  # fmt: skip
def test_the_word_before_the_figure_stays(language, text, length, gazetteer, borders):
    story = drafted(text, language, gazetteer, borders)
    main = next(area for area in story.ranges if area.main)
    scene = build_scene(story, borders=borders, gazetteer=gazetteer)
    shown = f"{length} {round(main.max_m / 1000)}"
    said = [item.text for item in scene.legend] + [label.text for label in scene.labels] + [scene.alt]
    plain = [line.replace("\u00a0", " ") for line in said]
    assert sum(shown in line for line in plain) >= 3, plain
    bare = [line for line in plain if shown.split()[-1] in line and shown not in line]
    assert not bare
    assert loads(dumps(story)).ranges == story.ranges
    # The desk's own choice of the same weapon is the same.
    again = choices.with_choice(story, choices.choice_of(story))
    assert [(area.max_m, area.bound, area.stated_by) for area in again.ranges] == [
        (area.max_m, area.bound, area.stated_by) for area in story.ranges
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "ATACMS missiles do not have a range of more than 300 kilometres."),
        ("en", "The ATACMS cannot reach more than 300 km."),
        ("en", "It is not true that the ATACMS has a range of more than 500 km."),
        ("en", "Ukraine denied that the ATACMS has a range of more than 500 km."),
        ("nl", "De ATACMS heeft geen bereik van meer dan 300 kilometer."),
        ("de", "Die ATACMS hat keine Reichweite von mehr als 300 Kilometern."),
        ("fr", "L'ATACMS n'a pas une portée de plus de 300 km."),
        ("en", "The ATACMS may have a range of more than 500 km."),
        ("nl", "De ATACMS zou een bereik van meer dan 500 kilometer hebben."),
        ("de", "Die ATACMS soll eine Reichweite von mehr als 500 Kilometern haben."),
        ("fr", "L'ATACMS aurait une portée de plus de 500 km."),
    ],
)
def test_a_range_that_the_article_denies_or_leaves_open_is_not_its_own(language, text, gazetteer, borders):
    story = analyse(article_from_text(text, language=language), gazetteer=gazetteer, borders=borders)
    assert [claim.kind for claim in story.claims] == ["reach"]
    story = with_ranges(story, borders=borders, weapon=find_weapon("ATACMS"), origin=UKRAINE)
    assert [area.bound for area in story.ranges] == [None] * len(story.ranges)
    assert "range-atacms:article" not in {area.id for area in story.ranges}


def test_a_range_of_at_most_so_much_is_no_denial(gazetteer, borders):
    text = "The ATACMS has a range of no more than 500 km."
    story = analyse(article_from_text(text, language="en"), gazetteer=gazetteer, borders=borders)
    story = with_ranges(story, borders=borders, weapon=find_weapon("ATACMS"), origin=UKRAINE)
    assert [(area.max_m, area.bound) for area in story.ranges if area.main] == [(500_000.0, "at_most")]


@pytest.mark.parametrize(
    ("weapon", "source", "said"),
    [
        ("Storm Shadow", "Forces News", {"nl": "minstens 250", "en": "at least 250", "de": "mindestens 250",
         "fr": "au moins 250", "uk": "щонайменше 250", "ru": "не менее 250"}),
        ("Iskander", "Vedomosti, via RMF24", {"nl": "tot 500", "en": "up to 500", "de": "bis zu 500",
         "fr": "jusqu’à 500", "uk": "до 500", "ru": "до 500"}),
        ("Fajr-5", "Yedioth Ahronoth, via Ynet", {"nl": "bijna 80", "en": "nearly 80", "de": "fast 80",
         "fr": "près de 80", "uk": "майже 80", "ru": "почти 80"}),
    ],
)  # fmt: skip
def test_what_the_table_of_weapons_states_to_one_side_is_shown_so(weapon, source, said, gazetteer, borders):
    known = find_weapon(weapon)
    only = replace(known, reaches=tuple(reach for reach in known.reaches if reach.stated_by == source))
    for language, shown in said.items():
        story = drafted("Nothing was hit.", "en", gazetteer, borders)
        story = with_ranges(replace(story, language=language), borders=borders, weapon=only, origin=UKRAINE)
        scene = build_scene(story, borders=borders, gazetteer=gazetteer)
        lines = [*(item.text for item in scene.legend), *(label.text for label in scene.labels), scene.alt]
        plain = [line.replace("\u00a0", " ").replace("\u202f", " ") for line in lines]
        assert sum(shown in line for line in plain) >= 3, (language, plain)
        assert shown in " ".join(scene.method).replace("\u00a0", " ").replace("\u202f", " "), language
        figure = shown.split()[-1]
        assert not [line for line in plain if f"{figure} " in line and shown not in line]


def test_of_several_words_the_one_that_says_to_which_side_counts():
    assert bound_of("up to about", "en") == "at_most"
    assert bound_of("about", "en") is None
    assert bound_of("", "en") is None
    assert with_bound(map_words("de"), "300 km", "at_most") == "bis zu 300 km"


def test_whether_it_could_reach_is_told_with_the_word(gazetteer, borders):
    text = "A depot in Karachev was hit. The ATACMS has a range of more than 900 km."
    story = replace(drafted(text, "en", gazetteer, borders), ranges=())
    (answer,) = reach_of(story, borders=borders, origin=UKRAINE, weapon="ATACMS")[:1]
    told = [figures_told(variant, desk_words("en")) for variant in answer.variants]
    assert any(one.endswith("at least 900 km") for one in told), told


def test_the_desk_is_asked_to_look_at_a_range_that_only_the_article_gives_so(gazetteer, borders):
    text = "Ukraine struck a depot in Karachev with ATACMS missiles. The ATACMS has a range of more than 300 km."
    items = checklist(drafted(text, "en", gazetteer, borders), Words("en"))
    (item,) = [item for item in items if item.kind == "range source"]
    assert "at least 300" in item.text.replace("\u00a0", " ")
    assert item.severity == "look"


def test_what_a_story_brought_of_a_weapon_stays_when_its_range_is_chosen_anew(gazetteer, borders):
    """A file may hold what a desk was told by a source of its own."""
    weapon = find_weapon("ATACMS")
    told = replace(weapon.reaches[0], id="atacms:told", max_m=270_000.0, stated_by="a source of the desk's own")
    text = "Ukraine struck a depot in Karachev with ATACMS missiles."
    story = drafted(text, "en", gazetteer, borders)
    story = replace(story, weapons=(replace(weapon, reaches=(*weapon.reaches, told)),))
    for _ in range(2):
        story = choices.with_choice(story, choices.RangeChoice(weapon="atacms", origin=UKRAINE, onto="RU"))
        assert [set(item.reaches) for item in story.weapons] == [{*weapon.reaches, told}]
        assert told.id not in {area.id.removeprefix("range-") for area in story.ranges}, "the catalogue's are drawn"
