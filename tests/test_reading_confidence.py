"""How sure a choice is: laws of the probability, and the share of own articles in which "sure" was right."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer.bearer import Bearer
from geo.model import Span
from geo.reading.confidence import MOST, MOST_BY_SPELLING, confidence, lead_of
from geo.reading.found import NONE, PERHAPS, SURELY, FoundMention
from geo.reading.resolving import REASONS

MENTION = FoundMention(start=0, end=4, text="Oryx", kind="toponym", sentence=Span(0, 9), block="body", key="oryx")
TOWN = Bearer(
    id="geonames:1", score=5.0, kind="settlement", feature_code="PPL", country="RU", admin1=None, geonameid=1,
    population=20_000, lon=34.0, lat=53.0,
)  # fmt: skip
scores = st.lists(st.floats(-5, 15), min_size=1, max_size=5)
reasons = st.lists(st.sampled_from([text for _, text in REASONS]), unique=True)


@given(scores, reasons, st.sampled_from([NONE, PERHAPS, SURELY]))
def test_it_is_a_probability_and_never_certain(scores, reasons, licence):
    mentions = [replace(MENTION, licence=licence)]
    assert 0.0 <= confidence(mentions, scores, TOWN, reasons) <= MOST
    assert confidence(mentions, scores, replace(TOWN, match="spelling"), reasons) <= MOST_BY_SPELLING


@given(st.floats(0, 10), st.floats(-10, 0), st.floats(0, 5), reasons)
def test_a_rival_that_comes_nearer_makes_it_less_sure(best, behind, closer, reasons):
    far, near = [best, best + behind - closer], [best, best + behind]
    assert lead_of(far) >= lead_of(near)
    assert confidence([MENTION], far, TOWN, reasons) >= confidence([MENTION], near, TOWN, reasons)


@given(scores, reasons)
def test_words_that_say_place_make_it_more_sure(scores, reasons):
    values = [confidence([replace(MENTION, licence=licence)], scores, TOWN, reasons) for licence in (NONE, SURELY)]
    assert values[0] <= values[1]


def test_what_is_sure_is_right_nearly_always_in_our_own_articles():
    build = pytest.importorskip("data.build.confidence")
    from geo.gazetteer.index import open_gazetteer
    from geo.reading.confidence import _weights
    from geo.ui.figures import SURE

    gazetteer, weights = open_gazetteer(), _weights()
    documents = [line for path in build.ARTICLES for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for line in documents[::3] for row in build.rows_of(json.loads(line), gazetteer)]
    sure = [row[2] for row in rows if build.sureness(weights, row) >= SURE]
    assert len(sure) > 150
    assert sum(sure) / len(sure) >= 0.95
