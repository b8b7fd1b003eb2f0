"""Which record each name means: one joint choice for the whole article.

Mentions of one name (and one level: region or not) mean one place. Each group's candidates are scored by what is
known beforehand (kind and population), by what the words say (level, "X in de regio Y"), and by the rest of the
article: the countries that it speaks of, the same first-level region, nearness to the others' choices. Three rounds
let the choices settle. A name that the words do not license as a place must be large or well supported; a spelling
match always needs the country or region that the article speaks of.

A bare name that both a town and a region bear ("Brjansk ligt daar vlakbij") is taken to be the town, since the
region is called a region by the articles that we read; the region stays its first rival.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.gazetteer.bearer import Bearer, bearer_of
from geo.gazetteer.names import key_of
from geo.gazetteer.ranking import great_circle_m
from geo.model import Article, Candidate, LonLat, Mention, MentionKind, Place, Role
from geo.reading.confidence import MOST, confidence
from geo.reading.found import NONE, PERHAPS, SURELY, FoundMention, Level
from geo.reading.tables import LANGUAGES, table

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer

ROUNDS = 3
MOST_CANDIDATES = 25
MOST_RIVALS = 8
# A hamlet that no word licenses gives way to a city of so many people among the next candidates.
MOST_LIKELY, CITY = 3, 400_000
_NO_VOTE: tuple[str | None, int, str | None] = (None, 0, None)
# The feature code of the gazetteer's sites that stand for who sits there ("het Kremlin").
METONYM = "GOVT"
# That of a country's capital.
CAPITAL = "PPLC"
# A whole country of the United Kingdom is no region in which one place speaks for another.
NO_REGIONS = frozenset({"GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR"})
# A place so far from the middle of another region than its own lies in no way in that region, whatever its border.
FAR_OUTSIDE_KM = 250.0
# A name of so many capitals may be an abbreviation ("VAE").
LONGEST_ABBREVIATION = 3
SEAS = ("SEA", "GULF", "OCN", "STRT")
# The words decide almost alone: a container named beside the name, or the level that a word gives it.
INSIDE, RIGHT_LEVEL, WRONG_LEVEL = 6.0, 4.0, -4.0
NAMED_COUNTRY, OFTEN_NAMED, SAME_REGION, OFTEN_REGION, NEAR, NEARISH = 0.8, 1.6, 0.6, 1.6, 1.0, 0.4
# A town that is named right before another lies near it, or is the same by its other name.
BESIDE, BESIDE_KM = 2.0, 50.0
# What a place gains in the countries where the article's language is read; there a town counts as supported.
HOME = 1.0
# News speaks of a state or province more often than of a far town of its name; the town it is named after comes first
# all the same (see NAMESAKE_LEAD).
FIRST_LEVEL = 0.7
# How much less a county's people count than a town's.
COUNTY_SHARE = 0.5
# Least population of a settlement that no context supports, by licence; one in a country that the article speaks of
# may have a tenth, one in a region that it speaks of a fiftieth.
LEAST_PEOPLE = {NONE: 150_000, PERHAPS: 30_000, SURELY: 0}
SUPPORTED_SHARE, REGION_SHARE = 0.1, 0.02
# A settlement of fewer people may have namesakes that no gazetteer of ours holds.
KNOWN_PEOPLE = 15_000
# Of one that has nothing of the article near it, so much at most is said: no figure of it is said to differ.
MOST_APART = 0.49
# Of a city that is no capital, in a country that nothing of the article is near or speaks of, so much at most.
MOST_ALONE = 0.89
# A city of so many people, at most so far from the middle of the region that bears its name, comes first by so much.
# A town with less than a tenth of a capital's people is small beside it.
NAMESAKE_SHARE = 10
NAMESAKE_PEOPLE, NAMESAKE_KM, NAMESAKE_LEAD = 50_000, 200.0, 1.0


# Why a candidate was rated as it was, as bits while many are rated; told by REASONS in this order.
LIES_IN, LEVEL, COUNTRY, REGION, NEARBY, SPELLED, KNOWN, AT_HOME, CLOSE = (1 << bit for bit in range(9))
SAYS_WHERE = "the text says where it lies"
REASONS = (
    (LIES_IN, SAYS_WHERE),
    (COUNTRY, "the article speaks of its country"),
    (REGION, "the article speaks of its region"),
    (NEARBY, "near other places of the article"),
    (AT_HOME, "where this language is read"),
    (SPELLED, "spelled by another language's ear"),
    (KNOWN, "well known"),
)
AS_REGION, AS_TOWN = "called a region", "called a town"
# A degree of latitude is 111 km, so what is near (300 km) is within so many degrees.
NEAR_DEGREES = 2.71


@dataclass(slots=True, eq=False)
class _Group:
    """The mentions of one name at one level, its candidates, and the one that leads.

    Attributes:
        number: its place among the groups.
        scores, why: of the candidates in their order, the bits of the reasons.
        has_level: some candidate is of the level that the words give.
        heard_in: the countries in which a spelling was looked for.
    """

    number: int
    mentions: list[int]
    level: Level
    candidates: list[Bearer] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    why: list[int] = field(default_factory=list)
    inside: list[int] = field(default_factory=list)
    has_level: bool = False
    heard_in: frozenset[str] | None = None

    @property
    def chosen(self) -> Bearer | None:
        return self.candidates[0] if self.candidates else None

    def propose(self, candidates: Sequence[Bearer]) -> None:
        """Take these candidates, best first, not yet rated."""
        self.candidates = list(candidates[:MOST_CANDIDATES])
        self.scores = [candidate.score for candidate in self.candidates]
        self.why = [0] * len(self.candidates)
        self.has_level = any(_is_level(candidate, self.level) for candidate in self.candidates)

    def lead(self, at: int) -> None:
        """Put the candidate at that place before all others."""
        self.candidates.insert(0, self.candidates.pop(at))
        self.scores.insert(0, self.scores.pop(at))
        self.why.insert(0, self.why.pop(at))

    def licence(self, found: Sequence[FoundMention]) -> int:
        """The highest licence of its mentions."""
        return max([found[index].licence for index in self.mentions])


@dataclass(frozen=True, slots=True)
class _Context:
    """What the article speaks of: how often each country, which regions, and the points chosen so far.

    Attributes:
        total: of the countries' weights; all_regions: of the regions' mentions.
        latitudes, points: of the chosen towns and regions, from south to north; a point is lat, lon and its group.
        inside: how many places inside each region are named, the region's own name apart.
        votes: by number of the group: country, its weight, region.
        home: countries where the article's language is read.
    """

    countries: Mapping[str, int]
    regions: Mapping[str, int]
    inside: Mapping[str, int]
    total: int
    all_regions: int
    latitudes: list[float]
    points: list[tuple[float, float, int]]
    votes: dict[int, tuple[str | None, int, str | None]]
    home: Collection[str]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A record that the article names, with the mentions that mean it and how sure that is."""

    leading: _Group
    mentions: list[FoundMention]
    confidence: float

    @property
    def record(self) -> Bearer:
        """The record that is meant."""
        return self.leading.candidates[0]


