"""The page's escapers, marked text, figures and desk: everything of the app that needs no browser and no Streamlit."""

from __future__ import annotations

import html
import html.parser
import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import each_row
from stories import founding_story, hostile_story

from geo.errors import BadInput, NotFound
from geo.measuring.geodesy import cores
from geo.model import Mention, Span
from geo.same import Same
from geo.ui import between, choices, component, drawn, figures, files, launch, opened, places, ranges, safe
from geo.ui.desk import Desk
from geo.ui.marked import marked
from geo.words import Words

ROOT = Path(__file__).parents[1]
HOSTILE = (
    "{{7*7}}",
    "{% raise %}",
    "{value!r}",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://example.org/x.png)",
    "[x](javascript:alert(1))",
    "$\\badmacro$",
    "$$x^2$$",
    ":red[x] :smile: :material/home:",
    "a -> b <- c -- d",
    "`code` ``more`` ```",
    "**bold** _it_ ~~no~~ # head",
    "https://example.org www.example.org a@example.org",
    "\"quotes\" 'and' &amp; &lt;",
    "עברית \u202e‮txt.exe",
    "=1+1",
    "a\nb\tc\x00d\x1b[31m",
    "\u2028line\u2029",
    "' onmouseover='alert(1)",
)
NL, EN = Words("nl"), Words("en")


