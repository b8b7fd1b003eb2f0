"""Story to scene: what is drawn, in which order, under which names, with which words.

It reads the story and nothing else about the event; borders and gazetteer give the ground and the towns for
orientation. Where a map is published it starts from the published story, so that what stays at the desk (rivals,
notes, withheld places, strikes that nobody accepted) cannot get in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import shapely

from geo.document import MAX_QUOTE_WORDS, Quotes, hidden_names, tells_hidden, without_refused
from geo.document import published as published_story
from geo.drawing.basemap import (
    base_map,
    country_areas,
    country_in_full,
    inset_map,
    near_outline,
    polygons,
    running_on,
)
from geo.drawing.eventlayer import event_layer, script_words
from geo.drawing.labels import (
    CENTRE,
    LEADS,
    MAX_LAT,
    MAX_ZOOM,
    SIDES,
    Wanted,
    box_of,
    place_labels,
    web_pixels,
    zoom_levels,
)
from geo.drawing.scene import LegendItem, PopupLine, Scene, SceneFeature, Theme
from geo.drawing.seas import named_waters
from geo.drawing.theme import RANGE_HUES, built_in, range_style
from geo.drawing.view import View, roomiest, view_of
from geo.drawing.wording import Wording
from geo.measuring.borders import disputed_areas
from geo.measuring.origins import least_territory, origin_geometry
from geo.model import Bounds, LonLat
from geo.same import Same
from geo.units import tied
from geo.words import MAP_LANGUAGES, map_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.drawing.scene import Anchor, BaseMap, FeatureKind, Look, TableRow, Tiles
    from geo.drawing.seas import Sea
    from geo.gazetteer.index import Gazetteer
    from geo.measuring.borders import Borders
    from geo.model import Events, Line, Origin, Place, RangeArea, Story
    from geo.style import House

POINT_KINDS = frozenset({"settlement", "district", "site", "point"})
AREA_KINDS = frozenset({"region", "country"})
NOT_DRAWN = frozenset({"caption", "metonym"})
# Places that are only named widen a first view without a range up to this distance from the strike.
NEAR_M = 400_000.0
# Where there is no strike either, up to this distance from the place nearest to all others, sought among so many.
TOGETHER_M, MOST_MIDDLES = 3_000_000.0, 40
# A precision circle smaller than this on the screen says nothing.
LEAST_CIRCLE_PX = 12.0
MAX_TOWNS = 5
# How far a drawn range follows the base map's border where that strays from the true one, and what is thinned off.
STRIP_PX = 4.0
THINNED_PX = 0.15
# A ring that nothing cuts is thinned less: at more, the eye sees its corners.
ROUND_PX = 0.02
# Along a border that is drawn coarser than it was measured, cutting leaves slivers smaller than this.
SLIVER_PX2 = 1.0
# To find room for a name, outlines need no more detail than this.
COARSE_PX = 2.0
# A disputed area is a faint tint or none, its borders are drawn by themselves: its edge may stray by so much.
LOSS_OF_TINTS_PX = 2.0
MAX_NEIGHBOURS = 8
TOWN_GAP_PX = 70.0
# Of so many of the most telling towns it is asked whether they depend on the origin.
MAX_ASKED = 40
# So many of the most telling towns are looked at.
MOST_TOWNS = 150
LEAST_POPULATION = 15_000
# By how much of itself a view may be stretched to show a capital, and what counts as one.
STRETCH = 0.15
# How much larger than itself the room for the name of an area must be.
ROOMY = 1.3
MAIN_CITY_POPULATION = 1_000_000
# A town in reach says more about a range than one of the same size elsewhere.
IN_RANGE_WEIGHT = 2.0

# The token of a fourth weapon's range: it has no hue, as three are as many as any reader can tell apart.
PLAIN_RANGE = f"range-{RANGE_HUES + 1}"
# How much fainter tints are where one, two, three, or more of them may lie over each other.
FAINTER = (1.0, 0.75, 0.55, 0.4)
# A ring bears its length at so many places at most, so far apart on the screen: a reader who zooms in meets it again.
RING_SPOTS, RING_SPOTS_OTHER, RING_APART_PX = 6, 4, 520.0
# Where along a distance line its length may stand, best first, and how far off it; by how much a line may rise under
# half of a text that stands straight above or below it.
LINE_SPOTS, LINE_GAP_PX, LEVEL_PX = (0.5, 0.35, 0.65, 0.2, 0.8), 2.0, 4.0
# Names of countries and seas that need so much more room than there is come in when the reader zooms in.
LEAST_ROOM = 0.35
# The name of a country of the story stands in the first view with so much of the room that it needs.
OVERHANGING = 0.3
# The room that is asked for is a little more than a name takes: by so many zoom levels.
SPARE_ROOM = 0.5
# Places that are sought for the name of a country of the story, and of a neighbour: one may be taken by another name.
COUNTRY_SPOTS, NEIGHBOUR_SPOTS = 4, 2
MAX_SEAS = 6
# Towns that come in as the reader zooms in: how many at each of so many zoom levels.
CLOSER_TOWNS = (6, 8, 8)
# More names than these are told by their number in the alt text.
MAX_TOLD = 12

PRIORITY = {
    "strike": 0,
    "place": 10,
    "range": 20,
    "region-alone": 15,
    "country": 30,
    "range-other": 35,
    "line": 25,
    "town": 50,
    "region": 60,
    "disputed": 65,
    "neighbour": 70,
    "water": 85,
    "town-closer": 95,
}

Edge = Literal["stated reach", "outline", "origin"]
# Lon, lat in degrees and how far the place may stray from it, in metres.
Spot = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Town:
    """A populated place for orientation, lighter than the story's own."""

    id: str
    name: str
    lon: float
    lat: float
    country: str
    population: int


