"""The path of a story, stage by stage: each is a plain function from values to values."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import shapely

from geo.checks import check_story, country_name, line_of
from geo.decisions import decide_again
from geo.document import MAX_NAME, without_refused
from geo.errors import NotPossible
from geo.measuring.origins import firing_minimum_m, origin_geometry, outline_uncertainty_m
from geo.model import Article, Change, Claim, Origin, OriginKind, Place, RangeArea, Reach, Story, Strike, Weapon
from geo.reading.attackers import attackers_of, fired_from
from geo.reading.attacks import is_negated
from geo.reading.claims import find_claims
from geo.reading.places import read_places
from geo.reading.quantities import bound_of
from geo.reading.strikes import find_strikes, launched_from, weapons_in
from geo.reading.tables import phrases, table
from geo.units import MAX_RADIUS_M, METRES, checked_radius
from geo.weapons import find_weapon, load_weapons, main_reach
from geo.where import coded_name, origin_from
from geo.words import desk_words

# Reaches that differ by less than this share are one outline on a map.
SAME_LENGTH = 0.05
# A line so many times as far as the weapon's first, and as what was struck, is not drawn unless a person asks for it.
FAR_OF_FIRST, FAR_OF_STRUCK = 2.0, 4.0
# A place of a country lies at most so far off a 1:10 million outline of it.
OFF_THE_OUTLINE_DEG = 0.2

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.gazetteer.index import Gazetteer
    from geo.measuring.borders import Borders
    from geo.reading.recogniser import Recogniser
    from geo.where import Where


def analyse(
    article: Article,
    *,
    gazetteer: Gazetteer,
    borders: Borders,
    weapons: tuple[Weapon, ...] | None = None,
    changes: Iterable[Change] = (),
    recogniser: Recogniser | None = None,
) -> Story:
    """Read an article: places, the reported strike, weapons, the range, claims and checks.

    Args:
        article: as ``geo.reading.article`` made it.
        gazetteer, borders: opened once and shared.
        weapons: the catalogue; the built-in one by default.
        changes: what a person decided about an earlier reading; applied to this one.
        recogniser: what it says of the names in the article is taken as evidence; see ``geo.reading.recogniser``.
    """
    catalogue = load_weapons() if weapons is None else weapons
    places, unresolved = read_places(article, gazetteer, recogniser=recogniser)
    strikes = find_strikes(article, places, catalogue)
    claims = find_claims(article, places, strikes, catalogue)
    named = {weapon.id: weapon for weapon, _ in weapons_in(article, catalogue)}
    story = Story(
        id=story_id(article),
        title=article.title[:MAX_NAME],
        article=article,
        language=article.language,
        places=with_house_spellings(_with_roles(article, places, strikes), gazetteer, article.language),
        unresolved=unresolved,
        strikes=strikes,
        weapons=tuple(named.values()),
        claims=claims,
        policy=borders.policy,
    )
    story = decide_again(story, changes)
    story = with_likely_range(story, borders)
    return check_story(story, borders)


def story_id(article: Article) -> str:
    """A short name for the story of an article, the same each time that text is read."""
    return "story-" + hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _with_roles(article: Article, places: tuple[Place, ...], strikes: tuple[Strike, ...]) -> tuple[Place, ...]:
    """The places with their part in the strikes: struck, or told to be where something was launched."""
    struck = {strike.where for strike in strikes}
    launched = launched_from(article, places, strikes)
    return tuple(
        replace(place, role="reported strike")
        if place.id in struck
        else replace(place, role="origin")
        if place.id in launched
        else place
        for place in places
    )


def with_house_spellings(places: tuple[Place, ...], gazetteer: Gazetteer, language: str) -> tuple[Place, ...]:
    """The places called as the house writes them, in every output; their mentions keep the article's own words."""
    return tuple(
        replace(place, name=gazetteer.house_name(place.name, place.chosen.id, language) or place.name)
        for place in places
    )


# ---------------------------------------------------------------- ranges


def with_likely_range(story: Story, borders: Borders) -> Story:
    """The range of the weapon that the reported strike is said to have been made with, onto the struck country.

    It is measured from the attacker's territory. Where that is the struck country itself, less what is occupied of
    it, it is drawn on every country: cut to that one it would be hardly more than the country's own shape. Where
    the text does not say with what, or by whom, nothing is drawn until a person says so: another weapon that the
    article names is not the one.
    """
    used = ((strike, weapon_of(strike, story.weapons)) for strike in without_refused(story).strikes)
    strike, weapon = next(((strike, weapon) for strike, weapon in used if weapon is not None), (None, None))
    pair = None if strike is None else attacker_and_attacked(story, borders, (strike,))
    if weapon is None or pair is None or not weapon.reaches:
        return story
    origin = origin_of_attacker(story, pair)
    try:
        onto = None if pair[0] == pair[1] else pair[1]
        return with_ranges(story, borders=borders, weapon=weapon, origin=origin, onto=onto)
    except NotPossible:
        return story


