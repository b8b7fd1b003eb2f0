"""The page driven without a browser: each step's states, bad input said in place, hostile text as written."""

from __future__ import annotations

import html
import html.parser
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rows import each_row
from stories import ATACMS, founding_story, hostile_story
from streamlit.testing.v1 import AppTest
from test_reading_pdf import column, paper

from geo import api
from geo.analysis import with_date, with_distance, with_policy, without_line
from geo.checklist import checklist
from geo.checks import check_story
from geo.document import dumps, published
from geo.drawing.theme import BUILT_IN
from geo.errors import BadInput, StrikemapError
from geo.measuring.borders import Borders
from geo.model import Candidate, Review, Statement, Story
from geo.publishing.page import HOST_SCRIPT
from geo.publishing.sizes import picture_px
from geo.publishing.translated import translated
from geo.resources import data_dir
from geo.ui import choices, figures, files, launch, opened, own, ranges
from geo.ui.desk import Desk
from geo.words import LANGUAGES, Words

ROOT = Path(__file__).parents[1]
SAMPLE_TEXT = (ROOT / "data" / "samples" / "atacms-karatsjov.nl.txt").read_text("utf-8")


@pytest.fixture(scope="module", name="story")
def story_fixture() -> Story:
    """The founding story with its checks."""
    return check_story(replace(founding_story(), weapons=(_atacms(),)), opened.borders())


def _atacms() -> Any:
    from geo.weapons import find_weapon

    return find_weapon("ATACMS")


@pytest.fixture(scope="module", name="at")
def at_fixture(story: Story) -> Callable[[str], AppTest]:
    """The page at a step, one for all rows of bad input: each leaves the story, so that the next finds it the same."""
    return cache(lambda step: started(story, step))


def started(story: Story, step: str = "article", **state: Any) -> AppTest:
    """The page with that story on the desk, at that step."""
    app = AppTest.from_file(launch.ENTRY, default_timeout=120)
    app.session_state["desk"] = Desk(story)
    for name, value in state.items():
        app.session_state[name] = value
    turn(app, step)
    assert not app.exception
    return app


def turn(app: AppTest, step: str) -> None:
    """Go to a step."""
    app.session_state["go"] = step
    app.run()


def links(app: AppTest) -> list[str]:
    """What the links to the steps are called."""
    return [item.proto.label for item in app.get("page_link")]


def desk(app: AppTest) -> Desk:
    found: Desk = app.session_state["desk"]
    return found


def errors(app: AppTest) -> list[str]:
    return [item.value for item in app.error]


def markup(app: AppTest) -> str:
    """All HTML of the page but its style sheet."""
    return "\n".join(item.proto.body for item in app.get("html") if "<style>" not in item.proto.body)


def part(app: AppTest, name: str) -> Any:
    """What the one part of that kind on the page is given to show (``geo.ui.inline``)."""
    [found] = [item.proto for item in app.get("bidi_component") if item.proto.component_name == f"strikemap-{name}"]
    [data] = json.loads(found.json)
    return data


def labelled(app: AppTest, kind: str, label: str) -> Any:
    """The one widget of a kind that bears the label."""
    found = [item for item in getattr(app, kind) if item.label == label]
    assert len(found) == 1, (label, [item.label for item in getattr(app, kind)])
    return found[0]


# ---------------------------------------------------------------- opening


def test_it_opens_on_the_sample_story_with_its_text_marked() -> None:
    app = AppTest.from_file(launch.ENTRY, default_timeout=120).run()
    assert not app.exception
    assert errors(app) == []
    marks = part(app, "marks")
    struck = {n for n, place in enumerate(marks["places"]) if place["class"].startswith("sm-reported-strike")}
    assert ["Karatsjov", *struck] in [item for _tag, _class, inner in marks["text"] for item in inner]
    assert {"sm-mentioned", "sm-context"} & {name for name, _text in marks["legend"]}
    assert app.get("component_instance"), "the map is on the page at once"


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_comes_is_greeted_by_a_sample_in_their_language(language: str) -> None:
    app = AppTest.from_file(launch.ENTRY, default_timeout=120)
    app.session_state["language"] = language
    app.run()
    story = desk(app).story
    assert errors(app) == []
    assert (story.language, story.article.language) == (language, language)
    assert [place.chosen.id for place in story.places if place.role == "reported strike"] == ["geonames:552920"]
    assert [area.max_m for area in story.ranges] == [300_000, 165_000]
    assert Words(language)(
        "This is a sample, to look round in. For an article of your own, open the first box above."
    ) in (html.unescape(markup(app)))


def test_the_greeting_follows_the_language_until_something_was_done() -> None:
    app = AppTest.from_file(launch.ENTRY, default_timeout=120).run()
    app.selectbox(key="language").set_value("de").run()
    assert desk(app).story.language == "de"
    assert (desk(app).kept, desk(app).past) == (None, []), "nothing was done yet, so nothing is kept"
    turn(app, "places")
    labelled(app, "text_input", "Name auf der Karte").set_value("Karatschow").run()
    app.selectbox(key="language").set_value("fr").run()
    assert desk(app).story.language == "de"
    assert desk(app).kept is not None
    app.button(key="undo").click().run()
    assert desk(app).story.language == "de", "what was undone can be done again"


def test_the_app_file_of_a_checkout_shows_the_same_page() -> None:
    app = AppTest.from_file(ROOT / "app.py", default_timeout=120)
    app.session_state["desk"] = Desk(founding_story())
    app.run()
    assert not app.exception
    assert links(app) == ["Artikel", "Plaatsen", "Bereik", "Controleren", "Publiceren"]


def test_the_language_of_the_page_can_be_chosen(story: Story) -> None:
    app = started(story)
    app.selectbox(key="language").set_value("en").run()
    assert links(app) == ["Article", "Places", "Ranges", "Check", "Publish"]
    assert "reported strike" in [text for _class, text in part(app, "marks")["legend"]]


@pytest.mark.parametrize(("step", "key"), [("article", "article-language"), ("ranges", "origin-kind-0")])
def test_a_choice_is_labelled_anew_in_another_language(story: Story, step: str, key: str) -> None:
    """A select box in the browser shows what was chosen as text, until it is told another."""
    app = started(story, step)
    app.selectbox(key="language").set_value("uk").run()
    box = app.selectbox(key=key)
    assert box.proto.set_value
    assert box.proto.raw_value in box.options
    assert re.fullmatch("[ а-яіїєґ]+", box.proto.raw_value)


@pytest.mark.parametrize("step", ["article", "places", "ranges", "check", "publish"])
def test_every_step_can_be_taken_first(story: Story, step: str) -> None:
    app = started(story, step)
    assert errors(app) == []
    assert desk(app).story is story, "looking changes nothing"


def test_a_story_without_places_ranges_or_strikes_has_every_step(story: Story) -> None:
    bare = replace(story, places=(), strikes=(), ranges=(), lines=(), weapons=(), claims=(), checks=(), unresolved=())
    app = started(bare)
    for step in ("places", "ranges", "check", "publish"):
        turn(app, step)
        assert not app.exception
        assert errors(app) == []


# ---------------------------------------------------------------- article


@pytest.mark.parametrize("text", ["", "   ", "12345 !!!"])
def test_an_article_without_text_is_refused_and_the_story_stays(story: Story, text: str) -> None:
    app = started(story)
    app.text_area(key="text").set_value(text)
    app.button(key="read").click().run()
    assert len(errors(app)) == 1
    assert desk(app).story is story
    turn(app, "places")
    assert desk(app).story is story


def test_a_pasted_article_becomes_the_story_and_can_be_taken_back(story: Story) -> None:
    app = started(story)
    app.text_area(key="text").set_value(SAMPLE_TEXT)
    app.text_input(key="source").set_value("NOS")
    app.button(key="read").click().run()
    assert errors(app) == []
    read = desk(app).story
    assert {"Karatsjov", "Brjansk", "Koersk"} <= {place.name for place in read.places}
    assert read.article.source == "NOS"
    app.button(key="undo").click().run()
    assert desk(app).story.id == story.id


