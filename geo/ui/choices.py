"""What a person can choose on the page, and the story that follows from a choice."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import shapely

from geo.errors import BadInput, NotPossible
from geo.measuring.origins import origin_geometry
from geo.model import Origin, Place, RangeArea, Story, Weapon
from geo.same import Same
from geo.ui import figures, house
from geo.units import METRES, checked_radius
from geo.weapons import load_weapons, main_reach
from geo.where import Finder, Where, origin_from
from geo.words import map_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.measuring.borders import Borders
    from geo.model import Candidate, Reach
    from geo.words import Words

KM = METRES["km"]


@dataclass(frozen=True, kw_only=True)
class RangeChoice:
    """Which range is drawn: a weapon's stated ranges, a radius of one's own, or that radius beside them.

    Attributes:
        weapon: its id, or None. radius_m: metres, or None where the weapon's own main range counts.
        origin: from where, or None while nobody said. onto: ISO code of the territory it is cut to, or None.
        beside: how far the lines go that are drawn beside the weapon's first, in metres; None: those near the story.
    """

    weapon: str | None = None
    radius_m: float | None = None
    origin: Origin | None = None
    onto: str | None = None
    beside: tuple[float, ...] | None = None


# ---------------------------------------------------------------- ranges


def choice_of(story: Story) -> RangeChoice:
    """The choice that the story's ranges come from."""
    if not story.ranges:
        return RangeChoice()
    main = next((area for area in story.ranges if area.main), story.ranges[0])
    weapon = next((area.weapon for area in story.ranges if area.weapon is not None), None)
    radius_m = main.max_m if main.weapon is None else None
    beside = None if weapon is None else tuple(area.max_m for area in story.ranges if area.weapon is not None)
    return RangeChoice(weapon=weapon, radius_m=radius_m, origin=main.origin, onto=main.onto, beside=beside)


def with_choice(story: Story, choice: RangeChoice, borders: Borders | None = None) -> Story:
    """The story with the ranges of a choice; none while there is nothing to draw or nowhere to measure from.

    Args:
        borders: by which it is measured; without them those of this visit.

    Raises:
        BadInput: a radius that the Earth does not have.
        NotPossible: nothing of ``onto`` lies in the range.
    """
    origin, policy = choice.origin, story.policy
    weapon = weapon_in(story, choice.weapon)
    if origin is None or (weapon is None and choice.radius_m is None):
        return replace(story, ranges=())
    borders = borders or house.borders(policy)
    areas: list[RangeArea] = []
    # The weapon first: it keeps the colour that it has without a distance of one's own.
    if weapon is not None:
        drawn = _drawn(story, choice, weapon)
        if choice.beside is None:
            from geo.analysis import near_the_story

            drawn = near_the_story(drawn, story, _source(origin, borders))
        else:
            drawn = [drawn[0], *(item for item in drawn[1:] if item[0].max_m in choice.beside)]
        for reach, main in drawn:
            areas.append(_area(origin, reach.max_m, choice.onto, borders, weapon.id, reach, main))
    if choice.radius_m is not None:
        areas.append(_area(origin, checked_radius(choice.radius_m), choice.onto, borders))
    weapons = story.weapons
    if weapon is not None:
        known = any(item.id == weapon.id for item in weapons)
        kept = tuple(_with_what_stands(weapon, item) if item.id == weapon.id else item for item in weapons)
        weapons = kept if known else (*kept, weapon)
    return replace(story, ranges=tuple(areas), weapons=weapons)


def _drawn(story: Story, choice: RangeChoice, weapon: Weapon) -> list[tuple[Reach, bool]]:
    from geo.analysis import drawn_reaches, stated_reach_m  # lazily, as elsewhere here: the first view measures nothing

    # Also beside a distance of one's own what the article means is the first: the lines stay when the slider moves.
    stated = stated_reach_m(story.claims, weapon)
    return drawn_reaches(weapon, stated, with_main=choice.radius_m is None)


def beside_offered(story: Story, choice: RangeChoice) -> dict[float, Reach]:
    """What can be drawn beside a weapon's first range, by how far it is in metres, the farthest first."""
    weapon = weapon_in(story, choice.weapon)
    if weapon is None:
        return {}
    others = [reach for reach, _ in _drawn(story, choice, weapon)[1:]]
    return {reach.max_m: reach for reach in sorted(others, key=lambda reach: -reach.max_m)}


