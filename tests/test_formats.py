"""The data files: valid by their own readers and checkers, whole, the same again, and true to the published story."""

from __future__ import annotations

import csv
import importlib.resources
import io
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import geoparquet_validator
import numpy as np
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from hostile import HOSTILE
from lxml import etree

from geo.document import dumps, loads
from geo.drawing.theme import built_in
from geo.errors import BadInput
from geo.measuring.ranges import range_area
from geo.model import Article, Line, Origin, Place, RangeArea, Review, Statement, Story
from geo.publishing.formats import KINDS, convert
from geo.publishing.geopackage import CLOCK, fixed_date
from geo.publishing.kml import BALLOON, NAMESPACE, clean, colour
from geo.publishing.layers import Layer, Tables, ready
from geo.publishing.rfc7946 import crosses, well_formed, without_seam
from tests.stories import founding_story, hostile_story

K = f"{{{NAMESPACE}}}"
CONTROLS = "a\x00b\x07c\x1bd\x7fe\ufffef"
# Fiji, and a cap over the North Pole: cut at 180 degrees, and closed along the pole.
SPOTS = {"fiji": (178.4, -18.1), "pole": (30.0, 88.0)}


def ring(key: str, lon: float, lat: float, metres: float = 900_000.0) -> RangeArea:
    found = range_area(shapely.Point(lon, lat), metres)
    origin = Origin(kind="point", name=key, geometry=shapely.Point(lon, lat))
    return RangeArea(id=key, origin=origin, max_m=metres, geometry=found.geometry, error_m=found.error_m,
                     outline_m=0.0, area_km2=1.0)  # fmt: skip


def far_story() -> Story:
    """Ranges across the antimeridian and round a pole, and a line that is not cut at 180 degrees."""
    line = Line(id="l", from_name="a", to_name="b", distance_m=5.0, low_m=4.0, high_m=6.0,
                geometry=shapely.LineString([(179.0, -17.0), (-179.0, -19.0)]))  # fmt: skip
    fiji, pole = (ring(key, *spot) for key, spot in SPOTS.items())
    return replace(founding_story(), ranges=(replace(fiji, bound="more"), pole), lines=(line,))


def empty_story() -> Story:
    return Story(id="leeg", title="", language="nl", article=Article(text="", language="nl"))


def long_story() -> Story:
    story = founding_story(reviewed=True)
    first, *others = story.places
    return replace(story, title="t" * 300, places=(replace(first, name="Ж" * 300), *others))


STORIES = {
    "draft": founding_story,
    "reviewed": lambda: founding_story(reviewed=True),
    "far": far_story,
    "empty": empty_story,
    "long names": long_story,
    "corrected": lambda: replace(founding_story(reviewed=True), correction="Eerder stond hier iets anders."),
}


@pytest.fixture(scope="module")
def stories() -> dict[str, Story]:
    return {name: make() for name, make in STORIES.items()}


@pytest.fixture(scope="module")
def files(stories: dict[str, Story], tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """Every story in every kind."""
    folder, found = tmp_path_factory.mktemp("files"), {}
    for name, story in stories.items():
        for kind in KINDS:
            path = folder / f"{name.replace(' ', '-')}.{kind}"
            path.write_bytes(convert(story, kind))
            found[name, kind] = path
    return found


# ---------------------------------------------------------------- what they hold, by their own readers


def frames(path: Path, story: Story) -> Iterator[tuple[Layer, geopandas.GeoDataFrame]]:
    """Each layer as GDAL (GeoParquet: GeoPandas) reads it, beside what it was made from."""
    tables = Tables(story)
    for layer in tables.layers:
        match path.suffix:
            case ".geojson":
                whole = pyogrio.read_dataframe(path)
                yield layer, whole[whole["kind"] == layer.kind]
            case ".parquet":
                whole = geopandas.read_parquet(path)
                yield layer, whole[whole["kind"] == layer.kind]
            case ".gpkg":
                yield layer, pyogrio.read_dataframe(path, layer=layer.name)
            case ".kml":
                if layer.rows:  # GDAL shows no folder without a place in it
                    frame = pyogrio.read_dataframe(path, layer=layer.title)
                    yield (
                        layer,
                        frame[frame["kind"] != "outline"].rename(columns={"strikemap_id": "id", "Name": "name"}),
                    )


def same_shape(one: Any, other: Any) -> bool:
    """Equal to a nanodegree, where one of the two may be a collection of one."""
    if one is None or other is None:
        return one is None and other is None
    return bool(shapely.equals_exact(shapely.normalize(_parts(one)), shapely.normalize(_parts(other)), tolerance=1e-9))


def _parts(shape: Any) -> Any:
    return shapely.GeometryCollection(list(getattr(shape, "geoms", (shape,))))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "csv"])