def resolve(
    article: Article, found: Sequence[FoundMention], gazetteer: Gazetteer
) -> tuple[tuple[Place, ...], tuple[Mention, ...]]:
    """The places that the mentions mean, in order of the text, and the mentions that mean none we know."""
    choices, unresolved = choose(found, gazetteer, home=table(article.language).names.home)
    return _places(article, choices, gazetteer), tuple(_mention(mention) for mention in unresolved)


def choose(
    found: Sequence[FoundMention], gazetteer: Gazetteer, *, home: Collection[str] = ()
) -> tuple[list[Choice], list[FoundMention]]:
    """One record for each name that means a place, in order of the text, and the mentions that mean none we know.

    Args:
        home: ISO 3166-1 codes of the countries where the article's language is read.
    """
    groups = _grouped(found, gazetteer)
    context = rated_in = _context(groups, found, home)
    for _ in range(ROUNDS):
        rated_in = context
        if not _settle(groups, found, gazetteer, context):
            break
        context = _context(groups, found, home)
    accepted: list[_Group] = []
    unresolved: list[FoundMention] = []
    for group in groups:
        if len(group.candidates) == 1:
            _rate_all(group, groups, rated_in)
        likely = range(min(MOST_LIKELY, len(group.candidates)))
        at = next(
            (
                at
                for at in likely
                if _is_accepted(group, at, found, context) and not _is_far_from_told(group, at, groups, found)
            ),
            None,
        )
        if at is not None and _is_unknown_namesake(group, group.candidates[at], groups, found):
            # The village that is meant bears the name too, and no gazetteer of ours has it.
            unresolved.extend(found[index] for index in group.mentions)
            continue
        if at is not None:
            group.lead(at)
            accepted.append(group)
        elif found[group.mentions[0]].licence == SURELY and (
            not group.candidates or _is_far_from_told(group, 0, groups, found)
        ):
            unresolved.extend(found[index] for index in group.mentions)
    unresolved.sort(key=lambda mention: mention.start)
    return _choices(accepted, found), unresolved


