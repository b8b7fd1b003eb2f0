"""A bare name is the town; the region of the same name needs a word that says so."""

from __future__ import annotations

import pytest

from geo.gazetteer.index import Gazetteer, open_gazetteer
from geo.reading.article import article_from_text
from geo.reading.places import read_places

KHARKIV, ODESA, BELGOROD, KYIV, HIROSHIMA = (
    f"geonames:{number}" for number in (706483, 698740, 578072, 703448, 1862415)
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("nl", "Raketaanval op Charkov, 30 kilometer van de grens met Rusland", {KHARKIV}),
        ("nl", "Oekraïne meldt een aanval op Odesa. Belgorod is geraakt. In Kyiv bleef het stil.",
         {ODESA, BELGOROD, KYIV}),
        ("en", "Russia attacked Kharkiv in Ukraine. Odesa was hit. Drones struck Belgorod and Kyiv.",
         {KHARKIV, ODESA, BELGOROD, KYIV}),
        ("en", "Hiroshima is in Japan, and Japan remembers Hiroshima.", {HIROSHIMA}),
        ("de", "Russland griff Charkiw an. Auch Odessa in der Ukraine. Belgorod und Kiew. Hiroshima in Japan.",
         {KHARKIV, ODESA, BELGOROD, KYIV, HIROSHIMA}),
        ("fr", "La Russie a frappé Kharkiv, en Ukraine. Odessa touchée. Belgorod et Kiev. Hiroshima au Japon.",
         {KHARKIV, ODESA, BELGOROD, KYIV, HIROSHIMA}),
        ("uk", "Росія атакувала Харків. Удар по Одесі. У Бєлгороді та Києві тихо. Хіросіма в Японії.",
         {KHARKIV, ODESA, BELGOROD, KYIV, HIROSHIMA}),
        ("ru", "Россия атаковала Харьков. Удар по Одессе. В Белгороде и Киеве тихо. Хиросима в Японии.",
         {KHARKIV, ODESA, BELGOROD, KYIV, HIROSHIMA}),
    ],
)  # fmt: skip
def test_a_bare_name_is_the_town(language: str, text: str, wanted: set[str], gazetteer: Gazetteer) -> None:
    places, _ = read_places(article_from_text(text, language=language), gazetteer)
    assert {place.chosen.id for place in places if place.chosen.kind != "country"} == wanted


def test_a_region_has_a_word_for_it(gazetteer: Gazetteer) -> None:
    text = (
        "Rusland heeft Charkov beschoten. Volgens de gouverneur van de regio Charkov vielen er gewonden. "
        "Ook Odesa en Kyiv werden getroffen. Belgorod ligt daar vlakbij."
    )
    places, _ = read_places(article_from_text(text, language="nl"), gazetteer)
    assert {place.chosen.id for place in places if place.chosen.kind != "country"} == {
        KHARKIV, "iso:UA-63", ODESA, KYIV, BELGOROD,
    }  # fmt: skip


def test_a_town_whose_name_is_also_an_adjective_is_the_town(gazetteer: Gazetteer) -> None:

    text = "In Engels, in de Russische regio Saratov, is een depot geraakt. Engels ligt 500 kilometer van de grens."
    places, _ = read_places(article_from_text(text, language="nl"), gazetteer)
    assert 563464 in {place.chosen.geonameid for place in places}
    assert "iso:GB" not in {place.chosen.id for place in places}
    places, _ = read_places(article_from_text("Een Engels schip ligt in de haven van Odesa.", language="nl"), gazetteer)
    assert "iso:GB" in {place.chosen.id for place in places}
