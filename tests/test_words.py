"""What is said in which language, and that nothing is left unsaid in any of them.

A message that is new in the code and not in a catalogue fails ``test_every_message_is_said``, which lists what is
missing: put it in ``data/locale/<language>/LC_MESSAGES/<domain>.po``, then ``python -m data.build.catalogues``.
"""

from __future__ import annotations

import re
import string
from functools import cache

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from spoken import (
    LOCALE,
    SAYS,
    catalogue,
    domains,
    errors,
    fields,
    known,
    lacking,
    said_in,
    said_in_data,
    sentences,
    tables,
)

from geo.resources import PACKAGE
from geo.ui import figures
from geo.units import METRES, format_length
from geo.words import DESK_DOMAINS, DESK_LANGUAGES, LANGUAGE_NAMES, LANGUAGES, MAP_LANGUAGES, Words, desk_words

# The languages of a screen but English, which is the messages themselves; Russian is one of maps and desks only.
SCREEN = tuple(language for language in LANGUAGES if language != "en")
TRANSLATED = tuple(language for language in DESK_LANGUAGES if language != "en")
CATALOGUES = [(language, domain) for language in TRANSLATED for domain in domains(language)]
PLURALS = {"nl": 2, "de": 2, "fr": 2, "uk": 3, "ru": 3}
CYRILLIC = ("uk", "ru")
# The tables of names that the code says by a key, by their module.
NAMED = {
    "ui/figures.py": ("ROLES", "KINDS", "VERDICTS", "MATCHES", "PUBLISH", "POLICIES"),
    "ui/ranges.py": ("ORIGINS", "EDGES"),
    "ui/files.py": ("SIZES",),
    "ui/embed.py": ("COPIES",),
    "ui/keeping.py": ("WHAT",),
    "ui/mapmode.py": ("SAYS", "KEYS"),
    "ui/steps.py": ("STEPS",),
    "differing.py": ("DETAILS",),
    "drawing/wording.py": ("ROLE_WORDS", "DETAIL_WORDS"),
}
# What is the same word in another language and in English; names of weapons, places and papers aside.
ALIKE = {
    "nl": {"Land", "water", "drone", "Embargo", *("Enter", "Escape", "Backspace", "Shift")},
    "de": {"Name"},
    "fr": {
        "{n} sources", "Article", "Date", "Distance", "Distance (km)", "Distances", "Embargo", "Latitude",
        "Latitude, longitude", "Longitude", "Page", "Source", "Version", "Versions", "continent", "corvette",
        "drone", "point",
    },
    "uk": {"Enter", "Escape", "Backspace", "Shift"},
    "ru": set[str](),
}  # fmt: skip
ENGLISH = re.compile(r"\b(the|which|than|expected|cannot|must|should|with)\b")
# Words of our own rooms, which no screen shows.
TRADE = re.compile(
    r"\b(toponym|metonym|gazetteer|geodesic|scenes?\b|reach(es)?\b|toponiem|metoniem|geodetisch|scène|geodätisch|szene"
    r"|toponyme|métonyme|géodésique|топонім|метонім|геодезич|сцен)",
    re.IGNORECASE,
)
# Latin words in Ukrainian that are typed as they stand: keys of files, choices of a command, formats, units.
TYPED = {
    "auth", "cookie_secret", "redirect_uri",
    "border", "coast", "columns", "country", "dates", "de", "details", "dmy", "docx", "dpi", "download", "edits", "en",
    "event", "features", "font", "from", "gzip", "high", "id", "install", "language", "lat", "line", "lon", "low",
    "map", "maps", "mdy", "mi", "name", "natasha", "natural-earth", "nl", "nmi", "of", "origin", "pdf", "pip", "place",
    "png", "properties", "px", "python", "range", "recognised", "spacy", "strike", "strikemap", "svg", "to", "uk",
    "postgis", "upday", "zstd",
}  # fmt: skip


@cache
def said_by_the_house() -> frozenset[str]:
    """Every message in the code and the tables, and all that the Dutch catalogue holds."""
    said: set[str] = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        said |= set(said_in(path, says=SAYS | errors())) | set(sentences(path))
    for module, names in NAMED.items():
        for name in names:
            said |= {value.value for value in tables(PACKAGE / module)[name] if hasattr(value, "value")}
    return frozenset(said) | said_in_data() | set(known("nl"))


@cache
def names(language: str) -> frozenset[str]:
    """Messages that are names, with no word of a language but those that bind names."""
    bare = re.compile(r"\b(?!(?:via|and|of)\b)[a-z]{3,}\b")
    tabled = {ids[0] for domain in ("borders", "weapons") for ids in catalogue(language, domain)} | said_in_data()
    return frozenset(name for name in tabled if not bare.search(name)) | {"WP Tech"}


def outside_fields(text: str) -> str:
    return re.sub(r"\{[^{}]*\}", " ", text)


