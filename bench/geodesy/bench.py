"""Range areas and distances: how true, and how fast, beside what people use today. Prints Markdown tables.

    python bench/geodesy/bench.py                            print
    python bench/geodesy/bench.py --write docs/geometry.md   also put them between the page's marks "bench:geodesy"

"measured" is the largest distance error found on the outline at corners and 15 places along every edge; "bound" is
what the area itself carries (it must not be less). Peers run on the same machine in the same run: plain buffers in
the projections that people choose, ``Geod`` on arrays, and PostGIS where Debian's packages ``postgresql`` and
``postgis`` are installed (a server of its own, on a socket in a temporary folder).
"""

from __future__ import annotations

import gzip
import itertools
import os
import platform
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np
import shapely
from postgis import open_postgis
from pyproj import Geod, Transformer
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.analysis import measured_range
from geo.measuring.borders import open_borders
from geo.measuring.equidistant import FromPoint
from geo.measuring.geodesy import Boundary, boundary_of, centre_of, cores, direct, inverse, projected_crs
from geo.measuring.origins import origin_geometry
from geo.measuring.planar import edges_of
from geo.measuring.ranges import MeasuredArea, default_tolerance, forget, range_area, within
from geo.model import LonLat, Origin

T = TypeVar("T")
GEOD_TEST = Path(__file__).resolve().parents[3] / "shared" / "geodesy" / "GeodTest-short.dat.gz"
EQUATOR_M = 6_378_137.0
CENTRES = {
    "Kyiv": (30.52, 50.45),
    "Karachev": (34.98, 53.12),
    "Pyongyang": (125.75, 39.03),
    "Svalbard": (16.0, 78.0),
    "Fiji": (178.0, -17.7),
}
# Country, radius in metres, tolerance asked for, and the goal in seconds.
COUNTRIES = [
    ("UA", 300e3, 50.0, 0.12), ("UA", 300e3, 1.0, 0.4), ("UA", 2500e3, None, None), ("FJ", 300e3, None, None),
    ("NO", 500e3, None, None), ("CL", 500e3, None, None), ("NZ", 500e3, None, None), ("US", 500e3, None, None),
    ("AQ", 500e3, None, None), ("RU", 300e3, 50.0, 1.5), ("RU", 2500e3, None, None), ("RU", 13000e3, None, None),
]  # fmt: skip


def timed(run: Callable[[], T], *, times: int = 3) -> tuple[T, float]:
    """The answer and the best of some times, in seconds, after one run to warm up."""
    answer, took = run(), []
    for _ in range(times):
        start = time.perf_counter()
        run()
        took.append(time.perf_counter() - start)
    return answer, min(took)


_PRINTED: list[str] = []
_BETWEEN_MARKS = re.compile(r"(<!-- bench:geodesy -->\n).*?(<!-- /bench -->)", re.DOTALL)


def say(text: str = "") -> None:
    print(text, flush=True)
    _PRINTED.append(text)


def line(*cells: object) -> None:
    """A row of a Markdown table."""
    say(f"| {' | '.join(map(str, cells))} |")


def head(*cells: str) -> None:
    say()
    line(*cells)
    say("|---" * len(cells) + "|")


def write(page: Path) -> None:
    """Put what was printed between the marks of a page."""
    text, tables = page.read_text(encoding="utf-8"), "\n".join(_PRINTED).strip()
    if not _BETWEEN_MARKS.search(text):
        raise SystemExit(f"{page} has no marks <!-- bench:geodesy --> and <!-- /bench -->")
    page.write_text(_BETWEEN_MARKS.sub(lambda found: f"{found[1]}\n{tables}\n\n{found[2]}", text), encoding="utf-8")


# ---------------------------------------------------------------- how true


def geod_test() -> None:
    """Karney's test set through our public functions; in nanometres."""
    if not GEOD_TEST.exists():
        line("GeodTest", "left out: no test set", "", "")
        return
    with gzip.open(GEOD_TEST, "rt") as file:
        rows = np.loadtxt(file)
    lat1, lon1, azi1, lat2, lon2, azi2, s12, _, m12, _ = rows.T
    way = inverse(lon1, lat1, lon2, lat2)
    turned = np.array([way.azimuth_deg - azi1, way.back_azimuth_deg + 180 - azi2])
    azimuth = np.abs(np.radians((turned + 180) % 360 - 180)) * np.abs(m12) / EQUATOR_M
    end = direct(lon1, lat1, azi1, s12)
    missed = inverse(end.lon, end.lat, lon2, lat2).distance_m
    line("GeodTest: distance", f"{np.abs(way.distance_m - s12).max() * 1e9:.1f} nm", "10 nm", "pyproj 7.5 nm")
    line("GeodTest: azimuth times m12 / a", f"{azimuth.max():.1e}", "1e-15", "pyproj 5e-16")
    line("GeodTest: position", f"{missed.max() * 1e9:.1f} nm", "15 nm", "pyproj 10 nm")


