"""Who says a sentence, and how surely: the speaker as the article names him, and the certainty of the telling.

A statement is never made surer than its source. A sentence is ``reported`` where it is hedged ("zou", "reportedly"),
quoted or put in somebody's mouth, ``denied`` where the speaker denies it, and else ``asserted`` by the article. A
speaker is carried to another sentence only by the text's own signs: an open quotation, a sentence that points back
("Daarover berichten ..."), one that goes on in the same hearsay ("Het zou gaan om ..."), or German indirect speech.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from geo.model import Article, BlockKind, Certainty, Span
from geo.reading.datelines import dateline_end
from geo.reading.dates import month_names, weekdays
from geo.reading.sentences import article_sentences
from geo.reading.tables import Table, phrases, table

# Hearsay ("Het zou gaan om") is taken to be that of the last speaker only this near, in sentences.
HEARSAY_REACH = 4
# A speaker is sought in so many characters of a sentence; no reporter writes longer ones.
LONGEST_SENTENCE = 1_000
_CAPITALS = r"[^\W\d_a-zа-яіїєґß-öø-ÿ][\w’'-]*"
# What a verb of speaking follows when its speaker comes after it.
_BEFORE_INVERSION = tuple(",\"”»’'“")
_ENDS_CLAUSE = re.compile(r"\s*(?:[,.;:!?]|$)")
# A length between commas, which tells how far from somewhere the speaker is: ", à près de 1 600 kilomètres de Damas,".
_HOW_FAR = re.compile(r",[^,]*\d[^,]*,\s*$")
# "Roman Busargin, governor of the region, wrote": a full name with what he is between commas.
_NAMED_WITH_ROLE = re.compile(rf"(?<!\w)(?P<np>{_CAPITALS}(?:\s+{_CAPITALS}){{1,3}}),\s(?P<role>[^,;:.]{{3,80}}),\s*$")
_FULL_NAME = re.compile(rf"(?<!\w){_CAPITALS}\s+{_CAPITALS}")
_OPEN, _CLOSE = "“„«", "”»"
_EITHER = "“”«»"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with its speaker (None: the article in its own voice) and its certainty."""

    span: Span
    said_by: str | None = None
    certainty: Certainty = "asserted"
    block: BlockKind = "body"


@lru_cache(maxsize=16)
def tellings(article: Article) -> tuple[Told, ...]:
    """Every sentence of the article with who says it, in order; kept, since strikes and claims both ask."""
    words = table(article.language)
    told: list[Told] = []
    open_quote: str | None = None
    in_quote = False
    starts = [block.start for block in article.blocks]
    for span in article_sentences(article):
        text = article.text[span.start : span.end]
        block = bisect_right(starts, span.start) - 1
        block_start = article.blocks[block].start if starts and block >= 0 else 0
        own = speaker_in(text, words)
        if own is not None:
            own = _full_name(own, told)
        starts_quoted = in_quote or text[:1] in ("\"“„«'‘»" if words.language == "de" else "\"“„«'‘")
        speaker = own or (open_quote if starts_quoted else None)
        if own and told and told[-1].said_by is None and _points_back(text, words):
            told[-1] = replace(told[-1], said_by=own, certainty=_weaker(told[-1].certainty))
        hedged = phrases(words.telling.hedged).search(text) is not None
        is_his = speaker is None and _is_said_by_pronoun(text, words)
        if is_his:
            speaker = _person_before(told, block_start, words)
        if speaker is None and hedged and phrases(words.telling.go_on).match(text):
            speaker = next((t.said_by for t in reversed(told[-HEARSAY_REACH:]) if t.said_by), None)
        kind: BlockKind = article.blocks[block].kind if starts else "body"
        if own is None and not starts_quoted and phrases(words.telling.indirect).search(text):
            hedged = True
            goes_on = bool(told) and (not starts or told[-1].span.start >= article.blocks[block].start)
            speaker = speaker or (told[-1].said_by if goes_on else None)
        hedged = hedged or is_his or phrases(words.telling.according).search(text) is not None
        certainty = _certainty(text, words, hedged, speaker is not None)
        told.append(Told(span, speaker, certainty, block=kind))
        in_quote = _left_open(text, in_quote, words)
        if own is not None:
            open_quote = own
        elif not in_quote and not starts_quoted:
            open_quote = None
    return tuple(told)


