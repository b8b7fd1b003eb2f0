"""A Cyrillic name as a Dutch, German or French text usually writes it.

After the Dutch Taalunie's list of Russian and Ukrainian transcriptions, Duden's tables and the French press.
"""

from __future__ import annotations

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
