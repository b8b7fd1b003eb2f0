"""What a map says in words: legend, credit, method, alt text, summary, table.

Nothing here is surer than the story: a strike stays "reported", a figure keeps its "about" and the one who states it,
and a draft says that it is one. All texts are plain text in the reader's language.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from geo.document import MOST_CREDITED, credit_line
from geo.drawing.eventlayer import count_words, date_words, event_days
from geo.drawing.scene import LegendItem, TableRow
from geo.embargo import read_embargo
from geo.gazetteer.naming import territory
from geo.units import METRES, format_length
from geo.words import Words, with_bound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from geo.drawing.scene import EventLayer
    from geo.model import Bound, Line, Origin, Place, RangeArea, Role, Statement, Story, Strike, Weapon


ROLE_WORDS: Mapping[Role, str] = {
    "reported strike": "reported strike",
    "origin": "range measured from here",
    "mentioned": "named in the article",
    "context": "for orientation",
    "caption": "named in a photo caption",
    "metonym": "stands for a government",
}


DETAIL_WORDS: Mapping[str, str] = {
    "when": "when: {value}",
    "target": "target: {value}",
    "weapon": "weapon: {value}",
    "launched": "launched: {value}",
    "intercepted": "intercepted: {value}",
    "damaged": "damaged: {value}",
    "debris": "debris: {value}",
    "hit": "hit: {value}",
    "casualties": "casualties: {value}",
}
# Ukrainian and Russian dates end with "year".
_YEARS = {"р.": "року", "г.": "года"}
_YEAR = re.compile(r"\s([рг]\.)$")
# CLDR keeps a zone's first name where the tz database gave it a new one.
_OLD_ZONES = {"Europe/Kyiv": "Europe/Kiev"}
# Where CLDR has another spelling than the towns on our maps.
_AS_ON_MAPS = {("nl", "Europe/Kyiv"): "Kyiv", ("de", "Europe/Kyiv"): "Kyjiw"}
# So many places of attacks are named in the summary; of more it tells how many they are.
MOST_STRUCK = 5


@dataclass(frozen=True)
class Wording:
    """The sentences of one story in one language.

    Attributes:
        story: as it may be shown (already cut down where it is published).
        language: the reader's (BCP 47), in which countries are named also where there are no words in it.
        abouts: ids of range areas whose figure is hedged.
    """

    story: Story
    say: Words
    language: str
    abouts: frozenset[str] = frozenset()

    @property
    def locale(self) -> str:
        """The CLDR locale of figures, dates and lists: that of the words."""
        return self.say.locale

    # ------------------------------------------------------------ lengths and names

    def length(self, metres: float, uncertainty_m: float = 0.0) -> str:
        """A length in the reader's language, rounded to its uncertainty."""
        return format_length(metres, language=self.locale, uncertainty_m=uncertainty_m)

    def reach(self, area: RangeArea) -> str:
        """How far, hedged as stated: "ca. 300 km", "minstens 300 km", "50–500 km"."""
        far = self.length(area.max_m)
        text = f"{self._nearest(area)}–{far}" if area.min_m > 0 else far
        if area.bound is not None:
            return self._open(text, area.bound)
        return self.say("approx. {length}", length=text) if area.id in self.abouts else text

    def _open(self, length: str, bound: Bound | None) -> str:
        """A length as open to one side as its source leaves it."""
        return length if bound is None else with_bound(self.say, length, bound)

    def _nearest(self, area: RangeArea) -> str:
        """The nearest distance of a range, without its unit where that is the one of the farthest."""
        if area.max_m < METRES["km"]:
            return str(format_decimal(round(area.min_m), locale=self.locale))
        return str(format_decimal(round(area.min_m / METRES["km"], 1), locale=self.locale))

    def range_label(self, area: RangeArea) -> str:
        """What stands on the ring: "bereik ca. 300 km"."""
        return self.say("range {length}", length=self.reach(area)) if area.main else self.reach(area)

    def weapon(self, area: RangeArea) -> Weapon | None:
        """The weapon that an area belongs to."""
        return next((weapon for weapon in self.story.weapons if weapon.id == area.weapon), None)

    def variant(self, area: RangeArea) -> str:
        """The variant's name, or an empty text."""
        weapon = self.weapon(area)
        variants = () if weapon is None else weapon.variants
        return self.say(next((variant.name for variant in variants if variant.id == area.variant), ""))

    def weapon_name(self, weapon: Weapon) -> str:
        """A weapon as the reader's language writes it: "Iskander", "Искандер"."""
        return self.say(weapon.name)

    def who(self, name: str) -> str:
        """Who states a range, in the reader's language where it is one of our table's sources."""
        first, _, outlet = name.partition(", via ")
        translated = self.say(name)
        return (
            self.say("{who}, via {outlet}", who=first, outlet=outlet) if outlet and translated == name else translated
        )

    def joined(self, clauses: Sequence[str]) -> str:
        """Clauses of one sentence, or figures in one cell, with the language's semicolon between them."""
        text = ""
        for clause in clauses:
            text = self.say("{first}; {second}", first=text, second=clause) if text else clause
        return text

    def origin(self, origin: Origin) -> str:
        """From where it is measured, with what that stands for: "Oekraïne (erkende grenzen)"."""
        match origin.kind:
            case "territory" if self.story.policy == "recognised":
                return self.say("{name} (recognised borders)", name=origin.name)
            case "territory":
                return self.say("{name} (borders after Natural Earth)", name=origin.name)
            case "undisputed territory":
                return self.say("{name} without occupied or disputed areas", name=origin.name)
            case "held land":
                return self.say(
                    "{name} (outline of {date}, {source})",
                    name=origin.name,
                    date=self.date(origin.date),
                    source=origin.source or "?",
                )
            case _:
                return origin.name

    def date(self, text: str | None) -> str:
        """An ISO date in words; anything else as it stands."""
        try:
            return long_date(datetime.date.fromisoformat(text or ""), self.say)
        except ValueError:
            return text or ""

    def moment(self, text: str | None) -> str:
        """An ISO instant in words, in its own zone."""
        try:
            value = datetime.datetime.fromisoformat(text or "")
        except ValueError:
            return text or ""
        return long_moment(value, self.say)

    def role(self, place: Place) -> str:
        """What a place is in the story, with its kind where it is no town."""
        role = self.say("named as a place of launch" if self.is_launch(place) else ROLE_WORDS[place.role])
        kind = {"country": self.say("country"), "region": self.say("region"), "continent": self.say("continent")}
        return f"{kind[place.chosen.kind]}, {role}" if place.chosen.kind in kind else role

    def is_launch(self, place: Place) -> bool:
        """Whether a place is told to be where something was launched, and no range is measured from it."""
        return place.role == "origin" and all(area.origin.place != place.id for area in self.story.ranges)

    def reporter(self) -> str:
        """Who reported the story."""
        return self.story.article.source or self.say("the article")

    # ------------------------------------------------------------ the strike

    def strikes_at(self, place: Place) -> list[Strike]:
        """The reported events at a place, as far as they may be told, in order of the text."""
        return [strike for strike in self.story.strikes if strike.where == place.id]

    def said(self, statement: Statement | None) -> str:
        """Who says a detail ("volgens het ministerie"), or an empty text."""
        who = statement.said_by if statement is not None else None
        return self.say("according to {who}", who=who) if who else ""

    def details(self, strike: Strike) -> list[tuple[str, Statement]]:
        """The details of an event, each with the statement that says so; accounts of one detail stand together.

        What somebody denies is said to be denied, never that it was so.
        """
        return [account for detail in DETAIL_WORDS for account in self._accounts(strike, detail)]

    def differing(self, strike: Strike) -> list[str]:
        """The accounts of the details of which there is more than one, each with who says so."""
        told = [
            account
            for detail in DETAIL_WORDS
            if strike.others.get(detail)
            for account in self._accounts(strike, detail)
        ]
        return [f"{text} ({self.said(said)})" if said.said_by else text for text, said in told]

    def _accounts(self, strike: Strike, detail: str) -> Iterator[tuple[str, Statement]]:
        for said in accounts(strike, detail):
            value = self.when(said, strike.zone) if detail == "when" else self.value(said)
            text = "denied: {value}" if said.certainty == "denied" else DETAIL_WORDS[detail]
            yield self.say(text, value=value), said

    def when(self, statement: Statement, zone: str | None) -> str:
        """An EDTF value in words, with the place whose clock it is by: "19 november 2024 om 03:25 (tijd in Moskou)"."""
        return moment_in_words(str(statement.value), zone, self.say)

    def value(self, statement: Statement) -> str:
        """A detail as it is read; "none reported" stays what it is: not zero."""
        if isinstance(statement.value, int):
            return str(format_decimal(statement.value, locale=self.locale))
        text = str(statement.value)
        return self.say("none reported") if text == "none reported" else text

    # ------------------------------------------------------------ sentences

    def summary(self, events: EventLayer | None = None) -> str:
        """What a person wrote to stand with the map; else who says what, and how far, and a sentence on the events."""
        return self.story.caption or self.own_summary(events)

    def own_summary(self, events: EventLayer | None = None) -> str:
        """Two sentences: who says what, and how far; and one on the events, where there are any."""
        told = self._events(events)
        is_strike = any(place.role == "reported strike" for place in self.story.places)
        what = self._what() if is_strike or not told else ""
        return " ".join(sentence for sentence in (what, self._how_far(), told) if sentence)

    # ------------------------------------------------------------ events

    def _events(self, events: EventLayer | None) -> str:
        """How many events, from when to when, according to whom."""
        if events is None:
            return ""
        count, who = count_words(events.total, self.say), self._events_by()
        low, high, dated = event_days(self.story.events.when)
        if not dated.any():
            return self.say("{events}, according to {who}; no dates are known.", events=count, who=who)
        first, last = (str(np.datetime64(int(day), "D")) for day in (low[dated].min(), high[dated].max()))
        if first == last:
            return self.say(
                "{events} of {date}, according to {who}.", events=count, date=date_words(first, self.say), who=who
            )
        return self.say(
            "{events} from {first} to {last}, according to {who}.",
            events=count,
            first=date_words(first, self.say),
            last=date_words(last, self.say),
            who=who,
        )

    def _events_by(self) -> str:
        """Whose events these are: the collection, else the sources of its rows, else who reported the story."""
        if self.story.events_by:
            return self.story.events_by
        sources = list(dict.fromkeys(filter(None, self.story.events.source)))
        if not sources:
            return self.story.article.source or self.say("a source that is not named")
        if len(sources) <= MOST_CREDITED:
            return _listed(sources, self.locale)
        return self.say("{n} sources", n=len(sources))

    def legend_events(self, events: EventLayer | None) -> Iterator[LegendItem]:
        """Events in the legend: those known to a town, and those known only roughly."""
        if events is None:
            return
        rough, total = int(events.rough.sum()), len(events.rough)
        if total > rough:
            yield LegendItem(style=events.style, text=self.say("Event"))
        if rough:
            yield LegendItem(style=events.rough_style, text=self.say("Event, place known only roughly"))

    def events_method(self, events: EventLayer | None) -> Iterator[str]:
        """What is to be known of the events: whose they are, how dates count, and what is not on the map."""
        if events is None:
            return
        yield self.say(
            "The events are those of {who}, as given there; strikemap has not checked them.", who=self._events_by()
        )
        yield self.say("An event whose date is known only roughly counts for every day on which it may have been.")
        if events.unplaced:
            yield self.say(
                "Not on the map, as no place is given: {events}.", events=count_words(events.unplaced, self.say)
            )
        if events.outside:
            yield self.say(
                "Not on the map, as they lie outside it: {events}.", events=count_words(events.outside, self.say)
            )

    def _what(self) -> str:
        place = next((place for place in self.story.places if place.role == "reported strike"), None)
        if place is None:
            source = self.story.article.source
            return (
                self.say("Map with an article of {source}.", source=source)
                if source
                else self.say("Map with an article.")
            )
        strike = next(iter(self.strikes_at(place)), None)
        weapon = strike.weapon if strike is not None else None
        several = self._several()
        if several:
            return several
        if strike is not None and strike.certainty == "denied":
            return self.say(
                "{source} writes about an attack in {place}, which is denied.",
                source=self.reporter(),
                place=place.name,
            )
        if weapon is not None:
            return self.say(
                "An attack with {weapon} is reported in {place}, according to {source}.",
                weapon=weapon.value,
                place=place.name,
                source=self.reporter(),
            )
        return self.say(
            "An attack is reported in {place}, according to {source}.", place=place.name, source=self.reporter()
        )

    def _several(self) -> str:
        """Where attacks are reported, if in several places: to name one of them alone would tell less than is known.

        Where one is denied, what stands for it alone is told.
        """
        struck = [place for place in self.story.places if place.role == "reported strike"]
        if len(struck) < 2 or any(strike.certainty == "denied" for p in struck for strike in self.strikes_at(p)):
            return ""
        names, who = list(dict.fromkeys(place.name for place in struck)), self.reporter()
        if len(names) <= MOST_STRUCK:
            places = _listed(names, self.locale)
            return self.say("Attacks are reported in {places}, according to {source}.", places=places, source=who)
        return self.say.plural(
            "Attacks are reported in {n} place, according to {source}.",
            "Attacks are reported in {n} places, according to {source}.",
            len(names),
            source=who,
        )

    def _how_far(self) -> str:
        place = next((place for place in self.story.places if place.role == "reported strike"), None)
        line = next((line for line in self.story.lines if place is not None and line.from_name == place.name), None)
        main = next((area for area in self.story.ranges if area.main), None)
        far = "" if line is None else self.line(line)
        reach = "" if main is None else self._stated_range(main)
        if far and reach:
            return f"{self.joined([_capital(far), reach])}."
        return f"{_capital(far or reach)}." if far or reach else ""

    def line(self, line: Line) -> str:
        """A measured distance as a clause: "Karatsjov ligt ongeveer 117 km van de grens"."""
        spread = (line.high_m - line.low_m) / 2
        return self.say(
            "{place} lies about {distance} from {other}",
            place=line.from_name,
            distance=self.length(line.distance_m, spread),
            other=line.to_name,
        )

    def away(self, line: Line, name: str) -> str:
        """The same as a figure of one of its ends: "ongeveer 117 km van de grens"."""
        other = line.to_name if line.from_name == name else line.from_name
        spread = (line.high_m - line.low_m) / 2
        return self.say("about {distance} from {other}", distance=self.length(line.distance_m, spread), other=other)

    def _stated_range(self, area: RangeArea) -> str:
        weapon, length = self.weapon(area), self.reach(area)
        name = "" if weapon is None else self.weapon_name(weapon)
        who = self.who(area.stated_by or "")
        if name and who:
            clause = self.say(
                "the range of {weapon} is {length} according to {who}", weapon=name, length=length, who=who
            )
        elif name:
            clause = self.say("the range of {weapon} is {length}", weapon=name, length=length)
        elif who:
            clause = self.say("the range drawn is {length} according to {who}", length=length, who=who)
        else:
            clause = self.say("the range drawn is {length}", length=length)
        return clause + ", " + self.say("measured from {origin}", origin=self.origin(area.origin))

    def alt(self, drawn: Sequence[Place], towns: Sequence[str], events: EventLayer | None = None) -> str:
        """What a reader hears who does not see the map."""
        strikes = [place.name for place in drawn if place.role == "reported strike"]
        others = [place.name for place in drawn if place.role != "reported strike"]
        parts = [self.say("Map: {title}.", title=self.title().rstrip("."))]
        if strikes:
            parts.append(self.say("Place of a reported attack: {places}.", places=_listed(strikes, self.locale)))
        if others:
            parts.append(self.say("Also marked: {places}.", places=_listed(others, self.locale)))
        parts += [f"{_capital(self._stated_range(area))}." for area in self.story.ranges if area.main]
        rest = [self.reach(area) for area in self.story.ranges if not area.main]
        if rest:
            parts.append(self.say("Dashed: {lengths}.", lengths=_listed(rest, self.locale)))
        parts += [f"{_capital(self.line(line))}." for line in self.story.lines]
        if events is not None:
            parts.append(self._events(events))
        if towns:
            parts.append(self.say("For orientation: {places}.", places=_listed(list(towns), self.locale)))
        if self.story.review is None:
            parts.append(f"{self.draft()}.")
        return " ".join(parts)

    def title(self) -> str:
        """The map's own title: what a person gave, else the range that it shows, else the article's."""
        return self._own_title() or self.story.title or self.story.article.title or self.say("Map")

    def _own_title(self) -> str:
        """A title of our own words, for a map of a weapon's range that nobody named; else an empty text."""
        main = next((area for area in self.story.ranges if area.main), None)
        weapon = None if main is None else self.weapon(main)
        if weapon is not None and self.story.title in {"", self.story.article.title}:
            return self.say("Range of {weapon}", weapon=self.weapon_name(weapon))
        return ""

    def title_language(self) -> str | None:
        """The language of the title, where that is the article's or a person's and not that of the words."""
        return None if self._own_title() or not (self.story.title or self.story.article.title) else self.story.language

    def draft(self) -> str:
        """The mark of a story that nobody has reviewed."""
        return self.say("Draft, not checked")

    def changed(self) -> str:
        """When the story was last changed, or an empty text."""
        return self.say("Updated {moment}", moment=self.moment(self.story.changed)) if self.story.changed else ""

    def correction(self) -> str:
        """The correction line with its date, where that is known; or an empty text."""
        text, since = self.story.correction, self.story.corrected
        if not text:
            return ""
        if since is None:
            return self.say("Correction: {text}", text=text)
        return self.say("Correction, {date}: {text}", date=self.date(since[:10]), text=text)

    def embargo(self) -> str:
        """Until when nobody may publish, by the clock of which city; or an empty text."""
        return embargo_words(self.story, self.say)

    def credit(self) -> str:
        """One line for every picture: who reported, map by, the data."""
        return credit_line(self.story, self.say)

    # ------------------------------------------------------------ legend, method, table

    def legend_range(self, area: RangeArea, style: str, *, several: bool) -> LegendItem:
        """A range in the legend: what, how far, who states it.

        A weapon's first range goes by the weapon's name, its others are other versions; a distance that the desk
        chose beside a weapon is called its own, as it is nobody's stated range.
        """
        what = self.say("range {length}", length=self.reach(area))
        weapon = self.weapon(area)
        if weapon is None:
            what = self.say("own distance: {length}", length=self.reach(area)) if several else what
        else:
            name = self.weapon_name(weapon)
            if not self._leads(area) and area.variant == self._leading(area).variant:
                what = self.say("another statement: {range}", range=f"{name}, {what}" if several else what)
            elif not self._leads(area):
                what = (
                    self.say("another version of {weapon}: {range}", weapon=name, range=what)
                    if several
                    else self.say("another version: {range}", range=what)
                )
            elif several:
                what = self.say("{name}: {text}", name=name, text=what)
        if area.stated_by:
            what += f" ({self.say('according to {who}', who=self.who(area.stated_by))})"
        return LegendItem(style=style, text=_capital(what))

    def _leads(self, area: RangeArea) -> bool:
        """Whether this is the range that its weapon goes by: the one drawn solid, else the first of them."""
        return area is self._leading(area)

    def _leading(self, area: RangeArea) -> RangeArea:
        own = [other for other in self.story.ranges if other.weapon == area.weapon]
        return next((other for other in own if other.main), own[0])

    def _beside_own_distance(self) -> bool:
        """Whether a distance that the desk chose is drawn solid, with a weapon's stated ranges dashed beside it."""
        main = next((area for area in self.story.ranges if area.main), None)
        return main is not None and main.weapon is None and any(area.weapon for area in self.story.ranges)

    def measured_from(self, origin: Origin) -> str:
        """From where: "gemeten vanaf Oekraïne (erkende grenzen)"."""
        return self.say("measured from {origin}", origin=self.origin(origin))

    def method(self, policy: Iterable[str]) -> tuple[str, ...]:
        """How this map was made, in sentences."""
        parts = [self.say("This map is a draft: no one has checked it yet.")] if self.story.review is None else []
        for origin in dict.fromkeys(area.origin.name for area in self.story.ranges):
            area = next(area for area in self.story.ranges if area.origin.name == origin)
            parts += self._range_method(area)
        for weapon in dict.fromkeys(area.weapon for area in self.story.ranges):
            parts += self._statements(next(area for area in self.story.ranges if area.weapon == weapon))
        if self._beside_own_distance():
            parts.append(
                self.say(
                    "Dashed lines are stated ranges of the weapon; the solid line is a distance chosen by the desk."
                )
            )
        elif any(not area.main for area in self.story.ranges):
            parts.append(self.say("Dashed lines are other versions of the weapon, or what other sources state."))
        if self.story.lines:
            parts.append(self.say("Distances are the shortest ones over the Earth's surface (WGS 84)."))
        parts += list(policy)
        parts.append(
            self.say("Places after GeoNames (CC BY 4.0); borders and coasts after Natural Earth, 1:10 million.")
        )
        if self.story.article.published:
            parts.append(self.say("State of the article: {date}.", date=self.date(self.story.article.published)))
        return tuple(parts)

    def _statements(self, area: RangeArea) -> list[str]:
        """Who states which range of a weapon, all of them, also where no line is drawn: never one bare number."""
        weapon = self.weapon(area)
        stated: dict[tuple[str, float, Bound | None], list[str]] = {}
        for reach in weapon.reaches if weapon is not None else ():
            stated.setdefault((reach.variant, reach.max_m, reach.bound), []).append(reach.stated_by)
        names = {variant.id: variant.name for variant in weapon.variants} if weapon is not None else {}
        return [
            self.say(
                "{name}: {length} according to {who}.",
                name=self.say(names.get(variant, "")) or (self.weapon_name(weapon) if weapon is not None else ""),
                length=self._open(self.length(max_m, 0.0), bound),
                who=self._speakers(who),
            )
            for (variant, max_m, bound), who in sorted(stated.items(), key=lambda item: (item[0][0], -item[0][1]))
        ]

    def _speakers(self, names: Sequence[str]) -> str:
        """Who states a range; names that have commas in them are kept apart by semicolons."""
        told = list(dict.fromkeys(self.who(name) for name in names))
        return self.joined(told) if any("," in name for name in told) else _listed(told, self.locale)

    def _range_method(self, area: RangeArea) -> list[str]:
        origin = area.origin
        parts = [f"{_capital(self.measured_from(origin))}."]
        parts.append(
            self.say("The range is the area within that distance over the Earth's surface, measured on the ellipsoid.")
        )
        if area.outline_m > 0:
            parts.append(
                self.say(
                    "The border itself is uncertain by about {length}; what lies that near to the edge is on the edge "
                    "of the range.",
                    length=self.length(area.outline_m, area.outline_m),
                )
            )
        if area.onto:
            parts.append(self.say("Only the part in {country} is drawn.", country=self.country(area.onto)))
        if origin.kind in {"territory", "undisputed territory"}:
            parts.append(self.say("It does not show from where anything was fired, or could be."))
        if origin.dropped:
            parts.append(
                self.say.plural(
                    "{n} sliver along the outline was left out.",
                    "{n} slivers along the outline were left out.",
                    origin.dropped,
                )
            )
        return parts

    def country(self, code: str) -> str:
        """A country as the article spells it, else as the reader's language does."""
        for place in self.story.places:
            if place.chosen.kind == "country" and place.chosen.country == code:
                return place.name
        return territory(code, self.language) or territory(code, self.say.language) or code

    def row(self, place: Place, figures: Sequence[str], language: str | None = None) -> TableRow:
        """A place in the table under the map, with the language of its name where that is another than the words'."""
        strikes = self.strikes_at(place)
        target = next((strike.target for strike in strikes if strike.target is not None), None)
        who = target.said_by if target is not None and target.said_by else self.story.article.source
        told = [account for strike in strikes for account in self.differing(strike)]
        figure = self.joined([*figures, *told])
        return TableRow(name=place.name, role=self.role(place), figure=figure, source=who or "", language=language)


