"""A published story as plain tables, a layer a kind: what the data files other than GeoJSON are made of.

Every row says whether the story was reviewed or is a draft, whom to credit, what was corrected, until when it is under
embargo and on which terms it may be used, for a row is soon copied elsewhere. Lengths are metres, positions lon, lat in
degrees (WGS 84).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import shapely

from geo.document import STATEMENTS, credit_line, licence_line, published, status
from geo.drawing.theme import range_style
from geo.drawing.wording import DETAIL_WORDS, Wording, accounts, embargo_words
from geo.publishing.rfc7946 import well_formed
from geo.words import map_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

    from geo.model import Line, Origin, Place, PlaceKind, RangeArea, Story, Strike

Column = Literal["text", "number", "whole", "yes"]
Kind = Literal["place", "strike", "origin", "range", "line"]
Shape = Literal["Point", "MultiPoint", "MultiPolygon", "MultiLineString", "Unknown"]

MARKS: dict[str, Column] = {
    "status": "text", "credit": "text", "correction": "text", "embargo": "text", "licence": "text",
}  # fmt: skip
_FIRST: dict[str, Column] = {"id": "text", "kind": "text", "name": "text"}
_PLACE: dict[str, Column] = {
    "gazetteer_name": "text", "place_kind": "text", "country": "text", "admin1": "text", "role": "text",
    "publish": "text", "precision_m": "number", "confidence": "number", "moved": "yes", "geonameid": "whole",
    "population": "whole", "style": "text",
}  # fmt: skip
_STRIKE: dict[str, Column] = {
    "place": "text", "certainty": "text", "zone": "text",
    **{f"{name}{end}": "text" for name in STATEMENTS for end in ("", "_said_by")}, "others": "text",
}  # fmt: skip
_ORIGIN: dict[str, Column] = {"origin_kind": "text", "country": "text", "place": "text", "date": "text",
                              "source": "text"}  # fmt: skip
_RANGE: dict[str, Column] = {
    "weapon": "text", "variant": "text", "min_m": "number", "max_m": "number", "about": "yes", "bound": "text",
    "stated_by": "text", "origin": "text", "measured_from": "text", "onto": "text", "main": "yes", "error_m": "number",
    "outline_m": "number", "area_km2": "number", "style": "text",
}  # fmt: skip
_LINE: dict[str, Column] = {
    "from_name": "text", "to_name": "text", "from_place": "text", "to_place": "text", "distance_m": "number",
    "low_m": "number", "high_m": "number", "azimuth_deg": "number",
}  # fmt: skip
# The kinds of places that are areas, and how their names are written.
AREAS: dict[PlaceKind, str] = {
    "country": "label-country", "region": "label-region", "continent": "label-country", "area": "label-region",
    "water": "label-water",
}  # fmt: skip
# Every column of every layer: what another tool gives back under these names is ours.
COLUMNS = {
    kind: {**_FIRST, **own, **MARKS}
    for kind, own in (("place", _PLACE), ("strike", _STRIKE), ("origin", _ORIGIN), ("range", _RANGE), ("line", _LINE))
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing of the story: its values by column and its geometry.

    Attributes:
        look: the token of the theme that it is drawn with.
        telling: gives what is said of it, in sentences; most kinds of files do not ask.
    """

    values: dict[str, Any]
    geometry: BaseGeometry | None
    look: str
    telling: Callable[[], tuple[str, ...]]

    @property
    def told(self) -> tuple[str, ...]:
        """What is said of it, in sentences."""
        return self.telling()

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.values["name"])


@dataclass(frozen=True, kw_only=True)
class Layer:
    """The rows of one kind. ``title`` is its name in the reader's language, ``shape`` what its geometries are."""

    name: str
    kind: Kind
    title: str
    about: str
    shape: Shape
    columns: dict[str, Column]
    rows: tuple[Row, ...]


def ready(story: Story) -> Story:
    """The published form of a story, its geometries as RFC 7946 asks."""
    out = published(story)
    return replace(
        out,
        ranges=tuple(replace(a, geometry=well_formed(a.geometry), origin=_formed(a.origin)) for a in out.ranges),
        lines=tuple(replace(line, geometry=well_formed(line.geometry)) for line in out.lines),
    )


def _formed(origin: Origin) -> Origin:
    return origin if origin.geometry is None else replace(origin, geometry=well_formed(origin.geometry))