def _settle(groups: Sequence[_Group], found: Sequence[FoundMention], gazetteer: Gazetteer, context: _Context) -> bool:
    """Rate all groups that have a choice anew; whether some other candidate leads now."""
    changed = False
    for group in groups:
        before = group.chosen
        if before is None and found[group.mentions[0]].spelled:
            _listen(group, groups, found, gazetteer, context)
        if len(group.candidates) > 1:
            _rate_all(group, groups, context)
        changed = changed or group.chosen is not before
    return changed


# ---------------------------------------------------------------- groups and their candidates


def _grouped(found: Sequence[FoundMention], gazetteer: Gazetteer) -> list[_Group]:
    by_name: dict[tuple[str, bool], _Group] = {}
    group_of: list[int] = []
    for index, mention in enumerate(found):
        name = (mention.key, mention.level == "region")
        group = by_name.get(name)
        if group is None:
            group = by_name[name] = _Group(len(by_name), [], mention.level)
        group.mentions.append(index)
        group_of.append(group.number)
        if mention.level == "settlement":
            group.level = "settlement"
    groups = list(by_name.values())
    for group in groups:
        first = found[group.mentions[0]]
        if first.record is not None:
            bearer = gazetteer.bearer(first.record)
            group.propose([] if bearer is None else [bearer])
        elif not first.spelled:
            group.propose(gazetteer.bearers(first.key))
        for index in group.mentions:
            inside = found[index].inside
            if inside is not None:
                group.inside.append(group_of[inside])
    return groups


def _listen(
    group: _Group, groups: Sequence[_Group], found: Sequence[FoundMention], gazetteer: Gazetteer, context: _Context
) -> None:
    """Records whose sound is the name's, in the countries that the article speaks of only."""
    countries = frozenset(context.countries)
    if not countries or countries == group.heard_in:
        return
    group.heard_in = countries
    containers = [groups[number].chosen for number in group.inside]
    near = next((LonLat(c.lon, c.lat) for c in containers if c is not None and c.kind != "country"), None)
    name = found[group.mentions[0]].nominative or found[group.mentions[0]].text
    answers = gazetteer.spelled_like(name, countries=set(countries), near=near)
    group.propose([bearer_of(candidate) for candidate in answers if candidate.country in countries])


def _context(groups: Sequence[_Group], found: Sequence[FoundMention], home: Collection[str]) -> _Context:
    countries: dict[str, int] = {}
    regions: dict[str, int] = {}
    inside: dict[str, int] = {}
    points: list[tuple[float, float, int]] = []
    votes: dict[int, tuple[str | None, int, str | None]] = {}
    for group in groups:
        if not group.candidates:
            continue
        chosen = group.candidates[0]
        if chosen.kind == "settlement" or chosen.kind == "region":
            points.append((chosen.lat, chosen.lon, group.number))
        if chosen.kind != "country" and group.licence(found) != SURELY:
            continue
        weight = len(group.mentions) if chosen.kind == "country" else 1
        if chosen.country is not None:
            countries[chosen.country] = countries.get(chosen.country, 0) + weight
        if chosen.admin1 is not None:
            regions[chosen.admin1] = regions.get(chosen.admin1, 0) + 1
            if chosen.kind != "region" or chosen.feature_code != "ADM1":
                inside[chosen.admin1] = inside.get(chosen.admin1, 0) + 1
        votes[group.number] = (chosen.country, weight, chosen.admin1)
    # A hamlet that alone is of its country, of which nothing else tells, is no ground to look there for other names.
    for group in groups:
        own, _, region = votes.get(group.number, _NO_VOTE)
        if own is not None and countries[own] == 1 and len(countries) > 1 and _is_hamlet(group):
            del countries[own], votes[group.number]
            if region is not None:
                regions[region] -= 1
                inside[region] -= 1
    points.sort()
    return _Context(
        countries,
        regions,
        inside,
        sum(countries.values()),
        sum(regions.values()),
        [point[0] for point in points],
        points,
        votes,
        home,
    )


