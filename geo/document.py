"""A story as one RFC 7946 GeoJSON FeatureCollection: written, read again without loss, and cut down to be published.

Features carry ``id``, ``properties.kind`` (place, strike, origin, range, line, event), the fields of the value, and
simplestyle-spec 1.1 properties for other tools. The foreign member ``strikemap`` holds everything that has no place
on a map. ``dumps`` of what ``loads`` gave is the same text, byte for byte. What another tool added (properties,
members, features without a kind of ours) is kept with the story and written again; it is never published.
"""

from __future__ import annotations

import dataclasses
import gc
import json
import math
import operator
import re
import sys
import unicodedata
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints
from urllib.parse import unquote

import msgspec
import numpy as np
import shapely
from babel import Locale, UnknownLocaleError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from geo.embargo import read_embargo
from geo.errors import BadDocument, BadInput
from geo.model import (
    EVENT_TEXTS,
    NO_EVENTS,
    Article,
    Candidate,
    Change,
    Check,
    Claim,
    Event,
    Events,
    Foreign,
    Line,
    Mention,
    Origin,
    Place,
    RangeArea,
    Review,
    Statement,
    Story,
    Strike,
    Weapon,
)
from geo.same import Same
from geo.units import MAX_RADIUS_M, rounded_to
from geo.words import Words, desk_words, map_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

VERSION = 1
# The longest name or title; as for what a person types.
MAX_NAME = 300
# The longest text that a person writes to stand with the map: a correction, an alt text, a caption.
MAX_WORDING = 1000
LARGEST_INTEGER = 2**63
AREAS = frozenset({"Polygon", "MultiPolygon"})
MAKER = "strikemap"
# A story with 100,000 events and their notes is half as large; a limit keeps a hostile upload from filling the memory.
MAX_BYTES = 256 * 1024 * 1024
MAX_QUOTE_WORDS = 15
MAX_QUOTED_SHARE = 0.10
LEAST_QUOTE_WORDS = 4
# 0.00001 degree is about a metre: finer says nothing of any place.
MAX_DECIMALS = 5
# Ends within this distance of a place (about 100 m) are that place.
SAME_POINT_DEG = 0.001
# By how much of its radius the middle of a ring may be off the mark of the place that it is drawn round.
OFF_CENTRE = 0.01
# How far a point at a whole degree may lie from what it stands for: half the diagonal of a square degree.
REGION_PRECISION_M = 80_000.0

# The fields of a strike that are statements: who says what.
STATEMENTS = tuple(name for name, kind in get_type_hints(Strike).items() if kind == Statement | None)
# The parts of a story that are features, or foreign to it, and so no part of the member "strikemap".
NOT_IN_MEMBER = frozenset({"places", "strikes", "ranges", "lines", "events", "foreign"})
# simplestyle-spec 1.1: how other tools draw a feature. Ours follows from the story; what somebody chose is kept.
SIMPLESTYLE = frozenset(
    {"marker-color", "marker-size", "marker-symbol", "stroke", "stroke-width", "stroke-opacity", "fill", "fill-opacity"}
)
# What a feature of ours may bear besides the fields of its value; all of it follows from the story.
_DERIVED = frozenset({"id", "kind", "title", "gazetteer_name", "place_kind", "feature_code", "country", "geonameid",
                      "population", "sentence", "details", "origin_kind", "origin", "status", "credit", "correction",
                      "embargo", "licence"})  # fmt: skip
_VALUES: dict[str, type] = {"place": Place, "strike": Strike, "origin": Origin, "range": RangeArea, "line": Line}
KNOWN = {kind: frozenset(part.name for part in dataclasses.fields(value)) | _DERIVED for kind, value in _VALUES.items()}
_MEMBERS = frozenset({"type", "features", "strikemap", "bbox"})

Value = TypeVar("Value")
Json = dict[str, Any]


# ---------------------------------------------------------------- writing


def dumps(story: Story) -> str:
    """The whole story as GeoJSON text, a feature a line; the same story gives the same text."""
    with in_one_go():
        if story.foreign.properties:
            return collection_text(to_geojson(story))
        # The same, with the texts of parts that were written before: a story that is worked on is written at each
        # change, and nearly all of it is as it was.
        origins = _distinct(area.origin for area in story.ranges)
        lines = [_place_text(Same(place), Same(story.article)) for place in story.places]
        lines += [_feature_text(_strike_feature(strike, story)) for strike in story.strikes]
        lines += [_feature_text(_origin_feature(origin, _origin_id(n))) for n, origin in enumerate(origins)]
        lines += [_range_text(Same(area), _origin_id(origins.index(area.origin))) for area in story.ranges]
        lines += [
            _feature_text(feature) for feature in (*map(_line_feature, story.lines), *_event_features(story.events))
        ]
        lines += [_feature_text(feature) for feature in story.foreign.features]
        return _joined_text(_head_text(story), lines)


def to_geojson(story: Story) -> Json:
    """The whole story as a FeatureCollection value (lon, lat in degrees)."""
    origins = _distinct(area.origin for area in story.ranges)
    features = [_place_feature(place, story.article.text) for place in story.places]
    features += [_strike_feature(strike, story) for strike in story.strikes]
    features += [_origin_feature(origin, _origin_id(n)) for n, origin in enumerate(origins)]
    features += [_range_feature(area, _origin_id(origins.index(area.origin))) for area in story.ranges]
    features += [_line_feature(line) for line in story.lines]
    features += _event_features(story.events)
    about = plain(_about(story))
    for feature in features if story.foreign.properties else ():
        feature["properties"] |= story.foreign.properties.get(_key(feature), {})
    return {
        "type": "FeatureCollection",
        "strikemap": {**_marks(story), **about},
        **story.foreign.members,
        "features": [*features, *story.foreign.features],
    }


def _about(story: Story) -> Story:
    """What of a story is no feature."""
    return replace(story, places=(), strikes=(), ranges=(), lines=(), events=NO_EVENTS, foreign=Foreign())


def _marks(story: Story) -> Json:
    """For who opens the file elsewhere; read again, all but the version follow from the story."""
    say = map_words(story.language)
    return {
        "version": VERSION,
        "status": status(story),
        "credit": credit_line(story, say),
        "licence": licence_line(say),
    }


def _origin_id(number: int) -> str:
    return f"origin-{number + 1}"


@lru_cache(maxsize=2048)
def _place_text(place: Same[Place], article: Same[Article]) -> str:
    return _feature_text(_place_feature(place.value, article.value.text))


@lru_cache(maxsize=128)
def _range_text(area: Same[RangeArea], origin_id: str) -> str:
    return _feature_text(_range_feature(area.value, origin_id))


def _head_text(story: Story) -> str:
    """What ``collection_text`` writes before the features."""
    members = {name: _indented(json.dumps(value, ensure_ascii=False)) for name, value in _marks(story).items()}
    for part, item in _told(_about(story)):
        is_kept = isinstance(item, tuple) or dataclasses.is_dataclass(item)
        members[part.name] = _member_text(Same(item)) if is_kept else _fresh_text(item)
    listed = ",\n".join(f"  {json.dumps(name)}: {text}" for name, text in members.items())
    others = {key: json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) for key, value in
              story.foreign.members.items()}  # fmt: skip
    foreign = "".join(f",\n {json.dumps(key, ensure_ascii=False)}: {_indented(text)}" for key, text in others.items())
    return '{\n "type": "FeatureCollection",\n "strikemap": {\n' + listed + "\n }" + foreign


