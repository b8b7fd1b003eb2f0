"""The command line as scripts rely on it: names, fields, exit status, and what goes where."""

import http.server
import io
import itertools
import json
import subprocess
import sys
import threading
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from pyproj import Geod
from test_reading_pdf import column, paper

from geo.cli import main
from geo.document import loads
from geo.fetching import Policy

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "samples" / "atacms-karatsjov.nl.txt"
GEOD = Geod(ellps="WGS84")


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("STRIKEMAP_DEBUG", "1")  # a fault of ours fails the test instead of becoming a sentence


@pytest.fixture(scope="module", autouse=True)
def index(gazetteer):
    """The place index is built before the first command is timed or its messages read."""


def run(*arguments, expect=0, **kwargs):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], **kwargs)
    assert result.exit_code == expect, (result.output, result.exception)
    return result


def answer(*arguments, **kwargs):
    return json.loads(run(*arguments, "--json", **kwargs).stdout)


# ---------------------------------------------------------------- distance


def test_karachev_to_the_border_of_ukraine():
    found = answer("distance", "Karatsjov, RU", "border:UA")
    assert found["distance_m"] == pytest.approx(116_900, abs=300)
    low, high = found["interval_m"]
    assert low <= 114_700 and high >= 120_700
    assert found["from"]["match"] == "spelling"
    assert {"name", "lon", "lat", "kind", "match"} <= found["from"].keys()
    lon, lat = found["nearest"]
    start = found["from"]
    assert GEOD.inv(start["lon"], start["lat"], lon, lat)[2] == pytest.approx(found["distance_m"], abs=1)


def test_town_to_town():
    assert answer("distance", "Brjansk", "Koersk")["distance_m"] == pytest.approx(213_400, abs=300)


def test_coordinates_to_the_millimetre():
    # GeographicLib, on WGS 84: Kyiv 50.45 N 30.52 E to Moscow 55.7558 N 37.6173 E.
    assert answer("distance", "50.45,30.52", "55.7558,37.6173")["distance_m"] == 757_242.232


def test_negative_coordinates_are_no_options():
    found = answer("distance", "-33.87,151.21", "-36.85,174.76")
    expected = GEOD.inv(151.21, -33.87, 174.76, -36.85)[2]
    assert found["distance_m"] == pytest.approx(expected, abs=0.001)


def test_units_change_what_is_shown_and_not_what_is_measured():
    shown = run("distance", "50.45,30.52", "55.7558,37.6173", "--unit", "mi").stdout
    assert "470.5 mi" in shown or "471 mi" in shown


# ---------------------------------------------------------------- range


def test_every_vertex_and_midpoint_lies_at_the_radius():
    (area,) = answer("range", "--radius", "300 km", "--from", "50.45,30.52")["areas"]
    polygons = area["area"]["coordinates"]
    rings = [ring for polygon in polygons for ring in (polygon if isinstance(polygon[0][0][0], float) else [polygon])]
    for ring in rings:
        for (lon1, lat1), (lon2, lat2) in itertools.pairwise(ring):
            for lon, lat in ((lon1, lat1), ((lon1 + lon2) / 2, (lat1 + lat2) / 2)):
                assert GEOD.inv(30.52, 50.45, lon, lat)[2] == pytest.approx(300_000, abs=100)
    assert area["max_m"] == 300_000
    assert area["error_m"] <= 100


@pytest.fixture(scope="module")
def atacms(index):
    return answer("range", "--weapon", "ATACMS", "--from", "country:UA", "--onto", "country:RU", "--within")


def test_a_weapon_has_one_area_a_stated_reach_each_with_its_source(atacms):
    reaches = {round(area["max_m"] / 1000) for area in atacms["areas"]}
    assert {165, 300} <= reaches
    assert all(area["stated_by"] for area in atacms["areas"])
    fields = {"variant", "min_m", "max_m", "stated_by", "origin", "area", "error_m", "area_km2"}
    assert all(fields <= area.keys() for area in atacms["areas"])


def test_a_range_that_its_source_gives_as_more_than_is_printed_so():
    asked = ("range", "--weapon", "Storm Shadow", "--from", "50.45,30.52")
    (area,) = [area for area in answer(*asked)["areas"] if area["stated_by"] == "Forces News"]
    assert (area["max_m"], area["bound"]) == (250_000, "more")
    (line,) = [line for line in run(*asked).stdout.splitlines() if "Forces News" in line]
    assert "at least 250" in line.replace("\u00a0", " ")