def likely_origin(story: Story, borders: Borders) -> Origin | None:
    """From where a range is measured until a person says otherwise; None where the text leaves open who attacked."""
    pair = attacker_and_attacked(story, borders)
    return None if pair is None else origin_of_attacker(story, pair)


def inferred_origin(story: Story, borders: Borders) -> tuple[Origin, Place] | None:
    """A country that nobody is said to have attacked from, with the place of it that the text has missiles fired from.

    To be offered and never taken unasked. None where the text says who attacked; where that place is in the struck
    country, or in an occupied or disputed part, since who fires from there is another question.
    """
    if attacker_and_attacked(story, borders) is not None:
        return None
    struck = {place.chosen.country for place in (story.place(s.where) for s in story.strikes if s.where) if place}
    for place in fired_from(story.article, story.places):
        country = place.chosen.country
        if country is not None and struck and country not in struck and not _is_disputed(place, country, borders):
            return Origin(kind="territory", name=country_name(story, country), country=country), place
    return None


def origin_of_attacker(story: Story, pair: tuple[str, str]) -> Origin:
    """The attacker's territory, without what is occupied of it where that was struck: from all of it, it is 0 km."""
    attacker, attacked = pair
    kind: OriginKind = "territory" if attacker != attacked else "undisputed territory"
    return Origin(kind=kind, name=country_name(story, attacker), country=attacker)


def weapon_of(strike: Strike, weapons: Sequence[Weapon]) -> Weapon | None:
    """The weapon of the story that a strike is said to have been made with, or None where the text names none."""
    if strike.weapon is None:
        return None
    try:
        named = find_weapon(str(strike.weapon.value))
    except NotPossible:
        return None
    return next((weapon for weapon in weapons if weapon.id == named.id), None)


def attacker_and_attacked(
    story: Story, borders: Borders, strikes: Sequence[Strike] | None = None
) -> tuple[str, str] | None:
    """The attacking and the struck country of the reported strike, by ISO code; None where the text leaves it open.

    Of several strikes (all of the story by default) the first of which that is told.

    The attacker is whom the text says to have attacked, never merely the other country. It is the struck country
    itself only where an occupied or disputed part of it was struck, such as Crimea.
    """
    for strike in story.strikes if strikes is None else strikes:
        place = story.place(strike.where) if strike.where else None
        struck = None if place is None else place.chosen.country
        if place is None or struck is None or strike.refused:
            continue
        others = {other.where for other in story.strikes if other.where}
        for attacker in attackers_of(story.article, story.places, place.id, others):
            if attacker != struck or _is_disputed(place, struck, borders):
                return attacker, struck
    return None


def _is_disputed(place: Place, country: str, borders: Borders) -> bool:
    """Whether a place lies in what is occupied or disputed of the country that the gazetteer has it in."""
    point = shapely.Point(place.lon, place.lat)
    try:
        away = borders.undisputed(country).distance(point)
        # A port may lie off the outline of either; a policy may give the disputed part to another country.
        return away > borders.country(country).distance(point) or away > OFF_THE_OUTLINE_DEG
    except NotPossible:
        return False


def origin_named(story: Story, where: Where) -> Origin:
    """From where a person said that a range is measured, by the name that the story has for it.

    The same record under two names ("Hodeida" on the map, "Al Ḩudaydah" in the legend) would be two places to a reader;
    a town that the story names bears one mark, the origin's.
    """
    if where.code is not None:
        return origin_from(where, name=end_name(story, where))
    place = _of_record(story, where)
    origin = origin_from(where, name=where.name if place is None else place.name)
    if place is None or origin.kind != "point":
        return origin
    return replace(origin, place=place.id, geometry=shapely.Point(place.lon, place.lat))


def _of_record(story: Story, where: Where) -> Place | None:
    """The place of the story that is what a person typed, by its record."""
    record = None if where.candidate is None else where.candidate.id
    return next((place for place in story.places if place.chosen.id == record), None)


