"""A scene as one SVG drawing in any projection, made on the server: what a reader without a script sees.

Everything is in px, x to the right and y down. What is drawn stands in three layers, each in the scene's order:
shapes (``<path>``), marks and names. Looks are classes, so that light and dark come from one style sheet
(``scheme_css``); no element carries a ``style``, which a strict Content Security Policy forbids. Every feature is
found again by its ``data-id``.

Shapes are written as whole numbers with relative moves (``path_data``): ``data-per-px`` on the drawing says how many
of them make a px, so that coordinates can be read back. Strokes keep their width; marks and names keep their size if
the style sheet is given the property ``--k``: px of the drawing to a px of the screen.

Names are placed anew for the projection by the rules of ``geo/drawing/labels.py``, at several scales: a text carries
the classes ``q0``, ``q1``, ... of those at which it stands there, and none where it stands there at all of them.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.drawing.labels import Window, arrange, box_of, leader, offset, shown, text_width
from geo.measuring.planar import lines_of, polygons_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.drawing.labels import Box
    from geo.drawing.scene import Anchor, Label, Look, Scene, SceneFeature, Theme

    Floats = NDArray[np.float64]
    # Degrees (n, 2) as lon, lat, longitudes running on as the scene's do, to px (n, 2).
    Projection = Callable[[Floats], Floats]
    # Left, top, right, bottom.
    Rectangle = tuple[float, float, float, float]

PER_PX = 10
MARKS = frozenset({"strike", "place", "origin", "town"})
# A reported strike is a ring that nothing fills, whatever a style says.
OPEN = frozenset({"strike"})
# A name that the first view would cut is not shown in it; but that of a reported strike is.
_CUT_FROM = 1
# The share of a map's width that a name may take.
_WIDEST = 0.6
# Names of the story's own places may stand at the end of a leader line.
_LED_STYLES = frozenset({"label-strike", "label-place"})
_MARK_TOKENS = {"strike": 6, "place": 4, "town": 3, "town-edge": 3, "origin": 0, "event": 3, "event-rough": 4.6}
_LINE_TOKENS = frozenset({"line", "border", "disputed", "origin-line"})
HALO_PX = 3.0
# What the outline of a range loses at most: at more, the eye sees the corners of a ring.
ROUND_PX = 0.03
# Of the text's size: how far its base line lies under the middle of its small letters.
BASE_LINE = 0.36
# Where what was cut in degrees is joined again, points nearer than this many px are one.
_SEAM_PX = 0.002


class _Standing(NamedTuple):
    """Where a name stands: on which side of its point, by how many px it slid along, and as much of it as fits."""

    side: Anchor
    nudge: int
    text: str
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a scene is drawn on.

    Attributes:
        project: degrees to px. size_px: the part that must be seen, from 0, 0: the drawing's ``viewBox``.
        drawn_px: left, top, right and bottom of what is drawn, which may go on beyond that part; None for everything.
        disc_px: x, y and radius of a map that ends in a circle; shapes do not cross it.
        cut: takes from a geometry in degrees what the projection cannot show, and may cut it in parts that the plane
            does not tear: what was cut in degrees is joined again in the plane.
        bend_deg: edges longer than this many degrees get corners between, so that they bend as the plane does; None
            where edges stay as they are.
        loss_px: shapes lose corners that stray less than this.
        scales: how many px of the screen a px of the drawing may be, rising; names are placed for each.
        seen_px: for each scale what is seen at first: a name of an area that its edge would cut is not shown there,
            and that of a range slides along. None, or too few, where a reader moves about.
        wide_px: for each scale what is seen at first on a wide page, where that is more: names of areas that are whole
            only there have the class ``wide``, which the page's style sheet hides on a narrow one.
        zoom: the web zoom level that a scale of 1 comes to: towns for orientation show from a level of theirs on.
        per_px: whole numbers to a px in path data.
    """

    project: Projection
    size_px: tuple[float, float]
    drawn_px: Rectangle | None = None
    disc_px: tuple[float, float, float] | None = None
    cut: Callable[[BaseGeometry], BaseGeometry] | None = None
    bend_deg: float | None = None
    loss_px: float = 0.0
    scales: tuple[float, ...] = (1.0,)
    seen_px: tuple[Rectangle | None, ...] = ()
    wide_px: tuple[Rectangle | None, ...] = ()
    zoom: float = math.inf
    per_px: int = PER_PX


