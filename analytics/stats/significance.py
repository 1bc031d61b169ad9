"""Is a difference beyond chance? Tests of counts, and p values corrected for many comparisons.

All p values are two-sided. A test without data (a group or a table with nothing tried, no pair that
differs) is NaN, not 1; the corrections leave such a p value out of the family.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy import stats
from scipy.special import ndtr

from analytics.stats.estimate import (
    Floats,
    Numbers,
    checked_share,
    observed_counts,
)


class ScoreTest(NamedTuple):
    """A test of two shares being equal; both NaN where the data cannot say.

    Attributes:
        z: standard normal under equal shares; positive where the first share is higher.
        p_value: two-sided, 0–1.
    """

    z: Any
    p_value: Any


def fisher_exact_2x2(x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers) -> Any:
    """Exact p value of two independent shares being equal, both margins taken as given.

    Two-sided: all tables with these margins that are as likely as the observed one or less.

    Args:
        x1: successes of the first group, whole, 0 to `n1`.
        n1: trials of the first group, whole.
        x2: successes of the second group, whole, 0 to `n2`.
        n2: trials of the second group, whole.

    Returns:
        p values, 0–1; 1 where both groups have only successes or none; NaN where a group has no
        trials.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n.

    Source: R. A. Fisher, The logic of inductive inference (1935), doi:10.2307/2342435.

    >>> round(float(fisher_exact_2x2(8, 10, 1, 6)), 4)
    0.035
    """
    a, m = observed_counts(x1, n1)
    b, n = observed_counts(x2, n2)
    hits = a + b
    mode = np.floor((m + 1) * (hits + 1) / (m + n + 2))
    span = (np.maximum(hits - n, 0), mode, np.minimum(hits, m))
    return _two_sided(stats.hypergeom, a, span, (m + n, hits, m))


def binomial_exact(x: Numbers, n: Numbers, share: Numbers) -> Any:
    """Exact p value of the true share being `share`.

    Two-sided: all numbers of successes that are as likely under `share` as `x` or less.

    Args:
        x: successes, whole, 0 to `n`.
        n: trials, whole.
        share: the share supposed, 0–1.

    Returns:
        p values, 0–1; NaN where n is 0.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a share outside 0–1.

    Source: T. E. Sterne (1954), doi:10.1093/biomet/41.1-2.275, as in scipy.stats.binomtest.

    >>> round(float(binomial_exact(13, 16, 0.5)), 5)
    0.02127
    """
    x, n = observed_counts(x, n)
    supposed = checked_share("The share supposed", share)
    mode = np.minimum(np.floor((n + 1) * supposed), n)
    return _two_sided(stats.binom, x, (0 * n, mode, n), (n, supposed))


def mcnemar_exact(only_first: Numbers, only_second: Numbers) -> Any:
    """Exact p value of two measurements of the same items having equal shares.

    Items on which both agree say nothing about the difference; among the others either direction
    has probability 1/2 if the shares are equal.

    Args:
        only_first: items with a success in the first measurement alone, whole.
        only_second: items with a success in the second measurement alone, whole.

    Returns:
        p values, 0–1; NaN where no item differs.

    Raises:
        ValueInvalid: a count is negative or not whole.

    Source: Q. McNemar (1947), doi:10.1007/BF02295996, with the binomial distribution.

    >>> round(float(mcnemar_exact(6, 16)), 6)
    0.052479
    """
    first, second = np.asarray(only_first, float), np.asarray(only_second, float)
    return binomial_exact(first, first + second, 0.5)


def score_test_two_proportions(x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers) -> ScoreTest:
    """Test two independent shares for equality with the pooled variance (Pearson's χ² is z²).

    Args:
        x1: successes of the first group, whole, 0 to `n1`.
        n1: trials of the first group, whole.
        x2: successes of the second group, whole, 0 to `n2`.
        n2: trials of the second group, whole.

    Returns:
        z and its two-sided p value; NaN where a group has no trials, and where both groups have
        only successes or none, for then the pooled variance is 0.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n.

    Source: K. Pearson (1900), doi:10.1080/14786440009463897, without continuity correction.

    >>> test = score_test_two_proportions(56, 70, 48, 80)
    >>> round(float(test.z), 3), round(float(test.p_value), 4)
    (2.65, 0.008)
    """
    return _pooled_test(x1, n1, x2, n2, 0)


def score_test_miettinen_nurminen(x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers) -> ScoreTest:
    """Test two independent shares for equality with the pooled variance times N/(N - 1).

    The test that `miettinen_nurminen` limits belong to: 0 lies outside them exactly when p is below
    1 - confidence. Its z² is known as the N - 1 χ².

    Args:
        x1: successes of the first group, whole, 0 to `n1`.
        n1: trials of the first group, whole.
        x2: successes of the second group, whole, 0 to `n2`.
        n2: trials of the second group, whole.

    Returns:
        z and its two-sided p value; NaN where a group has no trials, and where both groups have
        only successes or none, for then the pooled variance is 0.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n.

    Source: O. Miettinen, M. Nurminen (1985), doi:10.1002/sim.4780040211; I. Campbell (2007),
    doi:10.1002/sim.2832.

    >>> test = score_test_miettinen_nurminen(56, 70, 48, 80)
    >>> round(float(test.z), 3), round(float(test.p_value), 4)
    (2.641, 0.0083)
    """
    return _pooled_test(x1, n1, x2, n2, 1)


def _pooled_test(x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers, lost: int) -> ScoreTest:
    a, m = observed_counts(x1, n1)
    b, n = observed_counts(x2, n2)
    total = m + n
    pooled = (a + b) / total
    variance = pooled * (1 - pooled) * (1 / m + 1 / n) * total / (total - lost)
    z = (a / m - b / n) / np.sqrt(np.where(variance > 0, variance, np.nan))
    return ScoreTest(z[()], (2 * ndtr(-np.abs(z)))[()])


def holm(p: Numbers) -> Any:
    """Adjust p values so that any false discovery among them has at most the level's probability.

    Args:
        p: p values of one family, 0–1, in any shape; NaN where a test had no data.

    Returns:
        Adjusted p values in the same shape; NaN stays NaN and does not count as a comparison.

    Raises:
        ValueInvalid: a p value outside 0–1.

    Source: S. Holm (1979), Scandinavian Journal of Statistics 6, 65–70.

    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """

    def steps_down(ordered: Floats) -> Floats:
        left = np.arange(ordered.size, 0, -1)
        return np.maximum.accumulate(ordered * left)

    return _adjusted(p, steps_down)


def benjamini_hochberg(p: Numbers) -> Any:
    """Adjust p values so that those up to q are false discoveries in a share q at most, on average.

    Valid for independent tests and many positively dependent ones.

    Args:
        p: p values of one family, 0–1, in any shape; NaN where a test had no data.

    Returns:
        Adjusted p values in the same shape; NaN stays NaN and does not count as a comparison.

    Raises:
        ValueInvalid: a p value outside 0–1.

    Source: Y. Benjamini, Y. Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.

    >>> benjamini_hochberg([0.01, 0.04, 0.03, float("nan")]).round(3).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    return _adjusted(p, _steps_up)


def benjamini_yekutieli(p: Numbers) -> Any:
    """Adjust p values as `benjamini_hochberg` does, for tests that depend on each other in any way.

    Args:
        p: p values of one family, 0–1, in any shape; NaN where a test had no data.

    Returns:
        Adjusted p values in the same shape; NaN stays NaN and does not count as a comparison.

    Raises:
        ValueInvalid: a p value outside 0–1.

    Source: Y. Benjamini, D. Yekutieli (2001), doi:10.1214/aos/1013699998.

    >>> benjamini_yekutieli([0.01, 0.04, 0.03]).round(4).tolist()
    [0.055, 0.0733, 0.0733]
    """
    return _adjusted(
        p, lambda ordered: _steps_up(ordered * np.sum(1 / np.arange(1, ordered.size + 1)))
    )


def _steps_up(ordered: Floats) -> Floats:
    """Smallest p·m/rank from each rank upwards."""
    scaled = ordered * ordered.size / np.arange(1, ordered.size + 1)
    return np.minimum.accumulate(scaled[::-1])[::-1]


def _adjusted(p: Numbers, adjust: Callable[[Floats], Floats]) -> Any:
    """Apply `adjust` to the p values that exist, in rising order; at most 1."""
    result = checked_share("A p value", p)
    known = ~np.isnan(result)
    family = result[known]
    order = np.argsort(family, kind="stable")
    family[order] = np.minimum(adjust(family[order]), 1)
    result[known] = family
    return result[()]


def _two_sided(
    law: Any, x: Floats, span: tuple[Floats, ...], parameters: tuple[Floats, ...]
) -> Any:
    """Probability of all outcomes as likely as `x` or less, under a law with a single peak.

    Args:
        law: a discrete distribution of scipy.stats.
        x: the outcomes seen.
        span: the smallest, the likeliest and the largest possible outcomes.
        parameters: of the law.
    """
    cells = np.broadcast_arrays(x, *span, *parameters)
    known = ~np.isnan(sum(cells))
    seen, least, mode, most, *given = (part[known] for part in cells)
    # Equal probabilities may be computed with different last digits: they count as equal.
    bound = law.pmf(seen, *given) * (1 + 1e-7)

    def unlikely(outcome: Floats) -> Any:
        return law.pmf(outcome, *given) <= bound

    below, above = _edge(unlikely, least - 1, mode), _edge(unlikely, most + 1, mode)
    tails = law.cdf(below, *given) + law.sf(above - 1, *given)
    result = np.full(known.shape, np.nan)
    result[known] = np.where(unlikely(mode), 1, np.minimum(tails, 1))
    return result[()]


def _edge(holds: Callable[[Floats], Any], inside: Floats, outside: Floats) -> Floats:
    """The whole number farthest from `inside`, on the way to `outside`, for which `holds` holds."""
    while np.any(np.abs(outside - inside) > 1):
        middle = np.floor((inside + outside) / 2)
        held = holds(middle)
        inside, outside = np.where(held, middle, inside), np.where(held, outside, middle)
    return inside
