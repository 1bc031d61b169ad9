"""How often work was wrong, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analytics.metrics.shares import with_share

POOLED_DESIGNS = ("random", "all", "unknown")
"""Audits whose plain share stands for the work; targeted and gold checks do not."""


def error_rate(audits: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Share of audited items with at least one counted error.

    Args:
        audits: one row per group, with the columns of the rollup `audits`.
        by: the columns that name a group.

    Returns:
        One row per group: `by`, `wrong`, `audited`, `undecided` (items), `rate`, `low`, `high`
        (0 to 1); missing where nothing was audited.

    >>> audits = pd.DataFrame({"wrong": [12], "audited": [400], "undecided": [3]})
    >>> error_rate(audits, []).round(4).values.tolist()
    [[12.0, 400.0, 3.0, 0.03, 0.0172, 0.0517]]
    """
    return with_share(audits[[*by, "wrong", "audited", "undecided"]], "wrong", "audited")


def gold_error_rate(labels: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Share of answers on gold items that miss the gold answer.

    Returns:
        One row per group: `by`, `gold_wrong`, `gold_checked` (answers), `rate`, `low`, `high`.
    """
    return with_share(labels[[*by, "gold_wrong", "gold_checked"]], "gold_wrong", "gold_checked")


def errors_found(errors: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Errors per group and their share of all errors, most first.

    Returns:
        One row per group: `by`, `errors`, `all_errors`, `rate`, `low`, `high` (share of all, 0 to
        1) and `running` (running share, 0 to 1).

    >>> table = pd.DataFrame({"category": ["typo", "omission"], "errors": [1, 3]})
    >>> errors_found(table, ["category"])[["category", "errors", "running"]].values.tolist()
    [['omission', 3, 0.75], ['typo', 1, 1.0]]
    """
    table = errors[[*by, "errors"]].sort_values("errors", ascending=False, kind="stable")
    table = with_share(table.assign(all_errors=table["errors"].sum()), "errors", "all_errors")
    running = table["errors"].cumsum() / table["all_errors"].where(table["all_errors"] > 0)
    return table.assign(running=running).reset_index(drop=True)
