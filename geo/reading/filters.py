"""What is no place, though a record bears its name: persons, parts of longer names, common words, compounds.

The filters know the language and the article, and each refuses for a reason of its own.
"""

from __future__ import annotations

import re
from functools import cache

from geo.reading.found import NONE, SURELY, FoundMention, is_wide
from geo.reading.nouns import is_attributive, is_dateline, is_noun, is_of_organisation
from geo.reading.surroundings import WINDOW, Phrases, Surroundings, is_slavic
from geo.reading.tables import common, table

_PARTS = re.compile(r"[\s-]+")
_IN_NAME = "-’'._"
_HYPHENS = "-‑"
_FOLLOWING = re.compile(r"[ \u00a0]([^\W\d_][\w’'-]*)")
_BEFORE_HYPHEN = re.compile(r"([^\W\d_]+)[-‑]$")
_AFTER_HYPHEN = re.compile(r"[-‑][^\W\d_]")
# A letter that is no small one of the alphabets with Latin letters, so that "traversé le" has no initial É.
_FULL_NAME = re.compile(r"(?<!\w)([^\W\d_a-zà-öø-ÿ][\w’'-]*)\.?\s+(?:[a-z’']{1,4}\s+)?[a-z’']{1,4}\s+$")
_GIVEN = re.compile(
    r"(?<!\w)([^\W\d_a-zà-öø-ÿ][\w’'-]+)((?:\s+(?:[^\W\d_a-zà-öø-ÿ]\.|[^\W\d_a-zà-öø-ÿ][\w’'-]*)){1,2})(?!\w)"
)
# "Jan van der Meer": a first name, then a prefix or two in small letters
_PREFIXED = re.compile(r"([^\W\d_a-zà-öø-ÿ][\w’'-]+)((?:\s+[a-z]{2,3}){1,2})\s+([^\W\d_a-zà-öø-ÿ][\w’'-]+)")
# The line of who wrote it, which begins with "by" and a name of two words or more.
_BYLINE = re.compile(
    r"(?P<by>(?:By|From|Von|Door|Par|Por|Autor:?|Автор:?|От|Від)\s+)[^\W\d_a-zà-öø-ÿ][\w’'-]*\s+[^\W\d_a-zà-öø-ÿ]"
)
LONGEST_BYLINE = 12
_NUMBER_AFTER = re.compile(r"[-‑–]\d+(?![\d-])(?!\s?(?:km|kilom|mi|uur|Uhr))")
_QUOTES = tuple("\"'“„«‘‚")
_QUOTED_WITH_NUMBER = re.compile(r"[ \u00a0-]\d{1,2}[\"'”“»’‘]")
_CAPITAL_WORDS = r"(?P<words>(?:[^\W\d_a-zà-öø-ÿа-яёіїєґ][\w’'-]*\s+){0,3})"
_QUOTE_OPENS = re.compile(rf"[\"“„«‚»]\s?{_CAPITAL_WORDS}$")
_QUOTE_CLOSES = re.compile(r"(?P<words>(?:\s+[^\W\d_a-zà-öø-ÿа-яёіїєґ][\w’'-]*){0,3})\s?[\"”“»’«]")
_YEAR_AFTER = re.compile(r" (?:19|20)\d\d(?![\w-]|,\d|\s(?:km|kilom|mi))")
# From here on a sign is a syllable or a word (kana, Chinese, Hangul).
_SYLLABLES = "\u3040"
UNKNOWN_WORD = 3
# A full name is at most so long; without an end a chain of hyphens would be read over and over.
LONGEST_NAME = 120


def remember_persons(around: Surroundings) -> None:
    """Surnames of people whom the article names in full: the bare surname is they, elsewhere too."""
    text, words = around.article.text, around.words
    tokens, firsts = around.tokens, _first_parts(words.language)
    for number in tokens.capitals:
        if tokens.words[number].plain in firsts:
            full = _GIVEN.match(text, tokens.starts[number], tokens.starts[number] + LONGEST_NAME)
            if full is not None and full[1].casefold() in words.given:
                around.persons.add(full[2].split()[-1].casefold())
                continue
            full = _PREFIXED.match(text, tokens.starts[number], tokens.starts[number] + LONGEST_NAME)
            if full is not None and full[1].casefold() in words.given and _are_prefixes(around, full[2]):
                around.persons.add(full[3].casefold())
    # A country is not a person because a title stands before it once ("minister Oekraïne" does not occur).
    around.persons -= words.demonyms.keys()


def _are_prefixes(around: Surroundings, between: str) -> bool:
    """Whether the words between a first name and a surname are prefixes: "van der"."""
    return around.beside.prefixes.issuperset(between.split())


@cache
def _first_parts(language: str) -> frozenset[str]:
    """The words that given names begin with: "jean" of "jean-paul"."""
    return frozenset(name.split("-")[0] for name in table(language).given)


