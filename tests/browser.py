"""A real browser for tests: Debian's Chromium, driven by Playwright, with every request and complaint written down.

A test that uses it carries ``@pytest.mark.browser`` and is skipped, with the reason, where there is no Chromium;
``STRIKEMAP_CHROMIUM`` names another one than those of Debian. The one without windows comes first: it opens a page in a
fifth of the time. Tests wait for what they want to see: with
``wait_until`` on pages whose policy forbids ``eval``, which Playwright's ``wait_for_function`` needs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Letters as wide as on a screen of any sharpness, which is what the browser with windows does here.
    "--font-render-hinting=none",
)
USUAL = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))


def chromium() -> Path:
    """Where Chromium is; skips the test where it is not."""
    named = os.environ.get("STRIKEMAP_CHROMIUM")
    path = Path(named) if named else next((usual for usual in USUAL if usual.exists()), USUAL[-1])
    if not path.exists():
        # CI sets it: there, a browser test that did not run is a failure.
        give_up = pytest.fail if os.environ.get("STRIKEMAP_NEED_BROWSER") else pytest.skip
        give_up(f"no Chromium at {path}: install Debian's chromium or set STRIKEMAP_CHROMIUM")
    return path


@dataclass
class Seen:
    """What a page did: addresses asked for, dialogs opened, errors thrown, console complaints."""

    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    def forget(self) -> None:
        """Begin anew, with another page in the same tab."""
        for done in (self.requests, self.dialogs, self.errors, self.console):
            done.clear()

    def outside(self, *own: str) -> list[str]:
        """Requests to others: all but those that start with ``own`` addresses (and data:, blob:, about:)."""
        return [url for url in self.requests if not url.startswith((*own, "data:", "blob:", "about:"))]

    def trouble(self) -> list[str]:
        """Dialogs, errors and console complaints: what a page of ours never has."""
        return self.dialogs + self.errors + self.console


# What can be set on a tab that is open; all other options are a context's.
MEDIA = {"color_scheme": "light", "reduced_motion": "no-preference"}


class Browser:
    """A running Chromium with a fresh profile; each page is in a context of its own."""

    def __init__(self, playwright: Any) -> None:
        self._browser = playwright.chromium.launch(executable_path=str(chromium()), args=[*FLAGS], headless=True)
        self._tabs: dict[str, tuple[Any, Seen]] = {}

    def page(self, *, width: int = 1280, height: int = 800, **context: Any) -> tuple[Any, Seen]:
        """A blank page and what it will have done. ``context``: Playwright's ``new_context`` options."""
        made = self._browser.new_context(viewport={"width": width, "height": height}, **context)
        page, seen = made.new_page(), Seen()
        made.on("request", lambda request: seen.requests.append(request.url))
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("console", lambda said: seen.console.append(said.text) if said.type in {"error", "warning"} else None)

        def dismiss(dialog: Any) -> None:
            seen.dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", dismiss)
        return page, seen

    def again(self, *, width: int = 1280, height: int = 800, **context: Any) -> tuple[Any, Seen]:
        """A blank page in the tab that an earlier call with the same options gave, which so comes to its end.

        A context costs more than most tests do. A test that adds listeners or routes, or needs two tabs of one kind
        side by side, takes a ``page``.
        """
        media = {name: context.pop(name, usual) for name, usual in MEDIA.items()}
        key = repr(sorted(context.items()))
        if key not in self._tabs:
            self._tabs[key] = self.page(**context)
        page, seen = self._tabs[key]
        for other in page.context.pages:
            if other is not page:
                other.close()
        page.bring_to_front()
        page.goto("about:blank")
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(media="null", **media)
        page.mouse.move(0, 0)
        seen.forget()
        return page, seen

    def close(self) -> None:
        """End it."""
        self._browser.close()


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser for as long as the block lasts."""
    chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = Browser(playwright)
        try:
            yield running
        finally:
            running.close()


def wait_until(page: Any, condition: str, *, seconds: float = 8.0) -> None:
    """Wait until the JavaScript expression is true in the page; fails with it when it stays false."""
    for _ in range(int(seconds / 0.025)):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(25)
    pytest.fail(f"still not: {condition}")


@pytest.fixture(scope="module", name="browser")
def browser_fixture() -> Iterator[Browser]:
    """One browser for a test module: ``from browser import browser_fixture  # noqa: F401``."""
    with browser() as running:
        yield running
