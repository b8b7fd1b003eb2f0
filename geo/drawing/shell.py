"""The page that a scene is shown on: fixed code and markup with slots, and what goes into the slots.

A shell (made by Folium, ``geo/drawing/webmap.py``) is a page with ``@@name@@`` slots and no text of ours or the
article's in it. It is cut at its slots once; filling is joining, so that nothing which is put in is ever read again,
as slot, template or markup. Each kind of slot has one escaper: ``html.escape`` for text, ``script_json`` for the
scene. The Content Security Policy lets exactly our own inline blocks run, by their digests.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any

import shapely
from babel.numbers import format_decimal

from geo.drawing.fonts import house_css
from geo.drawing.scene import (
    BASE_DECIMALS,
    FEATURE_DECIMALS,
    EventLayer,
    Look,
    Scene,
    TableRow,
    base_json,
    geometry_json,
    looks_json,
    scene_json,
)
from geo.errors import BadInput
from geo.same import Same
from geo.words import Words, map_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.drawing.scene import BaseMap

WEB = resources.files("geo.drawing") / "web"
LEAFLET = resources.files("js_lib_leaflet") / "static" / "js_lib_leaflet"
# An area or line of at least this size, degrees, is given as roughly as the base map.
LARGE_DEG = 2.0
LOOKS = "@@looks@@"  # the one style block that is the scene's own
# What a page's markup says: the script writes it only when a scene comes later.
WRITTEN = ("summary", "alt", "method", "table", "credit", "draft", "changed", "correction")
SCRIPT_WORDS = frozenset({"map", "legend", "zoom in", "zoom out", "whole map", "close", "wheel", "two fingers", "keys"})
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ku", "ps", "ur", "yi"})
# What both pages say of themselves before they say anything to a reader.
HEAD = """<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="@@policy@@">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="@@referrer@@">
<title>@@title@@</title>
<meta name="description" content="@@summary@@">
<meta property="og:title" content="@@title@@">
<meta property="og:description" content="@@summary@@">
@@embargo until@@<style>@@style@@</style>
"""
_SLOT = re.compile(r"@@([a-z -]+)@@")
_BLOCK = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)
_HOST = re.compile(r"https://(\{s\}\.)?([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d{1,5})?)/")


@dataclass(frozen=True, slots=True)
class Shell:
    """A page cut at its slots: even pieces are fixed text, odd ones slot names.

    ``scripts`` and ``styles`` are the digests of its own blocks; ``connect`` and ``images`` what it may fetch.
    """

    pieces: tuple[str, ...]
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    connect: str = "'none'"
    images: str = "data:"

    def policy(self, *, looks: str = "", tiles: str = "", fonts: bool = False) -> str:
        """Its Content Security Policy: nothing but its own blocks, the scene's style sheet, and tiles if asked for.

        ``fonts`` lets in those that stand in the page itself.
        """
        return (
            f"default-src 'none'; script-src {' '.join(self.scripts)}; style-src {' '.join(self.styles)} "
            f"{_digest(looks)}; connect-src {self.connect}; base-uri 'none'; form-action 'none'; "
            f"img-src {self.images}{tiles}{'; font-src data:' if fonts else ''}"
        )

    def filled(self, values: Mapping[str, str]) -> str:
        """The page with every slot replaced by its value, which must already be escaped for where it stands.

        Unpaired surrogates (no text, and in no encoding) become question marks, so that the page can be saved.
        """
        parts = [values[piece] if odd % 2 else piece for odd, piece in enumerate(self.pieces)]
        return "".join(parts).encode("utf-8", "replace").decode("utf-8")


def shell(
    markup: str,
    *,
    scripts: tuple[str, ...] = (),
    styles: tuple[str, ...] = (),
    connect: str = "'none'",
    images: str = "data:",
    whole: bool = True,
) -> Shell:
    """The shell with style sheet and scripts put in, cut at the slots that are left.

    Args:
        markup: what Folium rendered, with slots; it holds no text but our own.
        scripts: more scripts of our own, run after the one that draws; ``styles``: more style sheets.
        connect: what the page may fetch, as CSP says it: nothing, or ``'self'`` in the app.
        images: where pictures may come from; the app's page cannot know which tiles a person will ask for.
        whole: with all of Leaflet; without, only with the part that a scene's own script uses.
    """
    code = {
        "style": "".join((leaflet_css(), web_file("strikemap.css"), *styles)),
        "leaflet": leaflet_js() if whole else leaflet_part(),
        "first": web_file("first.js"),
        "script": web_file("strikemap.js"),
        "more": "".join(f"<script>{script}</script>\n" for script in scripts),
    }
    plain = re.sub(r"[ \t]+$", "", markup, flags=re.MULTILINE)
    coded = _SLOT.sub(lambda slot: code.get(slot[1], slot[0]), plain)
    digests: dict[str, list[str]] = {"script": [], "style": []}
    for kind, text in _BLOCK.findall(coded):
        if text != LOOKS:
            digests[kind].append(_digest(text))
    return Shell(tuple(_SLOT.split(coded)), tuple(digests["script"]), tuple(digests["style"]), connect, images)


def filled(page: Shell, scene: Scene | None) -> str:
    """The page of a scene; without one, the page that waits for the app to send it scenes.

    Raises:
        BadInput: the scene asks for tiles at an address that is not https.
    """
    return page.filled(_values(page, scene))


def scene_data(scene: Scene) -> dict[str, Any]:
    """What the script is given: the scene's JSON value, packed, with its own words and the notes on the page.

    It is kept for a while, as the app sends a scene at every rerun: take names out, and leave what they hold as it is.
    """
    return dict(_kept_data(Same(scene)))


@lru_cache(maxsize=16)
def _kept_data(same: Same[Scene]) -> dict[str, Any]:
    return _scene_data(same.value)


def _scene_data(scene: Scene) -> dict[str, Any]:
    from geo.drawing.mercator import bar_words

    # A further place for a name of which another was taken at every scale is nothing to the script.
    labels = tuple(label for label in scene.labels if label.group is None or any(label.anchors.values()))
    data = scene_json(replace(scene, labels=labels), base=_packed_base(Same(scene.base)), shape=_shape)
    for label in data["labels"]:
        label["anchors"] = _changes(label["anchors"])
    data["words"] = {**script_words(scene.language), **data["words"]}
    data["lengths"] = bar_words(scene.language)
    data["direction"] = direction(scene.language)
    data["method"] = [*data["method"], *page_notes(scene)]
    data["credit"] = credit(scene)
    return data


@lru_cache(maxsize=16)
def _packed_base(same: Same[BaseMap]) -> dict[str, Any]:
    base = base_json(same.value)
    for name in ("land", "borders", "disputed"):
        base[name] = packed(base[name], BASE_DECIMALS)
    base["highlighted"] = {code: packed(area, BASE_DECIMALS) for code, area in base["highlighted"].items()}
    return base


def _shape(geometry: BaseGeometry) -> dict[str, Any]:
    is_point = geometry.geom_type == "Point"
    return geometry_json(geometry, FEATURE_DECIMALS) if is_point else _packed_shape(Same(geometry))


@lru_cache(maxsize=128)
def _packed_shape(same: Same[BaseGeometry]) -> dict[str, Any]:
    west, south, east, north = same.value.bounds
    # What is as large as a country was thinned as the base map was, and lies on its borders.
    decimals = BASE_DECIMALS if max(east - west, north - south) > LARGE_DEG else FEATURE_DECIMALS
    return packed(geometry_json(same.value, decimals), decimals)


def credit(scene: Scene) -> str:
    """The credit line, with the tiles' own where there are any."""
    tiles = "" if scene.tiles is None else scene.tiles.attribution
    return " · ".join(part for part in (scene.credit, tiles) if part)


