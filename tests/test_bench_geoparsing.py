"""The scorer on cases counted by hand and on laws, and the bench itself on a corpus of two lines."""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from bench.geoparsing import scoring

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT / "bench" / "geoparsing" / "bench.py"
KYIV = {"lat": 50.4547, "lon": 30.5238}
LVIV = {"lat": 49.8383, "lon": 24.0232}


def span(start: int, end: int, **more: Any) -> dict[str, Any]:
    return {"start": start, "end": end, **more}


# ---------------------------------------------------------------- by hand


def test_counts_of_a_document_by_hand() -> None:
    gold = [span(0, 4, **KYIV), span(10, 14, **LVIV), span(20, 25), span(30, 36, **KYIV)]
    found = [
        span(0, 4, confidence=0.9, **KYIV),  # equal, right
        span(8, 14, confidence=0.6, **KYIV),  # overlaps, 470 km off
        span(20, 25, confidence=0.9),  # equal; gold has no point
        span(50, 55, confidence=0.3, **KYIV),  # nothing there
        span(60, 64, confidence=0.3, **KYIV),  # meets only what does not count
    ]
    scored = scoring.score(gold, found, [span(58, 66)])
    assert (scored.gold, scored.predicted, scored.exact, scored.overlap) == (4, 4, 2, 3)
    assert [g["start"] for g in scored.missed] == [30]
    assert [p["start"] for p in scored.false] == [50]
    assert [g["start"] for g, _ in scored.far] == [10]
    assert scored.judged == [(0.9, True), (0.6, False), (0.9, True), (0.3, False)]
    total = scoring.summary([scored])
    assert total.exact == scoring.Rate(50.0, 50.0, 50.0)
    assert total.overlap == scoring.Rate(75.0, 75.0, 75.0)
    assert total.near_recognised == pytest.approx(50.0)  # of two with a point and a partner
    assert total.near_all == pytest.approx(100 / 3)  # of three with a point


def test_a_pair_is_one_to_one_and_equal_spans_come_first() -> None:
    gold = [span(0, 8), span(9, 13)]
    assert scoring.paired(gold, [span(0, 13), span(9, 13)]) == {0: 0, 1: 1}
    assert scoring.paired(gold, [span(0, 13)]) == {0: 0}
    assert scoring.paired(gold, [span(13, 20)]) == {}


def test_a_span_given_twice_counts_once() -> None:
    scored = scoring.score([span(0, 4)], [span(0, 4), span(0, 4)])
    assert (scored.predicted, scored.exact) == (1, 1)


def test_a_partner_without_a_point_is_a_miss_of_the_place() -> None:
    scored = scoring.score([span(0, 4, **KYIV)], [span(0, 4)])
    assert scored.errors_km == [math.inf]
    assert scoring.summary([scored]).near_recognised == 0.0


def test_counts_are_added_before_they_are_divided() -> None:
    """One document of 1 right of 1 and one of 0 of 3: 25 %, not the mean of 100 and 0."""
    rows = [scoring.score([span(0, 2)], [span(0, 2)]), scoring.score([span(n, n + 1) for n in (0, 2, 4)], [])]
    assert scoring.summary(rows).overlap.recall == pytest.approx(25.0)


def test_reliability_and_calibration_by_hand() -> None:
    judged = [(0.2, False), (0.9, True), (0.9, True), (1.0, False)]
    low, high = scoring.reliability(judged, (0.0, 0.5, 1.0))
    assert (low.count, low.right, high.count) == (1, 0.0, 3)
    assert high.right == pytest.approx(2 / 3)
    # Bins of a tenth: |0 - 0.2| once; in the last, two of three right against a mean of 2.8 / 3.
    assert scoring.calibration_error(judged) == pytest.approx((0.2 + 3 * (2.8 / 3 - 2 / 3)) / 4)
    assert scoring.calibration_error([]) == 0.0


@pytest.mark.parametrize("wrong", [{"lat": math.nan, "lon": 3}, {"lat": 91, "lon": 3}, {"lat": None, "lon": 3}, {}])
def test_what_is_no_point_is_not_located(wrong: dict[str, Any]) -> None:
    assert not scoring.is_located(wrong)


degrees = st.tuples(st.floats(-89, 89), st.floats(-180, 180))


