"""The app's real server for browser tests: on loopback, in a folder of its own; stopped, killed, started again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, Seen, wait_until

ROOT = Path(__file__).parents[1]
# How long a condition is waited for: a machine that does much else is slow, not wrong.
PATIENCE_S = 60


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class App:
    """``strikemap app`` with what it keeps in ``folder``."""

    def __init__(self, folder: Path, *options: str, path: str = "", **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://localhost:{self.port}{path}"
        self.log = folder / "log.txt"
        self._options = options
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "STRIKEMAP_DATA": str(folder / "data"),
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "geo.cli", "app", "--headless", "--port", str(self.port), *self._options]
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                command, cwd=self.folder, env=self._environment, stdout=out, stderr=out, stdin=subprocess.DEVNULL
            )
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=1):
                    return
            except OSError:
                time.sleep(0.05)
        self.kill()
        pytest.fail(f"the app did not start: {self.log.read_text('utf-8')}")

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end("kill")

    def stop(self) -> None:
        """End it as a person would."""
        self._end("terminate")

    def _end(self, how: str) -> None:
        if self._process is not None:
            getattr(self._process, how)()
            self._process.wait(10)
            self._process = None

    def __enter__(self) -> App:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


@contextmanager
def serving(folder: Path) -> Iterator[App]:
    """The app for as long as the block lasts; it must have thrown nothing, and leave nothing where it was started."""
    with App(folder) as app:
        yield app
    log = app.log.read_text("utf-8")
    assert "Traceback" not in log, log
    assert not (folder / ".streamlit").exists(), "nothing is left where the app was started"


def only_ours(seen: Seen, address: str) -> None:
    """No request off this machine, no dialog, no error."""
    assert seen.outside(address, address.replace("http", "ws")) == []
    assert seen.dialogs == []
    assert seen.errors == [], seen.errors


def visit(browser: Browser, address: str, **context: Any) -> tuple[Any, Seen]:
    """A page with the app and its map, and what the page did."""
    page, seen = browser.page(**context)
    page.set_default_timeout(PATIENCE_S * 1000)
    page.goto(address)
    drawn(page)
    return page, seen


def drawn(page: Any) -> None:
    """Wait until the map is there and the page at rest."""
    page.frame_locator("iframe").locator(".sm-map path").first.wait_for(state="attached")
    settled(page)


# Notes in the page when it asked the server something that no message has answered yet. What a click changed is sent by
# a timer of no length: by the end of a longer one it is on its way.
_LISTEN = """() => {
  if (!window.askedAt) {
    window.askedAt = { last: 0 };
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) {
      window.askedAt.last = performance.now();
      this.addEventListener("message", () => { window.askedAt.last = 0; }, { once: true });
      return send.call(this, data);
    };
  }
  return new Promise((then) => { setTimeout(then, 20); });
}"""
# What is answered by nothing at all (a sign of life) is waited for so long.
_UNANSWERED_MS = 2000


def settled(page: Any) -> None:
    """Wait until the page has been made to its end: a box that is filled before that may be replaced under the hand."""
    page.evaluate(_LISTEN)
    wait_until(
        page,
        "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning' && "
        "!document.querySelector('[data-stale=true]') && "
        f"!(window.askedAt?.last > 0 && performance.now() - window.askedAt.last < {_UNANSWERED_MS})",
        seconds=PATIENCE_S,
    )


def turn(page: Any, step: str) -> None:
    """Go to a step by the link in the head, by the end of its address."""
    settled(page)
    page.locator(".st-key-step a").nth(["article", "places", "ranges", "check", "publish"].index(step)).click()
    if step != "article":
        page.wait_for_url(f"**/{step}*")
    settled(page)
