"""What a reader of a file format hands over: pieces of text with their kinds, set as one shown text with its blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.model import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterable

Piece = tuple[str, BlockKind]
GAP = "\n\n"
# What a file says of itself may be as long as the file; no title or publisher is.
LONGEST_SAID = 500


def said(value: str | None) -> str | None:
    r"""What a file says of itself, on one line that can be shown and saved: no control signs, no half characters.

    >>> said("De\x00 Krant\ud800\n")
    'De Krant'
    """
    plain = "".join(c if c.isprintable() else " " for c in (value or "")[: 4 * LONGEST_SAID])
    return " ".join(plain.split())[:LONGEST_SAID] or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The text that is shown, its blocks, and what the file says of itself; None where it does not say.

    Attributes:
        title: as the file's own data give it; the text's title block goes before it.
        published: an ISO 8601 date.
    """

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    language: str | None = None
    published: str | None = None
    source: str | None = None
    address: str | None = None


def shown(pieces: Iterable[Piece]) -> tuple[str, tuple[Block, ...]]:
    r"""The pieces as one text, a blank line between each two, with their blocks.

    >>> shown([("Title", "title"), ("Body", "body")])[0]
    'Title\n\nBody'
    """
    kept = [(text, kind) for text, kind in pieces if text.strip()]
    blocks: list[Block] = []
    start = 0
    for text, kind in kept:
        blocks.append(Block(start=start, end=start + len(text), kind=kind))
        start += len(text) + len(GAP)
    return GAP.join(text for text, _ in kept), tuple(blocks)
