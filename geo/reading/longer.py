"""Names that are longer than they look: "Frankfurt (Oder)" in brackets, and "au Mans", where an article is fused."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

from geo.gazetteer.names import key_of
from geo.reading.tables import Table

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer, NameMatch
    from geo.gazetteer.tokens import Tokens

_HYPHENS = ("-", "‑")


def longer(gazetteer: Gazetteer, tokens: Tokens, match: NameMatch, words: Table) -> NameMatch:
    """The match with what belongs to its name by the words beside it, where a record bears the whole."""
    after = bisect_left(tokens.starts, match.end)
    if after < len(tokens.words) and tokens.gaps[after] == " (" and tokens.gaps[after + 1][:1] == ")":
        key = f"{match.key} {key_of(tokens.words[after].text)}"
        if kinds := gazetteer.kinds(key):
            return match._replace(end=tokens.ends[after] + 1, key=key, kinds=kinds)
    if after < len(tokens.words) and tokens.gaps[after] in _HYPHENS and words.names.compounds:
        for key in _joined_keys(match.key, tokens.words[after].text, words):
            if kinds := gazetteer.kinds(key):
                return match._replace(end=tokens.ends[after], key=key, kinds=kinds)
    fused = words.names.fused
    if fused:
        first = bisect_left(tokens.starts, match.start)
        article = fused.get(tokens.words[first - 1].plain) if first and tokens.gaps[first].isspace() else None
        if article is not None:
            return _with_article(gazetteer, match, f"{article} {match.key}")
    return match


def _joined_keys(key: str, part: str, words: Table) -> Iterator[str]:
    """The keys that a name and the part that a hyphen joins to it may have together.

    "Gaza-Streifen" is found as "Gazastreifen", "Baden-Württembergs" without its ending.
    """
    yield key + key_of(part)
    for ending in words.names.endings:
        if part.endswith(ending):
            yield f"{key} {key_of(part.removesuffix(ending))}"


def _with_article(gazetteer: Gazetteer, match: NameMatch, key: str) -> NameMatch:
    """As in "au Mans": Le Mans, unless the bare name is that of a country, a region or a larger town."""
    kinds = gazetteer.kinds(key)
    if not kinds or not match.kinds <= {"settlement", "district"}:
        return match
    with_article, bare = gazetteer.bearers(key)[0], gazetteer.bearers(match.key)[0]
    return match._replace(key=key, kinds=kinds) if with_article.population > bare.population else match
