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
from typing import TYPE_CHECKING

from geo.model import Article, BlockKind, Mention, Place, Span, Statement, Strike, Weapon
from geo.reading.dates import full_dates, weekdays
from geo.reading.quantities import find_numbers
from geo.reading.tables import Table, phrases, table
from geo.reading.telling import Told, tellings

if TYPE_CHECKING:
    from geo.weapons import WeaponName

MOST_STRIKES = 5
SITES = ("settlement", "district", "region")
# Between a number and what it counts: "zes Amerikaanse langeafstandsraketten".
MOST_WORDS_BETWEEN = 3
_CLAUSE_END = re.compile(r"[,;:]\s|\s[–—]\s|[,.;:!?]+[\"'”’»]*$")
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
    sites = _struck(sentences, words)
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


def _struck(sentences: Sequence[_Sentence], words: Table) -> list[tuple[Place, int]]:
    """The places that are said to be struck, each with the sentence that first says so; towns before regions."""
    found: dict[str, tuple[Place, int]] = {}
    for number, sentence in enumerate(sentences):
        if sentence.block in ("caption", "credit", "dateline"):
            continue
        place = _struck_in(sentence, words)
        if place is not None:
            found.setdefault(place.id, (place, number))
    towns = [pair for pair in found.values() if pair[0].chosen.kind != "region"]
    covered = {place.chosen.admin1 for place, _ in towns}
    regions = [pair for pair in found.values() if pair[0].chosen.kind == "region"]
    kept = [*towns, *(pair for pair in regions if pair[0].chosen.admin1 not in covered)]
    return sorted(kept, key=lambda pair: pair[1])[:MOST_STRIKES]


def _struck_in(sentence: _Sentence, words: Table) -> Place | None:
    """The place of an attack in one sentence: after "aanval op ... in", or before "was hit"."""
    trigger = _trigger(sentence.text, words)
    if trigger is None:
        return None
    base = sentence.told.span.start
    candidates = [
        (mention, place)
        for mention, place in sentence.named
        if place.chosen.kind in SITES and mention.kind == "toponym" and place.role != "caption"
    ]
    target = phrases(words.strikes.target).search(sentence.text)
    anchor = base + (target or trigger).end()
    after = [pair for pair in candidates if pair[0].start >= anchor]
    towns = [pair for pair in after if pair[0].sentence and pair[1].chosen.kind != "region"]
    if towns or after:
        return (towns or after)[0][1]
    subject = [pair for pair in candidates if not re.search(r"\w+\W+\w+\W+\w", sentence.text[: pair[0].start - base])]
    return subject[0][1] if subject else None


def _trigger(text: str, words: Table) -> re.Match[str] | None:
    """The word that speaks of an attack, if it is not one of the other things that the word may mean."""
    others = [match.span() for match in phrases(words.strikes.not_attack).finditer(text)]
    for match in phrases(words.strikes.attack).finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in others):
            return match
    return None


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
        hit=_said(body, words.strikes.fire, follows=words.strikes.debris),
        casualties=_casualties(body, words),
    )
    return _with_counts(strike, body, words)


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
    """The weapon that is said to have been used: named in a sentence on the attack, one with a speaker rather."""
    found: list[Statement] = []
    for sentence in sentences:
        start, end = sentence.told.span
        used = _trigger(sentence.text, words) or phrases(words.strikes.launched).search(sentence.text)
        for weapon, span in named:
            if used and start <= span.start < end:
                clause = clause_at(sentence.text, span.start - start)
                found.append(_statement(sentence, clause, weapon.name))
    spoken = [statement for statement in found if statement.said_by is not None]
    best = spoken or found
    return best[0] if best else None


def _said(
    sentences: Iterable[_Sentence], wanted: tuple[str, ...], *, follows: tuple[str, ...] = ()
) -> Statement | None:
    """The first clause with one of the words, as it stands; its words are the value too."""
    for sentence in sentences:
        match = phrases(wanted).search(sentence.text)
        if match is not None:
            span = clause_at(sentence.text, match.start())
            return _statement(sentence, span, sentence.text[span.start : span.end].strip(_QUOTES))
    return None


def _casualties(sentences: Iterable[_Sentence], words: Table) -> Statement | None:
    """As in "none reported" where the text says that there are no reports; it is never made into "no casualties"."""
    for sentence in sentences:
        match = phrases(words.strikes.casualties).search(sentence.text)
        if match is None:
            continue
        span = clause_at(sentence.text, match.start())
        clause = sentence.text[span.start : span.end]
        if phrases(words.strikes.none).search(clause):
            return _statement(sentence, span, "none reported")
        if find_numbers(clause, words.language):
            return _statement(sentence, span, clause.strip(_QUOTES))
    return None


# ---------------------------------------------------------------- how many


def _with_counts(strike: Strike, sentences: Sequence[_Sentence], words: Table) -> Strike:
    """The strike with the numbers launched, intercepted and damaged, each from the first clause that says it."""
    counts: dict[str, Statement] = {}
    for sentence in sentences:
        for span in clauses(sentence.text, words):
            clause = sentence.text[span.start : span.end]
            kind = _count_kind(clause, sentence.text, words)
            if kind is None or kind in counts:
                continue
            value = _count(clause, words, kind)
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


def _count(clause: str, words: Table, kind: str) -> int | None:
    """The number that is counted in a clause: before the projectiles, or alone before or after the verb."""
    numbers = find_numbers(clause, words.language)
    for number in numbers:
        rest = clause[number.end :]
        noun = phrases(words.strikes.projectile).search(rest)
        is_article = clause[number.start : number.end].casefold() in words.quantities.articles
        if noun is not None and len(rest[: noun.start()].split()) <= MOST_WORDS_BETWEEN and not is_article:
            return int(number.value)
    if kind == "launched":
        return None
    alone = [n for n in numbers if clause[n.start : n.end].casefold() not in words.quantities.articles]
    if alone and alone[0].value == int(alone[0].value):
        return int(alone[0].value)
    return 1 if phrases(words.strikes.last_one).search(clause) else None


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
