"""Consensus: majority with its tie policies, and Dawid and Skene's model."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.stats.consensus import dawid_skene, majority

# Forty-five patients, five anaesthetists (the first saw each patient three times, and comes
# first here): Dawid and Skene (1979), table 1.
ANAESTHETISTS = """
    1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223 2322223 4444444
    2223343 1111111 2223212 1211111 1112111 1111111 1111111 2222221 2221322 2222222 2222221
    2223222 2212222 1111111 1111111 2322222 1111111 1111111 1121121 1111111 3333233 1111111
    2222222 2223232 4334343 2212232 2323233 3333432 1111111 1111111 1212111 2322222 1211111
    2222222
"""


def anaesthetists():
    rows = ANAESTHETISTS.split()
    item = [i for i, row in enumerate(rows, start=1) for _ in row]
    return item, [1, 1, 1, 2, 3, 4, 5] * len(rows), [int(label) for row in rows for label in row]


def simulated(seed, items=400, accuracies=(0.95, 0.85, 0.6, 0.55, 0.55)):
    """Two classes; two good raters among three that hardly beat a coin."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 2, items)
    right = rng.random((items, len(accuracies))) < accuracies
    label = np.where(right, truth[:, None], 1 - truth[:, None])
    item = np.repeat(np.arange(items), len(accuracies))
    rater = np.tile(np.arange(len(accuracies)), items)
    return truth, item, rater, label.ravel()


# Majority -----------------------------------------------------------------------------------


def test_the_majority_and_its_share():
    found = majority(["p"] * 4 + ["q"] * 2, ["a", "b", "a", None, "b", "b"])
    assert found.items == ("p", "q")
    assert found.labels() == ["a", "b"]
    assert found.votes.tolist() == [[2, 1], [0, 2]]
    assert found.share.tolist() == [2 / 3, 1]


def test_a_tie_is_missing_unless_asked_otherwise():
    item, label = [1, 1, 2, 2, 2], ["b", "a", "b", "a", "b"]
    assert majority(item, label).labels() == [None, "b"]
    assert majority(item, label, ties="first").labels() == ["a", "b"]
    assert majority(item, label, ties="first", categories=["b", "a"]).labels() == ["b", "b"]
    assert majority(item, label).tied.tolist() == [True, False]


def test_random_ties_repeat_with_their_seed_and_fall_evenly():
    item = np.repeat(np.arange(4000), 2)
    label = np.tile(["a", "b"], 4000)
    first = majority(item, label, ties="random", seed=5)
    assert first.answer.tolist() == majority(item, label, ties="random", seed=5).answer.tolist()
    assert first.answer.tolist() != majority(item, label, ties="random", seed=6).answer.tolist()
    assert first.answer.mean() == pytest.approx(0.5, abs=0.03)


def test_a_random_tie_is_drawn_among_the_tied_only():
    drawn = {
        majority([1] * 5, ["a", "a", "b", "b", "c"], ties="random", seed=seed).labels()[0]
        for seed in range(30)
    }
    assert drawn == {"a", "b"}


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (lambda: majority([1], ["a"], ties="last"), AskedForUnknown, 'tie policy called "last"'),
        (lambda: majority([1], ["a"], ties="random"), ValueInvalid, "need a seed"),
        (lambda: majority([1, 2], ["a"]), ValueInvalid, "equally long; got 2 and 1"),
        (lambda: majority([1], ["z"], categories=["a"]), ValueInvalid, "not among the categories"),
    ],
)
def test_majority_refuses_what_it_cannot_read(call, error, told):
    with pytest.raises(error, match=told):
        call()


def test_nothing_labelled_is_nothing_agreed():
    assert majority([], []).labels() == []
    assert majority([1], [None]).labels() == []


# Dawid and Skene ----------------------------------------------------------------------------


def test_the_anaesthetists_of_dawid_and_skene():
    # Their table 2: shares .40 .42 .11 .07; the first observer says 1 for a true 1 in .89, 2 for
    # a true 2 in .88, 3 for a true 3 in .66 and 4 for a true 4 in .44.
    found = dawid_skene(*anaesthetists(), smoothing=0)
    assert found.converged
    assert found.prior.round(2).tolist() == [0.40, 0.42, 0.11, 0.07]
    expected = [[0.89, 0.11, 0, 0], [0.07, 0.88, 0.05, 0], [0, 0.34, 0.66, 0], [0, 0, 0.56, 0.44]]
    np.testing.assert_allclose(found.confusion[0], expected, atol=5e-3)
    assert found.answer[1] == 3
    assert found.posterior[1, 3] == pytest.approx(1, abs=5e-3)


