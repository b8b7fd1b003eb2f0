"""Tables to events: whatever was written comes back, no row is lost or moved, and nothing unknown becomes a default."""

from __future__ import annotations

import csv
import datetime
import io
import json
import math
import time
from collections.abc import Sequence

import pytest
from events import ROWS, few, table
from hostile import HOSTILE
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.document import dumps, loads, published
from geo.errors import BadDocument, BadInput
from geo.events.columns import parse_map, recognised
from geo.events.dates import DateColumn, clock_of, edtf_days
from geo.events.read import read_events
from geo.events.story import story_of_events
from geo.model import Event, Events
from geo.reachable import events_within, ranges_from

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t") | st.sampled_from(";,|\"'{}<>=+-@"),
    max_size=20,
)
DAYS = st.dates().map(str)
WHEN = st.one_of(
    st.just(""),
    DAYS,
    DAYS.map(lambda day: f"{day}T03:25"),
    DAYS.map(lambda day: f"{day[:8]}XX"),
    DAYS.map(lambda day: f"{day}~"),
    st.tuples(DAYS, DAYS).map(lambda pair: "/".join(sorted(pair))).filter(lambda text: text[:10] != text[11:]),
)
PLACES = st.one_of(
    st.just(("", "")),
    st.tuples(st.decimals(-90, 90, places=4), st.decimals(-180, 180, places=4)).map(lambda pair: (*map(str, pair),)),
)
ROW = st.tuples(WHEN, PLACES, TEXTS, TEXTS, st.sampled_from(["", "500", "25000"]), TEXTS, TEXTS)
COLUMNS = ("date", "lat", "lon", "title", "place", "precision_m", "notes", "colour of it")


# ---------------------------------------------------------------- laws


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(ROW, min_size=1, max_size=8), delimiter=st.sampled_from(",;\t"), bom=st.booleans())
def test_any_csv_made_of_events_comes_back(rows, delimiter, bom):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(COLUMNS)
    writer.writerows(
        [when, *place, title, name, metres, notes, own] for when, place, title, name, metres, notes, own in rows
    )
    kept = [row for row in rows if any(map(str.strip, (row[0], *row[1], *row[2:])))]
    assume(kept)
    read = read_events(out.getvalue().encode("utf-8-sig" if bom else "utf-8"))
    assert (len(read.events) + len(read.bad), read.bad) == (len(kept), ())
    for event, (when, (lat, lon), title, name, metres, notes, own) in zip(read.events, kept, strict=True):
        assert (event.lat, event.lon) == ((float(lat), float(lon)) if lat else (None, None))
        assert (event.title, event.place, event.notes) == (title.strip(), name.strip(), notes.strip())
        assert event.precision_m == (float(metres) if metres else None)
        assert event.columns.get("colour of it", "") == own
        assert edtf_days(event.when or "") == edtf_days(when)
        assert event.when == when or (event.when is None and when == "") or "/" in when
    story = story_of_events(read, b"x", title="x", language="en")
    assert loads(dumps(story)) == story
    assert dumps(loads(dumps(story))) == dumps(story)


@settings(max_examples=40, deadline=None)
@given(day=st.dates(min_value=datetime.date(1000, 1, 1)))
def test_a_day_is_the_same_day_however_it_is_written(day):
    written = [
        str(day), f"{day:%Y%m%d}", f"{day.day} {MONTHS[day.month - 1]} {day.year}", f"{day.day}-{day.month}-{day.year}",
        f"{MONTHS[day.month - 1]} {day.day}, {day.year}", f"{day.year}/{day.month:02}/{day.day:02}",
    ]  # fmt: skip
    column = DateColumn.of(written, name="date", order="dmy")
    assert {column.read(text)[0].date for text in written} == {day}
    assert edtf_days(str(day)) == (day.toordinal() - 719163,) * 2


MONTHS = (
    "januari",
    "Februar",
    "mars",
    "апреля",
    "травня",
    "June",
    "juli",
    "Aug",
    "Sept.",
    "oktober",
    "Novembre",
    "dec",
)


