"""Audits to come: from the work of a scope to its strata, from strata to a draw."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analytics.metrics import sampling
from analytics.scope import Scope
from analytics.store import Snapshot
from analytics.store.draws import DrawPlan


def strata(snapshot: Snapshot, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    """The strata of the work in a scope, with the error rates of all audits until its end.

    Returns:
        What `metrics.sampling.strata` gives.
    """
    past = scope.between(None, scope.until)
    return sampling.strata(
        snapshot.sums("work", scope, by), snapshot.sums("audits", past, [*by, "design"]), by
    )


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
