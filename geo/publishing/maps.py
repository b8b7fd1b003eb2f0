"""A story as a finished map: the page to embed, or the picture, from one scene."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from geo.errors import BadInput
from geo.publishing.sizes import COLUMNS_MM, LEAST_TEXT, map_px, sheet_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.drawing.scene import Scene, Tiles
    from geo.gazetteer.index import Gazetteer
    from geo.measuring.borders import Borders
    from geo.model import Story

Scheme = Literal["light", "dark"]

PAGE_PX = (1280, 720)
PICTURE_DETAIL = 2.0


def scene_of(
    story: Story,
    *,
    borders: Borders,
    gazetteer: Gazetteer,
    language: str | None = None,
    size_px: tuple[int, int] = PAGE_PX,
    tiles: str | None = None,
    published: bool = True,
    detail: float = 1.0,
    inset: bool = False,
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
        inset=inset,
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
    scheme: Scheme = "light",
    inset: bool = False,
    columns_mm: Mapping[str, float] = COLUMNS_MM,
    least_text: Mapping[str, float] = LEAST_TEXT,
    missing: Callable[[str], None] | None = None,
) -> bytes:
    """The map of a story as a file: "html" (one self-contained page), "svg", "png" or "pdf".

    Args:
        size: of a picture: a name, pixels or millimetres (``geo.publishing.sizes``).
        scheme: a picture's light or dark colours.
        inset: a picture with a small map of where it lies.
        columns_mm: the widths of "print-1col" and "print-2col"; least_text: the smallest text of print, phone and tv.
        missing: is told the letters that no font of this machine has; they are boxes in PNG and PDF.

    Raises:
        BadInput: an unknown size or tile layer, or a picture too small for its words.
    """
    sheet = sheet_of(size, columns_mm=columns_mm, least_text=least_text)
    is_page = kind == "html"
    scene = scene_of(
        story,
        borders=borders,
        gazetteer=gazetteer,
        language=language,
        size_px=PAGE_PX if is_page and size is None else map_px(sheet),
        tiles=tiles,
        detail=1.0 if is_page else PICTURE_DETAIL,
        inset=inset,
    )
    if is_page:
        from geo.publishing.page import page

        return page(scene).encode("utf-8")
    from geo.drawing.picture import draw_picture, unseen_letters

    if missing is not None and kind != "svg" and (letters := unseen_letters(scene)):
        missing(letters)
    return draw_picture(scene, kind, sheet=sheet, scheme=scheme)


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
