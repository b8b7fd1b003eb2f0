"""A story as one RFC 7946 GeoJSON FeatureCollection: written, read again without loss, and cut down to be published.

Features carry ``id``, ``properties.kind`` (place, strike, origin, range, line), the fields of the value, and
simplestyle-spec 1.1 properties for other tools. The foreign member ``strikemap`` holds everything that has no place
on a map. ``dumps`` of what ``loads`` gave is the same text, byte for byte.
"""

from __future__ import annotations

import dataclasses
import json
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

import msgspec
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from geo.errors import BadDocument
from geo.model import (
    Article,
    Change,
    Check,
    Claim,
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

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VERSION = 1
# Larger than any story of one article by far; a limit keeps a hostile upload from filling the memory.
MAX_BYTES = 64 * 1024 * 1024
MAX_QUOTE_WORDS = 15
MAX_QUOTED_SHARE = 0.10

# The fields of a strike that are statements: who says what.
STATEMENTS = tuple(name for name, kind in get_type_hints(Strike).items() if kind == Statement | None)

Value = TypeVar("Value")
Json = dict[str, Any]


# ---------------------------------------------------------------- writing


def dumps(story: Story) -> str:
    """The whole story as GeoJSON text, a feature a line; the same story gives the same text."""
    return _collection_text(to_geojson(story))


def to_geojson(story: Story) -> Json:
    """The whole story as a FeatureCollection value (lon, lat in degrees)."""
    origins = _distinct(area.origin for area in story.ranges)
    features = [_place_feature(place, story.article.text) for place in story.places]
    features += [_strike_feature(strike, story) for strike in story.strikes]
    features += [_origin_feature(origin, f"origin-{n}") for n, origin in enumerate(origins, 1)]
    features += [_range_feature(area, f"origin-{origins.index(area.origin) + 1}") for area in story.ranges]
    features += [_line_feature(line) for line in story.lines]
    on_the_map = {"places", "strikes", "ranges", "lines"}
    about = {key: value for key, value in plain(story).items() if key not in on_the_map}
    return {"type": "FeatureCollection", "strikemap": {"version": VERSION, **about}, "features": features}


def places_geojson(story: Story) -> str:
    """Only the places, as a GeoJSON layer that any tool opens."""
    features = [_place_feature(place, story.article.text) for place in story.places]
    return _collection_text({"type": "FeatureCollection", "features": features})


def _collection_text(collection: Json) -> str:
    """GeoJSON with a feature a line: small, and a changed place is one changed line."""
    head = {key: value for key, value in collection.items() if key != "features"}
    lines = [json.dumps(feature, ensure_ascii=False, allow_nan=False) for feature in collection["features"]]
    opening = json.dumps(head, ensure_ascii=False, indent=1, allow_nan=False).removesuffix("\n}")
    return opening + ',\n "features": [\n' + ",\n".join(lines) + "\n ]\n}\n"


def plain(value: Any) -> Any:
    """A value as JSON has it: dataclasses as objects without the fields that stand at their defaults."""
    if isinstance(value, BaseGeometry):
        return _lists(mapping(value))
    if dataclasses.is_dataclass(value):
        fields = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {field.name: plain(_as_typed(field, item)) for field, item in fields if item != _default(field)}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return value


def _as_typed(field: dataclasses.Field[Any], item: Any) -> Any:
    """A whole number in a field of floats is written as the float that it will be read as."""
    return float(item) if isinstance(item, int) and str(field.type).startswith("float") else item


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_lists(item) for item in value]
    return value


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
        "properties": {"kind": kind, **properties},
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
        "marker-color": "#111111" if place.role == "reported strike" else "#555555",
        "marker-size": "medium" if place.role == "reported strike" else "small",
    }
    return _feature(place.id, "place", shapely.Point(place.lon, place.lat), {**fields, **derived})


def _strike_feature(strike: Strike, story: Story) -> Json:
    place = story.place(strike.where) if strike.where else None
    fields = plain(strike)
    del fields["id"]
    # Under one key, so that a column of a GIS table never mixes texts ("weapon" of a range) and objects.
    details = {key: fields.pop(key) for key in STATEMENTS if key in fields}
    fields["details"] = details
    point = None if place is None else shapely.Point(place.lon, place.lat)
    return _feature(strike.id, "strike", point, {**fields, "marker-symbol": "circle-stroked"})


def _origin_feature(origin: Origin, origin_id: str) -> Json:
    fields = plain(origin)
    fields.pop("geometry", None)
    fields["origin_kind"] = fields.pop("kind")
    return _feature(origin_id, "origin", origin.geometry, fields)


