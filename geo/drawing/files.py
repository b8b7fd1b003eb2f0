"""A drawing as a file that says what it is: SVG with layers and metadata, PDF that is read aloud, PNG with its size.

None of them holds a date or a random number: the same drawing gives the same bytes. Everything is written as data, by
lxml, pikepdf (the one door to it) and Pillow.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from geo.drawing.fonts import picture_rules
from geo.drawing.pencil import SPACING
from geo.drawing.sheet import MM_INCH, POINTS_INCH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.drawing.fonts import FontFamily
    from geo.drawing.pencil import Pencil
    from geo.drawing.sheet import Sheet

SVG = "http://www.w3.org/2000/svg"
XML = "http://www.w3.org/XML/1998/namespace"
INKSCAPE = "http://www.inkscape.org/namespaces/inkscape"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
CC = "http://creativecommons.org/ns#"
# Where photo desks look for an embargo: the "instructions" of IPTC's photo metadata.
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
STILL_IMAGE = "http://purl.org/dc/dcmitype/StillImage"
PROGRAM = "strikemap"
# Of a path: blanks round its commands say nothing.
_BLANKS = re.compile(r"\s*([MLCQz])\s*")
_LONG = re.compile(r"-?\d+\.\d{3,}")
_STYLE = re.compile(r"([a-z-]+):\s*([^;]+)")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
# Hebrew, Arabic and their kin: a line that mixes them with figures takes its direction from its first letter.


@dataclass(frozen=True, slots=True)
class About:
    """What a picture's file says of it, all plain text.

    Attributes:
        alt: what a reader hears who does not see it. method: how it was made, with its projection.
        sources: who reported and whose data. rights: under which licences those are.
        embargo: until when nobody may publish it; an empty text for none.
    """

    title: str
    alt: str
    method: str
    sources: tuple[str, ...]
    rights: str
    language: str
    embargo: str = ""

    @property
    def description(self) -> str:
        """Alt text and method in one."""
        return " ".join(part for part in (self.alt, self.method) if part)


def printable(text: str) -> str:
    """A text without control characters, which neither XML nor PDF bears, nor halves of letters."""
    return "".join(c if c.isprintable() and not "\ud800" <= c <= "\udfff" else " " for c in text)


# ---------------------------------------------------------------- SVG


def svg_file(
    pencil: Pencil, sheet: Sheet, about: About, layers: Mapping[str, str], *, font: FontFamily | None = None
) -> bytes:
    """The drawing as SVG: text stays text, every layer is a group with a name in Inkscape and Illustrator.

    Args:
        layers: the id of each layer to the name that a person reads.
        font: the house's, whose letters travel in the file; whoever edits a text needs it installed, by its name.
    """
    drawn = etree.fromstring(pencil.svg())
    figure = drawn.find(f"{{{SVG}}}g")
    spaces: Any = {None: SVG, "inkscape": INKSCAPE, "rdf": RDF, "dc": DC, "cc": CC}
    root = etree.Element(f"{{{SVG}}}svg", nsmap=spaces, attrib=_root_attributes(pencil, sheet, about))
    _child(root, "title", about.title, id="picture-title")
    _child(root, "desc", about.alt, id="picture-description")
    root.append(_metadata(about))
    for defs in drawn.findall(f"{{{SVG}}}defs"):
        for style in defs.findall(f"{{{SVG}}}style"):
            # A rule for every element would reach out of the picture where it stands in a page; the root has it.
            defs.remove(style)
        if len(defs):
            root.append(defs)
    for group in figure if figure is not None else ():
        name = group.get("id", "")
        if name in layers:
            root.append(_layer(group, name, layers[name], pencil))
    if font is not None:
        text = "".join(part.text or "" for part in root.iter(f"{{{SVG}}}text"))
        root.set("font-family", ", ".join([f"'{font.name}'", *_families(pencil)[1:]]))
        style = etree.Element(f"{{{SVG}}}style")
        style.text = picture_rules(font, text)
        root.insert(3, style)
    _trimmed(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n"


def _root_attributes(pencil: Pencil, sheet: Sheet, about: About) -> dict[str, str]:
    width, height = f"{pencil.width:g}", f"{pencil.height:g}"
    printed = sheet.unit == "pt"
    mm = MM_INCH / POINTS_INCH
    return {
        "version": "1.1",
        "width": f"{pencil.width * mm:.2f}mm" if printed else width,
        "height": f"{pencil.height * mm:.2f}mm" if printed else height,
        "viewBox": f"0 0 {width} {height}",
        "role": "img",
        "aria-labelledby": "picture-title picture-description",
        "lang": about.language,
        f"{{{XML}}}lang": about.language,
        "font-family": ", ".join(_families(pencil)),
        "stroke-linejoin": "round",
        "stroke-linecap": "butt",
    }


def _families(pencil: Pencil) -> list[str]:
    return [*(f"'{name}'" for name in pencil.fonts), "sans-serif"]


def _layer(group: Any, name: str, label: str, pencil: Pencil) -> Any:
    """A layer's group: its things without the groups that Matplotlib puts round each."""
    layer = etree.Element(f"{{{SVG}}}g", attrib={"id": name})
    layer.set(f"{{{INKSCAPE}}}groupmode", "layer")
    layer.set(f"{{{INKSCAPE}}}label", label)
    if name == "halos":
        layer.set("aria-hidden", "true")
    for thing in list(group):
        gid = thing.get("id", "")
        parts = list(thing)
        if len(parts) == 1:
            parts[0].set("id", gid)
            layer.append(parts[0])
        else:
            layer.append(thing)
        for part in parts:
            _plain(part, gid, pencil)
    return layer


