"""Where title, legend, map and credit stand on a sheet, in the sheet's units, x to the right and y down.

The legend stands in a corner of the map where it hides little, else beside the map or under it, whichever leaves the
content largest. What a sheet cannot hold at the smallest text is said to be too much, with the size that would do.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from geo.drawing.pencil import Frame
from geo.units import tied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from geo.drawing.scene import LegendItem, Look, Scene
    from geo.drawing.sheet import Sheet

# Narrower than this at the theme's sizes, a draft mark stands under the title and the legend not in the map.
NARROW = 560.0
# A correction is shown whole, in as many lines as a few sentences need on the narrowest picture; then it is cut.
MOST_CORRECTION_LINES = 9
# The least map that is one, at the theme's sizes.
LEAST_MAP = (150.0, 96.0)
# A legend over the map takes at most this share of it.
MOST_SHARE = 0.3
# Beside the map, at most this share of the width.
BESIDE_SHARE, FLAT_BESIDE_SHARE = 0.42, 0.51
# By how much the texts of a legend beside a low map are narrower, where the map is high enough.
NARROWER = (0.9, 0.8, 0.7)
# A sheet whose height follows from its content: the map is this high at least and at most, by its width; on a narrow
# one (a column of the paper) it may be higher than wide.
HEIGHTS, NARROW_HEIGHTS = (0.56, 0.84), (0.62, 1.2)
# Lower than this at the theme's sizes, margins, title and legend are small.
FLAT = 300.0
# A sheet this much higher than wide has its legend under the map.
TALL = 1.15
LEGEND_TEXT = 262.0
# A space at which no line ends.
KEEP = "\u00a0"

Where = Literal["in", "under", "beside", "none"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text from the start of its base line."""

    x: float
    y: float
    text: str
    look: Look


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend: where its sign begins, and its text in lines."""

    item: LegendItem
    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """The legend, measured from its own top left."""

    width: float
    height: float
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands where.

    Attributes:
        height: of the sheet.
        map: the rectangle that the map fills; window: what of it may hold what must be read.
        legend_at: the top left of the legend, None where it has to find a corner of the map.
    """

    height: float
    title: tuple[Line, ...]
    draft: Frame | None
    credit: tuple[Line, ...]
    map: Frame
    window: Frame
    where: Where
    legend: Legend | None
    legend_at: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Needed:
    """That a sheet is too small, and the width and height that would do."""

    width: float
    height: float


