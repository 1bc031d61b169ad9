"""Which vendor's files are due: who sent every week and has stopped."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from analytics.scope import Scope, monday_of
from analytics.store import Snapshot

SUBJECTS = ("work", "audits", "labels", "spend")
_EXPECTED_AFTER = 3
"""Weeks in a row after which a vendor is expected to send every week."""


def freshness(snapshot: Snapshot) -> pd.DataFrame:
    """How far each vendor's files reach.

    Returns:
        One row per vendor, in order of first appearance: `vendor`, the newest day of `work`,
        `audits`, `labels` and `spend` (missing where it sent none), and `missing`, a sentence that
        names the weeks without work since the vendor stopped sending every week, up to the newest
        week that anybody sent; empty where nothing is missing.
    """
    newest = _newest_week(snapshot)
    rows = []
    for vendor in snapshot.vendors():
        scope = Scope(vendors=(vendor,))
        last = {name: snapshot.span(name, scope)[1] for name in SUBJECTS}
        if any(last.values()):
            missing = _missing(_weeks(snapshot, scope), newest)
            rows.append({"vendor": vendor, **last, "missing": missing})
    return pd.DataFrame(rows, columns=["vendor", *SUBJECTS, "missing"])


def _newest_week(snapshot: Snapshot) -> date | None:
    last = snapshot.span("work", Scope())[1]
    return monday_of(last) if last else None


def _weeks(snapshot: Snapshot, scope: Scope) -> list[date]:
    table = snapshot.sums("work", scope, ["week"]).dropna(subset=["week"])
    return sorted(pd.Timestamp(one).date() for one in table["week"])


def _missing(weeks: list[date], newest: date | None) -> str:
    """The weeks after the last one sent, where a run of weeks came before it.

    >>> monday = date(2026, 11, 2)
    >>> _missing([monday - timedelta(weeks=n) for n in (2, 1, 0)], date(2026, 11, 16))
    'weeks 46, 47 of 2026'
    """
    if not newest or len(weeks) < _EXPECTED_AFTER:
        return ""
    run = weeks[-_EXPECTED_AFTER:]
    if run[-1] - run[0] != timedelta(weeks=_EXPECTED_AFTER - 1) or run[-1] >= newest:
        return ""
    gone = [run[-1] + timedelta(weeks=n + 1) for n in range((newest - run[-1]).days // 7)]
    years: dict[int, list[str]] = {}
    for one in gone:
        year, week, _ = one.isocalendar()
        years.setdefault(year, []).append(str(week))
    return " and ".join(
        f"week{'s' if len(weeks) > 1 else ''} {', '.join(weeks)} of {year}"
        for year, weeks in years.items()
    )
