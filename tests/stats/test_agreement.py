"""Coefficients from counts of patterns: published values, independent oracles, laws, coverage."""

import itertools
from functools import partial

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.stats.agreement import (
    Reason,
    agreement_bootstrap,
    agreement_difference,
    brennan_prediger,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
    scott_pi,
    units_needed,
)
from analytics.stats.distances import label_distance
from analytics.stats.patterns import Patterns, coincidences

LEVELS = ("nominal", "ordinal", "interval", "ratio")
MANY = (percent_agreement, fleiss_kappa, gwet_ac, brennan_prediger, krippendorff_alpha)
EVERY = (*MANY, *(partial(krippendorff_alpha, level=level) for level in LEVELS[1:]))

# Twelve units, four raters: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability,
# example C, and "cac.raw4raters" of the R package irrCAC.
FOUR_RATERS = Patterns.from_matrix(
    [
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
)

# Thirty patients, six psychiatrists, five diagnoses: Fleiss (1971), table 1. A digit is how many
# of the six chose depression, personality disorder, schizophrenia, neurosis, other.
DIAGNOSES = """
    00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
    00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""


def diagnoses(patients):
    rows = DIAGNOSES.split()[:patients]
    return Patterns(tuple("dpsno"), [[int(n) for n in row] for row in rows], np.ones(patients))


def one(found):
    """The first group's estimate and standard error."""
    return round(float(found.estimate[0]), 5), round(float(found.se[0]), 5)


# Published values ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "alpha"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_krippendorffs_own_example(level, alpha):
    assert krippendorff_alpha(FOUR_RATERS, level).estimate[0] == pytest.approx(alpha, abs=5e-4)


def test_the_same_labels_by_gwets_own_package():
    # irrCAC (R), vignette "overview": coefficient and standard error of each.
    assert one(percent_agreement(FOUR_RATERS)) == (0.81818, 0.12561)
    assert one(gwet_ac(FOUR_RATERS)) == (0.77544, 0.14295)
    assert one(fleiss_kappa(FOUR_RATERS)) == (0.76117, 0.15302)
    assert one(krippendorff_alpha(FOUR_RATERS)) == (0.74342, 0.14548)
    assert one(brennan_prediger(FOUR_RATERS)) == (0.77273, 0.14472)


def test_bipolar_weights_by_gwets_own_package():
    # irrCAC (Python), documentation of raw data: AC2 with bipolar weights.
    assert one(gwet_ac(FOUR_RATERS, "bipolar")) == (0.90037, 0.10582)


def test_fleiss_own_example():
    # Fleiss (1971): κ = .430, observed .556, expected .220.
    found = fleiss_kappa(diagnoses(30))
    assert found.estimate[0] == pytest.approx(0.430, abs=5e-4)
    assert found.observed[0] == pytest.approx(0.556, abs=5e-4)
    assert found.expected[0] == pytest.approx(0.220, abs=5e-4)


def test_the_first_fifteen_diagnoses_by_gwets_own_package():
    # irrCAC (R), "distrib.6raters": coefficient and standard error of each. (For α it prints
    # .08243 from counts; its newer formula for raw ratings, used here, gives Fleiss' .08119.)
    found = diagnoses(15)
    assert one(gwet_ac(found)) == (0.44480, 0.08419)
    assert one(fleiss_kappa(found)) == (0.41393, 0.08119)
    assert one(krippendorff_alpha(found))[0] == 0.42044
    assert one(brennan_prediger(found)) == (0.43889, 0.08312)


def test_the_paradox_of_feinstein_and_cicchetti_by_patterns():
    found = Patterns(("yes", "no"), [[2, 0], [1, 1], [0, 2]], [90, 9, 1])
    assert percent_agreement(found).estimate[0] == pytest.approx(0.91)
    assert fleiss_kappa(found).estimate[0] == pytest.approx(0.134, abs=5e-4)
    assert gwet_ac(found).estimate[0] == pytest.approx(0.900, abs=5e-4)


# Independent oracles ------------------------------------------------------------------------


def random_ratings(rng, items=25, raters=4, categories=5, missing=0.3):
    truth = rng.integers(1, categories + 1, (items, 1))
    guess = rng.integers(1, categories + 1, (items, raters))
    ratings = np.where(rng.random((items, raters)) < 0.6, truth, guess).astype(float)
    ratings[rng.random((items, raters)) < missing] = np.nan
    return ratings


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("seed", range(5))
def test_alpha_equals_the_krippendorff_package(level, seed):
    ratings = random_ratings(np.random.default_rng(seed))
    expected = krippendorff.alpha(ratings.T, level_of_measurement=level)
    found = krippendorff_alpha(Patterns.from_matrix(ratings), level).estimate[0]
    assert found == pytest.approx(expected, abs=1e-12)


def without_small_sample(patterns, coefficient):
    """The ratio that the standard error is of: α without its (N − 1) ÷ N."""
    found = coefficient(patterns)
    if getattr(coefficient, "func", coefficient) is not krippendorff_alpha:
        return found.estimate[0]
    return 1 - (1 - found.estimate[0]) * found.n_labels[0] / (found.n_labels[0] - 1)


@pytest.mark.parametrize("coefficient", [*EVERY, partial(gwet_ac, weights="quadratic")])
def test_the_standard_error_is_that_of_the_slopes_by_unit(coefficient):
    """Count a ten-thousandth of a unit more of each pattern and see how the value moves."""
    ratings = random_ratings(np.random.default_rng(7), items=60)
    patterns = Patterns.from_matrix(ratings[np.isfinite(ratings).sum(axis=1) >= 2])
    units = patterns.units.toarray()
    slopes = []
    for at in range(units.shape[1]):
        moved = [
            Patterns(patterns.categories, patterns.labels, units + step * np.eye(len(units[0]))[at])
            for step in (1e-4, -1e-4)
        ]
        up, down = (without_small_sample(m, coefficient) for m in moved)
        slopes.append((up - down) / 2e-4)
    n = units.sum()
    expected = np.sqrt(np.sum(units * np.square(slopes)) * n / (n - 1))
    assert coefficient(patterns).se[0] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("coefficient", [fleiss_kappa, gwet_ac, krippendorff_alpha])
def test_the_standard_error_is_near_the_spread_over_samples(coefficient):
    program = simulated(2000, 150, 3, [0.6, 0.3, 0.1], 0.8)
    found = coefficient(program)
    assert np.mean(found.se) == pytest.approx(np.std(found.estimate), rel=0.05)


def test_set_valued_alpha_equals_its_definition_written_out():
    labels = [["ab", "a"], ["ab", "ab"], ["c", "bc"], ["a", "a"]]
    ratings = np.array([[frozenset(s) for s in row] for row in labels], object)
    patterns = Patterns.from_matrix(ratings)
    distance = label_distance(patterns.categories, "masi")
    seen = coincidences(patterns)[0]
    share = seen.sum(axis=1)
    n = share.sum()
    observed, expected = (seen * distance).sum() / n, share @ distance @ share / n / (n - 1)
    by_name = krippendorff_alpha(patterns, "masi").estimate[0]
    assert by_name == pytest.approx(1 - observed / expected)
    assert krippendorff_alpha(patterns, 7 * distance).estimate[0] == pytest.approx(by_name)


def test_gwets_unequal_raters_written_out_for_three_items():
    # Items aab, bb and a: pa = (1/3 + 1) / 2, π_a = (2/3 + 0 + 1) / 3.
    found = Patterns.from_matrix([["a", "a", "b"], ["b", "b", None], ["a", None, None]])
    observed, share = 2 / 3, 5 / 9
    for coefficient, expected in (
        (fleiss_kappa, share**2 + (1 - share) ** 2),
        (gwet_ac, 2 * share * (1 - share)),
        (brennan_prediger, 1 / 2),
    ):
        got = coefficient(found)
        assert got.observed[0] == pytest.approx(observed)
        assert got.expected[0] == pytest.approx(expected)
        assert got.estimate[0] == pytest.approx((observed - expected) / (1 - expected))


def test_krippendorff_drops_single_labels_and_weighs_labels_not_items():
    # Items aab and bb: labels a 2, b 3; Do = (2 × 2 / 2) / 5, De = 2 × 2 × 3 / (5 × 4).
    found = Patterns.from_matrix([["a", "a", "b"], ["b", "b", None], ["a", None, None]])
    assert krippendorff_alpha(found).estimate[0] == pytest.approx(1 - (2 / 5) / (12 / 20))


# Laws ---------------------------------------------------------------------------------------

RATINGS = st.lists(
    st.lists(st.sampled_from([1, 2, 3, None]), min_size=3, max_size=3), min_size=1, max_size=12
)


def assert_same(left, right):
    for a, b in zip(left[:-1], right[:-1], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-9)
    assert left.reason.tolist() == right.reason.tolist()


@settings(max_examples=50, deadline=None)
@given(RATINGS, RATINGS)
def test_counts_add_so_the_coefficient_of_both_files_is_that_of_the_sum(left, right):
    scale = [1, 2, 3]
    total = Patterns.from_matrix(left, scale) + Patterns.from_matrix(right, scale)
    both = Patterns.from_matrix([*left, *right], scale)
    for coefficient in EVERY:
        assert_same(coefficient(total), coefficient(both))


@settings(max_examples=50, deadline=None)
@given(RATINGS)
def test_who_gave_which_label_does_not_matter(ratings):
    turned = [row[::-1] for row in ratings]
    for coefficient in EVERY:
        assert_same(
            coefficient(Patterns.from_matrix(ratings, [1, 2, 3])),
            coefficient(Patterns.from_matrix(turned, [3, 1, 2])),
        )


@settings(max_examples=50, deadline=None)
@given(RATINGS, RATINGS)
def test_groups_do_not_touch_one_another(left, right):
    scale = [1, 2, 3]
    a, b = Patterns.from_matrix(left, scale), Patterns.from_matrix(right, scale)
    labels = np.vstack([a.labels.toarray(), b.labels.toarray()])
    units = np.zeros((2, len(labels)))
    units[0, : a.labels.shape[0]] = a.units.toarray()[0]
    units[1, a.labels.shape[0] :] = b.units.toarray()[0]
    together = Patterns(tuple(scale), labels, units)
    for coefficient in EVERY:
        found, alone = coefficient(together), (coefficient(a), coefficient(b))
        for name in ("estimate", "low", "high", "se"):
            expected = [getattr(group, name)[0] for group in alone]
            np.testing.assert_allclose(getattr(found, name), expected, rtol=1e-9, atol=1e-9)


@settings(max_examples=50, deadline=None)
@given(RATINGS)
def test_limits_bracket_the_estimate_and_stay_within_bounds(ratings):
    for coefficient in EVERY:
        found = coefficient(Patterns.from_matrix(ratings * 3, [1, 2, 3]))
        if found.reason[0] is None:
            assert found.low[0] - 1e-12 <= found.estimate[0] <= found.high[0] + 1e-12
            assert found.high[0] <= 1
            assert found.low[0] >= 1 - 1 / (1 - found.expected[0]) - 1e-12
        else:
            assert np.isnan(found.low[0])
            assert np.isnan(found.high[0])


def test_a_scale_may_be_shifted_and_stretched_for_interval_and_bent_for_ordinal():
    bent = FOUR_RATERS.recoded({1: 1, 2: 8, 3: 9, 4: 30, 5: 31})
    shifted = FOUR_RATERS.recoded({k: 100 + 3 * k for k in range(1, 6)})
    assert_same(krippendorff_alpha(FOUR_RATERS, "ordinal"), krippendorff_alpha(bent, "ordinal"))
    assert_same(
        krippendorff_alpha(FOUR_RATERS, "interval"), krippendorff_alpha(shifted, "interval")
    )
    assert krippendorff_alpha(bent, "interval").estimate[0] != pytest.approx(0.849, abs=1e-2)


def test_unused_categories_matter_to_gwet_and_brennan_and_to_no_other():
    patterns = Patterns(("a", "b"), [[2, 0], [1, 1], [0, 2]], [20, 6, 14])
    wider = patterns.recoded({"a": "a", "b": "b"}, ["a", "b", "c"])
    for coefficient in (percent_agreement, fleiss_kappa, krippendorff_alpha, scott_pi):
        assert_same(coefficient(patterns), coefficient(wider))
    for coefficient in (gwet_ac, brennan_prediger):
        assert coefficient(wider).estimate[0] > coefficient(patterns).estimate[0] + 0.01


def test_single_labels_move_the_shares_of_fleiss_and_gwet_and_never_alpha():
    pairs = Patterns(("a", "b"), [[2, 0], [1, 1], [0, 2]], [20, 6, 14])
    more = pairs + Patterns(("a", "b"), [[1, 0]], [200])
    for coefficient in (percent_agreement, brennan_prediger, krippendorff_alpha, scott_pi):
        same = coefficient(more)
        np.testing.assert_allclose(same.estimate, coefficient(pairs).estimate)
        np.testing.assert_allclose(same.low, coefficient(pairs).low)
        assert same.n_single[0] == 200
    assert fleiss_kappa(more).estimate[0] < fleiss_kappa(pairs).estimate[0] - 0.1
    assert gwet_ac(more).estimate[0] > gwet_ac(pairs).estimate[0] + 0.1


def test_thousands_of_thin_groups_and_one_full_table_agree():
    # The sums per entry take one way when the table is well filled and another when it is not.
    rng = np.random.default_rng(3)
    labels = np.array([row for row in itertools.product(range(4), repeat=3) if sum(row) == 3])
    units = rng.poisson(0.05, (40, len(labels)))
    units[0] = rng.poisson(5, len(labels))
    thin = Patterns((1, 2, 3), labels, units)
    full = Patterns((1, 2, 3), labels, units[:1])
    for coefficient in EVERY:
        np.testing.assert_allclose(coefficient(thin).se[0], coefficient(full).se[0])


def test_n_counts_units_labels_and_pairs():
    found = krippendorff_alpha(FOUR_RATERS)
    counted = (found.n_units[0], found.n_single[0], found.n_labels[0], found.n_pairs[0])
    assert counted == (11, 1, 40, 7 * 6 + 3 * 3 + 1 + 3)


# Missing, with the reason -------------------------------------------------------------------


def table(*units):
    return Patterns(("a", "b"), [[2, 0], [1, 1], [0, 2], [1, 0]], [list(units)])


@pytest.mark.parametrize(
    ("patterns", "reason"),
    [
        (table(0, 0, 0, 50), Reason.NO_PAIRS),
        (Patterns.from_labels([], []), Reason.NO_PAIRS),
        (Patterns.from_labels([1, 2], [None, None]), Reason.NO_PAIRS),
        (table(0, 1, 0, 50), Reason.ONE_ITEM),
        (Patterns(("a",), [[2]], [50]), Reason.ONE_CATEGORY),
    ],
)
@pytest.mark.parametrize("coefficient", MANY[1:])
def test_what_cannot_be_told_is_missing_with_its_reason(coefficient, patterns, reason):
    found = coefficient(patterns)
    assert found.reason[0] is reason
    assert np.isnan([found.estimate[0], found.low[0], found.high[0], found.se[0]]).all()


def test_one_used_category_of_two_leaves_nothing_to_chance_except_where_chance_is_fixed():
    used = table(50, 0, 0, 0)
    for coefficient in (fleiss_kappa, scott_pi, krippendorff_alpha):
        assert coefficient(used).reason[0] is Reason.ONE_CATEGORY
        assert np.isnan(coefficient(used).estimate[0])
    for coefficient in (gwet_ac, brennan_prediger, percent_agreement):
        found = coefficient(used)
        assert found.estimate[0] == 1
        assert found.low[0] < 0.95


@pytest.mark.parametrize("level", LEVELS)
def test_equal_labels_are_no_disagreement_not_a_rounding_error(level):
    units = np.random.default_rng(1).integers(5, 99, (50, 3))
    units[0] = [27, 0, 0]
    found = krippendorff_alpha(Patterns((0.1, 0.3, 0.7), 3 * np.eye(3), units), level)
    assert found.reason[0] is Reason.ONE_CATEGORY
    assert np.all(found.estimate[1:] == 1)
    assert np.all(found.high[1:] == 1)


def test_few_items_give_an_estimate_and_no_limits():
    found = krippendorff_alpha(table(4, 1, 4, 0))
    assert np.isfinite(found.estimate[0])
    assert np.isfinite(found.se[0])
    assert np.isnan(found.low[0])
    assert found.reason[0] is Reason.FEW_ITEMS
    assert krippendorff_alpha(table(5, 1, 4, 0)).reason[0] is None


def test_a_nearly_one_sided_sample_gives_no_limits_where_chance_comes_from_it():
    found = table(48, 2, 0, 0)
    for coefficient in (krippendorff_alpha, fleiss_kappa, scott_pi):
        assert coefficient(found).reason[0] is Reason.ONE_SIDED
        assert np.isnan(coefficient(found).low[0])
    assert gwet_ac(found).reason[0] is None
    assert percent_agreement(found).reason[0] is None


def test_a_whole_never_agreeing_sample_stays_within_bounds():
    never = percent_agreement(table(0, 30, 0, 0))
    assert never.low[0] == never.estimate[0] == 0
    assert never.high[0] == pytest.approx(1.96**2 / (30 + 1.96**2), abs=1e-4)  # Wilson, 0 of 30


def test_a_group_counted_in_fractions_still_has_one_category():
    for units in np.random.default_rng(0).random(50):
        found = krippendorff_alpha(Patterns((1, 2), [[3, 0]], [10 + units]), "ordinal")
        assert found.reason[0] is Reason.ONE_CATEGORY


def test_perfect_agreement_is_not_certain():
    # Without a disagreement in 20 pairs the chance of one may still be 1 − .05^(1/20) = .14.
    found = percent_agreement(table(10, 0, 10, 0))
    assert found.estimate[0] == found.high[0] == 1
    assert found.low[0] == pytest.approx(0.84, abs=0.01)


# Arguments ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (lambda p: krippendorff_alpha(p, "ordnal"), AskedForUnknown, "level of measurement"),
        (lambda p: krippendorff_alpha(p, "interval"), ValueInvalid, 'got the category "a"'),
        (lambda p: krippendorff_alpha(p, "ordinal"), ValueInvalid, 'got the category "a"'),
        (lambda p: krippendorff_alpha(p, [[1, 1], [1, 0]]), ValueInvalid, "0 on the diagonal"),
        (lambda p: krippendorff_alpha(p, [[0, -1], [1, 0]]), ValueInvalid, "not be below 0"),
        (lambda p: gwet_ac(p, "linear"), ValueInvalid, 'got the category "a"'),
        (lambda p: fleiss_kappa(p, confidence=95), ValueInvalid, "between 0 and 1"),
        (lambda p: units_needed(p, 0), ValueInvalid, "half width must be above 0"),
        (
            lambda p: agreement_bootstrap(p, gwet_ac, seed=1, replicates=1),
            ValueInvalid,
            "at least 2 replicates",
        ),
        (
            lambda p: agreement_bootstrap(p.repeated(1.1), gwet_ac, seed=1),
            ValueInvalid,
            "whole numbers of units",
        ),
    ],
)
def test_arguments_out_of_range_are_refused(call, error, told):
    with pytest.raises(error, match=told):
        call(table(20, 5, 20, 3))


