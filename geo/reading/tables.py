"""What the reader knows of a language: one hand-written table each, ``data/languages/<code>.toml``.

The tables hold words, never results. A phrase may hold stars (any run of letters); ``phrases`` turns a list of
phrases into one regular expression that keeps to whole words and matches the longest phrase first.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any

import msgspec

from geo.errors import DataError
from geo.resources import data_dir

LANGUAGES = ("nl", "en", "de", "fr", "uk", "ru")
Strings = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """Words around a name: what makes it a region, a town, a person, an organisation, or no place at all.

    Attributes:
        organisations: words after a name that make one of it ("Washington Post").
        organisations_before, events_before: words before a name that do ("Club Brugge", "Tour de France").
        determiners: articles and their like, which stand before a noun and never before a town's bare name.
        adjective_endings: what the language adds to a town's name to make an adjective of it ("Leuvense").
        nouns_have_capitals: every noun is written with a capital, so that a capital alone says nothing.
        compounds: a hyphen joins a name to a noun ("Ukraine-Krieg"), and a compass point to a name ("Südhessen").
        directions: beginnings of such compounds that are written as one word, in small letters.
        cases: endings of nouns in their cases and numbers, where nouns have capitals ("des Tages", "in Steinen").
        inflected: endings of an adjective between an article and a name ("im englischen Hatfield").
        fused: a preposition with the article that it swallows: French "au" is "à le", so that "au Mans" is Le Mans.
        home: ISO 3166-1 codes of the countries where the language's readers live, the largest first.
        origin: words that tell after a comma where somebody is from ("Smith, 34, of Jackson").
        hyphen_after: what a hyphen joins to a place ("Chicago-based").
        people_plural: plurals after a region that are no team's name ("Iowa Democrats").
        professions: titles that are no office of a place, so that "van" after the name is part of it.
        place_after: nouns, written small, after the name of a town ("a Clyde man").
        roads: what an abbreviated country before it makes a road ("U.S. Highway 34").
        civic: words after a town's name for the town itself, whatever follows ("Fort Wayne City Council").
        organs: words after a country's or region's name for a part of its state ("Texas Department of Health").
        landforms: words after a town's name for a river, an island or the like ("the Maumee River").
        before_nouns: articles and their like, after which a bare town's name does not stand alone ("the Royal Free").
        eponyms_after: things named after a town, whatever it is ("Lyme disease").
        schools: what makes a university of a region ("Ohio State"), but not of ``not_schools`` ("Washington State").
        after_comma: abbreviations of regions, by ISO code, that are one only after a name and a comma ("Paris, Me.").
        several_regions: words before a list of regions ("de provincies X en Y").
        region_plurals: words for several regions and for one ("Wake and Lee counties").
        shortened: nouns in a name that are written short, in any case and number ("Курской обл."), and in full;
            before_short: those with a full stop before a name ("с. Боровая"), by their sense in ``Table.beside``.
        villages: nouns of settlements that are no towns.
        districts_of: nouns of what a region is divided into, in the genitive ("Изюмского района").
        not_places: words that are never a place; towns_too: words that are a town where the text says so
            (of those in both lists only where it surely does).
    """

    region_before: Strings = ()
    region_after: Strings = ()
    city_before: Strings = ()
    city_after: Strings = ()
    place_before: Strings = ()
    place_after: Strings = ()
    roads: Strings = ()
    maybe_before: Strings = ()
    titles: Strings = ()
    professions: Strings = ()
    organisations: Strings = ()
    organisations_before: Strings = ()
    events_before: Strings = ()
    determiners: Strings = ()
    adjective_endings: Strings = ()
    nouns_have_capitals: bool = False
    compounds: bool = False
    directions: Strings = ()
    inflected: Strings = ()
    cases: Strings = ()
    fused: dict[str, str] = field(default_factory=dict)
    home: Strings = ()
    origin: Strings = ()
    hyphen_after: Strings = ()
    people_plural: Strings = ()
    civic: Strings = ()
    organs: Strings = ()
    landforms: Strings = ()
    before_nouns: Strings = ()
    eponyms_after: Strings = ()
    schools: Strings = ()
    not_schools: Strings = ()
    surname_prefix: Strings = ()
    hyphen_before: Strings = ()
    not_places: str = ""
    towns_too: str = ""
    given: str = ""
    abbreviations: dict[str, str] = field(default_factory=dict)
    after_comma: dict[str, str] = field(default_factory=dict)
    region_plurals: dict[str, str] = field(default_factory=dict)
    several_regions: Strings = ()
    endings: dict[str, str] = field(default_factory=dict)
    shortened: dict[str, str] = field(default_factory=dict)
    before_short: dict[str, str] = field(default_factory=dict)
    districts_of: Strings = ()
    villages: Strings = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """How the language says who says it, and how surely.

    Attributes:
        passive: what makes a verb of saying one of which its subject is told ("Ukraine is reported to have ...").
        indirect: verb forms of a sentence in somebody else's words, which go on those of the sentence before.
        alleged: words of a title or caption that leave it open, beside ``hedged`` ("the reported strike").
        possessives: "its" and the like, after which a name is of what somebody has.
        it: pronouns for what was told before ("denies it"); itself: those by which one speaks of himself.
        persons: pronouns of one person who may speak ("he said").
        as_told: what may lead a speaker and is none of his name ("wie die Polizei mitteilte").
        contrast: words after a comma with which another voice may begin ("but", "while").
    """

    hedged: Strings = ()
    alleged: Strings = ()
    denied: Strings = ()
    according: Strings = ()
    say: Strings = ()
    passive: Strings = ()
    via: Strings = ()
    citing: Strings = ()
    that: Strings = ()
    back: Strings = ()
    go_on: Strings = ()
    indirect: Strings = ()
    speakers: Strings = ()
    it: Strings = ()
    possessives: Strings = ()
    itself: Strings = ()
    contrast: Strings = ()
    as_told: Strings = ()
    persons: Strings = ()


@dataclass(frozen=True, slots=True)
class Quantities:
    """Number words, units (``geo.units.METRES`` keys) and hedges by the rule that they follow.

    Attributes:
        numbers: by value, the words that are added up, with an underscore for a space; scales: those that multiply.
        number_joiners: what may stand between them ("vijf-en-twintig"); glued: they are written as one word.
        articles: what stands for one before a unit; of_unit: what may stand between a number and its unit.
        vague: what stands for a number before a unit and is none ("hundreds of").
        prepositions: what may stand between a hedge and its number ("менш ніж за 60 км").
        between: before a range ("between 250 and 300"); range_joiners: inside it. joiners: "and" in its widest sense.
        pair_joiners: before the same figure in another unit ("or 60 miles").
        rates: what makes a speed or a consumption of a length ("per hour").
        unit_first: between a unit and the number after it, which is about so much ("een kilometer of 45").
        hedges_after: hedges that follow the unit ("100 km or so").
    """

    numbers: dict[str, str] = field(default_factory=dict)
    scales: dict[str, str] = field(default_factory=dict)
    number_joiners: Strings = ()
    glued: bool = False
    articles: Strings = ()
    of_unit: Strings = ()
    vague: Strings = ()
    prepositions: Strings = ()
    between: Strings = ()
    joiners: Strings = ()
    range_joiners: Strings = ()
    pair_joiners: Strings = ()
    rates: Strings = ()
    units: dict[str, Strings] = field(default_factory=dict)
    hedges: dict[str, Strings] = field(default_factory=dict)
    hedges_after: dict[str, Strings] = field(default_factory=dict)
    unit_first: str = ""


@dataclass(frozen=True, slots=True)
class Strikes:
    """Words of a reported attack and its details.

    Attributes:
        weak: words of attack that speak of one only in an article with words of war (``military``).
        lands: verbs of a missile that comes down; they speak of an attack where their clause has a missile.
        noted: that one was there, or is told of ("took place", "was reported"), with "…" where the noun may stand.
        attack_nouns: nouns of ``attack``; carried_out: verbs of whoever makes one; forces: nouns of who does ("army").
        agent: "by"; means: "with"; came: words for where a missile came from; responsible: how one claims an attack.
        called: between what flies and the name that it bears ("called", "by the name of"); called_after: behind it.
        also: what joins one more place to those that were struck, beside "and" ("as well as").
        harming: how one says that people were killed or hurt by what came down ("killing", "doodde").
        guns: what fires what is no missile, in a clause of which ``lands`` speaks of an attack too.
        ground: words of an assault by troops, in a sentence of which no attack is told but one with missiles or guns.
        where: what leads on from a place to what happened there ("in X, where a missile hit").
        fired, aimed: verbs of launching, and prepositions between them and the place that was fired at.
        from_where: prepositions before the place that something came from.
        known: articles before an attack that was spoken of before; onto: prepositions that tie it to a place.
        struck: forms that make the place before them the one that was hit.
        active: auxiliaries after which the place before the verb is who attacks, the one between them who is hit.
        auxiliaries: between a number alone and its verb ("five were downed").
        negations: words that deny what follows or precedes them in their clause.
        maybe: words (can, threatens to, warns of) that make the attack after them one that has not been.
        conditions: words that begin a clause of something that is not so.
        unreal: words that make any attack of the sentence no news of one: foiled, commemorated, of another kind.
        victims, restricted: casualties of any kind, and the words that speak of some people only.
        of, of_them: between a part and its total ("8 of the 10", "five of them").
        happened: what ties an attack that is known already to a day or time ("took place").
        elsewhen: words for another time than that of the news ("last week", "since the start");
            long_ago: those of them that are a year ago or more.
        resulting: what puts a harm before an attack down to it ("as a result of").
        elsewhen: words for another time than that of the news ("last week", "since the start").
        at_that_time: words for the time of an event that was told of before ("back then"): no news either.
        by_which: what stands between casualties and the attack that made them ("were killed in"); subordinate: words
            that begin a clause of their own ("when", "while"), before which a list of places is told out; aftermath:
            what is done later and elsewhere because of it ("treated", "buried"); comments: verbs by which somebody
            judges it; relative: pronouns that begin a clause on what was hit; including: before some of many; sports:
            words that make an attack one of a game, where nobody is hit by what flies; meetings: where one speaks.
        not_counted: what a number may count that is no projectile: hours, years, kilometres.
    """

    attack: Strings = ()
    not_attack: Strings = ()
    target: Strings = ()
    projectile: Strings = ()
    launched: Strings = ()
    intercepted: Strings = ()
    damaged: Strings = ()
    last_one: Strings = ()
    debris: Strings = ()
    fire: Strings = ()
    casualties: Strings = ()
    none: Strings = ()
    weak: Strings = ()
    military: Strings = ()
    struck: Strings = ()
    lands: Strings = ()
    harming: Strings = ()
    also: Strings = ()
    noted: Strings = ()
    attack_nouns: Strings = ()
    carried_out: Strings = ()
    forces: Strings = ()
    agent: Strings = ()
    means: Strings = ()
    came: Strings = ()
    responsible: Strings = ()
    called: Strings = ()
    called_after: Strings = ()
    fired: Strings = ()
    aimed: Strings = ()
    guns: Strings = ()
    ground: Strings = ()
    where: Strings = ()
    from_where: Strings = ()
    known: Strings = ()
    onto: Strings = ()
    active: Strings = ()
    auxiliaries: Strings = ()
    negations: Strings = ()
    not_negations: Strings = ()
    maybe: Strings = ()
    conditions: Strings = ()
    unreal: Strings = ()
    victims: Strings = ()
    killed: Strings = ()
    hurt: Strings = ()
    restricted: Strings = ()
    of: Strings = ()
    of_them: Strings = ()
    not_counted: Strings = ()
    happened: Strings = ()
    elsewhen: Strings = ()
    long_ago: Strings = ()
    resulting: Strings = ()
    at_that_time: Strings = ()
    by_which: Strings = ()
    subordinate: Strings = ()
    aftermath: Strings = ()
    comments: Strings = ()
    relative: Strings = ()
    including: Strings = ()
    sports: Strings = ()
    meetings: Strings = ()


@dataclass(frozen=True, slots=True)
class Times:
    """How the language tells the time and the day.

    Attributes:
        clock: words after an hour ("uur", "Uhr", "h"); ``sure_clock`` those that are never a duration.
        minutes: words after the minutes.
        at: words before a time; about: those of them, and others, that make it a rough one.
        dots: hours and minutes are written with a point too ("3.25").
        joiners: words between two times of one stretch.
        am, pm, night, morning, afternoon, evening: words after a time by the half of the day that they put it in.
        twelve: an hour up to twelve without such a word may be in either half of the day, in digits too.
        moments: words for a time ("midnight"). hours: words for an hour.
        spoken: phrases with ``{h}`` and perhaps ``{m}``, and the minutes that they add to the hour.
        not_clock: what after an hour makes it a duration or a distance.
        local: "local time"; zone_forms: phrases with ``{z}``, one of ``zone_names`` (by IANA name) or a demonym.
        today, yesterday, day_before, last_night: the day counted from publication.
        night_to, night_between: phrases with ``{d}``, a day of the week.
        weekdays: forms that CLDR does not have, Monday = 0; day_parts: what may be written on to one of them.
        around: words before a date that make it a rough one; earlier: before a comma and the date of something before.
        in_year: words before a year by itself ("in 2022"); in_month: before a month ("in May"). months: forms of
            months that CLDR does not have, January = 1. still: words for what goes on.
        issue: words for where in print something stood ("page").
    """

    clock: Strings = ()
    sure_clock: Strings = ()
    minutes: Strings = ()
    at: Strings = ()
    about: Strings = ()
    dots: bool = False
    joiners: Strings = ()
    am: Strings = ()
    pm: Strings = ()
    night: Strings = ()
    morning: Strings = ()
    afternoon: Strings = ()
    evening: Strings = ()
    twelve: bool = False
    moments: dict[str, str] = field(default_factory=dict)
    hours: dict[str, int] = field(default_factory=dict)
    spoken: dict[str, str] = field(default_factory=dict)
    not_clock: Strings = ()
    local: Strings = ()
    zone_forms: Strings = ()
    zone_names: dict[str, Strings] = field(default_factory=dict)
    today: Strings = ()
    yesterday: Strings = ()
    day_before: Strings = ()
    last_night: Strings = ()
    night_to: Strings = ()
    night_between: Strings = ()
    weekdays: dict[str, int] = field(default_factory=dict)
    day_parts: Strings = ()
    around: Strings = ()
    earlier: Strings = ()
    in_year: Strings = ()
    in_month: Strings = ()
    still: Strings = ()
    months: dict[str, int] = field(default_factory=dict)
    issue: Strings = ()


@dataclass(frozen=True, slots=True)
class Claims:
    """Words that tie a length to what it measures.

    Attributes:
        across: after a length, all by itself: "over the border". border_nouns, front_nouns, coast_nouns: what a length
            may be measured from, after ``from_place``; border_with: before the neighbour ("the border with Ukraine").
        from_place: "from", "north of"; weak_from: those of them that mean a distance only before a border or a place.
        inside: "into", before a country or its territory; into_after: after it ("Rusland in").
        held: what makes a territory one that no outline of ours shows ("occupied").
        inland: a distance into a country from no place that is named.
        placed_at: before a figure, what says where the thing just named lies itself ("op 60 km").
        away: what may stand between a length and ``from_place``, or end it ("80 km away").
        onward: what ends a length that is measured from where the text was before ("verderop", "to the west").
        distance_nouns: as in "the distance between A and B is ...".
        by_road: what makes a distance one of a journey, and no geodesic.
        lies: verbs of where something lies; pronouns: what may stand before them for a place named earlier;
            pointers: nouns that do so anywhere ("the town").
        reach: nouns for how far a weapon reaches; reach_verbs: verbs that say so of a weapon; amounts: verbs by which
            such a noun has its figure ("is", "exceeds"), and participles of who puts it there ("estimated at");
            other_measures: nouns of what else may reach so far ("altitude", "smoke"); its: pronouns of whose it is.
        guns: what reaches so far and does not fly itself ("howitzers").
        fates: what became of some of them, beside shot down and damaged; rest: words of those that are left;
            in_all: what calls a number the total; targets: nouns of what flies that ``Strikes.projectile`` has not;
            others: of what is counted beside it and is none of it ("jets").
        located_in: between a town and its region ("in the"), in Slavic languages nothing too.
        below: hedges by which a reach lies somewhere below its figure ("less than"), not at it ("up to").
        doubted: words before a figure by which the text does not stand for it ("contrary to"), unless one of ``whose``
            comes between; not_so: negations right before one ("it is not 20 km").
        respectively: what gives each of two figures to one of two places.
        capitals: nouns for the capital of the country that is spoken of ("from the capital").
        not_after, not_before: what makes a length no distance between things: a height, a width, a march.
    """

    guns: Strings = ()
    fates: Strings = ()
    rest: Strings = ()
    in_all: Strings = ()
    targets: Strings = ()
    others: Strings = ()
    located_in: Strings = ()
    across: Strings = ()
    border_nouns: Strings = ()
    front_nouns: Strings = ()
    coast_nouns: Strings = ()
    border_with: Strings = ()
    from_place: Strings = ()
    weak_from: Strings = ()
    inside: Strings = ()
    into_after: Strings = ()
    territory: Strings = ()
    held: Strings = ()
    inland: Strings = ()
    placed_at: Strings = ()
    away: Strings = ()
    onward: Strings = ()
    distance_nouns: Strings = ()
    by_road: Strings = ()
    lies: Strings = ()
    pronouns: Strings = ()
    pointers: Strings = ()
    reach: Strings = ()
    reach_verbs: Strings = ()
    amounts: Strings = ()
    other_measures: Strings = ()
    its: Strings = ()
    below: Strings = ()
    whose: Strings = ()
    doubted: Strings = ()
    not_so: Strings = ()
    respectively: Strings = ()
    capitals: Strings = ()
    not_after: Strings = ()
    not_before: Strings = ()
    between: Strings = ()
    near: Strings = ()
    near_predicate: Strings = ()
    there: Strings = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Everything the reader knows of one language; a language without a table gives an empty one."""

    language: str
    name: str = ""
    abbreviations: frozenset[str] = frozenset()
    credit_words: Strings = ()
    source_words: Strings = ()
    today: Strings = ()
    updated: Strings = ()
    names: Names = Names()
    telling: Telling = Telling()
    quantities: Quantities = Quantities()
    strikes: Strikes = Strikes()
    times: Times = Times()
    claims: Claims = Claims()
    beside: dict[str, str] = field(default_factory=dict)  # sense -> nouns that tell what the name beside them is
    shared: dict[str, str] = field(default_factory=dict)  # plural noun that several regions share -> its singular
    demonyms: dict[str, str] = field(default_factory=dict)  # written form, lower case -> ISO 3166-1 code
    not_places: frozenset[str] = frozenset()
    towns_too: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()


