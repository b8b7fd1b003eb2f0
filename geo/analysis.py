"""The path of a story, stage by stage: each is a plain function from values to values."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.checks import check_story, line_of
from geo.decisions import decide_again
from geo.errors import NotPossible
from geo.measuring.origins import origin_geometry, outline_uncertainty_m
from geo.model import Article, Change, Claim, Origin, Place, RangeArea, Reach, Story, Strike, Weapon
from geo.reading.claims import find_claims
from geo.reading.places import read_places
from geo.reading.strikes import find_strikes, weapons_in
from geo.units import METRES, checked_radius
from geo.weapons import load_weapons, main_reach

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

    from geo.gazetteer.index import Gazetteer
    from geo.measuring.borders import Borders
    from geo.where import Where


def analyse(
    article: Article,
    *,
    gazetteer: Gazetteer,
    borders: Borders,
    weapons: tuple[Weapon, ...] | None = None,
    changes: Iterable[Change] = (),
) -> Story:
    """Read an article: places, the reported strike, weapons, the range, claims and checks.

    Args:
        article: as ``geo.reading.article`` made it.
        gazetteer, borders: opened once and shared.
        weapons: the catalogue; the built-in one by default.
        changes: what a person decided about an earlier reading; applied to this one.
    """
    catalogue = load_weapons() if weapons is None else weapons
    places, unresolved = read_places(article, gazetteer)
    strikes = find_strikes(article, places, catalogue)
    claims = find_claims(article, places, strikes, catalogue)
    named = tuple(dict.fromkeys(weapon.id for weapon, _ in weapons_in(article, catalogue)))
    story = Story(
        id=story_id(article),
        title=article.title,
        article=article,
        language=article.language,
        places=_with_strike_role(places, strikes),
        unresolved=unresolved,
        strikes=strikes,
        weapons=tuple(weapon for weapon in catalogue if weapon.id in named),
        claims=claims,
        policy=borders.policy,
    )
    story = decide_again(story, changes)
    story = with_likely_range(story, borders)
    return check_story(story, borders)


def story_id(article: Article) -> str:
    """A short name for the story of an article, the same each time that text is read."""
    return "story-" + hashlib.sha256(article.text.encode("utf-8")).hexdigest()[:12]


def _with_strike_role(places: tuple[Place, ...], strikes: tuple[Strike, ...]) -> tuple[Place, ...]:
    struck = {strike.where for strike in strikes}
    return tuple(replace(place, role="reported strike") if place.id in struck else place for place in places)


# ---------------------------------------------------------------- ranges


def with_likely_range(story: Story, borders: Borders) -> Story:
    """The range that the article speaks of: its first weapon, from the attacker's territory, onto the attacked one.

    The attacker is the other country of a border that the article measures from; where the article names none, no
    range is drawn until a person says from where.
    """
    weapon = story.weapons[0] if story.weapons else None
    pair = attacker_and_attacked(story)
    if weapon is None or pair is None:
        return story
    attacker, attacked = pair
    origin = Origin(kind="territory", name=country_name(story, attacker), country=attacker)
    return with_ranges(story, borders=borders, weapon=weapon, origin=origin, onto=attacked)


def attacker_and_attacked(story: Story) -> tuple[str, str] | None:
    """The two countries of the border that a distance is stated to, the struck one last; None where there is none."""
    for claim in story.claims:
        struck = story.place(claim.subject) if claim.subject else None
        if struck is None or not (claim.object or "").startswith("border:"):
            continue
        codes = (claim.object or "").removeprefix("border:").split("-")
        others = [code for code in codes if code != struck.chosen.country]
        if len(codes) == 2 and len(others) == 1 and struck.chosen.country is not None:
            return others[0], struck.chosen.country
    return None


def country_name(story: Story, code: str) -> str:
    """A country as the article spells it, else as the story's language does."""
    for place in story.places:
        if place.chosen.kind == "country" and place.chosen.country == code:
            return place.name
    from babel import Locale

    return str(Locale.parse(story.language.replace("-", "_")).territories.get(code, code))


