"""The article's own numbers held against the measurement.

A check is of a figure, never of the event. ``differs`` is said only where what is stated and what is measured lie
apart, as intervals, by more than 2 % of the stated value.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from geo.errors import NotPossible
from geo.model import Basis, Check, Claim, Line, Place, Quantity, Story, Verdict
from geo.units import METRES, format_length
from geo.where import outline_of
from geo.words import Words

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.measuring.borders import Borders
    from geo.measuring.geodesy import Distance

# Two intervals that lie apart by no more than this share of the stated value agree within rounding.
ROUNDING_SHARE = 0.02
MEASURED = "{place} lies about {distance} from {other}."
EVENT_NOT_CHECKED = "The event itself has not been verified."
# The units that a reader is shown a distance in; others are shown in kilometres.
SHOWN_UNITS = {"km", "mi", "nmi"}


def check_story(story: Story, borders: Borders) -> Story:
    """The story with a check for each claim, and a line on the map for each distance that was measured."""
    checks: list[Check] = []
    lines: list[Line] = []
    for claim in story.claims:
        check, line = _check(claim, story, borders)
        checks.append(check)
        if line is not None:
            lines.append(line)
    own = {line.id for line in lines}
    kept = tuple(line for line in story.lines if line.id not in own)
    return replace(story, checks=tuple(checks), lines=(*lines, *kept))


def verdict_of(stated: Quantity, low: float, high: float) -> Verdict:
    """How a measured interval, in the unit of the statement, sits with what is stated.

    >>> verdict_of(Quantity(value=100, unit="km", low=100, high=125), 112, 122)
    'agrees'
    """
    if low <= stated.high and stated.low <= high:
        return "agrees"
    apart = max(low - stated.high, stated.low - high)
    return "agrees within rounding" if apart <= ROUNDING_SHARE * abs(stated.value) else "differs"


def _check(claim: Claim, story: Story, borders: Borders) -> tuple[Check, Line | None]:
    if claim.kind == "count":
        return _check_count(claim), None
    if claim.kind == "reach":
        return _check_reach(claim, story), None
    return _check_distance(claim, story, borders)


def _check_count(claim: Claim) -> Check:
    stated, total = claim.stated, sum(claim.parts)
    if stated is None or not claim.parts:
        return _unchecked(claim, "No parts are named that could be added up.")
    fits = total == stated.value
    return Check(
        claim=claim.id,
        basis="arithmetic",
        verdict="adds up" if fits else "differs",
        why="{parts} make {total}; {stated} are stated.",
        values={
            "parts": " + ".join(f"{part:g}" for part in claim.parts),
            "total": f"{total:g}",
            "stated": f"{stated.value:g}",
        },
        measured=float(total),
    )


def _check_reach(claim: Claim, story: Story) -> Check:
    """A stated reach against the catalogue: it agrees when some source states a reach in the same interval."""
    weapon_id = (claim.object or claim.subject or "").removeprefix("weapon:")
    weapon = next((item for item in story.weapons if item.id == weapon_id), None)
    if weapon is None or claim.stated is None or claim.stated.unit not in METRES:
        return _unchecked(claim, "The weapon is not in the catalogue.", basis="catalogue")
    factor = METRES[claim.stated.unit]
    verdicts = {
        reach.id: verdict_of(claim.stated, reach.max_m / factor, reach.max_m / factor) for reach in weapon.reaches
    }
    order: tuple[Verdict, ...] = ("agrees", "agrees within rounding", "differs")
    best = min(verdicts.values(), key=order.index)
    agreeing = [reach for reach in weapon.reaches if verdicts[reach.id] == best]
    others = [reach for reach in weapon.reaches if verdicts[reach.id] != best]
    names = {variant.id: variant.name for variant in weapon.variants}

    def told(reaches: list[float]) -> str:
        unit = claim.stated.unit if claim.stated and claim.stated.unit in SHOWN_UNITS else "km"
        return ", ".join(format_length(m, language=story.language, unit=unit) for m in sorted(set(reaches)))

    why = "Stated elsewhere for {weapon}: {agreeing}."
    if others:
        why = "Stated elsewhere for {weapon}: {agreeing}; other statements: {others} ({variants})."
    return Check(
        claim=claim.id,
        basis="catalogue",
        verdict=best,
        why=why,
        values={
            "weapon": weapon.name,
            "agreeing": told([reach.max_m for reach in agreeing]),
            "others": told([reach.max_m for reach in others]),
            "variants": ", ".join(dict.fromkeys(names.get(reach.variant, reach.variant) for reach in others)),
        },
        unit=claim.stated.unit,
        low=min(reach.max_m for reach in agreeing) / factor,
        high=max(reach.max_m for reach in agreeing) / factor,
    )


def _check_distance(claim: Claim, story: Story, borders: Borders) -> tuple[Check, Line | None]:
    start = story.place(claim.subject) if claim.subject else None
    if start is None:
        return _unchecked(claim, "The place that is spoken of is not on the map."), None
    try:
        end = _end(claim.object, story, borders)
    except NotPossible:
        # Two countries without a common border, say: one claim that cannot be measured spoils no other.
        end = None
    if end is None:
        return _unchecked(claim, "What it is measured to is not on the map."), None
    name, geometry, precision_m = end
    from geo.measuring.geodesy import measure

    outline, start_precision_m = place_geometry(start, borders)
    distance = measure(outline, geometry, precision_a_m=start_precision_m, precision_b_m=precision_m)
    if claim.kind == "near":
        return _check_near(claim, start, name, distance, story.language), None
    line = line_of(f"line-{claim.id}", start.name, name, distance)
    other = story.place(claim.object) if claim.object else None
    line = replace(line, from_place=start.id, to_place=None if other is None else other.id)
    uncertainty = (distance.high_m - distance.low_m) / 2
    shown = format_length(distance.distance_m, language=story.language, uncertainty_m=uncertainty)
    values = {"place": start.name, "other": name, "distance": shown}
    if claim.stated is None or claim.stated.unit not in METRES:
        return _judged(claim, distance, "cannot be checked", MEASURED, values, line), line
    factor = METRES[claim.stated.unit]
    verdict = verdict_of(claim.stated, distance.low_m / factor, distance.high_m / factor)
    return _judged(claim, distance, verdict, MEASURED, values, line), line


def _check_near(claim: Claim, start: Place, other: str, distance: Distance, language: str) -> Check:
    """A vague word gets the measured figure and no verdict; nothing is drawn, for nothing was stated."""
    uncertainty = (distance.high_m - distance.low_m) / 2
    shown = format_length(distance.distance_m, language=language, uncertainty_m=uncertainty)
    why = "{place} lies about {distance} from {other}; what counts as near is not a figure."
    if distance.distance_m <= uncertainty:
        why = "{place} and {other} border on each other; what counts as near is not a figure."
    values = {"place": start.name, "other": other, "distance": shown}
    return _judged(claim, distance, "cannot be checked", why, values, None)


def _judged(
    claim: Claim, distance: Distance, verdict: Verdict, why: str, values: dict[str, str], line: Line | None
) -> Check:
    unit = claim.stated.unit if claim.stated is not None and claim.stated.unit in METRES else "km"
    factor = METRES[unit]
    return Check(
        claim=claim.id,
        basis="measured",
        verdict=verdict,
        why=why,
        values=values,
        measured=round(distance.distance_m / factor, 3),
        unit=unit,
        low=round(distance.low_m / factor, 3),
        high=round(distance.high_m / factor, 3),
        line=None if line is None else line.id,
    )


def _unchecked(claim: Claim, why: str, *, basis: Basis = "measured") -> Check:
    return Check(claim=claim.id, basis=basis, verdict="cannot be checked", why=why)


def _end(name: str | None, story: Story, borders: Borders) -> tuple[str, BaseGeometry, float] | None:
    """What a claim measures to: a border by its codes, or a place of the story."""
    if name is None:
        return None
    if name.startswith("border:"):
        first, _, second = name.removeprefix("border:").partition("-")
        line = borders.shared(first, second) if second else borders.outline(first)
        return border_name(first, second, story), line, borders.uncertainty_m
    place = story.place(name)
    return None if place is None else (place.name, *place_geometry(place, borders))


def border_name(first: str, second: str, story: Story) -> str:
    """What a border is called on screen, its countries as the article spells them, else as its language does."""
    words = Words(story.language)
    if not second:
        return words("border of {first}", first=country_name(story, first))
    return words("border {first}-{second}", first=country_name(story, first), second=country_name(story, second))


def country_name(story: Story, code: str) -> str:
    """A country as the article spells it, else as the story's language does."""
    for place in story.places:
        if place.chosen.kind == "country" and place.chosen.country == code:
            return place.name
    from babel import Locale

    return str(Locale.parse(story.language.replace("-", "_")).territories.get(code, code))


def line_of(line_id: str, from_name: str, to_name: str, distance: Distance) -> Line:
    """A measured distance as the line that is drawn."""
    from geo.measuring.geodesy import geodesic_line

    return Line(
        id=line_id,
        from_name=from_name,
        to_name=to_name,
        distance_m=distance.distance_m,
        low_m=distance.low_m,
        high_m=distance.high_m,
        geometry=geodesic_line(distance.from_point, distance.to_point),
        azimuth_deg=distance.azimuth_deg,
    )


def place_geometry(place: Place, borders: Borders) -> tuple[BaseGeometry, float]:
    """What a place is measured from, and the radius in metres in which that lies.

    A region or country whose outline is known is its outline; all else is a point with the extent of what it names.
    """
    outline = None if place.moved else outline_of(place.chosen, borders)
    if outline is not None:
        return outline, borders.uncertainty_m
    return shapely.Point(place.lon, place.lat), place.precision_m
