"""Which place an article reports struck: sentences of our own, both ways."""

from __future__ import annotations

import pytest
from rows import each_row

from geo.reading.article import article_from_text
from geo.reading.places import read_places
from geo.reading.strikes import find_strikes
from geo.weapons import load_weapons


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
        ("ru", "В селе Глушково Курской обл. дрон атаковал автобус.", ["Глушково"]),
        ("ru", "Попадание зафиксировано на складе боеприпасов в Торопце.", ["Торопце"]),
        ("ru", "Авиация сбросила планирующие бомбы на Волчанск.", ["Волчанск"]),
        ("ru", "По Никополю били из артиллерии, есть раненые.", ["Никопо"]),
        ("ru", "В Изюме в результате удара дрона загорелся склад.", ["Изюм"]),
        ("ru", "Ракета попала в общежитие в Одессе, ранены пятеро учеников.", ["Одессе"]),
        ("ru", "Дрон ударил по площади в Херсоне, повреждён памятник.", ["Херсоне"]),
        ("uk", "Авіаударів зазнали Суми та Шостка Сумської обл.", ["Суми", "Шостка"]),
        ("uk", "Ворог скинув чотири авіабомби на Оріхів й Токмак.", ["Оріхів", "Токмак"]),
        ("uk", "Ракета, випущена з Криму, влучила в гуртожиток в Ізмаїлі.", ["Ізмаїл"]),
        ("uk", "У Чугуєві внаслідок обстрілу зайнявся склад.", ["Чугуїв"]),
        ("uk", "Полтаву атакували дрони, двоє поранених.", ["Полтава"]),
        ("en", "A missile, launched from the Caspian Sea, hit a hospital in Kharkiv.", ["Kharkiv"]),
        ("en", "The drone attack on Russia hit a refinery in Ryazan.", ["Ryazan"]),
        # What happened at a place that the clause before names.
        ("en", "Six people died in Odesa, where a missile hit a hotel.", ["Odesa"]),
        ("nl", "In Odesa, waar een raket een hotel trof, vielen zes doden.", ["Odesa"]),
        ("de", "In Odessa, wo eine Drohne ein Hotel traf, starben sechs Menschen.", ["Odessa"]),
        ("ru", "Шестеро погибли в Одессе и Херсоне, куда попали ракеты.", ["Одесса", "Херсон"]),
        ("uk", "Шестеро загинули в Одесі, де дрон влучив у готель.", ["Одеса"]),
        ("uk", "На Полтавщині, у Лубнах, під удар дронів потрапив склад.", ["Лубни"]),
        ("uk", "Сили оборони уразили дронами нафтобазу в Таганрозі.", ["Таганро"]),
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
        # Long ago.
        ("nl", "Vorig jaar troffen drones al een depot in Toropets."),
        ("en", "Last year, missiles hit a theatre in Mariupol."),
        ("de", "Im vergangenen Jahr trafen Drohnen ein Depot in Toropez."),
        ("fr", "L'an dernier, des drones ont frappé un dépôt à Briansk."),
        ("ru", "Год назад ракета попала в склад в Торопце."),
        ("uk", "Торік дрони вдарили по складу в Торопці."),
        # Rumours, and who attacks by the name of his capital.
        ("ru", "Слухи о ракетном ударе по Полтаве — вброс, сообщили в полиции."),
        ("uk", "Повідомлення про ракетний удар по Полтаві — фейк."),
        ("en", "The reports of a missile strike on Poltava were fake, police said."),
        ("de", "Ein Raketenangriff auf Poltawa sei eine Falschmeldung, teilte die Polizei mit."),
        # Ground assaults.
        ("ru", "Противник атаковал с дронами в районах Купянска и Волчанска."),
        ("uk", "Окупанти 12 разів атакували у районах Торецька та Часового Яру, їх підтримували дрони."),
        ("uk", "Сили оборони відбили шість атак дронів біля Торецька."),
        ("ru", "В Калуге из-за атаки дронов закрыли аэропорт."),
        ("ru", "Армия развивает наступление на Купянск и атаковала Волчанск, сообщил генштаб."),
        ("uk", "Окупанти штурмують Торецьк, атакували вони й Костянтинівку."),
        # A place from which or to which a length is told.
        ("en", "A drone hit a tanker 40 km from Novorossiysk."),
        ("nl", "Een drone trof een tanker op 40 kilometer van Novorossiejsk."),
        ("ru", "Дрон попал в танкер в 40 км от Новороссийска."),
        ("uk", "Дрони вразили завод: від фронту до Казані — понад 1000 км."),
        # A strike on a country is none on the town where it is spoken of, nor is one that a court tries.
        ("en", "The minister discussed the missile strikes on Iran in Geneva."),
        ("nl", "De minister besprak de aanvallen met raketten op Israël in Parijs."),
        ("de", "Die Minister berieten über die Raketenangriffe auf Israel in Genf."),
        ("fr", "Les ministres ont parlé des frappes de missiles sur le Liban à Genève."),
        ("ru", "Министры обсудили ракетные удары по Израилю на встрече в Женеве."),
        ("uk", "Міністри обговорили ракетні удари по Ізраїлю на зустрічі в Женеві."),
        ("ru", "Суд приговорил полковника за ракетный удар по театру в Мариуполе."),
    ],
)  # fmt: skip
def test_what_reports_no_strike_there(language, text, gazetteer):
    assert struck(text, language, gazetteer) == []


