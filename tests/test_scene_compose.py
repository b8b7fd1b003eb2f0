"""A story as a scene: what is drawn, what stays at the desk, and that no word is surer than the story."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import numpy as np
import pytest
import shapely
from stories import TEXT, founding_story, hostile_story

from geo.drawing import basemap, compose, labels, view
from geo.drawing.compose import build_scene
from geo.drawing.labels import FIT_ZOOM
from geo.drawing.scene import scene_json
from geo.drawing.theme import DARK, LIGHT, built_in, contrast, looks, weak_pairs
from geo.drawing.view import view_of
from geo.gazetteer.index import open_gazetteer
from geo.measuring import inside
from geo.measuring.borders import open_borders
from geo.model import Article, Candidate, Origin, Place, RangeArea, Story, Strike


@pytest.fixture(scope="module")
def borders():
    return open_borders()


@pytest.fixture(scope="module")
def gazetteer():
    return open_gazetteer()


@pytest.fixture(scope="module")
def story(borders):
    return founding_story(borders=borders)


@pytest.fixture(scope="module")
def scene(story, borders, gazetteer):
    return build_scene(story, borders=borders, gazetteer=gazetteer)


def words_of(scene):
    return json.dumps({key: value for key, value in scene_json(scene).items() if key != "base"}, ensure_ascii=False)


def feature(scene, key):
    return next(feature for feature in scene.features if feature.id == key)


def label(scene, text):
    return next((label for label in scene.labels if label.text == text), None)


def point_story(name="Karatsjov", lon=34.98, lat=53.12, ranges=()):
    record = Candidate(id="geonames:1", name=name, lon=lon, lat=lat, kind="settlement")
    place = Place(
        id="p", name=name, chosen=record, lon=lon, lat=lat, precision_m=0, confidence=1, role="reported strike"
    )
    return Story(
        id="s", title=name, article=Article(text=name, language="nl"), language="nl", places=(place,), ranges=ranges
    )


# ---------------------------------------------------------------- the founding map


def test_places_are_drawn_under_the_articles_spelling(scene):
    assert feature(scene, "karatsjov").kind == "strike"
    assert {"brjansk", "koersk"} <= {f.id for f in scene.features if f.kind == "place"}
    for name in ("Karatsjov", "Brjansk", "Koersk", "OEKRAÏNE", "RUSLAND", "bereik ca. 300 km", "165 km"):
        assert label(scene, name) is not None, name
    assert feature(scene, "karatsjov").name == "Karatsjov, gemelde aanval"


def test_countries_and_regions_are_never_pins_and_captions_and_metonyms_not_drawn(scene):
    ids = {f.id for f in scene.features}
    assert not ids & {"oekraine", "rusland", "vs", "noord-korea", "new-mexico", "kremlin", "pentagon", "witte-huis"}
    assert all(f.geometry.geom_type == "Point" for f in scene.features if f.kind in {"strike", "place", "town"})


def test_kyiv_and_moscow_and_at_most_three_towns_in_the_readers_language(scene, story, borders, gazetteer):
    towns = [label.text for label in scene.labels if label.style == "label-town" and not label.from_zoom]
    assert {"Kyiv", "Moskou", "Krasnodar"} <= set(towns) <= {f.name for f in scene.features if f.kind == "town"}
    assert len(towns) <= 5
    english = build_scene(story, borders=borders, gazetteer=gazetteer, language="en")
    assert "Moscow" in [f.name for f in english.features if f.kind == "town"]
    assert english.draft == "Draft, not checked"


def test_the_range_is_one_tint_with_a_solid_edge_and_the_variant_a_dashed_outline(scene):
    main, other = feature(scene, "range-300"), feature(scene, "range-165")
    assert scene.theme.light[main.style].fill is not None
    assert scene.theme.light[main.style].dash == ()
    assert scene.theme.light[other.style].fill is None
    assert scene.theme.light[other.style].dash != ()
    assert scene.theme.light[main.style].stroke == scene.theme.light[other.style].stroke


def test_the_drawn_range_keeps_to_the_attacked_country_and_to_the_measured_area(scene, story):
    drawn, measured = feature(scene, "range-300").geometry, story.ranges[0].geometry
    assert drawn.is_valid
    assert shapely.contains_xy(drawn, 34.98, 53.12)
    assert not shapely.contains_xy(drawn, 30.52, 50.45)
    assert shapely.symmetric_difference(drawn, measured).area / measured.area < 0.01
    # Its edge strays from the measured one by less than the base map's detail, a few km.
    assert shapely.hausdorff_distance(drawn.boundary, measured.boundary) < 0.25


def test_the_first_view_holds_strike_and_range_but_not_russia_or_new_mexico(scene):
    west, south, east, north = scene.bounds
    assert west < 31.5
    assert east > 43.5
    assert south < 43.5
    assert north > 55.0
    assert east - west < 25
    assert north - south < 18


def test_krasnodar_is_marked_as_depending_on_the_origin(scene):
    row = next(row for row in scene.table if row.name == "Krasnodar")
    assert "op de rand van het bereik" in row.figure
    assert "zonder bezet of betwist gebied" in row.figure
    assert any("Krasnodar" in sentence for sentence in scene.method)


def test_every_output_says_origin_policy_draft_credit_and_who_states_the_range(scene):
    legend = " ".join(item.text for item in scene.legend)
    assert "Gemeten vanaf Oekraïne" in legend
    assert "volgens NOS" in legend
    assert "volgens White House" in legend
    assert scene.draft == "Concept, niet gecontroleerd"
    for name in ("NOS", "strikemap", "GeoNames", "CC BY", "Natural Earth"):
        assert name in scene.credit
    assert any("68/262" in sentence for sentence in scene.method)


def test_words_are_never_surer_than_the_story(scene):
    assert "zou" in scene.summary
    assert "meldt NOS" in scene.summary
    assert "gemelde aanval" in scene.alt
    assert scene.summary.replace("ca. ", "").count(". ") == 1
    for text in (scene.summary, scene.alt):
        assert "is aangevallen" not in text
        assert "getroffen" not in text
        assert "gemeten vanaf Oekraïne" in text
    assert "ongeveer 117\u00a0km" in scene.summary, "which no line breaks"


def test_the_table_names_what_is_drawn_and_what_is_only_mentioned(scene):
    roles = {row.name: row.role for row in scene.table}
    assert roles["Karatsjov"] == "gemelde aanval"
    assert "New Mexico" in roles
    assert "Noord-Korea" in roles
    assert "het Kremlin" not in roles


def test_the_scene_is_the_same_again_and_is_small(scene, story, borders, gazetteer):
    again = build_scene(story, borders=borders, gazetteer=gazetteer)
    text = json.dumps(scene_json(scene), sort_keys=True, allow_nan=False)
    assert json.dumps(scene_json(again), sort_keys=True, allow_nan=False) == text
    base = json.dumps(scene_json(scene)["base"], separators=(",", ":"))
    assert len(gzip.compress(base.encode())) < 40_000


def test_a_moved_slider_keeps_the_base_map(scene, story, borders, gazetteer):
    moved = replace(story, ranges=(replace(story.ranges[0], max_m=303_000.0), *story.ranges[1:]))
    assert build_scene(moved, borders=borders, gazetteer=gazetteer).base.id == scene.base.id


def test_the_base_map_goes_on_well_outside_the_view_and_borders_are_shared(scene):
    west, south, east, north = scene.bounds
    base = scene.base.bounds
    assert base.west < west - (east - west) * 0.9
    assert base.east > east + (east - west) * 0.9
    assert base.south < south - (north - south) * 0.9
    assert scene.base.land.is_valid
    # A border between two countries is one line, and it runs through land.
    assert shapely.length(shapely.difference(scene.base.borders, scene.base.land.buffer(0.01))) < 0.1


# ---------------------------------------------------------------- what stays at the desk


def test_the_alt_text_names_what_is_seen_and_not_what_lies_beyond_the_view(story, borders, gazetteer):
    town = next(place for place in story.places if place.chosen.kind == "settlement" and place.role == "mentioned")
    record = replace(town.chosen, id="geonames:2643743", lon=-0.126, lat=51.508)
    london = replace(town, id="londen", name="Londen", chosen=record, lon=-0.126, lat=51.508)
    scene = build_scene(replace(story, places=(*story.places, london)), borders=borders, gazetteer=gazetteer)
    assert any(feature.id == "londen" for feature in scene.features), "who moves the map finds it"
    assert "Londen" not in scene.alt
    assert town.name in scene.alt


def test_published_scenes_hold_no_rivals_notes_editors_or_unaccepted_details(scene):
    text = words_of(scene)
    for secret in ("Rivaal Geheim", "Redacteur Geheim", "bureaunotitie"):
        assert secret not in text
    assert "onderschept" not in text
    assert "gelanceerd: 6" not in text


def test_the_desk_sees_details_and_an_accepted_strike_is_published(story, borders, gazetteer):
    desk = words_of(build_scene(story, borders=borders, gazetteer=gazetteer, published=False))
    assert "gelanceerd: 6 (volgens het Russische ministerie van Defensie, via RIA)" in desk
    accepted = founding_story(borders=borders, reviewed=True)
    out = build_scene(accepted, borders=borders, gazetteer=gazetteer)
    assert out.draft is None
    assert "onderschept: 5" in words_of(out)
    assert "slachtoffers: geen gemeld" in words_of(out)
    assert "Redacteur Geheim" not in words_of(out)


def test_the_summary_of_several_attacks_tells_all_of_their_places(borders, gazetteer):
    towns = {"Sumy": (34.8, 50.91), "Odesa": (30.73, 46.48), "Lviv": (24.02, 49.84), "Dnipro": (35.04, 48.46),
             "Poltava": (34.55, 49.59), "Rivne": (26.25, 50.62)}  # fmt: skip
    places = tuple(replace(point_story(name, *spot).places[0], id=name) for name, spot in towns.items())

    def summary(count, language="nl", **more):
        told = replace(point_story(), places=places[:count], **more)
        return build_scene(told, borders=borders, gazetteer=gazetteer, language=language, published=False).summary

    assert "In Sumy zou een aanval" in summary(1)
    assert "In Sumy, Odesa en Lviv zouden aanvallen zijn uitgevoerd" in summary(3)
    assert "In 6 plaatsen zouden aanvallen zijn uitgevoerd" in summary(6)
    assert "в 6 местах" in summary(6, "ru")
    denied = Strike(id="s", where="Sumy", certainty="denied", accepted=True)
    assert "ontkend" in summary(3, strikes=(denied,))


def test_withheld_places_are_nowhere(story, borders, gazetteer):
    places = tuple(replace(p, name="Schuiloord", publish="withheld") if p.id == "koersk" else p for p in story.places)
    assert "Schuiloord" not in words_of(
        build_scene(replace(story, places=places), borders=borders, gazetteer=gazetteer)
    )


def test_a_place_that_is_published_as_its_region_has_no_point(story, borders, gazetteer):
    places = tuple(
        replace(p, publish="region", chosen=replace(p.chosen, admin1="RU-BRY")) if p.id == "karatsjov" else p
        for p in story.places
    )
    scene = build_scene(replace(story, places=places, lines=()), borders=borders, gazetteer=gazetteer)
    drawn = next(f for f in scene.features if f.kind == "region")
    assert "Karatsjov" not in words_of(replace(scene, title="", alt=""))
    assert drawn.geometry.area > 1
    assert not any(f.kind == "strike" for f in scene.features)


def test_quotes_keep_to_fifteen_words_and_a_tenth_of_the_article(scene, story, borders, gazetteer):
    def quotes(of):
        return {line.text for f in of.features for line in f.popup if line.kind == "quote"}

    assert quotes(scene)
    assert all(len(quote.split()) <= 15 for quote in quotes(scene))
    assert sum(len(quote.split()) for quote in quotes(scene)) <= len(TEXT.split()) * 0.10
    assert any(line.kind == "quote" for line in feature(scene, "karatsjov").popup)
    desk = build_scene(story, borders=borders, gazetteer=gazetteer, published=False)
    assert sum(len(q.split()) for q in quotes(desk)) > sum(len(q.split()) for q in quotes(scene))


# ---------------------------------------------------------------- odd stories


HOSTILE = [
    "{{ 7*7 }}",
    "<script>alert(1)</script>",
    "$\\badmacro$",
    "![x](http://x.invalid/a.png)",
    "عربي ‮abc",
    "a" * 300,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_characters(name, borders, gazetteer):
    scene = build_scene(hostile_story(name), borders=borders, gazetteer=gazetteer)
    assert feature(scene, "karatsjov").popup[0].text == name
    assert next(row for row in scene.table if row.role == "gemelde aanval").name == name
    json.dumps(scene_json(scene), allow_nan=False)


def test_a_story_without_places_has_a_map(borders, gazetteer):
    empty = Story(id="e", title="Leeg", article=Article(text="Niets.", language="nl"), language="nl")
    scene = build_scene(empty, borders=borders, gazetteer=gazetteer)
    assert not [f for f in scene.features if f.kind != "town" and f.kind != "disputed"]
    assert scene.title == "Leeg"


def test_one_place_shows_what_lies_round_it(borders, gazetteer):
    scene = build_scene(point_story(), borders=borders, gazetteer=gazetteer)
    west, _, east, _ = scene.bounds
    assert 1.5 < east - west < 8


def test_across_the_antimeridian_longitudes_run_on(borders, gazetteer):
    from geo.measuring.ranges import range_area

    origin = Origin(kind="point", name="Suva", geometry=shapely.Point(178.44, -18.14))
    measured = range_area(origin.geometry, 1_000_000)
    area = RangeArea(id="r", origin=origin, max_m=1e6, geometry=measured.geometry, error_m=0, outline_m=0, area_km2=0)
    scene = build_scene(point_story("Suva", 178.44, -18.14, (area,)), borders=borders, gazetteer=gazetteer)
    assert scene.bounds.west > scene.bounds.east
    drawn = feature(scene, "r").geometry
    assert len(getattr(drawn, "geoms", [drawn])) == 1
    assert drawn.bounds[0] < 180 < drawn.bounds[2]
    west, _, east, _ = scene_json(scene)["bounds"]
    assert west < 178.44 < east
    assert east > 180


def test_a_coarse_place_is_drawn_with_its_circle(borders, gazetteer):
    story = point_story()
    place = replace(story.places[0], precision_m=60_000, moved=True)
    scene = build_scene(replace(story, places=(place,)), borders=borders, gazetteer=gazetteer)
    circle = next(f for f in scene.features if f.kind == "precision")
    assert circle.geometry.area > 0
    assert any("ongeveer bekend" in item.text for item in scene.legend)


# ---------------------------------------------------------------- the style


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_every_text_and_mark_stands_out(palette):
    assert weak_pairs(looks(palette)) == ()


def test_light_and_dark_hold_the_same_tokens():
    theme = built_in()
    assert theme.light.keys() == theme.dark.keys()


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_that_of_wcag(one, other, ratio):
    """Outside reference: black on white is 21, #777777 on white the well-known 4.48."""
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


