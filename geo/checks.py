"""The article's own numbers held against the measurement.

A check is of a figure, never of the event. ``differs`` is said only where what is stated and what is measured lie
apart, as intervals, by more than 2 % of the stated value.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import shapely

from geo.errors import NotPossible
from geo.gazetteer.naming import territory
from geo.model import Basis, Candidate, Check, Claim, Line, Place, Quantity, Reach, Story, Verdict, Weapon
from geo.reading.attacks import parts
from geo.reading.quantities import bound_of, find_quantities, interval
from geo.reading.tables import phrases, table
from geo.same import Same
from geo.units import MAX_RADIUS_M, METRES, format_length, format_quantity, lengths_in
from geo.weapons import load_weapons, names_in
from geo.where import outline_of
from geo.words import desk_words, map_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from geo.measuring.borders import Borders
    from geo.measuring.geodesy import Distance
    from geo.weapons import WeaponName
    from geo.words import Words

# Two intervals that lie apart by no more than this share of the stated value agree within rounding.
ROUNDING_SHARE = 0.02
# Two intervals that share less than this of the narrower one hardly touch.
LEAST_SHARED = 0.1
# Which place is meant must be this sure before a figure is said to differ: likelier than not.
SURE = 0.5
# A figure off by more than this factor is looked at by a person first.
FAR_OFF = 2.0
# A town nearer to an area may be spoken of as one of it, as a city beside the region that it governs itself apart from
# is ("Sevastopol, Crimea"), in metres.
BESIDE_M = 25_000.0
# Off by more than this factor, another place of that name is meant, or another place altogether.
ABSURD = 5.0
# A reach that is off by more than this factor is a length of something else.
ABSURD_REACH = 20.0
# Two units that say one length may differ by this share of it and be no more than rounded; beyond the second, they err.
LOOSE_PAIR, WRONG_PAIR = 0.03, 0.10
# The model at the end of a weapon's name ("Iskander-E", "Hyunmoo-5"), or right after it ("GMLRS-ER", "Fateh II").
_MODEL_IN = re.compile(r"[-\u2010\u2011](?:[^\W\d_]|\w*\d\w*)$")
_MODEL_AFTER = re.compile(r"[-\u2010\u2011 ]?(?:\d|(?:ER|MR|NG|MRBM|Block|Mk|[IVX]+)(?!\w))")
TOWNS = ("settlement", "district", "site")
AREAS = ("region", "country", "continent", "area")
MEASURED = "{place} lies about {distance} from {other}."
OTHER_PLACES = "{place} lies about {distance} from {other}, if these are the places meant."
_DESK_DISTANCE: dict[Verdict, str] = {
    "agrees": "{place} lies about {distance} from {other}; the distance “{figure}” is right.",
    "agrees within rounding": "{place} lies about {distance} from {other}; “{figure}” is right if rounded.",
    "differs": "{place} lies about {distance} from {other}; the distance “{figure}” differs from that.",
    "cannot be checked": "{place} lies about {distance} from {other}; the distance “{figure}” could not be checked.",
}
_DESK_REACH: dict[Verdict, str] = {
    "agrees": "For {weapon}, sources state {agreeing}; the reach “{figure}” is right.",
    "agrees within rounding": "For {weapon}, sources state {agreeing}; the reach “{figure}” is right if rounded.",
    "differs": "For {weapon}, sources state {agreeing}; the reach “{figure}” differs from that.",
}
DENIED_DISTANCE = (
    "{place} lies about {distance} from {other}; the text gives the figure as one that is denied or doubted."
)
DENIED_REACH = "Sources state {agreeing} for {weapon}; the text gives the figure as one that is denied or doubted."
OPEN_DISTANCE = "{place} lies about {distance} from {other}, far more than “{figure}” suggests."
OPEN_REACH = "Sources state {agreeing} for {weapon}, far more than “{figure}” suggests."
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
    own = {f"line-{claim.id}" for claim in story.claims}
    kept = tuple(line for line in story.lines if line.id not in own)
    return replace(story, checks=tuple(checks), lines=(*lines, *kept))


def verdict_of(stated: Quantity, low: float, high: float) -> Verdict:
    """How a measured interval, in the unit of the statement, sits with what is stated.

    It agrees where the two share a tenth of the narrower one, within rounding where they share less or the measured one
    comes within ``ROUNDING_SHARE`` of the stated value itself: what a hedge allows already is not allowed once more.

    >>> verdict_of(Quantity(value=100, unit="km", low=100, high=125), 112, 122)
    'agrees'
    >>> verdict_of(Quantity(value=1700, unit="km", low=1615, high=1785), 1815, 1835)
    'differs'
    """
    shared = min(high, stated.high) - max(low, stated.low)
    if shared >= 0 and shared >= LEAST_SHARED * min(high - low, stated.high - stated.low):
        return "agrees"
    slack = ROUNDING_SHARE * abs(stated.value)
    reaches = low <= max(stated.high, stated.value + slack) and high >= min(stated.low, stated.value - slack)
    return "agrees within rounding" if reaches else "differs"


def _check(claim: Claim, story: Story, borders: Borders) -> tuple[Check, Line | None]:
    match claim.kind:
        case "count":
            return _check_count(claim), None
        case "reach":
            return _unless_denied(_check_reach(claim, story), claim, story), None
        case "inside":
            return _check_inside(claim, story, borders), None
        case "between":
            return _check_between(claim, story, borders), None
        case "time":
            return _check_time(claim), None
        case "distance" | "near":
            check, line = _check_distance(claim, story, borders)
            return _unless_denied(check, claim, story), line


def _unless_denied(check: Check, claim: Claim, story: Story) -> Check:
    """The check without a verdict where the text itself denies or doubts the figure: nobody states it."""
    if check.verdict == "cannot be checked" or not _is_denied(claim, story):
        return check
    why = DENIED_REACH if claim.kind == "reach" else DENIED_DISTANCE
    return replace(check, verdict="cannot be checked", why=why, desk=why)


def _is_denied(claim: Claim, story: Story) -> bool:
    """As in "denied that the range is 2,000 km", "it is not 20 km from the border", "contrary to reports, 20 km".

    What one states and another denies is stated: a denial counts only before the figure, and not across a "whose".
    """
    if claim.sentence is None:
        return False
    words, base = table(story.article.language), claim.sentence.start
    text, figures = story.article.text[slice(*claim.sentence)], find_quantities(claim.quote, story.article.language)
    at = claim.start - base + (figures[0].start if figures else 0)
    start = next((part.start for part in parts(text, words) if at < part.end), 0)
    denials = (*words.claims.doubted, *(words.telling.denied if claim.certainty == "denied" else ()))
    denied = phrases(denials).search(text, start, max(at, start))
    # "Tehran denies arming the group, whose missiles have a range of ...": the figure is no part of what is denied.
    if denied is not None and phrases(words.claims.whose).search(text, denied.end(), at) is None:
        return True
    # A word of three letters may stand between: "not at 20 km", "не за 20 км".
    negated = rf"{phrases(words.claims.not_so).pattern}\s+(?:\w{{1,3}}\s+)?$"
    return re.search(negated, text[:at], re.IGNORECASE) is not None


def _check_count(claim: Claim) -> Check:
    stated, total = claim.stated, sum(claim.parts)
    if stated is None or not claim.parts:
        return _unchecked(claim, "No parts are named that could be added up.", basis="arithmetic")
    values = {
        "parts": " + ".join(f"{part:g}" for part in claim.parts),
        "total": f"{total:g}",
        "stated": f"{stated.value:g}",
    }
    why = "{parts} make {total}; {stated} are stated."
    verdict: Verdict = "adds up" if total == stated.value else "differs"
    desk = "{parts} make {total}: the numbers add up."
    if verdict == "differs":
        desk = "{parts} make {total}, and not {stated}: the numbers do not add up."
    if verdict == "differs" and stated.low <= total <= stated.high:
        verdict, why = "cannot be checked", "{parts} make {total} of {stated}; of the others nothing is said."
        desk = why
    return Check(
        claim=claim.id, basis="arithmetic", verdict=verdict, why=why, desk=desk, values=values, measured=float(total)
    )


def _check_time(claim: Claim) -> Check:
    """One moment by two clocks; ``parts`` holds by how much the zones can be apart.

    What holds on some days only (in winter, say) cannot be checked where the day is not known.
    """
    stated = claim.stated
    if stated is None or not claim.parts:
        return _unchecked(claim, "The zone of one of the clocks is not known.", basis="arithmetic")
    fits = [stated.low <= apart <= stated.high for apart in claim.parts]
    verdict: Verdict = "agrees" if all(fits) else "differs"
    why = "The two clocks are {apart} hours apart; the text has {stated}."
    if any(fits) and not all(fits):
        verdict, why = (
            "cannot be checked",
            "The two clocks are {apart} hours apart, as the day may be; the text has {stated}.",
        )
    return Check(
        claim=claim.id,
        basis="arithmetic",
        verdict=verdict,
        why=why,
        desk=why,
        values={
            "apart": " / ".join(dict.fromkeys(map(_hours, sorted(claim.parts)))),
            "stated": _hours(stated.value),
        },
    )


def _hours(minutes: float) -> str:
    """Minutes as hours on a clock, whichever is ahead: 90 is "1:30"."""
    hours, rest = divmod(round(abs(minutes)), 60)
    return f"{hours}:{rest:02}"


# ---------------------------------------------------------------- reach


def _check_reach(claim: Claim, story: Story) -> Check:
    """A stated reach against the catalogue: it agrees when some source states a reach in the same interval.

    So does one between what sources state for one variant: where they disagree, the truth is not decided here.
    """
    weapon_id = (claim.object or claim.subject or "").removeprefix("weapon:")
    weapon = next((item for item in story.weapons if item.id == weapon_id), None)
    if weapon is not None:
        # What the article itself states is held against others, never against itself.
        weapon = replace(weapon, reaches=tuple(r for r in weapon.reaches if r.id != f"{weapon.id}:article"))
    stated = claim.stated
    if stated is None or stated.unit not in METRES:
        return _unchecked(claim, "No figure is stated that could be held against the sources.", basis="catalogue")
    if weapon is None or not weapon.reaches:
        check = _unchecked(
            claim, "The weapon is not in the catalogue: its reach is as the article says.", basis="catalogue"
        )
        return _with_pair(check, claim, story)
    factor = METRES[stated.unit]
    meant = _as_reach(stated, story.article.language)
    verdicts = {reach.id: verdict_of(meant, reach.max_m / factor, reach.max_m / factor) for reach in weapon.reaches}
    order: tuple[Verdict, ...] = ("agrees", "agrees within rounding", "differs")
    best = min(verdicts.values(), key=order.index)
    agreeing = [reach for reach in weapon.reaches if verdicts[reach.id] == best]
    if best == "differs":
        spread = _variant_round(weapon, stated.value * factor)
        best, agreeing = ("agrees", spread) if spread else (best, agreeing)
    doubt = _reach_doubt(claim, story, weapon) if best == "differs" else None
    if best == "differs" and doubt is None and _is_floor(stated, min(r.max_m for r in weapon.reaches), story):
        doubt = OPEN_REACH
    others = [reach for reach in weapon.reaches if reach not in agreeing]
    names = {variant.id: variant.name for variant in weapon.variants}

    def told(reaches: list[float]) -> str:
        unit = stated.unit if stated.unit in SHOWN_UNITS else "km"
        return ", ".join(format_length(m, language=story.language, unit=unit) for m in sorted(set(reaches)))

    why = "Stated elsewhere for {weapon}: {agreeing}."
    if others:
        why = "Stated elsewhere for {weapon}: {agreeing}; other statements: {others} ({variants})."
    check = Check(
        claim=claim.id,
        basis="catalogue",
        verdict=best if doubt is None else "cannot be checked",
        why=doubt or why,
        desk=doubt or _DESK_REACH[best],
        values={
            "weapon": weapon.name,
            "agreeing": told([reach.max_m for reach in agreeing]),
            "others": told([reach.max_m for reach in others]),
            "variants": ", ".join(dict.fromkeys(names.get(reach.variant, reach.variant) for reach in others)),
            "figure": figure_of(claim, story),
        },
        unit=stated.unit,
        low=round(min(reach.max_m for reach in agreeing) / factor, 3),
        high=round(max(reach.max_m for reach in agreeing) / factor, 3),
    )
    return _with_pair(check, claim, story)


def _reach_doubt(claim: Claim, story: Story, weapon: Weapon) -> str | None:
    """Why a reach that no source states is not said to differ (a message id), or None where nothing speaks against it.

    The weapon must be named in that very sentence, alone of those that could reach so far (a launcher is named with
    what it fires), and as the catalogue has it: an export model ("Iskander-E") or a later
    one ("Hyunmoo-5") reaches as far as it does, whatever is stated of the others. A reach that is off by more than
    ``ABSURD_REACH`` is one of something else.
    """
    stated = claim.stated
    start, end = (claim.start, claim.end) if claim.sentence is None else claim.sentence
    text, language = story.article.text, story.article.language
    named = [name for name in names_in(text, language=language) if start <= name.start < end]
    here = [name for name in named if name.weapon == weapon.id]
    others = {name.weapon for name in named} - {weapon.id}
    reached = [reach.max_m for reach in weapon.reaches]
    value_m = stated.value * METRES[stated.unit] if stated is not None else 0.0
    is_absurd = not min(reached) / ABSURD_REACH <= value_m <= max(reached) * ABSURD_REACH
    fits = stated is not None and any(_states(other, stated, language) for other in story.weapons if other.id in others)
    if stated is not None and "launcher" in weapon.kind:
        # How far a launcher reaches is for the missile that it fires to say, whichever of its country's that is.
        own = (other for other in load_weapons() if other.country == weapon.country)
        fits = fits or any(_states(other, stated, language) for other in own)
    if is_absurd or not here or fits:
        return "Sources state {agreeing} for {weapon}; look whether that is what the figure is about."
    before = [name for name in here if name.start < claim.end]
    if _is_other_model(before[-1] if before else here[0], text, weapon):
        return "Sources state {agreeing} for {weapon}; the model that is meant is not in the list."
    return None


def _is_floor(stated: Quantity, least_m: float, story: Story) -> bool:
    """Whether "more than N" is said of what is far more than N: true to the letter, whatever it suggests."""
    is_more = bound_of(stated.hedge, story.article.language) == "more"
    return is_more and stated.high * METRES[stated.unit] < least_m


def _states(weapon: Weapon, stated: Quantity, language: str) -> bool:
    """Whether some source states such a reach for a weapon."""
    meant, factor = _as_reach(stated, language), METRES[stated.unit]
    return any(verdict_of(meant, reach.max_m / factor, reach.max_m / factor) != "differs" for reach in weapon.reaches)


def _is_other_model(name: WeaponName, text: str, weapon: Weapon) -> bool:
    """Whether a weapon is named as a model of which the catalogue knows nothing."""
    written = text[name.start : name.end].casefold()
    known = {
        alias.casefold() for aliases in (*weapon.aliases.values(), *weapon.in_context.values()) for alias in aliases
    }
    if name.variant is not None or written in known:
        return False
    return bool(_MODEL_IN.search(written) or _MODEL_AFTER.match(text, name.end))


def _as_reach(stated: Quantity, language: str) -> Quantity:
    """A reach "up to N" says that the farthest is N, not that it may be anything less; "less than N" does."""
    if stated.low > 0 or stated.high > stated.value:
        return stated
    if phrases(table(language).claims.below).search(stated.hedge):
        return stated
    low, high = interval(stated.value, "bare")
    return replace(stated, low=low, high=high)


def _variant_round(weapon: Weapon, reach_m: float) -> list[Reach]:
    """The statements for one variant of which some are less and some more than a reach; empty where there are none."""
    for variant in weapon.variants:
        own = [reach for reach in weapon.reaches if reach.variant == variant.id]
        if own and min(r.max_m for r in own) <= reach_m <= max(r.max_m for r in own):
            return own
    return []


# ---------------------------------------------------------------- distances


def _check_distance(claim: Claim, story: Story, borders: Borders) -> tuple[Check, Line | None]:
    stated = claim.stated
    if stated is not None and stated.low * METRES.get(stated.unit, 0.0) > MAX_RADIUS_M:
        return _unchecked(claim, "No two places on Earth lie so far apart: look at the figure."), None
    start = story.place(claim.subject) if claim.subject else None
    # Of two regions it is said that they lie near each other; of a region and a border it is not.
    are_regions = claim.kind == "near" and _is_region(start) and _is_region(story.place(claim.object or ""))
    start = start if start is None or are_regions else _as_town(start)
    if start is None:
        why = "The place that is spoken of is not on the map."
        return _with_pair(_unchecked(claim, why), claim, story), None
    try:
        end = _end(claim.object, story, borders)
    except NotPossible:
        # Two countries without a common border, say: one claim that cannot be measured spoils no other.
        claim = _with_own_border(claim, start, story)
        end = _end(claim.object, story, borders)
    if end is None:
        return _with_pair(_unchecked(claim, "What it is measured to is not on the map."), claim, story), None
    name, geometry, precision_m = end
    from geo.measuring.geodesy import measure

    outline, start_precision_m = place_geometry(start, borders)
    distance = measure(outline, geometry, precision_a_m=start_precision_m, precision_b_m=precision_m)
    if claim.kind == "near":
        return _check_near(claim, start, name, distance, story), None
    if start.chosen.kind in AREAS and not start.moved:
        return _check_from_area(claim, start, name, distance, story), None
    if _is_area_as_point(claim, story, geometry):
        why = "The outline of {other} is not on the map."
        return _with_pair(replace(_unchecked(claim, why), values={"other": name}), claim, story), None
    line: Line | None
    other = story.place(claim.object) if claim.object else None
    line = replace(
        line_of(f"line-{claim.id}", start.name, name, distance),
        from_place=start.id,
        to_place=None if other is None else other.id,
    )
    values = _distance_values(claim, story, start, name, distance)
    if stated is None or stated.unit not in METRES:
        return _judged(claim, distance, "cannot be checked", MEASURED, values, line), line
    factor = METRES[stated.unit]
    verdict = verdict_of(stated, distance.low_m / factor, distance.high_m / factor)
    why = MEASURED
    if verdict == "differs":
        doubt = _doubt(claim, story, start, other, distance, borders)
        verdict, why = (verdict, why) if doubt is None else ("cannot be checked", doubt)
        if doubt == OTHER_PLACES:
            line = None  # no line across the map to where nobody said that it goes
    check = replace(
        _judged(claim, distance, verdict, why, values, line), desk=why if why != MEASURED else _DESK_DISTANCE[verdict]
    )
    if verdict == "differs" and other is not None and other.chosen.kind in TOWNS and _may_be_road(stated, distance):
        check = replace(check, notes=(*check.notes, "Measured as the crow flies; by road it is farther."))
    return _with_pair(check, claim, story), line


def _may_be_road(stated: Quantity, distance: Distance) -> bool:
    """Whether a stated distance between two towns may be that of a road, which no text need say."""
    return 1.0 < stated.low * METRES[stated.unit] / max(distance.high_m, 1.0) <= FAR_OFF


def _with_own_border(claim: Claim, start: Place, story: Story) -> Claim:
    """The claim with the border of the place's own country, where that has none with the country that was guessed.

    That "the border" is the attacker's is a guess; where attacker and attacked are no neighbours, it is some other.
    "The Finnish border" is no guess: then the place is the wrong one, and nothing is measured.
    """
    own = start.chosen.country
    codes = (claim.object or "").removeprefix("border:").split("-")
    said = {
        place.chosen.country
        for place in story.places
        if any(claim.start <= mention.start < claim.end for mention in place.mentions)
    }
    is_guess = own in codes and claim.kind == "distance" and not said & {*codes} - {own}
    return replace(claim, object=f"border:{own}" if is_guess else None)


def _is_area_as_point(claim: Claim, story: Story, geometry: BaseGeometry) -> bool:
    """Whether what is measured to is an area of which only some point inside is known: no length holds from there."""
    other = story.place(claim.object) if claim.object else None
    return other is not None and other.chosen.kind in AREAS and not other.moved and geometry.geom_type == "Point"


def _distance_values(claim: Claim, story: Story, start: Place, other: str, distance: Distance) -> dict[str, str]:
    uncertainty = (distance.high_m - distance.low_m) / 2
    # Who writes in miles holds miles against miles; both would be rounded apart ("8 mi (10 km)").
    unit = claim.stated.unit if claim.stated is not None and claim.stated.unit in SHOWN_UNITS else "km"
    shown = format_length(distance.distance_m, language=story.language, unit=unit, uncertainty_m=uncertainty)
    return {"place": start.name, "other": other, "distance": shown, "figure": figure_of(claim, story)}


def figure_of(claim: Claim, story: Story) -> str:
    """The figure in the article's words, hedge and unit included ("ruim 100 kilometer")."""
    found = find_quantities(claim.quote, story.article.language)
    return claim.quote[found[0].start : found[0].end] if found else claim.quote


