"""Whether a sentence speaks of an attack that is said to have been, and which clause says what of it.

A sentence is cut into parts where another voice may begin: at a semicolon, and at "but" or "while" after a comma. What
is denied in one part is not denied in the others, and each part has its own speaker where it names one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import chain, pairwise

from geo.model import Article, BlockKind, Certainty, Mention, Place, Span, Statement
from geo.reading.tables import Table, phrases, table
from geo.reading.telling import Told, certainty_in, speaker_in, tellings

# Words between "could" and the attack that it speaks of.
MOST_AFTER_MAYBE = 8
_CLAUSE_END = re.compile(r"[,;:]\s|\s[–—]\s|[,.;:!?]+[\"'”’»]*$")
# A year of another war than those that the tool reads of.
_HISTORY = re.compile(r"(?<![\d.,])1[5-9]\d\d(?![\d%]|[.,]\d|\s(?:km|m)\b)")
# Of a longer sentence, which no reporter writes, the beginning is read: work grows with the square of its length.
LONGEST_SENTENCE = 4_000
QUOTES = "\"'“”‘’„«» "


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its telling, block and the places named in it.

    Attributes:
        voices: its parts with who says each and how surely; one part, mostly.
    """

    told: Told
    block: BlockKind
    text: str
    named: tuple[tuple[Mention, Place], ...]
    voices: tuple[Voice, ...]

    def voice_at(self, position: int) -> Voice:
        """The part that holds a position."""
        return next((voice for voice in self.voices if position < voice.span.end), self.voices[-1])


@dataclass(frozen=True, slots=True)
class Voice:
    """A part of a sentence (indexes into the sentence), its speaker, and how surely it is told."""

    span: Span
    said_by: str | None
    certainty: Certainty


def sentences_of(article: Article, places: Sequence[Place]) -> list[Sentence]:
    """Every sentence of the article, with the places that it names; one that tells of two attacks is two."""
    words = table(article.language)
    named = sorted(((m, place) for place in places for m in place.mentions), key=lambda pair: pair[0].start)
    at = [mention.start for mention, _ in named]
    result = []
    for told in tellings(article):
        start, end = told.span
        end = min(end, start + LONGEST_SENTENCE)
        for piece in _attacks_apart(article.text[start:end], words):
            span = Span(start + piece.start, start + piece.end)
            inside = tuple(named[bisect_left(at, span.start) : bisect_left(at, span.end)])
            text = article.text[span.start : span.end]
            part = told if span == told.span else replace(told, span=span)
            result.append(Sentence(part, told.block, text, inside, _voices(text, part, words)))
    return result


def _attacks_apart(text: str, words: Table) -> Iterator[Span]:
    """A sentence, cut where a second attack begins with a missile of its own: "..., and bombs struck a farm near Y".

    What is told of the one (its dead, its target) is then not told of the other.
    """
    start = 0
    for match in _second_attack(words.language).finditer(text):
        if trigger_in(text[start : match.start()], words) is not None:
            yield Span(start, match.start())
            start = match.end()
    yield Span(start, len(text))


@cache
def _second_attack(language: str) -> re.Pattern[str]:
    words = table(language)
    ands = phrases(tuple(word for word in words.quantities.joiners if word.isalpha())).pattern
    flies, lands = phrases(words.strikes.projectile).pattern, phrases(words.strikes.lands).pattern
    return re.compile(
        rf",\s+{ands}\s+(?=(?:[^\s,;:]+\s+){{0,3}}?{flies}\s+(?:[^\s,;:]+\s+){{0,2}}?{lands})", re.IGNORECASE
    )


def _voices(text: str, told: Told, words: Table) -> tuple[Voice, ...]:
    """The parts of a sentence, each with the speaker that it names, else with that of the part before it."""
    spans = parts(text, words)
    if len(spans) == 1:
        return (Voice(spans[0], told.said_by, told.certainty),)
    whole = speaker_in(text, words)
    owns = [speaker_in(text[span.start : span.end], words) for span in spans]
    # A speaker that no part names was carried here by the text around.
    speaker = None if whole is not None and whole in owns else told.said_by
    result = []
    for span, own in zip(spans, owns, strict=True):
        speaker = (told.said_by if own == whole else own) if own is not None else speaker
        certainty = certainty_in(text[span.start : span.end], words, spoken=speaker is not None)
        result.append(Voice(span, speaker, certainty))
    return tuple(result)