def test_scotts_pi_is_for_two_labels_a_unit():
    with pytest.raises(ValueInvalid, match="for two raters"):
        scott_pi(Patterns(("a", "b"), [[2, 1]], [5]))


# Simulation ---------------------------------------------------------------------------------


def outcomes(raters, prior, accuracy):
    """Every pattern and its probability: a label is right, or one of the others alike."""
    k = len(prior)
    given_truth = np.full((k, k), (1 - accuracy) / (k - 1))
    np.fill_diagonal(given_truth, accuracy)
    rows = np.array(list(itertools.product(range(k), repeat=raters)))
    chance = sum(p * np.prod(given_truth[t][rows], axis=1) for t, p in enumerate(prior))
    counts = np.stack([(rows == c).sum(axis=1) for c in range(k)], axis=1)
    labels, which = np.unique(counts, axis=0, return_inverse=True)
    return labels, np.bincount(which.ravel(), chance)


def simulated(programs, items, raters, prior, accuracy, seed=1):
    """One group per simulated program."""
    labels, chance = outcomes(raters, prior, accuracy)
    units = np.random.default_rng(seed).multinomial(items, chance / chance.sum(), size=programs)
    return Patterns(tuple(range(1, len(prior) + 1)), labels, units)


def true_value(coefficient, raters, prior, accuracy):
    labels, chance = outcomes(raters, prior, accuracy)
    endless = Patterns(tuple(range(1, len(prior) + 1)), labels, chance * 1e12)
    return coefficient(endless).estimate[0]


