"""The one door to Matplotlib: texts, areas, lines and marks on named layers, and the raw file of them.

Everything is drawn in the sheet's own units, x to the right and y down. Matplotlib's letters are shaped by libraqm
(from 3.11 on): Arabic joins, Hebrew runs from right to left, in the order that a mixed text asks for. Every text is
drawn with ``parse_math=False``. Matplotlib's settings are global to a process: one drawing at a time is saved.
"""

from __future__ import annotations

import io
import tempfile
import threading
import unicodedata
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from matplotlib.artist import Artist

from geo.drawing.fonts import FontFace, FontFamily, unfolded
from geo.drawing.sheet import POINTS_INCH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.drawing.scene import Look

# The first of these that is installed leads; the others fill in what it lacks. DejaVu Sans comes with Matplotlib.
FONTS = (
    "Source Sans 3", "Inter", "Helvetica Neue", "Arial", "Liberation Sans", "DejaVu Sans", "Noto Sans",
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans CJK KR", "Noto Sans SC", "Noto Sans JP", "Noto Sans KR",
    "WenQuanYi Micro Hei", "Nanum Gothic", "Noto Sans Arabic", "Noto Naskh Arabic", "Noto Sans Hebrew", "Amiri",
)  # fmt: skip
BOLD_FROM = 600
# Letter spacing of area names, as a share of the text size; in PNG and PDF letter by letter. A little more, and readers
# of PDF take the letters of a name for words.
SPACING = 0.12
# PDF: fonts as TrueType, cut to the letters used (a text can be searched, copied and edited). SVG: text stays text.
_SETTINGS: Any = {
    "pdf.fonttype": 42,
    "pdf.compression": 9,
    "svg.fonttype": "none",
    "svg.hashsalt": "strikemap",
    # Letters as wide as they are measured: hinted for the pixels of a small picture, a line grows by a twentieth.
    "text.hinting": "none",
    "path.simplify": False,
    "lines.scale_dashes": False,
}
_LOCK = threading.RLock()


class Halo(NamedTuple):
    """The outline of a text in an SVG, which is a second text under it."""

    colour: str
    width: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the sheet, in its units from the top left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        """The middle point."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.left, self.top, self.right, self.bottom

    def grown(self, by: float) -> Frame:
        """The rectangle with so much more on every side."""
        return Frame(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def within(self, other: Frame) -> Frame:
        """What both rectangles share."""
        return Frame(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def meets(self, other: Frame) -> bool:
        """Whether the two share anything."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


