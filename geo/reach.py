"""Could it reach? For a weapon and each populated place of a story: yes, at the edge, or no, and by whose word.

Populated places only, and only those that the story itself names: countries, regions, waters and sites are never
answered for. It is measured from an origin that every answer names; where nobody said from where, it is asked for.
Nothing here says that a weapon was there or was fired.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from shapely.geometry import Point

from geo.analysis import attacker_and_attacked, likely_origin, weapon_of, with_own_statement
from geo.document import without_refused
from geo.errors import BadInput, NotPossible
from geo.measuring.origins import firing_minimum_m, least_territory, origin_geometry, outline_uncertainty_m
from geo.model import Bound, EdgeWhy, Origin, Reach, Variant, Weapon
from geo.reading.quantities import bound_of
from geo.units import MAX_RADIUS_M, METRES, format_length
from geo.weapons import AIR_DEFENCE, find_variant
from geo.words import desk_words, with_bound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.measuring.borders import Borders
    from geo.measuring.inside import Reachable, Within
    from geo.model import Claim, Place, Story
    from geo.words import Words

NoWhy = Literal["too far", "too near"]
UNKNOWN = "unknown weapon"
ARTICLE = "the article itself"
OUTCOMES: dict[Reachable, str] = {
    "yes": "within range",
    "edge": "at the edge of the range",
    "no": "out of range",
}
EDGES: dict[EdgeWhy, str] = {
    "stated reach": "sources state different ranges",
    "outline": "border and place are only known so well",
    "origin": "depends on from where it is measured",
}
TOO_NEAR = "too near: it cannot be fired at less than {length}"
# So many sources are named in a sentence; all of them stand in the fields and the table.
MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantReach:
    """Whether one variant reaches a place, by what is stated for it.

    Attributes:
        name: the variant's own name.
        max_m: every distance that somebody states, least first, in metres. min_m: the nearest, 0 unless stated.
        stated_by: who states them, in the table's order.
        reachable: "yes" and "no" by every statement, whatever the spread of outline and origin; else "edge".
        edge_why: what an edge hangs on. no_why: whether the place is too far or too near.
        about: somebody who states it hedges. bound: which way the hedge of the farthest goes.
    """

    name: str
    max_m: tuple[float, ...]
    stated_by: tuple[str, ...]
    reachable: Reachable
    min_m: float = 0.0
    edge_why: EdgeWhy | None = None
    no_why: NoWhy | None = None
    about: bool = False
    bound: Bound | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceReach:
    """Whether a weapon reaches one populated place of a story.

    Attributes:
        name: as the article spells it. lon, lat: degrees.
        distance_m: from the origin, 0 inside a territory; low_m, high_m: by the place's extent and the outline.
        weapon: the weapon's name; ``is_known`` is False where only the article states its reach.
        origin: from where it is measured.
    """

    place: str
    name: str
    lon: float
    lat: float
    distance_m: float
    low_m: float
    high_m: float
    weapon: str
    origin: Origin
    variants: tuple[VariantReach, ...]
    is_known: bool = True

    @property
    def reachable(self) -> Reachable:
        """The best that any variant does."""
        found = {variant.reachable for variant in self.variants}
        return "yes" if "yes" in found else "edge" if "edge" in found else "no"

    def fields(self, words: Words) -> dict[str, Any]:
        """As the command line prints it; ``sentence`` in the language of the words."""
        return {
            "name": self.name,
            "lon": round(self.lon, 6),
            "lat": round(self.lat, 6),
            "distance_m": round(self.distance_m, 1),
            "interval_m": [round(self.low_m, 1), round(self.high_m, 1)],
            "weapon": self.weapon,
            "known": self.is_known,
            "origin": origin_told(self.origin, words),
            "reachable": self.reachable,
            "variants": [
                {
                    "variant": variant.name,
                    "max_m": list(variant.max_m),
                    "min_m": variant.min_m,
                    "stated_by": list(variant.stated_by),
                    "reachable": variant.reachable,
                    "edge_why": variant.edge_why,
                    "no_why": variant.no_why,
                }
                for variant in self.variants
            ],
            "sentence": sentence(self, words),
        }


def reach_of(
    story: Story, *, borders: Borders, weapon: str | None = None, origin: Origin | None = None
) -> tuple[PlaceReach, ...]:
    """For each weapon and each populated place of the story, whether it could reach; nearest first, a weapon at a time.

    A place in the territory that is fired from is left out, unless it is itself said to have been struck.

    Args:
        weapon: its name; else every weapon that the article names, but air defence and those of the struck country.
        origin: from where it is measured; else the origin of the story's range, else the attacker's territory.

    Raises:
        NotPossible: no weapon is named, or one of which neither the catalogue nor the article states a reach.
        BadInput: from where it is measured is not known.
    """
    weapons = _weapons(story, weapon, borders)
    towns = [place for place in story.places if place.chosen.kind == "settlement" and place.role != "metonym"]
    start = origin or _origin(story, borders)
    if not towns:
        return ()
    distances = _Distances(towns, start, borders, stray_m=_stray_m(story, start, borders))
    answers: list[PlaceReach] = []
    for chosen, is_known in weapons:
        answers += distances.answers(chosen, is_known=is_known)
    return tuple(answers)


def concerned(story: Story) -> frozenset[str]:
    """The ids of the places of which it is a question of the story whether a weapon could reach them.

    What was struck and what lies in a struck country; what a figure of the article or a measured line is of; and all,
    where nothing is said to have been struck. A capital from which somebody speaks is none of these: that a weapon
    could reach it is no news, and beside the struck town it would look as if it were.
    """
    strikes = [strike for strike in story.strikes if not strike.refused and strike.where is not None]
    struck = {strike.where for strike in strikes} | {p.id for p in story.places if p.role == "reported strike"}
    countries = {place.chosen.country for place in story.places if place.id in struck} - {None}
    if not countries:
        return frozenset(place.id for place in story.places)
    spoken = {end for claim in story.claims for end in (claim.subject, claim.object, claim.second)}
    spoken |= {end for line in story.lines for end in (line.from_place, line.to_place)}
    return frozenset(
        place.id
        for place in story.places
        if place.id in struck
        or place.id in spoken
        or (place.chosen.country in countries and place.role not in {"context", "caption"})
    )


# ---------------------------------------------------------------- which weapons, from where


def _weapons(story: Story, name: str | None, borders: Borders) -> list[tuple[Weapon, bool]]:
    """The weapons to answer for, and whether the catalogue knows each."""
    if name is not None:
        return [_asked(story, name)]
    pair = attacker_and_attacked(story, borders)
    meant = {area.weapon for area in story.ranges}
    meant |= {
        weapon.id
        for strike in without_refused(story).strikes
        if (weapon := weapon_of(strike, story.weapons)) is not None
    }
    refused = _refused(story) - meant
    found = [
        (with_own_statement(weapon, story), True)
        for weapon in story.weapons
        if weapon.reaches and (weapon.id in meant or (weapon.id not in refused and _may_be_meant(weapon, pair)))
    ]
    found += [(weapon, False) for weapon in _unknown(story, _unnamed_reaches(story), UNKNOWN)]
    if not found:
        raise NotPossible("this text names no weapon of which a range is known: expected the name of one")
    return found


def _refused(story: Story) -> set[str]:
    """The weapons that a person says were not used, whatever the text seems to say of a strike."""
    found = set()
    for strike in story.strikes:
        for said in (strike.weapon, *strike.others.get("weapon", ())):
            if said is not None and (said.refused or strike.refused):
                weapon = weapon_of(replace(strike, weapon=said), story.weapons)
                found |= set() if weapon is None else {weapon.id}
    return found


def _may_be_meant(weapon: Weapon, pair: tuple[str, str] | None) -> bool:
    """Whether a weapon that is only named may be the attacker's: no air defence, and none of the struck country's."""
    return weapon.kind != AIR_DEFENCE and (pair is None or pair[0] == pair[1] or weapon.country != pair[1])


def _asked(story: Story, name: str) -> tuple[Weapon, bool]:
    """The weapon of that name: of the story, of the catalogue, or one that only the article speaks of."""
    try:
        weapon, variant = find_variant(name)
    except NotPossible:
        told = [claim for claim in _unnamed_reaches(story) if _speaks_of(claim, name, story)]
        for unknown in _unknown(story, told, name):
            return unknown, False
        raise
    named = next((item for item in story.weapons if item.id == weapon.id), weapon)
    if not named.reaches:
        raise NotPossible("no source in strikemap's table states how far {value!r} reaches", value=named.name)
    whole = with_own_statement(named, story)
    return (whole if variant is None else _only(whole, variant)), True


def _only(weapon: Weapon, variant: Variant) -> Weapon:
    """One variant, as a weapon by itself."""
    reaches = tuple(reach for reach in weapon.reaches if reach.variant == variant.id)
    return replace(weapon, name=variant.name, variants=(variant,), reaches=reaches)


def _unnamed_reaches(story: Story) -> list[Claim]:
    """What the article says of the reach of a weapon that the catalogue does not know."""
    known = {name for weapon in story.weapons for name in (weapon.id, f"weapon:{weapon.id}")}
    return [
        claim
        for claim in story.claims
        if claim.kind == "reach" and (claim.object or claim.subject) not in known and _metres(claim)
    ]


def _metres(claim: Claim) -> float | None:
    """The stated reach in metres; None where it is no length, or none that the Earth has."""
    if claim.stated is None or claim.stated.unit not in METRES:
        return None
    stated_m = claim.stated.value * METRES[claim.stated.unit]
    return stated_m if 1.0 <= stated_m <= MAX_RADIUS_M else None


def _speaks_of(claim: Claim, name: str, story: Story) -> bool:
    """Whether the name stands in the claim's sentence, or before it in its paragraph."""
    begin, end = claim.sentence or (claim.start, claim.end)
    before = story.article.text[:begin].rpartition("\n")[2]
    wanted = name.strip().casefold()
    return bool(wanted) and wanted in f"{before}{story.article.text[begin:end]}".casefold()