class Spotted(NamedTuple):
    """A place for a name, lon and lat in degrees, and the zoom level from which there is room for it."""

    lon: float
    lat: float
    from_zoom: float = 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a point stands in a range: ``edge`` says why it depends, None where it does not.

    ``by_all`` is False where a shorter version of the weapon that is drawn does not reach it.
    """

    inside: bool
    edge: Edge | None
    by_all: bool = True


def build_scene(
    story: Story,
    *,
    borders: Borders,
    gazetteer: Gazetteer,
    language: str | None = None,
    size_px: tuple[int, int] = (1280, 720),
    published: bool = True,
    tiles: Tiles | None = None,
    detail: float = 1.0,
    house: House | None = None,
    inset: bool = False,
    steady: bool = False,
) -> Scene:
    """Everything that is drawn of a story, with every word that goes with it.

    Args:
        story: read only.
        borders: the border policy; the base map and the origins' outlines.
        gazetteer: towns for orientation and names in the reader's language.
        language: the reader's (BCP 47); the story's by default.
        size_px: the view that the first view and the labels are made for; smaller ones are served too.
        published: True for anything that leaves the desk. False keeps whole sentences and unaccepted strikes.
        tiles: a web tile layer that a person asked for.
        detail: of the base map; 2 for a picture, which need not be small.
        house: the house's style: its looks, the language of its labels, its credit line. Its border policy and its
            spellings are in ``borders`` and ``gazetteer`` already.
        inset: with the ground of a small map of where the view lies.
        steady: with a first view a little larger, the same while what is drawn changes a little: for who works on it.
    """
    asked = language or story.language
    composer = _Composer(story, borders, gazetteer, asked, size_px, published, detail, house, steady)
    scene = composer.scene(tiles)
    return replace(scene, inset=inset_map(borders, scene.bounds)) if inset else scene


class _Composer:
    """One run from story to scene: holds what its steps share."""

    def __init__(
        self,
        story: Story,
        borders: Borders,
        gazetteer: Gazetteer,
        language: str,
        size_px: tuple[int, int],
        published: bool,
        detail: float,
        house: House | None = None,
        steady: bool = False,
    ) -> None:
        self.steady = steady
        self.whole = story
        self.quotes = Quotes.of(story.article, published=published)
        self.story = published_story(story, drawing=self.quotes) if published else without_refused(story)
        self.borders = borders
        self.gazetteer = gazetteer
        self.language = language
        self.size_px = size_px
        self.published = published
        self.detail = detail
        self.house = house
        self.theme: Theme = _for_ranges(built_in() if house is None else house.theme, story)
        self.label_language = (None if house is None else house.label_language) or language
        say = map_words(language)
        self.say = say
        # What a name is read aloud in: the reader's language, if there are names in it; else it is left to the page's.
        spoken = self.label_language.split("-")[0].lower() in MAP_LANGUAGES
        self.names_language = self.label_language if spoken else None
        self.words = Wording(self.story, say, language, _hedged(story))
        self._standings: dict[tuple[str, Spot], Standing] = {}
        self._hides = bool(hidden_names(story))
        self._spots: dict[tuple[float, float], tuple[float, float]] = {}
        self._whole_places = {place.id: place for place in reversed(story.places)}
        first = list(self._first_view())
        self.view = self._with_main_cities(view_of(first, size_px, steady=steady), first)
        self.events = event_layer(self.story.events, view=self.view, say=say, more=self.story.events_shown)
        self.points = [place for place in self._drawn(POINT_KINDS) if self._near_view(place.lon, place.lat)]
        self.areas = self._drawn(AREA_KINDS)
        self._likely_towns: list[Town] = []
        self.towns = self._towns()
        self.closer_towns = self._closer_towns(self._likely_towns)

    def scene(self, tiles: Tiles | None) -> Scene:
        """Put the parts together, in drawing order."""
        base = self._base()
        features = self._features()
        wanted = self._wanted()
        labels = place_labels(
            wanted,
            looks=self.theme.light,
            zooms=zoom_levels(self.view.zoom, len(wanted)),
            corners=(
                LonLat(self.view.tight.west, self.view.tight.south),
                LonLat(self.view.tight.east, self.view.tight.north),
            ),
        )
        words = self.words
        return Scene(
            story=self.story.id,
            revision=self.story.revision,
            language=self.say.tag,
            title=words.title(),
            title_language=self._unless_spoken(words.title_language()),
            bounds=self.view.bounds,
            base=base,
            features=tuple(features),
            labels=labels,
            legend=tuple(replace(item, text=tied(item.text)) for item in self._legend(base)),
            theme=self.theme,
            credit=words.credit() if self.house is None else self.house.credit_line(self.story, self.language),
            method=(
                *words.method(self._border_words(base)),
                *self._origin_note(),
                *words.events_method(self.events),
                *self._house_note(),
            ),
            alt=self._alt(),
            summary=tied(words.summary(self.events)),
            draft=words.draft() if self.story.review is None else None,
            changed=words.changed(),
            correction=words.correction(),
            embargo=words.embargo(),
            embargo_until=self.story.embargo or "",
            table=tuple(replace(row, figure=tied(row.figure)) for row in self._table()),
            tiles=tiles,
            size_px=self.size_px,
            fit_zoom=self.view.zoom,
            events=self.events,
            words={} if self.events is None else script_words(self.say),
        )

    def _alt(self) -> str:
        """The alt text, a person's own or ours; a list that nobody would hear to its end is cut, and says by how much.

        Whoever wrote it: that of a draft says so.
        """
        if self.story.alt:
            draft = self.words.draft() if self.story.review is None else ""
            return f"{self.story.alt} {draft}." if draft and draft not in self.story.alt else self.story.alt
        strikes = [p for p in self.points if p.role == "reported strike"]
        # What is drawn beyond the view, for who moves the map, is not what one who sees the picture sees.
        others = [p for p in self.points if p.role != "reported strike" and self._in_view(p.lon, p.lat)]
        told = [*strikes[:MAX_TOLD], *others[:MAX_TOLD]]
        text = self.words.alt(told, [town.name for town in self.towns], self.events)
        more = len(strikes) + len(others) - len(told)
        return (
            f"{text} {self.say.plural('{n} more place is marked.', '{n} more places are marked.', more)}"
            if more
            else text
        )

    # ------------------------------------------------------------ what is drawn, and the view on it

    def _drawn(self, kinds: Iterable[str]) -> list[Place]:
        places = [p for p in self.story.places if p.chosen.kind in kinds and p.role not in NOT_DRAWN]
        return sorted(places, key=lambda place: place.role != "reported strike")

    def _first_view(self) -> Iterator[BaseGeometry]:
        """Strike, origin and range; where there is no range, what is named near the strike; else countries.

        Events set the view only where there is neither strike nor range: else the story does, and events lie in it.
        """
        struck = [p for p in self.story.places if p.role == "reported strike"]
        strikes: list[BaseGeometry] = [shapely.Point(p.lon, p.lat) for p in struck if p.chosen.kind in POINT_KINDS]
        strikes += [_mainland(area) for p in struck if (area := self._area(p)) is not None]
        ranges = [_largest_parts(Same(area.geometry)) for area in self.story.ranges]
        origins = [p for p in (_origin_point(area.origin) for area in self.story.ranges) if p is not None]
        lines = [line.geometry for line in self.story.lines] if ranges or strikes else []
        found = [*strikes, *ranges, *origins, *lines]
        if not found:
            found += _spread_of(self.story.events)
        if not ranges:
            points = self._drawn(POINT_KINDS)
            points = [point for point in points if point.role != "context"] or points
            near = _near(points, strikes) if strikes else _together(points)
            found += [shapely.Point(p.lon, p.lat) for p, is_near in zip(points, near, strict=True) if is_near]
        if not found:
            found += [line.geometry for line in self.story.lines]
        if not found:
            found += [_mainland(area) for p in self._drawn(AREA_KINDS) if (area := self._area(p)) is not None]
        yield from found

    def _with_main_cities(self, view: View, first: Sequence[BaseGeometry]) -> View:
        """The view stretched a little to take in the largest city of the two countries, where it lies just outside."""
        codes = {code for area in self.story.ranges for code in (area.origin.country, area.onto) if code}
        west, south, east, north = view.tight
        grow_x, grow_y = (east - west) * STRETCH, (north - south) * STRETCH
        box = Bounds(_wrap(west - grow_x), south - grow_y, _wrap(east + grow_x), north + grow_y)
        found = _main_cities(Same(self.gazetteer), box, tuple(sorted(codes)))
        if not found:
            return view
        cities = [shapely.Point(view.running(lon), lat) for lon, lat in found]
        return view_of([*first, *cities], self.size_px, steady=self.steady)

    def _in_view(self, lon: float, lat: float) -> bool:
        """Whether a point lies in what the first view shows."""
        west, south, east, north = self.view.wide
        return west <= self.view.running(lon) <= east and south <= lat <= north

    def _near_view(self, lon: float, lat: float) -> bool:
        """Whether a point lies on the ground that is drawn, which goes on for a view on every side."""
        west, south, east, north = self.view.wide
        width, height = east - west, north - south
        return west - width <= self.view.running(lon) <= east + width and south - height <= lat <= north + height

    def _area(self, place: Place) -> BaseGeometry | None:
        """The outline of a country or region, or None where we have none."""
        code = place.chosen.id.removeprefix("iso:")
        if place.chosen.kind not in AREA_KINDS:
            return None
        if place.chosen.kind == "country":
            return self.borders.country(code) if code in self.borders.codes else None
        return _region(Same(self.borders), code) if place.chosen.id.startswith("iso:") else None

    def _running(self, geometry: BaseGeometry) -> BaseGeometry:
        return _running(geometry, self.view)

    def _at(self, lon: float, lat: float) -> shapely.Point:
        return shapely.Point(self.view.running(lon), lat)

    def _base(self) -> BaseMap:
        origins = {area.origin.country for area in self.story.ranges if area.origin.country is not None}
        ground, screen = self.view.ground, self.view.ground_screen
        return base_map(self.borders, ground, highlight=origins, screen=screen, detail=self.detail)

    # ------------------------------------------------------------ features

    def _features(self) -> list[SceneFeature]:
        # In this order the strike's sentence is quoted first: what may be quoted of an article runs out.
        points = [self._place_feature(place) for place in self.points]
        found = [*self._disputed_features(), *self._range_features()]
        found += [
            *self._region_features(),
            *self._line_features(),
            *self._precision_features(),
            *self._origin_features(),
        ]
        # The ground's own towns say nothing but their names.
        found += [
            SceneFeature(id=town.id, kind="town", style="town", geometry=self._at(town.lon, town.lat), name=town.name)
            for town, _ in self.closer_towns
        ]
        found += [self._town_feature(town) for town in self.towns]
        # The open rings of strikes lie under the dots of towns beside them, which they would hide.
        rings = [point for point in points if point.kind == "strike"]
        dots = [point for point in points if point.kind != "strike"]
        return [*found, *reversed(rings), *reversed(dots)]

    def _range_features(self) -> Iterator[SceneFeature]:
        """The tints first, the dashed outlines over them."""
        for area in sorted(self.story.ranges, key=lambda area: not area.main):
            name = f"{self.words.range_label(area)}, {self.words.measured_from(area.origin)}"
            yield SceneFeature(
                id=area.id,
                kind="range",
                style=self._range_style(area),
                geometry=self._range_drawn(area),
                name=name,
                popup=tuple(self._range_popup(area)),
            )

    def _range_drawn(self, area: RangeArea) -> BaseGeometry:
        return _range_drawn(Same(area.geometry), area.onto, Same(self.borders), self.view, self.detail)

    def _as_drawn(self, code: str) -> BaseGeometry | None:
        """A country as the base map draws it."""
        return self._countries_drawn().get(code)

    def _countries_drawn(self) -> Mapping[str, BaseGeometry]:
        ground, screen = self.view.ground, self.view.ground_screen
        return country_areas(self.borders, ground, screen=screen, detail=self.detail)

    def metres_px(self) -> float:
        """Metres that a pixel of the first view spans at its middle."""
        return _metres_px(self.view)

    def _range_style(self, area: RangeArea) -> str:
        weapons = list(dict.fromkeys(area.weapon for area in self.story.ranges))
        number = weapons.index(area.weapon) % (RANGE_HUES + 1)
        if number == RANGE_HUES:
            return PLAIN_RANGE if area.main else f"{PLAIN_RANGE}-other"
        return range_style(number, main=area.main)

    def _range_popup(self, area: RangeArea) -> Iterator[PopupLine]:
        weapon, variant = self.words.weapon(area), self.words.variant(area)
        yield PopupLine(
            kind="title", text=variant or (self.words.weapon_name(weapon) if weapon is not None else self.say("Range"))
        )
        yield PopupLine(kind="figure", text=self.say("range {length}", length=self.words.reach(area)))
        yield PopupLine(kind="text", text=self.words.measured_from(area.origin))
        if area.stated_by:
            reach = next(
                (r for r in (weapon.reaches if weapon else ()) if r.id == area.id.removeprefix("range-")), None
            )
            yield PopupLine(
                kind="said by",
                text=self.say("according to {who}", who=self.words.who(area.stated_by)),
                address=reach.address if reach is not None else None,
            )

    def _region_features(self) -> Iterator[SceneFeature]:
        """A strike that is known, or may be published, only as in a region: its outline instead of a mark."""
        for place in self.areas:
            area = self._area(place) if place.role == "reported strike" else None
            if area is not None and self._touches_view(area):
                drawn = self._running(shapely.simplify(area, self.metres_px() / 111_320))
                yield self._feature(place, "region", "region", drawn)

    def _disputed_features(self) -> Iterator[SceneFeature]:
        """Disputed areas by name, each with the basis on which it is drawn as it is."""
        loss_px = min(LOSS_OF_TINTS_PX, LOSS_OF_TINTS_PX / self.detail)
        for key, name, basis, area in self._disputed():
            yield SceneFeature(
                id=f"disputed-{key}",
                kind="disputed",
                style="disputed-area",
                geometry=_simplified(Same(area), self.view, loss_px),
                name=self.say("{name}, disputed area", name=name),
                popup=(
                    PopupLine(kind="title", text=name),
                    PopupLine(kind="text", text=self.say("disputed area")),
                    *((PopupLine(kind="text", text=basis),) if basis else ()),
                ),
            )

    def _disputed(self) -> Iterator[tuple[str, str, str, BaseGeometry]]:
        """Id, name in the reader's language, basis and outline of the disputed areas in the view."""
        for key, area in self.borders.disputed_outlines().items():
            if self._touches_view(area):
                basis = self.borders.disputed_basis(key)
                name = map_words(self.label_language)(disputed_areas()[key].name)
                yield key, name, self.say(basis) if basis else "", area

    def _touches_view(self, geometry: BaseGeometry) -> bool:
        return not _seen(Same(geometry), self.view.wide).is_empty

    def _line_features(self) -> Iterator[SceneFeature]:
        for line in self.story.lines:
            if self._touches_view(line.geometry):
                yield SceneFeature(
                    id=line.id,
                    kind="line",
                    style="line",
                    geometry=self._running(line.geometry),
                    name=self.words.line(line),
                    popup=(PopupLine(kind="figure", text=self.words.line(line)),),
                )

    def _precision_features(self) -> Iterator[SceneFeature]:
        """A circle where a place is known only roughly, if it is large enough to be seen.

        A town is known: that it has an extent makes its intervals wider, and no circle.
        """
        for place in self.points:
            known = place.chosen.kind == "settlement" and not place.moved and place.publish in {"exact", "town"}
            if not known and place.precision_m / self.metres_px() >= LEAST_CIRCLE_PX:
                yield SceneFeature(
                    id=f"precision-{place.id}",
                    kind="precision",
                    style="precision",
                    geometry=self._running(_circle(place.lon, place.lat, place.precision_m)),
                    name=self.say(
                        "{place}: known only to within {length}", place=place.name, length=self._rough(place)
                    ),
                )

    def _rough(self, place: Place) -> str:
        return self.words.length(place.precision_m, place.precision_m)

    def _origin_features(self) -> Iterator[SceneFeature]:
        """Where a range is measured from, unless it is a place of the story or a country (which has its own tint)."""
        seen: list[Origin] = []
        for area in self.story.ranges:
            origin = area.origin
            if origin in seen or origin.geometry is None or self.story.place(origin.place or "") in self.points:
                continue
            seen.append(origin)
            point = origin.kind in {"point", "points"}
            yield SceneFeature(
                id=f"origin-{len(seen)}",
                kind="origin",
                style="origin" if point else "origin-line",
                geometry=self._running(origin.geometry),
                name=self.words.measured_from(origin),
                popup=(PopupLine(kind="title", text=self.words.measured_from(origin)),),
            )

    def _town_feature(self, town: Town) -> SceneFeature:
        figures = self._standing_words(town.lon, town.lat, 0.0, town.country)
        popup = [PopupLine(kind="title", text=town.name), PopupLine(kind="text", text=self.say("for orientation"))]
        popup += [PopupLine(kind="figure", text=text) for text in figures]
        return SceneFeature(
            id=town.id,
            kind="town",
            style="town-edge" if self._depends_on_origin(town) else "town",
            geometry=self._at(town.lon, town.lat),
            name=town.name,
            popup=tuple(popup),
        )

    def _place_feature(self, place: Place) -> SceneFeature:
        if place.role == "reported strike":
            return self._feature(place, "strike", "strike", self._at(place.lon, place.lat))
        if place.role == "origin" or any(area.origin.place == place.id for area in self.story.ranges):
            return self._feature(place, "origin", "origin", self._at(place.lon, place.lat))
        # What a person sets in the background is drawn as the ground's own towns are.
        style = "town" if place.role == "context" else "place"
        return self._feature(place, "place", style, self._at(place.lon, place.lat))

    def _feature(self, place: Place, kind: FeatureKind, style: str, geometry: BaseGeometry) -> SceneFeature:
        return SceneFeature(
            id=place.id,
            kind=kind,
            style=style,
            geometry=geometry,
            name=f"{place.name}, {self.words.role(place)}",
            popup=tuple(self._place_popup(place)),
            language=self._foreign(place),
        )

    def _foreign(self, place: Place) -> str | None:
        """The language of a place's name where it is not that of the words, which the page says it is in."""
        return self._unless_spoken(self._name_language(place))

    def _name_language(self, place: Place) -> str | None:
        """In which language a place is named: the article's own spelling, or the reader's; None for neither."""
        own = self.story.article.language
        same = own.split("-")[0].lower() == self.language.split("-")[0].lower()
        if same or place.name != self.gazetteer.name_in(place.chosen.id, self.language):
            return own
        return self.language if place.chosen.kind == "country" else self.names_language

    def _place_popup(self, place: Place) -> Iterator[PopupLine]:
        """Who says what about a place: its name, what it is, the words, their speaker, the figures, the source."""
        yield PopupLine(kind="title", text=place.name)
        yield PopupLine(kind="text", text=self.words.role(place))
        quote = self._quote(place)
        if quote:
            language = self._unless_spoken(self.story.article.language)
            yield PopupLine(kind="quote", text=quote, language=language)
        for strike in self.words.strikes_at(place):
            for words, statement in self.words.details(strike):
                said = self.words.said(statement)
                yield PopupLine(kind="said by" if said else "text", text=f"{words} ({said})" if said else words)
        for figure in self._figures(place):
            yield PopupLine(kind="figure", text=figure)
        article = self.story.article
        if article.source or article.address:
            yield PopupLine(kind="source", text=article.source or article.address or "", address=article.address)

    def _quote(self, place: Place) -> str:
        """The sentence that names the place; in a published map at most 15 words of it, while the allowance lasts."""
        whole = self._whole_places.get(place.id)
        mention = next((m for m in (whole.mentions if whole else ()) if m.block in {"body", "dateline"}), None)
        if mention is None:
            return ""
        text = self.whole.article.text
        sentence = text[slice(*mention.sentence)]
        if self.published and self._hides and tells_hidden(sentence, self.whole):
            return ""
        if self.quotes.words_left is None or len(sentence.split()) <= MAX_QUOTE_WORDS:
            return self.quotes.take(sentence)
        return self.quotes.take(_round(text, mention.start, mention.end, *mention.sentence))

    # ------------------------------------------------------------ figures

    def _figures(self, place: Place) -> list[str]:
        lines = [self.words.away(line, place.name) for line in self.story.lines if _ends_at(line, place.name)]
        if place.chosen.kind not in POINT_KINDS:
            return []
        return lines + self._standing_words(place.lon, place.lat, place.precision_m, place.chosen.country)

    def _standing_words(self, lon: float, lat: float, precision_m: float, country: str | None) -> list[str]:
        """In reach, out of it, or on its edge with the reason, for each main range."""
        found = []
        for area in self.story.ranges:
            if not area.main or not _is_asked(area, country):
                continue
            standing = self._standing(area, lon, lat, precision_m)
            reach = self.words.reach(area)
            if standing.edge == "outline":
                found.append(
                    self.say("on the edge of the range of {reach}: the border or the place decides", reach=reach)
                )
            elif standing.edge == "origin":
                found.append(
                    self.say(
                        "on the edge of the range of {reach}: outside it when measured from {name} without occupied "
                        "or disputed areas",
                        reach=reach,
                        name=area.origin.name,
                    )
                )
            elif standing.edge == "stated reach":
                found.append(
                    self.say("on the edge of the range of {reach}: sources state different ranges", reach=reach)
                )
            elif standing.inside and not standing.by_all:
                found.append(self.say("within {reach}, but not within the shorter range drawn", reach=reach))
            elif standing.inside:
                found.append(self.say("within the range of {reach}", reach=reach))
            else:
                found.append(self.say("outside the range of {reach}", reach=reach))
        return found

    def _standing(self, area: RangeArea, lon: float, lat: float, precision_m: float) -> Standing:
        """Where a point stands in a range; measured once a scene."""
        spot = (lon, lat, precision_m)
        if (area.id, spot) not in self._standings:
            self._measure_standings(area, [spot])
        return self._standings[area.id, spot]

    def _measure_standings(self, area: RangeArea, spots: Sequence[Spot]) -> None:
        """Where points stand in a range, by their distances to the origin on the ellipsoid, all at once."""
        from geo.measuring.inside import within

        weapon = self.words.weapon(area)
        stated = [r for r in (weapon.reaches if weapon is not None else ()) if r.variant == area.variant]
        drawn = [o for o in self.story.ranges if o.weapon == area.weapon and o.variant != area.variant and not o.main]
        limits = [(area.max_m, area.min_m, "main"), *((r.max_m, r.min_m, "main") for r in stated)]
        limits += [(other.max_m, other.min_m, other.id) for other in drawn]
        lon, lat, precision_m = np.array(spots).T
        held = within(
            lon,
            lat,
            origin_geometry(area.origin, self.borders),
            [limit[0] for limit in limits],
            nearest_m=[limit[1] for limit in limits],
            variants=[limit[2] for limit in limits],
            outline_m=area.outline_m + precision_m,
            undisputed=least_territory(area.origin, self.borders),
        )
        # What sources state decides before all else, then the limit itself; a shorter version says something only of
        # what is surely inside.
        for n, spot in enumerate(spots):
            inside = bool(held.inside[0, n])
            edge: Edge | None = None
            if held.by_reach[0, n]:
                edge = "stated reach"
            elif held.by_outline[0, n]:
                edge = "outline"
            elif held.by_origin[0, n]:
                edge = "origin"
            self._standings[area.id, spot] = Standing(inside, edge, bool(held.inside[:, n].all()))

    # ------------------------------------------------------------ towns

    def _towns(self) -> list[Town]:
        """The largest towns of the view that keep their distance from the story's places and from each other.

        One of them, where there is one, is the largest whose being in reach depends on the origin: a reader must see
        what the choice of origin does.
        """
        west, south, east, north = self.view.tight
        grow = (east - west) * 0.12
        seen = self.view.wide
        west, east = max(west - grow, seen.west), min(east + grow, seen.east, west - grow + 359.9)
        box = Bounds(_wrap(west), south, _wrap(east), north)
        found = self._populated(box)
        chosen: list[Town] = []
        likely = found[:MAX_ASKED]
        self._measure_all(likely)
        depends = next((town for town in likely if self._depends_on_origin(town)), None)
        # It goes first: on a small map a larger neighbour would leave it no room.
        for town in found if depends is None else [depends, *(town for town in found if town is not depends)]:
            if len(chosen) < MAX_TOWNS and self._stands_clear(town, chosen):
                chosen.append(town)
        self._likely_towns = [town for town in found if town not in chosen]
        return [replace(town, name=self._town_name(town.id.removeprefix("town-"))) for town in chosen]

    def _measure_all(self, towns: Sequence[Town]) -> None:
        """Where the story's points and these towns stand in the ranges that are asked of them."""
        spots = [((p.lon, p.lat, p.precision_m), p.chosen.country) for p in self.points]
        spots += [((town.lon, town.lat, 0.0), town.country) for town in towns]
        for area in self.story.ranges:
            asked = [spot for spot, country in spots if _is_asked(area, country)]
            if area.main and asked:
                self._measure_standings(area, asked)

    def _populated(self, box: Bounds) -> list[Town]:
        """Populated places in a box, most telling first, without their names."""
        here = _peopled(Same(self.gazetteer), box)
        weight = here.people.astype(float)
        for area in self.story.ranges:
            if area.main:
                within = _points_within(Same(area.geometry), Same(here))
                weight = np.where(within, here.people * IN_RANGE_WEIGHT, weight)
        order = np.lexsort((here.ids, -weight))[:MOST_TOWNS]
        return [here.town(n) for n in order.tolist()]

    def _town_name(self, key: str) -> str:
        name = self.gazetteer.name_in(key, self.label_language)
        if name:
            return str(name)
        record = self.gazetteer.record(key)
        return record.name if record is not None else key

    def _depends_on_origin(self, town: Town) -> bool:
        for area in self.story.ranges:
            if (
                area.main
                and _is_asked(area, town.country)
                and self._standing(area, town.lon, town.lat, 0.0).edge == "origin"
            ):
                return True
        return False

    def _stands_clear(self, town: Town, others: Sequence[Town], gap_px: float = TOWN_GAP_PX) -> bool:
        here = self._spot_px(town.lon, town.lat)
        if len(self.points) and (np.hypot(*(self._points_px - here).T) < gap_px).any():
            return False
        return all(math.dist(here, self._spot_px(other.lon, other.lat)) >= gap_px for other in others)

    @cached_property
    def _points_px(self) -> NDArray[np.float64]:
        """The story's points in px of the first view."""
        lon = np.array([self.view.running(place.lon) for place in self.points])
        lat = np.array([place.lat for place in self.points])
        return np.column_stack(web_pixels(lon, lat, self.view.zoom))

    def _spot_px(self, lon: float, lat: float) -> tuple[float, float]:
        """A point in px of the first view; found once."""
        if (lon, lat) not in self._spots:
            x, y = web_pixels(np.array([self.view.running(lon)]), np.array([lat]), self.view.zoom)
            self._spots[lon, lat] = float(x[0]), float(y[0])
        return self._spots[lon, lat]

    def _closer_towns(self, found: Sequence[Town]) -> list[tuple[Town, float]]:
        """The towns that come in as the reader zooms in, each with the zoom level at which it does."""
        chosen: list[tuple[Town, float]] = []
        known = list(self.towns)
        for step, most in enumerate(CLOSER_TOWNS, 1):
            zoom = math.floor(self.view.zoom) + step
            if zoom > MAX_ZOOM:
                break
            gap, count = TOWN_GAP_PX / 2 ** (zoom - self.view.zoom), 0
            for town in found:
                if count == most:
                    break
                if town not in known and self._stands_clear(town, known, gap):
                    known.append(town)
                    chosen.append((replace(town, name=self._town_name(town.id.removeprefix("town-"))), zoom))
                    count += 1
        return chosen

    # ------------------------------------------------------------ labels

    def _wanted(self) -> list[Wanted]:
        found = [self._point_label(place) for place in self.points]
        found += [self._town_label(town, PRIORITY["town"] + n) for n, town in enumerate(self.towns)]
        taken = [(w.lon, w.lat) for w in found]
        areas = list(self._area_labels(taken))
        found += areas
        # Of the places where a name may stand, the first is where it will, as a rule.
        taken += [
            (first.lon, first.lat) for first in {wanted.group or wanted.id: wanted for wanted in areas[::-1]}.values()
        ]
        for wanted in (*self._ring_labels(taken), *self._disputed_labels(), *self._line_labels()):
            found.append(wanted)
            taken.append((wanted.lon, wanted.lat))
        for wanted in (*self._neighbour_labels(taken), *self._sea_labels(taken)):
            found.append(wanted)
        closer = enumerate(self.closer_towns)
        return [*found, *(self._town_label(town, PRIORITY["town-closer"] + n, zoom) for n, (town, zoom) in closer)]

    def _town_label(self, town: Town, priority: int, from_zoom: float = 0) -> Wanted:
        return Wanted(
            id=town.id,
            text=town.name,
            lon=self.view.running(town.lon),
            lat=town.lat,
            style="label-town",
            priority=priority,
            mark=self.theme.light["town"].radius,
            language=self.names_language,
            from_zoom=from_zoom,
        )

    def _point_label(self, place: Place) -> Wanted:
        strike, behind = place.role == "reported strike", place.role == "context"
        style = "strike" if strike else "town" if behind else "place"
        return Wanted(
            id=place.id,
            text=place.name,
            lon=self.view.running(place.lon),
            lat=place.lat,
            style=f"label-{style}",
            priority=PRIORITY[style],
            mark=self.theme.light[style].radius + (2 if strike else 0),
            anchors=SIDES if behind else (*SIDES, *LEADS),
            language=self._name_language(place) or self.say.tag,
        )

    def _ring_labels(self, taken: Sequence[tuple[float, float]]) -> Iterator[Wanted]:
        """A range's length, standing on its outer edge where there is most air, and at other places of it."""
        mine = list(taken)
        # A short ring has the fewest places for its length: it goes first.
        for area in sorted(self.story.ranges, key=lambda area: (not area.main, area.max_m)):
            style = f"label-{self._range_style(area)}"
            text = self._ring_text(area)
            priority = PRIORITY["range" if area.main else "range-other"]
            for number, spot in enumerate(self._spots_on_ring(area, text, style, mine)):
                mine.append((spot.lon, spot.lat))
                name = f"ring-{area.id}" + (f"-{number + 1}" if number else "")
                label = self._area_label(name, text, spot, style, priority)
                yield replace(label, group=f"ring-{area.id}", apart=RING_APART_PX)

    def _ring_text(self, area: RangeArea) -> str:
        """How far; of several weapons also which, so that no reader needs the hue."""
        weapon = self.words.weapon(area)
        if weapon is None or len({other.weapon for other in self.story.ranges}) == 1:
            return self.words.range_label(area)
        return f"{weapon.name} {self.words.reach(area)}" if area.main else self.words.reach(area)

    def _spots_on_ring(
        self, area: RangeArea, text: str, style: str, taken: Sequence[tuple[float, float]]
    ) -> Iterator[LonLat]:
        """The places on a range's edge where its length may stand, best first."""
        box = box_of(_plain_label(text, style), self.theme.light, 0, 0)
        ring = _ring(
            Same(area.geometry), area.onto, Same(self.borders), self.view, self.detail, (box.width, box.height)
        )
        if ring is None:
            return
        candidates = ring.candidates
        squeeze = np.array([box.height / box.width, 1.0])
        others = np.array([self._spot_px(*point) for point in taken]).reshape(-1, 2) * squeeze
        gaps = np.full(len(candidates), 99.0)
        for other in others:
            gaps = np.minimum(gaps, np.abs(candidates * squeeze - other).max(axis=1))
        # Enough air first; then to the right and up, where a reader of a left-to-right script looks for it.
        rank = np.minimum(gaps, 3 * box.height) * 10 + ring.rank
        apart = max(box.width, ring.length_px / 10)
        for _ in range(RING_SPOTS if area.main else RING_SPOTS_OTHER):
            best = int(np.argmax(rank))
            if not math.isfinite(rank[best]):
                return
            x, y = candidates[best]
            yield self.view.lonlat(float(x), float(y))
            rank[np.hypot(candidates[:, 0] - x, candidates[:, 1] - y) < apart] = -math.inf

    def _area_labels(self, taken: Sequence[tuple[float, float]]) -> Iterator[Wanted]:
        """Names of countries and regions of the story, where there is room in what is seen of them."""
        for place in self.areas:
            area = self._area(place)
            if area is None:
                continue
            country = place.chosen.kind == "country"
            style = "label-country" if country else "label-region"
            name, language = self._country_label(place) if country else ("", self._name_language(place))
            text = _spaced(name) if country else self._region_name(place)
            drawn = self._as_drawn(place.chosen.id.removeprefix("iso:")) if country else None
            seen = _seen(Same(area if drawn is None else drawn), self.view.tight)
            if country:
                yield from self._country_labels(place, seen, text, language, taken)
                continue
            spot = self._room(seen, text, style, taken)
            if spot is not None:
                priority = PRIORITY["region-alone" if text == place.name else "region"]
                yield self._area_label(f"area-{place.id}", text, spot, style, priority, language)

    def _country_labels(
        self, place: Place, seen: BaseGeometry, text: str, language: str | None, taken: Sequence[tuple[float, float]]
    ) -> Iterator[Wanted]:
        """The name of a country that the story is about, at the places where it may stand; one of them is shown.

        On the tint a name reads worse: rather beside it, where there is room. Where there is none left, it hangs over
        the country's border.
        """
        style = "label-country"
        spots = self._rooms(seen, text, style, taken, most=COUNTRY_SPOTS, beside_ranges=True)
        spots += self._rooms(
            seen, text, style, [*taken, *(spot[:2] for spot in spots)], most=COUNTRY_SPOTS - len(spots)
        )
        if len(spots) < COUNTRY_SPOTS:
            besides = [*taken, *(spot[:2] for spot in spots)]
            hanging = self._rooms(seen, text, style, besides, OVERHANGING, most=1)
            spots += [spot._replace(from_zoom=0.0) for spot in hanging]
        for number, spot in enumerate(spots):
            name = f"area-{place.id}" + (f"-{number + 1}" if number else "")
            label = self._area_label(name, text, spot, style, PRIORITY["country"], language)
            yield replace(label, group=f"area-{place.id}")

    def _country_label(self, place: Place) -> tuple[str, str | None]:
        """A country of the story as the article spells it, or in the language that a house gives its labels."""
        asked = None if self.house is None else self.house.label_language
        name = self._country_name(place.chosen.country or "") if asked else ""
        return (name, self.label_language) if name else (place.name, self._name_language(place))

    def _region_name(self, place: Place) -> str:
        """A region by its name alone, or as "regio X" where a town of the story bears the same name."""
        if any(point.name == place.name for point in self.points):
            return self.say("{name} region", name=place.name)
        return place.name

    def _neighbour_labels(self, taken: Sequence[tuple[float, float]]) -> Iterator[Wanted]:
        """Names of the other countries in the view, in the reader's language, the most seen first."""
        named = {place.chosen.country for place in self.areas if place.chosen.kind == "country"}
        seen = []
        for code, geometry in self._countries_drawn().items():
            area = _seen(Same(geometry), self.view.wide) if code not in named else None
            if area is not None and not area.is_empty:
                seen.append((-_size_px(Same(area), self.view), code, area))
        count = 0
        for _, code, area in sorted(seen, key=lambda item: item[:2]):
            if count == MAX_NEIGHBOURS:
                return
            text, style = _spaced(self._country_name(code)), "label-neighbour"
            # A further place is of use only where it does for the first view.
            spots = self._rooms(area, text, style, taken, LEAST_ROOM, most=NEIGHBOUR_SPOTS) if text else []
            spots = spots[:1] + [spot for spot in spots[1:] if spot.from_zoom <= self.view.zoom - SPARE_ROOM]
            count += bool(spots)
            for number, spot in enumerate(spots):
                name = f"country-{code}" + (f"-{number + 1}" if number else "")
                priority = PRIORITY["neighbour"] + count
                label = self._area_label(name, text, spot, style, priority, self.label_language)
                yield replace(label, group=f"country-{code}")

    def _sea_labels(self, taken: Sequence[tuple[float, float]]) -> Iterator[Wanted]:
        """Names of seas in the reader's language, on water that is theirs, the roomiest first."""
        found = []
        for sea, own in _waters(Same(self._land), self.view):
            name = _capital(self.gazetteer.name_in(sea.id, self.label_language) or "")
            spots = self._rooms_px(own, name, "label-water", taken, LEAST_ROOM) if name else []
            found += [(spot.from_zoom, sea.id, name, spot) for spot in spots]
        for number, (_, key, name, spot) in enumerate(sorted(found)[:MAX_SEAS]):
            yield self._area_label(key, name, spot, "label-water", PRIORITY["water"] + number)

    def _country_name(self, code: str) -> str:
        """A country in the reader's language: by the gazetteer, else by CLDR."""
        name = self.gazetteer.name_in(f"iso:{code}", self.label_language)
        return str(name or self.words.country(code))

    def _disputed_labels(self) -> Iterator[Wanted]:
        """Names of disputed areas, where there is room on them in the first view."""
        for key, name, _, area in self._disputed():
            seen = _seen(Same(area), self.view.wide)
            spot = self._room(seen, name, "label-disputed", ())
            spot = spot or self._room(seen, name, "label-disputed", (), LEAST_ROOM)
            if spot is not None:
                language = map_words(self.label_language).tag
                yield self._area_label(f"disputed-{key}", name, spot, "label-disputed", PRIORITY["disputed"], language)

    def _line_labels(self) -> Iterator[Wanted]:
        for line in self.story.lines:
            if self._touches_view(line.geometry):
                yield from self._places_along(line)

    def _places_along(self, line: Line) -> Iterator[Wanted]:
        """A line's length beside it, at its middle or, where that is taken, nearer to an end."""
        text = self.words.length(line.distance_m, (line.high_m - line.low_m) / 2)
        drawn = shapely.LineString(shapely.get_coordinates(self.view.pixels(_longest(self._running(line.geometry)))))
        ends = shapely.get_coordinates(drawn)[[0, -1]]
        across, down = (ends[1] - ends[0]).tolist()
        half = box_of(_plain_label(text, "label-line"), self.theme.light, 0, 0).width / 2
        sides = _beside(across, down, half)
        # A line without its length says nothing: where there is no room beside it, the length stands off its middle.
        led = tuple(lead for lead in LEADS if lead.removeprefix("lead-").removesuffix("-far") in sides)
        spots = [*((share, sides) for share in LINE_SPOTS), (LINE_SPOTS[0], led)]
        for number, (share, anchors) in enumerate(spots):
            at = shapely.line_interpolate_point(drawn, share, normalized=True)
            spot = Spotted(*self.view.lonlat(at.x, at.y))
            name = f"line-{line.id}" + (f"-{number + 1}" if number else "")
            label = self._area_label(name, text, spot, "label-line", PRIORITY["line"])
            yield replace(label, mark=LINE_GAP_PX, anchors=anchors, group=f"line-{line.id}")

    def _room(
        self, area: BaseGeometry, text: str, style: str, taken: Sequence[tuple[float, float]], least: float = 1.0
    ) -> Spotted | None:
        """Where in an area a text has most room; None where it has too little."""
        return next(iter(self._rooms(area, text, style, taken, least, most=1)), None)

    def _rooms(
        self,
        area: BaseGeometry,
        text: str,
        style: str,
        taken: Sequence[tuple[float, float]],
        least: float = 1.0,
        *,
        most: int,
        beside_ranges: bool = False,
    ) -> list[Spotted]:
        """Where in an area a text has most room, away from what is taken, up to so many places.

        With ``least`` below 1 a text is taken that has so much less room than it needs: it is shown from the zoom level
        at which it has enough.
        """
        if area.is_empty or most < 1 or (beside_ranges and not self.story.ranges):
            return []
        room = self._coarse(area)
        if beside_ranges:
            room = shapely.difference(room, self._ranges_px)
        return self._rooms_px(room, text, style, taken, least, most=most)

    def _rooms_px(
        self,
        room: BaseGeometry,
        text: str,
        style: str,
        taken: Sequence[tuple[float, float]],
        least: float,
        *,
        most: int = 1,
    ) -> list[Spotted]:
        box = box_of(_plain_label(text, style), self.theme.light, 0, 0)
        spots = roomiest(
            room,
            text_px=(box.width * ROOMY, box.height * ROOMY),
            avoid_px=[self._spot_px(*point) for point in taken],
            least=least,
            most=most,
        )
        return [
            Spotted(*self.view.lonlat(x, y), self.view.zoom - math.log2(times) - SPARE_ROOM if least < 1 else 0.0)
            for x, y, times in spots
        ]

    @property
    def _land(self) -> BaseGeometry:
        return self._base().land

    @cached_property
    def _ranges_px(self) -> BaseGeometry:
        """All ranges as drawn, in px of the first view."""
        return shapely.union_all([self._coarse(self._range_drawn(area)) for area in self.story.ranges])

    def _coarse(self, area: BaseGeometry) -> BaseGeometry:
        return _coarse(Same(area), self.view)

    def _area_label(
        self, label_id: str, text: str, spot: LonLat | Spotted, style: str, priority: int, language: str | None = None
    ) -> Wanted:
        return Wanted(
            id=label_id,
            text=text,
            lon=spot.lon,
            lat=spot.lat,
            style=style,
            priority=priority,
            anchors=CENTRE,
            language=language or self.say.tag,
            from_zoom=spot.from_zoom if isinstance(spot, Spotted) else 0.0,
        )

    # ------------------------------------------------------------ words round the map

    def _legend(self, base: BaseMap) -> Iterator[LegendItem]:
        if any(place.role == "reported strike" for place in self.points):
            yield LegendItem(style="strike", text=_capital(self.say("reported strike")))
        if any(self._region_features()):
            yield LegendItem(style="region", text=self.say("Reported strike, known to its region"))
        several = len({area.weapon for area in self.story.ranges}) > 1
        for area in self.story.ranges:
            yield self.words.legend_range(area, self._range_style(area), several=several)
        seen: list[Origin] = []
        for area in self.story.ranges:
            if area.origin not in seen:
                seen.append(area.origin)
                yield LegendItem(style=_origin_style(area.origin), text=_capital(self.words.measured_from(area.origin)))
        if any(self.words.is_launch(place) for place in self.points):
            yield LegendItem(style="origin", text=_capital(self.say("named as a place of launch")))
        if any(self._depends_on_origin(town) for town in self.towns):
            text = self.say("On the edge of the range: depends on where it is measured from")
            yield LegendItem(style="town-edge", text=text)
        if any(self._precision_features()):
            yield LegendItem(style="precision", text=self.say("Place known only roughly"))
        yield from self.words.legend_events(self.events)
        if not running_on(base.disputed, self.view.wide).is_empty:
            yield LegendItem(style="disputed", text=self.say("Disputed border"))

    def _origin_note(self) -> tuple[str, ...]:
        """Which of the towns shown depend on the origin."""
        names = [town.name for town in self.towns if self._depends_on_origin(town)]
        if not names:
            return ()
        from babel.lists import format_list

        listed = format_list(names, locale=self.say.locale)
        return (self.say("Whether {places} lies in range depends on where it is measured from.", places=listed),)

    def _border_words(self, base: BaseMap) -> tuple[str, ...]:
        """What the borders follow; of the areas that are set by themselves, those on the ground that is drawn."""
        here = {
            area
            for area, shapes in self.borders.own_shapes().items()
            if any(not running_on(shape, base.bounds).is_empty for shape in shapes.geoms)
        }
        return self.borders.describe(self.language, only=here)

    def _house_note(self) -> tuple[str, ...]:
        """What the house's style must say: whose its font is."""
        return () if self.house is None else self.house.method(self.language)

    def _unless_spoken(self, language: str | None) -> str | None:
        """A language where it is not that of the words: what a page must say of a part of itself."""
        if language is None or language.split("-")[0].lower() == self.say.language:
            return None
        return language

    def _table(self) -> Iterator[TableRow]:
        """What is drawn, the towns for orientation, and last what is only named; no countries that are mere context."""
        drawn = [*self.points, *(place for place in self.areas if self._is_seen(place))]
        ids = {place.id for place in drawn}
        rest = [p for p in self.story.places if p.id not in ids and p.role != "metonym"]
        for place in drawn:
            yield self.words.row(place, self._figures(place), self._foreign(place))
        for town in self.towns:
            figures = self._standing_words(town.lon, town.lat, 0.0, town.country)
            told, language = self.words.joined(figures), self._unless_spoken(self.names_language)
            yield _town_row(town, self.say("for orientation"), told, language)
        for place in rest:
            if not (place.role == "context" and place.chosen.kind in {"country", "continent"}):
                yield self.words.row(place, self._figures(place), self._foreign(place))

    def _is_seen(self, place: Place) -> bool:
        area = self._area(place)
        return area is not None and self._touches_view(area)