def embargo_words(story: Story, say: Words) -> str:
    """The embargo of a story as every file says it, in the language of ``say``; or an empty text."""
    if story.embargo is None:
        return ""
    moment, zone = read_embargo(story.embargo)
    if "/" in zone:
        place = _city(zone, Locale.parse(say.locale))
    else:
        place = f"UTC{moment.isoformat()[-6:]}".replace("+00:00", "")
    return say(
        "Embargo until {date} {time} ({city})",
        date=long_date(moment.date(), say),
        time=f"{moment:%H:%M}",
        city=place,
    )


def accounts(strike: Strike, detail: str) -> list[Statement]:
    """Every account of a detail: the first that the text gives, then what others say of it."""
    first: Statement | None = getattr(strike, detail)
    return [*([] if first is None else [first]), *strike.others.get(detail, ())]


def moment_in_words(edtf: str, zone: str | None, say: Words) -> str:
    """An EDTF value (level 1) as a person reads it, in the language of ``say``; one that is none as it stands.

    A time without a zone says no zone; the offset itself is not shown.
    """
    first, _, last = edtf.partition("/")
    if last:
        return f"{moment_in_words(first, None, say)} – {moment_in_words(last, zone, say)}"
    try:
        if edtf.endswith("-XX"):
            month = datetime.date.fromisoformat(f"{edtf[:-3]}-01")
            return _in_full(str(format_skeleton("yMMMM", month, locale=say.locale)))
        if edtf.endswith("~"):
            return say("around {date}", date=long_date(datetime.date.fromisoformat(edtf[:-1]), say))
        if "T" not in edtf:
            return long_date(datetime.date.fromisoformat(edtf), say)
        moment = datetime.datetime.fromisoformat(edtf)
    except ValueError:
        return edtf
    text = long_moment(moment, say)
    if zone is None:
        return text if moment.tzinfo is None else f"{text} ({moment:%Z})"
    if "/" not in zone:
        return f"{text} ({zone})"
    return say("{moment} (time in {city})", moment=text, city=_city(zone, Locale.parse(say.locale)))


def long_date(date: datetime.date, say: Words) -> str:
    """A day in words: "19 november 2024", "19. November 2024", "19 листопада 2024 року"."""
    return _in_full(str(format_date(date, "long", locale=say.locale)))


def _in_full(date: str) -> str:
    """A date with CLDR's abbreviation of "year" in full, as running text has it: no full stop amid a sentence."""
    return _YEAR.sub(lambda found: f"\u00a0{_YEARS[found[1]]}", date)


def long_moment(moment: datetime.datetime, say: Words) -> str:
    """A day in words and the time on the clock, whose zone is not told: "19. November 2024, 03:25"."""
    return f"{long_date(moment.date(), say)}, {moment:%H:%M}"


def _city(zone: str, locale: Locale) -> str:
    """The town that a zone is named after, in the reader's language where CLDR has it."""
    written = _AS_ON_MAPS.get((locale.language, zone))
    if written is not None:
        return written
    name = _OLD_ZONES.get(zone, zone)
    return str(locale.time_zones.get(name, {}).get("city") or zone.rpartition("/")[2].replace("_", " "))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(names: Sequence[str], locale: str) -> str:
    from babel.lists import format_list

    return str(format_list(list(dict.fromkeys(names)), locale=locale))
