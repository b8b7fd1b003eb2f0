"""The embargo, the alt text and the caption: kept with the story, and in every kind of file that leaves the desk."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from datafiles import MAKERS, everything_in, pdf_text
from hypothesis import example, given
from hypothesis import strategies as st
from stories import founding_story

from geo.analysis import analyse
from geo.cli import main
from geo.correcting import succeeding
from geo.decisions import decide, decide_again
from geo.document import dumps, loads, published
from geo.drawing.wording import embargo_words
from geo.embargo import embargo_until, has_passed, read_embargo
from geo.errors import BadDocument, BadInput
from geo.gazetteer.index import open_gazetteer
from geo.measuring.borders import open_borders
from geo.model import Article, Change, Story
from geo.publishing.maps import scene_of
from geo.publishing.page import figure_snippet, iframe_snippet, page, picture_snippet
from geo.words import MAP_LANGUAGES, map_words

UNTIL = "2026-11-28T18:00:00+02:00[Europe/Kyiv]"
SAID = "Embargo tot 28 november 2026 18:00 (Kyiv)"
ALT = "Kaart van het gemelde doel bij Karatsjov <b>zonder</b> bewijs."
CAPTION = "Karatsjov ligt volgens de kaart binnen bereik; een {{7*7}} aanval is gemeld."
ZONES = ("Europe/Kyiv", "Europe/Amsterdam", "America/New_York", "Asia/Kathmandu", "Pacific/Chatham", "UTC")


@cache
def held() -> Story:
    """The founding story under an embargo, with words of a person's."""
    return replace(founding_story(reviewed=True), embargo=UNTIL, alt=ALT, caption=CAPTION)


# ---------------------------------------------------------------- the moment


@example(datetime(2013, 4, 7, 3, 0), "Pacific/Chatham")
@example(datetime(2030, 4, 7, 2, 45, fold=1), "Pacific/Chatham")
@given(st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1)), st.sampled_from(ZONES))
def test_what_is_typed_is_the_instant_by_that_clock(moment: datetime, zone: str) -> None:
    # Of an hour that clocks show twice nobody types which: the first is taken.
    moment = moment.replace(second=0, microsecond=0, fold=0)
    try:
        kept = embargo_until(f"{moment:%Y-%m-%dT%H:%M} {zone}")
    except BadInput:
        there = moment.replace(tzinfo=ZoneInfo(zone))
        assert there.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != moment, "the clocks have it"
        return
    instant = read_embargo(kept)
    assert instant.zone == zone
    assert instant.moment.replace(tzinfo=None) == moment
    # By UTC: Python holds an hour that a clock shows twice for equal to none of another zone.
    assert instant.moment.astimezone(UTC) == moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert embargo_until(kept) == kept
    assert has_passed(kept, instant.moment.astimezone(UTC).isoformat())
    assert not has_passed(kept, (instant.moment - timedelta(seconds=1)).isoformat())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        # an hour that the clock shows twice: the first of the two, or the one of the offset
        ("2026-10-25T02:30 Europe/Amsterdam", "2026-10-25T02:30:00+02:00[Europe/Amsterdam]"),
        ("2026-10-25T02:30+01:00[Europe/Amsterdam]", "2026-10-25T02:30:00+01:00[Europe/Amsterdam]"),
        ("2026-11-28T18:00 Europe/Kyiv", UNTIL),
        (" 2026-11-28 18:00  Europe/Kyiv ", UNTIL),
        ("2026-11-28T18:00+02:00[Europe/Kyiv]", UNTIL),
        ("2026-11-28T18:00Z", "2026-11-28T18:00:00+00:00"),
        ("2026-11-28 6:05 -0500", "2026-11-28T06:05:00-05:00"),
        ("2026-10-25T02:30 Europe/Amsterdam", "2026-10-25T02:30:00+02:00[Europe/Amsterdam]"),
    ],
)
def test_the_forms_that_are_understood(typed: str, kept: str) -> None:
    assert embargo_until(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "2026-11-28", "2026-11-28T18:00", "2026-02-30T18:00 Europe/Kyiv", "2026-11-28T25:00 Europe/Kyiv",
     "2026-11-28T18:00 Europe/Nowhere", "2026-11-28T18:00 Europe", "2026-11-28T18:00 ../../etc/passwd",
     "2026-11-28T18:00+05:00[Europe/Kyiv]", "2026-03-29T02:30 Europe/Amsterdam", "9999-12-31T23:59 America/New_York",
     "2026-11-28T18:00 [Europe/Kyiv", "{{7*7}}"],
)  # fmt: skip
def test_what_is_no_moment_is_refused_with_its_value(typed: str) -> None:
    with pytest.raises(BadInput):
        embargo_until(typed)


