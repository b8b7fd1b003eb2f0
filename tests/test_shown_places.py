"""What ``strikemap places`` makes of the founding article: each place at its spot, with its sentence, nothing false."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from founding import FOUNDING, needs_founding
from pyproj import Geod

# Where each place is known to lie, (lat, lon), and how far off a point may be, in km: a town's centre; anywhere
# within a region's or country's middle.
KNOWN = {
    "Karatsjov": (53.12, 34.98, 5),
    "Brjansk": (53.25, 34.37, 130),
    "Koersk": (51.73, 36.19, 130),
    "Oekraïne": (48.4, 31.2, 200),
    "Rusland": (61.5, 105.3, 600),
    "VS": (39.8, -98.6, 300),
    "Noord-Korea": (40.3, 127.2, 100),
    "New Mexico": (34.4, -106.1, 100),
    "Kremlin": (55.752, 37.617, 2),
    "Witte Huis": (38.8977, -77.0365, 2),
    "Pentagon": (38.871, -77.056, 2),
}
METONYMS = {"Kremlin", "Witte Huis", "Pentagon"}


@needs_founding
def test_every_place_of_the_founding_article_and_no_other(tmp_path: Path) -> None:
    out = tmp_path / "places.geojson"
    command = [sys.executable, "-m", "geo.cli", "places", str(FOUNDING), "-o", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    text = FOUNDING.read_text(encoding="utf-8")
    written = json.loads(out.read_text(encoding="utf-8"))["features"]
    features = [feature for feature in written if feature["properties"]["kind"] == "place"]
    roles = {feature["properties"]["name"]: feature["properties"].get("role", "mentioned") for feature in features}
    assert set(roles) == set(KNOWN)
    assert {name for name, role in roles.items() if role == "metonym"} == METONYMS
    assert [name for name, role in roles.items() if role == "reported strike"] == ["Karatsjov"]
    for feature in features:
        about = feature["properties"]
        lat, lon, within_km = KNOWN[about["name"]]
        found = feature["geometry"]["coordinates"]
        assert Geod(ellps="WGS84").inv(lon, lat, *found)[2] / 1000 <= within_km, about["name"]
        assert about["sentence"] in text
        assert about["mentions"]
        for mention in about["mentions"]:
            assert text[mention["start"] : mention["end"]] == mention["text"]
            begin, end = mention["sentence"]
            assert begin <= mention["start"] < mention["end"] <= end
            assert (mention["kind"] == "metonym") == (about["name"] in METONYMS)