def end_name(story: Story, where: Where) -> str:
    """What a story calls something measured: a border, coast or territory in its language, as its article spells."""
    if where.code is None:
        place = _of_record(story, where)
        return where.name if place is None else place.name
    spelt = {code: country_name(story, code) for code in where.code.split("-")}
    return coded_name(where.kind, where.code, story.language, spelt)


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
        weapon: each variant's leading reach is drawn, unless it lies far beyond the story (``near_the_story``); the one
            that the article's figure means is the main one.
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
        weapon = with_own_statement(weapon, story) if stated is not None else weapon
        areas += [
            measured_range(
                source, origin, reach.max_m, borders=borders, onto=onto, weapon=weapon, reach=reach, main=main
            )
            for reach, main in near_the_story(drawn_reaches(weapon, stated, with_main=radius_m is None), story, source)
        ]
    if not areas:
        raise NotPossible("no range to draw: expected a weapon or a radius")
    weapons = story.weapons
    if weapon is not None:
        known = any(item.id == weapon.id for item in weapons)
        weapons = tuple(weapon if item.id == weapon.id else item for item in weapons) + (() if known else (weapon,))
    return replace(story, ranges=tuple(areas), weapons=weapons)


def stated_reach_m(claims: Iterable[Claim], weapon: Weapon) -> float | None:
    """What the article itself says that the weapon reaches, in metres; None where it says nothing."""
    for claim in claims:
        if claim.kind == "reach" and claim.object in {weapon.id, f"weapon:{weapon.id}"} and claim.stated is not None:
            factor = METRES.get(claim.stated.unit)
            return None if factor is None else claim.stated.value * factor
    return None


def with_own_statement(weapon: Weapon, story: Story) -> Weapon:
    """The weapon with what the article itself states, where no source of the catalogue states nearly the same.

    "More than 300 km" is not what a source says that states 300 km: it stands by itself, with its words.
    """
    claims = (c for c in story.claims if c.kind == "reach" and c.object == f"weapon:{weapon.id}" and c.stated)
    claim = next((c for c in claims if not _is_open(c, story.article)), None)
    stated_m = None if claim is None else stated_reach_m((claim,), weapon)
    if claim is None or stated_m is None or not 1.0 <= stated_m <= MAX_RADIUS_M:
        return weapon
    hedge = claim.stated.hedge if claim.stated else ""
    bound = bound_of(hedge, story.article.language)
    if bound != "more" and any(abs(reach.max_m - stated_m) <= SAME_LENGTH * stated_m for reach in weapon.reaches):
        return weapon
    nearest = main_reach(weapon, stated_m)
    own = Reach(
        id=own_reach_id(weapon),
        variant=nearest.variant,
        max_m=stated_m,
        stated_by=claim.said_by or story.article.source or desk_words(story.language)("the article itself"),
        stated=story.article.published,
        about=bool(hedge),
        bound=bound,
    )
    others = tuple(reach for reach in weapon.reaches if reach.id != own.id)
    return replace(weapon, reaches=(own, *others))


def own_reach_id(weapon: Weapon) -> str:
    """The id of what the article itself states of a weapon."""
    return f"{weapon.id}:article"


def _is_open(claim: Claim, article: Article) -> bool:
    """Whether a reach is denied ("has no range of more than 300 km"), or left open ("may have a range of")."""
    start = claim.start if claim.sentence is None else claim.sentence.start
    told = article.text[start : claim.end]
    hedge = claim.stated.hedge if claim.stated else ""
    ahead = told[: told.rfind(hedge)] if hedge and hedge in told else told
    words = table(article.language)
    is_guess = phrases(words.telling.hedged).search(ahead) is not None
    return claim.certainty == "denied" or is_guess or is_negated(ahead, words, ahead=True)


def drawn_reaches(weapon: Weapon, stated_m: float | None, *, with_main: bool = True) -> list[tuple[Reach, bool]]:
    """What is drawn of a weapon: its main reach first, then what other sources state, then its other variants.

    A length is drawn once. Of statements for the main variant that disagree, the least and the greatest are drawn.
    """
    main = main_reach(weapon, stated_m)
    drawn: list[tuple[Reach, bool]] = [(main, with_main)]
    same = [reach for reach in weapon.reaches if reach.variant == main.variant]
    spread = [min(same, key=lambda reach: reach.max_m), max(same, key=lambda reach: reach.max_m)]
    leading = []
    for variant in weapon.variants:
        own = [reach for reach in weapon.reaches if reach.variant == variant.id]
        if own and variant.id != main.variant:
            leading.append(max(own, key=lambda reach: (sum(other.max_m == reach.max_m for other in own), reach.max_m)))
    for reach in (*spread, *leading):
        if all(abs(reach.max_m - other.max_m) > SAME_LENGTH * other.max_m for other, _ in drawn):
            drawn.append((reach, False))
    return drawn


