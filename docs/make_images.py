"""Draws the pictures of the README and the docs from the real code: ``python docs/make_images.py``."""

from pathlib import Path

from geo.api import load, picture

HERE = Path(__file__).resolve().parent


def main() -> None:
    images = HERE / "images"
    images.mkdir(exist_ok=True)
    story = load(HERE.parent / "data" / "places.geojson")
    (images / "founding-map.png").write_bytes(picture(story, "png", size="1280x720"))


if __name__ == "__main__":
    main()
