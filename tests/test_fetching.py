"""An article from its address: a real server on this machine, let in by a policy that is passed in, and no other."""

from __future__ import annotations

import gzip
import ipaddress
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import each_row
from test_reading_pdf import column, paper

from geo import fetching
from geo.errors import BadArticle
from geo.fetching import LIMITS, Fetched, Limits, Policy, fetch, is_public, user_agent
from geo.reading.article import article_from_address

HERE = Policy(allows=lambda address: address.is_loopback, ports=None)
QUICK = Limits(connect_s=2, silence_s=0.5, total_s=1.5, most_bytes=100_000, most_redirects=5)
PAGE = (
    b'<html lang="nl"><head><meta property="og:site_name" content="De Proef"><meta property="article:published_time"'
    b' content="2025-02-03"></head><body><article><h1>Brand in Kampen</h1><p>In een loods in Kampen was maandag brand.'
    b" Niemand raakte gewond, zegt de brandweer.</p></article></body></html>"
)
Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers by what the test put at the path; every request is written down."""

    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        answer = self.server.pages.get(self.path.partition("?")[0])
        with suppress(OSError):
            if answer is None:
                self.send_error(404)
            else:
                answer(self)

    def log_message(self, *_: object) -> None:
        pass


class Site(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def handle_error(self, *_: object) -> None:
        pass

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def serves(data: bytes, kind: str | None = "text/html; charset=utf-8", status: int = 200, **headers: str) -> Answer:
    def answer(handler: Handler) -> None:
        handler.send_response(status)
        if kind is not None:
            handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def leads_to(where: str, status: int = 302) -> Answer:
    return serves(b"", status=status, Location=where)


def got(address: str, limits: Limits = QUICK, policy: Policy = HERE) -> Fetched:
    return fetch(address, policy=policy, limits=limits)


# ---------------------------------------------------------------- what is fetched


def test_a_page_with_its_kind_charset_and_address(site: Site) -> None:
    site.pages["/a b/é"] = site.pages["/a%20b/%C3%A9"] = serves(PAGE)
    found = got(f"{site.root}/a%20b/é?x=1#part")
    assert found.data == PAGE
    assert (found.content_type, found.charset, found.ending) == ("text/html", "utf-8", ".html")
    assert found.final_address == f"{site.root}/a%20b/%C3%A9?x=1"


def test_it_says_who_asks_and_looks_at_the_rules_first(site: Site) -> None:
    site.pages["/a"] = serves(PAGE)
    got(f"{site.root}/a")
    assert site.paths() == ["/robots.txt", "/a"]
    assert all(headers["User-Agent"] == user_agent() for _, headers in site.asked)
    assert user_agent().startswith("strikemap") and "Mozilla" not in user_agent()


def test_an_article_knows_where_it_came_from(site: Site) -> None:
    site.pages["/brand"] = serves(PAGE)
    site.pages["/kort"] = leads_to("/brand")
    article = article_from_address(f"{site.root}/kort", policy=HERE)
    assert article.title == "Brand in Kampen"
    assert (article.source, article.published, article.language) == ("De Proef", "2025-02-03", "nl")
    assert article.address == f"{site.root}/brand"


def test_a_text_without_metadata_has_its_host_as_source(site: Site) -> None:
    site.pages["/a"] = serves("Ge zijt in Ieper, één zin.".encode("cp1252"), "text/plain; charset=windows-1252")
    article = article_from_address(f"{site.root}/a", policy=HERE, language="nl")
    assert article.text == "Ge zijt in Ieper, één zin."
    assert article.source == "127.0.0.1"


@pytest.mark.parametrize("charset", ["none", "utf8mb4", "undefined", "punycode", "hex", "utf-7"])
def test_a_charset_that_is_none_leaves_it_to_the_page(site: Site, charset: str) -> None:
    site.pages["/a"] = serves(PAGE, f"text/html; charset={charset}")
    assert article_from_address(f"{site.root}/a", policy=HERE).title == "Brand in Kampen"


def test_latin_1_of_a_server_is_what_browsers_take_it_for(site: Site) -> None:
    site.pages["/a"] = serves("“Één” zin in Ieper.".encode("cp1252"), "text/plain; charset=ISO-8859-1")
    assert article_from_address(f"{site.root}/a", policy=HERE, language="nl").text == "“Één” zin in Ieper."


@pytest.mark.parametrize("href", ["https://[", "http://[::1", "javascript:alert(1)"])
def test_a_canonical_address_that_is_none_stops_nothing(site: Site, href: str) -> None:
    site.pages["/a"] = serves(PAGE.replace(b"<head>", f'<head><link rel="canonical" href="{href}">'.encode()))
    assert article_from_address(f"{site.root}/a", policy=HERE).address == f"{site.root}/a"


def test_a_canonical_address_elsewhere_is_not_believed(site: Site) -> None:
    site.pages["/a"] = serves(PAGE.replace(b"<head>", b'<head><link rel="canonical" href="https://krant.example/x">'))
    assert article_from_address(f"{site.root}/a", policy=HERE).address == f"{site.root}/a"


def test_the_kind_is_told_by_content_where_the_server_does_not_know_it(site: Site) -> None:
    site.pages["/a"] = serves(PAGE, "application/octet-stream")
    site.pages["/b"] = serves(PAGE, None)
    for path in "ab":
        assert article_from_address(f"{site.root}/{path}", policy=HERE).title == "Brand in Kampen"


@pytest.mark.parametrize("kind", ["application/pdf", "application/octet-stream", None])
def test_a_pdf_at_an_address_is_read_as_one(site: Site, kind: str | None) -> None:
    data = paper([column(["In een loods in Kampen was maandag brand."])])
    site.pages["/a"] = site.pages["/b.pdf"] = serves(data, kind)
    for path in ("/a", "/b.pdf"):
        article = article_from_address(site.root + path, policy=HERE)
        assert article.text == "In een loods in Kampen was maandag brand."
    site.pages["/c"] = serves(PAGE, "application/pdf")
    with pytest.raises(BadArticle, match=r"/c is not a PDF"):
        article_from_address(f"{site.root}/c", policy=HERE)


def test_a_packed_page_is_unpacked(site: Site) -> None:
    site.pages["/a"] = serves(gzip.compress(PAGE * 50), Content_Encoding="gzip")
    assert got(f"{site.root}/a").data == PAGE * 50


# ---------------------------------------------------------------- what the default policy refuses


@each_row(
    "address",
    [
        "http://127.0.0.1/",
        "http://127.8.9.10/",
        "http://localhost/",
        "http://localhost./",
        "http://10.1.2.3/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://168.63.129.16/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://198.18.0.1/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b:1::1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:7f00:1::]/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://[fd00:ec2::254]/",
        "http://[ff02::1]/",
    ],
)
def test_addresses_that_are_not_on_the_public_internet(address: str) -> None:
    with pytest.raises(BadArticle, match="not on the public internet"):
        fetch(address)


@each_row(
    "address",
    [
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.0.1.1/",
        "http://１２７.０.０.１/",
        "http://127。0。0。1/",
        "http://[fe80::1%25eth0]/",
        "http://exa mple.org/",
        "http://example.org\\@127.0.0.1/",
        "http://user:secret@example.org/",
        "http://127.0.0.1@example.org/",
        "http://example.org:22/",
        "http://example.org:6379/",
        "http://example.org:99999/",
        "http://[::1/",
        "http:///path",
        "http://-example-.org/",
        "http://" + "a" * 64 + ".org/",
        "http://a/" + "x" * 3000,
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "http://example.org/\r\nHost: x",
        "example.org",
        "",
    ],
)
def test_addresses_that_tools_read_differently_or_that_are_none(address: str) -> None:
    def resolver(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host} must not be looked up")

    with pytest.raises(BadArticle) as caught:
        fetch(address, resolver=resolver)
    assert "secret" not in str(caught.value)


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
@settings(max_examples=300, deadline=None)
def test_what_the_library_calls_private_is_never_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    private = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
    assert not (is_public(address) and (private or address.is_reserved or address.is_unspecified))


@given(st.ip_addresses(v=4))
@settings(max_examples=100, deadline=None)
def test_an_ipv4_address_inside_an_ipv6_one_is_never_public(inner: ipaddress.IPv4Address) -> None:
    number = int(inner)
    carriers = [(0xFFFF << 32) | number, number, (0x64FF9B << 96) | number, (0x2002 << 112) | (number << 80)]
    assert not any(is_public(ipaddress.IPv6Address(carrier)) for carrier in carriers)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_one_private_answer_refuses_the_host_though_another_is_public() -> None:
    with pytest.raises(BadArticle, match=r"leads to 10\.0\.0\.1"):
        fetch("http://example.org/", resolver=lambda host, port: ["93.184.215.14", "10.0.0.1"])


def test_a_name_is_looked_up_once_a_request_and_the_connection_goes_to_that_answer(site: Site) -> None:
    """A resolver that answers well first and badly later ("rebinding"): the bad answer is never connected to."""
    port = site.server_address[1]
    site.pages["/a"] = serves(PAGE)
    answers = iter(["127.0.0.1", "127.0.0.1", "10.0.0.1"])
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return [next(answers)]

    found = fetch(f"http://news.example:{port}/a", resolver=resolver, policy=HERE, limits=QUICK)
    assert found.data == PAGE
    assert asked == ["news.example"] * 2  # robots.txt and the page
    assert all(headers["Host"] == f"news.example:{port}" for _, headers in site.asked)
    with pytest.raises(BadArticle, match=r"leads to 10\.0\.0\.1"):
        fetch(f"http://news.example:{port}/a", resolver=resolver, policy=HERE, limits=QUICK)
    assert len(site.asked) == 2


def test_a_redirect_to_a_forbidden_address_is_refused_before_it_is_asked(site: Site) -> None:
    """The first host is allowed (as a public one would be), the second one is not."""
    only = ipaddress.ip_address("127.0.0.1")
    policy = Policy(allows=lambda address: address == only, ports=None)
    port = site.server_address[1]
    for where in (f"http://127.0.0.2:{port}/secret", f"http://[::1]:{port}/", f"//127.0.0.2:{port}/secret"):
        site.pages["/a"] = leads_to(where)
        with pytest.raises(BadArticle, match="not on the public internet"):
            got(f"{site.root}/a", policy=policy)
    site.pages["/a"] = leads_to(f"http://hidden.example:{port}/secret")
    with pytest.raises(BadArticle, match=r"leads to 127\.0\.0\.2"):
        fetch(f"{site.root}/a", resolver=lambda *_: ["127.0.0.2"], policy=policy, limits=QUICK)
    assert "/secret" not in site.paths()


def test_robots_txt_is_under_the_same_guard(site: Site) -> None:
    only = ipaddress.ip_address("127.0.0.1")
    site.pages["/robots.txt"] = leads_to(f"http://127.0.0.2:{site.server_address[1]}/secret")
    with pytest.raises(BadArticle, match="not on the public internet"):
        got(f"{site.root}/a", policy=Policy(allows=lambda address: address == only, ports=None))
    assert site.paths() == ["/robots.txt"]


def test_nothing_in_the_environment_loosens_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, site.root)
    monkeypatch.setenv("NO_PROXY", "*")
    with pytest.raises(BadArticle, match="not on the public internet"):
        fetch("http://localhost:8080/")
    with pytest.raises(BadArticle, match="not known on the internet"):
        fetch("http://news.invalid/", resolver=no_such_host)
    assert site.asked == []


def no_such_host(host: str, port: int) -> list[str]:
    raise socket.gaierror(-2, "Name or service not known")


# ---------------------------------------------------------------- redirects


def test_five_redirects_and_no_more(site: Site) -> None:
    for number in range(6):
        site.pages[f"/{number}"] = leads_to(f"/{number + 1}", (301, 302, 303, 307, 308, 302)[number])
    site.pages["/6"] = serves(PAGE)
    assert got(f"{site.root}/1").final_address == f"{site.root}/6"
    with pytest.raises(BadArticle, match="more than 5 times"):
        got(f"{site.root}/0")


@pytest.mark.parametrize("where", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://user@127.0.0.1/", ""])
def test_a_redirect_to_no_address(site: Site, where: str) -> None:
    site.pages["/a"] = leads_to(where)
    with pytest.raises(BadArticle):
        got(f"{site.root}/a")


# ---------------------------------------------------------------- time and size


def drips(first: bytes, every: float) -> Answer:
    """A byte now and then, each before the time of silence is over."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(first)
        for _ in range(100):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(every)

    return answer


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Slow: ",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<p>",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n200\r\n<p>",
    ],
)
def test_a_server_that_drips_is_left_at_the_deadline(site: Site, first: bytes) -> None:
    site.pages["/a"] = drips(first, 0.1)
    began = time.monotonic()
    with pytest.raises(BadArticle, match=r"within 0\.8 seconds"):
        got(f"{site.root}/a", replace(QUICK, total_s=0.8))
    assert time.monotonic() - began < 1.6


