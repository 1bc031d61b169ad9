"""Audits spread over strata: how large each is, how often it was wrong, how many audits it gets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.metrics.groups import added
from analytics.metrics.quality import POOLED_DESIGNS
from analytics.schema import ONE_STRATUM, STRATUM_PARTS
from analytics.stats.estimate import two_sided_z
from analytics.stats.samplesize import allocate


def strata(work: pd.DataFrame, audits: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The strata that can be drawn from, with their past error rates.

    Args:
        work: one row per group of `by`, with `drawable` units; rows without any are left out.
        audits: one row per group of `by` and `design`, with `wrong` and `audited`, of the past.
        by: what the strata are made of.

    Returns:
        One row per stratum, in order of its name: `stratum`, `size` (units), `wrong`, `audited`
        (units audited in the past), `planned_rate` (error rate to plan with, 0 to 1): (wrong + ½) ÷
        (audited + 1) of the stratum, of everything where it was never audited; missing where
        nothing was.

    Source of the ½: the mean of the posterior under Jeffreys' prior, so that a stratum without
    errors so far still gets audits.

    >>> work = pd.DataFrame({"vendor": ["A", "B"], "drawable": [900, 100]})
    >>> audits = pd.DataFrame({"vendor": "A", "design": ["random"], "wrong": 4, "audited": 99})
    >>> strata(work, audits, ["vendor"])[["stratum", "size", "planned_rate"]].values.tolist()
    [['A', 900, 0.045], ['B', 100, 0.045]]
    """
    sizes = added(work, by, ["drawable"])
    sizes = sizes[sizes["drawable"] > 0]
    past = audits[audits["design"].isin(POOLED_DESIGNS)]
    counts = added(past, by, ["wrong", "audited"])
    table = sizes.merge(counts, how="left", on=list(by)) if by else sizes.join(counts)
    overall = _planned(past["wrong"].astype(float).sum(), past["audited"].astype(float).sum())
    wrong, audited = table["wrong"].fillna(0), table["audited"].fillna(0)
    expected = [_planned(x, n) if n > 0 else overall for x, n in zip(wrong, audited, strict=True)]
    names = (
        table[list(by)].agg(STRATUM_PARTS.join, axis="columns")
        if len(table) and by
        else ONE_STRATUM
    )
    return pd.DataFrame(
        {
            "stratum": names,
            "size": table["drawable"].astype(int),
            "wrong": wrong.astype(int),
            "audited": audited.astype(int),
            "planned_rate": expected,
        }
    ).sort_values("stratum", ignore_index=True)


def allocated(table: pd.DataFrame, total: int, method: str, minimum: int) -> pd.DataFrame:
    """Append how many audits each stratum gets and the chance that each of its units then has.

    Args:
        table: what `strata` gives.
        total: audits to spread; cut to what there is.
        method: `proportional`, `neyman` (larger where errors vary more) or `equal`.
        minimum: audits that every stratum gets at least, or all it has.

    Returns:
        The same rows with `audits` (units) and `inclusion_prob` (0 to 1).

    Raises:
        ValueInvalid: the minimums need more than the total.

    >>> table = pd.DataFrame({"stratum": ["A", "B"], "size": [900, 100], "planned_rate": 0.05})
    >>> allocated(table, 50, "proportional", 10)["audits"].tolist()
    [40, 10]
    """
    size = table["size"].to_numpy(float)
    rates = table["planned_rate"].fillna(0.5).to_numpy(float) if method == "neyman" else None
    total = int(min(total, size.sum()))
    audits = allocate(size, total, method, rates=rates, minimum=minimum)
    return table.assign(audits=audits, inclusion_prob=audits / np.where(size > 0, size, 1))


def expected_half_width(table: pd.DataFrame, confidence: float = 0.95) -> float:
    """How close the error rate of everything will come, if the expected rates hold.

    Args:
        table: what `allocated` gives.
        confidence: two-sided level.

    Returns:
        Half the width of the interval, a share; missing where a stratum gets no audit or nothing is
        known of the rates.

    Source: W. G. Cochran, Sampling Techniques, 3rd ed. (1977), section 5.3, variance of a
    stratified estimate with its finite-population correction.

    >>> table = pd.DataFrame({"size": [5000], "planned_rate": [0.05], "audits": [419]})
    >>> round(expected_half_width(table), 4)
    0.02
    """
    size, n, p = (table[name].to_numpy(float) for name in ("size", "audits", "planned_rate"))
    if not len(table) or (n == 0).any():
        return float("nan")
    share = size / size.sum()
    variance = share**2 * p * (1 - p) / n * (1 - (n - 1) / np.maximum(size - 1, 1))
    return float(two_sided_z(confidence) * np.sqrt(np.maximum(variance, 0).sum()))


def _planned(wrong: float, audited: float) -> float:
    return (wrong + 0.5) / (audited + 1) if audited > 0 else float("nan")