def still(scene: Scene, sheet: Sheet, *, attributes: Mapping[str, str] | None = None) -> str:
    """The scene as an ``<svg>`` element.

    Args:
        attributes: more attributes of the element, such as ``data-zoom``; their values are escaped here.
    """
    width, height = (_number(side) for side in sheet.size_px)
    more = "".join(f' {name}="{escape(value)}"' for name, value in (attributes or {}).items())
    return (
        f'<svg class="still" viewBox="0 0 {width} {height}" data-per-px="{sheet.per_px}"{more}>'
        f"{_rim(sheet)}"
        f'<g{_held(sheet)}><g class="shapes"{_scaled(sheet)}>{"".join(_shapes(scene, sheet))}</g></g>'
        f"{_events(scene, sheet)}{''.join(_marks_and_names(scene, sheet))}</svg>"
    )


# ---------------------------------------------------------------- shapes


def path_data(geometry: BaseGeometry, per_px: int = PER_PX) -> str:
    """The areas or lines of a geometry in px as SVG path data, in whole ``1 / per_px`` px; "" where nothing is left.

    Every ring or line is one relative ``m``: its first pair is the way from where the one before began (after a
    ``z``) or ended, and the pairs after it are the steps from corner to corner. Points that fall together are one;
    rings that have no area left are gone.
    """
    strings = list(_strings(geometry, per_px))
    if not strings:
        return ""
    points = np.concatenate([points for points, _ in strings])
    ends = np.cumsum([len(points) for points, _ in strings])
    starts = ends - [len(points) for points, _ in strings]
    closed = np.array([closed for _, closed in strings])
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    steps[starts[1:]] = points[starts[1:]] - points[np.where(closed, starts, ends - 1)[:-1]]
    numbers = list(map(str, steps.ravel().tolist()))
    return "".join(
        "m" + " ".join(numbers[2 * start : 2 * end]).replace(" -", "-") + ("z" if ring else "")
        for start, end, ring in zip(starts.tolist(), ends.tolist(), closed.tolist(), strict=True)
    )


def projected(geometry: BaseGeometry, sheet: Sheet, *, loss_px: float | None = None) -> BaseGeometry:
    """A geometry in px of the sheet, cut to what is drawn; ``loss_px`` instead of the sheet's."""
    if sheet.cut is not None and not geometry.is_empty:
        geometry = sheet.cut(geometry)
    if geometry.is_empty:
        return geometry
    bent = geometry if sheet.bend_deg is None else shapely.segmentize(geometry, sheet.bend_deg)
    drawn = shapely.transform(bent, sheet.project)
    if sheet.cut is not None:
        drawn = _whole(drawn)
    if sheet.drawn_px is not None:
        drawn = shapely.intersection(_valid(drawn), shapely.box(*sheet.drawn_px))
    loss_px = sheet.loss_px if loss_px is None else min(loss_px, sheet.loss_px)
    return shapely.simplify(drawn, loss_px) if loss_px else drawn


def _whole(drawn: BaseGeometry) -> BaseGeometry:
    """Without the seams of a cut in degrees: a meridian that is drawn there and back, parts that meet along one."""
    areas = polygons_of(drawn)
    if not areas:
        return drawn
    # What meets along a seam has the same corners to a few millionths: rounded, they are the same.
    rounded = shapely.transform(np.array(areas), lambda px: np.round(px / _SEAM_PX) * _SEAM_PX)
    return shapely.union_all([_valid(area) for area in rounded])


