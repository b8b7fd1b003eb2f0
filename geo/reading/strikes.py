"""Reported strikes, drafted from the text: where, when, what with, how many, what came of it, and who says each.

Nothing here says that a strike happened. Every detail is a ``Statement`` with the clause that says it and its speaker;
patterns come from the language tables. Details are taken from the stretch of the article that speaks of that strike;
a second account of the same detail is not merged into the first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from geo.model import Article, Mention, Place, Span, Strike, Weapon
from geo.reading.attacks import (
    Sentence,
    clause_at,
    countries_aimed_at,
    is_fired,
    is_tied,
    is_unreal,
    lands,
    sentences_of,
    trigger_in,
    triggers_in,
    was_told,
)
from geo.reading.attacks import clauses as clauses
from geo.reading.dates import weekdays
from geo.reading.details import NONE_REPORTED, kind_of_projectile, with_details
from geo.reading.numerals import any_of
from geo.reading.surroundings import is_slavic
from geo.reading.tables import Table, phrases, table
from geo.reading.when import Age, age_of, day_told, find_when, is_long_ago, tells_one_day

if TYPE_CHECKING:
    from geo.weapons import WeaponName

MOST_STRIKES = 5
SITES = ("settlement", "district", "region", "site")
# Words between two places that are told in one breath: "and an oil refinery in the town of".
MOST_TO_ANOTHER = 8
# Letters of an aside between commas: ", 30 km from Lahore,".
LONGEST_ASIDE = 80
# "with Iranian Shahed drones".
MOST_OF_MEANS = 4
# Words before what missiles do: "On Tuesday two Russian drones hit".
MOST_TO_ATTACK = 6
# "a school in": an article, a noun and a preposition.
MOST_OF_ONE_THING = 3
LAUNCH_KINDS = ("settlement", "district", "site")
# "Kyiv: ..." is who speaks, or where the report comes from.
_SPEAKS = re.compile(r"\s?:\s")


def weapons_in(article: Article, weapons: tuple[Weapon, ...]) -> tuple[tuple[Weapon, Span], ...]:
    """Every weapon that the article names, with the span that names it, in order."""
    by_id = {weapon.id: weapon for weapon in weapons}
    return tuple((by_id[name.weapon], Span(name.start, name.end)) for name in _weapon_names(article, weapons))


def _weapon_names(article: Article, weapons: tuple[Weapon, ...]) -> tuple[WeaponName, ...]:
    from geo.weapons import names_in

    return names_in(article.text, language=article.language, weapons=weapons)


def find_strikes(article: Article, places: tuple[Place, ...], weapons: tuple[Weapon, ...]) -> tuple[Strike, ...]:
    """The strikes that the article reports, in order of the text; none where none is reported.

    One a struck place; a place that is told to have been struck on another day too has one more for that day.
    """
    words = table(article.language)
    sentences = sentences_of(article, places)
    published = date.fromisoformat(article.published) if article.published is not None else None
    is_war = phrases(words.strikes.military).search(article.text) is not None
    sites = _struck(sentences, published, words, is_war=is_war)
    named = weapons_in(article, weapons)
    strikes: list[Strike] = []
    for number, site in enumerate(sites):
        begin = 0 if number == 0 else site.number
        end = next((other.number for other in sites if other.number > site.number), len(sentences))
        first, told, dated = sentences[site.number], sentences[begin:end], sentences[begin:end]
        if site.is_beside:
            # Of what was hit and counted in common nothing is known of this place alone.
            leading = {other.place.id for other in sites if other.number == site.number} - {site.place.id}
            told = [sentence for sentence in told if _is_of_only(sentence, site.place, leading)]
            dated = [first, *told] if tells_one_day(first.text, published, words) else told
        if site.age == Age.NEWS:
            told, dated = (
                [s for s in stretch if s is first or age_of(s.text, 0, published, words) == Age.NEWS]
                for stretch in (told, dated)
            )
        elif site.age == Age.EARLIER:
            told = [s for s in told if not is_long_ago(s.text, published, words)]
        if site.day is not None and not site.is_beside:
            dated = [first, *(sentence for sentence in dated if sentence is not first)]
        strike = _dated(Strike(id=_id(site, sites), where=site.place.id), site.place, dated, published, words)
        first = next(iter(told), first) if site.is_beside else first
        strikes.append(
            with_details(strike, told, first=first, place=site.place, words=words, named=named) if told else strike
        )
    for number in {site.number for site in sites if site.is_beside}:
        _share(strikes, sites, number, sentences, named)
    return tuple(strikes)


def _share(
    strikes: list[Strike],
    sites: Sequence[_Site],
    number: int,
    sentences: Sequence[Sentence],
    named: Sequence[tuple[Weapon, Span]],
) -> None:
    """Give the strikes that a sentence tells in one breath what it tells of all of them: the dead, and with what.

    The dead of several places are said to be of those: "Kharkiv, Odesa: killing five". Numbers of what flew stay with
    the first, since two strikes with twelve missiles each would be twenty-four.
    """
    group = [at for at, site in enumerate(sites) if site.number == number]
    first = strikes[group[0]]
    places = [sites[at].place for at in group]
    stretch = _stretch_of_all(sentences, number)
    dead = first.casualties
    if dead is not None and stretch.start <= dead.start < stretch.end:
        if dead.value != NONE_REPORTED:
            dead = replace(dead, value=f"{', '.join(place.name for place in places)}: {dead.value}")
        first = replace(first, casualties=dead)
    else:
        dead = None
    strikes[group[0]] = first
    weapon = first.weapon if _is_of_all(sentences[number], {place.id for place in places}, first, named) else None
    for at in group[1:]:
        strike = strikes[at]
        strikes[at] = replace(strike, casualties=strike.casualties or dead, weapon=strike.weapon or weapon)


def _stretch_of_all(sentences: Sequence[Sentence], number: int) -> Span:
    """From a sentence to the end of those of its paragraph that follow and name no other place."""
    end = sentences[number].told.span.end
    for sentence in sentences[number + 1 :]:
        is_next = sentence.told.span.start - end <= 1
        if not is_next or any(place.chosen.kind in SITES for _, place in sentence.named):
            break
        end = sentence.told.span.end
    return Span(sentences[number].told.span.start, end)


def _is_of_all(
    sentence: Sentence, places: AbstractSet[str], strike: Strike, named: Sequence[tuple[Weapon, Span]]
) -> bool:
    """Whether a weapon is told before the first or after the last of the places, and so of all of them."""
    said, span = strike.weapon, sentence.told.span
    if said is None or not span.start <= said.start < span.end:
        return False
    at = [mention for mention, place in sentence.named if place.id in places]
    begin, end = min(mention.start for mention in at), max(mention.end for mention in at)
    told = [name for weapon, name in named if weapon.name == said.value and span.start <= name.start < span.end]
    return bool(told) and all(name.start < begin or name.start >= end for name in told)


def _id(site: _Site, sites: Sequence[_Site]) -> str:
    """By its place, and where that was struck on several days by its day.

    By no number: another version of the article may tell of one more, and what a person accepted is not that one.
    """
    others = [other for other in sites if other.place.id == site.place.id]
    day = f"{site.day[0].isoformat()}-" if site.day is not None and len(others) > 1 else ""
    return f"strike-{day}{site.place.id}"


def _is_of_only(sentence: Sentence, place: Place, others: AbstractSet[str]) -> bool:
    """Whether a sentence names the place and none of the others that were told in one breath with it."""
    named = {named.id for _, named in sentence.named}
    return place.id in named and not named & others


def other_country(article: Article, places: Sequence[Place], own: str) -> str | None:
    """The country that the title and the lead speak of most beside a place's own; None where they name none.

    That is whose border is meant by "the border". Who attacked is another question: see ``geo.reading.attackers``.
    A country that begins a sentence is its subject, mostly, and weighs more than one named inside, an adjective less.
    """
    lead = [block for block in article.blocks if block.kind in ("title", "body")][:3]
    weights: Counter[str] = Counter()
    for place in places:
        if place.chosen.kind != "country" or place.chosen.country in (None, own):
            continue
        for mention in place.mentions:
            if not any(block.start <= mention.start < block.end for block in lead):
                continue
            is_subject = not re.search(r"\w", article.text[mention.sentence.start : mention.start])
            weights[str(place.chosen.country)] += (6 if is_subject else 2) if mention.kind == "toponym" else 1
    return weights.most_common(1)[0][0] if weights else None


def launched_from(article: Article, places: Sequence[Place], strikes: Sequence[Strike]) -> frozenset[str]:
    """Ids of the towns and sites that the text itself names as where missiles or drones were launched from.

    Only in an article that reports a strike, and never a struck place: "launched from Primorsko-Akhtarsk". Nothing is
    inferred, and a country or region that something came from is no such place.
    """
    if not strikes:
        return frozenset()
    words = table(article.language)
    struck = {strike.where for strike in strikes}
    return frozenset(
        place.id
        for sentence in sentences_of(article, places)
        if sentence.block == "body"
        for mention, place in sentence.named
        if place.chosen.kind in LAUNCH_KINDS and mention.kind == "toponym" and place.id not in struck
        if _is_launched_from(sentence, mention, words)
    )


def _is_launched_from(sentence: Sentence, mention: Mention, words: Table) -> bool:
    """Whether "from" stands before the name, in a clause where a projectile was launched."""
    text, at = sentence.text, mention.start - sentence.told.span.start
    if _from_pattern(words.language).search(text, 0, at) is None:
        return False
    clause = clause_at(text, at)
    fired = next(phrases(words.strikes.fired).finditer(text, clause.start, clause.end), None)
    if fired is None or phrases(words.strikes.projectile).search(text, clause.start, clause.end) is None:
        return False
    # "probably launched from X" is somebody's guess at a launch site, and is not drawn.
    is_guess = phrases(words.telling.hedged).search(text, clause.start, clause.end) is not None
    return not is_guess and not is_unreal(text, fired.start(), fired.end(), words)


@cache
def _from_pattern(language: str) -> re.Pattern[str]:
    before = phrases(table(language).strikes.from_where).pattern
    return re.compile(rf"{before}\s+(?:[^\s,;]+\s+){{0,2}}$", re.IGNORECASE)


# ---------------------------------------------------------------- where


@dataclass(frozen=True, slots=True)
class _Site:
    """A struck place, and the number of the sentence that first says so.

    Attributes:
        is_beside: told in one breath with another ("in X and Y"), which leads.
        day: the first and last day of it, where that sentence gives one. kind: of what came down. said_by: who says it.
        age: how long before the news it was. is_judged: somebody speaks of it as of an attack told before.
    """

    place: Place
    number: int
    is_beside: bool = False
    day: tuple[date, date] | None = None
    kind: str = ""
    said_by: str | None = None
    age: Age = Age.NEWS
    is_judged: bool = False

    @property
    def remoteness(self) -> tuple[Age, bool]:
        """How far it is from what the news is of."""
        return (self.age, self.is_judged)


def _struck(sentences: Sequence[Sentence], published: date | None, words: Table, *, is_war: bool) -> list[_Site]:
    """The places that are said to be struck, each with the sentence that first says so; towns before regions."""
    found: dict[str, list[_Site]] = {}
    previous: Sentence | None = None
    told = [pair for pair in enumerate(sentences) if pair[1].block not in ("caption", "credit", "dateline")]
    for number, sentence in told:
        for site in _sites_in(sentence, number, published, words, is_war, previous):
            known = found.setdefault(site.place.id, [])
            if known and site.remoteness < known[0].remoteness:
                known.clear()
            if not known or (site.remoteness == known[0].remoteness and _is_another(site, known, sentence, words)):
                known.append(site)
        previous = sentence
    sites = [site for known in found.values() for site in known]
    if all(site.age > Age.NEWS for site in sites):
        # That missiles were fired at a town says less than that they hit it: taken where nothing else is told.
        elsewhen = phrases((*words.strikes.elsewhen, *words.strikes.at_that_time))
        now = [pair for pair in told if elsewhen.search(pair[1].text) is None]
        fired = ((_fired_at(sentence, words), number) for number, sentence in now)
        aimed = {place.id: _Site(place, number) for place, number in list(fired)[::-1] if place is not None}
        sites = list(aimed.values()) or sites
    # What was last week or long ago is what the article is about only where it tells of nothing since.
    nearest = min((site.remoteness for site in sites), default=None)
    sites = [site for site in sites if site.remoteness == nearest]
    towns = [site for site in sites if site.place.chosen.kind != "region"]
    covered = {site.place.chosen.admin1 for site in towns}
    regions = [site for site in sites if site.place.chosen.kind == "region"]
    kept = [*towns, *(site for site in regions if site.place.chosen.admin1 not in covered)]
    return sorted(kept, key=lambda site: (site.number, site.is_beside))[:MOST_STRIKES]


def _sites_in(
    sentence: Sentence, number: int, published: date | None, words: Table, is_war: bool, previous: Sentence | None
) -> Iterator[_Site]:
    before = "" if previous is None else previous.text
    triggers = [
        one
        for one in triggers_in(sentence.text, words, is_war=is_war, previous=before)
        if age_of(sentence.text, one.start(), published, words) < Age.YEARS
    ]
    if not triggers:
        # "Fired missiles at X, killing four" tells that they came down there.
        harmed = phrases(words.strikes.harming).search(sentence.text)
        if harmed is not None and (place := _fired_at(sentence, words)) is not None:
            yield _Site(place, number, age=age_of(sentence.text, harmed.start(), published, words))
        return
    # "The strikes, which also hit the port of X": the first word of attack that is tied to a place tells which.
    tied = ((one, _struck_in(sentence, one, words)) for one in triggers)
    trigger, places = next((pair for pair in tied if pair[1]), (triggers[0], []))
    is_judged = _is_judged(sentence.text, trigger, words)
    age = age_of(sentence.text, trigger.start(), published, words)
    clause = clause_at(sentence.text, trigger.start())
    kind = kind_of_projectile(sentence.text[clause.start : clause.end], words)
    day = day_told(sentence.text, Span(*trigger.span()), published, words)
    if not places and previous is not None and (pointed := _pointed_at(sentence, previous, trigger, words)) is not None:
        places = [pointed]
    for order, place in enumerate(places):
        said_by = sentence.voice_at(trigger.start()).said_by
        is_new = not was_told(sentence.text, trigger, words) and not _flies_again(sentence.text, trigger, words)
        yield _Site(
            place,
            number,
            order > 0,
            day=day if is_new else None,
            kind=kind,
            said_by=said_by,
            age=age,
            is_judged=is_judged,
        )


def _is_judged(text: str, trigger: re.Match[str], words: Table) -> bool:
    """Whether somebody judges an attack that was told of before: "the minister called the attack on a hotel in X"."""
    clause = clause_at(text, trigger.start())
    is_judged = phrases(words.strikes.comments).search(text, clause.start, trigger.start()) is not None
    return is_judged and was_told(text, trigger, words)


def _pointed_at(sentence: Sentence, previous: Sentence, trigger: re.Match[str], words: Table) -> Place | None:
    """The one place of the sentence before, where this one names none and says that "the town" or "the base" was hit.

    Both stand in one paragraph. Where something came from, or somebody speaks, is no such place.
    """
    is_near = 0 <= sentence.told.span.start - previous.told.span.end <= 1
    is_bare = not any(place.chosen.kind in (*SITES, "water", "area") for _, place in sentence.named)
    if not is_near or not is_bare or previous.block != "body":
        return None
    towns = {place.id for _, place in previous.named if place.chosen.kind in SITES and place.chosen.kind != "region"}
    told = [pair for pair in _candidates(previous, words) if pair[1].chosen.kind != "region"]
    if len(towns) != 1 or not told:
        return None
    at = told[0][0].start - previous.told.span.start
    clause = clause_at(sentence.text, trigger.start())
    acts = phrases(words.strikes.active).search(sentence.text, clause.start, clause.end)
    is_of_target = _of_target_pattern(words.language).search(previous.text, 0, at) is not None
    pointing = None
    if is_of_target or _is_located(previous.text, at, words):
        pointing = _pointing_pattern(words.language, is_of_target).search(sentence.text, clause.start, clause.end)
    passive = phrases(words.strikes.auxiliaries).search(sentence.text, clause.start, clause.end)
    is_hit = phrases(words.strikes.struck).search(sentence.text, clause.start, clause.end)
    return told[0][1] if pointing and passive and is_hit and not acts else None


@cache
def _of_target_pattern(language: str) -> re.Pattern[str]:
    """A target right before its place: "the port of", "het vliegveld bij"."""
    words = table(language)
    of = phrases((*words.strikes.of, *words.strikes.onto, "de", "of", "van", "von")).pattern
    return re.compile(rf"{phrases(words.strikes.target).pattern}\s+{of}\s+$", re.IGNORECASE)


@cache
def _pointing_pattern(language: str, is_of_target: bool) -> re.Pattern[str]:
    """What was spoken of before and is hit now: "the town", or "the base" where one was named with its place."""
    words = table(language)
    known, target = phrases(words.strikes.known).pattern, phrases(words.strikes.target)
    # "the port" is one of many; "the port city" is the place itself.
    towns = tuple(p for p in words.claims.pointers if " " in p and target.fullmatch(p.split(" ", 1)[1]) is None)
    targets = rf"|{known}\s+(?:\w+\s+)?{target.pattern}" if is_of_target else ""
    return re.compile(rf"{phrases(towns).pattern}{targets}", re.IGNORECASE)


def _flies_again(text: str, trigger: re.Match[str], words: Table) -> bool:
    """Whether what comes down beside the attack was spoken of before: "the missile hit", "the missile attack"."""
    known, flies = phrases(words.strikes.known).pattern, phrases(words.strikes.projectile).pattern
    again = rf"{known}\s+(?:\w+\s+)?{flies}"
    ahead = re.search(rf"{again}\s+$", text[: trigger.start()], re.IGNORECASE)
    return ahead is not None or re.match(rf"\s+{again}", text[trigger.end() :], re.IGNORECASE) is not None


def _is_another(site: _Site, known: Sequence[_Site], sentence: Sentence, words: Table) -> bool:
    """Whether a place that was struck is told to have been struck on another day too.

    Another speaker who gives another day speaks of the same, unless something else came down.
    """
    if site.day is None or phrases(words.strikes.elsewhen).search(sentence.text):
        return False
    first, last = site.day
    return all(
        other.day is not None
        and (last < other.day[0] or first > other.day[1])
        and (site.said_by in (None, other.said_by) or bool(site.kind and other.kind and site.kind != other.kind))
        for other in known
    )


def _struck_in(sentence: Sentence, trigger: re.Match[str], words: Table) -> list[Place]:
    """The places of an attack in one sentence: after "aanval op ... in", or before "was hit"; never who attacks.

    The one that the attack is tied to leads; others follow where they are told in one breath with it.
    """
    candidates = _candidates(sentence, words)
    # Where another voice goes on ("..., but Moscow denies it") it names who speaks, not what was struck.
    part, base = sentence.voice_at(trigger.start()).span, sentence.told.span.start
    candidates = [pair for pair in candidates if part.start <= pair[0].start - base < part.end]
    place = (
        _struck_after(sentence, candidates, trigger, words)
        or _struck_before(sentence, candidates, trigger, words)
        or _where_it_killed(sentence, candidates, trigger, words)
        or _where_noted(sentence, candidates, trigger, words)
    )
    return [] if place is None else [place, *_beside(sentence, candidates, place, trigger, words)]


def _beside(
    sentence: Sentence,
    candidates: Sequence[tuple[Mention, Place]],
    place: Place,
    trigger: re.Match[str],
    words: Table,
) -> list[Place]:
    """The towns told in one breath with a struck one: "Kharkiv and Odesa", "a depot in X and a refinery in Y".

    None where an "and" before the last of them is missing ("Jabalia, Gaza City"), where they are two ends ("between
    Kharkiv and Odesa"), and where the last may begin something else ("hit Kharkiv and Odesa was spared").
    """
    base, text, end, found, last_join = sentence.told.span.start, sentence.text, 0, [place], ""
    for mention, other in candidates:
        if other.chosen.kind == "region":
            # "Белополье и Кролевец Сумской области" end with the region that both lie in.
            # "a mosque in X, in Punjab province, and a compound in Y"
            is_around = other.chosen.admin1 is not None and other.chosen.admin1 == place.chosen.admin1
            aside = _region_pattern(words.language).match(text, mention.end - base)
            if end and is_slavic(words) and text[end : mention.start - base] == " ":
                end = mention.end - base
            elif end and is_around and aside is not None and _opens_region(text[end : mention.start - base], words):
                end = aside.end()
            continue
        start, is_known = mention.start - base, any(other.id == known.id for known in found)
        if end and not is_known:
            if not _is_joined(text[end:start], words):
                break
            found.append(other)
            last_join = text[end:start]
        elif not end and is_known and re.search(rf"{phrases(words.claims.between).pattern}\s+$", text[:start], re.I):
            return []
        if end or is_known:
            end = mention.end - base
    is_list = phrases(_ands(words)).search(last_join) is not None
    if last_join and not is_list and _goes_on_to_target(text[end:], words):
        return found[1:]  # "strikes on X, Y and a nuclear site in Z", of which Z is not on the map
    return found[1:] if is_list and (trigger.start() >= end or _is_told_out(text[end:], words)) else []


def _goes_on_to_target(after: str, words: Table) -> bool:
    """Whether a list of places ends in "and" and something that is a target somewhere."""
    joined = re.match(rf"\s+{phrases(_ands(words)).pattern}\s+", after, re.IGNORECASE)
    if joined is None:
        return False
    told = re.split(r"[,;:.]", after[joined.end() :])[0].split()[:MOST_TO_ANOTHER]
    before = [at for at, word in enumerate(told) if phrases(words.names.place_before).fullmatch(word)]
    return bool(before) and phrases(words.strikes.target).search(" ".join(told[: before[0]])) is not None


def _opens_region(between: str, words: Table) -> bool:
    """Whether no more than a comma and "in the" stand between a town and its region."""
    located = phrases((*words.claims.located_in, *words.names.place_before)).pattern
    return re.fullmatch(rf",?\s+(?:{located}\s+(?:\w{{1,4}}\s+){{0,2}})?", between, re.IGNORECASE) is not None


@cache
def _region_pattern(language: str) -> re.Pattern[str]:
    """The noun of a region after its name, where there is one."""
    return re.compile(rf"(?:\s+{phrases(table(language).names.region_after).pattern})?", re.IGNORECASE)


def _ands(words: Table) -> tuple[str, ...]:
    """What joins two places of which both are meant: of two times of one stretch too, and no "or"."""
    ands = (word for word in words.quantities.joiners if word.isalpha() and word in words.times.joiners)
    return (*ands, *words.strikes.also)


def _is_told_out(after: str, words: Table) -> bool:
    """Whether after a place nothing begins that it could be the subject, the object or the owner of.

    Its sentence or clause ends, or goes on with when, where or by what it was struck.
    """
    rest = after.lstrip()
    day = _day_words(words.language).match(rest)
    rest = rest if day is None else rest[day.end() :].lstrip()
    if not rest or re.match(r"[^\w'’-]|-\s", rest):
        return True
    strikes, names = words.strikes, words.names
    # "Kharkiv and Odesa with drones"
    means = phrases(strikes.means).match(rest)
    if means is not None and phrases(strikes.projectile).search(" ".join(rest[means.end() :].split()[:MOST_OF_MEANS])):
        return True
    goes_on = (
        *names.place_before, *names.maybe_before, *strikes.onto, *strikes.struck, *strikes.casualties,
        *strikes.subordinate,
    )  # fmt: skip
    return phrases((*goes_on, *words.quantities.joiners)).match(rest) is not None


def _is_joined(between: str, words: Table) -> bool:
    """Whether what stands between two places joins them: "and", a comma, and no more than a day and what was hit."""
    joiners = phrases(_ands(words)).pattern
    day = _day_words(words.language)
    bare = " ".join(day.sub(" ", between).split())
    # "heeft een depot in X geraakt en ...": the verb of the first comes before the second.
    struck = phrases(words.strikes.struck).match(bare)
    bare = bare if struck is None else bare[struck.end() :].lstrip()
    match = re.match(rf"(?:,\s+{joiners}|,|{joiners})(?!\w)\s*", bare, re.IGNORECASE)
    if match is None:
        return False
    rest = bare[match.end() :].strip(" ,")
    if not rest:
        return True
    told = rest.split()
    before = phrases((*words.names.place_before, *words.strikes.onto))
    if before.fullmatch(rest):
        return True
    if len(told) > MOST_TO_ANOTHER or before.search(" ".join(told[-2:])) is None or trigger_in(rest, words) is not None:
        return False
    # One thing in the next place ("a school in"), or something known for a target ("the largest oil refinery in").
    opens = phrases((*words.quantities.articles, *words.strikes.onto, *words.strikes.aimed)).fullmatch(told[0])
    is_one_thing = opens is not None and len(told) <= MOST_OF_ONE_THING
    return is_one_thing or phrases(words.strikes.target).search(rest) is not None


@cache
def _day_words(language: str) -> re.Pattern[str]:
    """A day of the week, or one told from today, with the preposition before it."""
    times = table(language).times
    named = (*weekdays(language), *times.weekdays, *times.yesterday, *times.today, *times.last_night)
    parts = "|".join(map(re.escape, times.day_parts)) or "(?!)"
    ahead = "|".join(map(re.escape, ("on", "am", "in", "у", "в", "во", "op")))
    return re.compile(rf"(?<!\w)(?:(?:{ahead})\s+)?(?:{any_of(tuple(named))})(?:{parts})?(?!\w)", re.IGNORECASE)


def _candidates(sentence: Sentence, words: Table) -> list[tuple[Mention, Place]]:
    """The places of a sentence that may be the struck one."""
    named = [
        (mention, place)
        for mention, place in sentence.named
        if place.chosen.kind in SITES and mention.kind == "toponym" and place.role != "caption"
    ]
    return _without_asides(sentence, named, words)


def _fired_at(sentence: Sentence, words: Table) -> Place | None:
    """The town that missiles are said to have been fired at: "six missiles were fired at X"."""
    base, text = sentence.told.span.start, sentence.text
    aimed = _aimed_pattern(words.language)
    for mention, place in _candidates(sentence, words):
        at = mention.start - base
        clause = clause_at(text, at)
        piece = text[clause.start : clause.end]
        fired = next(phrases(words.strikes.fired).finditer(piece), None)
        if fired is None or phrases(words.strikes.projectile).search(piece) is None:
            continue
        start, end = clause.start + fired.start(), clause.start + fired.end()
        ahead = aimed.search(text, clause.start, at)
        if ahead is None or is_unreal(text, start, end, words):
            continue
        # "fired at a depot in X", but not "fired at his critics in X"
        is_further = any(word in words.names.place_before for word in ahead["between"].casefold().split())
        if not is_further or phrases(words.strikes.target).search(ahead["between"]):
            return place
    return None


@cache
def _aimed_pattern(language: str) -> re.Pattern[str]:
    """What stands right before a place that was fired at: "op de stad", "at"."""
    return re.compile(
        rf"{phrases(table(language).strikes.aimed).pattern}\s+(?P<between>(?:[^\s,;]+\s+){{0,3}})$", re.IGNORECASE
    )


def _without_asides(
    sentence: Sentence, candidates: Sequence[tuple[Mention, Place]], words: Table
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
        was_aside = was_aside or _is_behind_quotation(ahead, words)
        was_aside = was_aside or _meeting_pattern(words.language).search(ahead) is not None
        end = mention.end - base
        was_aside = was_aside or _is_measured(sentence.text, mention.start - base, end, words)
        # "Kyiv said that ..."
        was_aside = was_aside or _speaks_pattern(words.language).match(sentence.text, end) is not None
        # "after Tehran's raid"
        was_aside = was_aside or _own_attack_pattern(words.language).match(sentence.text, end) is not None
        if not was_aside:
            kept.append((mention, place))
    return kept


def _is_measured(text: str, start: int, end: int, words: Table) -> bool:
    """Whether a length is told from a place or to it ("15 km from X", "до X — 800 км"): what was hit is not there."""
    from_pattern, to_pattern = _measured_patterns(words.language)
    return from_pattern.search(text, 0, start) is not None or to_pattern.match(text, end) is not None


@cache
def _measured_patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = table(language)
    units = any_of(tuple(name for names in words.quantities.units.values() for name in names))
    away, before = any_of(words.claims.away), phrases(words.claims.from_place).pattern
    return (
        re.compile(rf"(?<=[\s\d])(?:{units})\s+(?:(?:{away})\s+)?{before}\s+(?:[^\s,;]+\s+){{0,1}}$", re.IGNORECASE),
        re.compile(rf"\s*[–—]\s*(?:\w+\s+){{0,2}}?\d[\d.,\s]*(?:{units})(?!\w)", re.IGNORECASE),
    )


@cache
def _own_attack_pattern(language: str) -> re.Pattern[str]:
    """An attack that belongs to the name before it, and so to who sits there."""
    nouns = phrases(table(language).strikes.attack_nouns).pattern
    return re.compile(rf"['’]s?\s+(?:[^\s,;]+\s+){{0,2}}?{nouns}", re.IGNORECASE)


@cache
def _speaks_pattern(language: str) -> re.Pattern[str]:
    """A verb of speaking right after a name."""
    telling = table(language).telling
    return re.compile(rf"\s+(?:[^\s,;]+\s+)?{phrases((*telling.say, *telling.denied)).pattern}", re.IGNORECASE)


@cache
def _aside_pattern(language: str) -> re.Pattern[str]:
    """What stands before a place that something came from ("vanuit de regio"), or that another lies south of."""
    words = table(language)
    directions = tuple(phrase for phrase in words.claims.from_place if " " in phrase)
    # "voerde aanvallen uit op X" has a verb's particle, and no preposition of where something came from.
    aimed = phrases((*words.strikes.aimed, *words.strikes.onto)).pattern
    before = rf"{phrases((*words.strikes.from_where, *directions)).pattern}(?!\s+{aimed}\s)"
    # "assurances given by Washington"; German has one word for "by" and "of".
    agents = tuple(word for word in words.strikes.agent if word not in words.strikes.of)
    return re.compile(rf"{before}\s+(?:[^\s,;]+\s+){{0,3}}$|{phrases(agents).pattern}\s+$", re.IGNORECASE)


def _is_behind_quotation(ahead: str, words: Table) -> bool:
    """Whether a place comes after "..., says somebody": it tells of the speaker, not of what he tells of."""
    said = list(_said_pattern(words.language).finditer(ahead))
    return bool(said) and trigger_in(ahead[said[-1].end() :], words) is None


@cache
def _meeting_pattern(language: str) -> re.Pattern[str]:
    """That somebody is at a summit or the like in a place: "at a news conference in"."""
    words = table(language)
    at = phrases(
        ("at", "during", "bij", "tijdens", "op", "bei", "beim", "nach", "lors d'*", "lors de", "à", "en")
    ).pattern
    where = phrases((*words.claims.located_in, "in", "à", "au", "en")).pattern
    meetings = phrases(words.strikes.meetings).pattern
    return re.compile(rf"{at}\s+(?:[^\s,;]+\s+){{0,3}}?{meetings}\s+(?:[^\s,;]+\s+){{0,2}}?{where}\s+$", re.IGNORECASE)


@cache
def _said_pattern(language: str) -> re.Pattern[str]:
    """The end of a quotation, and right after it that somebody says so."""
    say = phrases(table(language).telling.say).pattern
    return re.compile(rf"\w[.,!?…]?\s?[\"”“»’'][.,]?\s+(?:[^\s,;]+\s+)?{say}", re.IGNORECASE)


def _is_downed_or_said(ahead: str, words: Table) -> bool:
    """Whether the last thing said before a place is that something was downed, or that somebody there speaks."""
    hit = max(
        (match.start() for match in phrases((*words.strikes.attack, *words.strikes.lands)).finditer(ahead)), default=-1
    )
    if any(match.end() > hit for match in phrases(words.strikes.intercepted).finditer(ahead)):
        return True
    passive = _passive_pattern(words.language)
    said = [
        match.end()
        for match in phrases(words.telling.say).finditer(ahead)
        if passive.search(ahead[: match.start()]) is None
    ]
    if not said or said[-1] < hit:
        return False
    # "said in Kyiv"; but "said that six missiles were fired at Kursk" goes on to tell what happened.
    since = ahead[said[-1] :]
    return re.search(r"[,;:]", since) is None and phrases(words.strikes.projectile).search(since) is None


@cache
def _passive_pattern(language: str) -> re.Pattern[str]:
    """What stands before a verb of speaking that is passive: "was reported in Kursk" tells of nobody who speaks."""
    return re.compile(rf"{phrases(table(language).strikes.auxiliaries).pattern}\s+$", re.IGNORECASE)


def _struck_after(
    sentence: Sentence, candidates: Sequence[tuple[Mention, Place]], trigger: re.Match[str], words: Table
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
    is_known = was_told(text, trigger, words)
    if is_known and not is_told and not is_tied(text, trigger, words):
        return None
    anchor = trigger.start() if lands(trigger, words) else trigger.end()
    after = [pair for pair in candidates if pair[0].start - base >= anchor]
    # What was hit comes before its place ("a depot in X"), unless a place was named before it ("on X: a depot hit").
    if target is not None and not any(pair[0].start - base < target.start() for pair in after):
        after = [pair for pair in candidates if pair[0].start - base >= target.end()]
    if is_known:
        after = [pair for pair in after if pair[0].start - base < clause.end]
    # At whom it was aimed by name ("strikes on Iran"): what was struck lies there.
    for country in countries_aimed_at(sentence, words, Span(*trigger.span())):
        after = [pair for pair in after if pair[1].chosen.country == country]
    after = [pair for pair in after if not _is_in_relative(text[trigger.end() : pair[0].start - base], words)]
    towns = [pair for pair in after if pair[1].chosen.kind != "region"]
    return (towns or after)[0][1] if after else None


def _is_in_relative(between: str, words: Table) -> bool:
    """Whether a place is in a clause on what was hit, and not where: "a radar that guards the site of X"."""
    opens = list(phrases(words.strikes.relative).finditer(between))
    if not opens:
        return False
    strikes, told = words.strikes, between[opens[-1].end() :]
    return phrases((*strikes.attack, *strikes.lands, *strikes.casualties, *strikes.damaged)).search(told) is None


def _struck_before(
    sentence: Sentence, candidates: Sequence[tuple[Mention, Place]], trigger: re.Match[str], words: Table
) -> Place | None:
    """The place before "was hit"; after "heeft" and before "aangevallen", since what precedes "heeft" attacks."""
    base = sentence.told.span.start
    if lands(trigger, words):
        if is_slavic(words) and not is_fired(sentence.text, trigger, words):
            return None  # "наступают на Покровск и атаковали село" tells of troops
        clause = clause_at(sentence.text, trigger.start())
        ahead = [
            place
            for mention, place in candidates
            if clause.start <= mention.start - base < trigger.start()
            and not _may_attack(mention, place, trigger, words)
        ]
        where = ahead[0] if ahead else _struck_where(sentence, candidates, clause, words)
        where = where or _opening_place(sentence, candidates, clause, trigger, words)
        if where is not None:
            return where
    forms = [m for m in phrases(words.strikes.struck).finditer(sentence.text) if m.end() >= trigger.start()]
    if lands(trigger, words):
        before = [pair for pair in candidates if pair[0].end - base <= trigger.start()]
        return _in_subject(sentence, before, forms[0], words) if forms else None
    if not forms:
        return _harmed_before(sentence, candidates, trigger, words)
    before = [
        pair
        for pair in candidates
        if pair[0].end - base <= forms[0].start() and not _SPEAKS.match(sentence.text, pair[0].end - base)
    ]
    begin = _before_list(sentence, before, clause_at(sentence.text, forms[0].start()).start, words)
    acts = list(phrases(words.strikes.active).finditer(sentence.text, begin, forms[0].start()))
    passive = re.search(r"\b(?:been|été|worden|under)\b", sentence.text[begin : forms[0].end()])
    if acts and not passive:
        before = [pair for pair in before if pair[0].start - base >= acts[-1].end()]
        return _first_of_list(sentence, before, words) if before else None
    is_first = [pair for pair in before if not re.search(r"\w+\W+\w+\W+\w", sentence.text[: pair[0].start - base])]
    if not is_first:
        return _in_subject(sentence, before, forms[0], words)
    place = is_first[0][1]
    # "In the Kharkiv region, in Lozova, a station was struck": the town in the region.
    inside = [other for _, other in before if other.chosen.admin1 == place.chosen.admin1]
    towns = [other for other in inside if other.chosen.kind != "region"]
    return towns[-1] if place.chosen.kind == "region" and towns else place


def _struck_where(
    sentence: Sentence, candidates: Sequence[tuple[Mention, Place]], clause: Span, words: Table
) -> Place | None:
    """The place before "where a missile hit": the first that the clause before names."""
    text, base = sentence.text, sentence.told.span.start
    if clause.start < 2 or not phrases(words.strikes.where).match(text, clause.start):
        return None
    before = clause_at(text, len(text[: clause.start].rstrip(" ,")) - 1)
    return next((place for mention, place in candidates if before.start <= mention.start - base < before.end), None)


def _opening_place(
    sentence: Sentence, candidates: Sequence[tuple[Mention, Place]], clause: Span, trigger: re.Match[str], words: Table
) -> Place | None:
    """The place with which a sentence opens, up to the clause of what came down: "In X, near Y, a missile hit a house".

    The missile is what that clause begins with: "In X, shares fell after missiles hit" tells of elsewhere.
    """
    text, base = sentence.text, sentence.told.span.start
    start = sentence.voice_at(trigger.start()).span.start
    subject = text[clause.start : trigger.start()]
    strikes, telling = words.strikes, words.telling
    others = phrases((*strikes.subordinate, *strikes.by_which, *telling.say, *telling.that, *strikes.relative))
    if len(subject.split()) > MOST_TO_ATTACK or others.search(subject):
        return None
    if subject and phrases((*strikes.projectile, *strikes.guns)).search(subject) is None:
        return None
    opening, *asides = re.split(r",\s+", text[start : clause.start].rstrip(" ,"))
    # "near Y", "on the Dnipro", "30 km from the front", "according to the mayor"
    leads = phrases((*words.claims.near, *words.names.place_before, *words.names.maybe_before, *telling.according))
    if len(asides) > 1 or any(leads.match(aside) is None and not re.match(r"\d", aside) for aside in asides):
        return None
    for mention, place in candidates:
        at, end = mention.start - base, mention.end - base
        is_whole = start <= at and end == start + len(opening) and len(text[start:at].split()) <= MOST_TO_ATTACK
        if is_whole and _is_located(text, at, words):
            return place
    return None


def _may_attack(mention: Mention, place: Place, trigger: re.Match[str], words: Table) -> bool:
    """Whether a town named as the subject of a verb in the singular stands for who attacks: "Киев атаковал дронами"."""
    if not is_slavic(words) or mention.text != place.name:
        return False
    is_bare = not re.search(r"\w", trigger.string[: trigger.string.find(mention.text)].rpartition(",")[2])
    return is_bare and re.search(r"(?:[вйл]|ла|ло)$", trigger[0].casefold()) is not None


def _harmed_before(
    sentence: Sentence, candidates: Sequence[tuple[Mention, Place]], trigger: re.Match[str], words: Table
) -> Place | None:
    """The place whose harm is put down to an attack: "В Изюме в результате удара загорелся склад"."""
    text, base = sentence.text, sentence.told.span.start
    resulting = rf"{phrases(words.strikes.resulting).pattern}\s+(?:[^\s,;]+\s+){{0,2}}$"
    if re.search(resulting, text[: trigger.start()], re.IGNORECASE) is None:
        return None
    clause = clause_at(text, trigger.start())
    before = phrases(words.names.place_before).pattern
    for mention, place in candidates:
        at = mention.start - base
        led = re.search(rf"{before}\s+(?:[^\s,;]+\s+){{0,1}}$", text[:at], re.IGNORECASE)
        if clause.start <= at < trigger.start() and led is not None:
            return place
    return None


def _where_noted(
    sentence: Sentence, candidates: Sequence[tuple[Mention, Place]], trigger: re.Match[str], words: Table
) -> Place | None:
    """The place with which a clause begins that says there was an attack: "In X kam es zu einem Raketenangriff"."""
    text, base = sentence.text, sentence.told.span.start
    if was_told(text, trigger, words) or not phrases(words.strikes.attack_nouns).fullmatch(trigger[0]):
        return None
    clause = clause_at(text, trigger.start())
    around = phrases(words.strikes.noted).finditer(text, clause.start, clause.end)
    told = next((match for match in around if _are_near(text, match.span(), trigger.span())), None)
    # "An attack with a knife" is by nobody's army.
    means = re.match(rf"\s+{phrases(words.strikes.means).pattern}\s", text[trigger.end() :], re.IGNORECASE)
    if told is None or (means is not None and not is_fired(text, trigger, words)):
        return None
    for mention, place in candidates:
        at, end = mention.start - base, mention.end - base
        opening = text[clause.start : at].split()
        if clause.start <= at and end <= min(told.start(), trigger.start()) and len(opening) <= MOST_TO_ATTACK:
            return place if _is_located(text, at, words) else None
    return None


def _are_near(text: str, first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether two stretches overlap or have no more than a few words between them."""
    (_, end), (start, _) = sorted((first, second))
    return end >= start or len(text[end:start].split()) <= MOST_TO_ATTACK


def _before_list(sentence: Sentence, candidates: Sequence[tuple[Mention, Place]], start: int, words: Table) -> int:
    """Where the clause begins that a list of places stands in, whose commas are no ends of clauses."""
    base = sentence.told.span.start
    for mention, _ in reversed(candidates):
        if mention.end - base <= start and not sentence.text[mention.end - base : start].strip(", "):
            start = clause_at(sentence.text, mention.start - base).start
    return start


def _first_of_list(sentence: Sentence, candidates: Sequence[tuple[Mention, Place]], words: Table) -> Place:
    """The first of the places that are listed up to the last one."""
    base, first = sentence.told.span.start, candidates[-1]
    for pair in reversed(candidates[:-1]):
        if not _is_joined(sentence.text[pair[0].end - base : first[0].start - base], words):
            break
        first = pair
    return first[1]


def _in_subject(
    sentence: Sentence, candidates: Sequence[tuple[Mention, Place]], form: re.Match[str], words: Table
) -> Place | None:
    """The place in which the subject of "was hit" is: "a compound in X, 30 km from Y, was hit".

    Nothing but an aside between commas stands between the place and the auxiliary, and nobody spoke before it.
    """
    base, text = sentence.told.span.start, sentence.text
    auxiliaries = phrases(words.strikes.auxiliaries).pattern
    pattern = re.compile(rf"(?:,[^,;:]{{1,{LONGEST_ASIDE}}},)?\s*{auxiliaries}(?!\w)", re.IGNORECASE)
    for mention, place in candidates:
        at, end = mention.start - base, mention.end - base
        auxiliary = pattern.match(text, end)
        if auxiliary is None or auxiliary.start() > form.start() or _is_spoken_before(text, at, words):
            continue
        if re.search(r"[,;:]", text[auxiliary.end() : form.start()]) is None and _is_located(text, at, words):
            return place
    return None


def _is_spoken_before(text: str, at: int, words: Table) -> bool:
    return phrases(words.telling.say).search(text, clause_at(text, at).start, at) is not None


def _is_located(text: str, at: int, words: Table) -> bool:
    """Whether something is or happens in the place that begins there: "in", "in the town of", "near"."""
    return _located_pattern(words.language).search(text, 0, at) is not None


@cache
def _located_pattern(language: str) -> re.Pattern[str]:
    words = table(language)
    beside = ("near", "nabij", "vlakbij", "bij", "bei", "nahe", "près de", "près d'", "outside")
    where = phrases((*words.claims.located_in, "in", "at", "im", "à", "au", "op", *beside)).pattern
    kinds = phrases((*words.names.city_before, *words.names.region_before)).pattern
    between = rf"(?:\S+\s+){{0,2}}?{kinds}\s+(?:(?:of|de|d['’]|von)\s*)?"
    return re.compile(rf"{where}\s*(?:{between})?$", re.IGNORECASE)


def _is_near(between: str, most: int) -> bool:
    """Whether no more than so many words stand there, and no comma."""
    return len(between.split()) <= most and re.search(r"[,;]", between) is None


def _has_another_subject(sentence: Sentence, start: int, end: int, words: Table) -> bool:
    """Whether somebody speaks or is told of something there, or is named: "in Geneva the UN deplores"."""
    piece = sentence.text[start:end]
    if phrases((*words.telling.say, *words.telling.that)).search(piece):
        return True
    if words.names.nouns_have_capitals:
        return False
    # "In X, the home town of the president, ten people died"
    apposition = re.match(rf",[^,]{{1,{LONGEST_ASIDE}}},(?=[^,]*\w)", piece)
    if apposition is not None:
        start += apposition.end()
        piece = piece[apposition.end() :]
    base = sentence.told.span.start
    known = [(mention.start - base - start, mention.end - base - start) for mention, _ in sentence.named]
    return any(
        not any(first <= match.start() < last for first, last in known)
        and match[0].casefold() not in words.demonyms
        and _day_words(words.language).match(match[0]) is None
        for match in re.finditer(r"(?<![\w])[^\W\d_a-zà-öø-ÿ][\w’'-]*", piece)
    )


def _where_it_killed(
    sentence: Sentence, candidates: Sequence[tuple[Mention, Place]], trigger: re.Match[str], words: Table
) -> Place | None:
    """The place in which people were killed or hurt by the attack: "in X three people were killed in a drone attack".

    None where an attack is meant that was told of before, where somebody speaks between the two, and where they are
    treated, buried or mourned there. Of several places in which that may have been, none is chosen.
    """
    strikes, text, base = words.strikes, sentence.text, sentence.told.span.start
    if was_told(text, trigger, words) or phrases(strikes.aftermath).search(text):
        return None
    part = sentence.voice_at(trigger.start()).span
    ahead = text[part.start : trigger.start()]
    links = phrases(strikes.subordinate if lands(trigger, words) else strikes.by_which)
    most = MOST_TO_ANOTHER if lands(trigger, words) else MOST_OF_ONE_THING
    linked = [m for m in links.finditer(ahead) if _is_near(ahead[m.end() :], most)]
    if not linked:
        return None
    told = ahead[: linked[-1].start()]
    # Dutch and German put the participle last: "wurden Häuser durch Beschuss beschädigt".
    behind = text[trigger.end() : clause_at(text, trigger.start()).end]
    is_hurt = phrases((*strikes.killed, *strikes.hurt, *strikes.damaged, *strikes.fire)).search(told)
    if is_hurt is None and phrases(strikes.damaged).search(behind) is None:
        return None
    here = [
        (mention, place)
        for mention, place in candidates
        if part.start <= mention.start - base < part.start + len(told)
        and _is_located(text, mention.start - base, words)
    ]
    towns = [pair for pair in here if pair[1].chosen.kind != "region"] or here
    # "in the village of X near Y"
    beside = phrases((*words.claims.near, *words.claims.located_in, *words.strikes.onto))
    while len(towns) > 1 and beside.fullmatch(text[towns[0][0].end - base : towns[1][0].start - base].strip()):
        del towns[1]
    if not towns or _has_another_subject(sentence, towns[-1][0].end - base, trigger.start(), words):
        return None
    first = towns[0][1]
    is_one = all(place.id == first.id for _, place in towns) or _first_of_list(sentence, towns, words) == first
    return first if is_one else None


# ---------------------------------------------------------------- one strike


def _dated(strike: Strike, place: Place, sentences: Sequence[Sentence], published: date | None, words: Table) -> Strike:
    """The strike with when the sentences say that it was."""
    told = [s for s in sentences if s.block in ("body", "title", "heading")]
    when = find_when(told, place, published, words)
    if when is None:
        return strike
    others = {"when": when.others} if when.others else {}
    return replace(strike, when=when.said, zone=when.zone, others=others)
