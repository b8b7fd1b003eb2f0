"""The stories of our own in data/samples are read as they were written: each is shown in the app, so none may be off.

Held for each: title, date, source, language; its places with their countries; the reported strike and who made it; what
it says of weapons and distances, with the verdicts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from geo.analysis import analyse, likely_origin
from geo.gazetteer.index import Gazetteer
from geo.measuring.borders import open_borders
from geo.model import Story
from geo.reading.article import load

SAMPLES = Path(__file__).parents[1] / "data" / "samples"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a sample tells. ``places``: gazetteer's name and country; ``checks``: kind, figure, said by, verdict."""

    language: str
    title: str
    published: str
    source: str
    places: set[tuple[str, str]]
    strike: tuple[str, str] | None
    origin: tuple[str, str] | None
    weapons: set[str]
    checks: list[tuple[str, float | None, str | None, str]]


KARACHEV = {
    ("Ukraine", "UA"),
    ("Russia", "RU"),
    ("United States", "US"),
    ("New Mexico", "US"),
    ("Kremlin", "RU"),
    ("White House", "US"),
    ("Karachev", "RU"),
    ("Bryansk Oblast", "RU"),
    ("Bryansk", "RU"),
    ("Kursk Oblast", "RU"),
    ("Kursk", "RU"),
}
SUM = "adds up"


def karachev(language: str, title: str, ministry: str | None, **other: object) -> Told:
    """The story of Karachev, in one of its six languages."""
    told = {
        "language": language,
        "title": title,
        "published": "2024-11-19",
        "source": "NOS",
        "places": KARACHEV,
        "strike": ("Karachev", "2024-11-19"),
        "origin": ("territory", "UA"),
        "weapons": {"atacms"},
        "checks": [
            ("distance", 100, None, "agrees"),
            *([("count", 6, ministry, SUM)] if ministry else []),
            ("reach", 300, None, "agrees"),
        ],
    }
    return Told(**{**told, **other})  # type: ignore[arg-type]


TOLD = {
    "atacms-karachev.en.txt": karachev(
        "en", "Ukraine reported to have fired ATACMS at a target in Russia", "the Russian Defence Ministry"
    ),
    "atacms-karachev.ru.txt": karachev(
        "ru", "Украина, по сообщениям, ударила ракетами ATACMS по цели в России", "министерства"
    ),
    "atacms-karachev.uk.txt": karachev(
        "uk", "Україна, за повідомленнями, вдарила ракетами ATACMS по цілі в Росії", "міністерства"
    ),
    "atacms-karatchev.fr.txt": karachev(
        "fr", "L’Ukraine aurait tiré des ATACMS sur une cible en Russie", "le ministère russe de la Défense"
    ),
    "atacms-karatschew.de.txt": karachev(
        "de", "Ukraine soll mit ATACMS ein Ziel in Russland beschossen haben", "Ministeriums"
    ),
    "atacms-karatsjov.nl.txt": karachev(
        "nl",
        "Oekraïne zou met ATACMS een doel in Rusland hebben beschoten",
        None,
        places=KARACHEV | {("North Korea", "KP"), ("Pentagon", "US")},
        checks=[
            ("distance", 100, None, "agrees"),
            ("count", 6, "het Russische ministerie van Defensie, via RIA", SUM),
            ("reach", 300, None, "agrees"),
            ("near", None, None, "cannot be checked"),
        ],
    ),
    "atacms-karatsjov.v2.nl.txt": karachev(
        "nl",
        "Alles wijst erop dat Oekraïne met ATACMS een doel in Rusland heeft beschoten",
        None,
        published="2024-11-20",
        places=KARACHEV | {("North Korea", "KP"), ("Pentagon", "US"), ("Orël", "RU")},
        weapons={"atacms", "storm-shadow"},
        checks=[
            ("distance", 110, None, "agrees"),
            ("count", 8, "het Russische ministerie van Defensie", SUM),
            ("reach", 300, None, "agrees"),
            ("near", None, None, "cannot be checked"),
        ],
    ),
    "toropets.uk.txt": Told(
        language="uk",
        title="Удар по складу боєприпасів у Торопці: в місті сталася пожежа",
        published="2024-09-18",
        source="AP",
        places={("Toropets", "RU"), ("Tver Oblast", "RU"), ("Moscow", "RU"), ("Russia", "RU"), ("Ukraine", "UA")},
        strike=("Toropets", "2024-09-17/2024-09-18"),
        origin=("territory", "UA"),
        weapons={"liutyi"},
        checks=[
            ("distance", 380, None, "agrees"),
            ("distance", 500, None, "agrees"),
            ("reach", 2000, None, "agrees"),
        ],
    ),
    "sewastopol.de.txt": Told(
        language="de",
        title="Raketen sollen das Hauptquartier der Schwarzmeerflotte getroffen haben",
        published="2023-09-22",
        source="BBC und Sky News",
        places={("Sevastopol", "UA"), ("Crimea", "UA"), ("Odesa", "UA"), ("Ukraine", "UA"), ("Russia", "RU")},
        strike=("Sevastopol", "2023-09-22"),
        origin=("undisputed territory", "UA"),
        weapons={"storm-shadow"},
        checks=[("reach", 250, "MBDA", "agrees"), ("distance", 300, None, "agrees")],
    ),
    "hwasong-18.en.txt": Told(
        language="en",
        title="North Korea says it has tested a Hwasong-18 missile again",
        published="2023-07-13",
        source="Reuters and KCNA",
        places={
            ("North Korea", "KP"),
            ("Pyongyang", "KP"),
            ("South Korea", "KR"),
            ("Okushiri", "JP"),
            ("Hokkaido", "JP"),
            ("Japan", "JP"),
            ("United States", "US"),
            ("Washington", "US"),
        },
        strike=None,
        origin=None,
        weapons={"hwasong-18"},
        checks=[
            ("distance", 250, "the Japanese Defence Ministry", "cannot be checked"),
            ("reach", 15000, "Yasukazu Hamada", "agrees"),
            ("distance", 11000, None, "agrees"),
        ],
    ),
    "tel-aviv.fr.txt": Told(
        language="fr",
        title="Un drone venu du Yémen aurait frappé Tel-Aviv",
        published="2024-07-19",
        source="AP et Reuters",
        places={
            ("Tel Aviv", "IL"),
            ("Israel", "IL"),
            ("Yemen", "YE"),
            ("Sanaa", "YE"),
            ("United States", "US"),
            ("Iran", "IR"),
            ("Saudi Arabia", "SA"),
        },
        strike=("Tel Aviv", "2024-07-18/2024-07-19"),
        origin=("territory", "YE"),
        weapons=set(),
        checks=[("distance", 2000, None, "agrees")],
    ),
}