def drafts(text, language, gazetteer):
    """Each strike that is drafted: its place, its day, its target and its casualties."""
    article = article_from_text(text, language=language, published="2024-11-21")
    places, _ = read_places(article, gazetteer)
    by_id = {place.id: place for place in places}
    strikes = find_strikes(article, places, ())
    assert len({strike.id for strike in strikes}) == len(strikes)
    values = [
        tuple(None if said is None else said.value for said in (strike.when, strike.target, strike.casualties))
        for strike in strikes
    ]
    return [(by_id[strike.where].name[:5], *value) for strike, value in zip(strikes, values, strict=True)]


@pytest.mark.parametrize(
    ("language", "text", "first", "second"),
    [
        ("nl", "Maandag trof een raket een depot in Charkiv. Vier mensen raakten gewond. Woensdag troffen drones een "
         "haven in Odesa. Daarbij vielen twee doden.",
         ("Chark", "2024-11-18", "depot", "Vier mensen raakten gewond"),
         ("Odesa", "2024-11-20", "haven", "Daarbij vielen twee doden")),
        ("en", "On Monday a missile hit a depot in Kharkiv. Four people were injured. On Wednesday drones struck a "
         "port in Odesa. Two people were killed.",
         ("Khark", "2024-11-18", "depot", "Four people were injured"),
         ("Odesa", "2024-11-20", "port", "Two people were killed")),
        ("de", "Am Montag traf eine Rakete ein Depot in Charkiw. Vier Menschen wurden verletzt. Am Mittwoch trafen "
         "Drohnen einen Flugplatz bei Odessa. Zwei Menschen wurden getötet.",
         ("Chark", "2024-11-18", "Depot", "Vier Menschen wurden verletzt"),
         ("Odess", "2024-11-20", "Flugplatz", "Zwei Menschen wurden getötet")),
        ("fr", "Lundi, un missile a frappé un dépôt à Kharkiv. Quatre personnes ont été blessées. Mercredi, des drones "
         "ont frappé un aérodrome à Odessa. Deux personnes ont été tuées.",
         ("Khark", "2024-11-18", "dépôt", "Quatre personnes ont été blessées"),
         ("Odess", "2024-11-20", "aérodrome", "Deux personnes ont été tuées")),
        ("ru", "В понедельник ракета попала в склад в Харькове. Четыре человека ранены. В среду дроны ударили по "
         "аэродрому в Одессе. Два человека погибли.",
         ("Харьк", "2024-11-18", "склад", "Четыре человека ранены"),
         ("Одесс", "2024-11-20", "аэродрому", "Два человека погибли")),
        ("uk", "У понеділок ракета влучила у склад у Харкові. Поранено чотирьох людей. У середу дрони вдарили по "
         "аеродрому в Одесі. Загинули дві людини.",
         ("Харкі", "2024-11-18", "склад", "Поранено чотирьох людей"),
         ("Одеса", "2024-11-20", "аеродрому", "Загинули дві людини")),
    ],
)  # fmt: skip
def test_each_place_has_its_own_draft_with_what_is_said_of_it_alone(language, text, first, second, gazetteer):
    assert drafts(text, language, gazetteer) == [first, second]


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("nl", "Maandag trof een raket een depot in Charkiv. Vier mensen raakten gewond. Woensdag troffen drones "
         "opnieuw een school in Charkiv. Daarbij vielen twee doden.", "Chark"),
        ("en", "On Monday a missile hit a depot in Kharkiv. Four people were injured. On Wednesday drones struck a "
         "school in Kharkiv. Two people were killed.", "Khark"),
        ("de", "Am Montag traf eine Rakete ein Depot in Charkiw. Vier Menschen wurden verletzt. Am Mittwoch trafen "
         "Drohnen eine Schule in Charkiw. Zwei Menschen wurden getötet.", "Chark"),
        ("fr", "Lundi, un missile a frappé un dépôt à Kharkiv. Quatre personnes ont été blessées. Mercredi, des drones "
         "ont frappé une école à Kharkiv. Deux personnes ont été tuées.", "Khark"),
        ("ru", "В понедельник ракета попала в склад в Харькове. Четыре человека ранены. В среду дроны ударили по школе "
         "в Харькове. Два человека погибли.", "Харьк"),
        ("uk", "У понеділок ракета влучила у склад у Харкові. Поранено чотирьох людей. У середу дрони вдарили по школі "
         "в Харкові. Загинули дві людини.", "Харкі"),
    ],
)  # fmt: skip
def test_a_place_that_is_struck_on_two_days_has_two_drafts(language, text, place, gazetteer):
    """And the dead of the one are not those of the other."""
    one, other = drafts(text, language, gazetteer)
    assert (one[0], one[1], other[0], other[1]) == (place, "2024-11-18", place, "2024-11-20")
    assert ";" not in one[3] and ";" not in other[3] and one[3] != other[3]


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        ("nl", "Raketten troffen maandag Odesa en Charkiv.", ["Odesa", "Chark"]),
        ("nl", "Drones hebben maandag een depot in Odesa geraakt en een school in Charkiv.", ["Odesa", "Chark"]),
        ("nl", "Drones troffen een depot in Odesa, een school in Charkiv en een haven in Mykolajiv.",
         ["Odesa", "Chark", "Mykol"]),
        ("en", "Kharkiv and Odesa were hit by missiles on Monday.", ["Khark", "Odesa"]),
        ("en", "Drones hit a depot in Karachev on Monday and a school in Kharkiv on Tuesday.", ["Karac", "Khark"]),
        ("de", "Drohnen haben am Montag ein Depot in Odessa und am Dienstag eine Schule in Charkiw getroffen.",
         ["Odess", "Chark"]),
        ("fr", "Des drones ont frappé lundi un dépôt à Karatchev et mardi une école à Kharkiv.", ["Karat", "Khark"]),
        ("ru", "Дроны ударили по складу в Карачеве и по школе в Харькове.", ["Карач", "Харьк"]),
        ("uk", "Ракети влучили в Харків і Одесу.", ["Харкі", "Одеса"]),
        ("nl", "Een raket trof Odesa en de burgemeester van Charkiv veroordeelde dat.", ["Odesa"]),
        ("en", "Missiles hit Kharkiv and officials flew to Warsaw for talks.", ["Khark"]),
        ("en", "Missiles hit Kharkiv and left for talks in Warsaw.", ["Khark"]),
        ("en", "Missiles hit a depot in Kharkiv and Kyiv said that two were shot down.", ["Khark"]),
        ("fr", "Des missiles ont frappé Kharkiv et le président se rendait à Varsovie.", ["Khark"]),
    ],
)  # fmt: skip
def test_places_that_are_told_in_one_breath_each_have_a_draft(language, text, places, gazetteer):
    assert [name for name, *_ in drafts(text, language, gazetteer)] == places


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        ("en", "Missiles hit Kharkiv and Odesa residents fled.", ["Khark"]),
        ("en", "A missile hit Kharkiv and an embassy in Warsaw condemned it.", ["Khark"]),
        ("en", "A missile hit Kharkiv and a bridge in Odesa was not damaged.", ["Khark"]),
        ("en", "A missile hit Kharkiv on Monday and in Odesa sirens went off.", ["Khark"]),
        ("en", "A missile struck Kharkiv, Odesa and Mykolaiv were spared.", ["Khark"]),
        ("en", "The missile strike on Kharkiv and Kyiv's answer dominated the talks.", ["Khark"]),
        ("en", "Missiles hit Kharkiv and Kyiv on Monday condemned it.", ["Khark"]),
        ("en", "Missiles hit Kharkiv or Odesa on Monday.", ["Khark"]),
        ("en", "Missiles hit Kharkiv, near Poltava.", ["Khark"]),
        ("en", "An air strike hit Jabalia, Gaza City, killing ten.", ["Jabal"]),
        ("en", "Drones hit trains between Kharkiv and Odesa on Monday.", ["Khark"]),
        ("nl", "Drones troffen Charkiv en Odesa bleef gespaard.", ["Chark"]),
        ("de", "Drohnen trafen Charkiw und Odessa blieb verschont.", ["Chark"]),
        ("fr", "Des drones ont frappé Kharkiv et Odessa a été épargnée.", ["Khark"]),
        ("fr", "Des drones ont frappé Kharkiv, Kiev dénonce un crime.", ["Khark"]),
        ("en", "Missiles hit Kharkiv and Odesa overnight, officials said.", ["Khark", "Odesa"]),
        ("en", "Missiles hit Kharkiv and Odesa, killing ten.", ["Khark", "Odesa"]),
        ("de", "Am Montag griffen Drohnen Charkiw und Odessa an.", ["Chark", "Odess"]),
        ("nl", "Drones troffen Charkiv en Odesa met brandbommen.", ["Chark", "Odesa"]),
        ("uk", "Ракети влучили в Харків та Одесу вночі.", ["Харкі", "Одеса"]),
        ("ru", "Дроны ударили по Харькову и Одессе ночью.", ["Харьк", "Одесс"]),
    ],
)  # fmt: skip
def test_a_place_after_a_struck_one_is_no_second_strike_where_something_else_begins(language, text, places, gazetteer):
    assert [name for name, *_ in drafts(text, language, gazetteer)] == places


