"""One page from an http(s) address, at a person's request: what may be asked, of whom, how long and how much.

The name of a host is resolved once, every address that it has is held against the policy, and the connection goes to
one of those very addresses, with the name in the Host header, in SNI and in the certificate check. So a name that
resolves to something else a moment later ("DNS rebinding") changes nothing. The same is done anew for each redirect
and for robots.txt. No variable of the environment is looked at: neither for proxies nor to loosen anything; who must
reach another network (a test, say) passes a policy and a resolver.

Python's own http.client takes a socket that is connected already, which is what pinning needs; urllib3 (2.x), requests
and httpx open the connection themselves and leave the handshake outside of one limit on the whole time. robots.txt is
read by Protego, which knows the wildcards and the longest match of RFC 9309; urllib.robotparser does not.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from urllib.parse import quote, urljoin, urlsplit

from geo.errors import BadArticle

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Sequence[str]]

AGENT = "strikemap"
LONGEST_ADDRESS = 2_000
# RFC 9309, 2.5: at least 500 KiB of a robots.txt are to be read; the rest may be left.
ROBOTS_BYTES = 512 * 1024
_CHUNK = 64 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)
KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    # Servers that do not know what they serve; the reader then looks at the first bytes.
    "application/octet-stream": "",
    "": "",
}
# IANA's registries of special-purpose addresses, as far as ``ipaddress`` calls them global or did in some version;
# the last one answers inside a large cloud only (its "wire server") though it looks like any other.
_NEVER_V4 = tuple(map(IPv4Network, ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "240.0.0.0/4",
                                    "168.63.129.16/32")))  # fmt: skip
# Only 2000::/3 is handed out (RFC 4291); in it Teredo and its like, documentation and 6to4 lead elsewhere.
_GLOBAL_V6 = IPv6Network("2000::/3")
_NEVER_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))


def is_public(address: Address) -> bool:
    """Whether an address lies on the public internet: not private, loopback, link-local, shared, multicast, reserved.

    IPv6 addresses that carry an IPv4 one (mapped, compatible, NAT64, 6to4, Teredo) are not, whatever they carry.

    >>> is_public(ipaddress.ip_address("169.254.169.254"))
    False
    """
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NEVER_V4)
    return address in _GLOBAL_V6 and not any(address in network for network in _NEVER_V6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Where a fetch may go.

    Attributes:
        allows: whether an address may be connected to.
        ports: those that pages are served on; None is any.
        trust: whose certificates count; None is the system's store.
    """

    allows: Callable[[Address], bool] = is_public
    ports: frozenset[int] | None = frozenset({80, 443, 8080, 8443})
    trust: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds to connect, without an answer, and in all (robots.txt and redirects included); bytes after unpacking."""

    connect_s: float = 10.0
    silence_s: float = 15.0
    total_s: float = 30.0
    most_bytes: int = 32 * 1024 * 1024
    most_redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What an address served.

    Attributes:
        data: the body, unpacked.
        content_type: "text/html", in lower case; "" where the server did not say.
        charset: as the server said, or None.
        final_address: after redirects.
        ending: of a file of that kind (".html"); "" where the content must tell.
    """

    data: bytes
    content_type: str
    charset: str | None
    final_address: str
    ending: str


PUBLIC = Policy()
LIMITS = Limits()


def user_agent() -> str:
    """Who asks, as every request says: the project, its version and what for."""
    try:
        return f"{AGENT}/{version('strikemap')} (one article, at a person's request)"
    except PackageNotFoundError:  # run from a checkout that is not installed
        return f"{AGENT} (one article, at a person's request)"


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host by the system's resolver.

    Raises:
        OSError: it has none, or there is no network.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def fetch(address: str, *, resolver: Resolver = resolve, policy: Policy = PUBLIC, limits: Limits = LIMITS) -> Fetched:
    """The document at an address.

    Args:
        address: http:// or https://, without a user name.
        resolver: host and port to addresses; raises OSError where there are none.
        policy: where the connection may go.
        limits: how long and how much.

    Raises:
        BadArticle: the address is no such one, leads to where the policy does not allow, is not to be read by
            programs (robots.txt), does not answer in time, answers with an error, too much, or no document.
    """
    visit = _Visit(resolver, policy, limits, _Deadline(address, limits.total_s))
    target = _parsed(address, policy)
    for _ in range(limits.most_redirects + 1):
        visit.ask_robots(target)
        with visit.asked(target) as answer:
            if answer.status not in _REDIRECTS:
                return _document(answer, target, visit)
            target = _redirected(answer, target, policy)
    raise BadArticle("{value} redirects more than {most} times", value=address, most=limits.most_redirects)


