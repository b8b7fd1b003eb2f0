"""What speaks for and against a place name in Russian and Ukrainian text, as short English words.

"may be:place" is what the dictionary says of the word, "before:in, agrees" that a preposition stands before it and
that the name has the case which this asks for, "after:person" that a first name or surname follows,
"elsewhere:placed" that the same name is spoken of as a place in another sentence. ``geo.reading.slavic`` weighs them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from geo.reading.morphology import lemmas, readings, senses
from geo.reading.nominatives import Named
from geo.reading.tables import table

if TYPE_CHECKING:
    from geo.model import PlaceKind

SPACES = frozenset({" ", "\u00a0", "\u202f"})
_OPENING, _CLOSING = "«\"“„'‘(", "»\"”“'’)"
_WIDE: tuple[PlaceKind, ...] = ("country", "continent", "region", "area", "water", "site")
# The cases that a preposition asks for, and what it says of the name after it.
_PREPOSITIONS: dict[str, tuple[str, frozenset[str]]] = {
    word: (sense, frozenset(cases.split()))
    for sense, words, cases in (
        ("in", "в во", "loct accs"),
        ("in", "у", "loct accs gent"),
        ("on", "на", "loct accs"),
        ("from", "из изо з із зі", "gent ablt"),
        ("near", "под під", "ablt accs"),
        ("near", "около возле близ вблизи біля поблизу коло", "gent"),
        ("over", "над за між между", "ablt gent accs"),
        ("to", "до от від", "gent"),
        ("along", "по", "datv loct"),
        ("to", "к ко", "datv"),
        ("through", "через", "accs"),
        ("with", "с со", "ablt gent"),
        ("for", "для без против проти", "gent"),
        ("about", "о об про при", "loct accs"),
    )
    for word in words.split()
}
# People of a town that is better known than a surname; words of a quoted name that is no sentence.
LARGE, MOST_QUOTED = 150_000, 4
# What lies in a place that it is named with, and is no title of anything.
_GEOGRAPHIC = frozenset({"town", "district", "region"})
# What a region may be a part of the title of.
_ORGANS = frozenset({"organisation", "power"})
# A shorter word that nobody knows may be anything.
LEAST_LETTERS = 4
JOINERS = frozenset({"и", "или", "та", "і", "й", "або"})


class Token(NamedTuple):
    """A word of the text; ``gap`` is what stands between the word before it and this one."""

    start: int
    end: int
    text: str
    gap: str
    begins: bool
    is_capital: bool


class Found(NamedTuple):
    """A run of words that a record bears: its tokens (from, to), the names that it may be, and the evidence."""

    first: int
    last: int
    names: tuple[Named, ...]
    kinds: frozenset[PlaceKind]
    people: int
    evidence: tuple[str, ...] = ()


def with_evidence(found: Sequence[Found], tokens: Sequence[Token], language: str) -> list[Found]:
    """Each candidate with what its own words, those beside it and the rest of the article say; in no order."""
    small = frozenset(token.text for token in tokens if not token.is_capital)
    said = [list(_of_itself(one, tokens, language, small)) for one in found]
    placed = {key for one, what in zip(found, said, strict=True) if PLACED & set(what) for key in keys_of(one)}
    people = surnames_in(tokens, language)
    for index, (one, what) in enumerate(zip(found, said, strict=True)):
        if not PLACED & set(what) and placed & set(keys_of(one)):
            what.append("elsewhere:placed")
        may_be_person = people and _is_single(one, tokens, language)
        may_be_person = may_be_person and PLACED.isdisjoint(what)  # its own words say that it is a place
        if may_be_person and not people.isdisjoint(_stems(tokens[one.first].text, language)):
            what.append("elsewhere:person")
        if index and _joined(found[index - 1], one, tokens):
            what[:] = [word for word in what if word != "before:,"]
            what.append(f"list:after {_rank(found[index - 1])}")
            if PLACED & set(said[index - 1]) or "list:placed" in said[index - 1]:
                what.append("list:placed")
        if index + 1 < len(found) and _joined(one, found[index + 1], tokens):
            what.append(f"list:before {_rank(found[index + 1])}")
    return [one._replace(evidence=tuple(dict.fromkeys(what))) for one, what in zip(found, said, strict=True)]


# Evidence by which the words beside a name say that it is a place.
PLACED = frozenset({"before:in, agrees", "before:from, agrees", "before:town", "before:near, agrees", "words:noun"})


def keys_of(found: Found) -> list[str]:
    """The keys of the names that it may be."""
    return [name.key for name in found.names]


def _rank(found: Found) -> str:
    if found.kinds & {"country", "region", "continent"}:
        return "wide"
    return "large" if found.people >= 150_000 else "small"


def _joined(one: Found, other: Found, tokens: Sequence[Token]) -> bool:
    """Whether two candidates stand in a list: "Ирака, Сирии и Ливана"."""
    between = tokens[one.last + 1 : other.first]
    after = tokens[other.first]
    if after.begins:
        return False
    if not between:
        return after.gap.strip() in (",", "•", "-", "–", "—", "/", ";")
    return len(between) == 1 and between[0].text in JOINERS and between[0].gap in SPACES and after.gap in SPACES


def surnames_in(tokens: Sequence[Token], language: str) -> frozenset[str]:
    """What may be the surnames of those whom the article names with a first name or an initial."""
    stems: set[str] = set()
    for index, token in enumerate(tokens[1:], 1):
        previous = tokens[index - 1]
        if not (token.is_capital and previous.is_capital) or token.begins:
            continue
        is_initial = len(previous.text) == 1 and token.gap.strip() == "."
        is_full = token.gap in SPACES and is_given(previous.text, language)
        if is_initial or is_full:
            stems.update(_stems(token.text, language))
    return frozenset(stems)


@lru_cache(maxsize=20_000)
def _stems(word: str, language: str) -> frozenset[str]:
    """The nominatives that a word may have as a person's name, which a place's may be."""
    return frozenset(reading.nominative for reading in readings(word, language) if reading.part == "noun")


@lru_cache(maxsize=20_000)
def is_given(word: str, language: str) -> bool:
    """Whether a word may be a first name."""
    return any(reading.is_given for reading in readings(word, language))


def asked_by(tokens: Sequence[Token], at: int) -> frozenset[str] | None:
    """The cases that the preposition before a word asks for, or None where none stands there."""
    if at == 0 or tokens[at].begins or tokens[at].gap not in SPACES:
        return None
    known = _PREPOSITIONS.get(tokens[at - 1].text.lower())
    return None if known is None else known[1]


def is_unknown_place(tokens: Sequence[Token], at: int, language: str) -> bool:
    """Whether a word that no record bears is spoken of as a place: "в Зарічинську", "город Таловск"."""
    token = tokens[at]
    word = token.text
    if not token.is_capital or token.begins or len(word) < LEAST_LETTERS or word.isupper() or word[0].isascii():
        return False
    if not word.replace("-", "").isalpha() or not {"?", "?person", "place"} >= set(senses(word, language)):
        return False
    following = tokens[at + 1]
    if following.is_capital and following.gap in SPACES and not following.begins:
        return False
    if token.gap not in SPACES:
        return token.gap.strip() == "." and _shortened(tokens[at - 1], language) == "town"
    before = tokens[at - 1].text.lower()
    if before in _PREPOSITIONS:
        sense, asked = _PREPOSITIONS[before]
        stands = frozenset().union(*(one.cases for one in readings(word, language) if not one.is_person))
        return sense in ("in", "from", "near") and not stands.isdisjoint(asked)
    return _noun(before, language) == "town"


def _of_itself(found: Found, tokens: Sequence[Token], language: str, small: frozenset[str]) -> Iterator[str]:
    yield "always"
    yield _size(found)
    yield from _of_words(found, tokens, language, small)
    yield from _before(found, tokens, language)
    yield from _after(found, tokens, language)
    if _is_quoted(found, tokens):
        yield "quoted"
    elif _in_quoted_name(found, tokens):
        yield "quoted:part"
    if (title := _in_title(found, tokens, language)) is not None:
        yield title


def _is_quoted(found: Found, tokens: Sequence[Token]) -> bool:
    """Whether the name and nothing else stands in quotation marks."""
    before = tokens[found.first].gap.rstrip()[-1:]
    if not before or before not in _OPENING or before == "(":
        return False
    after = tokens[found.last + 1].gap[:1]
    return bool(after) and after in _CLOSING and after != ")"


def _in_quoted_name(found: Found, tokens: Sequence[Token]) -> bool:
    """Whether it stands in a quoted name of a few words: «Вечерний Орёл», not in what somebody says."""
    first = found.first
    while first > 0 and found.first - first < MOST_QUOTED and tokens[first].gap in SPACES and not tokens[first].begins:
        first -= 1
    opening = tokens[first].gap.rstrip()[-1:]
    if not opening or opening not in _OPENING or opening == "(" or not tokens[first].is_capital:
        return False
    after = found.last + 1
    while after < len(tokens) - 1 and after - first < MOST_QUOTED and tokens[after].gap in SPACES:
        after += 1
    closing = tokens[after].gap[:1]
    return bool(closing) and closing in _CLOSING and closing != ")" and after - first > found.last - found.first + 1


def _in_title(found: Found, tokens: Sequence[Token], language: str) -> str | None:
    """Whether it hangs on a name of its own: "Міністерство культури України", "Національного банку України"."""
    nouns, last = 0, tokens[found.last]
    is_of_district = is_of_organ = False
    is_region = not last.is_capital and _noun(last.text.lower(), language) == "region"
    for at in range(found.first - 1, max(-1, found.first - 7), -1):
        before, after = tokens[at], tokens[at + 1]
        if after.begins or after.gap not in SPACES:
            return None
        if before.text in JOINERS and nouns:
            continue
        kinds = set(senses(before.text, language))
        is_noun = bool(kinds & {"noun", "place", "firm", "?"}) or (nouns == 0 and "person" in kinds)
        if before.text.lower() in _PREPOSITIONS or not (is_noun or "adjective" in kinds):
            return None
        sense = _noun(before.text.lower(), language)
        if sense in _GEOGRAPHIC or (is_of_district and "adjective" in kinds):
            is_of_district = sense in _GEOGRAPHIC  # "Салтовского района Харькова"
            continue
        nouns += is_noun
        is_of_organ = is_of_organ or sense in _ORGANS
        if is_region and before.is_capital and not is_of_organ:
            return None  # "в Лимане Донецкой области"
        if before.is_capital and nouns and "person" not in kinds and kinds != {"place"}:
            if not before.begins:
                return "title:inside"
            # A capital that begins a sentence says nothing; what the noun means may.
            heads = (_noun(token.text.lower(), language) for token in tokens[at : found.first])
            return "title:begins" if "organisation" in heads else None
    return None


def _size(found: Found) -> str:
    for kind in _WIDE:
        if kind in found.kinds:
            return f"kind:{kind}"
    for least in (1_000_000, 150_000, 30_000, 5_000):
        if found.people >= least:
            return f"people:{least}"
    return "people:few"


def _of_words(found: Found, tokens: Sequence[Token], language: str, small: frozenset[str]) -> Iterator[str]:
    words = tokens[found.first : found.last + 1]
    if words[0].text.isupper() and len(words[0].text) > 1:
        yield "word:capitals"
    if words[0].text[0].isascii():
        yield "word:latin"
    if len(words) > 1:
        yield "words:many"
        noun = next((word.text for word in words if not word.is_capital), None)
        if noun is not None:
            yield "words:noun"
            yield f"words:{_noun(noun.lower(), language) or 'other'}"
        return
    if " " in found.names[0].key and "-" not in words[0].text:  # "Донецкой" of "Донецкой и Луганской областей"
        yield from ("words:many", "words:noun", "words:region")
        return
    word = words[0].text
    if word.lower() in table(language).not_places:
        yield "word:listed"
    known = senses(word, language)
    if known == ("noun",) and found.kinds & {"country", "continent"}:
        known = ("place",)
    is_small = found.people < 30_000 and _size(found).startswith("people")
    for sense in known:
        yield f"may be:{sense}"
        if is_small:
            yield f"small:{sense}"
    if len(known) == 1:
        yield f"is:{known[0]}"
    if (
        {"person", "place"} <= set(known)
        and not is_given(word, language)
        and (found.people >= LARGE or _size(found).startswith("kind"))
    ):
        yield "large:person or place"
    if language == "ru":  # the Ukrainian dictionary does not order its readings
        yield f"first:{senses(word, language)[0]}"
    if "-" in word:
        yield "word:hyphen"
    if len(word) <= 3:
        yield "word:short"
    if word.lower() in small:
        yield "word:small elsewhere"
    if words[0].begins:
        yield "word:begins"
        yield f"begins:{_mostly(word, language)}"


@lru_cache(maxsize=20_000)
def _mostly(word: str, language: str) -> str:
    """One class for a word beside a name or at the head of a sentence, the most telling of those it may be."""
    known = senses(word, language)
    order = ("place", "person", "noun", "adjective", "other") if word[0].isupper() else ("noun", "adjective", "other")
    return next((sense for sense in order if sense in known), known[0])


def _before(found: Found, tokens: Sequence[Token], language: str) -> Iterator[str]:
    first = tokens[found.first]
    if first.begins:
        yield "before:nothing"
        return
    previous = tokens[found.first - 1]
    gap = first.gap
    if gap.strip() and gap.strip()[-1] in _OPENING:
        yield "before:quote"
        gap = gap.strip()[:-1] or " "
    if gap not in SPACES:
        if gap.strip() == "." and (short := _shortened(previous, language)) is not None:
            yield f"before:{short}"
            return
        yield f"before:{gap.strip()[:1] or 'space'}"
        if previous.is_capital and gap.strip() == "." and len(previous.text) == 1:
            yield "before:initial"
        return
    word = previous.text.lower()
    if word in _PREPOSITIONS:
        sense, cases = _PREPOSITIONS[word]
        agrees = any(name.cases is None or name.cases & cases for name in found.names)
        yield f"before:{sense}, {'agrees' if agrees else 'does not'}"
    elif _is_single(found, tokens, language) and _is_named_first(previous, language):
        yield "before:given name"
    elif (noun := _noun(word, language)) is not None:
        yield f"before:{noun}"
    elif previous.is_capital:
        yield f"before:capital {_mostly(previous.text, language)}" + (" begins" if previous.begins else "")
    else:
        yield f"before:small {_mostly(previous.text, language)}"


def _is_single(found: Found, tokens: Sequence[Token], language: str) -> bool:
    """Whether it is one word, and no country that the dictionary knows: whose name is nobody's."""
    if found.first != found.last:
        return False
    is_known = senses(tokens[found.first].text, language)[0][0] != "?"
    return not (is_known and found.kinds & {"country", "continent"})


