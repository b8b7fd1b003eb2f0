"""Odd stories as scenes, and their names in a real browser: nothing collides, whatever the width and the script."""

from __future__ import annotations

from itertools import combinations

import pytest
import shapely
import stories
from browser import browser_fixture, wait_until  # noqa: F401

from geo.drawing.compose import build_scene
from geo.drawing.scene import flat_bounds
from geo.drawing.view import WORLD_LATS
from geo.measuring.borders import open_borders
from geo.publishing.page import page


@pytest.fixture(scope="module")
def scene_of(gazetteer):
    borders = open_borders()
    made = {}

    def scene(story, **options):
        key = story.id, tuple(sorted(options.items()))
        if key not in made:
            made[key] = build_scene(story, borders=borders, gazetteer=gazetteer, **options)
        return made[key]

    return scene


def shown(scene, story):
    """Of the story's own points, the share named at some zoom level."""
    ids = {place.id for place in story.places if place.chosen.kind not in {"country", "region"}}
    own = [label for label in scene.labels if label.id in ids]
    return {zoom: sum(label.anchors[zoom] is not None for label in own) / len(own) for zoom in own[0].anchors}


def test_nearly_all_of_gaza_is_named_where_it_fills_the_screen(scene_of):
    story = stories.gaza_story()
    named = shown(scene_of(story), story)
    assert named[9.5] > 0.85
    assert named[8.0] >= 0.4


def test_thirty_places_in_twenty_kilometres_are_named_as_the_reader_comes_closer(scene_of):
    story = stories.crowded_story(30)
    scene = scene_of(story)
    named = shown(scene, story)
    assert named[10.0] > 0.85
    assert named[9.5] > 0.65
    strike = next(label for label in scene.labels if label.style == "label-strike")
    assert all(strike.anchors.values())


def test_each_of_five_rings_is_named_on_its_own_line(scene_of):
    story = stories.pyongyang_story()
    scene = scene_of(story)
    for area in story.ranges:
        texts = [label for label in scene.labels if label.group == f"ring-{area.id}"]
        drawn = next(feature for feature in scene.features if feature.id == area.id)
        assert texts
        for label in texts:
            assert drawn.geometry.boundary.distance(shapely.Point(label.lon, label.lat)) < 0.5
        assert any(label.anchors[zoom] for label in texts for zoom in (0.0, 1.0, 2.0, 3.0))


def test_no_ring_is_named_where_it_was_cut_at_the_end_of_the_map(scene_of):
    for label in scene_of(stories.pyongyang_story()).labels:
        if label.group:
            assert abs(abs(label.lon) - 180) > 1e-3
            assert abs(label.lat) < 85


def test_four_weapons_have_looks_of_their_own_and_are_named_on_their_rings(scene_of):
    scene = scene_of(stories.weapons_story())
    mains = [f.style for f in scene.features if f.kind == "range" and scene.theme.light[f.style].fill]
    assert len(mains) == len(set(mains)) == 4
    texts = {label.text for label in scene.labels if label.style.startswith("label-range")}
    assert {"ATACMS 300 km", "Storm Shadow 250 km", "GMLRS 84 km", "Neptune 400 km", "165 km"} <= texts
    # Where all four lie over each other the ground still shows through by half.
    through = 1.0
    for style in mains:
        through *= 1 - scene.theme.light[style].fill_opacity
    assert through > 0.5


def test_seas_are_named_on_water_in_the_readers_language(scene_of):
    story = stories.founding_story(borders=open_borders())
    for language, name in (("nl", "Zwarte Zee"), ("en", "Black Sea")):
        scene = scene_of(story, language=language)
        label = next(label for label in scene.labels if label.text == name)
        assert label.style == "label-water"
        assert not shapely.contains_xy(scene.base.land, label.lon, label.lat)


def test_towns_come_in_as_the_reader_zooms_in_and_displace_nothing(scene_of):
    scene = scene_of(stories.founding_story(borders=open_borders()))
    closer = [label for label in scene.labels if label.style == "label-town" and label.from_zoom]
    assert 10 <= len(closer) <= 30
    first = [label.priority for label in scene.labels if label not in closer]
    for label in closer:
        assert label.priority > max(first)
        assert all(side is None for zoom, side in label.anchors.items() if zoom < label.from_zoom)
        assert label.text not in {row.name for row in scene.table}


def test_a_story_of_thousands_is_told_briefly(scene_of):
    scene = scene_of(stories.crowded_story(400))
    assert len(scene.alt) < 1500
    assert "nog 387 plaatsen" in scene.alt or "nog 388 plaatsen" in scene.alt
    assert len(scene.table) >= 400


