"""What the app's server adds to Streamlit's: a health address, strict headers, logs without anybody's text."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse

from geo.errors import StrikemapError
from geo.ui import keeping

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

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


class Headers:
    """Puts ``HEADERS`` on every answer that has none of that name."""

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
            await send(message)

        await self.app(scope, receive, sent)


def health(_request: Request) -> JSONResponse:
    """200 when stories can be read and kept, else 503; says nothing of what or where."""
    try:
        found = keeping.store().check()
    except StrikemapError:
        return JSONResponse({"status": "unavailable"}, status_code=503, headers={"Cache-Control": "no-store"})
    return JSONResponse({"status": "ok", "store": found.engine}, headers={"Cache-Control": "no-store"})


# ---------------------------------------------------------------- logs


class _Quiet(logging.Formatter):
    """Tells of an error its kind and where it happened, never its message, which may quote an article or a name."""

    def formatException(self, ei: object) -> str:  # noqa: N802
        """The kinds of error and the lines of code that led to it."""
        kind, error, _where = ei if isinstance(ei, tuple) else (None, None, None)
        if not isinstance(error, BaseException):
            return str(kind)
        lines = []
        told: set[int] = set()
        at: BaseException | None = error
        while at is not None and id(at) not in told:
            told.add(id(at))
            frames = traceback.extract_tb(at.__traceback__)
            lines += [f"{type(at).__module__}.{type(at).__name__}"]
            lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
            at = at.__cause__ or at.__context__
        return "\n".join(lines)


def hush() -> None:
    """Have every log of this process go out without the text of errors; its own messages name no story and no text."""
    quiet = _Quiet("%(asctime)s %(levelname)s %(name)s: %(message)s")
    names = [None, "strikemap", *(name for name in logging.root.manager.loggerDict if name.startswith("streamlit"))]
    for name in names:
        for handler in logging.getLogger(name).handlers:
            handler.setFormatter(quiet)
    own = logging.getLogger("strikemap")
    if not own.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(quiet)
        own.addHandler(handler)
        own.propagate = False
