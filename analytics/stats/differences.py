"""How far apart two shares are: differences and ratios with limits, independent and paired.

A difference is first minus second, a ratio first over second. Functions of two independent groups
take `x1` of `n1` and `x2` of `n2` and broadcast; a group with nothing tried makes the result NaN.
"""

from __future__ import annotations

import numpy as np

from analytics.errors import ValueInvalid
from analytics.stats.estimate import (
    Floats,
    Interval,
    Numbers,
    enclosing,
    interval,
    observed_counts,
    two_sided_z,
    weighted_score_limits,
)
from analytics.stats.proportions import wilson, wilson_cc


def newcombe(
    x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers, confidence: float = 0.95
) -> Interval:
    """Difference of two independent shares with Newcombe's hybrid score limits.

    Args:
        x1: successes of the first group, whole, 0 to `n1`.
        n1: trials of the first group, whole.
        x2: successes of the second group, whole, 0 to `n2`.
        n2: trials of the second group, whole.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        x1/n1 - x2/n2, from -1 to 1; NaN where a group has no trials.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a level outside 0–1.

    Source: R. G. Newcombe (1998), Statistics in Medicine 17, 873–890, method 10,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

    >>> [round(float(part), 4) for part in newcombe(56, 70, 48, 80)]
    [0.2, 0.0524, 0.3339]
    """
    return difference_of_intervals(wilson(x1, n1, confidence), wilson(x2, n2, confidence))


def newcombe_cc(
    x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers, confidence: float = 0.95
) -> Interval:
    """Difference of two independent shares with continuity-corrected hybrid score limits.

    Args:
        x1: successes of the first group, whole, 0 to `n1`.
        n1: trials of the first group, whole.
        x2: successes of the second group, whole, 0 to `n2`.
        n2: trials of the second group, whole.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        x1/n1 - x2/n2, from -1 to 1; NaN where a group has no trials.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a level outside 0–1.

    Source: R. G. Newcombe (1998), Statistics in Medicine 17, 873–890, method 11,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

    >>> [round(float(part), 4) for part in newcombe_cc(56, 70, 48, 80)]
    [0.2, 0.0428, 0.3422]
    """
    return difference_of_intervals(wilson_cc(x1, n1, confidence), wilson_cc(x2, n2, confidence))


def difference_of_intervals(first: Interval, second: Interval) -> Interval:
    """Difference of two independent estimates, from their own limits at the same level.

    Each limit combines the distances that could carry the difference that far: for the lower one
    from the first estimate down and from the second one up. Limits need not be symmetric.

    Args:
        first: an estimate with limits.
        second: an estimate with limits, independent of the first.

    Returns:
        first - second, in their unit; NaN where a part is.

    Source: G. Y. Zou, A. Donner (2008), doi:10.1002/sim.3095; for Wilson limits it is R. G.
    Newcombe's (1998) method 10.

    >>> audited, earlier = Interval(0.10, 0.07, 0.15), Interval(0.04, 0.02, 0.08)
    >>> [round(float(part), 4) for part in difference_of_intervals(audited, earlier)]
    [0.06, 0.01, 0.1139]
    """
    difference = first.estimate - second.estimate
    down = np.hypot(first.estimate - first.low, second.high - second.estimate)
    up = np.hypot(first.high - first.estimate, second.estimate - second.low)
    return interval(difference, difference - down, difference + up)


def miettinen_nurminen(
    x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers, confidence: float = 0.95
) -> Interval:
    """Difference of two independent shares with score limits, variance factor N/(N - 1).

    The limits are the differences that `score_test_miettinen_nurminen` generalised to any
    difference would just not reject.

    Args:
        x1: successes of the first group, whole, 0 to `n1`.
        n1: trials of the first group, whole.
        x2: successes of the second group, whole, 0 to `n2`.
        n2: trials of the second group, whole.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        x1/n1 - x2/n2, from -1 to 1; NaN where a group has no trials.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a level outside 0–1.

    Source: O. Miettinen, M. Nurminen (1985), doi:10.1002/sim.4780040211.

    >>> [round(float(part), 4) for part in miettinen_nurminen(56, 70, 48, 80)]
    [0.2, 0.0528, 0.3382]
    """
    x1, n1, x2, n2 = _two_groups(x1, n1, x2, n2)
    factor = (n1 + n2 - 1) / (n1 + n2)
    share = np.stack([x1 / n1, x2 / n2], axis=-1)
    trials = np.stack([n1 * factor, n2 * factor], axis=-1)
    weight = np.broadcast_to([1.0, -1.0], share.shape)
    limits = weighted_score_limits(share, trials, weight, two_sided_z(confidence))
    return enclosing(x1 / n1 - x2 / n2, *limits)


def risk_ratio(
    x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers, confidence: float = 0.95
) -> Interval:
    """Ratio of two independent shares with log-normal (Katz) limits.

    Args:
        x1: successes of the first group, whole, 0 to `n1`.
        n1: trials of the first group, whole.
        x2: successes of the second group, whole, 0 to `n2`.
        n2: trials of the second group, whole.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        (x1/n1) / (x2/n2), 0 or more; infinite where only the second group has no success, NaN where
        neither has. The limits are NaN where the method has no variance: a group without success,
        or both groups without failure. `risk_ratio_score` has limits there.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a level outside 0–1.

    Source: D. Katz, J. Baptista, S. P. Azen, M. C. Pike (1978), doi:10.2307/2530610.

    >>> [round(float(part), 4) for part in risk_ratio(7, 34, 1, 34)]
    [7.0, 0.9096, 53.8695]
    """
    x1, n1, x2, n2 = _two_groups(x1, n1, x2, n2)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (x1 / n1) / (x2 / n2)
        variance = (1 / x1 - 1 / n1) + (1 / x2 - 1 / n2)
    usable = np.isfinite(variance) & (variance > 0)
    reach = np.exp(two_sided_z(confidence) * np.sqrt(np.where(usable, variance, np.nan)))
    return interval(ratio, ratio / reach, ratio * reach)


