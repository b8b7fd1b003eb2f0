"""What kind of mistake each mistake is, so that whoever mends the reader knows where to look.

Classes of a corpus without marked traps are told from the words round the name: good enough to count by, no verdict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from scoring import Toponym, shared

from geo.gazetteer.index import Gazetteer
from geo.model import Article, Block
from geo.reading.language import detect
from geo.reading.mentions import find_mentions
from geo.reading.tables import table

NO_FORM, FILTERED, UNACCEPTED = "no record of that form", "filtered out", "found, not accepted"
PERSON, ORGANISATION, PART, COMMON, OTHER = "person", "organisation", "part of a name", "common word", "other"
OTHER_COUNTRY, SAME_COUNTRY = "other country", "same country"
MISSED = (NO_FORM, FILTERED, UNACCEPTED)
FALSE = (PERSON, ORGANISATION, PART, COMMON, OTHER)
FAR = (OTHER_COUNTRY, SAME_COUNTRY)
_BY_TRAP = {"person": PERSON, "organisation": ORGANISATION, "club": ORGANISATION, "newspaper": ORGANISATION}
_CAPITAL = r"[^\W\d_a-zа-яёіїєґß-öø-ÿ][\w’'-]*"


class Faults:
    """Tells the classes of one document's mistakes."""

    def __init__(self, document: Mapping[str, Any], gazetteer: Gazetteer) -> None:
        self.document = document
        self.text: str = document["text"]
        self.gazetteer = gazetteer

    @cached_property
    def words(self) -> Any:
        return table(detect(self.text))

    @cached_property
    def mentions(self) -> list[tuple[int, int]]:
        blocks = tuple(
            Block(start=m.start(), end=m.end(), kind="body") for m in re.finditer(r"[^\n]*\S[^\n]*", self.text)
        )
        article = Article(text=self.text, language=detect(self.text), blocks=blocks)
        return [(m.start, m.end) for m in find_mentions(article, self.gazetteer)]

    def missed(self, gold: Toponym) -> str:
        if any(start < gold["end"] and gold["start"] < end for start, end in self.mentions):
            return UNACCEPTED
        name = self.text[gold["start"] : gold["end"]]
        return FILTERED if self.gazetteer.lookup(name) else NO_FORM

    def false(self, found: Toponym) -> str:
        for trap in self.document.get("not_places", ()):
            if shared(trap, found) > 0:
                return _BY_TRAP.get(trap["why"], PART)
        before = self.text[max(0, found["start"] - 40) : found["start"]]
        after = self.text[found["end"] : found["end"] + 40]
        previous = re.search(r"([\w’'-]+)\.?\s$", before)
        following = re.match(rf"\s+({_CAPITAL})", after)
        titles = {title.casefold() for title in self.words.names.titles}
        if previous and (previous[1].casefold() in self.words.given or previous[1].casefold() in titles):
            return PERSON
        organisations = {name.casefold() for name in self.words.names.organisations}
        if following and following[1].casefold() in organisations:
            return ORGANISATION
        name = self.text[found["start"] : found["end"]]
        if re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", self.text) or name.islower():
            return COMMON
        if following or re.search(rf"[\w’'] {_CAPITAL}\s$", before) or after.startswith("-") or before.endswith("-"):
            return PART
        return OTHER

    def far(self, gold: Toponym, found: Toponym) -> str:
        country = found.get("country")
        there = country_at(self.gazetteer, gold)
        return SAME_COUNTRY if country is not None and country == there else OTHER_COUNTRY


def country_at(gazetteer: Gazetteer, point: Toponym) -> str:
    """The country of the nearest settlement: enough for a class, wrong only beside a border."""
    reference = str(point.get("id", ""))
    record = gazetteer.record(reference) if reference else None
    if record is not None and record.country:
        return record.country
    towns: Any = gazetteer.populated()
    lat, lon = np.radians(np.asarray(towns.lat, float)), np.radians(np.asarray(towns.lon, float))
    at_lat, at_lon = np.radians(point["lat"]), np.radians(point["lon"])
    closeness = np.sin(lat) * np.sin(at_lat) + np.cos(lat) * np.cos(at_lat) * np.cos(lon - at_lon)
    return str(np.asarray(towns.country).astype(str)[int(np.argmax(closeness))])