@lru_cache(maxsize=1024)
def _member_text(item: Same[Any]) -> str:
    return _fresh_text(item.value)


def _fresh_text(item: Any) -> str:
    return _indented(json.dumps(plain(item), ensure_ascii=False, indent=1, allow_nan=False), 2)


def _indented(text: str, steps: int = 1) -> str:
    return text.replace("\n", "\n" + steps * " ")


def _key(feature: Json) -> str:
    return f"{feature['properties']['kind']}/{feature['id']}"


def status(story: Story) -> str:
    """Whether a person has checked the story: "reviewed" or "draft"."""
    return "draft" if story.review is None else "reviewed"


def credit_line(story: Story, say: Words, *, maker: str = MAKER) -> str:
    """One line for every map and file: who reported, map by, the data."""
    source = story.article.source
    reported = [say("Source: {source}", source=source)] if source else []
    line = " · ".join(
        [
            *reported,
            *_events_credit(story, say),
            say("map: {maker}", maker=maker),
            "GeoNames (CC BY 4.0)",
            "Natural Earth",
        ]
    )
    return line[:1].upper() + line[1:]


def licence_line(say: Words) -> str:
    """One line for every file: under which terms its data may be used."""
    return say("Points by GeoNames: CC BY 4.0, name the source; outlines by Natural Earth: public domain.")


# A credit line is one line: of so many sources or licences each is named, of more their number.
MOST_CREDITED = 3


def _events_credit(story: Story, say: Words) -> list[str]:
    """Whose events these are, and under which licence: the collection's name, else the few sources of its rows."""
    if not story.events:
        return []
    who = story.events_by or _few(story.events.source, say)
    licence = _few(story.events.licence, say)
    if who and licence:
        return [say("events: {who} ({licence})", who=who, licence=licence)]
    return [say("events: {who}", who=who or licence)] if who or licence else []


def _few(texts: Iterable[str], say: Words) -> str:
    """The different texts, or how many there are."""
    found = list(dict.fromkeys(text for text in texts if text))
    return ", ".join(found) if len(found) <= MOST_CREDITED else say("{n} sources", n=len(found))


def places_geojson(story: Story) -> str:
    """Only the places, as a GeoJSON layer that any tool opens."""
    features = [_place_feature(place, story.article.text) for place in story.places]
    return collection_text({"type": "FeatureCollection", "features": features})


def collection_text(collection: Json) -> str:
    """GeoJSON with a feature a line: small, and a changed place is one changed line."""
    head = {key: value for key, value in collection.items() if key != "features"}
    lines = [_feature_text(feature) for feature in collection["features"]]
    opening = json.dumps(head, ensure_ascii=False, indent=1, allow_nan=False).removesuffix("\n}")
    return _joined_text(opening, lines)


def _joined_text(opening: str, lines: Iterable[str]) -> str:
    return opening + ',\n "features": [\n' + ",\n".join(lines) + "\n ]\n}\n"


def _feature_text(feature: Json) -> str:
    """A feature on one line. Events, of which there can be very many, by the faster writer and without blanks."""
    if (feature["properties"] or {}).get("kind") == "event":
        with suppress(msgspec.MsgspecError, OverflowError, UnicodeEncodeError):
            return msgspec.json.encode(feature).decode("utf-8")
    return json.dumps(feature, ensure_ascii=False, allow_nan=False)


def plain(value: Any) -> Any:
    """A value as JSON has it: dataclasses as objects without the fields that stand at their defaults."""
    if isinstance(value, BaseGeometry):
        return _geometry_value(value)
    if dataclasses.is_dataclass(value):
        return {part.name: plain(item) for part, item in _told(value)}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return value


def _told(value: Any) -> Iterator[tuple[dataclasses.Field[Any], Any]]:
    """The fields of a dataclass that do not stand at their defaults."""
    for part in dataclasses.fields(value):
        item = getattr(value, part.name)
        if item != _default(part):
            yield part, _as_typed(part, item)


def _as_typed(part: dataclasses.Field[Any], item: Any) -> Any:
    """A whole number in a field of floats is written as the float that it will be read as."""
    return float(item) if isinstance(item, int) and str(part.type).startswith("float") else item


def _default(part: dataclasses.Field[Any]) -> Any:
    if part.default_factory is not dataclasses.MISSING:
        return part.default_factory()
    return part.default


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_lists(item) for item in value]
    return value


_WITH_COORDINATES = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", *AREAS})


def _geometry_value(geometry: BaseGeometry) -> Json:
    """A geometry as GeoJSON has it; the coordinates of the usual kinds at once, for an outline has thousands."""
    kind = geometry.geom_type
    if geometry.is_empty or kind not in _WITH_COORDINATES or shapely.get_coordinate_dimension(geometry) != 2:
        found: Json = _lists(mapping(geometry))
        return found
    return {"type": kind, "coordinates": _coordinates(geometry)}


def _coordinates(geometry: BaseGeometry) -> Any:
    if isinstance(geometry, shapely.Polygon):
        return [shapely.get_coordinates(ring).tolist() for ring in (geometry.exterior, *geometry.interiors)]
    parts = getattr(geometry, "geoms", None)
    if parts is not None:
        return [_coordinates(part) for part in parts]
    found = shapely.get_coordinates(geometry).tolist()
    return found[0] if isinstance(geometry, shapely.Point) else found


def _distinct(origins: Iterable[Origin]) -> list[Origin]:
    found: list[Origin] = []
    for origin in origins:
        if origin not in found:
            found.append(origin)
    return found


def _feature(feature_id: str, kind: str, geometry: BaseGeometry | None, properties: Json) -> Json:
    return {
        "type": "Feature",
        "id": feature_id,
        "geometry": None if geometry is None else plain(geometry),
        # The id a second time: geojson.io drops the one above, uMap puts one of its own there; both keep properties.
        "properties": {"kind": kind, "id": feature_id, **properties},
    }


def _place_feature(place: Place, text: str) -> Json:
    fields = plain(place)
    for key in ("id", "lon", "lat"):
        del fields[key]
    record = place.chosen
    derived = {
        "title": place.name,
        "gazetteer_name": record.name,
        "place_kind": record.kind,
        "feature_code": record.feature_code,
        "country": record.country,
        "geonameid": record.geonameid,
        "population": record.population,
        "sentence": text[slice(*place.mentions[0].sentence)] if place.mentions else "",
    }
    return _feature(place.id, "place", shapely.Point(place.lon, place.lat), {**fields, **derived, **simplestyle(place)})


def _strike_feature(strike: Strike, story: Story) -> Json:
    place = story.place(strike.where) if strike.where else None
    fields = plain(strike)
    del fields["id"]
    # Under one key, so that a column of a GIS table never mixes texts ("weapon" of a range) and objects.
    details = {key: fields.pop(key) for key in STATEMENTS if key in fields}
    fields["details"] = details
    point = None if place is None else shapely.Point(place.lon, place.lat)
    return _feature(strike.id, "strike", point, {**fields, **simplestyle(strike)})


def _origin_feature(origin: Origin, origin_id: str) -> Json:
    fields = plain(origin)
    fields.pop("geometry", None)
    fields["origin_kind"] = fields.pop("kind")
    return _feature(origin_id, "origin", origin.geometry, fields)


def _range_feature(area: RangeArea, origin_id: str) -> Json:
    fields = {part.name: plain(item) for part, item in _told(area) if part.name not in {"id", "geometry", "origin"}}
    return _feature(area.id, "range", area.geometry, {**fields, "origin": origin_id, **simplestyle(area)})


