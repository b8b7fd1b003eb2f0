"""What other tools write back of a story, and what becomes of it: decisions, kept properties, and nothing else.

The small writers here do what each tool was seen to do, in its source or its output:

geojson.io  "Open" takes the features alone, so members of the collection are gone; saving an edit strips the ``id`` of
            every feature; a new one has no properties; a style is set as simplestyle-spec properties.
uMap        each feature gets an id of five characters beside its properties, which it keeps but for dots in their
            names; ``_umap_options`` where something was set; coordinates have six decimals; a whole map is layers in
            one object.
QGIS, GDAL  GeoJSON with ``name`` and ``crs``, every column on every feature with null where it has none, nested values
            as text; GeoPackage with ``fid``; KML with the values in a schema and ids as attributes.
"""

from __future__ import annotations

import copy
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.cli import main
from geo.decisions import decide, decide_again
from geo.document import dumps, loads, published
from geo.errors import BadDocument, BadInput
from geo.model import Change, Story
from geo.publishing.edits import edits_in, reopened, with_edits
from geo.publishing.foreign import features_of
from geo.publishing.formats import convert
from geo.publishing.layers import Tables
from tests.stories import founding_story

Json = dict[str, Any]
AT = "2024-11-20T09:00:00+00:00"


@pytest.fixture(scope="module")
def story() -> Story:
    return founding_story(reviewed=True)


@pytest.fixture(scope="module")
def collection(story: Story) -> Json:
    """The published GeoJSON."""
    found: Json = json.loads(convert(story, "geojson"))
    return found


def place(document: Json, key: str) -> Json:
    found: Json = next(f for f in document["features"] if f["properties"].get("id") == key)
    return found


def edited(collection: Json) -> Json:
    """As somebody edits it: one place moved, one renamed, one removed, one coloured and noted, one added."""
    document = copy.deepcopy(collection)
    place(document, "brjansk")["geometry"]["coordinates"] = [34.41, 53.31]
    place(document, "koersk")["properties"]["name"] = "Kursk"
    document["features"].remove(place(document, "new-mexico"))
    place(document, "karatsjov")["properties"] |= {"marker-color": "#ff0000", "bron": "foto van het station"}
    point = {"type": "Point", "coordinates": [34.5, 53.0]}
    document["features"].append({"type": "Feature", "properties": {"name": "Navlja"}, "geometry": point})
    return document


def geojson_io(document: Json) -> bytes:
    features = [{key: f[key] for key in ("type", "properties", "geometry")} for f in document["features"]]
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=2).encode()


def umap_features(document: Json) -> list[Json]:
    features = []
    for number, feature in enumerate(document["features"]):
        if feature["geometry"] is not None:
            geometry = shapely.transform(shapely.geometry.shape(feature["geometry"]), lambda p: p.round(6))
            properties = {key.replace(".", "_"): value for key, value in feature["properties"].items()}
            if properties.get("kind") == "range":
                properties["_umap_options"] = {"color": "DarkRed"}
            features.append(
                {
                    "type": "Feature",
                    "geometry": json.loads(shapely.to_geojson(geometry)),
                    "properties": properties,
                    "id": f"Ab{number:03}",
                }
            )
    return features


def umap(document: Json) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": umap_features(document)}).encode()


def umap_whole(document: Json) -> bytes:
    layer = {"type": "FeatureCollection", "features": umap_features(document), "_umap_options": {"name": "Laag 1"}}
    whole = {"type": "umap", "uri": "x", "properties": {"name": "Kaart"}, "geometry": None, "layers": [layer]}
    return json.dumps(whole).encode()


def qgis(document: Json) -> bytes:
    columns = list(dict.fromkeys(key for feature in document["features"] for key in feature["properties"]))
    features = []
    for number, feature in enumerate(document["features"]):
        own = {key: feature["properties"].get(key) for key in columns}
        text = {key: json.dumps(value) if isinstance(value, (dict, list)) else value for key, value in own.items()}
        properties = {"fid": number + 1, **text}
        features.append({"type": "Feature", "properties": properties, "geometry": feature["geometry"]})
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    return json.dumps({"type": "FeatureCollection", "name": "story", "crs": crs, "features": features}).encode()


