"""GeoPackage 1.3 with a layer a kind, styled for QGIS, byte for byte the same again.

GDAL writes the layers; beside them stands ``layer_styles``, the table from which QGIS takes how a layer is drawn (its
own XML, "QML"). GDAL and QGIS would write the clock's time in three places: they get the story's last change instead.
"""

from __future__ import annotations

import datetime
import sqlite3
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from geo.drawing.theme import built_in
from geo.errors import BadInput
from geo.publishing.arrow import GEOMETRY, table_of
from geo.publishing.layers import Tables
from geo.publishing.qml import qml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.drawing.scene import Theme
    from geo.model import Story

# Of a story that was never changed and has no date; any fixed instant does.
NO_DATE = "1970-01-01T00:00:00.000Z"
CLOCK = "OGR_CURRENT_DATE"
# GDAL's options are the process's, and pages of several readers may ask for a file at once.
_clock = threading.Lock()
_STYLES = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME
)
"""


def geopackage(story: Story, theme: Theme | None = None) -> bytes:
    """The published form of a story as a GeoPackage (EPSG:4326), in the light colours of the theme.

    Raises:
        BadInput: the folder for temporary files is full or cannot be written.
    """
    tables = Tables(story)
    at = fixed_date(tables.story)
    try:
        with tempfile.TemporaryDirectory(prefix="strikemap-") as folder:
            path = Path(folder) / "story.gpkg"
            with _fixed_clock(at):
                _write_layers(path, tables)
            _write_styles(path, tables, theme or built_in(), at)
            return path.read_bytes()
    except (OSError, sqlite3.OperationalError, DataSourceError, DataLayerError, FeatureError) as error:
        # GDAL writes to a disk only: the usual folder for such files may be full, or not be there.
        why = getattr(error, "strerror", None) or error
        raise BadInput("{value!r} cannot be written: {why}", value=tempfile.gettempdir(), why=why) from None


def _write_layers(path: Path, tables: Tables) -> None:
    for number, layer in enumerate(reversed(tables.layers)):
        pyogrio.write_arrow(
            table_of(layer.columns, layer.rows, shape=layer.shape),
            path,
            layer=layer.name,
            driver="GPKG",
            geometry_name=GEOMETRY,
            geometry_type=layer.shape,
            crs="EPSG:4326",
            append=number > 0,
            dataset_options={"VERSION": "1.3"} if number == 0 else None,
            dataset_metadata=tables.about if number == 0 else None,
            layer_metadata={"title": layer.title, **tables.marks},
            layer_options={
                "IDENTIFIER": f"{layer.title} ({tables.mark})",
                "DESCRIPTION": " ".join((layer.about, *tables.told)),
                "GEOMETRY_NAME": "geom",
            },
        )


def _write_styles(path: Path, tables: Tables, theme: Theme, at: str) -> None:
    base = sqlite3.connect(path)
    try:
        base.execute(_STYLES)
        for layer in tables.layers:
            base.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
                " styleQML, styleSLD, useAsDefault, description, owner, ui, update_time)"
                " VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '', NULL, ?)",
                (layer.name, layer.name, qml(layer, theme), layer.title, at),
            )
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)"
            " VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (at,),
        )
        base.commit()
    finally:
        base.close()


def fixed_date(story: Story) -> str:
    """The date that a file of a story bears (UTC, as GeoPackage writes it): of its last change, else of the article."""
    for text in (story.changed, story.article.published):
        try:
            moment = datetime.datetime.fromisoformat(text or "")
        except ValueError:
            continue
        moment = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
        return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return NO_DATE


@contextmanager
def _fixed_clock(at: str) -> Iterator[None]:
    with _clock:
        before = pyogrio.get_gdal_config_option(CLOCK)
        pyogrio.set_gdal_config_options({CLOCK: at})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({CLOCK: before})
