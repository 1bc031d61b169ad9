"""What a version of the guidelines did to agreement: a difference, claimed only beyond noise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.metrics.agreement import COEFFICIENTS, measured
from analytics.stats.differences import difference_of_intervals
from analytics.stats.estimate import Interval

HIGHER, LOWER = "higher, beyond noise", "lower, beyond noise"
NOISE, UNKNOWN = "within noise", "not enough data"

Step = tuple[str, pd.DataFrame, pd.DataFrame]
"""A version, and the counted patterns before and after it."""


def effects(
    name: str,
    steps: Sequence[Step],
    by: Sequence[str],
    choices: pd.DataFrame,
) -> pd.DataFrame:
    """Agreement under each version of the guidelines against the one before.

    The limits of one version hold together: with several groups each gets a share of the 5 %
    (Bonferroni), so that of twenty versions without any effect one claims one.

    Args:
        name: a name in `agreement.COEFFICIENTS`.
        steps: for each version its name, and the counts of `agreement.measured` before and after.
        by: the columns of the groups that are compared with themselves.
        choices: as for `agreement.measured`.

    Returns:
        One row per version and group that has items before and after: `guideline`, `by`,
        `before`, `after`, `gain`, its `low` and `high`, `items_before`, `items`,
        and `verdict`.

    Source: G. Y. Zou and A. Donner (2008), doi:10.1002/sim.3095.
    """
    tables = []
    for version, before, after in steps:
        alone = _both(name, before, after, by, choices, 0.95)
        level = 1 - 0.05 / max(int(_told(alone).sum()), 1)
        together = _both(name, before, after, by, choices, level)
        tables.append(_judged(version, together, by))
    columns = ["guideline", *by, *_FOUND]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


_FOUND = (
    "before", "after", "gain", "low", "high", "items_before", "items", "verdict",
)  # fmt: skip


def _both(
    name: str,
    earlier: pd.DataFrame,
    later: pd.DataFrame,
    by: Sequence[str],
    choices: pd.DataFrame,
    confidence: float,
) -> pd.DataFrame:
    """The coefficient of each group before and after, side by side."""
    value = COEFFICIENTS[name].column
    before, after = (
        measured(name, counts, by, choices, confidence).rename(columns={value: "value"})[
            [*by, "value", "low", "high", "items"]
        ]
        for counts in (earlier, later)
    )
    if by:
        return before.merge(after, on=list(by), suffixes=("_before", "_after"))
    return before.merge(after, how="cross", suffixes=("_before", "_after"))


def _told(table: pd.DataFrame) -> pd.Series[bool]:
    return table[["low_before", "low_after"]].notna().all(axis="columns")


def _judged(version: str, table: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    before, after = (
        Interval(*(table[f"{one}_{when}"].to_numpy(float) for one in ("value", "low", "high")))
        for when in ("before", "after")
    )
    found = difference_of_intervals(after, before)
    verdict = np.select(
        [np.isnan(found.low), found.low > 0, found.high < 0], [UNKNOWN, HIGHER, LOWER], NOISE
    )
    return pd.DataFrame(
        {
            "guideline": version,
            **{one: table[one] for one in by},
            "before": before.estimate,
            "after": after.estimate,
            "gain": found.estimate,
            "low": found.low,
            "high": found.high,
            "items_before": table["items_before"],
            "items": table["items_after"],
            "verdict": verdict,
        }
    )
