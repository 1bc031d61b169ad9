"""What audits say, from a question to its measured table: the part of `measure` about quality."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.ask import Ask
from analytics.metrics import audit_design, clustering
from analytics.metrics.groups import added
from analytics.metrics.quality import POOLED_DESIGNS

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
