"""Claims: what the text says to be how far from what, what a weapon reaches, what adds up, what lies in or near what.

A claim keeps its words, their sentence, its speaker and the ids and spans that it speaks of. Which border "over de
grens" means follows from the place and from the attacker; what "daar" means, from the sentences before it in the
paragraph. A claim whose subject cannot be told keeps None, and the check says that it cannot be checked: nothing is
guessed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from itertools import pairwise
from typing import Literal

from geo.gazetteer.zones import zone_of
from geo.model import Article, Certainty, Claim, ClaimKind, Mention, Place, Quantity, Span, Statement, Strike, Weapon
from geo.reading.attacks import LONGEST_SENTENCE
from geo.reading.numerals import any_of
from geo.reading.quantities import FoundQuantity, find_quantities
from geo.reading.relations import Name, NameKind, Relation, Sentence, any_of_phrases, noun_after, relation_of
from geo.reading.strikes import attacker_of, clauses, weapons_in
from geo.reading.sums import find_sums
from geo.reading.surroundings import is_slavic
from geo.reading.tables import Table, phrases, table
from geo.reading.telling import Told, speaker_in, tellings
from geo.reading.times import ROUGH_MIN, agreement, paired_times

POINTS = ("settlement", "district", "site")
FURNITURE = ("credit", "dateline")
# A sum has so many parts at least.
LEAST_PARTS = 2
# How far back in its paragraph a sentence may point, in sentences.
POINTS_BACK = 3
# Characters after a place within which the region that it is said to lie in is named.
INSIDE_WITHIN = 60
_DRONE = re.compile(r"dro[nh]|дрон|беспилот|безпілот|бпла|uav", re.IGNORECASE)
# Words before a figure that opens its sentence: "Some 50 km from the border, Belgorod ...".
MOST_BEFORE_OPENING = 2
# Prepositions of a distance that also say where something is.
_PLAIN = frozenset({"in", "op", "outside", "buiten", "en", "в", "у"})
# At most so many words between a reach and the weapon named after it, and between it and a mere name of what was told.
MOST_BEFORE_WEAPON, MOST_BEFORE_NAME = 6, 2
_UPPER = "A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ"
_DESIGNATION = re.compile(rf"(?<!\w)[{_UPPER}][\w-]*[{_UPPER}\d][\w-]*")
_CAPITAL = re.compile(rf"(?<!\w)[{_UPPER}][\w-]*")
_UNIT = re.compile(r"[KК][MМ]")
# The place that a report is sent from, at its head: "WASHINGTON (AP) —".
_DATELINE = re.compile(r"\s*(?:\([^)\n]{1,40}\)\s*)?[–—-]\s")
# A figure right after a name: a comma, a verb of lying, a hedge at most in between.
MOST_BESIDE = 3
# Characters of "according to" right before a name, at most.
LONGEST_ACCORDING = 40
_NAME_AHEAD = re.compile(rf"(?<!\w)[{_UPPER}][\w’'-]*\s*[,—–]\s*$")
_QUOTE_MARKS = '"“”„«»'


@dataclass(frozen=True)
class _Reading:
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
class _Spoken:
    """A sentence that a claim stands in; ``base`` is where it begins in the article."""

    reading: _Reading
    number: int

    @property
    def told(self) -> Told:
        return self.reading.told[self.number]

    @property
    def base(self) -> int:
        return self.told.span.start

    @cached_property
    def text(self) -> str:
        """Its words; of a sentence without end, the beginning."""
        start, end = self.told.span
        return self.reading.article.text[start : min(end, start + LONGEST_SENTENCE)]

    @cached_property
    def named(self) -> tuple[tuple[Mention, Place], ...]:
        return self.reading.in_span(self.base, self.base + len(self.text))

    @cached_property
    def before(self) -> tuple[_Spoken, ...]:
        """The sentences before it that it may point back to, the nearest first: of its paragraph and the one before."""
        earlier = range(self.number - 1, max(-1, self.number - 1 - POINTS_BACK), -1)
        return tuple(_Spoken(self.reading, number) for number in earlier if self._is_told(number))

    def _is_told(self, number: int) -> bool:
        return self.reading.told[number].block not in (*FURNITURE, "caption")


def find_claims(
    article: Article, places: tuple[Place, ...], strikes: tuple[Strike, ...], weapons: tuple[Weapon, ...]
) -> tuple[Claim, ...]:
    """Every claim of the article in order of the text, with ids "claim-1", "claim-2", ..."""
    named = sorted(((m, place) for place in places for m in place.mentions), key=lambda pair: pair[0].start)
    reading = _Reading(
        article=article,
        words=table(article.language),
        told=tellings(article),
        places=places,
        named=tuple(named),
        strikes=strikes,
        weapons=weapons_in(article, weapons),
    )
    found = [*_counts(reading)]
    published = date.fromisoformat(article.published) if article.published is not None else None
    for number, told in enumerate(reading.told):
        if told.block not in FURNITURE:
            spoken = _Spoken(reading, number)
            found += [*_measured(spoken), *_near(spoken), *_lying_in(spoken), *_between(spoken)]
            found += _clocks(spoken, published)
    found.sort(key=lambda claim: (claim.start, claim.end))
    return tuple(replace(claim, id=f"claim-{number}") for number, claim in enumerate(found, 1))


# ---------------------------------------------------------------- distances and reaches


def _measured(spoken: _Spoken) -> Iterator[Claim]:
    quantities = find_quantities(spoken.text, spoken.reading.words.language)
    if not quantities:
        return
    sentence = _as_sentence(spoken)
    related: list[tuple[FoundQuantity, Relation | None]] = []
    since = 0
    for found in quantities:
        relation = relation_of(sentence, found, since=since)
        related.append((found, relation))
        since = max(found.end, relation.span.end if relation else 0)
    objects = [relation.object for _, relation in related if relation is not None and relation.kind != "reach"]
    for found, relation in related:
        if relation is None:
            continue
        if relation.kind == "reach":
            weapon = _weapon_of(spoken, relation)
            object_ = f"weapon:{weapon.id}" if weapon else None
            yield _claim(spoken, relation.span, "reach", stated=found.quantity, pair=found.pair, object_=object_)
            continue
        subject = _subject(spoken, relation, objects)
        end = _object(spoken, relation, subject)
        yield _claim(
            spoken, relation.span, "distance", stated=found.quantity, pair=found.pair,
            subject=subject[1] if subject else None, object_=end,
            mentions=[pair[0] for pair in (subject,) if pair],
        )  # fmt: skip


def _as_sentence(spoken: _Spoken) -> Sentence:
    base, reading = spoken.base, spoken.reading
    names = tuple(
        Name(mention.start - base, mention.end - base, _kind_of(mention, place))
        for mention, place in spoken.named
        if place.role != "metonym" and mention.kind != "metonym"
    )
    flying = [Span(*match.span()) for match in phrases(reading.words.strikes.projectile).finditer(spoken.text)]
    flying += [Span(span.start - base, span.end - base) for _, span in _weapons_near(spoken)]
    known = tuple(Span(span.start - base, span.end - base) for _, span in _weapons_in(spoken))
    return Sentence(spoken.text, names, tuple(flying), reading.words.language, known=known)


def _kind_of(mention: Mention, place: Place) -> NameKind:
    if mention.kind == "demonym":
        return "adjective"
    return "country" if place.chosen.kind in ("country", "continent") else "spot"


def _weapons_near(spoken: _Spoken) -> list[tuple[Weapon, Span]]:
    """The weapons named in the sentence, else in the sentences before, since "the missile" is the one of before."""
    for earlier in (spoken, *spoken.before[:2]):
        found = _weapons_in(earlier)
        if found:
            return found
    return []


def _weapons_in(spoken: _Spoken) -> list[tuple[Weapon, Span]]:
    start, end = spoken.base, spoken.base + len(spoken.text)
    first, last = (bisect_left(spoken.reading.weapons_at, at) for at in (start, end))
    return list(spoken.reading.weapons[first:last])


def _weapon_of(spoken: _Spoken, relation: Relation) -> Weapon | None:
    """The weapon that a reach is said of: named last before it, else right after it, else the only one just before.

    Where the sentence speaks of drones in between, a missile named earlier is not what reaches so far; neither is one
    of an earlier sentence where this one names something that is not in the catalogue ("The ERAM missiles can fly").
    """
    here, at = _weapons_in(spoken), spoken.base + relation.span.end
    nouns = [Span(*match.span()) for match in phrases(spoken.reading.words.strikes.projectile).finditer(spoken.text)]
    before = [(weapon, span) for weapon, span in here if span.start < at]
    if before:
        weapon, span = before[-1]
        between = Span(span.end - spoken.base, relation.span.start)
        if _names_another(spoken, between):
            return None
        return (
            weapon
            if _all_of_kind(spoken, [n for n in nouns if between.start <= n.start < between.end], weapon)
            else None
        )
    ahead = [noun for noun in nouns if noun.start < relation.span.start]
    if here and _is_right_after(spoken, relation, here[0][1], is_told=bool(ahead)):
        return here[0][0] if _all_of_kind(spoken, ahead, here[0][0]) else None
    if _names_another(spoken, Span(0, relation.span.end)):
        return None
    for earlier in spoken.before[:2]:
        named = {weapon.id: weapon for weapon, _ in _weapons_in(earlier)}
        if named:
            last = list(named.values())[-1]
            return last if (len(named) == 1 or nouns) and _all_of_kind(spoken, nouns, last) else None
    return None


def _all_of_kind(spoken: _Spoken, nouns: Sequence[Span], weapon: Weapon) -> bool:
    return all(_is_of_kind(spoken.text[noun.start : noun.end], weapon) for noun in nouns)


def _is_right_after(spoken: _Spoken, relation: Relation, weapon: Span, *, is_told: bool) -> bool:
    """Whether a weapon that is named after a reach is what reaches so far: "a range of 300 km, ATACMS can ...".

    Where something that flies is named before the reach, the weapon must be its name ("... vom Typ Taurus"), and not
    one more after "and".
    """
    words = spoken.reading.words
    between = spoken.text[relation.span.end : weapon.start - spoken.base].casefold().split()
    if set(between) & {*words.quantities.joiners}:
        return False
    return len(between) <= (MOST_BEFORE_NAME if is_told else MOST_BEFORE_WEAPON)


def _names_another(spoken: _Spoken, stretch: Span) -> bool:
    """Whether a stretch names something that is no place, no weapon of the catalogue and nobody who speaks.

    A designation by its capitals or digits ("PL-15", "LORA"); where nouns have small letters, any capital but the first
    of the sentence too.
    """
    base, text, said_by = spoken.base, spoken.text, spoken.told.said_by or ""
    known = [Span(mention.start - base, mention.end - base) for mention, _ in spoken.named]
    known += [Span(span.start - base, span.end - base) for _, span in _weapons_in(spoken)]
    wanted = _DESIGNATION if spoken.reading.words.language == "de" else _CAPITAL
    for match in wanted.finditer(text, stretch.start, stretch.end):
        is_known = any(span.start <= match.end() and match.start() <= span.end for span in known)
        opens = not re.search(r"\w", text[: match.start()]) and not _DESIGNATION.match(match[0])
        if not (is_known or opens or match[0] in said_by or _UNIT.fullmatch(match[0])):
            return True
    return False


def _is_of_kind(noun: str, weapon: Weapon) -> bool:
    """Whether a noun can mean the weapon: a drone is no missile, and a missile no drone."""
    return _DRONE.search(noun) is not None if "drone" in weapon.kind else _DRONE.search(noun) is None


# ---------------------------------------------------------------- to what


def _object(spoken: _Spoken, relation: Relation, subject: tuple[Mention, Place] | None) -> str | None:
    """The place id or border that the distance is measured to; None where that is not on our maps (a front)."""
    inside = spoken.reading.in_span(spoken.base + relation.object.start, spoken.base + relation.object.end)
    if relation.kind == "place":
        return next((place.id for _, place in inside), None)
    if relation.kind != "border":
        return None
    codes = [str(place.chosen.country) for _, place in inside if place.chosen.country]
    codes += _half_names(spoken, relation, codes)
    return _border(spoken.reading, None if subject is None else subject[1], list(dict.fromkeys(codes)))


def _half_names(spoken: _Spoken, relation: Relation, known: Sequence[str]) -> list[str]:
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


def _border(reading: _Reading, subject: Place | None, codes: Sequence[str]) -> str | None:
    """As in "border:UA-RU": the other country and the place's own; one country's outline if only that is known."""
    own = subject.chosen.country if subject is not None else None
    if own is None:
        return f"border:{'-'.join(codes[:2])}" if codes else None
    other = next((code for code in codes if code != own), None)
    other = other or attacker_of(reading.article, reading.places, own)
    return f"border:{other}-{own}" if other else f"border:{own}"


# ---------------------------------------------------------------- from what


def _subject(spoken: _Spoken, relation: Relation, objects: Sequence[Span]) -> tuple[Mention, Place] | None:
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
    start = min(relation.span.start, relation.object.start)
    before = [pair for pair in spots if pair[0].end - base <= relation.span.end]
    after = [pair for pair in spots if pair[0].start - base >= relation.span.end]
    points_back = _points_back(spoken, start)
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
    return _spoken_of_before(spoken, barred) or follows


def _is_spot(mention: Mention, place: Place) -> bool:
    return mention.kind == "toponym" and place.chosen.kind in (*POINTS, "region") and place.role != "metonym"


def _may_be_subject(spoken: _Spoken, mention: Mention, place: Place) -> bool:
    """Whether a distance may be said of a place: not of where a report comes from, nor of who speaks."""
    if not _is_spot(mention, place):
        return False
    text, start, end = spoken.text, mention.start - spoken.base, mention.end - spoken.base
    if text[start:end].isupper() and not text[:start].strip(_QUOTE_MARKS + " ") and _DATELINE.match(text, end):
        return False
    ahead = text[max(0, start - LONGEST_ACCORDING) : start].rstrip()
    according = list(phrases(spoken.reading.words.telling.according).finditer(ahead))
    return not (according and according[-1].end() == len(ahead))


def _named_beside(spoken: _Spoken, relation: Relation) -> tuple[Mention, Place] | Literal["unknown"] | None:
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
    apart = towns and not any(_has_code_of(town, last[1]) for _, town in towns)
    if towns and len(text[towns[-1][0].end - base : last[0].start - base].split()) <= MOST_BESIDE:
        return None  # "Sevastopol, in Crimea, lies ..." says where the town is
    return last if apart and text[last[0].end - base : start].lstrip().startswith(",") else None


def _is_beside(spoken: _Spoken, end: int, start: int) -> bool:
    between = spoken.text[end:start]
    if len(between.split()) > MOST_BESIDE or re.search(r"[;:.!?]", between):
        return False
    plain = between.strip()
    return plain.startswith((",", "(", "–", "—")) or phrases(spoken.reading.words.claims.lies).match(plain) is not None


def _unknown_before(spoken: _Spoken, start: int, names: Sequence[Mention]) -> int | None:
    """Where a name that is no place of the story begins, if a comma or where it lies follows, and then the figure.

    Only where nouns have small letters; of the word that begins a sentence nobody can tell.
    """
    words, text, base = spoken.reading.words, spoken.text, spoken.base
    if words.language == "de":
        return None
    for match in _CAPITAL.finditer(text, max(0, start - 60), start):
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


def _is_aside(spoken: _Spoken, pair: tuple[Mention, Place]) -> bool:
    """Whether a town is named only to say where something came from or who speaks, before the pointer."""
    pointer = _pointer(spoken, len(spoken.text))
    return pointer is not None and pair[0].end - spoken.base <= pointer


def _following(
    spoken: _Spoken, relation: Relation, after: Sequence[tuple[Mention, Place]]
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
    led = phrases((*words.names.place_before, *words.claims.located_in, *_PLAIN)).search(between.rstrip()[-12:])
    if not opens and led is None:
        return None  # "Ashkelon is 13 km from Gaza, Sderot only one" begins another measure
    if len(between.split()) > (7 if opens else 4) or re.search(r"[;:.]|\d", between):
        return None
    # "..., 65 miles east of Kharkiv" names what another distance is measured to.
    away = phrases(spoken.reading.words.claims.from_place).search(between)
    is_away = away is not None and away.end() >= len(between.rstrip()) and away[0].casefold() not in _PLAIN
    return None if is_away else first


def _points_back(spoken: _Spoken, end: int) -> bool:
    return _pointer(spoken, end) is not None


def _pointer(spoken: _Spoken, end: int) -> int | None:
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
        rf"[\s{_QUOTE_MARKS}]*(?P<what>{any_of(claims.pronouns)})(?:\s+|(?<=['’]))(?:{any_of_phrases(claims.lies)})(?!\w)",
        re.IGNORECASE,
    )


def _was_named(spoken: _Spoken, noun: str, *, is_attack: bool) -> bool:
    """Whether an attack, or a target by the same noun, was spoken of before with the place where it was."""
    if is_attack:
        return len(spoken.reading.strikes) == 1 and not any(_is_spot(*pair) for pair in spoken.named)
    stem = noun.casefold()[:8]
    return any(stem in earlier.text.casefold() and earlier.named for earlier in spoken.before)


def _spoken_of_before(spoken: _Spoken, barred: set[str]) -> tuple[Mention, Place] | None:
    """The town named last in the sentences before, else the struck place of a story that has one."""
    for earlier in spoken.before:
        towns = [
            pair
            for pair in earlier.named
            if _is_spot(*pair)
            and pair[1].chosen.kind in POINTS
            and pair[1].role != "caption"
            and pair[1].id not in barred
        ]
        if towns:
            struck = {strike.where for strike in spoken.reading.strikes}
            # What a sentence is about comes first in it.
            return next((pair for pair in towns if pair[1].id in struck), towns[0])
    places = {place.id: place for place in spoken.reading.places}
    for strike in spoken.reading.strikes[:1]:
        place = places.get(strike.where or "")
        if place is not None and place.id not in barred and place.mentions and place.mentions[0].start < spoken.base:
            return place.mentions[0], place
    return None


# ---------------------------------------------------------------- counts


def _counts(reading: _Reading) -> Iterator[Claim]:
    """Totals with their parts, where the article gives both; in a sentence or two, else of one strike."""
    seen: list[Span] = []
    for found in find_sums(reading.article.text, reading.told, reading.words):
        total = float(found.total.value)
        # Where some are not spoken of, the parts make the total at most.
        low = total if found.is_whole else min(total, float(sum(part.value for part in found.parts)))
        span = found.span if found.sentence == found.told else Span(found.total.span.start, found.span.end)
        seen.append(span)
        spoken = _Spoken(reading, found.told)
        start, end = span.start - spoken.base, span.end - spoken.base
        claim = _claim(
            spoken, Span(start, end), "count", stated=Quantity(value=total, unit="", low=low, high=total)
        )  # fmt: skip
        first = _Spoken(reading, found.sentence)
        speaker = claim.said_by or reading.told[found.told].said_by or reading.told[found.sentence].said_by
        yield replace(
            claim,
            parts=tuple(float(part.value) for part in found.parts),
            sentence=Span(first.base, spoken.told.span.end),
            mentions=(found.total.span, *(part.span for part in found.parts)),
            said_by=speaker,
            certainty="reported" if speaker and claim.certainty == "asserted" else claim.certainty,
        )
    for claim in _counts_of_strikes(reading):
        if not any(span.start < claim.end and claim.start < span.end for span in seen):
            yield claim


def _counts_of_strikes(reading: _Reading) -> Iterator[Claim]:
    """Launched = intercepted + damaged, as a strike's details have it; said in the clause that gives the parts."""
    for strike in reading.strikes:
        launched, parts = strike.launched, [part for part in (strike.intercepted, strike.damaged) if part]
        if launched is None or not isinstance(launched.value, int) or not parts:
            continue
        numbers = tuple(float(part.value) for part in parts if isinstance(part.value, int))
        if not _is_one_account(reading, launched, parts):
            continue
        start, end = min(part.start for part in parts), max(part.end for part in parts)
        total = float(launched.value)
        yield Claim(
            id="",
            kind="count",
            quote=reading.article.text[start:end],
            start=start,
            end=end,
            stated=Quantity(value=total, unit="", low=total, high=total),
            subject=strike.where,
            parts=numbers,
            sentence=reading.told[bisect_right(reading.starts, start) - 1].span,
            mentions=(Span(launched.start, launched.end), *(Span(part.start, part.end) for part in parts)),
            said_by=parts[0].said_by,
            certainty=parts[0].certainty,
        )