def parts(text: str, words: Table) -> tuple[Span, ...]:
    """A sentence cut where another voice may begin: at a semicolon, and at "but" or "while" after a comma."""
    cuts = [match.end() for match in _part_pattern(words.language).finditer(text)]
    return tuple(Span(start, end) for start, end in pairwise([0, *cuts, len(text)]) if end > start)


@cache
def _part_pattern(language: str) -> re.Pattern[str]:
    contrast = table(language).telling.contrast
    return re.compile(rf";\s+|,\s+{phrases(contrast).pattern}\s+", re.IGNORECASE)


def trigger_in(text: str, words: Table, *, is_war: bool = True, previous: str = "") -> re.Match[str] | None:
    """The word that speaks of an attack that is said to have been; None where it means or says something else.

    Args:
        previous: the sentence before, whose missiles "another one" is one of.
    """
    return next(iter(triggers_in(text, words, is_war=is_war, previous=previous)), None)


def triggers_in(text: str, words: Table, *, is_war: bool = True, previous: str = "") -> tuple[re.Match[str], ...]:
    """All such words: attacks first, then verbs of missiles that come down, each in order of the text."""
    return _triggers(text, words.language, is_war, previous)


@lru_cache(maxsize=1024)
def _triggers(text: str, language: str, is_war: bool, previous: str) -> tuple[re.Match[str], ...]:
    """Kept, since where, when and how many each ask of the same sentences."""
    words = table(language)
    strikes = words.strikes
    others = [match.span() for match in phrases(strikes.not_attack).finditer(text)]
    attacks = (
        match
        for match in phrases(strikes.attack).finditer(text)
        if is_war or not phrases(strikes.weak).fullmatch(match[0])
    )
    landings = (
        match for match in phrases(strikes.lands).finditer(text) if _is_of_missile(text, match, words, previous)
    )
    return tuple(
        match
        for match in chain(attacks, landings)
        if not any(start < match.end() and match.start() < end for start, end in others)
        and (is_fired(text, match, words) or not phrases(strikes.ground).search(text))
        and not is_unreal(text, match.start(), match.end(), words)
    )


def is_fired(text: str, match: re.Match[str], words: Table) -> bool:
    """Whether the clause of a word of attack has a missile, a bomb, a gun or the like."""
    clause = clause_at(text, match.start())
    flying = phrases((*words.strikes.projectile, *words.strikes.guns))
    return flying.search(text, clause.start, clause.end) is not None


def _is_of_missile(text: str, match: re.Match[str], words: Table, previous: str) -> bool:
    """Whether the clause of a verb such as "hit" or "exploded" has a missile or the like, and none that was downed."""
    strikes = words.strikes
    first, last = clause_at(text, match.start()), clause_at(text, match.end() - 1)
    clause = text[first.start : max(first.end, last.end)]
    if phrases(strikes.intercepted).search(clause):
        return False
    if match.start() == first.start and _is_launched_aside(text, first.start, words):
        return True
    if phrases((*strikes.projectile, *strikes.guns)).search(clause):
        return True
    # "Another hit", or "a refinery in X was hit too" after a sentence on drones.
    is_another = phrases(strikes.last_one).search(clause) or (
        phrases(strikes.struck).search(clause) and phrases(strikes.target).search(text, 0, match.end())
    )
    return bool(is_another and phrases(strikes.projectile).search(previous))


def _is_launched_aside(text: str, position: int, words: Table) -> bool:
    """Whether an aside before the position says that something was launched: "Ракета, выпущенная с моря, попала"."""
    end = len(text[:position].rstrip())
    if end == 0 or text[end - 1] != ",":
        return False
    start = max(text.rfind(", ", 0, end - 1), 0)
    aside = phrases((*words.strikes.fired, *words.strikes.came)).search(text, start, end)
    return start > 0 and aside is not None and phrases(words.strikes.intercepted).search(text, 0, end) is None


