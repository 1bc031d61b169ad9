"""Is a run of error rates noise around one level? Control charts, and when the level shifted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import chi2

from analytics import wording
from analytics.stats.changepoint import (
    ChangePoint,
    changepoint_normal,
    changepoints,
    changepoints_normal,
    single_changepoint,
)
from analytics.stats.control import ShewhartChart, laney_p_chart, p_chart, xmr_chart
from analytics.stats.funnel import funnel_limits
from analytics.stats.runrules import western_electric

P, LANEY, XMR = "p", "Laney p′", "XmR"
RULES = ("beyond the limits", "eight in a row on one side")
"""The two of the Western Electric rules that signal here. Together they signal once in about 150
points of a stable process (Champ, Woodall 1987)."""

_LEAST_WEEKS = 6
_WEEKS_BEFORE = 3
_THREE_SIGMA = 0.9973
_EXPECTED = 5
_SHUFFLES = 1999
_SLACK = 2
"""How much the p value of a cut by the χ² distribution may be off where errors are few."""
_SPREAD_OF_SIGMA = 0.91
"""Standard error of Laney's σ_z from m points that scatter by chance alone, times √(m − 1)."""

Floats = npt.NDArray[np.float64]


def control_chart(table: pd.DataFrame, period: str, baseline: int = 0) -> pd.DataFrame:
    """Each period's error rate against limits of what chance makes of one level.

    Limits are binomial (p chart), exact quantiles at the level of three standard errors, because
    few errors are far from normal; where the weeks scatter more than that, Laney's p′; weighted
    rates get a chart of individual values. Eight in a row on one side signal only where at least
    five errors are expected in every period: with fewer, most periods lie below the level.

    Args:
        table: the error rate per period: `period`, `wrong`, `audited`, `rate`, `selection`.
        period: the column of the periods.
        baseline: how many of the first periods with audits set level and limits, which are then
            held for the rest; 0 takes all.

    Returns:
        One row per period with audits, in order: `period`, `wrong`, `audited`, `rate`, `centre`,
        `lower`, `upper` (0 to 1; missing where the baseline has no spread), `sigma_z` (how many
        times wider than chance the periods scatter), `chart` (which one it is) and `signal` (the
        rules that the period breaks, in words; empty for none).

    Source: W. A. Shewhart (1931); D. B. Laney (2002), doi:10.1081/QEN-120003555; Western Electric
    Company (1956), Statistical Quality Control Handbook.

    >>> weeks = pd.DataFrame({"week": range(9), "wrong": [4, 6, 5, 4, 6, 5, 4, 6, 20],
    ...     "audited": 100, "rate": 0.05, "selection": "random"})
    >>> control_chart(weeks, "week", baseline=8)["signal"].tolist()[-2:]
    ['', 'beyond the limits']
    """
    table = _audited(table, period)
    mask = np.arange(len(table)) < (baseline or len(table))
    kind, chart = _chart(table, mask)
    lower, upper = _exact_limits(table, chart) if kind == P else (chart.lower, chart.upper)
    beyond = (chart.statistic > upper) | (chart.statistic < lower)
    in_a_row = western_electric(chart.z)[:, 3] & _even_sides(table, chart)
    signals = [
        ", ".join(word for word, fired in zip(RULES, both, strict=True) if fired)
        for both in zip(beyond, in_a_row, strict=True)
    ]
    return table[[period, "wrong", "audited"]].assign(
        rate=chart.statistic,
        centre=chart.centre,
        lower=lower,
        upper=upper,
        sigma_z=chart.sigma_z,
        chart=kind,
        signal=pd.Series(signals, index=table.index, dtype=object),
    )


