"""Mentions: the spans of an article that may name a place, with what stands round them as evidence.

Longest matches of the gazetteer's names, with sane filters: a capital where the script has them, no part of a longer
name, no person (a title or first name before it, or a full name seen elsewhere), no organisation, no common word of
the language. What remains carries its licence (how strongly the words say that it is a place), the level that the
words give it (region, settlement), and the place that it is said to lie in. The choice of what is meant is left to
``geo.reading.resolving``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.model import Article, PlaceKind
from geo.reading.christened import without_weapons_names
from geo.reading.containers import with_containers
from geo.reading.filters import may_be_place, remember_persons
from geo.reading.found import NONE, SURELY, FoundMention, is_wide
from geo.reading.longer import longer
from geo.reading.nouns import is_noun, licence_past_adjective
from geo.reading.peoples import abbreviations_of, demonyms_of
from geo.reading.persons import (
    has_article,
    is_eponym,
    is_first_name,
    is_headline,
    is_institution,
    is_team,
    remember_surnames,
    stands_in_headline,
)
from geo.reading.placed import license_places, listed_regions
from geo.reading.recogniser import Heard, Recogniser, heard_in
from geo.reading.slavic import slavic_names
from geo.reading.surroundings import WINDOW, Surroundings, described, is_slavic, look_round
from geo.reading.tables import Table, phrases, table
from geo.reading.unknown import unknown_names
from geo.reading.wordforms import word_forms

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer, NameMatch
    from geo.gazetteer.tokens import Tokens

_SAID_WITH_A_NOUN: frozenset[PlaceKind] = frozenset({"water", "area", "site"})
# Articles that may stand in the gazetteer's name of a river ("de maas", "am main"), and whose they are.
_RIVER_ARTICLES = {
    "the": ("en",), "de": ("nl",), "het": ("nl",), "der": ("de",), "die": ("de",), "dem": ("de",), "am": ("de",),
    "la": ("fr",), "le": ("fr",), "l": ("fr",),
}  # fmt: skip
_TOWN_AND_REGION: frozenset[PlaceKind] = frozenset({"settlement", "region"})
# A region that is so much less likely than the best bearer of its name says nothing about the name.
FAR_BEHIND = 2.0
# So many words after a name may belong to a longer one.
GOES_ON = 3
_ELIDED = frozenset({"l", "d"})
_ARTICLES = frozenset({"the", "de", "het", "der", "die", "das", "la", "le", "les"})


def find_mentions(
    article: Article, gazetteer: Gazetteer, *, demonyms: bool = True, recogniser: Recogniser | None = None
) -> tuple[FoundMention, ...]:
    """Every mention of the article that may be a place, in order of the text; credits and datelines have none.

    A ``recogniser`` (see ``geo.reading.recogniser``) licenses the names that it takes for places, and speaks against
    those that it takes for people or organisations.
    """
    tokens = gazetteer.tokens(article.text)
    around = look_round(article, tokens)
    adjectives = list(demonyms_of(around))
    fixed = [*adjectives, *abbreviations_of(around)]
    taken = _positions(fixed)
    heard = heard_in(article.text, article.language, recogniser)
    if is_slavic(around.words):
        names = slavic_names(around, gazetteer, taken=taken, heard=heard)
    else:
        names = _names(around, gazetteer, fixed, taken, heard)
    named = {mention.start for mention in names}
    everything = [m for m in (fixed if demonyms else fixed[len(adjectives) :]) if m.start not in named]
    everything += without_weapons_names(article, names)
    everything.sort(key=lambda mention: mention.start)
    return with_containers(article, everything, around.words)


def _names(
    around: Surroundings, gazetteer: Gazetteer, fixed: Sequence[FoundMention], taken: set[int], heard: Heard
) -> list[FoundMention]:
    """The names that the gazetteer knows as written and that pass the filters, and those it may know by spelling."""
    matches = [
        _mention(around, gazetteer, longer(gazetteer, around.tokens, match, around.words))
        for match in _capitalised(gazetteer, around.tokens, around.words.language)
        if _is_free(around, match, taken) and around.speaks_at(match.start)
    ]
    matches = listed_regions(around, gazetteer, matches)
    license_places(around, matches, fixed)
    _enumerate(around, matches)
    remember_persons(around)
    remember_surnames(around, matches)
    around.placed.update(m.key for m in matches if m.licence == SURELY)
    around.called_towns.update(m.key for m in matches if m.level == "settlement")
    around.begins.update(mention.start for mention in fixed)
    around.begins.update(m.start for m in matches if is_wide(m) and m.key not in around.beside.organisations)
    kept = _kept(around, matches, heard)
    covered = taken | _positions(matches)
    inflected = [mention for mention in word_forms(around, covered, gazetteer) if may_be_place(around, mention)]
    return [*kept, *inflected, *unknown_names(around, covered | _positions(inflected))]


def _is_free(around: Surroundings, match: NameMatch, taken: set[int]) -> bool:
    """Whether nothing fixed stands there, or an adjective with which a longer name begins ("British Columbia")."""
    if match.end - 1 in taken:
        return False
    return match.start not in taken or (
        " " in match.key and not around.tokens.words[around.word_at(match.end) - 1].small
    )


def _kept(around: Surroundings, matches: Sequence[FoundMention], heard: Heard) -> list[FoundMention]:
    """The matches that may be places: by recogniser and filters, and in a headline by what the sentences say."""
    passed = {id(mention) for mention in matches if _is_kept(around, mention, heard)}
    if not around.headlines:
        return [mention for mention in matches if id(mention) in passed]
    said = {mention.key for mention in matches if id(mention) in passed and not is_headline(around, mention)}
    kept = []
    for mention in matches:
        verdict = stands_in_headline(around, mention, said)
        if verdict or (verdict is None and id(mention) in passed):
            kept.append(mention)
    return kept


def _is_kept(around: Surroundings, mention: FoundMention, heard: Heard) -> bool:
    """What a recogniser says counts before the filters, but for what it calls another's and is a country or region."""
    said = heard.is_place(mention.start, mention.end)
    if said:
        mention.licence = SURELY
        return True
    if said is False and not is_wide(mention):
        return False
    if not may_be_place(around, mention):
        return False
    if is_first_name(around, mention) or is_institution(around, mention) or is_team(around, mention):
        return False
    return not (has_article(around, mention) or is_eponym(around, mention))


