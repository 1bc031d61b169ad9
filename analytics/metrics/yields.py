"""The flow of quality: what gets through at first, what is done again, what slips through."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.metrics.groups import added
from analytics.metrics.shares import with_share
from analytics.stats.diagnostic import lang_reiczigel, rogan_gladen_interval
from analytics.stats.proportions import wilson

_TRUTH = ("wrong_met", "found", "right_met", "cleared")


def rolled_yield(work: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Share of work that passes every stage at its first review: the product over the stages.

    Args:
        work: one row per group and `stage`, with `first_reviewed`, `first_accepted` (units).
        by: the columns that name a group.

    Returns:
        One row per group with a first review, without `by` always one row: `by`, `stages` (how many
        have one), `first_reviewed` (units, of all stages), `rate`, `low`, `high` (0 to 1; limits
        combined from those of the stages, which are taken to be independent).

    Source: rolled throughput yield, ISO 13053-1; limits by G. Y. Zou, A. Donner (2008),
    doi:10.1002/sim.3095, on the logarithms of Wilson's.

    >>> stages = pd.DataFrame({"stage": ["a", "b", "c"], "first_reviewed": [100.0, 100, 100],
    ...     "first_accepted": [95.0, 97, 90]})
    >>> rolled_yield(stages, [])[["stages", "rate"]].round(3).values.tolist()
    [[3.0, 0.829]]
    """
    table = with_share(work, "first_accepted", "first_reviewed").dropna(subset="rate")
    with np.errstate(divide="ignore"):
        logs = {name: np.log(table[name].clip(lower=0)) for name in ("rate", "low", "high")}
    passed = table["rate"] > 0
    table = table.assign(
        stages=1,
        at=logs["rate"],
        down=((logs["rate"] - logs["low"]) ** 2).where(passed, 0),
        up=((logs["high"] - logs["rate"]) ** 2).where(passed, 0),
        none=(~passed).astype(float),
        best=table["high"].where(~passed, 1.0),
    )
    keys = list(by)
    names = ["stages", "first_reviewed", "at", "down", "up", "none"]
    groups = added(table, keys, names)
    groups = groups[groups["stages"] > 0].reset_index(drop=True) if keys else groups
    best = (
        table.groupby(keys, dropna=False)["best"].min().to_numpy() if keys else table["best"].min()
    )
    rate = np.exp(groups["at"])
    dead = groups["none"] > 0
    return groups[[*keys, "stages", "first_reviewed"]].assign(
        rate=rate,
        low=np.where(dead, 0, np.exp(groups["at"] - np.sqrt(groups["down"]))),
        high=np.where(dead, best, np.exp(np.where(dead, 0, groups["at"]) + np.sqrt(groups["up"]))),
    )