TOOLS: dict[str, Callable[[Json], bytes]] = {
    "as it was": lambda document: json.dumps(document).encode(),
    "geojson.io": geojson_io,
    "uMap": umap,
    "uMap, whole": umap_whole,
    "QGIS": qgis,
}


@pytest.mark.parametrize("tool", TOOLS)
def test_a_file_that_nobody_edited_has_no_edits(story: Story, collection: Json, tool: str) -> None:
    """Published points are rounded, and uMap rounds again: neither counts as moved."""
    found = edits_in(TOOLS[tool](collection), story)
    assert (found.changes, found.not_taken) == ((), ())
    assert all(key.startswith("range/") for key in found.properties)


@pytest.mark.parametrize("tool", TOOLS)
def test_edits_come_back_as_decisions(story: Story, collection: Json, tool: str) -> None:
    found = edits_in(TOOLS[tool](edited(collection)), story)
    assert {(change.action, change.target) for change in found.changes} == {
        ("move", "brjansk"), ("rename", "koersk"), ("remove", "new-mexico"), ("add", "navlja"),
    }  # fmt: skip
    assert found.not_taken == ()
    out = with_edits(story, found, at=AT)
    moved, renamed, added = out.place("brjansk"), out.place("koersk"), out.place("navlja")
    assert moved is not None and renamed is not None and added is not None
    assert (moved.lon, moved.lat, moved.moved) == (34.41, 53.31, True)
    assert (renamed.name, renamed.lon) == ("Kursk", 36.18457)
    assert (added.name, added.lon, added.lat) == ("Navlja", 34.5, 53.0)
    assert out.place("new-mexico") is None
    assert out.review is None
    assert out.changed == AT
    assert out.foreign.properties["place/karatsjov"] == {"marker-color": "#ff0000", "bron": "foto van het station"}
    # What the desk alone knows is still there, and what stands there reads and writes itself again.
    assert out.article == story.article
    assert out.place("karatsjov") == story.place("karatsjov")
    assert loads(dumps(out)) == out
    # The same file once more says nothing new.
    assert edits_in(TOOLS[tool](edited(collection)), out).changes == ()


def test_edits_survive_a_second_reading(story: Story, collection: Json) -> None:
    out = with_edits(story, edits_in(geojson_io(edited(collection)), story), at=AT)
    again = decide_again(replace(founding_story(), changes=()), out.changes)
    assert [(p.id, p.name, p.lon, p.lat, p.moved) for p in again.places] == [
        (p.id, p.name, p.lon, p.lat, p.moved) for p in out.places
    ]


def test_what_others_added_is_never_published(story: Story, collection: Json) -> None:
    out = with_edits(story, edits_in(geojson_io(edited(collection)), story), at=AT)
    assert "station" in dumps(out)
    assert "station" not in dumps(published(out))
    assert b"station" not in convert(out, "geojson")


@settings(deadline=None, max_examples=12)
@given(st.data())
def test_any_edits_come_back_as_they_were_made(data: st.DataObject) -> None:
    story = founding_story(reviewed=True)
    document = json.loads(convert(story, "geojson"))
    keys = [p.id for p in story.places]
    wanted: dict[str, str] = {}
    spot = st.tuples(st.floats(-179, 179).map(lambda x: round(x, 5)), st.floats(-89, 89).map(lambda x: round(x, 5)))
    name = st.text(min_size=1, max_size=20).filter(lambda text: text.strip() == text and text.isprintable())
    for key in data.draw(st.lists(st.sampled_from(keys), unique=True, max_size=len(keys) - 1)):
        wanted[key] = data.draw(st.sampled_from(["move", "rename", "both", "remove"]))
        feature, old = place(document, key), story.place(key)
        assert old is not None
        if wanted[key] == "remove":
            document["features"].remove(feature)
            continue
        if wanted[key] in {"move", "both"}:
            lon, lat = data.draw(spot.filter(lambda p, old=old: abs(p[0] - old.lon) + abs(p[1] - old.lat) > 2))
            feature["geometry"]["coordinates"] = [lon, lat]
        if wanted[key] in {"rename", "both"}:
            feature["properties"]["name"] = data.draw(name.filter(lambda text, old=old: text != old.name))
    tool = data.draw(st.sampled_from(sorted(TOOLS)))
    data.draw(st.randoms()).shuffle(document["features"])
    out = with_edits(story, edits_in(TOOLS[tool](document), story), at=AT)
    assert {p.id for p in out.places} == {key for key in keys if wanted.get(key) != "remove"}
    for found in out.places:
        old, feature = story.place(found.id), place(document, found.id)
        assert old is not None
        is_moved = wanted.get(found.id) in {"move", "both"}
        assert found.moved == is_moved
        lon, lat = feature["geometry"]["coordinates"] if is_moved else (old.lon, old.lat)
        assert (found.lon, found.lat) == (pytest.approx(lon, abs=1e-6), pytest.approx(lat, abs=1e-6))
        assert found.name == feature["properties"]["name"]