def _unknown(story: Story, claims: Sequence[Claim], name: str) -> Iterator[Weapon]:
    """One weapon of that name with the article's figures as its only reaches; none where there are none."""
    reaches = {
        stated_m: Reach(
            id=f"unknown:{stated_m:g}",
            variant="unknown",
            max_m=stated_m,
            stated_by=claim.said_by or story.article.source or ARTICLE,
            stated=story.article.published,
            about=bool(claim.stated and claim.stated.hedge),
            bound=bound_of(claim.stated.hedge, story.article.language) if claim.stated else None,
        )
        for claim in claims
        if (stated_m := _metres(claim)) is not None
    }
    if reaches:
        variant = Variant(id="unknown", name=name)
        yield Weapon(id="unknown", name=name, kind="", variants=(variant,), reaches=tuple(reaches.values()))


def _origin(story: Story, borders: Borders) -> Origin:
    """The origin of the story's range, else the attacker's territory.

    Raises:
        BadInput: the text leaves open who attacked.
    """
    areas = sorted(story.ranges, key=lambda area: not area.main)
    if areas:
        return areas[0].origin
    origin = likely_origin(story, borders)
    if origin is None:
        raise BadInput("from where the range is measured is not known: give --from, such as --from country:UA")
    return origin


# ---------------------------------------------------------------- measured and judged


