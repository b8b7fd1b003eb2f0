import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis import analyse, origin_named
from geo.errors import Ambiguous, BadInput, NotFound
from geo.measuring.borders import open_borders
from geo.measuring.outlines import refuse_too_many_corners
from geo.model import LonLat
from geo.reading.article import article_from_text
from geo.where import Finder, from_geojson, origin_from, parse_coordinates, parse_near


@pytest.fixture(scope="session")
def finder(gazetteer):
    return Finder(lambda: gazetteer, open_borders)


degrees = st.floats(min_value=-90, max_value=90).map(lambda x: round(x, 6) + 0.0)


@given(degrees, degrees)
def test_coordinates_are_typed_lat_lon_and_kept_lon_lat(lat, lon):
    assert parse_coordinates(f"{lat:.6f},{lon:.6f}") == LonLat(lon, lat)


@pytest.mark.parametrize("text", ["-33.87,151.21", "\u221233.87, 151.21", "-33.87°; 151.21°"])
def test_a_southern_latitude_is_no_option(text):
    assert parse_coordinates(text) == LonLat(151.21, -33.87)


@pytest.mark.parametrize("text", ["91,0", "0,181", "-90.1,12", "53.2,540"])
def test_coordinates_off_the_earth_are_quoted(text):
    with pytest.raises(BadInput) as caught:
        parse_coordinates(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "lon"),
    [("53.2,540", 180), ("53.2,-540", -180), ("53.2,190", -170), ("0,181", -179), ("0; -190.5°", 169.5)],
)
def test_a_longitude_beyond_180_is_brought_back_and_said(finder, text, lon):
    found = finder.find(text)
    assert found.geometry.x == lon
    assert found.turned == text and found.name.endswith(f",{lon:g}")
    assert finder.find("53.2,180").turned is None
    with pytest.raises(BadInput, match="541"):
        finder.find("53.2,541")


@pytest.mark.parametrize("text", ["nan,3", "3,NaN", "inf,0", "-Infinity; 2"])
def test_what_is_no_finite_position_is_quoted(finder, text):
    with pytest.raises(BadInput, match="not a position") as caught:
        finder.find(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize("text", ["", "Kyiv", "12", "12,abc"])
def test_what_is_no_point_is_no_near(text):
    with pytest.raises(BadInput):
        parse_near(text)


def test_borders_and_countries_by_code(finder):
    assert finder.find("country:ua").geometry.geom_type == "MultiPolygon"
    assert finder.find("border:UA").code == "UA"
    shared = finder.find("border:UA-RU")
    assert shared.geometry.geom_type in {"LineString", "MultiLineString"}
    assert finder.find("border:UA").geometry.buffer(1e-9).covers(shared.geometry)
    coast = finder.find("coast:UA")
    assert (coast.kind, coast.code) == ("coast", "UA") and coast.precision_m > 0
    assert origin_from(coast).kind == "line"


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("border:BY", None, "the border of Belarus"),
        ("border:BY", "nl", "de grens van Belarus"),
        ("border:ua-ru", "nl", "de grens tussen Oekraïne en Rusland"),
        ("coast:UA", "ru", "побережье: Украина"),
        ("country:LV", "fr", "Lettonie"),
    ],
)
def test_what_is_typed_as_a_code_is_named_as_readers_do(finder, text, language, name):
    assert finder.find(text, language=language).name == name


def test_a_name_with_its_country(finder):
    found = finder.find("Karatsjov, RU")
    assert (found.name, found.match) == ("Karachev", "spelling")
    assert found.geometry.distance(shapely.Point(34.98494, 53.12255)) < 1e-6


def test_spelling_weighs_more_than_population(finder):
    assert finder.find("Karatsjov").candidate.country == "RU"


@pytest.mark.parametrize(("name", "record"), [("Brjansk", "Bryansk"), ("Koersk", "Kursk"), ("Parijs", "Paris")])
def test_a_name_alone_is_the_town_when_it_is_clearly_ahead(finder, name, record):
    assert finder.find(name).name == record
    assert finder.find(name).kind == "settlement"


def test_a_name_of_many_towns_is_not_guessed(finder):
    with pytest.raises(Ambiguous) as caught:
        finder.find("Springfield")
    assert len(caught.value.candidates) > 3


def test_what_only_sounds_somewhat_alike_is_offered_and_not_taken(finder):
    with pytest.raises(Ambiguous, match="Zaporosje") as caught:
        finder.find("Zaporosje")
    assert all(candidate.match == "spelling" for candidate in caught.value.candidates)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Xyzzyqwst", NotFound),
        ("Qqxyzzy", NotFound),
        ("", BadInput),
        ("border:UA-RU-BY", BadInput),
        ("border:", BadInput),
        ("country:QQ", BadInput),
        ("country:UA-RU", BadInput),
        ("coast:UA-RU", BadInput),
        ("coast:AT", BadInput),
        ("Kyiv, QQ", BadInput),
        ("border:UA-FR", BadInput),
    ],
)
def test_what_is_nowhere_is_said(finder, text, error):
    with pytest.raises(error) as caught:
        finder.find(text)
    assert text.split(",")[-1].split(":")[-1].strip().upper()[:2] in str(caught.value).upper()


def test_an_origin_keeps_a_code_and_no_outline(finder):
    origin = origin_from(finder.find("country:UA"), name="Oekraïne")
    assert (origin.kind, origin.country, origin.geometry) == ("territory", "UA", None)
    assert origin_from(finder.find("50.45,30.52")).kind == "point"
    assert origin_from(finder.find("border:UA-RU")).kind == "line"


def test_a_country_or_region_by_name_is_its_outline_and_not_its_middle(finder):
    assert finder.find("Oekraïne").geometry.equals(finder.find("country:UA").geometry)
    assert finder.find("Belgorod Oblast").geometry.geom_type == "MultiPolygon"


def test_an_outline_of_two_million_corners_is_refused_before_it_is_read():
    ring = ",".join(f"[{k % 170}.{k},{k % 80}]" for k in range(200_000))
    data = ('{"type":"Polygon","coordinates":[[' + ",".join([ring] * 10) + "]]}").encode()
    with pytest.raises(BadInput, match="1000000 corners"):
        from_geojson(data, name="large.geojson")
    # As many as are allowed, in as many rings as they can make, is not refused for its brackets.
    refuse_too_many_corners("[[[]]]" + "[[[1,2],[1,3],[2,3]]]" * 100_000)


def test_an_origin_is_called_as_the_article_calls_it(finder, gazetteer):
    borders = open_borders()
    text = "Aus der Nähe von Hodeida und aus der Region Kursk sollen Raketen abgefeuert worden sein. Jemen schweigt."
    story = analyse(article_from_text(text, language="de"), gazetteer=gazetteer, borders=borders)
    hodeida = next(place for place in story.places if place.name == "Hodeida")

    typed = origin_named(story, finder.find("Al Hudaydah, YE"))
    assert (typed.name, typed.place, typed.kind) == ("Hodeida", hodeida.id, "point")
    assert origin_named(story, finder.find("country:YE")).name == "Jemen"
    # What the article does not name keeps its own name, and stands for no place of the story.
    other = origin_named(story, finder.find("Taiz, YE"))
    assert other.place is None and other.name.startswith("Ta")
