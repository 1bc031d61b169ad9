"""How often something happens: a share of trials with its limits, and contract verdicts.

Every function takes counts (`x` of `n`), broadcasts them, and gives shares from 0 to 1. Nothing
tried (`n` = 0) or a missing count is NaN throughout. The estimate is x/n in every function, so two
methods differ in their limits alone.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import betainccinv, betaincinv
from scipy.stats import hypergeom

from analytics.stats.estimate import (
    Floats,
    Interval,
    Numbers,
    checked_level,
    checked_population,
    checked_share,
    enclosing,
    finite_trials,
    interval,
    observed_counts,
    two_sided_z,
    wilson_limits,
)

UNSETTLED = "not enough data"
MOST_AUDITS = 10_000_000
TIE = 1 + 1e-9  # what equals a bound but for rounding counts as equal


def wilson(x: Numbers, n: Numbers, confidence: float = 0.95) -> Interval:
    """Share of trials with Wilson's score limits: the interval to show beside a rate.

    Args:
        x: successes (such as items found wrong), whole, 0 to `n`.
        n: trials (such as items audited), whole.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        Shares 0–1; NaN where n is 0. The lower limit is exactly 0 at x = 0, the upper exactly 1 at
        x = n.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a level outside 0–1.

    Source: E. B. Wilson (1927), doi:10.1080/01621459.1927.10502953.

    >>> [round(float(share), 4) for share in wilson(12, 400)]
    [0.03, 0.0172, 0.0517]
    """
    x, n = observed_counts(x, n)
    return enclosing(x / n, *wilson_limits(x / n, n, two_sided_z(confidence)))


def wilson_cc(x: Numbers, n: Numbers, confidence: float = 0.95) -> Interval:
    """Share of trials with continuity-corrected score limits: near exact, never shorter.

    Args:
        x: successes, whole, 0 to `n`.
        n: trials, whole.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        Shares 0–1; NaN where n is 0. The lower limit is 0 at x = 0, the upper 1 at x = n.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a level outside 0–1.

    Source: R. G. Newcombe (1998), Statistics in Medicine 17, 857–872, method 4,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E.

    >>> [round(float(share), 4) for share in wilson_cc(1, 29)]
    [0.0345, 0.0018, 0.1963]
    """
    x, n = observed_counts(x, n)
    z = two_sided_z(confidence)
    return interval(x / n, _corrected_lower(x, n, z), 1 - _corrected_lower(n - x, n, z))


def _corrected_lower(x: Floats, n: Floats, z: float) -> Floats:
    """Lower continuity-corrected score limit; the upper one is 1 - that of the complement."""
    inside = np.maximum(z**2 - 2 - 1 / n + 4 * x / n * (n - x + 1), 0)
    limit = (2 * x + z**2 - 1 - z * np.sqrt(inside)) / (2 * (n + z**2))
    return np.where(x == 0, 0, np.maximum(limit, 0))


def clopper_pearson(x: Numbers, n: Numbers, confidence: float = 0.95) -> Interval:
    """Share of trials with exact binomial limits: never below the level, often wider than needed.

    Args:
        x: successes, whole, 0 to `n`.
        n: trials, whole.
        confidence: two-sided level; each limit leaves out half of the rest, also at x = 0 and n.

    Returns:
        Shares 0–1; NaN where n is 0. The lower limit is 0 at x = 0, the upper 1 at x = n.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a level outside 0–1.

    Source: C. J. Clopper, E. S. Pearson (1934), doi:10.1093/biomet/26.4.404.

    >>> [round(float(share), 4) for share in clopper_pearson(0, 20)]
    [0.0, 0.0, 0.1684]
    """
    x, n = observed_counts(x, n)
    tail = (1 - checked_level(confidence)) / 2
    return interval(x / n, _exact_lower(x, n, tail), _exact_upper(x, n, tail))


def clopper_pearson_upper(x: Numbers, n: Numbers, confidence: float = 0.95) -> Any:
    """Exact one-sided upper limit of a share: at this level the true share is not higher.

    Args:
        x: successes, whole, 0 to `n`.
        n: trials, whole.
        confidence: one-sided level, above 0 and below 1; all of the rest lies above the limit.

    Returns:
        Shares 0–1, 1 at x = n; NaN where n is 0.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a level outside 0–1.

    Source: C. J. Clopper, E. S. Pearson (1934), doi:10.1093/biomet/26.4.404.

    >>> round(float(clopper_pearson_upper(0, 59)), 4)
    0.0495
    """
    x, n = observed_counts(x, n)
    return _exact_upper(x, n, 1 - checked_level(confidence))[()]


def clopper_pearson_lower(x: Numbers, n: Numbers, confidence: float = 0.95) -> Any:
    """Exact one-sided lower limit of a share: at this level the true share is not lower.

    Args:
        x: successes, whole, 0 to `n`.
        n: trials, whole.
        confidence: one-sided level, above 0 and below 1; all of the rest lies below the limit.

    Returns:
        Shares 0–1, 0 at x = 0; NaN where n is 0.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a level outside 0–1.

    Source: C. J. Clopper, E. S. Pearson (1934), doi:10.1093/biomet/26.4.404.

    >>> round(float(clopper_pearson_lower(1, 5)), 4)
    0.0102
    """
    x, n = observed_counts(x, n)
    return _exact_lower(x, n, 1 - checked_level(confidence))[()]


def _exact_lower(x: Floats, n: Floats, tail: float) -> Floats:
    return np.where(x == 0, 0, betaincinv(x, n - x + 1, tail))


def _exact_upper(x: Floats, n: Floats, tail: float) -> Floats:
    return np.where(x == n, 1, betainccinv(x + 1, n - x, tail))


def jeffreys(x: Numbers, n: Numbers, confidence: float = 0.95) -> Interval:
    """Share of trials with equal-tailed limits of the posterior under Jeffreys' prior.

    Args:
        x: successes, whole, 0 to `n`.
        n: trials, whole.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        Shares 0–1; NaN where n is 0. As the source sets them, the lower limit is 0 at x = 0 and the
        upper 1 at x = n; the other limit stays the quantile. The estimate is x/n.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a level outside 0–1.

    Source: L. D. Brown, T. T. Cai, A. DasGupta (2001), section 3.1.3, doi:10.1214/ss/1009213286.

    >>> [round(float(share), 3) for share in jeffreys(0, 20)]
    [0.0, 0.0, 0.117]
    """
    x, n = observed_counts(x, n)
    tail = (1 - checked_level(confidence)) / 2
    low = np.where(x == 0, 0, betaincinv(x + 0.5, n - x + 0.5, tail))
    high = np.where(x == n, 1, betainccinv(x + 0.5, n - x + 0.5, tail))
    return interval(x / n, low, high)


def agresti_coull(x: Numbers, n: Numbers, confidence: float = 0.95) -> Interval:
    """Share of trials with limits from z²/2 successes and z²/2 failures added.

    Args:
        x: successes, whole, 0 to `n`.
        n: trials, whole.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        Shares; NaN where n is 0. The source's limits can leave 0–1 and are cut off there. The
        estimate is x/n, not the middle of the limits.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a level outside 0–1.

    Source: A. Agresti, B. A. Coull (1998), doi:10.1080/00031305.1998.10480550.

    >>> [round(float(share), 4) for share in agresti_coull(19, 20, confidence=0.85)]
    [0.95, 0.8191, 0.9964]
    """
    x, n = observed_counts(x, n)
    z = two_sided_z(confidence)
    middle = (x + z**2 / 2) / (n + z**2)
    half = z * np.sqrt(middle * (1 - middle) / (n + z**2))
    return interval(x / n, np.maximum(middle - half, 0), np.minimum(middle + half, 1))


def wilson_finite(
    x: Numbers, n: Numbers, population: Numbers, confidence: float = 0.95
) -> Interval:
    """Share of a finite population wrong, from a random draw without replacement.

    Wilson's limits with the exact variance of such a draw, cut off at what is certain: at least the
    `x` found wrong, at most all but the n - x found right.

    Args:
        x: items of the draw found wrong, whole, 0 to `n`.
        n: items drawn, whole, 0 to `population`.
        population: items drawn from, whole.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        Shares 0–1; NaN where nothing was drawn. Both limits equal x/n once everything was drawn.

    Raises:
        ValueInvalid: a count is negative, not whole, x above n or n above the population; a level
            outside 0–1.

    Source: E. B. Wilson (1927), doi:10.1080/01621459.1927.10502953, with the variance of W. G.
    Cochran, Sampling Techniques, 3rd ed. (1977), section 3.2.

    >>> [round(float(share), 4) for share in wilson_finite(12, 400, population=1000)]
    [0.03, 0.0195, 0.0459]
    """
    x, n = observed_counts(x, n)
    size = checked_population(n, population)
    low, high = wilson_limits(x / n, finite_trials(n, size), two_sided_z(confidence))
    most = (size - (n - x)) / size
    return enclosing(x / n, np.maximum(low, x / size), np.minimum(high, most))


def hypergeometric_exact(
    x: Numbers, n: Numbers, population: Numbers, confidence: float = 0.95
) -> Interval:
    """How many items of a lot are wrong, from a random draw without replacement.

    A number of wrong items is inside unless finding `x` or fewer, or `x` or more, would have had a
    probability of (1 - confidence) / 2 or less.

    Args:
        x: items of the draw found wrong, whole, 0 to `n`.
        n: items drawn, whole, 0 to `population`.
        population: items in the lot, whole.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        Items, 0 to `population`: the estimate x/n·population (which need not be whole) and whole
        limits; NaN where nothing was drawn. Divide by the population for shares.

    Raises:
        ValueInvalid: a count is negative, not whole, x above n or n above the population; a level
            outside 0–1.

    Source: J. P. Buonaccorsi (1987), A note on confidence intervals for proportions in finite
    populations, The American Statistician 41, 215–218.

    >>> [float(items) for items in hypergeometric_exact(45, 100, population=300)]
    [135.0, 111.0, 160.0]
    """
    x, n = observed_counts(x, n)
    size = checked_population(n, population)
    x, n, size = np.broadcast_arrays(x, n, size)
    tail = (1 - checked_level(confidence)) / 2
    low = _fewest_wrong(x, n, size, tail)
    return interval(x / n * size, low, size - _fewest_wrong(n - x, n, size, tail))


def _fewest_wrong(x: Floats, n: Floats, size: Floats, tail: float) -> Floats:
    """Smallest number of wrong items under which x or more of n are likelier than `tail`."""
    low, high = x, size - n + x
    while np.any(low < high):
        middle = np.floor((low + high) / 2)
        enough = hypergeom.sf(x - 1, size, middle, n) > tail * TIE
        low, high = np.where(enough, low, middle + 1), np.where(enough, middle, high)
    return high


def verdict(x: Numbers, n: Numbers, limit: Numbers, confidence: float = 0.95) -> Any:
    """Does the true error rate keep to the agreed limit, as far as the audits can tell?

    Args:
        x: items found wrong, whole, 0 to `n`.
        n: items audited, whole.
        limit: the highest error rate allowed, a share 0–1.
        confidence: one-sided level of either verdict, above 0 and below 1.

    Returns:
        "pass" where the exact upper limit is not above `limit`, "fail" where the exact lower limit
        is above it, otherwise (also for nothing audited) "not enough data".

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a limit or level outside 0–1.

    Source: C. J. Clopper, E. S. Pearson (1934), doi:10.1093/biomet/26.4.404.

    >>> verdict([0, 0, 1, 40], [50, 100, 5, 400], 0.05).tolist()
    ['not enough data', 'pass', 'not enough data', 'fail']
    """
    agreed = checked_share("A limit", limit)
    cases = [_passes(x, n, agreed, confidence), _fails(x, n, agreed, confidence)]
    return np.select(cases, ["pass", "fail"], UNSETTLED)[()]


# A limit met exactly counts as kept. One wrong of one has the lower limit 5 % exactly, which
# rounding would otherwise put above an agreed 5 %.
def _passes(x: Numbers, n: Numbers, limit: Numbers, confidence: float) -> Any:
    return clopper_pearson_upper(x, n, confidence) <= np.multiply(limit, TIE)


def _fails(x: Numbers, n: Numbers, limit: Numbers, confidence: float) -> Any:
    return clopper_pearson_lower(x, n, confidence) > np.multiply(limit, TIE)


def audits_to_settle(x: Numbers, n: Numbers, limit: Numbers, confidence: float = 0.95) -> Any:
    """How many more audits would settle the verdict if errors kept coming at the observed rate?

    Errors at that rate are rounded to whole ones against the verdict: up where it would pass, down
    where it would fail. So the number is one at which the verdict is settled.

    Args:
        x: items found wrong so far, whole, 0 to `n`.
        n: items audited so far, whole.
        limit: the highest error rate allowed, a share 0–1.
        confidence: one-sided level of the verdict, above 0 and below 1.

    Returns:
        The smallest whole number of further audits; 0 where the verdict is settled already. NaN
        where nothing was audited, where the observed rate equals the limit, and where more than ten
        million audits in all would not settle it.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a limit or level outside 0–1.

    Source: the exact limits of `verdict`.

    >>> audits_to_settle([0, 0, 1, 5], [50, 100, 5, 100], 0.05).tolist()
    [9.0, 0.0, 10.0, nan]
    """
    x, n = observed_counts(x, n)
    cells = np.broadcast_arrays(x, n, checked_share("A limit", limit))
    found = [
        _audits_to_settle(float(wrong), float(audited), float(agreed), checked_level(confidence))
        for wrong, audited, agreed in zip(*(part.flat for part in cells), strict=True)
    ]
    return np.reshape(np.array(found, float), cells[0].shape)[()]


def _audits_to_settle(x: float, n: float, limit: float, confidence: float) -> float:
    if verdict(x, n, limit, confidence) != UNSETTLED:
        return 0.0
    if math.isnan(x) or math.isnan(limit) or x / n == limit:
        return math.nan

    def settled(total: Floats) -> Any:
        if x / n < limit:
            return _passes(np.ceil(x * total / n), total, limit, confidence)
        return _fails(np.floor(x * total / n), total, limit, confidence)

    # At whole multiples of the audits so far nothing is rounded, and more audits only help.
    never, enough = 1, int(MOST_AUDITS // n)
    if enough < 2 or not settled(np.array(enough * n)):
        return math.nan
    while enough - never > 1:
        middle = (never + enough) // 2
        never, enough = (never, middle) if settled(np.array(middle * n)) else (middle, enough)
    # In between, rounding settles some totals and not others: take the first.
    totals = np.arange(never * n + 1, enough * n + 1)
    return float(totals[np.argmax(settled(totals))] - n)
