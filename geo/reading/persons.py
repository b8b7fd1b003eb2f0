"""Who else bears the name of a place: people with a title or a first name that no list knows, and teams.

"Sen. Jackson" and "Isaiah Houston, a captain" tell of people, whose bare surname in the next sentence is no town;
"Texas Rangers" and "Ohio State" are teams and universities, which no word for an organisation gives away.
"""

from __future__ import annotations

from collections.abc import Sequence

from geo.model import PlaceKind
from geo.reading.found import SURELY, FoundMention, is_wide
from geo.reading.surroundings import Surroundings

_TOWNS: frozenset[PlaceKind] = frozenset({"settlement", "district"})
_JOINED = frozenset({" ", "-", "‑", "\u00a0"})
_STOPPED = frozenset({" ", ". ", "\u00a0", ".\u00a0"})
_RUN = frozenset({" ", " & ", "\u00a0"})
# An institution's name has at most so many words after the place in it.
LONGEST_RUN = 5
# A headline has at least so many words that would be small in a sentence, and all but a few have capitals.
LEAST_WORDS, LONG_WORD, CAPITALS = 4, 4, 0.8


def remember_surnames(around: Surroundings, matches: Sequence[FoundMention]) -> None:
    """Add to the article's people those who are named by a title, or in full with a first name that is no place."""
    _remember_titled(around)
    names = {around.word_at(mention.start) for mention in matches}
    for mention in matches:
        first, after = around.word_at(mention.start), around.word_at(mention.end)
        if mention.licence != SURELY and not is_wide(mention) and _has_first_name(around, mention, first, after, names):
            around.persons.add(around.tokens.words[after - 1].plain)
    # "Santa Clara County" and "Clifton Park" begin with a first name, and nobody is called County.
    around.persons -= around.beside.neighbours
    around.persons -= around.beside.organisations


def _remember_titled(around: Surroundings) -> None:
    tokens, titles = around.tokens, around.beside.title_before.single
    for number in tokens.capitals:
        if number == 0 or tokens.gaps[number] not in _STOPPED or tokens.words[number - 1].plain not in titles:
            continue
        # "Gov. Smith" goes on; "zegt de minister. Het Verenigd Koninkrijk" is a new sentence.
        start = around.sentence_at(tokens.starts[number]).start
        if tokens.gaps[number][0] == "." and tokens.starts[number - 1] < start:
            continue
        last = number
        while _is_name(around, last + 1) and tokens.gaps[last + 1] in _STOPPED:
            if tokens.gaps[last + 1][0] == "." and len(tokens.words[last].text) > 2:
                break
            last += 1
        if _is_name(around, last):
            around.persons.add(tokens.words[last].plain)


def _is_name(around: Surroundings, number: int) -> bool:
    """Whether a word may be of somebody's name: a capital and then small letters, and no everyday word."""
    if number >= len(around.tokens.words):
        return False
    word = around.tokens.words[number]
    return not word.small and not word.text.isupper() and word.plain not in around.beside.neighbours


def _has_first_name(around: Surroundings, mention: FoundMention, first: int, after: int, names: set[int]) -> bool:
    """As in "Keene Lebanon": one unknown name before it in the sentence, nothing with a capital after it."""
    tokens = around.tokens
    if first == 0 or tokens.gaps[first] != " " or tokens.starts[first - 1] <= mention.sentence.start:
        return False
    if after < len(tokens.words) and tokens.gaps[after] == " " and not tokens.words[after].small:
        return False
    before = tokens.words[first - 1]
    return (
        _is_name(around, first - 1)
        and first - 1 not in names
        and before.plain not in around.beside.organisations
        and before.plain not in around.lower_words
        and len(before.text) > 2
        and tokens.gaps[first - 1] != " "
    ) or (len(before.text) == 1 and before.text.isupper())


def has_article(around: Surroundings, mention: FoundMention) -> bool:
    """As in "the Royal Free" and "her Buffalo.": an article and no noun after the name, which is no bare town's."""
    tokens, determiners = around.tokens, around.words.names.before_nouns
    first, after = around.word_at(mention.start), around.word_at(mention.end)
    if not determiners or mention.level != "any" or first == 0 or tokens.gaps[first] != " ":
        return False
    if tokens.words[first - 1].plain not in determiners or not mention.kinds <= _TOWNS:
        return False
    if after >= len(tokens.words) or tokens.gaps[after] not in _JOINED:
        return True
    word = tokens.words[after]
    names = around.words.names
    return not (word.small or word.plain in names.civic or word.plain in names.landforms)


def is_eponym(around: Surroundings, mention: FoundMention) -> bool:
    """As in "Lyme disease", "Brent crude": a thing that is named after the place."""
    tokens, after = around.tokens, around.word_at(mention.end)
    return (
        after < len(tokens.words)
        and tokens.gaps[after] == " "
        and mention.kinds <= _TOWNS
        and tokens.words[after].plain in around.words.names.eponyms_after
    )