class _Distances:
    """The places of a story with their distances from one origin, measured once for all weapons."""

    def __init__(self, places: Sequence[Place], origin: Origin, borders: Borders, *, stray_m: float) -> None:
        from geo.measuring.geodesy import measure

        self.origin = origin
        self._source = origin_geometry(origin, borders)
        self._least = least_territory(origin, borders)
        found = [
            (place, measure(Point(place.lon, place.lat), self._source, precision_a_m=place.precision_m + stray_m))
            for place in places
        ]
        found = [pair for pair in found if pair[0].role == "reported strike" or not self._is_inside(pair[0])]
        found.sort(key=lambda pair: (pair[1].distance_m, pair[0].name))
        self._places = [place for place, _ in found]
        self._measured = [distance for _, distance in found]
        self._stray_m = np.array([place.precision_m + stray_m for place in self._places])
        self._lon = np.array([place.lon for place in self._places])
        self._lat = np.array([place.lat for place in self._places])

    def _is_inside(self, place: Place) -> bool:
        """Whether a place lies in the territory that is fired from: it is no target, and its 0 km no answer."""
        land = self._source if self._least is None else self._least
        return land.geom_type in {"Polygon", "MultiPolygon"} and bool(land.covers(Point(place.lon, place.lat)))

    def answers(self, weapon: Weapon, *, is_known: bool) -> Iterator[PlaceReach]:
        from geo.measuring.inside import within

        nearest = _nearest(self._source, weapon.reaches)
        held = within(
            self._lon,
            self._lat,
            self._source,
            [reach.max_m for reach in weapon.reaches],
            nearest_m=nearest,
            variants=[reach.variant for reach in weapon.reaches],
            outline_m=self._stray_m,
            undisputed=self._least,
        )
        for at, (place, distance) in enumerate(zip(self._places, self._measured, strict=True)):
            yield PlaceReach(
                place=place.id,
                name=place.name,
                lon=place.lon,
                lat=place.lat,
                distance_m=distance.distance_m,
                low_m=distance.low_m,
                high_m=distance.high_m,
                weapon=weapon.name,
                origin=self.origin,
                variants=tuple(_variants(weapon, held, at, nearest)),
                is_known=is_known,
            )


