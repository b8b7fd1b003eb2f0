"""data/places.geojson: the story of the sample article, row by row, and the founding article where it is present."""

import geopandas
import pytest
from founding import FOUNDING, needs_founding

from data.build.places import SAMPLE, STORIES, TARGET, story_text
from geo.document import dumps, loads
from geo.measuring.borders import open_borders
from geo.reading.article import article_from_bytes

STORY = loads(TARGET.read_bytes())

# id: gazetteer record, role, and how the article spells it.
PLACES = {
    "karatsjov": ("geonames:552920", "reported strike", "Karatsjov"),
    "brjansk": ("geonames:571476", "mentioned", "Brjansk"),
    "brjansk-region": ("iso:RU-BRY", "mentioned", "Brjansk"),
    "koersk": ("geonames:538560", "mentioned", "Koersk"),
    "koersk-region": ("iso:RU-KRS", "mentioned", "Koersk"),
    "oekraine": ("iso:UA", "context", "Oekraïne"),
    "rusland": ("iso:RU", "context", "Rusland"),
    "verenigde-staten": ("iso:US", "context", "Verenigde Staten"),
    "noord-korea": ("iso:KP", "context", "Noord-Korea"),
    "new-mexico-region": ("iso:US-NM", "caption", "New Mexico"),
    "kremlin": ("site:kremlin", "metonym", "Kremlin"),
    "witte-huis": ("site:white-house", "metonym", "Witte Huis"),
    "pentagon": ("site:pentagon", "metonym", "Pentagon"),
}


def test_it_re_opens_byte_for_byte():
    assert dumps(STORY) == TARGET.read_text(encoding="utf-8")


@pytest.mark.parametrize("sample", STORIES, ids=lambda path: path.name)
def test_reading_a_sample_again_gives_its_story(gazetteer, sample):
    assert story_text(sample) == STORIES[sample].read_text(encoding="utf-8")


def test_it_opens_in_geopandas():
    frame = geopandas.read_file(TARGET)
    assert set(frame[frame.kind == "place"].id) == set(PLACES)
    assert frame.crs == "EPSG:4326"


@pytest.mark.parametrize("place", STORY.places, ids=lambda place: place.id)
def test_each_place_is_the_one_meant_and_tied_to_its_words(place):
    record, role, name = PLACES[place.id]
    assert (place.chosen.id, place.role, place.name) == (record, role, name)
    for mention in place.mentions:
        assert STORY.article.text[mention.start : mention.end] == mention.text
        assert mention.sentence.start <= mention.start < mention.end <= mention.sentence.end
    assert place.chosen.reasons


def test_no_place_is_missing():
    assert {place.id for place in STORY.places} == set(PLACES)


def test_the_strike_says_who_says_what():
    (strike,) = STORY.strikes
    assert (strike.where, strike.certainty, strike.accepted) == ("karatsjov", "reported", False)
    assert strike.when.value == "2024-11-19"
    counts = {name: getattr(strike, name).value for name in ("launched", "intercepted", "damaged", "casualties")}
    assert counts == {"launched": 6, "intercepted": 5, "damaged": 1, "casualties": "none reported"}
    for name in ("launched", "intercepted", "damaged", "debris", "hit"):
        assert "ministerie van Defensie" in getattr(strike, name).said_by
        assert "RIA" in getattr(strike, name).said_by
    assert "Oekraïense media" in strike.target.said_by
    for name in ("launched", "debris", "hit", "target", "casualties"):
        statement = getattr(strike, name)
        assert STORY.article.text[statement.start : statement.end] == statement.quote


def test_the_range_is_measured_from_ukraine_onto_russia():
    main, *others = STORY.ranges
    assert main.main and (main.max_m, main.onto, main.about) == (300_000, "RU", True)
    assert (main.origin.kind, main.origin.country, main.origin.name) == ("territory", "UA", "Oekraïne")
    assert [area.max_m for area in others] == [165_000]
    assert main.geometry.is_valid and not others[0].main


def test_the_claims_are_there_and_judged():
    verdicts = {claim.kind: check.verdict for claim, check in zip(STORY.claims, STORY.checks, strict=True)}
    assert verdicts["distance"] == "agrees"
    assert verdicts["reach"] == "agrees"
    assert verdicts["count"] == "adds up"


def test_two_regions_that_lie_near_each_other_are_measured_as_regions_and_named_so():
    """Between the town of Bryansk and the Kursk region are 109 km; the regions border on each other."""
    [claim] = [claim for claim in STORY.claims if claim.kind == "near"]
    [check] = [check for check in STORY.checks if check.claim == claim.id]
    assert (check.values["place"], check.values["other"]) == ("regio Brjansk", "regio Koersk")
    assert "border on each other" in check.why


def test_the_source_of_the_facts_is_named():
    assert STORY.article.source == "NOS"
    assert STORY.article.published == "2024-11-19"


@needs_founding
def test_the_founding_article_gives_every_place_and_no_false_one(gazetteer):
    from geo.analysis import analyse

    article = article_from_bytes(FOUNDING.read_bytes(), filename=FOUNDING.name)
    story = analyse(article, gazetteer=gazetteer, borders=open_borders())
    found = {place.chosen.id: place.role for place in story.places}
    expected = {record: role for record, role, _ in PLACES.values()}
    del expected["geonames:538560"]  # it names the region of Kursk, not the town
    assert found == expected
    assert story.place("karatsjov").chosen.match == "spelling"
    assert story.strikes[0].where == "karatsjov"
    assert {check.verdict for check in story.checks} == {"agrees", "adds up", "cannot be checked"}


@needs_founding
def test_the_sample_quotes_no_one_else_s_article():
    words = SAMPLE.read_text(encoding="utf-8").split()
    theirs = " ".join(FOUNDING.read_text(encoding="utf-8").split())
    shared = [" ".join(words[n : n + 7]) for n in range(len(words) - 6) if " ".join(words[n : n + 7]) in theirs]
    assert shared == []