@pytest.mark.parametrize("name", ["reviewed", "far"])
def test_a_file_holds_the_published_story(files: Any, stories: Any, name: str, kind: str) -> None:
    """Out, and in by another reader: every row, its geometry to 1e-9, its values as they were."""
    read = 0
    for layer, frame in frames(files[name, kind], stories[name]):
        frame = frame.loc[:, ~frame.columns.duplicated(keep="last")].set_index("id")
        assert sorted(frame.index) == sorted(row.values["id"] for row in layer.rows)
        for row in layer.rows:
            got = frame.loc[row.values["id"]]
            assert same_shape(got.geometry, row.geometry), (layer.name, row.name)
            if kind in {"gpkg", "parquet"}:
                for column, value in row.values.items():
                    if column != "id":
                        assert got[column] == value or (value in {None, ""} and not isinstance(got[column], bool)), (
                            column
                        )
            else:
                assert got["status"] == row.values["status"]
                assert got["credit"] == row.values["credit"]
            read += 1
    assert read > 4


@pytest.mark.parametrize("name", STORIES)
def test_geojson_is_as_rfc_7946_asks(files: Any, stories: Any, name: str) -> None:
    data = files[name, "geojson"].read_bytes()
    collection = json.loads(data)
    assert "crs" not in collection
    for feature in collection["features"]:
        if feature["geometry"] is not None:
            shape = shapely.geometry.shape(feature["geometry"])
            assert not crosses(shape)
            assert shape.is_valid
            for polygon in [part for part in getattr(shape, "geoms", (shape,)) if part.geom_type == "Polygon"]:
                assert polygon.exterior.is_ccw
                assert not any(hole.is_ccw for hole in polygon.interiors)
    assert loads(data) == ready(stories[name])
    assert dumps(loads(data)) == dumps(ready(stories[name]))


@pytest.mark.parametrize("name", STORIES)
def test_the_geoparquet_checker_finds_nothing(files: Any, name: str) -> None:
    report = geoparquet_validator.check(str(files[name, "parquet"]))
    outcomes = {outcome["id"]: outcome["status"] for outcome in report["outcomes"]}
    # A story of which nothing is published has no group of rows that could be skipped.
    assert geoparquet_validator.failed(report) == ["/conf/distribution/geospatial-statistics"] * (name == "empty")
    assert outcomes["/conf/core/geo-metadata"] == "pass"
    assert outcomes["/conf/covering/keys"] == "pass"
    about = json.loads(pq.read_metadata(files[name, "parquet"]).metadata[b"geo"])
    assert about["version"] == "1.1.0"


@pytest.mark.parametrize("name", STORIES)
def test_a_geopackage_has_a_layer_a_kind_with_a_style(files: Any, stories: Any, name: str) -> None:
    path = files[name, "gpkg"]
    layers = {str(layer) for layer, _ in pyogrio.list_layers(path)}
    assert layers == {"places", "strikes", "origins", "ranges", "lines", "layer_styles"}
    info = pyogrio.read_info(path, layer="ranges")
    assert info["crs"] == "EPSG:4326"
    assert info["geometry_type"] == "MultiPolygon"
    assert info["dataset_metadata"]["status"] == ("draft" if stories[name].review is None else "reviewed")
    assert "licence" in info["layer_metadata"]
    base = sqlite3.connect(path)
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    styles = base.execute("SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles").fetchall()
    assert {row[0] for row in styles} == layers - {"layer_styles"}
    for layer, column, text, is_default in styles:
        assert (column, is_default) == ("geom", 1)
        root = etree.fromstring(text.encode())
        assert root.find("renderer-v2/symbols/symbol/layer") is not None
        assert (root.find("labeling") is not None) == (layer in {"places", "ranges"})
    assert {row[0] for row in base.execute("SELECT last_change FROM gpkg_contents")} == {fixed_date(stories[name])}
    base.close()


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "parquet", "kml"])
def test_a_range_is_no_surer_than_its_source(files: Any, stories: Any, kind: str) -> None:
    """Who says "at least 900 km" has not said 900 km."""
    found = {layer.kind: frame for layer, frame in frames(files["far", kind], stories["far"])}["range"]
    found = found.loc[:, ~found.columns.duplicated(keep="last")]
    assert dict(zip(found["id"], found["bound"].fillna(""), strict=True)) == {"fiji": "more", "pole": ""}


