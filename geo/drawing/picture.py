"""A scene as a picture: PNG, SVG or PDF, without a browser.

The map is projected by ``geo.measuring.geodesy``, in the projection that suits its extent; labels are placed anew for
this sheet and projection by the rules of ``geo.drawing.labels``. In SVG and PDF text stays text. The same scene gives
the same bytes on the same machine.

What a small sheet cannot hold is left out in this order, rather than overlap or shrink below the smallest text: towns
for orientation with their line of the legend; names of neighbours, seas and disputed areas; the legend's line on
disputed borders. Title, draft mark, strike, range, the legend of those and the credit stay; a sheet too small for them
is refused, with the size that would do.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely
from babel.numbers import format_decimal
from shapely import affinity

from geo.drawing.basemap import polygons
from geo.drawing.files import About, pdf_file, png_file, printable, svg_file
from geo.drawing.inset import aspect_of, inset_in
from geo.drawing.labels import AIR_ABOVE_PX, AIR_PX, MUST, Box, Window, arrange, leader, offset, shown, sides_of
from geo.drawing.layout import MOST_SHARE, Layout, Legend, Needed, Setter
from geo.drawing.pencil import FONTS, Frame, Pencil, known_as, missing_letters, settings
from geo.drawing.scene import Label, LegendItem, Look, Scene, SceneFeature, flat_bounds
from geo.drawing.sheet import MM_INCH, POINTS_INCH, Sheet, plain_sheet
from geo.drawing.theme import blend
from geo.errors import BadInput
from geo.files import write_bytes
from geo.measuring.geodesy import MapPlane, centre_of, inverse, plane_for
from geo.measuring.ranges import range_area
from geo.model import LonLat
from geo.units import format_length
from geo.words import Words, map_words

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.drawing.scene import Anchor, BaseMap, EventLayer

Scheme = Literal["light", "dark"]
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
    "events": "Events",
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
# A length is never cut.
RING = "label-range"
FIGURES = (RING, "label-line")
DROPPED = (frozenset[str](), TOWN_STYLES, EXTRA_STYLES, EXTRA_STYLES | {"disputed"})
# What lies within this of its middle is drawn round it, however many meridians it spans.
ROUND_M = 13_500_000.0
HALF_ROUND_M = 9_000_000.0
POLAR = 84.0
# Where the box of a view is this much larger than what it must show, in the plane, what it shows sets the frame.
LOOSE = 1.25
MARGIN = 1.08
HALO = 3.0
# How much a legend in the map may hide (see ``_hidden``).
MOST_HIDDEN = 45.0
# The side of an inset as a share of the map's shorter one.
INSET_SHARE = 0.27
# More circles of precision than this are a haze over half the map, and drawn as a faint one (as on the page).
MANY_CIRCLES = 300
# On a map smaller than this, names and marks are smaller too, down to this share.
SMALL_MAP, LEAST_SHARE = (300.0, 220.0), 0.7
# What it costs a name, in ranks of its sides, to be struck through by the edge of a range; by a coast or a border.
OVER_EDGE, OVER_COAST = 4.0, 1.5
# The ring of a strike is at least this share of its size, however near the dot of a town.
LEAST_RING = 0.7
# A part of a range that is smaller than this has no edge: the stroke would take all of it.
LEAST_EDGED = 12.0
# The share of a text's height, its middle, in which a line strikes it out.
STRUCK_OUT = 0.4
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
    with settings(scene.theme.font):
        data = _Picture(scene, sheet, scheme, vector=kind == "svg", fonts=_fonts(scene, fonts)).saved(kind)
    if path is not None:
        write_bytes(path, data)
    return data


def unseen_letters(scene: Scene, fonts: Sequence[str] = FONTS) -> str:
    """The characters of a scene's words that no font of this machine has: boxes in PNG and PDF."""
    words = [scene.title, scene.credit, scene.changed, scene.correction, scene.embargo, scene.draft or ""]
    words += [*(item.text for item in scene.legend), *(label.text for label in scene.labels)]
    with settings(scene.theme.font):
        return missing_letters(words, _fonts(scene, fonts))


def _fonts(scene: Scene, fonts: Sequence[str]) -> Sequence[str]:
    """The house's font, and the others for what it lacks."""
    return fonts if scene.theme.font is None else (known_as(scene.theme.font), *fonts)


