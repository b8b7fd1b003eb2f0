"""The page's own drawing: the scene as one SVG in Web Mercator, which is read twice.

A reader without a script and a printer see it as it stands. The script reads the base map and all lines and areas
from its path data, so that geometry travels once. What that takes stands on the ``<svg>``: ``data-world`` is how many
of the path data's units go round the Earth, ``data-left`` and ``data-top`` where its 0, 0 lies, in units from the
upper left corner of the square world of EPSG:3857.
"""

from __future__ import annotations

import math
from dataclasses import replace
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from babel import UnknownLocaleError

from geo.drawing.labels import TILE_PX, web_pixels
from geo.drawing.scene import flat_bounds
from geo.drawing.still import Sheet, scheme_css, still, swatch
from geo.measuring.planar import lines_of
from geo.units import format_length

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.drawing.scene import BaseMap, Look, Scene, Theme

# A sixth of a px is the most that a corner is moved by: about as much as ranges are thinned by, less than outlines.
PER_PX = 3
# How the page's style sheet lays the map out: up to which width of the page, and then of the map height / width.
PHONE_PX, PHONE_SHAPE, WIDE_SHAPE = 620, 5 / 4, 9 / 16
PADDING_PX, PHONE_PADDING_PX = 34, 22
LEAST_HEIGHT_PX, WIDEST_PX = 300, 1100
# As the script fits its first view: no closer than this, however little there is to show.
FIT_ZOOM = 8.0
LEAST_SIDE_PX = 240.0
# The style sheet's names for the page's colours, and whose they are. The script sets the same (PAGE_COLOURS).
PAGE_COLOURS = (
    ("--paper", "page", "fill"),
    ("--ink", "page", "text"),
    ("--quiet", "muted", "text"),
    ("--link", "link", "text"),
    ("--focus", "focus", "stroke"),
    ("--draft", "draft", "fill"),
    ("--draft-ink", "draft", "text"),
    ("--sea", "sea", "fill"),
)
BAR_PX = 140.0
WGS84_A, WGS84_E2 = 6378137.0, 0.00669437999014
# Widths of the page at which names and marks get another size in the drawing, so that they keep theirs on the screen.
STEPS_PX = (340, 400, 480, PHONE_PX, 720, 860, WIDEST_PX)
# Names are placed anew where the drawing is this much larger or smaller than where they were placed.
RATIO = 1.3


class Drawn(NamedTuple):
    """The scene's ``<svg>`` with its scale bar, the items of its legend, and the style sheet that goes with them."""

    still: str
    legend: str
    looks: str