@cache
def table(language: str) -> Table:
    """The table of a language (BCP 47; its first part decides).

    Raises:
        DataError: the table is there but cannot be read; the message says which and why.
    """
    code = language.split("-")[0].lower()
    path = data_dir() / "languages" / f"{code}.toml"
    if code not in LANGUAGES or not path.is_file():
        return Table(language=code)
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        names = msgspec.convert(raw.get("names", {}), Names)
        return Table(
            language=code,
            name=raw["name"],
            abbreviations=frozenset(raw["sentences"]["abbreviations"]),
            credit_words=tuple(raw["blocks"]["credit_words"]),
            source_words=tuple(raw["blocks"]["source_words"]),
            today=tuple(raw["blocks"]["today"]),
            updated=tuple(raw["blocks"]["updated"]),
            names=names,
            telling=msgspec.convert(raw.get("telling", {}), Telling),
            quantities=msgspec.convert(raw.get("quantities", {}), Quantities),
            strikes=_strikes(raw.get("strikes", {})),
            times=msgspec.convert(raw.get("times", {}), Times),
            claims=msgspec.convert(raw.get("claims", {}), Claims),
            beside=msgspec.convert(raw.get("beside", {}), dict[str, str]),
            shared=msgspec.convert(raw.get("shared", {}), dict[str, str]),
            demonyms=_demonyms(raw.get("demonyms", {})),
            not_places=frozenset(names.not_places.split()),
            towns_too=frozenset(names.towns_too.split()),
            given=frozenset((*names.given.split(), *common().given)),
        )
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, KeyError, UnicodeDecodeError) as error:
        raise DataError("strikemap's language table {name} cannot be read: {why}", name=path.name, why=error) from error