def test_what_is_told_of_several_places_at_once_is_nobodys_alone_but_the_first_ones(gazetteer):
    text = "Six missiles hit Kharkiv, Odesa and Mykolaiv on Monday. In Odesa two people were killed."
    assert drafts(text, "en", gazetteer) == [
        ("Khark", "2024-11-18", None, None),
        ("Odesa", "2024-11-18", None, "In Odesa two people were killed"),
        ("Mykol", "2024-11-18", None, None),
    ]


@each_row(
    ("language", "text", "dead", "weapons"),
    [
        ("en", "Missiles hit Kharkiv and Odesa, killing five people.", ["Kharkiv, Odesa: killing five people"] * 2,
         [None, None]),
        ("en", "Kinzhal missiles hit a depot in Kharkiv and a school in Odesa. Five people were killed.",
         ["Kharkiv, Odesa: Five people were killed"] * 2, ["Kinzhal (Kh-47M2)"] * 2),
        ("de", "Russland griff Charkiw und Odessa mit Shahed-Drohnen an.", [None, None],
         ["Shahed-131/136 (Geran)"] * 2),
        # What is told of another place by its name is its own.
        ("en", "Missiles hit Kharkiv and Odesa. In Odesa two people were killed.",
         [None, "In Odesa two people were killed"], [None, None]),
        ("en", "Missiles hit Kharkiv and Odesa. No casualties were reported.", ["none reported"] * 2, [None, None]),
    ],
)  # fmt: skip
def test_what_is_told_of_all_is_said_to_be_of_all(language, text, dead, weapons, gazetteer):
    found = list(strikes_of(text, language, gazetteer).values())
    assert [said and said.value for said in (strike.casualties for strike in found)] == dead
    assert [said and said.value for said in (strike.weapon for strike in found)] == weapons


