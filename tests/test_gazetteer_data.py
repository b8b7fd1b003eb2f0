"""Every row of the gazetteer's own tables."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from rows import each_row

from geo.gazetteer.index import Gazetteer, Populated
from geo.gazetteer.ranking import gap_m
from geo.gazetteer.record import KINDS
from geo.model import LonLat
from geo.resources import data_path


def table(name: str) -> Any:
    return json.loads(data_path(f"{name}.json").read_text(encoding="utf-8"))


LANGUAGES = {"nl", "en", "de", "fr", "uk", "ru", "es"}
# The middle of these lies in the sea between their islands, or has nobody near.
SCATTERED = {"CK", "MP", "PN", "AQ", "CV", "FK", "IO", "PF", "ST", "TF", "TO", "UM"}
PLACES = [*table("sites")["sites"], *table("areas")["areas"]]


@each_row("row", PLACES)
def test_sites_and_areas(gazetteer: Gazetteer, row: dict[str, Any]) -> None:
    lon, lat = row["point"]
    assert -180 <= lon <= 180
    assert -90 <= lat <= 90
    scheme = row["id"].split(":")[0]
    assert scheme in ("site", "area", "water")
    assert row.get("kind", "site") in KINDS
    assert row.get("precision_m", 0) > 0 or row.get("radius_km", 0) > 0
    if scheme == "site":
        assert row["source"]
    assert set(row.get("names", {})) <= LANGUAGES
    for name in [row["name"], *(name for names in row.get("names", {}).values() for name in names)]:
        assert row["id"] in {candidate.id for candidate in gazetteer.lookup(name)}


def test_ids_are_unique() -> None:
    ids = [row["id"] for row in PLACES]
    assert len(ids) == len(set(ids))


def test_sites_stand_in_their_country(towns: Populated) -> None:
    for row in table("sites")["sites"]:
        lon, lat = row["point"]
        away = np.hypot((towns.lon - lon) * np.cos(np.radians(lat)), towns.lat - lat)
        near = np.argpartition(away, 30)[:30]
        assert row["country"].encode() in set(towns.country[near].tolist()), row["id"]


@pytest.fixture(name="towns", scope="module")
def towns_fixture(gazetteer: Gazetteer) -> Populated:
    """Every town there is: read once for all rows."""
    return gazetteer.populated()


@each_row("code", sorted(table("centres")["centres"]))
def test_countries_have_their_centre_at_home(gazetteer: Gazetteer, towns: Populated, code: str) -> None:
    place = gazetteer.record(f"iso:{code}")
    assert place is not None
    assert gazetteer.lookup(gazetteer.name_in(f"iso:{code}", "nl") or "")
    own = np.flatnonzero(towns.country == code.encode())
    if len(own) and code not in SCATTERED:
        gaps = [gap_m(LonLat(place.lon, place.lat), candidate) for candidate in _some(gazetteer, towns, own, place)]
        assert min(gaps) < max(60_000.0, 0.75 * place.precision_m)


def _some(gazetteer: Gazetteer, towns: Any, own: Any, place: Any) -> list[Any]:
    gaps = np.hypot((towns.lon[own] - place.lon) * np.cos(np.radians(place.lat)), towns.lat[own] - place.lat)
    nearest = own[np.argsort(gaps)[:3]]
    return [gazetteer.record(f"geonames:{number}") for number in towns.ids[nearest].tolist()]


@each_row("number", sorted(table("exonyms")["settlements"]))
def test_exonyms_of_towns(gazetteer: Gazetteer, number: str) -> None:
    names = table("exonyms")["settlements"][number]
    assert set(names) <= LANGUAGES
    for language, name in names.items():
        assert f"geonames:{number}" in {candidate.id for candidate in gazetteer.lookup(name)}
        assert gazetteer.name_in(f"geonames:{number}", language) == name
        script = "cyrillic" if language in ("uk", "ru") else "latin"
        assert all(("Ѐ" <= letter <= "ӿ") == (script == "cyrillic") for letter in name if letter.isalpha())


@pytest.mark.parametrize("scheme", ["countries", "regions"])
def test_exonyms_of_countries_and_regions(gazetteer: Gazetteer, scheme: str) -> None:
    for code, by_language in table("exonyms")[scheme].items():
        assert set(by_language) <= LANGUAGES, code
        for names in by_language.values():
            for name in names:
                assert f"iso:{code}" in {candidate.id for candidate in gazetteer.lookup(name)}, (code, name)


def test_feature_codes() -> None:
    with np.load(data_path("feature_codes.npz"), allow_pickle=False) as packed:
        ids = np.cumsum(packed["ids"], dtype=np.uint32)
        codes = packed["codes"]
        names = packed["names"].tolist()
    assert len(ids) == len(codes) > 130_000
    assert bool(np.all(np.diff(ids.astype(np.int64)) > 0))
    assert int(codes.max()) < len(names)
    assert {"PPL", "PPLC", "PPLX"} <= set(names)
    known = dict(zip(ids.tolist(), (names[code] for code in codes), strict=True))
    assert known[524901] == "PPLC"  # Moscow
    assert known[2864695] == "PPLX"  # Neukölln
    assert known[552920].startswith("PPL")


def test_regions_lie_in_their_country(gazetteer: Gazetteer) -> None:
    for code in ("RU-BRY", "RU-KRS", "UA-43", "UA-63", "US-NM", "NL-UT", "FR-IDF", "DE-BY", "KP-01", "PS-GZA"):
        place = gazetteer.record(f"iso:{code}")
        assert place is not None
        assert place.kind == "region"
        assert 1_000 < place.precision_m < 800_000
        assert place.country == code[:2]


@pytest.mark.parametrize(
    ("name", "lon", "lat"), [("Khuzestan", 49.0, 31.0), ("Sistan and Baluchestan", 60.7, 27.8), ("Ilam", 46.8, 33.2)]
)
def test_a_province_of_iran_stands_where_it_is_since_its_codes_were_changed(
    name: str, lon: float, lat: float, gazetteer: Gazetteer
) -> None:
    found = [record for record in gazetteer.lookup(name) if record.kind == "region" and record.country == "IR"]
    assert [(round(record.lon), round(record.lat)) for record in found] == [(round(lon), round(lat))]
