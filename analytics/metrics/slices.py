"""Where do errors gather? Every combination of up to three dimensions against the rest."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import gammaln

from analytics.schema import NOT_GIVEN
from analytics.stats.proportions import wilson
from analytics.stats.significance import benjamini_hochberg

DIMENSIONS = (
    "vendor", "project", "task_type", "language", "question", "annotator", "auditor", "guideline",
)  # fmt: skip
AT_MOST = 3
FEWEST = 10
"""Slices with fewer audits are not tested: they could hardly be told from chance."""

_RATE_OF_FALSE = 0.05
_LOOKED_AT = 100
"""How many of the slices found are asked whether they say anything new."""

_FAIR = 0.05
"""The p value above which a slice is a fair part of a simpler one; over their number, of what is
left."""

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def error_slices(cells: pd.DataFrame) -> pd.DataFrame:
    """Slices of the audited work that err more than the rest of it, surest first.

    Every combination of values of up to three dimensions with at least ten audits is tested once,
    one-sided, against everything outside it; a combination that holds just the same audits as a
    simpler one is not tested again. The false discovery rate over all tests is held at 5 %.

    Args:
        cells: one row per combination of `DIMENSIONS`: those columns, `wrong`, `audited`. A value
            that is not given names no slice.

    Returns:
        One row per slice found: `slice` (its values), the `DIMENSIONS` (missing where the slice
        does not restrict them), `wrong`, `audited`, `rate`, `low`, `high` (Wilson), `rest_rate`
        (of everything else), `excess` (errors beyond that rate), `q_value`, `distinct` and
        `tested` (how many slices were tested; also in the table's `attrs`, for an empty list).
        Shares are 0 to 1. Slices overlap, so most say the
        same again: the surest one is distinct, or a simpler slice that holds it and of which it is
        a fair part; then the surest of those that still err more than the rest once the distinct
        ones are taken out; and so on.

    Source: R. A. Fisher (1935), exact test given both margins; Y. Benjamini, Y. Hochberg (1995).

    >>> cells = pd.DataFrame({one: ["x", "y"] if one == "vendor" else "z" for one in DIMENSIONS})
    >>> found = error_slices(cells.assign(wrong=[30, 5], audited=[100, 100]))
    >>> found[["slice", "rate", "rest_rate", "tested"]].values.tolist()
    [['x', 0.3, 0.05, 2]]
    """
    wrong, audited = (cells[name].to_numpy(float, na_value=0) for name in ("wrong", "audited"))
    whole = (wrong.sum(), audited.sum())
    tested = [one for one in _all_slices(cells, wrong, audited) if one[2].size]
    x, n = _joined([one[1] for one in tested]), _joined([one[2] for one in tested])
    q_value = benjamini_hochberg(_p_values(x, n, *whole))
    kept = np.flatnonzero(q_value <= _RATE_OF_FALSE)
    rest_rate = (whole[0] - x) / np.maximum(whole[1] - n, 1)
    excess = x - n * rest_rate
    kept = kept[np.lexsort((-excess[kept], q_value[kept]))]
    table = _named(cells, tested, kept)
    estimate = wilson(x[kept], n[kept])
    table = table.assign(
        wrong=x[kept],
        audited=n[kept],
        rate=estimate.estimate,
        low=estimate.low,
        high=estimate.high,
        rest_rate=rest_rate[kept],
        excess=excess[kept],
        q_value=q_value[kept],
        distinct=_distinct(cells, wrong, audited, table),
        tested=x.size,
    )
    table.attrs["tested"] = x.size
    return table


Slices = tuple[tuple[str, ...], Floats, Floats, Ints]
"""Dimensions, errors, audits and a cell that lies in each, of the slices of one combination."""


def _all_slices(cells: pd.DataFrame, wrong: Floats, audited: Floats) -> list[Slices]:
    codes = {name: pd.factorize(cells[name])[0].astype(np.int64) for name in DIMENSIONS}
    given = {name: (cells[name] != NOT_GIVEN).to_numpy() for name in DIMENSIONS}
    used = [name for name in DIMENSIONS if len(cells) and codes[name].max() > 0]
    sizes: dict[tuple[str, ...], tuple[Ints, npt.NDArray[Any]]] = {}
    found = []
    for many in range(1, AT_MOST + 1):
        for names in combinations(used, many):
            key = np.zeros(len(cells), np.int64)
            for name in names:
                key = key * (codes[name].max() + 1) + codes[name]
            groups, group = _dense(key)
            x, n = (np.bincount(group, counts, groups) for counts in (wrong, audited))
            first = np.zeros(groups, np.int64)
            first[group[::-1]] = np.arange(len(cells))[::-1]
            sizes[names] = (group, n)
            fresh = (n >= FEWEST) & (n < audited.sum())
            for name in names:
                fresh &= given[name][first]
            for fewer in combinations(names, many - 1):
                if fewer:
                    parent, parent_n = sizes[fewer]
                    fresh &= parent_n[parent[first]] > n
            found.append((names, x[fresh], n[fresh], first[fresh]))
    return found


def _joined(parts: Sequence[Floats]) -> Floats:
    return np.concatenate(parts) if parts else np.zeros(0)


def _dense(key: Ints) -> tuple[int, Ints]:
    """Group numbers without gaps; keys may be as many as all combinations of values."""
    if key.max(initial=0) < 4 * len(key) + 1000:
        seen = np.bincount(key) > 0
        places = np.cumsum(seen) - 1
        return int(seen.sum()), places[key]
    values, group = np.unique(key, return_inverse=True)
    return len(values), group.astype(np.int64)


def _p_values(x: Floats, n: Floats, wrong: float, audited: float) -> Floats:
    """Chance of at least `x` of all errors among `n` of all audits, if errors fell anywhere.

    The hypergeometric tail is summed from x upwards until nothing is left to add. Slices at or
    below their share of the errors are no candidates: their p value is 1.
    """
    p = np.ones(x.size)
    above = np.flatnonzero(x * audited > n * wrong)
    a, m = x[above], n[above]
    term = np.exp(
        _log_choose(wrong, a) + _log_choose(audited - wrong, m - a) - _log_choose(audited, m)
    )
    total, left = term.copy(), np.arange(above.size)
    while left.size:
        k, size = a[left], m[left]
        ratio = (wrong - k) * (size - k) / ((k + 1) * (audited - wrong - size + k + 1))
        term[left] *= ratio
        a[left] += 1
        total[left] += term[left]
        left = left[term[left] > 1e-12 * total[left]]
    p[above] = np.minimum(total, 1)
    return p


def _log_choose(n: float | Floats, k: Floats) -> Floats:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))


def _named(cells: pd.DataFrame, tested: Sequence[Slices], kept: Ints) -> pd.DataFrame:
    """The values that each kept slice restricts, and its name."""
    cell = np.concatenate([one[3] for one in tested] or [np.zeros(0, np.int64)])[kept]
    which = np.repeat(np.arange(len(tested)), [one[2].size for one in tested])[kept]
    values = cells[list(DIMENSIONS)].astype(object).iloc[cell].reset_index(drop=True)
    restricts = [[name in tested[one][0] for name in DIMENSIONS] for one in which]
    values = values.where(np.array(restricts, bool).reshape(values.shape), None)
    names = [" · ".join(str(one) for one in row if one is not None) for row in values.to_numpy()]
    values.insert(0, "slice", pd.Series(names, dtype=object))
    return values


def _distinct(cells: pd.DataFrame, wrong: Floats, audited: Floats, table: pd.DataFrame) -> Bools:
    """Which slices say something that no other distinct one says (see `error_slices`)."""
    rows = [
        {name: one for name, one in row.items() if one is not None}
        for row in table[list(DIMENSIONS)].head(_LOOKED_AT).to_dict("records")
    ]
    masks = [_inside(cells, row) for row in rows]
    left, found = np.ones(len(cells), bool), np.zeros(len(table), bool)
    for place, row in enumerate(rows):
        if _p_of_more(masks[place] & left, left, wrong, audited) <= _FAIR / len(rows):
            simpler = [
                other
                for other in range(len(rows))
                if rows[other].items() < row.items()
                and _p_of_more(masks[place], masks[other], wrong, audited) > _FAIR
            ]
            best = min(simpler, key=lambda other: len(rows[other]), default=place)
            found[best] = True
            left &= ~masks[best]
    return found


def _inside(cells: pd.DataFrame, values: dict[Hashable, Any]) -> Bools:
    return np.logical_and.reduce([(cells[name] == one).to_numpy() for name, one in values.items()])


def _p_of_more(part: Bools, whole: Bools, wrong: Floats, audited: Floats) -> float:
    """The p value of a part of the cells erring more than the rest of the whole."""
    x, n = (np.array([counts[part].sum()]) for counts in (wrong, audited))
    return float(_p_values(x, n, wrong[whole].sum(), audited[whole].sum())[0])
