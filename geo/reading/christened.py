"""Names that a text gives to a weapon ("a new drone, called Yafa"), which are no places though a place bears them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from geo.model import Article, Span
from geo.reading.found import SURELY, FoundMention, is_wide
from geo.reading.tables import phrases, table

# Words between what flies and the word that brings its name in: "un drone de fabrication iranienne, appelé".
MOST_BETWEEN = 4
_QUOTE = "[«»“”„‟\"'’‘]"
_NAME = r"(?-i:[^\W\d_a-zà-öø-ÿа-яёіїєґ][\w’'-]*(?:[ \u00a0-](?:[^\W\d_a-zà-öø-ÿа-яёіїєґ]|\d)[\w’'-]*)*)"
_GAP = r"[\s,–—]+"


def without_weapons_names(article: Article, mentions: Sequence[FoundMention]) -> list[FoundMention]:
    """The mentions but those of a name that the article gives to a weapon.

    Elsewhere the same name is a place only where the words beside it say so ("in Jaffa"), or where it is a country.
    """
    spans = list(names_given(article.text, article.language))
    if not spans:
        return list(mentions)
    given = {article.text[span.start : span.end].casefold() for span in spans}

    def is_weapons(mention: FoundMention) -> bool:
        if any(span.start <= mention.start < span.end for span in spans):
            return True
        names = {mention.text.casefold(), mention.nominative.casefold()}
        return mention.licence != SURELY and not is_wide(mention) and not given.isdisjoint(names)

    return [mention for mention in mentions if not is_weapons(mention)]


def names_given(text: str, language: str) -> Iterator[Span]:
    """Where the text names a weapon by a name that it says to be one."""
    words = table(language)
    # Every pattern holds a thing that flies; most texts name none, and need no slower look than this.
    if not words.strikes.called or phrases(words.strikes.projectile).search(text) is None:
        return
    others = phrases(
        (*words.names.city_before, *words.names.region_before, *words.strikes.attack, *words.strikes.lands)
    )
    for pattern in _patterns(language):
        for match in pattern.finditer(text):
            # "A drone hit a village called ..." gives its name to the village.
            if others.search(match["between"]) is None:
                yield Span(*match.span("name"))


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    strikes = table(language).strikes
    flies, called, after = (
        phrases(words).pattern for words in (strikes.projectile, strikes.called, strikes.called_after)
    )
    between = rf"(?P<between>(?:{_GAP}[\w’'-]+){{0,{MOST_BETWEEN}}}?)"
    forms = (
        rf"{flies}{between}{_GAP}{called}[\s:]+{_QUOTE}?\s*(?P<name>{_NAME})",
        rf"{flies}{between}{_GAP}{_QUOTE}?\s*(?P<name>{_NAME})\s*{_QUOTE}?\s+{after}",
        rf"(?P<between>)(?P<name>{_NAME})\s+{after}\s+(?:[\w’'-]+\s+)?{flies}",
        # In quotation marks right behind it: "le drone « Yafa »".
        rf"{flies}(?P<between>)\s+[«“„\"'‘]\s*(?P<name>{_NAME})\s*[»”“\"'’]",
    )
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)
