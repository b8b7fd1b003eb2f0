"""A text cut into words, once for everybody who reads it: the gazetteer's matches and the reader's filters.

Words are remembered from text to text, since texts repeat their words; a word is folded only when somebody asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from geo.gazetteer.names import WORD, first_letter_is_small

# With one group, ``split`` gives what stands between the words and the words themselves, in turn.
_WORDS = re.compile(f"({WORD.pattern})")
# Words that are remembered, at about 200 bytes each; then the memory starts anew.
MOST_WORDS = 100_000


class Word:
    """One written form.

    Attributes:
        plain: case-folded, for the lists of a language.
        small: it begins with a small letter, in a script that knows capitals.
        folded: as in a dictionary key; empty until the gazetteer has asked.
        number: of the key that is this word alone; -1 for none, -2 until the gazetteer has looked.
        longer: some key goes on after this word.
    """

    __slots__ = ("folded", "longer", "number", "plain", "small", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = text.casefold()
        self.small = first_letter_is_small(text)
        self.folded = ""
        self.number = -2
        self.longer = False


class WordMemory(dict[str, Word]):
    """Words by their written form, made when they are first asked for."""

    def __missing__(self, text: str) -> Word:
        if len(self) >= MOST_WORDS:
            self.clear()
        word = self[text] = Word(text)
        return word


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text in order: word ``i`` is ``text[starts[i]:ends[i]]``.

    Attributes:
        gaps: what stands before each word; a last one follows the last word.
        capitals: the numbers of the words that do not begin small.
    """

    text: str
    words: list[Word]
    starts: list[int]
    ends: list[int]
    gaps: list[str]
    capitals: list[int]


def cut(text: str, memory: WordMemory) -> Tokens:
    """The text's words, looked up in the memory."""
    parts = _WORDS.split(text)
    offsets = list(accumulate(map(len, parts)))
    words = list(map(memory.__getitem__, parts[1::2]))
    return Tokens(
        text=text,
        words=words,
        starts=offsets[:-1:2],
        ends=offsets[1::2],
        gaps=parts[::2],
        capitals=[at for at, word in enumerate(words) if not word.small],
    )