def test_a_server_that_says_nothing_is_left_sooner(site: Site) -> None:
    site.pages["/a"] = lambda handler: time.sleep(1.2)
    began = time.monotonic()
    with pytest.raises(BadArticle, match=r"did not answer within 0\.3 seconds"):
        got(f"{site.root}/a", replace(QUICK, silence_s=0.3))
    assert time.monotonic() - began < 1.0


def test_a_resolver_that_does_not_answer_is_left(site: Site) -> None:
    waiting = threading.Event()

    def resolver(host: str, port: int) -> list[str]:
        waiting.wait(5)
        return ["127.0.0.1"]

    with pytest.raises(BadArticle, match="did not answer"):
        fetch("http://news.example/", resolver=resolver, policy=HERE, limits=replace(QUICK, connect_s=0.2))
    waiting.set()


def test_too_much_is_refused_by_what_it_says_and_by_what_it_sends(site: Site) -> None:
    data = b"<p>" + b"x" * 200_000
    site.pages["/said"] = serves(data)

    def unsaid(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + data)

    site.pages["/unsaid"] = unsaid
    for path in ("/said", "/unsaid"):
        with pytest.raises(BadArticle, match="too long"):
            got(site.root + path)


def test_a_packed_bomb_is_left_when_it_is_too_long(site: Site) -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 9)
    assert len(bomb) < 300_000
    site.pages["/a"] = serves(bomb, Content_Encoding="gzip")
    began = time.monotonic()
    with pytest.raises(BadArticle, match="too long"):
        got(f"{site.root}/a", replace(QUICK, most_bytes=1_000_000))
    assert time.monotonic() - began < 1.0


