"""What a reader of a file format hands over: pieces of text with their kinds, set as one shown text with its blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.model import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterable

Piece = tuple[str, BlockKind]
GAP = "\n\n"


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