@lru_cache(maxsize=256)
def _area(
    origin: Origin,
    max_m: float,
    onto: str | None,
    borders: Borders,
    weapon_id: str | None = None,
    reach: Reach | None = None,
    main: bool = True,
) -> RangeArea:
    """One measured range, kept by its values: a step of the slider measures one area and no variant again."""
    from geo.analysis import measured_range

    weapon = weapon_of(weapon_id)
    source = _source(origin, borders)
    return measured_range(source, origin, max_m, borders=borders, onto=onto, weapon=weapon, reach=reach, main=main)


@lru_cache(maxsize=32)
def _source(origin: Origin, borders: Borders) -> shapely.geometry.base.BaseGeometry:
    return origin_geometry(origin, borders)


def weapon_of(weapon_id: str | None) -> Weapon | None:
    """The weapon of the catalogue with that id, or None."""
    return next((weapon for weapon in load_weapons() if weapon.id == weapon_id), None)


def weapon_in(story: Story, weapon_id: str | None) -> Weapon | None:
    """The weapon of the catalogue with that id, with what the story's article itself states of it; None of none."""
    from geo.analysis import with_own_statement

    weapon = weapon_of(weapon_id)
    return None if weapon is None else with_own_statement(weapon, story)


def _with_what_stands(weapon: Weapon, before: Weapon) -> Weapon:
    """A weapon with what a story, which may come from a file, holds of it beside: versions, and what sources state."""
    variants = {variant.id: variant for variant in (*before.variants, *weapon.variants)}
    reaches = {reach.id: reach for reach in (*before.reaches, *weapon.reaches)}
    return replace(weapon, variants=tuple(variants.values()), reaches=tuple(reaches.values()))


def weapons_offered(story: Story) -> list[Weapon]:
    """Every weapon of the catalogue, those that the article names first, then by name."""
    named = {weapon.id for weapon in story.weapons}
    return sorted(load_weapons(), key=lambda weapon: (weapon.id not in named, weapon.name.casefold()))


def leading_reach(story: Story, weapon: Weapon) -> Reach:
    """The range that is drawn solid for a weapon as ``weapon_in`` gives it: what the article's own figure means."""
    from geo.analysis import stated_reach_m

    return main_reach(weapon, stated_reach_m(story.claims, weapon))


@dataclass(frozen=True, kw_only=True)
class SliderScale:
    """Ends and step of the range slider, whole kilometres; the starting value lies on it."""

    least: int
    most: int
    step: int
    value: int


def slider_scale(value_m: float, main_m: float) -> SliderScale:
    """A slider that starts at ``value_m`` and goes to twice the main range at least, in steps that suit its length.

    The main range lies on the scale, so that a person can come back to it. 20,004 km, half the way round the Earth,
    is the end of every scale.
    """
    main, value = max(1, round(main_m / KM)), max(1, round(value_m / KM))
    largest = max(main, value)
    step = 10 if largest <= 1_000 else 50 if largest <= 4_000 else 100
    least = main % step or step
    most = min(20_000, max(2 * main, value + 10 * step, 500))
    most = least + (most - least) // step * step
    return SliderScale(least=min(least, value), most=max(most, value), step=step, value=value)


# ---------------------------------------------------------------- places and origins


def countries_offered(story: Story, borders: Borders, words: Words) -> dict[str, str]:
    """Country code to name: those of the story first, then all others by name; only those that have an outline."""
    known = _countries(Same(borders), words.language)
    own = [p.chosen.country for p in story.places if p.chosen.kind == "country" and p.chosen.country in known]
    first = dict.fromkeys(code for code in own if code is not None)
    rest = (code for code in known if code not in first)
    spelt = {p.chosen.country: p.name for p in story.places if p.chosen.kind == "country"}
    return {code: spelt.get(code, known[code]) for code in (*first, *rest)}


@lru_cache(maxsize=32)
def _countries(borders: Same[Borders], language: str) -> dict[str, str]:
    """The countries that have an outline, by name."""
    from babel import Locale

    names = Locale.parse(language).territories
    known = {code: str(names.get(code, code)) for code in borders.value.codes if len(code) == 2}
    return dict(sorted(known.items(), key=lambda item: (item[1].casefold(), item[0])))