# ---------------------------------------------------------------- what is alike from one scene to the next
#
# A story that is worked on is drawn again at every change, mostly on the same ground and with most of its ranges as
# they were. What hangs on these alone is kept, by the identity of the geometries and by the view.


class _Ring(NamedTuple):
    """Where on the edge of a range its length may stand, in px, and how well, before anything else is placed."""

    candidates: NDArray[np.float64]
    rank: NDArray[np.float64]
    length_px: float


@dataclass(frozen=True, slots=True, eq=False)
class _Peopled:
    """The populated places of a box that may stand on a map, and the towns that were made of them, by their number."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    ids: NDArray[Any]
    people: NDArray[Any]
    country: NDArray[Any]
    towns: dict[int, Town]

    def town(self, n: int) -> Town:
        """One of them as a town, without its name."""
        if n not in self.towns:
            self.towns[n] = Town(
                id=f"town-{_key(self.ids[n])}",
                name="",
                lon=float(self.lon[n]),
                lat=float(self.lat[n]),
                country=_text(self.country[n]),
                population=int(self.people[n]),
            )
        return self.towns[n]


@lru_cache(maxsize=16)
def _peopled(gazetteer: Same[Gazetteer], box: Bounds) -> _Peopled:
    table: Any = gazetteer.value.populated(box)
    kept = (np.asarray(table.population) >= LEAST_POPULATION) & ~np.asarray(table.is_district, dtype=bool)
    lon, lat, ids, people, country = (
        np.asarray(column)[kept] for column in (table.lon, table.lat, table.ids, table.population, table.country)
    )
    return _Peopled(lon, lat, ids, people, country, {})


@lru_cache(maxsize=64)
def _points_within(geometry: Same[BaseGeometry], here: Same[_Peopled]) -> NDArray[np.bool_]:
    """Which populated places of a box a range holds."""
    return np.asarray(shapely.contains_xy(geometry.value, here.value.lon, here.value.lat))


@lru_cache(maxsize=16)
def _main_cities(gazetteer: Same[Gazetteer], box: Bounds, codes: tuple[str, ...]) -> tuple[tuple[float, float], ...]:
    """Lon and lat of the largest city in a box of each of these countries that has one."""
    table: Any = gazetteer.value.populated(box)
    countries, found = np.asarray(table.country).astype(str), []
    for code in codes:
        people = np.where(countries == code, table.population, 0)
        if len(people) and people.max() >= MAIN_CITY_POPULATION:
            n = int(np.argmax(people))
            found.append((float(table.lon[n]), float(table.lat[n])))
    return tuple(found)


@lru_cache(maxsize=64)
def _region(borders: Same[Borders], code: str) -> BaseGeometry | None:
    return borders.value.region(code)


@lru_cache(maxsize=512)
def _seen(geometry: Same[BaseGeometry], window: Bounds) -> BaseGeometry:
    """What of a geometry lies in a window."""
    return running_on(geometry.value, window)


@lru_cache(maxsize=512)
def _coarse(area: Same[BaseGeometry], view: View) -> BaseGeometry:
    """An area in px of the first view, without what is smaller than a name needs."""
    pixels = view.pixels(shapely.MultiPolygon(list(polygons(area.value))))
    return shapely.make_valid(shapely.simplify(pixels, COARSE_PX, preserve_topology=False))


@lru_cache(maxsize=512)
def _size_px(area: Same[BaseGeometry], view: View) -> float:
    return float(view.pixels(area.value).area)


@lru_cache(maxsize=128)
def _simplified(area: Same[BaseGeometry], view: View, loss_px: float) -> BaseGeometry:
    """An area as it runs on in a view, its edge straying by at most so many px."""
    return _running(shapely.simplify(area.value, loss_px * _metres_px(view) / 111_320), view)


@lru_cache(maxsize=32)
def _waters(land: Same[BaseGeometry], view: View) -> tuple[tuple[Sea, BaseGeometry], ...]:
    """The seas of a view, each with the water that bears its name, in px."""
    window, on_it = shapely.box(*view.wide), _seen(land, view.wide)
    water = shapely.difference(_coarse(Same(window), view), _coarse(Same(on_it), view))
    return () if water.is_empty else tuple(named_waters(water, view.running, view.pixels))


def _running(geometry: BaseGeometry, view: View) -> BaseGeometry:
    """A geometry with longitudes as they run on in a view; untouched where the view does not cross 180."""
    runs = view.running_in
    return geometry if runs is None else running_on(geometry, runs)


def _metres_px(view: View) -> float:
    """Metres that a pixel of the first view spans at its middle."""
    middle = math.radians((view.tight.south + view.tight.north) / 2)
    return float(40_075_016.686 * math.cos(middle) / (256 * 2.0**view.zoom))


def _range_drawn(
    geometry: Same[BaseGeometry], onto: str | None, borders: Same[Borders], view: View, detail: float
) -> BaseGeometry:
    """A range as it is drawn in a view: kept while that is moved or stretched so little that nobody would see it."""
    degrees = _metres_px(view) / 111_320
    if view.steady:
        degrees = 2.0 ** (math.floor(4 * math.log2(degrees)) / 4)
    return _range_at(geometry, onto, borders, _Frame(view.ground, view.ground_screen, view.running_in, degrees), detail)


class _Frame(NamedTuple):
    """What a view is to a range that is drawn in it: its ground, the box that longitudes run on in, a pixel's degrees.

    ``runs`` is None where no longitude runs on.
    """

    ground: Bounds
    screen: Bounds
    runs: Bounds | None
    degrees: float


@lru_cache(maxsize=128)
def _range_at(
    geometry: Same[BaseGeometry], onto: str | None, borders: Same[Borders], frame: _Frame, detail: float
) -> BaseGeometry:
    """A range as it is drawn: its outline thinned by less than a pixel, its border that of the base map.

    The area itself follows the border in full detail; drawn so over a base map that is simplified for the view,
    the two would run side by side. So the area is let out over the border and cut to the border that is drawn.
    """
    degrees = frame.degrees
    whole = geometry.value if frame.runs is None else running_on(geometry.value, frame.runs)
    country = None
    if onto is not None:
        country = country_areas(borders.value, frame.ground, screen=frame.screen, detail=detail).get(onto)
    if onto is None or country is None:
        return _as_seen(whole, degrees, ROUND_PX)
    drawn = shapely.simplify(whole, THINNED_PX / 2 * degrees)
    box = shapely.box(*drawn.bounds).buffer(2 * STRIP_PX * degrees).bounds
    country = shapely.clip_by_rect(country, *box)
    in_full = country_in_full(borders.value, frame.ground, onto, screen=frame.screen)
    territory = shapely.clip_by_rect(in_full, *box)
    # How far out the strip goes matters to nobody: it is cut off again.
    roughly = shapely.simplify(drawn, STRIP_PX / 8 * degrees, preserve_topology=False)
    rim = shapely.difference(shapely.buffer(roughly, STRIP_PX * degrees, quad_segs=2), territory)
    whole = shapely.intersection(shapely.union(drawn, rim), country)
    return _as_seen(whole, degrees)


@lru_cache(maxsize=128)
def _ring(
    geometry: Same[BaseGeometry],
    onto: str | None,
    borders: Same[Borders],
    view: View,
    detail: float,
    text_px: tuple[float, float],
) -> _Ring | None:
    """Where on the edge of a range a text of that size may stand; None where the edge is not in the view."""
    edge = shapely.intersection(_outer_edge(geometry.value, onto, borders.value, view), shapely.box(*view.tight))
    if edge.is_empty:
        return None
    width, height = text_px
    edge = view.pixels(edge)
    spots = shapely.get_coordinates(shapely.segmentize(edge, max(8.0, edge.length / 200)))
    frame = view.pixels(shapely.box(*view.tight)).bounds
    # The last vertex of a closed line is its first: candidates in a fixed order, so that ties fall the same way.
    candidates = np.unique(np.round(spots, 3), axis=0)
    rank = candidates[:, 0] * 0.06 - candidates[:, 1] * 0.02
    drawn = _range_drawn(geometry, onto, borders, view, detail)
    rank -= _struck(candidates, width, height, view.pixels(drawn.boundary)) * 0.5
    rank -= _overhang(candidates[:, 0], frame[0], frame[2], width / 2) * 0.4
    rank -= _overhang(candidates[:, 1], frame[1], frame[3], height) * 10
    return _Ring(candidates, rank, edge.length)


def _outer_edge(geometry: BaseGeometry, onto: str | None, borders: Borders, view: View) -> BaseGeometry:
    """The part of a range's outline that is its reach, not the border or coast to which it is cut."""
    outline = _uncut(_running(geometry, view).boundary, view)
    if onto is None:
        return outline
    near = near_outline(borders, view.ground, onto, screen=view.ground_screen)
    reach = shapely.difference(outline, near)
    return outline if reach.is_empty else reach


