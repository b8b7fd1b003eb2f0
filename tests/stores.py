"""Stores for tests: one of each kind, with a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from postgres import server

from geo.desk import Store, open_store
from geo.document import loads
from geo.model import Article, Story

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("sqlite", "postgresql")


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2024, 11, 19, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@cache
def sample() -> Story:
    """The story of ``data/places.geojson``."""
    return loads((ROOT / "data" / "places.geojson").read_bytes())


def small(title: str = "Een verhaal", **more: object) -> Story:
    """A story that takes no time to write."""
    return replace(Story(id="small", title=title, article=Article(text="Niets.", language="nl"), language="nl"), **more)


def fresh_url(kind: str, folder: Path) -> str:
    """The address of a new, empty store of that kind."""
    return server().fresh() if kind == "postgresql" else f"sqlite:///{folder / 'stories.sqlite'}"


@pytest.fixture(name="clock", scope="module")
def clock_fixture() -> Clock:
    return Clock()


@pytest.fixture(name="store", scope="module", params=KINDS)
def store_fixture(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, clock: Clock
) -> Iterator[Store]:
    """A store of each kind, which the tests of a module share: each works with people and stories of its own."""
    opened = open_store(fresh_url(request.param, tmp_path_factory.mktemp("store")), clock=clock)
    yield opened
    opened.close()