class _Text(html.parser.HTMLParser):
    """What a browser would show of markup, and every tag and attribute in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.attributes = "", [], {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        self.text += data


def read(markup: str) -> _Text:
    parser = _Text()
    parser.feed(markup)
    parser.close()
    return parser


def shown(text: str) -> str:
    """The text as it can be shown: control characters as blanks, line breaks and unbreakable spaces apart."""
    return "".join(c if c.isprintable() or c in "\n\t\u00a0\u202f" else " " for c in text)


# ---------------------------------------------------------------- escapers


@given(st.text(max_size=80) | st.sampled_from(HOSTILE))
@settings(max_examples=150, deadline=None)
def test_html_shows_the_text_and_holds_no_tag(text: str) -> None:
    found = read(f'<p title="{safe.html(text)}">{safe.html(text)}</p>')
    assert found.tags == ["p"]
    assert list(found.attributes) == ["title"]
    # The spaces that French marks and figures are set with stay.
    assert found.text == "".join(c if c in "\u00a0\u202f" else shown(c) for c in text)


@given(st.text(max_size=80) | st.sampled_from(HOSTILE))
@settings(max_examples=150, deadline=None)
def test_markdown_is_one_code_span_with_the_text_inside(text: str) -> None:
    written = safe.markdown(text)
    fence = re.match("`+", written)
    assert fence is not None
    assert written.endswith(fence[0])
    inner = written[len(fence[0]) : -len(fence[0])]
    assert fence[0] not in re.findall("`+", inner)
    assert "\n" not in written
    line = "".join(c if c.isprintable() else " " for c in text)
    if line.strip():
        assert inner[1:-1].replace("\u200b", "") == line.replace("\u200b", "")


def test_streamlit_cannot_find_its_icon_sequence() -> None:
    assert ":material/" not in safe.markdown(":material/home:")


@each_row("value", HOSTILE)
def test_a_message_quotes_the_value_as_code_and_leaves_our_words(value: str) -> None:
    error = BadInput("{value!r} is not a range: expected {known}", value=value, known="300 km")
    said = safe.message(error, EN)
    assert said == f"{safe.markdown(error.values['value'])} is not a range: expected ` 300 km `"


# ---------------------------------------------------------------- marked text


def parts(found: dict[str, Any]) -> list[str | list[Any]]:
    """What the marked text is cut into: texts, and marks with the number of their place."""
    return [part for _tag, _class, inner in found["text"] for part in inner]


def text_of(found: dict[str, Any]) -> str:
    return "".join(part if isinstance(part, str) else part[0] for part in parts(found))


def test_marked_text_is_the_article_with_every_mention_marked() -> None:
    story = founding_story()
    found = marked(story, NL)
    assert re.sub(r"\s", "", text_of(found)) == re.sub(r"\s", "", story.article.text)
    marks = [part for part in parts(found) if not isinstance(part, str)]
    assert len(marks) == sum(len(place.mentions) for place in story.places)
    for text, number in marks:
        assert text in {mention.text for mention in story.places[number].mentions}
    titles = [place["title"] for place in found["places"]]
    assert any("Karatsjov: gemelde aanval" in title for title in titles)
    assert any("genoemd als instelling" in title for title in titles)


@each_row("value", HOSTILE)
def test_marked_text_of_a_hostile_article_is_its_text(value: str) -> None:
    story = hostile_story(value)
    text = f"{value} Karatsjov {value}"
    at = text.index("Karatsjov")
    mention = Mention(start=at, end=at + 9, text="Karatsjov", kind="toponym", sentence=Span(0, len(text)))
    place = replace(story.places[0], name=value, mentions=(mention,))
    story = replace(story, places=(place,), article=replace(story.article, text=text, blocks=(), language=value))
    found = marked(story, NL)
    assert {tag for tag, _class, _inner in found["text"]} <= {"p", "h3", "h4"}
    assert {name for _tag, name, _inner in found["text"]} == {"sm-body"}
    assert text_of(found).replace("\n", "") == shown(text).replace("\n", "").strip()


@given(st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=8), st.text(max_size=80))
@settings(max_examples=80, deadline=None)
def test_no_mention_however_broken_loses_or_doubles_a_character(spans: list[tuple[int, int]], text: str) -> None:
    story = founding_story()
    mentions = tuple(Mention(start=a, end=b, text="x", kind="toponym", sentence=Span(0, len(text))) for a, b in spans)
    place = replace(story.places[0], mentions=mentions)
    story = replace(story, places=(place,), article=replace(story.article, text=text, blocks=()))
    assert re.sub(r"\s", "", text_of(marked(story, EN))) == re.sub(r"\s", "", shown(text))


def test_the_legend_says_what_the_wavy_line_means_where_there_is_one() -> None:
    story = founding_story()
    sure = replace(story, places=tuple(replace(place, confidence=1.0) for place in story.places))
    doubtful = replace(sure, places=(replace(sure.places[0], confidence=0.1), *sure.places[1:]))
    wavy = ["sm-doubt", "please check"]
    assert wavy not in marked(sure, Words("en"))["legend"]
    assert wavy in marked(doubtful, Words("en"))["legend"]


def test_the_legend_names_only_the_roles_that_are_there() -> None:
    story = founding_story()
    named = [name for _class, name in marked(story, NL)["legend"]]
    assert "gemelde aanval" in named
    assert "achtergrond" not in named
    assert marked(replace(story, places=()), NL)["legend"] == []


# ---------------------------------------------------------------- figures


@pytest.mark.parametrize(
    ("metres", "low", "high", "language", "expected"),
    [
        (116_900, 112_100, 121_700, "nl", "ongeveer 117 km (112-122)"),
        (116_900, 112_100, 121_700, "en", "about 117 km (112-122)"),
        (1_400_400, 1_390_000, 1_410_000, "nl", "ongeveer 1.400 km (1.390-1.410)"),
        (757_242.232, 757_242.232, 757_242.232, "en", "757 km"),
        (213_400, 195_000, 231_000, "en", "about 215 km (190-240)"),
    ],
)
def test_a_distance_is_rounded_to_its_uncertainty(
    metres: float, low: float, high: float, language: str, expected: str
) -> None:
    assert figures.distance(metres, low, high, Words(language)) == expected


@given(st.floats(1_000, 5e6), st.floats(20, 4e5))
@settings(max_examples=100, deadline=None)
def test_a_shown_interval_holds_the_interval(metres: float, half: float) -> None:
    ends = figures.interval(metres - half, metres + half, metres, EN)
    assert ends is not None
    low, high = (float(end.replace(",", "")) * 1000 for end in ends)
    assert low <= metres - half + 1e-3
    assert high >= metres + half - 1e-3


def test_alike_names_are_told_apart_by_what_they_are() -> None:
    story = founding_story()
    labels = [figures.place_label(place, story.places, NL) for place in story.places]
    assert len(set(labels)) == len(labels)
    assert "Brjansk (regio)" in labels
    assert "Karatsjov" in labels


def test_none_reported_is_not_zero() -> None:
    strike = founding_story().strikes[0]
    assert strike.casualties is not None
    assert figures.statement(strike.casualties, NL) == "geen gemeld"


# ---------------------------------------------------------------- the slider


@given(st.integers(15, 20_000), st.integers(1, 20_004))
@settings(max_examples=200, deadline=None)
def test_the_slider_holds_its_value_and_the_stated_range(main_km: int, value_km: int) -> None:
    scale = choices.slider_scale(value_km * 1000.0, main_km * 1000.0)
    assert scale.least <= scale.value == value_km <= scale.most
    assert scale.least >= 1
    if value_km == main_km:
        assert (scale.value - scale.least) % scale.step == 0
        assert (scale.most - scale.least) % scale.step == 0


def test_one_step_from_300_is_310() -> None:
    scale = choices.slider_scale(300_000.0, 300_000.0)
    assert scale.value + scale.step == 310


# ---------------------------------------------------------------- the desk


def test_undo_and_redo_bring_back_what_was() -> None:
    story = founding_story()
    desk = Desk(story)
    desk.put(desk.decided("rename", "karatsjov", name="Karatsjev"))
    desk.put(desk.decided("move", "karatsjov", lon=35.0, lat=53.1))
    desk.undo()
    assert desk.story.places[0].name == "Karatsjev"
    assert desk.story.places[0].lon == pytest.approx(34.98494)
    desk.undo()
    assert desk.story.places == story.places
    desk.undo()
    desk.redo()
    desk.redo()
    assert desk.story.places[0].lon == 35.0
    assert not desk.future


def test_a_slider_being_moved_is_one_step_back() -> None:
    desk = Desk(founding_story())
    for title in ("a", "b", "c"):
        desk.change(replace(desk.story, title=title), "radius")
    assert len(desk.past) == 1
    desk.change(desk.story, "other")
    assert len(desk.past) == 2


def test_any_change_ends_the_review_and_so_does_going_back() -> None:
    desk = Desk(founding_story())
    desk.review("  An   Editor ")
    assert desk.story.review is not None
    assert desk.story.review.by == "An Editor"
    assert "+" in desk.story.review.at or desk.story.review.at.endswith("Z") or "-" in desk.story.review.at[10:]
    desk.change(replace(desk.story, title="x"))
    assert desk.story.review is None
    desk.undo()
    assert desk.story.review is None
    desk.review("An Editor")
    desk.put(desk.decided("role", "brjansk", role="context"))
    assert desk.story.review is None


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_a_review_needs_a_name(name: str) -> None:
    desk = Desk(founding_story())
    with pytest.raises(BadInput):
        desk.review(name)


def test_what_cannot_be_done_is_kept_as_a_notice_and_the_story_stays() -> None:
    desk = Desk(founding_story())
    before = desk.story
    with desk.attempt("places"):
        desk.put(desk.decided("rename", "nowhere", name="x"))
    assert isinstance(desk.notices["places"], NotFound)
    assert desk.story is before
    with desk.attempt("other"):
        pass
    assert desk.notices == {}


# ---------------------------------------------------------------- small doors


@pytest.mark.parametrize(
    ("text", "expected"),
    [("53.12, 34.98", (53.12, 34.98)), ("53,12 34,98", (53.12, 34.98)), ("-33.9;151.2", (-33.9, 151.2))],
)
def test_a_typed_point_is_latitude_then_longitude(text: str, expected: tuple[float, float]) -> None:
    assert places.typed_point(text) == expected


@each_row("text", ["", "x", "53.1", "91, 0", "0, 181", "nan nan", "1 2 3", *HOSTILE])
def test_a_typed_point_that_is_none_is_quoted(text: str) -> None:
    with pytest.raises(BadInput):
        places.typed_point(text)


@given(st.text(max_size=80) | st.sampled_from(HOSTILE))
@settings(max_examples=80, deadline=None)
def test_a_file_name_is_plain(title: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", files.file_stem(replace(founding_story(), title=title)))


@given(st.text(max_size=80) | st.sampled_from(HOSTILE))
@settings(max_examples=50, deadline=None)
def test_an_added_place_gets_an_id_of_its_own(name: str) -> None:
    desk = Desk(founding_story())
    first = choices.new_place_id(name, desk.story)
    story = desk.decided("add", first, name=name, lon=1.0, lat=2.0)
    assert choices.new_place_id(name, story) not in {place.id for place in story.places}


# ---------------------------------------------------------------- options, words


def test_the_command_and_the_checkout_start_the_app_alike() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert _flat(config) == launch.OPTIONS
    options = launch.options(port=8600, headless=True)
    assert "--browser.gatherUsageStats=false" in options
    assert "--server.address=localhost" in options
    assert "--server.port=8600" in options


def _flat(config: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Nested tables as dotted names."""
    found: dict[str, Any] = {}
    for name, value in config.items():
        found |= _flat(value, f"{before}{name}.") if isinstance(value, dict) else {before + name: value}
    return found


