"""Names of places in German news, where every noun has a capital: what is found, and what only looks like a place."""

from __future__ import annotations

import pytest
from rows import each_row

from geo.gazetteer.index import Gazetteer
from tests.found_in import judged, names_in

# (text, names that must be found, names that must not), parted by "|".
SENTENCES = [
    ("Der Militärsprecher Karim Basra sprach in Aden.", "Aden", "Basra"),
    ("In der Ostukraine wird gekämpft, in Süddeutschland regnet es.", "Ostukraine|Süddeutschland", ""),
    ("Nordkorea schweigt, und Deutschlands Regierung wartet auf Kiews Antwort.", "Nordkorea|Deutschlands|Kiews", ""),
    ("Der Berlin-Besuch galt dem Ukraine-Krieg, sagte der Sprecher.", "", "Berlin|Ukraine"),
    ("Das Essen war gut, der Plan steht, und der Hof ist voll.", "", "Essen|Plan|Hof"),
    ("In Essen und Halle demonstrierten Tausende; nach Hof fährt kein Zug.", "Essen|Halle|Hof", "Tausende|Zug"),
    ("Die Weiden sind nass, das Singen verstummt, der Wald schweigt.", "", "Weiden|Singen|Wald"),
    ("Von Frankfurt am Main nach Frankfurt (Oder) fährt ein neuer Zug.", "Frankfurt am Main|Frankfurt (Oder)", "Oder"),
    ("In Rotenburg an der Wümme und Springe (Region Hannover) brennt es.", "Rotenburg an der Wümme|Springe", ""),
    ("Die Stadt Neustadt an der Weinstraße sucht Helfer.", "Neustadt an der Weinstraße", ""),
    ("Frau Merkel traf Herrn Frankfurter in Baden-Baden.", "Baden-Baden", "Merkel|Frankfurter"),
    ("Bayern München gewann gegen Borussia Dortmund und den 1. FC Köln.", "", "München|Dortmund|Köln|Bayern"),
    ("Die TU München und die Universität Zürich forschen gemeinsam in Genf.", "Genf", "München|Zürich"),
    ("Berlin (dpa) - In Stuttgart ist ein Haus eingestürzt.", "Stuttgart", "Haus"),
    ("Die Frankfurter Allgemeine berichtet über Unter den Linden und Athen.", "Athen", "Linden|Frankfurter"),
    ("Um die Kosten zu senken, wurden Büros in Teilen der Stadt geschlossen.", "", "Kosten|Büros|Teilen"),
    ("Im Zentrum von Graz steht eine neue Festhalle mit Kuchen für alle.", "Graz", "Zentrum|Kuchen|Festhalle"),
    ("Die Feuerwehr kam aus Torgau und aus der Kreisstadt Oschatz.", "Torgau|Oschatz", "Feuerwehr"),
    ("Im Saarland, im Harz und am Bodensee wird Schnee erwartet.", "Saarland", "Schnee"),
    ("Benjamin Harrison und Uta Hagen traten in Wien auf.", "Wien", "Harrison|Hagen"),
    ("Der Kyoto-Preis geht nach Innsbruck, der Taiwan-Dollar fällt.", "Innsbruck", "Kyoto|Taiwan"),
    ("Der Chef von Toyota sprach in Wolfsburg über die Chicago Bulls.", "Wolfsburg", "Chicago|Bulls"),
    ("Tausende feiern in Ehren, andere in Gelb; nichts ist in Sicht.", "", "Ehren|Gelb|Sicht"),
    ("Die Berliner Polizei warnt, die Hamburger Feuerwehr auch.", "", "Berliner|Hamburger"),
    ("Zwischen Passau und Deggendorf stieß ein Bus mit einem Laster zusammen.", "Passau|Deggendorf", "Bus|Laster"),
    ("Acht Tage lang schleppten sie Büros voller Steine; eines Tages kam Hilfe aus Baden-Württemberg.",
     "Baden-Württemberg", "Tage|Tages|Büros|Steine"),
    ("Die Tour de France führt nach Freiburg, der Große Preis von Ungarn nicht.", "Freiburg", "France|Ungarn"),
    ("In der russischen Stadt Engels brennt es. Engels liegt in Russland.", "Engels|Russland", ""),
]  # fmt: skip

MEANT = [
    ("In Essen brannte eine Lagerhalle.", "Essen", "geonames:2928810"),
    ("In Halle (Saale) brannte eine Lagerhalle.", "Halle (Saale)", "geonames:2911522"),
    ("In Frankfurt (Oder) streiken die Fahrer.", "Frankfurt (Oder)", "geonames:2925535"),
    ("In Springe (Region Hannover) sind Keller vollgelaufen.", "Springe", "geonames:2830035"),
    ("Russland griff Charkiw an, in der Ukraine gab es Tote.", "Charkiw", "geonames:706483"),
]


@each_row(("text", "wanted", "refused"), SENTENCES)
def test_german_news(text: str, wanted: str, refused: str, gazetteer: Gazetteer) -> None:
    missed, taken = judged("de", text, wanted, refused, gazetteer)
    assert (missed, taken) == (set(), set())


@pytest.mark.parametrize(("text", "name", "record"), MEANT)
def test_what_a_german_name_means(text: str, name: str, record: str, gazetteer: Gazetteer) -> None:
    assert names_in("de", text, gazetteer)[name].id == record