def _line_feature(line: Line) -> Json:
    fields = {part.name: plain(item) for part, item in _told(line) if part.name not in {"id", "geometry"}}
    return _feature(line.id, "line", line.geometry, {**fields, **simplestyle(line)})


def simplestyle(value: object) -> Json:
    """How other tools are to draw a place, strike, range or line (simplestyle-spec 1.1)."""
    match value:
        case Place(role="reported strike"):
            return {"marker-color": "#111111", "marker-size": "medium"}
        case Place():
            return {"marker-color": "#555555", "marker-size": "small"}
        case Strike():
            return {"marker-symbol": "circle-stroked"}
        case RangeArea(main=main):
            style = {"stroke": "#b4531f", "stroke-width": 2 if main else 1, "fill": "#b4531f"}
            return {**style, "fill-opacity": 0.25 if main else 0}
        case Line():
            return {"stroke": "#333333", "stroke-width": 1}
        case _:
            return {}


def _event_features(events: Events) -> list[Json]:
    """By hand, column by column: a story may hold 50,000. A place that is not known is no geometry."""
    features = []
    texts = [getattr(events, name) for name in EVENT_TEXTS]
    points = zip(events.lon.tolist(), events.lat.tolist(), events.precision_m.tolist(), strict=True)
    for event_id, columns, (lon, lat, precision_m), *values in zip(
        events.ids, events.columns, points, *texts, strict=True
    ):
        properties: Json = {"kind": "event"}
        for name, value in zip(EVENT_TEXTS, values, strict=True):
            if value:
                properties[name] = value
        if precision_m == precision_m:
            properties["precision_m"] = precision_m
        if columns:
            properties["columns"] = columns
        point = {"type": "Point", "coordinates": [lon, lat]} if lon == lon else None
        features.append({"type": "Feature", "id": event_id, "geometry": point, "properties": properties})
    return features


# ---------------------------------------------------------------- reading


def loads(text: str | bytes) -> Story:
    """The story that ``dumps`` wrote, with what other tools added to it since.

    Raises:
        BadDocument: not JSON, not GeoJSON, foreign, newer, or broken; the message says what is wrong and where.
    """
    with in_one_go():
        return _read_story(_parsed(text))


def _read_story(document: Json) -> Story:
    about = _member(document)
    values: dict[str, list[Any]] = {"place": [], "strike": [], "range": [], "line": [], "event": []}
    features = document.get("features")
    if not isinstance(features, list):
        raise BadDocument("this story is broken: features must be a list, not {value!r}", value=features)
    origins: dict[str, Origin] = {}
    others: list[Json] = []
    for number, feature in enumerate(features):
        if isinstance(feature, dict) and feature.get("type") == "Feature":
            own = feature.get("properties")
            if isinstance(own, dict) and own.get("kind") == "event":
                values["event"].append((feature, number))
                continue
        where = f"features[{number}]"
        kind = _kind(feature, where)
        if kind is None:
            _geometry(feature, where)
            others.append(feature)
        elif kind == "origin":
            origins[str(_id_of(feature))] = _read_origin(feature, where)
        elif kind in values:
            values[kind].append((feature, where))
        else:
            raise BadDocument(
                "{where}: kind {kind!r} is not known: expected place, strike, origin, range, line or event",
                where=where,
                kind=kind,
            )
    story = _convert({key: value for key, value in about.items() if key != "version"}, Story, "strikemap")
    story = replace(
        story,
        places=tuple(_read_place(*item) for item in values["place"]),
        strikes=tuple(_read_strike(*item) for item in values["strike"]),
        ranges=tuple(_read_range(feature, where, origins) for feature, where in values["range"]),
        lines=tuple(_read_line(*item) for item in values["line"]),
        events=_read_events(values["event"]),
    )
    check_references(story)
    return replace(story, foreign=_foreign(document, story, others))


def _foreign(document: Json, story: Story, others: list[Json]) -> Foreign:
    """What the document holds beyond the story."""
    mine: dict[str, object] = {f"place/{place.id}": place for place in story.places}
    mine |= {f"strike/{strike.id}": strike for strike in story.strikes}
    mine |= {f"range/{area.id}": area for area in story.ranges} | {f"line/{line.id}": line for line in story.lines}
    found = {}
    for feature in document["features"]:
        properties = feature["properties"] or {}
        kind = properties.get("kind")
        if kind is not None and kind != "event":  # an event keeps what it has beside its own in its columns
            key = f"{kind}/{_id_of(feature)}"
            unknown = unknown_properties(properties, kind, mine.get(key))
            if unknown:
                found[key] = unknown
    members = {key: value for key, value in document.items() if key not in _MEMBERS}
    return Foreign(members=members, properties=found, features=tuple(others))


def unknown_properties(properties: Mapping[str, Any], kind: str, value: object) -> Json:
    """The properties of a feature that its value does not have: others' own, and a style that somebody chose."""
    style = simplestyle(value)
    return {
        key: item
        for key, item in properties.items()
        if key not in KNOWN[kind] and item is not None and not (key in style and style[key] == item)
    }


def _id_of(feature: Json) -> Any:
    """The id of a feature of ours: its property, which other tools leave alone, else the member."""
    own = feature["properties"].get("id")
    return own if isinstance(own, str) else feature.get("id")


def geometries_of(data: bytes) -> list[BaseGeometry]:
    """The geometries of a GeoJSON document of any kind, checked to lie on Earth (lon, lat in degrees).

    Raises:
        BadDocument: not JSON, not GeoJSON, or a geometry that cannot be read.
    """
    document = _json(data)
    features = document.get("features") if document.get("type") == "FeatureCollection" else [document]
    if not isinstance(features, list):
        raise BadDocument("this GeoJSON is broken: features must be a list, not {value!r}", value=features)
    found = []
    for number, feature in enumerate(features):
        where = f"features[{number}]"
        if not isinstance(feature, dict):
            raise BadDocument("{where}: expected a GeoJSON Feature with properties", where=where)
        geometry = _geometry(feature if feature.get("type") == "Feature" else {"geometry": feature}, where)
        if geometry is not None:
            found.append(geometry)
    return found


def features_in(data: bytes) -> list[tuple[Json, BaseGeometry | None]]:
    """The features of a GeoJSON document that any tool wrote, each with its geometry (lon, lat in degrees).

    A whole map of uMap, which holds a FeatureCollection a layer, is read too.

    Raises:
        BadDocument: not JSON, no FeatureCollection, a geometry that cannot be read, or coordinates in another system.
    """
    document = _json(data)
    layers = document.get("layers") if document.get("type") == "umap" else [document]
    found = []
    for layer in layers if isinstance(layers, list) else []:
        if not isinstance(layer, dict) or not isinstance(layer.get("features"), list):
            raise BadDocument("this GeoJSON has no features: expected a FeatureCollection")
        _check_crs(layer)
        for number, feature in enumerate(layer["features"]):
            where = f"features[{number}]"
            if not isinstance(feature, dict) or not isinstance(feature.get("properties") or {}, dict):
                raise BadDocument("{where}: expected a GeoJSON Feature with properties", where=where)
            found.append((feature, _geometry(feature, where)))
    return found


def _check_crs(document: Json) -> None:
    """Refuses coordinates in another system than longitude and latitude; GDAL names that one too."""
    crs = document.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if crs is not None and (not isinstance(name, str) or not name.upper().endswith(("CRS84", ":4326"))):
        raise BadDocument(
            "its coordinates are in {value!r}: export it as EPSG:4326 (longitude and latitude, WGS 84)",
            value=name or crs,
        )


