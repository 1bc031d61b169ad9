"""The headline numbers of a week: where each stands, how sure that is, how it moved."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics import wording
from analytics.ask import Ask
from analytics.charts.spark import Run
from analytics.definitions import DEFINITIONS
from analytics.measure import patterns
from analytics.metrics import audit_design, change, status
from analytics.metrics.agreement import patterns_of
from analytics.metrics.change import Change
from analytics.metrics.clustering import wider
from analytics.review.desk import Desk, noise, number, relative
from analytics.scope import Scope
from analytics.stats.agreement import krippendorff_alpha
from analytics.stats.estimate import Interval
from analytics.targets import Target


@dataclass(frozen=True)
class Headline:
    """One card.

    Attributes:
        metric: its name in the definitions.
        value: in the metric's unit; NaN where there is no data.
        low: lower limit; NaN where it has no interval.
        high: upper limit.
        basis: what it rests on, in words: n, or what is counted.
        agreed: the target or plan in words; empty where nothing was agreed.
        status: one of the words of `metrics.status`.
        moved: the change against the comparison week in words; empty where there is none.
        noise: `beyond noise`, `within noise` or empty where that cannot be told.
        run: what its sparkline shows.
    """

    metric: str
    value: float
    low: float
    high: float
    basis: str
    agreed: str
    status: str
    moved: str
    noise: str
    run: Run

    @property
    def title(self) -> str:
        """The name on the card."""
        return DEFINITIONS[self.metric].title


def headlines(desk: Desk) -> tuple[Headline, ...]:
    """The five cards."""
    return (_accepted(desk), _spend(desk), _unit_cost(desk), _error_rate(desk), _alpha(desk))


def _accepted(desk: Desk) -> Headline:
    now = desk.one("accepted_items")
    value = number(now.get("accepted"))
    target = desk.target("accepted_items") if desk.view.week else None
    moved = None
    if desk.view.before:
        before = number(desk.one("accepted_items", desk.view.before).get("accepted"))
        moved = change.of_amount(desk.history("accepted_items", "accepted"), before, value)
    return Headline(
        metric="accepted_items",
        value=value,
        low=math.nan,
        high=math.nan,
        basis=_of_delivered(value, number(now.get("delivered"))),
        agreed=f"plan {wording.count(target.value)}" if target else "",
        status=status.of_amount(value, target),
        moved=relative(moved),
        noise=noise(moved),
        run=_run(desk.weekly("accepted_items"), "accepted", target),
    )


def _of_delivered(accepted: float, delivered: float) -> str:
    if not delivered > 0:
        return "nothing delivered"
    undecided = math.isnan(accepted)
    return f"{'none decided ' if undecided else ''}of {wording.count(delivered)} delivered"


def _spend(desk: Desk) -> Headline:
    table = desk.measure("spend_against_budget", desk.view.to_date, "week")
    spent = [number(one) for one in table["cumulative_spend"]]
    known = [place for place, one in enumerate(spent) if not math.isnan(one)]
    value = spent[known[-1]] if known else math.nan
    budget = desk.whole_budget()
    last = desk.snapshot.span("spend", desk.view.to_date)[1]
    planned = desk.planned(desk.view.scope.between(None, last)) if last else math.nan
    target = Target(planned, at_most=True) if planned > 0 else None
    return Headline(
        metric="spend_against_budget",
        value=value,
        low=math.nan,
        high=math.nan,
        basis=f"invoiced to {wording.day(last)}" if last else "nothing invoiced",
        agreed=f"budget {wording.money(budget, desk.currency)}" if budget > 0 else "",
        status=status.of_amount(value, target),
        moved=f"{wording.share(value / planned, 0)} of plan to date" if planned > 0 else "",
        noise="",
        run=Run(spent, target=None),
    )


def _unit_cost(desk: Desk) -> Headline:
    now = desk.one("cost_per_accepted_item")
    value = number(now.get("unit_cost"))
    target = desk.target("cost_per_accepted_item")
    moved = None
    if desk.view.before:
        before = desk.one("cost_per_accepted_item", desk.view.before)
        history = desk.history("cost_per_accepted_item", "unit_cost")
        moved = change.of_amount(history, number(before.get("unit_cost")), value)
    accepted = number(now.get("accepted"))
    return Headline(
        metric="cost_per_accepted_item",
        value=value,
        low=math.nan,
        high=math.nan,
        basis=f"{wording.count(accepted)} accepted and invoiced"
        if accepted > 0
        else "not invoiced",
        agreed=f"target {wording.money(target.value, desk.currency)}" if target else "",
        status=status.of_amount(value, target),
        moved=relative(moved),
        noise=noise(moved),
        run=_run(desk.weekly("cost_per_accepted_item"), "unit_cost", target),
    )


def _error_rate(desk: Desk) -> Headline:
    now = desk.one("error_rate")
    metric, n, part, noun = "error_rate", "audited", "wrong", "audited"
    if not number(now.get("audited")) > 0:
        gold = desk.one("gold_error_rate")
        if number(gold.get("gold_checked")) > 0:
            now, metric = gold, "gold_error_rate"
            n, part, noun = "gold_checked", "gold_wrong", "checked against gold"
    drawn = wider(pd.DataFrame([now]))
    value, low, high = (number(drawn[name].iloc[0]) for name in ("rate", "low", "high"))
    target = desk.target(metric)
    moved = error_rate_change(desk, metric, now, (part, n)) if desk.view.before else None
    return Headline(
        metric=metric,
        value=value,
        low=low,
        high=high,
        basis=f"{_n(now.get(n), noun)}{_how_chosen(now)}",
        agreed=f"target {wording.share(target.value)}" if target else "",
        status=status.of_error_rate(value, low, high, number(now.get(n)), target),
        moved=_by(moved, wording.points),
        noise=noise(moved),
        run=_run(wider(desk.weekly(metric)), "rate", target),
    )


def error_rate_change(
    desk: Desk, metric: str, now: dict[str, Any], counts: tuple[str, str]
) -> Change | None:
    """Change of an error rate against the comparison week; None where there is nothing to compare.

    Taken over the audits as drawn, not widened for annotators: most of them work in both weeks, so
    that they differ from each other explains no change.
    """
    before = desk.one(metric, desk.view.before)
    if audit_design.WEIGHTED in {before.get("selection"), now.get("selection")}:
        return change.of_estimates(_limits(before), _limits(now))
    wrong, audited = counts
    then, today = ((number(row.get(wrong)), number(row.get(audited))) for row in (before, now))
    known = all(one >= 0 for one in (*then, *today))
    return change.of_share(then, today) if known else None


def _limits(row: dict[str, Any]) -> Interval:
    return Interval(*(np.float64(number(row.get(name))) for name in ("rate", "low", "high")))


def _n(n: object, noun: str) -> str:
    """What a number rests on.

    >>> _n(400, "audited"), _n(None, "audited")
    ('n 400 audited', 'none audited')
    """
    known = number(n)
    return f"n {wording.count(known)} {noun}" if known > 0 else f"none {noun}"


def _how_chosen(row: dict[str, Any]) -> str:
    """A warning where nobody tells how the audits were chosen."""
    untold = {audit_design.NOT_TOLD, audit_design.PARTLY_TOLD}
    return f", selection {row['selection']}" if row.get("selection") in untold else ""


def _alpha(desk: Desk) -> Headline:
    now = desk.one("agreement_alpha")
    value, low, high = (number(now.get(name)) for name in ("alpha", "low", "high"))
    target = desk.target("agreement_alpha")
    moved = alpha_change(desk, desk.view.scope)
    return Headline(
        metric="agreement_alpha",
        value=value,
        low=low,
        high=high,
        basis=_n(now.get("items"), "compared"),
        agreed=f"target {wording.coefficient(target.value)}" if target else "",
        status=status.of_estimate(value, low, high, target),
        moved=_by(moved, lambda difference: wording.coefficient(difference, sign=True)),
        noise=noise(moved),
        run=_run(desk.weekly("agreement_alpha"), "alpha", target),
    )


def alpha_change(desk: Desk, scope: Scope, confidence: float = 0.95) -> Change | None:
    """Change of α against the comparison week; None where there is nothing to compare."""
    if not desk.view.week:
        return None
    weeks = [scope.week(desk.view.week - timedelta(weeks=back)) for back in (desk.view.back, 0)]
    tables = [patterns(Ask(desk.snapshot, one)) for one in weeks]
    if any(table.empty for table in tables):
        return None
    before, after = (
        krippendorff_alpha(patterns_of(table, [])[0], confidence=confidence) for table in tables
    )
    return change.of_coefficient(before, after)


def _by(moved: Change | None, written: Callable[[float], str]) -> str:
    """By how much something moved, in words; empty where that cannot be told."""
    return "" if moved is None or math.isnan(moved.difference) else written(moved.difference)


def _run(table: pd.DataFrame, column: str, target: Target | None) -> Run:
    """What a sparkline shows of a weekly table."""
    if table.empty:
        return Run([])
    columns = {
        name: [number(one) for one in table[name]]
        for name in (column, "low", "high")
        if name in table
    }
    return Run(
        columns[column],
        columns.get("low", []),
        columns.get("high", []),
        target.value if target else None,
    )
