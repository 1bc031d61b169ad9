"""How many items to audit, and how to spread the audits."""

from itertools import product
from math import comb, isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.stats.proportions import wilson_finite
from analytics.stats.samplesize import (
    allocate,
    n_for_detection,
    n_for_precision,
    n_for_two_proportions,
    n_for_wilson_width,
    power_two_proportions,
)
from analytics.stats.significance import score_test_two_proportions


def test_precision_of_two_points_at_five_percent():
    assert n_for_precision(0.05, 0.02) == 457
    assert n_for_precision(0.05, 0.02, population=5000) == 419


def test_precision_equals_textbook_numbers():
    # The poll's thousand: ±3 and ±5 points at 50 %; 370 of a population of 10,000.
    assert n_for_precision(0.5, [0.03, 0.05]).tolist() == [1068, 385]
    assert n_for_precision(0.5, 0.05, population=10_000) == 370
    assert n_for_precision(0.5, 0.05, confidence=0.99) == 664


@given(st.floats(0.01, 0.99), st.floats(0.005, 0.3), st.integers(1, 20_000))
@settings(max_examples=100, deadline=None)
def test_a_finite_population_never_needs_more_audits_or_more_than_it_has(p, half, population):
    finite = n_for_precision(p, half, population=population)
    assert 1 <= finite <= min(n_for_precision(p, half), population)
    # The variance the sample leaves is small enough, one audit fewer leaves too much.
    z2 = 3.8414588206941285

    def width2(n):
        left = (population - n) / (population - 1) if population > 1 else 0
        return z2 * p * (1 - p) / n * left

    assert width2(finite) <= half**2 * (1 + 1e-9)
    assert finite == 1 or width2(finite - 1) > half**2 * (1 - 1e-9)


def test_precision_without_spread_is_missing():
    assert np.isnan(n_for_precision([0, 1, nan], 0.02)).all()
    assert isnan(n_for_precision(0, 0.02, population=100))


@given(st.floats(0, 1), st.floats(0.01, 0.5), st.integers(2, 3000))
@settings(max_examples=100, deadline=None)
def test_wilson_width_is_reached_and_not_one_audit_earlier(p, half, population):
    z2 = 3.8414588206941285

    def half_width(n):
        return np.sqrt(z2 * (n * p * (1 - p) + z2 / 4)) / (n + z2)

    n = n_for_wilson_width(p, half)
    assert half_width(n) <= half + 1e-12
    assert n == 1 or half_width(n - 1) > half - 1e-12
    lot = n_for_wilson_width(p, half, population=population)
    assert lot <= min(n, population)


def test_wilson_width_equals_trying_every_number():
    def width(n):
        found = wilson_finite(n // 2, n, 500)
        return found.high - found.low

    even = [n for n in range(2, 501, 2) if width(n) <= 0.1]
    assert 0 <= even[0] - n_for_wilson_width(0.5, 0.05, population=500) <= 1
    assert n_for_wilson_width(0, 0.02) == 93  # 3.8415/(n + 3.8415) <= .04
    assert n_for_wilson_width(0.05, 0.02, population=[1, 100]).tolist() == [1, 83]
    assert isnan(n_for_wilson_width(nan, 0.02))


def test_detection_equals_published_numbers():
    # Cannon and Roe (1982): 299 for 1 %, 59 for 5 %, 29 for 10 % at 95 %.
    assert n_for_detection([0.01, 0.05, 0.10]).tolist() == [299, 59, 29]
    assert n_for_detection(0.01, confidence=0.99) == 459
    # In exact ties the number itself is enough: .5² = .25, and 95 of 100 with one wrong.
    assert n_for_detection(0.5, confidence=0.75) == 2
    assert n_for_detection(0.01, population=100) == 95
    assert n_for_detection([0, 1, nan])[1] == 1
    assert np.isnan(n_for_detection([0, 1, nan])).tolist() == [True, False, True]


@given(st.integers(1, 60), st.floats(0.01, 1), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
@settings(max_examples=100, deadline=None)
def test_detection_in_a_lot_equals_counting_draws(lot, rate, confidence):
    wrong = min(k for k in range(lot + 1) if k >= rate * lot - 1e-9)
    missed = [comb(lot - wrong, n) / comb(lot, n) for n in range(lot + 1)]
    expected = next(n for n in range(1, lot + 1) if missed[n] <= 1 - confidence + 1e-12)
    assert n_for_detection(rate, confidence, population=lot) == expected


def test_detection_in_a_large_lot_is_that_of_an_infinite_one():
    assert n_for_detection(0.01, population=10**8) == 299


def test_two_proportions_equal_published_numbers():
    # R's power.prop.test help: p .50 and .75, power .90 gives n = 76.7; n = 50 gives power .740.
    assert n_for_two_proportions(0.5, 0.75, power=0.9) == 77
    assert power_two_proportions(0.5, 0.75, 50) == pytest.approx(0.7401659, abs=5e-7)
    # Fleiss, Levin, Paik (2003), table A.4: .1 against .2, alpha .05, power .80, with correction.
    assert n_for_two_proportions(0.1, 0.2, continuity=True) == 219
    assert n_for_two_proportions(0.1, 0.2) == 199


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99), st.sampled_from([0.6, 0.8, 0.95]))
@settings(max_examples=100, deadline=None)
def test_the_number_reaches_its_power_and_one_fewer_does_not(p1, p2, power):
    if abs(p1 - p2) < 0.01:
        return
    n = n_for_two_proportions(p1, p2, power=power)
    assert power_two_proportions(p1, p2, n) >= power - 1e-9
    assert n == 1 or power_two_proportions(p1, p2, n - 1) < power
    assert n_for_two_proportions(p1, p2, power=power, continuity=True) > n
    assert n_for_two_proportions(p2, p1, power=power) == n