def _is_hamlet(group: _Group) -> bool:
    """Whether a group means a village, or a place of which no people are known."""
    chosen = group.candidates[0]
    return chosen.kind == "settlement" and chosen.population < KNOWN_PEOPLE and not group.inside


# ---------------------------------------------------------------- scores


def _rate_all(group: _Group, groups: Sequence[_Group], context: _Context) -> None:
    """Rank the group's candidates anew, by what the other groups say."""
    containers = [chosen for number in group.inside if (chosen := groups[number].chosen) is not None]
    rated = []
    for order, candidate in enumerate(group.candidates):
        score, why = _rate(candidate, group, containers, context)
        rated.append((-score, order, candidate, why))
    if len(rated) > 1:
        if group.level != "region":
            rated = _capitals_first(_towns_first(rated))
        rated.sort(key=_cost_and_order)
    group.candidates = [item[2] for item in rated]
    group.scores = [-item[0] for item in rated]
    group.why = [item[3] for item in rated]


def _cost_and_order(rated: tuple[float, int, Bearer, int]) -> tuple[float, int]:
    return rated[:2]


def _rate(candidate: Bearer, group: _Group, containers: Sequence[Bearer], context: _Context) -> tuple[float, int]:
    """The candidate's score and the bits of its reasons, by the words and by the rest of the article.

    No group supports itself, nor a namesake of what it has chosen.
    """
    score = candidate.score  # what the gazetteer knows beforehand: kind, people, worth of the name
    why = 0
    kind = candidate.kind
    if kind == "region" and candidate.id.startswith("county:"):
        # A small county is spoken of as much as a large one by those who live there.
        score -= COUNTY_SHARE * math.log10(max(candidate.population, 1))
    elif kind == "region" and candidate.feature_code == "ADM1":
        score += FIRST_LEVEL
    if containers and any(_lies_in(candidate, container) for container in containers):
        score += INSIDE
        why |= LIES_IN
    elif containers and any(_lies_beside(candidate, container) for container in containers):
        score += BESIDE
        why |= NEARBY
    if group.has_level:
        fits = _is_level(candidate, group.level)
        score += RIGHT_LEVEL if fits else WRONG_LEVEL
        if fits:
            why |= LEVEL
    own_country, own_weight, own_region = context.votes.get(group.number, _NO_VOTE)
    country, region = candidate.country, candidate.admin1
    if country is not None and kind != "continent":
        named = context.countries.get(country, 0) - (own_weight if country == own_country else 0)
        if named > 0:
            total = context.total - (own_weight if own_country is not None else 0)
            score += NAMED_COUNTRY + OFTEN_NAMED * named / total
            why |= COUNTRY
    if country in context.home and kind != "country":
        score += HOME
        why |= AT_HOME
    if region is not None and region not in NO_REGIONS and (kind in ("settlement", "district", "region")):
        # "Washington state" says nothing of whether "Washington" is the state too.
        of_state = kind == "region" and candidate.feature_code == "ADM1"
        in_region = (context.inside if of_state else context.regions).get(region, 0) - (region == own_region)
        if in_region > 0:
            total = context.all_regions - (1 if own_region is not None else 0)
            score += SAME_REGION + OFTEN_REGION * in_region / total
            why |= REGION
    if kind == "settlement" or kind == "district" or kind == "region":
        nearest = _nearest_km(candidate, group.number, context)
        if nearest < 300:
            score += NEAR if nearest < 100 else NEARISH
            why |= NEARBY | (CLOSE if nearest < 100 else 0)
    if candidate.match == "spelling":
        why |= SPELLED
    if candidate.population >= 100_000 or kind == "country":
        why |= KNOWN
    return score, why