def _range_feature(area: RangeArea, origin_id: str) -> Json:
    fields = {key: value for key, value in plain(area).items() if key not in {"id", "geometry", "origin"}}
    style = {"stroke": "#b4531f", "stroke-width": 2 if area.main else 1, "fill": "#b4531f"}
    fields |= {"origin": origin_id, **style, "fill-opacity": 0.25 if area.main else 0}
    return _feature(area.id, "range", area.geometry, fields)


def _line_feature(line: Line) -> Json:
    fields = {key: value for key, value in plain(line).items() if key not in {"id", "geometry"}}
    return _feature(line.id, "line", line.geometry, {**fields, "stroke": "#333333", "stroke-width": 1})


# ---------------------------------------------------------------- reading


def loads(text: str | bytes) -> Story:
    """The story that ``dumps`` wrote.

    Raises:
        BadDocument: not JSON, not GeoJSON, foreign, newer, or broken; the message says what is wrong and where.
    """
    document = _parsed(text)
    about = _member(document)
    values: dict[str, list[Any]] = {"place": [], "strike": [], "range": [], "line": []}
    features = document.get("features")
    if not isinstance(features, list):
        raise BadDocument("this story is broken: features must be a list, not {value!r}", value=features)
    origins: dict[str, Origin] = {}
    for number, feature in enumerate(features):
        where = f"features[{number}]"
        kind = _kind(feature, where)
        if kind == "origin":
            origins[str(feature.get("id"))] = _read_origin(feature, where)
        elif kind in values:
            values[kind].append((feature, where))
        else:
            raise BadDocument(
                "{where}: kind {kind!r} is not known: expected place, strike, origin, range or line",
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
    )
    _check_references(story)
    return story


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


def _json(text: str | bytes) -> Json:
    if len(text) > MAX_BYTES:
        raise BadDocument("this file is larger than a story can be: {size} bytes, at most 64 MB", size=len(text))
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BadDocument("this is not a story: byte {place} is not UTF-8", place=error.start) from None
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise BadDocument("this is not a story: it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise BadDocument(
            "this is not a story: expected GeoJSON, found {value!r} at line {line}, column {column}",
            value=text[error.pos : error.pos + 30],
            line=error.lineno,
            column=error.colno,
        ) from None
    if not isinstance(document, dict):
        raise BadDocument(
            "this is not a story: expected a GeoJSON FeatureCollection, found {value!r}", value=type(document).__name__
        )
    return document


def _no_constant(name: str) -> float:
    raise BadDocument("this is not a story: {value} is not a number in JSON", value=name)


def _member(document: Json) -> Json:
    about = document.get("strikemap")
    if not isinstance(about, dict):
        raise BadDocument("this GeoJSON is not a strikemap story: its member 'strikemap' is missing")
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


def _kind(feature: Any, where: str) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or feature.get("type") != "Feature":
        raise BadDocument("{where}: expected a GeoJSON Feature with properties", where=where)
    return str(properties.get("kind"))


def _read_place(feature: Json, where: str) -> Place:
    point = _geometry(feature, where)
    if not isinstance(point, shapely.Point) or point.is_empty:
        raise BadDocument("{where}: a place needs a Point", where=where)
    fields = {**feature["properties"], "id": feature.get("id"), "lon": point.x, "lat": point.y}
    fields.pop("kind")
    return _convert(fields, Place, where)


def _read_strike(feature: Json, where: str) -> Strike:
    properties = feature["properties"]
    details = properties.get("details", {})
    if not isinstance(details, dict):
        raise BadDocument("{where}: details must be an object, not {value!r}", where=where, value=details)
    return _convert({**properties, **details, "id": feature.get("id")}, Strike, where)


def _read_origin(feature: Json, where: str) -> Origin:
    properties = feature["properties"]
    fields = {**properties, "kind": properties.get("origin_kind"), "geometry": None}
    return replace(_convert(fields, Origin, where), geometry=_geometry(feature, where))


def _read_range(feature: Json, where: str, origins: Mapping[str, Origin]) -> RangeArea:
    properties = feature["properties"]
    name = properties.get("origin")
    if name not in origins:
        raise BadDocument("{where}: there is no origin {value!r}", where=where, value=name)
    fields = {**properties, "id": feature.get("id"), "origin": plain(replace(origins[name], geometry=None))}
    fields["geometry"] = feature.get("geometry")
    area = _convert(fields, RangeArea, where)
    return replace(area, origin=origins[name])


def _read_line(feature: Json, where: str) -> Line:
    return _convert(
        {**feature["properties"], "id": feature.get("id"), "geometry": feature.get("geometry")}, Line, where
    )


