from data.build.places import TARGET
from geo.decisions import decide
from geo.document import loads
from geo.measuring.borders import open_borders
from geo.model import Change
from geo.publishing.maps import scene_of
from geo.publishing.translated import translated

STORY = loads(TARGET.read_bytes())


def test_readers_of_another_language_get_their_own_names(gazetteer):
    there = translated(STORY, "en", gazetteer)
    names = {place.id: place.name for place in there.places}
    assert (names["karatsjov"], names["oekraine"], names["koersk"]) == ("Karachev", "Ukraine", "Kursk")
    assert there.ranges[0].origin.name == "Ukraine"
    assert "Ukraine" in there.lines[0].to_name and "Oekraïne" not in there.lines[0].to_name


def test_readers_of_the_article_s_language_keep_its_spelling(gazetteer):
    assert translated(STORY, "nl", gazetteer) is STORY
    assert translated(STORY, "nl-BE", gazetteer) is STORY


def test_a_name_that_a_person_gave_stays(gazetteer):
    story = decide(STORY, Change(action="rename", target="karatsjov", value={"name": "Karatsjev"}))
    assert translated(story, "en", gazetteer).place("karatsjov").name == "Karatsjev"


def test_an_english_map_of_a_dutch_article_is_english(gazetteer):
    scene = scene_of(STORY, borders=open_borders(), gazetteer=gazetteer, language="en")
    shown = [label.text for label in scene.labels] + [item.text for item in scene.legend] + [scene.alt, scene.summary]
    assert not [text for text in shown if "Oekraïne" in text or "OEKRAÏNE" in text or "Koersk" in text]