def _is_one_account(reading: _Reading, total: Statement, parts: Sequence[Statement]) -> bool:
    """Whether the parts are said to make up the total: told on end, two of them at least, and of that same total.

    Five of ten shot down says nothing of the others, so one part alone makes no sum; neither do parts that leave some
    unspoken of, unless the words themselves count on ("the sixth", "one of them").
    """
    if len(parts) < LEAST_PARTS:
        return False
    at = [bisect_right(reading.starts, said.start) for said in (total, *parts)]
    ordered = sorted(at)
    if any(later - earlier > 1 for earlier, later in pairwise(ordered)):
        return False
    strikes = reading.words.strikes
    counts_on = phrases((*strikes.of_them, *strikes.last_one)).search(parts[-1].quote) is not None
    return counts_on or sum(float(part.value) for part in parts) == float(total.value)


# ---------------------------------------------------------------- near, in, between


def _near(spoken: _Spoken) -> Iterator[Claim]:
    """As in "Brjansk ligt daar vlakbij": what lies near what, where both can be told; the first of a sentence."""
    for match in phrases(spoken.reading.words.claims.near).finditer(spoken.text):
        claim = _near_at(spoken, match)
        if claim is not None:
            yield claim
            return


def _near_at(spoken: _Spoken, match: re.Match[str]) -> Claim | None:
    words = spoken.reading.words.claims
    base, sentence = spoken.base, spoken.text
    if find_quantities(sentence[match.end() : match.end() + 40], spoken.reading.words.language):
        return None
    before = [pair for pair in spoken.reading.in_span(base, base + match.start()) if _is_spot(*pair)]
    # "Kassala, not far from Eritrea" needs no verb.
    beside = [pair for pair in before if not sentence[pair[0].end - base : match.start()].strip(" ,")]
    if not before or (not beside and phrases(words.near_predicate).search(sentence, 0, match.end()) is None):
        return None
    subject = beside[-1] if beside else before[0]
    start = _near_start(sentence, subject, base) if not beside else subject[0].start - base
    border = _near_border(spoken, match.end(), subject)
    window = min(spoken.told.span.end, base + match.end() + 24)
    after = [pair for pair in spoken.reading.in_span(base + match.end(), window) if _is_spot(*pair)]
    other = next((pair for pair in after if pair[1].id != subject[1].id), None)
    if border is not None and (other is None or other[0].start - base > border[0]):
        span = Span(start, border[0])
        return _claim(spoken, span, "near", subject=subject[1], object_=border[1], mentions=[subject[0]])
    end = len(sentence.rstrip(".!?\"'”’ ")) if other is None else other[0].end - base
    if other is None and phrases(words.there).search(sentence, max(0, match.start() - 12), match.end()) is not None:
        other = next(
            (
                pair
                for earlier in spoken.before[:2]
                for pair in reversed(earlier.named)
                if _is_spot(*pair) and pair[1].id != subject[1].id
            ),
            None,
        )
    if other is None:
        return None
    mentions = [subject[0], other[0]]
    return _claim(spoken, Span(start, end), "near", subject=subject[1], object_=other[1].id, mentions=mentions)