def page_data(scene: Scene) -> dict[str, Any]:
    """The same for the page of one scene, without what stands on it: texts, and the shapes of its own drawing.

    The drawing (``geo/drawing/mercator.py``) is where the script reads lines and areas from.
    """
    data = _scene_data(_without_shapes(scene))
    for name in WRITTEN:
        del data[name]
    own = {*SCRIPT_WORDS, *scene.words}
    data["words"] = {name: text for name, text in data["words"].items() if name in own}
    for label in data["labels"]:
        del label["priority"]  # by which it was placed
    used = {feature.style for feature in scene.features} | {label.style for label in scene.labels}
    plain = looks_json({"": Look()})[""]
    for scheme, looks in data["theme"].items():
        data["theme"][scheme] = {
            token: {name: value for name, value in look.items() if value != plain[name]}
            for token, look in looks.items()
            if token in used or not token.startswith(("range-", "label-"))
        }
    return data


def _without_shapes(scene: Scene) -> Scene:
    """The scene with points only: lines and areas stand in the drawing."""
    nothing = shapely.GeometryCollection()
    base = replace(scene.base, land=nothing, borders=nothing, disputed=nothing, highlighted={})
    features = tuple(
        feature if feature.geometry.geom_type in {"Point", "MultiPoint"} else replace(feature, geometry=nothing)
        for feature in scene.features
    )
    return replace(scene, base=base, features=features)


