"""Names completed while they are typed: laws over the whole list, scripts and titles, nearness, one's own places."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from geo.gazetteer.complete import beginnings
from geo.gazetteer.index import Gazetteer
from geo.gazetteer.names import key_of
from geo.gazetteer.own import HouseSpellings, OwnPlace
from geo.model import Candidate, LonLat


@settings(max_examples=60, deadline=None)
@given(some.floats(0, 1, exclude_max=True), some.data())
def test_whatever_of_a_name_is_typed_begins_a_name_of_each_place_found(
    gazetteer: Gazetteer, share: float, data: some.DataObject
) -> None:
    towns = gazetteer.populated().ids
    identifier = f"geonames:{towns[int(share * len(towns))]}"
    name = data.draw(some.sampled_from(gazetteer.names(identifier)))
    typed = name[: data.draw(some.integers(1, len(name)))]
    begins = beginnings(typed)
    found = gazetteer.complete(typed)
    for completion in found:
        assert completion.written in gazetteer.names(completion.place.id)
        assert f"{key_of(completion.written)} ".startswith(begins) or is_code_of(completion.place, typed, gazetteer)
    assert len({completion.place.id for completion in found}) == len(found)
    if key_of(name) == key_of(typed) and key_of(name):
        most = gazetteer.complete(typed, limit=100_000)
        assert identifier in {completion.place.id for completion in most}
        assert list(most[: len(found)]) == list(found)


def is_code_of(place: Candidate, typed: str, gazetteer: Gazetteer) -> bool:
    """Whether a place is found by its code or letters, typed whole: "LV" is Latvia, "HH" is Hamburg."""
    return any(candidate.id == place.id for candidate in gazetteer.candidates(key_of(typed)))


@pytest.mark.parametrize(("typed", "identifier"), [("Lv", "iso:LV"), ("HH", "geonames:2911298")])
def test_a_code_is_found_only_where_it_is_typed_whole(gazetteer: Gazetteer, typed: str, identifier: str) -> None:
    found = {completion.place.id: completion.place for completion in gazetteer.complete(typed, limit=50)}
    assert is_code_of(found[identifier], typed, gazetteer)
    assert identifier not in {completion.place.id for completion in gazetteer.complete(f"{typed}v", limit=50)}


@settings(max_examples=150, deadline=None)
@given(some.text(max_size=200))
def test_any_text_is_answered_with_places_or_nothing(gazetteer: Gazetteer, text: str) -> None:
    for completion in gazetteer.complete(text, near=(LonLat(180.0, -90.0),), countries=("é", "RUSSIA", "")):
        assert completion.place.kind != "site"


@pytest.mark.parametrize(
    ("typed", "identifier"),
    [
        ("Oekra", "iso:UA"),
        ("Karatsj", "geonames:552920"),
        ("карач", "geonames:552920"),
        ("КУРСЬ", "geonames:538560"),
        ("saint-é", "geonames:2980291"),
        ("St. Pet", "geonames:498817"),
        ("Sint-Pet", "geonames:498817"),
        ("new yo", "geonames:5128581"),
        ("北", "geonames:1816670"),
    ],
)
def test_the_likeliest_place_comes_first_in_any_script(gazetteer: Gazetteer, typed: str, identifier: str) -> None:
    assert identifier in [completion.place.id for completion in gazetteer.complete(typed)[:3]]


def test_a_title_of_a_saint_may_be_the_beginning_of_a_name_too(gazetteer: Gazetteer) -> None:
    assert beginnings("saint") == ("st ", "saint")
    names = [completion.place.name for completion in gazetteer.complete("saint", limit=3000)]
    assert {"Saint Petersburg", "Saintes"} <= set(names)
    assert beginnings("l'") == ("l",)
    assert beginnings(" \t-'") == ()


def test_places_near_those_of_the_story_come_first(gazetteer: Gazetteer) -> None:
    for near, identifier in ((LonLat(-4.0, 48.2), "geonames:3030300"), (LonLat(24.0, 52.0), "geonames:629634")):
        assert gazetteer.complete("Brest", near=(near,))[0].place.id == identifier


def test_a_site_is_never_offered_and_a_code_only_by_itself(gazetteer: Gazetteer) -> None:
    everything = gazetteer.complete("k", limit=1_000_000)
    assert len(everything) > 20_000
    assert all(completion.place.kind != "site" for completion in everything)
    known = [completion.place.id for completion in gazetteer.complete("nm", limit=1_000_000)]
    assert "iso:US-NM" in known
    assert "iso:US-NM" not in [completion.place.id for completion in gazetteer.complete("n.m. ", limit=1_000_000)]


def test_places_and_spellings_of_ones_own_come_first(gazetteer: Gazetteer) -> None:
    depot = OwnPlace("own:karkas", ("Karkas 107", "{{7*7}} <b>Karkas</b>"), 34.9, 53.1)
    mine = gazetteer.with_own([depot], HouseSpellings({"nl": {"geonames:552920": "Karatsjov"}}))
    found = mine.complete("Kar")
    assert {found[0].place.id, found[1].place.id} == {"own:karkas", "geonames:552920"}
    assert mine.complete("karatsjo")[0].written == "Karatsjov"
    assert mine.complete("{{7*7}} <b>kar")[0].place.id == "own:karkas"
    assert [c.place.id for c in mine.complete("Kar")].count("geonames:552920") == 1
