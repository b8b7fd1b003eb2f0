"""A key for caches of values that are costly to compare: equal only for the very same object."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, eq=False)
class Same(Generic[T]):
    """Holds ``value``, so that its identity is not given to another object while the key is kept."""

    value: T

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.value is self.value


class Kept(Generic[T, R]):
    """A function whose answers are kept, found by the very same value at once, and by an equal one where that is new.

    For values such as outlines of countries, of which comparing one to another takes a thousand times as long.
    """

    def __init__(self, make: Callable[[T], R], most: int) -> None:
        self._equal = lru_cache(maxsize=most)(make)
        self._same = lru_cache(maxsize=most)(lambda same: self._equal(same.value))

    def __call__(self, value: T) -> R:
        """The answer, made or kept."""
        return self._same(Same(value))

    def cache_clear(self) -> None:
        """Let go of all answers."""
        self._same.cache_clear()
        self._equal.cache_clear()
