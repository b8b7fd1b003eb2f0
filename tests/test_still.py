"""A scene as SVG by the server: every feature, every word, and coordinates that can be read back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from elements import Elements, read_back
from hostile import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from rows import each_row
from scenes import rough_scene

from geo.drawing.labels import web_pixels
from geo.drawing.scene import Scene
from geo.drawing.still import Sheet, path_data, projected, scheme_css, still

ZOOM = 5.0


def mercator(points: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = web_pixels(points[:, 0], points[:, 1], ZOOM)
    return np.column_stack([x, y]) - [4700.0, 2500.0]


def sheet(**changes: Any) -> Sheet:
    return Sheet(**{"project": mercator, "size_px": (500.0, 500.0), **changes})


# ---------------------------------------------------------------- path data

PX = st.integers(-200_000, 200_000).map(lambda tenths: tenths / 10)
LINES = st.lists(st.tuples(PX, PX), min_size=2, max_size=6, unique=True).map(shapely.LineString)


@settings(max_examples=30, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=4))
def test_lines_are_read_back_to_the_last_number(lines: list[shapely.LineString]) -> None:
    read = read_back(path_data(shapely.MultiLineString(lines)))
    assert [points for points, _ in read] == [
        [(round(x * 10), round(y * 10)) for x, y in line.coords] for line in lines
    ]
    assert not any(closed for _, closed in read)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(PX, PX, st.integers(3, 40), st.booleans()), min_size=1, max_size=4))
def test_areas_are_read_back_with_their_holes(discs: list[tuple[float, float, int, bool]]) -> None:
    parts = [
        shapely.Point(x, y).buffer(radius).difference(shapely.Point(x, y).buffer(radius / 2 if hole else 0))
        for x, y, radius, hole in discs
    ]
    read = read_back(path_data(shapely.MultiPolygon(parts)))
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    assert len(read) == len(rings)
    for (points, closed), ring in zip(read, rings, strict=True):
        assert closed
        assert (
            shapely.hausdorff_distance(shapely.LinearRing(points), shapely.LinearRing(np.array(ring.coords) * 10)) < 1
        )


def test_what_rounding_leaves_nothing_of_is_not_written() -> None:
    assert path_data(shapely.box(0, 0, 0.01, 0.01)) == ""
    assert path_data(shapely.LineString([(1, 1), (1.001, 1)])) == ""
    assert path_data(shapely.MultiPolygon()) == ""
    assert path_data(shapely.LineString([(0, 0), (1, -1), (2, -1)])) == "m0 0 10-10 10 0"


def test_the_base_map_is_read_back_within_the_rounding() -> None:
    """What a page carries as its picture is also its base map: degrees again, to a twentieth of a px."""
    scene = rough_scene()
    elements = Elements(still(scene, sheet()))
    data = next(a["d"] for _, a, _ in elements.found if a.get("data-base") == "land")
    per_px = float(elements.found[0][1]["data-per-px"] or 0)
    land = shapely.transform(scene.base.land, mercator)
    read = shapely.MultiPolygon([(points, []) for points, _ in read_back(data or "")])
    assert shapely.hausdorff_distance(shapely.transform(read, lambda xy: xy / per_px).boundary, land.boundary) <= 0.0708


# ---------------------------------------------------------------- the drawing


def test_every_feature_and_label_is_drawn_once_in_the_order_of_the_scene() -> None:
    scene = rough_scene()
    elements = Elements(still(scene, sheet()))
    assert elements.holding("data-id") == [feature.id for feature in scene.features]
    assert elements.holding("data-label") == [label.id for label in scene.labels]
    assert elements.texts("title") == [feature.name for feature in scene.features if feature.name]
    assert set(elements.texts("text")) <= {label.text for label in scene.labels}
    assert {label.text for label in scene.labels if label.priority < 40} <= set(elements.texts("text"))
    assert elements.holding("data-base") == ["land", "highlighted", "borders", "disputed"]


def test_a_disputed_border_is_drawn_over_the_range_that_is_cut_to_it() -> None:
    """A solid edge over the dashes would hide that it is disputed."""
    markup = still(rough_scene(), sheet())
    ranges = [markup.index(f'data-id="{feature.id}"') for feature in rough_scene().features if feature.kind == "range"]
    assert ranges and max(ranges) < markup.index('data-base="disputed"')


def test_no_look_stands_in_the_markup() -> None:
    markup = still(rough_scene(), sheet())
    assert not re.search(r'\s(style|fill|stroke|color|on\w+)="', markup)
    assert "#" not in re.sub(r"&#\w+;", "", markup)


@each_row("hostile", HOSTILE)
def test_hostile_text_stays_text(hostile: str) -> None:
    scene = rough_scene()
    plain = Elements(still(scene, sheet()))
    features = tuple(replace(feature, id=hostile, name=hostile) for feature in scene.features)
    labels = tuple(replace(label, id=hostile, text=hostile, language=hostile) for label in scene.labels)
    other = Elements(still(replace(scene, features=features, labels=labels), sheet(), attributes={"data-x": hostile}))
    assert other.found[0][1]["data-x"] == hostile
    assert set(other.holding("data-id")) == {hostile}
    assert set(other.texts("title")) == {hostile}
    assert {tag for tag, _, _ in other.found} <= {tag for tag, _, _ in plain.found} | {"text"}


def test_text_that_runs_right_to_left_is_held_by_its_other_end() -> None:
    scene = rough_scene()
    labels = tuple(replace(label, text="غزة", language="ar") for label in scene.labels[:1])
    found = [a for tag, a, _ in Elements(still(replace(scene, labels=labels), sheet())).found if tag == "text"]
    assert [(a["direction"], a["lang"], a["text-anchor"]) for a in found] == [("rtl", "ar", "end")]


def test_a_name_stands_where_the_scale_leaves_room() -> None:
    scene = rough_scene()
    both = Elements(still(scene, sheet(scales=(0.03, 0.25, 0.5, 1.0, 2.0))))
    classes: dict[str, set[str]] = {}
    for tag, attributes, text in both.found:
        if tag == "text":
            classes.setdefault("".join(text), set()).update((attributes["class"] or "").split())
    assert {f"q{n}" for n in range(5)} <= classes["Karatsjov"]
    assert "q0" not in classes["Kyiv"]
    assert "q4" in classes["Kyiv"]
    town = next(a for _, a, _ in both.found if a.get("data-id") == "kyiv")
    assert set((town["class"] or "").split()) - {"mark", "town"} == classes["Kyiv"] - {"t-label-town"}


def test_a_name_is_cut_to_what_a_narrow_map_bears_and_slides_along_to_stay_in_it() -> None:
    scene = rough_scene()
    strike, ring = scene.labels[0], scene.labels[-1]
    long = replace(scene, labels=(replace(strike, text="Krung Thep Mahanakhon Amon Rattanakosin"), ring))
    narrow = sheet(scales=(0.4, 2.0), seen_px=((0.0, 0.0, 500.0, 500.0), None))
    texts = {"".join(t): a for tag, a, t in Elements(still(long, narrow)).found if tag == "text"}
    cut = next(text for text in texts if text.startswith("Krung") and text.endswith("…"))
    assert "q0" in (texts[cut]["class"] or "")
    assert "q1" in (texts[long.labels[0].text]["class"] or "")
    assert float(texts["bereik ca. 300 km"].get("x") or 0) <= 0


# ---------------------------------------------------------------- projections


def test_what_is_cut_at_the_edge_of_the_plane_has_no_seam() -> None:
    """Land to both sides of the far meridian, and round the pole, comes out as one area with one outline."""
    cap = shapely.MultiPolygon([shapely.box(-180, 60, 0, 90), shapely.box(0, 60, 180, 90)])

    def polar(points: NDArray[np.float64]) -> NDArray[np.float64]:
        away, turn = 90 - points[:, 1], np.radians(points[:, 0])
        return np.column_stack([away * np.sin(turn), away * np.cos(turn)])

    drawn = projected(cap, Sheet(project=polar, size_px=(60.0, 60.0), bend_deg=1.0, cut=lambda geometry: geometry))
    (whole,) = drawn.geoms if hasattr(drawn, "geoms") else (drawn,)
    assert not whole.interiors
    assert whole.area == pytest.approx(np.pi * 900, rel=1e-3)
    assert whole.exterior.length == pytest.approx(2 * np.pi * 30, rel=1e-3)


def test_nothing_lies_outside_what_is_drawn() -> None:
    drawn = (-50.0, -40.0, 300.0, 320.0)
    elements = Elements(still(rough_scene(), sheet(drawn_px=drawn)))
    points = [p for a in elements.holding("d") for ring, _ in read_back(a or "") for p in ring]
    assert points
    assert all(-500 <= x <= 3000 and -400 <= y <= 3200 for x, y in points)


# ---------------------------------------------------------------- looks


def test_the_style_sheet_holds_both_schemes_of_what_is_asked_for() -> None:
    theme = rough_scene().theme
    css = scheme_css(theme, {"land", "label-strike", "range-1"})
    assert f".t-land{{stroke:{theme.light['land'].stroke};stroke-width:.7px;fill:{theme.light['land'].fill}}}" in css
    assert css.count(f"fill:{theme.dark['land'].fill}") == 2
    assert "border" not in css
    assert css.count("{") == css.count("}")
    assert len(css) < len(scheme_css(theme))


def drawn(scene: Scene) -> str:
    return still(scene, sheet())


def test_every_class_that_is_drawn_has_a_look() -> None:
    scene = rough_scene()
    css = scheme_css(scene.theme)
    for names in Elements(drawn(scene)).holding("class"):
        for name in (names or "").split():
            if name.startswith("t-"):
                assert f".still .{name}{{" in css