def with_ranges(
    story: Story,
    *,
    borders: Borders,
    origin: Origin,
    weapon: Weapon | None = None,
    radius_m: float | None = None,
    onto: str | None = None,
) -> Story:
    """The story with the range areas of one weapon (its main reach and its other variants) or of one radius.

    Args:
        origin: from where it is measured.
        weapon: each variant's leading reach is drawn; the one that the article's figure means is the main one.
        radius_m: a radius of one's own instead (or beside: then it is the main one), 1 m to 20,004 km.
        onto: ISO code of the territory to which the areas are cut.

    Raises:
        BadInput: a radius that the Earth does not have.
        NotPossible: neither weapon nor radius, an unknown country code, or a range that touches nothing of ``onto``.
    """
    areas: list[RangeArea] = []
    source = origin_geometry(origin, borders)
    if radius_m is not None:
        areas.append(measured_range(source, origin, checked_radius(radius_m), borders=borders, onto=onto))
    if weapon is not None:
        stated = None if radius_m is not None else stated_reach_m(story.claims, weapon)
        areas += [
            measured_range(
                source, origin, reach.max_m, borders=borders, onto=onto, weapon=weapon, reach=reach, main=main
            )
            for reach, main in drawn_reaches(weapon, stated, with_main=radius_m is None)
        ]
    if not areas:
        raise NotPossible("no range to draw: expected a weapon or a radius")
    weapons = story.weapons if weapon is None or weapon in story.weapons else (*story.weapons, weapon)
    return replace(story, ranges=tuple(areas), weapons=weapons)


def stated_reach_m(claims: Iterable[Claim], weapon: Weapon) -> float | None:
    """What the article itself says that the weapon reaches, in metres; None where it says nothing."""
    for claim in claims:
        if claim.kind == "reach" and claim.object in {weapon.id, f"weapon:{weapon.id}"} and claim.stated is not None:
            factor = METRES.get(claim.stated.unit)
            return None if factor is None else claim.stated.value * factor
    return None


def drawn_reaches(weapon: Weapon, stated_m: float | None, *, with_main: bool = True) -> list[tuple[Reach, bool]]:
    """One reach a length, the main one first: variants of equal length are one outline on the map."""
    main = main_reach(weapon, stated_m)
    drawn: list[tuple[Reach, bool]] = [(main, with_main)]
    lengths = {main.max_m}
    for variant in weapon.variants:
        own = [reach for reach in weapon.reaches if reach.variant == variant.id]
        if not own or variant.id == main.variant:
            continue
        leading = max(own, key=lambda reach: (sum(other.max_m == reach.max_m for other in own), reach.max_m))
        if all(abs(leading.max_m - length) > 0.05 * length for length in lengths):
            lengths.add(leading.max_m)
            drawn.append((leading, False))
    return drawn


def measured_range(
    source: BaseGeometry,
    origin: Origin,
    max_m: float,
    *,
    borders: Borders,
    onto: str | None = None,
    weapon: Weapon | None = None,
    reach: Reach | None = None,
    main: bool = True,
) -> RangeArea:
    """One range area: computed, cut onto a territory if asked, with its spreads kept apart.

    Raises:
        NotPossible: nothing of ``onto`` lies in reach.
    """
    from geo.measuring.geodesy import area_km2
    from geo.measuring.ranges import cut_onto, range_area

    min_m = 0.0 if reach is None else reach.min_m
    area = range_area(source, max_m, min_m=min_m)
    geometry = area.geometry
    if onto is not None:
        geometry = cut_onto(geometry, borders.country(onto))
        if geometry.is_empty:
            raise NotPossible("nothing of {value} lies within this range", value=onto)
    return RangeArea(
        id=f"range-{reach.id}" if reach is not None else f"range-{max_m / 1000:g}km",
        origin=origin,
        max_m=max_m,
        min_m=min_m,
        geometry=geometry,
        error_m=round(area.error_m, 3),
        outline_m=outline_uncertainty_m(origin, borders),
        area_km2=round(area_km2(geometry), 1),
        weapon=None if weapon is None else weapon.id,
        variant=None if reach is None else reach.variant,
        stated_by=None if reach is None else reach.stated_by,
        about=reach is not None and reach.about,
        onto=onto,
        main=main,
    )


# ---------------------------------------------------------------- distances


def with_distance(story: Story, start: Where, end: Where) -> Story:
    """The story with the distance between two places as a line."""
    from geo.measuring.geodesy import measure

    distance = measure(start.geometry, end.geometry, precision_a_m=start.precision_m, precision_b_m=end.precision_m)
    line = line_of(f"line-{len(story.lines) + 1}", start.name, end.name, distance)
    return replace(story, lines=(*story.lines, line))


def with_policy(story: Story, borders: Borders) -> Story:
    """The story by the policy of these borders: ranges and checks are measured again."""
    story = replace(story, policy=borders.policy)
    redone = tuple(_again(area, story, borders) for area in story.ranges)
    return check_story(replace(story, ranges=redone), borders)


def _again(area: RangeArea, story: Story, borders: Borders) -> RangeArea:
    weapon = next((item for item in story.weapons if item.id == area.weapon), None)
    reach = None
    if weapon is not None:
        reach = next((item for item in weapon.reaches if f"range-{item.id}" == area.id), None)
    source = origin_geometry(area.origin, borders)
    return measured_range(
        source, area.origin, area.max_m, borders=borders, onto=area.onto, weapon=weapon, reach=reach, main=area.main
    )
