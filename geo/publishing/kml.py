"""KML 2.2 that opens in Google Earth: a folder a kind, styled as the map is.

In KML a description, and in Google Earth's own balloon a name too, is read as HTML, and ``$[...]`` in it as a field.
So descriptions are texts whose markup characters are written as references: they show as they were written, and hold no
tag. The balloon is a fixed one that shows the description and nothing else; names stand as plain text where they are
read as such, in lists and as labels. No icon is named, for Google Earth would fetch it.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import shapely
from lxml import etree

from geo.drawing.theme import built_in
from geo.publishing.layers import Layer, Row, Tables
from geo.publishing.rfc7946 import without_seam

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.drawing.scene import Look, Theme
    from geo.model import Story

NAMESPACE = "http://www.opengis.net/kml/2.2"
BALLOON = "$[description]"
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Under which name a feature's id stands among its data.
ID = "strikemap_id"
# The icon of a place is a pushpin of about 32 px; a look's radius of 7 px is its usual size.
_FULL_RADIUS = 7.0


def kml(story: Story, theme: Theme | None = None) -> bytes:
    """The published form of a story as KML, in the light colours of the theme."""
    tables = Tables(story)
    looks = (theme or built_in()).light
    root = etree.Element(f"{{{NAMESPACE}}}kml", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    document = _add(root, "Document")
    about = tables.about
    _add(document, "name", f"{about['title']} ({tables.mark})")
    _add(document, "open", "1")
    _add(document, "Snippet", maxLines="0")
    _add(document, "description", _shown((about["title"], *tables.told, about.get("method", ""))))
    _add(document, "styleUrl", "#text")
    text = _add(document, "Style", id="text")
    _balloon(text, looks["page"])
    for token in dict.fromkeys(row.look for layer in tables.layers for row in layer.rows):
        _style(document, token, looks)
    _extended(document, about)
    for layer in tables.layers:
        _folder(document, layer, tables)
    etree.cleanup_namespaces(root)
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return data


def _folder(document: etree._Element, layer: Layer, tables: Tables) -> None:
    folder = _add(document, "Folder")
    _add(folder, "name", layer.title)
    _add(folder, "Snippet", maxLines="0")
    _add(folder, "description", _shown((layer.about, *tables.told)))
    _add(folder, "styleUrl", "#text")
    for row in layer.rows:
        _placemark(folder, row, tables)


def _placemark(folder: etree._Element, row: Row, tables: Tables) -> None:
    is_cut = row.geometry is not None and _is_cut(row.geometry)
    placemark = _add(folder, "Placemark")
    _add(placemark, "name", row.name)
    if row.values["kind"] == "strike":
        # Its place stands there already, with all that is reported; a second pin would lie on it.
        _add(placemark, "visibility", "0")
    _add(placemark, "Snippet", maxLines="0")
    _add(placemark, "description", _shown((row.name, *row.told, *tables.told[:-1])))
    _add(placemark, "styleUrl", f"#{row.look}-fill" if is_cut else f"#{row.look}")
    # GDAL makes a column "id" of an attribute and "Name" of the name: these two stand under no second name.
    own = {ID if column == "id" else column: value for column, value in row.values.items() if column != "name"}
    _extended(placemark, own)
    if row.geometry is not None and not row.geometry.is_empty:
        _geometry(placemark, row.geometry)
    if is_cut and row.geometry is not None:
        # The cut is no edge of the range: it is filled without an outline, and the outline drawn beside it.
        outline = _add(folder, "Placemark")
        _add(outline, "name", row.name)
        _add(outline, "Snippet", maxLines="0")
        _add(outline, "description", _shown((row.name, *row.told, *tables.told[:-1])))
        _add(outline, "styleUrl", f"#{row.look}")
        _extended(outline, {"kind": "outline", "of": row.values["id"], **tables.marks})
        _geometry(outline, without_seam(row.geometry))


def _is_cut(geometry: BaseGeometry) -> bool:
    """Whether an area has edges that only the cut at 180 degrees, or at a pole, made."""
    if shapely.get_dimensions(geometry) != 2:
        return False
    west, _, east, _ = geometry.bounds
    return west <= -180 and east >= 180


# ---------------------------------------------------------------- texts


def clean(text: str) -> str:
    """The text without what XML 1.0 cannot hold: control characters and half characters become U+FFFD."""
    return _NOT_XML.sub("\ufffd", text)


def _shown(lines: Iterable[str]) -> str:
    """Lines as a description, which is read as HTML: no tag, no reference and no field of KML in it."""
    return html.escape("\n".join(line for line in lines if line)).replace("$", "&#36;")


def _extended(parent: etree._Element, values: Mapping[str, object]) -> None:
    data = _add(parent, "ExtendedData")
    for name, value in values.items():
        if value is not None and value != "":
            _add(_add(data, "Data", name=name), "value", _plain(value))


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def _add(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)
    if text is not None:
        element.text = clean(text)
    return element


# ---------------------------------------------------------------- styles


def _style(document: etree._Element, name: str, looks: dict[str, Look]) -> None:
    """The style of a look, and for an area a second one that is filled without an outline."""
    is_text, is_area = name.startswith("label-"), name.startswith("range")
    look = looks[name]
    label = look if is_text else looks.get(f"label-{name}", looks["label-place"])
    for has_outline in (True, False) if is_area else (True,):
        style = _add(document, "Style", id=name if has_outline else f"{name}-fill")
        ink = look.fill if look.fill and not is_area and name != "origin" else look.stroke
        icon = _add(style, "IconStyle")
        _add(icon, "color", colour(ink or "#000000"))
        _add(icon, "scale", "0" if is_text else f"{look.radius / _FULL_RADIUS:g}")
        text = _add(style, "LabelStyle")
        _add(text, "color", colour(label.text or "#000000"))
        line = _add(style, "LineStyle")
        _add(line, "color", colour(look.stroke or ink or "#000000"))
        _add(line, "width", f"{look.width:g}")
        area = _add(style, "PolyStyle")
        _add(area, "color", colour(look.fill or "#ffffff", look.fill_opacity if look.fill else 0.0))
        _add(area, "fill", "1" if look.fill else "0")
        _add(area, "outline", "1" if has_outline else "0")
        _balloon(style, looks["page"])


def _balloon(style: etree._Element, page: Look) -> None:
    balloon = _add(style, "BalloonStyle")
    _add(balloon, "bgColor", colour(page.fill or "#ffffff"))
    _add(balloon, "textColor", colour(page.text or "#000000"))
    _add(balloon, "text", BALLOON)


def colour(text: str, opacity: float = 1.0) -> str:
    """#rrggbb as KML has it: aabbggrr."""
    return f"{round(opacity * 255):02x}{text[5:7]}{text[3:5]}{text[1:3]}".lower()