def _is_said_by_pronoun(sentence: str, words: Table) -> bool:
    """Whether "he" or "she" says the sentence: "He said that ...", "..., zei hij"."""
    pattern = _pronoun_says(words.language)
    return pattern is not None and pattern.search(sentence) is not None


@cache
def _pronoun_says(language: str) -> re.Pattern[str] | None:
    """A pronoun of one person beside a verb of saying that opens the sentence or ends it."""
    telling = table(language).telling
    if not telling.persons:
        return None
    pronoun, says = phrases(telling.persons).pattern, phrases(telling.say).pattern
    # "He has said", "Er hat gesagt": a word between; "a-t-il dit", "zei hij", "sagte er" come last.
    opening = rf"^[\W_]*{pronoun}\s+(?:\w+\s+)?{says}"
    closing = rf"[,\"”»’]\s*(?:{says}\s+{pronoun}|{pronoun}\s+{says}|a-t-(?:il|elle)\s+\w+)(?:\s+\w+)?[\W_]*$"
    return re.compile(f"{opening}|{closing}", re.IGNORECASE)


def _person_before(told: list[Told], block_start: int, words: Table) -> str | None:
    """The person who spoke last in the paragraph: one with a title or a full name; a ministry is no "he"."""
    last = next((t.said_by for t in reversed(told[-HEARSAY_REACH:]) if t.span.start >= block_start and t.said_by), None)
    if last is None:
        return None
    is_person = phrases(words.names.titles).search(last) or _FULL_NAME.search(last)
    organisation = phrases(words.names.organisations).search(last)
    return last if is_person and organisation is None else None


def _points_back(sentence: str, words: Table) -> bool:
    """Whether a sentence says the one before: "That was reported by ...", "Two outlets say so"."""
    back = phrases(words.telling.back)
    pointing = back.match(sentence)
    # "Das teilte der Gouverneur mit"; but "Das israelische Militär erklärte" has no pronoun, but an article.
    if pointing is not None and not _leads_speaker(sentence, pointing.end(), words):
        return True
    said = phrases(words.telling.say).finditer(sentence)
    found = (back.match(sentence, match.end() + 1) for match in said)
    return any(match is not None and _ENDS_CLAUSE.match(sentence, match.end()) for match in found)


def _leads_speaker(sentence: str, end: int, words: Table) -> bool:
    """Whether the words up to the first verb of saying are a role, of which what ends there is the article."""
    said = phrases(words.telling.say).search(sentence, end)
    if said is None:
        return False
    role = phrases(words.telling.speakers).search(sentence, end, said.start())
    between = sentence[end : said.start()] if role is None else sentence[end : role.start()]
    helps = phrases((*words.telling.passive, *words.strikes.active))
    return role is not None and helps.search(between) is None


def speaker_in(sentence: str, words: Table) -> str | None:
    """The speaker that a sentence names, with the agency through which he speaks; None where it names none."""
    telling = words.telling
    sentence = sentence[dateline_end(sentence) : LONGEST_SENTENCE]
    # "volgens het ministerie", "according to officials"
    for match in phrases(telling.according).finditer(sentence):
        found = _speaker_at(words.language).match(sentence, match.end())
        if found is not None and _can_speak(found["np"], words):
            return _named(sentence, found, words)
        # "volgens een bericht op Telegram"
        channel = _channel_at(words.language).match(sentence, match.end())
        if channel is not None:
            return channel["channel"]
    for match in phrases((*telling.say, *telling.denied)).finditer(sentence):
        is_telling = match[0].casefold() in telling.via
        # "Het ministerie zegt", "the air force said Russia launched"
        before = _speaker_before(sentence, match.start(), words)
        is_inverted = sentence[: match.start()].rstrip()[-1:] in _BEFORE_INVERSION
        if before is not None and not is_inverted:
            return _named(sentence, before, words, after=match.start() - 1 if is_telling else match.end())
        # "zegt het Russische ministerie", "berichten twee kranten"; but whom somebody "told" is not who speaks
        # "a annoncé dimanche l'armée": the day stands between.
        day = _day_said(words.language).match(sentence, match.end())
        after = _speaker_at(words.language).match(sentence, match.end() if day is None else day.end())
        if after is not None and _is_channel(after["np"], words):
            after = None
        if after is not None and not is_telling and _can_speak(after["np"], words):
            return _named(sentence, after, words)
        if before is not None:
            return _named(sentence, before, words, after=match.start() - 1 if is_telling else match.end())
        # "..., meldt een bron bij de veiligheidsdienst": whoever it is
        anyone = _anyone_at(words.language).match(sentence, match.end())
        if anyone is not None and sentence[: match.start()].rstrip()[-1:] in _BEFORE_INVERSION:
            return _lowered(" ".join(anyone["np"].split()), words)
    return None


