"""What the sources hand to the builder: one record a place, with all its names and what each name is worth."""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.model import PlaceKind

# The order is the code that the index stores.
KINDS: tuple[PlaceKind, ...] = (
    "settlement", "district", "region", "country", "continent", "area", "water", "site", "point",
)  # fmt: skip
# What a name is worth: the usual name; another written name; a long, official or borrowed one (a region named after
# its seat); a code or abbreviation, which no text is matched on unless asked.
USUAL, WRITTEN, BORROWED, CODE = 3, 2, 1, 0


@dataclass(slots=True)
class Record:
    """A place on its way into the index; lon and lat in degrees, ``precision_m`` the radius in which it lies."""

    id: str
    name: str
    lon: float
    lat: float
    kind: PlaceKind
    feature: str
    country: str = ""
    admin1: str = ""
    geonameid: int = 0
    population: int = 0
    precision_m: float = 0.0
    names: dict[str, int] = field(default_factory=dict)
    # Usual names by language, for readers; what is not here falls back to ``name``.
    native: dict[str, str] = field(default_factory=dict)

    def call(self, name: str, worth: int) -> None:
        """Add a name; the highest worth that it was given stays."""
        if name:
            self.names[name] = max(worth, self.names.get(name, 0))


def settlement_extent_m(population: int) -> float:
    """The radius in which a settlement lies, in metres, from its population.

    Built-up area grows with about the 5/6 power of population (Bettencourt 2013, "The origins of scaling in cities",
    Science 340), so the radius with its 0.42; 35 m makes a town of 20,000 reach 2.2 km, a city of a million 11.6 km.
    At least 500 m; 1 km where the population is not known.
    """
    return max(500.0, 35.0 * population**0.42) if population > 0 else 1000.0