@settings(max_examples=60, deadline=None)
@given(degrees, degrees)
def test_distance_agrees_with_the_ellipsoid(a: tuple[float, float], b: tuple[float, float]) -> None:
    metres = Geod(ellps="WGS84").inv(a[1], a[0], b[1], b[0])[2]
    ours = scoring.distance_km({"lat": a[0], "lon": a[1]}, {"lat": b[0], "lon": b[1]})
    assert ours == pytest.approx(metres / 1000, rel=0.006, abs=0.001)


# ---------------------------------------------------------------- laws


@st.composite
def toponyms(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Spans that do not meet, in order, with points."""
    found, at = [], 0
    for gap, length in draw(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 6)), max_size=8)):
        lat, lon = draw(degrees)
        found.append(span(at + gap, at + gap + length, lat=lat, lon=lon))
        at += gap + length
    return found


@settings(max_examples=60, deadline=None)
@given(toponyms(), toponyms(), st.randoms(use_true_random=False))
def test_laws(gold: list[dict[str, Any]], found: list[dict[str, Any]], chance: random.Random) -> None:
    whole = scoring.summary([scoring.score(gold, gold)])
    if gold:
        assert (whole.exact.f1, whole.overlap.f1, whole.near_all) == (100.0, 100.0, 100.0)
    nothing = scoring.summary([scoring.score(gold, [])])
    assert (nothing.overlap.f1, nothing.near_all or 0.0) == (0.0, 0.0)
    scored = scoring.score(gold, found)
    total = scoring.summary([scored])
    assert total.overlap.f1 >= total.exact.f1
    assert (total.near_recognised or 0.0) >= (total.near_all or 0.0)
    assert scored.overlap + len(scored.missed) == len(gold)
    assert scored.overlap + len(scored.false) == scored.predicted
    mixed_gold, mixed = chance.sample(gold, len(gold)), chance.sample(found, len(found))
    assert scoring.summary([scoring.score(mixed_gold, mixed)]) == total
    assert scoring.score(gold, found, [span(0, 10_000)]).overlap == scored.overlap


def test_intervals_are_the_same_each_time_and_hold_the_figure() -> None:
    rows = [scoring.score([span(0, 4, **KYIV)], [span(0, 4, **KYIV)] if n % 3 else []) for n in range(30)]
    first = scoring.interval(rows, lambda s: s.overlap.recall, 200)
    assert first == scoring.interval(rows, lambda s: s.overlap.recall, 200)
    assert first is not None
    assert first[0] < scoring.summary(rows).overlap.recall < first[1]
    assert scoring.interval([scoring.score([], [])], lambda s: s.near_all, 5) is None


# ---------------------------------------------------------------- the bench


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(BENCH), *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = "Rockets hit a depot in Odesa on Monday. Nobody was hurt in Lviv, the mayor said."
    place = text.index("Odesa")
    town = text.index("Lviv")
    odesa = {"name": "Odesa", "lat": 46.48, "lon": 30.73, "id": "geonames:698740"}
    first = {
        "id": "a",
        "text": text,
        "toponyms": [
            {"start": place, "end": place + 5, **odesa},
            {"start": town, "end": town + 4, "name": "Lviv", "lat": 49.84, "lon": 24.02},
        ],
        "strikes": [odesa],
        "origins": [],
        "drawn": ["geonames:698740"],
    }
    second = {"id": "b", "text": "Nothing happened.", "toponyms": []}
    path = tmp_path_factory.mktemp("bench") / "tiny.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in (first, second)), encoding="utf-8")
    return path


def test_the_bench_runs_on_a_corpus_of_ones_own(corpus: Path) -> None:
    done = bench(str(corpus), "--json", "--bootstrap", "5")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)["tiny"]
    ours = result["readers"]["strikemap"]
    assert ours["documents"] == 2
    assert ours["overlap"]["f1"] == 100.0
    assert ours["near_all"] == 100.0
    assert ours["same_again"]
    assert ours["peak_mb"] > 10
    assert result["stories"]["strikes located"] == result["stories"]["strikes told"] == 1
    assert set(ours["mistakes"]) == {"missed", "false", "wrong place"}


def test_it_prints_goals_beside_figures(corpus: Path) -> None:
    done = bench(str(corpus), "--errors", "3")
    assert done.returncode == 0, done.stderr
    assert "tiny: strikes and origins within 5 km, %" in done.stdout
    assert "zeker" in done.stdout


def test_an_unknown_corpus_is_told() -> None:
    done = bench("--corpus", "nonesuch")
    assert done.returncode == 2
    assert "gold" in done.stderr
