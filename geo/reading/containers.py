"""Which place the words put in which: "X, Y", "X (Y)", "X in de regio Y"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from geo.model import Article
from geo.reading.found import FoundMention
from geo.reading.tables import Table, phrases, table


def with_containers(article: Article, found: list[FoundMention], words: Table) -> tuple[FoundMention, ...]:
    """Each mention with the place that the words put it in: "X, Y", "X (Y)", "X in de regio Y"."""
    joins = _join_pattern(words.language)
    result: list[FoundMention] = []
    for index, mention in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        is_inside = (
            following is not None
            and mention.kind == "toponym"
            and following.kind == "toponym"
            and following.sentence == mention.sentence
            and joins.fullmatch(article.text[mention.end : following.start]) is not None
        )
        result.append(replace(mention, inside=index + 1) if is_inside else mention)
    return tuple(result)


@cache
def _join_pattern(language: str) -> re.Pattern[str]:
    names = table(language).names
    region = phrases(names.region_before).pattern
    prepositions = phrases(names.place_before).pattern
    return re.compile(
        rf",?\s+\(?(?:{prepositions}\s+(?:\w{{1,3}}\s+)?)?(?:[^\W\d_]+\s+)?(?:{region}\s+)|,\s+|\s+\(|,?\s+{prepositions}\s+(?:\w{{1,3}}\s+)?",
        re.IGNORECASE,
    )
