"""What a picture is drawn on: its size, the smallest text that it bears, and what of it must stay free.

A sheet is measured in units of its own: pixels for a screen, points (1/72 inch) for print. A drawing is laid out in
those units, so that a text of 6.5 is 6.5 pt on paper and 28 is 28 px on television.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

POINTS_INCH = 72.0
MM_INCH = 25.4
# Texts and marks have the theme's sizes on a sheet this wide, and grow with a wider one.
PLAIN_WIDTH = 900.0
MOST_SCALE = 4.0


class Sides(NamedTuple):
    """What is kept free at each side of a sheet, in its units."""

    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0


NOTHING_FREE = Sides()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet to draw on.

    Attributes:
        name: as a person named it; for messages.
        width, height: in units; a height of None follows from what is drawn.
        unit: "px" of a screen, or "pt" of print (1/72 inch).
        least_text: no text is smaller, in units.
        scale: how much larger than the theme's sizes texts and marks are; by the width if None.
        dots: pixels of a PNG to a unit.
        free: nothing that must be read lies there (television's unsafe rim, an app's own bars).
    """

    name: str
    width: float
    height: float | None
    unit: Literal["px", "pt"] = "px"
    least_text: float = 11.0
    scale: float | None = None
    dots: float = 1.0
    free: Sides = NOTHING_FREE

    @property
    def drawn_scale(self) -> float:
        """How much larger than the theme's sizes texts and marks are."""
        if self.scale is not None:
            return self.scale
        return min(max(self.width / PLAIN_WIDTH, 1.0), MOST_SCALE)

    @property
    def dpi(self) -> float | None:
        """Dots an inch of a PNG for print; None for a screen, whose pixels have no length."""
        return self.dots * POINTS_INCH if self.unit == "pt" else None

    @property
    def bleeds(self) -> bool:
        """Whether the map runs on to the sheet's edges, since its rim may be hidden."""
        return any(self.free)


def plain_sheet(width: int, height: int) -> Sheet:
    """A sheet of so many pixels."""
    return Sheet(name=f"{width}x{height}", width=float(width), height=float(height))