def coverage(coefficient, items, raters, prior, accuracy, seed=1):
    found = coefficient(simulated(2000, items, raters, prior, accuracy, seed))
    truth = true_value(coefficient, raters, prior, accuracy)
    given_limits = np.isfinite(found.low)
    inside = (found.low <= truth) & (truth <= found.high)
    return inside[given_limits].mean(), given_limits.mean()


@pytest.mark.parametrize("coefficient", MANY)
@pytest.mark.parametrize(
    ("items", "raters", "prior", "accuracy"),
    [
        (20, 2, (0.5, 0.5), 0.85),
        (20, 3, (0.5, 0.5), 0.95),
        (20, 2, (0.6, 0.3, 0.1), 0.7),
        (20, 3, (0.2,) * 5, 0.85),
        (20, 2, (0.8, 0.2), 0.85),
        (50, 3, (0.8, 0.2), 0.95),
        (100, 2, (0.95, 0.05), 0.95),
        (100, 3, (0.95, 0.05), 0.85),
        (400, 3, (0.95, 0.05), 0.95),
    ],
)
def test_the_95_percent_interval_covers_92_to_98_percent(
    coefficient, items, raters, prior, accuracy
):
    covered, shown = coverage(coefficient, items, raters, prior, accuracy)
    assert 0.92 <= covered <= 0.98
    assert shown > 0.5


