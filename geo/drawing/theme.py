"""What each token of a scene looks like, in light and dark: two built-in styles, and the checks that any style gets.

``strikemap`` is calm on purpose: warm off-white land, pale sea, one warm hue for the range, near-black hollow ring for
the reported strike. ``newsprint`` is cool and dry: greys, thin coasts, country names without letter-spacing, one red;
its hues differ so much in lightness that they stay apart in black-and-white print. In neither has a side a colour.
The range hues stay apart for colour-blind readers too; dashes, not hue, tell a variant from the main range. A test
holds every text against every ground it can lie on (WCAG 2.2 AA: 4.5) and every mark (3.0).
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from geo.drawing.scene import Look, Theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.drawing.fonts import FontFamily

AA_TEXT = 4.5
AA_MARK = 3.0
# How many weapons get a hue of their own; the next starts again at the first.
RANGE_HUES = 3
# Hues that differ by less than this in each of sRGB's channels are taken for one; so are greys in print (CIE L*).
LEAST_APART, LEAST_PRINTED = 0.12, 10.0


class Palette(NamedTuple):
    """The colours of one scheme, #rrggbb."""

    page: str
    sea: str
    land: str
    highlight: str
    coast: str
    border: str
    disputed: str
    ink: str
    soft_ink: str
    area_ink: str
    water_ink: str
    halo: str
    ranges: tuple[str, ...]
    range_inks: tuple[str, ...]
    range_opacity: float
    draft: str
    draft_ink: str
    link: str
    event: str


LIGHT = Palette(
    page="#ffffff",
    sea="#d5e4ec",
    land="#f6f3ec",
    highlight="#ece6d8",
    coast="#8fa9b6",
    border="#a39b8b",
    disputed="#7d7567",
    ink="#1a1a1a",
    soft_ink="#47443d",
    area_ink="#48433a",
    water_ink="#3d6174",
    halo="#ffffff",
    ranges=("#a8430d", "#5f4196", "#1b6350"),
    range_inks=("#7d2f06", "#4c317f", "#12493c"),
    range_opacity=0.24,
    draft="#fff1c2",
    draft_ink="#5c4300",
    link="#17567d",
    event="#8f1d5f",
)

DARK = Palette(
    page="#17191c",
    sea="#131d25",
    land="#202327",
    highlight="#33363a",
    coast="#4d6371",
    border="#74777b",
    disputed="#a5a199",
    ink="#f5f2ea",
    soft_ink="#d3cfc6",
    area_ink="#d0ccc2",
    water_ink="#93b4c6",
    halo="#17191c",
    ranges=("#f0995a", "#b9a1ea", "#72c9ae"),
    range_inks=("#ffc192", "#d8c8fb", "#9fe3cd"),
    range_opacity=0.24,
    draft="#4a3b0f",
    draft_ink="#ffe9ad",
    link="#9ccbee",
    event="#f7a1cf",
)


NEWS_LIGHT = Palette(
    page="#ffffff",
    sea="#dde5ea",
    land="#fcfcfd",
    highlight="#eceff2",
    coast="#66727c",
    border="#8a949c",
    disputed="#5b666f",
    ink="#101417",
    soft_ink="#353d44",
    area_ink="#3b444c",
    water_ink="#3a5263",
    halo="#ffffff",
    ranges=("#9b0d20", "#0c2f4d", "#4b6d6d"),
    range_inks=("#850a1a", "#0c2f4d", "#27403f"),
    range_opacity=0.25,
    draft="#101417",
    draft_ink="#ffffff",
    link="#0b4a86",
    event="#5e2a86",
)

NEWS_DARK = Palette(
    page="#11151a",
    sea="#0c1116",
    land="#1d242b",
    highlight="#2c343c",
    coast="#5d6973",
    border="#737e87",
    disputed="#a3adb5",
    ink="#f4f6f8",
    soft_ink="#ccd3d9",
    area_ink="#c7cfd6",
    water_ink="#93b0c4",
    halo="#11151a",
    ranges=("#ff8a8e", "#cfe4f7", "#86b0ad"),
    range_inks=("#ffc2c4", "#e4effa", "#bddbd8"),
    range_opacity=0.19,
    draft="#f4f6f8",
    draft_ink="#11151a",
    link="#9ccbf5",
    event="#dcb6f5",
)


class Lines(NamedTuple):
    """The widths, dashes and kinds of lettering of a style, in px at the web scale."""

    coast: float = 0.7
    border: float = 0.9
    disputed: float = 1.1
    disputed_dash: tuple[float, ...] = (4, 3)
    edge: float = 1.8
    other: float = 1.5
    other_dash: tuple[float, ...] = (6, 4)
    strike: float = 2.8
    strike_radius: float = 7
    spaced: bool = True
    country_weight: int = 400