def is_unreal(text: str, start: int, end: int, words: Table) -> bool:
    """Whether what is said there is denied, possible, threatened, foiled, commemorated or a condition."""
    strikes = words.strikes
    part = _part_at(text, start, words)
    if _HISTORY.search(text) or phrases(words.telling.denied).search(text, part.start, part.end):
        return True
    if is_other_event(text, start, words) or phrases(strikes.at_that_time).search(text):
        return True
    clause = clause_at(text, start)
    ahead, behind = text[clause.start : start], text[end : clause.end]
    if _condition_pattern(words.language).match(ahead):
        return True
    hedges = [match.span() for match in phrases(words.telling.hedged).finditer(ahead)]
    for match in phrases(strikes.maybe).finditer(ahead):
        is_hedge = any(begin <= match.start() < stop for begin, stop in hedges)
        if not is_hedge and len(ahead[match.end() :].split()) <= MOST_AFTER_MAYBE:
            return True
    near = " ".join(ahead.split()[-MOST_AFTER_MAYBE:])
    return is_negated(near, words, ahead=True) or (words.language != "en" and is_negated(behind, words, ahead=False))


@cache
def _condition_pattern(language: str) -> re.Pattern[str]:
    """What makes a clause a condition, at its beginning or after "and", "but" or "that"."""
    words = table(language)
    joined = phrases((*words.telling.contrast, *words.telling.that, *words.quantities.joiners)).pattern
    return re.compile(rf"(?:{joined}\s+)?{phrases(words.strikes.conditions).pattern}", re.IGNORECASE)


def is_other_event(text: str, position: int, words: Table) -> bool:
    """Whether the sentence speaks of an event of another kind, or the part at the position of one that is denied."""
    part = _part_at(text, position, words)
    strikes = words.strikes
    is_hit = phrases(strikes.projectile).search(text) and phrases(strikes.casualties).search(text)
    if not is_hit and phrases(strikes.sports).search(text):
        return True
    return any(
        part.start <= match.start() < part.end or not _is_denial(match[0], words)
        for match in phrases(words.strikes.unreal).finditer(text)
    )


def _part_at(text: str, position: int, words: Table) -> Span:
    return next(part for part in parts(text, words) if position < part.end)


def _is_denial(written: str, words: Table) -> bool:
    """Whether a word that makes an attack unreal does so by somebody's denial, and so in his part of the sentence."""
    return phrases((*words.telling.denied, *words.strikes.negations)).search(written) is not None


def is_negated(text: str, words: Table, *, ahead: bool) -> bool:
    """Whether a negation in the text denies the attack beside it: not that of a casualty ("nobody was killed by")."""
    strikes = words.strikes
    others = [match.span() for match in phrases(strikes.not_negations).finditer(text)]
    for match in phrases(strikes.negations).finditer(text):
        if any(begin <= match.start() < stop for begin, stop in others):
            continue
        between = text[match.end() :]
        if not phrases(strikes.casualties).search(between if ahead else text):
            return True
    return False


def was_told(text: str, trigger: re.Match[str], words: Table) -> bool:
    """Whether it is one that was spoken of before: "the attack", "the Russian attack"."""
    ahead = text[: trigger.start()].split()
    if ahead and ahead[-1].casefold() in words.demonyms:
        ahead.pop()
    return phrases(words.strikes.known).search(" ".join(ahead[-1:])) is not None


def is_tied(text: str, trigger: re.Match[str], words: Table) -> bool:
    """Whether a preposition or "took place" follows at once, which ties the attack to the place after it."""
    onto = phrases(words.strikes.onto).pattern
    return re.match(rf"\s+(?:\S+\s+)??{onto}", text[trigger.end() :], re.IGNORECASE) is not None