def rework_rate(rework: pd.DataFrame, work: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Share of delivered items that were reworked at least once, and how often in all.

    Args:
        rework: one row per group with `events` and `items` (units).
        work: one row per group with `delivered` (units).
        by: the columns that name a group.

    Returns:
        One row per group of either: `by`, `items`, `events`, `delivered` (units), `rate` (items ÷
        delivered), `low`, `high` (0 to 1; missing where more items were reworked than delivered,
        as when the delivery lies outside the days shown) and `rounds` (events ÷ items).

    Source: rework rate as production control defines it; Wilson's limits.

    >>> one = rework_rate(pd.DataFrame({"events": [12.0], "items": [8.0]}),
    ...     pd.DataFrame({"delivered": [100.0]}), [])
    >>> one[["rate", "rounds"]].values.tolist()
    [[0.08, 1.5]]
    """
    again, first = rework[[*by, "items", "events"]], work[[*by, "delivered"]]
    table = again.merge(first, on=list(by), how="outer") if by else again.join(first)
    items, delivered = table["items"].astype(float), table["delivered"].astype(float)
    told = with_share(
        table.assign(delivered=delivered.where((delivered >= items) | items.isna())),
        "items",
        "delivered",
    )
    return told.assign(
        delivered=delivered, rounds=table["events"].astype(float) / items.where(items > 0)
    )


def escape_rate(audits: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Share of items checked again after their acceptance that turned out wrong.

    Returns:
        One row per group: `by`, `escaped`, `rechecked` (items), `rate`, `low`, `high` (0 to 1).

    >>> escape_rate(pd.DataFrame({"escaped": [3], "rechecked": [60]}), [])["rate"].tolist()
    [0.05]
    """
    return with_share(audits[[*by, "escaped", "rechecked"]], "escaped", "rechecked")


def adjusted_error_rate(
    rates: pd.DataFrame, truth: pd.DataFrame, by: Sequence[str]
) -> pd.DataFrame:
    """The error rate behind the auditors' verdicts, put right for what auditors miss or invent.

    How good the auditors are is told by their verdicts on items whose gold answer is known.

    Args:
        rates: what `error_rate` gives.
        truth: the rollup `auditor_truth`, added up to one row.
        by: the columns that name a group of `rates`.

    Returns:
        One row per group: `by`, `wrong`, `audited` (items), `observed` (their share), `wrong_met`,
        `right_met` (verdicts on items that gold says are wrong, right), `sensitivity`,
        `specificity`, `rate`, `low`, `high` (adjusted; limits carry all three uncertainties).
        Shares are 0 to 1. Adjusted rates are missing where the auditors' verdicts never met gold,
        where they do no better than chance (sensitivity + specificity ≤ 1), and for weighted rates.

    Source: W. J. Rogan, B. Gladen (1978), doi:10.1093/oxfordjournals.aje.a112510; Z. Lang, J.
    Reiczigel (2014), doi:10.1016/j.prevetmed.2013.09.015.

    >>> rates = pd.DataFrame({"wrong": [40], "audited": [400], "rate": [0.1],
    ...     "selection": "random"})
    >>> truth = pd.DataFrame({"wrong_met": [100], "found": [90], "right_met": [200],
    ...     "cleared": [196]})
    >>> adjusted_error_rate(rates, truth, [])[["rate", "low", "high"]].round(4).values.tolist()
    [[0.0909, 0.0495, 0.1324]]
    """
    wrong_met, found, right_met, cleared = (
        truth[name].to_numpy(float, na_value=0)[0] if len(truth) else 0.0 for name in _TRUTH
    )
    plain = (rates["selection"] != "weighted").to_numpy()
    x, n = (rates[name].to_numpy(float, na_value=np.nan) for name in ("wrong", "audited"))
    x = np.where(plain, x, np.nan)
    adjusted = lang_reiczigel(x, n, found, wrong_met, cleared, right_met)
    return _adjusted_table(rates, by).assign(
        wrong_met=wrong_met,
        right_met=right_met,
        sensitivity=found / wrong_met if wrong_met else np.nan,
        specificity=cleared / right_met if right_met else np.nan,
        rate=adjusted.estimate,
        low=adjusted.low,
        high=adjusted.high,
    )


def assumed_error_rate(
    rates: pd.DataFrame, by: Sequence[str], sensitivity: float, specificity: float
) -> pd.DataFrame:
    """The same for a sensitivity and a specificity that somebody enters and takes as exact.

    >>> rates = pd.DataFrame({"wrong": [40], "audited": [400], "rate": [0.1],
    ...     "selection": "random"})
    >>> assumed_error_rate(rates, [], 0.90, 0.98)["rate"].round(4).tolist()
    [0.0909]
    """
    plain = (rates["selection"] != "weighted").to_numpy()
    x, n = (rates[name].to_numpy(float, na_value=np.nan) for name in ("wrong", "audited"))
    adjusted = rogan_gladen_interval(np.where(plain, x, np.nan), n, sensitivity, specificity)
    return _adjusted_table(rates, by).assign(
        sensitivity=sensitivity,
        specificity=specificity,
        rate=adjusted.estimate,
        low=adjusted.low,
        high=adjusted.high,
    )


def auditor_accuracy(truth: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """How well auditors' verdicts meet gold.

    Args:
        truth: one row per group with the columns of the rollup `auditor_truth`.
        by: the columns that name a group.

    Returns:
        One row per group: `by`, `found`, `wrong_met`, `sensitivity` with `sensitivity_low`,
        `sensitivity_high` (share of wrong answers called wrong), `cleared`, `right_met`,
        `specificity` with `specificity_low`, `specificity_high` (share of right answers called
        right). Shares are 0 to 1, Wilson; missing where no answer of the kind was met.

    >>> truth = pd.DataFrame({"wrong_met": [10], "found": [9], "right_met": [0], "cleared": [None]})
    >>> auditor_accuracy(truth, [])[["sensitivity", "specificity"]].values.tolist()
    [[0.9, nan]]
    """
    table = truth[list(by)].copy()
    for name, part, whole in (
        ("sensitivity", "found", "wrong_met"),
        ("specificity", "cleared", "right_met"),
    ):
        x, n = (truth[one].to_numpy(float, na_value=np.nan) for one in (part, whole))
        share = wilson(np.where(n > 0, x, np.nan), n)
        table[part], table[whole] = x, n
        table[name], table[f"{name}_low"], table[f"{name}_high"] = share
    return table


def _adjusted_table(rates: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    return rates[[*by, "wrong", "audited"]].assign(observed=rates["rate"])