def test_a_little_smoothing_changes_no_anaesthetists_answer():
    plain, smooth = (dawid_skene(*anaesthetists(), smoothing=s) for s in (0, 1))
    assert plain.answer.tolist() == smooth.answer.tolist()
    assert np.all(smooth.confusion > 0)


@pytest.mark.parametrize("seed", range(5))
def test_it_beats_the_majority_when_raters_differ(seed):
    truth, item, rater, label = simulated(seed)
    modelled = dawid_skene(item, rater, label)
    voted = majority(item, label, ties="first")
    assert np.mean(modelled.answer == truth) > np.mean(voted.answer == truth) + 0.04
    assert np.mean(modelled.answer == truth) > 0.88


def test_it_finds_how_good_each_rater_is():
    _, item, rater, label = simulated(1, items=2000, accuracies=(0.95, 0.85, 0.75, 0.65, 0.2))
    found = dawid_skene(item, rater, label)
    np.testing.assert_allclose(found.accuracy, [0.95, 0.85, 0.75, 0.65, 0.2], atol=0.03)


def test_one_iteration_is_the_formula_written_out():
    # Items aa and ab of raters p and q, no smoothing. Shares of labels: (1, 0) and (1/2, 1/2).
    # p: true a: 1.5 labels, all a; true b: 0.5, all a. q: true a: 1 a, 0.5 b; true b: 0.5 b.
    # Prior 3/4, 1/4. Item ab: a: 3/4 × 1 × 1/3 = 1/4; b: 1/4 × 1 × 1 = 1/4.
    found = dawid_skene([1, 1, 2, 2], ["p", "q"] * 2, list("aaab"), smoothing=0, max_iterations=1)
    np.testing.assert_allclose(found.posterior, [[1, 0], [0.5, 0.5]])
    assert found.labels() == ["a", None]
    assert found.iterations == 1
    assert found.converged


def test_raters_with_few_tasks_are_flagged_and_taken_to_be_like_the_others():
    _, item, rater, label = simulated(1, items=300, accuracies=(0.9, 0.9, 0.9))
    item, rater, label = [*item, 0, 1], [*rater, 9, 9], [*label, 1, 0]
    found = dawid_skene(item, rater, label, minimum_tasks=5)
    assert found.raters == (0, 1, 2, 9)
    assert found.tasks.tolist() == [300, 300, 300, 2]
    assert found.too_few.tolist() == [False, False, False, True]
    assert np.all(np.abs(found.confusion[3] - found.confusion[:3].mean(axis=0)) < 0.6)


def test_tasks_are_items_not_labels():
    item, rater, label = anaesthetists()
    assert dawid_skene(item, rater, label).tasks.tolist() == [45] * 5


def test_stopping_early_is_told():
    truth, item, rater, label = simulated(1)
    found = dawid_skene(item, rater, label, max_iterations=2)
    assert len(truth) == len(found.items)
    assert (found.iterations, found.converged) == (2, False)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 3), st.sampled_from(["a", "b", "c", None])),
        max_size=40,
    ),
    st.sampled_from([0.0, 1.0]),
)
def test_probabilities_are_probabilities(rows, smoothing):
    item, rater, label = ([row[k] for row in rows] for k in range(3))
    found = dawid_skene(item, rater, label, smoothing=smoothing, max_iterations=20)
    for table in (found.posterior, found.confusion):
        assert np.all((table >= 0) & (table <= 1 + 1e-12))
        if table.size:
            np.testing.assert_allclose(table.sum(axis=-1), 1)
    assert len(found.items) == len({row[0] for row in rows if row[2] is not None})


def test_the_names_of_the_categories_do_not_matter():
    _, item, rater, label = simulated(2, items=100)
    one = dawid_skene(item, rater, label)
    other = dawid_skene(item, rater, 1 - label)
    np.testing.assert_allclose(one.posterior, other.posterior[:, ::-1], atol=1e-9)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"smoothing": -1}, "at least 0"),
        ({"max_iterations": 0}, "at least 1"),
        ({"rater": ["p", None]}, "has no rater"),
        ({"rater": ["p"]}, "equally long"),
    ],
)
def test_dawid_skene_refuses_what_it_cannot_read(arguments, told):
    given_labels = {"item": [1, 1], "rater": ["p", "q"], "label": ["a", "b"]} | arguments
    with pytest.raises(ValueInvalid, match=told):
        dawid_skene(**given_labels)