@pytest.mark.parametrize(
    "text",
    [
        "On Monday a missile hit a depot in Kharkiv. The attack on Kharkiv on Tuesday was the fourth, officials said.",
        "On Monday a missile hit a depot in Kharkiv. Last week drones hit Kharkiv on Friday.",
        "A missile hit a depot in Kharkiv on Monday. The mayor said on Wednesday that a missile had hit Kharkiv.",
        "A missile hit a depot in Kharkiv, the army said on Monday. The mayor said a missile hit Kharkiv on Tuesday.",
        "A missile hit Kharkiv on Monday. Kyiv condemned on Tuesday the missile attack on Kharkiv.",
        "A missile hit Kharkiv on Monday. Zelensky visited on Tuesday the school in Kharkiv that was hit by a missile.",
        "A missile hit Kharkiv on Monday. On Wednesday mourners gathered where the missile hit Kharkiv.",
        "A missile hit Kharkiv on Monday. On Tuesday the death toll from the missile strike on Kharkiv rose to six.",
        "A missile hit Kharkiv on Sunday night. On Monday morning the missile strike on Kharkiv was still burning.",
        "On Monday a missile hit a depot in Kharkiv. A year ago on Tuesday a missile hit Kharkiv.",
    ],
)
def test_another_day_is_another_strike_only_where_it_is_told_as_one(text, gazetteer):
    """Not the day on which it was said, nor another speaker's day for the same."""
    assert len(drafts(text, "en", gazetteer)) == 1


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("nl", "Een raket trof een depot in Charkiv. Vorige week raakten drones een haven in Odesa.", "Chark"),
        ("en", "A missile hit a depot in Kharkiv. Last week drones struck a port in Odesa.", "Khark"),
        (
            "de",
            "Eine Rakete traf ein Depot in Charkiw. Letzte Woche traf eine Drohne ein Haus in Odessa.",
            "Chark",
        ),
        ("fr", "Un missile a frappé un dépôt à Kharkiv. La semaine dernière, un drone a frappé Odessa.", "Khark"),
        ("ru", "Ракета попала в склад в Харькове. На прошлой неделе дроны ударили по порту в Одессе.", "Харьк"),
        ("uk", "Ракета влучила у склад у Харкові. Минулого тижня дрони вдарили по порту в Одесі.", "Харкі"),
        ("ru", "Ракета попала в склад в Харькове. Неделей ранее, 12 ноября, дрон ударил по порту в Одессе.", "Харьк"),
    ],
)
def test_last_weeks_strike_is_one_only_where_none_is_told_since(language, text, place, gazetteer):
    assert [name for name, *_ in drafts(text, language, gazetteer)] == [place]
    earlier = text.partition(". ")[2]
    assert [name[:4] for name, *_ in drafts(earlier, language, gazetteer)] in (["Odes"], ["Одес"])


def test_an_earlier_strike_keeps_its_own_day(gazetteer):
    text = "Неделей ранее, 12 ноября, дрон ударил по порту в Одессе."
    assert drafts(text, "ru", gazetteer)[0][1] == "2024-11-12"


def test_a_year_that_has_passed_makes_a_strike_no_news(gazetteer):
    assert not drafts("In March 2022 missiles hit a theatre in Mariupol.", "en", gazetteer)
    assert len(drafts("In March 2024 missiles hit a theatre in Mariupol.", "en", gazetteer)) == 1


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        # where people were killed or hurt by it
        ("nl", "In Cherson zijn twee mensen omgekomen bij een beschieting.", ["Cherson"]),
        ("nl", "In de stad Nikopol vielen zaterdag vier gewonden door een droneaanval.", ["Nikopol"]),
        ("nl", "In Soemy kwamen drie kinderen om toen een raket een flat trof.", ["Soemy"]),
        ("en", "In Kherson, two people were killed in shelling on Friday.", ["Kherson"]),
        ("en", "Four people were wounded in Zaporizhzhia after a drone strike.", ["Zaporizhzhia"]),
        ("en", "Three children died in Poltava when a missile struck a block of flats.", ["Poltava"]),
        ("de", "In Cherson starben zwei Menschen durch Artilleriebeschuss.", ["Cherson"]),
        ("de", "In Poltawa wurden Wohnhäuser durch Raketeneinschläge beschädigt.", ["Poltawa"]),
        ("fr", "À Kherson, deux personnes ont été tuées dans un bombardement.", ["Kherson"]),
        ("fr", "À Nikopol, on compte quatre blessés après une attaque de drones.", ["Nikopol"]),
        ("de", "Bei Nikopol starben nach Artilleriebeschuss zwei Menschen.", ["Nikopol"]),
        ("nl", "In Poltava brandde een silo uit na een raketinslag.", ["Poltava"]),
        ("en", "Two men were hurt in Klin after drones set a fuel tank on fire.", ["Klin"]),
        ("de", "In Holon starben zwei Kinder beim Fußball, als eine Rakete den Platz traf.", ["Holon"]),
        # the word of attack that is tied to a place, behind one that is not
        ("en", "The strikes, which also hit a depot in Taganrog, were the largest yet, the army said.", ["Taganrog"]),
        ("nl", "Drones vlogen over Rusland. Een raffinaderij in Syzran werd volgens bewoners geraakt.", ["Syzran"]),
        # what was hit is the subject, with an aside behind its place
        ("en", "A depot in Taganrog, 60 km from Rostov-on-Don, was also hit by drones.", ["Taganrog"]),
        ("de", "Israel hat die Städte Tyros, Sidon und Baalbek mit Raketen beschossen.", ["Tyros", "Sidon", "Baalbek"]),
        ("en", "Drones hit Taganrog and Yeysk as Russia fired missiles again.", ["Taganrog", "Yeysk"]),
        # compounds, and nouns of several
        ("de", "Bei Drohnenangriffen auf Mykolajiw gab es Verletzte.", ["Mykolajiw"]),
        ("nl", "Na beschietingen van Cherson zijn vijf mensen gewond.", ["Cherson"]),
        ("fr", "Des raids sur Baalbek ont fait dix morts.", ["Baalbek"]),
        # a site of a name of its own
        ("ru", "Киев атаковал дронами Крымский мост.", ["Крымский мост"]),
        ("en", "Missiles hit the Fordow enrichment plant in Iran.", ["Fordow"]),
        # what the sentence before names
        ("nl", "In Taganrog waren explosies te horen. De stad werd geraakt door drones.", ["Taganrog"]),
        ("en", "Smoke rose over the port of Odesa. The port was hit by two missiles.", ["Odesa"]),
    ],
)  # fmt: skip
def test_a_strike_that_is_told_by_what_it_did(language, text, places, gazetteer):
    assert [name[:5] for name in struck(text, language, gazetteer)] == [name[:5] for name in places]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Ракета попала в склад в Харькове. После предыдущего удара 8 ноября пожар тушили три дня."),
        ("uk", "Ракета влучила у склад у Харкові. Раніше, 7 листопада, дрон поранив двох людей."),
    ],
)
def test_the_day_of_an_earlier_strike_is_not_that_of_this_one(language, text, gazetteer):
    assert drafts(text, language, gazetteer)[0][1] is None


