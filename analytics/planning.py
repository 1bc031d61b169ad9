"""Audits to come: from the work of a scope to its strata, from strata to a draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analytics.ask import Ask
from analytics.metrics import sampling
from analytics.scope import Scope
from analytics.store.draws import DrawPlan


def strata(ask: Ask) -> pd.DataFrame:
    """The strata of the work in a scope, with the error rates of all audits until its end.

    Args:
        ask: the work to draw from, split by what the strata are made of.

    Returns:
        What `metrics.sampling.strata` gives.
    """
    past = replace(ask, scope=ask.scope.between(None, ask.scope.until))
    audits = past.sums("audits", [*ask.by, "design"])
    return sampling.strata(ask.sums("work"), audits, ask.by)


def plan(scope: Scope, by: Sequence[str], table: pd.DataFrame, seed: str) -> DrawPlan:
    """The draw that takes the audits of an allocated table.

    Args:
        scope: the work to draw from.
        by: what the strata are made of.
        table: what `metrics.sampling.allocated` gives.
        seed: any text.
    """
    numbers = {name: int(n) for name, n in zip(table["stratum"], table["audits"], strict=True)}
    return DrawPlan(scope, tuple(by), numbers, seed)
