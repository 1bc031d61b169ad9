"""Does a vendor keep to the agreed error rate? Pass, fail, or not enough data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import binom

from analytics.metrics import audit_design
from analytics.stats.proportions import audits_to_settle, clopper_pearson, verdict

PASS, FAIL, UNSETTLED, NO_LIMIT = "pass", "fail", "not enough data", "no limit agreed"
_ONE_SIDED = 0.90
"""A two-sided level whose either limit is a one-sided 95 % bound."""


def contract_verdicts(
    table: pd.DataFrame,
    by: Sequence[str],
    limits: Sequence[float],
    strata: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Each group's error rate against its agreed limit, by one-sided 95 % bounds.

    Args:
        table: what `audit_design.counted` gives.
        by: the columns that name a group.
        limits: the highest error rate agreed for each group, 0 to 1; missing where none is.
        strata: as for `audit_design.audited_error_rate`.

    Returns:
        One row per group: `by`, `wrong`, `audited` (items), `rate`, `low_bound`, `high_bound` (0 to
        1, each a one-sided 95 % bound: exact, or those of the weighted estimate), `limit`,
        `verdict`, `chance` (of at least so many errors if the rate were exactly the limit; missing
        for weighted audits) and `more_audits` (how many more would settle it at the rate seen; 0
        where it is settled, missing where none would or audits are weighted).

    Source: C. J. Clopper, E. S. Pearson (1934), doi:10.1093/biomet/26.4.404.

    >>> audits = pd.DataFrame({"design": ["random"], **dict.fromkeys(audit_design.COUNTS, 0)})
    >>> table = audit_design.counted(audits.assign(wrong=0, audited=50), [])
    >>> contract_verdicts(table, [], [0.05])[["verdict", "more_audits"]].values.tolist()
    [['not enough data', 9.0]]
    """
    found = audit_design.audited_error_rate(table, by, strata)
    x, n = (found[name].to_numpy(float, na_value=np.nan) for name in ("wrong", "audited"))
    limit = np.array(limits, float)
    exact = clopper_pearson(x, n, _ONE_SIDED)
    word = verdict(x, n, limit)
    chance = np.where(n > 0, binom.sf(x - 1, n, limit), np.nan)
    more = audits_to_settle(x, n, limit)
    low, high = exact.low.copy(), exact.high.copy()
    use = table["weighted"].to_numpy(bool)
    if use.any():
        bounds = audit_design.weighted(table[use], by, strata, _ONE_SIDED)
        low[use], high[use] = bounds.low, bounds.high
        cases = [bounds.high <= limit[use], bounds.low > limit[use]]
        word[use] = np.select(cases, [PASS, FAIL], UNSETTLED)
        chance[use] = more[use] = np.nan
    return found[[*by, "wrong", "audited", "rate"]].assign(
        low_bound=low,
        high_bound=high,
        limit=limit,
        verdict=np.where(np.isnan(limit), NO_LIMIT, word),
        chance=chance,
        more_audits=more,
    )
