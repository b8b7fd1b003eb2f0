"""Names that no record bears as written, where the words say that they are a place: found by spelling later."""

from __future__ import annotations

from collections.abc import Iterator

from geo.reading.containers import stands_before_region
from geo.reading.filters import name_openings, never_places
from geo.reading.found import SURELY, FoundMention
from geo.reading.nouns import has_determiner
from geo.reading.surroundings import Surroundings, described, standing

LEAST_LETTERS = 4


def unknown_names(around: Surroundings, covered: set[int]) -> Iterator[FoundMention]:
    """Capitalised words that the gazetteer does not know as written, where the words say that they are a place."""
    words, tokens = around.words, around.tokens
    seen: set[str] = set()
    for number in tokens.capitals:
        start = tokens.starts[number]
        if start in covered or (last := _last_of_name(around, number)) < number or not around.speaks_at(start):
            continue
        name = tokens.text[start : tokens.ends[last]]
        plain = name.casefold()
        if plain in words.not_places or plain in words.demonyms or plain in around.persons or name.isupper():
            continue
        end = tokens.ends[last]
        _, licence = standing(around, number, last + 1, around.sentence_at(start))
        if licence != SURELY and stands_before_region(tokens.text, end, words):
            licence = SURELY
        if licence != SURELY and plain not in seen:
            continue
        if plain in words.given or plain in around.lower_words or name in never_places():
            continue
        # "in het Brabantse X": a town that nobody knows has no article, an adjective has.
        if has_determiner(around, number, around.sentence_at(start)):
            continue
        seen.add(plain)
        mention = described(around, start, end, plain)
        mention.spelled = True
        mention.licence = max(licence, mention.licence)
        yield mention


def _last_of_name(around: Surroundings, number: int) -> int:
    """The last word of a name of letters only that begins here, its parts joined by hyphens; -1 where none does."""
    tokens = around.tokens
    written = tokens.words[number].text
    if len(written) < LEAST_LETTERS or not written[0].isupper() or not written.isalpha():
        return -1
    if tokens.gaps[number][-1:] in ("-", "_"):
        return -1
    last = number
    while tokens.gaps[last + 1][:1] in ("-", "_") and tokens.gaps[last + 1]:
        last += 1
        if tokens.gaps[last] != "-" or last == len(tokens.words):
            return -1
        part = tokens.words[last].text
        if len(part) < 2 or "a" <= part[0] <= "z" or not part.isalpha():
            return -1
    # "Velyka Vilshanytsia": the first word is an adjective, and no village of its own
    if last == number and last + 1 < len(tokens.words) and tokens.gaps[last + 1] == " ":
        following = tokens.words[last + 1].text
        if written.casefold() in name_openings() and following[0].isupper() and following.isalpha():
            return last + 1
    return last
