"""strikemap: from a news article on a strike to a checked, embeddable map.

    article ──read──▶ mentions ──locate──▶ places ──measure──▶ ranges, distances ──check──▶ checks
                                                                   │
                                            scene ──▶ web map · picture · page · data files

    import geo
    story = geo.read(Path("article.txt"), published="2024-11-19")
    geo.places(story)                                               # a GeoDataFrame
    story = geo.with_range(story, weapon="ATACMS", origin="country:UA", onto="country:RU")
    geo.web_map(story)                                              # an interactive map, in a notebook too
    Path("map.html").write_text(geo.page(story))                    # one file to embed

Inside, coordinates are lon, lat in degrees (WGS 84) and lengths are metres; people type and read lat, lon and
kilometres.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.api import (
        distance,
        distances,
        house_style,
        load,
        page,
        picture,
        places,
        read,
        save,
        web_map,
        with_range,
        with_style,
    )
    from geo.errors import StrikemapError
    from geo.model import Article, Place, Story

_HOME = {
    **dict.fromkeys(
        (
            "distance",
            "distances",
            "house_style",
            "load",
            "page",
            "picture",
            "places",
            "read",
            "save",
            "web_map",
            "with_range",
            "with_style",
        ),
        "geo.api",
    ),
    "StrikemapError": "geo.errors",
    **dict.fromkeys(("Article", "Place", "Story"), "geo.model"),
}

__all__ = [
    "Article",
    "Place",
    "Story",
    "StrikemapError",
    "distance",
    "distances",
    "house_style",
    "load",
    "page",
    "picture",
    "places",
    "read",
    "save",
    "web_map",
    "with_range",
    "with_style",
]


def __getattr__(name: str) -> object:
    """The public names, fetched when first used: importing ``geo`` stays light."""
    if name not in _HOME:
        raise AttributeError(f"module 'geo' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
