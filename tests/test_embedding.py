"""docs/embedding.md does what it says: its pages, headers and script on a loopback server, in a real browser."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, browser_fixture, wait_until  # noqa: F401
from PIL import Image
from scenes import rough_scene
from webtools import markup_errors

from geo.drawing.picture import draw_picture
from geo.publishing.page import DEFAULT_HEIGHT_PX, HOST_SCRIPT, SANDBOX, iframe_snippet, page

DOCUMENT = (Path(__file__).parents[1] / "docs" / "embedding.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"<!-- example: (\S+) -->\n```\w*\n(.*?)```", DOCUMENT, re.DOTALL))
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".png": "image/png"}


class Site(BaseHTTPRequestHandler):
    """The document's files, each with the document's headers for it."""

    files: dict[str, bytes] = {}  # noqa: RUF012 - set by the fixture

    def do_GET(self) -> None:
        name = self.path.lstrip("/")
        headers = dict(re.findall(r"^([\w-]+): (.*)$", EXAMPLES.get(f"{Path(name).stem}.headers", ""), re.MULTILINE))
        known = name in self.files or name == "favicon.ico"
        self.send_response(int(headers.pop("Status", "200" if known else "404")))
        headers.setdefault("Content-Type", TYPES.get(Path(name).suffix, "text/plain"))
        for header, value in headers.items():
            self.send_header(header, value)
        self.end_headers()
        self.wfile.write(self.files.get(name, b""))

    def log_message(self, *_: object) -> None:
        """Nothing on the test's output."""


@pytest.fixture(scope="module", name="site")
def site_fixture() -> Iterator[str]:
    """The address of the article's host."""
    scene = rough_scene()
    Site.files = {name: text.encode() for name, text in EXAMPLES.items() if not name.endswith(".headers")}
    Site.files["kaart.html"] = page(scene).encode()
    Site.files["kaart.png"] = draw_picture(scene, "png", size=(1280, 720))
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_document_shows_what_the_program_prints() -> None:
    assert EXAMPLES["strikemap-host.js"] == HOST_SCRIPT
    code = [line for line in HOST_SCRIPT.splitlines() if line.strip()]
    assert len(code) <= 20
    printed = re.search(r"<iframe.*?</iframe>", iframe_snippet("kaart.html", "Bereik ATACMS"), re.DOTALL)
    shown = re.search(r"<iframe.*?</iframe>", EXAMPLES["article.html"], re.DOTALL)
    assert printed is not None
    assert shown is not None
    assert shown[0].split() == printed[0].split()
    assert set(re.findall(r"^\| `(allow-[a-z-]+)` \|", DOCUMENT, re.MULTILINE)) == set(SANDBOX.split())
    assert f'`height="{DEFAULT_HEIGHT_PX}"`' in DOCUMENT


def test_the_pages_of_the_document_are_valid(tmp_path: Path) -> None:
    files = []
    for name in ("article.html", "withdrawn.html", "picture.html"):
        files.append(tmp_path / name)
        files[-1].write_text(EXAMPLES[name], encoding="utf-8")
    old = ("no-deprecated-attr", "attribute-allowed-values")  # the frame's, on purpose: the document says why
    assert [error for error in markup_errors(*files) if error.split(": ")[1] not in old] == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 320])
def test_a_strict_host_shows_the_map_at_its_own_height(browser: Browser, site: str, width: int) -> None:
    tab, seen = browser.again(width=width, height=900)
    answer = tab.goto(f"{site}/article.html")
    assert "frame-src 'self'" in answer.headers["content-security-policy"]
    inside = tab.frame_locator("iframe")
    inside.locator("html[data-drawn]").wait_for()
    frame = tab.frames[1]
    wait_until(tab, f"Number(document.querySelector('iframe').height) !== {DEFAULT_HEIGHT_PX}")
    whole = "Math.ceil(document.documentElement.getBoundingClientRect().height)"
    wait_until(tab, f"Number(document.querySelector('iframe').height) === {frame.evaluate(whole)}")
    before = tab.evaluate("Number(document.querySelector('iframe').height)")
    inside.locator("details.sm-data summary").click()  # the table opens: higher at once
    wait_until(tab, f"Number(document.querySelector('iframe').height) > {before}")
    wait_until(frame, "document.documentElement.scrollHeight <= window.innerHeight + 1")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.outside(site) == []
    assert seen.trouble() == []


@pytest.mark.browser
def test_a_source_opens_in_a_window_of_its_own(browser: Browser, site: str) -> None:
    tab, seen = browser.page()
    tab.context.route(
        "https://nos.nl/**", lambda route: route.fulfill(body="<title>NOS</title>", content_type="text/html")
    )
    tab.goto(f"{site}/article.html")
    inside = tab.frame_locator("iframe")
    inside.locator('.sm-icon[data-id="karatsjov"]').click()
    with tab.expect_popup() as opened:
        inside.get_by_role("link", name="NOS").click()
    opened.value.wait_for_load_state()
    assert opened.value.title() == "NOS"
    assert opened.value.evaluate("window.opener") is None
    assert opened.value.evaluate("window.origin") == "https://nos.nl"  # no sandbox goes with it
    assert tab.url == f"{site}/article.html"
    assert seen.outside(site, "https://nos.nl") == []