def _near_start(sentence: str, subject: tuple[Mention, Place], base: int) -> int:
    return subject[0].start - base if re.search(r"[,;:]", sentence[: subject[0].start - base]) else 0


def _near_border(spoken: _Spoken, start: int, subject: tuple[Mention, Place]) -> tuple[int, str] | None:
    """As in "lies close to the Russian border": where the words end, and the border; a country is its border too."""
    after = noun_after(_as_sentence(spoken), start)
    if after is None or after.kind not in ("border", "place"):
        return None
    inside = spoken.reading.in_span(spoken.base + after.object.start, spoken.base + after.object.end)
    if after.kind == "place":
        country = next((place for _, place in inside if place.chosen.kind == "country"), None)
        return None if country is None or country.chosen.country == subject[1].chosen.country else (
            after.span.end, country.id
        )  # fmt: skip
    border = _object(spoken, after, subject)
    return None if border is None else (after.span.end, border)


def _lying_in(spoken: _Spoken) -> Iterator[Claim]:
    """As in "Jelets ligt in de regio Lipetsk": a town, and right after it the region or country that it is put in.

    That a town is named with its region ("Karatsjov in de regio Brjansk") asserts nothing that the gazetteer did not
    take part in; it is a claim only where the gazetteer has the town elsewhere.
    """
    base, text = spoken.base, spoken.text
    for (mention, place), (region, area) in pairwise(spoken.named):
        if place.chosen.kind not in POINTS or mention.kind != "toponym" or place.role == "metonym":
            continue
        if area.chosen.kind not in ("region", "country") or region.kind != "toponym" or area.id == place.id:
            continue
        between = text[mention.end - base : region.start - base]
        if _is_of_distance(between, spoken.reading.words):
            continue
        found = _in_pattern(spoken.reading.words.language).fullmatch(between) if len(between) <= INSIDE_WITHIN else None
        if found is not None and (found["lies"] or not _has_code_of(place, area)):
            span = Span(mention.start - base, region.end - base)
            yield _claim(spoken, span, "inside", subject=place, object_=area.id, mentions=[mention, region])


