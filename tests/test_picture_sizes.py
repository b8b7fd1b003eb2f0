"""Pictures in every size: the smallest text is held, what must be read stands where it can be; dots and millimetres."""

from __future__ import annotations

import io
import os
import re
import resource
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pictured import FONTS, plain_story, ringed, scene_for
from PIL import Image
from pyproj import Geod
from scenes import rough_scene

from geo.api import borders, gazetteer
from geo.cli import main
from geo.drawing.layout import Needed
from geo.drawing.pencil import settings as drawing
from geo.drawing.picture import EXTRA_STYLES, _Picture, draw_picture
from geo.drawing.scene import Scene
from geo.drawing.sheet import Sheet
from geo.errors import BadInput
from geo.measuring.geodesy import MapPlane, plane_for, suited_projection
from geo.model import Bounds, LonLat, Story
from geo.publishing.maps import map_px, scene_of
from geo.publishing.sizes import LEAST_TEXT, PHONE_PX, names, sheet_of

SVG = "{http://www.w3.org/2000/svg}"
MM_PT = 72 / 25.4
MANY = 150


def laid_out(scene: Scene, sheet: Sheet) -> _Picture:
    with drawing():
        picture = _Picture(scene, sheet, "light", vector=True, fonts=FONTS)
        picture.draw()
    return picture


def scene_told(story: Story, size: str = "web-16x9", *, inset: bool = False) -> Scene:
    return scene_of(
        story, borders=borders(), gazetteer=gazetteer(), size_px=map_px(sheet_of(size)), published=False, inset=inset
    )


# ---------------------------------------------------------------- sizes by name and by hand


@pytest.mark.parametrize(
    ("size", "pixels"),
    [
        ("web-16x9", (1280, 720)),
        ("social-square", (1080, 1080)),
        ("social-wide", (1200, 630)),
        ("story-vertical", (1080, 1920)),
        ("tv-16x9", (1920, 1080)),
        ("640x480", (640, 480)),
    ],
)
def test_a_size_of_a_screen_has_its_pixels(size: str, pixels: tuple[int, int]) -> None:
    sheet = sheet_of(size)
    assert (sheet.width, sheet.height, sheet.dpi) == (*pixels, None)


@pytest.mark.parametrize(
    ("size", "width_mm", "height_mm", "dpi"),
    [
        ("print-1col", 88, None, 300),
        ("print-2col", 180, None, 300),
        ("88mm", 88, None, 300),
        ("88x70mm", 88, 70, 300),
        ("60.5x70mm@150dpi", 60.5, 70, 150),
    ],
)
def test_a_size_of_print_has_its_millimetres(size: str, width_mm: float, height_mm: float | None, dpi: float) -> None:
    sheet = sheet_of(size)
    assert sheet.width == pytest.approx(width_mm * MM_PT)
    assert sheet.height == (None if height_mm is None else pytest.approx(height_mm * MM_PT))
    assert sheet.dpi == pytest.approx(dpi)


@pytest.mark.parametrize(
    "size",
    ["web", "print-3col", "100x100", "9000x100", "88x5mm", "2mm", "88mm@10dpi", "88mm@2000dpi", "1200mm@1200dpi"],
)
def test_a_size_that_no_picture_has_is_quoted(size: str) -> None:
    with pytest.raises(BadInput, match=re.escape(size)):
        sheet_of(size)


