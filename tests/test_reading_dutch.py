"""Names of places in Dutch and Flemish news: what is found, and what only looks like a place."""

from __future__ import annotations

import pytest
from rows import each_row

from geo.gazetteer.index import Gazetteer
from tests.found_in import judged, names_in

# (text, names that must be found, names that must not), parted by "|".
SENTENCES = [
    ("In Oost-Oekraïne zijn opnieuw dorpen ontruimd, terwijl Noord-Korea zwijgt.", "Oost-Oekraïne|Noord-Korea", ""),
    ("Het onweer trok van België naar Noord-Nederland, daarna naar West-Europa.", "België|West-Europa", ""),
    ("De Noord-Hollandse politie zoekt getuigen van de brand in Alkmaar.", "Alkmaar", "Noord-Hollandse|Noord"),
    ("Volgens de Kremlin-woordvoerder en een Ruslandkenner is er niets besloten.", "", "Rusland"),
    ("Europa's havens zijn voller dan ooit, meldt Rotterdam.", "Europa|Rotterdam", ""),
    ("De trein Den Haag - 's-Hertogenbosch stond stil in Den Bosch.", "Den Haag|'s-Hertogenbosch|Den Bosch", ""),
    ("Het KNMI in De Bilt verwacht storm boven Bergen op Zoom.", "De Bilt|Bergen op Zoom", "KNMI|Bergen|Zoom"),
    ("In Sint-Truiden en Luik zijn de rivieren gezakt, in Bergen (Mons) nog niet.", "Sint-Truiden|Luik|Bergen", ""),
    ("Jan Peeters en Guy Verhofstadt spraken met mevrouw Van der Meer over Gent.", "Gent", "Peeters|Meer|Van der Meer"),
    ("Kevin De Bruyne scoorde tweemaal voor het land in Boedapest.", "Boedapest", "Bruyne|De Bruyne"),
    ("Ajax verloor van FC Twente, en Club Brugge van Standard Luik.", "", "Twente|Brugge|Luik|Ajax"),
    ("Uitslagen: Anderlecht - Genk 2-1, gespeeld in Brussel.", "Brussel", ""),
    ("De Leuvense burgemeester wees naar de Gentse aanpak, maar in Leuven gebeurt niets.", "Leuven", "Leuvense|Gentse"),
    ("Onderzoekers van de Universiteit Gent en de KU Leuven werken samen in Hasselt.", "Hasselt", "Gent|Leuven"),
    ("In de Leidsestraat in Amsterdam is een winkel overvallen, schrijft NRC.", "Amsterdam", "NRC"),
    ("Premier De Wever reisde naar Parijs en daarna naar Wenen.", "Parijs|Wenen", "Wever|De Wever"),
    ("De Ronde van Vlaanderen en de Tour de France trokken veel kijkers.", "", "Vlaanderen|France"),
    ("Best lastig, zegt de trainer. De ploeg uit Best speelt zondag in Leiden.", "Leiden", ""),
    ("Meer dan honderd woningen in Zundert zitten zonder stroom; Meer ligt vlakbij.", "Zundert", ""),
    ("Het schip Rotterdam Maersk is bij Vlissingen vastgelopen.", "Vlissingen", ""),
    ("Minister Berg en staatssecretaris Van Utrecht bezochten Emmen.", "Emmen", "Berg|Utrecht"),
    ("De brand woedt bij Heerlen en Kerkrade, net over de grens met Duitsland.", "Heerlen|Kerkrade|Duitsland", ""),
    ("Uit Enschede, Oss en Heemskerk komen dezelfde klachten.", "Enschede|Oss|Heemskerk", ""),
    ("Paris Hilton en Jack London hebben niets gemeen met Ferrari of Granada Media.", "", "Paris|London|Granada"),
    ("Zo zegt de minister. De Verenigde Staten wachten, de DDR bestaat niet meer.", "Verenigde Staten|DDR", ""),
    ("In 1998 werd Karel Lokeren kampioen; Lokeren won later in Aalst.", "Aalst", ""),
    ("'Dat kan niet', zegt politicologe Mirthe van Deventer in Kyiv.", "Kyiv", "Deventer"),
    ("Noord-Korea toonde in Pyongyang de nieuwe Hwasong-18.", "Noord-Korea|Pyongyang", "Hwasong"),
    ("Burgemeester Jansen van Assen sprak met het comité van Athene 2004.", "Assen", "Athene"),
    ("De krant schrijft dat Velizj op 60 kilometer van Smolensk in Rusland ligt.", "Velizj|Smolensk|Rusland", ""),
    ("Belarus waarschuwde Polen, zegt Minsk.", "Belarus|Polen|Minsk", ""),
]  # fmt: skip

# (text, name, GeoNames id or ISO code of what it means)
MEANT = [
    ("In Bergen (Mons) is brand uitgebroken; Luik en Namen sturen hulp.", "Bergen", "geonames:2790869"),
    ("In Halle bij Brussel ontspoorde een trein.", "Halle", "geonames:2796696"),
    ("De wethouder van Hengelo sprak met collega's uit Enschede.", "Hengelo", "geonames:2754394"),
    ("In Zeebrugge en Knokke staat het water hoog.", "Zeebrugge", "geonames:2783307"),
    ("De politie van Utrecht hield drie mensen aan.", "Utrecht", "geonames:2745912"),
]


@each_row(("text", "wanted", "refused"), SENTENCES)
def test_dutch_news(text: str, wanted: str, refused: str, gazetteer: Gazetteer) -> None:
    missed, taken = judged("nl", text, wanted, refused, gazetteer)
    assert (missed, taken) == (set(), set())


@pytest.mark.parametrize(("text", "name", "record"), MEANT)
def test_what_a_dutch_name_means(text: str, name: str, record: str, gazetteer: Gazetteer) -> None:
    assert names_in("nl", text, gazetteer)[name].id == record
