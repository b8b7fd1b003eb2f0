"""The article's text as HTML with its places marked: the text itself is never altered, only escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from geo.ui import figures
from geo.ui.safe import html

if TYPE_CHECKING:
    from geo.model import Article, BlockKind, Place, Story
    from geo.words import Words

_TAGS: dict[BlockKind, str] = {"title": "h3", "heading": "h4"}


class _Mark(NamedTuple):
    start: int
    end: int
    place: Place


class _Piece(NamedTuple):
    start: int
    end: int
    kind: BlockKind


def marked_text(story: Story, words: Words, *, chosen: str | None = None) -> str:
    """The article as HTML, a paragraph a block, each mention of a place in a ``mark`` whose class tells its role.

    Args:
        chosen: id of the place whose marks stand out.
    """
    text, marks = story.article.text, _marks(story)
    blocks = [
        f'<{_tag(piece)} class="sm-{piece.kind}">{_inner(text, piece, marks, story, words, chosen)}</{_tag(piece)}>'
        for piece in _pieces(story.article)
    ]
    language = html(story.article.language)
    return f'<div class="sm-article" lang="{language}" dir="auto">{"".join(blocks)}</div>'


def legend(story: Story, words: Words) -> str:
    """What the marks mean, for the roles that the text has."""
    present = {mark.place.role for mark in _marks(story)}
    items = [
        f'<mark class="sm-{_class(role)}">{html(words(name))}</mark>'
        for role, name in figures.ROLES.items()
        if role in present
    ]
    return f'<p class="sm-legend">{" ".join(items)}</p>' if items else ""


def _tag(piece: _Piece) -> str:
    return _TAGS.get(piece.kind, "p")


def _class(role: str) -> str:
    return role.replace(" ", "-")


def _marks(story: Story) -> list[_Mark]:
    """Every mention in the order of the text; of two that overlap the first counts."""
    length = len(story.article.text)
    marks = [_Mark(m.start, m.end, place) for place in story.places for m in place.mentions]
    kept: list[_Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if 0 <= mark.start < mark.end <= length and (not kept or mark.start >= kept[-1].end):
            kept.append(mark)
    return kept


def _pieces(article: Article) -> list[_Piece]:
    """The blocks in order, with whatever lies between them as paragraphs, so that no character is lost."""
    pieces: list[_Piece] = []
    at = 0
    for block in sorted(article.blocks, key=lambda block: block.start):
        pieces += _paragraphs(article.text, at, max(at, block.start))
        if block.end > at:
            pieces.append(_Piece(max(at, block.start), block.end, block.kind))
            at = block.end
    return pieces + _paragraphs(article.text, at, len(article.text))


def _paragraphs(text: str, start: int, end: int) -> list[_Piece]:
    pieces: list[_Piece] = []
    at = start
    for part in text[start:end].split("\n\n"):
        if part.strip():
            pieces.append(_Piece(at, at + len(part), "body"))
        at += len(part) + 2
    return pieces


def _inner(text: str, piece: _Piece, marks: list[_Mark], story: Story, words: Words, chosen: str | None) -> str:
    parts: list[str] = []
    at = piece.start
    for mark in marks:
        if mark.start < at or mark.end > piece.end:
            continue
        parts.append(_escaped(text[at : mark.start]))
        parts.append(_marked(text[mark.start : mark.end], mark.place, story, words, chosen))
        at = mark.end
    parts.append(_escaped(text[at : piece.end]))
    return "".join(parts).strip()


def _marked(text: str, place: Place, story: Story, words: Words, chosen: str | None) -> str:
    role = words(figures.ROLES[place.role])
    label = figures.place_label(place, story.places, words)
    sure = figures.confidence(place, words)
    doubt = " sm-doubt" if place.confidence < figures.LIKELY else ""
    lit = " sm-chosen" if place.id == chosen else ""
    title = html(f"{label}: {role}, {sure}")
    return f'<mark class="sm-{_class(place.role)}{doubt}{lit}" title="{title}">{_escaped(text)}</mark>'


def _escaped(text: str) -> str:
    return html(text).replace("\n", "<br>")