def direction(language: str) -> str:
    """How a language (BCP 47) is written: "rtl" or "ltr"."""
    return "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def packed(geometry: dict[str, Any], decimals: int) -> dict[str, Any]:
    """A GeoJSON geometry with each list of points as one list of whole steps: a third of the size, nothing lost.

    ``[[34.5, 52.1], [34.6, 52.0]]`` with one decimal is ``[345, 521, 1, -1]``: the first point, then differences, in
    units of the last decimal. ``packed`` says how many of these make a degree; points by themselves stay as they are.
    """
    if geometry["type"] == "GeometryCollection":
        return {**geometry, "geometries": [packed(part, decimals) for part in geometry["geometries"]]}
    if geometry["type"] == "Point":
        return geometry
    per_degree = 10**decimals
    return {"type": geometry["type"], "packed": per_degree, "coordinates": _steps(geometry["coordinates"], per_degree)}


def _changes(anchors: dict[str, Any]) -> dict[str, Any]:
    """The zoom levels at which a label moves or hides: between them the nearest lower one counts anyway."""
    found: dict[str, Any] = {}
    before: Any = ()
    for zoom in sorted(anchors, key=float):
        if anchors[zoom] != before:
            before = found[zoom] = anchors[zoom]
    return found


def _steps(coordinates: list[Any], per_degree: int) -> list[Any]:
    if not coordinates or not isinstance(coordinates[0][0], (int, float)):
        return [_steps(part, per_degree) for part in coordinates]
    found: list[int] = []
    before = (0, 0)
    for lon, lat in coordinates:
        here = (round(lon * per_degree), round(lat * per_degree))
        found += (here[0] - before[0], here[1] - before[1])
        before = here
    return found