@cache
def _read(name: str, gazetteer: Gazetteer) -> Story:
    return analyse(load(SAMPLES / name), gazetteer=gazetteer, borders=open_borders())


def test_every_sample_is_held() -> None:
    assert {path.name for path in SAMPLES.glob("*.txt")} == set(TOLD)


@pytest.mark.parametrize("name", TOLD)
def test_head(name: str, gazetteer: Gazetteer) -> None:
    story, told = _read(name, gazetteer), TOLD[name]
    article = story.article
    assert (article.language, article.title) == (told.language, told.title)
    assert (article.published, article.source) == (told.published, told.source)


@pytest.mark.parametrize("name", TOLD)
def test_places_and_strike(name: str, gazetteer: Gazetteer) -> None:
    story, told = _read(name, gazetteer), TOLD[name]
    assert {(place.chosen.name, place.chosen.country) for place in story.places} == told.places
    assert story.unresolved == ()
    strikes = [(story.place(s.where), s.when) for s in story.strikes]
    assert [(p and p.chosen.name, when and when.value) for p, when in strikes] == ([told.strike] if told.strike else [])
    struck = {place.chosen.name for place in story.places if place.role == "reported strike"}
    assert struck == ({told.strike[0]} if told.strike else set())
    origin = likely_origin(story, open_borders())
    assert (origin and (origin.kind, origin.country)) == told.origin


@pytest.mark.parametrize("name", TOLD)
def test_weapons_and_verdicts(name: str, gazetteer: Gazetteer) -> None:
    story, told = _read(name, gazetteer), TOLD[name]
    assert {weapon.id for weapon in story.weapons} == told.weapons
    checks = {check.claim: check.verdict for check in story.checks}
    found = [(c.kind, c.stated and c.stated.value, c.said_by, checks[c.id]) for c in story.claims]
    assert found == told.checks
    assert (
        all(c.object == f"weapon:{next(iter(told.weapons))}" for c in story.claims if c.kind == "reach")
        or len(told.weapons) != 1
    )