def _doubt(
    claim: Claim, story: Story, start: Place, other: Place | None, distance: Distance, borders: Borders
) -> str | None:
    """Why a figure that seems to differ is not said to (a message id), or None where nothing speaks against it.

    A verdict that embarrasses a desk is worse than none: which place is meant must be sure, a road is longer than the
    geodesic, and a figure that is off by half is a misreading of ours more often than a mistake of theirs.
    """
    ends = [place for place in (start, other) if place is not None]
    stated = claim.stated
    if stated is not None and _is_floor(stated, distance.low_m, story):
        return OPEN_DISTANCE
    ratio = stated.value * METRES[stated.unit] / max(distance.distance_m, 1.0) if stated else 1.0
    is_absurd = not 1 / ABSURD <= ratio <= ABSURD
    if (
        is_absurd
        or any(place.confidence < SURE for place in ends)
        or _agrees_with_a_rival(claim, story, start, borders)
    ):
        return OTHER_PLACES
    if phrases(table(story.article.language).claims.by_road).search(_sentence(claim, story)):
        return "{place} lies about {distance} from {other} as the crow flies; by road it is farther."
    named = all(any(_is_said_in(place, claim)) for place in ends)
    if claim.sentence is not None and not (named or 1 / FAR_OFF <= ratio <= FAR_OFF):
        return "{place} lies about {distance} from {other}; look whether these are what the figure is about."
    to_border = (claim.object or "").startswith("border:")
    # Of a country's own border the nearest stretch is measured: another one lies farther, never nearer.
    own_alone = claim.object == f"border:{start.chosen.country}" and ratio > 1
    if to_border and (own_alone or _agrees_with_another_border(claim, start, borders)):
        return "{place} lies about {distance} from {other}; which border is meant is not said."
    return None


