"""Pictures: PNG and SVG of one scene, the same bytes again, every text as written, honest scale and file data."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
import shapely
from PIL import Image
from scenes import rough_scene

from geo.drawing.picture import _Picture, draw_picture
from geo.drawing.scene import PopupLine, Scene
from geo.errors import BadInput
from geo.measuring.geodesy import MapPlane, inverse
from geo.model import Bounds, LonLat

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "{{ 7*7 }}",
    "<script>alert(1)</script>",
    "$\\badmacro$ & \"q\" 'q'",
    "]]> <!-- -->",
    "שלום עולם",
    "مرحبا",
    "北京 서울",
]


def named(name: str) -> Scene:
    scene = rough_scene()
    labels = tuple(replace(label, text=name) if label.id == "karatsjov" else label for label in scene.labels)
    features = tuple(replace(f, name=name, popup=(PopupLine(kind="title", text=name),)) for f in scene.features)
    legend = tuple(replace(item, text=name) for item in scene.legend)
    return replace(scene, title=name, labels=labels, features=features, legend=legend, credit=name, alt=name)


def texts(svg: bytes) -> list[str]:
    return [node.text or "" for node in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("kind", ["png", "svg"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_same_scene_gives_the_same_bytes(kind, scheme):
    first = draw_picture(rough_scene(), kind, size=(640, 400), scheme=scheme)
    assert draw_picture(rough_scene(), kind, size=(640, 400), scheme=scheme) == first


@pytest.mark.parametrize("size", [(1280, 720), (720, 540), (360, 480), (320, 568)])
def test_a_png_has_the_size_asked_for_and_something_on_it(size):
    image = Image.open(io.BytesIO(draw_picture(rough_scene(), "png", size=size)))
    assert image.size == size
    assert len(np.unique(np.asarray(image.convert("RGB")).reshape(-1, 3), axis=0)) > 50


def test_svg_keeps_text_as_text_with_names_on_its_layers():
    svg = draw_picture(rough_scene(), "svg")
    assert {"Bereik ATACMS", "Karatsjov", "Brjansk", "Koersk", "bereik ca. 300 km"} <= set(texts(svg))
    assert "Concept, niet gecontroleerd" in texts(svg)
    ids = {node.get("id") for node in ET.fromstring(svg).iter() if node.get("id")}
    assert {"sea", "land", "country-UA", "borders", "title", "draft", "credit", "scale"} <= ids
    root = ET.fromstring(svg)
    assert (root.get("width"), root.get("height")) == ("1280", "720")
    assert b"stroke-linejoin: round" in svg


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stand_as_written_and_stop_nothing(name):
    svg = draw_picture(named(name), "svg", size=(900, 600))
    root = ET.fromstring(svg)
    assert name in texts(svg)
    assert not [node for node in root.iter() if node.tag.endswith("script")]
    assert b"<script" not in svg
    assert draw_picture(named(name), "png", size=(900, 600)).startswith(b"\x89PNG")


def test_a_name_of_300_characters_is_cut_on_the_map_and_whole_in_the_file():
    svg = draw_picture(named("Naam" * 75), "svg")
    assert ("Naam" * 75).encode() in svg
    assert draw_picture(named("Naam" * 75), "png", size=(320, 400))


def test_files_carry_title_sources_and_method_and_no_date():
    svg = draw_picture(rough_scene(), "svg").decode()
    assert "<dc:title>Bereik ATACMS</dc:title>" in svg
    assert "dc:date" not in svg
    assert "Natural Earth" in svg
    assert "Projectie: oppervlaktegetrouwe" in svg
    data = Image.open(io.BytesIO(draw_picture(rough_scene(), "png"))).info
    assert data["Title"] == "Bereik ATACMS"
    assert "GeoNames" in data["Source"]
    assert "Concept, niet gecontroleerd" in data["Description"]


def test_the_scale_bar_is_true_at_the_middle_of_the_map():
    """By the geodesic between the two ends of a bar in the middle of the picture."""
    picture = _Picture(rough_scene(), (1280, 720), "light", vector=True)
    picture._draw()
    bar = next(line for line in picture.axes.lines if line.get_gid() == "scale")
    (left, right) = float(bar.get_xdata()[1]), float(bar.get_xdata()[2])
    label = next(text for text in picture.axes.texts if text.get_gid() == "scale-text").get_text()
    x, y = picture.middle_px
    ends = [picture._degrees(x + side * (right - left) / 2, y) for side in (-1, 1)]
    stated = float(re.sub(r"\D", "", label)) * 1000
    assert float(inverse(*ends[0], *ends[1]).distance_m) == pytest.approx(stated, rel=0.005)


def test_no_two_labels_of_a_picture_overlap():
    picture = _Picture(rough_scene(), (360, 480), "light", vector=True)
    picture._draw()
    boxes = []
    for text in picture.axes.texts:
        if str(text.get_gid()).startswith("label-"):
            box = text.get_window_extent(picture.renderer)
            boxes.append(shapely.box(box.x0, box.y0 + 2, box.x1, box.y1 - 2))
    assert len(boxes) >= 3
    assert not [1 for n, a in enumerate(boxes) for b in boxes[n + 1 :] if a.intersection(b).area > 1]


def test_a_view_across_the_antimeridian_is_drawn_in_one_piece():
    scene = replace(rough_scene(), bounds=Bounds(170.0, -25.0, -172.0, -10.0))
    picture = _Picture(scene, (640, 480), "light", vector=False)
    picture._draw()
    assert abs(picture.plane.centre.lon) == pytest.approx(179, abs=0.1)
    assert draw_picture(scene, "png", size=(640, 480))


def test_a_file_is_written_whole(tmp_path):
    target = tmp_path / "kaart.svg"
    assert draw_picture(rough_scene(), target) == target.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["kaart.svg"]


@pytest.mark.parametrize("target", ["gif", "map.jpeg", ""])
def test_other_kinds_of_file_are_refused_by_name(target):
    with pytest.raises(BadInput, match=r"expected png or svg"):
        draw_picture(rough_scene(), target)


@pytest.mark.parametrize("size", [(0, 0), (100, 720), (1280, 9000)])
def test_sizes_that_no_picture_has_are_refused(size):
    with pytest.raises(BadInput, match=f"{size[0]}x{size[1]}"):
        draw_picture(rough_scene(), "png", size=size)


def test_the_map_plane_keeps_areas_true_and_comes_back():
    """Outside reference: the sphere-free law of an equal-area projection, against the geodesic area."""
    from geo.measuring.geodesy import area_km2

    plane = MapPlane(LonLat(37.0, 50.0))
    box = shapely.segmentize(shapely.box(30, 45, 31, 46), 0.05)
    drawn = shapely.transform(box, plane.to_plane)
    assert drawn.area / 1e6 == pytest.approx(area_km2(box), rel=1e-4)
    points = np.array([[30.0, 45.0], [181.0, -10.0]])
    back = plane.to_lonlat(plane.to_plane(points))
    assert back[0] == pytest.approx(points[0], abs=1e-7)
    assert back[1] == pytest.approx([-179.0, -10.0], abs=1e-7)