@pytest.fixture(scope="module")
def ogc_schema() -> etree.XMLSchema:
    """The OGC's schema of KML 2.2, as fastkml ships it."""
    return etree.XMLSchema(file=str(importlib.resources.files("fastkml") / "schema" / "ogckml22.xsd"))


@pytest.mark.parametrize("name", STORIES)
def test_kml_fits_the_schema_of_the_ogc(files: Any, ogc_schema: etree.XMLSchema, name: str) -> None:
    ogc_schema.assertValid(etree.parse(files[name, "kml"]))


def test_the_colours_are_those_of_the_map(files: Any) -> None:
    look = built_in().light["range-1"]
    assert colour("#a8430d", 0.24) == "3d0d43a8"
    root = etree.parse(files["reviewed", "kml"]).getroot()
    style = next(node for node in root.iter(f"{K}Style") if node.get("id") == "range-1")
    assert style.findtext(f"{K}PolyStyle/{K}color") == colour(look.fill or "", look.fill_opacity)
    assert style.findtext(f"{K}LineStyle/{K}color") == colour(look.stroke or "")
    base = sqlite3.connect(files["reviewed", "gpkg"])
    (text,) = base.execute("SELECT styleQML FROM layer_styles WHERE f_table_name = 'ranges'").fetchone()
    base.close()
    fills = [
        node.get("value") for node in etree.fromstring(text.encode()).iter("Option") if node.get("name") == "color"
    ]
    assert "168,67,13,61" in fills


def test_every_style_that_a_placemark_names_is_there(files: Any) -> None:
    for name in STORIES:
        root = etree.parse(files[name, "kml"]).getroot()
        ids = [node.get("id") for node in root.iter() if node.get("id")]
        assert len(ids) == len(set(ids))
        assert {node.text for node in root.iter(f"{K}styleUrl")} <= {f"#{key}" for key in ids}
        assert {node.text for node in root.iter(f"{K}text")} == {BALLOON}
        assert [node.tag for node in root.iter() if node.tag in {f"{K}href", f"{K}NetworkLink", f"{K}Icon"}] == []


def test_the_cut_is_no_edge_in_google_earth(files: Any, stories: Any) -> None:
    """What crosses 180 degrees or covers a pole is filled without an outline; the outline beside it has no seam."""
    root = etree.parse(files["far", "kml"]).getroot()
    outlines = [
        node for node in root.iter(f"{K}Placemark") if node.findtext(f".//{K}Data[@name='kind']/{K}value") == "outline"
    ]
    assert len(outlines) == len(SPOTS)
    for area in ready(stories["far"]).ranges:
        line = without_seam(area.geometry)
        inner = shapely.get_coordinates(line)
        on_seam = (np.abs(inner[:, 0]) == 180) | (np.abs(inner[:, 1]) == 90)
        assert on_seam.sum() <= 4  # where the ring itself meets 180
        assert line.length == pytest.approx(area.geometry.boundary.length - _seam(area.geometry), abs=1e-9)


def _seam(geometry: Any) -> float:
    """How long the edges along 180 degrees and the poles are."""
    edges = shapely.MultiLineString([[(-180, -90), (-180, 90)], [(180, -90), (180, 90)], [(-180, 90), (180, 90)]])
    return float(geometry.boundary.intersection(edges).length)


def test_an_outline_that_a_person_brought_is_cut_and_turned() -> None:
    clockwise = shapely.Polygon([(170, -10), (170, 10), (-170, 10), (-170, -10)])
    cut = well_formed(clockwise)
    assert [part.bounds for part in sorted(cut.geoms, key=lambda part: part.bounds)] == [
        (-180, -10, -170, 10), (170, -10, 180, 10),
    ]  # fmt: skip
    assert all(part.exterior.is_ccw for part in cut.geoms)
    assert well_formed(cut).equals_exact(cut, 0)
    line = well_formed(shapely.LineString([(170, 0), (-170, 10)]))
    assert [list(part.coords) for part in line.geoms] == [[(170, 0), (180, 5)], [(-180, 5), (-170, 10)]]


