"""What audits say, from a question to its measured table: the part of `measure` about quality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd

from analytics.ask import Ask
from analytics.metrics import (
    agreement,
    audit_design,
    clustering,
    comparison,
    people,
    slices,
    stability,
    verdicts,
    why,
    yields,
)
from analytics.metrics.groups import added
from analytics.metrics.quality import POOLED_DESIGNS
from analytics.notes import dated_titles, notes_of
from analytics.schema import NOT_GIVEN
from analytics.scope import Scope
from analytics.store.snapshot import PERIODS
from analytics.targets import limit_for

FOLLOWING_THE_DESIGN = {
    "error_rate", "contract_verdict", "error_rate_control", "error_rate_shifts",
    "adjusted_error_rate",
}  # fmt: skip
"""Metrics whose audits count as their design allows; all others count the pooled designs."""

_DRAWN = (*POOLED_DESIGNS, audit_design.TARGETED)
"""Designs that may count together; gold checks never do."""

_APART = ("stratum", "question", "annotator", "auditor")
"""Dimensions of audits that are counted one at a time."""


def error_rate(ask: Ask) -> pd.DataFrame:
    """The error rate as the audits' design allows it, with limits that respect clustering.

    Returns:
        One row per group: what `audit_design.audited_error_rate` gives, `design_effect` (how many
        times larger the variance is because errors gather at some annotators) and `low_clustered`,
        `high_clustered` (0 to 1); these are missing with fewer than two annotators, and where
        annotators are not counted together with the splits.
    """
    table = counted(ask)
    found = audit_design.audited_error_rate(table, ask.by, _strata(ask, table))
    effect, low, high = np.full((3, len(table)), np.nan)
    if not set(_APART) & {*ask.by, *ask.only}:
        for use in (False, True):
            rows = (table["weighted"] == use).to_numpy()
            if rows.any():
                part = table[rows].reset_index(drop=True)
                names = clustering.WEIGHTED if use else clustering.PLAIN
                effect[rows], limits = clustering.clustering(
                    part, ask.by, _by_annotator(ask, part, names)
                )
                low[rows], high[rows] = limits.low, limits.high
    return found.assign(design_effect=effect, low_clustered=low, high_clustered=high)


def contract_verdict(ask: Ask) -> pd.DataFrame:
    """Each group's error rate against the limit agreed for it at the end of the days shown."""
    table = counted(ask)
    targets = ask.snapshot.table("targets")
    programs = ask.scope.programs or tuple(ask.snapshot.distinct("audits", "program", ask.scope))
    whole = ask.scope.only(programs=programs)
    chosen = [
        whole.only(**{f"{name}s": (str(row[name]),) for name in ask.by})
        for row in table[list(ask.by)].to_dict("records")
    ]
    limits = [limit_for(targets, "error_rate", one, ask.scope.until) for one in chosen]
    return verdicts.contract_verdicts(table, ask.by, limits, _strata(ask, table))


def error_rate_change(ask: Ask) -> pd.DataFrame:
    """Each group's part of the change since the time compared with (see `Ask.before`)."""
    before = ask.before or _as_many_days_before(ask.scope)
    later = _pooled(ask, ask.by)
    earlier = _pooled(replace(ask, scope=before), ask.by) if before else later.iloc[:0]
    return why.parts_of_change(earlier, later, ask.by)


def error_rate_control(ask: Ask) -> pd.DataFrame:
    """The error rate per period against control limits."""
    period = next((one for one in ask.by if one in PERIODS), "week")
    rates = error_rate(replace(ask, by=[period]))
    return stability.control_chart(rates, period, ask.baseline)


def error_rate_shifts(ask: Ask) -> pd.DataFrame:
    """When the error rate shifted, each shift with the nearest entry of the decision log."""
    table = counted(replace(ask, by=["week", *ask.by]))
    rates = audit_design.audited_error_rate(table, ["week", *ask.by])
    return stability.with_decisions(
        stability.shifts(rates, ask.by),
        dated_titles(notes_of(ask.snapshot.table("notes"), ask.scope)),
    )


def vendor_comparison(ask: Ask) -> pd.DataFrame:
    """Vendors as they come and on the mix of work that all do."""
    return comparison.vendor_comparison(kinds_of_work(ask))


def vendor_differences(ask: Ask) -> pd.DataFrame:
    """Every pair of vendors, as they come and on the mix of work that both do."""
    return comparison.vendor_differences(kinds_of_work(ask))


def kinds_of_work(ask: Ask) -> pd.DataFrame:
    """Audits and errors per vendor and kind of work."""
    return _pooled(ask, ["vendor", *comparison.KINDS])


def annotator_comparison(ask: Ask) -> pd.DataFrame:
    """Annotators on comparable work, few audits pulled towards the rest."""
    cells = _pooled(ask, [*people.WHO, *comparison.KINDS])
    return people.annotator_comparison(cells[cells["annotator"] != NOT_GIVEN])


