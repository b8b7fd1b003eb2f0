"""Markup of ours read back: elements with their attributes and texts, and the points of path data."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = frozenset({"meta"})


def read_back(data: str) -> list[tuple[list[tuple[int, int]], bool]]:
    """Path data as lists of points, and whether each is closed: what a script on a page does."""
    found = []
    x = y = 0
    for steps, closed in re.findall(r"m([-\d ]+)(z?)", data):
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        points = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        found.append((points, bool(closed)))
        if closed:
            x, y = points[0]
    return found


class Elements(HTMLParser):
    """Every element with its attributes and text."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self._open: list[int] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self._open.append(len(self.found))
        self.found.append((tag, dict(attrs), []))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        assert self.found[self._open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[self._open[-1]][2].append(data)

    def holding(self, attribute: str) -> list[str | None]:
        return [attributes[attribute] for _, attributes, _ in self.found if attribute in attributes]

    def texts(self, tag: str) -> list[str]:
        return ["".join(parts) for name, _, parts in self.found if name == tag]