def looks_like_story(data: bytes) -> bool:
    """Whether the bytes begin as a JSON object does, so that they are to be read as a story and not as an article."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def _parsed(text: str | bytes) -> Json:
    document = _json(text)
    if document.get("type") != "FeatureCollection":
        raise BadDocument(
            "this is not a story: expected a GeoJSON FeatureCollection, found {value!r}", value=document.get("type")
        )
    return document


def check_size(data: str | bytes) -> None:
    """Raises BadDocument for a file larger than any story."""
    if len(data) > MAX_BYTES:
        raise BadDocument("this file is larger than a story can be: {size} bytes, at most 256 MB", size=len(data))


def _json(text: str | bytes) -> Json:
    check_size(text)
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BadDocument("this is not a story: byte {place} is not UTF-8", place=error.start) from None
    try:
        document = _quickly(text)
        if document is None:
            document = json.loads(text, parse_constant=_no_constant)
            if _SUSPECT.search(text):
                _check_json(document, "")
    except RecursionError:
        raise BadDocument("this is not a story: it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise BadDocument(
            "this is not a story: expected GeoJSON, found {value!r} at line {line}, column {column}",
            value=text[error.pos : error.pos + 30],
            line=error.lineno,
            column=error.colno,
        ) from None
    except BadDocument:
        raise
    except ValueError as error:  # an integer of more digits than Python reads
        raise BadDocument("this is not a story: {why}", why=error) from None
    if not isinstance(document, dict):
        raise BadDocument(
            "this is not a story: expected a GeoJSON FeatureCollection, found {value!r}", value=type(document).__name__
        )
    return document


# Every digit as 0, all else as a blank: so a number too long for 64 bits is found at the speed of a plain search.
_DIGITS = bytes(0x30 if chr(code).isdigit() and code < 0x80 else 0x20 for code in range(256))
_LONG = b"0" * 19
# From this size on it pays to read by msgspec first.
LARGE_BYTES = 1024 * 1024


def _quickly(text: str) -> Any:
    """A large document by the faster reader; None where the other one must look at it."""
    if len(text) < LARGE_BYTES:
        return None
    try:
        data = text.encode("utf-8")
        return None if _LONG in data.translate(_DIGITS) else msgspec.json.decode(data)
    except (UnicodeEncodeError, msgspec.MsgspecError, RecursionError):
        return None


@contextmanager
def in_one_go() -> Iterator[None]:
    """A stretch in which very many small values are made and none is garbage: looking for it takes as long again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# What JSON can write and nothing here can hold: lone surrogates, and numbers without a finite double or 64-bit integer.
_SUSPECT = re.compile(r"[\ud800-\udfff]|\\u[dD]|[eE]\+?\d{3}|\d{19}")


def _check_json(value: Any, where: str) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            _check_json(key, where)
            _check_json(item, f"{where}.{key}".lstrip("."))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            _check_json(item, f"{where}[{number}]")
    elif isinstance(value, str) and not _is_text(value):
        shown = value.encode("utf-8", "backslashreplace").decode()
        raise BadDocument("{where}: {value!r} holds half a character", where=where, value=shown)
    elif (isinstance(value, float) and not math.isfinite(value)) or (
        isinstance(value, int) and abs(value) >= LARGEST_INTEGER
    ):
        raise BadDocument("{where}: {value} is larger than a number can be", where=where, value=value)


def _is_text(value: str) -> bool:
    """Whether a text has no lone surrogates."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _no_constant(name: str) -> float:
    raise BadDocument("this is not a story: {value} is not a number in JSON", value=name)


def _member(document: Json) -> Json:
    about = document.get("strikemap")
    if not isinstance(about, dict):
        raise BadDocument(
            "this GeoJSON is not a strikemap story: its member 'strikemap' is missing. What was edited in another tool "
            "is put back onto its story by: strikemap edits STORY FILE"
        )
    version = about.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise BadDocument("strikemap.version: expected {expected}, found {value!r}", expected=VERSION, value=version)
    if version > VERSION:
        raise BadDocument(
            "this story was made by a newer strikemap: its version is {value}, this one reads up to {expected}",
            value=version,
            expected=VERSION,
        )
    return about


def _kind(feature: Any, where: str) -> str | None:
    """The kind of a feature; None for one that another tool added."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or feature.get("type") != "Feature":
        raise BadDocument("{where}: expected a GeoJSON Feature with properties", where=where)
    return None if properties.get("kind") is None else str(properties["kind"])


def _read_place(feature: Json, where: str) -> Place:
    point = _geometry(feature, where)
    if not isinstance(point, shapely.Point) or point.is_empty:
        raise BadDocument("{where}: a place needs a Point", where=where)
    fields = {**feature["properties"], "id": _id_of(feature), "lon": point.x, "lat": point.y}
    fields.pop("kind")
    return _convert(fields, Place, where)


def _read_strike(feature: Json, where: str) -> Strike:
    properties = feature["properties"]
    details = properties.get("details", {})
    if not isinstance(details, dict):
        raise BadDocument("{where}: details must be an object, not {value!r}", where=where, value=details)
    return _convert({**properties, **details, "id": _id_of(feature)}, Strike, where)


def _read_origin(feature: Json, where: str) -> Origin:
    properties = feature["properties"]
    fields = {**properties, "kind": properties.get("origin_kind"), "geometry": None}
    return replace(_convert(fields, Origin, where), geometry=_geometry(feature, where))


def _read_range(feature: Json, where: str, origins: Mapping[str, Origin]) -> RangeArea:
    properties = feature["properties"]
    name = properties.get("origin")
    if name not in origins:
        raise BadDocument("{where}: there is no origin {value!r}", where=where, value=name)
    fields = {**properties, "id": _id_of(feature), "origin": plain(replace(origins[name], geometry=None))}
    fields["geometry"] = feature.get("geometry")
    area = replace(_convert(fields, RangeArea, where), origin=origins[name])
    if not 0 <= area.min_m < area.max_m or not 1 <= area.max_m <= MAX_RADIUS_M:
        raise BadDocument(
            "{where}: {low} to {high} m is not a range: expected 1 m to 20,004 km, the nearest below the farthest",
            where=where,
            low=area.min_m,
            high=area.max_m,
        )
    for length in (area.error_m, area.outline_m, area.area_km2):
        _in_bounds(length, 0, math.inf, where)
    return replace(area, geometry=_area_of(area, where))


def _area_of(area: RangeArea, where: str) -> BaseGeometry:
    """The polygons of a range, valid ones: an outline that crosses itself is two areas."""
    geometry = area.geometry
    if geometry is not None and not geometry.is_valid and geometry.geom_type in AREAS:
        geometry = shapely.make_valid(geometry, method="structure")
    if geometry is None or geometry.is_empty or geometry.geom_type not in AREAS:
        kind = "nothing" if geometry is None or geometry.is_empty else geometry.geom_type
        raise BadDocument(
            "{where}: the range {id!r} has {value} for an outline: expected a Polygon or MultiPolygon",
            where=where,
            id=area.id,
            value=kind,
        )
    return geometry


def _read_line(feature: Json, where: str) -> Line:
    fields = {**feature["properties"], "id": _id_of(feature), "geometry": feature.get("geometry")}
    line = _convert(fields, Line, where)
    if line.geometry is None or line.geometry.geom_type not in {"LineString", "MultiLineString"}:
        kind = "nothing" if line.geometry is None else line.geometry.geom_type
        raise BadDocument("{where}: a line needs a LineString, not {value}", where=where, value=kind)
    for length in (line.distance_m, line.low_m, line.high_m):
        _in_bounds(length, 0, 2 * MAX_RADIUS_M, where)
    return line


