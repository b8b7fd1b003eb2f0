"""The head of a dispatch: "KYIV, 24 February 2025 (Agency) – ". It tells where a report comes from, and when."""

from __future__ import annotations

import re
from datetime import date

from geo.reading.dates import full_dates

LONGEST = 120
_WORD = r"[^\W\d_a-zа-яіїєґß-öø-ÿ][\w’'-]*"
# The day of the week, or an article, may lead the date: "Wednesday 14 October 2026", "le 14 octobre 2026".
_DAY = (
    r"(?:[^\W\d]{2,12},?\s+)?\d{1,2}\.?\s+\w+\.?(?:\s+\d{4}(?:\s+[^\W\d]{1,4}(?:\.(?=\s\S))?(?=[\s.]))?)?"
    r"|\w+\.?\s+\d{1,2}(?:,?\s+\d{4})?|\d{1,2}[./]\d{1,2}[./]\d{4}"
)
_HEAD = re.compile(
    # "CAIRO/PORT SUDAN, 5. Mai – "
    rf"(?P<place>{_WORD}(?:[ /]{_WORD}){{0,3}})(?:,\s+{_WORD}\.?)?"
    rf"(?P<rest>(?:,?\s+(?:\([^()\n]{{2,40}}\)|{_DAY})){{1,2}})(?P<end>\s*(?:[–—]|--?)\s+|\.\s+)"
)


def dateline_end(text: str, start: int = 0) -> int:
    """Where the report itself begins after the dateline that begins at a position; that position where there is none.

    A full stop ends one only where its place is written in capitals.
    """
    found = _HEAD.match(text, start, start + LONGEST)
    return start if found is None or not _is_head(found) else found.end()


def stands_in_dateline(text: str, start: int, first: int, last: int) -> bool:
    """Whether a name is of the places of the dateline that begins at ``start``, and no agency in its brackets."""
    found = _HEAD.match(text, start, start + LONGEST)
    return found is not None and _is_head(found) and start <= first and last <= found.start("rest")


def _is_head(found: re.Match[str]) -> bool:
    return found["place"].isupper() or not found["end"].startswith(".")


def dateline_date(text: str, start: int, language: str) -> date | None:
    """The full date of the dateline that begins there: of a place in capitals, or with a dash behind the date."""
    head = text[start : dateline_end(text, start)]
    return next((day for _, day in sorted(full_dates(head, language))), None)