CALM_LINES = Lines()
NEWS_LINES = Lines(
    coast=0.5, border=0.7, disputed=1.3, disputed_dash=(2, 2), edge=2.2, other=1.8, other_dash=(5, 3), strike=3.4,
    strike_radius=6.5, spaced=False, country_weight=700,
)  # fmt: skip


class Drawn(NamedTuple):
    """A built-in style: its colours in both schemes, and its lines."""

    light: Palette
    dark: Palette
    lines: Lines


BUILT_IN: Mapping[str, Drawn] = {
    "strikemap": Drawn(LIGHT, DARK, CALM_LINES),
    "newsprint": Drawn(NEWS_LIGHT, NEWS_DARK, NEWS_LINES),
}


def built_in(name: str = "strikemap") -> Theme:
    """A style of ours; "strikemap" is used where a newsroom gives none of its own."""
    drawn = BUILT_IN[name]
    return Theme(light=looks(drawn.light, drawn.lines), dark=looks(drawn.dark, drawn.lines))


def looks(
    colours: Palette, lines: Lines = CALM_LINES, *, least_px: float = 0.0, font: FontFamily | None = None
) -> dict[str, Look]:
    """Every token in one scheme; no text smaller than ``least_px``, all in the house's font where there is one."""
    found = {**_grounds(colours, lines), **_ranges(colours, lines), **_marks(colours, lines), **_labels(colours, lines)}
    if not least_px and font is None:
        return found
    return {
        token: replace(look, size=max(look.size, least_px) if look.text else look.size, font=font)
        for token, look in found.items()
    }


def range_style(number: int, *, main: bool) -> str:
    """The token of the n-th weapon's range (from 0): a tint with a solid edge, or a dashed outline."""
    hue = number % RANGE_HUES + 1
    return f"range-{hue}" if main else f"range-{hue}-other"


def _grounds(colours: Palette, lines: Lines) -> dict[str, Look]:
    return {
        "page": Look(fill=colours.page, text=colours.ink, size=14),
        "muted": Look(fill=colours.page, text=colours.soft_ink, size=12),
        "link": Look(text=colours.link, size=12),
        "focus": Look(stroke=colours.link, width=3),
        "draft": Look(fill=colours.draft, text=colours.draft_ink, size=12, weight=700),
        "sea": Look(fill=colours.sea),
        "land": Look(fill=colours.land, stroke=colours.coast, width=lines.coast),
        "highlight": Look(fill=colours.highlight, stroke=colours.coast, width=lines.coast),
        "border": Look(stroke=colours.border, width=lines.border),
        "disputed": Look(stroke=colours.disputed, width=lines.disputed, dash=lines.disputed_dash),
        # Only its lines are seen: a tint over a whole province would say more than is known of who holds what.
        "disputed-area": Look(fill=colours.disputed, fill_opacity=0.0),
        "scale": Look(stroke=colours.ink, width=1.2, text=colours.ink, halo=colours.halo, size=11),
    }


def _ranges(colours: Palette, lines: Lines) -> dict[str, Look]:
    found: dict[str, Look] = {}
    for number, (hue, ink) in enumerate(zip(colours.ranges, colours.range_inks, strict=True)):
        main, other = range_style(number, main=True), range_style(number, main=False)
        found[main] = Look(stroke=hue, width=lines.edge, fill=hue, fill_opacity=colours.range_opacity)
        found[other] = Look(stroke=hue, width=lines.other, dash=lines.other_dash)
        found[f"label-{main}"] = Look(text=ink, halo=colours.halo, size=13, weight=700)
        found[f"label-{other}"] = Look(text=ink, halo=colours.halo, size=12)
    return found


def _marks(colours: Palette, lines: Lines) -> dict[str, Look]:
    return {
        "strike": Look(stroke=colours.ink, width=lines.strike, halo=colours.halo, radius=lines.strike_radius),
        "place": Look(fill=colours.ink, stroke=colours.halo, width=1.2, radius=4),
        "origin": Look(fill=colours.halo, stroke=colours.ink, width=2, radius=4.5),
        "origin-line": Look(stroke=colours.ink, width=1.2),
        "town": Look(fill=colours.soft_ink, stroke=colours.halo, width=1, radius=3),
        "town-edge": Look(fill=colours.halo, stroke=colours.soft_ink, width=1.4, radius=3),
        "line": Look(stroke=colours.ink, width=1.3, dash=(2, 3)),
        "precision": Look(stroke=colours.soft_ink, width=1, dash=(2, 3), fill=colours.soft_ink, fill_opacity=0.08),
        "region": Look(stroke=colours.ink, width=1.6, dash=(2, 2)),
        "event": Look(fill=colours.event, stroke=colours.halo, width=0.8, radius=3.2),
        "event-rough": Look(
            stroke=colours.event, width=1.5, fill=colours.event, fill_opacity=0.12, halo=colours.halo, radius=4.6
        ),
    }


