"""A house's style: what a file may say, what is refused and what is remarked on, and that a map then looks so."""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
import shapely
from browser import Browser, browser_fixture, wait_until  # noqa: F401
from click.testing import CliRunner
from hostile import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from rows import each_row
from scenes import rough_scene
from stories import founding_story

from geo.cli import main
from geo.document import dumps, loads, published
from geo.drawing.fonts import FontFamily, family_name, font_face, subset, unfolded
from geo.drawing.labels import text_width
from geo.drawing.lightpage import light_page
from geo.drawing.picture import draw_picture
from geo.drawing.scene import Look, Scene
from geo.drawing.theme import (
    BUILT_IN,
    Palette,
    alike_hues,
    alike_in_print,
    built_in,
    contrast,
    looks,
    passing,
    weak_pairs,
)
from geo.errors import BadInput
from geo.gazetteer.own import HouseSpellings
from geo.measuring.borders import POLICIES, disputed_areas, open_borders
from geo.model import Article, Candidate, Place, Story
from geo.publishing.maps import house_borders, scene_of
from geo.publishing.page import page
from geo.publishing.sizes import sheet_of
from geo.style import (
    COLUMNS_MM,
    STYLES,
    DisputedChoice,
    House,
    LeastText,
    built_in_house,
    font_files,
    house_named,
    house_of,
    house_toml,
    read_house,
    remarks,
    starting_file,
    styled,
)
from geo.words import DESK_LANGUAGES, Words

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "samples" / "atacms-karatsjov.nl.txt"
DOCS = (ROOT / "docs" / "style.md").read_text(encoding="utf-8")
FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
REGULAR, BOLD = (FONTS / "DejaVuSerif.ttf").read_bytes(), (FONTS / "DejaVuSerif-Bold.ttf").read_bytes()
SERIF = '[font]\nlicence = "Bitstream Vera"\nregular = "a.ttf"\n'
SVG = "{http://www.w3.org/2000/svg}"


def house(text: str, **files: bytes) -> House:
    return read_house(text.encode(), files={name.replace("_", "."): data for name, data in files.items()})


def told(of: House) -> list[str]:
    return [remark.said(Words("en")) for remark in remarks(of)]


@pytest.fixture(scope="module")
def story():
    return founding_story(borders=open_borders())


def point_story() -> Story:
    record = Candidate(id="geonames:552920", name="Karachev", lon=34.98, lat=53.12, kind="settlement", country="RU")
    place = Place(
        id="p",
        name="Karatsjov",
        chosen=record,
        lon=34.98,
        lat=53.12,
        precision_m=0,
        confidence=1,
        role="reported strike",
    )
    return Story(
        id="s", title="Kaart", article=Article(text="Karatsjov", language="nl"), language="nl", places=(place,)
    )


@pytest.fixture(scope="module")
def serif() -> House:
    """A house with a serif font, thinned to what the tests write, so that no page of theirs is heavy."""
    letters = "".join(map(chr, range(32, 127))) + "éëïöüäçèêßœ–“”’…·абвгдежзиклмнопрстуфхцчшщыьэюя"
    faces = [font_face(data, name="DejaVu") for data in (REGULAR, BOLD)]
    regular, bold = (subset(face, letters) for face in faces)
    return house(f'name = "De Gazet"\n{SERIF}bold = "b.ttf"\n[least-text]\nphone-px = 14\n', a_ttf=regular, b_ttf=bold)


# ---------------------------------------------------------------- the file

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")
NAMES = st.text(min_size=1, max_size=30).map(lambda text: " ".join("".join(filter(str.isprintable, text)).split()))


def palette(data: bytes) -> Palette:
    """A palette of any colours, three bytes each: one draw for all of them."""
    colours = [f"#{data[at : at + 3].hex()}" for at in range(0, len(data), 3)]
    plain = [name for name in Palette._fields if name not in {"ranges", "range_inks", "range_opacity"}]
    return Palette(
        **dict(zip(plain, colours[6:], strict=False)),
        ranges=tuple(colours[:3]),
        range_inks=tuple(colours[3:6]),
        range_opacity=0.05 + data[0] / 300,
    )


PALETTES = st.binary(min_size=66, max_size=66).map(palette)
CHOICES = st.builds(
    DisputedChoice, policy=st.sampled_from([None, *POLICIES]), show=st.sampled_from(["dashed", "left-out"])
)
SPELLED = st.text("abcdé'\"\\ ", min_size=1, max_size=9).map(lambda text: "x" + " ".join(text.split()))


