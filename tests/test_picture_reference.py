"""The pictures of real stories are those that were looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pictured import Picture, difference, drawn, pictures, scene_for
from PIL import Image

# Of 255, on the mean; and the share of pixels of which a channel differs by more than 60. Sixty-four colours make up
# for 0.6 and nothing; another release of FreeType for the grey at the edges of letters. A name that is gone from a
# picture 480 px wide is 0.08 % of its pixels (the second test).
MOST_MEAN, MOST_SHARE = 1.2, 0.0005


@pytest.mark.parametrize("picture", list(pictures()), ids=lambda picture: picture.path.stem)
def test_a_picture_is_the_one_that_was_looked_at(picture: Picture) -> None:
    kept, found = Image.open(picture.path).convert("RGB"), drawn(picture)
    assert found.size == kept.size
    mean, share = difference(found, kept)
    assert (mean <= MOST_MEAN, share <= MOST_SHARE) == (True, True), f"mean {mean:.2f}, share {share:.4f}"


def test_the_tolerance_does_not_bear_a_name_that_is_gone() -> None:
    picture = Picture("founding", "web-16x9", "light")
    scene = scene_for(picture.story, picture.size)
    without = replace(scene, labels=tuple(label for label in scene.labels if label.text != "Koersk"))
    _, share = difference(drawn(picture, without), Image.open(picture.path).convert("RGB"))
    assert share > MOST_SHARE


def test_the_pictures_kept_are_those_that_are_drawn_and_small() -> None:
    paths = {picture.path for picture in pictures()}
    assert paths == set(next(iter(paths)).parent.glob("*.png"))
    assert sum(path.stat().st_size for path in paths) < 1_500_000
