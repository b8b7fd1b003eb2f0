"""Web map, light page and picture are one scene: the same features, words and figures, whichever of them is looked at.

What a renderer may do of itself: show fewer towns, neighbours, seas, disputed areas' names and copies of a ring's
length where it has no room, break a line, and, in a picture, leave out the table, which is then in no file.
"""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import pikepdf
import pytest
from datafiles import pdf_text
from elements import Elements
from stories import founding_story, weapons_story

from geo.drawing.lightpage import light_page
from geo.drawing.picture import draw_picture
from geo.drawing.scene import Scene
from geo.gazetteer.index import open_gazetteer
from geo.measuring.borders import open_borders
from geo.model import Event, Events, Story
from geo.publishing.maps import scene_of
from geo.publishing.page import page

SVG, DC = "{http://www.w3.org/2000/svg}", "{http://purl.org/dc/elements/1.1/}"
# Labels for orientation, of which each renderer shows what it has room for; all others say what the story is about.
ORIENTING = ("town-", "country-", "water:", "area-", "disputed-")
# In which layer of a picture each kind of feature is drawn.
LAYERS = {"range": "ranges", "line": "lines", "strike": "places", "place": "places"}


def with_events() -> Story:
    rows = [
        Event(id=f"event-{n}", lon=33.0 + n / 7, lat=51.5 + n / 9, title=f"Voorval <{n}>", when=f"2024-11-{n + 10}",
              place=f"plek {n}", source="De Lijst", precision_m=25_000.0 if n % 2 else None)
        for n in range(9)
    ]  # fmt: skip
    unplaced = Event(id="event-9", title="Ergens", when="2024-11-09", source="De Lijst")
    return replace(founding_story(borders=open_borders()), events=Events.of([*rows, unplaced]), events_by="De Lijst")


STORIES: dict[str, Callable[[], Story]] = {
    "founding": lambda: founding_story(borders=open_borders()),
    "events": with_events,
    "weapons": weapons_story,
}


@dataclass(frozen=True)
class Drawn:
    """One scene, and what each renderer made of it."""

    scene: Scene
    page: Elements
    light: Elements
    markup: dict[str, str]
    svg: ET.Element
    pdf: bytes

    @property
    def pages(self) -> tuple[Elements, Elements]:
        return self.page, self.light

    def layer(self, name: str) -> ET.Element:
        return next(group for group in self.svg.iter(f"{SVG}g") if group.get("id") == name)

    def layer_texts(self, name: str) -> list[str]:
        return [node.text or "" for node in self.layer(name).iter(f"{SVG}text")]

    @property
    def pdf_words(self) -> str:
        return " ".join(pdf_text(self.pdf).split())


@cache
def drawn(name: str) -> Drawn:
    scene = scene_of(STORIES[name](), borders=open_borders(), gazetteer=open_gazetteer())
    markup = {"page": page(scene), "light": light_page(scene)}
    return Drawn(
        scene,
        Elements(markup["page"]),
        Elements(markup["light"]),
        markup,
        ET.fromstring(draw_picture(scene, "svg")),
        draw_picture(scene, "pdf"),
    )


@pytest.fixture(params=STORIES, name="made")
def made_fixture(request: pytest.FixtureRequest) -> Drawn:
    return drawn(request.param)


def test_every_feature_is_drawn_by_each_and_none_besides(made: Drawn) -> None:
    features = made.scene.features
    assert made.page.holding("data-id") == made.light.holding("data-id")
    assert sorted(map(str, made.page.holding("data-id"))) == sorted(feature.id for feature in features)
    names = sorted(feature.name for feature in features if feature.name)
    for markup in made.pages:
        assert sorted(markup.texts("title")[1:]) == names
    for kind, layer in LAYERS.items():
        if any(feature.kind == kind for feature in features):
            assert len(made.layer(layer)), (kind, layer)


