"""The map in the app: the page that Folium made, loaded once, which then receives only what changed.

A Streamlit component of our own. Its folder is made once a process: the page with the drawing script and a bridge
that speaks Streamlit's message protocol, and beside it each base map and each theme as a JSON file that the page
fetches once. A rerun sends the scene without those, and areas that it sent before by name only; the page keeps its
centre and zoom.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from geo.drawing.scene import Scene
from geo.drawing.shell import filled, scene_data

BRIDGE = Path(__file__).parent / "component" / "bridge.js"
# Parts kept beside the page; the oldest go first. One that is still shown is written again when it is needed.
MOST_PARTS = 200
# A feature of at least this size (characters of JSON: an area) is sent once; after that, its name.
LARGE = 1500
_UNSAFE = re.compile(r"[^A-Za-z0-9-]")


def show_map(
    scene: Scene,
    *,
    key: str,
    most: int = 560,
    selected: str | None = None,
    fit: str | None = None,
) -> dict[str, Any] | None:
    """Show the scene; the view stays as the reader left it until another story comes.

    Args:
        scene: what to draw.
        key: Streamlit's key; one map a key.
        most: how high the map may be, px; on a narrow screen it is lower. Legend and credit come below it, and the
            frame is as high as all of these.
        selected: id of a feature to light up.
        fit: when this differs from the last call's, the scene's own bounds are shown again.

    Returns:
        A click, once: ``{"id": feature id or None, "lon": degrees, "lat": degrees}``; None when there is no new one.
    """
    import streamlit as st
    from streamlit.components.v1 import declare_component

    sent = f"{key} sent"
    message = map_message(scene, selected=selected, fit=fit, sent=st.session_state.get(sent, frozenset()))
    st.session_state[sent] = frozenset(large["name"] for large in message["scene"]["features"] if "name" in large)
    # Declared at each call: Streamlit registers it with the running server, of which a test may start several.
    component = declare_component("map", path=str(component_folder()))
    click = component(**message, most=most, key=key, default=None)
    seen = f"{key} click"
    if not isinstance(click, dict) or st.session_state.get(seen) == click.get("n"):
        return None
    st.session_state[seen] = click.get("n")
    return {"id": click.get("id"), "lon": click.get("lon"), "lat": click.get("lat")}


def map_message(
    scene: Scene, *, selected: str | None = None, fit: str | None = None, sent: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """What a rerun sends: the scene, and the names of its base map and theme, which are written for it to fetch.

    Args:
        scene: what to draw.
        selected: id of a feature to light up.
        fit: a token; the page fits the view when it changes.
        sent: names of the large features that the last message held: the page has them, or fetches them if not.
    """
    data = scene_data(scene)
    base = data.pop("base")
    style = {name: data.pop(name) for name in ("theme", "words")}
    events = data.pop("events", None)
    data["features"] = [_feature(feature, sent) for feature in data["features"]]
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


def _feature(feature: dict[str, Any], sent: frozenset[str]) -> dict[str, Any]:
    """A feature as it is sent: by itself; with a name when it is large; by that name when it was sent before."""
    if len(json.dumps(feature)) < LARGE:
        return {"feature": feature}
    name = f"feature-{_digest(feature)}"
    if name not in sent:
        return {"feature": feature, "name": name}
    return {"name": _kept(name, feature)}


@cache
def component_folder() -> Path:
    """The folder that Streamlit serves, made once and removed when the process ends."""
    from geo.drawing.webmap import app_shell  # Folium takes 0.7 s to import

    folder = Path(tempfile.mkdtemp(prefix="strikemap-map-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    index = filled(app_shell(BRIDGE.read_text("utf-8")), None)
    (folder / "index.html").write_text(index, encoding="utf-8")
    return folder


def _kept(name: str, value: dict[str, Any]) -> str:
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


def _digest(value: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
