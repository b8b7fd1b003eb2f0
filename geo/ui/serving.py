"""What the app's server adds to Streamlit's: a health address, strict headers, logs without anybody's text."""

from __future__ import annotations

import logging
import re
import traceback
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse

from geo.errors import StrikemapError
from geo.ui import keeping
from geo.words import DEFAULT_LANGUAGE, Words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("strikemap")
# Everything comes from this server: a script or picture of another's that got into a page would not be fetched.
# Streamlit's own page needs inline styles and scripts; its map frame is of the same server.
POLICY = "; ".join((
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "frame-src 'self' data: blob:",
    "frame-ancestors 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
))  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    # The address of a page names the story that is open: it is told to nobody.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


# What Streamlit's page loads once it is told that there is a map: with the page itself it comes half a second sooner,
# ahead of the forty files of the boxes beside it.
AHEAD = "ComponentInstance"
_IMPORTED = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")


class Headers:
    """Puts ``HEADERS`` on every answer that has none of that name, and ``ahead`` on Streamlit's page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, with the headers on what is sent."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                is_page = headers.get("content-type", "").startswith("text/html")
                if is_page and "/component/" not in scope["path"] and ahead():
                    headers["Link"] = ahead()
            await send(message)

        await self.app(scope, receive, sent)


@cache
def ahead() -> str:
    """The files by which Streamlit's page shows a map, as a Link header; empty where this Streamlit has no such files.

    Their names hold a digest of what is in them, so they are looked for, with all that they import and the page has
    not named yet.
    """
    static = Path(streamlit.__file__).parent / "static"
    scripts = static / "static" / "js"
    try:
        named = (static / "index.html").read_text("utf-8")
        wanted = [path.name for path in scripts.glob(f"{AHEAD}.*.js")]
        found: dict[str, None] = {}
        while wanted:
            name = wanted.pop()
            if name not in found and f"/{name}" not in named:
                found[name] = None
                wanted += _IMPORTED.findall((scripts / name).read_text("utf-8"))
    except OSError:
        return ""
    return ", ".join(f'<./static/js/{name}>; rel="modulepreload"' for name in found)


def health(_request: Request) -> JSONResponse:
    """200 when stories can be read and kept, else 503; says nothing of what or where."""
    try:
        keeping.store().check()
    except StrikemapError:
        return JSONResponse({"status": "unavailable"}, status_code=503, headers={"Cache-Control": "no-store"})
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


def failed(_error: Exception) -> bool:
    """What nobody foresaw, in a callback say: said in a sentence, and the story stays as it was.

    Streamlit has logged it.
    """
    import streamlit as st

    words = Words(st.session_state.get("language") or DEFAULT_LANGUAGE)
    st.error(words("Something went wrong here. Your story is kept: undo the last step, or try again."))
    return True


# ---------------------------------------------------------------- logs


def told_quietly(error: BaseException) -> str:
    """Of an error and what caused it the kinds, and the lines of code that led there; never a message."""
    lines: list[str] = []
    told: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in told:
        told.add(id(at))
        lines.append(f"{type(at).__module__}.{type(at).__name__}")
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(at.__traceback__)]
        at = at.__cause__ or at.__context__
    return "\n".join(lines)


def hush() -> None:
    """Have every log of this process, also one that is made later, tell of an error without its message."""
    made = logging.getLogRecordFactory()

    def quiet(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = made(*args, **kwargs)
        if record.exc_info and record.exc_info[1] is not None:
            # A formatter takes the text that stands here before it makes one of its own.
            record.exc_text = told_quietly(record.exc_info[1])
        return record

    logging.setLogRecordFactory(quiet)
    if not LOG.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        LOG.addHandler(handler)
        LOG.propagate = False
