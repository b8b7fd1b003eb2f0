"""Where on a map the names of seas may stand: on water, and on their own water.

A sea has no outline in our data, only a point and how far it reaches from there (data/areas.json). A smaller sea takes
its circle from a larger one that holds it, as the Sea of Azov does from the Black Sea; and where a sea's own point is
on the map, only the water that hangs together with it bears its name.
"""

from __future__ import annotations

import json
import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.measuring.geodesy import direct
from geo.resources import data_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

# What is named: seas, oceans, gulfs and bays; a strait is told by its shores.
NAMED = frozenset({"SEA", "OCN", "GULF", "BAY"})
# An ocean's circle is a rough one: only its inner part is surely the ocean's.
OCEAN_SHARE = 0.7


class Sea(NamedTuple):
    """A water with a name: the gazetteer's id, a point in degrees and how far it reaches from there in metres."""

    id: str
    lon: float
    lat: float
    radius_m: float


@cache
def seas() -> tuple[Sea, ...]:
    """Every sea, the smallest first."""
    areas = json.loads(data_path("areas.json").read_text("utf-8"))["areas"]
    found = [
        Sea(
            area["id"],
            area["point"][0],
            area["point"][1],
            area["radius_km"] * 1000.0 * (OCEAN_SHARE if area.get("feature") == "OCN" else 1.0),
        )
        for area in areas
        if area["kind"] == "water" and area.get("feature", "SEA") in NAMED
    ]
    return tuple(sorted(found, key=lambda sea: (sea.radius_m, sea.id)))


def named_waters(
    water: BaseGeometry, running: Callable[[float], float], drawn: Callable[[BaseGeometry], BaseGeometry]
) -> Iterator[tuple[Sea, BaseGeometry]]:
    """Each sea with the part of the water that bears its name, the smallest sea first.

    Args:
        water: what of the map is no land, in px.
        running: a longitude as it runs on in the view.
        drawn: degrees to px of Web Mercator.
    """
    left = water
    west, south, east, north = water.bounds
    areas = [_area(sea, ring, running(sea.lon)) for sea, ring in zip(seas(), _rings(), strict=True)]
    # Most seas are far away, which their boxes tell.
    corners = shapely.bounds(areas).reshape(-1, 2)
    boxes = shapely.get_coordinates(drawn(shapely.MultiPoint(corners))).reshape(-1, 2, 2)
    low, high = boxes.min(axis=1), boxes.max(axis=1)
    close = (low <= (east, north)).all(axis=1) & (high >= (west, south)).all(axis=1)
    for number in np.nonzero(close)[0].tolist():
        sea, area = seas()[number], areas[number]
        circle = drawn(area if _holds_pole(sea) else area.buffer(0))
        own = shapely.intersection(left, circle)
        if own.is_empty:
            continue
        left = shapely.difference(left, circle)
        (x, y), *_ = shapely.get_coordinates(drawn(shapely.Point(running(sea.lon), sea.lat)))
        if west < x < east and south < y < north:
            near = min(shapely.get_parts(water), key=lambda part: (part.distance(shapely.Point(x, y)), -part.area))
            own = shapely.intersection(own, near)
        if not own.is_empty:
            yield sea, own


@cache
def _rings() -> NDArray[np.float64]:
    """For each sea, 36 points of its circle on the ellipsoid as degrees from its own longitude, and latitudes."""
    azimuth = np.arange(0.0, 360.0, 10.0)
    lon, lat, radius_m = (
        np.repeat(column, len(azimuth)) for column in np.array([(sea.lon, sea.lat, sea.radius_m) for sea in seas()]).T
    )
    ring = direct(lon, lat, np.tile(azimuth, len(seas())), radius_m)
    across = (ring.lon - lon + 180.0) % 360.0 - 180.0
    return np.column_stack([across, np.clip(ring.lat, -85.0, 85.0)]).reshape(len(seas()), -1, 2)


def _holds_pole(sea: Sea) -> bool:
    return sea.radius_m > (90.0 - abs(sea.lat)) * 111_000.0


def _area(sea: Sea, ring: NDArray[np.float64], lon: float) -> shapely.Polygon:
    """A sea's circle, its longitudes running on from the one given; cut short of the poles."""
    if _holds_pole(sea):
        # All that lies beyond its nearest parallel.
        edge = math.copysign(abs(sea.lat) - (sea.radius_m / 111_000.0 - (90.0 - abs(sea.lat))), sea.lat)
        return shapely.box(
            lon - 180, min(edge, math.copysign(85, sea.lat)), lon + 180, max(edge, math.copysign(85, sea.lat))
        )
    return shapely.Polygon(ring + np.array([lon, 0.0]))
