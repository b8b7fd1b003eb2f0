"""What an editor would send back: torn ranges, corners in a ring, a dot under a ring, a line that begins with "·"."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from pictured import plain_story, ringed, scene_for
from test_picture_sizes import laid_out

from geo.analysis import with_ranges
from geo.api import borders, gazetteer
from geo.drawing.pencil import FONTS, Pencil, settings
from geo.drawing.picture import _Picture
from geo.drawing.scene import SceneFeature
from geo.drawing.theme import built_in
from geo.measuring.geodesy import inverse
from geo.model import Candidate, Line, Origin, Place, Story
from geo.publishing.maps import scene_of
from geo.publishing.sizes import map_px, names, sheet_of

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


def pictured(story: Story, size: str = SIZE) -> _Picture:
    scene = scene_of(
        story, borders=borders(), gazetteer=gazetteer(), size_px=map_px(sheet_of(size)), published=False, detail=2.0
    )
    return laid_out(scene, sheet_of(size))


def written(picture: _Picture) -> set[str]:
    return {text for _, text, _ in picture.pencil.texts}


def dots(picture: _Picture) -> int:
    """How many dots of places are drawn; each is a halo and a disc of names that begin alike."""
    names = [str(item.get_gid()) for item in picture.pencil._layers["places"].items]
    return len({name.split("-")[1] for name in names if name.startswith("place-")})


def with_line(story: Story, one: str, other: str) -> Story:
    ends = {place.name: (place.lon, place.lat) for place in story.places}
    metres = float(inverse(*ends[one], *ends[other]).distance_m)
    line = Line(
        id=f"{one}-{other}", from_name=one, to_name=other, geometry=shapely.LineString([ends[one], ends[other]]),
        distance_m=metres, low_m=metres, high_m=metres,
    )  # fmt: skip
    return replace(story, lines=(*story.lines, line))


@pytest.mark.parametrize(
    "far",
    [
        # Flat, rising and falling, hardly longer than the text of its length, the names of both ends beside it.
        ("Lutsk", 25.33, 50.75),
        ("Vinnytsia", 28.47, 49.23),
        ("Kropyvnytskyi", 32.26, 48.51),
        ("Korosten", 28.64, 50.95),
        ("Chernihiv", 31.29, 51.49),
        ("Poltava", 34.55, 49.59),
    ],
)
def test_a_distance_line_bears_its_length(far: tuple[str, float, float]) -> None:
    kyiv = ("Kyiv", 30.52, 50.45)
    story = with_line(ringed(plain_story("Distances", kyiv, far, struck="Kyiv"), kyiv, 900_000.0), "Kyiv", far[0])
    assert f"{story.lines[0].distance_m / 1000:.0f} km" in written(pictured(story))


def test_a_country_of_the_story_is_named_where_a_town_takes_its_best_place() -> None:
    """Cities all over it: the first place found for the name is taken by one of theirs."""
    towns = (
        ("Nyala", 24.88, 12.05),
        ("Khartoum", 32.53, 15.55),
        ("Port Sudan", 37.22, 19.62),
        ("Kassala", 36.4, 15.45),
    )
    story = ringed(plain_story("Drones over Port Sudan", *towns, struck="Port Sudan"), towns[0], 1_500_000.0)
    story = with_line(story, "Port Sudan", "Khartoum")
    at = Candidate(id="iso:SD", name="Sudan", lon=30.0, lat=16.0, kind="country", country="SD")
    country = Place(
        id="sudan", name="Sudan", chosen=at, lon=30.0, lat=16.0, precision_m=0, confidence=1, role="context"
    )
    for size in (SIZE, "print-2col"):
        told = pictured(replace(story, places=(*story.places, country)), size)
        assert [text for text in written(told) if text == "SUDAN"] == ["SUDAN"], size


def test_the_ring_of_a_strike_holds_no_nameless_dot() -> None:
    """Aqaba lies 8 km from Eilat: on a map of Arabia its dot would stand within the ring, as the legend has none."""
    towns = (("Hudaydah", 42.95, 14.8), ("Eilat", 34.95, 29.56), ("Aqaba", 35.0, 29.53), ("Sanaa", 44.2, 15.35))
    story = ringed(plain_story("Missile at Eilat", *towns, struck="Eilat"), towns[0], 1_700_000.0)
    picture = pictured(story)
    assert {"Eilat", "Sanaa"} <= written(picture)
    assert "Aqaba" not in written(picture)
    places = [f for f in picture.scene.features if f.kind == "place"]
    assert {feature.id for feature in places} == {"Aqaba", "Sanaa"}
    assert dots(picture) == 1, "the dot of Sanaa alone"


def test_no_dot_is_cut_by_the_frame() -> None:
    """A place that is only mentioned sets no view: a dot on the very frame would be half a dot."""
    kyiv = ("Kyiv", 30.52, 50.45)
    picture = pictured(ringed(plain_story("Around Kyiv", kyiv, struck="Kyiv"), kyiv, 300_000.0))
    edge = picture._degrees(picture.window.middle[0], picture.frame.top + 1.0)
    story = ringed(plain_story("Around Kyiv", kyiv, ("Edge", edge.lon, edge.lat), struck="Kyiv"), kyiv, 300_000.0)
    again = pictured(story)
    assert "Edge" in {feature.id for feature in again.scene.features}
    assert "Edge" not in written(again)
    assert dots(again) == 0


def edge_drawn(picture: _Picture) -> shapely.MultiLineString:
    """What is stroked of the outlines of ranges, in units of the sheet."""
    items = [item for item in picture.pencil._layers["ranges"].items if "-edge" in str(item.get_gid())]
    assert items
    lines = [shapely.LineString(piece) for item in items for piece in item.get_path().to_polygons(closed_only=False)]
    return shapely.MultiLineString(lines)


def test_a_speck_of_a_range_has_no_edge() -> None:
    """300 km from Ukraine onto Russia takes in a corner of Kaliningrad, some px wide: with a stroke round it a blot."""
    picture = laid_out(scene_for("founding", SIZE), sheet_of(SIZE))
    main = next(feature for feature in picture.scene.features if feature.style == "range-1")
    parts = sorted(shapely.get_parts(main.geometry), key=lambda part: part.area)
    assert len(parts) > 1 and parts[0].bounds[2] < 25 < parts[-1].bounds[0], "Kaliningrad, and all the rest"
    x, y = picture._points(np.array([parts[0].centroid.coords[0]]))[0]
    assert picture.frame.holds(x, y)
    edge = edge_drawn(picture)
    assert edge.distance(shapely.Point(x, y)) > 50
    # A ring that is small on its own keeps its edge.
    kyiv = ("Kyiv", 30.52, 50.45)
    far = ("Madrid", -3.7, 40.4)
    small = pictured(with_line(ringed(plain_story("Far", kyiv, far, struck="Kyiv"), kyiv, 15_000.0), "Kyiv", "Madrid"))
    assert edge_drawn(small).length > 10


def test_a_disputed_border_keeps_its_dashes_where_a_range_ends_at_it() -> None:
    """From India onto Pakistan the range ends at the line of control, which the policy draws dashed."""
    kotli = ("Kotli", 73.9, 33.52)
    story = plain_story("Strikes on Pakistan", kotli, struck="Kotli")
    india = Origin(kind="territory", name="India", country="IN")
    story = with_ranges(story, borders=borders(), origin=india, radius_m=290_000.0, onto="PK")
    picture = pictured(story)
    here = shapely.box(*shapely.bounds(shapely.MultiPoint(picture._points(np.array([[73.2, 35.2], [75.0, 32.9]])))))
    disputed = shapely.intersection(picture._projected(picture.scene.base.disputed), here)
    assert disputed.length > 50
    covered = shapely.intersection(shapely.buffer(edge_drawn(picture), 0.5), disputed)
    assert covered.length < 0.1 * disputed.length


def test_the_edge_of_a_range_is_open_under_its_length() -> None:
    """On a flat stretch of the edge the line would run through the gaps between the words."""
    picture = laid_out(scene_for("svalbard", SIZE), sheet_of(SIZE))
    assert "range 1,000 km" in written(picture)
    ring = picture._projected(ranges("svalbard")[0].geometry).boundary
    missing = shapely.difference(ring, shapely.buffer(edge_drawn(picture), 1.0))
    # Hardly less than the text is high, hardly more than it is wide.
    west, south, east, north = missing.bounds
    assert 10 < max(east - west, north - south) < 180


@pytest.mark.parametrize("size", [9.0, 11.0, 13.5])
def test_letters_are_as_wide_as_they_are_measured(size: float) -> None:
    """Letters fitted to the pixels of a small picture ran over the frame of the legend that was measured for them."""
    look = replace(built_in().light["page"], size=size)
    text = "Gemeten vanaf Oekraïne (erkende grenzen)"
    with settings():
        pencil = Pencil(400, 40, layers=("labels",), fonts=FONTS, halo_texts=False)
        pencil.text("labels", "text", 20, 25, text, look)
        ink = np.nonzero((pencil.pixels(1.0, "#ffffff") < 128).any(axis=(0, 2)))[0]
        measured = pencil.measure(text, look)
    # The last letter's own margin is less than a px.
    assert ink.max() - ink.min() + 1 == pytest.approx(measured, abs=2.5)
