"""Stories made by hand, for tests that need one without reading an article.

``founding_story()`` holds the facts of the founding article of 19 November 2024 in a text of our own writing. Its
range areas are measured round recognised Ukraine when borders are given; else they are rough hand-drawn outlines,
good enough to draw and to test on, never to publish.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import shapely

from geo.gazetteer.index import Gazetteer, open_gazetteer
from geo.model import (
    Article,
    Block,
    Candidate,
    Claim,
    Line,
    Mention,
    MentionKind,
    Origin,
    Place,
    PlaceKind,
    Quantity,
    RangeArea,
    Reach,
    Review,
    Role,
    Span,
    Statement,
    Story,
    Strike,
    Variant,
    Weapon,
)

TITLE = "Oekraïne zou langeafstandsraketten op doel in Rusland hebben afgevuurd"
PARAGRAPHS: tuple[tuple[str, str], ...] = (
    ("title", TITLE),
    ("caption", "Archieffoto: een proeflancering van een ATACMS in New Mexico, in 2021."),
    (
        "body",
        "Oekraïne zou dinsdag ATACMS hebben gebruikt tegen een opslagplaats in Karatsjov, in de regio Brjansk. "
        "Dat schrijven Oekraïense media, die zich op bronnen in het leger beroepen. "
        "De plaats ligt ruim 100 kilometer van de grens.",
    ),
    (
        "body",
        "Volgens het Russische ministerie van Defensie, aangehaald door RIA, zijn er zes raketten gelanceerd. "
        "Vijf daarvan zouden zijn onderschept en één zou zijn beschadigd. "
        "Brokstukken zouden brand hebben veroorzaakt. "
        "Over slachtoffers is niets gemeld.",
    ),
    (
        "body",
        "Moskou noemt de raketten ATACMS; die halen zo'n 300 kilometer. "
        "De VS zou het gebruik in Rusland hebben toegestaan, vooral voor de strijd om de Russische regio Koersk. "
        "De stad Koersk ligt niet ver van de stad Brjansk. "
        "Het Witte Huis bevestigt dat niet. "
        "Volgens het Pentagon zijn militairen uit Noord-Korea in de streek, en het Kremlin spreekt van escalatie.",
    ),
)
TEXT = "\n\n".join(text for _, text in PARAGRAPHS)

# By hand, after the coast and the border at 1:10 million, to about 20 km; Russian side only.
ROUGH_300 = (
    (30.9, 52.1), (31.8, 52.1), (32.3, 52.3), (33.8, 52.35), (34.4, 51.75), (35.1, 51.2), (36.3, 50.3), (37.5, 50.4),
    (38.2, 49.9), (40.1, 49.6), (39.8, 48.8), (39.9, 47.9), (38.2, 47.1), (38.6, 46.7), (37.9, 46.3), (37.0, 45.3),
    (37.4, 44.7), (39.0, 44.0), (40.0, 43.4), (41.8, 44.2), (42.9, 45.2), (43.6, 46.5), (44.0, 48.2), (43.9, 49.7),
    (42.9, 51.2), (41.2, 52.3), (38.9, 53.0), (37.4, 53.7), (36.4, 54.6), (34.7, 55.0), (32.9, 55.05), (30.8, 54.8),
    (31.8, 53.9), (32.6, 53.4), (31.3, 53.1), (31.5, 52.7),
)  # fmt: skip
ROUGH_165 = (
    (31.8, 52.1), (33.8, 52.35), (35.1, 51.2), (36.3, 50.3), (38.2, 49.9), (40.1, 49.6), (39.8, 48.8), (39.9, 47.9),
    (38.2, 47.1), (38.6, 46.7), (37.9, 46.3), (37.0, 45.3), (38.5, 44.6), (39.2, 45.3), (40.0, 46.4), (41.6, 47.2),
    (42.2, 48.6), (42.1, 49.9), (40.9, 50.9), (38.6, 51.4), (36.9, 52.2), (35.9, 53.2), (34.3, 53.8), (32.6, 53.75),
    (32.6, 53.4), (31.3, 53.1), (31.5, 52.7),
)  # fmt: skip


@cache
def founding_story(*, borders: Any = None, reviewed: bool = False) -> Story:
    """The founding article's story as a value.

    Args:
        borders: an open ``Borders``; its Ukraine and Russia then give the range areas and the distance line.
        reviewed: with a review and an accepted strike, so that nothing is marked as a draft.

    Measured once a process: who asks alike gets the same value.
    """
    story = Story(
        id="founding",
        title="Bereik ATACMS",
        article=Article(
            text=TEXT,
            language="nl",
            title=TITLE,
            published="2024-11-19",
            source="NOS",
            address="https://nos.nl/",
            blocks=_blocks(),
        ),
        language="nl",
        places=_places(),
        strikes=(_strike(accepted=reviewed),),
        ranges=_ranges(borders),
        lines=(_line_to_border(borders),),
        weapons=(ATACMS,),
        claims=_claims(),
        review=Review(by="Redacteur Geheim", at="2024-11-19T15:00:00+01:00") if reviewed else None,
        changed="2024-11-19T13:54:00+01:00",
        notes=("bureaunotitie: nog bellen met de correspondent",),
    )
    return story


ATACMS = Weapon(
    id="atacms",
    name="ATACMS",
    kind="ballistic missile",
    country="US",
    variants=(
        Variant(id="m39", name="M39 (Block I)"),
        Variant(id="m39a1", name="M39A1 and later"),
    ),
    reaches=(
        Reach(id="m39-165", variant="m39", max_m=165_000, stated_by="White House", stated="2023-10-17"),
        Reach(id="m39a1-300", variant="m39a1", max_m=300_000, stated_by="NOS", stated="2024-11-19", about=True),
    ),
)


def _blocks() -> tuple[Block, ...]:
    found, start = [], 0
    for kind, text in PARAGRAPHS:
        found.append(Block(start=start, end=start + len(text), kind=kind))  # type: ignore[arg-type]
        start += len(text) + 2
    return tuple(found)


def _sentence(start: int) -> Span:
    """The sentence round a position: up to a full stop followed by a blank, or the end of the paragraph."""
    first = max((m.end() for m in re.finditer(r"\.\s+|\n\n", TEXT) if m.end() <= start), default=0)
    last = next((m.start() + 1 for m in re.finditer(r"\.(?=\s|$)|\n\n", TEXT) if m.start() >= start), len(TEXT))
    return Span(first, last)


def _mentions(words: str, kind: MentionKind = "toponym", within: str | None = None) -> tuple[Mention, ...]:
    """Every mention of the words, where they stand in the longer phrase ``within`` if one is given."""
    phrase = within or words
    found = []
    for match in re.finditer(rf"\b{re.escape(phrase)}\b", TEXT):
        start = match.start() + phrase.index(words)
        block = next(block.kind for block in _blocks() if block.start <= start < block.end)
        found.append(
            Mention(
                start=start,
                end=start + len(words),
                text=words,
                kind=kind,
                sentence=_sentence(start),
                block=block,
            )
        )
    return tuple(found)


def _place(
    place_id: str,
    name: str,
    record: tuple[str, str, float, float, PlaceKind, str | None],
    *,
    precision_m: float,
    role: Role = "mentioned",
    mentions: tuple[Mention, ...] = (),
    rivals: tuple[Candidate, ...] = (),
    population: int = 0,
) -> Place:
    key, gazetteer_name, lon, lat, kind, country = record
    chosen = Candidate(
        id=key,
        name=gazetteer_name,
        lon=lon,
        lat=lat,
        kind=kind,
        country=country,
        precision_m=precision_m,
        confidence=0.9,
        population=population,
    )
    return Place(
        id=place_id,
        name=name,
        chosen=chosen,
        lon=lon,
        lat=lat,
        precision_m=precision_m,
        confidence=0.9,
        role=role,
        mentions=mentions,
        rivals=rivals,
    )


def _places() -> tuple[Place, ...]:
    rival = Candidate(id="geonames:0", name="Rivaal Geheim", lon=37.6, lat=55.7, kind="settlement", country="RU")
    return (
        _place(
            "karatsjov",
            "Karatsjov",
            ("geonames:552920", "Karachev", 34.98494, 53.12255, "settlement", "RU"),
            precision_m=3_000,
            role="reported strike",
            mentions=_mentions("Karatsjov"),
            rivals=(rival,),
            population=20_356,
        ),
        _place(
            "brjansk",
            "Brjansk",
            ("geonames:571476", "Bryansk", 34.32143, 53.27096, "settlement", "RU"),
            precision_m=9_000,
            mentions=_mentions("Brjansk", within="de stad Brjansk"),
            population=427_236,
        ),
        _place(
            "koersk",
            "Koersk",
            ("geonames:538560", "Kursk", 36.18457, 51.72689, "settlement", "RU"),
            precision_m=9_000,
            mentions=_mentions("Koersk", within="De stad Koersk"),
            population=409_431,
        ),
        _place(
            "brjansk-region",
            "Brjansk",
            ("iso:RU-BRY", "Bryanskaya oblast'", 33.4, 53.0, "region", "RU"),
            precision_m=120_000,
            mentions=_mentions("Brjansk", within="de regio Brjansk"),
        ),
        _place(
            "koersk-region",
            "Koersk",
            ("iso:RU-KRS", "Kurskaya oblast'", 36.2, 51.7, "region", "RU"),
            precision_m=120_000,
            mentions=_mentions("Koersk", within="regio Koersk"),
        ),
        _place(
            "oekraine",
            "Oekraïne",
            ("iso:UA", "Ukraine", 31.4, 49.0, "country", "UA"),
            precision_m=600_000,
            role="origin",
            mentions=_mentions("Oekraïne") + _mentions("Oekraïense", "demonym"),
        ),
        _place(
            "rusland",
            "Rusland",
            ("iso:RU", "Russia", 97.0, 62.0, "country", "RU"),
            precision_m=3_000_000,
            mentions=_mentions("Rusland") + _mentions("Russische", "demonym"),
        ),
        _place(
            "vs",
            "VS",
            ("iso:US", "United States", -98.6, 39.8, "country", "US"),
            precision_m=2_000_000,
            mentions=_mentions("VS"),
        ),
        _place(
            "noord-korea",
            "Noord-Korea",
            ("iso:KP", "North Korea", 127.2, 40.1, "country", "KP"),
            precision_m=250_000,
            mentions=_mentions("Noord-Korea"),
        ),
        _place(
            "new-mexico",
            "New Mexico",
            ("iso:US-NM", "New Mexico", -106.1, 34.4, "region", "US"),
            precision_m=280_000,
            role="caption",
            mentions=_mentions("New Mexico"),
        ),
        _place(
            "kremlin",
            "het Kremlin",
            ("site:kremlin", "Kremlin", 37.6178, 55.7520, "site", "RU"),
            precision_m=500,
            role="metonym",
            mentions=_mentions("het Kremlin", "metonym"),
        ),
        _place(
            "witte-huis",
            "Het Witte Huis",
            ("site:white-house", "White House", -77.0366, 38.8977, "site", "US"),
            precision_m=500,
            role="metonym",
            mentions=_mentions("Het Witte Huis", "metonym"),
        ),
        _place(
            "pentagon",
            "het Pentagon",
            ("site:pentagon", "Pentagon", -77.0559, 38.8719, "site", "US"),
            precision_m=500,
            role="metonym",
            mentions=_mentions("het Pentagon", "metonym"),
        ),
    )


def _said(value: str | int, quote: str, said_by: str | None) -> Statement:
    start = TEXT.index(quote)
    return Statement(value=value, quote=quote, start=start, end=start + len(quote), said_by=said_by)


def _strike(*, accepted: bool) -> Strike:
    ministry = "het Russische ministerie van Defensie, via RIA"
    media = "Oekraïense media, op basis van bronnen in het leger"
    return Strike(
        id="strike-1",
        where="karatsjov",
        when=_said("2024-11-19", "dinsdag", None),
        zone="Europe/Moscow",
        target=_said("een opslagplaats", "een opslagplaats in Karatsjov", media),
        weapon=_said("ATACMS", "Moskou noemt de raketten ATACMS", "Moskou"),
        launched=_said(6, "zes raketten gelanceerd", ministry),
        intercepted=_said(5, "Vijf daarvan zouden zijn onderschept", ministry),
        damaged=_said(1, "één zou zijn beschadigd", ministry),
        debris=_said("brand", "Brokstukken zouden brand hebben veroorzaakt", ministry),
        casualties=_said("none reported", "Over slachtoffers is niets gemeld", None),
        accepted=accepted,
    )


def _ranges(borders: Any) -> tuple[RangeArea, ...]:
    origin = Origin(kind="territory", name="Oekraïne", country="UA")
    if borders is None:
        areas = {300_000.0: shapely.Polygon(ROUGH_300), 165_000.0: shapely.Polygon(ROUGH_165)}
        return tuple(_area(origin, metres, areas[metres], 10_000.0, 20_000.0) for metres in areas)
    from geo.measuring.ranges import cut_onto, range_area

    found = []
    for metres in (300_000.0, 165_000.0):
        measured = range_area(borders.country("UA"), metres)
        geometry = cut_onto(measured.geometry, borders.country("RU"))
        found.append(_area(origin, metres, geometry, measured.error_m, borders.uncertainty_m))
    return tuple(found)


def _area(origin: Origin, max_m: float, geometry: Any, error_m: float, outline_m: float) -> RangeArea:
    main = max_m == 300_000
    return RangeArea(
        id=f"range-{max_m / 1000:.0f}",
        origin=origin,
        max_m=max_m,
        geometry=geometry,
        error_m=error_m,
        outline_m=outline_m,
        area_km2=0.0,
        weapon="atacms",
        variant="m39a1" if main else "m39",
        stated_by="NOS" if main else "White House",
        about=main,
        onto="RU",
        main=main,
    )


def _line_to_border(borders: Any) -> Line:
    foot = (34.4095, 52.1208)
    distance, low, high = 116_900.0, 113_000.0, 121_000.0
    if borders is not None:
        from geo.measuring.geodesy import measure

        found = measure(shapely.Point(34.98494, 53.12255), borders.country("UA"), precision_a_m=3_000)
        foot = found.to_point
        distance, low, high = found.distance_m, found.low_m, found.high_m
    return Line(
        id="karatsjov-border",
        from_name="Karatsjov",
        to_name="de grens met Oekraïne",
        distance_m=distance,
        low_m=low,
        high_m=high,
        geometry=shapely.LineString([(34.98494, 53.12255), foot]),
    )


def _claims() -> tuple[Claim, ...]:
    distance, reach = "ruim 100 kilometer", "zo'n 300 kilometer"
    return (
        Claim(
            id="claim-1",
            kind="distance",
            quote=distance,
            start=TEXT.index(distance),
            end=TEXT.index(distance) + len(distance),
            stated=Quantity(value=100, unit="km", low=100, high=125, hedge="ruim"),
            subject="karatsjov",
            object="border:UA-RU",
        ),
        Claim(
            id="claim-2",
            kind="reach",
            quote=reach,
            start=TEXT.index(reach),
            end=TEXT.index(reach) + len(reach),
            stated=Quantity(value=300, unit="km", low=285, high=315, hedge="zo'n"),
            subject="weapon:atacms",
        ),
    )


def hostile_story(name: str) -> Story:
    """The founding story with a hostile text wherever the article, a person or a file could put one."""
    story = founding_story()
    places = tuple(replace(place, name=name) if place.chosen.kind == "settlement" else place for place in story.places)
    origin = replace(story.ranges[0].origin, name=name)
    ranges = tuple(replace(area, origin=origin, stated_by=name) for area in story.ranges)
    strikes = tuple(
        replace(s, target=replace(s.target, value=name, said_by=name)) if s.target else s for s in story.strikes
    )
    article = replace(story.article, source=name, title=name)
    return replace(story, title=name, places=places, ranges=ranges, strikes=strikes, article=article, correction=name)


# ---------------------------------------------------------------- odd stories, on the real gazetteer and borders


def _told(story_id: str, title: str, sentences: Sequence[tuple[str, Role, Candidate]], language: str) -> Story:
    """A story whose article says one sentence of each place; a sentence holds the name after a ``|``: "In |Gaza."."""
    text, blocks, places = title, [Block(start=0, end=len(title), kind="title")], []
    for sentence, role, record in sentences:
        before, name, after = sentence.split("|")
        start = len(text) + 2
        words = before + name + after
        text += "\n\n" + words
        blocks.append(Block(start=start, end=len(text), kind="body"))
        first = start + len(before)
        mention = Mention(
            start=first, end=first + len(name), text=name, kind="toponym", sentence=Span(start, len(text)), block="body"
        )
        places.append(
            Place(
                id=f"place-{len(places) + 1}",
                name=name,
                chosen=record,
                lon=record.lon,
                lat=record.lat,
                precision_m=record.precision_m,
                confidence=0.9,
                role=role,
                mentions=(mention,),
            )
        )
    return Story(
        id=story_id,
        title=title,
        article=Article(text=text, language=language, title=title, source="NOS", blocks=tuple(blocks)),
        language=language,
        places=tuple(places),
        changed="2024-11-19T13:54:00+01:00",
    )


def _town(gazetteer: Gazetteer, name: str, country: str) -> Candidate:
    return next(
        found
        for found in gazetteer.locate(name, country=country)
        if found.kind == "settlement" and found.match == "written"
    )


def _country(gazetteer: Gazetteer, code: str) -> Candidate:
    record = gazetteer.record(f"iso:{code}")
    assert record is not None
    return record


def _from_point(story: Story, place: Place, lengths: Sequence[tuple[float, bool, Weapon | None, str]]) -> Story:
    """The story with ranges round one of its places; a length is (metres, main, weapon, who states it)."""
    from geo.measuring.ranges import range_area

    origin = Origin(kind="point", name=place.name, place=place.id, geometry=shapely.Point(place.lon, place.lat))
    ranges = []
    for number, (metres, main, weapon, who) in enumerate(lengths):
        measured = range_area(origin.geometry, metres)
        ranges.append(
            RangeArea(
                id=f"range-{number + 1}",
                origin=origin,
                max_m=metres,
                geometry=measured.geometry,
                error_m=measured.error_m,
                outline_m=0.0,
                area_km2=0.0,
                weapon=None if weapon is None else weapon.id,
                stated_by=who or None,
                main=main,
            )
        )
    weapons = dict.fromkeys(weapon.id for _, _, weapon, _ in lengths if weapon is not None)
    known = {weapon.id: weapon for _, _, weapon, _ in lengths if weapon is not None}
    return replace(story, ranges=tuple(ranges), weapons=tuple(known[key] for key in weapons))


@cache
def pyongyang_story() -> Story:
    """Bands of one family of missiles round Pyongyang, up to 13,000 km: rings over the pole and past 180."""
    gazetteer = open_gazetteer()
    story = _told(
        "pyongyang",
        "Bereik van de Hwasong-raketten",
        [
            (
                "De raket werd gelanceerd bij |Pyongyang|, meldt het leger.",
                "origin",
                _town(gazetteer, "Pyongyang", "KP"),
            ),
            ("In |Seoul| kwam de regering bijeen.", "mentioned", _town(gazetteer, "Seoul", "KR")),
            ("Ook in |Tokio| klonk alarm.", "mentioned", _town(gazetteer, "Tokyo", "JP")),
            ("De stad |Washington| zou binnen bereik liggen.", "mentioned", _town(gazetteer, "Washington", "US")),
            ("Dat geldt ook voor |Anchorage|.", "mentioned", _town(gazetteer, "Anchorage", "US")),
            ("|Noord-Korea| zwijgt.", "mentioned", _country(gazetteer, "KP")),
        ],
        "nl",
    )
    family = Weapon(id="hwasong", name="Hwasong", kind="ballistic missile", country="KP")
    lengths = [(13_000, "Zuid-Korea"), (10_000, "Japan"), (7_000, "CSIS"), (4_500, "CSIS"), (1_300, "CSIS")]
    return _from_point(story, story.places[0], [(km * 1000.0, km == 13_000, family, who) for km, who in lengths])


@cache
def fiji_story() -> Story:
    """Rings round Suva: an extent across the antimeridian."""
    gazetteer = open_gazetteer()
    story = _told(
        "fiji",
        "Cycloonwaarschuwing rond Fiji",
        [
            ("Een ontploffing wordt gemeld in |Suva|.", "reported strike", _town(gazetteer, "Suva", "FJ")),
            ("Ook in |Labasa| werd iets gehoord.", "mentioned", _town(gazetteer, "Labasa", "FJ")),
            ("En in |Nuku'alofa|, op Tonga.", "mentioned", _town(gazetteer, "Nuku'alofa", "TO")),
            ("|Fiji| onderzoekt het.", "mentioned", _country(gazetteer, "FJ")),
        ],
        "nl",
    )
    return _from_point(story, story.places[0], [(1_000_000.0, True, None, ""), (500_000.0, False, None, "")])


# Dutch, Arabic, the gazetteer's record: what lies within some 45 km of each other.
GAZA = (
    ("Gaza-stad", "غزة", "281133"),
    ("Jabalia", "جباليا", "281129"),
    ("Beit Hanoun", "بيت حانون", "281146"),
    ("Beit Lahia", "بيت لاهيا", "281145"),
    ("Deir al-Balah", "دير البلح", "281141"),
    ("Nuseirat", "النصيرات", "281109"),
    ("Bureij", "البريج", "281161"),
    ("Zawayda", "الزوايدة", "6967990"),
    ("Khan Younis", "خان يونس", "281124"),
    ("Bani Suheila", "بني سهيلا", "281148"),
    ("Rafah", "رفح", "281102"),
    ("Juhr ad-Dik", "جحر الديك", "6967895"),
    ("Sderot", "שדרות", "293619"),
    ("Asjkelon", "אשקלון", "295620"),
)


@cache
def gaza_story(language: str = "nl") -> Story:
    """Everything close together: fourteen places within 45 km; "ar" names them in Arabic and Hebrew."""
    gazetteer = open_gazetteer()
    sentences: list[tuple[str, Role, Candidate]] = []
    for number, (dutch, own, key) in enumerate(GAZA):
        record = gazetteer.record(f"geonames:{key}")
        assert record is not None
        name = own if language == "ar" else dutch
        role: Role = "reported strike" if number in {0, 8} else "mentioned"
        sentences.append(
            (f"In |{name}| zouden explosies zijn gehoord." if language == "nl" else f"|{name}|.", role, record)
        )
    title = "Gemelde aanvallen in Gaza" if language == "nl" else "هجمات في غزة"
    return _told(f"gaza-{language}", title, sentences, language)


@cache
def svalbard_story() -> Story:
    """A ring round Longyearbyen, far north: 1,000 km, not over the pole."""
    gazetteer = open_gazetteer()
    story = _told(
        "svalbard",
        "Bereik vanaf Spitsbergen",
        [
            ("Op |Longyearbyen| zou een radar staan.", "mentioned", _town(gazetteer, "Longyearbyen", "SJ")),
            ("In |Tromsø| is men bezorgd.", "mentioned", _town(gazetteer, "Tromso", "NO")),
            ("De vloot ligt in |Moermansk|.", "mentioned", _town(gazetteer, "Murmansk", "RU")),
        ],
        "nl",
    )
    return _from_point(story, story.places[0], [(1_000_000.0, True, None, "")])


@cache
def pole_story() -> Story:
    """A ring round Longyearbyen that holds the pole: 2,500 km."""
    story = replace(svalbard_story(), id="pole", ranges=())
    return _from_point(story, story.places[0], [(2_500_000.0, True, None, "")])


@cache
def world_story() -> Story:
    """A range of 20,000 km round Moscow: nearly all of the Earth."""
    gazetteer = open_gazetteer()
    story = _told(
        "world",
        "Bereik van de Boerevestnik",
        [
            ("In |Moskou| spreekt men van een onbeperkt bereik.", "origin", _town(gazetteer, "Moscow", "RU")),
            ("In |Wellington| haalt men de schouders op.", "mentioned", _town(gazetteer, "Wellington", "NZ")),
            ("Ook in |Buenos Aires| kijkt men toe.", "mentioned", _town(gazetteer, "Buenos Aires", "AR")),
        ],
        "nl",
    )
    return _from_point(story, story.places[0], [(20_000_000.0, True, None, "")])


@cache
def weapons_story() -> Story:
    """Four weapons from one place, whose ranges overlap, one of them with two stated lengths."""
    gazetteer = open_gazetteer()
    story = _told(
        "weapons",
        "Bereik van vier wapens vanaf Charkiv",
        [
            ("Vanuit |Charkiv| zou met vier wapens zijn gevuurd.", "origin", _town(gazetteer, "Kharkiv", "UA")),
            ("In |Belgorod| is schade gemeld.", "reported strike", _town(gazetteer, "Belgorod", "RU")),
            ("Ook in |Koersk| en omgeving.", "mentioned", _town(gazetteer, "Kursk", "RU")),
            ("In |Voronezj| ging het alarm.", "mentioned", _town(gazetteer, "Voronezh", "RU")),
            ("|Rusland| spreekt van zes raketten.", "mentioned", _country(gazetteer, "RU")),
        ],
        "nl",
    )
    made = {
        name: Weapon(id=name.lower().replace(" ", "-"), name=name, kind="missile")
        for name in ("ATACMS", "Storm Shadow", "GMLRS", "Neptune")
    }
    lengths = [
        (300_000.0, True, made["ATACMS"], "NOS"),
        (165_000.0, False, made["ATACMS"], "White House"),
        (250_000.0, True, made["Storm Shadow"], "MBDA"),
        (84_000.0, True, made["GMLRS"], "CSIS"),
        (400_000.0, True, made["Neptune"], "TASS"),
    ]
    return _from_point(story, story.places[0], lengths)


@cache
def crowded_story(n: int, *, struck: int = 1) -> Story:
    """The ``n`` towns nearest to Rotterdam, the first ``struck`` with a reported strike: thirty lie within 20 km."""
    gazetteer = open_gazetteer()
    table = gazetteer.populated()
    middle = (4.47917, 51.9225)
    away = ((table.lon - middle[0]) * 0.617) ** 2 + (table.lat - middle[1]) ** 2
    away[table.is_district] = np.inf
    sentences: list[tuple[str, Role, Candidate]] = []
    for row in np.argsort(away, kind="stable")[:n]:
        record = gazetteer.record(f"geonames:{table.ids[row]}")
        assert record is not None
        role: Role = "reported strike" if len(sentences) < struck else "mentioned"
        sentences.append((f"In |{record.name}| is iets gemeld.", role, record))
    return _told(f"crowded-{n}", f"Meldingen uit {n} plaatsen", sentences, "nl")


@cache
def one_spot_story() -> Story:
    """Three names for one and the same spot."""
    record = _town(open_gazetteer(), "Karachev", "RU")
    names = ("Karatsjov", "het station van Karatsjov", "de wijk Berjozovka")
    sentences: list[tuple[str, Role, Candidate]] = [
        (f"Bij |{name}| is iets gemeld.", "reported strike" if n == 0 else "mentioned", record)
        for n, name in enumerate(names)
    ]
    return _told("one-spot", "Alles op een plek", sentences, "nl")


def empty_story() -> Story:
    """An article that names no place."""
    return Story(id="empty", title="Leeg", article=Article(text="Niets.", language="nl"), language="nl")


def long_name_story() -> Story:
    """A struck place whose name has 300 characters."""
    name = ("Krung Thep Mahanakhon Amon Rattanakosin " * 8)[:300]
    record = replace(_town(open_gazetteer(), "Bangkok", "TH"), name=name)
    return _told("long-name", "Een lange naam", [(f"In |{name}| is iets gemeld.", "reported strike", record)], "nl")