def _nearest_km(candidate: Bearer, number: int, context: _Context) -> float:
    """The distance to the nearest other point of the article, as far as it tells near from far."""
    lat, lon = candidate.lat, candidate.lon
    nearest = math.inf
    latitudes = context.latitudes
    first = bisect_left(latitudes, lat - NEAR_DEGREES)
    if first == len(latitudes) or latitudes[first] > lat + NEAR_DEGREES:
        return nearest
    # Beyond so many degrees of longitude nothing is near, in these latitudes.
    wide = NEAR_DEGREES / max(0.01, math.cos(math.radians(min(89.0, abs(lat) + NEAR_DEGREES))))
    for at in range(first, len(latitudes)):
        other_lat, other_lon, other = context.points[at]
        if other_lat > lat + NEAR_DEGREES:
            break
        if other == number or wide < abs(other_lon - lon) < 360 - wide:
            continue
        if other_lat != lat or other_lon != lon:
            nearest = min(nearest, distance_km(LonLat(lon, lat), LonLat(other_lon, other_lat)))
            if nearest < 100:
                break
    return nearest


def reasons_of(group: _Group, place: int) -> tuple[str, ...]:
    """The reasons of the candidate at that place of the group, most weighty first."""
    why = group.why[place]
    told = [text for bit, text in REASONS if why & bit]
    if why & LEVEL:
        told.insert(1 if why & LIES_IN else 0, AS_REGION if group.level == "region" else AS_TOWN)
    return tuple(told)


def _towns_first(rated: list[tuple[float, int, Bearer, int]]) -> list[tuple[float, int, Bearer, int]]:
    """A region that no word calls one comes after the city that it is named after, whatever else speaks for it.

    So it does after the sea: "on the Red Sea" is no state of Sudan.
    """
    if not any(item[2].kind == "region" for item in rated):
        return rated
    seas = [cost for cost, _, one, _ in rated if one.kind == "water" and one.feature_code in SEAS]
    towns = [(cost, one) for cost, _, one, _ in rated if one.kind == "settlement" and one.population >= NAMESAKE_PEOPLE]
    result = []
    for cost, order, candidate, why in rated:
        if candidate.kind == "region":
            cost = max([cost, *(town + NAMESAKE_LEAD for town, one in towns if _is_namesake(candidate, one))])
            cost = max([cost, *(sea + NAMESAKE_LEAD for sea in seas)])
        result.append((cost, order, candidate, why))
    return result


def _capitals_first(rated: list[tuple[float, int, Bearer, int]]) -> list[tuple[float, int, Bearer, int]]:
    """A small namesake comes after a great capital where only its country speaks for it: "Washington condemned"."""
    capitals = [(cost, one) for cost, _, one, _ in rated if one.feature_code == CAPITAL and one.population >= CITY]
    if not capitals:
        return rated
    cost_of_capital, capital = min(capitals, key=lambda pair: pair[0])
    return [
        (max(cost, cost_of_capital + NAMESAKE_LEAD), order, one, why)
        if one.kind == "settlement"
        and one.population * NAMESAKE_SHARE < capital.population
        and not why & (LIES_IN | LEVEL | REGION | CLOSE)
        else (cost, order, one, why)
        for cost, order, one, why in rated
    ]


def _is_namesake(region: Bearer, town: Bearer) -> bool:
    """Whether a region is the one round a town of the same name; the city may be a region of its own, as Kyiv is."""
    if region.country != town.country:
        return False
    if region.admin1 is not None and region.admin1 == town.admin1:
        return True
    if town.feature_code == CAPITAL:  # "Washington" alone is where the government is
        return True
    return distance_km(LonLat(region.lon, region.lat), LonLat(town.lon, town.lat)) < NAMESAKE_KM


def _is_level(candidate: Bearer, level: Level) -> bool:
    if level == "region":
        return candidate.kind in ("region", "area")
    return level == "settlement" and candidate.kind in ("settlement", "district")


