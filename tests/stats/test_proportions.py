"""A share of trials with its limits, and contract verdicts."""

from math import comb, inf, isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, hypergeom

from analytics.errors import ValueInvalid
from analytics.stats.proportions import (
    agresti_coull,
    audits_to_settle,
    clopper_pearson,
    clopper_pearson_lower,
    clopper_pearson_upper,
    hypergeometric_exact,
    jeffreys,
    verdict,
    wilson,
    wilson_cc,
    wilson_finite,
)

TWO_SIDED = [wilson, wilson_cc, clopper_pearson, jeffreys, agresti_coull]


@st.composite
def counts(draw):
    n = draw(st.integers(1, 3000))
    return draw(st.integers(0, n)), n


def limits(found, digits=4):
    return round(float(found.low), digits), round(float(found.high), digits)


# Newcombe (1998), Statistics in Medicine 17, 857–872, table I: methods 3, 4 and 5.
@pytest.mark.parametrize(
    ("x", "n", "score", "corrected", "exact"),
    [
        (81, 263, (0.2553, 0.3662), (0.2535, 0.3682), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0598, 0.1644), (0.0578, 0.1617)),
        (0, 20, (0.0, 0.1611), (0.0, 0.2005), (0.0, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0018, 0.1963), (0.0009, 0.1776)),
    ],
)
def test_limits_equal_the_table_of_newcombe(x, n, score, corrected, exact):
    assert limits(wilson(x, n)) == score
    assert limits(wilson_cc(x, n)) == corrected
    assert limits(clopper_pearson(x, n)) == exact


def test_limits_equal_the_worked_example_of_fagerland():
    # Fagerland, Lydersen, Laake, Statistical Analysis of Contingency Tables (2017), chapter 2.
    assert limits(wilson(13, 16)) == (0.5699, 0.9341)
    assert limits(wilson_cc(13, 16)) == (0.5369, 0.9503)
    assert limits(clopper_pearson(13, 16)) == (0.5435, 0.9595)
    assert limits(jeffreys(13, 16)) == (0.5792, 0.9442)


def test_a_displayed_rate_shows_what_the_product_promises():
    assert limits(wilson(12, 400)) == (0.0172, 0.0517)
    assert limits(wilson(0, 50)) == (0.0, 0.0713)


def test_jeffreys_ends_at_0_and_1_as_brown_cai_and_dasgupta_set_them():
    assert limits(jeffreys(0, 20), 3) == (0.0, 0.117)
    assert limits(jeffreys(20, 20), 3) == (0.883, 1.0)
    assert limits(jeffreys(1, 29), 3) == (0.004, 0.15)


def test_agresti_coull_adds_two_pseudo_outcomes_of_each_kind_and_is_cut_off():
    # z² = 3.8415: middle 2.9207/13.8415 = 0.2110, half 1.96·√(0.2110·0.7890/13.8415) = 0.2150.
    assert limits(agresti_coull(1, 10)) == (0.0, 0.426)
    assert limits(agresti_coull(5, 10)) == (0.2366, 0.7634)


@given(counts(), st.sampled_from([0.5, 0.8, 0.95, 0.999]))
@settings(max_examples=200, deadline=None)
def test_three_methods_agree_with_scipy(xn, confidence):
    x, n = xn
    for ours, theirs in ((wilson, "wilson"), (wilson_cc, "wilsoncc"), (clopper_pearson, "exact")):
        expected = binomtest(x, n).proportion_ci(confidence, method=theirs)
        found = ours(x, n, confidence)
        assert found.low == pytest.approx(expected.low, abs=1e-9)
        assert found.high == pytest.approx(expected.high, abs=1e-9)


@pytest.mark.parametrize("method", TWO_SIDED)
@given(counts())
@settings(max_examples=100, deadline=None)
def test_limits_enclose_the_estimate_and_mirror_when_success_and_failure_swap(method, xn):
    x, n = xn
    found, mirrored = method(x, n), method(n - x, n)
    assert 0 <= found.low <= found.estimate <= found.high <= 1
    assert found.estimate == x / n
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-9)


@pytest.mark.parametrize("method", TWO_SIDED)
def test_more_successes_never_lower_a_limit(method):
    found = method(np.arange(41), 40)
    assert np.all(np.diff(found.low) >= 0)
    assert np.all(np.diff(found.high) >= 0)


@pytest.mark.parametrize("method", [wilson, wilson_cc, clopper_pearson, jeffreys])
def test_limits_reach_0_and_1_exactly_at_the_ends(method):
    assert method(0, 7).low == 0
    assert method(7, 7).high == 1


