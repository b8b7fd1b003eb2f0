"""The ground: a grade for every vertex, the same on both sides of a border, and a world that thins to a whole."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from geo.drawing.basemap import base_map, country_areas
from geo.drawing.ground import thinned
from geo.measuring.borders import open_borders, piece_outlines
from geo.model import Bounds
from geo.resources import data_path

ROOT = Path(__file__).resolve().parents[1]
WORLD = Bounds(-180.0, -90.0, 180.0, 90.0)
# No coast of theirs touches another piece's land.
ISLANDS = ("IS", "MG", "LK", "JM", "MT")


@pytest.fixture(scope="module")
def table():
    return pq.ParquetFile(data_path("ground.parquet")).read()


@pytest.fixture(scope="module")
def grades(table):
    rows = zip(table["piece"].to_pylist(), table["grades"].to_pylist(), strict=True)
    return {piece: np.frombuffer(found, np.uint8) for piece, found in rows}


def test_every_vertex_of_every_piece_has_a_grade(grades):
    outlines = piece_outlines()
    assert list(grades) == list(outlines)
    for piece, area in outlines.items():
        assert len(grades[piece]) == shapely.get_num_coordinates(area), piece


def test_a_vertex_has_one_grade_in_all_pieces_and_rings(grades):
    corners = np.concatenate([shapely.get_coordinates(area) for area in piece_outlines().values()])
    both = np.column_stack([corners, np.concatenate(list(grades.values()))])
    assert len(np.unique(both, axis=0)) == len(np.unique(corners, axis=0))


def test_every_shell_keeps_three_corners_to_the_last_step(table, grades):
    last = len(json.loads(table.schema.metadata[b"ladder"]))
    for piece, area in piece_outlines().items():
        start = 0
        for part in shapely.get_parts(area):
            length = shapely.get_num_coordinates(part.exterior)
            assert (grades[piece][start : start + length - 1] >= last).sum() >= 3, piece
            start += shapely.get_num_coordinates(part)


def test_the_builder_finds_the_same_for_islands(monkeypatch, grades):
    monkeypatch.syspath_prepend(str(ROOT))
    builder = importlib.import_module("data.build.ground")
    for piece, found in zip(ISLANDS, builder.grades([piece_outlines()[piece] for piece in ISLANDS]), strict=True):
        assert np.array_equal(found, grades[piece]), piece


@pytest.mark.parametrize("degrees", [0.02, 0.1, 0.5])
def test_the_whole_world_thinned_has_its_size_and_overlaps_nowhere(degrees):
    found = thinned((WORLD,), (1.0,), degrees, 1e9)
    valid = shapely.make_valid(np.array(found.polygons, dtype=object))
    whole = sum(area.area for area in piece_outlines().values())
    assert shapely.area(valid).sum() == pytest.approx(whole, rel=0.2 * degrees)
    assert shapely.union_all(valid).area == pytest.approx(shapely.area(valid).sum(), rel=1e-4)


def test_coarser_is_fewer_and_the_limit_holds():
    boxes = (Bounds(20.0, 40.0, 50.0, 60.0),)
    counts = [
        sum(shapely.get_num_coordinates(p) for p in thinned(boxes, (1.0,), degrees, 1e9).polygons)
        for degrees in (0.0005, 0.005, 0.05, 0.5)
    ]
    assert counts == sorted(counts, reverse=True) and counts[0] > 10 * counts[-1]
    limited = thinned(boxes, (1.0,), 0.005, 2_000)
    assert limited.degrees > 0.005
    assert sum(shapely.get_num_coordinates(p) for p in limited.polygons) < 3_000


@pytest.mark.parametrize(
    "view",
    [
        Bounds(22.0, 44.0, 40.0, 53.0),
        Bounds(33.0, 30.5, 36.5, 33.8),
        Bounds(170.0, -25.0, 190.0, -10.0),
        Bounds(160.0, 60.0, 200.0, 75.0),
        Bounds(-20.0, -89.0, 60.0, -60.0),
        WORLD,
    ],
)
def test_what_is_drawn_is_valid_and_neighbours_do_not_overlap(view):
    areas = country_areas(open_borders(), view)
    assert areas and all(area.is_valid for area in areas.values())
    base = base_map(open_borders(), view)
    assert base.land.is_valid
    assert base.land.area == pytest.approx(sum(area.area for area in areas.values()), rel=1e-3)


def test_both_policies_draw_crimea_by_their_own():
    view = Bounds(30.0, 43.0, 38.0, 49.0)
    inside = shapely.Point(34.1, 45.2)
    assert country_areas(open_borders(), view)["UA"].contains(inside)
    assert country_areas(open_borders("natural-earth"), view)["RU"].contains(inside)
    assert country_areas(open_borders(choices={"crimea": "natural-earth"}), view)["RU"].contains(inside)
    # No seam is left where a piece joins its country.
    assert not base_map(open_borders(), view).borders.intersects(shapely.Point(33.65, 46.15).buffer(0.05))


def test_no_line_stands_on_the_antimeridian():
    """Russia and Fiji lie on both sides of it, in halves that meet there."""
    for view in (Bounds(170.0, 62.0, 190.0, 72.0), Bounds(175.0, -20.0, 183.0, -14.0)):
        base = base_map(open_borders(), view)
        seam = shapely.LineString([(180.0, -89.0), (180.0, 89.0)])
        # The source's own halves differ by a cell of its grid here and there.
        assert shapely.intersection(base.land.boundary, seam).length < 0.01
        assert shapely.intersection(base.borders, seam).length == 0