# ---------------------------------------------------------------- GDAL itself, as QGIS uses it


@pytest.mark.parametrize(("kind", "layer"), [("geojson", None), ("gpkg", "places"), ("kml", "Plaatsen")])
@pytest.mark.parametrize(("driver", "ending"), [("GeoJSON", "geojson"), ("GPKG", "gpkg"), ("LIBKML", "kml")])
def test_out_and_in_by_gdal(
    story: Story, tmp_path: Path, kind: str, layer: str | None, driver: str, ending: str
) -> None:
    """Every kind that GDAL reads, written by it as every kind that is read back: unedited, then edited."""
    given, back = tmp_path / f"in.{kind}", tmp_path / f"back.{ending}"
    given.write_bytes(convert(story, kind))
    frame = pyogrio.read_dataframe(given, layer=layer)
    pyogrio.write_dataframe(frame, back, driver=driver, layer="back")
    found = edits_in(back.read_bytes(), story)
    assert (found.changes, found.properties, found.not_taken) == ((), {}, ())
    name = "Name" if kind == "kml" else "name"
    key = "strikemap_id" if kind == "kml" else "id"
    frame = frame.loc[:, ~frame.columns.duplicated(keep="last")]
    is_moved = (frame[key] == "brjansk") & (frame["kind"] == "place")
    frame.loc[is_moved, "geometry"] = shapely.Point(34.5, 53.5)
    frame.loc[is_moved, name] = "Bryansk"
    frame["opmerking"] = None
    frame.loc[is_moved, "opmerking"] = "gecontroleerd op kaart"
    frame = frame[frame[key] != "vs"]
    pyogrio.write_dataframe(frame, tmp_path / f"edited.{ending}", driver=driver, layer="back")
    found = edits_in((tmp_path / f"edited.{ending}").read_bytes(), story)
    assert {(change.action, change.target): change.value for change in found.changes} == {
        ("rename", "brjansk"): {"name": "Bryansk"},
        ("move", "brjansk"): {"lon": 34.5, "lat": 53.5},
        ("remove", "vs"): {},
    }
    assert found.properties == {"place/brjansk": {"opmerking": "gecontroleerd op kaart"}}


# ---------------------------------------------------------------- odd edits


def one(story: Story, collection: Json, change: Callable[[Json], object]) -> Any:
    document = copy.deepcopy(collection)
    change(document)
    return edits_in(json.dumps(document).encode(), story)


def added(document: Json, geometry: Json | None, **properties: object) -> None:
    document["features"].append({"type": "Feature", "properties": properties, "geometry": geometry})


POINT = {"type": "Point", "coordinates": [30.0, 50.0]}
LINE = {"type": "LineString", "coordinates": [[30.0, 50.0], [31.0, 51.0]]}


def test_a_copy_is_a_new_place_and_the_one_that_stayed_is_the_old(story: Story, collection: Json) -> None:
    def copied(document: Json) -> None:
        twin = copy.deepcopy(place(document, "karatsjov"))
        twin["geometry"] = POINT
        document["features"].insert(0, twin)

    found = one(story, collection, copied)
    assert [(change.action, change.target) for change in found.changes] == [("add", "karatsjov-2")]


