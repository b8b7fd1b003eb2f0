"""What a length in a sentence is said to measure: to a border, a front, a place, into a country, or a weapon's reach.

A length alone is no claim. What follows or precedes it makes it one: "over the border", "north of Kyiv", "a range of".
Heights, widths, marches and stretches of front are none. Everything is told from the words of the language tables and
from where names stand; which places and countries they are is for ``geo.reading.claims``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, NamedTuple

from geo.model import Quantity, Span
from geo.reading.numerals import any_of
from geo.reading.quantities import FoundQuantity, find_quantities
from geo.reading.tables import Strings, phrases, table
from geo.units import METRES

NameKind = Literal["spot", "country", "adjective"]
RelationKind = Literal["border", "front", "place", "elsewhere", "onward", "reach"]
# Words between a preposition and the noun that it belongs to: "from the heavily fortified Russian border".
MOST_WORDS = 5
# Before a length, between what it is measured from and the figure itself.
MOST_AHEAD = 9
# Between the noun of a reach and its figure, with the weapon and who says so.
MOST_TO_AMOUNT = 16
# A shorter reach is the size of the thing itself, in metres.
LEAST_REACH_M = 1_000.0
# Characters of a sentence before a figure in which what it is said of is named.
LONGEST_BEFORE = 160
_WORD = r"[\w'’\-–]+"
# Between two words of a stretch, quotation marks round a name among them.
_BETWEEN = r"[\s,:(–—«»“”„\"-]+"
_BETWEEN_OR_NOT = r"[\s,:(–—«»“”„\"-]*"
_SENTENCE = re.compile(r"[.!?…][\"'”’»)]*\s+(?=[^\W\d_a-z])|\n")
_CLAUSE = re.compile(r"[;:!?]|[.](?=\s)")


class Name(NamedTuple):
    """Where a place is named in the sentence, and what the name is: a spot, a country, or an adjective of one."""

    start: int
    end: int
    kind: NameKind


@dataclass(frozen=True, slots=True)
class Relation:
    """What a length measures.

    Attributes:
        span: of the whole claim in the sentence.
        object: the words that say to what; names inside are those that it is measured to.
        subject: words that say from where, where they are told apart ("the distance from A to B").
    """

    kind: RelationKind
    span: Span
    object: Span
    subject: Span | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as this module looks at it; ``weapons`` are the spans of what flies, by name or by noun.

    ``since`` is where the length before the one looked at ends; ``known`` are those weapons that the catalogue has.
    """

    text: str
    names: tuple[Name, ...]
    weapons: tuple[Span, ...]
    language: str
    since: int = 0
    known: tuple[Span, ...] = ()

    def names_in(self, start: int, end: int) -> list[Name]:
        """The names that begin in a stretch."""
        return [name for name in self.names if start <= name.start < end]


def relation_of(sentence: Sentence, found: FoundQuantity, *, since: int = 0) -> Relation | None:
    """What the length measures, or None where it is no distance between things.

    Args:
        since: where the length before it ends; what stands before that says nothing of this one.
    """
    sentence = replace(sentence, since=since)
    reach = _reach_noun(sentence, found) or _reach_beside(sentence, found)
    if reach is not None or found.is_adjective:
        return reach
    if _is_no_distance(sentence, found):
        return None
    ways: tuple[Callable[[Sentence, FoundQuantity], Relation | None], ...] = (
        _across, _from, _inside, _distance_between, _reach_verb, _inland, _ahead, _onward,
    )  # fmt: skip
    relation = next((relation for way in ways if (relation := way(sentence, found)) is not None), None)
    return _turned(sentence, found, relation) if relation is not None and relation.kind == "place" else relation


def _turned(sentence: Sentence, found: FoundQuantity, relation: Relation) -> Relation:
    """As in "the border lies 40 km from Sumy": the place is where it is measured from, the border what to."""
    start = _clause_start(sentence, found.start)
    border = _border_in(sentence, start, found.start)
    if border is None or any(name.kind == "spot" for name in sentence.names_in(start, found.start)):
        return relation
    return Relation("border", Span(border.start, relation.span.end), border, relation.object)


