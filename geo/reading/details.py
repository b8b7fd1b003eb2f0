"""What is said of one strike: its target, weapon, counts, casualties, and every account that differs.

Every detail is a ``Statement`` with its clause and speaker. The first account of a detail is the detail; what another
voice says of it, or the same voice later, stands beside it (``Strike.others``). Nothing is added up or chosen between.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import combinations, pairwise
from typing import Any

from geo.gazetteer.ranking import great_circle_m
from geo.model import LonLat, Place, Span, Statement, Strike, Weapon
from geo.reading.attacks import (
    QUOTES,
    Sentence,
    clause_at,
    clauses,
    is_aimed_at_another_country,
    is_negated,
    is_other_event,
    is_unreal,
    statement,
    trigger_in,
    was_told,
)
from geo.reading.dates import full_dates, month_names, weekdays
from geo.reading.numerals import FoundNumber, find_numbers
from geo.reading.tables import Strings, Table, phrases, table
from geo.reading.telling import speaker_named

# Between a number and what it counts: "zes Amerikaanse langeafstandsraketten".
MOST_WORDS_BETWEEN = 3
# Between a number and what became of so many: "three had been shot down".
MOST_TO_FATE = 2
# Between "no" and the attack that it denies: "no missile had hit".
MOST_AFTER_NO = 4
# Other accounts of one detail that are kept.
MOST_ACCOUNTS = 5
# Words of a clause that is another speaker's number and no more: "and the general staff eight".
MOST_WORDS_OF_ACCOUNT = 9
# Letters by which words for the same kind of projectile are known: "raket", "raketten".
LETTERS_ALIKE = 4
# How far round a number its unit, date or article is looked for, in characters.
LOOK_ROUND = 60
# A city lies so near the middle of the region round it, which may be another one than its own.
ROUND_A_CITY_M = 60_000.0
# White space between two sentences of one paragraph; a blank line is more.
SAME_PARAGRAPH = 1
NONE_REPORTED = "none reported"
_AGE_OR_LENGTH = re.compile(
    r"[\s-]*(?:km|kilom|year|jaar|jahr|jährig|ans?\b|год|лет|рок|рік|річн|км|кілом|килом)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Account:
    """One statement of a detail; of a number, also what kind of thing it counts ("rake" for raketten)."""

    said: Statement
    kind: str = ""


def with_details(
    strike: Strike,
    sentences: Sequence[Sentence],
    *,
    first: Sentence,
    place: Place,
    words: Table,
    named: Sequence[tuple[Weapon, Span]],
) -> Strike:
    """The strike, dated where it can be, with what the sentences say of it.

    Args:
        sentences: the stretch of the article that speaks of this strike; first: the sentence that tells it.
        named: every weapon of the article, with the span that names it.
    """
    told = [s for s in sentences if s.block in ("body", "title", "heading") and not _is_other_time(s, strike, words)]
    body = [s for s in told if s.block == "body"]
    here = list(_there(body, place, words))
    counts = _counts(here, words)
    found: dict[str, list[_Account]] = {
        "target": _plain(_targets([first, *here], place, words)),
        "weapon": _plain(_weapons(told, place, words, named)),
        "debris": _plain(_said(here, words.strikes.debris)),
        "hit": _plain(_said(here, words.strikes.fire)),
        "casualties": _plain(_casualties(here, words)),
        **counts,
    }
    details: dict[str, Any] = {}
    others: dict[str, tuple[Statement, ...]] = {}
    for detail, accounts in found.items():
        if accounts:
            details[detail] = accounts[0].said
            others[detail] = _beside(accounts)
    denials = tuple(_denials(sentences, first, place, words))
    others["hit"] = (*others.get("hit", ()), *denials)[:MOST_ACCOUNTS]
    kept = {detail: said for detail, said in others.items() if said}
    return replace(strike, **details, others={**strike.others, **kept})


def _there(sentences: Iterable[Sentence], place: Place, words: Table) -> Iterator[Sentence]:
    """The sentences that speak of the struck place: not those of other towns or regions, nor what follows on them.

    A sentence that names neither goes on where the one before it in its paragraph was.
    """
    end, is_away = 0, False
    for sentence in sentences:
        span = sentence.told.span
        names_town = any(named.chosen.kind in ("settlement", "district") for _, named in sentence.named)
        if names_town or span.start - end > SAME_PARAGRAPH or _opens_elsewhere(sentence, words):
            is_away = _is_elsewhere(sentence, place, words)
        if not names_town and _is_in_other_region(sentence, place, words):
            is_away = True
        if is_aimed_at_another_country(sentence, place, words):
            is_away = True
        end = span.end
        if not is_away:
            yield sentence


def _is_elsewhere(sentence: Sentence, place: Place, words: Table) -> bool:
    """Whether a sentence speaks of other towns and not of the struck place: what it counts was not there.

    The town that something was launched from is no such town.
    """
    base = sentence.told.span.start
    towns = {
        named.id
        for mention, named in sentence.named
        if named.chosen.kind in ("settlement", "district")
        and (named.id == place.id or not _is_left(sentence.text, mention.start - base, words))
    }
    return place.id not in towns if towns else _opens_elsewhere(sentence, words)


def _opens_elsewhere(sentence: Sentence, words: Table) -> bool:
    """Whether a sentence opens with a place that nobody could find ("In Mokha, a rocket killed ...").

    Where every noun has a capital nothing tells it from "In Sicherheit".
    """
    if words.names.nouns_have_capitals or not words.claims.located_in:
        return False
    opening = _opening_pattern(words.language).match(sentence.text)
    if opening is None:
        return False
    base, name = sentence.told.span.start, opening["name"].casefold()
    is_known = any(mention.start - base <= opening.start("name") < mention.end - base for mention, _ in sentence.named)
    is_time = name in _months_and_days(words.language)
    return not (is_known or is_time or name in words.demonyms or name in words.not_places)


@cache
def _opening_pattern(language: str) -> re.Pattern[str]:
    located = phrases(table(language).claims.located_in).pattern
    return re.compile(rf"(?i:{located})\s+(?P<name>[^\W\d_a-zà-öø-ÿа-яёіїєґ][\w’'-]+)")


@cache
def _months_and_days(language: str) -> frozenset[str]:
    times = table(language).times
    return frozenset({*month_names(language), *weekdays(language), *times.weekdays, *times.months})


def _is_left(text: str, at: int, words: Table) -> bool:
    """Whether something came from what begins there: "from Engels", "from the area of Engels"."""
    return _left_pattern(words.language).search(text, 0, at) is not None


@cache
def _left_pattern(language: str) -> re.Pattern[str]:
    before = phrases(table(language).strikes.from_where).pattern
    return re.compile(rf"{before}\s+(?:\S+\s+){{0,3}}$", re.IGNORECASE)


def _is_in_other_region(sentence: Sentence, place: Place, words: Table) -> bool:
    """Whether a sentence names regions, none of them that of the struck place: "five were downed over the Y region".

    Where a missile came from is no such region, nor is the one round a city that is a region of its own.
    """
    base, regions = sentence.told.span.start, []
    for mention, named in sentence.named:
        if named.chosen.kind != "region" or mention.kind != "toponym":
            continue
        if not _is_left(sentence.text, mention.start - base, words):
            regions.append(named)
    here = LonLat(place.lon, place.lat)
    return bool(regions) and not any(
        named.id == place.id
        or (named.chosen.admin1 is not None and named.chosen.admin1 == place.chosen.admin1)
        or great_circle_m(here, LonLat(named.lon, named.lat)) < ROUND_A_CITY_M
        for named in regions
    )


def _is_other_time(sentence: Sentence, strike: Strike, words: Table) -> bool:
    """Whether a sentence speaks of last week, or of another day than that of the strike."""
    if phrases((*words.strikes.elsewhen, *words.strikes.at_that_time)).search(sentence.text):
        return True
    days = {day for _, day in full_dates(sentence.text, words.language)}
    known = _days_of(strike.when)
    return bool(days and known) and not any(low <= day <= high for day in days for low, high in known)


def _days_of(when: Statement | None) -> list[tuple[date, date]]:
    """The first and last day of an EDTF value with days; nothing for months."""
    ends = re.findall(r"\d{4}-\d{2}-\d{2}", str(when.value)) if when is not None else []
    days = [date.fromisoformat(end) for end in ends]
    return [(days[0], days[-1])] if days else []


# ---------------------------------------------------------------- accounts


def _plain(found: Iterable[Statement]) -> list[_Account]:
    return [_Account(said) for said in found]


def _beside(accounts: Sequence[_Account]) -> tuple[Statement, ...]:
    """The accounts that stand beside the first: by another voice, or another number for the same kind of thing.

    The article's own voice adds nothing where it only repeats a value; a speaker who says the same does.
    """
    kept = [accounts[0]]
    for account in accounts[1:]:
        said = account.said
        same_voice = [other for other in kept if is_same_voice(other.said.said_by, said.said_by)]
        same_value = [other for other in kept if other.said.value == said.value]
        is_repeat = bool(same_value) and (said.said_by is None or any(other in same_voice for other in same_value))
        is_number = isinstance(said.value, int)
        is_of_kind = any("" in (account.kind, other.kind) or account.kind == other.kind for other in kept)
        is_other_number = is_number and is_of_kind and not same_value
        if not is_repeat and (is_other_number or (not same_voice and said.said_by is not None and is_of_kind)):
            kept.append(account)
    return tuple(account.said for account in kept[1 : MOST_ACCOUNTS + 1])


def is_same_voice(one: str | None, other: str | None) -> bool:
    """Whether two speakers are one: the same name, or a part of it ("het ministerie")."""
    if one is None or other is None:
        return one is other
    names = [set(re.findall(r"\w{4,}", said.split(",")[0].casefold())) for said in (one, other)]
    return one == other or bool(names[0] and names[1] and (names[0] <= names[1] or names[1] <= names[0]))


def _denials(sentences: Sequence[Sentence], first: Sentence, place: Place, words: Table) -> Iterator[Statement]:
    """Where somebody denies the strike, in the part of its sentence after it or in a later one; it is not withdrawn."""
    begin = first.told.span.start
    trigger = trigger_in(first.text, words)
    for sentence in sentences:
        if sentence.block != "body" or sentence.told.span.start < begin:
            continue
        for voice in sentence.voices:
            tells_it = sentence is first and trigger is not None and voice is sentence.voice_at(trigger.start())
            if tells_it or voice.said_by is None or not _denies_strike(sentence, voice.span, place, words):
                continue
            span = _bare_part(sentence.text, voice.span)
            yield replace(statement(sentence, span, sentence.text[span.start : span.end]), certainty="denied")


def _bare_part(text: str, part: Span) -> Span:
    """A part of a sentence without its white space, quotation marks and last stop."""
    piece = text[part.start : part.end]
    return Span(
        part.start + len(piece) - len(piece.lstrip(QUOTES)),
        part.start + len(piece.rstrip(QUOTES + ".,;:!?")),
    )


def _denies_strike(sentence: Sentence, span: Span, place: Place, words: Table) -> bool:
    """Whether a part denies this very attack: "denied it", or with a word of attack and its place or target."""
    text = sentence.text[span.start : span.end]
    denied = phrases(words.telling.denied).search(text)
    strikes = words.strikes
    attack = phrases((*strikes.attack, *strikes.lands, *strikes.struck)).search(text)
    if denied is not None:
        rest = re.split(r"[,;:.]", text[denied.end() :])[0].split()
        ahead = text[: denied.start()].split()
        pronouns = phrases(words.telling.it)
        is_it = not rest or any(pronouns.fullmatch(word) for word in (*rest[:2], *ahead[-2:]))
        is_short = len(rest) <= MOST_WORDS_BETWEEN and len(text.split()) <= MOST_WORDS_OF_ACCOUNT
        if is_it and is_short and not _is_elsewhere(sentence, place, words):
            return True
        is_this = any(named.id == place.id for _, named in sentence.named) or phrases(strikes.target).search(text)
        return attack is not None and bool(is_this or was_told(text, attack, words))
    if attack is None or _is_elsewhere(sentence, place, words) or phrases(strikes.maybe).search(text):
        return False
    near = " ".join(text[clause_at(text, attack.start()).start : attack.start()].split()[-MOST_AFTER_NO:])
    return is_negated(near, words, ahead=True)


# ---------------------------------------------------------------- target, weapon, debris, hits


def _targets(sentences: Iterable[Sentence], place: Place, words: Table) -> Iterator[Statement]:
    for sentence in sentences:
        base = sentence.told.span.start
        named = [(mention.start - base, mention.end - base) for mention, _ in sentence.named]
        targets = (
            match
            for match in phrases(words.strikes.target).finditer(sentence.text)
            if not any(start < match.end() and match.start() < end for start, end in named)  # "Port Sudan"
            and not _is_anothers(sentence, Span(*match.span()), place, words)
        )
        match = next(targets, None)
        if match is not None and trigger_in(sentence.text, words) is not None:
            yield statement(sentence, clause_at(sentence.text, match.start()), match[0])


def _is_anothers(sentence: Sentence, target: Span, place: Place, words: Table) -> bool:
    """Whether a target is that of the next place of a list: "hit X and a depot in Y" tells of no depot in X."""
    text, base = sentence.text, sentence.told.span.start
    ends = [mention.end - base for mention, named in sentence.named if named.id == place.id]
    end = max((at for at in ends if at <= target.start), default=None)
    if end is None:
        return False
    joined = re.search(
        rf"\s{_ands(words.language)}\s+(?:[^\s,;:]+\s+){{0,2}}$", text[end : target.start], re.IGNORECASE
    )
    after = rf"\s+{phrases(words.names.place_before).pattern}\s+(?-i:[^\W\d_a-zà-öø-ÿа-яёіїєґ])"
    is_placed = re.match(after, text[target.end :], re.IGNORECASE) is not None
    return joined is not None and is_placed and trigger_in(joined[0], words) is None


@cache
def _ands(language: str) -> str:
    words = table(language)
    return phrases(tuple(word for word in words.quantities.joiners if word.isalpha())).pattern


def _weapons(
    sentences: Sequence[Sentence], place: Place, words: Table, named: Sequence[tuple[Weapon, Span]]
) -> list[Statement]:
    """The weapons that are said to have been used: named in a sentence on the attack; those with a speaker first.

    Air defence that is named there shot something down, and struck nothing.
    """
    from geo.weapons import AIR_DEFENCE

    offensive = [(weapon, span) for weapon, span in named if weapon.kind != AIR_DEFENCE]
    found: list[Statement] = []
    for sentence in sentences:
        if is_aimed_at_another_country(sentence, place, words):
            continue  # "Russia launched 64 Shaheds at Ukraine" beside a strike in Russia
        if sentence.block == "body" and _is_elsewhere(sentence, place, words):
            continue  # "Kinzhals hit Lviv" beside a strike on Kharkiv
        start, end = sentence.told.span
        used = trigger_in(sentence.text, words) or phrases(words.strikes.launched).search(sentence.text)
        for weapon, span in offensive:
            if used and start <= span.start < end:
                if is_unreal(sentence.text, span.start - start, span.end - start, words):
                    continue
                # "... struck Erbil; it said its missiles flew to Idlib" names another town beside the weapon.
                part = sentence.voice_at(span.start - start).span
                beside = {
                    other.id
                    for mention, other in sentence.named
                    if other.chosen.kind in ("settlement", "district")
                    and part.start <= mention.start - start < part.end
                    and not _is_left(sentence.text, mention.start - start, words)
                }
                if beside and place.id not in beside:
                    continue
                # "81 missiles at Ukraine, including six Kinzhals" does not say which of them came down here.
                is_here = any(other.id == place.id for _, other in sentence.named)
                if not is_here and phrases(words.strikes.including).search(sentence.text, 0, span.start - start):
                    continue
                clause = clause_at(sentence.text, span.start - start)
                if is_negated(sentence.text[clause.start : clause.end], words, ahead=True):
                    continue
                found.append(statement(sentence, clause, weapon.name))
    return sorted(found, key=lambda said: said.said_by is None)


def _said(sentences: Iterable[Sentence], wanted: Strings) -> Iterator[Statement]:
    """Clauses with one of the words, as they stand; their words are the value too. One a sentence."""
    for sentence in sentences:
        match = phrases(wanted).search(sentence.text)
        if match is not None and sentence.voice_at(match.start()).certainty != "denied":
            span = clause_at(sentence.text, match.start())
            yield statement(sentence, span, sentence.text[span.start : span.end].strip(QUOTES))


# ---------------------------------------------------------------- casualties


def _casualties(sentences: Iterable[Sentence], words: Table) -> list[Statement]:
    """What each voice counts of dead and hurt, in its clauses' words; "none reported" where it speaks of none.

    A voice must deny casualties as such ("no reports of casualties", "nobody was killed or injured"): that nobody
    was killed, or that no child was hurt, says nothing of the others. It is never made into "no casualties". Where a
    clause speaks of casualties that nobody counts, no denial is taken for the whole.
    """
    counted: defaultdict[str | None, list[Statement]] = defaultdict(list)
    denied: list[Statement] = []
    affirmed = False
    for sentence in sentences:
        for span in _casualty_clauses(sentence.text, words):
            if is_other_event(sentence.text, span.start, words):
                continue
            clause = sentence.text[span.start : span.end]
            if _counts_people(clause, words):
                said = statement(sentence, span, clause.strip(QUOTES))
                counted[_voice_of(said, counted)].append(said)
            elif not phrases(words.strikes.none).search(clause):
                affirmed = True
            elif _denies_all(clause, words):
                denied.append(statement(sentence, span, NONE_REPORTED))
    result = [
        replace(told[0], value="; ".join(dict.fromkeys(str(said.value) for said in told))) for told in counted.values()
    ]
    if not result:
        return [] if affirmed else denied
    return [*result, *(said for said in denied if said.said_by is not None)]


def _voice_of(said: Statement, known: Mapping[str | None, object]) -> str | None:
    return next((voice for voice in known if is_same_voice(voice, said.said_by)), said.said_by)


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
    for number in counted_numbers(clause, words, people=True):
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


def _counts(sentences: Sequence[Sentence], words: Table) -> dict[str, list[_Account]]:
    """The numbers launched, intercepted and damaged, each clause's in order of the text."""
    found: dict[str, list[_Account]] = {"launched": [], "intercepted": [], "damaged": []}
    hits: list[_Account] = []
    for sentence in sentences:
        last: tuple[list[_Account], str] | None = None
        for span in clauses(sentence.text, words):
            if is_other_event(sentence.text, span.start, words):
                continue
            clause = sentence.text[span.start : span.end]
            kind = _count_kind(clause, words)
            if kind is None:
                other = _other_speaker(sentence, span, words) if last is not None else None
                if other is not None and last is not None:
                    last[0].append(_Account(other, last[1]))
                continue
            if is_negated(clause[-60:], words, ahead=True):
                continue
            thing = kind_of_projectile(clause, words)
            is_fired = kind == "launched" and phrases(words.strikes.launched).search(clause) is not None
            pair = None
            if kind != "launched":
                pair = _part_and_total(clause, words) or _total_and_part(sentence.text, span, words)
            if pair is not None:
                found["launched"].append(_Account(statement(sentence, span, pair[1]), thing))
            value = pair[0] if pair is not None else _count(clause, words, kind)
            if value is not None:
                target = hits if kind == "launched" and not is_fired else found[kind]
                target.append(_Account(statement(sentence, span, value), thing))
                last = target, thing
    # How many hit says how many were launched only where nothing else does.
    return found if found["launched"] else {**found, "launched": hits}