def test_roles_and_how_finely_it_is_published(story: Story, collection: Json) -> None:
    found = one(
        story, collection, lambda d: place(d, "koersk")["properties"].update(role="context", publish="withheld")
    )
    assert [(change.action, change.value) for change in found.changes] == [
        ("role", {"role": "context"}), ("publish", {"publish": "withheld"}),
    ]  # fmt: skip


def test_the_title_alone_renames_too(story: Story, collection: Json) -> None:
    found = one(story, collection, lambda d: place(d, "koersk")["properties"].update(title="Koersk (stad)"))
    assert [(change.action, change.value) for change in found.changes] == [("rename", {"name": "Koersk (stad)"})]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda d: added(d, POINT), "a point without a name"),
        (lambda d: added(d, LINE, name="route"), "LineString was drawn there"),
        (lambda d: added(d, None, name="nergens"), "nothing was drawn there"),
        (lambda d: place(d, "koersk")["properties"].update(name="x" * 301), "not a name"),
        (lambda d: place(d, "koersk")["properties"].update(role="target"), "'target' is not a role"),
        (lambda d: place(d, "koersk")["properties"].update(publish="overal"), "'overal' is unknown"),
    ],
)
def test_what_cannot_be_taken_is_told(
    story: Story, collection: Json, change: Callable[[Json], object], why: str
) -> None:
    found = one(story, collection, change)
    assert found.changes == ()
    assert why in str(found.not_taken[0])


def test_a_range_that_was_redrawn_stays_as_it_was_measured(story: Story, collection: Json) -> None:
    def redrawn(document: Json) -> None:
        area = next(f for f in document["features"] if f["properties"]["kind"] == "range")
        area["geometry"] = {"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 0]]]}

    found = one(story, collection, redrawn)
    assert found.changes == ()
    assert with_edits(story, found, at=AT).ranges == story.ranges


def test_withheld_and_coarse_places_are_neither_moved_nor_removed() -> None:
    story = founding_story(reviewed=True)
    for key, how in (("brjansk", "withheld"), ("koersk", "region")):
        story = decide(story, Change(action="publish", target=key, value={"publish": how}))
    koersk = story.place("koersk")
    assert koersk is not None
    coarse = replace(koersk, chosen=replace(koersk.chosen, admin1="RU-KRS", admin1_name="Kursk Oblast"))
    story = replace(story, places=tuple(coarse if p.id == "koersk" else p for p in story.places))
    data = convert(story, "geojson")
    assert edits_in(data, story).changes == ()
    document = json.loads(data)
    place(document, "in-region-1")["geometry"] = POINT
    found = edits_in(json.dumps(document).encode(), story)
    assert found.changes == ()
    assert "published only as its region" in str(found.not_taken[0])


def test_missing_places_can_be_kept(story: Story, collection: Json) -> None:
    document = {**collection, "features": [place(collection, "karatsjov")]}
    data = json.dumps(document).encode()
    assert {change.action for change in edits_in(data, story).changes} == {"remove"}
    assert edits_in(data, story, keep_missing=True).changes == ()


def test_what_was_removed_does_not_come_back(story: Story, collection: Json) -> None:
    gone = decide(story, Change(action="remove", target="vs"))
    assert edits_in(json.dumps(collection).encode(), gone).changes == ()


def test_a_file_of_another_story_is_refused(story: Story) -> None:
    data = b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": null}]}'
    with pytest.raises(BadInput, match="nothing in this file is a place of this story 'Bereik ATACMS'"):
        edits_in(data, story)


# ---------------------------------------------------------------- files that are not what they seem


def gpkg_with(story: Story, *statements: str) -> bytes:
    base = sqlite3.connect(":memory:")
    base.deserialize(convert(story, "gpkg"))
    for (trigger,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        base.execute(f'DROP TRIGGER "{trigger}"')
    for statement in statements:
        base.execute(statement)
    base.commit()
    return base.serialize()


VRT = b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>"
VRT += b"</OGRVRTDataSource>"
ENTITY = b'<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml><Placemark><name>&x;</name></Placemark></kml>'
BILLION = b'<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><kml><Placemark><name>&b;</name></Placemark></kml>'
FAR = b"<kml><Placemark><name>x</name><Point><coordinates>500,50</coordinates></Point></Placemark></kml>"
BLANK = b"<kml><Placemark><name>x</name><Point><coordinates>hier</coordinates></Point></Placemark></kml>"
MERCATOR = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (VRT, "'OGRVRTDataSource': expected"),
        (ENTITY, "brings its own entities"),
        (BILLION, "brings its own entities"),
        (FAR, "not on Earth"),
        (BLANK, "'hier' is not a point"),
        (b"<kml", "cannot be read"),
        (b"PK\x03\x04", "save it as .kml"),
        (b"\x89PNG", "expected .geojson, .gpkg or .kml"),
        (b"", "expected .geojson, .gpkg or .kml"),
        (b"/vsicurl/http://example.org/x.geojson", "expected .geojson"),
        (b"SQLite format 3\x00" + bytes(100), "no GeoPackage"),
        (b'{"type": "FeatureCollection"}', "no features"),
        (json.dumps({"type": "FeatureCollection", "crs": MERCATOR, "features": []}).encode(), "export it as EPSG:4326"),
    ],
)
def test_a_file_is_told_by_its_first_bytes_and_never_followed(data: bytes, why: str) -> None:
    with pytest.raises(BadDocument) as caught:
        features_of(data)
    assert why in str(caught.value)


