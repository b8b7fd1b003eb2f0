"""Names of places in Russian and Ukrainian text, with the evidence for and against each.

Every capitalised run that a record bears in some case is a candidate. What speaks for and against it is a list of
short words ("word:place", "before:in, agrees", "after:person"), each with a weight; their sum says how likely the
candidate names a place, so that every choice can be told in words. The weights stand in
``data/languages/slavic.json`` and were fitted by ``data/build/slavic.py``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from geo.errors import DataError
from geo.gazetteer.names import key_of
from geo.model import Span
from geo.reading.evidence import (
    JOINERS,
    PLACED,
    SPACES,
    Found,
    Token,
    asked_by,
    is_unknown_place,
    keys_of,
    surnames_in,
    with_evidence,
)
from geo.reading.found import PERHAPS, SURELY, FoundMention, Level
from geo.reading.morphology import readings
from geo.reading.nominatives import MOST_WORDS, Named, forms, names_from
from geo.reading.relations import measured_names
from geo.reading.surroundings import WINDOW, Surroundings
from geo.reading.tables import phrases, table
from geo.resources import data_dir

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer
    from geo.model import PlaceKind
    from geo.reading.recogniser import Heard

_TOKEN = re.compile(r"[^\W_]+(?:[-‑'’ʼ][^\W_]+)*")
# From this sum of weights on the words say "surely", and from 0 on "perhaps"; below, the candidate is left out.
SURE = 1.0
# A distance is said of it or measured to it.
MEASURED = "measured"
# What a word that no dictionary knows gains where the words beside it say that it is a place, as they would of a name
# that no record bears, or where the article says so of it elsewhere.
UNKNOWN_WORD, SPOKEN_OF_AS_PLACE = "is:?", 3.0
_LOCATIVE = frozenset({"loct"})
_HEARD = {True: "recogniser:place", False: "recogniser:other"}


def slavic_names(
    around: Surroundings, gazetteer: Gazetteer, *, taken: Collection[int] = (), heard: Heard | None = None
) -> list[FoundMention]:
    """The names of places in a Russian or Ukrainian article, in order; none that touches a ``taken`` character.

    Names that no record bears are among them where the words say that they are places: they are ``spelled``.
    """
    language = around.words.language
    tokens = tokens_of(around)
    found = with_evidence(candidates_of(tokens, gazetteer, language), tokens, language)
    weights = _weights(language)
    spans = [Span(tokens[one.first].start, tokens[one.last].end) for one in found]
    measured = measured_names(around.article.text, language, spans)
    scored = []
    for one in found:
        start, end = tokens[one.first].start, tokens[one.last].end
        if start in taken or end - 1 in taken or not around.speaks_at(start):
            continue
        said = None if heard is None else heard.is_place(start, end)
        evidence = one.evidence if said is None else (*one.evidence, _HEARD[said])
        evidence = (*evidence, MEASURED) if start in measured else evidence
        scored.append((one, sum(weights.get(word, 0.0) for word in evidence)))
    mentions = []
    people = surnames_in(tokens, language)
    placed = {key for one, score in scored if score > 0 and not PLACED.isdisjoint(one.evidence) for key in keys_of(one)}
    for one, score in scored:
        start, end = tokens[one.first].start, tokens[one.last].end
        is_said = UNKNOWN_WORD in one.evidence and not placed.isdisjoint(keys_of(one))
        if is_said or (one.first == one.last and _is_unknown_place(tokens, one.first, language, people)):
            score += SPOKEN_OF_AS_PLACE
        if score > 0:
            mentions.append(_mention(one, start, end, around, gazetteer, tokens, score))
    covered = {at for one in found for at in range(one.first, one.last + 1)}
    mentions.extend(_unknown(around, tokens, covered, taken, people))
    return sorted(mentions, key=attrgetter("start"))


def _is_unknown_place(tokens: Sequence[Token], at: int, language: str, people: frozenset[str]) -> bool:
    """Whether a word that no dictionary knows is spoken of as a place, and is nobody whom the article names."""
    if not is_unknown_place(tokens, at, language):
        return False
    stems = (form.nominative.lower() for form in forms(tokens[at].text, language) if form.reading is not None)
    return people.isdisjoint(stems)


def _unknown(
    around: Surroundings,
    tokens: Sequence[Token],
    covered: Collection[int],
    taken: Collection[int],
    people: frozenset[str],
) -> Iterator[FoundMention]:
    """Words that no record bears in any case, after a preposition of place or a noun such as "town"."""
    language = around.words.language
    for at, token in enumerate(tokens):
        if at in covered or token.start in taken or not around.speaks_at(token.start):
            continue
        if not _is_unknown_place(tokens, at, language, people):
            continue
        stems = [form for form in forms(token.text, language) if form.reading is not None]
        asked = asked_by(tokens, at)
        name = next((f.nominative for f in stems if asked is None or not f.cases or f.cases & asked), token.text)
        yield FoundMention(
            start=token.start,
            end=token.end,
            text=token.text,
            kind="toponym",
            sentence=around.sentence_at(token.start),
            block=around.block_at(token.start) or "body",
            key=key_of(name),
            licence=SURELY,
            spelled=True,
            nominative=name if name != token.text else "",
        )


def _mention(
    found: Found,
    start: int,
    end: int,
    around: Surroundings,
    gazetteer: Gazetteer,
    tokens: Sequence[Token],
    score: float,
) -> FoundMention:
    text = around.article.text[start:end]
    name = _likeliest(found, gazetteer, tokens)
    said = set(found.evidence)
    level: Level = "any"
    if said & {"before:region", "after:region", "words:region"}:
        level = "region"
    elif "before:town" in said or ("water" in gazetteer.kinds(name.key) and _is_struck(around, start)):
        level = "settlement"
    elif _is_round_about(found, name, tokens, gazetteer):
        level = "region"
    return FoundMention(
        start=start,
        end=end,
        text=text,
        kind="toponym",
        sentence=around.sentence_at(start),
        block=around.block_at(start) or "body",
        key=name.key,
        level=level,
        licence=SURELY if score >= SURE or level != "any" else PERHAPS,
        initial=tokens[found.first].begins,
        kinds=gazetteer.kinds(name.key),
        nominative=name.nominative if name.nominative != text else "",
    )


def _is_round_about(found: Found, name: Named, tokens: Sequence[Token], gazetteer: Gazetteer) -> bool:
    """Whether "on" with the locative makes a region of a town's name: "на Запоріжжі" is in the country round it."""
    before = tokens[found.first - 1].text.lower() if found.first and not tokens[found.first].begins else ""
    return before == "на" and name.cases == _LOCATIVE and "region" in gazetteer.kinds(name.key)


