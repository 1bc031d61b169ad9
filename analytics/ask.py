"""One question to the store: what to look at, how to split it, what to leave out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from analytics.scope import Scope
from analytics.store import Snapshot

Only = Mapping[str, Sequence[str]]
"""Further dimensions and the values of them to keep, such as `{"category": ["Omission"]}`."""


@dataclass(frozen=True)
class Ask:
    """One question: a scope, the splits, further restrictions.

    Attributes:
        snapshot: an open snapshot of the store.
        scope: what to look at.
        by: splits: `day`, `week`, `month`, or a dimension of what the metric counts.
        only: further restrictions.
        before: what a change is measured against; None takes as many days directly before.
        baseline: how many of the first periods set the limits of a control chart; 0 takes all.
    """

    snapshot: Snapshot
    scope: Scope
    by: Sequence[str] = ()
    only: Only = field(default_factory=dict)
    before: Scope | None = None
    baseline: int = 0

    def sums(
        self, subject: str, by: Sequence[str] | None = None, **only: Sequence[str]
    ) -> pd.DataFrame:
        """The counts of a subject under this question, by its splits unless others are named."""
        splits = self.by if by is None else by
        return self.snapshot.sums(subject, self.scope, splits, **{**only, **self.only})
