"""The one door to Folium: it makes the map and its page; what a scene holds never goes through it.

Folium runs every text it is given as a Jinja template, twice, so it is given none: it renders a shell of fixed
markup with slots (``geo.drawing.shell.py`` fills them afterwards), and the options of the Leaflet map. Its own page
template is not used, because that loads 16 files from four hosts, forbids zooming a page, and has no language.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import folium
from branca.element import Figure
from folium.template import Template

from geo.drawing.scene import Scene
from geo.drawing.shell import HEAD, Shell, event_script, event_style, filled, shell

# Fixed where Folium would take random ones: the same scene makes the same page, byte for byte.
MAP_ID = "strikemap"
_HEAD = f"\n{HEAD}<style>@@looks@@</style>\n<script>@@first@@</script>\n"
_BODY = """
<main class="sm-page">
<div class="sm-words">
<h1 data-slot="title" dir="auto"@@title-language@@>@@title@@</h1>
<p class="sm-summary" data-slot="summary" dir="auto">@@summary@@</p>@@embargo@@
<p class="sm-correction" data-slot="correction" dir="auto">@@correction@@</p>
<a class="sm-skip" href="#sm-after" data-words="skip">@@word skip@@</a>
</div>
<figure class="sm-figure">
<p class="sm-draft" data-slot="draft" dir="auto">@@draft@@</p>
<div class="sm-frame">
<div class="sm-still" data-slot="still">@@still@@</div>
<div class="sm-map folium-map" id="{name}" role="application" aria-label="@@word map@@" \
aria-describedby="sm-alt sm-keys"></div>
<div class="sm-hint" data-slot="hint" aria-hidden="true"></div>
</div>
<p class="sm-unseen" id="sm-alt" data-slot="alt" dir="auto">@@alt@@</p>
<p class="sm-unseen sm-keys" id="sm-keys" data-words="keys">@@word keys@@</p>
<figcaption id="sm-after" tabindex="-1">
<ul class="sm-legend" data-slot="legend">@@legend@@</ul>
<p class="sm-credit" data-slot="credit" dir="auto">@@credit@@</p>
</figcaption>
</figure>
<div class="sm-words">
<p class="sm-changed" data-slot="changed" dir="auto">@@changed@@</p>
<details class="sm-data" data-needs="table" open@@no-table@@>
<summary data-words="places">@@word places@@</summary>
<div class="sm-scroll"><table>
<thead><tr><th scope="col" data-words="place">@@word place@@</th><th scope="col" data-words="role">@@word role@@</th>\
<th scope="col" data-words="figure">@@word figure@@</th><th scope="col" data-words="source">@@word source@@</th></tr>\
</thead>
<tbody data-slot="table">@@table@@</tbody>
</table></div>
</details>
@@events@@
<details class="sm-about" data-needs="method">
<summary data-words="about">@@word about@@</summary>
<div data-slot="method">@@method@@</div>
</details>
</div>
</main>
"""


class _PageFigure(Figure):
    """Folium's page, valid and with a language; ``render`` fills its slots when there is a scene."""

    _template = Template(
        """<!DOCTYPE html>
<html lang="@@language@@" dir="@@direction@@"@@mode@@>
<head>{{ this.header.render(**kwargs) }}</head>
<body>
{{ this.html.render(**kwargs) }}
<script type="application/json" id="strikemap-scene">@@scene@@</script>
<script>@@leaflet@@;
@@script@@;
{{ this.script.render(**kwargs) }}</script>
@@more@@</body>
</html>
"""
    )

    def __init__(self, scene: Scene | None = None) -> None:
        super().__init__(ratio="75%")
        self.scene = scene
        self.header._children.clear()

    def render(self, **kwargs: Any) -> str:
        """The page: with slots while there is no scene, whole when there is one."""
        markup: str = super().render(**kwargs)
        if self.scene is None:
            return markup
        # The map itself is one child of each; anything beside it may ask for what the part leaves out.
        beside = any(len(part._children) > 1 for part in (self, self.header, self.html, self.script))
        more = beside or any(child._children for child in self._children.values())
        scene = self.scene
        return filled(_shell(markup, events=scene.events is not None, whole=more or scene.tiles is not None), scene)


class _Map(folium.Map):
    """A Folium map whose page holds everything it needs; layers may be added to it as to any Folium map."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - Folium's own attribute, read at rendering
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _template = Template(
        "{% macro header(this, kwargs) %}{{ this.head }}{% endmacro %}"
        "{% macro html(this, kwargs) %}{{ this.body }}{% endmacro %}"
        "{% macro script(this, kwargs) %}{{ this.folium_script(kwargs) }}\n"
        "strikemap.start({{ this.get_name() }});{% endmacro %}"
    )

    def __init__(self, scene: Scene | None = None) -> None:
        super().__init__(
            location=(0, 0),
            zoom_start=2,
            tiles=None,
            zoom_control=False,
            attribution_control=False,
            zoom_snap=0.1,
            zoom_delta=0.5,
            wheel_px_per_zoom_level=90,
            max_bounds_viscosity=1.0,
        )
        self._id = MAP_ID
        _PageFigure(scene).add_child(self, name=self.get_name())
        self.head = _HEAD
        self.body = _BODY.replace("{name}", self.get_name())

    def folium_script(self, kwargs: Any) -> str:
        """Folium's own lines that make the Leaflet map with its options."""
        script: str = folium.Map._template.module.script(self, kwargs)
        return script


def folium_map(scene: Scene) -> folium.Map:
    """The scene as a Folium map: shown in a notebook, saved by ``.save(path)``, open to further Folium layers.

    What is added to it goes through Folium's templates: give it no text from an article.
    """
    return _Map(scene)


def page_shell(scene: Scene) -> Shell:
    """The page that Folium makes, with style and scripts in it and slots for everything else.

    It is the same for all scenes but those with events, whose script only they hold, and those with tiles.
    """
    return _page_shell(scene.events is not None, scene.tiles is not None)


@cache
def _page_shell(events: bool, tiles: bool) -> Shell:
    return _shell(_Map().get_root().render(), events=events, whole=tiles)


def _shell(markup: str, *, events: bool, whole: bool) -> Shell:
    """The shell of a scene: events, tiles and further Folium layers need all of Leaflet."""
    if events:
        return shell(markup, scripts=event_script(), styles=event_style())
    return shell(markup, whole=whole)


@cache
def app_shell(bridge: str, style: str = "") -> Shell:
    """The same page for the app: it waits for scenes, which the ``bridge`` script receives and hands on.

    ``style`` is the style sheet of what that script shows by itself.
    """
    return shell(
        _Map().get_root().render(),
        scripts=(*event_script(), bridge),
        styles=(*event_style(), style),
        connect="'self'",
        images="data: https:",
    )
