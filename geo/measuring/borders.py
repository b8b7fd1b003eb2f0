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

import json
from bisect import bisect_right
from functools import cache, cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
import shapely
from shapely.geometry import MultiLineString, MultiPolygon

from geo.errors import DataError, NotPossible
from geo.resources import data_path
from geo.words import map_words

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

    from geo.model import Bounds, Policy

POLICIES: tuple[Policy, ...] = ("recognised", "natural-earth")
# The antimeridian and the south pole are where an outline is cut or closed, not where a border or coast runs.
_SEAM_LON = 180.0
_SEAM_LAT = -90.0
_REGION_COLUMNS = {"code": "id", "name": "name", "parent": "parent", "geonames_admin1": "geonames_admin1"}
_POLICY = {
    "recognised": "Borders: recognised territory, by the United Nations or a treaty where there is such a basis "
    "(Crimea in Ukraine, by UN General Assembly resolution 68/262).",
    "natural-earth": "Borders: as Natural Earth draws them, by who holds the land (Crimea in Russia).",
}
_CHOICE = "Borders of {name}: {says}"
# What "recognised" says of an area tells of its dashes; where there are none, it is named by its basis alone.
_RECOGNISED = "Borders of {name}: by the policy of recognised territory."
_LEFT_OUT = "{name} is not marked as disputed on this map; on its status: {sources}."
_DASHED = "Disputed areas have a dashed line and their basis beside their name."
_OTHERS_DASHED = "Other disputed areas have a dashed line and their basis beside their name."
_OUTLINES = "Outlines: Natural Earth, 1:10 million, version 4.1; other public outlines differ by up to about {km} km."


class Basis(NamedTuple):
    """What an area's status rests on: what a text says, which text, where to read it, and its date (ISO 8601)."""

    text: str
    source: str
    address: str
    date: str


class DisputedArea(NamedTuple):
    """An area whose status states dispute, with what each policy does and on what basis.

    Attributes:
        id: what a choice is made by ("crimea").
        name: in English; a message id, as are the sentences. ``local``: the names used there.
        codes: by policy, the country it belongs to, or None where it is given to none or to several.
        says: by policy, one sentence on what is drawn and why.
        outline_note: where the outline comes from, and what it cannot show.
    """

    id: str
    name: str
    local: tuple[str, ...]
    codes: Mapping[str, str | None]
    says: Mapping[str, str]
    basis: tuple[Basis, ...]
    outline_note: str


class _Table:
    """A GeoParquet file of ours; groups of rows are read, and geometries decoded, when one of them is asked for.

    Read by pyarrow's ParquetFile alone, some 5 ms for one country: importing geopandas first would take 0.5 s, and
    ``read_table`` 1.2 s for pyarrow's datasets.
    """

    def __init__(self, name: str) -> None:
        self._file = pq.ParquetFile(data_path(name))
        names = [column for column in self._file.schema_arrow.names if column != "geometry"]
        columns = self._file.read(columns=names)
        self.columns: dict[str, list[str | None]] = {column: columns[column].to_pylist() for column in names}
        sizes = [self._file.metadata.row_group(group).num_rows for group in range(self._file.num_row_groups)]
        self._starts = [0, *np.cumsum(sizes).tolist()]
        self._encoded: dict[int, Any] = {}
        self._decoded: dict[int, BaseGeometry] = {}
        self._reading = Lock()  # One file, and the app's sessions are threads.

    def __len__(self) -> int:
        return int(self._starts[-1])

    def geometry(self, row: int) -> BaseGeometry:
        """The geometry of a row."""
        if row not in self._decoded:
            self._unpack([row])
        return self._decoded[row]

    def geometries(self, rows: Iterable[int] | None = None) -> list[BaseGeometry]:
        """The geometries of some rows, of all by default, unpacked together: a fraction of the time of one by one."""
        wanted = range(len(self)) if rows is None else list(rows)
        self._unpack([row for row in wanted if row not in self._decoded])
        return [self._decoded[row] for row in wanted]

    def _unpack(self, rows: list[int]) -> None:
        group_of = [bisect_right(self._starts, row) - 1 for row in rows]
        with self._reading:
            for group in sorted(set(group_of) - self._encoded.keys()):  # one by one: several start threads
                self._encoded[group] = self._file.read_row_group(group, columns=["geometry"])["geometry"]
        packed = [
            self._encoded[group][row - self._starts[group]].as_py() for row, group in zip(rows, group_of, strict=True)
        ]
        self._decoded.update(zip(rows, shapely.from_wkb(packed), strict=True))


