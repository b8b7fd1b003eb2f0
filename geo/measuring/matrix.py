"""Distances from many things to many others: points, lines and areas mixed, in one matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.measuring.geodesy import boundary_of, inverse, measure
from geo.measuring.planar import checked_geometry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.measuring.planar import Floats


def distance_matrix(starts: Iterable[BaseGeometry], ends: Iterable[BaseGeometry] | None = None) -> Floats:
    """The shortest geodesic distances on WGS 84, as ``measure`` gives them one by one; 0 where two things meet.

    Args:
        starts, ends: n and m geometries in lon, lat degrees; ``ends`` the same as ``starts`` if None.

    Returns:
        (n, m) metres. Pairs of points, and points against one line or area, are taken as arrays.

    Raises:
        BadInput: an empty or broken geometry, or a coordinate that is not on Earth.
    """
    rows = [checked_geometry(geometry) for geometry in starts]
    columns = rows if ends is None else [checked_geometry(geometry) for geometry in ends]
    out = np.zeros((len(rows), len(columns)))
    row_points, column_points = _points(rows), _points(columns)
    if len(row_points) and len(column_points):
        at, to = _lonlat(rows, row_points), _lonlat(columns, column_points)
        found = inverse(at[:, :1], at[:, 1:], to[:, 0], to[:, 1]).distance_m
        out[np.ix_(row_points, column_points)] = found
    _against_shapes(out, rows, columns, row_points)
    _against_shapes(out.T, columns, rows, column_points)
    for row in np.setdiff1d(np.arange(len(rows)), row_points):
        for column in np.setdiff1d(np.arange(len(columns)), column_points):
            if ends is None and column < row:
                out[row, column] = out[column, row]
            elif not (ends is None and column == row):
                out[row, column] = measure(rows[row], columns[column]).distance_m
    return out


def _points(geometries: list[BaseGeometry]) -> NDArray[np.intp]:
    """Which of the geometries are single points."""
    return np.nonzero(shapely.get_type_id(np.array(geometries, dtype=object)) == 0)[0]


def _lonlat(geometries: list[BaseGeometry], which: NDArray[np.intp]) -> Floats:
    return shapely.get_coordinates([geometries[index] for index in which])


def _against_shapes(
    out: Floats,
    rows: list[BaseGeometry],
    columns: list[BaseGeometry],
    row_points: NDArray[np.intp],
) -> None:
    """Fill in the distances of the points among the rows to every column that is a line or an area."""
    if not len(row_points):
        return
    lon, lat = _lonlat(rows, row_points).T
    for column, shape in enumerate(columns):
        if shape.geom_type != "Point":
            out[row_points, column] = boundary_of(shape).distance_outside(lon, lat).distance_m
