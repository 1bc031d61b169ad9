"""From a metric's name and a scope to its measured table: what pages, exports and commands show.

The one place where the store's counts and the metrics meet, so that no two of them can disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from analytics import audit_measures
from analytics.ask import Ask, Only
from analytics.definitions import DEFINITIONS
from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.metrics import (
    agreement,
    disputes,
    error_analysis,
    handling,
    matrix,
    quality,
    raters,
    scales,
    severity,
    spend,
    throughput,
)
from analytics.metrics.shares import with_share
from analytics.scope import Scope
from analytics.store import Snapshot
from analytics.store.rollups import SCOPE_DIMENSIONS, SUBJECTS
from analytics.store.snapshot import PERIODS

AGREEMENT = frozenset({*agreement.COEFFICIENTS, *raters.COEFFICIENTS})
"""The metrics that are coefficients of agreement."""


def measure(
    snapshot: Snapshot,
    name: str,
    scope: Scope,
    by: Sequence[str] = (),
    only: Only | None = None,
    *,
    before: Scope | None = None,
    baseline: int = 0,
) -> pd.DataFrame:
    """The measured table of a metric.

    Args:
        snapshot: an open snapshot of the store.
        name: a name in `definitions.DEFINITIONS`.
        scope: what to look at.
        by: splits: `day`, `week`, `month`, or a dimension of what the metric counts.
        only: further dimensions and the values of them to keep; the scope has the others.
        before: what a change is measured against (see `Ask`).
        baseline: how many first periods set control limits (see `Ask`).

    Returns:
        One row per combination of splits that occurs: the splits, the counts, the estimate, its
        limits. Shares are 0 to 1, money is `Decimal`, missing is missing.

    Raises:
        AskedForUnknown: no such metric, or it cannot be split or restricted that way.
    """
    if name not in _METRICS:
        raise AskedForUnknown("metric", name, _METRICS)
    for split in by:
        if split not in splits(name):
            raise AskedForUnknown("split", split, splits(name))
    subject = SUBJECTS[DEFINITIONS[name].subject]
    further = [one for one in subject.dimensions if one in splits(name) or name in _WHOLE]
    for dimension in only or {}:
        if dimension not in further:
            raise AskedForUnknown("restriction", dimension, further)
    ask = Ask(snapshot, scope, list(dict.fromkeys(by)), only or {}, before, baseline)
    return _METRICS[name](ask)


def splits(name: str) -> list[str]:
    """What a metric can be split by.

    >>> splits("spend")[:4]
    ['day', 'week', 'month', 'vendor']
    """
    if name in _SPLITS:
        return list(_SPLITS[name])
    return [*_PLACES, *SUBJECTS[DEFINITIONS[name].subject].dimensions]


def source_rows(ask: Ask, name: str, *, limit: int = 200, offset: int = 0) -> pd.DataFrame:
    """The rows behind a metric's number, each with file, sheet and row: see `Snapshot.rows`."""
    definition = DEFINITIONS[name]
    pooled = {}
    if definition.subject == "audits" and name not in disputes.METRICS:
        follows = name in audit_measures.FOLLOWING_THE_DESIGN
        kept = audit_measures.designs(ask) if follows else quality.POOLED_DESIGNS
        pooled = {"design": kept} if kept else {}
    return ask.snapshot.rows(
        definition.subject,
        ask.scope,
        definition.measure,
        limit=limit,
        offset=offset,
        **{**pooled, **ask.only},
    )


def evidence(ask: Ask, subject: str, limit: int, offset: int = 0) -> pd.DataFrame:
    """The errors or answers behind a number, with what was given, what was right, who and where.

    Args:
        ask: what to look at; splits do not count.
        subject: `errors` or `gold_confusions`.
        limit: at most so many.
        offset: skip so many first.
    """
    listed = {"errors": ask.snapshot.error_items, "gold_confusions": ask.snapshot.gold_items}
    return listed[subject](ask.scope, limit=limit, offset=offset, **ask.only)


def largest(ask: Ask, name: str, limit: int) -> pd.DataFrame:
    """The groups of a plain count with the most of it, where there may be very many groups.

    Args:
        ask: what to look at, and the splits.
        name: a metric that counts and gives each group's share of all: `errors_found`,
            `gold_answers`.
        limit: at most so many rows.

    Returns:
        The first rows of the metric's table: the splits, the count, all of it, and the share.
    """
    one = DEFINITIONS[name]
    rows = ask.snapshot.largest(one.subject, one.measure, ask.scope, ask.by, limit, **ask.only)
    total = f"all_{one.measure}"
    whole = measure(ask.snapshot, name, ask.scope, (), ask.only)[total]
    return with_share(rows.assign(**{total: int(whole.iloc[0])}), one.measure, total)


