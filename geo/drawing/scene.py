"""What is to be drawn: one description from which web map, page and picture all render.

A scene holds plain features with a style token each; the theme says what a token looks like in light and dark. Texts
are plain text in the reader's language: a renderer shows them as characters, never as markup.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from shapely.geometry.base import BaseGeometry

from geo.model import Bounds

FeatureKind = Literal["range", "strike", "place", "origin", "line", "precision", "disputed", "region", "town"]
Anchor = Literal[
    "right", "left", "top", "bottom", "top-right", "top-left", "bottom-right", "bottom-left", "centre"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PopupLine:
    """One line of a popup: what kind of words they are, and the words."""

    kind: Literal["title", "text", "quote", "said by", "figure", "source"]
    text: str
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneFeature:
    """One thing drawn. ``geometry`` is lon, lat in degrees; ``style`` a token of the theme.

    ``name`` is what a screen reader hears ("Karatsjov, gemelde aanval").
    """

    id: str
    kind: FeatureKind
    style: str
    geometry: BaseGeometry
    name: str = ""
    popup: tuple[PopupLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text with its place on the map, decided once in Python.

    ``anchors`` maps a web zoom level to the side of the point on which the label stands, or to None where it is
    hidden; between and beyond the levels given, the nearest lower one counts. ``style`` is a token of the theme.
    """

    id: str
    text: str
    lon: float
    lat: float
    style: str
    priority: int
    anchors: dict[int, Anchor | None] = field(default_factory=dict)
    language: str | None = None
    leader: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendItem:
    """One line of the legend: a token to show and its words."""

    style: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a token looks in one colour scheme; colours are #rrggbb, widths px at the web scale."""

    stroke: str | None = None
    width: float = 1.0
    dash: tuple[float, ...] = ()
    fill: str | None = None
    fill_opacity: float = 1.0
    text: str | None = None
    halo: str | None = None
    size: float = 13.0
    weight: int = 400
    radius: float = 4.0
    spaced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Token to look, for a light and a dark page; both hold the same tokens."""

    light: dict[str, Look]
    dark: dict[str, Look]


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseMap:
    """Land, borders and their names for an extent, clipped well outside it so that no cut edge shows.

    ``id`` is a hash of the content: equal ids are equal base maps, so that a page can keep the one it has.
    ``land`` are the countries' areas, ``borders`` the lines between them by the chosen policy, ``disputed`` the
    dashed ones, ``lakes`` inland water where known.
    """

    id: str
    bounds: Bounds
    land: BaseGeometry
    borders: BaseGeometry
    disputed: BaseGeometry
    highlighted: dict[str, BaseGeometry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row of the table under the map: a place drawn, what it is, and a figure with its source."""

    name: str
    role: str
    figure: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """A web tile layer: asked for by a person, and contacting a third party, which the page says."""

    name: str
    address: str
    attribution: str
    max_zoom: int = 19


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything drawn, in drawing order, with every word that goes with it.

    Attributes:
        bounds: the first view: strike, origin and range.
        draft: the words that mark an unreviewed story, or None.
        credit: one line for every picture. method: sentences for "About this map".
        alt: alt text, never surer than the story. summary: two sentences, read before the map.
        words: what the script needs in the reader's language ("zoom in", "close", ...).
    """

    language: str
    title: str
    bounds: Bounds
    base: BaseMap
    features: tuple[SceneFeature, ...]
    labels: tuple[Label, ...]
    legend: tuple[LegendItem, ...]
    theme: Theme
    credit: str
    method: tuple[str, ...]
    alt: str
    summary: str
    draft: str | None = None
    changed: str = ""
    correction: str = ""
    table: tuple[TableRow, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    tiles: Tiles | None = None
