"""Reported strikes, drafted from the text: where, when, what with, how many, what came of it, and who says each.

Nothing here says that a strike happened. Every detail is a ``Statement`` with the clause that says it and its speaker;
patterns come from the language tables. Details are taken from the stretch of the article that speaks of that strike;
a second account of the same detail is not merged into the first.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.model import Article, BlockKind, Mention, Place, Span, Statement, Strike, Weapon
from geo.reading.dates import full_dates, month_names, weekdays
from geo.reading.numerals import FoundNumber, find_numbers
from geo.reading.tables import Table, phrases, table
from geo.reading.telling import Told, tellings

if TYPE_CHECKING:
    from geo.weapons import WeaponName

MOST_STRIKES = 5
SITES = ("settlement", "district", "region")
# Words between "could" and the attack that it speaks of.
MOST_AFTER_MAYBE = 8
# Between a number and what it counts: "zes Amerikaanse langeafstandsraketten".
MOST_WORDS_BETWEEN = 3
_CLAUSE_END = re.compile(r"[,;:]\s|\s[–—]\s|[,.;:!?]+[\"'”’»]*$")
_AGE_OR_LENGTH = re.compile(
    r"[\s-]*(?:km|kilom|year|jaar|jahr|jährig|ans?\b|год|лет|рок|рік|річн|км|кілом|килом)", re.IGNORECASE
)
# "Kyiv: ..." is who speaks, or where the report comes from.
_SPEAKS = re.compile(r"\s?:\s")
# A year of another war than those that the tool reads of.
_HISTORY = re.compile(r"(?<![\d.,])1[5-9]\d\d(?![\d%]|[.,]\d|\s(?:km|m)\b)")
_QUOTES = "\"'“”‘’„«» "


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with its telling, block and the places named in it."""

    told: Told
    block: BlockKind
    text: str
    named: tuple[tuple[Mention, Place], ...]


def weapons_in(article: Article, weapons: tuple[Weapon, ...]) -> tuple[tuple[Weapon, Span], ...]:
    """Every weapon that the article names, with the span that names it, in order."""
    by_id = {weapon.id: weapon for weapon in weapons}
    return tuple((by_id[name.weapon], Span(name.start, name.end)) for name in _weapon_names(article, weapons))


def _weapon_names(article: Article, weapons: tuple[Weapon, ...]) -> tuple[WeaponName, ...]:
    from geo.weapons import names_in

    return names_in(article.text, language=article.language, weapons=weapons)


def find_strikes(article: Article, places: tuple[Place, ...], weapons: tuple[Weapon, ...]) -> tuple[Strike, ...]:
    """The strikes that the article reports, one a struck place, in order of the text; none where none is reported."""
    words = table(article.language)
    sentences = _sentences(article, places)
    sites = _struck(sentences, words, is_war=phrases(words.strikes.military).search(article.text) is not None)
    named = weapons_in(article, weapons)
    strikes: list[Strike] = []
    for number, (place, first) in enumerate(sites):
        begin = 0 if number == 0 else first
        end = sites[number + 1][1] if number + 1 < len(sites) else len(sentences)
        strikes.append(_strike(article, place, sentences[begin:end], sentences[first], words, named))
    return tuple(strikes)


def attacker_of(article: Article, places: Sequence[Place], struck: str) -> str | None:
    """The country that the title and the lead speak of as acting, other than the struck one; None where none is.

    A country that begins a sentence is its subject, mostly, and weighs more than one named inside, an adjective less.
    """
    lead = [block for block in article.blocks if block.kind in ("title", "body")][:3]
    weights: Counter[str] = Counter()
    for place in places:
        if place.chosen.kind != "country" or place.chosen.country in (None, struck):
            continue
        for mention in place.mentions:
            if not any(block.start <= mention.start < block.end for block in lead):
                continue
            is_subject = not re.search(r"\w", article.text[mention.sentence.start : mention.start])
            weights[str(place.chosen.country)] += (6 if is_subject else 2) if mention.kind == "toponym" else 1
    return weights.most_common(1)[0][0] if weights else None


def _sentences(article: Article, places: Sequence[Place]) -> list[_Sentence]:
    named = sorted(((m, place) for place in places for m in place.mentions), key=lambda pair: pair[0].start)
    at = [mention.start for mention, _ in named]
    result = []
    for told in tellings(article):
        start, end = told.span
        inside = tuple(named[bisect_left(at, start) : bisect_left(at, end)])
        result.append(_Sentence(told, told.block, article.text[start:end], inside))
    return result


