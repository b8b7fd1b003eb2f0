"""What is said in which language, and that nothing is left unsaid in any of them."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from rows import each_row

from geo.resources import PACKAGE, data_dir
from geo.units import METRES, format_length
from geo.words import DESK_DOMAINS, DESK_LANGUAGES, LANGUAGES, Words, desk_words

LOCALE = data_dir() / "locale"
DESK_ONLY = tuple(language for language in DESK_LANGUAGES if language not in LANGUAGES)
# The modules whose sentences a desk prints, by the domain that holds them.
SPOKEN = {"checks": ("checks.py",), "reach": ("reach.py",)}
ERRORS = {"BadInput", "NotPossible", "DataError"}
CYRILLIC = ("uk", "ru")


def catalogue(language: str, domain: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return read_po(file, locale=language)


def messages(language: str, domain: str) -> dict[str, str]:
    return {str(entry.id): str(entry.string) for entry in catalogue(language, domain) if entry.id}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def sentences(path: Path) -> set[str]:
    """Texts of a module with a field in braces or the full stop of a sentence, but docstrings and errors."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    quiet: set[int] = set()
    for node in ast.walk(tree):
        is_error = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS
        if is_error or isinstance(node, ast.JoinedStr):
            quiet |= {id(inner) for inner in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            quiet.add(id(node.value))
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet
    }
    return {text for text in texts if fields(text) or (" " in text and text.endswith("."))}


@pytest.mark.parametrize("domain", DESK_DOMAINS)
@pytest.mark.parametrize("language", DESK_ONLY)
def test_a_language_of_the_desk_says_all_that_dutch_says(language: str, domain: str) -> None:
    said, dutch = messages(language, domain), messages("nl", domain)
    assert set(said) == set(dutch)
    assert [message for message, text in said.items() if not text.strip()] == []


@each_row("path", sorted(LOCALE.glob("*/LC_MESSAGES/*.po")))
def test_a_translation_keeps_the_fields_of_its_message(path: Path) -> None:
    said = messages(path.parts[-3], path.stem)
    assert said
    assert [message for message, text in said.items() if text and fields(text) != fields(message)] == []


@pytest.mark.parametrize("domain", SPOKEN)
def test_every_sentence_of_the_desk_is_in_its_catalogue(domain: str) -> None:
    used = set().union(*(sentences(PACKAGE / module) for module in SPOKEN[domain]))
    assert len(used) > 5
    assert used - set(messages("nl", domain)) == set()


@pytest.mark.parametrize("domain", DESK_DOMAINS)
@pytest.mark.parametrize("language", DESK_ONLY)
def test_what_is_compiled_is_what_is_written(language: str, domain: str) -> None:
    words = Words(language, domains=(domain,))
    assert words.language == language
    assert {message: words(message) for message in messages(language, domain)} == messages(language, domain)


@pytest.mark.parametrize(
    ("language", "verdict", "said"),
    [
        ("nl", "agrees", "klopt"),
        ("en", "agrees", "agrees"),
        ("de-AT", "agrees within rounding", "stimmt gerundet"),
        ("fr", "adds up", "le compte y est"),
        ("uk", "differs", "розходиться"),
        ("ru-RU", "cannot be checked", "нельзя проверить"),
        ("es", "agrees", "agrees"),
        ("", "agrees", "agrees"),
    ],
)
def test_a_verdict_in_the_language_of_the_article(language: str, verdict: str, said: str) -> None:
    assert desk_words(language)(verdict) == said


@pytest.mark.parametrize("language", DESK_ONLY)
def test_a_screen_is_never_half_translated(language: str) -> None:
    screen = Words(language)
    assert (screen.language, screen("agrees"), screen("Range")) == ("en", "agrees", "Range")
    assert Words(language, domains=("ui",)).language == "en"


def test_no_path_is_made_of_a_language_tag() -> None:
    for tag in ("../nl", "nl/../nl", "de\0", "{de}", "DE"):
        assert desk_words(tag).language in {"en", "de"}


@pytest.mark.parametrize("language", CYRILLIC)
@pytest.mark.parametrize("unit", METRES)
def test_units_are_in_the_letters_of_the_language(language: str, unit: str) -> None:
    shown = format_length(117 * METRES[unit], language=language, unit=unit)
    assert shown.startswith("117")
    assert not any("a" <= letter.lower() <= "z" for letter in shown)


def test_a_length_in_each_language() -> None:
    shown = {language: format_length(1_400_000, language=language) for language in DESK_LANGUAGES}
    assert shown == {
        "nl": "1.400 km",
        "en": "1,400 km",
        "de": "1.400 km",
        "fr": "1\u202f400 km",
        "uk": "1\u00a0400 км",
        "ru": "1\u00a0400 км",
    }
    assert format_length(116_940, language="ru-RU", uncertainty_m=6_000) == "117 км"
