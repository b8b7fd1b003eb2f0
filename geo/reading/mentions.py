"""Mentions: the spans of an article that may name a place, with what stands round them as evidence.

Longest matches of the gazetteer's names, with sane filters: a capital where the script has them, no part of a longer
name, no person (a title or first name before it, or a full name seen elsewhere), no organisation, no common word of
the language. What remains carries its licence (how strongly the words say that it is a place), the level that the
words give it (region, settlement), and the place that it is said to lie in. The choice of what is meant is left to
``geo.reading.resolving``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from geo.gazetteer.ranking import is_code
from geo.model import Article, BlockKind, MentionKind, PlaceKind, Span
from geo.reading.dates import month_names, weekdays
from geo.reading.sentences import article_sentences
from geo.reading.tables import Table, common, phrases, table

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer, NameMatch

Level = Literal["any", "region", "settlement"]
# How strongly the words say that a name is a place: not at all, perhaps ("van X"), surely ("in X", "X, Region").
NONE, PERHAPS, SURELY = 0, 1, 2
_WORD = re.compile(r"[^\W_]+(?:['’ʼ.][^\W_]+)*\.?(?:-[^\W_]+(?:['’ʼ][^\W_]+)*)*")
_TOKEN = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_ARTICLE = re.compile(r"(?:the|de|het|der|die|das|la|le|les)\s+", re.IGNORECASE)
# An inflected form that may as well be another word is taken for a place only from so many people on.
WELL_KNOWN = 100_000
# Longest stretch of text before and after a name that is looked at, in characters.
WINDOW = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMention:
    """A span that may name a place.

    Attributes:
        key: what the gazetteer is asked for; mentions of one key and level mean one place.
        record: the gazetteer id where the words leave no choice (demonyms, abbreviations of countries).
        level: what the words round it make of it.
        licence: NONE, PERHAPS or SURELY a place by the words round it.
        inside: index (into the tuple of mentions) of the place that it is said to lie in, or None.
        spelled: no record bears the name; it is to be found by spelling.
        initial: it begins its sentence, so its capital says nothing.
        kinds: the kinds of records that bear the name.
        nominative: the name's dictionary form where the text inflects it ("Карачеве": "Карачев"), else empty.
    """

    start: int
    end: int
    text: str
    kind: MentionKind
    sentence: Span
    block: BlockKind
    key: str
    record: str | None = None
    level: Level = "any"
    licence: int = NONE
    inside: int | None = None
    spelled: bool = False
    initial: bool = False
    kinds: frozenset[PlaceKind] = frozenset()
    nominative: str = ""


@dataclass(slots=True)
class _Surroundings:
    """An article with what the filters ask again and again."""

    article: Article
    words: Table
    sentences: tuple[Span, ...]
    starts: list[int]
    block_starts: list[int]
    lower_words: frozenset[str]
    persons: set[str] = field(default_factory=set)
    placed: set[str] = field(default_factory=set)  # keys that some mention licenses as a place
    begins: set[int] = field(default_factory=set)  # where names of countries, regions and peoples begin

    def sentence_at(self, position: int) -> Span:
        index = bisect_right(self.starts, position) - 1
        return self.sentences[index] if index >= 0 else Span(0, len(self.article.text))

    def block_at(self, position: int) -> BlockKind | None:
        blocks = self.article.blocks
        if not blocks:
            return "body"
        index = bisect_right(self.block_starts, position) - 1
        return blocks[index].kind if index >= 0 and position < blocks[index].end else None


def find_mentions(article: Article, gazetteer: Gazetteer, *, demonyms: bool = True) -> tuple[FoundMention, ...]:
    """Every mention of the article that may be a place, in order of the text; credits and datelines have none."""
    around = _look_round(article)
    adjectives = list(_demonyms(around))
    fixed = [*adjectives, *_abbreviations(around)]
    taken = {position for mention in fixed for position in range(mention.start, mention.end)}
    matches = [
        replace(_described(around, match.start, match.end, match.key), kinds=match.kinds)
        for match in _capitalised(gazetteer, article.text)
        if not any(position in taken for position in (match.start, match.end - 1))
        and around.block_at(match.start) not in (None, "credit", "dateline")
    ]
    matches = _enumerated(around, matches)
    _remember_persons(around)
    around.placed.update(m.key for m in matches if m.licence == SURELY)
    around.begins.update(m.start for m in (*fixed, *filter(_is_wide, matches)))
    kept = [mention for mention in matches if _may_be_place(around, mention)]
    covered = taken | {position for mention in matches for position in range(mention.start, mention.end)}
    inflected = [mention for mention in _inflected(around, covered, gazetteer) if _may_be_place(around, mention)]
    covered |= {position for mention in inflected for position in range(mention.start, mention.end)}
    spelled = list(_unknown_names(around, covered))
    shown = fixed if demonyms else fixed[len(adjectives) :]
    everything = sorted((*shown, *kept, *inflected, *spelled), key=lambda mention: mention.start)
    return _with_containers(article, everything, around.words)


def _capitalised(gazetteer: Gazetteer, text: str) -> Iterator[NameMatch]:
    """The gazetteer's matches, from their first capital on: "south Sudan" is Sudan, not the country of that name."""
    for match in gazetteer.matches(text):
        if not _lower_case(text[match.start : match.end]):
            yield _without_article(gazetteer, text, match)
            continue
        capital = next((i for i in range(match.start, match.end) if text[i].isupper()), None)
        if capital is None or text[capital - 1].isalpha():
            continue
        for inner in gazetteer.matches(text[capital : match.end]):
            yield inner._replace(start=inner.start + capital, end=inner.end + capital)


