"""What is found in an item against what the gold set says of it: which claims meet, and what is right in those."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

# What is looked at in a claim that was found, in the order of the table.
FIELDS = ("interval", "subject", "object", "speaker", "certainty", "verdict")
MEASURABLE = ("distance", "reach")
# "X in the region of Y" stands in nearly every article; only where the gold set marks it does it count.
ONLY_WHERE_MARKED = {"inside"}
# Among the names of an end: it may be left open too.
LEFT_OPEN = "-"


@dataclass(frozen=True, kw_only=True)
class Found:
    """A claim as the analysis gives it, with the names that its ends go by and the verdict on it."""

    kind: str
    start: int
    end: int
    quote: str
    value: float | None
    unit: str
    low: float | None
    high: float | None
    subject: tuple[str, ...]
    object: tuple[str, ...]
    said_by: str | None
    certainty: str
    verdict: str | None
    why: str


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something to look at: a miss, a false find, a wrong field or a wrong "differs"."""

    item: str
    what: str
    sentence: str
    quote: str
    told: str


@dataclass
class Tally:
    """Counts of one language and kind."""

    gold: int = 0
    found: int = 0
    met: int = 0
    right: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        self.gold += other.gold
        self.found += other.found
        self.met += other.met
        self.right += other.right
        self.judged += other.judged


@dataclass
class Scored:
    """One item: counts by kind, what is at fault, and the claims that were said to differ and do not."""

    kinds: dict[str, Tally]
    faults: list[Fault]
    wrong_differs: list[Fault]


def score(item: dict[str, Any], found: list[Found]) -> Scored:
    """Hold what was found in an item against its gold claims."""
    result = Scored({}, [], [])
    pairs = list(_pairs(item["claims"], found))
    met_gold = {id(gold) for gold, _ in pairs}
    met_found = {id(claim) for _, claim in pairs}
    for gold in item["claims"]:
        if not gold["optional"]:
            _tally(result, gold["kind"]).gold += 1
            if id(gold) not in met_gold:
                result.faults.append(_fault(item, "missed", gold["start"], gold["quote"], gold["kind"]))
    for gold, claim in pairs:
        _judge(result, item, gold, claim)
    for claim in found:
        if id(claim) in met_found:
            continue
        told = f"{claim.kind} {claim.value} {claim.unit}: {claim.verdict}"
        if claim.verdict == "differs":
            result.wrong_differs.append(_fault(item, "wrong differs", claim.start, claim.quote, told))
        if claim.kind not in ONLY_WHERE_MARKED and not _left_open(item, claim):
            _tally(result, claim.kind).found += 1
            result.faults.append(_fault(item, "false find", claim.start, claim.quote, told))
    return result


def _left_open(item: dict[str, Any], claim: Found) -> bool:
    return any(gold["optional"] and gold["kind"] == claim.kind and _shared(gold, claim) for gold in item["claims"])


def _tally(result: Scored, kind: str) -> Tally:
    return result.kinds.setdefault(kind, Tally())


def _judge(result: Scored, item: dict[str, Any], gold: dict[str, Any], claim: Found) -> None:
    if claim.verdict == "differs" and "differs" not in gold["verdict"]:
        told = f"{claim.why} (expected: {' / '.join(gold['verdict'])})"
        result.wrong_differs.append(_fault(item, "wrong differs", claim.start, claim.quote, told))
    if gold["optional"]:
        return
    tally = _tally(result, gold["kind"])
    tally.found += 1
    tally.met += 1
    for name, (right, told) in _fields(gold, claim).items():
        tally.judged[name] += 1
        tally.right[name] += right
        if not right:
            result.faults.append(_fault(item, f"wrong {name}", claim.start, claim.quote, told))


def _pairs(golds: list[dict[str, Any]], found: list[Found]) -> Iterator[tuple[dict[str, Any], Found]]:
    """Each gold claim with the found one of its kind and figure that shares most characters with it, each once."""
    near = [(_shared(gold, claim), gold, claim) for gold in golds for claim in found if _same(gold, claim)]
    taken: set[int] = set()
    for _, gold, claim in sorted(near, key=lambda row: -row[0]):
        if id(gold) not in taken and id(claim) not in taken:
            taken |= {id(gold), id(claim)}
            yield gold, claim