class _Layer(Artist):
    """A named group of what is drawn, in the order in which it came."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.items: list[Artist] = []

    def draw(self, renderer: Any) -> None:
        if self.items:
            renderer.open_group("layer", gid=self.name)
            for item in self.items:
                item.draw(renderer)
            renderer.close_group("layer")


@contextmanager
def settings(font: FontFamily | None = None) -> Iterator[None]:
    """Matplotlib's settings for one drawing, alone in this process; a missing letter's warning is kept quiet.

    Args:
        font: a house's, known to Matplotlib by ``known_as`` for as long as this lasts.
    """
    import matplotlib as mpl

    with _LOCK, mpl.rc_context(_SETTINGS), warnings.catch_warnings(), _known(font):
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        yield


class Pencil:
    """One drawing.

    Args:
        width, height: of the sheet, in its units.
        layers: their names, the lowest first.
        fonts: names of fonts, best first; those that this machine lacks are passed over.
        halo_texts: halos as texts of their own under the text (SVG), else as its outline.
    """

    def __init__(
        self, width: float, height: float, *, layers: Iterable[str], fonts: Sequence[str], halo_texts: bool
    ) -> None:
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self.width, self.height = width, height
        self.fonts = installed(tuple(fonts))
        self.halo_texts = halo_texts
        self.halos: dict[str, Halo] = {}
        self.spaced: set[str] = set()
        self.texts: list[tuple[str, str, float]] = []
        self.figure: Figure = Figure(figsize=(width / POINTS_INCH, height / POINTS_INCH), dpi=POINTS_INCH)
        down = Affine2D().scale(1 / POINTS_INCH, -1 / POINTS_INCH).translate(0, height / POINTS_INCH)
        self._to_sheet = down + self.figure.dpi_scale_trans
        self._layers = {name: _Layer(name) for name in layers}
        for layer in self._layers.values():
            self.figure.add_artist(layer)
        self._names = dict.fromkeys(self._layers, 1)

    # ------------------------------------------------------------ areas and lines

    def area(
        self,
        layer: str,
        name: str,
        shape: BaseGeometry | Frame,
        *,
        fill: str | None,
        opacity: float = 1.0,
        clip: Frame | None = None,
    ) -> None:
        """An area's tint, without an edge. A name stands in the file once; a second one gets a number."""
        from matplotlib.patches import PathPatch

        path = _path(_rings(shape), closed=True)
        if path is not None and fill:
            self._add(
                layer,
                name,
                PathPatch(path, facecolor=fill, alpha=opacity if opacity < 1 else None, edgecolor="none", linewidth=0),
                clip,
            )

    def line(
        self,
        layer: str,
        name: str,
        shape: BaseGeometry | Frame,
        *,
        stroke: str | None,
        width: float,
        dash: Sequence[float] = (),
        clip: Frame | None = None,
        ends: str | None = None,
    ) -> None:
        """A line, or the outline of an area; ``dash`` in units, ``ends`` as Matplotlib's cap styles."""
        from matplotlib.patches import PathPatch

        path = _path(_strings(shape), closed=False)
        if path is None or not stroke or width <= 0:
            return
        style: Any = (0, tuple(dash)) if dash else "solid"
        cap: Any = ends or ("butt" if dash else "round")
        self._add(
            layer,
            name,
            PathPatch(
                path,
                fill=False,
                edgecolor=stroke,
                linewidth=width,
                linestyle=style,
                capstyle=cap,
                joinstyle="round",
            ),
            clip,
        )

    def disc(
        self, layer: str, name: str, x: float, y: float, radius: float, *, fill: str | None, stroke: str | None,
        width: float,
    ) -> None:  # fmt: skip
        """A circle."""
        from matplotlib.patches import Circle

        self._add(
            layer,
            name,
            Circle((x, y), radius, facecolor=fill or "none", edgecolor=stroke or "none", linewidth=width),
            None,
        )

    def dots(
        self, layer: str, name: str, points: NDArray[np.float64], radius: float, *, fill: str | None, opacity: float,
        stroke: str | None, width: float, clip: Frame | None = None,
    ) -> None:  # fmt: skip
        """Many equal discs as the markers of one unseen line: an SVG holds the disc once and places it often."""
        from matplotlib.lines import Line2D

        if not len(points):
            return
        line = Line2D(
            points[:, 0],
            points[:, 1],
            linestyle="none",
            marker="o",
            markersize=2 * radius,  # a unit is a point at 72 dpi
            markerfacecolor=(fill, opacity) if fill else "none",
            markeredgecolor=stroke or "none",
            markeredgewidth=width,
        )
        self._add(layer, name, line, clip)

    def _add(self, layer: str, name: str, patch: Any, clip: Frame | None) -> None:
        patch.set_gid(self.unique(name))
        patch.set_figure(self.figure)
        patch.set_transform(self._to_sheet)
        if clip is not None:
            from matplotlib.patches import Rectangle

            patch.set_clip_path(Rectangle((clip.left, clip.top), clip.width, clip.height, transform=self._to_sheet))
        self._layers[layer].items.append(patch)

    def unique(self, name: str) -> str:
        """The name, with a number where it is taken."""
        self._names[name] = self._names.get(name, 0) + 1
        return name if self._names[name] == 1 else f"{name}-{self._names[name]}"

    def drawn(self, layer: str) -> tuple[Artist, ...]:
        """What lies on a layer, the lowest first."""
        return tuple(self._layers[layer].items)

    # ------------------------------------------------------------ texts

    def text(
        self, layer: str, name: str, x: float, y: float, text: str, look: Look, *, halo_width: float = 0.0
    ) -> None:
        """A text from the start of its base line, in the size of its look; its halo under it."""
        name = self.unique(name)
        spaced = look.spaced and _can_be_spaced(text)
        if spaced and not self.halo_texts:
            for letter, at in self._letters(text, look):
                self._written(layer, name, x + at, y, letter, look, halo_width)
        else:
            if spaced:
                self.spaced.add(name)
            self._written(layer, name, x, y, text, look, halo_width)
        self.texts.append((name, text, look.size))

    def _letters(self, text: str, look: Look) -> Iterator[tuple[str, float]]:
        """Each letter of a spaced text and how far from its start it stands."""
        at = 0.0
        for letter in text:
            if not letter.isspace():
                yield letter, at
            at += (_width(self.fonts, letter, look.weight >= BOLD_FROM) + SPACING) * look.size

    def _written(self, layer: str, name: str, x: float, y: float, text: str, look: Look, halo_width: float) -> None:
        if look.halo and halo_width > 0:
            under = self.unique(f"halo-{name}")
            if name in self.spaced:
                self.spaced.add(under)
            outline = self._write("halos", under, x, y, text, look, look.halo)
            if self.halo_texts:
                self.halos[under] = Halo(look.halo, halo_width)
            else:
                from matplotlib.patheffects import Stroke

                outline.set_path_effects([Stroke(linewidth=halo_width, foreground=look.halo)])
        self._write(layer, name, x, y, text, look, look.text or "#000000")

    def _write(self, layer: str, name: str, x: float, y: float, text: str, look: Look, colour: str) -> Any:
        from matplotlib.text import Text

        written = Text(
            x,
            y,
            text,
            color=colour,
            fontsize=look.size,
            fontweight="bold" if look.weight >= BOLD_FROM else "normal",
            fontfamily=list(self.fonts),
            parse_math=False,
            horizontalalignment="left",
            verticalalignment="baseline",
        )
        written.set_gid(name)
        written.set_figure(self.figure)
        written.set_transform(self._to_sheet)
        self._layers[layer].items.append(written)
        return written

    def measure(self, text: str, look: Look) -> float:
        """The width of a text in units, as it is drawn."""
        bold = look.weight >= BOLD_FROM
        if look.spaced and _can_be_spaced(text):
            return (sum(_width(self.fonts, c, bold) for c in text) + SPACING * (len(text) - 1)) * look.size
        return _width(self.fonts, text, bold) * look.size

    # ------------------------------------------------------------ the file

    def svg(self) -> bytes:
        """Matplotlib's SVG, to be finished."""
        out = io.BytesIO()
        bare = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        self.figure.savefig(out, format="svg", dpi=POINTS_INCH, metadata=bare, transparent=True)
        return out.getvalue()

    def pdf(self, about: Mapping[str, str], page: str) -> bytes:
        """Matplotlib's PDF, without a date."""
        out = io.BytesIO()
        self.figure.savefig(
            out, format="pdf", dpi=POINTS_INCH, metadata={**about, "CreationDate": None}, facecolor=page
        )
        return out.getvalue()

    def pixels(self, dots: float, page: str) -> Any:
        """What is drawn as an array (rows, columns, 3) of bytes, so many pixels a unit."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        self.figure.set_dpi(POINTS_INCH * dots)
        self.figure.set_facecolor(page)
        canvas: Any = FigureCanvasAgg(self.figure)
        canvas.draw()
        return np.asarray(canvas.buffer_rgba())[:, :, :3]


def known_as(font: FontFamily) -> str:
    """The name by which Matplotlib knows a house's font: its own for these very bytes, whatever is installed."""
    faces = (font.regular, font.bold)
    return " ".join([font.name, *(face.digest for face in faces if face is not None)])


