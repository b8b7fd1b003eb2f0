"""A test over many rows fails with all that do not hold, and takes its fixtures as any test."""

from __future__ import annotations

import inspect

import pytest
from rows import each_row


def test_every_row_that_fails_is_named_and_those_that_hold_are_not() -> None:
    looked: list[tuple[int, str]] = []

    @each_row("word", ["one", "eleven"])
    @each_row("number, most", [(1, 9), (12, 9), (3, 9)])
    def short(number: int, most: int, word: str) -> None:
        looked.append((number, word))
        assert number <= most, "too many"
        assert len(word) < 6, "too long"

    with pytest.raises(pytest.fail.Exception) as caught:
        short()
    assert looked == [(number, word) for word in ("one", "eleven") for number in (1, 12, 3)]
    lines = [line.strip() for line in str(caught.value).splitlines()]
    assert [line for line in lines if "rows do not hold" in line] == [
        "2 of 2 rows do not hold:", "Failed: 1 of 3 rows do not hold:", "Failed: 3 of 3 rows do not hold:"
    ]  # fmt: skip
    assert [line for line in lines if "," in line] == ["12, 9", "1, 9", "12, 9", "3, 9"]
    assert [line[-8:] for line in lines if ": too " in line] == ["too many", "too long", "too many", "too long"]


def test_what_no_row_gives_is_a_fixture() -> None:
    @each_row(("number",), [(1,), (2,)])
    def small(gazetteer: object, number: int) -> None:
        assert number < int(str(gazetteer))

    assert list(inspect.signature(small).parameters) == ["gazetteer"]
    small(gazetteer="3")
    with pytest.raises(pytest.fail.Exception, match="1 of 2 rows"):
        small(gazetteer="2")


@pytest.mark.parametrize(("names", "rows"), [("number", []), ("number, other", [(1,)]), ("nobody", [1])])
def test_rows_that_do_not_fit_the_test_are_refused(names: str, rows: list[object]) -> None:
    with pytest.raises(AssertionError):
        each_row(names, rows)(lambda number: None)