def test_a_weak_colour_is_named_with_its_ground():
    weak = looks(LIGHT._replace(soft_ink="#bbbbbb"))
    assert any(pair.startswith("label-town on land") for pair in weak_pairs(weak))


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_range_hues_stay_apart_for_colour_blind_readers(palette):
    """Machado, Oliveira and Fernandes (2009), full deuteranopia and protanopia; distance in linear RGB's lightness."""
    import numpy as np

    matrices = {
        "deuteranopia": (0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881),
        "protanopia": (0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998),
    }  # fmt: skip
    for matrix in matrices.values():
        seen = []
        for colour in palette.ranges:
            srgb = np.array([int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)])
            linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
            turned = np.clip(np.reshape(matrix, (3, 3)) @ linear, 0, 1)
            seen.append(np.where(turned <= 0.0031308, turned * 12.92, 1.055 * turned ** (1 / 2.4) - 0.055))
        pairs = [(a, b) for n, a in enumerate(seen) for b in seen[n + 1 :]]
        assert min(float(np.abs(a - b).max()) for a, b in pairs) > 0.12


def test_both_accounts_of_a_strike_stand_in_its_popup_and_in_the_table(story, borders, gazetteer):
    strike = story.strikes[0]
    staff = replace(strike.launched, value=8, said_by="de generale staf")
    denial = replace(strike.launched, value="er is niets geraakt", said_by="Moskou", certainty="denied")
    two = replace(strike, others={"launched": (staff,), "hit": (denial,)}, accepted=True)
    scene = build_scene(replace(story, strikes=(two,)), borders=borders, gazetteer=gazetteer)
    popup = [line.text for line in feature(scene, "karatsjov").popup]
    ministry = "het Russische ministerie van Defensie, via RIA"
    first = popup.index(f"gelanceerd: 6 (volgens {ministry})")
    assert popup[first + 1] == "gelanceerd: 8 (volgens de generale staf)"
    assert "ontkend: er is niets geraakt (volgens Moskou)" in popup
    assert "wanneer: 19 november 2024" in popup
    row = next(row for row in scene.table if row.name == "Karatsjov")
    assert f"gelanceerd: 6 (volgens {ministry}); gelanceerd: 8 (volgens de generale staf)" in row.figure
    assert "onderschept" not in row.figure
    unaccepted = build_scene(
        replace(story, strikes=(replace(two, accepted=False),)), borders=borders, gazetteer=gazetteer
    )
    assert "generale staf" not in words_of(unaccepted)


