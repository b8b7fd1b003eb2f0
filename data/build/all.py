"""Rebuilds every file under data/ from its raw source, each by a builder of this folder, in an order that fits.

Run it with ``python data/build/all.py``, or ``make data``. Builders run as modules from the root of the checkout. With
``--check`` it says which files came out otherwise than they stood, and ends with status 1 if any did.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"

# A builder stands after those whose files it reads.
BUILDERS = (
    "borders",
    "disputed",  # reads borders.parquet
    "border_lines",  # reads borders.parquet, disputed.parquet
    "border_uncertainty",  # reads border_lines.parquet
    "regions",  # reads borders.parquet
    "ground",  # reads borders.parquet
    "centres",  # reads borders.parquet
    "feature_codes",
    "counties",
    "zones",  # reads regions.parquet
    "weapons",
    "schema",
    "web",
    "catalogues",
    "samples",  # reads the language tables
    "confidence",  # reads the gazetteer and the language tables
    "places",  # reads the gazetteer, the weapons and the words
)


def digests() -> dict[str, str]:
    """The SHA-256 of every data file, builders aside."""
    files = (path for path in sorted(DATA.rglob("*")) if path.is_file() and DATA / "build" not in path.parents)
    return {str(path.relative_to(DATA)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def main() -> int:
    """Run every builder; the exit status."""
    before = digests()
    for name in BUILDERS:
        start = time.monotonic()
        print(f"{name}: ", end="", flush=True)
        command = [sys.executable, "-m", f"data.build.{name}"]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
        if done.returncode:
            print(f"data.build.{name} failed", file=sys.stderr)
            return 1
        print(f"{name} done in {time.monotonic() - start:.0f} s")
    after = digests()
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    print("changed: " + (", ".join(changed) or "nothing"))
    return 1 if changed and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
