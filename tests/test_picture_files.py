"""Pictures: PNG, SVG and PDF of one scene, the same bytes again, every text as written, honest scale and file data."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pikepdf
import pypdfium2
import pytest
import shapely
from PIL import Image
from scenes import rough_scene

from geo.drawing.files import CC, DC, INKSCAPE, RDF
from geo.drawing.pencil import settings
from geo.drawing.picture import LAYERS, _Picture, draw_picture, unseen_letters
from geo.drawing.scene import PopupLine, Scene
from geo.drawing.sheet import Sheet, plain_sheet
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


def laid_out(scene: Scene, sheet: Sheet, *, vector: bool = True) -> _Picture:
    """A picture that has been drawn, and not yet saved."""
    with settings():
        picture = _Picture(scene, sheet, "light", vector=vector, fonts=("DejaVu Sans",))
        picture.draw()
    return picture


def read_pdf(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as pdf:
        return str(pdf[0].get_textpage().get_text_range())


@pytest.mark.parametrize(("kind", "scheme"), [("png", "light"), ("svg", "dark"), ("pdf", "light")])
def test_the_same_scene_gives_the_same_bytes(kind, scheme):
    first = draw_picture(rough_scene(), kind, size=(640, 400), scheme=scheme)
    assert draw_picture(rough_scene(), kind, size=(640, 400), scheme=scheme) == first


@pytest.mark.parametrize("size", [(1280, 720), (320, 568)])
def test_a_png_has_the_size_asked_for_and_something_on_it(size):
    image = Image.open(io.BytesIO(draw_picture(rough_scene(), "png", size=size)))
    assert image.size == size
    assert len(np.unique(np.asarray(image.convert("RGB")).reshape(-1, 3), axis=0)) > 50


def test_svg_keeps_text_as_text_with_names_on_its_layers():
    svg = draw_picture(rough_scene(), "svg")
    assert {"Bereik ATACMS", "Karatsjov", "Brjansk", "Koersk", "bereik ca. 300 km"} <= set(texts(svg))
    assert "Concept, niet gecontroleerd" in texts(svg)
    root = ET.fromstring(svg)
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    assert {"country-UA", "draft", "scale-bar", "range-0", "strike-2"} <= set(ids)
    assert (root.get("width"), root.get("height")) == ("1280", "720")


def test_every_layer_of_the_svg_has_a_name_for_an_editor_and_holds_its_kind():
    root = ET.fromstring(draw_picture(rough_scene(), "svg"))
    layers = [group for group in root if group.get(f"{{{INKSCAPE}}}groupmode") == "layer"]
    found = {group.get("id"): group for group in layers}
    assert list(found) == [name for name in LAYERS if name in found]
    expected = {
        "sea",
        "land",
        "borders",
        "disputed",
        "ranges",
        "places",
        "labels",
        "legend",
        "scale",
        "title",
        "credit",
    }
    assert expected <= set(found)
    assert found["labels"].get(f"{{{INKSCAPE}}}label") == "Namen"
    assert {node.text for node in found["labels"].iter(f"{SVG}text")} >= {"Karatsjov", "Brjansk"}
    assert [node.get("id") for node in found["borders"]] == ["border-lines"]
    # A style rule would reach out of the picture into the page that holds it.
    assert not list(root.iter(f"{SVG}style"))


def test_the_svg_says_what_it_is_to_readers_and_in_dublin_core():
    root = ET.fromstring(draw_picture(rough_scene(), "svg"))
    assert (root.get("role"), root.get("lang")) == ("img", "nl")
    named = {root.find(f"{SVG}title").get("id"), root.find(f"{SVG}desc").get("id")}
    assert set(root.get("aria-labelledby").split()) == named
    assert root.find(f"{SVG}desc").text.startswith("Kaart van de gemelde aanval")
    work = root.find(f"{SVG}metadata/{{{RDF}}}RDF/{{{CC}}}Work")
    assert work.find(f"{{{DC}}}title").text == "Bereik ATACMS"
    assert work.find(f"{{{DC}}}language").text == "nl"
    assert "GeoNames" in work.find(f"{{{DC}}}source").text
    assert "CC BY 4.0" in work.find(f"{{{DC}}}rights/{{{CC}}}Agent/{{{DC}}}title").text
    assert "Gemeten vanaf" in work.find(f"{{{DC}}}description").text


def test_a_pdf_has_real_text_in_a_cut_font_a_language_and_alt_text():
    data = draw_picture(rough_scene(), "pdf")
    text = read_pdf(data)
    for words in ("Bereik ATACMS", "Karatsjov", "bereik ca. 300 km", "Concept, niet gecontroleerd"):
        assert words in text
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Bereik ATACMS"
        assert str(pdf.docinfo["/Subject"]).startswith("Kaart van de gemelde aanval")
        assert "GeoNames" in str(pdf.docinfo["/Keywords"])
        assert not {"/CreationDate", "/ModDate"} & set(pdf.docinfo.keys())
        assert str(pdf.Root.Lang) == "nl"
        assert str(pdf.Root.StructTreeRoot.K.Alt).startswith("Kaart van de gemelde aanval")
        with pdf.open_metadata() as data_of:
            assert data_of["dc:title"] == "Bereik ATACMS"
            assert "Projectie" in data_of["dc:description"]
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"]
        kinds = {str(font.Subtype) for font in fonts}
        assert kinds <= {"/Type0", "/CIDFontType2", "/TrueType"}
        # Six letters and a plus sign mark a font that holds only the letters used.
        assert all(re.match(r"/[A-Z]{6}\+", str(font.BaseFont)) for font in fonts)


def test_names_set_apart_in_a_pdf_are_still_words():
    scene = rough_scene()
    labels = tuple(replace(la, text="OEKRAÏNE") if la.id == "area-UA" else la for la in scene.labels)
    assert "OEKRAÏNE" in read_pdf(draw_picture(replace(scene, labels=labels), "pdf"))


def test_a_title_is_broken_into_even_lines_and_never_inside_a_figure():
    long = named("L'Iran annonce avoir testé un missile d'une portée de 2 000 km")
    picture = laid_out(long, plain_sheet(900, 600))
    lines = [line.text for line in picture.setter.layouts(picture.scene.legend, 1.0)[0].title]
    assert len(lines) == 2
    assert lines[1].endswith("2 000 km")
    assert min(map(len, lines)) > 0.6 * max(map(len, lines))
    assert " ".join(lines) == long.title


def test_right_to_left_words_are_joined_and_turned_and_stand_at_the_right():
    """By the letters' places: the first letter of a Hebrew word lies to the right of its last."""
    picture = laid_out(named("שלום עולם"), plain_sheet(900, 600))
    assert picture.setter.layouts(picture.scene.legend, 1.0)[0].title[0].x > 500
    data = draw_picture(named("שלום"), "pdf", size=(900, 600), fonts=("DejaVu Sans",))
    with pypdfium2.PdfDocument(data) as pdf:
        page = pdf[0].get_textpage()
        boxes = {page.get_text_range(n, 1): page.get_charbox(n)[0] for n in range(page.count_chars())}
    assert boxes["ש"] > boxes["ם"]


