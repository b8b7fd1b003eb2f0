"""A matrix of distances is what ``measure`` says pair by pair, whatever is mixed; and many pairs are as one."""

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, Point, box

import geo
from geo.errors import BadInput
from geo.measuring.geodesy import inverse, measure
from geo.measuring.matrix import distance_matrix

lons, lats = st.floats(-170, 160), st.floats(-80, 70)
things = st.one_of(
    st.builds(Point, lons, lats),
    st.builds(lambda x, y: LineString([(x, y), (x + 3, y + 1), (x + 4, y - 2)]), lons, lats),
    st.builds(lambda x, y: box(x, y, x + 5, y + 4), lons, lats),
)


@given(st.lists(things, min_size=1, max_size=4), st.lists(things, min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_every_pair_is_measured(starts, ends):
    found = distance_matrix(starts, ends)
    for row, a in enumerate(starts):
        for column, b in enumerate(ends):
            assert found[row, column] == pytest.approx(measure(a, b).distance_m, abs=2e-3)


@given(st.lists(things, min_size=1, max_size=4))
@settings(max_examples=15, deadline=None)
def test_among_themselves_it_is_symmetric_and_nothing_on_the_diagonal(all_of_them):
    found = distance_matrix(all_of_them)
    assert np.diagonal(found) == pytest.approx(np.zeros(len(all_of_them)))
    assert found == pytest.approx(found.T, abs=2e-3)


def test_many_pairs_are_the_same_as_few():
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(-180, 180, (2, 2, 60_000)), rng.uniform(-90, 90, (2, 2, 60_000))
    found = inverse(lon[0], lat[0], lon[1], lat[1])
    azimuth, back, distance = Geod(ellps="WGS84").inv(lon[0], lat[0], lon[1], lat[1])
    assert found.distance_m.shape == (2, 60_000)
    assert (found.distance_m == distance).all()
    assert (found.azimuth_deg == azimuth).all()
    assert (found.back_azimuth_deg == back).all()


@pytest.mark.parametrize("broken", [Point(), Point(0, 91), Point(float("nan"), 0), shapely.Polygon()])
def test_what_is_nowhere_has_no_distance(broken):
    with pytest.raises(BadInput):
        distance_matrix([Point(0, 0), broken])


def test_a_frame_in_any_crs_and_names():
    frame = geopandas.GeoDataFrame(
        {"who": ["a", "b"]}, geometry=[Point(34.98, 53.12), Point(34.3717, 53.2436)], index=["K", "B"], crs=4326
    )
    found = geo.distances(frame.to_crs(3857))
    assert list(found.index) == list(found.columns) == ["K", "B"]
    assert found.loc["K", "B"] == pytest.approx(42930.978, abs=0.01)
    to = geo.distances(frame, ["30.52,50.45", "border:UA"])
    assert to.loc["K", "30.52,50.45"] == pytest.approx(measure(Point(34.98, 53.12), Point(50.45, 30.52)).distance_m)
    assert to.loc["K", "border:UA"] == pytest.approx(geo.distance("53.12,34.98", "border:UA").distance_m)


def test_a_frame_without_a_crs_is_refused():
    frame = geopandas.GeoSeries([Point(0, 0)])
    with pytest.raises(BadInput, match="CRS"):
        geo.distances(frame)