def test_streamlit_knows_every_option() -> None:
    from streamlit import config

    assert set(launch.OPTIONS) <= set(config.get_config_options())


def test_a_distance_of_ones_own_stands_beside_what_is_stated_of_the_weapon() -> None:
    story = opened.sample()
    own = choices.with_choice(story, replace(choices.choice_of(story), radius_m=310_000.0))
    scene, before = drawn.scene(own, "nl"), drawn.scene(story, "nl")
    texts = {item.text.replace("\u00a0", " "): item.style for item in scene.legend}
    assert texts["Eigen afstand: 310 km"] == "range-2"
    assert texts["ATACMS: bereik ca. 300 km (volgens NOS)"] == "range-1-other"
    # The weapon keeps its hue; only what is another version is called one.
    assert any(item.style == "range-1" and "300\u00a0km" in item.text for item in before.legend)
    assert [text for text in texts if text.startswith("Andere uitvoering")] == [
        "Andere uitvoering van ATACMS: bereik 165 km (volgens Witte Huis, via SpaceWar)"
    ]
    assert any("zelf gekozen afstand" in sentence for sentence in scene.method)
    assert choices.choice_of(own).radius_m == 310_000.0


def test_distances_that_one_persons_borders_gave_are_not_shown_to_another() -> None:
    """The sample is one story for all, and a style that somebody brought may draw other borders."""
    story = replace(opened.sample(), policy="recognised")
    spot = next(place for place in story.places if place.chosen.kind == "settlement")
    simferopol = replace(spot, id="simferopol", name="Simferopol", lon=34.1, lat=44.95, publish="exact")
    same = Same(replace(story, places=(simferopol,)))
    lines = (("the border", "border:UA"),)
    far = [between._measured(same, lines, opened.borders(policy)).distance_m[0][1]
           for policy in ("recognised", "natural-earth", "recognised")]  # fmt: skip
    assert far[0] == far[2] != far[1]


