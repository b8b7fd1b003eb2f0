"""Counts that must add up: "145 drones, of which 98 were shot down and 47 disappeared from radar".

A total is a number of things that fly; its parts follow in the same sentence or the next, each with what became of it
or of which kind it was. Where the text leaves some unspoken of, the parts need not make the total; where it counts on
("the sixth", "the remaining eight"), or lists, they must.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geo.model import Span
from geo.reading.attacks import LONGEST_SENTENCE, clauses
from geo.reading.details import MOST_WORDS_BETWEEN, counted_numbers
from geo.reading.numerals import FoundNumber, any_of, find_numbers
from geo.reading.tables import Table, phrases
from geo.reading.telling import Told

_ONE_LETTER = re.compile(r"\s\w\s$")
# "five Indian jets": an adjective and a noun.
MOST_OF_OTHERS = 2
# Fewer is no crowd that a newsroom adds up.
LEAST_TOTAL = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One number, where it stands in the article, and where the clause ends that says what it counts."""

    value: int
    span: Span
    end: int


@dataclass(frozen=True, slots=True)
class Sum:
    """A total with its parts.

    Attributes:
        span: from the first of them to the end of what is said of the last.
        sentence: which sentence (an index) the total stands in. told: which sentence the last part stands in.
        is_whole: the text says that the parts are all there are.
    """

    total: Part
    parts: tuple[Part, ...]
    span: Span
    sentence: int
    told: int
    is_whole: bool


def find_sums(text: str, told: Sequence[Told], words: Table) -> Iterator[Sum]:
    """Every sum of the article, one a sentence at most; the parts stand in it or in the next one."""
    used = -1
    for number, here in enumerate(told):
        if here.block in ("credit", "dateline", "caption") or number <= used:
            continue
        if here.span.end - here.span.start > LONGEST_SENTENCE:
            continue  # no sentence that anybody wrote
        total = _total(text, here.span, words)
        if total is None:
            continue
        if _is_one_of_two(text, here.span, total, words):
            continue
        found = list(_parts_after(text, here.span, total, words))
        last = number
        following = told[number + 1] if number + 1 < len(told) else None
        if following is not None and following.span.end - following.span.start > LONGEST_SENTENCE:
            following = None
        if len(found) < LEAST_TOTAL and following is not None and following.block == here.block:
            more = list(_parts_in(text, following.span, words))
            is_split = bool(found) and bool(more)
            if more and (is_split or not _names_a_total(text, following.span, words)):
                found, last = [*found, *more], number + 1
        if not found or (len(found) == 1 and (found[0].value <= total.value or last > number)):
            continue  # one number of the next sentence that is more than the total counts something else
        end = max(total.end, *(part.end for part in found))
        whole = (*words.strikes.last_one, *words.claims.rest, *words.claims.in_all)
        is_whole = phrases(whole).search(text, total.span.start, max(end, total.span.end + 30)) is not None
        used = last
        yield Sum(total, tuple(found), Span(min(total.span.start, found[0].span.start), end), number, last, is_whole)


def _total(text: str, span: Span, words: Table) -> Part | None:
    """The number of things that fly which the sentence begins to count, or the one that it calls "in all"."""
    sentence = text[span.start : span.end]
    numbers = [n for n in counted_numbers(sentence, words) if n.value >= LEAST_TOTAL and n.value == int(n.value)]
    for number in numbers:
        after = sentence[number.end : number.end + 40]
        if phrases(words.claims.in_all).match(after.lstrip()):
            return _as_part(number, span)
    for number in numbers:
        noun = _noun_after(sentence, number, words)
        if noun is not None and phrases(words.claims.in_all).search(sentence, noun, noun + 12):
            return _as_part(number, span)
    for number in numbers:
        if _noun_after(sentence, number, words) is not None:
            return _as_part(number, span)
    return None


def _as_part(number: FoundNumber, span: Span) -> Part:
    end = span.start + number.end
    return Part(int(number.value), Span(span.start + number.start, end), end)


def _noun_after(sentence: str, number: FoundNumber, words: Table) -> int | None:
    """Where the noun of what flies ends that a number counts; None where it counts something else."""
    nouns = (*words.strikes.projectile, *words.claims.targets)
    match = phrases(nouns).search(sentence, number.end)
    if match is None or len(sentence[number.end : match.start()].split()) > MOST_WORDS_BETWEEN:
        return None
    between = sentence[number.end : match.start()]
    # "8 of the 10 drones" counts ten.
    return None if re.search(r"[,;:.]", between) or find_numbers(between, words.language) else match.end()


