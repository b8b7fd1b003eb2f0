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
import os
import re
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.drawing import shell
from geo.drawing.scene import Scene
from geo.drawing.shell import filled, scene_data
from geo.errors import StrikemapError
from geo.files import write_bytes
from geo.gazetteer.cache import cache_folder
from geo.same import Same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

COMPONENT = Path(__file__).parent / "component"
# What Streamlit calls the component of ``show_map``: by the module that declares it.
MAP_NAME = f"{__name__}.map"
# In the order in which the page runs them: drawing by hand, then the bridge that listens to it.
SCRIPTS = ("draw.js", "bridge.js")
STYLE = "draw.css"
# The file in the cache folder that keeps the page, and whose versions it depends on.
PAGE, MADE_WITH = "app-page-", ("folium", "branca", "jinja2", "django-js-lib-leaflet")
# Of several versions of strikemap on one machine each keeps its own.
MOST_PAGES = 4
# Parts kept beside the page; the oldest go first. One that is still shown is written again when it is needed.
MOST_PARTS = 2000
# A feature of at least this size (characters of JSON: an area) is sent once; after that, its name.
LARGE = 1500
# What differs from the features or labels that were sent whole may grow to this share of them, large features aside (a
# ring that is being moved is another one each time anyway); then all are sent again.
MOST_CHANGES = 0.5
# From this share on, what is drawn now is what the next changes are told from, and the page keeps it under a new name:
# else a range that is moved far would differ from what was there at first by ever more names that stand elsewhere.
MANY_CHANGES = 0.13
# So many large features the page is taken to hold; it holds more.
MOST_SENT = 40
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_UNSAFE = re.compile(r"[^A-Za-z0-9-]")
# Of ``steps_text``; bridge.js holds the same.
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


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
    # As bytes: of any other value Streamlit asks whether it is a table, for which it imports pandas (half a second),
    # and writes it with a blank after each comma and colon and six letters for an é.
    text = _text({**message, "at": at, "most": most, "mode": mode})
    data = text.encode("utf-8", "surrogatepass")
    # The page is told of bytes only when something else is another one too.
    return fresh(component(message=data, digest=_digest(text), key=key, default=None, on_change=heard))


@dataclass
class Sent:
    """What the page of one session has been sent.

    Attributes:
        large: names of the large features of the last messages, the newest last.
        lists: by kind ("features", "labels") the list that was last sent with a name.
    """

    large: tuple[str, ...] = ()
    lists: dict[str, Whole] = field(default_factory=dict)


class Whole(NamedTuple):
    """A list as the page has it: its name, where each item is by its text, those of small ones by id and by style."""

    name: str
    places: dict[str, int]
    texts: dict[str, str]
    styles: dict[str, str]


class _Item(NamedTuple):
    """A feature or label: itself, as it is sent the first time, its JSON text, and its name where it is large."""

    itself: dict[str, Any]
    value: dict[str, Any]
    text: str
    name: str | None = None


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
    features = [_feature(feature) for feature in data["features"]]
    labels = [_label(label) for label in data["labels"]]
    data["features"] = _listed("features", features, sent)
    data["labels"] = _listed("labels", labels, sent)
    names = [item.name for item in features if item.name is not None]
    sent.large = (*(name for name in sent.large if name not in names), *names)[-max(MOST_SENT, len(names)) :]
    # Neither heading nor table is shown here: the app has its own.
    for name in ("table", "method", "summary"):
        data[name] = [] if isinstance(data[name], list) else ""
    shapes = {name: data.pop(name) for name in ("features", "labels")}
    about = {"id": "about", **data}
    return {
        "scene": {**shapes, "about": _listed("about", [_Item(about, about, _text(about))], sent)},
        "base": _kept(f"base-{_UNSAFE.sub('-', base['id'])}", base),
        "style": _kept(f"style-{_digest(_text(style))}", style),
        "events": None if events is None else _kept(f"events-{_events_digest(Same(events))}", events),
        "selected": selected,
        "fit": fit,
    }


def _feature(feature: dict[str, Any]) -> _Item:
    """A feature with its geometry as short as it gets, and with a name when it is large."""
    geometry = feature["geometry"]
    short = feature if "packed" not in geometry else {**feature, "geometry": _shortened(Same(geometry))}
    text = _text(short)
    if len(text) < LARGE:
        return _Item(short, {"feature": short}, text)
    name = f"feature-{_digest(text)}"
    return _Item(short, {"feature": short, "name": name}, name, name)


def _label(label: dict[str, Any]) -> _Item:
    """A label without its priority: by that it was placed, and one town more changes that of all after it."""
    told = {name: value for name, value in label.items() if name != "priority"}
    return _Item(told, told, _text(told))


@lru_cache(maxsize=256)
def _shortened(geometry: Same[dict[str, Any]]) -> dict[str, Any]:
    """A packed geometry with each list of steps as a text: half as long, and the bridge reads it again."""

    def texts(steps: list[Any]) -> Any:
        return steps_text(steps) if not steps or isinstance(steps[0], int) else [texts(part) for part in steps]

    return {**geometry.value, "coordinates": texts(geometry.value["coordinates"])}


def steps_text(steps: Iterable[int]) -> str:
    """Whole numbers as text: five bits a character, the least first, the sign in the lowest; 32 says it goes on."""
    found = []
    for step in steps:
        left = step << 1 if step >= 0 else ~(step << 1)
        while left >= 32:
            found.append(_DIGITS[32 | left & 31])
            left >>= 5
        found.append(_DIGITS[left])
    return "".join(found)