def test_nothing_outside_the_territory_and_no_district_is_listed(atacms, gazetteer):
    assert {place["country"] for place in atacms["places"]} == {"RU"}
    kinds = {gazetteer.record(f"geonames:{place['geonameid']}").kind for place in atacms["places"]}
    assert kinds == {"settlement"}


@pytest.mark.parametrize(
    ("name", "km", "why"),
    [
        # Distances from GeoNames' points to recognised Ukraine on Natural Earth 1:10 million.
        ("Lipetsk", 281.9, None),
        ("Smolensk", 273.9, None),
        ("Kaluga", 292.4, "stated reach"),
        ("Krasnodar", 187.1, "origin"),
    ],
)
def test_what_makes_a_town_depend_is_told(atacms, name, km, why):
    place = next(place for place in atacms["places"] if place["name"] == name and place["population"] > 100_000)
    assert place["distance_m"] / 1000 == pytest.approx(km, abs=0.5)
    assert place["edge_why"] == why


def test_tula_is_outside(atacms):
    assert "Tula" not in {place["name"] for place in atacms["places"]}


def test_points_of_a_file_are_judged(tmp_path):
    path = tmp_path / "points.geojson"
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [30.6, 50.5]},
        "properties": {"name": "{{7*7}}"},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    found = answer("range", "--radius", "300 km", "--from", "50.45,30.52", "--within", path)
    assert [place["name"] for place in found["places"]] == ["{{7*7}}"]


@pytest.mark.parametrize(
    ("name", "inside"), [("Lipetsk", True), ("Smolensk", True), ("Kaluga", None), ("Krasnodar", None), ("Tula", False)]
)
def test_which_reaches_hold_a_town(atacms, name, inside):
    """Inside every statement for the variants of some 300 km, inside some (None), or in none; never inside 165 km."""
    reaches = {}
    for area in atacms["areas"]:
        reaches.setdefault(area["variant"], []).append(area["max_m"])
    longer = {variant for variant, metres in reaches.items() if min(metres) > 200e3}
    shorter = {variant for variant, metres in reaches.items() if max(metres) < 200e3}
    assert longer and shorter
    found = [place for place in atacms["places"] if place["name"] == name and place["population"] > 100_000]
    assert len(found) == (inside is not False)
    for place in found:
        assert not shorter & set(place["variants"])
        assert (longer <= set(place["variants"])) == (inside is True)
        if inside is None:
            assert longer & set(place["edge_variants"])


def test_longitude_540_is_180_and_said():
    result = run("distance", "10,540", "10,180", "--json")
    assert json.loads(result.stdout)["distance_m"] == 0
    assert "10,540" in result.stderr and "10,180" in result.stderr
    area = answer("range", "--radius", "300 km", "--from", "10,540")["areas"][0]
    assert area["area"] == answer("range", "--radius", "300 km", "--from", "10,180")["areas"][0]["area"]


def test_a_distance_says_how_it_was_measured_and_where_the_nearest_point_is():
    found = answer("distance", "Karachev, RU", "coast:UA")
    assert "WGS 84" in found["method"] and len(found["nearest"]) == 2
    low, high = found["interval_m"]
    assert low < found["distance_m"] < high
    region = answer("distance", "Kursk Oblast, RU", "Karachev, RU")
    assert region["from"]["kind"] == "region" and 60_000 < region["distance_m"] < 100_000
    areas = answer("distance", "country:MD", "country:RU")
    assert areas["distance_m"] > 400_000 and len(areas["nearest"]) == 2


def test_a_border_is_named_in_the_language_of_the_terminal_and_not_by_its_code():
    words = ("distance", "Minsk", "border:LV")
    dutch = run(*words, env={"LC_ALL": "nl_NL.UTF-8"}).stdout
    assert "de grens van Letland" in dutch and "border:" not in dutch
    assert answer(*words, env={"LC_ALL": "C"})["to"]["name"] == "the border of Latvia"


