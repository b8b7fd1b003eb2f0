"""The founding article: another's text, which the project tests against where it lies beside it and may not ship."""

from pathlib import Path

import pytest

FOUNDING = Path(__file__).resolve().parents[2] / "shared" / "articles" / "nos-2024-11-19.nl.txt"
needs_founding = pytest.mark.skipif(not FOUNDING.is_file(), reason="the founding article is another's and not shipped")
