"""A house's own font: checked, measured, and put into what is drawn. The one door to fontTools.

A font comes as bytes (WOFF2, TrueType or OpenType, told by its first bytes, never by its name) with the name of its
family and its licence. Nothing of it is believed: its tables are read here, and a file that cannot be read is refused.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import struct
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from geo.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geo.drawing.scene import Theme

FontKind = Literal["woff2", "truetype", "opentype"]

MOST_FONT_BYTES = 2_000_000
# What a compressed font may unfold to.
MOST_UNFOLDED_BYTES = 20_000_000
# A page with a heavier font takes longer to load than its map.
HEAVY_BYTES = 150_000
_KINDS: dict[bytes, FontKind] = {
    b"wOF2": "woff2",
    b"\x00\x01\x00\x00": "truetype",
    b"true": "truetype",
    b"OTTO": "opentype",
}
_MIME = {"woff2": "font/woff2", "truetype": "font/ttf", "opentype": "font/otf"}
# Letters, digits, spaces and hyphens: a name that needs no escape in CSS, SVG or PDF.
_FAMILY = re.compile(r"[^\W_](?:[\w -]{0,58}[\w])?")
# OpenType's OS/2.fsType: the font's own word on whether it may travel in a file.
_RESTRICTED, _NO_SUBSET, _BITMAPS_ONLY = 0x0002, 0x0100, 0x0200
# What the pages' own style sheets set in less than the running text, by its size in px.
_SMALL = {
    11: ".sm-scale span",
    12: ".sm-changed,.sm-credit,.sm-draft",
    13: ".sm-legend,.sm-page details,.sm-correction,.sm-popup .sm-is-said-by,.sm-popup .sm-is-source,.is-said-by,"
    ".is-source",
    14: ".sm-page .sm-summary,.leaflet-popup-content,.sm-pop",
}
FALLBACK = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif'


@dataclass(frozen=True, slots=True)
class FontFace:
    """One file of a font: its bytes as they came, and what kind of file that is. ``font_face`` makes it."""

    data: bytes = field(repr=False)
    kind: FontKind

    @property
    def digest(self) -> str:
        """A short name for these bytes."""
        return hashlib.sha256(self.data).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFamily:
    """A house's font: the name it goes by, under which licence it travels, and one file or two."""

    name: str
    licence: str
    regular: FontFace
    bold: FontFace | None = None

    def advance(self, character: str, *, bold: bool) -> float | None:
        """How wide a character is, as a share of the text size; None where the font has no such character.

        Without a bold file it is the regular one's width: browsers thicken that by less than is left free round it.
        """
        return _advances(self.bold if bold and self.bold is not None else self.regular).get(ord(character))


# ---------------------------------------------------------------- checking


def font_face(data: bytes, *, name: str) -> FontFace:
    """The bytes of a font file, once they have been looked at.

    Raises:
        BadInput: too large, of another kind, or damaged; the message names the file.
    """
    if len(data) > MOST_FONT_BYTES:
        raise BadInput(
            "{value!r} is too large for a font that travels in a page: at most {most} MB",
            value=name,
            most=f"{MOST_FONT_BYTES / 1e6:g}",
        )
    kind = _KINDS.get(data[:4])
    if kind is None:
        raise BadInput("{value!r} is no font that can be used: expected WOFF2, TTF or OTF", value=name)
    face = FontFace(data, kind)
    try:
        _advances(face)
    except BadInput:
        raise
    except Exception as error:  # fontTools raises whatever a broken table makes it stumble over
        why = f"{type(error).__name__}: {error}"
        raise BadInput("{value!r} cannot be read as a font: {why}", value=name, why=why) from None
    return face


def known_family(name: str) -> str:
    """The name of a family, if it can stand in a style sheet as it is.

    Raises:
        BadInput: other signs than letters, digits, spaces and hyphens, or longer than 60 characters.
    """
    if not _FAMILY.fullmatch(name):
        raise BadInput(
            "{value!r} cannot be the name of a font: expected at most 60 letters, digits, spaces and hyphens",
            value=name,
        )
    return name


def family_name(face: FontFace) -> str:
    """What the file calls its family, or an empty text."""
    names = _table(face, "name")
    found = None if names is None else (names.getDebugName(16) or names.getDebugName(1))
    return " ".join(str(found or "").split())


def may_travel(face: FontFace) -> bool:
    """Whether the font's own word (OS/2.fsType) allows that it is put into a page or a picture."""
    return not _embedding(face) & (_RESTRICTED | _BITMAPS_ONLY)


def is_variable(face: FontFace) -> bool:
    """Whether one file holds many weights, of which only the first is drawn."""
    return _table(face, "fvar") is not None


