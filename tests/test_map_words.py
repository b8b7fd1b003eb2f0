"""Every word that a map can say is there in every language that a map is published in."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.pofile import read_po
from rows import each_row

from geo.drawing.wording import DETAIL_WORDS, ROLE_WORDS, long_date, long_moment, moment_in_words
from geo.measuring.borders import disputed_areas
from geo.resources import PACKAGE, data_dir, data_path
from geo.units import format_length
from geo.words import MAP_DOMAINS, MAP_LANGUAGES, Words, map_words

LOCALE = data_dir() / "locale"
TRANSLATED = tuple(language for language in MAP_LANGUAGES if language != "en")
# Beside Dutch, which all other words of ours are in too.
MAP_ONLY = tuple(language for language in TRANSLATED if language != "nl")
# Where a map's words are said; what is raised as an error there is read at the desk, in Dutch or English.
ROOMS = ("drawing", "publishing", "measuring")
MODULES = ("checks.py", "document.py", "reach.py")
SAYS = {"say", "words", "_say", "plural", "desk_words", "map_words"}
SAME = {"WP Tech"}
FRENCH_SPACE = {":": "\u00a0", ";": "\u202f", "?": "\u202f", "!": "\u202f", "»": "\u00a0"}


@cache
def catalogue(language: str, domain: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The messages of a catalogue with their translations, each with all its plural forms."""
    with (LOCALE / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        entries = [entry for entry in read_po(file, locale=language) if entry.id]
    return {
        (entry.id,) if isinstance(entry.id, str) else tuple(entry.id): (entry.string,)
        if isinstance(entry.string, str)
        else tuple(entry.string)
        for entry in entries
    }


def known(language: str) -> dict[str, tuple[str, ...]]:
    """Every message that some catalogue of a language has, with its translations."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((LOCALE / language / "LC_MESSAGES").glob("*.po")):
        for ids, forms in catalogue(language, path.stem).items():
            found.update(dict.fromkeys(ids, forms))
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def name_of(call: ast.Call) -> str:
    """The last name of what is called: "say" of ``self.say(...)``, "map_words" of ``map_words(language)(...)``."""
    function = call.func.func if isinstance(call.func, ast.Call) else call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def said_in(path: Path) -> Iterator[str]:
    """The message ids that a module says: the texts in the messages of its calls, also where one of two is chosen."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or name_of(node) not in SAYS:
            continue
        if name_of(node) in {"desk_words", "map_words"} and not isinstance(node.func, ast.Call):
            continue
        for message in node.args[: 2 if name_of(node) == "plural" else 1]:
            of_module = [
                named[name.id] for name in ast.walk(message) if isinstance(name, ast.Name) and name.id in named
            ]
            values = [
                part for value in of_module for part in (value.values if isinstance(value, ast.Dict) else [value])
            ]
            for inner in (part for value in (message, *values) for part in ast.walk(value)):
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and inner.value:
                    yield inner.value


def modules() -> list[Path]:
    rooms = [path for room in ROOMS for path in sorted((PACKAGE / room).rglob("*.py"))]
    return [*rooms, *(PACKAGE / name for name in MODULES if (PACKAGE / name).is_file())]


def said_in_data() -> set[str]:
    """What the tables of borders and weapons say: names, bases, versions of weapons and who states a range in words."""
    areas = disputed_areas().values()
    weapons = json.loads(data_path("weapons.json").read_text("utf-8"))["weapons"]
    names = {name for area in areas for name in (area.name, *area.says.values())}
    versions = {variant["name"] for weapon in weapons for variant in weapon["variants"]}
    who = {reach["stated_by"] for weapon in weapons for reach in weapon["reaches"]}
    # Names stay as they are ("GMLRS (M30, M31)", "Al Jazeera"); those of them that hold words do not.
    words = re.compile(r"\b[a-z]{3,}\b")
    return names | {name for name in versions if words.search(name)} | (who & set(known("nl")) - SAME)


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
    translations = known(language)
    missing = [message for message in said_on_maps() if not any(translations.get(message, ()))]
    assert sorted(missing) == [], f"{language} lacks these"


@each_row("domain", MAP_DOMAINS)
@each_row("language", MAP_ONLY)
def test_a_translation_has_all_the_plurals_and_fields_of_its_message(language: str, domain: str) -> None:
    forms_of_plural = len(Locale.parse(language).plural_form.tags) + 1
    # CLDR has a form for fractions too (Ukrainian, Russian) and for millions (French): gettext's catalogues have not.
    expected = {"de": 2, "fr": 2, "uk": 3, "ru": 3}[language]
    assert expected <= forms_of_plural
    for ids, forms in catalogue(language, domain).items():
        assert len(forms) == (expected if len(ids) > 1 else 1), ids
        for form in forms:
            assert form.strip(), ids
            assert fields(form) == fields(ids[-1]), ids
            assert not re.search(r"\s\s|^\s|\s$", form), ids


@pytest.mark.parametrize("language", MAP_ONLY)
def test_a_message_has_one_translation_in_all_catalogues(language: str) -> None:
    homes: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for path in (LOCALE / language / "LC_MESSAGES").glob("*.po"):
        for ids, forms in catalogue(language, path.stem).items():
            homes.setdefault(ids, set()).add(forms)
    assert [ids for ids, forms in homes.items() if len(forms) > 1] == []


@each_row("domain", MAP_DOMAINS)
@each_row("language", MAP_ONLY)
def test_what_is_compiled_is_what_is_written(language: str, domain: str) -> None:
    """After an edit: ``python -m data.build.catalogues``."""
    words = map_words(language)
    single = {ids[0]: forms[0] for ids, forms in catalogue(language, domain).items() if len(ids) == 1}
    assert {message: words(message) for message in single} == single


@pytest.mark.parametrize(("number", "said"), [(1, "клаптик."), (3, "клаптики."), (11, "клаптиків."), (22, "клаптики.")])
def test_plurals_of_ukrainian(number: int, said: str) -> None:
    one, many = "{n} sliver along the outline was left out.", "{n} slivers along the outline were left out."
    assert map_words("uk").plural(one, many, number).endswith(f"{number} {said}")


@pytest.mark.parametrize("domain", MAP_DOMAINS)
def test_french_puts_its_spaces_before_marks(domain: str) -> None:
    """An unbreakable space before a colon and inside guillemets, a thin one before other high marks."""
    for forms in catalogue("fr", domain).values():
        for form in forms:
            for mark in re.finditer(r"(.)([:;?!»])(?!\d)", form.replace("{value}", "x")):
                assert mark[1] == FRENCH_SPACE[mark[2]] or mark[0] == "1:", form


@pytest.mark.parametrize("language", ("uk", "ru"))
def test_cyrillic_words_are_spelt_in_one_alphabet(language: str) -> None:
    """No Latin letter hides in a Cyrillic word, and no letter of the other language."""
    foreign = "ыэёъ" if language == "uk" else "іїєґ"
    for domain in MAP_DOMAINS:
        for forms in catalogue(language, domain).values():
            for word in re.findall(r"[^\W\d_]+", " ".join(re.sub(r"\{\w+\}", " ", form) for form in forms)):
                cyrillic = any("Ѐ" <= letter <= "ӿ" for letter in word)
                assert not (cyrillic and re.search("[A-Za-z]", word)), word
                assert not set(word.casefold()) & set(foreign), word


def test_a_map_asks_for_the_words_of_a_map() -> None:
    """``Words(language)`` speaks Dutch and English only: a map says ``map_words(language)``."""
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
