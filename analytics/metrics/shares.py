"""A share with its interval, the same way everywhere."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.stats.estimate import two_sided_z, wilson_limits


def with_share(counts: pd.DataFrame, part: str, whole: str) -> pd.DataFrame:
    """Append `rate`, `low`, `high`: the share of `part` in `whole`, with its 95 % Wilson interval.

    Args:
        counts: one row per group; `part` and `whole` in units, missing where nothing tells. Vendor
            totals may come in fractions of units; limits are taken at the same fractions.
        part: the column above the line.
        whole: the column below the line.

    Returns:
        The same rows; shares are 0 to 1, and missing where `whole` is 0 or missing.

    >>> counts = pd.DataFrame({"wrong": [12, 0], "audited": [400, 0]})
    >>> with_share(counts, "wrong", "audited").round(4)
       wrong  audited  rate     low    high
    0     12      400  0.03  0.0172  0.0517
    1      0        0   NaN     NaN     NaN
    """
    above = counts[part].to_numpy(dtype=float, na_value=np.nan)
    below = counts[whole].to_numpy(dtype=float, na_value=np.nan)
    below = np.where(below > 0, below, np.nan)
    rate = above / below
    low, high = wilson_limits(rate, below, two_sided_z(0.95))
    return counts.assign(rate=rate, low=low, high=high)
