"""The gold set is what its README says: offsets, ids, coordinates, counts; and no sentence of it is anyone else's."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rows import each_row

from bench.geoparsing.markup import documents, unmarked
from bench.geoparsing.scoring import distance_km, shared
from geo.gazetteer.index import Gazetteer

BENCH = Path(__file__).resolve().parents[1] / "bench" / "geoparsing"
SHARED = Path(__file__).resolve().parents[2] / "shared"
LANGUAGES = ("nl", "en", "de", "fr", "uk", "ru")


@cache
def gold() -> list[dict[str, Any]]:
    return [document for language in LANGUAGES for document in lines(BENCH / "gold" / f"{language}.jsonl")]


@cache
def news() -> list[dict[str, Any]]:
    return lines(BENCH / "more" / "english_news.jsonl")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_six_languages_enough_articles_strikes_origins_and_traps() -> None:
    by_language = Counter(document["language"] for document in gold())
    assert set(by_language) == set(LANGUAGES)
    assert min(by_language.values()) >= 6
    assert len(gold()) >= 36
    assert sum(bool(document["strikes"]) for document in gold()) >= 20
    assert sum(bool(document["origins"]) for document in gold()) >= 15
    assert sum(not document["strikes"] for document in gold()) >= 15
    assert all(document["not_places"] for document in gold())
    kinds = Counter(toponym["kind"] for document in gold() for toponym in document["toponyms"])
    assert set(kinds) == {"toponym", "demonym", "metonym"}
    assert len({document["id"] for document in [*gold(), *news()]}) == len(gold()) + len(news())


@each_row("document", gold())
def test_spans_hold_their_names_and_do_not_meet(document: dict[str, Any]) -> None:
    text = document["text"]
    assert 70 <= len(text.split()) <= 260
    assert text.splitlines()[0] == document["title"]
    spans = [*document["toponyms"], *document["not_places"], *document["ignore"]]
    for span in spans:
        assert text[span["start"] : span["end"]] == span["name"]
    for n, span in enumerate(spans):
        assert all(shared(span, other) <= 0 for other in spans[n + 1 :]), span
    assert unmarked(document) == []


@each_row("document", gold())
def test_strikes_and_origins_are_named_in_the_text_and_may_be_drawn(document: dict[str, Any]) -> None:
    points = {(item["lat"], item["lon"]) for item in document["toponyms"]}
    for place in [*document["strikes"], *document["origins"]]:
        assert (place["lat"], place["lon"]) in points
        assert "id" not in place or place["id"] in document["drawn"]


def test_ids_are_records_and_stand_within_five_kilometres(gazetteer: Gazetteer) -> None:
    seen = 0
    for document in [*gold(), *news()]:
        for item in [*document["toponyms"], *document.get("strikes", ()), *document.get("origins", ())]:
            if "id" not in item:
                continue
            record = gazetteer.record(item["id"])
            assert record is not None, (document["id"], item)
            assert distance_km(item, {"lat": record.lat, "lon": record.lon}) <= 5, (document["id"], item)
            seen += 1
    assert seen > 700


def test_each_word_of_english_news_that_is_marked_is_there() -> None:
    for document in news():
        for toponym in document["toponyms"]:
            assert document["text"][toponym["start"] : toponym["end"]] == toponym["name"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="what others wrote is not shipped")
def test_no_line_of_others_is_in_it() -> None:
    """No eight words in a row stand in any text that lies beside the project."""
    theirs: set[tuple[str, ...]] = set()
    for path in [*SHARED.glob("eval/*.jsonl"), *SHARED.glob("articles/*.txt")]:
        texts = (d["text"] for d in lines(path)) if path.suffix == ".jsonl" else [path.read_text(encoding="utf-8")]
        for text in texts:
            theirs |= _runs(text)
    for document in [*gold(), *news()]:
        assert not _runs(document["text"]) & theirs, document["id"]


def _runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[n : n + length]) for n in range(len(words) - length + 1)}


MARKED = """=== nl-proef nl
Brand bij [[Utrecht|test:1|s]]

In [[Utrecht|test:1]] zag {{Van Utrecht|person}} een {{Utrechtse|-}} kerk; [[Franse|test:2|do]] hulp kwam over de
[[Vecht|@52.2,5.0]].
+drawn: test:3
"""


def points(identifier: str) -> tuple[float, float] | None:
    return {"test:1": (52.09, 5.12), "test:2": (46.0, 2.0)}.get(identifier)


def test_marks_become_a_line() -> None:
    (document,) = documents(MARKED, points)
    assert document["title"] == "Brand bij Utrecht"
    assert [(t["name"], t["kind"], t.get("id")) for t in document["toponyms"]] == [
        ("Utrecht", "toponym", "test:1"),
        ("Utrecht", "toponym", "test:1"),
        ("Franse", "demonym", "test:2"),
        ("Vecht", "toponym", None),
    ]
    assert all(document["text"][t["start"] : t["end"]] == t["name"] for t in document["toponyms"])
    assert document["strikes"] == [{"name": "Utrecht", "lat": 52.09, "lon": 5.12, "id": "test:1"}]
    assert [place["name"] for place in document["origins"]] == ["Franse"]
    assert [trap["why"] for trap in document["not_places"]] == ["person"]
    assert document["drawn"] == ["test:1", "test:2", "test:3"]
    assert unmarked(document) == []


def test_a_name_left_bare_is_told() -> None:
    (document,) = documents(MARKED.replace("[[Utrecht|test:1]]", "Utrecht"), points)
    assert unmarked(document) == ["Utrecht zag Van Utrecht een Utrechtse"]


@pytest.mark.parametrize("wrong", ["[[Utrecht|test:9]]", "[[Utrecht|test:1]", "{{Utrecht}}"])
def test_a_wrong_mark_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="nl-proef"):
        list(documents(f"=== nl-proef nl\nBrand\n\nIn {wrong} was brand.\n", points))