def _is_of_distance(between: str, words: Table) -> bool:
    """Whether what stands between two names says how far one is from the other: "в 150 км от", "in de buurt van"."""
    if re.search(r"\d", between) or phrases((*words.claims.near, *words.claims.away)).search(between):
        return True
    last = [
        match.end() for match in phrases(words.claims.from_place).finditer(between) if match[0].casefold() not in _PLAIN
    ]
    return bool(last) and last[-1] == len(between.rstrip())


def _has_code_of(place: Place, area: Place) -> bool:
    if area.chosen.kind == "country":
        return place.chosen.country in (None, area.chosen.country)
    return None in (place.chosen.admin1, area.chosen.admin1) or place.chosen.admin1 == area.chosen.admin1


@cache
def _in_pattern(language: str) -> re.Pattern[str]:
    """What stands between a town and its region: "in de", "in the western", "dans l'"; in Slavic languages a space."""
    words = table(language)
    lies = rf"(?:\s+(?P<lies>{any_of_phrases(words.claims.lies)}))?"
    insides = rf",?{lies}\s+(?:{any_of(words.claims.located_in)})(?:\s+|(?<=['’]))(?:[\w’'-]+\s+){{0,3}}"
    return re.compile(rf"{insides}|,?\s+" if is_slavic(words) else insides, re.IGNORECASE)


