"""Countries, regions and disputed areas by a stated border policy; lon, lat in degrees, WGS 84.

Outlines are Natural Earth's, 1:10 million, kept as *pieces*: areas that no policy divides. ``recognised`` gives a
piece to the state whose territory it is by the United Nations or a treaty, where there is such a basis;
``natural-earth`` draws as that data set does. Each disputed area can be set by itself; what each policy does with it,
and on what basis, is told in ``data/disputed.json``.

Neighbours share identical vertices. A country is a valid MultiPolygon as RFC 7946 has it: right-handed, and cut at the
antimeridian. Codes are ISO 3166-1 alpha-2, so that French Guiana (GF) or Svalbard (SJ) is no part of FR or NO, and XK
for Kosovo; areas that no code covers have a lower-case id of their own ("akrotiri").
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow.parquet as pq
import shapely
from shapely.geometry import MultiLineString, MultiPolygon

from geo.errors import NotPossible
from geo.resources import data_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

    from geo.model import Bounds, Policy

POLICIES: tuple[Policy, ...] = ("recognised", "natural-earth")
# The antimeridian and the south pole are where an outline is cut or closed, not where a border or coast runs.
_SEAM_LON = 180.0
_SEAM_LAT = -90.0


class DisputedArea(NamedTuple):
    """An area whose status states dispute, with what each policy does and on what basis.

    Attributes:
        names: by language tag ("en", "nl") and "local", the names used there.
        codes: the country it belongs to under each policy.
        basis: sentences in English with their sources.
    """

    id: str
    names: Mapping[str, str]
    codes: Mapping[str, str]
    basis: tuple[Mapping[str, str], ...]

    def name(self, language: str) -> str:
        """The name in a language, in English where there is none."""
        return self.names.get(language.split("-")[0], self.names["en"])


class _Table:
    """A GeoParquet file of ours; geometries are decoded one by one, when asked for.

    Read by pyarrow alone: opening takes 25 ms, against 0.5 s to import geopandas first.
    """

    def __init__(self, name: str) -> None:
        table = pq.ParquetFile(data_path(name)).read()
        self.columns: dict[str, list[str | None]] = {
            column: table[column].to_pylist() for column in table.column_names if column != "geometry"
        }
        self._encoded = table["geometry"]
        self._decoded: dict[int, BaseGeometry] = {}

    def __len__(self) -> int:
        return len(self._encoded)

    def geometry(self, row: int) -> BaseGeometry:
        """The geometry of a row."""
        if row not in self._decoded:
            self._decoded[row] = shapely.from_wkb(self._encoded[row].as_py())
        return self._decoded[row]

    def geometries(self) -> list[BaseGeometry]:
        """Every geometry, in order of rows."""
        return [self.geometry(row) for row in range(len(self))]


@cache
def _table(name: str) -> _Table:
    """One copy of each file a process."""
    return _Table(name)


@cache
def _pieces_tree() -> shapely.STRtree:
    """All pieces, to be searched by point or box."""
    return shapely.STRtree(_table("borders.parquet").geometries())


def open_borders(policy: Policy = "recognised", choices: Mapping[str, Policy] | None = None) -> Borders:
    """The borders by a policy, with other choices for single disputed areas ({"kosovo": "natural-earth"}).

    The same policy and choices give the same object.

    Raises:
        NotPossible: an unknown policy, disputed area or choice.
    """
    return _opened(policy, tuple(sorted((choices or {}).items())))


@cache
def _opened(policy: Policy, choices: tuple[tuple[str, Policy], ...]) -> Borders:
    return Borders(policy, dict(choices))


class Borders:
    """Countries and their lines under one policy; ``open_borders`` makes and keeps them.

    Attributes:
        policy: "recognised" or "natural-earth".
        choices: the policy for single disputed areas where it differs.
    """

    def __init__(self, policy: Policy, choices: Mapping[str, Policy]) -> None:
        for value in (policy, *choices.values()):
            if value not in POLICIES:
                raise NotPossible("{value!r} is not a border policy: expected recognised or natural-earth", value=value)
        known = disputed_areas()
        for area in choices:
            if area not in known:
                raise NotPossible(
                    "{value!r} is not a disputed area that can be set: expected one of {known}",
                    value=area,
                    known=", ".join(known),
                )
        self.policy = policy
        self.choices = dict(choices)
        table = _table("borders.parquet")
        self._code_of: dict[str, str] = {}
        for row, piece in enumerate(table.columns["piece"]):
            chosen = choices.get(table.columns["disputed"][row] or "", policy)
            self._code_of[str(piece)] = str(table.columns[chosen.replace("-", "_")][row])
        self._areas: dict[str, MultiPolygon] = {}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code and id that has territory under this policy, in order."""
        return tuple(sorted(set(self._code_of.values())))

    def name(self, code: str) -> str:
        """The English name of a country or area; other languages come from CLDR elsewhere."""
        code = self._known(code)
        table = _table("borders.parquet")
        pieces = table.columns["piece"]
        row = pieces.index(code) if code in pieces else list(self._code_of.values()).index(code)
        return str(table.columns["name"][row])

    def country(self, code: str) -> MultiPolygon:
        """The territory of a country under this policy.

        Raises:
            NotPossible: a code that has no territory here.
        """
        code = self._known(code)
        if code not in self._areas:
            table = _table("borders.parquet")
            parts = [table.geometry(row) for row, owner in enumerate(self._code_of.values()) if owner == code]
            self._areas[code] = parts[0] if len(parts) == 1 else _joined(parts)
        return self._areas[code]

    def outline(self, code: str) -> MultiLineString:
        """The whole outline of a country, land borders and coasts, without the seam at the antimeridian."""
        lines = []
        for ring in shapely.get_rings(shapely.get_parts(self.country(code))):
            xy = shapely.get_coordinates(ring)
            on_seam = np.abs(xy[:, 0]) == _SEAM_LON
            at_pole = xy[:, 1] == _SEAM_LAT
            drop = (on_seam[1:] & on_seam[:-1]) | (at_pole[1:] | at_pole[:-1])
            lines += [ring] if not drop.any() else list(shapely.linestrings(_segments(xy)[~drop]))
        return _merged(lines)

    def shared(self, a: str, b: str) -> MultiLineString:
        """The land line between two countries under this policy.

        Raises:
            NotPossible: an unknown code, twice the same, or two countries that do not touch.
        """
        a, b = self._known(a), self._known(b)
        lines = [line for first, second, line, _ in self._lines() if {first, second} == {a, b} and a != b]
        if not lines:
            raise NotPossible("{a} and {b} share no land border on this map", a=a, b=b)
        return _merged(lines)

    def land_lines(self, bounds: Bounds | None = None) -> MultiLineString:
        """The undisputed lines between countries, to be drawn solid; where two meet the sea they end."""
        lines = [line for a, b, line, disputed in self._lines() if a != b and disputed is None]
        return _merged(_within(lines, bounds))

    def disputed_lines(self, bounds: Bounds | None = None) -> MultiLineString:
        """The lines of disputed areas, to be drawn dashed under any policy."""
        return _merged(_within([line for _, _, line, disputed in self._lines() if disputed is not None], bounds))

    def country_at(self, lon: float, lat: float) -> str | None:
        """The code of the country that holds a point, or None at sea; on a border, the first by code."""
        pieces = _table("borders.parquet").columns["piece"]
        hits = _pieces_tree().query(shapely.Point(lon, lat), predicate="intersects")
        return min((self._code_of[str(pieces[row])] for row in hits), default=None)

    def countries(self, bounds: Bounds | None = None) -> GeoDataFrame:
        """Countries with ``code``, ``name`` and ``geometry``, whole, those that touch the bounds (all without)."""
        codes = self.codes if bounds is None else self._codes_in(bounds)
        return _frame(
            {"code": list(codes), "name": [self.name(code) for code in codes]}, [self.country(code) for code in codes]
        )

    def _codes_in(self, bounds: Bounds) -> tuple[str, ...]:
        """The codes with territory in a box."""
        pieces = _table("borders.parquet").columns["piece"]
        rows = {row for box in _boxes(bounds) for row in _pieces_tree().query(box, predicate="intersects")}
        return tuple(sorted({self._code_of[str(pieces[row])] for row in rows}))

    def _lines(self) -> Iterable[tuple[str, str, BaseGeometry, str | None]]:
        """Every line between pieces: the two codes under this policy, the line, the disputed area or None."""
        table = _table("border_lines.parquet")
        a, b, disputed = table.columns["a"], table.columns["b"], table.columns["disputed"]
        for row in range(len(table)):
            yield self._code_of[str(a[row])], self._code_of[str(b[row])], table.geometry(row), disputed[row]

    def _known(self, code: str) -> str:
        """The code as it is written here; case is put aside.

        Raises:
            NotPossible: no territory bears it under this policy.
        """
        for form in (code.strip(), code.strip().upper(), code.strip().lower()):
            if form in self.codes:
                return form
        raise NotPossible(
            "{value!r} is no country on this map: expected an ISO 3166-1 code of two letters, such as UA", value=code
        )


