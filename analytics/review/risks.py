"""What is at risk: the budget, the contracts, the files that did not come."""

from __future__ import annotations

import math
from datetime import timedelta

import pandas as pd

from analytics import wording
from analytics.metrics import verdicts
from analytics.review.desk import Desk, number
from analytics.review.finding import Finding

_PACE_DAYS = 28
_LONGEST = 3650


def risks(desk: Desk) -> tuple[Finding, ...]:
    """Findings, most pressing first."""
    return (*_contracts(desk), *_budget_end(desk), *_silent_vendors(desk))


def _budget_end(desk: Desk) -> list[Finding]:
    """When the budget ends at the pace of the last four invoiced weeks, or of all if fewer."""
    budget = desk.whole_budget()
    first, last = desk.snapshot.span("spend", desk.view.to_date)
    planned_end = desk.snapshot.span("budget", desk.view.scope)[1]
    if not (budget > 0 and first and last and planned_end):
        return []
    days = min(_PACE_DAYS, (last - first).days + 1)
    recent = desk.view.scope.between(last - timedelta(days=days - 1), last)
    pace = number(desk.one("spend", recent).get("spend")) / days
    spent = number(desk.one("spend", desk.view.to_date).get("spend"))
    if not pace > 0:
        return []
    ends = last + timedelta(days=min(math.floor(max(budget - spent, 0) / pace), _LONGEST))
    if ends >= planned_end:
        return []
    short = wording.number_of((planned_end - ends).days, "day")
    recently = (
        "last four invoiced weeks"
        if days == _PACE_DAYS
        else wording.number_of(days, "invoiced day")
    )
    text = (
        f"at the pace of the {recently}, {short} before its period does "
        f"({wording.day(planned_end)})."
    )
    return [Finding(f"Budget ends {wording.day(ends)}", text, "spend_against_budget")]


def _contracts(desk: Desk) -> list[Finding]:
    """Each vendor's error rate against its limit, over the weeks that the trends show."""
    failing, unsettled = [], []
    for row in desk.measure("contract_verdict", desk.view.trend, "vendor").to_dict("records"):
        vendor, more = str(row["vendor"]), number(row["more_audits"])
        if not number(row["audited"]) > 0:
            continue
        if row["verdict"] == verdicts.FAIL:
            bounds = wording.interval(row["low_bound"], row["high_bound"], "share")
            text = (
                f"{wording.share(row['rate'])} (one-sided 95 % bounds {bounds}) of "
                f"{wording.count(row['audited'])} audited over the weeks shown."
            )
            lead = f"{vendor} fails its limit of {wording.share(row['limit'])} errors:"
            failing.append(Finding(lead, text, "error_rate", vendor))
        elif row["verdict"] == verdicts.UNSETTLED:
            unsettled.append(vendor if math.isnan(more) else f"{vendor} ({wording.count(more)})")
    if unsettled:
        text = (
            f"not enough audits to settle it for {wording.listed(unsettled)}; in brackets how many "
            "more would, at the rate seen."
        )
        failing.append(Finding("Error limits:", text, "error_rate"))
    return failing


def _silent_vendors(desk: Desk) -> list[Finding]:
    """Vendors that delivered in each of the four weeks before, and nothing in this one."""
    week = desk.view.week
    if not week:
        return []
    recent = desk.view.scope.between(week - timedelta(weeks=4), week + timedelta(days=6))
    table = desk.measure("delivered_items", recent, "vendor", "week")
    expected = {week - timedelta(weeks=back) for back in range(1, 5)}
    found = []
    for vendor, part in table.groupby("vendor"):
        seen = {pd.Timestamp(one).date() for one in part["week"]}
        if expected <= seen and week not in seen:
            text = "sent work every week before and nothing for this one."
            found.append(Finding(str(vendor), text, "delivered_items", str(vendor)))
    return found