def test_days_before_are_no_drones(gazetteer):
    article = article_from_text("Двумя днями ранее дрон врезался в дом в Рыльске.", language="ru")
    places, _ = read_places(article, gazetteer)
    assert [strike.launched for strike in find_strikes(article, places, ())] == [None]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        # who speaks of the dead, and where they are treated or mourned
        ("nl", "In Brussel betreurt de NAVO drie doden bij een aanval met drones."),
        ("nl", "In Leiden worden twee gewonden verzorgd na een raketaanval."),
        ("en", "In Brussels, NATO regrets that three people were killed in a drone attack."),
        ("en", "In Warsaw, thousands rallied for the three people killed in a missile strike."),
        ("de", "In Wien sprachen Diplomaten von drei Toten bei einem Drohnenangriff."),
        ("fr", "À Bruxelles, l'OTAN regrette trois morts dans une attaque de drones."),
        # somebody's own town, behind what he is quoted with
        ("en", "“A drone hit the roof,” said Ivan, who now lives in Leeds."),
        ("fr", "« Un drone a frappé le toit », raconte Ivan, réfugié à Grenoble."),
        ("nl", "'Een raket trof het dak', zegt Ivan, die nu in Assen woont."),
        ("fr", "La banlieue a été frappée par des missiles malgré l'accord signé par Ankara."),
        # back then
        ("de", "Damals schlugen Raketen auch in Gandscha ein."),
        ("nl", "Destijds troffen raketten ook Gandzja."),
        # where somebody is at a summit
        ("nl", "De premier sprak op een top in Praag over de aanval met raketten."),
        ("de", "Der Kanzler nannte den Angriff mit Drohnen bei einem Treffen in Prag feige."),
        ("en", "The envoy condemned the missile attack at a summit in Prague."),
        ("fr", "Le ministre a condamné l'attaque de missiles lors d'un sommet à Prague."),
        ("de", "Die Rakete war eine Woche zuvor auf Dnipro abgefeuert worden."),
        # what the thing that was hit is for
        ("fr", "Une frappe a visé un radar qui protège le site de Natanz en Iran, selon l'armée."),
        ("en", "The strike hit a factory which makes engines for a shipyard in Odesa, the army said."),
        # one port of many
        ("en", "The minister spoke in Kyiv. The port was hit by two missiles."),
        ("en", "The president travelled from Kyiv. The city was hit by two missiles."),
    ],
)
def test_a_place_of_who_speaks_or_of_another_time_is_not_struck(language, text, gazetteer):
    assert struck(text, language, gazetteer) == []


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("nl", "Dinsdag trof een raket Soemy. In 2022 sloeg een raket in op het station van Kramatorsk.", "Soemy"),
        ("en", "In June 2022 a missile hit Kremenchuk. On Monday drones hit Sumy.", "Sumy"),
        ("de", "Am Montag trafen Drohnen Sumy. Schon im Juni 2022 traf eine Rakete Krementschuk.", "Sumy"),
        ("fr", "Lundi, des drones ont frappé Soumy. En juin 2022, un missile a touché Krementchouk.", "Soumy"),
    ],
)
def test_what_was_long_ago_is_the_background_of_what_is_told_now(language, text, place, gazetteer):
    article = article_from_text(text, language=language, published="2024-11-20")
    places, _ = read_places(article, gazetteer)
    by_id = {found.id: found.name for found in places}
    assert [by_id[strike.where] for strike in find_strikes(article, places, ())] == [place]


