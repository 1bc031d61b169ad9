"""Raters told apart: tables of two, matrices of many, and the prevalence notice."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import ValueInvalid
from analytics.stats.agreement import (
    Reason,
    brennan_prediger,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from analytics.stats.distances import agreement_weights
from analytics.stats.pairwise import (
    brennan_prediger_table,
    cohen_kappa,
    conger_kappa,
    gwet_ac_table,
    light_kappa,
    pair_tables,
    percent_agreement_table,
    prevalence_paradox,
    rater_order,
    ratings_to_long,
    scott_pi_table,
    table_patterns,
)
from analytics.stats.patterns import Patterns

TWO = (
    cohen_kappa,
    scott_pi_table,
    gwet_ac_table,
    brennan_prediger_table,
    percent_agreement_table,
)
# Two abstractors, 100 patients: "cont3x3abstractors" of the R package irrCAC.
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
# The twelve units of Krippendorff (2011), example C; "cac.raw4raters" of irrCAC.
FOUR_RATERS = [
    [1, 1, None, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [None, 5, 5, 5],
    [None, None, 1, 1],
    [None, None, 3, None],
]


# Published values ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("coefficient", "estimate", "se"),
    [
        (cohen_kappa, 0.7964094, 0.05891072),
        (scott_pi_table, 0.7962397, 0.05905473),
        (gwet_ac_table, 0.8493305, 0.04321747),
        (brennan_prediger_table, 0.835, 0.04693346),
        (percent_agreement_table, 0.89, 0.03128898),
    ],
)
def test_two_abstractors_by_gwets_own_package(coefficient, estimate, se):
    # irrCAC (R), vignette "overview".
    found = coefficient(ABSTRACTORS)
    assert found.estimate == pytest.approx(estimate, abs=5e-8)
    assert found.se == pytest.approx(se, abs=5e-8)
    assert (found.n_units, found.n_pairs, found.n_labels, found.n_single) == (100, 100, 200, 0)


def test_cohens_weighted_example():
    # Cohen (1968), table 1: 200 cases; disagreement weighs 1, 3 and 6. κ = .492, weighted .348.
    cases = [[88, 10, 2], [14, 40, 6], [18, 10, 12]]
    credit = 1 - np.array([[0, 1, 3], [1, 0, 6], [3, 6, 0]]) / 6
    assert cohen_kappa(cases).estimate == pytest.approx(0.492, abs=5e-4)
    assert cohen_kappa(cases, credit).estimate == pytest.approx(0.348, abs=5e-4)


def test_the_example_of_fleiss_cohen_and_everitt():
    # Fleiss, Cohen and Everitt (1969), 200 cases with their weights: κ = .429 with variance
    # .002885, weighted κ = .507 with variance .003248.
    cases = [[106, 10, 4], [22, 28, 10], [2, 12, 6]]
    plain = cohen_kappa(cases)
    assert plain.estimate == pytest.approx(0.429, abs=5e-4)
    assert plain.se**2 == pytest.approx(0.002885, abs=5e-7)
    weighted = cohen_kappa(cases, [[1, 0, 4 / 9], [0, 1, 6 / 9], [4 / 9, 6 / 9, 1]])
    assert weighted.estimate == pytest.approx(0.507, abs=5e-4)
    assert weighted.se**2 == pytest.approx(0.003248, abs=5e-7)


def test_simple_and_weighted_kappa_by_sas():
    # A printout of SAS in the tests of statsmodels: coefficient and asymptotic standard error.
    counts = [[0, 4, 1], [0, 8, 0], [0, 1, 5]]
    plain, weighted = cohen_kappa(counts), cohen_kappa(counts, "linear")
    assert (round(plain.estimate, 4), round(plain.se, 4)) == (0.4842, 0.1380)
    assert (round(weighted.estimate, 4), round(weighted.se, 4)) == (0.4701, 0.1457)


def test_conger_and_light_by_the_r_package_irr():
    # irr prints .442 (kappam.fleiss, exact) and .459 (kappam.light) for "diagnoses": six raters,
    # each row's labels in rising order. Here 4 4 4 4 4 4 is one row, 2 2 2 5 5 5 the next.
    counted = """
        00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
        00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
    """
    ratings = [
        [label for label, n in enumerate(row, start=1) for _ in range(int(n))]
        for row in counted.split()
    ]
    long = ratings_to_long(ratings)
    assert conger_kappa(*long).estimate == pytest.approx(0.442, abs=5e-4)
    assert light_kappa(*long).estimate == pytest.approx(0.459, abs=5e-4)


def test_the_diagnoses_of_fleiss_textbook():
    # Fleiss (1981), Statistical Methods for Rates and Proportions, 2nd ed., chapter 13: κ = .68
    # with standard error .087 (.0877 before rounding).
    found = cohen_kappa([[75, 1, 4], [5, 4, 1], [0, 0, 10]])
    assert found.estimate == pytest.approx(0.676, abs=5e-4)
    assert found.se == pytest.approx(0.0877, abs=5e-5)


def test_conger_by_gwets_own_package():
    # irrCAC (R), vignette "overview".
    found = conger_kappa(*ratings_to_long(FOUR_RATERS))
    assert found.estimate == pytest.approx(0.76282, abs=5e-6)
    assert found.se == pytest.approx(0.14917, abs=5e-6)
    assert (found.n_units, found.n_single, found.n_labels, found.n_pairs) == (11, 1, 40, 55)


# Independent oracles ------------------------------------------------------------------------


def drawn(seed, items=60, raters=2, categories=3, missing=0.0):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, categories, (items, 1))
    guess = rng.integers(0, categories, (items, raters))
    ratings = np.where(rng.random((items, raters)) < 0.6, truth, guess).astype(float)
    ratings[rng.random((items, raters)) < missing] = np.nan
    return ratings


def table_of(left, right, k=3):
    counts = np.zeros((k, k))
    for a, b in zip(left, right, strict=True):
        if np.isfinite(a) and np.isfinite(b):
            counts[int(a), int(b)] += 1
    return counts


UNEVEN = ((1, 0.5, 0), (0, 1, 0.9), (0.2, 0, 1))


@pytest.mark.parametrize("coefficient", TWO)
@pytest.mark.parametrize("weights", ["identity", "quadratic", UNEVEN])
def test_the_standard_error_is_that_of_the_slopes_by_cell(coefficient, weights):
    """Count a ten-thousandth of a unit more in each cell and see how the value moves."""
    counts = np.array([[30, 9, 1], [2, 20, 14], [4, 3, 8]], float)
    slopes = np.zeros((3, 3))
    for cell in itertools.product(range(3), range(3)):
        step = np.zeros((3, 3))
        step[cell] = 1e-4
        up, down = (coefficient(counts + move, weights).estimate for move in (step, -step))
        slopes[cell] = (up - down) / 2e-4
    expected = np.sqrt(np.sum(counts * slopes**2))
    assert coefficient(counts, weights).se == pytest.approx(expected, rel=1e-5)


def test_uneven_credit_counts_who_said_what():
    # Only "first a, second b" gets credit: weighted observed agreement 0.3 + 0.4 + 0.2.
    credit = [[1, 1], [0, 1]]
    found = cohen_kappa([[3, 2], [1, 4]], credit)
    assert found.observed == pytest.approx(0.9)
    assert found.expected == pytest.approx(1 - 0.5 * 0.4)
    assert found.estimate == pytest.approx((0.9 - 0.8) / (1 - 0.8))


@pytest.mark.parametrize("weights", ["identity", "linear"])
def test_congers_chance_is_the_mean_of_cohens_over_pairs_of_raters(weights):
    ratings = drawn(5, raters=4)
    pairs = [cohen_kappa(table_of(a, b), weights) for a, b in itertools.combinations(ratings.T, 2)]
    found = conger_kappa(*ratings_to_long(ratings), weights=weights)
    assert found.expected == pytest.approx(np.mean([pair.expected for pair in pairs]))
    assert found.observed == pytest.approx(np.mean([pair.observed for pair in pairs]))


def test_two_raters_make_conger_and_light_cohens():
    ratings = drawn(6)
    expected = cohen_kappa(table_of(*ratings.T)).estimate
    assert conger_kappa(*ratings_to_long(ratings)).estimate == pytest.approx(expected)
    assert light_kappa(*ratings_to_long(ratings)).estimate == pytest.approx(expected)


def test_light_is_the_mean_of_the_pairs_over_the_items_they_share():
    ratings = drawn(7, raters=4, missing=0.3)
    pairs = [cohen_kappa(table_of(a, b)).estimate for a, b in itertools.combinations(ratings.T, 2)]
    assert light_kappa(*ratings_to_long(ratings)).estimate == pytest.approx(np.mean(pairs))


def test_light_leaves_out_pairs_that_have_no_kappa():
    # The third rater shares one item with each of the others.
    ratings = np.column_stack([drawn(8, items=40), np.full(40, np.nan)])
    expected = light_kappa(*ratings_to_long(ratings)).estimate
    ratings[0, 2] = ratings[0, 0]
    assert light_kappa(*ratings_to_long(ratings)).estimate == pytest.approx(expected)


def test_light_needs_enough_rare_labels_in_each_pair_of_raters():
    # 10 of 200 items are "b". Seen by two raters of three each, that is about 3 for each pair.
    label = np.where(np.arange(200) % 20 == 0, "b", "a").astype(object)
    everyone = np.repeat(label[:, None], 3, axis=1)
    some = everyone.copy()
    some[np.arange(200), np.arange(200) % 3] = None
    assert light_kappa(*ratings_to_long(everyone)).reason is None
    assert light_kappa(*ratings_to_long(some)).reason is Reason.ONE_SIDED


@pytest.mark.parametrize("coefficient", [conger_kappa, light_kappa])
def test_the_standard_error_of_many_raters_is_near_the_jackknife(coefficient):
    ratings = drawn(9, items=250, raters=3, missing=0.2)
    ratings = ratings[np.isfinite(ratings).sum(axis=1) >= 2]
    n = len(ratings)
    left_out = [
        coefficient(*ratings_to_long(np.delete(ratings, i, axis=0))).estimate for i in range(n)
    ]
    jackknife = np.sqrt((n - 1) * np.var(left_out))
    assert coefficient(*ratings_to_long(ratings)).se == pytest.approx(jackknife, rel=0.03)


# Laws ---------------------------------------------------------------------------------------

TABLES = st.lists(st.integers(0, 9), min_size=9, max_size=9).map(
    lambda cells: np.array(cells, float).reshape(3, 3)
)


@settings(max_examples=50, deadline=None)
@given(TABLES)
def test_the_raters_may_change_places(counts):
    for coefficient in TWO:
        left, right = coefficient(counts, "linear"), coefficient(counts.T, "linear")
        np.testing.assert_allclose(left[:6], right[:6], rtol=1e-9, atol=1e-9)
        assert left.reason == right.reason


@settings(max_examples=50, deadline=None)
@given(TABLES, st.sampled_from(["identity", "linear"]))
def test_a_table_without_names_is_the_pattern_form(counts, weights):
    patterns = table_patterns(counts, (1, 2, 3))
    for of_table, of_patterns in (
        (scott_pi_table, fleiss_kappa),
        (gwet_ac_table, gwet_ac),
        (brennan_prediger_table, brennan_prediger),
        (percent_agreement_table, percent_agreement),
    ):
        left, right = of_table(counts, weights), of_patterns(patterns, weights)
        for name in ("estimate", "low", "high", "observed", "expected"):
            got, expected = getattr(left, name), getattr(right, name)[0]
            np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-9)
        assert left.reason == right.reason[0]


@settings(max_examples=50, deadline=None)
@given(st.lists(TABLES, min_size=1, max_size=4))
def test_a_stack_of_tables_is_each_table(tables):
    for coefficient in TWO:
        stack = coefficient(np.stack(tables))
        for at, counts in enumerate(tables):
            alone = coefficient(counts)
            np.testing.assert_allclose([f[at] for f in stack[:6]], alone[:6], atol=1e-12)
            assert stack.reason[at] == alone.reason


# The matrix of raters -----------------------------------------------------------------------


def test_each_cell_of_the_matrix_is_the_run_of_its_two_raters():
    ratings = drawn(11, items=80, raters=5, missing=0.5)
    item, rater, label = ratings_to_long(ratings)
    names = np.array(["ann", "bo", "cy", "dee", "model"], object)
    pairs = pair_tables(item, names[rater], label)
    kappa = pairs.matrix(cohen_kappa(pairs.tables).estimate)
    n = pairs.matrix(cohen_kappa(pairs.tables).n_units)
    np.testing.assert_array_equal(kappa, kappa.T)
    for a, b in itertools.combinations(range(5), 2):
        counts = table_of(ratings[:, a], ratings[:, b])
        assert kappa[a, b] == pytest.approx(cohen_kappa(counts).estimate)
        assert n[a, b] == counts.sum()
    assert pairs.raters == tuple(names)
    assert np.isnan(np.diag(kappa)).all()


def test_raters_without_a_common_item_have_no_cell():
    pairs = pair_tables([1, 1, 2], ["p", "q", "r"], ["x", "x", "y"])
    assert len(pairs.tables) == 1
    assert np.isnan(pairs.matrix([1.0])[2]).all()


def test_a_missing_label_is_no_label():
    pairs = pair_tables([1, 1, 2, 2], ["p", "q", "p", "q"], ["x", None, "y", "y"])
    assert pairs.tables.sum() == 1


def test_a_rater_who_labelled_an_item_twice_is_refused():
    with pytest.raises(ValueInvalid, match="1 labels repeat an item of the same rater"):
        pair_tables([1, 1, 1], ["p", "p", "q"], ["x", "y", "x"])


def test_raters_who_agree_stand_side_by_side():
    team = np.array([0, 1, 0, 1, 0, 1])
    matrix = np.where(team[:, None] == team, 0.8, 0.1)
    matrix[0, 2] = matrix[2, 0] = np.nan
    order = team[rater_order(matrix)]
    assert np.abs(np.diff(order)).sum() == 1


def test_a_missing_pair_is_taken_to_agree_like_the_others():
    # Raters 0 and 1 never met. At the mean they agree .15, more than 1 and 2 do: 0 stands between.
    matrix = [[1, np.nan, 0.2], [np.nan, 1, 0.1], [0.2, 0.1, 1]]
    assert rater_order(matrix)[1] == 0


@pytest.mark.parametrize("n", [0, 1, 2])
def test_one_or_two_raters_keep_their_order(n):
    assert rater_order(np.eye(n)).tolist() == list(range(n))


# Prevalence ---------------------------------------------------------------------------------


def test_the_prevalence_paradox_is_told_with_its_numbers():
    told = prevalence_paradox([[90, 5], [4, 1]])
    assert told.observed == pytest.approx(0.91)
    assert told.expected == pytest.approx(0.896)
    assert told.kappa == pytest.approx(0.135, abs=5e-4)
    assert told.ac1 == pytest.approx(0.900, abs=5e-4)
    assert told.pabak == pytest.approx(2 * 0.91 - 1)
    assert told.prevalence_index == pytest.approx((90 - 1) / 100)
    assert told.bias_index == pytest.approx((5 - 4) / 100)
    assert told.common_share == pytest.approx(0.945)
    assert told.low_by_prevalence


@pytest.mark.parametrize(
    "counts",
    [
        [[45, 5], [4, 46]],
        [[25, 25], [25, 25]],
        [[40, 0], [20, 40]],
        [[60, 20], [15, 5]],
        [[90, 1], [1, 8]],
        [[30, 1, 1], [1, 30, 2], [2, 1, 32]],
    ],
)
def test_balanced_low_and_high_agreement_give_no_notice(counts):
    assert not prevalence_paradox(counts).low_by_prevalence


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50))
def test_a_table_with_equal_shares_never_gives_the_notice(b, c, a):
    # Byrt, Bishop and Carlin (1993): κ = (PABAK − PI² + BI²) ÷ (1 − PI² + BI²), and PI is 0 here.
    told = prevalence_paradox([[a, b], [c, a]])
    expected = (told.pabak + told.bias_index**2) / (1 + told.bias_index**2)
    assert told.kappa == pytest.approx(expected)
    assert not told.low_by_prevalence


def test_patterns_tell_the_paradox_without_a_bias():
    patterns = Patterns(("yes", "no"), [[2, 0], [1, 1], [0, 2]], [[90, 9, 1], [45, 9, 46]])
    told = prevalence_paradox(patterns)
    assert told.low_by_prevalence.tolist() == [True, False]
    assert told.prevalence_index[0] == pytest.approx(0.89)
    assert np.isnan(told.bias_index).all()


def test_the_prevalence_index_of_three_categories_by_hand():
    # Shares .8, .1, .1 of the labels: √((3 × .66 − 1) ÷ 2) = .7. The raters' shares differ by 0.
    told = prevalence_paradox([[70, 5, 5], [5, 5, 0], [5, 0, 5]])
    assert told.prevalence_index == pytest.approx(0.7)
    assert told.common_share == pytest.approx(0.8)
    assert told.bias_index == pytest.approx(0)


def test_thresholds_of_the_notice_can_be_set():
    counts = [[90, 5], [4, 1]]
    assert not prevalence_paradox(counts, observed_at_least=0.95).low_by_prevalence
    assert not prevalence_paradox(counts, gap_at_least=0.7).low_by_prevalence


# Missing and refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (np.zeros((2, 2)), Reason.NO_PAIRS),
        ([[1, 0], [0, 0]], Reason.ONE_ITEM),
        ([[30, 0], [0, 0]], Reason.ONE_CATEGORY),
    ],
)
@pytest.mark.parametrize("coefficient", [cohen_kappa, scott_pi_table])
def test_what_two_raters_cannot_tell_is_missing_with_its_reason(coefficient, counts, reason):
    found = coefficient(counts)
    assert found.reason is reason
    assert np.isnan([found.estimate, found.low, found.high, found.se]).all()


def test_one_rater_saying_one_thing_only_agrees_by_chance():
    assert cohen_kappa([[20, 20], [0, 0]]).estimate == 0


@pytest.mark.parametrize("labels", [[], [None, None], ["a", "a"]])
@pytest.mark.parametrize("coefficient", [conger_kappa, light_kappa])
def test_nothing_to_compare_is_missing(coefficient, labels):
    found = coefficient(range(len(labels)), range(len(labels)), labels)
    assert found.reason is Reason.NO_PAIRS
    assert np.isnan(found.estimate)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([[1, 2, 3], [1, 2, 3]], "a row and a column per category"),
        ([1, 2], "a row and a column per category"),
        ([[1, -2], [1, 1]], "counts from 0"),
        ([[1, np.nan], [1, 1]], "none missing"),
    ],
)
def test_tables_that_are_none_are_refused(counts, told):
    with pytest.raises(ValueInvalid, match=told):
        cohen_kappa(counts)


def test_arrays_of_unequal_length_are_refused():
    with pytest.raises(ValueInvalid, match="equally long; got 2, 1 and 2"):
        conger_kappa([1, 1], ["p"], ["x", "y"])


def test_ratings_that_are_no_matrix_are_refused():
    with pytest.raises(ValueInvalid, match="items × raters; got 1"):
        ratings_to_long(["a"])


# Coverage -----------------------------------------------------------------------------------


def said_by(accuracies, prior, lenient):
    """Probability of each pair of labels; the first rater says the first category too often."""
    k = len(prior)
    joint = np.zeros((k, k))
    for truth, share in enumerate(prior):
        each = []
        for accuracy in accuracies:
            row = np.full(k, (1 - accuracy) / (k - 1))
            row[truth] = accuracy
            each.append(row)
        each[0] = (1 - lenient) * each[0] + lenient * np.eye(k)[0]
        joint += share * np.outer(*each)
    return joint


@pytest.mark.parametrize("coefficient", [*TWO, lambda t: cohen_kappa(t, "linear")])
@pytest.mark.parametrize(
    ("items", "prior", "accuracies"),
    [
        (20, (0.5, 0.5), (0.9, 0.8)),
        (20, (0.6, 0.3, 0.1), (0.7, 0.8)),
        (50, (0.8, 0.2), (0.95, 0.85)),
        (100, (0.95, 0.05), (0.95, 0.9)),
        (100, (0.2,) * 5, (0.8, 0.7)),
    ],
)
def test_the_95_percent_interval_covers_92_to_98_percent(coefficient, items, prior, accuracies):
    joint = said_by(accuracies, prior, lenient=0.1)
    k = len(prior)
    rng = np.random.default_rng(1)
    tables = rng.multinomial(items, joint.ravel() / joint.sum(), size=2000).reshape(-1, k, k)
    found, truth = coefficient(tables), coefficient(joint * 1e12).estimate
    shown = np.isfinite(found.low)
    inside = ((found.low <= truth) & (truth <= found.high))[shown]
    assert shown.mean() > 0.5
    assert 0.92 <= inside.mean() <= 0.98


def test_weights_by_position_and_by_number_differ_when_steps_do():
    counts = [[20, 5, 1], [4, 20, 3], [2, 1, 20]]
    by_number = cohen_kappa(counts, agreement_weights([1, 2, 10], "linear")).estimate
    assert by_number > cohen_kappa(counts, "linear").estimate + 0.01


def test_alpha_of_two_raters_needs_no_names():
    # irrCAC (R), vignette "overview": α = .7972585 for the two abstractors.
    patterns = table_patterns(ABSTRACTORS, ("ectopic", "abnormal", "normal"))
    assert krippendorff_alpha(patterns).estimate[0] == pytest.approx(0.7972585, abs=5e-8)
