"""A scene as a picture: PNG, SVG or PDF, without a browser.

The map is projected by ``geo.measuring.geodesy``, in the projection that suits its extent; labels are placed anew for
this sheet and projection by the rules of ``geo.drawing.labels``. In SVG and PDF text stays text. The same scene gives
the same bytes on the same machine.

What a small sheet cannot hold is left out in this order, rather than overlap or shrink below the smallest text: towns
for orientation with their line of the legend; names of neighbours, seas and disputed areas. Title, draft mark, strike,
range, legend and credit stay; a sheet too small for those is refused, with the size that would do.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely

from geo.drawing.basemap import polygons
from geo.drawing.files import About, pdf_file, png_file, printable, svg_file
from geo.drawing.labels import SIDES, Box, Window, arrange, offset, shown
from geo.drawing.layout import MOST_SHARE, Layout, Legend, Needed, Setter
from geo.drawing.pencil import FONTS, Frame, Pencil, missing_letters, settings
from geo.drawing.scene import Label, LegendItem, Look, Scene, SceneFeature, flat_bounds
from geo.drawing.sheet import MM_INCH, POINTS_INCH, Sheet, plain_sheet
from geo.errors import BadInput
from geo.files import write_bytes
from geo.measuring.geodesy import MapPlane, centre_of, inverse, plane_for
from geo.model import LonLat
from geo.units import format_length
from geo.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.drawing.scene import BaseMap

Scheme = Literal["light", "dark"]
Floats: Any = np.ndarray

KINDS = ("png", "svg", "pdf")
MAX_SIDE_PX = 8000
LEAST_SIDE_PX = 200
# The lowest first: the id of each layer of an SVG, and the name that a person reads.
LAYERS = {
    "page": "Page",
    "sea": "Sea",
    "land": "Land",
    "borders": "Borders",
    "disputed": "Disputed borders",
    "ranges": "Ranges",
    "lines": "Lines",
    "places": "Places",
    "halos": "Halos of labels",
    "labels": "Labels",
    "frame": "Frame",
    "legend": "Legend",
    "scale": "Scale",
    "inset": "Inset",
    "title": "Title",
    "credit": "Credit",
}
MARKS = frozenset({"strike", "place", "origin", "town"})
# What is left out where there is no room, first to last.
TOWN_STYLES = frozenset({"label-town"})
EXTRA_STYLES = TOWN_STYLES | {"label-neighbour", "label-water", "label-disputed"}
# What lies within this of its middle is drawn round it, however many meridians it spans.
ROUND_M = 13_500_000.0
# Where the box of a view is this much larger than what it must show, in the plane, what it shows sets the frame.
LOOSE = 1.25
MARGIN = 1.08
HALO = 3.0
# How much a legend in the map may hide (see ``_hidden``).
MOST_HIDDEN = 45.0
# A name takes at most this share of the map's width.
NAME_SHARE = 0.62
RIGHTS = "GeoNames: CC BY 4.0; Natural Earth: public domain"
EARTH_RADIUS_M = 6_371_007.0


def draw_picture(
    scene: Scene,
    target: str | Path,
    *,
    size: tuple[int, int] | None = None,
    sheet: Sheet | None = None,
    scheme: Scheme = "light",
    fonts: Sequence[str] = FONTS,
) -> bytes:
    """The scene as a picture.

    Args:
        scene: what is drawn.
        target: "png", "svg" or "pdf", or a path that ends in one of them: then the file is written too, whole or not
            at all.
        size: width and height in px; sheet: any sheet instead (``geo.publishing.sizes`` knows them by name).
        scheme: the theme's light or dark looks.
        fonts: names of fonts, best first; those that this machine lacks are passed over.

    Raises:
        BadInput: another kind of file, a side below 200 or above 8,000 px, or a sheet too small for the words.
    """
    path = target if isinstance(target, Path) else (Path(target) if "." in target else None)
    kind = (path.suffix if path is not None else str(target)).lower().lstrip(".")
    if kind not in KINDS:
        raise BadInput(
            "{value!r} is not a kind of picture that can be drawn: expected png, svg or pdf", value=str(target)
        )
    if sheet is None:
        width, height = size or (1280, 720)
        if not all(LEAST_SIDE_PX <= side <= MAX_SIDE_PX for side in (width, height)):
            raise BadInput(
                "{value} is not a size for a picture: expected sides of 200 to 8,000 px", value=f"{width}x{height}"
            )
        sheet = plain_sheet(width, height)
    with settings():
        data = _Picture(scene, sheet, scheme, vector=kind == "svg", fonts=fonts).saved(kind)
    if path is not None:
        write_bytes(path, data)
    return data


def unseen_letters(scene: Scene, fonts: Sequence[str] = FONTS) -> str:
    """The characters of a scene's words that no font of this machine has: boxes in PNG and PDF."""
    words = [scene.title, scene.credit, scene.changed, scene.correction, scene.draft or ""]
    return missing_letters([*words, *(item.text for item in scene.legend), *(la.text for la in scene.labels)], fonts)


