"""Where the stories are: a file in the user's data folder, or the database that one setting names."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import BadInput

if TYPE_CHECKING:
    from sqlalchemy import URL

# The two settings.
DATABASE = "STRIKEMAP_DATABASE"
FOLDER = "STRIKEMAP_DATA"
FILE = "stories.sqlite"
DRIVER = "postgresql+psycopg"
EXPECTED = "sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/DATABASE"


def data_folder() -> Path:
    """The user's data folder, or what the environment variable STRIKEMAP_DATA names."""
    if chosen := os.environ.get(FOLDER):
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("strikemap", appauthor=False)


def address_of(url: str | None) -> URL:
    """The address of the store: as given, else by STRIKEMAP_DATABASE, else the file in the user's data folder.

    Raises:
        BadInput: it cannot be read, or is no file of SQLite and no PostgreSQL. Its password is never told.
    """
    from sqlalchemy import URL, make_url
    from sqlalchemy.exc import ArgumentError

    given = url if url is not None else os.environ.get(DATABASE, "")
    if not given:
        return URL.create("sqlite", database=str((data_folder() / FILE).absolute()))
    scheme = given.partition("://")[0] if "://" in given else ""
    shown = scheme if re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme) else "…"
    try:
        found = make_url(given)
    except (ArgumentError, ValueError):
        raise _not_ours(shown) from None
    kind = found.drivername
    if kind == "sqlite" and found.database and found.database != ":memory:" and not found.host:
        if found.query or found.database.startswith("file:"):
            raise _not_ours(shown)
        return URL.create("sqlite", database=str(Path(found.database).absolute()))
    if kind in {DRIVER, "postgresql", "postgres"}:
        # "user:p@ss@host" is read up to the first @: the rest of the password would be taken for a host, and told.
        if given.partition("?")[0].count("@") > 1:
            raise BadInput(
                "the address of the database ({value}://…) has more than one @: write the one in a password as %40",
                value=shown,
            )
        return found.set(drivername=DRIVER)
    raise _not_ours(shown)


def _not_ours(scheme: str) -> BadInput:
    return BadInput(
        "{value}://… is not an address that stories can be kept at: expected {expected}",
        value=scheme,
        expected=EXPECTED,
    )


def shown(address: URL) -> str:
    """The address as it may be told: a file's path, or host and name of a database; no user, password or option."""
    if address.drivername == "sqlite":
        return address.database or ""
    host = address.host or ""
    return f"postgresql://{host}{f':{address.port}' if address.port else ''}/{address.database or ''}"