def characters(face: FontFace) -> Collection[int]:
    """The code points that the font has."""
    return _advances(face).keys()


def _embedding(face: FontFace) -> int:
    table = _table(face, "OS/2")
    return 0 if table is None else int(table.fsType)


@lru_cache(maxsize=16)
def _opened(face: FontFace) -> Any:
    from fontTools.ttLib import TTFont

    if face.kind == "woff2" and struct.unpack(">I", face.data[16:20])[0] > MOST_UNFOLDED_BYTES:
        raise BadInput("a font that unfolds to more than {most} MB cannot be used", most=MOST_UNFOLDED_BYTES // 10**6)
    return TTFont(io.BytesIO(face.data), lazy=True, recalcTimestamp=False)


def _table(face: FontFace, tag: str) -> Any:
    font = _opened(face)
    return font.get(tag)


@lru_cache(maxsize=16)
def _advances(face: FontFace) -> Mapping[int, float]:
    """Code point to advance width, as a share of the text size."""
    font = _opened(face)
    widths, per_em = font["hmtx"].metrics, font["head"].unitsPerEm
    found = {code: widths[glyph][0] / per_em for code, glyph in font.getBestCmap().items()}
    if not found:
        raise ValueError("it has no characters")
    return found


# ---------------------------------------------------------------- drawing


def house_css(theme: Theme) -> str:
    """The style sheet of a theme's font and smallest text, for a page; empty where the theme has neither.

    The font stands in it as ``data:``; a page that holds it needs ``font-src data:`` in its policy.
    """
    rules = []
    if theme.font is not None:
        rules += [font_rules(theme.font), f"body{{font-family:{css_family(theme.font)}}}"]
    small = [names for size, names in _SMALL.items() if size < theme.least_px]
    if small:
        rules.append(f"{','.join(small)}{{font-size:{theme.least_px:g}px}}")
    return "\n".join(rules)


def font_rules(family: FontFamily) -> str:
    """The @font-face rules of a family, whole, as they came."""
    weights = "100 900" if family.bold is None else "100 500"
    rules = [_rule(family.name, family.regular.data, _MIME[family.regular.kind], weights)]
    if family.bold is not None:
        rules.append(_rule(family.name, family.bold.data, _MIME[family.bold.kind], "600 900"))
    return "\n".join(rules)


def picture_rules(family: FontFamily, text: str) -> str:
    """The @font-face rules for a picture, with no more of the font than the characters of its text."""
    weights = "100 900" if family.bold is None else "100 500"
    rules = [_rule(family.name, subset(family.regular, text), _mime(family.regular), weights)]
    if family.bold is not None:
        rules.append(_rule(family.name, subset(family.bold, text), _mime(family.bold), "600 900"))
    return "\n".join(rules)


def css_family(family: FontFamily) -> str:
    """The value of ``font-family``: the house's font, and the reader's own for what it lacks."""
    return f'"{family.name}",{FALLBACK}'


def _rule(name: str, data: bytes, mime: str, weights: str) -> str:
    source = f"url(data:{mime};base64,{base64.b64encode(data).decode()})"
    return f'@font-face{{font-family:"{name}";font-weight:{weights};src:{source}}}'


def _mime(face: FontFace) -> str:
    if _embedding(face) & _NO_SUBSET:
        return _MIME[face.kind]
    return _MIME["opentype" if "CFF " in _opened(face) or "CFF2" in _opened(face) else "truetype"]


@lru_cache(maxsize=16)
def unfolded(face: FontFace) -> bytes:
    """The font as TrueType or OpenType, which Matplotlib reads; the bytes themselves where it is."""
    if face.kind != "woff2":
        return face.data
    font = _fresh(face)
    font.flavor = None
    out = io.BytesIO()
    font.save(out, reorderTables=True)
    return out.getvalue()


def subset(face: FontFace, text: str) -> bytes:
    """As much of the font as a text needs, the same bytes for the same text; whole where the font allows no less."""
    if _embedding(face) & _NO_SUBSET:
        return face.data
    return _subset(face, "".join(sorted(set(text))))


@lru_cache(maxsize=32)
def _subset(face: FontFace, text: str) -> bytes:
    from fontTools.subset import Options, Subsetter

    font = _fresh(face)
    font.flavor = None
    subsetter = Subsetter(Options(notdef_outline=True, hinting=False, drop_tables=["DSIG", "FFTM"]))
    subsetter.populate(text=text)
    subsetter.subset(font)
    out = io.BytesIO()
    font.save(out, reorderTables=True)
    return out.getvalue()


def _fresh(face: FontFace) -> Any:
    from fontTools.ttLib import TTFont

    return TTFont(io.BytesIO(face.data), recalcTimestamp=False)