class _Picture:
    """One drawing: the sheet, its projection and what lies on it."""

    def __init__(
        self, scene: Scene, sheet: Sheet, scheme: Scheme, *, vector: bool, fonts: Sequence[str] = FONTS
    ) -> None:
        self.scene, self.sheet = scene, sheet
        self.looks = scene.theme.light if scheme == "light" else scene.theme.dark
        self.say = Words(scene.language)
        self.scale = sheet.drawn_scale
        self.vector, self.fonts = vector, fonts
        # Its height may follow from the content; texts are measured before that is known.
        self.pencil = self._pencil(sheet.height or sheet.width)
        self.setter = Setter(scene, sheet, self.looks, self.pencil.measure)
        self.frame = Frame(0, 0, sheet.width, sheet.height or sheet.width)
        self.window = self.frame
        self._choose_plane()

    def _pencil(self, height: float) -> Pencil:
        return Pencil(self.sheet.width, height, layers=LAYERS, fonts=self.fonts, halo_texts=self.vector)

    # ------------------------------------------------------------ the whole

    def saved(self, kind: str) -> bytes:
        """Draw everything and give the file's bytes."""
        self.draw()
        about, page = self._about(), self._page()
        match kind:
            case "svg":
                return svg_file(self.pencil, self.sheet, about, {name: self.say(text) for name, text in LAYERS.items()})
            case "pdf":
                return pdf_file(self.pencil, about, page)
            case _:
                return png_file(self.pencil, self.sheet, about, page)

    def draw(self) -> None:
        """Draw everything, with as much of what is optional as there is room for.

        Raises:
            BadInput: the sheet is too small for the words that stay.
        """
        needed: Needed | None = None
        for dropped in (frozenset[str](), TOWN_STYLES, EXTRA_STYLES):
            layout = self._layout(dropped)
            if isinstance(layout, Needed):
                needed = layout
                continue
            self._draw(layout, dropped)
            if self.named:
                return
        if needed is None:
            needed = Needed(self.sheet.width * 1.25, (self.sheet.height or self.sheet.width) * 1.25)
        raise BadInput(
            "{value} is too small for the words of this map: expected about {least}",
            value=self.sheet.name,
            least=self._size_words(needed),
        )

    def _size_words(self, needed: Needed) -> str:
        factor, unit = (MM_INCH / POINTS_INCH, "mm") if self.sheet.unit == "pt" else (1.0, " px")
        return f"{math.ceil(needed.width * factor)} x {math.ceil(needed.height * factor)}{unit}"

    def _legend_items(self, dropped: frozenset[str]) -> list[LegendItem]:
        towns_gone = bool(dropped & TOWN_STYLES)
        return [item for item in self.scene.legend if not (towns_gone and item.style.startswith("town"))]

    def _layout(self, dropped: frozenset[str]) -> Layout | Needed:
        """The way to lay the sheet out that draws the content largest; a legend in the map if it hides little."""
        items = self._legend_items(dropped)
        best: tuple[float, Layout] | None = None
        least: Needed | None = None
        for layout in self.setter.layouts(items, self.content[2] / self.content[3]):
            if isinstance(layout, Needed):
                if least is None or layout.width * layout.height < least.width * least.height:
                    least = layout
                continue
            found = self._cornered(layout) if layout.where == "in" else layout
            if found is None:
                continue
            self._fit(found)
            largeness = (1.0 if found.where != "in" else 1.1) / self.metres_unit
            if best is None or largeness > best[0] * 1.02:
                best = largeness, found
        if best is not None:
            return best[1]
        assert least is not None
        return least

    def _cornered(self, layout: Layout) -> Layout | None:
        """The layout with its legend in the corner of the map that it hides least in; None where it hides much."""
        legend = layout.legend
        assert legend is not None
        inset = 10 * self.scale
        frame = layout.window.grown(-inset) if not self.sheet.bleeds else layout.window
        if legend.width * legend.height > MOST_SHARE * frame.width * frame.height:
            return None
        if legend.height > frame.height or legend.width > frame.width:
            return None
        lefts, tops = (frame.left, frame.right - legend.width), (frame.bottom - legend.height, frame.top)
        found: list[tuple[float, float, float]] = []
        for left in lefts:
            for top in tops:
                self._fit(layout, aside=Frame(left, top, left + legend.width, top + legend.height))
                corner = Frame(left, top, left + legend.width, top + legend.height)
                found.append((self._hidden(corner), left, top))
        cost, left, top = min(found, key=lambda one: one[0])
        return replace(layout, legend_at=(left, top)) if cost <= MOST_HIDDEN else None

    def _draw(self, layout: Layout, dropped: frozenset[str]) -> None:
        self.pencil = self._pencil(layout.height)
        self.pencil.area("page", "page", Frame(0, 0, self.sheet.width, layout.height), fill=self._page())
        legend = self._legend_frame(layout)
        self._fit(layout, aside=legend if layout.where == "in" else None)
        self._ground()
        self._features()
        taken = [legend] if legend is not None and layout.where == "in" else []
        if self.scene.inset is not None:
            taken.append(self._inset(self.scene.inset, taken))
        bar = self._scale_bar(taken)
        self._labels([*taken, *([bar] if bar else [])], dropped)
        if not self.sheet.bleeds:
            self.pencil.line(
                "frame", "map-frame", self.frame, stroke=self.looks["border"].stroke, width=0.8 * self.scale
            )
        if legend is not None and layout.legend is not None:
            self._legend(layout.legend, legend, boxed=layout.where == "in")
        self._words(layout)

    def _page(self) -> str:
        return self.looks["page"].fill or "#ffffff"

    def _words(self, layout: Layout) -> None:
        """Title, draft mark and credit."""
        for line in layout.title:
            self.pencil.text("title", "title-text", line.x, line.y, line.text, line.look)
        if layout.draft is not None:
            look, mark = self.setter.draft_look, layout.draft
            self.pencil.area("title", "draft-mark", mark, fill=look.fill)
            self.pencil.line("title", "draft-edge", mark, stroke=look.text, width=0.8 * self.scale)
            y = mark.top + mark.height * 0.68
            self.pencil.text("title", "draft", mark.left + 8 * self.scale, y, self.scene.draft or "", look)
        for line in layout.credit:
            self.pencil.text("credit", "credit-text", line.x, line.y, line.text, line.look)

    # ------------------------------------------------------------ projection

    def _choose_plane(self) -> None:
        """The plane that suits the extent, and what of it must be seen: left, top, width and height in metres."""
        bounds = self.scene.bounds
        west, south, east, north = flat_bounds(bounds)
        box = shapely.box(west, south, east, north)
        edge = shapely.get_coordinates(shapely.segmentize(box, max((east - west) / 64, 1e-3)))
        self.plane = plane_for(bounds)
        first = self._seen_first(west, south, east, north)
        if self.plane.world and len(first):
            # A ring over a pole spans all longitudes and not all of the Earth.
            centre = centre_of(shapely.MultiPoint(first))
            away = inverse(np.full(len(first), centre.lon), np.full(len(first), centre.lat), *first.T)
            if away.distance_m.max() < ROUND_M:
                self.plane = MapPlane(centre)
        whole = self._spanned(edge)
        if len(first) and not self.plane.world:
            shown_span = self._spanned(first)
            width, height = shown_span[2] * MARGIN, shown_span[3] * MARGIN
            if width * height * LOOSE < whole[2] * whole[3] and min(width, height) > 1:
                x, y = shown_span[0] + shown_span[2] / 2, shown_span[1] - shown_span[3] / 2
                whole = (x - width / 2, y + height / 2, width, height)
        self.content = whole

    def _spanned(self, points: NDArray[np.float64]) -> tuple[float, float, float, float]:
        x, y = self.plane.to_plane(points).T
        kept = np.isfinite(x) & np.isfinite(y)
        x, y = x[kept], y[kept]
        return float(x.min()), float(y.max()), max(float(np.ptp(x)), 1e-3), max(float(np.ptp(y)), 1e-3)

    def _seen_first(self, west: float, south: float, east: float, north: float) -> NDArray[np.float64]:
        """The vertices of ranges, strikes and origins in the view; none where there is no range."""
        if not any(feature.kind == "range" for feature in self.scene.features):
            return np.empty((0, 2))
        kinds = {"range", "strike", "origin", "line"}
        found = [shapely.get_coordinates(f.geometry) for f in self.scene.features if f.kind in kinds]
        points = np.vstack(found)
        away = (points[:, 0] - west) % 360
        return points[(away <= east - west) & (points[:, 1] >= south) & (points[:, 1] <= north)]

    def _fit(self, layout: Layout, aside: Frame | None = None) -> None:
        """The content as large as the window bears, moved away from what stands in a corner where there is slack."""
        self.frame, self.window = layout.map, layout.window
        left, top, width, height = self.content
        self.metres_unit = max(width / self.window.width, height / self.window.height, 1e-6)
        x, y = self.window.middle
        if aside is not None:
            drawn = Frame(
                x - width / self.metres_unit / 2, y - height / self.metres_unit / 2,
                x + width / self.metres_unit / 2, y + height / self.metres_unit / 2,
            )  # fmt: skip
            slack = max(drawn.left - self.window.left, 0.0)
            if aside.left < self.window.middle[0] and aside.right < self.window.right - 1:
                x += min(max(aside.right - drawn.left, 0.0), slack)
            elif aside.left >= self.window.middle[0] or aside.right >= self.window.right - 1:
                x -= min(max(drawn.right - aside.left, 0.0), slack)
        self.middle = x, y
        self.centre = left + width / 2, top - height / 2

    def _points(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Degrees to units of the sheet."""
        plane = self.plane.to_plane(points)
        x = self.middle[0] + (plane[:, 0] - self.centre[0]) / self.metres_unit
        y = self.middle[1] - (plane[:, 1] - self.centre[1]) / self.metres_unit
        return np.column_stack([np.nan_to_num(x, posinf=1e7, neginf=-1e7), np.nan_to_num(y, posinf=1e7, neginf=-1e7)])

    def _degrees(self, x: float, y: float) -> LonLat:
        plane = [
            (x - self.middle[0]) * self.metres_unit + self.centre[0],
            (self.middle[1] - y) * self.metres_unit + self.centre[1],
        ]
        return LonLat(*self.plane.to_lonlat(np.array([plane]))[0].tolist())

    def _projected(self, geometry: BaseGeometry) -> BaseGeometry:
        """A geometry in units, cut a little outside the frame so that no cut edge is seen."""
        if geometry.is_empty:
            return geometry
        drawn = shapely.transform(shapely.segmentize(geometry, 1.0), self._points)
        cut = shapely.box(*self.frame.grown(12).box)
        # An outline that runs to a pole and back along 180 lies on itself here: the way there and back drops out.
        whole = drawn if drawn.is_valid else shapely.make_valid(drawn, method="structure", keep_collapsed=False)
        return _without_seam(shapely.intersection(whole, cut), geometry)

    # ------------------------------------------------------------ the map

    def _ground(self) -> None:
        self.pencil.area("sea", "sea-area", self._globe(), fill=self.looks["sea"].fill, clip=self.frame)
        base = self.scene.base
        self._area("land", "land-area", base.land, self.looks["land"])
        for code, area in sorted(base.highlighted.items()):
            self._area("land", f"country-{code}", area, self.looks["highlight"])
        self._line("borders", "border-lines", base.borders, self.looks["border"])
        self._line("disputed", "disputed-lines", base.disputed, self.looks["disputed"])

    def _globe(self) -> BaseGeometry | Frame:
        """The Earth's outline, where the frame shows more than it; else the frame."""
        if self.plane.kind == "conic":
            return self.frame
        lon = self.plane.centre.lon
        if self.plane.world:
            lats = np.linspace(-89.999, 89.999, 181)
            edge = [*((lon - 179.999, lat) for lat in lats), *((lon + 179.999, lat) for lat in lats[::-1])]
            outline = shapely.Polygon(self._points(np.array(edge)))
        else:
            x = self.middle[0] - self.centre[0] / self.metres_unit
            y = self.middle[1] + self.centre[1] / self.metres_unit
            outline = shapely.Point(x, y).buffer(2 * EARTH_RADIUS_M / self.metres_unit, quad_segs=90)
        return shapely.intersection(outline, shapely.box(*self.frame.grown(2).box))

    def _features(self) -> None:
        for number, feature in enumerate(self.scene.features):
            look = self.setter.sized(self.looks[feature.style])
            name = f"{feature.kind}-{number}"
            if feature.kind in MARKS and isinstance(feature.geometry, shapely.Point):
                # A town for orientation without its name is a riddle: it waits until its label has a place.
                if feature.kind != "town":
                    self._mark(feature, look, name)
                continue
            layer = "ranges" if feature.kind == "range" else "disputed" if feature.kind == "disputed" else "lines"
            if look.fill and (look.fill_opacity > 0 or look.stroke):
                self._area(layer, name, feature.geometry, self.looks[feature.style])
            elif look.stroke:
                self._line(layer, name, feature.geometry, self.looks[feature.style])

    def _mark(self, feature: SceneFeature, look: Look, name: str) -> None:
        x, y = self._points(shapely.get_coordinates(feature.geometry))[0].tolist()
        if self.frame.holds(x, y):
            self._disc("places", name, x, y, look, feature.kind)

    def _disc(self, layer: str, name: str, x: float, y: float, look: Look, kind: str) -> None:
        """A point's mark: a disc, an open ring for a reported strike, an open square for an origin."""
        coats = [(look.stroke, look.width, look.fill if kind != "strike" else None)]
        if look.halo:
            coats.insert(0, (look.halo, look.width + HALO * self.scale, None))
        for stroke, width, fill in coats:
            if kind == "origin":
                square = Frame(x, y, x, y).grown(look.radius)
                self.pencil.area(layer, name, square, fill=fill)
                self.pencil.line(layer, f"{name}-edge", square, stroke=stroke, width=width)
            else:
                self.pencil.disc(layer, name, x, y, look.radius, fill=fill, stroke=stroke, width=width)

    def _area(self, layer: str, name: str, geometry: BaseGeometry, look: Look) -> None:
        """A flat tint, and its edge over it so that the tint does not dull the line."""
        drawn = self._projected(geometry)
        self.pencil.area(layer, name, drawn, fill=look.fill, opacity=look.fill_opacity, clip=self.frame)
        if look.stroke:
            self._line(layer, f"{name}-edge", geometry, look)

    def _line(self, layer: str, name: str, geometry: BaseGeometry, look: Look) -> None:
        """A line, or the outline of an area without the edges at which the data is cut."""
        if geometry.is_empty:
            return
        lines = shapely.MultiLineString(list(_true_edges(geometry, self.scene.base)))
        if lines.is_empty:
            return
        drawn = shapely.transform(shapely.segmentize(lines, 1.0), self._points)
        drawn = shapely.intersection(drawn, shapely.box(*self.frame.grown(12).box))
        sized = self.setter.sized(look)
        self.pencil.line(
            layer, name, drawn, stroke=sized.stroke, width=sized.width, dash=sized.dash, clip=self.frame
        )

    # ------------------------------------------------------------ labels

    def _labels(self, taken: Sequence[Frame], dropped: frozenset[str]) -> None:
        """Place the labels for this picture and draw those that found room.

        ``named`` tells afterwards whether the most important of them is among those.
        """
        labels, boxes = [], []
        towns = {feature.id: feature for feature in self.scene.features if feature.kind == "town"}
        for label in self.scene.labels:
            if label.style in dropped or (label.id in towns and dropped):
                continue
            x, y = self._points(np.array([[label.lon, label.lat]]))[0].tolist()
            if self.window.holds(x, y):
                fitted = replace(label, text=self._fitted(label))
                labels.append(fitted)
                boxes.append(self._label_box(fitted, x, y))
        # Labels are placed at the theme's sizes: the gaps beside marks are given in those.
        frame = self.window.grown(-3 * self.scale)
        window = Window(*(side / self.scale for side in frame.box))
        sides = arrange(
            boxes, window=window, strict=True, taken=[_scaled(item.box, 1 / self.scale) for item in taken]
        )
        first = min((label.priority for label in labels), default=None)
        self.named = first is None
        for label, box, side in zip(labels, boxes, sides, strict=True):
            if side is None:
                continue
            self.named = self.named or label.priority == first
            dx, dy = offset(side, box)
            if label.id in towns:
                town = towns[label.id]
                self._mark(town, self.setter.sized(self.looks[town.style]), "town")
            look = self.setter.sized(self.looks[label.style])
            x, y = (box.x + dx) * self.scale, (box.y + dy) * self.scale
            # The middle of the x-height stands on the point: 0.36 of the size under it lies the base line.
            left = x - self.pencil.measure(label.text, look) / 2
            self.pencil.text(
                "labels", label.style, left, y + look.size * 0.36, label.text, look, halo_width=HALO * self.scale
            )

    def _fitted(self, label: Label) -> str:
        """A name on one line, cut where it is wider than the map bears."""
        text, look = shown(label.text), self.setter.sized(self.looks[label.style])
        room = self.window.width * NAME_SHARE
        while len(text) > 2 and self.pencil.measure(text, look) > room:
            text = text.rstrip("…")[:-1].rstrip() + "…"
        return text

    def _label_box(self, label: Label, x: float, y: float) -> Box:
        look = self.setter.sized(self.looks[label.style])
        return Box(
            x=x / self.scale,
            y=y / self.scale,
            width=self.pencil.measure(label.text, look) / self.scale + 2,
            height=look.size / self.scale * 1.15,
            mark=label.mark,
            priority=label.priority,
            anchors=SIDES if label.mark else ("centre",),
        )

    # ------------------------------------------------------------ legend, scale, inset

    def _hidden(self, corner: Frame) -> float:
        """What a rectangle of the map hides: names by their rank, points with some air, and the range by its share."""
        cost = 0.0
        rectangle = shapely.box(*corner.box)
        for label in self.scene.labels:
            x, y = self._points(np.array([[label.lon, label.lat]]))[0].tolist()
            if corner.grown((26 if label.mark else 16) * self.scale).holds(x, y):
                cost += 1000 / (1 + label.priority / 10) ** 2
        for feature in self.scene.features:
            if feature.kind == "range":
                share = shapely.intersection(self._projected(feature.geometry), rectangle).area / rectangle.area
                cost += 90 * share
        return round(cost, 3)

    def _legend_frame(self, layout: Layout) -> Frame | None:
        legend, at = layout.legend, layout.legend_at
        if legend is None or at is None:
            return None
        return Frame(at[0], at[1], at[0] + legend.width, at[1] + legend.height)

    def _legend(self, legend: Legend, frame: Frame, *, boxed: bool) -> None:
        look = self.setter.legend_look
        if boxed:
            self.pencil.area("legend", "legend-box", frame, fill=self._page(), opacity=0.94)
            self.pencil.line(
                "legend", "legend-edge", frame, stroke=self.looks["border"].stroke, width=0.8 * self.scale
            )
        for entry in legend.entries:
            x, y = frame.left + entry.x, frame.top + entry.y + 0.22 * look.size
            self._swatch(x + 12 * self.scale, y + 0.62 * look.size, entry.item.style)
            for number, text in enumerate(entry.lines):
                line_y = y + (0.96 + 1.22 * number) * look.size
                self.pencil.text("legend", "legend-text", x + 33 * self.scale, line_y, text, look)

    def _swatch(self, x: float, y: float, style: str) -> None:
        look = self.setter.sized(self.looks[style])
        half_width, half_height = 11 * self.scale, 5.6 * self.scale
        name = f"legend-{style}"
        if style in {"strike", "place", "origin", "town", "town-edge"}:
            smaller = replace(
                look, radius=min(look.radius, 6.0 * self.scale), width=min(look.width, 2.6 * self.scale), halo=None
            )
            self._disc("legend", name, x, y, smaller, style)
        elif look.fill or style.startswith("range-"):
            frame = Frame(x - half_width, y - half_height, x + half_width, y + half_height)
            # On the map the tint lies on land: the same here, so that both are one colour.
            if style.startswith("range-"):
                self.pencil.area("legend", f"{name}-ground", frame, fill=self.looks["land"].fill)
            self.pencil.area("legend", name, frame, fill=look.fill, opacity=look.fill_opacity)
            self.pencil.line(
                "legend", f"{name}-edge", frame, stroke=look.stroke, width=look.width * 0.9, dash=look.dash
            )
        else:
            line = shapely.LineString([(x - half_width, y), (x + half_width, y)])
            self.pencil.line("legend", name, line, stroke=look.stroke, width=look.width, dash=look.dash, ends="butt")

    def _scale_bar(self, taken: Sequence[Frame]) -> Frame | None:
        """A bar of a round length, true at the middle of the map, in the corner where it hides least."""
        x, y = self.window.middle
        left, right = self._degrees(x - 50, y), self._degrees(x + 50, y)
        if not all(math.isfinite(value) for value in (*left, *right)):
            return None
        metres_unit = float(inverse(*left, *right).distance_m) / 100
        metres = _round_length(metres_unit * min(150 * self.scale, self.window.width * 0.3))
        width = metres / metres_unit
        look = self.setter.sized(self.looks["scale"])
        text = format_length(metres, language=self.scene.language)
        inset, tick, air = 11 * self.scale, 4.5 * self.scale, 3 * self.scale
        wide, tall = max(width, self.pencil.measure(text, look) + 4 * self.scale), look.size * 1.3 + tick
        room = self.window.grown(-inset) if not self.sheet.bleeds else self.window.grown(-air)
        corners = [
            Frame(x, y, x + wide, y + tall).grown(air)
            for y in (room.bottom - tall, room.top)
            for x in (room.left, room.right - wide)
        ]
        free = [corner for corner in corners if not any(corner.meets(other) for other in taken)]
        if not free:
            return None
        # The lower corners come first, and the upper ones only where those hide something.
        frame = min(free, key=lambda corner: (self._hidden(corner) > 20, corners.index(corner)))
        left_x, base = frame.left + air, frame.bottom - air
        bar = shapely.LineString(
            [(left_x, base - tick), (left_x, base), (left_x + width, base), (left_x + width, base - tick)]
        )
        self.pencil.line(
            "scale", "scale-halo", bar, stroke=look.halo, width=look.width + HALO * self.scale, ends="projecting"
        )
        self.pencil.line("scale", "scale-bar", bar, stroke=look.stroke, width=look.width, ends="projecting")
        halo = HALO * self.scale
        self.pencil.text("scale", "scale-text", left_x + 4 * self.scale, base - tick, text, look, halo_width=halo)
        return frame

    def _inset(self, base: BaseMap, taken: Sequence[Frame]) -> Frame:
        """A small map of where the view lies, in a free corner: its region, or the half of the globe round it."""
        raise NotImplementedError

    # ------------------------------------------------------------ the file

    def _about(self) -> About:
        """Title, alt text, method with the projection, sources and licence; no date, so that bytes repeat."""
        scene = self.scene
        return About(
            title=printable(scene.title),
            alt=printable(" ".join(part for part in (scene.draft, scene.correction, scene.alt) if part)),
            method=printable(" ".join([*scene.method, projection_words(self.plane, self.say)])),
            sources=(printable(scene.credit),),
            rights=RIGHTS,
            language=printable(scene.language),
        )


def projection_words(plane: MapPlane, say: Words) -> str:
    """The sentence that says in which projection a map is drawn."""
    if plane.world:
        return say("Projection: Equal Earth.")
    if plane.parallels is not None:
        south, north = sorted(round(abs(lat), 1) for lat in plane.parallels)
        hemisphere = say("N") if plane.centre.lat > 0 else say("S")
        return say(
            "Projection: Lambert conformal conic, standard parallels {first} and {second}.",
            first=f"{south:g}° {hemisphere}",
            second=f"{north:g}° {hemisphere}",
        )
    return say("Projection: Lambert azimuthal equal-area, centred on the map.")


def _true_edges(geometry: BaseGeometry, base: BaseMap) -> Iterator[shapely.LineString]:
    """Lines and outlines, without the stretches at which areas are cut: at 180 degrees, a pole, the ground's window."""
    areas = list(polygons(geometry))
    lines: Iterable[BaseGeometry] = (
        (ring for area in areas for ring in (area.exterior, *area.interiors)) if areas else _strings(geometry)
    )
    west, south, east, north = base.bounds
    for line in lines:
        xy = shapely.get_coordinates(line)
        if len(xy) < 2:
            continue
        lon, lat = xy[:, 0], xy[:, 1]
        at_cut = np.zeros((4, len(xy)), dtype=bool)
        at_cut[0] = np.abs((lon + 180 + 1e-6) % 360) <= 2e-6
        at_cut[1] = (np.abs(lon - west) < 1e-6) | (np.abs(lon - east) < 1e-6)
        at_cut[2] = (np.abs(lat) > 89.99) | (np.abs(lat - south) < 1e-6) | (np.abs(lat - north) < 1e-6)
        along = at_cut[0, :-1] & at_cut[0, 1:] | at_cut[1, :-1] & at_cut[1, 1:] | at_cut[2, :-1] & at_cut[2, 1:]
        if not areas or not along.any():
            yield shapely.LineString(xy)
            continue
        start = 0
        for stop in [*np.flatnonzero(along).tolist(), len(xy) - 1]:
            if stop > start:
                yield shapely.LineString(xy[start : stop + 1])
            start = stop + 1


def _strings(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    if isinstance(geometry, shapely.LineString):
        if not geometry.is_empty:
            yield geometry
        return
    for part in getattr(geometry, "geoms", ()):
        yield from _strings(part)


def _without_seam(drawn: BaseGeometry, geometry: BaseGeometry) -> BaseGeometry:
    """Parts that were cut at 180 degrees as one again, where the plane has them side by side."""
    west, _, east, _ = geometry.bounds
    if west > -179.99 or east < 179.99 or drawn.is_empty or not any(True for _ in polygons(drawn)):
        return drawn
    return shapely.union_all(shapely.buffer(list(polygons(drawn)), 0.04, quad_segs=1, join_style="mitre"))


def _scaled(box: tuple[float, float, float, float], factor: float) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return left * factor, top * factor, right * factor, bottom * factor


def _round_length(metres: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that is not longer."""
    power = 10.0 ** math.floor(math.log10(max(metres, 1.0)))
    return max(step for step in (1, 2, 5) if step * power <= max(metres, 1.0)) * power
