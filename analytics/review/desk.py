"""What every part of a review works with: the view, its targets, measured tables, small words."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import cache, partial
from typing import Any

import pandas as pd

from analytics import wording
from analytics.measure import measure
from analytics.metrics.change import Change
from analytics.scope import Scope, View
from analytics.store import Snapshot
from analytics.targets import Target, target_for

Measured = Callable[[str, Scope, tuple[str, ...]], pd.DataFrame]
"""How to get a metric's table, of a scope, by splits."""


class Desk:
    """One reader's view of one snapshot, with what is needed to judge it.

    Args:
        snapshot: an open snapshot of the store.
        view: what the reader looks at.
        measured: where measured tables come from, if somebody remembers them already.
    """

    def __init__(self, snapshot: Snapshot, view: View, measured: Measured | None = None) -> None:
        self.snapshot, self.view = snapshot, view
        self.currency = snapshot.base_currency()
        self._targets = snapshot.table("targets")
        self._measured = measured or cache(partial(measure, snapshot))

    def measure(self, name: str, scope: Scope | None = None, *by: str) -> pd.DataFrame:
        """A metric's table, of the chosen week unless another scope is named; measured once."""
        return self._measured(name, scope or self.view.chosen, by)

    def one(self, name: str, scope: Scope | None = None) -> dict[str, Any]:
        """The single row of a metric without splits; empty where there is none."""
        scope = scope or self.view.chosen
        table = self._week_of_trend(name, scope)
        if table.empty:
            table = self.measure(name, scope)
        return {} if table.empty else dict(table.iloc[0])

    def _week_of_trend(self, name: str, scope: Scope) -> pd.DataFrame:
        """The row of a week that the metric's trend holds anyway; empty for other scopes."""
        if not self.view.week or scope not in (self.view.chosen, self.view.before):
            return pd.DataFrame()
        table = self.weekly(name)
        return table[pd.to_datetime(table["week"]) == pd.Timestamp(scope.since)]

    def target(self, metric: str, *vendor: str) -> Target | None:
        """The target in force, of one vendor if named."""
        scope = self.view.scope.only(vendors=vendor) if vendor else self.view.scope
        return target_for(self._targets, metric, scope, self.view.week)

    def weekly(self, name: str) -> pd.DataFrame:
        """The metric's weeks up to the chosen one; empty where all days are chosen."""
        return self.measure(name, self.view.trend, "week") if self.view.week else pd.DataFrame()

    def history(self, name: str, column: str) -> list[float]:
        """The column of the weeks up to the comparison week, in order."""
        table = self.weekly(name)
        if table.empty or not self.view.week:
            return []
        last = pd.Timestamp(self.view.week - timedelta(weeks=self.view.back))
        return [number(one) for one in table.loc[pd.to_datetime(table["week"]) <= last, column]]

    def whole_budget(self) -> float:
        """The budget of all days, in the base currency."""
        return self.planned(self.view.scope.ever())

    def planned(self, scope: Scope) -> float:
        """The budget of a scope, in the base currency; missing where there is no money at all."""
        table = self.measure("spend_against_budget", scope, "month")
        return number(table["cumulative_budget"].iloc[-1]) if len(table) else math.nan

    def vendors(self, subject: str) -> list[str]:
        """The vendors that have anything of a subject in the chosen week."""
        found = self.snapshot.distinct(subject, "vendor", self.view.chosen)
        return [one for one in found if one != "several vendors"]

    @property
    def earlier(self) -> str:
        """The comparison week in words."""
        return "the week before" if self.view.back == 1 else f"{self.view.back} weeks before"


def number(value: Any) -> float:
    """A cell as a number; missing is NaN.

    >>> number(Decimal("1.5")), number(None)
    (1.5, nan)
    """
    if isinstance(value, Decimal):
        return float(value)
    return math.nan if value is None or pd.isna(value) else float(value)


def relative(moved: Change | None) -> str:
    """A change as a share of what it was, with its sign; empty where that says nothing."""
    if moved is None or not moved.before > 0 or math.isnan(moved.difference):
        return ""
    figure = wording.share(moved.difference / moved.before)
    return figure if figure.startswith(wording.MINUS) else f"+{figure}"


def noise(moved: Change | None) -> str:
    """`beyond noise`, `within noise`, or empty where that cannot be told."""
    if moved is None or moved.beyond_noise is None:
        return ""
    return "beyond noise" if moved.beyond_noise else "within noise"


def lower(title: str) -> str:
    """A title inside a sentence."""
    return title[0].lower() + title[1:]
