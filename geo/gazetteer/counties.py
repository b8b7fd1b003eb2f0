"""Counties of the United States as records: what local news names most, and no other source of ours has.

Each is called by its full name only ("Wake County", "Rapides Parish"): the bare name is a town's or a person's far
more often, and where a text lists them ("Davidson and Gaston counties") the reader asks for the full name.
"""

from __future__ import annotations

import json

from geo.gazetteer.names import key_of
from geo.gazetteer.record import USUAL, WRITTEN, Record
from geo.resources import data_path

# What a county is called where it is not called a county.
_CALLED = {"LA": "Parish", "AK": "Borough"}


def counties() -> list[Record]:
    """A record for each county of data/counties.json, its admin1 the state's ISO 3166-2 code."""
    table = json.loads(data_path("counties.json").read_text(encoding="utf-8"))["counties"]
    return [_county(state, *row) for state, rows in table.items() for row in rows if state != "DC"]


def _county(state: str, name: str, point: list[float], radius_km: float, people: int) -> Record:
    full = f"{name} {_CALLED.get(state, 'County')}"
    record = Record(
        id=f"county:US-{state}-{key_of(name).replace(' ', '-')}", name=full, lon=point[0], lat=point[1],
        kind="region", feature="ADM2", country="US", admin1=f"iso:US-{state}", population=people,
        precision_m=radius_km * 1000.0,
    )  # fmt: skip
    record.call(full, USUAL)
    record.call(f"County of {name}", WRITTEN)
    return record
