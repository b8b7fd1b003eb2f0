"""What the benches of the app share as commands: how their options are read, and how their figures are told."""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from geo.measuring.geodesy import cores

if TYPE_CHECKING:
    from collections.abc import Sequence


def options(about: str, *, marks: str = "", **known: tuple[object, str]) -> argparse.Namespace:
    """The options that were typed.

    Args:
        about: one sentence on the command. marks: of the page that ``--write`` writes the figures into; "" for none.
        known: by name the usual value, whose kind the typed one must have (None for a text, a tuple for one of its
            words), and what it is for.
    """
    parser = argparse.ArgumentParser(description=about)
    for name, (usual, meant) in known.items():
        if isinstance(usual, tuple):
            parser.add_argument(f"--{name}", choices=usual, help=meant)
        else:
            parser.add_argument(f"--{name}", type=str if usual is None else type(usual), default=usual, help=meant)
    if marks:
        parser.add_argument("--write", type=Path, help=f"a page that has the marks {marks}")
    return parser.parse_args()


def busy() -> float:
    """How much others are at work on the machine, on average of the last minute."""
    return os.getloadavg()[0]


def tell(lines: Sequence[str], script: str, others: float, *, more: str = "", marks: str, page: Path | None) -> int:
    """Print the figures under when and where they were measured, and write them into a page where one is given.

    Args:
        others: ``busy()`` at the start. more: what else they hang on (a version, an article).

    Returns:
        The exit status: 1 where the page has no such marks.
    """
    text = "\n".join((
        f"Measured on {date.today()} by `python {script}`, {cores()} cores, Python {platform.python_version()}{more}; "
        f"others at work on the machine at the start, on average of a minute: {others:.1f}.",
        "",
        *lines,
    ))  # fmt: skip
    print(text)
    if page is None:
        return 0
    between = re.compile(rf"(<!-- {re.escape(marks)} -->\n).*?(<!-- /bench -->)", re.DOTALL)
    whole = page.read_text("utf-8")
    if not between.search(whole):
        print(f"{page} has no marks <!-- {marks} --> and <!-- /bench -->", file=sys.stderr)
        return 1
    page.write_text(between.sub(lambda hit: f"{hit[1]}\n{text}\n\n{hit[2]}", whole), "utf-8")
    return 0