def test_details_are_not_of_another_region_or_time_nor_part_of_a_name(gazetteer):
    text = (
        "Zaterdag trof een drone een loods in Odesa. Boven de regio Koersk zijn negen drones neergehaald.\n\n"
        "Destijds kwamen zes mensen om het leven."
    )
    article = article_from_text(text, language="nl", published="2024-11-20")
    places, _ = read_places(article, gazetteer)
    (strike,) = find_strikes(article, places, ())
    assert (strike.intercepted, strike.casualties) == (None, None)
    article = article_from_text("A drone attack on Port Said in Egypt killed two people.", language="en")
    places, _ = read_places(article, gazetteer)
    assert find_strikes(article, places, ())[0].target is None


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        # the time at which an entry of a live report was posted
        ("nl", "Live\n\n14.20 uur\nLoods in Soemy vernield\nVrijdag trof een drone Soemy.", "2024-11-15"),
        ("en", "Live\n\n14:20 Drone hits Sumy\nA drone hit a depot in Sumy on Friday, officials said.", "2024-11-15"),
        ("de", "Liveticker\n\n+++ 14:20 Lager zerstört +++\nAm Freitag traf eine Drohne Sumy.", "2024-11-15"),
        ("fr", "En direct\n\n14h20. Vendredi, des drones ont frappé Soumy, selon les secours.", "2024-11-15"),
        ("en", "Our report on Sumy (16 November, page 3) erred: a drone hit Sumy on Friday.", "2024-11-15"),
        # the day of another town's
        ("en", "A missile hit Sumy. It was revenge for the bombing of Belgorod on Friday.", None),
        ("de", "Eine Rakete traf Sumy. Schon im Juni 2022 wurde Sumy beschossen.", None),
    ],
)  # fmt: skip
def test_the_day_of_a_strike_is_not_that_of_an_entry_or_of_another(language, text, value, gazetteer):
    article = article_from_text(text, language=language, published="2024-11-20")
    places, _ = read_places(article, gazetteer)
    first = find_strikes(article, places, ())[0]
    assert (None if first.when is None else first.when.value) == value


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        (
            "nl",
            "Een raket trof een markt in Cherson. De premier noemde de aanval op de markt in Brussel laf.",
            ["Cherson"],
        ),
        ("en", "Drones hit Kherson. The minister condemned the attack on civilians in Paris.", ["Kherson"]),
        ("en", "The minister condemned the missile attack on Kherson.", ["Kherson"]),
    ],
)
def test_who_judges_an_attack_adds_no_place_to_those_told(language, text, places, gazetteer):
    assert struck(text, language, gazetteer) == places


def test_what_flew_at_another_country_or_is_one_of_many_is_not_of_this_strike(gazetteer):
    from geo.weapons import load_weapons

    text = (
        "Raketen trafen Isfahan im Iran. Am 1. Oktober hatte der Iran 200 Raketen auf Israel abgefeuert.\n\n"
        "Insgesamt wurden 81 Raketen abgefeuert, darunter sechs vom Typ Kinschal."
    )
    article = article_from_text(text, language="de", published="2024-10-26")
    places, _ = read_places(article, gazetteer)
    (strike,) = find_strikes(article, places, load_weapons())
    assert (strike.when, strike.weapon) == (None, None)
    text = "Drones hit a refinery in Ryazan. Hours before, Russia fired 40 Shahed drones at Ukraine; 30 came down."
    article = article_from_text(text, language="en", published="2024-10-26")
    places, _ = read_places(article, gazetteer)
    (strike,) = find_strikes(article, places, load_weapons())
    assert (strike.weapon, strike.launched, strike.intercepted) == (None, None, None)


def test_an_adjective_of_another_country_does_not_take_the_day_away(gazetteer):
    text = "A drone hit a clinic in Omdurman. The attack on the Saudi hospital there took place on Friday."
    article = article_from_text(text, language="en", published="2024-11-20")
    places, _ = read_places(article, gazetteer)
    (strike,) = find_strikes(article, places, ())
    assert strike.when is not None and strike.when.value == "2024-11-15"


def strikes_of(text, language, gazetteer, published="2025-09-14"):
    """The drafts of an article by the name of their place, weapons looked for."""
    article = article_from_text(text, language=language, published=published)
    places, _ = read_places(article, gazetteer)
    by_id = {place.id: place.name for place in places}
    return {by_id[strike.where]: strike for strike in find_strikes(article, places, load_weapons()) if strike.where}


@each_row(
    ("language", "text", "place"),
    [
        ("nl", "Drones raakten een raffinaderij in Oefa. Al in mei trof een drone een fabriek in Salavat.", "Oefa"),
        ("en", "Drones hit a refinery in Ufa. In May, a drone attack on Salavat caused a fire.", "Ufa"),
        (
            "de",
            "Drohnen trafen eine Raffinerie in Ufa. Bereits im Mai war ein Werk in Salawat getroffen worden.",
            "Ufa",
        ),
        ("fr", "Des drones ont frappé une raffinerie à Oufa. En mai, un drone avait frappé Salavat.", "Oufa"),
        ("ru", "Дроны ударили по заводу в Уфе. В августе дрон атаковал завод в Салавате.", "Уфа"),
        ("uk", "Дрони вдарили по заводу в Уфі. У травні дрон атакував завод у Салаваті.", "Уфа"),
    ],
)
def test_a_month_before_that_of_the_news_is_its_background(language, text, place, gazetteer):
    assert [name[:3] for name in strikes_of(text, language, gazetteer)] == [place[:3]]


def test_the_month_of_the_news_is_no_other_time(gazetteer):
    text = "In September, a drone attack on Salavat in Russia caused a fire."
    assert list(strikes_of(text, "en", gazetteer)) == ["Salavat"]


def test_last_week_comes_before_what_was_years_or_months_ago(gazetteer):
    text = "In May 2024 a missile hit Kharkiv. Last week drones hit Sumy. The minister spoke in Kyiv."
    assert list(strikes_of(text, "en", gazetteer)) == ["Sumy"]
    # Missiles fired at a town now are news, what struck another one months ago is not.
    text = "Six missiles were fired at Odesa. In May a missile hit a hospital in Kharkiv."
    assert list(strikes_of(text, "en", gazetteer)) == ["Odesa"]


