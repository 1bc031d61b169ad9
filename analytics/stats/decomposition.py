"""Why a rate changed: other work was done (mix), or the same work went differently (rate).

An overall rate is a weighted average of the groups' rates. It moves when the weights move, even if
no group changed, and that is easily taken for better or worse work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analytics.errors import ValueInvalid
from analytics.stats.estimate import Floats, Numbers, checked_counts


@dataclass(frozen=True, eq=False)
class Decomposition:
    """A change of an overall rate in two parts; shares, so 0.01 is one percentage point.

    Arrays have one element per group, in the order given. Everything is NaN where a period has no
    items or a count is missing. Standard errors hold for the weights as they are.

    Attributes:
        before: overall rate in period 1.
        after: overall rate in period 2.
        change: after − before.
        mix: each group's part from its change of weight, (w₂ − w₁)·(r₁ + r₂)/2.
        mix_against_average: the same with the group's rate measured from the overall average rate,
            (w₂ − w₁)·((r₁ + r₂)/2 − (R₁ + R₂)/2). Same total; above 0 where a group that errs more
            than average grew or one that errs less shrank, so this is the one to name groups by.
        rate: each group's part from its change of rate, (r₂ − r₁)·(w₁ + w₂)/2.
        mix_total: sum of `mix`.
        rate_total: sum of `rate`; with `mix_total` it makes up `change`.
        change_se: standard error of `change`.
        mix_se: standard error of `mix_total`.
        rate_se: standard error of `rate_total`.
    """

    before: float
    after: float
    change: float
    mix: Floats
    mix_against_average: Floats
    rate: Floats
    mix_total: float
    rate_total: float
    change_se: float
    mix_se: float
    rate_se: float


class DimensionPart(NamedTuple):
    """How much of a change one way of grouping accounts for, in shares.

    Attributes:
        name: of the dimension, such as "vendor".
        parts: its decomposition.
        uneven: how much of the rate part falls unevenly on the groups beyond noise, >= 0. 0 when
            all groups changed alike, near the whole change when one small group brought it about.
        explained: |mix total| + uneven; the dimensions' order. NaN where it cannot be told.
    """

    name: str
    parts: Decomposition
    uneven: float
    explained: float


def kitagawa(x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers) -> Decomposition:
    """Split the change of an overall rate into mix and rate, symmetric in the two periods.

    A group with items in only one period has no change of rate to speak of: its rate in the other
    period is taken to be the one it has, so that its whole contribution is mix, w₂·r₂ on entering
    and −w₁·r₁ on leaving. Any other rate would invent a change of work that nobody did. A group
    without items in either period contributes 0.

    The standard errors are the delta method's for binomial counts. Each group's variance
    p(1 − p)/n uses p = (x + R)/(n + 1), one imagined item at the period's overall rate
    R = (Σx + ½)/(Σn + 1), because the plain rate gives small groups without errors a variance of 0
    and claims too much.

    Args:
        x1: errors per group in period 1, whole, 0 to `n1`.
        n1: items per group in period 1, whole; 0 where the group is absent.
        x2: errors per group in period 2.
        n2: items per group in period 2.

    Returns:
        The parts, whose totals add up to the change.

    Raises:
        ValueInvalid: counts are out of range or the periods have different groups.

    Source: E. M. Kitagawa (1955), "Components of a difference between two rates", Journal of the
        American Statistical Association 50, 1168–1194, doi:10.1080/01621459.1955.10501299.

    >>> parts = kitagawa([10, 40], [100, 100], [5, 60], [50, 150])
    >>> round(parts.change, 3), round(parts.mix_total, 3), round(parts.rate_total, 3)
    (0.075, 0.075, 0.0)
    """
    first, second = _checked_period(x1, n1), _checked_period(x2, n2)
    if first.n.shape != second.n.shape:
        raise ValueInvalid(
            f"Both periods need the same groups in the same order; "
            f"got {first.n.size} and {second.n.size}."
        )
    r1 = np.where(first.present, first.rates, second.rates)
    r2 = np.where(second.present, second.rates, first.rates)
    moved = second.weights - first.weights
    held = (first.weights + second.weights) / 2
    typical = (r1 + r2) / 2
    mix, rate = moved * typical, held * (r2 - r1)
    both = first.present & second.present
    of_mix = moved * np.where(both, 0.5, 1)
    of_rate = held * both
    change = second.overall - first.overall
    return Decomposition(
        before=first.overall,
        after=second.overall,
        change=change,
        mix=mix,
        mix_against_average=moved * (typical - (first.overall + second.overall) / 2),
        rate=rate,
        mix_total=_known(mix.sum(), change),
        rate_total=_known(rate.sum(), change),
        change_se=_known(_se(first, first.weights, second, second.weights), change),
        mix_se=_known(_se(first, of_mix, second, of_mix), change),
        rate_se=_known(_se(first, of_rate, second, of_rate), change),
    )


def decompose_many(
    dimensions: Mapping[str, tuple[Numbers, Numbers, Numbers, Numbers]],
) -> list[DimensionPart]:
    """Decompose one change by several dimensions and put the one that explains most first.

    A dimension explains a change in two ways. Its mix moved: that part of the change disappears
    once the mix is held still. Or its groups' rates moved unevenly: part of the change belongs to
    some groups and not to the rest. The second is half the weighted mean distance of the groups'
    rate changes from their common change, less what binomial noise alone would make it; without
    that, the dimension with the smallest groups would always win.

    Args:
        dimensions: for each name, errors and items per group in period 1 and in period 2, as
            `kitagawa` takes them. All must split the same items.

    Returns:
        One entry per dimension, most explained first, those that cannot be told last.

    Raises:
        ValueInvalid: counts are out of range or the dimensions do not split the same items.

    Source: E. M. Kitagawa (1955), doi:10.1080/01621459.1955.10501299; the measure of unevenness is
        this project's own.

    >>> ranked = decompose_many({
    ...     "language": ([50, 50], [1000, 1000], [100, 100], [1000, 1000]),
    ...     "vendor": ([50, 50], [1000, 1000], [50, 150], [1000, 1000]),
    ... })
    >>> [(part.name, round(part.explained, 3)) for part in ranked]
    [('vendor', 0.022), ('language', 0.0)]
    """
    totals = {
        tuple(float(np.sum(counts)) for counts in dimension) for dimension in dimensions.values()
    }
    if len(totals) > 1 and not any(np.isnan(total).any() for total in totals):
        raise ValueInvalid(
            "All dimensions must split the same items; their totals of errors and items differ."
        )
    found = [_explained(name, *counts) for name, counts in dimensions.items()]
    return sorted(found, key=lambda part: -np.nan_to_num(part.explained, nan=-1.0))


def _explained(name: str, x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers) -> DimensionPart:
    parts = kitagawa(x1, n1, x2, n2)
    uneven = _unevenness(_checked_period(x1, n1), _checked_period(x2, n2))
    return DimensionPart(name, parts, uneven, abs(parts.mix_total) + uneven)


def _unevenness(first: _Period, second: _Period) -> float:
    if np.isnan(first.overall + second.overall):
        return np.nan
    both = first.present & second.present
    held = ((first.weights + second.weights) / 2)[both]
    moved = (second.rates - first.rates)[both]
    variance = (first.variances + second.variances)[both]
    share = held / held.sum()
    away = np.abs(moved - share @ moved)
    spread = variance * (1 - 2 * share) + (share**2) @ variance
    noise = np.sqrt(2 / np.pi * np.maximum(0, spread))
    return float(np.maximum(0, held @ (away - noise) / 2))


@dataclass(frozen=True, eq=False)
class _Period:
    """One period's groups: items, share of all items, rate and its variance."""

    n: Floats
    overall: float
    weights: Floats
    rates: Floats
    variances: Floats

    @property
    def present(self) -> npt.NDArray[np.bool_]:
        return self.n != 0


def _checked_period(x: Numbers, n: Numbers) -> _Period:
    wrong, items = checked_counts(x, n)
    if wrong.ndim != 1:
        raise ValueInvalid(f"A period takes one list of groups; got {wrong.ndim} dimensions.")
    total = items.sum() or np.nan
    size = np.where(items == 0, 1, items)
    smoothed = (wrong + (wrong.sum() + 0.5) / (total + 1)) / (items + 1)
    return _Period(
        n=items,
        overall=float(wrong.sum() / total),
        weights=items / total,
        rates=wrong / size,
        variances=np.where(items == 0, 0, smoothed * (1 - smoothed) / size),
    )


def _se(first: _Period, by_first: Floats, second: _Period, by_second: Floats) -> np.float64:
    return np.sqrt((by_first**2 * first.variances + by_second**2 * second.variances).sum())


def _known(total: np.float64, change: float) -> float:
    """A sum over no groups is 0, but without a change there is nothing to add up."""
    return np.nan if np.isnan(change) else float(total)
