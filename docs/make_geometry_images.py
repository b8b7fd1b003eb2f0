"""Draws the pictures of ``docs/geometry.md`` from the real code: ``python docs/make_geometry_images.py``.

Every line and number in them is measured when they are drawn; nothing is typed in.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import shapely
from shapely.geometry import LineString, Point

from geo.drawing.theme import LIGHT
from geo.measuring.borders import open_borders
from geo.measuring.equidistant import FromPoint
from geo.measuring.geodesy import Boundary, MapPlane, Plane, direct, geodesic_line, inverse
from geo.measuring.planar import edges_of, polygons_of
from geo.measuring.ranges import range_area
from geo.model import Bounds, LonLat
from geo.units import METRES
from geo.weapons import find_weapon, main_reach

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from shapely.geometry.base import BaseGeometry

IMAGES = Path(__file__).resolve().parent / "images"
KM = METRES["km"]
OURS, WRONG, OTHER = LIGHT.ranges
MERCATOR_RADIUS_M = 6_378_137.0
STYLE = {
    "font.family": "DejaVu Sans", "font.size": 10, "axes.titlesize": 11, "axes.titleweight": "bold",
    "axes.titlelocation": "left", "svg.hashsalt": "strikemap", "axes.facecolor": LIGHT.sea, "text.parse_math": False,
}  # fmt: skip


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with plt.rc_context(STYLE):
        for name, figure in {
            "geometry-mercator": mercator(),
            "geometry-pole": pole(),
            "geometry-antimeridian": antimeridian(),
            "geometry-error": error_along_the_outline(),
            "geometry-spread": spread(),
        }.items():
            figure.savefig(IMAGES / f"{name}.png", dpi=110, metadata={"Software": None})
            plt.close(figure)


# ---------------------------------------------------------------- drawing


def _shape(axes: Axes, geometry: BaseGeometry, plane: MapPlane | None, **style: object) -> None:
    """Areas and lines, in a plane or as they stand in lon/lat."""
    for polygon in polygons_of(geometry):
        for k, ring in enumerate([polygon.exterior, *polygon.interiors]):
            at = _at(ring, plane)
            axes.fill(at[:, 0], at[:, 1], **(style if k == 0 else {**style, "facecolor": LIGHT.land}))


def _line(axes: Axes, line: BaseGeometry, plane: MapPlane | None, **style: object) -> None:
    for part in shapely.get_parts(line):
        at = _at(part, plane)
        axes.plot(at[:, 0], at[:, 1], **style)


def _at(line: BaseGeometry, plane: MapPlane | None) -> np.ndarray:
    fine = shapely.get_coordinates(shapely.segmentize(line, 0.5))
    return fine if plane is None else plane.to_plane(fine)


def _land(axes: Axes, plane: MapPlane | None, *windows: tuple[float, float, float, float]) -> None:
    """The countries; in a plane only what lies in windows of it (west, south, east, north)."""
    for shape in open_borders().countries(Bounds(-180, -90, 180, 90)).geometry:
        for window in windows or ((-180, -90, 180, 90),):
            part = shapely.clip_by_rect(shape, *window)
            _shape(axes, part, plane, facecolor=LIGHT.land, edgecolor=LIGHT.border, linewidth=0.4)


def _bare(axes: Axes) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_aspect("equal")


# ---------------------------------------------------------------- the pictures


def mercator() -> plt.Figure:
    """300 km round Kyiv: a buffer of 300 km in Web Mercator beside the range, on a map where both keep their size."""
    kyiv = LonLat(30.52, 50.45)
    plane = MapPlane(kyiv)
    ours = range_area(Point(kyiv), 300 * KM).geometry
    flat = Point(_mercator(np.array([kyiv]))[0]).buffer(300 * KM, quad_segs=64)
    wrong = shapely.transform(flat, _from_mercator)
    true_m = inverse(*kyiv, *shapely.get_coordinates(wrong).T).distance_m
    figure, axes = plt.subplots(figsize=(7.2, 6.4), layout="constrained")
    _land(axes, plane, (20, 43, 42, 58))
    _shape(axes, ours, plane, facecolor=OURS + "33", edgecolor=OURS, linewidth=2)
    _shape(axes, wrong, plane, facecolor="none", edgecolor=WRONG, linewidth=2, linestyle="--")
    axes.plot(0, 0, "o", color=LIGHT.ink, markersize=5)
    axes.annotate("Kyiv", (0, 0), (8, 4), textcoords="offset points", color=LIGHT.ink)
    low, high = true_m.min() / KM, true_m.max() / KM
    axes.annotate("300 km on the ground", (0, 300 * KM), (0, 6), textcoords="offset points", ha="center", color=OURS)
    axes.annotate(
        f"“300 km” in Web Mercator:\n{low:.0f} to {high:.0f} km on the ground", (0, -true_m.max()), (0, -6),
        textcoords="offset points", ha="center", va="top", color=WRONG,
    )  # fmt: skip
    axes.set(xlim=(-380 * KM, 380 * KM), ylim=(-350 * KM, 350 * KM))
    axes.set_title("The same 300 kilometres, drawn two ways")
    _bare(axes)
    return figure


def _mercator(points: np.ndarray) -> np.ndarray:
    lon, lat = np.radians(points).T
    return MERCATOR_RADIUS_M * np.column_stack([lon, np.arctanh(np.sin(lat))])


def _from_mercator(points: np.ndarray) -> np.ndarray:
    x, y = points.T / MERCATOR_RADIUS_M
    return np.degrees(np.column_stack([x, np.arcsin(np.tanh(y))]))


def pole() -> plt.Figure:
    """2,000 km round Longyearbyen: what the area looks like over the pole and in the file."""
    town = LonLat(15.63, 78.22)
    area = range_area(Point(town), 2000 * KM).geometry
    figure, (globe, flat) = plt.subplots(1, 2, figsize=(11, 4.6), width_ratios=(1, 1.55), layout="constrained")
    plane = MapPlane(LonLat(0.0, 90.0))
    _land(globe, plane, (-180, 45, 180, 90))
    _shape(globe, area, plane, facecolor=OURS + "33", edgecolor="none")
    ring = direct(*town, np.linspace(0, 360, 361), 2000 * KM)
    at = plane.to_plane(np.column_stack([ring.lon, ring.lat]))
    globe.plot(at[:, 0], at[:, 1], color=OURS, linewidth=2)
    globe.plot(*plane.to_plane(np.array([[0.0, 90.0]])).T, "+", color=LIGHT.ink, markersize=9)
    globe.plot(*plane.to_plane(np.array([town])).T, "o", color=LIGHT.ink, markersize=5)
    globe.set(xlim=(-3300 * KM, 3300 * KM), ylim=(-3600 * KM, 2600 * KM))
    globe.set_title("Seen from above the pole")
    _bare(globe)
    _land(flat, None)
    _shape(flat, area, None, facecolor=OURS + "33", edgecolor=OURS, linewidth=2)
    flat.plot(*town, "o", color=LIGHT.ink, markersize=5)
    flat.set(xlim=(-185, 185), ylim=(50, 92), aspect=3.2)
    flat.set_title("As it is written: closed along ±180° and the pole")
    flat.set_xlabel("longitude")
    flat.set_ylabel("latitude")
    return figure


def antimeridian() -> plt.Figure:
    """300 km round Suva and the shortest way from Tokyo to San Francisco: both are cut at 180°."""
    suva = LonLat(178.44, -18.14)
    area = range_area(Point(suva), 300 * KM).geometry
    figure, (near, far) = plt.subplots(1, 2, figsize=(11, 4.2), width_ratios=(1, 1.55), layout="constrained")
    plane = MapPlane(LonLat(179.5, -18.0))
    _land(near, plane, (170, -25, 180, -12), (-180, -25, -172, -12))
    _shape(near, area, plane, facecolor=OURS + "33", edgecolor=OURS, linewidth=1.6)
    near.plot(*plane.to_plane(np.array([suva])).T, "o", color=LIGHT.ink, markersize=5)
    near.set(xlim=(-520 * KM, 420 * KM), ylim=(-380 * KM, 380 * KM))
    near.set_title(f"300 km round Suva: {len(polygons_of(area))} parts that meet at 180°")
    _bare(near)
    _land(far, None)
    way = geodesic_line(LonLat(139.69, 35.69), LonLat(-122.42, 37.77))
    _line(far, way, None, color=OURS, linewidth=2)
    straight = LineString([(139.69, 35.69), (-122.42, 37.77)])
    _line(far, straight, None, color=WRONG, linewidth=1.5, linestyle="--")
    far.set(xlim=(-185, 185), ylim=(-10, 75), aspect=1.6)
    far.set_title("Tokyo to San Francisco: the geodesic, and a straight line in lon/lat")
    far.set_xlabel("longitude")
    far.set_ylabel("latitude")
    return figure


def error_along_the_outline() -> plt.Figure:
    """300 km round Ukraine: how far the outline is from 300 km, ours and a buffer in one projected plane."""
    ukraine = open_borders().country("UA")
    ours = range_area(ukraine, 300 * KM, tolerance_m=50.0)
    plane = Plane(LonLat(31.4, 48.9))
    flat = shapely.transform(shapely.segmentize(ukraine, 0.1), plane.to_plane).buffer(300 * KM, quad_segs=32)
    buffered = shapely.transform(shapely.segmentize(flat, 10 * KM), plane.to_lonlat)
    figure, rows = plt.subplots(2, 1, figsize=(9, 5), sharex=True, layout="constrained")
    for axes, area, colour, name in (
        (rows[0], ours.geometry, OURS, "strikemap"),
        (rows[1], buffered, WRONG, "a buffer in an azimuthal equidistant projection centred on the country"),
    ):
        along, error = _errors(area, Boundary(ukraine), 300 * KM)
        axes.plot(along, error, color=colour, linewidth=0.8)
        axes.axhspan(-50, 50, color=LIGHT.ink, alpha=0.08, linewidth=0)
        axes.set_facecolor("white")
        axes.set_ylabel("metres off")
        axes.set_title(f"{name}: at most {np.abs(error).max():,.0f} m")
    rows[0].annotate(
        f"proven bound: {ours.error_m:.0f} m", (0.01, 0.06), xycoords="axes fraction", color=LIGHT.soft_ink
    )
    rows[1].set_xlabel("along the outline (km)")
    return figure


def _errors(area: BaseGeometry, field: Boundary | FromPoint, radius_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Along the longest outline: kilometres from its start, and metres that the distance is off."""
    edges = edges_of(max(polygons_of(area), key=lambda polygon: polygon.length))
    steps = np.linspace(0, 1, 6)[:-1]
    points = (edges[:, None, :2] + steps[None, :, None] * (edges[:, 2:] - edges[:, :2])[:, None, :]).reshape(-1, 2)
    lengths = inverse(points[:-1, 0], points[:-1, 1], points[1:, 0], points[1:, 1]).distance_m
    along = np.concatenate([[0.0], np.cumsum(lengths)]) / KM
    return along, field.distance(points[:, 0], points[:, 1]).distance_m - radius_m