def _speaker_before(sentence: str, verb: int, words: Table) -> re.Match[str] | None:
    """Who stands before a verb of saying, a role rather than a part of its name ("le ministère de la Défense")."""
    far = _HOW_FAR.search(sentence, 0, verb)
    last = verb if far is None else far.start()
    named = _NAMED_WITH_ROLE.search(sentence, 0, last)
    if named is not None and phrases(words.telling.speakers).search(named["role"]) is not None:
        return named
    passive = _passive_before(words.language).search(sentence, 0, verb)
    before = [
        candidate
        for candidate in _speaker_anywhere(words.language).finditer(sentence, 0, last)
        if sentence[candidate.end() : last].count(" ") <= 4
        and _can_speak(candidate["np"], words)
        and not _holds_that(candidate[0], words)
        and not _is_told_of(sentence, candidate, last, words)
        and not _is_thing(sentence, candidate, words)
        # "Ukraine is reported to have": of him it is said, and he says nothing.
        and (passive is None or candidate.end() > passive.start())
    ]
    if not before:
        return None
    roles = phrases(words.telling.speakers)
    role = next((candidate for candidate in reversed(before) if roles.search(candidate["np"])), before[-1])
    # "Der Hersteller MBDA": a name right behind a role says who that is.
    is_named = sentence[role.end() : before[-1].start()] == " " and before[-1]["np"][:1].isupper()
    return before[-1] if is_named else role


def _is_thing(sentence: str, candidate: re.Match[str], words: Table) -> bool:
    """Whether a name is that of a weapon, which says nothing: "Storm Shadow missiles reported to hit a depot"."""
    from geo.weapons import is_weapon

    name = candidate["np"]
    if is_weapon(name, words.language):
        return True
    # "Kalibr missiles": whoever speaks has a role, and no noun of what flies behind the name.
    flying = phrases(words.strikes.projectile).match(sentence[candidate.end() :].lstrip(" -‐‑"))
    return flying is not None and phrases(words.telling.speakers).search(name) is None


@cache
def _passive_before(language: str) -> re.Pattern[str]:
    """What makes a verb of saying passive, with no more than two words between: "was also reported"."""
    return re.compile(rf"{phrases(table(language).telling.passive).pattern}\s+(?:[\w’'-]+\s+){{0,2}}$", re.IGNORECASE)


def _holds_that(name: str, words: Table) -> bool:
    """Whether a "that" or "which" stands inside the words for a speaker; his article ("das") may lead them."""
    return phrases(words.telling.that).search(name.partition(" ")[2]) is not None


def _is_told_of(sentence: str, candidate: re.Match[str], verb: int, words: Table) -> bool:
    """Whether a name before a verb is no speaker: a place ("bij Toropets"), or what a comma parts from the verb.

    "The mayor, Terekhov, said" has its comma right after the name; in "bij Toropets getroffen, meldt" it does not.
    """
    between = sentence[candidate.end() : verb].strip()
    if (between.endswith(",") and between != ",") or ";" in between:
        return True
    ahead = re.sub(r"\b\w['’]$", "", sentence[: candidate.start("np")]).split()
    is_name = candidate["np"][:1].isupper()
    return bool(ahead) and is_name and ahead[-1].casefold() in _prepositions(words.language)


@cache
def _day_said(language: str) -> re.Pattern[str]:
    """A day of the week right after a verb of saying, with the word or two before it: "said on Monday"."""
    days = _alternatives((*weekdays(language), *table(language).times.weekdays))
    return re.compile(rf"\s+(?:\w{{1,3}}\s+)?(?:{days})(?!\w)", re.IGNORECASE)


def _is_channel(name: str, words: Table) -> bool:
    """Whether it is only where somebody said so: "wrote on Telegram", but "reported in the ministry" is who does."""
    is_where = name.split()[0].casefold() in _where_before(words.language)
    return is_where and phrases(words.telling.speakers).search(name) is None


