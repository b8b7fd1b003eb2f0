"""What the reader finds in a sentence or two, for the tests of one language each."""

from __future__ import annotations

from geo.gazetteer.index import Gazetteer
from geo.model import Candidate
from geo.reading.article import article_from_text
from geo.reading.places import read_places


def names_in(language: str, text: str, gazetteer: Gazetteer) -> dict[str, Candidate]:
    """Every located name of the text, as written, with the record that it was taken to mean; adjectives left out."""
    places, _ = read_places(article_from_text(text, language=language), gazetteer)
    return {m.text: place.chosen for place in places for m in place.mentions if m.kind != "demonym"}


def judged(language: str, text: str, wanted: str, refused: str, gazetteer: Gazetteer) -> tuple[set[str], set[str]]:
    """Which of the wanted names (parted by "|") are not found, and which of the refused are."""
    found = set(names_in(language, text, gazetteer))
    return set(filter(None, wanted.split("|"))) - found, set(filter(None, refused.split("|"))) & found