def _lies_beside(candidate: Bearer, other: Bearer) -> bool:
    """Whether the place named with it is close by, or is the same under its other name ("Bergen (Mons)")."""
    if candidate.id == other.id:
        return True
    if other.kind != "settlement" or candidate.kind not in ("settlement", "district"):
        return False
    return distance_km(LonLat(candidate.lon, candidate.lat), LonLat(other.lon, other.lat)) < BESIDE_KM


def _lies_in(candidate: Bearer, container: Bearer) -> bool:
    if candidate.id == container.id:
        return False
    if container.kind == "country":
        return candidate.country == container.country
    if container.kind == "region":
        return candidate.admin1 is not None and candidate.admin1 == container.admin1
    return False


def distance_km(a: LonLat, b: LonLat) -> float:
    """Kilometres between points, roughly: enough to tell near from far, no measurement."""
    return great_circle_m(a, b) / 1000


# ---------------------------------------------------------------- what is kept


def _is_accepted(group: _Group, at: int, found: Sequence[FoundMention], context: _Context) -> bool:
    """Whether the candidate at a place of the group is likely enough to be meant at all."""
    chosen, why = group.candidates[at], group.why[at]
    if at and chosen.population < CITY:
        return False
    licence = group.licence(found)
    if why & LIES_IN:
        return True
    if chosen.match == "spelling":
        own_country, own_weight, _ = context.votes.get(group.number, _NO_VOTE)
        named = context.countries.get(chosen.country or "", 0)
        return named > (own_weight if chosen.country == own_country else 0) and licence == SURELY
    if chosen.kind not in ("settlement", "district"):
        return True
    least: float = LEAST_PEOPLE[licence]
    if licence != SURELY and all(found[index].initial for index in group.mentions):
        least *= 2
    if why & REGION and why & NEARBY and licence != NONE:
        least *= REGION_SHARE
    elif why & (COUNTRY | AT_HOME):
        least *= SUPPORTED_SHARE
    return chosen.population >= least


def _told_regions(group: _Group, groups: Sequence[_Group]) -> list[Bearer]:
    """The regions in which the words put the name, as far as they are told by a name that we know."""
    chosen = (groups[number].chosen for number in group.inside)
    return [region for region in chosen if region is not None and region.kind == "region"]


def _is_far_from_told(group: _Group, at: int, groups: Sequence[_Group], found: Sequence[FoundMention]) -> bool:
    """Whether a candidate is far from the region in which the words put the name: it is another of that name."""
    chosen, regions = group.candidates[at], _told_regions(group, groups)
    if chosen.kind not in ("settlement", "district") or chosen.population >= CITY or group.why[at] & LIES_IN:
        return False
    if not any(found[index].is_in_region for index in group.mentions):
        return False
    return bool(regions) and all(
        chosen.country != region.country
        or (
            None not in (chosen.admin1, region.admin1)
            and chosen.admin1 != region.admin1
            and distance_km(LonLat(chosen.lon, chosen.lat), LonLat(region.lon, region.lat)) > FAR_OUTSIDE_KM
        )
        for region in regions
    )


def _is_unknown_namesake(
    group: _Group, chosen: Bearer, groups: Sequence[_Group], found: Sequence[FoundMention]
) -> bool:
    """Whether the words put a small place in a region, near or far, in which none of its namesakes that we know lies.

    So is a village that bears a city's name. Of a town that many know the words may as well be wrong: a check tells.
    """
    placed = [found[index] for index in group.mentions if found[index].inside is not None]
    is_small = chosen.population < KNOWN_PEOPLE or any(mention.is_village for mention in placed)
    if chosen.kind not in ("settlement", "district") or chosen.candidate or not placed or not is_small:
        return False
    if any(found[mention.inside].level != "region" for mention in placed if mention.inside is not None):
        return False
    regions = _told_regions(group, groups)
    if not regions or any(region.feature_code != "ADM1" for region in regions):
        return False
    return not any(one.admin1 is None or _lies_in(one, region) for one in group.candidates for region in regions)


