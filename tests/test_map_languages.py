"""Whole maps in all six languages: the same facts, read in each, are told in each, and nothing is left in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from spoken import fields, known
from test_map_words import TRANSLATED, said_on_maps

from geo.analysis import analyse
from geo.decisions import reviewed
from geo.drawing.scene import Scene
from geo.drawing.shell import script_words
from geo.gazetteer.index import Gazetteer
from geo.gazetteer.naming import in_ukrainian_letters, plainly
from geo.measuring.borders import open_borders
from geo.model import Story
from geo.publishing.maps import scene_of
from geo.publishing.page import page
from geo.publishing.translated import translated
from geo.reading.article import article_from_bytes
from geo.resources import data_dir
from geo.words import MAP_LANGUAGES

SAMPLES = {
    path.name.split(".")[-2]: path
    for path in sorted((data_dir() / "samples").glob("atacms-*.txt"))
    if ".v2." not in path.name
}
STRUCK = {"nl": "Karatsjov", "en": "Karachev", "de": "Karatschew", "fr": "Karatchev", "uk": "Карачев", "ru": "Карачев"}
BORDERS = {
    "nl": "de grens tussen Oekraïne en Rusland",
    "en": "the border between Ukraine and Russia",
    "de": "Grenze Ukraine/Russland",
    "fr": "frontière Ukraine/Russie",
    "uk": "кордон Україна/Росія",
    "ru": "граница Украина/Россия",
}
DAYS = {
    "nl": "19 november 2024", "en": "19 November 2024", "de": "19. November 2024", "fr": "19 novembre 2024",
    "uk": "19 листопада 2024\u00a0року", "ru": "19 ноября 2024\u00a0года",
}  # fmt: skip
# What keeps each from saying that it happened: in the summary, and in the alt text.
HEDGES = {
    "nl": ("zou een aanval", "gemelde aanval"),
    "en": ("is reported", "reported attack"),
    "de": ("soll", "gemeldeten Angriffs"),
    "fr": ("aurait eu lieu", "attaque signalée"),
    "uk": ("повідомляє", "про який повідомляють"),
    "ru": ("сообщает", "о котором сообщают"),
}
DRAFTS = {
    "nl": "Concept, niet gecontroleerd", "en": "Draft, not checked", "de": "Entwurf, nicht geprüft",
    "fr": "Brouillon, non vérifié", "uk": "Чернетка, не перевірено", "ru": "Черновик, не проверено",
}  # fmt: skip


class Read(HTMLParser):
    """The texts of a page and the languages that it says they are in."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.html: dict[str, str | None] = {}
        self._skipped = 0
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipped += tag in {"script", "style"}
        if tag == "html":
            self.html = dict(attrs)

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._skipped and data.strip():
            self.texts.append(data.strip())


@pytest.fixture(scope="module")
def stories(gazetteer: Gazetteer) -> dict[str, Story]:
    """Each sample as it is read, nothing told of it but its file."""
    borders = open_borders()
    return {
        language: analyse(
            article_from_bytes(path.read_bytes(), filename=path.name), gazetteer=gazetteer, borders=borders
        )
        for language, path in SAMPLES.items()
    }


@pytest.fixture(scope="module")
def scenes(stories: dict[str, Story], gazetteer: Gazetteer) -> dict[str, Scene]:
    """The map of each, as published: a draft, for the readers of its own language."""
    return {
        language: scene_of(story, borders=open_borders(), gazetteer=gazetteer) for language, story in stories.items()
    }


def words_of(scene: Scene) -> Iterator[str]:
    """Every text of a scene but quotes and the names of sources, which are the article's."""
    yield from (scene.title, scene.summary, scene.alt, scene.credit, scene.draft or "", scene.changed, *scene.method)
    yield from (item.text for item in scene.legend)
    yield from (label.text for label in scene.labels)
    for row in scene.table:
        yield from (row.name, row.role, row.figure)
    for feature in scene.features:
        yield feature.name
        yield from (line.text for line in feature.popup if line.kind not in {"quote", "source"})
    yield from script_words(scene.language).values()


@cache
def english(language: str) -> re.Pattern[str]:
    """What finds an English message, or a part of one between its fields, that this language says otherwise."""
    told = known(language)
    parts = set()
    for message in said_on_maps():
        forms = " ".join(told[message]).casefold()
        whole = not fields(message)
        for part in map(str.strip, re.split(r"\{\w+\}", message)):
            if re.search("[a-z]{3}", part) and part.casefold() not in forms and (whole or " " in part or len(part) > 6):
                parts |= {part, part[:1].upper() + part[1:]}
    return re.compile("|".join(rf"(?<!\w){re.escape(part)}(?!\w)" for part in sorted(parts, key=len, reverse=True)))


def test_there_is_a_sample_in_every_language() -> None:
    assert set(SAMPLES) == set(MAP_LANGUAGES)


