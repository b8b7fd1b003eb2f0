"""Claims found and judged, against the gold set: precision and recall by language and kind, and what is right in them.

    python bench/claims/bench.py [--part dev|held|all] [--language nl] [--faults] [--json]

A found claim meets a gold one of its kind whose span it overlaps and whose value and unit it has. Of those that meet:
interval, subject, object, speaker and verdict. "Wrong differs" counts every figure that was said to differ where the
gold set does not say so, false finds too. Times are of a whole analysis with gazetteer and borders open.
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
sys.path[:0] = [str(ROOT), str(HERE)]

from claim_rules import KINDS  # noqa: E402
from claim_scoring import FIELDS, Fault, Found, Scored, Tally, names_of, score  # noqa: E402

if TYPE_CHECKING:
    from geo.model import Story

LANGUAGES = ("nl", "en", "de", "fr", "uk", "ru")
# The goals: precision and recall of distance and reach together; milliseconds for TIMED_CHARACTERS.
GOALS = {"nl": (0.95, 0.85), "en": (0.95, 0.85)} | dict.fromkeys(("de", "fr", "uk", "ru"), (0.9, 0.75))
TIMED_CHARACTERS = 5000
TIMED_GOAL_MS = 50.0
TIMED_RUNS = 7


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    results = {language: measure(language, options.part) for language in options.language or LANGUAGES}
    if options.json:
        print(json.dumps({name: _plain(result) for name, result in results.items()}, ensure_ascii=False, indent=1))
        return 0
    print("\n".join(table(results)))
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
    options = parser.parse_args(arguments)
    options.part = options.part or ("dev" if options.faults else "all")
    return options


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
    }


def story_of(item: dict[str, Any]) -> Story:
    """The item through the whole analysis, as an article that came in by hand."""
    from geo.analysis import analyse
    from geo.api import borders, gazetteer
    from geo.reading.article import article_from_text

    article = article_from_text(item["text"], language=item["language"], published=item.get("published"))
    return analyse(article, gazetteer=gazetteer(), borders=borders())


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
                verdict=None if check is None else check.verdict,
                why="" if check is None else check.why.format_map(defaultdict(str, check.values)),
            )
        )
    return found


def timed_ms(items: list[dict[str, Any]]) -> float:
    """Milliseconds of a whole analysis for 5,000 characters: the median over articles made of these items."""
    longest: list[str] = []
    for item in items:
        if sum(map(len, longest)) >= TIMED_CHARACTERS:
            break
        longest.append(item["text"])
    text = "\n\n".join(longest)
    article = {**items[0], "text": text}
    story_of(article)
    took = []
    for _ in range(TIMED_RUNS):
        start = time.perf_counter()
        story_of(article)
        took.append(time.perf_counter() - start)
    return statistics.median(took) * 1000 * TIMED_CHARACTERS / len(text)


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
    lines += [
        "",
        "| language | items | goal | reached | wrong differs | ms for 5,000 characters |",
        "|---|---|---|---|---|---|",
    ]
    for language, result in results.items():
        both, (precision, recall) = result["kinds"]["distance + reach"], GOALS[language]
        reached = both.met >= precision * both.found and both.met >= recall * both.gold and both.found > 0
        slow = "" if result["ms"] <= TIMED_GOAL_MS else f" (goal {TIMED_GOAL_MS:g})"
        cells = [language, str(result["items"]), f"{precision:.2f} / {recall:.2f}", "yes" if reached else "no"]
        cells += [str(len(result["wrong differs"])), f"{result['ms']:.0f}{slow}"]
        lines.append(f"| {' | '.join(cells)} |")
    for language, result in results.items():
        lines += [""] if result["wrong differs"] else []
        lines += [
            f"- wrong differs, {language} {fault.item}: {fault.quote!r}: {fault.told}"
            for fault in result["wrong differs"]
        ]
    return lines


def show(faults: list[Fault]) -> None:
    for fault in sorted(faults, key=lambda fault: fault.what):
        print(f"\n{fault.item}: {fault.what}: {fault.quote!r}: {fault.told}\n    {fault.sentence}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "-"


def _plain(result: dict[str, Any]) -> dict[str, Any]:
    plain = {kind: {**asdict(tally), "right": dict(tally.right)} for kind, tally in result["kinds"].items()}
    faults = {name: [asdict(fault) for fault in result[name]] for name in ("faults", "wrong differs")}
    return {"items": result["items"], "ms": result["ms"], "kinds": plain, **faults}


if __name__ == "__main__":
    sys.exit(main())