@given(st.text(max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_text_is_a_size_or_a_clear_error(text: str) -> None:
    try:
        sheet = sheet_of(text)
    except BadInput as error:
        assert "expected" in str(error)
    else:
        assert sheet.width > 0


def test_a_house_has_columns_and_smallest_texts_of_its_own() -> None:
    sheet = sheet_of("print-1col", columns_mm={"print-1col": 60.0, "print-2col": 123.0}, least_text={"print": 7.0})
    assert sheet.width == pytest.approx(60 * MM_PT)
    assert sheet.least_text == 7.0
    with pytest.raises(BadInput, match="print-3col"):
        sheet_of("print-3col", columns_mm={"print-2col": 123.0})


def test_the_help_of_the_command_names_every_size() -> None:
    text = " ".join(CliRunner().invoke(main, ["map", "--help"]).output.split())
    assert [name for name in names() if name not in text.replace("- ", "-")] == []


# ---------------------------------------------------------------- what a size holds


@pytest.mark.parametrize("size", names())
def test_no_text_is_smaller_than_its_medium_bears(size: str) -> None:
    """At the size at which it is read: points on paper, px of a phone's screen, px of television."""
    picture = laid_out(scene_for("founding", size), sheet_of(size))
    medium = "tv" if size.startswith("tv") else "print" if size.startswith("print") else "phone"
    shrunk = picture.sheet.width / PHONE_PX if size.startswith(("social", "story")) else 1.0
    assert min(points for _, _, points in picture.pencil.texts) / shrunk >= LEAST_TEXT[medium] - 1e-6
    words = {text for _, text, _ in picture.pencil.texts}
    assert {"Bereik ATACMS", "Karatsjov", "bereik ca. 300 km", "Concept, niet gecontroleerd"} <= words


@pytest.mark.parametrize(
    ("story", "size", "where"),
    [
        ("founding", "tv-16x9", "beside"),
        ("gaza", "tv-16x9", "in"),
        ("founding", "story-vertical", "under"),
        ("gaza", "story-vertical", "under"),
    ],
)
def test_what_must_be_read_lies_in_the_safe_part(story: str, size: str, where: str) -> None:
    """EBU R 95: 5 % off each edge of television. Stories: 14 % at the top and 20 % at the bottom are the app's."""
    picture = laid_out(scene_for(story, size), sheet_of(size))
    ground = picture.frame
    width, height = picture.sheet.width, picture.pencil.height
    left, top, right, bottom = (0.05, 0.05, 0.95, 0.95) if size == "tv-16x9" else (0.0, 0.14, 1.0, 0.80)
    safe = shapely.box(left * width, top * height, right * width, bottom * height).buffer(1e-6)
    for layer in ("labels", "legend", "scale", "title", "credit"):
        for item in picture.pencil.drawn(layer):
            if hasattr(item, "get_text"):
                x, y = item.get_position()
                look = replace(
                    picture.looks["page"],
                    size=item.get_fontsize(),
                    weight=700 if item.get_fontweight() == "bold" else 400,
                )
                text = shapely.box(x, y - 0.75 * look.size, x + picture.pencil.measure(item.get_text(), look), y)
                assert safe.covers(text), item.get_text()
    layout = picture._layout(frozenset())
    assert not isinstance(layout, Needed) and layout.where == where and layout.legend_at is not None
    # The ground runs on to the sheet's edge. Of the founding story, whose range is higher than wide, the map is largest
    # with its long legend in a column beside it: there the ground ends where that column begins, and nowhere before.
    column = layout.legend_at[0] - 10 * picture.scale
    assert (ground.left, ground.right) == (0.0, column if where == "beside" else width)


def test_a_sheet_without_room_leaves_out_the_optional_before_anything_overlaps() -> None:
    scene = scene_for("founding", "social-wide")
    crowded = laid_out(scene, sheet_of("social-wide"))
    roomy = laid_out(scene, sheet_of("print-2col"))
    said = {text for _, text, _ in crowded.pencil.texts}
    assert "Betwiste grens" in {text for _, text, _ in roomy.pencil.texts}
    assert not {label.text for label in scene.labels if label.style in EXTRA_STYLES} & said
    assert "Betwiste grens" not in said
    assert {"Gemelde aanval", "Karatsjov"} <= said


def test_a_sheet_too_small_for_the_words_is_refused_with_one_that_would_do() -> None:
    with pytest.raises(BadInput, match=r"88x31mm is too small .*: expected about (\d+) x (\d+)mm") as caught:
        draw_picture(scene_for("founding", "print-1col"), "png", sheet=sheet_of("88x31mm"), fonts=FONTS)
    width, height = re.findall(r"(\d+) x (\d+)mm", str(caught.value))[0]
    assert laid_out(scene_for("founding", "print-1col"), sheet_of(f"{width}x{height}mm")).named


def test_print_has_its_millimetres_in_svg_and_its_dots_in_png() -> None:
    scene = rough_scene()
    root = ET.fromstring(draw_picture(scene, "svg", sheet=sheet_of("88x90mm"), fonts=FONTS))
    assert (root.get("width"), root.get("height")) == ("88.00mm", "90.00mm")
    image = Image.open(io.BytesIO(draw_picture(scene, "png", sheet=sheet_of("88x90mm@150dpi"), fonts=FONTS)))
    assert image.info["dpi"] == pytest.approx((150, 150), abs=0.1)
    assert image.size == pytest.approx((88 / 25.4 * 150, 90 / 25.4 * 150), abs=1)
    assert "dpi" not in Image.open(io.BytesIO(draw_picture(scene, "png", size=(640, 480), fonts=FONTS))).info


def test_without_a_height_a_column_is_as_high_as_the_map_asks() -> None:
    square = laid_out(scene_for("svalbard", "web-16x9"), sheet_of("88mm"))
    assert square.frame.height == pytest.approx(square.frame.width / (square.content[2] / square.content[3]), rel=0.01)


# ---------------------------------------------------------------- projection


@pytest.mark.parametrize(
    ("bounds", "kind"),
    [
        (Bounds(-180.0, -58.0, 180.0, 80.0), "world"),
        (Bounds(5.0, 45.0, 40.0, 56.0), "conic"),
        (Bounds(-125.0, 25.0, -66.0, 49.0), "conic"),  # the contiguous United States
        (Bounds(115.0, -40.0, 150.0, -28.0), "conic"),
        (Bounds(29.5, 43.2, 45.5, 56.2), "azimuthal"),  # as high as wide
        (Bounds(95.0, -8.0, 141.0, 6.0), "azimuthal"),  # at the equator
        (Bounds(-30.0, 71.0, 60.0, 85.0), "azimuthal"),  # polar
        (Bounds(170.0, 50.0, -150.0, 62.0), "conic"),  # across the antimeridian
        (Bounds(-180.0, 54.0, 180.0, 82.0), "azimuthal"),  # a ring over the pole: a conic would cut a wedge out of it
    ],
)
def test_the_projection_suits_the_extent(bounds: Bounds, kind: str) -> None:
    assert suited_projection(bounds) == kind
    assert plane_for(bounds).kind == kind


def test_the_conic_is_true_to_scale_on_its_parallels_and_to_angles() -> None:
    """Outside reference: Snyder's example on the ellipsoid (Professional Paper 1395, pp. 296-298), Clarke 1866 there.

    On WGS 84 the same point comes out within 60 m; the scale on a standard parallel is 1.
    """
    import numpy as np

    from geo.measuring.geodesy import inverse

    plane = MapPlane(LonLat(-96.0, 23.0), parallels=(33.0, 45.0))
    x, y = plane.to_plane(np.array([[-75.0, 35.0]]))[0]
    assert x == pytest.approx(1_894_410.9, abs=100)
    assert y == pytest.approx(1_564_649.5, abs=100)
    on_parallel = np.array([[-80.0, 33.0], [-79.99, 33.0]])
    drawn = np.hypot(*np.diff(plane.to_plane(on_parallel), axis=0)[0])
    assert drawn == pytest.approx(float(inverse(*on_parallel[0], *on_parallel[1]).distance_m), rel=1e-5)


def test_rings_up_to_an_icbm_are_circles_round_their_origin() -> None:
    import numpy as np

    picture = laid_out(scene_for("pyongyang", "web-16x9"), sheet_of("web-16x9"))
    assert picture.plane.kind == "azimuthal"
    ring = next(f for f in picture.scene.features if f.kind == "range").geometry
    points = shapely.get_coordinates(ring)
    rim = points[(np.abs(points[:, 0]) < 179.9) & (np.abs(points[:, 1]) < 89.9)]
    x, y = picture._points(np.array([[125.7547, 39.0337]]))[0]
    away = np.hypot(*(picture._points(rim) - [x, y]).T)
    assert away.max() / away.min() == pytest.approx(1, abs=0.01)


# ---------------------------------------------------------------- odd stories, and the inset


def odd_stories() -> dict[str, Story]:
    here = ("Kyiv", 30.5234, 50.4501)
    on_one_spot = [(f"Town {n}", 30.5234, 50.4501) for n in range(12)]
    rows = [(f"P{n}", 20 + (n % 100) * 0.2, 45 + (n // 100) * 0.1) for n in range(MANY)]
    long_name = ("Naam" * 75, 30.5234, 50.4501)
    return {
        "no places": plain_story("Nothing"),
        "one place": plain_story("One", here, struck="Kyiv"),
        "on one spot": plain_story("Spot", *on_one_spot, struck="Town 0"),
        f"{MANY:,} places": plain_story("Many", *rows, struck="P75"),
        "a long name": plain_story("Long", long_name, struck=long_name[0]),
        "over a pole": ringed(plain_story("Pole", ("Alert", -62.3, 82.5)), ("Alert", -62.3, 82.5), 2_500_000.0),
        "round the world": ringed(plain_story("World", here), here, 19_000_000.0),
    }


@pytest.mark.parametrize("name", list(odd_stories()))
def test_an_odd_story_is_a_picture_with_its_main_name(name: str) -> None:
    story = odd_stories()[name]
    picture = laid_out(scene_told(story), sheet_of("web-16x9"))
    words = {text for label, text, _ in picture.pencil.texts if label.startswith("label-")}
    struck = next((place.name for place in story.places if place.role == "reported strike"), None)
    assert struck is None or any(text.rstrip("…") and struck.startswith(text.rstrip("…")) for text in words)
    assert picture.pencil.drawn("land")


def test_a_range_over_a_pole_is_whole_on_the_sheet() -> None:
    """Every point that lies within the range lies in what is drawn of it, beyond the pole too."""
    scene = scene_told(odd_stories()["over a pole"])
    picture = laid_out(scene, sheet_of("web-16x9"))
    (ring,) = (feature.geometry for feature in scene.features if feature.kind == "range")
    azimuths = np.repeat(np.arange(0.0, 360.0, 5.0), 2)
    away = np.tile([1_000_000.0, 2_450_000.0], 72)
    lon, lat, _ = Geod(ellps="WGS84").fwd(np.full(144, -62.3), np.full(144, 82.5), azimuths, away)
    drawn = picture._in_plane(ring)
    assert shapely.contains_xy(drawn, picture.plane.to_plane(np.column_stack([lon, lat]))).all()


def test_an_inset_is_drawn_only_when_asked_and_shows_where_the_view_lies() -> None:
    plain = scene_for("gaza", "web-16x9")
    assert plain.inset is None
    from geo.drawing.basemap import inset_map

    with_inset = replace(plain, inset=inset_map(borders(), plain.bounds))
    assert not laid_out(plain, sheet_of("web-16x9")).pencil.drawn("inset")
    drawn = {item.get_gid(): item for item in laid_out(with_inset, sheet_of("web-16x9")).pencil.drawn("inset")}
    assert {"inset-sea", "inset-land", "inset-view"} <= set(drawn)
    view, sea = (shapely.box(*drawn[name].get_path().get_extents().extents) for name in ("inset-view", "inset-sea"))
    assert sea.buffer(0.01).covers(view)
    assert view.centroid.distance(sea.centroid) < 0.05 * sea.length
    # A map of half the globe needs none.
    globe = replace(scene_for("pyongyang", "web-16x9"), inset=with_inset.inset)
    assert not laid_out(globe, sheet_of("web-16x9")).pencil.drawn("inset")


# ---------------------------------------------------------------- files


def test_a_full_disk_leaves_the_old_picture_whole(tmp_path: Path) -> None:
    """A file-size limit stands in for a full disk: writing stops half-way with an error of the system."""
    target = tmp_path / "map.png"
    target.write_bytes(b"the old one")
    code = (
        "import resource, signal, sys; sys.path[:0] = ['tests']\n"
        "from scenes import rough_scene\n"
        "from geo.drawing.picture import draw_picture\n"
        "from geo.errors import BadInput\n"
        "from pathlib import Path\n"
        "data = draw_picture(rough_scene(), 'png', size=(400, 500))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "from geo.files import write_bytes\n"
        "try:\n"
        "    write_bytes(Path(sys.argv[1]), data)\n"
        "except BadInput as error:\n"
        "    print(error)\n"
    )
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code, str(target)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert "cannot be written" in done.stdout
    assert target.read_bytes() == b"the old one"
    assert [path.name for path in tmp_path.iterdir()] == ["map.png"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 2000


@pytest.mark.parametrize(
    ("name", "why"), [("missing/map.png", "No such file"), ("map.gif", "expected png, svg or pdf")]
)
def test_a_folder_that_is_not_there_and_a_kind_that_is_unknown_are_told(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        draw_picture(rough_scene(), tmp_path / name, size=(400, 500))
    assert list(tmp_path.iterdir()) == []
