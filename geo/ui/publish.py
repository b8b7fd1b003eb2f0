"""Step five: the review, and the files that leave the desk. Nothing is built before it is asked for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from geo.decisions import MAX_CORRECTION
from geo.document import tells_hidden
from geo.errors import StrikemapError
from geo.ui import figures, opened, own, say
from geo.words import MAP_LANGUAGES, map_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.model import Story
    from geo.ui.desk import Desk
    from geo.words import Words

REVIEW, EMBED, CORRECTION = "review", "embed", "correction"
DRAFT = "Draft, not checked"
# Each in its own words: whoever reads it knows it.
LANGUAGE_NAMES = {
    "nl": "Nederlands",
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "uk": "Українська",
    "ru": "Русский",
}


def show(desk: Desk, words: Words) -> None:
    """What is still open, the review, the words on the map, the files and the snippet."""
    _review(desk, words)
    _map_words(desk, words)
    _files(desk, words)
    _embed(desk, words)


# ---------------------------------------------------------------- review


def still_open(story: Story, words: Words) -> list[str]:
    """What a reviewer should look at first, as sentences."""
    found = []
    doubtful = [place for place in story.places if figures.confidence(place, words) == words("please check")]
    if doubtful:
        names = ", ".join(figures.place_label(place, story.places, words) for place in doubtful)
        found.append(words("Places to check: {names}", names=names))
    if story.unresolved:
        names = ", ".join(dict.fromkeys(mention.text for mention in story.unresolved))
        found.append(words("Not found: {names}", names=names))
    differing = [check for check in story.checks if check.verdict == "differs"]
    if differing:
        found.append(words.plural("{n} figure differs", "{n} figures differ", len(differing)))
    unaccepted = [strike for strike in story.strikes if not strike.accepted]
    if unaccepted:
        found.append(
            words.plural(
                "{n} reported strike is not accepted yet: it stays out of published files",
                "{n} reported strikes are not accepted yet: they stay out of published files",
                len(unaccepted),
            )
        )
    if tells_hidden(story.correction, story):
        found.append(words("The correction names a place that is withheld: it stays out of published files"))
    if not story.article.source:
        found.append(words("The article has no source"))
    if story.article.published is None:
        found.append(words("The article has no date"))
    return found


def _review(desk: Desk, words: Words) -> None:
    story = desk.story
    st.subheader(words("Review"), anchor=False)
    if story.review is not None:
        st.success(words("Reviewed"), icon=":material/check_circle:")
        when = figures.instant(story.review.at, words)
        say.note(words("by {name}, {when}. Any change ends the review.", name=story.review.by, when=when))
        return
    st.warning(words(DRAFT), icon=":material/edit:")
    for sentence in still_open(story, words):
        say.note(f"• {sentence}")
    key = "reviewer"
    tick = f"reviewed-{story.revision}-{desk.turn}"

    def ticked() -> None:
        if st.session_state[tick]:
            with desk.attempt(REVIEW):
                desk.review(st.session_state.get(key) or "")
        if REVIEW in desk.notices:
            desk.turn += 1

    st.text_input(words("Your name"), key=key, persist_state="session", max_chars=100)
    st.checkbox(
        words("I have checked the reported strike, from where it is measured, and the range"),
        key=tick,
        on_change=ticked,
    )
    say.notice(desk, REVIEW, words)


# ---------------------------------------------------------------- words on the map


def _map_words(desk: Desk, words: Words) -> None:
    st.subheader(words("On the map"), anchor=False)
    title_key, correction_key = f"title-{desk.turn}", f"correction-{desk.turn}"
    st.text_input(
        words("Title"),
        desk.story.title,
        key=title_key,
        max_chars=200,
        on_change=lambda: desk.change(replace(desk.story, title=st.session_state[title_key].strip())),
    )

    def corrected() -> None:
        with desk.attempt(CORRECTION):
            desk.put(desk.decided("correct", desk.story.id, text=st.session_state[correction_key]))

    st.text_area(
        words("Correction line"),
        desk.story.correction,
        key=correction_key,
        max_chars=MAX_CORRECTION,
        height="content",
        on_change=corrected,
    )
    say.notice(desk, CORRECTION, words)
    st.selectbox(
        words("Language of the map"),
        list(MAP_LANGUAGES),
        index=MAP_LANGUAGES.index(words_language(desk.story)),
        format_func=lambda code: LANGUAGE_NAMES.get(code, code),
        key="map-language",
        persist_state="session",
    )
    _map_style(desk, words)


def _map_style(desk: Desk, words: Words) -> None:
    """Which built-in style the story's maps are drawn in; a house's own comes by the command line."""
    from geo.style import DEFAULT, STYLES, built_in_house, styled

    key = f"map-style-{desk.turn}"
    named = desk.story.style.get("name", DEFAULT)
    st.selectbox(
        words("Style of the map"),
        list(STYLES),
        index=list(STYLES).index(named if named in STYLES else DEFAULT),
        format_func=lambda name: f"{name} ({words(STYLES[name])})",
        key=key,
        on_change=lambda: desk.change(styled(desk.story, built_in_house(st.session_state[key]))),
    )


def words_language(story: Story) -> str:
    """The language of the story's map, of those that there are words for."""
    return map_words(story.language).language