def _uncut(outline: BaseGeometry, view: View) -> BaseGeometry:
    """An outline without the pieces along which an area is cut at the end of the map or closed over a pole."""
    west, _south, east, _north = view.wide
    ends = (-180.0, 180.0) if west >= -180 and east <= 180 else ((west + east) / 2 - 180, (west + east) / 2 + 180)
    kept: list[shapely.LineString] = []
    for line in getattr(outline, "geoms", (outline,)):
        xy = shapely.get_coordinates(line)
        first, last = xy[:-1], xy[1:]
        cut = np.any([(np.abs(first[:, 0] - x) < 1e-6) & (np.abs(last[:, 0] - x) < 1e-6) for x in ends], axis=0)
        cut |= (np.abs(first[:, 1]) >= MAX_LAT) & (np.abs(last[:, 1]) >= MAX_LAT)
        if not cut.any():
            kept.append(shapely.LineString(xy))
        else:
            kept += [shapely.LineString(pair) for pair in np.stack([first, last], axis=1)[~cut]]
    lines: BaseGeometry = shapely.line_merge(shapely.MultiLineString(kept)) if kept else shapely.LineString()
    return lines


def _struck(spots: NDArray[np.float64], width: float, height: float, lines: BaseGeometry) -> NDArray[np.float64]:
    """How many px of lines run under a text at each spot, beyond one that crosses it along its whole width."""
    half = np.array([width / 2, height / 2])
    low, high = spots - half, spots + half
    xy, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    along = line[1:] == line[:-1]
    start, end = xy[:-1][along], xy[1:][along]
    pieces = shapely.STRtree(np.asarray(shapely.linestrings(np.stack([start, end], axis=1)), dtype=object))
    # What of each piece that comes near a text runs under it: between which shares of its way it is within both sides.
    text, piece = pieces.query(shapely.box(*low.T, *high.T))
    step = (end - start)[piece]
    with np.errstate(divide="ignore", invalid="ignore"):
        # Along an axis that a piece does not move on it is within the sides all the way, or it would not be near.
        to_low, to_high = ((side[text] - start[piece]) / step for side in (low, high))
    enters = np.where(step == 0, 0.0, np.minimum(to_low, to_high)).max(axis=1, initial=0.0)
    leaves = np.where(step == 0, 1.0, np.maximum(to_low, to_high)).min(axis=1, initial=1.0)
    under = np.maximum(leaves - enters, 0.0) * np.hypot(*step.T)
    lengths = np.bincount(text, weights=under, minlength=len(spots))
    return np.asarray(np.maximum(lengths - width, 0.0))


