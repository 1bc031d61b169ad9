"""Kinds of error, how bad they are, the error tree: by hand, and by what must add up."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.metrics import error_analysis, error_tree, severity
from analytics.stats.proportions import wilson


def pattern(*errors):
    return "\x1e".join(f"{category}\x1f{level}" for category, level in errors)


def findings(*rows, **more):
    """Rows of design, pattern and items audited one by one."""
    table = pd.DataFrame(rows, columns=["design", "pattern", "single"])
    table = table.assign(weighed=None, weight=None, weight_squared=None)
    return table.assign(
        reviews=table["single"], audited=table["single"], words=None, worded=None, **more
    )


def test_an_item_with_two_errors_of_a_kind_counts_once_and_one_with_two_kinds_in_both():
    table = findings(
        ("random", "", 90),
        ("random", pattern(("A", "minor"), ("A", "major")), 6),
        ("random", pattern(("A", "minor"), ("B", "minor")), 4),
    )
    rates = error_analysis.category_rate(table, ["category"], {})
    assert rates[["category", "wrong", "audited", "rate"]].values.tolist() == [
        ["A", 10, 100, 0.1],
        ["B", 4, 100, 0.04],
    ]
    _, low, high = wilson(10, 100)
    assert rates[["low", "high"]].iloc[0].tolist() == pytest.approx([float(low), float(high)])
    assert error_analysis.category_rate(table, [], {})["wrong"].tolist() == [10]
    major = error_analysis.category_rate(table, ["category"], {"severity": ["major"]})
    assert major[["category", "wrong", "audited"]].values.tolist() == [["A", 6, 100]]


def test_targeted_checks_do_not_enter_the_share():
    table = findings(
        ("random", "", 95),
        ("random", pattern(("A", "minor")), 5),
        ("targeted", pattern(("A", "minor")), 50),
    )
    rates = error_analysis.category_rate(table, ["category"], {})
    assert rates[["wrong", "audited"]].values.tolist() == [[5, 100]]


def test_a_kind_not_seen_in_a_group_is_none_of_its_audits_with_an_upper_limit():
    table = findings(("random", pattern(("A", "minor")), 5), ("random", "", 50))
    table["vendor"] = ["Kestrel", "Ostra"]
    rates = error_analysis.category_rate(table, ["vendor", "category"], {}).set_index("vendor")
    assert rates.loc["Ostra", ["wrong", "audited", "rate"]].tolist() == [0, 50, 0]
    assert rates.loc["Ostra", "high"] == pytest.approx(0.0713, abs=5e-5)


def test_unequal_chances_are_weighed_as_in_the_error_rate():
    """Of 9,000 easy items 2 in 100 audited, of 1,000 hard ones 60 in 200: 4.8 %, not 20.7 %."""
    easy, hard = pattern(("Easy", "minor")), pattern(("Hard", "minor"))
    table = pd.DataFrame(
        {
            "design": "random",
            "pattern": ["", easy, "", hard],
            "single": [98, 2, 140, 60],
            "weighed": [98, 2, 140, 60],
            "weight": [98 * 90.0, 2 * 90.0, 140 * 5.0, 60 * 5.0],
            "weight_squared": [98 * 8100.0, 2 * 8100.0, 140 * 25.0, 60 * 25.0],
        }
    )
    assert error_analysis.category_rate(table, [], {})["rate"].tolist() == [0.048]
    by = error_analysis.category_rate(table, ["category"], {}).set_index("category")["rate"]
    assert by.to_dict() == pytest.approx({"Easy": 0.018, "Hard": 0.03})


def test_the_published_sheet_scores_as_published_and_fails():
    """2 critical, 3 major, 8 minor in 2,000 words: 73 points, 36.5 per thousand, 96.35, fail."""
    errors = [("A", "critical")] * 2 + [("B", "major")] * 3 + [("C", "minor")] * 8
    table = findings(("random", pattern(*errors), 1)).assign(words=2000, worded=1)
    row = severity.with_verdict(severity.mqm(table, []), 95).iloc[0]
    shown = row[["penalty", "per_thousand", "score", "verdict"]].tolist()
    assert shown == [73, 36.5, 96.35, "fail"]


def test_only_audits_with_words_enter_the_score_and_all_enter_the_points_per_item():
    table = findings(("random", pattern(("A", "major")), 1), ("random", pattern(("A", "major")), 9))
    table = table.assign(words=[100, None], worded=[1, None])
    assert severity.mqm(table, [])[["penalty", "score"]].values.tolist() == [[5, 95]]
    points = severity.penalties(table, [])
    assert points[["penalty", "audited", "per_hundred"]].values.tolist() == [[50, 10, 500]]


def test_errors_without_a_known_severity_cost_nothing_and_are_listed():
    table = findings(("random", pattern(("A", "Odd"), ("A", "not given"), ("A", "Minor")), 10))
    row = severity.penalties(table, []).iloc[0]
    assert row[["minor", "unrated", "penalty"]].tolist() == [10, 20, 10]


def test_no_critical_error_seen_still_leaves_room_for_one():
    """100 right items: 0 points, and at most 3.69 critical errors' worth of points."""
    row = severity.penalties(findings(("random", "", 100)), []).iloc[0]
    assert (row["per_hundred"], row["low"]) == (0, 0)
    assert row["high"] == pytest.approx(3.689 * 25, rel=1e-3)


def test_without_audits_every_score_is_missing():
    empty = findings()
    for table in (
        severity.penalties(empty, []),
        severity.mqm(empty, []),
        error_analysis.category_rate(empty, [], {}),
    ):
        assert len(table) == 1
        assert table.isna().all(axis=None)


PATHS = st.lists(st.sampled_from(["A", "B", "x", "y"]), min_size=1, max_size=3).map("/".join)


@given(st.dictionaries(PATHS, st.integers(1, 9), min_size=1))
def test_the_children_of_every_node_add_up_to_it_and_lie_inside_it(counts):
    errors = pd.DataFrame({"category": list(counts), "errors": list(counts.values())})
    tree = error_tree.tree(errors)
    assert tree.loc[tree["depth"] == 1, "errors"].sum() == sum(counts.values())
    for node in tree[tree["name"] != ""].itertuples():
        inside = tree[
            (tree["depth"] == node.depth + 1)
            & (tree["start"] >= node.start)
            & (tree["start"] < node.start + node.errors)
        ]
        assert inside.empty or inside["errors"].sum() == node.errors
        listed = error_tree.below(node.path, list(counts))
        assert sum(counts[one] for one in listed) == node.errors


def test_what_is_cut_off_a_list_is_kept_as_a_sum():
    table = pd.DataFrame(
        {"who": list("abcd"), "errors": [4, 3, 2, 1], "rate": [0.4, 0.3, 0.2, 0.1]}
    )
    shown = error_analysis.cut(table, "who", "errors", 3)
    assert shown[["who", "errors"]].values.tolist() == [["a", 4], ["b", 3], ["2 others", 3]]
    assert shown["rate"].sum() == pytest.approx(1)
