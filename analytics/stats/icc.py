"""Intraclass correlation: how much of the spread of scores is the items', not the raters'.

Six forms for complete scores, by what the raters are (other raters for each item, a sample of
raters, just these raters) and whether one score or the mean of k is judged. When raters are
interchangeable and scores are missing, the one-way form comes from sums that add.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import fdtri

from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.stats.distances import category_numbers
from analytics.stats.estimate import Floats, checked_level
from analytics.stats.patterns import Patterns

ICC_FORMS = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")


class Icc(NamedTuple):
    """An intraclass correlation with its limits.

    Attributes:
        estimate: the coefficient, at most 1, below 0 when items differ less than raters do;
            missing (NaN) with fewer than two items or raters, or when all scores are equal.
        low: the lower limit; missing also when raters never differ (no error to estimate).
        high: the upper limit, at most 1; missing together with `low`.
        f: mean square between items ÷ mean square of error.
        df_items: degrees of freedom of the items.
        df_error: degrees of freedom of the error.
    """

    estimate: Any
    low: Any
    high: Any
    f: Any
    df_items: Any
    df_error: Any


def icc(ratings: npt.ArrayLike, form: str = "ICC(2,1)", confidence: float = 0.95) -> Icc:
    """One of the six intraclass correlations of complete scores.

    Args:
        ratings: items × raters, numbers, none missing; or a stack of such tables.
        form: "ICC(1,1)" other raters for each item; "ICC(2,1)" these raters are a sample of
            many, and their differences in level count as disagreement; "ICC(3,1)" just these
            raters, differences in level do not count. With "k" in place of the second 1: the
            same for the mean of the k raters' scores.
        confidence: two-sided level of the interval, between 0 and 1.

    Returns:
        Fields as in `Icc`, of the shape of the stack; one table gives single numbers.

    Raises:
        AskedForUnknown: no such form.
        ValueInvalid: fewer than two dimensions, a missing score, or confidence out of range.

    Source: P. E. Shrout and J. L. Fleiss (1979), doi:10.1037/0033-2909.86.2.420; intervals:
    K. O. McGraw and S. P. Wong (1996), doi:10.1037/1082-989X.1.1.30.

    >>> scores = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8]]
    >>> scores += [[7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> icc(scores, "ICC(2,1)").estimate.round(2), icc(scores, "ICC(3,1)").estimate.round(2)
    (np.float64(0.29), np.float64(0.71))
    """
    if form not in ICC_FORMS:
        raise AskedForUnknown("form of intraclass correlation", form, ICC_FORMS)
    scores = _scores(ratings)
    n, k = (np.float64(size) for size in scores.shape[-2:])
    tail = (1 - checked_level(confidence)) / 2
    means = _mean_squares(scores)
    with np.errstate(divide="ignore", invalid="ignore"):
        if form.startswith("ICC(2"):
            single = _two_way_random(means, n, k, tail)
        else:
            one_way = form.startswith("ICC(1")
            error = means.within if one_way else means.error
            df_error = n * (k - 1) if one_way else (n - 1) * (k - 1)
            single = _from_f(means.items / error, n - 1, df_error, k, tail)
        return _of_means(single, k) if form.endswith("k)") else single


def icc_from_sums(
    n_units: npt.ArrayLike,
    n_labels: npt.ArrayLike,
    squared_sizes: npt.ArrayLike,
    total: npt.ArrayLike,
    squares: npt.ArrayLike,
    unit_squares: npt.ArrayLike,
    confidence: float = 0.95,
) -> Icc:
    """ICC(1,1) of units with any numbers of scores, from sums that add over units.

    Args:
        n_units: units with at least one score.
        n_labels: Σ m, scores (m is a unit's number of scores).
        squared_sizes: Σ m².
        total: Σ of all scores.
        squares: Σ of all scores squared.
        unit_squares: Σ over units of (sum of the unit's scores)² ÷ m.
        confidence: two-sided level of the interval, between 0 and 1.

    Returns:
        Fields as in `Icc`, of the common shape of the sums. A unit with one score tells how units
        differ, not how raters do. The interval is that of equal numbers of scores, at their
        effective mean number (N − Σ m² ÷ N) ÷ (n − 1); it is exact when all are equal.

    Raises:
        ValueInvalid: confidence out of range.

    Source: A. Donner (1986), doi:10.2307/1403259 (the analysis of variance estimator); interval
    as in S. R. Searle (1971), Linear Models, chapter 9, at the effective number.

    Three units with scores (1, 2), (3, 3, 4) and (6, 5):

    >>> found = icc_from_sums(3, 7, 4 + 9 + 4, 24, 100, 9 / 2 + 100 / 3 + 121 / 2)
    >>> found.estimate.round(3)
    np.float64(0.889)
    """
    tail = (1 - checked_level(confidence)) / 2
    n, labels, sizes, grand, each, between = np.broadcast_arrays(
        *(
            np.asarray(value, float)
            for value in (n_units, n_labels, squared_sizes, total, squares, unit_squares)
        )
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = (labels - sizes / labels) / (n - 1)
        items = _not_rounding(between - grand**2 / labels, 1e-13 * each) / (n - 1)
        within = _not_rounding(each - between, 1e-13 * each) / (labels - n)
        return _from_f(items / within, n - 1, labels - n, effective, tail)


def icc_patterns(patterns: Patterns, confidence: float = 0.95) -> Icc:
    """ICC(1,1) of each group of patterns whose categories are numbers.

    Args:
        patterns: units counted by the labels they got.
        confidence: two-sided level of the interval, between 0 and 1.

    Returns:
        Fields as in `Icc`, one element per group; see `icc_from_sums`.

    Raises:
        ValueInvalid: a category is not a number, or confidence out of range.

    Source: as `icc_from_sums`.

    >>> icc_patterns(Patterns.from_matrix([[1, 2], [3, 3], [6, 5]])).estimate.round(3)
    array([0.922])
    """
    value = category_numbers(patterns.categories)
    size, units = patterns.sizes, patterns.units
    # Scores are taken from their middle, so that large values lose no digits when squared.
    value = value - (value.min() + value.max()) / 2 if len(value) else value
    sums, squares = patterns.labels @ value, patterns.labels @ value**2
    own = np.divide(sums**2, size, out=np.zeros_like(size), where=size > 0)
    return icc_from_sums(
        units @ (size > 0).astype(float),
        units @ size,
        units @ size**2,
        units @ sums,
        units @ squares,
        units @ own,
        confidence,
    )


class _MeanSquares(NamedTuple):
    items: Floats
    raters: Floats
    within: Floats
    error: Floats


def _scores(ratings: npt.ArrayLike) -> Floats:
    scores = np.asarray(ratings, float)
    if scores.ndim < 2:
        raise ValueInvalid(f"Scores must be items × raters; got {scores.ndim} dimensions.")
    if not np.all(np.isfinite(scores)):
        raise ValueInvalid(
            "A score is missing. Leave out items that not everyone scored, or take the one-way "
            "form from sums, which allows for missing scores."
        )
    return scores


def _mean_squares(scores: Floats) -> _MeanSquares:
    n, k = (np.float64(size) for size in scores.shape[-2:])
    if not scores.size:
        nothing = np.full(scores.shape[:-2], np.nan)
        return _MeanSquares(nothing, nothing, nothing, nothing)
    item, rater = scores.mean(axis=-1, keepdims=True), scores.mean(axis=-2, keepdims=True)
    grand = scores.mean(axis=(-2, -1), keepdims=True)

    rounding = 1e-28 * (scores**2).sum(axis=(-2, -1))

    def mean_square(deviation: Floats, times: Any, degrees: Any) -> Floats:
        squared = (deviation**2).sum(axis=(-2, -1)) * times
        return np.asarray(_not_rounding(squared, rounding) / degrees)

    with np.errstate(divide="ignore", invalid="ignore"):
        return _MeanSquares(
            items=mean_square(item - grand, k, n - 1),
            raters=mean_square(rater - grand, n, k - 1),
            within=mean_square(scores - item, 1, n * (k - 1)),
            error=mean_square(scores - item - rater + grand, 1, (n - 1) * (k - 1)),
        )


def _not_rounding(squares: Floats, rounding: Floats) -> Floats:
    """A sum of squares, as 0 where it is no more than the rounding of what it came from."""
    return np.where(squares > rounding, squares, 0.0)


def _from_f(f: Floats, df_items: Any, df_error: Any, k: Any, tail: float) -> Icc:
    """Coefficient and limits from the ratio of two mean squares; k scores per item."""
    spread = np.where(f > 0, f, np.nan)
    low_f = spread / fdtri(df_items, df_error, 1 - tail)
    high_f = spread * fdtri(df_error, df_items, 1 - tail)
    estimate = np.where(np.isposinf(f), 1.0, (f - 1) / (f + k - 1))
    return Icc(
        estimate=estimate[()],
        low=((low_f - 1) / (low_f + k - 1))[()],
        high=((high_f - 1) / (high_f + k - 1))[()],
        f=f[()],
        df_items=df_items,
        df_error=df_error,
    )


def _two_way_random(means: _MeanSquares, n: Any, k: Any, tail: float) -> Icc:
    """ICC(2,1), with Satterthwaite's degrees of freedom for raters and error together."""
    items, raters, error = means.items, means.raters, means.error
    estimate = (items - error) / (items + (k - 1) * error + k * (raters - error) / n)
    a = k * estimate / (n * (1 - estimate))
    b = 1 + (n - 1) * a
    degrees = (a * raters + b * error) ** 2 / (
        (a * raters) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
    )
    low_f, high_f = fdtri(n - 1, degrees, 1 - tail), fdtri(degrees, n - 1, 1 - tail)
    rest = k * raters + (k * n - k - n) * error
    return Icc(
        estimate=estimate[()],
        low=(n * (items - low_f * error) / (low_f * rest + n * items))[()],
        high=(n * (high_f * items - error) / (rest + n * high_f * items))[()],
        f=(items / error)[()],
        df_items=n - 1,
        df_error=degrees[()],
    )


def _of_means(single: Icc, k: Any) -> Icc:
    """The same for the mean of k scores (Spearman and Brown)."""
    estimate = k * single.estimate / (1 + (k - 1) * single.estimate)
    return single._replace(
        estimate=np.where(np.isfinite(estimate), estimate, np.nan)[()],
        low=k * single.low / (1 + (k - 1) * single.low),
        high=k * single.high / (1 + (k - 1) * single.high),
    )