@pytest.mark.parametrize("name", ["empty", "one_spot", "long_name", "svalbard", "pole", "fiji", "world"])
def test_odd_stories_have_a_whole_map(scene_of, name):
    story = getattr(stories, f"{name}_story")()
    scene = scene_of(story)
    west, south, east, north = flat_bounds(scene.bounds)
    assert west < east <= west + 360
    assert south < north
    assert all(feature.geometry.is_valid for feature in scene.features if feature.kind == "range")
    for place in story.places:
        assert west <= place.lon <= east or west <= place.lon + 360 <= east
    if east - west == 360 and story.ranges:
        assert WORLD_LATS[0] <= south
        assert north <= WORLD_LATS[1]


@pytest.mark.parametrize("size", [(1080, 1080), (1080, 1920), (320, 400)])
def test_the_first_view_fits_strike_and_range_in_every_shape(scene_of, size):
    scene = scene_of(stories.founding_story(borders=open_borders()), size_px=size)
    west, south, east, north = flat_bounds(scene.bounds)
    seen = shapely.box(west, south, east, north)
    for feature in scene.features:
        if feature.id in {"karatsjov", "range-165"}:
            assert seen.buffer(0.01).contains(shapely.Point(feature.geometry.centroid))
    assert any(label.style == "label-strike" and any(label.anchors.values()) for label in scene.labels)


# ---------------------------------------------------------------- in a browser

BOXES = """[...document.querySelectorAll('.sm-name')].filter((node) => !node.hidden && node.className.includes('sm-at-')
  && getComputedStyle(node).visibility !== 'hidden').map((node) => {
    const box = node.getBoundingClientRect();
    const air = 0.175 * parseFloat(getComputedStyle(node).fontSize); // that its line has above and below the letters
    return [node.textContent, box.left, box.top + air, box.right, box.bottom - air];
  })"""


@pytest.mark.browser
@pytest.mark.parametrize("name", ["founding", "gaza", "gaza-ar"])
def test_no_two_names_collide_at_any_width(browser, scene_of, tmp_path, name):
    story = {
        "founding": lambda: stories.founding_story(borders=open_borders()),
        "gaza": stories.gaza_story,
        "gaza-ar": lambda: stories.gaza_story("ar"),
    }[name]()
    file = tmp_path / "map.html"
    file.write_text(page(scene_of(story)), "utf-8")
    tab, seen = browser.again(width=320, height=800, reduced_motion="reduce")
    tab.goto(file.as_uri())
    wait_until(tab, "document.documentElement.dataset.drawn !== undefined")
    for width in (320, 360, 768, 1280):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.wait_for_timeout(100)
        for closer in range(2):
            if closer:
                tab.keyboard.press("Escape")
                tab.locator(".leaflet-control-zoom-in").dispatch_event("click")
                tab.wait_for_timeout(100)
            boxes = tab.evaluate(BOXES)
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            for (one, *a), (other, *b) in combinations(boxes, 2):
                apart = a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 1 or b[3] <= a[1] + 1
                assert apart, f"{one} and {other} at {width} px"
            if name == "founding" and not closer:
                assert {"Karatsjov", "Brjansk", "Koersk", "bereik ca. 300 km"} <= {text for text, *_ in boxes}, width
        tab.locator(".sm-home").dispatch_event("click")
        tab.wait_for_timeout(100)
    assert seen.trouble() == []


@pytest.mark.browser
def test_no_line_runs_along_the_end_of_the_world(browser, scene_of, tmp_path):
    file = tmp_path / "map.html"
    file.write_text(page(scene_of(stories.pole_story())), "utf-8")
    tab, _ = browser.again(width=360, height=800)
    tab.goto(file.as_uri())
    wait_until(tab, "document.documentElement.dataset.drawn !== undefined")
    longest = tab.evaluate("""Math.max(...[...document.querySelectorAll('.leaflet-sm-shapes-pane path, '
      + '.leaflet-sm-base-pane path')].filter((path) => path.getAttribute('stroke') !== 'none').flatMap(
        (path) => path.getAttribute('d').split('M').flatMap((part) => {
          const points = (part.match(/-?[\\d.]+/g) || []).map(Number);
          const step = (i) => Math.hypot(points[i] - points[i - 2], points[i - 1] - points[i - 3]);
          return points.map((_, i) => i % 2 && i > 2 ? step(i) : 0);
        })))""")
    whole = tab.evaluate("document.querySelector('.sm-map').clientWidth")
    assert 0 < longest < 0.5 * whole
