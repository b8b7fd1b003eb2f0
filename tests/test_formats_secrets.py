"""Published is a whitelist: what must stay on the desk is in no file of any kind, nor in its metadata."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from datafiles import MAKERS, everything_in
from planted import HIDDEN, SECRETS, planted_story

from geo.document import dumps
from geo.model import Story
from geo.publishing.formats import KINDS

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


@pytest.fixture(scope="module")
def story() -> Story:
    return planted_story()


@pytest.fixture(scope="module")
def file(story: Story) -> Callable[[str], bytes]:
    """The file of each kind, made once."""
    return cache(lambda kind: MAKERS[kind](story))


def traces(data: bytes) -> list[str]:
    """Of which secrets a file tells."""
    text = everything_in(data).lower()
    told = [what for what, word in SECRETS.items() if any(word.encode(code) in text for code in ENCODINGS)]
    for lon, lat in HIDDEN:
        told += [digits for digits in (f"{lon:.3f}", f"{lat:.3f}") if digits.encode() in text]
    return told


def test_the_secrets_are_all_in_the_story_itself(story: Story) -> None:
    assert set(traces(dumps(story).encode())) >= set(SECRETS)


@pytest.mark.parametrize("kind", KINDS)
def test_they_are_found_however_they_are_packed(story: Story, kind: str) -> None:
    """A search that finds nothing proves nothing: a word that may be published is found."""
    first, *others = story.places
    told = replace(story, places=(replace(first, name=SECRETS["a rival"].upper()), *others))
    assert traces(MAKERS[kind](told)) == ["a rival"]


@pytest.mark.parametrize("kind", MAKERS)
def test_no_file_holds_what_must_stay_on_the_desk(file: Callable[[str], bytes], kind: str) -> None:
    assert traces(file(kind)) == []
    # And it is a file of this story, not an empty one; a picture of dots holds no letters.
    assert kind == "png" or b"Karatsjov" in everything_in(file(kind))


@pytest.mark.parametrize("kind", MAKERS)
def test_no_file_names_the_machine_it_was_made_on(file: Callable[[str], bytes], kind: str) -> None:
    assert re.search(rb"/(?:tmp|home|work|root|usr|Users)/", everything_in(file(kind))) is None
