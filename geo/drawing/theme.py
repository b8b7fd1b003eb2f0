"""The built-in style: what each token of a scene looks like, in light and dark.

Calm on purpose: warm off-white land, pale sea, one warm hue for the range, near-black hollow ring for the reported
strike. No side has a colour. The range hues are of the kind that stays apart for colour-blind readers (vermilion,
violet, green, each of another lightness); dashes, not hue, tell a variant from the main range. A test holds every
text against every ground it can lie on (WCAG 2.2 AA: 4.5) and every mark (3.0).
"""

from __future__ import annotations

from typing import NamedTuple

from geo.drawing.scene import Look, Theme

AA_TEXT = 4.5
AA_MARK = 3.0
# How many weapons get a hue of their own; the next starts again at the first.
RANGE_HUES = 3


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


def built_in() -> Theme:
    """The style that is used where a newsroom gives none of its own."""
    return Theme(light=looks(LIGHT), dark=looks(DARK))


def looks(colours: Palette) -> dict[str, Look]:
    """Every token in one scheme."""
    return {**_grounds(colours), **_ranges(colours), **_marks(colours), **_labels(colours)}


def range_style(number: int, *, main: bool) -> str:
    """The token of the n-th weapon's range (from 0): a tint with a solid edge, or a dashed outline."""
    hue = number % RANGE_HUES + 1
    return f"range-{hue}" if main else f"range-{hue}-other"


def _grounds(colours: Palette) -> dict[str, Look]:
    return {
        "page": Look(fill=colours.page, text=colours.ink, size=14),
        "muted": Look(fill=colours.page, text=colours.soft_ink, size=12),
        "link": Look(text=colours.link, size=12),
        "focus": Look(stroke=colours.link, width=3),
        "draft": Look(fill=colours.draft, text=colours.draft_ink, size=12, weight=700),
        "sea": Look(fill=colours.sea),
        "land": Look(fill=colours.land, stroke=colours.coast, width=0.7),
        "highlight": Look(fill=colours.highlight, stroke=colours.coast, width=0.7),
        "border": Look(stroke=colours.border, width=0.9),
        "disputed": Look(stroke=colours.disputed, width=1.1, dash=(4, 3)),
        # Only its lines are seen: a tint over a whole province would say more than is known of who holds what.
        "disputed-area": Look(fill=colours.disputed, fill_opacity=0.0),
        "scale": Look(stroke=colours.ink, width=1.2, text=colours.ink, halo=colours.halo, size=11),
    }


def _ranges(colours: Palette) -> dict[str, Look]:
    found: dict[str, Look] = {}
    for number, (hue, ink) in enumerate(zip(colours.ranges, colours.range_inks, strict=True)):
        main, other = range_style(number, main=True), range_style(number, main=False)
        found[main] = Look(stroke=hue, width=1.8, fill=hue, fill_opacity=colours.range_opacity)
        found[other] = Look(stroke=hue, width=1.5, dash=(6, 4))
        found[f"label-{main}"] = Look(text=ink, halo=colours.halo, size=13, weight=700)
        found[f"label-{other}"] = Look(text=ink, halo=colours.halo, size=12)
    return found


def _marks(colours: Palette) -> dict[str, Look]:
    return {
        "strike": Look(stroke=colours.ink, width=2.8, halo=colours.halo, radius=7),
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


def _labels(colours: Palette) -> dict[str, Look]:
    halo = colours.halo
    return {
        "label-strike": Look(text=colours.ink, halo=halo, size=16, weight=700),
        "label-place": Look(text=colours.ink, halo=halo, size=14, weight=700),
        "label-town": Look(text=colours.soft_ink, halo=halo, size=12),
        "label-country": Look(text=colours.area_ink, halo=halo, size=14, spaced=True),
        "label-neighbour": Look(text=colours.area_ink, halo=halo, size=11, spaced=True),
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


def weak_pairs(scheme: dict[str, Look]) -> tuple[str, ...]:
    """Which texts and marks of a scheme stand out too little, each with the ground it fails on and the ratio."""
    grounds = {name: scheme[name].fill or "#ffffff" for name in ("land", "highlight", "sea")}
    for token, look in scheme.items():
        if token.startswith("range-") and look.fill:
            for ground in ("land", "highlight"):
                grounds[f"{token} on {ground}"] = blend(look.fill, grounds[ground], look.fill_opacity)
    found = []
    for token, look in scheme.items():
        for ground, colour in (_own_ground(token, scheme) or grounds).items():
            if look.text and contrast(look.text, colour) < AA_TEXT:
                found.append(f"{token} on {ground}: {contrast(look.text, colour):.2f} < {AA_TEXT}")
            ink = _mark_ink(token, look)
            if ink and contrast(ink, colour) < AA_MARK:
                found.append(f"{token} on {ground}: {contrast(ink, colour):.2f} < {AA_MARK}")
    return tuple(found)


def _own_ground(name: str, scheme: dict[str, Look]) -> dict[str, str]:
    """The one ground that a token always lies on, or nothing for what may lie anywhere on the map."""
    ground = {"page": "page", "muted": "muted", "draft": "draft", "link": "page", "label-water": "sea"}.get(name)
    return {} if ground is None else {ground: scheme[ground].fill or "#ffffff"}


def _mark_ink(token: str, look: Look) -> str | None:
    """The colour by which a mark is seen; None for what is ground or decoration."""
    if token in {"place", "town", "event"}:
        return look.fill
    if token in {"strike", "origin", "origin-line", "line", "event-rough"} or token.startswith("range-"):
        return look.stroke
    return None


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    parts = [value / 255 for value in _channels(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
