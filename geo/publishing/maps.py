"""A story as a finished map: the page to embed, or the picture, from one scene."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from geo.errors import BadInput
from geo.publishing.sizes import COLUMNS_MM, LEAST_TEXT, map_px, sheet_of
from geo.same import Same

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.drawing.scene import Scene, Tiles
    from geo.gazetteer.index import Gazetteer
    from geo.gazetteer.own import HouseSpellings
    from geo.measuring.borders import Borders
    from geo.model import LonLat, Policy, Story
    from geo.style import House

Scheme = Literal["light", "dark"]

PAGE_PX = (1280, 720)
PICTURE_DETAIL = 2.0
# Above this range Web Mercator shows a ring as no reader would know it: the page is the azimuthal one.
FAR_M = 2_500_000.0
# A page is paid for by the kilobyte; its outlines stray by half a px at the first view, as those of the desk's map do.
PAGE_DETAIL = 1.0
# The light page is for slow phones and small purses.
LIGHT_DETAIL = 0.75


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
    house: House | None = None,
    inset: bool = False,
    steady: bool = False,
) -> Scene:
    """What is drawn of a story: for readers (``published``), or with everything that the desk sees.

    ``detail`` is how much finer than a screen needs the coasts are (2 for a picture that may be printed). A house's
    borders are laid on by ``house_borders``, since what is measured rests on them too. Without a house it is the
    built-in style that the story names. ``steady`` keeps the first view while a range changes a little.
    """
    from geo.drawing.compose import build_scene
    from geo.publishing.translated import respelled, translated
    from geo.style import house_of

    house = house or house_of(story)
    if house is not None and house.spelling:
        gazetteer = spelled(gazetteer, house)
        story = respelled(story, language or story.language, gazetteer)
    return build_scene(
        translated(story, language or story.language, gazetteer),
        borders=borders,
        gazetteer=gazetteer,
        language=language,
        size_px=size_px,
        published=published,
        detail=detail,
        inset=inset,
        steady=steady,
        tiles=None if tiles is None else tile_layer(tiles),
        house=house,
    )


def house_borders(house: House | None, policy: Policy) -> Borders:
    """The borders by a policy, with what the house has set for single disputed areas."""
    from geo.measuring.borders import open_borders

    return open_borders(policy) if house is None else open_borders(policy, house.choices, house.left_out)


def spelled(gazetteer: Gazetteer, house: House) -> Gazetteer:
    """The gazetteer with the house's spellings laid over it; the same object for the same two."""
    if not house.spelling:
        return gazetteer
    return _spelled(Same(gazetteer), Same(house.spelling))


@lru_cache(maxsize=4)
def _spelled(gazetteer: Same[Gazetteer], spelling: Same[HouseSpellings]) -> Gazetteer:
    return gazetteer.value.with_own((), spelling.value)


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
    scheme: Scheme = "light",
    inset: bool = False,
    columns_mm: Mapping[str, float] = COLUMNS_MM,
    least_text: Mapping[str, float] = LEAST_TEXT,
    missing: Callable[[str], None] | None = None,
    house: House | None = None,
) -> bytes:
    """The map of a story as a file: "html" (one self-contained page), "svg", "png" or "pdf".

    Args:
        size: of a picture: a name, pixels or millimetres (``geo.publishing.sizes``).
        scheme: a picture's light or dark colours.
        inset: a picture with a small map of where it lies.
        columns_mm: the widths of "print-1col" and "print-2col"; least_text: the smallest text of print, phone and tv.
        missing: is told the letters that no font of this machine has; they are boxes in PNG and PDF.
        light: of a page: drawn as SVG instead of with Folium. None leaves it to the story: a range above 2,500 km is
            drawn so, which Web Mercator would tear, unless tiles are asked for, which only Folium can show.
        house: the house's style, whose columns and smallest text go before those given; its borders are those of
            ``borders`` already.

    Raises:
        BadInput: an unknown size or tile layer; tiles asked for on the light page; a picture too small for its words.
    """
    if house is not None:
        columns_mm, least_text = house.columns_mm, house.least_text.by_medium
    sheet = sheet_of(size, columns_mm=columns_mm, least_text=least_text)
    is_page = kind == "html"
    light = is_light(story, borders, asked=light, tiles=tiles)
    if light and tiles is not None:
        raise BadInput("the light page has no background of tiles ({name}): ask for one of the two", name=tiles)
    scene = scene_of(
        story,
        borders=borders,
        gazetteer=gazetteer,
        language=language,
        size_px=PAGE_PX if is_page and size is None else map_px(sheet),
        tiles=tiles,
        detail=PICTURE_DETAIL if not is_page else LIGHT_DETAIL if light else PAGE_DETAIL,
        inset=inset,
        house=house,
    )
    if is_page and light:
        from geo.drawing.lightpage import light_page

        return light_page(scene, far_centre(story, borders)).encode("utf-8")
    if is_page:
        from geo.publishing.page import page

        return page(scene).encode("utf-8")
    from geo.drawing.picture import draw_picture, unseen_letters

    if missing is not None and kind != "svg" and (letters := unseen_letters(scene)):
        missing(letters)
    return draw_picture(scene, kind, sheet=sheet, scheme=scheme)


def is_light(story: Story, borders: Borders, *, asked: bool | None = None, tiles: str | None = None) -> bool:
    """Whether the page of a story is the light one: as asked, else where a range is too far for Web Mercator."""
    return asked if asked is not None else tiles is None and far_centre(story, borders) is not None


def far_centre(story: Story, borders: Borders) -> LonLat | None:
    """From where the longest range of a story is measured, if that is above 2,500 km; of a territory its middle."""
    from geo.measuring.geodesy import centre_of
    from geo.measuring.origins import origin_geometry

    longest = max(story.ranges, key=lambda area: area.max_m, default=None)
    if longest is None or longest.max_m <= FAR_M:
        return None
    return centre_of(origin_geometry(longest.origin, borders))


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
