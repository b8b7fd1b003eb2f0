"""Toponyms of a text as plain records: what ``strikemap toponyms`` writes, one list a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.errors import BadArticle
from geo.model import Article, Block
from geo.reading.language import detect
from geo.reading.mentions import find_mentions
from geo.reading.resolving import resolve

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer


def toponyms_of(
    text: str, gazetteer: Gazetteer, *, language: str | None = None, demonyms: bool = True
) -> list[dict[str, Any]]:
    """Every located name, in order: start, end, name, lat, lon, kind, country, geonameid, confidence.

    The text is taken as one body: corpora have no page furniture. ``kind`` is toponym, demonym or metonym.

    Raises:
        BadArticle: the text holds binary data.
    """
    if "\x00" in text:
        raise BadArticle("{value} is not a text: it holds binary data", value="The document")
    blocks = tuple(_lines(text))
    article = Article(text=text, language=language or detect(text), blocks=blocks)
    places, _ = resolve(article, find_mentions(article, gazetteer, demonyms=demonyms), gazetteer)
    found = [
        {
            "start": mention.start,
            "end": mention.end,
            "name": mention.text,
            "lat": place.lat,
            "lon": place.lon,
            "kind": mention.kind,
            "country": place.chosen.country,
            "geonameid": place.chosen.geonameid,
            "confidence": place.confidence,
        }
        for place in places
        for mention in place.mentions
    ]
    return sorted(found, key=lambda row: (row["start"], row["end"]))


def _lines(text: str) -> list[Block]:
    """A block a line, so that a sentence never runs over a line's end."""
    blocks, start = [], 0
    for line in text.splitlines(keepends=True):
        bare = line.rstrip()
        if bare.strip():
            blocks.append(Block(start=start, end=start + len(bare), kind="body"))
        start += len(line)
    return blocks
