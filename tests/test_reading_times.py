"""Times of the clock, their zones, and one moment by two clocks: our own sentences, and what the tz database says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row

from geo.errors import BadInput
from geo.gazetteer.zones import zone_of
from geo.reading.times import agreement, find_times, paired_times, zone_info

MOSCOW, KYIV, AMSTERDAM = "Europe/Moscow", "Europe/Kyiv", "Europe/Amsterdam"
LOCAL = "local"

# Language, text, and each time in it: the clock (with ? where the half of the day is open, ~ where rough) and the zone.
TOLD = [
    ("nl", "De klap kwam om 03.25 uur Moskouse tijd.", [("03:25", MOSCOW)]),
    ("nl", "Dat was om 3.25 uur lokale tijd.", [("03:25", LOCAL)]),
    ("nl", "Rond half vier 's nachts ging het alarm.", [("~03:30", None)]),
    ("nl", "Om half vier ging het alarm.", [("?03:30", None)]),
    ("nl", "Om kwart over drie 's middags was het voorbij.", [("15:15", None)]),
    ("nl", "Om vijf voor half vier 's nachts.", [("03:25", None)]),
    ("nl", "Om vijfentwintig over drie 's middags.", [("15:25", None)]),
    ("nl", "Om kwart voor één 's nachts.", [("00:45", None)]),
    ("nl", "Tussen 03.25 en 04.10 uur vielen er vier.", [("03:25", None), ("04:10", None)]),
    ("nl", "Om drie uur 's nachts.", [("03:00", None)]),
    ("nl", "Rond middernacht was het stil.", [("~00:00", None)]),
    ("nl", "Het persbericht kwam om 14.30 uur Nederlandse tijd.", [("14:30", AMSTERDAM)]),
    ("nl", "Om 21.00 uur tijd in Kyiv.", [("21:00", KYIV)]),
    ("en", "It fell at 3:25 a.m. Moscow time.", [("03:25", MOSCOW)]),
    ("en", "It fell at 3:25 pm local time.", [("15:25", LOCAL)]),
    ("en", "At 3:25 the siren went.", [("?03:25", None)]),
    ("en", "At 15:25 the siren went.", [("15:25", None)]),
    ("en", "At half past three in the afternoon.", [("15:30", None)]),
    ("en", "At a quarter to four in the morning.", [("03:45", None)]),
    ("en", "At twenty-five past three in the afternoon.", [("15:25", None)]),
    ("en", "Shortly after midnight.", [("~00:00", None)]),
    ("en", "By noon, the fire was out.", [("12:00", None)]),
    ("en", "At 12 a.m. and at 12 p.m.", [("00:00", None), ("12:00", None)]),
    ("en", "Around 3 o'clock.", [("~?03:00", None)]),
    ("en", "The order came at 0025 GMT.", [("00:25", "UTC")]),
    ("en", "At 03:25 UTC+3 the base went dark.", [("03:25", "+03:00")]),
    ("en", "At 10 a.m. Israeli time.", [("10:00", "Asia/Jerusalem")]),
    ("de", "Gegen 3.25 Uhr fiel der Strom aus.", [("~03:25", None)]),
    ("de", "Um halb vier Ortszeit.", [("?03:30", LOCAL)]),
    ("de", "Um 3 Uhr 25 Moskauer Zeit.", [("03:25", MOSCOW)]),
    ("de", "Um drei Uhr nachts.", [("03:00", None)]),
    ("de", "Um Viertel nach drei am Nachmittag.", [("15:15", None)]),
    ("de", "Um 14.30 Uhr MESZ.", [("14:30", "+02:00")]),
    ("fr", "À 3 h 25, heure de Moscou, une alerte.", [("03:25", MOSCOW)]),
    ("fr", "À 3h25 heure locale.", [("03:25", LOCAL)]),
    ("fr", "À trois heures et demie du matin.", [("03:30", None)]),
    ("fr", "À quatre heures moins le quart de l'après-midi.", [("15:45", None)]),
    ("fr", "Vers midi, puis vers 15 heures.", [("~12:00", None), ("~15:00", None)]),
    ("fr", "À 14h05 à Kiev.", [("14:05", KYIV)]),
    ("ru", "Взрыв был в 03:25 по московскому времени.", [("03:25", MOSCOW)]),
    ("ru", "В 3 часа 25 минут по местному времени.", [("03:25", LOCAL)]),
    ("ru", "В половине четвёртого утра.", [("03:30", None)]),
    ("ru", "Без четверти четыре утра.", [("03:45", None)]),
    ("ru", "В три часа ночи.", [("03:00", None)]),
    ("ru", "Около 03:25 мск.", [("~03:25", MOSCOW)]),
    ("uk", "Вибух пролунав о 03:25 за київським часом.", [("03:25", KYIV)]),
    ("uk", "О третій годині ночі.", [("03:00", None)]),
    ("uk", "О пів на четверту ранку.", [("03:30", None)]),
    ("uk", "О 3.25 за місцевим часом.", [("03:25", LOCAL)]),
    ("uk", "Близько опівночі.", [("~00:00", None)]),
    ("uk", "О 15:40 пролунала сирена.", [("15:40", None)]),
]  # fmt: skip

NO_TIMES = [
    ("nl", "Het werd 3-1 en later 25:23; het brood kost 3.25 euro en de rente 3.25 procent."),
    ("nl", "De dienst is 24/7 bereikbaar, versie 3.25 van artikel 3.25."),
    ("nl", "Na 3 uur onderhandelen en 2 uur rijden was het vijf voor twaalf voor de club."),
    ("nl", "Het ligt op 53.12, 34.98 en kost rond 3.25 euro, om 3.25 miljoen te dekken."),
    ("nl", "Om 7.30 kilometer verderop te komen is het 8 uur lopen."),
    ("en", "They lost 3:25, then 10:1; see John 3:16 and chapter 12:25."),
    ("en", "At $3.25 a piece, or at 3.25 percent, version 3.25 sold 24/7."),
    ("en", "At 50.45 N, 30.52 E, after 3 hours on the road, by ten to three votes."),
    ("de", "Das Spiel endete 25:23, § 3.25 gilt um 3.25 Prozent mehr, nach 3 Stunden."),
    ("de", "Am 12.10. und am 12.10.2024 kostete es 12.10 Euro."),
    ("fr", "À trois heures de route de Lyon, après trois heures, en 3h25, dans l'après-midi, au prix de 3.25 euros."),
    ("ru", "Через 3 часа счёт был 3:25, а доллар вырос в 3.25 раза за 3 часа."),
    ("uk", "За 3 години рахунок став 3:25, версія 3.25, курс 41.25 гривень."),
    ("nl", "Er staan 1225 mensen en 0325 is geen jaartal."),
    ("en", "The ratio is 1:25 and the file is 03:25:17:99."),
]  # fmt: skip

# One moment by two clocks: language, text, both zones, and whether they agree in winter (2024-11-19) and in summer.
PAIRED = [
    ("nl", "om 3.25 uur Moskouse tijd (2.25 uur in Kyiv)", MOSCOW, KYIV, True, False),
    ("nl", "om 3.25 uur lokale tijd (1.25 uur Nederlandse tijd)", LOCAL, AMSTERDAM, True, False),
    ("nl", "om 3.25 uur in Moskou, toen was het in Kyiv 3.25 uur", MOSCOW, KYIV, False, True),
    ("en", "at 03:25 Moscow time (02:25 in Kyiv)", MOSCOW, KYIV, True, False),
    ("en", "at 3:25 a.m. (0025 GMT)", None, "UTC", True, True),
    ("en", "at 3:25 in Moscow, or 2:25 Kyiv time", MOSCOW, KYIV, True, False),
    ("en", "around 3 a.m. Moscow time (02:10 in Kyiv)", MOSCOW, KYIV, True, False),
    ("de", "um 3.25 Uhr Moskauer Zeit (1.25 Uhr MEZ)", MOSCOW, "Europe/Berlin", True, False),
    ("de", "um 3.25 Uhr Ortszeit (2.25 Uhr deutscher Zeit)", LOCAL, "Europe/Berlin", False, True),
    ("fr", "à 3 h 25, heure de Moscou (2 h 25 à Kiev)", MOSCOW, KYIV, True, False),
    ("ru", "в 03:25 по московскому времени (02:25 по киевскому)", MOSCOW, KYIV, True, False),
    ("uk", "о 03:25 за київським часом (04:25 за московським)", KYIV, MOSCOW, True, False),
    ("nl", "om 23.30 uur Kyivse tijd (00.30 uur Moskouse tijd)", KYIV, MOSCOW, True, False),
]  # fmt: skip

NO_PAIRS = [
    ("nl", "Tussen 03.25 en 04.10 uur Moskouse tijd vielen er drie."),
    ("nl", "Om 3.25 uur Moskouse tijd viel de eerste. Om 5.00 uur Nederlandse tijd kwam het nieuws."),
    ("en", "At 03:25 Moscow time the first fell, and at 05:10 Kyiv time the second."),
    ("en", "From 3 a.m. to 5 a.m. local time."),
    ("ru", "С 03:25 до 04:10 по московскому времени."),
]  # fmt: skip


def shown(found):
    marks = "~" * found.about + "?" * found.either_half
    return f"{marks}{found.hour:02d}:{found.minute:02d}", LOCAL if found.local and not found.zone else found.zone


@each_row(("language", "text", "expected"), TOLD)
def test_times_as_six_languages_tell_them(language, text, expected):
    found = find_times(text, language)
    assert [shown(one) for one in found] == expected
    for one in found:
        assert text[one.start : one.end] == one.words


@pytest.mark.parametrize(("language", "text"), NO_TIMES)
def test_scores_prices_durations_versions_and_points_are_no_times(language, text):
    assert find_times(text, language) == ()


@pytest.mark.parametrize(("language", "text", "first", "second", "in_winter", "in_summer"), PAIRED)
def test_one_moment_by_two_clocks(language, text, first, second, in_winter, in_summer):
    (pair,) = paired_times(text, language)
    assert (shown(pair.first)[1], shown(pair.second)[1]) == (first, second)
    winter = agreement(pair, date(2024, 11, 19), local=MOSCOW)
    summer = agreement(pair, date(2024, 7, 19), local=MOSCOW)
    assert winter is not None and summer is not None
    assert (winter.agrees, summer.agrees) == (in_winter, in_summer)
    whole_year = agreement(pair, local=MOSCOW)
    assert whole_year is not None and whole_year.agrees
    assert {*winter.offsets_min, *summer.offsets_min} <= {*whole_year.offsets_min}


@pytest.mark.parametrize(("language", "text"), NO_PAIRS)
def test_two_times_are_not_always_one_moment(language, text):
    assert paired_times(text, language) == ()


def test_a_wrong_pair_is_wrong_all_year_and_says_by_how_much():
    (pair,) = paired_times("at 03:25 Moscow time (05:25 in Kyiv)", "en")
    told = agreement(pair)
    assert told is not None
    assert (told.agrees, told.stated_min, told.offsets_min) == (False, 120, (-60, 0))


def test_on_the_night_that_the_clocks_change_either_offset_will_do():
    """Kyiv went from +3 to +2 at 04:00 on 27 October 2024; 03:30 came twice there."""
    night = date(2024, 10, 27)
    for text in ("at 03:30 Kyiv time (03:30 in Moscow)", "at 03:30 Kyiv time (04:30 in Moscow)"):
        (pair,) = paired_times(text, "en")
        told = agreement(pair, night)
        assert told is not None and told.agrees


def test_without_a_zone_nothing_can_be_told():
    (pair,) = paired_times("at 3:25 a.m. (0025 GMT)", "en")
    assert agreement(pair, date(2024, 11, 19)) is None
    with pytest.raises(BadInput, match="Europe/Atlantis"):
        agreement(pair, date(2024, 11, 19), local="Europe/Atlantis")


@pytest.mark.parametrize(
    ("country", "region", "zone"),
    [
        ("RU", "RU-BRY", MOSCOW), ("RU", "RU-KRS", MOSCOW), ("RU", "RU-BEL", MOSCOW), ("RU", "RU-ROS", MOSCOW),
        ("RU", "RU-VOR", MOSCOW), ("RU", "RU-KDA", MOSCOW), ("RU", "RU-SAM", "Europe/Samara"), ("RU", None, None),
        ("UA", "UA-63", KYIV), ("NL", None, AMSTERDAM), ("DE", None, "Europe/Berlin"), (None, None, None),
    ],
)  # fmt: skip
def test_the_zone_of_a_country_or_region(country, region, zone):
    assert zone_of(country, region) == zone


def test_every_zone_of_the_table_is_one_of_the_tz_database():
    from geo.gazetteer.zones import _zones

    table = _zones()
    assert len(table.countries) > 200 and len(table.regions) > 400
    for zone in {*table.countries.values(), *table.regions.values()}:
        assert isinstance(zone_info(zone), ZoneInfo)


@given(
    st.datetimes(datetime(2015, 1, 1), datetime(2025, 12, 31)),
    st.sampled_from(["Moscow", "Kyiv", "London", "Washington", "Tehran"]),
    st.sampled_from(["Beijing", "Brussels", "Jerusalem", "Ankara"]),
    st.booleans(),
)
def test_what_the_tz_database_says_always_agrees_and_an_hour_more_only_by_another_offset(moment, one, other, twelve):
    """Two clocks made of one instant agree on its day; what is off by an offset that they never have does not."""
    zones = {
        "Moscow": MOSCOW, "Kyiv": KYIV, "London": "Europe/London", "Washington": "America/New_York",
        "Tehran": "Asia/Tehran", "Beijing": "Asia/Shanghai", "Brussels": "Europe/Brussels",
        "Jerusalem": "Asia/Jerusalem", "Ankara": "Europe/Istanbul",
    }  # fmt: skip
    instant = moment.replace(tzinfo=UTC, second=0, microsecond=0)
    here, there = instant.astimezone(ZoneInfo(zones[one])), instant.astimezone(ZoneInfo(zones[other]))
    style = "%I:%M %p" if twelve else "%H:%M"
    text = f"It fell at {here:{style}} {one} time ({there:{style}} in {other})."
    (pair,) = paired_times(text, "en")
    told = agreement(pair, here.date())
    assert told is not None and told.agrees, text
    wrong = there + timedelta(minutes=17)
    (pair,) = paired_times(f"It fell at {here:%H:%M} {one} time ({wrong:%H:%M} in {other}).", "en")
    told = agreement(pair, here.date())
    assert told is not None and (not told.agrees or pair.first.either_half or pair.second.either_half)


@given(st.text(max_size=60), st.sampled_from(["nl", "en", "de", "fr", "uk", "ru", "xx"]))
def test_any_text_gives_times_that_stand_in_it_in_order(text, language):
    found = find_times(text, language)
    assert all(0 <= one.hour <= 23 and 0 <= one.minute <= 59 for one in found)
    assert all(text[one.start : one.end] == one.words and one.words for one in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
