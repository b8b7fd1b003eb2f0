"""What other tools wrote: the features of a GeoJSON, GeoPackage or KML file, read for the edits in it.

A file is told by its first bytes, and each kind has one reader that opens nothing else: GeoJSON by json and shapely,
GeoPackage by sqlite3 in memory without trust in what it defines, KML by lxml with entities and the network off. No
path, address or driver that a file names is ever followed.
"""

from __future__ import annotations

import sqlite3
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely
from lxml import etree

from geo.document import MAX_BYTES, check_size, features_in
from geo.errors import BadDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

SQLITE = b"SQLite format 3\0"
# "GPKG", and "GP10" and "GP11" of the first versions, where a SQLite file says what it is for.
_APPLICATIONS = (b"GPKG", b"GP10", b"GP11")
# Bytes of the envelope in the head of a GeoPackage geometry, by its code.
_ENVELOPES = (0, 32, 48, 48, 64)
# A database that is slower than this to read runs something of its own.
_MOST_STEPS = 50_000_000
WGS84 = {("EPSG", 4326), ("OGC", 84)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feature of a foreign file.

    Attributes:
        where: in which layer and where in it, for messages.
        member_id: the id that stands beside the properties; tools put their own there.
        geometry: lon, lat in degrees; None where there is none, or none that could be a place.
    """

    where: str
    properties: dict[str, Any]
    geometry: BaseGeometry | None
    member_id: str | None = None


def features_of(data: bytes) -> list[Found]:
    """The features of a file by its first bytes.

    Raises:
        BadDocument: none of the known kinds, broken, too large, or in other coordinates than WGS 84.
    """
    check_size(data)
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if data.startswith(SQLITE):
        return list(_geopackage(data))
    if start == b"{":
        return [_from_geojson(feature, geometry, n) for n, (feature, geometry) in enumerate(features_in(data))]
    if start == b"<":
        return list(_kml(data))
    if data.startswith(b"PK"):
        raise BadDocument("this is a packed file (.kmz): save it as .kml")
    raise BadDocument("this file begins with {value!r}: expected .geojson, .gpkg or .kml", value=data[:20])


def _from_geojson(feature: dict[str, Any], geometry: BaseGeometry | None, number: int) -> Found:
    own = feature.get("id")
    return Found(
        where=f"features[{number}]",
        properties=dict(feature.get("properties") or {}),
        geometry=None if geometry is None else shapely.force_2d(geometry),
        member_id=None if own is None else str(own),
    )


# ---------------------------------------------------------------- GeoPackage


def _geopackage(data: bytes) -> Iterator[Found]:
    if data[68:72] not in _APPLICATIONS:
        raise BadDocument("this SQLite file is no GeoPackage: expected .geojson, .gpkg or .kml")
    base = sqlite3.connect(":memory:")
    try:
        # Bytes 18 and 19 name the journal: one beside the file (2) cannot be there in memory.
        base.deserialize(data[:18] + b"\1\1" + data[20:])
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_BYTES)
        base.execute("PRAGMA trusted_schema = OFF")
        base.execute("PRAGMA query_only = ON")
        base.text_factory = lambda raw: raw.decode("utf-8", "replace")
        steps = iter(range(_MOST_STEPS // 100_000))
        base.set_progress_handler(lambda: int(next(steps, None) is None), 100_000)
        for table, column in _layers(base):
            yield from _rows(base, table, column)
    except sqlite3.Error as error:
        raise BadDocument("this GeoPackage cannot be read: {why}", why=error) from None
    finally:
        base.close()


def _layers(base: sqlite3.Connection) -> list[tuple[str, str]]:
    """The names of the feature tables, real ones only, with that of their geometry column."""
    found = base.execute(
        "SELECT c.table_name, g.column_name, s.organization, s.organization_coordsys_id FROM gpkg_contents AS c"
        " JOIN gpkg_geometry_columns AS g ON g.table_name = c.table_name"
        " LEFT JOIN gpkg_spatial_ref_sys AS s ON s.srs_id = g.srs_id"
        " JOIN sqlite_master AS m ON m.name = c.table_name AND m.type = 'table' AND m.sql LIKE 'CREATE TABLE%'"
        " WHERE c.data_type = 'features' ORDER BY c.rowid"
    ).fetchall()
    for table, _, organization, code in found:
        if (str(organization).upper(), code) not in WGS84:
            raise BadDocument(
                "its coordinates are in {value!r}: export it as EPSG:4326 (longitude and latitude, WGS 84)",
                value=f"{organization}:{code} ({table})",
            )
    return [(str(table), str(column)) for table, column, *_ in found]


def _rows(base: sqlite3.Connection, table: str, column: str) -> Iterator[Found]:
    named = table.replace('"', '""')
    columns = base.execute(f'PRAGMA table_info("{named}")').fetchall()
    key = next((name for _, name, _, _, _, is_key in columns if is_key), None)
    rows = base.execute(f'SELECT * FROM "{named}"')  # noqa: S608 (a name of the file's own, quoted)
    names = [str(part[0]) for part in rows.description]
    for number, row in enumerate(rows):
        where = f"{table}[{number}]"
        values = dict(zip(names, row, strict=True))
        geometry = _from_blob(values.pop(column, None), where)
        values.pop(key or "", None)
        properties = {name: value for name, value in values.items() if not isinstance(value, bytes)}
        yield Found(where=where, properties=properties, geometry=geometry)


def _from_blob(blob: object, where: str) -> BaseGeometry | None:
    """A geometry as GeoPackage has it: a head with flags and perhaps an envelope, then WKB."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8 or (blob[3] >> 1 & 7) >= len(_ENVELOPES):
        raise BadDocument("{where}: its geometry cannot be read: {why}", where=where, why="no GeoPackage geometry")
    if blob[3] >> 4 & 1:
        return None
    try:
        geometry = shapely.from_wkb(blob[8 + _ENVELOPES[blob[3] >> 1 & 7] :])
    except (shapely.errors.ShapelyError, struct.error) as error:
        raise BadDocument("{where}: its geometry cannot be read: {why}", where=where, why=error) from None
    return _on_earth(shapely.force_2d(geometry), where)


def _on_earth(geometry: BaseGeometry, where: str) -> BaseGeometry:
    for lon, lat in shapely.get_coordinates(geometry).tolist():
        if not (abs(lon) <= 180 and abs(lat) <= 90):
            raise BadDocument(
                "{where}: {value} is not on Earth: expected longitude -180 to 180 and latitude -90 to 90",
                where=where,
                value=f"[{lon}, {lat}]",
            )
    return geometry


# ---------------------------------------------------------------- KML


def _kml(data: bytes) -> Iterator[Found]:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BadDocument("this KML cannot be read: {why}", why=error.msg) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadDocument("this KML brings its own entities: it is not opened")
    if _local(root) != "kml":
        raise BadDocument("this XML is {value!r}: expected .geojson, .gpkg or .kml", value=_local(root))
    for number, placemark in enumerate(node for node in root.iter() if _local(node) == "Placemark"):
        yield _placemark(placemark, f"Placemark[{number}]")


def _placemark(node: etree._Element, where: str) -> Found:
    properties: dict[str, Any] = {}
    geometry = None
    for child in node:
        match _local(child):
            case "name":
                properties["name"] = _text(child)
            case "ExtendedData":
                for item in child.iter():
                    if _local(item) in {"Data", "SimpleData"} and item.get("name"):
                        value = next((part for part in item if _local(part) == "value"), item)
                        properties.setdefault(str(item.get("name")), _text(value))
            case "Point":
                geometry = _point(child, where)
    return Found(where=where, properties=properties, geometry=geometry, member_id=node.get("id"))


def _point(node: etree._Element, where: str) -> shapely.Point:
    text = next((_text(part) for part in node.iter() if _local(part) == "coordinates"), "")
    try:
        lon, lat = (float(part) for part in text.strip().split(",")[:2])
    except ValueError:
        raise BadDocument(
            "{where}: {value!r} is not a point: expected longitude,latitude", where=where, value=text
        ) from None
    point = shapely.Point(lon, lat)
    _on_earth(point, where)
    return point


def _local(node: etree._Element) -> str:
    """The name of an element without its namespace; KML has had several."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _text(node: etree._Element) -> str:
    return "".join(str(part) for part in node.itertext())