def near_the_story(drawn: list[tuple[Reach, bool]], story: Story, source: BaseGeometry) -> list[tuple[Reach, bool]]:
    """What is drawn of a weapon without what lies far beyond the story: the first, and those that tell something of it.

    A line twice as far as the first, and four times as far as all that was struck, tells nothing of what was struck,
    and makes it a spot on a map of a continent. Who states it is told in words all the same.

    Args:
        drawn: as ``drawn_reaches`` gives it. source: what is measured from.
    """
    first = drawn[0][0]
    if all(reach.max_m < FAR_OF_FIRST * first.max_m for reach, _ in drawn):
        return drawn
    struck_m = _struck_m(story, source)
    if struck_m == 0:
        return drawn  # nothing was struck, or what was measured from
    far_m = max(FAR_OF_FIRST * first.max_m, FAR_OF_STRUCK * struck_m)
    return [drawn[0], *((reach, main) for reach, main in drawn[1:] if reach.max_m < far_m)]


def _struck_m(story: Story, source: BaseGeometry) -> float:
    """How far the farthest of the places that were struck lies, in metres; 0 where there is none."""
    ids = {strike.where for strike in story.strikes if not strike.refused}
    return max((_away_m(place.lon, place.lat, source) for place in story.places if place.id in ids), default=0.0)


@lru_cache(maxsize=64)
def _away_m(lon: float, lat: float, source: BaseGeometry) -> float:
    from geo.measuring.geodesy import measure

    return measure(shapely.Point(lon, lat), source).distance_m


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
    min_m = 0.0 if reach is None else firing_minimum_m(source, reach.min_m)
    geometry, error_m, square_km = _area(source, max_m, min_m, None if onto is None else borders.country(onto))
    if geometry.is_empty:
        raise NotPossible("nothing of {value} lies within this range", value=onto)
    return RangeArea(
        id=f"range-{reach.id}" if reach is not None else f"range-{max_m / 1000:g}km",
        origin=origin,
        max_m=max_m,
        min_m=min_m,
        geometry=geometry,
        error_m=round(error_m, 3),
        outline_m=outline_uncertainty_m(origin, borders),
        area_km2=round(square_km, 1),
        weapon=None if weapon is None else weapon.id,
        variant=None if reach is None else reach.variant,
        stated_by=None if reach is None else reach.stated_by,
        about=reach is not None and reach.about,
        bound=None if reach is None else reach.bound,
        onto=onto,
        main=main,
    )


@lru_cache(maxsize=32)
def _area(
    source: BaseGeometry, max_m: float, min_m: float, territory: BaseGeometry | None
) -> tuple[BaseGeometry, float, float]:
    """The area, its largest error in metres and its size in square kilometres; kept.

    Most stories on a war ask for the same few ranges, and each new reading of an article for its own again.
    """
    from geo.measuring.geodesy import area_km2
    from geo.measuring.ranges import cut_onto, range_area

    area = range_area(source, max_m, min_m=min_m)
    geometry = area.geometry if territory is None else cut_onto(area.geometry, territory)
    return geometry, area.error_m, area_km2(geometry)


# ---------------------------------------------------------------- distances


def with_distance(story: Story, start: Where, end: Where) -> Story:
    """The story with the distance between two places as a line."""
    from geo.measuring.geodesy import measure

    distance = measure(start.geometry, end.geometry, precision_a_m=start.precision_m, precision_b_m=end.precision_m)
    names = end_name(story, start), end_name(story, end)
    line = line_of(f"line-{len(story.lines) + 1}", *names, distance)
    return replace(story, lines=(*story.lines, line))


def with_date(story: Story, published: str, borders: Borders) -> Story:
    """The story of an article of which it was not known when it was published (ISO 8601 date).

    What the text dates by "today" or a day of the week is read again; what a person decided or took out
    stays so.
    """
    article, catalogue = replace(story.article, published=published), load_weapons()
    again = {strike.id: strike for strike in find_strikes(article, story.places, catalogue)}
    strikes = tuple(
        replace(again.get(strike.id, strike), accepted=strike.accepted, refused=strike.refused)
        for strike in story.strikes
    )
    known = {(claim.kind, claim.start, claim.end) for claim in story.claims}
    claims = find_claims(article, story.places, strikes, catalogue)
    dated = replace(
        story,
        article=article,
        strikes=strikes,
        claims=tuple(claim for claim in claims if (claim.kind, claim.start, claim.end) in known),
        changes=(),
    )
    dated = decide_again(dated, (change for change in story.changes if change.action == "detail"))
    return check_story(replace(dated, changes=story.changes, changed=story.changed, revision=story.revision), borders)


def without_line(story: Story, line_id: str) -> Story:
    """The story without a measured line. A figure of the article that rests on it is checked no more.

    Else the line would be back with the next check, and what a wrongly read figure leaves to be done would stay.
    """
    gone = {check.claim for check in story.checks if check.line == line_id}
    return replace(
        story,
        lines=tuple(line for line in story.lines if line.id != line_id),
        claims=tuple(claim for claim in story.claims if claim.id not in gone),
        checks=tuple(check for check in story.checks if check.claim not in gone),
    )


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