@pytest.mark.parametrize("language", MAP_LANGUAGES)
def test_it_is_said_in_the_language_of_the_map(language: str) -> None:
    said = {
        "nl": SAID,
        "en": "Embargo until 28 November 2026 18:00 (Kyiv)",
        "de": "Sperrfrist: 28. November 2026, 18:00 Uhr (Kyjiw)",
        "fr": "Embargo jusqu’au 28 novembre 2026 à 18:00 (Kiev)",
        "uk": "Ембарго до 28 листопада 2026 року, 18:00 (Київ)",
        "ru": "Эмбарго до 28 ноября 2026 года, 18:00 (Киев)",
    }
    assert embargo_words(held(), map_words(language)).replace("\u00a0", " ") == said[language]


def test_an_instant_without_the_name_of_a_zone_says_its_offset() -> None:
    say = map_words("en")
    assert embargo_words(replace(held(), embargo="2026-11-28T18:00:00-05:00"), say).endswith("18:00 (UTC-05:00)")
    assert embargo_words(replace(held(), embargo="2026-11-28T18:00:00+00:00[UTC]"), say).endswith("18:00 (UTC)")
    assert embargo_words(replace(held(), embargo=None), say) == ""


# ---------------------------------------------------------------- the document, and decisions


def test_the_document_holds_all_three_and_the_published_form_too() -> None:
    story = held()
    assert loads(dumps(story)) == story
    out = published(story)
    assert (out.embargo, out.alt, out.caption) == (UNTIL, ALT, CAPTION)


@pytest.mark.parametrize(
    "kept", ["2026-11-28T16:00Z", "2026-11-28T18:00:00+02:00", "2026-11-28T18:00+02:00[Europe/Kyiv]"]
)
def test_an_instant_that_another_tool_wrote_is_read_too(kept: str) -> None:
    story = replace(held(), embargo=kept)
    assert loads(dumps(story)) == story
    assert read_embargo(kept).moment == read_embargo(UNTIL).moment


@pytest.mark.parametrize(
    "broken", [{"embargo": "tomorrow"}, {"embargo": "2026-11-28T18:00:00"}, {"alt": "x" * 1001}, {"caption": 7}]
)
def test_a_broken_one_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(BadDocument, match=next(iter(broken))):
        loads(dumps(replace(held(), **broken)))


def test_words_that_name_a_withheld_place_stay_home() -> None:
    story = held()
    secret = replace(story, places=tuple(replace(p, publish="withheld") for p in story.places))
    out = published(secret)
    assert (out.alt, out.caption, out.embargo) == ("", "", UNTIL)


def decided(story: Story, action: Any, **value: str) -> Story:
    return decide(story, Change(action=action, target=story.id, value=value, at="2026-11-27T12:00:00+01:00"))


def test_they_are_decisions_that_survive_a_second_reading_and_a_newer_version() -> None:
    borders, gazetteer = open_borders("recognised"), open_gazetteer()
    article = Article(text="In Kampen was maandag brand. Niemand raakte gewond.", language="nl", title="Brand")
    story = analyse(article, gazetteer=gazetteer, borders=borders)
    story = decided(story, "embargo", until="2026-11-28T18:00 Europe/Kyiv")
    story = decided(decided(story, "alt", text="Een  kaart\nvan Kampen."), "caption", text=CAPTION)
    assert (story.embargo, story.alt, story.caption) == (UNTIL, "Een kaart van Kampen.", CAPTION)
    again = analyse(article, gazetteer=gazetteer, borders=borders, changes=story.changes)
    newer = analyse(replace(article, text=article.text + " Zwolle hielp."), gazetteer=gazetteer, borders=borders)
    after = succeeding(newer, story, borders, note="", at="2026-11-27T13:00:00+01:00")
    for other in (again, after, loads(dumps(story)), decide_again(replace(story, embargo=None), story.changes)):
        assert (other.embargo, other.alt, other.caption) == (story.embargo, story.alt, story.caption)
    gone = decided(decided(decided(story, "embargo"), "alt"), "caption")
    assert (gone.embargo, gone.alt, gone.caption) == (None, "", "")


def test_an_embargo_does_not_end_a_review_and_words_do() -> None:
    story = founding_story(reviewed=True)
    assert decided(story, "embargo", until=UNTIL).review == story.review
    assert decided(story, "alt", text="Anders").review is None
    assert decided(story, "caption", text="Anders").review is None


def test_words_too_long_to_stand_with_a_map_are_refused() -> None:
    with pytest.raises(BadInput, match="1001"):
        decided(held(), "alt", text="x" * 1001)


# ---------------------------------------------------------------- every kind of file


