"""What is no place, though a record bears its name: persons, parts of longer names, common words, compounds.

The filters know the language and the article, and each refuses for a reason of its own.
"""

from __future__ import annotations

import re

from geo.reading.dates import month_names, weekdays
from geo.reading.found import SURELY, FoundMention, is_wide
from geo.reading.surroundings import WINDOW, Surroundings, context_patterns, is_slavic
from geo.reading.tables import Table, common, phrases


def remember_persons(around: Surroundings) -> None:
    """Surnames of people whom the article names in full or by title: the bare surname is they, elsewhere too."""
    text, words = around.article.text, around.words
    titled = phrases(words.names.titles).pattern
    person = re.compile(rf"{titled}\s+((?:[^\W\d_a-z][\w’'-]+\s+)?[^\W\d_a-z][\w’'-]+)", re.IGNORECASE)
    for match in () if is_slavic(words) else person.finditer(text):
        name = match[1].split()
        if all(part[0].isupper() for part in name):
            around.persons.update(part.casefold() for part in name[-1:])
    if words.given:
        for match in re.finditer(
            r"(?<!\w)([^\W\d_a-z][\w’'-]+)((?:\s+(?:[^\W\d_a-z]\.|[^\W\d_a-z][\w’'-]*)){1,2})(?!\w)", text
        ):
            if match[1].casefold() in words.given:
                around.persons.add(match[2].split()[-1].casefold())
    # A country is not a person because a title stands before it once ("minister Oekraïne" does not occur).
    around.persons -= words.demonyms.keys()


def may_be_place(around: Surroundings, mention: FoundMention) -> bool:
    """The filters; each refuses for a reason of its own."""
    if mention.text in common().not_places or _is_common_word(around, mention):
        return False
    if mention.licence == SURELY and mention.level != "any":
        return True
    return not (_is_person(around, mention) or _is_part_of_name(around, mention) or _is_in_compound(around, mention))


def _is_common_word(around: Surroundings, mention: FoundMention) -> bool:
    plain = mention.text.casefold()
    language = around.words.language
    if plain in weekdays(language) or plain in month_names(language):
        return True
    if " " in plain or "-" in plain:
        # "White House" is made of common words and is none.
        return "site" not in mention.kinds and all(
            part in around.words.not_places for part in re.split(r"[\s-]+", plain)
        )
    if len(plain) < 3 and mention.licence != SURELY:
        return True
    if plain in around.words.not_places or plain in around.words.names.organisations:
        return True
    if mention.text.isupper() and len(plain) <= 5 and mention.licence != SURELY and not is_wide(mention):
        # "SOS", "FAO", unless the line itself is in capitals
        line = around.article.text[mention.sentence.start : mention.sentence.end]
        return not line.isupper()
    return mention.initial and plain in around.lower_words


def _is_person(around: Surroundings, mention: FoundMention) -> bool:
    text, words = around.article.text, around.words
    before = text[max(mention.sentence.start, mention.start - WINDOW) : mention.start]
    # "президент России" is a genitive: where names are inflected, a country after a title is the country.
    if context_patterns(words.language).title_before.search(before) and not (is_slavic(words) and is_wide(mention)):
        return True
    last = mention.text.split()[-1].casefold()
    if last in around.persons and mention.licence != SURELY and mention.key not in around.placed:
        return True
    previous = re.search(r"([^\W\d_][\w’'.-]*)\s+$", before)
    if previous is not None:
        word = previous[1].rstrip(".").casefold()
        if word in words.given and previous[1][0].isupper():
            return True
        if word in words.names.surname_prefix and previous[1][0].isupper() and not _begins(around, mention, previous):
            return True
        # "Jan van Eyck": a first name or an initial, then the prefix
        full = re.search(r"([^\W\d_a-z][\w’'-]*)\.?\s+(?:\w{1,4}\s+)?\w{1,4}\s+$", before)
        if word in words.names.surname_prefix and full is not None and mention.licence != SURELY:
            return full[1].casefold() in words.given or len(full[1]) == 1
    is_first_name = mention.text.casefold() in words.given and mention.licence != SURELY and not is_wide(mention)
    return is_first_name and " " not in mention.text


def _begins(around: Surroundings, mention: FoundMention, previous: re.Match[str]) -> bool:
    """Whether the word before the mention begins the sentence."""
    start = max(mention.sentence.start, mention.start - WINDOW) + previous.start(1)
    return not re.search(r"\w", around.article.text[mention.sentence.start : start])


def _is_part_of_name(around: Surroundings, mention: FoundMention) -> bool:
    """Inside a longer run of capitals: "Washington Post", "Van der Meer", "Upper Silesia Holdings"."""
    text, words = around.article.text, around.words
    following = re.match(r"[ \u00a0]([^\W\d_][\w’'-]*)", text[mention.end : mention.end + WINDOW])
    before = text[max(mention.sentence.start, mention.start - WINDOW) : mention.start]
    previous = re.search(r"([^\W\d_][\w’'-]*)[ \u00a0]$", before)
    joins = following is not None and mention.end + following.start(1) not in around.begins
    if following is not None and joins and following[1][0].isupper() and "country" not in mention.kinds:
        if following[1].casefold() in words.names.organisations or mention.text.casefold() in words.given:
            return True
        if is_wide(mention):
            return False
        # Every German noun has a capital, so there a capital beside a name says nothing.
        if words.language != "de" and not _is_neighbour(following[1], words):
            return True
    if words.language == "de":
        return False
    if previous is not None and previous[1][0].isupper() and not _is_neighbour(previous[1], words):
        begins = _begins(around, mention, previous)
        is_word = previous[1].casefold() in words.not_places or previous[1].casefold() in around.lower_words
        return not (begins and is_word)
    return False


def _is_neighbour(word: str, words: Table) -> bool:
    """A capital that may stand beside a place without being one name with it: "Russian", "Mayor", "Tuesday"."""
    plain = word.casefold().removesuffix("'s").removesuffix("’s")
    return (
        plain in words.demonyms
        or plain in words.not_places
        or plain in words.names.titles
        or plain in words.names.region_after
        or plain in words.names.city_before
        or plain in words.names.place_before
        or plain in words.names.maybe_before
        or plain in weekdays(words.language)
        or plain in month_names(words.language)
    )


def _is_in_compound(around: Surroundings, mention: FoundMention) -> bool:
    """Joined to another word: "Kremlin-woordvoerder" is no Kremlin that did something, "Oost-Oekraïne" is Ukraine."""
    text = around.article.text
    before = re.search(r"([^\W\d_]+)[-‑]$", text[max(0, mention.start - WINDOW) : mention.start])
    after = re.match(r"[-‑]([^\W\d_]+)", text[mention.end : mention.end + WINDOW])
    if before is not None and before[1].casefold() not in around.words.names.hyphen_before:
        return True
    return after is not None and mention.text.isupper()
