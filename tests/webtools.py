"""Judges of a web page from npm: axe-core for accessibility in the browser, html-validate for the markup; and a
connection as slow as a test wants it.

``make test`` fetches them into tests/web/node_modules where there is an npm. Without them a test is skipped, with the
reason; where ``STRIKEMAP_NEED_BROWSER`` is set, as in CI, it fails.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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


@contextmanager
def slowly(first: str, rest: str) -> Iterator[tuple[str, threading.Event]]:
    """A page that comes in two parts: its address, and the event on which the second part goes out (or after 20 s)."""
    go_on = threading.Event()

    class Slow(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(first.encode())
            self.wfile.flush()
            go_on.wait(20)
            self.wfile.write(rest.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", go_on
        finally:
            go_on.set()
            server.shutdown()
