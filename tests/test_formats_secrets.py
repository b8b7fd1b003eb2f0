"""Published is a whitelist: what must stay on the desk is in no file of any kind, nor in its metadata."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from datafiles import DRAWN, MAKERS, everything_in
from planted import HIDDEN, SECRETS, house_file, planted_story

from geo.document import dumps, published
from geo.model import Story
from geo.publishing.formats import KINDS
from geo.style import read_house

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


@pytest.fixture(scope="module")
def story() -> Story:
    return planted_story()


# As the story is, and for a reader of another language in a house's style.
WAYS = ("plain", "translated")
# Of each hidden place its longitude and latitude. One of them alone is in any drawing by chance: a letter's outline.
HIDDEN_DIGITS = tuple(tuple(f"{degrees:.5f}"[:-2] for degrees in point) for point in HIDDEN)


@pytest.fixture(scope="module")
def file(story: Story) -> Callable[[str, str], bytes]:
    """The file of each kind, made once."""
    house = read_house(house_file())
    given = {"plain": (None, None), "translated": (house, "uk")}
    return cache(lambda kind, way: MAKERS[kind](story, *given[way]))


def traces(data: bytes) -> list[str]:
    """Of which secrets a file tells."""
    text = everything_in(data).lower()
    told = [what for what, word in SECRETS.items() if any(word.encode(code) in text for code in ENCODINGS)]
    return [*told, *(" ".join(digits) for digits in HIDDEN_DIGITS if all(map(starts_in(text), digits)))]


def starts_in(text: bytes) -> Callable[[str], bool]:
    """Tells whether a number of the text begins so."""
    return lambda digits: re.search(rb"(?<![\d.])" + re.escape(digits.encode()), text) is not None


def test_the_secrets_are_all_in_the_story_itself(story: Story) -> None:
    assert {*traces(dumps(story).encode()), *traces(house_file())} == {*SECRETS, *map(" ".join, HIDDEN_DIGITS)}


@pytest.mark.parametrize("kind", KINDS)
def test_they_are_found_however_they_are_packed(story: Story, kind: str) -> None:
    """A search that finds nothing proves nothing: a word that may be published is found."""
    first, *others = story.places
    told = replace(story, places=(replace(first, name=SECRETS["a rival"].upper()), *others))
    assert traces(MAKERS[kind](told, None, None)) == ["a rival"]


@pytest.mark.parametrize("kind", ["light", "pdf"])
def test_they_are_found_in_what_is_drawn(story: Story, kind: str) -> None:
    told = replace(story, title=f"Kaart van {SECRETS['a rival']}")
    assert traces(MAKERS[kind](told, None, None)) == ["a rival"]


@pytest.mark.parametrize(("kind", "way"), [*((k, "plain") for k in MAKERS), *((k, "translated") for k in DRAWN)])
def test_no_file_holds_what_must_stay_on_the_desk(file: Callable[[str, str], bytes], kind: str, way: str) -> None:
    data = file(kind, way)
    assert traces(data) == []
    text = everything_in(data)
    # And it is a file of this story, not an empty one; a picture of dots holds no letters.
    name = "Karatsjov" if way == "plain" else "Брянськ"
    assert kind == "png" or name.encode() in text
    if kind in DRAWN and way == "translated":
        assert b"De Gazet" in text or kind == "png"
    # Nor does it name the machine on which it was made.
    assert re.search(rb"/(?:tmp|home|work|root|usr|Users)/", data if kind in DRAWN else text) is None


def test_a_title_that_names_a_withheld_place_stays_home(story: Story) -> None:
    out = published(story)
    assert (out.title, out.article.title, out.article.address) == ("", "", None)
    open_ = replace(story, places=tuple(replace(place, publish="exact") for place in story.places))
    assert published(open_).title == story.title
    assert published(open_).article == replace(story.article, text="", blocks=())