def converted(text: str) -> set[tuple[str, str | None]]:
    """The fields of a message, with how each is written: "!r" quotes it."""
    return {(name, how) for _, name, _, how in string.Formatter().parse(text) if name}


# ---------------------------------------------------------------- nothing is left unsaid


def test_messages_are_found_in_the_code() -> None:
    said = said_by_the_house()
    assert {"Search", "no place is called {value!r}", "town", "Golan Heights"} <= said
    assert {"{n} town within the range", "{n} towns within the range", "told as reported"} <= said
    assert len(said) > 1000
    assert lacking("fr", ["A message {value} that is new", "Search"]) == ["A message {value} that is new"]


@pytest.mark.parametrize("language", SCREEN)
def test_every_message_is_said(language: str) -> None:
    missing = lacking(language, said_by_the_house())
    assert missing == [], f"{language} lacks {len(missing)} messages:\n" + "\n".join(missing)


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_a_translation_is_whole(language: str, domain: str) -> None:
    """All plural forms, the fields of the message as they are quoted there, its margins, and no doubt left."""
    with (LOCALE / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        entries = read_po(file, locale=language)
    assert [entry.id for entry in entries if entry.id and entry.fuzzy] == []
    assert catalogue(language, domain)
    for ids, forms in catalogue(language, domain).items():
        assert len(forms) == (PLURALS[language] if len(ids) > 1 else 1), ids
        for form in forms:
            assert form.strip(), ids
            assert converted(form) == converted(ids[-1]), ids
            margin = re.match(" *", ids[-1])
            assert margin is not None
            assert not re.search(r"\s\s|^\s|\s$", form.removeprefix(margin[0])), ids
            assert form.format(**dict.fromkeys(fields(form), 1)), ids


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_message_has_one_translation_in_all_catalogues(language: str) -> None:
    homes: dict[str, set[tuple[str, ...]]] = {}
    for domain in domains(language):
        for ids, forms in catalogue(language, domain).items():
            homes.setdefault(ids[0], set()).add(forms)
    assert [message for message, forms in homes.items() if len(forms) > 1] == []


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_what_is_compiled_is_what_is_written(language: str, domain: str) -> None:
    """After an edit: ``python -m data.build.catalogues``."""
    with (LOCALE / language / "LC_MESSAGES" / f"{domain}.mo").open("rb") as file:
        entries = [entry for entry in read_mo(file) if entry.id]
    compiled = {
        (entry.id,) if isinstance(entry.id, str) else tuple(entry.id): (entry.string,)
        if isinstance(entry.string, str)
        else tuple(entry.string)
        for entry in entries
    }
    assert compiled == catalogue(language, domain)


# ---------------------------------------------------------------- what is said is of the language


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_left_in_english(language: str) -> None:
    allowed = (
        ALIKE[language] | names(language) | {"300 km, 186 mi, 160 nmi", "strikemap: {error}", "{who}, via {outlet}"}
    )
    left = [
        message
        for message, forms in known(language).items()
        if message in forms and message not in allowed and re.search("[A-Za-z]{2}", outside_fields(message))
    ]
    assert left == []
    assert [form for forms in known(language).values() for form in forms if ENGLISH.search(outside_fields(form))] == []
    assert [message for message in ALIKE[language] if message not in known(language).get(message, ())] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_the_trade_is_on_screen(language: str) -> None:
    shown = {
        message for path in sorted((PACKAGE / "ui").glob("*.py")) for message in said_in(path, says=SAYS | errors())
    }
    forms = {message: (message,) if language == "en" else known(language).get(message, ()) for message in shown}
    assert len(forms) > 200
    assert [form for said in forms.values() for form in said if TRADE.search(outside_fields(form))] == []


def test_ukrainian_has_no_latin_words_but_names_and_what_is_typed() -> None:
    """A Latin word of a translation stands in the English too, as a name, or as something typed as it stands."""
    for message, forms in known("uk").items():
        for form in forms:
            for word in re.findall(r"[^\s,;()«»…Ѐ-ӿ]*[A-Za-z][^\s,;()«»…Ѐ-ӿ]*", outside_fields(form)):
                bare = word.strip("'\"[]{}–").rstrip(".:?!'\"")
                assert bare.replace("’", "'") in message or bare.isupper() or bare.startswith("https"), (message, word)
                is_name = bare[:1].isupper() or any(mark in bare for mark in "-=:./#_[") or re.search(r"\d", bare)
                assert is_name or bare in TYPED | {"auth", "bdnews24", "elDiario.es"}, (message, word)


@pytest.mark.parametrize("language", CYRILLIC)
def test_cyrillic_words_are_spelt_in_one_alphabet(language: str) -> None:
    """No Latin letter hides in a Cyrillic word, and no letter of the other language."""
    foreign = "ыэёъ" if language == "uk" else "іїєґ"
    for forms in known(language).values():
        for word in re.findall(r"[^\W\d_]+", " ".join(outside_fields(form) for form in forms)):
            cyrillic = any("Ѐ" <= letter <= "ӿ" for letter in word)
            assert not (cyrillic and re.search("[A-Za-z]", word)), word
            assert not set(word.casefold()) & set(foreign), word


@pytest.mark.parametrize("domain", domains("fr"))
def test_french_puts_its_spaces_before_marks(domain: str) -> None:
    """An unbreakable space before a colon and inside guillemets, a thin one before other high marks."""
    spaces = {":": "\u00a0", ";": "\u202f", "?": "\u202f", "!": "\u202f", "»": "\u00a0"}
    for forms in catalogue("fr", domain).values():
        for form in forms:
            # A mark with a letter right after it belongs to something that is typed: "border:UA", "https://".
            for mark in re.finditer(r"(.)([:;?!»])(?![\w/])", re.sub(r"\{\w+(![rs])?\}", "x", form)):
                assert mark[1] == spaces[mark[2]] or mark[0] == "1:", form
            assert not re.search(r"«(?!\u00a0)|'|\d \d{3}\b", form.replace("{", "")), form


@pytest.mark.parametrize(("language", "opens", "closes", "foreign"), [
    ("de", "„", "“", "«»”'"), ("fr", "«", "»", "„“”"), ("uk", "«", "»", "„“”'"), ("nl", "“", "”", "«»„"),
])  # fmt: skip
def test_quotation_marks_are_those_of_the_language(language: str, opens: str, closes: str, foreign: str) -> None:
    for message, forms in known(language).items():
        for form in forms:
            assert form.count(opens) == form.count(closes), form
            assert not set(outside_fields(form)) & set(foreign) - set(message), form


# ---------------------------------------------------------------- who speaks what


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


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("nl", "Zoeken"),
        ("en-US", "Search"),
        ("de_DE", "Suchen"),
        ("fr-BE", "Chercher"),
        ("UK", "Шукати"),
        ("ru", "Search"),
    ],
)
def test_a_screen_in_each_language(tag: str, said: str) -> None:
    assert Words(tag)("Search") == said


