"""The words of the project as values: small, frozen, typed, without input or output.

Axis order is lon, lat; lengths are metres; angles are degrees; coordinates are WGS 84 (EPSG:4326). Every ``start``
and ``end`` is an index into ``Article.text``, which is never altered. "Not found" is None and a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

import numpy as np
from shapely.geometry.base import BaseGeometry

if TYPE_CHECKING:
    from numpy.typing import NDArray

MentionKind = Literal["toponym", "demonym", "metonym"]
BlockKind = Literal["title", "heading", "dateline", "body", "caption", "credit"]
PlaceKind = Literal["settlement", "district", "region", "country", "continent", "area", "water", "site", "point"]
Role = Literal["reported strike", "origin", "mentioned", "context", "caption", "metonym"]
Publish = Literal["exact", "town", "region", "withheld"]
Match = Literal["written", "spelling", "person"]  # "person": put there by hand
Certainty = Literal["asserted", "reported", "denied"]
OriginKind = Literal["point", "points", "line", "territory", "undisputed territory", "held land"]
# From these confidences on, a place counts as sure or likely; below, a person is asked to look.
SURE, LIKELY = 0.9, 0.6
# Which way a hedged figure is open, as the rules of hedges are called: at least so much, just less, at most so much.
Bound = Literal["more", "nearly", "at_most"]
Policy = Literal["recognised", "natural-earth"]
ClaimKind = Literal["distance", "reach", "count", "near", "inside", "between", "time"]
Basis = Literal["measured", "catalogue", "arithmetic"]
Verdict = Literal["agrees", "agrees within rounding", "adds up", "differs", "cannot be checked"]
EdgeWhy = Literal["stated reach", "outline", "origin"]
Action = Literal[
    "rename", "move", "choose", "role", "publish", "remove", "add", "accept", "detail", "correct", "embargo", "alt",
    "caption",
]  # fmt: skip
# The fields of an event that are texts, its id aside.
EVENT_TEXTS = ("title", "when", "place", "source", "address", "licence", "notes")


class LonLat(NamedTuple):
    """A point in degrees, WGS 84."""

    lon: float
    lat: float


class Bounds(NamedTuple):
    """West, south, east, north in degrees; ``west > east`` means that the box crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float