class Setter:
    """Sets the words of a scene on a sheet.

    Args:
        measure: the width of a text in a look, in units.
    """

    def __init__(self, scene: Scene, sheet: Sheet, looks: dict[str, Look], measure: Callable[[str, Look], float]):
        self.scene, self.sheet, self.looks, self.measure = scene, sheet, looks, measure
        self.scale = sheet.drawn_scale
        self.narrow = sheet.width / self.scale < NARROW
        self.flat = sheet.height is not None and sheet.height / self.scale < FLAT
        self.tall = sheet.height is None or sheet.height > TALL * sheet.width
        self.margin = (8 if self.flat else 12 if self.narrow else 16) * self.scale
        free = sheet.free
        self.left = free.left or self.margin
        self.right = sheet.width - (free.right or self.margin)
        self.top = free.top or self.margin
        self.bottom = free.bottom or self.margin

    def sized(self, look: Look, size: float | None = None) -> Look:
        """A look at the sheet's scale, never smaller than the smallest text; lines and marks grow with it."""
        return replace(
            look,
            size=max((size or look.size) * self.scale, self.sheet.least_text),
            width=look.width * self.scale,
            radius=look.radius * self.scale,
            dash=tuple(step * self.scale for step in look.dash),
        )

    # ------------------------------------------------------------ parts

    def layouts(self, items: Sequence[LegendItem], aspect: float) -> list[Layout | Needed]:
        """The ways to lay the sheet out, with the legend in the map, under it and beside it.

        Args:
            items: of the legend.
            aspect: width by height of what the map has to show.
        """
        ways: list[Where] = ["in", "under", "beside"] if items else ["none"]
        if self.narrow and items:
            ways.remove("in")
        if self.narrow and self.tall and items:
            ways.remove("beside")
        return [self._layout(where, items, aspect) for where in ways]

    def _layout(self, where: Where, items: Sequence[LegendItem], aspect: float) -> Layout | Needed:
        credit, footer = self._footer()
        title, draft, top = self._header()
        legend: Legend | None = None
        left, right, under = self.left, self.right, 0.0
        if where == "in":
            legend = self.legend(items, LEGEND_TEXT * self.scale, columns=1, boxed=True)
        elif where == "under":
            legend = self._columns(items, right - left)
            under = legend.height + 4 * self.scale
        elif where == "beside":
            most = (right - left) * (FLAT_BESIDE_SHARE if self.flat else BESIDE_SHARE)
            text = min(most - self._indent, LEGEND_TEXT * self.scale)
            legend = self.legend(items, text, columns=1, boxed=False)
            if self.flat and self.sheet.height is not None:
                # Beside a low map the legend is as narrow as its height allows, and the map so much wider.
                room = self.sheet.height - footer - top
                for share in NARROWER:
                    narrower = self.legend(items, text * share, columns=1, boxed=False)
                    legend = narrower if narrower.height <= room else legend
            right -= legend.width + 10 * self.scale
        height = self.sheet.height
        if height is None:
            low, high = NARROW_HEIGHTS if self.narrow else HEIGHTS
            ratio = min(max(1 / aspect, low), high)
            tall = max((right - left) * ratio, legend.height if legend and where == "beside" else 0.0)
            height = top + tall + under + footer
        bottom = height - footer
        least = (LEAST_MAP[0] * self.scale, LEAST_MAP[1] * self.scale)
        short = least[1] - (bottom - under - top)
        if legend and where == "beside":
            short = max(short, legend.height - (bottom - top))
        thin = least[0] - (right - left)
        if short > 0.5 or thin > 0.5:
            return Needed(self.sheet.width + max(thin, 0.0), height + max(short, 0.0))
        window = Frame(left, top, right, bottom - under)
        bleeding = self.sheet.bleeds
        drawn = replace(
            window,
            left=0.0 if bleeding else left,
            right=self.sheet.width if bleeding and where != "beside" else right,
        )
        at = None
        if where == "under":
            at = left, window.bottom + 4 * self.scale
        elif where == "beside":
            at = right + 10 * self.scale, top
        moved = tuple(replace(line, y=line.y + height) for line in credit)
        return Layout(height, title, draft, moved, drawn, window, where, legend, at)

    def _header(self) -> tuple[tuple[Line, ...], Frame | None, float]:
        """Title and draft mark; and the y at which the map begins."""
        look = self.sized(replace(self.looks["page"], weight=700), 16 if self.flat else 19 if self.narrow else 22)
        y = self.top
        room = self.right - self.left
        mark = self._draft_size()
        beside = mark is not None and (
            not self.narrow or self.measure(self.scene.title, look) + mark[0] + 12 * self.scale <= room
        )
        if mark is not None and beside:
            room -= mark[0] + 12 * self.scale
        lines = []
        for text in self.balanced(self.scene.title, look, room, lines=3):
            x = self.left + room - self.measure(text, look) if _leads_right(text) else self.left
            lines.append(Line(x, y + look.size * 0.82, text, look))
            y += look.size * 1.22
        draft: Frame | None = None
        if mark is not None and beside:
            draft = Frame(self.right - mark[0], self.top, self.right, self.top + mark[1])
            y = max(y, draft.bottom + 2 * self.scale)
        elif mark is not None:
            draft = Frame(self.left, y + 1 * self.scale, self.left + mark[0], y + 1 * self.scale + mark[1])
            y = draft.bottom + 3 * self.scale
        return tuple(lines), draft, y + (3 if self.flat else 5) * self.scale

    @property
    def draft_look(self) -> Look:
        """The draft mark's letters."""
        return self.sized(self.looks["draft"])

    def _draft_size(self) -> tuple[float, float] | None:
        if not self.scene.draft:
            return None
        look = self.draft_look
        return self.measure(self.scene.draft, look) + 16 * self.scale, look.size * 1.7

    def _footer(self) -> tuple[tuple[Line, ...], float]:
        """Embargo, correction, credit and last change, from the sheet's lower edge; and their height."""
        small = self.sized(self.looks["muted"], 11 if self.narrow else 10.6)
        strong = replace(small, text=self.looks["page"].text)
        room = self.right - self.left
        lines: list[tuple[str, Look]] = []
        if self.scene.embargo:
            bold = replace(strong, weight=700)
            lines += [(line, bold) for line in self.wrapped(self.scene.embargo, bold, room, lines=3)]
        if self.scene.correction:
            lines += [
                (line, strong)
                for line in self.wrapped(self.scene.correction, strong, room, lines=MOST_CORRECTION_LINES)
            ]
        parts = [part for part in (self.scene.credit, self.scene.changed) if part]
        lines += [(line, small) for line in self._wrapped_parts(" · ".join(parts), small, room, lines=5)]
        step = small.size * 1.32
        start = -self.bottom - len(lines) * step
        set_lines = [
            Line(
                self.right - self.measure(text, look) if _leads_right(text) else self.left,
                start + (number + 0.8) * step,
                text,
                look,
            )
            for number, (text, look) in enumerate(lines)
        ]
        return tuple(set_lines), -start + (4 if self.flat else 6) * self.scale

    # ------------------------------------------------------------ the legend

    @property
    def legend_look(self) -> Look:
        """The legend's letters."""
        return self.sized(self.looks["page"], 11 if self.flat else 12 if self.narrow else 11.5)

    @property
    def _indent(self) -> float:
        return 33 * self.scale

    def _columns(self, items: Sequence[LegendItem], room: float) -> Legend:
        """The legend in as many columns as make it lowest."""
        gap = 18 * self.scale
        found = []
        for columns in range(1, min(3, len(items)) + 1):
            text = (room - gap * (columns - 1)) / columns - self._indent
            if columns == 1 or text >= 130 * self.scale:
                found.append(self.legend(items, text, columns=columns, boxed=False, column=text + self._indent + gap))
        return min(found, key=lambda legend: legend.height)

    def legend(
        self, items: Sequence[LegendItem], room: float, *, columns: int, boxed: bool, column: float = 0.0
    ) -> Legend:
        """The legend with texts at most so wide, its items down one column after the other."""
        look = self.legend_look
        pad = 9 * self.scale if boxed else 0.0
        wrapped = [tuple(self.wrapped(item.text, look, room, lines=6)) for item in items]
        heights = [(0.45 + 1.22 * len(lines)) * look.size for lines in wrapped]
        starts = _even_columns(heights, columns)
        entries, tall, width = [], 0.0, 0.0
        for number, (first, last) in enumerate(starts):
            y = pad * 0.7
            for n in range(first, last):
                x = pad + number * column
                entries.append(Entry(items[n], x, y, wrapped[n]))
                width = max(width, x + self._indent + max(self.measure(line, look) for line in wrapped[n]))
                y += heights[n]
            tall = max(tall, y)
        return Legend(width + pad, tall + pad * 0.5, tuple(entries))

    # ------------------------------------------------------------ words

    def wrapped(self, text: str, look: Look, room: float, *, lines: int) -> list[str]:
        """The text in lines that fit; what does not fit the last line is cut, with a mark. No figure is broken."""
        whole = tied(text.replace("\u202f", KEEP))
        words = "".join(c if c.isprintable() or c == KEEP else " " for c in whole).split(" ")
        words = [word for word in words if word.strip(KEEP)]
        found: list[str] = []
        line = ""
        for word in words:
            for piece in self._pieces(word, look, room):
                longer = f"{line} {piece}".strip()
                if line and self.measure(longer, look) > room:
                    found.append(line)
                    line = piece
                else:
                    line = longer
        found.append(line)
        if len(found) > lines:
            last = found[lines - 1].rstrip()
            while len(last) > 1 and self.measure(last + "…", look) > room:
                last = last[:-1].rstrip()
            found = [*found[: lines - 1], last + "…"]
        return [line.replace(KEEP, " ") for line in found if line]

    def balanced(self, text: str, look: Look, room: float, *, lines: int) -> list[str]:
        """As ``wrapped``, in lines about as long as each other: no word stands alone on the last."""
        found = self.wrapped(text, look, room, lines=lines)
        if len(found) < 2 or found[-1].endswith("…"):
            return found
        low, high = room / 2, room
        while high - low > look.size / 4:
            middle = (low + high) / 2
            tried = self.wrapped(text, look, middle, lines=lines + 1)
            if len(tried) > len(found):
                low = middle
            else:
                found, high = tried, middle
        return found

    def _wrapped_parts(self, text: str, look: Look, room: float, *, lines: int) -> list[str]:
        """A line of parts with " · " between, broken between parts where that takes no more lines than between words.

        No line begins with the sign that parts them.
        """
        plain = self.wrapped(text, look, room, lines=lines)
        found: list[str] = []
        for part in text.split(" · "):
            longer = f"{found[-1]} · {part}" if found else part
            if found and self.measure(longer, look) <= room:
                found[-1] = longer
            else:
                found.append(part)
        if len(found) <= len(plain) and all(self.measure(line, look) <= room for line in found):
            return found
        return [line.removeprefix("· ") for line in plain if line != "·"]

    def _pieces(self, word: str, look: Look, room: float) -> Iterator[str]:
        """A word, broken only where it is wider than a whole line."""
        while len(word) > 1 and self.measure(word, look) > room:
            fits = max(1, int(len(word) * room / self.measure(word, look)) - 1)
            yield word[:fits]
            word = word[fits:]
        yield word


def _even_columns(heights: Sequence[float], columns: int) -> list[tuple[int, int]]:
    """Where columns begin and end, in order, so that the highest is lowest."""
    if columns == 1 or len(heights) <= columns:
        ends = list(range(1, len(heights) + 1)) if columns > 1 else [len(heights)]
        return list(zip([0, *ends[:-1]], ends, strict=True))
    best: tuple[float, list[tuple[int, int]]] | None = None
    for first in range(1, len(heights) - columns + 2):
        rest = [(first + a, first + b) for a, b in _even_columns(heights[first:], columns - 1)]
        parts = [(0, first), *rest]
        tallest = max(sum(heights[a:b]) for a, b in parts)
        if best is None or tallest < best[0]:
            best = tallest, parts
    assert best is not None
    return best[1]


def _leads_right(text: str) -> bool:
    """Whether a line begins in a script that runs from right to left."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L") != "L"
