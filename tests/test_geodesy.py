"""Distances on the ellipsoid: outside reference numbers first, then laws, then what bad input gets."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer
from shapely.geometry import LineString, MultiLineString, MultiPoint, Point, Polygon, box
from slow_geodesy import slow_distance

from geo.errors import BadInput
from geo.measuring.borders import open_borders
from geo.measuring.geodesy import (
    Boundary,
    Plane,
    area_km2,
    centre_of,
    checked_points,
    direct,
    geodesic_line,
    inverse,
    length_m,
    longest_chord,
    measure,
    projected_crs,
)
from geo.model import LonLat
from geo.units import HALF_MERIDIAN_M

SHARED = Path(__file__).resolve().parents[2] / "shared" / "geodesy"
GEOD = Geod(ellps="WGS84")
EARTH_KM2 = 510_065_621.724  # the whole ellipsoid, from its axes
lons = st.floats(-180, 180)
lats = st.floats(-90, 90)
points = st.builds(LonLat, lons, lats)
modest = settings(max_examples=60, deadline=None)


# ------------------------------------------------------------------------------------------ outside reference numbers


@pytest.mark.parametrize(
    ("a", "b", "metres"),
    [
        ((34.98, 53.12), (34.3717, 53.2436), 42930.978),
        ((34.3717, 53.2436), (36.1874, 51.7304), 208710.023),
        ((34.98, 53.12), (36.1874, 51.7304), 175082.045),
        ((30.52, 50.45), (37.6173, 55.7558), 757242.232),
        ((30.52, 50.45), (34.98, 53.12), 427602.991),
        ((36.2304, 49.9935), (36.5873, 50.5997), 72066.282),
        ((30.7233, 46.4825), (33.5254, 44.6167), 301429.253),
        ((125.75, 39.03), (-77.0369, 38.9072), 11067698.122),
        ((0, -90), (0, 90), 20003931.459),
        ((0, 0), (180, 0), 20003931.459),
    ],
)
def test_distances_of_reference(a, b, metres):
    assert float(inverse(*a, *b).distance_m) == pytest.approx(metres, abs=5.1e-4)
    assert measure(Point(a), Point(b)).distance_m == pytest.approx(metres, abs=5.1e-4)


@pytest.mark.parametrize(
    ("at", "metres"),
    [
        ((34.98, 53.12), 116505.24),
        ((34.3717, 53.2436), 106085.8),
        ((36.1874, 51.7304), 96473.6),
        ((37.6173, 55.7558), 453395.0),
        ((36.5873, 50.5997), 35147.3),
        ((39.2003, 51.6608), 185013.5),
        ((39.7015, 47.2357), 63955.3),
        ((46.12, 51.48), 474083.9),
    ],
)
def test_distances_to_the_border_of_ukraine(at, metres):
    assert measure(Point(at), open_borders().country("UA")).distance_m == pytest.approx(metres, abs=0.051)


def test_reference_file_has_the_numbers_above():
    if not SHARED.is_dir():
        pytest.skip("the shared references are not here")
    for _, a, _, b, metres in json.loads((SHARED / "reference.json").read_text())["between"]:
        assert round(float(inverse(*a, *b).distance_m), 3) == metres


def test_geodtest():
    """Karney's test set (doi 10.5281/zenodo.32156): inverse and direct, a tenth of its short version."""
    if not SHARED.is_dir():
        pytest.skip("the shared references are not here")
    with gzip.open(SHARED / "GeodTest-short.dat.gz", "rt") as file:
        lat1, lon1, azi1, lat2, lon2, azi2, s12, _, m12, _ = np.loadtxt(file).T[:, ::10]
    way = inverse(lon1, lat1, lon2, lat2)
    assert np.abs(way.distance_m - s12).max() <= 10e-9
    off1 = np.abs(np.radians((way.azimuth_deg - azi1 + 180) % 360 - 180)) * np.abs(m12) / 6378137
    off2 = np.abs(np.radians((way.back_azimuth_deg - azi2) % 360 - 180)) * np.abs(m12) / 6378137
    assert max(off1.max(), off2.max()) <= 2e-15
    end = direct(lon1, lat1, azi1, s12)
    assert inverse(end.lon, end.lat, lon2, lat2).distance_m.max() <= 15e-9


def test_area_and_length_against_geod():
    ukraine = open_borders().country("UA")
    dense = shapely.segmentize(ukraine, 0.01)
    area, perimeter = GEOD.geometry_area_perimeter(dense)
    assert area_km2(ukraine) == pytest.approx(abs(area) / 1e6, rel=1e-7)
    assert length_m(ukraine) == pytest.approx(perimeter, rel=1e-7)