@pytest.mark.parametrize(
    "ends",
    [
        ((36.25, 50.0), (24.03, 49.84)),
        ((36.25, 50.0), (36.3, 46.5)),
        ((36.25, 50.0), (36.26, 50.01)),
        ((36.25, 50.0), (36.25, 50.0)),
        ((178.4, -18.1), (-175.2, -21.1)),
        ((4.9, 52.4), (106.8, -6.2)),
    ],
)
def test_two_places_that_are_all_there_is_have_room_round_them(ends):
    """For their names too; and places beside each other are shown with the land that they lie in."""
    size = (1280, 720)
    view = view_of([shapely.Point(end) for end in ends], size)
    west, south, east, north = view.tight
    for lon, lat in ends:
        x, y = (view.running(lon) - west) / (east - west), (lat - south) / (north - south)
        assert 0.1 < x < 0.9 and 0.1 < y < 0.9
    assert view.zoom <= FIT_ZOOM
    assert east - west >= 0.9
    # With an outline, which may come near the edge, it is as it was.
    land = view_of([shapely.Point(ends[0]).buffer(3.0)], size).tight
    assert land.east - land.west < 6.0 * 1.13


def test_each_strike_on_a_place_that_was_struck_twice_is_told_once_it_is_accepted(story, borders, gazetteer):
    first = replace(story.strikes[0], accepted=True)
    eight = replace(first.launched, value=8, said_by="de generale staf")
    second = Strike(id=f"strike-2-{first.where}", where=first.where, launched=eight)
    for is_accepted in (False, True):
        both = (first, replace(second, accepted=is_accepted))
        scene = build_scene(replace(story, strikes=both), borders=borders, gazetteer=gazetteer)
        popup = [line.text for line in feature(scene, "karatsjov").popup]
        assert "gelanceerd: 6 (volgens het Russische ministerie van Defensie, via RIA)" in popup
        assert ("gelanceerd: 8 (volgens de generale staf)" in popup) == is_accepted