@cache
def disputed_areas() -> Mapping[str, DisputedArea]:
    """The disputed areas of data/disputed.json by id, in the file's order.

    Raises:
        DataError: the file cannot be read.
    """
    return {}


def _joined(parts: Sequence[BaseGeometry]) -> MultiPolygon:
    """Pieces that touch in identical vertices, as one right-handed area."""
    whole = shapely.orient_polygons(shapely.union_all(parts))
    return MultiPolygon(list(shapely.get_parts(whole)))


def _segments(xy: np.ndarray) -> np.ndarray:
    """The segments of a line's coordinates, as an array of (n, 2, 2)."""
    return np.stack([xy[:-1], xy[1:]], axis=1)


def _merged(lines: Iterable[BaseGeometry]) -> MultiLineString:
    """Lines joined end to end."""
    parts = [part for line in lines for part in shapely.get_parts(line)]
    whole = shapely.line_merge(shapely.multilinestrings(parts)) if parts else None
    return MultiLineString([] if whole is None else list(shapely.get_parts(whole)))


def _boxes(bounds: Bounds) -> list[BaseGeometry]:
    """The bounds as one box, or as two where they cross the antimeridian."""
    west, south, east, north = bounds
    if west <= east:
        return [shapely.box(west, south, east, north)]
    return [shapely.box(west, south, _SEAM_LON, north), shapely.box(-_SEAM_LON, south, east, north)]


def _within(lines: list[BaseGeometry], bounds: Bounds | None) -> list[BaseGeometry]:
    """The lines whose own boxes touch the bounds; they are not cut."""
    if bounds is None:
        return lines
    return [line for line in lines if any(shapely.box(*line.bounds).intersects(box) for box in _boxes(bounds))]


def _frame(columns: Mapping[str, Sequence[object]], geometries: Sequence[BaseGeometry]) -> GeoDataFrame:
    """A GeoDataFrame in lon, lat; geopandas is imported here, since reading outlines can do without it."""
    from geopandas import GeoDataFrame

    return GeoDataFrame(dict(columns), geometry=list(geometries), crs="OGC:CRS84")
