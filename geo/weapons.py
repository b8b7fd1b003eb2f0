"""The weapons that articles name, and how far somebody says that they reach.

The table is ``data/weapons.json``, made from ``data/build/weapons.toml``. A ``Reach`` is one source's statement for
one variant; sources that disagree stand side by side, so a weapon never has one bare number: ``main_reach`` only
chooses which of the statements is drawn solid, and ``spread`` tells how far they lie apart. Lengths are metres.

Reach only: the table holds nothing on where a weapon stands, what it is aimed at or what it does there.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from geo.errors import MAX_QUOTED, DataError, NotPossible
from geo.model import Reach, Variant, Weapon
from geo.resources import data_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

# How far a word that speaks of weapons may stand from a name that also means other things, in characters: about the
# length of a sentence in a news report.
CONTEXT_CHARS = 160
# Names in capitals up to this length are matched as written: "SCALP" is a missile, "scalp" is not.
SHORT_CAPITALS = 5
# The kind of what is fired at aircraft and missiles: an article that names one seldom means that it struck a place.
AIR_DEFENCE = "air-defence missile"
# A typed name must be this like a known one (0 to 100) to be offered as what was meant.
ALIKE = 60
SUGGESTED = 3

# What may follow the stem of a Slavic noun or adjective in another case, longest first ("Искандерами", "Шахедів").
_SLAVIC_ENDINGS = (
    "ами|ями|ого|ому|ыми|ими|ові|еві|ой|ою|ею|ям|ам|ах|ях|ов|ев|ів|їв|ей|ом|ем|єм|им|ым|их|ых|ий|ый|ые|"
    "а|у|е|и|і|ы|я|ю|й|ь|о"
)
_SLAVIC_FINAL = "аяоейьіиы"
_ADJECTIVE = re.compile("(?:ий|ый)$")
_CONSONANTS = "бвгґджзклмнпрстфхцчшщ"
# A name this long loses its last vowel before an ending; a shorter part ("М", "У") is no noun and takes none inside.
LEAST_NOUN = 4
# The signs that stand for « and » in other hands.
_OPEN, _CLOSE = '[«„“”"]', '[»“”"]'
# What a Dutch or German writer glues or hyphenates to a name: "ATACMS-raketten", "Iskanders", "Kinzhal's".
_SUFFIX = r"(?:['’]?s)?"
# A length in a text, as far as it must be known that there is one.
_LENGTH = re.compile(r"\d\s?-?(?:km|kilom|mile|meile|mijl|км|кілом|килом|мил)")


class Spread(NamedTuple):
    """The least and the greatest ``max_m`` that sources state, in metres."""

    low_m: float
    high_m: float


class WeaponName(NamedTuple):
    """A stretch of a text that names a weapon; ``variant`` is None where only the family is named."""

    start: int
    end: int
    weapon: str
    variant: str | None


class _Table(msgspec.Struct, frozen=True):
    context_words: dict[str, tuple[str, ...]]
    range_words: dict[str, tuple[str, ...]]
    other_words: dict[str, tuple[str, ...]]
    weapons: tuple[Weapon, ...]


@cache
def _table() -> _Table:
    path = data_path("weapons.json")
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Table)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise DataError("strikemap's data file {name} is damaged: {why}", name=path.name, why=error) from error


def load_weapons() -> tuple[Weapon, ...]:
    """Every weapon of the table, by id; read once.

    Raises:
        DataError: the file is missing or damaged.
    """
    return _table().weapons


def context_words(language: str) -> tuple[str, ...]:
    """The stems that make an ``in_context`` name count, for a BCP 47 tag; empty for other languages."""
    return _table().context_words.get(language.split("-")[0].lower(), ())


def find_weapon(name: str) -> Weapon:
    """The weapon of that name: an id, a name or alias in any language, or a variant's.

    Case, diacritics, spaces and hyphens are put aside, and words such as "missile" or "raketten" after it.

    Raises:
        NotPossible: no weapon bears the name; the message quotes it and offers the nearest names.
    """
    return find_variant(name)[0]


def find_variant(name: str) -> tuple[Weapon, Variant | None]:
    """As ``find_weapon``, with the variant where the name is a variant's own ("Iskander-M"), else None.

    Raises:
        NotPossible: as ``find_weapon``.
    """
    names = _by_key()
    for wanted in (_key(name), _key(_bare(name))):
        if wanted in names:
            weapon, variant = names[wanted]
            return weapon, variant
    raise _unknown(name)


def reaches_of(weapon: Weapon, variant: str | None = None) -> tuple[Reach, ...]:
    """What sources state for the weapon, or for one variant, in the table's order.

    Raises:
        NotPossible: the weapon has no such variant.
    """
    if variant is None:
        return weapon.reaches
    if variant not in {known.id for known in weapon.variants}:
        raise NotPossible(
            "{weapon} has no variant {value!r}: expected one of {known}",
            weapon=weapon.name,
            value=variant,
            known=", ".join(known.id for known in weapon.variants),
        )
    return tuple(reach for reach in weapon.reaches if reach.variant == variant)


def main_reach(weapon: Weapon, stated_m: float | None = None) -> Reach:
    """The reach that is drawn solid; the others are drawn dashed beside it, never left out.

    With ``stated_m``, what the article itself states in metres: the reach whose ``max_m`` lies nearest to it.
    Without: of the variant for which most sources speak, the ``max_m`` that most of them state. Where that ties, the
    variant listed first wins, then the greater reach, then the source listed first.

    Raises:
        NotPossible: nobody states a reach for the weapon.
    """
    if not weapon.reaches:
        raise NotPossible("no source in strikemap's table states how far {value!r} reaches", value=weapon.name)
    sources = Counter(reach.variant for reach in weapon.reaches)
    saying = Counter((reach.variant, reach.max_m) for reach in weapon.reaches)
    listed = {variant.id: place for place, variant in enumerate(weapon.variants)}

    def standing(reach: Reach) -> tuple[int, int, int, float]:
        agreeing = saying[reach.variant, reach.max_m]
        return (-sources[reach.variant], listed[reach.variant], -agreeing, -reach.max_m)

    if stated_m is None:
        return min(weapon.reaches, key=standing)
    return min(weapon.reaches, key=lambda reach: (abs(reach.max_m - stated_m), *standing(reach)))


def longest_reach(weapon: Weapon) -> Reach:
    """The greatest stated reach of any variant, whoever states it.

    Raises:
        NotPossible: nobody states a reach for the weapon.
    """
    if not weapon.reaches:
        raise NotPossible("no source in strikemap's table states how far {value!r} reaches", value=weapon.name)
    return max(weapon.reaches, key=lambda reach: reach.max_m)


def spread(reaches: Iterable[Reach]) -> Spread | None:
    """The least and greatest stated ``max_m``, between which the truth is not decided here; None of nothing."""
    stated = [reach.max_m for reach in reaches]
    return Spread(min(stated), max(stated)) if stated else None


def mention_names(weapons: Iterable[Weapon]) -> dict[str, str]:
    """Every spelling that by itself names a weapon in a text, to the weapon's id.

    Names that need context are left out (``Weapon.in_context``); ``names_in`` finds those too.
    """
    found: dict[str, str] = {}
    for weapon in weapons:
        for names in weapon.aliases.values():
            found |= dict.fromkeys(names, weapon.id)
        for variant in weapon.variants:
            found |= dict.fromkeys(variant.aliases, weapon.id)
    return found


def names_in(text: str, *, language: str, weapons: Sequence[Weapon] | None = None) -> tuple[WeaponName, ...]:
    """Every name of a weapon in the text, in its order, the longest where several begin together.

    All languages' spellings are looked for, since articles quote. A name that is also something else counts in its
    own language only ("Grad" is a rocket in Dutch and a degree in German), and only where a word of
    ``context_words(language)`` stands within ``CONTEXT_CHARS`` of it on its line, or one for a range with a length,
    and none that speaks of the other thing (a planet, a journal). The same is asked of a name with another capitalised
    word behind it, which may be a person's ("Iskander Karimov"). One such place licenses the others in the text.
    ``start`` and ``end`` are indices into ``text``; a plural or case ending is inside, and so is a word joined to the
    name ("-raketten").

    Args:
        text: an article or a part of it.
        language: its BCP 47 tag.
        weapons: where to look; all of the table if None.
    """
    base = language.split("-")[0].lower()
    if weapons is None or weapons is load_weapons():
        return _names_of_table(text, base)
    return _names_by(_build(tuple(weapons), base), text, base)


@lru_cache(maxsize=1024)
def is_weapon(name: str, language: str) -> bool:
    """Whether the words are the name of a weapon and nothing else ("Storm Shadow", "Kalibr missiles")."""
    base = language.split("-")[0].lower()
    return any(found.start == 0 and found.end == len(name) for found in _names_by(_whole_lexicon(base), name, base))


@lru_cache(maxsize=16)
def _names_of_table(text: str, language: str) -> tuple[WeaponName, ...]:
    """The names of the whole table in a text; kept, since every stage of a reading asks for those of its article."""
    return _names_by(_whole_lexicon(language), text, language)


def _names_by(lexicon: _Lexicon, text: str, language: str) -> tuple[WeaponName, ...]:
    context = _context(language)
    found: list[tuple[WeaponName, bool]] = []
    for match in lexicon.pattern.finditer(text):
        entry = lexicon.entry(match)
        if not _written_alike(match["name"] or match["compound"] or match[0], entry.spelling):
            continue
        is_doubtful = entry.guarded or _like_a_first_name(text, match, context)
        found.append((WeaponName(match.start(), match.end(), entry.weapon, entry.variant), is_doubtful))
    licensed = {hit.weapon for hit, is_doubtful in found if not is_doubtful or context.speaks_of_weapons(text, hit)}
    return tuple(hit for hit, _ in found if hit.weapon in licensed)


class _Entry(NamedTuple):
    spelling: str
    weapon: str
    variant: str | None
    guarded: bool


class _Lexicon(NamedTuple):
    """``entries`` by spelling in one case; ``slavic`` in the order of the pattern's groups s0, s1, ..."""

    pattern: re.Pattern[str]
    entries: Mapping[str, _Entry]
    slavic: Sequence[_Entry]

    def entry(self, match: re.Match[str]) -> _Entry:
        """What the match has found."""
        name = match["name"] or match["compound"]
        return self.entries[name.casefold()] if name else self.slavic[int((match.lastgroup or "s0")[1:])]


