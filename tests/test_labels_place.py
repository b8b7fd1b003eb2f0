"""Labels: no two that are shown overlap, at any stored zoom level and between them, in any script."""

from __future__ import annotations

import cProfile
import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import each_row

from geo.drawing.labels import (
    AIR_PX,
    LEADS,
    MAX_SHOWN,
    MUST,
    SIDES,
    Box,
    Wanted,
    Window,
    arrange,
    box_of,
    fit_zoom,
    leader,
    offset,
    place_labels,
    shown,
    text_width,
    web_pixels,
    zoom_levels,
)
from geo.drawing.scene import Look
from geo.drawing.theme import built_in

LOOKS = built_in().light
NAMES = ["Karatsjov", "Брянськ", "مدينة غزة", "ירושלים", "北京市", "O", "Rostov aan de Don", "{{7*7}}", "$\\x$"]

wanted_labels = st.lists(
    st.builds(
        lambda n, lon, lat, name, style, priority: Wanted(
            id=str(n), text=name, lon=lon, lat=lat, style=style, priority=priority, mark=LOOKS["place"].radius
        ),
        st.integers(0, 10**6),
        st.floats(30, 40),
        st.floats(45, 55),
        st.sampled_from(NAMES),
        st.sampled_from(["label-strike", "label-place", "label-town"]),
        st.integers(0, 70),
    ),
    max_size=14,
)


def rectangles(labels, zoom, anchors_at):
    """The shown texts of labels at a zoom, as left, top, right, bottom."""
    found = []
    for label in labels:
        side = label.anchors[anchors_at]
        if side is None:
            continue
        x, y = web_pixels(np.array([label.lon]), np.array([label.lat]), zoom)
        box = box_of(label, LOOKS, x[0], y[0])
        dx, dy = offset(side, box)
        found.append(
            (
                box.x + dx - box.width / 2,
                box.y + dy - box.height / 2,
                box.x + dx + box.width / 2,
                box.y + dy + box.height / 2,
            )
        )
    return found


