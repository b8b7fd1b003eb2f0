"""Writes data/story.schema.json, the JSON Schema of a story document, from the values in geo/model.py."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import msgspec
from shapely.geometry.base import BaseGeometry

from geo.document import NOT_IN_MEMBER, STATEMENTS, VERSION
from geo.model import Event, Events, Line, Origin, Place, RangeArea, Story, Strike

TARGET = Path(__file__).resolve().parents[1] / "story.schema.json"
GEOMETRY = {
    "type": "object",
    "required": ["type", "coordinates"],
    "properties": {"type": {"type": "string"}, "coordinates": {"type": "array"}},
}


def _geometry(kind: type) -> dict[str, Any]:
    if kind is BaseGeometry:
        return GEOMETRY
    if kind is Events:  # features of their own, each an Event
        return {"type": "array"}
    raise TypeError(kind)


def _feature(kind: str, properties: dict[str, Any], required: list[str], geometry: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "id": {"type": "string"},
            "geometry": geometry,
            "properties": {
                "type": "object",
                "required": ["kind", *required],
                "properties": {**properties, "kind": {"const": kind}},
            },
        },
    }


def _own(schemas: dict[str, Any], name: str, without: set[str]) -> tuple[dict[str, Any], list[str]]:
    """The properties of a value that a feature carries, and which of them must be there."""
    schema = schemas[name]
    properties = {key: value for key, value in schema["properties"].items() if key not in without}
    return properties, [key for key in schema.get("required", []) if key not in without]


def schema() -> dict[str, Any]:
    """The whole schema (JSON Schema 2020-12)."""
    values = (Story, Place, Strike, Origin, RangeArea, Line, Event)
    _, parts = msgspec.json.schema_components(values, schema_hook=_geometry, ref_template="#/$defs/{name}")
    nowhere = {"oneOf": [{"type": "null"}, GEOMETRY]}
    features = []
    for kind, name, without, geometry in (
        ("place", "Place", {"id", "lon", "lat"}, GEOMETRY),
        ("strike", "Strike", {"id", *STATEMENTS}, nowhere),
        ("origin", "Origin", {"kind", "geometry"}, nowhere),
        ("range", "RangeArea", {"id", "geometry", "origin"}, GEOMETRY),
        ("line", "Line", {"id", "geometry"}, GEOMETRY),
        ("event", "Event", {"id", "lon", "lat"}, nowhere),
    ):
        features.append(_feature(kind, *_own(parts, name, without), geometry))
    # What another tool added: a feature without a kind of ours.
    features.append({"type": "object", "properties": {"properties": {"type": "object", "not": {"required": ["kind"]}}}})
    about = {key: value for key, value in parts["Story"]["properties"].items() if key not in NOT_IN_MEMBER}
    required = [field.name for field in dataclasses.fields(Story) if field.name in parts["Story"]["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A strikemap story",
        "type": "object",
        "required": ["type", "strikemap", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "strikemap": {
                "type": "object",
                "required": ["version", *required],
                "properties": {"version": {"type": "integer", "minimum": 1, "maximum": VERSION}, **about},
            },
            "features": {"type": "array", "items": {"oneOf": features}},
        },
        "$defs": {name: part for name, part in parts.items() if name not in {"Story", "Foreign"}},
    }


def main() -> None:
    """Write the schema."""
    TARGET.write_text(json.dumps(schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
