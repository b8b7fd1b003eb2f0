"""Claims: what the text says to be how far from what, how far a weapon reaches, what adds up, what lies near what.

A claim keeps its words, their place, its speaker and the ids that it speaks of. Which border "over de grens" means
follows from the place and from the attacker; what "daar" means, from the sentence before. A claim whose subject cannot
be told keeps None, and the check says that it cannot be checked: nothing is guessed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from geo.model import Article, Certainty, Claim, ClaimKind, Mention, Place, Quantity, Span, Statement, Strike, Weapon
from geo.reading.quantities import FoundQuantity, find_quantities
from geo.reading.strikes import attacker_of, clauses, weapons_in
from geo.reading.tables import Table, phrases, table
from geo.reading.telling import Told, speaker_in, tellings

POINTS = ("settlement", "district", "site")
FURNITURE = ("credit", "dateline")
# A sum has so many parts at least.
LEAST_PARTS = 2
# Words between a distance and what it is a distance to: "80 km ten oosten van de stad Kyiv".
MOST_BETWEEN = 6


@dataclass(frozen=True, slots=True)
class _Reading:
    """What every kind of claim needs to look at."""

    article: Article
    words: Table
    told: tuple[Told, ...]
    places: tuple[Place, ...]
    named: tuple[tuple[Mention, Place], ...]
    strikes: tuple[Strike, ...]
    weapons: tuple[tuple[Weapon, Span], ...]

    @property
    def starts(self) -> list[int]:
        """Where each sentence begins."""
        return [told.span.start for told in self.told]

    def in_span(self, start: int, end: int) -> list[tuple[Mention, Place]]:
        return [pair for pair in self.named if start <= pair[0].start < end]


def find_claims(
    article: Article, places: tuple[Place, ...], strikes: tuple[Strike, ...], weapons: tuple[Weapon, ...]
) -> tuple[Claim, ...]:
    """Every claim of the article in order of the text, with ids "claim-1", "claim-2", ..."""
    named = sorted(((m, place) for place in places for m in place.mentions), key=lambda pair: pair[0].start)
    reading = _Reading(
        article=article,
        words=table(article.language),
        told=tellings(article),
        places=places,
        named=tuple(named),
        strikes=strikes,
        weapons=weapons_in(article, weapons),
    )
    found = [*_measured(reading), *_counts(reading), *_near(reading)]
    found.sort(key=lambda claim: (claim.start, claim.end))
    return tuple(replace(claim, id=f"claim-{number}") for number, claim in enumerate(found, 1))


# ---------------------------------------------------------------- distances and reaches


def _measured(reading: _Reading) -> Iterator[Claim]:
    for told in reading.told:
        if told.block in FURNITURE:
            continue
        sentence = reading.article.text[told.span.start : told.span.end]
        for quantity in find_quantities(sentence, reading.words.language):
            claim = (
                _to_border(reading, told, sentence, quantity)
                or _to_place(reading, told, sentence, quantity)
                or _inside(reading, told, sentence, quantity)
                or _reach(reading, told, sentence, quantity)
            )
            if claim is not None:
                yield claim


def _to_border(reading: _Reading, told: Told, sentence: str, found: FoundQuantity) -> Claim | None:
    """As in "ruim 100 kilometer over de grens": from the place spoken of to the border that was crossed."""
    words = reading.words
    match = _after(words.claims.border).match(sentence, found.end)
    if match is None:
        return None
    base = told.span.start
    end = match.end()
    subject = _subject(reading, told, found)
    others = [
        place.chosen.country
        for mention, place in reading.in_span(base + found.end, base + end)
        if place.chosen.kind == "country"
    ]
    named = _border_with(reading, told, sentence, end)
    if named is not None:
        end, other = named
        others.insert(0, other)
    return _claim(
        reading, told, Span(found.start, end), "distance", found.quantity,
        subject=subject.id if subject else None, object_=_border(reading, subject, others),
    )  # fmt: skip


def _border_with(reading: _Reading, told: Told, sentence: str, end: int) -> tuple[int, str | None] | None:
    """As in "over de grens met Oekraïne": the country named after the border."""
    joined = re.compile(
        rf"\s+(?:{'|'.join(map(re.escape, reading.words.claims.border_with)) or '(?!)'})\s+(?:\w{{2,3}}\s+)?"
    )
    match = joined.match(sentence, end)
    if match is None:
        return None
    base = told.span.start
    for mention, place in reading.in_span(base + match.end(), base + match.end() + 1):
        if place.chosen.kind == "country":
            return mention.end - base, place.chosen.country
    return None


def _border(reading: _Reading, subject: Place | None, others: Sequence[str | None]) -> str | None:
    """As in "border:UA-RU": the attacker's country and the struck one's; one country's outline if only that."""
    own = subject.chosen.country if subject is not None else None
    if own is None:
        known = [code for code in dict.fromkeys(others) if code]
        return f"border:{'-'.join(known[:2])}" if known else None
    other = next((code for code in others if code and code != own), None)
    other = other or attacker_of(reading.article, reading.places, own)
    return f"border:{other}-{own}" if other else f"border:{own}"