def _stray_m(story: Story, origin: Origin, borders: Borders) -> float:
    """How far the origin may stray: its outline's uncertainty, or the extent of the place that it is."""
    place = story.place(origin.place) if origin.place else None
    return outline_uncertainty_m(origin, borders) + (0.0 if place is None else place.precision_m)


def _nearest(source: BaseGeometry, reaches: Sequence[Reach]) -> list[float]:
    """The nearest distance that counts for each statement, in metres.

    A firing minimum that somebody states for a variant holds for the statements that are silent on it. It counts from
    a single point only: within a territory or along a line one can fire from farther back.
    """
    if not firing_minimum_m(source, 1.0):
        return [0.0 for _ in reaches]
    stated: dict[str, float] = {}
    for reach in reaches:
        if reach.min_m > 0:
            stated[reach.variant] = min(reach.min_m, stated.get(reach.variant, reach.min_m))
    # A statement of a range below another's minimum stays what it is: nothing that it says contradicts itself.
    least = [reach.min_m or stated.get(reach.variant, 0.0) for reach in reaches]
    return [nearest if nearest < reach.max_m else 0.0 for nearest, reach in zip(least, reaches, strict=True)]


def _variants(weapon: Weapon, held: Within, at: int, nearest: Sequence[float]) -> Iterator[VariantReach]:
    """The answers for one place, a variant at a time; variants of which nobody states a reach are left out."""
    for variant in weapon.variants:
        rows = [row for row, reach in enumerate(weapon.reaches) if reach.variant == variant.id]
        if not rows:
            continue
        own = [weapon.reaches[row] for row in rows]
        answer, edge_why = held.answer(rows, at)
        is_near = all(held.distance_m[at] < nearest[row] for row in rows)
        yield VariantReach(
            name=variant.name,
            max_m=tuple(sorted({reach.max_m for reach in own})),
            min_m=max(nearest[row] for row in rows),
            stated_by=tuple(dict.fromkeys(reach.stated_by for reach in own)),
            reachable=answer,
            edge_why=edge_why,
            no_why=None if answer != "no" else "too near" if is_near else "too far",
            about=any(reach.about for reach in own),
            bound=max(own, key=lambda reach: reach.max_m).bound,
        )


