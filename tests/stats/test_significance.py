"""Tests of counts and corrections for many comparisons."""

from fractions import Fraction
from math import comb, isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, false_discovery_control

from analytics.errors import ValueInvalid
from analytics.stats.differences import miettinen_nurminen
from analytics.stats.significance import (
    benjamini_hochberg,
    benjamini_yekutieli,
    binomial_exact,
    fisher_exact_2x2,
    holm,
    mcnemar_exact,
    score_test_miettinen_nurminen,
    score_test_two_proportions,
)

# Four smoker counts of R's prop.test help, compared pairwise without correction.
PAIRWISE = [0.005338249, 0.832757485, 0.188057373, 0.002026764, 0.130948752, 0.107611863]


@st.composite
def two_groups(draw):
    n1, n2 = draw(st.integers(1, 25)), draw(st.integers(1, 25))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


def test_exact_tests_equal_published_examples():
    # Fagerland, Lydersen, Laake (2017): 0/16 against 15/72; 13/16 against 1/2; 6 and 16 discordant.
    assert fisher_exact_2x2(0, 16, 15, 72) == pytest.approx(0.06287, abs=5e-6)
    assert binomial_exact(13, 16, 0.5) == pytest.approx(0.02127, abs=5e-6)
    assert mcnemar_exact(6, 16) == pytest.approx(0.052479, abs=5e-7)
    # Fisher's tea tasting, 3 of 4 against 1 of 4: (1 + 16 + 16 + 1)/70.
    assert fisher_exact_2x2(3, 4, 1, 4) == pytest.approx(34 / 70)


@given(two_groups())
@settings(max_examples=150, deadline=None)
def test_fisher_equals_adding_all_tables_as_unlikely(groups):
    x1, n1, x2, n2 = groups
    hits = x1 + x2
    ways = [
        Fraction(comb(n1, k) * comb(n2, hits - k), comb(n1 + n2, hits))
        for k in range(max(0, hits - n2), min(n1, hits) + 1)
    ]
    seen = ways[x1 - max(0, hits - n2)]
    assert fisher_exact_2x2(*groups) == pytest.approx(float(sum(w for w in ways if w <= seen)))


