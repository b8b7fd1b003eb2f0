"""What a sub-editor looks at before a map is published: a list of items, each with the place where it is put right.

A pure function of the story. It judges nothing that happened: it points at what nobody is named for, at what does not
fit together, and at wording that is surer than its source. Which words make a telling unsure, deny it or name who says
it, is known to the reader's language tables alone (``geo.reading.telling``).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Literal

import numpy as np

from geo.analysis import attacker_and_attacked, weapon_of
from geo.checks import told
from geo.differing import DETAILS
from geo.document import MAX_QUOTE_WORDS, STATEMENTS, published, tells_hidden, without_refused
from geo.drawing.wording import embargo_words, long_date
from geo.embargo import has_passed
from geo.measuring.borders import open_borders
from geo.measuring.geodesy import inverse
from geo.model import LIKELY, SURE, Article, Quantity
from geo.reading.attacks import is_unreal, trigger_in
from geo.reading.dates import full_dates, weekdays
from geo.reading.tables import phrases, table
from geo.reading.telling import tellings
from geo.reading.versions import figures_in, words_of
from geo.units import METRES, format_length
from geo.weapons import load_weapons, main_reach, names_in
from geo.words import with_bound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scipy.spatial import cKDTree

    from geo.model import (
        Candidate,
        Certainty,
        Mention,
        Origin,
        Place,
        RangeArea,
        Span,
        Statement,
        Story,
        Strike,
        Weapon,
    )
    from geo.reading.tables import Table
    from geo.words import Words

    _Part = Callable[[], Iterator["Item"]]

Severity = Literal["must", "look", "fine"]
Step = Literal["article", "places", "ranges", "check", "publish"]
Kind = Literal[
    "source", "date", "not found", "place", "rival", "far", "country", "range", "origin", "range source", "borders",
    "strike", "speaker", "told as fact", "figure", "cannot be checked", "headline", "wording", "withheld", "quotes",
    "review", "embargo",
]  # fmt: skip
Telling = Literal["hedged", "attributed", "fact"]
WordingName = Literal["title", "alt", "caption", "correction"]
# What is found in a text: how grave, a message, and what fills its fields.
_Found = tuple[Severity, str, dict[str, str]]

# A rival with this share of the confidence of the one that was chosen is nearly as good, if it lies this far from it.
NEARLY_AS_GOOD, ELSEWHERE_M = 0.8, 25_000.0
# A town farther than this from every other place of the story is looked at.
FAR_M = 1_500_000.0
# A town of this size needs no country beside it, nor does a capital.
WELL_KNOWN = 500_000
CAPITAL = "PPLC"
# Where papers of a language are made: their own towns need no country beside them.
HOME = {
    "nl": {"NL", "BE", "SR"}, "en": {"GB", "US", "IE", "CA", "AU", "NZ"}, "de": {"DE", "AT", "CH", "LU"},
    "fr": {"FR", "BE", "CH", "LU", "CA"}, "uk": {"UA"}, "ru": {"RU", "UA", "BY"},
}  # fmt: skip
# Of a town and the region that it is put in, so many characters lie between the two at most.
FAR_WORDS = 200
# A range and a stated figure that differ by less than this share are one.
SAME_LENGTH = 0.05
# A place and its record lie no farther apart than this, unless somebody moved it.
DRIFT_M = 5_000.0
# An attack that lies longer before the article is looked at.
LONG_AGO = timedelta(days=60)
POINTS = frozenset({"settlement", "district", "site", "point"})
ASIDE = frozenset({"caption", "metonym"})
HEADS = frozenset({"title", "heading"})
KIND_NAMES = {"settlement": "town", "district": "part of a town", "site": "building or site"}
WORDINGS: dict[WordingName, str] = {
    "title": "title", "caption": "caption", "alt": "alt text", "correction": "correction line",
}  # fmt: skip
NONE_REPORTED = "none reported"
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_QUOTED = re.compile(r"\s*[\"'“„«‘‚].*[\"'”“»’‘]\s*", re.DOTALL)
# "Moscow: five missiles downed": who says so stands before the colon.
_SPEAKER_FIRST = re.compile(r"^[^\W\d_][^:.!?]{1,40}\s?:\s")
# Of the letters of a word so many are compared, so that another case of a name is the same name.
STEM = 5
LONG_WORD = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to look at, or one that is in order.

    Attributes:
        severity: "must" is to be put right or knowingly let stand, "look" is worth a look, "fine" is in order.
        text: the sentence, in the reader's language; plain text, with names and figures of the article in it.
        step: where it is put right. place, claim, strike, area: the id of what it is about, where it is about one.
        detail: of a strike. wording: which text that goes along with the map.
    """

    kind: Kind
    severity: Severity
    text: str
    step: Step
    place: str | None = None
    claim: str | None = None
    strike: str | None = None
    area: str | None = None
    detail: str | None = None
    wording: WordingName | None = None


def checklist(story: Story, words: Words, *, now: str | None = None) -> tuple[Item, ...]:
    """Everything to look at before the story is published, the gravest first; then what is in order.

    Args:
        words: of the screen, in which the sentences are.
        now: this instant (ISO 8601 with its zone), to tell whether an embargo has passed; without it that is not told.
    """
    desk = _Desk(without_refused(story), words, now)  # what a person refused needs no looking at
    found = list(chain.from_iterable(part() for part in desk.parts()))
    order: tuple[Severity, ...] = ("must", "look", "fine")
    # Sorting is stable: within a severity the order is that of the steps.
    return tuple(sorted(dict.fromkeys(found), key=lambda item: order.index(item.severity)))


def to_do(items: Sequence[Item]) -> tuple[Item, ...]:
    """Those that are not in order yet."""
    return tuple(item for item in items if item.severity != "fine")