def _without_article(gazetteer: Gazetteer, text: str, match: NameMatch) -> NameMatch:
    """As in "The White House" is the White House, whatever small place bears the name with its article."""
    article = _ARTICLE.match(text, match.start, match.end)
    if article is None or "country" in match.kinds:
        return match
    for inner in gazetteer.matches(text[article.end() : match.end]):
        start, end = inner.start + article.end(), inner.end + article.end()
        if (start, end) == (article.end(), match.end) and inner.kinds & {"site", "country"}:
            return inner._replace(start=start, end=end)
    return match


def _enumerated(around: _Surroundings, matches: list[FoundMention]) -> list[FoundMention]:
    """In a list ("uit Enschede, Oss en Heemskerk") each name has the licence of the one before it."""
    joiners = "|".join(re.escape(word) for word in around.words.quantities.joiners if word.isalpha()) or "(?!)"
    joined = re.compile(rf",\s+|,?\s+(?:{joiners})\s+", re.IGNORECASE)
    result: list[FoundMention] = []
    for mention in matches:
        previous = result[-1] if result else None
        if (
            previous is not None
            and mention.licence < previous.licence
            and joined.fullmatch(around.article.text[previous.end : mention.start])
        ):
            mention = replace(mention, licence=previous.licence)
        result.append(mention)
    return result


def _look_round(article: Article) -> _Surroundings:
    sentences = article_sentences(article)
    lower = frozenset(token for token in _TOKEN.findall(article.text) if token[0].islower())
    return _Surroundings(
        article=article,
        words=table(article.language),
        sentences=sentences,
        starts=[span.start for span in sentences],
        block_starts=[block.start for block in article.blocks],
        lower_words=lower,
    )


def _lower_case(name: str) -> bool:
    """A name without a capital, in a script that has them."""
    return name[0].islower() or (name[0].isdigit() and not any(c.isupper() for c in name))


# ---------------------------------------------------------------- demonyms and abbreviations


