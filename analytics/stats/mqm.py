"""Scores of error annotations by severity, after the Multidimensional Quality Metrics (MQM).

Two formulas go under the name: the raw score takes off 100 points per penalty point per word, many
tools take off one point per penalty point per thousand words. The same work scores 96.35 by one and
63.5 by the other, so each has its own name here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.stats.estimate import Floats, Numbers

MQM_MULTIPLIERS: Mapping[str, float] = {"neutral": 0, "minor": 1, "major": 5, "critical": 25}


class MqmScore(NamedTuple):
    """What a text or sample scores; NaN where it has no words or a count is missing.

    Attributes:
        penalty: absolute penalty total (APT), points; 0 or more.
        penalty_per_thousand: penalty points per thousand words.
        raw: raw quality score, 100·(1 - APT/words); 100 is best, below 0 is possible.
        per_thousand: 100 - 1000·APT/words; 100 is best, below 0 is possible.
        critical: number of critical errors.
    """

    penalty: Any
    penalty_per_thousand: Any
    raw: Any
    per_thousand: Any
    critical: Any


def mqm_penalty(
    counts: Mapping[str, Numbers],
    weights: Numbers | None = None,
    multipliers: Mapping[str, float] = MQM_MULTIPLIERS,
) -> Any:
    """Absolute penalty total: errors times the multiplier of their severity, summed.

    Args:
        counts: number of errors by severity ("neutral", "minor", "major", "critical"), whole. With
            `weights`, each holds one number per error type along its last axis.
        weights: weight of each error type, 0 or more; None gives every type weight 1 and leaves the
            shape of the counts as it is.
        multipliers: penalty points per error of each severity.

    Returns:
        Penalty points, 0 or more; NaN where a count is missing.

    Raises:
        AskedForUnknown: a severity without a multiplier.
        ValueInvalid: a count is negative or not whole; a weight is negative; with weights, counts
            are not given by error type.

    Source: A. Lommel and others, The Multi-Range Theory of Translation Quality Measurement (2024),
    arXiv:2405.16969.

    >>> float(mqm_penalty({"critical": 2, "major": 3, "minor": 8}))
    73.0
    """
    types = None if weights is None else np.asarray(weights, float)
    if types is not None and np.any(types < 0):
        raise ValueInvalid("The weight of an error type must be 0 or more.")
    total: Any = np.float64(0)
    for severity, count in counts.items():
        if severity not in multipliers:
            raise AskedForUnknown("severity", severity, multipliers)
        errors = _checked_errors(severity, count)
        if types is not None and errors.shape[-1:] != types.shape[-1:]:
            raise ValueInvalid(
                f"With weights for {types.size} error types, {severity} errors need one number "
                f"per type; got the shape {errors.shape}."
            )
        total = total + multipliers[severity] * errors
    return total[()] if types is None else (total * types).sum(axis=-1)


def _checked_errors(severity: str, count: Numbers) -> Floats:
    errors = np.asarray(count, float)
    if np.any((errors < 0) | ((errors != np.floor(errors)) & ~np.isnan(errors))):
        raise ValueInvalid(f"The number of {severity} errors must be whole and 0 or more.")
    return errors


def mqm_score(
    counts: Mapping[str, Numbers],
    words: Numbers,
    weights: Numbers | None = None,
    multipliers: Mapping[str, float] = MQM_MULTIPLIERS,
) -> MqmScore:
    """Penalty and both scores of a text or sample.

    Args:
        counts: number of errors by severity, as in `mqm_penalty`.
        words: words evaluated, 0 or more.
        weights: weight of each error type, as in `mqm_penalty`.
        multipliers: penalty points per error of each severity.

    Returns:
        The scores; NaN where there are no words.

    Raises:
        AskedForUnknown: a severity without a multiplier.
        ValueInvalid: a count is negative or not whole; a weight or `words` is negative.

    Source: A. Lommel and others (2024), arXiv:2405.16969, for the raw score; the per-thousand score
    is what many scorecards compute.

    >>> score = mqm_score({"critical": 2, "major": 3, "minor": 8}, words=2000)
    >>> float(score.penalty), float(score.penalty_per_thousand), float(score.raw)
    (73.0, 36.5, 96.35)
    >>> float(score.per_thousand)
    63.5
    """
    evaluated = np.asarray(words, float)
    if np.any(evaluated < 0):
        raise ValueInvalid("The number of words evaluated must be 0 or more.")
    penalty = mqm_penalty(counts, weights, multipliers)
    size = np.where(evaluated > 0, evaluated, np.nan)
    critical = np.asarray(counts.get("critical", 0), float)
    return MqmScore(
        penalty=(penalty + 0 * size)[()],
        penalty_per_thousand=(1000 * penalty / size)[()],
        raw=(100 - 100 * penalty / size)[()],
        per_thousand=(100 - 1000 * penalty / size)[()],
        critical=(critical if weights is None else critical.sum(axis=-1))[()],
    )


def mqm_calibrated(penalty_per_thousand: Numbers, allowed: Numbers, threshold: Numbers) -> Any:
    """Raw penalties on a scale where the threshold sits at the penalty still accepted.

    The line runs through 100 at no penalty and through `threshold` at `allowed` penalty points per
    thousand words, so that scores near 100 spread out.

    Args:
        penalty_per_thousand: penalty points per thousand words, from `mqm_score`.
        allowed: penalty points per thousand words that are just acceptable, above 0.
        threshold: the score at which work just passes, below 100.

    Returns:
        100 - penalty·(100 - threshold)/allowed; below 0 is possible; NaN where the penalty is.

    Raises:
        ValueInvalid: `allowed` is not above 0 or `threshold` not below 100.

    Source: The MQM Scoring Models, themqm.org, linear calibrated scoring model; A. Lommel and
    others (2024), arXiv:2405.16969.

    >>> mqm_calibrated([0, 10, 20], allowed=10, threshold=90).tolist()
    [100.0, 90.0, 80.0]
    """
    accepted, passing = np.asarray(allowed, float), np.asarray(threshold, float)
    if np.any(accepted <= 0) or np.any(passing >= 100):
        raise ValueInvalid(
            "A calibrated score needs an allowed penalty above 0 and a threshold below 100."
        )
    return (100 - (100 - passing) * (np.asarray(penalty_per_thousand, float) / accepted))[()]


def mqm_verdict(score: Numbers, threshold: Numbers, critical: Numbers) -> Any:
    """Does a score pass? One critical error fails it, whatever the score.

    Args:
        score: raw, per-thousand or calibrated score; higher is better.
        threshold: the score at which work just passes, on the same scale.
        critical: number of critical errors.

    Returns:
        "pass" or "fail"; "not enough data" where the score is missing and no critical error known.

    Source: A. Lommel and others (2024), arXiv:2405.16969.

    >>> str(mqm_verdict(96.35, threshold=95, critical=2))
    'fail'
    """
    reached = np.asarray(score, float)
    # Scores are sums of decimal fractions: the threshold itself passes in spite of rounding.
    needed = np.asarray(threshold, float) - 1e-9
    cases = [np.asarray(critical, float) > 0, reached >= needed, reached < needed]
    return np.select(np.broadcast_arrays(*cases), ["fail", "pass", "fail"], "not enough data")[()]