# ---------------------------------------------------------------- where


def _struck(sentences: Sequence[_Sentence], words: Table, *, is_war: bool) -> list[tuple[Place, int]]:
    """The places that are said to be struck, each with the sentence that first says so; towns before regions."""
    found: dict[str, tuple[Place, int]] = {}
    previous = ""
    for number, sentence in enumerate(sentences):
        if sentence.block in ("caption", "credit", "dateline"):
            continue
        place = _struck_in(sentence, words, is_war, previous)
        previous = sentence.text
        if place is not None:
            found.setdefault(place.id, (place, number))
    towns = [pair for pair in found.values() if pair[0].chosen.kind != "region"]
    covered = {place.chosen.admin1 for place, _ in towns}
    regions = [pair for pair in found.values() if pair[0].chosen.kind == "region"]
    kept = [*towns, *(pair for pair in regions if pair[0].chosen.admin1 not in covered)]
    return sorted(kept, key=lambda pair: pair[1])[:MOST_STRIKES]


def _struck_in(sentence: _Sentence, words: Table, is_war: bool, previous: str) -> Place | None:
    """The place of an attack in one sentence: after "aanval op ... in", or before "was hit"; never who attacks."""
    trigger = _trigger(sentence.text, words, is_war=is_war, previous=previous)
    if trigger is None:
        return None
    candidates = [
        (mention, place)
        for mention, place in sentence.named
        if place.chosen.kind in SITES and mention.kind == "toponym" and place.role != "caption"
    ]
    candidates = _without_asides(sentence, candidates, words)
    after = _struck_after(sentence, candidates, trigger, words)
    return after or _struck_before(sentence, candidates, trigger, words)


def _without_asides(
    sentence: _Sentence, candidates: Sequence[tuple[Mention, Place]], words: Table
) -> list[tuple[Mention, Place]]:
    """All but places that something came from or was downed over, where one speaks, or that another lies south of.

    Lists stand or fall as a whole.
    """
    aside = _aside_pattern(words.language)
    joiners = tuple(word for word in words.quantities.joiners if word.isalpha())
    base, kept, end, was_aside = sentence.told.span.start, [], -1, False
    for mention, place in candidates:
        between = sentence.text[max(end, 0) : mention.start - base]
        is_listed = was_aside and (between.strip() == "," or phrases(joiners).fullmatch(between.strip()) is not None)
        ahead = sentence.text[: mention.start - base]
        was_aside = is_listed or aside.search(ahead) is not None or _is_downed_or_said(ahead, words)
        end = mention.end - base
        if not was_aside:
            kept.append((mention, place))
    return kept


@cache
def _aside_pattern(language: str) -> re.Pattern[str]:
    """What stands before a place that something came from ("vanuit de regio"), or that another lies south of."""
    words = table(language)
    directions = tuple(phrase for phrase in words.claims.from_place if " " in phrase)
    before = phrases((*words.strikes.from_where, *directions)).pattern
    return re.compile(rf"{before}\s+(?:[^\s,;]+\s+){{0,3}}$", re.IGNORECASE)


def _is_downed_or_said(ahead: str, words: Table) -> bool:
    """Whether the last thing said before a place is that something was downed, or that somebody there speaks."""
    hit = max(
        (match.start() for match in phrases((*words.strikes.attack, *words.strikes.lands)).finditer(ahead)), default=-1
    )
    if any(match.end() > hit for match in phrases(words.strikes.intercepted).finditer(ahead)):
        return True
    said = [match.end() for match in phrases(words.telling.say).finditer(ahead)]
    return bool(said) and said[-1] > hit and not re.search(r"[,;:]", ahead[said[-1] :])


