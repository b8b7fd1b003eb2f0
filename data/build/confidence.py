"""The weights of how sure a choice is: data/languages/confidence.json.

    python -m data.build.confidence [--check]

A logistic regression over the signs of ``geo.reading.confidence``, fitted on the project's own articles
(``bench/geoparsing/gold`` and ``bench/geoparsing/more``): a choice is right where its mention meets a marked place and
its record is that one or lies within 161 km of it. ``--check`` prints how often a choice of each word ("sure",
"likely", "please check") was right, by ten-fold cross-validation by article, and writes nothing.
"""

import json
import math
import random
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from geo.gazetteer.index import open_gazetteer
from geo.model import Article, LonLat
from geo.reading.confidence import lead_of, signs
from geo.reading.mentions import find_mentions
from geo.reading.resolving import choose, distance_km, reasons_of
from geo.reading.tables import table
from geo.reading.toponyms import _lines

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "data" / "languages" / "confidence.json"
ARTICLES = sorted((ROOT / "bench" / "geoparsing").glob("*/*.jsonl"))
FAR_KM, FOLDS, PENALTY, LEAST_SEEN = 161.0, 10, 1.0, 8
SURE, LIKELY = 0.9, 0.6

Row = tuple[list[str], float, bool]


def rows_of(document: dict[str, Any], gazetteer: Any) -> list[Row]:
    """The choices of one article: signs, lead, and whether the choice is right."""
    text = document["text"]
    article = Article(text=text, language=document.get("language", "en"), blocks=tuple(_lines(text)))
    choices, _ = choose(find_mentions(article, gazetteer), gazetteer, home=table(article.language).names.home)
    rows = []
    for choice in choices:
        verdicts = [verdict for m in choice.mentions if (verdict := _is_right(m, choice.record, document)) is not None]
        if verdicts and any(mention.kind == "toponym" for mention in choice.mentions):
            group = choice.leading
            said = reasons_of(group, 0)
            rows.append(
                (signs(choice.mentions, group.scores, choice.record, said), lead_of(group.scores), all(verdicts))
            )
    return rows


def _is_right(mention: Any, record: Any, document: dict[str, Any]) -> bool | None:
    """Whether a mention meets its marked place; None where the article leaves it open."""
    if any(mention.start < span["end"] and span["start"] < mention.end for span in document.get("ignore", [])):
        return None
    met = [t for t in document["toponyms"] if mention.start < t["end"] and t["start"] < mention.end]
    if not met:
        return None if mention.kind == "demonym" else False
    if met[0].get("lat") is None:
        return None
    here = LonLat(met[0]["lon"], met[0]["lat"])
    return met[0].get("id") == record.id or distance_km(here, LonLat(record.lon, record.lat)) <= FAR_KM


def fitted(rows: list[Row]) -> dict[str, float]:
    """The weights that make the rows likeliest, small ones preferred."""
    counts: dict[str, int] = defaultdict(int)
    for found, _, _ in rows:
        for sign in found:
            counts[sign] += 1
    names = ["always", "lead", *sorted(sign for sign, count in counts.items() if count >= LEAST_SEEN)]
    place = {name: number for number, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for number, (found, lead, _) in enumerate(rows):
        x[number, 0], x[number, 1] = 1.0, lead
        for sign in found:
            if sign in place:
                x[number, place[sign]] = 1.0
    y = np.array([1.0 if right else -1.0 for _, _, right in rows])
    penalty = np.full(len(names), PENALTY)
    penalty[0] = 0.0

    def loss(w: Any) -> Any:
        margin = y * (x @ w)
        slope = -y / (1.0 + np.exp(margin))
        return np.logaddexp(0.0, -margin).sum() + (penalty * w**2).sum() / 2, x.T @ slope + penalty * w

    best = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {name: round(float(weight), 2) for name, weight in zip(names, best, strict=True)}


def sureness(weights: dict[str, float], row: Row) -> float:
    """The probability that weights give a row."""
    total = weights["always"] + weights["lead"] * row[1] + sum(weights.get(sign, 0.0) for sign in row[0])
    return 1.0 / (1.0 + math.exp(-total))


def check(documents: list[list[Row]]) -> None:
    """Print how often choices were right in articles that the weights were not fitted on."""
    order = list(range(len(documents)))
    random.Random(0).shuffle(order)
    judged: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS])
        weights = fitted([row for number, rows in enumerate(documents) if number not in held for row in rows])
        judged += [(sureness(weights, row), row[2]) for number in held for row in documents[number]]
    for name, low, high in (("sure", SURE, 2.0), ("likely", LIKELY, SURE), ("please check", -1.0, LIKELY)):
        part = [right for value, right in judged if low <= value < high]
        print(f"{name:14} {len(part):5} {100 * sum(part) / max(1, len(part)):6.1f} % right")
    for low in (0.8, 0.85, 0.9, 0.92, 0.94, 0.96):
        part = [right for value, right in judged if value >= low]
        print(f"  from {low:.2f}    {len(part):5} {100 * sum(part) / max(1, len(part)):6.1f} % right")


def main() -> None:
    """Write the weights, or with ``--check`` print what they are worth."""
    if not TARGET.exists():
        TARGET.write_text('{"weights": {"always": 0, "lead": 0}}\n', encoding="utf-8")  # the reader needs some
    gazetteer = open_gazetteer()
    documents = [
        rows_of(json.loads(line), gazetteer)
        for path in ARTICLES
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    if "--check" in sys.argv[1:]:
        check(documents)
        return
    weights = fitted([row for rows in documents for row in rows])
    text = json.dumps({"weights": weights}, ensure_ascii=False, indent=1, sort_keys=True)
    TARGET.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
