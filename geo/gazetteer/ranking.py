"""Which record a name most likely means when nothing but the name is known, and how sure that is.

The score of a written match is the logarithm of the people who live there, with a step for what kind of place it is
(a country is named more often than its population says, a region less often than its seat) and for what the name is
worth there. A spelling match is ranked by how alike it is first: a small town that sounds the same comes before a
city that is merely alike. Scores compare within one answer; confidence is each one's share of the answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from geo.gazetteer.bearer import Bearer
from geo.gazetteer.names import fold
from geo.gazetteer.record import BORROWED, CODE, USUAL, WRITTEN
from geo.model import Candidate, LonLat, PlaceKind

EARTH_RADIUS_M = 6_371_008.8
_KIND: dict[PlaceKind, float] = {"country": 2.0, "region": -1.2, "district": -1.0}
# Places without inhabitants of their own are ranked as if they were cities of this many tens.
_UNPEOPLED: dict[PlaceKind, float] = {"continent": 8.5, "area": 7.0, "water": 7.0, "site": 6.5}
_METONYM = 7.5
_WORTH = {USUAL: 0.0, WRITTEN: -0.4, BORROWED: -0.6, CODE: -4.0}
_CAPITAL = 0.3
_NEAR = 3.0
_NEAR_SCALE_M = 400_000.0
# Best confidence by how the name was found; a spelling is never as sure as a written name.
_SUREST_WRITTEN, _SUREST_SPELLED, _SUREST_ALIKE = 0.97, 0.75, 0.5

SO_WRITTEN = "bears this name"
OTHER_FORM = "one of its other written names"
OF_SEAT = "region named after its capital"
AS_CODE = "code or abbreviation"
SAME_SOUND = "sounds the same, spelled differently"
ALIKE = "spelled almost the same"
IN_CONTEXT = "in the country that is spoken of"
NEARBY = "close to the point given"
CAPITAL = "capital city"
_WORTH_REASON = {USUAL: SO_WRITTEN, WRITTEN: OTHER_FORM, BORROWED: OF_SEAT, CODE: AS_CODE}


def written(base: Candidate, worth: int) -> Candidate:
    """A record that bears the name, scored by kind, people and worth of the name."""
    reasons = [_WORTH_REASON[worth]]
    if base.feature_code == "PPLC":
        reasons.append(CAPITAL)
    return replace(base, match="written", score=_standing(base) + _WORTH[worth], reasons=tuple(reasons))


def score_written(place: Bearer, worth: int) -> float:
    """The score that ``written`` gives to a record that bears the name."""
    return _standing(place) + _WORTH[worth]


def spelled(base: Candidate, name: str, *, alike: float, same: bool, near: LonLat | None, context: bool) -> Candidate:
    """A record whose name sounds like the one written: first how alike, then how near, then how many people."""
    letters = letters_alike(name, base.name)
    score = 10 * alike + letters + 0.25 * _standing(base)
    reasons = [SAME_SOUND if same else ALIKE]
    if context:
        reasons.append(IN_CONTEXT)
    candidate = replace(base, match="spelling", score=score - 10, reasons=tuple(reasons))
    return _nearer(candidate, near)


def letters_alike(one: str, other: str) -> float:
    """How much two names share in their letters, without diacritics; 0 to 1."""
    from rapidfuzz import fuzz

    return fuzz.ratio(fold(one), fold(other)) / 100


def near(candidate: Candidate, point: LonLat | None) -> Candidate:
    """The candidate, lifted by its nearness to a point."""
    return _nearer(candidate, point)


def _nearer(candidate: Candidate, point: LonLat | None) -> Candidate:
    if point is None:
        return candidate
    lift = _NEAR * math.exp(-gap_m(point, candidate) / _NEAR_SCALE_M)
    reasons = (*candidate.reasons, NEARBY) if lift > 1.0 else candidate.reasons
    return replace(candidate, score=candidate.score + lift, reasons=reasons)


def is_code(candidate: Candidate) -> bool:
    """True where the name is nothing but a code of the record."""
    return AS_CODE in candidate.reasons


def ordered(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Best first, each with its confidence; written names come before spellings."""
    ranked = sorted(candidates, key=lambda c: (c.match != "written" or is_code(c), -c.score, c.id))
    if not ranked:
        return ()
    best = max(candidate.score for candidate in ranked)
    weights = [math.exp(1.6 * (candidate.score - best)) for candidate in ranked]
    total = sum(weights)
    return tuple(
        replace(candidate, score=round(candidate.score, 4), confidence=round(_surest(candidate) * weight / total, 3))
        for candidate, weight in zip(ranked, weights, strict=True)
    )


def _surest(candidate: Candidate) -> float:
    if candidate.match == "written":
        return 0.5 if is_code(candidate) else _SUREST_WRITTEN
    return _SUREST_SPELLED if SAME_SOUND in candidate.reasons else _SUREST_ALIKE


def _standing(base: Candidate | Bearer) -> float:
    """How often a place is spoken of, as a logarithm."""
    if base.kind in _UNPEOPLED:
        return _METONYM if base.feature_code == "GOVT" else _UNPEOPLED[base.kind]
    people = math.log10(max(base.population, 100))
    return people + _KIND.get(base.kind, 0.0) + (_CAPITAL if base.feature_code == "PPLC" else 0.0)


def gap_m(point: LonLat, candidate: Candidate) -> float:
    """Metres from a point to a candidate; see ``great_circle_m``."""
    return great_circle_m(LonLat(*point), LonLat(candidate.lon, candidate.lat))


def great_circle_m(a: LonLat, b: LonLat) -> float:
    """Great-circle distance in metres on a mean sphere (haversine), good to 0.5 %: to rank by, never shown."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))