def _valid(geometry: BaseGeometry) -> BaseGeometry:
    if geometry.is_valid:
        return geometry
    return shapely.make_valid(geometry, method="structure", keep_collapsed=False)


def _strings(geometry: BaseGeometry, per_px: int) -> Iterator[tuple[NDArray[np.int64], bool]]:
    """The rings (without their closing point) and lines of a geometry in whole numbers; True for rings."""
    polygons = polygons_of(geometry)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    before, drawn = -1, False
    for number, points in zip(polygon.tolist(), _rounded(list(rings), per_px), strict=True):
        # Holes go with their outline, which comes first.
        if number != before or drawn:
            if len(points) > 3:
                yield points[:-1], True
            drawn = len(points) > 3 if number != before else drawn
        before = number
    yield from ((points, False) for points in _rounded(lines_of(geometry), per_px) if len(points) > 1)


def _rounded(lines: Sequence[BaseGeometry], per_px: int) -> list[NDArray[np.int64]]:
    """The coordinates of each line in whole numbers, each different from the one before."""
    if not len(lines):
        return []
    xy, line = shapely.get_coordinates(lines, return_index=True)
    whole = np.rint(xy * per_px).astype(np.int64)
    moves = np.ones(len(whole), dtype=bool)
    moves[1:] = (whole[1:] != whole[:-1]).any(axis=1) | (line[1:] != line[:-1])
    return np.split(whole[moves], np.searchsorted(line[moves], np.arange(1, len(lines))))


def _rim(sheet: Sheet) -> str:
    """The sea of a map that ends in a circle, and the path that holds its shapes inside."""
    if sheet.disc_px is None:
        return ""
    x, y, radius = (_number(value) for value in sheet.disc_px)
    circle = f'circle cx="{x}" cy="{y}" r="{radius}"'
    return f'<clipPath id="rim"><{circle}/></clipPath><{circle} class="t-sea rim"/>'


def _held(sheet: Sheet) -> str:
    return "" if sheet.disc_px is None else ' clip-path="url(#rim)"'


def _scaled(sheet: Sheet) -> str:
    return "" if sheet.per_px == 1 else f' transform="scale({_number(1 / sheet.per_px)})"'


def _shapes(scene: Scene, sheet: Sheet) -> Iterator[str]:
    base = scene.base
    yield _path(projected(base.land, sheet), "land", sheet, ' data-base="land"')
    for code, area in sorted(base.highlighted.items()):
        yield _path(projected(area, sheet), "highlight", sheet, f' data-base="highlighted" data-code="{escape(code)}"')
    yield _path(projected(base.borders, sheet), "border", sheet, ' data-base="borders"')
    for feature in scene.features:
        if not _is_mark(feature):
            geometry = feature.geometry
            points = shapely.get_coordinates(geometry) if geometry.geom_type.endswith("Point") else ()
            loss_px = ROUND_PX if feature.kind == "range" else None
            drawn = shapely.GeometryCollection() if len(points) else projected(geometry, sheet, loss_px=loss_px)
            yield _path(drawn, feature.style, sheet, f' data-id="{escape(feature.id)}"', feature.name)
    # Over the edge of a range that is cut to it, which would hide that the border is disputed.
    yield _path(projected(base.disputed, sheet), "disputed", sheet, ' data-base="disputed"')


def _path(drawn: BaseGeometry, token: str, sheet: Sheet, attributes: str, name: str = "") -> str:
    data = path_data(drawn, sheet.per_px)
    if not data and not name:
        return ""
    start = f'<path class="{class_of(token)}"{attributes} d="{data}"'
    return f"{start}><title>{escape(name)}</title></path>" if name else f"{start}/>"


