"""Error rates put right for auditors who miss errors and flag correct work.

Sensitivity is the share of wrong items that the auditor calls wrong, specificity the share of right
items that the auditor calls right. An auditor for whom they add up to 1 or less does no better than
chance; every result is then NaN.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics.stats.estimate import (
    Floats,
    Interval,
    Numbers,
    checked_share,
    interval,
    observed_counts,
    two_sided_z,
)
from analytics.stats.proportions import wilson


def rogan_gladen(rate: Numbers, sensitivity: Numbers, specificity: Numbers) -> Any:
    """True error rate behind an observed one, for an imperfect auditor.

    Args:
        rate: observed error rate, 0–1.
        sensitivity: share of wrong items called wrong, 0–1.
        specificity: share of right items called right, 0–1.

    Returns:
        Shares 0–1: (rate + specificity - 1) / (sensitivity + specificity - 1). An observed rate
        below 1 - specificity would give less than 0 and is cut off at 0, one above the sensitivity
        at 1. NaN where sensitivity + specificity is 1 or less.

    Raises:
        ValueInvalid: a share outside 0–1.

    Source: W. J. Rogan, B. Gladen (1978), doi:10.1093/oxfordjournals.aje.a112510.

    >>> round(float(rogan_gladen(0.10, 0.90, 0.98)), 4)
    0.0909
    """
    observed = checked_share("An error rate", rate)
    found = checked_share("Sensitivity", sensitivity)
    cleared = checked_share("Specificity", specificity)
    better = found + cleared - 1
    true = (observed + cleared - 1) / np.where(better > 0, better, np.nan)
    return np.clip(true, 0, 1)[()]


def rogan_gladen_interval(
    x: Numbers,
    n: Numbers,
    sensitivity: Numbers,
    specificity: Numbers,
    confidence: float = 0.95,
) -> Interval:
    """True error rate with limits, for an auditor whose sensitivity and specificity are known.

    Args:
        x: items the auditor called wrong, whole, 0 to `n`.
        n: items audited, whole.
        sensitivity: share of wrong items called wrong, 0–1, taken as exact.
        specificity: share of right items called right, 0–1, taken as exact.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        Shares 0–1: Wilson's estimate and limits carried over as `rogan_gladen` does, cut off at 0
        and 1. NaN where nothing was audited or sensitivity + specificity is 1 or less.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a share or level outside 0–1.

    Source: J. Reiczigel, J. Földi, L. Ózsvári (2010), doi:10.1017/S0950268810000385, with Wilson's
    limits, as they advise for large samples.

    >>> [round(float(share), 4) for share in rogan_gladen_interval(40, 400, 0.90, 0.98)]
    [0.0909, 0.0617, 0.1288]
    """
    return Interval(
        *(rogan_gladen(part, sensitivity, specificity) for part in wilson(x, n, confidence))
    )


def lang_reiczigel(
    x: Numbers,
    n: Numbers,
    found: Numbers,
    wrong: Numbers,
    cleared: Numbers,
    right: Numbers,
    confidence: float = 0.95,
) -> Interval:
    """True error rate with limits, for an auditor who was checked on gold items.

    Args:
        x: items the auditor called wrong, whole, 0 to `n`.
        n: items audited, whole.
        found: wrong gold items that the auditor called wrong, whole; sensitivity is found/wrong.
        wrong: wrong gold items shown, whole.
        cleared: right gold items that the auditor called right, whole; specificity is
            cleared/right.
        right: right gold items shown, whole.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        Shares 0–1. The estimate is Rogan and Gladen's; the limits also carry the uncertainty of
        sensitivity and specificity and are cut off at 0 and 1. NaN where a sample is empty or
        sensitivity + specificity is 1 or less, also after the method adds its two items to each.

    Raises:
        ValueInvalid: a count is negative, not whole, or above its total; a level outside 0–1.

    Source: Z. Lang, J. Reiczigel (2014), doi:10.1016/j.prevetmed.2013.09.015.

    >>> [round(float(share), 4) for share in lang_reiczigel(40, 400, 90, 100, 196, 200)]
    [0.0909, 0.0495, 0.1324]
    """
    x, n = observed_counts(x, n)
    found, wrong = observed_counts(found, wrong)
    cleared, right = observed_counts(cleared, right)
    z = two_sided_z(confidence)
    rate, rate_variance = _adjusted(x, n, z**2)
    sensitivity, sensitivity_variance = _adjusted(found, wrong, 2)
    specificity, specificity_variance = _adjusted(cleared, right, 2)
    better = sensitivity + specificity - 1
    better = np.where(better > 0, better, np.nan)

    true = (rate + specificity - 1) / better
    shift = 2 * z**2 * (true * sensitivity_variance - (1 - true) * specificity_variance)
    spread = rate_variance + true**2 * sensitivity_variance + (1 - true) ** 2 * specificity_variance
    half = z * np.sqrt(spread) / better
    estimate = rogan_gladen(x / n, found / wrong, cleared / right)
    known = np.where(np.isnan(estimate), np.nan, 0)
    low = np.clip(true + shift - half, 0, 1) + known
    high = np.clip(true + shift + half, 0, 1) + known
    return interval(estimate + 0 * low, low, high)


def _adjusted(x: Floats, n: Floats, added: float) -> tuple[Floats, Floats]:
    """Share and its variance with `added` trials, half of them successes."""
    share = (x + added / 2) / (n + added)
    return share, share * (1 - share) / (n + added)
