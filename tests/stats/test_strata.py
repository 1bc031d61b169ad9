"""Shares of a population from audits that were not drawn evenly."""

from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from analytics.errors import ValueInvalid
from analytics.stats.differences import miettinen_nurminen
from analytics.stats.proportions import wilson, wilson_finite
from analytics.stats.strata import (
    horvitz_thompson,
    post_stratified,
    standardised,
    standardised_difference,
    stratified,
    weighted,
    weighted_from_sums,
)

Z2 = 3.8414588206941285


@st.composite
def strata(draw, most=5):
    n = draw(st.lists(st.integers(1, 60), min_size=1, max_size=most))
    x = [draw(st.integers(0, audits)) for audits in n]
    size = [audits + draw(st.integers(0, 500)) for audits in n]
    return x, n, size


def test_a_targeted_audit_is_weighted_back_to_the_population():
    # .9·2/100 + .1·60/200 = 4.8 %; adding the counts would say 62/300 = 20.7 %.
    assert stratified([2, 60], [100, 200], [9000, 1000]).estimate == pytest.approx(0.048)


def test_an_agreed_mix_turns_the_order_of_two_vendors_round():
    wrong, audited = [[9, 10], [1, 81]], [[900, 100], [125, 900]]
    assert wilson(19, 1000).estimate == pytest.approx(0.019)
    assert wilson(82, 1025).estimate == pytest.approx(0.08)
    # A: (1.0 + 10.0)/2, B: (0.8 + 9.0)/2.
    assert standardised(wrong, audited, [0.5, 0.5]).estimate == pytest.approx([0.055, 0.049])
    found = standardised_difference(*wrong[:1], *audited[:1], wrong[1], audited[1], [0.5, 0.5])
    assert found.estimate == pytest.approx(0.006)
    assert found.low < 0 < found.high


@given(st.integers(1, 400), st.data())
@settings(max_examples=100, deadline=None)
def test_one_stratum_is_an_ordinary_share(n, data):
    x = data.draw(st.integers(0, n))
    size = n + data.draw(st.integers(0, 2000))
    assert stratified([x], [n], [size]) == pytest.approx(wilson_finite(x, n, size), abs=1e-9)
    assert standardised([x], [n], [7]) == pytest.approx(wilson(x, n), abs=1e-9)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
@settings(max_examples=50, deadline=None)
def test_one_kind_of_work_is_an_ordinary_difference(n1, n2, data):
    x1, x2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    found = standardised_difference([x1], [n1], [x2], [n2], [1])
    assert found == pytest.approx(miettinen_nurminen(x1, n1, x2, n2), abs=1e-9)


def profile(total, x, n, weight):
    """Likeliest shares that add up to `total`, found by solving for the multiplier."""

    def shares(t):
        # x/p - (n - x)/(1 - p) = t·weight, solved for p by root finding.
        return [
            brentq(lambda p: x_ / p - (n_ - x_) / (1 - p) - t * w, 1e-15, 1 - 1e-15, xtol=1e-16)  # noqa: B023
            for x_, n_, w in zip(x, n, weight, strict=True)
        ]

    t = brentq(lambda t: np.dot(weight, shares(t)) - total, -1e7, 1e7, xtol=1e-9)
    return np.array(shares(t))


@pytest.mark.parametrize(
    ("x", "n", "weight"),
    [
        ([2, 60], [100, 200], [0.9, 0.1]),
        ([1, 5, 3], [40, 10, 25], [0.2, 0.3, 0.5]),
        ([3, 9], [4, 10], [0.5, 0.5]),
    ],
)
def test_limits_are_where_the_restricted_statistic_is_z(x, n, weight):
    found = standardised(x, n, weight)
    factor = (sum(n) - len(n) + 1) / sum(n)
    for limit in (found.low, found.high):
        p = profile(limit, x, n, weight)
        variance = np.sum(np.square(weight) * p * (1 - p) / (np.array(n) * factor))
        assert (found.estimate - limit) ** 2 / variance == pytest.approx(Z2, rel=1e-5)


@given(strata())
@settings(max_examples=100, deadline=None)
def test_limits_enclose_the_estimate_and_mirror_when_right_and_wrong_swap(counts):
    x, n, size = counts
    found = stratified(x, n, size)
    turned = stratified(np.subtract(n, x), n, size)
    assert 0 <= found.low <= found.estimate <= found.high <= 1
    assert found.low == pytest.approx(1 - turned.high, abs=1e-9)
    assert found.estimate == pytest.approx(np.dot(size, np.divide(x, n)) / np.sum(size))