@st.composite
def houses(draw) -> House:
    extends = draw(st.sampled_from(list(BUILT_IN)))
    name = draw(NAMES.filter(bool))
    credit = draw(st.dictionaries(st.sampled_from(DESK_LANGUAGES), NAMES, max_size=2))
    spelling = draw(st.dictionaries(st.sampled_from(["", "nl", "ru"]), st.dictionaries(SPELLED, SPELLED, min_size=1)))
    return replace(
        built_in_house(extends),
        style=name,
        name=name,
        light=draw(PALETTES),
        dark=draw(PALETTES),
        label_language=draw(st.sampled_from([None, *DESK_LANGUAGES])),
        policy=draw(st.sampled_from([None, *POLICIES])),
        disputed=draw(st.dictionaries(st.sampled_from(sorted(disputed_areas())), CHOICES, max_size=3)),
        credit={language: f"{text.replace('{', '')} {{data}}" for language, text in credit.items()},
        least_text=LeastText(*draw(st.tuples(st.floats(4, 24), st.floats(8, 32), st.floats(12, 120)))),
        columns_mm=COLUMNS_MM | draw(st.dictionaries(st.just("print-3col"), st.floats(30, 1200))),
        spelling=HouseSpellings(spelling),
        font=draw(st.sampled_from([None, FontFamily(name="A B", licence="OFL", regular=font_face(REGULAR, name="a"))])),
    )


@settings(max_examples=25, deadline=None)
@given(houses())
def test_any_style_is_the_same_after_it_was_written_and_read(made: House) -> None:
    tidy = replace(made, credit={key: " ".join(text.split()) for key, text in made.credit.items()})
    assert read_house(house_toml(tidy).encode(), files=font_files(tidy)) == tidy


@pytest.mark.parametrize("name", STYLES)
def test_a_file_to_begin_with_changes_nothing_until_a_line_is_freed(name: str) -> None:
    base = built_in_house(name)
    text = starting_file(name)
    assert replace(house(text), style=name) == base
    # Every colour, size and area freed of its # says what the style has anyway, so the file can be trusted.
    freed = re.sub(r"^# (?=[a-z-]+ = )", "", text, flags=re.MULTILINE)
    freed = re.sub(
        r'^(name|label-language|credit|policy|family|licence|regular|bold|"Kiev") = .*\n', "", freed, flags=re.M
    )
    all_said = house(freed)
    assert (all_said.light, all_said.dark, all_said.least_text) == (base.light, base.dark, base.least_text)
    assert set(all_said.disputed) == set(disputed_areas())


def test_what_is_left_out_is_as_extended_light_and_dark_apart() -> None:
    made = house('extends = "newsprint"\n[colours.dark]\nsea = "#012"\n')
    assert made.dark == built_in_house("newsprint").dark._replace(sea="#001122")
    assert made.light == built_in_house("newsprint").light
    assert made.theme.dark["sea"].fill == "#001122"


def test_a_hue_without_its_ink_gets_one_that_can_be_read() -> None:
    made = house('[colours.light]\nranges = ["#e0701a"]\n[colours.dark]\nranges = ["#804020"]\n')
    for palette, base in ((made.light, built_in_house().light), (made.dark, built_in_house().dark)):
        assert palette.ranges[1:] == base.ranges[1:]
        assert palette.range_inks[0] != base.range_inks[0]
        assert not [pair for pair in weak_pairs(looks(palette)) if pair.startswith("label-range-1")]