def _events(scene: Scene, sheet: Sheet) -> str:
    """The events as two paths of dots, each a line without length and with a round end: thousands in a few bytes each.

    A dot keeps its size at any scale, as strokes do here; events on one px are one dot.
    """
    events = scene.events
    if events is None:
        return ""
    points = sheet.project(np.column_stack([events.lon, events.lat]))
    width, height = sheet.size_px
    near = np.isfinite(points).all(axis=1) & (np.abs(points - (width / 2, height / 2)) <= (width, height)).all(axis=1)
    if sheet.disc_px is not None:
        near &= np.hypot(*(points - sheet.disc_px[:2]).T) <= sheet.disc_px[2]
    paths = ""
    for which, token in ((events.rough, events.rough_style), (~events.rough, events.style)):
        data = _dots(points[near & which], sheet.per_px)
        name = class_of(token)
        hole = f'<path class="hole-{name}" d="{data}"/>' if token == events.rough_style else ""
        paths += f'<path class="dots-{name}" d="{data}"/>{hole}' if data else ""
    return f'<g{_held(sheet)}><g class="shapes events"{_scaled(sheet)}>{paths}</g></g>'


def _dots(points: Floats, per_px: int) -> str:
    whole = np.unique(np.round(points).astype(np.int64), axis=0) * per_px
    moves = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).tolist()
    return "".join(f"m{x}{y}h0" if y < 0 else f"m{x} {y}h0" for x, y in moves)


# ---------------------------------------------------------------- marks and names


def _marks_and_names(scene: Scene, sheet: Sheet) -> Iterator[str]:
    points = _placed(scene.labels, sheet)
    rows = _standings(scene, sheet, points)
    standing = {
        label.id: [n for n, where in enumerate(row) if where] for label, row in zip(scene.labels, rows, strict=True)
    }
    yield '<g class="marks">'
    for feature in scene.features:
        if _is_mark(feature):
            # A town for orientation without its name is a riddle: it shows only where its name stands.
            scales = standing.get(feature.id) if feature.kind == "town" else None
            yield _mark(feature, scene.theme.light[feature.style], sheet, _at_scales(scales, sheet))
    yield '</g><g class="names">'
    for label, point, row in zip(scene.labels, points, rows, strict=True):
        if any(row):
            yield _name(label, point, row, scene.theme.light, sheet)
    yield "</g>"


def _is_mark(feature: SceneFeature) -> bool:
    return feature.kind in MARKS and feature.geometry.geom_type in {"Point", "MultiPoint"}


def _placed(labels: Sequence[Label], sheet: Sheet) -> Floats:
    if not labels:
        return np.empty((0, 2))
    return sheet.project(np.array([(label.lon, label.lat) for label in labels]))


def _is_drawn(point: Floats, sheet: Sheet) -> bool:
    if not np.isfinite(point).all() or (sheet.disc_px and np.hypot(*(point - sheet.disc_px[:2])) > sheet.disc_px[2]):
        return False
    if sheet.drawn_px is None:
        return True
    left, top, right, bottom = sheet.drawn_px
    return bool(left <= point[0] <= right and top <= point[1] <= bottom)


def _standings(scene: Scene, sheet: Sheet, points: Floats) -> list[list[_Standing | None]]:
    """For each label, where it stands at each scale."""
    here = [n for n, point in enumerate(points) if _is_drawn(point, sheet)]
    rows: list[list[_Standing | None]] = [[None] * len(sheet.scales) for _ in points]
    looks = scene.theme.light
    for number, (scale, between) in enumerate(zip(sheet.scales, _between(sheet.scales), strict=True)):
        seen = sheet.seen_px[number] if number < len(sheet.seen_px) else None
        window = Window(*(side * scale for side in seen or (0.0, 0.0, *sheet.size_px)))
        most_px = _WIDEST * (window.right - window.left) if seen else math.inf
        wanted = [n for n in here if scene.labels[n].from_zoom <= max(0.0, sheet.zoom + math.log2(scale))]
        texts = {n: _fitting(scene.labels[n], looks, most_px) for n in wanted}
        boxes = {n: box_of(replace(scene.labels[n], text=texts[n]), looks, *(points[n] * scale)) for n in wanted}
        nudges = {n: _nudge(box, window) for n, box in boxes.items() if _slides(scene.labels[n])}
        wide = sheet.wide_px[number] if number < len(sheet.wide_px) else None
        widest = Window(*(side * scale for side in wide or seen or (0.0, 0.0, *sheet.size_px)))
        boxes = {
            n: replace(box, x=box.x + nudges.get(n, 0.0))
            for n, box in boxes.items()
            if seen is None or scene.labels[n].mark or n in nudges or not _is_cut(box, "centre", widest)
        }
        sides = arrange(list(boxes.values()), window=window, scales=between)
        for (n, box), side in zip(boxes.items(), sides, strict=True):
            if side is None:
                continue
            cut = bool(seen) and _is_cut(box, side, window) and scene.labels[n].priority >= _CUT_FROM
            only_wide = cut and wide is not None and not scene.labels[n].mark and not _is_cut(box, side, widest)
            if not cut or only_wide:
                rows[n][number] = _Standing(side, round(nudges.get(n, 0.0)), texts[n], only_wide)
    return rows