def test_one_disputed_area_is_set_by_itself():
    near_crimea = ("distance", "45,39", "country:UA")
    recognised, drawn = answer(*near_crimea), answer(*near_crimea, "--borders", "natural-earth")
    chosen = answer(*near_crimea, "--disputed", "crimea=natural-earth")
    back = answer(*near_crimea, "--borders", "natural-earth", "--disputed", "crimea=recognised")
    assert recognised["distance_m"] == back["distance_m"] < chosen["distance_m"] == drawn["distance_m"]


HELD = {
    "type": "Feature",
    "properties": {"date": "2024-11-19", "source": "a desk {{7*7}}"},
    "geometry": {"type": "Polygon", "coordinates": [[[22, 49], [41, 49], [41, 52.5], [22, 52.5], [22, 49]]]},
}


def test_an_own_outline_has_its_date_and_source_and_its_slivers_are_said(tmp_path):
    path = tmp_path / "held.geojson"
    corners = [[22.0, 49.0], [41, 49], [41, 52.5], [23.62, 52.5], [23.62, 50.6], [22, 50.6], [22, 49]]
    path.write_text(json.dumps({**HELD, "geometry": {"type": "Polygon", "coordinates": [corners]}}), encoding="utf-8")
    asked = ("range", "--radius", "50 km", "--from", path, "--land-of", "country:BY")
    result = run(*asked, "--json")
    (area,) = json.loads(result.stdout)["areas"]
    assert (area["origin_date"], area["origin_source"]) == ("2024-11-19", "a desk {{7*7}}")
    assert area["slivers_dropped"] > 0
    assert f"{area['slivers_dropped']} slivers" in result.stderr
    assert result.stderr.count("sliver at") == area["slivers_dropped"]
    other = run(*asked, "--date", "2024-12-01", "--source", "another").stdout
    assert "2024-12-01, another" in other


def test_an_outline_of_which_nobody_tells_whose_it_is_is_measured_and_that_is_said(tmp_path):
    path = tmp_path / "held.geojson"
    path.write_text(json.dumps(HELD["geometry"]), encoding="utf-8")
    result = run("range", "--radius", "50 km", "--from", path, "--json")
    assert "origin_date" not in json.loads(result.stdout)["areas"][0]
    assert "--source" in result.stderr


def test_several_points_as_one_area_or_each_by_itself(tmp_path):
    path = tmp_path / "points.json"
    path.write_text('{"type": "MultiPoint", "coordinates": [[30, 50], [31, 50], [170, 60]]}', encoding="utf-8")
    (union,) = answer("range", "--radius", "100 km", "--from", path)["areas"]
    parts = answer("range", "--radius", "100 km", "--from", path, "--parts")["areas"]
    assert [part["origin"] for part in parts] == [f"points.json ({k})" for k in (1, 2, 3)]
    assert union["area_km2"] < sum(part["area_km2"] for part in parts)
    onto = answer("range", "--radius", "100 km", "--from", path, "--parts", "--onto", "country:UA")["areas"]
    assert len(onto) == 2  # nothing of Ukraine lies in reach of the third


def test_a_radius_of_a_metre_is_told_in_metres():
    assert run("range", "--radius", "1 m", "--from", "50.45,30.52").stdout.startswith("1 m:")


# ---------------------------------------------------------------- locate, check, read


def test_locate_puts_karachev_first():
    first = answer("locate", "Karatsjov", "--near", "53.2,34.4")[0]
    assert (first["name"], first["country"], first["match"]) == ("Karachev", "RU", "spelling")
    fields = "name lon lat country admin1 kind geonameid population match confidence reasons"
    assert set(fields.split()) <= first.keys()


def test_check_of_the_sample():
    rows = {row["kind"]: row for row in answer("check", SAMPLE)}
    assert rows["distance"]["verdict"] == "agrees"
    assert rows["distance"]["measured"] == pytest.approx(116.9, abs=0.3)
    assert rows["distance"]["stated"]["hedge"] == "ruim"
    assert rows["reach"]["basis"] == "catalogue"
    assert rows["count"]["verdict"] == "adds up"
    assert "ministerie" in rows["count"]["said_by"]
    text = SAMPLE.read_text(encoding="utf-8")
    for row in rows.values():
        assert text[row["start"] : row["end"]] == row["quote"]