def test_a_population_audited_in_full_is_known_exactly():
    found = stratified([5, 7], [10, 20], [10, 20])
    assert [float(part) for part in found] == pytest.approx([0.4, 0.4, 0.4])


def test_a_stratum_audited_in_full_adds_no_uncertainty():
    # Only the 9,000 are open: .9 times the limits of 2/100 of 9,000, plus .1·300/1000.
    part = wilson_finite(2, 100, 9000)
    found = stratified([2, 300], [100, 1000], [9000, 1000])
    assert list(found) == pytest.approx([0.9 * share + 0.03 for share in part], abs=1e-6)


def test_strata_without_errors_keep_a_width():
    found = stratified([0, 0], [100, 200], [9000, 1000])
    assert found.low == found.estimate == 0
    # The upper limit cannot beat the nine tenths' own: .9·3.70 %.
    assert found.high == pytest.approx(0.9 * wilson_finite(0, 100, 9000).high, rel=0.01)


def test_an_unaudited_stratum_makes_the_whole_missing_unless_it_is_empty():
    assert all(isnan(part) for part in stratified([2, 0], [100, 0], [9000, 1000]))
    assert all(isnan(part) for part in post_stratified([2, 0], [100, 0], [9000, 1000]))
    assert all(isnan(part) for part in standardised([2, 0], [100, 0], [1, 1]))
    assert all(isnan(part) for part in stratified([0, 0], [0, 0], [0, 0]))
    assert all(isnan(part) for part in stratified([nan, 1], [5, 5], [50, 50]))
    assert all(isnan(part) for part in standardised([1, 1], [5, 5], [0, 0]))
    assert stratified([2, 0], [100, 0], [9000, 0]) == stratified([2], [100], [9000])


def test_groups_are_done_at_once():
    found = stratified([[2, 60], [1, nan]], [100, 200], [9000, 1000])
    assert found.low.shape == (2,)
    assert found.low[0] == stratified([2, 60], [100, 200], [9000, 1000]).low
    assert isnan(found.low[1])
    assert isinstance(stratified([2], [100], [9000]).low, np.float64)


def test_after_a_random_draw_the_numbers_hit_are_taken_as_given():
    assert post_stratified([2, 6], [88, 12], [9000, 1000]) == stratified(
        [2, 6], [88, 12], [9000, 1000]
    )


def test_impossible_strata_are_refused():
    with pytest.raises(ValueInvalid, match="hold everything drawn"):
        stratified([1], [10], [9])
    with pytest.raises(ValueInvalid, match="Weights"):
        standardised([1], [10], [-1])
    with pytest.raises(ValueInvalid, match="whole numbers"):
        standardised([11], [10], [1])


# Sizes, audits and true rates of the strata.
DESIGNS = [
    ([9000, 1000], [100, 200], [0.01, 0.3]),
    ([9000, 1000], [50, 50], [0.02, 0.2]),
    ([5000, 2000, 1000, 500, 100], [50] * 5, [0.01, 0.02, 0.05, 0.1, 0.3]),
    ([500] * 10, [20] * 10, [0.03] * 10),
    ([60] * 3, [40] * 3, [0.1] * 3),
    ([1000] * 30, [3] * 30, [0.2] * 30),
]


@pytest.mark.parametrize(("size", "n", "rates"), DESIGNS)
def test_stratified_limits_cover_the_truth(size, n, rates):
    rng = np.random.default_rng(31)
    size, n = np.array(size), np.array(n)
    wrong = np.rint(size * rates).astype(int)
    x = rng.hypergeometric(wrong, size - wrong, n, size=(3000, size.size))
    truth = wrong.sum() / size.sum()
    found = stratified(x, n, size)
    assert 0.92 <= np.mean((found.low <= truth) & (truth <= found.high)) <= 0.98


def test_standardised_differences_cover_the_truth():
    rng = np.random.default_rng(33)
    p1, p2, mix = np.array([0.01, 0.1]), np.array([0.03, 0.08]), np.array([0.6, 0.4])
    n1, n2 = np.array([300, 60]), np.array([50, 250])
    found = standardised_difference(
        rng.binomial(n1, p1, (3000, 2)), n1, rng.binomial(n2, p2, (3000, 2)), n2, mix
    )
    truth = mix @ (p1 - p2)
    assert 0.93 <= np.mean((found.low <= truth) & (truth <= found.high)) <= 0.97


# --- unequal probabilities ------------------------------------------------------------------------


def sums(wrong, probability):
    y, w = np.array(wrong, float), 1 / np.array(probability)
    return np.array([len(y), w.sum(), (w**2).sum(), (w * y).sum(), (w**2 * y).sum()])


