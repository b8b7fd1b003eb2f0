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
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.model import Article, Candidate, LonLat, Mention, Place, Role
from geo.reading.found import NONE, PERHAPS, SURELY, FoundMention, Level

if TYPE_CHECKING:
    from geo.gazetteer.index import Gazetteer

ROUNDS = 3
MOST_CANDIDATES = 25
MOST_RIVALS = 8
EARTH_RADIUS_KM = 6371.0088
# The feature code of the gazetteer's sites that stand for who sits there ("het Kremlin").
METONYM = "GOVT"
# The words decide almost alone: a container named beside the name, or the level that a word gives it.
INSIDE, RIGHT_LEVEL, WRONG_LEVEL = 6.0, 4.0, -4.0
NAMED_COUNTRY, OFTEN_NAMED, SAME_REGION, NEAR, NEARISH = 1.6, 0.8, 1.2, 0.8, 0.4
# Least population of a settlement that no context supports, by licence; a supported one may have a tenth.
LEAST_PEOPLE = {NONE: 150_000, PERHAPS: 30_000, SURELY: 0}
SUPPORTED_SHARE = 0.1
# A city of so many people, at most so far from the middle of the region that bears its name, comes first by so much.
NAMESAKE_PEOPLE, NAMESAKE_KM, NAMESAKE_LEAD = 50_000, 200.0, 1.0
# How fast confidence grows with the lead over the rivals, and its most by how the name was matched and licensed.
STEEPNESS = 1.3
MOST_BY_SPELLING, MOST_UNLICENSED, MOST = 0.85, 0.9, 0.99


@dataclass(slots=True)
class _Group:
    """The mentions of one name at one level, its candidates, and the one that leads."""

    mentions: list[int]
    level: Level
    candidates: list[Candidate] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    reasons: list[tuple[str, ...]] = field(default_factory=list)
    inside: list[int] = field(default_factory=list)

    @property
    def chosen(self) -> Candidate | None:
        return self.candidates[0] if self.candidates else None


@dataclass(frozen=True, slots=True)
class _Context:
    """What the article speaks of: how often each country, which regions, and the points chosen so far."""

    countries: Counter[str]
    regions: Counter[str]
    points: tuple[tuple[int, LonLat], ...]
    votes: dict[int, tuple[str | None, int, str | None]]  # by number of the group: country, its weight, region

    def without(self, number: int) -> _Context:
        """What the rest of the article says: no group supports itself, nor a namesake of what it has chosen."""
        if number not in self.votes:
            return self
        country, weight, region = self.votes[number]
        countries, regions = Counter(self.countries), Counter(self.regions)
        if country is not None:
            countries[country] -= weight
        if region is not None:
            regions[region] -= 1
        points = tuple(pair for pair in self.points if pair[0] != number)
        return _Context(+countries, +regions, points, {})


def resolve(
    article: Article, found: Sequence[FoundMention], gazetteer: Gazetteer
) -> tuple[tuple[Place, ...], tuple[Mention, ...]]:
    """The places that the mentions mean, in order of the text, and the mentions that mean none we know."""
    groups = _grouped(found, gazetteer)
    context = _context(groups, found)
    for _ in range(ROUNDS):
        for number, group in enumerate(groups):
            if not group.candidates and found[group.mentions[0]].spelled:
                group.candidates = _by_spelling(group, groups, found, gazetteer, context)
            _score(group, groups, context.without(number))
        context = _context(groups, found)
    accepted = [group for number, group in enumerate(groups) if _is_accepted(group, found, context.without(number))]
    unresolved = [
        found[index]
        for group in groups
        if group not in accepted and found[group.mentions[0]].licence == SURELY and not group.candidates
        for index in group.mentions
    ]
    places = _places(article, accepted, found, gazetteer)
    return places, tuple(_mention(mention) for mention in sorted(unresolved, key=lambda m: m.start))


# ---------------------------------------------------------------- groups and their candidates