@given(st.integers(1, 40), st.data(), st.sampled_from(["0", "0.05", "0.25", "0.5", "1"]))
@settings(max_examples=150, deadline=None)
def test_binomial_equals_adding_all_counts_as_unlikely(n, data, share):
    x = data.draw(st.integers(0, n))
    p = Fraction(share)
    chances = [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    expected = float(sum(c for c in chances if c <= chances[x]))
    assert binomial_exact(x, n, float(share)) == pytest.approx(expected)


def test_outcomes_of_equal_probability_count_as_equal():
    # .95^19 = 19·.05·.95^18: none and one are equally likely, and the likeliest, in 19.
    assert binomial_exact([0, 1], 19, 0.05).tolist() == [1, 1]


def test_the_pooled_test_is_pearsons_without_correction():
    # Tea tasting: χ² = 8·(3·3 - 1·1)²/4⁴ = 2, P = .1573.
    found = score_test_two_proportions(3, 4, 1, 4)
    assert found.z**2 == pytest.approx(2)
    assert found.p_value == pytest.approx(0.15730, abs=5e-6)


@given(two_groups().filter(lambda g: 0 < g[0] + g[2] < g[1] + g[3]))
@settings(max_examples=100, deadline=None)
def test_both_pooled_tests_follow_from_the_chi_squared_of_scipy(groups):
    x1, n1, x2, n2 = groups
    expected = chi2_contingency([[x1, n1 - x1], [x2, n2 - x2]], correction=False)
    plain, corrected = score_test_two_proportions(*groups), score_test_miettinen_nurminen(*groups)
    total = n1 + n2
    assert plain.p_value == pytest.approx(expected.pvalue)
    assert plain.z == 0 or np.sign(plain.z) == np.sign(x1 / n1 - x2 / n2)
    assert corrected.z**2 == pytest.approx(expected.statistic * (total - 1) / total)


@given(two_groups().filter(lambda g: 0 < g[0] + g[2] < g[1] + g[3]))
@settings(max_examples=100, deadline=None)
def test_the_corrected_test_rejects_exactly_when_its_interval_leaves_0_out(groups):
    p = score_test_miettinen_nurminen(*groups).p_value
    found = miettinen_nurminen(*groups)
    assert (p < 0.05) == (found.low > 0 or found.high < 0)


def test_a_test_without_data_is_missing():
    for groups in ((0, 0, 1, 5), (1, 5, 0, 0), (nan, 5, 1, 5)):
        assert isnan(fisher_exact_2x2(*groups))
        assert isnan(score_test_two_proportions(*groups).p_value)
        assert isnan(score_test_miettinen_nurminen(*groups).z)
    assert isnan(binomial_exact(0, 0, 0.5))
    assert isnan(mcnemar_exact(0, 0))


def test_two_groups_without_errors_are_no_evidence_either_way():
    assert fisher_exact_2x2(0, 10, 0, 20) == 1
    assert isnan(score_test_two_proportions(0, 10, 0, 20).p_value)
    assert isnan(score_test_miettinen_nurminen(10, 10, 20, 20).p_value)


def test_tests_broadcast_and_keep_scalars():
    assert isinstance(fisher_exact_2x2(1, 4, 2, 5), np.float64)
    assert isinstance(score_test_two_proportions(1, 4, 2, 5).z, np.float64)
    assert fisher_exact_2x2([1, 0], [4, 0], 2, 5).shape == (2,)
    assert mcnemar_exact([[1], [2]], [3, 4, 5]).shape == (2, 3)
    with pytest.raises(ValueInvalid, match="whole numbers"):
        fisher_exact_2x2(5, 4, 1, 4)
    with pytest.raises(ValueInvalid, match="share"):
        binomial_exact(1, 4, 1.2)


# --- many comparisons -----------------------------------------------------------------------------


def test_holm_equals_pairwise_prop_test_of_r():
    expected = [0.026691244, 0.832757485, 0.430447492, 0.012160586, 0.430447492, 0.430447492]
    assert holm(PAIRWISE) == pytest.approx(expected, abs=1e-7)


def test_benjamini_hochberg_equals_the_example_of_its_authors():
    # Benjamini and Hochberg (1995), section 3.2: of these fifteen, the first four are discoveries.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
    p += [0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert (benjamini_hochberg(p) <= 0.05).sum() == 4
    assert (holm(p) <= 0.05).sum() == 3
    assert benjamini_hochberg(p)[3] == pytest.approx(0.0095 * 15 / 4)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
@settings(max_examples=150, deadline=None)
def test_false_discovery_corrections_equal_those_of_scipy(p):
    assert benjamini_hochberg(p) == pytest.approx(false_discovery_control(p, method="bh"))
    assert benjamini_yekutieli(p) == pytest.approx(false_discovery_control(p, method="by"))


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg, benjamini_yekutieli])
@given(p=st.lists(st.floats(0, 1), min_size=2, max_size=30))
@settings(max_examples=50, deadline=None)
def test_adjusting_never_lowers_a_p_value_nor_reorders(adjust, p):
    found = adjust(p)
    assert np.all(found >= np.array(p) - 1e-12)
    assert np.all(found <= 1)
    assert np.all(np.diff(found[np.argsort(p)]) >= -1e-12)


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg, benjamini_yekutieli])
def test_a_missing_p_value_is_left_out_of_the_family(adjust):
    p = np.array([[0.01, nan, 0.04], [0.03, 0.5, nan]])
    found = adjust(p)
    assert np.isnan(found).tolist() == np.isnan(p).tolist()
    assert found[~np.isnan(p)] == pytest.approx(adjust([0.01, 0.04, 0.03, 0.5]))
    assert np.isnan(p).sum() == 2
    assert adjust([]).shape == (0,)
    assert adjust(0.04) == 0.04
    assert isnan(adjust(nan))
    with pytest.raises(ValueInvalid, match="p value"):
        adjust([0.2, 1.2])


def test_five_hundred_null_slices_rarely_flag_anything_and_a_planted_one_is_found():
    rng = np.random.default_rng(35)
    x = rng.binomial(200, 0.05, size=(200, 500))
    p = binomial_exact(x, 200, 0.05)
    flagged = [np.any(benjamini_hochberg(run) <= 0.05) for run in p]
    assert np.mean(flagged) <= 0.05
    p[:, 0] = binomial_exact(34, 200, 0.05)
    assert all(benjamini_hochberg(run)[0] <= 0.05 for run in p)
