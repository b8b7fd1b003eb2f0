"""The light page: what it holds, that it is the scene, and that nothing in it is read as more than text."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import shapely
from click.testing import CliRunner
from elements import Elements, read_back
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from scenes import rough_scene
from stories import founding_story, pyongyang_story, svalbard_story, world_story
from test_webmap_hostile import ADDRESSES, hostile_scene

from geo.api import save
from geo.cli import main
from geo.drawing.lightpage import light_page, method, metres_across, web_address
from geo.drawing.lightplane import SCALES, WIDE_PX, LightPlane, frame_px, light_plane, scale_in
from geo.drawing.scene import Scene, Tiles
from geo.drawing.still import ROUND_PX, path_data, projected
from geo.errors import BadInput
from geo.gazetteer.index import open_gazetteer
from geo.measuring.borders import open_borders
from geo.model import Bounds, LonLat, Story
from geo.publishing.maps import draw, far_centre, scene_of

ROOT = Path(__file__).parents[1]
WGS84 = Geod(ellps="WGS84")


@cache
def drawn(name: str) -> tuple[Story, Scene, LonLat | None]:
    """A story of the real data, its scene, and the centre of its long range."""
    borders = open_borders()
    made = {"founding": lambda: founding_story(borders=borders), "pyongyang": pyongyang_story,
            "svalbard": svalbard_story, "world": world_story}[name]  # fmt: skip
    story = made()
    return story, scene_of(story, borders=borders, gazetteer=open_gazetteer()), far_centre(story, borders)


@cache
def written(name: str) -> str:
    _, scene, centre = drawn(name)
    return light_page(scene, centre)


# ---------------------------------------------------------------- it is the scene


def test_a_page_round_its_centre_holds_the_scene_feature_by_feature_and_word_by_word() -> None:
    """For the page as most stories have it see ``test_renderers_agree.py``."""
    _, scene, _ = drawn("pyongyang")
    elements = Elements(written("pyongyang"))
    assert elements.holding("data-id") == [
        *(f.id for f in scene.features if f.geometry.geom_type != "Point"),
        *(f.id for f in scene.features if f.geometry.geom_type == "Point"),
    ]
    names = {f.id: f.name for f in scene.features if f.name}
    assert sorted(elements.texts("title")[1:]) == sorted(names.values())
    labels = {label.id: label.text for label in scene.labels}
    assert set(elements.holding("data-label")) <= set(labels)
    assert set(elements.texts("text")) <= {*labels.values(), *elements.texts("text")[-1:]}
    assert elements.texts("h1") == [scene.title]
    texts = {text for tag in ("p", "span", "blockquote", "a") for text in elements.texts(tag)}
    said = {line.text for feature in scene.features for line in feature.popup}
    assert texts >= {scene.summary, scene.credit, scene.changed, scene.draft or "", scene.alt, *scene.method, *said}
    assert texts >= {item.text for item in scene.legend}
    cells = [c for row in scene.table for c in (row.role, row.figure, row.source)]
    assert elements.texts("td") == cells
    assert elements.texts("th")[4:] == [row.name for row in scene.table]
    assert elements.holding("data-for") == [f.id for f in scene.features if f.popup]


def test_the_order_of_reading() -> None:
    markup = written("founding")
    _, scene, _ = drawn("founding")
    marks = ("<h1", 'class="sm-summary"', 'class="sm-skip"', 'class="still"', 'class="sm-legend"',
             'class="sm-credit"', 'class="sm-data"', 'class="sm-about"')  # fmt: skip
    places = [markup.index(mark) for mark in marks]
    assert places == sorted(places)
    assert f'<html lang="{scene.language}" dir="ltr">' in markup
    assert 'dir="rtl"' in light_page(replace(rough_scene(), language="ar"))[:80]


# ---------------------------------------------------------------- the file


def test_it_is_small() -> None:
    assert len(gzip.compress(written("founding").encode(), 9)) <= 25_000


def test_the_same_scene_makes_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys, hashlib; sys.path[:0] = ['.', 'tests']; from scenes import rough_scene;"
        "from geo.drawing.lightpage import light_page;"
        "print(hashlib.sha256(light_page(rough_scene()).encode()).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == hashlib.sha256(light_page(rough_scene()).encode()).hexdigest()


def test_the_policy_allows_its_own_blocks_and_nothing_else() -> None:
    markup = written("pyongyang")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', markup)
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    digests = {}
    for kind, number in (("script", 2), ("style", 1)):
        blocks = re.findall(rf"<{kind}>(.*?)</{kind}>", markup, re.DOTALL)
        assert len(blocks) == number
        hashed = [base64.b64encode(hashlib.sha256(block.encode()).digest()).decode() for block in blocks]
        digests[kind] = " ".join(f"'sha256-{digest}'" for digest in hashed)
    assert rules == {
        "default-src": "'none'",
        "script-src": digests["script"],
        "style-src": digests["style"],
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    names = {name for _, attributes, _ in Elements(markup).found for name in attributes}
    assert not [name for name in names if name == "style" or name.startswith("on")]
    addresses = {a["href"] for tag, a, _ in Elements(markup).found if tag == "a"}
    assert addresses <= {"#sm-after", "https://nos.nl/"}
    assert not re.search(r"\ssrc=|@import|url\((?!#)", markup)


def test_no_slot_is_read_in_what_was_put_in_and_half_a_surrogate_does_no_harm() -> None:
    markup = light_page(replace(rough_scene(), title="@@style@@ a\ud800b", summary="{{ 7*7 }}"))
    assert Elements(markup).texts("h1") == ["@@style@@ a?b"]
    assert '<p class="sm-summary" dir="auto">{{ 7*7 }}</p>' in markup


def test_hostile_texts_make_no_elements() -> None:
    scene = hostile_scene()
    found = Elements(light_page(scene))
    kinds = {tag for tag, _, _ in found.found}
    assert kinds <= {tag for tag, _, _ in Elements(written("founding")).found} | {"rect", "strong"}
    assert found.texts("th")[4:] == [row.name for row in scene.table]
    assert found.holding("data-for") == [feature.id for feature in scene.features]
    links = [a["href"] for tag, a, _ in found.found if tag == "a" and a.get("target")]
    assert {link for link in links if link not in ADDRESSES} <= {"http://attacker.example/"}
    assert ADDRESSES[-1] in links


@pytest.mark.parametrize("address", [*ADDRESSES[:-2], "https://", "https:///x", "http://[", "ftp://a.example/", None])
def test_what_is_no_web_address_is_no_link(address: str | None) -> None:
    assert web_address(address) is None


def test_tiles_are_refused() -> None:
    tiles = Tiles(name="Some Tiles", address="https://a.example/{z}/{x}/{y}", attribution="")
    with pytest.raises(BadInput, match="Some Tiles"):
        light_page(replace(rough_scene(), tiles=tiles))
    story, _, _ = drawn("founding")
    with pytest.raises(BadInput, match="CartoDB"):
        draw(story, "html", borders=open_borders(), gazetteer=open_gazetteer(), tiles="CartoDB.Positron", light=True)


# ---------------------------------------------------------------- which page


def test_a_long_range_is_drawn_so_by_itself() -> None:
    story, _, _ = drawn("svalbard")
    keys = {"borders": open_borders(), "gazetteer": open_gazetteer()}
    assert far_centre(story, open_borders()) is None
    far = replace(story, ranges=(replace(story.ranges[0], max_m=2_600_000.0),))
    assert b'data-plane="equidistant"' in draw(far, "html", **keys)  # type: ignore[arg-type]
    assert b"folium-map" in draw(far, "html", light=False, **keys)  # type: ignore[arg-type]
    assert far_centre(founding_story(), open_borders()) is None


def test_the_command_line_asks_for_either_page(tmp_path: Path) -> None:
    story, _, _ = drawn("svalbard")
    file, out = str(tmp_path / "story.geojson"), tmp_path / "map.html"
    save(story, file)
    for asked, kind in (("--light", "data-plane"), ("--no-light", "folium-map")):
        result = CliRunner().invoke(main, ["map", file, "-o", str(out), asked])
        assert result.exit_code == 0, result.output
        assert kind in out.read_text("utf-8")


def test_the_method_names_the_projection() -> None:
    scene = replace(rough_scene(), language="en")
    assert "Lambert azimuthal equal-area" in " ".join(method(scene, light_plane(scene)))
    far = method(scene, light_plane(scene, LonLat(34.0, 50.0)))
    assert "azimuthal equidistant, centred where the range starts" in " ".join(far)
    assert far[-1] == "This page contacts no one."


# ---------------------------------------------------------------- the plane


def plane_of(name: str) -> LightPlane:
    _, scene, centre = drawn(name)
    return light_plane(scene, centre)


@settings(max_examples=25, deadline=None)
@given(st.floats(100_000, 19_800_000), st.floats(0, 360))
def test_ways_from_the_origin_of_a_long_range_are_true(metres: float, azimuth: float) -> None:
    plane = plane_of("pyongyang")
    lon, lat, _ = WGS84.fwd(*plane.centre, azimuth, metres)
    (x, y) = plane.sheet.project(np.array([[lon, lat]]))[0] - plane.centre_px
    assert np.hypot(x, y) * plane.metres_px == pytest.approx(metres, abs=1.0)
    assert (np.degrees(np.arctan2(x, -y)) - azimuth + 180) % 360 - 180 == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("name", ["pyongyang", "world"])
def test_land_is_land_all_over_the_map_and_nowhere_torn(name: str) -> None:
    """Over poles, past 180 and on the far side: a place is on drawn land exactly if it is on land."""
    _, scene, _ = drawn(name)
    plane = plane_of(name)
    land = projected(scene.base.land, plane.sheet)
    assert land.is_valid
    random = np.random.default_rng(6)
    lon, lat = random.uniform(-180, 180, 3000), np.degrees(np.arcsin(random.uniform(-1, 1, 3000)))
    px = plane.sheet.project(np.column_stack([lon, lat]))
    assert plane.sheet.disc_px is not None
    assert plane.sheet.drawn_px is not None
    seen = np.hypot(*(px - plane.sheet.disc_px[:2]).T) < plane.sheet.disc_px[2]
    left, top, right, bottom = plane.sheet.drawn_px
    seen &= (px[:, 0] > left) & (px[:, 0] < right) & (px[:, 1] > top) & (px[:, 1] < bottom)
    sure = shapely.distance(scene.base.land.boundary, shapely.points(lon, lat)) > 1.0
    ask = seen & sure & (np.abs(lat) < 89)
    assert ask.sum() > 1500
    assert (shapely.contains_xy(land, *px[ask].T) == shapely.contains_xy(scene.base.land, lon[ask], lat[ask])).all()


def test_there_is_no_coast_where_there_is_none() -> None:
    """Every corner of drawn land lies on the real outline, but for the rim and the edge of what is drawn."""
    _, scene, _ = drawn("pyongyang")
    plane = plane_of("pyongyang")
    corners = shapely.get_coordinates(projected(scene.base.land, plane.sheet).boundary)
    x, y, radius = plane.sheet.disc_px or (0, 0, 0)
    left, top, right, bottom = plane.sheet.drawn_px or (0, 0, 0, 0)
    inner = np.hypot(corners[:, 0] - x, corners[:, 1] - y) < radius - 1
    inner &= (corners[:, 0] > left + 1) & (corners[:, 0] < right - 1)
    inner &= (corners[:, 1] > top + 1) & (corners[:, 1] < bottom - 1)
    # Outlines in degrees, in px, without the window's own frame along 180 and the pole.
    frame = shapely.box(*scene.base.bounds).boundary.buffer(0.001)
    coast = shapely.segmentize(shapely.difference(scene.base.land.boundary, frame), 0.5)
    real = shapely.transform(coast, plane.sheet.project)
    shapely.prepare(real)
    assert inner.sum() > 1000
    assert shapely.distance(real, shapely.points(corners[inner])).max() < 0.5


def test_a_ring_round_nearly_everything_is_a_disc() -> None:
    _, scene, _ = drawn("world")
    plane = plane_of("world")
    (ring,) = (f for f in scene.features if f.kind == "range")
    area = projected(ring.geometry, plane.sheet)
    inside = shapely.Point(plane.centre_px).buffer(plane.sheet.disc_px[2] - 1, quad_segs=32)  # type: ignore[index]
    assert area.contains(inside.intersection(shapely.box(*(plane.sheet.drawn_px or ()))).buffer(-1))


@pytest.mark.parametrize("name", ["founding", "svalbard", "pyongyang"])
def test_what_is_to_be_seen_is_in_a_wide_and_in_a_narrow_frame(name: str) -> None:
    _, scene, _ = drawn(name)
    plane = plane_of(name)
    width, height = plane.sheet.size_px
    for feature in scene.features:
        if feature.kind in {"strike", "origin"}:
            (x, y) = plane.sheet.project(shapely.get_coordinates(feature.geometry))[0]
            assert 0 < x < width
            assert 0 < y < height
    assert scale_in(WIDE_PX, (width, height)) == pytest.approx(1.0)
    assert SCALES[0] <= scale_in(frame_px(320), (width, height)) < 1


def test_the_scale_at_the_middle_is_the_ellipsoid_s() -> None:
    plane = plane_of("founding")
    width, height = plane.sheet.size_px
    assert metres_across(plane, width / 2, height / 2) == pytest.approx(plane.metres_px, rel=0.01)
    far = plane_of("pyongyang")
    at = far.centre_px[0], far.centre_px[1] - 10_007_543 / far.metres_px
    # A quarter of the way round, across: the circle there is 2 R round and drawn as pi R.
    assert metres_across(far, *at) / far.metres_px == pytest.approx(2 / np.pi, rel=0.01)


def test_odd_scenes_make_a_page() -> None:
    scene = rough_scene()
    nothing = replace(scene, features=(), labels=(), legend=(), table=(), bounds=Bounds(-180, -58, 180, 80))
    assert 'data-plane="equidistant"' in light_page(nothing)
    spot = replace(scene, bounds=Bounds(36.18, 51.73, 36.18, 51.73))
    assert light_plane(spot).metres_px > 50


def test_paths_in_the_page_are_the_projected_geometry() -> None:
    _, scene, _ = drawn("founding")
    plane = plane_of("founding")
    elements = Elements(written("founding"))
    paths = {a["data-id"]: a["d"] or "" for _, a, _ in elements.found if "data-id" in a and "d" in a}
    for feature in scene.features:
        if feature.kind == "range":
            shape = projected(feature.geometry, plane.sheet, loss_px=ROUND_PX)
            assert paths[feature.id] == path_data(shape, plane.sheet.per_px)
            read = shapely.MultiPolygon([(ring, []) for ring, _ in read_back(paths[feature.id])])
            back = shapely.transform(read, lambda whole: whole / plane.sheet.per_px)
            corners = shapely.points(shapely.get_coordinates(back))
            assert shapely.distance(corners, shape.boundary).max() <= 0.71 / plane.sheet.per_px
            assert back.area == pytest.approx(shape.area, rel=0.002)