def test_areas_of_the_whole_and_most_of_the_globe():
    assert area_km2(box(-180, -90, 180, 90)) == pytest.approx(EARTH_KM2, abs=0.001)
    assert area_km2(box(-180, 0, 180, 90)) == pytest.approx(EARTH_KM2 / 2, abs=0.001)
    hole = Polygon([(-180, -90), (180, -90), (180, 90), (-180, 90)], [[(0, 0), (0, 10), (10, 10), (10, 0)]])
    assert area_km2(hole) == pytest.approx(EARTH_KM2 - area_km2(box(0, 0, 10, 10)), abs=0.001)
    assert length_m(box(-180, -90, 180, 90)) == 0.0  # cuts and poles are no outline


# ------------------------------------------------------------------------------------------ laws


@modest
@given(points, points)
def test_distance_is_symmetric_and_zero_on_itself(a, b):
    there, back = inverse(*a, *b), inverse(*b, *a)
    assert float(there.distance_m) == pytest.approx(float(back.distance_m), abs=2e-8)
    assert float(inverse(*a, *a).distance_m) == 0.0


@modest
@given(points, points, points)
def test_triangle_inequality(a, b, c):
    ab, bc, ac = (float(inverse(*p, *q).distance_m) for p, q in ((a, b), (b, c), (a, c)))
    assert ac <= ab + bc + 1e-6


@modest
@given(points, points)
def test_chord_is_never_longer_than_the_bound(a, b):
    """The proof behind the search of ``Boundary`` leans on this."""
    from geo.measuring.geodesy import earth_centred

    p, q = (earth_centred(np.array([lon]), np.array([lat]))[0] for lon, lat in (a, b))
    assert np.linalg.norm(p - q) <= float(longest_chord(inverse(*a, *b).distance_m)) + 1e-6


@modest
@given(points, st.floats(-180, 180), st.floats(0, 9e6))
def test_direct_and_inverse_agree(a, azimuth, metres):
    end = direct(*a, azimuth, metres)
    assert float(inverse(*a, float(end.lon), float(end.lat)).distance_m) == pytest.approx(metres, abs=1e-7)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(-179, 179), st.floats(-89, 89)), min_size=2, max_size=6, unique=True), lons, lats)
def test_distance_to_any_line_against_a_slow_way(corners, lon, lat):
    line = LineString(corners)
    assert float(Boundary(line).distance(lon, lat).distance_m) == pytest.approx(slow_distance(line, lon, lat), abs=1e-3)


@pytest.mark.parametrize("code", ["UA", "FJ", "SJ"])
def test_no_piece_that_is_left_out_holds_a_nearer_foot(code):
    """The bound of the search, exhaustively: every piece is solved for, from near, far, the poles and the antipode."""
    outline = open_borders().country(code)
    boundary = Boundary(outline)
    rng = np.random.default_rng(17)
    home = centre_of(outline)
    lon = np.concatenate([rng.uniform(-180, 180, 12), home.lon + rng.uniform(-5, 5, 12), [0, 40, home.lon + 180]])
    lat = np.concatenate([rng.uniform(-90, 90, 12), home.lat + rng.uniform(-5, 5, 12), [90, -90, -home.lat]])
    lon, lat = checked_points(lon, np.clip(lat, -90, 90))
    found = boundary.distance(lon, lat).distance_m
    every = np.arange(boundary.pieces)
    for k in range(len(lon)):
        at = np.full(len(every), lon[k]), np.full(len(every), lat[k])
        feet = boundary._foot(*at, every, np.full(len(every), 0.5))
        corners = inverse(*at, *boundary._pieces.start.T).distance_m
        assert found[k] == pytest.approx(min(feet[0].min(), corners.min()), abs=1e-4)


@modest
@given(st.floats(-40, 40), st.floats(-30, 30), st.floats(0.01, 3), st.floats(-0.6, 0.6), st.floats(-0.6, 0.6))
def test_distance_to_a_line_from_its_antipode(lon, lat, size, east, north):
    """There the distance along an edge bends downward, and is least at an end of it."""
    line = LineString([(lon, lat), (lon + size, lat + size / 2), (lon + 2 * size, lat - size)])
    at = (lon + 180 + east if lon < 0 else lon - 180 + east, -lat + north)
    assert float(Boundary(line).distance(*at).distance_m) == pytest.approx(slow_distance(line, *at), abs=1e-3)


