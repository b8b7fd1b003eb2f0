"""Reported strikes, drafted from the text: where, when, what with, how many, what came of it, and who says each.

Nothing here says that a strike happened. Every detail is a ``Statement`` with the clause that says it and its speaker;
patterns come from the language tables. Details are taken from the stretch of the article that speaks of that strike;
a second account of the same detail is not merged into the first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from geo.model import Article, Mention, Place, Span, Strike, Weapon
from geo.reading.attacks import Sentence, clause_at, is_tied, is_unreal, lands, sentences_of, trigger_in, was_told
from geo.reading.attacks import clauses as clauses
from geo.reading.details import with_details
from geo.reading.tables import Table, phrases, table
from geo.reading.when import find_when

if TYPE_CHECKING:
    from geo.weapons import WeaponName

MOST_STRIKES = 5
SITES = ("settlement", "district", "region")
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
    """The strikes that the article reports, one a struck place, in order of the text; none where none is reported."""
    words = table(article.language)
    sentences = sentences_of(article, places)
    sites = _struck(sentences, words, is_war=phrases(words.strikes.military).search(article.text) is not None)
    named = weapons_in(article, weapons)
    strikes: list[Strike] = []
    for number, (place, first) in enumerate(sites):
        begin = 0 if number == 0 else first
        end = sites[number + 1][1] if number + 1 < len(sites) else len(sentences)
        strikes.append(_strike(article, place, sentences[begin:end], sentences[first], words, named))
    return tuple(strikes)


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


def _struck(sentences: Sequence[Sentence], words: Table, *, is_war: bool) -> list[tuple[Place, int]]:
    """The places that are said to be struck, each with the sentence that first says so; towns before regions."""
    found: dict[str, tuple[Place, int]] = {}
    previous = ""
    told = [pair for pair in enumerate(sentences) if pair[1].block not in ("caption", "credit", "dateline")]
    for number, sentence in told:
        place = _struck_in(sentence, words, is_war, previous)
        previous = sentence.text
        if place is not None:
            found.setdefault(place.id, (place, number))
    if not found:
        # That missiles were fired at a town says less than that they hit it: taken where nothing else is told.
        fired = ((_fired_at(sentence, words), number) for number, sentence in told)
        found = {place.id: (place, number) for place, number in list(fired)[::-1] if place is not None}
    towns = [pair for pair in found.values() if pair[0].chosen.kind != "region"]
    covered = {place.chosen.admin1 for place, _ in towns}
    regions = [pair for pair in found.values() if pair[0].chosen.kind == "region"]
    kept = [*towns, *(pair for pair in regions if pair[0].chosen.admin1 not in covered)]
    return sorted(kept, key=lambda pair: pair[1])[:MOST_STRIKES]


def _struck_in(sentence: Sentence, words: Table, is_war: bool, previous: str) -> Place | None:
    """The place of an attack in one sentence: after "aanval op ... in", or before "was hit"; never who attacks."""
    candidates = _candidates(sentence, words)
    trigger = trigger_in(sentence.text, words, is_war=is_war, previous=previous)
    if trigger is None:
        return None
    # Where another voice goes on ("..., but Moscow denies it") it names who speaks, not what was struck.
    part, base = sentence.voice_at(trigger.start()).span, sentence.told.span.start
    candidates = [pair for pair in candidates if part.start <= pair[0].start - base < part.end]
    after = _struck_after(sentence, candidates, trigger, words)
    return after or _struck_before(sentence, candidates, trigger, words)


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
        end = mention.end - base
        # "Kyiv said that ..."
        was_aside = was_aside or _speaks_pattern(words.language).match(sentence.text, end) is not None
        if not was_aside:
            kept.append((mention, place))
    return kept


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
    if not said or said[-1] < hit:
        return False
    # "said in Kyiv"; but "said that six missiles were fired at Kursk" goes on to tell what happened.
    since = ahead[said[-1] :]
    return re.search(r"[,;:]", since) is None and phrases(words.strikes.projectile).search(since) is None


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
    towns = [pair for pair in after if pair[1].chosen.kind != "region"]
    return (towns or after)[0][1] if after else None


def _struck_before(
    sentence: Sentence, candidates: Sequence[tuple[Mention, Place]], trigger: re.Match[str], words: Table
) -> Place | None:
    """The place before "was hit"; after "heeft" and before "aangevallen", since what precedes "heeft" attacks."""
    base = sentence.told.span.start
    if lands(trigger, words):
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


# ---------------------------------------------------------------- one strike


def _strike(
    article: Article,
    place: Place,
    sentences: Sequence[Sentence],
    first: Sentence,
    words: Table,
    named: Sequence[tuple[Weapon, Span]],
) -> Strike:
    told = [s for s in sentences if s.block in ("body", "title", "heading")]
    published = date.fromisoformat(article.published) if article.published is not None else None
    when = find_when(told, place, published, words)
    strike = Strike(id=f"strike-{place.id}", where=place.id)
    if when is not None:
        strike = replace(strike, when=when.said, zone=when.zone)
    strike = with_details(strike, sentences, first=first, place=place, words=words, named=named)
    if when is not None and when.others:
        strike = replace(strike, others={"when": when.others, **strike.others})
    return strike
