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
    # ------------------------------------------------------------ who is meant, where a sentence names several
    (
        "en",
        "Dnipro, 240 miles south-east of Kyiv, and Zaporizhzhia, 40 miles south of Dnipro, were attacked.",
        [
            ("distance", "240 miles south-east of Kyiv", 240, "mi", "dnipro", "kyiv"),
            ("distance", "40 miles south of Dnipro", 40, "mi", "zaporizhzhia", "dnipro"),
        ],
    ),
    (
        "en",
        "Chennai lies within reach, and so do the Andaman Islands, 2,700 km from Karachi.",
        [("distance", "2,700 km from Karachi", 2700, "km", None, "karachi")],
    ),
    (
        "en",
        "Lashio was bombed as well. Qwertytown, the capital, lies 320 kilometres north of Yangon.",
        [("distance", "320 kilometres north of Yangon", 320, "km", None, "yangon")],
    ),
    (
        "en",
        "Drones hit Tuapse in Russia. They were seen 50 km from the Ukrainian border.",
        [("distance", "50 km from the Ukrainian border", 50, "km", None, "border:UA")],
    ),
    (
        "nl",
        "Het leger viel een basis in Rusland aan; die ligt volgens Kyiv op 730 kilometer van de frontlijn.",
        [("distance", "730 kilometer van de frontlijn", 730, "km", None, None)],
    ),
    (
        "nl",
        "De stad Koersk ligt op 90 kilometer van de grens met Oekraïne, de centrale van Koertsjatov op 60 kilometer.",
        [("distance", "90 kilometer van de grens met Oekraïne", 90, "km", "koersk", "border:UA-RU")],
    ),
    (
        "uk",
        "Москва велика. До Москви від Сум — 600 км. Рязань розташована за 180 км на південний схід від Москви.",
        [
            ("distance", "До Москви від Сум — 600 км", 600, "km", "москва", "суми"),
            ("distance", "180 км на південний схід від Москви", 180, "km", "рязань", "москва"),
        ],
    ),
    (
        "nl",
        "Sebastopol, op de Krim, ligt zo'n 300 kilometer ten zuidoosten van Odesa.",
        [("distance", "zo'n 300 kilometer ten zuidoosten van Odesa", 300, "km", "sebastopol", "odesa")],
    ),
    # ------------------------------------------------------------ whose reach it is
    (
        "en",
        "The ATACMS (300 km), Storm Shadow (250 km) and GMLRS (80 km) were not enough.",
        [
            ("reach", "ATACMS (300 km)", 300, "km", None, "weapon:atacms"),
            ("reach", "Storm Shadow (250 km)", 250, "km", None, "weapon:storm-shadow"),
            ("reach", "GMLRS (80 km)", 80, "km", None, "weapon:gmlrs"),
        ],
    ),
    (
        "ru",
        "Дальность ATACMS достигает 300 км, Storm Shadow — 250 км.",
        [
            ("reach", "Дальность ATACMS достигает 300 км", 300, "km", None, "weapon:atacms"),
            ("reach", "Storm Shadow — 250 км", 250, "km", None, "weapon:storm-shadow"),
        ],
    ),
    (
        "en",
        "ATACMS were fired. The ERAM missiles will be able to fly 280 miles.",
        [("reach", "able to fly 280 miles", 280, "mi", None, None)],
    ),
    (
        "de",
        "Armenien besitzt Iskander-Raketen. Aserbaidschan kaufte LORA-Raketen (Reichweite: 430 Kilometer).",
        [("reach", "Reichweite: 430 Kilometer", 430, "km", None, None)],
    ),
    (
        "nl",
        "De Houthi's hebben raketten met een bereik van 300 kilometer en drones van het type Shahed-136.",
        [("reach", "bereik van 300 kilometer", 300, "km", None, None)],
    ),
    (
        "nl",
        "Er is gevraagd om Taurus. Het wapen heeft een bereik van ruim 500 kilometer en meer, dat is twee keer zo ver "
        "als Storm Shadow.",
        [("reach", "bereik van ruim 500 kilometer en meer", 500, "km", None, "weapon:taurus")],
    ),
    # ------------------------------------------------------------ no claim at all
    ("nl", "De raket vloog op een hoogte van 30 kilometer, met 5.000 kilometer per uur.", []),
    ("nl", "De Taurus-raket is vijf meter lang en vliegt op een hoogte van 35 meter met een snelheid van Mach 1.", []),
    ("nl", "Vluchten naar Europa maken een omweg van 800 kilometer; de grens van 1.300 kilometer is dicht.", []),
    ("nl", "Wie bij Soemy een ATACMS afvuurt, kan de stad raken, die 480 kilometer verderop ligt.", []),
    (
        "en",
        "The ships sailed 1,300 nautical miles from Norfolk, Virginia. More than 400 fled to Tawila, 60 km west.",
        [],
    ),
    ("fr", "Le DF-26 à 4 000 km d'altitude ; à Taïwan, l'armée surveille le détroit, large de 180 km.", []),
    ("ru", "Эвакуация объявлена в радиусе пяти километров. Протяжённость фронта превышает тысячу километров.", []),
    ("uk", "Лінія фронту сягає 1200 кілометрів.", []),
    ("de", "Die Mission patrouilliert entlang der Grenze, 120 Kilometer am Tag.", []),
    ("nl", "Het front is ruim duizend kilometer lang; Rusland rukte vijf kilometer op bij Pokrovsk.", []),
    ("en", "Ukraine and Russia share a border of 2,295 km, and a front of 1,000 km.", []),
    ("en", "Residents of Kharkiv walked 5 km to a metro station that lies 30 metres underground.", []),
    ("de", "Die Drohne flog in 3 Kilometer Höhe mit 200 Kilometern pro Stunde auf Kiew zu.", []),
    ("fr", "La ligne de front s'étend sur 1 000 kilomètres de Kherson à Kharkiv.", []),
    ("uk", "Дрон летів на висоті 3 км зі швидкістю 200 км/год.", []),
    ("ru", "Беспилотник летел на высоте 3 км со скоростью 200 км/ч, линия фронта — 1000 км в длину.", []),
    # ------------------------------------------------------------ a reach, its weapon and who says so before the figure
    (
        "uk",
        "Дальність українського безпілотника «Лютий», за повідомленнями, сягає 2000 кілометрів.",
        [
            (
                "reach",
                "Дальність українського безпілотника «Лютий», за повідомленнями, сягає 2000 кілометрів",
                2000,
                "km",
                None,
                "weapon:liutyi",
            )
        ],
    ),
    (
        "uk",
        "Дальність «Калібра» становить до 2500 кілометрів.",
        [("reach", "Дальність «Калібра» становить до 2500 кілометрів", 2500, "km", None, "weapon:kalibr")],
    ),
    (
        "ru",
        "Дальность российской ракеты «Калибр», по данным разведки, превышает 2000 километров.",
        [
            (
                "reach",
                "Дальность российской ракеты «Калибр», по данным разведки, превышает 2000 километров",
                2000,
                "km",
                None,
                "weapon:kalibr",
            )
        ],
    ),
    (
        "ru",
        "Беспилотник «Лютый» покрывает 2000 километров.",
        [("reach", "покрывает 2000 километров", 2000, "km", None, "weapon:liutyi")],
    ),
    (
        "en",
        "The range of Russia's Kalibr missile reportedly extends to 2,500 kilometres.",
        [
            (
                "reach",
                "range of Russia's Kalibr missile reportedly extends to 2,500 kilometres",
                2500,
                "km",
                None,
                "weapon:kalibr",
            )
        ],
    ),
    (
        "de",
        "Die Reichweite der ukrainischen Drohne Ljutyj soll 2000 Kilometer betragen.",
        [
            (
                "reach",
                "Reichweite der ukrainischen Drohne Ljutyj soll 2000 Kilometer",
                2000,
                "km",
                None,
                "weapon:liutyi",
            )
        ],
    ),
    (
        "fr",
        "La portée du missile russe Kalibr, selon Moscou, dépasse 2 000 kilomètres.",
        [
            (
                "reach",
                "portée du missile russe Kalibr, selon Moscou, dépasse 2 000 kilomètres",
                2000,
                "km",
                None,
                "weapon:kalibr",
            )
        ],
    ),
    (
        "fr",
        "Le missile Storm Shadow porte à plus de 250 kilomètres.",
        [("reach", "porte à plus de 250 kilomètres", 250, "km", None, "weapon:storm-shadow")],
    ),
    (
        "nl",
        "Het bereik van de Russische Kalibr-raket loopt volgens Moskou op tot 2500 kilometer.",
        [
            (
                "reach",
                "bereik van de Russische Kalibr-raket loopt volgens Moskou op tot 2500 kilometer",
                2500,
                "km",
                None,
                "weapon:kalibr",
            )
        ],
    ),
    # What else reaches so far is no range.
    ("uk", "Після удару безпілотника пожежа сягає 2 кілометрів.", []),
    ("uk", "Висота польоту ракети «Калібр» сягає 1000 метрів.", []),
    ("ru", "Площадь пожара после удара ракетой достигает 2 километров.", []),
    ("en", "After the missile strike the column of smoke reached 2 kilometres.", []),
    (
        "en",
        "The range of the missile is unknown, but it fell 100 km from the Ukrainian border.",
        [("distance", "100 km from the Ukrainian border", 100, "km", None, "border:UA")],
    ),
    # ------------------------------------------------------------ a reach of the weapon that an earlier sentence names
    (
        "de",
        "Es seien Marschflugkörper vom Typ Storm Shadow gewesen. "
        "Der Hersteller MBDA gibt deren Reichweite mit mehr als 250 Kilometern an.",
        [("reach", "Reichweite mit mehr als 250 Kilometern", 250, "km", None, "weapon:storm-shadow")],
    ),
    (
        "en",
        "North Korea fired a Hwasong-18 missile.\n\nIt flew for 74 minutes.\n\nThe army was silent.\n\n"
        "A minister, Yasukazu Hamada, said the range could be more than 15,000 kilometres.",
        [("reach", "range could be more than 15,000 kilometres", 15000, "km", None, "weapon:hwasong-18")],
    ),
    (
        "nl",
        "Rusland vuurde een Iskander-raket af.\n\nHet was nacht.\n\nNiemand zag iets.\n\n"
        "Het bereik is volgens het leger 500 kilometer.",
        [("reach", "bereik is volgens het leger 500 kilometer", 500, "km", None, "weapon:iskander")],
    ),
    (
        "fr",
        "L'Ukraine a tiré un Storm Shadow.\n\nIl faisait nuit.\n\nRien n'a brûlé.\n\n"
        "Le fabricant MBDA indique que sa portée dépasse 250 kilomètres.",
        [("reach", "portée dépasse 250 kilomètres", 250, "km", None, "weapon:storm-shadow")],
    ),
    (
        "uk",
        "Росія випустила ракету «Іскандер».\n\nБула ніч.\n\nНіхто не спав.\n\nЇї дальність сягає 500 кілометрів.",
        [("reach", "дальність сягає 500 кілометрів", 500, "km", None, "weapon:iskander")],
    ),
    (
        "ru",
        "Россия выпустила ракету «Искандер».\n\nБыла ночь.\n\nНикто не спал.\n\nДальность достигает 500 километров.",
        [("reach", "Дальность достигает 500 километров", 500, "km", None, "weapon:iskander")],
    ),
    # Another weapon came up since, or two were named, or it is a new one: nobody can tell.
    (
        "en",
        "Ukraine fired ATACMS.\n\nBelgium wants to buy a new drone. Its range is 40 kilometres.",
        [("reach", "range is 40 kilometres", 40, "km", None, None)],
    ),
    (
        "en",
        "Ukraine fired ATACMS.\n\nIt was dark.\n\nNobody slept.\n\nThe army wants a missile with a range of 900 km.",
        [("reach", "range of 900 km", 900, "km", None, None)],
    ),
    (
        "de",
        "Die Ukraine setzte Storm Shadow und ATACMS ein. Die Reichweite beträgt 300 Kilometer.",
        [("reach", "Reichweite beträgt 300 Kilometer", 300, "km", None, None)],
    ),
    # ------------------------------------------------------------ of which of two places
    (
        "en",
        "Ukraine cleared farms north of Shostka, a town 40 km from the border with Russia.",
        [("distance", "40 km from the border with Russia", 40, "km", "shostka", "border:RU-UA")],
    ),
    (
        "de",
        "Eine Rakete traf Kirjat Schmona in Israel. Die Kleinstadt liegt nördlich von Safed, zwei Kilometer von der "
        "Grenze zum Libanon.",
        [("distance", "zwei Kilometer von der Grenze zum Libanon", 2, "km", "kirjat-schmona", "border:LB-IL")],
    ),
    (
        "fr",
        "Des drones ont visé la ville de Nikopol en Ukraine. Située à 60 kilomètres de Zaporijjia, la ville "
        "est en ruines.",
        [("distance", "60 kilomètres de Zaporijjia", 60, "km", "nikopol", "zaporijjia")],
    ),
    (
        "en",
        "The army moved howitzers that can hit targets up to 40 km away.",
        [("reach", "can hit targets up to 40 km away", 40, "km", None, None)],
    ),
    (
        "fr",
        "Un missile a frappé Nikopol en Ukraine. Moscou dément. La ville est à 60 kilomètres de Zaporijjia.",
        [("distance", "60 kilomètres de Zaporijjia", 60, "km", "nikopol", "zaporijjia")],
    ),
]
