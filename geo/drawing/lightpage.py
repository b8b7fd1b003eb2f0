"""The light page: a scene drawn as SVG by the server, with a small script that moves it; no Leaflet, no Folium.

One HTML file that asks nothing of anyone. Everything stands in it as markup, escaped: with the script switched off a
reader has the map, the legend, the table and what is said of each place; the script only adds moving, zooming, the
keyboard and popups, which it takes from the page. The Content Security Policy lets exactly its own blocks run;
there is no ``style`` attribute, and no text of an article in script or style.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np
import shapely

from geo.drawing.fonts import house_css
from geo.drawing.lightplane import NARROW_PAGE_PX, SCALES, frame_px, light_plane, scale_in
from geo.drawing.mercator import PAGE_COLOURS, bar_words
from geo.drawing.scene import BaseMap
from geo.drawing.shell import _SLOT, HEAD, _digest, _texts, web_file
from geo.drawing.still import scheme_css, still, swatch
from geo.errors import BadInput
from geo.measuring.geodesy import MapPlane, Plane, inverse
from geo.units import format_length
from geo.words import map_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.drawing.lightplane import LightPlane
    from geo.drawing.scene import PopupLine, Scene, Theme
    from geo.model import LonLat

# Widths of a page in px at which, without a script, marks and names take another size; for each the least width counts.
_WIDTHS = (300, 360, 420, 500, NARROW_PAGE_PX + 1, 760, 900, 1040, 1100)
_PRINT_PX = (640.0, 640.0 * 600 / 1066)
_PAGE_COLOURS = (*PAGE_COLOURS, ("--line", "border", "stroke"))

_PAGE = """<!DOCTYPE html>
<html lang="@@language@@" dir="@@direction@@">
<head>
{head}<script>@@together@@</script>
</head>
<body>
<main class="sm-page">
<h1 dir="auto"@@title-language@@>@@title@@</h1>
<p class="sm-summary" dir="auto">@@summary@@</p>@@embargo@@
<p class="sm-correction" dir="auto">@@correction@@</p>
<a class="sm-skip" href="#sm-after">@@word skip@@</a>
<figure>
<p class="sm-draft" dir="auto">@@draft@@</p>
<div class="sm-frame">
@@still@@
<div class="sm-scale" aria-hidden="true"><span></span></div>
<div class="sm-bar"><button type="button" title="@@word zoom in@@" aria-label="@@word zoom in@@">+</button>\
<button type="button" title="@@word zoom out@@" aria-label="@@word zoom out@@">−</button>\
<button type="button" title="@@word whole map@@" aria-label="@@word whole map@@">\
<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true"><path d="M1 5V1h4M9 1h4v4M13 9v4H9M5 13H1V9"/></svg>\
</button></div>
<div class="sm-hint" aria-hidden="true" data-wheel="@@word wheel@@" data-touch="@@word two fingers@@"></div>
<div class="sm-pop" role="dialog" tabindex="-1" aria-label="@@word map@@" hidden>\
<button type="button" class="sm-close" title="@@word close@@" aria-label="@@word close@@">×</button><div></div></div>
</div>
<p class="sm-unseen" id="sm-alt" dir="auto">@@alt@@</p>
<p class="sm-unseen" id="sm-keys">@@word keys@@</p>
<figcaption id="sm-after" tabindex="-1">
<p class="sm-unseen" id="sm-key" dir="auto">@@word legend@@</p>
<ul class="sm-legend" aria-labelledby="sm-key">@@legend@@</ul>
<p class="sm-credit" dir="auto">@@credit@@</p>
</figcaption>
</figure>
<p class="sm-changed" dir="auto">@@changed@@</p>
<details class="sm-data" open@@no-table@@>
<summary>@@word places@@</summary>
<div class="sm-scroll"><table>
<thead><tr><th scope="col">@@word place@@</th><th scope="col">@@word role@@</th><th scope="col">@@word figure@@</th>\
<th scope="col">@@word source@@</th></tr></thead>
<tbody>@@table@@</tbody>
</table></div>
</details>
<details class="sm-said"@@no-popups@@>
<summary>@@word said@@</summary>
@@popups@@</details>
@@events@@
<details class="sm-about">
<summary>@@word about@@</summary>
@@method@@
</details>
</main>
<script>@@script@@</script>
<i id="sm-end" hidden></i>
</body>
</html>
""".replace("{head}", HEAD)
_PIECES = tuple(_SLOT.split(_PAGE))


def light_page(scene: Scene, centre: LonLat | None = None) -> str:
    """The scene as one self-contained HTML page, byte for byte the same on repetition.

    Args:
        centre: from where a long range is measured: the map is then equidistant round it.

    Raises:
        BadInput: the scene asks for web tiles, which are in another projection.
    """
    if scene.tiles is not None:
        raise BadInput(
            "the light page has no background of tiles ({name}): ask for one of the two", name=scene.tiles.name
        )
    plane = light_plane(scene, centre)
    style, together, script = _style(scene, plane), web_file("together.js"), web_file("light.js")
    policy = (
        f"default-src 'none'; script-src {_digest(together)} {_digest(script)}; "
        f"style-src {_digest(style)}; base-uri 'none'; "
        f"form-action 'none'{'' if scene.theme.font is None else '; font-src data:'}"
    )
    said = "".join(_said(scene))
    values = {
        **_texts(_without_shapes(scene)),
        "policy": policy,
        "referrer": "no-referrer",
        "style": style,
        "together": together,
        "script": script,
        "still": _map(scene, plane),
        "legend": "".join(
            f'<li>{swatch(item.style)}<span dir="auto">{escape(item.text)}</span></li>' for item in scene.legend
        ),
        "method": "".join(f'<p dir="auto">{escape(text)}</p>' for text in method(scene, plane)),
        "popups": said,
        "no-popups": "" if said else " hidden",
        **{f"word {key}": escape(text) for key, text in light_words(scene.language).items()},
    }
    return (
        "".join(values[piece] if odd % 2 else piece for odd, piece in enumerate(_PIECES))
        .encode("utf-8", "replace")
        .decode("utf-8")
    )


def _without_shapes(scene: Scene) -> Scene:
    """The scene's words alone: what is drawn of it goes into the page as a drawing."""
    nothing = shapely.GeometryCollection()
    base = BaseMap(id="", bounds=scene.base.bounds, land=nothing, borders=nothing, disputed=nothing)
    return replace(scene, base=base, features=(), labels=())