def _as_seen(area: BaseGeometry, degrees: float, thinned_px: float = THINNED_PX) -> BaseGeometry:
    """An area thinned by less than a pixel, without the slivers that nobody would see; ``degrees`` is a pixel."""
    found = list(polygons(shapely.simplify(area, thinned_px * degrees)))
    seen = [polygon for polygon in found if polygon.area >= SLIVER_PX2 * degrees**2]
    return shapely.MultiPolygon(seen or found)


def _town_row(town: Town, role: str, figure: str, language: str | None) -> TableRow:
    from geo.drawing.scene import TableRow

    return TableRow(name=town.name, role=role, figure=figure, source="GeoNames", language=language)


def _for_ranges(theme: Theme, story: Story) -> Theme:
    """The theme with a plain hue for a fourth weapon, and with fainter tints where several lie over each other."""
    tints = sum(area.main for area in story.ranges)
    fainter = FAINTER[min(tints, len(FAINTER)) - 1] if tints else 1.0

    def looks(scheme: Mapping[str, Look]) -> dict[str, Look]:
        found = dict(scheme)
        ink, first = scheme["label-place"].text, range_style(0, main=True)
        for token in (first, range_style(0, main=False)):
            plain = token.replace(first, PLAIN_RANGE)
            found[plain] = replace(scheme[token], stroke=ink, fill=scheme[token].fill and ink)
            found[f"label-{plain}"] = replace(scheme[f"label-{token}"], text=ink)
        for token, look in found.items():
            if token.startswith("range-") and look.fill:
                found[token] = replace(look, fill_opacity=round(look.fill_opacity * fainter, 3))
        return found

    return replace(theme, light=looks(theme.light), dark=looks(theme.dark)) if tints else theme


