"""Places and spellings of one's own: read strictly, and winning wherever a name is asked for or shown."""

from __future__ import annotations

import json
import pickle
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analysis import analyse
from geo.cli import main
from geo.document import dumps, loads
from geo.errors import BadInput
from geo.gazetteer.index import Gazetteer, open_gazetteer
from geo.gazetteer.own import (
    MOST_BYTES,
    HouseSpellings,
    OwnPlace,
    distinct,
    own_files,
    read_places,
    read_spellings,
)
from geo.measuring.borders import open_borders
from geo.model import LonLat, Story
from geo.reading.article import article_from_text

DEPOT = OwnPlace(id="own:depot-107", names=("Depot 107", "Склад 107"), lon=31.72, lat=56.51, kind="site", country="RU")
HOUSE = HouseSpellings({"": {"Kiev": "Kyiv"}, "nl": {"Брянск": "Brjánsk", "geonames:538560": "Kursk"}})


@pytest.fixture(scope="module")
def ours(gazetteer: Gazetteer) -> Gazetteer:
    return gazetteer.with_own([DEPOT], HOUSE)


def places(text: str) -> tuple[OwnPlace, ...]:
    return read_places(text.encode(), filename="places.csv")


# --- files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "name,lon,lat\nDepot 107,31.72,56.51\n",
        "name,lat,lon\nDepot 107,56.51,31.72\n",
        "Naam;Latitude;Longitude\r\nDepot 107;56.51;31.72\r\n\r\n",
        "name\tlatitude\tlongitude\nDepot 107\t56.51\t31.72",
        '\ufeffname,lat,lon\n"Depot 107",+56.51,31.72\n',
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "Depot 107"},'
        ' "geometry": {"type": "Point", "coordinates": [31.72, 56.51]}}]}',
    ],
)
def test_every_form_of_file_gives_the_place(text: str) -> None:
    (place,) = places(text)
    assert (place.id, place.names, place.lon, place.lat) == ("own:depot-107", ("Depot 107",), 31.72, 56.51)
    assert (place.kind, place.country, place.precision_m) == ("point", None, 100.0)


def test_all_columns() -> None:
    (place,) = places("name,lat,lon,names,kind,country,precision_m,id\nDepot,1,2,Склад|Store,site,ru,800,D 1\n")
    assert place == OwnPlace("own:d-1", ("Depot", "Склад", "Store"), 2.0, 1.0, "site", "RU", 800.0)


def test_properties_of_geojson() -> None:
    about = {"name": "Depot", "names": ["Store", "Склад"], "kind": "site", "country": "RU", "precision_m": 50}
    feature = {"type": "Feature", "id": 7, "properties": about, "geometry": {"type": "Point", "coordinates": [2, 1, 9]}}
    (place,) = places(json.dumps(feature))
    assert place == OwnPlace("own:7", ("Depot", "Store", "Склад"), 2.0, 1.0, "site", "RU", 50.0)


