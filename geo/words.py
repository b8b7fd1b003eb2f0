"""The one door for words: every sentence that a person reads goes through gettext.

Message ids are English sentences with ``{name}`` fields. Catalogues live in
``data/locale/<language>/LC_MESSAGES/<domain>.po``, one domain a wing of the house ("drawing", "ui", "cli",
"checks", "measuring", ...), and are compiled beside it by ``data/build/catalogues.py``.
"""

from __future__ import annotations

import gettext
from functools import cache

from geo.resources import data_dir

LANGUAGES = ("nl", "en")
DEFAULT_LANGUAGE = "en"


class Words:
    """Translates message ids into one language.

    >>> Words("nl")("Range")
    'Bereik'

    Args:
        language: a BCP 47 tag; its first part chooses the catalogue, English is used where there is none.
        domain: only the words of this one wing, some of which speak more languages than the whole house does.
    """

    def __init__(self, language: str, *, domain: str = "*") -> None:
        base = language.split("-")[0].lower()
        known = base in LANGUAGES or (domain != "*" and base in _languages_of(domain))
        self.language = base if known else DEFAULT_LANGUAGE
        self._catalogue = _catalogue(self.language, domain)

    def __call__(self, message: str, /, **values: object) -> str:
        """The message in this language with its fields filled; values are put in as they are, never read again."""
        text = self._catalogue.gettext(message)
        return text.format(**values) if values else text

    def plural(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The singular or plural message for ``number``, which also fills the field ``{n}``."""
        return self._catalogue.ngettext(one, many, number).format(n=number, **values)


@cache
def _languages_of(domain: str) -> frozenset[str]:
    """The languages that there is a catalogue of a domain in."""
    return frozenset(path.parts[-3] for path in (data_dir() / "locale").glob(f"*/LC_MESSAGES/{domain}.mo"))


@cache
def _catalogue(language: str, domain: str) -> gettext.NullTranslations:
    """One domain of a language, or all ("*") chained into one catalogue; English is the message ids themselves."""
    chain = gettext.NullTranslations()
    folder = data_dir() / "locale" / language / "LC_MESSAGES"
    for path in sorted(folder.glob(f"{domain}.mo")):
        with path.open("rb") as file:
            translations = gettext.GNUTranslations(file)
        translations.add_fallback(chain)
        chain = translations
    return chain
