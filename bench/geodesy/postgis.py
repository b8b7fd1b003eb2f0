"""PostGIS as a peer: a server of its own, on a socket in a temporary folder, where Debian's packages are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Ask = Callable[[str], str]


@contextmanager
def open_postgis() -> Iterator[tuple[Ask | None, str]]:
    """A function that runs SQL and gives the answer as text, or None and why there is no server.

    PostgreSQL refuses to run as root; then it runs as the user ``postgres`` of its package.
    """
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not folders or shutil.which("psql") is None:
        yield None, "PostgreSQL is not installed"
        return
    tools = folders[-1]
    extension = Path("/usr/share/postgresql") / tools.parent.name / "extension" / "postgis.control"
    if not extension.exists():
        yield None, "the extension postgis is not installed"
        return
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if as_user:
            shutil.chown(folder, "postgres")
        data = str(folder / "data")

        def run(*command: str) -> str:
            done = subprocess.run([*as_user, *command], check=True, capture_output=True, text=True, cwd=name)
            return done.stdout

        def ask(sql: str) -> str:
            return subprocess.run(
                [*as_user, "psql", "-h", name, "-d", "postgres", "-qAt", "-v", "ON_ERROR_STOP=1"],
                input=sql, check=True, capture_output=True, text=True, cwd=name,
            ).stdout.strip()  # fmt: skip

        run(str(tools / "initdb"), "-D", data, "-A", "trust", "-N")
        options = f"-k {name} -c listen_addresses='' -c fsync=off"
        subprocess.run(
            [*as_user, str(tools / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start"],
            check=True, stdout=subprocess.DEVNULL, cwd=name,
        )  # fmt: skip
        try:
            ask("CREATE EXTENSION postgis")
            yield ask, ""
        finally:
            run(str(tools / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