def error_slices(ask: Ask) -> pd.DataFrame:
    """Slices that err more than the rest."""
    cells = ask.sums("slices", list(slices.DIMENSIONS))
    return slices.error_slices(cells)


def rolled_yield(ask: Ask) -> pd.DataFrame:
    """The product of the stages' first-pass yields."""
    return yields.rolled_yield(ask.sums("work", [*ask.by, "stage"]), ask.by)


def rework_rate(ask: Ask) -> pd.DataFrame:
    """Items reworked of those delivered."""
    return yields.rework_rate(ask.sums("rework"), ask.sums("work"), ask.by)


def escape_rate(ask: Ask) -> pd.DataFrame:
    """Errors found after acceptance."""
    kept = {} if "design" in {*ask.by, *ask.only} else {"design": POOLED_DESIGNS}
    return yields.escape_rate(ask.sums("audits", **kept), ask.by)


def auditor_agreement(ask: Ask) -> pd.DataFrame:
    """How far auditors who judged the same unit agree: equal pairs, and α beside them."""
    counts = ask.sums("double_checks", [*ask.by, "pattern"])
    equal, alpha = (
        agreement.measured(name, counts, ask.by)
        for name in ("percent_agreement", "agreement_alpha")
    )
    renamed = {"low": "alpha_low", "high": "alpha_high"}
    return equal.assign(
        **{renamed.get(name, name): alpha[name] for name in ("alpha", "low", "high")}
    )


def auditor_accuracy(ask: Ask) -> pd.DataFrame:
    """How well auditors' verdicts meet gold."""
    return yields.auditor_accuracy(ask.sums("auditor_truth"), ask.by)


def adjusted_error_rate(ask: Ask) -> pd.DataFrame:
    """The error rate put right for imperfect auditors, as all verdicts on gold tell them."""
    truth = ask.snapshot.sums("auditor_truth", Scope(programs=ask.scope.programs))
    return yields.adjusted_error_rate(error_rate(ask), truth, ask.by)


def _pooled(ask: Ask, by: Sequence[str]) -> pd.DataFrame:
    """Audits and errors of the designs that stand for the work, unweighted."""
    kept = {} if "design" in ask.only else {"design": POOLED_DESIGNS}
    return ask.sums("audits", by, **kept)[[*by, "wrong", "audited"]]


def _as_many_days_before(scope: Scope) -> Scope | None:
    """As many days as the scope has, directly before them; None where it has no first or last."""
    if not (scope.since and scope.until):
        return None
    days = (scope.until - scope.since).days + 1
    return scope.between(scope.since - timedelta(days=days), scope.since - timedelta(days=1))


def counted(ask: Ask) -> pd.DataFrame:
    """Which audits count in each group, added up (see `audit_design.counted`)."""
    audits = ask.sums("audits", list(dict.fromkeys([*ask.by, "design"])))
    return audit_design.counted(audits, ask.by)


def designs(ask: Ask) -> tuple[str, ...]:
    """The designs whose audits count in a scope as a whole; none restricts nothing."""
    if "design" in ask.only:
        return ()
    table = counted(Ask(ask.snapshot, ask.scope, (), ask.only))
    return _DRAWN if table["with_targeted"].any() else POOLED_DESIGNS


def _strata(ask: Ask, table: pd.DataFrame) -> pd.DataFrame | None:
    """The strata of weighted groups; None where they are not counted together with the splits."""
    if not table["weighted"].any() or set(_APART) & {*ask.by, *ask.only}:
        return None
    return _of_counted(
        ask.sums("audits", list(dict.fromkeys([*ask.by, "design", "stratum"]))), table, ask.by
    )


def _of_counted(cells: pd.DataFrame, table: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """One row per group and stratum, of the audits that count in the group."""
    keys = list(dict.fromkeys([*by, "stratum"]))
    if "design" in by:
        return cells
    flags = table[[*by, "with_targeted"]]
    cells = cells.merge(flags, on=list(by)) if by else cells.merge(flags, how="cross")
    kept = cells["design"].isin(POOLED_DESIGNS) | (
        cells["with_targeted"] & (cells["design"] == audit_design.TARGETED)
    )
    return added(cells[kept], keys, audit_design.COUNTS)


def _by_annotator(ask: Ask, table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Products over annotators for groups that all are weighted, or all are not."""
    if "design" in ask.by:
        return _products(ask, names)
    found = []
    for targeted in (False, True):
        groups = table.loc[table["with_targeted"] == targeted, list(ask.by)]
        if len(groups):
            kept = _DRAWN if targeted else POOLED_DESIGNS
            products = _products(ask, names, design=kept)
            found.append(products.merge(groups, on=list(ask.by)) if ask.by else products)
    return pd.concat(found, ignore_index=True)


def _products(ask: Ask, names: Sequence[str], **only: Sequence[str]) -> pd.DataFrame:
    return ask.snapshot.products("audits", names, ask.scope, ask.by, **{**only, **ask.only})
