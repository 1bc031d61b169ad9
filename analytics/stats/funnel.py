"""Funnel plots: who differs from the rest by more than the size of their sample explains?

A small sample scatters widely, so limits around the common rate narrow as the sample grows. Groups
inside the limits are indistinguishable from the rest, however the ranking looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import binom, norm

from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.stats.estimate import Floats, Numbers, checked_counts, checked_level

Bools = npt.NDArray[np.bool_]
Adjustment = Literal["none", "multiplicative", "additive"]
ADJUSTMENTS = ("none", "multiplicative", "additive")
LEVELS = (0.95, 0.998)


class FunnelLimits(NamedTuple):
    """Limits by level and sample size, as shares from 0 to 1.

    Attributes:
        levels: the two-sided levels, such as 0.95 and 0.998.
        low: lower limits; one row per level, then the shape of the sample sizes.
        high: upper limits, likewise.
    """

    levels: tuple[float, ...]
    low: Floats
    high: Floats


class Overdispersion(NamedTuple):
    """How much more groups differ than samples from one rate would.

    Attributes:
        phi: mean square of the winsorised z scores; about 1 where one rate explains all groups.
            NaN with fewer than two groups.
        tau_squared: variance of the groups' true rates, >= 0; NaN with fewer than two groups.
        groups: number of groups with data.
    """

    phi: float
    tau_squared: float
    groups: int

    @property
    def present(self) -> bool:
        """Whether phi lies more than two standard errors above 1, its value under one rate."""
        return self.groups > 1 and bool(self.phi > 1 + 2 * np.sqrt(2 / self.groups))


@dataclass(frozen=True, eq=False)
class Funnel:
    """One funnel plot; every array has one element per group, in the order given.

    Attributes:
        rate: share in each group; NaN where nothing was audited.
        centre: the common rate.
        z: standard errors from the centre, with the adjustment that was asked for.
        p_value: two-sided, of the group having the common rate; NaN where nothing was audited.
        limits: at each group's sample size.
        outside: one row per level: whether the group lies beyond its limits.
    """

    rate: Floats
    centre: float
    z: Floats
    p_value: Floats
    limits: FunnelLimits
    outside: Bools


def funnel_limits(
    n: Numbers, centre: float, levels: Sequence[float] = LEVELS, *, interpolate: bool = True
) -> FunnelLimits:
    """Give exact binomial limits for a share at each sample size.

    With r the smallest count whose cumulative probability F(r) reaches p (p 0.025 and 0.975 for the
    95 % level), the interpolated limit is (r − a) / n with a = (F(r) − p) / (F(r) − F(r − 1)). It
    lies between the counts r − 1 and r and moves smoothly with n: the curve to draw. Without
    interpolation the limit is r / n, and a group strictly beyond it has an exact one-sided tail of
    at most half of 1 − level: the limit to judge by (the smooth upper curve flags too many small
    groups).

    Args:
        n: sample sizes, whole, any shape; 0 or NaN gives missing limits.
        centre: the common rate. At 0 or 1 samples cannot scatter and limits are missing.
        levels: two-sided levels, each between 0 and 1.
        interpolate: smooth limits rather than whole counts.

    Returns:
        Limits from 0 to 1.

    Raises:
        ValueInvalid: a size is negative or not whole, the centre is not a share, a level is not
            between 0 and 1.

    Source: D. J. Spiegelhalter (2005), "Funnel plots for comparing institutional performance",
        Statistics in Medicine 24(8), 1185–1202, doi:10.1002/sim.1970, appendix.

    >>> limits = funnel_limits([50, 500], 0.1, levels=[0.95], interpolate=False)
    >>> limits.low.tolist(), limits.high.tolist()
    ([[0.02, 0.074]], [[0.18, 0.128]])
    >>> limits = funnel_limits([50, 500], 0.1, levels=[0.95])
    >>> limits.low.round(4).tolist(), limits.high.round(4).tolist()
    ([[0.0139, 0.0734]], [[0.1797, 0.126]])
    """
    size, tails = _checked_sizes(n, centre), _tails(levels, n)
    low = _binomial_limit(tails, size, centre, interpolate=interpolate)
    high = _binomial_limit(1 - tails, size, centre, interpolate=interpolate)
    return FunnelLimits(tuple(levels), low, high)


def funnel_limits_multiplicative(
    n: Numbers, centre: float, phi: float, levels: Sequence[float] = LEVELS
) -> FunnelLimits:
    """Give limits widened by the same factor √phi at every sample size.

    Args:
        n: sample sizes, whole, any shape; 0 or NaN gives missing limits.
        centre: the common rate. At 0 or 1 limits are missing.
        phi: dispersion from `overdispersion`; below 1 it counts as 1. NaN gives missing limits.
        levels: two-sided levels, each between 0 and 1.

    Returns:
        Limits centre ± z·√(phi·centre·(1−centre)/n), clipped to 0–1.

    Raises:
        ValueInvalid: as `funnel_limits`.

    Source: D. J. Spiegelhalter (2005), doi:10.1002/sim.1970.

    >>> funnel_limits_multiplicative(100, 0.1, phi=4, levels=[0.95]).high.round(4).tolist()
    [0.2176]
    """
    size = _checked_sizes(n, centre)
    return _normal_limits(levels, centre, np.maximum(phi, 1) * _variance(centre, size))


def funnel_limits_additive(
    n: Numbers, centre: float, tau_squared: float, levels: Sequence[float] = LEVELS
) -> FunnelLimits:
    """Give limits that allow for true rates that differ with variance tau².

    Unlike the multiplicative ones they do not close at large samples, because more audits of a
    group do not make groups more alike.

    Args:
        n: sample sizes, whole, any shape; 0 or NaN gives missing limits.
        centre: the common rate. At 0 or 1 limits are missing.
        tau_squared: variance between groups from `overdispersion`, >= 0. NaN gives missing limits.
        levels: two-sided levels, each between 0 and 1.

    Returns:
        Limits centre ± z·√(centre·(1−centre)/n + tau²), clipped to 0–1.

    Raises:
        ValueInvalid: as `funnel_limits`.

    Source: D. J. Spiegelhalter (2005), "Handling over-dispersion of performance indicators",
        Quality and Safety in Health Care 14(5), 347–351, doi:10.1136/qshc.2005.013755.

    >>> funnel_limits_additive(100, 0.1, tau_squared=0.0016, levels=[0.95]).high.round(4).tolist()
    [0.198]
    """
    size = _checked_sizes(n, centre)
    return _normal_limits(levels, centre, _variance(centre, size) + tau_squared)


def overdispersion(
    x: Numbers,
    n: Numbers,
    centre: float | None = None,
    winsorise: float = 0.1,
    *,
    unbiased: bool = False,
) -> Overdispersion:
    """Measure how much more groups differ than samples from one rate would.

    z scores beyond the `winsorise` and 1 − `winsorise` quantiles are drawn in to them, so that a
    few outliers (whom the funnel should expose) do not widen the limits that judge them. Then phi
    is the mean of z², and tau² = (I·phi − (I − 1)) / (Σw − Σw²/Σw), not below 0, over I groups with
    w = n / (centre·(1 − centre)).

    As published, drawing in also makes phi too small: 0.68 of its value for normal z and a tenth
    at each end, with limits so narrow that the 99.8 % level flags 1.1 % of ordinary groups instead
    of 0.2 %. `unbiased` divides by that share first.

    Args:
        x: errors per group, whole, 0 to `n`.
        n: audited items per group, whole. Groups with 0 or NaN are left out.
        centre: the common rate; Σx / Σn, if not given.
        winsorise: share of z scores drawn in at each end, from 0 to below 0.5.
        unbiased: make up for the drawing in, rather than follow the publication.

    Returns:
        phi and tau², both NaN with fewer than two groups or a centre of 0 or 1.

    Raises:
        ValueInvalid: counts, centre or `winsorise` are out of range.

    Source: D. J. Spiegelhalter (2005), doi:10.1136/qshc.2005.013755.

    >>> found = overdispersion([20, 2, 15, 5], [100, 100, 100, 100], winsorise=0)
    >>> round(found.phi, 3), round(found.tau_squared, 5), found.present
    (5.666, 0.00616, True)
    """
    if not 0 <= winsorise < 0.5:
        raise ValueInvalid(
            f"The winsorised share must be at least 0 and below 0.5; got {winsorise}."
        )
    wrong, audited = _checked_groups(x, n)
    middle = _centre(wrong, audited, centre)
    z = _z(wrong, audited, middle)
    used = ~np.isnan(z)
    groups = int(used.sum())
    if groups < 2:
        return Overdispersion(np.nan, np.nan, groups)
    drawn_in = np.clip(z[used], *np.quantile(z[used], [winsorise, 1 - winsorise]))
    phi = float(np.mean(drawn_in**2)) / (_drawn_in_square(winsorise) if unbiased else 1)
    weight = 1 / _variance(middle, audited[used])
    spare = weight.sum() - (weight**2).sum() / weight.sum()
    return Overdispersion(phi, float(max(0, groups * phi - (groups - 1)) / spare), groups)


def funnel(
    x: Numbers,
    n: Numbers,
    centre: float | None = None,
    levels: Sequence[float] = LEVELS,
    adjust: Adjustment = "none",
) -> Funnel:
    """Judge each group against the common rate.

    Unadjusted, the p value is exact (twice the smaller binomial tail, at most 1) and the limits are
    whole counts, `funnel_limits(…, interpolate=False)`, so flag and drawing agree. Adjusted, a
    group must also lie beyond the normal limits with the (unbiased) dispersion of these groups:
    the wider limits and the larger p value hold, since the normal ones alone flag too many small
    groups. In a list of many groups, correct the p values before naming anyone.

    Args:
        x: errors per group, whole, 0 to `n`.
        n: audited items per group, whole; 0 or NaN gives a missing group.
        centre: the common rate, such as a target; Σx / Σn, if not given.
        levels: two-sided levels of the limits, each between 0 and 1.
        adjust: "none"; for groups that truly differ, "multiplicative" (√phi) or "additive" (tau²).

    Returns:
        The judgement of each group; z, p values and limits are missing where the centre is 0 or 1
        or nothing was audited, and nothing missing is outside.

    Raises:
        ValueInvalid: counts, centre or a level are out of range.
        AskedForUnknown: the adjustment has another name.

    Source: D. J. Spiegelhalter (2005), doi:10.1002/sim.1970 and doi:10.1136/qshc.2005.013755.

    >>> result = funnel([0, 2, 60], [3, 2000, 1000], centre=0.03)
    >>> result.outside.tolist()
    [[False, True, True], [False, True, True]]
    """
    if adjust not in ADJUSTMENTS:
        raise AskedForUnknown("adjustment", adjust, ADJUSTMENTS)
    wrong, audited = _checked_groups(x, n)
    middle = _centre(wrong, audited, centre)
    rate = wrong / np.where(audited > 0, audited, np.nan)
    z = _z(wrong, audited, middle)
    limits = funnel_limits(audited, middle, levels, interpolate=False)
    p_value = _exact_p(wrong, audited, middle)
    if adjust != "none":
        wide, z = _adjusted(wrong, audited, middle, levels, adjust)
        p_value = np.maximum(p_value, 2 * norm.sf(np.abs(z)))
        limits = FunnelLimits(
            limits.levels, np.minimum(limits.low, wide.low), np.maximum(limits.high, wide.high)
        )
    outside = (rate < limits.low) | (rate > limits.high)
    return Funnel(rate, middle, z, p_value, limits, outside)


def _drawn_in_square(share: float) -> float:
    """Mean square of a standard normal value whose extreme shares are drawn in."""
    if share == 0:
        return 1.0
    edge = norm.isf(share)
    return float(2 * share * edge**2 + (1 - 2 * share) - 2 * edge * norm.pdf(edge))


def _adjusted(
    x: Floats, n: Floats, centre: float, levels: Sequence[float], adjust: Adjustment
) -> tuple[FunnelLimits, Floats]:
    found = overdispersion(x, n, centre, unbiased=True)
    z = _z(x, n, centre)
    if adjust == "multiplicative":
        limits = funnel_limits_multiplicative(n, centre, found.phi, levels)
        return limits, z / np.sqrt(np.maximum(found.phi, 1))
    variance = _variance(centre, n)
    limits = funnel_limits_additive(n, centre, found.tau_squared, levels)
    return limits, z * np.sqrt(variance / (variance + found.tau_squared))


def _binomial_limit(tails: Floats, n: Floats, centre: float, *, interpolate: bool) -> Floats:
    if not 0 < centre < 1:
        return np.full(np.broadcast_shapes(tails.shape, n.shape), np.nan)
    count = binom.ppf(tails, n, centre)
    if interpolate:
        reached = binom.cdf(count, n, centre)
        count = count - (reached - tails) / (reached - binom.cdf(count - 1, n, centre))
    return np.clip(count / n, 0, 1)


def _normal_limits(levels: Sequence[float], centre: float, variance: Floats) -> FunnelLimits:
    reach = norm.isf(_tails(levels, variance)) * np.sqrt(variance)
    return FunnelLimits(tuple(levels), np.clip(centre - reach, 0, 1), np.clip(centre + reach, 0, 1))


def _exact_p(x: Floats, n: Floats, centre: float) -> Floats:
    if not 0 < centre < 1:
        return np.full(x.shape, np.nan)
    size = np.where(n > 0, n, np.nan)
    tail = np.minimum(binom.cdf(x, size, centre), binom.sf(x - 1, size, centre))
    return np.minimum(1, 2 * tail)


def _tails(levels: Sequence[float], n: Numbers) -> Floats:
    tails = np.array([(1 - checked_level(level)) / 2 for level in levels])
    return tails.reshape(-1, *[1] * np.ndim(n))


def _variance(centre: float, n: Floats) -> Floats:
    variance = centre * (1 - centre)
    return (variance if variance > 0 else np.nan) / np.where(n > 0, n, np.nan)


def _z(x: Floats, n: Floats, centre: float) -> Floats:
    return (x / np.where(n > 0, n, np.nan) - centre) / np.sqrt(_variance(centre, n))


def _centre(x: Floats, n: Floats, centre: float | None) -> float:
    if centre is None:
        used = ~np.isnan(x) & (n > 0)
        return float(x[used].sum() / n[used].sum()) if used.any() else np.nan
    return _checked_centre(centre)


def _checked_groups(x: Numbers, n: Numbers) -> tuple[Floats, Floats]:
    wrong, audited = checked_counts(x, n)
    if wrong.ndim != 1:
        raise ValueInvalid(f"A funnel takes one list of groups; got {wrong.ndim} dimensions.")
    return wrong, audited


def _checked_sizes(n: Numbers, centre: float) -> Floats:
    _checked_centre(centre)
    size = np.asarray(n, float)
    if np.any((size < 0) | np.isinf(size) | (size != np.floor(size)) & ~np.isnan(size)):
        raise ValueInvalid("Sample sizes must be whole numbers of at least 0, or missing.")
    return np.where(size > 0, size, np.nan)


def _checked_centre(centre: float) -> float:
    if centre < 0 or centre > 1:
        raise ValueInvalid(f"The centre must be a share from 0 to 1; got {centre}.")
    return float(centre)
