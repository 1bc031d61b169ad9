"""One word for where a number stands: certain, or not said."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analytics.metrics import status
from analytics.stats.proportions import clopper_pearson_upper, wilson
from analytics.targets import Target

LIMIT = Target(0.05, at_most=True)
FLOOR = Target(0.7, at_most=False)


def of(wrong, audited, target=LIMIT):
    share = wilson(wrong, audited)
    limits = (float(share.estimate), float(share.low), float(share.high))
    return status.of_error_rate(*limits, audited, target)


def test_one_error_in_five_does_not_alert_a_limit_of_5_per_cent():
    assert of(1, 5) == status.TOO_FEW


def test_forty_errors_in_four_hundred_do():
    assert of(40, 400) == status.OFF


def test_no_error_in_fifty_is_not_enough_to_be_on_target():
    """No error in 50 leaves up to 5.8 % (Clopper-Pearson); in 100 at most 3.0 %."""
    assert of(0, 50) == status.TOO_FEW
    assert of(0, 100) == status.ON


def test_a_rate_above_the_limit_within_noise_is_watched():
    assert of(24, 400) == status.WATCH


def test_errors_that_prove_the_opposite_count_even_with_few_audits():
    assert of(20, 25) == status.OFF


@given(audited=st.integers(1, 3000), share=st.floats(0, 1), limit=st.floats(0.001, 0.5))
def test_off_target_is_said_only_where_the_whole_interval_is_above_the_limit(audited, share, limit):
    wrong = round(share * audited)
    word = of(wrong, audited, Target(limit, at_most=True))
    assert (word == status.OFF) == (float(wilson(wrong, audited).low) > limit)


@given(audited=st.integers(1, 3000), limit=st.floats(0.001, 0.5))
def test_on_target_needs_as_many_audits_as_could_prove_it(audited, limit):
    assume(abs(clopper_pearson_upper(0, audited) - limit) > 1e-9)
    word = of(0, audited, Target(limit, at_most=True))
    provable = clopper_pearson_upper(0, audited) < limit
    assert word == (status.ON if provable else status.TOO_FEW)


@pytest.mark.parametrize(
    ("value", "low", "high", "word"),
    [
        (0.75, 0.60, 0.85, status.ON),
        (0.70, 0.60, 0.80, status.ON),
        (0.65, 0.55, 0.72, status.WATCH),
        (0.60, 0.50, 0.69, status.OFF),
        (0.75, math.nan, math.nan, status.TOO_FEW),
        (math.nan, math.nan, math.nan, status.NO_DATA),
    ],
)
def test_a_floor_is_missed_only_from_below(value, low, high, word):
    assert status.of_estimate(value, low, high, FLOOR) == word


@pytest.mark.parametrize(
    ("value", "target", "word"),
    [
        (100, Target(100, at_most=True), status.ON),
        (105, Target(100, at_most=True), status.WATCH),
        (105.01, Target(100, at_most=True), status.OFF),
        (95, Target(100, at_most=False), status.WATCH),
        (94.9, Target(100, at_most=False), status.OFF),
        (math.nan, Target(100, at_most=True), status.NO_DATA),
        (1, None, status.NO_TARGET),
    ],
)
def test_an_amount_is_watched_up_to_five_per_cent_on_the_wrong_side(value, target, word):
    assert status.of_amount(value, target) == word


def test_without_an_agreed_number_nothing_is_on_or_off_target():
    assert of(40, 400, None) == status.NO_TARGET
    assert status.of_estimate(0.5, 0.4, 0.6, None) == status.NO_TARGET
