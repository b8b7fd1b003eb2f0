"""The map in the app: the page that Folium made, loaded once, which then receives only what changed.

A Streamlit component of our own. Its folder is made once a process: the page with the drawing script and a bridge
that speaks Streamlit's message protocol, and beside it each base map and each theme as a JSON file that the page
fetches once. A rerun sends the scene without those, areas that it sent before by name only, and of features and labels
what is not as it was when all of them were sent; the page keeps its centre and zoom.

A click comes back, and so does what a person draws: in a mode (``geo.ui.mapmode``) the page takes points instead.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.drawing.scene import Scene
from geo.drawing.shell import filled, scene_data

if TYPE_CHECKING:
    from collections.abc import Callable

COMPONENT = Path(__file__).parent / "component"
# What Streamlit calls the component of ``show_map``: by the module that declares it.
MAP_NAME = f"{__name__}.map"
# In the order in which the page runs them: drawing by hand, then the bridge that listens to it.
SCRIPTS = ("draw.js", "bridge.js")
STYLE = "draw.css"
# Parts kept beside the page; the oldest go first. One that is still shown is written again when it is needed.
MOST_PARTS = 200
# A feature of at least this size (characters of JSON: an area) is sent once; after that, its name.
LARGE = 1500
# What differs from the features or labels that were sent whole may grow to so many characters; then all are sent again.
MOST_CHANGES = 6000
_UNSAFE = re.compile(r"[^A-Za-z0-9-]")


def show_map(
    scene: Scene,
    *,
    key: str,
    most: int = 560,
    selected: str | None = None,
    at: tuple[float, float] | None = None,
    fit: str | None = None,
    mode: dict[str, Any] | None = None,
    on_answer: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any] | None:
    """Show the scene; the view stays as the reader left it until another story comes.

    Args:
        scene: what to draw.
        key: Streamlit's key; one map a key.
        most: how high the map may be, px; on a narrow screen it is lower. Legend and credit come below it, and the
            frame is as high as all of these.
        selected: id of a feature to light up; at: its lon, lat, where a ring is drawn if the scene has no mark for it.
        fit: when this differs from the last call's, the scene's own bounds are shown again.
        mode: what the next clicks are for (``mapmode.sent``); None: they choose.
        on_answer: gets an answer before the page is drawn anew, so that the page shows what came of it.

    Returns:
        An answer, once, where ``on_answer`` did not get it; None when there is no new one. A click is
        ``{"id": feature id or None, "lon": degrees, "lat": degrees}``, what was drawn ``{"mode": the mode's number,
        "points": [[lon, lat], ...]}``, with None for the points where it was cancelled. Longitudes run on past 180.
    """
    import streamlit as st
    from streamlit.components.v1 import declare_component

    sent = st.session_state.setdefault(f"{key} sent", Sent())
    message = map_message(scene, selected=selected, fit=fit, sent=sent)
    # Declared at each call: Streamlit registers it with the running server, of which a test may start several.
    component = declare_component("map", path=str(component_folder()))

    def fresh(answer: Any) -> dict[str, Any] | None:
        seen = f"{key} answer"
        if not isinstance(answer, dict) or st.session_state.get(seen) == answer.get("n"):
            return None
        st.session_state[seen] = answer.get("n")
        names = ("mode", "points") if answer.get("mode") is not None else ("id", "lon", "lat")
        return {name: answer.get(name) for name in names}

    def answered() -> None:
        answer = fresh(st.session_state.get(key))
        if answer is not None and on_answer is not None:
            on_answer(answer)

    heard = answered if on_answer is not None else None
    return fresh(component(**message, at=at, most=most, mode=mode, key=key, default=None, on_change=heard))


@dataclass
class Sent:
    """What the page of one session has been sent.

    Attributes:
        large: names of the large features of the last message.
        lists: by kind ("features", "labels") the name of the list that was last sent whole, and its items.
    """

    large: frozenset[str] = frozenset()
    lists: dict[str, tuple[str, list[dict[str, Any]]]] = field(default_factory=dict)


def map_message(
    scene: Scene, *, selected: str | None = None, fit: str | None = None, sent: Sent | None = None
) -> dict[str, Any]:
    """What a rerun sends: the scene, and the names of its base map and theme, which are written for it to fetch.

    Args:
        scene: what to draw.
        selected: id of a feature to light up.
        fit: a token; the page fits the view when it changes.
        sent: what the page has been sent, or fetches if it has not; this message is noted there.
    """
    sent = Sent() if sent is None else sent
    data = scene_data(scene)
    base = data.pop("base")
    style = {name: data.pop(name) for name in ("theme", "words")}
    events = data.pop("events", None)
    features = [_named(feature) for feature in data["features"]]
    data["features"] = _listed("features", features, sent)
    data["labels"] = _listed("labels", data["labels"], sent)
    sent.large = frozenset(item["name"] for item in features if "name" in item)
    # Neither heading nor table is shown here: the app has its own.
    for name in ("table", "method", "summary"):
        data[name] = [] if isinstance(data[name], list) else ""
    return {
        "scene": data,
        "base": _kept(f"base-{_UNSAFE.sub('-', base['id'])}", base),
        "style": _kept(f"style-{_digest(style)}", style),
        "events": None if events is None else _kept(f"events-{_digest(events)}", events),
        "selected": selected,
        "fit": fit,
    }


def _named(feature: dict[str, Any]) -> dict[str, Any]:
    """A feature as it is sent the first time: with a name when it is large."""
    large = len(json.dumps(feature)) >= LARGE
    return {"feature": feature, "name": f"feature-{_digest(feature)}"} if large else {"feature": feature}


def _listed(kind: str, items: list[dict[str, Any]], sent: Sent) -> dict[str, Any]:
    """Features or labels as they are sent: all of them by a name, or what changed in the list of the name ``base``.

    There [begin, end] stands for items that are as they were, the last one left out.
    """
    name, base = sent.lists.get(kind, ("", []))
    changes = _changes(items, base)
    if not name or len(json.dumps([_short(item, sent) for item in changes])) > MOST_CHANGES:
        name = f"{kind}-{_digest(items)}"
        sent.lists[kind] = name, items
        return {"name": name, "items": [_short(item, sent) for item in items]}
    # The page may never have had that list: then it fetches what is in it.
    _kept(name, [_short(item, None) for item in base])
    return {"base": name, "items": [_short(item, sent) for item in changes]}


def _changes(items: list[dict[str, Any]], base: list[dict[str, Any]]) -> list[Any]:
    """The items, with the places in ``base`` for those that are there: [begin, end) for a run of them."""
    places = {json.dumps(item): place for place, item in enumerate(base)}
    changes: list[Any] = []
    for item in items:
        place = places.get(json.dumps(item))
        if place is None:
            changes.append(item)
        elif changes and isinstance(changes[-1], list) and changes[-1][1] == place:
            changes[-1][1] += 1
        else:
            changes.append([place, place + 1])
    return changes


def _short(item: Any, sent: Sent | None) -> Any:
    """An item without the body of a large feature that was sent before, or for a file: that lies in one of its own."""
    if not (isinstance(item, dict) and "name" in item and "feature" in item):
        return item
    if sent is not None and item["name"] not in sent.large:
        return item
    return {"name": _kept(item["name"], item["feature"])}


@cache
def component_folder() -> Path:
    """The folder that Streamlit serves, made once and removed when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="strikemap-map-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "index.html").write_text(waiting_page(), encoding="utf-8")
    return folder


def waiting_page() -> str:
    """The page that waits for scenes: the same for all."""
    from geo.drawing.webmap import app_shell  # Folium takes 0.7 s to import

    script = "\n".join((COMPONENT / name).read_text("utf-8") for name in SCRIPTS)
    return filled(app_shell(script, (COMPONENT / STYLE).read_text("utf-8")), None)


def _kept(name: str, value: Any) -> str:
    """Write the part where the page finds it, unless it is there; a reader never sees half a file."""
    path = component_folder() / f"{name}.json"
    if not path.exists():
        _prune(path.parent)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        Path(file.name).rename(path)
    return name


def _prune(folder: Path) -> None:
    parts = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
    for path in parts[: max(0, len(parts) - MOST_PARTS + 1)]:
        path.unlink(missing_ok=True)


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