@cache
def _table(name: str) -> _Table:
    """One copy of each file a process."""
    return _Table(name)


@cache
def _pieces_tree() -> shapely.STRtree:
    """All pieces, to be searched by point or box."""
    return shapely.STRtree(_table("borders.parquet").geometries())


def piece_ids() -> tuple[str, ...]:
    """The id of every piece of data/borders.parquet, in order."""
    return tuple(map(str, _table("borders.parquet").columns["piece"]))


def piece_outlines(rows: Iterable[int] | None = None) -> Mapping[str, BaseGeometry]:
    """Pieces by id: the MultiPolygons of data/borders.parquet, which are the same under any policy.

    ``rows``: their numbers in ``piece_ids``; without, all of them, which takes a tenth of a second once.
    """
    table, ids = _table("borders.parquet"), piece_ids()
    wanted = range(len(table)) if rows is None else list(rows)
    return {ids[row]: outline for row, outline in zip(wanted, table.geometries(wanted), strict=True)}


def open_borders(
    policy: Policy = "recognised", choices: Mapping[str, Policy] | None = None, left_out: Iterable[str] = ()
) -> Borders:
    """The borders by a policy, with other choices for single disputed areas ({"kosovo": "natural-earth"}).

    The same arguments give the same object.

    Args:
        left_out: disputed areas that are not marked as such: their lines are solid between two countries and not
            drawn within one, and they bear no name. Whose they are stays with the policy, or the choice for them.

    Raises:
        NotPossible: an unknown policy, disputed area or choice.
    """
    return _opened(policy, tuple(sorted((choices or {}).items())), tuple(sorted(set(left_out))))


@cache
def _opened(policy: Policy, choices: tuple[tuple[str, Policy], ...], left_out: tuple[str, ...]) -> Borders:
    return Borders(policy, dict(choices), left_out)