def test_estimate_plus_minus_t_standard_errors_would_not_cover():
    """Why the interval is not the textbook one: few items, skewed, high agreement."""
    found = krippendorff_alpha(simulated(2000, 20, 3, (0.8, 0.2), 0.95))
    truth = true_value(krippendorff_alpha, 3, (0.8, 0.2), 0.95)
    assert np.mean(np.abs(found.estimate - truth) <= 2.093 * found.se) < 0.9
    inside = (found.low <= truth) & (truth <= found.high)
    assert 0.92 <= inside[np.isfinite(found.low)].mean() <= 0.98


@pytest.mark.parametrize("level", ["ordinal", "interval"])
@pytest.mark.parametrize(
    ("items", "raters", "prior", "accuracy"),
    [
        (20, 3, (0.2,) * 5, 0.8),
        (50, 2, (0.2,) * 5, 0.97),
        (100, 3, (0.2,) * 5, 0.8),
        (100, 3, (0.8, 0.1, 0.05, 0.03, 0.02), 0.85),
    ],
)
def test_numeric_levels_cover_too(level, items, raters, prior, accuracy):
    # 50 items at .97 hold about three disagreements, some of one step and some of four.
    alpha = partial(krippendorff_alpha, level=level)
    covered, _ = coverage(alpha, items, raters, prior, accuracy)
    assert 0.92 <= covered <= 0.98