def shifts(table: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """In which weeks an error rate shifted to another level for good.

    The chance of any false shift is held at 5 % over all groups together: each group is tested at
    5 % over their number. Weeks that scatter more than chance are tested with their own scatter.

    Args:
        table: the error rate per week and group: `week`, `by`, `wrong`, `audited`, `rate`,
            `selection`.
        by: the columns that name a group.

    Returns:
        One row per shift, in order: `by`, `week` (Monday of the first week at the new level),
        `earliest`, `latest` (Mondays between which it lies, 95 %), `rate_before`, `rate` (0 to 1)
        and `p_value`. Empty where no level shifted, or with fewer than six weeks.

    Source: `analytics.stats.changepoint`.

    >>> weeks = pd.date_range("2026-08-03", periods=8, freq="7D")
    >>> table = pd.DataFrame({"week": weeks, "wrong": [5, 4, 6, 5, 15, 14, 16, 15],
    ...     "audited": 100, "selection": "random"})
    >>> table["rate"] = table["wrong"] / table["audited"]
    >>> shifts(table, [])[["week", "rate_before", "rate"]].astype(str).values.tolist()
    [['2026-08-31', '0.05', '0.15']]
    """
    groups = [(key, one) for key, one in table.groupby(list(by))] if by else [((), table)]
    series = [(key, _audited(one, "week")) for key, one in groups]
    series = [(key, one) for key, one in series if len(one) >= _LEAST_WEEKS]
    names = [*by, "week", "earliest", "latest", "rate_before", "rate", "p_value"]
    found = [
        [*key, *(one["week"].iloc[at] for at in (cut.at, cut.low, cut.high)),
         cut.before, cut.after, cut.p_value]
        for key, one in series
        for cut in _cuts(one, 0.05 / len(series))
    ]  # fmt: skip
    return pd.DataFrame(found, columns=names)


def with_decisions(found: pd.DataFrame, notes: Sequence[tuple[date, str]]) -> pd.DataFrame:
    """Append the nearest entry of the decision log to each shift.

    Args:
        found: what `shifts` gives.
        notes: day and title of each entry.

    Returns:
        The same rows with `decision` (title) and `decision_day` of the nearest entry, missing where
        the log is empty, and `nearby`: every entry of the three weeks before the shift and of its
        own week, in words. Near in time is all that it says: it proves no cause.

    >>> found = pd.DataFrame({"week": [pd.Timestamp("2026-11-02")]})
    >>> with_decisions(found, [(date(2026, 9, 14), "v2"), (date(2026, 11, 4), "v3")])[
    ...     "decision"].tolist()
    ['v3']
    """
    nearest = [_nearest(pd.Timestamp(week).date(), notes) for week in found["week"]]
    return found.assign(
        decision=pd.Series([title for _, title in nearest], index=found.index, dtype=object),
        decision_day=pd.Series([day for day, _ in nearest], index=found.index, dtype=object),
        nearby=pd.Series(
            [_nearby(pd.Timestamp(week).date(), notes) for week in found["week"]],
            index=found.index,
            dtype=object,
        ),
    )


def _nearest(day: date, notes: Sequence[tuple[date, str]]) -> tuple[Any, Any]:
    return min(notes, key=lambda note: abs((note[0] - day).days), default=(None, None))


def _nearby(week: date, notes: Sequence[tuple[date, str]]) -> str:
    first, last = week - timedelta(weeks=_WEEKS_BEFORE), week + timedelta(days=6)
    return "; ".join(
        f"{title} ({wording.day(day)})" for day, title in sorted(notes) if first <= day <= last
    )


def _audited(table: pd.DataFrame, period: str) -> pd.DataFrame:
    """The dated periods with audits, in order."""
    kept = table[table[period].notna() & (table["audited"].astype(float) > 0)]
    return kept.sort_values(period, ignore_index=True)


def _chart(table: pd.DataFrame, mask: npt.NDArray[np.bool_]) -> tuple[str, ShewhartChart]:
    """The chart that fits: its name and its points."""
    if (table["selection"] == "weighted").any():
        return XMR, xmr_chart(table["rate"].to_numpy(float), mask)
    counts = _counts(table)
    laney = laney_p_chart(*counts, mask)
    if laney.sigma_z > _chance_alone(int(mask.sum())):
        return LANEY, laney
    return P, p_chart(*counts, mask)


def _exact_limits(table: pd.DataFrame, chart: ShewhartChart) -> tuple[Floats, Floats]:
    """Shares that chance exceeds as rarely as three standard errors."""
    if np.isnan(chart.se).all():
        return chart.lower, chart.upper
    n, centre = table["audited"].to_numpy(float), float(chart.centre[0])
    limits = funnel_limits(n, centre, [_THREE_SIGMA], interpolate=False)
    return limits.low[0], limits.high[0]


def _even_sides(table: pd.DataFrame, chart: ShewhartChart) -> bool:
    """Whether enough errors are expected for periods to fall evenly on both sides of the level."""
    return bool((chart.centre * table["audited"].to_numpy(float) >= _EXPECTED).all())


def _chance_alone(points: int) -> float:
    """How far σ_z gets by chance alone: two standard errors above 1."""
    return 1 + 2 * _SPREAD_OF_SIGMA / max(points - 1, 1) ** 0.5


def _cuts(table: pd.DataFrame, alpha: float) -> list[ChangePoint]:
    """The shifts of one series; most of many stable series are known without shuffling.

    A p value cannot be smaller than one over the number of shuffles, so many series need many; but
    where the best cut, taken as the only one, is far from significant, it will not become so as the
    best of several.
    """
    kind, chart = _chart(table, np.ones(len(table), bool))
    replicates = max(_SHUFFLES, math.ceil(2 / alpha))
    if kind == P:
        best = single_changepoint(*_counts(table), replicates=1)
        if not _hopeful(best, alpha):
            return []
        return changepoints(*_counts(table), alpha=alpha, replicates=replicates)
    if np.isnan(chart.se).any():
        return []
    best = changepoint_normal(chart.statistic, chart.se, replicates=1)
    if not _hopeful(best, alpha):
        return []
    return changepoints_normal(chart.statistic, chart.se, alpha=alpha, replicates=replicates)


def _hopeful(best: ChangePoint | None, alpha: float) -> bool:
    return best is not None and bool(chi2.sf(best.statistic, 1) <= _SLACK * alpha)


def _counts(table: pd.DataFrame) -> tuple[Floats, Floats]:
    return table["wrong"].to_numpy(float), table["audited"].to_numpy(float)
