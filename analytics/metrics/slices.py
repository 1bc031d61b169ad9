"""Where do errors gather? Every combination of up to three dimensions against the rest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

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
_DENSE = 8
"""How many places per cell a table of all combinations may have before they are sorted instead."""

_LOOKED_AT = 100
"""How many of the slices found are asked whether they say anything new."""

_FAIR = 0.01
"""The p value above which a slice is a fair part of a simpler one; over their number, of what is
left."""

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_Sums = tuple[Ints, Floats, Floats]
"""The numbers of the combinations that occur, ascending, their errors and their audits."""


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
        Shares are 0 to 1. Slices overlap, so most say the same again: the surest one is distinct,
        or a simpler slice that holds it and of which it is a fair part; then the surest of those
        that still err more than the rest once the distinct ones are taken out; and so on.

    Source: R. A. Fisher (1935), exact test given both margins; Y. Benjamini, Y. Hochberg (1995).

    >>> cells = pd.DataFrame({one: ["x", "y"] if one == "vendor" else "z" for one in DIMENSIONS})
    >>> found = error_slices(cells.assign(wrong=[30, 5], audited=[100, 100]))
    >>> found[["slice", "rate", "rest_rate", "tested"]].values.tolist()
    [['x', 0.3, 0.05, 2]]
    """
    laid = _laid_out(cells)
    whole = (laid.wrong.sum(), laid.audited.sum())
    tested = [one for one in _all_slices(laid) if one.audited.size]
    x, n = _joined([one.wrong for one in tested]), _joined([one.audited for one in tested])
    q_value = benjamini_hochberg(_p_values(x, n, *whole))
    kept = np.flatnonzero(q_value <= _RATE_OF_FALSE)
    rest_rate = (whole[0] - x) / np.maximum(whole[1] - n, 1)
    excess = x - n * rest_rate
    kept = kept[np.lexsort((-excess[kept], q_value[kept]))]
    chosen = [_at(tested, int(place)) for place in kept]
    estimate = wilson(x[kept], n[kept])
    table = _named(laid, chosen).assign(
        wrong=x[kept],
        audited=n[kept],
        rate=estimate.estimate,
        low=estimate.low,
        high=estimate.high,
        rest_rate=rest_rate[kept],
        excess=excess[kept],
        q_value=q_value[kept],
        distinct=_distinct(laid, chosen),
        tested=x.size,
    )
    table.attrs["tested"] = x.size
    return table


@dataclass(frozen=True, eq=False)
class _Cells:
    """Errors and audits per cell, and each dimension as numbers that stand for its values."""

    wrong: Floats
    audited: Floats
    codes: dict[str, Ints]
    values: dict[str, pd.Index]

    def width(self, name: str) -> int:
        return len(self.values[name])


@dataclass(frozen=True, eq=False)
class _Slices:
    """The slices of one combination of dimensions: errors, audits, and their values' numbers."""

    names: tuple[str, ...]
    wrong: Floats
    audited: Floats
    codes: Ints


def _laid_out(cells: pd.DataFrame) -> _Cells:
    wrong, audited = (cells[name].to_numpy(float, na_value=0) for name in ("wrong", "audited"))
    found = {name: pd.factorize(cells[name]) for name in DIMENSIONS}
    codes = {name: one[0].astype(np.int64) for name, one in found.items()}
    return _Cells(wrong, audited, codes, {name: pd.Index(one[1]) for name, one in found.items()})


def _all_slices(laid: _Cells) -> list[_Slices]:
    """Every combination's slices that can be tested and are not just a simpler slice again."""
    used = [name for name in DIMENSIONS if laid.width(name) > 1]
    given = {name: np.asarray(laid.values[name] != NOT_GIVEN) for name in used}
    total, erring = laid.audited.sum(), laid.wrong > 0
    sums: dict[tuple[str, ...], _Sums] = {}
    found = []
    for many in range(1, AT_MOST + 1):
        for names in combinations(used, many):
            widths = [laid.width(name) for name in names]
            key, x, n = sums[names] = _sums(laid, names, widths, erring)
            fresh = (n >= FEWEST) & (n < total)
            key, x, n = key[fresh], x[fresh], n[fresh]
            digits = np.array(np.unravel_index(key, widths))
            fresh = np.ones(n.size, bool)
            for place, name in enumerate(names):
                fresh &= given[name][digits[place]]
                if many > 1:
                    inside = [one for one in names if one != name]
                    held = np.delete(digits, place, axis=0)
                    fresh &= _audits_of(sums, laid, inside, held) > n
            found.append(_Slices(names, x[fresh], n[fresh], digits[:, fresh].T))
    return found