def _is_struck(around: Surroundings, start: int) -> bool:
    """Whether an attack is told right before a name, at which it was aimed: no river is that ("удар по Днепру")."""
    ahead = around.article.text[max(around.sentence_at(start).start, start - WINDOW) : start]
    return _struck_pattern(around.words.language).search(ahead) is not None


@cache
def _struck_pattern(language: str) -> re.Pattern[str]:
    strikes = table(language).strikes
    attack, aimed = phrases((*strikes.attack, *strikes.lands)).pattern, phrases(strikes.aimed).pattern
    return re.compile(rf"{attack}\s+(?:[^\s,;]+\s+){{0,2}}?{aimed}\s+$", re.IGNORECASE)


def _likeliest(found: Found, gazetteer: Gazetteer, tokens: Sequence[Token]) -> Named:
    """Of the names that the words may be, the one whose case its preposition asks for, then the best known."""
    if len(found.names) == 1:
        return found.names[0]
    asked = asked_by(tokens, found.first)

    def rank(name: Named) -> tuple[bool, float]:
        agrees = asked is None or name.cases is None or bool(name.cases & asked)
        return agrees, max((one.score for one in gazetteer.bearers(name.key)), default=0.0)

    return max(found.names, key=rank)


@cache
def _weights(language: str) -> dict[str, float]:
    """The weight of each piece of evidence.

    Raises:
        DataError: the table is missing or cannot be read.
    """
    path = data_dir() / "languages" / "slavic.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return {str(k): float(v) for part in ("weights", language) for k, v in raw.get(part, {}).items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise DataError("strikemap's language table {name} cannot be read: {why}", name=path.name, why=error) from error


