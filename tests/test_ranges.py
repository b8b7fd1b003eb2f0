"""Range areas against the ellipsoid: every outline looked at by a slow way of its own, and the laws of a distance."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from rows import each_row
from shapely.geometry import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, box
from slow_geodesy import slow_distance

from geo.errors import BadInput, NotPossible
from geo.measuring import ranges
from geo.measuring.borders import open_borders
from geo.measuring.equidistant import FromPoint, distance_bounds
from geo.measuring.geodesy import Boundary, area_km2, inverse
from geo.measuring.planar import WORLD, area_inside_ring, polygons_of
from geo.measuring.ranges import SPREAD_M, cut_onto, default_tolerance, range_area, range_parts
from geo.model import LonLat
from geo.units import HALF_MERIDIAN_M

GEOD = Geod(ellps="WGS84")
CENTRES = {
    "Kyiv": (30.52, 50.45),
    "Karachev": (34.98, 53.12),
    "Pyongyang": (125.75, 39.03),
    "Svalbard": (16.0, 78.0),
    "Fiji": (178.0, -17.7),
    "equator and 180": (180.0, 0.0),
    "north pole": (0.0, 90.0),
    "south pole": (25.0, -90.0),
}


def samples(area, per_edge=7):
    """Corners and points between, of every ring, without what lies on the cut or on a pole."""
    out = []
    for polygon in polygons_of(area):
        for ring in (polygon.exterior, *polygon.interiors):
            c = shapely.get_coordinates(ring)
            t = np.linspace(0, 1, per_edge, endpoint=False)[:, None, None]
            out.append((c[:-1] + t * (c[1:] - c[:-1])).reshape(-1, 2))
    points = np.vstack(out)
    return points[(np.abs(np.abs(points[:, 0]) - 180) > 1e-6) & (np.abs(points[:, 1]) < 90 - 1e-6)]


def assert_shape(area):
    assert area.geom_type == "MultiPolygon" and area.is_valid and not area.is_empty
    west, south, east, north = area.bounds
    assert west >= -180 and east <= 180 and south >= -90 and north <= 90
    for polygon in area.geoms:
        assert polygon.exterior.is_ccw
        assert not any(hole.is_ccw for hole in polygon.interiors)
    c = shapely.get_coordinates(area)
    assert (np.round(c, 9) == c).all()


# ------------------------------------------------------------------------------------------ round a point


@each_row("radius_m", [1.0, 25e3, 300e3, 1500e3, 5500e3, 10e6, 13e6, 19e6, 19.98e6])
@each_row("name", CENTRES)
def test_rings_of_a_point_hold_their_tolerance(name, radius_m):
    lon, lat = CENTRES[name]
    found = range_area(Point(lon, lat), radius_m)
    assert_shape(found.geometry)
    points = samples(found.geometry)
    d = GEOD.inv(np.full(len(points), lon), np.full(len(points), lat), *points.T)[2]
    worst = np.abs(d - radius_m).max()
    assert worst <= found.error_m + 1e-6 <= default_tolerance(radius_m) + 1e-6
    # No point of the globe on the wrong side, but for those within the tolerance.
    rng = np.random.default_rng(3)
    far = rng.uniform(0, min(2.2 * radius_m, 19.9e6), 3000)
    x, y, _ = GEOD.fwd(np.full(3000, lon), np.full(3000, lat), rng.uniform(0, 360, 3000), far)
    d = GEOD.inv(np.full(3000, lon), np.full(3000, lat), x, y)[2]
    sure = np.abs(d - radius_m) > found.error_m + 1e-3
    assert (shapely.contains_xy(found.geometry, x, y) == (d < radius_m))[sure].all()


@pytest.mark.parametrize("name", ["Kyiv", "Fiji", "Pyongyang"])
def test_an_area_over_both_poles_is_not_its_complement(name):
    # Closing such a ring by its direction alone gives what is farther off than the radius.
    found = range_area(Point(CENTRES[name]), 18.5e6).geometry
    assert all(found.covers(Point(lon, lat)) for lon in (-170, 0, 99) for lat in (90, -90, 0))
    lon, lat = CENTRES[name]
    assert not found.intersects(Point((lon + 360) % 360 - 180, -lat))
    far_share = (1 - math.cos(math.pi * (1 - 18.5e6 / 20.004e6))) / 2  # of a sphere
    assert area_km2(found) == pytest.approx(area_km2(WORLD) * (1 - far_share), rel=1e-3)


@settings(max_examples=40, deadline=None)
@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(1e3, 19.8e6), st.floats(1, 300))
def test_any_point_any_radius_any_tolerance(lon, lat, radius_m, tolerance_m):
    tolerance_m = max(tolerance_m, radius_m * 1e-6)
    found = range_area(Point(lon, lat), radius_m, tolerance_m=tolerance_m)
    assert_shape(found.geometry)
    points = samples(found.geometry, 3)
    d = GEOD.inv(np.full(len(points), lon), np.full(len(points), lat), *points.T)[2]
    assert np.abs(d - radius_m).max(initial=0) <= found.error_m + 1e-6
    assert found.error_m <= tolerance_m


@settings(max_examples=15, deadline=None)
@given(st.floats(-180, 180), st.floats(-85, 85), st.floats(1e4, 1e7))
def test_a_greater_radius_holds_the_smaller(lon, lat, radius_m):
    small = range_area(Point(lon, lat), radius_m).geometry
    large = range_area(Point(lon, lat), 1.02 * radius_m).geometry
    assert large.covers(small)
    assert area_km2(large) > area_km2(small)


def test_a_nearest_distance_cuts_a_hole():
    found = range_area(Point(30.52, 50.45), 300e3, min_m=70e3)
    assert_shape(found.geometry)
    assert [len(polygon.interiors) for polygon in found.geometry.geoms] == [1]
    assert not found.geometry.contains(Point(30.52, 50.45))
    assert found.error_m <= 60
    ring = range_area(Point(30.52, 50.45), 300e3).geometry
    hole = range_area(Point(30.52, 50.45), 70e3).geometry
    assert area_km2(found.geometry) == pytest.approx(area_km2(ring) - area_km2(hole), rel=1e-3)


def test_half_the_way_round_is_the_world():
    for origin in (Point(20, 10), box(0, 0, 5, 5), LineString([(0, 0), (1, 1)])):
        found = range_area(origin, 20_004_000)
        assert found.geometry.equals(shapely.MultiPolygon([WORLD]))
        assert found.error_m == 0


# A country whose far corners together reach everything, from about how far on.
@pytest.mark.parametrize(("code", "radius_m"), [("UA", 19.5e6), ("RU", 17e6), ("US", 16e6), ("FJ", 19.9e6)])
def test_what_a_wide_country_reaches_far_round_is_the_world(code, radius_m):
    """Told from two corners alone, and true: no place of a grid over the globe is farther than the radius off."""
    country = open_borders().country(code)
    found = range_area(country, radius_m)
    assert found.geometry.equals(MultiPolygon([WORLD])) and found.error_m == 0
    lon, lat = (c.ravel() for c in np.meshgrid(np.arange(-180, 180, 5.0), np.arange(-90, 91, 5.0)))
    corners = shapely.get_coordinates(country.simplify(0.5))
    nearest = np.full(len(lon), np.inf)
    for corner in corners[:: max(1, len(corners) // 60)]:
        np.minimum(nearest, inverse(lon, lat, *corner).distance_m, out=nearest)
    assert nearest.max() <= radius_m


@given(lon=st.floats(-180, 180), lat=st.floats(-90, 90), azimuth=st.floats(-180, 180), short_m=st.floats(0, 9e6))
@example(lon=0.0, lat=0.0, azimuth=90.0, short_m=0.0)
@example(lon=0.0, lat=0.0, azimuth=90.0, short_m=34e3)
@settings(max_examples=200, deadline=None)
def test_what_is_far_from_a_point_lies_round_its_antipode(lon, lat, azimuth, short_m):
    """By how much more than on a sphere is what the short way to the whole world rests on."""
    at_lon, at_lat, _ = GEOD.fwd(lon, lat, azimuth, HALF_MERIDIAN_M - short_m)
    far_m = GEOD.inv(lon, lat, at_lon, at_lat)[2]
    assert GEOD.inv(lon + 180, -lat, at_lon, at_lat)[2] <= HALF_MERIDIAN_M - far_m + SPREAD_M


def test_two_points_reach_the_world_only_when_no_place_is_far_from_both():
    """On the equator 1,000 km apart: told by two corners from 19,564 km on; for a little less it is contoured."""
    pair = MultiPoint([(0, 0), (9, 0)])
    apart_m = GEOD.inv(0, 0, 9, 0)[2]
    radius_m = HALF_MERIDIAN_M - apart_m / 2 + SPREAD_M
    assert range_area(pair, radius_m + 1).geometry.equals(MultiPolygon([WORLD]))
    assert range_area(pair, radius_m - 1).geometry.equals(MultiPolygon([WORLD]))
    left = WORLD.difference(range_area(pair, HALF_MERIDIAN_M - apart_m / 2 - SPREAD_M).geometry)
    assert not left.is_empty


# ------------------------------------------------------------------------------------------ territories


@pytest.mark.parametrize(
    ("radius_m", "tolerance_m"), [(300e3, 50), (300e3, 1), (165e3, None), (10e3, None), (2500e3, None), (13e6, None)]
)
def test_ukraine(radius_m, tolerance_m):
    ukraine = open_borders().country("UA")
    found = range_area(ukraine, radius_m, tolerance_m=tolerance_m)
    assert_shape(found.geometry)
    assert found.error_m <= (tolerance_m or default_tolerance(radius_m))
    d = Boundary(ukraine).distance(*samples(found.geometry, 3)[::7].T).distance_m
    assert np.abs(d - radius_m).max() <= found.error_m + 1e-6


@pytest.mark.parametrize(
    ("code", "radius_m"), [("FJ", 300e3), ("NZ", 500e3), ("FR", 300e3), ("RU", 300e3), ("BR", 15e6)]
)
def test_wide_and_split_territories(code, radius_m):
    territory = open_borders().country(code)
    found = range_area(territory, radius_m)
    assert_shape(found.geometry)
    assert found.error_m <= default_tolerance(radius_m)
    boundary = Boundary(territory)
    rng = np.random.default_rng(5)
    pick = samples(found.geometry, 2)
    pick = pick[rng.integers(0, len(pick), 400)]
    x, y, _ = GEOD.fwd(*pick.T, rng.uniform(0, 360, 400), rng.exponential(radius_m / 4, 400))
    d = boundary.distance_outside(x, y).distance_m
    sure = np.abs(d - radius_m) > found.error_m
    assert (shapely.contains_xy(found.geometry, x, y) == (d < radius_m))[sure].all()


def test_a_wide_country_is_worked_in_as_few_shares_as_there_is_room_for():
    """Each takes about as long, whatever its size: of Russia at 15,000 km it was 34."""
    russia = open_borders().country("RU")
    counts = [len(ranges._parts(russia, radius_m)) for radius_m in (5e6, 15e6, 16.5e6)]
    assert counts[0] < counts[1] < 20 < counts[2]
    for radius_m in (15e6, 16.5e6):
        assert all(part.extent_m <= ranges._room_m(radius_m) for part in ranges._parts(russia, radius_m))


corner = st.tuples(st.floats(-8, 8), st.floats(-8, 8))


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.lists(corner, min_size=3, max_size=6, unique=True), min_size=1, max_size=3),
    st.sampled_from([(0, 0), (30, 50), (179, -17), (-100, 75), (10, 81.5)]),
    st.floats(20e3, 3e6),
)
def test_random_outlines_against_a_slow_way(shapes, centre, radius_m):
    """Islands, needles, across 180 and round the pole."""
    hulls = [shapely.convex_hull(shapely.MultiPoint([(centre[0] + x, centre[1] + y) for x, y in s])) for s in shapes]
    areas = [hull for hull in hulls if hull.geom_type == "Polygon" and hull.area > 1e-3]
    if not areas:
        return
    origin = shapely.union_all(areas)
    found = range_area(origin, radius_m)
    assert_shape(found.geometry)
    assert found.error_m <= default_tolerance(radius_m)
    points = samples(found.geometry, 2)
    points = points[:: max(1, len(points) // 25)]
    for lon, lat in points:
        assert abs(slow_distance(origin, lon, lat) - radius_m) <= found.error_m + 0.01


@pytest.mark.parametrize(
    "origin",
    [
        MultiPoint([(30.5, 50.4), (179.5, -17), (-179, -18)]),
        LineString([(30, 50), (40, 47), (45, 51)]),
        MultiLineString([[(170, 60), (180, 61)], [(-180, 61), (-170, 64)]]),
        LineString([(-10, 40), (150, 60)]),
        box(-180, 70, 180, 90),
        Polygon([(0, 0), (20, 0), (20, 20), (0, 20)], [[(2, 2), (2, 18), (18, 18), (18, 2)]]),
        box(170, -10, 190, 10),
    ],
    ids=["points", "line", "line over 180", "long line", "polar cap", "frame", "box over 180"],
)
def test_other_origins(origin):
    found = range_area(origin, 300e3)
    assert_shape(found.geometry)
    assert found.error_m <= default_tolerance(300e3)
    points = samples(found.geometry, 2)
    for lon, lat in points[:: max(1, len(points) // 15)]:
        if origin.geom_type == "MultiPoint":
            d = min(float(inverse(lon, lat, p.x, p.y).distance_m) for p in origin.geoms)
        else:
            d = float(Boundary(origin).distance(lon, lat).distance_m)
        assert abs(d - 300e3) <= found.error_m + 0.01


def test_a_dent_between_two_fronts_gets_its_corner():
    # Between Kamchatka and the Commander Islands two fronts leave a gap of 110 by 700 m; halving alone never
    # reached its corners, and the outline strayed 54 m where 50 were asked for.
    borders = open_borders()
    far_east = borders.country("RU").intersection(box(-180 + 360 * 22 / 23, 50, 180, 60))
    found = range_area(far_east, 300e3, tolerance_m=50.0)
    assert found.error_m <= 50.0
    assert not shapely.intersects_xy(found.geometry, 169.772, 57.2384)


def test_a_notch_between_two_areas_that_touch():
    # Looking for the corner between two fronts too early goes to and fro across the notch.
    origin = shapely.union_all([Polygon([(0, 0), (0, 1), (1, 0)]), Polygon([(0, 3), (1, 0), (1, 1)])])
    assert range_area(origin, 20e3).error_m <= default_tolerance(20e3)


@pytest.mark.parametrize(
    ("origin", "radius_m"),
    [
        # Halving an edge across a narrow dent only ever gives corners beside its ends: the outline strayed 128 m.
        (LineString([(130.4, -79.6), (129.0, -81.5), (134.4, -90), (157.1, -77.3)]), 4_810),
        (LineString([(20, 60), (10, 50), (20.6, 60)]), 9_000),
        (LineString([(146.9685, 48.669), (137.0847, 57.9379), (159.2914, 39.7668)]), 2_000),
    ],
)
def test_a_deep_narrow_dent_gets_its_corner(origin, radius_m):
    found = range_area(origin, radius_m)
    assert found.error_m <= default_tolerance(radius_m)
    points = samples(found.geometry, 2)
    for lon, lat in points[:: max(1, len(points) // 20)]:
        assert abs(slow_distance(origin, lon, lat) - radius_m) <= found.error_m + 0.01


def test_a_line_along_a_pole_is_that_point():
    found = range_area(LineString([(5.9, 90), (1.3, 90)]), 300e3)
    pole = range_area(Point(0, 90), 300e3)
    assert found.error_m <= default_tolerance(300e3)
    assert area_km2(found.geometry) == pytest.approx(area_km2(pole.geometry), rel=2e-4)
    assert found.geometry.covers(Point(77, 90))


def test_a_far_outline_near_its_antipode():
    found = range_area(box(30, 48, 34, 51), 19.4e6)
    assert_shape(found.geometry)
    assert found.error_m <= default_tolerance(19.4e6)
    assert not found.geometry.contains(Point(-148, -49.5))
    assert found.geometry.contains(Point(-148, 49.5))


def test_parts_are_one_by_one_what_the_union_is_together():
    origin = MultiPoint([(30.5, 50.4), (31.5, 50.4), (179.5, -17)])
    parts = range_parts(origin, 100e3)
    assert len(parts) == 3
    for part, point in zip(parts, origin.geoms, strict=True):
        assert part == range_area(point, 100e3)
    together = range_area(origin, 100e3).geometry
    assert shapely.symmetric_difference(together, shapely.union_all([part.geometry for part in parts])).area < 1e-4
    with pytest.raises(BadInput, match="empty"):
        range_parts(MultiPoint(), 100e3)


def test_points_lines_and_areas_together_far_apart():
    origin = shapely.GeometryCollection([Point(-100, 40), LineString([(5, 0), (6, 1)]), box(90, 60, 91, 61)])
    found = range_area(origin, 200e3)
    assert found.error_m <= default_tolerance(200e3)
    alone = [part.geometry for part in range_parts(origin, 200e3)]
    assert area_km2(found.geometry) == pytest.approx(sum(map(area_km2, alone)), rel=1e-3)


def test_a_band_round_the_globe_reaches_all_but_the_far_pole():
    # Its corners lie on one meridian: a plane chosen by them alone would be that of a short line.
    found = range_area(box(-180, 66, 180, 70), 16_832_183.0)
    assert found.error_m <= default_tolerance(16_832_183.0)
    assert found.geometry.covers(Point(33, -80)) and not found.geometry.intersects(Point(33, -89))


@pytest.mark.parametrize("origin", [Point(30, 50), box(30, 50, 30.2, 50.1)])
def test_a_tolerance_of_a_millimetre_is_held(origin):
    assert range_area(origin, 20e3, tolerance_m=1e-3).error_m <= 1e-3


def test_a_tolerance_that_cannot_be_held_is_refused_with_what_can(monkeypatch):
    monkeypatch.setattr("geo.measuring.ranges.largest_error", lambda *_: 77.0)
    with pytest.raises(NotPossible, match=r"77 m here, and 50\.0 m"):
        range_area(Point(0, 0), 300e3, tolerance_m=50.0)
    assert range_area(Point(0, 0), 300e3).error_m == 77.0  # who asks for none gets the error told


def test_cut_onto_a_territory():
    russia = open_borders().country("RU")
    area = range_area(Point(34.98, 53.12), 300e3).geometry
    cut = cut_onto(area, russia)
    assert cut.is_valid and russia.buffer(1e-9).covers(cut)
    assert cut_onto(area, box(100, 0, 101, 1)).is_empty


# ------------------------------------------------------------------------------------------ the proof


@pytest.mark.parametrize("lat", [90, -90, 90 - 1e-9, 89.999, -89.9, 81, -75])
@pytest.mark.parametrize("radius_m", [15e6, 5e6])
def test_the_error_is_never_told_too_small_round_a_pole(lat, radius_m):
    found = range_area(Point(25.0, lat), radius_m)
    points = samples(found.geometry, 200)
    d = GEOD.inv(np.full(len(points), 25.0), np.full(len(points), lat), *points.T)[2]
    assert np.abs(d - radius_m).max() <= found.error_m


any_lat = st.one_of(st.floats(-90, 90), st.sampled_from([90.0, -90.0, 89.9999, 0.0]))


@settings(max_examples=120, deadline=None)
@given(st.floats(-180, 180), any_lat, st.floats(-60, 60), st.floats(-40, 40), st.floats(-180, 180), any_lat)
@example(-110.25, -90.0, 1.1e-11, 1.5e-8, -110.25, -90.0)
@example(87.6, -90.0, 0.098, 2.8e-8, 92.1, -90.0)
def test_bounds_along_an_edge_hold_every_point_of_it(lon, lat, dlon, dlat, at_lon, at_lat):
    end_lat = min(max(lat + dlat, -90), 90)
    edge = np.array([[lon, lat, lon + dlon, end_lat]])
    field = FromPoint(LonLat(at_lon, at_lat))
    low, high = distance_bounds(edge, field.distance(edge[:, 0], edge[:, 1]), field.distance(edge[:, 2], edge[:, 3]))
    t = np.linspace(0, 1, 101)
    d = field.distance(lon + t * dlon, lat + t * (end_lat - lat)).distance_m
    assert low[0] <= d.min() + 1e-4
    assert high[0] >= d.max() - 1e-4


def test_rings_on_the_globe_have_their_inside_on_the_left():
    around = np.column_stack([np.arange(-180, 180, 10.0), np.full(36, 60.0)])
    assert area_km2(area_inside_ring(around)) == pytest.approx(area_km2(box(-180, 60, 180, 90)))
    assert area_km2(area_inside_ring(around[::-1])) == pytest.approx(area_km2(box(-180, -90, 180, 60)))
    square = np.array([(170, -5), (-170, -5), (-170, 5), (170, 5)], dtype=float)
    assert area_km2(area_inside_ring(square)) == pytest.approx(area_km2(box(0, -5, 20, 5)))
    assert area_inside_ring(square[::-1]).contains(Point(0, 89))


# ------------------------------------------------------------------------------------------ bad input


@pytest.mark.parametrize("radius_m", [0, -5, 0.5, 20_004_001, math.nan, math.inf])
def test_radii_that_are_none(radius_m):
    with pytest.raises(BadInput, match=str(radius_m)):
        range_area(Point(0, 0), radius_m)


def test_other_bad_input():
    with pytest.raises(BadInput, match="empty"):
        range_area(Polygon(), 1000)
    with pytest.raises(BadInput, match="91"):
        range_area(Point(0, 91), 1000)
    with pytest.raises(BadInput, match="nan"):
        range_area(Point(math.nan, 0), 1000)
    with pytest.raises(BadInput, match="Self-intersection"):
        range_area(Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), 1000)
    with pytest.raises(BadInput, match="400000"):
        range_area(Point(0, 0), 300e3, min_m=400_000)
    with pytest.raises(BadInput, match="tolerance"):
        range_area(Point(0, 0), 300e3, tolerance_m=0)
    with pytest.raises(NotPossible, match="2000000"):
        range_area(box(0, 0, 40, 40), 1.0)
    wrapped = range_area(Point(540, 0), 300e3).geometry
    assert wrapped.equals(range_area(Point(180, 0), 300e3).geometry)