class Span(NamedTuple):
    """A half-open range of characters in ``Article.text``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of the article that is of one kind: its title, a paragraph, a photo caption, a credit."""

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A text as it came. ``language`` is BCP 47; ``published`` is an ISO 8601 date, or None where nobody said."""

    text: str
    language: str
    title: str = ""
    published: str | None = None
    source: str | None = None
    address: str | None = None
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A span of the text that names a place, with the sentence and the kind of block it stands in."""

    start: int
    end: int
    text: str
    kind: MentionKind
    sentence: Span
    block: BlockKind = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A gazetteer record that a mention may mean.

    Attributes:
        id: "geonames:552920", "iso:RU-BRY" (first-level region), "iso:RU" (country), "site:kremlin", ...
        name: the gazetteer's name.
        feature_code: GeoNames' code ("PPL", "PPLX", "ADM1", "PCLI", ...).
        country: ISO 3166-1 alpha-2, or None (seas, continents).
        admin1: ISO 3166-2 code of the first-level region where known, else None.
        match: "written" where a record bears this very spelling, "spelling" where rules had to bridge a difference.
        score: comparable within one answer only, higher is better; ``confidence`` (0 to 1) across answers.
        reasons: short English message ids, most weighty first.
    """

    id: str
    name: str
    lon: float
    lat: float
    kind: PlaceKind
    feature_code: str = ""
    country: str | None = None
    admin1: str | None = None
    admin1_name: str | None = None
    geonameid: int | None = None
    population: int = 0
    precision_m: float = 0.0
    match: Match = "written"
    score: float = 0.0
    confidence: float = 0.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A located name of the story.

    Attributes:
        id: stable within the story, made from the article's spelling ("karatsjov", "brjansk-region").
        name: the article's own spelling (nominative where inflected), which every output shows.
        chosen: the record that it is taken to mean; its coordinates are the place's unless ``moved``.
        lon, lat: degrees; after a person moved it, the person's.
        precision_m: radius in which the thing named lies (a town's extent, half a region).
        confidence: 0 to 1 that ``chosen`` is right. Rivals are the other candidates, best first.
        mentions: every span that names it, in order of the text.
        publish: how finely it may be published.
    """

    id: str
    name: str
    chosen: Candidate
    lon: float
    lat: float
    precision_m: float
    confidence: float
    role: Role = "mentioned"
    publish: Publish = "town"
    mentions: tuple[Mention, ...] = ()
    rivals: tuple[Candidate, ...] = ()
    moved: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """One source's statement of how far one variant reaches; disagreement is several reaches.

    Attributes:
        variant: the id of the ``Variant`` that it is stated for.
        max_m, min_m: metres; ``min_m`` is the nearest distance it can be fired at, 0 unless stated.
        stated_by: who states it ("White House (via AP)"); ``stated`` when (ISO date or year), ``address`` where.
        platform: the launch platform where the source names one.
        about: True where the source hedges ("about", "zo'n"), so that it is shown with "ca.".
        bound: which way its hedge goes, where it goes one way ("more than" 300 km, "up to" 300 km).
    """

    id: str
    variant: str
    max_m: float
    stated_by: str
    min_m: float = 0.0
    stated: str | None = None
    address: str | None = None
    platform: str | None = None
    about: bool = False
    bound: Bound | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A model within a family, with the names that articles give it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weapon:
    """A family of weapons: what articles call it (by language tag), its variants, and every stated reach.

    ``in_context`` holds the names that are also everyday words or other names (Neptune, Taurus, Кинжал): they mean
    the weapon only where words near them speak of weapons (``geo.weapons.names_in``).
    """

    id: str
    name: str
    kind: str
    country: str | None = None
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    in_context: dict[str, tuple[str, ...]] = field(default_factory=dict)
    variants: tuple[Variant, ...] = ()
    reaches: tuple[Reach, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One detail of a reported event, with who says so and the words that say it.

    ``said_by`` None means the article in its own voice. ``value`` "none reported" is not zero. ``refused``: a person
    keeps it out of what is drawn, checked and published; it stays in the story, to be taken back.
    """

    value: str | int | float
    quote: str
    start: int
    end: int
    said_by: str | None = None
    certainty: Certainty = "reported"
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """A reported event. Nothing here says that it happened: ``certainty`` and each statement's speaker do.

    Attributes:
        where: id of a place of the story, or None.
        when: EDTF value ("2024-11-19", "2024-11-XX"), with ``zone`` an IANA name where known.
        others: by detail ("launched", "casualties"), what others say of it where that is not the same; the accounts
            stand side by side, none of them chosen.
        accepted: a person has looked at it; strikes not accepted are never published as facts of the story.
        refused: a person has looked at it, and it is none of this story; never accepted as well.
    """

    id: str
    where: str | None = None
    when: Statement | None = None
    zone: str | None = None
    target: Statement | None = None
    weapon: Statement | None = None
    launched: Statement | None = None
    intercepted: Statement | None = None
    damaged: Statement | None = None
    debris: Statement | None = None
    hit: Statement | None = None
    casualties: Statement | None = None
    others: dict[str, tuple[Statement, ...]] = field(default_factory=dict)
    certainty: Certainty = "reported"
    accepted: bool = False
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One row of a table of events, as its source gives it; nothing here says that it happened.

    Attributes:
        id: by its place in the file ("event-12"), never from a column: an id can tell more than may be published.
        lon, lat: degrees; both None where the source gives no place on the map, never a default.
        when: EDTF level 1 ("2024-11-19T03:25", "2024-11-XX", "2024-11-17/2024-11-20", "2024-11-19~"), or None.
        precision_m: radius in which it lies by the source's own statement; None where that is not stated.
        source: who reports it; ``address`` where. licence: of the data. notes: never published unless asked for.
        columns: every other column as given, by its name.
    """

    id: str
    lon: float | None = None
    lat: float | None = None
    title: str = ""
    when: str | None = None
    place: str = ""
    precision_m: float | None = None
    source: str = ""
    address: str | None = None
    licence: str = ""
    notes: str = ""
    columns: dict[str, Any] = field(default_factory=dict)


class Events(Sequence[Event]):
    """Many events as columns: 50,000 of them are read, cut down and drawn in a fraction of what as many objects take.

    A sequence of ``Event`` for who wants them one by one. Never altered.

    Attributes:
        ids, title, when, place, source, address, licence, notes: texts, "" where there is none.
        lon, lat: (n,) degrees; nan where there is no place on the map. precision_m: (n,) metres; nan where not stated.
        columns: for each event its other columns.
    """

    __slots__ = ("columns", "ids", "lat", "lon", "precision_m", *EVENT_TEXTS)
    ids: tuple[str, ...]
    title: tuple[str, ...]
    when: tuple[str, ...]
    place: tuple[str, ...]
    source: tuple[str, ...]
    address: tuple[str, ...]
    licence: tuple[str, ...]
    notes: tuple[str, ...]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    precision_m: NDArray[np.float64]
    columns: tuple[dict[str, Any], ...]

    def __init__(
        self,
        *,
        ids: Iterable[str],
        lon: NDArray[np.float64],
        lat: NDArray[np.float64],
        precision_m: NDArray[np.float64],
        columns: Iterable[dict[str, Any]],
        **texts: Iterable[str],
    ) -> None:
        self.ids = tuple(ids)
        self.lon, self.lat, self.precision_m = lon, lat, precision_m
        self.columns = tuple(columns)
        for name in EVENT_TEXTS:
            setattr(self, name, tuple(texts[name]))

    @classmethod
    def of(cls, events: Iterable[Event]) -> Events:
        """The columns of single events."""
        rows = tuple(events)

        def numbers(name: str) -> NDArray[np.float64]:
            values = (getattr(row, name) for row in rows)
            return np.array([np.nan if value is None else value for value in values], dtype=float)

        return cls(
            ids=(row.id for row in rows),
            lon=numbers("lon"),
            lat=numbers("lat"),
            precision_m=numbers("precision_m"),
            columns=(row.columns for row in rows),
            **{name: [getattr(row, name) or "" for row in rows] for name in EVENT_TEXTS},
        )

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, at: int) -> Event: ...
    @overload
    def __getitem__(self, at: slice) -> Events: ...
    def __getitem__(self, at: int | slice) -> Event | Events:
        if isinstance(at, slice):
            return self.kept(np.arange(len(self))[at])
        lon, lat, precision_m = (float(values[at]) for values in (self.lon, self.lat, self.precision_m))
        return Event(
            id=self.ids[at],
            lon=None if np.isnan(lon) else lon,
            lat=None if np.isnan(lat) else lat,
            title=self.title[at],
            when=self.when[at] or None,
            place=self.place[at],
            precision_m=None if np.isnan(precision_m) else precision_m,
            source=self.source[at],
            address=self.address[at] or None,
            licence=self.licence[at],
            notes=self.notes[at],
            columns=self.columns[at],
        )

    def __iter__(self) -> Iterator[Event]:
        return (self[at] for at in range(len(self)))

    def kept(self, which: NDArray[np.intp]) -> Events:
        """The events at these positions, in this order."""
        order = which.tolist()
        return Events(
            ids=(self.ids[at] for at in order),
            lon=self.lon[which],
            lat=self.lat[which],
            precision_m=self.precision_m[which],
            columns=(self.columns[at] for at in order),
            **{name: [getattr(self, name)[at] for at in order] for name in EVENT_TEXTS},
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Events):
            return NotImplemented
        if self is other:
            return True
        texts = ("ids", *EVENT_TEXTS, "columns")
        return all(getattr(self, name) == getattr(other, name) for name in texts) and all(
            np.array_equal(getattr(self, name), getattr(other, name), equal_nan=True)
            for name in ("lon", "lat", "precision_m")
        )

    def __hash__(self) -> int:
        return hash(self.ids)

    def __repr__(self) -> str:
        return f"Events({len(self)})"


