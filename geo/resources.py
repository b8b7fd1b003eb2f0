"""Where strikemap's own files are: ``data/`` beside the package in a checkout, ``geo/data/`` in a wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from geo.errors import DataError

PACKAGE = Path(__file__).resolve().parent


@cache
def data_dir() -> Path:
    """The folder that holds borders, weapons, language tables and samples.

    Raises:
        DataError: neither ``geo/data`` nor ``data`` beside the package is there.
    """
    for folder in (PACKAGE / "data", PACKAGE.parent / "data"):
        if (folder / "weapons.json").is_file() or (folder / "locale").is_dir():
            return folder
    raise DataError("strikemap's data folder is missing: expected {path}", path=PACKAGE / "data")


def data_path(name: str) -> Path:
    """The path of one data file, by its name relative to the data folder ("weapons.json").

    Raises:
        DataError: the file is not there.
    """
    path = data_dir() / name
    if not path.exists():
        raise DataError("strikemap's data file {name} is missing: expected {path}", name=name, path=path)
    return path
