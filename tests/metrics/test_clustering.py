"""Errors that gather at some annotators: limits from sums equal those from the annotators."""

import numpy as np
import pandas as pd
import pytest

from analytics.metrics.clustering import PLAIN, WEIGHTED, clustering, is_wider, wider
from analytics.stats.clusters import cluster_robust, design_effect


def products(rows, names):
    """The sums of `Snapshot.products` over annotators given as (first, second) of `names`."""
    a, b = (np.array([row[side] for row in rows], float) for side in (0, 1))
    one, other = names
    found = {one: a, other: b, f"{one}_{one}": a * a, f"{one}_{other}": a * b}
    found[f"{other}_{other}"] = b * b
    return pd.DataFrame({"annotators": [len(rows)]} | {k: [v.sum()] for k, v in found.items()})


PEOPLE = [(20, 9), (30, 1), (25, 2), (40, 0), (15, 6)]


def test_sums_give_what_the_annotators_give():
    n, x = zip(*PEOPLE, strict=True)
    table = pd.DataFrame({"audited": [sum(n)], "wrong": [sum(x)]})
    effect, limits = clustering(table, [], products(PEOPLE, PLAIN))
    right = cluster_robust(x, n)
    assert effect[0] == pytest.approx(design_effect(x, n))
    assert (limits.low[0], limits.high[0]) == pytest.approx((right.low, right.high))


def test_an_audit_without_a_name_is_an_annotator_of_its_own():
    """Ten audits of nobody, two wrong: ten clusters of one beside the five."""
    n, x = zip(*PEOPLE, *[(1, 1)] * 2, *[(1, 0)] * 8, strict=True)
    table = pd.DataFrame({"audited": [sum(n)], "wrong": [sum(x)]})
    effect, _ = clustering(table, [], products(PEOPLE, PLAIN))
    assert effect[0] == pytest.approx(design_effect(x, n))


def test_equal_weights_change_nothing():
    table = pd.DataFrame({"audited": [130], "weight": [1300.0], "weight_wrong": [180.0]})
    weighed = [(10 * n, 10 * x) for n, x in PEOPLE]
    effect, _ = clustering(table, [], products(weighed, WEIGHTED))
    n, x = zip(*PEOPLE, strict=True)
    assert effect[0] == pytest.approx(design_effect(x, n))


@pytest.mark.parametrize("people", [[], [(20, 3)]])
def test_fewer_than_two_annotators_cannot_tell(people):
    table = pd.DataFrame({"audited": [40], "wrong": [5]})
    effect, limits = clustering(table, [], products(people, PLAIN))
    assert np.isnan([effect[0], limits.low[0], limits.high[0]]).all()


def test_a_group_without_products_is_missing_and_the_others_keep_theirs():
    table = pd.DataFrame({"vendor": ["A", "B"], "audited": [130, 9], "wrong": [18, 1]})
    effect, _ = clustering(table, ["vendor"], products(PEOPLE, PLAIN).assign(vendor="A"))
    assert np.isnan(effect).tolist() == [False, True]


def test_a_metric_without_limits_by_annotator_is_drawn_as_it_is():
    table = pd.DataFrame({"mean_s": [12.0]})
    assert wider(table) is table
    assert not is_wider(table)


def test_the_farther_limit_is_drawn_and_said_so():
    table = pd.DataFrame(
        {"low": [0.1, 0.1], "high": [0.2, 0.2], "low_clustered": [0.05, None],
         "high_clustered": [0.15, None]}
    )  # fmt: skip
    drawn = wider(table.astype(float))
    assert drawn["low"].tolist() == [0.05, 0.1]
    assert drawn["high"].tolist() == [0.2, 0.2]
    assert is_wider(table.astype(float))
    assert not is_wider(table.iloc[[1]].astype(float))