def patterns(ask: Ask, *, by_question: bool = False) -> pd.DataFrame:
    """How many items show each pattern of answers, per combination of splits.

    Within vendors where a vendor is chosen or split by, else among all answers of an item.

    Args:
        ask: the question.
        by_question: whether to keep apart what was asked, as `agreement.ASKED` has it.
    """
    asked = agreement.ASKED if by_question else ()
    by = list(dict.fromkeys([*ask.by, *asked, "pattern"]))
    return ask.sums("agreement", by, pool=pool(ask))


def pool(ask: Ask) -> list[str]:
    """Whose answers are compared: see `patterns`."""
    return ["alone", "vendor" if ask.scope.vendors or "vendor" in ask.by else "across"]


def _volumes(ask: Ask) -> pd.DataFrame:
    return throughput.volumes(ask.sums("work"), ask.by)


def _acceptance(ask: Ask) -> pd.DataFrame:
    return throughput.acceptance(ask.sums("work"), ask.by)


def _first_pass(ask: Ask) -> pd.DataFrame:
    return throughput.first_pass(ask.sums("work"), ask.by)


def _handling_time(ask: Ask) -> pd.DataFrame:
    bins = ask.sums("handling", [*ask.by, "handling_bin"])
    return handling.handling_time(ask.sums("handling"), bins, ask.by)


def _hourly_rate(ask: Ask) -> pd.DataFrame:
    return handling.hourly_rate(ask.sums("work"), ask.by)


def _spend(ask: Ask) -> pd.DataFrame:
    return spend.spend(ask.sums("spend"), ask.by)


def _against_budget(ask: Ask) -> pd.DataFrame:
    period = next((one for one in ask.by if one in PERIODS), "month")
    groups = [one for one in ask.by if one not in PERIODS]
    invoiced, planned = (ask.sums(one, [period, *groups]) for one in ("spend", "budget"))
    return spend.against_budget(invoiced, planned, period, groups)


def _unit_cost(ask: Ask) -> pd.DataFrame:
    cells = list(dict.fromkeys([*ask.by, *spend.PLACE]))
    return spend.unit_cost(ask.sums("spend", cells), ask.sums("work", cells), ask.by)


def _category_rate(ask: Ask) -> pd.DataFrame:
    kinds = error_analysis.KINDS
    audits = replace(
        ask,
        by=[one for one in ask.by if one not in kinds],
        only={name: ask.only[name] for name in ask.only if name not in kinds},
    )
    return error_analysis.category_rate(_findings(audits), ask.by, ask.only)


def _error_penalty(ask: Ask) -> pd.DataFrame:
    return severity.penalties(_findings(ask), ask.by)


def _mqm_score(ask: Ask) -> pd.DataFrame:
    return severity.mqm(_findings(ask), ask.by)


def _findings(ask: Ask) -> pd.DataFrame:
    """What was found in each audit, per combination of splits, by the audits' design."""
    return ask.sums("findings", list(dict.fromkeys([*ask.by, "design", "pattern"])))


def _gold_answers(ask: Ask) -> pd.DataFrame:
    return error_analysis.gold_answers(ask.sums("gold_confusions"), ask.by)


def _gold_error_rate(ask: Ask) -> pd.DataFrame:
    return quality.gold_error_rate(ask.sums("labels"), ask.by)


def _errors_found(ask: Ask) -> pd.DataFrame:
    return quality.errors_found(ask.sums("errors"), ask.by)


def _answers_given(ask: Ask) -> pd.DataFrame:
    people = ask.snapshot.how_many("labels", "annotator", "labels", ask.scope, ask.by, **ask.only)
    table = ask.sums("labels").assign(annotators=people)
    return table[[*ask.by, "labels", "skipped", "untrusted", "annotators"]]


def _dispute_rate(ask: Ask) -> pd.DataFrame:
    return disputes.dispute_rate(ask.sums("audits"), ask.by)


def _overturn_rate(ask: Ask) -> pd.DataFrame:
    return disputes.overturn_rate(ask.sums("audits"), ask.by)


def _agreement(name: str, ask: Ask) -> pd.DataFrame:
    """A coefficient of interchangeable annotators, from counted patterns."""
    one = agreement.COEFFICIENTS[name]
    if not (one.by_choice or one.by_step):
        return agreement.measured(name, patterns(ask), ask.by)
    return agreement.measured(name, patterns(ask, by_question=True), ask.by, choices(ask))


def choices(ask: Ask) -> pd.DataFrame:
    """Every pattern that any question ever had, as `agreement.measured` wants its choices."""
    found = ask.snapshot.sums("agreement", Scope(), [*agreement.ASKED, "pattern"])
    return found.assign(own_scales=ask.snapshot.setting(scales.SETTING) or "")