# ---------------------------------------------------------------- csv


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_places_and_distances_as_tables(stories: Any) -> None:
    story = stories["corrected"]
    places, (distance,) = rows(convert(story, "csv")), rows(convert(story, "csv", table="distances"))
    assert [row["name"] for row in places] == [place.name for place in story.places]
    assert (places[0]["lat"], places[0]["lon"]) == ("53.12", "34.98")
    assert (distance["from"], distance["to"]) == ("Karatsjov", "de grens met Oekraïne")
    assert (distance["distance_m"], distance["low_m"], distance["high_m"]) == ("117000.0", "113000.0", "121000.0")
    assert (distance["from_lat"], distance["from_lon"]) == ("53.12", "34.98")
    for row in (*places, distance):
        assert (row["status"], row["correction"]) == ("reviewed", "Eerder stond hier iets anders.")
        assert "NOS" in row["credit"]
        assert "CC BY 4.0" in row["licence"]


@pytest.mark.parametrize(("kind", "reviewed"), [*((kind, False) for kind in KINDS), ("gpkg", True)])
def test_every_kind_says_draft_or_reviewed_credit_correction_and_licence(kind: str, reviewed: bool) -> None:
    from datafiles import everything_in

    story = replace(founding_story(reviewed=reviewed), correction="Rechtgezet.")
    text = everything_in(convert(story, kind)).decode("utf-8", "replace")
    status = "reviewed" if reviewed else "draft"
    for told in (status, "NOS", "Rechtgezet.", "GeoNames (CC BY 4.0)", "Punten van GeoNames"):
        assert told in text
    assert "Redacteur" not in text


# ---------------------------------------------------------------- the same again


def test_what_is_denied_stands_in_no_column_as_if_it_were_so() -> None:
    story = founding_story(reviewed=True)
    denied = Statement(value=9, quote="", start=0, end=0, said_by="het leger", certainty="denied")
    strike = replace(story.strikes[0], launched=denied, others={"hit": (replace(denied, certainty="reported"),)})
    (row,) = Tables(replace(story, strikes=(strike,))).layer("strikes").rows
    assert (row.values["launched"], row.values["launched_said_by"]) == (None, None)
    assert row.values["others"] == "launched: 9 (denied; het leger); hit: 9 (reported; het leger)"
    assert "ontkend: 9 (volgens het leger)" in row.told


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_story_gives_the_same_bytes(files: Any, stories: Any, kind: str) -> None:
    assert convert(stories["reviewed"], kind) == files["reviewed", kind].read_bytes()


def test_another_process_at_another_time_gives_the_same_bytes(files: Any, stories: Any, tmp_path: Path) -> None:
    """GeoPackage is the kind that writes a clock's time: what is set against that is undone afterwards."""
    (tmp_path / "story.geojson").write_text(dumps(stories["reviewed"]), encoding="utf-8")
    script = (
        "import sys; from pathlib import Path; from geo.document import loads\n"
        "from geo.publishing.formats import convert\n"
        "sys.stdout.buffer.write(convert(loads(Path(sys.argv[1]).read_bytes()), 'gpkg'))"
    )
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "story.geojson"], capture_output=True, check=True, cwd=root
    )
    assert done.stdout == files["reviewed", "gpkg"].read_bytes()
    assert pyogrio.get_gdal_config_option(CLOCK) is None


@pytest.mark.parametrize(
    ("changed", "published", "date"),
    [
        ("2024-11-19T13:54:00+01:00", None, "2024-11-19T12:54:00.000Z"),
        (None, "2024-11-19", "2024-11-19T00:00:00.000Z"),
        ("gisteren", "ooit", "1970-01-01T00:00:00.000Z"),
        (None, None, "1970-01-01T00:00:00.000Z"),
    ],
)
def test_a_file_bears_the_date_of_the_story(changed: str | None, published: str | None, date: str) -> None:
    article = Article(text="", language="nl", published=published)
    assert fixed_date(replace(empty_story(), changed=changed, article=article)) == date


# ---------------------------------------------------------------- hostile texts, many places, bad wishes


