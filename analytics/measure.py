"""From a metric's name and a scope to its measured table: what pages, exports and commands show.

The one place where the store's counts and the metrics meet, so that no two of them can disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from analytics.definitions import DEFINITIONS
from analytics.errors import AskedForUnknown
from analytics.metrics import agreement, handling, quality, spend, throughput
from analytics.scope import Scope
from analytics.store import Snapshot
from analytics.store.rollups import SCOPE_DIMENSIONS, SUBJECTS
from analytics.store.snapshot import PERIODS

Measured = Callable[[Snapshot, Scope, Sequence[str]], pd.DataFrame]


def measure(snapshot: Snapshot, name: str, scope: Scope, by: Sequence[str] = ()) -> pd.DataFrame:
    """The measured table of a metric.

    Args:
        snapshot: an open snapshot of the store.
        name: a name in `definitions.DEFINITIONS`.
        scope: what to look at.
        by: splits: `day`, `week`, `month`, or a dimension of what the metric counts.

    Returns:
        One row per combination of splits that occurs: the splits, the counts, the estimate, its
        limits. Shares are 0 to 1, money is `Decimal`, missing is missing.

    Raises:
        AskedForUnknown: no such metric, or it cannot be split that way.
    """
    if name not in _METRICS:
        raise AskedForUnknown("metric", name, _METRICS)
    for split in by:
        if split not in splits(name):
            raise AskedForUnknown("split", split, splits(name))
    return _METRICS[name](snapshot, scope, list(by))


def splits(name: str) -> list[str]:
    """What a metric can be split by.

    >>> splits("spend")[:4]
    ['day', 'week', 'month', 'vendor']
    """
    subject = SUBJECTS[DEFINITIONS[name].subject]
    dimensions = [one for one in SCOPE_DIMENSIONS if one != "day"]
    if name in {"agreement_alpha", "percent_agreement"}:
        return [*PERIODS, *dimensions, "question", "guideline"]
    if name in {"handling_time", "cost_per_accepted_item"}:
        return [*PERIODS, *dimensions]
    return [*PERIODS, *dimensions, *subject.dimensions]


def source_rows(
    snapshot: Snapshot,
    name: str,
    scope: Scope,
    *,
    limit: int = 200,
    offset: int = 0,
    **only: Sequence[str],
) -> pd.DataFrame:
    """The rows behind a metric's number, each with file, sheet and row: see `Snapshot.rows`."""
    definition = DEFINITIONS[name]
    if definition.subject == "audits":
        only = {"design": quality.POOLED_DESIGNS} | only
    return snapshot.rows(
        definition.subject, scope, definition.measure, limit=limit, offset=offset, **only
    )


def _delivered(snapshot: Snapshot, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    return throughput.volumes(snapshot.sums("work", scope, by), by)


def _acceptance(snapshot: Snapshot, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    return throughput.acceptance(snapshot.sums("work", scope, by), by)


def _first_pass(snapshot: Snapshot, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    return throughput.first_pass(snapshot.sums("work", scope, by), by)


def _handling_time(snapshot: Snapshot, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    work = snapshot.sums("handling", scope, by)
    bins = snapshot.sums("handling", scope, [*by, "handling_bin"])
    return handling.handling_time(work, bins, by)


def _hourly_rate(snapshot: Snapshot, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    return handling.hourly_rate(snapshot.sums("work", scope, by), by)


def _spend(snapshot: Snapshot, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    return spend.spend(snapshot.sums("spend", scope, by), by)


def _against_budget(snapshot: Snapshot, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    period = next((one for one in by if one in PERIODS), "month")
    groups = [one for one in by if one not in PERIODS]
    return spend.against_budget(
        snapshot.sums("spend", scope, [period, *groups]),
        snapshot.sums("budget", scope, [period, *groups]),
        period,
        groups,
    )


def _unit_cost(snapshot: Snapshot, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    cells = list(dict.fromkeys([*by, *spend.PLACE]))
    return spend.unit_cost(
        snapshot.sums("spend", scope, cells), snapshot.sums("work", scope, cells), by
    )


def _error_rate(snapshot: Snapshot, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    only = {} if "design" in by else {"design": quality.POOLED_DESIGNS}
    return quality.error_rate(snapshot.sums("audits", scope, by, **only), by)


def _gold_error_rate(snapshot: Snapshot, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    return quality.gold_error_rate(snapshot.sums("labels", scope, by), by)


def _errors_found(snapshot: Snapshot, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    return quality.errors_found(snapshot.sums("errors", scope, by), by)


def _answers_given(snapshot: Snapshot, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    people = snapshot.how_many("labels", "annotator", scope, by)
    table = snapshot.sums("labels", scope, by).assign(annotators=people)
    return table[[*by, "labels", "skipped", "untrusted", "annotators"]]


def _alpha(snapshot: Snapshot, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    return agreement.alpha(_patterns(snapshot, scope, by), by)


def _percent_agreement(snapshot: Snapshot, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    return agreement.percent(_patterns(snapshot, scope, by), by)


def _patterns(snapshot: Snapshot, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    """Pattern counts: within vendors where a vendor is chosen or split by, else of all answers."""
    pool = "vendor" if scope.vendors or "vendor" in by else "across"
    return snapshot.sums("agreement", scope, [*by, "pattern"], pool=["alone", pool])


_METRICS: dict[str, Measured] = {
    "delivered_items": _delivered,
    "accepted_items": _delivered,
    "acceptance_rate": _acceptance,
    "first_pass_yield": _first_pass,
    "handling_time": _handling_time,
    "rate_per_hour": _hourly_rate,
    "spend": _spend,
    "spend_against_budget": _against_budget,
    "cost_per_accepted_item": _unit_cost,
    "error_rate": _error_rate,
    "gold_error_rate": _gold_error_rate,
    "errors_found": _errors_found,
    "answers_given": _answers_given,
    "agreement_alpha": _alpha,
    "percent_agreement": _percent_agreement,
}