def is_first_name(around: Surroundings, mention: FoundMention) -> bool:
    """As in "Jordan Hughes" and "Georgia Price": also countries and regions are first names before a surname."""
    words, tokens = around.words, around.tokens
    if not words.names.civic or mention.text.casefold() not in words.given:
        return False
    after = around.word_at(mention.end)
    return (
        after < len(tokens.words)
        and tokens.gaps[after] == " "
        and _is_name(around, after)
        and tokens.words[after].plain not in around.beside.organisations
        and tokens.words[after].plain not in words.names.schools
        and not is_headline(around, mention)
    )


def is_institution(around: Surroundings, mention: FoundMention) -> bool:
    """As in "Lancaster General Hospital": an unbroken run of capitals after the name, with an institution's word in it.

    The council or the hall of a city leaves the city what it is ("Fort Wayne City Council").
    """
    tokens, names = around.tokens, around.words.names
    after = around.word_at(mention.end)
    if after < len(tokens.words) and tokens.words[after].plain in names.roads and tokens.gaps[after] in _STOPPED:
        return mention.text.replace(".", "").isupper()
    if not names.civic:
        return False
    first = around.word_at(mention.start)
    if is_wide(mention) and _is_of_institution(around, first):
        return True
    if after >= len(tokens.words) or tokens.words[after].small or tokens.gaps[after] not in _RUN:
        return False
    found = False
    for number in range(after, min(after + LONGEST_RUN, len(tokens.words))):
        word = tokens.words[number]
        if word.small or tokens.gaps[number] not in _RUN or tokens.starts[number] in around.begins:
            break
        if word.plain in around.beside.title_before.single:
            return False  # "Queensland Health Minister"
        found = found or word.plain in around.beside.organisations
    return found and _stands_alone(around, mention, after)


def _stands_alone(around: Surroundings, mention: FoundMention, after: int) -> bool:
    """Whether the institution is more than an organ of the place: of a state its departments, of a town its council."""
    word, names = around.tokens.words[after].plain, around.words.names
    is_organ = word in names.civic or (is_wide(mention) and word in names.organs)
    return not is_organ and not is_headline(around, mention)


def _is_of_institution(around: Surroundings, first: int) -> bool:
    """As in "Times of India", "Corporation of America"."""
    tokens = around.tokens
    at = first - 1
    if at > 0 and tokens.words[at].plain == "the":
        at -= 1
    return (
        at > 0
        and tokens.words[at].text == "of"
        and tokens.gaps[at] == " "
        and tokens.gaps[at + 1] == " "
        and not tokens.words[at - 1].small
        and tokens.words[at - 1].plain in around.beside.organisations
    )


def is_team(around: Surroundings, mention: FoundMention) -> bool:
    """As in "Texas Rangers", "Ohio State": a region and a plural or a university's short name, all with capitals."""
    names = around.words.names
    if not names.people_plural or "region" not in mention.kinds:
        return False
    tokens, after = around.tokens, around.word_at(mention.end)
    if after >= len(tokens.words) or tokens.gaps[after] != " " or tokens.words[after].small:
        return False
    word = tokens.words[after]
    if word.plain in names.schools or (word.text == "A" and tokens.gaps[after + 1] == "&"):
        return mention.key not in names.not_schools
    return (
        word.text[-1] == "s"
        and word.text[-2:] != "ss"
        and not word.text.isupper()
        and word.plain not in names.people_plural
        and word.plain not in around.beside.neighbours
        and tokens.starts[after] not in around.begins
        and not is_headline(around, mention)
    )


def is_headline(around: Surroundings, mention: FoundMention) -> bool:
    """Whether nearly every long word of the mention's sentence has a capital, so that capitals prove nothing."""
    start = mention.sentence.start
    known = around.headlines.get(start)
    if known is None:
        known = around.headlines[start] = _has_capitals(around, start, mention.sentence.end)
    return known


def _has_capitals(around: Surroundings, start: int, end: int) -> bool:
    tokens = around.tokens
    long = capitals = 0
    number = around.word_at(start)
    while number < len(tokens.words) and tokens.starts[number] < end:
        word = tokens.words[number]
        number += 1
        if len(word.text) >= LONG_WORD and word.text[0].isalpha():
            long += 1
            capitals += not word.small
    return long >= LEAST_WORDS and capitals >= CAPITALS * long and around.article.text[end - 1] not in ".:;,"


def stands_in_headline(around: Surroundings, mention: FoundMention, elsewhere: set[str]) -> bool | None:
    """What a headline in which all words have capitals says of a name: a place (True), none (False), nothing (None).

    A name that the article's sentences take for a place is one, unless a word of an organisation follows; any other
    needs a word that says so.
    """
    if not is_headline(around, mention):
        return None
    after = around.word_at(mention.end)
    tokens = around.tokens
    if (
        after < len(tokens.words)
        and tokens.gaps[after] == " "
        and tokens.words[after].plain in around.beside.organisations
    ):
        return False
    return mention.licence == SURELY or is_wide(mention) or mention.key in elsewhere
