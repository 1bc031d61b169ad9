"""What every interval in `analytics.stats` shares: its shape, its checks, the score method.

One method gives Wilson's limits for a share, Miettinen and Nurminen's for a difference of two and
the limits of any weighted sum of shares: `weighted_score_limits`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from analytics.errors import ValueInvalid

Floats = npt.NDArray[np.float64]
Numbers = npt.ArrayLike


class Interval(NamedTuple):
    """An estimate and its limits, broadcast together; NaN where the data cannot say.

    Attributes:
        estimate: the point estimate, in the unit the function names.
        low: the lower limit, in the same unit.
        high: the upper limit, in the same unit.

    >>> Interval(np.float64(0.5), np.float64(0.4), np.float64(0.6)).low
    np.float64(0.4)
    """

    estimate: Any
    low: Any
    high: Any


def interval(estimate: Numbers, low: Numbers, high: Numbers) -> Interval:
    """Pack an estimate with its limits; an array of no dimension becomes a numpy scalar.

    >>> interval(0.5, np.array(0.4), 0.6)
    Interval(estimate=np.float64(0.5), low=np.float64(0.4), high=np.float64(0.6))
    """
    return Interval(*(np.asarray(part, float)[()] for part in (estimate, low, high)))


def enclosing(estimate: Numbers, low: Numbers, high: Numbers) -> Interval:
    """Pack an estimate with limits around it; a limit that rounding put past it moves onto it.

    >>> enclosing(0.4, 0.1, 0.3999999999999999)
    Interval(estimate=np.float64(0.4), low=np.float64(0.1), high=np.float64(0.4))
    """
    return interval(estimate, np.minimum(low, estimate), np.maximum(high, estimate))


def checked_level(confidence: float) -> float:
    """Return `confidence` if it is a level strictly between 0 and 1.

    Raises:
        ValueInvalid: it is not.

    >>> checked_level(0.95)
    0.95
    """
    if not 0 < confidence < 1:
        raise ValueInvalid(f"Confidence must lie between 0 and 1, such as 0.95; got {confidence}.")
    return confidence


def two_sided_z(confidence: float) -> float:
    """Return the standard normal quantile that leaves (1 - confidence) / 2 above it.

    Raises:
        ValueInvalid: `confidence` does not lie between 0 and 1.

    >>> round(two_sided_z(0.95), 6)
    1.959964
    """
    # The quantile of the small tail is exact where 1 - tail would round to 1.
    return float(-ndtri((1 - checked_level(confidence)) / 2))


def checked_share(name: str, share: Numbers) -> Floats:
    """Return shares from 0 to 1 as floats; a missing one stays missing.

    Raises:
        ValueInvalid: one lies outside 0 to 1; the sentence calls it `name`.

    >>> checked_share("Sensitivity", [0.9, 1])
    array([0.9, 1. ])
    """
    values = np.array(share, float)
    wrong = (values < 0) | (values > 1)
    if np.any(wrong):
        at = values[wrong].flat[0]
        raise ValueInvalid(f"{name} is a share and must lie between 0 and 1; got {at:g}.")
    return values


def checked_counts(successes: Numbers, trials: Numbers) -> tuple[Floats, Floats]:
    """Broadcast counts together as floats; a missing count stays missing.

    Raises:
        ValueInvalid: a count is negative, not whole, or more successes than trials.

    >>> checked_counts([1, 0], 4)
    (array([1., 0.]), array([4., 4.]))
    """
    x, n = np.broadcast_arrays(np.asarray(successes, float), np.asarray(trials, float))
    known = ~(np.isnan(x) | np.isnan(n))
    wrong = known & ((x < 0) | (n < x) | (x != np.floor(x)) | (n != np.floor(n)) | np.isinf(n))
    if np.any(wrong):
        at = np.flatnonzero(wrong.ravel())[0]
        raise ValueInvalid(
            "Counts must be whole numbers with 0 <= successes <= trials; "
            f"got {x.ravel()[at]:g} of {n.ravel()[at]:g}."
        )
    return x.copy(), n.copy()


def observed_counts(successes: Numbers, trials: Numbers) -> tuple[Floats, Floats]:
    """Broadcast counts as `checked_counts` does; both are NaN where nothing was tried.

    Raises:
        ValueInvalid: a count is negative, not whole, or more successes than trials.

    >>> observed_counts([1, 0], [4, 0])
    (array([ 1., nan]), array([ 4., nan]))
    """
    x, n = checked_counts(successes, trials)
    missing = ~(n > 0) | np.isnan(x)
    return np.where(missing, np.nan, x), np.where(missing, np.nan, n)


def checked_population(trials: Floats, population: Numbers) -> Floats:
    """Return population sizes as floats, in the shape of `trials` where they broadcast to it.

    Raises:
        ValueInvalid: a population is not a whole number, or smaller than what was drawn from it.

    >>> checked_population(np.array([4.0, 5.0]), 9)
    array([9., 9.])
    """
    n, size = np.broadcast_arrays(trials, np.asarray(population, float))
    wrong = (size < 0) | (size < n) | ((size != np.floor(size)) & ~np.isnan(size)) | np.isinf(size)
    if np.any(wrong):
        at = np.flatnonzero(wrong.ravel())[0]
        raise ValueInvalid(
            "A population must be a whole number and hold everything drawn from it; "
            f"got {n.ravel()[at]:g} drawn from {size.ravel()[at]:g}."
        )
    return size.copy()


def finite_trials(trials: Floats, population: Floats) -> Floats:
    """Return the trials with replacement that say as much as `trials` without it.

    A draw of n from N without replacement has variance PQ/n · (N - n)/(N - 1), which is that of
    n(N - 1)/(N - n) draws with replacement: infinitely many when everything was drawn.

    Source: W. G. Cochran, Sampling Techniques, 3rd ed. (1977), section 3.2.

    >>> finite_trials(np.array([100.0, 10.0]), np.array([1000.0, 10.0]))
    array([111.,  inf])
    """
    left = population - trials
    scaled = trials * (population - 1)
    return np.where(left == 0, np.inf, scaled / np.where(left == 0, 1, left))


def wilson_limits(share: Numbers, trials: Numbers, z: Numbers) -> tuple[Floats, Floats]:
    """Limits of a share by the score method, for any number of trials above 0.

    Args:
        share: observed shares, 0–1.
        trials: how many trials they rest on; an effective number need not be whole and is infinite
            for a share that is known exactly.
        z: quantile of the standard normal distribution, or of t where the variance is estimated.

    Source: E. B. Wilson (1927), doi:10.1080/01621459.1927.10502953.

    >>> [round(float(limit), 4) for limit in wilson_limits(0.03, 400, two_sided_z(0.95))]
    [0.0172, 0.0517]
    """
    p = np.asarray(share, float)
    kept = 1 / (1 + np.square(z) / np.asarray(trials, float))
    pulled = (1 - kept) / 2
    half = np.sqrt(kept * (1 - kept) * p * (1 - p) + pulled**2)

    def lower(q: Floats) -> Floats:
        # The product of both roots is kept·q²; dividing loses no digits near 0, subtracting would.
        other = kept * q + pulled + half
        return kept * q**2 / np.where(other == 0, 1, other)

    return lower(p), 1 - lower(1 - p)


def weighted_score_limits(
    share: Floats, trials: Floats, weight: Floats, z: float
) -> tuple[Floats, Floats]:
    """Limits of a weighted sum of independent shares by the score method.

    A value of the sum is inside when it is within `z` standard errors of the observed sum, the
    standard errors taken at the likeliest shares that add up to that value. One share with weight 1
    gives Wilson's limits, two with weights 1 and -1 give Mee's; Miettinen and Nurminen's come from
    trials multiplied by (N - 1)/N.

    Args:
        share: observed shares, 0–1, of the parts along the last axis.
        trials: trials behind each share, above 0, effective or infinite; same shape.
        weight: weight of each part, of either sign; same shape.
        z: quantile of the standard normal distribution.

    Returns:
        The lower and the upper limits, without the last axis; NaN where any part is NaN.

    Source: A. Martín Andrés, I. Herranz Tejedor, M. Álvarez Hernández (2012),
    doi:10.1080/00949655.2010.530601 (their method S0).

    >>> shares, trials = np.array([5 / 56, 0.0]), np.array([56.0, 29.0])
    >>> low, high = weighted_score_limits(shares, trials, np.array([1.0, -1.0]), two_sided_z(0.95))
    >>> round(float(low), 4), round(float(high), 4)
    (-0.0313, 0.1926)
    """
    size = np.abs(weight)
    # A negative weight on a share is a positive one on its complement, less the weight.
    part = np.where(weight < 0, 1 - share, share)
    shift = np.minimum(weight, 0).sum(axis=-1)
    low = shift + _least_sum(part, trials, size, z)
    high = shift + size.sum(axis=-1) - _least_sum(1 - part, trials, size, z)
    return low, high


def _least_sum(share: Floats, trials: Floats, weight: Floats, z: float) -> Floats:
    """Lower score limit of a sum with weights of 0 or more.

    With Lagrange multiplier t, the likeliest share p under a smaller sum solves
    (p̂ - p) / (p(1 - p)) = t·weight/trials, so the observed sum lies t·V above it and its squared
    distance in standard errors is t²·V, V being the variance at p. That grows with t (its
    derivative has the sign of 1 + 1/√D of the quadratic below), so halving finds the one t where it
    is z².
    """
    step = weight / trials
    spread = (weight * step).sum(axis=-1)
    # V is at most spread/4: t²·V cannot reach z² before this t.
    start = np.where(spread > 0, 2 * z / np.sqrt(np.where(spread > 0, spread, 1)), 0)

    def pulled(exponent: Floats) -> tuple[Floats, Floats]:
        t = start * 2.0**exponent
        c = t[..., None] * step
        return t, 2 * share / (1 + c + np.sqrt((1 - c) ** 2 + 4 * c * (1 - share)))

    near, far = np.zeros_like(start), np.full_like(start, 64.0)
    for _ in range(64):
        middle = (near + far) / 2
        t, p = pulled(middle)
        beyond = t**2 * (weight * step * p * (1 - p)).sum(axis=-1) > z**2
        near, far = np.where(beyond, near, middle), np.where(beyond, middle, far)
    return (weight * pulled(far)[1]).sum(axis=-1)
