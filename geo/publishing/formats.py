"""A story as data files that others open, from its published form: the one door to every kind of file.

    geojson   RFC 7946, cut at the antimeridian, right-handed, with simplestyle properties; it re-opens here
    kml       for Google Earth, a folder a kind (kml.py)
    gpkg      for QGIS, a layer a kind with its style (geopackage.py, qml.py)
    parquet   GeoParquet 1.1, every kind in one table (geoparquet.py)
    csv       the places, or the distances (tables.py)

Every kind says whether the story was reviewed or is a draft, whom to credit, what was corrected, until when it is under
embargo, and the licence; the same story gives the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from geo.document import collection_text, to_geojson
from geo.errors import BadInput

if TYPE_CHECKING:
    from geo.drawing.scene import Theme
    from geo.model import Story

KINDS = ("geojson", "kml", "gpkg", "parquet", "csv")
TABLES = ("places", "distances")
Table = Literal["places", "distances"]


def convert(story: Story, kind: str, *, table: Table = "places", theme: Theme | None = None) -> bytes:
    """The published form of a story in one of ``KINDS``.

    Args:
        table: of csv, which.
        theme: the house style whose colours KML and GeoPackage bear; the built-in one if None.

    Raises:
        BadInput: an unknown kind.
    """
    match kind:
        case "geojson":
            return geojson(story).encode("utf-8")
        case "kml":
            from geo.publishing.kml import kml

            return kml(story, theme)
        case "gpkg":
            from geo.publishing.geopackage import geopackage

            return geopackage(story, theme)
        case "parquet":
            from geo.publishing.geoparquet import geoparquet

            return geoparquet(story)
        case "csv":
            from geo.publishing.tables import distances_csv, places_csv

            # With a mark of the byte order, without which a spreadsheet takes UTF-8 for something else.
            return (places_csv if table == "places" else distances_csv)(story).encode("utf-8-sig")
        case _:
            raise unknown_kind(kind)


def unknown_kind(kind: str) -> BadInput:
    """What is wrong with a kind of file that is none of ours."""
    return BadInput("{kind!r} is not a kind of file: expected one of {known}", kind=kind, known=", ".join(KINDS))


def geojson(story: Story) -> str:
    """The published form as GeoJSON. Each feature bears the marks too: many tools drop what stands beside them."""
    from geo.publishing.layers import marks_of, ready

    shown = ready(story)
    collection = to_geojson(shown)
    marks = {key: value for key, value in marks_of(shown).items() if value and key != "licence"}
    for feature in collection["features"]:
        feature["properties"] |= marks
    return collection_text(collection)
