"""Whole readings of the gold set, in a process of their own: ``python stories.py CORPUS OUT``.

What the map of each article would say unasked: where a strike is reported, from where a range is measured, and every
other place that is drawn.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))


def told(text: str, gazetteer: Any, borders: Any) -> dict[str, Any]:
    """The places of an article with role, confidence and spans, and the origins of its ranges."""
    from geo.analysis import analyse
    from geo.drawing.compose import NOT_DRAWN
    from geo.reading.article import article_from_text

    story = analyse(article_from_text(text), gazetteer=gazetteer, borders=borders)
    places = {
        place.id: {
            "id": place.chosen.id,
            "name": place.name,
            "lat": place.lat,
            "lon": place.lon,
            "role": place.role,
            "match": place.chosen.match,
            "confidence": place.confidence,
            "is_drawn": place.role not in NOT_DRAWN,
            "kind": place.chosen.kind,
            "spans": [{"start": m.start, "end": m.end, "kind": m.kind} for m in place.mentions],
        }
        for place in story.places
    }
    origins = []
    for area in story.ranges:
        named = area.origin.place and places.get(area.origin.place)
        if named:
            origins.append(named["id"])
        elif area.origin.country:
            origins.append(f"iso:{area.origin.country}")
    return {
        "places": list(places.values()),
        "origins": list(dict.fromkeys(origins)),
        "strikes": [places[strike.where]["id"] for strike in story.strikes if strike.where in places],
    }


def main(corpus: str, out: str) -> None:
    from geo.gazetteer.index import open_gazetteer
    from geo.measuring.borders import open_borders

    gazetteer, borders = open_gazetteer(), open_borders("recognised")
    result = {}
    with Path(corpus).open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                document = json.loads(line)
                result[str(document["id"])] = told(document["text"], gazetteer, borders)
    Path(out).write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