def _sentence(claim: Claim, story: Story) -> str:
    return claim.quote if claim.sentence is None else story.article.text[slice(*claim.sentence)]


def _is_said_in(place: Place, claim: Claim) -> Iterator[bool]:
    """Of each mention of a place, whether it stands in the claim's sentence."""
    start, end = (claim.start, claim.end) if claim.sentence is None else claim.sentence
    return (start <= mention.start < end for mention in place.mentions)


def _agrees_with_another_border(claim: Claim, start: Place, borders: Borders) -> bool:
    """Whether the figure fits the nearest border of the place's own country, whichever that is."""
    from geo.measuring.geodesy import measure

    stated, own = claim.stated, start.chosen.country
    if own is None or stated is None:
        return False
    line = borders.land_border(own)
    if line.is_empty:
        return False
    outline, precision_m = place_geometry(start, borders)
    found = measure(outline, line, precision_a_m=precision_m, precision_b_m=borders.uncertainty_m)
    factor = METRES[stated.unit]
    return verdict_of(stated, found.low_m / factor, found.high_m / factor) != "differs"


def _agrees_with_a_rival(claim: Claim, story: Story, start: Place, borders: Borders) -> bool:
    """Whether the figure fits another place of that name, at either end: then that one may be meant.

    A town and the area round it that share a name ("Nakhchivan") are two such places.
    """
    from geo.measuring.geodesy import measure

    end, stated = _end(claim.object, story, borders), claim.stated
    if end is None or stated is None:
        return False
    other = story.place(claim.object) if claim.object else None
    own, to = place_geometry(start, borders), (end[1], end[2])
    points: list[tuple[BaseGeometry, float]] = [(shapely.Point(r.lon, r.lat), r.precision_m) for r in start.rivals]
    pairs = [(point, to) for point in points]
    if other is not None:
        pairs += [(own, _record_shape(rival, borders)) for rival in other.rivals]
    factor = METRES[stated.unit]
    for (one, one_m), (two, two_m) in pairs:
        found = measure(one, two, precision_a_m=one_m, precision_b_m=two_m)
        if verdict_of(stated, found.low_m / factor, found.high_m / factor) != "differs":
            return True
    return False