def _positions(mentions: Iterable[FoundMention]) -> set[int]:
    """Every character that they cover."""
    return {position for mention in mentions for position in range(mention.start, mention.end)}


def _mention(around: Surroundings, gazetteer: Gazetteer, match: NameMatch) -> FoundMention:
    mention = described(around, match.start, match.end, match.key)
    mention.kinds = match.kinds
    if match.kinds >= _TOWN_AND_REGION and not _is_great_region(gazetteer, match.key):
        mention.kinds -= {"region"}
    first = around.word_at(match.start)
    if "region" in mention.kinds and _says_region(mention, around.words):
        mention.level, mention.licence = "region", SURELY
    if around.words.names.determiners:
        if mention.text.casefold() not in around.words.not_places:
            around.named.add(first)
        # "in der Halle" is no town
        if mention.licence == SURELY and mention.level == "any" and is_noun(around, mention, first):
            mention.licence = NONE
        elif mention.licence == NONE:
            mention.licence = licence_past_adjective(around, first, mention.sentence)
    return mention


def _says_region(mention: FoundMention, words: Table) -> bool:
    """Whether a name of more words holds the word for region itself: "Belgorod region", "Gebiet Brjansk"."""
    parts = mention.text.casefold().split()
    return len(parts) > 1 and (parts[-1] in words.names.region_after or parts[0] in words.names.region_before)


def _is_great_region(gazetteer: Gazetteer, key: str) -> bool:
    """Whether a first-level region is among the most likely bearers of a name, as for Georgia, but not for Bury."""
    bearers = gazetteer.bearers(key)
    best = max(bearer.score for bearer in bearers)
    return any(
        bearer.kind == "region" and bearer.feature_code == "ADM1" and bearer.score > best - FAR_BEHIND
        for bearer in bearers
    )


def _capitalised(gazetteer: Gazetteer, tokens: Tokens, language: str) -> Iterator[NameMatch]:
    """The gazetteer's matches, from their first capital on: "south Sudan" is Sudan, not the country of that name."""
    text = tokens.text
    read = 0
    for match in gazetteer.matches_in(tokens):
        if match.start < read:
            continue
        if not _lower_case(text, match):
            if _is_plain_noun(tokens, match):
                continue
            whole = _without_article(gazetteer, tokens, match)
            read = whole.end
            yield whole
            continue
        if text[match.start] == "s" and text[match.start - 1 : match.start] in ("'", "’", "‘"):
            yield match._replace(start=match.start - 1)  # "'s-Hertogenbosch"
            continue
        if not match.kinds.isdisjoint(_SAID_WITH_A_NOUN) and (river := _with_noun(tokens, match, language)):
            yield river
            continue
        capital = next((i for i in range(match.start, match.end) if text[i].isupper()), None)
        if capital is None or text[capital - 1].isalpha():
            continue
        # The name may go on: "western North" is a region, yet "western North Carolina" is a state.
        after = bisect_left(tokens.starts, match.end)
        for inner in gazetteer.matches_in(
            tokens, begin=bisect_left(tokens.starts, capital), end=min(after + GOES_ON, len(tokens.words))
        ):
            if inner.start < match.end:
                read = inner.end
                yield inner