def test_an_answer_that_breaks_off_is_no_article(site: Site) -> None:
    def half(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<p>Half")

    site.pages["/a"] = half
    site.pages["/b"] = serves(gzip.compress(PAGE)[:-20], Content_Encoding="gzip")
    for path in "ab":
        with pytest.raises(BadArticle, match="broke off"):
            got(f"{site.root}/{path}")


# ---------------------------------------------------------------- kinds and errors


@pytest.mark.parametrize("kind", ["video/mp4", "image/jpeg", "audio/mpeg", "application/zip", "application/json"])
def test_what_is_no_document_is_refused_before_its_body(site: Site, kind: str) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b"\0" * 1000)
            time.sleep(0.05)

    site.pages["/a"] = endless
    began = time.monotonic()
    with pytest.raises(BadArticle, match=f"is {kind}, not an article"):
        got(f"{site.root}/a")
    assert time.monotonic() - began < 0.5


@pytest.mark.parametrize("status", [204, 206, 400, 401, 403, 404, 410, 429, 451, 500, 503])
def test_an_error_is_told_as_the_server_told_it(site: Site, status: int) -> None:
    site.pages["/a"] = serves(b"", status=status)
    with pytest.raises(BadArticle, match=f"answered {status}"):
        got(f"{site.root}/a")


