"""The page's own drawing: read back it is the scene, its bar is true, and its scripts are the sources, made small."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer
from scenes import rough_scene
from stories import founding_story

from geo.drawing.mercator import PER_PX, metres_per_pixel, page_still
from geo.drawing.scene import Scene
from geo.drawing.shell import leaflet_js, leaflet_part, page_data
from geo.gazetteer.index import Gazetteer
from geo.measuring.borders import open_borders
from geo.model import Bounds
from geo.publishing.maps import PAGE_DETAIL, scene_of
from geo.publishing.page import page

WEB = Path(__file__).parents[1] / "geo" / "drawing" / "web"
TO_DEGREES = Transformer.from_crs("EPSG:3857", "OGC:CRS84", always_xy=True)
HALF = 20037508.342789244  # m of EPSG:3857 from its middle to its edge


def read_back(drawing: str, attribute: str) -> Iterator[np.ndarray]:
    """The rings and lines of a path in degrees, by PROJ's own Web Mercator."""
    number = {name: float(value) for name, value in re.findall(r'data-(world|left|top)="([^"]*)"', drawing)}
    found = re.search(rf'<path [^>]*{attribute}[^>]* d="([^"]*)"', drawing)
    assert found is not None, attribute
    pen = np.array([number["left"], number["top"]])
    for part in found[1].split("m")[1:]:
        steps = np.array(re.findall(r"-?\d+", part), float).reshape(-1, 2)
        points = pen + np.cumsum(steps, axis=0)
        pen = points[0] if part.endswith("z") else points[-1]
        x, y = (points / number["world"] * 2 - 1).T * HALF
        yield np.column_stack(TO_DEGREES.transform(x, -y))


@settings(max_examples=40, deadline=None)
@given(
    st.floats(-175, 175),
    st.floats(-75, 75),
    st.floats(0.01, 4),
    st.floats(3, 12),
)
def test_what_is_drawn_is_read_back_where_it_was(lon: float, lat: float, radius: float, zoom: float) -> None:
    ring = shapely.Point(lon, lat).buffer(radius, quad_segs=12)
    west, south, east, north = ring.bounds
    plain = rough_scene()
    feature = replace(plain.features[0], geometry=ring)
    scene = replace(plain, features=(feature,), bounds=Bounds(west, south, east, north), fit_zoom=zoom)
    step = 360 / (256 * 2 ** min(zoom, 8.0) * PER_PX)  # degrees of longitude; of latitude it is less
    for ring_back in read_back(page_still(scene).still, 'data-id="range-300"'):
        distance = shapely.distance(ring.exterior, shapely.points(ring_back))
        assert distance.max() <= 0.75 * step


@pytest.mark.parametrize("lat", [-70.0, -33.0, 0.0, 12.5, 51.0, 69.0])
def test_the_scale_is_that_of_the_ellipsoid(lat: float) -> None:
    zoom, lon = 6.4, 20.0
    world = 256 * 2**zoom
    sine = np.sin(np.radians(lat))
    y = (0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)) * world
    degrees = 360 / world  # of one px
    _, _, measured = Geod(ellps="WGS84").inv(lon, lat, lon + degrees, lat)
    assert metres_per_pixel(y, zoom) == pytest.approx(measured, rel=1e-5)


def test_nothing_travels_twice() -> None:
    scene = rough_scene()
    data = page_data(scene)
    assert not any(data["base"][name].get("coordinates") for name in ("land", "borders", "disputed"))
    shapes = [feature for feature in data["features"] if feature["kind"] == "range"]
    assert shapes
    assert all(feature["geometry"]["type"] == "GeometryCollection" for feature in shapes)
    assert {"summary", "alt", "method", "table", "credit"} & set(data) == set()
    for scheme in ("light", "dark"):
        assert "range-1" in data["theme"][scheme]
        assert "range-3" not in data["theme"][scheme]


def test_border_lines_run_as_the_outline_beside_them() -> None:
    scene = rough_scene()
    backwards = shapely.MultiLineString([shapely.get_coordinates(scene.base.borders)[::-1]])
    drawing = page_still(replace(scene, base=replace(scene.base, borders=backwards))).still
    pieces = [
        {piece for part in read_back(drawing, name) for piece in pairwise(map(tuple, np.round(part, 6)))}
        for name in ('data-base="borders"', 'data-base="highlighted"')
    ]
    assert len(pieces[0] & pieces[1]) > 0.9 * len(pieces[0])


@pytest.fixture(scope="module", name="founding")
def founding_fixture(gazetteer: Gazetteer) -> Scene:
    borders = open_borders()
    return scene_of(founding_story(borders=borders), borders=borders, gazetteer=gazetteer, detail=PAGE_DETAIL)


def test_the_founding_page_is_small(founding: Scene) -> None:
    assert len(gzip.compress(page(founding).encode(), 9)) <= 75_000


def test_pages_carry_the_scripts_as_they_are_now() -> None:
    written = json.loads((WEB / "built" / "sources.json").read_text("utf-8"))
    sources = importlib.import_module("data.build.web").sources()
    now = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sources}
    assert written == now, "run python -m data.build.web"
    assert {path.name for path in (WEB / "built").iterdir()} == {*now, "sources.json"}
    for name in now:
        assert (WEB / "built" / name).stat().st_size < (WEB / name).stat().st_size


def test_the_part_of_leaflet_in_a_page_is_of_the_leaflet_that_is_installed_and_holds_what_the_script_asks_of_it() -> (
    None
):
    build = importlib.import_module("data.build.leaflet")
    assert leaflet_part() != leaflet_js(), "run python -m data.build.web"
    assert len(leaflet_part()) < 0.6 * len(leaflet_js())
    for old in ("lvml", "MSPointer", "ActiveX", "leaflet-oldie"):  # asked of browsers that pages are not for
        assert old in leaflet_js() and old not in leaflet_part()
    assert leaflet_part().split("*/")[0] == build.MODULES.read_text("utf-8").split("*/")[0]  # its notice
    licence = (WEB / "leaflet" / "LICENSE").read_text("utf-8")  # what lies in our package is given on with its terms
    assert "Redistributions in binary form must reproduce the above copyright notice" in " ".join(licence.split())
    assert "geo/drawing/web/leaflet/LICENSE" in (WEB.parents[2] / "pyproject.toml").read_text("utf-8")
    asked = set(re.findall(r"\bL\.(\w+)", (WEB / "strikemap.js").read_text("utf-8")))
    assert asked - {"tileLayer"} <= set(build.USED)  # a page with tiles carries all of Leaflet
