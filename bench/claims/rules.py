"""The rules that the gold set is written by: from a hedge to an interval, from two intervals to a verdict.

Written anew from data/languages/hedges.toml and the meaning of the verdicts, apart from the reader's own code, so
that a slip in one shows against the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

METRES = {"m": 1.0, "km": 1000.0, "mi": 1609.344, "nmi": 1852.0, "mil": 10_000.0}
KINDS = ("distance", "reach", "count", "near", "inside", "between", "time")
VERDICTS = ("agrees", "agrees within rounding", "adds up", "differs", "cannot be checked")
CERTAINTIES = ("asserted", "reported", "denied")
# "range" is no hedge: both ends are stated ("250 to 300 km").
HEDGES = ("bare", "about", "more", "nearly", "at_most", "range")
LEAST_SHARE = 0.05
ROUNDING_SHARE = 0.02


def interval(value: Decimal, hedge: str) -> tuple[float, float]:
    """What a stated number can mean, in its own unit.

    >>> interval(Decimal(300), "about"), interval(Decimal(100), "more"), interval(Decimal("1.5"), "bare")
    ((250.0, 350.0), (100.0, 125.0), (1.425, 1.575))
    """
    number = float(value)
    if hedge in {"bare", "about"}:
        digits = value.normalize()
        half = max(0.5 * 10.0 ** float(digits.as_tuple().exponent), LEAST_SHARE * number)
        return round(number - half, 6), round(number + half, 6)
    shares = {"more": (1.0, 1.25), "nearly": (0.9, 1.0), "at_most": (0.0, 1.0)}
    low, high = shares[hedge]
    return round(low * number, 6), round(high * number, 6)


def verdict(stated: tuple[float, float], value: float, measured: tuple[float, float]) -> str:
    """How what is measured sits with what is stated, all in one unit.

    >>> verdict((100, 125), 100, (112, 122)), verdict((123.5, 136.5), 130, (112, 122)), verdict((10, 20), 15, (40, 41))
    ('agrees', 'agrees within rounding', 'differs')
    """
    apart = max(measured[0] - stated[1], stated[0] - measured[1])
    if apart <= 0:
        return "agrees"
    return "agrees within rounding" if apart <= ROUNDING_SHARE * value else "differs"


def reach_verdict(stated: tuple[float, float], value: float, reaches: Iterable[float]) -> str:
    """The best verdict that any stated reach gives, all in one unit.

    >>> reach_verdict((250, 350), 300, [165, 300])
    'agrees'
    """
    order = ("agrees", "agrees within rounding", "differs")
    return min((verdict(stated, value, (reach, reach)) for reach in reaches), key=order.index)
