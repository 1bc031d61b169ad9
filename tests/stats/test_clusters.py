"""Shares from audits that come in clusters."""

from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import ValueInvalid
from analytics.stats.clusters import (
    cluster_bootstrap,
    cluster_robust,
    cluster_robust_from_sums,
    design_effect,
    intraclass_correlation,
)
from analytics.stats.proportions import wilson

# Liang, Zeger, Qaqish (1992): 203 siblings in 100 families, 60 of them affected. Per family size:
# how many families had 0, 1, 2, … affected.
FAMILIES = {1: [36, 12], 2: [15, 7, 1], 3: [5, 7, 3, 2], 4: [3, 3, 1], 6: [1, 0, 1, 1, 1, 0, 1]}
AFFECTED = [x for table in FAMILIES.values() for x, k in enumerate(table) for _ in range(k)]
SIBLINGS = [n for n, table in FAMILIES.items() for k in table for _ in range(k)]


def beta_binomial(rng, runs, sizes, rate, correlation):
    strength = 1 / correlation - 1
    shares = rng.beta(rate * strength, (1 - rate) * strength, size=(runs, *np.shape(sizes)[-1:]))
    return rng.binomial(sizes, shares)


def from_runs(x, n):
    n = np.broadcast_to(n, x.shape)
    parts = (x, n, x**2, n**2, x * n)
    return cluster_robust_from_sums(n.shape[-1], *(part.sum(axis=-1) for part in parts))


def covers(found, truth):
    return np.mean((found.low <= truth) & (truth <= found.high))


def test_intraclass_correlation_equals_the_published_one_of_the_family_data():
    assert (sum(AFFECTED), sum(SIBLINGS), len(SIBLINGS)) == (60, 203, 100)
    # Short, Cabral, Weuve, Schwartz, Ibrahim and others (2020), doi:10.1177/0962280218822361.
    assert intraclass_correlation(AFFECTED, SIBLINGS) == pytest.approx(0.1855, abs=5e-5)


def test_the_variance_between_two_clusters_by_hand():
    # p = 4/20, residuals 1 - 2 and 3 - 2: 2/1·2/400 = .01, against .2·.8/20 = .008.
    assert design_effect([1, 3], [10, 10]) == pytest.approx(1.25)
    assert design_effect([5, 5, 5], [10, 10, 10]) == 0


def test_correlation_by_hand():
    # Two clusters of 2, one all right and one all wrong: nothing varies within.
    assert intraclass_correlation([0, 2], [2, 2]) == pytest.approx(1)
    # One wrong of four: .25 between, (1 - .5)/2 = .25 within.
    assert intraclass_correlation([0, 1], [2, 2]) == pytest.approx(0)
    # Both half right: nothing varies between; (0 - 1/2)/(0 + 1/2).
    assert intraclass_correlation([1, 1], [2, 2]) == pytest.approx(-1)


def test_clusters_of_one_trial_have_the_design_effect_of_chance():
    x = [1, 0, 0, 1, 0, 0, 0, 0]
    assert design_effect(x, [1] * 8) == pytest.approx(8 / 7)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=15))
@settings(max_examples=100, deadline=None)
def test_limits_enclose_the_estimate_and_are_never_narrower_than_without_clusters(pairs):
    x, n = [min(pair) for pair in pairs], [max(pair) for pair in pairs]
    if sum(m > 0 for m in n) < 2:
        return
    found, plain = cluster_robust(x, n), wilson(sum(x), sum(n))
    assert 0 <= found.low <= found.estimate <= found.high <= 1
    assert found.low <= plain.low + 1e-12
    assert found.high >= plain.high - 1e-12
    turned = cluster_robust(np.subtract(n, x), n)
    assert found.low == pytest.approx(1 - turned.high, abs=1e-9)


def test_the_design_effect_is_what_simulated_estimates_vary_by():
    rng = np.random.default_rng(4)
    n = np.array([5, 10, 20, 40] * 10)
    x = beta_binomial(rng, 4000, n, 0.3, 0.1)
    truth = np.var(x.sum(axis=1) / n.sum()) / (0.3 * 0.7 / n.sum())
    found = np.mean([design_effect(row, n) for row in x[:1000]])
    assert found == pytest.approx(truth, rel=0.08)


@pytest.mark.parametrize("clusters", [10, 40])
@pytest.mark.parametrize("rate", [0.1, 0.3])
def test_clustered_limits_cover_where_plain_ones_do_not(clusters, rate):
    rng = np.random.default_rng(32)
    x = beta_binomial(rng, 4000, np.full(clusters, 20), rate, 0.2)
    assert 0.92 <= covers(from_runs(x, 20), rate) <= 0.98
    assert covers(wilson(x.sum(axis=1), clusters * 20), rate) < 0.75


def test_clustered_limits_cover_when_sizes_differ_widely():
    rng = np.random.default_rng(32)
    n = np.maximum(1, rng.exponential(20, size=(4000, 15))).astype(int)
    x = beta_binomial(rng, 4000, n, 0.2, 0.1)
    assert 0.92 <= covers(from_runs(x, n), 0.2) <= 0.98