def _check_from_area(claim: Claim, start: Place, other: str, distance: Distance, story: Story) -> Check:
    """A region is no point: the figure may hold for one end of it and not for the other."""
    values = _distance_values(claim, story, start, other, distance)
    why = "{place} is an area; its nearest point lies about {distance} from {other}."
    if distance.distance_m == 0:
        why = "{place} is an area and reaches as far as {other}."
    return _judged(claim, distance, "cannot be checked", why, values, None)


def _is_region(place: Place | None) -> bool:
    return place is not None and place.chosen.kind == "region" and not place.moved


def _named_apart(place: Place, story: Story) -> str:
    """A place by its name, a region as one where a town of the story bears the same name."""
    if not _is_region(place):
        return place.name
    towns = (other for other in story.places if other.name == place.name and other.chosen.kind in TOWNS)
    return map_words(story.language)("{name} region", name=place.name) if any(towns) else place.name


def _as_town(place: Place) -> Place:
    """A region by the town of its name, where there is one: of a region nobody says how far it lies from a border."""
    if place.chosen.kind != "region" or place.moved:
        return place
    town = next((r for r in place.rivals if r.kind == "settlement" and r.country == place.chosen.country), None)
    if town is None:
        return place
    return replace(place, chosen=town, lon=town.lon, lat=town.lat, precision_m=town.precision_m)