def _is_named_first(token: Token, language: str) -> bool:
    """Whether a word is somebody's first name, and not a noun that begins a sentence ("Слава", "Влада")."""
    if not token.is_capital or not is_given(token.text, language):
        return False
    return not (token.begins and "noun" in senses(token.text, language))


def _after(found: Found, tokens: Sequence[Token], language: str) -> Iterator[str]:
    if tokens[found.last + 1].begins:
        yield "after:nothing"
        return
    following = tokens[found.last + 1]
    gap = following.gap
    if gap not in SPACES:
        mark = gap.strip()[:1]
        yield f"after:{'quote' if mark and mark in _CLOSING else mark or 'space'}"
        return
    is_alone = _is_single(found, tokens, language)
    may_be_surname = following.is_capital and not _begins_region(tokens, found.last + 1, language)
    if is_alone and may_be_surname and is_given(tokens[found.first].text, language):
        yield "after:surname"
    elif (noun := _noun(following.text.lower(), language)) is not None:
        yield f"after:{noun}"
    elif following.is_capital:
        yield f"after:capital {_mostly(following.text, language)}"
    else:
        yield f"after:small {_mostly(following.text, language)}"


def _begins_region(tokens: Sequence[Token], at: int, language: str) -> bool:
    """Whether a word and the next are the name of a region or district: "под Энгельсом Саратовской области"."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is None or after.begins or after.gap not in SPACES or after.is_capital:
        return False
    return _noun(after.text, language) in ("region", "district")


@lru_cache(maxsize=20_000)
def _noun(word: str, language: str) -> str | None:
    """The sense of a noun that speaks of the name beside it: town, region, street, person, organisation."""
    known = _told_by(language)
    if word in known:
        return known[word]
    return next((known[lemma] for lemma in lemmas(word, language) if lemma in known), None)


def _shortened(token: Token, language: str) -> str | None:
    """The sense of a noun that is written short, with a full stop: "с. Боровая", "г. Туапсе"; no initial is one."""
    return None if token.is_capital else _written_short(language).get(token.text)


@cache
def _written_short(language: str) -> dict[str, str]:
    return {word: sense for sense, words in table(language).names.before_short.items() for word in words.split()}


@cache
def _told_by(language: str) -> dict[str, str]:
    return {word: sense for sense, words in table(language).beside.items() for word in words.split()}