def _plain(part: Any, gid: str, pencil: Pencil) -> None:
    """A path in fewer letters; a text by its attributes, with the outline of a halo and its letter-spacing."""
    if part.tag == f"{{{SVG}}}path":
        part.set("d", _LONG.sub(_short, _BLANKS.sub(r"\1", part.get("d", "")).strip()))
        part.set("style", _LONG.sub(_short, part.get("style", "")))
        return
    if part.tag != f"{{{SVG}}}text":
        return
    style = dict(_STYLE.findall(part.attrib.pop("style", "")))
    part.attrib.pop("transform", None)
    size = float(style["font-size"].removesuffix("px"))
    part.set("font-size", f"{round(size, 2):g}")
    for axis in ("x", "y"):
        part.set(axis, _LONG.sub(_short, part.get(axis, "")))
    if "font-weight" in style:
        part.set("font-weight", style["font-weight"])
    part.set("fill", style["fill"])
    if gid in pencil.spaced:
        part.set("letter-spacing", f"{SPACING * size:.2f}")
    if RIGHT_TO_LEFT.search(part.text or ""):
        part.set("style", "unicode-bidi: plaintext")
    if gid in pencil.halos:
        halo = pencil.halos[gid]
        part.set("stroke", halo.colour)
        part.set("stroke-width", f"{halo.width:.2f}")


def _short(number: re.Match[str]) -> str:
    """A number to a hundredth of a unit, which no eye and no press can tell from the long one."""
    return f"{round(float(number[0]), 2):g}"


def _metadata(about: About) -> Any:
    """Dublin Core in RDF, as Inkscape writes and reads it."""
    metadata = etree.Element(f"{{{SVG}}}metadata", attrib={"id": "picture-metadata"})
    rdf = etree.SubElement(metadata, f"{{{RDF}}}RDF")
    work = etree.SubElement(rdf, f"{{{CC}}}Work", attrib={f"{{{RDF}}}about": ""})
    _element(work, DC, "format", "image/svg+xml")
    etree.SubElement(work, f"{{{DC}}}type", attrib={f"{{{RDF}}}resource": STILL_IMAGE})
    _element(work, DC, "title", about.title)
    _element(work, DC, "description", about.description)
    _element(work, DC, "language", about.language)
    for source in about.sources:
        _element(work, DC, "source", source)
    if about.embargo:
        element = etree.SubElement(work, f"{{{PHOTOSHOP}}}Instructions", nsmap={"photoshop": PHOTOSHOP})
        element.text = about.embargo
    for key, value in (("creator", PROGRAM), ("rights", about.rights)):
        agent = etree.SubElement(etree.SubElement(work, f"{{{DC}}}{key}"), f"{{{CC}}}Agent")
        _element(agent, DC, "title", value)
    return metadata


