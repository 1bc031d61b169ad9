"""Patterns: reading labels into counts, and counts that add."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analytics.errors import ValueInvalid
from analytics.stats.patterns import Patterns, coincidences, label_codes

LABELS = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(["a", "b", "c", None])), min_size=0, max_size=40
)


def as_counts(patterns, group=0):
    """The units of one group as {pattern as sorted text: units}."""
    found = {}
    for row, units in zip(patterns.labels.toarray(), patterns.units.toarray()[group], strict=True):
        if units:
            name = "".join(
                str(k) * int(n) for k, n in sorted(zip(patterns.categories, row, strict=True)) if n
            )
            found[name] = found.get(name, 0) + units
    return {name: found[name] for name in sorted(found)}


def test_a_matrix_becomes_units_per_pattern():
    ratings = [["a", "a", "b"], ["b", "a", "a"], ["b", None, "b"], [None, None, None]]
    assert as_counts(Patterns.from_matrix(ratings)) == {"aab": 2, "bb": 1}


def test_a_number_matrix_reads_nan_as_no_label():
    assert as_counts(Patterns.from_matrix(np.array([[1, 2], [1, np.nan]]))) == {
        "1.0": 1,
        "1.02.0": 1,
    }


def test_long_labels_are_counted_per_group_and_the_same_item_in_two_groups_is_two_units():
    unit = ["p", "p", "q", "q", "p", "p"]
    value = ["a", "b", "a", "a", "b", "b"]
    found = Patterns.from_labels(unit, value, group=[0, 0, 0, 0, 2, 2])
    assert as_counts(found, 0) == {"aa": 1, "ab": 1}
    assert as_counts(found, 1) == {}
    assert as_counts(found, 2) == {"bb": 1}


def test_mappings_sparse_and_dense_tables_are_the_same_patterns():
    mappings = Patterns.from_mappings([{"a": 2}, {"b": 1, "a": 1}], [[4, 0], [1, 2]])
    dense = Patterns(("a", "b"), [[2, 0], [1, 1]], [[4, 0], [1, 2]])
    long = sparse.coo_array(([4, 1, 2], ([0, 1, 1], [0, 0, 1])), shape=(2, 2))
    thin = Patterns(("a", "b"), sparse.csr_array([[2, 0], [1, 1]]), long)
    for group in (0, 1):
        assert as_counts(mappings, group) == as_counts(dense, group) == as_counts(thin, group)


def test_sets_of_labels_can_be_categories():
    found = Patterns.from_labels([1, 1], [frozenset("ab"), frozenset("a")])
    assert set(found.categories) == {frozenset("ab"), frozenset("a")}


@settings(deadline=None)
@given(LABELS, LABELS)
def test_patterns_of_two_files_together_are_the_sum_of_each(left, right):
    def read(rows):
        return Patterns.from_labels([u for u, _ in rows], [v for _, v in rows])

    both = read([(("left", u), v) for u, v in left] + [(("right", u), v) for u, v in right])
    assert as_counts(read(left) + read(right)) == as_counts(both)


@settings(deadline=None)
@given(LABELS)
def test_the_same_pattern_is_listed_once(rows):
    found = Patterns.from_labels([u for u, _ in rows], [v for _, v in rows])
    assert len({tuple(row) for row in found.labels.toarray()}) == found.labels.shape[0]


def test_adding_keeps_groups_apart_and_joins_categories():
    a = Patterns(("x", "y"), [[2, 0]], [[3], [4]])
    b = Patterns(("z", "x"), [[0, 2], [1, 1]], [[10, 1], [20, 0]])
    total = a + b
    assert total.categories == ("x", "y", "z")
    assert as_counts(total, 0) == {"xx": 13, "xz": 1}
    assert as_counts(total, 1) == {"xx": 24}


def test_adding_patterns_with_other_groups_is_refused():
    a = Patterns(("x",), [[2]], [[3], [4]])
    with pytest.raises(ValueInvalid, match="same groups; got 2 and 1"):
        a + a.pooled()


def test_weeks_pool_into_months():
    weeks = Patterns(("x", "y"), [[2, 0], [1, 1]], [[1, 2], [10, 20], [100, 200]])
    months = weeks.pooled([0, 0, 1])
    assert months.units.toarray().tolist() == [[11, 22], [100, 200]]


@pytest.mark.parametrize("into", [[0], [0, -1], [0.5, 1.0]])
def test_pooling_needs_a_new_number_for_each_group(into):
    with pytest.raises(ValueInvalid, match="each of the 2 groups"):
        Patterns(("x",), [[2]], [[1], [2]]).pooled(into)


def test_one_label_against_the_rest_merges_the_rest():
    found = Patterns(("s", "h", "n"), [[1, 1, 1], [0, 1, 2]], [[5, 7]])
    merged = found.recoded({"s": "s", "h": "o", "n": "o"})
    assert as_counts(merged) == {"ooo": 7, "oos": 5}


def test_recoding_to_none_drops_labels():
    found = Patterns(("a", "skip"), [[2, 1]], [[5]]).recoded({"a": "a", "skip": None})
    assert as_counts(found) == {"aa": 5}


def test_recoding_names_every_category():
    with pytest.raises(ValueInvalid, match='none for "b"'):
        Patterns(("a", "b"), [[1, 1]], [1]).recoded({"a": 1})


@pytest.mark.parametrize(
    ("labels", "units", "told"),
    [
        ([[2, 0]], [[1, 2]], "groups × patterns"),
        ([[2]], [[1]], "groups × patterns"),
        ([[-1, 3]], [[1]], "counts from 0"),
        ([[1.5, 1]], [[1]], "whole number"),
        ([[1, 1]], [[np.nan]], "none missing"),
        ([[1, 1]], [[[1]]], "must be a table"),
    ],
)
def test_tables_that_do_not_fit_are_refused(labels, units, told):
    with pytest.raises(ValueInvalid, match=told):
        Patterns(("a", "b"), labels, units)


def test_a_category_named_twice_is_refused():
    with pytest.raises(ValueInvalid, match='named once; got "a", "a"'):
        Patterns(("a", "a"), [[1, 1]], [1])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (([1, 2], ["a"]), "equally long; got 2, 1 and 2"),
        (([1], ["a"], [0, 0]), "equally long; got 1, 1 and 2"),
        (([1], [["a"]]), "cannot be one"),
    ],
)
def test_long_labels_that_do_not_fit_are_refused(arguments, told):
    with pytest.raises(ValueInvalid, match=told):
        Patterns.from_labels(*arguments)


def test_ratings_that_are_no_matrix_are_refused():
    with pytest.raises(ValueInvalid, match="units × raters; got 1"):
        Patterns.from_matrix(["a", "b"])


def test_numbers_and_texts_are_ordered_and_other_names_keep_their_order():
    assert label_codes([10, 9, 2])[1] == (2, 9, 10)
    assert label_codes(["b", "a"])[1] == ("a", "b")
    assert label_codes(["b", 1, "a"])[1] == ("b", 1, "a")


@pytest.mark.parametrize("kind", [np.float64, np.float32, object])
def test_every_kind_of_array_knows_its_missing_values(kind):
    codes, names = label_codes(np.array([2.0, np.nan, 1.0, np.nan], kind))
    assert codes.tolist() == [1, -1, 0, -1]
    assert names == (1, 2)


def test_a_value_outside_the_known_categories_is_named():
    with pytest.raises(ValueInvalid, match='"maybe" is not among the categories "yes", "no"'):
        label_codes(["yes", "maybe"], ["yes", "no"])


def test_coincidences_of_the_published_example():
    # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example C: values 1 to 5.
    ratings = [
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
    found = coincidences(Patterns.from_matrix(ratings))[0]
    expected = [
        [7, 4 / 3, 1 / 3, 1 / 3, 0],
        [4 / 3, 10, 4 / 3, 1 / 3, 0],
        [1 / 3, 4 / 3, 8, 1 / 3, 0],
        [1 / 3, 1 / 3, 1 / 3, 4, 0],
        [0, 0, 0, 0, 3],
    ]
    np.testing.assert_allclose(found, expected)
    assert found.sum() == pytest.approx(40)
