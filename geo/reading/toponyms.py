"""Toponyms of a text as plain records: what ``strikemap toponyms`` writes, one list a document."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from geo.errors import BadArticle
from geo.model import Article, Block
from geo.reading.language import OTHERS, detect
from geo.reading.mentions import find_mentions
from geo.reading.resolving import choose, kind_of
from geo.reading.tables import LANGUAGES, table

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer
    from geo.reading.recogniser import Recogniser


def toponyms_of(
    text: str,
    gazetteer: Gazetteer,
    *,
    language: str | None = None,
    demonyms: bool = True,
    recogniser: Recogniser | None = None,
) -> list[dict[str, Any]]:
    """Every located name, in order: start, end, name, lat, lon, kind, country, geonameid, confidence.

    The text is taken as one body: corpora have no page furniture. ``kind`` is toponym, demonym or metonym.

    Raises:
        BadArticle: the text holds binary data.
    """
    if "\x00" in text:
        raise BadArticle("{value} is not a text: it holds binary data", value="The document")
    blocks = tuple(_lines(text))
    article = Article(text=text, language=_known(language) or detect(text), blocks=blocks)
    # An adjective says which country is spoken of, also where it is not asked for itself.
    home = table(article.language).names.home
    choices, _ = choose(find_mentions(article, gazetteer, recogniser=recogniser), gazetteer, home=home)
    found = [
        {
            "start": mention.start,
            "end": mention.end,
            "name": mention.text,
            "lat": choice.record.lat,
            "lon": choice.record.lon,
            "kind": kind_of(mention, choice.record.feature_code),
            "country": choice.record.country,
            "geonameid": choice.record.geonameid,
            "confidence": choice.confidence,
        }
        for choice in choices
        for mention in choice.mentions
        if demonyms or mention.kind != "demonym"
    ]
    return sorted(found, key=itemgetter("start", "end"))


def _known(language: str | None) -> str | None:
    """The first part of a tag ("nl_NL", "EN-gb") where strikemap knows that language; any other is looked for."""
    code = re.split(r"[-_]", language or "", maxsplit=1)[0].strip().lower()
    return code if code in LANGUAGES or code in OTHERS else None


def _lines(text: str) -> list[Block]:
    """A block a line, so that a sentence never runs over a line's end."""
    blocks, start = [], 0
    for line in text.splitlines(keepends=True):
        bare = line.rstrip()
        if bare.strip():
            blocks.append(Block(start=start, end=start + len(bare), kind="body"))
        start += len(line)
    return blocks
