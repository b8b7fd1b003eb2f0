"""Russian and Ukrainian: every case of a name, and what only looks like one."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import each_row

from geo.cli import main
from geo.errors import BadInput, NotPossible
from geo.gazetteer.index import Gazetteer
from geo.model import Article
from geo.reading.mentions import find_mentions
from geo.reading.morphology import lemmas, readings, senses
from geo.reading.nominatives import forms, names_from
from geo.reading.places import read_places
from geo.reading.recogniser import Heard, NamedSpan, recogniser_named
from geo.reading.resolving import choose
from geo.reading.toponyms import _lines, toponyms_of
from geo.resources import data_path

KARACHEV, BRYANSK, KURSK, ROSTOV = "geonames:552920", "geonames:571476", "geonames:538560", "geonames:501175"
CHELNY, NOVGOROD, NIZHNY = "geonames:523750", "geonames:519336", "geonames:520555"
NEW_YORK, KHARKIV, DNIPRO, SUMY = "geonames:5128581", "geonames:706483", "geonames:709930", "geonames:692194"
KRYVYI_RIH, BILA_TSERKVA, ZAPORIZHZHIA = "geonames:703845", "geonames:712165", "geonames:687700"
KYIV, LVIV, MOSCOW, SARATOV = "geonames:703448", "geonames:702550", "geonames:524901", "geonames:498677"
TOROPETS, TORZHOK, YELETS, ORYOL = "geonames:482042", "geonames:481985", "geonames:467978", "geonames:515012"
MTSENSK, MOROZOVSK, IZMAIL = "geonames:524640", "geonames:525162", "geonames:707308"

RUSSIAN = [
    ("Склад горит в Торопце вторые сутки.", "Торопце", TOROPETS),
    ("Пожар под Ельцом потушили.", "Ельцом", YELETS),
    ("Вокзал в Ельце закрыт.", "Ельце", YELETS),
    ("Завод в Торжке остановлен.", "Торжке", TORZHOK),
    ("Жителей Орла просят не выходить.", "Орла", ORYOL),
    ("Взрывы слышали возле Сум.", "Сум", SUMY),
    ("Взрыв произошёл на складе в Карачеве.", "Карачеве", KARACHEV),
    ("Жители Карачева слышали несколько взрывов.", "Карачева", KARACHEV),
    ("Дорога к Карачеву перекрыта.", "Карачеву", KARACHEV),
    ("Над Карачевом видели дым.", "Карачевом", KARACHEV),
    ("Власти Брянской области ввели режим тревоги.", "Брянской области", "iso:RU-BRY"),
    ("Пожар потушили в Брянской области.", "Брянской области", "iso:RU-BRY"),
    ("Соседняя с Брянской областью Калужская пострадала меньше.", "Брянской областью", "iso:RU-BRY"),
    ("Поезд из Брянска опоздал на час.", "Брянска", BRYANSK),
    ("Самолёт вылетел из Новой Зеландии ночью.", "Новой Зеландии", "iso:NZ"),
    ("Министр прибыл в Новую Зеландию.", "Новую Зеландию", "iso:NZ"),
    ("Баржа шла вниз по Днепру.", "Днепру", "water:dnieper"),
    ("Бои идут под Курском третью неделю.", "Курском", KURSK),
    ("Эвакуация из Курска продолжается.", "Курска", KURSK),
    ("Школы в Курске закрыты.", "Курске", KURSK),
    ("В Запорожье отключили свет.", "Запорожье", ZAPORIZHZHIA),
    ("Переговоры прошли в Нью-Йорке.", "Нью-Йорке", NEW_YORK),
    ("Рейс до Нью-Йорка отменили.", "Нью-Йорка", NEW_YORK),
    ("Посол Республики Корея покинул встречу.", "Республики Корея", "iso:KR"),
    ("Президент Соединённых Штатов выступил вечером.", "Соединённых Штатов", "iso:US"),
    ("Договор с Соединёнными Штатами подписан.", "Соединёнными Штатами", "iso:US"),
    ("Ракету запустили с территории КНДР.", "КНДР", "iso:KP"),
    ("Мост построили у Великого Новгорода.", "Великого Новгорода", NOVGOROD),
    ("Паводок дошёл и до Нижнего Новгорода.", "Нижнего Новгорода", NIZHNY),
    ("Завод работает в Набережных Челнах.", "Набережных Челнах", CHELNY),
    ("Забастовка началась в Ростове-на-Дону.", "Ростове-на-Дону", ROSTOV),
    ("Поезда до Ростова-на-Дону идут по расписанию.", "Ростова-на-Дону", ROSTOV),
    ("Военные Северной Кореи прибыли на полигон.", "Северной Кореи", "iso:KP"),
    ("В Москве прошёл дождь.", "Москве", MOSCOW),
    ("Мэр встретился с жителями Москвы.", "Москвы", MOSCOW),
    ("Между Москвой и областью запустили поезд.", "Москвой", MOSCOW),
    ("Власти Саратова молчат.", "Саратова", SARATOV),
    ("Война в Украине продолжается.", "Украине", "iso:UA"),
    ("Он уехал из России.", "России", "iso:RU"),
    ("Торговля с Германией выросла.", "Германией", "iso:DE"),
    ("На Филиппинах объявили эвакуацию.", "Филиппинах", "iso:PH"),
    ("Корабли вошли в Чёрное море.", "Чёрное море", "water:black-sea"),
    ("Учения идут в Чёрном море.", "Чёрном море", "water:black-sea"),
    ("Бои шли в Донецкой и Луганской областях.", "Донецкой", "iso:UA-14"),
    ("Дроны сбили над Курской, Белгородской и Воронежской областями.", "Белгородской", "iso:RU-BEL"),
    # Nouns that are written short.
    ("Пожар тушат в Калужской обл. второй день.", "Калужской обл", "iso:RU-KLU"),
    ("Над Смоленской и Орловской обл. сбили дроны.", "Смоленской", "iso:RU-SMO"),
    ("Школы закрыты, г. Карачев остался без света.", "Карачев", KARACHEV),
    ("Завод под Саратовом Саратовской области стоит.", "Саратовом", SARATOV),
    ("Дом в Кировском районе Саратова повреждён.", "Саратова", SARATOV),
    ("Ракетой ударили по Днепру в субботу.", "Днепру", DNIPRO),
    ("После обстрела по городу и удара по Днепру нет света.", "Днепру", DNIPRO),
]
UKRAINIAN = [
    ("Склад боєприпасів горить у Торопці.", "Торопці", TOROPETS),
    ("Людей вивезли з Торопця.", "Торопця", TOROPETS),
    ("У Торжку зупинили завод.", "Торжку", TORZHOK),
    ("Під Єльцем чули вибухи.", "Єльцем", YELETS),
    ("Нафтобаза горить у Мценську.", "Мценську", MTSENSK),
    ("Аеродром у Морозовську Ростовської області спорожнів.", "Морозовську", MOROZOVSK),
    ("Вибухи пролунали біля Сум.", "Сум", SUMY),
    ("Удар прийшовся по порту в Ізмаїлі.", "Ізмаїлі", IZMAIL),
    ("Пожежу загасили в Карачеві.", "Карачеві", KARACHEV),
    ("Вибухи пролунали у Харкові.", "Харкові", KHARKIV),
    ("Мешканці Харкова чули вибухи.", "Харкова", KHARKIV),
    ("Потяг до Харкова запізнився.", "Харкова", KHARKIV),
    ("Над Харковом збили дрон.", "Харковом", KHARKIV),
    ("На Сумщині зникло світло.", "Сумщині", "iso:UA-59"),
    ("У Сумах відкрили лікарню.", "Сумах", SUMY),
    ("Мешканці міста Дніпра отримали допомогу.", "Дніпра", DNIPRO),
    ("Мешканці Запоріжжя чекають на воду.", "Запоріжжя", ZAPORIZHZHIA),
    ("У Запоріжжі відкрили міст.", "Запоріжжі", ZAPORIZHZHIA),
    ("Страйк почався у Кривому Розі.", "Кривому Розі", KRYVYI_RIH),
    ("Шахтарі Кривого Рогу вийшли на площу.", "Кривого Рогу", KRYVYI_RIH),
    ("Завод збудують у Білій Церкві.", "Білій Церкві", BILA_TSERKVA),
    ("Автобус із Білої Церкви зламався.", "Білої Церкви", BILA_TSERKVA),
    ("Посол прибув до Києва.", "Києва", KYIV),
    ("У Києві сніжить.", "Києві", KYIV),
    ("Вантаж надіслали Києву вчасно.", "Києву", KYIV),
    ("Між Києвом і Варшавою запустили потяг.", "Києвом", KYIV),
    ("Концерт у Львові скасували.", "Львові", LVIV),
    ("Студенти зі Львова поїхали додому.", "Львова", LVIV),
    ("Обстріл Чернігівської області тривав годину.", "Чернігівської області", "iso:UA-74"),
    ("У Чернігівській області без змін.", "Чернігівській області", "iso:UA-74"),
    ("Саміт відбудеться у Сполучених Штатах.", "Сполучених Штатах", "iso:US"),
    ("Літак вилетів із Нової Зеландії.", "Нової Зеландії", "iso:NZ"),
    ("Війська Північної Кореї навчаються.", "Північної Кореї", "iso:KP"),
    ("Делегація Польщі відмовилася.", "Польщі", "iso:PL"),
    ("Кораблі йдуть Чорним морем.", "Чорним морем", "water:black-sea"),
    ("Бої точаться в Донецькій та Луганській областях.", "Донецькій", "iso:UA-14"),
    ("Рейс до Нью-Йорка відклали.", "Нью-Йорка", NEW_YORK),
    ("Дощі йдуть у Чернігівській обл. вже тиждень.", "Чернігівській обл", "iso:UA-74"),
    ("Пошкоджено будинок у Шевченківському р-ні Харкова.", "Харкова", KHARKIV),
    ("Школа в Личаківському районі Львова закрита.", "Львова", LVIV),
    ("Світла немає, м. Ізмаїл чекає на ремонт.", "Ізмаїл", IZMAIL),
    ("На Запоріжжі лунають вибухи.", "Запоріжжі", "iso:UA-23"),
    ("Влада повідомила про удар по Дніпру.", "Дніпру", DNIPRO),
    ("У Ромнах Сумської області відкрили школу.", "Сумської області", "iso:UA-59"),
]  # fmt: skip
# Words that some record bears and that are no places here.
NOT_PLACES = [
    ("ru", "Владимир Путин выступил с обращением.", "Владимир"),
    ("ru", "Писатель Александр Пушкин жил скромно.", "Пушкин"),
    ("ru", "По словам В. Жукова, ремонт закончен.", "Жукова"),
    ("ru", "Антон Чехов написал пьесу, и Чехов был ею недоволен.", "Чехов"),
    ("ru", "Матч выиграл московский клуб «Заря».", "Заря"),
    ("ru", "Газета «Волна» вышла в понедельник.", "Волна"),
    ("ru", "Лев сбежал из зоопарка.", "Лев"),
    ("ru", "Тренер Сергей Королёв ушёл в отпуск.", "Королёв"),
    ("uk", "Тарас Шевченко народився в селянській родині.", "Шевченко"),
    ("uk", "Усі чекали на новини.", "Усі"),
    ("uk", "Редакція газети «Житомирщина» переїхала.", "Житомирщина"),
    ("uk", "Пані Софія Мельник працює лікаркою.", "Софія"),
    ("uk", "Володимир Гнатюк повернувся додому.", "Володимир"),
    ("uk", "Того дня нічого не сталося.", "Того"),
    ("uk", "Пожежник Іван Краків отримав нагороду. Краків служить двадцять років.", "Краків"),
    ("ru", "Журнал «Вечерняя Прага» закрыли.", "Прага"),
    ("ru", "На Лиманском направлении без перемен.", "Лиманском"),
    ("uk", "На Лиманському напрямку без змін.", "Лиманському"),
    ("ru", "Магазин на улице Саратовской закрыли.", "Саратовской"),
]


@each_row(("text", "name", "identifier"), RUSSIAN)
def test_russian_forms_mean_their_place(text: str, name: str, identifier: str, gazetteer: Gazetteer) -> None:
    assert (name, identifier) in found_in(text, "ru", gazetteer)


@each_row(("text", "name", "identifier"), UKRAINIAN)
def test_ukrainian_forms_mean_their_place(text: str, name: str, identifier: str, gazetteer: Gazetteer) -> None:
    assert (name, identifier) in found_in(text, "uk", gazetteer)


@pytest.mark.parametrize(("language", "text", "word"), NOT_PLACES)
def test_people_titles_and_common_words_are_no_places(
    language: str, text: str, word: str, gazetteer: Gazetteer
) -> None:
    assert word not in [name for name, _ in found_in(text, language, gazetteer)]


def test_a_surname_is_a_town_where_the_words_say_so(gazetteer: Gazetteer) -> None:
    assert "Пушкине" in [name for name, _ in found_in("Пожар случился в городе Пушкине.", "ru", gazetteer)]
    assert "Чехове" in [name for name, _ in found_in("Завод в Чехове закрыли.", "ru", gazetteer)]


def test_a_quoted_name_is_a_title_and_the_same_name_outside_is_the_place(gazetteer: Gazetteer) -> None:
    rows = toponyms_of("Ресторан «Прага» открылся в Праге.", gazetteer, language="ru")
    assert [row["name"] for row in rows] == ["Праге"]


def test_the_country_in_an_institutions_name_is_left_to_it_in_ukrainian(gazetteer: Gazetteer) -> None:
    rows = toponyms_of("За даними Міністерства оборони України, у Полтаві тихо.", gazetteer, language="uk")
    assert [row["name"] for row in rows] == ["Полтаві"]


def test_one_place_in_many_cases_is_one_place(gazetteer: Gazetteer) -> None:
    text = "Карачев стоит на реке. Власти Карачева молчат, в Карачеве тихо, к Карачеву едут машины."
    ids = {identifier for name, identifier in found_in(text, "ru", gazetteer) if name.startswith("Карачев")}
    assert ids == {KARACHEV}


def test_a_preposition_decides_between_two_nominatives(gazetteer: Gazetteer) -> None:
    # "под Курском" is Курск in the instrumental, not Курское in the prepositional.
    assert found_in("Машины стоят под Курском.", "ru", gazetteer) == [("Курском", KURSK)]


def test_an_unknown_town_is_offered_by_its_nominative(gazetteer: Gazetteer) -> None:
    article = article_of("В Саратове тихо. Взрыв прогремел в городе Крутобережинске.", "ru")
    unknown = [mention for mention in find_mentions(article, gazetteer) if mention.spelled]
    assert [(mention.text, mention.nominative) for mention in unknown] == [("Крутобережинске", "Крутобережинск")]


def test_offsets_are_those_of_the_text(gazetteer: Gazetteer) -> None:
    text = "«Мы были в Карачеве», — сказал он.\n\nПотом   в Брянской области."
    for row in toponyms_of(text, gazetteer, language="ru"):
        assert text[row["start"] : row["end"]] == row["name"]


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("word", "language", "nominative"),
    [
        ("Карачеве", "ru", "карачев"), ("Соединённых", "ru", "соединённые"), ("Челнах", "ru", "челны"),
        ("Великого", "ru", "великий"), ("Харкові", "uk", "харків"), ("Розі", "uk", "ріг"),
        ("Білій", "uk", "біла"), ("Мар’їнці", "uk", "мар'їнка"),
    ],
)  # fmt: skip
def test_a_word_has_its_nominative(word: str, language: str, nominative: str) -> None:
    assert nominative in [reading.nominative for reading in readings(word, language)]


def test_the_dictionaries_tell_places_from_people_and_nouns() -> None:
    assert "place" in senses("Карачеве", "ru")
    assert senses("Путиным", "ru") == ("person",)
    assert senses("дождь", "ru") == ("noun",)
    assert "place" in senses("Києві", "uk")
    assert "place" not in senses("лікарня", "uk")
    assert senses("Крутобережинске", "ru") in {("?",), ("?person",)}
    assert lemmas("областях", "ru") == ("область",)


def test_words_of_a_name_agree(gazetteer: Gazetteer) -> None:
    assert [one.key for one in names_from(["Новой", "Зеландии"], gazetteer, "ru")] == ["новая зеландия"]
    # An adjective in the instrumental and a noun in the genitive are no name.
    assert all(one.words == 1 for one in names_from(["Новою", "Зеландии"], gazetteer, "ru"))


@settings(max_examples=40, deadline=None)
@given(st.from_regex(r"[а-яіїє]+([-'’][а-яіїє]+){0,2}", fullmatch=True).filter(lambda word: len(word) < 16))
def test_any_word_can_be_read(word: str) -> None:
    for language in ("ru", "uk"):
        assert forms(word.capitalize(), language)
        assert senses(word, language)


@settings(max_examples=25, deadline=None)
@given(text=st.text(alphabet="Вв КкарчевеБянскойобластиіїє.,«»-\n ", max_size=60))
def test_any_text_gives_spans_in_order_without_overlap(text: str, gazetteer: Gazetteer) -> None:
    for language in ("ru", "uk"):
        found = find_mentions(article_of(text, language), gazetteer)
        for one, other in pairwise(found):
            assert one.end <= other.start
        assert all(text[one.start : one.end] == one.text for one in found)


def test_the_weights_are_numbers_of_evidence_and_no_words_of_a_text() -> None:
    table = json.loads(data_path("languages/slavic.json").read_text(encoding="utf-8"))
    assert "factRuEval" in table["credit"]
    for part in ("weights", "uk"):
        assert all(isinstance(value, float) for value in table[part].values())
        assert not [name for name in table[part] if any("а" <= letter <= "я" for letter in name.lower())]


# ---------------------------------------------------------------- a recogniser of one's own


class _Lists:
    """A recogniser by hand: it knows some words as places and some as others'."""

    def __init__(self, places: Iterable[str], others: Iterable[str]) -> None:
        self._known = {**dict.fromkeys(places, True), **dict.fromkeys(others, False)}
        self.asked: list[str] = []

    def spans(self, text: str, language: str) -> Iterable[NamedSpan]:
        self.asked.append(language)
        for word, is_place in self._known.items():
            if (start := text.find(word)) >= 0:
                yield NamedSpan(start, start + len(word), is_place)


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("ru", "Вечером выиграл Киров.", "Киров"),
        ("nl", "Volgens Van Dordrecht was het niets.", "Dordrecht"),
        ("en", "The Reading report was late.", "Reading"),
    ],
)
def test_a_recogniser_speaks_for_and_against(language: str, text: str, word: str, gazetteer: Gazetteer) -> None:
    for_it, against = _Lists([word], []), _Lists([], [word])
    said = toponyms_of(text, gazetteer, language=language, recogniser=for_it)
    assert word in [row["name"] for row in said]
    said = toponyms_of(text, gazetteer, language=language, recogniser=against)
    assert word not in [row["name"] for row in said]
    assert for_it.asked == against.asked == [language]