def test_the_labels_that_tell_the_story_are_shown_by_each_in_the_same_words(made: Drawn) -> None:
    scene = made.scene
    texts = {label.id: label.text for label in scene.labels}
    telling = {text for name, text in texts.items() if not name.startswith(ORIENTING)}
    assert telling >= {feature.popup[0].text for feature in scene.features if feature.kind == "strike"}
    for markup in made.pages:
        shown = {str(name) for name in markup.holding("data-label")}
        assert shown <= set(texts)
        assert {texts[name] for name in shown} >= telling
        # The last text of a drawing is the length of its scale bar.
        assert set(markup.texts("text")[:-1]) == {texts[name] for name in shown}
    picture = made.layer_texts("labels")
    assert telling <= set(picture) <= set(texts.values())
    words = made.pdf_words
    assert [text for text in picture if text not in words] == []


def test_the_legend_is_the_same_words_in_the_same_order(made: Drawn) -> None:
    legend = [item.text for item in made.scene.legend]
    for markup in made.pages:
        assert [text for text in markup.texts("span") if text in legend] == legend
    # A picture breaks its lines itself; a page is told by its spaces where not to.
    words = " ".join(" ".join(legend).split())
    assert " ".join(made.layer_texts("legend")) == words
    assert words in made.pdf_words


def test_title_draft_credit_and_what_was_changed_stand_on_each(made: Drawn) -> None:
    scene = made.scene
    assert scene.draft
    for markup in made.pages:
        assert markup.texts("h1") == [scene.title]
        paragraphs = markup.texts("p")
        assert {scene.summary, scene.credit, scene.changed, scene.draft, scene.alt} <= {
            *paragraphs,
            *markup.texts("span"),
        }
    line = " · ".join(part for part in (scene.credit, scene.changed) if part)
    assert made.layer_texts("title") == [scene.title, scene.draft]
    assert " ".join(made.layer_texts("credit")) == line
    for text in (scene.title, scene.draft, line):
        assert text in made.pdf_words


def test_method_and_alt_text_travel_with_each(made: Drawn) -> None:
    scene = made.scene
    for markup in made.pages:
        assert set(scene.method) <= set(markup.texts("p"))
    described = next(made.svg.iter(f"{DC}description")).text or ""
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        with pdf.open_metadata() as about:
            in_pdf, title = str(about["dc:description"]), str(about["dc:title"])
        assert str(pdf.Root.StructTreeRoot.K.Alt) == scene.alt
    assert title == next(made.svg.iter(f"{DC}title")).text == scene.title
    assert next(made.svg.iter(f"{SVG}desc")).text == scene.alt
    for text in (described, in_pdf):
        assert text.startswith(scene.alt)
        assert [sentence for sentence in scene.method if sentence not in text] == []


def test_both_pages_have_the_same_tables_and_popups(made: Drawn) -> None:
    scene = made.scene
    rows = [cell for row in scene.table for cell in (row.role, row.figure, row.source)]
    for tag in ("th", "td"):
        assert made.page.texts(tag) == made.light.texts(tag)
    assert made.light.texts("td")[: len(rows)] == rows
    data = re.search(r'id="strikemap-scene">(.*?)</script>', made.markup["page"], re.DOTALL)
    assert data is not None
    popups = {f["id"]: [line["text"] for line in f["popup"]] for f in json.loads(data[1])["features"] if f.get("popup")}
    assert popups == {f.id: [line.text for line in f.popup] for f in scene.features if f.popup}
    assert made.light.holding("data-for") == [feature.id for feature in scene.features if feature.popup]
    said = {line.text for feature in scene.features for line in feature.popup}
    assert said <= {text for tag in ("p", "blockquote", "a") for text in made.light.texts(tag)}


def test_events_are_on_each() -> None:
    made = drawn("events")
    events = made.scene.events
    assert events is not None and (len(events.lon), events.total, events.unplaced) == (9, 10, 1)
    rows = [cell for row in events.rows for cell in (row.title, row.place, row.source)]
    for markup in made.pages:
        assert markup.texts("td")[-len(rows) :] == rows
    # A mark for each, in the picture as on the page.
    assert len(list(made.layer("events").iter(f"{SVG}use"))) + len(list(made.layer("events").iter(f"{SVG}path"))) >= 9