def _between(spoken: _Spoken) -> Iterator[Claim]:
    """As in "Karatsjov ligt tussen Brjansk en Orjol": a place that is said to lie between two others."""
    claims, base, text = spoken.reading.words.claims, spoken.base, spoken.text
    for match in phrases(claims.between).finditer(text):
        after = [pair for pair in spoken.reading.in_span(base + match.end(), spoken.told.span.end) if _is_spot(*pair)][
            :2
        ]
        before = [pair for pair in spoken.reading.in_span(base, base + match.start()) if _is_spot(*pair)]
        if len(after) < 2 or not before or after[0][0].start - base - match.end() > 20:
            continue
        joined = text[after[0][0].end - base : after[1][0].start - base].strip().casefold()
        lies = phrases(claims.lies).search(text, before[-1][0].end - base, match.start())
        ids = {before[-1][1].id, after[0][1].id, after[1][1].id}
        if (
            lies is None
            or len(joined.split()) > 3
            or len(ids) < 3
            or find_quantities(text, spoken.reading.words.language)
        ):
            continue
        span = Span(before[-1][0].start - base, after[1][0].end - base)
        yield _claim(
            spoken, span, "between", subject=before[-1][1], object_=after[0][1].id, second=after[1][1].id,
            mentions=[pair[0] for pair in (before[-1], *after)],
        )  # fmt: skip


