"""Claims found and judged, against the gold set: precision and recall by language and kind, and what is right in them.

    python bench/claims/bench.py [--part dev|held|all] [--language nl] [--faults] [--json]

A found claim meets a gold one of its kind whose span it overlaps and whose value and unit it has. Of those that meet:
interval, subject, object, speaker, certainty and verdict. "Wrong differs" counts every figure that was said to differ
where the gold set does not say so, false finds too; of the half that is kept back they are only counted, unless
``--part`` asks for it. Times are processor time of a whole analysis of 5,000 characters, gazetteer and borders open.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
if not __package__:
    # Run as a script: its own folder is on the path, where "bench" would be bench.py.
    sys.path[0] = str(ROOT)

from bench.claims.rules import KINDS  # noqa: E402
from bench.claims.scoring import FIELDS, Fault, Found, Scored, Tally, names_of, score  # noqa: E402

if TYPE_CHECKING:
    from geo.model import Story, Weapon

LANGUAGES = ("nl", "en", "de", "fr", "uk", "ru")
# The goals: precision and recall of distance and reach together; milliseconds for TIMED_CHARACTERS.
GOALS = {"nl": (0.95, 0.85), "en": (0.95, 0.85)} | dict.fromkeys(("de", "fr", "uk", "ru"), (0.9, 0.75))
TIMED_CHARACTERS = 5000
TIMED_GOAL_MS = 50.0
TIMED_RUNS = 7
TIMED_AT_MOST_S = 5.0


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    part = options.part or ("dev" if options.faults else "all")
    results = {language: measure(language, part) for language in options.language or LANGUAGES}
    if options.json:
        print(json.dumps({name: _plain(result) for name, result in results.items()}, ensure_ascii=False, indent=1))
        return 0
    print("\n".join([*table(results), *wrong_differs(results, options.part or "dev")]))
    if options.faults:
        for result in results.values():
            show(result["faults"])
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("dev", "held", "all"), help="which half; all for the table, dev for faults")
    parser.add_argument("--language", action="append", choices=LANGUAGES, help="only this one; may be repeated")
    parser.add_argument("--faults", action="store_true", help="list misses, false finds and wrong fields")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


# ---------------------------------------------------------------- measuring


def gold_items(language: str, part: str = "all") -> list[dict[str, Any]]:
    """The items of one language, or one half of them."""
    path = HERE / "gold" / f"{language}.jsonl"
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [item for item in items if part in {"all", item["part"]}]


def measure(language: str, part: str) -> dict[str, Any]:
    """All figures of one language."""
    items = gold_items(language, part)
    scored = [score(item, found_in(story_of(item))) for item in items]
    return {
        "items": len(items),
        "kinds": _by_kind(scored),
        "faults": [fault for one in scored for fault in one.faults],
        "wrong differs": [fault for one in scored for fault in one.wrong_differs],
        "ms": timed_ms(items),
        "ms without range": timed_ms(items, ()),
    }


def story_of(item: dict[str, Any], weapons: tuple[Weapon, ...] | None = None) -> Story:
    """The item through the whole analysis, as an article that came in by hand."""
    from geo.analysis import analyse
    from geo.api import borders, gazetteer
    from geo.reading.article import article_from_text

    article = article_from_text(item["text"], language=item["language"], published=item.get("published"))
    return analyse(article, gazetteer=gazetteer(), borders=borders(), weapons=weapons)


def found_in(story: Story) -> list[Found]:
    """The claims of a story with their verdicts."""

    def place_names(place_id: str) -> tuple[str, ...]:
        place = story.place(place_id)
        if place is None:
            return ()
        return tuple(dict.fromkeys((place.name, place.chosen.name, *(mention.text for mention in place.mentions))))

    checks = {check.claim: check for check in story.checks}
    found = []
    for claim in story.claims:
        check = checks.get(claim.id)
        found.append(
            Found(
                kind=claim.kind,
                start=claim.start,
                end=claim.end,
                quote=claim.quote,
                value=None if claim.stated is None else claim.stated.value,
                unit="" if claim.stated is None else claim.stated.unit,
                low=None if claim.stated is None else claim.stated.low,
                high=None if claim.stated is None else claim.stated.high,
                subject=names_of(claim.subject, place_names),
                object=names_of(claim.object, place_names),
                said_by=claim.said_by,
                certainty=claim.certainty,
                verdict=None if check is None else check.verdict,
                why="" if check is None else check.why.format_map(defaultdict(str, check.values)),
            )
        )
    return found


def timed_ms(items: list[dict[str, Any]], weapons: tuple[Weapon, ...] | None = None) -> float:
    """Milliseconds of processor for a whole analysis of 5,000 characters: the median over runs on items set together.

    So many claims as here stand in no real article of that length, so this is an upper bound. Without weapons
    (an empty catalogue) no range is computed, which else takes most of the time.
    """
    texts: list[str] = []
    for item in items:
        if sum(map(len, texts)) >= TIMED_CHARACTERS:
            break
        texts.append(item["text"])
    article = {**items[0], "text": "\n\n".join(texts)}
    story_of(article, weapons)
    took: list[float] = []
    while len(took) < TIMED_RUNS and sum(took) < TIMED_AT_MOST_S:
        start = time.process_time()
        story_of(article, weapons)
        took.append(time.process_time() - start)
    return statistics.median(took) * 1000 * TIMED_CHARACTERS / len(article["text"])


def _by_kind(scored: Iterable[Scored]) -> dict[str, Tally]:
    kinds: dict[str, Tally] = {}
    for one in scored:
        for kind, tally in one.kinds.items():
            kinds.setdefault(kind, Tally()).add(tally)
    both = Tally()
    for kind in ("distance", "reach"):
        both.add(kinds.get(kind, Tally()))
    ordered = {kind: kinds[kind] for kind in KINDS if kind in kinds}
    return {"distance + reach": both, **ordered}


# ---------------------------------------------------------------- telling


def table(results: dict[str, dict[str, Any]]) -> list[str]:
    """Markdown."""
    lines = [f"| language | kind | gold | found | precision | recall | {' | '.join(FIELDS)} |"]
    lines.append("|" + "---|" * (6 + len(FIELDS)))
    for language, result in results.items():
        for kind, tally in result["kinds"].items():
            shares = [_share(tally.right[name], tally.judged[name]) for name in FIELDS]
            precision, recall = _share(tally.met, tally.found), _share(tally.met, tally.gold)
            cells = [language, kind, str(tally.gold), str(tally.found), precision, recall, *shares]
            lines.append(f"| {' | '.join(cells)} |")
    heads = [
        "language",
        "items",
        "goal",
        "reached",
        "wrong differs",
        f"ms (goal {TIMED_GOAL_MS:g})",
        "ms without a range",
    ]
    lines += ["", f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    for language, result in results.items():
        both, (precision, recall) = result["kinds"]["distance + reach"], GOALS[language]
        reached = both.found > 0 and both.met >= precision * both.found and both.met >= recall * both.gold
        cells = [language, str(result["items"]), f"{precision:.2f} / {recall:.2f}", "yes" if reached else "no"]
        cells += [str(len(result["wrong differs"])), f"{result['ms']:.0f}", f"{result['ms without range']:.0f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def wrong_differs(results: dict[str, dict[str, Any]], part: str) -> list[str]:
    """What was wrongly said to differ; of the half that is kept back only how many, unless it was asked for."""
    lines = [""]
    for language, result in results.items():
        shown = {item["id"] for item in gold_items(language, part)}
        faults = [fault for fault in result["wrong differs"] if fault.item in shown]
        lines += [f"- wrong differs: {fault.item}: {fault.quote!r}: {fault.told}" for fault in faults]
        if kept := len(result["wrong differs"]) - len(faults):
            lines.append(f"- wrong differs, {language}: {kept} in the half that is kept back")
    return lines


def show(faults: list[Fault]) -> None:
    for fault in sorted(faults, key=lambda fault: fault.what):
        print(f"\n{fault.item}: {fault.what}: {fault.quote!r}: {fault.told}\n    {fault.sentence}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "-"


def _plain(result: dict[str, Any]) -> dict[str, Any]:
    kinds = {
        kind: {
            "gold": tally.gold,
            "found": tally.found,
            "met": tally.met,
            "right": {name: [tally.right[name], tally.judged[name]] for name in FIELDS},
        }
        for kind, tally in result["kinds"].items()
    }
    faults = {name: [asdict(fault) for fault in result[name]] for name in ("faults", "wrong differs")}
    figures = {name: result[name] for name in ("items", "ms", "ms without range")}
    return {**figures, "kinds": kinds, **faults}


if __name__ == "__main__":
    sys.exit(main())