@cache
def _whole_lexicon(language: str) -> _Lexicon:
    return _build(load_weapons(), language)


def _build(weapons: tuple[Weapon, ...], language: str) -> _Lexicon:
    entries = {entry.spelling.casefold(): entry for entry in _entries(weapons, language)}
    by_length = sorted(entries.values(), key=lambda entry: len(entry.spelling), reverse=True)
    slavic = [entry for entry in by_length if _is_slavic(entry.spelling)]
    latin = [entry.spelling for entry in by_length if not _is_slavic(entry.spelling)]
    compounds = [name for name in latin if _is_compound(name)]
    declined = [f"(?P<s{number}>{_declined(entry.spelling)})" for number, entry in enumerate(slavic)]
    pattern = re.compile(
        rf"(?<!\w)(?:(?P<name>{_any_of(latin)}){_SUFFIX}(?:-\w+)?(?!\w)|(?P<compound>{_any_of(compounds)})\w+"
        rf"|(?:{_by_first_sign([entry.spelling for entry in slavic], declined)})(?!\w))",
        re.IGNORECASE,
    )
    return _Lexicon(pattern, entries, slavic)


def _any_of(names: Sequence[str]) -> str:
    return _by_first_sign(names, [re.escape(name) for name in names])


def _by_first_sign(names: Sequence[str], patterns: Sequence[str]) -> str:
    """The patterns as alternatives in their order, looked at only where a text goes on as the name begins.

    At most places of a text one glance then rules out all names; without, each of hundreds is tried.
    """
    groups: dict[str, list[str]] = {}
    for name, pattern in zip(names, patterns, strict=True):
        begin = _OPEN if name[:1] == "«" else re.escape(name[:1].casefold())
        second = re.escape(name[1:2].casefold())
        groups.setdefault(f"(?={begin}{second})", []).append(pattern)
    return "|".join(f"{ahead}(?:{'|'.join(alike)})" for ahead, alike in groups.items()) or "(?!)"


