"""The one door for words: every sentence that a person reads goes through gettext.

Message ids are English sentences with ``{name}`` fields. Catalogues live in
``data/locale/<language>/LC_MESSAGES/<domain>.po``, one domain a wing of the house ("drawing", "ui", "cli",
"checks", "measuring", ...), and are compiled beside it by ``data/build/catalogues.py``.

Whole screens, of the app and of the terminal, speak Dutch, English, German, French and Ukrainian. What is published
of an article speaks the article's own language or its reader's: the sentences that a desk prints (``desk_words``) and
everything on a map (``map_words``), in each language that has a catalogue for all the domains which hold them, so in
Russian too.
"""

from __future__ import annotations

import gettext
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError

from geo.resources import data_dir

if TYPE_CHECKING:
    from geo.model import Bound

# The languages of a whole screen; each has every message (tests/test_words.py).
LANGUAGES = ("nl", "en", "de", "fr", "uk")
DEFAULT_LANGUAGE = "en"
# Each in its own words: whoever reads it knows it.
LANGUAGE_NAMES = {
    "nl": "Nederlands",
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "uk": "Українська",
    "ru": "Русский",
}
# What is printed beside an article rather than on a screen, and the languages that it is printed in.
DESK_DOMAINS = ("checks", "reach")
DESK_LANGUAGES = (*LANGUAGES, "ru")
# What a map says: title, summary, legend, alt text, method, table, popups, hints, borders, weapons, and checks on it.
MAP_DOMAINS = (*DESK_DOMAINS, "borders", "drawing", "events", "formats", "pictures", "style", "weapons", "webmap")
MAP_LANGUAGES = DESK_LANGUAGES
# English figures and dates are as British papers write them, like our English words.
_REGION = {"en": "en_GB"}


class Words:
    """Translates message ids into one language.

    >>> Words("nl")("Range")
    'Bereik'
    >>> Words("ru")("agrees"), Words("ru", domains=("checks",))("agrees")
    ('agrees', 'совпадает')

    Args:
        language: a BCP 47 tag; its first part chooses the catalogue, English is used where there is none.
        domains: for words that stay within these domains. Then a language counts as soon as it has their catalogues;
            without, only the languages of a screen (``LANGUAGES``), for half a translation is worse than English.

    Attributes:
        language: the language that is spoken, in which figures and names are written too.
        tag: that language as a BCP 47 tag, with what else the given tag says of it ("de-CH"): what a page calls itself.
        locale: the CLDR locale of figures, dates and lists: the language with the region of the tag, where CLDR knows
            it ("de_CH"), else with none.
    """

    def __init__(self, language: str, *, domains: tuple[str, ...] = ()) -> None:
        base = language.replace("_", "-").split("-")[0].lower()
        spoken = base in LANGUAGES or (base in DESK_LANGUAGES and bool(domains) and _has(base, domains))
        self.language = base if spoken else DEFAULT_LANGUAGE
        plain = base == self.language and re.fullmatch(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*", language)
        self.tag = language.replace("_", "-") if plain else self.language
        self.locale = _locale(language, self.language)
        self._catalogue = _catalogue(self.language)

    def __call__(self, message: str, /, **values: object) -> str:
        """The message in this language with its fields filled; values are put in as they are, never read again."""
        # gettext answers the empty text with the head of its catalogue.
        text = _translated(self.language, message) if message else ""
        return text.format(**values) if values else text

    def plural(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The singular or plural message for ``number``, which also fills the field ``{n}`` as a figure."""
        from babel.numbers import format_decimal

        shown = format_decimal(number, locale=self.locale)
        return self._catalogue.ngettext(one, many, number).format(n=shown, **values)


def desk_words(language: str) -> Words:
    """The words for a sentence that a desk prints about an article in that language.

    >>> desk_words("uk")("differs")
    'розходиться'
    """
    return Words(language, domains=DESK_DOMAINS)


def map_words(language: str) -> Words:
    """The words for a map whose article or reader has that language: of one language all of them, else English.

    >>> map_words("de-CH")("Legend"), map_words("pl")("Legend")
    ('Legende', 'Legend')
    """
    return Words(language, domains=MAP_DOMAINS)


def with_bound(words: Words, length: str, bound: Bound) -> str:
    """A length of which the source says to which side it is open: "more than" is at least that, and no surer.

    >>> with_bound(map_words("nl"), "300 km", "more")
    'minstens 300 km'
    """
    match bound:
        case "more":
            return words("at least {length}", length=length)
        case "nearly":
            return words("nearly {length}", length=length)
        case "at_most":
            return words("up to {length}", length=length)


@cache
def _locale(tag: str, spoken: str) -> str:
    """The CLDR locale of a BCP 47 tag when ``spoken`` is the language of the words."""
    try:
        locale = Locale.parse(tag.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return _REGION.get(spoken, spoken)
    known = locale.language == spoken and locale.territory is not None and locale.script is None
    return f"{locale.language}_{locale.territory}" if known else _REGION.get(spoken, spoken)


@cache
def _has(language: str, domains: tuple[str, ...]) -> bool:
    folder = data_dir() / "locale" / language / "LC_MESSAGES"
    return all((folder / f"{domain}.mo").is_file() for domain in domains)


# A catalogue is asked domain by domain; a map says the same few hundred sentences again and again.
@lru_cache(maxsize=20_000)
def _translated(language: str, message: str) -> str:
    return _catalogue(language).gettext(message)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """All domains of a language, chained into one catalogue; English is the message ids themselves."""
    chain = gettext.NullTranslations()
    folder = data_dir() / "locale" / language / "LC_MESSAGES"
    for path in sorted(folder.glob("*.mo")):
        with path.open("rb") as file:
            translations = gettext.GNUTranslations(file)
        translations.add_fallback(chain)
        chain = translations
    return chain
