"""Penalty points per item and other rates of events that do not all weigh the same."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaincinv

from analytics.errors import ValueInvalid
from analytics.stats.estimate import Interval, Numbers, checked_level, enclosing


def weighted_count_rate(
    total: Numbers, squares: Numbers, largest: Numbers, n: Numbers, confidence: float = 0.95
) -> Interval:
    """Rate of weighted events per item, from sums that add: gamma limits.

    Items with weight w are counted as Poisson events; the limits are those of a gamma distribution
    with the mean and the variance of the weighted sum. They are on the safe side, and where all
    weights are equal they are the exact Poisson limits.

    Args:
        total: Σw over the events, 0 or more.
        squares: Σw² over the events, 0 or more.
        largest: the largest weight an event can have, seen or not, above 0.
        n: items looked at, 0 or more.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        Weight per item, 0 or more; NaN where n is 0 or a sum is missing. Without any event the
        estimate and the lower limit are 0, the upper one is that of the heaviest event.

    Raises:
        ValueInvalid: a sum or n is negative, or the largest weight is not above 0; a level outside
            0–1.

    Source: M. P. Fay, E. J. Feuer (1997), Confidence intervals for directly standardized rates: a
    method based on the gamma distribution, Statistics in Medicine 16, 791–801.

    >>> [round(float(one), 3) for one in weighted_count_rate(10, 10, 1, 1)]
    [10.0, 4.795, 18.39]
    """
    sums = [np.asarray(one, float) for one in (total, squares, largest, n)]
    events, squared, heaviest, items = np.broadcast_arrays(*sums)
    if any(np.any(one < 0) for one in (events, squared, items)) or np.any(heaviest <= 0):
        raise ValueInvalid(
            "Sums of weights and numbers of items must be 0 or more, the largest weight above 0."
        )
    tail = (1 - checked_level(confidence)) / 2
    items = np.where(items > 0, items, np.nan)
    rate, variance, step = events / items, squared / items**2, heaviest / items
    seen = np.where(rate > 0, rate, np.nan)
    low = _gamma_quantile(seen, variance, tail)
    high = _gamma_quantile(rate + step, variance + step**2, 1 - tail)
    return enclosing(rate, np.where(rate == 0, 0.0, low), high)


def _gamma_quantile(mean: Numbers, variance: Numbers, share: float) -> Numbers:
    mean, variance = np.asarray(mean, float), np.asarray(variance, float)
    scale = variance / mean
    return scale * gammaincinv(mean / scale, share)
