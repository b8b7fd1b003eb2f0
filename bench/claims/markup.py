"""From the marked text of the gold claims to its lines, so that nobody counts characters; ``gold/README.md`` tells how.

    python bench/claims/markup.py [nl en ...] [--show]

Writes ``gold/LANGUAGE.jsonl`` from ``gold/LANGUAGE.txt``. Distances are measured by the gazetteer and the borders
between what the writer says is meant, never by what a reader finds. ``--show`` prints every figure with its verdict.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
if not __package__:
    # Run as a script: its own folder is on the path, where "bench" would be bench.py.
    sys.path[0] = str(ROOT)

from bench.claims.rules import CERTAINTIES, HEDGES, KINDS, METRES, VERDICTS, interval, reach_verdict, verdict  # noqa: E402

LANGUAGES = ("nl", "en", "de", "fr", "uk", "ru")
HEAD = re.compile(r"^=== (\S+)(?: (\d{4}-\d\d-\d\d))?$", re.MULTILINE)
MARK = re.compile(r"\[\[(\d+)\|([^\[\]|]+)\]\]")
CLAIM = re.compile(r"^(\d+)(\??) (\w+) \| (.+)$")
FIGURE = re.compile(r"(?:([a-z_]+) )?(\d+(?:\.\d+)?)(?:\.\.(\d+(?:\.\d+)?))? (\w+)(?: \((\d+(?:\.\d+)?) (\w+)\))?")
# Names that are their own meaning.
CODED = re.compile(r"(?:border|country|weapon):")
OPTIONS = {"by", "verdict", "also", "second"}
NEAR = re.compile(r"(.+?) @ (-?[\d.]+),(-?[\d.]+)")

# Metres between two things that people type: the least and the most that their precision allows.
Measure = Callable[[str, str], "tuple[float, float]"]
# The reaches in metres that sources state for a weapon's id.
Reaches = Callable[[str], "list[float]"]


def documents(marked: str, language: str, measure: Measure, reaches: Reaches) -> list[dict[str, Any]]:
    """The items of a marked text; what is wrong with any of them is told at once.

    Raises:
        ValueError: a line that is no claim, a mark without its line or the other way round, a verdict that the
            figures do not give.
    """
    heads = list(HEAD.finditer(marked))
    items, faults = [], []
    for position, (head, following) in enumerate(zip(heads, [*heads[1:], None], strict=True)):
        body = marked[head.end() : following.start() if following else None].strip()
        item = {"id": head[1], "language": language, "part": part_of(language, position)}
        try:
            text, claims = _item(body, measure, reaches)
        except ValueError as error:
            faults.append(f"{head[1]}: {error}")
            continue
        items.append({**item, **({"published": head[2]} if head[2] else {}), "text": text, "claims": claims})
    if faults:
        raise ValueError("\n".join(faults))
    return items


def part_of(language: str, position: int) -> str:
    """ "dev" or "held": of every two items that follow each other one, by a coin that always falls the same way."""
    coin = hashlib.sha256(f"{language} {position // 2}".encode()).digest()[0] & 1
    return "dev" if position % 2 == coin else "held"


def _item(body: str, measure: Measure, reaches: Reaches) -> tuple[str, list[dict[str, Any]]]:
    lines = body.splitlines()
    stated: dict[str, dict[str, Any]] = {}
    while lines and (line := CLAIM.match(lines[-1])):
        stated[line[1]] = {"optional": bool(line[2]), **_claim(line[3], line[4], measure, reaches)}
        lines.pop()
    marked, text, end = "\n".join(lines).strip(), "", 0
    claims = []
    for mark in MARK.finditer(marked):
        text += marked[end : mark.start()]
        end = mark.end()
        if mark[1] not in stated:
            raise ValueError(f"no line for the mark {mark[0]!r}")
        claims.append({"start": len(text), "end": len(text) + len(mark[2]), "quote": mark[2], **stated.pop(mark[1])})
        text += mark[2]
    text += marked[end:]
    if stated or re.search(r"\[\[|\]\]", text):
        raise ValueError(f"lines without a mark ({', '.join(stated)}), or a mark that is not closed")
    return text, claims


def _claim(kind: str, rest: str, measure: Measure, reaches: Reaches) -> dict[str, Any]:
    if kind not in KINDS:
        raise ValueError(f"no such kind: {kind!r}")
    figure, subject, object_, *more = (part.strip() for part in rest.split("|"))
    options, certainty = _options(more)
    claim: dict[str, Any] = {"kind": kind, **_figure(kind, figure)}
    names = {"subject": _names(subject), "object": _names(object_)}
    claim |= {role: [name for name, _ in named] or None for role, named in names.items()}
    if "second" in options:
        claim["second"] = [name for name, _ in _names(options["second"])]
    claim["said_by"] = options.get("by")
    claim["certainty"] = certainty or ("reported" if "by" in options else "asserted")
    ends = [named[0][1] if named else None for named in names.values()]
    follows = _follows(claim, ends, measure, reaches)
    if follows is None and "verdict" not in options:
        raise ValueError(f"no verdict follows for {rest!r}: write one")
    if follows is not None and options.get("verdict", follows) != follows:
        raise ValueError(f"{rest!r}: the verdict that follows is {follows!r}")
    claim["verdict"] = [follows or options["verdict"], *filter(None, [options.get("also")])]
    if unknown := set(claim["verdict"]) - set(VERDICTS):
        raise ValueError(f"no such verdict: {', '.join(unknown)}")
    return claim


def _options(parts: list[str]) -> tuple[dict[str, str], str | None]:
    options, certainty = {}, None
    for part in parts:
        name, colon, value = part.partition(":")
        if not colon and part in CERTAINTIES:
            certainty = part
        elif colon and name in OPTIONS:
            options[name] = value.strip()
        else:
            raise ValueError(f"not understood: {part!r}")
    return options, certainty


def _figure(kind: str, figure: str) -> dict[str, Any]:
    if figure == "-":
        return {"stated": None}
    if kind == "count":
        whole, _, parts = figure.partition("=")
        stated = {"value": float(whole), "unit": "", "low": float(whole), "high": float(whole), "hedge": "bare"}
        return {"stated": stated, "parts": [float(part) for part in parts.split("+") if part.strip()]}
    match = FIGURE.fullmatch(figure)
    if match is None or match[4] not in METRES or (match[1] or "bare") not in HEDGES:
        raise ValueError(f"not a figure: {figure!r}")
    if match[3]:
        low, high, hedge = float(match[2]), float(match[3]), "range"
    else:
        hedge = match[1] or "bare"
        low, high = interval(Decimal(match[2]), hedge)
    stated = {"value": float(match[3] or match[2]), "unit": match[4], "low": low, "high": high, "hedge": hedge}
    return {"stated": stated, **({"pair": {"value": float(match[5]), "unit": match[6]}} if match[5] else {})}


def _names(field: str) -> list[tuple[str, str | None]]:
    """The names that are right for one end, each with what to measure, if anything: "Orjol = Oryol, RU / de stad"."""
    named = []
    for part in field.split(" / ") if field != "-" else ():
        name, _, meant = part.partition(" = ")
        named.append((name.strip(), meant.strip() or (name.strip() if CODED.match(name) else None)))
    return named


def _follows(claim: dict[str, Any], ends: list[str | None], measure: Measure, reaches: Reaches) -> str | None:
    """The verdict that the figures give, or None where the writer has to say it. Notes what was measured."""
    kind, stated = claim["kind"], claim["stated"]
    if kind == "near":
        return "cannot be checked"
    if kind == "count" and claim["parts"]:
        return "adds up" if sum(claim["parts"]) == stated["value"] else None
    if kind == "reach" and ends[1] and ends[1].startswith("weapon:"):
        factor = METRES[stated["unit"]]
        known = [reach / factor for reach in reaches(ends[1].removeprefix("weapon:"))]
        return reach_verdict((stated["low"], stated["high"]), stated["value"], known)
    if kind == "distance" and ends[0] and ends[1]:
        factor = METRES[stated["unit"]]
        low, high = (metres / factor for metres in measure(ends[0], ends[1]))
        claim["measured"] = {"from": ends[0], "to": ends[1], "low": round(low, 2), "high": round(high, 2)}
        return verdict((stated["low"], stated["high"]), stated["value"], (round(low, 2), round(high, 2)))
    return "cannot be checked" if kind in {"distance", "reach"} else None


@cache
def measured(start: str, end: str) -> tuple[float, float]:
    """The distance that the project's own measuring gives, in metres; ``Name, CC @ lat,lon`` picks one of many."""
    from geo.api import finder
    from geo.errors import StrikemapError
    from geo.measuring.geodesy import measure
    from geo.model import LonLat

    found = []
    for text in (start, end):
        near = NEAR.fullmatch(text)
        point = None if near is None else LonLat(float(near[3]), float(near[2]))
        try:
            found.append(finder().find(text if near is None else near[1], near=point))
        except StrikemapError as error:
            raise ValueError(str(error)) from error
    distance = measure(
        found[0].geometry, found[1].geometry, precision_a_m=found[0].precision_m, precision_b_m=found[1].precision_m
    )
    return distance.low_m, distance.high_m