def _confidence(group: _Group, found: Sequence[FoundMention]) -> float:
    """How likely the leading candidate is the one meant; what the words leave no choice in is as sure as can be."""
    mentions = [found[index] for index in group.mentions]
    if mentions[0].record is not None:
        return MOST
    sure = confidence(mentions, group.scores, group.candidates[0], reasons_of(group, 0))
    return min(sure, MOST_APART) if _stands_apart(group) else sure


def _stands_apart(group: _Group) -> bool:
    """Whether nothing else in the article is near a village, or in its region: another of its name may be meant.

    One that bears its name alone, in a country that the article speaks of, is taken for the one.
    """
    chosen, why = group.candidates[0], group.why[0]
    is_village = chosen.kind == "settlement" and chosen.population < KNOWN_PEOPLE
    is_alone = len(group.candidates) == 1 and why & COUNTRY
    return is_village and not is_alone and not why & (LIES_IN | REGION | CLOSE)


def _choices(groups: Sequence[_Group], found: Sequence[FoundMention]) -> list[Choice]:
    """One choice a record, its mentions from every group that chose it."""
    by_record: dict[str, list[_Group]] = {}
    for group in groups:  # in order of their first mentions
        by_record.setdefault(group.candidates[0].id, []).append(group)
    choices = []
    for members in by_record.values():
        mentions = [found[index] for group in members for index in group.mentions]
        if len(members) > 1:
            mentions.sort(key=lambda mention: mention.start)
        leading = max(members, key=lambda group: (group.scores[0], -group.mentions[0]))
        choices.append(Choice(leading, mentions, max([_confidence(group, found) for group in members])))
    return choices


def _places(article: Article, choices: Sequence[Choice], gazetteer: Gazetteer) -> tuple[Place, ...]:
    """The choices as places of a story, each with an id of its own."""
    places: list[Place] = []
    used: set[str] = set()
    speaks = any(choice.record.kind in ("country", "region") for choice in choices)
    for choice in choices:
        place = _place(article, choice, gazetteer, speaks_of_lands=speaks)
        number = 2
        name = place.id
        while place.id in used:
            place = replace(place, id=f"{name}-{number}")
            number += 1
        used.add(place.id)
        places.append(place)
    return tuple(places)


def _place(article: Article, choice: Choice, gazetteer: Gazetteer, *, speaks_of_lands: bool) -> Place:
    first, *rivals = _shown(choice.leading, choice.mentions, gazetteer)
    sure = min(choice.confidence, _most_by_name(choice, first, gazetteer, speaks_of_lands=speaks_of_lands))
    chosen = replace(first, confidence=sure)
    name = _name(choice.mentions, chosen, article, gazetteer)
    return Place(
        id=place_id(name, chosen),
        name=name,
        chosen=chosen,
        lon=chosen.lon,
        lat=chosen.lat,
        precision_m=chosen.precision_m,
        confidence=sure,
        role=_role(choice.mentions, chosen),
        mentions=tuple(_mention(mention, choice.record.feature_code) for mention in choice.mentions),
        rivals=tuple(rivals),
    )


def _most_by_name(choice: Choice, chosen: Candidate, gazetteer: Gazetteer, *, speaks_of_lands: bool) -> float:
    """How sure a town can be for which only its size speaks: less where it goes by a name that is not its usual one.

    "Victoria" is no usual name of Hong Kong: where nothing else is near it or of its country, a namesake may be meant.
    A capital that is called by its name needs neither, nor does any city in an article that names no land at all.
    """
    group, first = choice.leading, choice.mentions[0]
    supported = LIES_IN | COUNTRY | REGION | NEARBY | CLOSE | AT_HOME
    is_town = chosen.kind in ("settlement", "district")
    if not is_town or len(group.candidates) == 1 or group.why[0] & supported or first.record is not None:
        return MOST
    keys = {mention.key for mention in choice.mentions}
    if not keys & _usual_keys(chosen.id, chosen.name, gazetteer):
        # "Kiew" is no one else's name, whatever a record calls itself.
        abroad = (one for one in group.candidates[1 : MOST_RIVALS + 1] if one.country != chosen.country)
        namesakes = (one for one in abroad if one.population >= KNOWN_PEOPLE)
        if any(keys & _usual_keys(one.id, None, gazetteer) for one in namesakes):
            return MOST_APART
    return MOST_ALONE if speaks_of_lands and chosen.feature_code != CAPITAL else MOST