def claims_language(spoken: _Spoken) -> str:
    """The language whose words are looked for."""
    return spoken.reading.words.language


# ---------------------------------------------------------------- one moment by two clocks


def _clocks(spoken: _Spoken, published: date | None) -> Iterator[Claim]:
    """As in "03.25 uur Moskoutijd (02.25 uur in Kyiv)": minutes by which the second clock is ahead, stated and real.

    ``stated`` holds what the text says, ``parts`` what the zones can differ by on that day (or in any season, where no
    day is known); a claim whose zone is not known has no parts, and cannot be checked.
    """
    for pair in paired_times(spoken.text, spoken.reading.words.language):
        found = agreement(pair, published, local=_local_zone(spoken))
        stated = None
        if found is not None:
            slack = float(ROUGH_MIN) if pair.first.about or pair.second.about else 0.0
            told = float(found.stated_min)
            stated = Quantity(
                value=told, unit="min", low=told - slack, high=told + slack, hedge="about" if slack else ""
            )
        claim = _claim(spoken, pair.span, "time", stated=stated)
        yield replace(claim, parts=() if found is None else tuple(map(float, found.offsets_min)))


def _local_zone(spoken: _Spoken) -> str | None:
    """The zone of the place spoken of, for "local time": one named in the sentence, else the struck one."""
    places = {place.id: place for place in spoken.reading.places}
    here = [place for mention, place in spoken.named if mention.kind == "toponym"]
    here += [places[strike.where] for strike in spoken.reading.strikes[:1] if strike.where in places]
    zones = (zone_of(place.chosen.country, place.chosen.admin1) for place in here if place.chosen.country)
    return next((zone for zone in zones if zone is not None), None)