_EVENT_FIELDS = frozenset({"kind", "precision_m", "columns", *EVENT_TEXTS})
# A feature of an event, and its number in the document.
_Numbered = tuple[Json, int]


def _read_events(features: list[_Numbered]) -> Events:
    """Events, column by column; a property that other tools added joins the columns."""
    ids = [feature.get("id") for feature, _ in features]
    rows: list[Json] = [feature["properties"] for feature, _ in features]
    columns = [row.get("columns", {}) for row in rows]
    for number, (row, own) in enumerate(zip(rows, columns, strict=True)):
        if not row.keys() <= _EVENT_FIELDS and isinstance(own, dict):
            columns[number] = {**own, **{name: row[name] for name in row.keys() - _EVENT_FIELDS}}
    texts = {name: [row.get(name) or "" for row in rows] for name in EVENT_TEXTS}
    for name, values in (("id", ids), *texts.items()):
        _all_of(values, {str}, name, "a text", features)
    _all_of(columns, {dict}, "columns", "an object", features)
    if len(set(ids)) < len(ids):
        raise BadDocument("two events have the id {value!r}", value=_twice(map(str, ids)))
    points = [_event_point(feature, number) for feature, number in features]
    precision = [row.get("precision_m") for row in rows]
    _all_of(precision, {int, float, type(None)}, "precision_m", "a number", features)
    for value in set(precision):
        if value is not None:
            _in_bounds(value, 0, MAX_RADIUS_M, f"features[{features[precision.index(value)][1]}]")
    lon, lat = np.array(points, dtype=float).reshape(-1, 2).T
    return Events(
        ids=map(str, ids), lon=lon, lat=lat, precision_m=np.array(precision, dtype=float), columns=columns, **texts
    )


def _all_of(values: list[Any], kinds: set[type], name: str, expected: str, features: list[_Numbered]) -> None:
    """Raises BadDocument with the place of the first value that is of none of these types."""
    if set(map(type, values)) <= kinds:
        return
    at = next(at for at, value in enumerate(values) if type(value) not in kinds)
    raise BadDocument(
        "{where}: {name} must be {expected}, not {value!r}",
        where=f"features[{features[at][1]}]",
        name=name,
        expected=expected,
        value=values[at],
    )


_NUMBERS = frozenset({int, float})


def _event_point(feature: Json, number: int) -> tuple[float, float]:
    """Lon and lat of an event's feature; nan for both where it has no geometry."""
    geometry = feature.get("geometry")
    if geometry is None:
        return math.nan, math.nan
    if isinstance(geometry, dict) and geometry.get("type") == "Point":
        point = geometry.get("coordinates")
        if isinstance(point, list) and len(point) >= 2:
            lon, lat = point[0], point[1]
            if type(lon) in _NUMBERS and type(lat) in _NUMBERS and -180 <= lon <= 180 and -90 <= lat <= 90:
                return lon, lat
    raise BadDocument("{where}: an event needs a Point on Earth or no geometry", where=f"features[{number}]")


def _twice(ids: Iterable[str]) -> str:
    """The first that occurs a second time, or nothing."""
    seen: set[str] = set()
    for item in ids:
        if item in seen:
            return item
        seen.add(item)
    return ""


def _convert(fields: Json, kind: type[Value], where: str) -> Value:
    try:
        return msgspec.convert(fields, kind, dec_hook=_decode_geometry)
    except (msgspec.ValidationError, ArithmeticError) as error:
        raise BadDocument("{where}: {why}", where=where, why=error) from None


def _decode_geometry(kind: type, value: Any) -> Any:
    if kind is BaseGeometry:
        return _geometry({"geometry": value}, "geometry")
    raise TypeError(kind)


def _geometry(feature: Json, where: str) -> BaseGeometry | None:
    value = feature.get("geometry")
    if value is None:
        return None
    try:
        geometry = shape(value)
    except (
        ArithmeticError,
        TypeError,
        ValueError,
        KeyError,
        AttributeError,
        IndexError,
        RecursionError,
        shapely.errors.ShapelyError,
    ) as error:
        raise BadDocument("{where}: its geometry cannot be read: {why}", where=where, why=error) from None
    for lon, lat in shapely.get_coordinates(geometry):
        if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
            raise BadDocument(
                "{where}: {value} is not on Earth: expected longitude -180 to 180 and latitude -90 to 90",
                where=where,
                value=f"[{lon}, {lat}]",
            )
    return geometry


def _in_bounds(value: float, low: float, high: float, where: str) -> None:
    """Raises BadDocument for a number outside its bounds, or none at all."""
    if not (low <= value <= high and math.isfinite(value)):
        expected = f"{low:g} to {high:g}" if math.isfinite(high) else f"at least {low:g}"
        raise BadDocument(
            "{where}: {value} is out of bounds: expected {expected}", where=where, value=value, expected=expected
        )


def _check_name(name: str, where: str, *, empty: bool = False) -> None:
    if len(name) > MAX_NAME or not (empty or name.strip()):
        raise BadDocument(
            "{where}: {value!r} is not a name: expected 1 to {most} characters", where=where, value=name, most=MAX_NAME
        )


