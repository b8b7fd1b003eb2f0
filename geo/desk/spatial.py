"""Read-only views of what stories draw, for QGIS and other programs, where PostgreSQL has PostGIS.

Only stories that are shared are in them: one that its maker keeps to himself is no layer for everybody.
"""

from __future__ import annotations

import hashlib
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from geo.desk.tables import POSTGRES_SCHEMA
from geo.model import Line, Place, RangeArea, Strike

if TYPE_CHECKING:
    from sqlalchemy import Connection

NO_POSTGIS = (
    "PostGIS is not installed in this database, so there are no views for GIS programs: CREATE EXTENSION postgis"
)
NO_RIGHT = "there are no views for GIS programs: this user may not make them"
# View, kind of feature, the value, its own columns (name and SQL type), the geometry's type in PostGIS.
_VIEWS: tuple[tuple[str, str, type, dict[str, str], str], ...] = (
    ("places", "place", Place, {"name": "text", "gazetteer_name": "text", "place_kind": "text", "country": "text",
      "geonameid": "bigint", "role": "text", "publish": "text", "confidence": "float8", "precision_m": "float8",
      "moved": "boolean", "note": "text"}, "Point"),
    ("strikes", "strike", Strike, {"where": "text", "certainty": "text", "accepted": "boolean",
      "refused": "boolean", "details": "text"}, "Point"),
    ("ranges", "range", RangeArea, {"weapon": "text", "variant": "text", "stated_by": "text", "about": "boolean",
      "min_m": "float8", "max_m": "float8", "main": "boolean", "onto": "text", "origin": "text"}, "MultiPolygon"),
    ("lines", "line", Line, {"from_name": "text", "to_name": "text", "distance_m": "float8", "low_m": "float8",
      "high_m": "float8"}, "MultiLineString"),
)  # fmt: skip
_DIMENSION = {"MultiLineString": 2, "MultiPolygon": 3}


def ensure_views(connection: Connection, lock: int) -> str:
    """Make the views where PostGIS is there and they are not, or are those of another version.

    Returns:
        Why there are none, as an English message id; "" where there are.
    """
    home = connection.execute(
        text("SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
             " WHERE e.extname = 'postgis'")
    ).scalar()  # fmt: skip
    if home is None:
        return NO_POSTGIS
    statements = [statement for view in _VIEWS for statement in _view(str(home), *view)]
    mark = f"strikemap {hashlib.sha256(''.join(statements).encode()).hexdigest()[:16]}"
    if _marked(connection, mark):
        return ""
    try:
        with connection.begin_nested():
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
            if _marked(connection, mark):
                return ""
            forget_views(connection)
            for statement in statements:
                connection.exec_driver_sql(statement)
            for name, *_ in _VIEWS:
                connection.exec_driver_sql(f"COMMENT ON VIEW {POSTGRES_SCHEMA}.{name} IS '{mark}'")
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != "42501":
            raise
        return NO_RIGHT
    return ""


def forget_views(connection: Connection) -> None:
    """Drop the views, which hold their tables as they are."""
    for name, *_ in _VIEWS:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {POSTGRES_SCHEMA}.{name}")


def _marked(connection: Connection, mark: str) -> bool:
    names = [f"{POSTGRES_SCHEMA}.{name}" for name, *_ in _VIEWS]
    found = connection.execute(
        text("SELECT count(*) FROM unnest(CAST(:names AS text[])) AS v"
             " WHERE obj_description(to_regclass(v), 'pg_class') = :mark"),
        {"names": names, "mark": mark},
    ).scalar()  # fmt: skip
    return found == len(names)


def _view(home: str, name: str, kind: str, value: type, columns: dict[str, str], geometry: str) -> list[str]:
    """The statement that makes one view. ``home`` is the schema that PostGIS is in."""
    gis = '"' + home.replace('"', '""') + '"'
    shape = f"{gis}.ST_SetSRID({gis}.ST_GeomFromGeoJSON(f.value ->> 'geometry'), 4326)"
    if geometry in _DIMENSION:
        shape = f"{gis}.ST_Multi({gis}.ST_CollectionExtract({shape}, {_DIMENSION[geometry]}))"
    defaults = {part.name: part.default for part in fields(value) if part.default is not MISSING}
    own = ",\n       ".join(
        f'{_column(column, sql, defaults.get(column))} AS "{column}"' for column, sql in columns.items()
    )
    filters = "f.value -> 'geometry' ->> 'type' = 'Point'" if geometry == "Point" else (
        "json_typeof(f.value -> 'geometry') = 'object'")  # fmt: skip
    # U+0000, which JSON can write and a text of PostgreSQL cannot hold, is shown as a replacement character.
    return [
        f"""CREATE VIEW {POSTGRES_SCHEMA}.{name} AS
SELECT s.key || '/' || (f.value ->> 'id') AS id, s.title AS story, s.owner, s.saved_at, s.saved_by, s.revision,
       {own},
       {shape}::{gis}.geometry({geometry}, 4326) AS geometry
FROM {POSTGRES_SCHEMA}.stories AS s
CROSS JOIN LATERAL json_array_elements(replace(s.document, '\\u0000', '\\ufffd')::json -> 'features') AS f(value)
WHERE s.shared AND f.value -> 'properties' ->> 'kind' = '{kind}' AND {filters}"""  # noqa: S608
    ]


def _column(name: str, sql: str, default: object) -> str:
    """A property of a feature; a document leaves out those that stand at their default."""
    found = f"(f.value -> 'properties' ->> '{name}')::{sql}"
    if isinstance(default, bool):
        return f"coalesce({found}, {str(default).lower()})"
    if isinstance(default, str | int | float):
        return f"coalesce({found}, '{default}'::{sql})"
    return found
