"""Judges of a web page from npm: axe-core for accessibility in the browser, html-validate for the markup.

``make test`` fetches them into tests/web/node_modules where there is an npm. Without them a test is skipped, with the
reason; where ``STRIKEMAP_NEED_BROWSER`` is set, as in CI, it fails.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

TOOLS = Path(__file__).parent / "web"


def tool(*parts: str) -> Path:
    """A file of tests/web/node_modules; skips the test where it is not."""
    path = TOOLS.joinpath("node_modules", *parts)
    if not path.exists():
        give_up = pytest.fail if os.environ.get("STRIKEMAP_NEED_BROWSER") else pytest.skip
        give_up("no judges from npm: run `npm ci` in tests/web (make test does, where there is an npm)")
    return path


@cache
def _axe() -> str:
    return tool("axe-core", "axe.min.js").read_text("utf-8")


def axe_violations(tab: Any, *, frame: Any = None) -> list[str]:
    """What axe-core finds wrong with the page as it stands: the rule, what it says, and where.

    It is run through the browser's own debugger, which a page's policy does not stop.
    """
    where = frame or tab
    where.evaluate(_axe())
    found = where.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]} {node.get('failureSummary', '')}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def markup_errors(*files: Path) -> list[str]:
    """What html-validate (its recommended rules) finds wrong with the files."""
    command = ["node", str(tool("html-validate", "bin", "html-validate.mjs")), "--config", str(TOOLS / "rules.json")]
    with tempfile.TemporaryFile("w+") as out:  # a pipe would be cut off at its end: node leaves without emptying it
        command += ["--formatter", "json", *map(str, files)]
        said = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True, cwd=TOOLS, check=False).stderr
        out.seek(0)
        text = out.read()
    assert text.startswith("["), text + said
    return [
        f"{Path(file['filePath']).name}:{message['line']}: {message['ruleId']}: {message['message']}"
        for file in json.loads(text)
        for message in file["messages"]
    ]