def test_ids_stay_apart() -> None:
    assert [p.id for p in places("name,lat,lon\nDepot,1,2\nDépôt,3,4\n")] == ["own:depot", "own:depot-2"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('Depot,"56,51",31.72', "line 3: '56,51' has a comma"),
        ("Depot,91,31.72", "line 3: '91' is no number from -90 to 90"),
        ("Depot,56.51,181", "line 3: '181' is no number"),
        ("Depot,nan,1", "'nan' is no number"),
        ("Depot,1e99,1", "'1e99' is no number"),
        ("Depot,,1", "line 3: '' is no number"),
        (",1,2", "line 3: a place needs a name"),
        ("---,1,2", "needs a name with a letter or digit, not '---'"),
        ("Depot,1,2,3", "line 3 has 4 cells and the first line 3"),
        ('"Depot,1,2', "line 3"),
        (f"{'x' * 300},1,2", "too long for a name"),
    ],
)
def test_a_bad_row_is_quoted_with_its_line(row: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        places(f"name,lat,lon\nFine,1,2\n{row}\n")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"name,lat,lon\n\x00", "binary"),
        (b"name,lat,lon\nD\xe9p\xf4t,1,2", "no text in UTF-8"),
        (b"x" * (MOST_BYTES + 1), "too large"),
        (b"place,lat,lon\nDepot,1,2\n", "no column name"),
        (b"name,y,x\nDepot,1,2\n", "no column lon, lat"),
        (b"{", "no GeoJSON"),
        (b"[" * 100_000, "no GeoJSON"),
        (b'{"type": "FeatureCollection", "features": [{"geometry": null}]}', "feature 1 is no point"),
        (b'{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[1, 2]]}}', "feature 1 is no point"),
        (b"name,lat,lon,kind\nDepot,1,2,castle\n", "'castle' is no kind of place"),
        (b"name,lat,lon,country\nDepot,1,2,Russia\n", "'RUSSIA' is no country code"),
        (b"name,lat,lon\n" + b"Depot,1,2\n" * 20_001, "too many rows"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(data: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_places(data, filename="places.csv")


def point(coordinates: str, about: str = '{"name": "Depot"}') -> bytes:
    geometry = f'{{"type": "Point", "coordinates": {coordinates}}}'
    return f'{{"type": "Feature", "geometry": {geometry}, "properties": {about}}}'.encode()


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_every_number_that_a_program_writes_is_read(lon: float, lat: float) -> None:
    for data in (point(f"[{lon!r}, {lat!r}]"), f"name,lon,lat\nDepot,{lon!r},{lat!r}\n".encode()):
        (place,) = read_places(data, filename="x")
        assert (place.lon, place.lat) == (lon, lat)


@pytest.mark.parametrize(
    "data",
    [
        point('"12"'),
        point('["1", "2"]'),
        point("[true, 2]"),
        point("[1, 2]", '{"name": {"nl": "Depot"}}'),
        point("[1, 2]", '{"name": "Depot", "names": [null, ["a"]]}'),
        b'{"type": "FeatureCollection", "features": {"a": 1}}',
    ],
)
def test_geojson_of_another_make_is_an_error_and_never_half_read(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_places(data, filename="x.geojson")


def test_twenty_thousand_places_of_one_name_are_read_at_once() -> None:
    began = time.monotonic()
    found = distinct([*places("name,lat,lon\n" + "Depot,1,2\n" * 10_000)] * 2)
    assert len({place.id for place in found}) == 20_000
    assert time.monotonic() - began < 4


def test_lines_may_end_as_any_program_ends_them() -> None:
    for end in ("\n", "\r\n", "\r"):
        assert len(places(end.join(["name,lat,lon", "Depot,1,2", "Store,3,4", ""]))) == 2


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_places_or_a_clear_error(data: bytes) -> None:
    for read in (read_places, read_spellings):
        for filename in ("x.csv", "x.toml"):
            try:
                read(data, filename=filename)
            except BadInput as error:
                assert str(error)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("spellings.toml", '"Kiev" = "Kyiv"\n[nl]\n"Брянск" = "Brjánsk"\n"geonames:538560" = "Kursk"\n'),
        ("spellings.csv", "from;to;language\nKiev;Kyiv;\nБрянск;Brjánsk;NL\ngeonames:538560;Kursk;nl\n"),
    ],
)
def test_spellings_from_either_file(name: str, text: str) -> None:
    assert read_spellings(text.encode(), filename=name) == HOUSE


@pytest.mark.parametrize(
    "text", ['"Kiev" = 3', '"Kiev" = ""', '[nl.x]\n"a" = "b"', '"Kiev"', '[Dutch]\n"a" = "b"', '"" = "x"']
)
def test_bad_spellings_are_an_error(text: str) -> None:
    with pytest.raises(BadInput):
        read_spellings(text.encode(), filename="spellings.toml")


# --- in the gazetteer ------------------------------------------------------------------------------------------


def test_own_places_win(gazetteer: Gazetteer) -> None:
    own = OwnPlace(id="own:moskou", names=("Moskou", "Moscow"), lon=5.0, lat=52.0)
    ours = gazetteer.with_own([own])
    assert [found[0].id for found in (ours.lookup("MOSKOU"), ours.candidates("moscow"), ours.locate("Moscow"))] == [
        "own:moskou"
    ] * 3
    assert ours.locate("Moscow")[1].id == "geonames:524901"
    assert gazetteer.locate("Moscow")[0].id == "geonames:524901"
    record = ours.record("own:moskou")
    assert record is not None
    assert (record.lon, record.lat, record.kind, record.precision_m) == (5.0, 52.0, "point", 100.0)
    assert ours.name_in("own:moskou", "en") == "Moskou"
    assert ours.names("own:moskou") == ("Moskou", "Moscow")
    assert ours.record("own:elsewhere") is None
    assert ours.bearers("moskou")[0].id == "own:moskou"


def test_the_nearest_of_several_comes_first(gazetteer: Gazetteer) -> None:
    east = OwnPlace(id="own:a", names=("Depot 9",), lon=40.0, lat=50.0)
    west = OwnPlace(id="own:b", names=("Depot 9",), lon=5.0, lat=50.0)
    ours = gazetteer.with_own([east, west])
    assert ours.locate("Depot 9", near=LonLat(6.0, 50.0))[0].id == "own:b"
    assert ours.locate("Depot 9", near=LonLat(39.0, 50.0))[0].id == "own:a"


def test_matches_hold_own_names_and_the_longest_wins(ours: Gazetteer) -> None:
    text = "Fire at Depot 107, Склад 107 and in New York."
    assert [text[m.start : m.end] for m in ours.matches(text) if m.start > 4] == ["Depot 107", "Склад 107", "New York"]
    york = ours.with_own([OwnPlace(id="own:york", names=("York",), lon=1.0, lat=1.0)])
    assert [m.key for m in york.matches("in New York")] == ["new york"]
    assert ours.kinds("depot 107") == {"site"}
    assert ours.has_longer("depot")


def test_without_own_names_nothing_changes(gazetteer: Gazetteer) -> None:
    ours = gazetteer.with_own()
    text = "Vuur in Brjansk, New York en Koersk; in Kyiv bleef het stil."
    assert ours.matches(text) == gazetteer.matches(text)
    assert ours.locate("Kursk") == gazetteer.locate("Kursk")
    assert ours.house_name("Kiev", "geonames:703448", "nl") is None


def test_another_process_opens_it_for_itself(ours: Gazetteer) -> None:
    assert pickle.loads(pickle.dumps(ours)).lookup("Depot 107")[0].id == "own:depot-107"


def test_house_spellings_are_shown_and_found(ours: Gazetteer) -> None:
    assert [ours.name_in("geonames:703448", language) for language in ("nl", "de")] == ["Kyiv", "Kyiv"]
    assert ours.name_in("geonames:571476", "nl") == "Brjánsk"
    assert ours.name_in("geonames:571476", "ru") == "Брянск"
    assert ours.name_in("iso:RU-BRY", "nl") == "Brjánsk"
    assert ours.name_in("geonames:538560", "nl") == "Kursk"
    assert ours.lookup("Brjánsk")[0].id == "geonames:571476"


def test_an_invented_spelling_is_found(gazetteer: Gazetteer) -> None:
    ours = gazetteer.with_own((), HouseSpellings({"nl": {"Карачев": "Qarachyov"}}))
    assert not gazetteer.lookup("Qarachyov")
    assert ours.locate("Qarachyov")[0].id == "geonames:552920"
    assert [match.key for match in ours.matches("in Qarachyov")] == ["qarachyov"]


# --- in a story ------------------------------------------------------------------------------------------------

TEXT = "Kiev meldt brand bij Depot 107 in Rusland. In Kiev en in Brjansk bleef het stil, zegt een woordvoerder."


@pytest.fixture(scope="module")
def story(ours: Gazetteer) -> Story:
    return analyse(article_from_text(TEXT, language="nl"), gazetteer=ours, borders=open_borders())


def test_a_story_says_what_the_house_says(story: Story) -> None:
    by_record: dict[str, Any] = {place.chosen.id: place for place in story.places}
    assert by_record["geonames:703448"].name == "Kyiv"
    assert {mention.text for mention in by_record["geonames:703448"].mentions} == {"Kiev"}
    assert by_record["geonames:571476"].name == "Brjánsk"
    assert (by_record["own:depot-107"].lat, by_record["own:depot-107"].lon) == (56.51, 31.72)


def test_a_story_keeps_own_places(story: Story) -> None:
    again = loads(dumps(story).encode())
    assert [(place.name, place.chosen.id) for place in again.places] == [
        (place.name, place.chosen.id) for place in story.places
    ]


# --- at the command line ---------------------------------------------------------------------------------------


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, list(arguments))


