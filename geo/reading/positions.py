"""Claims of where something lies: near something, in a region, between two places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from geo.model import Claim, Mention, Place, Span
from geo.reading.ends import as_sentence, object_of
from geo.reading.numerals import any_of
from geo.reading.quantities import find_quantities
from geo.reading.relations import any_of_phrases, noun_after
from geo.reading.spoken import ALSO_WHERE, POINTS, Spoken, claim_of, is_spot
from geo.reading.surroundings import is_slavic
from geo.reading.tables import Table, phrases, table

# Characters after a place within which the region that it is said to lie in is named.
INSIDE_WITHIN = 60


def near(spoken: Spoken) -> Iterator[Claim]:
    """As in "Brjansk ligt daar vlakbij": what lies near what, where both can be told; the first of a sentence."""
    for match in phrases(spoken.reading.words.claims.near).finditer(spoken.text):
        claim = _near_at(spoken, match)
        if claim is not None:
            yield claim
            return


def _near_at(spoken: Spoken, match: re.Match[str]) -> Claim | None:
    words = spoken.reading.words.claims
    base, sentence = spoken.base, spoken.text
    if find_quantities(sentence[match.end() : match.end() + 40], spoken.reading.words.language):
        return None
    before = [pair for pair in spoken.reading.in_span(base, base + match.start()) if is_spot(*pair)]
    # "Kassala, not far from Eritrea" needs no verb.
    beside = [pair for pair in before if not sentence[pair[0].end - base : match.start()].strip(" ,")]
    if not before or (not beside and phrases(words.near_predicate).search(sentence, 0, match.end()) is None):
        return None
    subject = beside[-1] if beside else before[0]
    start = _near_start(sentence, subject, base) if not beside else subject[0].start - base
    border = _near_border(spoken, match.end(), subject)
    window = min(spoken.told.span.end, base + match.end() + 24)
    after = [pair for pair in spoken.reading.in_span(base + match.end(), window) if is_spot(*pair)]
    other = next((pair for pair in after if pair[1].id != subject[1].id), None)
    if border is not None and (other is None or other[0].start - base > border[0]):
        span = Span(start, border[0])
        return claim_of(spoken, span, "near", subject=subject[1], object_=border[1], mentions=[subject[0]])
    end = len(sentence.rstrip(".!?\"'”’ ")) if other is None else other[0].end - base
    if other is None and phrases(words.there).search(sentence, max(0, match.start() - 12), match.end()) is not None:
        other = next(
            (
                pair
                for earlier in spoken.before[:2]
                for pair in reversed(earlier.named)
                if is_spot(*pair) and pair[1].id != subject[1].id
            ),
            None,
        )
    if other is None:
        return None
    mentions = [subject[0], other[0]]
    return claim_of(spoken, Span(start, end), "near", subject=subject[1], object_=other[1].id, mentions=mentions)


def _near_start(sentence: str, subject: tuple[Mention, Place], base: int) -> int:
    return subject[0].start - base if re.search(r"[,;:]", sentence[: subject[0].start - base]) else 0


def _near_border(spoken: Spoken, start: int, subject: tuple[Mention, Place]) -> tuple[int, str] | None:
    """As in "lies close to the Russian border": where the words end, and the border; a country is its border too."""
    after = noun_after(as_sentence(spoken), start)
    if after is None or after.kind not in ("border", "place"):
        return None
    inside = spoken.reading.in_span(spoken.base + after.object.start, spoken.base + after.object.end)
    if after.kind == "place":
        country = next((place for _, place in inside if place.chosen.kind == "country"), None)
        return None if country is None or country.chosen.country == subject[1].chosen.country else (
            after.span.end, country.id
        )  # fmt: skip
    border = object_of(spoken, after, subject)
    return None if border is None else (after.span.end, border)


def lying_in(spoken: Spoken) -> Iterator[Claim]:
    """As in "Jelets ligt in de regio Lipetsk": a town, and right after it the region or country that it is put in.

    That a town is named with its region ("Karatsjov in de regio Brjansk") asserts nothing that the gazetteer did not
    take part in; it is a claim only where the gazetteer has the town elsewhere.
    """
    base, text = spoken.base, spoken.text
    for (mention, place), (region, area) in pairwise(spoken.named):
        if place.chosen.kind not in POINTS or mention.kind != "toponym" or place.role == "metonym":
            continue
        if area.chosen.kind not in ("region", "country") or region.kind != "toponym" or area.id == place.id:
            continue
        between = text[mention.end - base : region.start - base]
        if _is_of_distance(between, spoken.reading.words):
            continue
        found = _in_pattern(spoken.reading.words.language).fullmatch(between) if len(between) <= INSIDE_WITHIN else None
        if found is not None and (found["lies"] or not may_lie_in(place, area)):
            span = Span(mention.start - base, region.end - base)
            yield claim_of(spoken, span, "inside", subject=place, object_=area.id, mentions=[mention, region])


def _is_of_distance(between: str, words: Table) -> bool:
    """Whether what stands between two names says how far one is from the other: "в 150 км от", "in de buurt van"."""
    if re.search(r"\d", between) or phrases((*words.claims.near, *words.claims.away)).search(between):
        return True
    last = [
        match.end()
        for match in phrases(words.claims.from_place).finditer(between)
        if match[0].casefold() not in ALSO_WHERE
    ]
    return bool(last) and last[-1] == len(between.rstrip())


def may_lie_in(place: Place, area: Place) -> bool:
    """Whether no code of the two records says that the place lies elsewhere; a code that is unknown says nothing."""
    if area.chosen.kind == "country":
        return place.chosen.country in (None, area.chosen.country)
    return None in (place.chosen.admin1, area.chosen.admin1) or place.chosen.admin1 == area.chosen.admin1


@cache
def _in_pattern(language: str) -> re.Pattern[str]:
    """What stands between a town and its region: "in de", "in the western", "dans l'"; in Slavic languages a space."""
    words = table(language)
    lies = rf"(?:\s+(?P<lies>{any_of_phrases(words.claims.lies)}))?"
    insides = rf",?{lies}\s+(?:{any_of(words.claims.located_in)})(?:\s+|(?<=['’]))(?:[\w’'-]+\s+){{0,3}}"
    return re.compile(rf"{insides}|,?\s+" if is_slavic(words) else insides, re.IGNORECASE)


def between_two(spoken: Spoken) -> Iterator[Claim]:
    """As in "Karatsjov ligt tussen Brjansk en Orjol": a place that is said to lie between two others."""
    claims, base, text = spoken.reading.words.claims, spoken.base, spoken.text
    for match in phrases(claims.between).finditer(text):
        after = [pair for pair in spoken.reading.in_span(base + match.end(), spoken.told.span.end) if is_spot(*pair)][
            :2
        ]
        before = [pair for pair in spoken.reading.in_span(base, base + match.start()) if is_spot(*pair)]
        if len(after) < 2 or not before or after[0][0].start - base - match.end() > 20:
            continue
        joined = text[after[0][0].end - base : after[1][0].start - base].strip().casefold()
        lies = phrases(claims.lies).search(text, before[-1][0].end - base, match.start())
        ids = {before[-1][1].id, after[0][1].id, after[1][1].id}
        if (
            lies is None
            or len(joined.split()) > 3
            or len(ids) < 3
            or find_quantities(text, spoken.reading.words.language)
        ):
            continue
        span = Span(before[-1][0].start - base, after[1][0].end - base)
        yield claim_of(
            spoken, span, "between", subject=before[-1][1], object_=after[0][1].id, second=after[1][1].id,
            mentions=[pair[0] for pair in (before[-1], *after)],
        )  # fmt: skip