def test_a_story_s_events_go_through_the_document_and_fit_its_schema():
    import jsonschema

    from geo.resources import data_path

    story = few()
    text = dumps(story)
    assert loads(text) == story
    jsonschema.validate(json.loads(text), json.loads(data_path("story.schema.json").read_text("utf-8")))
    document = json.loads(text)
    document["features"][0]["properties"]["marker-color"] = "#123456"  # what another tool adds is kept
    assert loads(json.dumps(document)).events[0].columns["marker-color"] == "#123456"
    document["features"][1]["geometry"]["coordinates"] = [30, 95]
    with pytest.raises(BadDocument, match=r"features\[1\]: an event needs a Point on Earth"):
        loads(json.dumps(document))


def test_a_published_story_holds_no_notes_and_no_column_that_nobody_named():
    data = table(ROWS)
    read = read_events(data)
    closed = published(story_of_events(read, data, title="x", language="en"))
    assert "secret" not in dumps(closed) and "blue" not in dumps(closed)
    assert "secret" in dumps(published(story_of_events(read, data, title="x", language="en", publish=["notes"])))
    shown = published(story_of_events(read, data, title="x", language="en", publish=["colour"]))
    assert [event.columns for event in shown.events][:3] == [{"colour": "red"}, {"colour": "blue"}, {}]
    assert closed.events[2].lon == 36.2  # 80 km: a tenth of a degree
    assert [event.id for event in closed.events] == [event.id for event in few().events]


def test_an_event_at_a_withheld_place_or_that_names_one_stays_home():
    from dataclasses import replace

    from stories import founding_story

    story = founding_story()
    secret = replace(story.places[0], publish="withheld")
    rows = [
        Event(id="a", lon=secret.lon, lat=secret.lat, title="here"),
        Event(id="b", lon=1.0, lat=1.0, title=f"near {secret.name}"),
        Event(id="c", lon=1.0, lat=1.0, title="elsewhere"),
    ]
    story = replace(story, places=(secret, *story.places[1:]), events=Events.of(rows))
    assert [event.id for event in published(story).events] == ["c"]


# ---------------------------------------------------------------- feeds


def feed(head: str, *rows: Sequence[str]) -> list[Event]:
    return list(read_events(table(rows, head.split(","))).events)


def test_acled_by_its_codebook():
    head = "event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,location,latitude,longitude," \
           "geo_precision,source,notes,fatalities"  # fmt: skip
    first, week, month = feed(
        head,
        [
            "UKR1",
            "19 November 2024",
            "2024",
            "1",
            "Battles",
            "Armed clash",
            "Kyiv",
            "50.45",
            "30.52",
            "1",
            "ISW",
            "x",
            "0",
        ],
        [
            "UKR2",
            "19 November 2024",
            "2024",
            "2",
            "Battles",
            "Armed clash",
            "Kyiv",
            "50.45",
            "30.52",
            "2",
            "ISW",
            "x",
            "1",
        ],
        [
            "UKR3",
            "15 November 2024",
            "2024",
            "3",
            "Battles",
            "Armed clash",
            "Kyiv",
            "50.45",
            "30.52",
            "3",
            "ISW",
            "x",
            "2",
        ],
    )
    assert (first.when, week.when, month.when) == ("2024-11-19", "2024-11-16/2024-11-22", "2024-11-XX")
    assert [event.precision_m for event in (first, week, month)] == [5_000, 25_000, 90_000]
    assert first.title == "Armed clash" and first.source == "ISW" and first.notes == "x"
    assert month.columns == {"event_id_cnty": "UKR3", "year": "2024", "time_precision": "3", "event_type": "Battles",
                             "geo_precision": "3", "fatalities": "2"}  # fmt: skip


