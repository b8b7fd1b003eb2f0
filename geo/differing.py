"""A comparison in words, for the command line and the app alike, and as fields for other programs."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.comparing import Difference, Seen, SeenClaim, SeenDetail, SeenNumber, SeenPlace, SeenTelling, SeenWeapon
from geo.drawing.wording import ROLE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.comparing import Comparison
    from geo.model import Certainty
    from geo.words import Words

GROUPS = {
    "places": "Places",
    "claims": "Figures in the article",
    "numbers": "Other numbers",
    "certainty": "How surely it is told",
    "strikes": "Reported strike",
    "weapons": "Weapons",
}
CHANGES = {"came": "came", "went": "went", "changed": "changed"}
DETAILS = {
    "where": "Where",
    "when": "When",
    "target": "Target",
    "weapon": "Weapon",
    "launched": "Launched",
    "intercepted": "Intercepted",
    "damaged": "Damaged",
    "debris": "Debris",
    "hit": "Hit",
    "casualties": "Casualties",
}
CERTAINTY: dict[Certainty, str] = {
    "asserted": "told without reservation",
    "reported": "told as reported",
    "denied": "denied",
}
# Of a claim, these are told with the sentence that it stands in.
OF_TELLING = frozenset({"certainty", "wording", "said_by"})


@dataclass(frozen=True, slots=True)
class Row:
    """One difference to read: of what, what the old version has, what the new one has; all plain text."""

    change: str
    about: str
    old: str
    new: str


def rows(comparison: Comparison, words: Words) -> dict[str, tuple[Row, ...]]:
    """The differences by group, those without any left out; what is told once is not told again as another kind."""
    told = {
        "places": [_row(d, words) for d in comparison.places],
        "claims": [_row(d, words) for d in comparison.claims if not _is_told(d, comparison.certainty)],
        "numbers": [_row(d, words) for d in comparison.numbers if not d.part_of],
        "certainty": [_row(d, words) for d in comparison.certainty],
        "strikes": [_row(d, words) for d in comparison.strikes],
        "weapons": [_row(d, words) for d in comparison.weapons],
    }
    return {words(GROUPS[group]): tuple(found) for group, found in told.items() if found}


def fields(comparison: Comparison) -> dict[str, list[dict[str, Any]]]:
    """The differences as JSON has them: per list {"change", "what", "old", "new"}, old or new null where it is not."""
    lists: dict[str, Iterable[Difference[Seen]]] = {name: getattr(comparison, name) for name in GROUPS}
    return {name: [_fields(difference) for difference in found] for name, found in lists.items()}


def _fields(difference: Difference[Seen]) -> dict[str, Any]:
    return {
        "change": difference.change,
        "what": list(difference.what),
        "old": None if difference.old is None else dict(_of_seen(difference.old)),
        "new": None if difference.new is None else dict(_of_seen(difference.new)),
        **({"part_of": difference.part_of or None} if _is_number(difference) else {}),
    }


def _is_number(difference: Difference[Seen]) -> bool:
    return isinstance(difference.new or difference.old, SeenNumber)


def _of_seen(seen: Seen) -> Iterator[tuple[str, Any]]:
    for part in dataclasses.fields(seen):
        value = getattr(seen, part.name)
        if part.name == "claim":
            stated = value.stated
            yield from {
                "id": value.id,
                "kind": value.kind,
                "stated": None
                if stated is None
                else {f.name: getattr(stated, f.name) for f in dataclasses.fields(stated)},
                "parts": list(value.parts),
                "subject": value.subject,
                "object": value.object,
                "said_by": value.said_by,
                "certainty": value.certainty,
            }.items()
        else:
            yield part.name, list(value) if isinstance(value, tuple) else value


def _is_told(claim: Difference[SeenClaim], certainty: Iterable[Difference[SeenTelling]]) -> bool:
    """Whether all that changed of a claim is how its sentence is told, and that is told of the sentence."""
    if claim.new is None or not claim.what or not {*claim.what} <= OF_TELLING:
        return False
    return any(d.new is not None and d.new.start == claim.new.sentence.start for d in certainty)


# ---------------------------------------------------------------- one difference


def _row(difference: Difference[Seen], words: Words) -> Row:
    old, new = difference.old, difference.new
    seen = new or old
    assert seen is not None
    sides = [_text(side, difference, words) for side in (old, new)]
    return Row(words(CHANGES[difference.change]), _about(seen, words), *sides)


def _about(seen: Seen, words: Words) -> str:
    """What a difference is of, where its two sides do not say so themselves."""
    match seen:
        case SeenPlace() | SeenWeapon():
            return seen.name
        case SeenDetail():
            return words(DETAILS[seen.detail])
        case SeenNumber() | SeenTelling():
            return f"“{' '.join(seen.quote.split())}”"
        case _:
            return ""


def _text(seen: Seen | None, difference: Difference[Seen], words: Words) -> str:
    """What one version has; of a thing that both have, only what changed."""
    if seen is None:
        return ""
    what = {*difference.what}
    match seen:
        case SeenPlace():
            return _place(seen, what, words)
        case SeenClaim():
            return _claim(seen, what, words)
        case SeenTelling():
            return _telling(seen, words)
        case SeenNumber():
            return seen.written
        case SeenDetail():
            value = words("none reported") if seen.value == "none reported" else str(seen.value)
            return _with_speaker(value, seen.said_by, words)
        case _:
            return f"“{seen.quote}”"


def _place(seen: SeenPlace, what: set[str], words: Words) -> str:
    if not what:
        return f"“{' '.join(seen.quote.split())}”" if seen.quote else ""
    parts = {
        "name": seen.name,
        "record": seen.record,
        "position": f"{seen.lat:.3f}, {seen.lon:.3f}",
        "role": words(ROLE_WORDS[seen.role]),
    }
    # Another record lies elsewhere; its name tells that.
    return ", ".join(
        text for part, text in parts.items() if part in what and not (part == "record" and "position" in what)
    )


def _claim(seen: SeenClaim, what: set[str], words: Words) -> str:
    text = f"“{' '.join(seen.quote.split())}”"
    if OF_TELLING & what:
        text = f"{text} ({_how(seen.claim.certainty, seen.wording, seen.claim.said_by, words)})"
    if "verdict" in what and seen.verdict is not None:
        text = f"{text}: {words(seen.verdict)}"
    return text


def _telling(seen: SeenTelling, words: Words) -> str:
    return _how(seen.certainty, seen.wording, seen.said_by, words)


def _how(certainty: Certainty, wording: str, said_by: str | None, words: Words) -> str:
    """How surely: the words that say so, who says it; "asserted" where nothing takes anything back."""
    parts = [f"“{wording}”"] if wording else []
    if said_by is not None:
        parts.append(words("according to {who}", who=said_by))
    if certainty == "denied" or not parts:
        parts.append(words(CERTAINTY[certainty]))
    return ", ".join(parts)


def _with_speaker(text: str, said_by: str | None, words: Words) -> str:
    return text if said_by is None else f"{text} ({words('according to {who}', who=said_by)})"
