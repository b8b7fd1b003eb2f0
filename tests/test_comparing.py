"""Two versions of a story: exactly the changes made, whatever was moved around them."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import founding_story

from geo.analysis import analyse
from geo.comparing import compared
from geo.correcting import drafted_note, joined, succeeding
from geo.decisions import MAX_CORRECTION, decide
from geo.document import MAX_QUOTE_WORDS, Quotes, dumps, loads, published
from geo.errors import BadInput
from geo.gazetteer.index import open_gazetteer
from geo.measuring.borders import open_borders
from geo.model import Change
from geo.reading.article import article_from_text
from geo.reading.versions import paired, sentences_of, words_of

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = (ROOT / "data" / "samples" / "atacms-karatsjov.nl.txt").read_text("utf-8")
SECOND = (ROOT / "data" / "samples" / "atacms-karatsjov.v2.nl.txt").read_text("utf-8")
ENGLISH = (ROOT / "tests" / "reading" / "strike.en.txt").read_text("utf-8")
RUSSIAN = """Удар по складу в Карачеве

Украина нанесла удар по складу боеприпасов в Карачеве в Брянской области, сообщили два украинских издания.
Город находится более чем в 100 км от границы. По словам министерства обороны, было выпущено шесть ракет ATACMS.

Жители сообщали о взрывах. Якобы горел склад боеприпасов. Пожар потушили к утру."""
UNRELATED = "De gemeenteraad vergaderde intussen over de nieuwe bibliotheek. Het gebouw krijgt een lichte leeszaal."


@cache
def story_of(text, language=None, published=None):
    article = article_from_text(text, language=language, published=published)
    return analyse(article, gazetteer=open_gazetteer(), borders=open_borders())


def edited(text, *edits):
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def told(comparison):
    """The differences in short: list, change, what, and the words of either side."""
    found = set()
    for name in ("places", "claims", "numbers", "certainty", "strikes", "weapons"):
        for d in getattr(comparison, name):
            found.add((name, d.change, d.what, *(short(side) for side in (d.old, d.new))))
    return found


def short(seen):
    if seen is None:
        return None
    for name in ("written", "name", "value"):
        if hasattr(seen, name):
            value = getattr(seen, name)
            return f"{seen.detail}: {value}" if hasattr(seen, "detail") else value
    return seen.wording if hasattr(seen, "said_by") else seen.quote


def numbers(comparison):
    """The numbers that no claim or strike tells."""
    return {(d.old and d.old.written, d.new and d.new.written) for d in comparison.numbers if not d.part_of}


# ---------------------------------------------------------------- exactly the changes made


def test_of_our_own_sample_exactly_the_edits_are_found():
    first = "Vijf daarvan zijn volgens het ministerie uit de lucht gehaald, de zesde raakte beschadigd"
    second = "Zeven daarvan zijn volgens het ministerie uit de lucht gehaald, de achtste raakte beschadigd"
    border = "kilometer over de grens met Oekraïne"
    assert told(compared(story_of(SAMPLE), story_of(SECOND))) == {
        ("places", "came", (), None, "Orjol"),
        ("claims", "changed", ("value",), f"ruim 100 {border}", f"ruim 110 {border}"),
        ("claims", "changed", ("value", "parts"), first, second),
        ("numbers", "changed", ("value",), "ruim 100 kilometer", "ruim 110 kilometer"),
        ("numbers", "changed", ("value",), "zes", "acht"),
        ("numbers", "changed", ("value",), "Vijf", "Zeven"),
        ("numbers", "changed", ("value",), "zo'n 10.000", "zo'n 11.000"),
        ("certainty", "changed", ("wording",), "zou", "Alles wijst erop"),
        ("certainty", "changed", ("certainty", "wording"), "zou", ""),
        ("strikes", "changed", ("value",), "launched: 6", "launched: 8"),
        ("strikes", "changed", ("value",), "intercepted: 5", "intercepted: 7"),
        ("weapons", "came", (), None, "Storm Shadow / SCALP-EG"),
    }


def test_a_number_that_a_claim_or_strike_tells_says_so():
    comparison = compared(story_of(SAMPLE), story_of(SECOND))
    assert {d.new.written: d.part_of for d in comparison.numbers} == {
        "ruim 110 kilometer": "claim-1",
        "acht": "strike-karatsjov",
        "Zeven": "claim-2",
        "zo'n 11.000": "",
    }


def test_each_side_is_quoted_where_it_stands():
    comparison = compared(story_of(SAMPLE), story_of(SECOND))
    for name in ("places", "claims", "numbers", "certainty", "strikes", "weapons"):
        for difference in getattr(comparison, name):
            for seen, text in ((difference.old, SAMPLE), (difference.new, SECOND)):
                assert seen is None or text[seen.start : seen.end] == seen.quote


def test_english():
    new = edited(
        ENGLISH,
        ("about 115 km from", "more than 110 km from"),
        ("Ukraine reportedly attacked an", "Ukraine attacked an"),
        ("Some 10,000 North", "Some 12,000 North"),
        ("There are no reports of casualties.", "Two people were injured, the governor said."),
        ("Our air defences", "In the night our air defences"),
    )
    comparison = compared(story_of(ENGLISH), story_of(new))
    found = told(comparison)
    assert {(n, c, w) for n, c, w, _, _ in found if n in ("claims", "weapons", "places")} == {
        ("claims", "changed", ("value", "hedge")),
    }
    assert {item[2:] for item in found if item[0] == "certainty"} == {(("wording",), "reportedly", "")} or {
        item[2:] for item in found if item[0] == "certainty"
    } == {(("certainty", "wording"), "reportedly", "")}
    assert ("Some 10,000", "Some 12,000") in numbers(comparison)
    assert ("strikes", "changed", ("value", "certainty", "said_by")) in {item[:3] for item in found}
    details = [d for d in comparison.strikes if d.new is not None and d.new.detail == "casualties"]
    assert [(d.old.value, d.new.said_by) for d in details] == [("none reported", "the governor")]