def _strikes(raw: dict[str, Any]) -> Strikes:
    """Its table, with verbs that are of a missile only after one: "the drone has killed", but not "the man killed"."""
    killing = msgspec.convert(raw.get("killing", {}), dict[str, list[str]])
    told = product(killing.get("by", ()), ("", *killing.get("after", ())), killing.get("verbs", ()))
    lands = (*raw.get("lands", ()), *(" ".join(filter(None, words)) for words in told))
    return msgspec.convert({**raw, "lands": lands}, Strikes)


def _demonyms(raw: dict[str, str | list[str]]) -> dict[str, str]:
    """Every written form of every demonym; "российск-" takes each of the table's endings."""
    endings = raw.get("endings", [])
    forms: dict[str, str] = {}
    for code, words in raw.items():
        if not isinstance(words, str):
            continue
        for word in words.casefold().split():
            for form in [word[:-1] + end for end in endings] if word.endswith("-") else [word]:
                forms.setdefault(form, code)
    return forms


@cache
def phrases(words: Strings) -> re.Pattern[str]:
    """One pattern for any of the phrases, whole words, case aside, the longest first; never matches if empty.

    >>> bool(phrases(("wapenopslag*",)).search("op Russische wapenopslagen gericht"))
    True
    """
    if not words:
        return re.compile(r"(?!)")
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_phrase, longest_first))})(?!\w)", re.IGNORECASE)


def _phrase(phrase: str) -> str:
    # One apostrophe is as good as the other: "d'entre eux" is written "d’entre eux" in print.
    escaped = re.sub("['’]", "['’]", re.escape(phrase)).replace(r"\ ", r"\s+")
    return escaped.replace(r"\*", r"[\w’'-]*").replace(r"…\s+", r"(?:\S+\s+){0,12}?")


@dataclass(frozen=True, slots=True)
class Common:
    """What holds whatever the language.

    Attributes:
        agencies: agencies of credits. not_places: names that are never places.
        name_openings: adjectives with which names of villages begin.
        given: first names that languages with Latin letters print of people from elsewhere.
        companies: words, with a capital, that make a company of the adjective of a country before them.
    """

    agencies: Strings = ()
    not_places: Strings = ()
    name_openings: Strings = ()
    given: Strings = ()
    companies: Strings = ()


@cache
def common() -> Common:
    """The table ``data/languages/common.toml``.

    Raises:
        DataError: it is missing or cannot be read.
    """
    path = data_dir() / "languages" / "common.toml"
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Common)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise DataError("strikemap's language table {name} cannot be read: {why}", name=path.name, why=error) from error
