"""The table of weapons: every row bears its source, every name leads to one weapon, the file can be rebuilt."""

from __future__ import annotations

import importlib.util
import json
import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import each_row

from geo.errors import NotPossible
from geo.model import Reach, Variant, Weapon
from geo.resources import data_path
from geo.units import MAX_RADIUS_M
from geo.weapons import (
    WeaponName,
    context_words,
    find_variant,
    find_weapon,
    load_weapons,
    longest_reach,
    main_reach,
    mention_names,
    names_in,
    reaches_of,
    spread,
)
from geo.words import Words

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("nl", "en", "de", "fr", "uk", "ru")
WEAPONS = load_weapons()
REACHES = [(weapon, reach) for weapon in WEAPONS for reach in weapon.reaches]


def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_weapons", ROOT / "data" / "build" / "weapons.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def found(text: str, language: str) -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.weapon) for hit in names_in(text, language=language)]


# ------------------------------------------------------------------------------------------------------- the file


def test_the_file_is_what_the_table_gives_byte_for_byte() -> None:
    build = builder()
    assert data_path("weapons.json").read_text(encoding="utf-8") == build.rebuilt()
    assert build.rebuilt() == build.rebuilt()


def test_the_table_breaks_no_rule_of_its_builder() -> None:
    build = builder()
    assert build.problems(build.tomllib.loads(build.SOURCE.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"max": "many"}, "'many' is not a length"),
        ({"max": "-5 km"}, "'-5 km' is not a length"),
        ({"max": "0 km"}, "no reach on earth"),
        ({"max": "20005 km"}, "no reach on earth"),
        ({"min": "300 km"}, "no reach on earth"),
        ({"stated_by": " "}, "nobody states it"),
        ({"address": "", "note": ""}, "neither an address nor a note"),
        ({"address": "file:///etc/passwd"}, "not of the web"),
        ({"stated": "last week"}, "'last week' is not a date"),
        ({"variant": "block-9"}, "block-9"),
        ({"bound": "some"}, "'some' is not one of"),
        ({"speed": "fast"}, "unknown field 'speed'"),
    ],
)
def test_the_builder_names_the_row_that_breaks_a_rule(change: dict[str, str], said: str) -> None:
    build = builder()
    table = build.tomllib.loads(build.SOURCE.read_text(encoding="utf-8"))
    atacms = next(row for row in table["weapon"] if row["id"] == "atacms")
    atacms["reach"].append({"variant": "m39", "max": "300 km", "stated_by": "Nobody Times", "note": "here", **change})
    problems = build.problems(table)
    assert problems, change
    assert any(said in problem and problem.startswith("atacms") for problem in problems), problems


def test_a_name_that_two_weapons_bear_is_refused() -> None:
    build = builder()
    table = build.tomllib.loads(build.SOURCE.read_text(encoding="utf-8"))
    table["weapon"][0]["aliases"]["nl"].append("Storm-Shadow")
    assert any("Storm" in p or "stormshadow" in p for p in build.problems(table))


def test_weapons_stand_by_id_and_there_are_enough() -> None:
    assert [weapon.id for weapon in WEAPONS] == sorted(weapon.id for weapon in WEAPONS)
    assert len(WEAPONS) >= 40
    assert json.loads(data_path("weapons.json").read_bytes())["licence"]


# ---------------------------------------------------------------------------------------------------- every row


@each_row("weapon", WEAPONS)
def test_a_weapon_has_names_in_six_languages(weapon: Weapon) -> None:
    for language in LANGUAGES:
        names = (*weapon.aliases.get(language, ()), *weapon.in_context.get(language, ()))
        assert names, language
        assert all(len(name) >= 4 and name == name.strip() for name in names)
    assert set(weapon.aliases) | set(weapon.in_context) <= set(LANGUAGES)


@each_row("weapon", WEAPONS)
def test_every_name_of_a_weapon_leads_to_it(weapon: Weapon) -> None:
    names = [weapon.id, weapon.name, *(name for variant in weapon.variants for name in variant.aliases)]
    names += [name for part in (weapon.aliases, weapon.in_context) for spelled in part.values() for name in spelled]
    for name in names:
        assert find_weapon(name) == weapon
        assert find_weapon(name.upper().replace("-", " ")) == weapon


