"""Verdicts that vendors dispute: how often, how they end, how long they take, which stay open."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.metrics.shares import with_share

METRICS = ("dispute_rate", "overturn_rate")
"""Metrics of all audits, whatever their design."""

AGES = ((0, "up to 7 days"), (8, "8 to 14 days"), (15, "15 to 30 days"), (31, "over 30 days"))
"""Classes of the age of an open dispute: from how many days on, and its name."""


def dispute_rate(audits: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Share of verdicts that were disputed.

    Returns:
        One row per group: `by`, `disputed`, `checks` (verdicts), `rate`, `low`, `high` (0 to 1).

    >>> dispute_rate(pd.DataFrame({"disputed": [20], "checks": [100]}), [])["rate"].tolist()
    [0.2]
    """
    counts = audits[[*by, "disputed", "checks"]]
    return with_share(_told(counts, "disputed", "checks"), "disputed", "checks")


def overturn_rate(audits: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Share of resolved disputes in which the verdict was overturned.

    Returns:
        One row per group: `by`, `overturned`, `resolved`, `open` (disputes not resolved), `rate`,
        `low`, `high` (0 to 1; missing where none is resolved).

    >>> counts = pd.DataFrame({"disputed": [20], "resolved": [15], "overturned": [6]})
    >>> overturn_rate(counts, [])[["rate", "open"]].values.tolist()
    [[0.4, 5.0]]
    """
    counts = _told(audits[[*by, "overturned", "resolved", "disputed"]], "overturned", "resolved")
    waiting = counts["disputed"].astype(float) - counts["resolved"].astype(float).fillna(0)
    counts = counts.drop(columns="disputed").assign(open=waiting)
    return with_share(counts, "overturned", "resolved")


def _told(counts: pd.DataFrame, part: str, whole: str) -> pd.DataFrame:
    """Where the whole is known, no row that tells the part is a part of 0."""
    known = counts[whole].notna()
    return counts.assign(**{part: counts[part].where(counts[part].notna() | ~known, 0)})


def resolution(disputes: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """How long disputes took, and how many stay open.

    Args:
        disputes: one row per disputed audit: `by`, `result` (`upheld`, `overturned` or missing
            while open), `disputed_at`, `resolved_at` (missing where not told).
        by: the columns that name a group.

    Returns:
        One row per group, the one with most open disputes first: `by`, `disputes`, `resolved`,
        `overturned`, `open`, `median_days`, `p90_days` (from the dispute to its resolution, of
        resolved ones that tell both; missing where none does).

    >>> day = pd.Timestamp("2026-11-02")
    >>> disputes = pd.DataFrame({"vendor": "V", "result": ["upheld", None],
    ...     "disputed_at": [day, day], "resolved_at": [day + pd.Timedelta(days=3), pd.NaT]})
    >>> resolution(disputes, ["vendor"])[["disputes", "open", "median_days"]].values.tolist()
    [[2.0, 1.0, 3.0]]
    """
    closed = disputes["result"].notna()
    took = (disputes["resolved_at"] - disputes["disputed_at"]) / pd.Timedelta(days=1)
    table = disputes[list(by)].assign(
        resolved=closed.astype(int),
        overturned=(disputes["result"] == "overturned").astype(int),
        took=took.where(closed),
    )
    found = table.groupby(list(by), dropna=False, as_index=False).agg(
        disputes=("resolved", "size"),
        resolved=("resolved", "sum"),
        overturned=("overturned", "sum"),
        median_days=("took", "median"),
        p90_days=("took", lambda days: days.quantile(0.9)),
    )
    found.insert(len(by) + 3, "open", found["disputes"] - found["resolved"])
    return found.sort_values(["open", "disputes"], ascending=False, ignore_index=True)


def ageing(disputes: pd.DataFrame, by: Sequence[str], today: pd.Timestamp) -> pd.DataFrame:
    """How long open disputes have waited.

    Args:
        disputes: as for `resolution`.
        by: the columns that name a group.
        today: until when they are counted, such as the last day of the loaded files.

    Returns:
        One row per group with an open dispute: `by`, a column of counts per class of `AGES`, and
        `undated` where it is not told when they were disputed.
    """
    names = [name for _, name in AGES]
    waiting = disputes[disputes["result"].isna()]
    days = (today.normalize() - waiting["disputed_at"].dt.normalize()).dt.days
    starts = np.array([start for start, _ in AGES])
    place = np.searchsorted(starts, days.fillna(0).clip(lower=0).to_numpy(), side="right") - 1
    label = pd.Series([names[one] for one in place], index=waiting.index, dtype=object)
    table = waiting[list(by)].assign(age=label.where(days.notna(), "undated"))
    if table.empty:
        return pd.DataFrame(columns=[*by, *names, "undated"])
    counts = table.groupby([*by, "age"], dropna=False).size().unstack("age", fill_value=0)
    return counts.reindex(columns=[*names, "undated"], fill_value=0).reset_index()
