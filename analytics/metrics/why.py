"""Why an error rate changed: other work was checked (mix), or the same work went differently."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.stats.decomposition import Decomposition, kitagawa

_COUNTS = ("wrong", "audited")


def parts_of_change(before: pd.DataFrame, after: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Each group's part of the change of the overall error rate, most first.

    Args:
        before: one row per group in the earlier time: `by`, `wrong`, `audited`.
        after: the same in the later time.
        by: the columns that name a group; without any the whole is one group.

    Returns:
        One row per group audited in either time: `by`, `wrong_before`, `audited_before`,
        `rate_before`, `wrong`, `audited`, `rate`, and its parts of the change, as shares:
        `mix_part` (the group's weight changed; measured from the average rate), `rate_part` (its
        rate changed) and `part`, their sum. Over all rows the parts add up to the change exactly.
        Empty where nothing was audited in one of the times.

    Source: E. M. Kitagawa (1955), doi:10.1080/01621459.1955.10501299.

    >>> before = pd.DataFrame({"vendor": ["A", "B"], "wrong": [10, 40], "audited": [100, 100]})
    >>> after = pd.DataFrame({"vendor": ["A", "B"], "wrong": [5, 60], "audited": [50, 150]})
    >>> parts_of_change(before, after, ["vendor"])[["vendor", "mix_part", "rate_part"]].round(
    ...     4).values.tolist()
    [['A', 0.0469, 0.0], ['B', 0.0281, 0.0]]
    """
    table = both_times(before, after, by)
    found = decomposed(table)
    rate_before, rate = (
        table[f"wrong{when}"] / table[f"audited{when}"].where(table[f"audited{when}"] > 0)
        for when in ("_before", "")
    )
    table = table.assign(
        rate_before=rate_before,
        rate=rate,
        mix_part=found.mix_against_average,
        rate_part=found.rate,
        part=found.mix_against_average + found.rate,
    )
    names = ["wrong_before", "audited_before", "rate_before", "wrong", "audited", "rate"]
    table = table[[*by, *names, "mix_part", "rate_part", "part"]].dropna(subset="part")
    order = table["part"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def both_times(before: pd.DataFrame, after: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The counts of both times side by side, whole; a group that is not there counts 0."""
    sides = [one[[*by, *_COUNTS]] for one in (before, after)]
    if by:
        table = sides[0].merge(sides[1], on=list(by), how="outer", suffixes=("_before", ""))
    else:
        table = sides[0].add_suffix("_before").join(sides[1])
    counts = [f"{name}{when}" for when in ("_before", "") for name in _COUNTS]
    table = table.assign(**{name: table[name].astype(float).fillna(0) for name in counts})
    return table[(table["audited_before"] > 0) | (table["audited"] > 0)].reset_index(drop=True)


def decomposed(table: pd.DataFrame) -> Decomposition:
    """Mix and rate of a table of `both_times` (or of `parts_of_change`)."""
    columns = ("wrong_before", "audited_before", "wrong", "audited")
    return kitagawa(*(table[name].to_numpy(float, na_value=np.nan) for name in columns))