def stated_reaches(weapon: str) -> list[float]:
    """Every reach that the catalogue's sources state for a weapon, in metres.

    Raises:
        ValueError: an id that the catalogue does not know.
    """
    catalogue = json.loads((ROOT / "data" / "weapons.json").read_text(encoding="utf-8"))["weapons"]
    found = [reach["max_m"] for item in catalogue if item["id"] == weapon for reach in item["reaches"]]
    if not found:
        raise ValueError(f"no such weapon: {weapon!r}")
    return found


def _shown(item: dict[str, Any], claim: dict[str, Any]) -> str:
    stated, seen = claim["stated"] or {}, claim.get("measured") or {}
    told = f"{stated.get('low')}..{stated.get('high')} {stated.get('unit')}" if stated else ""
    return f"{item['id']:28} {claim['kind']:9} {claim['quote']!r} {told} {list(seen.values())} {claim['verdict']}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", nargs="*", metavar="nl")
    parser.add_argument("--show", action="store_true", help="print every claim with its figures")
    options = parser.parse_args(arguments)
    for language in options.languages or LANGUAGES:
        source = HERE / "gold" / f"{language}.txt"
        items = documents(source.read_text(encoding="utf-8"), language, measured, stated_reaches)
        for item in items:
            for claim in item["claims"] if options.show else ():
                print(_shown(item, claim))
        lines = [json.dumps(item, ensure_ascii=False) + "\n" for item in items]
        source.with_suffix(".jsonl").write_text("".join(lines), encoding="utf-8")
        print(f"{language}: {len(items)} items, {sum(len(item['claims']) for item in items)} claims", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
