"""The box in which all that a story draws lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.model import Bounds

if TYPE_CHECKING:
    from geo.model import Story


def bounds_of(story: Story) -> Bounds | None:
    """West, south, east, north of places, ranges, origins, lines and events, in degrees; None where there are none.

    The narrowest such box: for a story on both sides of the antimeridian ``west > east``. Geometries are cut there,
    as RFC 7946 has them, so that no part of one goes round the other way.
    """
    origins = {id(area.origin): area.origin.geometry for area in story.ranges}
    shapes = [*(area.geometry for area in story.ranges), *(line.geometry for line in story.lines), *origins.values()]
    points = [(place.lon, place.lat) for place in story.places]
    at = np.concatenate(
        [np.array(points, dtype=float).reshape(-1, 2), np.column_stack((story.events.lon, story.events.lat))]
    )
    parts = shapely.get_parts([shape for shape in shapes if shape is not None])
    boxes = np.concatenate([np.hstack((at, at)), shapely.bounds(parts).reshape(-1, 4)])
    boxes = boxes[np.isfinite(boxes).all(axis=1)]
    if not len(boxes):
        return None
    west, east = _narrowest(boxes[:, 0], boxes[:, 2])
    return Bounds(west, float(boxes[:, 1].min()), east, float(boxes[:, 3].max()))


def _narrowest(west: np.ndarray, east: np.ndarray) -> tuple[float, float]:
    """The shortest stretch of longitudes that holds all of these, none of which crosses the antimeridian."""
    order = np.argsort(west, kind="stable")
    west, reached = west[order], np.maximum.accumulate(east[order])
    # The widest gap between one and the next decides; the one round the back counts as any other.
    inner = west[1:] - reached[:-1]
    round_the_back = west[0] + 360 - reached[-1]
    if not len(inner) or round_the_back >= inner.max():
        return float(west[0]), float(reached[-1])
    widest = int(inner.argmax())
    return float(west[widest + 1]), float(reached[widest])
