"""Agreed numbers: which target holds for a metric, a scope and a day."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.definitions import DEFINITIONS
from analytics.scope import Scope

_DIMENSIONS = {
    "vendor": "vendors",
    "program": "programs",
    "project": "projects",
    "task_type": "task_types",
}


@dataclass(frozen=True)
class Target:
    """An agreed number.

    Attributes:
        value: in the metric's unit; shares are 0 to 1.
        at_most: whether the number must not exceed it; else it must reach it.
    """

    value: float
    at_most: bool

    def is_met_by(self, value: float) -> bool:
        """Whether a value is on the good side.

        >>> Target(0.04, at_most=True).is_met_by(0.05)
        False
        """
        return value <= self.value if self.at_most else value >= self.value


def target_for(
    targets: pd.DataFrame, metric: str, scope: Scope, day: date | None = None
) -> Target | None:
    """The target in force, or None where nothing was agreed.

    A target that names a vendor, program, project or task type holds only where exactly that one
    is chosen; of several that hold, the one that names most, then the newest, wins.

    Args:
        targets: the canonical table `targets`.
        metric: a metric's name.
        scope: what is looked at.
        day: the day it must be in force; None takes the newest.

    >>> targets = pd.DataFrame({"metric": ["error_rate"], "value": [0.04], "direction": [None],
    ...     "vendor": [None], "program": [None], "project": [None], "task_type": [None],
    ...     "valid_from": [None], "valid_to": [None]})
    >>> target_for(targets, "error_rate", Scope())
    Target(value=0.04, at_most=True)
    """
    held = [row for row in targets.to_dict("records") if row["metric"] == metric]
    held = [row for row in held if _fits(row, scope) and _in_force(row, day)]
    if not held:
        return None
    best = max(held, key=lambda row: (_named(row), _starts(row)))
    at_most = best["direction"] == "at most"
    if pd.isna(best["direction"]):
        at_most = DEFINITIONS[metric].better == "less"
    return Target(float(best["value"]), at_most)


def limit_for(targets: pd.DataFrame, metric: str, scope: Scope, day: date | None = None) -> float:
    """The highest value agreed for a metric; missing where none was agreed, or a lowest one was."""
    target = target_for(targets, metric, scope, day)
    return target.value if target and target.at_most else math.nan


def _named(row: dict[Hashable, Any]) -> int:
    return sum(not pd.isna(row[name]) for name in _DIMENSIONS)


def _fits(row: dict[Hashable, Any], scope: Scope) -> bool:
    return all(
        pd.isna(row[name]) or getattr(scope, chosen) == (row[name],)
        for name, chosen in _DIMENSIONS.items()
    )


def _starts(row: dict[Hashable, Any]) -> pd.Timestamp:
    """The first day of a target; one without a first day is the oldest."""
    starts = pd.Timestamp(row["valid_from"])
    return pd.Timestamp.min if pd.isna(starts) else starts


def _in_force(row: dict[Hashable, Any], day: date | None) -> bool:
    if day is None:
        return True
    starts, ends = pd.Timestamp(row["valid_from"]), pd.Timestamp(row["valid_to"])
    when = pd.Timestamp(day)
    return not (starts > when or ends < when)
