"""Evidence beyond the word before a name: datelines, "X, Region", "Smith, 34, of X", "X-based", lists of counties.

Each makes a name surely a place. It is gathered before the filters refuse anything, since a name that is a place once
is one elsewhere in the article too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from geo.gazetteer.names import key_of
from geo.model import Span
from geo.reading.datelines import stands_in_dateline
from geo.reading.found import SURELY, FoundMention, is_wide
from geo.reading.relations import measured_names
from geo.reading.surroundings import Surroundings, described
from geo.reading.tables import phrases, table

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer

# What follows the town of a dateline: perhaps its region, an agency in brackets and a day, then a dash.
_DATELINE = re.compile(
    r"(?:, ?[^\n,()–—-]{2,20})?(?:,? ?\([^()\n]{2,30}\))?(?:, [^\W\d_]{3,9}\.? \d{1,2})?(?: ?(?:--|[—–])| - )"
)
LONGEST_DATELINE = 90
# Verbs that say where people are, too.
_ALSO_OF_PEOPLE = frozenset({"is", "are", "was", "were", "stands", "sits", "ist", "est", "sont", "était"})
_HYPHENS = ("-", "‑")


def license_places(around: Surroundings, matches: Sequence[FoundMention], fixed: Sequence[FoundMention]) -> None:
    """Raise the licence of the names that something but the word before them says to be a place."""
    wide = {mention.start for mention in fixed if mention.kind == "toponym"}
    spans = [Span(mention.start, mention.end) for mention in matches]
    measured = measured_names(around.article.text, around.words.language, spans)
    wide.update(mention.start for mention in matches if is_wide(mention))
    for mention in matches:
        first, after = around.word_at(mention.start), around.word_at(mention.end)
        if _is_dateline(around, mention, first) or mention.start in measured or _is_measured_from(around, mention):
            mention.initial = False
            mention.licence = SURELY
        elif mention.licence != SURELY and (
            _is_in_region(around, after, wide) or _is_origin(around, first) or _is_joined(around, after)
        ):
            mention.licence = SURELY


def _is_dateline(around: Surroundings, mention: FoundMention, first: int) -> bool:
    """As in "CHARLOTTE, N.C. (AP) —" at the head of a line."""
    text = around.article.text
    start = text.rfind("\n", 0, mention.start) + 1
    if stands_in_dateline(text, start, mention.start, mention.end):
        return True
    if first and "\n" not in around.tokens.gaps[first]:
        return False
    return _DATELINE.match(text, mention.end, mention.end + LONGEST_DATELINE) is not None


def _is_measured_from(around: Surroundings, mention: FoundMention) -> bool:
    """As in "Toropets lies 480 km from": what lies so far from something is a place."""
    end = mention.end
    return _lies_pattern(around.words.language).match(around.article.text, end, end + LONGEST_DATELINE) is not None


@cache
def _lies_pattern(language: str) -> re.Pattern[str]:
    """A verb of lying and a length in digits; "is" is said of people too."""
    words = table(language)
    lies = phrases(
        (*(verb for verb in words.claims.lies if verb not in _ALSO_OF_PEOPLE), *words.claims.placed_at)
    ).pattern
    units = (
        "|".join(re.escape(unit) for name in ("km", "mi") for unit in words.quantities.units.get(name, ())) or "(?!)"
    )
    return re.compile(rf"\s+{lies}\s+(?:[^\s\d]+\s+){{0,3}}?\d[\d.,\s]*\s?(?:{units})(?!\w)", re.IGNORECASE)


def _is_in_region(around: Surroundings, after: int, wide: set[int]) -> bool:
    """As in "Paris, Texas": a comma, and then a country, a region or its abbreviation."""
    tokens = around.tokens
    return after < len(tokens.words) and tokens.gaps[after] == ", " and tokens.starts[after] in wide


def _is_origin(around: Surroundings, first: int) -> bool:
    """As in "Smith, 34, of Jackson": where the person just named is from."""
    tokens = around.tokens
    return (
        first > 1
        and tokens.gaps[first] == " "
        and tokens.gaps[first - 1] == ", "
        and tokens.words[first - 1].text in around.words.names.origin
    )


def _is_joined(around: Surroundings, after: int) -> bool:
    """As in "Chicago-based", "a Clyde man" and "the Maumee River"."""
    tokens, names = around.tokens, around.words.names
    if after >= len(tokens.words):
        return False
    if tokens.gaps[after] == " ":
        word = tokens.words[after]
        return word.text in around.beside.place_after or (not word.small and word.plain in names.landforms)
    return tokens.gaps[after] in _HYPHENS and tokens.words[after].plain in names.hyphen_after


def listed_regions(around: Surroundings, gazetteer: Gazetteer, matches: Sequence[FoundMention]) -> list[FoundMention]:
    """The matches, with "Davidson, Mecklenburg and Gaston counties" read as three counties."""
    plurals = around.words.names.region_plurals
    if not plurals or plurals.keys().isdisjoint(around.lower_words):
        return list(matches)
    found: list[FoundMention] = []
    for number, word in enumerate(around.tokens.words):
        if singular := plurals.get(word.text):
            found += _list_before(around, gazetteer, number, singular)
    covered = {position for mention in found for position in range(mention.start, mention.end)}
    kept = [mention for mention in matches if mention.start not in covered and mention.end - 1 not in covered]
    return sorted([*kept, *found], key=lambda mention: mention.start)


def _list_before(around: Surroundings, gazetteer: Gazetteer, number: int, singular: str) -> list[FoundMention]:
    """The regions listed before a plural, from the last to the first, as long as there is one of each name."""
    tokens, joiners = around.tokens, around.words.quantities.joiners
    found: list[FoundMention] = []
    at = number
    while at > 0 and tokens.gaps[at] in ((" ",) if not found else (" ", ", ")):
        if found and tokens.gaps[at] == " ":
            if tokens.words[at - 1].plain not in joiners:
                break
            at -= 1
        elif found and tokens.words[at - 1].plain in joiners:
            at -= 1
        last = first = at - 1
        while first > 0 and tokens.gaps[first] in (" ", ". ", "-") and not tokens.words[first - 1].small:
            first -= 1
        if last < 0 or tokens.words[last].small:
            break
        key = ""
        for begin in range(first, last + 1):
            name = tokens.text[tokens.starts[begin] : tokens.ends[last]]
            if gazetteer.kinds(f"{key_of(name)} {singular}"):
                key, first = f"{key_of(name)} {singular}", begin
                break
        if not key:
            break
        mention = described(around, tokens.starts[first], tokens.ends[last], key)
        mention.level, mention.licence, mention.kinds = "region", SURELY, frozenset({"region"})
        found.append(mention)
        at = first
    return found