# ---------------------------------------------------------------- geometries


def _geometry(parent: etree._Element, geometry: BaseGeometry) -> None:
    match geometry.geom_type:
        case "Point":
            _add(_add(parent, "Point"), "coordinates", _coordinates(geometry))
        case "LineString" | "LinearRing":
            line = _add(parent, "LineString")
            _add(line, "tessellate", "1")
            _add(line, "coordinates", _coordinates(geometry))
        case "Polygon":
            assert isinstance(geometry, shapely.Polygon)
            _polygon(parent, geometry)
        case _:
            parts = list(getattr(geometry, "geoms", ()))
            target = parent if len(parts) == 1 else _add(parent, "MultiGeometry")
            for part in parts:
                _geometry(target, part)


def _polygon(parent: etree._Element, geometry: shapely.Polygon) -> None:
    polygon = _add(parent, "Polygon")
    _add(polygon, "tessellate", "1")
    for tag, ring in (("outerBoundaryIs", geometry.exterior), *(("innerBoundaryIs", r) for r in geometry.interiors)):
        line = _add(_add(polygon, tag), "LinearRing")
        _add(line, "coordinates", _coordinates(ring))


def _coordinates(geometry: BaseGeometry) -> str:
    # A nanodegree is a tenth of a millimetre; never in the form 1e-05.
    return " ".join(f"{lon:.9f},{lat:.9f}" for lon, lat in shapely.get_coordinates(geometry).tolist())
