"""Edits that came back from another tool, as decisions on a story: moved, renamed, added and removed places.

The tool may have dropped what it does not know, reordered, rounded to six decimals, given ids of its own, or turned
values into text. A place is found again by the id among its properties, else by its name and point. It counts as moved
only where its point is neither the story's nor the published one, which is rounded.
"""

from __future__ import annotations

import html
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import shapely

from geo.decisions import decide
from geo.document import loads, published, simplestyle, unknown_properties
from geo.errors import BadInput, StrikemapError
from geo.model import Candidate, Change
from geo.publishing.foreign import Found, features_of
from geo.publishing.kml import ID
from geo.publishing.layers import COLUMNS
from geo.reading.resolving import place_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.model import Place, Story

# uMap and GDAL's RFC 7946 keep six and seven decimals: half of the last of six, and a little.
SAME_DEG = 6e-7
# A point is put back to a centimetre: what a hand or a tool made of the digits beyond is noise.
DECIMALS = 7
# Under which property a tool keeps what a feature is called.
NAMES = ("name", "title", "Name", "label")
# Under which a feature of ours keeps its id, and in KML.
IDS = ("id", ID)
# What GDAL makes of KML and of its own tables, in small letters: nobody's property.
_OF_GDAL = frozenset({"fid", "ogc_fid", "gid", "layer", "path", "timestamp", "begin", "end", "altitudemode",
                      "tessellate", "extrude", "visibility", "draworder", "icon", "snippet", "styleurl"})  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Edits:
    """What was edited in a file.

    Attributes:
        changes: as decisions, in the order in which they are to be taken; without a time.
        properties: what others added to our features, by "kind/id".
        not_taken: what was edited and is not taken, with the reason.
    """

    changes: tuple[Change, ...] = ()
    properties: dict[str, dict[str, Any]] = field(default_factory=dict)
    not_taken: tuple[StrikemapError, ...] = ()


def edits_in(data: bytes, story: Story, *, keep_missing: bool = False) -> Edits:
    """What was edited in a file (GeoJSON, GeoPackage or KML) that came from a story.

    Args:
        keep_missing: places that the file does not hold stay; else they were deleted there.

    Raises:
        BadDocument: the file cannot be read. BadInput: nothing in it belongs to this story.
    """
    return _Reader(story).edits(features_of(data), keep_missing=keep_missing)


def with_edits(story: Story, edits: Edits, *, at: str, by: str | None = None) -> Story:
    """The story with the edits as decisions taken at that instant (ISO 8601 with zone), and others' properties."""
    for change in edits.changes:
        story = decide(story, replace(change, at=at, by=by))
    properties = dict(story.foreign.properties)
    for key, own in edits.properties.items():
        properties[key] = properties.get(key, {}) | own
    return replace(story, foreign=replace(story.foreign, properties=properties))


def reopened(data: bytes, *, at: str) -> Story:
    """A saved story; what a tool that keeps all of it changed on its places since is taken as decisions.

    Raises:
        BadDocument: broken, foreign or newer.
    """
    story = loads(data)
    edits = _within(story, {str(found.properties.get("id") or found.member_id): found for found in features_of(data)
                            if found.properties.get("kind") == "place"})  # fmt: skip
    added = _Reader(story).added(
        Found(where="", properties=dict(feature["properties"]), geometry=shapely.geometry.shape(feature["geometry"]))
        for feature in story.foreign.features
        if (feature.get("geometry") or {}).get("type") == "Point" and _name(feature["properties"])
    )
    if not edits and not added:
        return story
    taken = {change.value["name"] for change in added}
    others = tuple(f for f in story.foreign.features if _name(f["properties"]) not in taken)
    story = replace(story, foreign=replace(story.foreign, features=others))
    return with_edits(story, Edits(changes=(*edits, *added)), at=at)


def _within(story: Story, found: dict[str, Found]) -> list[Change]:
    """The places of a document that no longer agree with what it says of them itself."""
    moves = {change.target: change.value for change in story.changes if change.action == "move"}
    changes = []
    for place in story.places:
        was = place.chosen if not place.moved else None
        there = (was.lon, was.lat) if was is not None else _point_of(moves.get(place.id))
        if there is not None and not _same(there, (place.lon, place.lat)):
            changes.append(Change(action="move", target=place.id, value={"lon": place.lon, "lat": place.lat}))
        title = found[place.id].properties.get("title") if place.id in found else None
        if isinstance(title, str) and title.strip() and title != place.name:
            changes.append(Change(action="rename", target=place.id, value={"name": place.name}))
    return changes