@each_row("weapon", WEAPONS)
def test_variants_are_unique_and_each_has_a_reach(weapon: Weapon) -> None:
    ids = [variant.id for variant in weapon.variants]
    assert ids and len(ids) == len(set(ids))
    assert all(reaches_of(weapon, variant) for variant in ids)


@each_row(("weapon", "reach"), REACHES)
def test_a_reach_bears_its_source(weapon: Weapon, reach: Reach) -> None:
    assert 0 <= reach.min_m < reach.max_m <= MAX_RADIUS_M
    assert reach.stated_by.strip()
    assert reach.address or reach.note
    assert reach.address is None or re.fullmatch(r"https?://[^\s<>\"']+", reach.address)
    assert reach.stated is None or re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", reach.stated)
    assert reach.variant in {variant.id for variant in weapon.variants}


@each_row(("weapon", "reach"), REACHES)
def test_a_reach_is_open_to_the_side_that_its_source_says(weapon: Weapon, reach: Reach) -> None:
    """An estimate, or a "possibly", is no floor that a map could tell as one."""
    more = re.search("given as (more than|in excess of|over|just over|no less than) ", reach.note)
    floor = more and "estimate" not in reach.note
    most, nearly = "given as no more than " in reach.note, "given as almost " in reach.note
    assert reach.bound == ("more" if floor else "at_most" if most else "nearly" if nearly else None)


def test_ids_of_reaches_are_unique() -> None:
    ids = [reach.id for weapon in WEAPONS for reach in weapon.reaches]
    assert len(ids) == len(set(ids))


@each_row("weapon", WEAPONS)
def test_what_readers_see_of_it_has_dutch_words(weapon: Weapon) -> None:
    catalogue = (ROOT / "data/locale/nl/LC_MESSAGES/weapons.po").read_text(encoding="utf-8")
    for text in {weapon.kind, *(reach.note for reach in weapon.reaches if reach.note)}:
        assert f'msgid "{text}"\n' in catalogue


# ------------------------------------------------------------------------------------------------ known statements


def test_atacms_has_its_short_and_its_long_variants() -> None:
    atacms = find_weapon("ATACMS")
    assert {reach.max_m for reach in reaches_of(atacms, "m39")} == {165_000}
    assert spread(reaches_of(atacms, "300-km")) == (290_000, 300_000)
    assert main_reach(atacms).max_m == 300_000
    assert main_reach(atacms, 165_000).variant == "m39"
    assert main_reach(atacms, 297_000).stated_by.startswith("Reuters")


def test_hwasong_15_keeps_tokyo_and_seoul_apart() -> None:
    low, high = spread(find_weapon("Hwasong-15").reaches) or (0, 0)
    assert (low, high) == (10_000_000, 13_000_000)


def test_a_hole_is_only_there_where_a_minimum_is_stated() -> None:
    stated = {reach.id: reach.min_m for weapon in WEAPONS for reach in weapon.reaches if reach.min_m}
    assert stated["iskander:iskander-m:sputnik-afrique:500"] == 50_000
    assert not any(reach.min_m for reach in find_weapon("ATACMS").reaches)


# ------------------------------------------------------------------------------------------------------------ laws


def reach(name: str, variant: str, km: float) -> Reach:
    return Reach(id=name, variant=variant, max_m=km * 1000, stated_by=name)


TWO = (Variant(id="a", name="A"), Variant(id="b", name="B"))
STATEMENTS = st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 20_000)), min_size=1, max_size=12)


@settings(deadline=None, max_examples=80)
@given(STATEMENTS, st.none() | st.integers(1, 20_000_000))
def test_the_main_reach_is_one_that_somebody_states(stated: list[tuple[str, int]], article_m: int | None) -> None:
    reaches = tuple(reach(str(i), variant, km) for i, (variant, km) in enumerate(stated))
    weapon = Weapon(id="w", name="W", kind="drone", variants=TWO, reaches=reaches)
    chosen = main_reach(weapon, article_m)
    low, high = spread(reaches) or (0, 0)
    assert chosen in reaches
    assert low <= chosen.max_m <= high == longest_reach(weapon).max_m
    if article_m is not None:
        assert all(abs(chosen.max_m - article_m) <= abs(other.max_m - article_m) for other in reaches)


