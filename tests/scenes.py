"""A scene made by hand on a rough coast, for tests of the renderers that need neither borders nor a gazetteer."""

from __future__ import annotations

import shapely
from stories import ROUGH_165, ROUGH_300

from geo.drawing.scene import BaseMap, Label, LegendItem, PopupLine, Scene, SceneFeature, TableRow
from geo.drawing.theme import built_in
from geo.model import Bounds

LAND = shapely.box(10, 35, 60, 65).difference(
    shapely.Polygon(
        [(28, 41.5), (28.6, 43.8), (30.8, 46.2), (33, 46), (35, 45), (37.5, 45.2), (39.7, 43.5), (41.5, 41.5)]
    )
)
UKRAINE = shapely.Polygon(
    (
        (22.2, 48.4), (24, 51.5), (30.5, 51.4), (31.8, 52.1), (34.4, 51.75), (35.1, 51.2), (38.2, 49.9), (40.1, 49.6),
        (39.8, 48.8), (39.9, 47.9), (38.2, 47.1), (35, 46.3), (33, 46.2), (30.8, 46.2), (28.2, 45.4), (29.5, 47),
        (26.6, 48.3),
    )
)  # fmt: skip


def rough_scene() -> Scene:
    """The founding story's scene, roughly: one of each kind of feature, label and word."""
    highlighted = {"UA": UKRAINE}
    return Scene(
        story="founding",
        language="nl",
        title="Bereik ATACMS",
        bounds=Bounds(29.5, 43.2, 45.5, 56.2),
        base=BaseMap(
            id="rough-1",
            bounds=Bounds(10, 35, 60, 65),
            land=LAND,
            borders=UKRAINE.boundary,
            disputed=shapely.LineString([(33.6, 46.1), (35, 46)]),
            highlighted=highlighted,
        ),
        features=(
            SceneFeature(
                id="range-300",
                kind="range",
                style="range-1",
                geometry=shapely.Polygon(ROUGH_300),
                name="bereik ca. 300 km, gemeten vanaf Oekraïne",
                popup=(
                    PopupLine(kind="title", text="ATACMS: bereik ca. 300 km"),
                    PopupLine(kind="text", text="gemeten vanaf Oekraïne"),
                    PopupLine(kind="said by", text="volgens NOS"),
                ),
            ),
            SceneFeature(
                id="range-165",
                kind="range",
                style="range-1-other",
                geometry=shapely.Polygon(ROUGH_165),
                name="bereik 165 km (andere uitvoering), gemeten vanaf Oekraïne",
                popup=(PopupLine(kind="title", text="ATACMS: bereik 165 km"),),
            ),
            SceneFeature(
                id="karatsjov",
                kind="strike",
                style="strike",
                geometry=shapely.Point(34.98494, 53.12255),
                name="Karatsjov, gemelde aanval",
                popup=(
                    PopupLine(kind="title", text="Karatsjov"),
                    PopupLine(kind="text", text="gemelde aanval"),
                    PopupLine(kind="quote", text="een opslagplaats in Karatsjov"),
                    PopupLine(kind="said by", text="volgens Oekraïense media"),
                    PopupLine(kind="figure", text="ongeveer 117 km van de grens met Oekraïne"),
                    PopupLine(kind="source", text="NOS", address="https://nos.nl/"),
                ),
            ),
            SceneFeature(
                id="brjansk",
                kind="place",
                style="place",
                geometry=shapely.Point(34.32143, 53.27096),
                name="Brjansk",
                popup=(PopupLine(kind="title", text="Brjansk"),),
            ),
            SceneFeature(
                id="koersk",
                kind="place",
                style="place",
                geometry=shapely.Point(36.18457, 51.72689),
                name="Koersk",
                popup=(PopupLine(kind="title", text="Koersk"),),
            ),
            SceneFeature(id="kyiv", kind="town", style="town", geometry=shapely.Point(30.52, 50.45), name="Kyiv"),
        ),
        labels=(
            _label("karatsjov", "Karatsjov", (34.98494, 53.12255), "label-strike", 0, 8.0),
            _label("brjansk", "Brjansk", (34.32143, 53.27096), "label-place", 10, 4.5, "left"),
            _label("koersk", "Koersk", (36.18457, 51.72689), "label-place", 10, 4.5),
            _label("kyiv", "Kyiv", (30.52, 50.45), "label-town", 50, 3.0),
            _label("area-UA", "Oekraïne", (31.4, 49.0), "label-country", 30, 0.0, "centre"),
            _label("ring-300", "bereik ca. 300 km", (42.9, 51.2), "label-range-1", 5, 0.0, "centre"),
        ),
        legend=(
            LegendItem(style="strike", text="gemelde aanval"),
            LegendItem(style="range-1", text="bereik ca. 300 km (NOS)"),
            LegendItem(style="range-1-other", text="bereik 165 km (White House)"),
        ),
        theme=built_in(),
        credit="Bron: NOS · kaart: strikemap · GeoNames (CC BY 4.0), Natural Earth",
        method=("Gemeten vanaf Oekraïne.", "Grenzen volgens de internationale erkenning."),
        alt="Kaart van de gemelde aanval in Karatsjov.",
        summary="Oekraïne zou een doel in Karatsjov hebben aangevallen, meldt NOS. "
        "Het ligt ongeveer 117 km van de grens.",
        draft="Concept, niet gecontroleerd",
        changed="Aangepast 19 november 2024, 13:54",
        table=(
            TableRow(name="Karatsjov", role="gemelde aanval", figure="ongeveer 117 km van de grens", source="NOS"),
            TableRow(name="Brjansk", role="genoemd", source="NOS"),
        ),
        fit_zoom=5.6,
    )


def _label(
    label_id: str,
    text: str,
    at: tuple[float, float],
    style: str,
    priority: int,
    mark: float,
    anchor: str = "right",
) -> Label:
    anchors = dict.fromkeys(range(3, 10), anchor)
    return Label(
        id=label_id,
        text=text,
        lon=at[0],
        lat=at[1],
        style=style,
        priority=priority,
        mark=mark,
        anchors=anchors,  # type: ignore[arg-type]
    )