def _check_language(tag: str, where: str) -> None:
    try:
        Locale.parse(tag.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        raise BadDocument(
            "{where}: {value!r} is not a language: expected a tag such as nl or en", where=where, value=tag
        ) from None


def check_references(story: Story) -> None:
    """What is said of other parts is there: offsets lie in the text, ids are there and used once; numbers can be.

    Raises:
        BadDocument: it is not, so that ``loads`` would refuse what ``dumps`` makes of the story.
    """
    _check_language(story.language, "strikemap.language")
    _check_language(story.article.language, "strikemap.article.language")
    _check_name(story.title, "strikemap.title", empty=True)
    _check_wording(story)
    length = len(story.article.text)
    for block in story.article.blocks:
        _check_span(block.start, block.end, length, "strikemap.article.blocks")
    for mention in story.unresolved:
        _check_mention(mention, length, "strikemap.unresolved")
    seen: set[str] = set()
    for place in story.places:
        if place.id in seen:
            raise BadDocument("two places have the id {value!r}", value=place.id)
        seen.add(place.id)
        _check_place(place, length)
    for strike in story.strikes:
        if strike.where is not None and strike.where not in seen:
            raise BadDocument("strike {id!r}: there is no place {value!r}", id=strike.id, value=strike.where)
    _check_weapons(story)
    _check_claims(story, seen)


def _check_wording(story: Story) -> None:
    for name, text in (("alt", story.alt), ("caption", story.caption)):
        if len(text) > MAX_WORDING:
            raise BadDocument(
                "{where}: {size} characters are too long: expected at most {most}",
                where=f"strikemap.{name}",
                size=len(text),
                most=MAX_WORDING,
            )
    if story.embargo is not None:
        try:
            read_embargo(story.embargo)
        except BadInput as error:
            raise BadDocument("{where}: {why}", where="strikemap.embargo", why=error) from None


def _check_place(place: Place, length: int) -> None:
    where = f"place {place.id!r}"
    if not place.id:
        raise BadDocument("{where}: a place needs an id", where=f"place {place.name!r}")
    _check_name(place.name, where)
    parts: tuple[Place | Candidate, ...] = (place, place.chosen, *place.rivals)
    for found in parts:
        _check_name(found.name, where, empty=found is not place)
        _in_bounds(found.precision_m, 0, MAX_RADIUS_M, f"{where}: precision_m")
        _in_bounds(found.confidence, 0, 1, f"{where}: confidence")
        _in_bounds(found.lon, -180, 180, f"{where}: lon")
        _in_bounds(found.lat, -90, 90, f"{where}: lat")
    for mention in place.mentions:
        _check_mention(mention, length, where)


def _check_mention(mention: Mention, length: int, where: str) -> None:
    _check_span(mention.start, mention.end, length, where)
    _check_span(*mention.sentence, length, where)


def _check_span(start: int, end: int, length: int, where: str) -> None:
    if not 0 <= start <= end <= length:
        raise BadDocument(
            "{where}: a mention lies outside the article, at {start} to {end} of {length}",
            where=where,
            start=start,
            end=end,
            length=length,
        )


def _check_weapons(story: Story) -> None:
    known = {weapon.id for weapon in story.weapons}
    for weapon in story.weapons:
        _check_name(weapon.name, f"weapon {weapon.id!r}")
        for reach in weapon.reaches:
            _in_bounds(reach.max_m, 0, MAX_RADIUS_M, f"weapon {weapon.id!r}")
            _in_bounds(reach.min_m, 0, MAX_RADIUS_M, f"weapon {weapon.id!r}")
    for area in story.ranges:
        if area.weapon is not None and area.weapon not in known:
            raise BadDocument("range {id!r}: there is no weapon {value!r}", id=area.id, value=area.weapon)
        _check_name(area.origin.name, f"range {area.id!r}")


def _check_claims(story: Story, places: set[str]) -> None:
    """A claim speaks of places, weapons and borders; a place that a person removed leaves its claims behind."""
    gone = {change.target for change in story.changes if change.action == "remove"}
    known = places | gone | {weapon.id for weapon in story.weapons}
    for claim in story.claims:
        for span in (claim.sentence, *claim.mentions):
            if span is not None:
                _check_span(*span, len(story.article.text), f"claim {claim.id!r}")
        for name in (claim.subject, claim.object, claim.second):
            if name is not None and name not in known and not name.startswith(("border:", "weapon:")):
                raise BadDocument("claim {id!r}: there is no {value!r}", id=claim.id, value=name)
    claims = {claim.id for claim in story.claims}
    for check in story.checks:
        if check.claim not in claims:
            raise BadDocument("a check: there is no claim {value!r}", value=check.claim)


# ---------------------------------------------------------------- publishing


@dataclass
class Quotes:
    """What may be quoted of an article: at most 15 words at a time, 10 % of its words in all, the same words once.

    Attributes:
        words_left: None is no limit: the desk.
    """

    words_left: int | None
    _given: dict[str, str] = field(default_factory=dict)
    # What was paid for, in order: as keys, and one after the other on lines of one text, in which words are sought.
    _paid: dict[str, None] = field(default_factory=dict)
    _lines: str = ""

    @classmethod
    def of(cls, article: Article, *, published: bool = True) -> Quotes:
        """The allowance that an article gives, where it is published."""
        return cls(int(len(article.text.split()) * MAX_QUOTED_SHARE) if published else None)

    def take(self, text: str) -> str:
        """The quote cut to what is allowed, or an empty string when nothing is left."""
        whole = " ".join(text.split())
        if self.words_left is None or not whole:
            return whole
        if whole not in self._given:
            self._given[whole] = self._cut(whole, self.words_left)
        return self._given[whole]

    def _cut(self, whole: str, left: int) -> str:
        words = whole.split()
        allowed = min(len(words), MAX_QUOTE_WORDS)
        cut = " ".join(words[:allowed])
        if f" {cut} " in self._lines:
            return cut + ("…" if allowed < len(words) else "")
        # What was paid for already is not paid for again where a longer quote holds it.
        held = self._held_in(words[:allowed])
        if allowed - len(held.split()) > left:
            held, allowed = "", min(allowed, left)
            cut = " ".join(words[:allowed])
        # A scrap of a sentence misleads: rather no quote than three words of twenty.
        if allowed < min(len(words), LEAST_QUOTE_WORDS):
            return ""
        if held:
            del self._paid[held]
            self._lines = "".join(f" {paid} \n" for paid in self._paid)
        self._paid[cut] = None
        self._lines += f" {cut} \n"
        self.words_left = left - (allowed - len(held.split()))
        return cut + ("…" if allowed < len(words) else "")

    def _held_in(self, words: list[str]) -> str:
        """The first quote paid for that these words hold whole, or an empty string."""
        ends = range(1, len(words) + 1)
        parts = {" ".join(words[start:end]) for end in ends for start in range(end)} & self._paid.keys()
        if len(parts) > 1:
            return next(paid for paid in self._paid if paid in parts)
        return next(iter(parts), "")


def published(story: Story, *, drawing: Quotes | None = None) -> Story:
    """The story as it may leave the desk: a whitelist, so that a field added later stays home until it is let out.

    Left out: the article's text, mentions, rivals, reasons, desk notes, changes, editors' names, strikes that nobody
    accepted, details that somebody refused, and withheld places with every line and range that would give them away,
    and titles, captions, alt texts, corrections and addresses that name them. A place that may be published as its
    region is that region, under an id that does not name it. Coordinates and lengths are rounded to their precision;
    quotes and texts in the article's words are cut to the limits.

    Args:
        drawing: the allowance of a drawing. A drawing shows no statement's quote, so these take nothing of it; and it
            bears the mark of a draft, so that a strike that nobody accepted keeps its role. In data files that role
            is "mentioned".
    """
    story = without_refused(story)
    article = story.article
    # The texts of a story that was published before are cut already; only their length is looked at again.
    quotes = drawing or (Quotes.of(article) if article.text else Quotes(words_left=sys.maxsize))
    hidden = [_Hidden.of(place, story) for place in story.places if _is_hidden(place)]
    ids = _published_ids(story)
    places = {
        place.id: _published_place(place if drawing else _with_proven_role(place, story), ids[place.id], story)
        for place in story.places
        if place.id in ids
    }
    secret = {name for item in hidden for name in item.names}
    accepted = [strike for strike in story.strikes if strike.accepted and (strike.where is None or strike.where in ids)]
    strikes = tuple(
        _published_strike(strike, quotes, secret, drawn=drawing is not None, where=ids.get(strike.where or ""),
                          turn=1 + sum(other.where == strike.where for other in accepted[:number]))
        for number, strike in enumerate(accepted)
    )  # fmt: skip
    return Story(
        id=story.id,
        title="" if _tells(story.title, secret) else story.title,
        language=story.language,
        article=Article(
            text="",
            language=article.language,
            title="" if _tells(article.title, secret) else article.title,
            published=article.published,
            source=article.source,
            # The words of an address stand with hyphens between them, and may be percent-escaped.
            address=None if _tells(re.sub(r"[\W_]+", " ", unquote(article.address or "")), secret) else article.address,
        ),
        places=tuple(places.values()),
        strikes=strikes,
        ranges=_published_ranges(story, hidden),
        lines=tuple(
            _published_line(line, story)
            for line in story.lines
            if not any(item.ends(line, story.claims) for item in hidden)
        ),
        events=_published_events(story, hidden),
        events_by=story.events_by,
        events_shown=story.events_shown,
        weapons=tuple(_published_weapon(weapon, story, secret) for weapon in story.weapons),
        policy=story.policy,
        # The name of a style alone: what else a style holds stays with the house.
        style={key: name for key, name in story.style.items() if key == "name"},
        review=None if story.review is None else Review(by="", at=story.review.at),
        revision=story.revision,
        changed=story.changed,
        correction="" if _tells(story.correction, secret) else story.correction,
        corrected=story.corrected,
        embargo=story.embargo,
        alt="" if _tells(story.alt, secret) else story.alt,
        caption="" if _tells(story.caption, secret) else story.caption,
    )


def without_refused(story: Story) -> Story:
    """The story without what a person refused of its strikes; itself where that is nothing."""
    strikes = tuple(_kept_of(strike) for strike in story.strikes if not strike.refused)
    is_all = len(strikes) == len(story.strikes) and all(map(operator.is_, strikes, story.strikes))
    return story if is_all else replace(story, strikes=strikes)


def _kept_of(strike: Strike) -> Strike:
    """A strike without the accounts that a person refused: of those that are left the first leads."""
    details: dict[str, Any] = {}
    others = dict(strike.others)
    for name in STATEMENTS:
        first: Statement | None = getattr(strike, name)
        given = [*([] if first is None else [first]), *strike.others.get(name, ())]
        left = [said for said in given if not said.refused]
        if len(left) == len(given):
            continue
        details[name] = left[0] if left else None
        others.pop(name, None)
        if left[1:]:
            others[name] = tuple(left[1:])
    return replace(strike, others=others, **details) if details else strike


def decimals_for(precision_m: float) -> int:
    """How many decimals of a degree a precision bears: 0.01 degree is about 1.1 km of latitude."""
    if precision_m <= 0:
        return MAX_DECIMALS
    return max(0, min(MAX_DECIMALS, math.floor(-math.log10(precision_m / 111_320)) + 1))


def _is_coarse(place: Place) -> bool:
    """Whether a place is finer than the region as which alone it may be published."""
    return place.publish == "region" and place.chosen.kind not in {"region", "country", "continent"}


def _is_hidden(place: Place) -> bool:
    """Whether what ends at or is measured from a place would say more than may be published."""
    return place.publish == "withheld" or _is_coarse(place)


@dataclass(frozen=True)
class _Hidden:
    """All by which a hidden place can be known: its id, each name and each point that it has had."""

    id: str
    names: frozenset[str]
    points: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, place: Place, story: Story) -> _Hidden:
        own = [change.value for change in story.changes if change.target == place.id]
        names = {place.name, place.chosen.name, *(mention.text for mention in place.mentions)}
        names |= {str(value["name"]) for value in own if "name" in value}
        names = {name for name in names if name.strip()}
        points = [(place.lon, place.lat), (place.chosen.lon, place.chosen.lat)]
        points += [(rival.lon, rival.lat) for rival in place.rivals]
        for value in own:
            lon, lat = value.get("lon"), value.get("lat")
            if isinstance(lon, (int, float)) and isinstance(lat, (int, float)):
                points.append((lon, lat))
        return cls(place.id, frozenset(names), tuple(points))

    def bears(self, name: str) -> bool:
        """Whether a name is one that the place has had; its id is made from the article's spelling."""
        folded = _folded(name)
        return folded in {_folded(own) for own in self.names} or folded.replace(" ", "-") == self.id

    def at(self, geometry: BaseGeometry | None) -> bool:
        """Whether one of the vertices is the place itself, to about 100 m."""
        if geometry is None:
            return False
        return any(
            abs(lon - x) <= SAME_POINT_DEG and abs(lat - y) <= SAME_POINT_DEG
            for lon, lat in shapely.get_coordinates(geometry).tolist()
            for x, y in self.points
        )

    def ends(self, line: Line, claims: tuple[Claim, ...]) -> bool:
        """Whether a line starts or ends at the place."""
        claim = next((claim for claim in claims if line.id == f"line-{claim.id}"), None)
        ids = {line.from_place, line.to_place} | (
            {claim.subject, claim.object, claim.second} if claim is not None else set()
        )
        return (
            self.id in ids
            or self.bears(line.from_name)
            or self.bears(line.to_name)
            or any(self.at(end) for end in _ends(line.geometry))
        )

    def begins(self, origin: Origin) -> bool:
        """Whether a range is measured from the place."""
        points = origin.geometry if origin.kind in {"point", "points", "line"} else None
        return origin.place == self.id or self.bears(origin.name) or self.at(points)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def _ends(geometry: BaseGeometry) -> list[shapely.Point]:
    """The first and last vertex of each part of a line."""
    parts = [shapely.get_coordinates(part) for part in getattr(geometry, "geoms", (geometry,))]
    return [shapely.Point(part[n]) for part in parts if len(part) for n in (0, -1)]