def _struck_after(
    sentence: _Sentence, candidates: Sequence[tuple[Mention, Place]], trigger: re.Match[str], words: Table
) -> Place | None:
    """The place that what follows ties the attack to; an attack that is known already needs a word that ties it."""
    text, base = sentence.text, sentence.told.span.start
    named = [(mention.start - base, mention.end - base) for mention, _ in sentence.named]
    clause = clause_at(text, trigger.start())
    targets = (
        match
        for match in phrases(words.strikes.target).finditer(text, clause.start)
        if not any(start < match.end() and match.start() < end for start, end in named)
    )
    target = next(targets, None)
    is_told = target is not None and trigger.end() <= target.start() < clause.end
    is_known = _is_known(text, trigger, words)
    if is_known and not is_told and not _is_tied(text, trigger, words):
        return None
    anchor = trigger.start() if _lands(trigger, words) else trigger.end()
    after = [pair for pair in candidates if pair[0].start - base >= anchor]
    # What was hit comes before its place ("a depot in X"), unless a place was named before it ("on X: a depot hit").
    if target is not None and not any(pair[0].start - base < target.start() for pair in after):
        after = [pair for pair in candidates if pair[0].start - base >= target.end()]
    if is_known:
        after = [pair for pair in after if pair[0].start - base < clause.end]
    towns = [pair for pair in after if pair[1].chosen.kind != "region"]
    return (towns or after)[0][1] if after else None


def _is_known(text: str, trigger: re.Match[str], words: Table) -> bool:
    """Whether it is one that was spoken of before: "the attack", "the Russian attack"."""
    ahead = text[: trigger.start()].split()
    if ahead and ahead[-1].casefold() in words.demonyms:
        ahead.pop()
    return phrases(words.strikes.known).search(" ".join(ahead[-1:])) is not None


def _is_tied(text: str, trigger: re.Match[str], words: Table) -> bool:
    """Whether a preposition or "took place" follows at once, which ties the attack to the place after it."""
    onto = phrases(words.strikes.onto).pattern
    return re.match(rf"\s+(?:\S+\s+)??{onto}", text[trigger.end() :], re.IGNORECASE) is not None


def _lands(trigger: re.Match[str], words: Table) -> bool:
    """Whether it is the verb of a missile that comes down, which makes an attack of the place on either side."""
    return phrases(words.strikes.lands).fullmatch(trigger[0]) is not None


def _struck_before(
    sentence: _Sentence, candidates: Sequence[tuple[Mention, Place]], trigger: re.Match[str], words: Table
) -> Place | None:
    """The place before "was hit"; after "heeft" and before "aangevallen", since what precedes "heeft" attacks."""
    base = sentence.told.span.start
    if _lands(trigger, words):
        clause = clause_at(sentence.text, trigger.start())
        ahead = [place for mention, place in candidates if clause.start <= mention.start - base < trigger.start()]
        return ahead[0] if ahead else None
    forms = [m for m in phrases(words.strikes.struck).finditer(sentence.text) if m.end() >= trigger.start()]
    if not forms:
        return None
    before = [
        pair
        for pair in candidates
        if pair[0].end - base <= forms[0].start() and not _SPEAKS.match(sentence.text, pair[0].end - base)
    ]
    clause = clause_at(sentence.text, forms[0].start())
    acts = list(phrases(words.strikes.active).finditer(sentence.text, clause.start, forms[0].start()))
    passive = re.search(r"\b(?:been|été|worden|under)\b", sentence.text[clause.start : forms[0].end()])
    if acts and not passive:
        before = [pair for pair in before if pair[0].start - base >= acts[-1].end()]
        return before[-1][1] if before else None
    is_first = [pair for pair in before if not re.search(r"\w+\W+\w+\W+\w", sentence.text[: pair[0].start - base])]
    return is_first[0][1] if is_first else None


def _trigger(text: str, words: Table, *, is_war: bool = True, previous: str = "") -> re.Match[str] | None:
    """The word that speaks of an attack that is said to have been; None where it means or says something else.

    Args:
        previous: the sentence before, whose missiles "another one" is one of.
    """
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
    for match in (*attacks, *landings):
        if any(start < match.end() and match.start() < end for start, end in others):
            continue
        if not _is_unreal(text, match.start(), match.end(), words):
            return match
    return None


def _is_of_missile(text: str, match: re.Match[str], words: Table, previous: str) -> bool:
    """Whether the clause of a verb such as "hit" or "exploded" has a missile or the like, and none that was downed."""
    strikes = words.strikes
    first, last = clause_at(text, match.start()), clause_at(text, match.end() - 1)
    clause = text[first.start : max(first.end, last.end)]
    if phrases(strikes.intercepted).search(clause):
        return False
    another = phrases(strikes.last_one).search(clause) and phrases(strikes.projectile).search(previous)
    return bool(another or phrases(strikes.projectile).search(clause))


