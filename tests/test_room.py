"""Where in an area a text has most room: inside it, away from what is taken, whatever the area is like."""

from __future__ import annotations

import shapely
from hypothesis import given
from hypothesis import strategies as some

from geo.drawing.view import roomiest

TEXT_PX = (80.0, 17.0)


def near_touching(x: float, y: float, gap: float) -> shapely.Polygon:
    """A large square with a hole whose corner all but touches an edge."""
    hole = [(x, gap), (x + 30, y), (x - 30, y)]
    return shapely.Polygon([(0, 0), (1000, 0), (1000, 700), (0, 700)], [hole])


@given(some.floats(100, 900), some.floats(40, 300), some.sampled_from([1e-3, 1e-9, 1e-12, 0.0]), some.integers(1, 3))
def test_the_places_found_lie_inside_and_away_from_what_is_taken(x: float, y: float, gap: float, most: int) -> None:
    area = near_touching(x, y, gap)
    taken = [(500.0, 350.0), (x, 600.0)]
    found = roomiest(area, text_px=TEXT_PX, avoid_px=taken, most=most)
    assert 1 <= len(found) <= most
    for at_x, at_y, times in found:
        assert shapely.contains_xy(shapely.make_valid(area), at_x, at_y)
        assert times >= 1.0
        for other_x, other_y in taken:
            assert abs(at_x - other_x) > TEXT_PX[0] / 4 or abs(at_y - other_y) > TEXT_PX[1] / 4


def test_an_area_whose_edges_cross_once_it_is_squeezed_has_its_places() -> None:
    bow_tie = shapely.Polygon([(0, 0), (900, 500), (900, 0), (0, 500)])
    assert not bow_tie.is_valid
    assert roomiest(bow_tie, text_px=TEXT_PX, avoid_px=[(200.0, 250.0)], most=2)


def test_nothing_has_no_room() -> None:
    assert roomiest(shapely.Polygon(), text_px=TEXT_PX, avoid_px=[(0.0, 0.0)]) == ()
    assert roomiest(shapely.box(0, 0, 10, 5), text_px=TEXT_PX) == ()