# ---------------------------------------------------------------- files


def _files(desk: Desk, words: Words) -> None:
    """Downloads, made when they are asked for."""
    st.subheader(words("Download"), anchor=False)
    story = desk.story
    language = st.session_state.get("map-language") or words_language(story)
    stem = file_stem(story)
    with st.container(horizontal=True, gap="small"):
        for label, ending, kind, mime in (
            (words("Web page (HTML)"), "html", "html", "text/html"),
            (words("Picture (PNG)"), "png", "png", "image/png"),
            (words("Picture (SVG)"), "svg", "svg", "image/svg+xml"),
        ):
            _download(label, _drawing(story, kind, language), f"{stem}.{ending}", mime)
        _download(words("Data to publish (GeoJSON)"), lambda: published_data(story), f"{stem}.geojson", GEOJSON)
        for label, kind, mime in (
            (words("For Google Earth (KML)"), "kml", "application/vnd.google-earth.kml+xml"),
            (words("For QGIS (GeoPackage)"), "gpkg", "application/geopackage+sqlite3"),
            (words("Table of places (CSV)"), "csv", "text/csv"),
        ):
            _download(label, partial(published_data, story, kind), f"{stem}.{kind}", mime)
        _download(words("Whole story, for your desk only"), lambda: whole(story), f"{stem}-desk.geojson", GEOJSON)
    if story.review is None:
        say.note(words("Every file says that this is a draft until it has been reviewed."))


GEOJSON = "application/geo+json"


def _download(label: str, make: Callable[[], bytes], name: str, mime: str) -> None:
    st.download_button(label, make, file_name=name, mime=mime, key=f"download-{name}", on_click="ignore",
                       icon=":material/download:")  # fmt: skip


def _drawing(story: Story, kind: str, language: str) -> Callable[[], bytes]:
    def make() -> bytes:
        from geo.publishing.maps import draw

        return draw(story, kind, borders=opened.borders(story.policy), gazetteer=own.names(), language=language)

    return make


def published_data(story: Story, kind: str = "geojson") -> bytes:
    """The published form of the story as a data file."""
    from geo.publishing.formats import convert

    return convert(story, kind)


def whole(story: Story) -> bytes:
    """The whole story as GeoJSON: it re-opens here without loss, and holds what must not be published."""
    from geo.document import dumps

    return dumps(story).encode("utf-8")


def file_stem(story: Story) -> str:
    """A file name from the title: small letters, digits and hyphens only."""
    plain = unicodedata.normalize("NFKD", story.title.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60].strip("-") or "map"


# ---------------------------------------------------------------- the snippet


def _embed(desk: Desk, words: Words) -> None:
    from geo.publishing.page import iframe_snippet

    st.subheader(words("Put it in a page"), anchor=False)
    address = st.text_input(
        words("Address where the web page will stand"),
        key="embed-address",
        placeholder=f"https://www.example.org/{file_stem(desk.story)}.html",
        persist_state="session",
    )
    try:
        snippet = iframe_snippet(address or f"https://www.example.org/{file_stem(desk.story)}.html", desk.story.title)
    except StrikemapError as error:
        desk.notices = {EMBED: error}
        say.notice(desk, EMBED, words)
        desk.notices = {}
        return
    st.code(snippet, language="html", wrap_lines=True)
