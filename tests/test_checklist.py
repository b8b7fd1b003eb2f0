"""The checklist of a sub-editor: planted errors are pointed at, clean drafts are left alone, and it never fails."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from founding import FOUNDING, needs_founding
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import founding_story, hostile_story

from bench.app.planted import MORE, SAMPLES, TEN, Planted, draft, new_items, pointed_at
from geo import api
from geo.checklist import Item, checklist, to_do
from geo.decisions import decide, reviewed
from geo.document import published
from geo.model import Change, Story
from geo.words import Words

WORDS = Words("nl")
AT, LATER = "2024-11-19T16:00:00+01:00", "2024-11-19T17:00:00+01:00"
CLEAN = sorted(path.stem for path in SAMPLES.glob("*.txt"))


@pytest.mark.parametrize("error", [*TEN, *MORE], ids=lambda error: error.what)
def test_a_planted_error_is_pointed_at(error: Planted) -> None:
    assert pointed_at(error, WORDS), [item.text for item in checklist(draft(error.sample), WORDS)]


@pytest.mark.parametrize("sample", CLEAN)
def test_a_clean_draft_has_nothing_that_must_be_put_right_but_the_review(sample: str) -> None:
    """A sample read as it is: nobody has reviewed it, and no more."""
    items = checklist(draft(sample), WORDS)
    assert {item.kind for item in items if item.severity == "must"} <= {"strike", "review"}
    # Worth a look: a town found by its sound alone, "reportedly" without who reports, a figure of a place not found.
    assert {item.kind for item in items if item.severity == "look"} <= {"place", "speaker", "cannot be checked"}
    story = reviewed(draft(sample), by="A. Redacteur", at=AT)
    assert {item.kind for item in checklist(story, WORDS) if item.severity == "must"} == set()


@pytest.mark.parametrize(
    ("language", "text", "other", "capital"),
    [
        ("en", "Drones hit a depot in Odesa, Ukraine. A shop in Victoria closed. The minister is in London.",
         "Victoria", "London"),
        ("nl", "Drones troffen een depot in Odesa in Oekraïne. Een winkel in Victoria sloot. De minister is in Londen.",
         "Victoria", "Londen"),
        ("de", "Drohnen trafen ein Depot in Odessa in der Ukraine. Ein Laden in Victoria schloss. Der Minister ist in "
         "London.", "Victoria", "London"),
        ("fr", "Des drones ont frappé un dépôt à Odessa en Ukraine. Une boutique a fermé à Victoria. Le ministre est à "
         "Londres.", "Victoria", "Londres"),
    ],
)  # fmt: skip
def test_a_far_city_by_another_name_than_its_own_is_looked_at(language, text, other, capital) -> None:
    """Only its size speaks for Hong Kong as a "Victoria"; a capital by its own name needs nothing else."""
    story = api.read(text, language=language, source="NOS", published="2026-09-03")
    by_name = {place.name: place for place in story.places}
    assert by_name[other].confidence < 0.6 <= 0.9 <= by_name[capital].confidence
    listed = {(item.place, item.kind) for item in checklist(story, WORDS) if item.severity == "must"}
    assert {(by_name[other].id, kind) for kind in ("place", "far", "country")} <= listed
    assert by_name[capital].id not in {place for place, _ in listed}


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("de", "Drohnen trafen ein Werk in Ischewsk. Das teilte der Generalstab in Kiew mit.", "Kiew"),
        ("en", "Drones hit a plant in Izhevsk, Russia. The foreign minister was in Peking.", "Peking"),
    ],
)
def test_an_older_name_that_no_other_town_bears_is_no_reason_for_doubt(language: str, text: str, name: str) -> None:
    places = api.read(text, language=language).places
    assert next(place.confidence for place in places if place.name == name) >= 0.6


def test_a_city_that_is_no_capital_is_not_sure_where_only_its_size_speaks_for_it() -> None:
    def sure_of(text: str, name: str) -> float:
        return next(place.confidence for place in api.read(text, language="en").places if place.name == name)

    told = "Drones hit a depot in Odesa, Ukraine. The minister spoke in Bombay{}."
    assert sure_of(told.format(""), "Bombay") < 0.9 <= sure_of(told.format(", in India"), "Bombay")


@needs_founding
@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("zou voor het eerst", "heeft voor het eerst", "told as fact"),
        ("Karatsjov", "Kozelsk", "place"),
        ("vijf raketten", "vier raketten", "figure"),
        ("300 kilometer", "800 kilometer", "figure"),
        ("ruim 100 kilometer", "ruim 100 mijl", "figure"),
    ],
)
def test_errors_in_the_founding_article_are_pointed_at(old: str, new: str, kind: str) -> None:
    text = FOUNDING.read_text("utf-8")
    if old not in text:
        pytest.skip("the article is worded otherwise")
    about = {"source": "NOS", "published": "2024-11-19"}
    clean, found = (to_do(checklist(api.read(part, **about), WORDS)) for part in (text, text.replace(old, new)))
    near = (kind, "cannot be checked", "far", "country", "range source", "headline")
    assert new_items(clean, found, near)


@needs_founding
def test_the_founding_article_itself_raises_nothing_but_its_review() -> None:
    story = api.read(FOUNDING, source="NOS", published="2024-11-19")
    assert {item.kind for item in checklist(story, WORDS) if item.severity == "must"} == {"strike", "review"}


# ---------------------------------------------------------------- what always holds


@cache
def odd_stories() -> tuple[Story, ...]:
    story = founding_story(reviewed=True)
    bare = replace(story, places=(), strikes=(), ranges=(), lines=(), weapons=(), claims=(), checks=(), unresolved=())
    return (
        story, founding_story(), bare, hostile_story("{{7*7}} <b>"), published(story), replace(story, language="pl"),
        replace(bare, article=replace(bare.article, text="", language="und", blocks=())),
    )  # fmt: skip


TEXTS = st.one_of(
    st.text(max_size=200),
    st.sampled_from(["Aanval", "Koersk geraakt!", "{0} {place}", "8 raketten", "Moskou: niets", "\ud800", "..."]),
)


@given(st.integers(0, 6), TEXTS, TEXTS, st.sampled_from(["nl", "en"]))
@settings(max_examples=25, deadline=None)
def test_any_story_gets_a_list_that_points_at_what_is_there(which: int, one: str, other: str, language: str) -> None:
    story = replace(odd_stories()[which], title=one, caption=other, alt=one, correction=other)
    before = story
    words = Words(language)
    items = checklist(story, words, now=AT)
    assert checklist(story, words, now=AT) == items
    assert story == before
    assert [item.severity for item in items] == sorted((i.severity for i in items), key=["must", "look", "fine"].index)
    places, strikes = {p.id for p in story.places}, {s.id for s in story.strikes}
    claims, areas = {c.id for c in story.claims}, {a.id for a in story.ranges}
    for item in items:
        assert item.text.strip()
        assert item.place is None or item.place in places
        assert item.strike is None or item.strike in strikes
        assert item.claim is None or item.claim in claims
        assert item.area is None or item.area in areas


# ---------------------------------------------------------------- one by one


def of_kind(story: Story, kind: str, **options: str) -> list[Item]:
    return [item for item in checklist(story, WORDS, **options) if item.kind == kind]


def test_an_item_says_where_it_is_put_right() -> None:
    story = founding_story()
    steps = {
        item.kind: item.step for item in checklist(replace(story, article=replace(story.article, source=None)), WORDS)
    }
    assert steps["source"] == "article"
    assert steps["strike"] == "check"
    assert steps["review"] == "publish"
    assert of_kind(story, "strike")[0].strike == story.strikes[0].id


def test_it_speaks_the_language_of_the_screen() -> None:
    [dutch] = of_kind(replace(founding_story(), embargo="2026-11-28T18:00:00+02:00[Europe/Kyiv]"), "embargo")
    assert dutch.text == "Embargo tot 28 november 2026 18:00 (Kyiv): dat staat in elk bestand"


def test_an_embargo_that_has_passed_is_told_only_by_a_clock_that_is_given() -> None:
    story = replace(founding_story(), embargo="2026-11-28T18:00:00+02:00[Europe/Kyiv]")
    assert of_kind(story, "embargo")[0].severity == "fine"
    assert of_kind(story, "embargo", now="2026-11-28T15:59:59+00:00")[0].severity == "fine"
    [passed] = of_kind(story, "embargo", now="2026-11-28T16:00:00+00:00")
    assert (passed.severity, passed.step) == ("look", "publish")


def test_a_change_after_the_review_is_told_and_an_embargo_is_none() -> None:
    story = reviewed(founding_story(), by="A. Redacteur", at=AT)
    assert of_kind(story, "review")[0].severity == "fine"
    change = Change(action="embargo", target=story.id, value={"until": "2026-11-28T18:00 Europe/Kyiv"}, at=LATER)
    assert of_kind(decide(story, change), "review")[0].severity == "fine"
    assert of_kind(replace(story, changed=LATER), "review")[0].severity == "must"


def test_wording_that_keeps_the_hedge_or_names_who_says_it_is_left_alone() -> None:
    story = draft("atacms-karatsjov.nl")
    for text in (
        "Oekraïne zou een doel in Rusland hebben beschoten",
        "Plaats van de gemelde aanval bij Karatsjov",
        "Volgens het ministerie zijn zes raketten afgevuurd op Karatsjov",
        "Rusland: vijf raketten neergehaald bij Karatsjov",
        "‘Oekraïne raakt wapendepot’",
        "Bereik van ATACMS vanaf Oekraïne",
        "Karatsjov ligt ruim 100 kilometer van de grens",
        "Het leger ontkent de aanval op Karatsjov",
        "Oekraïne kan met ATACMS doelen in Rusland raken",
        "Er zijn geen meldingen van slachtoffers",
    ):
        assert of_kind(replace(story, title=text), "wording") == [], text


def test_wording_surer_than_an_article_that_is_sure_itself_is_left_alone() -> None:
    text = "Raket treft flat in Charkiv\n\nIn de Oekraïense stad Charkiv heeft een Russische raket een flat geraakt."
    story = api.read(text, source="ANP", published="2024-11-19", language="nl")
    assert story.strikes
    assert not {item.kind for item in checklist(story, WORDS)} & {"headline", "told as fact"}


def test_a_rival_nearly_as_good_is_told_until_a_person_has_chosen() -> None:
    story = founding_story()
    place = story.places[0]
    rival = replace(place.chosen, id="geonames:77", name="Karachëv", lon=60.0, confidence=0.85, country="RU")
    close = replace(story, places=(replace(place, confidence=0.9, rivals=(rival,)), *story.places[1:]))
    assert [item.place for item in of_kind(close, "rival")] == [place.id]
    change = Change(action="choose", target=place.id, value={"candidate": place.chosen.id}, at=AT)
    assert of_kind(decide(close, change), "rival") == []


def test_quotes_that_are_cut_are_told() -> None:
    story = founding_story(reviewed=True)
    strike = story.strikes[0]
    long = replace(strike, target=replace(strike.target, quote=" ".join(["woord"] * 20)))
    assert of_kind(replace(story, strikes=(long,)), "quotes")[0].strike == strike.id