def _fitting(label: Label, looks: Mapping[str, Look], most_px: float) -> str:
    """The text; that of a place is cut, with a mark, where it is wider than a narrow map bears."""
    text, look = shown(label.text), looks[label.style]
    if not label.mark or text_width(text, look) <= most_px:
        return text
    while text and text_width(f"{text}…", look) > most_px:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _slides(label: Label) -> bool:
    """A range's label may slide along to stay in view; a place's stays beside its mark."""
    return not label.mark and label.style.startswith("label-range")


def _nudge(box: Box, window: Window) -> float:
    """By how many px a text moves aside to lie in the window; at most half of itself, and only if its point is seen."""
    half = box.width / 2 + 3
    if not window.left <= box.x <= window.right:
        return 0.0
    aside = max(window.left - (box.x - half), 0.0) or min(window.right - (box.x + half), 0.0)
    return min(max(aside, -half), half)


def _is_cut(box: Box, side: Anchor, window: Window) -> bool:
    """Whether the window's edge goes through a text."""
    dx, dy = offset(side, box)
    x, y, across, down = box.x + dx, box.y + dy, box.width / 2, box.height / 2
    return not (
        window.left <= x - across
        and x + across <= window.right
        and window.top <= y - down
        and y + down <= window.bottom
    )


def _between(scales: Sequence[float]) -> list[tuple[float, ...]]:
    """By which factors a scale grows until the next takes over."""
    ratios = [after / before for before, after in pairwise(scales)]
    return [(1.0, ratio) for ratio in [*ratios, ratios[-1] if ratios else 1.0]]


def _mark(feature: SceneFeature, look: Look, sheet: Sheet, scales: str) -> str:
    """A disc; a reported strike an open ring, set apart by shape and not by colour alone; an origin a square."""
    radius = _number(look.radius)
    size = _number(2 * look.radius)
    shape = f'circle r="{radius}"' if feature.kind != "origin" else (
        f'rect x="-{radius}" y="-{radius}" width="{size}" height="{size}"'
    )  # fmt: skip
    token = class_of(feature.style)
    halo = f'<{shape} class="halo-{token}"/>' if look.halo else ""
    marks = "".join(
        f'<g transform="translate({_number(x)} {_number(y)})"><g class="k">{halo}<{shape} class="{token}"/></g></g>'
        for x, y in sheet.project(shapely.get_coordinates(feature.geometry))
        if _is_drawn(np.array([x, y]), sheet)
    )
    names = f"mark {feature.kind} {scales}".rstrip()
    title = f"<title>{escape(feature.name)}</title>" if feature.name else ""
    return f'<g class="{names}" data-id="{escape(feature.id)}">{title}{marks}</g>'