def test_read_from_standard_input_and_reopen(tmp_path):
    out = tmp_path / "story.geojson"
    result = run("read", "-", "-o", out, input=SAMPLE.read_bytes())
    assert result.stdout == ""
    story = loads(out.read_bytes())
    assert {"Karatsjov", "Brjansk", "Koersk"} <= {place.name for place in story.places}
    assert answer("check", out) == answer("check", SAMPLE)


KAMPEN = ["In een loods in Kampen was maandag brand, zegt de brandweer van", "Zwolle. Niemand raakte gewond."]


def documents():
    """The same two sentences in each kind of file."""
    word = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(" ".join(KAMPEN))
    document.save(word)
    page = f"<!DOCTYPE html><html><body><article><h1>Brand</h1><p>{' '.join(KAMPEN)}</p></article></body></html>"
    return {
        "a.txt": " ".join(KAMPEN).encode(),
        "a.md": f"# Brand\n\n{' '.join(KAMPEN)}".encode(),
        "a.html": page.encode(),
        "a.pdf": paper([column(KAMPEN)]),
        "a.docx": word.getvalue(),
    }


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.pdf", "a.docx"])
def test_every_kind_of_article_from_a_file_and_from_standard_input(tmp_path, name):
    data = documents()[name]
    (tmp_path / name).write_bytes(data)
    for result in (run("places", tmp_path / name), run("places", "-", input=data)):
        names = {feature["properties"]["name"] for feature in json.loads(result.stdout)["features"]}
        assert names == {"Kampen", "Zwolle"}


def test_an_article_from_its_address_says_that_it_goes_to_the_network(monkeypatch, tmp_path):
    page = documents()["a.html"].replace(b"<body>", b'<meta property="og:site_name" content="De Proef"><body>')

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/brand" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page if self.path == "/brand" else b"")

        def log_message(self, *_):
            pass

    here = Policy(allows=lambda address: address.is_loopback, ports=None)
    monkeypatch.setattr("geo.fetching.PUBLIC", here)  # the command line has no way to say this, on purpose
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/brand"
        result = run("read", address, "-o", tmp_path / "story.geojson", "--language", "nl", "--published", "2025-02-03")
        server.shutdown()
    assert f"fetching {address} from the network" in result.stderr
    article = loads((tmp_path / "story.geojson").read_bytes()).article
    assert (article.address, article.source, article.published) == (address, "De Proef", "2025-02-03")


def test_the_address_that_is_told_of_a_file_is_never_fetched(monkeypatch, tmp_path):
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: pytest.fail("the network was asked"))
    run("read", SAMPLE, "-o", tmp_path / "story.geojson", "--address", "https://example.org/a")
    assert loads((tmp_path / "story.geojson").read_bytes()).article.address == "https://example.org/a"


def test_the_language_is_set_by_hand_and_one_without_words_is_said_to_be(tmp_path):
    run("read", SAMPLE, "-o", tmp_path / "story.geojson", "--language", "de")
    assert loads((tmp_path / "story.geojson").read_bytes()).article.language == "de"
    run("map", SAMPLE, "-o", tmp_path / "map.svg", "--article-language", "nl", "--language", "en")
    polish = "Wczoraj w Krakowie doszło do pożaru. Burmistrz miasta Katowice zapowiedział pomoc dla mieszkańców."
    result = run("places", "-", input=polish.encode())
    assert "no words of the language of this text (pl)" in result.stderr
    assert "Katowice" in {feature["properties"]["name"] for feature in json.loads(result.stdout)["features"]}


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("es", "El ministro viajó ayer de Zaragoza a Valladolid, dijo el portavoz en una rueda de prensa.",
         {"Zaragoza", "Valladolid"}),
        ("ar", "وصل الوزير أمس إلى القاهرة قادما من بغداد، وقال المتحدث إن الزيارة تستمر يومين.", {"القاهرة", "بغداد"}),
        ("zh", "部长昨天从上海前往武汉，发言人在记者会上说，访问将持续两天。", {"上海", "武汉"}),
    ],
)  # fmt: skip
def test_places_of_a_language_without_words_are_found_by_script_and_name(language, text, names):
    result = run("places", "-", input=text.encode())
    assert f"({language})" in result.stderr
    assert names <= {feature["properties"]["name"] for feature in json.loads(result.stdout)["features"]}