def _entries(weapons: Iterable[Weapon], language: str) -> Iterator[_Entry]:
    """Every spelling; those that need context first, so that a plain listing of the same has the last word."""
    for weapon in weapons:
        for name in weapon.in_context.get(language, ()):
            yield _Entry(name, weapon.id, None, guarded=True)
        for names in weapon.aliases.values():
            yield from (_Entry(name, weapon.id, None, guarded=False) for name in names)
        for variant in weapon.variants:
            yield from (_Entry(name, weapon.id, variant.id, guarded=False) for name in variant.aliases)


def _is_compound(name: str) -> bool:
    """Whether its last part already says what it is ("Grad-Rakete"): then more may be joined on ("-Raketenwerfer")."""
    last = name.rpartition("-")[2]
    return last != name and last.casefold().startswith(_all_context_words())


@cache
def _all_context_words() -> tuple[str, ...]:
    return tuple(stem for words in _table().context_words.values() for stem in words if " " not in stem)


def _is_slavic(name: str) -> bool:
    return any("\u0400" <= c <= "\u04ff" for c in name)


def _declined(name: str) -> str:
    """A pattern for a Slavic name in any case: each noun in it takes an ending ("Точки-У", "ракетами М-75")."""
    inner = name.strip("«»")
    parts = re.split(r"([\s-])", inner)
    pattern = "".join(_declined_part(part) for part in parts)
    if len(parts[-1]) < LEAST_NOUN and parts[-1].isalpha():
        pattern += f"(?:{_SLAVIC_ENDINGS})?"
    return pattern if inner == name else f"{_OPEN}{pattern}{_CLOSE}"