def test_interval_limits_by_hand_for_three_labels_that_always_agree():
    # 1 1, 2 2 and 4 4, ten times each; distances ÷ 9. All pairs of labels: 2 × 20² × (1 + 4 + 9) ÷
    # 9, over 60 × 59. One more unit adds 2 × 2 × 20 × its label's distances, less the mean of
    # that. No disagreement seen: the spread of a lone dissenter, (1 + 16 + 81) ÷ 9 ÷ (1 + 4 + 9).
    found = krippendorff_alpha(Patterns((1, 2, 4), 2 * np.eye(3), [10, 10, 10]), "interval")
    chance, spread, t2 = 28 / 9 * 400 / 3540, 98 / 9 / 14 / 30, 2.04523**2
    added = 80 * np.array([1 + 9, 1 + 4, 9 + 4]) / 9 / 3540
    variance = np.sum(10 * (added - added.mean()) ** 2) * 30 / 29
    most = chance * t2 * spread / (chance**2 * (1 + t2 * spread) - t2 * variance * (1 + 1 / 20))
    assert found.expected[0] == pytest.approx(1 - chance)
    assert found.high[0] == 1
    assert found.low[0] == pytest.approx(1 - most, rel=1e-4)


def test_coverage_holds_when_most_items_have_one_label():
    labels, chance = outcomes(2, (0.6, 0.4), 0.9)
    rng = np.random.default_rng(5)
    pairs = rng.multinomial(40, chance / chance.sum(), size=2000)
    singles = rng.multinomial(400, [0.58, 0.42], size=2000)
    program = Patterns(
        ("a", "b"), np.vstack([labels, [[1, 0], [0, 1]]]), np.hstack([pairs, singles])
    )
    for coefficient in (fleiss_kappa, gwet_ac, percent_agreement):
        truth = true_value(coefficient, 2, (0.6, 0.4), 0.9)
        found = coefficient(program)
        assert 0.92 <= np.mean((found.low <= truth) & (truth <= found.high)) <= 0.98


