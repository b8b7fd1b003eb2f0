"""From where a distance is measured: the place that a figure is said of, named beside it or in a sentence before.

What "daar" or "the town" means follows from the sentences before it in the paragraph. A subject that cannot be told is
None: nothing is guessed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Literal

from geo.model import Mention, Place, Span
from geo.reading.datelines import stands_in_dateline
from geo.reading.numerals import any_of
from geo.reading.positions import may_lie_in
from geo.reading.quantities import find_quantities
from geo.reading.relations import Relation, any_of_phrases
from geo.reading.spoken import ALSO_WHERE, CAPITAL, POINTS, UPPER, Spoken, is_spot
from geo.reading.tables import phrases, table

# By so many letters a target is known again: "depot", "depots", "Raffinerie", "Raffinerien".
LETTERS_OF_TARGET = 8
# Words before a figure that opens its sentence: "Some 50 km from the border, Belgorod ...".
MOST_BEFORE_OPENING = 2
# The place that a report is sent from, at its head: "WASHINGTON (AP) —".
_DATELINE = re.compile(r"\s*(?:\([^)\n]{1,40}\)\s*)?[–—-]\s")
# A figure right after a name: a comma, a verb of lying, a hedge at most in between.
MOST_BESIDE = 3
# From "according to" or a verb of saying to where the speaker sits, in words and in characters.
MOST_TO_SEAT, LONGEST_TO_SEAT = 8, 90
# Characters of "according to" right before a name, at most.
LONGEST_ACCORDING = 40
_NAME_AHEAD = re.compile(rf"(?<!\w)[{UPPER}][\w’'-]*\s*[,—–]\s*$")
QUOTE_MARKS = '"“”„«»'


def subject_of(spoken: Spoken, relation: Relation, objects: Sequence[Span]) -> tuple[Mention, Place] | None:
    """The place that the distance is said of: named in the sentence, or before where the sentence points back.

    What another length of the sentence is measured to (``objects``) is not where this one is measured from.

    "Dat stadje in de regio Brjansk ligt ..." speaks of a town named before, not of the region in between.
    """
    base = spoken.base
    if relation.subject is not None:
        return next(iter(spoken.reading.in_span(base + relation.subject.start, base + relation.subject.end)), None)
    barred = {
        place.id for to in objects for _, place in spoken.reading.in_span(base + to.start, base + to.end)
    }  # fmt: skip
    beside = _named_beside(spoken, relation)
    if beside == "unknown":
        return None
    if beside is not None:
        return beside
    spots = [pair for pair in spoken.named if _may_be_subject(spoken, *pair) and pair[1].id not in barred]
    spots = [pair for pair in spots if not _is_seat(spoken, pair[0])]
    start = min(relation.span.start, relation.object.start)
    before = [pair for pair in spots if pair[0].end - base <= relation.span.end]
    after = [pair for pair in spots if pair[0].start - base >= relation.span.end]
    # "From the border the town lies 40 km": what points back may stand between.
    is_ahead = relation.object.end < relation.span.end and relation.kind in ("border", "front")
    points_back = _points_back(spoken, relation.span.end if is_ahead else start) or _points_after(spoken, relation)
    towns = [pair for pair in before if pair[1].chosen.kind in POINTS]
    if towns and not (points_back and _is_aside(spoken, towns[-1])):
        return towns[-1]
    follows = _following(spoken, relation, after)
    if follows is not None and not points_back:
        return follows
    if before and not towns and not points_back:
        return before[-1]
    if not points_back:
        return follows
    return _spoken_of_before(spoken, barred, start) or follows


def _may_be_subject(spoken: Spoken, mention: Mention, place: Place) -> bool:
    """Whether a distance may be said of a place: not of where a report comes from, nor of who speaks."""
    if not is_spot(mention, place):
        return False
    text, start, end = spoken.text, mention.start - spoken.base, mention.end - spoken.base
    if stands_in_dateline(text, 0, start, end):
        return False
    if text[start:end].isupper() and not text[:start].strip(QUOTE_MARKS + " ") and _DATELINE.match(text, end):
        return False
    # "Kyiv denies it"
    if place.chosen.kind in POINTS and _speaking_pattern(spoken.reading.words.language).match(text, end):
        return False
    # "south of Haifa, 65 km from the border": something else lies there.
    words = spoken.reading.words
    if _direction_pattern(words.language).search(text, 0, start):
        # "villages north of Hlukhiv, a town only 8 miles from": that goes on with the town itself.
        articles = phrases((*words.quantities.articles, *words.strikes.known)).pattern
        if not re.match(rf",\s+{articles}\s", text[end:], re.IGNORECASE):
            return False
    ahead = text[max(0, start - LONGEST_ACCORDING) : start].rstrip()
    according = list(phrases(spoken.reading.words.telling.according).finditer(ahead))
    return not (according and according[-1].end() == len(ahead))


def _is_seat(spoken: Spoken, mention: Mention) -> bool:
    """Whether a name only tells where a speaker has his seat: "according to the general staff in Kyiv".

    "The mayor of Sumy" speaks of his own town; who speaks *in* a town may speak of any other.
    """
    text, start, end = spoken.text, mention.start - spoken.base, mention.end - spoken.base
    words, said_by = spoken.reading.words, spoken.told.said_by or ""
    located = rf"{phrases((*words.claims.located_in, 'à', 'au')).pattern}\s+$"
    if re.search(located, text[:start], re.IGNORECASE) is None:
        return False
    spoken_in = re.search(rf"(?<!\w){re.escape(text[start:end])}$", said_by.partition(", via ")[0])
    if spoken_in is not None and said_by != text[start:end]:
        return True
    ahead = text[max(0, start - LONGEST_TO_SEAT) : start]
    role = phrases(words.telling.speakers).pattern
    who = rf"{role}(?:\s+[^\s,;:.]+){{0,2}}\s+{located}"
    if re.search(who, ahead, re.IGNORECASE) is None:
        return False
    # Led by "according to", or followed or led by a verb of saying.
    told = phrases((*words.telling.say, *words.telling.denied)).pattern
    leads = rf"(?:{phrases(words.telling.according).pattern}|{told})(?:\s+[^\s,;:.]+){{1,{MOST_TO_SEAT}}}\s+$"
    said = re.compile(rf"[\s,]*(?:[^\s,;:.]+\s+){{0,2}}{told}", re.IGNORECASE).match(text, end)
    return said is not None or re.search(leads, ahead, re.IGNORECASE) is not None


@cache
def _speaking_pattern(language: str) -> re.Pattern[str]:
    """A verb of saying or denying right after a place, which is its government then."""
    telling = table(language).telling
    return re.compile(rf"\s+{phrases((*telling.say, *telling.denied)).pattern}", re.IGNORECASE)


@cache
def _direction_pattern(language: str) -> re.Pattern[str]:
    """What stands right before a place that something else lies to one side of: "south of"."""
    directions = tuple(phrase for phrase in table(language).claims.from_place if len(phrase.split()) > 1)
    return re.compile(rf"{phrases(directions).pattern}\s*$", re.IGNORECASE)


def _named_beside(spoken: Spoken, relation: Relation) -> tuple[Mention, Place] | Literal["unknown"] | None:
    """What stands right before the figure, if that is what it is said of; None where the sentence must tell otherwise.

    It is a town ("..., and Zaporizhzhia, 40 miles south of Dnipro"), an area that the towns before do not lie in, or
    "unknown", a name that is no place of the story.
    """
    base, text, start = spoken.base, spoken.text, min(relation.span.start, relation.object.start)
    if relation.span.start < relation.object.start:
        start = relation.span.start
    object_ids = {
        place.id for _, place in spoken.reading.in_span(base + relation.object.start, base + relation.object.end)
    }
    before = [pair for pair in spoken.named if _may_be_subject(spoken, *pair) and pair[0].end - base <= start]
    names = [pair[0] for pair in spoken.named if pair[0].end - base <= start]
    unknown = _unknown_before(spoken, start, names)
    last = before[-1] if before else None
    if unknown is not None and (last is None or last[0].end - base <= unknown):
        return "unknown"
    area = next((pair for pair in reversed(spoken.named) if pair[0].end - base <= start), None)
    if area is not None and area[1].chosen.kind == "area" and _is_beside(spoken, area[0].end - base, start):
        return "unknown"  # "the Andaman Islands, 2,700 km from Karachi": an area is measured from no one point
    if last is None or last[1].id in object_ids or not _is_beside(spoken, last[0].end - base, start):
        return None
    if last[1].chosen.kind in POINTS:
        return last
    towns = [pair for pair in before[:-1] if pair[1].chosen.kind in POINTS]
    apart = towns and not any(may_lie_in(town, last[1]) for _, town in towns)
    if towns and len(text[towns[-1][0].end - base : last[0].start - base].split()) <= MOST_BESIDE:
        return None  # "Sevastopol, in Crimea, lies ..." says where the town is
    return last if apart and text[last[0].end - base : start].lstrip().startswith(",") else None


def _is_beside(spoken: Spoken, end: int, start: int) -> bool:
    between = spoken.text[end:start]
    if len(between.split()) > MOST_BESIDE or re.search(r"[;:.!?]", between):
        return False
    plain = between.strip()
    return plain.startswith((",", "(", "–", "—")) or phrases(spoken.reading.words.claims.lies).match(plain) is not None


def _unknown_before(spoken: Spoken, start: int, names: Sequence[Mention]) -> int | None:
    """Where a name that is no place of the story begins, if a comma or where it lies follows, and then the figure.

    Only where nouns have small letters; of the word that begins a sentence nobody can tell.
    """
    words, text, base = spoken.reading.words, spoken.text, spoken.base
    if words.language == "de":
        return None
    for match in CAPITAL.finditer(text, max(0, start - 60), start):
        if match.end() < start and not text[match.end() : start].strip():
            continue
        is_known = any(m.start - base <= match.end() and match.start() <= m.end - base for m in names)
        opens = not re.search(r"\w", text[: match.start()])
        plain = match[0].casefold()
        if is_known or opens or plain in words.not_places or plain in words.demonyms:
            continue
        if _is_beside(spoken, match.end(), start):
            return match.start()
    return None


def _is_aside(spoken: Spoken, pair: tuple[Mention, Place]) -> bool:
    """Whether a town is named only to say where something came from or who speaks, before the pointer."""
    pointer = _pointer(spoken, len(spoken.text))
    return pointer is not None and pair[0].end - spoken.base <= pointer


def _following(
    spoken: Spoken, relation: Relation, after: Sequence[tuple[Mention, Place]]
) -> tuple[Mention, Place] | None:
    """A place right after the figure: "Some 50 km from the border, Belgorod ...", "about 115 km away, in Karachev"."""
    towns = [pair for pair in after if pair[1].chosen.kind in POINTS] or list(after)
    if not towns:
        return None
    first, words = towns[0], spoken.reading.words
    between = spoken.text[relation.span.end : first[0].start - spoken.base]
    if between.strip() == "," and first[1].chosen.kind == "region" and relation.kind == "place":
        return None  # "... from Norfolk, Virginia" tells which Norfolk
    opens = len(spoken.text[: relation.span.start].split()) <= MOST_BEFORE_OPENING
    led = phrases((*words.names.place_before, *words.claims.located_in, *ALSO_WHERE)).search(between.rstrip()[-12:])
    if not opens and led is None:
        return None  # "Ashkelon is 13 km from Gaza, Sderot only one" begins another measure
    if len(between.split()) > (7 if opens else 4) or re.search(r"[;:.]|\d", between):
        return None
    # "..., 65 miles east of Kharkiv" names what another distance is measured to.
    away = phrases(spoken.reading.words.claims.from_place).search(between)
    is_away = away is not None and away.end() >= len(between.rstrip()) and away[0].casefold() not in ALSO_WHERE
    return None if is_away else first


def _points_back(spoken: Spoken, end: int) -> bool:
    return _pointer(spoken, end) is not None


def _points_after(spoken: Spoken, relation: Relation) -> bool:
    """Whether the figure opens its sentence, and what it is said of follows: "Situated 50 km from X, the town ..."."""
    end = max(relation.span.end, relation.object.end)
    pointers = phrases(spoken.reading.words.claims.pointers).pattern
    opens = re.search(r"[.;:]", spoken.text[: relation.span.start]) is None and not any(
        place.chosen.kind in POINTS and mention.end - spoken.base <= relation.span.start
        for mention, place in spoken.named
    )
    return opens and re.compile(rf"[^,;:.]{{0,30}},\s+{pointers}", re.IGNORECASE).match(spoken.text, end) is not None


def _pointer(spoken: Spoken, end: int) -> int | None:
    """Where a sentence speaks of a place named earlier: "the town", "it lies", "there", "de aanval", "het depot"."""
    words, text = spoken.reading.words, spoken.text
    for match in phrases(words.claims.pointers).finditer(text, 0, end):
        # "Naypyitaw, the capital, lies ..." points to its own name, known to us or not.
        if not _NAME_AHEAD.search(text, 0, match.start()):
            return match.start()
    opening = _opening(words.language).match(text)
    if opening is not None and opening.end() <= end + 1:
        return opening.start("what")
    for wanted in (words.strikes.target, words.strikes.attack):
        found = phrases(wanted).search(text, 0, end)
        if found is not None and _was_named(spoken, found[0], is_attack=wanted is words.strikes.attack):
            return found.start()
    return None


@cache
def _opening(language: str) -> re.Pattern[str]:
    """A sentence that opens with a pronoun and where it lies: "It lies", "Het ligt", "Elle se trouve"."""
    claims = table(language).claims
    return re.compile(
        rf"[\s{QUOTE_MARKS}]*(?P<what>{any_of(claims.pronouns)})(?:\s+|(?<=['’]))(?:{any_of_phrases(claims.lies)})(?!\w)",
        re.IGNORECASE,
    )


def _was_named(spoken: Spoken, noun: str, *, is_attack: bool) -> bool:
    """Whether an attack, or a target by the same noun, was spoken of before with the place where it was."""
    if is_attack:
        return len(spoken.reading.strikes) == 1 and not any(is_spot(*pair) for pair in spoken.named)
    stem = _stem(noun)
    return any(stem in earlier.text.casefold() and earlier.named for earlier in spoken.before)


def _spoken_of_before(spoken: Spoken, barred: set[str], end: int) -> tuple[Mention, Place] | None:
    """The town named last in the sentences before, else the struck place of a story that has one.

    "The depot" is where a sentence before had that depot, whatever towns are named in between.
    """
    struck = {strike.where for strike in spoken.reading.strikes}
    target = _target_before(spoken, end)
    if target is not None:
        had = [earlier for earlier in spoken.before if target in earlier.text.casefold()]
        found = next((pair for earlier in had if (pair := _town_of(earlier, barred, struck)) is not None), None)
        if found is not None:
            return found
    for earlier in spoken.before:
        town = _town_of(earlier, barred, struck)
        if town is not None:
            return town
    places = {place.id: place for place in spoken.reading.places}
    for strike in spoken.reading.strikes[:1]:
        place = places.get(strike.where or "")
        if place is not None and place.id not in barred and place.mentions and place.mentions[0].start < spoken.base:
            return place.mentions[0], place
    return None


def _town_of(earlier: Spoken, barred: set[str], struck: set[str | None]) -> tuple[Mention, Place] | None:
    """The town that an earlier sentence is about: a struck one, else the one that comes first in it."""
    towns = [
        pair
        for pair in earlier.named
        if _may_be_subject(earlier, *pair)
        and not _is_seat(earlier, pair[0])
        and not _is_measured_to(earlier, pair[0])
        and pair[1].chosen.kind in POINTS
        and pair[1].role != "caption"
        and pair[1].id not in barred
    ]
    return next((pair for pair in towns if pair[1].id in struck), towns[0] if towns else None)


def spoken_of_before(spoken: Spoken, subject: Place) -> Place | None:
    """The place that "60 kilometres away" is measured from: the last struck one told of, or else the only town before.

    Where nothing was struck, a town of another country is no such place: what is said to be near is seldom abroad.

    None where two of them are told in one sentence, so that it might be either.
    """
    struck = {strike.where for strike in spoken.reading.strikes} - {subject.id, None}
    start = next((m.start for m, place in spoken.named if place.id == subject.id), spoken.base)
    ahead = [pair for pair in spoken.reading.named if pair[0].start < start and pair[1].id in struck]
    if ahead:
        last = bisect_right(spoken.reading.starts, ahead[-1][0].start)
        told = {place.id for m, place in ahead if bisect_right(spoken.reading.starts, m.start) == last}
        return ahead[-1][1] if len(told) == 1 else None
    if struck:
        return None
    for earlier in (spoken, *spoken.before):
        towns = {
            place.id: place
            for mention, place in earlier.named
            if mention.start < start
            and place.id != subject.id
            and place.chosen.kind in POINTS
            and place.chosen.country == subject.chosen.country
            if _may_be_subject(earlier, mention, place) and not _is_seat(earlier, mention)
        }
        if towns:
            return next(iter(towns.values())) if len(towns) == 1 else None
    return None


def _is_measured_to(earlier: Spoken, mention: Mention) -> bool:
    """Whether a town is only what a length of its sentence is measured to: "the plant lies 180 km from Moscow"."""
    words, at = earlier.reading.words, mention.start - earlier.base
    leads = re.compile(rf"{phrases(words.claims.from_place).pattern}\s+$", re.IGNORECASE).search(earlier.text, 0, at)
    if leads is None:
        return False
    return any(
        found.end <= leads.start()
        and len(earlier.text[found.end : leads.start()].split()) <= MOST_BESIDE
        and not re.search(r"[,;:.]", earlier.text[found.end : leads.start()])
        for found in find_quantities(earlier.text, words.language)
    )


def _target_before(spoken: Spoken, end: int) -> str | None:
    """The noun of a target by which the sentence points back ("the depot"), as it is sought in others; None if none."""
    words = spoken.reading.words
    if phrases(words.claims.pointers).search(spoken.text, 0, end) is not None:
        return None
    found = phrases(words.strikes.target).search(spoken.text, 0, end)
    return None if found is None else _stem(found[0])


def _stem(noun: str) -> str:
    return noun.casefold()[:LETTERS_OF_TARGET]
