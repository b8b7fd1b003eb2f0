"""The one door to Matplotlib: a scene as PNG or SVG, without a browser.

Everything is drawn in the picture's own pixels, x to the right and y down. The map is projected by
``geo.measuring.geodesy.MapPlane``; labels are placed anew for this size and projection by the rules of
``geo.drawing.labels``. Every text is drawn with ``parse_math=False``; in SVG it stays text, with its halo as a second
text under it. The same scene gives the same bytes on the same machine.

A character that no installed font has is drawn as that font's empty box in PNG; Matplotlib's warning about it is
silenced, since a name must not stop a map. In SVG the reader's own fonts show it.
"""

from __future__ import annotations

import io
import math
import re
import threading
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely

from geo.drawing.basemap import polygons
from geo.drawing.labels import Box, Window, arrange, leader, offset, shown, sides_of
from geo.drawing.scene import Label, LegendItem, Look, Scene, SceneFeature, flat_bounds
from geo.errors import BadInput
from geo.files import write_bytes
from geo.measuring.geodesy import MapPlane, centre_of, inverse
from geo.model import LonLat
from geo.units import format_length
from geo.words import map_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

Scheme = Literal["light", "dark"]

# The first of these that is installed leads; the others fill in what it lacks. DejaVu Sans comes with Matplotlib.
FONTS = (
    "Source Sans 3", "Inter", "Helvetica Neue", "Arial", "Liberation Sans", "DejaVu Sans", "Noto Sans",
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans CJK KR", "Noto Sans SC", "Noto Sans JP", "Noto Sans KR",
    "WenQuanYi Micro Hei", "Nanum Gothic", "Noto Sans Arabic", "Noto Naskh Arabic", "Noto Sans Hebrew", "Amiri",
)  # fmt: skip
MAX_SIDE_PX = 8000
LEAST_SIDE_PX = 200
# Texts and marks are drawn at the theme's size up to this width, and grow with a wider picture.
PLAIN_WIDTH_PX = 900
# Below this width the legend stands under the map, not in it.
NARROW_PX = 620
# A view wider than this in degrees is drawn as a world map.
WORLD_SPAN_DEG = 150.0
# What lies within this of its middle is drawn round it, however many meridians it spans.
HEMISPHERE_M = 8_000_000.0
HALO_PX = 3.0
# A correction is shown whole, in as many lines as a few sentences need on the narrowest picture; then it is cut.
MOST_CORRECTION_LINES = 9
# Matplotlib's settings are global to a process: one picture at a time.
_LOCK = threading.Lock()
# A halo's group in the SVG: colour and width, read again when the text is given its outline.
_HALO = re.compile(r'<g id="halo-\d+-([0-9a-f]{6})-([\d.]+)(-spaced)?">\s*<text style="([^"]*)"')
_SPACED = re.compile(r'(<g id="[^"]*spaced[^"]*">\s*<text style=")')


def draw_picture(
    scene: Scene, target: str | Path, *, size: tuple[int, int] = (1280, 720), scheme: Scheme = "light"
) -> bytes:
    """The scene as a picture.

    Args:
        scene: what is drawn.
        target: "png" or "svg", or a path that ends in one of them: then the file is written too, whole or not at all.
        size: width and height in px.
        scheme: the theme's light or dark looks.

    Raises:
        BadInput: another kind of file, or a side below 200 or above 8,000 px.
        NotYet: "pdf".
    """
    path = target if isinstance(target, Path) else (Path(target) if "." in target else None)
    kind = (path.suffix if path is not None else str(target)).lower().lstrip(".")
    if kind not in {"png", "svg"}:
        raise BadInput("{value!r} is not a kind of picture that can be drawn: expected png or svg", value=str(target))
    if not all(LEAST_SIDE_PX <= side <= MAX_SIDE_PX for side in size):
        raise BadInput(
            "{value} is not a size for a picture: expected sides of 200 to 8,000 px", value=f"{size[0]}x{size[1]}"
        )
    with _LOCK, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        data = _Picture(scene, size, scheme, vector=kind == "svg").saved()
    if path is not None:
        write_bytes(path, data)
    return data


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the picture, in px from its top left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Width in px."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in px."""
        return self.bottom - self.top

    def grown(self, px: float) -> Frame:
        """The rectangle with so much more on every side."""
        return Frame(self.left - px, self.top - px, self.right + px, self.bottom + px)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.left, self.top, self.right, self.bottom