def test_the_main_reach_goes_by_the_number_of_sources() -> None:
    weapon = Weapon(id="w", name="W", kind="drone", variants=TWO)
    rare = replace(weapon, reaches=(reach("x", "a", 900), reach("y", "b", 300), reach("z", "b", 290)))
    assert main_reach(rare).max_m == 300_000
    agreed = replace(weapon, reaches=(reach("x", "a", 900), reach("y", "a", 500), reach("z", "a", 500)))
    assert main_reach(agreed).max_m == 500_000
    tied = replace(weapon, reaches=(reach("x", "b", 900), reach("y", "a", 500)))
    assert main_reach(tied).max_m == 500_000


def test_nothing_stated_is_no_reach() -> None:
    unknown = Weapon(id="w", name="W 9", kind="drone", variants=TWO)
    assert spread(unknown.reaches) is None
    for ask in (main_reach, longest_reach):
        with pytest.raises(NotPossible, match="'W 9'"):
            ask(unknown)


# --------------------------------------------------------------------------------------------- names that people type


@pytest.mark.parametrize(
    ("typed", "weapon"),
    [
        ("atacms", "atacms"),
        ("ATACMS-raketten", "atacms"),
        ("АТАКМС", "atacms"),
        ("army tactical missile system", "atacms"),
        ("storm shadow missiles", "storm-shadow"),
        ("Scalp", "storm-shadow"),
        ("Kinzjal", "kinzhal"),
        ("кинжал", "kinzhal"),
        ("Oresjnik", "oreshnik"),
        ("shahed 136", "shahed"),
        ("Geran-2", "shahed"),
        ("Marschflugkörper Taurus", "taurus"),
        ("hwasong 15", "hwasong-15"),
    ],
)
def test_a_typed_name_is_found(typed: str, weapon: str) -> None:
    assert find_weapon(typed).id == weapon


def test_a_variant_is_found_by_its_own_name() -> None:
    weapon, variant = find_variant("Iskander-M")
    assert (weapon.id, variant and variant.id) == ("iskander", "iskander-m")
    assert find_variant("Iskander")[1] is None


@pytest.mark.parametrize(
    ("typed", "meant"), [("Atakams", "ATACMS"), ("Storm Shado", "Storm Shadow"), ("Iskender", "Iskander")]
)
def test_an_unknown_name_is_quoted_and_the_nearest_offered(typed: str, meant: str) -> None:
    with pytest.raises(NotPossible) as caught:
        find_weapon(typed)
    assert repr(typed) in str(caught.value)
    assert meant in str(caught.value)
    assert "tabel" in caught.value.said_in(Words("nl"))


@pytest.mark.parametrize(
    "typed", ["", "x", "{{7*7}}", "<script>", "![a](b)", r"$\badmacro$", "\u202eSMCATA", "0" * 10_000]
)
def test_hostile_names_are_only_unknown(typed: str) -> None:
    with pytest.raises(NotPossible):
        find_weapon(typed)


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=60))
def test_any_name_is_a_weapon_or_not_possible(typed: str) -> None:
    try:
        assert find_weapon(typed) in WEAPONS
    except NotPossible as error:
        assert error.values["value"] is not None


def test_an_unknown_variant_is_quoted() -> None:
    with pytest.raises(NotPossible, match="'block-9'"):
        reaches_of(find_weapon("ATACMS"), "block-9")


# ------------------------------------------------------------------------------------------------- names in a text