def test_a_wider_level_gives_a_wider_interval():
    half, nearly_all = (krippendorff_alpha(table(20, 8, 20, 0), confidence=c) for c in (0.5, 0.99))
    assert nearly_all.low[0] < half.low[0] < half.estimate[0] < half.high[0] < nearly_all.high[0]


def test_the_bootstrap_agrees_with_the_formula_on_many_items_and_repeats_itself():
    program = simulated(2, 400, 3, (0.6, 0.3, 0.1), 0.8)
    first = agreement_bootstrap(program, krippendorff_alpha, seed=11)
    again = agreement_bootstrap(program, krippendorff_alpha, seed=11)
    formula = krippendorff_alpha(program)
    np.testing.assert_array_equal(first.low, again.low)
    np.testing.assert_allclose(first.se, formula.se, rtol=0.1)
    np.testing.assert_allclose(first.low, formula.low, atol=0.02)
    np.testing.assert_allclose(first.high, formula.high, atol=0.02)
    np.testing.assert_array_equal(first.estimate, formula.estimate)


def test_a_bootstrap_whose_samples_often_lack_a_category_gives_no_limits():
    # (30 ÷ 32)³² = 13 % of the samples hold neither of the two items labelled b.
    scarce = Patterns(("a", "b"), [[2, 0], [0, 40]], [30, 2])
    found = agreement_bootstrap(scarce, krippendorff_alpha, seed=1)
    assert found.reason[0] is Reason.ONE_SIDED
    assert np.isnan(found.low[0])


