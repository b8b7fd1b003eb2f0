"""Places and distances as comma-separated text that a spreadsheet opens and does not run."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import shapely

from geo.publishing.layers import MARKS, marks_of, ready

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.model import Line, Story

PLACES = ("name", "gazetteer_name", "lat", "lon", "country", "kind", "role", "precision_m", "geonameid", *MARKS, "id")
DISTANCES = ("from", "to", "distance_m", "low_m", "high_m", "azimuth_deg", "from_lat", "from_lon", "to_lat", "to_lon",
             *MARKS, "id")  # fmt: skip
# A spreadsheet runs a cell that begins with one of these as a formula (OWASP, CSV injection), also in full width.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def places_csv(story: Story) -> str:
    """The published places with a header; lat and lon in degrees, precision in metres.

    Each row says whether the story was reviewed or is a draft, whom to credit, what was corrected, until when it is
    under embargo and on which terms: a row is soon copied elsewhere.
    """
    shown = ready(story)
    marks = marks_of(shown).values()
    rows = []
    for place in shown.places:
        record = place.chosen
        row = [place.name, record.name, place.lat, place.lon, record.country, record.kind, place.role]
        rows.append([*row, place.precision_m, record.geonameid, *marks, place.id])
    return _csv(PLACES, rows)


def distances_csv(story: Story) -> str:
    """The published distances with a header: metres, the interval that they lie in, and the ends in degrees."""
    shown = ready(story)
    marks = marks_of(shown).values()
    rows = []
    for line in shown.lines:
        start, end = _ends(line)
        figures = [line.distance_m, line.low_m, line.high_m, line.azimuth_deg]
        rows.append([line.from_name, line.to_name, *figures, *start, *end, *marks, line.id])
    return _csv(DISTANCES, rows)


def _ends(line: Line) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where a line starts and ends, as lat, lon."""
    points = shapely.get_coordinates(line.geometry).tolist()
    (west, south), (east, north) = points[0], points[-1]
    return (south, west), (north, east)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return target.getvalue()


def cell(value: object) -> object:
    """A value that no spreadsheet runs: text that would begin a formula gets an apostrophe before it."""
    if isinstance(value, str):
        text = value.replace("\0", "\ufffd")
        return f"'{text}" if text.startswith(_FORMULA) else text
    return "" if value is None else value