def test_names_that_need_context_are_not_mention_names() -> None:
    names = mention_names(WEAPONS)
    assert names["Storm Shadow"] == "storm-shadow"
    assert names["Iskander-M"] == "iskander"
    assert not {"Neptune", "Taurus", "Lancet", "Кинжал", "Flamingo"} & set(names)
    assert set(names.values()) == {weapon.id for weapon in WEAPONS}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("nl", "Zes ATACMS-raketten en een Kinzjal.", [("ATACMS-raketten", "atacms"), ("Kinzjal", "kinzhal")]),
        ("nl", "Het leger vuurde Iskander-M-raketten af.", [("Iskander-M-raketten", "iskander")]),
        ("en", "Atacms and Storm Shadows were used.", [("Atacms", "atacms"), ("Storm Shadows", "storm-shadow")]),
        ("en", "The Neptune missile hit the ship.", [("Neptune missile", "neptune")]),
        ("de", "Der Bundestag stritt über Taurus-Marschflugkörper.", [("Taurus-Marschflugkörper", "taurus")]),
        ("fr", "La France livre des missiles SCALP.", [("missiles SCALP", "storm-shadow")]),
        ("uk", "Росія запустила 12 «Шахедів» і ракети «Кинджал».", [("Шахедів", "shahed"), ("Кинджал", "kinzhal")]),
        ("ru", "Удар нанесли ракетами «Калибр» и «Искандерами».", [("Калибр", "kalibr"), ("Искандерами", "iskander")]),
        ("ru", "ВСУ применили АТАКМС.", [("АТАКМС", "atacms")]),
    ],
)
def test_names_are_found_as_articles_write_them(language: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Neptune is the eighth planet. A study in the Lancet. Ford stopped making the Taurus."),
        ("nl", "De flamingo's in Artis. Hij verloor zijn scalp aan de Tomahawk van het museum."),
        ("de", "Bei 30 Grad im Schatten startete die Rakete."),
        ("fr", "Un zircon bleu, et le Grad de la ville."),
        ("uk", "У лютому герань цвіте. Торнадо і смерч."),
        ("ru", "Кинжал лежал на столе, рядом орешник. Поезд «Сапсан» опоздал."),
        ("en", "President Abdel Fattah el-Sisi spoke of missiles from Jericho and Khorramshahr."),
    ],
)
def test_everyday_words_are_not_weapons(language: str, text: str) -> None:
    assert found(text, language) == []


def test_one_place_with_context_licenses_the_others() -> None:
    text = "Germany debates Taurus.\n" + "Words. " * 60 + "\nThe Taurus missile, 500 km. \n" + "Taurus again."
    assert found(text, "en") == [("Taurus", "taurus"), ("Taurus missile", "taurus"), ("Taurus", "taurus")]
    assert found(text.replace("missile", "car"), "en") == []


def test_a_variant_named_in_the_text_is_told() -> None:
    assert names_in("Drie Geran-1 en Iskander-K", language="nl") == (
        WeaponName(5, 12, "shahed", "shahed-131"),
        WeaponName(16, 26, "iskander", "iskander-k"),
    )


def test_a_catalogue_of_ones_own_is_used() -> None:
    mine = Weapon(id="zyx", name="Zyxar", kind="drone", aliases={"nl": ("Zyxar-9",)})
    hits = names_in("Een Zyxar-9 en een ATACMS", language="nl", weapons=(mine,))
    assert [hit.weapon for hit in hits] == ["zyx"]
    assert names_in("ATACMS", language="nl", weapons=()) == ()


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200), st.sampled_from((*LANGUAGES, "es", "")))
def test_spans_lie_in_the_text_and_in_order(noise: str, language: str) -> None:
    text = f"{noise} ATACMS {noise}"
    hits = names_in(text, language=language)
    assert any(hit.weapon == "atacms" for hit in hits)
    ends = [0, *(edge for hit in hits for edge in (hit.start, hit.end)), len(text)]
    assert ends == sorted(ends)


def test_context_words_follow_the_language() -> None:
    assert "raket" in context_words("nl-BE")
    assert context_words("es") == ()


def test_no_news_of_other_things_names_a_weapon() -> None:
    # Reuters of 2000 and other corpora without missiles: nothing may be found in them.
    for name in ("nl_conll2002_testa.jsonl", "de_germeval2014_dev.jsonl", "geovirus.jsonl"):
        path = ROOT.parent / "shared" / "eval" / name
        if not path.is_file():
            pytest.skip("the shared corpora are not here")
        language = name[:2] if name[2] == "_" else "en"
        text = "\n\n".join(json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines())
        assert found(text, language) == [], name