def _audits_of(
    sums: dict[tuple[str, ...], _Sums], laid: _Cells, names: list[str], digits: Ints
) -> Floats:
    """The audits of combinations already summed, by their values' numbers."""
    wanted = np.ravel_multi_index(tuple(digits), [laid.width(one) for one in names])
    key, _, n = sums[tuple(names)]
    return n[np.searchsorted(key, wanted)]


def _sums(laid: _Cells, names: tuple[str, ...], widths: Sequence[int], erring: Bools) -> _Sums:
    """Errors and audits of every combination of values that occurs, in order of its number."""
    key = laid.codes[names[0]]
    for name, width in zip(names[1:], widths[1:], strict=True):
        key = key * width + laid.codes[name]
    space = math.prod(widths)
    if space <= _DENSE * len(key) + 1000:
        audited: Floats = np.bincount(key, laid.audited, space).astype(float, copy=False)
        wrong: Floats = np.bincount(key[erring], laid.wrong[erring], space).astype(float)
        seen = np.flatnonzero(audited)
        return seen.astype(np.int64, copy=False), wrong[seen], audited[seen]
    seen, group = np.unique(key, return_inverse=True)
    wrong, audited = (
        np.bincount(group, counts, len(seen)).astype(float, copy=False)
        for counts in (laid.wrong, laid.audited)
    )
    return seen, wrong, audited


def _joined(parts: Sequence[Floats]) -> Floats:
    return np.concatenate(parts) if parts else np.zeros(0)


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
        left = left[term[left] > 1e-9 * total[left]]
    p[above] = np.minimum(total, 1)
    return p


def _log_choose(n: float | Floats, k: Floats) -> Floats:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))


def _at(tested: Sequence[_Slices], place: int) -> dict[str, int]:
    """The values' numbers of the slice at a place among all that were tested."""
    for one in tested:
        if place < one.audited.size:
            return dict(zip(one.names, map(int, one.codes[place]), strict=True))
        place -= one.audited.size
    return {}


def _named(laid: _Cells, chosen: Sequence[dict[str, int]]) -> pd.DataFrame:
    """The values that each slice restricts, and its name."""
    rows = [
        {name: laid.values[name][one[name]] if name in one else None for name in DIMENSIONS}
        for one in chosen
    ]
    names = [" · ".join(str(value) for value in row.values() if value is not None) for row in rows]
    table = pd.DataFrame(rows, columns=list(DIMENSIONS), dtype=object)
    table.insert(0, "slice", pd.Series(names, dtype=object))
    return table


def _distinct(laid: _Cells, chosen: Sequence[dict[str, int]]) -> Bools:
    """Which slices say something that no other distinct one says (see `error_slices`)."""
    looked_at = chosen[:_LOOKED_AT]
    left, found = np.ones(laid.wrong.size, bool), np.zeros(len(chosen), bool)
    for place, one in enumerate(looked_at):
        mask = _inside(laid, one)
        if _p_of_more(laid, mask & left, left) <= _FAIR / len(looked_at):
            best = _simplest(laid, looked_at, place, mask)
            found[best] = True
            left &= ~_inside(laid, looked_at[best])
    return found


def _simplest(laid: _Cells, looked_at: Sequence[dict[str, int]], place: int, mask: Bools) -> int:
    """The slice itself, or the simplest found that holds it and of which it is a fair part."""
    one = looked_at[place]
    holders = [other for other, row in enumerate(looked_at) if row.items() < one.items()]
    for other in sorted(holders, key=lambda other: len(looked_at[other])):
        if _p_of_more(laid, mask, _inside(laid, looked_at[other])) > _FAIR:
            return other
    return place


def _inside(laid: _Cells, values: dict[str, int]) -> Bools:
    return np.logical_and.reduce([laid.codes[name] == one for name, one in values.items()])


def _p_of_more(laid: _Cells, part: Bools, whole: Bools) -> float:
    """The p value of a part of the cells erring more than the rest of the whole."""
    x, n = (np.array([counts[part].sum()]) for counts in (laid.wrong, laid.audited))
    return float(_p_values(x, n, laid.wrong[whole].sum(), laid.audited[whole].sum())[0])