def _is_unreal(text: str, start: int, end: int, words: Table) -> bool:
    """Whether what is said there is denied, possible, threatened, foiled, commemorated or a condition."""
    strikes = words.strikes
    if _HISTORY.search(text) or phrases(strikes.unreal).search(text) or phrases(words.telling.denied).search(text):
        return True
    clause = clause_at(text, start)
    ahead, behind = text[clause.start : start], text[end : clause.end]
    if re.match(rf"(?:\w+\s+)?{phrases(strikes.conditions).pattern}", ahead, re.IGNORECASE):
        return True
    hedges = [match.span() for match in phrases(words.telling.hedged).finditer(ahead)]
    for match in phrases(strikes.maybe).finditer(ahead):
        is_hedge = any(begin <= match.start() < stop for begin, stop in hedges)
        if not is_hedge and len(ahead[match.end() :].split()) <= MOST_AFTER_MAYBE:
            return True
    near = " ".join(ahead.split()[-MOST_AFTER_MAYBE:])
    return _is_negated(near, words, ahead=True) or (words.language != "en" and _is_negated(behind, words, ahead=False))


def _is_negated(text: str, words: Table, *, ahead: bool) -> bool:
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


# ---------------------------------------------------------------- one strike


def _strike(
    article: Article,
    place: Place,
    sentences: Sequence[_Sentence],
    first: _Sentence,
    words: Table,
    named: Sequence[tuple[Weapon, Span]],
) -> Strike:
    told = [s for s in sentences if s.block in ("body", "title", "heading")]
    body = [s for s in told if s.block == "body"]
    strike = Strike(
        id=f"strike-{place.id}",
        where=place.id,
        when=_when(article, told, words),
        target=_target([first, *body], words),
        weapon=_weapon(told, words, named),
        debris=_said(body, words.strikes.debris),
        hit=_said(body, words.strikes.fire),
        casualties=_casualties([s for s in body if not _is_elsewhere(s, place)], words),
    )
    return _with_counts(strike, [s for s in body if not _is_elsewhere(s, place)], words)


def _is_elsewhere(sentence: _Sentence, place: Place) -> bool:
    """Whether a sentence speaks of other towns and not of the struck place: what it counts was not there."""
    towns = {named.id for _, named in sentence.named if named.chosen.kind in ("settlement", "district")}
    return bool(towns) and place.id not in towns


def _when(article: Article, sentences: Sequence[_Sentence], words: Table) -> Statement | None:
    """The day, where a sentence about the attack gives it: a full date, or a day of the week of a dated article."""
    for sentence in sentences:
        if _trigger(sentence.text, words) is None and not phrases(words.strikes.launched).search(sentence.text):
            continue
        for span, day in full_dates(sentence.text, words.language):
            return _statement(sentence, span, day.isoformat())
        if article.published is not None:
            found = _weekday(sentence, words, date.fromisoformat(article.published))
            if found is not None:
                return found
    return None


def _weekday(sentence: _Sentence, words: Table, published: date) -> Statement | None:
    """As in "dinsdag" is the last Tuesday up to publication; "van maandag op dinsdag" is an EDTF interval."""
    names = weekdays(words.language)
    if not names:
        return None
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
    found = list(pattern.finditer(sentence.text))
    today = phrases(words.today).search(sentence.text)
    if not found:
        return _statement(sentence, Span(*today.span()), published.isoformat()) if today else None
    days = [published - timedelta(days=(published.weekday() - names[m[0].lower()]) % 7) for m in found[:2]]
    is_night = len(days) == 2 and (days[1] - days[0]).days == 1
    if is_night and found[1].start() - found[0].end() <= 12:
        span = Span(found[0].start(), found[1].end())
        return _statement(sentence, span, f"{days[0].isoformat()}/{days[1].isoformat()}")
    return _statement(sentence, Span(*found[0].span()), days[0].isoformat())


def _target(sentences: Iterable[_Sentence], words: Table) -> Statement | None:
    for sentence in sentences:
        match = phrases(words.strikes.target).search(sentence.text)
        if match is not None and _trigger(sentence.text, words) is not None:
            return _statement(sentence, clause_at(sentence.text, match.start()), match[0])
    return None


