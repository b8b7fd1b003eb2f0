"""Claims of counts that must add up, with who says so: sums of one or two sentences, else the details of a strike."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from geo.model import Claim, Quantity, Span, Statement
from geo.reading.spoken import Reading, Spoken, claim_of
from geo.reading.sums import find_sums
from geo.reading.tables import phrases

# A sum has so many parts at least.
LEAST_PARTS = 2


def counts(reading: Reading) -> Iterator[Claim]:
    """Totals with their parts, where the article gives both; in a sentence or two, else of one strike."""
    seen: list[Span] = []
    for found in find_sums(reading.article.text, reading.told, reading.words):
        total = float(found.total.value)
        # Where some are not spoken of, the parts make the total at most.
        low = total if found.is_whole else min(total, float(sum(part.value for part in found.parts)))
        span = found.span if found.sentence == found.told else Span(found.total.span.start, found.span.end)
        seen.append(span)
        spoken = Spoken(reading, found.told)
        start, end = span.start - spoken.base, span.end - spoken.base
        claim = claim_of(
            spoken, Span(start, end), "count", stated=Quantity(value=total, unit="", low=low, high=total)
        )  # fmt: skip
        first = Spoken(reading, found.sentence)
        speaker = claim.said_by or reading.told[found.told].said_by or reading.told[found.sentence].said_by
        yield replace(
            claim,
            parts=tuple(float(part.value) for part in found.parts),
            sentence=Span(first.base, spoken.told.span.end),
            mentions=(found.total.span, *(part.span for part in found.parts)),
            said_by=speaker,
            certainty="reported" if speaker and claim.certainty == "asserted" else claim.certainty,
        )
    for claim in _counts_of_strikes(reading):
        if not any(span.start < claim.end and claim.start < span.end for span in seen):
            yield claim


def _counts_of_strikes(reading: Reading) -> Iterator[Claim]:
    """Launched = intercepted + damaged, as a strike's details have it; said in the clause that gives the parts."""
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
            sentence=reading.told[bisect_right(reading.starts, start) - 1].span,
            mentions=(Span(launched.start, launched.end), *(Span(part.start, part.end) for part in parts)),
            said_by=parts[0].said_by,
            certainty=parts[0].certainty,
        )


def _is_one_account(reading: Reading, total: Statement, parts: Sequence[Statement]) -> bool:
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
