"""Distances and weights between categories."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.stats.distances import agreement_weights, credit_distance, is_graded, label_distance

A, B, AB, ABC, NONE = (frozenset(s) for s in ("a", "b", "ab", "abc", ""))
KINDS = ("identity", "linear", "quadratic", "radical", "ordinal", "ratio", "circular", "bipolar")


def test_nominal_and_interval_and_ratio_are_krippendorffs_differences():
    assert label_distance("xy", "nominal").tolist() == [[0, 1], [1, 0]]
    assert label_distance([0, 3], "interval")[0, 1] == 9
    assert label_distance([1, 3], "ratio")[0, 1] == 0.25
    assert label_distance([0, 3], "ratio").tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("left", "right", "jaccard", "masi"),
    [
        (A, A, 0, 0),
        (A, B, 1, 1),
        (A, AB, 1 / 2, 1 - 1 / 2 * 2 / 3),
        (AB, ABC, 1 / 3, 1 - 2 / 3 * 2 / 3),
        (AB, frozenset("bc"), 2 / 3, 1 - 1 / 3 * 1 / 3),
        (NONE, A, 1, 1),
    ],
)
def test_sets_are_compared_by_what_they_share(left, right, jaccard, masi):
    # Passonneau (2006): 2/3 when one set holds the other, 1/3 when they overlap.
    expected = pytest.approx(jaccard), pytest.approx(masi)
    sets = [left] if left == right else [left, right]
    assert (label_distance(sets, "jaccard")[0, -1], label_distance(sets, "masi")[0, -1]) == expected
    assert label_distance(sets, "masi")[-1, 0] == expected[1]


def test_the_empty_set_equals_itself():
    assert label_distance([NONE], "masi").tolist() == [[0]]


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        # Weights of Gwet (2014) for a scale from 1 to 5, as the R package irrCAC prints them.
        ("linear", [1, 0.75, 0.5, 0.25, 0]),
        ("quadratic", [1, 0.9375, 0.75, 0.4375, 0]),
        ("radical", [1, 0.5, 0.2929, 0.134, 0]),
        ("ordinal", [1, 0.9, 0.7, 0.4, 0]),
        ("ratio", [1, 0.75, 0.4375, 0.19, 0]),
        ("circular", [1, 0.618, 0, 0, 0.618]),
        ("bipolar", [1, 0.8571, 0.6667, 0.4, 0]),
    ],
)
def test_weights_of_a_five_point_scale(kind, row):
    np.testing.assert_allclose(agreement_weights(range(1, 6), kind)[0], row, atol=5e-5)


@settings(deadline=None)
@given(
    st.sampled_from(KINDS),
    st.lists(st.integers(0, 20), min_size=1, max_size=6, unique=True),
)
def test_weights_are_credits(kind, categories):
    weights = agreement_weights(categories, kind)
    assert np.all(np.diag(weights) == 1)
    assert np.all((weights >= 0) & (weights <= 1))
    np.testing.assert_array_equal(weights, weights.T)


def test_linear_weights_use_the_numbers_and_ordinal_ones_their_ranks():
    assert agreement_weights([1, 2, 10], "linear")[0, 1] == pytest.approx(8 / 9)
    assert agreement_weights([1, 2, 10], "ordinal")[0, 1] == pytest.approx(2 / 3)


def test_categories_need_not_stand_in_order():
    np.testing.assert_array_equal(
        agreement_weights([3, 1, 2], "ordinal"),
        agreement_weights([1, 2, 3], "ordinal")[np.ix_([2, 0, 1], [2, 0, 1])],
    )


@pytest.mark.parametrize("level", ["interval", "ratio"])
def test_words_have_no_numeric_distance(level):
    with pytest.raises(ValueInvalid, match='numbers; got the category "good"'):
        label_distance(["good", "bad"], level)


def test_a_ratio_scale_starts_at_zero():
    with pytest.raises(ValueInvalid, match="starts at 0; got the category -1"):
        label_distance([-1, 1], "ratio")


def test_words_are_no_sets():
    with pytest.raises(ValueInvalid, match='as frozensets; got the category "ab"'):
        label_distance(["ab"], "jaccard")


def test_unknown_names_list_the_known_ones():
    with pytest.raises(AskedForUnknown, match='Did you mean "interval"'):
        label_distance([1, 2], "intervall")
    with pytest.raises(AskedForUnknown, match='kind of weights called "cubic"'):
        agreement_weights([1, 2], "cubic")


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ([[1, 0]], "2 × 2"),
        ([[0.9, 0], [0, 1]], "1 on the diagonal"),
        ([[1, 2], [0, 1]], "between 0 .* and 1"),
        ([[1, 0], [-0.1, 1]], "between 0 .* and 1"),
        ([[1, np.nan], [0, 1]], "must be numbers"),
    ],
)
def test_a_table_of_weights_is_checked(weights, told):
    with pytest.raises(ValueInvalid, match=told):
        credit_distance("ab", weights)


def test_only_partial_credit_is_graded():
    assert is_graded(credit_distance([1, 2, 3], "linear"))
    assert not is_graded(credit_distance([1, 2, 3], "identity"))
