from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.decisions import decide, decide_again, reviewed
from geo.document import published
from geo.errors import BadInput, NotFound
from geo.model import Change
from tests.stories import founding_story

STORY = founding_story(reviewed=True)
MINISTRY = "het Russische ministerie van Defensie, via RIA"


def change(action, target="karatsjov", **value):
    return Change(action=action, target=target, value=value, at="2024-11-19T14:00:00+01:00", by="redactie")


@pytest.mark.parametrize(
    ("decision", "shows"),
    [
        (change("rename", name="Karatsjev"), lambda place: place.name == "Karatsjev"),
        (change("move", lon=35.0, lat=53.0), lambda place: (place.lon, place.lat, place.moved) == (35.0, 53.0, True)),
        (change("role", role="context"), lambda place: place.role == "context"),
        (change("publish", publish="region"), lambda place: place.publish == "region"),
    ],
)
def test_a_decision_shows_and_survives_a_second_reading(decision, shows):
    decided = decide(STORY, decision)
    assert shows(decided.place("karatsjov"))
    read_again = decide_again(founding_story(), decided.changes)
    assert shows(read_again.place("karatsjov"))
    assert read_again.changes == decided.changes


def test_a_decision_ends_the_review_and_counts_as_a_revision():
    decided = decide(STORY, change("rename", name="Karatsjev"))
    assert STORY.review is not None
    assert decided.review is None
    assert decided.revision == STORY.revision + 1


def test_another_candidate_takes_the_place_and_the_first_becomes_its_rival():
    story = founding_story()
    place = next(place for place in story.places if place.rivals)
    wanted = place.rivals[0]
    decided = decide(story, change("choose", place.id, candidate=wanted.id)).place(place.id)
    assert decided.chosen == wanted
    assert (decided.lon, decided.lat) == (wanted.lon, wanted.lat)
    assert place.chosen in decided.rivals


def test_a_removed_place_leaves_its_strike_without_one():
    decided = decide(STORY, change("remove"))
    assert decided.place("karatsjov") is None
    assert all(strike.where != "karatsjov" for strike in decided.strikes)


def test_a_decision_on_a_place_that_is_no_longer_named_is_kept_and_does_nothing():
    lost = change("rename", "verdwenen", name="X")
    story = decide_again(founding_story(), [lost])
    assert story.changes == (lost,)
    assert story.places == founding_story().places


@pytest.mark.parametrize(
    ("decision", "error", "quotes"),
    [
        (change("rename", "nergens", name="X"), NotFound, "'nergens'"),
        (change("rename", name="  "), BadInput, "''"),
        (change("move", lon=200.0, lat=53.0), BadInput, "200.0"),
        (change("move", lon=35.0), BadInput, "lon"),
        (change("choose", candidate="geonames:nergens"), NotFound, "'geonames:nergens'"),
        (change("role", role="doelwit"), BadInput, "'doelwit'"),
        (change("accept", "geen-aanval"), NotFound, "'geen-aanval'"),
        (change("detail", "geen-aanval", detail="launched", value="6"), NotFound, "'geen-aanval'"),
        (change("detail", "strike-1", detail="launched", value="7", said_by=MINISTRY), NotFound, "'7'"),
        (change("detail", "strike-1", detail="launched", value="6", said_by="iemand anders"), NotFound, "'6'"),
        (change("detail", "strike-1", detail="accepted", value="True"), NotFound, "'True'"),
        (change("add", lon=1.0, lat=2.0), BadInput, "'karatsjov'"),
    ],
)
def test_what_cannot_be_decided_is_quoted(decision, error, quotes):
    with pytest.raises(error) as caught:
        decide(STORY, decision)
    assert quotes in str(caught.value)


@given(st.floats(allow_nan=True), st.floats(allow_nan=True))
def test_no_place_ever_lands_off_the_earth(lon, lat):
    try:
        place = decide(STORY, change("move", lon=lon, lat=lat)).place("karatsjov")
    except BadInput:
        return
    assert -180 <= place.lon <= 180 and -90 <= place.lat <= 90


def test_a_review_needs_a_name_and_accepts_the_reported_strike():
    story = reviewed(founding_story(), by="Ans", at="2024-11-19T14:00:00+01:00")
    assert story.review.by == "Ans"
    assert all(strike.accepted for strike in story.strikes)
    with pytest.raises(BadInput, match="name"):
        reviewed(story, by=" ", at="2024-11-19T14:00:00+01:00")


def refusal(*, refused=True):
    return change("detail", "strike-1", detail="launched", value="6", said_by=MINISTRY, refused=refused)


def test_a_refused_detail_stays_home_and_the_others_go_out():
    story = decide(STORY, refusal())
    assert story.strikes[0].launched.refused, "it stays in the story, to be taken back"
    (out,) = published(story).strikes
    assert out.launched is None
    assert out.intercepted is not None and out.weapon is not None
    again = decide_again(founding_story(reviewed=True), story.changes)
    assert again.strikes == story.strikes
    back = decide(story, refusal(refused=False))
    assert published(back).strikes == published(STORY).strikes


def test_where_the_leading_account_is_refused_the_next_one_leads():
    (strike,) = STORY.strikes
    staff = replace(strike.launched, value=8, said_by="de generale staf")
    late = replace(strike.launched, value=9, said_by="een blogger")
    two = replace(STORY, strikes=(replace(strike, others={"launched": (staff, late)}),))
    (out,) = published(decide(two, refusal())).strikes
    assert (out.launched.value, [said.value for said in out.others["launched"]]) == (8, [9])
    other = change("detail", "strike-1", detail="launched", value="8", said_by="de generale staf")
    (out,) = published(decide(two, other)).strikes
    assert (out.launched.value, [said.value for said in out.others["launched"]]) == (6, [9])


def test_a_refused_strike_is_no_longer_told_of_and_its_place_loses_the_mark():
    story = decide(STORY, change("accept", "strike-1", accepted=False, refused=True))
    assert published(story).strikes == ()
    assert story.place("karatsjov").role == "mentioned"
    assert reviewed(story, by="Ans", at="2024-11-19T15:00:00+01:00").strikes[0].refused, "a review accepts none of it"
    again = decide_again(founding_story(), story.changes)
    assert (again.strikes[0].refused, again.place("karatsjov").role) == (True, "mentioned")
    back = decide(story, change("accept", "strike-1", accepted=False))
    assert (back.strikes[0].refused, back.place("karatsjov").role) == (False, "reported strike")


def test_of_two_strikes_on_a_place_one_may_be_refused():
    (strike,) = STORY.strikes
    two = replace(STORY, strikes=(strike, replace(strike, id="strike-2")))
    story = decide(two, change("accept", "strike-2", accepted=False, refused=True))
    assert [strike.id for strike in published(story).strikes] == ["strike-1"]
    assert story.place("karatsjov").role == "reported strike"


def test_an_added_place_keeps_the_record_that_it_was_found_by():
    value = {"name": "Orjol", "lon": 36.07, "lat": 52.97, "candidate": "geonames:515012", "kind": "settlement"}
    found = {**value, "country": "RU", "precision_m": 7000.0}
    place = decide(STORY, change("add", "orjol", **found)).place("orjol")
    assert (place.chosen.id, place.chosen.geonameid, place.chosen.country) == ("geonames:515012", 515012, "RU")
    assert (place.precision_m, place.moved) == (7000.0, False)
    pointed = decide(STORY, change("add", "hier", name="Hier", lon=1.0, lat=2.0)).place("hier")
    assert (pointed.chosen.kind, pointed.moved) == ("point", True)
