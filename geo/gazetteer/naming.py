"""What a place is called in a reader's language: Moskou, Kyiv, Rusland, Oekraïne."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from geo.gazetteer.spelling import TRANSCRIPTIONS, transcribed
from geo.model import Candidate
from geo.resources import data_path


def name_in(place: Candidate, language: str, native: dict[str, str]) -> str:
    """The usual name of a place in a language; its own name where no other is known.

    Args:
        native: the Ukrainian and Russian names, by language tag.
    """
    if place.kind == "country" and place.country:
        return _territory(place.country, language) or place.name
    if listed := _listed(place, language):
        return listed
    if language in native:
        return native[language]
    own = native.get("uk" if place.country == "UA" else "ru")
    if own and (place.country, language) in TRANSCRIPTIONS:
        return transcribed(own, place.country or "", language)
    return place.name


def _listed(place: Candidate, language: str) -> str | None:
    """The first name of our tables."""
    if place.kind == "region":
        names = _exonyms()["regions"].get(place.id.removeprefix("iso:"), {}).get(language)
        return names[0] if names else None
    if place.geonameid:
        name: str | None = _exonyms()["settlements"].get(str(place.geonameid), {}).get(language)
        return name
    names = _others().get(place.id, {}).get(language)
    return names[0] if names else None


@cache
def _exonyms() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(data_path("exonyms.json").read_text(encoding="utf-8"))
    return table


@cache
def _others() -> dict[str, dict[str, list[str]]]:
    found = {}
    for name in ("sites", "areas"):
        for entry in json.loads(data_path(f"{name}.json").read_text(encoding="utf-8"))[name]:
            found[entry["id"]] = entry.get("names", {})
    return found


@cache
def _territory(code: str, language: str) -> str | None:
    from babel import Locale, UnknownLocaleError

    try:
        name: str | None = Locale.parse(language).territories.get(code)
    except (UnknownLocaleError, ValueError):
        return None
    return name
