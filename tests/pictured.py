"""The stories of which reference pictures are kept, and the pictures drawn anew.

``PYTHONPATH=.:tests python tests/pictured.py`` writes them; look at every one before it is kept.

The pictures are the real ones of the named sizes, with fewer dots to a unit, so that the files stay small: the layout
is the same to a hundredth of a unit. Fonts are DejaVu Sans, which comes with Matplotlib, so that machines agree.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from PIL import Image
from stories import founding_story

from geo.analysis import with_ranges
from geo.api import borders, gazetteer, house_style
from geo.drawing.picture import Scheme, draw_picture
from geo.drawing.scene import Scene
from geo.model import Article, Candidate, Origin, Place, Role, Story, Strike
from geo.publishing.maps import map_px, scene_of
from geo.publishing.sizes import names, sheet_of
from geo.style import STYLES
from geo.weapons import find_weapon

REFERENCE = Path(__file__).resolve().parent / "reference"
FONTS = ("DejaVu Sans",)
WIDTH_PX = 480
COLOURS = 64


class Picture(NamedTuple):
    """One reference picture."""

    story: str
    size: str
    scheme: Scheme
    style: str = "strikemap"

    @property
    def path(self) -> Path:
        style = "" if self.style == "strikemap" else f"-{self.style}"
        return REFERENCE / f"{self.story}{style}-{self.size}-{self.scheme}.png"


def pictures() -> Iterator[Picture]:
    for style in STYLES:
        for size in names():
            for scheme in ("light", "dark"):
                yield Picture("founding", size, scheme, style)
    for story in ("pyongyang", "fiji", "gaza", "svalbard", "pole"):
        yield Picture(story, "web-16x9", "light")


def story_named(name: str) -> Story:
    if name == "founding":
        return founding_story(borders=borders())
    told = {"pyongyang": pyongyang, "fiji": fiji, "gaza": gaza, "svalbard": svalbard, "pole": pole}
    return told[name]()


def plain_story(name: str, *places: tuple[str, float, float], struck: str | None = None) -> Story:
    """A story in English with towns at lon, lat, one of them perhaps reported struck."""
    found = []
    for place, lon, lat in places:
        role: Role = "reported strike" if place == struck else "mentioned"
        at = Candidate(
            id=f"test:{place}", name=place, lon=lon, lat=lat, kind="settlement", country=None, confidence=0.9
        )
        found.append(
            Place(id=place, name=place, chosen=at, lon=lon, lat=lat, precision_m=2_000, confidence=0.9, role=role)
        )
    strikes = (Strike(id="strike-1", where=struck, accepted=True),) if struck else ()
    article = Article(text="", language="en", title=name, source="AP", published="2025-01-01")
    return Story(id=name, title=name, article=article, language="en", places=tuple(found), strikes=strikes)


def ringed(story: Story, at: tuple[str, float, float], *radii_m: float) -> Story:
    """The story with rings round a place, the widest the main one."""
    origin = Origin(kind="point", name=at[0], geometry=shapely.Point(at[1], at[2]), place=at[0])
    areas = []
    for number, radius_m in enumerate(sorted(radii_m, reverse=True)):
        area = with_ranges(story, borders=borders(), origin=origin, radius_m=radius_m).ranges[0]
        areas.append(replace(area, id=f"range-{number}", main=number == 0))
    return replace(story, ranges=tuple(areas))


def pyongyang() -> Story:
    at = ("Pyongyang", 125.7547, 39.0337)
    story = plain_story("Range of Hwasong-15", at, ("Seoul", 126.978, 37.566), ("Tokyo", 139.692, 35.69))
    origin = Origin(kind="point", name=at[0], geometry=shapely.Point(at[1], at[2]), place=at[0])
    return with_ranges(story, borders=borders(), origin=origin, weapon=find_weapon("Hwasong-15"))


def fiji() -> Story:
    at = ("Suva", 178.4419, -18.1416)
    story = plain_story("Rings round Suva", at, ("Labasa", 179.3648, -16.4167), ("Savusavu", 179.3333, -16.7833))
    return ringed(story, at, 300_000.0, 600_000.0)


def gaza() -> Story:
    towns = (
        ("Gaza", 34.4668, 31.5016), ("Khan Younis", 34.3063, 31.3402), ("Rafah", 34.2595, 31.2870),
        ("Jabalia", 34.4835, 31.5272), ("Deir al-Balah", 34.3503, 31.4183), ("Sderot", 34.5969, 31.5250),
        ("Ashkelon", 34.5715, 31.6688), ("Ashdod", 34.6497, 31.7921),
    )  # fmt: skip
    return ringed(plain_story("40 km from Gaza", *towns, struck="Khan Younis"), towns[0], 40_000.0)


def svalbard() -> Story:
    at = ("Longyearbyen", 15.6469, 78.2232)
    return ringed(plain_story("1,000 km from Longyearbyen", at), at, 1_000_000.0)


def pole() -> Story:
    at = ("Longyearbyen", 15.6469, 78.2232)
    return ringed(plain_story("2,500 km from Longyearbyen, over the pole", at), at, 2_500_000.0)


@cache
def scene_for(story: str, size: str, style: str = "strikemap") -> Scene:
    return scene_of(
        story_named(story),
        borders=borders(),
        gazetteer=gazetteer(),
        size_px=map_px(sheet_of(size)),
        published=False,
        house=house_style(style),
    )


def drawn(picture: Picture, scene: Scene | None = None) -> Image.Image:
    sheet = sheet_of(picture.size)
    small = replace(sheet, dots=WIDTH_PX / sheet.width)
    scene = scene or scene_for(picture.story, picture.size, picture.style)
    data = draw_picture(scene, "png", sheet=small, scheme=picture.scheme, fonts=FONTS)
    return Image.open(io.BytesIO(data)).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """Mean absolute difference of 255, and the share of pixels of which a channel differs by more than 60."""
    a, b = (np.asarray(image, dtype=np.int16) for image in (one, other))
    apart = np.abs(a - b)
    return float(apart.mean()), float((apart.max(axis=2) > 60).mean())


def main() -> None:
    REFERENCE.mkdir(exist_ok=True)
    for picture in pictures():
        image = drawn(picture).quantize(COLOURS, dither=Image.Dither.NONE)
        image.save(picture.path, optimize=True)
        print(picture.path.name, picture.path.stat().st_size, difference(image.convert("RGB"), drawn(picture)))


if __name__ == "__main__":
    main()