def test_a_place_of_launch_is_not_said_to_be_measured_from(story, borders, gazetteer):
    named = [p for p in story.places if p.role == "mentioned" and p.chosen.kind == "settlement"]
    town = replace(named[0], role="origin")
    places = tuple(town if place.id == town.id else place for place in story.places)
    scene = build_scene(replace(story, places=places), borders=borders, gazetteer=gazetteer)
    row = next(row for row in scene.table if row.name == town.name)
    assert "genoemd als plaats van lancering" in row.role
    assert "gemeten vanaf hier" not in row.role
    told = "Genoemd als plaats van lancering"
    assert told in [item.text for item in scene.legend]
    assert told not in [item.text for item in build_scene(story, borders=borders, gazetteer=gazetteer).legend]


# ---------------------------------------------------------------- what is kept from one scene to the next


def test_a_scene_is_the_same_whatever_was_drawn_before_it(story, borders, gazetteer):
    def drawn(grown_deg):
        areas = [
            replace(area, max_m=area.max_m + 1e5 * grown_deg, geometry=shapely.buffer(area.geometry, grown_deg))
            for area in story.ranges
        ]
        moved = build_scene(
            replace(story, ranges=tuple(areas)), borders=borders, gazetteer=gazetteer, published=False, steady=True
        )
        return json.dumps(scene_json(moved))

    moves = (0.0, 0.4, 0.8, 0.4, 3.0, 0.0)
    after_others = [drawn(move) for move in moves]
    for move, there in zip(moves, after_others, strict=True):
        for module in (basemap, compose, inside, labels, view):
            for kept in vars(module).values():
                if hasattr(kept, "cache_clear"):
                    kept.cache_clear()
        assert drawn(move) == there
    assert len(set(after_others)) == 4