# ---------------------------------------------------------------- in words


def sentence(answer: PlaceReach, words: Words) -> str:
    """One sentence on one place and one weapon, with figures and sources: for the desk, in the words' language."""
    told = "; ".join(_told(variant, answer, words) for variant in answer.variants)
    told = told[:1].upper() + told[1:]
    if answer.distance_m == 0:
        origin = origin_told(answer.origin, words)
        return words("{place} lies within {origin}. {told}.", place=answer.name, origin=origin, told=told)
    return words(
        "{place} lies about {distance} from {origin}. {told}.",
        place=answer.name,
        distance=distance_told(answer, words),
        origin=origin_told(answer.origin, words),
        told=told,
    )


def origin_told(origin: Origin, words: Words) -> str:
    """From where it is measured; that a country is meant without what is occupied of it is always said."""
    if origin.kind == "undisputed territory":
        return words("{name} without occupied or disputed areas", name=origin.name)
    return origin.name


def sentences(answers: Sequence[PlaceReach], language: str) -> Iterator[str]:
    """The sentence of each answer in the language of the article."""
    words = desk_words(language)
    return (sentence(answer, words) for answer in answers)


def distance_told(answer: PlaceReach, words: Words) -> str:
    """The distance, with no more digits than the place's extent and the outline bear."""
    half = (answer.high_m - answer.low_m) / 2
    return format_length(answer.distance_m, language=words.language, uncertainty_m=half)


def weapon_told(answer: PlaceReach, variant: VariantReach, words: Words) -> str:
    """The weapon with its variant, where it has several; one that only the article speaks of is said to be unknown."""
    if not answer.is_known:
        name = words(UNKNOWN) if answer.weapon == UNKNOWN else f"{answer.weapon} ({words(UNKNOWN)})"
        return words("{weapon}, range as the article says", weapon=name)
    return words(answer.weapon if len(answer.variants) == 1 else variant.name)


def figures_told(variant: VariantReach, words: Words) -> str:
    """How far it reaches: one figure, or the least and the greatest that sources state."""
    low, high = variant.max_m[0], variant.max_m[-1]
    far = format_length(high, language=words.language)
    if variant.bound is not None:
        far = with_bound(words, far, variant.bound)
    if low < high:
        return f"{format_length(low, language=words.language)} – {far}"
    return words("approx. {length}", length=far) if variant.about and variant.bound is None else far


def outcome_told(variant: VariantReach, words: Words) -> str:
    """Within reach, at the edge and why, out of reach, or too near."""
    if variant.no_why == "too near":
        return words(TOO_NEAR, length=format_length(variant.min_m, language=words.language))
    outcome = words(OUTCOMES[variant.reachable])
    return outcome if variant.edge_why is None else f"{outcome}, {words(EDGES[variant.edge_why])}"


def sources_told(variant: VariantReach, words: Words, most: int | None = None) -> str:
    """Who states it; at most so many, and how many more."""
    names = [words(name) for name in variant.stated_by]
    shown = names if most is None else names[:most]
    more = len(names) - len(shown)
    return " · ".join([*shown, *([f"+{more}"] if more else [])])


def _told(variant: VariantReach, answer: PlaceReach, words: Words) -> str:
    return words(
        "{weapon}, {length} ({sources}): {outcome}",
        weapon=weapon_told(answer, variant, words),
        length=figures_told(variant, words),
        sources=sources_told(variant, words, MOST_NAMED),
        outcome=outcome_told(variant, words),
    )