def _point_of(value: dict[str, Any] | None) -> tuple[float, float] | None:
    return None if value is None else (float(value["lon"]), float(value["lat"]))


@dataclass
class _Reader:
    """Holds a file against a story."""

    story: Story
    changes: list[Change] = field(default_factory=list)
    not_taken: list[StrikemapError] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places = {place.id: place for place in self.story.places}
        self.shown = {place.id: place for place in published(self.story).places}
        self.scratch = self.story

    def edits(self, features: list[Found], *, keep_missing: bool) -> Edits:
        matched, others = self._matched(features)
        if self.shown and not matched:
            raise BadInput(
                "nothing in this file is a place of this story {value!r}", value=self.story.title or self.story.id
            )
        for key, found in matched.items():
            self._edited(key, found)
        if not keep_missing:
            for key in self.shown:
                if key not in matched and key in self.places:
                    self._take(Change(action="remove", target=key))
        self.added(others)
        return Edits(
            changes=tuple(self.changes), properties=self._properties(features, matched), not_taken=tuple(self.not_taken)
        )

    # ------------------------------------------------------------ which feature is which place

    def _matched(self, features: list[Found]) -> tuple[dict[str, Found], list[Found]]:
        """The features that are places of the story, by id, and those that may be new ones."""
        by_id: dict[str, list[Found]] = defaultdict(list)
        rest: list[Found] = []
        for found in features:
            if _kind(found) not in {None, "place"}:
                continue
            key = self._id(found)
            (rest if key is None else by_id[key]).append(found)
        matched = {}
        for key, several in by_id.items():
            # A copy bears the id of what it was copied from: the one that stands where the place stood is the place.
            own = next((found for found in several if self._stands(key, found)), several[0])
            matched[key] = own
            rest += [found for found in several if found is not own]
        for test in (self._is_it, self._has_its_name, self._stands):
            rest = self._match_by(test, rest, matched)
        return matched, rest

    def _match_by(self, test: Any, features: list[Found], matched: dict[str, Found]) -> list[Found]:
        left = []
        for found in features:
            # What bears no kind of ours was drawn there; only where all agrees is it an earlier one, come again.
            fits = [key for key in self._all() if key not in matched and test(key, found)]
            if len(fits) == 1 and (_kind(found) == "place" or self._is_it(fits[0], found)):
                matched[fits[0]] = found
            else:
                left.append(found)
        return left

    def _all(self) -> dict[str, None]:
        return dict.fromkeys((*self.places, *self.shown))

    def _id(self, found: Found) -> str | None:
        own = (_own_id(found), found.member_id)
        return next((key for key in own if key in self.places or key in self.shown), None)

    def _forms(self, key: str) -> list[Place]:
        """A place as the story has it and as it is published."""
        return [forms[key] for forms in (self.places, self.shown) if key in forms]

    def _has_its_name(self, key: str, found: Found) -> bool:
        return any(_name(found.properties) == form.name for form in self._forms(key))

    def _stands(self, key: str, found: Found) -> bool:
        point = _at(found)
        return point is not None and any(_same(point, (form.lon, form.lat)) for form in self._forms(key))

    def _is_it(self, key: str, found: Found) -> bool:
        return self._has_its_name(key, found) and self._stands(key, found)

    # ------------------------------------------------------------ what became of it

    def _edited(self, key: str, found: Found) -> None:
        forms, point = self._forms(key), _at(found)
        changes = []
        given = [change.value.get("name") for change in self.story.changes
                 if (change.action, change.target) == ("rename", key)]  # fmt: skip
        # A title beside a name that a decision gave is the earlier name, not a later one.
        names = [found.properties.get(name) for name in ("name", "Name", *(() if given else ("title",)))]
        new = [str(name).strip() for name in names if name not in {None, *(form.name for form in forms)}]
        if new and new[0]:
            changes.append(Change(action="rename", target=key, value={"name": new[0]}))
        if point is not None and not self._stands(key, found):
            changes.append(Change(action="move", target=key, value=_lon_lat(point)))
        role, publish = found.properties.get("role"), found.properties.get("publish")
        if role is not None and role not in {form.role for form in forms}:
            changes.append(Change(action="role", target=key, value={"role": str(role)}))
        if publish is not None and publish not in {form.publish for form in forms}:
            changes.append(Change(action="publish", target=key, value={"publish": str(publish)}))
        for change in changes:
            if key in self.places:
                self._take(change)
            else:
                self.not_taken.append(
                    BadInput(
                        "{value!r} is published only as its region: edit it in the story itself", value=forms[0].name
                    )
                )

    def added(self, features: Iterable[Found]) -> list[Change]:
        """The named points among features as decisions to add them; why others are not taken is noted."""
        gone = {change.target for change in self.story.changes if change.action == "remove"}
        before = len(self.changes)
        for found in features:
            name, point = _name(found.properties), _at(found)
            if _own_id(found) in gone and _kind(found) == "place":
                continue
            if point is None:
                shape = "nothing" if found.geometry is None else found.geometry.geom_type
                self.not_taken.append(
                    BadInput(
                        "{where}: {value} was drawn there: expected a point with a name", where=found.where, value=shape
                    )
                )
            elif not name:
                self.not_taken.append(BadInput("{where}: a point without a name", where=found.where))
            else:
                value: dict[str, str | float | bool] = {"name": name, **_lon_lat(point)}
                self._take(Change(action="add", target=self._new_id(name, point), value=value))
        return self.changes[before:]

    def _new_id(self, name: str, point: tuple[float, float]) -> str:
        record = Candidate(id="person:point", name=name, lon=point[0], lat=point[1], kind="point")
        slug = place_id(name, record)
        taken = {*self.shown, *(place.id for place in self.scratch.places)}
        number = 2
        key = slug
        while key in taken:
            key, number = f"{slug}-{number}", number + 1
        return key

    def _take(self, change: Change) -> None:
        """Keep a decision if the story can take it, else say why not."""
        try:
            self.scratch = decide(self.scratch, change)
        except StrikemapError as error:
            self.not_taken.append(error)
        else:
            self.changes.append(change)

    # ------------------------------------------------------------ properties of others

    def _properties(self, features: list[Found], matched: dict[str, Found]) -> dict[str, dict[str, Any]]:
        things: dict[str, tuple[Any, ...]] = {
            f"place/{key}": tuple(self._forms(key)) for key in matched if key in self.places
        }
        things |= {f"strike/{strike.id}": (strike,) for strike in self.story.strikes}
        things |= {f"range/{area.id}": (area,) for area in self.story.ranges}
        things |= {f"line/{line.id}": (line,) for line in self.story.lines}
        keys = [(f"place/{key}", found) for key, found in matched.items()]
        keys += [(f"{_kind(found)}/{_own_id(found)}", found) for found in features if _kind(found) != "place"]
        found_properties = {}
        for key, found in keys:
            unknown = self._unknown(found, key.partition("/")[0], things[key]) if key in things else {}
            before = self.story.foreign.properties.get(key, {})
            if unknown and any(before.get(name, ...) != value for name, value in unknown.items()):
                found_properties[key] = unknown
        return found_properties

    def _unknown(self, found: Found, kind: str, forms: tuple[Any, ...]) -> dict[str, Any]:
        styles = [simplestyle(form) for form in forms]
        names = {getattr(form, "name", None) for form in forms} | {_name(found.properties)}
        return {
            key: value
            for key, value in unknown_properties(found.properties, kind, forms[0]).items()
            if key not in COLUMNS[kind]
            and key not in (*IDS, *NAMES)
            and key.lower() not in _OF_GDAL
            and not any(key in style and _alike(style[key], value) for style in styles)
            and not (key.lower() == "description" and _first_line(value) in names)
        }