def _demonyms(around: _Surroundings) -> Iterator[FoundMention]:
    """As in "Russische", "Noord-Koreaanse", "North Koreans", "російський": the country that it belongs to."""
    known = around.words.demonyms
    if not known:
        return
    text = around.article.text
    capitals = around.words.language in ("nl", "en")
    towns = _towns_like_demonyms(around) if capitals else frozenset()
    previous: re.Match[str] | None = None
    for match in re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)*", text):
        word = match[0]
        start = match.start()
        code = None
        if previous is not None and text[previous.end() : start] == " ":
            code = known.get(f"{previous[0]}-{word}".casefold())
            start = previous.start() if code else start
        previous = match
        code = code or known.get(word.casefold())
        if code is None or word in towns or (capitals and not text[start].isupper()):
            continue
        block = around.block_at(start)
        if block is None or block in ("credit", "dateline"):
            continue
        yield FoundMention(
            start=start, end=match.end(), text=text[start : match.end()], kind="demonym",
            sentence=around.sentence_at(start), block=block, key=f"={code}", record=f"iso:{code}", licence=SURELY,
        )  # fmt: skip


def _towns_like_demonyms(around: _Surroundings) -> frozenset[str]:
    """Words that are an adjective elsewhere and a town here: "In Engels, in de regio Saratov" is not English."""
    before = phrases(around.words.names.place_before).pattern
    found = re.finditer(rf"(?i:{before})\s+([^\W\d_]+)(?=\s*[,.;:)]|\s*$)", around.article.text, re.MULTILINE)
    return frozenset(m[m.lastindex or 1] for m in found if m[m.lastindex or 1].casefold() in around.words.demonyms)


def _abbreviations(around: _Surroundings) -> Iterator[FoundMention]:
    """As in "VS", "U.S.", "США": only as written, capitals and all."""
    text = around.article.text
    for code, forms in around.words.names.abbreviations.items():
        for form in forms.split():
            for match in re.finditer(rf"(?<![\w.-]){re.escape(form)}(?![\w$€£])", text):
                block = around.block_at(match.start())
                if block is None or block in ("credit", "dateline"):
                    continue
                yield FoundMention(
                    start=match.start(), end=match.end(), text=match[0], kind="toponym",
                    sentence=around.sentence_at(match.start()), block=block, key=f"={code}", record=f"iso:{code}",
                    licence=SURELY,
                )  # fmt: skip


# ---------------------------------------------------------------- what stands round a name


def _described(around: _Surroundings, start: int, end: int, key: str) -> FoundMention:
    """The match with its sentence, block, level and licence."""
    text = around.article.text
    sentence = around.sentence_at(start)
    before = text[max(sentence.start, start - WINDOW) : start]
    after = text[end : min(sentence.end, end + WINDOW)]
    level = _level(before, after, around.words)
    licence = SURELY if level != "any" else _licence(before, around.words)
    return FoundMention(
        start=start,
        end=end,
        text=text[start:end],
        kind="toponym",
        sentence=sentence,
        block=around.block_at(start) or "body",
        key=key,
        level=level,
        licence=licence,
        initial=not re.search(r"\w", text[sentence.start : start]),
    )


def _level(before: str, after: str, words: Table) -> Level:
    """What the words make of a name: "de regio X", "Х region", "de stad X"; "any" where they say nothing."""
    patterns = _context_patterns(words.language)
    if patterns.region_before.search(before) or patterns.region_after.match(after):
        return "region"
    return "settlement" if patterns.city_before.search(before) else "any"


def _licence(before: str, words: Table) -> int:
    patterns = _context_patterns(words.language)
    if patterns.place_before.search(before):
        return SURELY
    return PERHAPS if patterns.maybe_before.search(before) else NONE


@dataclass(frozen=True, slots=True)
class _ContextPatterns:
    region_before: re.Pattern[str]
    region_after: re.Pattern[str]
    city_before: re.Pattern[str]
    place_before: re.Pattern[str]
    maybe_before: re.Pattern[str]
    title_before: re.Pattern[str]


