import json
from dataclasses import fields, replace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import each_row

from geo.document import (
    MAX_QUOTE_WORDS,
    Quotes,
    collection_text,
    decimals_for,
    dumps,
    loads,
    looks_like_story,
    places_geojson,
    plain,
    published,
    to_geojson,
)
from geo.errors import BadDocument
from geo.model import Article, Candidate, Change, Mention, Place, Review, Span, Statement, Story, Strike
from tests.stories import founding_story

anything = st.text(max_size=60)
coordinate = st.tuples(
    st.floats(min_value=-180, max_value=180).map(lambda x: round(x, 5)),
    st.floats(min_value=-90, max_value=90).map(lambda x: round(x, 5)),
)


@st.composite
def places(draw):
    lon, lat = draw(coordinate)
    candidate = Candidate(id=draw(anything), name=draw(anything), lon=lon, lat=lat, kind="settlement")
    return Place(
        id=draw(st.uuids().map(str)),
        name=draw(anything.filter(str.strip)),
        chosen=candidate,
        lon=lon,
        lat=lat,
        precision_m=draw(st.floats(min_value=0, max_value=1e6)),
        confidence=draw(st.floats(min_value=0, max_value=1)),
        rivals=(candidate,) * draw(st.integers(0, 2)),
        note=draw(anything),
    )


@settings(deadline=None, max_examples=60)
@given(st.lists(places(), max_size=4), anything, anything)
def test_a_story_re_opens_without_loss_and_byte_for_byte(found, title, text):
    story = Story(id="s", title=title, language="nl", article=Article(text=text, language="nl"), places=tuple(found))
    written = dumps(story)
    assert loads(written) == story
    assert dumps(loads(written.encode())) == written
    assert dumps(story) == written == collection_text(to_geojson(story))


def test_the_founding_story_re_opens_without_loss():
    story = founding_story()
    assert loads(dumps(story)) == story
    assert dumps(loads(dumps(story))) == dumps(story)


def test_what_was_written_before_is_written_the_same():
    story = founding_story()
    feature = {"type": "Feature", "geometry": None, "properties": {}}
    odd = replace(story.foreign, members={"é": {"a": [1, "\n"]}, "b": 3}, features=(feature,))
    for other in (story, replace(story, foreign=odd, alt="x\ny", style={"name": "a\n"}), replace(story, ranges=())):
        assert dumps(other) == dumps(other) == collection_text(to_geojson(other))


def test_the_document_opens_in_geopandas(tmp_path):
    import geopandas

    path = tmp_path / "story.geojson"
    path.write_text(dumps(founding_story()), encoding="utf-8")
    frame = geopandas.read_file(path)
    karatsjov = frame[(frame.kind == "place") & (frame.name == "Karatsjov")].geometry.iloc[0]
    assert karatsjov.equals_exact(shapely.Point(34.98494, 53.12255), 1e-9)
    assert set(frame.kind) >= {"place", "strike", "origin", "range"}


def test_the_places_alone_are_a_plain_layer(tmp_path):
    import geopandas

    path = tmp_path / "places.geojson"
    path.write_text(places_geojson(founding_story()), encoding="utf-8")
    assert len(geopandas.read_file(path)) == len(founding_story().places)


