"""The article's text with its places marked, to click: the text itself is never altered, and shown as text.

A mark chosen turns the desk to its place; the place that the desk looks at has its marks lit and is brought into sight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from geo.ui import figures, inline
from geo.ui.safe import plain

if TYPE_CHECKING:
    from geo.model import Article, BlockKind, Place, Story
    from geo.ui.desk import Desk
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


def show(desk: Desk, words: Words, *, key: str, most: int | None = None) -> None:
    """Show the marked text of the desk's story.

    Args:
        key: Streamlit's key; most: how high it may be, px, before it scrolls by itself; None: as high as it is.
    """

    def chosen() -> None:
        place_id = inline.told(key, "chosen")
        if isinstance(place_id, str) and desk.story.place(place_id) is not None:
            desk.look_at(place_id)

    data = marked(desk.story, words) | {"chosen": _number(desk.story, desk.chosen), "most": most}
    inline.part("marks", data, key=key, on_chosen_change=chosen)


def marked(story: Story, words: Words) -> dict[str, Any]:
    """The text a block after the other, each cut into what is text and what marks a place, and what the marks mean."""
    marks = _marks(story)
    numbers = {place.id: number for number, place in enumerate(story.places)}
    blocks = [
        [_tag(piece), f"sm-{piece.kind}", _parts(story.article.text, piece, marks, numbers)]
        for piece in _pieces(story.article)
    ]
    return {
        "text": blocks,
        "places": [_place(place, story, words) for place in story.places],
        "legend": _legend(marks, words),
        "language": plain(story.article.language),
        "label": words("The text with its places"),
    }


def _number(story: Story, place_id: str | None) -> int:
    return next((number for number, place in enumerate(story.places) if place.id == place_id), -1)


def _legend(marks: list[_Mark], words: Words) -> list[list[str]]:
    """What the marks mean: the roles that the text has, and the wavy line where some place is to be looked at."""
    present = {mark.place.role for mark in marks}
    roles = [[f"sm-{_class(role)}", words(name)] for role, name in figures.ROLES.items() if role in present]
    doubt = [["sm-doubt", words("please check")]] if any(_is_doubtful(mark.place) for mark in marks) else []
    return roles + doubt


def _place(place: Place, story: Story, words: Words) -> dict[str, str]:
    """How a place's marks look, and what they say to who points at them or hears them."""
    label, role = figures.place_label(place, story.places, words), words(figures.ROLES[place.role])
    title = plain(f"{label}: {role}, {figures.confidence(place, words)}")
    return {"id": place.id, "class": look(place), "title": title}


def look(place: Place) -> str:
    """The classes of a place's marks, by role and by whether a person should look (``desk.css``)."""
    return f"sm-{_class(place.role)}{' sm-doubt' if _is_doubtful(place) else ''}"


def _is_doubtful(place: Place) -> bool:
    return place.confidence < figures.LIKELY


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


def _parts(text: str, piece: _Piece, marks: list[_Mark], numbers: dict[str, int]) -> list[str | list[str | int]]:
    """A piece cut at its marks; no blanks at its ends, unless they are marked."""
    parts: list[str | list[str | int]] = []
    at = piece.start
    for mark in marks:
        if mark.start < at or mark.end > piece.end:
            continue
        parts.append(plain(text[at : mark.start]))
        parts.append([plain(text[mark.start : mark.end]), numbers[mark.place.id]])
        at = mark.end
    parts.append(plain(text[at : piece.end]))
    if isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    if isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    return [part for part in parts if part]
