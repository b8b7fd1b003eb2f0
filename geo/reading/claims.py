"""Claims: what the text says to be how far from what, what a weapon reaches, what adds up, what lies in or near what.

A claim keeps its words, their sentence, its speaker and the ids and spans that it speaks of. Which border "over de
grens" means follows from the place and the other country of the lead; what "daar" means, from the sentences before it
in the paragraph. A claim whose subject cannot be told keeps None, and the check says that it cannot be checked:
nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from geo.gazetteer.zones import zone_of
from geo.model import Article, Claim, Place, Quantity, Strike, Weapon
from geo.reading.counts import counts
from geo.reading.ends import as_sentence, object_of
from geo.reading.positions import between_two, lying_in, near
from geo.reading.quantities import FoundQuantity, find_quantities, is_range
from geo.reading.reaches import weapon_of
from geo.reading.relations import Relation, relation_of
from geo.reading.spoken import FURNITURE, Reading, Spoken, claim_of
from geo.reading.strikes import weapons_in
from geo.reading.subjects import spoken_of_before, subject_of
from geo.reading.tables import phrases, table
from geo.reading.telling import tellings
from geo.reading.times import ROUGH_MIN, agreement, paired_times


def find_claims(
    article: Article, places: tuple[Place, ...], strikes: tuple[Strike, ...], weapons: tuple[Weapon, ...]
) -> tuple[Claim, ...]:
    """Every claim of the article in order of the text, with ids "claim-1", "claim-2", ..."""
    named = sorted(((m, place) for place in places for m in place.mentions), key=lambda pair: pair[0].start)
    reading = Reading(
        article=article,
        words=table(article.language),
        told=tellings(article),
        places=places,
        named=tuple(named),
        strikes=strikes,
        weapons=weapons_in(article, weapons),
    )
    found = [*counts(reading)]
    published = date.fromisoformat(article.published) if article.published is not None else None
    for number, told in enumerate(reading.told):
        if told.block not in FURNITURE:
            spoken = Spoken(reading, number)
            found += [*_measured(spoken), *near(spoken), *lying_in(spoken), *between_two(spoken)]
            found += _clocks(spoken, published)
    found.sort(key=lambda claim: (claim.start, claim.end))
    return tuple(replace(claim, id=f"claim-{number}") for number, claim in enumerate(found, 1))


def _measured(spoken: Spoken) -> Iterator[Claim]:
    quantities = find_quantities(spoken.text, spoken.reading.words.language)
    if not quantities:
        return
    sentence = as_sentence(spoken)
    related: list[tuple[FoundQuantity, Relation | None]] = []
    since = 0
    for found in quantities:
        relation = relation_of(sentence, found, since=since)
        related.append((found, relation))
        since = max(found.end, relation.span.end if relation else 0)
    objects = [relation.object for _, relation in related if relation is not None and relation.kind != "reach"]
    shared = phrases(spoken.reading.words.claims.respectively).search(spoken.text)
    for found, relation in related:
        if relation is None:
            continue
        if shared is not None and is_range(found.quantity, spoken.reading.words.language):
            continue  # "30 and 90 km, respectively" is a figure each
        if relation.kind == "reach" and found.is_vague:
            continue
        if relation.kind == "reach":
            weapon = weapon_of(spoken, relation)
            object_ = f"weapon:{weapon.id}" if weapon else None
            yield claim_of(spoken, relation.span, "reach", stated=found.quantity, pair=found.pair, object_=object_)
            continue
        subject = subject_of(spoken, relation, objects)
        end = object_of(spoken, relation, subject)
        if relation.kind == "onward":
            before = None if subject is None else spoken_of_before(spoken, subject[1])
            end = None if before is None else before.id
            if end is None and not spoken.reading.strikes:
                continue  # "400 fled to Tawila, 60 km west": from where they fled, and no place is spoken of
        if found.is_vague:
            # "Hundreds of miles from the border" is as vague as "far": it gets the measured figure, where there is one.
            if subject is not None and end is not None:
                yield claim_of(
                    spoken, relation.span, "near", subject=subject[1], object_=end, mentions=[subject[0]]
                )  # fmt: skip
            continue
        yield claim_of(
            spoken, relation.span, "distance", stated=found.quantity, pair=found.pair,
            subject=subject[1] if subject else None, object_=end,
            mentions=[pair[0] for pair in (subject,) if pair],
        )  # fmt: skip


def _clocks(spoken: Spoken, published: date | None) -> Iterator[Claim]:
    """As in "03.25 uur Moskoutijd (02.25 uur in Kyiv)": minutes by which the second clock is ahead, stated and real.

    ``stated`` holds what the text says, ``parts`` what the zones can differ by on that day (or in any season, where no
    day is known); a claim whose zone is not known has no parts, and cannot be checked.
    """
    for pair in paired_times(spoken.text, spoken.reading.words.language):
        found = agreement(pair, published, local=_local_zone(spoken))
        stated = None
        if found is not None:
            slack = float(ROUGH_MIN) if pair.first.about or pair.second.about else 0.0
            told = float(found.stated_min)
            stated = Quantity(
                value=told, unit="min", low=told - slack, high=told + slack, hedge="about" if slack else ""
            )
        claim = claim_of(spoken, pair.span, "time", stated=stated)
        yield replace(claim, parts=() if found is None else tuple(map(float, found.offsets_min)))


def _local_zone(spoken: Spoken) -> str | None:
    """The zone of the place spoken of, for "local time": one named in the sentence, else the struck one."""
    places = {place.id: place for place in spoken.reading.places}
    here = [place for mention, place in spoken.named if mention.kind == "toponym"]
    here += [places[strike.where] for strike in spoken.reading.strikes[:1] if strike.where in places]
    zones = (zone_of(place.chosen.country, place.chosen.admin1) for place in here if place.chosen.country)
    return next((zone for zone in zones if zone is not None), None)