def test_the_weapon_of_another_town_or_another_year_is_not_that_of_this_one(gazetteer):
    text = "В Москве дрон врезался в дом. В январе 2023 года ракета Х-22 попала в дом в Днепре."
    assert strikes_of(text, "ru", gazetteer)["Москва"].weapon is None
    text = "A missile hit a depot in Kharkiv. Two Kinzhal missiles hit an airfield near Lviv."
    assert strikes_of(text, "en", gazetteer)["Kharkiv"].weapon is None
    # Where it was launched is no other town that was struck.
    text = "A missile hit a depot in Kharkiv. The Kinzhal was launched from Savasleyka, the air force said."
    assert strikes_of(text, "en", gazetteer)["Kharkiv"].weapon.value.startswith("Kinzhal")


@each_row(
    ("language", "text"),
    [
        ("en", "Drones hit a depot in Ufa overnight, setting off a fire that was still burning at noon."),
        ("nl", "Drones raakten vannacht een depot in Oefa; om twaalf uur 's middags woedde de brand nog."),
        ("de", "Drohnen trafen in der vergangenen Nacht ein Depot in Ufa; um 12 Uhr wütete der Brand noch."),
    ],
)
def test_the_hour_at_which_a_fire_still_burns_is_not_that_of_the_strike(language, text, gazetteer):
    (strike,) = strikes_of(text, language, gazetteer).values()
    assert strike.when.value == "2025-09-13/2025-09-14"


@each_row(
    ("language", "text", "places"),
    [
        # What a missile does to people is as much a strike as what it hits.
        ("en", "A drone killed two shepherds in Kherson, the governor said.", ["Kherson"]),
        ("nl", "Een drone doodde twee herders in Cherson, meldt de gouverneur.", ["Cherson"]),
        ("de", "Eine Drohne tötete zwei Hirten in Cherson, sagte der Gouverneur.", ["Cherson"]),
        ("fr", "Un drone a tué deux bergers à Kherson, a dit le gouverneur.", ["Kherson"]),
        ("ru", "Дрон убил двух человек в Херсоне, сообщил губернатор.", ["Херсон"]),
        ("uk", "У Херсоні дрони поранили шістьох людей, розповів мер.", ["Херсон"]),
        # So is what was fired at a town and killed there, beside another strike.
        ("en", "Drones hit a depot in Sumy. Rockets were fired at Nikopol, killing two women.", ["Sumy", "Nikopol"]),
        # The place with which a sentence opens, and one near which it lies.
        ("en", "In Nikopol, a missile hit a school.", ["Nikopol"]),
        ("en", "In Nikopol, near Zaporizhzhia, two missiles hit a school.", ["Nikopol"]),
        ("nl", "In Nikopol, vlak bij Zaporizja, sloeg een raket in.", ["Nikopol"]),
        ("de", "In Nikopol, unweit von Saporischschja, schlug eine Rakete ein.", ["Nikopol"]),
        ("nl", "In Nikopol, aan de Dnipro, doodde een drone een bakker.", ["Nikopol"]),
        ("ru", "В Никополе, по словам мэра, дрон убил пекаря.", ["Никопо"]),
        ("fr", "Le dépôt de Nikopol a été visé par deux drones.", ["Nikopol"]),
        ("fr", "Israël a bombardé un dépôt à Chiraz ainsi que l'aéroport de Kerman, en Iran.", ["Chiraz", "Kerman"]),
        # A list that ends in a target of which nobody knows where it is.
        ("ru", "Авиация нанесла удары по Тегерану, Тебризу и складу в Зюзюковке.", ["Тегеран", "Тебриз"]),
        ("en", "Pakistani artillery later killed six people in Poonch.", ["Poonch"]),
        ("en", "Jets dropped twenty bombs on Dhamar and Sanaa.", ["Dhamar", "Sanaa"]),
        ("en", "Two missiles came down in Muzaffarabad, the army said.", ["Muzaffarabad"]),
        # A particle at the end of a verb is no "from".
        ("nl", "Rusland voerde luchtaanvallen uit op Nikopol.", ["Nikopol"]),
        ("de", "Die Luftwaffe bombardierte die Stadt Nikopol.", ["Nikopol"]),
        # Two places, the region of the first between them or the means behind them.
        ("en", "Missiles hit a mill in Lozova, in Kharkiv region, and a school in Izium.", ["Lozova", "Izium"]),
        ("de", "Russland griff Odessa und Isjum mit iranischen Drohnen an.", ["Odessa", "Isjum"]),
    ],
)
def test_what_recurs_in_the_prose_of_agencies(language, text, places, gazetteer):
    found = struck(text, language, gazetteer)
    assert [name[:5] for name in found] == [name[:5] for name in places]


@each_row(
    ("language", "text"),
    [
        ("en", "In London, shares fell after missiles hit a refinery."),
        ("en", "In Warsaw, the minister said missiles had hit a refinery."),
        ("en", "Illness killed six people in Kherson while missiles were shown on parade."),
        ("nl", "In Brussel, waar ministers spraken over drones, doodde een automobilist een fietser."),
        ("de", "In Wien, unweit von Bratislava, sprach der Minister über Raketen."),
        ("en", "A drone light show over Lyon ended when batteries fell on the crowd and wounded six."),
        ("fr", "Le ministre a visé Moscou dans son discours. Un missile russe est tombé en mer."),
    ],
)
def test_what_opens_a_sentence_is_struck_only_where_the_missile_is_its_subject(language, text, gazetteer):
    assert struck(text, language, gazetteer) == []