@dataclass(frozen=True)
class _Desk:
    """One run over one story."""

    story: Story
    words: Words
    now: str | None

    def parts(self) -> tuple[_Part, ...]:
        return (
            self.source, self.dates, self.not_found, self.places, self.ranges, self.origins, self.borders, self.strikes,
            self.figures, self.headline, self.wordings, self.withheld, self.quotes, self.review, self.embargo,
        )  # fmt: skip

    @property
    def table(self) -> Table:
        return table(self.story.article.language)

    # ------------------------------------------------------------ the article

    def source(self) -> Iterator[Item]:
        """Who reported the story."""
        source, say = self.story.article.source, self.words
        if source and source.strip():
            yield Item(kind="source", severity="fine", text=say("Source: {source}", source=source), step="article")
        else:
            yield Item(kind="source", severity="must", text=say("The article has no source"), step="article")

    def dates(self) -> Iterator[Item]:
        """When it was published, and whether the dates in it fit that and each other."""
        article, say = self.story.article, self.words
        found = [*self._date_in_text(), *self._weekdays(), *self._strike_dates()]
        yield from found
        if article.published is None:
            yield Item(kind="date", severity="must", text=say("The article has no date"), step="article")
        elif not found:
            text = say("Published on {date}", date=self._day(article.published))
            yield Item(kind="date", severity="fine", text=text, step="article")

    def _date_in_text(self) -> Iterator[Item]:
        article = self.story.article
        lines = [article.text[block.start : block.end] for block in article.blocks if block.kind == "dateline"]
        written = [day.isoformat() for line in lines for _, day in full_dates(line, article.language)]
        if article.published and written and article.published[:10] not in written:
            text = self.words(
                "The article is dated {date}, but above its text stands {written}",
                date=self._day(article.published),
                written=self._day(written[0]),
            )
            yield Item(kind="date", severity="must", text=text, step="article")

    def _weekdays(self) -> Iterator[Item]:
        """A day of the week beside a date that was another day."""
        text, language = self.story.article.text, self.story.article.language
        names = {**weekdays(language), **self.table.times.weekdays}
        if not names:
            return
        before = re.compile(rf"{phrases(tuple(names)).pattern}\.?,?\s+(?:\w{{1,3}}\s+)?$", re.IGNORECASE)
        for span, day in sorted(full_dates(text, language)):
            match = before.search(text, max(0, span.start - 30), span.start)
            if match is None:
                continue
            name = next(iter(_WORD.findall(match[0])), "").casefold()
            if names.get(name, day.weekday()) != day.weekday():
                quote = text[match.start() : span.end]
                said = self.words("“{quote}”: that date is another day of the week", quote=quote)
                yield Item(kind="date", severity="must", text=said, step="article")

    def _strike_dates(self) -> Iterator[Item]:
        out = self.story.article.published
        for strike in self.story.strikes:
            at = "" if strike.when is None else str(strike.when.value)
            try:
                day, published_on = date.fromisoformat(at[:10]), date.fromisoformat((out or "")[:10])
            except ValueError:
                continue
            # By a clock farther east the next day has begun.
            latest = published_on + timedelta(days=1 if "T" in at else 0)
            shown = {"date": self._day(day.isoformat()), "published": self._day(published_on.isoformat())}
            if day > latest:
                said = self.words("The attack is dated {date}, after the article ({published})", **shown)
                yield Item(kind="date", severity="must", text=said, step="check", strike=strike.id, detail="when")
            elif published_on - day > LONG_AGO:
                said = self.words("The attack is dated {date}, long before the article ({published})", **shown)
                yield Item(kind="date", severity="look", text=said, step="check", strike=strike.id, detail="when")
            yield from self._strike_weekday(strike, day)

    def _strike_weekday(self, strike: Strike, day: date) -> Iterator[Item]:
        """A strike whose date is none of the days of the week in the words that date it."""
        names = {**weekdays(self.story.article.language), **self.table.times.weekdays}
        quote = "" if strike.when is None else strike.when.quote
        written = {names[word] for word in words_of(quote) if word in names}
        # A night belongs to two days: "the night to Wednesday" begins on Tuesday.
        days = {day.weekday(), (day.weekday() + 1) % 7} if len(quote.split()) > 1 else {day.weekday()}
        if written and not written & days:
            shown = self._day(day.isoformat())
            said = self.words("The attack is dated {date}, which is not “{quote}”", date=shown, quote=_short(quote))
            yield Item(kind="date", severity="must", text=said, step="check", strike=strike.id, detail="when")

    def not_found(self) -> Iterator[Item]:
        """Names of places that nothing was found for."""
        names = list(dict.fromkeys(mention.text for mention in self.story.unresolved))
        if names:
            text = self.words("Not found: {names}", names=", ".join(names))
            yield Item(kind="not found", severity="look", text=text, step="places")

    # ------------------------------------------------------------ places

    def places(self) -> Iterator[Item]:
        """Places of which it is not sure that they are the right ones."""
        looked_at = {change.target for change in self.story.changes if change.action in {"choose", "move", "add"}}
        found: list[Item] = []
        for place in self.story.places:
            own = place.id in looked_at or place.moved
            if not own:
                found += [*self._unsure(place), *self._rivals(place)]
            wrong = (*self._far(place), *self._country(place), *self._region(place), *self._drifted(place))
            # A person errs too; but what they chose is only worth a look.
            found += [replace(item, severity="look") if own else item for item in wrong]
        yield from found
        if self.story.places and not any(item.kind == "place" for item in found):
            count = self.words.plural("{n} place, none unsure", "{n} places, none unsure", len(self.story.places))
            yield Item(kind="place", severity="fine", text=count, step="places")

    def _unsure(self, place: Place) -> Iterator[Item]:
        label = self._label(place)
        if place.confidence < LIKELY:
            asked = self.words("{place}: please check whether this is the place meant", place=label)
            taken = _record(place.chosen, self.words)
            reasons = "; ".join(self.words(reason) for reason in place.chosen.reasons)
            if reasons:
                why = self.words("Taken to be {other}; for it speaks: {reasons}", other=taken, reasons=reasons)
            else:
                why = self.words("Taken to be {other}; nothing else in the text speaks for it", other=taken)
            text = f"{asked}. {why}"
            yield Item(kind="place", severity="must", text=text, step="places", place=place.id)
        elif place.confidence < SURE and self._is_told_of(place) and self.story.review is None:
            text = self.words("{place}: likely, and nobody has looked at it yet", place=label)
            yield Item(kind="place", severity="look", text=text, step="places", place=place.id)

    def _drifted(self, place: Place) -> Iterator[Item]:
        """A place that lies away from the record that it is taken to mean, though nobody moved it."""
        if not place.moved and _apart_m(place, place.chosen) > max(DRIFT_M, place.precision_m):
            text = self.words("{place} does not lie where {other} does", place=self._label(place),
                              other=_record(place.chosen, self.words))  # fmt: skip
            yield Item(kind="place", severity="must", text=text, step="places", place=place.id)

    def _is_told_of(self, place: Place) -> bool:
        """Whether the map hangs on a place: something is said to have been there, or is measured from it."""
        return place.role in {"reported strike", "origin"} or any(
            area.origin.place == place.id for area in self.story.ranges
        )

    def _rivals(self, place: Place) -> Iterator[Item]:
        if place.confidence >= 1:
            return
        for rival in place.rivals:
            is_worse = rival.confidence < NEARLY_AS_GOOD * place.confidence or rival.id in self._records
            if not is_worse and _apart_m(rival, place) > max(ELSEWHERE_M, rival.precision_m + place.precision_m):
                text = self.words(
                    "{place} may also be {other}", place=self._label(place), other=_record(rival, self.words)
                )
                yield Item(kind="rival", severity="look", text=text, step="places", place=place.id)
                return

    def _far(self, place: Place) -> Iterator[Item]:
        """A town that lies far from all others is often one of the same name."""
        if place.chosen.kind not in POINTS or place.role in ASIDE or _is_well_known(place):
            return
        nearest = self._nearest_m(place)
        if nearest is not None and nearest > FAR_M:
            length = format_length(nearest, language=self.words.language, uncertainty_m=nearest / 20)
            text = self.words("{place} lies {distance} from every other place", place=self._label(place),
                              distance=length)  # fmt: skip
            yield Item(kind="far", severity="must", text=text, step="places", place=place.id)

    def _country(self, place: Place) -> Iterator[Item]:
        """A town in a country that the text never speaks of, by name, people, region or another town."""
        code, record = place.chosen.country, place.chosen
        if code is None or record.kind not in POINTS or place.role == "metonym":
            return
        if _is_well_known(place):
            return
        home = HOME.get(self.story.article.language.split("-")[0].lower(), set())
        named = self._countries[code] > 1 or code in self._peoples
        if code not in home and not named:
            text = self.words(
                "{place}: the text never speaks of the country it lies in ({country})",
                place=self._label(place),
                country=self._territory(code),
            )
            severity: Severity = "look" if place.confidence >= SURE else "must"
            yield Item(kind="country", severity=severity, text=text, step="places", place=place.id)

    def _region(self, place: Place) -> Iterator[Item]:
        """A town that the text puts in one region and that lies in another."""
        record = place.chosen
        if record.kind not in {"settlement", "district"} or not record.admin1 or place.moved:
            return
        said = [
            other
            for at in place.mentions
            for mention, other in self._regions_after(at.end)
            if other.chosen.country == record.country and self._is_put_in(at, mention)
        ]
        if said and all(other.chosen.admin1 != record.admin1 for other in said):
            text = self.words(
                "{place}: the text puts it in {region}, but this one lies in {other}",
                place=self._label(place), region=said[0].name, other=record.admin1_name or record.admin1,
            )  # fmt: skip
            yield Item(kind="place", severity="must", text=text, step="places", place=place.id)

    def _regions_after(self, position: int) -> list[tuple[Mention, Place]]:
        """The regions named in the stretch after a position, in order."""
        starts, regions = self._regions
        return regions[bisect_left(starts, position) : bisect_right(starts, position + FAR_WORDS)]

    @cached_property
    def _regions(self) -> tuple[list[int], list[tuple[Mention, Place]]]:
        found = [(mention, place) for place in self.story.places for mention in place.mentions
                 if place.chosen.kind == "region" and place.chosen.admin1]  # fmt: skip
        found.sort(key=lambda pair: pair[0].start)
        return [mention.start for mention, _ in found], found

    @cached_property
    def _records(self) -> frozenset[str]:
        """The records that the places of the story are taken to mean."""
        return frozenset(place.chosen.id for place in self.story.places)

    @cached_property
    def _countries(self) -> Counter[str | None]:
        """How many places of the story each country has."""
        return Counter(place.chosen.country for place in self.story.places)

    @cached_property
    def _peoples(self) -> frozenset[str]:
        """The countries whose people or adjective the text has."""
        demonyms = self.table.demonyms
        return frozenset(demonyms[word] for word in words_of(self.story.article.text) if word in demonyms)

    def _nearest_m(self, place: Place) -> float | None:
        """Metres to the nearest other place that the story is about, or None where there is none."""
        found, places = self._near
        if found is None:
            return None
        order: list[int] = np.asarray(found.query(np.array([_on_sphere(place)]), k=2)[1])[0].tolist()
        other = next((places[n] for n in order if n < len(places) and places[n].id != place.id), None)
        return None if other is None else _apart_m(other, place)

    @cached_property
    def _near(self) -> tuple[cKDTree | None, list[Place]]:
        from scipy.spatial import cKDTree

        places = [place for place in self.story.places if place.role not in ASIDE]
        return (cKDTree([_on_sphere(place) for place in places]) if places else None), places

    def _is_put_in(self, town: Mention, region: Mention) -> bool:
        """Whether the text says "X in the Y region", or of X in the sentence after it "that town in the Y region"."""
        text, words = self.story.article.text, self.table
        inside = phrases(words.claims.located_in).pattern
        if not words.claims.located_in or not 0 < region.start - town.end <= FAR_WORDS:
            return False
        between = text[town.end : region.start]
        if town.sentence == region.sentence:
            return re.fullmatch(rf",?\s+{inside}(?:\s+|(?<=['’]))(?:[\w’'-]+\s+){{0,2}}", between, re.I) is not None
        ahead = text[region.sentence.start : region.start]
        pointed = rf"(?:\w+\s+)?{phrases(words.claims.pointers).pattern}[^.,;:]*"
        return region.sentence.start <= town.sentence.end + 2 and re.fullmatch(pointed, ahead, re.I) is not None

    # ------------------------------------------------------------ ranges

    def ranges(self) -> Iterator[Item]:
        """Who states each range, and whether it is the one that the article speaks of."""
        say, article = self.words, self.story.article
        named = {(name.weapon, name.variant) for name in names_in(article.text, language=article.language)}
        for area in self.story.ranges:
            weapon = self._weapon(area)
            shown = self._length(area.max_m)
            shown = shown if area.bound is None else with_bound(say, shown, area.bound)
            if weapon is None:
                text = say("The range of {length} is your own: nobody states it", length=shown)
                yield Item(kind="range source", severity="look", text=text, step="ranges", area=area.id)
                yield from self._own_against_stated(area)
                continue
            if not area.stated_by:
                text = say("{weapon}, {length}: nobody is named who states this range", weapon=weapon.name,
                           length=shown)  # fmt: skip
                yield Item(kind="range source", severity="must", text=text, step="ranges", area=area.id)
            elif area.main and area.id == f"range-{weapon.id}:article":
                text = say("{weapon}, {length}: only this article states that; others state {others}",
                           weapon=weapon.name, length=shown, others=self._others(weapon))  # fmt: skip
                near = any(_same(area.max_m, reach.max_m) for reach in weapon.reaches if area.id != f"range-{reach.id}")
                yield Item(kind="range source", severity="look" if near else "must", text=text, step="ranges",
                           area=area.id)  # fmt: skip
            elif area.main:
                text = say("{weapon}, {length}: according to {who}", weapon=weapon.name, length=shown,
                           who=area.stated_by)  # fmt: skip
                yield Item(kind="range source", severity="fine", text=text, step="ranges", area=area.id)
            if area.main:
                yield from self._main_range(area, weapon, {variant for key, variant in named if key == weapon.id},
                                            is_named=any(key == weapon.id for key, _ in named))  # fmt: skip

    def _others(self, weapon: Weapon) -> str:
        """What the catalogue's sources state for a weapon."""
        stated = {reach.max_m for reach in weapon.reaches if reach.id != f"{weapon.id}:article"}
        return ", ".join(self._length(metres) for metres in sorted(stated)) or "–"

    def _main_range(
        self, area: RangeArea, weapon: Weapon, variants: set[str | None], *, is_named: bool
    ) -> Iterator[Item]:
        """The range that is drawn solid against what the article says of the weapon."""
        say = self.words

        def wrong(severity: Severity, message: str, **values: str) -> Item:
            return Item(kind="range", severity=severity, text=say(message, weapon=weapon.name, **values),
                        step="ranges", area=area.id)  # fmt: skip

        used = {found.id: found for strike in self.story.strikes if (found := weapon_of(strike, load_weapons()))}
        if used and weapon.id not in used:
            other = next(iter(used.values()))
            yield wrong("must", "The range of {weapon} is drawn, but the attack is said to be with {other}",
                        other=other.name)  # fmt: skip
        elif not is_named and self.story.article.text:
            yield wrong("look", "The article does not name {weapon}, whose range is drawn")
        own = [reach for reach in weapon.reaches if reach.variant == area.variant]
        stated_m = self._stated(weapon.id, area.max_m)
        names = {variant.id: self.words(variant.name) for variant in weapon.variants}
        said = sorted(names[variant] for variant in variants if variant in names)
        drawn = names.get(area.variant or "", area.variant or "")
        if own and not any(_same(area.max_m, reach.max_m) for reach in own):
            yield wrong(
                "must", "For {drawn} sources state {others}; the range that is drawn is {length}", drawn=drawn,
                others=", ".join(self._length(m) for m in sorted({reach.max_m for reach in own})),
                length=self._length(area.max_m),
            )  # fmt: skip
        elif area.stated_by and not any(reach.stated_by == area.stated_by for reach in weapon.reaches):
            yield wrong("look", "No statement of {who} on {weapon} is known", who=area.stated_by)
        if stated_m is not None and not _same(area.max_m, stated_m):
            yield wrong(
                "must", "For {weapon} the article states {stated}; the range that is drawn is {length}",
                stated=self._length(stated_m), length=self._length(area.max_m),
            )  # fmt: skip
        elif said and area.variant not in variants:
            yield wrong("must", "The article names {variant}; the range that is drawn is that of {drawn}",
                        variant=", ".join(said), drawn=drawn)  # fmt: skip
        elif stated_m is None and not said and weapon.reaches and area.variant != main_reach(weapon).variant:
            yield wrong("look", "The article does not say which {weapon} it was; the range that is drawn is that of "
                        "{drawn}, of which fewer sources speak", drawn=drawn)  # fmt: skip

    def _own_against_stated(self, area: RangeArea) -> Iterator[Item]:
        """A range of one's own, drawn solid beside a weapon's whose reach the article states otherwise."""
        if not area.main:
            return
        for weapon in self.story.weapons:
            stated_m = self._stated(weapon.id, area.max_m)
            if stated_m is not None and not _same(area.max_m, stated_m):
                text = self.words(
                    "For {weapon} the article states {stated}; the range that is drawn is {length}",
                    weapon=weapon.name, stated=self._length(stated_m), length=self._length(area.max_m),
                )  # fmt: skip
                yield Item(kind="range", severity="must", text=text, step="ranges", area=area.id)

    def _stated(self, weapon: str, near_m: float) -> float | None:
        """What the article states for a weapon; of several figures the one nearest to the range that is drawn."""
        claims = [c for c in self.story.claims if c.kind == "reach" and c.object in {weapon, f"weapon:{weapon}"}]
        found = [m for c in claims if (m := _claimed_m(c.stated)) is not None]
        return min(found, key=lambda metres: abs(metres - near_m), default=None)

    # ------------------------------------------------------------ from where

    def origins(self) -> Iterator[Item]:
        """From where it is measured, against whom the article speaks of as firing, and from where."""
        say = self.words
        pair = attacker_and_attacked(self.story, open_borders(self.story.policy))
        held = self._from_held_land()
        launched = [place for place in self.story.places if place.role == "origin"]
        seen: list[Origin] = []
        for area in self.story.ranges:
            origin = area.origin
            if origin in seen:
                continue
            seen.append(origin)
            found: list[tuple[Severity, str, dict[str, str]]] = []
            code = self._country_of(origin)
            others = [p.chosen.country for p in self.story.places
                      if p.chosen.kind == "country" and p.name == origin.name]  # fmt: skip
            if origin.country is not None and others and origin.country not in others:
                found.append(("must", "It says “measured from {origin}”, but it is measured from {country}",
                              {"origin": origin.name, "country": self._territory(origin.country)}))  # fmt: skip
            if pair is not None and code is not None and code != pair[0]:
                found.append(("must", "Measured from {origin}, but the article speaks of {country} as the one that "
                              "fires", {"origin": origin.name, "country": self._territory(pair[0])}))  # fmt: skip
            if pair is not None and area.onto is not None and area.onto != pair[1]:
                found.append(("must", "The range is shown on {onto}, but the place that was struck lies in {country}",
                              {"onto": self._territory(area.onto), "country": self._territory(pair[1])}))  # fmt: skip
            # A region that is measured from by its outline is not all of a country.
            whole = origin.kind in {"territory", "undisputed territory"} and origin.geometry is None
            if whole and held:
                found.append(("must", "Measured from all of {origin}, but the article says “{quote}”",
                              {"origin": origin.name, "quote": held}))  # fmt: skip
            elif whole and launched:
                names = ", ".join(place.name for place in launched)
                found.append(("look", "Measured from all of {origin}, but the article names {places} as a place of "
                              "launch", {"origin": origin.name, "places": names}))  # fmt: skip
            if origin.kind in {"point", "points", "line"} and origin.place is None and not origin.source:
                found.append(("look", "Measured from {origin}, as you chose it yourself", {"origin": origin.name}))
            for severity, message, values in found:
                text = say(message, **values)
                yield Item(kind="origin", severity=severity, text=text, step="ranges", area=area.id)
            if not found:
                text = say("Measured from {origin}", origin=origin.name)
                yield Item(kind="origin", severity="fine", text=text, step="ranges", area=area.id)

    def _country_of(self, origin: Origin) -> str | None:
        if origin.country is not None:
            return origin.country
        place = self.story.place(origin.place) if origin.place else None
        return None if place is None else place.chosen.country

    def _from_held_land(self) -> str:
        """The article's words for land that somebody holds, from which something is said to have come; or nothing."""
        words = self.table
        if not words.claims.held or not words.strikes.from_where:
            return ""
        origin, land = phrases(words.strikes.from_where).pattern, phrases(words.claims.held).pattern
        pattern = re.compile(rf"{origin}\s+(?:[^\s.,;:]+\s+){{0,3}}?(?:[^\s.,;:]+[-‑])?{land}(?:\s+[^\s.,;:]+)?", re.I)
        weapons = phrases((*words.strikes.fired, *words.strikes.projectile, *words.strikes.launched))
        for sentence in tellings(self.story.article):
            text = self._text(sentence.span)
            match = pattern.search(text)
            if match is not None and (weapons.search(text) or trigger_in(text, words) is not None):
                return " ".join(match[0].split())
        return ""

    def borders(self) -> Iterator[Item]:
        """Whose borders are drawn; every map says so."""
        policy, say = self.story.policy, self.words
        if policy == "recognised":
            text = say("Borders by international recognition; every map says so")
            yield Item(kind="borders", severity="fine", text=text, step="publish")
        else:
            text = say("Borders as Natural Earth draws them, with Crimea in Russia; every map says so")
            yield Item(kind="borders", severity="look", text=text, step="publish")

    # ------------------------------------------------------------ strikes

    def strikes(self) -> Iterator[Item]:
        """Who says each detail of a reported strike, and whether a person has looked at it."""
        yield from self._bare_lead()
        yield from self._marked()
        for strike in self.story.strikes:
            found = [*self._speakers(strike), *self._as_fact(strike), *self._against_quotes(strike)]
            yield from found
            if not strike.accepted:
                text = self.words("The details of the reported strike{where} are not accepted yet: they stay out of "
                                  "published files", where=self._where(strike))  # fmt: skip
                yield Item(kind="strike", severity="must", text=text, step="check", strike=strike.id)
            elif not found:
                text = self.words("For every detail of the reported strike{where} somebody is named",
                                  where=self._where(strike))  # fmt: skip
                yield Item(kind="speaker", severity="fine", text=text, step="check", strike=strike.id)

    def _marked(self) -> Iterator[Item]:
        """Whether the mark of a reported attack stands where the attack is said to have been."""
        where = {strike.where for strike in self.story.strikes}
        if not where - {None}:
            return
        for place in self.story.places:
            if place.role == "reported strike" and place.id not in where:
                text = self.words("{place} has the mark of a reported attack, but none is told of there",
                                  place=self._label(place))  # fmt: skip
                yield Item(kind="place", severity="must", text=text, step="places", place=place.id)
            elif place.role != "reported strike" and place.id in where:
                text = self.words("{place} has no mark of a reported attack, but one is told of there",
                                  place=self._label(place))  # fmt: skip
                yield Item(kind="place", severity="look", text=text, step="places", place=place.id)

    def _against_quotes(self, strike: Strike) -> Iterator[Item]:
        """Details whose words are not in the article, and numbers that their words do not have."""
        article = self.story.article
        whole = " ".join(article.text.split())
        for name, said in _statements(strike) if whole else ():
            if " ".join(said.quote.split()) not in whole:
                text = self.words("{detail}: the words quoted are not in the article (“{quote}”)",
                                  detail=self.words(DETAILS[name]), quote=_short(said.quote))  # fmt: skip
                yield Item(kind="quotes", severity="must", text=text, step="check", strike=strike.id, detail=name)
                continue
            values = [figure.value for figure in figures_in(said.quote, article.language)]
            is_count = isinstance(said.value, int) and said.value > 1
            if is_count and values and said.value not in values and said.value != sum(values):
                text = self.words("{detail}: {value}, but the words quoted have another number (“{quote}”)",
                                  detail=self.words(DETAILS[name]), value=said.value,
                                  quote=_short(said.quote))  # fmt: skip
                yield Item(kind="figure", severity="must", text=text, step="check", strike=strike.id, detail=name)

    def _bare_lead(self) -> Iterator[Item]:
        """A first sentence on the attack that leaves nothing open, where those after it do and say whose word it is."""
        words = self.table
        open_words = phrases((*words.telling.hedged, *words.telling.alleged))
        own = phrases((*words.telling.according, *words.telling.say, *words.telling.denied))
        body = [(told, self._text(told.span)) for told in tellings(self.story.article) if told.block == "body"]
        told_of = [(told, text) for told, text in body if trigger_in(text, words) is not None]
        if not self.story.strikes or len(told_of) < 2:
            return
        (lead, text), *others = told_of
        is_bare = lead.said_by is not None and not open_words.search(text) and not own.search(text)
        if is_bare and any(open_words.search(other) for _, other in others):
            said = self.words("The first sentence on the attack tells it as a fact: “{quote}”", quote=_short(text))
            yield Item(kind="told as fact", severity="look", text=said, step="article")

    def _where(self, strike: Strike) -> str:
        place = self.story.place(strike.where) if strike.where else None
        return f" ({place.name})" if place is not None else ""

    def _speakers(self, strike: Strike) -> Iterator[Item]:
        nameless = [
            name for name, said in _statements(strike)
            if not (said.said_by or "").strip() and self._certainty(said) != "asserted"
        ]  # fmt: skip
        if nameless:
            details = ", ".join(self.words(DETAILS[name]) for name in dict.fromkeys(nameless))
            text = self.words("Nobody is named who says this: {details}", details=details)
            yield Item(kind="speaker", severity="look", text=text, step="check", strike=strike.id, detail=nameless[0])

    def _as_fact(self, strike: Strike) -> Iterator[Item]:
        """A detail that the article tells in its own voice, where it puts others in somebody's mouth."""
        if not self._is_open:
            return
        bare = [
            (name, said) for name, said in _statements(strike)
            if not (said.said_by or "").strip() and self._certainty(said) == "asserted" and not self._in_head(said)
        ]  # fmt: skip
        for name, said in bare:
            text = self.words("{detail}: the article itself says so, as a fact (“{quote}”)",
                              detail=self.words(DETAILS[name]), quote=_short(said.quote))  # fmt: skip
            yield Item(kind="told as fact", severity="look", text=text, step="check", strike=strike.id, detail=name)

    def _in_head(self, said: Statement) -> bool:
        """Whether words stand in a headline, which is looked at by itself."""
        heads = (block for block in self.story.article.blocks if block.kind in HEADS)
        return any(block.start <= said.start < block.end for block in heads)

    def _certainty(self, said: Statement) -> Certainty:
        """How surely a detail is told; "reportedly" leaves it open also where the reader's table does not know it."""
        if said.certainty != "asserted" or not said.quote:
            return said.certainty
        around = next(
            (self._text(t.span) for t in tellings(self.story.article) if t.span.start <= said.start < t.span.end),
            said.quote,
        )
        return "reported" if phrases(self.table.telling.alleged).search(around) else said.certainty

    @cached_property
    def _telling(self) -> Telling:
        """How the article tells of the attack: hedged, only in somebody's words, or as a fact in its own voice.

        The first sentence of its text that speaks of an attack decides, which the headline sums up; that somebody
        denies it leaves it open, however it is told. Without a text the details of the strikes decide.
        """
        words = self.table
        statements = [said for strike in self.story.strikes for _, said in _statements(strike)]
        others = [said for s in self.story.strikes for said in chain.from_iterable(s.others.values())]
        if any(said.certainty == "denied" for said in (*statements, *others)) or self._is_denied():
            return "hedged"
        for sentence in tellings(self.story.article):
            text = self._text(sentence.span)
            if sentence.block != "body" or trigger_in(text, words) is None:
                continue
            if phrases((*words.telling.hedged, *words.telling.alleged)).search(text):
                return "hedged"
            return "fact" if sentence.certainty == "asserted" else "attributed"
        return "attributed" if any(said.certainty == "reported" for said in statements) else "fact"

    def _is_denied(self) -> bool:
        """Whether somebody denies that there was an attack."""
        if any(strike.certainty == "denied" for strike in self.story.strikes):
            return True
        words = self.table
        attack = phrases((*words.strikes.attack, *words.telling.it))
        denials = (self._text(told.span) for told in tellings(self.story.article) if told.certainty == "denied")
        return any(attack.search(text) for text in denials)

    @property
    def _is_open(self) -> bool:
        """Whether the attack is only reported or denied by somebody: then nothing of ours may tell it as a fact."""
        certain = self.story.strikes and all(strike.certainty == "asserted" for strike in self.story.strikes)
        return bool(self.story.strikes) and not certain and self._telling != "fact"

    # ------------------------------------------------------------ figures

    def figures(self) -> Iterator[Item]:
        """Figures that differ from what is measured or stated, and those that could not be checked."""
        claims = {claim.id: claim for claim in self.story.claims}
        checks = [check for check in self.story.checks if check.claim in claims]
        differing = 0
        for check in checks:
            claim = claims[check.claim]
            why = told(check.why, check, self.words, story=self.story)
            wrong = [note for note in check.notes if "do not agree" in note]
            notes = [told(note, check, self.words, story=self.story) for note in wrong]
            if check.verdict == "differs" or notes:
                differing += 1
                text = self.words("“{quote}” differs: {why}", quote=_short(claim.quote), why=" ".join([why, *notes]))
                yield Item(kind="figure", severity="must", text=text, step="check", claim=claim.id)
            elif check.verdict == "cannot be checked" and claim.stated is not None:
                text = self.words("“{quote}” cannot be checked: {why}", quote=_short(claim.quote), why=why)
                yield Item(kind="cannot be checked", severity="look", text=text, step="check", claim=claim.id)
        agreeing = sum(check.verdict in {"agrees", "agrees within rounding", "adds up"} for check in checks)
        if agreeing and not differing:
            text = self.words.plural("{n} figure agrees", "{n} figures agree", agreeing)
            yield Item(kind="figure", severity="fine", text=text, step="check")

    # ------------------------------------------------------------ wording

    def headline(self) -> Iterator[Item]:
        """The article's own headline, and those between its paragraphs, against its text."""
        article = self.story.article
        heads = [article.text[block.start : block.end] for block in article.blocks if block.kind in HEADS]
        for title in dict.fromkeys(" ".join(head.split()) for head in (article.title, *heads)):
            if title and self._is_open and self._tells_as_fact(title, article.language):
                text = self.words("The headline is surer than the text: “{quote}”", quote=_short(title))
                # Where only a speaker is left out of it, many papers let that stand.
                severity: Severity = "must" if self._telling == "hedged" else "look"
                yield Item(kind="headline", severity=severity, text=text, step="article")

    def wordings(self) -> Iterator[Item]:
        """What goes along with the map against what the article says: how surely, which figures, which places."""
        story = self.story
        texts: dict[WordingName, str] = {
            "title": "" if story.title == story.article.title else story.title,
            "caption": story.caption, "alt": story.alt, "correction": story.correction,
        }  # fmt: skip
        for name, text in texts.items():
            if not text.strip():
                continue
            found = [*self._too_sure(text), *self._no_casualties(text), *self._other_place(text)]
            if story.article.text:
                found += [*self._new_figures(text), *self._new_names(text)]
            for severity, message, values in found:
                said = self.words(message, wording=self.words(WORDINGS[name]), **values)
                yield Item(kind="wording", severity=severity, text=_capital(said), step="publish", wording=name)

    def _too_sure(self, text: str) -> Iterator[_Found]:
        if not self._is_open:
            return
        languages = dict.fromkeys((self.story.language, self.story.article.language))
        tags = [tag for tag in languages if self._tells_as_fact(text, tag)]
        if tags and not any(_leaves_open(text, table(tag)) for tag in languages):
            yield "must", "{wording} is surer than the article: it tells as a fact what is only reported", {}

    def _tells_as_fact(self, text: str, language: str) -> bool:
        """Whether a text says that an attack was, without who says so and without a word that leaves it open."""
        words = table(language)
        if _QUOTED.fullmatch(text) or _SPEAKER_FIRST.match(text):
            return False
        for sentence in tellings(Article(text=text, language=language)):
            part = text[sentence.span.start : sentence.span.end]
            if sentence.certainty == "asserted" and not sentence.said_by and _speaks_of_attack(part, words):
                return not _leaves_open(part, words)
        return self._names_both_sides(text, words)

    def _names_both_sides(self, text: str, words: Table) -> bool:
        """Whether a short text names a weapon and both countries, in words for the deed that no table knows."""
        pair = attacker_and_attacked(self.story, open_borders(self.story.policy))
        if pair is None or len(text.split()) > 20 or _leaves_open(text, words):
            return False
        if phrases((*words.strikes.maybe, *words.strikes.conditions, *words.strikes.negations,
                    *words.claims.reach, *words.claims.reach_verbs)).search(text):  # fmt: skip
            return False
        has_weapon = phrases(words.strikes.projectile).search(text) or names_in(text, language=words.language)
        named = {
            place.chosen.country for place in self.story.places
            if place.role != "metonym" and _names(text, place)
        }  # fmt: skip
        has_both = {self._first_country(text), *named} >= set(pair)
        return bool(has_weapon) and has_both and self._first_country(text) == pair[0]

    def _first_country(self, text: str) -> str | None:
        """The country whose name or people a text begins with, who is mostly the one that does something."""
        begin = words_of(text)[:3]
        for place in self.story.places:
            if place.chosen.kind == "country" and _names(" ".join(text.split()[:3]), place):
                return place.chosen.country
        return next((code for word in begin if (code := self.table.demonyms.get(word))), None)

    def _no_casualties(self, text: str) -> Iterator[_Found]:
        """That none are reported does not mean that there were none."""
        if not any(s.casualties is not None and s.casualties.value == NONE_REPORTED for s in self.story.strikes):
            return
        for tag in dict.fromkeys((self.story.language, self.story.article.language)):
            words = table(tag)
            none, victims = words.strikes.none, (*words.strikes.casualties, *words.strikes.victims)
            for sentence in tellings(Article(text=text, language=tag)):
                part = text[sentence.span.start : sentence.span.end]
                is_told = phrases(none).search(part) and phrases(victims).search(part)
                spoken = phrases((*words.telling.say, *words.telling.alleged)).search(part)
                if is_told and not spoken and sentence.certainty == "asserted":
                    yield (
                        "must",
                        "{wording} says that there were none hurt; the article says only that none are reported",
                        {},
                    )
                    return

    def _new_figures(self, text: str) -> Iterator[_Found]:
        """A figure that the article does not have, and that nothing on the map has either."""
        article = self.story.article
        known = {(figure.value, figure.unit) for figure in figures_in(article.text, article.language)}
        bare = {value for value, unit in known if not unit}
        lengths = [(a.max_m, a.max_m) for a in self.story.ranges] + [(x.low_m, x.high_m) for x in self.story.lines]
        lengths += [(r.max_m, r.max_m) for weapon in self.story.weapons for r in weapon.reaches]
        lengths += [(m, m) for value, unit in known if (m := value * METRES.get(unit, 0.0))]
        for figure in figures_in(text, self.story.language):
            metres = figure.value * METRES.get(figure.unit, 0.0)
            if figure.unit and metres:
                is_known = any(low * 0.97 <= metres <= high * 1.03 for low, high in lengths)
            else:
                is_known = figure.value in bare or any(value == figure.value for value, _ in known)
            if not is_known:
                yield (
                    "must",
                    "{wording} has a figure that the article does not have: {figure}",
                    {"figure": " ".join(text[figure.start : figure.end].split())},
                )

    def _new_names(self, text: str) -> Iterator[_Found]:
        """A name that is nowhere in the article; in German every noun has a capital, so nothing is said there."""
        if self.story.language.split("-")[0].lower() == "de":
            return
        written = [match for match in _WORD.finditer(text) if len(match[0]) >= LONG_WORD]
        capitals = [match for match in written if match[0][:1].isupper()]
        if len(capitals) * 2 > len(written):
            return
        article = self.story.article
        known = [article.text, article.source or "", self.story.article.title]
        known += [part for place in self.story.places for part in (place.name, place.chosen.name)]
        known += [part for w in self.story.weapons for part in (w.name, *(v.name for v in w.variants))]
        known += [area.stated_by or "" for area in self.story.ranges]
        stems = {word[:STEM] for word in words_of(" ".join(known))}
        for match in capitals:
            begins = not text[: match.start()].strip() or text[: match.start()].rstrip()[-1:] in ".!?:;“\"'"
            stem = "".join(words_of(match[0])[:1])[:STEM]
            if not begins and stem and stem not in stems:
                yield "look", "{wording} has a name that is not in the article: {name}", {"name": match[0]}

    def _other_place(self, text: str) -> Iterator[_Found]:
        """An attack that is told of one town, where the article has it in another."""
        struck = [p for p in self.story.places if p.role == "reported strike"]
        if not struck or not _speaks_of_attack(text, table(self.story.language)):
            return
        if any(_names(text, place) for place in struck):
            return
        near = {(place.chosen.country, place.chosen.admin1) for place in struck}
        for place in self.story.places:
            is_town = place.chosen.kind in {"settlement", "district"} and place.role not in {*ASIDE, "origin"}
            is_region = place.chosen.kind == "region" and (place.chosen.country, place.chosen.admin1) not in near
            if (is_town or is_region) and place.role != "caption" and _names(text, place):
                yield "must", "{wording} speaks of an attack and names {place}; the article has it in {struck}", {
                    "place": place.name, "struck": ", ".join(p.name for p in struck)
                }  # fmt: skip
                return

    # ------------------------------------------------------------ what may be published

    def withheld(self) -> Iterator[Item]:
        """Texts that name a place which must not be named; they stay out of what is published."""
        story = self.story
        told_of: dict[WordingName, str] = {
            "title": "The title names a place that is withheld: it stays out of published files",
            "correction": "The correction names a place that is withheld: it stays out of published files",
            "caption": "The caption names a place that is withheld: it stays out of published files",
            "alt": "The alt text names a place that is withheld: it stays out of published files",
        }
        texts: dict[WordingName, str] = {
            "title": story.title, "correction": story.correction, "caption": story.caption, "alt": story.alt,
        }  # fmt: skip
        for name, message in told_of.items():
            if texts[name] and tells_hidden(texts[name], story):
                yield Item(kind="withheld", severity="must", text=self.words(message), step="publish", wording=name)
        if story.article.title != story.title and tells_hidden(story.article.title, story):
            text = self.words("The headline names a place that is withheld: it stays out of published files")
            yield Item(kind="withheld", severity="must", text=text, step="article")

    def quotes(self) -> Iterator[Item]:
        """Quotes that are cut, or left out, in the published form."""
        out = {strike.where: strike for strike in published(self.story).strikes}
        cut = 0
        first: Strike | None = None
        for strike in self.story.strikes:
            shown = out.get(strike.where)
            if not strike.accepted or shown is None:
                continue
            for name in STATEMENTS:
                whole, part = getattr(strike, name), getattr(shown, name)
                if whole is not None and part is not None and len(part.quote.split()) < len(whole.quote.split()):
                    cut += 1
                    first = first or strike
        if cut and first is not None:
            text = self.words.plural(
                "{n} quote is cut in the published form: at most {most} words each, and a tenth of the article",
                "{n} quotes are cut in the published form: at most {most} words each, and a tenth of the article",
                cut,
                most=MAX_QUOTE_WORDS,
            )
            yield Item(kind="quotes", severity="look", text=text, step="check", strike=first.id)

    def review(self) -> Iterator[Item]:
        """Whether a person has checked it as it stands."""
        story, say = self.story, self.words
        if story.review is None:
            text = say("Nobody has reviewed this story: every file says that it is a draft")
            yield Item(kind="review", severity="must", text=text, step="publish")
            return
        if _is_later(self._last_change(), story.review.at):
            text = say("The story was changed after its review")
            yield Item(kind="review", severity="must", text=text, step="publish")
            return
        text = say("Reviewed by {name}", name=story.review.by) if story.review.by else say("Reviewed")
        yield Item(kind="review", severity="fine", text=text, step="publish")

    def _last_change(self) -> str | None:
        """When what was reviewed last changed: an embargo changes nothing of it."""
        last = self.story.changes[-1] if self.story.changes else None
        is_embargo = last is not None and last.action == "embargo" and last.at == self.story.changed
        return None if is_embargo else self.story.changed

    def embargo(self) -> Iterator[Item]:
        """Until when nobody may publish it."""
        if self.story.embargo is None:
            return
        line = embargo_words(self.story, self.words)
        if self.now is not None and has_passed(self.story.embargo, self.now):
            text = self.words("{embargo}: that has passed; every file still says so until you lift it", embargo=line)
            yield Item(kind="embargo", severity="look", text=text, step="publish")
        else:
            text = self.words("{embargo}: every file says so", embargo=line)
            yield Item(kind="embargo", severity="fine", text=text, step="publish")

    # ------------------------------------------------------------ words and figures

    def _text(self, span: Span) -> str:
        return self.story.article.text[span.start : span.end]

    def _label(self, place: Place) -> str:
        """A place's name; with what it is where another place of the story bears the same name."""
        alike = [other for other in self.story.places if other.name == place.name]
        kind = place.chosen.kind
        return place.name if len(alike) < 2 else f"{place.name} ({self.words(KIND_NAMES.get(kind, kind))})"

    def _weapon(self, area: RangeArea) -> Weapon | None:
        return next((weapon for weapon in self.story.weapons if weapon.id == area.weapon), None)

    def _length(self, metres: float) -> str:
        return format_length(metres, language=self.words.language)

    def _day(self, iso: str) -> str:
        return long_date(date.fromisoformat(iso[:10]), self.words)

    def _territory(self, code: str) -> str:
        from babel import Locale

        for place in self.story.places:
            if place.chosen.kind == "country" and place.chosen.country == code:
                return place.name
        return str(Locale.parse(self.words.language).territories.get(code, code))