def _grouped(found: Sequence[FoundMention], gazetteer: Gazetteer) -> list[_Group]:
    by_name: dict[tuple[str, bool], _Group] = {}
    group_of: dict[int, int] = {}
    for index, mention in enumerate(found):
        group = by_name.setdefault((mention.key, mention.level == "region"), _Group([], mention.level))
        group.mentions.append(index)
        if mention.level == "settlement":
            group.level = "settlement"
    groups = list(by_name.values())
    for number, group in enumerate(groups):
        for index in group.mentions:
            group_of[index] = number
        first = found[group.mentions[0]]
        if first.record is not None:
            record = gazetteer.record(first.record)
            group.candidates = [record] if record is not None else []
        elif not first.spelled:
            group.candidates = list(gazetteer.candidates(first.key))[:MOST_CANDIDATES]
    for group in groups:
        containers = (found[index].inside for index in group.mentions)
        group.inside = [group_of[index] for index in containers if index is not None]
    return groups


def _by_spelling(
    group: _Group, groups: Sequence[_Group], found: Sequence[FoundMention], gazetteer: Gazetteer, context: _Context
) -> list[Candidate]:
    """Records whose sound is the name's, in the countries that the article speaks of only."""
    countries = set(context.countries)
    if not countries:
        return []
    containers = [groups[number].chosen for number in group.inside]
    near = next((LonLat(c.lon, c.lat) for c in containers if c is not None and c.kind != "country"), None)
    name = found[group.mentions[0]].text
    answers = gazetteer.spelled_like(name, countries=countries, near=near)
    return [candidate for candidate in answers if candidate.country in countries][:MOST_CANDIDATES]


def _context(groups: Sequence[_Group], found: Sequence[FoundMention]) -> _Context:
    countries: Counter[str] = Counter()
    regions: Counter[str] = Counter()
    points: list[tuple[int, LonLat]] = []
    votes: dict[int, tuple[str | None, int, str | None]] = {}
    for number, group in enumerate(groups):
        chosen = group.chosen
        if chosen is None:
            continue
        is_sure = chosen.kind == "country" or any(found[index].licence == SURELY for index in group.mentions)
        weight = len(group.mentions) if chosen.kind == "country" else 1
        if chosen.country is not None and is_sure:
            countries[chosen.country] += weight
        if chosen.admin1 is not None and is_sure:
            regions[chosen.admin1] += 1
        if chosen.kind in ("settlement", "region"):
            points.append((number, LonLat(chosen.lon, chosen.lat)))
        votes[number] = (chosen.country, weight, chosen.admin1) if is_sure else (None, 0, None)
    return _Context(countries, regions, tuple(points), votes)


# ---------------------------------------------------------------- scores


def _score(group: _Group, groups: Sequence[_Group], context: _Context) -> None:
    """Rank the group's candidates anew, by what the other groups say."""
    containers = [chosen for number in group.inside if (chosen := groups[number].chosen) is not None]
    has_level = any(_is_level(candidate, group.level) for candidate in group.candidates)
    rated = []
    for order, candidate in enumerate(group.candidates):
        score, reasons = _rate(candidate, group, containers, context, has_level)
        rated.append((-score, order, candidate, reasons))
    if group.level != "region":
        rated = _towns_first(rated)
    rated.sort(key=lambda item: item[:2])
    group.candidates = [item[2] for item in rated]
    group.scores = [-item[0] for item in rated]
    group.reasons = [item[3] for item in rated]


