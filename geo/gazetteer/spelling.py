"""Names written by another language's ear: Карачев is Karachev, Karatsjov, Karatschew, Karatchev or Karaczew.

Each rendering of a Slavic name is reduced to a sound: a string of few letters in which the differences between the
transcriptions fall away. Two spellings that share a sound are the same name heard by different ears; one sound may
still be two places, so a spelling match never stands alone.

The letters of a sound: a e i o u, b d k l m n p r t as themselves; v for в, w, f; h for г, ґ, х (Ukrainian г is h,
and kh, ch, x are all written for х); s for с, з, ц (German writes з as s, ц as z); S for ш, ж, щ; C for ч.
A semivowel before a vowel falls away (я, ja, ya, ia are a), o after S or C is e (чёв, tsjov), doubles are single.

Where a language's letter may mean two sounds (ch is х in Dutch, ч in English, ш in French) every reading is made.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import product

MAX_READINGS = 12
# Countries whose names reach our readers through Cyrillic.
CYRILLIC_COUNTRIES = frozenset(
    ("RU", "UA", "BY", "KZ", "KG", "TJ", "UZ", "TM", "MD", "BG", "RS", "MK", "ME", "BA", "GE", "AM", "AZ", "MN", "XK")
)
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "h", "д": "d", "е": "ie", "ё": "io", "є": "ie", "ж": "S", "з": "s",
    "и": "i", "і": "i", "ї": "ii", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ў": "v", "ф": "v", "х": "h", "ц": "s", "ч": "C", "ш": "S", "щ": "S", "ъ": "",
    "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia", "ј": "i", "љ": "l", "њ": "n", "ћ": "C", "ђ": "dS", "џ": "dS",
    "қ": "k", "ғ": "h", "ң": "n", "ә": "a", "ө": "o", "ұ": "u", "ү": "u", "һ": "h",
}  # fmt: skip
# Latin groups, longest first; several readings where languages differ. Diacritics that carry a sound stand here.
_LATIN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("schtsch", ("S",)), ("sjtsj", ("S",)), ("shch", ("S",)), ("szcz", ("S",)), ("chtch", ("S",)), ("sjtj", ("S",)),
    ("stsj", ("S",)), ("šč", ("S",)),
    ("rzh", ("rS",)), ("rzj", ("rS",)), ("tsch", ("C",)), ("tsj", ("C", "s")), ("tch", ("C",)),
    ("dsch", ("dS",)), ("dzj", ("dS",)), ("dzh", ("dS",)),
    ("sch", ("S",)), ("zhzh", ("S",)), ("zh", ("S",)), ("sh", ("S",)), ("sj", ("S", "s")), ("zj", ("S", "s")),
    ("sz", ("S",)), ("rz", ("r", "S")), ("cz", ("C",)), ("dj", ("d", "dS")), ("dż", ("dS",)), ("dž", ("dS",)),
    ("tj", ("t", "C")), ("kh", ("h",)), ("gh", ("h",)), ("ph", ("v",)), ("th", ("t",)), ("ck", ("k",)),
    ("ch", ("C", "h", "S")), ("ts", ("s",)), ("tz", ("s",)),
    ("č", ("C",)), ("ć", ("C",)), ("š", ("S",)), ("ś", ("s",)), ("ž", ("S",)), ("ż", ("S",)), ("ź", ("s",)),
    ("ł", ("l",)), ("ĭ", ("i",)),
    ("oe", ("u",)), ("ou", ("u",)), ("yi", ("ii",)),
    ("c", ("k", "s")), ("g", ("h",)), ("h", ("h",)), ("z", ("s",)), ("w", ("v",)), ("f", ("v",)), ("q", ("k",)),
    ("x", ("ks",)), ("y", ("i",)),
)  # fmt: skip
_GROUP = re.compile("|".join(re.escape(group) for group, _ in _LATIN) + r"|.", re.DOTALL)
_READINGS = dict(_LATIN)
_SEMIVOWEL = re.compile(r"i(?=[aeou])")
_AFTER_SIBILANT = re.compile(r"(?<=[SC])o")
_DOUBLE = re.compile(r"(.)\1+")
_NOT_SOUND = re.compile(r"[^a-zA-Z ]")


def sounds_of(name: str) -> tuple[str, ...]:
    """The sounds that a spelling may stand for, likeliest first; empty for other scripts than Latin and Cyrillic.

    >>> sounds_of("Карачев")[0] in sounds_of("Karatsjov")
    True
    """
    text = unicodedata.normalize("NFC", name).casefold()
    if any(letter in _CYRILLIC for letter in text):
        return _cyrillic_sounds(text)
    if any("a" <= letter <= "z" for letter in text):
        return _latin_sounds(text)
    return ()


def _cyrillic_sounds(text: str) -> tuple[str, ...]:
    """One sound, or two where ё is also written е (Орёл is heard as Orjol and read as Orel)."""
    plain = "".join(_CYRILLIC.get(letter, letter if letter == " " else _gap(letter)) for letter in text)
    heard = [_settled(plain)]
    if "ё" in text:
        heard.append(_settled("".join(_CYRILLIC.get("е" if c == "ё" else c, _gap(c)) for c in text)))
    return tuple(dict.fromkeys(filter(None, heard)))


def _gap(letter: str) -> str:
    """A space for a hyphen or dash, nothing for an apostrophe or anything else."""
    return " " if letter in "-–‑ " else ""


def _latin_sounds(text: str) -> tuple[str, ...]:
    readings: list[tuple[str, ...]] = []
    groups = _GROUP.findall(text)
    for at, group in enumerate(groups):
        following = groups[at + 1][:1] if at + 1 < len(groups) else ""
        readings.append(_readings(group, following, first=at == 0 or groups[at - 1] in " -"))
    heard = [_settled("".join(choice)) for choice in _choices(readings)]
    return tuple(dict.fromkeys(filter(None, heard)))


def _readings(group: str, following: str, *, first: bool) -> tuple[str, ...]:
    """What one group of letters may stand for."""
    if group == "j":  # й in most languages; ж in French and in the English j of Azhar, х in Spanish: at a start
        return ("i", "S") if first or (following and following in "aeiou") else ("i",)
    if group in _READINGS:
        return _READINGS[group]
    if group in "-–‑ ":
        return (" ",)
    plain = unicodedata.normalize("NFKD", group)[0]
    return (plain,) if "a" <= plain <= "z" else ("",)


def _choices(readings: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Every combination of the readings, first ones first, at most ``MAX_READINGS``."""
    open_readings = sum(len(options) > 1 for options in readings)
    if open_readings > 3:  # a letter is read the same way throughout a name: keep each language's own row
        widest = max(len(options) for options in readings)
        return [tuple(options[min(row, len(options) - 1)] for options in readings) for row in range(widest)]
    return list(product(*readings))[:MAX_READINGS]


