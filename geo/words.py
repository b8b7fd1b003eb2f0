"""The one door for words: every sentence that a person reads goes through gettext.

Message ids are English sentences with ``{name}`` fields. Catalogues live in
``data/locale/<language>/LC_MESSAGES/<domain>.po``, one domain a wing of the house ("drawing", "ui", "cli",
"checks", "measuring", ...), and are compiled beside it by ``data/build/catalogues.py``.

Whole screens speak Dutch or English. The sentences that a desk prints about an article are said in the article's own
language (``desk_words``), where the domains that hold them have a catalogue in it.
"""

from __future__ import annotations

import gettext
from functools import cache

from geo.resources import data_dir

LANGUAGES = ("nl", "en")
DEFAULT_LANGUAGE = "en"
# What is printed beside an article rather than on a screen, and the languages that it is printed in.
DESK_DOMAINS = ("checks", "reach")
DESK_LANGUAGES = ("nl", "en", "de", "fr", "uk", "ru")


class Words:
    """Translates message ids into one language.

    >>> Words("nl")("Range")
    'Bereik'
    >>> Words("de")("agrees"), Words("de", domains=("checks",))("agrees")
    ('agrees', 'stimmt')

    Args:
        language: a BCP 47 tag; its first part chooses the catalogue, English is used where there is none.
        domains: for words that stay within these domains. Then a language counts as soon as it has their catalogues;
            without, only the languages that have them all, for a screen half translated is worse than English.

    Attributes:
        language: the language that is spoken, in which figures and names are written too.
    """

    def __init__(self, language: str, *, domains: tuple[str, ...] = ()) -> None:
        base = language.split("-")[0].lower()
        spoken = base in LANGUAGES or (base in DESK_LANGUAGES and bool(domains) and _has(base, domains))
        self.language = base if spoken else DEFAULT_LANGUAGE
        self._catalogue = _catalogue(self.language)

    def __call__(self, message: str, /, **values: object) -> str:
        """The message in this language with its fields filled; values are put in as they are, never read again."""
        text = self._catalogue.gettext(message)
        return text.format(**values) if values else text

    def plural(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The singular or plural message for ``number``, which also fills the field ``{n}``."""
        return self._catalogue.ngettext(one, many, number).format(n=number, **values)


def desk_words(language: str) -> Words:
    """The words for a sentence that a desk prints about an article in that language.

    >>> desk_words("uk")("differs")
    'розходиться'
    """
    return Words(language, domains=DESK_DOMAINS)


@cache
def _has(language: str, domains: tuple[str, ...]) -> bool:
    folder = data_dir() / "locale" / language / "LC_MESSAGES"
    return all((folder / f"{domain}.mo").is_file() for domain in domains)


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