def script_json(value: object) -> str:
    """JSON that stands safely in a ``<script>`` element: no ``<``, ``>``, ``&`` or line separator is written out.

    NaN and infinities have no JSON: they raise ValueError.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for c in "<>&\u2028\u2029":  # one after the other: much faster than str.translate on megabytes of events
        text = text.replace(c, f"\\u{ord(c):04x}")
    return text


def script_words(language: str) -> dict[str, str]:
    """What the script and the page's fixed parts say, in the reader's language."""
    say = map_words(language)
    return {
        "map": say("Map"),
        "zoom in": say("Zoom in"),
        "zoom out": say("Zoom out"),
        "whole map": say("Whole map"),
        "close": say("Close"),
        "wheel": say("Hold Ctrl or click the map first to zoom"),
        "two fingers": say("Move the map with two fingers"),
        "keys": say(
            "Arrow keys: from place to place. Enter: open. Shift and an arrow key: move the map. "
            "+ and -: zoom. 0: whole map."
        ),
        "skip": say("Skip the map"),
        "legend": say("Legend"),
        "about": say("About this map"),
        "places": say("Places on this map"),
        "place": say("Place"),
        "role": say("What it is"),
        "figure": say("Detail"),
        "source": say("Source"),
    }


def page_notes(scene: Scene) -> tuple[str, ...]:
    """Sentences for "About this map" that are about the page: what draws it, and whom it contacts."""
    say = map_words(scene.language)
    if scene.tiles is None:
        return (say("Drawn with Folium and Leaflet. This page contacts no one."),)
    host = tile_host(scene.tiles.address).removeprefix("https://").removeprefix("*.")
    return (
        say("Drawn with Folium and Leaflet."),
        say("The background comes from {name}: your browser contacts {host}.", name=scene.tiles.name, host=host),
    )


def tile_host(address: str) -> str:
    """The host of a tile address as the CSP names it: "https://*.example.org" for "https://{s}.example.org/...".

    Raises:
        BadInput: not an https address with a plain host.
    """
    match = _HOST.match(address)
    if match is None:
        raise BadInput("{value!r} is not an https address of map tiles", value=address)
    return f"https://{'*.' if match[1] else ''}{match[2]}"


@cache
def leaflet_js() -> str:
    """Leaflet's script without the line that makes developer tools fetch its source map."""
    text = (LEAFLET / "leaflet.js").read_text("utf-8")
    return re.sub(r"\n?//# sourceMappingURL=\S*\s*$", "\n", text)


@cache
def leaflet_part() -> str:
    """The part of Leaflet that a scene without tiles and events is drawn with (``data/build/leaflet.py``).

    All of it where another Leaflet is installed than the part was taken from.
    """
    made_of = (WEB / "leaflet" / "source.sha256").read_text("utf-8").strip()
    if hashlib.sha256((LEAFLET / "leaflet-src.esm.js").read_bytes()).hexdigest() != made_of:
        return leaflet_js()
    return (WEB / "leaflet" / "part.js").read_text("utf-8")


@cache
def leaflet_css() -> str:
    """Leaflet's style sheet without what no browser of today reads.

    Gone are its few pictures, which belong to controls that we do not use, what is for Internet Explorer, and blanks.
    """
    text = re.sub(r"/\*.*?\*/", "", (LEAFLET / "leaflet.css").read_text("utf-8"), flags=re.DOTALL)
    rules = re.split(r"(?<=\})", re.sub(r"url\([^)]*\)", "none", text))
    text = "".join(rule for rule in rules if ".lvml" not in rule and ".leaflet-oldie" not in rule)
    return re.sub(r"\s*([{};,])\s*|(:)\s+", r"\1\2", text).replace(";}", "}").strip()


@cache
def web_file(name: str) -> str:
    """The script or style sheet of ``geo/drawing/web`` as a page carries it.

    That is its minified form (``data/build/web.py``); the source itself while it is newer.
    """
    source = (WEB / name).read_bytes()
    built = json.loads((WEB / "built" / "sources.json").read_text("utf-8"))
    whole = built.get(name) == hashlib.sha256(source).hexdigest()
    return (WEB / "built" / name).read_text("utf-8") if whole else source.decode("utf-8")


def _values(page: Shell, scene: Scene | None) -> dict[str, str]:
    values = _empty() if scene is None else {**_texts(scene), **_drawn(scene)}
    tiles = "" if scene is None or scene.tiles is None else f" {tile_host(scene.tiles.address)}"
    # Tile servers refuse pages that do not say where they stand; without tiles nobody needs to know.
    referrer = "strict-origin-when-cross-origin" if tiles else "no-referrer"
    fonts = scene is not None and scene.theme.font is not None
    policy = page.policy(looks=values["looks"], tiles=tiles, fonts=fonts)
    return {**values, "policy": policy, "referrer": referrer}