def _check_near(claim: Claim, start: Place, other: str, distance: Distance, story: Story) -> Check:
    """A vague word gets the measured figure and no verdict; nothing is drawn, for nothing was stated."""
    uncertainty = (distance.high_m - distance.low_m) / 2
    shown = format_length(distance.distance_m, language=story.language, uncertainty_m=uncertainty)
    end = story.place(claim.object or "")
    other = other if end is None else _named_apart(end, story)
    values = {"place": _named_apart(start, story), "other": other, "distance": shown}
    why = "{place} lies about {distance} from {other}; what counts as near is not a figure."
    said = find_quantities(claim.quote, story.article.language)
    if said:
        # "Hundreds of miles from the border"
        values["figure"] = claim.quote[said[0].start : said[0].end]
        why = "{place} lies about {distance} from {other}; “{figure}” is not a figure."
    elif distance.distance_m <= uncertainty:
        why = "{place} and {other} border on each other; what counts as near is not a figure."
    return replace(_judged(claim, distance, "cannot be checked", why, values, None), desk=why)


def _check_inside(claim: Claim, story: Story, borders: Borders) -> Check:
    """A town in a region or country: by the gazetteer's code, else by the outline, within both ends' precision."""
    from geo.measuring.geodesy import measure

    place = story.place(claim.subject) if claim.subject else None
    area = story.place(claim.object) if claim.object else None
    if place is None or area is None:
        return _unchecked(claim, "The place that is spoken of is not on the map.")
    values = {"place": place.name, "other": area.name}
    inside = "{place} lies in {other}."
    if _has_code_of(place, area):
        return replace(_unchecked(claim, inside), verdict="agrees", values=values, desk=inside)
    outline, precision_m = place_geometry(area, borders)
    if outline.geom_type == "Point":
        return replace(_unchecked(claim, "The outline of {other} is not on the map."), values=values)
    point, own_precision_m = place_geometry(place, borders)
    distance = measure(point, outline, precision_a_m=own_precision_m, precision_b_m=precision_m)
    uncertainty = (distance.high_m - distance.low_m) / 2
    values["distance"] = format_length(distance.distance_m, language=story.language, uncertainty_m=uncertainty)
    if distance.low_m <= 0:
        return replace(_judged(claim, distance, "agrees", inside, values, None), desk=inside)
    is_sure = place.confidence >= SURE and area.confidence >= SURE and not _may_be_in(place, area)
    is_sure = is_sure and distance.low_m > BESIDE_M
    outside = "{place} lies about {distance} outside {other}."
    verdict: Verdict = "differs" if is_sure else "cannot be checked"
    return replace(_judged(claim, distance, verdict, outside, values, None), desk=outside if is_sure else "")


