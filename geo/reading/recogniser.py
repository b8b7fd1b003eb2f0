"""A recogniser of names that a person may plug in: what it says counts as evidence, and nothing needs it.

    recogniser = recogniser_named("natasha")        # pip install natasha; Russian
    recogniser = recogniser_named("spacy:nl_core_news_sm")
    recogniser.spans("Пожар в Карачеве.", "ru")      # [NamedSpan(start=8, end=16, is_place=True)]

Any object with this one method will do. The gazetteer still decides which names there are and what they mean.
"""

from __future__ import annotations

import warnings
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple, Protocol

from geo.errors import BadInput, NotPossible

# The labels of spaCy's models; all others (dates, peoples, money) say nothing of a name.
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_OTHERS = frozenset({"PER", "PERSON", "ORG", "PRODUCT", "WORK_OF_ART", "EVENT", "MISC"})
# Longest piece of text that a model is given at once, but for a longer line.
MOST_CHARACTERS = 10_000


class NamedSpan(NamedTuple):
    """A name in a text, ``text[start:end]``: a place's or another's (a person, an organisation)."""

    start: int
    end: int
    is_place: bool


class Recogniser(Protocol):
    """What finds names in a text."""

    def spans(self, text: str, language: str) -> Iterable[NamedSpan]:
        """The names in a text of a language (BCP 47); nothing where it does not know the language."""
        ...


@cache
def recogniser_named(name: str) -> Recogniser:
    """The recogniser that a person asks for: "natasha", or "spacy:" and the name of a model.

    Raises:
        BadInput: there is no recogniser of that name.
        NotPossible: its package or model is not installed; the message says which to install.
    """
    kind, _, model = name.partition(":")
    if name == "natasha":
        return _Natasha()
    if kind == "spacy" and model:
        return _Spacy(model)
    raise BadInput("{value!r} is not a recogniser: expected natasha, or spacy:MODEL", value=name)


class Heard:
    """What a recogniser said of a text, asked by span."""

    def __init__(self, spans: Iterable[NamedSpan] = ()) -> None:
        self._spans: Sequence[NamedSpan] = sorted(spans)
        self._ends = [span.end for span in self._spans]

    def is_place(self, start: int, end: int) -> bool | None:
        """True where some place's name overlaps the characters, False where another's covers them, else None."""
        said: bool | None = None
        # A recogniser's names do not overlap, so their ends ascend as their starts do.
        for span in self._spans[bisect_left(self._ends, start + 1) :]:
            if span.start >= end:
                break
            if span.is_place:
                return True
            if span.start <= start and end <= span.end:
                said = False
        return said


def heard_in(text: str, language: str, recogniser: Recogniser | None) -> Heard:
    """What a recogniser says of a text; nothing without one."""
    return Heard() if recogniser is None else Heard(recogniser.spans(text, language))


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces of whole lines, each with its place: models are made for articles, not for books."""
    start, lines = 0, text.splitlines(keepends=True)
    piece = ""
    for line in lines:
        if piece and len(piece) + len(line) > MOST_CHARACTERS:
            yield start, piece
            start, piece = start + len(piece), ""
        piece += line
    if piece.strip():
        yield start, piece


class _Natasha:
    """The news model of natasha, for Russian; its files come with the package."""

    def __init__(self) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # natasha's own imports are out of date
                natasha: Any = import_module("natasha")
        except ImportError:
            raise NotPossible(
                "{value} is not installed: pip install {package}", value="natasha", package="natasha"
            ) from None
        self._doc: Any = natasha.Doc
        self._segmenter = natasha.Segmenter()
        self._tagger = natasha.NewsNERTagger(natasha.NewsEmbedding())

    def spans(self, text: str, language: str) -> Iterator[NamedSpan]:
        if language.split("-")[0] != "ru":
            return
        for start, piece in _pieces(text):
            doc = self._doc(piece)
            doc.segment(self._segmenter)
            doc.tag_ner(self._tagger)
            for span in doc.spans:
                yield NamedSpan(start + span.start, start + span.stop, span.type == "LOC")


class _Spacy:
    """A model of spaCy, for its own language."""

    def __init__(self, model: str) -> None:
        try:
            spacy: Any = import_module("spacy")
        except ImportError:
            raise NotPossible(
                "{value} is not installed: pip install {package}", value="spaCy", package="spacy"
            ) from None
        try:
            self._nlp = spacy.load(model, exclude=["lemmatizer", "textcat"])
        except OSError:
            raise NotPossible(
                "{value} is not installed: python -m spacy download {package}", value=f"spacy:{model}", package=model
            ) from None

    def spans(self, text: str, language: str) -> Iterator[NamedSpan]:
        known = self._nlp.lang
        if known != "xx" and language.split("-")[0] != known:
            return
        for start, piece in _pieces(text):
            for entity in self._nlp(piece).ents:
                if entity.label_ in _PLACES or entity.label_ in _OTHERS:
                    yield NamedSpan(start + entity.start_char, start + entity.end_char, entity.label_ in _PLACES)