def risk_ratio_score(
    x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers, confidence: float = 0.95
) -> Interval:
    """Ratio of two independent shares with score (Koopman) limits, which bear zero cells.

    Args:
        x1: successes of the first group, whole, 0 to `n1`.
        n1: trials of the first group, whole.
        x2: successes of the second group, whole, 0 to `n2`.
        n2: trials of the second group, whole.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        (x1/n1) / (x2/n2), 0 or more. Without success in the second group estimate and upper limit
        are infinite; without any success the estimate is NaN and the limits 0 and infinity, for
        then every ratio is possible. NaN throughout where a group has no trials.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a level outside 0–1.

    Source: P. A. R. Koopman (1984), doi:10.2307/2531405.

    >>> [round(float(part), 4) for part in risk_ratio_score(7, 34, 1, 34)]
    [7.0, 1.2209, 42.5757]
    """
    groups = _two_groups(x1, n1, x2, n2)
    z = two_sided_z(confidence)
    a, m, b, n = groups
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (a / m) / (b / n)
        # The upper limit is one over the lower limit of the ratio turned round.
        high = 1 / _lower_ratio(b, n, a, m, z)
    return interval(ratio, _lower_ratio(a, m, b, n, z), high)


def _lower_ratio(x1: Floats, n1: Floats, x2: Floats, n2: Floats, z: float) -> Floats:
    """Smallest ratio whose score statistic is at most z², by halving on a log scale."""
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = np.log((x1 / n1) / (x2 / n2))
    outside = np.full_like(observed, -50.0)
    inside = np.where(np.isfinite(observed), observed, 50.0)
    for _ in range(70):
        middle = (outside + inside) / 2
        within = _koopman_statistic(x1, n1, x2, n2, np.exp(middle)) <= z**2
        outside, inside = np.where(within, outside, middle), np.where(within, middle, inside)
    return np.where(x1 == 0, 0, np.exp(inside)) + 0 * (n1 + n2)


def _koopman_statistic(x1: Floats, n1: Floats, x2: Floats, n2: Floats, ratio: Floats) -> Floats:
    """Squared score statistic of p1 = ratio·p2, at the likeliest p2 under it."""
    a = (n1 + n2) * ratio
    b = ratio * (n1 + x2) + x1 + n2
    p2 = 2 * (x1 + x2) / (b + np.sqrt(np.maximum(b**2 - 4 * a * (x1 + x2), 0)))
    p1 = ratio * p2
    variance = p1 * (1 - p1) / n1 + ratio**2 * p2 * (1 - p2) / n2
    distance = x1 / n1 - ratio * x2 / n2
    return distance**2 / np.where(variance > 0, variance, np.nan)


def newcombe_paired(
    both: Numbers,
    only_first: Numbers,
    only_second: Numbers,
    neither: Numbers,
    confidence: float = 0.95,
) -> Interval:
    """Difference of two shares measured on the same items, with hybrid score limits.

    Args:
        both: items with a success in both measurements, whole.
        only_first: items with a success in the first alone, whole.
        only_second: items with a success in the second alone, whole.
        neither: items with a success in neither, whole.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        First share minus second share, from -1 to 1; NaN where there are no items.

    Raises:
        ValueInvalid: a count is negative or not whole; a level outside 0–1.

    Source: R. G. Newcombe (1998), Statistics in Medicine 17, 2635–2650, method 10,
    doi:10.1002/(SICI)1097-0258(19981130)17:22<2635::AID-SIM954>3.0.CO;2-C.

    >>> [round(float(part), 4) for part in newcombe_paired(20, 12, 2, 16)]
    [0.2, 0.0562, 0.3292]
    """
    a, b, c, d = np.broadcast_arrays(
        *(np.asarray(cell, float) for cell in (both, only_first, only_second, neither))
    )
    table = np.stack([a, b, c, d])
    if np.any((table < 0) | ((table != np.floor(table)) & ~np.isnan(table))):
        raise ValueInvalid("The four counts of a paired table must be whole numbers of 0 or more.")
    n = a + b + c + d
    first, second = wilson(a + b, n, confidence), wilson(a + c, n, confidence)
    phi = _corrected_phi(a, b, c, d)

    def reach(one: Floats, other: Floats) -> Floats:
        return np.sqrt(np.maximum(one**2 - 2 * phi * one * other + other**2, 0))

    down = reach(first.estimate - first.low, second.high - second.estimate)
    up = reach(first.high - first.estimate, second.estimate - second.low)
    difference = (b - c) / np.where(n > 0, n, np.nan)
    return interval(difference, difference - down, difference + up)


def _corrected_phi(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
    """Correlation of a paired table, a positive one pulled towards 0; 0 where a margin is empty."""
    association = a * d - b * c
    pulled = np.where(
        association > 0, np.maximum(association - (a + b + c + d) / 2, 0), association
    )
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    return np.where(margins > 0, pulled / np.sqrt(np.where(margins > 0, margins, 1)), 0)


def _two_groups(x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers) -> tuple[Floats, ...]:
    """Both groups in one shape, all NaN where either has no trials."""
    groups = np.broadcast_arrays(*observed_counts(x1, n1), *observed_counts(x2, n2))
    known = ~np.isnan(groups[0] + groups[2])
    return tuple(np.where(known, part, np.nan) for part in groups)
