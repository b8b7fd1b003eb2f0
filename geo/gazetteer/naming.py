"""What a place is called in a reader's language: Moskou, Kyiv, Rusland, Oekraïne."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from geo.model import Candidate
from geo.resources import data_path


def name_in(place: Candidate, language: str, native: dict[str, str]) -> str:
    """The usual name of a place in a language; its own name where no other is known.

    Args:
        native: the names that the index holds, by language tag.
    """
    if place.kind == "country" and place.country:
        return territory(place.country, language) or place.name
    if place.kind in ("settlement", "district", "region"):
        return native.get(language, place.name)
    entry = _others().get(place.id, {})
    if language == "en" or not entry:
        return place.name
    if shown := entry.get("show", {}).get(language):
        return str(shown)
    if names := entry.get("names", {}).get(language):
        return str(names[0])
    return territory(entry.get("cldr", ""), language) or place.name


@cache
def _others() -> dict[str, dict[str, Any]]:
    """The rows of our own tables by id."""
    return {
        entry["id"]: entry
        for name in ("sites", "areas")
        for entry in json.loads(data_path(f"{name}.json").read_text(encoding="utf-8"))[name]
    }


@cache
def territory(code: str, language: str) -> str | None:
    """A country in any language that CLDR knows, by ISO 3166-1 code and BCP 47 tag; else None."""
    from babel import Locale, UnknownLocaleError

    try:
        name: str | None = Locale.parse(language.replace("_", "-"), sep="-").territories.get(code)
    except (UnknownLocaleError, ValueError):
        return None
    return name