def test_the_command_line_takes_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIKEMAP_CONFIG", str(tmp_path / "none"))
    (tmp_path / "own.csv").write_text("name,lat,lon\nDepot 107,56.51,31.72\n", encoding="utf-8")
    (tmp_path / "house.toml").write_text('"Kiev" = "Kyiv"\n', encoding="utf-8")
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    files = ("--own", str(tmp_path / "own.csv"), "--spellings", str(tmp_path / "house.toml"))
    found = run("places", str(tmp_path / "article.txt"), *files)
    assert found.exit_code == 0, found.output
    names = {feature["properties"]["name"] for feature in json.loads(found.stdout)["features"]}
    assert {"Depot 107", "Kyiv"} <= names
    assert "one of your own places" in run("locate", "Depot 107", *files, "--json").stdout


def test_the_configuration_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIKEMAP_CONFIG", str(tmp_path))
    assert own_files() == ()
    (tmp_path / "places.csv").write_text("name,lat,lon\nDepot 108,56.51,31.72\n", encoding="utf-8")
    assert own_files() == (str(tmp_path / "places.csv"),)
    assert "one of your own places" in run("locate", "Depot 108", "--json").stdout


def test_a_bad_file_is_one_line_at_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIKEMAP_CONFIG", str(tmp_path / "none"))
    bad = tmp_path / "own.csv"
    bad.write_text('name,lat,lon\nDepot,"56,5",1\n', encoding="utf-8")
    found = run("locate", "Depot", "--own", str(bad))
    assert found.exit_code != 0
    assert "56,5" in found.output
    assert "Traceback" not in found.output


def test_opening_with_files(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("name,lat,lon\nDepot 107,56.51,31.72\n", encoding="utf-8")
    opened = open_gazetteer(own=[tmp_path / "own.csv", tmp_path / "own.csv"])
    assert [candidate.id for candidate in opened.lookup("Depot 107")] == ["own:depot-107", "own:depot-107-2"]
    with pytest.raises(BadInput, match="cannot be read"):
        open_gazetteer(own=[tmp_path / "missing.csv"])