@pytest.mark.parametrize("language", MAP_LANGUAGES)
def test_a_sample_is_read_into_the_story_that_it_tells(language: str, stories: dict[str, Story]) -> None:
    story = stories[language]
    assert (story.language, story.article.source, story.article.published) == (language, "NOS", "2024-11-19")
    (strike,) = story.strikes
    struck = story.place(strike.where or "")
    assert struck is not None
    assert (struck.name, struck.role, struck.chosen.geonameid) == (STRUCK[language], "reported strike", 552920)
    assert strike.launched is not None and strike.launched.value == 6
    assert strike.casualties is not None and strike.casualties.value == "none reported"
    (line,) = story.lines
    assert (line.from_name, line.to_name) == (STRUCK[language], BORDERS[language])
    assert 113_000 < line.distance_m < 121_000
    main = next(area for area in story.ranges if area.main)
    assert (main.weapon, main.max_m, main.onto, main.origin.country) == ("atacms", 300_000, "RU", "UA")
    assert {check.verdict for check in story.checks} <= {"agrees", "adds up", "cannot be checked"}


@pytest.mark.parametrize("language", MAP_LANGUAGES)
def test_a_map_speaks_the_language_of_its_article(language: str, scenes: dict[str, Scene]) -> None:
    scene = scenes[language]
    read = Read(page(scene))
    assert (scene.language, scene.title_language) == (language, None)
    assert (read.html["lang"], read.html["dir"]) == (language, "ltr")
    assert {label.language for label in scene.labels} == {language}
    assert scene.title in read.texts
    assert "ATACMS" in scene.title
    assert scene.draft == DRAFTS[language]
    assert scene.alt.endswith(f"{DRAFTS[language]}.")
    assert any(DAYS[language] in sentence for sentence in scene.method)
    figure = "117 км" if language in {"uk", "ru"} else "117 km"
    assert figure in scene.summary.replace("\u00a0", " ") and figure in scene.alt.replace("\u00a0", " ")
    assert STRUCK[language] in scene.summary and BORDERS[language] in scene.summary


@pytest.mark.parametrize("language", MAP_LANGUAGES)
def test_a_map_is_no_surer_than_its_article(language: str, scenes: dict[str, Scene]) -> None:
    in_summary, in_alt = HEDGES[language]
    assert in_summary in scenes[language].summary and "NOS" in scenes[language].summary
    assert in_alt in scenes[language].alt


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_english_is_left_on_a_map(language: str, scenes: dict[str, Scene]) -> None:
    scene, left = scenes[language], english(language)
    texts = [*words_of(scene), *Read(page(scene)).texts]
    assert left.search("Skip the map") and left.search("Range of ATACMS") and left.search("(according to NOS)")
    assert [text for text in texts if left.search(text)] == []
    if language in {"uk", "ru"}:
        # Names of media, of data and of weapons stay Latin; nothing else is.
        assert [text for text in texts if not re.search("[Ѐ-ӿ]", text) and re.search(r"\b[a-z]{3,}\b", text)] == []


@pytest.mark.parametrize("language", MAP_LANGUAGES)
def test_the_details_of_a_reviewed_strike_are_told_in_its_language(
    language: str, stories: dict[str, Story], gazetteer: Gazetteer
) -> None:
    story = reviewed(stories[language], by="A. Reviewer", at="2024-11-19T16:00:00+01:00")
    scene = scene_of(replace(story, changed="2024-11-19T16:05:00+01:00"), borders=open_borders(), gazetteer=gazetteer)
    strike = next(feature for feature in scene.features if feature.kind == "strike")
    text = "\n".join(line.text for line in strike.popup)
    assert DAYS[language] in text and "ATACMS" in text
    assert scene.changed.endswith(f"{DAYS[language]}, 16:05")
    assert scene.draft is None
    if language != "en":
        assert [
            line.text for line in strike.popup if line.kind != "quote" and english(language).search(line.text)
        ] == []


# ---------------------------------------------------------------- readers of another language


@pytest.fixture(scope="module")
def dutch(stories: dict[str, Story]) -> Story:
    return stories["nl"]


@pytest.mark.parametrize(
    ("reader", "names"),
    [
        ("en", {"Karachev", "Bryansk", "Kursk", "UKRAINE"}),
        ("de", {"Karatschew", "Brjansk", "Kursk", "UKRAINE"}),
        ("fr", {"Karatchev", "Briansk", "Koursk", "UKRAINE"}),
        ("uk", {"Карачев", "Брянськ", "Курськ", "УКРАЇНА"}),
        ("ru", {"Карачев", "Брянск", "Курск", "УКРАИНА"}),
    ],
)
def test_a_reader_of_another_language_reads_names_as_that_language_writes_them(
    reader: str, names: set[str], dutch: Story, gazetteer: Gazetteer
) -> None:
    scene = scene_of(dutch, borders=open_borders(), gazetteer=gazetteer, language=reader)
    assert names <= {label.text for label in scene.labels}
    assert {label.language for label in scene.labels} == {reader}
    assert scene.language == reader
    assert BORDERS[reader] in scene.summary
    # What the article said stands there in its own words, and says in which language.
    quotes = [line for feature in scene.features for line in feature.popup if line.kind == "quote"]
    assert quotes and {line.language for line in quotes} == {"nl"}


