"""Events for tests: rows as a feed writes them, and a story of a few with a place, a date or neither."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from hostile import HOSTILE

from geo.events.read import read_events
from geo.events.story import story_of_events
from geo.model import Story

HEAD = ("date", "lat", "lon", "title", "place", "precision_m", "source", "url", "licence", "notes", "colour")
ROWS = (
    ("2024-11-19", "50.45", "30.52", "Shelling", "Kyiv", "500", "Feed A", "https://example.org/a", "CC BY 4.0",
     "secret", "red"),
    ("2024-11-19T03:25", "50.45", "30.52", "Drone", "Kyiv", "500", "Feed A", "", "CC BY 4.0", "", "blue"),
    ("2024-11-XX", "49.99", "36.23", "Air strike", "Kharkiv", "80000", "Feed B", "", "CC BY 4.0", "", ""),
    ("2024-01-05/2024-01-09", "46.48", "30.73", "Missile", "Odesa", "", "Feed B", "", "CC BY 4.0", "", ""),
    ("2024-06-01~", "47.84", "35.14", "Clash", "Zaporizhzhia", "5000", "Feed B", "", "CC BY 4.0", "", ""),
    ("", "48.46", "35.05", "Explosion", "Dnipro", "5000", "Feed B", "", "CC BY 4.0", "", ""),
    ("2024-03-01", "", "", "Somewhere", "", "", "Feed B", "", "CC BY 4.0", "", ""),
)  # fmt: skip


def table(rows: Iterable[Sequence[object]], head: Sequence[str] = HEAD) -> bytes:
    """A CSV of rows."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def story_of(data: bytes, *, language: str = "en", publish: Sequence[str] = ()) -> Story:
    """The story of a CSV of events."""
    return story_of_events(read_events(data), data, title="Events", language=language, publish=publish)


def few() -> Story:
    """Seven events: two on one spot, one known to its region, one without a date, one without a place."""
    return story_of(table(ROWS))


def hostile() -> Story:
    """An event for each hostile text, which stands in every one of its columns."""
    rows = [
        ("2024-11-19", 48 + n // 7 * 0.5, 30 + n % 7 * 0.8, text, text, "", text, "", text, text, text)
        for n, text in enumerate(HOSTILE)
    ]
    return story_of(table(rows), publish=("notes", "colour"))