@cache
def _context_patterns(language: str) -> _ContextPatterns:
    names = table(language).names
    article = r"(?:(?:de|het|the|der|die|das|dem|den|la|le|l['’]|les)\s+)?"
    return _ContextPatterns(
        region_before=_ending(names.region_before),
        region_after=re.compile(rf"\s+{phrases(names.region_after).pattern}", re.IGNORECASE),
        city_before=_ending(names.city_before),
        place_before=_ending(names.place_before, article),
        maybe_before=_ending(names.maybe_before, article),
        title_before=_ending(names.titles),
    )


def _ending(words: tuple[str, ...], then: str = "") -> re.Pattern[str]:
    """A pattern for text that ends in one of the words."""
    return re.compile(rf"{phrases(words).pattern}\s+[\"'“‘«„(]?{then}$", re.IGNORECASE)


# ---------------------------------------------------------------- what is no place


def _remember_persons(around: _Surroundings) -> None:
    """Surnames of people whom the article names in full or by title: the bare surname is they, elsewhere too."""
    text, words = around.article.text, around.words
    titled = phrases(words.names.titles).pattern
    person = re.compile(rf"{titled}\s+((?:[^\W\d_a-z][\w’'-]+\s+)?[^\W\d_a-z][\w’'-]+)", re.IGNORECASE)
    for match in () if _slavic(words) else person.finditer(text):
        name = match[1].split()
        if all(part[0].isupper() for part in name):
            around.persons.update(part.casefold() for part in name[-1:])
    if words.given:
        for match in re.finditer(
            r"(?<!\w)([^\W\d_a-z][\w’'-]+)((?:\s+(?:[^\W\d_a-z]\.|[^\W\d_a-z][\w’'-]*)){1,2})(?!\w)", text
        ):
            if match[1].casefold() in words.given:
                around.persons.add(match[2].split()[-1].casefold())
    # A country is not a person because a title stands before it once ("minister Oekraïne" does not occur).
    around.persons -= words.demonyms.keys()


def _may_be_place(around: _Surroundings, mention: FoundMention) -> bool:
    """The filters; each refuses for a reason of its own."""
    if mention.text in common().not_places or _is_common_word(around, mention):
        return False
    if mention.licence == SURELY and mention.level != "any":
        return True
    return not (_is_person(around, mention) or _is_part_of_name(around, mention) or _is_in_compound(around, mention))


def _is_common_word(around: _Surroundings, mention: FoundMention) -> bool:
    plain = mention.text.casefold()
    language = around.words.language
    if plain in weekdays(language) or plain in month_names(language):
        return True
    if " " in plain or "-" in plain:
        # "White House" is made of common words and is none.
        return "site" not in mention.kinds and all(
            part in around.words.not_places for part in re.split(r"[\s-]+", plain)
        )
    if len(plain) < 3 and mention.licence != SURELY:
        return True
    if plain in around.words.not_places or plain in around.words.names.organisations:
        return True
    if mention.text.isupper() and len(plain) <= 5 and mention.licence != SURELY and not _is_wide(mention):
        # "SOS", "FAO", unless the line itself is in capitals
        line = around.article.text[mention.sentence.start : mention.sentence.end]
        return not line.isupper()
    return mention.initial and plain in around.lower_words


def _slavic(words: Table) -> bool:
    return words.language in ("ru", "uk")


def _is_wide(mention: FoundMention) -> bool:
    """Whether a country or first-level region bears the name: such names stand in longer names as themselves."""
    return bool(mention.kinds & {"country", "region", "continent"})


