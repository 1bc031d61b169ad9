"""The flow of quality: products of yields, rework by items and events, imperfect auditors."""

import math

import pandas as pd
import pytest

from analytics.metrics.yields import (
    adjusted_error_rate,
    assumed_error_rate,
    auditor_accuracy,
    escape_rate,
    rework_rate,
    rolled_yield,
)
from analytics.stats.diagnostic import lang_reiczigel


def stages(*passed, **group):
    return pd.DataFrame(
        [(name, n, x) for name, n, x in passed],
        columns=["stage", "first_reviewed", "first_accepted"],
    ).assign(**group)


def test_three_stages_roll_to_their_product():
    row = rolled_yield(stages(("a", 100, 95), ("b", 100, 97), ("c", 100, 90)), []).iloc[0]
    assert round(row["rate"], 3) == 0.829
    assert row["low"] < 0.829 < row["high"]


def test_one_stage_has_its_own_wilson_limits():
    """388 of 400: the complement of 12 of 400, 94.83 to 98.28 %."""
    row = rolled_yield(stages(("a", 400, 388)), []).iloc[0]
    assert [round(row[name], 4) for name in ("rate", "low", "high")] == [0.97, 0.9483, 0.9828]


def test_a_stage_that_passes_nothing_rolls_to_nothing():
    row = rolled_yield(stages(("a", 20, 0), ("b", 50, 50)), []).iloc[0]
    assert (row["rate"], row["low"]) == (0, 0)
    assert 0 < row["high"] < 0.2


def test_all_passed_is_never_certain():
    row = rolled_yield(stages(("a", 20, 20), ("b", 30, 30)), []).iloc[0]
    assert row["rate"] == row["high"] == 1
    assert row["low"] < 0.85


def test_groups_roll_by_themselves_and_unreviewed_stages_do_not_count():
    table = pd.concat(
        [stages(("a", 100, 90), ("b", 100, 80), vendor="A"), stages(("a", 100, 50), vendor="B"),
         stages(("a", None, None), vendor="C")]
    )  # fmt: skip
    found = rolled_yield(table, ["vendor"])
    assert found["vendor"].tolist() == ["A", "B"]
    assert found["rate"].tolist() == pytest.approx([0.72, 0.5])
    assert found["stages"].tolist() == [2, 1]


def test_rework_counts_items_once_and_events_always():
    rework = pd.DataFrame({"vendor": ["A"], "items": [8.0], "events": [12.0]})
    work = pd.DataFrame({"vendor": ["A", "B"], "delivered": [100.0, 50.0]})
    found = rework_rate(rework, work, ["vendor"]).set_index("vendor")
    assert found.loc["A", ["rate", "rounds"]].tolist() == [0.08, 1.5]
    assert math.isnan(found.loc["B", "rate"])


def test_more_rework_than_delivery_has_no_share():
    row = rework_rate(
        pd.DataFrame({"items": [30.0], "events": [30.0]}), pd.DataFrame({"delivered": [10.0]}), []
    ).iloc[0]
    assert row[["rate", "low", "high"]].isna().all()
    assert row["delivered"] == 10


def test_escapes_are_those_found_after_acceptance():
    row = escape_rate(pd.DataFrame({"escaped": [3], "rechecked": [60]}), []).iloc[0]
    assert row[["rate", "escaped", "rechecked"]].tolist() == [0.05, 3, 60]


RATES = pd.DataFrame({"wrong": [40], "audited": [400], "rate": [0.1], "selection": ["random"]})


def truth(found, wrong, cleared, right):
    return pd.DataFrame({"found": [found], "wrong_met": [wrong], "cleared": [cleared],
                         "right_met": [right]})  # fmt: skip


def test_ten_per_cent_seen_by_imperfect_auditors_is_9_09():
    row = assumed_error_rate(RATES, [], 0.90, 0.98).iloc[0]
    assert round(100 * row["rate"], 2) == 9.09
    assert row["observed"] == 0.1


def test_gold_tells_how_good_auditors_are_and_how_sure_that_is():
    row = adjusted_error_rate(RATES, truth(90, 100, 196, 200), []).iloc[0]
    right = lang_reiczigel(40, 400, 90, 100, 196, 200)
    assert row[["rate", "low", "high"]].tolist() == pytest.approx([float(one) for one in right])
    known = assumed_error_rate(RATES, [], 0.90, 0.98).iloc[0]
    assert row["high"] - row["low"] > known["high"] - known["low"]


@pytest.mark.parametrize("told", [truth(50, 100, 100, 200), truth(None, None, 9, 10)])
def test_auditors_no_better_than_chance_or_never_met_adjust_nothing(told):
    row = adjusted_error_rate(RATES, told, []).iloc[0]
    assert row[["rate", "low", "high"]].isna().all()
    assert row["observed"] == 0.1


def test_weighted_rates_are_not_adjusted():
    row = assumed_error_rate(RATES.assign(selection="weighted"), [], 0.9, 0.98).iloc[0]
    assert math.isnan(row["rate"])


def test_sensitivity_and_specificity_have_their_intervals():
    row = auditor_accuracy(truth(9, 10, 0, 0), []).iloc[0]
    assert row["sensitivity"] == 0.9
    assert row["sensitivity_low"] < 0.9 < row["sensitivity_high"]
    assert math.isnan(row["specificity"])
