"""Fetches raw sources into ``.cache/raw`` of the checkout, each pinned by the SHA-256 of its archive.

The usual clients do the fetching (npm, apt-get), with whatever registry they are set up for. An archive is fetched
and unpacked in a temporary folder and renamed when whole, so that a killed run leaves nothing half done; a folder
that stands is taken as it is, since its name holds the digest that was checked.

Builders run from the root of the checkout as modules (``python -m data.build.borders``): run as scripts, this
folder would come first on the path and its ``locale.py`` would hide the standard library's.
"""

from __future__ import annotations

import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "raw"


def npm_package(name: str, version: str, sha256: str) -> Path:
    """The folder with the files of an npm package (what its archive holds under ``package/``).

    Raises:
        SystemExit: npm failed, or the archive has another digest than ``sha256``.
    """
    target = CACHE / f"npm-{name.replace('/', '-')}-{version}-{sha256[:12]}"
    if not target.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE, prefix="tmp-") as scratch:
            folder = Path(scratch)
            _run(["npm", "pack", "--silent", f"{name}@{version}"], folder)
            _checked(_only(folder.glob("*.tgz")), sha256)
            with tarfile.open(_only(folder.glob("*.tgz"))) as archive:
                archive.extractall(folder / "unpacked", filter="data")
            _rename(_only((folder / "unpacked").iterdir()), target)
    return target


def debian_package(name: str, sha256: str | None = None) -> Path:
    """The folder with the files of a Debian package, laid out as on the system (``usr/share/...``).

    Without ``sha256`` any version is taken; with it, an archive of another digest is refused.

    Raises:
        SystemExit: apt-get failed (its lists may be stale: run apt-get update), or the digest differs.
    """
    target = CACHE / f"debian-{name}-{sha256[:12] if sha256 else 'any'}"
    if not target.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE, prefix="tmp-") as scratch:
            folder = Path(scratch)
            # apt drops its rights to a user that may not write here; as the invoking user it need not.
            _run(["apt-get", "download", "-qq", "-o", "APT::Sandbox::User=", name], folder)
            archive = _only(folder.glob("*.deb"))
            if sha256:
                _checked(archive, sha256)
            _run(["dpkg-deb", "-x", archive.name, "unpacked"], folder)
            _rename(folder / "unpacked", target)
    return target


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it there, so that readers never see half of it."""
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(content)
    aside.replace(path)


def _run(command: list[str], folder: Path) -> None:
    """Run a client in a folder; its own words are shown when it fails."""
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8")
    except FileNotFoundError:
        raise SystemExit(f"{command[0]} is needed to fetch the raw data and is not installed") from None
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"{' '.join(command)} failed:\n{error.stderr}") from None


def _checked(archive: Path, sha256: str) -> None:
    """Refuse an archive whose digest is not the pinned one."""
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != sha256:
        raise SystemExit(f"{archive.name} has SHA-256 {found}, expected {sha256}: the source has changed")


def _only(paths: Iterable[Path]) -> Path:
    """The one path of an iterable."""
    (path,) = paths
    return path


def _rename(source: Path, target: Path) -> None:
    """Move a finished folder into place; another process that was first is fine."""
    try:
        source.rename(target)
    except OSError:
        if not target.is_dir():
            raise