def _same(gold: dict[str, Any], claim: Found) -> bool:
    if gold["kind"] != claim.kind or _shared(gold, claim) <= 0:
        return False
    stated = gold["stated"]
    if stated is None:
        return True
    if claim.value is None or (claim.kind in MEASURABLE and claim.unit != stated["unit"]):
        return False
    if stated["hedge"] == "range":
        return bool(stated["low"] - 1e-6 <= claim.value <= stated["high"] + 1e-6)
    return abs(claim.value - stated["value"]) <= 1e-6 * abs(stated["value"])


def _shared(gold: dict[str, Any], claim: Found) -> int:
    return max(0, min(gold["end"], claim.end) - max(gold["start"], claim.start))


def _fields(gold: dict[str, Any], claim: Found) -> dict[str, tuple[bool, str]]:
    """By field: whether it is right, and both sides for whoever looks at it."""
    subject, object_ = _ends(gold, claim)
    fields = {
        "subject": (subject, f"{_told(claim.subject)} for {gold['subject']}"),
        "object": (object_, f"{_told(claim.object)} for {gold['object']}"),
        "speaker": (_same_words(gold["said_by"], claim.said_by), f"{claim.said_by!r} for {gold['said_by']!r}"),
        "certainty": (claim.certainty == gold["certainty"], f"{claim.certainty} for {gold['certainty']}"),
        "verdict": (
            claim.verdict in gold["verdict"],
            f"{claim.verdict} for {' / '.join(gold['verdict'])}: {claim.why}",
        ),
    }
    stated = gold["stated"]
    if stated is not None and gold["kind"] in MEASURABLE:
        fields["interval"] = (
            _close(claim.low, stated["low"]) and _close(claim.high, stated["high"]),
            f"{claim.low}..{claim.high} for {stated['low']}..{stated['high']} ({stated['hedge']})",
        )
    return fields


def _ends(gold: dict[str, Any], claim: Found) -> tuple[bool, bool]:
    """Whether subject and object are right; a distance is the same from either side."""
    ways = [(_one_of(gold["subject"], claim.subject), _one_of(gold["object"], claim.object))]
    if gold["kind"] in {"distance", "near"}:
        ways.append((_one_of(gold["subject"], claim.object), _one_of(gold["object"], claim.subject)))
    if gold["kind"] in {"reach", "count", "time"}:
        # What a reach is of may stand at either end; what is counted, or when, is no place.
        return (
            (True, _one_of(gold["object"], claim.object or claim.subject)) if gold["kind"] == "reach" else (True, True)
        )
    return max(ways, key=sum)


def _one_of(wanted: list[str] | None, names: tuple[str, ...]) -> bool:
    if not wanted or not names:
        return not names and (not wanted or LEFT_OPEN in wanted)
    return any(_same_words(name, given) for name in wanted for given in names)


def _same_words(one: str | None, other: str | None) -> bool:
    """Whether the words of one hold all words of the other; codes have to mean the same line or weapon."""
    if one is None or other is None:
        return one is None and other is None
    if ":" in one or ":" in other:
        return _same_code(one, other)
    first, second = (set(re.findall(r"\w+", text.casefold())) for text in (one, other))
    return bool(first and second) and (first <= second or second <= first)


def _same_code(one: str, other: str) -> bool:
    """ "border:UA-RU" is "border:RU-UA", and a whole outline ("border:UA") has the line that two countries share."""
    (kind, _, first), (other_kind, _, second) = one.partition(":"), other.partition(":")
    if kind != other_kind or kind != "border":
        return one == other
    countries, others = set(first.split("-")), set(second.split("-"))
    return countries <= others or others <= countries


def _close(one: float | None, other: float) -> bool:
    return one is not None and abs(one - other) <= 1e-3 * max(1.0, abs(other))


def _told(names: tuple[str, ...]) -> str:
    return names[0] if names else "nothing"


def _fault(item: dict[str, Any], what: str, start: int, quote: str, told: str) -> Fault:
    text = item["text"]
    before = max(text.rfind(mark, 0, start) for mark in ("\n", ". ", "? ", "! ")) + 1
    after = min((at for mark in ("\n", ". ", "? ", "! ") if (at := text.find(mark, start)) >= 0), default=len(text))
    return Fault(item=item["id"], what=what, sentence=text[before : after + 1].strip(), quote=quote, told=told)


def names_of(reference: str | None, place_names: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """What an end of a found claim goes by: a code as it is, a place by all its names."""
    if reference is None:
        return ()
    return (reference,) if ":" in reference else place_names(reference) or (reference,)