def _hedged(story: Story) -> frozenset[str]:
    """The range areas whose figure is hedged: by its source, or by the article's own claim of that reach."""
    hedges = {
        (claim.subject or claim.object or "").removeprefix("weapon:")
        for claim in story.claims
        if claim.kind == "reach" and claim.stated is not None and claim.stated.hedge
    }
    return frozenset(area.id for area in story.ranges if area.about or (area.main and area.weapon in hedges))


def _origin_point(origin: Origin) -> BaseGeometry | None:
    """What of an origin must be in the first view: a point or line; a territory lies beside its range anyway."""
    return origin.geometry if origin.kind in {"point", "points", "line"} else None


def _origin_style(origin: Origin) -> str:
    if origin.country is not None:
        return "highlight"
    return "origin" if origin.kind in {"point", "points"} else "origin-line"


def _is_asked(area: RangeArea, country: str | None) -> bool:
    """Whether a place's being in a range says something: it lies where the range is drawn, not at its origin.

    What lies in the territory from which the range is measured is not "in reach" of itself.
    """
    at_origin = area.origin.country is not None and area.origin.country == country
    return area.onto in {None, country} and not at_origin


def _together(places: Sequence[Place]) -> list[bool]:
    """For each place, whether it lies with most of what the text names: a bystander's capital sets no view.

    Those within ``TOGETHER_M`` of the place that is nearest to all others, each as often as it is named.
    """
    from geo.measuring.geodesy import inverse

    if len(places) < 3:
        return [True] * len(places)
    lon, lat = np.array([(place.lon, place.lat) for place in places]).T
    named = np.array([max(1, len(place.mentions)) for place in places])
    # Of thousands those that are named most are asked.
    asked = np.argsort(-named, kind="stable")[:MOST_MIDDLES]
    apart = inverse(lon[asked, None], lat[asked, None], lon[None, :], lat[None, :]).distance_m
    near = apart[np.argmin(apart @ named)] <= TOGETHER_M
    return [bool(is_near) for is_near in near] if near.sum() > 1 else [True] * len(places)


