"""Adding up counts by group, the same way everywhere."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def added(table: pd.DataFrame, by: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Sums by group.

    Args:
        table: one row per cell: `by` and `columns`.
        by: the columns that name a group; none adds up the whole table.
        columns: the counts.

    Returns:
        One row per group, in order, undated ones last: `by`, `columns` as floats; missing where no
        row tells. Without `by` one row.

    >>> cells = pd.DataFrame({"vendor": ["B", "A", "B"], "wrong": [1, None, 2]})
    >>> added(cells, ["vendor"], ["wrong"]).values.tolist()
    [['A', nan], ['B', 3.0]]
    """
    counts = table[[*by, *columns]].astype(dict.fromkeys(columns, float))
    if not by:
        return counts.sum(min_count=1).to_frame().T
    return counts.groupby(list(by), dropna=False, as_index=False)[list(columns)].sum(min_count=1)
