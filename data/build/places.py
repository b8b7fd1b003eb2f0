"""Writes data/places.geojson: the story of the sample article, as reading it gives it.

And that of the same article in each other language of the screen, beside its text: the app begins with one of them.

Source: data/samples/atacms-karatsjov.nl.txt and its fellows, our own texts on facts reported by NOS on 19 November
2024; points by GeoNames (CC BY 4.0), borders by Natural Earth (public domain), stated reaches as data/weapons.json
cites them.
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


# What is written of which text.
STORIES = {SAMPLE: TARGET} | {
    DATA / "samples" / f"{name}.txt": DATA / "samples" / f"{name}.geojson"
    for name in ("atacms-karachev.en", "atacms-karachev.uk", "atacms-karatchev.fr", "atacms-karatschew.de")
}


def story_text(sample: Path = SAMPLE) -> str:
    """The document of a sample's story."""
    article = article_from_bytes(sample.read_bytes(), filename=sample.name)
    return dumps(analyse(article, gazetteer=open_gazetteer(), borders=open_borders()))


def main() -> None:
    """Read the samples and write their stories."""
    for sample, target in STORIES.items():
        target.write_text(story_text(sample), encoding="utf-8")


if __name__ == "__main__":
    main()