def ends_offered(story: Story, words: Words) -> dict[str, str]:
    """What a distance can be measured between: shown name to what it stands for ("place:id", "border:UA-RU")."""
    offered = {figures.place_label(place, story.places, words): f"place:{place.id}" for place in story.places}

    def offer(first: str, second: str = "") -> None:
        """The line that two countries share, or the whole outline of one."""
        own = _country(story, first, words)
        if not second:
            offered.setdefault(words("border of {first}", first=own), f"border:{first}")
            return
        name = words("border {first}-{second}", first=own, second=_country(story, second, words))
        offered.setdefault(name, f"border:{first}-{second}")

    for area in story.ranges:
        lands = [code for code in (area.origin.country, area.onto) if code]
        for land in lands:
            offer(land)
        if len(set(lands)) == 2:
            offer(*lands)
    # What the article measures to, then the whole outline of each country that it names.
    for claim in story.claims:
        kind, _, codes = (claim.object or "").partition(":")
        first, _, second = codes.partition("-")
        if kind == "border" and second:
            offer(first, second)
    known = house.borders(story.policy).codes
    for place in story.places:
        code = place.chosen.country
        if place.chosen.kind == "country" and code is not None and code in known:
            offer(code)
    return offered


def _country(story: Story, code: str, words: Words) -> str:
    from babel import Locale

    spelt = (p.name for p in story.places if p.chosen.kind == "country" and p.chosen.country == code)
    return next(spelt, str(Locale.parse(words.language).territories.get(code, code)))


def find_end(story: Story, text: str, offered: dict[str, str], finder: Finder) -> Where:
    """What a person chose or typed to measure from or to.

    Raises:
        BadInput, NotFound, Ambiguous: as ``geo.where.Finder.find``.
    """
    meant = offered.get(text, text)
    if meant.startswith("place:"):
        place = story.place(meant.removeprefix("place:"))
        if place is not None:
            return where_of(place, house.borders(story.policy))
    found = finder.find(meant, language=story.language)
    return _as_on_map(story, found)


def _as_on_map(story: Story, found: Where) -> Where:
    """A border by the words of the map's readers, not of the screen on which it is chosen, nor by a code."""
    from geo.analysis import end_name

    return replace(found, name=end_name(story, found))


def with_line(story: Story, start: Where, end: Where) -> Story:
    """The story with one measured line more, under an id that no line has, also after one was removed."""
    from geo.analysis import with_distance

    measured = with_distance(story, start, end)
    taken = {line.id for line in story.lines}
    free = next(name for name in (f"line-{n}" for n in range(1, len(taken) + 2)) if name not in taken)
    return replace(measured, lines=(*story.lines, replace(measured.lines[-1], id=free)))


def where_of(place: Place, borders: Borders) -> Where:
    """A place of the story as an end to measure from: a country or region as its area, others as their point.

    A place that a person moved, or whose area no outline knows, is its point with its precision.
    """
    area = None if place.moved else _area_of(place, borders)
    if area is not None:
        return Where(name=place.name, kind=place.chosen.kind, geometry=area, precision_m=borders.uncertainty_m)
    point = shapely.Point(place.lon, place.lat)
    return Where(name=place.name, kind=place.chosen.kind, geometry=point, precision_m=place.precision_m)


def _area_of(place: Place, borders: Borders) -> shapely.geometry.base.BaseGeometry | None:
    record = place.chosen
    try:
        if record.kind == "country" and record.country is not None:
            return borders.country(record.country)
    except NotPossible:
        return None
    if record.kind == "region" and record.id.startswith("iso:"):
        return borders.region(record.id.removeprefix("iso:"))
    return None


def point_origin(story: Story, text: str, offered: dict[str, str], finder: Finder) -> Origin:
    """The point that a range is measured from, by a place of the story, a name or latitude,longitude.

    Raises:
        BadInput: it names an area or a border; those are origins of another kind.
        NotFound, Ambiguous: as ``geo.where.Finder.find``.
    """
    meant = offered.get(text, text)
    if meant.startswith("place:"):
        place = story.place(meant.removeprefix("place:"))
        if place is not None and place.chosen.kind not in {"country", "region", "continent", "area", "water"}:
            return Origin(kind="point", name=place.name, place=place.id, geometry=shapely.Point(place.lon, place.lat))
    found = finder.find(meant, language=story.language)
    if not isinstance(found.geometry, shapely.Point) or found.kind in {"country", "region", "continent", "area"}:
        raise BadInput("{value!r} is not a point: choose a town, or type latitude,longitude", value=text)
    from geo.analysis import origin_named

    return origin_named(story, found)


