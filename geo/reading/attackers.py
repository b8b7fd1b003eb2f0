"""Who is said to have attacked, as countries: by their own words or by an adjective of theirs, never by elimination.

"Ukraine hit", "a Ukrainian attack", "hit by Ukrainian drones", "launched from Yemen", "claimed responsibility": each
says it of a country. Whose border is near, which other country the article names, and who speaks say nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from functools import cache

from geo.model import Article, Mention, Place
from geo.reading.attacks import Sentence, clause_at, is_unreal, sentences_of, trigger_in
from geo.reading.tables import Table, phrases, table

# What each way of saying it weighs; twice that in the title and the first paragraphs.
ACTS, OWNS, FLIES, CAME, CLAIMS = 4, 3, 3, 3, 4
DOWNED = 2
LEAD_BLOCKS = 3
# Of a sentence that names more, the first are looked at; no reporter writes one.
MOST_NAMED = 30
# Words between "from" and a name that says who attacked, and one that is only offered ("depuis la région de").
NEAR, WIDER = 2, 3
FIRED_FROM = ("region", "settlement", "district", "site")
TOLD_IN = ("title", "body", "heading")
# Characters round a name and its verb in which an auxiliary says that the one acts: "heeft Oekraïne ... beschoten".
ACTIVE_NEAR = 40
_PASSIVE = re.compile(r"(?<!\w)(?:been|été|worden|werden)(?!\w)", re.IGNORECASE)
_WORD = r"[\w’'\-]+"


def attackers_of(
    article: Article, places: Sequence[Place], struck: str, others: Set[str] = frozenset()
) -> tuple[str, ...]:
    """The same as ``attackers_in``, by the sentences that name the struck place where those say who attacked.

    An article that tells of blows from both sides has an attacker for each: what is told of the ``others``, by the ids
    of their places, says nothing of this one.
    """
    return attackers_in(article, places, struck) or attackers_in(article, places, without=others - {struck})


def attackers_in(
    article: Article, places: Sequence[Place], struck: str | None = None, without: Set[str] = frozenset()
) -> tuple[str, ...]:
    """ISO codes of the countries that the article says attacked, the likeliest first; those alike are left out.

    The struck country may be among them: Ukraine attacks what is occupied of it.

    Args:
        struck: the id of a place; then only the sentences that name it are read.
        without: ids of places; sentences that name one of them are left out.
    """
    words = table(article.language)
    lead = [block for block in article.blocks if block.kind in ("title", "body")][:LEAD_BLOCKS]
    ends = lead[-1].end if lead else len(article.text)
    weights: Counter[str] = Counter()
    for sentence in sentences_of(article, places):
        if not sentence.named or sentence.block not in TOLD_IN or phrases(words.strikes.elsewhen).search(sentence.text):
            continue
        named = {place.id for _, place in sentence.named}
        if (struck is not None and struck not in named) or named & without:
            continue
        factor = 2 if sentence.told.span.start < ends else 1
        for code, weight in _said_in(sentence, words):
            weights[code] += factor * weight
    counts = Counter(weights.values())
    return tuple(code for code, weight in weights.most_common() if counts[weight] == 1)


def fired_from(article: Article, places: Sequence[Place]) -> tuple[Place, ...]:
    """The regions, towns and sites that missiles are said to have been fired from, where the text names their country.

    Nobody is said to have attacked by that; who fires from a region is mostly the country that it is of. Of places in
    several countries none is given, and no guess ("probably launched from").
    """
    words = table(article.language)
    parties = {
        place.chosen.country
        for place in places
        if place.chosen.kind == "country" and any(mention.block in TOLD_IN for mention in place.mentions)
    }
    found: dict[str, Place] = {}
    countries: set[str | None] = set()
    for sentence in sentences_of(article, places):
        if sentence.block not in TOLD_IN or phrases(words.strikes.elsewhen).search(sentence.text):
            continue
        for mention, place in sentence.named[:MOST_NAMED]:
            if not _is_told_from(sentence, mention, words, WIDER):
                continue
            # Of "one from the Kursk region", too, it counts that there was another place.
            countries.add(place.chosen.country)
            is_place = place.chosen.kind in FIRED_FROM and place.role != "caption" and place.chosen.country in parties
            if is_place and _came_from(sentence, mention, words, WIDER) and not _is_guess(sentence, mention, words):
                found[place.id] = place
    return tuple(found.values()) if len(countries) == 1 else ()


def _is_guess(sentence: Sentence, mention: Mention, words: Table) -> bool:
    clause = clause_at(sentence.text, _span(sentence, mention)[0])
    return phrases(words.telling.hedged).search(sentence.text, clause.start, clause.end) is not None


def _said_in(sentence: Sentence, words: Table) -> Iterator[tuple[str, int]]:
    """What a sentence says of each country that it names."""
    attack = trigger_in(sentence.text, words)
    fired = next(iter(phrases(words.strikes.fired).finditer(sentence.text)), None)
    if fired is not None and is_unreal(sentence.text, fired.start(), fired.end(), words):
        fired = None
    for mention, place in sentence.named[:MOST_NAMED]:
        code = place.chosen.country
        if code is None or place.role == "caption":
            continue
        # "From the Kursk region" says from where, and whose that is only where the country is named too.
        is_named = any(p.chosen.kind == "country" and p.chosen.country == code for _, p in sentence.named)
        weight = _came_from(sentence, mention, words) if is_named else 0
        if place.chosen.kind == "country":
            weight = max(
                weight,
                _acts(sentence, mention, attack or fired, words),
                _owns(sentence, mention, attack, words),
                _flies(sentence, mention, attack, words),
                _claims(sentence, mention, words),
            )
        if weight:
            yield code, weight


def _acts(sentence: Sentence, mention: Mention, attack: re.Match[str] | None, words: Table) -> int:
    """As in "Ukraine hit", "heeft Oekraïne beschoten", "hit by Ukraine": who does it, not who says or suffers it."""
    if attack is None:
        return 0
    text, start, end = sentence.text, *_span(sentence, mention)
    part = sentence.voice_at(attack.start()).span
    if not part.start <= start < part.end:
        return 0
    strikes = words.strikes
    if phrases(strikes.agent).search(" ".join(text[part.start : start].split()[-2:])):
        return ACTS if _befalls_by(text, start, end, words) else 0
    if mention.kind == "demonym" and not _is_of_forces(text, start, end, words):
        return 0
    verb = next((match for match in phrases(_verbs(words.language)).finditer(text, end, part.end)), None)
    if verb is None or _is_spoken(text, end, verb.start(), words) or _is_passive(text, end, verb, words):
        return 0
    if _is_anothers(sentence, text, end, verb.start(), words):
        return 0
    ahead = text[part.start : start].split()
    # "in Ukraine", "in the Ukraine"; but "On Tuesday Ukraine struck"
    near = ahead[-2:] if ahead and ahead[-1].islower() else ahead[-1:]
    if phrases(_governing(words)).search(" ".join(near)):
        return 0
    is_subject = not ahead or (len(ahead) == 1 and part.start == 0)
    leads = (*strikes.active, *words.telling.hedged, *words.telling.that, *words.telling.say)
    is_led = bool(ahead) and phrases(leads).search(ahead[-1]) is not None
    is_beside = len(text[end : verb.start()].split()) <= 1
    return ACTS if is_subject or is_led or is_beside else 0


def _befalls_by(text: str, start: int, end: int, words: Table) -> bool:
    """Whether something is attacked in the clause of "by ...": not "300 km von der Ukraine"."""
    strikes, clause = words.strikes, clause_at(text, start)
    verbs = phrases((*strikes.struck, *strikes.attack, *strikes.lands, *strikes.fired))
    is_attacked = verbs.search(text, clause.start, start) or phrases(strikes.struck).search(text, end, clause.end)
    return is_attacked is not None and not re.search(r"\d", " ".join(text[clause.start : start].split()[-4:]))


def _is_anothers(sentence: Sentence, text: str, end: int, verb: int, words: Table) -> bool:
    """Whether a verb has another subject: "Russia cleared towns after Ukraine hit", "Ukraine: missile hits".

    A missile between is no subject where the country does it with that, or its auxiliary stands before ("Oekraïne zou
    met ATACMS ... hebben beschoten").
    """
    between = text[end:verb]
    if re.search(r"[:;]", between):
        return True
    base = sentence.told.span.start
    others = ((m.start - base, p) for m, p in sentence.named if p.chosen.kind == "country" and m.kind != "demonym")
    if any(end <= at < verb and not _is_governed_at(text, at, words) for at, _ in others):
        return True
    strikes = words.strikes
    flying = phrases(strikes.projectile).search(between)
    led = (*strikes.means, *strikes.active, *words.telling.hedged, *strikes.fired, *words.telling.itself)
    owns = re.match(r"['’]s?\s", between) is not None
    return flying is not None and not owns and phrases(led).search(between[: flying.start()]) is None


def _is_governed_at(text: str, at: int, words: Table) -> bool:
    """Whether a preposition of where or at what stands before what begins there."""
    return phrases(_governing(words)).search(" ".join(text[:at].split()[-2:])) is not None


@cache
def _verbs(language: str) -> tuple[str, ...]:
    """Verbs of attacking; a noun is what somebody speaks of ("reported a strike on"), unless he carried it out."""
    strikes = table(language).strikes
    nouns = phrases(strikes.attack_nouns)
    verbs = (*strikes.attack, *strikes.lands, *strikes.fired, *strikes.carried_out)
    return tuple(verb for verb in verbs if nouns.fullmatch(verb.replace("*", "")) is None)


def _governing(words: Table) -> tuple[str, ...]:
    """Prepositions by which a country is where or what something was done to."""
    strikes = words.strikes
    return (*words.names.place_before, *strikes.from_where, *strikes.onto, *strikes.aimed, *strikes.of)


def _is_of_forces(text: str, start: int, end: int, words: Table) -> bool:
    """Whether an adjective is that of those who attack: "Ukrainian forces", "les forces ukrainiennes"."""
    if words.language == "fr":
        behind = rf"{phrases(words.strikes.forces).pattern}\s+(?:{_WORD}\s+)?$"
        return re.compile(behind, re.IGNORECASE).search(text, max(0, start - 40), start) is not None
    return _forces(words.language).match(text, end) is not None


def _is_spoken(text: str, end: int, verb: int, words: Table) -> bool:
    """Whether a verb of speaking stands between, and it is not of itself that the country speaks."""
    if phrases(words.telling.denied).search(text, end, verb):
        return True
    said = list(phrases(words.telling.say).finditer(text, end, verb))
    if not said:
        return False
    after = re.compile(rf"\s+(?:{_WORD}\s+)?{phrases(words.telling.itself).pattern}", re.IGNORECASE)
    return after.match(text, said[-1].end()) is None


def _is_passive(text: str, end: int, verb: re.Match[str], words: Table) -> bool:
    """Whether what stands before the verb is what was attacked ("wurde angegriffen", "est frappée")."""
    strikes = words.strikes
    # "has been hit", "soll beschossen worden sein"; "soll beschossen haben" is no passive.
    around = text[end : clause_at(text, verb.start()).end]
    if phrases(strikes.auxiliaries).search(text, end, verb.end()) or _PASSIVE.search(around):
        return True
    hit = next(phrases(strikes.struck).finditer(text, end), None)
    if hit is None or hit.start() > verb.end() or hit.end() < verb.start():
        return False
    return phrases(strikes.active).search(text[max(0, end - ACTIVE_NEAR) : verb.end() + ACTIVE_NEAR // 2]) is None


@cache
def _forces(language: str) -> re.Pattern[str]:
    """Who attacks, right after an adjective: "Ukrainian special forces"."""
    return re.compile(rf"\s+(?:{_WORD}\s+)?{phrases(table(language).strikes.forces).pattern}", re.IGNORECASE)


def _owns(sentence: Sentence, mention: Mention, attack: re.Match[str] | None, words: Table) -> int:
    """As in "a Ukrainian (drone) attack", "une frappe israélienne", "Russia's missile strike"."""
    if attack is None:
        return 0
    text, start, end = sentence.text, *_span(sentence, mention)
    if mention.kind != "demonym" and not re.match(r"['’]s?\s", text[end:]):
        return 0
    if _is_aimed_at(text, start, words):
        return 0
    return OWNS if _beside(text, start, end, words.strikes.attack_nouns, words) else 0


def _flies(sentence: Sentence, mention: Mention, attack: re.Match[str] | None, words: Table) -> int:
    """As in "Ukrainian drones hit", "hit by Russian missiles", "shot down six Ukrainian drones".

    Not with what it is done: "with American missiles" tells who made them.
    """
    if mention.kind != "demonym":
        return 0
    text, start, end = sentence.text, *_span(sentence, mention)
    strikes = words.strikes
    if not _beside(text, start, end, strikes.projectile, words):
        return 0
    clause = clause_at(text, start)
    noun = next(phrases(strikes.projectile).finditer(text, clause.start), None)
    first = start if noun is None else min(start, noun.start())
    ahead = text[clause.start : first].split()
    if phrases(strikes.intercepted).search(text, clause.start, clause.end) and not _is_aimed_at(text, first, words):
        return DOWNED
    if attack is None or sentence.voice_at(start) != sentence.voice_at(attack.start()):
        return 0
    is_agent = phrases(strikes.agent).search(" ".join(ahead[-2:])) is not None
    is_first = len(ahead) <= 2 and phrases(_governing(words)).search(" ".join(ahead)) is None
    is_beside = (
        attack.start() >= end and len(text[end : attack.start()].split()) <= 3 and not _is_aimed_at(text, first, words)
    )
    is_with = phrases(strikes.means).search(" ".join(ahead[-3:])) is not None
    return FLIES if (is_agent or is_first or is_beside) and not is_with else 0


def _beside(text: str, start: int, end: int, nouns: tuple[str, ...], words: Table) -> bool:
    """Whether an adjective stands beside one of the nouns: before it, and in French after it.

    One that tells where it was made ("de fabrication iranienne", "Iranian-made") stands beside none.
    """
    flying = phrases(words.strikes.projectile).pattern
    ahead = rf"(?:['’]s?)?\s+(?:(?:{flying}|{_WORD})\s+)?{phrases(nouns).pattern}"
    if re.compile(ahead, re.IGNORECASE).match(text, end):
        return True
    if words.language != "fr":
        return False
    behind = rf"{phrases(nouns).pattern}(?:\s+(?:de\s+)?(?!de\s|du\s|d['’]){_WORD})?\s+$"
    return re.compile(behind, re.IGNORECASE).search(text, max(0, start - 60), start) is not None


def _is_aimed_at(text: str, start: int, words: Table) -> bool:
    """Whether a preposition of aiming stands before it: "on a Russian missile depot"."""
    return phrases(words.strikes.aimed).search(" ".join(text[:start].split()[-2:])) is not None


def _came_from(sentence: Sentence, mention: Mention, words: Table, most: int = NEAR) -> int:
    """As in "launched from Yemen", "un drone venu du Yémen": from where a missile is said to have come."""
    if not _is_told_from(sentence, mention, words, most):
        return 0
    # "Iskanders, afgevuurd vanuit", "it was launched from": what came stands in the sentence, or is a pronoun.
    flies = phrases((*words.strikes.projectile, *words.telling.it, *words.telling.itself))
    return CAME if flies.search(sentence.text, 0, _span(sentence, mention)[0]) is not None else 0


def _is_told_from(sentence: Sentence, mention: Mention, words: Table, most: int) -> bool:
    """Whether something is said to have been fired or to have come from there."""
    if mention.kind != "toponym":
        return False
    text, start, _ = sentence.text, *_span(sentence, mention)
    before = _from(words.language, most).search(text, 0, start)
    others = (_span(sentence, other)[0] for other, _ in sentence.named if other.kind == "toponym")
    if before is None or any(before.start() <= other < start for other in others):
        return False
    strikes, clause = words.strikes, clause_at(text, start)
    came = phrases((*strikes.fired, *strikes.came)).search(text, clause.start, clause.end)
    return came is not None and not is_unreal(text, came.start(), came.end(), words)


@cache
def _from(language: str, most: int) -> re.Pattern[str]:
    """What stands before the place that something came from, with at most so many words between."""
    strikes = table(language).strikes
    before = phrases((*strikes.from_where, *strikes.came)).pattern
    return re.compile(rf"{before}\s+(?:{_WORD}\s+|l['’]){{0,{most}}}$", re.IGNORECASE)


def _claims(sentence: Sentence, mention: Mention, words: Table) -> int:
    """As in "Ukraine claimed responsibility": the one named before the words for it, where nothing denies them."""
    text, _, end = sentence.text, *_span(sentence, mention)
    claim = phrases(words.strikes.responsible).search(text, end)
    if claim is None or phrases((*words.telling.denied, *words.strikes.negations)).search(text, end, claim.end()):
        return 0
    later = [m for m, p in sentence.named if p.chosen.kind == "country" and mention.end <= m.start]
    if any(m.start - sentence.told.span.start < claim.start() for m in later):
        return 0
    is_first = len(text[: mention.start - sentence.told.span.start].split()) <= 2
    return CLAIMS if is_first and clause_at(text, end).end >= claim.start() else 0


def _span(sentence: Sentence, mention: Mention) -> tuple[int, int]:
    base = sentence.told.span.start
    return mention.start - base, mention.end - base