def test_a_country_stays_one_whatever_a_recogniser_says(gazetteer: Gazetteer) -> None:
    rows = toponyms_of("It rained in France.", gazetteer, language="en", recogniser=_Lists([], ["France"]))
    assert [row["name"] for row in rows] == ["France"]


def test_what_was_heard_is_asked_by_span() -> None:
    heard = Heard([NamedSpan(10, 16, True), NamedSpan(0, 8, False)])
    assert heard.is_place(10, 16) is True
    assert heard.is_place(12, 20) is True
    assert heard.is_place(2, 8) is False
    assert heard.is_place(6, 9) is None
    assert heard.is_place(8, 10) is None
    assert Heard().is_place(0, 5) is None


def test_an_unknown_recogniser_is_refused_and_a_missing_one_says_what_to_install() -> None:
    with pytest.raises(BadInput, match="'magic'"):
        recogniser_named("magic")
    with pytest.raises(BadInput, match="'spacy:'"):
        recogniser_named("spacy:")
    if importlib.util.find_spec("spacy") is None:
        with pytest.raises(NotPossible, match="pip install spacy"):
            recogniser_named("spacy:nl_core_news_sm")
    if importlib.util.find_spec("natasha") is None:
        with pytest.raises(NotPossible, match="pip install natasha"):
            recogniser_named("natasha")