def _name(label: Label, point: Floats, row: Sequence[_Standing | None], looks: Mapping[str, Look], sheet: Sheet) -> str:
    """A label: one text for each side on which it stands at some scale."""
    box = box_of(label, looks, 0.0, 0.0)
    language = f' lang="{escape(label.language)}"' if label.language else ""
    rtl = _is_right_to_left(label.text)
    found = []
    for where in dict.fromkeys(where for where in row if where is not None):
        scales = _at_scales([n for n, other in enumerate(row) if other == where], sheet)
        x, y, anchor = _start(where, box)
        if rtl:
            anchor = {"start": "end", "end": "start"}.get(anchor, anchor)
        at = f' x="{_number(x)}"' if x else ""
        held = "" if anchor == "start" else f' text-anchor="{anchor}"'
        turned = ' direction="rtl"' if rtl else ""
        names = f"{class_of(label.style)} {scales}".rstrip() + (" wide" if where.wide else "")
        y += BASE_LINE * looks[label.style].size
        line = leader(where.side, box)
        if line is not None:
            ends = "L".join(f"{_number(px)} {_number(py)}" for px, py in line)
            found += [f'<path class="{f"{name} {scales}".rstrip()}" d="M{ends}"/>' for name in ("lead-halo", "lead")]
        found.append(f'<text class="{names}"{at} y="{_number(y)}"{held}{turned}{language}>{escape(where.text)}</text>')
    return (
        f'<g data-label="{escape(label.id)}" transform="translate({_number(point[0])} {_number(point[1])})">'
        f'<g class="k">{"".join(found)}</g></g>'
    )


def _start(where: _Standing, box: Box) -> tuple[float, float, str]:
    """Where a text is held, from its point, in px: x, y of its middle line, and by which end."""
    side = where.side
    dx, dy = offset(side, box)
    if side == "centre" or abs(dx) < 0.01:
        return dx + where.nudge, dy, "middle"
    return (dx - box.width / 2, dy, "start") if dx > 0 else (dx + box.width / 2, dy, "end")


def _at_scales(scales: Iterable[int] | None, sheet: Sheet) -> str:
    """The classes of the scales at which something is seen; none where that is all of them."""
    found = range(len(sheet.scales)) if scales is None else list(scales)
    if len(found) == len(sheet.scales):
        return ""
    return " ".join(["q", *(f"q{n}" for n in found)])


def _is_right_to_left(text: str) -> bool:
    """By the first strong character, as browsers decide it for ``dir="auto"``."""
    strong = (unicodedata.bidirectional(character) for character in text)
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L"


def swatch(token: str) -> str:
    """A small drawing of a token for a legend: a mark, a tint on land, or a line."""
    name = class_of(token)
    if token in _MARK_TOKENS:
        radius = _MARK_TOKENS[token]
        shape = f'circle r="{radius}"' if radius else 'rect x="-4.5" y="-4.5" width="9" height="9"'
        inner = f'<{shape} class="{name}"/>'
    elif token in _LINE_TOKENS:
        inner = f'<path class="{name}" d="M-14 0h28"/>'
    else:
        # On the map a tint lies on land: the same here, so that both are one colour.
        tint = 'x="-13" y="-6" width="26" height="12"'
        inner = f'<rect class="t-land" {tint}/><rect class="{name}" {tint}/>'
    return f'<svg class="still" width="28" height="16" viewBox="-14 -8 28 16" aria-hidden="true">{inner}</svg>'


# ---------------------------------------------------------------- looks