def test_places_is_a_layer_that_others_open():
    layer = json.loads(run("places", SAMPLE).stdout)
    assert layer["type"] == "FeatureCollection"
    assert "Karatsjov" in {feature["properties"]["name"] for feature in layer["features"]}


def test_a_strike_that_nobody_accepted_is_said_to_stay_out_and_how_it_comes_in(tmp_path):
    files = {name: tmp_path / f"{name}.geojson" for name in ("draft", "reviewed")}
    said = run("convert", SAMPLE, "-o", files["draft"]).stderr
    assert "nobody has accepted it" in said
    assert "--reviewed-by" in said
    assert "accepted" not in run("convert", SAMPLE, "-o", files["reviewed"], "--reviewed-by", "A. Editor").stderr
    roles = {
        name: {f["properties"].get("role") for f in json.loads(file.read_bytes())["features"]}
        for name, file in files.items()
    }
    assert "reported strike" not in roles["draft"]
    assert "reported strike" in roles["reviewed"]
    assert b"A. Editor" not in files["reviewed"].read_bytes()


def test_reach_is_checked_from_where_a_person_says(tmp_path):
    text = tmp_path / "reach.txt"
    text.write_text("An ATACMS was fired at the town of Karachev in Russia, officials said.", encoding="utf-8")
    assert "give --from" in run("check", text).stderr
    said = run("check", text, "--from", "country:UA")
    assert "give --from" not in said.stderr
    assert "within range" in said.stdout


def test_convert_to_csv_and_geojson(tmp_path):
    run("read", SAMPLE, "-o", tmp_path / "story.geojson")
    run("convert", tmp_path / "story.geojson", "-o", tmp_path / "story.csv")
    assert "Karatsjov" in (tmp_path / "story.csv").read_text(encoding="utf-8-sig")
    run("convert", tmp_path / "story.geojson", "-o", tmp_path / "published.geojson")
    assert loads((tmp_path / "published.geojson").read_bytes()).article.text == ""


def test_a_house_style_holds_for_data_files_and_for_what_is_pasted(tmp_path):
    house = tmp_path / "house.toml"
    house.write_text('name = "De Gazet"\n[colours.light]\nranges = ["#0b3d91"]\n', encoding="utf-8")
    asked = ("--weapon", "ATACMS", "--from", "country:UA", "--onto", "country:RU")
    printed = run("map", SAMPLE, "-o", tmp_path / "k.html", *asked, "--style", house, "--embed-at", "k.html").stdout
    assert "De Gazet" in printed
    run("convert", ROOT / "data" / "places.geojson", "-o", tmp_path / "k.kml", "--style", house)
    run("convert", ROOT / "data" / "places.geojson", "-o", tmp_path / "plain.kml")
    # KML writes blue, green, red.
    assert "913d0b" in (tmp_path / "k.kml").read_text("utf-8")
    assert "913d0b" not in (tmp_path / "plain.kml").read_text("utf-8")