@modest
@given(lons, lats, st.floats(-1e-3, 1e-3), st.floats(-1e-3, 1e-3))
def test_nearly_antipodal_points_keep_their_bounds(lon, lat, east, north):
    other = (lon + 180 + east, min(max(-lat + north, -90), 90))
    there, back = inverse(lon, lat, *other), inverse(*other, lon, lat)
    metres = float(there.distance_m)
    assert metres == pytest.approx(float(back.distance_m), abs=1e-6)
    assert 19_900_000 < metres <= HALF_MERIDIAN_M + 1e-6
    end = direct(lon, lat, there.azimuth_deg, metres)
    assert float(inverse(end.lon, end.lat, *other).distance_m) < 1e-6


@modest
@given(st.tuples(lons, lats), st.floats(0.01, 30), st.floats(-80, 70))
def test_distance_to_an_outline_is_signed_by_the_inside(at, size, south):
    square = box(10, south, 10 + size, min(south + size, 89))
    boundary = Boundary(square)
    outside = float(boundary.distance_outside(*at).distance_m)
    inside = bool(square.intersects(Point(at)))
    assert (outside == 0) == (inside or float(boundary.distance(*at).distance_m) == 0)


def test_a_far_foot_on_an_edge_that_curves_like_the_distance():
    """Here an edge's own curve nearly cancels that of the distance: steps that leave it out stop millimetres short."""
    line = LineString([(0.0, 46.0), (25.0, 41.0)])
    assert float(Boundary(line).distance(0, 0).distance_m) == pytest.approx(slow_distance(line, 0, 0), abs=1e-4)


def test_feet_lie_on_the_outline_and_at_the_distance():
    ukraine = open_borders().country("UA")
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(15, 50, 300), rng.uniform(40, 60, 300)
    feet = Boundary(ukraine).distance(lon, lat)
    assert np.abs(inverse(lon, lat, feet.lon, feet.lat).distance_m - feet.distance_m).max() < 1e-6
    assert shapely.distance(ukraine.boundary, shapely.points(feet.lon, feet.lat)).max() < 1e-9


def test_cuts_at_180_are_no_outline():
    halves = shapely.union_all([box(170, -10, 180, 10), box(-180, -10, -170, 10)])
    middle = float(Boundary(halves).distance(180, 0).distance_m)
    assert middle == pytest.approx(slow_distance(box(-10, -10, 10, 10), 0, 0), abs=1e-3)
    assert float(Boundary(halves).distance_outside(-180, 0).distance_m) == 0.0
    # One side alone does have an edge there.
    assert float(Boundary(box(170, -10, 180, 10)).distance(-179.9, 0).distance_m) == pytest.approx(11131.949, abs=0.01)


# ------------------------------------------------------------------------------------------ measure


def test_interval_follows_from_both_precisions():
    found = measure(Point(30, 50), Point(30, 51), precision_a_m=4000, precision_b_m=3000)
    assert found.high_m - found.distance_m == pytest.approx(5000)
    assert found.distance_m - found.low_m == pytest.approx(5000)
    assert measure(Point(30, 50), Point(30, 50.01), precision_a_m=4000).low_m == 0.0


@settings(max_examples=5, deadline=None)
@given(st.floats(-60, 60), st.floats(-70, 60), st.floats(0.5, 8), st.floats(20, 100))
def test_two_areas_either_way_round(lon, lat, size, away):
    a, b = box(lon, lat, lon + size, lat + size), box(lon + away, lat - 3, lon + away + 2, lat + 9)
    there, back = measure(a, b), measure(b, a)
    assert there.distance_m == pytest.approx(back.distance_m, abs=1e-3)
    edges = shapely.get_coordinates(shapely.segmentize(b.exterior, 0.25))
    slow = Boundary(a).distance(edges[:, 0], edges[:, 1]).distance_m.min()
    assert there.distance_m <= slow + 1e-3
    assert there.distance_m == pytest.approx(slow, abs=400)


def test_what_meets_is_at_no_distance():
    for a, b in [
        (box(0, 0, 2, 2), box(1, 1, 3, 3)),
        (box(0, 0, 9, 9), box(1, 1, 3, 3)),
        (LineString([(0, 0), (2, 2)]), LineString([(0, 2), (2, 0)])),
        (box(0, 0, 2, 2), Point(1, 1)),
        (MultiPoint([(0, 0), (1, 1)]), Point(1, 1)),
    ]:
        found = measure(a, b, precision_b_m=10)
        assert (found.distance_m, found.azimuth_deg, found.low_m, found.high_m) == (0.0, None, 0.0, 10.0)


def test_azimuth_looks_from_the_first_to_the_second():
    assert measure(Point(0, 0), Point(10, 0)).azimuth_deg == pytest.approx(90)
    assert measure(Point(0, 0), box(-12, -1, -10, 1)).azimuth_deg == pytest.approx(270)
    assert measure(box(-12, -1, -10, 1), Point(0, 0)).azimuth_deg == pytest.approx(90)
    assert measure(box(-12, -1, -10, 1), box(0, -1, 1, 1)).distance_m == pytest.approx(
        slow_distance(box(0, -1, 1, 1), -10, 1), abs=1e-3
    )


