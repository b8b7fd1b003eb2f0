"""The files that leave the desk: one is chosen, made when asked for, and then there to download."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import streamlit as st

from geo.document import tells_hidden
from geo.ui import figures, house, own, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.model import Story
    from geo.publishing.formats import Table
    from geo.style import House
    from geo.ui.desk import Desk
    from geo.words import Words

PART = "files"
MADE = "made-file"
# In the list of sizes, the one that is typed.
OWN_SIZE = "own"
MOST_STEM = 60

Group = Literal["page", "picture", "data", "places", "distances", "desk"]


class Kind(NamedTuple):
    """A file that can be asked for: what it is called, how its name ends, its media type, and what makes it."""

    label: str
    ending: str
    mime: str
    group: Group


KINDS: Mapping[str, Kind] = {
    "html": Kind("Web page (HTML)", "html", "text/html", "page"),
    "light": Kind("Web page, lighter to load (HTML)", "html", "text/html", "page"),
    "png": Kind("Picture (PNG)", "png", "image/png", "picture"),
    "svg": Kind("Picture to edit (SVG)", "svg", "image/svg+xml", "picture"),
    "pdf": Kind("Picture for print (PDF)", "pdf", "application/pdf", "picture"),
    "geojson": Kind("Data to publish (GeoJSON)", "geojson", "application/geo+json", "data"),
    "kml": Kind("For Google Earth (KML)", "kml", "application/vnd.google-earth.kml+xml", "data"),
    "gpkg": Kind("For QGIS (GeoPackage)", "gpkg", "application/geopackage+sqlite3", "data"),
    "parquet": Kind("For data tools (GeoParquet)", "parquet", "application/vnd.apache.parquet", "data"),
    "places": Kind("Table of places (CSV)", "csv", "text/csv", "places"),
    "distances": Kind("Table of distances (CSV)", "csv", "text/csv", "distances"),
    "desk": Kind("Whole story, for your desk only", "geojson", "application/geo+json", "desk"),
}
# What each size of a picture is for; a house's own columns have no words of ours.
SIZES: Mapping[str, str] = {
    "web-16x9": "in an article, 1280 × 720 px",
    "social-square": "square, 1080 × 1080 px",
    "social-wide": "card of a shared link, 1200 × 630 px",
    "story-vertical": "full screen on a phone, 1080 × 1920 px",
    "tv-16x9": "television, 1920 × 1080 px",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was chosen: the kind of file and, of a picture, how it is to look."""

    kind: str
    language: str
    size: str | None = None
    dark: bool = False
    inset: bool = False

    @property
    def name_parts(self) -> list[str]:
        """What follows the story in the file's name, so that no two files overwrite each other."""
        parts = {"light": "light", "distances": "distances", "desk": "desk"}
        size = re.sub(r"[^a-z0-9]+", "-", (self.size or "").lower()).strip("-")
        return [part for part in (parts.get(self.kind, ""), size, "dark" if self.dark else "") if part]


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made, and of what; ``letters`` are those that no font of this machine has."""

    story: Story
    house: House | None
    asked: Asked
    data: bytes
    letters: str = ""

    def is_of(self, story: Story, asked: Asked) -> bool:
        """Whether this is what would be made of the story now."""
        return self.story is story and self.asked == asked and self.house is house.in_use()


def show(desk: Desk, words: Words, language: str) -> None:
    """Choose a file, make it, download it."""
    st.subheader(words("Download"), anchor=False)
    asked = _asked(words, language)
    if st.button(words("Make this file"), key="make", icon=":material/draw:", type="primary"):
        st.session_state.pop(MADE, None)
        with desk.attempt(PART), say.working(words), st.spinner(words("Making the file")):
            st.session_state[MADE] = made(desk.story, asked)
    say.notice(desk, PART, words)
    found = st.session_state.get(MADE)
    if isinstance(found, Made) and found.is_of(desk.story, asked):
        _ready(found, words)
    if desk.story.review is None:
        say.note(words("Every file says that this is a draft until it has been reviewed."))


def _asked(words: Words, language: str) -> Asked:
    kind = st.selectbox(
        words("File"),
        list(KINDS),
        format_func=lambda name: words(KINDS[name].label),
        key="file-kind",
        persist_state="session",
    )
    if KINDS[kind].group != "picture":
        return Asked(kind, language)
    # A PDF is for print: it begins at the widest of the columns, and keeps the size that was chosen for it.
    is_print, offered = KINDS[kind].ending == "pdf", sizes()
    size = st.selectbox(
        words("Size"),
        offered,
        index=len(offered) - 2 if is_print else 0,
        format_func=lambda name: size_label(name, words),
        key="file-size-print" if is_print else "file-size",
        persist_state="session",
    )
    if size == OWN_SIZE:
        size = st.text_input(
            words("Pixels or millimetres"),
            key="own-size",
            max_chars=40,
            placeholder="1280x720, 88mm, 88x70mm@300dpi",
            persist_state="session",
        )
    with st.container(horizontal=True, gap="medium"):
        dark = st.checkbox(words("Dark colours"), key="file-dark", persist_state="session")
        inset = st.checkbox(words("Small map of where it lies"), key="file-inset", persist_state="session")
    return Asked(kind, language, (size or "").strip(), dark, inset)


def _ready(file: Made, words: Words) -> None:
    kind = KINDS[file.asked.kind]
    if file.letters:
        told = "No font on this computer has {letters}: they are boxes in the picture. Take the picture as SVG instead."
        say.note(words(told, letters=file.letters))
    if kind.ending == "png":
        st.image(file.data)
    name = file_name(file.story, file.asked)
    size = figures.number(max(1, round(len(file.data) / 1000)), words)
    st.download_button(
        words("Download ({kind}, {size} kB)", kind=kind.ending.upper(), size=size),
        file.data,
        file_name=name,
        mime=kind.mime,
        key="download",
        on_click="ignore",
        icon=":material/download:",
    )
    say.note(name)


# ---------------------------------------------------------------- making


def made(story: Story, asked: Asked) -> Made:
    """The file that was asked for, in the style in use.

    Raises:
        BadInput: a size that is none, or too small for the words of the map.
    """
    style, letters = house.in_use(), list[str]()
    match KINDS[asked.kind].group:
        case "page" | "picture":
            from geo.publishing.maps import draw

            data = draw(
                story,
                KINDS[asked.kind].ending,
                borders=house.borders(story.policy),
                gazetteer=own.names(),
                language=asked.language,
                size=asked.size,
                light=True if asked.kind == "light" else None,
                scheme="dark" if asked.dark else "light",
                inset=asked.inset,
                missing=letters.append,
                house=style,
            )
        case "desk":
            data = whole(story)
        case "distances":
            data = published_data(story, "csv", table="distances")
        case _:
            data = published_data(story, KINDS[asked.kind].ending, style=style)
    return Made(story, style, asked, data, "".join(letters))


def published_data(
    story: Story, kind: str = "geojson", *, table: Table = "places", style: House | None = None
) -> bytes:
    """The published form of the story as a data file, in the colours of a style."""
    from geo.publishing.formats import convert
    from geo.style import house_of

    drawn_in = style or house_of(story)
    return convert(story, kind, table=table, theme=None if drawn_in is None else drawn_in.theme)


def whole(story: Story) -> bytes:
    """The whole story as GeoJSON: it re-opens here without loss, and holds what must not be published."""
    from geo.document import dumps

    return dumps(story).encode("utf-8")


# ---------------------------------------------------------------- names


def sizes() -> list[str]:
    """The sizes that a picture can be chosen in: of screens, of the house's columns, and one that is typed."""
    from geo.publishing.sizes import COLUMNS_MM

    style = house.in_use()
    return [*SIZES, *(COLUMNS_MM if style is None else style.columns_mm), OWN_SIZE]


def size_label(name: str, words: Words) -> str:
    """A size as a person chooses it: what it is for, and how large it is."""
    from geo.publishing.sizes import COLUMNS_MM

    if name == OWN_SIZE:
        return words("Another size")
    if name in SIZES:
        return f"{name} · {words(SIZES[name])}"
    style = house.in_use()
    columns = COLUMNS_MM if style is None else style.columns_mm
    # A width that was chosen before the style changed is still in the list's memory, but not in the list.
    return f"{name} · " + words("{mm} mm wide", mm=figures.number(columns[name], words)) if name in columns else name


def file_name(story: Story, asked: Asked) -> str:
    """The file's name: the story, how it was made, and the kind."""
    return "-".join([file_stem(story), *asked.name_parts]) + f".{KINDS[asked.kind].ending}"


def file_stem(story: Story) -> str:
    """A file name from the title that readers see: small letters, digits and hyphens only."""
    title = "" if tells_hidden(story.title, story) else story.title
    plain = unicodedata.normalize("NFKD", title.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:MOST_STEM].strip("-") or "map"
