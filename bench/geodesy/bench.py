"""Range areas and distances: how true, and how fast, beside what people use today. Prints one table.

"measured" is the largest distance error found on the outline at corners and 15 places along every edge; "bound" is
what the area itself carries (it must not be less). Peers run on the same machine in the same run; PostGIS and Turf are
left out here, since they are no packages of Python.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import shapely
from pyproj import Geod, Transformer
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.measuring.borders import open_borders
from geo.measuring.equidistant import FromPoint
from geo.measuring.geodesy import Boundary, boundary_of, centre_of, inverse, projected_crs
from geo.measuring.planar import edges_of
from geo.measuring.ranges import default_tolerance, range_area, within
from geo.model import LonLat

T = TypeVar("T")
CENTRES = {
    "Kyiv": (30.52, 50.45),
    "Karachev": (34.98, 53.12),
    "Pyongyang": (125.75, 39.03),
    "Svalbard": (16.0, 78.0),
    "Fiji": (178.0, -17.7),
}


def timed(run: Callable[[], T]) -> tuple[T, float]:
    """The answer and the best of three times, in seconds, after one run to warm up."""
    answer, times = run(), []
    for _ in range(3):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return answer, min(times)


def measured_error(area: BaseGeometry, origin: BaseGeometry, radius_m: float) -> float:
    """By looking: the largest error at corners and places between."""
    edges = edges_of(area)
    t = np.linspace(0, 1, 16)[:, None, None]
    points = (edges[:, :2] + t * (edges[:, 2:] - edges[:, :2])).reshape(-1, 2)
    field = FromPoint(LonLat(origin.x, origin.y)) if isinstance(origin, Point) else Boundary(origin)
    return float(np.abs(field.distance(points[:, 0], points[:, 1]).distance_m - radius_m).max())


def areas() -> None:
    print(f"{'range area':34} {'tolerance':>10} {'bound':>10} {'measured':>10} {'seconds':>8} {'corners':>8}")
    rows: list[tuple[str, BaseGeometry, float, float | None]] = [
        (f"{name} {radius / 1e3:,.0f} km", Point(at), radius, None)
        for name, at in CENTRES.items()
        for radius in (300e3, 1500e3, 5500e3, 13000e3)
    ]
    borders = open_borders()
    rows += [
        (f"country {code} {radius / 1e3:,.0f} km, {tolerance or 'default'}", borders.country(code), radius, tolerance)
        for code, radius, tolerance in [
            ("UA", 300e3, 50.0), ("UA", 300e3, 1.0), ("UA", 2500e3, None), ("FJ", 300e3, None),
            ("NO", 500e3, None), ("CL", 500e3, None), ("NZ", 500e3, None), ("US", 500e3, None),
            ("AQ", 500e3, None), ("RU", 300e3, 50.0), ("RU", 2500e3, None), ("RU", 13000e3, None),
        ]
    ]  # fmt: skip
    for name, origin, radius, tolerance in rows:
        found, seconds = timed(lambda o=origin, r=radius, t=tolerance: range_area(o, r, tolerance_m=t))
        error = measured_error(found.geometry, origin, radius)
        print(
            f"{name:34} {tolerance or default_tolerance(radius):10.1f} {found.error_m:10.2f} {error:10.2f} "
            f"{seconds:8.3f} {shapely.get_num_coordinates(found.geometry):8}",
            flush=True,
        )


def peers() -> None:
    """Ukraine, 300 km: a plain buffer in the projections that people choose, edges cut fine on the way back."""
    ukraine = open_borders().country("UA")
    crss = {"azimuthal equidistant": projected_crs(ukraine), "UTM 36N": 32636, "ETRS LAEA": 3035, "Web Mercator": 3857}
    for name, crs in crss.items():
        there = Transformer.from_crs(4326, crs, always_xy=True)
        back = Transformer.from_crs(crs, 4326, always_xy=True)

        def run(there: Transformer = there, back: Transformer = back) -> BaseGeometry:
            flat = shapely.transform(ukraine, lambda c: np.column_stack(there.transform(*c.T)))
            wide = shapely.segmentize(flat.buffer(300e3, quad_segs=32), 10e3)
            return shapely.transform(wide, lambda c: np.column_stack(back.transform(*c.T)))

        area, seconds = timed(run)
        error = measured_error(area, ukraine, 300e3)
        print(f"  peer: buffer in {name:26} {'':10} {'':10} {error:10.0f} {seconds:8.3f}", flush=True)


def distances() -> None:
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(-180, 180, (2, 1_000_000)), np.degrees(np.arcsin(rng.uniform(-1, 1, (2, 1_000_000))))
    _, ours = timed(lambda: inverse(lon[0], lat[0], lon[1], lat[1]))
    _, plain = timed(lambda: Geod(ellps="WGS84").inv(lon[0], lat[0], lon[1], lat[1]))
    print(f"1 M distances: {ours:.2f} s; Geod.inv on the same arrays {plain:.2f} s")
    ukraine = open_borders().country("UA")
    x, y = centre_of(ukraine).lon + rng.uniform(-12, 12, 10_000), rng.uniform(41, 57, 10_000)
    _, seconds = timed(lambda: boundary_of(ukraine).distance(x, y))
    print(f"distance to the outline of Ukraine: {seconds / 10_000 * 1e6:.1f} µs a point")
    x, y = rng.uniform(5, 65, 100_000), rng.uniform(35, 65, 100_000)
    found, seconds = timed(lambda: within(x, y, ukraine, [300e3]))
    print(f"100,000 points within 300 km of Ukraine: {seconds:.2f} s, {int(found.inside.sum()):,} inside")


def start_up() -> None:
    code = "import time; t = time.perf_counter(); import geo.measuring.ranges; print(time.perf_counter() - t)"
    took = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    print(f"import geo.measuring.ranges: {float(took.stdout):.2f} s")


if __name__ == "__main__":
    areas()
    peers()
    distances()
    start_up()