def _declined_part(part: str) -> str:
    if len(part) < LEAST_NOUN or not part.isalpha():
        return re.escape(part)
    if _ADJECTIVE.search(part):
        return f"{re.escape(part[:-2])}(?:{_SLAVIC_ENDINGS})?"
    if len(part) == LEAST_NOUN or part[-1].lower() not in _SLAVIC_FINAL:
        return f"{re.escape(part)}(?:{_SLAVIC_ENDINGS})?"
    stem = part[:-1]
    if part[-1].lower() in "ао" and all(letter.lower() in _CONSONANTS for letter in stem[-2:]):
        # A vowel that comes back where the ending goes: "Точка", "Точек".
        return f"{re.escape(stem[:-1])}[еоё]?{re.escape(stem[-1])}(?:{_SLAVIC_ENDINGS})?"
    return f"{re.escape(stem)}(?:{_SLAVIC_ENDINGS})?"


def _written_alike(found: str, spelling: str) -> bool:
    """Whether the capitals are those of a name: all of them in a short abbreviation, else the first letter's."""
    if spelling.isupper() and len(spelling) <= SHORT_CAPITALS:
        return found == spelling
    first, expected = (next(c for c in name if c.isalnum()) for name in (found, spelling))
    return first.isupper() or not expected.isupper()