def _near(places: Sequence[Place], strikes: Sequence[BaseGeometry]) -> list[bool]:
    """For each place, whether it lies near one of the strikes; all do where there is none."""
    from geo.measuring.geodesy import inverse, measure

    near = np.full(len(places), not strikes)
    lon, lat = np.array([(place.lon, place.lat) for place in places]).reshape(-1, 2).T
    for strike in strikes:
        left = np.nonzero(~near)[0]
        if isinstance(strike, shapely.Point):
            near[left] = inverse(lon[left], lat[left], strike.x, strike.y).distance_m <= NEAR_M
        else:
            here = [measure(shapely.Point(lon[n], lat[n]), strike).distance_m <= NEAR_M for n in left.tolist()]
            near[left] = here
    return [bool(is_near) for is_near in near]


@lru_cache(maxsize=128)
def _largest_parts(geometry: Same[BaseGeometry]) -> BaseGeometry:
    """An area without the far corners that reach into it: parts below a twentieth of the largest."""
    parts = list(polygons(geometry.value))
    largest = max((part.area for part in parts), default=0.0)
    # Two halves of one part, cut at the antimeridian, are each large.
    return shapely.MultiPolygon([part for part in parts if part.area * 20 >= largest])


def _spread_of(events: Events) -> list[BaseGeometry]:
    """What of the events must be in a first view: a box for each degree of longitude in which some lie.

    A row at 0,0 exactly is nearly always a place that somebody did not know: it sets no view while others do.
    """
    kept = ~np.isnan(events.lon)
    known = kept & ~((events.lon == 0) & (events.lat == 0))
    kept = known if known.any() else kept
    lon, lat = events.lon[kept], events.lat[kept]
    column = np.floor(lon)
    return [
        shapely.box(lon[here].min(), lat[here].min(), lon[here].max(), lat[here].max())
        for here in (column == value for value in np.unique(column))
    ]