def may_be_place(around: Surroundings, mention: FoundMention) -> bool:
    """The filters; each refuses for a reason of its own."""
    first, after = around.word_at(mention.start), around.word_at(mention.end)
    if mention.text in never_places() or _is_common_word(around, mention, after):
        return False
    if _is_designation(around, mention) or _is_opening(around, mention, after):
        return False
    if mention.licence == SURELY and mention.level != "any":
        return True
    if (
        is_noun(around, mention, first)
        or is_of_organisation(around, mention, first, after)
        or _is_person(around, mention, first)
        or _is_part_of_name(around, mention, first, after)
        or _is_in_compound(around, mention)
    ):
        return False
    if is_attributive(around, mention, after):
        mention.kind = "demonym"
    return True


def _is_designation(around: Surroundings, mention: FoundMention) -> bool:
    """Whether a number is written on to it, as on to the name of a weapon or a ship: "Hwasong-17".

    Or a year behind it, as behind that of a games: "het comité van Sydney 2000", but not "in Sydney 2000".
    """
    text, first = around.article.text, around.word_at(mention.start)
    if _NUMBER_AFTER.match(text, mention.end) is not None:
        return True
    if _QUOTED_WITH_NUMBER.match(text, mention.end) is not None and text[mention.start - 1 : mention.start] in _QUOTES:
        return True  # a missile called "Palestine 2"
    # A book's "Stuttgart 1990" stands behind a comma.
    is_within = first > 0 and around.tokens.gaps[first] == " " and around.tokens.words[first - 1].small
    return is_within and mention.licence != SURELY and _YEAR_AFTER.match(text, mention.end) is not None


@cache
def never_places() -> frozenset[str]:
    """Names that are never places, whatever the language."""
    return frozenset(common().not_places)


def _is_opening(around: Surroundings, mention: FoundMention, after: int) -> bool:
    """Whether it is the adjective that a longer name begins with: "Velyka" of "Velyka Vilshanytsia"."""
    tokens = around.tokens
    is_followed = after < len(tokens.words) and tokens.gaps[after] == " " and not tokens.words[after].small
    return is_followed and mention.text.casefold() in name_openings()


@cache
def name_openings() -> frozenset[str]:
    """Adjectives with which names of villages begin, which are no village by themselves."""
    return frozenset(common().name_openings)


def _is_common_word(around: Surroundings, mention: FoundMention, after: int) -> bool:
    plain = mention.text.casefold()
    if plain in around.beside.calendar:
        return True
    if " " in plain or "-" in plain:
        # "White House" and "Pays-Bas" are made of common words and are none.
        return (
            mention.licence != SURELY
            and mention.kinds.isdisjoint({"site", "country", "area", "water", "region"})
            and all(part in around.words.not_places for part in _PARTS.split(plain))
        )
    # Two Chinese signs or Korean syllables are a whole name; two letters of an alphabet are an abbreviation.
    if len(plain) < (2 if plain >= _SYLLABLES else 3) and mention.licence != SURELY:
        return True
    # In a language whose words we do not know three letters may be any word ("Sin" is "without" in Spanish).
    if not around.words.not_places and len(plain) == UNKNOWN_WORD and plain < _SYLLABLES and not mention.text.isupper():
        return True
    if plain in around.words.not_places or plain in around.beside.organisations:
        return not (mention.licence == SURELY and plain in around.words.towns_too)
    is_named_area = is_wide(mention) or "area" in mention.kinds  # "DDR"
    if len(plain) <= 5 and mention.text.isupper() and mention.licence != SURELY and not is_named_area:
        # "SOS", "FAO", unless the line itself is in capitals or begins with its town
        line = around.article.text[mention.sentence.start : mention.sentence.end]
        return not (line.isupper() or is_dateline(around, mention, after))
    return mention.initial and plain in around.lower_words


def _is_in_byline(around: Surroundings, mention: FoundMention, first: int) -> bool:
    """Whether it is of the name of who wrote the article: "By Jordan Lake in Dubai", up to where he writes from."""
    text = around.article.text
    start = text.rfind("\n", 0, mention.start) + 1
    end = text.find("\n", mention.end)
    line = text[start : end if end >= 0 else len(text)]
    by = _BYLINE.match(line)
    if by is None or len(line.split()) > LONGEST_BYLINE or line.rstrip().endswith((".", "!", "?", ":")):
        return False
    ahead = line[by.end("by") : mention.start - start]
    return not re.search(r"[,;|•]", ahead) and not around.beside.place_before.ends_at(around, first, mention.sentence)


