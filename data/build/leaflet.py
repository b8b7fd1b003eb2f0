"""Builds geo/drawing/web/built/leaflet.js: the part of Leaflet that draws a scene, in two thirds of its bytes.

A browser reads and runs all of a script before a page is there, so that the page of a scene carries no more of Leaflet
than it uses: the map, its panes and gestures, paths in SVG, popups and the zoom buttons. Left out are tiles, markers
and their pictures, GeoJSON, canvas, tooltips, other controls and other projections. Pages that may need these (tiles,
events, further Folium layers, the app) carry the whole of it.

What the script uses is read from the modules that Leaflet is published with (the data-only package ``js_lib_leaflet``,
as for the whole); esbuild drops what nothing refers to. Leaflet ties its classes together by statements, so that those
of what is left out are taken away first. ``python -m data.build.web`` runs this.
"""

from __future__ import annotations

import re
import subprocess
from importlib import resources
from pathlib import Path

MODULES = Path(str(resources.files("js_lib_leaflet"))) / "static" / "js_lib_leaflet" / "leaflet-src.esm.js"
# What geo/drawing/web/strikemap.js and the lines that Folium writes ask of Leaflet.
USED = (
    "Browser", "CRS", "Control", "DomEvent", "DomUtil", "Layer", "Map", "Path", "Util", "control", "latLng",
    "latLngBounds", "map", "point", "popup", "setOptions", "svg", "version",
)  # fmt: skip
# Top-level statements, by how they begin, that tie in what is left out.
_LEFT_OUT = re.compile(
    r"Control\.(Layers|Scale|Attribution) = |control\.(layers|scale|attribution) = "
    r"|Map\.(mergeOptions|addInitHook)\((\{|function \(\) \{)\s*(if \(this\.options\.)?attributionControl"
    r"|CRS\.(Earth|EPSG3395|EPSG900913|EPSG4326|Simple) = |Icon\.Default = |Polyline\._flat = "
    r"|(Marker|Circle|CircleMarker)\.include\(PointToGeoJSON|(Polyline|Polygon|LayerGroup)\.include\(|GeoJSON\.\w+ = "
    r"|Layer\.include\(|Map\.include\(\{\s*// @method openTooltip|TileLayer\.WMS = |tileLayer\.wms = "
    r"|if \(Browser\.vml\)"
    r"|Map\.(TapHold|Keyboard) = |Map\.addInitHook\('addHandler', '(tapHold|keyboard)'"
)
_MADE = re.compile(
    r"var (\w+) = ((?:\w+\.extend\(\{|extend\(\{|\(function).*?^\}(?:\)|\(\)\)|\)\(\)))(?=;)", re.DOTALL | re.MULTILINE
)
# What it asks of browsers older than those that pages are made for (``TARGET`` in data/build/web.py): each is false.
# Its trial of one of them throws, for which a browser reads the whole script a second time.
_OLD = (
    "ie", "ielt9", "edge", "android23", "androidStock", "gecko3d", "mobileOpera", "msPointer", "opera", "opera12",
    "phantom", "vml",
)  # fmt: skip
_OLD_TRIED = re.compile(rf"var ({'|'.join(_OLD)}) = (?:[^\n]*;$|.*?^\}}[^\n]*;$)", re.DOTALL | re.MULTILINE)
_OLD_ASKED = re.compile(rf"\bBrowser\.({'|'.join(_OLD)})\b")
_CANVAS = "(this.options.preferCanvas && canvas(options)) || svg(options)"


def leaflet_part(esbuild: Path) -> bytes:
    """The script, minified, with Leaflet's notice.

    Raises:
        SystemExit: Leaflet's modules are not as they were, or esbuild refuses them.
    """
    source = MODULES.read_text("utf-8")
    notice, statements = _statements(source)
    if _CANVAS not in source:
        raise SystemExit("Leaflet chooses its renderer in another way than it did")
    kept = (text for text in statements if not _LEFT_OUT.match(text) and not text.startswith("export "))
    code = "\n".join(map(_droppable, map(_for_new_browsers, kept))).replace(_CANVAS, "svg(options)")
    done = subprocess.run(
        [str(esbuild), "--bundle", "--format=iife", "--global-name=L", "--minify", "--charset=utf8",
         "--legal-comments=none", "--target=es2020"],
        input=f"{code}\nexport {{ {_exported(source)} }};\n".encode(), capture_output=True,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"Leaflet: {done.stderr.decode()}")
    return notice.encode() + b"\n" + done.stdout


def _statements(source: str) -> tuple[str, list[str]]:
    """Its notice, and its top-level statements: each begins a line, and all within it is indented."""
    notice = re.match(r"/\* @preserve.*?\*/", source, flags=re.DOTALL)
    if notice is None:
        raise SystemExit("Leaflet's notice is not where it was")
    return notice[0], re.split(r"^(?=[A-Za-z_$])", source[notice.end() :], flags=re.MULTILINE)


def _droppable(statement: str) -> str:
    """A statement that makes a class, a projection or a test of an old browser, so that it goes where nothing uses it.

    Each is a call, which could do more than give a value: the mark says that it does not.
    """
    made = _MADE.match(statement)
    return f"var {made[1]} = /* @__PURE__ */ (() => {made[2]})();\n" if made else statement


def _for_new_browsers(statement: str) -> str:
    """A statement without its question whether the browser is an old one."""
    return _OLD_ASKED.sub("false", _OLD_TRIED.sub(r"var \1 = false;", statement))


def _exported(source: str) -> str:
    """What is used, as Leaflet's own last line gives it: some of it has another name inside."""
    last = re.findall(r"^export \{(.*)\}", source, flags=re.MULTILINE)[-1]
    given = {pair.split(" as ")[-1].strip(): pair.strip() for pair in last.split(",")}
    return ", ".join(given[name] for name in USED)
