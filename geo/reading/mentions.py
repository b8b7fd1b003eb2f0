"""Mentions: the spans of an article that may name a place, with what stands round them as evidence.

Longest matches of the gazetteer's names, with sane filters: a capital where the script has them, no part of a longer
name, no person (a title or first name before it, or a full name seen elsewhere), no organisation, no common word of
the language. What remains carries its licence (how strongly the words say that it is a place), the level that the
words give it (region, settlement), and the place that it is said to lie in. The choice of what is meant is left to
``geo.reading.resolving``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.model import Article
from geo.reading.containers import with_containers
from geo.reading.filters import may_be_place, remember_persons
from geo.reading.found import SURELY, FoundMention, is_wide
from geo.reading.inflection import inflected_names
from geo.reading.peoples import abbreviations_of, demonyms_of
from geo.reading.surroundings import Surroundings, described, look_round
from geo.reading.unknown import unknown_names

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer, NameMatch

_ARTICLE = re.compile(r"(?:the|de|het|der|die|das|la|le|les)\s+", re.IGNORECASE)


def find_mentions(article: Article, gazetteer: Gazetteer, *, demonyms: bool = True) -> tuple[FoundMention, ...]:
    """Every mention of the article that may be a place, in order of the text; credits and datelines have none."""
    around = look_round(article)
    adjectives = list(demonyms_of(around))
    fixed = [*adjectives, *abbreviations_of(around)]
    taken = {position for mention in fixed for position in range(mention.start, mention.end)}
    matches = [
        replace(described(around, match.start, match.end, match.key), kinds=match.kinds)
        for match in _capitalised(gazetteer, article.text)
        if not any(position in taken for position in (match.start, match.end - 1))
        and around.block_at(match.start) not in (None, "credit", "dateline")
    ]
    matches = _enumerated(around, matches)
    remember_persons(around)
    around.placed.update(m.key for m in matches if m.licence == SURELY)
    around.begins.update(m.start for m in (*fixed, *filter(is_wide, matches)))
    kept = [mention for mention in matches if may_be_place(around, mention)]
    covered = taken | {position for mention in matches for position in range(mention.start, mention.end)}
    inflected = [mention for mention in inflected_names(around, covered, gazetteer) if may_be_place(around, mention)]
    covered |= {position for mention in inflected for position in range(mention.start, mention.end)}
    spelled = list(unknown_names(around, covered))
    shown = fixed if demonyms else fixed[len(adjectives) :]
    everything = sorted((*shown, *kept, *inflected, *spelled), key=lambda mention: mention.start)
    return with_containers(article, everything, around.words)


def _capitalised(gazetteer: Gazetteer, text: str) -> Iterator[NameMatch]:
    """The gazetteer's matches, from their first capital on: "south Sudan" is Sudan, not the country of that name."""
    for match in gazetteer.matches(text):
        if not _lower_case(text[match.start : match.end]):
            yield _without_article(gazetteer, text, match)
            continue
        capital = next((i for i in range(match.start, match.end) if text[i].isupper()), None)
        if capital is None or text[capital - 1].isalpha():
            continue
        for inner in gazetteer.matches(text[capital : match.end]):
            yield inner._replace(start=inner.start + capital, end=inner.end + capital)


def _without_article(gazetteer: Gazetteer, text: str, match: NameMatch) -> NameMatch:
    """As in "The White House" is the White House, whatever small place bears the name with its article."""
    article = _ARTICLE.match(text, match.start, match.end)
    if article is None or "country" in match.kinds:
        return match
    for inner in gazetteer.matches(text[article.end() : match.end]):
        start, end = inner.start + article.end(), inner.end + article.end()
        if (start, end) == (article.end(), match.end) and inner.kinds & {"site", "country"}:
            return inner._replace(start=start, end=end)
    return match


def _enumerated(around: Surroundings, matches: list[FoundMention]) -> list[FoundMention]:
    """In a list ("uit Enschede, Oss en Heemskerk") each name has the licence of the one before it."""
    joiners = "|".join(re.escape(word) for word in around.words.quantities.joiners if word.isalpha()) or "(?!)"
    joined = re.compile(rf",\s+|,?\s+(?:{joiners})\s+", re.IGNORECASE)
    result: list[FoundMention] = []
    for mention in matches:
        previous = result[-1] if result else None
        if (
            previous is not None
            and mention.licence < previous.licence
            and joined.fullmatch(around.article.text[previous.end : mention.start])
        ):
            mention = replace(mention, licence=previous.licence)
        result.append(mention)
    return result


def _lower_case(name: str) -> bool:
    """A name without a capital, in a script that has them."""
    return name[0].islower() or (name[0].isdigit() and not any(c.isupper() for c in name))