def test_toponyms_pass_over_bad_lines_and_resume(tmp_path):
    source, target = tmp_path / "docs.jsonl", tmp_path / "found.jsonl"
    rows = [json.dumps({"id": n, "text": "The mayor of Kyiv went to Warsaw in Poland."}) for n in range(4)]
    source.write_text("\n".join([rows[0], "not json", rows[1], rows[2], rows[3]]) + "\n", encoding="utf-8")
    result = run("toponyms", source, "-o", target)
    assert "4 documents" in result.stderr and "1 bad lines" in result.stderr
    whole = target.read_bytes()
    assert {t["name"] for t in json.loads(whole.splitlines()[0])["toponyms"]} == {"Kyiv", "Warsaw", "Poland"}
    target.write_bytes(whole[: len(whole) * 2 // 3])  # as a killed run leaves it: in the middle of a line
    run("toponyms", source, "-o", target, "--resume")
    assert target.read_bytes() == whole


# ---------------------------------------------------------------- map


@pytest.mark.parametrize("kind", ["html", "svg", "png"])
def test_the_map_is_the_same_byte_for_byte(tmp_path, kind):
    asked = ("--weapon", "ATACMS", "--from", "country:UA", "--onto", "country:RU")
    for name in ("a", "b"):
        run("map", SAMPLE, "-o", tmp_path / f"{name}.{kind}", *asked)
    first, second = ((tmp_path / f"{name}.{kind}").read_bytes() for name in ("a", "b"))
    assert first == second
    if kind != "png":
        text = first.decode("utf-8")
        for words in ("Karatsjov", "Brjansk", "Koersk", "emeten vanaf", "Concept, niet gecontroleerd", "GeoNames"):
            assert words in text


def test_a_review_takes_the_draft_mark_off(tmp_path):
    run("map", SAMPLE, "-o", tmp_path / "map.svg", "--reviewed-by", "Ans de Redacteur")
    text = (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert "Concept" not in text
    assert "Ans de Redacteur" not in text


# ---------------------------------------------------------------- what bad input gets

BAD = [
    (("read", "nergens.txt"), "'nergens.txt'"),
    (("read", "."), "'.'"),
    (("read", "{empty}"), "empty"),
    (("read", "{binary}"), "binary"),
    (("read", "{latin}"), "byte"),
    (("read", "{long}"), "too long"),
    (("read", "{vrt}"), "vrt.geojson"),
    (("check", "{vrt}"), "OGRVRT"),
    (("read", "http://127.0.0.1/a"), "not on the public internet"),
    (("places", "http://localhost:8080/a"), "not on the public internet"),
    (("map", "http://[::1]/a", "-o", "x.html"), "not on the public internet"),
    (("check", "ftp://example.org/a"), "ftp://example.org/a"),
    (("read", "file:///etc/passwd"), "file:///etc/passwd"),
    (("read", "{sample}", "--language", "klingon"), "'klingon'"),
    (("map", "{sample}", "-o", "x.html", "--article-language", "xx"), "'xx'"),
    (("check", "{foreign}"), "strikemap"),
    (("check", "{broken}"), "GeoJSON"),
    (("map", "{sample}", "-o", "map.docx"), "'map.docx'"),
    (("map", "{sample}", "-o", "map.pdf", "--size", "print-9col"), "'print-9col'"),
    (("map", "{sample}", "-o", "map.png", "--size", "30mm"), "30mm is too small"),
    (("map", "{sample}", "-o", "geen/map/x.html"), "geen/map"),
    (("map", "{sample}", "-o", "x.html", "--weapon", "Katapult 9"), "'Katapult 9'"),
    (("map", "{sample}", "-o", "x.html", "--from", "Xyzzyqwst"), "'Xyzzyqwst'"),
    (("map", "{sample}", "-o", "x.html", "--size", "groot"), "'groot'"),
    (("map", "{sample}", "-o", "x.html", "--with-tiles", "Niks"), "'Niks'"),
    (("map", "{sample}", "-o", "x.html", "--onto", "Kyiv, UA"), "territory"),
    (("range", "--radius", "0 km", "--from", "50,30"), "0 km"),
    (("range", "--radius", "-5 km", "--from", "50,30"), "-5 km"),
    (("range", "--radius", "many", "--from", "50,30"), "'many'"),
    (("range", "--radius", "300", "--from", "50,30"), "'300'"),
    (("range", "--radius", "20,005 km", "--from", "50,30"), "20,005 km"),
    (("range", "--radius", "300 km", "--from", "91,30"), "'91,30'"),
    (("range", "--radius", "300 km", "--from", "country:QQ"), "QQ"),
    (("range", "--weapon", "ATACMS", "--from", "{vrt}"), "GeoJSON"),
    (("distance", "Xyzzyqwst", "Kyiv"), "'Xyzzyqwst'"),
    (("distance", "50,30", ""), "empty"),
    (("distance", "50,30", "nan,3"), "'nan,3'"),
    (("distance", "50,30", "coast:AT"), "AT has no coast"),
    (("distance", "50,30", "country:UA", "--disputed", "crimea"), "'crimea'"),
    (("distance", "50,30", "country:UA", "--disputed", "atlantis=recognised"), "'atlantis'"),
    (("range", "--radius", "9 km", "--from", "{two}"), "geometry cannot be read"),
    (("range", "--radius", "9 km", "--from", "{none}"), "'none.geojson'"),
    (("range", "--radius", "9 km", "--from", "{bow}"), "Self-intersection"),
    (("range", "--radius", "9 km", "--from", "{far}"), "91"),
    (("range", "--radius", "9 km", "--from", "{square}", "--date", "yesterday"), "'yesterday'"),
    (("range", "--radius", "9 km", "--from", "{square}", "--land-of", "country:UA"), "date"),
    (("range", "--radius", "9 km", "--from", "{square}", "--land-of", "Kyiv, UA"), "territory"),
    (("locate", "Xyzzyqwst"), "'Xyzzyqwst'"),
    (("convert", "{story}", "-o", "there/is/no/such/folder/x.kml"), "cannot be written: No such file or directory"),
    (("edits", "{story}", "{foreign}"), "is a place of this story"),
    (("edits", "{story}", "{vrt}"), "this KML cannot be read"),
    (("edits", "{story}", "{binary}"), "expected .geojson, .gpkg or .kml"),
    (("convert", "{story}", "-o", "x.exe"), "'exe'"),
    (("compare", "{sample}", "nergens.txt"), "'nergens.txt'"),
    (("compare", "{empty}", "{sample}"), "empty"),
    (("compare", "{foreign}", "{sample}"), "strikemap"),
    (("events", "nergens.csv", "-o", "b.geojson"), "nergens.csv"),
    (("events", "{empty}", "-o", "b.geojson"), "is empty"),
    (("range", "--radius", "9 km", "--from", "50,30", "--within", "{latin}"), "no column is recognised as lat"),
    (("toponyms", "nergens.jsonl", "-o", "x.jsonl"), "nergens.jsonl"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory, index):
    folder = tmp_path_factory.mktemp("bad")
    contents = {
        "empty.txt": b"  \n",
        "binary.txt": b"\x89PNG\r\n\x00\x01",
        "latin.txt": "Oekraïne en Rusland".encode("latin-1"),
        "long.txt": b"Kyiv is een stad. " * 600_000,
        "vrt.geojson": b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource>",
        "foreign.geojson": b'{"type": "FeatureCollection", "features": []}',
        "broken.geojson": b'{"type": "FeatureColl',
        "two.geojson": b'{"type": "Polygon", "coordinates": [[[30, 50], [31, 50]]]}',
        "none.geojson": b'{"type": "Polygon", "coordinates": []}',
        "bow.geojson": b'{"type": "Polygon", "coordinates": [[[30, 50], [31, 51], [31, 50], [30, 51], [30, 50]]]}',
        "far.geojson": b'{"type": "Polygon", "coordinates": [[[30, 50], [31, 91], [31, 50], [30, 50]]]}',
        "square.geojson": b'{"type": "Polygon", "coordinates": [[[30, 50], [31, 50], [31, 51], [30, 50]]]}',
    }
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    run("read", SAMPLE, "-o", folder / "story.geojson")
    return {path.stem: str(path) for path in folder.iterdir()} | {"sample": str(SAMPLE)}


@pytest.mark.parametrize(
    ("arguments", "says"), BAD, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_bad_input_is_a_sentence_and_status_1(files, arguments, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*(argument.format(**files) for argument in arguments), expect=1)
    assert says in result.stderr
    assert result.stdout in ("", "[]\n")
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("range", "--from", "50,30"),
        ("range", "--radius", "9 km", "--from", "50,30", "--date", "2024-11-19"),
        ("map", "x"),
        ("nonsense",),
        ("distance", "a", "b", "--unit", "el"),
    ],
)
def test_wrong_usage_is_status_2(arguments):
    run(*arguments, expect=2)


@pytest.mark.parametrize("text", ["\x1b]0;title\x07\x1b[31mKyiv", "Kyiv\u202e", "\x9b31m"])
def test_no_terminal_escape_comes_through(text):
    result = CliRunner().invoke(main, ["locate", text])
    assert not {"\x1b", "\x9b", "\u202e"} & set(result.output)


def test_a_text_without_places_is_no_failure(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Het regent vandaag en morgen wordt het droog.", encoding="utf-8")
    result = run("places", path)
    assert json.loads(result.stdout)["features"] == []
    assert "no places" in result.stderr


def test_the_console_command_speaks_dutch_when_the_terminal_does(tmp_path):
    command = [sys.executable, "-m", "geo.cli", "range", "--radius", "veel", "--from", "50,30"]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PATH": "", "LC_ALL": "nl_NL.UTF-8", "HOME": str(tmp_path)},
    )
    assert done.returncode == 1
    assert "'veel' is geen afstand" in done.stderr
    assert done.stdout == ""
