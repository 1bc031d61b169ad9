"""The lead's audits: a random tenth of each vendor's week, and a targeted check of one person.

Auditors make no mistakes here, and audit in the week the work was delivered in. Overlap items are
not audited: their labels are compared with each other and with gold instead.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from sample_data import plan
from sample_data.draws import Ints, stream

PASS, FAIL, UNSURE = "pass", "fail", "unsure"
UPHELD, OVERTURNED = "upheld", "overturned"
TOO_HIGH, TOO_LOW = "Relevance/Too high", "Relevance/Too low"
MISSED, OVER_FLAGGED = "Safety/Missed", "Safety/Over-flagged"


def simulate_audits(seed: int, work: pd.DataFrame) -> pd.DataFrame:
    """Every audit.

    Args:
        seed: of the whole program.
        work: units as `work.simulate_work` gives them.

    Returns:
        One row per audited unit in order of audit: `audit_id`, `unit` (its index in `work`),
        `vendor`, `week`, `annotator`, `item_id`, `project`, `task_type`, `language`, `auditor`,
        `audited_on`, `design` (random, targeted), `stratum`, `inclusion_prob` (0 to 1; missing for
        targeted audits), `verdict`, `error_chance`, and for failed units `category`, `severity`,
        `given`, `correct`; for disputed ones `disputed_on`, and once resolved `resolved_on` and
        `dispute_result` (upheld, overturned).
    """
    rng = stream(seed, "audits")
    frame = work[~work["on_overlap"]]
    drawn = [
        _drawn(rng, units, round(plan.AUDIT_RATE * len(units))).assign(
            design="random", stratum=f"{vendor} 2026-W{week}"
        )
        for (vendor, week), units in frame.groupby(["vendor", "week"], sort=True)
    ]
    taken = frame.index.isin(pd.concat(drawn).index)
    suspect = frame[(frame["annotator"] == plan.DRIFTER) & ~taken]
    for week in plan.TARGETED_WEEKS:
        units = suspect[suspect["week"] == week]
        chosen = _drawn(rng, units, min(plan.TARGETED_AUDITS, len(units)))
        chosen["inclusion_prob"] = np.nan
        drawn.append(chosen.assign(design="targeted", stratum=f"{plan.DRIFTER} check"))
    audits = pd.concat(drawn).rename_axis("unit").reset_index()
    audits["audited_on"] = _audit_days(rng, audits)
    audits["auditor"] = rng.choice(plan.AUDITORS, len(audits))
    audits["verdict"] = np.where(audits["wrong"], FAIL, PASS)
    audits.loc[rng.random(len(audits)) < plan.UNSURE, "verdict"] = UNSURE
    audits = audits.sort_values(["audited_on", "vendor", "unit"], ignore_index=True)
    audits["audit_id"] = [f"A-{number:05d}" for number in range(1, len(audits) + 1)]
    return _with_disputes(stream(seed, "disputes"), _with_findings(audits))


def _drawn(rng: np.random.Generator, units: pd.DataFrame, count: int) -> pd.DataFrame:
    """`count` of the units, each equally likely, with the chance each had."""
    chosen = units.iloc[rng.permutation(len(units))[:count]]
    return chosen.assign(inclusion_prob=round(count / len(units), 4))


def _audit_days(rng: np.random.Generator, audits: pd.DataFrame) -> list[object]:
    later = rng.integers(0, 3, len(audits))
    return [
        min(day + timedelta(days=int(days)), plan.monday(week) + timedelta(days=6))
        for day, days, week in zip(audits["day"], later, audits["week"], strict=True)
    ]


def _with_findings(audits: pd.DataFrame) -> pd.DataFrame:
    findings = [
        _finding(row.task_type, row.truth, row.given) if row.verdict == FAIL else (None, None)
        for row in audits.itertuples()
    ]
    failed = audits["verdict"] == FAIL
    return audits.assign(
        category=[category for category, _ in findings],
        severity=[severity for _, severity in findings],
        given=audits["given"].where(failed, None),
        correct=audits["truth"].where(failed, None),
    )


def _with_disputes(rng: np.random.Generator, audits: pd.DataFrame) -> pd.DataFrame:
    """Some failed verdicts are disputed; a date after the last day has not come yet."""
    count = len(audits)
    asked = _later(audits["audited_on"], rng.integers(1, 6, count))
    ended = _later(asked, rng.integers(*plan.DAYS_TO_RESOLVE, count))
    result = np.where(rng.random(count) < plan.OVERTURNED, OVERTURNED, UPHELD)
    disputes = (
        (audits["verdict"] == FAIL)
        & (rng.random(count) < audits["vendor"].map(plan.DISPUTED))
        & (asked <= plan.LAST_DAY)
    )
    resolved = disputes & (ended <= plan.LAST_DAY)
    return audits.assign(
        disputed_on=asked.where(disputes, None),
        resolved_on=ended.where(resolved, None),
        dispute_result=pd.Series(result).where(resolved, None),
    )


def _later(when: pd.Series, days: Ints) -> pd.Series:
    return pd.Series([day + timedelta(days=int(n)) for day, n in zip(when, days, strict=True)])


def _finding(task_type: str, truth: str, given: str) -> tuple[str, str]:
    """Category and severity of a wrong label.

    >>> _finding(plan.IMAGE, "unsafe", "safe")
    ('Safety/Missed', 'critical')
    """
    labels = plan.LABELS[task_type]
    step = labels.index(given) - labels.index(truth)
    if task_type == plan.QUERY:
        return TOO_HIGH if step > 0 else TOO_LOW, "major" if abs(step) == 2 else "minor"
    if step > 0:
        return OVER_FLAGGED, "minor"
    return MISSED, "critical" if truth == "unsafe" else "major"
