"""Geometries as RFC 7946 asks: exterior rings counter-clockwise, holes clockwise, cut where they cross 180 degrees.

What strikemap measures is cut already and stays as it is; an outline that a person brought may not be.
"""

from __future__ import annotations

import warnings

import antimeridian
import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

# Coordinates nearer than this to 180 are on it (a tenth of a millimetre).
ON_SEAM_DEG = 1e-9


def well_formed(geometry: BaseGeometry) -> BaseGeometry:
    """The same geometry (lon, lat in degrees) with right-handed rings, and cut at the antimeridian if it crosses it."""
    if crosses(geometry):
        geometry = _cut(geometry)
    return shapely.orient_polygons(geometry)


def crosses(geometry: BaseGeometry) -> bool:
    """Whether a line or ring steps over 180 degrees; an edge along it, or along a pole from there, does not."""
    if geometry.geom_type in {"Point", "MultiPoint"}:
        return False
    coordinates, part = shapely.get_coordinates(_lines(geometry), return_index=True)
    if len(coordinates) < 2:
        return False
    lon = coordinates[:, 0]
    is_step = (np.abs(np.diff(lon)) > 180) & (np.diff(part) == 0)
    on_seam = np.abs(np.abs(lon) - 180) <= ON_SEAM_DEG
    return bool((is_step & ~(on_seam[:-1] & on_seam[1:])).any())


def _lines(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Each line and ring by itself."""
    if isinstance(geometry, Polygon):
        return [geometry.exterior, *geometry.interiors]
    parts = getattr(geometry, "geoms", None)
    return [geometry] if parts is None else [line for part in parts for line in _lines(part)]


def _cut(geometry: BaseGeometry) -> BaseGeometry:
    with warnings.catch_warnings():
        # A ring given clockwise is turned; that is what is asked for.
        warnings.simplefilter("ignore", antimeridian.FixWindingWarning)
        match geometry:
            case Polygon():
                return shapely.from_wkb(shapely.to_wkb(antimeridian.fix_polygon(geometry, great_circle=False)))
            case MultiPolygon():
                return shapely.from_wkb(shapely.to_wkb(antimeridian.fix_multi_polygon(geometry, great_circle=False)))
            case LineString():
                return shapely.from_wkb(shapely.to_wkb(antimeridian.fix_line_string(geometry, great_circle=False)))
            case MultiLineString():
                return shapely.from_wkb(
                    shapely.to_wkb(antimeridian.fix_multi_line_string(geometry, great_circle=False))
                )
            case _:
                return shapely.GeometryCollection([well_formed(part) for part in getattr(geometry, "geoms", ())])


def without_seam(geometry: BaseGeometry) -> BaseGeometry:
    """The outline of an area as lines, without the edges that only the cut at 180 degrees or a pole made."""
    kept: list[LineString] = []
    for ring in _lines(geometry):
        points = shapely.get_coordinates(ring)
        on_seam = (np.abs(np.abs(points[:, 0]) - 180) <= ON_SEAM_DEG) | (np.abs(points[:, 1]) >= 90 - ON_SEAM_DEG)
        is_seam = on_seam[:-1] & on_seam[1:]
        runs = np.split(np.arange(len(is_seam)), np.flatnonzero(np.diff(is_seam)) + 1)
        kept += [LineString(points[run[0] : run[-1] + 2]) for run in runs if len(run) and not is_seam[run[0]]]
    return shapely.line_merge(MultiLineString(kept))