# ---------------------------------------------------------------- addresses


@dataclass(frozen=True, slots=True)
class _Target:
    """A checked address in its parts; ``host`` is in ASCII, an IPv6 one without brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"http": 80, "https": 443}[self.scheme]
        return f"{self.scheme}://{host}" + ("" if self.port == usual else f":{self.port}")

    @property
    def address(self) -> str:
        return self.origin + self.path


def _parsed(address: str, policy: Policy) -> _Target:
    """The address in its parts.

    Raises:
        BadArticle: no http(s) address, or one written in a way that tools read differently.
    """
    text = address.strip()
    if len(text) > LONGEST_ADDRESS or re.search(r"[\s\\\x00-\x1f\x7f]", text):
        raise BadArticle("{value} is not an address: expected http:// or https:// and no spaces", value=address)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise BadArticle(
            "{value} is not an address: expected http:// or https:// and no spaces", value=address
        ) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadArticle("{value} is not an address: expected http:// or https:// and no spaces", value=address)
    if "@" in parts.netloc:
        raise BadArticle("{value} holds a user name: an address to fetch may not", value=parts.hostname)
    chosen = port if port is not None else {"http": 80, "https": 443}[parts.scheme]
    if policy.ports is not None and chosen not in policy.ports:
        raise BadArticle("{value} asks for port {port}: pages are not served there", value=address, port=chosen)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?[]')}" if parts.query else ""
    return _Target(parts.scheme, _host(parts.hostname, address), chosen, path + query)


def _host(name: str, address: str) -> str:
    """The host in ASCII. An address in numbers must be written as such: 127.1, 0x7f000001 and 017700000001 are not."""
    if ":" in name:
        with suppress(ValueError):
            return str(IPv6Address(name))
        raise BadArticle("{value} is not the name of a computer on the internet", value=name)
    if re.fullmatch(r"(?:.*\.)?(?:\d+|0[xX][0-9a-fA-F]*)\.?", name):
        with suppress(ValueError):
            return str(IPv4Address(name.rstrip(".")))
        raise BadArticle("{value} is not an address in four numbers such as 93.184.215.14", value=name)
    import idna

    try:
        plain = idna.encode(name.rstrip("."), uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise BadArticle("{value} is not the name of a computer on the internet", value=name) from None
    # What looks like a dot or digit in Unicode has become one only now.
    return _host(plain, address) if plain != name.rstrip(".") else plain


def _redirected(answer: http.client.HTTPResponse, target: _Target, policy: Policy) -> _Target:
    where = answer.getheader("Location")
    if not where:
        raise BadArticle("{value} redirects without saying where", value=target.address)
    following = _parsed(urljoin(target.address, where.strip()), policy)
    if target.scheme == "https" and following.scheme != "https":
        raise BadArticle("{value} redirects to an address without encryption: {where}", value=target.address,
                         where=following.address)  # fmt: skip
    return following


# ---------------------------------------------------------------- time


class _Deadline:
    """The end of the time for all that belongs to one fetch."""

    def __init__(self, address: str, seconds: float) -> None:
        self._address = address
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds, more than 0.

        Raises:
            BadArticle: none is left.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.passed()
        return left

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._end

    def passed(self) -> BadArticle:
        return BadArticle(
            "{value} did not answer within {seconds} seconds", value=self._address, seconds=f"{self._seconds:g}"
        )

    @contextmanager
    def over(self, connection: socket.socket) -> Iterator[None]:
        """Ends the connection at the deadline, even where the server drips a byte now and then."""

        def end() -> None:
            with suppress(OSError):
                # The plain socket's: an SSL socket's own would take its state away from under the reader.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)

        timer = threading.Timer(self.left(), end)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (OSError, http.client.HTTPException, ValueError):
            if self.is_over:
                raise self.passed() from None
            raise
        finally:
            timer.cancel()


# ---------------------------------------------------------------- asking


@dataclass(slots=True)
class _Visit:
    """One fetch with what it has learned: the rules of the hosts it came by."""

    resolver: Resolver
    policy: Policy
    limits: Limits
    deadline: _Deadline
    rules: dict[str, str | None] = field(default_factory=dict)

    @contextmanager
    def asked(self, target: _Target) -> Iterator[http.client.HTTPResponse]:
        """The answer to a request, its body not read yet.

        Raises:
            BadArticle: refused by the policy, no connection, no answer in time, or no HTTP.
        """
        connection = self._secured(self._connected(target), target)
        try:
            with self.deadline.over(connection):
                if isinstance(connection, ssl.SSLSocket):
                    connection.do_handshake()
                kind = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
                talk = kind(target.host, target.port)
                talk.sock = connection
                talk.request("GET", target.path, headers=_headers())
                with closing(talk.getresponse()) as answer:
                    yield answer
        except BadArticle:
            raise
        except TimeoutError:
            raise BadArticle(
                "{value} did not answer within {seconds} seconds", value=target.address,
                seconds=f"{self.limits.silence_s:g}",
            ) from None  # fmt: skip
        except ssl.SSLError as error:
            raise BadArticle("{value} has no valid certificate: {why}", value=target.address, why=error) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise BadArticle(
                "{value} could not be fetched: {why}", value=target.address, why=error or type(error).__name__
            ) from None
        finally:
            connection.close()

    def _secured(self, connection: socket.socket, target: _Target) -> socket.socket:
        connection.settimeout(self.limits.silence_s)
        if target.scheme == "http":
            return connection
        context = self.policy.trust or _system_trust()
        # The handshake waits for the watch over the time: wrapping takes the connection out of the plain socket.
        return context.wrap_socket(connection, server_hostname=target.host, do_handshake_on_connect=False)

    def _connected(self, target: _Target) -> socket.socket:
        """A connection to the first of the checked addresses that takes one."""
        why: object = "no address"
        for checked in self._checked(target):
            try:
                seconds = min(self.limits.connect_s, self.deadline.left())
                return socket.create_connection((str(checked), target.port), timeout=seconds)
            except OSError as error:
                why = error.strerror or error
        self.deadline.left()
        raise BadArticle("{value} could not be fetched: {why}", value=target.address, why=why)

    def _checked(self, target: _Target) -> list[Address]:
        """All addresses of the host, each allowed by the policy; one that is not refuses the host."""
        try:
            found = [ipaddress.ip_address(target.host)]
        except ValueError:
            found = [ipaddress.ip_address(text) for text in self._resolved(target)]
        for address in found:
            if not self.policy.allows(address):
                raise BadArticle(
                    "{value} leads to {address}, which is not on the public internet: it is not fetched",
                    value=target.origin,
                    address=address,
                )
        return found

    def _resolved(self, target: _Target) -> list[str]:
        """The resolver's answer within the time that is left: the system's own has no limit to rely on."""
        answers: list[list[str] | Exception] = []

        def ask() -> None:
            try:
                answers.append(list(self.resolver(target.host, target.port)))
            except (OSError, UnicodeError) as error:
                answers.append(error)

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(min(self.limits.connect_s, self.deadline.left()))
        if not answers:
            raise self.deadline.passed()
        answer = answers[0]
        if isinstance(answer, Exception) or not answer:
            why = getattr(answer, "strerror", None) or "no address"
            raise BadArticle("{value} is not known on the internet: {why}", value=target.host, why=why)
        return answer

    def body(self, answer: http.client.HTTPResponse, target: _Target, most: int, *, cut: bool = False) -> bytes:
        """The body, unpacked, of at most ``most`` bytes; a longer one is refused, or cut.

        Raises:
            BadArticle: too long, or broken off.
        """
        parts: list[bytes] = []
        size = 0
        for part in _unpacked(answer, target):
            size += len(part)
            parts.append(part)
            if size > most:
                if cut:
                    break
                raise BadArticle(
                    "{value} is too long: expected at most {most} MB", value=target.address, most=most >> 20
                )
        self.deadline.left()
        return b"".join(parts)[: most if cut else None]

    # ------------------------------------------------------------ robots.txt

    def ask_robots(self, target: _Target) -> None:
        """Hold the address against the host's robots.txt (RFC 9309).

        Raises:
            BadArticle: the rules forbid it, or the host fails to say.
        """
        if target.origin not in self.rules:
            self.rules[target.origin] = self._robots(target)
        rules = self.rules[target.origin]
        if rules is None:
            raise BadArticle("{value} does not say what programs may read (robots.txt): it is not fetched",
                             value=target.origin)  # fmt: skip
        if not rules:
            return
        from protego import Protego

        if not Protego.parse(rules).can_fetch(target.address, AGENT):
            raise BadArticle(
                "{value} is not to be read by programs, says its site (robots.txt): save the page from your browser",
                value=target.address,
            )

    def _robots(self, target: _Target) -> str | None:
        """The rules; "" where there are none (RFC 9309, 2.3.1.3), None where the server fails (2.3.1.4)."""
        here = replace(target, path="/robots.txt")
        for _ in range(self.limits.most_redirects + 1):
            with self.asked(here) as answer:
                if answer.status in _REDIRECTS:
                    here = _redirected(answer, here, self.policy)
                    continue
                if answer.status == 429 or answer.status >= 500:
                    return None
                if answer.status != 200:
                    return ""
                # Behind a byte order mark the first line, which says for whom the rules are, would be none.
                return self.body(answer, here, ROBOTS_BYTES, cut=True).decode("utf-8-sig", "replace")
        return ""


@cache
def _system_trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _headers() -> dict[str, str]:
    return {
        "User-Agent": user_agent(),
        "Accept": "text/html, application/xhtml+xml, text/plain, application/pdf, */*;q=0.1",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }


# ---------------------------------------------------------------- answers


def _document(answer: http.client.HTTPResponse, target: _Target, visit: _Visit) -> Fetched:
    """The body of an answer that is a document; a film or a picture is refused before its body comes."""
    if answer.status != 200:
        raise BadArticle(
            "{value} answered {status} {reason}", value=target.address, status=answer.status, reason=answer.reason
        )
    kind = answer.headers.get_content_type() if answer.headers.get("Content-Type") else ""
    if kind not in KINDS:
        raise BadArticle(
            "{value} is {kind}, not an article: expected a page, text, PDF or DOCX", value=target.address, kind=kind
        )
    most = visit.limits.most_bytes
    if (answer.length or 0) > most:
        raise BadArticle("{value} is too long: expected at most {most} MB", value=target.address, most=most >> 20)
    return Fetched(
        data=visit.body(answer, target, most),
        content_type=kind,
        charset=answer.headers.get_content_charset(),
        final_address=target.address,
        ending=KINDS[kind],
    )


def _unpacked(answer: http.client.HTTPResponse, target: _Target) -> Iterator[bytes]:
    """The body in parts of at most 64 KiB, so that a small answer cannot unpack into a full memory."""
    packing = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if packing not in {"identity", "gzip", "x-gzip"}:
        raise BadArticle("{value} is packed in a way that was not asked for: {packing}", value=target.address,
                         packing=packing)  # fmt: skip
    gzip = None if packing == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 16)
    while data := answer.read1(_CHUNK):
        if gzip is None:
            yield data
            continue
        try:
            yield from _inflated(gzip, data)
        except zlib.error as error:
            raise BadArticle("{value} could not be fetched: {why}", value=target.address, why=error) from None
        if gzip.eof:
            return
    if answer.length or gzip is not None:
        raise BadArticle("{value} broke off before its end", value=target.address)


def _inflated(gzip: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    part = b"?"
    while not gzip.eof and (data or len(part) == _CHUNK):
        part = gzip.decompress(data, _CHUNK)
        data = gzip.unconsumed_tail
        yield part