BAD = {
    'colors = "x"': "'colors' is not a key of a style: did you mean 'colours'?",
    "quux = 1": "'quux' is not a key of a style: expected one of extends, name",
    '[colours.light]\nsoft_ink = "#000"': "'colours.light.soft_ink' .* did you mean 'soft-ink'",
    '[colours.light]\nsea = "blauw"': "colours.light.sea: 'blauw' is not a colour: expected #rgb or #rrggbb",
    '[colours.dark]\nink = "#12345"': "colours.dark.ink: '#12345' is not a colour",
    '[colours.dark]\nink = "#ffffff80"': "colours.dark.ink: '#ffffff80' is not a colour",
    '[colours.light]\nranges = ["#fff", "red"]': r"colours.light.ranges\[1\]: 'red' is not a colour",
    "[colours.light]\nranges = []": "colours.light.ranges: .* is not a list of 1 to 3 colours",
    "[colours.light]\nrange-opacity = 2": "colours.light.range-opacity: '2' is not a number from 0.05 to 0.9",
    "[colours.light]\nrange-opacity = nan": "colours.light.range-opacity: 'nan' is not a number",
    "[colours.light]\nrange-opacity = true": "colours.light.range-opacity: 'True' is not a number",
    "colours = 3": "colours: '3' is not a table",
    'extends = "newspaper"': "extends: 'newspaper' is not known: did you mean 'newsprint'",
    'extends = ["strikemap"]': "extends: .* is not known: expected one of strikemap, newsprint",
    'label-language = "tlh"': "label-language: 'tlh' is not known: expected one of nl, en",
    '[borders]\npolicy = "recognized"': "borders.policy: 'recognized' is not known: did you mean 'recognised'",
    '[borders.disputed]\nkrimea = "dashed"': "borders.disputed: 'krimea' is not known: did you mean 'crimea'",
    '[borders.disputed]\ncrimea = "dotted"': "borders.disputed.crimea: 'dotted' is not known",
    '[borders.disputed]\ncrimea = { show = "no" }': "borders.disputed.crimea.show: 'no' is not known",
    "[borders.disputed]\ncrimea = 3": "borders.disputed.crimea: '3' is not a table",
    'credit = "Kaart: {house}"': r"credit: .* leaves out \{data\}",
    'credit = "{sourse} {data}"': r"credit: '\{sourse\}' is not a field .* expected \{source\}, \{house\}, \{data\}",
    'credit = "{source.__class__} {data}"': r"credit: '\{source.__class__\}' is not a field",
    'credit = "{data!r}"': r"credit: '\{data!r\}' is not a field",
    '[credit]\nxx = "{data}"': "credit: 'xx' is not known",
    "[least-text]\nprint-pt = 2": "least-text.print-pt: '2' is not a number from 4 to 24",
    "[least-text]\nphone-pt = 2": "'least-text.phone-pt' .* did you mean 'phone-px'",
    "[columns-mm]\nnarrow = 40": "columns-mm: 'narrow' is not the name of a column",
    "[columns-mm]\nprint-1col = -3": "columns-mm.print-1col: '-3' is not a number from 30 to 1200",
    "[spelling]\nKiev = 3": "a spelling needs two names",
    "name = 3": "name: '3' is not a text",
    f'name = "{"x" * 81}"': "name: .* is too long: at most 80 characters",
    '[font]\nregular = "a.ttf"': "font: 'licence' is missing",
    '[font]\nlicence = "OFL"': "font: 'regular' is missing",
    '[font]\nlicence = " "\nregular = "a.ttf"': "font: 'licence' is missing",
    '[font]\nlicence = "OFL"\nregular = "b.ttf"': "font.regular: there is no file 'b.ttf' beside the style",
    '[font]\nlicence = "OFL"\nregular = "../a.ttf"': "font.regular: '../a.ttf' is not the name of a file beside",
    '[font]\nlicence = "OFL"\nregular = "/etc/passwd"': "font.regular: '/etc/passwd' is not the name of a file",
    f'{SERIF}family = "x\\"; }} * {{"': "cannot be the name of a font",
    f"{SERIF}italic = 'a.ttf'": "'font.italic' is not a key",
    "extends = ": "'house.toml' cannot be read",
    "a = " + "[" * 5000: "'house.toml' cannot be read",
}


@each_row("text", BAD)
def test_what_cannot_be_used_is_refused_by_key_and_value(text: str) -> None:
    with pytest.raises(BadInput) as error:
        house(text, a_ttf=REGULAR)
    assert re.search(BAD[text], str(error.value)), str(error.value)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_style_or_a_clear_error(data: bytes) -> None:
    try:
        assert isinstance(read_house(data), House)
    except BadInput as error:
        assert str(error)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no font that can be used"),
        (b"GIF89a" + bytes(90), "no font that can be used"),
        (b"wOFF" + bytes(90), "no font that can be used"),
        (b"ttcf" + bytes(90), "no font that can be used"),
        (b"OTTO" + bytes(90), "cannot be read as a font"),
        (b"wOF2" + bytes(90), "cannot be read as a font"),
        (REGULAR[:30_000], "cannot be read as a font"),
        (REGULAR + bytes(2_000_000), "too large for a font"),
        (b"wOF2" + bytes(12) + b"\xff\xff\xff\xff" + bytes(60), "unfolds to more than 20 MB"),
    ],
)
def test_a_file_that_is_no_font_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        house(SERIF, a_ttf=data)


def test_a_style_is_found_by_name_or_file(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(REGULAR)
    (tmp_path / "gazet.toml").write_text(SERIF, encoding="utf-8")
    assert house_named("newsprint").lines.spaced is False
    found = house_named(str(tmp_path / "gazet.toml"))
    assert (found.style, found.font.name) == ("gazet", "DejaVu Serif")
    for wrong, said in (("news", "not a style"), (str(tmp_path / "no.toml"), "cannot be read")):
        with pytest.raises(BadInput, match=said):
            house_named(wrong)
    (tmp_path / "out.ttf").symlink_to(FONTS / "DejaVuSans.ttf")
    (tmp_path / "map").mkdir()
    (tmp_path / "gazet.toml").write_text(SERIF.replace("a.ttf", "map"), encoding="utf-8")
    with pytest.raises(BadInput, match="there is no file 'map'"):
        house_named(str(tmp_path / "gazet.toml"))


# ---------------------------------------------------------------- contrast and hues


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [("#767676", 4.54), ("#949494", 3.03), ("#ff0000", 4.00), ("#0000ff", 8.59), ("#008000", 5.14), ("#000000", 21.0)],
)
def test_contrast_with_white_is_that_of_wcag(colour: str, ratio: float) -> None:
    """Outside reference: ratios to white as W3C's and WebAIM's checkers give them."""
    assert contrast(colour, "#ffffff") == pytest.approx(ratio, abs=0.006)
    assert contrast("#ffffff", colour) == contrast(colour, "#ffffff")


def test_the_nearest_grey_that_passes_on_white_is_the_known_one() -> None:
    """Outside reference: #767676 is the lightest grey with 4.5 on white, #949494 with 3."""
    for needed, known in ((4.5, 0x76), (3.0, 0x94)):
        found = passing("#c0c0c0", [("#ffffff", needed)])
        assert found is not None
        assert 0 <= known - int(found[1:3], 16) <= 2