@pytest.mark.parametrize("kind", MAKERS)
def test_every_kind_of_file_says_the_embargo(kind: str) -> None:
    data = MAKERS[kind](held(), None, None)
    text = everything_in(data).decode("utf-8", "replace")
    assert SAID in text
    if kind in {"html", "light"}:
        assert f'<meta name="embargo" content="{UNTIL}">' in text
        assert re.search(rf"<p[^>]*><strong>{re.escape(SAID)}</strong></p>", text), "a line that is seen"
    if kind in {"geojson", "kml", "gpkg", "parquet"}:
        assert UNTIL in text, "for machines too"
    if kind == "pdf":
        assert SAID in pdf_text(data), "a line that is seen"
    if kind == "svg":
        assert SAID in " ".join(re.findall(r"<text[^>]*>([^<]*)", text)), "a line that is seen"
    if kind not in {"csv", "distances"}:
        # The page's own words go before ours, as characters; data files have it among what is said of them.
        assert ALT in text
    assert MAKERS[kind](held(), None, None) == data, "the clock is not read"


def test_a_picture_shows_a_line_more() -> None:
    without = MAKERS["png"](replace(held(), embargo=None), None, None)
    assert SAID not in everything_in(without).decode("utf-8", "replace")
    from io import BytesIO

    from PIL import Image, ImageChops

    seen, plain = (Image.open(BytesIO(data)).convert("L") for data in (MAKERS["png"](held(), None, None), without))
    foot = (0, int(plain.height * 0.88), plain.width, plain.height)
    assert ImageChops.difference(seen.crop(foot), plain.crop(foot)).getbbox() is not None


def test_a_page_without_one_is_not_a_byte_longer() -> None:
    story = founding_story(reviewed=True)
    scene = scene_of(story, borders=open_borders("recognised"), gazetteer=open_gazetteer())
    made = page(scene)
    assert "mbargo" not in made
    assert (
        page(replace(scene, embargo="E", embargo_until="U"))
        .replace('<p class="sm-correction" dir="auto"><strong>E</strong></p>', "")
        .replace('<meta name="embargo" content="U">\n', "")
        == made
    )


def test_a_persons_words_go_before_ours_and_a_draft_still_says_so() -> None:
    borders, gazetteer = open_borders("recognised"), open_gazetteer()
    scene = scene_of(held(), borders=borders, gazetteer=gazetteer)
    assert (scene.alt, scene.summary) == (ALT, CAPTION)
    draft = scene_of(replace(held(), review=None), borders=borders, gazetteer=gazetteer)
    assert draft.alt == f"{ALT} Concept, niet gecontroleerd."
    ours = scene_of(replace(held(), alt="", caption=""), borders=borders, gazetteer=gazetteer)
    assert "Karatsjov" in ours.alt and ours.alt != ALT
    assert "volgens NOS" in ours.summary


def test_the_snippets_say_it() -> None:
    scene = scene_of(held(), borders=open_borders("recognised"), gazetteer=open_gazetteer())
    frame = iframe_snippet("k.html", "Kaart", embargo=scene.embargo, until=scene.embargo_until)
    assert frame.startswith(f'<!-- {SAID} -->\n<iframe data-strikemap data-embargo="{UNTIL}" ')
    for snippet in (figure_snippet(scene, "k.html"), picture_snippet(scene, "k.png")):
        assert f"<strong>{SAID}</strong>" in snippet
        assert f'data-embargo="{UNTIL}"' in snippet
    assert "mbargo" not in iframe_snippet("k.html", "Kaart")


# ---------------------------------------------------------------- the command line


def test_the_command_line_carries_it_and_can_set_and_lift_it(tmp_path: Any) -> None:
    story = tmp_path / "s.geojson"
    story.write_text(dumps(held()), encoding="utf-8")

    def run(*words: object) -> str:
        result = CliRunner().invoke(main, [str(word) for word in words])
        assert result.exit_code == 0, result.output
        return result.output

    run("map", story, "-o", tmp_path / "a.html")
    assert SAID in (tmp_path / "a.html").read_text("utf-8")
    run("map", story, "-o", tmp_path / "b.html", "--embargo", "2027-01-02T06:00 Europe/Amsterdam", "--language", "en")
    assert "Embargo until 2 January 2027 06:00 (Amsterdam)" in (tmp_path / "b.html").read_text("utf-8")
    run("map", story, "-o", tmp_path / "c.html", "--embargo", "")
    assert "mbargo" not in (tmp_path / "c.html").read_text("utf-8")
    run("convert", story, "-o", tmp_path / "d.csv")
    assert SAID in (tmp_path / "d.csv").read_text("utf-8")
    result = CliRunner().invoke(main, ["map", str(story), "-o", str(tmp_path / "e.html"), "--embargo", "tomorrow"])
    assert result.exit_code == 1
    assert "tomorrow" in result.output
