"""Names in texts without blanks between words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer.index import Gazetteer
from geo.gazetteer.tokens import WordMemory, cut
from geo.gazetteer.unspaced import cut_unspaced
from geo.reading.article import article_from_text
from geo.reading.places import read_places


@given(
    st.text("上海大阪京都 ab,東서울에서。", max_size=40),
    st.frozensets(st.text("上海大阪京都東서울", min_size=2, max_size=3)),
)
@settings(max_examples=100, deadline=None)
def test_the_pieces_are_the_words_and_only_names_are_cut_out(text: str, names: frozenset[str]) -> None:
    whole = cut(text, WordMemory())
    pieces = cut_unspaced(whole, WordMemory(), names.__contains__)
    assert [text[a:b] for a, b in zip(pieces.starts, pieces.ends, strict=True)] == [word.text for word in pieces.words]
    assert (
        "".join(gap + word.text for gap, word in zip(pieces.gaps, pieces.words, strict=False)) + pieces.gaps[-1] == text
    )
    assert set(whole.starts) <= set(pieces.starts) and set(whole.ends) <= set(pieces.ends)
    if not names:
        assert pieces.starts == whole.starts


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("部长昨天从上海前往武汉，发言人在记者会上说，访问将持续两天。", {"Shanghai", "Wuhan"}),
        ("東京都の広報官は、大阪と京都で火曜日に会議が開かれると述べた。", {"Tokyo", "Osaka", "Kyoto"}),
        ("대통령은 어제 서울에서 부산으로 이동했다고 대변인이 말했다.", {"Seoul", "Busan"}),
        # Names of towns that are everyday words: peace, cooperation, sunrise.
        ("发展和平与合作是各国人民的共同愿望，朝阳产业增长迅速，工人正在建设新的大桥。", set()),
    ],
)
def test_large_places_are_found_and_everyday_words_are_not(gazetteer: Gazetteer, text: str, places: set[str]) -> None:
    article = article_from_text(text)
    found, _ = read_places(article, gazetteer)
    assert {place.chosen.name for place in found} == places
    for place in found:
        for mention in place.mentions:
            assert text[mention.start : mention.end] == mention.text