@cache
def _where_before(language: str) -> frozenset[str]:
    """Prepositions of one word for where something is or is said; "by", "of" and "from" are none."""
    words = table(language)
    where = (*words.names.place_before, *words.strikes.onto)
    return frozenset(word for word in where if " " not in word and word not in words.strikes.from_where)


@cache
def _channel_at(language: str) -> re.Pattern[str]:
    """A few words in small letters and where they stood: "a post on Telegram"."""
    where = _alternatives(tuple(_where_before(language)))
    return re.compile(rf"(?:\s+[^\W\dA-ZА-Я][\w’'-]*){{1,3}}?\s+(?:{where})\s+(?P<channel>{_CAPITALS})")


@cache
def _prepositions(language: str) -> frozenset[str]:
    """Prepositions of one word before the name of a place."""
    words = table(language)
    named = (*words.names.place_before, *words.names.maybe_before, *words.strikes.onto, *words.strikes.from_where)
    return frozenset(word for word in named if " " not in word)


@cache
def _anyone_at(language: str) -> re.Pattern[str]:
    """Up to eight words to the end of a clause that can be whoever speaks: no preposition, conjunction or day first."""
    words = table(language)
    barred = (
        *_prepositions(language), *words.telling.that, *words.telling.via, *words.telling.contrast,
        *words.times.today, *words.times.yesterday, *words.times.around, *words.times.about,
        *weekdays(language), *month_names(language), *words.quantities.joiners,
    )  # fmt: skip
    first = rf"(?!(?:{_alternatives(barred)})(?!\w))(?=\w*[^\W\d])[\w’'-]+"
    return re.compile(rf"\s+(?P<np>{first}(?:\s+[\w’'«»-]+){{1,7}})(?=\s*(?:[,.;:!?)]|$))", re.IGNORECASE)


def speaker_named(clause: str, words: Table) -> tuple[Span, str] | None:
    """The first name or role in a clause that may speak, verb or no verb, with where it stands; None where none is."""
    for match in _speaker_anywhere(words.language).finditer(clause[:LONGEST_SENTENCE]):
        if _can_speak(match["np"], words) and not _holds_that(match[0], words):
            return Span(match.start(), match.end()), _lowered(" ".join(match["np"].split()), words)
    return None


def _can_speak(name: str, words: Table) -> bool:
    """Whether the words name somebody: not a pronoun or particle, not an adjective whose noun is missing."""
    plain = name.casefold().split()
    if any(word in weekdays(words.language) or word in month_names(words.language) for word in plain):
        return False
    # "It said its Kinzhals ...": what somebody has is not who speaks, unless that is a role ("his spokesman").
    if plain[0] in words.telling.possessives and not phrases(words.telling.speakers).search(name):
        return False
    if plain[-1] in words.demonyms and not phrases(words.telling.speakers).search(name):
        return False
    return not (len(plain) == 1 and plain[0] in words.not_places)


def _named(sentence: str, found: re.Match[str], words: Table, after: int | None = None) -> str:
    """The speaker as it is shown: his name, what he goes by ("op basis van legerbronnen"), and through whom."""
    name = _lowered(" ".join(found["np"].split()), words)
    first, _, rest = name.partition(" ")
    if rest and first.casefold() in (
        *words.names.maybe_before, *words.names.place_before, *words.telling.as_told,
    ):  # fmt: skip
        name = rest  # "reported by two outlets"
    position = found.end() if after is None else after
    cited = re.compile(
        rf"[\s,]*(?:[\w]+,?\s+){{0,2}}?(?P<how>{_alternatives(words.telling.citing)})\s+(?P<what>[^,.;:]+?)"
        rf"(?=[,.;:]|\s+(?:{_alternatives((*words.telling.that, *words.quantities.joiners))})\s|$)",
        re.IGNORECASE,
    ).match(sentence, position)
    if cited is not None:
        how = re.sub(rf"^{phrases(words.telling.back).pattern},\s+", "", cited[0].strip(" ,"), flags=re.IGNORECASE)
        name = f"{name}, {how}"
    agency = re.compile(
        rf"\s*(?:{_alternatives(words.telling.via)})\s+(?:[a-zà-ÿа-яіїєґ’'-]+\s+){{0,4}}(?P<agency>{_CAPITALS}(?:\s+{_CAPITALS}){{0,2}})"
    ).match(sentence, position)
    return f"{name}, via {agency['agency']}" if agency is not None else name


