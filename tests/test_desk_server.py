"""The app as a server: behind a real nginx set up as docs/server.md says; its health address, headers and logs."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import Browser, browser_fixture  # noqa: F401
from click.testing import CliRunner
from served import App, drawn, free_port, turn, visit
from streamlit.components.v2 import manifest_scanner
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.web.server.starlette import starlette_server

from geo.cli import main
from geo.errors import BadInput
from geo.ui import launch

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]


def nginx() -> str:
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if found is None:
        give_up = pytest.fail if os.environ.get("STRIKEMAP_NEED_BROWSER") else pytest.skip
        give_up("no nginx: install Debian's nginx-light")
    return str(found)


@pytest.fixture(scope="module", name="app")
def app_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with App(tmp_path_factory.mktemp("app"), "--host", "localhost", "--base-path", "/desk", path="/desk") as app:
        yield app


@pytest.fixture(scope="module", name="outside")
def outside_fixture(app: App, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app's address through nginx."""
    program, folder, port = nginx(), tmp_path_factory.mktemp("nginx"), free_port()
    told = (ROOT / "docs" / "server.md").read_text("utf-8").partition("<!-- nginx -->")[2]
    location = re.search(r"^    location .*?^    }", told, re.MULTILINE | re.DOTALL)
    assert location is not None
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n"
        f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
        f"server {{ listen 127.0.0.1:{port}; {location[0].replace('8501', str(app.port))} }} }}\n",
        encoding="utf-8",
    )
    command = [program, "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", str(folder / "error.log")]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as proxy:
        try:
            yield f"http://localhost:{port}/desk"
        finally:
            proxy.terminate()
            proxy.wait(10)


def get(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    asked = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, dict(refused.headers), refused.read()


@pytest.mark.browser
def test_it_works_behind_nginx_as_the_docs_say_and_asks_nobody_else(browser: Browser, app: App, outside: str) -> None:
    page, seen = visit(browser, f"{outside}/", locale="en-GB")
    turn(page, "ranges")
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("Range 310 km").wait_for()
    page.locator(".sm-saved").wait_for()
    assert "/desk/ranges?story=" in page.url
    page.reload()
    drawn(page)
    assert page.get_by_role("slider").input_value() == "310"
    server = outside.removesuffix("/desk")
    assert seen.outside(server, server.replace("http", "ws")) == []
    log = app.log.read_text("utf-8")
    assert "Traceback" not in log
    assert page.url.partition("story=")[2] not in log


def test_the_health_address_tells_whether_stories_can_be_kept(app: App) -> None:
    address = f"{app.address}/health"
    status, headers, body = get(address)
    assert (status, body) == (200, b'{"status":"ok"}')
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"
    folder = app.folder / "data"
    [file] = folder.rglob("*.sqlite")
    with closing(sqlite3.connect(file)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert get(address)[0] == 200, "while somebody else is saving, too"
        writer.rollback()
    folder.rename(folder.with_name("gone"))
    try:
        status, _headers, body = get(address)
        assert (status, body) == (503, b'{"status":"unavailable"}'), "and nothing of where or why"
    finally:
        folder.with_name("gone").rename(folder)
    assert get(address)[0] == 200


def test_the_files_that_show_a_map_come_with_the_page(app: App) -> None:
    """Streamlit loads them only once a map is on its way; the header names those of the Streamlit at hand."""
    _status, headers, page = get(f"{app.address}/")
    named = re.findall(r'<\./([^>]+)>; rel="modulepreload"', headers["link"])
    assert any("/ComponentInstance." in name for name in named)
    for name in named:
        assert name.encode() not in page
        status, told, script = get(f"{app.address}/{name}")
        assert status == 200
        assert "javascript" in told["content-type"]
        for other in re.findall(rb"""from\s*["']\./([^"']+)["']""", script):
            assert other in page or f"static/js/{other.decode()}" in named
    assert "link" not in get(f"{app.address}/health")[1]


def test_what_is_sent_does_not_wait_for_what_was_sent_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starlette_server, "_bind_socket", starlette_server._bind_socket)
    launch._send_at_once()
    listening, _address = starlette_server._bind_server_socket("localhost", "127.0.0.1", 0, 1)
    with listening, socket.create_connection(listening.getsockname()):
        listening.setblocking(True)
        connection, _peer = listening.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1


def test_no_component_of_another_package_comes_into_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = manifest_scanner.scan_component_manifests
    assert callable(kept)
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", kept)
    launch._own_components_only()
    manager = BidiComponentManager()
    found: list[object] = []
    monkeypatch.setattr(manager, "register_from_manifest", lambda *told: found.append(told))
    monkeypatch.setattr("importlib.metadata.distributions", lambda: pytest.fail("installed packages were read"))
    manager.discover_and_register_components(start_file_watching=False)
    assert found == []


def test_a_log_tells_where_an_error_was_and_never_what_it_said() -> None:
    """In a process of its own, since it sets up the logs of one."""
    code = """
import logging
from streamlit.logger import get_logger
from geo.ui.serving import hush
hush()
for log in (logging.getLogger("strikemap"), get_logger("streamlit.runtime")):
    try:
        try:
            {}["the words of an article"]
        except KeyError as error:
            raise ValueError("a name nobody should read") from error
    except ValueError as error:
        log.error("could not be done", exc_info=error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stderr.count("could not be done") == 2
    assert done.stderr.count("builtins.ValueError") == 2
    assert done.stderr.count("builtins.KeyError") == 2
    assert "article" not in done.stderr
    assert "nobody should read" not in done.stderr


@pytest.mark.parametrize(
    "serving",
    [launch.Serving(base_path="a b"), launch.Serving(base_path="../x"), launch.Serving(host="a host"),
     launch.Serving(host="https://maps.example.org"), launch.Serving(host="")],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(serving: launch.Serving) -> None:
    with pytest.raises(BadInput, match="expected one such as"):
        launch.options(serving=serving)


def test_the_command_says_what_is_wrong_with_a_host() -> None:
    answer = CliRunner().invoke(main, ["app", "--host", "maps example"])
    assert answer.exit_code == 1
    assert "'maps example' is not a host" in answer.output