# ---------------------------------------------------------------- one claim


def _claim(
    spoken: _Spoken,
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


def _teller(spoken: _Spoken, span: Span) -> tuple[str | None, Certainty]:
    """Who says the figure: whoever the sentence says to say it, or the speaker of its own clause.

    A verb of saying covers its sentence ("..., 60 miles from the border, officials said"), "according to" its clause,
    or all of the sentence that it ends. A figure in a sentence that only goes on in somebody's words ("Het zou gaan om
    ... in Karatsjov, ruim 100 kilometer over de grens") is the article's own, unless it stands in quotation marks.
    """
    told, words, sentence = spoken.told, spoken.reading.words, spoken.text
    text = spoken.reading.article.text
    if told.said_by is None or any(text[slice(*named)] in told.said_by for _, named in _weapons_in(spoken)):
        return None, "denied" if told.certainty == "denied" else "asserted"
    quoted = sentence[: span.start].count('"') % 2 == 1 or re.search(r"[“„«][^”»]*$", sentence[: span.start])
    if quoted or sentence[:1] in '"“„«':
        return told.said_by, told.certainty
    if phrases(words.telling.say).search(sentence) and speaker_in(sentence, words):
        return told.said_by, told.certainty
    last = list(clauses(sentence, words))[-1:]
    if last and phrases(words.telling.according).match(sentence, last[0].start) and last[0].start > span.start:
        return told.said_by, told.certainty
    for clause in clauses(sentence, words):
        if clause.start <= span.start < clause.end and speaker_in(sentence[clause.start : clause.end], words):
            return told.said_by, told.certainty
    return None, "asserted"
