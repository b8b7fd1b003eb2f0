"""A small OpenID Connect provider on loopback, for tests of signing in: whoever asks is let in as whom they pick."""

from __future__ import annotations

import json
import secrets
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

if TYPE_CHECKING:
    from collections.abc import Iterator

PEOPLE = {"ann": "Ann Example", "ben": "Ben Example"}
CLIENT, SECRET = "strikemap", "a secret of the test"


@contextmanager
def provider() -> Iterator[str]:
    """The address of a running provider."""
    key = RSAKey.generate_key(2048, {"kid": "test", "use": "sig", "alg": "RS256"})
    codes: dict[str, tuple[str, str]] = {}

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def _answer(self, value: Any, kind: str = "application/json") -> None:
            body = (json.dumps(value) if kind == "application/json" else value).encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            """Discovery, keys, and the page on which a person says who they are."""
            asked = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(asked.query).items()}
            if asked.path == "/.well-known/openid-configuration":
                self._answer({
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/keys",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                })  # fmt: skip
            elif asked.path == "/keys":
                self._answer({"keys": [key.as_dict(private=False)]})
            elif asked.path == "/authorize" and "person" not in query:
                links = "".join(f'<p><a href="{self.path}&person={who}">{who}</a></p>' for who in PEOPLE)
                self._answer(f"<!doctype html><title>Who are you?</title>{links}", "text/html")
            elif asked.path == "/authorize":
                code = secrets.token_urlsafe()
                codes[code] = (query["person"], query.get("nonce", ""))
                self.send_response(302)
                back = urlencode({"code": code, "state": query["state"]})
                self.send_header("Location", f"{query['redirect_uri']}?{back}")
                self.end_headers()
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            """Tokens, once a code."""
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            who, nonce = codes.pop(form["code"][0])
            now = int(time.time())
            claims = {"iss": issuer, "sub": f"subject-of-{who}", "aud": CLIENT, "iat": now, "exp": now + 600,
                      "nonce": nonce, "name": PEOPLE[who], "email": f"{who}@example.org",
                      "email_verified": True}  # fmt: skip
            token = jwt.encode({"alg": "RS256", "kid": "test"}, claims, key)
            self._answer({"access_token": "x", "token_type": "Bearer", "expires_in": 600, "id_token": token})

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
