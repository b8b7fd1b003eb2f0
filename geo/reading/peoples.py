"""Peoples and abbreviations: names that leave no choice of what they mean ("Russische", "U.S.")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from geo.gazetteer.names import WORD
from geo.model import MentionKind, Span
from geo.reading.found import SURELY, FoundMention
from geo.reading.surroundings import Surroundings
from geo.reading.tables import common, table

_AFTER_TOWN = re.compile(r"\s*[,.;:)]|\s*$", re.MULTILINE)


def demonyms_of(around: Surroundings) -> Iterator[FoundMention]:
    """As in "Russische", "Noord-Koreaanse", "North Koreans", "російський": the country that it belongs to."""
    known = around.words.demonyms
    if not known:
        return
    text, tokens = around.article.text, around.tokens
    capitals = around.words.language in ("nl", "en")
    parts = _parts(around.words.language)
    words = tokens.words
    numbers = tokens.capitals if capitals else range(len(words))
    hits = [number for number in numbers if words[number].plain in parts]
    towns = _towns_like_demonyms(around, hits, known) if capitals else frozenset()
    read = -1
    for number in hits:
        if number <= read:
            continue
        first, last = _joined_by_hyphens(around, number)
        read = last
        start, end = tokens.starts[first], tokens.ends[last]
        word = text[start:end]
        code = None
        if first > 0 and tokens.gaps[first] == " ":
            before, _ = _joined_by_hyphens(around, first - 1)
            code = known.get(f"{text[tokens.starts[before] : tokens.ends[first - 1]]}-{word}".casefold())
            start = tokens.starts[before] if code else start
        code = code or known.get(word.casefold())
        if code is None and last > first and tokens.words[first + 1].plain in around.words.names.hyphen_after:
            # "Syrian-born": the adjective alone
            end = tokens.ends[first]
            code = known.get(text[start:end].casefold())
        if (
            code is None
            or word in towns
            or _is_company(around, last)
            or (capitals and not text[start].isupper())
            or not around.speaks_at(start)
        ):
            continue
        yield _fixed(around, start, end, "demonym", code)


def _fixed(around: Surroundings, start: int, end: int, kind: MentionKind, code: str) -> FoundMention:
    """The mention of a country by its code."""
    return FoundMention(
        start,
        end,
        around.article.text[start:end],
        kind,
        around.sentence_at(start),
        around.block_at(start) or "body",
        f"={code}",
        record=f"iso:{code}",
        licence=SURELY,
    )


def _is_company(around: Surroundings, last: int) -> bool:
    """Whether a company's word with a capital follows: "British Airways" is no Britain."""
    tokens = around.tokens
    return last + 1 < len(tokens.words) and tokens.gaps[last + 1] == " " and tokens.words[last + 1].text in _companies()


@cache
def _companies() -> frozenset[str]:
    return frozenset(common().companies)


@cache
def _parts(language: str) -> frozenset[str]:
    """The words that demonyms are made of: what is none of them is no demonym."""
    return frozenset(part for form in table(language).demonyms for part in form.split("-"))


def _joined_by_hyphens(around: Surroundings, number: int) -> tuple[int, int]:
    """The numbers of the first and last word that hyphens join to a word."""
    gaps = around.tokens.gaps
    first = last = number
    while first > 0 and gaps[first] == "-":
        first -= 1
    while gaps[last + 1] == "-" and last + 1 < len(around.tokens.words):
        last += 1
    return first, last


def _towns_like_demonyms(around: Surroundings, hits: list[int], known: Mapping[str, str]) -> frozenset[str]:
    """Words that are an adjective elsewhere and a town here: "In Engels, in de regio Saratov" is not English."""
    tokens = around.tokens
    whole = Span(0, len(tokens.text))
    return frozenset(
        tokens.words[number].text
        for number in hits
        if tokens.words[number].plain in known
        and tokens.gaps[number].isspace()
        and around.beside.place_before.ends_at(around, number, whole)
        and _AFTER_TOWN.match(tokens.text, tokens.ends[number])
    )


def abbreviations_of(around: Surroundings) -> Iterator[FoundMention]:
    """As in "VS", "U.S.", "США": only as written, capitals and all."""
    pattern, codes, bound, firsts = _abbreviated(around.words.language)
    tokens = around.tokens
    read = 0
    for number in tokens.capitals:
        start = tokens.starts[number]
        if tokens.words[number].text not in firsts or start < read:
            continue
        match = pattern.match(tokens.text, start)
        if match is None or not around.speaks_at(start):
            continue
        if match[0] in bound and not _follows_place(around, number):
            continue
        after = around.word_at(match.end())
        if after < len(tokens.words) and tokens.words[after].plain in around.words.names.roads:
            continue
        read = match.end()
        yield _fixed(around, start, read, "toponym", codes[match[0]])


def _follows_place(around: Surroundings, number: int) -> bool:
    """Whether a name and a comma come before a word ("Paris, Me."), or a party and a hyphen ("R-Me.")."""
    tokens = around.tokens
    if number == 0:
        return False
    before = tokens.words[number - 1]
    if tokens.gaps[number] in (", ", ",\u00a0"):
        return not before.small and before.text[0].isalpha()
    return tokens.gaps[number] in ("-", "‑") and len(before.text) == 1 and before.text.isupper()


@cache
def _abbreviated(language: str) -> tuple[re.Pattern[str], dict[str, str], frozenset[str], frozenset[str]]:
    """One pattern for all abbreviations of a language, their ISO codes, those that need a comma, and first words."""
    names = table(language).names
    free, bound = (
        {form: code for code, forms in listed.items() for form in forms.split()}
        for listed in (names.abbreviations, names.after_comma)
    )
    codes = {**bound, **free}
    longest_first = "|".join(map(re.escape, sorted(codes, key=len, reverse=True))) or "(?!)"
    firsts = frozenset(found[0] for form in codes if (found := WORD.search(form)) is not None)
    pattern = re.compile(rf"(?<![\w.])(?:{longest_first})(?![\w$€£])")
    return pattern, codes, frozenset(bound.keys() - free.keys()), firsts