def test_power_is_what_simulated_tests_reach():
    rng = np.random.default_rng(44)
    x1, x2 = rng.binomial(200, 0.1, 20_000), rng.binomial(200, 0.2, 20_000)
    rejected = np.mean(score_test_two_proportions(x1, 200, x2, 200).p_value < 0.05)
    assert power_two_proportions(0.1, 0.2, 200) == pytest.approx(rejected, abs=0.02)


def test_equal_rates_need_no_number_of_audits():
    assert isnan(n_for_two_proportions(0.1, 0.1))
    assert power_two_proportions(0.1, 0.1, 50) == pytest.approx(0.025)
    assert isnan(power_two_proportions(0, 0, 50))
    assert isnan(power_two_proportions(0.1, 0.2, 0))
    assert power_two_proportions(0, 1, 10) == 1


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: n_for_precision(1.2, 0.1), "expected rate"),
        (lambda: n_for_precision(0.5, 0), "above 0"),
        (lambda: n_for_precision(0.5, 0.1, population=0), "population"),
        (lambda: n_for_wilson_width(0.5, -0.1), "Half the width"),
        (lambda: n_for_detection(2), "rate"),
        (lambda: n_for_detection(0.1, population=1.5), "population"),
        (lambda: n_for_two_proportions(0.1, 0.2, power=0.01), "Power"),
        (lambda: n_for_two_proportions(0.1, 0.2, power=1), "Power"),
        (lambda: n_for_two_proportions(0.1, 0.2, alpha=5), "Alpha"),
        (lambda: power_two_proportions(0.1, 0.2, -1), "audits"),
    ],
)
def test_impossible_plans_are_refused(call, sentence):
    with pytest.raises(ValueInvalid, match=sentence):
        call()


# --- allocation -----------------------------------------------------------------------------------


def test_proportional_audits_follow_size():
    assert allocate([9000, 1000], 300).tolist() == [270, 30]
    # 10/3 each: the odd one goes to the first.
    assert allocate([10, 10, 10], 10).tolist() == [4, 3, 3]


def test_equal_audits_stop_at_small_strata():
    assert allocate([5, 100, 10], 30, "equal").tolist() == [5, 15, 10]
    assert allocate([5, 0, 10], 3, "equal").tolist() == [2, 0, 1]


def test_neyman_audits_follow_size_times_spread():
    # 9000·.14 = 1260 against 1000·.4583 = 458.3: 73.3 % of 300.
    assert allocate([9000, 1000], 300, "neyman", rates=[0.02, 0.3]).tolist() == [220, 80]
    assert allocate([400, 400], 30, "neyman", sd=[1, 2]).tolist() == [10, 20]
    # Strata without spread come last, and then by size.
    assert allocate([5, 100, 10], 30, "neyman", sd=[0, 0, 5]).tolist() == [1, 19, 10]


def test_a_minimum_is_kept_where_there_are_items():
    assert allocate([5, 100, 10], 30, minimum=7).tolist() == [5, 18, 7]


@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=8),
    st.data(),
    st.sampled_from(["proportional", "equal", "neyman"]),
)
@settings(max_examples=200, deadline=None)
def test_audits_add_up_and_keep_their_bounds(sizes, data, method):
    minimum = data.draw(st.integers(0, 5))
    needed = sum(min(size, minimum) for size in sizes)
    total = data.draw(st.integers(needed, sum(sizes)))
    rates = data.draw(
        st.lists(st.floats(0, 1), min_size=len(sizes), max_size=len(sizes))
        if method == "neyman"
        else st.none()
    )
    found = allocate(sizes, total, method, rates=rates, minimum=minimum)
    assert found.dtype == np.int64
    assert found.sum() == total
    assert np.all(found <= sizes)
    assert np.all(found >= np.minimum(sizes, minimum))


def test_neyman_is_within_rounding_of_the_best_whole_numbers():
    sizes, sd = np.array([60, 30, 10]), np.array([0.1, 0.3, 0.5])

    def variance(audits):
        return np.sum(sizes**2 * sd**2 / audits - sizes * sd**2)

    best = min(
        variance(np.array([a, b, 20 - a - b]))
        for a, b in product(range(1, 19), repeat=2)
        if 0 < 20 - a - b <= 10
    )
    assert variance(allocate(sizes, 20, "neyman", sd=sd)) <= best * 1.01


def test_impossible_allocations_are_refused():
    with pytest.raises(ValueInvalid, match="11 audits cannot be spread"):
        allocate([10], 11)
    with pytest.raises(ValueInvalid, match="minimums need 4"):
        allocate([10, 10], 3, minimum=2)
    with pytest.raises(AskedForUnknown, match=r"neymann.*neyman"):
        allocate([10], 1, "neymann")
    with pytest.raises(ValueInvalid, match="either"):
        allocate([10], 1, "neyman")
    with pytest.raises(ValueInvalid, match="either"):
        allocate([10], 1, "neyman", sd=[1], rates=[0.1])
    with pytest.raises(ValueInvalid, match="every stratum"):
        allocate([10, 10], 1, "neyman", sd=[1])
    with pytest.raises(ValueInvalid, match="whole"):
        allocate([10.5], 1)
    with pytest.raises(ValueInvalid, match="whole"):
        allocate([nan], 1)