def _count_kind(clause: str, words: Table) -> str | None:
    strikes = words.strikes
    if phrases(strikes.intercepted).search(clause):
        return "intercepted"
    if phrases(strikes.damaged).search(clause):
        return "damaged"
    fired = phrases(strikes.launched).search(clause) or trigger_in(clause, words)
    return "launched" if fired and phrases(strikes.projectile).search(clause) else None


def kind_of_projectile(clause: str, words: Table) -> str:
    """What kind of projectile a clause names, by the letters that its words share; empty where it names none."""
    for word in words.strikes.projectile:
        if phrases((word,)).search(clause):
            return word.strip("*")[:LETTERS_ALIKE].casefold()
    return ""


def _other_speaker(sentence: Sentence, span: Span, words: Table) -> Statement | None:
    """A clause that is another speaker and his number, and no more: "..., de generale staf acht"."""
    clause = sentence.text[span.start : span.end]
    speaker = speaker_named(clause, words)
    if speaker is None or len(clause.split()) > MOST_WORDS_OF_ACCOUNT:
        return None
    alone = [
        number
        for number in counted_numbers(clause, words)
        if number.start >= speaker[0].end and _stands_alone(clause[number.end :], words) and number.value >= 1
    ]
    if len(alone) != 1 or alone[0].value != int(alone[0].value):
        return None
    said = statement(sentence, span, int(alone[0].value))
    return replace(said, said_by=speaker[1], certainty="reported" if said.certainty == "asserted" else said.certainty)


