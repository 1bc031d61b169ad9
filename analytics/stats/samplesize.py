"""How many items to audit: for a precision, to detect errors, to compare, and how to spread them.

Sample sizes are whole numbers of items, given as floats because they are NaN where no number will
do. They are for simple random draws; multiply by the design effect where audits cluster.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import gammaln, ndtr, ndtri

from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.stats.estimate import (
    Floats,
    Numbers,
    checked_level,
    checked_share,
    finite_trials,
    two_sided_z,
    wilson_limits,
)

METHODS = ("proportional", "neyman", "equal")


def n_for_precision(
    p: Numbers,
    half_width: Numbers,
    confidence: float = 0.95,
    population: Numbers | None = None,
) -> Any:
    """Audits needed to estimate a rate to within plus or minus `half_width` (normal formula).

    Args:
        p: the rate expected, 0–1.
        half_width: half the width of the interval, a share above 0.
        confidence: two-sided level, above 0 and below 1.
        population: items drawn from, whole; None for a population much larger than the sample.

    Returns:
        n0 = z²·p(1 - p)/half_width², for a finite population n0/(1 + (n0 - 1)/population), rounded
        up. NaN where p is 0 or 1: the formula knows no spread there; use `n_for_wilson_width`.

    Raises:
        ValueInvalid: a share or level out of its range; a population that is not whole or below 1.

    Source: W. G. Cochran, Sampling Techniques, 3rd ed. (1977), section 4.4.

    >>> n_for_precision(0.05, 0.02), n_for_precision(0.05, 0.02, population=5000)
    (np.float64(457.0), np.float64(419.0))
    """
    share = checked_share("An expected rate", p)
    half = _checked_half_width(half_width)
    spread = share * (1 - share)
    needed = two_sided_z(confidence) ** 2 * np.where(spread > 0, spread, np.nan) / half**2
    if population is not None:
        needed = needed / (1 + (needed - 1) / _checked_items(population))
    return np.maximum(_rounded_up(needed), 1)[()]


def n_for_wilson_width(
    p: Numbers,
    half_width: Numbers,
    confidence: float = 0.95,
    population: Numbers | None = None,
) -> Any:
    """Fewest audits after which Wilson's interval is no wider than twice `half_width`.

    Args:
        p: the rate expected to be observed, 0–1; 0 and 1 are allowed.
        half_width: half the width of the interval, a share above 0.
        confidence: two-sided level, above 0 and below 1.
        population: items drawn from, whole; None for a population much larger than the sample.

    Returns:
        The smallest n at which the limits around exactly `p` (n·p need not be whole) lie at most
        2·half_width apart; more audits never widen them.

    Raises:
        ValueInvalid: a share or level out of its range; a population that is not whole or below 1.

    Source: search over the limits of E. B. Wilson (1927), doi:10.1080/01621459.1927.10502953.

    >>> n_for_wilson_width(0.05, 0.02), n_for_wilson_width(0, 0.02)
    (np.float64(469.0), np.float64(93.0))
    """
    share = checked_share("An expected rate", p)
    half = _checked_half_width(half_width)
    z = two_sided_z(confidence)
    # At a rate of 1/2, the widest, (z / (2·half_width))² audits are enough.
    most = np.maximum(np.ceil((z / (2 * half)) ** 2), 1) + 0 * share
    if population is not None:
        items = _checked_items(population)
        most = np.minimum(most, items)

    def narrow(n: Floats) -> Any:
        trials = n if population is None else finite_trials(n, items)
        low, high = wilson_limits(share, trials, z)
        return high - low <= 2 * half

    return _fewest(narrow, most)


def n_for_detection(
    rate: Numbers, confidence: float = 0.95, population: Numbers | None = None
) -> Any:
    """Audits that find at least one error with probability `confidence`, if the rate is `rate`.

    So many audits without an error show, at that level, that the true rate is lower.

    Args:
        rate: the error rate to detect, 0–1.
        confidence: probability of finding an error, above 0 and below 1.
        population: items in the lot, whole; None for a lot much larger than the sample. The lot is
            taken to hold rate·population wrong items, rounded up.

    Returns:
        The smallest number of audits; NaN where the rate is 0, for then there is nothing to find.

    Raises:
        ValueInvalid: a share or level out of its range; a population that is not whole or below 1.

    Source: R. M. Cannon, R. T. Roe, Livestock Disease Surveys (1982); the probability of no error
    is (1 - rate)^n, for a finite lot hypergeometric.

    >>> n_for_detection(0.01), n_for_detection(0.01, population=500)
    (np.float64(299.0), np.float64(225.0))
    """
    share = checked_share("A rate", rate)
    missed = 1 - checked_level(confidence)
    share = np.where(share > 0, share, np.nan)
    if population is None:
        with np.errstate(divide="ignore"):
            return np.maximum(_rounded_up(np.log(missed) / np.log1p(-share)), 1)[()]
    items = _checked_items(population)
    share, items = np.broadcast_arrays(share, items)
    wrong = _rounded_up(share * items)

    def detected(n: Floats) -> Any:
        right = items - wrong
        room = np.maximum(right - n, 0)
        none_found = np.exp(
            gammaln(right + 1) - gammaln(room + 1) + gammaln(items - n + 1) - gammaln(items + 1)
        )
        # The slack covers rounding in exact ties, such as 95 of 100 items at 95 %.
        return (n > right) | (none_found <= missed * (1 + 1e-9))

    return _fewest(detected, items - wrong + 1)


def n_for_two_proportions(
    p1: Numbers,
    p2: Numbers,
    power: float = 0.8,
    alpha: float = 0.05,
    continuity: bool = False,
) -> Any:
    """Audits per group that show a difference between two rates with the power asked for.

    Args:
        p1: true rate of the first group, 0–1.
        p2: true rate of the second group, 0–1.
        power: probability of a significant result, above `alpha` and below 1.
        alpha: two-sided significance level, above 0 and below 1.
        continuity: whether the test is continuity-corrected (or Fisher's exact test).

    Returns:
        Per group n = (z_α/2·√(2·p̄·q̄) + z_β·√(p1·q1 + p2·q2))² / (p1 - p2)², with p̄ the mean of
        both; with `continuity` n/4·(1 + √(1 + 4/(n·|p1 - p2|)))²; rounded up. NaN where the rates
        are equal.

    Raises:
        ValueInvalid: a share or level out of its range; a power not above alpha.

    Source: J. L. Fleiss, A. Tytun, H. K. Ury (1980), doi:10.2307/2529990.

    >>> n_for_two_proportions(0.5, 0.75, power=0.9)
    np.float64(77.0)
    >>> n_for_two_proportions(0.5, 0.75, power=0.9, continuity=True)
    np.float64(85.0)
    """
    first, second = checked_share("A rate", p1), checked_share("A rate", p2)
    z = two_sided_z(1 - _checked_alpha(alpha))
    if not alpha < power < 1:
        raise ValueInvalid(f"Power must lie between alpha ({alpha:g}) and 1; got {power:g}.")
    apart = np.abs(first - second)
    apart = np.where(apart > 0, apart, np.nan)
    null, alternative = _spreads(first, second)
    n = ((z * null + float(ndtri(power)) * alternative) / apart) ** 2
    if continuity:
        n = n / 4 * (1 + np.sqrt(1 + 4 / (n * apart))) ** 2
    return _rounded_up(n)[()]


def power_two_proportions(p1: Numbers, p2: Numbers, n: Numbers, alpha: float = 0.05) -> Any:
    """Probability that `n` audits in each group show the difference between two rates.

    Args:
        p1: true rate of the first group, 0–1.
        p2: true rate of the second group, 0–1.
        n: audits in each group, above 0.
        alpha: two-sided significance level of the pooled test, above 0 and below 1.

    Returns:
        Power, 0–1, of a significant result in the right direction; alpha/2 where the rates are
        equal. NaN where n is 0, or both rates are 0 or both 1.

    Raises:
        ValueInvalid: a share or level out of its range; a negative n.

    Source: the formula of `n_for_two_proportions`, without continuity correction, solved for power.

    >>> round(float(power_two_proportions(0.5, 0.75, 50)), 4)
    0.7402
    """
    first, second = checked_share("A rate", p1), checked_share("A rate", p2)
    z = two_sided_z(1 - _checked_alpha(alpha))
    audits = np.asarray(n, float)
    if np.any(audits < 0):
        raise ValueInvalid("The number of audits must be 0 or more.")
    null, alternative = _spreads(first, second)
    reach = np.abs(first - second) * np.sqrt(np.where(audits > 0, audits, np.nan)) - z * null
    with np.errstate(divide="ignore", invalid="ignore"):
        return ndtr(reach / alternative)[()]


def _spreads(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """√(2·p̄·q̄) under equal rates and √(p1·q1 + p2·q2) under the true ones."""
    mean = (first + second) / 2
    null = np.sqrt(2 * mean * (1 - mean))
    return null, np.sqrt(first * (1 - first) + second * (1 - second))


def allocate(
    sizes: Numbers,
    total: int,
    method: str = "proportional",
    *,
    sd: Numbers | None = None,
    rates: Numbers | None = None,
    minimum: int = 0,
) -> Any:
    """Spread `total` audits over strata, in whole audits that add up exactly.

    Args:
        sizes: items in each stratum, whole; one per stratum.
        total: audits to spread, whole, at most all items.
        method: "proportional" to size, "neyman" (to size times standard deviation, which gives the
            smallest variance of the population's rate) or "equal".
        sd: standard deviation of each stratum, 0 or more, for "neyman".
        rates: expected error rate of each stratum, 0–1, for "neyman": the standard deviation is
            √(rate·(1 - rate)).
        minimum: audits that every stratum gets at least, or all its items if it has fewer.

    Returns:
        Whole audits per stratum, never above its size. A stratum that would get more than it has is
        audited in full, one that would get less than the minimum gets the minimum, and the others
        share the rest. Fractions go to the strata with the largest ones, ties to earlier strata.

    Raises:
        AskedForUnknown: a method not named above.
        ValueInvalid: sizes, total or minimum are not whole or negative; more audits than items, or
            fewer than the minimum needs; "neyman" without sd and rates, or with both.

    Source: J. Neyman (1934), doi:10.2307/2342192; W. G. Cochran, Sampling Techniques, 3rd ed.
    (1977), sections 5.5 and 5.8 for strata that would need more than 100 %.

    >>> allocate([9000, 1000], 300).tolist()
    [270, 30]
    >>> allocate([9000, 1000], 300, "neyman", rates=[0.02, 0.30], minimum=50).tolist()
    [220, 80]
    """
    items = np.ravel(np.asarray(sizes, float))
    whole = np.array([*items, total, minimum], float)
    if np.any(~(whole >= 0) | (whole != np.floor(whole)) | np.isinf(whole)):
        raise ValueInvalid("Stratum sizes, total and minimum must be whole numbers of 0 or more.")
    least = np.minimum(items, minimum)
    if not least.sum() <= total <= items.sum():
        raise ValueInvalid(
            f"{total} audits cannot be spread: the strata hold {items.sum():g} items and their "
            f"minimums need {least.sum():g}. Ask for a total in between."
        )
    exact = _spread_between(_allocation_weights(items, method, sd, rates), total, least, items)
    # Rounding to nine places first keeps 2.9999999996 from counting as 2 and a large fraction.
    exact = exact.round(9)
    audits = np.floor(exact).astype(np.int64)
    largest = np.argsort(audits - exact, kind="stable")
    audits[largest[: int(total - audits.sum())]] += 1
    return audits


def _allocation_weights(
    items: Floats, method: str, sd: Numbers | None, rates: Numbers | None
) -> Floats:
    if method not in METHODS:
        raise AskedForUnknown("allocation method", method, METHODS)
    if method == "proportional":
        return items
    if method == "equal":
        return np.ones_like(items)
    if (sd is None) == (rates is None):
        raise ValueInvalid("Neyman allocation needs either standard deviations or rates.")
    if rates is not None:
        share = checked_share("An expected rate", rates)
        deviation = np.sqrt(share * (1 - share))
    else:
        deviation = np.asarray(sd, float)
    if deviation.shape != items.shape or not np.all((deviation >= 0) & np.isfinite(deviation)):
        raise ValueInvalid("Neyman allocation needs one number of 0 or more for every stratum.")
    return items * deviation


def _spread_between(weight: Floats, total: float, least: Floats, most: Floats) -> Floats:
    """Real numbers adding up to `total`, proportional to `weight` except where a bound holds."""
    counts = weight > 1e-12 * np.max(weight, initial=0)
    if np.where(counts, most, least).sum() < total:
        # Everything with a weight is taken in full; the rest goes by size.
        least, weight, counts = np.where(counts, most, least), most, ~counts & (most > 0)
    weight = np.where(counts, weight, 0)
    # The sum is linear in the scale between the scales at which a stratum meets a bound.
    bends = np.concatenate([[0], *(bound[counts] / weight[counts] for bound in (least, most))])
    bends = np.sort(bends)
    sums = np.clip(bends[:, None] * weight, least, most).sum(axis=1)
    return np.clip(np.interp(total, sums, bends) * weight, least, most)


def _fewest(enough: Callable[[Floats], Any], most: Floats) -> Any:
    """Smallest whole number from 1 to `most` for which `enough` holds; it holds for `most`."""
    low, high = np.ones_like(most), np.array(most, float)
    while np.any(low < high):
        middle = np.floor((low + high) / 2)
        reached = enough(middle)
        low, high = np.where(reached, low, middle + 1), np.where(reached, middle, high)
    return high[()]


def _rounded_up(value: Floats) -> Floats:
    """Next whole number; a value above one by rounding alone is taken as that number."""
    return np.ceil(value * (1 - 1e-12))


def _checked_half_width(half_width: Numbers) -> Floats:
    half = checked_share("Half the width of an interval", half_width)
    if np.any(half == 0):
        raise ValueInvalid("Half the width of an interval must be above 0; none is ever exact.")
    return half


def _checked_alpha(alpha: float) -> float:
    if not 0 < alpha < 1:
        raise ValueInvalid(f"Alpha must lie between 0 and 1, such as 0.05; got {alpha:g}.")
    return alpha


def _checked_items(population: Numbers) -> Floats:
    items = np.asarray(population, float)
    if np.any((items < 1) | ((items != np.floor(items)) & ~np.isnan(items)) | np.isinf(items)):
        raise ValueInvalid("A population must be a whole number of 1 or more.")
    return items