def hostile_names(kind: str, data: bytes, tmp_path: Path) -> list[str]:
    """The names of the places in a file, as its reader gives them."""
    match kind:
        case "geojson":
            found = [feature["properties"] for feature in json.loads(data)["features"]]
            return [item["name"] for item in found if item["kind"] == "place"]
        case "kml":
            root = etree.fromstring(data)
            return [node.text or "" for node in root.iterfind(f".//{K}Placemark/{K}name")]
        case "csv":
            return [row["name"] for row in rows(data)]
        case "parquet":
            return [str(name) for name in pq.read_table(io.BytesIO(data)).column("name").to_pylist()]
        case _:
            path = tmp_path / "hostile.gpkg"
            path.write_bytes(data)
            return [str(name) for name in pyogrio.read_dataframe(path, layer="places")["name"]]


@pytest.fixture(scope="module")
def hostile() -> Story:
    """A place of each hostile text, and such texts wherever else an article or a person can put one."""
    story = hostile_story(HOSTILE[6])
    town = story.places[0]
    texts = (*HOSTILE, CONTROLS, "$[name]", "\t=1+1", "＝1+1", "]]>&amp;<b>x</b>")
    places = tuple(replace(town, id=f"h{n}", name=text) for n, text in enumerate(texts))
    strike = replace(
        story.strikes[0], accepted=True, where="h0", target=Statement(value=HOSTILE[9], quote="", start=0, end=0)
    )
    return replace(story, places=(*story.places, *places), strikes=(strike,), review=Review(by="x", at="2024-11-19"))


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_texts_are_shown_as_written(hostile: Story, kind: str, tmp_path: Path) -> None:
    names = hostile_names(kind, convert(hostile, kind), tmp_path)
    for place in hostile.places:
        shown = {
            "geojson": place.name,
            "kml": clean(place.name),
            "csv": place.name.replace("\0", "\ufffd"),
        }.get(kind, place.name.replace("\0", "\ufffd"))
        if kind == "csv" and shown[:1] in "=+-@\t\r\n＝＋－＠":
            shown = f"'{shown}"
        assert shown in names, place.name


def test_no_cell_is_a_formula(hostile: Story) -> None:
    for table in ("places", "distances"):
        data = convert(hostile, "csv", table=table).decode("utf-8-sig")  # type: ignore[arg-type]
        cells = [cell for row in csv.reader(io.StringIO(data)) for cell in row if cell]
        assert [
            cell for cell in cells if cell[0] in "=+@\t\r\n＝＋－＠" or (cell[0] == "-" and not _number(cell))
        ] == []


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_nothing_in_a_balloon_is_markup(hostile: Story) -> None:
    """Google Earth reads a description as HTML, and $[...] in it as a field: there is none of either."""
    root = etree.fromstring(convert(hostile, "kml"))
    descriptions = [node.text or "" for node in root.iter(f"{K}description")]
    assert len(descriptions) > len(HOSTILE)
    for text in descriptions:
        assert "<" not in text and ">" not in text
        assert "$" not in text
    import html

    shown = [html.unescape(text).split("\n")[0] for text in descriptions]
    assert HOSTILE[6] in shown


def test_a_reader_without_entities_reads_every_kml(hostile: Story) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=False)
    assert etree.fromstring(convert(hostile, "kml"), parser).tag == f"{K}kml"


def test_five_thousand_places(tmp_path: Path) -> None:
    story = founding_story(reviewed=True)
    town = story.places[0]
    many = tuple(_numbered(town, number) for number in range(5000))
    story = replace(story, places=many, strikes=(), lines=())
    for kind in KINDS:
        names = hostile_names(kind, convert(story, kind), tmp_path)
        assert [name for name in names if name.startswith("Plaats ")] == [place.name for place in many]


def _numbered(town: Place, number: int) -> Place:
    lon, lat = 20 + number % 100 / 10, 45 + number // 100 / 10
    return replace(town, id=f"p{number}", name=f"Plaats {number}", lon=lon, lat=lat, role="mentioned", mentions=())


def test_an_unknown_kind_is_told() -> None:
    with pytest.raises(BadInput, match="'shp' is not a kind of file: expected one of geojson, kml, gpkg, parquet, csv"):
        convert(empty_story(), "shp")


def test_no_room_for_a_geopackage_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(BadInput, match="gone' cannot be written: No such file"):
        convert(empty_story(), "gpkg")