def _to_place(reading: _Reading, told: Told, sentence: str, found: FoundQuantity) -> Claim | None:
    """As in "80 km ten oosten van Kyiv": from the place spoken of to the place named after the distance."""
    match = _after(reading.words.claims.from_place).match(sentence, found.end)
    if match is None:
        return None
    base = told.span.start
    for mention, place in reading.in_span(base + match.end(), base + len(sentence)):
        between = sentence[match.end() : mention.start - base]
        if len(between.split()) > MOST_BETWEEN - 2 or "," in between or mention.kind == "demonym":
            return None
        if place.role == "metonym":
            return None
        subject = _subject(reading, told, found, other_than=place)
        return _claim(
            reading, told, Span(found.start, mention.end - base), "distance", found.quantity,
            subject=subject.id if subject else None, object_=place.id,
        )  # fmt: skip
    return None


def _inside(reading: _Reading, told: Told, sentence: str, found: FoundQuantity) -> Claim | None:
    """As in "110 km inside Russia": to the border, from the place spoken of."""
    match = _after(reading.words.claims.inside).match(sentence, found.end)
    if match is None:
        return None
    base = told.span.start
    following = [
        (mention, place)
        for mention, place in reading.in_span(base + found.end, base + len(sentence))
        if place.chosen.kind == "country" and mention.start - base - match.end() <= 12
    ]
    end = following[0][0].end - base if following else match.end()
    subject = _subject(reading, told, found)
    return _claim(
        reading, told, Span(found.start, end), "distance", found.quantity,
        subject=subject.id if subject else None, object_=_border(reading, subject, ()),
    )  # fmt: skip


def _reach(reading: _Reading, told: Told, sentence: str, found: FoundQuantity) -> Claim | None:
    """As in "een bereik van zo'n 300 kilometer": of the weapon named last before it, here or a sentence back."""
    base = told.span.start
    near = [
        match
        for match in phrases(reading.words.claims.reach).finditer(sentence)
        if abs(match.start() - found.end) <= 40 or abs(found.start - match.end()) <= 40
    ]
    if not near:
        return None
    number = reading.told.index(told)
    first = reading.told[number - 1].span.start if number else base
    weapons = [weapon for weapon, span in reading.weapons if first <= span.start < base + found.start]
    weapons = weapons or [weapon for weapon, span in reading.weapons if base <= span.start < told.span.end]
    word = min(near, key=lambda match: min(abs(match.start() - found.end), abs(found.start - match.end())))
    span = Span(min(word.start(), found.start), max(word.end(), found.end))
    return _claim(reading, told, span, "reach", found.quantity, object_=f"weapon:{weapons[-1].id}" if weapons else None)


@cache
def _after(words: tuple[str, ...]) -> re.Pattern[str]:
    """The phrase right after a quantity, past a converted pair in brackets and at most one word."""
    return re.compile(rf"\s*(?:\([^)]{{1,24}}\)\s*)?(?:\w+\s+)?{phrases(words).pattern}", re.IGNORECASE)


def _subject(reading: _Reading, told: Told, found: FoundQuantity, *, other_than: Place | None = None) -> Place | None:
    """The place that the distance is measured from: a town before it in the sentence, else the one spoken of last.

    "Dat stadje in de regio Brjansk ligt ..." speaks of a town named before, not of the region in between.
    """
    base = told.span.start
    barred = other_than.id if other_than else None
    before = [
        place
        for mention, place in reading.in_span(base, base + found.start)
        if place.id != barred and mention.kind == "toponym"
    ]
    towns = [place for place in before if place.chosen.kind in POINTS and place.role != "metonym"]
    if towns:
        return towns[-1]
    sentence = reading.article.text[base : base + found.start]
    regions = [place for place in before if place.chosen.kind == "region"]
    points_back = phrases(reading.words.names.city_before).search(sentence) is not None
    if regions and not points_back:
        return regions[-1]
    if not points_back:
        return None  # "De basis ligt 500 kilometer ...": which base is not said, and a guess would be judged as a fact
    number = reading.told.index(told)
    for earlier in reversed(reading.told[max(0, number - 2) : number]):
        towns = [
            place
            for _, place in reading.in_span(*earlier.span)
            if place.chosen.kind in POINTS and place.role not in ("metonym", "caption") and place.id != barred
        ]
        if towns:
            return towns[-1]
    struck = [place for strike in reading.strikes for place in reading.places if place.id == strike.where]
    return struck[0] if struck and struck[0].id != barred else None


# ---------------------------------------------------------------- counts and nearness