def speaks_otherwise(handler: Handler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")


def test_what_speaks_no_http_and_what_is_not_there(site: Site) -> None:
    site.pages["/a"] = speaks_otherwise
    site.pages["/b"] = serves(PAGE, Content_Encoding="br")
    with pytest.raises(BadArticle, match="could not be fetched"):
        got(f"{site.root}/a")
    with pytest.raises(BadArticle, match="packed in a way"):
        got(f"{site.root}/b")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(BadArticle, match="could not be fetched"):
            got(f"http://127.0.0.1:{unused.getsockname()[1]}/")
    with pytest.raises(BadArticle, match=r"news\.invalid is not known"):
        fetch("http://news.invalid/", resolver=no_such_host)


# ---------------------------------------------------------------- robots.txt


def test_the_rules_of_a_site_are_kept(site: Site) -> None:
    site.pages["/robots.txt"] = serves(
        b"User-agent: *\nDisallow: /\n\nUser-agent: strikemap\nDisallow: /closed/\nDisallow: /*.php$\n"
        b"Allow: /closed/open\n",
        "text/plain",
    )
    for path in ("/open", "/closed/open", "/x.php?y"):
        site.pages[path.partition("?")[0]] = serves(PAGE)
        got(site.root + path)
    for path in ("/closed/a", "/x.php"):
        with pytest.raises(BadArticle, match=r"robots\.txt"):
            got(site.root + path)
    assert "/closed/a" not in site.paths()


def test_rules_behind_a_byte_order_mark_are_rules(site: Site) -> None:
    site.pages["/robots.txt"] = serves(b"\xef\xbb\xbfUser-agent: *\nDisallow: /", "text/plain")
    site.pages["/a"] = serves(PAGE)
    with pytest.raises(BadArticle, match="not to be read by programs"):
        got(f"{site.root}/a")


def test_a_redirect_into_a_closed_part_is_not_followed(site: Site) -> None:
    site.pages["/robots.txt"] = serves(b"User-agent: *\nDisallow: /closed\n", "text/plain")
    site.pages["/a"] = leads_to("/closed")
    with pytest.raises(BadArticle, match=r"robots\.txt"):
        got(f"{site.root}/a")
    assert site.paths() == ["/robots.txt", "/a"]


@pytest.mark.parametrize(
    ("status", "open_"), [(404, True), (403, True), (410, True), (429, False), (500, False), (503, False)]
)
def test_without_rules_all_is_open_and_a_failing_server_is_left_alone(site: Site, status: int, open_: bool) -> None:
    """RFC 9309, 2.3.1.3 and 2.3.1.4."""
    site.pages["/robots.txt"] = serves(b"", status=status)
    site.pages["/a"] = serves(PAGE)
    if open_:
        assert got(f"{site.root}/a").data == PAGE
    else:
        with pytest.raises(BadArticle, match=r"robots\.txt"):
            got(f"{site.root}/a")


def test_rules_of_many_megabytes_are_read_up_to_their_limit(site: Site) -> None:
    site.pages["/robots.txt"] = serves(b"User-agent: *\nDisallow: /closed\n" + b"# filler\n" * 200_000, "text/plain")
    site.pages["/a"] = serves(PAGE)
    assert got(f"{site.root}/a", replace(QUICK, total_s=5)).data == PAGE
    with pytest.raises(BadArticle, match=r"robots\.txt"):
        got(f"{site.root}/closed", replace(QUICK, total_s=5))


# ---------------------------------------------------------------- encryption


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for news.example that signs itself, made for this run."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example", "-keyout", str(key), "-out",
         str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, cert


@pytest.fixture
def secure(site: Site, certificate: tuple[Path, Path]) -> tuple[int, list[str], Policy]:
    """The site over TLS: its port, the names that clients asked for (SNI), and a policy that trusts it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    names: list[str] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    site.socket = context.wrap_socket(site.socket, server_side=True, do_handshake_on_connect=False)
    trust = ssl.create_default_context(cafile=str(certificate[1]))
    return site.server_address[1], names, replace(HERE, trust=trust)


def here(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def test_the_name_and_not_the_number_is_asked_for_and_certified(
    site: Site, secure: tuple[int, list[str], Policy]
) -> None:
    port, names, policy = secure
    site.pages["/a"] = serves(PAGE)
    found = fetch(f"https://news.example:{port}/a", resolver=here, policy=policy, limits=LIMITS)
    assert found.data == PAGE
    assert set(names) == {"news.example"}
    with pytest.raises(BadArticle, match="no valid certificate"):
        fetch(f"https://other.example:{port}/a", resolver=here, policy=policy, limits=LIMITS)
    with pytest.raises(BadArticle, match="no valid certificate"):
        fetch(f"https://news.example:{port}/a", resolver=here, policy=HERE, limits=LIMITS)


def test_encryption_is_not_given_up_on_the_way(site: Site, secure: tuple[int, list[str], Policy]) -> None:
    port, _, policy = secure
    site.pages["/a"] = leads_to(f"http://news.example:{port}/b")
    with pytest.raises(BadArticle, match="without encryption"):
        fetch(f"https://news.example:{port}/a", resolver=here, policy=policy, limits=LIMITS)


def test_a_handshake_that_never_ends_is_left_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.send(b"\x16\x03\x03\x40\x00")
                for _ in range(30):
                    connection.send(b"\x02")
                    time.sleep(0.1)

        thread = threading.Thread(target=drip)
        thread.start()
        began = time.monotonic()
        with pytest.raises(BadArticle, match="did not answer within"):
            got(f"https://127.0.0.1:{server.getsockname()[1]}/", replace(QUICK, total_s=0.8))
        assert time.monotonic() - began < 1.6
        thread.join()


def test_international_names_are_asked_for_in_ascii() -> None:
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        raise OSError("no network here")

    for name in ("http://новости.example/", "http://Zürich.Example./"):
        with pytest.raises(BadArticle):
            fetch(name, resolver=resolver)
    assert asked == ["xn--b1amnebsh.example", "xn--zrich-kva.example"]


def test_the_default_policy_is_the_strict_one() -> None:
    assert fetching.PUBLIC.allows is is_public
    assert fetching.PUBLIC.trust is None
    assert fetch.__kwdefaults__["policy"] is fetching.PUBLIC