def test_independent_trials_are_covered_too():
    rng = np.random.default_rng(32)
    x = rng.binomial(20, 0.2, size=(4000, 20))
    assert 0.94 <= covers(from_runs(x, 20), 0.2) <= 0.99


def test_sums_give_the_same_limits_as_clusters():
    x, n = np.array([0, 1, 2, 9]), np.array([20, 10, 20, 30])
    found = cluster_robust_from_sums(
        4, x.sum(), n.sum(), (x * x).sum(), (n * n).sum(), (x * n).sum()
    )
    assert found == cluster_robust(x, n)
    both = cluster_robust_from_sums([4, 1], [12, 1], [80, 5], [86, 1], [1800, 25], [330, 5])
    assert both.estimate.tolist() == [0.15, 0.2]
    assert isnan(both.low[1])


def test_clusters_without_trials_or_with_a_gap_are_left_out():
    expected = cluster_robust([1, 3], [10, 12])
    assert cluster_robust([1, 0, nan, 3], [10, 0, 5, 12]) == expected
    assert design_effect([1, 0, 3], [10, 0, 12]) == design_effect([1, 3], [10, 12])


def test_too_few_clusters_have_an_estimate_but_no_limits():
    for method in (cluster_robust, cluster_bootstrap):
        found = method([2], [8])
        assert found.estimate == 0.25
        assert isnan(found.low)
        assert isnan(found.high)
        assert all(isnan(part) for part in method([], []))
        assert all(isnan(part) for part in method([0], [0]))
    assert isnan(design_effect([2], [8]))
    assert isnan(intraclass_correlation([2], [8]))
    assert isnan(intraclass_correlation([1, 0], [1, 1]))
    assert all(isnan(part) for part in cluster_robust_from_sums(0, 0, 0, 0, 0, 0))


def test_where_all_went_alike_the_limits_keep_a_width():
    found = cluster_robust([0, 0, 0], [10, 10, 10])
    assert found.low == found.estimate == 0
    # t with 2 degrees of freedom is 4.3027: t²/(30 + t²).
    assert found.high == pytest.approx(4.302653**2 / (30 + 4.302653**2), rel=1e-6)
    assert isnan(design_effect([0, 0], [5, 5]))
    assert isnan(intraclass_correlation([5, 5], [5, 5]))
    assert isnan(intraclass_correlation([0, 0], [5, 5]))
    assert isnan(cluster_bootstrap([5, 5], [10, 10]).low)


def test_one_dominant_cluster_leaves_nearly_everything_possible():
    found = cluster_robust([1, 2], [1_000_000, 2])
    assert found.low == pytest.approx(0, abs=1e-9)
    assert found.high == pytest.approx(1)


def test_a_bootstrap_repeats_with_its_seed_and_is_near_the_robust_limits():
    first, again = cluster_bootstrap(AFFECTED, SIBLINGS), cluster_bootstrap(AFFECTED, SIBLINGS)
    assert first == again
    assert first.low != cluster_bootstrap(AFFECTED, SIBLINGS, seed=1, draws=999).low
    robust = cluster_robust(AFFECTED, SIBLINGS)
    assert first.low == pytest.approx(robust.low, abs=0.015)
    assert first.high == pytest.approx(robust.high, abs=0.015)


def test_a_bootstrap_leaves_the_same_share_of_draws_out_on_either_side():
    # Two clusters of one: a quarter of the draws is all right, a quarter all wrong.
    assert cluster_bootstrap([0, 1], [1, 1], confidence=0.4) == (0.5, 0.5, 0.5)
    assert cluster_bootstrap([0, 1], [1, 1], confidence=0.6) == (0.5, 0, 1)
    assert cluster_bootstrap([0, 1], [1, 1], draws=1).estimate == 0.5


def test_a_bootstrap_of_many_clusters_covers():
    rng = np.random.default_rng(3)
    x = beta_binomial(rng, 600, np.full(40, 20), 0.2, 0.2)
    found = [cluster_bootstrap(row, [20] * 40, seed=i, draws=400) for i, row in enumerate(x)]
    assert 0.91 <= np.mean([each.low <= 0.2 <= each.high for each in found]) <= 0.97


def test_impossible_input_is_refused():
    with pytest.raises(ValueInvalid, match="whole numbers"):
        cluster_robust([6], [5])
    # More successes than trials, Σx² above Σn², Σxn above Σn², Σn² above (Σn)².
    for sums in (
        (12, 10, 50, 60, 40),
        (5, 10, 61, 60, 40),
        (5, 10, 50, 60, 61),
        (5, 10, 20, 101, 40),
    ):
        with pytest.raises(ValueInvalid, match="do not fit"):
            cluster_robust_from_sums(2, *sums)
    with pytest.raises(ValueInvalid, match="at least one draw"):
        cluster_bootstrap([1, 2], [5, 5], draws=0)
