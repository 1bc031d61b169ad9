"""Vendors compared: as they come, and on the same mix of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.stats.differences import difference_of_intervals
from analytics.stats.estimate import Interval
from analytics.stats.proportions import wilson
from analytics.stats.strata import standardised, standardised_difference

KINDS = ("task_type", "language")
"""What makes a kind of work: the cells over which vendors are put on the same mix."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Cells:
    """Errors and audits per vendor (rows) and kind of work (columns), and the mix of all."""

    vendors: list[str]
    kinds: pd.MultiIndex
    wrong: Floats
    audited: Floats

    @property
    def mix(self) -> Floats:
        return self.audited.sum(axis=0)


def vendor_comparison(cells: pd.DataFrame) -> pd.DataFrame:
    """Each vendor's error rate as it comes and on the mix of work that all vendors share.

    The mix is that of all vendors' audits, over the kinds of work that every vendor has audits of.

    Args:
        cells: one row per vendor and kind: `vendor`, `task_type`, `language`, `wrong`, `audited`.

    Returns:
        One row per vendor with audits, in order: `vendor`, `wrong`, `audited`, `rate`, `low`,
        `high` (crude, Wilson); `adjusted`, `adjusted_low`, `adjusted_high` (on the common mix;
        missing where vendors have no kind of work in common); `expected` (the rate that the
        vendor's mix alone would give at everybody's rates); `covered` (the share of all audits that
        the common kinds cover). Shares are 0 to 1.

    Source: J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd
    ed. (2003), chapter 19: direct standardisation.

    >>> cells = pd.DataFrame({"vendor": ["A", "A", "B", "B"], "task_type": ["easy", "hard"] * 2,
    ...     "language": "en", "wrong": [9, 10, 1, 81], "audited": [900, 100, 125, 900]})
    >>> vendor_comparison(cells)[["rate", "adjusted"]].round(3).values.tolist()
    [[0.019, 0.054], [0.08, 0.048]]
    """
    laid = _laid_out(cells)
    wrong, audited = laid.wrong.sum(axis=1), laid.audited.sum(axis=1)
    crude = wilson(wrong, audited)
    common = (laid.audited > 0).all(axis=0) & (laid.mix > 0)
    adjusted = _on_common_mix(laid, common)
    pooled = laid.wrong.sum(axis=0) / np.where(laid.mix > 0, laid.mix, 1)
    whole = laid.mix.sum()
    return pd.DataFrame(
        {
            "vendor": pd.Series(laid.vendors, dtype=object),
            "wrong": wrong,
            "audited": audited,
            "rate": crude.estimate,
            "low": crude.low,
            "high": crude.high,
            "adjusted": adjusted.estimate,
            "adjusted_low": adjusted.low,
            "adjusted_high": adjusted.high,
            "expected": (laid.audited @ pooled) / np.where(audited > 0, audited, 1),
            "covered": laid.mix[common].sum() / whole if whole else np.nan,
        }
    )


def vendor_differences(cells: pd.DataFrame) -> pd.DataFrame:
    """Every pair of vendors, as they come and on the mix of work that both do.

    Limits hold for all pairs together: each is at 1 − 5 % over the number of pairs (Bonferroni).

    Args:
        cells: as for `vendor_comparison`.

    Returns:
        One row per pair: `vendor`, `other`, `difference`, `low`, `high` (vendor minus other, crude,
        Newcombe), `adjusted`, `adjusted_low`, `adjusted_high` (on the mix of the kinds of work that
        both do; missing where there is none), `covered` (the share of the pair's audits in those
        kinds), `beyond_noise` and `adjusted_beyond_noise` (whether limits leave out 0) and `flips`
        (whether the order is the other way round on the same mix, and one of them is beyond noise).

    Source: R. G. Newcombe (1998), Statistics in Medicine 17, 873–890, method 10;
    standardised differences as in `analytics.stats.strata`.

    >>> cells = pd.DataFrame({"vendor": ["A", "A", "B", "B"], "task_type": ["easy", "hard"] * 2,
    ...     "language": "en", "wrong": [9, 10, 1, 81], "audited": [900, 100, 125, 900]})
    >>> vendor_differences(cells)[["difference", "adjusted", "flips"]].round(3).values.tolist()
    [[-0.061, 0.006, True]]
    """
    laid = _laid_out(cells)
    pairs = list(combinations(range(len(laid.vendors)), 2))
    confidence = 1 - 0.05 / max(len(pairs), 1)
    table = pd.DataFrame(
        [_pair(laid, a, b, confidence) for a, b in pairs],
        columns=["vendor", "other", "difference", "low", "high", "adjusted", "adjusted_low",
                 "adjusted_high", "covered"],
    )  # fmt: skip
    crude = (table["low"] > 0) | (table["high"] < 0)
    adjusted = (table["adjusted_low"] > 0) | (table["adjusted_high"] < 0)
    other_way = table["difference"] * table["adjusted"] < 0
    return table.assign(
        beyond_noise=crude, adjusted_beyond_noise=adjusted, flips=other_way & (crude | adjusted)
    )


