"""Draws the pictures of the README and the docs from the real code: ``python docs/make_images.py``."""

from pathlib import Path

from PIL import Image

from geo.api import gazetteer, load, picture
from geo.drawing.picture import draw_picture
from geo.publishing.maps import house_borders, scene_of
from geo.style import STYLES, built_in_house

HERE = Path(__file__).resolve().parent
STYLE_SIZE = (840, 520)


def main() -> None:
    images = HERE / "images"
    images.mkdir(exist_ok=True)
    story = load(HERE.parent / "data" / "places.geojson")
    (images / "founding-map.png").write_bytes(picture(story, "png", size="1280x720"))
    for name in STYLES:
        house = built_in_house(name)
        scene = scene_of(
            story,
            borders=house_borders(house, story.policy),
            gazetteer=gazetteer(),
            size_px=STYLE_SIZE,
            detail=2.0,
            house=house,
        )
        for scheme in ("light", "dark"):
            draw_picture(scene, images / f"style-{name}-{scheme}.png", size=STYLE_SIZE, scheme=scheme)
    with Image.open(images / "style-newsprint-light.png") as printed:
        printed.convert("L").save(images / "style-newsprint-grey.png", optimize=True)


if __name__ == "__main__":
    main()