FIRST_MAP = """
import sys
from streamlit.testing.v1 import AppTest

SHOWN = '''
from geo.ui import deskmap, opened
from geo.ui.desk import Desk
from geo.words import Words
deskmap.show(Desk(opened.sample()), Words("nl"))
'''
assert not AppTest.from_string(SHOWN, default_timeout=120).run().exception
print(*sorted({"folium", "geo.analysis", "matplotlib", "pandas", "scipy", "sqlalchemy"} & sys.modules.keys()))
"""


def test_the_first_map_imports_nothing_that_only_what_follows_needs() -> None:
    component.waiting_page()  # the page of the map lies in the cache from the first start on
    done = subprocess.run([sys.executable, "-c", FIRST_MAP], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def waits_for_its_turn(work: Callable[[], object], seen: list[object]) -> None:
    """Do ``work``, which puts into ``seen``, in a thread; it does nothing as long as all turns are taken."""
    thread = threading.Thread(target=work, daemon=True)
    with ExitStack() as all_turns:
        for _ in range(cores()):
            all_turns.enter_context(opened.turn)
        thread.start()
        thread.join(0.2)
        assert seen == []
    thread.join(60)


def test_a_map_waits_for_its_turn_to_be_drawn() -> None:
    story, seen = replace(opened.sample(), title="Another"), []
    waits_for_its_turn(lambda: seen.append(drawn.scene(story, "en")), seen)
    assert [scene.title for scene in seen] == ["Another"]


@pytest.mark.parametrize("radius_m", [250_000.0, 9_000_000.0])
def test_a_range_waits_for_its_turn_to_be_measured_also_a_far_one(radius_m: float) -> None:
    choice, seen = choices.RangeChoice(weapon=None, radius_m=radius_m), []

    def measures() -> None:
        with ranges._measuring(choice):
            seen.append(choice)

    waits_for_its_turn(measures, seen)
    assert seen == [choice]
