"""What is to be drawn: one description from which web map, page and picture all render.

A scene holds plain features with a style token each; the theme says what a token looks like in light and dark. Texts
are plain text in the reader's language: a renderer shows them as characters, never as markup.

Longitudes of a scene run on from the west of its view: where the view crosses the antimeridian (``west > east``) they
pass 180, so that every renderer draws the far side beside the near one and nothing is cut at 180.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.model import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geo.drawing.fonts import FontFamily

FeatureKind = Literal["range", "strike", "place", "origin", "line", "precision", "disputed", "region", "town"]
# Where a text stands: beside its point, on it, or further off at the end of a leader line, in two rings.
Anchor = Literal[
    "right", "left", "top", "bottom", "top-right", "top-left", "bottom-right", "bottom-left", "centre",
    "lead-right", "lead-left", "lead-top-right", "lead-top-left", "lead-bottom-right", "lead-bottom-left",
    "lead-top", "lead-bottom", "lead-right-far", "lead-left-far", "lead-top-right-far", "lead-top-left-far",
    "lead-bottom-right-far", "lead-bottom-left-far", "lead-top-far", "lead-bottom-far", "lead-right-out",
    "lead-left-out", "lead-top-right-out", "lead-top-left-out", "lead-bottom-right-out", "lead-bottom-left-out",
    "lead-top-out", "lead-bottom-out",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PopupLine:
    """One line of a popup: what kind of words they are, and the words; with their language, if not the scene's."""

    kind: Literal["title", "text", "quote", "said by", "figure", "source"]
    text: str
    address: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneFeature:
    """One thing drawn. ``geometry`` is lon, lat in degrees; ``style`` a token of the theme.

    ``name`` is what a screen reader hears ("Karatsjov, gemelde aanval"); ``language`` (BCP 47) that of the popup's
    title, where it is another than the scene's.
    """

    id: str
    kind: FeatureKind
    style: str
    geometry: BaseGeometry
    name: str = ""
    popup: tuple[PopupLine, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text with its place on the map, decided once in Python.

    ``anchors`` maps a web zoom level to the side of the point on which the label stands, or to None where it is
    hidden; between and beyond the levels given, the nearest lower one counts (below the lowest, the lowest).
    ``style`` is a token of the theme; ``mark`` the radius in px of the mark that the text stands beside, 0 for none.
    Labels of one ``group`` say the same (a ring's length at several places of it): a renderer that places labels anew
    shows them ``apart`` px from each other, or one where that is infinite. ``from_zoom`` is the web zoom level from
    which there is room for it, ``candidates`` are the sides on which it may stand. ``language`` is that of the text
    where it is not the reader's.
    """

    id: str
    text: str
    lon: float
    lat: float
    style: str
    priority: int
    anchors: dict[float, Anchor | None] = field(default_factory=dict)
    language: str | None = None
    mark: float = 0.0
    group: str | None = None
    apart: float = math.inf
    from_zoom: float = 0.0
    candidates: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendItem:
    """One line of the legend: a token to show and its words."""

    style: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a token looks in one colour scheme; colours are #rrggbb, widths px at the web scale.

    ``font`` is the house's, by which texts are measured; None for the reader's own.
    """

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
    font: FontFamily | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Token to look, for a light and a dark page; both hold the same tokens.

    ``font`` is drawn with and travels in the page; ``least_px`` is the smallest text that a page may have.
    """

    light: dict[str, Look]
    dark: dict[str, Look]
    font: FontFamily | None = None
    least_px: float = 11.0


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
    """One row of the table under the map: a place drawn, what it is, and a figure with its source.

    ``language`` (BCP 47) is that of the name, where it is another than the scene's.
    """

    name: str
    role: str
    figure: str = ""
    source: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TextColumn:
    """One text for each of many events: ``index`` (n,) into ``table``, in which each text stands once; -1 for none."""

    table: tuple[str, ...]
    index: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """An event in the table under the map, for who reads without script or sight."""

    when: str
    title: str
    place: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EventLayer:
    """Many events, as columns in drawing order: those known only roughly first, under the others.

    Attributes:
        lon, lat: (n,) degrees, running on as the scene's. rough: known less exactly than a town.
        precision: (n,) into ``precisions``, each metres with the words for it; -1 where nothing is stated.
        low, high: (n,) first and last day that it may have been on, from 1970-01-01; ``dated`` where that is known.
        texts: by name: title, clock ("03:25"), sign ("~", "?"), place, source, address, licence, and ``more``.
        more: names of the further columns that a person lets out, shown as "name: value".
        style, rough_style: tokens of the theme.
        rows: some of the events, newest first, for the table. ``total``: all events of the story, of which
            ``unplaced`` have no place on the map and ``outside`` lie off what is drawn.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    rough: NDArray[np.bool_]
    precision: NDArray[np.int64]
    precisions: tuple[tuple[float, str], ...]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    dated: NDArray[np.bool_]
    texts: dict[str, TextColumn]
    more: tuple[str, ...] = ()
    style: str = "event"
    rough_style: str = "event-rough"
    rows: tuple[EventRow, ...] = ()
    total: int = 0
    unplaced: int = 0
    outside: int = 0


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
        language: of the words (BCP 47); names that are in another say so themselves.
        title_language: of the title, where that is another: an article's own above English words.
        bounds: the first view: strike, origin and range.
        draft: the words that mark an unreviewed story, or None.
        embargo: the words that say until when nobody may publish it, or an empty text; ``embargo_until`` that moment.
        credit: one line for every picture. method: sentences for "About this map".
        alt: alt text, never surer than the story. summary: two sentences, read before the map.
        fit_zoom: the web zoom level (may be fractional) at which ``bounds`` fill ``size_px``.
        inset: the ground of a small map of where the view lies, where a person asked for one.
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
    embargo: str = ""
    embargo_until: str = ""
    table: tuple[TableRow, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    tiles: Tiles | None = None
    inset: BaseMap | None = None
    story: str = ""
    revision: int = 1
    size_px: tuple[int, int] = (1280, 720)
    fit_zoom: float = 5.0
    events: EventLayer | None = None
    title_language: str | None = None


# ---------------------------------------------------------------- as JSON

# Decimals of a degree: 3 is about 111 m, below half a pixel at the closest zoom the base map is made for; features
# get 4 (11 m).
BASE_DECIMALS = 3
FEATURE_DECIMALS = 4


def scene_json(
    scene: Scene, *, base: dict[str, Any] | None = None, shape: Callable[[BaseGeometry], dict[str, Any]] | None = None
) -> dict[str, Any]:
    """The scene as a plain JSON value, for the one script that draws it.

    Geometries are GeoJSON (lon, lat, rounded); ``bounds`` are [west, south, east, north] with ``east`` above 180
    where the view crosses the antimeridian. ``anchors`` are keyed by zoom level as text; null is hidden.

    Args:
        base: the base map's value, where it is at hand. shape: writes the geometries of features in another way.
    """
    return {
        "version": 1,
        "story": scene.story,
        "revision": scene.revision,
        "language": scene.language,
        "title": scene.title,
        **({"titleLanguage": scene.title_language} if scene.title_language is not None else {}),
        "bounds": flat_bounds(scene.bounds),
        "size": list(scene.size_px),
        "fitZoom": round(scene.fit_zoom, 3),
        "base": base_json(scene.base) if base is None else base,
        "features": [_feature_json(feature, shape) for feature in scene.features],
        "labels": [_label_json(label) for label in scene.labels],
        "legend": [{"style": item.style, "text": item.text} for item in scene.legend],
        "theme": {"light": looks_json(scene.theme.light), "dark": looks_json(scene.theme.dark)},
        "credit": scene.credit,
        "method": list(scene.method),
        "alt": scene.alt,
        "summary": scene.summary,
        "draft": scene.draft,
        "changed": scene.changed,
        "correction": scene.correction,
        "table": [_row_json(row) for row in scene.table],
        "words": dict(scene.words),
        "tiles": None
        if scene.tiles is None
        else {
            "name": scene.tiles.name,
            "address": scene.tiles.address,
            "attribution": scene.tiles.attribution,
            "maxZoom": scene.tiles.max_zoom,
        },
        **({} if scene.events is None else {"events": events_json(scene.events)}),
    }


# A layer is a value that is never altered: the app asks for the same one at each rerun.
@lru_cache(maxsize=4)
def events_json(events: EventLayer) -> dict[str, Any]:
    """The events column by column, as whole numbers that are each the difference from the one before.

    In drawing order neighbours lie close together, so that nearly all differences have one or two digits: packed, this
    is smaller than the same in base64. ``x``, ``y`` are 0.0001 degree (11 m); ``span`` is the days from the first to
    the last on which it may have been, -1 for no date.
    """
    days = np.where(events.dated, events.low, 0)
    if events.dated.any():  # an unknown date repeats the one before: no difference
        known = np.maximum.accumulate(np.where(events.dated, np.arange(len(days)), 0))
        days = days[known]
    return {
        "x": _differences(np.round(events.lon * 10**FEATURE_DECIMALS)),
        "y": _differences(np.round(events.lat * 10**FEATURE_DECIMALS)),
        "low": _differences(days),
        "span": np.where(events.dated, events.high - events.low, -1).tolist(),
        "rough": int(events.rough.sum()),
        "precision": {
            "metres": [metres for metres, _ in events.precisions],
            "text": [text for _, text in events.precisions],
            "index": events.precision.tolist(),
        },
        "texts": {name: _text_json(column) for name, column in events.texts.items()},
        "more": list(events.more),
        "styles": [events.style, events.rough_style],
        "total": events.total,
    }


def _text_json(column: TextColumn) -> dict[str, Any]:
    """A column of texts; without an index where each event has a text of its own, in order."""
    index = column.index
    in_order = len(column.table) == len(index) and bool((index == np.arange(len(index))).all())
    return {"table": list(column.table), **({} if in_order else {"index": index.tolist()})}


def _differences(values: NDArray[Any]) -> list[int]:
    found: list[int] = np.diff(values.astype(np.int64), prepend=np.int64(0)).tolist()
    return found


def base_json(base: BaseMap) -> dict[str, Any]:
    """The base map by itself: a page that holds the one with this ``id`` need not be sent it again."""
    return {
        "id": base.id,
        "bounds": flat_bounds(base.bounds),
        "land": geometry_json(base.land, BASE_DECIMALS),
        "borders": geometry_json(base.borders, BASE_DECIMALS),
        "disputed": geometry_json(base.disputed, BASE_DECIMALS),
        "highlighted": {code: geometry_json(area, BASE_DECIMALS) for code, area in base.highlighted.items()},
    }


def flat_bounds(bounds: Bounds) -> list[float]:
    """West, south, east, north with east above west: 360 more where the box crosses the antimeridian."""
    east = bounds.east + 360 if bounds.west > bounds.east else bounds.east
    return [round(value, 5) for value in (bounds.west, bounds.south, east, bounds.north)]


def geometry_json(geometry: BaseGeometry, decimals: int) -> dict[str, Any]:
    """A GeoJSON geometry with rounded coordinates, without the points and rings that fall together by that."""
    match geometry:
        case shapely.Point() if not geometry.is_empty:
            return {"type": "Point", "coordinates": _rounded(geometry, decimals)[0].tolist()}
        case shapely.LineString() if not geometry.is_empty:
            return {"type": "LineString", "coordinates": _rounded(geometry, decimals).tolist()}
        case shapely.Polygon() if rings := _rings(geometry, decimals):
            return {"type": "Polygon", "coordinates": rings}
        case shapely.MultiPolygon():
            found = [rings for part in geometry.geoms if (rings := _rings(part, decimals))]
            return {"type": "MultiPolygon", "coordinates": found}
        case shapely.MultiLineString():
            lines = [_rounded(part, decimals).tolist() for part in geometry.geoms]
            return {"type": "MultiLineString", "coordinates": [line for line in lines if len(line) > 1]}
        case shapely.MultiPoint() | shapely.GeometryCollection():
            parts = [geometry_json(part, decimals) for part in geometry.geoms]
            return {"type": "GeometryCollection", "geometries": parts}
        case _:
            return {"type": "GeometryCollection", "geometries": []}


def _rounded(geometry: BaseGeometry, decimals: int) -> NDArray[np.float64]:
    """Coordinates (n, 2), rounded, each different from the one before."""
    xy = np.round(shapely.get_coordinates(geometry), decimals) + 0.0
    moves = np.ones(len(xy), dtype=bool)
    moves[1:] = (xy[1:] != xy[:-1]).any(axis=1)
    return np.asarray(xy[moves])


def _rings(polygon: shapely.Polygon, decimals: int) -> list[Any]:
    """The rings of a polygon, its outline first; nothing where the outline has fallen together."""
    if polygon.is_empty:
        return []
    outline, *holes = (_rounded(ring, decimals).tolist() for ring in (polygon.exterior, *polygon.interiors))
    return [outline, *(hole for hole in holes if len(hole) > 3)] if len(outline) > 3 else []


def _feature_json(
    feature: SceneFeature, shape: Callable[[BaseGeometry], dict[str, Any]] | None = None
) -> dict[str, Any]:
    value: dict[str, Any] = {
        "id": feature.id,
        "kind": feature.kind,
        "style": feature.style,
        "geometry": geometry_json(feature.geometry, FEATURE_DECIMALS) if shape is None else shape(feature.geometry),
        "name": feature.name,
        "popup": [],
    }
    for line in feature.popup:
        words = {"kind": line.kind, "text": line.text, "address": line.address, "language": line.language}
        value["popup"].append({name: text for name, text in words.items() if text is not None})
    if feature.language is not None:
        value["language"] = feature.language
    return value


def _row_json(row: TableRow) -> dict[str, str]:
    value = {"name": row.name, "role": row.role, "figure": row.figure, "source": row.source}
    return value if row.language is None else {**value, "language": row.language}


def _label_json(label: Label) -> dict[str, Any]:
    value: dict[str, Any] = {
        "id": label.id,
        "text": label.text,
        "lon": round(label.lon, 5),
        "lat": round(label.lat, 5),
        "style": label.style,
        "priority": label.priority,
        "anchors": {f"{zoom:g}": label.anchors[zoom] for zoom in sorted(label.anchors)},
        "mark": label.mark,
    }
    if label.language is not None:
        value["language"] = label.language
    return value


def looks_json(looks: dict[str, Look]) -> dict[str, Any]:
    """Token to look, with every field, so that the script needs no defaults of its own."""
    found: dict[str, Any] = {}
    for token, look in looks.items():
        fields = {
            "stroke": look.stroke,
            "width": look.width,
            "dash": list(look.dash),
            "fill": look.fill,
            "fillOpacity": look.fill_opacity,
            "text": look.text,
            "halo": look.halo,
            "size": look.size,
            "weight": look.weight,
            "radius": look.radius,
            "spaced": look.spaced,
        }
        found[token] = fields
    return found