@pytest.mark.parametrize(("reader", "russia"), [("pl", "ROSJA"), ("ar", "روسيا"), ("he", "רוסיה"), ("fa", "روسیه")])
def test_without_words_in_a_language_the_words_are_english_and_countries_are_not(
    reader: str, russia: str, dutch: Story, gazetteer: Gazetteer
) -> None:
    scene = scene_of(dutch, borders=open_borders(), gazetteer=gazetteer, language=reader)
    labels = {label.text: label.language for label in scene.labels}
    assert russia in labels
    assert labels["range approx. 300 km"] == "en"
    assert any(language == reader for language in labels.values())
    markup = page(scene)
    assert (Read(markup).html["lang"], Read(markup).html["dir"]) == ("en", "ltr")
    assert '<h1 data-slot="title" dir="auto"' in markup
    assert "Draft, not checked" in Read(markup).texts


def test_a_title_of_the_article_says_its_language_above_other_words(dutch: Story, gazetteer: Gazetteer) -> None:
    plain = replace(dutch, ranges=(), title="", article=replace(dutch.article, title="Oekraïne zou hebben geschoten"))
    scene = scene_of(plain, borders=open_borders(), gazetteer=gazetteer, language="de")
    assert (scene.title, scene.title_language, scene.language) == ("Oekraïne zou hebben geschoten", "nl", "de")
    assert 'lang="nl">Oekraïne zou hebben geschoten</h1>' in page(scene)


def test_a_region_named_after_its_seat_leaves_the_town_its_name(dutch: Story, gazetteer: Gazetteer) -> None:
    """In Dutch both are Brjansk; in Ukrainian the region is another word, and a distance is the town's."""
    line = replace(dutch.lines[0], from_name="Brjansk", to_name=BORDERS["nl"])
    there = translated(replace(dutch, lines=(line,)), "uk", gazetteer)
    assert (there.lines[0].from_name, there.lines[0].to_name) == ("Брянськ", BORDERS["uk"])


def test_a_border_from_which_is_measured_is_named_in_the_readers_language(dutch: Story, gazetteer: Gazetteer) -> None:
    origin: Any = replace(dutch.ranges[0].origin, kind="line", country=None, name="de grens van Oekraïne")
    areas = tuple(replace(area, origin=origin) for area in dutch.ranges)
    there = translated(replace(dutch, ranges=areas), "ru", gazetteer)
    assert {area.origin.name for area in there.ranges} == {"граница: Украина"}


# ---------------------------------------------------------------- names that no table lists


@pytest.mark.parametrize(
    ("identifier", "language", "name"),
    [
        ("geonames:695019", "en", "Rylsk"),  # GeoNames: Ryl’sk
        ("geonames:695019", "uk", "Рильськ"),
        ("iso:IL-HA", "ru", "Хайфа"),
        ("iso:KP-01", "ru", "Пхеньян"),
        ("geonames:515012", "pl", "Oryol"),  # GeoNames: Orël
        ("geonames:79415", "ar", "Hodeidah"),  # GeoNames: Al Ḩudaydah
        ("geonames:552920", "de", "Karatschew"),
        ("geonames:552920", "fr", "Karatchev"),
    ],
)
def test_an_unlisted_name_is_written_as_newspapers_do(
    identifier: str, language: str, name: str, gazetteer: Gazetteer
) -> None:
    assert gazetteer.name_in(identifier, language) == name


@pytest.mark.parametrize(
    ("russian", "ukrainian"),
    [
        ("Рыльск", "Рильськ"), ("Сызрань", "Сизрань"), ("Королёв", "Корольов"),
        ("Щёлково", "Щолково"), ("Белгород-Днестровский", "Белгород-Днестровський"),
        ("Хамхын", "Хамхин"), ("Ельня", "Єльня"),
    ],
)  # fmt: skip
def test_a_russian_name_in_ukrainian_letters(russian: str, ukrainian: str) -> None:
    assert in_ukrainian_letters(russian) == ukrainian
    assert not set(in_ukrainian_letters(russian).casefold()) & set("ыэёъ")


@pytest.mark.parametrize(
    ("name", "country", "plain"),
    [
        ("Al’met’yevsk", "RU", "Almetyevsk"), ("Kāshān", "IR", "Kashan"), ("Sunch’ŏn", "KP", "Sunchon"),
        ("Lüliang", "CN", "Lüliang"), ("Bao'an", "CN", "Bao'an"), ("Łódź", "PL", "Łódź"), ("Malmö", "SE", "Malmö"),
        ("Ağrı", "TR", "Ağrı"), ("Medininkų", "", "Medininkų"),
    ],
)  # fmt: skip
def test_only_a_transliteration_loses_its_marks(name: str, country: str, plain: str) -> None:
    assert plainly(name, country) == plain