def _is_no_distance(sentence: Sentence, found: FoundQuantity) -> bool:
    """Whether what stands beside the length makes it a height, a width, a march or a piece of road."""
    after = _compiled(sentence.language, "not_after").match(sentence.text, found.end)
    if after is not None and _across(sentence, found) is None:
        return True
    before = sentence.text[max(0, found.start - 60) : found.start]
    return _compiled(sentence.language, "not_before").search(before) is not None


# ---------------------------------------------------------------- before names are known to be of places


def measured_names(text: str, language: str, names: Sequence[Span]) -> set[int]:
    """Where the names begin that a distance is said of or measured to: "Rzeszów, 70 km from the border".

    Told before any name is known to be a place's, so that it can help to tell. ``names`` are in order of the text.
    """
    found: set[int] = set()
    starts = [name.start for name in names]
    lies, where = _compiled(language, "lies"), _compiled(language, "says_where")
    for quantity in find_quantities(text, language):
        after = _may_measure(text, language, quantity)
        if after is None:
            continue
        start, end = _sentence_start(text, quantity.start), quantity.start
        ahead = names[bisect_left(starts, start) : bisect_left(starts, end)]
        said_of = [
            name.start for name in ahead if lies.match(text, name.end, end) or where.fullmatch(text, name.end, end)
        ]
        if after.is_sure or said_of:
            found.update(said_of)
            at = bisect_left(starts, after.start)
            found.update(starts[at : at + 1] if at < len(starts) and starts[at] == after.start else ())
    return found


class _After(NamedTuple):
    """Where a name after "from" begins; whether the words before it say by themselves that it is a distance."""

    start: int
    is_sure: bool


def _may_measure(text: str, language: str, found: FoundQuantity) -> _After | None:
    """What may follow the figure as what it is measured to; None where it is no distance."""
    if found.is_adjective or _compiled(language, "not_after").match(text, found.end):
        return None
    if _compiled(language, "not_before").search(text, max(0, found.start - 60), found.start):
        return None
    across = _compiled(language, "across").match(text, found.end)
    if across is not None:
        return _After(-1, is_sure=True)
    match = _compiled(language, "from").match(text, found.end)
    if match is None:
        return None
    if _compiled(language, "ends").match(text, match.end()):
        return _After(-1, is_sure=True)
    if _is_weak(match["from"], language):
        return None
    return _After(match.end(), is_sure=match["away"] is not None or " " in match["from"].strip())


def _sentence_start(text: str, position: int) -> int:
    """Where the sentence begins that holds a position, or as far before it as is looked."""
    least = max(0, position - LONGEST_BEFORE)
    return max((match.end() for match in _SENTENCE.finditer(text, least, position)), default=least)


# ---------------------------------------------------------------- after the length


def _across(sentence: Sentence, found: FoundQuantity) -> Relation | None:
    """As in "100 km over the border", "100 km over de grens met Oekraïne"."""
    match = _compiled(sentence.language, "across").match(sentence.text, found.end)
    if match is None or sentence.names_in(found.end, match.start("what")):
        return None
    end = _with_neighbour(sentence, match.end())
    return Relation("border", Span(found.start, end), Span(match.start("what"), end))


def _from(sentence: Sentence, found: FoundQuantity) -> Relation | None:
    """As in "115 km from the Ukrainian border", "80 km ten oosten van Kyiv", "40 km from the city"."""
    match = _compiled(sentence.language, "from").match(sentence.text, found.end)
    if match is None:
        return None
    is_weak = _is_weak(match["from"], sentence.language)
    if is_weak and "," in match[0]:
        return None  # "От Сум до Харькова 140 км, до Полтавы ..." goes on with another measure
    if _opens_another(sentence, match):
        return None
    return _noun_phrase(sentence, found, match.end(), is_weak=is_weak, is_far=match["away"] is not None)