def page_still(scene: Scene) -> Drawn:
    """What the page shows without a script."""
    west, south, east, north = flat_bounds(scene.bounds)
    zoom = min(scene.fit_zoom, FIT_ZOOM)
    x, y = web_pixels(np.array([west, east]), np.array([north, south]), zoom)
    (left, width), (top, height) = _at_least(*x.tolist()), _at_least(*y.tolist())
    size = (width, height)
    # 0, 0 on a whole unit of the world, so that what was rounded is read back as it was written.
    left, top = (round(side * PER_PX) / PER_PX for side in (left, top))
    steps = list(_steps(size))
    scales = _scales([scale for _, scale in steps])

    def project(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = web_pixels(degrees[:, 0], degrees[:, 1], zoom)
        return np.column_stack([x - left, y - top])

    drawing = still(
        replace(scene, base=_alike(scene.base)),
        Sheet(project=project, size_px=size, scales=scales, zoom=zoom, per_px=PER_PX),
        attributes={
            "data-world": repr(TILE_PX * 2.0**zoom * PER_PX),
            "data-left": f"{left * PER_PX:.0f}",
            "data-top": f"{top * PER_PX:.0f}",
            "role": "img",
            "aria-labelledby": "sm-alt",
        },
    )
    metres_px = metres_per_pixel(top + height / 2, zoom)
    return Drawn(
        still=drawing + _scale_bar(size, metres_px, scene.language),
        legend="".join(
            f'<li>{swatch(item.style)}<span dir="auto">{escape(item.text)}</span></li>' for item in scene.legend
        ),
        looks=_page_colours(scene.theme) + scheme_css(scene.theme, _tokens(scene)) + _sizes(steps, scales),
    )


def metres_per_pixel(y: float, zoom: float) -> float:
    """How many metres on the ellipsoid (WGS 84) a px is from west to east, at a height of the world at that zoom."""
    world: float = TILE_PX * 2.0**zoom
    phi: float = math.atan(math.sinh(math.pi * (1 - 2 * y / world)))
    parallel: float = math.cos(phi) / math.sqrt(1 - WGS84_E2 * math.sin(phi) ** 2)
    return parallel * 2 * math.pi * WGS84_A / world


def _scale_bar(size: tuple[float, float], metres_px: float, language: str) -> str:
    """A bar that is true at the middle of the drawing, in the lower left corner whatever the frame's shape."""
    most = min(BAR_PX, size[0] / 3) * metres_px
    power = 10.0 ** math.floor(math.log10(most))
    metres = next(step * power for step in (5, 2, 1) if step * power <= most)
    width, height = size
    return (
        f'<svg class="still sm-bar" viewBox="0 0 {width:.2f} {height:.2f}" preserveAspectRatio="xMinYMax meet" '
        f'aria-hidden="true"><g transform="translate(12 {height - 12:.2f})">'
        f'<path d="M0-6V0H{metres / metres_px:.2f}V-6"/>'
        f'<g class="k"><text x="3" y="-4">{escape(_bar_words(metres, language))}</text></g></g></svg>'
    )


def bar_words(language: str) -> list[str]:
    """The lengths of a scale bar in words, 1, 2, 5, 10, ... 5,000 km: a browser takes long to make its first."""
    return [_bar_words(step * 10.0**power, language) for power in range(3, 7) for step in (1, 2, 5)]


def _bar_words(metres: float, language: str) -> str:
    try:
        return format_length(metres, language=language)
    except (UnknownLocaleError, ValueError):
        return format_length(metres)


def _at_least(low: float, high: float) -> tuple[float, float]:
    """Where a side begins and how long it is: one that is very short grows to both ends."""
    grow = max(0.0, LEAST_SIDE_PX - (high - low)) / 2
    return low - grow, high - low + 2 * grow


def _alike(base: BaseMap) -> BaseMap:
    """The base map with border lines in the direction of the highlighted outlines that run along them.

    The same stretch is then the same text, of which compression keeps one.
    """
    seen = {piece for area in base.highlighted.values() for ring in _lines(area.boundary) for piece in pairwise(ring)}
    return replace(base, borders=_along(base.borders, seen), disputed=_along(base.disputed, seen))


def _along(lines: BaseGeometry, seen: set[tuple[tuple[float, ...], tuple[float, ...]]]) -> BaseGeometry:
    found = []
    for line in _lines(lines):
        back = line[::-1]
        same, other = (sum(piece in seen for piece in pairwise(way)) for way in (line, back))
        found.append(back if other > same else line)
        seen.update(pairwise(found[-1]))
    return shapely.MultiLineString(found)


def _lines(geometry: BaseGeometry) -> Iterator[list[tuple[float, ...]]]:
    for line in lines_of(geometry):
        yield list(map(tuple, shapely.get_coordinates(line).tolist()))


def _tokens(scene: Scene) -> Iterator[str]:
    """The looks that the drawing needs."""
    yield from ("land", "highlight", "border", "disputed")
    for items in (scene.features, scene.labels, scene.legend):
        yield from (item.style for item in items)


def _page_colours(theme: Theme) -> str:
    """The theme's colours of the page, in place of the style sheet's own, for light and dark."""

    def given(looks: Mapping[str, Look]) -> str:
        found = {name: getattr(looks[token], part) for name, token, part in PAGE_COLOURS if token in looks}
        return "{" + ";".join(f"{name}:{colour}" for name, colour in found.items() if colour) + "}"

    light, dark = given(theme.light), given(theme.dark)
    return (
        f":root{light}@media screen and (prefers-color-scheme:dark){{:root:not([data-scheme=light]){dark}}}"
        f":root[data-scheme=dark]{dark}"
    )


def _steps(size: tuple[float, float]) -> Iterator[tuple[int, float]]:
    """Page widths, widest first, and how many px of the screen a px of the drawing is below each."""
    before = 0.0
    found = []
    for width in STEPS_PX:
        phone = width <= PHONE_PX
        middle = (before or 0.9 * width) * 0.5 + width * 0.5 if width < WIDEST_PX else width
        across = middle - (PHONE_PADDING_PX if phone else PADDING_PX)
        high = max(LEAST_HEIGHT_PX, across * (PHONE_SHAPE if phone else WIDE_SHAPE))
        found.append((width, min(across / size[0], high / size[1])))
        before = width
    yield from reversed(found)


def _scales(wanted: list[float]) -> tuple[float, ...]:
    """Few scales, rising, of which one is at most ``RATIO`` below each that is wanted."""
    found: list[float] = []
    for scale in sorted(wanted):
        if not found or scale > found[-1] * RATIO:
            found.append(scale)
    return tuple(found)


def _sizes(steps: list[tuple[int, float]], scales: tuple[float, ...]) -> str:
    """Style rules by the page's width: the size of marks and names, and which names stand."""
    rules = []
    for width, scale in steps:
        number = max(n for n, least in enumerate(scales) if least <= scale * 1.001)
        shown = f".still .q{{display:none}}.still .q{number}{{display:inline}}" if len(scales) > 1 else ""
        rule = f".still{{--k:{1 / scale:.3g}}}{shown}"
        rules.append(rule if width == WIDEST_PX else f"@media (max-width:{width}px){{{rule}}}")
    return "".join(rules)