@pytest.mark.parametrize("method", TWO_SIDED)
def test_nothing_tried_is_missing_not_zero(method):
    found = method([0, nan, 3], [0, 5, nan])
    assert all(np.isnan(part).all() for part in found)


@pytest.mark.parametrize("method", TWO_SIDED)
def test_numbers_in_give_numbers_out(method):
    assert all(isinstance(part, np.float64) for part in method(1, 4))
    assert method([[1, 2]], [[4], [5]]).low.shape == (2, 2)


@pytest.mark.parametrize(("x", "n"), [(-1, 5), (6, 5), (1.5, 5), (1, 5.5), (1, inf)])
def test_impossible_counts_are_refused(x, n):
    with pytest.raises(ValueInvalid, match="whole numbers"):
        wilson(x, n)


@pytest.mark.parametrize("confidence", [0, 1, -0.1, 95, nan])
def test_an_impossible_level_is_refused(confidence):
    for method in [*TWO_SIDED, clopper_pearson_upper, clopper_pearson_lower]:
        with pytest.raises(ValueInvalid, match="between 0 and 1"):
            method(1, 5, confidence)


def covered(method, n, p, confidence=0.95):
    """Exact probability that the limits hold p."""
    x = np.arange(n + 1)
    found = method(x, n, confidence)
    return binom.pmf(x, n, p)[(found.low <= p) & (p <= found.high)].sum()


def test_exact_limits_never_fall_below_their_level_and_score_limits_keep_it_on_average():
    rates = np.linspace(0.005, 0.995, 199)
    assert min(covered(clopper_pearson, 30, p) for p in rates) >= 0.95
    assert np.mean([covered(wilson, 30, p) for p in rates]) == pytest.approx(0.95, abs=0.01)
    assert np.mean([covered(jeffreys, 30, p) for p in rates]) == pytest.approx(0.95, abs=0.01)


def test_one_sided_limits_put_the_whole_rest_on_one_side():
    # No error in 59: 1 - 0.05^(1/59); one in five: the p with 1 - (1 - p)^5 = 0.05.
    assert clopper_pearson_upper(0, 59) == pytest.approx(1 - 0.05 ** (1 / 59))
    assert clopper_pearson_lower(1, 5) == pytest.approx(1 - 0.95 ** (1 / 5))
    assert clopper_pearson_upper(3, 40, 0.975) == pytest.approx(clopper_pearson(3, 40).high)
    assert clopper_pearson_lower(3, 40, 0.975) == pytest.approx(clopper_pearson(3, 40).low)
    assert clopper_pearson_upper(5, 5) == 1
    assert clopper_pearson_lower(0, 5) == 0
    assert isnan(clopper_pearson_upper(0, 0))


# --- finite populations ---------------------------------------------------------------------------


def test_a_fully_audited_lot_is_known_exactly():
    assert [float(part) for part in wilson_finite(3, 20, 20)] == [0.15, 0.15, 0.15]
    assert [float(part) for part in hypergeometric_exact(3, 20, 20)] == [3, 3, 3]
    assert [float(part) for part in wilson_finite(1, 1, 1)] == [1, 1, 1]
    assert [float(part) for part in wilson_finite(0, 9, 9)] == [0, 0, 0]


def test_a_huge_population_gives_the_limits_of_an_infinite_one():
    assert limits(wilson_finite(12, 400, 10**12)) == limits(wilson(12, 400))
    shares = [part / 10**8 for part in hypergeometric_exact(12, 400, 10**8)]
    assert shares == pytest.approx(list(clopper_pearson(12, 400)), abs=1e-6)


def test_the_finite_score_limits_solve_their_equation():
    # (p̂ - p)² = z²·p(1 - p)/n·(N - n)/(N - 1) at both limits; z² = 3.841459.
    found = wilson_finite(12, 400, 1000)
    for p in (found.low, found.high):
        assert (0.03 - p) ** 2 == pytest.approx(3.841459 * p * (1 - p) / 400 * 600 / 999, rel=1e-6)


def test_finite_limits_never_deny_what_was_seen():
    # Wilson's own limits would be 4.6 and 5.5 %; five of the hundred are known to be wrong.
    assert limits(wilson_finite(5, 99, 100)) == (0.05, 0.055)
    assert limits(wilson_finite(94, 99, 100)) == (0.945, 0.95)
    found = hypergeometric_exact(np.arange(100), 99, 100)
    assert np.all(found.low >= np.arange(100))
    assert np.all(found.high <= np.arange(100) + 1)