def mix_contrast(cells: pd.DataFrame, vendor: str, other: str) -> tuple[str, float, float]:
    """The kind of work that sets two vendors' mixes apart most, by what it does to their rates.

    Args:
        cells: as for `vendor_comparison`.
        vendor: one of them.
        other: the other.

    Returns:
        A task type or language, and the share of each vendor's audits that it is, 0 to 1.

    >>> cells = pd.DataFrame({"vendor": ["A", "A", "B", "B"], "task_type": ["easy", "hard"] * 2,
    ...     "language": "en", "wrong": [9, 10, 1, 81], "audited": [900, 100, 125, 900]})
    >>> [one if isinstance(one, str) else round(one, 2) for one in mix_contrast(cells, "A", "B")]
    ['hard', 0.1, 0.88]
    """
    average = cells["wrong"].sum() / cells["audited"].sum()
    found = [("", np.nan, np.nan, 0.0)]
    for kind in KINDS:
        sums = cells.groupby(kind)[["wrong", "audited"]].sum().astype(float)
        harder = sums.index[sums["wrong"] > average * sums["audited"]]
        first, second = (
            cells[cells["vendor"] == name].groupby(kind)["audited"].sum().astype(float)
            for name in (vendor, other)
        )
        first, second = first / first.sum(), second / second.sum()
        for name in harder:
            above = float(sums["wrong"][name] / sums["audited"][name] - average)
            shares = float(first.get(name, 0)), float(second.get(name, 0))
            found.append((str(name), *shares, abs(shares[0] - shares[1]) * above))
    return max(found, key=lambda one: one[-1])[:3]


def _laid_out(cells: pd.DataFrame) -> _Cells:
    kept = cells[cells["audited"].astype(float) > 0]
    table = kept.assign(wrong=kept["wrong"].astype(float), audited=kept["audited"].astype(float))
    wide = table.pivot_table(
        index="vendor",
        columns=list(KINDS),
        values=["wrong", "audited"],
        aggfunc="sum",
        fill_value=0,
    )
    if wide.empty:
        nothing = np.zeros((0, 0))
        return _Cells([], pd.MultiIndex.from_arrays([[], []]), nothing, nothing)
    audited = wide["audited"]
    return _Cells(
        [str(name) for name in wide.index],
        audited.columns,
        wide["wrong"].to_numpy(float),
        audited.to_numpy(float),
    )


def _on_common_mix(laid: _Cells, common: npt.NDArray[np.bool_]) -> Interval:
    if not common.any():
        return Interval(*np.full((3, len(laid.vendors)), np.nan))
    return standardised(laid.wrong[:, common], laid.audited[:, common], laid.mix[common])


def _pair(laid: _Cells, a: int, b: int, confidence: float) -> Sequence[object]:
    x, n = laid.wrong[[a, b]], laid.audited[[a, b]]
    sums = [wilson(x[side].sum(), n[side].sum(), confidence) for side in (0, 1)]
    crude = difference_of_intervals(*sums)
    both = (n > 0).all(axis=0)
    mix = n.sum(axis=0)
    adjusted = (
        standardised_difference(
            x[0, both], n[0, both], x[1, both], n[1, both], mix[both], confidence
        )
        if both.any()
        else Interval(np.nan, np.nan, np.nan)
    )
    covered = mix[both].sum() / mix.sum()
    return [laid.vendors[a], laid.vendors[b], *map(float, crude), *map(float, adjusted), covered]