def test_a_bystanders_capital_sets_no_view_and_the_countries_of_a_story_are_named(borders, gazetteer):
    spots = {
        "Semnan": (53.39, 35.58),
        "Teheran": (51.42, 35.69),
        "Bushehr": (50.84, 28.97),
        "Washington": (-77.04, 38.9),
    }
    places = [
        replace(point_story(name, *spot).places[0], id=name.lower(), role="mentioned") for name, spot in spots.items()
    ]
    record = Candidate(id="iso:YE", name="Jemen", lon=47.5, lat=15.9, kind="country", country="YE")
    yemen = Place(
        id="jemen", name="Jemen", chosen=record, lon=47.5, lat=15.9, precision_m=0, confidence=1, role="context"
    )
    sanaa = replace(point_story("Sanaa", 44.2, 15.35).places[0], id="sanaa", role="mentioned")
    story = replace(point_story(), places=(*places, yemen, sanaa))
    scene = build_scene(story, borders=borders, gazetteer=gazetteer)
    assert 30 < scene.bounds.west < scene.bounds.east < 70
    assert "washington" not in {feature.id for feature in scene.features}
    assert label(scene, "JEMEN") is not None
    behind = (replace(places[3], role="context"), *places[:1])
    scene = build_scene(replace(story, places=behind), borders=borders, gazetteer=gazetteer)
    assert 40 < scene.bounds.west < scene.bounds.east < 70
    near = (places[0], replace(places[1], role="context"))
    scene = build_scene(replace(story, places=near), borders=borders, gazetteer=gazetteer)
    assert (feature(scene, "semnan").style, feature(scene, "teheran").style) == ("place", "town")
    assert label(scene, "Teheran").style == "label-town"
    alone = build_scene(replace(story, places=(places[0], places[3])), borders=borders, gazetteer=gazetteer)
    assert alone.bounds.west < -77 < 53 < alone.bounds.east