def test_an_improvement_is_found_and_no_change_is_not_claimed():
    before = krippendorff_alpha(simulated(1000, 200, 3, (0.6, 0.3, 0.1), 0.80, seed=1))
    same = krippendorff_alpha(simulated(1000, 200, 3, (0.6, 0.3, 0.1), 0.80, seed=2))
    better = krippendorff_alpha(simulated(1000, 200, 3, (0.6, 0.3, 0.1), 0.90, seed=3))
    null, effect = agreement_difference(same, before), agreement_difference(better, before)
    truth = true_value(krippendorff_alpha, 3, (0.6, 0.3, 0.1), 0.9) - true_value(
        krippendorff_alpha, 3, (0.6, 0.3, 0.1), 0.8
    )
    assert np.mean((null.low > 0) | (null.high < 0)) < 0.08
    assert np.mean(effect.low > 0) > 0.95
    assert 0.92 <= np.mean((effect.low <= truth) & (truth <= effect.high)) <= 0.98


def test_limits_of_a_difference_by_hand():
    # MOVER: 0.2 − √(0.1² + 0.1²) and 0.2 + √(0.05² + 0.2²).
    blank = krippendorff_alpha(table(20, 5, 20, 0))
    after = blank._replace(estimate=0.8, low=0.7, high=0.85)
    before = blank._replace(estimate=0.6, low=0.4, high=0.7)
    found = agreement_difference(after, before)
    assert found.estimate == pytest.approx(0.2)
    assert found.low == pytest.approx(0.2 - 0.1 * np.sqrt(2))
    assert found.high == pytest.approx(0.2 + np.sqrt(0.0425))


