"""Builds data/centres.json: one point for each country, its geographic centre.

The equal-area centre of the country's main part in ``borders.parquet`` (recognised borders): its largest piece and
what lies within eight degrees of that, so that France is without its overseas departments and Ecuador without the
Galápagos; the same centre that the regions have (``geo.gazetteer.sources.geographic_centre``). The United States have
the centre of the contiguous states, as every gazetteer has it; Antarctica has the pole.

Run from the root of the checkout: ``python -m data.build.centres``.
"""

from __future__ import annotations

import json
from pathlib import Path

import shapely

from data.build.raw import write_whole
from geo.gazetteer.sources import geographic_centre
from geo.measuring.borders import open_borders

TARGET = Path(__file__).resolve().parents[1] / "centres.json"
MAIN_PART_DEG = 8.0
BY_HAND = {"AQ": (0.0, -90.0), "US": (-98.6, 39.8)}


def centre_of(code: str) -> tuple[float, float]:
    """Longitude and latitude in degrees."""
    pieces = sorted(open_borders().country(code).geoms, key=lambda piece: -piece.area)
    main = [piece for piece in pieces if piece.distance(pieces[0]) <= MAIN_PART_DEG]
    lon, lat, _ = geographic_centre(shapely.MultiPolygon(main))
    return round(lon, 1), round(lat, 1)


def main() -> None:
    """Write the table."""
    codes = sorted({code for code in open_borders().codes if len(code) == 2})
    centres = {code: BY_HAND.get(code) or centre_of(code) for code in codes}
    rows = ",\n".join(f"  {json.dumps(code)}: {json.dumps(list(point))}" for code, point in centres.items())
    head = {
        "about": "One point for each country: its geographic centre, [lon, lat] in degrees, WGS 84. The United States "
        "is the centre of the contiguous states.",
        "source": "Equal-area centres of the main parts in borders.parquet (Natural Earth, public domain), made by "
        "data/build/centres.py; the United States after The World Factbook (public domain).",
        "licence": "Public domain",
    }
    lines = "".join(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)},\n" for key, value in head.items())
    write_whole(TARGET, f'{{\n{lines} "centres": {{\n{rows}\n }}\n}}\n'.encode())


if __name__ == "__main__":
    main()
