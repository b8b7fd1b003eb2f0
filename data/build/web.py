"""Builds geo/drawing/web/built: scripts and style sheets of our own as pages carry them, minified by esbuild.

A page holds them all, so that every kilobyte counts; names and blanks of ours are a quarter of them. The sources
beside the folder are what people read and edit: after an edit run ``python -m data.build.web``. Until then the
source itself is used (``geo/drawing/shell.py``), and a test says so. esbuild comes with ``npm ci`` in tests/web.

It also takes the part of Leaflet that a page needs (``data/build/leaflet.py``) into geo/drawing/web/leaflet.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

from data.build.leaflet import MODULES, leaflet_part
from data.build.raw import write_whole

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "geo" / "drawing" / "web"
BUILT = SOURCES / "built"
LEAFLET = SOURCES / "leaflet"
TOOLS = ROOT / "tests" / "web"
# What browsers of 2021 read.
TARGET = {".js": "es2020", ".css": "chrome88,firefox85,safari14"}


def sources() -> list[Path]:
    """Every script and style sheet, by name."""
    return sorted(path for path in SOURCES.iterdir() if path.suffix in TARGET)


def minified(path: Path) -> bytes:
    """What a page carries of a source.

    Raises:
        SystemExit: esbuild is not there, or refuses the source.
    """
    command = [str(esbuild()), "--minify", "--charset=utf8", "--legal-comments=none", f"--target={TARGET[path.suffix]}"]
    done = subprocess.run([*command, f"--loader={path.suffix[1:]}"], input=path.read_bytes(), capture_output=True)
    if done.returncode:
        raise SystemExit(f"{path.name}: {done.stderr.decode()}")
    return done.stdout


def esbuild() -> Path:
    """The minifier; fetched by npm, as the lock file pins it, where it is missing.

    Raises:
        SystemExit: npm is not there or failed.
    """
    found = TOOLS / "node_modules" / ".bin" / "esbuild"
    if not found.exists():
        try:
            subprocess.run(["npm", "ci", "--silent"], cwd=TOOLS, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise SystemExit(f"npm could not fetch what {TOOLS} names: {error}") from None
    return found


def main() -> None:
    """Write what is out of date, and remove what has no source any more."""
    BUILT.mkdir(exist_ok=True)
    digests = {}
    for path in sources():
        write_whole(BUILT / path.name, minified(path))
        digests[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    write_whole(BUILT / "sources.json", (json.dumps(digests, indent=1, sort_keys=True) + "\n").encode())
    for path in BUILT.iterdir():
        if path.name not in {*digests, "sources.json"}:
            path.unlink()
    LEAFLET.mkdir(exist_ok=True)
    write_whole(LEAFLET / "part.js", leaflet_part(esbuild()))
    write_whole(LEAFLET / "source.sha256", f"{hashlib.sha256(MODULES.read_bytes()).hexdigest()}\n".encode())
    print(", ".join(f"{name} {(BUILT / name).stat().st_size:,}" for name in digests))


if __name__ == "__main__":
    main()
