"""How long work takes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

BIN_RATIO = 1.05
"""A histogram bin's upper edge over its lower edge; a quantile is off by 2.5 % at most."""


def handling_time(work: pd.DataFrame, bins: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Mean, median and 90th percentile of the handling time of one unit.

    Args:
        work: one row per group, with `timed_units` and `handling_s`.
        bins: one row per group and `handling_bin`, with `timed_units`.
        by: the columns that name a group.

    Returns:
        One row per group: `by`, `timed_units` (items), `mean_s`, `median_s`, `p90_s` (seconds);
        missing where nothing was timed.

    >>> work = pd.DataFrame({"timed_units": [2.0], "handling_s": [30.0]})
    >>> bins = pd.DataFrame({"handling_bin": [47, 61], "timed_units": [1.0, 1.0]})
    >>> handling_time(work, bins, []).round(1).values.tolist()
    [[2.0, 15.0, 10.4, 20.4]]
    """
    units = work["timed_units"].to_numpy(dtype=float, na_value=np.nan)
    seconds = work["handling_s"].to_numpy(dtype=float, na_value=np.nan)
    table = work[[*by, "timed_units"]].assign(
        mean_s=np.divide(seconds, units, out=np.full(len(units), np.nan), where=units > 0)
    )
    for name, share in (("median_s", 0.5), ("p90_s", 0.9)):
        table[name] = _quantile_of_each(table, bins, by, share)
    return table


def hourly_rate(work: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Units per productive hour.

    Returns:
        One row per group: `by`, `productive_units` (items), `hours_productive` (hours),
        `per_hour` (items per hour); missing where no hours are stated.

    >>> hourly_rate(pd.DataFrame({"productive_units": [90], "hours_productive": [7.5]}), []).values
    array([[90. ,  7.5, 12. ]])
    """
    table = work[[*by, "productive_units", "hours_productive"]]
    units = table["productive_units"].to_numpy(dtype=float, na_value=np.nan)
    hours = table["hours_productive"].to_numpy(dtype=float, na_value=np.nan)
    rate = np.divide(units, hours, out=np.full(len(units), np.nan), where=hours > 0)
    return table.assign(per_hour=rate)


def _quantile_of_each(
    groups: pd.DataFrame, bins: pd.DataFrame, by: Sequence[str], share: float
) -> list[float]:
    if not by:
        return [bin_quantile(bins["handling_bin"], bins["timed_units"], share)] * len(groups)
    found = {
        key: bin_quantile(part["handling_bin"], part["timed_units"], share)
        for key, part in bins.groupby(list(by), dropna=False)
    }
    return [found.get(key, np.nan) for key in groups[list(by)].itertuples(index=False, name=None)]


def bin_quantile(bins: pd.Series[int], units: pd.Series[float], share: float) -> float:
    """The quantile of a histogram with bins of constant ratio, interpolated on a log scale.

    Args:
        bins: bin numbers; bin b reaches from 1.05^b to 1.05^(b+1) seconds.
        units: units in each bin.
        share: which quantile, 0 to 1.

    Returns:
        Seconds; missing where there is no unit.

    >>> round(bin_quantile(pd.Series([47]), pd.Series([10.0]), 0.5), 2)
    10.15
    """
    order = np.argsort(bins.to_numpy())
    edges = bins.to_numpy()[order].astype(float)
    weights = units.to_numpy(dtype=float)[order]
    total = weights.sum()
    if not total > 0:
        return float("nan")
    reached = np.cumsum(weights)
    place = int(np.searchsorted(reached, share * total))
    before = reached[place] - weights[place]
    inside = (share * total - before) / weights[place]
    return float(BIN_RATIO ** (edges[place] + inside))
