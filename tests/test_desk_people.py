"""Signing in for real, with a provider on loopback: stories are their maker's own until they share them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import streamlit as st
from browser import Browser, browser_fixture, wait_until  # noqa: F401
from provider import CLIENT, SECRET, provider
from served import PATIENCE_S, App, drawn, settled
from streamlit import config
from streamlit.runtime.secrets import Secrets

from geo.desk.kept import OWNER
from geo.errors import BadInput
from geo.ui import launch, person
from geo.ui.person import owner_of

if TYPE_CHECKING:
    from pathlib import Path


def secrets_file(folder: Path, app: App, issuer: str) -> Path:
    path = folder / "signing-in.toml"
    path.write_text(
        "[auth]\n"
        f'redirect_uri = "{app.address}/oauth2callback"\n'
        'cookie_secret = "only for this test, 0123456789abcdef"\n'
        f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
        f'server_metadata_url = "{issuer}/.well-known/openid-configuration"\n',
        encoding="utf-8",
    )
    return path


def signed_in(browser: Browser, app: App, who: str, path: str = "/"):
    page, seen = browser.page(locale="en-GB")
    page.set_default_timeout(PATIENCE_S * 1000)
    page.goto(app.address + path)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=who).click()
    drawn(page)
    return page, seen


@pytest.mark.browser
def test_a_story_is_its_makers_until_it_is_shared(browser: Browser, tmp_path: Path) -> None:
    with provider() as issuer:
        app = App(tmp_path, "--secrets", str(tmp_path / "signing-in.toml"))
        secrets_file(tmp_path, app, issuer)
        with app:
            ann, _ = signed_in(browser, app, "ann")
            ann.get_by_text("Another article").click()
            ann.get_by_label("Text of the article").fill("Drones hit an oil depot in Kursk, Russia, on Monday.")
            ann.get_by_role("button", name="Read", exact=True).click()
            ann.locator(".sm-saved").wait_for()
            settled(ann)
            story = ann.url.partition(app.address)[2]
            assert "story=" in story

            # Her own address, in another's hands: the very words for a story that never was.
            ben, _ = signed_in(browser, app, "ben")
            ben.goto(app.address + story)
            drawn(ben)
            refused = ben.get_by_test_id("stAlert").inner_text()
            assert "there is no story" in refused
            assert ben.locator(".sm-article").get_by_text("oil depot").count() == 0
            key = story.partition("story=")[2]
            guessed = "A" * len(key)
            ben.goto(f"{app.address}/?story={guessed}")
            drawn(ben)
            assert ben.get_by_test_id("stAlert").inner_text().replace(guessed, key) == refused

            ann.get_by_text("Your stories").click()
            settled(ann)
            share = ann.get_by_role("button", name="Share with everybody here")
            share.wait_for()
            settled(ann)
            share.click()
            ann.get_by_role("button", name="Share no longer").wait_for()
            ben.goto(app.address + story)
            drawn(ben)
            ben.locator(".sm-article").get_by_text("oil depot").wait_for()
            settled(ben)
            ben.get_by_text("Your stories").click()
            ben.get_by_text("shared by ann@example.org").wait_for()
            assert ben.get_by_role("button", name="Share no longer").is_disabled()

            # What she typed and did not send is hers, though he comes to the same computer.
            ann.get_by_text("Another article").click()
            ann.get_by_label("Text of the article").fill("Not for Ben.")
            wait_until(ann, "Object.values(localStorage).includes('Not for Ben.')")
            for who, offered in (("ben", 0), ("ann", 1)):
                ann.context.clear_cookies()
                ann.goto(app.address)
                ann.get_by_role("button", name="Sign in").click()
                ann.get_by_role("link", name=who).click()
                drawn(ann)
                # What listens for it has been loaded, and has told what it found.
                wait_until(ann, "performance.getEntriesByType('resource').some(got => got.name.includes('/memory-'))")
                settled(ann)
                if offered:
                    ann.get_by_role("button", name="Put it back").wait_for()
                assert ann.get_by_role("button", name="Put it back").count() == offered
            assert "Traceback" not in app.log.read_text("utf-8")
            assert "oil depot" not in app.log.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("secrets", '[auth]\nredirect_uri = "x"\ncookie_secret = "y"\n'),  # Streamlit reads .toml only
        ("secrets.toml", '[auth]\nredirect_uri = "x"\ncookie_secret = y\n'),
        ("secrets.toml", '[auht]\nredirect_uri = "x"\ncookie_secret = "y"\n'),
        ("secrets.toml", ""),
    ],
)
def test_a_server_that_cannot_ask_who_comes_does_not_start(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(BadInput, match="sign in by") as refused:
        launch.options(serving=launch.Serving(secrets=tmp_path / name))
    assert "cookie_secret = y" not in str(refused.value)


def test_a_secrets_file_that_breaks_while_the_server_runs_opens_no_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person, "_asks", False)
    whole, broken = tmp_path / "whole.toml", tmp_path / "broken.toml"
    whole.write_text('[auth]\nredirect_uri = "x"\n', "utf-8")
    broken.write_text("[auth\n", "utf-8")
    before = config.get_option("secrets.files")
    try:
        for file in (whole, broken):
            config.set_option("secrets.files", [str(file)])
            monkeypatch.setattr(st, "secrets", Secrets())
            assert person.has_sign_in()
    finally:
        config.set_option("secrets.files", before)


@pytest.mark.parametrize(
    "verified", [{}, {"email_verified": False}, {"email_verified": "false"}, {"email_verified": None}]
)
def test_an_address_that_nobody_vouches_for_opens_nobody_elses_stories(verified: dict[str, object]) -> None:
    ann = {"iss": "https://one.example", "sub": "1", "email": "ann@example.org", "email_verified": True}
    spoofed = {"iss": "https://two.example", "sub": "1", "email": "ann@example.org", **verified}
    assert owner_of(ann) == owner_of({**ann, "email_verified": "true"}) == "ann@example.org"
    assert owner_of(spoofed) not in {owner_of(ann), OWNER}
    assert owner_of(spoofed) != owner_of({**spoofed, "iss": "https://one.example"})