class _Picture:
    """One drawing: the sheet, its projection and what lies on it."""

    def __init__(self, scene: Scene, size: tuple[int, int], scheme: Scheme, *, vector: bool) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.scene = scene
        self.width, self.height = size
        self.looks = scene.theme.light if scheme == "light" else scene.theme.dark
        self.vector = vector
        self.say = map_words(scene.language)
        self.scale = min(max(self.width / PLAIN_WIDTH_PX, 1.0), 4.0)
        self.narrow = self.width < NARROW_PX
        self.figure: Figure = Figure(figsize=(self.width / 72, self.height / 72), dpi=72)
        self.fonts = _installed(FONTS)
        self.renderer: Any = FigureCanvasAgg(self.figure).get_renderer()  # type: ignore[no-untyped-call]
        self.axes: Axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_xlim(0, self.width)
        self.axes.set_ylim(self.height, 0)
        self.axes.set_axis_off()
        self.halos = 0

    # ------------------------------------------------------------ the whole

    def saved(self) -> bytes:
        """Draw everything and give the file's bytes."""
        import matplotlib as mpl

        with mpl.rc_context(
            {"svg.fonttype": "none", "svg.hashsalt": "strikemap", "path.simplify": False, "lines.scale_dashes": False}
        ):
            self._draw()
            out = io.BytesIO()
            kind = "svg" if self.vector else "png"
            self.figure.savefig(out, format=kind, dpi=72, metadata=self._metadata(), facecolor=self._page())
        data = out.getvalue()
        return self._finished(data.decode("utf-8")).encode("utf-8") if self.vector else data

    def _draw(self) -> None:
        top = self._header()
        bottom = self._footer()
        margin = self._margin()
        self.frame = Frame(margin, top, self.width - margin, bottom)
        items = self._legend_lines()
        legend: Frame | None = None
        if self.narrow and items:
            tall = self._legend_height(items)
            self.frame = replace(self.frame, bottom=max(bottom - tall, top + 60))
            self._draw_legend(items, Frame(margin, self.frame.bottom, self.width - margin, bottom), boxed=False)
        self._fit()
        self._ground()
        self._features()
        if not self.narrow and items:
            legend = self._legend_corner(items)
            self._draw_legend(items, legend, boxed=True)
        scale_bar = self._scale_bar(legend)
        self._labels([item for item in (legend, scale_bar) if item is not None])
        self._outline()

    def _page(self) -> str:
        return self.looks["page"].fill or "#ffffff"

    def _margin(self) -> float:
        return (12 if self.narrow else 16) * self.scale

    # ------------------------------------------------------------ words round the map

    def _header(self) -> float:
        """Title and draft mark; gives the y at which the map begins."""
        margin = self._margin()
        look = replace(self.looks["page"], size=(19 if self.narrow else 22) * self.scale, weight=700)
        y = margin
        draft = self._draft_width()
        room = self.width - 2 * margin - (0 if self.narrow else draft + 12 * self.scale)
        for line in self._wrapped(self.scene.title, look, room, lines=3):
            self._text(margin, y + look.size * 0.82, line, look, gid="title")
            y += look.size * 1.22
        if self.scene.draft:
            if self.narrow:
                self._draft_mark(margin, y)
                y += 24 * self.scale
            else:
                self._draft_mark(self.width - margin - draft, margin)
        return y + 5 * self.scale

    def _draft_look(self) -> Look:
        look = self.looks["draft"]
        return replace(look, size=look.size * self.scale)

    def _draft_width(self) -> float:
        if not self.scene.draft:
            return 0.0
        return self._measure(self.scene.draft, self._draft_look()) + 16 * self.scale

    def _draft_mark(self, x: float, y: float) -> None:
        look = self._draft_look()
        height = look.size * 1.7
        self._rectangle(Frame(x, y, x + self._draft_width(), y + height), fill=look.fill, stroke=look.text, width=1)
        self._text(x + 8 * self.scale, y + height * 0.68, self.scene.draft or "", look, gid="draft")

    def _footer(self) -> float:
        """Credit, and the line of the last change and correction; gives the y at which the map ends."""
        margin = self._margin()
        muted = self.looks["muted"]
        small = replace(
            muted, size=max(11.0, (11 if self.narrow else 11.5) * self.scale * (0.92 if self.scale > 1 else 1))
        )
        strong = replace(small, text=self.looks["page"].text)
        room = self.width - 2 * margin
        lines: list[tuple[str, Look]] = []
        if self.scene.correction:
            lines += [
                (line, strong)
                for line in self._wrapped(self.scene.correction, strong, room, lines=MOST_CORRECTION_LINES)
            ]
        parts = [part for part in (self.scene.credit, self.scene.changed) if part]
        lines += [(line, small) for line in self._wrapped(" · ".join(parts), small, room, lines=4)]
        y = self.height - margin - len(lines) * small.size * 1.32
        for number, (line, look) in enumerate(lines):
            self._text(margin, y + (number + 0.95) * small.size * 1.32, line, look, gid="credit")
        return y - 4 * self.scale

    # ------------------------------------------------------------ projection

    def _fit(self) -> None:
        """The plane that suits the extent, and the first view as large as the frame bears."""
        west, south, east, north = flat_bounds(self.scene.bounds)
        middle = LonLat(((west + east) / 2 + 180) % 360 - 180, (south + north) / 2)
        edge = shapely.get_coordinates(shapely.segmentize(shapely.box(west, south, east, north), (east - west) / 64))
        world = east - west > WORLD_SPAN_DEG
        shown_points = self._seen_first()
        if world and len(shown_points):
            # A ring over a pole spans all longitudes and little of the Earth.
            centre = centre_of(shapely.MultiPoint(shown_points))
            away = inverse(
                np.full(len(shown_points), centre.lon), np.full(len(shown_points), centre.lat), *shown_points.T
            )
            if away.distance_m.max() < HEMISPHERE_M:
                middle, edge, world = centre, shown_points, False
        self.plane = MapPlane(middle, world=world)
        x, y = self.plane.to_plane(edge).T
        kept = np.isfinite(x) & np.isfinite(y)
        x, y = x[kept], y[kept]
        self.metres_px = max(np.ptp(x) / self.frame.width, np.ptp(y) / self.frame.height, 1e-6)
        if edge is shown_points:
            self.metres_px *= 1.1
        self.centre = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
        self.middle_px = (self.frame.left + self.frame.right) / 2, (self.frame.top + self.frame.bottom) / 2

    def _seen_first(self) -> NDArray[np.float64]:
        """The vertices of ranges, strikes and origins."""
        kinds = {"range", "strike", "origin"}
        found = [shapely.get_coordinates(f.geometry) for f in self.scene.features if f.kind in kinds]
        return np.vstack(found) if found else np.empty((0, 2))

    def _pixels(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Degrees to px of the picture."""
        plane = self.plane.to_plane(points)
        x = self.middle_px[0] + (plane[:, 0] - self.centre[0]) / self.metres_px
        y = self.middle_px[1] - (plane[:, 1] - self.centre[1]) / self.metres_px
        return np.column_stack([np.nan_to_num(x, posinf=1e7, neginf=-1e7), np.nan_to_num(y, posinf=1e7, neginf=-1e7)])

    def _degrees(self, x: float, y: float) -> LonLat:
        plane = [
            (x - self.middle_px[0]) * self.metres_px + self.centre[0],
            (self.middle_px[1] - y) * self.metres_px + self.centre[1],
        ]
        return LonLat(*self.plane.to_lonlat(np.array([plane]))[0].tolist())

    def _projected(self, geometry: BaseGeometry) -> BaseGeometry:
        """A geometry in px, cut a little outside the frame so that no cut edge is seen."""
        if geometry.is_empty:
            return geometry
        if isinstance(geometry, shapely.Point):
            return shapely.transform(geometry, self._pixels)
        drawn = shapely.transform(shapely.segmentize(geometry, 1.0), self._pixels)
        cut = shapely.box(*self.frame.grown(12).box)
        # An outline that runs to a pole and back along 180 lies on itself here: the way there and back drops out.
        whole = drawn if drawn.is_valid else shapely.make_valid(drawn, method="structure", keep_collapsed=False)
        return shapely.intersection(whole, cut)

    # ------------------------------------------------------------ the map

    def _ground(self) -> None:
        from matplotlib.patches import Rectangle

        frame = self.frame
        self.clip = Rectangle((frame.left, frame.top), frame.width, frame.height, transform=self.axes.transData)
        self._rectangle(frame, fill=self.looks["sea"].fill, gid="sea")
        base = self.scene.base
        self._area(base.land, self.looks["land"], "land")
        for code, area in sorted(base.highlighted.items()):
            self._area(area, self.looks["highlight"], f"country-{code}")
        self._line(base.borders, self.looks["border"], "borders")
        self._line(base.disputed, self.looks["disputed"], "disputed")

    def _features(self) -> None:
        marks = {"strike", "place", "origin", "town"}
        for number, feature in enumerate(self.scene.features):
            look = self.looks[feature.style]
            gid = f"{feature.kind}-{number}"
            if feature.kind in marks and isinstance(feature.geometry, shapely.Point):
                # A town for orientation without its name is a riddle: it waits until its label has a place.
                if feature.kind != "town":
                    self._mark(feature, look, gid)
            elif look.fill:
                self._area(feature.geometry, look, gid)
            else:
                self._line(_lines(feature.geometry), look, gid)

    def _mark(self, feature: SceneFeature, look: Look, gid: str) -> None:
        x, y = shapely.get_coordinates(self._projected(feature.geometry))[0]
        if self._inside(x, y):
            self._disc(float(x), float(y), look, feature.kind, gid)

    def _inside(self, x: float, y: float) -> bool:
        return self.frame.left <= x <= self.frame.right and self.frame.top <= y <= self.frame.bottom

    def _disc(self, x: float, y: float, look: Look, kind: str, gid: str, zorder: int = 5) -> None:
        """A point's mark: a disc, an open ring for a reported strike, an open square for an origin."""
        from matplotlib.patches import Circle, Rectangle

        radius, width = look.radius * self.scale, look.width * self.scale
        layers = [(look.stroke, width, look.fill if kind != "strike" else None)]
        if look.halo:
            layers.insert(0, (look.halo, width + 3 * self.scale, None))
        for stroke, line, fill in layers:
            style: dict[str, Any] = {"facecolor": fill or "none", "edgecolor": stroke or "none", "linewidth": line}
            style |= {"gid": gid, "zorder": zorder}
            if kind == "origin":
                self.axes.add_patch(Rectangle((x - radius, y - radius), 2 * radius, 2 * radius, **style))
            else:
                self.axes.add_patch(Circle((x, y), radius, **style))

    def _area(self, geometry: BaseGeometry, look: Look, gid: str) -> None:
        """A flat tint, and its edge over it so that the tint does not dull the line."""
        from matplotlib.patches import PathPatch

        drawn = self._projected(geometry)
        path = _path([ring for part in polygons(drawn) for ring in (part.exterior, *part.interiors)])
        if path is None:
            return
        tint = PathPatch(
            path,
            facecolor=look.fill or "none",
            alpha=look.fill_opacity,
            edgecolor="none",
            linewidth=0,
            gid=gid,
            zorder=2,
        )
        self._add(tint)
        if look.stroke:
            self._line(shapely.MultiPolygon(list(polygons(drawn))).boundary, look, f"{gid}-edge", projected=True)

    def _line(self, geometry: BaseGeometry, look: Look, gid: str, *, projected: bool = False) -> None:
        from matplotlib.patches import PathPatch

        drawn = geometry if projected else self._projected(geometry)
        path = _path(list(_strings(drawn)))
        if path is None:
            return
        dash = (0, tuple(step * self.scale for step in look.dash)) if look.dash else "solid"
        self._add(
            PathPatch(
                path,
                fill=False,
                edgecolor=look.stroke or "none",
                linewidth=look.width * self.scale,
                linestyle=dash,
                capstyle="butt" if look.dash else "round",
                joinstyle="round",
                gid=gid,
                zorder=2,
            )
        )

    def _add(self, patch: Any) -> None:
        self.axes.add_patch(patch)
        patch.set_clip_path(self.clip)

    def _outline(self) -> None:
        self._rectangle(self.frame, stroke=self.looks["border"].stroke, width=0.8 * self.scale, gid="frame", above=True)

    # ------------------------------------------------------------ labels

    def _labels(self, taken: Sequence[Frame]) -> None:
        """Place the labels for this picture and draw those that found room."""
        labels, boxes = [], []
        for label in self.scene.labels:
            x, y = self._pixels(np.array([[label.lon, label.lat]]))[0]
            if self._inside(x, y) and label.from_zoom <= self.scene.fit_zoom:
                labels.append(label)
                boxes.append(self._label_box(label, float(x), float(y)))
        frame = self.frame.grown(-3 * self.scale)
        sides = arrange(boxes, window=Window(*frame.box), strict=True, taken=[item.box for item in taken])
        towns = {feature.id: feature for feature in self.scene.features if feature.kind == "town"}
        for label, box, side in zip(labels, boxes, sides, strict=True):
            if side is not None:
                dx, dy = offset(side, box)
                if label.id in towns:
                    self._mark(towns[label.id], self.looks[towns[label.id].style], "town")
                look = self._label_look(label)
                self._leader(leader(side, box), look)
                self._centred(box.x + dx, box.y + dy, shown(label.text), look, f"label-{label.style}")

    def _label_look(self, label: Label) -> Look:
        look = self.looks[label.style]
        return replace(look, size=look.size * self.scale)

    def _label_box(self, label: Label, x: float, y: float) -> Box:
        look = self._label_look(label)
        return Box(
            x=x,
            y=y,
            width=self._measure(shown(label.text), look) + 2 * self.scale,
            height=look.size * 1.15,
            mark=label.mark * self.scale,
            priority=label.priority,
            anchors=sides_of(label),
            group=label.group,
            apart=label.apart * self.scale,
        )

    def _leader(self, line: tuple[tuple[float, float], tuple[float, float]] | None, look: Look) -> None:
        """The line between a mark and its name, where that stands further off."""
        if line is None:
            return
        thin = Look(stroke=look.text, width=1.2 * self.scale)
        self._stroke(line, replace(thin, stroke=look.halo, width=thin.width + 2.4 * self.scale), "leader-halo")
        self._stroke(line, thin, "leader")

    def _centred(self, x: float, y: float, text: str, look: Look, gid: str) -> None:
        """A text with its middle at a point, halo under it."""
        # The middle of the x-height stands on the point: 0.36 of the size under it lies the base line.
        left = x - self._measure(text, look) / 2
        self._text(left, y + look.size * 0.36, text, look, gid=gid)

    # ------------------------------------------------------------ legend and scale

    def _legend_look(self) -> Look:
        return replace(self.looks["page"], size=(12 if self.narrow else 11.5) * self.scale)

    def _legend_lines(self) -> list[tuple[LegendItem, list[str]]]:
        look = self._legend_look()
        room = self.width - 2 * self._margin() - 40 * self.scale if self.narrow else 262 * self.scale
        return [(item, self._wrapped(item.text, look, room, lines=4)) for item in self.scene.legend]

    def _legend_height(self, items: Sequence[tuple[LegendItem, list[str]]]) -> float:
        size = self._legend_look().size
        return sum((0.35 + 1.25 * len(lines)) * size for _, lines in items) + 12 * self.scale

    def _legend_width(self, items: Sequence[tuple[LegendItem, list[str]]]) -> float:
        look = self._legend_look()
        return max(self._measure(line, look) for _, lines in items for line in lines) + 52 * self.scale

    def _legend_corner(self, items: Sequence[tuple[LegendItem, list[str]]]) -> Frame:
        """The corner of the map where the legend hides least: points first, then names, then the range."""
        width, height = self._legend_width(items), self._legend_height(items)
        inset = 10 * self.scale
        frame = self.frame.grown(-inset)
        corners = [
            Frame(frame.left, frame.bottom - height, frame.left + width, frame.bottom),
            Frame(frame.left, frame.top, frame.left + width, frame.top + height),
            Frame(frame.right - width, frame.bottom - height, frame.right, frame.bottom),
            Frame(frame.right - width, frame.top, frame.right, frame.top + height),
        ]
        return min(corners, key=self._hidden)

    def _hidden(self, corner: Frame) -> float:
        cost = 0.0
        rectangle = shapely.box(*corner.box)
        for label in self.scene.labels:
            x, y = self._pixels(np.array([[label.lon, label.lat]]))[0]
            near = shapely.box(*corner.grown(30 * self.scale if label.mark else 20 * self.scale).box)
            if shapely.contains_xy(near, x, y):
                cost += 1000 / (1 + label.priority / 10) ** 2
        for feature in self.scene.features:
            if feature.kind == "range":
                share = shapely.intersection(self._projected(feature.geometry), rectangle).area / rectangle.area
                cost += 60 * share
        return round(cost, 3)

    def _draw_legend(self, items: Sequence[tuple[LegendItem, list[str]]], frame: Frame, *, boxed: bool) -> None:
        look = self._legend_look()
        if boxed:
            self._rectangle(
                frame,
                fill=self._page(),
                stroke=self.looks["border"].stroke,
                width=0.8,
                opacity=0.94,
                gid="legend",
                above=True,
            )
        x = frame.left + (10 * self.scale if boxed else 0)
        y = frame.top + (6 if boxed else 8) * self.scale
        for number, (item, lines) in enumerate(items):
            y += 0.175 * look.size
            self._swatch(x + 13 * self.scale, y + 0.62 * look.size, item.style, f"legend-{number}")
            for line in lines:
                self._text(x + 34 * self.scale, y + 0.98 * look.size, line, look, gid="legend-text")
                y += 1.25 * look.size
            y += 0.175 * look.size

    def _swatch(self, x: float, y: float, style: str, gid: str) -> None:
        look = self.looks[style]
        half_width, half_height = 11 * self.scale, 6 * self.scale
        if style in {"strike", "place", "origin", "town", "town-edge"}:
            smaller = replace(look, radius=min(look.radius, 6.0), width=min(look.width, 2.6))
            self._disc(x, y, smaller, style, gid, zorder=7)
        elif look.fill or style.startswith("range-"):
            frame = Frame(x - half_width, y - half_height, x + half_width, y + half_height)
            # On the map the tint lies on land: the same here, so that both are one colour.
            if style.startswith("range-"):
                self._rectangle(frame, fill=self.looks["land"].fill, gid=gid, above=True)
            self._rectangle(
                frame,
                fill=look.fill,
                stroke=look.stroke,
                width=look.width * self.scale * 0.9,
                dash=look.dash,
                opacity=look.fill_opacity,
                gid=gid,
                above=True,
            )
        else:
            self._stroke([(x - half_width, y), (x + half_width, y)], look, gid)

    def _scale_bar(self, legend: Frame | None) -> Frame | None:
        """A bar of a round length, true at the middle of the map."""
        left = self._degrees(self.middle_px[0] - 50, self.middle_px[1])
        right = self._degrees(self.middle_px[0] + 50, self.middle_px[1])
        if not all(math.isfinite(value) for value in (*left, *right)):
            return None
        metres_px = float(inverse(*left, *right).distance_m) / 100
        metres = _round_length(metres_px * min(150 * self.scale, self.frame.width * 0.3))
        width = metres / metres_px
        look = self.looks["scale"]
        look = replace(look, size=look.size * self.scale, width=look.width * self.scale)
        text = format_length(metres, language=self.scene.language)
        inset, tick = 12 * self.scale, 5 * self.scale
        y = self.frame.bottom - inset
        at_right = legend is not None and legend.left < self.width / 2 and legend.bottom > self.frame.bottom - 60
        x = self.frame.right - inset - width if at_right else self.frame.left + inset
        if legend is not None and not at_right and legend.bottom > self.frame.bottom - 60 and legend.left < x + width:
            x = legend.left - width - inset
        bar = [(x, y - tick), (x, y), (x + width, y), (x + width, y - tick)]
        halo = replace(look, stroke=look.halo, width=look.width + 3 * self.scale)
        self._stroke(bar, halo, "scale-halo")
        self._stroke(bar, look, "scale")
        self._text(x + 4 * self.scale, y - tick * 0.9, text, look, gid="scale-text")
        return Frame(x - 4, y - look.size * 1.6, x + max(width, self._measure(text, look)) + 4, y + 4)

    # ------------------------------------------------------------ pencil

    def _rectangle(
        self,
        frame: Frame,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = 0.0,
        dash: tuple[float, ...] = (),
        opacity: float = 1.0,
        gid: str = "",
        above: bool = False,
    ) -> None:
        from matplotlib.colors import to_rgba
        from matplotlib.patches import Rectangle

        self.axes.add_patch(
            Rectangle(
                (frame.left, frame.top),
                frame.width,
                frame.height,
                facecolor=to_rgba(fill, opacity) if fill else "none",
                edgecolor=stroke or "none",
                linewidth=width if stroke else 0.0,
                linestyle=(0, tuple(step * self.scale for step in dash)) if dash else "solid",
                gid=gid or None,
                zorder=6 if above else 1,
            )
        )

    def _stroke(self, points: Sequence[tuple[float, float]], look: Look, gid: str) -> None:
        from matplotlib.lines import Line2D

        x, y = zip(*points, strict=True)
        line = Line2D(x, y, color=look.stroke, linewidth=look.width, gid=gid, zorder=7, solid_capstyle="butt")
        if look.dash:
            line.set_linestyle((0, tuple(step * self.scale for step in look.dash)))
        self.axes.add_line(line)

    def _text(self, x: float, y: float, text: str, look: Look, *, gid: str) -> None:
        """A text from its base line's start; its halo is the same text under it, outlined."""
        style: dict[str, Any] = {
            "fontsize": look.size,
            "fontweight": "bold" if look.weight >= 600 else "normal",
            "fontfamily": self.fonts,
            "parse_math": False,
            "ha": "left",
            "va": "baseline",
        }
        drawn = _hair_spaced(text) if look.spaced and not self.vector else text
        name = f"{gid}-spaced" if look.spaced else gid
        if look.halo:
            self._halo(x, y, drawn, look, style)
        self.axes.text(x, y, drawn, color=look.text, gid=name, zorder=9, **style)

    def _halo(self, x: float, y: float, text: str, look: Look, style: dict[str, Any]) -> None:
        from matplotlib.patheffects import Stroke

        width = HALO_PX * self.scale
        self.halos += 1
        gid = f"halo-{self.halos}-{(look.halo or '').lstrip('#')}-{width:.2f}{'-spaced' if look.spaced else ''}"
        halo = self.axes.text(x, y, text, color=look.halo, gid=gid, zorder=8, **style)
        if not self.vector:
            halo.set_path_effects([Stroke(linewidth=width, foreground=look.halo)])

    def _measure(self, text: str, look: Look) -> float:
        """The width of a text in px, as Matplotlib draws it."""
        from matplotlib.font_manager import FontProperties

        font = FontProperties(family=self.fonts, size=look.size, weight="bold" if look.weight >= 600 else "normal")
        drawn = _hair_spaced(text) if look.spaced else text
        width, _, _ = self.renderer.get_text_width_height_descent(drawn, font, False)
        return float(width)

    def _wrapped(self, text: str, look: Look, room: float, *, lines: int) -> list[str]:
        """The text in lines that fit; what does not fit the last line is cut, with a mark."""
        words = " ".join("".join(c if c.isprintable() else " " for c in text).split()).split(" ")
        found: list[str] = []
        line = ""
        for word in words:
            for piece in self._pieces(word, look, room):
                longer = f"{line} {piece}".strip()
                if line and self._measure(longer, look) > room:
                    found.append(line)
                    line = piece
                else:
                    line = longer
        found.append(line)
        if len(found) > lines:
            found = [*found[: lines - 1], found[lines - 1].rstrip() + "…"]
        return [line for line in found if line]

    def _pieces(self, word: str, look: Look, room: float) -> Iterator[str]:
        """A word, broken only where it is wider than a whole line."""
        while len(word) > 1 and self._measure(word, look) > room:
            fits = max(1, int(len(word) * room / self._measure(word, look)) - 1)
            yield word[:fits]
            word = word[fits:]
        yield word

    # ------------------------------------------------------------ the file

    def _metadata(self) -> dict[str, Any]:
        """Title, description, sources and licence, in the file itself; no date, so that bytes repeat."""
        scene = self.scene
        projection = self.say(
            "Projection: Equal Earth."
            if self.plane.world
            else "Projection: Lambert azimuthal equal-area, centred on the map."
        )
        method = " ".join([*scene.method, projection])
        rights = "GeoNames CC BY 4.0; Natural Earth public domain"
        description = " ".join(part for part in (scene.draft, scene.correction, scene.alt, method) if part)
        if self.vector:
            return {
                "Title": _printable(scene.title),
                "Description": _printable(description),
                "Source": _printable(scene.credit),
                "Creator": "strikemap",
                "Rights": rights,
                "Language": _printable(scene.language),
                "Date": None,
            }
        return {
            "Title": _printable(scene.title),
            "Description": _printable(description),
            "Source": _printable(scene.credit),
            "Copyright": rights,
            "Software": "strikemap",
        }

    def _finished(self, svg: str) -> str:
        """Pixels for points, the outline of every halo, letter-spacing of area names, a role and name for readers."""
        svg = svg.replace(
            f'width="{self.width}pt" height="{self.height}pt"',
            f'width="{self.width}" height="{self.height}" role="img"',
            1,
        )
        svg = _HALO.sub(_outlined, svg)
        return _SPACED.sub(r"\1letter-spacing: 0.18em; ", svg)


def _outlined(halo: re.Match[str]) -> str:
    """The start of a halo's group, its text outlined in its own colour and left out for those who listen."""
    colour, width, spaced, style = halo.groups()
    spacing = "; letter-spacing: 0.18em" if spaced else ""
    outline = f"stroke: #{colour}; stroke-width: {width}px; stroke-linejoin: round{spacing}"
    return f'<g aria-hidden="true"><text style="{style}; {outline}"'


def _installed(names: Sequence[str]) -> list[str]:
    """The fonts of the list that this machine has, best first; never empty, DejaVu Sans comes with Matplotlib."""
    from matplotlib.font_manager import fontManager

    known = {font.name for font in fontManager.ttflist}
    return [name for name in names if name in known] or ["DejaVu Sans"]


def _path(parts: Sequence[BaseGeometry]) -> Any:
    """One Matplotlib path of all rings or lines, or None where there are none."""
    from matplotlib.path import Path as Curve

    curves = []
    for part in parts:
        points = np.round(shapely.get_coordinates(part), 2)
        if len(points) < 2:
            continue
        codes = np.full(len(points), Curve.LINETO, dtype=np.uint8)
        codes[0] = Curve.MOVETO
        if isinstance(part, shapely.LinearRing) or (len(points) > 3 and (points[0] == points[-1]).all()):
            codes[-1] = Curve.CLOSEPOLY
        curves.append(Curve(points, codes))
    return Curve.make_compound_path(*curves) if curves else None


def _strings(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    if isinstance(geometry, shapely.LineString):
        if not geometry.is_empty:
            yield geometry
        return
    for part in getattr(geometry, "geoms", ()):
        yield from _strings(part)


def _lines(geometry: BaseGeometry) -> BaseGeometry:
    """The outline of an area, or the line itself."""
    areas = list(polygons(geometry))
    return shapely.MultiPolygon(areas).boundary if areas else geometry


def _hair_spaced(text: str) -> str:
    """Letter-spacing where there is no other: thin spaces between the letters, wide ones between words."""
    return "\u2009".join(text.replace(" ", "\u2002"))


def _round_length(metres: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that is not longer."""
    power = 10.0 ** math.floor(math.log10(max(metres, 1.0)))
    return max(step for step in (1, 2, 5) if step * power <= max(metres, 1.0)) * power


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