def _published_ids(story: Story) -> dict[str, str]:
    """The ids under which places are published. An id is made from the name, so a coarse place gets another."""
    taken = {place.id for place in story.places}
    ids: dict[str, str] = {}
    number = 0
    for place in story.places:
        if place.publish == "withheld" or (_is_coarse(place) and not place.chosen.admin1):
            continue
        ids[place.id] = place.id
        if _is_coarse(place):
            number += 1
            while f"in-region-{number}" in taken:
                number += 1
            ids[place.id] = f"in-region-{number}"
    return ids


def _with_proven_role(place: Place, story: Story) -> Place:
    """In a file without a draft's mark on its face, only an accepted strike is one.

    The same goes for a place of launch that the reader found; one that a person chose stays.
    """
    if place.role == "origin":
        chosen = any(change.action == "role" and change.target == place.id for change in story.changes)
        stands = chosen or story.review is not None or any(strike.accepted for strike in story.strikes)
        return place if stands else replace(place, role="mentioned")
    here = [strike for strike in story.strikes if strike.where == place.id]
    proven = any(strike.accepted for strike in here) if here else story.review is not None
    return place if proven or place.role != "reported strike" else replace(place, role="mentioned")


def _published_decimals(place: Place, story: Story) -> int:
    """As many as its precision bears, and where a ring is drawn round it as many as keep it in the ring's middle.

    The ring itself tells its middle; a mark beside that would be wrong and hide nothing.
    """
    reach = min((area.max_m for area in story.ranges if area.origin.place == place.id), default=math.inf)
    # What is rounded to a length moves by half of it at most.
    return decimals_for(min(place.precision_m, 2 * OFF_CENTRE * reach))


def _published_place(place: Place, new_id: str, story: Story) -> Place:
    if _is_coarse(place):
        return _as_region(place, new_id)
    decimals = _published_decimals(place, story)
    lon, lat = round(place.lon, decimals), round(place.lat, decimals)
    record = replace(place.chosen, lon=lon, lat=lat, score=0.0, reasons=())
    return replace(place, lon=lon, lat=lat, chosen=record, mentions=(), rivals=(), note="")


def _as_region(place: Place, new_id: str) -> Place:
    """The region in which a place lies, at a whole degree."""
    record = place.chosen
    lon, lat = float(round(place.lon)), float(round(place.lat))
    name = record.admin1_name or record.admin1 or ""
    region = Candidate(
        id=f"iso:{record.admin1}",
        name=name,
        lon=lon,
        lat=lat,
        kind="region",
        country=record.country,
        admin1=record.admin1,
        admin1_name=record.admin1_name,
        precision_m=REGION_PRECISION_M,
    )
    return Place(
        id=new_id,
        name=name,
        chosen=region,
        lon=lon,
        lat=lat,
        precision_m=REGION_PRECISION_M,
        confidence=place.confidence,
        role=place.role,
        publish="region",
    )


