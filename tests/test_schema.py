import json
from pathlib import Path

import jsonschema
import pytest

from data.build.schema import schema
from geo.document import to_geojson
from tests.stories import founding_story

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = json.loads((ROOT / "data" / "story.schema.json").read_text(encoding="utf-8"))


def test_the_shipped_schema_is_the_one_that_the_values_give():
    assert json.loads(json.dumps(schema())) == SHIPPED


def test_a_story_fits_the_schema():
    jsonschema.Draft202012Validator.check_schema(SHIPPED)
    jsonschema.validate(json.loads(json.dumps(to_geojson(founding_story()))), SHIPPED)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d["strikemap"].pop("version"),
        lambda d: d["strikemap"].update(version=99),
        lambda d: d["strikemap"].update(policy="mine"),
        lambda d: d["features"][0]["properties"].update(role="target"),
        lambda d: d["features"][0].pop("geometry"),
        lambda d: d["features"][0]["properties"].pop("chosen"),
    ],
)
def test_a_spoilt_story_does_not(spoil):
    document = json.loads(json.dumps(to_geojson(founding_story())))
    spoil(document)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SHIPPED)