@contextmanager
def _known(font: FontFamily | None) -> Iterator[None]:
    """Adds a house's font to Matplotlib's list, which is global to the process, and takes it off again."""
    if font is None:
        yield
        return
    from matplotlib.font_manager import FontEntry, fontManager

    faces = [(font.regular, 400)] if font.bold is None else [(font.regular, 400), (font.bold, 700)]
    entries = [FontEntry(fname=_font_path(face), name=known_as(font), weight=weight) for face, weight in faces]
    before = fontManager.ttflist
    fontManager.ttflist = [*entries, *before]
    fontManager._findfont_cached.cache_clear()  # type: ignore[attr-defined]
    try:
        yield
    finally:
        fontManager.ttflist = before
        fontManager._findfont_cached.cache_clear()  # type: ignore[attr-defined]


@lru_cache(maxsize=1)
def _font_folder() -> tempfile.TemporaryDirectory[str]:
    """Where fonts lie as files, which Matplotlib wants; goes with the process."""
    return tempfile.TemporaryDirectory(prefix="strikemap-")


@lru_cache(maxsize=32)
def _font_path(face: FontFace) -> str:
    path = Path(_font_folder().name) / f"{face.digest}.ttf"
    path.write_bytes(unfolded(face))
    return str(path)


@lru_cache(maxsize=8)
def installed(names: tuple[str, ...]) -> tuple[str, ...]:
    """The fonts of the list that this machine has, best first; never empty, DejaVu Sans comes with Matplotlib."""
    from matplotlib.font_manager import fontManager

    known = {font.name for font in fontManager.ttflist}
    return tuple(name for name in names if name in known) or ("DejaVu Sans",)