@settings(max_examples=60, deadline=None)
@given(COLOURS, st.lists(st.tuples(COLOURS, st.sampled_from([3.0, 4.5])), min_size=1, max_size=3))
def test_what_is_proposed_passes_and_a_colour_that_passes_stays_itself(colour, grounds) -> None:
    found = passing(colour, grounds)
    passes = all(contrast(colour, ground) >= needed for ground, needed in grounds)
    assert found is None or all(contrast(found, ground) >= needed for ground, needed in grounds)
    assert (found == colour) == passes
    if found is None:  # then neither end of the scale passes
        assert all(
            min(contrast(end, ground) - needed for ground, needed in grounds) < 0 for end in ("#000000", "#ffffff")
        )


@pytest.mark.parametrize("name", STYLES)
def test_the_built_in_styles_pass_every_check(name: str) -> None:
    drawn = BUILT_IN[name]
    for palette in (drawn.light, drawn.dark):
        assert weak_pairs(looks(palette, drawn.lines)) == ()
        assert alike_hues(palette.ranges) == ()
    assert remarks(built_in_house(name)) == ()


def test_newsprint_holds_in_black_and_white() -> None:
    """Hues, and what lies side by side: sea, land, and the tint of the first range."""
    palette = BUILT_IN["newsprint"].light
    assert alike_in_print(palette.ranges) == ()
    tint = Image.new("RGB", (1, 1), palette.ranges[0])
    land, sea = (Image.new("RGB", (1, 1), colour) for colour in (palette.land, palette.sea))
    drawn = Image.blend(land, tint, palette.range_opacity)
    greys = [np.asarray(one.convert("L"))[0, 0].astype(int) for one in (land, sea, drawn)]
    assert min(abs(a - b) for n, a in enumerate(greys) for b in greys[n + 1 :]) > 18


def test_a_weak_colour_is_told_with_its_pair_its_ratio_and_a_way_out_and_not_changed() -> None:
    weak = house('[colours.light]\nsoft-ink = "#8c8c8c"\n')
    (said,) = told(weak)
    key, ground, colour, ratio, better = re.fullmatch(
        r"(\S+) #8c8c8c on (.+) (#\w{6}): contrast ([\d.]+), and a text needs 4.5; nearest that passes: (#\w{6})", said
    ).groups()
    assert (key, ground) == ("colours.light.soft-ink", "ranges[1] over highlight")
    assert float(ratio) == pytest.approx(contrast("#8c8c8c", colour), abs=0.011)
    assert told(house(f'[colours.light]\nsoft-ink = "{better}"\n')) == []
    assert weak.theme.light["label-town"].text == "#8c8c8c"


def test_a_mark_and_a_hopeless_ground_are_told_too() -> None:
    said = told(house('[colours.light]\nranges = ["#e8c39e"]\nrange-inks = ["#7d2f06"]\n'))
    assert any("colours.light.ranges[0] #e8c39e" in line and "a mark needs 3" in line for line in said)
    said = told(house('[colours.light]\nland = "#ffffff"\nsea = "#000000"\nhighlight = "#777777"\n'))
    assert any("no shade of it passes" in line for line in said)


def test_hues_that_colour_blind_readers_take_for_one_are_told() -> None:
    said = told(house('[colours.light]\nranges = ["#a52a2a", "#556b2f"]\n'))
    assert "colours.light.ranges: #a52a2a and #556b2f look the same to readers with deuteranopia" in said
    grey = told(house('extends = "newsprint"\n[colours.light]\nranges = ["#a03f08"]\n'))
    assert grey == ["colours.light.ranges: #a03f08 and #4b6d6d are one grey in black-and-white print"]


# ---------------------------------------------------------------- names, borders, credit


def test_a_house_that_says_nothing_draws_as_before() -> None:
    plain = built_in_house()
    assert plain.theme == built_in()
    assert plain.theme is built_in_house().theme
    assert house_borders(plain, "recognised") is open_borders("recognised")


def test_a_style_travels_by_its_name_alone(story) -> None:
    again = loads(dumps(styled(story, built_in_house("newsprint"))))
    assert again.style == {"name": "newsprint"}
    with_more = replace(again, style={**again.style, "file": "/desk/house.toml"})
    assert published(with_more).style == {"name": "newsprint"}
    assert house_of(again) == built_in_house("newsprint")
    own = styled(story, replace(built_in_house(), style="De Gazet"))
    assert house_of(own) is None
    assert house_of(story) is None


