"""Of which weapon a reach is said: named in the sentence, or the only one just before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from geo.model import Span, Weapon
from geo.reading.relations import Relation
from geo.reading.spoken import CAPITAL, FURNITURE, UPPER, Spoken, weapons_named
from geo.reading.tables import phrases

_DRONE = re.compile(r"dro[nh]|дрон|беспилот|безпілот|бпла|uav", re.IGNORECASE)
# At most so many words between a reach and the weapon named after it, and between it and a mere name of what was told.
MOST_BEFORE_WEAPON, MOST_BEFORE_NAME = 6, 2
_DESIGNATION = re.compile(rf"(?<!\w)[{UPPER}][\w-]*[{UPPER}\d][\w-]*")
_UNIT = re.compile(r"[KК][MМ]")


def weapon_of(spoken: Spoken, relation: Relation) -> Weapon | None:
    """The weapon that a reach is said of: named last before it, else right after it, else the only one just before.

    Where the sentence speaks of drones in between, a missile named earlier is not what reaches so far; neither is one
    of an earlier sentence where this one names something that is not in the catalogue ("The ERAM missiles can fly").
    """
    here, at = weapons_named(spoken), spoken.base + relation.span.end
    nouns = [Span(*match.span()) for match in phrases(spoken.reading.words.strikes.projectile).finditer(spoken.text)]
    before = [(weapon, span) for weapon, span in here if span.start < at]
    if before:
        weapon, span = before[-1]
        between = Span(span.end - spoken.base, relation.span.start)
        if _names_another(spoken, between):
            return None
        return (
            weapon
            if _all_of_kind(spoken, [n for n in nouns if between.start <= n.start < between.end], weapon)
            else None
        )
    ahead = [noun for noun in nouns if noun.start < relation.span.start]
    if here and _is_right_after(spoken, relation, here[0][1], is_told=bool(ahead)):
        return here[0][0] if _all_of_kind(spoken, ahead, here[0][0]) else None
    if _names_another(spoken, Span(0, relation.span.end)):
        return None
    return _named_before(spoken, relation, nouns)


def _named_before(spoken: Spoken, relation: Relation, nouns: Sequence[Span]) -> Weapon | None:
    """The weapon of an earlier sentence that "its range", "the range" or "it" goes back to; None where none is clear.

    The last sentence that names any must name one only, and nothing else that flies may have come up since. From far
    off, the figure goes back to it where the article has named no other so far, or by a pronoun ("its range").
    """
    reading = spoken.reading
    named = reading.weapons[: bisect_left(reading.weapons_at, spoken.base)]
    if not named:
        return None
    for number in range(spoken.number - 1, -1, -1):
        earlier = Spoken(reading, number)
        if earlier.told.block in (*FURNITURE, "caption"):
            continue
        here = {weapon.id: weapon for weapon, _ in weapons_named(earlier)}
        if here:
            break
        others = [Span(*m.span()) for m in phrases(reading.words.strikes.projectile).finditer(earlier.text)]
        if not _all_of_kind(earlier, others, named[-1][0]) or any(_is_new(earlier, other.start) for other in others):
            return None
    else:
        return None
    last = list(here.values())[-1]
    if not _all_of_kind(spoken, nouns, last):
        return None
    if earlier in spoken.before[:2]:
        return last if len(here) == 1 or nouns else None
    is_only = len({weapon.id for weapon, _ in named}) == 1
    is_new = _is_new(spoken, relation.object.start) or any(_is_new(spoken, noun.start) for noun in nouns)
    return last if not is_new and (is_only or (len(here) == 1 and _is_pronoun(spoken, relation.object.start))) else None


def _is_new(spoken: Spoken, position: int) -> bool:
    """Whether an indefinite article brings in what stands there: "a new drone", "with a range of"."""
    articles = phrases(spoken.reading.words.quantities.articles).pattern
    ahead = re.compile(rf"{articles}(?:\s+[\w-]+)?\s+$", re.IGNORECASE)
    return bool(spoken.reading.words.quantities.articles) and ahead.search(spoken.text, 0, position) is not None


def _is_pronoun(spoken: Spoken, position: int) -> bool:
    """Whether what stands there is somebody's by a pronoun: "its range", "deren Reichweite"."""
    owners = phrases(spoken.reading.words.claims.its).pattern
    return re.compile(rf"{owners}\s+(?:[\w-]+\s+)?$", re.IGNORECASE).search(spoken.text, 0, position) is not None


def _all_of_kind(spoken: Spoken, nouns: Sequence[Span], weapon: Weapon) -> bool:
    return all(_is_of_kind(spoken.text[noun.start : noun.end], weapon) for noun in nouns)


def _is_right_after(spoken: Spoken, relation: Relation, weapon: Span, *, is_told: bool) -> bool:
    """Whether a weapon that is named after a reach is what reaches so far: "a range of 300 km, ATACMS can ...".

    Where something that flies is named before the reach, the weapon must be its name ("... vom Typ Taurus"), and not
    one more after "and".
    """
    words = spoken.reading.words
    between = spoken.text[relation.span.end : weapon.start - spoken.base].casefold().split()
    if set(between) & {*words.quantities.joiners}:
        return False
    return len(between) <= (MOST_BEFORE_NAME if is_told else MOST_BEFORE_WEAPON)


def _names_another(spoken: Spoken, stretch: Span) -> bool:
    """Whether a stretch names something that is no place, no weapon of the catalogue and nobody who speaks.

    A designation by its capitals or digits ("PL-15", "LORA"); where nouns have small letters, any capital but the first
    of the sentence too.
    """
    base, text, said_by = spoken.base, spoken.text, spoken.told.said_by or ""
    known = [Span(mention.start - base, mention.end - base) for mention, _ in spoken.named]
    known += [Span(span.start - base, span.end - base) for _, span in weapons_named(spoken)]
    wanted = _DESIGNATION if spoken.reading.words.language == "de" else CAPITAL
    for match in wanted.finditer(text, stretch.start, stretch.end):
        is_known = any(span.start <= match.end() and match.start() <= span.end for span in known)
        opens = not re.search(r"\w", text[: match.start()]) and not _DESIGNATION.match(match[0])
        if not (is_known or opens or match[0] in said_by or _UNIT.fullmatch(match[0])):
            return True
    return False


def _is_of_kind(noun: str, weapon: Weapon) -> bool:
    """Whether a noun can mean the weapon: a drone is no missile, and a missile no drone."""
    return _DRONE.search(noun) is not None if "drone" in weapon.kind else _DRONE.search(noun) is None