def test_a_difference_is_missing_where_a_limit_is():
    one_sided, fine = (
        krippendorff_alpha(table(48, 2, 0, 0)),
        krippendorff_alpha(table(20, 5, 20, 0)),
    )
    found = agreement_difference(fine, one_sided)
    assert np.isfinite(found.estimate[0])
    assert np.isnan(found.low[0])
    assert np.isnan(found.high[0])


@pytest.mark.parametrize("coefficient", [krippendorff_alpha, gwet_ac])
def test_a_pilot_predicts_the_width_within_a_fifth(coefficient):
    pilot = simulated(200, 100, 5, (0.6, 0.3, 0.1), 0.85)
    more = units_needed(pilot, 0.04, coefficient)
    labels, chance = outcomes(5, (0.6, 0.3, 0.1), 0.85)
    endless = Patterns((1, 2, 3), labels, np.tile(chance, (200, 1)))
    later = coefficient(endless.repeated(100 + more))
    assert np.all(more > 0)
    assert np.mean(np.abs((later.high - later.low) / 2 / 0.04 - 1) < 0.2) > 0.95


def test_the_units_needed_are_the_fewest_that_do():
    pilot = table(30, 6, 20, 0)
    more = units_needed(pilot, 0.1)[0]

    def half_width(units):
        found = krippendorff_alpha(pilot.repeated((56 + units) / 56))
        return (found.high[0] - found.low[0]) / 2

    assert half_width(more) <= 0.1 < half_width(more - 1)


def test_units_needed_are_none_when_narrow_enough_and_missing_when_never():
    found = units_needed(
        Patterns(("a", "b"), [[2, 0], [1, 1], [0, 2]], [[4000, 50, 4000], [50, 0, 0]]), 0.05
    )
    assert found[0] == 0
    assert np.isnan(found[1])
