"""The two apps that are measured beside each other, each a server of its own on loopback, with a fresh data folder."""

from __future__ import annotations

import compileall
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import closing, contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PLAIN = Path(__file__).with_name("plain.py")
# A server that does not answer by then never will.
PATIENCE_S = 60.0


class Server:
    """One running app.

    Attributes:
        name: "strikemap" or "plain". address: of its page. page: path of the page with the slider.
        began: ``time.perf_counter()`` when it was started.
    """

    def __init__(self, name: str, folder: Path) -> None:
        if name == "plain" and find_spec("streamlit_folium") is None:
            raise SystemExit("the plain app is shown by streamlit-folium: pip install 'strikemap[bench]'")
        self.name = name
        self.page = "ranges" if name == "strikemap" else ""
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"http://localhost:{self.port}"
        self.log = folder / f"{name}.log"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "STRIKEMAP_DATA": str(folder / "data")}
        with self.log.open("wb") as out:
            self.began = time.perf_counter()
            self._process = subprocess.Popen(
                command(name, self.port), cwd=folder, env=environment, stdout=out, stderr=out, stdin=subprocess.DEVNULL
            )
        self._seen = psutil.Process(self._process.pid)

    def wait(self) -> None:
        """Wait until it answers.

        Raises:
            SystemExit: it does not; with what it said.
        """
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=1):
                    return
            except OSError:
                time.sleep(0.02)
        raise SystemExit(f"{self.name} did not start:\n{self.log.read_text('utf-8', 'replace')}")

    def cpu_s(self) -> float:
        """Processor time that it has used, seconds."""
        times = self._seen.cpu_times()
        return float(times.user + times.system)

    def memory_mib(self) -> float:
        """Memory of its own (without pages that it shares with other processes), MiB."""
        return float(self._seen.memory_full_info().uss) / 2**20

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)


def command(name: str, port: int) -> list[str]:
    """The command by which that app is started: ours as anyone starts it, the plain one by Streamlit's."""
    if name == "strikemap":
        return [sys.executable, "-m", "geo.cli", "app", "--headless", "--port", str(port)]
    options = ["--server.headless=true", "--browser.gatherUsageStats=false", "--server.fileWatcherType=none"]
    where = ["--server.address=localhost", f"--server.port={port}"]
    return [sys.executable, "-m", "streamlit", "run", str(PLAIN), *options, *where]


@cache
def compiled() -> None:
    """See to it that ours is compiled, as installing it or ``make app`` leaves it; the plain one's packages are."""
    compileall.compile_dir(ROOT / "geo", quiet=1)


@contextmanager
def served(name: str) -> Iterator[Server]:
    """An app for as long as the block lasts; it answers when the block begins."""
    compiled()
    with tempfile.TemporaryDirectory(prefix="strikemap-bench-") as folder:
        server = Server(name, Path(folder))
        try:
            server.wait()
            yield server
        finally:
            server.stop()
