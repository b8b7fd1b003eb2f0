"""What an editor would send back: torn ranges, corners in a ring, a dot under a ring, a line that begins with "·"."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pictured import scene_for
from test_picture_sizes import laid_out

from geo.drawing.scene import SceneFeature
from geo.publishing.sizes import names, sheet_of

SIZE = "web-16x9"


def ranges(story: str) -> list[SceneFeature]:
    return [feature for feature in scene_for(story, SIZE).features if feature.kind == "range"]


def test_a_range_over_the_pole_is_drawn_whole() -> None:
    picture = laid_out(scene_for("pole", SIZE), sheet_of(SIZE))
    drawn = picture._in_plane(ranges("pole")[0].geometry)
    # A cap of the sphere of the same area as the Earth: 2 pi R^2 (1 - cos(d / R)).
    earth_m, far_m = 6_371_007.0, 2_500_000.0
    assert drawn.area == pytest.approx(2 * np.pi * earth_m**2 * (1 - np.cos(far_m / earth_m)), rel=0.01)
    outline = shapely.get_coordinates(shapely.union_all(drawn).boundary)
    away = np.hypot(*(outline - picture.plane.to_plane(np.array([[15.6469, 78.2232]]))).T)
    assert np.ptp(away) / away.mean() < 0.01, "a circle, without a cut to the pole"


@pytest.mark.parametrize("story", ["fiji", "svalbard"])
def test_the_eye_sees_no_corners_in_a_ring(story: str) -> None:
    """No corner of a ring turns by more than 4 degrees; a stroke of 2 px hides less."""
    picture = laid_out(scene_for(story, SIZE), sheet_of(SIZE))
    for feature in ranges(story):
        ring = shapely.get_coordinates(shapely.get_parts(picture._in_plane(feature.geometry))[0].exterior)[:-1]
        steps = np.diff(np.vstack([ring, ring[:2]]), axis=0)
        turns = np.degrees(np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))))
        assert np.abs(turns).max() < 4.0


def test_the_dots_of_towns_are_drawn_over_the_rings_of_strikes() -> None:
    kinds = [feature.kind for feature in scene_for("founding", SIZE).features]
    last_ring = len(kinds) - 1 - kinds[::-1].index("strike")
    assert "place" in kinds[last_ring:]
    assert "strike" not in kinds[kinds.index("place") :]


@pytest.mark.parametrize("size", names())
def test_no_line_of_the_credit_begins_with_the_sign_between_its_parts(size: str) -> None:
    picture = laid_out(scene_for("founding", size), sheet_of(size))
    texts = [text for name, text, _ in picture.pencil.texts if name.startswith("credit-text")]
    assert texts
    assert not any(text.startswith("·") for text in texts)