def _has_code_of(place: Place, area: Place) -> bool:
    if place.moved:
        return False
    if area.chosen.kind == "country":
        return place.chosen.country is not None and place.chosen.country == area.chosen.country
    return place.chosen.admin1 is not None and place.chosen.admin1 == area.chosen.admin1


def _may_be_in(place: Place, area: Place) -> bool:
    """Whether another record of that name lies in the area: then that one is meant, and the choice was wrong."""
    return any(
        rival.country == area.chosen.country and (area.chosen.kind == "country" or rival.admin1 == area.chosen.admin1)
        for rival in place.rivals
    )


def _check_between(claim: Claim, story: Story, borders: Borders) -> Check:
    """How far a place lies from both of the places that it is said to lie between; no figure, so no verdict."""
    from geo.measuring.geodesy import measure

    ends = [story.place(name) if name else None for name in (claim.subject, claim.object, claim.second)]
    places = [place for place in ends if place is not None]
    if len(places) < len(ends):
        return _unchecked(claim, "The place that is spoken of is not on the map.")
    shapes = [place_geometry(place, borders) for place in places]

    def apart(a: int, b: int) -> str:
        found = measure(shapes[a][0], shapes[b][0], precision_a_m=shapes[a][1], precision_b_m=shapes[b][1])
        spread = (found.high_m - found.low_m) / 2
        return format_length(found.distance_m, language=story.language, uncertainty_m=spread)

    why = (
        "{place} lies about {to_first} from {first} and {to_second} from {second}, which lie {apart} from each other; "
        "what counts as between is not a figure."
    )
    values = {
        "place": places[0].name, "first": places[1].name, "second": places[2].name,
        "to_first": apart(0, 1), "to_second": apart(0, 2), "apart": apart(1, 2),
    }  # fmt: skip
    return replace(_unchecked(claim, why), values=values, desk=why)


