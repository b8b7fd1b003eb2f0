"""Starts the app: Streamlit on this machine's own address, closed to the network, telling nobody anything."""

from __future__ import annotations

import os
import re
import socket
import sys
import threading
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.errors import BadInput

# In a folder of its own, because Streamlit puts the folder of its script at the head of the import path.
ENTRY = Path(__file__).parent / "entry" / "app.py"
SERVER = ENTRY.with_name("server.py")
DEFAULT_PORT = 8501
# Given as options of the command, so that they hold wherever the app is started from; .streamlit/config.toml says the
# same for ``streamlit run app.py`` in a checkout.
OPTIONS: dict[str, str | int | bool | list[str]] = {
    "browser.gatherUsageStats": False,
    "browser.serverAddress": "localhost",
    # By default Streamlit's page takes orders from pages of its maker's cloud in whose frame it is.
    "client.allowedOrigins": ["http://localhost"],
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "global.developmentMode": False,
    # Boxes begin with what the story holds, and are set anew where that changed or where labels change their language.
    "global.disableWidgetStateDuplicationWarning": True,
    # A part of the page that is as it was, from this size on (bytes), is not sent again.
    "global.minCachedMessageSize": 64,
    "logger.enableRich": False,
    "runner.magicEnabled": False,
    # Python looks for garbage by itself, as more is made. After each run of a page Streamlit would have it look at all
    # that there is, which takes as long as making the page.
    "runner.postScriptGC": False,
    "server.address": "localhost",
    # Against a web page elsewhere that has its name resolve to this machine.
    "server.allowedHosts": ["localhost", "127.0.0.1"],
    "server.enableCORS": True,
    "server.enableStaticServing": False,
    # A fifth of the bytes on the way, for a thousandth of a second a rerun.
    "server.enableWebsocketCompression": True,
    "server.enableXsrfProtection": True,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": 10,
    "server.showEmailPrompt": False,
    "theme.dark.primaryColor": "#e08a4e",
    "theme.light.primaryColor": "#9a4a12",
    "theme.baseRadius": "small",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """How a server for a desk of many is reached; by default the app is for this machine alone.

    Attributes:
        address: to listen on; "localhost" behind a proxy on the same machine.
        host: the name that people type, where it is another ("maps.example.org"). base_path: what follows it ("kaart").
        secure: people come by https (to the proxy).
        secrets: a file of Streamlit's secrets, for signing in.
    """

    address: str = "localhost"
    host: str | None = None
    base_path: str = ""
    secure: bool = False
    secrets: Path | None = None


def run_app(port: int | None = None, headless: bool | None = None, serving: Serving | None = None) -> int:
    """Serve the app until it is stopped.

    Args:
        port: of this machine's loopback address; 8501 by default, or the next free one.
        headless: True opens no browser; by default Streamlit opens one where there is a screen.
        serving: how it is reached by others.

    Returns:
        The exit status: 0 when it was stopped by a person.
    """
    from streamlit.web import cli

    # While one thread works, another that has a message to send or a file to serve waits this long for its turn.
    # Python's 5 ms, a hundred times over for the files of one page, are half a second.
    sys.setswitchinterval(0.001)
    _send_at_once()
    _own_components_only()
    threading.Thread(target=_warm, name="first view", daemon=True).start()
    arguments = ["run", str(SERVER), *options(port=port, headless=headless, serving=serving)]
    try:
        cli.main(arguments, prog_name="streamlit", standalone_mode=False)
    except KeyboardInterrupt:
        return 0
    except SystemExit as stopped:
        return stopped.code if isinstance(stopped.code, int) else 0
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _send_at_once() -> None:
    """Have what is sent leave at once, also where the last of it has not been acknowledged yet.

    asyncio sees to that for sockets that are said to be of TCP; Streamlit makes its own without saying so. Then the
    second half of each answer, and each message after another, waits for the acknowledgement of the first: 40 ms on
    Linux, more elsewhere. A connection takes it over from the socket that it came in by.
    """
    with suppress(ImportError, AttributeError):  # of another Streamlit: it works without
        from streamlit.web.server.starlette import starlette_server as server

        bind = server._bind_socket

        def bound(*told: Any, **named: Any) -> socket.socket:
            made = bind(*told, **named)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return made

        server._bind_socket = bound


def _own_components_only() -> None:
    """Have no component in the page that another package brings: it would run there with the page's rights.

    To find such, Streamlit reads what every installed package says of itself, at each start: a sixth of a second.
    """
    with suppress(ImportError):
        from streamlit.components.v2 import manifest_scanner

        manifest_scanner.scan_component_manifests = lambda *_told, **_named: []


def _warm() -> None:
    from geo.ui.warming import first_view

    first_view()


def options(*, port: int | None = None, headless: bool | None = None, serving: Serving | None = None) -> list[str]:
    """The options as Streamlit's command line takes them.

    Raises:
        BadInput: a host or base path that is none, or a secrets file without signing in.
    """
    chosen = dict(OPTIONS)
    if port is not None:
        chosen["server.port"] = port
    if headless is not None:
        chosen["server.headless"] = headless
    elif "CI" in os.environ:
        chosen["server.headless"] = True
    if serving is not None:
        chosen.update(_served(serving))
    return [f"--{name}={_written(item)}" for name, value in sorted(chosen.items()) for item in _each(value)]


def _served(serving: Serving) -> dict[str, str | int | bool | list[str]]:
    found: dict[str, str | int | bool | list[str]] = {"server.address": serving.address}
    if serving.base_path:
        path = serving.base_path.strip("/")
        if not re.fullmatch(r"[A-Za-z0-9_~-]+(/[A-Za-z0-9_~-]+)*", path):
            raise BadInput("{value!r} is not a path: expected one such as maps", value=serving.base_path)
        found["server.baseUrlPath"] = path
    if serving.host is not None:
        name = serving.host.lower()
        if not re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", name):
            raise BadInput("{value!r} is not a host: expected one such as maps.example.org", value=serving.host)
        found["browser.serverAddress"] = name
        found["browser.serverPort"] = 443 if serving.secure else 80
        found["server.allowedHosts"] = [name, "localhost", "127.0.0.1"]
        found["server.corsAllowedOrigins"] = [f"http{'s' if serving.secure else ''}://{name}"]
    if serving.secrets is not None:
        found["secrets.files"] = [str(_to_sign_in_by(serving.secrets))]
    return found


def _to_sign_in_by(file: Path) -> Path:
    """The file, in which signing in is set up: Streamlit takes one that it cannot read for none, and asks nobody.

    Raises:
        BadInput: it is not. Nothing of what it holds is told.
    """
    try:
        auth = tomllib.loads(file.read_text("utf-8")).get("auth") if file.suffix == ".toml" else None
    except (OSError, ValueError):
        auth = None
    if not isinstance(auth, dict) or not all(auth.get(name) for name in ("redirect_uri", "cookie_secret")):
        raise BadInput(
            "{value!r} is not a file that people can sign in by: expected a name that ends in .toml, and in it [auth] "
            "with redirect_uri and cookie_secret",
            value=file.name,
        )
    return file


def _each(value: str | int | bool | list[str]) -> list[str | int | bool]:
    """A list is given as one option an item."""
    return [*value] if isinstance(value, list) else [value]


def _written(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