def test_ucdp_by_its_codebook():
    head = "id,dyad_name,where_prec,where_coordinates,latitude,longitude,date_prec,date_start,date_end,source_article"
    rows = [
        [
            "1",
            "A - B",
            "1",
            "Kyiv town",
            "50.45",
            "30.52",
            "1",
            "2024-11-19 00:00:00.000",
            "2024-11-19 00:00:00.000",
            "BBC",
        ],
        ["2", "A - B", "2", "near", "50", "30", "2", "2024-11-17 00:00:00.000", "2024-11-20 00:00:00.000", "BBC"],
        ["3", "A - B", "4", "oblast", "50", "30", "4", "2024-11-01 00:00:00.000", "2024-11-30 00:00:00.000", "BBC"],
        ["4", "A - B", "6", "Ukraine", "49", "32", "5", "2024-01-01 00:00:00.000", "2024-12-31 00:00:00.000", "BBC"],
    ]
    events = feed(head, *rows)
    assert [event.when for event in events] == ["2024-11-19", "2024-11-17/2024-11-20", "2024-11-XX", "2024"]
    assert [event.precision_m for event in events] == [5_000, 25_000, 90_000, 300_000]
    assert events[0].place == "Kyiv town" and events[0].columns["where_prec"] == "1"


@pytest.mark.parametrize(
    ("word", "metres"),
    [("STREET", 1_000), ("ADM3", 5_000), ("ADM2", 40_000), ("ADM1", 90_000)],
)
def test_no_code_is_finer_than_the_area_it_names(word, metres):
    """Of a raion and an oblast, whose middle stands for the whole: at least the radius of a disc of that size."""
    head = "event_id,date,time,asciiname,longitude,latitude,GEO_PRECISION,source,url,text"
    [event] = feed(head, ["9", "20220224", "04:30", "Kharkiv", "36.23", "49.99", word, "a", "https://a.b/c", "x"])
    assert event.precision_m == metres
    ukraine_km2, units = 603_628, {"ADM2": 136, "ADM1": 27}  # KOATUU's successor KATOTTH, 2020
    if word in units:
        assert metres / 1000 > math.sqrt(ukraine_km2 / units[word] / math.pi)


def test_viina_timemap_and_a_dutch_table():
    head = "event_id,date,time,asciiname,longitude,latitude,GEO_PRECISION,source,url,text"
    [event] = feed(
        head, ["9", "20220224", "04:30", "Kharkiv", "36.23", "49.99", "ADM3", "liveua", "https://a.b/c", "Shelling"]
    )
    assert (event.when, event.precision_m, event.title) == ("2022-02-24T04:30", 5_000, "Shelling")
    assert event.address == "https://a.b/c"
    head = "id,date,latitude,longitude,location,description,sources"
    [event] = feed(head, ["CIV1", "2/28/2022", "49.9", "36.2", "Kharkiv", "School hit", "https://t.me/x/1"])
    assert (event.when, event.title, event.source) == ("2022-02-28", "School hit", "t.me")
    text = "Datum;Plaats;Breedtegraad;Lengtegraad;Bron;Licentie;Nauwkeurigheid\n"
    text += "19 november 2024;Kyiv;50,45;30,52;NOS;CC0;5 km\n"
    [event] = read_events(text.encode("cp1252")).events
    assert event == Event(
        id="event-2", lon=30.52, lat=50.45, when="2024-11-19", place="Kyiv", source="NOS", licence="CC0",
        precision_m=5000.0, columns={"Nauwkeurigheid": "5 km"},
    )  # fmt: skip