def likely(x, n, lot, wrong):
    """Probabilities of x or fewer and of x or more wrong items, by counting draws."""
    ways = [comb(wrong, k) * comb(lot - wrong, n - k) for k in range(n + 1)]
    return sum(ways[: x + 1]) / comb(lot, n), sum(ways[x:]) / comb(lot, n)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_exact_lot_limits_equal_trying_every_number_of_wrong_items(data):
    lot = data.draw(st.integers(1, 40))
    n = data.draw(st.integers(1, lot))
    x = data.draw(st.integers(0, n))
    inside = [m for m in range(lot + 1) if min(likely(x, n, lot, m)) > 0.025 + 1e-12]
    found = hypergeometric_exact(x, n, lot)
    assert (found.low, found.high) == (inside[0], inside[-1])


def test_exact_lot_limits_cover_every_number_of_wrong_items():
    x = np.arange(41)
    found = hypergeometric_exact(x, 40, 120)
    for wrong in range(121):
        inside = (found.low <= wrong) & (wrong <= found.high)
        assert hypergeom.pmf(x, 120, wrong, 40)[inside].sum() >= 0.95


def test_a_lot_smaller_than_its_sample_is_refused():
    for method in (wilson_finite, hypergeometric_exact):
        with pytest.raises(ValueInvalid, match="hold everything drawn"):
            method(1, 10, 9)
        assert np.isnan(method(0, 0, 10)).all()
        assert np.isnan(method(1, 2, nan)[1:]).all()


# --- contract verdicts ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "n", "expected"),
    [
        (0, 50, "not enough data"),
        (0, 58, "not enough data"),
        (0, 59, "pass"),
        (0, 100, "pass"),
        (1, 5, "not enough data"),
        (40, 400, "fail"),
        (1, 1, "not enough data"),  # its lower limit is 5 % exactly
        (0, 0, "not enough data"),
        (nan, 50, "not enough data"),
    ],
)
def test_verdict_against_a_limit_of_five_percent(x, n, expected):
    assert verdict(x, n, 0.05) == expected


def test_verdict_at_the_ends_of_the_limit():
    assert verdict(0, 1000, 0) == "not enough data"
    assert verdict(1, 1000, 0) == "fail"
    assert verdict(5, 5, 1) == "pass"
    assert verdict(0, 1, 0.95) == "pass"  # its upper limit is 95 % exactly
    with pytest.raises(ValueInvalid, match="share"):
        verdict(1, 5, 5)


def test_verdict_works_on_many_slices_at_once():
    assert verdict([0, 40], [100, 400], [0.05, 0.05]).tolist() == ["pass", "fail"]


@given(counts(), st.floats(0.001, 0.5))
@settings(max_examples=200, deadline=None)
def test_verdict_is_the_pair_of_one_sided_binomial_tests(xn, limit):
    x, n = xn
    if binom.cdf(x, n, limit) <= 0.05 + 1e-12:
        expected = "pass"
    elif binom.sf(x - 1, n, limit) < 0.05 - 1e-12:
        expected = "fail"
    else:
        expected = "not enough data"
    assert verdict(x, n, limit) == expected


def test_a_vendor_at_its_limit_is_rarely_failed_and_rarely_passed():
    x = np.arange(401)
    chance = binom.pmf(x, 400, 0.05)
    found = verdict(x, 400, 0.05)
    assert chance[found == "fail"].sum() <= 0.05
    assert chance[found == "pass"].sum() <= 0.05


def settled_by_trying(x, n, limit, ceiling=3000):
    """First total at which errors, rounded against the verdict, settle it."""
    for total in range(n, ceiling):
        errors = -(-x * total // n) if x / n < limit else x * total // n
        if verdict(errors, total, limit) != "not enough data":
            return total - n
    return nan


@pytest.mark.parametrize(
    ("x", "n", "limit"), [(0, 50, 0.05), (1, 5, 0.05), (1, 60, 0.05), (7, 90, 0.05), (2, 30, 0.1)]
)
def test_audits_to_settle_is_the_first_total_that_settles(x, n, limit):
    more = audits_to_settle(x, n, limit)
    assert more == settled_by_trying(x, n, limit)


def test_audits_to_settle_knows_when_nothing_or_no_number_is_needed():
    assert audits_to_settle(0, 50, 0.05) == 9
    assert audits_to_settle(0, 100, 0.05) == 0
    assert audits_to_settle(40, 400, 0.05) == 0
    assert isnan(audits_to_settle(5, 100, 0.05))
    assert isnan(audits_to_settle(0, 0, 0.05))
    assert isnan(audits_to_settle(0, 50, 0))
    assert isnan(audits_to_settle(50_001, 1_000_000, 0.05))
    assert audits_to_settle([0, 1], [50, 5], 0.05).tolist() == [9, 10]