def _labels(colours: Palette, lines: Lines) -> dict[str, Look]:
    halo = colours.halo
    return {
        "label-strike": Look(text=colours.ink, halo=halo, size=16, weight=700),
        "label-place": Look(text=colours.ink, halo=halo, size=14, weight=700),
        "label-town": Look(text=colours.soft_ink, halo=halo, size=12),
        "label-country": Look(
            text=colours.area_ink, halo=halo, size=14, spaced=lines.spaced, weight=lines.country_weight
        ),
        "label-neighbour": Look(text=colours.area_ink, halo=halo, size=11, spaced=lines.spaced),
        "label-region": Look(text=colours.area_ink, halo=halo, size=13, weight=700),
        "label-disputed": Look(text=colours.area_ink, halo=halo, size=11),
        "label-water": Look(text=colours.water_ink, halo=colours.sea, size=12),
        "label-line": Look(text=colours.ink, halo=halo, size=12),
    }


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two #rrggbb colours, 1 to 21, by WCAG 2.2's relative luminance."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def blend(over: str, under: str, opacity: float) -> str:
    """The colour that shows where ``over`` is painted on ``under`` with an opacity, in sRGB as browsers do."""
    pairs = zip(_channels(over), _channels(under), strict=True)
    return "#" + "".join(f"{round(top * opacity + low * (1 - opacity)):02x}" for top, low in pairs)


class Weak(NamedTuple):
    """A text or mark that stands out too little: its token and ground, the two colours, the ratio and what it needs."""

    token: str
    ground: str
    colour: str
    ground_colour: str
    ratio: float
    needed: float
    is_text: bool


def weak_pairs(scheme: Mapping[str, Look]) -> tuple[str, ...]:
    """Which texts and marks of a scheme stand out too little, each with the ground it fails on and the ratio."""
    return tuple(f"{weak.token} on {weak.ground}: {weak.ratio:.2f} < {weak.needed}" for weak in weak_looks(scheme))


def weak_looks(scheme: Mapping[str, Look]) -> tuple[Weak, ...]:
    """The pairs of a scheme whose contrast is below WCAG 2.2 AA: 4.5 for a text, 3 for a mark."""
    found = []
    for token, look in scheme.items():
        for ground, colour in grounds_of(token, scheme).items():
            for ink, needed in ((look.text, AA_TEXT), (_mark_ink(token, look), AA_MARK)):
                ratio = contrast(ink, colour) if ink else needed
                if ink and ratio < needed:
                    found.append(Weak(token, ground, ink, colour, ratio, needed, ink is look.text))
    return tuple(found)


def grounds_of(token: str, scheme: Mapping[str, Look]) -> dict[str, str]:
    """The colours that a token may lie on, by name: its own ground, or all that the map has."""
    own = {"page": "page", "muted": "muted", "draft": "draft", "link": "page", "label-water": "sea"}.get(token)
    if own is not None:
        return {own: scheme[own].fill or "#ffffff"}
    grounds = {name: scheme[name].fill or "#ffffff" for name in ("land", "highlight", "sea")}
    for other, look in scheme.items():
        if other.startswith("range-") and look.fill:
            for ground in ("land", "highlight"):
                grounds[f"{other} on {ground}"] = blend(look.fill, grounds[ground], look.fill_opacity)
    return grounds


def _mark_ink(token: str, look: Look) -> str | None:
    """The colour by which a mark is seen; None for what is ground or decoration."""
    if token in {"place", "town", "event"}:
        return look.fill
    if token in {"strike", "origin", "origin-line", "line", "event-rough"} or token.startswith("range-"):
        return look.stroke
    return None


@cache
def inks(lines: Lines = CALM_LINES) -> Mapping[tuple[str, bool], str]:
    """The palette's colour ("soft_ink", "ranges-1") that a token's text (True) or mark (False) is drawn in.

    Found by drawing with a palette in which no two colours are the same.
    """
    names: dict[str, str] = {}

    def marked(name: str) -> str:
        colour = f"#{len(names) + 1:06x}"
        names[colour] = name
        return colour

    values: dict[str, object] = {"range_opacity": 0.5}
    for field in Palette._fields:
        if field in {"ranges", "range_inks"}:
            values[field] = tuple(marked(f"{field}-{number + 1}") for number in range(RANGE_HUES))
        elif field not in values:
            values[field] = marked(field)
    found: dict[tuple[str, bool], str] = {}
    for token, look in looks(Palette(**values), lines).items():  # type: ignore[arg-type]
        for ink, is_text in ((look.text, True), (_mark_ink(token, look), False)):
            if ink in names:  # a colour mixed of two is neither's
                found[token, is_text] = names[ink]
    return found