def _published_strike(
    strike: Strike, quotes: Quotes, secret: set[str], *, drawn: bool, where: str | None, turn: int
) -> Strike:
    """A strike whose texts are cut, under an id that does not name a hidden place; ``turn``: 2 for the second there."""
    details: dict[str, Any] = {}
    for name in STATEMENTS:
        statement = getattr(strike, name)
        if statement is not None:
            details[name] = _published_statement(statement, quotes, secret, drawn=drawn)
    others = {
        name: tuple(filter(None, (_published_statement(said, quotes, secret, drawn=drawn) for said in accounts)))
        for name, accounts in strike.others.items()
    }
    details["others"] = {name: accounts for name, accounts in others.items() if accounts}
    moved = where is not None and where != strike.where
    new_id = f"strike-{where}" if turn == 1 else f"strike-{turn}-{where}"
    return replace(strike, id=new_id if moved else strike.id, where=where, **details)


def _published_statement(statement: Statement, quotes: Quotes, secret: set[str], *, drawn: bool) -> Statement | None:
    """A statement with its text cut; None where nothing of it may be said. A few words are a name, no quotation."""
    value = statement.value
    if isinstance(value, str) and len(value.split()) >= LEAST_QUOTE_WORDS:
        value = quotes.take(value)
    if value == "" or _tells(f"{value} {statement.said_by or ''}", secret):
        return None
    told = drawn or _tells(statement.quote, secret)
    return replace(statement, value=value, quote="" if told else quotes.take(statement.quote), start=0, end=0)


def _published_weapon(weapon: Weapon, story: Story, secret: set[str]) -> Weapon:
    """A weapon of whose ranges none is told by somebody whose office names a hidden place: the article says it then."""
    if not any(_tells(reach.stated_by, secret) for reach in weapon.reaches):
        return weapon
    article = story.article.source or desk_words(story.language)("the article itself")
    return replace(
        weapon,
        reaches=tuple(
            replace(reach, stated_by=article) if _tells(reach.stated_by, secret) else reach for reach in weapon.reaches
        ),
    )


def _tells(text: str, secret: set[str]) -> bool:
    """Whether a text holds the name of a hidden place."""
    folded = _folded(text)
    # From the start of a word on: an ending may follow, as in an inflected name.
    return any(re.search(rf"(?<!\w){re.escape(_folded(name))}", folded) for name in secret)


def hidden_names(story: Story) -> frozenset[str]:
    """The names that nothing which leaves the desk may hold in the article's words."""
    return frozenset(name for place in story.places if _is_hidden(place) for name in _Hidden.of(place, story).names)


def tells_hidden(text: str, story: Story) -> bool:
    """Whether a text holds the name of a place that is withheld, or published only as its region."""
    return _tells(text, set(hidden_names(story)))


def _published_ranges(story: Story, hidden: list[_Hidden]) -> tuple[RangeArea, ...]:
    """Ranges without those round a hidden place: a circle gives away its middle."""
    rounded: list[tuple[Origin, Origin]] = []
    found = []
    for area in story.ranges:
        if any(item.begins(area.origin) for item in hidden):
            continue
        origin = next((new for old, new in rounded if old is area.origin), None)
        if origin is None:
            origin = _published_origin(area.origin, story)
            rounded.append((area.origin, origin))
        found.append(replace(area, origin=origin, geometry=_rounded(area.geometry, MAX_DECIMALS)))
    return tuple(found)


def _published_origin(origin: Origin, story: Story) -> Origin:
    if origin.geometry is None:
        return origin
    place = story.place(origin.place) if origin.place else None
    decimals = MAX_DECIMALS if place is None else _published_decimals(place, story)
    return replace(origin, geometry=_rounded(origin.geometry, decimals))


def _published_line(line: Line, story: Story) -> Line:
    """A line with no more decimals than its ends and its spread bear; lengths in whole metres."""
    spread = (line.high_m - line.low_m) / 2
    ends = _ends(line.geometry)
    at_ends = [
        place
        for place in story.places
        if any(max(abs(end.x - place.lon), abs(end.y - place.lat)) <= SAME_POINT_DEG for end in ends)
    ]
    decimals = min(decimals_for(metres) for metres in (spread, *(place.precision_m for place in at_ends)))

    def rounded(points: NDArray[np.float64]) -> NDArray[np.float64]:
        """A line ends where its places are shown."""
        found = points.round(decimals)
        for place in at_ends:
            here = np.abs(points - (place.lon, place.lat)).max(axis=1) <= SAME_POINT_DEG
            digits = _published_decimals(place, story)
            found[here] = round(place.lon, digits), round(place.lat, digits)
        return found

    # A digit more for the bounds, lest the spread that is told from them grows by the rounding.
    return replace(
        line,
        distance_m=float(round(rounded_to(line.distance_m, spread))),
        low_m=float(round(rounded_to(line.low_m, spread / 10))),
        high_m=float(round(rounded_to(line.high_m, spread / 10))),
        geometry=shapely.transform(line.geometry, rounded),
        azimuth_deg=None if line.azimuth_deg is None else float(round(line.azimuth_deg)),
    )


def _published_events(story: Story, hidden: list[_Hidden]) -> Events:
    """Events as they may be read by all: what every event has, at its precision, and the columns that a person named.

    An event at a hidden place, or that names one, stays home.
    """
    events = story.events
    shown = dict.fromkeys(story.events_shown)
    kept = Events(
        ids=events.ids,
        lon=_to_precision(events.lon, events.precision_m),
        lat=_to_precision(events.lat, events.precision_m),
        precision_m=events.precision_m,
        columns=[{name: own[name] for name in shown if name in own} if shown else {} for own in events.columns],
        **{name: getattr(events, name) for name in EVENT_TEXTS if name != "notes"},
        notes=events.notes if "notes" in shown else [""] * len(events),
    )
    if not hidden:
        return kept
    at = np.array([not _gives_away(*pair, hidden) for pair in zip(events, kept, strict=True)], dtype=bool)
    return kept.kept(np.flatnonzero(at))


def _to_precision(degrees: NDArray[np.float64], precision_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Degrees with as many decimals as their precision bears."""
    out = degrees.copy()
    for metres in np.unique(precision_m):
        at = np.isnan(precision_m) if np.isnan(metres) else precision_m == metres
        out[at] = np.round(degrees[at], decimals_for(0.0 if np.isnan(metres) else float(metres)))
    return out


def _gives_away(event: Event, kept: Event, hidden: list[_Hidden]) -> bool:
    """Whether what is left of an event would tell of a hidden place."""
    point = None if event.lon is None or event.lat is None else shapely.Point(event.lon, event.lat)
    texts = (kept.title, kept.place, kept.source, kept.address or "", kept.licence, kept.notes, *kept.columns.values())
    text = " ".join(map(str, texts))
    return any(item.at(point) or _tells(text, set(item.names)) for item in hidden)


def _rounded(geometry: BaseGeometry, decimals: int) -> BaseGeometry:
    """A geometry whose coordinates have at most so many decimals; an area stays a valid one."""
    rounded: BaseGeometry = shapely.transform(geometry, lambda points: points.round(decimals))
    if shapely.is_valid(geometry) and not shapely.is_valid(rounded) and geometry.area:
        rounded = shapely.set_precision(geometry, 10.0**-decimals)
    return rounded


# What the foreign member and the features are made of; the JSON Schema is built from these.
PARTS = (Story, Place, Strike, Origin, RangeArea, Line, Event, Weapon, Claim, Check, Change, Mention)
