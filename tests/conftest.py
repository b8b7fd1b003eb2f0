"""Fixtures that several rooms share; what one room alone needs stands in its own test file."""

from __future__ import annotations

import pytest

from geo.gazetteer.index import Gazetteer, open_gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """The real gazetteer, in the user's own cache: built once a machine, then only opened."""
    return open_gazetteer()