def measured_error(area: BaseGeometry, origin: BaseGeometry, radius_m: float) -> float:
    """By looking: the largest error at corners and places between."""
    edges = edges_of(area)
    t = np.linspace(0, 1, 16)[:, None, None]
    points = (edges[:, :2] + t * (edges[:, 2:] - edges[:, :2])).reshape(-1, 2)
    field = FromPoint(LonLat(origin.x, origin.y)) if isinstance(origin, Point) else Boundary(origin)
    return float(np.abs(field.distance(points[:, 0], points[:, 1]).distance_m - radius_m).max())


def wrong_points(area: BaseGeometry, origin: BaseGeometry, radius_m: float, count: int = 20_000) -> int:
    """How many of some random points, half of them near the outline, the area has on the wrong side.

    Points nearer to the limit than the tolerance are left out.
    """
    rng = np.random.default_rng(1)
    corners = shapely.get_coordinates(area)
    near = corners[rng.integers(0, len(corners), count // 2)]
    end = direct(*near.T, rng.uniform(0, 360, len(near)), rng.exponential(radius_m / 5, len(near)))
    lon = np.concatenate([rng.uniform(-180, 180, count // 2), end.lon])
    lat = np.concatenate([np.degrees(np.arcsin(rng.uniform(-1, 1, count // 2))), end.lat])
    if isinstance(origin, Point):
        distance = inverse(lon, lat, origin.x, origin.y).distance_m
    else:
        distance = boundary_of(origin).distance_outside(lon, lat).distance_m
    sure = np.abs(distance - radius_m) > default_tolerance(radius_m)
    return int(((shapely.contains_xy(area, lon, lat) != (distance <= radius_m)) & sure).sum())


def cold(origin: BaseGeometry, radius_m: float, tolerance_m: float | None) -> MeasuredArea:
    """A range area without anything that was kept of the origin."""
    forget()
    return range_area(origin, radius_m, tolerance_m=tolerance_m)


def areas() -> None:
    head("range area", "tolerance m", "bound m", "measured m", "wrong of 20,000", "seconds", "goal", "corners")
    rows: list[tuple[str, BaseGeometry, float, float | None, str]] = [
        (f"{name} {radius / 1e3:,.0f} km", Point(at), radius, None, "")
        for name, at in CENTRES.items()
        for radius in (300e3, 1500e3, 5500e3, 13000e3)
    ]
    borders = open_borders()
    rows += [
        (f"{borders.name(code)} {radius / 1e3:,.0f} km", borders.country(code), radius, tolerance, str(goal or ""))
        for code, radius, tolerance, goal in COUNTRIES
    ]
    for name, origin, radius, tolerance, goal in rows:
        found, seconds = timed(lambda o=origin, r=radius, t=tolerance: cold(o, r, t), times=3)
        error, wrong = measured_error(found.geometry, origin, radius), wrong_points(found.geometry, origin, radius)
        corners = shapely.get_num_coordinates(found.geometry)
        allowed = tolerance or default_tolerance(radius)
        line(
            name, f"{allowed:g}", f"{found.error_m:.2f}", f"{error:.2f}", wrong, f"{seconds:.3f}", goal, f"{corners:,}"
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
        line(f"peer: Ukraine 300 km, buffer in {name}", "", "", f"{error:,.0f}", "", f"{seconds:.3f}", "", "")


# ---------------------------------------------------------------- how fast


def slider() -> None:
    """One area of the founding story anew, through the call that the app makes, each time with another radius."""
    borders = open_borders()
    origins = {
        "a point": Origin(kind="point", name="Kyiv", geometry=Point(CENTRES["Kyiv"])),
        "Ukraine": Origin(kind="territory", name="Ukraine", country="UA"),
    }
    for (name, origin), goal in zip(origins.items(), ("20 ms", "120 ms"), strict=True):
        radii = itertools.count(280_000, 1_000)

        def step(origin: Origin = origin, radii: Iterator[int] = radii) -> object:
            source = origin_geometry(origin, borders)
            return measured_range(source, origin, next(radii), borders=borders, onto="RU")

        _, seconds = timed(step, times=8)
        line(f"a slider step from {name}, cut onto Russia", f"{seconds * 1e3:.0f} ms", goal, "")


def distances() -> None:
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(-180, 180, (2, 1_000_000)), np.degrees(np.arcsin(rng.uniform(-1, 1, (2, 1_000_000))))
    geod = Geod(ellps="WGS84")
    _, ours = timed(lambda: inverse(lon[0], lat[0], lon[1], lat[1]))
    _, plain = timed(lambda: geod.inv(lon[0], lat[0], lon[1], lat[1]))
    line("1 M distances", f"{ours:.2f} s, {ours / plain:.2f} of the peer", "1.05 or less", f"Geod.inv {plain:.2f} s")
    centres = rng.uniform(-60, 60, (2, 10_000, 1))
    azimuths, radii = np.linspace(0, 360, 180, endpoint=False), np.full((10_000, 180), 300e3)
    _, ours = timed(lambda: direct(centres[0], centres[1], azimuths, radii))
    line("10,000 rings of 180", f"{ours:.2f} s", "0.65 s", "PostGIS 0.94 s, as stated")
    ukraine = open_borders().country("UA")
    x, y = centre_of(ukraine).lon + rng.uniform(-12, 12, 10_000), rng.uniform(41, 57, 10_000)
    _, seconds = timed(lambda: boundary_of(ukraine).distance(x, y))
    line("distance to the outline of Ukraine, a point", f"{seconds / 10_000 * 1e6:.1f} µs", "10 µs", "below")
    x, y = rng.uniform(5, 65, 100_000), rng.uniform(35, 65, 100_000)
    found, seconds = timed(lambda: within(x, y, ukraine, [300e3]))
    exact = Boundary(ukraine).distance_outside(x, y).distance_m <= 300e3
    wrong = int((found.inside[0] != exact).sum())
    line("100,000 points within 300 km of Ukraine", f"{seconds:.2f} s, {wrong} wrong", "0.25 s, 0 wrong", "below")


def growth() -> None:
    """A wavy ring of ever more corners: time and memory of its 100 km range, each in a process of its own."""
    times = {}
    for corners in (3_000, 300_000):
        took = subprocess.run(
            [sys.executable, __file__, "--growth", str(corners)], capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        seconds, megabytes = map(float, took.stdout.split())
        times[corners] = seconds
        line(f"100 km round an outline of {corners:,} corners", f"{seconds:.2f} s, {megabytes:,.0f} MB", "500 MB", "")
    ratio = times[300_000] / times[3_000]
    line("time for 100 times the corners", f"{ratio:.0f} times", "140 times", "")


def grow(corners: int) -> None:
    t = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    r = 4 + 0.4 * np.sin(23 * t) + 0.05 * np.sin(400 * t)
    outline = Polygon(np.column_stack([30 + 1.5 * r * np.cos(t), 49 + r * np.sin(t)]))
    range_area(Polygon([(0, 0), (1, 0), (0, 1)]), 10e3)  # what the first range of a process loads is not its growth
    start = time.perf_counter()
    range_area(outline, 100e3)
    print(time.perf_counter() - start, peak_megabytes())


def peak_megabytes() -> float:
    """The most memory that this process had; Linux counts its parent's in ``getrusage``, so there the kernel's own."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="ascii")) if status.exists() else None
    return (int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024


def postgis() -> None:
    with open_postgis() as (ask, why):
        if ask is None:
            line("PostGIS", f"left out: {why}", "", "")
            return
        ukraine = open_borders().country("UA")
        shape = f"ST_GeomFromText('{ukraine.wkt}', 4326)::geography"
        ask(f"CREATE TABLE ukraine AS SELECT {shape} AS shape")
        start = time.perf_counter()
        wkb = ask("SELECT encode(ST_AsBinary(ST_Buffer(shape, 300000, 'quad_segs=32')), 'hex') FROM ukraine")
        seconds = time.perf_counter() - start
        area = shapely.from_wkb(bytes.fromhex(wkb))
        off = f"{measured_error(area, ukraine, 300e3):,.0f} m off"
        line("PostGIS: Ukraine 300 km", "", "", f"{seconds:.2f} s, {off}")
        ask(
            "CREATE TABLE points AS SELECT ST_MakePoint(5 + 60 * random(), 35 + 30 * random())::geography AS at "
            "FROM generate_series(1, 100000)"
        )
        start = time.perf_counter()
        ask("SELECT count(*) FROM points, ukraine WHERE ST_DWithin(at, shape, 300000)")
        line("PostGIS: 100,000 points within 300 km", "", "", f"{time.perf_counter() - start:.2f} s")
        start = time.perf_counter()
        ask("SELECT sum(ST_Distance(at, shape)) FROM (SELECT at FROM points LIMIT 1000) AS few, ukraine")
        line("PostGIS: distance to Ukraine, a point", "", "", f"{(time.perf_counter() - start) * 1e3:.0f} µs")


def start_up() -> None:
    code = "import time; t = time.perf_counter(); import geo.measuring.ranges; print(time.perf_counter() - t)"
    took = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    line("import geo.measuring.ranges", f"{float(took.stdout):.2f} s", "", "")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--growth"]:
        grow(int(sys.argv[2]))
    else:
        say(f"Measured on {date.today()}, {cores()} cores, Python {platform.python_version()}; the best of some runs.")
        head("what", "strikemap", "goal", "peer in the same run, or as stated")
        geod_test()
        slider()
        distances()
        growth()
        postgis()
        start_up()
        areas()
        peers()
        if sys.argv[1:2] == ["--write"]:
            write(Path(sys.argv[2]))