# ---------------------------------------------------------------- one check


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


def _with_pair(check: Check, claim: Claim, story: Story) -> Check:
    """The check with a note where the same figure in another unit is another figure ("100 km (80 miles)")."""
    stated, pair = claim.stated, claim.pair
    if stated is None or pair is None or not stated.value:
        return check
    first_m, second_m = stated.value * METRES[stated.unit], pair.value * METRES[pair.unit]
    apart = abs(first_m - second_m) / first_m
    if apart <= LOOSE_PAIR:
        return check
    note = "The two units agree loosely: {second} is {converted}."
    if apart > WRONG_PAIR:
        note = "The two units do not agree with each other: {second} is {converted}, not {first}."
    values = {
        "first": format_quantity(stated.value, stated.unit, story.language),
        "second": format_quantity(pair.value, pair.unit, story.language),
        "converted": format_length(second_m, language=story.language, unit=stated.unit),
    }
    return replace(check, notes=(*check.notes, note), values={**check.values, **values})


def told(message: str, check: Check, words: Words, *, story: Story) -> str:
    """One of a check's sentences (``why``, ``desk`` or a note) in the words and figures of a language.

    Args:
        story: that the check is of: in its language the check wrote its figures and the names of borders.
    """
    borders = _borders_in(Same(story), words.language)
    values = {
        name: borders.get(value) or lengths_in(value, words.locale, written=story.language)
        for name, value in check.values.items()
    }
    for name in {"weapon", "variants"} & check.values.keys():
        values[name] = _weapons_in(check.values[name], story, words.language)
    return words(message, **values) if values else words(message)