def _weapon(sentences: Sequence[_Sentence], words: Table, named: Sequence[tuple[Weapon, Span]]) -> Statement | None:
    """The weapon that is said to have been used: named in a sentence on the attack, one with a speaker rather.

    Air defence that is named there shot something down, and struck nothing.
    """
    from geo.weapons import AIR_DEFENCE

    offensive = [(weapon, span) for weapon, span in named if weapon.kind != AIR_DEFENCE]
    found: list[Statement] = []
    for sentence in sentences:
        start, end = sentence.told.span
        used = _trigger(sentence.text, words) or phrases(words.strikes.launched).search(sentence.text)
        for weapon, span in offensive:
            if used and start <= span.start < end:
                if _is_unreal(sentence.text, span.start - start, span.end - start, words):
                    continue
                clause = clause_at(sentence.text, span.start - start)
                if _is_negated(sentence.text[clause.start : clause.end], words, ahead=True):
                    continue
                found.append(_statement(sentence, clause, weapon.name))
    spoken = [statement for statement in found if statement.said_by is not None]
    best = spoken or found
    return best[0] if best else None


def _said(sentences: Iterable[_Sentence], wanted: tuple[str, ...]) -> Statement | None:
    """The first clause with one of the words, as it stands; its words are the value too."""
    for sentence in sentences:
        match = phrases(wanted).search(sentence.text)
        if match is not None:
            span = clause_at(sentence.text, match.start())
            return _statement(sentence, span, sentence.text[span.start : span.end].strip(_QUOTES))
    return None


def _casualties(sentences: Iterable[_Sentence], words: Table) -> Statement | None:
    """What clauses count of dead and hurt, as they say it; "none reported" only where no clause speaks of any.

    The text must deny casualties as such ("no reports of casualties", "nobody was killed or injured"): that nobody
    was killed, or that no child was hurt, says nothing of the others. It is never made into "no casualties".
    """
    counted: list[Statement] = []
    denied: list[Statement] = []
    affirmed = False
    for sentence in sentences:
        if phrases(words.strikes.unreal).search(sentence.text):
            continue
        for span in _casualty_clauses(sentence.text, words):
            clause = sentence.text[span.start : span.end]
            if _counts_people(clause, words):
                counted.append(_statement(sentence, span, clause.strip(_QUOTES)))
            elif not phrases(words.strikes.none).search(clause):
                affirmed = True
            elif _denies_all(clause, words):
                denied.append(_statement(sentence, span, "none reported"))
    if counted:
        values = dict.fromkeys(str(statement.value) for statement in counted)
        return replace(counted[0], value="; ".join(values))
    return denied[0] if denied and not affirmed else None


def _casualty_clauses(sentence: str, words: Table) -> Iterator[Span]:
    """Each stretch between commas that speaks of casualties, once."""
    seen: set[Span] = set()
    for match in phrases(words.strikes.casualties).finditer(sentence):
        span = clause_at(sentence, match.start())
        if span not in seen:
            seen.add(span)
            yield span


def _counts_people(clause: str, words: Table) -> bool:
    """Whether a number other than nought stands beside the word for casualties."""
    for number in _numbers(clause, words, people=True):
        is_article = clause[number.start : number.end].casefold() in words.quantities.articles
        for match in phrases(words.strikes.casualties).finditer(clause):
            between = clause[min(number.end, match.end()) : max(number.start, match.start())]
            if number.value >= 1 and not is_article and len(between.split()) <= MOST_WORDS_BETWEEN + 1:
                return True
    return False


def _denies_all(clause: str, words: Table) -> bool:
    strikes = words.strikes
    both = phrases(strikes.killed).search(clause) and phrases(strikes.hurt).search(clause)
    return bool(phrases(strikes.victims).search(clause) or both) and not phrases(strikes.restricted).search(clause)


# ---------------------------------------------------------------- how many


def _with_counts(strike: Strike, sentences: Sequence[_Sentence], words: Table) -> Strike:
    """The strike with the numbers launched, intercepted and damaged, each from the first clause that says it."""
    counts: dict[str, Statement] = {}
    for sentence in sentences:
        if phrases(words.strikes.unreal).search(sentence.text):
            continue
        for span in clauses(sentence.text, words):
            clause = sentence.text[span.start : span.end]
            kind = _count_kind(clause, sentence.text, words)
            if kind is None or kind in counts or _is_negated(clause[-60:], words, ahead=True):
                continue
            pair = _part_and_total(clause, words) if kind != "launched" else None
            if pair is not None:
                counts.setdefault("launched", _statement(sentence, span, pair[1]))
            value = pair[0] if pair is not None else _count(clause, words, kind)
            if value is not None:
                counts[kind] = _statement(sentence, span, value)
    return replace(
        strike,
        launched=counts.get("launched"),
        intercepted=counts.get("intercepted"),
        damaged=counts.get("damaged"),
    )


