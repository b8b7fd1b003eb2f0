"""A record that bears a name, with only what choosing between bearers needs.

Choosing looks at tens of records for each one that it keeps, so these are plain objects, read many at a time and
kept by key; a whole ``geo.model.Candidate`` is made of those that a story shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from geo.model import Candidate, Match, PlaceKind


@dataclass(slots=True, eq=False)
class Bearer:
    """A record as one meaning of a name; never changed once made, since texts share it.

    Attributes:
        score: what is known beforehand: kind, people and the worth of the name (see ``geo.gazetteer.ranking``).
        is_code: the name is nothing but a code of the record.
        candidate: the whole record where somebody made it already (spelling matches), else None.
    """

    id: str
    score: float
    kind: PlaceKind
    feature_code: str
    country: str | None
    admin1: str | None
    geonameid: int | None
    population: int
    lon: float
    lat: float
    match: Match = "written"
    is_code: bool = False
    candidate: Candidate | None = None


def bearer_of(candidate: Candidate) -> Bearer:
    """The candidate as a bearer, with its own score."""
    return Bearer(
        id=candidate.id,
        score=candidate.score,
        kind=candidate.kind,
        feature_code=candidate.feature_code,
        country=candidate.country,
        admin1=candidate.admin1,
        geonameid=candidate.geonameid,
        population=candidate.population,
        lon=candidate.lon,
        lat=candidate.lat,
        match=candidate.match,
        candidate=candidate,
    )