def _own_id(found: Found) -> str | None:
    own = next((found.properties[key] for key in IDS if found.properties.get(key)), None)
    return own if isinstance(own, str) else None


def _alike(one: object, other: object) -> bool:
    """Whether two values are one, where a tool may have made a text of a number."""
    try:
        return one == other or float(str(one)) == float(str(other))
    except ValueError:
        return False


def _first_line(value: object) -> str:
    """The first line of a description that our KML gave a feature: its name."""
    return html.unescape(str(value).partition("\n")[0])


def _kind(found: Found) -> str | None:
    kind = found.properties.get("kind")
    return kind if isinstance(kind, str) and kind else None


def _name(properties: dict[str, Any]) -> str:
    return next((str(properties[key]).strip() for key in NAMES if properties.get(key)), "")


def _at(found: Found) -> tuple[float, float] | None:
    point = found.geometry
    if isinstance(point, shapely.MultiPoint) and len(point.geoms) == 1:
        point = point.geoms[0]
    return (point.x, point.y) if isinstance(point, shapely.Point) and not point.is_empty else None


def _same(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a - b) <= SAME_DEG for a, b in zip(one, other, strict=True))


def _lon_lat(point: tuple[float, float]) -> dict[str, str | float | bool]:
    return {"lon": round(point[0], DECIMALS), "lat": round(point[1], DECIMALS)}