class Borders:
    """Countries and their lines under one policy; ``open_borders`` makes and keeps them.

    Attributes:
        policy: "recognised" or "natural-earth".
        choices: the policy for single disputed areas where it differs.
        left_out: the disputed areas that are not marked as such.
    """

    def __init__(self, policy: Policy, choices: Mapping[str, Policy], left_out: Iterable[str] = ()) -> None:
        for value in (policy, *choices.values()):
            if value not in POLICIES:
                raise NotPossible("{value!r} is not a border policy: expected recognised or natural-earth", value=value)
        known = disputed_areas()
        for area in (*choices, *left_out):
            if area not in known:
                raise NotPossible(
                    "{value!r} is not a disputed area that can be set: expected one of {known}",
                    value=area,
                    known=", ".join(known),
                )
        self.policy = policy
        self.choices = dict(choices)
        self.left_out = frozenset(left_out)
        table = _table("borders.parquet")
        self._code_of: dict[str, str] = {}
        for row, piece in enumerate(table.columns["piece"]):
            self._code_of[str(piece)] = self._owner(table, row)
        self._areas: dict[str, MultiPolygon] = {}
        # Of a story on a war every figure asks for the same border.
        self._shared: dict[tuple[str, str], MultiLineString] = {}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code and id that has territory under this policy, in order."""
        return tuple(sorted(set(self._code_of.values())))

    @property
    def owners(self) -> Mapping[str, str]:
        """The code of every piece under this policy, in the order of ``piece_outlines``."""
        return self._code_of

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
            self._areas[code] = _joined(parts)
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
        key = (min(a, b), max(a, b))
        if key not in self._shared:
            self._shared[key] = _merged(
                [line for first, second, line, _ in self._lines() if {first, second} == {a, b} and a != b]
            )
        if self._shared[key].is_empty:
            raise NotPossible("{a} and {b} share no land border on this map", a=a, b=b)
        return self._shared[key]

    def land_border(self, code: str) -> MultiLineString:
        """The lines that a country shares with all its neighbours, without its coasts; empty for an island.

        Raises:
            NotPossible: an unknown code.
        """
        code = self._known(code)
        return _merged(self._land_lines_of(code))

    def _land_lines_of(self, code: str) -> list[BaseGeometry]:
        return [line for a, b, line, _ in self._lines() if code in {a, b} and a != b]

    def coast(self, code: str) -> MultiLineString:
        """The coast of a country, of seas and of lakes that no country holds: its outline without land borders.

        Raises:
            NotPossible: a code that has no territory here, or no coast.
        """
        code = self._known(code)
        on_land = {
            tuple(sorted(map(tuple, ends)))
            for line in self._land_lines_of(code)
            for ends in _segments_of(line).tolist()
        }
        segments = _segments_of(self.outline(code))
        sea = [tuple(sorted(map(tuple, ends))) not in on_land for ends in segments.tolist()]
        if not any(sea):
            raise NotPossible("{value} has no coast on this map", value=code)
        return _merged(list(shapely.linestrings(segments[np.array(sea)])))

    def land_lines(self, bounds: Bounds | None = None) -> MultiLineString:
        """The undisputed lines between countries, to be drawn solid; where two meet the sea they end."""
        lines = [line for a, b, line, disputed in self._lines() if a != b and not self._is_marked(disputed)]
        return _merged(_within(lines, bounds))

    def disputed_lines(self, bounds: Bounds | None = None) -> MultiLineString:
        """The lines of disputed areas, to be drawn dashed under any policy, but of those that are left out."""
        return _merged(_within([line for _, _, line, disputed in self._lines() if self._is_marked(disputed)], bounds))

    def _is_marked(self, disputed: str | None) -> bool:
        """Whether a line is that of a disputed area which is to be seen as one."""
        return disputed is not None and disputed not in self.left_out

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

    def undisputed(self, code: str) -> MultiPolygon:
        """A country without any occupied or disputed area: the least territory that is certainly its own.

        For Ukraine: without Crimea and without the whole of Donetsk, Luhansk, Zaporizhzhia and Kherson oblasts, an
        outer bound of what is occupied. Where all of a country is disputed (Kosovo, Palestine, Taiwan) there is no
        lesser territory to tell, and it is the same as ``country``.

        Raises:
            NotPossible: a code that has no territory here.
        """
        code = self._known(code)
        table, rest = _table("borders.parquet"), _disputed_rows("rest")
        parts = [
            rest.get(str(piece)) or table.geometry(row)
            for row, (piece, owner) in enumerate(self._code_of.items())
            if owner == code and table.columns["disputed"][row] is None
        ]
        return _joined(parts) if parts else self.country(code)

    def region(self, code: str) -> MultiPolygon | None:
        """A region by its ISO 3166-2 code, or None where no outline is known for it.

        A region that is made of others (FR-IDF, GB-ENG) is put together from them. Outlines are coarser than the
        countries', within about 1 km.
        """
        table, wanted = _table("regions.parquet"), code.strip()
        ids, parents = table.columns["id"], table.columns["parent"]
        for form in (wanted, wanted.upper()):
            rows = [row for row, one in enumerate(ids) if one == form] or [
                row for row, parent in enumerate(parents) if parent == form
            ]
            if rows:
                return _joined([table.geometry(row) for row in rows])
        return None

    def regions_of(self, country: str) -> GeoDataFrame:
        """The regions of a country with ``code`` (ISO 3166-2, else an id of our own), ``name`` and ``geometry``.

        Raises:
            NotPossible: a code that has no territory here.
        """
        country, table = self._known(country), _table("regions.parquet")
        rows = [row for row in range(len(table)) if self._owner(table, row) == country]
        columns = {name: [table.columns[column][row] for row in rows] for name, column in _REGION_COLUMNS.items()}
        return _frame(columns, [table.geometry(row) for row in rows])

    def disputed_outlines(self) -> Mapping[str, BaseGeometry]:
        """The outline of each disputed area that has one and is not left out, in the order of data/disputed.json."""
        outlines = _disputed_rows("area")
        return {area: outlines[area] for area in disputed_areas() if area in outlines and area not in self.left_out}

    def disputed_basis(self, area: str) -> str:
        """The sentence (English message id) on what is drawn of a disputed area under this policy, and why."""
        return disputed_areas()[area].says[self.policy_for(area)]

    def disputed(self) -> GeoDataFrame:
        """Disputed areas with an outline: ``id``, ``name``, ``basis`` (English message ids) and ``geometry``.

        ``basis`` is the sentence on what this policy, or the choice for that area, draws and why.
        """
        outlines = self.disputed_outlines()
        columns = {
            "id": list(outlines),
            "name": [disputed_areas()[area].name for area in outlines],
            "basis": [self.disputed_basis(area) for area in outlines],
        }
        return _frame(columns, list(outlines.values()))

    def policy_for(self, area: str) -> Policy:
        """The policy that decides on a disputed area: its own choice, else the policy of these borders."""
        return self.choices.get(area, self.policy)

    @cached_property
    def uncertainty_m(self) -> float:
        """How far other public outlines place the same land borders: data/border_uncertainty.json says how found."""
        found = json.loads(data_path("border_uncertainty.json").read_text("utf-8"))
        return float(found["uncertainty_m"])

    def own_shapes(self) -> dict[str, shapely.GeometryCollection]:
        """Where the areas lie that are set by themselves, by id: outline and lines; empty for one without either."""
        found: dict[str, list[BaseGeometry]] = {area: [] for area in {*self.choices, *self.left_out}}
        for area, outline in _disputed_rows("area").items():
            found.get(area, []).append(outline)
        for _, _, line, disputed in self._lines() if found else ():
            found.get(disputed or "", []).append(line)
        return {area: shapely.GeometryCollection(shapes) for area, shapes in sorted(found.items())}

    def describe(self, language: str, *, only: Container[str] | None = None) -> tuple[str, ...]:
        """Sentences on the policy, the choices that differ from it, and the outlines, for "About this map".

        ``only``: the disputed areas that are on that map, where not every choice is to be told.
        """
        say = map_words(language)
        areas = {area: about for area, about in disputed_areas().items() if only is None or area in only}
        left_out = sorted(self.left_out & areas.keys())
        chosen = [
            say(_RECOGNISED, name=say(areas[area].name))
            if area in self.left_out and policy == "recognised"
            else say(_CHOICE, name=say(areas[area].name), says=say(areas[area].says[policy]))
            for area, policy in sorted(self.choices.items())
            if policy != self.policy and area in areas
        ]
        chosen += [
            say(_LEFT_OUT, name=_capital(say(areas[area].name)), sources=_sources(areas[area])) for area in left_out
        ]
        dashed = say(_OTHERS_DASHED if left_out else _DASHED)
        return (say(_POLICY[self.policy]), *chosen, dashed, say(_OUTLINES, km=f"{self.uncertainty_m / 1000:.0f}"))

    def _owner(self, table: _Table, row: int) -> str:
        """The country of a row that has a code for each policy."""
        policy = self.policy_for(table.columns["disputed"][row] or "")
        return str(table.columns[policy.replace("-", "_")][row])

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
            codes = [self._code_of.get(str(side[row]), "") for side in (a, b)]  # A line at sea has no pieces.
            yield codes[0], codes[1], table.geometry(row), disputed[row]

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


def _sources(area: DisputedArea) -> str:
    return ", ".join(f"{basis.source} ({basis.date[:4]})" for basis in area.basis)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def disputed_areas() -> Mapping[str, DisputedArea]:
    """The disputed areas of data/disputed.json by id, in the file's order.

    Raises:
        DataError: the file cannot be read.
    """
    path = data_path("disputed.json")
    try:
        return {record["id"]: _disputed_area(record) for record in json.loads(path.read_text("utf-8"))}
    except (ValueError, KeyError, TypeError) as error:
        raise DataError("{name} is damaged: {why}", name=path.name, why=error) from error


def _disputed_area(record: Mapping[str, Any]) -> DisputedArea:
    by_policy = {"recognised": record["recognised"], "natural-earth": record["natural_earth"]}
    return DisputedArea(
        id=record["id"],
        name=record["names"]["en"],
        local=tuple(record["names"]["local"]),
        codes={policy: does["code"] for policy, does in by_policy.items()},
        says={policy: does["says"]["en"] for policy, does in by_policy.items()},
        basis=tuple(Basis(**basis) for basis in record["basis"]),
        outline_note=record["outline"]["note"],
    )


@cache
def _disputed_rows(kind: str) -> Mapping[str, BaseGeometry]:
    """The outlines of one kind in data/disputed.parquet by id: "area" by area, "rest" by piece."""
    table = _table("disputed.parquet")
    kinds, ids = table.columns["kind"], table.columns["id"]
    return {str(ids[row]): table.geometry(row) for row in range(len(table)) if kinds[row] == kind}


def _joined(parts: Sequence[BaseGeometry]) -> MultiPolygon:
    """Pieces that touch in identical vertices, as one right-handed area; a single piece is kept as it is."""
    if len(parts) == 1 and isinstance(parts[0], MultiPolygon):
        return parts[0]
    whole = shapely.orient_polygons(shapely.union_all(parts))
    return MultiPolygon(list(shapely.get_parts(whole)))


def _segments(xy: np.ndarray) -> np.ndarray:
    """The segments of a line's coordinates, as an array of (n, 2, 2)."""
    return np.stack([xy[:-1], xy[1:]], axis=1)


def _segments_of(lines: BaseGeometry) -> np.ndarray:
    """The segments of all parts of a line, as an array of (n, 2, 2)."""
    return np.concatenate([_segments(shapely.get_coordinates(part)) for part in shapely.get_parts(lines)])


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