def _part_and_total(clause: str, words: Table) -> tuple[int, int] | None:
    """As in "8 van de 10 drones": the part and the total."""
    numbers = counted_numbers(clause, words)
    for part, total in pairwise(numbers):
        is_of = phrases(words.strikes.of).fullmatch(clause[part.end : total.start].strip())
        noun = phrases(words.strikes.projectile).search(clause, total.end)
        if is_of and noun and len(clause[total.end : noun.start()].split()) <= MOST_WORDS_BETWEEN:
            return (int(part.value), int(total.value)) if part.value <= total.value else None
    return None


def _total_and_part(sentence: str, clause: Span, words: Table) -> tuple[int, int] | None:
    """As in "of the ten drones eight were shot down": the part and the total, which a comma may part from it.

    What comes after a second name of what flies is another number's ("of the ten drones and four missiles three ...").
    """
    opening = clause_at(sentence, max(0, len(sentence[: clause.start].rstrip(" ,")) - 1))
    fates = phrases((*words.strikes.intercepted, *words.strikes.damaged)).pattern
    fate = re.compile(rf"\s+(?:[^\s,;:]+\s+){{0,{MOST_TO_FATE}}}{fates}", re.IGNORECASE)
    is_led = opening.end <= clause.start and sentence[opening.end : clause.start].strip() in ("", ",")
    leads = (clause.start, opening.start) if is_led else (clause.start,)
    for start in leads:
        text = sentence[start : clause.end]
        numbers = counted_numbers(text, words)
        for total, part in combinations(numbers, 2):
            noun = phrases(words.strikes.projectile).search(text, total.end, part.start)
            if noun is None or not _follows_of(text, total.start, words):
                continue
            is_counted = len(text[total.end : noun.start()].split()) <= MOST_WORDS_BETWEEN
            other = phrases(words.strikes.projectile).search(text, noun.end())
            is_part = fate.match(text, part.end) is not None and part.value == int(part.value) <= total.value
            if is_counted and other is None and is_part:
                return int(part.value), int(total.value)
    return None