@pytest.mark.browser
def test_the_host_listens_to_its_maps_alone(browser: Browser, site: str) -> None:
    tab, _ = browser.again()
    tab.goto(f"{site}/article.html")
    tab.frame_locator("iframe").locator("html[data-drawn]").wait_for()
    wait_until(tab, f"Number(document.querySelector('iframe').height) !== {DEFAULT_HEIGHT_PX}")
    before = tab.evaluate("document.querySelector('iframe').height")
    tab.evaluate("window.postMessage({type: 'strikemap:height', height: 333}, '*')")  # not from the frame
    for message in ("{type: 'strikemap:height', height: 'x'}", "{type: 'strikemap:height', height: 1e9}", "null", "7"):
        tab.frames[1].evaluate(f"window.parent.postMessage({message}, '*')")
    tab.wait_for_timeout(100)
    assert tab.evaluate("document.querySelector('iframe').height") == before


@pytest.mark.browser
def test_without_a_script_the_frame_shows_the_drawing(browser: Browser, site: str) -> None:
    tab, seen = browser.again(java_script_enabled=False)
    tab.goto(f"{site}/article.html")
    inside = tab.frame_locator("iframe")
    assert inside.locator(".sm-still .still").first.is_visible()
    assert inside.locator("th", has_text="Karatsjov").is_visible()
    assert seen.outside(site) == []


@pytest.mark.browser
def test_a_withdrawn_map_says_so_and_is_gone(browser: Browser, site: str) -> None:
    tab, seen = browser.again()
    answer = tab.goto(f"{site}/withdrawn.html")
    assert answer.status == 410
    assert answer.headers["cache-control"] == "no-store"
    assert tab.get_by_role("heading").text_content() == "Deze kaart is ingetrokken"
    assert seen.errors == []


@pytest.mark.browser
def test_a_picture_stands_in_where_frames_are_stripped(browser: Browser, site: str) -> None:
    tab, seen = browser.again()
    tab.goto(f"{site}/picture.html")
    image = tab.get_by_role("img", name="Kaart: Bereik ATACMS.")
    assert image.evaluate("(node) => node.decode().then(() => node.naturalWidth)") == 1280
    image.click()
    tab.wait_for_selector("html[data-drawn]")
    assert seen.trouble() == []


def test_the_revision_that_is_live_can_be_told(site: str) -> None:
    script = EXAMPLES["revision.sh"].replace("curl -s", f"'{sys.executable}' -c {FETCH}")
    done = subprocess.run(
        ["sh", "-c", script],
        env={**os.environ, "MAP": f"{site}/kaart.html"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == '"story":"founding","revision":1'


# curl's part, where there is none.
FETCH = '"import sys, urllib.request as u; sys.stdout.buffer.write(u.urlopen(sys.argv[1]).read())"'


@pytest.mark.browser
def test_tiles_come_from_a_server_of_this_machine(browser: Browser, tmp_path: Path) -> None:
    """A tile layer's pictures, asked for by the addresses that its template makes, and the warning on the page."""
    from dataclasses import replace

    from geo.drawing.scene import Tiles

    layer = Tiles(name="Kaartdienst", address="https://tiles.example.org/{z}/{x}/{y}{r}.png", attribution="(C) K")
    file = tmp_path / "map.html"
    file.write_text(page(replace(rough_scene(), tiles=layer)), encoding="utf-8")
    asked: list[str] = []
    tile = io.BytesIO()
    Image.new("RGB", (256, 256), "#d5e4ec").save(tile, "png")
    picture = tile.getvalue()

    class Tile(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(picture)

        def log_message(self, *_: object) -> None:
            """Nothing on the test's output."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Tile) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        tab, seen = browser.page()

        def fetched(route: Any) -> None:  # https has no certificate here: the same address, of this machine
            path = route.request.url.split("/", 3)[3]
            answer = route.fetch(url=f"http://127.0.0.1:{server.server_port}/{path}")
            route.fulfill(response=answer)

        tab.context.route("https://tiles.example.org/**", fetched)
        tab.goto(file.as_uri())
        tab.wait_for_selector("img.leaflet-tile-loaded", state="attached")
        server.shutdown()
    assert asked
    assert all(re.fullmatch(r"/\d+/\d+/\d+\.png", path) for path in asked)
    assert "je browser maakt verbinding met tiles.example.org" in tab.locator("[data-slot=method]").text_content()
    assert {url.split("/")[2] for url in seen.outside(file.as_uri())} == {"tiles.example.org"}
    assert seen.trouble() == []
