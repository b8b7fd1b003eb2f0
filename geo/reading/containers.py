"""Which place the words put in which: "X, Y", "X (Y)", "X in de regio Y"."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from geo.model import Article
from geo.reading.found import FoundMention
from geo.reading.surroundings import is_slavic
from geo.reading.tables import Table, phrases, table

# Nothing longer joins a place to the one that it lies in, in characters.
LONGEST = 80


def with_containers(article: Article, found: list[FoundMention], words: Table) -> tuple[FoundMention, ...]:
    """Each mention with the place that the words put it in: "X, Y", "X (Y)", "X in de regio Y"."""
    for index, mention in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        is_inside = (
            following is not None
            and mention.kind == "toponym"
            and following.kind == "toponym"
            and following.sentence == mention.sentence
            and (
                _joins(words.language, article.text[mention.end : following.start])
                or (following.level == "region" and _is_owned(words, article.text[mention.end : following.start]))
            )
        )
        if is_inside and following is not None:
            mention.inside = index + 1
            ahead = article.text[max(mention.sentence.start, mention.start - LONGEST) : mention.start]
            mention.is_village = _village_pattern(words.language).search(ahead) is not None
            between = article.text[mention.end : following.start]
            mention.is_in_region = following.level == "region" and _says_in(between, words)
    return tuple(found)


def _says_in(between: str, words: Table) -> bool:
    """Whether a preposition puts what stands before it in what stands after it: a comma alone may be that of a list."""
    return phrases((*words.claims.located_in, *words.names.place_before)).match(between.lstrip(" ,(")) is not None


@lru_cache(maxsize=20_000)
def _joins(language: str, between: str) -> bool:
    """Whether what stands between two names puts the first in the second."""
    if len(between) > LONGEST or not (between[:1] == "," or between[:1].isspace()):
        return False
    return _join_pattern(language).fullmatch(between) is not None


def _is_owned(words: Table, between: str) -> bool:
    """Whether a region follows in the genitive, perhaps after its district: "Боровая Изюмского района ... области"."""
    if len(between) > LONGEST or not is_slavic(words):
        return False
    return _owned_pattern(words.language).fullmatch(between) is not None


@cache
def _village_pattern(language: str) -> re.Pattern[str]:
    return re.compile(rf"{phrases(table(language).names.villages).pattern}\s+(?:\w{{1,3}}\s+)?$", re.IGNORECASE)


@cache
def _owned_pattern(language: str) -> re.Pattern[str]:
    districts = phrases(table(language).names.districts_of).pattern
    return re.compile(rf"\s+(?:[^\W\d_]+\s+{districts}\s+)?", re.IGNORECASE)


@cache
def _join_pattern(language: str) -> re.Pattern[str]:
    names = table(language).names
    region = phrases(names.region_before).pattern
    prepositions = phrases(names.place_before).pattern
    return re.compile(
        rf",?\s+\(?(?:{prepositions}\s+(?:\w{{1,3}}\s+)?)?(?:[^\W\d_]+\s+)?(?:{region}\s+)|,\s+|\s+\(|,?\s+{prepositions}\s+(?:\w{{1,3}}\s+)?",
        re.IGNORECASE,
    )


def stands_before_region(text: str, end: int, words: Table) -> bool:
    """Whether a name that ends here is put in a region by what follows: "X in de Russische regio Y", "X, Y Oblast".

    Takes the words only: whether Y is known does not matter, since nothing but a place lies in a region.
    """
    return _before_region(words.language).match(text, end, end + LONGEST) is not None


@cache
def _before_region(language: str) -> re.Pattern[str]:
    names = table(language).names
    prepositions = phrases(names.place_before).pattern
    within = rf"(?:,\s+(?:{prepositions}\s+)?|\s+\(|\s+{prepositions}\s+)(?:\w{{1,3}}\s+)?"
    name = r"[^\W\d_a-z][\w-]+"
    before = rf"(?:[^\W\d_]+\s+)?{phrases(names.region_before).pattern}\s+(?-i:{name})"
    after = rf"(?-i:{name})\s+{phrases(names.region_after).pattern}(?!\w)"
    return re.compile(rf"{within}(?:{before}|{after})", re.IGNORECASE)