def test_a_geopackage_is_not_trusted(story: Story) -> None:
    """A view that calls itself a layer is not read; a geometry that is none, and another CRS, are told."""
    view = gpkg_with(
        story,
        "CREATE VIEW boos AS SELECT 1 AS fid, x'47500001' AS geom, hex(randomblob(100000000)) AS name",
        "INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES ('boos', 'features', 4326)",
        "INSERT INTO gpkg_geometry_columns VALUES ('boos', 'geom', 'POINT', 4326, 0, 0)",
    )
    assert edits_in(view, story).changes == ()
    with pytest.raises(BadDocument, match=r"places\[0\]: its geometry cannot be read"):
        features_of(gpkg_with(story, "UPDATE places SET geom = 'POINT (1 2)' WHERE fid = 1"))
    with pytest.raises(BadDocument, match="NONE:-1"):
        features_of(gpkg_with(story, "UPDATE gpkg_geometry_columns SET srs_id = -1 WHERE table_name = 'places'"))


# ---------------------------------------------------------------- a story's own file, edited where all of it is kept


def test_unknown_properties_members_and_features_are_kept(story: Story) -> None:
    document = json.loads(dumps(story))
    document["xx_bron"] = {"wie": "de grafiekredactie"}
    place(document, "karatsjov")["properties"] |= {"marker-symbol": "star", "aantekening": [1, 2]}
    added(document, LINE, naam="route")
    text = json.dumps(document, ensure_ascii=False)
    kept = loads(text)
    assert kept.foreign.members == {"xx_bron": {"wie": "de grafiekredactie"}}
    assert kept.foreign.properties == {"place/karatsjov": {"marker-symbol": "star", "aantekening": [1, 2]}}
    assert [feature["properties"] for feature in kept.foreign.features] == [{"naam": "route"}]
    assert replace(kept, foreign=story.foreign) == story
    assert dumps(loads(dumps(kept))) == dumps(kept)
    assert json.loads(dumps(kept)) == document
    assert published(kept).foreign == story.foreign


def test_a_style_of_ours_is_no_property_of_others(story: Story) -> None:
    assert loads(dumps(story)).foreign == story.foreign
    document = json.loads(dumps(story))
    place(document, "karatsjov")["properties"]["marker-color"] = "#00ff00"
    assert loads(json.dumps(document)).foreign.properties == {"place/karatsjov": {"marker-color": "#00ff00"}}