def test_labels_spellings_borders_and_credit_are_the_house_s(story, gazetteer) -> None:
    ours = house(
        'name = "De Gazet"\nlabel-language = "de"\n'
        'credit = "{source} | {house} | {data}"\n'
        '[borders.disputed]\ncrimea = "left-out"\ntaiwan = "left-out"\n[spelling]\n'
        '"Koersk" = "Kursk"\n"Kyiv" = "Kiew"\n'
    )
    scene = scene_of(story, borders=house_borders(ours, "recognised"), gazetteer=gazetteer, house=ours)
    labels = {label.text: label.language for label in scene.labels}
    assert labels.get("UKRAINE") == "de"
    assert labels.get("Kiew") == "de"
    assert "Moskau" in labels
    assert "Kursk" in labels and "Koersk" not in labels
    assert not {"de Krim", "Krim", "Crimea"} & set(labels)
    assert not [feature for feature in scene.features if feature.id == "disputed-crimea"]
    assert scene.credit == "NOS | De Gazet | GeoNames (CC BY 4.0) · Natural Earth"
    assert any(
        "De Krim is op deze kaart niet als betwist gemarkeerd" in line and "68/262" in line for line in scene.method
    )
    # Of areas that are set, those that are on the map are told of.
    assert not [line for line in scene.method if "Taiwan" in line]
    assert scene.table[0].name == "Karatsjov"


def test_what_a_person_named_is_not_respelled(story, gazetteer) -> None:
    from geo.model import Change

    renamed = replace(story, changes=(Change(action="rename", target="koersk", value="Koersk"),))
    ours = house('[spelling]\n"Koersk" = "Kursk"\n')
    scene = scene_of(renamed, borders=open_borders(), gazetteer=gazetteer, house=ours)
    assert "Koersk" in {label.text for label in scene.labels}


@pytest.mark.parametrize(
    ("credit", "source", "line"),
    [
        ("Bron {source} | {house} | {data}", "NOS", "Bron NOS | De Gazet | DATA"),
        ("Bron {source} | {house} | {data}", None, "De Gazet | DATA"),
        ("{house} · Bron {source} · {data}", None, "De Gazet · DATA"),
        ("{data} · Bron {source}", None, "DATA"),
        ("Van {source} en {data}", None, "Van het artikel en DATA"),
        ("{data} {{ 7*7 }} {0} {", "NOS", "DATA {{ 7*7 }} {0} {"),
        ("{source} {data}", "{house} {data}", "{house} {data} DATA"),
    ],
)
def test_the_credit_line_is_filled_once_and_leaves_out_a_source_that_is_not_known(story, credit, source, line) -> None:
    made = house(f'name = "De Gazet"\ncredit = {json.dumps(credit)}\n')
    article = replace(story.article, source=source)
    data = "GeoNames (CC BY 4.0) · Natural Earth"
    assert made.credit_line(replace(story, article=article), "nl") == line.replace("DATA", data)


def test_a_credit_line_by_language_and_one_with_the_name_alone(story) -> None:
    made = house('name = "Gazet"\n[credit]\nen = "Map {house}, {data}"\n')
    assert made.credit_line(story, "en-GB").startswith("Map Gazet, GeoNames")
    assert made.credit_line(story, "nl") == "Bron: NOS · kaart: Gazet · GeoNames (CC BY 4.0) · Natural Earth"


def test_a_disputed_area_by_itself() -> None:
    """Left out: solid where it divides countries, nothing within one, no name; whose it is does not change."""
    plain = open_borders()
    ours = house('[borders.disputed]\nkosovo = "left-out"\ncrimea = { policy = "natural-earth", show = "left-out" }\n')
    made = house_borders(ours, "recognised")
    assert made is house_borders(house(house_toml(ours)), "recognised")
    assert made.country("XK").equals(plain.country("XK"))
    kosovo = plain.shared("RS", "XK")
    assert shapely.intersection(plain.disputed_lines(), kosovo).length > 1
    assert shapely.intersection(made.disputed_lines(), kosovo).length == 0
    assert shapely.intersection(made.land_lines(), kosovo).length == pytest.approx(kosovo.length)
    assert set(plain.disputed_outlines()) - set(made.disputed_outlines()) == {"kosovo", "crimea"}
    assert shapely.contains_xy(made.country("RU"), 34.1, 45.0)
    said = " ".join(made.describe("en"))
    assert "Borders of Crimea: Natural Earth draws it in Russia" in said
    assert "Kosovo is not marked as disputed on this map; on its status: UN Security Council resolution 1244" in said
    assert "dashed" not in said.partition("Kosovo")[2].partition(".")[0]
    assert "Other disputed areas" in said
    here = " ".join(made.describe("en", only={"kosovo"}))
    assert "Kosovo" in here and "Borders of Crimea" not in here
    assert {area for area, shape in made.own_shapes().items() if shapely.contains_xy(shape, 34.1, 45.0)} == {"crimea"}
    assert plain.own_shapes() == {}
    with pytest.raises(BadInput, match="krimea"):
        open_borders("recognised", {}, ["krimea"])


# ---------------------------------------------------------------- fonts


def with_house(made: House, **texts: str) -> Scene:
    return replace(rough_scene(), theme=made.theme, method=(*rough_scene().method, *made.method("nl")), **texts)


