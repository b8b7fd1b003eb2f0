"""Reads TopoJSON exactly: every ring on the file's own quantisation grid, so that neighbours share whole vertices.

Geometry work (cutting, mending) is best done on that grid, where coordinates are whole numbers and shared vertices
stay shared; ``Grid.degrees`` turns the result into degrees, the same number for the same grid line always.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

HALF_TURN_DEG = 180.0


@dataclass(frozen=True)
class Grid:
    """The quantisation of a file: degrees = whole number * scale + translate, in lon, lat order."""

    scale: tuple[float, float]
    translate: tuple[float, float]

    @property
    def turn(self) -> int:
        """The number of grid columns in 360 degrees."""
        return round(2 * HALF_TURN_DEG / self.scale[0])

    @property
    def south_pole(self) -> float:
        """The row of 90 degrees south; no whole number where the file's grid starts north of the pole."""
        return (-90.0 - self.translate[1]) / self.scale[1]

    def degrees(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Degrees of grid coordinates; the last column is +180 exactly and nothing lies beyond a pole."""
        lonlat = xy * np.array(self.scale) + np.array(self.translate)
        lonlat[xy[:, 0] == self.turn, 0] = HALF_TURN_DEG
        return np.clip(lonlat, (-HALF_TURN_DEG, -90.0), (HALF_TURN_DEG, 90.0))

    def nearest(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """The grid points nearest to points in degrees."""
        return np.rint((lonlat - np.array(self.translate)) / np.array(self.scale))


@dataclass(frozen=True)
class Feature:
    """One object of the file: its id (or None), name, and polygons as lists of closed rings on the grid."""

    id: str | None
    name: str
    polygons: tuple[tuple[NDArray[np.int64], ...], ...]


def read(path: Path, layer: str) -> tuple[Grid, tuple[Feature, ...]]:
    """The grid and the features of one layer of a TopoJSON file, in the file's order."""
    document = json.loads(path.read_text("utf-8"))
    transform = document["transform"]
    grid = Grid(tuple(transform["scale"]), tuple(transform["translate"]))
    arcs = [np.cumsum(np.array(arc, dtype=np.int64)[:, :2], axis=0) for arc in document["arcs"]]
    return grid, tuple(_feature(item, arcs) for item in document["objects"][layer]["geometries"])


def _feature(item: dict[str, Any], arcs: list[NDArray[np.int64]]) -> Feature:
    """One geometry object with its arcs put together."""
    polygons = item["arcs"] if item["type"] == "MultiPolygon" else [item["arcs"]]
    rings = tuple(tuple(_ring(ring, arcs) for ring in polygon) for polygon in polygons)
    return Feature(item.get("id"), item["properties"]["name"], rings)


def _ring(indices: list[int], arcs: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """The arcs of a ring joined: ~i is arc i reversed, and each arc starts on the end of the one before."""
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def unwrapped(ring: NDArray[np.int64], turn: int) -> NDArray[np.int64]:
    """The ring with every step the short way round: a vertex written -180 among ones at +180 moves to +180."""
    steps = np.diff(ring[:, 0])
    turns = np.cumsum(np.where(steps > turn // 2, -turn, np.where(steps < -(turn // 2), turn, 0)))
    whole = ring.copy()
    whole[1:, 0] += turns
    return whole


def multipolygon(feature: Feature, grid: Grid) -> shapely.MultiPolygon:
    """The feature as valid polygons on the grid, inside one turn: cut at the antimeridian, closed over a pole.

    Rings with fewer than three different vertices (islets smaller than a grid cell) are left out.
    """
    polygons = []
    for rings in feature.polygons:
        whole = [unwrapped(ring, grid.turn) for ring in rings]
        whole = [_over_the_pole(ring, grid) for ring in whole if len(np.unique(ring, axis=0)) >= 3]
        if whole:
            polygons += _cut(shapely.Polygon(whole[0], whole[1:]), grid.turn)
    whole_area = shapely.MultiPolygon(polygons)
    # A few islets overlap once they are on the grid.
    return whole_area if whole_area.is_valid else shapely.MultiPolygon(polygons_of(shapely.union_all(polygons)))


def _over_the_pole(ring: NDArray[np.int64], grid: Grid) -> NDArray[np.float64]:
    """A ring that runs round the globe (Antarctica) closed along the antimeridian and the south pole."""
    if ring[0, 0] == ring[-1, 0]:
        return ring.astype(np.float64)
    # Start on the antimeridian, so that the closing lines lie on it.
    east = ring if ring[-1, 0] > ring[0, 0] else ring[::-1]
    start = int(np.argmax(east[:, 0] % grid.turn == 0))
    around = np.concatenate([east[start:-1], east[: start + 1] + np.array([grid.turn, 0])]).astype(np.float64)
    around[:, 0] -= around[0, 0]
    pole = [[grid.turn, grid.south_pole], [0, grid.south_pole]]
    return np.concatenate([around, pole, around[:1]])


def _cut(polygon: shapely.Polygon, turn: int) -> list[shapely.Polygon]:
    """The parts of an unwrapped polygon, made valid, each moved by whole turns into the columns 0 to ``turn``."""
    west, south, east, north = polygon.bounds
    valid = shapely.make_valid(polygon)
    parts = []
    for number in range(int(np.floor(west / turn)), int(np.ceil(east / turn))):
        window = shapely.box(number * turn, south - 1, (number + 1) * turn, north + 1)
        inside = valid if window.covers(polygon) else valid.intersection(window)
        moved = shapely.transform(inside, lambda xy, by=number * turn: xy - [by, 0])
        parts += polygons_of(moved)
    return parts


def polygons_of(geometry: BaseGeometry) -> list[shapely.Polygon]:
    """The polygons in a geometry of any kind; lines and points that mending leaves behind are dropped."""
    if geometry.geom_type == "Polygon":
        return [] if geometry.is_empty else [geometry]
    return [polygon for part in getattr(geometry, "geoms", ()) for polygon in polygons_of(part)]
