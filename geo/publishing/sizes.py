"""The sizes that a picture is asked for: by name, in pixels, or in millimetres for print.

    web-16x9         1280 x 720 px    in the text of an article
    social-square    1080 x 1080 px   a square in a feed
    social-wide      1200 x 630 px    the card of a shared link
    story-vertical   1080 x 1920 px   full screen on a phone; the app's own bars stay free
    tv-16x9          1920 x 1080 px   all that is read lies in the graphics safe area
    print-1col       88 mm wide       one column of the paper, 300 dpi, as high as the map asks
    print-2col       180 mm wide      two columns
    1280x720         pixels
    88x70mm, 88mm, 88x70mm@600dpi     millimetres; without a height, as high as the map asks

The smallest text of each is held: 6.5 pt in print, 11 px on a phone (where social pictures are shrunk to the width of
its screen), 28 px on television.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.drawing.sheet import MM_INCH, NOTHING_FREE, POINTS_INCH, Sheet, Sides
from geo.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT = "web-16x9"
COLUMNS_MM: Mapping[str, float] = {"print-1col": 88.0, "print-2col": 180.0}
# Points in print, px on a phone's screen, px of a television picture.
LEAST_TEXT: Mapping[str, float] = {"print": 6.5, "phone": 11.0, "tv": 28.0}
SCREENS: Mapping[str, tuple[int, int]] = {
    "web-16x9": (1280, 720),
    "social-square": (1080, 1080),
    # The ratio 1.91:1 of a link's card in feeds (Open Graph).
    "social-wide": (1200, 630),
    "story-vertical": (1080, 1920),
    "tv-16x9": (1920, 1080),
}
PRINT_DPI = 300.0
# A phone shows a picture of a feed over its whole width: of 360 to 430 px, most have 390 or so.
PHONE_PX = 390.0
# EBU R 95 (revision 1, 2016) and SMPTE ST 2046-1: graphics and titles keep 5 % of width and height off each edge,
# which leaves 1728 x 972 of 1920 x 1080.
TV_SAFE = 0.05
# Meta's guide for stories: about 14 % at the top and 20 % at the bottom are under the app's own bars.
STORY_TOP, STORY_BOTTOM = 0.14, 0.20
STORY_SIDE = 0.02
LEAST_PX, MOST_PX = 200, 8000
LEAST_MM, MOST_MM = 30.0, 1200.0
LEAST_DPI, MOST_DPI = 72.0, 1200.0
MOST_DOTS = 12_000
# Texts and marks of print are this much of their size on a screen: 14 px become 8.7 pt.
PRINT_SCALE = 0.62
_PIXELS = re.compile(r"(\d{1,5})x(\d{1,5})")
_MM = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)(?:x(\d{1,4}(?:\.\d{1,2})?))?mm(?:@(\d{1,4})dpi)?")


_SIDES = re.compile(rb'\s(width|height)="([\d.]+)(pt|mm|)"')
_CSS_PX = {"": 1.0, "pt": 96 / POINTS_INCH, "mm": 96 / MM_INCH}


def names() -> tuple[str, ...]:
    """The sizes that have a name, the default first."""
    return (*SCREENS, *COLUMNS_MM)


def sheet_of(
    size: str | None,
    *,
    columns_mm: Mapping[str, float] = COLUMNS_MM,
    least_text: Mapping[str, float] = LEAST_TEXT,
) -> Sheet:
    """The sheet of a named size, of "1280x720", or of "88x70mm@300dpi"; web-16x9 if None.

    Args:
        size: what a person typed.
        columns_mm: the widths of "print-1col" and "print-2col" in mm.
        least_text: the smallest text: "print" in pt, "phone" and "tv" in px.

    Raises:
        BadInput: none of these; or sides that no picture has.
    """
    name = DEFAULT if size is None else size.strip()
    least = {**LEAST_TEXT, **least_text}
    if name in SCREENS:
        return _screen(name, least)
    if name in columns_mm:
        return _print(name, columns_mm[name], None, PRINT_DPI, least["print"])
    if match := _MM.fullmatch(name):
        height = float(match[2]) if match[2] else None
        return _print(name, float(match[1]), height, float(match[3] or PRINT_DPI), least["print"])
    if match := _PIXELS.fullmatch(name):
        width, height = int(match[1]), int(match[2])
        if not all(LEAST_PX <= side <= MOST_PX for side in (width, height)):
            raise BadInput("{value} is not a size for a picture: expected sides of 200 to 8,000 px", value=name)
        return Sheet(name=name, width=float(width), height=float(height), least_text=least["phone"])
    known = ", ".join(dict.fromkeys((*SCREENS, *columns_mm)))
    raise BadInput(
        "{value!r} is not a size: expected {known}, pixels such as 1280x720 or millimetres such as 88x70mm@300dpi",
        value=name,
        known=known,
    )


def _screen(name: str, least: Mapping[str, float]) -> Sheet:
    width, height = map(float, SCREENS[name])
    if name == "tv-16x9":
        across, down = width * TV_SAFE, height * TV_SAFE
        return Sheet(
            name=name,
            width=width,
            height=height,
            least_text=least["tv"],
            scale=least["tv"] / least["phone"],
            free=Sides(down, across, down, across),
        )
    if name == DEFAULT:
        return Sheet(name=name, width=width, height=height, least_text=least["phone"])
    shrunk = width / PHONE_PX
    free = NOTHING_FREE
    if name == "story-vertical":
        free = Sides(height * STORY_TOP, width * STORY_SIDE, height * STORY_BOTTOM, width * STORY_SIDE)
    return Sheet(name=name, width=width, height=height, least_text=least["phone"] * shrunk, scale=shrunk, free=free)


def _print(name: str, width_mm: float, height_mm: float | None, dpi: float, least: float) -> Sheet:
    sides = [side for side in (width_mm, height_mm) if side is not None]
    if not all(LEAST_MM <= side <= MOST_MM for side in sides):
        raise BadInput("{value} is not a size for print: expected sides of 30 to 1,200 mm", value=name)
    if not LEAST_DPI <= dpi <= MOST_DPI:
        raise BadInput("{value} is not a resolution for print: expected 72 to 1,200 dpi", value=name)
    if max(sides) / MM_INCH * dpi > MOST_DOTS:
        raise BadInput("{value} is too large a picture: expected at most 12,000 dots a side", value=name)
    points = POINTS_INCH / MM_INCH
    return Sheet(
        name=name,
        width=width_mm * points,
        height=None if height_mm is None else height_mm * points,
        unit="pt",
        least_text=least,
        scale=PRINT_SCALE,
        dots=dpi / POINTS_INCH,
    )


def map_px(sheet: Sheet) -> tuple[int, int]:
    """About how large the map itself is on a sheet, in px at the theme's sizes: what a scene is composed for."""
    scale, free = sheet.drawn_scale, sheet.free
    width = (sheet.width - free.left - free.right) / scale
    if sheet.height is None:
        return round(width), round(width * 0.9)
    height = (sheet.height - free.top - free.bottom) / scale
    # Title, credit, and on a narrow sheet the legend take their part.
    left_over = height - (190 if width < 560 and height > 380 else 84)
    return round(width), round(max(left_over, height * 0.45))


def picture_px(data: bytes, kind: str) -> tuple[int, int]:
    """Width and height of a drawn picture as a browser shows it, px of 1/96 inch: read from the file's own head.

    Raises:
        BadInput: a kind that no ``img`` element shows.
    """
    if kind == "png":
        # The PNG specification puts both into the first chunk, as big-endian integers at byte 16.
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if kind == "svg":
        found = {
            side.decode("ascii"): float(number) * _CSS_PX[unit.decode("ascii")]
            for side, number, unit in _SIDES.findall(data[data.index(b"<svg") :].split(b">", 1)[0])
        }
        return round(found["width"]), round(found["height"])
    raise BadInput("a page cannot show a .{kind} file as a picture: embed a .png or .svg", kind=kind)