def test_letters_that_no_font_has_are_told():
    assert unseen_letters(named("Kyiv مرحبا"), ("DejaVu Sans",)) == ""
    assert unseen_letters(named("北京 Kyiv 京"), ("DejaVu Sans",)) == "北京"


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stand_as_written_and_stop_nothing(name):
    svg = draw_picture(named(name), "svg", size=(900, 600))
    root = ET.fromstring(svg)
    assert name in texts(svg)
    assert not [node for node in root.iter() if node.tag.endswith("script")]
    assert b"<script" not in svg
    assert draw_picture(named(name), "png", size=(900, 600)).startswith(b"\x89PNG")
    if "$" in name or "{" in name:
        assert name in read_pdf(draw_picture(named(name), "pdf", size=(900, 600)))


def test_a_name_of_300_characters_is_cut_on_the_map_and_whole_in_the_file():
    svg = draw_picture(named("Naam" * 75), "svg")
    assert ("Naam" * 75).encode() in svg
    assert draw_picture(named("Naam" * 75), "png", size=(320, 640))
    with pytest.raises(BadInput, match=r"320x400 is too small for the words of this map: expected about 320 x \d+ px"):
        draw_picture(named("Naam" * 75), "png", size=(320, 400))


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


@pytest.mark.parametrize("bounds", [None, Bounds(5.0, 48.0, 60.0, 56.0)], ids=["azimuthal", "conic"])
def test_the_scale_bar_is_true_at_the_middle_of_the_map(bounds):
    """By the geodesic between the two ends of a bar in the middle of the picture."""
    scene = rough_scene() if bounds is None else replace(rough_scene(), bounds=bounds, features=())
    picture = laid_out(scene, plain_sheet(1280, 720))
    assert picture.plane.kind == ("azimuthal" if bounds is None else "conic")
    bar = next(artist for artist in picture.pencil.drawn("scale") if artist.get_gid() == "scale-bar")
    across = np.ptp(bar.get_path().vertices[:, 0])
    label = next(text for name, text, _ in picture.pencil.texts if name == "scale-text")
    x, y = picture.window.middle
    ends = [picture._degrees(x + side * across / 2, y) for side in (-1, 1)]
    stated = float(re.sub(r"\D", "", label)) * 1000
    assert float(inverse(*ends[0], *ends[1]).distance_m) == pytest.approx(stated, rel=0.005)


def test_no_two_labels_of_a_picture_overlap():
    picture = laid_out(rough_scene(), plain_sheet(360, 480))
    boxes = []
    for text in picture.pencil.drawn("labels"):
        x, y = text.get_position()
        size = text.get_fontsize()
        look = replace(picture.looks["page"], size=size, weight=700 if text.get_fontweight() == "bold" else 400)
        boxes.append(shapely.box(x, y - 0.7 * size, x + picture.pencil.measure(text.get_text(), look), y))
    assert len(boxes) >= 3
    assert not [1 for n, a in enumerate(boxes) for b in boxes[n + 1 :] if a.intersection(b).area > 1]


def test_a_view_across_the_antimeridian_is_drawn_in_one_piece():
    scene = replace(rough_scene(), bounds=Bounds(170.0, -25.0, -172.0, -10.0), features=(), labels=())
    picture = laid_out(scene, plain_sheet(640, 480))
    assert abs(picture.plane.centre.lon) == pytest.approx(179, abs=0.1)
    assert draw_picture(scene, "png", size=(640, 480))


def test_a_file_is_written_whole(tmp_path):
    target = tmp_path / "kaart.svg"
    assert draw_picture(rough_scene(), target) == target.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["kaart.svg"]


@pytest.mark.parametrize("target", ["gif", "map.jpeg", ""])
def test_other_kinds_of_file_are_refused_by_name(target):
    with pytest.raises(BadInput, match=r"expected png, svg or pdf"):
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