def _counts(reading: _Reading) -> Iterator[Claim]:
    """Launched = intercepted + damaged, where the article gives all; said in the clause that gives the parts."""
    for strike in reading.strikes:
        launched, parts = strike.launched, [part for part in (strike.intercepted, strike.damaged) if part]
        if launched is None or not isinstance(launched.value, int) or not parts:
            continue
        numbers = tuple(float(part.value) for part in parts if isinstance(part.value, int))
        if not _is_one_account(reading, launched, parts):
            continue
        start, end = min(part.start for part in parts), max(part.end for part in parts)
        total = float(launched.value)
        yield Claim(
            id="",
            kind="count",
            quote=reading.article.text[start:end],
            start=start,
            end=end,
            stated=Quantity(value=total, unit="", low=total, high=total),
            subject=strike.where,
            parts=numbers,
            said_by=parts[0].said_by,
            certainty=parts[0].certainty,
        )


def _is_one_account(reading: _Reading, total: Statement, parts: Sequence[Statement]) -> bool:
    """Whether the parts are said to make up the total: told on end, two of them at least, and of that same total.

    Five of ten shot down says nothing of the others, so one part alone makes no sum; neither do parts that leave some
    unspoken of, unless the words themselves count on ("the sixth", "one of them").
    """
    if len(parts) < LEAST_PARTS:
        return False
    at = [bisect_right(reading.starts, said.start) for said in (total, *parts)]
    ordered = sorted(at)
    if any(later - earlier > 1 for earlier, later in pairwise(ordered)):
        return False
    strikes = reading.words.strikes
    counts_on = phrases((*strikes.of_them, *strikes.last_one)).search(parts[-1].quote) is not None
    return counts_on or sum(float(part.value) for part in parts) == float(total.value)


def _near(reading: _Reading) -> Iterator[Claim]:
    """As in "Brjansk ligt daar vlakbij": what lies near what, where both can be told."""
    words = reading.words.claims
    for number, told in enumerate(reading.told):
        if told.block in FURNITURE:
            continue
        base = told.span.start
        sentence = reading.article.text[base : told.span.end]
        match = phrases(words.near).search(sentence)
        if match is None or phrases(words.near_predicate).search(sentence, 0, match.start()) is None:
            continue
        before = [place for m, place in reading.in_span(base, base + match.start()) if _is_spot(place, m)]
        if not before:
            continue
        subject = before[0]
        window = min(told.span.end, base + match.end() + 24)
        after = [place for m, place in reading.in_span(base + match.end(), window) if _is_spot(place, m)]
        other = next((place for place in after if place.id != subject.id), None)
        if other is None and _points_back(sentence, match, reading.words):
            other = _last_before(reading, number, subject)
        if other is None:
            continue
        end = len(sentence.rstrip(".!?\"'”’ "))
        yield _claim(reading, told, Span(0, end), "near", None, subject=subject.id, object_=other.id)


def _points_back(sentence: str, near: re.Match[str], words: Table) -> bool:
    there = phrases(words.claims.there)
    return there.search(sentence, max(0, near.start() - 12), near.end()) is not None


def _last_before(reading: _Reading, number: int, subject: Place) -> Place | None:
    for earlier in reversed(reading.told[max(0, number - 2) : number]):
        spots = [place for m, place in reading.in_span(*earlier.span) if _is_spot(place, m) and place.id != subject.id]
        if spots:
            return spots[-1]
    return None


def _is_spot(place: Place, mention: Mention) -> bool:
    return mention.kind == "toponym" and place.chosen.kind in (*POINTS, "region") and place.role != "metonym"


# ---------------------------------------------------------------- one claim


def _claim(
    reading: _Reading,
    told: Told,
    span: Span,
    kind: ClaimKind,
    stated: Quantity | None,
    *,
    subject: str | None = None,
    object_: str | None = None,
) -> Claim:
    start, end = told.span.start + span.start, told.span.start + span.end
    said_by, certainty = _teller(reading, told, span)
    return Claim(
        id="",
        kind=kind,
        quote=reading.article.text[start:end],
        start=start,
        end=end,
        stated=stated,
        subject=subject,
        object=object_,
        said_by=said_by,
        certainty=certainty,
    )


def _teller(reading: _Reading, told: Told, span: Span) -> tuple[str | None, Certainty]:
    """Who says the figure: the speaker of its own clause, or of what follows "zegt dat" or stands in quotes.

    A figure in apposition ("in Karatsjov, ruim 100 kilometer over de grens") is the article's own, whoever is the
    source of the sentence round it.
    """
    sentence = reading.article.text[told.span.start : told.span.end]
    words = reading.words
    if told.said_by is not None:
        says = phrases(words.telling.say).search(sentence, 0, span.start)
        that = phrases(words.telling.that).search(sentence, says.end(), span.start) if says else None
        quoted = sentence[: span.start].count('"') % 2 == 1 or re.search(r"[“„«][^”»]*$", sentence[: span.start])
        if that is not None or quoted or sentence[:1] in '"“„«':
            return told.said_by, told.certainty
    for clause in clauses(sentence, words):
        if clause.start <= span.start < clause.end and speaker_in(sentence[clause.start : clause.end], words):
            return told.said_by, told.certainty
    return None, "asserted"
