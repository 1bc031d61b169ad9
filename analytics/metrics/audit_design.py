"""The error rate as the audits' design allows it: which audits count, and for how much.

Audits drawn at random stand for the work as they are. Audits drawn with known, unequal chances
stand for it once each has the weight 1 over its chance. Audits of which nobody tells how they were
chosen are taken as random, and said to be so. Targeted and gold checks never stand for the work by
themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.metrics.groups import added
from analytics.metrics.quality import POOLED_DESIGNS, error_rate
from analytics.schema import NOT_GIVEN
from analytics.stats.estimate import Interval
from analytics.stats.strata import stratified, weighted_from_sums

TARGETED = "targeted"
RANDOM, WEIGHTED = "random", "weighted"
NOT_TOLD, PARTLY_TOLD, ON_PURPOSE = "not told", "partly not told", "on purpose"
COUNTS = (
    "wrong", "audited", "undecided", "weighed", "weight", "weight_wrong", "weight_squared",
    "weight_squared_wrong",
)  # fmt: skip

_EVEN, _SAME = 1e-3, 1e-6
"""How much weights may vary (squared coefficient of variation) and count as equal: to judge how
audits were drawn, where chances of n of N items differ by rounding, and inside one stratum."""

Bools = npt.NDArray[np.bool_]


def counted(audits: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Which audits count in each group, added up.

    Audits of designs random, all and unknown do. Where every one of them and every targeted audit
    tells its chance to be drawn, and the chances differ, targeted audits count as well: their
    weights then keep them in proportion. Chances that differ by rounding alone (weights within
    about 3 %) count as equal.

    Args:
        audits: one row per group and `design`, with the columns of the rollup `audits`. Where
            `design` is among the groups, every audit counts in its own.
        by: the columns that name a group.

    Returns:
        One row per group: `by`, the counts of `COUNTS`, `weighted` and `with_targeted` (whether
        they are) and `selection` (how the audits were chosen).

    >>> audits = pd.DataFrame({"design": ["random", "targeted"], "audited": [100, 200],
    ...     "wrong": [2, 60], "undecided": [0, 0], "weighed": [100, 200], "weight": [9000, 1000],
    ...     "weight_wrong": [180, 300], "weight_squared": [810000, 5000],
    ...     "weight_squared_wrong": [16200, 1500]})
    >>> counted(audits, [])[["audited", "with_targeted", "selection"]].values.tolist()
    [[300.0, True, 'weighted']]
    """
    if "design" in by:
        table = added(audits, by, COUNTS).assign(with_targeted=False)
    else:
        pooled = audits[audits["design"].isin(POOLED_DESIGNS)]
        plain = added(pooled, by, COUNTS)
        weights = audits["weighed"].sum() > 0
        table = _with_targeted(plain, audits, by) if weights else plain.assign(with_targeted=False)
    untold = audits.loc[audits["design"] == "unknown"]
    table = table.assign(
        untold=_of(table, by, added(untold, by, ["audited"])), weighted=_weighable(table)
    )
    return table.assign(selection=_selection(table)).drop(columns="untold")