def passing(colour: str, grounds: Sequence[tuple[str, float]]) -> str | None:
    """The nearest colour, by lightness alone, that has the contrast needed on every ground; None where there is none.

    Args:
        colour: #rrggbb. grounds: each a colour and the ratio that is needed on it.

    The hue stays: lightness is moved in OKLab (Ottosson 2020), and the chroma given up that sRGB has not there.
    """
    if all(contrast(colour, ground) >= needed for ground, needed in grounds):
        return colour
    lightness, a, b = _oklab(colour)
    steps = sorted((abs(step / 200 - lightness), step / 200) for step in range(201))
    for _, tried in steps:
        found = _from_oklab(tried, a, b)
        if all(contrast(found, ground) >= needed for ground, needed in grounds):
            return found
    return None


class Alike(NamedTuple):
    """Two hues (their numbers, from 1) that look the same to some readers, or in some print."""

    first: int
    second: int
    to: str


# Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color vision deficiency":
# the matrices of full severity, for linear RGB.
_BLIND = {
    "protanopia": (0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998),
    "deuteranopia": (0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881),
    "tritanopia": (1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900),
}


def alike_hues(hues: Sequence[str]) -> tuple[Alike, ...]:
    """Which hues of several weapons a colour-blind reader cannot tell apart, with the kind of colour blindness."""
    found = []
    for kind, matrix in _BLIND.items():
        seen = [_seen(hue, matrix) for hue in hues]
        for first in range(len(seen)):
            for second in range(first + 1, len(seen)):
                apart = max(abs(x - y) for x, y in zip(seen[first], seen[second], strict=True))
                if apart < LEAST_APART:
                    found.append(Alike(first + 1, second + 1, kind))
    return tuple(found)


def alike_in_print(hues: Sequence[str]) -> tuple[Alike, ...]:
    """Which hues come out as one grey in black-and-white print: their CIE L* differ by less than 10."""
    greys = [_lstar(hue) for hue in hues]
    return tuple(
        Alike(first + 1, second + 1, "print")
        for first in range(len(greys))
        for second in range(first + 1, len(greys))
        if abs(greys[first] - greys[second]) < LEAST_PRINTED
    )


def _lstar(colour: str) -> float:
    light = _luminance(colour)
    return 116 * light ** (1 / 3) - 16 if light > (6 / 29) ** 3 else light * (29 / 3) ** 3


def _seen(colour: str, matrix: Sequence[float]) -> tuple[float, ...]:
    linear = _linear(colour)
    rows = [sum(matrix[3 * row + n] * linear[n] for n in range(3)) for row in range(3)]
    return tuple(_gamma(min(max(value, 0.0), 1.0)) for value in rows)


def _oklab(colour: str) -> tuple[float, float, float]:
    red, green, blue = _linear(colour)
    cones = [
        math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue),
        math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue),
        math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue),
    ]
    return (
        0.2104542553 * cones[0] + 0.7936177850 * cones[1] - 0.0040720468 * cones[2],
        1.9779984951 * cones[0] - 2.4285922050 * cones[1] + 0.4505937099 * cones[2],
        0.0259040371 * cones[0] + 0.7827717662 * cones[1] - 0.8086757660 * cones[2],
    )


def _from_oklab(lightness: float, a: float, b: float) -> str:
    """The colour as #rrggbb, with as much of its chroma as sRGB has at that lightness."""
    channels = _linear_of(lightness, a, b)
    if not _in_srgb(channels):
        low, high = 0.0, 1.0
        for _ in range(8):
            share = (low + high) / 2
            low, high = (share, high) if _in_srgb(_linear_of(lightness, share * a, share * b)) else (low, share)
        channels = _linear_of(lightness, low * a, low * b)
    return "#" + "".join(f"{round(_gamma(min(max(channel, 0.0), 1.0)) * 255):02x}" for channel in channels)


def _in_srgb(channels: Sequence[float]) -> bool:
    return all(-1e-4 <= channel <= 1.0001 for channel in channels)


def _linear_of(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    """Linear sRGB of an OKLab colour; outside 0 to 1 where sRGB does not have it."""
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _gamma(linear: float) -> float:
    return linear * 12.92 if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(colour: str) -> list[float]:
    parts = [value / 255 for value in _channels(colour)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _luminance(colour: str) -> float:
    linear = _linear(colour)
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
