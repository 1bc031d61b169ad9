"""Shares of work that was wrong: published limits, an independent oracle, what adds."""

import math
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from analytics.metrics.quality import error_rate, errors_found, gold_error_rate
from analytics.metrics.shares import with_share


def one_rate(wrong, audited):
    table = pd.DataFrame({"wrong": [wrong], "audited": [audited], "undecided": [0]})
    return error_rate(table, []).iloc[0]


@pytest.mark.parametrize(
    ("wrong", "audited", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_limits_are_those_newcombe_published(wrong, audited, low, high):
    """R. G. Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    row = one_rate(wrong, audited)
    assert (round(row["low"], 4), round(row["high"], 4)) == (low, high)


def test_twelve_of_four_hundred_is_three_per_cent_between_1_72_and_5_17():
    row = one_rate(12, 400)
    assert [round(100 * row[name], 2) for name in ("rate", "low", "high")] == [3.0, 1.72, 5.17]


def test_no_error_in_fifty_is_up_to_7_13_per_cent_and_never_zero_alone():
    row = one_rate(0, 50)
    assert [round(100 * row[name], 2) for name in ("rate", "low", "high")] == [0.0, 0.0, 7.13]


@given(audited=st.integers(1, 5000), share=st.floats(0, 1))
def test_limits_agree_with_scipy(audited, share):
    wrong = round(share * audited)
    right = binomtest(wrong, audited).proportion_ci(method="wilson")
    row = one_rate(wrong, audited)
    assert row["low"] == pytest.approx(right.low, abs=1e-12)
    assert row["high"] == pytest.approx(right.high, abs=1e-12)


@given(
    st.lists(
        st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=2,
        max_size=6,
    )
)
def test_counts_are_added_and_rates_are_not_averaged(cells):
    """The rate of the whole is that of the summed counts and lies among those of its parts."""
    table = pd.DataFrame(cells, columns=["wrong", "audited"]).assign(undecided=0)
    whole = error_rate(table.sum().to_frame().T, []).iloc[0]
    parts = error_rate(table, [])["rate"]
    assert whole["rate"] == sum(a for a, _ in cells) / sum(b for _, b in cells)
    assert parts.min() - 1e-12 <= whole["rate"] <= parts.max() + 1e-12


@pytest.mark.parametrize("audited", [0, None, pd.NA, math.nan])
def test_nothing_audited_is_missing_and_not_zero(audited):
    table = pd.DataFrame({"wrong": [None], "audited": [audited], "undecided": [3]})
    row = error_rate(table, []).iloc[0]
    assert [pd.isna(row[name]) for name in ("rate", "low", "high")] == [True] * 3


def test_an_empty_cell_beside_numbers_is_missing_for_itself_only():
    table = pd.DataFrame({"wrong": [1, None], "audited": [10, None], "undecided": [None, 2]})
    found = error_rate(table.astype("Int64"), [])
    assert found["rate"].isna().tolist() == [False, True]
    assert found["rate"].iloc[0] == 0.1


def test_fractions_of_units_are_not_rounded():
    """1.5 of 2.5 hours of audio are 60 %; whole numbers would make it 2 of 2."""
    row = with_share(pd.DataFrame({"part": [1.5], "whole": [2.5]}), "part", "whole").iloc[0]
    assert row["rate"] == 0.6
    for limit in (row["low"], row["high"]):  # each solves (p - q)^2 = z^2 q (1 - q) / n
        right = 1.959963984540054**2 * limit * (1 - limit) / 2.5
        assert (0.6 - limit) ** 2 == pytest.approx(right)


def test_less_than_half_a_unit_still_has_a_rate():
    row = with_share(pd.DataFrame({"part": [0.1], "whole": [0.4]}), "part", "whole").iloc[0]
    assert row["rate"] == 0.25
    assert 0 < row["low"] < 0.25 < row["high"] < 1


def test_gold_rates_keep_their_own_counts():
    labels = pd.DataFrame({"vendor": ["A"], "gold_wrong": [3], "gold_checked": [12], "labels": [9]})
    row = gold_error_rate(labels, ["vendor"]).iloc[0]
    assert row[["vendor", "gold_wrong", "gold_checked", "rate"]].tolist() == ["A", 3, 12, 0.25]


def test_errors_stand_most_first_with_their_share_and_the_running_share():
    found = errors_found(
        pd.DataFrame({"category": ["typo", "omission", "other"], "errors": [1, 6, 3]}), ["category"]
    )
    assert found["category"].tolist() == ["omission", "other", "typo"]
    assert found["rate"].tolist() == [0.6, 0.3, 0.1]
    assert found["running"].round(12).tolist() == [0.6, 0.9, 1.0]
    assert found["all_errors"].tolist() == [10, 10, 10]


def test_equally_frequent_errors_keep_their_order():
    table = pd.DataFrame({"category": list("bac"), "errors": [2, 2, 2]})
    assert errors_found(table, ["category"])["category"].tolist() == ["b", "a", "c"]


def test_no_errors_have_no_share():
    found = errors_found(pd.DataFrame({"errors": [pd.NA]}, dtype="Int64"), [])
    assert found[["rate", "low", "high", "running"]].isna().all().all()


def test_a_share_of_money_would_be_a_number_too():
    """Parts may come as Decimal; the share is a plain number."""
    table = pd.DataFrame({"part": [Decimal(1)], "whole": [Decimal(4)]}, dtype=object)
    assert with_share(table, "part", "whole")["rate"].tolist() == [0.25]
