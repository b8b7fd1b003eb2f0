"""What stands round a name: its sentence and block, and what the words beside it make of it.

The words give a level ("de regio X" is a region, "de stad X" a town) and a licence: how strongly they say that the
name is a place ("in X" surely, "van X" perhaps). The article is cut into words once; what stands beside a name is
found by the number of its word, and only where that word may matter by a pattern.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cache

from geo.gazetteer.names import WORD
from geo.gazetteer.tokens import Tokens
from geo.model import Article, BlockKind, Span
from geo.reading.dates import month_names, weekdays
from geo.reading.found import NONE, PERHAPS, SURELY, FoundMention, Level
from geo.reading.sentences import article_sentences
from geo.reading.tables import Strings, Table, phrases, table

# Longest stretch of text before and after a name that is looked at, in characters.
WINDOW = 48
_OPENING = "\"'“‘«„("
_ARTICLES = ("de", "het", "the", "der", "die", "das", "dem", "den", "la", "le", "les")
_HYPHENS = "-’'_"
_ELISIONS = "'’"
# An address on the web is no prose, whatever names stand in it.
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]+")


@dataclass(slots=True)
class Surroundings:
    """An article with what the filters ask again and again."""

    article: Article
    tokens: Tokens
    words: Table
    beside: Beside
    sentences: tuple[Span, ...]
    starts: list[int]
    block_starts: list[int]
    lower_words: frozenset[str]
    persons: set[str] = field(default_factory=set)
    headlines: dict[int, bool] = field(default_factory=dict)  # by where a sentence begins: all its words have capitals
    placed: set[str] = field(default_factory=set)  # keys that some mention licenses as a place
    called_towns: set[str] = field(default_factory=set)  # keys that some mention is called a town by
    begins: set[int] = field(default_factory=set)  # where names of countries, regions and peoples begin
    named: set[int] = field(default_factory=set)  # numbers of the words at which some record's name begins
    addresses: list[tuple[int, int]] = field(default_factory=list)  # where addresses on the web stand

    def sentence_at(self, position: int) -> Span:
        """The sentence that a character stands in; the whole text where there is none."""
        index = bisect_right(self.starts, position) - 1
        return self.sentences[index] if index >= 0 else Span(0, len(self.article.text))

    def block_at(self, position: int) -> BlockKind | None:
        """The kind of block that a character stands in, or None between blocks."""
        blocks = self.article.blocks
        if not blocks:
            return "body"
        index = bisect_right(self.block_starts, position) - 1
        return blocks[index].kind if index >= 0 and position < blocks[index].end else None

    def speaks_at(self, position: int) -> bool:
        """Whether the article itself speaks there: not in a credit, a dateline, an address or between blocks."""
        if self.addresses:
            index = bisect_right(self.addresses, (position, len(self.article.text)))
            if index and position < self.addresses[index - 1][1]:
                return False
        return self.block_at(position) not in (None, "credit", "dateline")

    def word_at(self, position: int) -> int:
        """The number of the first word that begins at a character or after it."""
        return bisect_left(self.tokens.starts, position)

    def word_before(self, number: int, sentence: Span, joiners: str = _HYPHENS) -> tuple[int, str] | None:
        """The word that ends right before a word's white space, with what hyphens and the like join to it.

        Where it begins, and how it is written up to the white space; None where the sentence begins or where other
        signs stand between.
        """
        tokens = self.tokens
        if number == 0 or tokens.starts[number - 1] < sentence.start:
            return None
        gap = tokens.gaps[number]
        signs = gap.rstrip()
        if len(signs) == len(gap) or signs.strip(joiners):
            return None
        first = number - 1
        while first > 0 and (between := tokens.gaps[first]) and not between.strip(joiners):
            if tokens.starts[first - 1] < sentence.start:
                break
            first -= 1
        begin, end = tokens.starts[first], tokens.ends[number - 1] + len(signs)
        while begin < end and not self.article.text[begin].isalpha():
            begin += 1
        return (begin, self.article.text[begin:end]) if begin < end else None

    def is_first(self, number: int, sentence: Span) -> bool:
        """Whether no word of the sentence comes before this one."""
        return number == 0 or self.tokens.starts[number - 1] < sentence.start

    def begins_sentence(self, position: int, sentence: Span) -> bool:
        """Whether no word of the sentence begins before a character."""
        return self.is_first(self.word_at(position), sentence)


def look_round(article: Article, tokens: Tokens) -> Surroundings:
    """The article as the filters see it, before any name is known."""
    sentences = article_sentences(article)
    return Surroundings(
        article=article,
        tokens=tokens,
        words=table(article.language),
        beside=beside(article.language),
        sentences=sentences,
        starts=[span.start for span in sentences],
        block_starts=[block.start for block in article.blocks],
        lower_words=frozenset({word.text for word in tokens.words if word.small}),
        addresses=[match.span() for match in _ADDRESS.finditer(article.text)],
    )


def is_slavic(words: Table) -> bool:
    """Whether the language inflects its names, as Russian and Ukrainian do."""
    return words.language in ("ru", "uk")


def described(around: Surroundings, start: int, end: int, key: str) -> FoundMention:
    """The match with its sentence, block, level and licence."""
    sentence = around.sentence_at(start)
    first, after = around.word_at(start), around.word_at(end)
    level, licence = standing(around, first, after, sentence)
    return FoundMention(
        start,
        end,
        around.article.text[start:end],
        "toponym",
        sentence,
        around.block_at(start) or "body",
        key,
        level=level,
        licence=licence,
        initial=around.is_first(first, sentence),
    )


def standing(around: Surroundings, first: int, after: int, sentence: Span) -> tuple[Level, int]:
    """The level and the licence of a name from word ``first`` up to word ``after``."""
    if not around.beside.may_speak(around.tokens, first, after):
        return "any", NONE
    level = _level(around, first, after, sentence)
    return level, SURELY if level != "any" else _licence(around, first, sentence)


def _level(around: Surroundings, first: int, after: int, sentence: Span) -> Level:
    """What the words make of a name: "de regio X", "Х region", "de stad X"; "any" where they say nothing."""
    patterns = around.beside
    if patterns.region_before.ends_at(around, first, sentence) or patterns.region_after.begins_at(
        around, after, sentence
    ):
        return "region"
    if patterns.city_before.ends_at(around, first, sentence) or patterns.city_after.begins_at(around, after, sentence):
        return "settlement"
    return "any"


def _licence(around: Surroundings, first: int, sentence: Span) -> int:
    """How surely the words before a name, and an article between, say that it is a place."""
    patterns = around.beside
    at = first
    if (
        at > 1
        and around.tokens.words[at - 1].plain in _ARTICLES
        and around.tokens.starts[at - 1] >= sentence.start
        and around.tokens.gaps[at].isspace()
    ):
        at -= 1
    if patterns.place_before.ends_at(around, first, sentence) or (
        at != first and patterns.place_before.ends_at(around, at, sentence)
    ):
        return SURELY
    if patterns.maybe_before.ends_at(around, first, sentence) or (
        at != first and patterns.maybe_before.ends_at(around, at, sentence)
    ):
        return PERHAPS
    return NONE


@dataclass(frozen=True, slots=True)
class Beside:
    """What the words beside a name may be, and the words of a language that may stand beside one.

    Attributes:
        neighbours: what may have a capital beside a place without being one name with it: "Russian", "Mayor".
        organisations, prefixes: what makes a longer name of it, after and before.
        calendar: days and months.
        place_after: nouns after a town's name ("a Clyde man").
        before, after, starred: the words next to a name that can be of a phrase of level or licence.
    """

    region_before: Phrases
    region_after: Phrases
    city_before: Phrases
    city_after: Phrases
    place_before: Phrases
    maybe_before: Phrases
    title_before: Phrases
    neighbours: frozenset[str]
    organisations: frozenset[str]
    prefixes: frozenset[str]
    calendar: frozenset[str]
    place_after: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    starred: tuple[str, ...]

    def may_speak(self, tokens: Tokens, first: int, after: int) -> bool:
        """Whether the word before a name or the one after it can be of any phrase; nearly always neither is."""
        before = tokens.words[first - 1].plain if first else ""
        if before in self.before or (after < len(tokens.words) and tokens.words[after].plain in self.after):
            return True
        if not self.starred:
            return False
        return before.startswith(self.starred) or (
            after < len(tokens.words) and tokens.words[after].plain.startswith(self.starred)
        )


@cache
def beside(language: str) -> Beside:
    """The phrases of a language, from its table."""
    words = table(language)
    names = words.names
    calendar = frozenset({*weekdays(words.language), *month_names(words.language)})
    region_before, region_after, city_before, city_after, place_before, maybe_before = map(
        Phrases.of,
        (
            names.region_before,
            names.region_after,
            names.city_before,
            names.city_after,
            names.place_before,
            names.maybe_before,
        ),
    )
    ending = (region_before, city_before, place_before, maybe_before)
    return Beside(
        region_before=region_before,
        region_after=region_after,
        city_before=city_before,
        city_after=city_after,
        place_before=place_before,
        maybe_before=maybe_before,
        title_before=Phrases.of(names.titles),
        neighbours=frozenset(words.demonyms).union(
            words.not_places, names.titles, names.region_after, names.city_before, names.place_before,
            names.maybe_before, calendar,
        ),
        organisations=frozenset(names.organisations),
        prefixes=frozenset(names.surname_prefix),
        calendar=calendar,
        place_after=frozenset(names.place_after),
        before=frozenset(_ARTICLES).union(*(item.single | item.lasts for item in ending)),
        after=region_after.single | region_after.firsts | city_after.single | city_after.firsts,
        starred=tuple({start for item in (*ending, region_after, city_after) for start in item.starred}),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases that are looked for right before or after a name.

    Phrases of one plain word are found in a set. Others (more words, stars, full stops) are tried as a pattern, but
    only where the word nearest to the name is one that such a phrase has there.
    """

    single: frozenset[str]
    lasts: frozenset[str]
    firsts: frozenset[str]
    starred: tuple[str, ...]  # beginnings of starred words: "wapenopslag*"
    elided: frozenset[tuple[str, ...]]  # the words of phrases that lean on the next by an apostrophe: "près d'"
    before: re.Pattern[str]
    after: re.Pattern[str]

    @classmethod
    def of(cls, listed: Strings) -> Phrases:
        """The phrases of a table, as ``geo.reading.tables.phrases`` reads them."""
        folded = [phrase.casefold() for phrase in listed]
        single = frozenset(phrase for phrase in folded if WORD.fullmatch(phrase))
        cut = [WORD.findall(phrase) for phrase in folded if phrase not in single and WORD.search(phrase)]
        pattern = phrases(listed).pattern
        return cls(
            single=single,
            lasts=frozenset(words[-1] for words in cut),
            firsts=frozenset(words[0] for words in cut),
            starred=tuple({word for phrase in folded if "*" in phrase for word in WORD.findall(phrase)}),
            elided=frozenset(tuple(WORD.findall(phrase)) for phrase in folded if phrase[-1:] in _ELISIONS),
            before=re.compile(rf"{pattern}\s+[{_OPENING}]?$", re.IGNORECASE),
            after=re.compile(rf"\s+{pattern}", re.IGNORECASE),
        )

    def ends_at(self, around: Surroundings, number: int, sentence: Span) -> bool:
        """Whether a phrase, white space and at most one opening quote stand right before a word."""
        tokens = around.tokens
        if number == 0:
            return False
        gap = tokens.gaps[number]
        if self.elided and gap and gap in _ELISIONS:
            return any(
                tuple(word.plain for word in tokens.words[max(0, number - len(words)) : number]) == words
                for words in self.elided
                if number >= len(words) and tokens.starts[number - len(words)] >= sentence.start
            )
        bare = gap[:-1] if gap[-1:] in _OPENING else gap
        if not bare[-1:].isspace() or tokens.starts[number - 1] < sentence.start:
            return False
        plain = tokens.words[number - 1].plain
        if plain in self.single and bare.isspace():
            return True
        if plain in self.lasts or (self.starred and plain.startswith(self.starred)):
            start = tokens.starts[number] if number < len(tokens.starts) else len(tokens.text)
            return self.before.search(tokens.text[max(sentence.start, start - WINDOW) : start]) is not None
        return False

    def begins_at(self, around: Surroundings, number: int, sentence: Span) -> bool:
        """Whether white space and a phrase stand right before the end of a name and in its sentence."""
        tokens = around.tokens
        if number >= len(tokens.words) or tokens.starts[number] >= sentence.end:
            return False
        plain = tokens.words[number].plain
        if plain in self.single:
            return tokens.gaps[number].isspace()
        if plain in self.firsts or (self.starred and plain.startswith(self.starred)):
            end = tokens.starts[number] - len(tokens.gaps[number])
            return self.after.match(tokens.text[end : min(sentence.end, end + WINDOW)]) is not None
        return False
