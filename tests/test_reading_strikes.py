"""Which place an article reports struck: sentences of our own, both ways."""

from __future__ import annotations

import pytest

from geo.reading.article import article_from_text
from geo.reading.places import read_places
from geo.reading.strikes import find_strikes


def struck(text, language, gazetteer):
    article = article_from_text(text, language=language)
    places, _ = read_places(article, gazetteer)
    by_id = {place.id: place for place in places}
    return [by_id[strike.where].name for strike in find_strikes(article, places, ()) if strike.where]


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        ("nl", "In het centrum van Soemy zijn zondagochtend twee raketten ingeslagen.", ["Soemy"]),
        ("nl", "Een tweede raket sloeg in bij Odesa, meldt de luchtmacht.", ["Odesa"]),
        ("nl", "Een drone trof een loods in Charkiv.", ["Charkiv"]),
        ("nl", "Het doelwit zou een wapendepot in Karatsjov zijn, in de Russische regio Brjansk.", ["Karatsjov"]),
        ("nl", "De raketten zijn volgens het Oekraïense leger uit Belgorod gekomen en troffen Charkiv.", ["Charkiv"]),
        ("en", "A drone exploded on Thursday at a school in Eilat, the Israeli military said.", ["Eilat"]),
        ("en", "Missiles slammed into an apartment block in Kharkiv overnight.", ["Kharkiv"]),
        ("en", "The governor said missiles had hit an apartment block in Kharkiv.", ["Kharkiv"]),
        ("en", "A missile hit a depot. Hours later another exploded near Odesa, the army said.", ["Odesa"]),
        ("de", "In Dnipro ist am Samstag eine Rakete in einen Wohnblock eingeschlagen.", ["Dnipro"]),
        ("de", "Ukrainische Raketen trafen das Terminal in Feodossija, wie der Generalstab mitteilte.", ["Feodossija"]),
        ("de", "Auch in Charkiw schlug eine Rakete ein; dort wurde niemand verletzt.", ["Charkiw"]),
        ("fr", "Des drones ont frappé dimanche l'aéroport de Port-Soudan, dit l'armée.", ["Port-Soudan"]),
        ("ru", "Беспилотники атаковали нефтебазу в Энгельсе, сообщил губернатор.", ["Энгельсе"]),
        ("ru", "Ракета попала в жилой дом в Харькове, погибли два человека.", ["Харькове"]),
        ("uk", "Удар по Харкову: пошкоджено лікарню, поранено чотирьох людей.", ["Харків"]),
        ("uk", "Ракета влучила у склад у Тернополі, загинув охоронець.", ["Тернополі"]),
        ("uk", "Військово-морські сили вразили авіаремонтний завод у Таганрозі двома ракетами.", ["Таганрозі"]),
    ],
)  # fmt: skip
def test_where_a_missile_is_said_to_have_come_down(language, text, places, gazetteer):
    found = struck(text, language, gazetteer)
    assert [name[:5] for name in found] == [name[:5] for name in places]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "De minister veroordeelde de Russische aanval en zegde in Den Haag extra luchtafweer toe."),
        ("nl", "Na de aanval met raketten steeg de graanprijs in Chicago met drie procent."),
        ("nl", "De raketten werden afgevuurd vanuit de Russische regio's Voronezj en Koersk."),
        ("nl", "Bij een ongeluk met een drone in Utrecht raakte een man gewond."),
        ("nl", "De drone ontplofte niet in Charkiv, zegt het leger."),
        ("nl", "'Het depot is een doelwit voor drones', zei een woordvoerder van het leger in Kyiv."),
        ("en", "Missiles hit a depot overnight, said the governor in Kyiv."),
        ("en", "The president condemned the attack and flew from Warsaw to Berlin for talks on missiles."),
        ("en", "A missile from Yemen was shot down over Eilat before it hit anything, the army said."),
        ("en", "The SpaceX rocket exploded over Brownsville minutes after lift-off."),
        ("en", "After the strike on the army, the price of missiles rose in London."),
        ("de", "Im Hafen von Tulcea waren Trümmer gefunden worden, nachdem Russland das andere Ufer beschossen hatte."),
        ("de", "Die Verteidigungsminister treffen sich in Ramstein, um über Raketen zu beraten."),
        ("de", "Eine Weltkriegsbombe explodierte bei der Entschärfung in Göttingen."),
        ("fr", "Le ministre a condamné l'attaque de missiles lors d'une visite à Berlin."),
        ("ru", "Над Липецком сбиты три беспилотника, сообщило министерство."),
        ("uk", "Над Вінницею збито сорок дронів, влучань немає."),
    ],
)  # fmt: skip
def test_what_reports_no_strike_there(language, text, gazetteer):
    assert struck(text, language, gazetteer) == []