def test_two_attacks_of_one_sentence_each_have_their_own_dead(gazetteer):
    text = (
        "Russian drones slammed into a bus in Nikopol, killing three passengers, and glide bombs struck a farm near "
        "Sumy, officials said."
    )
    found = strikes_of(text, "en", gazetteer)
    assert list(found) == ["Nikopol", "Sumy"]
    assert found["Nikopol"].casualties.value == "killing three passengers" and found["Sumy"].casualties is None
    text = "Drones troffen een bus in Nikopol, en raketten sloegen in op een boerderij bij Soemy."
    assert list(strikes_of(text, "nl", gazetteer)) == ["Nikopol", "Soemy"]


def test_who_owns_an_attack_was_not_struck_by_it(gazetteer):
    text = "Pakistan strikes targets in Iran after Tehran's raid. Drones hit a camp in Saravan, in Iran."
    assert list(strikes_of(text, "en", gazetteer)) == ["Saravan"]


def test_a_weapon_beside_another_town_is_not_this_ones(gazetteer):
    text = "Missiles struck Erbil in Iraq; the army said its Kheibar Shekan missiles flew to Idlib in Syria."
    assert strikes_of(text, "en", gazetteer)["Erbil"].weapon is None


def test_the_dead_of_a_place_that_nobody_found_are_not_those_of_the_struck_one(gazetteer):
    text = "A missile hit a depot in Kharkiv, five people died. In Xyzhovka a rocket killed two fishermen."
    assert strikes_of(text, "en", gazetteer)["Kharkiv"].casualties.value == "five people died"
    text = "Ракета попала в склад в Харькове, погибли пять человек. В Зюзюковке дрон убил двух рыбаков."
    assert strikes_of(text, "ru", gazetteer)["Харьков"].casualties.value == "погибли пять человек"


@each_row(
    ("language", "text", "value"),
    [
        ("en", "SUMY, 14 September 2025 (Agency) – A drone hit a depot in Sumy on Friday.", "2025-09-12"),
        ("fr", "SOUMY, 14 septembre 2025 (Agence) – Un drone a frappé Soumy dans la nuit de samedi à dimanche.",
         "2025-09-13/2025-09-14"),
        ("de", "SUMY, 14. September 2025 (Agentur) – Eine Drohne traf ein Depot in Sumy.", None),
    ],
)  # fmt: skip
def test_the_date_of_a_dispatch_is_not_the_day_of_the_strike(language, text, value, gazetteer):
    (strike,) = strikes_of(f"Titel über einem Depot\n\n{text}", language, gazetteer, published=None).values()
    assert (strike.when and strike.when.value) == value


def test_the_target_of_the_next_place_is_not_that_of_the_first(gazetteer):
    found = strikes_of("Missiles hit Kharkiv and a depot in Odesa.", "en", gazetteer)
    assert found["Kharkiv"].target is None
    found = strikes_of("Missiles hit Kharkiv and set fire to a depot.", "en", gazetteer)
    assert found["Kharkiv"].target.value == "depot"


def test_an_old_day_is_not_that_of_the_news(gazetteer):
    text = (
        "Удары по Тебризу и Тегерану\n\nРакеты попали в склады в Тебризе и Тегеране, сообщило агентство.\n\n"
        "В октябре 2024 года Израиль уже бомбил ракетами базу под Тегераном."
    )
    assert {name: strike.when for name, strike in strikes_of(text, "ru", gazetteer).items()} == {
        "Тебриз": None,
        "Тегеран": None,
    }


WAR = {
    "en": " Russian forces fired missiles and drones, the army said.",
    "nl": " Russische troepen vuurden raketten en drones af, aldus het leger.",
    "de": " Russische Truppen feuerten Raketen und Drohnen ab, so die Armee.",
    "fr": " Les forces russes ont tiré des missiles et des drones, selon l'armée.",
    "uk": " Російські війська запустили ракети та дрони, повідомила армія.",
}


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        ("en", "A strike was reported in Kharkiv on Monday, officials said.", ["Kharkiv"]),
        ("en", "Drone attacks were reported near Kursk on Tuesday.", ["Kursk"]),
        ("en", "Overnight in Kharkiv a strike on a depot was recorded.", ["Kharkiv"]),
        ("nl", "In Charkov vond een raketaanval plaats.", ["Charkov"]),
        ("nl", "In Koersk is maandag een aanval gemeld.", ["Koersk"]),
        ("de", "In Charkiw kam es zu einem Raketenangriff.", ["Charkiw"]),
        ("de", "In Kursk wurde am Montag ein Angriff gemeldet.", ["Kursk"]),
        ("fr", "Une frappe a été signalée lundi à Kharkiv.", ["Kharkiv"]),
        ("uk", "У Харкові зафіксовано ракетний удар.", ["Харків"]),
        # Nothing was there, it was no army's, or the place is of who speaks of it.
        ("en", "No strike was reported in Kharkiv on Monday.", []),
        ("en", "A strike by miners was reported in Donetsk on Monday.", []),
        ("en", "The army reported in Kyiv that it had seen strikes.", []),
        ("nl", "In Rotterdam is een aanval met een mes gemeld.", []),
        ("nl", "In Brussel is de aanval gemeld.", []),
        ("de", "In Berlin wurde der Angriff gemeldet.", []),
        ("de", "Aus Kiew wurde gemeldet, ein Angriff sei möglich.", []),
        ("fr", "À Paris, le ministre a dit qu'une frappe a été signalée.", []),
    ],
)
def test_an_attack_that_is_reported_or_took_place_is_one_of_its_place(language, text, places, gazetteer):
    assert struck(text + WAR[language], language, gazetteer) == places