def test_the_command_line_refuses_a_recogniser_that_is_not_there(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("Пожар в Карачеве.", encoding="utf-8")
    answer = CliRunner().invoke(main, ["places", str(article), "--recogniser", "magic"])
    assert answer.exit_code != 0
    assert "'magic'" in answer.stderr
    documents = tmp_path / "documents.jsonl"
    documents.write_text('{"id": "1", "text": "Пожар в Карачеве."}\n', encoding="utf-8")
    answer = CliRunner().invoke(main, ["toponyms", str(documents), "-o", str(tmp_path / "x"), "--recogniser", "magic"])
    assert answer.exit_code != 0
    assert "'magic'" in answer.stderr
    assert not (tmp_path / "x").exists()


@pytest.mark.skipif(
    importlib.util.find_spec("natasha") is None, reason="natasha is optional: people install it, the project does not"
)
def test_natasha_is_heard(gazetteer: Gazetteer) -> None:
    natasha = recogniser_named("natasha")
    spans = list(natasha.spans("Пожар в Карачеве потушили.\nПавел Курск доволен.", "ru"))
    assert NamedSpan(8, 16, True) in spans
    assert list(natasha.spans("Brand in Brjansk.", "nl")) == []
    rows = toponyms_of("Пожар в Карачеве потушили.", gazetteer, language="ru", recogniser=natasha)
    assert [row["name"] for row in rows] == ["Карачеве"]


def article_of(text: str, language: str) -> Article:
    return Article(text=text, language=language, blocks=tuple(_lines(text)))


def found_in(text: str, language: str, gazetteer: Gazetteer) -> list[tuple[str, str]]:
    """The names found in a text, each with the id of what it means; adjectives of countries aside."""
    choices, _ = choose(find_mentions(article_of(text, language), gazetteer), gazetteer)
    return [
        (mention.text, choice.record.id)
        for choice in choices
        for mention in choice.mentions
        if mention.kind != "demonym"
    ]


def test_a_name_that_no_dictionary_knows_is_a_place_wherever_the_article_has_it(gazetteer: Gazetteer) -> None:
    text = "Безпілотники атакували склад у Торопці. Торопець спить. Про це Торопець дізнався з новин."
    article = Article(text=text, language="uk")
    names = [m.text for m in find_mentions(article, gazetteer) if m.key == "торопець"]
    assert names == ["Торопці", "Торопець", "Торопець"]
    alone = Article(text="Про це Торопець дізнався з новин.", language="uk")
    assert not find_mentions(alone, gazetteer)  # it may be anybody


@pytest.mark.parametrize(
    ("language", "text", "key"),
    [
        ("ru", "В селе Покровка Вологодской области сгорел дом.", "покровка"),
        ("ru", "Дом сгорел в пос. Покровка Кирилловского р-на Вологодской обл.", "покровка"),
        ("uk", "У селі Іванівка Волинської області відкрили школу.", "іванівка"),
        # A village that bears a city's name, wherever else the article has it.
        ("ru", "Киров без света. В селе Киров Вологодской области сгорел дом.", "киров"),
        ("en", "A house burned down in the village of Ivanivka in the Volyn region.", "ivanivka"),
    ],
)
def test_a_village_that_lies_where_no_namesake_of_it_does_is_left_to_a_person(language, text, key, gazetteer) -> None:
    """The gazetteer holds no hamlets: the one that is meant is another than those that it has."""
    places, unresolved = read_places(Article(text=text, language=language), gazetteer)
    assert key not in {place.name.casefold() for place in places}
    assert key in {mention.text.casefold() for mention in unresolved}


def test_a_village_is_the_one_in_the_region_that_owns_it(gazetteer: Gazetteer) -> None:
    found = {}
    for region in ("Київської області", "Ізюмського району Харківської області", "Ізюмського р-ну Харківської обл."):
        places, _ = read_places(Article(text=f"У смт Борова {region} немає світла.", language="uk"), gazetteer)
        found[region] = next(place.chosen.admin1 for place in places if place.name == "Борова")
    assert list(found.values()) == ["UA-32", "UA-63", "UA-63"]


def test_a_village_far_from_all_that_an_article_names_is_never_sure(gazetteer: Gazetteer) -> None:
    text = "Беспилотник упал в посёлке Ивня, сообщили в Варшаве. В Кракове тихо."
    places, _ = read_places(Article(text=text, language="ru"), gazetteer)
    assert next(place.confidence for place in places if place.name == "Ивня") < 0.5


def test_an_abbreviation_ends_a_sentence_where_the_next_one_begins(gazetteer: Gazetteer) -> None:
    text = "Зруйновано школу в Конотопі Сумської обл. На Харківщині тихо."
    found = {m.text: m.sentence for m in find_mentions(Article(text=text, language="uk"), gazetteer)}
    assert found["Сумської обл"] == found["Конотопі"] != found["Харківщині"]