def _rate(
    candidate: Candidate,
    group: _Group,
    containers: Sequence[Candidate],
    context: _Context,
    has_level: bool,
) -> tuple[float, tuple[str, ...]]:
    score = candidate.score  # what the gazetteer knows beforehand: kind, people, worth of the name
    reasons: list[str] = []
    if any(_lies_in(candidate, container) for container in containers):
        score += INSIDE
        reasons.append("the text says where it lies")
    if group.level != "any" and has_level:
        fits = _is_level(candidate, group.level)
        score += RIGHT_LEVEL if fits else WRONG_LEVEL
        if fits:
            reasons.append("called a region" if group.level == "region" else "called a town")
    supported, why = _support(candidate, context)
    score += supported
    reasons.extend(why)
    if candidate.match == "spelling":
        reasons.append("spelled by another language's ear")
    if candidate.population >= 100_000 or candidate.kind == "country":
        reasons.append("well known")
    return score, tuple(reasons)


def _towns_first(
    rated: Sequence[tuple[float, int, Candidate, tuple[str, ...]]],
) -> list[tuple[float, int, Candidate, tuple[str, ...]]]:
    """A region that no word calls one comes after the city that it is named after, whatever else speaks for it."""
    towns = [(cost, one) for cost, _, one, _ in rated if one.kind == "settlement" and one.population >= NAMESAKE_PEOPLE]
    result = []
    for cost, order, candidate, reasons in rated:
        if candidate.kind == "region":
            cost = max([cost, *(town + NAMESAKE_LEAD for town, one in towns if _is_namesake(candidate, one))])
        result.append((cost, order, candidate, reasons))
    return result


def _is_namesake(region: Candidate, town: Candidate) -> bool:
    """Whether a region is the one round a town of the same name; the city may be a region of its own, as Kyiv is."""
    if region.country != town.country:
        return False
    apart = distance_km(LonLat(region.lon, region.lat), LonLat(town.lon, town.lat))
    return (region.admin1 is not None and region.admin1 == town.admin1) or apart < NAMESAKE_KM


def _support(candidate: Candidate, context: _Context) -> tuple[float, list[str]]:
    """What the rest of the article adds; the context is that without the group that is being rated."""
    score = 0.0
    reasons: list[str] = []
    total = sum(context.countries.values())
    named = context.countries[candidate.country] if candidate.country else 0
    if named > 0 and candidate.kind not in ("country", "continent"):
        score += NAMED_COUNTRY + OFTEN_NAMED * named / total
        reasons.append("the article speaks of its country")
    in_region = context.regions[candidate.admin1] if candidate.admin1 else 0
    if in_region > 0 and candidate.kind in ("settlement", "district"):
        score += SAME_REGION
        reasons.append("the article speaks of its region")
    here = LonLat(candidate.lon, candidate.lat)
    others = [distance_km(here, point) for _, point in context.points if point != here]
    nearest = min(others, default=math.inf)
    if candidate.kind in ("settlement", "district", "region") and nearest < 300:
        score += NEAR if nearest < 100 else NEARISH
        reasons.append("near other places of the article")
    return score, reasons


def _is_level(candidate: Candidate, level: Level) -> bool:
    if level == "region":
        return candidate.kind in ("region", "area")
    return level == "settlement" and candidate.kind in ("settlement", "district")


def _lies_in(candidate: Candidate, container: Candidate) -> bool:
    if candidate.id == container.id:
        return False
    if container.kind == "country":
        return candidate.country == container.country
    if container.kind == "region":
        return candidate.admin1 is not None and candidate.admin1 == container.admin1
    return False