def _usual_keys(identifier: str, name: str | None, gazetteer: Gazetteer) -> set[str]:
    """The keys of what a record calls itself and of what each language that is read calls it."""
    record = gazetteer.record(identifier) if name is None else None
    names = (name, None if record is None else record.name, *(gazetteer.name_in(identifier, tag) for tag in LANGUAGES))
    return {key_of(one) for one in names if one}


def _shown(group: _Group, mentions: Sequence[FoundMention], gazetteer: Gazetteer) -> list[Candidate]:
    """The leading candidate and its rivals as whole records, with score and reasons."""
    keys = {mention.key for mention in mentions if mention.record is None and not mention.spelled}
    known = {candidate.id: candidate for key in keys for candidate in gazetteer.candidates(key)}
    shown = []
    for place, bearer in enumerate(group.candidates[: MOST_RIVALS + 1]):
        whole = bearer.candidate or known.get(bearer.id) or gazetteer.record(bearer.id)
        assert whole is not None, bearer.id
        shown.append(replace(whole, score=round(group.scores[place], 3), reasons=reasons_of(group, place)))
    return shown


def _name(mentions: Sequence[FoundMention], chosen: Candidate, article: Article, gazetteer: Gazetteer) -> str:
    """The article's own spelling: its first full name, else an abbreviation; for an adjective, the country's name."""
    names = [mention for mention in mentions if mention.kind != "demonym"]
    full = [mention for mention in names if mention.record is None]
    if full or names:
        # A dateline writes its town in capitals ("ENGELS, 12 May –"), which is no spelling of its own.
        full = [mention for mention in full if not _is_in_capitals(mention.text)] or full
        plain = next((mention for mention in full if not mention.nominative), (full or names)[0])
        name = plain.nominative or " ".join(plain.text.split())
        known = (gazetteer.name_in(chosen.id, article.language), chosen.name)
        return _without_capitals(name, known) if full and _is_in_capitals(name) else name
    return gazetteer.name_in(chosen.id, article.language) or chosen.name


def _is_in_capitals(name: str) -> bool:
    return len(name) > LONGEST_ABBREVIATION and name.isupper()


def _without_capitals(name: str, known: Sequence[str | None]) -> str:
    """A name in capitals as it is written in a sentence: as a record has it, else with a capital a word.

    >>> _without_capitals("PORT-AU-PRINCE", ["Port-au-Prince"])
    'Port-au-Prince'
    >>> _without_capitals("EL CAIRO", ["Cairo"])
    'El Cairo'
    """
    same = next((one for one in known if one is not None and one.casefold() == name.casefold()), None)
    return same or re.sub(r"[^\W\d_][\w’']*", lambda word: word[0].capitalize(), name)


def place_id(name: str, chosen: Candidate) -> str:
    """A short id from the article's spelling: "karatsjov", "brjansk-region"; letters of any script, no diacritics.

    >>> place_id("Oekraïne", Candidate(id="iso:UA", name="Ukraine", lon=31, lat=49, kind="country"))
    'oekraine'
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    slug = re.sub(r"[\W_]+", "-", bare).strip("-") or chosen.id.replace(":", "-").lower()
    return f"{slug}-region" if chosen.kind == "region" and not slug.endswith("-region") else slug


def _role(mentions: Sequence[FoundMention], chosen: Candidate) -> Role:
    if chosen.feature_code == METONYM:
        return "metonym"
    if all(mention.block == "caption" for mention in mentions):
        return "caption"
    return "context" if chosen.kind in ("country", "continent", "area", "water") else "mentioned"


def kind_of(mention: FoundMention, feature_code: str = "") -> MentionKind:
    """What kind of mention it is of the record that it means: a seat of power stands for who sits there."""
    return "metonym" if feature_code == METONYM else mention.kind


def _mention(mention: FoundMention, feature_code: str = "") -> Mention:
    return Mention(
        start=mention.start,
        end=mention.end,
        text=mention.text,
        kind=kind_of(mention, feature_code),
        sentence=mention.sentence,
        block=mention.block,
    )
