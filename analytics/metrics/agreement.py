"""How far annotators agree, from the number of items that show each pattern of answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from analytics.stats.agreement import Agreement, krippendorff_alpha, percent_agreement
from analytics.stats.patterns import Patterns

BETWEEN = "\x1e"
"""What stands between the answers of a pattern."""


def alpha(counts: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    r"""Krippendorff's α (nominal) of each group.

    Args:
        counts: one row per group and `pattern`, with `units`.
        by: the columns that name a group.

    Returns:
        One row per group: `by`, `alpha`, `low`, `high` (at most 1), `items` (item-questions with at
        least two answers), `single` (with one), `answers`, `pairs`, and `reason` where an estimate
        or its limits are missing.

    >>> counts = pd.DataFrame({"pattern": ["a\x1ea", "b\x1eb", "a\x1eb"], "units": [40, 50, 10]})
    >>> alpha(counts, []).round(3)[["alpha", "items", "pairs"]].values.tolist()
    [[0.799, 100.0, 100.0]]
    """
    return _coefficient(counts, by, krippendorff_alpha, "alpha")


def percent(counts: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Percent agreement of each group; columns as `alpha`, the estimate in `agreement` (0 to 1)."""
    return _coefficient(counts, by, percent_agreement, "agreement")


def patterns_of(counts: pd.DataFrame, by: Sequence[str]) -> tuple[Patterns, pd.DataFrame]:
    """The counts as `Patterns`, one group per row of the second table, which holds `by`."""
    texts = pd.Index(counts["pattern"].unique())
    keys = counts[list(by)].drop_duplicates().reset_index(drop=True) if by else pd.DataFrame([{}])
    if by:
        group = counts[list(by)].merge(keys.reset_index(names="_group"), on=list(by), how="left")
        rows = group["_group"].to_numpy()
    else:
        rows = np.zeros(len(counts), int)
    units = sparse.coo_array(
        (counts["units"].to_numpy(float), (rows, texts.get_indexer(pd.Index(counts["pattern"])))),
        shape=(len(keys), len(texts)),
    )
    return Patterns.from_mappings([Counter(text.split(BETWEEN)) for text in texts], units), keys


def _coefficient(
    counts: pd.DataFrame, by: Sequence[str], compute: Callable[[Patterns], Agreement], name: str
) -> pd.DataFrame:
    if counts.empty:
        columns = [*by, name, "low", "high", "items", "single", "answers", "pairs", "reason"]
        return pd.DataFrame(columns=columns)
    patterns, groups = patterns_of(counts, by)
    found = compute(patterns)
    return groups.assign(
        **{name: found.estimate},
        low=found.low,
        high=found.high,
        items=found.n_units,
        single=found.n_single,
        answers=found.n_labels,
        pairs=found.n_pairs,
        reason=[None if one is None else str(one) for one in found.reason],
    )
