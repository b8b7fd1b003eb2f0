"""What is brought to the desk, turned into a story: a text, a file, a sample of our own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

from geo.resources import data_path
from geo.ui import house, opened, own, say

if TYPE_CHECKING:
    from geo.model import Article, Story
    from geo.ui.desk import Desk
    from geo.words import Words

FILES = ["txt", "md", "html", "htm", "pdf", "docx", "geojson", "json", "csv", "tsv"]
MOST_UPLOAD_MB = 100


@dataclass(frozen=True, slots=True)
class About:
    """What a person says of an article; None where they leave it to what the article says itself."""

    published: str | None = None
    source: str | None = None
    language: str | None = None


def story_of_file(desk: Desk, words: Words, data: bytes, name: str, about: About) -> Story:
    """The story of an uploaded file: a saved story as it is, anything else read as an article. Bytes only.

    Raises:
        BadArticle, BadDocument: as the readers say.
    """
    from geo.document import looks_like_story

    if looks_like_story(data) or name.lower().endswith((".geojson", ".json")):
        from geo.publishing.edits import reopened
        from geo.ui.desk import now

        return reopened(data, at=now())
    from geo.reading.article import article_from_bytes

    article = article_from_bytes(
        data, filename=name, language=about.language, published=about.published, source=about.source
    )
    return analysed(desk, words, article)


def article_of_text(text: str, about: About) -> Article:
    """The article of a pasted text.

    Raises:
        BadArticle: empty, without letters, or too long.
    """
    from geo.reading.article import article_from_text

    return article_from_text(text, language=about.language, published=about.published, source=about.source)


def language_name(tag: str, words: Words) -> str:
    """What a language is called in the language of the page, with its tag: "Pools (pl)"."""
    from babel.core import Locale, UnknownLocaleError

    try:
        name = Locale.parse(tag, sep="-").get_display_name(words.language)
    except (ValueError, UnknownLocaleError):
        name = None
    return f"{name} ({tag})" if name else tag


def analysed(desk: Desk, words: Words, article: Article) -> Story:
    """The article's story; decisions about an earlier reading of the same text are kept."""
    from geo.analysis import analyse, story_id

    same = story_id(article) == story_id(desk.story.article)
    with say.working(words), st.spinner(words("Reading the article")):
        story = analyse(
            article,
            gazetteer=own.names(),
            borders=house.borders(desk.story.policy),
            changes=desk.story.changes if same else (),
        )
    opened.hold(f"reading {article.language}")
    return own.written_so(story)


# ---------------------------------------------------------------- samples


@cache
def samples() -> dict[str, str]:
    """The sample articles that come along, all of our own writing: file name to title, by language."""
    titles: dict[str, str] = json.loads(data_path("sample_titles.json").read_bytes())
    # A second version of a sample is there to be compared, not to begin with.
    first = (name for name in titles if not name.split(".")[1].startswith("v"))
    return {name: titles[name] for name in sorted(first, key=lambda name: (name.startswith("atacms-"), name))}


def sample(name: str) -> Article:
    """A sample article by its file name.

    Raises:
        KeyError: there is none of that name; a name from outside never becomes a path.
    """
    from geo.reading.article import article_from_text

    if name not in samples():
        raise KeyError(name)
    return article_from_text(data_path(f"samples/{name}").read_text("utf-8"))
