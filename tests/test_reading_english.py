"""English names as local and world news writes them: what is a place, what is none, and which place it is."""

from __future__ import annotations

import pytest

from geo.gazetteer.index import Gazetteer, open_gazetteer
from geo.reading.toponyms import toponyms_of


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


def names(text: str, gazetteer: Gazetteer, *, demonyms: bool = False) -> list[str]:
    return [row["name"] for row in toponyms_of(text, gazetteer, language="en", demonyms=demonyms)]


def where(text: str, name: str, gazetteer: Gazetteer) -> tuple[int, int]:
    """The rounded point of the first place of that name."""
    row = next(row for row in toponyms_of(text, gazetteer, language="en") if row["name"] == name)
    return round(row["lat"]), round(row["lon"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CHARLOTTE, N.C. (AP) — Rain fell.", ["CHARLOTTE", "N.C."]),
        ("LONDON - Shares rose.", ["LONDON"]),
        ("She was born in Troy, Ohio, and died in Tampa, Fla., on Sunday.", ["Troy", "Ohio", "Tampa", "Fla."]),
        ("Sen. Amy Webb, R-Ga., voted no.", ["Ga."]),
        ("Floods hit Davidson, Mecklenburg and Gaston counties on Monday.", ["Davidson", "Mecklenburg", "Gaston"]),
        ("A Clyde man was hurt, and a Pomona couple too.", ["Clyde", "Pomona"]),
        ("A Chicago-based firm won.", ["Chicago"]),
        ("Helen Webb, 87, of Jackson, was a nurse.", ["Jackson"]),
        ("Schools in Irvine and Lake Forest were closed.", ["Irvine", "Lake Forest"]),
        ("Trains from Reading were late.", ["Reading"]),
        ("The Fort Wayne City Council met.", ["Fort Wayne"]),
        ("Rain fell in Pakistan-administered Kashmir.", ["Pakistan", "Kashmir"]),
        ("It snowed in western North Carolina.", ["North Carolina"]),
    ],
)
def test_places(text: str, found: list[str], gazetteer: Gazetteer) -> None:
    assert names(text, gazetteer) == found


@pytest.mark.parametrize(
    "text",
    [
        "Lancaster General Hospital has 600 beds.",
        "He plays for the Texas Rangers, and she went to Ohio State.",
        "A professor at the University of Delaware wrote it.",
        "Isaiah Houston is a captain. Houston said that he would stay.",
        "Coach Trevor Jordan praised them. Jordan smiled.",
        "Jordan Hughes scored 24 points.",
        "Officer Madison Hill was treated.",
        "The bridge was closed, and so was U.S. Highway 34.",
        "He was reading me a nice story. We hope to deal with it.",
    ],
)
def test_no_places(text: str, gazetteer: Gazetteer) -> None:
    assert names(text, gazetteer) == []


def test_a_headline_of_capitals_says_nothing_by_itself(gazetteer: Gazetteer) -> None:
    headline = "Paris Mayor Opens Rome Street Fair"
    assert names(f"{headline}\nThe fair drew a crowd to Paris on Sunday.", gazetteer) == ["Paris", "Paris"]


def test_an_adjective_before_a_hyphen_is_found_alone(gazetteer: Gazetteer) -> None:
    assert names("The Syrian-born writer spoke.", gazetteer, demonyms=True) == ["Syrian"]


@pytest.mark.parametrize(
    ("text", "name", "point"),
    [
        ("PARIS, Texas — A barn burned.", "PARIS", (34, -96)),
        ("A fire in Washington County, Pa., hurt two.", "Washington County", (40, -80)),
        ("A crash in Washington County, Ore., hurt two.", "Washington County", (46, -123)),
        ("Police in Wake County and in Raleigh, N.C., met.", "Wake County", (36, -79)),
        ("The bus went from Lexington, Ky., to Georgetown and Paris.", "Paris", (38, -84)),
        ("Leaders met in Paris. France and Germany agreed.", "Paris", (49, 2)),
        ("A judge in Athens, Ga., heard it. Roads in Georgia were icy.", "Georgia", (33, -83)),
        ("Talks in Tbilisi failed, and Georgia blamed Russia.", "Georgia", (42, 44)),
        ("The mayor of London, Ont., met people from Windsor and Sarnia.", "Windsor", (42, -83)),
    ],
)
def test_the_right_place(text: str, name: str, point: tuple[int, int], gazetteer: Gazetteer) -> None:
    assert where(text, name, gazetteer) == point


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The cow was raised in British Columbia, Canada.", ["British Columbia", "Canada"]),
        ("She was flown to the Royal Free.", []),
        ("Lyme disease and Brent crude are named after places.", []),
        ("The Sunday Times of India said so.", []),
        ("The Texas Department of Health answered.", ["Texas"]),
        ("They paddled down the Maumee River.", ["Maumee"]),
    ],
)
def test_longer_names(text: str, found: list[str], gazetteer: Gazetteer) -> None:
    assert names(text, gazetteer) == found
