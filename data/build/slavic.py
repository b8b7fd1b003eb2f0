"""The weights of what speaks for and against a place name in Russian and Ukrainian text: data/languages/slavic.json.

    python -m data.build.slavic [--check]

A logistic regression over the evidence that ``geo.reading.slavic`` gives, fitted on the development part of factRuEval
2016 (MIT licence; https://github.com/dialogue-evaluation/factRuEval-2016), expected in ../shared/eval. Only numbers
are kept, of evidence seen at least four times: no word and no sentence of the corpus. Every candidate is learned twice,
the second time without the order of the dictionary's readings, which the Ukrainian one does not have. ``--check``
prints the scores of five-fold cross-validation by document and writes nothing.

What the corpus cannot tell is set by hand below, each with its reason.
"""

import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from geo.gazetteer.index import Gazetteer, open_gazetteer
from geo.model import Article
from geo.reading.evidence import with_evidence
from geo.reading.slavic import candidates_of, tokens_of
from geo.reading.surroundings import look_round
from geo.reading.toponyms import _lines

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "eval" / "ru_factrueval_devset.jsonl"
TARGET = ROOT / "data" / "languages" / "slavic.json"
CREDIT = "Fitted on factRuEval-2016, development set (MIT), https://github.com/dialogue-evaluation/factRuEval-2016"
PENALTY, LEAST_SEEN, FOLDS = 2.0, 4, 5
# By hand, for both languages: a site (the Kremlin) is known by its name alone; a name alone in quotation marks is a
# newspaper, a club or a ship; after a first name comes a surname, which stays one; a street
# is not the town that it is named after; pronouns and the like are listed; what a person's
# own recogniser says weighs twice as much as "in" with the right case; so does a distance that is said of it; "near"
# with the right case, which the corpus hardly has, is worth as much as the same said elsewhere; a direction of
# the front is no town ("на Лиманском направлении").
BY_HAND = {
    "kind:site": 4.5,
    "quoted": -6.0,
    "quoted:part": -4.0,
    "before:given name": -6.0,
    "after:surname": -4.0,
    "before:street": -3.0,
    "elsewhere:person": -2.5,
    "word:listed": -4.0,
    "recogniser:place": 4.0,
    "recogniser:other": -4.0,
    "measured": 4.0,
    "before:near, agrees": 1.0,
    "after:direction": -6.0,
}
# By hand, for Ukrainian: the country in the name of an institution ("Міністерство оборони України") is that name's
# part, which the Russian corpus marks as a place. And its dictionary has many hamlets that sound like pronouns and
# verbs ("Чому", "Того"), and does not rank readings: a large town is likelier than its namesake (Лондон, Вашингтон).
UKRAINIAN = {"title:inside": -6.0, "title:begins": -3.0, "may be:other": -2.0, "large:person or place": 1.0}

Row = tuple[tuple[str, ...], bool]
Document = tuple[str, list[Row], int]


def read(path: Path, gazetteer: Gazetteer, language: str) -> list[Document]:
    """Each document's id, its candidates (evidence, whether gold touches it) and its number of gold names."""
    documents = []
    for line in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        text, gold = raw["text"], raw["toponyms"]
        article = Article(text=text, language=language, blocks=tuple(_lines(text)))
        tokens = tokens_of(look_round(article, gazetteer.tokens(text)))
        rows = []
        for one in with_evidence(candidates_of(tokens, gazetteer, language), tokens, language):
            start, end = tokens[one.first].start, tokens[one.last].end
            rows.append((one.evidence, any(t["start"] < end and t["end"] > start for t in gold)))
        documents.append((raw["id"], rows, len(gold)))
    return documents


def training_rows(documents: list[Document]) -> list[Row]:
    """What is learned from: everything but sites, and all of it again without the order of readings."""
    rows = [row for _, rows, _ in documents for row in rows if "kind:site" not in row[0]]
    return rows + [(tuple(word for word in said if not word.startswith("first:")), label) for said, label in rows]


def fitted(rows: list[Row]) -> dict[str, float]:
    """The weights, by logistic regression with an L2 penalty."""
    seen = Counter(word for said, _ in rows for word in said)
    columns = {word: at for at, word in enumerate(sorted(word for word in seen if seen[word] >= 2 * LEAST_SEEN))}
    places = [(at, columns[word]) for at, (said, _) in enumerate(rows) for word in said if word in columns]
    at, column = (list(part) for part in zip(*places, strict=True))
    matrix = csr_matrix((np.ones(len(places)), (at, column)), shape=(len(rows), len(columns)))
    labels = np.array([label for _, label in rows], dtype=float)

    def loss(weights: Any) -> Any:
        sums = matrix @ weights
        error = 1 / (1 + np.exp(-sums)) - labels
        value = np.sum(np.logaddexp(0, sums) - labels * sums) + PENALTY / 2 * weights @ weights
        return value, matrix.T @ error + PENALTY * weights

    best = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B").x
    return {word: round(float(best[at]), 2) for word, at in columns.items()}


def check(documents: list[Document]) -> str:
    """Precision, recall and F1 on documents that the weights were not fitted on."""
    order = [name for name, _, _ in documents]
    random.Random(0).shuffle(order)
    right = said = gold = 0
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS])
        weights = fitted(training_rows([one for one in documents if one[0] not in held])) | BY_HAND
        for name, rows, count in documents:
            if name in held:
                gold += count
                found = [label for words, label in rows if sum(weights.get(word, 0.0) for word in words) > 0]
                said, right = said + len(found), right + sum(found)
    precision, recall = right / said, right / gold
    return f"P {precision:.3f} R {recall:.3f} F1 {2 * precision * recall / (precision + recall):.3f}"


def main() -> None:
    """Fit and write, or check."""
    documents = read(CORPUS, open_gazetteer(), "ru")
    if "--check" in sys.argv[1:]:
        print(check(documents))
        return
    table = {"credit": CREDIT, "weights": fitted(training_rows(documents)) | BY_HAND, "uk": UKRAINIAN}
    TARGET.write_text(json.dumps(table, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