def test_a_text_without_places_says_so(story: Story) -> None:
    app = started(story)
    app.text_area(key="text").set_value("Er is niets gebeurd en niemand zei iets.")
    app.button(key="read").click().run()
    assert desk(app).story.places == ()
    turn(app, "places")
    assert any("geen plaatsen" in item.value for item in app.info)


VRT = b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>"


@each_row(
    ("name", "data"),
    [
        ("x.geojson", VRT),
        ("x.geojson", b'{"type": "FeatureCollection", "features": []}'),
        ("x.geojson", b'{"type": "FeatureCollection", '),
        ("x.json", b"[1, 2]"),
        ("x.txt", bytes(range(256)) * 20),
        ("x.txt", b""),
        ("x.pdf", b"%PDF-1.7 x"),
        ("x.txt", b"Koersk " * 1_400_000),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_and_the_story_stays(
    story: Story, at: Callable[[str], AppTest], name: str, data: bytes
) -> None:
    app = at("article")
    app.file_uploader[0].set_value((name, data, "application/octet-stream"))
    app.button(key="read").click().run()
    assert len(errors(app)) == 1
    assert "Traceback" not in errors(app)[0]
    assert desk(app).story is story


def test_a_pdf_becomes_the_story(story: Story) -> None:
    app = started(story)
    data = paper([column(["In een loods in Kampen was maandag brand, zegt de", "brandweer van Zwolle."])])
    app.file_uploader[0].set_value(("brand.pdf", data, "application/pdf"))
    app.button(key="read").click().run()
    assert errors(app) == []
    assert {place.name for place in desk(app).story.places} == {"Kampen", "Zwolle"}


def test_the_language_of_an_article_can_be_set_by_hand(story: Story) -> None:
    app = started(story)
    app.text_area(key="text").set_value("Karatsjov, Brjansk, Koersk en Kyiv.")
    app.selectbox(key="article-language").set_value("de")
    app.button(key="read").click().run()
    assert errors(app) == []
    assert desk(app).story.article.language == "de"


def test_a_text_in_a_language_without_a_table_is_read_and_says_so(story: Story) -> None:
    app = started(story)
    app.text_area(key="text").set_value(
        "Wczoraj w Krakowie doszło do pożaru. Burmistrz miasta Katowice zapowiedział pomoc dla mieszkańców Krakowa."
    )
    app.button(key="read").click().run()
    assert errors(app) == []
    assert desk(app).story.article.language == "pl"
    assert "Katowice" in {place.name for place in desk(app).story.places}
    assert "kent geen woorden van de taal van deze tekst (Pools (pl))" in markup(app)


@each_row(
    ("address", "says"),
    [
        ("", "is geen adres"),
        ("ftp://example.org/a", "is geen adres"),
        ("http://127.0.0.1/![x](http://example.org/y.png)", "niet op het openbare internet"),
        ("http://localhost:8080/", "niet op het openbare internet"),
    ],
)
def test_an_address_that_may_not_be_fetched_is_refused_and_text_and_story_stay(
    story: Story, at: Callable[[str], AppTest], address: str, says: str
) -> None:
    app = at("article")
    app.text_area(key="text").set_value("Een tekst die blijft staan.")
    app.text_input(key="address").set_value(address)
    app.button(key="fetch").click().run()
    assert len(errors(app)) == 1
    assert says in errors(app)[0]
    assert desk(app).story is story
    assert app.text_area(key="text").value == "Een tekst die blijft staan."
    assert app.text_input(key="address").value == address


def test_nothing_is_fetched_before_its_own_button(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def no_network(*arguments: object, **_: object) -> None:
        asked.append(str(arguments))
        raise OSError("no network here")

    monkeypatch.setattr("socket.getaddrinfo", no_network)
    app = started(story)
    app.text_input(key="address").set_value("https://news.example/a").run()
    app.text_area(key="text").set_value(SAMPLE_TEXT)
    app.button(key="read").click().run()
    assert asked == []
    assert "netwerk" in app.button(key="fetch").label
    app.button(key="fetch").click().run()
    assert len(asked) == 1 and "is niet bekend op internet" in errors(app)[0]


def test_a_saved_story_is_opened_again(story: Story) -> None:
    app = started(story)
    app.file_uploader[0].set_value(("saved.geojson", dumps(founding_story()).encode(), "application/geo+json"))
    app.button(key="read").click().run()
    assert errors(app) == []
    assert dumps(desk(app).story) == dumps(founding_story())


# ---------------------------------------------------------------- places


def test_a_place_is_renamed_and_the_way_back_is_there(story: Story) -> None:
    app = started(story, "places")
    labelled(app, "text_input", "Naam op de kaart").set_value("Karatsjev").run()
    assert desk(app).story.places[0].name == "Karatsjev"
    assert desk(app).story.changes[-1].action == "rename"
    app.button(key="undo").click().run()
    assert desk(app).story.places[0].name == "Karatsjov"
    assert labelled(app, "text_input", "Naam op de kaart").value == "Karatsjov"
    app.button(key="redo").click().run()
    assert labelled(app, "text_input", "Naam op de kaart").value == "Karatsjev"


def test_a_place_without_a_name_is_refused_and_keeps_its_own(story: Story) -> None:
    app = started(story, "places")
    labelled(app, "text_input", "Naam op de kaart").set_value("  ").run()
    assert len(errors(app)) == 1
    assert desk(app).story is story
    assert labelled(app, "text_input", "Naam op de kaart").value == "Karatsjov"


def test_a_moved_place_is_measured_again(story: Story) -> None:
    app = started(story, "places")
    labelled(app, "text_input", "Breedte, lengte").set_value("54.0, 36.0").run()
    place = desk(app).story.places[0]
    assert (place.lat, place.lon, place.moved) == (54.0, 36.0, True)
    before = next(check for check in story.checks if check.basis == "measured")
    after = next(check for check in desk(app).story.checks if check.claim == before.claim)
    assert after.measured != before.measured


@each_row("text", ["", "here", "91, 0", "12, 999", "{{7*7}}", "<script>x</script>"])
def test_a_place_off_the_earth_is_refused_with_the_value(story: Story, at: Callable[[str], AppTest], text: str) -> None:
    app = at("places")
    labelled(app, "text_input", "Breedte, lengte").set_value(text).run()
    assert len(errors(app)) == 1
    if text:
        assert text in errors(app)[0]
    assert desk(app).story is story


def test_a_role_is_given_and_a_place_removed(story: Story) -> None:
    app = started(story, "places")
    desk(app).look_at("brjansk")
    app.run()
    labelled(app, "selectbox", "Wat het is").set_value("context").run()
    brjansk = desk(app).story.place("brjansk")
    assert brjansk is not None
    assert brjansk.role == "context"
    labelled(app, "button", "Deze plaats weghalen").click().run()
    assert desk(app).story.place("brjansk") is None
    assert errors(app) == []


# ---------------------------------------------------------------- ranges


def test_the_slider_starts_at_the_main_range_and_moves_it(story: Story) -> None:
    app = started(story, "ranges")
    slider = labelled(app, "slider", "Bereik (km)")
    assert slider.value == 300
    slider.set_value(310).run()
    main = next(area for area in desk(app).story.ranges if area.main)
    assert main.max_m == 310_000
    assert main.stated_by is None
    assert "310 km" in markup(app)
    assert "zelf gekozen" in markup(app)
    labelled(app, "slider", "Bereik (km)").set_value(300).run()
    main = next(area for area in desk(app).story.ranges if area.main)
    assert main.stated_by is not None, "back at the stated range, its source is named again"


def lines(app: AppTest) -> list[tuple[float, bool]]:
    """How far the ranges on the map go, in km, and whether each is the one that is drawn solid."""
    return [(area.max_m / 1000, area.main) for area in desk(app).story.ranges]


def test_what_is_drawn_beside_the_range_can_be_chosen_and_stays_chosen(story: Story) -> None:
    app = started(story, "ranges")
    assert lines(app) == [(300, True), (165, False)]
    box = labelled(app, "multiselect", "Ook getekend, gestreept")
    assert box.value == [165_000]
    box.set_value([]).run()
    assert lines(app) == [(300, True)]
    assert "Wat niet is getekend, staat wel in woorden bij de kaart." in markup(app)
    labelled(app, "slider", "Bereik (km)").set_value(310).run()
    assert lines(app) == [(300, False), (310, True)], "the slider brings nothing back"
    labelled(app, "multiselect", "Ook getekend, gestreept").set_value([165_000]).run()
    assert sorted(lines(app)) == [(165, False), (300, False), (310, True)]
    app.button(key="stated").click().run()
    assert lines(app) == [(300, True), (165, False)]


def test_a_line_far_beyond_the_story_is_drawn_when_it_is_asked_for(story: Story) -> None:
    """Of Iskander one version is said to reach 2,500 km, which tells nothing of a town at 117 km."""
    app = started(story, "ranges")
    labelled(app, "selectbox", "Wapen").set_value("iskander").run()
    assert 2_500 not in [far for far, _main in lines(app)]
    box = labelled(app, "multiselect", "Ook getekend, gestreept")
    assert 2_500_000 not in box.value and len(box.value) == len(lines(app)) - 1
    assert any("2.500 km" in option for option in box.options)
    box.set_value([2_500_000]).run()
    assert errors(app) == []
    assert [far for far, main in lines(app) if not main] == [2_500]
    labelled(app, "selectbox", "Wapen").set_value("atacms").run()
    labelled(app, "selectbox", "Wapen").set_value("iskander").run()
    assert 2_500 not in [far for far, _main in lines(app)], "another weapon begins anew"


def test_every_stated_range_stands_with_who_states_it(story: Story) -> None:
    app = started(story, "ranges")
    text = markup(app)
    for reach in _atacms().reaches:
        assert Words("nl")(reach.stated_by).split("(")[0].strip() in text


@each_row("text", ["many", "0 km", "-5 km", "30000 km", "300", "{{7*7}} km"])
def test_a_range_that_is_none_is_refused_with_the_value(story: Story, at: Callable[[str], AppTest], text: str) -> None:
    app = at("ranges")
    labelled(app, "text_input", "Of typ een bereik").set_value(text).run()
    assert len(errors(app)) == 1
    assert text in errors(app)[0]
    assert desk(app).story is story


def test_a_typed_range_in_miles(story: Story) -> None:
    app = started(story, "ranges")
    labelled(app, "text_input", "Of typ een bereik").set_value("100 mi").run()
    main = next(area for area in desk(app).story.ranges if area.main)
    assert main.max_m == pytest.approx(160_934.4)
    labelled(app, "button", "Opgegeven bereik").click().run()
    assert labelled(app, "slider", "Bereik (km)").value == 300


def test_another_weapon_another_origin_another_country(story: Story) -> None:
    app = started(story, "ranges")
    labelled(app, "selectbox", "Gemeten vanaf").set_value("undisputed territory").run()
    assert errors(app) == []
    assert desk(app).story.ranges[0].origin.kind == "undisputed territory"
    assert "zonder bezette of betwiste delen" in markup(app)
    labelled(app, "selectbox", "Getoond op").set_value("").run()
    assert desk(app).story.ranges[0].onto is None
    labelled(app, "selectbox", "Wapen").set_value("").run()
    assert [area.weapon for area in desk(app).story.ranges] == [None]


def test_a_point_can_be_the_origin(story: Story) -> None:
    app = started(story, "ranges")
    labelled(app, "selectbox", "Gemeten vanaf").set_value("point").run()
    labelled(app, "selectbox", "Plaats, of breedte,lengte").set_value("Koersk (plaats)").run()
    assert errors(app) == []
    origin = desk(app).story.ranges[0].origin
    assert (origin.kind, origin.name, origin.place) == ("point", "Koersk", "koersk")


def test_a_country_out_of_range_is_said_and_the_range_stays(story: Story) -> None:
    app = started(story, "ranges")
    labelled(app, "selectbox", "Getoond op").set_value("NZ").run()
    assert len(errors(app)) == 1
    assert desk(app).story is story


HELD = b"""{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon",
  "coordinates": [[[24, 49], [34, 49], [34, 51], [24, 51], [24, 49]]]}}"""


def test_an_outline_of_ones_own_is_an_origin_with_its_date_and_source() -> None:
    origin = ranges.outline_origin(HELD, "UA", "recognised", "2024-11-19", "a map maker", "Oekra\u00efne")
    assert (origin.kind, origin.date, origin.source) == ("held land", "2024-11-19", "a map maker")
    assert origin.geometry is not None


@pytest.mark.parametrize("data", [VRT, b"", b"{}", b'{"type": "Point", "coordinates": [500, 1]}', b"\xff\xfe"])
def test_an_outline_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        ranges.outline_origin(data, "UA", "recognised", "2024-11-19", "a map maker", "x")


def test_an_outline_without_date_or_source_is_refused(story: Story) -> None:
    app = started(story, "ranges")
    labelled(app, "selectbox", "Gemeten vanaf").set_value("held land").run()
    app.file_uploader[0].set_value(("held.geojson", HELD, "application/geo+json"))
    app.button(key="outline-use").click().run()
    assert len(errors(app)) == 1
    assert desk(app).story is story


def test_the_border_policy_can_be_chosen(story: Story) -> None:
    app = started(story, "ranges")
    labelled(app, "selectbox", "Grenzen volgens").set_value("natural-earth").run()
    assert errors(app) == []
    assert desk(app).story.policy == "natural-earth"


def test_the_towns_inside_are_listed_when_asked(story: Story) -> None:
    app = started(story, "ranges")
    assert not app.dataframe
    app.toggle(key="list-inside").set_value(True).run()
    assert errors(app) == []
    assert "Plaats" in app.dataframe[0].value.columns
    assert len(app.dataframe[0].value) > 20


# ---------------------------------------------------------------- check


def test_the_check_says_its_verdicts_and_that_the_event_is_not_checked(story: Story) -> None:
    text = markup(started(story, "check"))
    assert "De gebeurtenis zelf is niet gecontroleerd." in text
    assert "klopt" in text
    assert "geen gemeld" in text
    assert "het Russische ministerie van Defensie, via RIA" in text


def test_the_check_tells_which_towns_could_be_reached_and_by_whose_word(story: Story) -> None:
    app = started(story, "check")
    assert "Binnen bereik?" in [heading.value for heading in app.subheader]
    text = markup(app)
    assert "ongeveer 117 km" in text
    assert "binnen bereik" in text
    assert "Kyiv Independent" in text


def test_a_town_that_is_only_mentioned_is_not_among_those_that_could_be_reached(story: Story) -> None:
    brjansk = next(place for place in story.places if place.id == "brjansk")
    record = replace(brjansk.chosen, id="geonames:598316", name="Kaunas", country="LT", lon=23.9, lat=54.9)
    kaunas = replace(brjansk, id="kaunas", name="Kaunas", chosen=record, lon=23.9, lat=54.9, mentions=(), rivals=())
    app = started(replace(story, places=(*story.places, kaunas)), "check")
    tables = [re.findall(r'<td data-label="Plaats"><bdi>(.*?)</bdi>', item.proto.body) for item in app.get("html")]
    first, second = [names for names in tables if names]
    assert {"Karatsjov", "Brjansk"} <= set(first)
    assert "Kaunas" not in first
    assert set(second) == {"Kaunas"}
    assert "1 plaats die alleen wordt genoemd" in [item.label for item in app.expander]


def test_a_strike_is_accepted_and_taken_back(story: Story) -> None:
    app = started(story, "check")
    ticks(app, ACCEPT)[0].set_value(True).run()
    assert desk(app).story.strikes[0].accepted
    app.button(key="undo").click().run()
    assert not desk(app).story.strikes[0].accepted
    assert ticks(app, ACCEPT)[0].value is False


def test_a_typed_range_that_is_none_is_told_for_as_long_as_it_stands_in_its_box(story: Story) -> None:
    app = started(story, "ranges")

    def typed(text: str) -> None:
        labelled(app, "text_input", "Of typ een bereik").set_value(text).run()

    typed("abc")
    assert len(errors(app)) == 1 and "abc" in errors(app)[0]
    labelled(app, "selectbox", "Gemeten vanaf").set_value("point").run()
    assert len(errors(app)) == 1, "another box puts nothing right"
    typed("")
    assert errors(app) == []
    typed("30000 km")
    assert len(errors(app)) == 1
    typed("250 km")
    assert errors(app) == []
    assert next(area.max_m for area in desk(app).story.ranges if area.main) == 250_000
    typed("abc")
    app.slider[0].set_value(app.slider[0].value + 10).run()
    assert errors(app) == []
    assert labelled(app, "text_input", "Of typ een bereik").value == ""
    typed("abc")
    turn(app, "check")
    turn(app, "ranges")
    assert errors(app) == []


def test_each_strike_that_is_drafted_is_accepted_by_itself(story: Story) -> None:
    first = replace(story.strikes[0], accepted=False)
    second = replace(first, id=f"strike-2-{first.where}", casualties=None)
    app = started(replace(story, strikes=(first, second)), "check")
    assert [heading.value for heading in app.subheader].count("Gemelde aanval") == 2
    ticks(app, ACCEPT)[1].set_value(True).run()
    assert [strike.accepted for strike in desk(app).story.strikes] == [False, True]
    ticks(app, ACCEPT)[0].set_value(True).run()
    assert [strike.accepted for strike in desk(app).story.strikes] == [True, True]


def ticks(app: AppTest, label: str) -> list[Any]:
    """The boxes to tick that bear a label, in the order of the page."""
    return [box for box in app.checkbox if box.label == label]


ACCEPT = "Ik heb deze details bekeken: wat is aangevinkt mag als melding worden gepubliceerd"


def test_a_detail_of_a_strike_is_refused_by_itself_and_taken_back(story: Story) -> None:
    app = started(story, "check")
    [launched] = ticks(app, "Afgevuurd")
    assert launched.value is True
    launched.set_value(False).run()
    assert errors(app) == []
    (strike,) = desk(app).story.strikes
    assert strike.launched is not None and strike.launched.refused
    assert strike.intercepted is not None and not strike.intercepted.refused
    assert '<p class="sm-detail sm-out"><strong><bdi>6</bdi>' in markup(app)
    [accept] = ticks(app, ACCEPT)
    accept.set_value(True).run()
    (out,) = published(desk(app).story).strikes
    assert (out.launched, out.intercepted is None) == (None, False)
    ticks(app, "Afgevuurd")[0].set_value(True).run()
    (out,) = published(desk(app).story).strikes
    assert out.launched is not None
    app.button(key="undo").click().run()
    assert ticks(app, "Afgevuurd")[0].value is False


def test_a_strike_that_is_none_is_left_out_and_can_be_taken_back(story: Story) -> None:
    app = started(story, "check")
    app.button(key="strike-out-0").click().run()
    (strike,) = desk(app).story.strikes
    assert (strike.refused, strike.accepted) == (True, False)
    assert ticks(app, "Afgevuurd") == [] and ticks(app, ACCEPT) == []
    assert not [item for item in checklist(desk(app).story, Words("nl")) if item.kind == "strike"]
    app.button(key="strike-back-0").click().run()
    assert desk(app).story.strikes == tuple(replace(item, accepted=False) for item in story.strikes)
    assert len(ticks(app, "Afgevuurd")) == 1


def test_both_accounts_of_a_strike_stand_under_each_other_with_who_says_each(story: Story) -> None:
    """The second account follows the first at once; a denial is called one; nothing is accepted unasked."""
    staff = Statement(value=8, quote="acht <b>raketten</b>", start=0, end=5, said_by="de generale staf")
    denial = Statement(
        value="dat is niet zo", quote="dat is niet zo", start=0, end=5, said_by="Kyiv", certainty="denied"
    )
    when = Statement(value="2024-11-19T03:25+03:00", quote="dinsdag", start=0, end=5)
    strike = replace(story.strikes[0], when=when, others={"launched": (staff,), "hit": (denial,)}, accepted=False)
    app = started(replace(story, strikes=(strike,)), "check")
    text = markup(app)
    labels = [box.label for box in app.checkbox]
    rows = [re.findall(r"<bdi>(.*?)</bdi>", row) for row in re.findall(r'<p class="sm-detail">(.*?)</p>', text)]
    told = dict(zip(labels, rows, strict=False))
    first = labels.index("Afgevuurd")
    ministry = "het Russische ministerie van Defensie, via RIA"
    assert labels[first + 1] == "Afgevuurd: een andere lezing"
    assert told["Afgevuurd"] == ["6", f"{ministry}: “zes raketten gelanceerd”"]
    assert told["Afgevuurd: een andere lezing"] == ["8", "de generale staf: “acht &lt;b&gt;raketten&lt;/b&gt;”"]
    assert told["Geraakt: ontkend"] == ["dat is niet zo", "Kyiv: “dat is niet zo”"]
    assert told["Wanneer"] == ["19 november 2024, 03:25 (tijd in Moskou)", "het artikel zelf: “dinsdag”"]
    assert "acht &lt;b&gt;raketten&lt;/b&gt;" in text
    assert "Er wordt niets van gepubliceerd" in text
    [accept] = ticks(app, ACCEPT)
    assert not accept.value
    accept.set_value(True).run()
    assert desk(app).story.strikes[0].accepted
    assert "Er wordt niets van gepubliceerd" not in markup(app)


@pytest.mark.parametrize(
    ("language", "border"),
    [
        ("nl", "de grens tussen Oekraïne en Rusland"),
        ("en", "the border between Ukraine and Russia"),
        ("de", "Grenze Ukraine/Russland"),
        ("fr", "frontière Ukraine/Russie"),
        ("uk", "кордон Україна/Росія"),
    ],
)
def test_a_border_in_a_check_is_called_as_the_screen_speaks(story: Story, language: str, border: str) -> None:
    app = started(story, "check", language=language)
    figures_told = markup(app).partition('<p class="sm-event">')[0]
    assert border in figures_told
    assert ("de grens tussen" in figures_told) == (language == "nl")


BORDER = "de grens tussen Oekraïne en Rusland"


def test_a_distance_is_measured_and_drawn(story: Story) -> None:
    app = started(story, "check")
    app.selectbox(key="distance-from").set_value("Karatsjov")
    app.selectbox(key="distance-to").set_value(BORDER)
    labelled(app, "button", "Meten en tekenen").click().run()
    assert errors(app) == []
    assert len(desk(app).story.lines) == len(story.lines) + 1
    assert "ongeveer 117 km" in markup(app)
    [*_, last] = [item for item in app.button if item.label == "Weghalen"]
    last.click().run()
    assert len(desk(app).story.lines) == len(story.lines)


def test_a_distance_with_one_end_is_refused(story: Story) -> None:
    app = started(story, "check")
    app.selectbox(key="distance-from").set_value("Karatsjov")
    labelled(app, "button", "Meten en tekenen").click().run()
    assert len(errors(app)) == 1
    assert desk(app).story is story


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("Karatsjov", BORDER, "ongeveer 117 km"),
        ("Karatsjov", "border:UA-RU", "ongeveer 117 km"),
        ("50.45,30.52", "55.7558,37.6173", "757 km"),
        ("Brjansk (plaats)", "Kursk, RU", "ongeveer 21"),
    ],
)
def test_what_is_typed_is_an_end_too(story: Story, start: str, end: str, shown: str) -> None:
    offered = choices.ends_offered(story, Words("nl"))
    finder = own.finder(story.policy)
    line = with_distance(story, *(choices.find_end(story, text, offered, finder) for text in (start, end))).lines[-1]
    assert figures.distance(line.distance_m, line.low_m, line.high_m, Words("nl")).startswith(shown)


def test_what_the_map_will_print_is_in_the_words_of_its_readers_not_of_the_screen(story: Story) -> None:
    border = "de grens tussen Oekraïne en Rusland"
    finder = own.finder(story.policy)
    for screen in LANGUAGES:
        offered = choices.ends_offered(story, Words(screen))
        shown = next(name for name, meant in offered.items() if meant == "border:UA-RU")
        assert choices.find_end(story, shown, offered, finder).name == border
        assert choices.line_origin(story, shown, offered, finder).name == border
        several = choices.points_origin(story, ["Karatsjov", "50.45,30.52"], offered, finder)
        assert several.name.startswith("Karatsjov en ")


def test_an_origin_that_is_typed_is_called_as_the_article_or_its_language_calls_it(story: Story) -> None:
    finder = own.finder(story.policy)
    assert choices.point_origin(story, "Chernihiv", {}, finder).name == "Tsjernihiv"
    assert choices.point_origin(replace(story, language="en"), "Tsjernihiv", {}, finder).name == "Chernihiv"
    assert choices.point_origin(story, "51.5,31.3", {}, finder).name == "51.5,31.3"
    place = next(place for place in story.places if place.id == "karatsjov")
    house = replace(story, places=tuple(replace(p, name="Karatsjew") if p == place else p for p in story.places))
    named = choices.point_origin(house, "Karachev, RU", {}, finder)
    assert (named.name, named.place) == ("Karatsjew", place.id)
    assert choices.find_end(house, "Karachev, RU", {}, finder).name == "Karatsjew"
    drawn = api.with_range(story, weapon="ATACMS", origin="Chernihiv")
    assert {area.origin.name for area in drawn.ranges} == {"Tsjernihiv"}


LAUNCHED = """Oekraïense aanval op Karatsjov

Oekraïne heeft dinsdag een wapendepot in de Russische stad Karatsjov aangevallen. De ATACMS-raketten werden afgevuurd
vanuit de regio Soemy. Het Kremlin reageerde niet.
"""


def test_the_region_that_it_was_fired_from_is_offered_and_the_kremlin_is_not() -> None:
    app = started(api.read(LAUNCHED, language="nl", published="2024-11-20"), "ranges")
    button = app.button(key="origin-launch-0")
    assert "afgevuurd vanuit" in button.label and "Soemy" in button.label
    assert {area.origin.name for area in desk(app).story.ranges} == {"Oekraïne"}
    button.click().run()
    origins = {area.origin.name: area.origin for area in desk(app).story.ranges}
    assert set(origins) == {"Soemy"} and origins["Soemy"].geometry.geom_type in {"Polygon", "MultiPolygon"}
    assert not any("afgevuurd vanuit" in item.label for item in app.button)
    assert not any("Soemy" in x.text and "heel" in x.text for x in checklist(desk(app).story, Words("nl")))
    labelled(app, "selectbox", "Gemeten vanaf").set_value("point").run()
    offered = labelled(app, "selectbox", "Plaats, of breedte,lengte").options
    assert "Karatsjov" in offered and not any("Kremlin" in name for name in offered)
    assert errors(app) == []


def test_beside_a_range_of_ones_own_every_dashed_line_is_told(story: Story) -> None:
    app = started(story, "ranges")
    assert "naast je eigen bereik" not in markup(app)
    labelled(app, "text_input", "Of typ een bereik").set_value("240 km").run()
    dashed = [area for area in desk(app).story.ranges if not area.main]
    assert {area.max_m for area in dashed} >= {300_000}
    said = markup(app)
    assert "Gestreept naast je eigen bereik, als opgegeven bereik van het wapen: ongeveer 300 km" in said
    listed = {far for box in app.multiselect for far in box.value}
    assert {area.max_m for area in dashed} == listed | {300_000}


def test_no_code_of_a_border_is_printed_and_each_named_country_offers_its_own(story: Story) -> None:
    finder = own.finder(story.policy)
    offered = choices.ends_offered(replace(story, ranges=(), claims=()), Words("en"))
    assert {"border:RU", "border:UA"} <= set(offered.values())
    for typed, name in (("border:BY", "de grens van Belarus"), ("coast:UA", "de kust van Oekraïne")):
        ends = choices.where_of(story.places[0], opened.borders()), finder.find(typed)
        line = with_distance(story, *ends).lines[-1]
        assert line.to_name == name == choices.find_end(story, typed, offered, finder).name
        there = translated(replace(story, lines=(line,), checks=()), "en", opened.names())
        assert there.lines[0].to_name in {"the border of Belarus", "the coast of Ukraine"}


@pytest.mark.parametrize("text", ["", "Qqxyzzy", "99,0", "border:QQ", "country:", "{{7*7}}", "place:nowhere"])
def test_an_end_that_is_nowhere_is_refused(story: Story, text: str) -> None:
    with pytest.raises(StrikemapError):
        choices.find_end(story, text, choices.ends_offered(story, Words("nl")), own.finder(story.policy))


def test_a_country_is_measured_from_its_outline_and_a_moved_one_from_its_point(story: Story) -> None:
    ukraine = story.place("oekraine")
    assert ukraine is not None
    assert choices.where_of(ukraine, opened.borders()).geometry.geom_type == "MultiPolygon"
    assert choices.where_of(replace(ukraine, moved=True), opened.borders()).geometry.geom_type == "Point"


# ---------------------------------------------------------------- publish


def test_a_review_needs_a_name_and_ends_with_the_next_change(story: Story) -> None:
    app = started(story, "publish")
    assert any("Concept, niet gecontroleerd" in item.value for item in app.warning)
    app.checkbox[0].set_value(True).run()
    assert len(errors(app)) == 1
    assert desk(app).story.review is None
    app.text_input(key="reviewer").set_value("A. Redacteur")
    app.checkbox[0].set_value(True).run()
    review = desk(app).story.review
    assert review is not None
    assert review.by == "A. Redacteur"
    assert not app.warning
    labelled(app, "text_input", "Titel").set_value("Een andere titel").run()
    assert desk(app).story.review is None
    assert any("Concept, niet gecontroleerd" in item.value for item in app.warning)


def test_the_checklist_leads_to_where_each_is_put_right(story: Story) -> None:
    first, *others = story.places
    doubtful = replace(story, places=(replace(first, confidence=0.3), *others),
                       article=replace(story.article, source=None))  # fmt: skip
    app = started(doubtful, "publish")
    said = markup(app)
    assert "Het artikel heeft geen bron" in said
    assert f"{first.name}: nakijken of dit de bedoelde plaats is" in said
    assert "Nog niemand heeft dit verhaal gecontroleerd" in said
    todo = [item for item in checklist(doubtful, Words("nl")) if item.severity == "must"]
    number = next(n for n, item in enumerate(todo) if item.kind == "place")
    app.button(key=f"go-must-{number}").click().run()
    assert desk(app).chosen == first.id
    assert labelled(app, "text_input", "Naam op de kaart").value == first.name
    assert errors(app) == []


def test_who_signs_a_review_is_told_how_many_points_are_open(story: Story) -> None:
    open_ = replace(story, article=replace(story.article, source=None))
    todo = [x for x in checklist(open_, Words("nl")) if x.severity != "fine" and x.kind != "review"]
    grave = sum(item.severity == "must" for item in todo)
    assert 0 < grave < len(todo)
    app = started(open_, "publish")
    said = [item.value for item in app.warning]
    assert f"{len(todo)} punten hierboven staan nog open; recht te zetten: {grave}" in said
    app.text_input(key="reviewer").set_value("A. Redacteur")
    app.checkbox[0].set_value(True).run()
    assert desk(app).story.review is not None, "it is told and not forbidden"


def test_the_language_chosen_stays_on_the_way_from_the_checklist(story: Story) -> None:
    app = started(replace(story, article=replace(story.article, source=None)), "publish")
    app.selectbox(key="language").set_value("fr").run()
    app.button(key="go-must-0").click().run()
    assert app.selectbox(key="language").value == "fr"
    assert links(app)[0] == Words("fr")("Article")
    app.button(key="to-check").click().run()
    assert app.selectbox(key="language").value == "fr"
    assert errors(app) == []


def test_a_box_that_is_set_anew_leaves_no_trace_in_the_terminal(
    story: Story, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from streamlit import config
    from streamlit.elements.lib import policies

    monkeypatch.setattr(policies, "_shown_default_value_warning", False)
    option = "global.disableWidgetStateDuplicationWarning"
    before = config.get_option(option)
    config.set_option(option, launch.OPTIONS.get(option, False))
    try:
        app = started(story, "places")
        app.selectbox(key="language").set_value("fr").run()
    finally:
        config.set_option(option, before)
    assert "default value" not in caplog.text
    assert labelled(app, "text_input", Words("fr")("Name on the map")).value == "Karatsjov"


def test_the_source_that_is_missing_is_asked_for_where_the_checklist_leads(story: Story) -> None:
    app = started(replace(story, article=replace(story.article, source=None)), "publish")
    todo = [item for item in checklist(desk(app).story, Words("nl")) if item.severity == "must"]
    number = next(n for n, item in enumerate(todo) if item.kind == "source")
    app.button(key=f"go-must-{number}").click().run()
    labelled(app, "text_input", "Het artikel heeft geen bron: wie heeft het gepubliceerd?").set_value(" Omroep ").run()
    assert desk(app).story.article.source == "Omroep"
    assert not any("wie heeft het gepubliceerd" in box.label for box in app.text_input)
    turn(app, "publish")
    assert "Het artikel heeft geen bron" not in markup(app)
    app.button(key="undo").click().run()
    assert desk(app).story.article.source is None


def test_the_date_that_is_missing_is_asked_for_where_the_checklist_leads() -> None:
    read = _undated()
    app = started(read, "publish")
    todo = [item for item in checklist(read, Words("nl")) if item.severity == "must"]
    number = next(n for n, item in enumerate(todo) if item.kind == "date")
    app.button(key=f"go-must-{number}").click().run()
    box = labelled(app, "date_input", "Het artikel heeft geen datum: wanneer is het gepubliceerd?")
    box.set_value(date(2024, 11, 20)).run()
    dated = desk(app).story
    assert dated.article.published == "2024-11-20"
    assert all(strike.when is None for strike in read.strikes)
    assert any(strike.when is not None and str(strike.when.value) == "2024-11-19" for strike in dated.strikes)
    assert not any("geen datum" in box.label for box in app.date_input)
    assert not [x for x in checklist(dated, Words("nl")) if x.kind == "date" and x.severity == "must"]
    app.button(key="undo").click().run()
    assert desk(app).story.article.published is None


def _undated() -> Story:
    text = "\n".join(line for line in SAMPLE_TEXT.splitlines() if "2024" not in line)
    return api.read(text, language="nl", source="Omroep")


def test_a_date_leaves_what_a_person_decided() -> None:
    undated = _undated()
    strike, claim = undated.strikes[0], undated.claims[0]
    decided = replace(undated, title="Eigen titel", strikes=(replace(strike, accepted=True),), claims=(claim,))
    dated = with_date(decided, "2024-11-20", opened.borders())
    assert (dated.title, dated.places, dated.ranges) == ("Eigen titel", undated.places, undated.ranges)
    assert dated.strikes[0].accepted and str(dated.strikes[0].when.value) == "2024-11-19"
    assert dated.claims == (claim,)


def test_an_unsure_place_says_what_it_is_taken_for_and_is_confirmed_by_one_button(story: Story) -> None:
    first, *others = story.places
    app = started(replace(story, places=(replace(first, confidence=0.3), *others)), "publish")
    item = next(item for item in checklist(desk(app).story, Words("nl")) if item.place == first.id)
    assert item.text.startswith(f"{first.name}: nakijken") and f"Opgevat als {first.chosen.name}" in item.text
    desk(app).look_at(first.id)
    turn(app, "places")
    labelled(app, "button", "Ja, dit is de plaats").click().run()
    assert desk(app).story.places[0].confidence == 1
    assert not any(button.label == "Ja, dit is de plaats" for button in app.button)
    assert not [x for x in checklist(desk(app).story, Words("nl")) if x.place == first.id and x.kind == "place"]


def test_a_line_that_is_removed_takes_its_figure_and_stays_away(story: Story) -> None:
    story = check_story(story, opened.borders())
    check = next(check for check in story.checks if check.line)
    gone = without_line(story, str(check.line))
    assert len(gone.lines) == len(story.lines) - 1
    again = choices.measured_again(gone)
    assert check.line not in {line.id for line in again.lines}
    assert check.claim not in {item.claim for item in checklist(again, Words("nl"))}
    assert {c.claim for c in again.checks} == {c.claim for c in story.checks} - {check.claim}


def test_the_title_box_tells_what_the_map_is_called(story: Story) -> None:
    app = started(replace(story, title=story.article.title), "publish")
    box = labelled(app, "text_input", "Titel")
    assert (box.value, box.placeholder) == ("", "Bereik ATACMS")
    box.set_value("Raketten op Karatsjov").run()
    assert desk(app).story.title == "Raketten op Karatsjov"
    labelled(app, "text_input", "Titel").set_value("").run()
    assert desk(app).story.title == story.article.title
    assert labelled(app, "text_input", "Titel").placeholder == "Bereik ATACMS"


def test_a_checklist_names_hostile_text_as_it_is_written(story: Story) -> None:
    hostile = "<b>{{7*7}}</b> ![x](https://example.org/x.png)"
    app = started(replace(story, unresolved=(replace(story.places[0].mentions[0], text=hostile),)), "publish")
    assert "&lt;b&gt;{{7*7}}&lt;/b&gt; ![x](https://example.org/x.png)" in markup(app)


def test_caption_and_alt_text_are_a_persons_own_until_they_take_ours_back(story: Story) -> None:
    app = started(story, "publish")
    for label, what in (("Onderschrift", "caption"), ("Alt-tekst, voor wie de kaart niet ziet", "alt")):
        box = labelled(app, "text_area", label)
        assert box.value == "" and "Karatsjov" in box.placeholder, "the words made from the story stand in grey"
        box.set_value("Een kaart van <b>Karatsjov</b>").run()
        assert getattr(desk(app).story, what) == "Een kaart van <b>Karatsjov</b>"
        assert desk(app).story.changes[-1].action == what
        labelled(app, "button", "Terug naar de woorden uit het verhaal").click().run()
        assert getattr(desk(app).story, what) == ""
        assert "Karatsjov" in labelled(app, "text_area", label).placeholder
    assert errors(app) == []


def test_an_embargo_is_set_said_by_the_files_and_lifted(story: Story) -> None:
    app = started(replace(story, review=Review(by="A", at="2024-11-19T14:00:00+01:00"), changed=None), "publish")
    app.button(key="embargo-set").click().run()
    assert errors(app) == ["een embargo heeft een datum en een tijd nodig: kies allebei"]
    app.date_input(key="embargo-date").set_value(date(2099, 11, 28))
    app.time_input(key="embargo-time").set_value(time(18, 0))
    app.selectbox(key="embargo-zone").set_value("Europe/Kyiv")
    app.button(key="embargo-set").click().run()
    assert errors(app) == []
    assert desk(app).story.embargo == "2099-11-28T18:00:00+02:00[Europe/Kyiv]"
    assert desk(app).story.review is not None, "it says nothing of what was reviewed"
    assert "Embargo tot 28 november 2099 18:00 (Kyiv)" in markup(app)
    assert app.code[0].value.startswith("<!-- Embargo tot 28 november 2099 18:00 (Kyiv) -->")
    app.button(key="embargo-lift").click().run()
    assert desk(app).story.embargo is None
    assert app.code[0].value.startswith("<iframe")


def test_an_embargo_that_has_passed_is_told_and_stays_until_it_is_lifted(story: Story) -> None:
    app = started(replace(story, embargo="2024-11-28T18:00:00+02:00[Europe/Kyiv]"), "publish")
    assert any("Dat moment is voorbij" in item.value for item in app.warning)
    assert "dat moment is voorbij; elk bestand zegt het nog" in markup(app)
    assert "<!-- Embargo" in app.code[0].value
    app.button(key="embargo-lift").click().run()
    assert desk(app).story.embargo is None


def test_a_review_is_signed_with_the_name_of_who_signed_in(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.ui.person.name", lambda: "B. Eindredacteur")
    app = started(story, "publish")
    assert "Je controleert als B. Eindredacteur" in markup(app)
    assert all(box.key != "reviewer" for box in app.text_input)
    app.checkbox[0].set_value(True).run()
    review = desk(app).story.review
    assert review is not None and review.by == "B. Eindredacteur"
    assert "Elke wijziging behalve een embargo beëindigt de controle." in markup(app)


BEGINNINGS = {
    "html": b"<!doctype html>",
    "light": b"<!doctype html>",
    "png": b"\x89PNG",
    "svg": b"<?xml",
    "pdf": b"%PDF",
    "geojson": b"{",
    "kml": b"<?xml",
    "gpkg": b"SQLite format 3",
    "parquet": b"PAR1",
    "places": b"\xef\xbb\xbf",
    "distances": b"\xef\xbb\xbf",
    "desk": b"{",
}


def made(app: AppTest) -> files.Made | None:
    found = app.session_state.get("made-file", None)
    assert found is None or isinstance(found, files.Made)
    return found


def test_every_kind_of_file_is_made_when_it_is_asked_for_and_not_before(story: Story) -> None:
    app = started(story, "publish")
    assert set(BEGINNINGS) == set(files.KINDS)
    names = set()
    for kind, beginning in BEGINNINGS.items():
        app.selectbox(key="file-kind").set_value(kind).run()
        assert not app.download_button, "nothing is there before it is asked for"
        app.button(key="make").click().run()
        assert errors(app) == []
        file = made(app)
        assert file is not None
        assert file.data.lower().startswith(beginning.lower()), kind
        [button] = app.download_button
        names.add(files.file_name(story, file.asked))
        assert f"({files.KINDS[kind].ending.upper()}, " in button.label
        assert files.file_name(story, file.asked) in markup(app)
    assert len(names) == len(BEGINNINGS), "no two kinds have one name"
    assert desk(app).story is story


def test_a_picture_is_made_as_it_is_chosen(story: Story) -> None:
    app = started(story, "publish")
    app.selectbox(key="map-language").set_value("uk").run()
    app.selectbox(key="file-kind").set_value("svg").run()
    app.selectbox(key="file-size").set_value("print-2col").run()
    app.checkbox(key="file-dark").set_value(True)
    app.button(key="make").click().run()
    file = made(app)
    assert file is not None
    assert files.file_name(story, file.asked).endswith("-print-2col-dark.svg")
    text = file.data.decode()
    assert picture_px(file.data, "svg")[0] == round(180 * 96 / 25.4)
    assert BUILT_IN["strikemap"].dark.sea in text
    assert 'xml:lang="uk"' in text or 'lang="uk"' in text
    app.checkbox(key="file-dark").set_value(False).run()
    assert not app.download_button, "what was made is not what is asked for now"


@each_row(
    ("typed", "says"),
    [
        ("200x200", "te klein voor de woorden"),
        ("9x9", "zijden"),
        ("`$x$`<b>", "is geen formaat"),
        ("", "is geen formaat"),
    ],
)
def test_a_size_that_will_not_do_is_told_as_a_sentence(
    story: Story, at: Callable[[str], AppTest], typed: str, says: str
) -> None:
    app = at("publish")
    app.selectbox(key="file-kind").set_value("png").run()
    app.selectbox(key="file-size").set_value("own").run()
    app.text_input(key="own-size").set_value(typed)
    app.button(key="make").click().run()
    [said] = errors(app)
    assert says in said
    assert typed not in re.sub(r"(`+) .*? \1", "", said) or not typed
    assert not app.download_button
    if says == "te klein voor de woorden":
        assert re.search(r"ongeveer ` 200 x \d+ px", said), "which size would do is said"


def test_what_is_pasted_into_an_article_can_be_chosen(story: Story) -> None:
    app = started(story, "publish")
    assert app.code[0].value.startswith("<iframe")
    app.text_input(key="embed-address").set_value("https://kaart.example/k.html").run()
    app.selectbox(key="embed-kind").set_value("figure").run()
    assert app.code[0].value.startswith('<figure lang="nl">')
    assert "Concept, niet gecontroleerd" in app.code[0].value
    app.selectbox(key="embed-kind").set_value("picture").run()
    assert '<a href="https://kaart.example/k.html"><img src="https://' in app.code[0].value
    app.text_input(key="embed-picture").set_value("data:image/png,x").run()
    assert "data:image/png,x" in errors(app)[0]
    assert not app.code
    app.selectbox(key="embed-kind").set_value("script").run()
    assert app.code[0].value == HOST_SCRIPT.strip()
    assert [button.label for button in app.download_button] == ["strikemap-host.js downloaden"]
    app.selectbox(key="embed-kind").set_value("frame").run()
    app.text_input(key="embed-address").set_value("javascript:alert(1)").run()
    assert "javascript:alert(1)" in errors(app)[0]
    assert not app.code


# ---------------------------------------------------------------- a style of the house

HOUSE = b"""
name = "De Gazet"
[colours.light]
sea = "#123456"
[borders.disputed]
crimea = "natural-earth"
[font]
family = "Gazet Serif"
licence = "eigen werk"
regular = "gazet.ttf"
[columns-mm]
print-1col = 61.5
[spelling]
"Karatsjov" = "Karatjsov"
"""


def _font() -> bytes:
    import matplotlib

    return (Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf").read_bytes()


def areas(story: Story) -> list[float]:
    return [area.area_km2 for area in story.ranges]


def measured(story: Story, borders: Borders) -> list[float]:
    return areas(with_policy(story, borders))


def with_style(app: AppTest, *given: tuple[str, bytes]) -> None:
    uploader = next(item for item in app.file_uploader if item.label == "Stijlbestand en lettertypen")
    uploader.set_value([(name, data, "application/octet-stream") for name, data in given])
    app.run()
    app.button(key="house-use").click().run()


def test_a_style_of_the_house_is_brought_with_its_font_and_can_be_taken_back(story: Story) -> None:
    app = started(story, "publish")
    with_style(app, ("house.toml", HOUSE), ("gazet.ttf", _font()))
    assert errors(app) == []
    changed = desk(app).story
    assert changed.style == {"name": "De Gazet"}
    usual, by_style = measured(story, opened.borders(story.policy)), areas(changed)
    assert by_style != usual, "Crimea is another's by this style: the range is measured again"
    assert "contrast" in markup(app), "what reads badly is told"
    app.selectbox(key="file-kind").set_value("light").run()
    app.button(key="make").click().run()
    file = made(app)
    assert file is not None
    text = file.data.decode()
    assert "#123456" in text and "@font-face" in text and "De Gazet" in text and "Karatjsov" in text
    app.selectbox(key="file-kind").set_value("svg").run()
    assert "print-1col · 61,5 mm breed" in app.selectbox(key="file-size").options
    app.button(key="undo").click().run()
    assert desk(app).story.ranges == story.ranges
    app.selectbox(key="file-kind").set_value("light").run()
    app.button(key="make").click().run()
    file = made(app)
    assert file is not None and b"De Gazet" not in file.data
    labelled(app, "selectbox", "Stijl van de kaart").set_value("De Gazet").run()
    assert areas(desk(app).story) == by_style
    labelled(app, "selectbox", "Stijl van de kaart").set_value("newsprint").run()
    assert areas(desk(app).story) == usual
    assert desk(app).story.style == {"name": "newsprint"}


@each_row(
    ("given", "says"),
    [
        ([("house.toml", b'[colours.light]\nsea = "`blue` :red[x]"')], "sea"),
        ([("house.toml", b'colors = "x"')], "colours"),
        ([("house.toml", b"= = =")], "house.toml"),
        ([("house.toml", b"\xff\xfe")], "UTF-8"),
        ([("a.toml", b""), ("b.toml", b"")], "stijlbestanden"),
        ([("gazet.ttf", b"OTTO")], "stijlbestanden"),
        ([("house.toml", HOUSE)], "gazet.ttf"),
        ([("house.toml", HOUSE), ("gazet.ttf", b"<svg onload=alert(1)>")], "gazet.ttf"),
        ([("house.toml", HOUSE.replace(b"gazet.ttf", b"../../etc/passwd"))], "passwd"),
        ([("house.toml", HOUSE.replace(b"gazet.ttf", b"x/gazet.ttf")), ("x/gazet.ttf", b"x")], "gazet.ttf"),
    ],
)
def test_a_style_that_cannot_be_used_is_told_and_the_story_stays(
    story: Story, at: Callable[[str], AppTest], given: list[tuple[str, bytes]], says: str
) -> None:
    app = at("publish")
    with_style(app, *given)
    [said] = errors(app)
    assert says in said
    assert ":red[x]" not in re.sub(r"(`+) .*? \1", "", said)
    assert desk(app).story is story


def test_a_style_with_a_hostile_name_is_shown_as_it_is_written(story: Story) -> None:
    app = started(story, "publish")
    name = "**x** <b>y</b> :smile: {{7*7}}"
    with_style(app, ("house.toml", f"name = {name!r}".encode()))
    assert errors(app) == []
    assert desk(app).story.style == {"name": name}
    for text in read_as_markdown(app):
        assert name not in text
    parser = _Tags()
    parser.feed(markup(app))
    assert parser.tags <= OUR_TAGS
    app.selectbox(key="file-kind").set_value("light").run()
    app.button(key="make").click().run()
    file = made(app)
    assert file is not None and b"<b>y</b>" not in file.data


# ---------------------------------------------------------------- hostile text

HOSTILE = (
    "{{7*7}}",
    "{value!r} {0}",
    "<script>alert(1)</script>",
    "<img src=https://example.org/x.png onerror=alert(1)>",
    "![x](https://example.org/x.png)",
    "$\\badmacro$",
    ":red[x] :smile: :material/home:",
    "`a` ``b``",
    '" onmouseover="alert(1)',
    "עברית \u202etxt.exe",
)
# What is read as Markdown: kinds of element whose text is, and fields of any element that are.
MARKDOWN_BODIES = {"markdown", "alert", "heading", "toast"}


def everything(app: AppTest) -> Iterator[tuple[str, Any]]:
    """Every element and block of the page with its kind."""

    def walk(node: Any) -> Iterator[tuple[str, Any]]:
        for child in getattr(node, "children", {}).values():
            yield getattr(child, "type", ""), child
            yield from walk(child)

    yield from walk(app.main)


def read_as_markdown(app: AppTest) -> list[str]:
    """Every text of the page that Streamlit reads as Markdown."""
    found = []
    for kind, element in everything(app):
        proto = getattr(element, "proto", None)
        for name in ("label", "help", "text"):
            value = getattr(proto, name, "")
            if isinstance(value, str) and (name != "text" or kind not in {"text_input", "text_area"}):
                found.append(str(value))
        if kind in {"error", "warning", "info", "success", "markdown", "caption", "title", "header", "subheader"}:
            found.append(str(getattr(proto, "body", "")))
        if kind in {"radio", "button_group", "segmented_control", "pills"}:
            found += [str(option) for option in getattr(proto, "options", [])]
    return found


class _Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}


OUR_TAGS = {"h1", "h3", "h4", "div", "p", "mark", "br", "bdi", "strong", "span"}
OUR_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}


# All in one text but what holds backticks, as the regular expression below takes these for a fence of ours.
TOGETHER = tuple(value for value in HOSTILE if "`" not in value)


@pytest.mark.parametrize("values", [TOGETHER, tuple(value for value in HOSTILE if "`" in value)])
def test_hostile_text_in_a_story_is_never_read_as_anything(values: tuple[str, ...]) -> None:
    value = " · ".join(values)
    story = hostile_story(value)
    weapon = replace(ATACMS, name=value)
    rival = Candidate(id="x:1", name=value, lon=1, lat=2, kind="settlement", country="RU", reasons=(value,))
    first = replace(story.places[0], rivals=(rival,), chosen=replace(rival, id="x:2"))
    story = replace(story, weapons=(weapon,), places=(first, *story.places[1:]), language="nl")
    app = started(story)
    for step in ("article", "places", "ranges", "check", "publish"):
        turn(app, step)
        assert not app.exception
        for text in read_as_markdown(app):
            left = re.sub(r"(`+) .*? \1", "", text)
            assert [value for value in values if value in left] == [], (step, text)
        parser = _Tags()
        parser.feed(markup(app))
        assert parser.tags <= OUR_TAGS
        assert parser.attributes <= {"class", "lang", "dir", "title", "scope", "data-label", "role"}


@each_row("value", HOSTILE)
def test_hostile_text_that_is_typed_is_quoted_as_code(story: Story, at: Callable[[str], AppTest], value: str) -> None:
    for step, label in (("places", "Breedte, lengte"), ("ranges", "Of typ een bereik")):
        app = at(step)
        labelled(app, "text_input", label).set_value(value).run()
        [said] = errors(app)
        assert value not in re.sub(r"(`+) .*? \1", "", said)
        assert desk(app).story is story


def test_the_sample_is_there() -> None:
    assert (data_dir() / "places.geojson").is_file()


def test_own_places_and_spellings_win_in_what_is_read_after(story: Story) -> None:
    app = started(story)
    places, spellings = app.file_uploader[1], app.file_uploader[2]
    places.set_value(("own.csv", b"name,lat,lon\nZwaluwdorp,51.5,6.0\n", "text/csv"))
    spellings.set_value(("house.csv", b"from,to,language\nKharkiv,Charkov,nl\n", "text/csv"))
    app.run()
    labelled(app, "button", "Deze bestanden gebruiken").click().run()
    assert not errors(app)
    labelled(app, "text_area", "Tekst van het artikel").set_value("Een raket sloeg in bij Zwaluwdorp en in Kharkiv.")
    labelled(app, "button", "Lezen").click().run()
    assert not errors(app)
    found = {place.name: place.chosen for place in desk(app).story.places}
    assert set(found) == {"Zwaluwdorp", "Charkov"}
    assert (found["Zwaluwdorp"].lon, found["Zwaluwdorp"].lat) == (6.0, 51.5)
    assert found["Charkov"].id == "geonames:706483"


def test_a_broken_file_of_ones_own_is_told_with_its_line(story: Story) -> None:
    app = started(story)
    app.file_uploader[1].set_value(("own.csv", b"name,lat,lon\nNergens,95,6\n", "text/csv"))
    app.run()
    labelled(app, "button", "Deze bestanden gebruiken").click().run()
    assert any("95" in text for text in errors(app))


def test_the_style_of_the_map_goes_with_the_story(story: Story) -> None:
    from geo.ui import drawn

    app = started(story, "publish")
    assert drawn.scene(story, "nl").theme.light["sea"].fill == BUILT_IN["strikemap"].light.sea
    labelled(app, "selectbox", "Stijl van de kaart").set_value("newsprint").run()
    assert errors(app) == []
    changed = desk(app).story
    assert changed.style == {"name": "newsprint"}
    assert drawn.scene(changed, "nl").theme.light["sea"].fill == BUILT_IN["newsprint"].light.sea