# ------------------------------------------------------------------------------------------ lines and planes


@modest
@example((131.0, 8.0), (-50.0, 90.0))
@example((10.0, -90.0), (-170.0, 8.0))
@example((10.0, -90.0), (20.0, 90.0))
@given(points, points)
def test_geodesic_lines_are_cut_and_true(a, b):
    way = float(inverse(*a, *b).distance_m)
    if not 1000 < way < 1.99e7:
        return
    line = geodesic_line(a, b)
    assert isinstance(line, LineString | MultiLineString)
    west, south, east, north = line.bounds
    assert west >= -180 and east <= 180 and south >= -90 and north <= 90
    corners = shapely.get_coordinates(line)
    off = inverse(*a, *corners.T).distance_m + inverse(*b, *corners.T).distance_m - way
    near_pole = np.abs(corners[:, 1]) > 89.9
    assert off[~near_pole].max(initial=0) < 1.0
    steps = [np.abs(np.diff(shapely.get_coordinates(part)[:, 0])).max() for part in getattr(line, "geoms", [line])]
    assert max(steps) <= 180.0


def test_a_line_over_the_pacific_is_in_two_parts_and_one_over_the_pole_goes_there():
    pacific = geodesic_line(LonLat(125.75, 39.03), LonLat(-77.04, 38.91))
    assert len(pacific.geoms) == 2
    assert {abs(x) for part in pacific.geoms for x in (part.coords[0][0], part.coords[-1][0])} >= {180.0}
    polar = geodesic_line(LonLat(30, 60), LonLat(-150, 60))
    assert polar.bounds[3] == 90.0


def test_the_plane_is_the_crs_that_it_names():
    ukraine = open_borders().country("UA")
    plane = Plane(centre_of(ukraine))
    there = Transformer.from_crs(4326, projected_crs(ukraine), always_xy=True)
    corners = shapely.get_coordinates(ukraine)
    assert np.abs(plane.to_plane(corners) - np.column_stack(there.transform(*corners.T))).max() < 1e-6
    assert np.abs(plane.to_lonlat(plane.to_plane(corners)) - corners).max() < 1e-11
    assert projected_crs(ukraine).is_projected


# ------------------------------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("lon", "lat", "quoted"),
    [(math.nan, 0, "nan"), (0, math.inf, "inf"), (0, 91, "91"), (0, -90.001, "-90.001")],
)
def test_positions_that_do_not_exist(lon, lat, quoted):
    for call in (
        lambda: inverse(lon, lat, 0, 0),
        lambda: direct(lon, lat, 0, 1),
        lambda: measure(Point(lon, lat), Point(0, 0)),
        lambda: Boundary(LineString([(0, 0), (1, 1)])).distance(lon, lat),
    ):
        with pytest.raises(BadInput, match=quoted):
            call()


def test_longitudes_beyond_180_come_round():
    assert [float(v) for v in checked_points([540, -540, 190, 360, 180], 0)[0]] == [180, -180, -170, 0, 180]
    assert float(inverse(540, 10, 180, 10).distance_m) == 0.0
    assert measure(Point(190, 0), Point(-170, 0)).distance_m == 0.0


def test_broken_geometries_are_refused_by_name():
    with pytest.raises(BadInput, match="empty"):
        measure(Point(), Point(0, 0))
    with pytest.raises(BadInput, match="Self-intersection"):
        Boundary(Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]))
    with pytest.raises(BadInput, match="precision"):
        measure(Point(0, 0), Point(1, 1), precision_a_m=-1)
    with pytest.raises(BadInput, match="finite"):
        direct(0, 0, math.nan, 1)


def test_a_few_points_find_the_same_outline_without_a_tree_as_many_do_with_one():
    outline = open_borders().country("UA")
    lon, lat = np.random.default_rng(4).uniform([15, 40], [50, 60], (40, 2)).T
    few = Boundary(outline).distance(lon, lat)
    many = Boundary(outline)
    many.distance(*np.random.default_rng(5).uniform([15, 40], [50, 60], (4000, 2)).T)
    assert many._middles._tree is not None
    for one, other in zip(few, many.distance(lon, lat), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)
    far = many._middles.within(np.zeros((2, 3)), np.array([1.0, 1e8]))
    near = Boundary(outline)._middles.within(np.zeros((2, 3)), np.array([1.0, 1e8]))
    assert [sorted(found) for found in far] == [sorted(found) for found in near] == [[], list(range(many.pieces))]