def tokens_of(around: Surroundings) -> list[Token]:
    """The words of the article, sentence by sentence, and an empty one that tells what stands after the last."""
    text = around.article.text
    result: list[Token] = []
    previous = 0
    for sentence in around.sentences:
        begins = True
        for match in _TOKEN.finditer(text, sentence.start, sentence.end):
            start, end = match.span()
            result.append(Token(start, end, match[0], text[previous:start], begins, text[start].isupper()))
            begins, previous = False, end
    result.append(Token(len(text), len(text), "", text[previous:], True, False))
    return result


def candidates_of(tokens: Sequence[Token], gazetteer: Gazetteer, language: str) -> list[Found]:
    """The longest names at each capital, from left to right, without overlap."""
    found: list[Found] = []
    at = 0
    while at < len(tokens):
        step = 1
        if tokens[at].is_capital:
            names = tuple(names_from(_run(tokens, at), gazetteer, language))
            if not names or names[0].words == 1:
                names = tuple(_coordinated(tokens, at, gazetteer, language)) or names
            if names:
                step = names[0].words
                found.append(Found(at, at + step - 1, names, *_known(names, gazetteer)))
        at += step
    return found


def _coordinated(tokens: Sequence[Token], at: int, gazetteer: Gazetteer, language: str) -> Iterator[Named]:
    """As in "Донецкой и Луганской областей": each adjective with the noun that they share, in the singular."""
    if tokens[at].text[-2:].lower() not in _ADJECTIVE_ENDS:
        return
    for step in range(1, 8):
        if at + step >= len(tokens) or tokens[at + step].begins:
            return
        token = tokens[at + step]
        shared = next((one for one in _singulars(token.text, language)), None)
        if shared is not None:
            break
        if not ((token.is_capital and token.text[-2:].lower() in _ADJECTIVE_ENDS) or token.text in JOINERS):
            return
    else:
        return
    for form in forms(tokens[at].text, language):
        if form.reading is None or form.reading.part != "adjective":
            continue
        key = f"{form.key} {key_of(shared)}"
        if gazetteer.kinds(key):
            yield Named(2 if step == 1 else 1, key, f"{form.nominative} {shared}", form.cases)


_ADJECTIVE_ENDS = frozenset(("ой", "ую", "ая", "ей", "их", "ый", "ий", "ом", "го", "им", "ої", "ій", "ка", "ку", "ою"))


@lru_cache(maxsize=2_000)
def _singulars(word: str, language: str) -> tuple[str, ...]:
    """The singular of a plural noun that several regions share."""
    if word[0].isupper():
        return ()
    shared, shortened = table(language).shared, table(language).names.shortened
    if shortened.get(word) in shared.values():
        return (shortened[word],)  # "Курской и Брянской обл."
    return tuple(
        shared[one.nominative] for one in readings(word, language) if one.is_plural and one.nominative in shared
    )


def _run(tokens: Sequence[Token], at: int) -> tuple[str, ...]:
    """The word and those that follow it with nothing but a space between."""
    words = [tokens[at].text]
    for token in tokens[at + 1 : at + MOST_WORDS]:
        if token.begins or token.gap not in SPACES:
            break
        words.append(token.text)
    return tuple(words)


def _known(names: Sequence[Named], gazetteer: Gazetteer) -> tuple[frozenset[PlaceKind], int]:
    # The index tells sites and waters together, so each bearer is asked.
    bearers = [one for name in names for one in gazetteer.bearers(name.key) if not one.is_code]
    kinds = frozenset(one.kind for one in bearers)
    people = max((one.population for one in bearers), default=0)
    return kinds, people
