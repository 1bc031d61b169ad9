"""Where a number stands against what was agreed, in one word."""

from __future__ import annotations

import math

from analytics.stats.proportions import clopper_pearson_upper
from analytics.targets import Target

ON, WATCH, OFF = "on target", "watch", "off target"
TOO_FEW, NO_TARGET, NO_DATA = "not enough data", "no target", "no data"
_CLOSE = 0.05


def of_estimate(value: float, low: float, high: float, target: Target | None) -> str:
    """Status of a number with an interval.

    Off target only where the whole interval is on the wrong side; on target where the estimate is
    on the good side; in between, watch.

    >>> of_estimate(0.048, 0.041, 0.056, Target(0.04, at_most=True))
    'off target'
    >>> of_estimate(0.048, 0.035, 0.065, Target(0.04, at_most=True))
    'watch'
    """
    if math.isnan(value):
        return NO_DATA
    if target is None:
        return NO_TARGET
    if math.isnan(low) or math.isnan(high):
        return TOO_FEW
    if target.is_met_by(value):
        return ON
    certain = low > target.value if target.at_most else high < target.value
    return OFF if certain else WATCH


def of_error_rate(
    value: float, low: float, high: float, audited: float, target: Target | None
) -> str:
    """Status of an error rate: `of_estimate`, but not with fewer audits than could ever prove it.

    Not enough data where even no error at all would leave the exact 95 % upper limit above the
    target, unless the errors found already prove the opposite.

    >>> of_error_rate(0.0, 0.0, 0.0713, 50, Target(0.05, at_most=True))
    'not enough data'
    """
    word = of_estimate(value, low, high, target)
    if word in {ON, WATCH} and target and clopper_pearson_upper(0, audited) > target.value:
        return TOO_FEW
    return word


def of_amount(value: float, target: Target | None) -> str:
    """Status of an amount without sampling error; watch up to 5 % on the wrong side.

    >>> of_amount(97, Target(100, at_most=False)), of_amount(94, Target(100, at_most=False))
    ('watch', 'off target')
    """
    if math.isnan(value):
        return NO_DATA
    if target is None:
        return NO_TARGET
    if target.is_met_by(value):
        return ON
    gap = abs(value - target.value)
    return WATCH if gap <= _CLOSE * abs(target.value) else OFF