def test_a_page_without_a_font_allows_none_and_one_with_it_just_that(serif: House) -> None:
    plain, ours = page(rough_scene()), page(with_house(serif))
    assert "font-src" not in plain and "@font-face" not in plain
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', ours)[1]
    assert "; font-src data:" in policy
    assert re.search(r'Policy" content="([^"]+)"', plain)[1].endswith("img-src data:")
    assert ours.count("@font-face") == 2
    assert "Lettertype: DejaVu Serif (Bitstream Vera)." in ours
    assert page(with_house(serif)) == ours
    light = light_page(with_house(serif))
    assert light.count("@font-face") == 2
    assert "; font-src data:" in re.search(r'Content-Security-Policy" content="([^"]+)"', light)[1]
    assert "font-src" not in light_page(rough_scene())


@pytest.mark.browser
@pytest.mark.parametrize("kind", [page, light_page])
def test_a_browser_shows_the_house_s_font_and_no_text_below_its_smallest(kind, serif, browser: Browser, tmp_path):
    (tmp_path / "map.html").write_text(kind(with_house(serif)), encoding="utf-8")
    tab, seen = browser.again()
    tab.goto((tmp_path / "map.html").as_uri())
    wait_until(tab, "document.fonts.status === 'loaded' && [...document.fonts].every(f => f.status === 'loaded')")
    assert seen.trouble() == []
    assert seen.outside((tmp_path / "map.html").as_uri()) == []
    faces = tab.evaluate("[...document.fonts].map(f => [f.family, f.status])")
    assert faces == [['"DejaVu Serif"', "loaded"]] * 2 or faces == [["DejaVu Serif", "loaded"]] * 2
    # As they are seen: in the light page's drawing a text is scaled with it and back.
    sizes = tab.evaluate("""
        [...document.querySelectorAll('.sm-name, text, p, span, td, th, h1, summary')].filter(
          n => n.textContent.trim() && n.getClientRects().length && n.closest('.sm-frame, .sm-page'))
        .map(n => parseFloat(getComputedStyle(n).fontSize)
          * (n.getScreenCTM ? Math.hypot(n.getScreenCTM().a, n.getScreenCTM().b) : 1))
    """)
    assert len(sizes) > 15 and min(sizes) > 13.9
    if kind is light_page:
        return
    # The boxes that labels were placed by hold in the browser.
    shown = tab.evaluate("[...document.querySelectorAll('.sm-name')].map(n => [n.textContent, n.offsetWidth])")
    styles = {label.text: label.style for label in rough_scene().labels}
    theme = serif.theme.light
    for text, width in shown:
        assert width <= text_width(text, theme[styles[text]]) * 1.02 + 1, text


