"""How sure a choice is: a probability that the name is a place and that this record is the one meant.

A logistic regression over a few plain signs, fitted on the project's own articles by ``data/build/confidence.py``. The
weights stand in ``data/languages/confidence.json``, and every sign with its weight can be read there.
"""

from __future__ import annotations

import json
import math
from functools import cache
from typing import TYPE_CHECKING

from geo.errors import DataError
from geo.reading.found import NONE, PERHAPS, SURELY, FoundMention
from geo.resources import data_dir

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from geo.gazetteer.bearer import Bearer

# The most that a choice can have: nothing that a machine chose is certain, and a spelling match is never "sure".
MOST, MOST_BY_SPELLING = 0.99, 0.75
# A lead over the rivals beyond this, in the resolver's scores, says no more.
MOST_LEAD = 6.0
LARGE = 500_000


def signs(
    mentions: Sequence[FoundMention], scores: Sequence[float], record: Bearer, said: Collection[str]
) -> list[str]:
    """What speaks for and against a choice, as short words; the numbers of ``lead`` come apart (``lead_of``).

    Args:
        mentions: all that mean this record by one name.
        scores: of the candidates, the chosen one's first.
        said: the reasons that the resolver gives for it.
    """
    licence = max(mention.licence for mention in mentions)
    kind = record.kind if record.kind in ("settlement", "district", "region", "country") else "other"
    found = [
        {NONE: "licence:none", PERHAPS: "licence:perhaps", SURELY: "licence:surely"}[licence],
        f"kind:{kind}",
        f"{kind}, {'rivals' if len(scores) > 1 else 'alone'}",
        *(f"why:{reason}" for reason in said),
    ]
    if len(mentions) > 1:
        found.append("named more than once")
    if all(mention.initial for mention in mentions):
        found.append("begins the sentence only")
    if " " in mentions[0].text or "-" in mentions[0].text:
        found.append("more than one word")
    if record.match == "spelling":
        found.append("by spelling")
    if kind == "settlement" and record.population < LARGE:
        found.append("small town" if record.population < LARGE / 10 else "town")
    return found


def lead_of(scores: Sequence[float]) -> float:
    """How far the chosen candidate is ahead of the best other one, from -``MOST_LEAD`` to ``MOST_LEAD``."""
    best = max(scores[1:], default=scores[0] - MOST_LEAD)
    return max(-MOST_LEAD, min(MOST_LEAD, scores[0] - best))


def confidence(
    mentions: Sequence[FoundMention], scores: Sequence[float], record: Bearer, said: Collection[str]
) -> float:
    """The probability that the choice is right, 0 to ``MOST``; arguments as for ``signs``."""
    weights = _weights()
    total = weights["always"] + weights["lead"] * lead_of(scores)
    total += sum([weights.get(sign, 0.0) for sign in signs(mentions, scores, record, said)])
    sure = 1.0 / (1.0 + math.exp(-total))
    return round(min(sure, MOST_BY_SPELLING if record.match == "spelling" else MOST), 3)


@cache
def _weights() -> dict[str, float]:
    path = data_dir() / "languages" / "confidence.json"
    try:
        weights: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))["weights"]
    except (OSError, ValueError, KeyError) as error:
        raise DataError("strikemap's language table {name} cannot be read: {why}", name=path.name, why=error) from error
    return weights