def _statements(strike: Strike) -> Iterator[tuple[str, Statement]]:
    """The details of a strike by name, but for "none reported", which nobody needs to say."""
    for name in STATEMENTS:
        said: Statement | None = getattr(strike, name)
        if said is not None and said.value != NONE_REPORTED:
            yield name, said


def _speaks_of_attack(text: str, words: Table) -> bool:
    """Whether a text says that something was attacked, fired, downed or hit, and not that it may be or was not."""
    if trigger_in(text, words) is not None:
        return True
    strikes = words.strikes
    deeds = phrases((*strikes.lands, *strikes.struck, *strikes.fired, *strikes.intercepted, *strikes.damaged))
    return any(not is_unreal(text, match.start(), match.end(), words) for match in deeds.finditer(text))


def _leaves_open(text: str, words: Table) -> bool:
    """Whether a text has a word that leaves open whether it was so, or says who says it or denies it."""
    telling = words.telling
    return phrases((*telling.hedged, *telling.alleged, *telling.according, *telling.denied)).search(text) is not None


def _names(text: str, place: Place) -> bool:
    """Whether a text names a place, be it in another case."""
    stems = {word[: max(STEM, len(word) - 2)] for word in words_of(text)}
    for name in {place.name, *(mention.text for mention in place.mentions)}:
        words = words_of(name)
        if words and all(word[: max(STEM, len(word) - 2)] in stems for word in words):
            return True
    return False


