"""A span of an article that may name a place, and how strongly its words say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geo.model import BlockKind, MentionKind, PlaceKind, Span

Level = Literal["any", "region", "settlement"]
# How strongly the words say that a name is a place: not at all, perhaps ("van X"), surely ("in X", "X, Region").
NONE, PERHAPS, SURELY = 0, 1, 2
_WIDE = frozenset({"country", "region", "continent"})


@dataclass(slots=True)
class FoundMention:
    """A span that may name a place; its evidence is filled in step by step while it is being found.

    Attributes:
        key: what the gazetteer is asked for; mentions of one key and level mean one place.
        record: the gazetteer id where the words leave no choice (demonyms, abbreviations of countries).
        level: what the words round it make of it.
        licence: NONE, PERHAPS or SURELY a place by the words round it.
        inside: index (into the tuple of mentions) of the place that it is said to lie in, or None.
        is_village: a word right before it calls it a village.
        is_in_region: the words say that it lies in that place, and call that a region.
        spelled: no record bears the name; it is to be found by spelling.
        initial: it begins its sentence, so its capital says nothing.
        kinds: the kinds of records that bear the name.
        nominative: the name's dictionary form where the text inflects it ("Карачеве": "Карачев"), else empty.
    """

    start: int
    end: int
    text: str
    kind: MentionKind
    sentence: Span
    block: BlockKind
    key: str
    record: str | None = None
    level: Level = "any"
    licence: int = NONE
    inside: int | None = None
    is_village: bool = False
    is_in_region: bool = False
    spelled: bool = False
    initial: bool = False
    kinds: frozenset[PlaceKind] = frozenset()
    nominative: str = ""


def is_wide(mention: FoundMention) -> bool:
    """Whether a country or first-level region bears the name: such names stand in longer names as themselves."""
    return not _WIDE.isdisjoint(mention.kinds)