def _weapons_in(text: str, story: Story, language: str) -> str:
    """A text of a check with the weapons and versions in it as a language calls them: checks hold the catalogue's."""
    names = {name for weapon in story.weapons for name in (weapon.name, *(v.name for v in weapon.variants))}
    if not names:
        return text
    words = map_words(language)
    # One name may hold another, and a comma: the longest is meant.
    found = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(found, lambda match: words(match[0]), text)


@lru_cache(maxsize=32)
def _borders_in(same: Same[Story], language: str) -> dict[str, str]:
    """What the borders that a story's checks may name are called in a language, by what they are called in its own."""
    story = same.value
    if language == desk_words(story.language).language:
        return {}
    objects = [claim.object or "" for claim in story.claims]
    claimed = (name.removeprefix("border:").split("-") for name in objects if name.startswith("border:"))
    codes = {*chain.from_iterable(claimed), *(place.chosen.country for place in story.places)} - {None, ""}
    # Pairs are as many as the square of the countries, of which an article's checks name few.
    written = {value for check in story.checks for value in check.values.values()}
    own = {code: country_name(story, code) for code in sorted(map(str, codes))}
    listed = [code for code, name in own.items() if any(name in value for value in written)]
    return {
        border_name(first, second, story): _border(
            desk_words(language), *(territory(code, language) or code for code in (first, second) if code)
        )
        for first in listed
        for second in ("", *listed)
        if first != second
    }


def _end(name: str | None, story: Story, borders: Borders) -> tuple[str, BaseGeometry, float] | None:
    """What a claim measures to: a border by its codes, or a place of the story."""
    if name is None:
        return None
    if name.startswith("border:"):
        first, _, second = name.removeprefix("border:").partition("-")
        line = borders.shared(first, second) if second else borders.land_border(first)
        if line.is_empty:
            line = borders.outline(first)
        return border_name(first, second, story), line, borders.uncertainty_m
    place = story.place(name)
    return None if place is None else (place.name, *place_geometry(place, borders))


def border_name(first: str, second: str, story: Story) -> str:
    """What a border is called on screen, its countries as the article spells them, else as its language does."""
    return _border(desk_words(story.language), *(country_name(story, code) for code in (first, second) if code))


def _border(words: Words, first: str, second: str = "") -> str:
    if not second:
        return words("the border of {first}", first=first)
    return words("the border between {first} and {second}", first=first, second=second)


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
    if place.moved:
        return shapely.Point(place.lon, place.lat), place.precision_m
    outline = outline_of(place.chosen, borders)
    if outline is not None:
        return outline, borders.uncertainty_m
    return shapely.Point(place.lon, place.lat), place.precision_m


def _record_shape(record: Candidate, borders: Borders) -> tuple[BaseGeometry, float]:
    """What a record that a name may mean is measured from, and the radius in metres: its outline, else its point."""
    outline = outline_of(record, borders)
    if outline is not None:
        return outline, borders.uncertainty_m
    return shapely.Point(record.lon, record.lat), record.precision_m
