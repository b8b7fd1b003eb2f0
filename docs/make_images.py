"""Draws the pictures of the README and the docs from the real code: ``python docs/make_images.py``."""

import io
from pathlib import Path

from PIL import Image

from geo.api import load, picture
from geo.style import STYLES

HERE = Path(__file__).resolve().parent
STYLE_SIZE = "840x520"


def main() -> None:
    images = HERE / "images"
    images.mkdir(exist_ok=True)
    story = load(HERE.parent / "data" / "places.geojson")
    (images / "founding-map.png").write_bytes(picture(story, "png", size="1280x720"))
    for name in STYLES:
        for scheme in ("light", "dark"):
            drawn = picture(story, "png", size=STYLE_SIZE, style=name, scheme=scheme)
            (images / f"style-{name}-{scheme}.png").write_bytes(drawn)
    # As a press without colour prints it: in its light colours, each as its grey.
    with Image.open(io.BytesIO((images / "style-newsprint-light.png").read_bytes())) as printed:
        printed.convert("L").save(images / "style-newsprint-grey.png", optimize=True)


if __name__ == "__main__":
    main()
