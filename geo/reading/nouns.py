"""What the grammar of a language says against a name: the article before it, a club, an event, an everyday word.

Every German noun has a capital, so there the article tells a noun from a town ("der Plan", but "nach Plan" in a list
of towns). In all languages a club, university or race bears the name of a town without being there. The words are in
the language's table; here are the rules.
"""

from __future__ import annotations

from functools import cache

from geo.model import Span
from geo.reading.found import NONE, PERHAPS, SURELY, FoundMention
from geo.reading.surroundings import Phrases, Surroundings
from geo.reading.tables import table

_WITH_ARTICLE = frozenset({"country", "region", "continent", "area", "water", "site"})
_LARGE = frozenset({"country", "region", "continent"})
_HYPHENS = "-‑"
LEAST_ADJECTIVE = 4
# What stands after the town of a dateline: "BRUSSEL - ", "PARIS (AFP)".
_AFTER_DATELINE = "(-–—,/:"


def has_determiner(around: Surroundings, first: int, sentence: Span) -> bool:
    """Whether an article or its like stands right before a word, so that no bare name of a town follows."""
    tokens = around.tokens
    return (
        first > 0
        and tokens.starts[first - 1] >= sentence.start
        and tokens.gaps[first].isspace()
        and tokens.words[first - 1].plain in _determiners(around.words.language)
    )


def licence_past_adjective(around: Surroundings, first: int, sentence: Span) -> int:
    """The licence that a preposition gives across an adjective: "im englischen Hatfield", "in het nabije Hulst".

    Surely a place after the adjective of a country, else perhaps; NONE where there is no such adjective.
    """
    tokens, words = around.tokens, around.words
    endings = words.names.inflected
    if not endings or first < 2 or not tokens.gaps[first].isspace() or tokens.starts[first - 2] < sentence.start:
        return NONE
    adjective = tokens.words[first - 1]
    if not adjective.plain.endswith(endings) or len(adjective.plain) < LEAST_ADJECTIVE:
        return NONE
    before = around.word_before(first, sentence)
    at = first - 1 if before is None else around.word_at(before[0])
    is_people = before is not None and before[1].casefold() in words.demonyms
    if not (adjective.small or is_people) or at < 1 or tokens.starts[at - 1] < sentence.start:
        return NONE
    if tokens.words[at - 1].plain not in _determiners(words.language):
        return NONE
    places = around.beside.place_before
    if places.ends_at(around, at, sentence) or places.ends_at(around, at - 1, sentence):
        return SURELY if is_people else PERHAPS
    return NONE


def is_noun(around: Surroundings, mention: FoundMention, first: int) -> bool:
    """Whether a name that only towns bear is a noun here."""
    words = around.words
    if words.names.nouns_have_capitals and _is_declined(around, mention):
        return True
    if not mention.kinds or not _WITH_ARTICLE.isdisjoint(mention.kinds):
        return mention.text.casefold() in words.towns_too and not _is_spoken_of(around, mention, first)
    if words.names.nouns_have_capitals and has_determiner(around, first, mention.sentence):
        return True
    return mention.text.casefold() in words.towns_too and not _is_spoken_of(around, mention, first)


def _is_declined(around: Surroundings, mention: FoundMention) -> bool:
    """Whether a name is an everyday noun in another case or number: "Tages", "Steinen"."""
    plain = mention.text.casefold()
    if not _LARGE.isdisjoint(mention.kinds) or plain in around.words.towns_too or plain in around.words.not_places:
        return False
    if mention.key in around.called_towns:
        return False  # "die Stadt Engels": no angel's, there or elsewhere in the article
    never = around.words.not_places
    return any(plain.endswith(ending) and plain.removesuffix(ending) in never for ending in around.words.names.cases)


def _is_spoken_of(around: Surroundings, mention: FoundMention, first: int) -> bool:
    """Whether an everyday word is the town here: "in Essen" without an article, or a capital within the sentence."""
    if mention.level == "settlement":
        return True
    if mention.licence == SURELY and not has_determiner(around, first, mention.sentence):
        return True
    if around.words.names.nouns_have_capitals:
        return False
    return not mention.initial or mention.key in around.placed


def is_of_organisation(around: Surroundings, mention: FoundMention, first: int, after: int) -> bool:
    """Whether the word before makes a club, a university or an event of the name: "Club Brugge", "Tour de France"."""
    before, events = _makers(around.words.language)
    if before.ends_at(around, first, mention.sentence) or events.ends_at(around, first, mention.sentence):
        return True
    # "Bayern München", "Sparta Rotterdam": the first word is the club's own
    return mention.text.casefold() in before.single and around.tokens.gaps[after] == " " and after in around.named


def is_attributive(around: Surroundings, mention: FoundMention, after: int) -> bool:
    """Whether a hyphen joins the name to a noun: "Kremlin-woordvoerder", "Ukraine-Krieg", but not "Berlin-Spandau"."""
    tokens = around.tokens
    if not around.words.names.compounds or after >= len(tokens.words):
        return False
    gap = tokens.gaps[after]
    if not gap or gap not in _HYPHENS:
        return False
    word = tokens.words[after]
    if word.small:
        return True
    return around.words.names.nouns_have_capitals and after not in around.named


def is_dateline(around: Surroundings, mention: FoundMention, after: int) -> bool:
    """Whether a name in capitals heads its line as in "PARIS (AFP)" or "BRUSSEL - "."""
    gap = around.tokens.gaps[after].strip()
    return mention.initial and len(mention.text) > 3 and gap[:1] in _AFTER_DATELINE and gap != ""


@cache
def _determiners(language: str) -> frozenset[str]:
    return frozenset(table(language).names.determiners)


@cache
def _makers(language: str) -> tuple[Phrases, Phrases]:
    names = table(language).names
    return Phrases.of(names.organisations_before), Phrases.of(names.events_before)
