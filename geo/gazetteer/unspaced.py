"""Names in scripts that put no blanks between words: Chinese and Japanese, and Korean with its particles.

A run of such letters is cut at the longest names that it holds, from left to right; what lies between stays a word.
Without a list of the language's words a short name is often another word too, so the fewer its letters, the more
people must live there. Countries and regions count at any size.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from geo.gazetteer.tokens import Tokens, WordMemory

LETTERS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_RUN = re.compile("[\u3040-\u30ff\u3400-\u9fff]{2,}")
_HANGUL = re.compile("[\uac00-\ud7a3]{3,}")
# What Korean writes after a noun without a blank, the longest first.
_PARTICLES = re.compile("(?<=..)(?:에서는|으로부터|에서|에게|으로|부터|까지|에는|에|은|는|이|가|을|를|의|와|과|로|도)$")
LONGEST_NAME = 12
# Least population by the number of letters of a name; fewer letters than 2 are no name here.
LEAST_PEOPLE = {2: 300_000, 3: 50_000}
LEAST_PEOPLE_OF_LONG = 5_000


def cut_unspaced(tokens: Tokens, memory: WordMemory, is_name: Callable[[str], bool]) -> Tokens:
    """The words of a text, those without blanks cut where a name begins and ends.

    Args:
        is_name: whether a stretch of letters is a name that may be taken out of a run.
    """
    starts: list[int] = []
    ends: list[int] = []
    gaps: list[str] = []
    for number, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True)):
        places = _cuts(tokens.text[start:end], is_name)
        for at, (first, last) in enumerate(zip(places, (*places[1:], end - start), strict=True)):
            starts.append(start + first)
            ends.append(start + last)
            gaps.append("" if at else tokens.gaps[number])
    words = [memory[tokens.text[start:end]] for start, end in zip(starts, ends, strict=True)]
    return Tokens(
        text=tokens.text,
        words=words,
        starts=starts,
        ends=ends,
        gaps=[*gaps, tokens.gaps[-1]],
        capitals=[at for at, word in enumerate(words) if not word.small],
    )


def _cuts(word: str, is_name: Callable[[str], bool]) -> list[int]:
    """Where the pieces of a word begin, 0 first."""
    if _HANGUL.fullmatch(word):
        particle = _PARTICLES.search(word)
        return [0, particle.start()] if particle is not None and is_name(word[: particle.start()]) else [0]
    cuts = {0}
    for run in _RUN.finditer(word):
        at = run.start()
        while at < run.end() - 1:
            name = next(
                (stop for stop in range(min(run.end(), at + LONGEST_NAME), at + 1, -1) if is_name(word[at:stop])), 0
            )
            cuts |= {at, name} if name else set()
            at = name or at + 1
    return sorted(cuts - {len(word)})
