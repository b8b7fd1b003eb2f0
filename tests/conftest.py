"""Fixtures that several rooms share; what one room alone needs stands in its own test file."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from functools import cache

import pytest

from geo.gazetteer.index import Gazetteer, open_gazetteer

# The tests start some hundred processes, and each worker rewrites every test's asserts: what one has compiled, the
# others and the next run read, also where the environment asks for no files of that kind.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_collection_finish() -> None:
    """What stands before the first test stays to the end: no clearing up looks through it again.

    Streamlit clears up after every turn of a page; with four thousand tests at hand that takes longer than the turn.
    """
    if "streamlit.testing.v1" in sys.modules:
        _look_once_for_components()
    gc.collect()
    gc.freeze()


def _look_once_for_components() -> None:
    """Each page that a test makes looks through all installed packages for components: there are the same each time."""
    from streamlit.components.v2 import manifest_scanner

    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """The real gazetteer, in the user's own cache: built once a machine, then only opened."""
    return open_gazetteer()


@pytest.fixture(autouse=True, scope="session")
def _nobodys_own_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes what whoever runs it keeps: places and spellings of their own, and their stories."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STRIKEMAP_CONFIG", str(tmp_path_factory.mktemp("config")))
        patch.setenv("STRIKEMAP_DATA", str(tmp_path_factory.mktemp("stories")))
        patch.delenv("STRIKEMAP_DATABASE", raising=False)
        yield