def _count_kind(clause: str, sentence: str, words: Table) -> str | None:
    strikes = words.strikes
    if phrases(strikes.intercepted).search(clause):
        return "intercepted"
    if phrases(strikes.damaged).search(clause):
        return "damaged"
    fired = phrases(strikes.launched).search(clause) or _trigger(clause, words)
    return "launched" if fired and phrases(strikes.projectile).search(clause) else None


def _part_and_total(clause: str, words: Table) -> tuple[int, int] | None:
    """As in "8 van de 10 drones": the part and the total."""
    numbers = _numbers(clause, words)
    for part, total in pairwise(numbers):
        is_of = phrases(words.strikes.of).fullmatch(clause[part.end : total.start].strip())
        noun = phrases(words.strikes.projectile).search(clause, total.end)
        if is_of and noun and len(clause[total.end : noun.start()].split()) <= MOST_WORDS_BETWEEN:
            return (int(part.value), int(total.value)) if part.value <= total.value else None
    return None


def _count(clause: str, words: Table, kind: str) -> int | None:
    """The number that is counted in a clause: before the projectiles, or alone before or after the verb."""
    numbers = _numbers(clause, words)
    for number in numbers:
        rest = clause[number.end :]
        noun = phrases(words.strikes.projectile).search(rest)
        is_article = clause[number.start : number.end].casefold() in words.quantities.articles
        if noun is not None and len(rest[: noun.start()].split()) <= MOST_WORDS_BETWEEN and not is_article:
            return int(number.value)
    if kind == "launched":
        return None
    alone = [n for n in numbers if clause[n.start : n.end].casefold() not in words.quantities.articles]
    alone = [n for n in alone if _stands_alone(clause[n.end :], words)]
    if alone and alone[0].value == int(alone[0].value):
        return int(alone[0].value)
    return 1 if phrases(words.strikes.last_one).search(clause) else None


def _stands_alone(rest: str, words: Table) -> bool:
    """Whether a number counts what was spoken of before, not houses or people named after it."""
    rest = rest.strip(_QUOTES + ".,")
    strikes = words.strikes
    verbs = (*strikes.of_them, *strikes.intercepted, *strikes.damaged)
    return not rest or phrases(verbs).match(rest) is not None


def _numbers(clause: str, words: Table, *, people: bool = False) -> list[FoundNumber]:
    """The numbers that may count something here: no year, date, time, age, length or (unless asked) people."""
    names = [re.escape(name) for name in (*month_names(words.language), *weekdays(words.language))]
    dated = re.compile(rf"\.?\s*(?:{'|'.join(names) or '(?!)'})(?!\w)", re.IGNORECASE)
    month_before = re.compile(rf"(?:{'|'.join(names) or '(?!)'})\.?\s+$", re.IGNORECASE)
    found = []
    for number in find_numbers(clause, words.language):
        rest, before = clause[number.end :], clause[: number.start]
        written = clause[number.start : number.end]
        if phrases(words.strikes.none).search(" ".join(before.split()[-1:])):
            continue  # "no one"
        is_year = re.fullmatch(r"(?:19|20)\d\d", written) and not phrases(words.strikes.projectile).match(rest.lstrip())
        is_date = dated.match(rest) or month_before.search(before) or re.match(r"[:h]\d|[./]\d|-(?=\w)", rest)
        unit = phrases(words.strikes.not_counted).match(re.sub(r"^[\s\-]+", "", rest))
        if is_year or is_date or re.search(r"\d[:./]$", before) or (unit and not people):
            continue
        if unit and people and _AGE_OR_LENGTH.match(rest):
            continue
        found.append(number)
    return found


# ---------------------------------------------------------------- clauses


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
    left = len(piece) - len(piece.lstrip(_QUOTES))
    right = len(piece.rstrip(_QUOTES))
    if left < right:
        yield Span(start + left, start + right)


def _statement(sentence: _Sentence, span: Span, value: str | int) -> Statement:
    start = sentence.told.span.start
    return Statement(
        value=value,
        quote=sentence.text[span.start : span.end],
        start=start + span.start,
        end=start + span.end,
        said_by=sentence.told.said_by,
        certainty=sentence.told.certainty,
    )