def _lowered(name: str, words: Table) -> str:
    """The name without the capital that it only has for beginning a sentence."""
    first, _, rest = name.partition(" ")
    is_name = first.casefold() in words.given or (first.casefold() not in words.not_places and rest[:1].isupper())
    may_lower = rest and len(first) <= 4 and first.istitle() and first.isalpha() and not is_name
    return f"{first.lower()} {rest}" if may_lower else name


def _full_name(name: str, told: list[Told]) -> str:
    """The earlier, longer name of the same speaker ("het ministerie"); a bare role only, never another name."""
    noun = name.split(",")[0].split()
    if len(noun) > 2 or any(word[:1].isupper() for word in noun):
        return name
    last = noun[-1].lower()
    for earlier in reversed(told):
        known = earlier.said_by
        if known and known != name and last in known.lower().split(",")[0].split():
            return known
    return name


def certainty_in(text: str, words: Table, *, spoken: bool) -> Certainty:
    """How surely a part of a sentence is told, by its own words; ``spoken`` where somebody says it."""
    hedged = phrases((*words.telling.hedged, *words.telling.according)).search(text) is not None
    return _certainty(text, words, hedged, spoken)


def _certainty(text: str, words: Table, hedged: bool, spoken: bool) -> Certainty:
    if phrases(words.telling.denied).search(text):
        return "denied"
    return "reported" if hedged or spoken else "asserted"


def _weaker(certainty: Certainty) -> Certainty:
    return "reported" if certainty == "asserted" else certainty


def _left_open(text: str, was_open: bool, words: Table) -> bool:
    """Whether a quotation is still open after the sentence.

    German closes with “ what it opens with „, and has «» and »«: there what stands beside a mark tells which it is.
    """
    is_open = was_open
    for at, character in enumerate(text):
        if character == '"':
            is_open = not is_open
        elif words.language == "de" and character in _EITHER:
            is_open = text[at + 1 : at + 2].isalnum() and not text[max(0, at - 1) : at].strip("([–—- \n")
        elif character in _OPEN:
            is_open = True
        elif character in _CLOSE:
            is_open = False
    return is_open


def _alternatives(words: tuple[str, ...]) -> str:
    escaped = (
        re.escape(w).replace(r"\ ", r"\s+").replace(r"\*", r"[\w’'-]*") for w in sorted(words, key=len, reverse=True)
    )
    return "|".join(escaped) or "(?!)"


# "The ministry of Defence", "a source in the SBU": whose the role is, or where.
_OF = r"van|voor|of|for|der|des|du|de\s+la|de|für|in|within|inside|binnen|bij|im|au\s+sein\s+d[eu](?:\s+la)?"


def _speaker_pattern(words: Table) -> str:
    """A role with up to five words before it and "of Defence" after it, or a name with capitals."""
    telling = words.telling
    barred = _alternatives((*telling.via, *telling.that, *telling.citing, *telling.say, *words.quantities.joiners))
    # "L'armée israélienne", "le ministère russe de la Défense": in French the adjective follows.
    after = rf"(?:\s+(?:{_alternatives(tuple(words.demonyms))})(?!\w))?" if words.language == "fr" else ""
    roles = _alternatives(telling.speakers)
    role = (
        rf"(?:(?!(?:{barred})\b)[\w’'-]+\s+){{0,5}}?(?:[lL][’'])?(?:{roles})(?![\w]){after}"
        rf"(?:\s+(?:{_OF})\s+(?:(?:the|het|de|la|der|dem)\s+)?(?:{_CAPITALS}|(?:{roles})(?!\w)))?(?:\s+{_CAPITALS}){{0,2}}"
        rf"{after}"
    )
    # A name ends before an abbreviation: "volgens Rusland ATACMS ingezet".
    name = rf"(?:[a-zà-ÿ]{{2,4}}\s+)?{_CAPITALS}(?:\s+(?![A-ZА-Я]{{3}}){_CAPITALS}){{0,3}}"
    return rf"(?P<np>{role}|{name})"


@cache
def _speaker_at(language: str) -> re.Pattern[str]:
    return re.compile(rf"\s+{_speaker_pattern(table(language))}")


@cache
def _speaker_anywhere(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_speaker_pattern(table(language))}(?!\w)")
