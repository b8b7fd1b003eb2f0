"""A story as a finished map: the page to embed, or the picture, from one scene."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.errors import BadInput

if TYPE_CHECKING:
    from geo.drawing.scene import Scene, Tiles
    from geo.gazetteer.index import Gazetteer
    from geo.measuring.borders import Borders
    from geo.model import LonLat, Story

SIZES = {"web-16x9": (1280, 720)}
MAX_SIDE_PX = 8000
PICTURE_DETAIL = 2.0
# Above this range Web Mercator shows a ring as no reader would know it: the page is the azimuthal one.
FAR_M = 2_500_000.0
# A page is paid for by the kilobyte: outlines half a px coarse at the first view.
PAGE_DETAIL = 0.7


def scene_of(
    story: Story,
    *,
    borders: Borders,
    gazetteer: Gazetteer,
    language: str | None = None,
    size_px: tuple[int, int] = SIZES["web-16x9"],
    tiles: str | None = None,
    published: bool = True,
    detail: float = 1.0,
) -> Scene:
    """What is drawn of a story: for readers (``published``), or with everything that the desk sees.

    ``detail`` is how much finer than a screen needs the coasts are (2 for a picture that may be printed).
    """
    from geo.drawing.compose import build_scene
    from geo.publishing.translated import translated

    return build_scene(
        translated(story, language or story.language, gazetteer),
        borders=borders,
        gazetteer=gazetteer,
        language=language,
        size_px=size_px,
        published=published,
        detail=detail,
        tiles=None if tiles is None else tile_layer(tiles),
    )


def draw(
    story: Story,
    kind: str,
    *,
    borders: Borders,
    gazetteer: Gazetteer,
    language: str | None = None,
    size: str | None = None,
    tiles: str | None = None,
    light: bool | None = None,
) -> bytes:
    """The map of a story as a file: "html" (one self-contained page), "svg" or "png".

    Args:
        light: of a page: drawn as SVG instead of with Folium. None leaves it to the story: a range above 2,500 km is
            drawn so, which Web Mercator would tear, unless tiles are asked for, which only Folium can show.

    Raises:
        BadInput: an unknown size or tile layer; tiles asked for on the light page.
    """
    size_px = parse_size(size)
    centre = far_centre(story, borders)
    if light is None:
        light = centre is not None and tiles is None
    if light and tiles is not None:
        raise BadInput("the light page has no background of tiles ({name}): ask for one of the two", name=tiles)
    scene = scene_of(
        story,
        borders=borders,
        gazetteer=gazetteer,
        language=language,
        size_px=size_px,
        tiles=tiles,
        detail=PAGE_DETAIL if kind == "html" else PICTURE_DETAIL,
    )
    if kind == "html" and light:
        from geo.drawing.lightpage import light_page

        return light_page(scene, centre).encode("utf-8")
    if kind == "html":
        from geo.publishing.page import page

        return page(scene).encode("utf-8")
    from geo.drawing.picture import draw_picture

    return draw_picture(scene, kind, size=size_px)


def far_centre(story: Story, borders: Borders) -> LonLat | None:
    """From where the longest range of a story is measured, if that is above 2,500 km; of a territory its middle."""
    from geo.measuring.geodesy import centre_of
    from geo.measuring.origins import origin_geometry

    longest = max(story.ranges, key=lambda area: area.max_m, default=None)
    if longest is None or longest.max_m <= FAR_M:
        return None
    return centre_of(origin_geometry(longest.origin, borders))


def parse_size(size: str | None) -> tuple[int, int]:
    """Width and height in pixels of a named size, or of "1280x720".

    Raises:
        BadInput: neither; or a side that no screen or page has.
    """
    if size is None:
        return SIZES["web-16x9"]
    if size in SIZES:
        return SIZES[size]
    match = re.fullmatch(r"(\d{2,5})x(\d{2,5})", size)
    sides = (int(match[1]), int(match[2])) if match else (0, 0)
    if not all(100 <= side <= MAX_SIDE_PX for side in sides):
        raise BadInput(
            "{value!r} is not a size: expected {known} or pixels such as 1280x720", value=size, known=", ".join(SIZES)
        )
    return sides


def tile_layer(name: str) -> Tiles:
    """A tile layer of xyzservices by its name ("OpenStreetMap.Mapnik"). Nothing is fetched here: a browser will.

    Raises:
        BadInput: unknown, or a layer that needs a key.
    """
    import xyzservices.providers

    from geo.drawing.scene import Tiles

    try:
        provider = xyzservices.providers.query_name(name)
    except ValueError:
        raise BadInput("{value!r} is not a tile layer: expected a name such as CartoDB.Positron", value=name) from None
    if provider.requires_token():
        raise BadInput("{value!r} needs a key of its maker: choose a layer that needs none", value=name)
    return Tiles(
        name=provider.name,
        address=provider.build_url(x="{x}", y="{y}", z="{z}", scale_factor="{r}"),
        attribution=provider.attribution,
        max_zoom=int(provider.get("max_zoom", 18)),
    )
