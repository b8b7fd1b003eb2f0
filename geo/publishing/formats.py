"""A story as data files that others open: GeoJSON and CSV of its published form."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from geo.document import credit_line, dumps, published, status
from geo.errors import BadInput, NotYet
from geo.words import map_words

if TYPE_CHECKING:
    from geo.model import Story

LATER = ("kml", "gpkg", "parquet")
KINDS = ("geojson", "csv", *LATER)
COLUMNS = ("name", "gazetteer_name", "lat", "lon", "country", "kind", "role", "precision_m", "geonameid",
           "status", "credit", "correction")  # fmt: skip
# A spreadsheet runs a cell that begins with one of these as a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def convert(story: Story, kind: str) -> bytes:
    """The published form of a story in one of ``KINDS``.

    Raises:
        NotYet: a kind that is announced only.
        BadInput: an unknown kind.
    """
    if kind == "geojson":
        return dumps(published(story)).encode("utf-8")
    if kind == "csv":
        return places_csv(story).encode("utf-8-sig")
    if kind in LATER:
        raise NotYet("{kind} files are not built yet: use geojson or csv", kind=kind)
    raise BadInput("{kind!r} is not a kind of file: expected one of {known}", kind=kind, known=", ".join(KINDS))


def places_csv(story: Story) -> str:
    """The published places as comma-separated text with a header; lat and lon in degrees, precision in metres.

    Each row says whether the story was reviewed or is a draft, whom to credit, and what was corrected: a row is soon
    copied elsewhere.
    """
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    shown = published(story)
    marks = (status(story), credit_line(story, map_words(story.language)), shown.correction)
    for place in shown.places:
        record = place.chosen
        row = [place.name, record.name, place.lat, place.lon, record.country, record.kind, place.role]
        writer.writerow([cell(value) for value in (*row, place.precision_m, record.geonameid, *marks)])
    return target.getvalue()


def cell(value: object) -> object:
    """A value that no spreadsheet runs: text that would begin a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