def _mainland(area: BaseGeometry) -> BaseGeometry:
    """The largest polygon of a country: its far islands do not set the view."""
    return max(polygons(area), key=lambda polygon: polygon.area)


def _circle(lon: float, lat: float, radius_m: float) -> BaseGeometry:
    from geo.measuring.ranges import range_area

    return range_area(shapely.Point(lon, lat), radius_m).geometry


def _ends_at(line: Line, name: str) -> bool:
    return name in {line.from_name, line.to_name}


def _beside(dx: float, dy: float, half: float) -> tuple[Anchor, ...]:
    """The sides on which a text of so many px to either side of its middle does not lie on a line of this direction."""
    if math.degrees(math.atan2(abs(dy), abs(dx))) > 60:
        return ("right", "left")
    if half * abs(dy) <= LEVEL_PX * abs(dx):
        return ("top", "bottom")
    return ("bottom-right", "top-left") if dx * dy < 0 else ("top-right", "bottom-left")


def _overhang(middle: NDArray[np.float64], low: float, high: float, half: float) -> NDArray[np.float64]:
    """By how much a stretch round each middle passes the ends."""
    return np.asarray(np.maximum(low - (middle - half), 0) + np.maximum(middle + half - high, 0))


def _longest(line: BaseGeometry) -> shapely.LineString:
    return shapely.LineString(max(getattr(line, "geoms", (line,)), key=lambda part: float(part.length)).coords)


def _round(text: str, start: int, end: int, first: int, last: int) -> str:
    """Up to 15 words of a sentence round a mention, with marks where words are left out."""
    before, after = text[first:start].split(), text[end:last].split()
    name = len(text[start:end].split())
    lead = min(len(before), (15 - name) // 2)
    tail = min(len(after), 15 - name - lead)
    lead = min(len(before), 15 - name - tail)
    words = [*before[len(before) - lead :], *text[start:end].split()]
    quote = " ".join(words)
    rest = text[end:last]
    glued = rest[:1] not in {"", " ", "\n"} and bool(after) and tail > 0
    quote = (
        quote + after[0] + (" " if tail > 1 else "") + " ".join(after[1:tail])
        if glued
        else " ".join([quote, *after[:tail]])
    )
    return ("…" if lead < len(before) else "") + quote + ("…" if tail < len(after) else "")


def _spaced(name: str) -> str:
    """A country's name in capitals, where it is an ordinary name; anything else as it is written."""
    ordinary = all(c.isalpha() or c in " -'’.()" for c in name)
    return name.upper() if ordinary and len(name) <= 40 else name


def _plain_label(text: str, style: str) -> Wanted:
    return Wanted(id="", text=text, lon=0.0, lat=0.0, style=style, priority=0, anchors=CENTRE)


def _wrap(lon: float) -> float:
    return (lon + 180) % 360 - 180


def _text(value: object) -> str:
    return value.decode("ascii") if isinstance(value, bytes) else str(value)


def _key(value: object) -> str:
    """A record's id: "geonames:703448", also where the table holds the bare number."""
    text = _text(value)
    return text if ":" in text else f"geonames:{text}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
