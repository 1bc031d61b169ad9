"""How bad the errors are: penalty points per item and per word, after MQM.

Every error of an audit costs points by its severity. The formulas are named: points per 100 audited
items need no word counts; the MQM raw score needs them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.metrics.error_analysis import errors_in
from analytics.metrics.groups import added
from analytics.metrics.quality import POOLED_DESIGNS
from analytics.stats.mqm import MQM_MULTIPLIERS, mqm_score, mqm_verdict
from analytics.stats.weighted_counts import weighted_count_rate

SEVERITIES = ("critical", "major", "minor", "neutral")
UNRATED = "unrated"
NO_THRESHOLD = "no threshold"


def penalties(findings: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    r"""Penalty points per 100 audited items: errors weighted by how bad they are.

    Args:
        findings: one row per group, `design` and `pattern`, with the columns of the rollup
            `findings`.
        by: the columns that name a group.

    Returns:
        One row per group: `by`, the errors of each severity and `unrated` (without one of the four;
        they cost nothing), `penalty` (points), `audited` (items), `per_hundred`, `low`, `high`
        (points per 100 items); missing where nothing was audited.

    Source: multipliers of MQM, see `analytics.stats.mqm`; limits of
    `analytics.stats.weighted_counts`.

    >>> pattern = "\x1e".join(["A\x1fcritical"] * 2 + ["B\x1fmajor"] * 3 + ["C\x1fminor"] * 8)
    >>> findings = pd.DataFrame({"design": ["random"], "pattern": [pattern], "reviews": [1],
    ...     "audited": [100], "words": [2000], "worded": [1]})
    >>> penalties(findings, [])[["penalty", "audited", "per_hundred"]].values.tolist()
    [[73.0, 100.0, 73.0]]
    """
    table = _scored(findings, by, "reviews", ["audited"])
    size = table["audited"].to_numpy(float)
    rate = weighted_count_rate(
        table["penalty"].fillna(0),
        table["squares"].fillna(0),
        table["largest"],
        np.nan_to_num(size),
    )
    shown = table[[*by, *SEVERITIES, UNRATED, "penalty", "audited"]]
    per_hundred = {"per_hundred": rate.estimate, "low": rate.low, "high": rate.high}
    return shown.assign(**{name: 100 * value for name, value in per_hundred.items()})


def mqm(findings: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    r"""The MQM raw score: 100 points less the penalty points per 100 words.

    Only audits that tell how many words were evaluated enter, above and below the line.

    Args:
        findings: as for `penalties`.
        by: the columns that name a group.

    Returns:
        One row per group: `by`, the errors of each severity and `unrated`, `penalty` (points),
        `words`, `per_thousand` (points per 1,000 words), `score` (100 is best, below 0 is
        possible); missing where no words are told.

    Source: `analytics.stats.mqm.mqm_score`.

    >>> pattern = "\x1e".join(["A\x1fcritical"] * 2 + ["B\x1fmajor"] * 3 + ["C\x1fminor"] * 8)
    >>> findings = pd.DataFrame({"design": ["random"], "pattern": [pattern], "reviews": [1],
    ...     "audited": [1], "words": [2000], "worded": [1]})
    >>> mqm(findings, [])[["penalty", "words", "per_thousand", "score"]].values.tolist()
    [[73.0, 2000.0, 36.5, 96.35]]
    """
    table = _scored(findings, by, "worded", ["words"])
    score = mqm_score(
        {one: table[one].to_numpy(float) for one in SEVERITIES}, table["words"].to_numpy(float)
    )
    shown = table[[*by, *SEVERITIES, UNRATED, "penalty", "words"]]
    return shown.assign(per_thousand=score.penalty_per_thousand, score=score.raw)


def with_verdict(scores: pd.DataFrame, threshold: float | None) -> pd.DataFrame:
    """Append `verdict`: pass or fail by a threshold; one critical error fails whatever the score.

    Without a threshold agreed only a critical error decides.

    >>> scores = pd.DataFrame({"score": [96.35, 99.0], "critical": [2.0, 0.0]})
    >>> with_verdict(scores, 95.0)["verdict"].tolist()
    ['fail', 'pass']
    >>> with_verdict(scores, None)["verdict"].tolist()
    ['fail', 'no threshold']
    """
    if threshold is None:
        words = np.where(scores["critical"] > 0, "fail", NO_THRESHOLD)
    else:
        words = mqm_verdict(scores["score"], threshold, scores["critical"])
    return scores.assign(verdict=words)


def _scored(
    findings: pd.DataFrame, by: Sequence[str], times: str, sizes: Sequence[str]
) -> pd.DataFrame:
    """Errors by severity, points, squared points of a review and sizes, added up by group."""
    pooled = findings if "design" in by else findings[findings["design"].isin(POOLED_DESIGNS)]
    reviews = pooled[times].to_numpy(float, na_value=np.nan)
    counts = [_severities(one) for one in pooled["pattern"]]
    each = pd.DataFrame(counts, columns=[*SEVERITIES, UNRATED], index=pooled.index, dtype=float)
    points = sum(each[one] * MQM_MULTIPLIERS[one] for one in SEVERITIES)
    summed = each.mul(reviews, axis=0).assign(penalty=points * reviews, squares=points**2 * reviews)
    table = pd.concat([pooled[[*by, *sizes]], summed], axis="columns")
    columns = [*SEVERITIES, UNRATED, "penalty", "squares", *sizes]
    heaviest = max(MQM_MULTIPLIERS.values())
    largest = np.fmax(points.where(reviews > 0).max(), heaviest)
    return added(table, by, columns).assign(largest=largest)


def _severities(pattern: str) -> list[int]:
    """How many errors of each severity a pattern has, the unrated last."""
    said = [severity.lower() for _, severity in errors_in(pattern)]
    known = [said.count(one) for one in SEVERITIES]
    return [*known, len(said) - sum(known)]
