"""Did it change? A difference with its uncertainty, and whether it is beyond noise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.stats.agreement import Agreement, agreement_difference
from analytics.stats.differences import difference_of_intervals, newcombe
from analytics.stats.estimate import Interval

_ENOUGH_PERIODS = 6
_LIMIT_OF_MOVES = 3.267


@dataclass(frozen=True)
class Change:
    """A number now against the same number before.

    Attributes:
        before: the number before, in its unit.
        after: the number now.
        difference: after minus before.
        low: lower 95 % limit of the difference; missing where none is known.
        high: upper 95 % limit.
        beyond_noise: whether it is more than chance explains; None where that cannot be told.
    """

    before: float
    after: float
    difference: float
    low: float
    high: float
    beyond_noise: bool | None


def of_share(
    before: tuple[float, float], after: tuple[float, float], confidence: float = 0.95
) -> Change:
    """Change of a share between two independent samples, each given as (part, whole).

    Beyond noise where Newcombe's interval of the difference leaves out 0.

    >>> of_share((12, 400), (48, 800)).beyond_noise, of_share((12, 400), (13, 400)).beyond_noise
    (True, False)
    """
    found = newcombe(*after, *before, confidence)
    now, then = (part / whole if whole else math.nan for part, whole in (after, before))
    return _judged(then, now, float(found.low), float(found.high))


def of_estimates(before: Interval, after: Interval) -> Change:
    """Change between two independent estimates, each with its 95 % limits.

    Beyond noise where the interval of the difference, by Zou and Donner's method, leaves out 0.

    >>> of_estimates(Interval(0.04, 0.02, 0.08), Interval(0.10, 0.07, 0.15)).beyond_noise
    True
    """
    found = difference_of_intervals(after, before)
    return _judged(
        float(before.estimate), float(after.estimate), float(found.low), float(found.high)
    )


def of_coefficient(before: Agreement, after: Agreement) -> Change:
    """Change of an agreement coefficient between two sets of items, of one group each."""
    found = agreement_difference(after, before)
    return _judged(
        float(before.estimate[0]),
        float(after.estimate[0]),
        float(found.low[0]),
        float(found.high[0]),
    )


def of_amount(earlier: Sequence[float], before: float, after: float) -> Change:
    """Change of an amount that has no sampling error, judged by how it usually moves.

    Beyond noise where the move exceeds 3.267 times the mean move between neighbouring earlier
    periods: the upper limit of a moving-range chart. With fewer than six earlier periods that
    cannot be told.

    Args:
        earlier: the amounts of earlier periods in order, up to and including `before`.
        before: the amount compared with.
        after: the amount now.

    Source: D. J. Wheeler, D. S. Chambers (1992), Understanding Statistical Process Control.

    >>> of_amount([10, 11, 10, 11, 10, 11], 11, 15).beyond_noise
    True
    """
    known = [one for one in earlier if not math.isnan(one)]
    moves = np.abs(np.diff(known))
    beyond: bool | None = None
    difference = after - before
    if len(known) >= _ENOUGH_PERIODS and not math.isnan(difference):
        beyond = bool(abs(difference) > _LIMIT_OF_MOVES * moves.mean())
    return Change(before, after, difference, math.nan, math.nan, beyond)


def _judged(before: float, after: float, low: float, high: float) -> Change:
    known = not (math.isnan(low) or math.isnan(high))
    beyond = bool(low > 0 or high < 0) if known else None
    return Change(before, after, after - before, low, high, beyond)