GOOD = dumps(founding_story())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "expected GeoJSON"),
        ("<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>", "OGRVRT"),
        ("[1, 2]", "FeatureCollection"),
        ('{"type": "FeatureCollection", "features": []}', "'strikemap' is missing"),
        ('{"type": "Topology"}', "'Topology'"),
        (GOOD.replace('"version": 1', '"version": 99', 1), "newer strikemap: its version is 99"),
        (GOOD.replace('"version": 1', '"version": "one"', 1), "'one'"),
        (GOOD.replace("53.12255", "153.12255"), "153.12255"),
        (GOOD.replace("53.12255", "NaN"), "NaN"),
        (GOOD.replace("53.12255", '"noord"'), "cannot be read"),
        (GOOD.replace('"role": "reported strike"', '"role": "target"'), "role"),
        (GOOD.replace('"kind": "strike"', '"kind": "missile"'), "'missile'"),
        (GOOD.replace('"origin": "origin-1"', '"origin": "origin-7"'), "'origin-7'"),
        (GOOD[: len(GOOD) // 2], "expected GeoJSON"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_broken_foreign_or_newer_document_says_what_and_where(text, says):
    with pytest.raises(BadDocument) as caught:
        loads(text)
    assert says in str(caught.value)


def spoilt(change):
    document = json.loads(GOOD)
    change(document)
    return json.dumps(document)


def of_kind(document, kind):
    return next(feature for feature in document["features"] if feature["properties"]["kind"] == kind)


def setting(kind, **values):
    return lambda document: of_kind(document, kind)["properties"].update(values)


def shaped(kind, geometry):
    return lambda document: of_kind(document, kind).update(geometry=geometry)


def mentioned(**values):
    def change(document):
        feature = next(f for f in document["features"] if f["properties"].get("mentions"))
        feature["properties"]["mentions"][0].update(values)

    return change


def about(**values):
    return lambda document: document["strikemap"].update(values)


BOW_TIE = [[[30, 50], [32, 52], [32, 50], [30, 52], [30, 50]]]


@each_row(
    ("change", "says"),
    [
        (about(title="\ud800"), "strikemap.title"),
        (setting("place", note="a\udfff"), "features[0].properties.note"),
        (about(title="t" * 301), "strikemap.title"),
        (about(language="xx"), "'xx'"),
        (about(language="../../etc"), "'../../etc'"),
        (about(language=""), "strikemap.language"),
        (setting("place", name=""), "''"),
        (setting("place", name=" "), "not a name"),
        (setting("place", name="n" * 301), "nnn"),
        (setting("place", precision_m=-1), "precision_m: -1"),
        (setting("place", precision_m=30e6), "precision_m"),
        (setting("place", confidence=1.5), "confidence: 1.5"),
        (setting("place", confidence=-0.1), "confidence"),
        (shaped("place", {"type": "Point", "coordinates": [10**400, 0]}), "features[0]"),
        (shaped("place", {"type": "Point", "coordinates": [int("9" * 18), 0]}), "not on Earth"),
        (mentioned(start=-1), "outside the article"),
        (mentioned(end=10**6), "outside the article, at"),
        (mentioned(sentence=[0, 10**6]), "outside the article"),
        (mentioned(sentence=[9, 3]), "outside the article"),
        (setting("range", max_m=0.5), "0.5 m is not a range"),
        (setting("range", max_m=30e6), "not a range"),
        (setting("range", min_m=900_000), "not a range"),
        (setting("range", min_m=-5), "not a range"),
        (setting("range", weapon="geen-wapen"), "there is no weapon 'geen-wapen'"),
        (setting("range", area_km2=-1), "out of bounds"),
        (shaped("range", {"type": "Point", "coordinates": [30, 50]}), "has Point for an outline"),
        (shaped("range", {"type": "Polygon", "coordinates": []}), "has nothing for an outline"),
        (shaped("range", {"type": "Polygon", "coordinates": [[[1, 1], [1, 1], [1, 1], [1, 1]]]}), "for an outline"),
        (shaped("line", {"type": "Point", "coordinates": [30, 50]}), "a line needs a LineString"),
        (lambda d: d["strikemap"]["claims"][0].update(subject="nergens"), "there is no 'nergens'"),
        (about(checks=[{"claim": "claim-99", "basis": "measured", "verdict": "agrees", "why": ""}]), "'claim-99'"),
    ],
)
def test_values_that_cannot_be_are_refused_with_their_place(change, says):
    with pytest.raises(BadDocument) as caught:
        loads(spoilt(change))
    assert says in str(caught.value)


@pytest.mark.parametrize("number", ["9" * 5000, "1e999", "-1E+400", "9" * 25])
def test_numbers_that_nothing_holds_are_refused(number):
    with pytest.raises(BadDocument):
        loads(GOOD.replace("53.12255", number))
    with pytest.raises(BadDocument):
        loads(
            GOOD.replace('"revision": ', f'"x": {number}, "revision": ').replace('"version": 1', f'"version": {number}')
        )


def test_half_a_character_in_the_text_itself_is_refused():
    with pytest.raises(BadDocument, match="half a character"):
        loads(GOOD.replace("Karatsjov", "\ud800"))


def test_an_outline_that_crosses_itself_is_read_as_two_areas():
    story = loads(spoilt(shaped("range", {"type": "Polygon", "coordinates": BOW_TIE})))
    assert all(area.geometry.is_valid and area.geometry.area > 0 for area in story.ranges)


def test_bytes_that_are_no_text_say_which_byte():
    with pytest.raises(BadDocument, match="byte 2 is not UTF-8"):
        loads(b'{"\xff"}')


def test_a_story_is_told_from_an_article_by_its_first_character():
    assert looks_like_story(b'\xef\xbb\xbf {"type"')
    assert not looks_like_story("Oekraïne".encode())


# ---------------------------------------------------------------- publishing

SECRETS = (
    "rivaal-xq",
    "bureaunotitie-xq",
    "redacteur-xq",
    "geheim-dorp-xq",
    "onaanvaard-xq",
    "reden-xq",
    "notitie2-xq",
)


def story_with_secrets():
    rival = Candidate(id="geonames:9", name=SECRETS[0], lon=1.0, lat=2.0, kind="settlement")
    sentence = " ".join(f"woord{n}" for n in range(400))
    chosen = Candidate(
        id="geonames:1", name="Plaats", lon=34.98494, lat=53.12255, kind="settlement", reasons=(SECRETS[5],)
    )
    mention = Mention(start=0, end=6, text="woord0", kind="toponym", sentence=Span(0, len(sentence)))
    place = Place(
        id="plaats",
        name="Plaats",
        chosen=chosen,
        lon=34.98494,
        lat=53.12255,
        precision_m=2000.0,
        confidence=0.9,
        rivals=(rival,),
        mentions=(mention,),
        note=SECRETS[1],
    )
    withheld = replace(place, id="dorp", name=SECRETS[3], publish="withheld", rivals=())
    accepted = Strike(
        id="a", where="plaats", accepted=True, hit=Statement(value="x", quote=sentence[:2000], start=0, end=2000)
    )
    unaccepted = Strike(id="b", where="plaats", hit=Statement(value=SECRETS[4], quote="", start=0, end=0))
    return Story(
        id="s",
        title="T",
        language="nl",
        article=Article(text=sentence, language="nl"),
        places=(place, withheld),
        strikes=(accepted, unaccepted),
        changes=(Change(action="rename", target="plaats", value={"name": "Plaats"}, by=SECRETS[2]),),
        review=Review(by=SECRETS[2], at="2024-11-19T12:00:00+00:00"),
        notes=(SECRETS[6],),
    )


def test_secrets_never_leave_the_desk():
    text = dumps(published(story_with_secrets()))
    assert [secret for secret in SECRETS if secret in text] == []
    assert "woord40" not in text  # beyond the quoted words


def test_what_is_published_still_opens_and_says_that_it_was_reviewed():
    story = loads(dumps(published(story_with_secrets())))
    assert [place.name for place in story.places] == ["Plaats"]
    assert story.places[0].lon == 34.98  # a town of 2 km bears two decimals
    assert story.review is not None
    assert story.review.by == ""


def test_a_new_field_of_a_story_stays_home_until_it_is_let_out():
    story = story_with_secrets()
    let_out = {
        field.name for field in fields(Story) if getattr(published(story), field.name) == getattr(story, field.name)
    }
    assert not let_out & {"unresolved", "changes", "notes"} - {
        field.name for field in fields(Story) if not getattr(story, field.name)
    }


@settings(deadline=None)
@given(st.lists(st.text(alphabet="abc ", max_size=200), max_size=20), st.integers(0, 500))
def test_quotes_keep_to_both_limits(texts, words):
    quotes = Quotes.of(Article(text="w " * words, language="nl"))
    taken = [quotes.take(text) for text in texts]
    assert all(len(quote.split()) <= MAX_QUOTE_WORDS for quote in taken)
    # The same words count once: a quote that another one holds is no further quotation.
    bare = {quote.rstrip("…") for quote in taken}
    distinct = [quote for quote in bare if not any(f" {quote} " in f" {other} " for other in bare - {quote})]
    assert sum(len(quote.split()) for quote in distinct) <= words * 0.10


@given(st.floats(min_value=0.5, max_value=1e6))
def test_coordinates_are_no_finer_than_their_precision(precision_m):
    step_m = 111_320 * 10 ** -decimals_for(precision_m)
    assert decimals_for(precision_m) == 5 or step_m >= precision_m / 2 or step_m * 10 >= precision_m


def test_only_plain_json_is_written():
    json.dumps(to_geojson(founding_story()), allow_nan=False)


@pytest.mark.parametrize(
    "wkt",
    [
        "POINT (1 -0.0)",
        "POINT EMPTY",
        "POINT Z (1 2 3)",
        "MULTIPOINT ((1 2), (3 1e-300))",
        "LINESTRING (1 2, 3 4)",
        "LINESTRING EMPTY",
        "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))",
        "POLYGON ((0 0, 9 0, 9 9, 0 0), (4 1, 5 1, 5 2, 4 1))",
        "POLYGON Z ((0 0 1, 1 0 1, 1 1 1, 0 0 1))",
        "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0), (4 1, 5 1, 5 2, 4 1)), ((20 20, 21 20, 21 21, 20 20)))",
        "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4))",
    ],
)
def test_a_geometry_is_written_as_shapely_maps_it(wkt):
    geometry = shapely.from_wkt(wkt)
    assert json.dumps(plain(geometry)) == json.dumps(shapely.geometry.mapping(geometry))