def _opens_another(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether a comma and a dash begin another measure: "100 км, от Курска — около 90", ", від кордону — 500"."""
    if "," not in match[0]:
        return False
    name = next(iter(sentence.names_in(match.end(), match.end() + 1)), None)
    noun = _compiled(sentence.language, "ends").match(sentence.text, match.end())
    ends = [end for end in (name.end if name else None, noun.end("noun") if noun else None) if end is not None]
    return any(re.match(r"\s*[–—]", sentence.text[end:]) is not None for end in ends)


def _noun_phrase(
    sentence: Sentence, found: FoundQuantity, start: int, *, is_weak: bool, is_far: bool
) -> Relation | None:
    """What the noun after a preposition makes of the length: a border, a front, a place, or something unnamed."""
    stop = _end_of_phrase(sentence.text, start)
    names = sentence.names_in(start, stop)
    spot = next((name for name in names if name.kind == "spot"), None)
    nouns = _compiled(sentence.language, "ends").match(sentence.text, start)
    if nouns is not None and (spot is None or spot.start > nouns.end("noun")):
        end = _with_neighbour(sentence, nouns.end("noun")) if nouns["border"] else nouns.end("noun")
        kind: RelationKind = "border" if nouns["border"] else "front" if nouns["front"] else "elsewhere"
        return Relation(kind, Span(found.start, end), Span(start, end))
    first = names[0] if names else None
    if first is not None:
        held = phrases(table(sentence.language).claims.held).search(sentence.text, start, stop)
        if held is not None:
            return Relation("elsewhere", Span(found.start, held.end()), Span(start, start))
        is_country = first.kind == "country" and not (spot is not None and _joined(sentence, first, spot))
        named = first if is_country else spot
        if named is not None:
            return Relation("place", Span(found.start, named.end), Span(named.start, named.end))
        land = phrases(table(sentence.language).claims.territory).search(sentence.text, first.end, stop)
        if land is not None:
            return Relation("border", Span(found.start, land.end()), Span(start, land.end()))
    if is_weak:
        return None
    pointer = phrases(table(sentence.language).claims.pointers).search(sentence.text, start, stop)
    if pointer is None and not is_far:
        return None
    end = pointer.end() if pointer is not None else stop
    return Relation("elsewhere", Span(found.start, end), Span(start, end))


def noun_after(sentence: Sentence, start: int) -> Relation | None:
    """What the noun phrase that begins there names: a border, a front, a place; the length has no part in it."""
    nothing = FoundQuantity(start, start, Quantity(value=0.0, unit="km", low=0.0, high=0.0))
    space = re.compile(r"\s*").match(sentence.text, start)
    return _noun_phrase(sentence, nothing, space.end() if space else start, is_weak=True, is_far=False)


def _joined(sentence: Sentence, first: Name, second: Name) -> bool:
    """Whether two names stand side by side as one ("Ukraine's Kharkiv")."""
    return re.fullmatch(r"['’]?s?\s+", sentence.text[first.end : second.start]) is not None


def _inside(sentence: Sentence, found: FoundQuantity) -> Relation | None:
    """As in "110 km inside Russia", "100 km deep into Russian territory", "100 kilometer Rusland in"."""
    words = table(sentence.language).claims
    match = _compiled(sentence.language, "inside").match(sentence.text, found.end)
    if match is not None:
        stop = _end_of_phrase(sentence.text, match.end(), most=4)
        names = [name for name in sentence.names_in(match.end(), stop) if name.kind != "spot"]
        if names and _words_between(sentence.text, match.end(), names[0].start) <= 2:
            held = phrases(words.held).search(sentence.text, match.end(), stop)
            if held is not None:
                return None
            land = phrases(words.territory).search(sentence.text, names[0].end, stop)
            if names[0].kind == "country" or land is not None:
                end = max(names[0].end, land.end() if land else 0)
                return Relation("border", Span(found.start, end), Span(match.end(), end))
    if words.into_after:
        for name in sentence.names_in(found.end, found.end + 30):
            tail = re.match(rf"(?:\s+{_WORD})?\s+(?:{any_of(words.into_after)})(?!\w)", sentence.text[name.end :])
            if name.kind != "spot" and tail and _words_between(sentence.text, found.end, name.start) <= 1:
                end = name.end + tail.end()
                return Relation("border", Span(found.start, end), Span(name.start, end))
    return None


def _inland(sentence: Sentence, found: FoundQuantity) -> Relation | None:
    match = _compiled(sentence.language, "inland").match(sentence.text, found.end)
    if match is None:
        return None
    return Relation("elsewhere", Span(found.start, match.end()), Span(match.start("what"), match.end()))


# ---------------------------------------------------------------- before the length


def _distance_between(sentence: Sentence, found: FoundQuantity) -> Relation | None:
    """As in "the distance between Sumy and Kharkiv is 140 km", "the 140 km between Sumy and Kharkiv"."""
    words = table(sentence.language).claims
    start = _clause_start(sentence, found.start)
    nouns = list(phrases(words.distance_nouns).finditer(sentence.text, start, found.start))
    if nouns:
        names = [n for n in sentence.names_in(nouns[-1].end(), found.start) if n.kind != "adjective"]
        border = _border_in(sentence, nouns[-1].end(), found.start)
        if len(names) >= 2 and border is None:
            span = Span(nouns[-1].start(), found.end)
            return Relation("place", span, Span(*names[1][:2]), Span(*names[0][:2]))
    ahead = _last(phrases(words.between), sentence.text, start, found.start)
    if ahead is not None and _border_in(sentence, ahead.end, found.start) is None:
        # "Between Belgorod and Kharkiv it is only 75 km"
        names = [n for n in sentence.names_in(ahead.end, found.start) if n.kind != "adjective"]
        # "Between Sumy and Kharkiv runs a road of 150 km"
        others = phrases((*words.other_measures, *words.by_road, *words.not_after))
        is_other = len(names) == 2 and others.search(sentence.text, names[1].end, found.start) is not None
        is_near = len(names) == 2 and _words_between(sentence.text, names[1].end, found.start) <= MOST_AHEAD - 4
        if is_near and not is_other:
            return Relation("place", Span(ahead.start, found.end), Span(*names[1][:2]), Span(*names[0][:2]))
    between = re.match(rf"\s+(?:{_WORD}\s+)?(?:{any_of(words.between)})\s+", sentence.text[found.end :], re.IGNORECASE)
    if between is not None:
        at = found.end + between.end()
        names = [n for n in sentence.names_in(at, _end_of_phrase(sentence.text, at, most=9)) if n.kind != "adjective"]
        if len(names) >= 2:
            return Relation("place", Span(found.start, names[1].end), Span(*names[1][:2]), Span(*names[0][:2]))
    return None


def _ahead(sentence: Sentence, found: FoundQuantity) -> Relation | None:
    """As in "the border is 40 km away", "tot de grens is het 40 km", "до Киева — 80 км", "from Kyiv it is 80 km"."""
    text = sentence.text
    start = _clause_start(sentence, found.start)
    after = _compiled(sentence.language, "from").match(text, found.end)
    is_other = after is not None and _opens_another(sentence, after)
    if after is not None and not is_other and not _is_weak(after["from"], sentence.language):
        # "van Kasjmir, ligt 35 km van de bestandslijn": measured to what follows, even if that is nothing we know.
        return None
    border = _border_in(sentence, start, found.start)
    if border is not None and _words_between(text, border.end, found.start) <= MOST_AHEAD - 1:
        return Relation("border", Span(border.start, _end_with_away(sentence, found)), border)
    front = _last(phrases(table(sentence.language).claims.front_nouns), text, start, found.start)
    if (
        front is not None
        and _words_between(text, front.end, found.start) <= MOST_AHEAD - 3
        and (_follows_from(sentence, start, front.start) or _end_with_away(sentence, found) > found.end)
    ):
        return Relation("front", Span(front.start, _end_with_away(sentence, found)), front)
    for name in reversed(sentence.names_in(start, found.start)):
        if name.kind == "adjective" or _words_between(text, name.end, found.start) > MOST_AHEAD - 2:
            continue
        if _is_placed_there(sentence, name.end, found.start):
            continue
        before = _compiled(sentence.language, "from_before").search(text, start, name.start)
        if before is not None and before.end() >= name.start:
            return Relation("place", Span(before.start(), _end_with_away(sentence, found)), Span(name.start, name.end))
    return None


def _onward(sentence: Sentence, found: FoundQuantity) -> Relation | None:
    """As in "In Simferopol, 90 km away, ...", "inwoners van Andreapol, 60 kilometer verderop,": from where one was.

    The figure stands apart, beside the name of what lies there, and nothing follows that it could be measured to.
    """
    match = _compiled(sentence.language, "onward").match(sentence.text, found.end)
    if match is None:
        return None
    spots = [name for name in sentence.names if name.end <= found.start and name.kind == "spot"]
    if not spots or _compiled(sentence.language, "apart").fullmatch(sentence.text, spots[-1].end, found.start) is None:
        return None
    return Relation("onward", Span(found.start, match.end()), Span(match.end(), match.end()))


def _follows_from(sentence: Sentence, start: int, noun: int) -> bool:
    """Whether a preposition of a distance leads to a noun: "vom Frontverlauf"; a front by itself only has a length."""
    matches = _compiled(sentence.language, "from_before").finditer(sentence.text, start, noun)
    return any(match.end() >= noun for match in matches)


def _is_placed_there(sentence: Sentence, end: int, figure: int) -> bool:
    """Whether the figure says where the name itself lies: "to Tawila, 60 km", "de centrale van Kursk op 60 km"."""
    between = sentence.text[end:figure].strip()
    placed = phrases(table(sentence.language).claims.placed_at)
    return between == "," or placed.fullmatch(between.split()[-1] if between else "") is not None


def _border_in(sentence: Sentence, start: int, end: int) -> Span | None:
    """The last border that is spoken of in a stretch, with its neighbour ("de grens met Oekraïne")."""
    noun = _last(phrases(table(sentence.language).claims.border_nouns), sentence.text, start, end)
    if noun is None:
        return None
    owners = [name for name in sentence.names_in(start, noun.start) if noun.start - name.end in (1, 3)]
    first = owners[-1].start if owners else noun.start
    return Span(first, min(_with_neighbour(sentence, noun.end), end))


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> Span | None:
    spans = [Span(*match.span()) for match in pattern.finditer(text, start, end)]
    return spans[-1] if spans else None


def _end_with_away(sentence: Sentence, found: FoundQuantity) -> int:
    away = re.compile(rf"\s+(?:{any_of(table(sentence.language).claims.away)})(?!\w)", re.IGNORECASE)
    match = away.match(sentence.text, found.end)
    return match.end() if match else found.end


# ---------------------------------------------------------------- reach


def _reach_noun(sentence: Sentence, found: FoundQuantity) -> Relation | None:
    """As in "a range of 300 km", "300-Kilometer-Reichweite", "a 300-mile missile"."""
    text = sentence.text
    nouns = any_of_phrases(table(sentence.language).claims.reach)
    before = re.search(
        rf"(?<!\w)(?:{nouns})(?P<mid>(?:{_BETWEEN}{_WORD}){{0,5}}?){_BETWEEN_OR_NOT}$",
        text[: found.start],
        re.IGNORECASE,
    )
    if before is not None and not _parting_names(sentence, before.start("mid"), found.start):
        return Relation("reach", Span(before.start(), found.end), Span(before.start(), before.start("mid")))
    said = _reach_said(sentence, found)
    if said is not None:
        return said
    what = nouns
    if found.is_adjective:
        what = f"{nouns}|{any_of_phrases(table(sentence.language).strikes.projectile)}"
    after = re.compile(rf"[\s\-\u2010\u2011]*(?:{_WORD}\s+){{0,2}}?(?:{what})(?!\w)", re.IGNORECASE)
    match = after.match(text, found.end)
    if match is None or sentence.names_in(found.end, match.end()):
        return None
    return Relation("reach", Span(found.start, match.end()), Span(found.end, match.end()))


def _reach_said(sentence: Sentence, found: FoundQuantity) -> Relation | None:
    """As in "The range of the Ukrainian Liutyi drone, officials say, reaches 2,000 km": noun, weapon, verb, figure."""
    words = table(sentence.language)
    start = _clause_start(sentence, found.start)
    noun = _last(phrases(words.claims.reach), sentence.text, start, found.start)
    if noun is None or _words_between(sentence.text, noun.end, found.start) > MOST_TO_AMOUNT:
        return None
    weapon = next((span for span in sentence.weapons if noun.end <= span.start < found.start), None)
    if weapon is None or _parting_names(sentence, noun.end, found.start):
        return None
    # What comes after "but" or "and" may be a figure of something else; "to" joins no clauses.
    joiners = (word for word in words.quantities.joiners if word.isalpha() and word not in words.claims.from_place)
    turns = (*words.telling.contrast, *joiners)
    if phrases(turns).search(sentence.text, weapon.end, found.start):
        return None
    amounts = phrases(words.claims.amounts).pattern
    ahead = re.compile(rf"{amounts}(?:{_BETWEEN}{_WORD}){{0,{MOST_WORDS}}}{_BETWEEN_OR_NOT}$", re.IGNORECASE)
    behind = re.compile(rf"\s+{amounts}", re.IGNORECASE).match(sentence.text, found.end)
    is_amount = phrases(words.claims.amounts).fullmatch(found.quantity.hedge) is not None
    if behind is None and not is_amount and ahead.search(sentence.text[weapon.end : found.start]) is None:
        return None
    return Relation("reach", Span(noun.start, found.end), noun)


def _parting_names(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a name stands there by which the length is one to a place, and no reach.

    Whose the weapon is that is named after it ("of the Ukrainian drone", "of Russia's Kalibr") parts nothing, nor does
    a name of who says so ("according to Moscow").
    """
    according = phrases(table(sentence.language).telling.according)
    for name in sentence.names_in(start, end):
        is_owner = name.kind != "spot" and any(name.end <= span.start < end for span in sentence.weapons)
        spoken = _last(according, sentence.text, start, name.start)
        is_said = spoken is not None and _words_between(sentence.text, spoken.end, name.start) < MOST_WORDS
        if not (is_owner or is_said):
            return True
    return False


def _reach_beside(sentence: Sentence, found: FoundQuantity) -> Relation | None:
    """As in "ATACMS (300 km) and GMLRS (80 km)", "- ATACMS: 300 kilometer", "дальность ATACMS 300 км, HIMARS — 80 км".

    A dash says so only where the sentence speaks of a reach. A length below a kilometre is that of the thing itself.
    """
    text = sentence.text
    before = next((span for span in reversed(sentence.known) if span.end <= found.start), None)
    if before is None or found.quantity.value * METRES[found.quantity.unit] < LEAST_REACH_M:
        return None
    match = _compiled(sentence.language, "beside").fullmatch(text, before.end, found.start)
    if match is None:
        return None
    if match["dash"] is not None:
        spoken = re.compile(rf"(?<!\w)(?:{any_of_phrases(table(sentence.language).claims.reach)})(?!\w)", re.IGNORECASE)
        if spoken.search(text, 0, before.start) is None or re.match(r"\s*(?:[,;.]|$)", text[found.end :]) is None:
            return None
        return Relation("reach", Span(before.start, found.end), Span(before.start, before.end))
    closing = re.match(r"\s*[)\],;]" if match["open"] else r"\s*(?:[,;.]|$)", text[found.end :])
    if closing is None:
        return None
    end = found.end + closing.end() if closing[0].strip() in (")", "]") else found.end
    return Relation("reach", Span(before.start, end), Span(before.start, before.end))


def _reach_verb(sentence: Sentence, found: FoundQuantity) -> Relation | None:
    """As in "missiles that can hit targets 300 km away": a verb of reaching, beside something that flies."""
    if not sentence.weapons:
        return None
    text, words = sentence.text, table(sentence.language)
    verbs = any_of_phrases(words.claims.reach_verbs)
    start = _clause_start(sentence, found.start)
    here = max(start, text.rfind(", ", start, found.start) + 1)
    if phrases((*words.claims.other_measures, *words.strikes.fire)).search(text, here, found.start):
        return None
    before = re.search(rf"(?<!\w)(?:{verbs})(?:[\s-]+{_WORD}){{0,6}}?\s*$", text[start : found.start], re.IGNORECASE)
    if before is not None and not sentence.names_in(start + before.start(), found.start):
        return Relation(
            "reach", Span(start + before.start(), _end_with_away(sentence, found)), Span(found.end, found.end)
        )
    after = re.compile(rf"[\s,]*(?:{_WORD}\s+){{0,4}}?(?:{verbs})(?!\w)", re.IGNORECASE).match(text, found.end)
    if after is not None and not sentence.names_in(found.end, after.end()):
        return Relation("reach", Span(found.start, after.end()), Span(found.end, found.end))
    return None


# ---------------------------------------------------------------- the words


def any_of_phrases(words: Strings) -> str:
    """An alternation of phrases of a language table, in which a star stands for any letters."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(any_of((word,)).replace(r"\*", r"[\w'’-]*") for word in longest_first) or "(?!)"


def _is_weak(preposition: str, language: str) -> bool:
    return phrases(table(language).claims.weak_from).fullmatch(" ".join(preposition.split())) is not None


def _end_of_phrase(text: str, start: int, *, most: int = MOST_WORDS + 1) -> int:
    """Where the noun phrase that begins there ends at the latest: at a comma or after so many words."""
    match = re.compile(rf"(?:{_WORD}[ \u00a0]*){{0,{most}}}").match(text, start)
    return match.end() if match else start


def _words_between(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())


def _clause_start(sentence: Sentence, position: int) -> int:
    ends = [match.end() for match in _CLAUSE.finditer(sentence.text, sentence.since, position)]
    return ends[-1] if ends else sentence.since


def _with_neighbour(sentence: Sentence, end: int) -> int:
    """The end of a border phrase with the country after "with", or the adjective after the noun, in it."""
    for name in sentence.names_in(end, end + 2):
        if name.kind == "adjective":
            end = name.end
    joined = re.compile(
        rf"\s+(?:{any_of(table(sentence.language).claims.border_with)})\s+(?:\w{{2,3}}\s+)?", re.IGNORECASE
    )
    match = joined.match(sentence.text, end)
    if match is None:
        return end
    after = [name for name in sentence.names_in(match.end(), match.end() + 1) if name.kind == "country"]
    return after[0].end if after else end


@cache
def _compiled(language: str, what: str) -> re.Pattern[str]:
    claims = table(language).claims
    fill = rf"(?:{_WORD}\s+)"
    away = any_of(claims.away)
    # A comma and another word begin something new: "1,300 km, and from the border ...".
    gap = rf"(?:[\s,]*(?P<away>(?:{away})(?:[\s,]+(?:{away}))?)[\s,]+{fill}?|,?\s+|\s+{fill})"
    preposition = any_of(claims.from_place)
    ends = "|".join(
        rf"(?P<{name}>{any_of_phrases(words)})"
        for name, words in (
            ("border", claims.border_nouns),
            ("front", claims.front_nouns),
            ("coast", claims.coast_nouns),
        )
    )
    nouns = any_of_phrases(table(language).strikes.projectile)
    patterns = {
        "beside": rf"[\w\-\u2010\u2011]*[»”\"'’]*(?:[\s\-\u2010\u2011]+(?:{nouns}))?\s*"
        rf"(?:(?P<open>[(\[])\s*|:\s*|(?P<dash>[–—])\s*){fill}{{0,1}}?",
        "across": rf"[\s,]*(?:(?:{away})\s+)?{fill}{{0,1}}?(?P<what>{any_of_phrases(claims.across)})(?!\w)",
        "from": rf"{gap}(?P<from>{preposition})(?:\s+|(?<=['’]))",
        "ends": rf"{fill}{{0,{MOST_WORDS}}}?(?P<noun>{ends})(?!\w)",
        "inside": rf"[\s,]*(?:(?:{away})\s+)?(?:{any_of(claims.inside)})\s+",
        "inland": rf"[\s,]*(?P<what>{any_of(claims.inland)})(?!\w)",
        "onward": rf"\s+(?:{any_of_phrases(claims.onward)})(?=\s*(?:[,;.!?)–—]|$))",
        "apart": rf"\s*[,(–—]\s*{fill}{{0,2}}?",
        "from_before": rf"(?<!\w)(?:{preposition})(?:\s+|(?<=['’])){fill}{{0,2}}",
        "lies": rf"\s+(?:{any_of_phrases(claims.lies)})(?!\w)",
        "says_where": rf"(?s:.*[\s,])?(?:{any_of_phrases(claims.lies)})(?:\s+{_WORD}){{0,3}}\s*|,\s*{fill}{{0,3}}",
        "not_after": rf"[\s\-]*(?:{any_of(claims.not_after)})(?!\w)",
        "not_before": rf"(?<!\w)(?:{any_of(claims.not_before)})(?:\s+{_WORD}){{0,1}}\s*$",
    }
    return re.compile(patterns[what], re.IGNORECASE)
