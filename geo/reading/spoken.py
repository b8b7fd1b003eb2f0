"""What every kind of claim looks at: an article as it was read, one of its sentences, and how a claim is made of it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from geo.model import Article, Certainty, Claim, ClaimKind, Mention, Place, Quantity, Span, Strike, Weapon
from geo.reading.attacks import LONGEST_SENTENCE, parts
from geo.reading.strikes import clauses
from geo.reading.tables import Table, phrases
from geo.reading.telling import Told, speaker_in

POINTS = ("settlement", "district", "site")
FURNITURE = ("credit", "dateline")
# How far back in its paragraph a sentence may point, in sentences.
POINTS_BACK = 3
# Prepositions of a distance that also say where something is.
ALSO_WHERE = frozenset({"in", "op", "outside", "buiten", "en", "в", "у"})
# Capital letters of the alphabets that are read, for a character class; and a word that begins with one.
UPPER = "A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ"
CAPITAL = re.compile(rf"(?<!\w)[{UPPER}][\w-]*")


@dataclass(frozen=True)
class Reading:
    """What every kind of claim needs to look at."""

    article: Article
    words: Table
    told: tuple[Told, ...]
    places: tuple[Place, ...]
    named: tuple[tuple[Mention, Place], ...]
    strikes: tuple[Strike, ...]
    weapons: tuple[tuple[Weapon, Span], ...]

    @cached_property
    def starts(self) -> list[int]:
        """Where each sentence begins."""
        return [told.span.start for told in self.told]

    @cached_property
    def named_at(self) -> list[int]:
        """Where each mention begins."""
        return [mention.start for mention, _ in self.named]

    @cached_property
    def weapons_at(self) -> list[int]:
        """Where each name of a weapon begins."""
        return [span.start for _, span in self.weapons]

    def in_span(self, start: int, end: int) -> tuple[tuple[Mention, Place], ...]:
        """The mentions that begin in a stretch of the text, with what they are taken to mean."""
        return self.named[bisect_right(self.named_at, start - 1) : bisect_right(self.named_at, end - 1)]


@dataclass(frozen=True)
class Spoken:
    """A sentence that a claim stands in; ``base`` is where it begins in the article."""

    reading: Reading
    number: int

    @property
    def told(self) -> Told:
        """The sentence with its speaker and certainty."""
        return self.reading.told[self.number]

    @property
    def base(self) -> int:
        """Where it begins in the article."""
        return self.told.span.start

    @cached_property
    def text(self) -> str:
        """Its words; of a sentence without end, the beginning."""
        start, end = self.told.span
        return self.reading.article.text[start : min(end, start + LONGEST_SENTENCE)]

    @cached_property
    def named(self) -> tuple[tuple[Mention, Place], ...]:
        """The places that it names, in order."""
        return self.reading.in_span(self.base, self.base + len(self.text))

    @cached_property
    def before(self) -> tuple[Spoken, ...]:
        """The sentences before it that it may point back to, the nearest first: of its paragraph and the one before."""
        earlier = range(self.number - 1, max(-1, self.number - 1 - POINTS_BACK), -1)
        return tuple(Spoken(self.reading, number) for number in earlier if self._is_told(number))

    def _is_told(self, number: int) -> bool:
        return self.reading.told[number].block not in (*FURNITURE, "caption")


def is_spot(mention: Mention, place: Place) -> bool:
    """Whether a name is one of a town, a site or a region, by which something can lie."""
    return mention.kind == "toponym" and place.chosen.kind in (*POINTS, "region") and place.role != "metonym"


def weapons_named(spoken: Spoken) -> list[tuple[Weapon, Span]]:
    """The weapons that a sentence names, in order, with where in the article."""
    start, end = spoken.base, spoken.base + len(spoken.text)
    first, last = (bisect_left(spoken.reading.weapons_at, at) for at in (start, end))
    return list(spoken.reading.weapons[first:last])


def weapons_near(spoken: Spoken) -> list[tuple[Weapon, Span]]:
    """The weapons named in the sentence, else in the sentences before, since "the missile" is the one of before."""
    for earlier in (spoken, *spoken.before[:2]):
        found = weapons_named(earlier)
        if found:
            return found
    return []


def claim_of(
    spoken: Spoken,
    span: Span,
    kind: ClaimKind,
    *,
    stated: Quantity | None = None,
    pair: Quantity | None = None,
    subject: Place | None = None,
    object_: str | None = None,
    second: str | None = None,
    mentions: Sequence[Mention] = (),
) -> Claim:
    """A claim of a sentence, with its words, speaker and certainty; its id is given when all are in order.

    Args:
        span: where its words stand in the sentence. mentions: the names that it speaks of, in it or before.
        subject, object_, second: as ``Claim`` has them.
    """
    start, end = spoken.base + span.start, spoken.base + span.end
    said_by, certainty = _teller(spoken, span)
    hedge = phrases(spoken.reading.words.telling.hedged).search(spoken.text)
    spans = {Span(mention.start, mention.end) for mention in mentions}
    spans |= {Span(mention.start, mention.end) for mention, _ in spoken.reading.in_span(start, end)}
    return Claim(
        id="",
        kind=kind,
        quote=spoken.reading.article.text[start:end],
        start=start,
        end=end,
        stated=stated,
        pair=pair,
        subject=None if subject is None else subject.id,
        object=object_,
        second=second,
        sentence=spoken.told.span,
        mentions=tuple(sorted(spans)),
        said_by=said_by,
        certainty=certainty,
        wording=hedge[0] if hedge else "",
    )


def _is_of_denied(sentence: str, position: int, words: Table) -> bool:
    """Whether the position stands in what a "that" right after a denial begins: "denied that its range is 2,000 km"."""
    part = next(part for part in parts(sentence, words) if position < part.end)
    denied = rf"{phrases(words.telling.denied).pattern}(?:\s+\w+)?,?\s+{phrases(words.telling.that).pattern}"
    return re.search(denied, sentence[part.start : position], re.IGNORECASE) is not None


def _is_ended_by_speaker(sentence: str, position: int, words: Table) -> bool:
    """Whether the sentence ends with whose word it is, after the position: "..., according to the maker."."""
    for match in phrases(words.telling.according).finditer(sentence, position):
        is_apart = sentence[: match.start()].rstrip()[-1:] in (",", "–", "—")
        rest = sentence[match.start() :].rstrip(" .!?\"'”’»")
        if is_apart and not re.search(r"[,;:–—]", rest) and speaker_in(rest, words):
            return True
    return False


def _teller(spoken: Spoken, span: Span) -> tuple[str | None, Certainty]:
    """Who says the figure: whoever the sentence says to say it, or the speaker of its own clause.

    A verb of saying covers its sentence ("..., 60 miles from the border, officials said"), "according to" its clause,
    or all of the sentence that it ends. A figure in a sentence that only goes on in somebody's words ("Het zou gaan om
    ... in Karatsjov, ruim 100 kilometer over de grens") is the article's own, unless it stands in quotation marks.
    """
    told, words, sentence = spoken.told, spoken.reading.words, spoken.text
    text = spoken.reading.article.text
    if told.said_by is None or any(text[slice(*named)] in told.said_by for _, named in weapons_named(spoken)):
        return None, "denied" if told.certainty == "denied" else "asserted"
    quoted = sentence[: span.start].count('"') % 2 == 1 or re.search(r"[“„«][^”»]*$", sentence[: span.start])
    if quoted or sentence[:1] in '"“„«':
        return told.said_by, told.certainty
    if phrases(words.telling.say).search(sentence) and speaker_in(sentence, words):
        return told.said_by, told.certainty
    if _is_ended_by_speaker(sentence, span.start, words):
        return told.said_by, told.certainty
    if _is_of_denied(sentence, span.start, words):
        return told.said_by, "denied"
    according = phrases(words.telling.according)
    for clause in clauses(sentence, words):
        is_own = clause.start <= span.start < clause.end
        is_inside = span.start < clause.start < span.end and according.match(sentence, clause.start) is not None
        if (is_own or is_inside) and speaker_in(sentence[clause.start : clause.end], words):
            return told.said_by, told.certainty
    return None, "asserted"
