"""What the next clicks on the map do, when that is more than looking: they move or add a place, or draw a line or area.

    mapmode.begin("area", "origin", says=words("..."), then=use)    in a button's callback
    mapmode.mode("origin")                                          is it on? the button says "Cancel" then
    mapmode.cancel()

``then`` gets the finished geometry before the page is drawn anew, so nothing has to be drawn twice. Who gives none
asks for it while the page is drawn: ``mapmode.taken("origin")`` gives it once.

A session has one mode at a time; beginning another ends the one before. The map tells with each answer in which mode
it was given: an answer to one that is over counts for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from geo.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

    from geo.words import Words

Kind = Literal["move", "add", "point", "line", "area"]
KEY, TAKEN, COUNT = "map-mode", "map-mode taken", "map-mode count"
# A hand draws a few dozen corners; what comes from a browser is not trusted to.
MOST_POINTS = 2_000
# Of numbers that are degrees at all; a whole number in JSON may be larger than any float.
LARGEST = 1e9
LEAST_POINTS: dict[Kind, int] = {"line": 2, "area": 3}
# What the map says while a mode is on: what a click does. The browser adds nothing of its own.
SAYS: dict[Kind, str] = {
    "move": "Click where this place is.",
    "add": "Click where the new place is.",
    "point": "Click on the point.",
    "line": "Click point after point along the line.",
    "area": "Click corner after corner around the area.",
}
KEYS: dict[Kind, str] = {
    "line": "Enter or a double click ends it, Backspace takes the last point back, Escape cancels.",
    "area": "The first corner, Enter or a double click closes it, Backspace takes back, Escape cancels.",
}
POINT_KEYS = "By keyboard: arrows move the map, Space takes its middle. Escape cancels."


@dataclass(frozen=True, slots=True)
class Mode:
    """What was asked for.

    Attributes:
        kind: "move", "add" and "point" take one click, "line" and "area" several.
        target: whose it is; the asker's own word (a place's id for "move").
        number: tells this mode from those before it in the session.
        says: the sentence on the map, in the reader's language; "" for the usual one.
        then: gets the finished geometry.
    """

    kind: Kind
    target: str
    number: int
    says: str = ""
    then: Callable[[BaseGeometry], None] | None = None


def begin(kind: Kind, target: str = "", *, says: str = "", then: Callable[[BaseGeometry], None] | None = None) -> None:
    """Turn the map into a mode, in place of the one that it is in.

    Args:
        kind: what is drawn. target: whose it is, to ask for it again.
        says: what a click will do, as one translated sentence.
        then: gets the geometry (degrees, longitudes within -180 to 180) when it is finished: a Point; a LineString,
            or MultiLineString where it crosses 180 degrees; a Polygon or likewise MultiPolygon. It may raise a
            ``StrikemapError``, which is said above the map.
    """
    number = int(st.session_state.get(COUNT, 0)) + 1
    st.session_state[COUNT] = number
    st.session_state[KEY] = Mode(kind, target, number, says, then)
    st.session_state.pop(TAKEN, None)


def mode(target: str | None = None) -> Mode | None:
    """The mode that the map is in, or None; with ``target`` only if it is that one's."""
    found = st.session_state.get(KEY)
    if not isinstance(found, Mode) or (target is not None and found.target != target):
        return None
    return found


def cancel() -> None:
    """Leave the mode; nothing was drawn."""
    st.session_state.pop(KEY, None)


def taken(target: str = "") -> BaseGeometry | None:
    """What was drawn for ``target``, once; None while nothing is finished."""
    kept = st.session_state.get(TAKEN)
    if kept is None or kept[0] != target:
        return None
    del st.session_state[TAKEN]
    drawn: BaseGeometry = kept[1]
    return drawn


# ---------------------------------------------------------------- between page and map


def sent(words: Words) -> dict[str, Any] | None:
    """What the map is told of the mode that is on."""
    now = mode()
    if now is None:
        return None
    return {
        "n": now.number,
        "kind": now.kind if now.kind in LEAST_POINTS else "point",
        "says": now.says or words(SAYS[now.kind]),
        "keys": words(KEYS.get(now.kind, POINT_KEYS)),
        "cancel": words("Cancel"),
        "done": words("Done"),
        "back": words("Take the last point back"),
    }


def answered(answer: dict[str, Any]) -> bool:
    """Take what the map answers; False for a plain click, which is for others.

    Raises:
        BadInput: what was drawn is no such geometry; the mode goes on, to draw it again.
        StrikemapError: as the asker's ``then`` does.
    """
    number = answer.get("mode")
    if number is None:
        return False
    now = mode()
    if now is None or now.number != number:
        return True
    if answer.get("points") is None:
        cancel()
        return True
    try:
        drawn = geometry_of(now.kind, answer["points"])
    except BadInput:
        begin(now.kind, now.target, says=now.says, then=now.then)
        raise
    cancel()
    if now.then is not None:
        now.then(drawn)
    else:
        st.session_state[TAKEN] = (now.target, drawn)
    return True


def geometry_of(kind: Kind, points: object) -> BaseGeometry:
    """The geometry of points as the map gives them: lon, lat in degrees, longitudes running on past 180.

    Raises:
        BadInput: no points, too few or too many, off the Earth, or an area whose outline crosses itself.
    """
    import shapely

    from geo.measuring.planar import checked_geometry, wrapped

    read = _read(points)
    at = [point for number, point in enumerate(read) if number == 0 or point != read[number - 1]]
    if kind not in LEAST_POINTS:
        lon, lat = at[0]
        return shapely.Point(lon if abs(lon) <= 180 else float(wrapped(lon)), lat)
    least = LEAST_POINTS[kind]
    if len(set(at)) < least:
        raise BadInput("{value} points make no line or area: expected {least} or more", value=len(set(at)), least=least)
    if kind == "line":
        return checked_geometry(shapely.LineString(at))
    area = shapely.Polygon(at)
    if not area.is_valid:
        raise BadInput("The outline that you drew crosses itself: draw it again")
    return checked_geometry(shapely.orient_polygons(area))


def _read(points: object) -> list[tuple[float, float]]:
    """The points as numbers, if they are that."""
    found: list[tuple[float, float]] = []
    for point in points if isinstance(points, list) else ():
        if not (isinstance(point, list | tuple) and len(point) == 2 and all(_is_number(value) for value in point)):
            raise BadInput("{value} is not a position: expected numbers of degrees", value=point)
        lon, lat = float(point[0]), float(point[1])
        if abs(lat) > 90 or abs(lon) > 540:
            raise BadInput("{value} is not on Earth: expected latitude -90 to 90 and longitude -180 to 180",
                           value=(lat, lon))  # fmt: skip
        found.append((lon, lat))
    if not 0 < len(found) <= MOST_POINTS:
        raise BadInput("{value} points were drawn: expected 1 to {most}", value=len(found), most=MOST_POINTS)
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST < value < LARGEST