def distance_km(a: LonLat, b: LonLat) -> float:
    """Great-circle distance on a sphere (haversine), good to 0.5 %: enough to tell near from far, no measurement."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


# ---------------------------------------------------------------- what is kept


def _is_accepted(group: _Group, found: Sequence[FoundMention], context: _Context) -> bool:
    """Whether the leading candidate is likely enough to be meant at all."""
    chosen = group.chosen
    if chosen is None:
        return False
    mentions = [found[index] for index in group.mentions]
    licence = max(mention.licence for mention in mentions)
    if "the text says where it lies" in group.reasons[0]:
        return True
    if chosen.match == "spelling":
        return bool(chosen.country and context.countries[chosen.country]) and licence == SURELY
    if chosen.kind not in ("settlement", "district"):
        return True
    least = LEAST_PEOPLE[licence]
    if all(mention.initial for mention in mentions) and licence != SURELY:
        least *= 2
    supported = "the article speaks of its country" in group.reasons[0]
    return chosen.population >= (least * SUPPORTED_SHARE if supported else least)


def _confidence(group: _Group, found: Sequence[FoundMention]) -> float:
    """How likely the leading candidate is the one meant, from its lead over the others."""
    best = group.scores[0]
    rest = sum(math.exp(STEEPNESS * (score - best)) for score in group.scores[1:])
    share = 1.0 / (1.0 + rest)
    chosen = group.candidates[0]
    licence = max(found[index].licence for index in group.mentions)
    most = MOST_BY_SPELLING if chosen.match == "spelling" else MOST
    if licence == NONE and chosen.kind in ("settlement", "district"):
        most = min(most, MOST_UNLICENSED)
    return round(share * most, 3)


def _places(
    article: Article, groups: Sequence[_Group], found: Sequence[FoundMention], gazetteer: Gazetteer
) -> tuple[Place, ...]:
    """One place a record, its mentions from every group that chose it."""
    by_record: dict[str, list[_Group]] = defaultdict(list)
    for group in groups:
        by_record[group.candidates[0].id].append(group)
    first = {
        record: min(index for group in members for index in group.mentions) for record, members in by_record.items()
    }
    places: list[Place] = []
    used: set[str] = set()
    for record in sorted(by_record, key=first.__getitem__):
        place = _place(article, by_record[record], found, gazetteer)
        number = 2
        name = place.id
        while place.id in used:
            place = replace(place, id=f"{name}-{number}")
            number += 1
        used.add(place.id)
        places.append(place)
    return tuple(places)


def _place(article: Article, groups: Sequence[_Group], found: Sequence[FoundMention], gazetteer: Gazetteer) -> Place:
    leading = max(groups, key=lambda group: (group.scores[0], -group.mentions[0]))
    mentions = [found[index] for group in groups for index in group.mentions]
    mentions.sort(key=lambda mention: mention.start)
    confidence = max(_confidence(group, found) for group in groups)
    chosen = replace(
        leading.candidates[0],
        score=round(leading.scores[0], 3),
        confidence=confidence,
        reasons=leading.reasons[0],
    )
    name = _name(mentions, chosen, article, gazetteer)
    return Place(
        id=place_id(name, chosen),
        name=name,
        chosen=chosen,
        lon=chosen.lon,
        lat=chosen.lat,
        precision_m=chosen.precision_m,
        confidence=confidence,
        role=_role(mentions, chosen),
        mentions=tuple(_mention(mention, chosen) for mention in mentions),
        rivals=tuple(
            replace(candidate, score=round(score, 3), reasons=reasons)
            for candidate, score, reasons in list(
                zip(leading.candidates, leading.scores, leading.reasons, strict=True)
            )[1 : MOST_RIVALS + 1]
        ),
    )


def _name(mentions: Sequence[FoundMention], chosen: Candidate, article: Article, gazetteer: Gazetteer) -> str:
    """The article's own spelling: its first full name, else an abbreviation; for an adjective, the country's name."""
    names = [mention for mention in mentions if mention.kind != "demonym"]
    full = [mention for mention in names if mention.record is None]
    if full or names:
        first = (full or names)[0]
        plain = next((mention for mention in full if not mention.nominative), first)
        return plain.nominative or " ".join(plain.text.split())
    return gazetteer.name_in(chosen.id, article.language) or chosen.name


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


def _mention(mention: FoundMention, chosen: Candidate | None = None) -> Mention:
    is_metonym = chosen is not None and chosen.feature_code == METONYM
    return Mention(
        start=mention.start,
        end=mention.end,
        text=mention.text,
        kind="metonym" if is_metonym else mention.kind,
        sentence=mention.sentence,
        block=mention.block,
    )