def _is_person(around: _Surroundings, mention: FoundMention) -> bool:
    text, words = around.article.text, around.words
    before = text[max(mention.sentence.start, mention.start - WINDOW) : mention.start]
    # "президент России" is a genitive: where names are inflected, a country after a title is the country.
    if _context_patterns(words.language).title_before.search(before) and not (_slavic(words) and _is_wide(mention)):
        return True
    last = mention.text.split()[-1].casefold()
    if last in around.persons and mention.licence != SURELY and mention.key not in around.placed:
        return True
    previous = re.search(r"([^\W\d_][\w’'.-]*)\s+$", before)
    if previous is not None:
        word = previous[1].rstrip(".").casefold()
        if word in words.given and previous[1][0].isupper():
            return True
        if word in words.names.surname_prefix and previous[1][0].isupper() and not _begins(around, mention, previous):
            return True
        # "Jan van Eyck": a first name or an initial, then the prefix
        full = re.search(r"([^\W\d_a-z][\w’'-]*)\.?\s+(?:\w{1,4}\s+)?\w{1,4}\s+$", before)
        if word in words.names.surname_prefix and full is not None and mention.licence != SURELY:
            return full[1].casefold() in words.given or len(full[1]) == 1
    is_first_name = mention.text.casefold() in words.given and mention.licence != SURELY and not _is_wide(mention)
    return is_first_name and " " not in mention.text


def _begins(around: _Surroundings, mention: FoundMention, previous: re.Match[str]) -> bool:
    """Whether the word before the mention begins the sentence."""
    start = max(mention.sentence.start, mention.start - WINDOW) + previous.start(1)
    return not re.search(r"\w", around.article.text[mention.sentence.start : start])


def _is_part_of_name(around: _Surroundings, mention: FoundMention) -> bool:
    """Inside a longer run of capitals: "Washington Post", "Van der Meer", "Upper Silesia Holdings"."""
    text, words = around.article.text, around.words
    following = re.match(r"[ \u00a0]([^\W\d_][\w’'-]*)", text[mention.end : mention.end + WINDOW])
    before = text[max(mention.sentence.start, mention.start - WINDOW) : mention.start]
    previous = re.search(r"([^\W\d_][\w’'-]*)[ \u00a0]$", before)
    joins = following is not None and mention.end + following.start(1) not in around.begins
    if following is not None and joins and following[1][0].isupper() and "country" not in mention.kinds:
        if following[1].casefold() in words.names.organisations or mention.text.casefold() in words.given:
            return True
        if _is_wide(mention):
            return False
        # Every German noun has a capital, so there a capital beside a name says nothing.
        if words.language != "de" and not _is_neighbour(following[1], words):
            return True
    if words.language == "de":
        return False
    if previous is not None and previous[1][0].isupper() and not _is_neighbour(previous[1], words):
        begins = _begins(around, mention, previous)
        is_word = previous[1].casefold() in words.not_places or previous[1].casefold() in around.lower_words
        return not (begins and is_word)
    return False


def _is_neighbour(word: str, words: Table) -> bool:
    """A capital that may stand beside a place without being one name with it: "Russian", "Mayor", "Tuesday"."""
    plain = word.casefold().removesuffix("'s").removesuffix("’s")
    return (
        plain in words.demonyms
        or plain in words.not_places
        or plain in words.names.titles
        or plain in words.names.region_after
        or plain in words.names.city_before
        or plain in words.names.place_before
        or plain in words.names.maybe_before
        or plain in weekdays(words.language)
        or plain in month_names(words.language)
    )


def _is_in_compound(around: _Surroundings, mention: FoundMention) -> bool:
    """Joined to another word: "Kremlin-woordvoerder" is no Kremlin that did something, "Oost-Oekraïne" is Ukraine."""
    text = around.article.text
    before = re.search(r"([^\W\d_]+)[-‑]$", text[max(0, mention.start - WINDOW) : mention.start])
    after = re.match(r"[-‑]([^\W\d_]+)", text[mention.end : mention.end + WINDOW])
    if before is not None and before[1].casefold() not in around.words.names.hyphen_before:
        return True
    return after is not None and mention.text.isupper()


# ---------------------------------------------------------------- names in another case


