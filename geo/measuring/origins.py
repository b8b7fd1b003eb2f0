"""What an origin stands for on the ground: its outline, the least that it could be, and how far that may stray."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import NotPossible

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.measuring.borders import Borders
    from geo.model import Origin


def origin_geometry(origin: Origin, borders: Borders) -> BaseGeometry:
    """The point, line or territory that an origin stands for (degrees).

    Raises:
        NotPossible: it has neither an outline nor a country, or there is no such country.
    """
    if origin.geometry is not None:
        return origin.geometry
    if origin.country is None:
        raise NotPossible("the origin {value!r} has neither an outline nor a country", value=origin.name)
    if origin.kind == "undisputed territory":
        return borders.undisputed(origin.country)
    return borders.country(origin.country)


def least_territory(origin: Origin, borders: Borders) -> BaseGeometry | None:
    """The territory of an origin without occupied or disputed areas; None for other origins."""
    if origin.kind != "territory" or origin.country is None:
        return None
    return borders.undisputed(origin.country)


def firing_minimum_m(source: BaseGeometry, stated_m: float) -> float:
    """How near to its origin a range really begins, in metres, where a source states that a weapon has a minimum.

    From a single point that is the minimum; within a territory or along a line one can fire from farther back.
    """
    return stated_m if source.geom_type == "Point" else 0.0


def outline_uncertainty_m(origin: Origin, borders: Borders) -> float:
    """How far the origin itself may stray: nothing for a point given, the outline's uncertainty for a territory."""
    return 0.0 if origin.kind in {"point", "points"} else borders.uncertainty_m