def compared_one_by_one(ask: Ask) -> int:
    """How many answers are read one by one where annotators are told apart."""
    counts = agreement.measured("percent_agreement", patterns(ask), ask.by)
    return int(counts[["answers", "single"]].sum().sum())


def _annotator_pairs(ask: Ask) -> pd.DataFrame:
    """Every two annotators, the gold answer among them."""
    if compared_one_by_one(ask) > raters.AT_MOST:
        raise ValueInvalid(f"Annotators are not compared one by one: {raters.TOO_MANY}.")
    answers = ask.snapshot.answers_and_gold(ask.scope, ask.by, pool=pool(ask), **ask.only)
    return matrix.annotator_pairs(answers, ask.by)


def _agreement_of_raters(name: str, ask: Ask) -> pd.DataFrame:
    """A coefficient of annotators who are told apart, from their answers, unless too many."""
    if compared_one_by_one(ask) > raters.AT_MOST:
        counts = agreement.measured("percent_agreement", patterns(ask), ask.by)
        return raters.without(counts, raters.TOO_MANY)
    by_step = raters.COEFFICIENTS[name].by_step
    by = list(dict.fromkeys([*ask.by, *(agreement.ASKED if by_step else ())]))
    answers = ask.snapshot.compared_answers(ask.scope, by, pool=pool(ask), **ask.only)
    if by_step:
        answers = agreement.in_steps(answers, choices(ask), "answer")
    return raters.measured(name, answers, ask.by)


_METRICS: dict[str, Callable[[Ask], pd.DataFrame]] = {
    "delivered_items": _volumes,
    "accepted_items": _volumes,
    "acceptance_rate": _acceptance,
    "first_pass_yield": _first_pass,
    "handling_time": _handling_time,
    "rate_per_hour": _hourly_rate,
    "spend": _spend,
    "spend_against_budget": _against_budget,
    "cost_per_accepted_item": _unit_cost,
    "error_rate": audit_measures.error_rate,
    "contract_verdict": audit_measures.contract_verdict,
    "error_rate_change": audit_measures.error_rate_change,
    "error_rate_control": audit_measures.error_rate_control,
    "error_rate_shifts": audit_measures.error_rate_shifts,
    "vendor_comparison": audit_measures.vendor_comparison,
    "vendor_differences": audit_measures.vendor_differences,
    "annotator_comparison": audit_measures.annotator_comparison,
    "error_slices": audit_measures.error_slices,
    "rolled_yield": audit_measures.rolled_yield,
    "rework_rate": audit_measures.rework_rate,
    "escape_rate": audit_measures.escape_rate,
    "auditor_agreement": audit_measures.auditor_agreement,
    "auditor_accuracy": audit_measures.auditor_accuracy,
    "adjusted_error_rate": audit_measures.adjusted_error_rate,
    "dispute_rate": _dispute_rate,
    "overturn_rate": _overturn_rate,
    "gold_error_rate": _gold_error_rate,
    "errors_found": _errors_found,
    "category_rate": _category_rate,
    "error_penalty": _error_penalty,
    "mqm_score": _mqm_score,
    "gold_answers": _gold_answers,
    "answers_given": _answers_given,
    "annotator_pairs": _annotator_pairs,
    **{name: partial(_agreement, name) for name in agreement.COEFFICIENTS},
    **{name: partial(_agreement_of_raters, name) for name in raters.COEFFICIENTS},
}

_WHOLE = {"vendor_comparison", "vendor_differences", "annotator_comparison", "error_slices"}
"""Metrics whose rows are what they compare; they are not split further."""

_DIMENSIONS = tuple(one for one in SCOPE_DIMENSIONS if one != "day")
_PLACES = (*PERIODS, *_DIMENSIONS)
_SPLITS: dict[str, tuple[str, ...]] = {
    "handling_time": _PLACES,
    "cost_per_accepted_item": _PLACES,
    "spend_against_budget": (*_PLACES, *SUBJECTS["budget"].dimensions),
    "contract_verdict": ("vendor", "program", "project", "task_type"),
    "error_rate_change": (*_DIMENSIONS, "question", "annotator"),
    "error_rate_control": tuple(PERIODS),
    "error_rate_shifts": (*_DIMENSIONS, "annotator"),
    **dict.fromkeys(_WHOLE, ()),
    "rolled_yield": (*_PLACES, "annotator"),
    "rework_rate": (*_PLACES, "annotator"),
    "auditor_agreement": (*_PLACES, "question"),
    "adjusted_error_rate": _PLACES,
    "category_rate": (*_PLACES, "design", "annotator", *error_analysis.KINDS),
    "error_penalty": (*_PLACES, "design", "annotator"),
    "mqm_score": (*_PLACES, "design", "annotator"),
    **dict.fromkeys((*AGREEMENT, "annotator_pairs"), (*_PLACES, "question", "guideline")),
}
"""What a metric can be split by, where it is not all that its subject knows."""
