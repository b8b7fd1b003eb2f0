"""strikemap from Python: read an article, look at its places, draw the map.

The gazetteer and the borders are opened once a process, at the first call that needs them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from geo.errors import BadInput
from geo.units import parse_radius

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas
    import pandas
    from folium import Map
    from shapely.geometry.base import BaseGeometry

    from geo.gazetteer.index import Gazetteer
    from geo.measuring.borders import Borders
    from geo.measuring.geodesy import Distance
    from geo.model import Policy, Story
    from geo.reading.recogniser import Recogniser
    from geo.style import House
    from geo.where import Finder

    Style: TypeAlias = str | Path | House
    Ends: TypeAlias = Story | geopandas.GeoDataFrame | geopandas.GeoSeries | Sequence[str]


@cache
def gazetteer() -> Gazetteer:
    """The place index; built on first use (about a minute), then opened in a fraction of a second.

    Places and spellings in your configuration folder are laid over it (``geo.gazetteer.own``).
    """
    from geo.gazetteer.index import open_gazetteer
    from geo.gazetteer.own import own_files, spelling_files

    return open_gazetteer(own=own_files(), spellings=spelling_files())


@cache
def borders(policy: Policy = "recognised") -> Borders:
    """The borders by a policy."""
    from geo.measuring.borders import open_borders

    return open_borders(policy)


def finder(policy: Policy = "recognised") -> Finder:
    """Finds what people type: a name, "50.45,30.52", "country:UA", "border:UA-RU"."""
    from geo.where import Finder

    return Finder(gazetteer, lambda: borders(policy))


def read(
    article: str | Path,
    *,
    published: str | None = None,
    source: str | None = None,
    address: str | None = None,
    language: str | None = None,
    recogniser: Recogniser | str | None = None,
) -> Story:
    """The story of an article.

    Args:
        article: a ``Path`` to a .txt, .md, .html, .pdf or .docx file, or the text itself as a string.
        published: ISO 8601 date; without it "vandaag" stays unresolved.
        source: who published it. address: where it stands (never fetched).
        language: BCP 47; found in the text if not given.
        recogniser: what it says of names is taken as evidence: "natasha", "spacy:MODEL" or an object of your own.

    Raises:
        BadArticle: empty, binary, wrongly encoded or too long.
        NotPossible: the recogniser is not installed.
    """
    from geo.analysis import analyse
    from geo.files import read_bytes
    from geo.reading.article import article_from_bytes, article_from_text
    from geo.reading.recogniser import recogniser_named

    if isinstance(article, Path):
        value = article_from_bytes(
            read_bytes(str(article)),
            filename=article.name,
            language=language,
            published=published,
            source=source,
            address=address,
        )
    else:
        value = article_from_text(article, language=language, published=published, source=source, address=address)
    heard = recogniser_named(recogniser) if isinstance(recogniser, str) else recogniser
    return analyse(value, gazetteer=gazetteer(), borders=borders(), recogniser=heard)


def load(path: str | Path) -> Story:
    """A story that was saved.

    Raises:
        BadDocument: broken, foreign or newer.
    """
    from geo.document import loads
    from geo.files import read_bytes

    return loads(read_bytes(str(path)))


def save(story: Story, path: str | Path) -> None:
    """The whole story as GeoJSON; ``load`` gives it back."""
    from geo.document import dumps
    from geo.files import write_bytes

    write_bytes(path, dumps(story).encode("utf-8"))


def places(story: Story) -> geopandas.GeoDataFrame:
    """The places as a GeoDataFrame (EPSG:4326): a row a place, with its sentence, record, role and confidence."""
    import geopandas
    import shapely

    rows = [
        {
            "id": place.id,
            "name": place.name,
            "gazetteer_name": place.chosen.name,
            "kind": place.chosen.kind,
            "country": place.chosen.country,
            "admin1": place.chosen.admin1,
            "geonameid": place.chosen.geonameid,
            "role": place.role,
            "confidence": place.confidence,
            "precision_m": place.precision_m,
            "sentence": story.article.text[slice(*place.mentions[0].sentence)] if place.mentions else "",
        }
        for place in story.places
    ]
    points = [shapely.Point(place.lon, place.lat) for place in story.places]
    return geopandas.GeoDataFrame(rows, geometry=points, crs="EPSG:4326")


def with_range(
    story: Story,
    *,
    weapon: str | None = None,
    radius: str | None = None,
    origin: str,
    onto: str | None = None,
) -> Story:
    """The story with a weapon's range, or one of your own.

    Args:
        weapon: a name of the catalogue ("ATACMS").
        radius: "300 km", instead of a weapon.
        origin: from where: "country:UA", "50.45,30.52", "Kyiv", "border:UA-RU".
        onto: ISO code of the country to cut it to.

    Raises:
        NotPossible: an unknown weapon or country. BadInput: a radius that the Earth does not have.
    """
    from geo.analysis import origin_named, with_ranges
    from geo.weapons import find_weapon

    return with_ranges(
        story,
        borders=borders(story.policy),
        origin=origin_named(story, finder(story.policy).find(origin, language=story.language)),
        weapon=None if weapon is None else find_weapon(weapon),
        radius_m=None if radius is None else parse_radius(radius),
        onto=None if onto is None else onto.removeprefix("country:").upper(),
    )


def house_style(name: str | Path) -> House:
    """A style: "strikemap", "newsprint", or the TOML file of a house (docs/style.md).

    Raises:
        BadInput: no such style, or a key or value of the file that cannot be used.
    """
    from geo.style import house_named, read_house

    return read_house(name) if isinstance(name, Path) else house_named(name)


def with_style(story: Story, style: Style) -> Story:
    """The story as a house wants it: its border policy, so that ranges and checks are measured by that.

    The name of the style goes with the story.
    """
    from geo.analysis import with_policy
    from geo.publishing.maps import house_borders
    from geo.style import styled

    house = _house(style, story)
    if house is None:
        return story
    policy = house.policy or story.policy
    if policy != story.policy or house.choices:
        story = with_policy(story, house_borders(house, policy))
    return styled(story, house)


def _house(style: Style | None, story: Story) -> House | None:
    """The style that is asked for, else the one that the story names, if it is built in."""
    from geo.style import House, house_of

    if style is None:
        return house_of(story)
    return style if isinstance(style, House) else house_style(style)


def web_map(story: Story, *, language: str | None = None, style: Style | None = None) -> Map:
    """The interactive map (a Folium map): shown in a notebook as it is, saved with ``.save(path)``.

    ``style`` is a built-in style's name, a house's file (``Path``), or what ``house_style`` gave.
    """
    from geo.drawing.webmap import folium_map
    from geo.publishing.maps import house_borders, scene_of

    house = _house(style, story)
    where = house_borders(house, story.policy)
    return folium_map(scene_of(story, borders=where, gazetteer=gazetteer(), language=language, house=house))


def page(story: Story, *, language: str | None = None, style: Style | None = None) -> str:
    """One self-contained HTML file to embed; it asks nothing of any third party. ``style`` as for ``web_map``."""
    from geo.publishing.maps import draw, house_borders

    house = _house(style, story)
    where = house_borders(house, story.policy)
    data = draw(story, "html", borders=where, gazetteer=gazetteer(), language=language, house=house)
    return data.decode("utf-8")


def picture(
    story: Story,
    kind: Literal["png", "svg", "pdf"] = "png",
    *,
    size: str | None = None,
    language: str | None = None,
    scheme: Literal["light", "dark"] = "light",
    inset: bool = False,
    style: Style | None = None,
) -> bytes:
    """The same scene as a picture.

    Args:
        size: "web-16x9" (the default), "print-1col", "print-2col", "social-square", "social-wide", "story-vertical",
            "tv-16x9", pixels ("1280x720") or millimetres ("88mm", "88x70mm@300dpi"); see ``geo.publishing.sizes``.
        scheme: light or dark colours. inset: with a small map of where it lies.
        style: as for ``web_map``; a house's column widths and smallest text hold for the sizes.

    Raises:
        BadInput: another size, or one too small for the words.
    """
    from geo.publishing.maps import draw, house_borders

    house = _house(style, story)
    return draw(
        story,
        kind,
        borders=house_borders(house, story.policy),
        gazetteer=gazetteer(),
        language=language,
        size=size,
        scheme=scheme,
        inset=inset,
        house=house,
    )


def distances(starts: Ends, ends: Ends | None = None) -> pandas.DataFrame:
    """The shortest geodesic distances from everything in ``starts`` to everything in ``ends``, in metres.

    Args:
        starts, ends: a story (its places), a GeoDataFrame or GeoSeries in any CRS (points, lines, areas), or what
            people type ("Kyiv", "50.45,30.52", "border:UA"); ``ends`` the same as ``starts`` if None.

    Returns:
        A row a start and a column an end, by the place's name, the frame's index, or what was typed.

    Raises:
        BadInput: a frame without a CRS, or a geometry that cannot be measured. NotFound, Ambiguous: a typed name.
    """
    import pandas

    from geo.measuring.matrix import distance_matrix

    rows, from_shapes = _named_geometries(starts)
    columns, to_shapes = (rows, None) if ends is None else _named_geometries(ends)
    return pandas.DataFrame(distance_matrix(from_shapes, to_shapes), index=rows, columns=columns)


def _named_geometries(what: Ends) -> tuple[list[object], list[BaseGeometry]]:
    import geopandas
    import shapely

    from geo.model import Story

    if isinstance(what, Story):
        return [place.name for place in what.places], [shapely.Point(place.lon, place.lat) for place in what.places]
    if isinstance(what, geopandas.GeoDataFrame | geopandas.GeoSeries):
        if what.crs is None:
            raise BadInput("the frame has no CRS: expected one such as {value!r}", value="EPSG:4326")
        return list(what.index), list(what.geometry.to_crs("EPSG:4326"))
    found = [finder().find(text) for text in what]
    return list(what), [where.geometry for where in found]


def distance(start: str, end: str) -> Distance:
    """The geodesic between two things that people type, in metres, with the interval that their precision leaves."""
    from geo.measuring.geodesy import measure

    a, b = finder().find(start), finder().find(end)
    return measure(a.geometry, b.geometry, precision_a_m=a.precision_m, precision_b_m=b.precision_m)