def overlapping(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@settings(max_examples=60, deadline=None)
@given(wanted_labels)
def test_no_two_shown_labels_overlap_at_any_stored_zoom_or_between(wanted):
    labels = place_labels(wanted, looks=LOOKS, zooms=range(3, 9))
    for zoom in range(3, 9):
        for part in (0.0, 0.2, 0.4, 0.49):
            boxes = rectangles(labels, zoom + part, zoom)
            pairs = [(a, b) for n, a in enumerate(boxes) for b in boxes[n + 1 :]]
            assert not any(overlapping(a, b) for a, b in pairs)


@settings(max_examples=60, deadline=None)
@given(wanted_labels)
def test_no_label_lies_on_the_mark_of_another_place(wanted):
    labels = place_labels(wanted, looks=LOOKS, zooms=[6])
    x, y = web_pixels(np.array([w.lon for w in wanted]), np.array([w.lat for w in wanted]), 6)
    for n, label in enumerate(labels):
        if label.anchors[6] is None or label.priority == MUST:
            continue
        box = box_of(label, LOOKS, x[n], y[n])
        dx, dy = offset(label.anchors[6], box)
        for m in range(len(wanted)):
            inside = abs(x[m] - x[n] - dx) < box.width / 2 and abs(y[m] - y[n] - dy) < box.height / 2
            assert m == n or not inside


@settings(max_examples=40, deadline=None)
@given(wanted_labels)
def test_the_most_important_label_is_always_shown(wanted):
    labels = place_labels(wanted, looks=LOOKS, zooms=[7])
    alone = [w for w in wanted if all(abs(w.lon - o.lon) + abs(w.lat - o.lat) > 2 for o in wanted if o is not w)]
    if alone:
        first = min(alone, key=lambda w: w.priority)
        if first.priority < min((w.priority for w in wanted if w is not first), default=99):
            assert labels[wanted.index(first)].anchors[7] is not None


crowds = st.lists(
    st.builds(
        lambda x, y, width, priority: Box(x, y, width, 16.0, 4.0, priority, (*SIDES, *LEADS)),
        st.floats(0, 260),
        st.floats(0, 200),
        st.floats(15, 130),
        st.integers(0, 3),
    ),
    min_size=2,
    max_size=16,
)


@settings(max_examples=60, deadline=None)
@given(crowds, st.sampled_from([1.0, 1.1, 1.3, 2**0.5]))
def test_leader_lines_cross_no_text_no_other_leader_and_no_other_mark(boxes, scale):
    sides = arrange(boxes, scales=(1.0, 2**0.5))
    texts, lines, marks = {}, {}, {}
    for n, (plain, side) in enumerate(zip(boxes, sides, strict=True)):
        box = replace(plain, x=plain.x * scale, y=plain.y * scale)
        marks[n] = shapely.Point(box.x, box.y).buffer(box.mark - 0.01)
        if side is None:
            continue
        dx, dy = offset(side, box)
        half = box.width / 2, box.height / 2
        texts[n] = shapely.box(box.x + dx - half[0], box.y + dy - half[1], box.x + dx + half[0], box.y + dy + half[1])
        line = leader(side, box)
        assert (line is not None) == side.startswith("lead-")
        if line is not None:
            lines[n] = shapely.LineString(line)
    for n, line in lines.items():
        assert not any(line.intersects(text) for text in texts.values())
        assert not any(line.intersects(other) for m, other in lines.items() if m != n)
        if boxes[n].priority != MUST:
            assert not any(line.intersects(mark) for m, mark in marks.items() if m != n)
    assert not any(a.overlaps(b) or a.contains(b) for n, a in texts.items() for m, b in texts.items() if m > n)


def test_a_leader_runs_from_the_mark_to_the_near_end_of_its_text():
    box = Box(100, 100, 60, 16, 5, 0, (*SIDES, *LEADS))
    assert leader("right", box) is None
    for side in LEADS:
        (x1, y1), (x2, y2) = leader(side, box)
        dx, dy = offset(side, box)
        text = shapely.box(100 + dx - 30, 100 + dy - 8, 100 + dx + 30, 100 + dy + 8)
        assert math.hypot(x1 - 100, y1 - 100) == pytest.approx(6.5)
        assert 0 < text.distance(shapely.Point(x2, y2)) < 2
        assert not text.intersects(shapely.LineString([(x1, y1), (x2, y2)]))


def test_a_crowd_shows_more_names_with_leaders_and_by_making_room():
    boxes = [Box(20.0 * (n % 4), 22.0 * (n // 4), 70, 16, 4, 10, SIDES) for n in range(12)]
    led = [replace(box, anchors=(*SIDES, *LEADS)) for box in boxes]
    assert sum(side is not None for side in arrange(led)) > sum(side is not None for side in arrange(boxes)) + 2


def test_of_a_group_only_those_far_apart_are_shown():
    ring = [Box(x, 0.0, 60, 16, 0, 20, ("centre",), "ring", 300.0) for x in (0.0, 100.0, 320.0, 700.0)]
    assert [side is not None for side in arrange(ring)] == [True, False, True, True]
    line = [replace(box, apart=math.inf) for box in ring]
    assert sum(side is not None for side in arrange(line)) == 1


def test_many_places_are_placed_without_comparing_each_with_each():
    """Counted in calls, which do not depend on the machine: they grow with the places, not with their square."""
    rng = np.random.default_rng(7)
    looked = {}
    for count in (300, 1200):
        xy = rng.uniform(0, 40 * math.sqrt(count), (count, 2))
        boxes = [Box(float(x), float(y), 70, 16, 4, 10, (*SIDES, *LEADS)) for x, y in xy]
        profile = cProfile.Profile()
        profile.runcall(arrange, boxes, scales=(1.0, 2.0))
        looked[count] = sum(entry.callcount for entry in profile.getstats())
    assert looked[1200] < 6 * looked[300]


def test_strict_labels_stay_in_the_window_and_off_what_is_taken():
    window = Window(0, 0, 320, 320)
    boxes = [Box(x, y, 90, 16, 5, n, SIDES) for n, (x, y) in enumerate([(5, 5), (315, 160), (160, 160), (2, 318)])]
    legend = (150.0, 130.0, 320.0, 200.0)
    sides = arrange(boxes, window=window, strict=True, taken=[legend])
    for box, side in zip(boxes, sides, strict=True):
        if side is None:
            continue
        dx, dy = offset(side, box)
        left, right = box.x + dx - 45, box.x + dx + 45
        top, bottom = box.y + dy - 8, box.y + dy + 8
        assert left >= 0
        assert right <= 320
        assert top >= 0
        assert bottom <= 320
        assert not overlapping((left, top, right, bottom), legend)
    assert sides[0] is not None


def test_arrangement_does_not_depend_on_the_run():
    boxes = [Box(float(n * 7 % 50), float(n * 13 % 50), 40, 14, 4, n % 3, SIDES) for n in range(20)]
    assert arrange(boxes) == arrange(boxes)


def test_a_label_right_of_its_mark_keeps_the_gap():
    box = Box(100, 100, 40, 14, 5, 0, SIDES)
    dx, dy = offset("right", box)
    assert dx - box.width / 2 == pytest.approx(5 + 4)
    assert dy == 0
    assert offset("left", box)[0] == -dx


@each_row("text", [*NAMES, "Bereik ca. 300 km", "OEKRAÏNE", "Zwölf Größen", "Київ"])
@each_row("weight", [400, 700])
def test_estimated_widths_are_not_below_what_matplotlib_measures(text, weight):
    """Outside reference: the advance widths that Matplotlib reads from DejaVu Sans."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    if any(ord(c) > 0x2E80 for c in text):
        pytest.skip("DejaVu Sans has no such character")
    renderer = FigureCanvasAgg(Figure(dpi=72)).get_renderer()
    font = FontProperties(family="DejaVu Sans", size=20, weight="bold" if weight == 700 else "normal")
    width, _, _ = renderer.get_text_width_height_descent(text, font, False)
    assert text_width(text, Look(size=20, weight=weight)) + 2 * AIR_PX >= 0.93 * width


def test_a_name_that_no_map_bears_is_cut_with_a_mark_and_control_characters_go():
    assert len(shown("x" * 300)) == MAX_SHOWN
    assert shown("x" * 300).endswith("…")
    assert shown("a\n\tb\u202ec") == "a b c"
    assert shown("{{7*7}}<script>") == "{{7*7}}<script>"


def test_web_pixels_agree_with_the_known_corners_of_web_mercator():
    x, y = web_pixels(np.array([-180.0, 0.0, 180.0]), np.array([85.05112878, 0.0, -85.05112878]), 0)
    assert x == pytest.approx([0, 128, 256])
    assert y == pytest.approx([0, 128, 256], abs=1e-6)


def test_zoom_levels_serve_a_phone_of_320_pixels():
    wide = fit_zoom(29, 43, 46, 57, (1280, 720))
    phone = fit_zoom(29, 43, 46, 57, (320, 400))
    assert min(zoom_levels(wide)) <= phone
    assert max(zoom_levels(wide)) >= wide + 2


def test_the_spots_along_a_line_leave_room_for_its_own_length():
    """They keep other names off the line, and stood in the way of the length itself where the line slopes a little."""
    spots = [
        Box(x=200.0 + 15 * n, y=100.0 - 2 * n, width=60, height=14, mark=2, priority=25, anchors=("top", "bottom"),
            group="line")
        for n in (0, -1, 1, -2, 2)
    ]  # fmt: skip
    assert arrange(spots)[0] is not None
    assert [side for side in arrange(spots) if side] == arrange(spots)[:1], "once"
    # Another's name keeps off the line as before.
    name = Box(x=163.0, y=105.0, width=60, height=14, mark=4, priority=10, anchors=("right",))
    assert arrange([name])[0] == "right"
    assert arrange([name, *spots])[0] is None
