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
        drawn: degrees to px.
    """
    left = water
    west, south, east, north = water.bounds
    for sea in seas():
        circle = drawn(_circle(sea, running(sea.lon)))
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


def _circle(sea: Sea, lon: float) -> BaseGeometry:
    """A sea's circle on the ellipsoid, its longitudes running on from the one given; cut short of the poles."""
    azimuth = np.arange(0.0, 360.0, 10.0)
    ring = direct(np.full(36, sea.lon), np.full(36, sea.lat), azimuth, np.full(36, sea.radius_m))
    across = (ring.lon - sea.lon + 180.0) % 360.0 - 180.0
    if sea.radius_m > (90.0 - abs(sea.lat)) * 111_000.0:
        # It holds a pole: all that lies beyond its nearest parallel.
        edge = math.copysign(abs(sea.lat) - (sea.radius_m / 111_000.0 - (90.0 - abs(sea.lat))), sea.lat)
        return shapely.box(
            lon - 180, min(edge, math.copysign(85, sea.lat)), lon + 180, max(edge, math.copysign(85, sea.lat))
        )
    return shapely.Polygon(np.column_stack([lon + across, np.clip(ring.lat, -85.0, 85.0)])).buffer(0)