def _inflected(around: _Surroundings, covered: set[int], gazetteer: Gazetteer) -> Iterator[FoundMention]:
    """Slavic names in another case than the dictionary's: "в Карачеве", "Брянской области".

    A table of endings gives the possible nominatives; the first one that a record bears is taken, in a region's name
    the adjective and its noun together. (pymorphy3 would know more words, and is a later matter.)
    """
    endings = around.words.names.endings
    if not endings:
        return
    text = around.article.text
    region_nouns = around.words.names.region_after
    for match in re.finditer(r"(?<![\w-])[^\W\d_a-z][\w’'-]{2,}", text):
        start, end = match.span()
        if start in covered or around.block_at(start) in (None, "credit", "dateline"):
            continue
        if not match[0][0].isupper():
            continue
        noun = re.match(rf"\s+({'|'.join(map(re.escape, region_nouns))})(?!\w)", text[end : end + WINDOW])
        for form in nominatives(match[0], endings):
            nominative = f"{form} {region_nouns[0]}" if noun is not None and region_nouns else form
            records = [record for record in gazetteer.candidates(nominative) if not is_code(record)]
            if not records:
                continue
            stop = end + noun.end() if noun is not None else end
            found = _described(around, start, stop, nominative.casefold())
            kinds = frozenset(record.kind for record in records)
            is_known = kinds & {"country", "region", "continent"} or records[0].population >= WELL_KNOWN
            initial = not re.search(r"\w", text[around.sentence_at(start).start : start])
            if not is_known and (initial or not _slavic(around.words)):
                break
            yield replace(found, kinds=kinds, nominative=nominative, level="region" if noun else found.level)
            break


def nominatives(word: str, endings: Mapping[str, str]) -> Iterator[str]:
    """The word itself and what it may be in the nominative, by a table of endings, the longest ending first.

    >>> list(nominatives("Карачеве", {"е": "- а"}))
    ['Карачеве', 'Карачев', 'Карачева']
    """
    yield word
    for ending in sorted(endings, key=len, reverse=True):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 2:
            for replacement in endings[ending].split():
                yield stem + replacement.removeprefix("-")


# ---------------------------------------------------------------- names that no record bears


def _unknown_names(around: _Surroundings, covered: set[int]) -> Iterator[FoundMention]:
    """Capitalised words that the gazetteer does not know as written, where the words say that they are a place."""
    text, words = around.article.text, around.words
    seen: dict[str, bool] = {}
    for match in re.finditer(r"(?<![\w-])[^\W\d_a-z][^\W\d_]{3,}(?:-[^\W\d_a-z][^\W\d_]+)*(?![\w-])", text):
        name = match[0]
        plain = name.casefold()
        block = around.block_at(match.start())
        if match.start() in covered or block in (None, "credit", "dateline") or not name[0].isupper():
            continue
        if plain in words.not_places or plain in words.demonyms or plain in around.persons or name.isupper():
            continue
        mention = _described(around, match.start(), match.end(), plain)
        if mention.licence != SURELY and not seen.get(plain):
            continue
        if plain in words.given or plain in around.lower_words or name in common().not_places:
            continue
        seen[plain] = True
        yield replace(mention, spelled=True)


# ---------------------------------------------------------------- which lies in which


def _with_containers(article: Article, found: list[FoundMention], words: Table) -> tuple[FoundMention, ...]:
    """Each mention with the place that the words put it in: "X, Y", "X (Y)", "X in de regio Y"."""
    joins = _join_pattern(words.language)
    result: list[FoundMention] = []
    for index, mention in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        is_inside = (
            following is not None
            and mention.kind == "toponym"
            and following.kind == "toponym"
            and following.sentence == mention.sentence
            and joins.fullmatch(article.text[mention.end : following.start]) is not None
        )
        result.append(replace(mention, inside=index + 1) if is_inside else mention)
    return tuple(result)


@cache
def _join_pattern(language: str) -> re.Pattern[str]:
    names = table(language).names
    region = phrases(names.region_before).pattern
    prepositions = phrases(names.place_before).pattern
    return re.compile(
        rf",?\s+\(?(?:{prepositions}\s+(?:\w{{1,3}}\s+)?)?(?:[^\W\d_]+\s+)?(?:{region}\s+)|,\s+|\s+\(|,?\s+{prepositions}\s+(?:\w{{1,3}}\s+)?",
        re.IGNORECASE,
    )
