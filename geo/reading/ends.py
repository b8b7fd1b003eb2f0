"""To what a distance is measured: a place, or the border that a phrase means.

Which border "over de grens" means follows from the place and from the other country that the article speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.model import Mention, Place, Span
from geo.reading.relations import Name, NameKind, Relation, Sentence
from geo.reading.spoken import POINTS, Reading, Spoken, weapons_named, weapons_near
from geo.reading.strikes import other_country
from geo.reading.tables import phrases

# GeoNames' code of a country's capital.
CAPITAL = "PPLC"


def as_sentence(spoken: Spoken) -> Sentence:
    """The sentence as ``geo.reading.relations`` looks at it: its words, its names, and what flies in it."""
    base, reading = spoken.base, spoken.reading
    names = tuple(
        Name(mention.start - base, mention.end - base, _kind_of(mention, place))
        for mention, place in spoken.named
        if place.role != "metonym" and mention.kind != "metonym"
    )
    flying = [
        Span(*match.span())
        for match in phrases((*reading.words.strikes.projectile, *reading.words.claims.guns)).finditer(spoken.text)
    ]
    flying += [Span(span.start - base, span.end - base) for _, span in weapons_near(spoken)]
    known = tuple(Span(span.start - base, span.end - base) for _, span in weapons_named(spoken))
    return Sentence(spoken.text, names, tuple(flying), reading.words.language, known=known)


def _kind_of(mention: Mention, place: Place) -> NameKind:
    if mention.kind == "demonym":
        return "adjective"
    return "country" if place.chosen.kind in ("country", "continent") else "spot"


def object_of(spoken: Spoken, relation: Relation, subject: tuple[Mention, Place] | None) -> str | None:
    """The place id or border that the distance is measured to; None where that is not on our maps (a front)."""
    inside = spoken.reading.in_span(spoken.base + relation.object.start, spoken.base + relation.object.end)
    if relation.kind == "place":
        return next((place.id for _, place in inside), None)
    if relation.kind == "elsewhere":
        return _capital(spoken, relation, subject)
    if relation.kind != "border":
        return None
    codes = [str(place.chosen.country) for _, place in inside if place.chosen.country]
    codes += _half_names(spoken, relation, codes)
    return _border(spoken.reading, None if subject is None else subject[1], list(dict.fromkeys(codes)))


def _capital(spoken: Spoken, relation: Relation, subject: tuple[Mention, Place] | None) -> str | None:
    """The capital that "from the capital" means: the one named right after, else that of the country spoken of.

    Of a region's capital ("the capital of the province") nothing is told; nor of one that the article does not name.
    """
    text, capitals = spoken.text, phrases(spoken.reading.words.claims.capitals)
    noun = capitals.search(text, relation.object.start, relation.object.end + 1)
    if noun is None:
        return None
    base = spoken.base
    for mention, place in spoken.reading.in_span(base + noun.end(), base + noun.end() + 3):
        if place.chosen.kind in POINTS and re.fullmatch(r",?\s", text[noun.end() : mention.start - base]):
            return place.id
    if subject is None or re.match(r"\s*(?:[,.;:!?)–—]|$)", text[noun.end() :]) is None:
        return None
    return next(
        (
            place.id
            for place in spoken.reading.places
            if place.chosen.feature_code == CAPITAL and place.chosen.country == subject[1].chosen.country
        ),
        None,
    )


def _half_names(spoken: Spoken, relation: Relation, known: Sequence[str]) -> list[str]:
    """The countries of an adjective in two halves ("Oekraïens-Russische grens", "российско-украинской границы")."""
    demonyms, found = spoken.reading.words.demonyms, []
    for word in re.findall(r"\w+-\w+", spoken.text[relation.object.start : relation.object.end].casefold()):
        for half in word.split("-"):
            code = demonyms.get(half) or next(
                (code for form, code in demonyms.items() if len(half) >= 5 and form[: len(half) - 1] == half[:-1]), None
            )
            if code is not None and code not in known:
                found.append(code)
    return found


def _border(reading: Reading, subject: Place | None, codes: Sequence[str]) -> str | None:
    """As in "border:UA-RU": the other country and the place's own; one country's outline if only that is known."""
    own = subject.chosen.country if subject is not None else None
    if own is None:
        return f"border:{'-'.join(codes[:2])}" if codes else None
    other = next((code for code in codes if code != own), None)
    other = other or other_country(reading.article, reading.places, own)
    return f"border:{other}-{own}" if other else f"border:{own}"
