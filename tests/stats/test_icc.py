"""Intraclass correlations: the published six, the one-way form from sums, coverage."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.stats.agreement import krippendorff_alpha
from analytics.stats.icc import ICC_FORMS, icc, icc_from_sums, icc_patterns
from analytics.stats.patterns import Patterns

# Six subjects, four judges: Shrout and Fleiss (1979), table 2.
SHROUT_FLEISS = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]


@pytest.mark.parametrize(
    ("form", "estimate", "low", "high"),
    [
        # Estimates of Shrout and Fleiss (1979), table 4; limits as the R package psych prints.
        ("ICC(1,1)", 0.17, -0.133, 0.723),
        ("ICC(2,1)", 0.29, 0.019, 0.761),
        ("ICC(3,1)", 0.71, 0.342, 0.946),
        ("ICC(1,k)", 0.44, -0.884, 0.912),
        ("ICC(2,k)", 0.62, 0.071, 0.927),
        ("ICC(3,k)", 0.91, 0.676, 0.986),
    ],
)
def test_the_six_forms_of_shrout_and_fleiss(form, estimate, low, high):
    found = icc(SHROUT_FLEISS, form)
    assert found.estimate == pytest.approx(estimate, abs=5e-3)
    assert found.low == pytest.approx(low, abs=5e-4)
    assert found.high == pytest.approx(high, abs=5e-4)


def test_the_analysis_of_variance_is_that_of_shrout_and_fleiss():
    # Their table 3: between targets 11.24, within 6.26, residual 1.02.
    assert icc(SHROUT_FLEISS, "ICC(1,1)").f == pytest.approx(11.24 / 6.26, abs=2e-3)
    assert icc(SHROUT_FLEISS, "ICC(3,1)").f == pytest.approx(11.24 / 1.02, abs=2e-2)
    assert icc(SHROUT_FLEISS, "ICC(1,1)").df_error == 18
    assert icc(SHROUT_FLEISS, "ICC(3,1)").df_error == 15


def test_a_rater_who_is_always_lower_hurts_agreement_and_not_consistency():
    scores = np.array([[1, 2], [2, 3], [3, 4], [4, 5.0]])
    assert icc(scores, "ICC(3,1)").estimate == 1
    assert icc(scores, "ICC(2,1)").estimate == pytest.approx(10 / 13)


def test_a_stack_of_tables_is_each_table():
    other = np.array(SHROUT_FLEISS)[::-1, [1, 0, 3, 2]] ** 1.1
    for form in ICC_FORMS:
        stack = icc(np.stack([SHROUT_FLEISS, other]), form)
        for at, scores in enumerate((SHROUT_FLEISS, other)):
            alone = icc(scores, form)
            np.testing.assert_allclose([f[at] for f in stack[:4]], alone[:4])


def sums(units):
    """The sums of `icc_from_sums`, from each unit's scores."""
    sizes = np.array([len(unit) for unit in units], float)
    totals = np.array([sum(unit) for unit in units], float)
    squares = sum(score * score for unit in units for score in unit)
    return (
        len(units),
        sizes.sum(),
        (sizes**2).sum(),
        totals.sum(),
        squares,
        (totals**2 / sizes).sum(),
    )


def test_equal_numbers_of_scores_from_sums_are_the_complete_form():
    found, expected = icc_from_sums(*sums(SHROUT_FLEISS)), icc(SHROUT_FLEISS, "ICC(1,1)")
    np.testing.assert_allclose(found, expected)


def test_unequal_numbers_of_scores_by_hand():
    # Scores 1 2 | 4 | 6 6 9: means 1.5, 4, 7, overall 28/6. Between: 2 (1.5 − 4.667)² +
    # (4 − 4.667)² + 3 (7 − 4.667)² = 36.833 on 2; within: 0.5 + 6 = 6.5 on 3;
    # effective number (6 − 14/6) ÷ 2 = 1.8333.
    between, within, number = 36.8333 / 2, 6.5 / 3, 1.83333
    expected = (between - within) / (between + (number - 1) * within)
    found = icc_from_sums(*sums([[1, 2], [4], [6, 6, 9]]))
    assert found.estimate == pytest.approx(expected, abs=1e-5)


@settings(deadline=None)
@given(
    st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=4), min_size=1, max_size=10),
    st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=4), min_size=1, max_size=10),
)
def test_sums_add_and_patterns_hold_them(left, right):
    both = icc_from_sums(*sums(left + right))
    added = icc_from_sums(*np.add(sums(left), sums(right)))
    unit = [i for i, scores in enumerate(left + right) for _ in scores]
    value = [score for scores in left + right for score in scores]
    counted = icc_patterns(Patterns.from_labels(unit, value))
    np.testing.assert_allclose(added, both, rtol=1e-7)
    np.testing.assert_allclose([field[0] for field in counted[:3]], both[:3], rtol=1e-7, atol=1e-9)


def test_it_is_nearly_interval_alpha_when_every_item_has_two_scores():
    rng = np.random.default_rng(1)
    truth = rng.integers(1, 6, (2000, 1))
    scores = np.clip(truth + rng.integers(-1, 2, (2000, 2)), 1, 5)
    patterns = Patterns.from_matrix(scores)
    alpha = krippendorff_alpha(patterns, "interval").estimate[0]
    assert icc_patterns(patterns).estimate[0] == pytest.approx(alpha, abs=1e-3)


