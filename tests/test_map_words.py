"""Every word that a map can say is there in every language that a map is published in."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from spoken import domains, known, lacking, said_in, said_in_data

from geo.drawing.wording import DETAIL_WORDS, ROLE_WORDS, long_date, long_moment, moment_in_words
from geo.resources import PACKAGE
from geo.units import format_length
from geo.words import MAP_DOMAINS, MAP_LANGUAGES, Words, map_words

# The languages of maps but English, which is the messages themselves.
TRANSLATED = tuple(language for language in MAP_LANGUAGES if language != "en")
# Where a map's words are said; what is raised as an error there is read at the desk, in the languages of a screen.
ROOMS = ("drawing", "publishing", "measuring")
MODULES = ("checks.py", "document.py", "reach.py")


def modules() -> list[Path]:
    rooms = [path for room in ROOMS for path in sorted((PACKAGE / room).rglob("*.py"))]
    return [*rooms, *(PACKAGE / name for name in MODULES if (PACKAGE / name).is_file())]


@cache
def said_on_maps() -> frozenset[str]:
    said = {message for path in modules() for message in said_in(path)}
    return frozenset(said) | {*ROLE_WORDS.values(), *DETAIL_WORDS.values()} | said_in_data()


def test_the_words_of_a_map_are_found_in_its_code() -> None:
    said = said_on_maps()
    assert any(message.startswith("Outlines: Natural Earth") for message in said)
    assert {"Draft, not checked", "named as a place of launch", "reported strike", "Zoom in", "Golan Heights"} <= said
    assert "Borders of {name}: {says}" in known("nl")
    assert len(said) > 150


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_word_of_a_map_is_said(language: str) -> None:
    """Names each message that a language lacks: put it in ``data/locale/<language>/LC_MESSAGES/drawing.po``, say."""
    assert lacking(language, said_on_maps()) == [], f"{language} lacks these"


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_of_maps_has_all_that_holds_the_words_of_a_map(language: str) -> None:
    assert set(MAP_DOMAINS) <= set(domains(language))
    assert map_words(language).language == language


@pytest.mark.parametrize(("number", "said"), [(1, "клаптик."), (3, "клаптики."), (11, "клаптиків."), (22, "клаптики.")])
def test_plurals_of_ukrainian(number: int, said: str) -> None:
    one, many = "{n} sliver along the outline was left out.", "{n} slivers along the outline were left out."
    assert map_words("uk").plural(one, many, number).endswith(f"{number} {said}")


def test_a_map_asks_for_the_words_of_a_map() -> None:
    """``Words(language)`` speaks the languages of a screen only: a map says ``map_words(language)``."""
    asks = re.compile(r"(?<![\w.])Words\(")
    assert [path.name for path in modules() if asks.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("tag", "language", "locale"),
    [
        ("nl", "nl", "nl"), ("nl-BE", "nl", "nl_BE"), ("en", "en", "en_GB"), ("en-US", "en", "en_US"),
        ("de-CH", "de", "de_CH"), ("fr_CA", "fr", "fr_CA"), ("uk", "uk", "uk"), ("ru-RU", "ru", "ru_RU"),
        ("pl", "en", "en_GB"), ("ar", "en", "en_GB"), ("he-IL", "en", "en_GB"), ("zh-Hant-TW", "en", "en_GB"),
        ("de-XY", "de", "de"), ("", "en", "en_GB"), ("../nl", "en", "en_GB"), ('de"><b>', "en", "en_GB"),
    ],
)  # fmt: skip
def test_words_have_a_language_and_a_locale(tag: str, language: str, locale: str) -> None:
    words = map_words(tag)
    assert (words.language, words.locale) == (language, locale)
    assert re.fullmatch("[A-Za-z0-9-]+", words.tag)
    assert words.tag.split("-")[0] == language


def test_the_empty_message_says_nothing() -> None:
    assert Words("nl")("") == map_words("uk")("") == ""


def test_dates_in_each_language() -> None:
    from datetime import datetime

    moment = datetime(2024, 11, 19, 3, 25)
    assert {language: long_date(moment.date(), map_words(language)) for language in MAP_LANGUAGES} == {
        "nl": "19 november 2024",
        "en": "19 November 2024",
        "de": "19. November 2024",
        "fr": "19 novembre 2024",
        "uk": "19 листопада 2024\u00a0року",
        "ru": "19 ноября 2024\u00a0года",
    }
    assert long_moment(moment, map_words("de")) == "19. November 2024, 03:25"
    months = {language: moment_in_words("2024-11-XX", None, map_words(language)) for language in ("de", "uk", "ru")}
    assert months == {"de": "November 2024", "uk": "листопад 2024\u00a0року", "ru": "ноябрь 2024\u00a0года"}
    assert moment_in_words("2024-11-19T03:25+03:00", "Europe/Moscow", map_words("fr")) == (
        "19 novembre 2024, 03:25 (heure locale, Moscou)"
    )


def test_a_figure_follows_the_readers_region() -> None:
    shown = {tag: format_length(1_400_000, language=map_words(tag).locale) for tag in ("de", "de-CH", "en-US", "pl")}
    assert shown == {"de": "1.400 km", "de-CH": "1’400 km", "en-US": "1,400 km", "pl": "1,400 km"}