def _listed(kind: str, items: list[_Item], sent: Sent) -> dict[str, Any]:
    """Features or labels as they are sent: all of them by a name, or what changed in the list of the name ``base``.

    What comes of the changes may have a name too, by which the next message can go on from it. In the changes
    [begin, end] stands for items that are as they were, the last one left out, and {"like": place, "changed": fields}
    for one of which some fields changed.
    """
    whole = sent.lists.get(kind)
    if whole is not None and (component_folder() / f"{whole.name}.json").exists():
        changes = [_patch(item, whole) for item in _changes(items, whole.places)]
        new = sum(len(item.text) for item in changes if isinstance(item, _Item) and item.name is None)
        all_of_it = sum(len(item.text) for item in items)
        if new <= MOST_CHANGES * all_of_it:
            message = {"base": whole.name, "items": [_short(item, sent.large) for item in changes]}
            if len(items) > 1 and new > MANY_CHANGES * all_of_it:
                message["name"] = _noted(kind, items, sent)
            return message
    return {"name": _noted(kind, items, sent), "items": [_short(item, sent.large) for item in items]}


def _noted(kind: str, items: list[_Item], sent: Sent) -> str:
    """Take note of a list as what the page has, and its name."""
    name = f"{kind}-{_digest(','.join(item.text for item in items))}"
    places = {item.text: place for place, item in enumerate(items)}
    small = [item for item in items if item.name is None]
    texts = {str(item.itself["id"]): item.text for item in small}
    sent.lists[kind] = Whole(name, places, texts, {str(item.itself.get("style")): item.text for item in small})
    # The page may never get this message: then it fetches what was in it.
    return _kept(name, [_short(item, None) for item in items])


def _patch(item: _Item | list[int], whole: Whole) -> _Item | list[int]:
    """An item by what changed in the one of its id, else in one of its style, where that is shorter.

    Of a popup, and of the legend, by the lines that are new.
    """
    if not isinstance(item, _Item) or item.name is not None:
        return item
    before = whole.texts.get(str(item.itself["id"])) or whole.styles.get(str(item.itself.get("style")))
    if before is None:
        return item
    old, new = json.loads(before), item.itself
    if not old.keys() <= new.keys():
        return item
    changed = {name: value for name, value in new.items() if name not in old or old[name] != value}
    for name in ("popup", "legend"):
        if name in changed and name in old:
            lines = old[name]
            changed[name] = [lines.index(line) if line in lines else line for line in changed[name]]
    patch = {"like": whole.places[before], "changed": changed}
    text = _text(patch)
    return _Item(new, patch, text) if len(text) < len(item.text) else item


def _changes(items: list[_Item], places: dict[str, int]) -> list[_Item | list[int]]:
    """The items, with the places for those that were there before: [begin, end) for a run of them."""
    changes: list[_Item | list[int]] = []
    for item in items:
        place = places.get(item.text)
        last = changes[-1] if changes else None
        if place is None:
            changes.append(item)
        elif isinstance(last, list) and last[1] == place:
            last[1] += 1
        else:
            changes.append([place, place + 1])
    return changes


def _short(item: _Item | list[int], large: tuple[str, ...] | None) -> Any:
    """An item without the body of a large feature that was sent before, or for a file: that lies in one of its own."""
    if not isinstance(item, _Item):
        return item
    if item.name is None or (large is not None and item.name not in large):
        return item.value
    return {"name": _kept(item.name, item.value["feature"])}


@cache
def component_folder() -> Path:
    """The folder that Streamlit serves, made once and removed when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="strikemap-map-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "index.html").write_text(waiting_page(), encoding="utf-8")
    return folder


def waiting_page() -> str:
    """The page that waits for scenes: the same for all, and kept from one start to the next.

    Folium, which makes it, takes longer to import than all else that the first view needs.
    """
    path = cache_folder() / f"{PAGE}{_edition()}.html"
    with suppress(OSError):
        return path.read_text("utf-8")
    from geo.drawing.webmap import app_shell

    script = "\n".join((COMPONENT / name).read_text("utf-8") for name in SCRIPTS)
    made = filled(app_shell(script, (COMPONENT / STYLE).read_text("utf-8")), None)
    with suppress(OSError, StrikemapError):  # without a cache it is made at each start
        path.parent.mkdir(parents=True, exist_ok=True)
        earlier = sorted(path.parent.glob(f"{PAGE}*.html"), key=lambda page: page.stat().st_mtime, reverse=True)
        for page in earlier[MOST_PAGES - 1 :]:
            page.unlink(missing_ok=True)
        write_bytes(path, made.encode("utf-8"))
    return made


def _edition() -> str:
    """Tells one state of all that the page is made of from another."""
    digest = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in MADE_WITH).encode())
    drawing = Path(shell.__file__).parent
    for path in sorted([*COMPONENT.iterdir(), *drawing.glob("*.py"), *drawing.glob("web/built/*")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _kept(name: str, value: Any) -> str:
    """Write the part where the page finds it, unless it is there; a reader never sees half a file."""
    path = component_folder() / f"{name}.json"
    if not path.exists():
        _prune(path.parent)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
            file.write(_text(value))
        Path(file.name).rename(path)
    return name


def _prune(folder: Path) -> None:
    """Take off the oldest parts where there are too many: a tenth more, as looking at all of them takes time."""
    if sum(1 for _ in os.scandir(folder)) <= MOST_PARTS:
        return
    parts = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
    for path in parts[: max(0, len(parts) - MOST_PARTS + 1 + MOST_PARTS // 10)]:
        path.unlink(missing_ok=True)


def _text(value: Any) -> str:
    return _JSON.encode(value)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@lru_cache(maxsize=4)
def _events_digest(events: Same[dict[str, Any]]) -> str:
    return _digest(_text(events.value))