def light_words(language: str) -> dict[str, str]:
    """What the light page says besides the words that every page has, in the reader's language."""
    say = map_words(language)
    return {"said": say("What is said of each place")}


def method(scene: Scene, plane: LightPlane) -> tuple[str, ...]:
    """Sentences for "About this map": the scene's own, the projection, and whom the page contacts."""
    say = map_words(scene.language)
    if plane.rings:
        projection = say(
            "Projection: azimuthal equidistant, centred where the range starts: distances from there are true."
        )
    elif plane.kind == "equidistant":
        projection = say("Projection: azimuthal equidistant, centred on the map.")
    else:
        projection = say("Projection: Lambert azimuthal equal-area, centred on the map.")
    return (*scene.method, projection, say("This page contacts no one."))


def web_address(address: str | None) -> str | None:
    """The address if it is one of the web, else None: anything else stays text."""
    if address is None or any(c.isspace() or not c.isprintable() for c in address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and parts.hostname else None


# ---------------------------------------------------------------- the map


def _map(scene: Scene, plane: LightPlane) -> str:
    sheet = plane.sheet
    name = ": ".join(part for part in (_words_of_map(scene), scene.title) if part)
    drawn = sheet.drawn_px or (0.0, 0.0, *sheet.size_px)
    drawing = still(
        scene,
        sheet,
        attributes={
            "role": "img",
            "aria-label": name,
            "aria-describedby": "sm-alt sm-keys",
            "data-plane": plane.kind,
            "data-metres": f"{plane.metres_px:.6g}",
            "data-centre": " ".join(f"{value:.2f}" for value in plane.centre_px),
            "data-drawn": " ".join(f"{value:.1f}" for value in drawn),
            "data-lengths": "|".join(bar_words(scene.language)),
            "data-scales": " ".join(f"{value:g}" for value in SCALES),
        },
    )
    if sheet.disc_px is not None:
        drawing = drawing.replace('class="still"', 'class="still sm-disc"', 1)
    return drawing.removesuffix("</svg>") + _fixed_scale(scene, plane) + "</svg>"


def _words_of_map(scene: Scene) -> str:
    return map_words(scene.language)("Map")


def _fixed_scale(scene: Scene, plane: LightPlane) -> str:
    """The scale bar of the map as it stands at first, true at its middle: for readers without a script, and print."""
    width, height = plane.sheet.size_px
    metres_px = metres_across(plane, width / 2, height / 2)
    most = metres_px * width * 0.22
    metres = max(step * 10.0**power for power in range(1, 8) for step in (1, 2, 5) if step * 10.0**power <= most)
    text = format_length(metres, language=scene.language)
    return (
        f'<g class="sm-fixed t-scale" transform="translate(12 {height - 10:.1f})" aria-hidden="true">'
        f'<path d="M0-5v5h{metres / metres_px:.1f}v-5"/>'
        f'<g class="k"><text x="4" y="-4">{escape(text)}</text></g></g>'
    )


def metres_across(plane: LightPlane, x: float, y: float) -> float:
    """Metres on the ellipsoid that a px spans along the map at a place on the sheet."""
    ends = (np.array([[x - 5, y], [x + 5, y]]) - plane.centre_px) * [plane.metres_px, -plane.metres_px]
    flat = Plane(plane.centre) if plane.kind == "equidistant" else MapPlane(plane.centre)
    (lon, lat), (lon2, lat2) = flat.to_lonlat(ends)
    return float(inverse(lon, lat, lon2, lat2).distance_m) / 10


# ---------------------------------------------------------------- words of the places


def _said(scene: Scene) -> Iterator[str]:
    """What the popups say; the script shows these very elements."""
    for feature in scene.features:
        if feature.popup:
            lines = "".join(_line(line, feature.language) for line in feature.popup)
            yield f'<div data-for="{escape(feature.id)}">{lines}</div>\n'


def _line(line: PopupLine, language: str | None) -> str:
    """A line of a popup; a quote may be in another language than the page, and so may the title, a name."""
    tag = "blockquote" if line.kind == "quote" else "p"
    text = escape(line.text)
    address = web_address(line.address)
    if address is not None:
        text = f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer external">{text}</a>'
    language = line.language or (language if line.kind == "title" else None)
    said_in = f' lang="{escape(language)}"' if language else ""
    return f'<{tag} class="is-{line.kind.replace(" ", "-")}" dir="auto"{said_in}>{text}</{tag}>'


# ---------------------------------------------------------------- the style sheet


def _style(scene: Scene, plane: LightPlane) -> str:
    base = ("land", "highlight", "border", "disputed", "sea", "scale")
    tokens = {*base, *(f.style for f in scene.features), *(label.style for label in scene.labels)}
    tokens |= {item.style for item in scene.legend}
    page = _page_css(scene.theme) + scheme_css(scene.theme, tokens) + web_file("light.css")
    return page + "".join(_sizes_css(plane)) + house_css(scene.theme)


def _page_css(theme: Theme) -> str:
    """The page's own colours, from the theme."""
    light, dark = (
        ";".join(
            f"{name}:{colour}" for name, token, field in _PAGE_COLOURS if (colour := getattr(looks[token], field, None))
        )
        for looks in (theme.light, theme.dark)
    )
    return (
        f":root{{color-scheme:light;{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-scheme=light]){{color-scheme:dark;{dark}}}}}"
        f":root[data-scheme=dark]{{color-scheme:dark;{dark}}}"
    )


def _sizes_css(plane: LightPlane) -> Iterator[str]:
    """The size of marks and names, and which names stand, on a page of some width; a script does it for every width."""
    size = plane.sheet.size_px
    for number, low in enumerate(_WIDTHS):
        rule = _at_scale(scale_in(frame_px(low), size), ":root:not(.sm-js) ")
        yield f"@media (min-width:{low}px){{{rule}}}" if number else rule
    for number in range(len(SCALES)):
        yield f'.still[data-q="{number}"] .q{number}{{display:inline}}'
    scale = scale_in(_PRINT_PX, size)
    shown = _number_at(scale)
    yield (
        f"@media print{{.sm-frame>.still{{--k:{1 / scale:.4g}!important}}"
        f".still .q.q{{display:none!important}}.still .q.q{shown}{{display:inline!important}}}}"
    )


def _at_scale(scale: float, under: str) -> str:
    """Rules for one scale; they undo those of a lesser one."""
    shown = _number_at(scale)
    return (
        f"{under}.sm-frame>.still{{--k:{1 / scale:.4g}}}{under}.still .q{{display:none}}"
        f"{under}.still .q{shown}{{display:inline}}"
    )


def _number_at(scale: float) -> int:
    return max((number for number, least in enumerate(SCALES) if least <= scale * 1.001), default=0)