@pytest.mark.parametrize(("lon", "lat"), [(35.0, 50.0), (179.0, -17.0), (-20.0, 88.0)])
@pytest.mark.parametrize("steady", [False, True])
def test_the_ground_holds_the_view_and_a_steady_one_stays_while_a_range_grows(lon, lat, steady):
    grounds = []
    for radius in np.linspace(4.0, 6.0, 21):
        ring = shapely.clip_by_rect(shapely.Point(lon, lat).buffer(radius), -180, -90, 180, 90)
        seen = view_of([ring], (1280, 720), steady=steady)
        for held, box in ((seen.tight, seen.ground), (seen.wide, seen.ground_screen)):
            assert shapely.box(*box).covers(shapely.box(*held))
            assert box == held or steady
        grounds.append((seen.ground, seen.ground_screen))
    assert len(set(grounds)) <= 4 if steady else len(set(grounds)) == len(grounds)


def test_how_much_of_an_outline_runs_under_a_text():
    star = shapely.union(shapely.Point(0, 0).buffer(90, quad_segs=5), shapely.box(-150, -8, 150, 8).boundary.buffer(3))
    lines = shapely.MultiLineString([*star.boundary.geoms, shapely.LineString([(-200, 40), (200, 40)])])
    spots = np.random.default_rng(3).uniform(-160, 160, (300, 2))
    half = np.array([30.0, 7.0])
    texts = shapely.box(*(spots - half).T, *(spots + half).T)
    expected = np.maximum(shapely.length(shapely.intersection(texts, lines)) - 60.0, 0.0)
    assert (expected > 0).sum() > 20
    np.testing.assert_allclose(compose._struck(spots, 60.0, 14.0, lines), expected, rtol=0, atol=1e-9)