def _convert(fields: Json, kind: type[Value], where: str) -> Value:
    try:
        return msgspec.convert(fields, kind, dec_hook=_decode_geometry)
    except msgspec.ValidationError as error:
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
    except (TypeError, ValueError, KeyError, AttributeError, IndexError, shapely.errors.ShapelyError) as error:
        raise BadDocument("{where}: its geometry cannot be read: {why}", where=where, why=error) from None
    for lon, lat in shapely.get_coordinates(geometry):
        if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
            raise BadDocument(
                "{where}: {value} is not on Earth: expected longitude -180 to 180 and latitude -90 to 90",
                where=where,
                value=f"[{lon}, {lat}]",
            )
    return geometry


def _check_references(story: Story) -> None:
    """Offsets lie in the text, ids are there and used once, strikes stand at a place of the story."""
    length = len(story.article.text)
    seen: set[str] = set()
    for place in story.places:
        if place.id in seen:
            raise BadDocument("two places have the id {value!r}", value=place.id)
        seen.add(place.id)
        for mention in place.mentions:
            if not 0 <= mention.start <= mention.end <= length:
                raise BadDocument(
                    "place {value!r}: a mention lies outside the article, at {start}",
                    value=place.id,
                    start=mention.start,
                )
    for strike in story.strikes:
        if strike.where is not None and strike.where not in seen:
            raise BadDocument("strike {id!r}: there is no place {value!r}", id=strike.id, value=strike.where)


# ---------------------------------------------------------------- publishing


@dataclass
class Quotes:
    """What may be quoted of an article: at most 15 words at a time, and 10 % of its words in all."""

    words_left: int

    @classmethod
    def of(cls, article: Article) -> Quotes:
        """The allowance that an article gives."""
        return cls(int(len(article.text.split()) * MAX_QUOTED_SHARE))

    def take(self, text: str) -> str:
        """The quote cut to what is allowed, or an empty string when nothing is left."""
        words = text.split()
        allowed = min(len(words), MAX_QUOTE_WORDS, self.words_left)
        if allowed <= 0:
            return ""
        self.words_left -= allowed
        return " ".join(words[:allowed]) + ("…" if allowed < len(words) else "")


def published(story: Story) -> Story:
    """The story as it may leave the desk: a whitelist, so that a field added later stays home until it is let out.

    Left out: the article's text, mentions, rivals, reasons, desk notes, changes, editors' names, withheld places and
    strikes that nobody accepted. Coordinates are rounded to their precision; quotes are cut to the limits.
    """
    quotes = Quotes.of(story.article)
    article = story.article
    places = tuple(_published_place(place) for place in story.places if place.publish != "withheld")
    kept = {place.id for place in places}
    strikes = tuple(
        _published_strike(strike, quotes)
        for strike in story.strikes
        if strike.accepted and (strike.where is None or strike.where in kept)
    )
    return Story(
        id=story.id,
        title=story.title,
        language=story.language,
        article=Article(
            text="",
            language=article.language,
            title=article.title,
            published=article.published,
            source=article.source,
            address=article.address,
        ),
        places=places,
        strikes=strikes,
        ranges=story.ranges,
        lines=tuple(line for line in story.lines if not _names_withheld(line, story)),
        weapons=story.weapons,
        policy=story.policy,
        style=story.style,
        review=None if story.review is None else Review(by="", at=story.review.at),
        revision=story.revision,
        changed=story.changed,
        correction=story.correction,
    )


def decimals_for(precision_m: float) -> int:
    """How many decimals of a degree a precision bears: 0.01 degree is about 1.1 km of latitude."""
    if precision_m <= 0:
        return 5
    return max(0, min(5, math.floor(-math.log10(precision_m / 111_320)) + 1))


def _published_place(place: Place) -> Place:
    decimals = decimals_for(place.precision_m)
    lon, lat = round(place.lon, decimals), round(place.lat, decimals)
    record = replace(place.chosen, lon=lon, lat=lat, score=0.0, reasons=())
    return replace(place, lon=lon, lat=lat, chosen=record, mentions=(), rivals=(), note="")


def _published_strike(strike: Strike, quotes: Quotes) -> Strike:
    details: dict[str, Any] = {}
    for field in dataclasses.fields(strike):
        value = getattr(strike, field.name)
        if isinstance(value, Statement):
            details[field.name] = replace(value, quote=quotes.take(value.quote), start=0, end=0)
    return replace(strike, **details)


def _names_withheld(line: Line, story: Story) -> bool:
    withheld = {place.name for place in story.places if place.publish == "withheld"}
    return bool({line.from_name, line.to_name} & withheld)


# What the foreign member and the features are made of; the JSON Schema is built from these.
PARTS = (Story, Place, Strike, Origin, RangeArea, Line, Weapon, Claim, Check, Change, Mention)
