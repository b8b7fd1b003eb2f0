"""Which places a range holds, on which the answer hangs; and a person's own outline as origin."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import each_row
from shapely.geometry import MultiPolygon, Point, box

from geo.errors import BadInput
from geo.measuring.borders import open_borders
from geo.measuring.geodesy import Boundary, area_km2
from geo.measuring.ranges import own_outline, range_area, within

CITIES = {
    "Lipetsk": (39.5708, 52.6031),
    "Smolensk": (32.0401, 54.7818),
    "Kaluga": (36.2754, 54.5293),
    "Tula": (37.6112, 54.2048),
    "Krasnodar": (38.9806, 45.0448),
}


def test_russian_cities_from_ukraine():
    lon, lat = np.array(list(CITIES.values())).T
    ukraine = open_borders().country("UA")
    mainland = shapely.intersection(ukraine, box(20, 46.9, 35, 53))  # leaves Crimea and the east out
    found = within(
        lon,
        lat,
        ukraine,
        [290e3, 300e3, 165e3],
        variants=["long", "long", "short"],
        outline_m=1000,
        undisputed=mainland,
    )
    at = dict(zip(CITIES, range(5), strict=True))
    assert found.distance_m[at["Kaluga"]] == pytest.approx(292.4e3, abs=1000)
    assert found.inside[:2, at["Smolensk"]].all()
    assert not found.inside[2].any()
    assert found.edge_why(0, at["Kaluga"]) == found.edge_why(1, at["Kaluga"]) == "stated reach"
    assert found.edge_why(1, at["Krasnodar"]) == "origin"
    assert found.edge_why(0, at["Tula"]) is None and np.isnan(found.distance_m[at["Tula"]])


def test_near_the_limit_the_outline_decides():
    found = within([1.0, 1.02, 1.5], [0, 0, 0], box(-1, -1, 0, 1), [111.4e3], outline_m=500)
    assert [found.edge_why(0, k) for k in range(3)] == ["outline", None, None]
    assert found.inside[0].tolist() == [True, False, False]
    assert within(0, 0, box(-1, -1, 1, 1), [1000]).distance_m.tolist() == [0.0]


def test_too_near_for_a_stated_minimum():
    found = within([0.1, 1.0, 5.0], [0, 0, 0], Point(0, 0), [300e3], nearest_m=[50e3])
    assert found.inside[0].tolist() == [False, True, False]
    assert not found.edge.any()


@settings(max_examples=15, deadline=None)
@given(st.floats(-170, 170), st.floats(-70, 70), st.floats(5e3, 3e6))
def test_same_answer_as_the_exact_distance_and_as_the_area(lon, lat, radius_m):
    origin = shapely.union_all([box(lon, lat, lon + 4, lat + 3), box(lon + 6, lat, lon + 7, lat + 9)])
    rng = np.random.default_rng(11)
    x, y = rng.uniform(-180, 180, 300), np.degrees(np.arcsin(rng.uniform(-1, 1, 300)))
    x[:150], y[:150] = rng.uniform(lon - 9, lon + 15, 150), np.clip(rng.uniform(lat - 9, lat + 15, 150), -90, 90)
    x = (x + 180) % 360 - 180  # a planar test knows no longitude beyond 180
    found = within(x, y, origin, [radius_m])
    exact = Boundary(origin).distance_outside(x, y).distance_m
    assert (found.inside[0] == (exact <= radius_m)).all()
    measured = ~np.isnan(found.distance_m)
    assert np.abs(found.distance_m - exact)[measured].max(initial=0) < 1e-6
    area = range_area(origin, radius_m)
    sure = np.abs(exact - radius_m) > area.error_m
    assert (shapely.intersects_xy(area.geometry, x, y) == found.inside[0])[sure].all()


def test_within_refuses_what_it_cannot_use():
    with pytest.raises(BadInput, match="91"):
        within(0, 91, Point(0, 0), [1000])
    with pytest.raises(BadInput, match="-5"):
        within(0, 0, Point(0, 0), [-5])
    with pytest.raises(BadInput, match="2 reaches"):
        within(0, 0, Point(0, 0), [1000, 2000], variants=["a"])


# ------------------------------------------------------------------------------------------ own outlines

SQUARE = {"type": "Polygon", "coordinates": [[[30, 48], [36, 48], [36, 51], [30, 51], [30, 48]]]}


def outline(value, **given):
    given = {"date": "2024-11-19", "source": "own desk", **given}
    return own_outline(value if isinstance(value, bytes | str) else json.dumps(value), **given)


@pytest.mark.parametrize(
    "value",
    [
        SQUARE,
        {"type": "Feature", "properties": None, "geometry": SQUARE},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": SQUARE}]},
        {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"]]},
        ("\ufeff" + json.dumps(SQUARE)).encode(),
        {"type": "Polygon", "coordinates": [[[30, 48, 9], [36, 48, 9], [36, 51, 9], [30, 51, 9]]]},
    ],
    ids=["polygon", "feature", "collection", "multi", "byte order mark", "open ring with heights"],
)
def test_outlines_that_are_read(value):
    found = outline(value)
    assert found.geometry.equals(MultiPolygon([box(30, 48, 36, 51)]))
    assert found.dropped == 0


def test_cut_from_the_recognised_outline_without_slivers():
    ukraine = open_borders().country("UA")
    # Another data set's border: the same land, half a kilometre off, with a part that is held and one that is not.
    other = shapely.intersection(
        shapely.transform(ukraine.simplify(0.02), lambda c: c + np.array([0.004, 0.002])), ukraine
    )
    not_held = shapely.difference(ukraine, shapely.intersection(other, box(20, 44, 35, 53)))
    found = outline(shapely.to_geojson(not_held), recognised=ukraine)
    assert found.dropped == len(found.slivers) > 10
    # Which they are: parts of the cut, small beside what is kept, the largest first.
    areas = [area_km2(sliver) for sliver in found.slivers]
    assert areas == sorted(areas, reverse=True) and areas[0] < 0.01 * area_km2(found.geometry)
    assert not any(found.geometry.contains(sliver.representative_point()) for sliver in found.slivers)
    assert ukraine.buffer(1e-9).covers(found.geometry) and found.geometry.is_valid
    assert found.geometry.bounds[0] > 30  # no sliver along the western border is left to measure from
    assert outline(shapely.to_geojson(ukraine), recognised=ukraine).geometry.area == pytest.approx(ukraine.area)


@each_row(
    ("value", "quoted"),
    [
        (b"<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>", "OGRVRTDataSource"),
        (b"", "not GeoJSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"PK\x03\x04", "not GeoJSON"),
        ("[" * 100_000, "not GeoJSON|nested"),
        ("[1, 2]", "not an area"),
        ({"type": "Point", "coordinates": [1, 2]}, "'Point'"),
        ({"type": "{{7*7}}"}, "7\\*7"),
        ({"type": "Feature", "geometry": None}, "not an area"),
        ({"type": "FeatureCollection", "features": []}, "no area"),
        ({"type": "FeatureCollection"}, "no list"),
        ({"type": "Polygon", "coordinates": []}, "no coordinates"),
        ({"type": "Polygon", "coordinates": [[]]}, "not a ring|encloses"),
        ({"type": "Polygon", "coordinates": [["many"]]}, "many"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, "2 corners"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}, "Self-intersection"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 91], [0, 0]]]}, "91"),
        ({"type": "Polygon", "coordinates": [[[4e6, 3e6], [4.1e6, 3e6], [4e6, 3.1e6]]]}, "4100000"),
        ('{"type": "Polygon", "coordinates": [[[NaN, 0], [1, 0], [1, 1]]]}', "NaN"),
        ('{"type": "Polygon", "coordinates": [[[1e999, 0], [1, 0], [1, 1]]]}', "inf"),
    ],
)
def test_outlines_that_are_refused(value, quoted):
    with pytest.raises(BadInput, match=quoted):
        outline(value)


@pytest.mark.parametrize(
    ("given", "quoted"),
    [
        ({"date": None}, "date"),
        ({"date": "yesterday"}, "yesterday"),
        ({"source": " "}, "source"),
        ({"source": None}, "source"),
        ({"recognised": MultiPolygon([box(100, 0, 101, 1)])}, "Nothing"),
    ],
)
def test_an_outline_needs_its_date_its_source_and_some_land(given, quoted):
    with pytest.raises(BadInput, match=quoted):
        outline(SQUARE, **given)
