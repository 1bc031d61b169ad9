"""Errors gather at some annotators: how much less the audits then say, from sums over annotators.

Four hundred audits of ten annotators say less than four hundred of as many, where annotators
differ. The sums that this takes are those of `Snapshot.products`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.stats.clusters import cluster_robust_from_sums, design_effect_from_sums
from analytics.stats.estimate import Interval

Floats = npt.NDArray[np.float64]
PLAIN, WEIGHTED = ("audited", "wrong"), ("weight", "weight_wrong")
"""The counts whose products over annotators are needed: audits and errors, plain or weighted."""

_CLOSE = 1e-6


def clustering(
    table: pd.DataFrame, by: Sequence[str], products: pd.DataFrame, confidence: float = 0.95
) -> tuple[Floats, Interval]:
    """Design effects, and limits that respect that errors gather at some annotators.

    Args:
        table: one row per group, as `audit_design.counted` gives it.
        by: the columns that name a group.
        products: one row per group: `by`, `annotators`, and the sums and products of `PLAIN` or of
            `WEIGHTED` over named annotators. Plain audits without a name count as one annotator
            each; weighted ones are scaled to a mean weight of 1, to compare with an even draw.
        confidence: two-sided level.

    Returns:
        One element per group: how many times larger the variance is than without clustering, and
        the estimate with limits (0 to 1); missing with fewer than two named annotators, and where
        a weighted audit names none.

    >>> table = pd.DataFrame({"audited": [80], "wrong": [12]})
    >>> products = pd.DataFrame({"annotators": [4], "audited": [80.0], "wrong": [12.0],
    ...     "audited_audited": [1600.0], "audited_wrong": [240.0], "wrong_wrong": [86.0]})
    >>> effect, limits = clustering(table, [], products)
    >>> effect.round(3).tolist(), limits.low.round(3).tolist(), limits.high.round(3).tolist()
    ([6.536], [0.021], [0.596])
    """
    if by:
        products = table[list(by)].merge(products, on=list(by), how="left")
    scaled = WEIGHTED[0] in products
    sums = (_weighted if scaled else _plain)(table, products)
    enough = products["annotators"].to_numpy(float) >= 2
    k, x, n, xx, nn, xn = (np.where(enough, one, np.nan) for one in sums)
    limits = cluster_robust_from_sums(k, x, n, xx, nn, xn, confidence)
    return design_effect_from_sums(k, x, n, xx, nn, xn), limits


def wider(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the limits to draw: the clustered ones where they are farther out.

    >>> row = {"low": [0.1], "high": [0.2], "low_clustered": [0.08], "high_clustered": [0.19]}
    >>> wider(pd.DataFrame(row))[["low", "high"]].values.tolist()
    [[0.08, 0.2]]
    """
    if "low_clustered" not in table:
        return table
    return table.assign(
        low=np.fmin(table["low"], table["low_clustered"]),
        high=np.fmax(table["high"], table["high_clustered"]),
    )


def is_wider(table: pd.DataFrame) -> bool:
    """Whether `wider` moves any limit of the table.

    >>> is_wider(pd.DataFrame({"low": [0.1], "high": [0.2]}))
    False
    """
    if "low_clustered" not in table:
        return False
    drawn = wider(table)
    moved = (drawn["low"] < table["low"]) | (drawn["high"] > table["high"])
    return bool(moved.any())


def _plain(table: pd.DataFrame, products: pd.DataFrame) -> tuple[Floats, ...]:
    """Annotators, Σx, Σn, Σx², Σn², Σxn; an audit that names nobody is an annotator of its own."""
    x, n = _floats(table, "wrong"), _floats(table, "audited")
    nobody_x, nobody_n = x - _floats(products, "wrong"), n - _floats(products, "audited")
    return (
        _floats(products, "annotators") + nobody_n,
        x,
        n,
        _floats(products, "wrong_wrong") + nobody_x,
        _floats(products, "audited_audited") + nobody_n,
        _floats(products, "audited_wrong") + nobody_x,
    )


def _weighted(table: pd.DataFrame, products: pd.DataFrame) -> tuple[Floats, ...]:
    """The same of the weights, scaled so that they add up to the number of audits."""
    weight, named = _floats(table, "weight"), _floats(products, "weight")
    all_named = np.abs(named - weight) <= _CLOSE * weight
    scale = np.where(all_named, _floats(table, "audited") / weight, np.nan)
    return (
        _floats(products, "annotators"),
        scale * _floats(products, "weight_wrong"),
        scale * named,
        scale**2 * _floats(products, "weight_wrong_weight_wrong"),
        scale**2 * _floats(products, "weight_weight"),
        scale**2 * _floats(products, "weight_weight_wrong"),
    )


def _floats(table: pd.DataFrame, name: str) -> Floats:
    return table[name].to_numpy(dtype=float, na_value=np.nan)
