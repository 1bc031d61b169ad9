"""Control charts: is this week's point noise around a stable level, or a signal?

Every chart takes one series in time order and gives a centre, limits and the points beyond them.
`baseline` is a boolean mask over the points. Centre and spread are learned from its points alone
and held for the rest, so that a shift after the baseline cannot widen its own limits. Without a
baseline all points are used.

A missing point (a week without audits) is left out: it never signals, and the points on either side
of it are treated as neighbours. Where a baseline shows no spread at all (fewer than two points, no
error in it, all values alike) the limits are missing, because limits of zero width would call every
later point a signal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.errors import ValueInvalid
from analytics.stats.estimate import Floats, Numbers, checked_counts

Bools = npt.NDArray[np.bool_]

SIGMAS = 3.0
D2 = 1.128  # mean range of two standard normal values, 2/√π
D4 = 3.267  # upper limit of the moving range over its mean, 1 + 3·0.8525/1.128
MEDIAN_D2 = 0.954  # median range of two standard normal values, √2·Φ⁻¹(0.75)
MEDIAN_D4 = 3.865  # upper limit of the moving range over its median


@dataclass(frozen=True, eq=False)
class ControlChart:
    """One chart; every array has one element per point, in the order given.

    Attributes:
        statistic: what is plotted, in the unit the function names; NaN where a point is missing.
        centre: the centre line, in the same unit.
        lower: the lower limit; NaN where there is none to give.
        upper: the upper limit; NaN where there is none to give.
    """

    statistic: Floats
    centre: Floats
    lower: Floats
    upper: Floats

    @property
    def signals(self) -> Bools:
        """Whether each point lies beyond a limit; a point on the limit or missing does not."""
        return (self.statistic > self.upper) | (self.statistic < self.lower)


@dataclass(frozen=True, eq=False)
class ShewhartChart(ControlChart):
    """A chart whose points are judged one by one.

    Attributes:
        se: standard error of each point, a third of the way from centre to (unclipped) limit.
        sigma_z: how many times wider than the model's standard error the points scatter. 1 where
            the chart does not estimate it.
    """

    se: Floats
    sigma_z: float = 1.0

    @property
    def z(self) -> Floats:
        """Each point as standard errors from the centre, ready for `western_electric`."""
        return (self.statistic - self.centre) / self.se


@dataclass(frozen=True, eq=False)
class CusumChart(ControlChart):
    """A two-sided tabular CUSUM, in standard errors.

    Attributes:
        high: the upper cumulative sum, >= 0; large after a rise.
        low: the lower cumulative sum, >= 0; large after a fall.
    """

    high: Floats
    low: Floats


def p_chart(x: Numbers, n: Numbers, baseline: npt.ArrayLike | None = None) -> ShewhartChart:
    """Chart the share wrong in each period with three-sigma binomial limits.

    Args:
        x: errors per period, whole, 0 to `n`; NaN where unknown.
        n: audited items per period, whole; 0 or NaN gives a missing point.
        baseline: which periods set the centre, p̄ = Σx / Σn. All, if not given.

    Returns:
        Shares. Limits p̄ ± 3·√(p̄(1−p̄)/n), clipped to 0–1, missing where n is 0 or p̄ is 0 or 1.

    Raises:
        ValueInvalid: counts are not whole with 0 <= x <= n, or the mask does not fit.

    Source: W. A. Shewhart (1931), Economic Control of Quality of Manufactured Product;
        D. C. Montgomery, Introduction to Statistical Quality Control, "Fraction nonconforming".

    >>> chart = p_chart([4, 6, 5, 20], [100, 100, 100, 100], baseline=[True, True, True, False])
    >>> chart.upper.round(4).tolist(), chart.signals.tolist()
    ([0.1154, 0.1154, 0.1154, 0.1154], [False, False, False, True])
    """
    wrong, audited = _checked_shares(x, n)
    centre = _pooled_rate(wrong, audited, _mask(baseline, audited))
    se = _over_root(np.sqrt(centre * (1 - centre)), audited)
    return _shewhart(_rate(wrong, audited), centre, se, highest=1.0)


def u_chart(
    count: Numbers, opportunity: Numbers, baseline: npt.ArrayLike | None = None
) -> ShewhartChart:
    """Chart errors per unit of opportunity with three-sigma Poisson limits.

    Args:
        count: errors per period, whole, >= 0; may exceed `opportunity`; NaN where unknown.
        opportunity: size of each period (items, words, hours), >= 0; 0 or NaN gives a missing
            point.
        baseline: which periods set the centre, ū = Σcount / Σopportunity. All, if not given.

    Returns:
        Errors per unit. Limits ū ± 3·√(ū/opportunity), not below 0, missing where the opportunity
        or ū is 0.

    Raises:
        ValueInvalid: a count is negative or not whole, an opportunity is negative, or the mask does
            not fit.

    Source: D. C. Montgomery, Introduction to Statistical Quality Control, "Control charts for
        nonconformities", variable sample size.

    >>> chart = u_chart([2, 4, 3, 12], [100, 100, 100, 100], baseline=[True, True, True, False])
    >>> chart.upper.round(4).tolist(), chart.signals.tolist()
    ([0.082, 0.082, 0.082, 0.082], [False, False, False, True])
    """
    errors, size = _checked_rates(count, opportunity)
    centre = _pooled_rate(errors, size, _mask(baseline, size))
    return _shewhart(_rate(errors, size), centre, _over_root(np.sqrt(centre), size))


def laney_p_chart(x: Numbers, n: Numbers, baseline: npt.ArrayLike | None = None) -> ShewhartChart:
    """Chart shares with limits widened (or narrowed) to the scatter seen from week to week.

    Large samples make binomial limits so tight that ordinary differences between weeks signal all
    the time. Laney's p′ measures that extra scatter, σ_z, from the moving ranges of the
    standardised points, and multiplies the limits by it. Arguments and errors as in `p_chart`.

    Returns:
        Shares. Limits p̄ ± 3·σ_z·√(p̄(1−p̄)/n), clipped to 0–1. `sigma_z` is mean moving range of
        z over 1.128: 1 for binomial data, missing with fewer than two baseline points.

    Source: D. B. Laney (2002), "Improved control charts for attributes", Quality Engineering 14(4),
        531–537, doi:10.1081/QEN-120003555.

    >>> chart = laney_p_chart([40, 80, 50, 90], [1000, 1000, 1000, 1000])
    >>> round(chart.sigma_z, 2), chart.signals.any()
    (4.17, np.False_)
    """
    return _laney(p_chart(x, n, baseline), baseline, highest=1.0)


def laney_u_chart(
    count: Numbers, opportunity: Numbers, baseline: npt.ArrayLike | None = None
) -> ShewhartChart:
    """Chart errors per unit with limits widened (or narrowed) to the scatter seen week to week.

    The u′ counterpart of `laney_p_chart`. Arguments and errors as in `u_chart`.

    Returns:
        Errors per unit. Limits ū ± 3·σ_z·√(ū/opportunity), not below 0.

    Source: D. B. Laney (2002), doi:10.1081/QEN-120003555.

    >>> round(laney_u_chart([40, 80, 50, 90], [1000, 1000, 1000, 1000]).sigma_z, 2)
    4.03
    """
    return _laney(u_chart(count, opportunity, baseline), baseline)


def xmr_chart(
    values: Numbers, baseline: npt.ArrayLike | None = None, *, median: bool = False
) -> ShewhartChart:
    """Chart single values (the X of XmR) with limits from their moving ranges.

    Args:
        values: one value per period, any unit; NaN where missing.
        baseline: which periods set centre and spread. All, if not given.
        median: take the spread from the median moving range, which a few wild ranges cannot widen.

    Returns:
        The values' unit. Centre is the baseline's mean. Limits are 3·mean range / 1.128 (2.660 mean
        ranges) away from it, or with `median` 3·median range / 0.954 (3.145 median ranges; some
        texts round 1/0.954 to 1.047, which gives 3.141). Missing where there is no spread.

    Raises:
        ValueInvalid: a value is infinite, or the mask does not fit.

    Source: D. J. Wheeler, D. S. Chambers (1992), Understanding Statistical Process Control, 2nd ed.

    >>> chart = xmr_chart([10.0, 12.0, 11.0, 13.0, 11.0])
    >>> chart.centre[0], chart.lower[0].round(3), chart.upper[0].round(3)
    (np.float64(11.4), np.float64(6.746), np.float64(16.054))
    """
    series = _series(values)
    centre, se = _level_and_spread(series, _mask(baseline, series), median=median)
    return _shewhart(series, centre, np.full(series.shape, se), lowest=-np.inf)


def moving_range_chart(
    values: Numbers, baseline: npt.ArrayLike | None = None, *, median: bool = False
) -> ControlChart:
    """Chart the moving ranges (the mR of XmR): did the week-to-week scatter itself change?

    Arguments and errors as in `xmr_chart`.

    Returns:
        The values' unit. A point is the distance to the last known value before it; the first one
        has none. Centre is the baseline's mean range and the upper limit 3.267 times it, or with
        `median` the median range and 3.865 times it. The lower limit is 0, and nothing lies below.

    Source: D. J. Wheeler, D. S. Chambers (1992), Understanding Statistical Process Control, 2nd ed.

    >>> moving_range_chart([10.0, 12.0, np.nan, 11.0]).statistic.tolist()
    [nan, 2.0, nan, 1.0]
    """
    series = _series(values)
    ranges = np.full(series.shape, np.nan)
    known = np.flatnonzero(~np.isnan(series))
    ranges[known[1:]] = _moving_ranges(series)
    typical = _typical_range(series[_mask(baseline, series)], median=median)
    factor = MEDIAN_D4 if median else D4
    return ControlChart(
        ranges,
        np.full(series.shape, typical),
        np.zeros(series.shape),
        np.full(series.shape, _positive(factor * typical)),
    )


def ewma_chart(
    values: Numbers,
    lam: float = 0.2,
    width: float = 3.0,
    baseline: npt.ArrayLike | None = None,
    centre: float | None = None,
    se: Numbers | None = None,
) -> ControlChart:
    """Chart an exponentially weighted moving average, which finds small lasting shifts soonest.

    Args:
        values: one value per period, any unit; NaN where missing (the average then stands still).
        lam: weight λ of the newest point, above 0 and at most 1; small finds small shifts.
        width: limits in standard errors of the average (L).
        baseline: which periods set centre and spread, as in `xmr_chart`. All, if not given.
        centre: a known level to use in place of the baseline's.
        se: known standard error, one for all points or one each, in place of the baseline's. A
            point without a positive one counts as missing.

    Returns:
        The values' unit. The average starts at the centre. Limits are centre ± L·σ_t with
        σ_t² = λ²·se_t² + (1−λ)²·σ_{t−1}², σ_0 = 0; for equal se this is the usual
        se·√(λ/(2−λ)·(1−(1−λ)^{2t})). Average and limits are missing at missing points.

    Raises:
        ValueInvalid: λ or L is out of range, a value is infinite, or a mask or `se` does not fit.

    Source: S. W. Roberts (1959), Technometrics 1(3), 239–250, doi:10.1080/00401706.1959.10489860;
        J. M. Lucas, M. S. Saccucci (1990), Technometrics 32(1), 1–12,
        doi:10.1080/00401706.1990.10484583 (L for a wanted false-alarm rate: λ 0.2 and L 2.962 give
        one false alarm in 500 points).

    >>> chart = ewma_chart([9.45, 7.99, 9.29], lam=0.1, width=2.7, centre=10, se=1)
    >>> chart.statistic.round(4).tolist(), chart.lower.round(2).tolist()
    ([9.945, 9.7495, 9.7036], [9.73, 9.64, 9.58])
    """
    if not 0 < lam <= 1:
        raise ValueInvalid(f"The weight must be above 0 and at most 1, for example 0.2; got {lam}.")
    if not width > 0:
        raise ValueInvalid(f"The width must be above 0, for example 3; got {width}.")
    series = _series(values)
    middle, errors = _known_or_learned(series, baseline, centre, se)
    average = np.full(series.shape, np.nan)
    spread = np.full(series.shape, np.nan)
    level, variance = middle, 0.0
    for i in np.flatnonzero(~np.isnan(series + errors + middle)):
        level = lam * series[i] + (1 - lam) * level
        variance = (lam * errors[i]) ** 2 + (1 - lam) ** 2 * variance
        average[i], spread[i] = level, np.sqrt(variance)
    return ControlChart(
        average,
        np.full(series.shape, middle),
        middle - width * spread,
        middle + width * spread,
    )


def ewma_p_chart(
    x: Numbers,
    n: Numbers,
    lam: float = 0.2,
    width: float = 3.0,
    baseline: npt.ArrayLike | None = None,
) -> ControlChart:
    """Chart an exponentially weighted moving average of shares whose sample sizes vary.

    Args:
        x: errors per period, whole, 0 to `n`; NaN where unknown.
        n: audited items per period, whole; 0 or NaN gives a missing point.
        lam: weight λ of the newest point, above 0 and at most 1.
        width: limits in standard errors of the average (L).
        baseline: which periods set the centre, p̄ = Σx / Σn. All, if not given.

    Returns:
        Shares. As `ewma_chart` with se_t = √(p̄(1−p̄)/n_t); limits clipped to 0–1.

    Raises:
        ValueInvalid: as in `p_chart` and `ewma_chart`.

    Source: as `ewma_chart`.

    >>> ewma_p_chart([5, 5, 12, 12], [100] * 4, baseline=[True] * 2 + [False] * 2).signals.tolist()
    [False, False, False, True]
    """
    points = p_chart(x, n, baseline)
    chart = ewma_chart(points.statistic, lam, width, centre=_level(points), se=points.se)
    return ControlChart(
        chart.statistic, chart.centre, np.maximum(chart.lower, 0), np.minimum(chart.upper, 1)
    )


def cusum(
    values: Numbers,
    k: float = 0.5,
    h: float = 5.0,
    baseline: npt.ArrayLike | None = None,
    centre: float | None = None,
    se: Numbers | None = None,
) -> CusumChart:
    """Add up what lies beyond the slack `k` until it passes `h`: the tabular CUSUM.

    With z_t = (value − centre) / se, the sums are high_t = max(0, high_{t−1} + z_t − k) and
    low_t = max(0, low_{t−1} − z_t − k). Shares go in as `cusum(p_chart(x, n).z, centre=0, se=1)`.

    Args:
        values: one value per period, any unit; NaN where missing (the sums then stand still).
        k: slack in standard errors, >= 0; half the shift to be found.
        h: decision limit in standard errors, above 0.
        baseline: which periods set centre and spread, as in `xmr_chart`. All, if not given.
        centre: a known level to use in place of the baseline's.
        se: known standard error, one for all points or one each, in place of the baseline's.

    Returns:
        Standard errors. `statistic` is the larger sum, negative where that is the low one, between
        limits −h and h around 0; `high` and `low` are both sums. Missing at missing points.

    Raises:
        ValueInvalid: `k` or `h` is out of range, a value is infinite, or a mask or `se` does not
            fit.

    Source: E. S. Page (1954), Biometrika 41, 100–115, doi:10.1093/biomet/41.1-2.100;
        D. C. Montgomery, Introduction to Statistical Quality Control, "The tabular CUSUM" (k 0.5
        with h 5 gives one false alarm in 465 points, h 4 one in 168).

    >>> chart = cusum([10.9, 9.33, 12.29, 11.5], k=0.5, h=2, centre=10, se=1)
    >>> chart.high.round(2).tolist(), chart.signals.tolist()
    ([0.4, 0.0, 1.79, 2.79], [False, False, False, True])
    """
    if not k >= 0:
        raise ValueInvalid(f"The slack must be at least 0, for example 0.5; got {k}.")
    if not h > 0:
        raise ValueInvalid(f"The decision limit must be above 0, for example 5; got {h}.")
    series = _series(values)
    middle, errors = _known_or_learned(series, baseline, centre, se)
    z = (series - middle) / errors
    high = _one_sided_sum(z, k)
    low = _one_sided_sum(-z, k)
    limit = np.where(np.isnan(z), np.nan, h)
    return CusumChart(
        np.where(high >= low, high, -low), np.zeros(series.shape), -limit, limit, high, low
    )


def _one_sided_sum(z: Floats, k: float) -> Floats:
    sums = np.full(z.shape, np.nan)
    total = 0.0
    for i in np.flatnonzero(~np.isnan(z)):
        total = max(0.0, total + z[i] - k)
        sums[i] = total
    return sums


def _shewhart(
    statistic: Floats,
    centre: float,
    se: Floats,
    lowest: float = 0.0,
    highest: float = np.inf,
    sigma_z: float = 1.0,
) -> ShewhartChart:
    se = _positive(se)
    return ShewhartChart(
        statistic,
        np.full(statistic.shape, centre),
        np.maximum(centre - SIGMAS * se, lowest),
        np.minimum(centre + SIGMAS * se, highest),
        se,
        sigma_z,
    )


def _laney(
    plain: ShewhartChart, baseline: npt.ArrayLike | None, highest: float = np.inf
) -> ShewhartChart:
    learned = plain.z[_mask(baseline, plain.statistic)]
    sigma_z = float(_typical_range(learned, median=False) / D2)
    se = sigma_z * plain.se
    return _shewhart(plain.statistic, _level(plain), se, highest=highest, sigma_z=sigma_z)


def _level(chart: ControlChart) -> float:
    return float(chart.centre[0]) if chart.centre.size else np.nan


def _known_or_learned(
    series: Floats,
    baseline: npt.ArrayLike | None,
    centre: float | None,
    se: Numbers | None,
) -> tuple[float, Floats]:
    level, spread = _level_and_spread(series, _mask(baseline, series), median=False)
    errors = np.asarray(spread if se is None else se, float)
    if errors.shape not in {(), series.shape}:
        raise ValueInvalid(
            f"Standard errors must be one number or one per point ({series.size}); "
            f"got {errors.size}."
        )
    return level if centre is None else float(centre), _positive(
        np.broadcast_to(errors, series.shape)
    )


def _level_and_spread(series: Floats, mask: Bools, *, median: bool) -> tuple[float, float]:
    learned = series[mask & ~np.isnan(series)]
    level = float(learned.mean()) if learned.size else np.nan
    return level, _typical_range(learned, median=median) / (MEDIAN_D2 if median else D2)


def _typical_range(series: Floats, *, median: bool) -> float:
    ranges = _moving_ranges(series)
    if not ranges.size:
        return np.nan
    return float(np.median(ranges) if median else ranges.mean())


def _moving_ranges(series: Floats) -> Floats:
    return np.abs(np.diff(series[~np.isnan(series)]))


def _pooled_rate(count: Floats, size: Floats, mask: Bools) -> float:
    used = mask & ~np.isnan(count) & (size > 0)
    return float(count[used].sum() / size[used].sum()) if used.any() else np.nan


def _rate(count: Floats, size: Floats) -> Floats:
    return count / np.where(size > 0, size, np.nan)


def _over_root(sigma: float, size: Floats) -> Floats:
    return sigma / np.sqrt(np.where(size > 0, size, np.nan))


def _positive(spread: Numbers) -> Floats:
    spread = np.asarray(spread, float)
    return np.where(spread > 0, spread, np.nan)


def _series(values: Numbers) -> Floats:
    series = np.asarray(values, float)
    if series.ndim != 1:
        raise ValueInvalid(f"A chart takes one series of points; got {series.ndim} dimensions.")
    if np.isinf(series).any():
        raise ValueInvalid("Values must be finite numbers, or missing; got an infinite one.")
    return series


def _checked_shares(x: Numbers, n: Numbers) -> tuple[Floats, Floats]:
    wrong, audited = checked_counts(x, n)
    return _series(wrong), _series(audited)


def _checked_rates(count: Numbers, opportunity: Numbers) -> tuple[Floats, Floats]:
    errors, size = np.broadcast_arrays(_series(count), np.asarray(opportunity, float))
    if np.any((errors < 0) | (errors != np.floor(errors)) & ~np.isnan(errors)):
        raise ValueInvalid("Counts must be whole numbers of at least 0, or missing.")
    if np.any((size < 0) | np.isinf(size)):
        raise ValueInvalid("Opportunities must be finite and at least 0, or missing.")
    return errors, size


def _mask(baseline: npt.ArrayLike | None, series: Floats) -> Bools:
    if baseline is None:
        return np.ones(series.shape, bool)
    mask = np.asarray(baseline)
    if mask.dtype != bool or mask.shape != series.shape:
        raise ValueInvalid(
            f"The baseline must be one True or False per point ({series.size}); "
            f"got {mask.size} of type {mask.dtype}."
        )
    return mask
