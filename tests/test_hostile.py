"""Hostile texts all the way: from an article and a person's hands through the document to page, picture and table."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from browser import Browser, browser_fixture  # noqa: F401
from hostile import HOSTILE

from geo.analysis import analyse
from geo.decisions import decide
from geo.document import dumps, loads
from geo.measuring.borders import open_borders
from geo.model import Change, Story
from geo.publishing.formats import convert
from geo.publishing.maps import draw
from geo.reading.article import article_from_text

TEXT = "Het doelwit zou een depot in Karatsjov in de regio Brjansk in Rusland zijn, ruim 100 kilometer over de grens. "


@pytest.fixture(scope="module")
def story(gazetteer) -> Story:
    """An article full of hostile texts, and a place of each name, put on a grid round the strike by hand."""
    text = (
        f"{HOSTILE[6]} Oekraïne en {HOSTILE[0]}\n\n" + TEXT + "\n\n".join(f"Bij {name} in Rusland." for name in HOSTILE)
    )
    article = article_from_text(text, language="nl", published="2024-11-19", source=HOSTILE[9])
    story = analyse(article, gazetteer=gazetteer, borders=open_borders())
    for number, name in enumerate(HOSTILE):
        lon, lat = 32.0 + 1.1 * (number % 7), 50.0 + 1.0 * (number // 7)
        value = {"name": name, "lon": lon, "lat": lat}
        story = decide(story, Change(action="add", target=f"hostile-{number}", value=value))
    return loads(dumps(story))


@pytest.fixture(scope="module")
def files(story, gazetteer, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    for kind in ("html", "svg", "png"):
        (folder / f"map.{kind}").write_bytes(
            draw(story, kind, borders=open_borders(), gazetteer=gazetteer, size="1280x960")
        )
    return folder


def test_the_article_s_real_places_are_found_among_them(story):
    assert story.place("karatsjov").chosen.geonameid == 552920
    assert [place.name for place in story.places if place.id.startswith("hostile-")] == list(HOSTILE)


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["html", "svg"])
def test_nothing_runs_nothing_is_fetched_and_all_is_shown(files, browser: Browser, kind):
    address = (files / f"map.{kind}").as_uri()
    tab, seen = browser.again()
    tab.goto(address)
    tab.wait_for_timeout(300)
    assert seen.outside(address) == []
    assert seen.trouble() == []
    if kind == "html":
        shown = tab.evaluate("Array.from(document.querySelectorAll('table tr > :first-child'), n => n.textContent)")
        assert [name for name in HOSTILE if name not in shown] == []
        assert tab.evaluate("document.querySelectorAll('img, iframe, object, embed').length") == 0


def test_the_picture_is_plain_xml_without_script(files):
    root = ET.fromstring((files / "map.svg").read_bytes())
    assert [
        node.tag for node in root.iter() if node.tag.rpartition("}")[2] in {"script", "foreignObject", "image"}
    ] == []
    assert [node.attrib for node in root.iter() if any(key.startswith("on") for key in node.attrib)] == []


def test_no_cell_of_the_table_is_a_formula(story):
    import csv
    import io

    rows = list(csv.reader(io.StringIO(convert(story, "csv").decode("utf-8-sig"))))
    assert not [value for row in rows for value in row if value[:1] in "=@+" and value[:1]]
    assert "'" + HOSTILE[24] in [row[0] for row in rows]
