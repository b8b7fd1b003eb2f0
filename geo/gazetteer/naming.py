"""What a place is called in a reader's language: Moskou, Kyiv, Rusland, Oekraïne."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from typing import Any

from geo.model import Candidate
from geo.resources import data_path


def name_in(place: Candidate, language: str, native: dict[str, str]) -> str:
    """The usual name of a place in a language; its own name where no other is known.

    Args:
        native: the names that the index holds, by language tag.
    """
    if place.kind == "country" and place.country:
        return territory(place.country, language) or place.name
    if place.kind in ("settlement", "district", "region"):
        return native.get(language) or _unlisted(place, language, native)
    entry = _others().get(place.id, {})
    if language == "en" or not entry:
        return place.name
    if shown := entry.get("show", {}).get(language):
        return str(shown)
    if names := entry.get("names", {}).get(language):
        return str(names[0])
    return territory(entry.get("cldr", ""), language) or place.name


def _unlisted(place: Candidate, language: str, native: dict[str, str]) -> str:
    """A settlement's or region's name in a language for which none is listed.

    Ukrainian writes a Russian name in its own letters. All others get the English name, or GeoNames' own without the
    marks of a transliteration that no newspaper prints ("Vyaz’ma", "Kāshān", "Sunch’ŏn").
    """
    if language == "uk" and "ru" in native:
        return in_ukrainian_letters(native["ru"])
    if language != "en" and language not in native and "en" in native and language not in _CYRILLIC:
        return native["en"]
    return plainly(place.name, place.country or "")


def plainly(name: str, country: str) -> str:
    """A name without its transliteration's marks, where its country writes in other letters than Latin ones.

    >>> plainly("Al’met’yevsk", "RU"), plainly("Kāshān", "IR"), plainly("Łódź", "PL"), plainly("Bao'an", "CN")
    ('Almetyevsk', 'Kashan', 'Łódź', "Bao'an")
    """
    if country in _SOFT_SIGNS:
        name = _PRIMES.sub("", name)
    if _OTHER_SCRIPTS.fullmatch(country):
        name = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", name)))
    return name


def in_ukrainian_letters(russian: str) -> str:
    """A Russian name as Ukrainian writes it, by letter (rules of 2019, § 144, without the places of stress).

    >>> in_ukrainian_letters("Рыльск"), in_ukrainian_letters("Сызрань"), in_ukrainian_letters("Кэсон")
    ('Рильськ', 'Сизрань', 'Кесон')
    """
    text = unicodedata.normalize("NFC", russian)
    for pattern, letters in _TO_UKRAINIAN:
        text = re.sub(pattern, letters, text)
    return text.translate(_LETTERS)


_CYRILLIC = ("uk", "ru")
_PRIMES = re.compile("[’'ʹʼ]")
_SOFT_SIGNS = frozenset({"RU", "UA", "BY", "KP", "KR"})
_OTHER_SCRIPTS = re.compile(
    "AE|AF|AM|BD|BG|BH|BY|CN|DZ|EG|ER|ET|GE|GR|HK|IL|IN|IQ|IR|JO|JP|KG|KH|KP|KR|KW|"
    "KZ|LA|LB|LK|LY|MA|MK|MM|MN|MO|MR|MV|NP|OM|PK|PS|QA|RU|SA|SD|SY|TH|TJ|TN|TW|UA|YE"
)
# Macron, breve, dots and lines below, cedilla, and the dots of ë; those of pinyin's ü stay.
_MARKS = re.compile("[\u0304\u0306\u0323\u0327\u0331\u030c](?![\u0308])|(?<=[eE])\u0308")
_TO_UKRAINIAN = (
    (r"ск(?=\b|(?:ий|ая|ое|ие)\b)", "ськ"),
    (r"цк(?=\b|(?:ий|ая|ое|ие)\b)", "цьк"),
    (r"(?<=[жчшщЖЧШЩ])ё", "о"),
    (r"(?<=[бвгдзклмнпрстфхцБВГДЗКЛМНПРСТФХЦ])ё", "ьо"),
    (r"\bЕ", "Є"),
    (r"(?<=[аеёиоуыэюяьъАЕЁИОУЫЭЮЯ])е", "є"),
    (r"(?<![жчшщцЖЧШЩЦ])и(?!й\b)", "і"),
)
_LETTERS = str.maketrans({"ы": "и", "э": "е", "ъ": "'", "ё": "йо", "Ы": "И", "Э": "Е", "Ё": "Йо", "И": "І"})


@cache
def _others() -> dict[str, dict[str, Any]]:
    """The rows of our own tables by id."""
    return {
        entry["id"]: entry
        for name in ("sites", "areas")
        for entry in json.loads(data_path(f"{name}.json").read_text(encoding="utf-8"))[name]
    }


@cache
def territory(code: str, language: str) -> str | None:
    """A country in any language that CLDR knows, by ISO 3166-1 code and BCP 47 tag; else None."""
    from babel import Locale, UnknownLocaleError

    try:
        name: str | None = Locale.parse(language.replace("_", "-"), sep="-").territories.get(code)
    except (UnknownLocaleError, ValueError):
        return None
    return name
