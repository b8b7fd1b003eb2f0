"""Which of a weapon's stated ranges have a line on a map: those that tell something of the story."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.analysis import with_ranges
from geo.measuring.borders import Borders, open_borders
from geo.model import Origin, Reach, Story, Variant, Weapon
from geo.publishing.maps import scene_of
from geo.ui.opened import names_to_draw_with
from tests.stories import founding_story

UKRAINE = Origin(kind="territory", name="Oekraïne", country="UA")


@pytest.fixture(scope="module", name="borders")
def borders_fixture() -> Borders:
    return open_borders()


def weapon(*km: float) -> Weapon:
    """A weapon of which somebody states each of these ranges for a version of its own."""
    variants = tuple(Variant(id=f"v{far:g}", name=f"V{far:g}") for far in km)
    reaches = tuple(
        Reach(id=f"r{far:g}", variant=f"v{far:g}", max_m=far * 1000, stated_by=f"bron {far:g}") for far in km
    )
    return Weapon(id="proef", name="Proef", kind="missile", variants=variants, reaches=reaches)


def drawn(story: Story, borders: Borders, *km: float, origin: Origin = UKRAINE) -> list[float]:
    told = with_ranges(story, borders=borders, weapon=weapon(*km), origin=origin)
    return [area.max_m / 1000 for area in told.ranges]


@pytest.mark.parametrize(
    ("km", "lines"),
    [
        ((300, 165), [300, 165]),
        ((300, 599), [300, 599]),  # less than twice as far
        ((150, 450), [150, 450]),  # three times as far, but no four times the 117 km to what was struck
        ((150, 480), [150]),
        ((300, 2500, 165), [300, 165]),
    ],
)
def test_a_line_far_beyond_the_first_and_the_struck_place_is_not_drawn(
    borders: Borders, km: tuple[float, ...], lines: list[float]
) -> None:
    assert drawn(founding_story(), borders, *km) == lines


def test_what_is_struck_farther_away_makes_it_no_longer_far(borders: Borders) -> None:
    story = founding_story()
    (strike,) = story.strikes
    place = story.place(strike.where or "")
    assert place is not None
    east = replace(place, id="oost", name="Oost", lon=55.0, lat=56.0)  # more than 1,000 km from Ukraine
    two = replace(story, places=(*story.places, east), strikes=(strike, replace(strike, id="b", where="oost")))
    assert drawn(two, borders, 300, 2500) == [300, 2500]
    refused = replace(two, strikes=(strike, replace(strike, id="b", where="oost", refused=True)))
    assert drawn(refused, borders, 300, 2500) == [300]


def test_where_nothing_was_struck_every_line_is_drawn(borders: Borders) -> None:
    assert drawn(replace(founding_story(), strikes=()), borders, 300, 2500) == [300, 2500]


def test_who_states_a_range_without_a_line_is_told_with_the_map(borders: Borders) -> None:
    story = with_ranges(founding_story(), borders=borders, weapon=weapon(300, 2500), origin=UKRAINE, onto="RU")
    scene = scene_of(story, borders=borders, gazetteer=names_to_draw_with(), language="nl")
    assert [feature.kind for feature in scene.features].count("range") == 1
    assert any("V2500: 2.500 km volgens bron 2500." in line for line in scene.method), scene.method