def launch_origins(story: Story) -> tuple[Origin, ...]:
    """From where the text says that it was fired, each as an origin: a region by its outline, others as their point."""
    from geo.reading.attackers import fired_from

    told = {place.id for place in fired_from(story.article, story.places)}
    return tuple(_place_origin(story, place) for place in story.places if place.role == "origin" or place.id in told)


def _place_origin(story: Story, place: Place) -> Origin:
    where = where_of(place, house.borders(story.policy))
    if isinstance(where.geometry, shapely.Point):
        return Origin(kind="point", name=place.name, place=place.id, geometry=where.geometry)
    return origin_from(replace(where, candidate=place.chosen), name=place.name)


def points_origin(story: Story, names: Sequence[str], offered: dict[str, str], finder: Finder) -> Origin:
    """Several points together: a range from them holds what lies in reach of any one.

    Raises:
        BadInput: fewer than two, or one that is an area or a border.
        NotFound, Ambiguous: as ``geo.where.Finder.find``.
    """
    from babel.lists import format_list

    if len(names) < 2:
        raise BadInput("{value!r} is one place or none: choose two or more", value=", ".join(names))
    single = [point_origin(story, name, offered, finder) for name in names]
    geometry = shapely.union_all([origin.geometry for origin in single])
    locale = map_words(story.language).locale
    return Origin(kind="points", name=format_list([o.name for o in single], locale=locale), geometry=geometry)


def line_origin(story: Story, text: str, offered: dict[str, str], finder: Finder) -> Origin:
    """A border that a range is measured from: one of the story, or typed as "border:UA" or "border:UA-RU".

    Raises:
        BadInput: it names a point or an area.
        NotFound, NotPossible: as ``geo.where.Finder.find``.
    """
    meant = offered.get(text, text)
    found = finder.find(meant, language=story.language)
    if found.geometry.geom_type not in {"LineString", "MultiLineString"}:
        raise BadInput("{value!r} is not a line: expected a border such as border:UA or border:UA-RU", value=text)
    return Origin(kind="line", name=_as_on_map(story, found).name, geometry=found.geometry)


def with_moved_origin(story: Story) -> Story:
    """Ranges from a place of the story follow that place; with the place gone they stay where they were."""
    origin = choice_of(story).origin
    place = story.place(origin.place) if origin is not None and origin.place else None
    if origin is None or place is None:
        return story
    now = replace(origin, name=place.name, geometry=shapely.Point(place.lon, place.lat))
    return story if now == origin else with_choice(story, replace(choice_of(story), origin=now))


def measured_again(story: Story) -> Story:
    """After a decision about places: ranges from a moved place and every check measured again."""
    from geo.checks import check_story

    return check_story(with_moved_origin(story), house.borders(story.policy))


def new_place_id(name: str, story: Story) -> str:
    """An id for an added place: its name in small letters and digits, numbered where that is taken."""
    stem = re.sub(r"\W+", "-", name.casefold()).strip("-_")[:60] or "place"
    taken, number, wanted = {place.id for place in story.places}, 1, stem
    while wanted in taken:
        number += 1
        wanted = f"{stem}-{number}"
    return wanted


def record_values(candidate: Candidate, name: str) -> dict[str, str | float | bool]:
    """What a decision to add a place, or to take it to be another, keeps of the record that a person looked up."""
    values: dict[str, str | float | bool] = {
        "name": name,
        "lon": candidate.lon,
        "lat": candidate.lat,
        "candidate": candidate.id,
        "kind": candidate.kind,
        "precision_m": candidate.precision_m,
    }
    told = {"country": candidate.country, "admin1": candidate.admin1, "admin1_name": candidate.admin1_name,
            "feature_code": candidate.feature_code, "population": float(candidate.population)}  # fmt: skip
    return values | {name: value for name, value in told.items() if value}