def test_a_house_s_font_is_measured_by_itself_and_estimated_where_it_has_no_letter(serif: House) -> None:
    """Outside reference: the advance widths of DejaVu Serif's own tables, read by Matplotlib's FreeType."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    for text, weight, file in (("Wolmgrad 100", 400, "DejaVuSerif.ttf"), ("Nizjni", 700, "DejaVuSerif-Bold.ttf")):
        look = Look(size=100.0, weight=weight, font=serif.font)
        drawn = TextPath((0, 0), text, size=100, prop=FontProperties(fname=str(FONTS / file))).get_extents()
        assert drawn.x1 <= text_width(text, look) <= drawn.x1 * 1.06
    look = Look(size=10.0, font=serif.font)
    assert text_width("北京", look) == text_width("北京", Look(size=10.0)) == 20.0


def test_a_picture_is_drawn_in_the_house_s_font_and_matplotlib_s_list_is_as_before(serif: House) -> None:
    from matplotlib.font_manager import fontManager

    before = list(fontManager.ttflist)
    scene = with_house(serif)
    drawn = draw_picture(scene, "png", size=(400, 300))
    assert fontManager.ttflist == before
    assert drawn == draw_picture(scene, "png", size=(400, 300))
    assert drawn != draw_picture(replace(scene, theme=replace(scene.theme, font=None)), "png", size=(400, 300))
    assert "Bitstream Vera" in Image.open(io.BytesIO(drawn)).info["Description"]


def test_an_svg_holds_the_letters_that_it_shows_and_names_the_font(serif: House) -> None:
    import base64

    from fontTools.ttLib import TTFont

    svg = draw_picture(with_house(serif), "svg", size=(400, 300)).decode()
    assert svg == draw_picture(with_house(serif), "svg", size=(400, 300)).decode()
    ET.fromstring(svg)
    embedded = re.findall(r'@font-face\{font-family:"DejaVu Serif";[^}]*base64,([A-Za-z0-9+/=]+)\)', svg)
    assert len(embedded) == 2
    letters = TTFont(io.BytesIO(base64.b64decode(embedded[0]))).getBestCmap()
    assert {ord(letter) for letter in "Karatsjov"} <= set(letters)
    assert ord("Q") not in letters
    assert len(svg) < 160_000
    root = ET.fromstring(svg)
    assert root.get("font-family").startswith("'DejaVu Serif', ")
    assert not [node for node in root.iter(f"{SVG}text") if node.get("font-family") or node.get("style")]


def test_columns_and_smallest_text_hold_in_print_and_the_font_is_in_the_pdf(serif: House) -> None:
    import pikepdf

    made = replace(serif, columns_mm={"print-1col": 61.5}, least_text=LeastText(print_pt=8.0))
    sheet = sheet_of("print-1col", columns_mm=made.columns_mm, least_text=made.least_text.by_medium)
    svg = ET.fromstring(draw_picture(with_house(made), "svg", sheet=sheet))
    assert svg.get("width") == "61.50mm"
    assert min(float(node.get("font-size")) for node in svg.iter(f"{SVG}text")) >= 8.0
    with pikepdf.open(io.BytesIO(draw_picture(with_house(made), "pdf", sheet=sheet))) as pdf:
        fonts = {str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()}
    assert all("DejaVuSerif" in name for name in fonts), fonts


def test_woff2_is_read_and_drawn_and_its_file_travels_as_it_came(serif: House) -> None:
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(serif.font.regular.data))
    font.flavor = "woff2"
    packed = io.BytesIO()
    font.save(packed)
    made = house(SERIF, a_ttf=packed.getvalue())
    assert made.font.regular.kind == "woff2"
    assert len(packed.getvalue()) < len(serif.font.regular.data) * 0.7
    assert unfolded(made.font.regular)[:4] == b"\x00\x01\x00\x00"
    assert family_name(made.font.regular) == "DejaVu Serif"
    look = Look(size=100.0, font=made.font)
    assert text_width("Karatsjov", look) == text_width("Karatsjov", replace(look, font=serif.font))
    assert "url(data:font/woff2;base64," in page(with_house(made))
    assert draw_picture(with_house(made), "png", size=(400, 300)).startswith(b"\x89PNG")


def test_a_font_is_remarked_on(serif: House) -> None:
    from fontTools.ttLib import TTFont

    assert told(serif) == []
    assert any("380 kB travel in every page" in line for line in told(house(SERIF, a_ttf=REGULAR)))
    assert any("without a bold file" in line for line in told(house(SERIF, a_ttf=REGULAR)))
    font = TTFont(io.BytesIO(subset(font_face(REGULAR, name="a"), "abc")))
    font["OS/2"].fsType = 2
    out = io.BytesIO()
    font.save(out)
    said = told(house(SERIF, a_ttf=out.getvalue()))
    assert any("may not be embedded" in line for line in said)
    assert any("it has no ABC" in line for line in said)


# ---------------------------------------------------------------- hostile texts


@pytest.mark.browser
def test_hostile_texts_of_a_style_are_shown_as_written_and_nothing_runs(
    serif, story, browser: Browser, tmp_path
) -> None:
    """In name, credit line and licence, one after another, in page and picture."""
    lines = []
    for number, text in enumerate(HOSTILE):
        if text == "$\\badmacro{x}$":  # what may be meant for a field is refused, with its braces
            with pytest.raises(BadInput, match=r"'\{x\}' is not a field"):
                house(f"credit = {json.dumps(text + ' {data}')}\n")
            continue
        made = house(f"name = {json.dumps(text[:80])}\ncredit = {json.dumps('{house} ' + text[:200] + ' {data}')}\n")
        licensed = house(
            f"[font]\nlicence = {json.dumps(text[:150])}\nregular = 'a.ttf'\n", a_ttf=serif.font.regular.data
        )
        shown = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        credit, method = made.credit_line(story, "nl"), licensed.method("nl")
        assert credit.count(shown[:80].strip()) >= 2, text
        assert shown[:100] in method[0]
        lines.append((number, credit, method[0]))
    credit, method = (" ¦ ".join(line[part] for line in lines) for part in (1, 2))
    scene = replace(with_house(serif), credit=credit, method=(method,))
    (tmp_path / "map.html").write_text(page(scene), encoding="utf-8")
    # A picture cuts a credit line after four lines: each eighth of the texts there.
    short = replace(scene, credit=" ¦ ".join(line[1] for line in lines[::8]))
    (tmp_path / "map.svg").write_bytes(draw_picture(short, "svg", size=(900, 400)))
    for name in ("map.html", "map.svg"):
        tab, seen = browser.again()
        tab.goto((tmp_path / name).as_uri())
        tab.wait_for_timeout(300)
        assert seen.trouble() == []
        assert seen.outside((tmp_path / name).as_uri()) == []
        if name == "map.html":
            assert tab.evaluate("document.querySelector('.sm-credit').textContent") == credit
            assert method in tab.evaluate("document.querySelector('.sm-about').textContent")
    assert not [node for node in ET.parse(tmp_path / "map.svg").iter() if node.tag.endswith("script")]


# ---------------------------------------------------------------- command line and docs


@pytest.fixture
def run(monkeypatch, gazetteer) -> Iterator:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("STRIKEMAP_DEBUG", "1")

    def running(*arguments: object, expect: int = 0):
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        assert result.exit_code == expect, (result.output, result.exception)
        return result

    return running


def test_the_command_lists_writes_and_checks_styles(run, tmp_path: Path) -> None:
    assert [line.split(":")[0] for line in run("style").stdout.splitlines()] == list(STYLES)
    assert [row["name"] for row in json.loads(run("style", "--json").stdout)] == list(STYLES)
    target = tmp_path / "house.toml"
    run("style", "newsprint", "-o", target)
    assert run("style", target).stdout == "house: extends newsprint, 0 remarks\n"
    target.write_text('[colours.light]\nsoft-ink = "#8c8c8c"\n', encoding="utf-8")
    checked = run("style", target)
    assert "colours.light.soft-ink #8c8c8c on" in checked.stderr
    assert len(json.loads(run("style", target, "--json").stdout)["remarks"]) == 1
    target.write_text("sea = 1\n", encoding="utf-8")
    assert "'sea' is not a key of a style" in run("style", target, expect=1).stderr


def test_a_map_in_a_style_and_a_story_that_names_one(run, tmp_path: Path) -> None:
    """With one place and no range, which is drawn at once."""
    style, saved, target = tmp_path / "gazet.toml", tmp_path / "story.geojson", tmp_path / "map.svg"
    style.write_text(
        'extends = "newsprint"\nname = "De Gazet"\n[borders]\npolicy = "natural-earth"\n[colours.light]\n'
        'soft-ink = "#8c8c8c"\n[spelling]\n"Karatsjov" = "Karatsjev"\n',
        encoding="utf-8",
    )
    saved.write_text(dumps(point_story()), encoding="utf-8")
    said = run("map", saved, "-o", target, "--style", style, "--size", "400x300")
    assert "colours.light.soft-ink #8c8c8c on" in said.stderr
    svg = target.read_text(encoding="utf-8")
    assert "Kaart: De Gazet" in svg
    assert ">Karatsjev</text>" in svg and ">Karatsjov</text>" not in svg
    assert "zoals Natural Earth ze tekent" in svg
    run("map", saved, "-o", target, "--style", style, "--borders", "recognised", "--size", "400x300")
    assert "erkend grondgebied" in target.read_text(encoding="utf-8")
    for name, looks_so in (("newsprint", "newsprint"), ("De Gazet", "strikemap")):
        saved.write_text(dumps(replace(point_story(), style={"name": name})), encoding="utf-8")
        said = run("map", saved, "-o", target, "--size", "400x300")
        assert f"fill: {BUILT_IN[looks_so].light.sea}" in target.read_text(encoding="utf-8")
        assert ("made in the style 'De Gazet'" in said.stderr) == (name == "De Gazet")
    assert "'grey' is not a style" in run("map", saved, "-o", target, "--style", "grey", expect=1).stderr


def test_reading_in_a_style_gives_the_house_s_names_and_keeps_its_name_alone(run, tmp_path: Path) -> None:
    (tmp_path / "gazet.toml").write_text('name = "De Gazet"\n[spelling]\n"Koersk" = "Kursk"\n', encoding="utf-8")
    (tmp_path / "a.txt").write_text("Een drone zou een depot in Koersk in Rusland hebben geraakt.", encoding="utf-8")
    said = run("read", tmp_path / "a.txt", "--language", "nl", "--style", tmp_path / "gazet.toml").stdout
    assert [place.name for place in loads(said).places if place.chosen.kind == "settlement"] == ["Kursk"]
    assert loads(said).style == {"name": "De Gazet"}
    assert str(tmp_path) not in said and "gazet.toml" not in said


BLOCKS = re.findall(r"```toml\n(.*?)```", DOCS, re.DOTALL)


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_the_examples_of_the_docs_are_styles(number: int) -> None:
    files = {"gazette-regular.ttf": REGULAR, "gazette-bold.ttf": BOLD}
    made = read_house(BLOCKS[number].encode(), files=files)
    said = [line for line in told(made) if not line.startswith("font")]
    shown = re.findall(r"^    style: (.*)$", DOCS, re.MULTILINE)
    assert said == (shown if number == len(BLOCKS) - 1 else [])


def test_the_docs_name_every_key_and_every_area() -> None:
    written = {key for block in BLOCKS for key in re.findall(r"^\"?([a-z-]+)\"? =", block, re.MULTILINE)}
    named = set(re.findall(r"`([a-z.-]+)`", DOCS))
    colours = {name.replace("_", "-") for name in Palette._fields}
    assert colours <= written & named
    assert set(disputed_areas()) <= named
    assert all((ROOT / "docs" / image).is_file() for image in re.findall(r"\]\((images/[^)]+)\)", DOCS))


def test_the_python_of_the_docs_runs(tmp_path: Path) -> None:
    import geo

    story = point_story()
    drawn = geo.page(story, style="newsprint")
    assert BUILT_IN["newsprint"].light.sea in drawn
    assert geo.page(geo.with_style(story, "newsprint")) == drawn
    (tmp_path / "house.toml").write_text(BLOCKS[0], encoding="utf-8")
    svg = geo.picture(story, "svg", style=tmp_path / "house.toml", size="400x300").decode()
    assert "kaart: De Gazet |" in svg
    assert "#dbe7ee" in svg
