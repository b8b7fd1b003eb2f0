"""How well places were read: plain functions from gold and predicted toponyms to counts and figures.

A toponym is a mapping with ``start`` and ``end`` (characters) and, where located, ``lat`` and ``lon`` (degrees).

Recognition pairs gold and predicted spans one to one, equal spans first, then those that share most characters, and
counts equal pairs (exact) and all pairs (overlap). Resolution asks how many gold places with coordinates have a
partner within 161 km (100 miles, the field's custom): of those that have a partner at all (recognised), and of all.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Toponym = Mapping[str, Any]

NEAR_KM = 161.0
EARTH_KM = 6371.0088  # mean radius (IUGG)


def distance_km(a: Toponym, b: Toponym) -> float:
    """On a sphere of the mean radius: within 0.6 % of the ellipsoid, which decides nothing at 5 or 161 km."""
    lat_a, lon_a, lat_b, lon_b = (math.radians(float(x)) for x in (a["lat"], a["lon"], b["lat"], b["lon"]))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, h)))


def is_located(toponym: Toponym) -> bool:
    """Whether it has usable coordinates; longitudes up to 360 occur in corpora."""
    lat, lon = toponym.get("lat"), toponym.get("lon")
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return False
    return abs(lat) <= 90 and abs(lon) <= 360


def shared(a: Toponym, b: Toponym) -> int:
    """Characters that two spans share; 0 or less where they do not meet."""
    return int(min(a["end"], b["end"]) - max(a["start"], b["start"]))


def paired(gold: Sequence[Toponym], predicted: Sequence[Toponym]) -> dict[int, int]:
    """Which prediction (index) belongs to which gold toponym (index), one to one."""
    meeting = []
    for i, g in enumerate(gold):
        for j, p in enumerate(predicted):
            if (common := shared(g, p)) > 0:
                unequal = (g["start"], g["end"]) != (p["start"], p["end"])
                meeting.append((unequal, -common, g["start"], p["start"], p["end"], i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for *_, i, j in sorted(meeting):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


@dataclass(slots=True)
class Scored:
    """One document, compared.

    Attributes:
        exact, overlap: pairs of equal spans, and all pairs.
        errors_km: for each gold toponym with coordinates its distance to its partner; infinite where the partner has
            no coordinates, None where there is no partner.
        judged: each prediction that counts, with whether it is right: for confidence.
    """

    gold: int = 0
    predicted: int = 0
    exact: int = 0
    overlap: int = 0
    errors_km: list[float | None] = field(default_factory=list)
    missed: list[Toponym] = field(default_factory=list)
    false: list[Toponym] = field(default_factory=list)
    far: list[tuple[Toponym, Toponym]] = field(default_factory=list)
    judged: list[tuple[float, bool]] = field(default_factory=list)


def score(
    gold: Sequence[Toponym],
    predicted: Iterable[Toponym],
    ignored: Sequence[Toponym] = (),
) -> Scored:
    """Compare the toponyms of one document.

    Args:
        gold: what is there. predicted: what was found; a span that is given twice counts once.
        ignored: spans that count neither way: a prediction that meets only these is left out.
    """
    spans: dict[tuple[int, int], Toponym] = {}
    for item in predicted:
        spans.setdefault((item["start"], item["end"]), item)
    counted = [
        item
        for item in spans.values()
        if any(shared(g, item) > 0 for g in gold) or not any(shared(x, item) > 0 for x in ignored)
    ]
    pairs = paired(gold, counted)
    result = Scored(gold=len(gold), predicted=len(counted), overlap=len(pairs))
    partners = {j: i for i, j in pairs.items()}
    result.exact = sum(
        (gold[i]["start"], gold[i]["end"]) == (counted[j]["start"], counted[j]["end"]) for i, j in pairs.items()
    )
    for i, g in enumerate(gold):
        partner = counted[pairs[i]] if i in pairs else None
        if partner is None:
            result.missed.append(g)
        if is_located(g):
            result.errors_km.append(None if partner is None else _error_km(g, partner))
            if partner is not None and is_located(partner) and distance_km(g, partner) > NEAR_KM:
                result.far.append((g, partner))
    for j, p in enumerate(counted):
        match = gold[partners[j]] if j in partners else None
        if match is None:
            result.false.append(p)
        right = match is not None and (not is_located(match) or _error_km(match, p) <= NEAR_KM)
        if p.get("confidence") is not None:
            result.judged.append((float(p["confidence"]), right))
    return result


def _error_km(gold: Toponym, partner: Toponym) -> float:
    return distance_km(gold, partner) if is_located(partner) else math.inf


@dataclass(frozen=True, slots=True)
class Rate:
    """Precision, recall and F1 in per cent."""

    precision: float
    recall: float
    f1: float


def rate(right: int, predicted: int, gold: int) -> Rate:
    """Nothing found, or nothing to find, is 0 where it stands below the line."""
    precision = right / predicted if predicted else 0.0
    recall = right / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Rate(100 * precision, 100 * recall, 100 * f1)


@dataclass(frozen=True, slots=True)
class Summary:
    """A corpus: per cent, or None where the corpus or the reader has no coordinates."""

    documents: int
    gold: int
    predicted: int
    exact: Rate
    overlap: Rate
    near_recognised: float | None
    near_all: float | None


def summary(scored: Sequence[Scored]) -> Summary:
    """The figures of many documents together (counts are added before they are divided)."""
    gold = sum(row.gold for row in scored)
    predicted = sum(row.predicted for row in scored)
    errors = [error for row in scored for error in row.errors_km]
    known = [error for error in errors if error is not None]
    return Summary(
        documents=len(scored),
        gold=gold,
        predicted=predicted,
        exact=rate(sum(row.exact for row in scored), predicted, gold),
        overlap=rate(sum(row.overlap for row in scored), predicted, gold),
        near_recognised=_share_near(known, len(known)),
        near_all=_share_near(known, len(errors)),
    )


def _share_near(errors: Sequence[float], total: int) -> float | None:
    return 100 * sum(error <= NEAR_KM for error in errors) / total if total else None


def interval(
    scored: Sequence[Scored], figure: Callable[[Summary], float | None], times: int, seed: int = 7
) -> tuple[float, float] | None:
    """A 95 % interval of a figure by drawing documents with replacement; None where the corpus lacks the figure."""
    draw = random.Random(seed)
    figures = [figure(summary([draw.choice(scored) for _ in scored])) for _ in range(times)]
    found = sorted(value for value in figures if value is not None)
    if not found:
        return None
    return found[round(0.025 * (len(found) - 1))], found[round(0.975 * (len(found) - 1))]


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions whose confidence lies from ``low`` up to ``high`` (0 to 1)."""

    low: float
    high: float
    count: int
    right: float  # share, 0 to 1
    confidence: float  # mean


def reliability(judged: Sequence[tuple[float, bool]], edges: Sequence[float]) -> list[Bin]:
    """The predictions by confidence, between the edges; the last bin holds its upper edge too."""
    bins = []
    for low, high in pairwise(edges):
        inside = [(c, right) for c, right in judged if low <= c < high or (c == high == edges[-1])]
        count = len(inside)
        share = sum(right for _, right in inside) / count if count else 0.0
        mean = sum(c for c, _ in inside) / count if count else 0.0
        bins.append(Bin(low, high, count, share, mean))
    return bins


def calibration_error(judged: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: mean gap between confidence and share right over equal bins (Naeini et al. 2015)."""
    if not judged:
        return 0.0
    table = reliability(judged, [n / bins for n in range(bins + 1)])
    return sum(row.count * abs(row.right - row.confidence) for row in table) / len(judged)