@pytest.mark.parametrize("form", ICC_FORMS)
@pytest.mark.parametrize(
    "scores",
    [
        [[0.1, 0.1, 0.1]] * 4,
        [[1, 2, 3]],
        [[1], [2], [3]],
        np.zeros((0, 3)),
        np.zeros((3, 0)),
    ],
)
def test_one_item_one_rater_or_equal_scores_are_missing(form, scores):
    found = icc(scores, form)
    assert np.isnan([found.estimate, found.low, found.high]).all()


@pytest.mark.parametrize("form", ICC_FORMS)
def test_raters_who_never_differ_have_a_coefficient_and_no_limits(form):
    found = icc([[0.1, 0.1], [0.2, 0.2], [0.7, 0.7]], form)
    assert found.estimate == pytest.approx(1)
    assert np.isnan([found.low, found.high]).all()


@pytest.mark.parametrize("form", ICC_FORMS)
def test_items_with_equal_means_have_no_limits(form):
    # Raters differ by 1 on every item: items do not differ, so nothing is told apart.
    found = icc([[1, 2]] * 5, form)
    assert np.isnan([found.low, found.high]).all()
    assert found.estimate == {"ICC(1,1)": -1, "ICC(2,1)": 0, "ICC(2,k)": 0}.get(
        form, pytest.approx(np.nan, nan_ok=True)
    )


def test_equal_scores_of_each_item_leave_no_rounding_behind():
    found = icc_patterns(Patterns((0.1, 0.2, 0.7), 3 * np.eye(3), [7, 9, 13]))
    assert found.estimate[0] == 1
    assert np.isnan(found.low[0])


def test_large_scores_lose_no_digits():
    shifted = np.array(SHROUT_FLEISS) + 1e6
    assert icc(shifted, "ICC(1,1)").estimate == pytest.approx(
        icc(SHROUT_FLEISS, "ICC(1,1)").estimate
    )
    plain = icc_patterns(Patterns.from_matrix(np.array(SHROUT_FLEISS)))
    far = icc_patterns(Patterns.from_matrix(shifted))
    assert far.estimate[0] == pytest.approx(plain.estimate[0])


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (lambda: icc(SHROUT_FLEISS, "ICC(4,1)"), AskedForUnknown, "form of intraclass correlation"),
        (lambda: icc([[1, np.nan], [1, 2]]), ValueInvalid, "score is missing"),
        (lambda: icc([1, 2]), ValueInvalid, "items × raters; got 1"),
        (lambda: icc(SHROUT_FLEISS, confidence=0), ValueInvalid, "between 0 and 1"),
        (lambda: icc_patterns(Patterns(("a",), [[2]], [3])), ValueInvalid, "needs numbers"),
    ],
)
def test_arguments_out_of_range_are_refused(call, error, told):
    with pytest.raises(error, match=told):
        call()


def program(rng, programs, items, raters, item_sd, rater_sd, error_sd):
    return (
        item_sd * rng.normal(size=(programs, items, 1))
        + rater_sd * rng.normal(size=(programs, 1, raters))
        + error_sd * rng.normal(size=(programs, items, raters))
    )


@pytest.mark.parametrize(
    ("form", "rater_sd", "truth"),
    [
        ("ICC(1,1)", 0.0, 1 / (1 + 0.5**2)),
        ("ICC(2,1)", 0.4, 1 / (1 + 0.4**2 + 0.5**2)),
        ("ICC(3,1)", 0.4, 1 / (1 + 0.5**2)),
        ("ICC(1,k)", 0.0, 1 / (1 + 0.5**2 / 4)),
        ("ICC(2,k)", 0.4, 1 / (1 + (0.4**2 + 0.5**2) / 4)),
        ("ICC(3,k)", 0.4, 1 / (1 + 0.5**2 / 4)),
    ],
)
def test_the_95_percent_interval_covers_92_to_98_percent(form, rater_sd, truth):
    scores = program(np.random.default_rng(1), 2000, 20, 4, 1.0, rater_sd, 0.5)
    found = icc(scores, form)
    assert 0.92 <= np.mean((found.low <= truth) & (truth <= found.high)) <= 0.98


@pytest.mark.parametrize("truth", [0.0, 0.3, 0.9])
def test_the_one_way_interval_covers_with_one_to_five_scores_an_item(truth):
    rng = np.random.default_rng(2)
    sizes = rng.integers(1, 6, (2000, 15))
    scores = program(rng, 2000, 15, 5, np.sqrt(truth), 0.0, np.sqrt(1 - truth))
    scores = np.where(np.arange(5) < sizes[..., None], scores, 0)
    totals = scores.sum(axis=2)
    found = icc_from_sums(
        15,
        sizes.sum(axis=1),
        (sizes**2).sum(axis=1),
        totals.sum(axis=1),
        (scores**2).sum(axis=(1, 2)),
        (totals**2 / sizes).sum(axis=1),
    )
    assert 0.92 <= np.mean((found.low <= truth) & (truth <= found.high)) <= 0.98