def test_a_screen_is_never_half_translated() -> None:
    for language in set(DESK_LANGUAGES) - set(LANGUAGES):
        screen = Words(language)
        assert (screen.language, screen("agrees"), screen("Range")) == ("en", "agrees", "Range")
        assert Words(language, domains=("ui",)).language == "en"
        assert all(Words(language, domains=(domain,)).language == language for domain in DESK_DOMAINS)


def test_the_page_offers_each_language_by_its_own_name() -> None:
    from babel import Locale

    own = {language: str(Locale.parse(language).get_display_name()).casefold() for language in MAP_LANGUAGES}
    assert set(LANGUAGES) < set(own)
    assert {language: name.casefold() for language, name in LANGUAGE_NAMES.items()} == own


def test_no_path_is_made_of_a_language_tag() -> None:
    for tag in ("../nl", "nl/../nl", "de\0", "{de}", "DE"):
        assert desk_words(tag).language in {"en", "de"}


# ---------------------------------------------------------------- figures and dates


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


@pytest.mark.parametrize(
    ("tag", "number", "count", "date", "when"),
    [
        ("nl", "1.000,5", "1.234 plaatsen", "DD-MM-YYYY", "19 november 2024, 03:25"),
        ("en", "1,000.5", "1,234 towns", "DD/MM/YYYY", "19 November 2024, 03:25"),
        ("en-US", "1,000.5", "1,234 towns", "MM/DD/YYYY", "November 19, 2024, 03:25"),
        ("de", "1.000,5", "1.234 Orte", "DD.MM.YYYY", "19. November 2024, 03:25"),
        ("de-CH", "1’000.5", "1’234 Orte", "DD.MM.YYYY", "19. November 2024, 03:25"),
        ("fr", "1\u202f000,5", "1\u202f234 localités", "DD/MM/YYYY", "19 novembre 2024, 03:25"),
        ("fr-CA", "1\u00a0000,5", "1\u00a0234 localités", "YYYY-MM-DD", "19 novembre 2024, 03:25"),
        ("uk", "1\u00a0000,5", "1\u00a0234 населені пункти", "DD.MM.YYYY", "19 листопада 2024\u00a0року, 03:25"),
    ],
)
def test_the_page_writes_figures_and_dates_as_the_reader_does(
    tag: str, number: str, count: str, date: str, when: str
) -> None:
    words = Words(tag)
    assert figures.number(1000.5, words) == number
    assert words.plural("{n} town within the range", "{n} towns within the range", 1234).startswith(count)
    assert figures.date_format(words) == date
    assert figures.instant("2024-11-19T03:25:00+01:00", words) == when
    assert figures.length(1_400_000, words).startswith(number[:-2].replace("000", "400"))
