"""What news in six languages calls countries, regions, waters and well-known places: each form and its record."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyarrow.parquet as pq
import pytest
import shapely
from rows import each_row

from geo.gazetteer.index import Gazetteer
from geo.gazetteer.sources import geographic_centre
from geo.resources import data_path

FORMS = """
nl Verenigd Koninkrijk = iso:GB; Groot-Brittannië = iso:GB; Holland = iso:NL; Birma = iso:MM; Ivoorkust = iso:CI
nl Perzië = iso:IR; Islamitische Republiek Iran = iso:IR; Bondsrepubliek Duitsland = iso:DE; Swaziland = iso:SZ
nl Tsjechische Republiek = iso:CZ; Tsjechië = iso:CZ; Wit-Rusland = iso:BY; Palestijnse Gebieden = iso:PS
nl Schotland = iso:GB-SCT; Noord-Ierland = iso:GB-NIR; Nedersaksen = iso:DE-NI; Noordrijn-Westfalen = iso:DE-NW
nl Noord-Brabant = iso:NL-NB; Zuid-Holland = iso:NL-ZH; Oost-Vlaanderen = iso:BE-VOV; Wallonië = iso:BE-WAL
nl regio Brjansk = iso:RU-BRY; oblast Koersk = iso:RU-KRS; regio Charkiv = iso:UA-63; regio Soemy = iso:UA-59
nl Transkarpatië = iso:UA-21; Tsjetsjenië = iso:RU-CE; Dagestan = iso:RU-DA; Binnen-Mongolië = iso:CN-NM
nl Californië = iso:US-CA; Nieuw-Mexico = iso:US-NM; Brits-Columbia = iso:CA-BC; Nieuw-Zuid-Wales = iso:AU-NSW
nl Zwarte Zee = water:black-sea; Golf van Biskaje = water:bay-of-biscay; Nauw van Calais = water:strait-of-dover
nl Theems = water:thames; Slangeneiland = area:snake-island; Waddeneilanden = area:wadden-islands
nl Sahel = area:sahel
nl Sovjet-Unie = area:soviet-union; Joegoslavië = area:yugoslavia; Nova Zembla = area:novaya-zemlya
nl Golan = area:golan-heights
nl Witte Huis = site:white-house; Schiphol = site:schiphol; Vredespaleis = site:peace-palace
nl Torentje = site:torentje
en United Kingdom = iso:GB; Great Britain = iso:GB; Burma = iso:MM; Ivory Coast = iso:CI; Swaziland = iso:SZ
en Czechia = iso:CZ; Czech Republic = iso:CZ; Islamic Republic of Iran = iso:IR; Persia = iso:IR; Holland = iso:NL
en Democratic People's Republic of Korea = iso:KP; Syrian Arab Republic = iso:SY; Puerto Rico = iso:PR
en Guam = iso:GU
en U.S. Virgin Islands = iso:VI; Falklands = iso:FK; Zaire = iso:CD; Republic of Ireland = iso:IE
en East Timor = iso:TL
en England = iso:GB-ENG; Wales = iso:GB-WLS; Northern Ireland = iso:GB-NIR; Bryansk Oblast = iso:RU-BRY
en Kursk region = iso:RU-KRS; Sumy Oblast = iso:UA-59; Zakarpattia = iso:UA-21; Krasnodar Krai = iso:RU-KDA
en Lower Saxony = iso:DE-NI; North Brabant = iso:NL-NB; Nova Scotia = iso:CA-NS; Western Australia = iso:AU-WA
en Inner Mongolia = iso:CN-NM; Khuzestan = iso:IR-06; Deir ez-Zor = geonames:170794; Anbar = iso:IQ-AN
en Khyber Pakhtunkhwa = iso:PK-KP; Cabo Delgado = iso:MZ-P; North Kivu = iso:CD-NK; North Darfur = iso:SD-DN
en Sea of Azov = water:sea-of-azov; Strait of Hormuz = water:strait-of-hormuz; Bab el-Mandeb = water:bab-el-mandeb
en Taiwan Strait = water:taiwan-strait; Suez Canal = water:suez-canal; Thames = water:thames
en Yangtze = water:yangtze
en Don River = water:don; River Jordan = water:jordan-river; Mississippi River = water:mississippi-river
en Potomac = water:potomac
en Lake Victoria = water:lake-victoria; Great Lakes = water:great-lakes; Hudson Bay = water:hudson-bay
en Andes = area:andes; Hindu Kush = area:hindu-kush; Mount Etna = area:mount-etna; Borneo = area:borneo
en Middle East = area:middle-east; Horn of Africa = area:horn-of-africa; Donbas = area:donbas
en Latin America = area:latin-america
en West Bank = area:west-bank; Gaza Strip = area:gaza-strip; Golan Heights = area:golan-heights
en Kashmir = area:kashmir
en Kremlin = site:kremlin; Pentagon = site:pentagon; Downing Street = site:downing-street
en Foggy Bottom = site:state-department
en Engels air base = site:engels-air-base; Fordow = site:fordow; Yongbyon = site:yongbyon
en Fukushima Daiichi = site:fukushima-daiichi
en Guantanamo Bay = site:guantanamo; Heathrow = site:heathrow; UN headquarters = site:un-headquarters
en Casa Rosada = site:casa-rosada
de Vereinigtes Königreich = iso:GB; Tschechien = iso:CZ; Elfenbeinküste = iso:CI; Weißrussland = iso:BY
de Birma = iso:MM
de Schottland = iso:GB-SCT; Kalifornien = iso:US-CA; Gebiet Brjansk = iso:RU-BRY; Oblast Charkiw = iso:UA-63
de Region Krasnodar = iso:RU-KDA; Bayern = iso:DE-BY; Rheinland-Pfalz = iso:DE-RP; Tschetschenien = iso:RU-CE
de Ärmelkanal = water:english-channel; Bodensee = water:lake-constance; Weichsel = water:vistula
de Persischer Golf = water:persian-gulf
de Schlangeninsel = area:snake-island; Schwarzwald = area:black-forest; Teneriffa = area:tenerife
de Kapitol = site:capitol
de Kanzleramt = site:kanzleramt; Atomkraftwerk Saporischschja = site:zaporizhzhia-npp
de Flughafen Frankfurt = site:frankfurt-airport
fr Royaume-Uni = iso:GB; Pays-Bas = iso:NL; Biélorussie = iso:BY; République islamique d'Iran = iso:IR
fr Centrafrique = iso:CF
fr Écosse = iso:GB-SCT; Californie = iso:US-CA; Bavière = iso:DE-BY; région de Briansk = iso:RU-BRY
fr Tchétchénie = iso:RU-CE
fr oblast de Soumy = iso:UA-59; Nouveau-Mexique = iso:US-NM; Corse = iso:FR-20R; Catalogne = iso:ES-CT
fr Cisjordanie = area:west-bank
fr mer Noire = water:black-sea; détroit d'Ormuz = water:strait-of-hormuz; Tamise = water:thames
fr Danube = water:danube
fr Himalaya = area:himalayas; île des Serpents = area:snake-island; Élysée = site:elysee; Matignon = site:matignon
fr Maison Blanche = site:white-house; centrale nucléaire de Zaporijjia = site:zaporizhzhia-npp
fr tour Eiffel = site:eiffel-tower
uk Великобританія = iso:GB; Нідерланди = iso:NL; Іран = iso:IR; Чехія = iso:CZ; Білорусь = iso:BY; США = iso:US
uk Брянщина = iso:RU-BRY; Курщині = iso:RU-KRS; Львівщина = iso:UA-46; Харківщини = iso:UA-63; Сумщина = iso:UA-59
uk Донеччина = iso:UA-14; Одещина = iso:UA-51; Бєлгородська область = iso:RU-BEL; Київській області = iso:UA-32
uk Чорне море = water:black-sea; річка Дон = water:don; Донбас = area:donbas; Близький Схід = area:middle-east
uk Каховська ГЕС = site:kakhovka-dam; Запорізька АЕС = site:zaporizhzhia-npp; Банкова = site:bankova
ru Великобритания = iso:GB; Нидерланды = iso:NL; Чехия = iso:CZ; Белоруссия = iso:BY
ru Корейская Народно-Демократическая Республика = iso:KP
ru Брянская область = iso:RU-BRY; Курской области = iso:RU-KRS; Брянщине = iso:RU-BRY; Чечня = iso:RU-CE
ru Якутия = iso:RU-SA
ru Краснодарский край = iso:RU-KDA; Харьковская область = iso:UA-63; Татарстан = iso:RU-TA; Подмосковье = iso:RU-MOS
ru Чёрное море = water:black-sea; река Дон = water:don; Ближний Восток = area:middle-east
ru Советский Союз = area:soviet-union
ru Кремль = site:kremlin; Белый дом = site:white-house; Курская АЭС = site:kursk-npp
ru Шереметьево = site:sheremetyevo
"""
TABLE = [
    (name.strip(), identifier.strip())
    for line in FORMS.strip().splitlines()
    for pair in line[3:].split(";")
    for name, _, identifier in [pair.partition("=")]
    if identifier.strip()
]


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 200


@each_row(("name", "identifier"), TABLE)
def test_a_form_means_its_record(gazetteer: Gazetteer, name: str, identifier: str) -> None:
    assert gazetteer.lookup(name)[0].id == identifier


def test_every_region_lies_in_its_country(gazetteer: Gazetteer) -> None:
    """Against the countries' outlines; what lies off them are atolls that a map at 1:10 million leaves out."""
    table = pq.ParquetFile(data_path("borders.parquet")).read(columns=["recognised", "natural_earth", "geometry"])
    outlines: dict[str, list[Any]] = defaultdict(list)
    shapes = shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))
    for one, other, shape in zip(
        table["recognised"].to_pylist(), table["natural_earth"].to_pylist(), shapes, strict=True
    ):
        for country in {one, other}:
            outlines[country].append(shape)
    regions = [gazetteer.record(f"iso:{code}") for code in gazetteer.region_codes()]
    assert len(regions) > 5_000
    off = set()
    for region in regions:
        assert region is not None
        point = shapely.Point(region.lon, region.lat)
        if min(shape.distance(point) for shape in outlines[region.country or ""]) > 0.5:
            off.add(region.id)
    assert all(identifier[4:6] in {"MU", "MH", "PW", "TW"} for identifier in off)
    assert len(off) < 15


