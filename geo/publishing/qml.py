"""How QGIS draws a layer: its own XML, made of fixed words and the theme's colours; no text of a story is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from lxml import etree

from geo.publishing.layers import AREAS

if TYPE_CHECKING:
    from geo.drawing.scene import Look, Theme
    from geo.publishing.layers import Layer

Symbol = Literal["marker", "line", "fill"]
QGIS = "3.28.0"
# Looks are in px at 96 dpi; QGIS counts in millimetres, its letters in points.
MM_A_PX, PT_A_PX = 25.4 / 96, 0.75
_SYMBOLS: dict[str, Symbol] = {
    "Point": "marker", "MultiPoint": "marker", "MultiLineString": "line", "MultiPolygon": "fill", "Unknown": "marker",
}  # fmt: skip
_CLASSES: dict[Symbol, str] = {"marker": "SimpleMarker", "line": "SimpleLine", "fill": "SimpleFill"}
# By which column a layer's rows differ in look, and in which look its names are written.
_BY = {"places": "style", "ranges": "style"}
_PLACES = ("strike", "origin", "place", *dict.fromkeys(AREAS.values()))
_LABELS = {"places": "label-place", "ranges": "label-range-1"}


def qml(layer: Layer, theme: Theme) -> str:
    """The style of a layer, in the light colours of the theme."""
    looks, kind = theme.light, _SYMBOLS[layer.shape]
    root = etree.Element("qgis", version=QGIS, styleCategories="Symbology|Labeling")
    by = _BY.get(layer.name)
    if by is None:
        token = {"strikes": "strike", "lines": "line"}.get(layer.name, "origin" if kind == "marker" else "origin-line")
        renderer = etree.SubElement(root, "renderer-v2", type="singleSymbol", symbollevels="0", enableorderby="0")
        _symbol(etree.SubElement(renderer, "symbols"), "0", kind, looks[token])
    else:
        tokens = _PLACES if kind == "marker" else tuple(token for token in sorted(looks) if token.startswith("range-"))
        renderer = etree.SubElement(
            root, "renderer-v2", type="categorizedSymbol", attr=by, symbollevels="0", enableorderby="0"
        )
        categories, symbols = etree.SubElement(renderer, "categories"), etree.SubElement(renderer, "symbols")
        for number, token in enumerate(tokens):
            etree.SubElement(categories, "category", value=token, symbol=str(number), label=token, render="true")
            _symbol(symbols, str(number), kind, looks[token])
    if layer.name in _LABELS:
        _labels(root, looks[_LABELS[layer.name]], is_area=kind == "fill")
    text: str = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n{text}"


def _symbol(parent: etree._Element, name: str, kind: Symbol, look: Look) -> None:
    symbol = etree.SubElement(parent, "symbol", type=kind, name=name, alpha="1", clip_to_extent="1")
    layer = etree.SubElement(symbol, "layer", {"class": _CLASSES[kind], "enabled": "1", "locked": "0", "pass": "0"})
    options = etree.SubElement(layer, "Option", type="Map")
    for key, value in _options(kind, look).items():
        etree.SubElement(options, "Option", type="QString", name=key, value=value)


def _options(kind: Symbol, look: Look) -> dict[str, str]:
    width, ink = f"{look.width * MM_A_PX:.3g}", _colour(look.stroke or look.fill)
    fill = _colour(look.fill, look.fill_opacity if look.fill else 0.0)
    match kind:
        case "marker":
            size = {"name": "circle", "size": f"{2 * look.radius * MM_A_PX:.3g}", "size_unit": "MM"}
            line_style = "solid" if look.stroke else "no"
            edge = {
                "outline_color": ink,
                "outline_style": line_style,
                "outline_width": width,
                "outline_width_unit": "MM",
            }
            return {**size, "color": fill, **edge}
        case "line":
            dash = ";".join(f"{part * MM_A_PX:.3g}" for part in look.dash)
            line = {"line_color": ink, "line_style": "solid", "line_width": width, "line_width_unit": "MM"}
            own = {"use_custom_dash": "1", "customdash": dash, "customdash_unit": "MM"} if look.dash else {}
            return {**line, **own}
        case "fill":
            style = {"outline_color": ink, "outline_style": "dash" if look.dash else "solid", "outline_width": width,
                     "outline_width_unit": "MM"}  # fmt: skip
            return {"color": fill, "style": "solid" if look.fill else "no", **style}


def _labels(root: etree._Element, look: Look, *, is_area: bool) -> None:
    """The column ``name`` beside each row, as text: no expression, no HTML."""
    labeling = etree.SubElement(root, "labeling", type="simple")
    settings = etree.SubElement(labeling, "settings", calloutType="simple")
    size = f"{look.size * PT_A_PX:.3g}"
    style = etree.SubElement(
        settings, "text-style", fieldName="name", isExpression="0", allowHtml="0", fontSize=size, fontSizeUnit="Point",
        textColor=_colour(look.text), fontWeight="75" if look.weight > 400 else "50",
    )  # fmt: skip
    etree.SubElement(
        style, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor=_colour(look.halo)
    )
    if is_area:
        # Along the ring, where it is read as the ring's; what lies inside may be labelled all the same.
        etree.SubElement(settings, "placement", placement="7", dist="0.5", distUnits="MM", priority="4")
        etree.SubElement(settings, "rendering", drawLabels="1", obstacle="0")
    else:
        etree.SubElement(
            settings, "placement", placement="6", predefinedPositionOrder="TR,TL,BR,BL,R,L,TSR,BSR", dist="1",
            distUnits="MM", offsetType="1", priority="8",
        )  # fmt: skip
        etree.SubElement(settings, "rendering", drawLabels="1", obstacle="1")


def _colour(text: str | None, opacity: float = 1.0) -> str:
    """#rrggbb as QGIS has it: red, green, blue and alpha, 0 to 255."""
    hexa = text or "#000000"
    return ",".join(str(part) for part in (*bytes.fromhex(hexa[1:]), round(opacity * 255)))
