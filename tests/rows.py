"""One test over many rows: it looks at each and then names all that do not hold.

A test item costs some milliseconds whatever it does, on every worker; a table of hundreds of small rows is dearer to
hand out than to look at. ``each_row`` is written as ``pytest.mark.parametrize`` is, above a test whose fixtures may be
shared by all its rows, and fails with every row that failed, not only with the first.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pytest

SHOWN_CHARS = 120
Test = Callable[..., None]


def each_row(names: str | tuple[str, ...], rows: Iterable[Any]) -> Callable[[Test], Test]:
    """Call the test with each row: ``names`` are its arguments, one name or several as in ``parametrize``."""
    alone = isinstance(names, str) and "," not in names
    given = tuple(name.strip() for name in names.split(",")) if isinstance(names, str) else names
    table = [(row,) if alone else row for row in rows]
    assert table, "a test without rows looks at nothing"
    assert all(len(row) == len(given) for row in table), f"not all rows have {', '.join(given)}"

    def over(test: Test) -> Test:
        signature = inspect.signature(test)

        @functools.wraps(test)
        def looked_at(**fixtures: Any) -> None:
            wrong = []
            for row in table:
                try:
                    test(**fixtures, **dict(zip(given, row, strict=True)))
                except (Exception, pytest.fail.Exception) as error:
                    said = f"{type(error).__name__}: {error}".replace("\n", "\n    ")
                    wrong.append(f"{_shown(row)}\n    {said}")
            if wrong:
                pytest.fail(f"{len(wrong)} of {len(table)} rows do not hold:\n" + "\n".join(wrong), pytrace=False)

        fixtures = [one for name, one in signature.parameters.items() if name not in given]
        assert len(fixtures) == len(signature.parameters) - len(given), f"the test takes no {', '.join(given)}"
        # What pytest reads the fixtures from: the rows' own names are none.
        looked_at.__signature__ = signature.replace(parameters=fixtures)  # type: ignore[attr-defined]
        return looked_at

    return over


def _shown(row: tuple[Any, ...]) -> str:
    return ", ".join(text if len(text := repr(value)) <= SHOWN_CHARS else text[:SHOWN_CHARS] + "…" for value in row)
