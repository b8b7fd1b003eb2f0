"""A real PostgreSQL with PostGIS for tests, started by the test itself on loopback, in a temporary folder.

Debian's ``postgresql`` and ``postgresql-15-postgis-3`` (or newer) are enough; no server of the machine is touched.
Where there is none a test is skipped, with the reason; where ``STRIKEMAP_NEED_POSTGRES`` is set, as in CI, it fails.
"""

from __future__ import annotations

import atexit
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest

USER = "desk"
# With what an address must write in another way: an @, a slash, a colon, a percent sign.
PASSWORD = "se@cr/et:100%"
IN_ADDRESS = "se%40cr%2Fet%3A100%25"
_names = itertools.count(1)


def give_up(why: str) -> None:
    """Skip the test, or fail it where a server was promised."""
    (pytest.fail if os.environ.get("STRIKEMAP_NEED_POSTGRES") else pytest.skip)(why)


def programs() -> Path:
    """The folder of PostgreSQL's programs, the newest; skips the test where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        give_up("no PostgreSQL: install Debian's postgresql and postgresql-postgis")
    return (found[-1] if found else Path(str(on_path)).resolve()).parent


class Server:
    """A server of the test's own. It refuses to run as root: then it is user ``postgres`` who runs it."""

    def __init__(self) -> None:
        self.bin = programs()
        self.folder = Path(tempfile.mkdtemp(prefix="strikemap-pg-"))
        self.data = self.folder / "data"
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            who = pwd.getpwnam("postgres")
            self._as = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
            os.chown(self.folder, who.pw_uid, who.pw_gid)
        word = self.folder / "word"
        word.write_text(PASSWORD, encoding="utf-8")
        word.chmod(0o644)
        self._run("initdb", "-D", self.data, "-U", USER, "--auth=scram-sha-256", f"--pwfile={word}", "--no-sync",
                  "--encoding=UTF8", "--locale=C")  # fmt: skip
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None
        self.start()
        atexit.register(self.remove)
        self.sql("CREATE DATABASE gis")
        self.sql("CREATE EXTENSION postgis", database="gis")

    def _run(self, program: str, *arguments: object) -> None:
        done = subprocess.run([self.bin / program, *map(str, arguments)], cwd=self.folder, capture_output=True,
                              text=True, **self._as)  # fmt: skip
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        """Start it and wait until it answers. The disk is not waited for: no test pulls the machine's plug."""
        settings = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": self.folder,
                    "fsync": "off", "shared_buffers": "32MB", "max_connections": 60}  # fmt: skip
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen([self.bin / "postgres", "-D", self.data, *options], cwd=self.folder,
                                             stdout=log, stderr=log, **self._as)  # fmt: skip
        until = time.monotonic() + 60
        while True:
            try:
                self.sql("SELECT 1")
                return
            except Exception:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it at once, as an administrator who does not wait: open connections are broken."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(60)
            self._process = None

    def remove(self) -> None:
        """Stop it and delete its folder."""
        with suppress(Exception):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str, *, user: str = USER, password: str = IN_ADDRESS) -> str:
        """The address of a database as it stands in the setting."""
        return f"postgresql+psycopg://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def fresh(self, *, gis: bool = True) -> str:
        """The address of a new, empty database, with PostGIS or without."""
        name = f"db{next(_names)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {'gis' if gis else 'template0'}")
        return self.url(name)

    def sql(self, statement: str, *, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement as the administrator; the rows that it gives."""
        import psycopg

        with psycopg.connect(host="127.0.0.1", port=self.port, user=USER, password=PASSWORD, dbname=database,
                             autocommit=True) as connection:  # fmt: skip
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@cache
def server() -> Server:
    """The one server of this process; started when first asked for, gone with it."""
    return Server()
