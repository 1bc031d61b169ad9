"""Change-points: in which week did the level shift, and is there a shift at all?

Every way of cutting the series in two is compared by likelihood ratio: one level before and one
after, against one level throughout. The largest ratio dates the shift. Because the cut was chosen
as the largest of many, its p value comes from seeded draws of series without any shift, cut in the
same way.

What is found is a lasting step from one level to another. A slow drift is reported as a step near
its middle, and a short episode that returns to the old level may go unfound. The tests take the
noise as binomial (or as the standard errors given): where weeks scatter more than that, look at
`laney_p_chart` first, since p values here will be too small.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, xlogy

from analytics.errors import ValueInvalid
from analytics.stats.estimate import Floats, Numbers, checked_counts, checked_level

MOST_ITEMS = 10**9  # what numpy's shuffling of items between weeks can hold


@dataclass(frozen=True)
class ChangePoint:
    """One shift of level; positions count the input's points from 0.

    Attributes:
        at: the first point with data at the new level.
        low: the earliest plausible position of that point.
        high: the latest plausible position of that point.
        before: level before the shift (a share, or the values' unit).
        after: level after the shift.
        statistic: twice the log likelihood ratio of this cut against no cut.
        p_value: how often series without a shift cut this well, 0–1.
    """

    at: int
    low: int
    high: int
    before: float
    after: float
    statistic: float
    p_value: float


def single_changepoint(
    x: Numbers, n: Numbers, seed: int = 0, replicates: int = 999, confidence: float = 0.95
) -> ChangePoint | None:
    """Date the largest shift of an error rate and test whether there is one.

    The p value is a permutation test: the audited items are shuffled among the weeks, each week
    keeping its number of audits and all weeks together their number of errors, so it is exact for
    any rate and any sample size. It is (1 + shuffles that cut as well) / (1 + `replicates`).

    Args:
        x: errors per week in time order, whole, 0 to `n`.
        n: audited items per week, whole. Weeks with 0 or NaN are left out.
        seed: of the shuffles; the same seed gives the same p value.
        replicates: number of shuffles; the smallest possible p value is 1 / (1 + `replicates`).
        confidence: level of the position's limits, between 0 and 1.

    Returns:
        The best cut, whether or not its p value is small. `low` and `high` enclose the most
        probable positions that together hold `confidence` of the probability, when every position
        is equally likely beforehand and both rates have Jeffreys' prior. None where no cut can be
        told: fewer than two weeks with audits, no error at all, or nothing but errors.

    Raises:
        ValueInvalid: counts, `replicates` or `confidence` are out of range.

    Source: K. J. Worsley (1983), "The power of likelihood ratio and cumulative sum tests for a
        change in a binomial probability", Biometrika 70(2), 455–464, doi:10.1093/biomet/70.2.455;
        A. F. M. Smith (1975), "A Bayesian approach to inference about a change-point in a sequence
        of random variables", Biometrika 62(2), 407–416, doi:10.1093/biomet/62.2.407.

    >>> found = single_changepoint([5, 4, 6, 5, 15, 14, 16, 15], [100] * 8)
    >>> found.at, found.low, found.high, found.before, found.after, found.p_value
    (4, 4, 4, 0.05, 0.15, 0.001)
    """
    weeks, series = _observed_weeks(x, n)
    return _single(series, weeks, seed, replicates, confidence)


def changepoint_normal(
    values: Numbers, se: Numbers, seed: int = 0, replicates: int = 999, confidence: float = 0.95
) -> ChangePoint | None:
    """Date the largest shift of values with known standard errors, such as weekly agreement.

    The p value is a parametric test: series of pure noise with these standard errors are drawn
    and cut in the same way.

    Args:
        values: one estimate per week in time order, any unit; NaN where missing.
        se: its standard error, in the same unit, > 0; one number or one per week. Weeks with NaN
            are left out.
        seed: of the draws; the same seed gives the same p value.
        replicates: number of draws; the smallest possible p value is 1 / (1 + `replicates`).
        confidence: level of the position's limits, between 0 and 1.

    Returns:
        As `single_changepoint`, with a flat prior on both levels. None with fewer than two weeks.

    Raises:
        ValueInvalid: a value is infinite, a standard error is not above 0, or `replicates` or
            `confidence` is out of range.

    Source: D. M. Hawkins (1977), "Testing a sequence of observations for a shift in location",
        Journal of the American Statistical Association 72, 180–186,
        doi:10.1080/01621459.1977.10479935; A. F. M. Smith (1975), doi:10.1093/biomet/62.2.407.

    >>> found = changepoint_normal([0.81, 0.79, 0.80, 0.70, 0.71, 0.69], se=0.01)
    >>> found.at, round(found.before, 3), round(found.after, 3), found.p_value
    (3, 0.8, 0.7, 0.001)
    """
    weeks, series = _observed_values(values, se)
    return _single(series, weeks, seed, replicates, confidence)


def changepoints(
    x: Numbers,
    n: Numbers,
    alpha: float = 0.05,
    seed: int = 0,
    replicates: int = 1999,
    confidence: float = 0.95,
) -> list[ChangePoint]:
    """Find every shift of an error rate by binary segmentation.

    The series is tested as in `single_changepoint`. Where the p value is at most `alpha` it is cut,
    and each part is tested in turn with a share of `alpha` as large as its share of the weeks. So
    the chance of any false shift stays at `alpha` over the whole series, not per test. Positions
    are then dated again, each between its neighbours (a first cut is biased by shifts to come).

    Args:
        x: errors per week in time order, whole, 0 to `n`.
        n: audited items per week, whole. Weeks with 0 or NaN are left out.
        alpha: highest chance of reporting a shift in a series without one, between 0 and 1.
        seed: of the shuffles.
        replicates: shuffles per test. Parts whose share of `alpha` is below 1 / (1 + `replicates`)
            cannot be cut further.
        confidence: level of each position's limits, between 0 and 1.

    Returns:
        The shifts in time order, possibly none. `p_value` is that of the test that found the shift.

    Raises:
        ValueInvalid: counts, `alpha`, `replicates` or `confidence` are out of range.

    Source: A. J. Scott, M. Knott (1974), "A cluster analysis method for grouping means in the
        analysis of variance", Biometrics 30(3), 507–512, doi:10.2307/2529204; the new dating is
        J. Bai (1997), Econometric Theory 13(3), 315–352, doi:10.1017/S0266466600005831; the shares
        of `alpha` follow N. Meinshausen (2008), "Hierarchical testing of variable importance",
        Biometrika 95(2), 265–278, doi:10.1093/biomet/asn007.

    >>> found = changepoints([5, 4, 6, 5, 20, 19, 21, 20, 5, 6, 4, 5], [100] * 12)
    >>> [point.at for point in found]
    [4, 8]
    """
    weeks, series = _observed_weeks(x, n)
    return _multiple(series, weeks, alpha, seed, replicates, confidence)


def changepoints_normal(
    values: Numbers,
    se: Numbers,
    alpha: float = 0.05,
    seed: int = 0,
    replicates: int = 1999,
    confidence: float = 0.95,
) -> list[ChangePoint]:
    """Find every shift of values with known standard errors by binary segmentation.

    Arguments as `changepoint_normal`; search, `alpha`, result and source as `changepoints`.

    Raises:
        ValueInvalid: an argument is out of range.

    >>> found = changepoints_normal([0.8] * 4 + [0.6] * 4 + [0.7] * 4, se=0.01)
    >>> [(point.at, round(point.after, 2)) for point in found]
    [(4, 0.6), (8, 0.7)]
    """
    weeks, series = _observed_values(values, se)
    return _multiple(series, weeks, alpha, seed, replicates, confidence)


Weeks = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Binomial:
    """Weeks with audits only: errors and audited items."""

    x: Floats
    n: Floats

    def part(self, start: int, stop: int) -> Self:
        return type(self)(self.x[start:stop], self.n[start:stop])

    def cuttable(self) -> bool:
        return self.x.size > 1 and 0 < self.x.sum() < self.n.sum()

    def ratios(self) -> Floats:
        return _binomial_ratios(self.x, self.n)

    def null_maxima(self, rng: np.random.Generator, replicates: int) -> Floats:
        sizes, errors = self.n.astype(np.int64), int(self.x.sum())
        drawn = rng.multivariate_hypergeometric(sizes, errors, replicates, method="marginals")
        return _binomial_ratios(drawn.astype(float), self.n).max(axis=-1)

    def log_weights(self) -> Floats:
        left, right = _sums(self.x)
        left_n, right_n = _sums(self.n)
        before = betaln(left + 0.5, left_n - left + 0.5)
        return before + betaln(right + 0.5, right_n - right + 0.5)

    def level(self) -> float:
        return float(self.x.sum() / self.n.sum())


@dataclass(frozen=True, eq=False)
class _Normal:
    """Weeks with values only: estimates and their precision, 1 / se²."""

    values: Floats
    precision: Floats

    def part(self, start: int, stop: int) -> Self:
        return type(self)(self.values[start:stop], self.precision[start:stop])

    def cuttable(self) -> bool:
        return self.values.size > 1

    def ratios(self) -> Floats:
        return _normal_ratios(self.values, self.precision)

    def null_maxima(self, rng: np.random.Generator, replicates: int) -> Floats:
        noise = rng.standard_normal((replicates, self.values.size)) / np.sqrt(self.precision)
        return _normal_ratios(noise, self.precision).max(axis=-1)

    def log_weights(self) -> Floats:
        left, right = _sums(self.precision)
        return self.ratios() / 2 - np.log(left * right) / 2

    def level(self) -> float:
        return float(np.average(self.values, weights=self.precision))


_Series = _Binomial | _Normal


def _observed_weeks(x: Numbers, n: Numbers) -> tuple[Weeks, _Binomial]:
    wrong, audited = checked_counts(x, n)
    _one_series(wrong)
    weeks = np.flatnonzero(~np.isnan(wrong) & (audited > 0))
    if audited[weeks].sum() >= MOST_ITEMS:
        raise ValueInvalid(
            f"A change can be sought in fewer than {MOST_ITEMS:,} audited items; "
            f"got {audited[weeks].sum():,.0f}."
        )
    return weeks, _Binomial(wrong[weeks], audited[weeks])


def _observed_values(values: Numbers, se: Numbers) -> tuple[Weeks, _Normal]:
    series, errors = np.broadcast_arrays(np.asarray(values, float), np.asarray(se, float))
    _one_series(series)
    if np.isinf(series).any():
        raise ValueInvalid("Values must be finite numbers, or missing; got an infinite one.")
    if np.any((errors <= 0) | np.isinf(errors)):
        raise ValueInvalid("Standard errors must be finite and above 0, or missing.")
    weeks = np.flatnonzero(~np.isnan(series) & ~np.isnan(errors))
    return weeks, _Normal(series[weeks], errors[weeks] ** -2)


def _one_series(values: Floats) -> None:
    if values.ndim != 1:
        raise ValueInvalid(f"A change is sought in one series; got {values.ndim} dimensions.")


def _single(
    series: _Series, weeks: Weeks, seed: int, replicates: int, confidence: float
) -> ChangePoint | None:
    checked_level(confidence)
    _checked_replicates(replicates)
    if not series.cuttable():
        return None
    cut, p_value = _best_cut(series, np.random.default_rng(seed), replicates)
    return _described(series, weeks, cut, p_value, confidence)


def _multiple(
    series: _Series, weeks: Weeks, alpha: float, seed: int, replicates: int, confidence: float
) -> list[ChangePoint]:
    checked_level(confidence)
    _checked_replicates(replicates)
    if not 0 < alpha < 1:
        raise ValueInvalid(f"Alpha must lie between 0 and 1, for example 0.05; got {alpha}.")
    rng = np.random.default_rng(seed)
    found = _segmented(series, 0, weeks.size, alpha, lambda part: _best_cut(part, rng, replicates))
    edges = [0, *(cut for cut, _ in found), weeks.size]
    points = []
    for i, (_, p_value) in enumerate(found):
        start, stop = edges[i], edges[i + 2]
        between = series.part(start, stop)
        cut = int(np.argmax(between.ratios())) + 1
        edges[i + 1] = start + cut
        points.append(_described(between, weeks[start:stop], cut, p_value, confidence))
    return points


def _segmented(
    series: _Series,
    start: int,
    stop: int,
    alpha: float,
    best_cut: Callable[[_Series], tuple[int, float]],
) -> list[tuple[int, float]]:
    """Positions and p values of the cuts found between `start` and `stop`, in order."""
    part = series.part(start, stop)
    if not part.cuttable():
        return []
    cut, p_value = best_cut(part)
    if p_value > alpha:
        return []
    middle = start + cut
    share = alpha / (stop - start)
    return [
        *_segmented(series, start, middle, share * (middle - start), best_cut),
        (middle, p_value),
        *_segmented(series, middle, stop, share * (stop - middle), best_cut),
    ]


def _best_cut(series: _Series, rng: np.random.Generator, replicates: int) -> tuple[int, float]:
    ratios = series.ratios()
    cut = int(np.argmax(ratios))
    # Shuffles of counts often tie with the data; rounding must not break a tie.
    reached = series.null_maxima(rng, replicates) >= ratios[cut] * (1 - 1e-9) - 1e-9
    return cut + 1, float((1 + reached.sum()) / (1 + replicates))


def _described(
    series: _Series, weeks: Weeks, cut: int, p_value: float, confidence: float
) -> ChangePoint:
    low, high = _plausible_cuts(series.log_weights(), confidence)
    return ChangePoint(
        at=int(weeks[cut]),
        low=int(weeks[min(low, cut)]),
        high=int(weeks[max(high, cut)]),
        before=series.part(0, cut).level(),
        after=series.part(cut, weeks.size).level(),
        statistic=float(series.ratios()[cut - 1]),
        p_value=p_value,
    )


def _plausible_cuts(log_weights: Floats, confidence: float) -> tuple[int, int]:
    """First and last of the most probable cuts that hold `confidence` together."""
    weights = np.exp(log_weights - log_weights.max())
    order = np.argsort(-weights, kind="stable")
    held = np.cumsum(weights[order]) / weights.sum()
    kept = order[: int(np.searchsorted(held, confidence)) + 1]
    return int(kept.min()) + 1, int(kept.max()) + 1


def _binomial_ratios(x: Floats, n: Floats) -> Floats:
    left, right = _sums(x)
    left_n, right_n = _sums(n)
    split = _binomial_fit(left, left_n) + _binomial_fit(right, right_n)
    return 2 * (split - _binomial_fit(x.sum(axis=-1, keepdims=True), n.sum()))


def _binomial_fit(x: Floats, n: Floats | np.float64) -> Floats:
    """Log likelihood at the best rate, without the constant that all cuts share."""
    return xlogy(x, x / n) + xlogy(n - x, 1 - x / n)


def _normal_ratios(values: Floats, precision: Floats) -> Floats:
    left, right = _sums(values * precision)
    left_w, right_w = _sums(precision)
    difference = left / left_w - right / right_w
    return difference**2 / (1 / left_w + 1 / right_w)


def _sums(values: Floats) -> tuple[Floats, Floats]:
    """Sums before and after each cut, along the last axis."""
    totals = np.cumsum(values, axis=-1)
    before = totals[..., :-1]
    return before, totals[..., -1:] - before


def _checked_replicates(replicates: int) -> None:
    if replicates < 1:
        raise ValueInvalid(f"At least 1 replicate is needed, for example 999; got {replicates}.")