def _follows_of(text: str, at: int, words: Table) -> bool:
    """Whether an "of" leads to a number, with an article or the like between: "of the ten", "van de in totaal tien"."""
    before = rf"{phrases(words.strikes.of).pattern}\s+(?:\S+\s+){{0,2}}$"
    return re.search(before, text[max(0, at - LOOK_ROUND) : at], re.IGNORECASE) is not None


def _count(clause: str, words: Table, kind: str) -> int | None:
    """The number that is counted in a clause: before the projectiles, or alone before or after the verb."""
    numbers = counted_numbers(clause, words)
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
    rest = rest.strip(QUOTES + ".,")
    strikes = words.strikes
    verbs = (*strikes.of_them, *strikes.intercepted, *strikes.damaged)
    helped = phrases(strikes.auxiliaries).match(rest)
    rest = rest[helped.end() :].lstrip() if helped is not None else rest
    return not rest or phrases(verbs).match(rest) is not None


def counted_numbers(clause: str, words: Table, *, people: bool = False) -> list[FoundNumber]:
    """The numbers that may count something here: no year, date, time, age, length or (unless asked) people."""
    dated, month_before = _date_patterns(words.language)
    found = []
    for number in find_numbers(clause, words.language):
        # A look at the words round it, and no farther: a clause may be as long as the text.
        rest = clause[number.end : number.end + LOOK_ROUND]
        before = clause[max(0, number.start - LOOK_ROUND) : number.start]
        written = clause[number.start : number.end]
        if phrases(words.strikes.none).search(" ".join(before.split()[-1:])):
            continue  # "no one"
        if re.search(r"\w-$", before):
            continue  # the number of a model: "Kh-101"
        is_year = re.fullmatch(r"(?:19|20)\d\d", written) and not phrases(words.strikes.projectile).match(rest.lstrip())
        is_date = dated.match(rest) or month_before.search(before) or re.match(r"[:h]\d|[./]\d|-(?=\w)", rest)
        unit = phrases(words.strikes.not_counted).match(re.sub(r"^[\s\-]+", "", rest))
        if is_year or is_date or re.search(r"\d[:./]$", before) or (unit and not people):
            continue
        if unit and people and _AGE_OR_LENGTH.match(rest):
            continue
        found.append(number)
    return found


@cache
def _date_patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The name of a month or day after a number, and before one."""
    names = "|".join(re.escape(name) for name in (*month_names(language), *weekdays(language))) or "(?!)"
    return (
        re.compile(rf"\.?\s*(?:{names})(?!\w)", re.IGNORECASE),
        re.compile(rf"(?:{names})\.?\s+$", re.IGNORECASE),
    )