# ---------------------------------------------------------------- odd files


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "is empty"),
        (b"date,lat,lon\n", "a head and no rows"),
        (b"a,b\n1,2\n", "no column is recognised as lat.*the columns are: a, b"),
        (b"date,lat,latitude,lon\n", "lat may be any of lat, latitude"),
        (b"date,lat,lat,lon\n", r"lat may be any of lat, lat \(2\)"),
        (b"date,lat,lon\n2024-01-01,131,40\n", "swapped: try --map lat=lon,lon=lat"),
        (b"date,lat,lon\n2024-01-01,x,40\n", "none of the 1 rows can be used; line 2: its latitude 'x'"),
        (b'date,lat,lon\n2024-01-01,"50,30\n2024,1,2\n', "line 2: a quotation mark is opened there and never closed"),
        (b"date,lat,lon\n03/04/2024,50,30\n", "'03/04/2024', which may be day first or month first"),
        (b"date,lat,lon\n13/04/2024,50,30\n04/13/2024,50,30\n", "day first .'13/04/2024'. and with the month first"),
        ("дата,lat,lon\nвівторок,50,30\n".encode("cp1251"), "is not in UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary data"),
        (b'{"type":"Point"}', "expected a FeatureCollection"),
        (b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[50,95]}}]}',
         "swapped in this GeoJSON|beyond 90"),
        (b'{"features":[NaN]}', "NaN is not a number in JSON"),
        (b'{"features":[', "is not GeoJSON: found"),
        (b"[" * 5000, "is not GeoJSON"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(text, why):
    with pytest.raises(BadInput, match=why):
        read_events(text, filename="x.csv")


def test_a_bad_row_is_named_and_does_not_stop_the_rest():
    read = read_events(
        b'date,lat,lon,notes\n2024-01-01,50,30,"two\nlines"\n2024-01-02,50\n,,,\n31/31/2024,0,0,x\n2024-01-04,91,30,\n'
        b"2024-01-05,50,,\n2024-01-06,50,30,a,b\n2024-01-07,NaN,nan,\n2024-01-08,1e400,2,\n"
    )
    assert [event.when for event in read.events] == ["2024-01-01", None, "2024-01-07"]
    assert [(line, str(why)) for line, why in read.bad] == [
        (4, "it has 2 cells, and the head 4"),
        (7, "its latitude 91.0 is beyond 90; it may be swapped with the longitude"),
        (8, "it has a latitude or a longitude, and not the other"),
        (9, "it has 5 cells, and the head 4"),
        (11, "its latitude '1e400' is not a number of degrees"),
    ]
    assert [str(doubt.told()) for doubt in read.doubts] == [
        "dates that cannot be read and stay unknown: 1 (the first: line 6, '31/31/2024')",
        "at 0,0 exactly, in the sea off Ghana, so look at them: 1 (the first: line 6)",
        "not on the map, as they have no coordinates: 1 (the first: line 10)",
    ]
    assert read.events[1].columns == {"date": "31/31/2024"}
    assert read.events[2].lon is None


def test_the_whole_column_decides_which_is_the_day():
    def days(*texts: str) -> list[str | None]:
        return [event.when for event in read_events(table([(t, 50, 30) for t in texts], ("date", "lat", "lon"))).events]

    assert days("03/04/2024", "13/04/2024") == ["2024-04-03", "2024-04-13"]
    assert days("03/04/2024", "04/13/2024") == ["2024-03-04", "2024-04-13"]
    assert days("05/05/2024") == ["2024-05-05"]
    assert days("2024-11-19 00:00", "2024-11-20 00:00:00") == ["2024-11-19", "2024-11-20"]
    assert days("2024-11-19 00:00", "2024-11-20 13:05") == ["2024-11-19T00:00", "2024-11-20T13:05"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("line", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_of_a_spreadsheet(encoding, line):
    text = line.join(["date;lat;lon;place", "2024-11-19;48,85;2,35;Café de l’Été", ""])
    [event] = read_events(text.encode(encoding)).events
    assert (event.place, event.lat, event.lon) == ("Café de l’Été", 48.85, 2.35)


def test_hostile_names_of_columns_and_cells_are_kept_as_they_are():
    head = ["date", "lat", "lon", *(text for text in HOSTILE if text.strip() == text)]
    [event] = read_events(table([("2024-01-01", 1, 2, *head[3:])], head)).events
    assert event.columns == {name: name for name in head[3:]}


def test_columns_by_hand():
    assert parse_map("date=Datum, uur,lat=Y,lon=X,end=") == {"date": "Datum, uur", "lat": "Y", "lon": "X", "end": ""}
    used = recognised(["a", "b", "Datum"], asked=parse_map("lat=a,lon=b")).used
    assert used == {"lat": "a", "lon": "b", "date": "Datum"}
    for text, why in (("bogus=1", "'bogus' is not what a column can be"), ("x", "says nothing of columns"),
                      ("lat=nope,lon=b", "there is no column 'nope' for lat; the columns are: a, b")):  # fmt: skip
        with pytest.raises(BadInput, match=why):
            recognised(["a", "b"], asked=parse_map(text))


def test_times_of_day():
    written = ("3:25", "03:25:59", "3.25 pm", "12:05 AM", "03:25Z", "03:25+0200", "25:00", "x")
    read = ["03:25", "03:25", "15:25", "00:05", "03:25Z", "03:25+02:00", None, None]
    assert [clock_of(text) for text in written] == read


def test_geojson_of_points_keeps_properties_of_every_kind():
    features = [
        {"type": "Feature", "id": 7, "geometry": {"type": "Point", "coordinates": [30.5, 50.4, 120]},
         "properties": {"name": "Kyiv", "date": "2024-11-19", "dead": 3, "tags": ["a", {"b": None}], "none": None}},
        {"type": "Feature", "geometry": None, "properties": {"name": "nowhere"}},
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, "properties": {}},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": ["30", 50]}, "properties": None},
    ]  # fmt: skip
    read = read_events(json.dumps({"type": "FeatureCollection", "features": features}).encode())
    assert list(read.events) == [
        Event(id="event-1", lon=30.5, lat=50.4, title="Kyiv", when="2024-11-19",
              columns={"dead": 3, "tags": ["a", {"b": None}]}),
        Event(id="event-2", title="nowhere"),
    ]  # fmt: skip
    assert [line for line, _ in read.bad] == [3, 4]


# ---------------------------------------------------------------- many, and within


def test_many_rows_are_no_burden():
    rows = [
        (f"2024-01-{n % 28 + 1:02}", 45 + n % 700 / 100, 24 + n % 160 / 10, f"title {n}", "x") for n in range(30_000)
    ]
    data = table(rows, ("date", "lat", "lon", "title", "extra"))
    start = time.process_time()
    read = read_events(data)
    # 100,000 take some 1.5 s on an idle machine (bench/events); here only that nothing is squared.
    assert time.process_time() - start < 5
    assert (len(read.events), read.events.title[-1], read.events.lat[-1]) == (
        30_000,
        "title 29999",
        45 + 29_999 % 700 / 100,
    )


def test_events_in_reach_are_counted_and_the_roughly_known_are_on_the_edge():
    import shapely

    from geo.measuring.borders import open_borders
    from geo.where import Where

    kyiv = Where(name="Kyiv", kind="point", geometry=shapely.Point(30.52, 50.45))
    reach = ranges_from(kyiv, borders=open_borders(), radius_m=100_000)
    events = Events.of(
        [
            Event(id="a", lon=30.6, lat=50.5, title="near", precision_m=500.0),
            Event(id="b", lon=31.8, lat=50.45, title="at 91 km, known to 5 km", precision_m=5_000.0),
            Event(id="c", lon=31.8, lat=50.45, title="at 91 km, known to 25 km", precision_m=25_000.0),
            Event(id="d", lon=32.1, lat=50.45, title="at 112 km, known to 25 km", precision_m=25_000.0),
            Event(id="e", lon=32.1, lat=50.45, title="at 112 km"),
            Event(id="f", title="nowhere"),
        ]
    )
    found = events_within(reach, events)
    assert found.fields() == {"events": 5, "inside": 2, "edge": 2, "outside": 1, "without_place": 1}
    assert [(item.name, item.edge_why) for item in found.places] == [
        ("near", None),
        ("at 91 km, known to 25 km", "outline"),
        ("at 91 km, known to 5 km", None),
        ("at 112 km, known to 25 km", "outline"),
    ]
