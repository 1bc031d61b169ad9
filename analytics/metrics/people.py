"""Annotators compared fairly: by what their audits can show, on comparable work.

Nobody is ranked by a raw rate: few audits put their owner at either end, and hard work makes good
annotators look bad.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.metrics.comparison import KINDS
from analytics.stats.funnel import LEVELS, funnel, funnel_limits, overdispersion
from analytics.stats.shrinkage import fit_beta_binomial, shrink
from analytics.stats.significance import benjamini_hochberg

MORE, FEWER, AS_EXPECTED = "more errors", "fewer errors", "as expected"
WHO = ("vendor", "annotator")
Floats = npt.NDArray[np.float64]
_RATE_OF_FALSE = 0.05
_ENOUGH = 10
"""From how many annotators on their usual differences can be told."""


def annotator_comparison(cells: pd.DataFrame) -> pd.DataFrame:
    """Each annotator's errors against what the same work gives at everybody's rates.

    An annotator's `comparable` audits are as many average ones as would give the errors that
    everybody's rates let expect from the work the annotator did. So hard work counts as more, easy
    work as less, and one limit fits all. Where annotators differ by more than chance as a rule,
    limits allow for that.

    Args:
        cells: one row per annotator and kind of work: `vendor`, `annotator`, `task_type`,
            `language`, `wrong`, `audited`.

    Returns:
        One row per named annotator with audits, fewest errors first by `shrunk`: `vendor`,
        `annotator`, `wrong`, `audited`, `expected` (errors at everybody's rates), `comparable`
        (audits), `rate` (wrong ÷ comparable), `shrunk`, `low`, `high` (the rate pulled towards its
        peers as far as its audits are few, with 95 % limits), `low_95`, `high_95`, `low_998`,
        `high_998` (limits of what chance alone makes), `q_value` (p value with the false discovery
        rate controlled over all annotators) and `judged` (`more errors`, `fewer errors` or `as
        expected`, at a false discovery rate of 5 %). Shares are 0 to 1.

    Source: D. J. Spiegelhalter (2005), doi:10.1002/sim.1970 and doi:10.1136/qshc.2005.013755; D. A.
    Griffiths (1973), doi:10.2307/2529131; Y. Benjamini, Y. Hochberg (1995).

    >>> people = pd.DataFrame({"vendor": "A", "annotator": ["few", "many", "rest"],
    ...     "task_type": "t", "language": "en", "wrong": [0, 2, 150], "audited": [3, 2000, 3000]})
    >>> annotator_comparison(people)[["annotator", "judged"]].values.tolist()
    [['many', 'fewer errors'], ['few', 'as expected'], ['rest', 'more errors']]
    """
    table = _with_expected(cells)
    x, n = table["wrong"].to_numpy(float), table["comparable"].to_numpy(float)
    centre = float(x.sum() / n.sum()) if len(table) else np.nan
    found = funnel(x, n, adjust="additive" if _differ(x, n) else "none")
    drawn = found.limits
    q_value = benjamini_hochberg(found.p_value)
    pulled = shrink(x, n, fit_beta_binomial(x, n))
    flagged = q_value <= _RATE_OF_FALSE
    table = table.assign(
        rate=found.rate,
        shrunk=pulled.estimate,
        low=pulled.low,
        high=pulled.high,
        low_95=drawn.low[0],
        high_95=drawn.high[0],
        low_998=drawn.low[1],
        high_998=drawn.high[1],
        q_value=q_value,
        judged=np.select(
            [flagged & (found.rate > centre), flagged & (found.rate < centre)],
            [MORE, FEWER],
            AS_EXPECTED,
        ),
    )
    return table.sort_values("shrunk", kind="stable", ignore_index=True)


def _differ(x: Floats, n: Floats) -> bool:
    """Whether annotators differ by more than chance as a rule."""
    return len(x) >= _ENOUGH and overdispersion(x, n).present


def _with_expected(cells: pd.DataFrame) -> pd.DataFrame:
    """One row per annotator: errors, audits, errors to expect, and comparable audits, whole."""
    kept = cells[cells["audited"].astype(float) > 0]
    table = kept.assign(wrong=kept["wrong"].astype(float), audited=kept["audited"].astype(float))
    kinds = table.groupby(list(KINDS))[["wrong", "audited"]].transform("sum")
    table = table.assign(expected=table["audited"] * kinds["wrong"] / kinds["audited"])
    people = table.groupby(list(WHO), as_index=False)[["wrong", "audited", "expected"]].sum()
    centre = people["wrong"].sum() / people["audited"].sum() if len(people) else np.nan
    comparable = people["audited"]
    if 0 < centre < 1:
        comparable = np.maximum((people["expected"] / centre).round(), people["wrong"])
    return people.assign(comparable=np.maximum(comparable, 1))


def funnel_curves(table: pd.DataFrame) -> pd.DataFrame:
    """The funnel to draw: smooth limits from the fewest to the most comparable audits.

    Args:
        table: what `annotator_comparison` gives.

    Returns:
        One row per number of audits: `comparable`, `centre`, `low_95`, `high_95`, `low_998`,
        `high_998` (0 to 1). Where annotators differ by more than chance as a rule, the limits of
        the annotators themselves, which allow for that, joined by lines.

    >>> people = pd.DataFrame({"wrong": [1.0, 9.0], "comparable": [20.0, 180.0]})
    >>> funnel_curves(people.assign(low_95=0, high_95=1, low_998=0, high_998=1)).columns.tolist()
    ['comparable', 'centre', 'low_95', 'high_95', 'low_998', 'high_998']
    """
    x, n = table["wrong"].to_numpy(float), table["comparable"].to_numpy(float)
    centre = x.sum() / n.sum()
    if _differ(x, n):
        names = ["comparable", "low_95", "high_95", "low_998", "high_998"]
        limits = table[names].drop_duplicates("comparable").sort_values("comparable")
        return limits.assign(centre=centre)[["comparable", "centre", *names[1:]]]
    sizes = np.unique(np.geomspace(max(n.min(), 1), max(n.max(), 2), 60).round())
    low, high = funnel_limits(sizes, centre, LEVELS)[1:]
    return pd.DataFrame(
        {"comparable": sizes, "centre": centre, "low_95": low[0], "high_95": high[0],
         "low_998": low[1], "high_998": high[1]}
    )  # fmt: skip
