"""Sentences with the claims that they make: (language, text, [(kind, quote, value, unit, subject, object)]).

``subject`` and ``object`` are ids of places, "border:...", "weapon:..." or None. Made up; the places are real.
"""

from __future__ import annotations

Wanted = tuple[str, str, float | None, str | None, str | None, str | None]

SENTENCES: list[tuple[str, str, list[Wanted]]] = [
    # ------------------------------------------------------------ over a border, from a place, into a country
    (
        "nl",
        "Oekraïne trof een depot in Karatsjov in Rusland, ruim honderd kilometer over de grens.",
        [("distance", "ruim honderd kilometer over de grens", 100, "km", "karatsjov", "border:UA-RU")],
    ),
    (
        "nl",
        "Charkov ligt op zo'n 30 kilometer van de Russische grens. De stad ligt 410 kilometer ten oosten van Kyiv.",
        [
            ("distance", "zo'n 30 kilometer van de Russische grens", 30, "km", "charkov", "border:RU-UA"),
            ("distance", "410 kilometer ten oosten van Kyiv", 410, "km", "charkov", "kyiv"),
        ],
    ),
    (
        "nl",
        "De afstand tussen Kyiv en Charkov is 410 kilometer.",
        [("distance", "afstand tussen Kyiv en Charkov is 410 kilometer", 410, "km", "kyiv", "charkov")],
    ),
    (
        "en",
        "Kharkiv, some 30 km (19 miles) from the border with Russia, was shelled again.",
        [("distance", "some 30 km (19 miles) from the border with Russia", 30, "km", "kharkiv", "border:RU-UA")],
    ),
    (
        "en",
        "Drones hit a refinery in Ryazan, nearly 300 miles inside Russia, Ukraine said.",
        [("distance", "nearly 300 miles inside Russia", 300, "mi", "ryazan", "border:UA-RU")],
    ),
    (
        "en",
        "About 30 km from the Russian border, Kharkiv has learned to live with sirens.",
        [("distance", "About 30 km from the Russian border", 30, "km", "kharkiv", "border:RU-UA")],
    ),
    (
        "de",
        "Charkiw liegt nur 30 Kilometer von der russischen Grenze entfernt. "
        "Die Stadt liegt 410 Kilometer östlich von Kiew.",
        [
            ("distance", "nur 30 Kilometer von der russischen Grenze", 30, "km", "charkiw", "border:RU-UA"),
            ("distance", "410 Kilometer östlich von Kiew", 410, "km", "charkiw", "kiew"),
        ],
    ),
    (
        "fr",
        "Kharkiv se trouve à une trentaine de kilomètres de la frontière russe et à 410 km à l'est de Kiev.",
        [
            ("distance", "à une trentaine de kilomètres de la frontière russe", 30, "km", "kharkiv", "border:RU-UA"),
            ("distance", "410 km à l'est de Kiev", 410, "km", "kharkiv", "kiev"),
        ],
    ),
    (
        "uk",
        "Харків розташований за тридцять кілометрів від кордону з Росією, за 410 км на схід від Києва.",
        [
            ("distance", "тридцять кілометрів від кордону з Росією", 30, "km", "харків", "border:RU-UA"),
            ("distance", "410 км на схід від Києва", 410, "km", "харків", "киів"),
        ],
    ),
    (
        "ru",
        "Харьков находится примерно в тридцати километрах от границы с Россией, в 410 км к востоку от Киева.",
        [
            ("distance", "примерно в тридцати километрах от границы с Россией", 30, "km", "харьков", "border:RU-UA"),
            ("distance", "410 км к востоку от Киева", 410, "km", "харьков", "киев"),
        ],
    ),
    # ------------------------------------------------------------ no end that is on the map
    (
        "en",
        "Kharkiv is 20 km from the front line.",
        [("distance", "20 km from the front line", 20, "km", "kharkiv", None)],
    ),
    # ------------------------------------------------------------ reach
    (
        "nl",
        "ATACMS-raketten hebben een bereik van hooguit 300 kilometer.",
        [("reach", "bereik van hooguit 300 kilometer", 300, "km", None, "weapon:atacms")],
    ),
    (
        "en",
        "Storm Shadow missiles can hit targets more than 250 km away.",
        [("reach", "can hit targets more than 250 km away", 250, "km", None, "weapon:storm-shadow")],
    ),
    (
        "de",
        "Die 500-Kilometer-Reichweite des Marschflugkörpers Taurus gilt als heikel.",
        [("reach", "500-Kilometer-Reichweite", 500, "km", None, "weapon:taurus")],
    ),
    (
        "fr",
        "Les missiles ATACMS ont une portée de trois cents kilomètres.",
        [("reach", "portée de trois cents kilomètres", 300, "km", None, "weapon:atacms")],
    ),
    (
        "uk",
        "Ракети ATACMS мають дальність до трьохсот кілометрів.",
        [("reach", "дальність до трьохсот кілометрів", 300, "km", None, "weapon:atacms")],
    ),
    (
        "ru",
        "Дальность ракет ATACMS составляет до 300 км.",
        [("reach", "Дальность ракет ATACMS составляет до 300 км", 300, "km", None, "weapon:atacms")],
    ),
    (
        "en",
        "ATACMS were fired as well. The drones can fly up to 1,000 km.",
        [("reach", "can fly up to 1,000 km", 1000, "km", None, None)],
    ),
    # ------------------------------------------------------------ no claim at all
    ("nl", "De raket vloog op een hoogte van 30 kilometer, met 5.000 kilometer per uur.", []),
    ("nl", "Het front is ruim duizend kilometer lang; Rusland rukte vijf kilometer op bij Pokrovsk.", []),
    ("en", "Ukraine and Russia share a border of 2,295 km, and a front of 1,000 km.", []),
    ("en", "Residents of Kharkiv walked 5 km to a metro station that lies 30 metres underground.", []),
    ("de", "Die Drohne flog in 3 Kilometer Höhe mit 200 Kilometern pro Stunde auf Kiew zu.", []),
    ("fr", "La ligne de front s'étend sur 1 000 kilomètres de Kherson à Kharkiv.", []),
    ("uk", "Дрон летів на висоті 3 км зі швидкістю 200 км/год.", []),
    ("ru", "Беспилотник летел на высоте 3 км со скоростью 200 км/ч, линия фронта — 1000 км в длину.", []),
]