def spread() -> plt.Figure:
    """Three spreads that are kept apart: the calculation, the outline, and what sources state."""
    borders = open_borders()
    lipetsk, karachev = LonLat(39.55151, 52.5876), LonLat(34.98, 53.12)  # GeoNames' points
    ukraine = Boundary(borders.country("UA"))
    bound = range_area(borders.country("UA"), 300 * KM).error_m
    weapon = find_weapon("ATACMS")
    variant = main_reach(weapon).variant
    stated = [reach.max_m for reach in weapon.reaches if reach.variant == variant]
    low, high = min(stated), max(stated)
    rows = [
        ("calculation", bound, OURS),
        ("outline (1 : 10 million)", borders.uncertainty_m, OTHER),
        (f"stated reach, {low / KM:.0f} to {high / KM:.0f} km", (high - low) / 2, WRONG),
    ]
    figure, axes = plt.subplots(figsize=(9, 2.6), layout="constrained")
    axes.set_facecolor("white")
    for number, (_, half_m, colour) in enumerate(rows):
        axes.barh(number, half_m, color=colour, height=0.6)
        axes.annotate(f"± {half_m:,.0f} m" if half_m < KM else f"± {half_m / KM:.1f} km", (half_m, number), (5, 0),
                      textcoords="offset points", va="center")  # fmt: skip
    axes.set_yticks(range(3), [name for name, _, _ in rows])
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.set_xlim(10, 30 * KM)
    axes.xaxis.set_major_formatter(lambda metres, _: f"{metres / KM:g} km" if metres >= KM else f"{metres:g} m")
    axes.set_xlabel("each mark is ten times the one before")
    to = {name: float(ukraine.distance(*at).distance_m) / KM for name, at in (("L", lipetsk), ("K", karachev))}
    axes.set_title(f"Why Lipetsk ({to['L']:.0f} km) is inside 300 km, Karachev “about {to['K']:.0f} km”")
    return figure


if __name__ == "__main__":
    main()