def test_places_moved_and_named_in_the_story_s_own_file_are_decisions(story: Story) -> None:
    document = json.loads(dumps(story))
    place(document, "brjansk")["geometry"] = POINT
    place(document, "koersk")["properties"]["name"] = "Kursk"
    added(document, {"type": "Point", "coordinates": [34.5, 53.0]}, name="Navlja")
    out = reopened(json.dumps(document).encode(), at=AT)
    assert [(change.action, change.target, change.at) for change in out.changes] == [
        ("move", "brjansk", AT), ("rename", "koersk", AT), ("add", "navlja", AT),
    ]  # fmt: skip
    moved = out.place("brjansk")
    assert moved is not None and moved.moved
    assert out.review is None
    assert out.foreign.features == ()
    assert reopened(dumps(out).encode(), at="later") == out
    document = json.loads(dumps(out))
    place(document, "brjansk")["geometry"] = {"type": "Point", "coordinates": [31.0, 51.0]}
    twice = reopened(json.dumps(document).encode(), at=AT)
    assert [change.value for change in twice.changes if change.action == "move"][1:] == [{"lon": 31.0, "lat": 51.0}]


def test_a_story_that_nobody_touched_is_as_it_was(story: Story) -> None:
    for kept in (story, published(story)):
        assert reopened(dumps(kept).encode(), at=AT) == kept


# ---------------------------------------------------------------- the command


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_edits_are_listed_and_written(story: Story, collection: Json, tmp_path: Path) -> None:
    given, back, out = tmp_path / "story.geojson", tmp_path / "terug.geojson", tmp_path / "nieuw.geojson"
    given.write_text(dumps(story), encoding="utf-8")
    document = edited(collection)
    added(document, LINE, name="route")
    back.write_bytes(geojson_io(document))
    listed = run("edits", given, back)
    assert listed.exit_code == 0
    assert listed.stdout.splitlines() == [
        "Brjansk: moved to 53.31, 34.41", "Koersk: now called Kursk", "New Mexico: removed",
        "Navlja: added at 53.0, 34.5",
    ]  # fmt: skip
    assert "LineString was drawn there" in listed.stderr
    assert list(tmp_path.glob("nieuw*")) == []
    assert run("edits", given, back, "-o", out).exit_code == 0
    assert loads(out.read_bytes()).place("navlja") is not None
    asked = json.loads(run("edits", given, back, "--json", "--keep-missing").stdout)
    assert [change["action"] for change in asked["changes"]] == ["move", "rename", "add"]
    assert asked["properties"]["place/karatsjov"]["bron"] == "foto van het station"


def test_convert_writes_by_the_ending_and_the_table(story: Story, tmp_path: Path) -> None:
    given = tmp_path / "story.geojson"
    given.write_text(dumps(story), encoding="utf-8")
    for name, start in (("a.geojson", b"{"), ("a.kml", b"<?xml"), ("a.gpkg", b"SQLite"), ("a.parquet", b"PAR1"),
                        ("a.CSV", "\ufeffname,".encode())):  # fmt: skip
        assert run("convert", given, "-o", tmp_path / name).exit_code == 0
        assert (tmp_path / name).read_bytes().startswith(start)
    assert run("convert", given, "-o", tmp_path / "b.csv", "--table", "distances").exit_code == 0
    assert (tmp_path / "b.csv").read_bytes().startswith("\ufefffrom,to,".encode())
    if Path("/dev/full").exists():
        (tmp_path / "full.kml").symlink_to("/dev/full")
        assert "cannot be written: No space left" in run("convert", given, "-o", tmp_path / "full.kml").stderr
    wrong = run("convert", given, "-o", tmp_path / "b.kml", "--table", "distances")
    assert (wrong.exit_code, (tmp_path / "b.kml").exists()) == (2, False)
    assert [layer.title for layer in Tables(story).layers][1] == "Plaatsen"


def test_the_page_on_data_files_shows_commands_that_work(story: Story, tmp_path: Path, monkeypatch: Any) -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "data.md").read_text(encoding="utf-8")
    commands = [line.partition("#")[0].split() for line in page.splitlines() if line.startswith("    strikemap ")]
    assert {command[1] for command in commands} == {"convert", "edits"}
    monkeypatch.chdir(tmp_path)
    Path("story.geojson").write_text(dumps(story), encoding="utf-8")
    Path("edited.geojson").write_bytes(convert(story, "geojson"))
    for command in commands:
        assert run(*command[1:]).exit_code == 0, command
        assert "-o" not in command or Path(command[command.index("-o") + 1]).stat().st_size > 0