def _drawn(scene: Scene) -> dict[str, str]:
    """The page's own drawing of a scene, with its legend and style sheet, and the rest of the scene for the script."""
    from geo.drawing.mercator import page_still

    drawn = page_still(scene)
    return {
        "still": drawn.still,
        "legend": drawn.legend,
        # Colours come from a person's file: none may end the style sheet.
        "looks": (drawn.looks + house_css(scene.theme)).replace("<", "\\3c "),
        "scene": script_json(page_data(scene)),
    }


def _empty() -> dict[str, str]:
    """Slots of a page without a scene: the script writes them when one comes."""
    texts = ("title", "summary", "changed", "correction", "draft", "alt", "credit")
    names = (*texts, "title-language", "legend", "method", "table", "no-table", "events", "scene", "still", "looks",
             "embargo", "embargo until")  # fmt: skip
    words = {f"word {key}": "" for key in script_words("en")}
    return {**dict.fromkeys(names, ""), **words, "language": "en", "direction": "ltr", "mode": ' class="sm-app"'}


def _texts(scene: Scene) -> dict[str, str]:
    words = {**script_words(scene.language), **scene.words}
    return {
        **{f"word {key}": escape(text) for key, text in words.items()},
        "language": escape(scene.language),
        "direction": direction(scene.language),
        "mode": "",
        "title": escape(scene.title),
        "title-language": f' lang="{escape(scene.title_language)}"' if scene.title_language else "",
        "summary": escape(scene.summary),
        "changed": escape(scene.changed),
        "correction": escape(scene.correction),
        "embargo": f'<p class="sm-correction" dir="auto"><strong>{escape(scene.embargo)}</strong></p>'
        if scene.embargo
        else "",
        "embargo until": f'<meta name="embargo" content="{escape(scene.embargo_until)}">\n'
        if scene.embargo_until
        else "",
        "draft": escape(scene.draft or ""),
        "alt": escape(scene.alt),
        "credit": escape(credit(scene)),
        "method": "".join(f'<p dir="auto">{escape(text)}</p>' for text in (*scene.method, *page_notes(scene))),
        "table": "".join(_row(row) for row in scene.table),
        "no-table": "" if scene.table else " hidden",
        "events": "" if scene.events is None else _events(scene.events, map_words(scene.language)),
    }


def event_script() -> tuple[str, ...]:
    """The script that draws and filters events: only in a page that has some."""
    return (web_file("events.js"),)


def event_style() -> tuple[str, ...]:
    """Its style sheet."""
    return (web_file("events.css"),)


def _events(events: EventLayer, say: Words) -> str:
    """The newest events as a table, closed at first, and how many more there are."""
    heads = (say("Date"), say("Event"), say("Place"), say("Source"))
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    rows = "".join(
        _row(TableRow(name=row.when, role=row.title, figure=row.place, source=row.source)) for row in events.rows
    )
    left = events.total - len(events.rows)
    number = format_decimal(left, locale=say.language)
    more = say.plural("and {number} earlier event", "and {number} earlier events", left, number=number) if left else ""
    return (
        f'<details class="sm-events"><summary>{escape(say("Table of events"))}</summary>'
        f'<div class="sm-scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        + (f"<p>{escape(more)}</p>" if more else "")
        + "</details>"
    )


def _row(row: TableRow) -> str:
    language = f' lang="{escape(row.language)}"' if row.language else ""
    tail = "".join(f'<td dir="auto">{escape(cell)}</td>' for cell in (row.role, row.figure, row.source))
    return f'<tr><th scope="row" dir="auto"{language}>{escape(row.name)}</th>{tail}</tr>'


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
