"""Runs every bench, or those named: each ``bench/<name>/bench.py`` prints its own table."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(names: list[str]) -> int:
    scripts = [path for path in sorted(HERE.glob("*/bench.py")) if not names or path.parent.name in names]
    if not scripts:
        known = ", ".join(path.parent.name for path in sorted(HERE.glob("*/bench.py")))
        print(f"no bench called {' '.join(names)}; there are: {known}")
        return 2
    failed = 0
    for script in scripts:
        print(f"\n== {script.parent.name}", flush=True)
        failed += subprocess.run([sys.executable, str(script)], cwd=HERE.parent, check=False).returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