def _is_well_known(place: Place) -> bool:
    """Whether a town is one that papers name without its country, and that it is the one meant is likely at least."""
    is_known = place.chosen.population >= WELL_KNOWN or place.chosen.feature_code == CAPITAL
    return is_known and place.confidence >= LIKELY


def _claimed_m(stated: Quantity | None) -> float | None:
    return None if stated is None or stated.unit not in METRES else stated.value * METRES[stated.unit]


def _same(one_m: float, other_m: float) -> bool:
    return abs(one_m - other_m) <= SAME_LENGTH * max(one_m, other_m)


def _on_sphere(place: Place) -> tuple[float, float, float]:
    """A place as a point on a ball of radius 1: what lies nearest there lies nearest on Earth, as far as it matters."""
    lon, lat = math.radians(place.lon), math.radians(place.lat)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _apart_m(one: Place | Candidate, other: Place | Candidate) -> float:
    return float(inverse(one.lon, one.lat, other.lon, other.lat).distance_m)


def _record(candidate: Candidate, words: Words) -> str:
    """A record as a person tells it from others of its name."""
    kind = words(KIND_NAMES.get(candidate.kind, candidate.kind))
    where = ", ".join(part for part in (candidate.name, candidate.admin1_name, candidate.country) if part)
    return f"{where} ({kind})"


def _is_later(moment: str | None, than: str) -> bool:
    """Whether an instant lies after another; one that is none lies after nothing."""
    try:
        first, second = datetime.fromisoformat(moment or ""), datetime.fromisoformat(than)
        return first > second
    except (ValueError, TypeError):
        return False


def _short(quote: str) -> str:
    """A quote on one line, cut where it is longer than a line."""
    words = " ".join(quote.split()).split(" ")
    return " ".join(words[:MAX_QUOTE_WORDS]) + ("…" if len(words) > MAX_QUOTE_WORDS else "")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