def scheme_css(theme: Theme, tokens: Iterable[str] | None = None) -> str:
    """The style sheet of a theme for drawings of this module, light and dark.

    Dark comes where the reader's system asks for it or the page's root element has ``data-scheme="dark"``, and not
    where it has ``data-scheme="light"``.

    Args:
        tokens: those that are needed; all by default.
    """
    wanted = sorted(theme.light if tokens is None else {token for token in tokens if token in theme.light})
    light = {name: rule for token in wanted for name, rule in _rules(token, theme.light[token])}
    dark = {name: rule for token in wanted for name, rule in _rules(token, theme.dark[token])}
    if _LED_STYLES & set(wanted):
        light |= _leader_rules(theme.light["label-place"])
        dark |= _leader_rules(theme.dark["label-place"])
    changed = {name: _changes(rule, light.get(name, {})) for name, rule in dark.items()}
    return (
        ".still .shapes path{stroke-linejoin:round;vector-effect:non-scaling-stroke}"
        ".still text{paint-order:stroke;stroke-linejoin:round;white-space:pre}"
        f".still .names{{stroke-width:{_number(HALO_PX)}px}}.k{{transform:scale(var(--k,1))}}"
        + _sheet(light, "")
        + "@media screen and (prefers-color-scheme:dark){"
        + _sheet(changed, ":root:not([data-scheme=light]) ")
        + "}"
        + _sheet(changed, ":root[data-scheme=dark] ")
    )


def class_of(token: str) -> str:
    """The style sheet's class of a token: its name, without what a class cannot hold."""
    return "t-" + "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in token)


def _rules(token: str, look: Look) -> Iterator[tuple[str, dict[str, str]]]:
    """Selector and declarations of a token: of its text, or of its shape and the halo round it."""
    name = class_of(token)
    if look.text is not None and not (look.fill or look.stroke):
        yield f".still .{name}", _text_rule(look)
        return
    rule = {"stroke": look.stroke or "none", "stroke-width": f"{_number(look.width)}px"}
    rule["fill"] = look.fill if look.fill and token not in OPEN else "none"
    if look.fill and look.fill_opacity != 1:
        rule["fill-opacity"] = _number(look.fill_opacity)
    if look.dash:
        rule["stroke-dasharray"] = " ".join(map(_number, look.dash))
    yield f".still .{name}", rule
    if token.startswith("event"):
        yield from _dot_rules(name, look)
    if look.halo:
        halo = {"fill": "none", "stroke": look.halo, "stroke-width": f"{_number(look.width + HALO_PX)}px"}
        yield f".still .halo-{name}", {**halo, "stroke-opacity": ".85"}


def _dot_rules(name: str, look: Look) -> Iterator[tuple[str, dict[str, str]]]:
    """Of a disc that is drawn as a round end: full, or as wide as its ring with its hole over it."""
    hollow = bool(look.fill) and look.fill_opacity < 1
    across = 2 * look.radius + (look.width if hollow else 0)
    ink = (look.stroke if hollow else look.fill) or "currentColor"
    dot = {"fill": "none", "stroke-linecap": "round", "stroke": ink, "stroke-width": f"{_number(across)}px"}
    yield f".still .dots-{name}", dot
    if hollow:
        hole = {**dot, "stroke": look.halo or "none", "stroke-width": f"{_number(across - 2 * look.width)}px"}
        yield f".still .hole-{name}", hole


def _leader_rules(look: Look) -> dict[str, dict[str, str]]:
    """The line from a mark to its name, in the ink of the name, and its halo."""
    return {
        ".still .lead": {"stroke": look.text or "currentColor", "stroke-width": "1.2px"},
        ".still .lead-halo": {"stroke": look.halo or "none", "stroke-width": "3.6px"},
    }


def _text_rule(look: Look) -> dict[str, str]:
    rule = {"fill": look.text or "currentColor", "stroke": look.halo or "none", "font-size": f"{_number(look.size)}px"}
    if look.weight != 400:
        rule["font-weight"] = str(look.weight)
    if look.spaced:
        rule["letter-spacing"] = ".14em"
    return rule


def _changes(rule: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in rule.items() if before.get(name) != value}


def _sheet(rules: Mapping[str, Mapping[str, str]], under: str) -> str:
    return "".join(
        f"{under}{name}{{{';'.join(f'{key}:{value}' for key, value in rule.items())}}}"
        for name, rule in rules.items()
        if rule
    )


def _number(value: float) -> str:
    """At most two decimals, without what says nothing: "12", "0.5" as ".5"."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    if text in {"-0", ""}:
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