NO_EVENTS = Events.of(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """From where a range is measured; printed by every output ("gemeten vanaf ...").

    Attributes:
        name: as it is shown ("Oekraïne", "Kyiv").
        country: ISO code for a territory; its outline is looked up, never stored.
        place: id of a place of the story for a point.
        geometry: the point, line or own outline (degrees); None for a territory by code.
        date, source: of an own outline ("held land"), required there.
        dropped: slivers left out of an own outline, said in the method.
    """

    kind: OriginKind
    name: str
    country: str | None = None
    place: str | None = None
    geometry: BaseGeometry | None = None
    date: str | None = None
    source: str | None = None
    dropped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeArea:
    """What can be reached: one area a stated reach (or a radius of one's own).

    Three spreads are kept apart: ``error_m`` is the calculation's own largest error (for engineers), ``outline_m``
    the uncertainty of the origin's outline; the spread of stated reaches is the other areas of the same weapon.

    Attributes:
        main: drawn as a flat tint with a solid edge; the others are dashed outlines.
        onto: ISO code of the territory it is cut to, or None.
        about, bound: the hedge of the stated reach, as in ``Reach``.
        min_m, max_m: metres. geometry: RFC 7946 polygon(s), degrees, cut at the antimeridian.
    """

    id: str
    origin: Origin
    max_m: float
    geometry: BaseGeometry
    error_m: float
    outline_m: float
    area_km2: float
    min_m: float = 0.0
    weapon: str | None = None
    variant: str | None = None
    stated_by: str | None = None
    about: bool = False
    bound: Bound | None = None
    onto: str | None = None
    main: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A measured distance, drawn. ``geometry`` is the geodesic as a line string in degrees.

    ``from_place`` and ``to_place`` are ids of places of the story, where an end is one: a name can change.
    """

    id: str
    from_name: str
    to_name: str
    distance_m: float
    low_m: float
    high_m: float
    geometry: BaseGeometry
    azimuth_deg: float | None = None
    from_place: str | None = None
    to_place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with its unit and hedge as written, and the interval in that unit that the stated rules give it."""

    value: float
    unit: str
    low: float
    high: float
    hedge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A number or relation that the text asserts; the check decides on what it can be measured.

    Attributes:
        kind: "distance" (how far something is from something), "reach" (of a weapon), "count" (parts that make a
            whole), "near" (a vague word), "inside" (a place in a region or country), "between" (a place between two
            others), "time" (one moment by two clocks).
        subject, object: place ids, "border:UA-RU", "weapon:atacms" or None. ``second``: of "between", the other end.
        pair: the same figure in another unit, as in "100 kilometres (60 miles)".
        parts: of "count", the numbers that make ``stated``.
        sentence: the sentence that it stands in. ``mentions``: the spans that name what it speaks of.
        said_by: None means the article in its own voice. ``wording``: the words that make the telling less than sure
            ("zou", "alles wijst erop"), as they stand.
    """

    id: str
    kind: ClaimKind
    quote: str
    start: int
    end: int
    stated: Quantity | None = None
    subject: str | None = None
    object: str | None = None
    second: str | None = None
    pair: Quantity | None = None
    parts: tuple[float, ...] = ()
    sentence: Span | None = None
    mentions: tuple[Span, ...] = ()
    said_by: str | None = None
    certainty: Certainty = "asserted"
    wording: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A claim held against a basis. It judges a figure, never the event.

    Attributes:
        measured, low, high: in ``unit``; None where nothing is measured.
        why: an English message id whose fields ``values`` fill.
        desk: the same for the one sentence that a desk can print. ``notes``: more to be said, each a message id too.
        line: id of the distance line that shows it, or None.
    """

    claim: str
    basis: Basis
    verdict: Verdict
    why: str
    values: dict[str, str] = field(default_factory=dict)
    desk: str = ""
    notes: tuple[str, ...] = ()
    measured: float | None = None
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a person decided; kept so that it survives a second reading of the article.

    Attributes:
        action: "rename", "move", "choose" (another candidate), "role", "publish", "remove", "add", "accept" (a strike),
            "detail" (one account of it), "correct" (the correction line), "embargo", "alt", "caption" (these four:
            what they are, empty for none).
        target: the place or strike id, or the story's own. value: what it became, by action.
        at: ISO 8601 instant with zone. by: the editor, never published.
    """

    action: Action
    target: str
    value: dict[str, str | float | bool] = field(default_factory=dict)
    at: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A person has checked strike, origin and range: who, and when (ISO 8601 instant with zone)."""

    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """What another tool wrote into a story's file that means nothing here: kept on the desk, never published.

    Attributes:
        members: of the document itself, by name.
        properties: of our features, by "kind/id"; a style that somebody chose for one is among them.
        features: whole features of others, as GeoJSON has them.
    """

    members: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, dict[str, Any]] = field(default_factory=dict)
    features: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All that is known of one article: the document that travels. A draft until ``review`` is there.

    Attributes:
        foreign: what other tools added to its file.
        correction: what readers are told of a correction; ``corrected`` since when (ISO 8601 instant with zone).
        embargo: until when nobody may publish it, as ``geo.embargo`` writes it; None for no embargo.
        alt, caption: what a person wrote for those who do not see the map, and to stand with it; empty where the words
            made from the story do.
        events: rows of a table of events; ``events_by`` whose collection that is ("UCDP GED"); ``events_shown`` the
            names of the columns, beside those that every event has, that a person lets out of the desk.
    """

    id: str
    title: str
    article: Article
    language: str
    places: tuple[Place, ...] = ()
    unresolved: tuple[Mention, ...] = ()
    strikes: tuple[Strike, ...] = ()
    ranges: tuple[RangeArea, ...] = ()
    lines: tuple[Line, ...] = ()
    events: Events = field(default_factory=lambda: NO_EVENTS)
    events_by: str = ""
    events_shown: tuple[str, ...] = ()
    weapons: tuple[Weapon, ...] = ()
    claims: tuple[Claim, ...] = ()
    checks: tuple[Check, ...] = ()
    policy: Policy = "recognised"
    style: dict[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    review: Review | None = None
    revision: int = 1
    changed: str | None = None
    correction: str = ""
    corrected: str | None = None
    embargo: str | None = None
    alt: str = ""
    caption: str = ""
    notes: tuple[str, ...] = ()
    foreign: Foreign = field(default_factory=Foreign)

    def place(self, place_id: str) -> Place | None:
        """The place with that id, or None."""
        return next((place for place in self.places if place.id == place_id), None)
