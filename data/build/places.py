"""Writes data/places.geojson: the story of the sample article, as reading it gives it.

Source: data/samples/atacms-karatsjov.nl.txt, our own text on facts reported by NOS on 19 November 2024; points by
GeoNames (CC BY 4.0), borders by Natural Earth (public domain), stated reaches as data/weapons.json cites them.
"""

from pathlib import Path

from geo.analysis import analyse
from geo.document import dumps
from geo.gazetteer.index import open_gazetteer
from geo.measuring.borders import open_borders
from geo.reading.article import article_from_bytes

DATA = Path(__file__).resolve().parents[1]
SAMPLE = DATA / "samples" / "atacms-karatsjov.nl.txt"
TARGET = DATA / "places.geojson"


def story_text() -> str:
    """The document of the sample's story."""
    article = article_from_bytes(SAMPLE.read_bytes(), filename=SAMPLE.name)
    return dumps(analyse(article, gazetteer=open_gazetteer(), borders=open_borders()))


def main() -> None:
    """Read the sample and write its story."""
    TARGET.write_text(story_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
