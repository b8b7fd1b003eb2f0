"""Reading places, measured: our reader beside flashgeotext and geotext, in one run on one machine.

    python bench/geoparsing/bench.py [CORPUS.jsonl ...] [--corpus NAME] [--errors N] [--demonyms] [--coords-only]
                                     [--bootstrap N] [--json] [--markdown]

A corpus is JSON Lines: {"id", "text", "toponyms": [{"start", "end", "name"?, "lat"?, "lon"?}]}; one with "strikes"
(our gold set, ``gold/``) is also read as whole stories. Without arguments: the gold set, our own English news, and
what stands in ../shared/eval. Peers that are not installed (``pip install flashgeotext geotext``) are left out.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHARED = ROOT.parent / "shared" / "eval"
sys.path[:0] = [str(ROOT), str(HERE)]

import scoring  # noqa: E402
from readers import READERS, documents_of  # noqa: E402

# The goals, by corpus and figure; the published best of others stands in docs/reading.md.
GOALS: dict[str, dict[str, float]] = {
    "geovirus": {"overlap F1": 89, "within 161 km, all": 74},
    "nl_conll2002_testa": {"overlap F1": 72},
    "de_germeval2014_dev": {"overlap F1": 62},
    "ru_factrueval_devset": {"overlap F1": 86},
    "uk_neruk_dev": {"overlap F1": 60},
}
STRIKE_KM = 5.0
GOLD_WITHIN, SURE_RIGHT, SURE_STRIKES = 95.0, 95.0, 98.0
SPEED, OPEN_S, MEMORY_MB = 1.0, 0.3, 300.0
WORD_NAMES = ("nakijken", "waarschijnlijk", "zeker")


def default_corpora() -> dict[str, list[Path]]:
    """The gold set as one corpus, our English news, and the corpora that lie beside the project."""
    corpora = {"gold": sorted((HERE / "gold").glob("*.jsonl"))}
    corpora |= {path.stem: [path] for path in sorted((HERE / "more").glob("*.jsonl"))}
    corpora |= {path.stem: [path] for path in sorted(SHARED.glob("*.jsonl"))}
    return corpora


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    corpora = {path.stem: [path] for path in options.paths} or default_corpora()
    if options.corpus:
        corpora = {name: paths for name, paths in corpora.items() if name in options.corpus}
    if not corpora or not all(path.is_file() for paths in corpora.values() for path in paths):
        print(f"no such corpus; there are: {', '.join(default_corpora())}", file=sys.stderr)
        return 2
    readers = [name for name in READERS if name == "strikemap" or importlib.util.find_spec(name)]
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, paths in corpora.items():
            results[name] = measure(name, paths, readers, options, Path(folder))
            if not (options.json or options.markdown):
                show(name, results[name], options.errors)
    if options.json:
        print(json.dumps(results, ensure_ascii=False, indent=1))
    elif options.markdown:
        print("\n".join(markdown(results)))
    else:
        missing = [name for name in READERS if name not in readers]
        if missing:
            print(f"\nnot installed, so not beside us: {', '.join(missing)}")
        goals(results)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, metavar="CORPUS.jsonl")
    parser.add_argument("--corpus", action="append", default=[], metavar="NAME", help="only this one; may be repeated")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N names of each class of mistake")
    parser.add_argument("--demonyms", action=argparse.BooleanOptionalAction, default=False)
    parser.add_argument("--coords-only", action="store_true", help="toponyms without coordinates count neither way")
    parser.add_argument("--bootstrap", type=int, default=0, metavar="N", help="95 %% intervals by N draws of documents")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--markdown", action="store_true", help="print the table of docs/reading.md")
    return parser.parse_args(arguments)


# ---------------------------------------------------------------- measuring


def measure(
    name: str, paths: list[Path], readers: list[str], options: argparse.Namespace, folder: Path
) -> dict[str, Any]:
    """All figures of one corpus."""
    documents = [_prepared(document, options) for path in paths for document in documents_of(path)]
    if len({str(document["id"]) for document in documents}) < len(documents):
        raise SystemExit(f"{name}: two documents have one id")
    corpus = folder / f"{name}.jsonl"
    corpus.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")
    result: dict[str, Any] = {"documents": len(documents), "readers": {}}
    for reader in readers:
        ran = _run("readers.py", folder, reader, str(corpus), *(["--demonyms"] if options.demonyms else []))
        found = {str(row["id"]): row["toponyms"] for row in ran["documents"]}
        scored = [
            scoring.score(document["toponyms"], found[str(document["id"])], document.get("ignore", ()))
            for document in documents
        ]
        figures = _figures(scored, ran, options)
        if reader == "strikemap":
            figures["languages"] = _by_language(documents, scored)
            figures["confidence"] = _confidence([pair for row in scored for pair in row.judged])
            figures["mistakes"] = _mistakes(documents, scored)
        result["readers"][reader] = figures
    if any("strikes" in document for document in documents):
        result["stories"] = _stories(documents, _run("stories.py", folder, str(corpus)))
    return result


def _prepared(document: dict[str, Any], options: argparse.Namespace) -> dict[str, Any]:
    """The document with what does not count moved to "ignore"."""
    kept, left = [], []
    for toponym in document["toponyms"]:
        out = (not options.demonyms and toponym.get("kind") == "demonym") or (
            options.coords_only and not scoring.is_located(toponym)
        )
        (left if out else kept).append(toponym)
    return {**document, "toponyms": kept, "ignore": [*document.get("ignore", ()), *left]}


def _run(script: str, folder: Path, *arguments: str) -> dict[str, Any]:
    """What one of our scripts writes, from a process of its own."""
    out = folder / "out.json"
    places = arguments[:2] if script == "readers.py" else arguments[:1]
    command = [sys.executable, str(HERE / script), *places, str(out), *arguments[len(places) :]]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise SystemExit(f"{script} {' '.join(places)} failed:\n{done.stderr}")
    result: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return result


def _figures(scored: list[scoring.Scored], ran: dict[str, Any], options: argparse.Namespace) -> dict[str, Any]:
    total = scoring.summary(scored)
    figures: dict[str, Any] = {
        **asdict(total),
        "characters": ran["characters"],
        "characters_per_second": ran["characters"] / max(ran["seconds"], 1e-9),
        "imported_seconds": ran["imported_seconds"],
        "opened_seconds": ran["opened_seconds"],
        "peak_mb": ran["peak_mb"],
        "same_again": ran["same_again"],
    }
    if options.bootstrap:
        figures["intervals"] = {
            "overlap F1": scoring.interval(scored, lambda s: s.overlap.f1, options.bootstrap),
            "within 161 km, recognised": scoring.interval(scored, lambda s: s.near_recognised, options.bootstrap),
            "within 161 km, all": scoring.interval(scored, lambda s: s.near_all, options.bootstrap),
        }
    return figures


def _by_language(documents: list[dict[str, Any]], scored: list[scoring.Scored]) -> dict[str, Any]:
    rows: dict[str, list[scoring.Scored]] = defaultdict(list)
    for document, row in zip(documents, scored, strict=True):
        if document.get("language"):
            rows[document["language"]].append(row)
    return {language: asdict(scoring.summary(of)) for language, of in rows.items()} if len(rows) > 1 else {}


def _confidence(judged: list[tuple[float, bool]]) -> dict[str, Any]:
    from geo.ui.figures import LIKELY, SURE

    words = scoring.reliability(judged, (0.0, LIKELY, SURE, 1.0))
    return {
        "words": {name: asdict(row) for name, row in zip(WORD_NAMES, words, strict=True)},
        "bins": [asdict(row) for row in scoring.reliability(judged, [n / 10 for n in range(11)])],
        "error": scoring.calibration_error(judged),
    }


Mistakes = dict[str, dict[str, list[tuple[str, str]]]]


def _mistakes(documents: list[dict[str, Any]], scored: list[scoring.Scored]) -> Mistakes:
    """Each class of mistake: the document and the name."""
    import faults

    from geo.gazetteer.index import open_gazetteer

    gazetteer = open_gazetteer()
    groups: Mistakes = {
        "missed": {name: [] for name in faults.MISSED},
        "false": {name: [] for name in faults.FALSE},
        "wrong place": {name: [] for name in faults.FAR},
    }
    for document, row in zip(documents, scored, strict=True):
        if not (row.missed or row.false or row.far):
            continue
        fault = faults.Faults(document, gazetteer)
        for gold in row.missed:
            groups["missed"][fault.missed(gold)].append(_named(document, gold))
        for found in row.false:
            groups["false"][fault.false(found)].append(_named(document, found))
        for gold, found in row.far:
            groups["wrong place"][fault.far(gold, found)].append(_named(document, gold))
    return groups


def _named(document: dict[str, Any], span: scoring.Toponym) -> tuple[str, str]:
    return str(document["id"]), document["text"][span["start"] : span["end"]]


# ---------------------------------------------------------------- stories


def _stories(documents: list[dict[str, Any]], told: dict[str, Any]) -> dict[str, Any]:
    """Strikes and origins against gold, and what is drawn that should not be."""
    count: Counter[str] = Counter()
    lists: dict[str, list[str]] = defaultdict(list)
    strike_confidence: list[tuple[float, bool]] = []
    for document in documents:
        if "strikes" not in document:
            continue
        story, name = told[str(document["id"])], document["id"]
        struck = [place for place in story["places"] if place["role"] == "reported strike"]
        for part in ("strikes", "origins"):
            for gold in document[part]:
                count[part] += 1
                if any(_is_there(gold, place) for place in story["places"]):
                    count[f"{part} located"] += 1
                else:
                    lists["not located"].append(f"{name}: {gold['name']} ({part[:-1]})")
                is_told = _is_told(gold, struck) if part == "strikes" else gold.get("id") in story["origins"]
                count[f"{part} told"] += is_told
                if part == "strikes" and not is_told:
                    lists["strike not told"].append(f"{name}: {gold['name']}")
        allowed = [*document["strikes"], *document["origins"]]
        for place in struck:
            right = place["id"] in document["drawn"] or _is_told(place, allowed)
            strike_confidence.append((place["confidence"], right))
            if not right:
                lists["wrong strike drawn"].append(f"{name}: {place['name']} ({place['id']})")
        for origin in story["origins"]:
            if origin not in document["drawn"]:
                lists["wrong origin drawn"].append(f"{name}: {origin}")
        spans = [*document["toponyms"], *document.get("ignore", ())]
        traps = document.get("not_places", ())
        for place in story["places"]:
            if place["is_drawn"] and place["role"] != "reported strike" and not _is_right(place, spans, traps):
                lists["other place drawn wrong"].append(f"{name}: {place['name']} ({place['id']})")
    sure = [right for confidence, right in strike_confidence if confidence >= _sure()]
    return {
        **count,
        "told as struck": len(strike_confidence),
        "sure strikes": len(sure),
        "sure strikes right": sum(sure),
        "lists": dict(lists),
    }


def _sure() -> float:
    from geo.ui.figures import SURE

    return SURE


def _is_there(gold: dict[str, Any], place: dict[str, Any]) -> bool:
    same = gold.get("id") is not None and gold.get("id") == place.get("id")
    return same or scoring.distance_km(gold, place) <= STRIKE_KM


def _is_told(gold: dict[str, Any], places: list[dict[str, Any]]) -> bool:
    return any(_is_there(gold, place) for place in places)


def _is_right(place: dict[str, Any], gold: list[dict[str, Any]], traps: Sequence[scoring.Toponym]) -> bool:
    """Every span of it meets a gold toponym near it, or one that does not count.

    An adjective of a country inside a name ("Swiss cheese") speaks of that country in a way: it does not count.
    """
    return all(
        (span["kind"] == "demonym" and any(scoring.shared(span, trap) > 0 for trap in traps))
        or any(
            scoring.shared(span, g) > 0
            and (not scoring.is_located(g) or scoring.distance_km(g, place) <= scoring.NEAR_KM)
            for g in gold
        )
        for span in place["spans"]
    )


# ---------------------------------------------------------------- printing


def _percent(value: float | None) -> str:
    return f"{value:6.1f}" if value is not None else "     –"


def show(name: str, result: dict[str, Any], errors: int) -> None:
    print(f"\n{name}: {result['documents']} documents")
    head = f"{'':14}{'exact P':>8}{'R':>7}{'F1':>7}{'overlap P':>11}{'R':>7}{'F1':>7}"
    print(f"{head}{'161 km, recognised':>20}{'all':>7}{'M char/s':>10}{'peak MB':>9}{'open s':>8}")
    for reader, row in result["readers"].items():
        exact, overlap = row["exact"], row["overlap"]
        print(
            f"{reader:14}{exact['precision']:8.1f}{exact['recall']:7.1f}{exact['f1']:7.1f}"
            f"{overlap['precision']:11.1f}{overlap['recall']:7.1f}{overlap['f1']:7.1f}"
            f"{_percent(row['near_recognised']):>20}{_percent(row['near_all']):>7}"
            f"{row['characters_per_second'] / 1e6:10.2f}{row['peak_mb']:9.0f}{row['opened_seconds']:8.2f}"
        )
        for figure, interval in row.get("intervals", {}).items():
            if interval:
                print(f"    {figure}: 95 % interval {interval[0]:.1f} to {interval[1]:.1f}")
    ours = result["readers"]["strikemap"]
    for language, row in ours["languages"].items():
        print(
            f"  {language}: {row['documents']} documents, {row['gold']} toponyms, exact F1 {row['exact']['f1']:.1f}, "
            f"overlap F1 {row['overlap']['f1']:.1f}, within 161 km of all {_percent(row['near_all']).strip()}"
        )
    _show_mistakes(ours["mistakes"], errors)
    _show_confidence(ours["confidence"])
    if not ours["same_again"]:
        print("  NOT THE SAME in two runs over the same texts")
    if "stories" in result:
        _show_stories(result["stories"])


def _show_mistakes(mistakes: Mistakes, errors: int) -> None:
    for group, classes in mistakes.items():
        told = ", ".join(f"{name} {len(names)}" for name, names in classes.items())
        print(f"  {group + ':':13}{told}")
        for name, names in classes.items():
            if errors and names:
                most = sorted(Counter(name for _, name in names).items(), key=lambda pair: (-pair[1], pair[0]))[:errors]
                print(f"      {name}: " + ", ".join(f"{n} ×{k}" if k > 1 else n for n, k in most))


def _show_confidence(confidence: dict[str, Any]) -> None:
    words = ", ".join(
        f"{word} {row['count']} ({100 * row['right']:.1f} % right)" for word, row in confidence["words"].items()
    )
    print(f"  confidence:  {words}; calibration error {confidence['error']:.3f}")
    bins = "  ".join(f"{row['low']:.1f} {row['count']}: {100 * row['right']:.0f}" for row in confidence["bins"])
    print(f"               from, count: % right  {bins}")


def _show_stories(stories: dict[str, Any]) -> None:
    for part in ("strikes", "origins"):
        total = stories.get(part, 0)
        print(
            f"  {part}: {stories.get(f'{part} located', 0)} of {total} located within {STRIKE_KM:.0f} km, "
            f"{stories.get(f'{part} told', 0)} told as such"
        )
    for what in (
        "not located",
        "strike not told",
        "wrong strike drawn",
        "wrong origin drawn",
        "other place drawn wrong",
    ):
        found = stories["lists"].get(what, [])
        print(f"  {what}: {len(found)}" + "".join(f"\n      {row}" for row in found))


def markdown(results: dict[str, Any]) -> Iterator[str]:
    """A row a corpus and reader, for the docs."""
    yield "| corpus | reader | exact F1 | overlap P | R | F1 | 161 km, recognised | 161 km, all | M char/s |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|"
    for name, result in results.items():
        for reader, row in result["readers"].items():
            overlap = row["overlap"]
            figures = (row["exact"]["f1"], overlap["precision"], overlap["recall"], overlap["f1"])
            near = (row["near_recognised"], row["near_all"])
            told = " | ".join("–" if figure is None else f"{figure:.1f}" for figure in (*figures, *near))
            yield f"| {name} | {reader} | {told} | {row['characters_per_second'] / 1e6:.2f} |"


def goals(results: dict[str, Any]) -> None:
    """One table with the goals beside the figures."""
    rows: list[tuple[str, str, str, bool]] = []

    def row(what: str, figure: float | None, goal: float, *, least: bool = True, digits: int = 1) -> None:
        if figure is not None:
            reached = figure >= goal if least else figure <= goal
            rows.append((what, f"{figure:.{digits}f}", f"{'≥' if least else '≤'} {goal:g}", reached))

    for name, result in results.items():
        ours = result["readers"]["strikemap"]
        wanted = GOALS.get(name, {})
        figures = {
            "overlap F1": ours["overlap"]["f1"],
            "within 161 km, all": ours["near_all"],
        }
        for figure, goal in wanted.items():
            row(f"{name}: {figure}", figures[figure], goal)
        sure = ours["confidence"]["words"]["zeker"]
        if sure["count"] and ours["near_all"] is not None:
            row(f"{name}: 'zeker' right, all places, %", 100 * sure["right"], SURE_RIGHT)
        stories = result.get("stories")
        if stories:
            total = stories.get("strikes", 0) + stories.get("origins", 0)
            located = stories.get("strikes located", 0) + stories.get("origins located", 0)
            drawn = [stories["lists"].get(f"wrong {part} drawn", []) for part in ("strike", "origin")]
            row(f"{name}: strikes and origins within 5 km, %", 100 * located / total if total else None, GOLD_WITHIN)
            row(f"{name}: wrong strikes and origins drawn", float(sum(map(len, drawn))), 0, least=False, digits=0)
            if stories["sure strikes"]:
                share = 100 * stories["sure strikes right"] / stories["sure strikes"]
                row(f"{name}: 'zeker' right, reported strikes, %", share, SURE_STRIKES)
    timed = results.get("geovirus") or next(iter(results.values()))
    ours = timed["readers"]["strikemap"]
    row("M characters/s, with resolution", ours["characters_per_second"] / 1e6, SPEED, digits=2)
    row("opens in, s", ours["opened_seconds"], OPEN_S, least=False, digits=2)
    row("peak memory, MB", ours["peak_mb"], MEMORY_MB, least=False, digits=0)
    print(f"\n{'goal':58}{'figure':>8}{'goal':>9}")
    for what, figure, goal, reached in rows:
        print(f"{what:58}{figure:>8}{goal:>9}  {'reached' if reached else 'NOT REACHED'}")


if __name__ == "__main__":
    sys.exit(main())
