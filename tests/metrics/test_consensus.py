"""One answer per item: majority, ties, Dawid and Skene, and who errs how."""

import numpy as np
import pandas as pd
import pytest

from analytics.errors import AskedForUnknown
from analytics.metrics.consensus import METHODS, consensus
from tests.metrics.test_answers import answers_of

MAJORITY, MODEL = METHODS


def told(ratings):
    rows = answers_of(ratings)
    return rows.assign(item_id="i" + rows["unit"].astype(str))


def test_the_majority_its_support_and_the_votes():
    found = consensus(told(["xxy", "yyy", "x.."])).items.set_index("item_id")
    assert found.index.tolist() == ["i0", "i1"]  # one answer alone is no consensus
    assert found["answer"].tolist() == ["x", "y"]
    assert found["support"].tolist() == [pytest.approx(2 / 3), 1]
    assert found["given"].tolist() == ["x ×2, y ×1", "y ×3"]


def test_a_tie_is_left_open_or_decided_by_name():
    ratings = told(["xy.", "yx.", "xxx"])
    left = consensus(ratings)
    assert left.tied == 2
    assert left.items["answer"].tolist() == [None, None, "x"]
    assert consensus(ratings, MAJORITY, "first").items["answer"].tolist() == ["x", "x", "x"]


def simulated(seed, accuracy, n=300):
    """Annotators who err at random, each by an own accuracy; the truth beside it."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, n)
    right = rng.random((n, len(accuracy))) < accuracy
    said = np.where(right, truth[:, None], (truth[:, None] + rng.integers(1, 3, right.shape)) % 3)
    return ["".join("xyz"[one] for one in row) for row in said], np.array(list("xyz"))[truth]


def test_the_model_recovers_truth_better_than_the_majority_where_annotators_differ():
    gains = []
    for seed in range(10):
        ratings, truth = simulated(seed, [0.95, 0.9, 0.45, 0.4, 0.4])
        right = dict(zip((f"i{place}" for place in range(len(truth))), truth, strict=True))
        shares = [
            (table["answer"] == table["item_id"].map(right)).mean()
            for table in (consensus(told(ratings), one, "first").items for one in METHODS)
        ]
        gains.append(shares[1] - shares[0])
    assert min(gains) > 0
    assert np.mean(gains) > 0.05


def test_the_model_orders_annotators_by_how_often_they_are_right():
    ratings, _ = simulated(1, [0.95, 0.6, 0.8])
    found = consensus(told(ratings), MODEL)
    assert found.people["annotator"].tolist() == ["ann 1", "ann 2", "ann 0"]
    assert found.people["accuracy"].tolist() == pytest.approx([0.6, 0.8, 0.95], abs=0.08)
    assert not found.people["few"].any()
    rows = found.confusion.groupby(["annotator", "right"])["rate"].sum()
    assert rows.tolist() == pytest.approx([1] * 9)


def test_an_annotator_with_few_tasks_is_flagged():
    ratings = told(["xx."] * 12 + ["yyy"] * 3)
    people = consensus(ratings, MODEL).people.set_index("annotator")["few"]
    assert people.to_dict() == {"ann 0": False, "ann 1": False, "ann 2": True}


def test_an_unknown_way_is_refused_in_a_sentence():
    with pytest.raises(AskedForUnknown, match="no way to a consensus"):
        consensus(told(["xx"]), "coin")
    many = pd.DataFrame(
        {"unit": [0, 0], "who": [0, 1], "annotator": "a", "given_by": "V", "item_id": "i",
         "answer": ["x", "y"]}
    )  # fmt: skip
    with pytest.raises(AskedForUnknown, match="no tie policy"):
        consensus(many, MAJORITY, "coin")