def _settled(sound: str) -> str:
    """The last rules, the same for every script: semivowels, o after a sibilant, doubles."""
    sound = _NOT_SOUND.sub("", sound)
    sound = sound.replace("tS", "C").replace("ts", "s").replace("j", "i")
    sound = _DOUBLE.sub(r"\1", sound)
    sound = _SEMIVOWEL.sub("", sound)
    sound = _AFTER_SIBILANT.sub("e", sound)
    return _DOUBLE.sub(r"\1", sound).strip()


# --- transcription: a Cyrillic name as a Dutch, German, French or English text writes it -------------------------

# Consonants and plain vowels by language, shared by Russian and Ukrainian; what differs stands in the rules below.
_LETTERS: dict[str, dict[str, str]] = {
    "nl": {"ж": "zj", "х": "ch", "ц": "ts", "ч": "tsj", "ш": "sj", "щ": "sjtsj", "у": "oe", "в": "v", "с": "s",
           "з": "z", "к": "k", "ф": "f", "й": "j", "ы": "y", "э": "e", "ъ": "", "ь": ""},
    "de": {"ж": "sch", "х": "ch", "ц": "z", "ч": "tsch", "ш": "sch", "щ": "schtsch", "у": "u", "в": "w", "с": "s",
           "з": "s", "к": "k", "ф": "f", "й": "i", "ы": "y", "э": "e", "ъ": "", "ь": ""},
    "fr": {"ж": "j", "х": "kh", "ц": "ts", "ч": "tch", "ш": "ch", "щ": "chtch", "у": "ou", "в": "v", "с": "s",
           "з": "z", "к": "k", "ф": "f", "й": "ï", "ы": "y", "э": "e", "ъ": "", "ь": ""},
}  # fmt: skip
_COMMON = dict(zip("абдлмнопрт", "abdlmnoprt", strict=True))
# й and the vowels that begin with it, after a vowel or at the start of a word.
_YOD = {"nl": "j", "de": "j", "fr": "i"}
_VOWELS = frozenset("аеёиоуыэюяіїєАЕЁИОУЫЭЮЯІЇЄ")
# Where names are known in Cyrillic and the reader's language has a custom of writing them.
TRANSCRIPTIONS = frozenset((country, language) for country in ("RU", "UA") for language in ("nl", "de", "fr"))


def transcribed(name: str, country: str, language: str) -> str:
    """A Russian or Ukrainian name in the usual Dutch, German or French transcription.

    >>> transcribed("Карачев", "RU", "nl")
    'Karatsjev'
    """
    written = []
    ukrainian = country == "UA"
    for at, letter in enumerate(name):
        small = letter.lower()
        before = name[at - 1].lower() if at else " "
        latin = _transcribed_letter(small, before, name[at + 1 : at + 2].lower(), language, ukrainian=ukrainian)
        written.append(latin.capitalize() if letter != small else latin)
    return "".join(written)


def _transcribed_letter(letter: str, before: str, after: str, language: str, *, ukrainian: bool) -> str:
    begins = before in _VOWELS or not before.isalpha() or before in "ьъ'’ʼ"
    yod = _YOD[language]
    if letter == "г":
        return "h" if ukrainian else "g"
    if letter == "ґ":
        return "g"
    if letter == "и":
        return "y" if ukrainian else "i"
    if letter == "і":
        return "i"
    if letter == "ї":
        return "ï" if language == "fr" else yod + "i"
    if letter in "еє":
        soft = begins if letter == "е" and not ukrainian else letter == "є"
        return (yod if soft else "") + "e"
    if letter == "ё":
        return "o" if before in "жчшщ" else yod + "o"
    if letter == "ю":
        return yod + _LETTERS[language]["у"]
    if letter == "я":
        return yod + "a"
    if letter == "й" and before in "иыії" and not after.isalpha():
        return "" if not ukrainian else ("j" if language == "nl" else "")
    if letter in "'’ʼ":
        return ""
    return _LETTERS[language].get(letter, _COMMON.get(letter, letter))