def _parts_after(text: str, span: Span, total: Part, words: Table) -> Iterator[Part]:
    """The parts in the total's own sentence: after it, or before it where it is called the total ("... in all")."""
    after = Span(total.span.end, span.end)
    found = list(_parts_in(text, after, words, is_list=_opens_list(text, after)))
    if found:
        yield from found
        return
    tail = text[total.span.end : span.end]
    if phrases(words.claims.in_all).search(tail[:40]):
        yield from _parts_in(text, Span(span.start, total.span.start), words)


def _is_one_of_two(text: str, span: Span, total: Part, words: Table) -> bool:
    """Whether another total stands beside it: "43 missiles and 74 drones", of which the parts are told of both."""
    tail = text[total.span.end : span.end]
    noun = phrases(words.strikes.projectile).search(tail[:60])
    if noun is None:
        return False
    joined = re.match(rf"\s+(?:{any_of(words.quantities.joiners)})\s+", tail[noun.end() :], re.IGNORECASE)
    if joined is None:
        return False
    at = noun.end() + joined.end()
    number = next(iter(counted_numbers(tail[at : at + 60], words)), None)
    if number is None or number.start > 0:
        return False
    clause = next(iter(clauses(tail[at:], words)))
    written = tail[at:][clause.start : clause.end]
    told = phrases((*words.strikes.intercepted, *words.strikes.damaged, *words.claims.fates)).search(written)
    return told is None and phrases(words.strikes.projectile).search(written) is not None


def _opens_list(text: str, span: Span) -> bool:
    return re.match(r"[^,;:.]{0,40}(?::\s|\s[-–—]\s)", text[span.start : span.end]) is not None


def _names_a_total(text: str, span: Span, words: Table) -> bool:
    """Whether the next sentence counts something anew, so that its numbers are no parts of the one before."""
    own = _total(text, span, words)
    if own is not None and sum(part.value for part in _parts_after(text, span, own, words)) == own.value:
        return True
    return phrases(words.strikes.launched).search(text, span.start, span.end) is not None


def _parts_in(text: str, span: Span, words: Table, *, is_list: bool = False) -> Iterator[Part]:
    """The numbers of a stretch that say what became of some of them, or, in a list, of which kind they were."""
    stretch = text[span.start : span.end]
    strikes, claims = words.strikes, words.claims
    fates = (*strikes.intercepted, *strikes.damaged, *claims.fates)
    begun = False
    for clause in clauses(stretch, words):
        written = stretch[clause.start : clause.end]
        told = phrases((*fates, *claims.rest)).search(written) is not None
        kinds = phrases(strikes.projectile).search(written) is not None
        numbers = [
            number
            for number in counted_numbers(written, words)
            if number.value == int(number.value) >= 1 and not _is_article(written, number, words, told=told or begun)
            if not _is_of_others(written, number, words)
        ]
        if not (told or (kinds and not told and numbers) or is_list or (begun and numbers)):
            continue
        is_another = phrases(words.telling.contrast).match(written) or phrases(
            (*strikes.launched, *strikes.fired)
        ).search(written)
        if kinds and not told and is_another and not is_list:
            continue  # "34 drones flew at Moscow, while Moscow launched 145 drones" tells of two attacks
        if numbers:
            # A joiner of one letter ends no clause: "пять сбиты и одна повреждена".
            joined = [n for n in numbers[1:] if is_list or _ONE_LETTER.search(written[: n.start])]
            for number in (numbers[0], *joined):
                start = span.start + clause.start
                yield Part(int(number.value), Span(start + number.start, start + number.end), start + len(written))
            begun = True
        elif told and (last := phrases(strikes.last_one).search(written)) is not None:
            start = span.start + clause.start
            yield Part(1, Span(start + last.start(), start + last.end()), start + len(written))
            begun = True


def _is_of_others(written: str, number: FoundNumber, words: Table) -> bool:
    """Whether a number counts what does not fly in on its own: people, houses, jets."""
    strikes = words.strikes
    after = " ".join(written[number.end :].split()[:MOST_OF_OTHERS])
    before = " ".join(written[: number.start].split()[-1:])
    others = phrases((*strikes.casualties, *strikes.not_counted, *words.claims.others))
    return others.search(after) is not None or phrases(strikes.harming).search(before) is not None


def _is_article(written: str, number: FoundNumber, words: Table, *, told: bool) -> bool:
    """Whether "een" or "eine" stands for "a": before a noun, not alone before what became of it."""
    plain = written[number.start : number.end].casefold()
    if plain not in words.quantities.articles:
        return False
    rest = written[number.end :].strip()
    fates = (*words.strikes.intercepted, *words.strikes.damaged, *words.claims.fates, *words.strikes.auxiliaries)
    return not (told and (not rest or phrases(fates).match(rest)))
