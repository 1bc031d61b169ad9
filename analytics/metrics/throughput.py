"""How much was delivered, decided and accepted."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analytics.metrics.shares import with_share

VOLUMES = ("delivered", "reviewed", "accepted", "rejected", "reworked")


def volumes(work: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Units by outcome.

    Args:
        work: one row per group, with the columns of the rollup `work`.
        by: the columns that name a group.

    Returns:
        One row per group: `by`, `delivered`, `reviewed`, `accepted`, `rejected`, `reworked`, in
        items; missing where no row tells.

    >>> table = pd.DataFrame({"vendor": ["A"], "delivered": [5], "reviewed": [4], "accepted": [3],
    ...     "rejected": [1], "reworked": [None]})
    >>> volumes(table, ["vendor"])["accepted"].tolist()
    [3]
    """
    return work[[*by, *VOLUMES]]


def acceptance(work: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Share of decided units that were accepted in the end.

    Rows that tell accepted units and not how many were rejected are no part of it, so `accepted`
    may be less than in `volumes`.

    Returns:
        One row per group: `by`, `accepted`, `reviewed`, and `rate`, `low`, `high` (0 to 1).

    >>> work = pd.DataFrame({"reviewed_accepted": [90.0], "reviewed": [100.0]})
    >>> acceptance(work, []).round(3).values
    array([[ 90.   , 100.   ,   0.9  ,   0.826,   0.945]])
    """
    decided = work[[*by, "reviewed_accepted", "reviewed"]]
    decided = decided.rename(columns={"reviewed_accepted": "accepted"})
    return with_share(decided, "accepted", "reviewed")


def first_pass(work: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Share of first-reviewed units that were accepted at that review.

    Returns:
        One row per group: `by`, `first_accepted`, `first_reviewed`, `rate`, `low`, `high` (0 to 1).
    """
    return with_share(
        work[[*by, "first_accepted", "first_reviewed"]], "first_accepted", "first_reviewed"
    )
