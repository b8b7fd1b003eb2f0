"""Story to scene: what is drawn, in which order, under which names, with which words.

It reads the story and nothing else about the event; borders and gazetteer give the ground and the towns for
orientation. Where a map is published it starts from the published story, so that what stays at the desk (rivals,
notes, withheld places, strikes that nobody accepted) cannot get in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely

from geo.document import MAX_QUOTE_WORDS, Quotes, tells_hidden
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
from geo.drawing.labels import CENTRE, LEADS, SIDES, Wanted, box_of, place_labels, zoom_levels
from geo.drawing.scene import LegendItem, PopupLine, Scene, SceneFeature
from geo.drawing.theme import built_in, range_style
from geo.drawing.view import View, roomiest, view_of
from geo.drawing.wording import Wording
from geo.measuring.borders import disputed_areas
from geo.measuring.origins import least_territory, origin_geometry
from geo.model import Bounds, LonLat
from geo.words import MAP_LANGUAGES, map_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.drawing.scene import BaseMap, FeatureKind, TableRow, Theme, Tiles
    from geo.gazetteer.index import Gazetteer
    from geo.measuring.borders import Borders
    from geo.model import Events, Line, Origin, Place, RangeArea, Story
    from geo.style import House

POINT_KINDS = frozenset({"settlement", "district", "site", "point"})
AREA_KINDS = frozenset({"region", "country"})
NOT_DRAWN = frozenset({"caption", "metonym"})
# Places that are only named widen a first view without a range up to this distance from the strike.
NEAR_M = 400_000.0
# A precision circle smaller than this on the screen says nothing.
LEAST_CIRCLE_PX = 12.0
MAX_TOWNS = 5
# How far a drawn range follows the base map's border where that strays from the true one, and what is thinned off.
STRIP_PX = 4.0
THINNED_PX = 0.15
# Along a border that is drawn coarser than it was measured, cutting leaves slivers smaller than this.
SLIVER_PX2 = 1.0
MAX_NEIGHBOURS = 8
TOWN_GAP_PX = 70.0
# Of so many of the most telling towns it is asked whether they depend on the origin.
MAX_ASKED = 40
LEAST_POPULATION = 15_000
# By how much of itself a view may be stretched to show a capital, and what counts as one.
STRETCH = 0.15
# How much larger than itself the room for the name of an area must be.
ROOMY = 1.3
MAIN_CITY_POPULATION = 1_000_000
# A town in reach says more about a range than one of the same size elsewhere.
IN_RANGE_WEIGHT = 2.0

PRIORITY = {
    "strike": 0,
    "place": 10,
    "range": 20,
    "region-alone": 15,
    "country": 30,
    "range-other": 35,
    "line": 40,
    "town": 50,
    "region": 60,
    "disputed": 65,
    "neighbour": 70,
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
    """
    composer = _Composer(story, borders, gazetteer, language or story.language, size_px, published, detail, house)
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
    ) -> None:
        self.whole = story
        self.quotes = Quotes.of(story.article, published=published)
        self.story = published_story(story, drawing=self.quotes) if published else story
        self.borders = borders
        self.gazetteer = gazetteer
        self.language = language
        self.size_px = size_px
        self.published = published
        self.detail = detail
        self.house = house
        self.theme: Theme = built_in() if house is None else house.theme
        self.label_language = (None if house is None else house.label_language) or language
        say = map_words(language)
        self.say = say
        # What a name is read aloud in: the reader's language, if there are names in it; else it is left to the page's.
        spoken = self.label_language.split("-")[0].lower() in MAP_LANGUAGES
        self.names_language = self.label_language if spoken else None
        self.words = Wording(self.story, say, language, _hedged(story))
        self._standings: dict[tuple[str, Spot], Standing] = {}
        self.view = self._with_main_cities(view_of(self._first_view(), size_px))
        self.events = event_layer(self.story.events, view=self.view, say=say, more=self.story.events_shown)
        self.points = [place for place in self._drawn(POINT_KINDS) if self._near_view(place.lon, place.lat)]
        self.areas = self._drawn(AREA_KINDS)
        self.towns = self._towns()

    def scene(self, tiles: Tiles | None) -> Scene:
        """Put the parts together, in drawing order."""
        base = self._base()
        features = self._features()
        labels = place_labels(
            self._wanted(),
            looks=self.theme.light,
            zooms=zoom_levels(self.view.zoom),
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
            legend=tuple(self._legend(base)),
            theme=self.theme,
            credit=words.credit() if self.house is None else self.house.credit_line(self.story, self.language),
            method=(
                *words.method(self._border_words(base)),
                *self._origin_note(),
                *words.events_method(self.events),
                *self._house_note(),
            ),
            alt=words.alt(self.points, [town.name for town in self.towns], self.events),
            summary=words.summary(self.events),
            draft=words.draft() if self.story.review is None else None,
            changed=words.changed(),
            correction=words.correction(),
            table=tuple(self._table()),
            tiles=tiles,
            size_px=self.size_px,
            fit_zoom=self.view.zoom,
            events=self.events,
            words={} if self.events is None else script_words(self.say),
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
        ranges = [_largest_parts(area.geometry) for area in self.story.ranges]
        origins = [p for p in (_origin_point(area.origin) for area in self.story.ranges) if p is not None]
        lines = [line.geometry for line in self.story.lines] if ranges or strikes else []
        found = [*strikes, *ranges, *origins, *lines]
        if not found:
            found += _spread_of(self.story.events)
        if not ranges:
            found += [shapely.Point(p.lon, p.lat) for p in self._drawn(POINT_KINDS) if _near(p, strikes)]
        if not found:
            found += [line.geometry for line in self.story.lines]
        if not found:
            found += [_mainland(area) for p in self._drawn(AREA_KINDS) if (area := self._area(p)) is not None]
        yield from found

    def _with_main_cities(self, view: View) -> View:
        """The view stretched a little to take in the largest city of the two countries, where it lies just outside."""
        codes = {code for area in self.story.ranges for code in (area.origin.country, area.onto) if code}
        west, south, east, north = view.tight
        grow_x, grow_y = (east - west) * STRETCH, (north - south) * STRETCH
        box = Bounds(_wrap(west - grow_x), south - grow_y, _wrap(east + grow_x), north + grow_y)
        table: Any = self.gazetteer.populated(box)
        cities = []
        for code in sorted(codes):
            people = np.where(np.asarray(table.country).astype(str) == code, table.population, 0)
            if len(people) and people.max() >= MAIN_CITY_POPULATION:
                n = int(np.argmax(people))
                cities.append(shapely.Point(view.running(float(table.lon[n])), float(table.lat[n])))
        if not cities:
            return view
        return view_of([*self._first_view(), *cities], self.size_px)

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
        area: BaseGeometry | None = self.borders.region(code) if place.chosen.id.startswith("iso:") else None
        return area

    def _running(self, geometry: BaseGeometry) -> BaseGeometry:
        """A geometry with longitudes as they run on in this view; untouched where the view does not cross 180."""
        west, _south, east, _north = self.view.wide
        if west >= -180 and east <= 180:
            return geometry
        middle = (west + east) / 2
        return running_on(geometry, Bounds(middle - 180, -90.0, middle + 180, 90.0))

    def _at(self, lon: float, lat: float) -> shapely.Point:
        return shapely.Point(self.view.running(lon), lat)

    def _base(self) -> BaseMap:
        origins = {area.origin.country for area in self.story.ranges if area.origin.country is not None}
        return base_map(self.borders, self.view.tight, highlight=origins, screen=self.view.wide, detail=self.detail)

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
        found += [self._town_feature(town) for town in self.towns]
        return [*found, *reversed(points)]

    def _range_features(self) -> Iterator[SceneFeature]:
        """The tints first, the dashed outlines over them."""
        for area in sorted(self.story.ranges, key=lambda area: not area.main):
            name = f"{self.words.range_label(area)}, {self.words.measured_from(area.origin)}"
            yield SceneFeature(
                id=area.id,
                kind="range",
                style=self._range_style(area),
                geometry=self._drawn_range(area),
                name=name,
                popup=tuple(self._range_popup(area)),
            )

    def _drawn_range(self, area: RangeArea) -> BaseGeometry:
        """A range as it is drawn: its outline thinned by less than a pixel, its border that of the base map.

        The area itself follows the border in full detail; drawn so over a base map that is simplified for the view,
        the two would run side by side. So the area is let out over the border and cut to the border that is drawn.
        """
        degrees = self.metres_px() / 111_320
        area_drawn = self._running(area.geometry)
        onto = self._as_drawn(area.onto) if area.onto else None
        if area.onto is None or onto is None:
            return _as_seen(area_drawn, degrees)
        territory = self._territory(area.onto)
        rim = shapely.difference(shapely.buffer(area_drawn, STRIP_PX * degrees, quad_segs=2), territory)
        whole = shapely.intersection(shapely.union(area_drawn, rim), onto)
        return _as_seen(whole, degrees)

    def _as_drawn(self, code: str) -> BaseGeometry | None:
        """A country as the base map draws it."""
        return self._countries_drawn().get(code)

    def _countries_drawn(self) -> Mapping[str, BaseGeometry]:
        return country_areas(self.borders, self.view.tight, screen=self.view.wide, detail=self.detail)

    def _territory(self, code: str) -> BaseGeometry:
        """A country in full detail, as far as the base map goes."""
        return country_in_full(self.borders, self.view.tight, code, screen=self.view.wide)

    def metres_px(self) -> float:
        """Metres that a pixel of the first view spans at its middle."""
        middle = math.radians((self.view.tight.south + self.view.tight.north) / 2)
        return float(40_075_016.686 * math.cos(middle) / (256 * 2.0**self.view.zoom))

    def _range_style(self, area: RangeArea) -> str:
        weapons = list(dict.fromkeys(area.weapon for area in self.story.ranges))
        return range_style(weapons.index(area.weapon), main=area.main)

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
        for key, name, basis, area in self._disputed():
            yield SceneFeature(
                id=f"disputed-{key}",
                kind="disputed",
                style="disputed-area",
                geometry=self._running(shapely.simplify(area, self.metres_px() / 111_320)),
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
        return not running_on(geometry, self.view.wide).is_empty

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
        return self._feature(place, "place", "place", self._at(place.lon, place.lat))

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
        strike = self.words.strike_at(place)
        quote = self._quote(place)
        if quote:
            language = self._unless_spoken(self.story.article.language)
            yield PopupLine(kind="quote", text=quote, language=language)
        if strike is not None:
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
        whole = self.whole.place(place.id)
        mention = next((m for m in (whole.mentions if whole else ()) if m.block in {"body", "dateline"}), None)
        if mention is None:
            return ""
        text = self.whole.article.text
        sentence = text[slice(*mention.sentence)]
        if self.published and tells_hidden(sentence, self.whole):
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
        for town in found:
            left = MAX_TOWNS - len(chosen) - (depends is not None and depends not in chosen)
            if (left > 0 or town is depends) and self._stands_clear(town, chosen):
                chosen.append(town)
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
        table: Any = self.gazetteer.populated(box)
        kept = (np.asarray(table.population) >= LEAST_POPULATION) & ~np.asarray(table.is_district, dtype=bool)
        lon, lat = np.asarray(table.lon)[kept], np.asarray(table.lat)[kept]
        ids, people = np.asarray(table.ids)[kept], np.asarray(table.population)[kept]
        country = np.asarray(table.country)[kept]
        weight = people.astype(float)
        for area in self.story.ranges:
            if area.main:
                weight = np.where(shapely.contains_xy(area.geometry, lon, lat), people * IN_RANGE_WEIGHT, weight)
        order = np.lexsort((ids, -weight))[:60]
        return [
            Town(
                id=f"town-{_key(ids[n])}",
                name="",
                lon=float(lon[n]),
                lat=float(lat[n]),
                country=_text(country[n]),
                population=int(people[n]),
            )
            for n in order
        ]

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

    def _stands_clear(self, town: Town, others: Sequence[Town]) -> bool:
        here = self.view.pixels(self._at(town.lon, town.lat))
        for lon, lat in [(p.lon, p.lat) for p in self.points] + [(t.lon, t.lat) for t in others]:
            if shapely.distance(here, self.view.pixels(self._at(lon, lat))) < TOWN_GAP_PX:
                return False
        return True

    # ------------------------------------------------------------ labels

    def _wanted(self) -> list[Wanted]:
        looks = self.theme.light
        found = [self._point_label(place) for place in self.points]
        found += [
            Wanted(
                id=town.id,
                text=town.name,
                lon=self.view.running(town.lon),
                lat=town.lat,
                style="label-town",
                priority=PRIORITY["town"] + number,
                mark=looks["town"].radius,
                language=self.names_language,
            )
            for number, town in enumerate(self.towns)
        ]
        taken = [(w.lon, w.lat) for w in found]
        for wanted in self._area_labels(taken):
            found.append(wanted)
            taken.append((wanted.lon, wanted.lat))
        for wanted in (*self._ring_labels(taken), *self._disputed_labels(), *self._line_labels()):
            found.append(wanted)
            taken.append((wanted.lon, wanted.lat))
        return [*found, *self._neighbour_labels(taken)]

    def _point_label(self, place: Place) -> Wanted:
        strike = place.role == "reported strike"
        style = "strike" if strike else "place"
        return Wanted(
            id=place.id,
            text=place.name,
            lon=self.view.running(place.lon),
            lat=place.lat,
            style=f"label-{style}",
            priority=PRIORITY[style],
            mark=self.theme.light[style].radius + (2 if strike else 0),
            anchors=(*SIDES, *LEADS),
            language=self._name_language(place) or self.say.tag,
        )

    def _ring_labels(self, taken: Sequence[tuple[float, float]]) -> Iterator[Wanted]:
        """A range's length, standing on its outer edge where there is most air."""
        mine = list(taken)
        for area in sorted(self.story.ranges, key=lambda area: not area.main):
            style = f"label-{self._range_style(area)}"
            text = self.words.range_label(area)
            spot = self._spot_on_ring(area, text, style, mine)
            if spot is not None:
                mine.append((spot.lon, spot.lat))
                priority = PRIORITY["range" if area.main else "range-other"]
                yield self._area_label(f"ring-{area.id}", text, spot, style, priority)

    def _spot_on_ring(
        self, area: RangeArea, text: str, style: str, taken: Sequence[tuple[float, float]]
    ) -> LonLat | None:
        edge = shapely.intersection(self._outer_edge(area), shapely.box(*self.view.tight))
        if edge.is_empty:
            return None
        edge = self.view.pixels(edge)
        box = box_of(_plain_label(text, style), self.theme.light, 0, 0)
        step = max(8.0, edge.length / 200)
        spots = shapely.get_coordinates(shapely.segmentize(edge, step))
        frame = self.view.pixels(shapely.box(*self.view.tight)).bounds
        # The last vertex of a closed line is its first: candidates in a fixed order, so that ties fall the same way.
        candidates = np.unique(np.round(spots, 3), axis=0)
        others = np.array([shapely.get_coordinates(self.view.pixels(self._at(*point)))[0] for point in taken])
        squeeze = np.array([box.height / box.width, 1.0])
        if len(others):
            gaps = np.abs((candidates[:, None, :] - others[None, :, :]) * squeeze).max(axis=2).min(axis=1)
        else:
            gaps = np.full(len(candidates), 99.0)
        # Enough air first; then to the right and up, where a reader of a left-to-right script looks for it.
        rank = np.minimum(gaps, 3 * box.height) * 10 + candidates[:, 0] * 0.06 - candidates[:, 1] * 0.02
        rank -= _overhang(candidates[:, 0], frame[0], frame[2], box.width / 2) * 0.4
        rank -= _overhang(candidates[:, 1], frame[1], frame[3], box.height) * 10
        best = candidates[int(np.argmax(rank))]
        return self.view.lonlat(float(best[0]), float(best[1]))

    def _outer_edge(self, area: RangeArea) -> BaseGeometry:
        """The part of a range's outline that is its reach, not the border or coast to which it is cut."""
        outline = self._running(area.geometry).boundary
        if area.onto is None:
            return outline
        near = near_outline(self.borders, self.view.tight, area.onto, screen=self.view.wide)
        reach = shapely.difference(outline, near)
        return outline if reach.is_empty else reach

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
            # On the tint a name reads worse: rather beside it, where there is room.
            drawn = self._as_drawn(place.chosen.id.removeprefix("iso:")) if country else None
            seen = running_on(area if drawn is None else drawn, self.view.tight)
            spot = self._room(self._without_ranges(seen), text, style, taken) if country else None
            spot = spot or self._room(seen, text, style, taken)
            if spot is not None:
                alone = country or text == place.name
                priority = PRIORITY["country" if country else "region-alone" if alone else "region"]
                yield self._area_label(f"area-{place.id}", text, spot, style, priority, language)

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

    def _without_ranges(self, area: BaseGeometry) -> BaseGeometry:
        for drawn in self.story.ranges:
            area = shapely.difference(area, self._running(drawn.geometry).buffer(0))
        return area

    def _neighbour_labels(self, taken: Sequence[tuple[float, float]]) -> Iterator[Wanted]:
        """Names of the other countries in the view, in the reader's language, the most seen first."""
        named = {place.chosen.country for place in self.areas if place.chosen.kind == "country"}
        seen = []
        for code, geometry in self._countries_drawn().items():
            area = running_on(geometry, self.view.wide) if code not in named else None
            if area is not None and not area.is_empty:
                seen.append((-self.view.pixels(area).area, code, area))
        count = 0
        for _, code, area in sorted(seen, key=lambda item: item[:2]):
            text = _spaced(self._country_name(code))
            spot = self._room(area, text, "label-neighbour", taken) if text and count < MAX_NEIGHBOURS else None
            if spot is not None:
                count += 1
                yield self._area_label(
                    f"country-{code}", text, spot, "label-neighbour", PRIORITY["neighbour"] + count, self.label_language
                )

    def _country_name(self, code: str) -> str:
        """A country in the reader's language: by the gazetteer, else by CLDR."""
        name = self.gazetteer.name_in(f"iso:{code}", self.label_language)
        return str(name or self.words.country(code))

    def _disputed_labels(self) -> Iterator[Wanted]:
        """Names of disputed areas, where there is room on them in the first view."""
        for key, name, _, area in self._disputed():
            seen = running_on(area, self.view.wide)
            spot = self._room(seen, name, "label-disputed", ())
            if spot is not None:
                language = map_words(self.label_language).tag
                yield self._area_label(f"disputed-{key}", name, spot, "label-disputed", PRIORITY["disputed"], language)

    def _line_labels(self) -> Iterator[Wanted]:
        for line in self.story.lines:
            if self._touches_view(line.geometry):
                yield self._line_label(line)

    def _line_label(self, line: Line) -> Wanted:
        middle = shapely.line_interpolate_point(_longest(self._running(line.geometry)), 0.5, normalized=True)
        text = self.words.length(line.distance_m, (line.high_m - line.low_m) / 2)
        spot = LonLat(middle.x, middle.y)
        label = self._area_label(f"line-{line.id}", text, spot, "label-line", PRIORITY["line"])
        return replace(label, mark=0.5, anchors=SIDES)

    def _room(self, area: BaseGeometry, text: str, style: str, taken: Sequence[tuple[float, float]]) -> LonLat | None:
        if area.is_empty:
            return None
        box = box_of(_plain_label(text, style), self.theme.light, 0, 0)
        avoid = [shapely.get_coordinates(self.view.pixels(self._at(*point)))[0] for point in taken]
        pixels = self.view.pixels(shapely.MultiPolygon(list(polygons(area))))
        spot = roomiest(
            shapely.make_valid(shapely.simplify(pixels, 1.0)),
            text_px=(box.width * ROOMY, box.height * ROOMY),
            avoid_px=[(float(x), float(y)) for x, y in avoid],
        )
        return None if spot is None else self.view.lonlat(*spot)

    def _area_label(
        self, label_id: str, text: str, spot: LonLat, style: str, priority: int, language: str | None = None
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
        shown = [*self.points, *self.areas]
        rest = [p for p in self.story.places if p not in shown and p.role != "metonym"]
        for place in (*shown, *rest):
            yield self.words.row(place, self._figures(place), self._foreign(place))
        for town in self.towns:
            figures = self._standing_words(town.lon, town.lat, 0.0, town.country)
            told, language = self.words.joined(figures), self._unless_spoken(self.names_language)
            yield _town_row(town, self.say("for orientation"), told, language)


def _as_seen(area: BaseGeometry, degrees: float) -> BaseGeometry:
    """An area thinned by less than a pixel, without the slivers that nobody would see; ``degrees`` is a pixel."""
    found = list(polygons(shapely.simplify(area, THINNED_PX * degrees)))
    seen = [polygon for polygon in found if polygon.area >= SLIVER_PX2 * degrees**2]
    return shapely.MultiPolygon(seen or found)


def _town_row(town: Town, role: str, figure: str, language: str | None) -> TableRow:
    from geo.drawing.scene import TableRow

    return TableRow(name=town.name, role=role, figure=figure, source="GeoNames", language=language)


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


def _near(place: Place, strikes: Sequence[BaseGeometry]) -> bool:
    from geo.measuring.geodesy import measure

    here = shapely.Point(place.lon, place.lat)
    return not strikes or any(measure(here, strike).distance_m <= NEAR_M for strike in strikes)


def _largest_parts(geometry: BaseGeometry) -> BaseGeometry:
    """An area without the far corners that reach into it: parts below a twentieth of the largest."""
    parts = list(polygons(geometry))
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