class Tables:
    """A story as it may leave the desk, as layers."""

    def __init__(self, story: Story) -> None:
        self.story = ready(story)
        self.say = map_words(story.language)
        abouts = frozenset(area.id for area in self.story.ranges if area.about)
        self.words = Wording(self.story, self.say, self.say.language, abouts)

    @cached_property
    def marks(self) -> dict[str, str]:
        """What every row says: reviewed or draft, credit, correction, embargo, licence."""
        return marks_of(self.story)

    @cached_property
    def about(self) -> dict[str, str]:
        """What a file says of itself, in its metadata: title, marks, sources, method, which revision of which story."""
        story, words = self.story, self.words
        found = {
            "title": words.title(),
            **self.marks,
            "embargo_until": story.embargo or "",
            "alt": story.alt,
            "caption": story.caption,
            "method": " ".join(words.method(())),
            "borders": story.policy,
            "language": story.language,
            "story": story.id,
            "revision": str(story.revision),
            "changed": story.changed or "",
            "article": story.article.title,
            "published": story.article.published or "",
            "source": story.article.source or "",
            "address": story.article.address or "",
        }
        return {key: value for key, value in found.items() if value}

    @cached_property
    def mark(self) -> str:
        """The mark of a draft, or that somebody reviewed it, in words."""
        return self.words.draft() if self.story.review is None else self.say("Reviewed")

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The marks as sentences, for who reads rather than computes."""
        parts = (self.marks["embargo"], self.mark, self.words.correction(), self.marks["credit"], self.marks["licence"])
        return tuple(part for part in parts if part)

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """Every kind, also those that the story has nothing of, what is drawn last first."""
        story, say = self.story, self.say
        origins = _distinct([area.origin for area in story.ranges])
        starts = [self._origin(origin, number) for number, origin in enumerate(origins, 1)]
        return (
            _layer("strikes", "strike", say("Reported strikes"), say("What is reported, and who says so."), "Point",
                   [self._strike(strike) for strike in story.strikes]),
            _layer("places", "place", say("Places"), say("The places that the article names."), "Point",
                   [self._place(place) for place in story.places]),
            _layer("lines", "line", say("Distances"), say("Measured distances, in metres."), "MultiLineString",
                   [self._line(line) for line in story.lines]),
            _layer("origins", "origin", say("Measured from"), say("From where the ranges are measured."),
                   _shape_of(starts), starts),
            _layer("ranges", "range", say("Ranges"), say("Stated ranges; who states each stands with it."),
                   "MultiPolygon", [self._range(area, origins) for area in story.ranges]),
        )  # fmt: skip

    def layer(self, name: str) -> Layer:
        """The layer of that name."""
        return next(layer for layer in self.layers if layer.name == name)

    # ------------------------------------------------------------ rows

    def _row(self, kind: Kind, key: str, name: str, own: dict[str, Any], **more: Any) -> Row:
        values = {"id": key, "kind": kind, "name": name, **own, **self.marks}
        return Row(values={column: values.get(column) for column in COLUMNS[kind]}, **more)

    def _place(self, place: Place) -> Row:
        record = place.chosen
        own = {
            "gazetteer_name": record.name,
            "place_kind": record.kind,
            "country": record.country,
            "admin1": record.admin1,
            "role": place.role,
            "publish": place.publish,
            "precision_m": place.precision_m,
            "confidence": place.confidence,
            "moved": place.moved,
            "geonameid": record.geonameid,
            "population": record.population,
            "style": _look_of(place),
        }
        return self._row(
            "place",
            place.id,
            place.name,
            own,
            geometry=shapely.Point(place.lon, place.lat),
            look=own["style"],
            telling=lambda: self._told_of(place),
        )

    def _told_of(self, place: Place) -> tuple[str, ...]:
        """What a place is, what is reported there, and how far it lies from what."""
        words = self.words
        told = [detail for strike in words.strikes_at(place) for detail in self._details(strike)]
        ends = [line for line in self.story.lines if place.name in {line.from_name, line.to_name}]
        figures = [words.away(line, place.name) for line in ends]
        return (words.role(place), *told, *figures)

    def _details(self, strike: Strike) -> list[str]:
        """Each detail with who says so."""
        return [
            f"{text} ({self.words.said(said)})" if said.said_by else text for text, said in self.words.details(strike)
        ]

    def _strike(self, strike: Strike) -> Row:
        place = self.story.place(strike.where) if strike.where else None
        own: dict[str, Any] = {"place": strike.where, "certainty": strike.certainty, "zone": strike.zone}
        others = []
        for name in DETAIL_WORDS:
            told = accounts(strike, name)
            # A bare figure in a column would say that it was so: what is denied stands only where that is said.
            if getattr(strike, name) is not None and told[0].certainty != "denied":
                own[name], own[f"{name}_said_by"] = str(told[0].value), told[0].said_by
                told = told[1:]
            others += [f"{name}: {said.value} ({said.certainty}; {said.said_by or '-'})" for said in told]
        own["others"] = "; ".join(others) or None
        return self._row(
            "strike",
            strike.id,
            self.say("reported strike") if place is None else f"{self.say('reported strike')}: {place.name}",
            own,
            geometry=None if place is None else shapely.Point(place.lon, place.lat),
            look="strike",
            telling=lambda: tuple(self._details(strike)),
        )

    def _origin(self, origin: Origin, number: int) -> Row:
        own = {
            "origin_kind": origin.kind,
            **{key: getattr(origin, key) for key in ("country", "place", "date", "source")},
        }
        return self._row(
            "origin",
            f"origin-{number}",
            origin.name,
            own,
            geometry=origin.geometry,
            look="origin" if origin.kind in {"point", "points"} else "origin-line",
            telling=lambda: (self.words.measured_from(origin),),
        )

    def _range(self, area: RangeArea, origins: list[Origin]) -> Row:
        words = self.words
        weapon = words.weapon(area)
        weapons = list(dict.fromkeys(other.weapon for other in self.story.ranges))
        reach = self.say("range {length}", length=words.reach(area))
        variant = words.variant(area)
        named = [part for part in ("" if weapon is None else weapon.name, variant and self.say(variant)) if part]
        own = {
            "weapon": None if weapon is None else weapon.name,
            "variant": variant or area.variant,
            "origin": f"origin-{origins.index(area.origin) + 1}",
            "measured_from": words.origin(area.origin),
            **{key: getattr(area, key) for key in ("min_m", "max_m", "about", "bound", "stated_by", "onto", "main",
                                                   "error_m", "outline_m", "area_km2")},
            "style": range_style(weapons.index(area.weapon), main=area.main),
        }  # fmt: skip
        who = self.say("according to {who}", who=area.stated_by) if area.stated_by else self.say("own distance")
        return self._row(
            "range",
            area.id,
            f"{', '.join(named)}: {reach}" if named else reach,
            own,
            geometry=area.geometry,
            look=own["style"],
            telling=lambda: (reach, who, words.measured_from(area.origin)),
        )

    def _line(self, line: Line) -> Row:
        keys = ("from_name", "to_name", "from_place", "to_place", "distance_m", "low_m", "high_m", "azimuth_deg")
        return self._row(
            "line",
            line.id,
            f"{line.from_name} – {line.to_name}",
            {key: getattr(line, key) for key in keys},
            geometry=line.geometry,
            look="line",
            telling=lambda: (self.words.line(line),),
        )


def marks_of(story: Story) -> dict[str, str]:
    """What every file and row says of a published story: reviewed or draft, credit, correction, embargo, licence."""
    say = map_words(story.language)
    return {
        "status": status(story),
        "credit": credit_line(story, say),
        "correction": story.correction,
        "embargo": embargo_words(story, say),
        "licence": licence_line(say),
    }


def _layer(name: str, kind: Kind, title: str, about: str, shape: Shape, rows: list[Row]) -> Layer:
    return Layer(name=name, kind=kind, title=title, about=about, shape=shape, columns=COLUMNS[kind], rows=tuple(rows))


def _shape_of(rows: list[Row]) -> Shape:
    """The type that all geometries of a layer can be put in."""
    dimensions = {int(shapely.get_dimensions(row.geometry)) for row in rows if row.geometry is not None}
    shapes: dict[int, Shape] = {0: "MultiPoint", 1: "MultiLineString", 2: "MultiPolygon"}
    return "Unknown" if len(dimensions) > 1 else shapes[dimensions.pop() if dimensions else 0]


def _look_of(place: Place) -> str:
    """The token of a place: what is an area is a text where it lies, never a pin."""
    if place.chosen.kind in AREAS:
        return AREAS[place.chosen.kind]
    return {"reported strike": "strike", "origin": "origin"}.get(place.role, "place")


def _distinct(origins: list[Origin]) -> list[Origin]:
    found: list[Origin] = []
    for origin in origins:
        if origin not in found:
            found.append(origin)
    return found