def audited_error_rate(
    table: pd.DataFrame, by: Sequence[str], strata: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Share of audited items with at least one counted error, as the design allows it.

    Args:
        table: what `counted` gives.
        by: the columns that name a group.
        strata: one row per group and stratum, with its counts; None where strata are not known.

    Returns:
        One row per group: `by`, `wrong`, `audited`, `undecided` (items), `rate`, `low`, `high` (0
        to 1): the plain share with Wilson's limits, or the weighted estimate with its own; and
        `selection`.

    Source: the estimators of `analytics.stats.strata`.

    >>> audits = pd.DataFrame({"design": ["random"], **{name: [0] for name in COUNTS}})
    >>> table = counted(audits.assign(wrong=12, audited=400), [])
    >>> audited_error_rate(table, [])[["rate", "low", "high"]].round(4).values.tolist()
    [[0.03, 0.0172, 0.0517]]
    """
    found = error_rate(table, by).assign(selection=table["selection"])
    found = found.astype(dict.fromkeys(("wrong", "audited", "undecided"), "Int64"))
    use = table["weighted"].to_numpy(bool)
    if use.any():
        estimate = weighted(table[use], by, strata)
        found.loc[use, ["rate", "low", "high"]] = np.column_stack(estimate)
    return found


def weighted(
    table: pd.DataFrame, by: Sequence[str], strata: pd.DataFrame | None, confidence: float = 0.95
) -> Interval:
    """The weighted error rate of each group: by stratum where each was drawn evenly.

    Args:
        table: rows of `counted` whose audits are weighted.
        by: the columns that name a group.
        strata: as for `audited_error_rate`.
        confidence: two-sided level.

    Returns:
        Estimates and limits, 0 to 1, one element per row.

    >>> table = pd.DataFrame({"audited": [300], "weight": [10_000], "weight_wrong": [480],
    ...     "weight_squared": [815_000], "weight_squared_wrong": [17_700]})
    >>> [round(float(one[0]), 3) for one in weighted(table, [], None)]
    [0.048, 0.027, 0.083]
    """
    names = ("audited", "weight", "weight_squared", "weight_wrong", "weight_squared_wrong")
    n, w, ww, wy, wwy = (table[name].to_numpy(float) for name in names)
    found = weighted_from_sums(n, w, ww, wy, wwy, confidence)
    if strata is None:
        return found
    known, x, n, size = _laid_out(table, by, strata)
    within = stratified(x, n, size, confidence)
    return Interval(*(np.where(known, a, b) for a, b in zip(within, found, strict=True)))


def _with_targeted(plain: pd.DataFrame, audits: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The plain counts, and the whole ones for groups whose weights let targeted audits count."""
    drawn = audits[audits["design"].isin([*POOLED_DESIGNS, TARGETED])]
    whole = added(drawn, by, COUNTS)
    targeted = added(audits[audits["design"] == TARGETED], by, ["audited"])
    use = (_of(whole, by, targeted) > 0) & _weighable(whole)
    keep = ~_is_in(plain, by, whole[use])
    both = [plain[keep].assign(with_targeted=False), whole[use].assign(with_targeted=True)]
    table = pd.concat([one for one in both if len(one)] or both[:1], ignore_index=True)
    return table.sort_values(list(by), ignore_index=True) if by else table


def _of(table: pd.DataFrame, by: Sequence[str], counts: pd.DataFrame) -> pd.Series[float]:
    """The `audited` of another table for each row's group; 0 where it has none."""
    if counts.empty:
        return pd.Series(0.0, index=table.index)
    if not by:
        return pd.Series(counts["audited"].fillna(0).to_numpy(), index=table.index)
    found = table[list(by)].merge(counts, on=list(by), how="left")["audited"]
    return found.fillna(0).set_axis(table.index)


def _is_in(table: pd.DataFrame, by: Sequence[str], others: pd.DataFrame) -> Bools:
    """Whether each row's group is a group of another table."""
    if not by:
        return np.full(len(table), bool(len(others)))
    found = table[list(by)].merge(
        others[list(by)].drop_duplicates().assign(_there=True), on=list(by), how="left"
    )
    return found["_there"].notna().to_numpy()


def _weighable(table: pd.DataFrame) -> pd.Series[bool]:
    """Whether all chances are known and differ by more than rounding."""
    n = table["audited"]
    return (n > 0) & (table["weighed"] == n) & (_variation(table) > _EVEN)


def _variation(table: pd.DataFrame) -> pd.Series[float]:
    """The squared coefficient of variation of the weights; 0 where all are equal."""
    n, w, ww = (table[name].astype(float) for name in ("weighed", "weight", "weight_squared"))
    return n * ww / w.where(w > 0) ** 2 - 1


def _selection(table: pd.DataFrame) -> npt.NDArray[np.str_]:
    audited, untold = table["audited"], table["untold"]
    design = table["design"] if "design" in table else pd.Series(RANDOM, index=table.index)
    cases = [
        (table["weighted"], WEIGHTED),
        ((audited > 0) & (untold == audited), NOT_TOLD),
        (untold > 0, PARTLY_TOLD),
        (design.isin([TARGETED, "gold"]), ON_PURPOSE),
    ]
    return np.select([case for case, _ in cases], [word for _, word in cases], RANDOM)


def _laid_out(
    table: pd.DataFrame, by: Sequence[str], strata: pd.DataFrame
) -> tuple[Bools, npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Whether a group's strata are known, and its strata in a row: errors, audits, sizes.

    They are known where all are named and the weights inside each are equal. A size is the sum of
    the weights; places without a stratum have size 0, which does not count.
    """
    group = table[list(by)].assign(_group=np.arange(len(table)))
    cells = strata[strata["audited"].astype(float) > 0]
    cells = cells.merge(group, on=list(by)) if by else cells.assign(_group=0)
    row = cells["_group"].to_numpy()
    column = cells.groupby("_group").cumcount().to_numpy()
    even = (cells["stratum"] != NOT_GIVEN) & (_variation(cells).abs() <= _SAME)
    known = np.bincount(row, ~even, len(table)) == 0
    x, n, size = np.zeros((3, len(table), column.max(initial=0) + 1))
    x[row, column], n[row, column] = cells["wrong"].astype(float), cells["audited"].astype(float)
    size[row, column] = np.maximum(cells["weight"].astype(float).round(), n[row, column])
    return known, x, n, size
