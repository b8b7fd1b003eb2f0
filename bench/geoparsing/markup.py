"""From marked text to a line of the gold set, so that nobody counts characters: see ``gold/README.md`` for the marks.

    python bench/geoparsing/markup.py marked.txt > lines.jsonl

Coordinates are the gazetteer's for the id that the writer chose, or the writer's own after ``@`` (lat,lon in degrees).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HEAD = re.compile(r"^=== (\S+) (\w\w)$", re.MULTILINE)
MARK = re.compile(r"\[\[([^\[\]|]+)\|([^\[\]|]+?)(?:\|([dmso]+))?\]\]|\{\{([^{}|]+)\|([^{}|]+)\}\}")
DRAWN = re.compile(r"^\+drawn: (.+)\n?", re.MULTILINE)
IGNORED = "-"

# (lat, lon) in degrees of a record's id, or None.
Locate = Callable[[str], "tuple[float, float] | None"]


def documents(marked: str, locate: Locate) -> Iterator[dict[str, Any]]:
    """The articles of a marked text.

    Raises:
        ValueError: an id that the gazetteer does not know, or marks left over.
    """
    heads = list(HEAD.finditer(marked))
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        body = marked[head.end() : following.start() if following else None]
        yield _document(head[1], head[2], body, locate)


def _document(identifier: str, language: str, body: str, locate: Locate) -> dict[str, Any]:
    more = [name for line in DRAWN.findall(body) for name in line.split()]
    body = DRAWN.sub("", body).strip()
    text, end = "", 0
    toponyms: list[dict[str, Any]] = []
    traps: list[dict[str, Any]] = []
    ignored: list[dict[str, Any]] = []
    roles: dict[str, dict[str, dict[str, Any]]] = {"s": {}, "o": {}}
    for mark in MARK.finditer(body):
        text += body[end : mark.start()]
        end = mark.end()
        name = mark[1] or mark[4]
        span = {"start": len(text), "end": len(text) + len(name), "name": name}
        text += name
        if mark[4] is not None:
            (ignored if mark[5] == IGNORED else traps).append(span if mark[5] == IGNORED else {**span, "why": mark[5]})
            continue
        place, flags = _place(identifier, mark[2], locate), mark[3] or ""
        kind = "demonym" if "d" in flags else "metonym" if "m" in flags else "toponym"
        toponyms.append({**span, **place, "kind": kind})
        for flag in set(flags) & set("so"):
            roles[flag].setdefault(mark[2], {"name": name, **place})
    text += body[end:]
    if left := re.search(r"\[\[|\]\]|\{\{|\}\}", text):
        raise ValueError(f"{identifier}: a mark that is not closed, at {text[left.start() : left.start() + 40]!r}")
    strikes, origins = list(roles["s"].values()), list(roles["o"].values())
    allowed = [str(place.get("id")) for place in (*strikes, *origins) if place.get("id")]
    return {
        "id": identifier,
        "language": language,
        "title": text.splitlines()[0],
        "text": text,
        "toponyms": toponyms,
        "strikes": strikes,
        "origins": origins,
        "not_places": traps,
        "ignore": ignored,
        "drawn": list(dict.fromkeys([*allowed, *more])),
    }


def _place(identifier: str, reference: str, locate: Locate) -> dict[str, Any]:
    if reference.startswith("@"):
        lat, lon = map(float, reference[1:].split(","))
        return {"lat": lat, "lon": lon}
    point = locate(reference)
    if point is None:
        raise ValueError(f"{identifier}: no record {reference!r}")
    return {"lat": round(point[0], 5), "lon": round(point[1], 5), "id": reference}


def unmarked(document: dict[str, Any]) -> list[str]:
    """Names that are marked in one spot of the article and left bare in another, with what follows them."""
    spans = [(item["start"], item["end"]) for part in ("toponyms", "not_places", "ignore") for item in document[part]]
    text, found = document["text"], []
    for name in sorted({item["name"] for item in document["toponyms"]}):
        found += [
            text[match.start() : match.end() + 30].replace("\n", " ")
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)
            if not any(start < match.end() and match.start() < end for start, end in spans)
        ]
    return found


def gazetteer_points() -> Locate:
    from geo.gazetteer.index import open_gazetteer

    gazetteer = open_gazetteer()

    def point(identifier: str) -> tuple[float, float] | None:
        record = gazetteer.record(identifier)
        return None if record is None else (record.lat, record.lon)

    return point


def main(names: list[str]) -> int:
    locate = gazetteer_points()
    for name in names:
        for document in documents(Path(name).read_text(encoding="utf-8"), locate):
            print(json.dumps(document, ensure_ascii=False))
            for left in unmarked(document):
                print(f"{document['id']}: left unmarked: {left!r}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    sys.exit(main(sys.argv[1:]))