class _Picture:
    """One drawing: the sheet, its projection and what lies on it."""

    def __init__(
        self, scene: Scene, sheet: Sheet, scheme: Scheme, *, vector: bool, fonts: Sequence[str] = FONTS
    ) -> None:
        self.scene, self.sheet = scene, sheet
        self.looks = scene.theme.light if scheme == "light" else scene.theme.dark
        self.say = map_words(scene.language)
        self.scale = sheet.drawn_scale
        self.vector, self.fonts = vector, fonts
        # Its height may follow from the content; texts are measured before that is known.
        self.pencil = self._pencil(sheet.height or sheet.width)
        self.setter = Setter(scene, sheet, self.looks, self.pencil.measure)
        self._sized: dict[tuple[str, float], Look] = {}
        self._planes: dict[int, tuple[BaseGeometry, BaseGeometry]] = {}
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
                names = {name: self.say(text) for name, text in LAYERS.items()}
                return svg_file(self.pencil, self.sheet, about, names, font=self.scene.theme.font)
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
        for dropped in DROPPED:
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
        return [
            item
            for item in self.scene.legend
            if item.style not in dropped and not (towns_gone and item.style.startswith("town"))
        ]

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
        # A sheet whose rim is not read keeps a margin of its own at the sides.
        frame = layout.window.grown(-inset)
        if self.sheet.bleeds:
            frame = replace(frame, left=layout.window.left, right=layout.window.right)
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
        if self.scene.events is not None:
            self._events(self.scene.events)
        taken = [legend] if legend is not None and layout.where == "in" else []
        # A map of the whole globe needs no small one of where it lies.
        if self.scene.inset is not None and self.cap is None and not self.plane.world:
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
        self.cap: BaseGeometry | None = None
        first = self._seen_first(west, south, east, north)
        if len(first) and (self.plane.world or self._holds_pole()):
            # A ring over a pole spans all longitudes and not all of the Earth; a cone would tear it open.
            centre = self._origin() or centre_of(shapely.MultiPoint(first))
            first = self._seen_first(-180.0, -90.0, 180.0, 90.0)
            away = inverse(np.full(len(first), centre.lon), np.full(len(first), centre.lat), *first.T)
            radius_m = float(away.distance_m.max())
            if radius_m < ROUND_M:
                self.plane = MapPlane(centre)
                # What lies far beyond would be drawn thin and long along the rim; nearer, it fills the frame.
                cap_m = max(radius_m * MARGIN, min(3 * radius_m, HALF_ROUND_M))
                self.cap = range_area(shapely.Point(centre.lon, centre.lat), cap_m).geometry
        whole = self._spanned(edge)
        if len(first) and not self.plane.world:
            shown_span = self._spanned(first)
            width, height = shown_span[2] * MARGIN, shown_span[3] * MARGIN
            loose = width * height * LOOSE < whole[2] * whole[3] and min(width, height) > 1
            if self.cap is not None or loose:
                x, y = shown_span[0] + shown_span[2] / 2, shown_span[1] - shown_span[3] / 2
                whole = (x - width / 2, y + height / 2, width, height)
        self.content = whole
        places = np.array([(label.lon, label.lat) for label in self.scene.labels]).reshape(-1, 2)
        self._labels_at = self._finite_plane(places)
        ranges = [self._in_plane(feature.geometry) for feature in self.scene.features if feature.kind == "range"]
        rough = shapely.union_all(shapely.simplify(ranges, whole[2] / 300)) if ranges else None
        self._reached: BaseGeometry | None = rough

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
        # A web map's view ends short of the poles; this one need not.
        south, north = (-90.0 if south < -POLAR else south), (90.0 if north > POLAR else north)
        away = (points[:, 0] - west) % 360
        return points[(away <= east - west) & (points[:, 1] >= south) & (points[:, 1] <= north)]

    def _holds_pole(self) -> bool:
        """Whether a pole lies in a range."""
        shapes = [feature.geometry for feature in self.scene.features if feature.kind == "range"]
        boxes = shapely.bounds(np.array(shapes, dtype=object)).reshape(-1, 4)
        return bool((np.abs(boxes[:, [1, 3]]) > 89.99).any())

    def _origin(self) -> LonLat | None:
        """The one point from which ranges are measured: round it they are circles."""
        points = {f.geometry for f in self.scene.features if f.kind == "origin" and f.geometry.geom_type == "Point"}
        return LonLat(*shapely.get_coordinates(points.pop())[0].tolist()) if len(points) == 1 else None

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
        return self._units(self._finite_plane(points))

    def _units(self, plane: NDArray[np.float64]) -> NDArray[np.float64]:
        """Metres of the plane to units of the sheet."""
        x = self.middle[0] + (plane[:, 0] - self.centre[0]) / self.metres_unit
        y = self.middle[1] - (plane[:, 1] - self.centre[1]) / self.metres_unit
        return np.column_stack([x, y])

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
        drawn = shapely.transform(self._in_plane(geometry), self._units)
        return shapely.intersection(drawn, shapely.box(*self.frame.grown(12).box))

    def _in_plane(self, geometry: BaseGeometry) -> BaseGeometry:
        """A geometry in metres of the plane, valid and without the seam at 180 degrees; worked out once."""
        found = self._planes.get(id(geometry))
        if found is None:
            seen = geometry if self.cap is None else shapely.intersection(geometry, self.cap)
            drawn = shapely.transform(shapely.segmentize(seen, 1.0), self._finite_plane)
            # An outline that runs to a pole and back along 180 lies on itself here: the way there and back drops out.
            if not drawn.is_valid:
                drawn = shapely.make_valid(drawn, method="structure", keep_collapsed=False)
            found = geometry, _without_seam(drawn, geometry, self.content[2] / 20_000)
            self._planes[id(geometry)] = found
        return found[1]

    def _finite_plane(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.nan_to_num(self.plane.to_plane(points), nan=1e9, posinf=1e9, neginf=-1e9)

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
        if self.cap is not None:
            return self._projected(self.cap)
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
        marked = self._marked()
        for number, feature in enumerate(self.scene.features):
            look = self._on_map(feature.style)
            name = f"{feature.kind}-{number}"
            # Marks wait until it is known which of them have a name.
            if feature.kind in MARKS and isinstance(feature.geometry, shapely.Point):
                continue
            layer = "ranges" if feature.kind == "range" else "disputed" if feature.kind == "disputed" else "lines"
            if feature.kind == "range":
                # Its edge waits until it is known where the length stands on it.
                tint = replace(self.looks[feature.style], stroke=None)
                self._area(layer, name, feature.geometry, tint)
            elif look.fill and (look.fill_opacity > 0 or look.stroke):
                self._area(layer, name, feature.geometry, self.looks[feature.style])
            elif look.stroke:
                self._line(
                    layer,
                    name,
                    feature.geometry,
                    self.looks[feature.style],
                    open_at=marked if layer == "lines" else None,
                )

    def _marks(self, named: Container[str]) -> None:
        """The marks of what bears a name, and of what else can be told apart.

        A town for orientation without its name is a riddle; so is the nameless dot of a place on another mark, as that
        of a neighbour in the ring of a strike, which the legend does not have.
        """
        marks: list[tuple[float, SceneFeature, str]] = []
        for number, feature in enumerate(self.scene.features):
            if feature.kind in MARKS and isinstance(feature.geometry, shapely.Point):
                if feature.kind == "town" and feature.id not in named:
                    continue
                marks.append((-self._on_map(feature.style).radius, feature, f"{feature.kind}-{number}"))
        spots = self._points(shapely.get_coordinates([feature.geometry for _, feature, _ in marks]))
        radii = np.array([-radius for radius, _, _ in marks])
        told = np.array([feature.kind != "place" or feature.id in named for _, feature, _ in marks], dtype=bool)
        apart = np.hypot(*(spots[~told, None] - spots[None, told]).transpose(2, 0, 1))
        on_another = np.zeros(len(marks), dtype=bool)
        on_another[~told] = (apart < radii[~told, None] + radii[None, told]).any(axis=1)
        kept = [mark for mark, hidden in zip(marks, on_another.tolist(), strict=True) if not hidden]
        # The largest first: the dot of a town beside a strike lies on the ring, not under it.
        for _, feature, name in sorted(kept, key=lambda mark: mark[0]):
            self._mark(feature, self._beside(feature, [other for _, other, _ in kept]), name)

    def _beside(self, feature: SceneFeature, marks: Sequence[SceneFeature]) -> Look:
        """The look of a mark; the ring of a strike is smaller, down to a share, where a town's dot would lie on it."""
        look = self._on_map(feature.style)
        if feature.kind != "strike":
            return look
        here, *spots = self._points(
            shapely.get_coordinates([feature.geometry, *(other.geometry for other in marks if other.kind != "strike")])
        ).tolist()
        dots = [self._on_map(other.style).radius for other in marks if other.kind != "strike"]
        room = min(
            (
                math.dist(here, spot) - radius - HALO * self.scale / 2
                for spot, radius in zip(spots, dots, strict=True)
                if math.dist(here, spot) > radius
            ),
            default=math.inf,
        )
        outer = look.radius + look.width / 2
        share = min(max(room / outer, LEAST_RING), 1.0)
        return replace(look, radius=look.radius * share, width=look.width * math.sqrt(share))

    def _events(self, events: EventLayer) -> None:
        """Events as dots; as hollow marks where known only roughly, with the radius to scale where that is larger."""
        spots = self._points(np.column_stack([events.lon, events.lat]))
        left, top, right, bottom = self.frame.box
        seen = (spots[:, 0] >= left) & (spots[:, 0] <= right) & (spots[:, 1] >= top) & (spots[:, 1] <= bottom)
        if self.cap is not None:
            seen &= shapely.contains_xy(self.cap, (events.lon + 180) % 360 - 180, events.lat)
        rough, exact = self._on_map(events.rough_style), self._on_map(events.style)
        metres = np.array([*(metres for metres, _ in events.precisions), 0.0])[events.precision]
        circles = np.column_stack([spots, metres / self.metres_unit])[seen & events.rough]
        circles = np.unique(circles.round(1), axis=0)
        circles = circles[circles[:, 2] > rough.radius + 2 * self.scale]
        if len(circles):
            # Not the union of thousands of fine circles: twelve corners a quarter are round enough for a haze.
            discs = shapely.union_all(shapely.buffer(shapely.points(circles[:, :2]), circles[:, 2], quad_segs=12))
            opacity = rough.fill_opacity * (0.4 if len(circles) > MANY_CIRCLES else 1.0)
            self.pencil.area("events", "events-precision", discs, fill=rough.fill, opacity=opacity, clip=self.frame)
        for which, look, name in ((events.rough, rough, "events-rough"), (~events.rough, exact, "events-known")):
            points = np.unique(spots[seen & which].round(1), axis=0)
            if look.halo:
                self.pencil.dots(
                    "events", f"{name}-halo", points, look.radius, fill=None, opacity=1.0, stroke=look.halo,
                    width=look.width + 2 * self.scale, clip=self.frame,
                )  # fmt: skip
            self.pencil.dots(
                "events", name, points, look.radius, fill=look.fill, opacity=look.fill_opacity, stroke=look.stroke,
                width=look.width, clip=self.frame,
            )  # fmt: skip

    def _marked(self) -> BaseGeometry:
        """The rings of reported strikes, in which no line is drawn."""
        strikes = [f for f in self.scene.features if f.kind == "strike" and isinstance(f.geometry, shapely.Point)]
        if not strikes:
            return shapely.Polygon()
        look = self._on_map("strike")
        points = shapely.points(self._points(shapely.get_coordinates([f.geometry for f in strikes])))
        return shapely.union_all(shapely.buffer(points, look.radius + look.width / 2))

    def _mark(self, feature: SceneFeature, look: Look, name: str) -> None:
        lon, lat = shapely.get_coordinates(feature.geometry)[0].tolist()
        x, y = self._points(np.array([[lon, lat]]))[0].tolist()
        # Half a dot at the frame is no place; a strike or an origin there still is.
        frame = self.frame if feature.kind in {"strike", "origin"} else self.frame.grown(-look.radius)
        if frame.holds(x, y) and self._on_ground(lon, lat):
            self._disc("places", name, x, y, look, feature.kind)

    def _on_ground(self, lon: float, lat: float) -> bool:
        """Whether a point lies on what is drawn of the Earth."""
        return self.cap is None or bool(shapely.contains_xy(self.cap, (lon + 180) % 360 - 180, lat))

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

    def _range_edges(self, lengths: Mapping[str | None, Sequence[BaseGeometry]]) -> None:
        """The edges of ranges over all tints, each open under its own length: a line between words strikes them out.

        Args:
            lengths: the boxes of the texts on each range's edge, by their group, in units of the sheet.
        """
        for number, feature in enumerate(self.scene.features):
            look = self.looks[feature.style]
            if feature.kind == "range" and look.stroke:
                bare = [self._without_edge(feature.geometry), *lengths.get(f"ring-{feature.id}", ())]
                name = f"{feature.kind}-{number}-edge"
                self._line("ranges", name, feature.geometry, look, open_at=shapely.union_all(bare))

    def _without_edge(self, geometry: BaseGeometry) -> BaseGeometry:
        """Where a range has its tint and no edge.

        A stroke round a part that is hardly wider than itself reads as a misprint; along a disputed border to which the
        range is cut it would hide the dashes, and with them that the border is disputed.
        """
        parts = np.array(list(polygons(self._in_plane(geometry))), dtype=object)
        west, south, east, north = shapely.bounds(parts).T
        small = np.maximum(east - west, north - south) < LEAST_EDGED * self.scale * self.metres_unit
        specks = shapely.transform(parts[small], self._units) if not small.all() else ()
        width = self.setter.sized(self.looks["disputed"]).width + self.scale
        disputed = self._projected(self.scene.base.disputed)
        return shapely.union_all([*shapely.buffer(specks, 2 * self.scale), shapely.buffer(disputed, width)])

    def _area(self, layer: str, name: str, geometry: BaseGeometry, look: Look) -> None:
        """A flat tint, and its edge over it so that the tint does not dull the line."""
        drawn = self._projected(geometry)
        self.pencil.area(layer, name, drawn, fill=look.fill, opacity=look.fill_opacity, clip=self.frame)
        if look.stroke:
            self._line(layer, f"{name}-edge", geometry, look)

    def _line(
        self, layer: str, name: str, geometry: BaseGeometry, look: Look, *, open_at: BaseGeometry | None = None
    ) -> None:
        """A line, or the outline of an area without the edges at which the data is cut; left open where asked."""
        if geometry.is_empty:
            return
        lines = np.array(list(_true_edges(geometry, self.scene.base)), dtype=object)
        if not len(lines):
            return
        if self.cap is not None:
            lines = _line_parts(shapely.intersection(lines, self.cap))
        drawn = shapely.transform(shapely.segmentize(lines, 1.0), self._points)
        drawn = shapely.multilinestrings(_line_parts(shapely.clip_by_rect(drawn, *self.frame.grown(12).box)))
        if open_at is not None:
            drawn = shapely.difference(drawn, open_at)
        sized = self.setter.sized(look)
        self.pencil.line(layer, name, drawn, stroke=sized.stroke, width=sized.width, dash=sized.dash, clip=self.frame)

    # ------------------------------------------------------------ labels

    def _on_map(self, token: str) -> Look:
        """How a mark or a name of the map looks here: smaller on a small map, never below the smallest text."""
        look, shrunk = self.looks[token], self._shrunk()
        found = self._sized.get((token, shrunk))
        if found is None:
            sized = self.setter.sized(look, look.size * shrunk)
            found = replace(sized, radius=sized.radius * shrunk, width=sized.width * shrunk)
            self._sized[token, shrunk] = found
        return found

    def _shrunk(self) -> float:
        share = min(self.window.width / SMALL_MAP[0], self.window.height / SMALL_MAP[1]) / self.scale
        return min(max(share, LEAST_SHARE), 1.0)

    def _labels(self, taken: Sequence[Frame], dropped: frozenset[str]) -> None:
        """Place the labels for this picture and draw those that found room.

        ``named`` tells afterwards whether the most important of them is among those.
        """
        labels, boxes = [], []
        towns = {feature.id for feature in self.scene.features if feature.kind == "town"}
        spots = self._units(self._labels_at).tolist()
        for label, (x, y) in zip(self.scene.labels, spots, strict=True):
            if label.style in dropped or (label.id in towns and dropped) or label.from_zoom > self.scene.fit_zoom:
                continue
            whole = self.window.grown(-label.mark * self.scale if label.priority != MUST else 0.0)
            if whole.holds(x, y) and self._on_ground(label.lon, label.lat):
                fitted = replace(label, text=self._fitted(label))
                labels.append(fitted)
                boxes.append(self._label_box(fitted, x, y))
        # Labels are placed at the theme's sizes: the gaps beside marks are given in those.
        frame = self.window.grown(-3 * self.scale)
        window = Window(*(side / self.scale for side in frame.box))
        full = [_scaled(item.box, 1 / self.scale) for item in taken]
        costs = self._struck(labels, boxes)
        sides = arrange(boxes, window=window, strict=True, taken=full, costs=costs)
        # Twice: a length of another range may have to give way to that of the main one, and then moves itself.
        for _ in range(2):
            if any(side is None and label.style.startswith(RING) for label, side in zip(labels, sides, strict=True)):
                self._move_rings(labels, boxes, sides, window, full)
                sides = arrange(boxes, window=window, strict=True, taken=full, costs=costs)
        first = min((label.priority for label in labels), default=None)
        self.named = first is None
        self._marks({label.id for label, side in zip(labels, sides, strict=True) if side is not None})
        lengths: dict[str | None, list[BaseGeometry]] = {}
        for label, box, side in zip(labels, boxes, sides, strict=True):
            if side is not None and label.style.startswith(RING):
                # Of its height the middle: an edge that only grazes the letters goes on beside them.
                text = affinity.scale(_box_at(box, side), yfact=STRUCK_OUT)
                lengths.setdefault(label.group, []).append(shapely.transform(text, lambda xy: xy * self.scale))
        self._range_edges(lengths)
        for label, box, side in zip(labels, boxes, sides, strict=True):
            if side is None:
                continue
            self.named = self.named or label.priority == first
            dx, dy = offset(side, box)
            look = self._on_map(label.style)
            self._leader(leader(side, box), look)
            x, y = (box.x + dx) * self.scale, (box.y + dy) * self.scale
            # The middle of the x-height stands on the point: 0.36 of the size under it lies the base line.
            left = x - self.pencil.measure(label.text, look) / 2
            self.pencil.text(
                "labels", label.style, left, y + look.size * 0.36, label.text, look, halo_width=HALO * self.scale
            )

    def _leader(self, line: tuple[tuple[float, float], tuple[float, float]] | None, look: Look) -> None:
        """The line between a mark and its name, where that stands further off; given at the theme's sizes."""
        if line is not None:
            drawn = shapely.LineString(np.array(line) * self.scale)
            width = 1.1 * self.scale
            self.pencil.line("halos", "leader-halo", drawn, stroke=look.halo, width=width + 2.4 * self.scale)
            self.pencil.line("labels", "leader", drawn, stroke=look.text, width=width, ends="butt")

    def _struck(self, labels: Sequence[Label], boxes: Sequence[Box]) -> list[dict[Anchor, float]]:
        """For each name beside a mark, what its sides cost for the lines under it; lengths stand on their lines."""
        base, ranges = self.scene.base, [f.geometry for f in self.scene.features if f.kind == "range"]
        found: list[dict[Anchor, float]] = [{} for _ in boxes]
        wanted = [
            (n, side)
            for n, box in enumerate(boxes)
            if box.mark and labels[n].style not in FIGURES
            for side in box.anchors
        ]
        if not wanted:
            return found
        texts = np.array([_box_at(boxes[n], side) for n, side in wanted])
        texts = shapely.transform(texts, lambda xy: xy * self.scale)
        for shapes, cost in ((ranges, OVER_EDGE), ([base.land, base.borders], OVER_COAST)):
            lines = [line for shape in shapes for line in shapely.get_parts(_lines_of(self._projected(shape)))]
            hit = shapely.STRtree(lines).query(texts, predicate="intersects")[0] if lines else ()
            for at in np.unique(hit).tolist():
                n, side = wanted[at]
                found[n][side] = found[n].get(side, 0.0) + cost
        return found

    def _move_rings(
        self,
        labels: Sequence[Label],
        boxes: list[Box],
        sides: Sequence[Anchor | None],
        window: Window,
        taken: Sequence[tuple[float, float, float, float]],
    ) -> None:
        """Another spot on its ring for a length that found no room, as far from all else as it can be."""
        ranges = {f"ring-{feature.id}": feature for feature in self.scene.features if feature.kind == "range"}
        blocks: list[tuple[int, BaseGeometry]] = [(-1, shapely.box(*frame)) for frame in taken]
        edges = {
            key: shapely.transform(self._projected(feature.geometry).boundary, lambda xy: xy / self.scale)
            for key, feature in ranges.items()
        }
        for box, side in zip(boxes, sides, strict=True):
            if side is not None:
                blocks.append((box.priority, _box_at(box, side)))
            if box.mark:
                blocks.append((-1, shapely.Point(box.x, box.y).buffer(box.mark + 1, quad_segs=2)))
        told = {label.group for label, side in zip(labels, sides, strict=True) if side is not None}
        for n, (label, side) in enumerate(zip(labels, sides, strict=True)):
            if side is not None or label.id not in ranges or (label.group and label.group in told):
                continue
            box = boxes[n]
            spots = self._ring_spots(ranges[label.id].geometry, box, window)
            if not len(spots):
                continue
            half = np.array([box.width / 2 + 2, box.height / 2 + 1])
            places = shapely.box(*(spots - half).T, *(spots + half).T)
            others = [edge for key, edge in edges.items() if key != label.id]
            # What is less important gives way.
            before = [block for priority, block in blocks if priority <= label.priority]
            air = shapely.distance(places, shapely.union_all(before)) if before else np.full(len(spots), 99.0)
            lines = shapely.distance(places, shapely.union_all(others)) if others else np.full(len(spots), 99.0)
            # Air first; then to the right and up, where a reader of a left-to-right script looks for it.
            rank = np.minimum(air, 2 * box.height) * 10 + np.minimum(lines, box.height / 2) * 10
            best = int(np.argmax(rank + spots[:, 0] * 0.06 - spots[:, 1] * 0.02))
            if air[best] > 0:
                boxes[n] = replace(box, x=float(spots[best, 0]), y=float(spots[best, 1]))
                blocks.append((label.priority, places[best]))

    def _ring_spots(self, geometry: BaseGeometry, box: Box, window: Window) -> NDArray[np.float64]:
        """Points of a range's outer edge where its label would lie in the window, at the theme's sizes."""
        rings = np.array(list(_true_edges(geometry, self.scene.base)), dtype=object)
        drawn = shapely.transform(rings, self._points)
        # The air round a text, and a little for the rounding of the points.
        across, down = box.width / 2 + AIR_PX + 0.01, box.height / 2 + AIR_ABOVE_PX + 0.01
        inner = (window.left + across, window.top + down)
        outer = (window.right - across, window.bottom - down)
        if inner[0] >= outer[0] or inner[1] >= outer[1]:
            return np.empty((0, 2))
        seen = shapely.clip_by_rect(drawn, *(side * self.scale for side in (*inner, *outer)))
        edge: BaseGeometry = shapely.multilinestrings(_line_parts(seen))
        # Where a range is cut to a border or a coast, its edge is not its reach.
        base = self.scene.base
        near = [self._projected(part) for part in (base.borders, base.land.boundary)]
        reach = shapely.difference(edge, shapely.buffer(shapely.union_all(near), 3 * self.scale, quad_segs=2))
        edge = edge if reach.is_empty else reach
        if edge.is_empty:
            return np.empty((0, 2))
        dense = shapely.segmentize(edge, max(8.0 * self.scale, edge.length / 200))
        return np.unique(np.round(shapely.get_coordinates(dense) / self.scale, 3), axis=0)

    def _fitted(self, label: Label) -> str:
        """A name on one line, cut where it is wider than the map bears."""
        text, look = shown(label.text), self._on_map(label.style)
        if label.style.startswith(FIGURES):
            return text
        room = self.window.width * NAME_SHARE
        while len(text) > 2 and self.pencil.measure(text, look) > room:
            text = text.rstrip("…")[:-1].rstrip() + "…"
        return text

    def _label_box(self, label: Label, x: float, y: float) -> Box:
        look = self._on_map(label.style)
        return Box(
            x=x / self.scale,
            y=y / self.scale,
            width=self.pencil.measure(label.text, look) / self.scale + 2,
            height=look.size / self.scale * 1.15,
            mark=label.mark * self._shrunk(),
            priority=label.priority,
            anchors=sides_of(label),
            group=label.group,
            apart=label.apart,
        )

    # ------------------------------------------------------------ legend, scale, inset

    def _hidden(self, corner: Frame) -> float:
        """What a rectangle of the map hides: names by their rank, points with some air, and the range by its share."""
        cost = 0.0
        rectangle = shapely.box(*corner.box)
        if len(self._labels_at):
            x, y = self._units(self._labels_at).T
            left, top, right, bottom = corner.box
            air = np.array([(26 if label.mark else 16) * self.scale for label in self.scene.labels])
            inside = (x > left - air) & (x < right + air) & (y > top - air) & (y < bottom + air)
            ranks = np.array([label.priority for label in self.scene.labels])
            cost = float((1000 / (1 + ranks / 10) ** 2)[inside].sum())
        if self._reached is not None:
            drawn = shapely.transform(self._reached, self._units)
            cost += 90 * shapely.intersection(drawn, rectangle).area / rectangle.area
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
            self.pencil.line("legend", "legend-edge", frame, stroke=self.looks["border"].stroke, width=0.8 * self.scale)
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
        if style in {"strike", "place", "origin", "town", "town-edge", "event", "event-rough"}:
            smaller = replace(
                look, radius=min(look.radius, 6.0 * self.scale), width=min(look.width, 2.6 * self.scale), halo=None
            )
            if style == "event-rough" and look.fill:
                smaller = replace(smaller, fill=blend(look.fill, self._page(), look.fill_opacity))
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
        look = self.setter.sized(self.looks["scale"])
        metres = _round_length(metres_unit * min(150 * self.scale, self.window.width * 0.3))
        # Its length stands over it: a bar that is shorter than its words is taken longer, where the map has room.
        longer = (metres, _round_length(2.5 * metres), _round_length(5 * metres))
        widths = [(at, at / metres_unit, self._bar_words(at, look)) for at in longer]
        metres, width, words = next((one for one in widths if one[2] <= one[1] <= self.window.width * 0.4), widths[0])
        text = format_length(metres, language=self.scene.language)
        inset, tick, air = 11 * self.scale, 4.5 * self.scale, 3 * self.scale
        wide, tall = max(width, words), look.size * 1.3 + tick
        room = self.window.grown(-inset)
        if self.sheet.bleeds:
            room = replace(room, left=self.window.left + air, right=self.window.right - air)
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

    def _bar_words(self, metres: float, look: Look) -> float:
        """How wide a scale bar's length is, with the air at both its ends."""
        return self.pencil.measure(format_length(metres, language=self.scene.language), look) + 8 * self.scale

    def _inset(self, base: BaseMap, taken: Sequence[Frame]) -> Frame:
        """A small map of where the view lies, in a free corner: its region, or the half of the globe round it."""
        side = INSET_SHARE * min(self.window.width, self.window.height)
        aspect = aspect_of(base)
        width, height = side * math.sqrt(aspect), side / math.sqrt(aspect)
        room = self.window.grown(-8 * self.scale)
        corners = [
            Frame(x, y, x + width, y + height)
            for y in (room.top, room.bottom - height)
            for x in (room.right - width, room.left)
        ]
        free = [c for c in corners if not any(c.meets(other.grown(4 * self.scale)) for other in taken)] or corners
        # Of all things a small map should not lie on what is disputed.
        disputed = self._projected(self.scene.base.disputed)
        frame = min(
            free,
            key=lambda corner: (
                self._hidden(corner) + 200.0 * disputed.intersects(shapely.box(*corner.grown(25 * self.scale).box)),
                corners.index(corner),
            ),
        )
        inset = inset_in(base, frame, self._view_edge(), self._middle_lonlat())
        self.pencil.area("inset", "inset-sea", inset.sea, fill=self.looks["sea"].fill)
        self.pencil.area("inset", "inset-land", inset.land, fill=self.looks["highlight"].fill)
        thin = 0.5 * self.scale
        self.pencil.line("inset", "inset-coast", inset.land.boundary.intersection(inset.sea.buffer(-0.5)),
                         stroke=self.looks["land"].stroke, width=thin)  # fmt: skip
        self.pencil.line("inset", "inset-borders", inset.borders, stroke=self.looks["border"].stroke, width=thin)
        self.pencil.area("inset", "inset-view-tint", inset.view, fill=self.looks["page"].text, opacity=0.12)
        ink = self.looks["page"].text
        self.pencil.line("inset", "inset-view", inset.view, stroke=ink, width=1.3 * self.scale, ends="butt")
        self.pencil.line("inset", "inset-edge", inset.sea, stroke=self.looks["border"].stroke, width=0.8 * self.scale)
        return frame

    def _view_edge(self) -> NDArray[np.float64]:
        """Positions along the frame of the map, in degrees."""
        edge = shapely.get_coordinates(shapely.segmentize(shapely.box(*self.frame.box), self.frame.width / 16))
        plane = np.column_stack(
            [
                (edge[:, 0] - self.middle[0]) * self.metres_unit + self.centre[0],
                (self.middle[1] - edge[:, 1]) * self.metres_unit + self.centre[1],
            ]
        )
        found = self.plane.to_lonlat(plane)
        return np.asarray(found[np.isfinite(found).all(axis=1)])

    def _middle_lonlat(self) -> LonLat:
        middle = self._degrees(*self.window.middle)
        return middle if all(math.isfinite(value) for value in middle) else self.plane.centre

    # ------------------------------------------------------------ the file

    def _about(self) -> About:
        """Title, alt text, method with the projection, sources and licence; no date, so that bytes repeat."""
        scene = self.scene
        draft = f"{scene.draft}." if scene.draft and scene.draft not in scene.alt else ""
        embargo = f"{scene.embargo}." if scene.embargo else ""
        return About(
            title=printable(scene.title),
            alt=printable(" ".join(part for part in (embargo, scene.correction, scene.alt, draft) if part)),
            embargo=printable(scene.embargo),
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
            first=f"{format_decimal(south, locale=say.locale)}° {hemisphere}",
            second=f"{format_decimal(north, locale=say.locale)}° {hemisphere}",
        )
    return say("Projection: Lambert azimuthal equal-area, centred on the map.")


def _true_edges(geometry: BaseGeometry, base: BaseMap) -> Iterator[BaseGeometry]:
    """Lines and outlines, without the stretches at which areas are cut: at 180 degrees, a pole, the ground's window."""
    areas = list(polygons(geometry))
    if not areas:
        yield from _strings(geometry)
        return
    rings = shapely.get_rings(areas)
    west, south, east, north = base.bounds
    boxes = shapely.bounds(rings)
    cut = (boxes[:, 0] <= max(west, -180) + 1e-6) | (boxes[:, 2] >= min(east, 180) - 1e-6)
    cut |= (boxes[:, 1] <= max(south, -89.99) + 1e-6) | (boxes[:, 3] >= min(north, 89.99) - 1e-6)
    yield from rings[~cut]
    for ring in rings[cut]:
        xy = shapely.get_coordinates(ring)
        lon, lat = xy[:, 0], xy[:, 1]
        at_cut = np.zeros((3, len(xy)), dtype=bool)
        at_cut[0] = np.abs((lon + 180 + 1e-6) % 360) <= 2e-6
        at_cut[1] = (np.abs(lon - west) < 1e-6) | (np.abs(lon - east) < 1e-6)
        at_cut[2] = (np.abs(lat) > 89.99) | (np.abs(lat - south) < 1e-6) | (np.abs(lat - north) < 1e-6)
        along = (at_cut[:, :-1] & at_cut[:, 1:]).any(axis=0)
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


def _lines_of(shape: BaseGeometry) -> BaseGeometry:
    """The outlines of areas, and lines as they are."""
    areas = list(polygons(shape))
    return (
        shapely.MultiLineString([ring for area in areas for ring in (area.exterior, *area.interiors)])
        if areas
        else shape
    )


def _line_parts(lines: Any) -> Any:
    """The single lines of an array of lines and bundles of lines."""
    parts = shapely.get_parts(lines)
    kinds = shapely.get_type_id(parts)
    lines_only = (kinds == shapely.GeometryType.LINESTRING) | (kinds == shapely.GeometryType.LINEARRING)
    return parts[lines_only & ~shapely.is_empty(parts)]


def _without_seam(drawn: BaseGeometry, geometry: BaseGeometry, gap: float) -> BaseGeometry:
    """Parts that were cut at 180 degrees as one again, where the plane has them side by side."""
    west, _, east, _ = geometry.bounds
    if west > -179.99 or east < 179.99 or drawn.is_empty or not any(True for _ in polygons(drawn)):
        return drawn
    return shapely.union_all(shapely.buffer(list(polygons(drawn)), gap, quad_segs=1, join_style="mitre"))


def _box_at(box: Box, side: Anchor) -> BaseGeometry:
    """The rectangle of a label on a side of its point."""
    dx, dy = offset(side, box)
    x, y = box.x + dx, box.y + dy
    return shapely.box(x - box.width / 2, y - box.height / 2, x + box.width / 2, y + box.height / 2)


def _scaled(box: tuple[float, float, float, float], factor: float) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return left * factor, top * factor, right * factor, bottom * factor


def _round_length(metres: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that is not longer."""
    power = 10.0 ** math.floor(math.log10(max(metres, 1.0)))
    return max(step for step in (1, 2, 5) if step * power <= max(metres, 1.0)) * power
