"""A story for readers of another language: places, origins and borders by the names that these readers use."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale

from geo.checks import border_name
from geo.where import coded_name
from geo.words import map_words

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer
    from geo.model import Line, Origin, Place, Story

# What a line that a person drew is called, as the origin of a range.
DRAWN_LINE = "line drawn on the map"
AREAS = frozenset({"country", "region", "continent"})


def translated(story: Story, language: str, gazetteer: Gazetteer) -> Story:
    """The story with its names in a language (BCP 47); unchanged where that is the article's own.

    A name that a person gave stays; so does one that the gazetteer has no name for in that language.
    """
    if language.split("-")[0].lower() == story.language.split("-")[0].lower():
        return story
    given = {change.target for change in story.changes if change.action in {"rename", "add"}}

    def renamed(place: Place) -> Place:
        if place.id in given:
            return place
        return replace(place, name=gazetteer.name_in(place.chosen.id, language) or place.name)

    places = tuple(renamed(place) for place in story.places)
    pairs = zip(story.places, places, strict=True)
    # A region may bear the name of its seat in one language and not in the other: distances are the town's.
    pairs_by_kind = sorted(pairs, key=lambda pair: pair[0].chosen.kind not in AREAS)
    names = {old.name: new.name for old, new in pairs_by_kind}
    there = replace(story, places=places, language=language)
    codes = sorted({place.chosen.country or "" for place in places if place.chosen.kind == "country"} - {""})
    names_of_borders = _borders_of_all(story.language, language) | {
        border_name(first, second, story): border_name(first, second, there)
        for first in codes
        for second in ("", *codes)
        if first != second
    }
    drawn = {map_words(story.language)(DRAWN_LINE): map_words(language)(DRAWN_LINE)}
    objects = {claim.id: claim.object or "" for claim in story.claims}
    borders = {check.line: objects.get(check.claim, "") for check in story.checks if check.line}

    def line(item: Line) -> Line:
        end = names.get(item.to_name) or names_of_borders.get(item.to_name, item.to_name)
        code = borders.get(item.id, "")
        if code.startswith("border:"):
            first, _, second = code.removeprefix("border:").partition("-")
            end = border_name(first, second, there)
        return replace(item, from_name=names.get(item.from_name, item.from_name), to_name=end)

    def origin(item: Origin) -> Origin:
        if item.country:
            name = gazetteer.name_in(f"iso:{item.country}", language)
        else:
            name = names.get(item.name) or names_of_borders.get(item.name) or drawn.get(item.name)
        return replace(item, name=name or item.name)

    return replace(
        there,
        language=story.language,
        lines=tuple(line(item) for item in story.lines),
        ranges=tuple(replace(area, origin=origin(area.origin)) for area in story.ranges),
    )


@lru_cache(maxsize=32)
def _borders_of_all(language: str, other: str) -> dict[str, str]:
    """What the border and the coast of each country are called in the other language: a person measures to any."""
    codes = [code for code in map(str, Locale.parse("en").territories) if len(code) == 2 and code.isalpha()]
    return {
        coded_name(kind, code, language): coded_name(kind, code, other)
        for kind in ("border", "coast")
        for code in codes
    }


def respelled(story: Story, language: str, gazetteer: Gazetteer) -> Story:
    """The story with its names as the house writes them in a language (``gazetteer`` knows how); a person's stay."""
    given = {change.target for change in story.changes if change.action in {"rename", "add"}}
    names: dict[str, str] = {}
    for place in story.places:
        ours = None if place.id in given else gazetteer.house_name(place.name, place.chosen.id, language)
        if ours is not None and ours != place.name:
            names[place.name] = ours

    def named(name: str) -> str:
        return names.get(name, name)

    return replace(
        story,
        places=tuple(place if place.id in given else replace(place, name=named(place.name)) for place in story.places),
        lines=tuple(
            replace(line, from_name=named(line.from_name), to_name=named(line.to_name)) for line in story.lines
        ),
        ranges=tuple(replace(area, origin=replace(area.origin, name=named(area.origin.name))) for area in story.ranges),
    )