def _element(parent: Any, space: str, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{space}}}{name}").text = text


def _child(root: Any, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(root, f"{{{SVG}}}{name}", attrib=attributes).text = text


def _trimmed(root: Any) -> None:
    """One thing a line: blanks between elements are of no use to a drawing."""
    for element in root.iter():
        if len(element):
            element.text = "\n"
        element.tail = "\n" if element is not root else None


# ---------------------------------------------------------------- PDF


def pdf_file(pencil: Pencil, about: About, page: str) -> bytes:
    """The drawing as PDF: vector, with text that can be searched, a language, and the alt text that is read aloud.

    Matplotlib's PDF has no layers, so this one has none: whoever needs them takes the SVG.
    """
    import pikepdf

    raw = pencil.pdf(
        {
            "Title": about.title,
            "Author": PROGRAM,
            "Subject": about.alt,
            "Keywords": "; ".join((*about.sources, about.rights)),
            "Creator": PROGRAM,
        },
        page,
    )
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        pdf.Root.Lang = pikepdf.String(about.language)
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as data:
            data["dc:title"] = about.title
            data["dc:description"] = about.description
            data["dc:creator"] = [PROGRAM]
            data["dc:source"] = "; ".join(about.sources)
            data["dc:rights"] = about.rights
            data["dc:language"] = {about.language}
            data["dc:type"] = {"StillImage"}
            if about.embargo:
                data["photoshop:Instructions"] = about.embargo
            data["pdf:Producer"] = str(pdf.docinfo.get("/Producer", ""))
        _read_aloud(pdf, about)
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _read_aloud(pdf: Any, about: About) -> None:
    """One figure in the document's structure, with the alt text, round all that the page draws."""
    import pikepdf

    page = pdf.pages[0]
    page.contents_add(b"/Figure <</MCID 0>> BDC", prepend=True)
    page.contents_add(b"EMC", prepend=False)
    tree = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
    figure = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.StructElem,
            S=pikepdf.Name.Figure,
            P=tree,
            Pg=page.obj,
            K=0,
            Alt=pikepdf.String(about.alt),
            Lang=pikepdf.String(about.language),
            A=pikepdf.Dictionary(O=pikepdf.Name.Layout, BBox=page.MediaBox),
        )
    )
    tree.K = figure
    tree.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=[0, pikepdf.Array([figure])]))
    tree.ParentTreeNextKey = 1
    page.obj.StructParents = 0
    pdf.Root.StructTreeRoot = tree
    pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)


# ---------------------------------------------------------------- PNG


def png_file(pencil: Pencil, sheet: Sheet, about: About, page: str) -> bytes:
    """The drawing as PNG: three channels, its texts in the file, and for print how many dots an inch has."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    for key, value in {
        "Title": about.title,
        "Description": about.description,
        "Source": "; ".join(about.sources),
        "Copyright": about.rights,
        "Language": about.language,
        "Software": PROGRAM,
        **({"Instructions": about.embargo} if about.embargo else {}),
    }.items():
        info.add_itxt(key, value, lang=about.language if key in {"Title", "Description"} else "")
    out = io.BytesIO()
    dots = {} if sheet.dpi is None else {"dpi": (sheet.dpi, sheet.dpi)}
    image = Image.fromarray(pencil.pixels(sheet.dots, page))
    image.save(out, format="png", pnginfo=info, compress_level=7, **dots)
    return out.getvalue()