def _like_a_first_name(text: str, match: re.Match[str], context: _Context) -> bool:
    """Whether the one word found has another capitalised word behind it that does not speak of weapons."""
    if not match[0].isalpha() or match[0].isupper():
        return False
    behind = re.match(r" (\w+)", text[match.end() : match.end() + CONTEXT_CHARS])
    if behind is None or not behind[1][0].isupper() or behind[1].isupper():
        return False
    return not behind[1].casefold().startswith(context.stems)


class _Context(NamedTuple):
    """The words of a language that tell whether a text speaks of weapons; stems in one case, phrases as they stand."""

    stems: tuple[str, ...]
    phrases: tuple[str, ...]
    ranges: tuple[str, ...]
    others: tuple[str, ...]
    other_phrases: tuple[str, ...]

    def speaks_of_weapons(self, text: str, hit: WeaponName) -> bool:
        """Whether words near the name, on its line, speak of weapons and none of something else."""
        before = text[max(0, hit.start - CONTEXT_CHARS) : hit.start].rpartition("\n")[2]
        after = text[hit.start : hit.end + CONTEXT_CHARS].partition("\n")[0]
        near = f"{before}{after}".casefold()
        words = re.findall(r"\w+", near)
        if any(word.startswith(self.others) for word in words) or any(phrase in near for phrase in self.other_phrases):
            return False
        if any(word.startswith(self.stems) for word in words) or any(phrase in near for phrase in self.phrases):
            return True
        return _LENGTH.search(near) is not None and any(word.startswith(self.ranges) for word in words)


@cache
def _context(language: str) -> _Context:
    table = _table()
    words, others = table.context_words.get(language, ()), table.other_words.get(language, ())
    return _Context(
        stems=tuple(word for word in words if " " not in word),
        phrases=tuple(word for word in words if " " in word),
        ranges=table.range_words.get(language, ()),
        others=tuple(word for word in others if " " not in word),
        other_phrases=tuple(word for word in others if " " in word),
    )


@cache
def _by_key() -> dict[str, tuple[Weapon, Variant | None]]:
    """Every name to what it names; a family's own names win over a variant's."""
    found: dict[str, tuple[Weapon, Variant | None]] = {}
    for weapon in load_weapons():
        for variant in weapon.variants:
            found |= {_key(name): (weapon, variant) for name in (variant.name, *variant.aliases)}
    for weapon in load_weapons():
        found |= {_key(name): (weapon, None) for name in _family_names(weapon)}
    return found


def _family_names(weapon: Weapon) -> Iterator[str]:
    yield from (weapon.id, weapon.name)
    for names in (*weapon.aliases.values(), *weapon.in_context.values()):
        yield from names


def _key(name: str) -> str:
    """What two spellings share when case, diacritics, spaces, hyphens and other signs are put aside."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if c.isalnum())


def _bare(name: str) -> str:
    """The name without words that only say what kind of thing it is ("missile", "raketten")."""
    stems = _all_context_words()
    return " ".join(word for word in re.split(r"[\s-]+", name) if not word.casefold().startswith(stems))


def _unknown(name: str) -> NotPossible:
    from rapidfuzz import fuzz, process  # only needed once something is wrong

    shown = {_key(label): label for weapon in load_weapons() for label in (weapon.name, *_family_names(weapon))}
    wanted = _key(name[:MAX_QUOTED])
    cutoff = ALIKE if len(wanted) > SUGGESTED else 100  # two or three letters are like everything
    near = process.extract(wanted, shown.keys(), scorer=fuzz.WRatio, limit=None, score_cutoff=cutoff)
    offered: dict[str, str] = {}
    for key, _, _ in near:
        weapon, _variant = _by_key()[key]
        offered.setdefault(weapon.id, weapon.name)
    if not offered:
        return NotPossible("no weapon called {value!r} is in strikemap's table", value=name)
    return NotPossible(
        "no weapon called {value!r} is in strikemap's table; the nearest names are {near}",
        value=name,
        near=", ".join(list(offered.values())[:SUGGESTED]),
    )
