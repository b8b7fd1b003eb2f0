"""How a written name becomes a dictionary key: case, diacritics, apostrophes and hyphens aside.

A key is the folded words of a name, joined by single spaces: "Saint-Étienne" and "St. Etienne" are both
"st etienne", "Sint-Petersburg" is "st petersburg", "Київ" is "киів". Text is cut into words by the same expression
as names are, so that a match in a text is a match of whole words and its offsets stay those of the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

# A word may hold apostrophes ("Кам'янське", "Nur'ata") but not begin or end with one. An elided article stands alone
# ("l'Ukraine", "Côte d'Ivoire"), and so does the s of a genitive ("Ukraine's", "St. John's").
_APOSTROPHE = "['’‘ʼʹ`´′ʻ]"
WORD = re.compile(
    rf"[^\W\d_](?={_APOSTROPHE}[^\W\d_])|[Qq]u(?={_APOSTROPHE}[^\W\d_])|[^\W_]+(?:{_APOSTROPHE}(?![sS]\b)[^\W_]+)*"
)
# What may stand between two words of one name in a text; ". " only after a short word ("St. Louis", "U. S.").
GAPS = frozenset({" ", "-", "\u00a0", "\u202f", "‑", "‐", "–", "'", "’", ".", "\n", " - ", "/", ". ", ".\u00a0"})
STOPPED_GAPS = frozenset({". ", ".\u00a0"})
STOPPED_WORDS = frozenset({"st", "ste", "sto", "mt", "ft", "pt", "dr", "n", "s", "e", "w", "u", "v"})
_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h", "ŧ": "t",
        "ə": "e", "ß": "ss", "'": "", "’": "", "‘": "", "ʼ": "", "ʹ": "", "`": "", "´": "", "′": "", "ʻ": "",
        "\u0640": "", "\u200c": "", "\u200d": "",
    }
)  # fmt: skip
_COMBINING = re.compile("[\u0300-\u036f\u064b-\u0652\u0591-\u05c7]")
_NOT_WORD = re.compile(r"[^\w\u0300-\u1fff]|_")
# One form for each title of a saint, so that "Sankt", "Saint" and "St." meet.
_SAINTS = {"saint": "st", "sankt": "st", "sint": "st", "sainte": "ste", "santo": "sto"}


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """One word without case, diacritics and apostrophes; Hangul and kana stay whole characters."""
    if word.isascii():
        folded = word.lower().replace("'", "").replace("`", "")
    else:
        plain = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
        folded = unicodedata.normalize(
            "NFC", _NOT_WORD.sub("", _COMBINING.sub("", plain).casefold().translate(_LETTERS))
        )
    return _SAINTS.get(folded, folded)


def key_of(name: str) -> str:
    """The dictionary key of a name; empty where it holds no letter or digit."""
    key = _folded(name)
    # Taking a letter apart can leave a mark that is no letter of a word (Thai sara am): fold until nothing changes.
    while not key.isascii() and (again := _folded(key)) != key:
        key = again
    return key


def _folded(name: str) -> str:
    return " ".join([fold(word) for word in WORD.findall(unicodedata.normalize("NFC", name))])


def first_letter_is_small(word: str) -> bool:
    """True where the script knows capitals and the word begins without one ("aan", but not "东京")."""
    return word[0].islower()


def saved_trie(path: Path, keys: Collection[str]) -> list[str]:
    """Write keys as a trie, and give them in the order of the numbers that it gives them."""
    import marisa_trie  # lazily: only the builder writes one

    trie = marisa_trie.Trie(keys)
    trie.save(str(path))
    return sorted(keys, key=trie.__getitem__)