def _with_noun(tokens: Tokens, match: NameMatch, language: str) -> NameMatch | None:
    """As in "de Maas" and "la mer Noire": the river with its article, the sea with its noun, though it begins small.

    The article is no part of the name and counts in its own language only ("de" is no article in French). English
    puts such nouns last, and its small first words are directions: "southern California" is California.
    """
    first = bisect_left(tokens.starts, match.start)
    if tokens.words[first].plain in _RIVER_ARTICLES:
        is_article = language in _RIVER_ARTICLES[tokens.words[first].plain] and "water" in match.kinds
        return match._replace(start=tokens.starts[first + 1]) if is_article else None
    if language != "en" and "water" in match.kinds:
        return match
    return match if match.kinds <= _SAID_WITH_A_NOUN - ({"area"} if language == "en" else set()) else None


def _is_plain_noun(tokens: Tokens, match: NameMatch) -> bool:
    """As in "The bridge" at the head of a sentence: an article and a noun, whatever place is called so."""
    first = bisect_left(tokens.starts, match.start)
    return (
        tokens.words[first].plain in _ARTICLES
        and tokens.ends[first] < match.end
        and tokens.words[first + 1].small
        and not any(character.isupper() for character in tokens.text[match.start + 1 : match.end])
    )


def _without_article(gazetteer: Gazetteer, tokens: Tokens, match: NameMatch) -> NameMatch:
    """As in "The White House" is the White House, whatever small place bears the name with its article; "L'Iran"."""
    first = bisect_left(tokens.starts, match.start)
    if tokens.ends[first] >= match.end:
        return match
    gap = tokens.gaps[first + 1]
    is_elided = tokens.words[first].plain in _ELIDED and gap in ("'", "’")
    if not is_elided and (tokens.words[first].plain not in _ARTICLES or not gap.isspace()):
        return match
    after = bisect_left(tokens.starts, match.end)
    for inner in gazetteer.matches_in(tokens, begin=first + 1, end=min(after + GOES_ON, len(tokens.words))):
        # "The Fort" is a place, yet in "The Fort Wayne council" it is not.
        if inner.start == tokens.starts[first + 1] and inner.end > match.end:
            return inner
        if (inner.start, inner.end) == (tokens.starts[first + 1], match.end) and inner.kinds & {"site", "country"}:
            return inner
    return match


def _enumerate(around: Surroundings, matches: Sequence[FoundMention]) -> None:
    """In a list ("uit Enschede, Oss en Heemskerk") each name has the licence of the one before it.

    And each is a region where the word before the list names several ("de regio's Voronezj en Koersk").
    """
    joined = _joined(around.words.language)
    several = False
    for previous, mention in pairwise(matches):
        if not joined.fullmatch(around.article.text, previous.end, mention.start):
            several = False
            continue
        several = several or (previous.level == "region" and _after_plural(around, previous))
        if several and mention.level == "any":
            mention.level, mention.licence = "region", SURELY
        elif mention.licence < previous.licence:
            # In "In Gaza, doctors said" the comma ends what the sentence begins with, and no list.
            heads = around.is_first(around.word_at(previous.start) - 1, previous.sentence)
            if not heads or around.article.text[previous.end] != ",":
                mention.licence = previous.licence


def _after_plural(around: Surroundings, mention: FoundMention) -> bool:
    """Whether a word just before a name speaks of several regions: "the regions of", "provincies"."""
    before = around.article.text[max(mention.sentence.start, mention.start - WINDOW // 2) : mention.start]
    return phrases(around.words.names.several_regions).search(before) is not None


@cache
def _joined(language: str) -> re.Pattern[str]:
    """What stands between two names of a list."""
    joiners = "|".join(re.escape(word) for word in table(language).quantities.joiners if word.isalpha()) or "(?!)"
    return re.compile(rf",\s+|,?\s+(?:{joiners})\s+(?:(?:de|du|of|van|von)\s+|d['’])?", re.IGNORECASE)


def _lower_case(text: str, match: NameMatch) -> bool:
    """A name without a capital, in a script that has them."""
    first = text[match.start]
    return first.islower() or (first.isdigit() and not any(c.isupper() for c in text[match.start : match.end]))