def _is_person(around: Surroundings, mention: FoundMention, first: int) -> bool:
    words = around.words
    if _is_in_byline(around, mention, first):
        return True
    # "президент России" is a genitive: where names are inflected, a country after a title is the country.
    if around.beside.title_before.ends_at(around, first, mention.sentence) and not (
        is_slavic(words) and is_wide(mention)
    ):
        return True
    # A town that bears somebody's name too is meant where a word may say so, and else the person.
    if (
        around.persons
        and mention.licence != SURELY
        and mention.text.split()[-1].casefold() in around.persons
        and (mention.key not in around.placed or (mention.licence == NONE and not is_wide(mention)))
    ):
        return True
    previous = around.word_before(first, mention.sentence, _IN_NAME)
    if previous is not None:
        start, written = previous
        word = written.rstrip(".").casefold()
        if word in words.given and written[0].isupper():
            return True
        if word in around.beside.prefixes:
            if written[0].isupper() and not around.begins_sentence(start, mention.sentence):
                return True
            if mention.licence != SURELY and mention.text.casefold() in around.persons:
                return True
            if mention.licence != SURELY and (full := _name_before_prefix(around, mention)):
                name = full.group(1)
                return name.casefold() in words.given or len(name) == 1 or _is_titled(around, full.start(1))
    return (
        mention.licence != SURELY
        and mention.text.casefold() in words.given
        and not is_wide(mention)
        and " " not in mention.text
    )


def _name_before_prefix(around: Surroundings, mention: FoundMention) -> re.Match[str] | None:
    """As in "Jan van Eyck": the first name or initial, then the prefix; None where there is none."""
    first = max(mention.sentence.start, mention.start - WINDOW)
    return _FULL_NAME.search(around.article.text, first, mention.start)


def _is_titled(around: Surroundings, start: int) -> bool:
    """Whether what begins there has somebody's profession before it: "onderzoekster Marloes van".

    Not an office, which is one of a place: "burgemeester Jansen van Assen".
    """
    professions = _professions(around.words.language)
    return professions.ends_at(around, around.word_at(start), around.sentence_at(start))


@cache
def _professions(language: str) -> Phrases:
    return Phrases.of(table(language).names.professions)


def _is_in_quoted_name(around: Surroundings, mention: FoundMention) -> bool:
    """Inside quotation marks round a few words that all have capitals: the ship „Pacific Zircon“."""
    text = around.article.text
    ahead = _QUOTE_OPENS.search(text, max(0, mention.start - WINDOW), mention.start)
    behind = _QUOTE_CLOSES.match(text, mention.end, mention.end + WINDOW)
    if ahead is None or behind is None:
        return False
    return bool(ahead["words"].strip() or behind["words"].strip())


def _is_part_of_name(around: Surroundings, mention: FoundMention, first: int, after: int) -> bool:
    """Inside a longer run of capitals: "Washington Post", "Van der Meer", "Upper Silesia Holdings"."""
    words, tokens = around.words, around.tokens
    if mention.licence != SURELY and _is_in_quoted_name(around, mention):
        return True
    if first and tokens.gaps[first] == " " and tokens.words[first - 1].plain in name_openings():
        return not tokens.words[first - 1].small  # "Velyka Vilshanytsia"
    if after < len(tokens.words) and not tokens.words[after].small:
        following = _FOLLOWING.match(tokens.text, mention.end, mention.end + WINDOW)
        if following is not None and following.start(1) not in around.begins and following[1][0].isupper():
            plain = following[1].casefold()
            if is_wide(mention) and plain in words.names.organs:
                return False
            if plain in around.beside.organisations or mention.text.casefold() in words.given:
                return "country" not in mention.kinds or mention.licence != SURELY
            if is_wide(mention):
                return False
            # Every German noun has a capital, so there a capital beside a name says nothing.
            if words.language != "de" and not _is_neighbour(around, following[1]):
                return True
    if words.language == "de" or tokens.gaps[first][-1:] not in (" ", "\u00a0"):
        return False
    previous = around.word_before(first, mention.sentence)
    if previous is None or not previous[1][0].isupper() or tokens.gaps[first][-2:-1].isspace():
        return False
    start, written = previous
    if _is_neighbour(around, written) or re.search(r"-[a-zà-öø-ÿ][^-]+$", written):
        return False  # "Pakistan-administered Kashmir"
    is_word = written.casefold() in words.not_places or written.casefold() in around.lower_words
    return not (is_word and around.begins_sentence(start, mention.sentence))


def _is_neighbour(around: Surroundings, word: str) -> bool:
    """A capital that may stand beside a place without being one name with it: "Russian", "Mayor", "Tuesday"."""
    return word.casefold().removesuffix("'s").removesuffix("’s") in around.beside.neighbours


def _is_in_compound(around: Surroundings, mention: FoundMention) -> bool:
    """Joined to another word: "Kremlin-woordvoerder" is no Kremlin that did something, "Oost-Oekraïne" is Ukraine."""
    text = around.article.text
    if mention.start and text[mention.start - 1] in _HYPHENS:
        before = _BEFORE_HYPHEN.search(text, max(0, mention.start - WINDOW), mention.start)
        if before is not None and (
            before[1].casefold() not in around.words.names.hyphen_before
            or f"{before[1]}-{mention.text}".casefold() in around.words.not_places
        ):
            return True
    return (
        mention.end < len(text)
        and text[mention.end] in _HYPHENS
        and mention.text.isupper()
        and _AFTER_HYPHEN.match(text, mention.end) is not None
    )