def countries_aimed_at(sentence: Sentence, words: Table, trigger: Span | None = None) -> list[str]:
    """The countries at which a sentence says that missiles or an attack were aimed, in order, as ISO codes.

    "Fired 200 missiles at Israel", "strikes on Iran". After a ``trigger`` "on" may stand for "in", as its own place
    does; then only the first country named counts, since what is told of others is another attack.
    """
    base, text = sentence.told.span.start, sentence.text
    countries = [
        (mention.start - base, named.chosen.country)
        for mention, named in sentence.named
        if named.chosen.kind == "country" and named.chosen.country is not None and mention.kind == "toponym"
    ]
    if trigger is None:
        aimed = _aimed_pattern(words.language)
        return [code for start, code in countries if aimed.search(text, 0, start)]
    first = next((pair for pair in countries if pair[0] >= trigger.end), None)
    tied = first is not None and _tied_pattern(words.language).fullmatch(text, trigger.end, first[0])
    return [first[1]] if first is not None and tied else []


def is_aimed_at_another_country(sentence: Sentence, place: Place, words: Table) -> bool:
    """Whether a sentence tells of an attack on another country than the place's, and does not name the place."""
    own = place.chosen.country
    if own is None or any(named.id == place.id for _, named in sentence.named):
        return False
    others = countries_aimed_at(sentence, words)
    return bool(others) and own not in others


# Between what is aimed and the name of whom it is aimed at: an article, an elided one.
_ARTICLE = r"(?:\S{1,3}\s+|\w['’])?"


@cache
def _aimed_pattern(language: str) -> re.Pattern[str]:
    """A missile or an attack, and then what stands right before whom it is aimed at."""
    strikes = table(language).strikes
    flies = phrases((*strikes.projectile, *strikes.attack_nouns)).pattern
    aimed = phrases(strikes.aimed).pattern
    return re.compile(rf"{flies}\s+(?:\S+\s+){{0,2}}?{aimed}\s+{_ARTICLE}$", re.IGNORECASE)


@cache
def _tied_pattern(language: str) -> re.Pattern[str]:
    """All that stands between a word of attack and the country that it was aimed at."""
    strikes = table(language).strikes
    aimed = phrases((*strikes.aimed, *strikes.onto)).pattern
    return re.compile(rf"\s+(?:[^\s,;]+\s+){{0,2}}?{aimed}\s+{_ARTICLE}", re.IGNORECASE)


def lands(trigger: re.Match[str], words: Table) -> bool:
    """Whether it is the verb of a missile that comes down, which makes an attack of the place on either side."""
    return phrases(words.strikes.lands).fullmatch(trigger[0]) is not None


def clauses(sentence: str, words: Table) -> Iterator[Span]:
    """The sentence cut at commas, dashes and "and", without quotation marks and white space at the ends."""
    joiners = "|".join(re.escape(w) for w in words.quantities.joiners if w.isalpha() and len(w) > 1) or "(?!)"
    cut = re.compile(rf"[,;:]\s|\s[–—]\s|\s(?:{joiners})\s|[.!?]+[\"'”’»]*$")
    start = 0
    for match in cut.finditer(sentence):
        yield from _bare(sentence, start, match.start())
        start = match.end()
    yield from _bare(sentence, start, len(sentence))


def clause_at(sentence: str, position: int) -> Span:
    """The stretch between commas that holds a position."""
    start = 0
    for match in _CLAUSE_END.finditer(sentence):
        if match.start() >= position:
            return next(_bare(sentence, start, match.start()), Span(start, match.start()))
        start = match.end()
    return next(_bare(sentence, start, len(sentence)), Span(start, len(sentence)))


def _bare(sentence: str, start: int, end: int) -> Iterator[Span]:
    piece = sentence[start:end]
    left = len(piece) - len(piece.lstrip(QUOTES))
    right = len(piece.rstrip(QUOTES))
    if left < right:
        yield Span(start + left, start + right)


def statement(sentence: Sentence, span: Span, value: str | int) -> Statement:
    """What a clause of the sentence says, with the speaker of the part that it stands in."""
    start = sentence.told.span.start
    voice = sentence.voice_at(max(span.start, span.end - 1))  # a clause may begin with the "but" before its part
    return Statement(
        value=value,
        quote=sentence.text[span.start : span.end],
        start=start + span.start,
        end=start + span.end,
        said_by=voice.said_by,
        certainty=voice.certainty,
    )