def missing_letters(texts: Iterable[str], fonts: Sequence[str]) -> str:
    """The characters that no installed font of the list has, each once, in their order.

    In PNG and PDF such a letter is drawn as a box with its script in it; in an SVG the reader's own fonts show it.
    """
    found: dict[str, None] = {}
    known = _letters(installed(tuple(fonts)))
    for text in texts:
        for letter in text:
            if letter.isprintable() and not letter.isspace() and ord(letter) not in known:
                found[letter] = None
    return "".join(found)


@lru_cache(maxsize=4)
def _letters(fonts: tuple[str, ...]) -> frozenset[int]:
    from matplotlib.font_manager import FontProperties, fontManager
    from matplotlib.ft2font import FT2Font

    found: set[int] = set()
    for name in fonts:
        path = fontManager.findfont(FontProperties(family=name), fallback_to_default=False)
        found |= set(FT2Font(path).get_charmap())
    return frozenset(found)


@lru_cache(maxsize=4096)
def _width(fonts: tuple[str, ...], text: str, bold: bool) -> float:
    """The width of a text of size 1; measured large, so that rounding to pixels does not show."""
    from matplotlib.font_manager import FontProperties

    font = FontProperties(family=list(fonts), size=100, weight="bold" if bold else "normal")
    width, _, _ = _renderer().get_text_width_height_descent(text, font, False)
    return float(width) / 100


@lru_cache(maxsize=1)
def _renderer() -> Any:
    from matplotlib.backends import backend_agg

    agg: Any = backend_agg
    return agg.RendererAgg(1, 1, POINTS_INCH)


def _can_be_spaced(text: str) -> bool:
    """Whether letters may be set apart: not in scripts whose letters join, nor with marks of their own."""
    return all(ord(c) < 0x590 and not unicodedata.combining(c) for c in text)


def _rings(shape: BaseGeometry | Frame) -> Iterator[BaseGeometry]:
    if isinstance(shape, Frame):
        yield shapely.box(*shape.box).exterior
        return
    if isinstance(shape, shapely.Polygon):
        if not shape.is_empty:
            yield from (shape.exterior, *shape.interiors)
        return
    for part in getattr(shape, "geoms", ()):
        yield from _rings(part)


def _strings(shape: BaseGeometry | Frame) -> Iterator[BaseGeometry]:
    if isinstance(shape, Frame | shapely.Polygon):
        yield from _rings(shape)
        return
    if isinstance(shape, shapely.LineString):
        if not shape.is_empty:
            yield shape
        return
    for part in getattr(shape, "geoms", ()):
        yield from _strings(part)


def _path(parts: Iterable[BaseGeometry], *, closed: bool) -> Any:
    """One Matplotlib path of all rings or lines, to a hundredth of a unit; None where there are none."""
    from matplotlib.path import Path as Curve

    curves = []
    for part in parts:
        points = np.round(shapely.get_coordinates(part), 2)
        if len(points) < 2:
            continue
        codes = np.full(len(points), Curve.LINETO, dtype=np.uint8)
        codes[0] = Curve.MOVETO
        if closed or isinstance(part, shapely.LinearRing) or (len(points) > 3 and (points[0] == points[-1]).all()):
            codes[-1] = Curve.CLOSEPOLY
        curves.append(Curve(points, codes))
    return Curve.make_compound_path(*curves) if curves else None