@pytest.mark.parametrize(
    ("code", "lon", "lat"),
    [
        # GeoNames' own points of the regions, which are geographic centres too.
        ("US-NM", -106.0, 34.5),
        ("US-TX", -99.25, 31.25),
        ("US-AK", -153.5, 64.0),
        ("RU-BRY", 33.4, 53.0),
        ("RU-KRS", 36.3, 51.7),
        ("DE-BY", 11.5, 49.0),
        ("UA-63", 36.4, 49.6),
        ("AU-QLD", 144.5, -22.2),
    ],
)
def test_a_region_stands_at_its_geographic_centre(gazetteer: Gazetteer, code: str, lon: float, lat: float) -> None:
    place = gazetteer.record(f"iso:{code}")
    assert place is not None
    assert (place.lon, place.lat) == pytest.approx((lon, lat), abs=1.0)


def test_centres_of_plain_outlines() -> None:
    box = shapely.box(10.0, -5.0, 20.0, 5.0)
    assert geographic_centre(box)[:2] == pytest.approx((15.0, 0.0), abs=1e-9)
    # A box of 10 by 10 degrees on the equator: R^2 * dlon * 2 sin(5 degrees).
    assert geographic_centre(box)[2] == pytest.approx(1.2348e12, rel=1e-3)
    across = shapely.union(shapely.box(170.0, 0.0, 180.0, 10.0), shapely.box(-180.0, 0.0, -170.0, 10.0))
    lon, lat, _ = geographic_centre(across)
    assert abs(abs(lon) - 180.0) < 1e-6
    assert 4.9 < lat < 5.1
    bow = shapely.Point(0, 0).buffer(10).difference(shapely.Point(0, 0).buffer(9))
    assert bow.contains(shapely.Point(*geographic_centre(bow)[:2]))