def test_weights_bring_two_strata_back_to_the_population():
    # 100 audits at 1 in 90, 2 of them wrong; 200 at 1 in 5, 60 wrong: (2·90 + 60·5)/10,000.
    wrong = [1] * 2 + [0] * 98 + [1] * 60 + [0] * 140
    probability = [1 / 90] * 100 + [1 / 5] * 200
    assert weighted(wrong, probability).estimate == pytest.approx(0.048)
    assert horvitz_thompson(*sums(wrong, probability), 10_000).estimate == pytest.approx(0.048)


@given(st.integers(1, 300), st.sampled_from([0.02, 0.3, 0.9]), st.data())
@settings(max_examples=100, deadline=None)
def test_equal_probabilities_give_wilson_with_the_finite_correction(n, probability, data):
    x = data.draw(st.integers(0, n))
    found = weighted([1] * x + [0] * (n - x), probability)
    # n/(1 - n/Σw) is n/(1 - probability): compare with the score equation at that many trials.
    trials = n / (1 - probability)
    for limit in (found.low, found.high):
        distance = (x / n - limit) ** 2
        assert distance == pytest.approx(Z2 * limit * (1 - limit) / trials, rel=1e-6, abs=1e-12)


def test_sums_of_parts_add():
    rng = np.random.default_rng(2)
    y, pi = rng.integers(0, 2, 60), rng.uniform(0.05, 1, 60)
    together = sums(y[:20], pi[:20]) + sums(y[20:], pi[20:])
    assert list(weighted_from_sums(*together)) == pytest.approx(list(weighted(y, pi)))


def test_an_item_drawn_for_certain_adds_no_uncertainty():
    assert [float(part) for part in weighted([1, 0, 0, 0], 1)] == [0.25, 0.25, 0.25]
    assert [float(part) for part in weighted([0, 0], 1)] == [0, 0, 0]
    assert list(horvitz_thompson(4, 4, 4, 1, 1, 4)) == pytest.approx([0.25, 0.25, 0.25])


def test_weighted_without_audits_is_missing_and_gaps_are_left_out():
    assert all(isnan(part) for part in weighted([], []))
    assert all(isnan(part) for part in weighted_from_sums(0, 0, 0, 0, 0))
    assert all(isnan(part) for part in horvitz_thompson(0, 0, 0, 0, 0, 10))
    assert weighted([1, 0, nan], [0.5, 0.2, 0.2]) == weighted([1, 0], [0.5, 0.2])
    assert weighted([[1, 0], [nan, nan]], 0.5).low.shape == (2,)


def test_impossible_probabilities_and_sums_are_refused():
    with pytest.raises(ValueInvalid, match="probability 0"):
        weighted([1], [0])
    with pytest.raises(ValueInvalid, match="share"):
        weighted([1], [1.2])
    with pytest.raises(ValueInvalid, match="wrong"):
        weighted([2], [0.5])
    with pytest.raises(ValueInvalid, match="do not fit"):
        weighted_from_sums(10, 5, 20, 1, 1)
    with pytest.raises(ValueInvalid, match="do not fit"):
        weighted_from_sums(10, 50, 300, 60, 100)


@pytest.mark.parametrize(("size", "n", "rates"), DESIGNS[:3])
def test_weighted_limits_cover_the_truth(size, n, rates):
    rng = np.random.default_rng(31)
    size, n = np.array(size), np.array(n)
    wrong = np.rint(size * rates).astype(int)
    truth = wrong.sum() / size.sum()
    x = rng.hypergeometric(wrong, size - wrong, n, size=(3000, size.size))
    w = size / n
    found = weighted_from_sums(n.sum(), w @ n, w**2 @ n, x @ w, x @ w**2)
    assert 0.92 <= np.mean((found.low <= truth) & (truth <= found.high)) <= 0.99


def test_horvitz_thompson_is_unbiased_and_covers_under_independent_draws():
    rng = np.random.default_rng(5)
    y = (rng.random(2000) < 0.1).astype(float)
    pi = np.where(rng.random(2000) < 0.3, 0.4, 0.1)
    drawn = rng.random((2000, 2000)) < pi
    w = 1 / pi
    parts = [drawn @ part for part in (np.ones(2000), w, w**2, w * y, w**2 * y)]
    found = horvitz_thompson(*parts, 2000)
    assert found.estimate.mean() == pytest.approx(y.mean(), abs=0.001)
    assert 0.93 <= np.mean((found.low <= y.mean()) & (y.mean() <= found.high)) <= 0.98