@pytest.mark.parametrize(
    ("country", "code", "identifier"),
    [
        ("US", "N.M.", "iso:US-NM"),
        ("US", "NM", "iso:US-NM"),
        ("US", "Calif.", "iso:US-CA"),
        ("US", "tex.", "iso:US-TX"),
        ("CA", "Ont.", "iso:CA-ON"),
        ("CA", "B.C.", "iso:CA-BC"),
        ("AU", "N.S.W.", "iso:AU-NSW"),
        ("AU", "WA", "iso:AU-WA"),
        ("US", "WA", "iso:US-WA"),
        ("US", "Wash.", "iso:US-WA"),
        ("GB", "SCT", "iso:GB-SCT"),
    ],
)
def test_a_region_by_its_code(gazetteer: Gazetteer, country: str, code: str, identifier: str) -> None:
    region = gazetteer.region_by_code(country, code)
    assert region is not None
    assert region.id == identifier


@pytest.mark.parametrize(("country", "code"), [("US", "Zz."), ("US", ""), ("XX", "NM"), ("NL", "Calif.")])
def test_no_region_bears_that_code(gazetteer: Gazetteer, country: str, code: str) -> None:
    assert gazetteer.region_by_code(country, code) is None


def test_abbreviations_are_codes_only(gazetteer: Gazetteer) -> None:
    assert not gazetteer.matches("to Calif. again")
    assert [match.key for match in gazetteer.matches("to Calif. again", codes=True)] == ["calif"]


def test_a_record_knows_its_names(gazetteer: Gazetteer) -> None:
    assert {"Brjansk", "Briansk", "Bryansk Oblast"} <= set(gazetteer.names("iso:RU-BRY"))
    assert {"Kyiv", "Kiev", "Київ", "Киев"} <= set(gazetteer.names("geonames:703448"))
    assert "Zwarte Zee" in gazetteer.names("water:black-sea")
    assert gazetteer.names("iso:XX-1") == ()
