"""From counted patterns of answers to a coefficient: a published table, groups, what is missing."""

from collections import Counter

import pandas as pd
import pytest

from analytics.metrics.agreement import BETWEEN, measured, patterns_of
from analytics.stats.agreement import krippendorff_alpha
from tests.metrics.coefficients import agreement

UNITS = [
    "111", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "555", "11", "3",
]  # fmt: skip


def alpha(counts, by):
    return measured("agreement_alpha", counts, by)


def percent(counts, by):
    return measured("percent_agreement", counts, by)


def recounted(name, units):
    """The plain recount of units written as words of one-letter answers."""
    told = [{"answers": list(unit), "people": list(range(len(unit)))} for unit in units]
    return agreement(name, told, set().union(*units))


def counted(units, **group):
    patterns = Counter(BETWEEN.join(sorted(unit)) for unit in units)
    return pd.DataFrame(
        {**{name: [value] * len(patterns) for name, value in group.items()},
         "pattern": list(patterns), "units": list(patterns.values())}
    )  # fmt: skip


def test_alpha_is_the_one_krippendorff_published():
    """K. Krippendorff (2011), Computing Krippendorff's alpha-reliability: four observers, twelve
    units, some values missing, nominal; printed there as .743.
    """
    row = alpha(counted(UNITS), []).iloc[0]
    assert round(row["alpha"], 3) == 0.743
    assert row[["items", "single", "answers"]].tolist() == [11, 1, 40]


def test_alpha_and_percent_agree_with_a_plain_recount():
    units = ["xx", "xy", "yyy", "xyy", "zz", "xz", "x", "yy", "xx", "zzz"]
    assert alpha(counted(units), [])["alpha"][0] == pytest.approx(
        recounted("agreement_alpha", units)["alpha"]
    )
    assert percent(counted(units), [])["agreement"][0] == pytest.approx(
        recounted("percent_agreement", units)["agreement"]
    )


def test_each_group_is_measured_for_itself():
    agreeing, quarrelling = ["xx", "yy"] * 10, ["xy", "xx", "yy", "xy"] * 5
    both = pd.concat([counted(agreeing, vendor="A"), counted(quarrelling, vendor="B")])
    found = alpha(both, ["vendor"]).set_index("vendor")
    assert found["alpha"]["A"] == 1
    assert found["alpha"]["B"] == pytest.approx(recounted("agreement_alpha", quarrelling)["alpha"])
    assert found["items"].tolist() == [20, 20]


def test_limits_are_those_of_the_coefficient():
    units = ["xx"] * 40 + ["yy"] * 50 + ["xy"] * 10
    row = alpha(counted(units), []).iloc[0]
    whole = krippendorff_alpha(patterns_of(counted(units), [])[0])
    assert (row["low"], row["high"]) == (whole.low[0], whole.high[0])
    assert row["low"] < row["alpha"] < row["high"] <= 1


def test_an_undated_group_is_a_group():
    weeks = pd.concat([counted(["xx", "xy"] * 8, week="w1"), counted(["xx"] * 3, week=None)])
    found = alpha(weeks, ["week"])
    assert found["items"].tolist() == [16, 3]


@pytest.mark.parametrize(
    ("units", "reason"),
    [
        (["x", "y"], "no item has two labels"),
        (["xy", "x"], "only one item has two labels"),
        (["xx", "xx"], "all labels are one category"),
    ],
)
def test_what_cannot_be_told_is_missing_with_its_reason(units, reason):
    row = alpha(counted(units), []).iloc[0]
    assert pd.isna(row["alpha"])
    assert row["reason"] == reason


def test_few_items_give_an_estimate_without_limits():
    row = alpha(counted(["xx", "yy", "xy", "yy"]), []).iloc[0]
    assert not pd.isna(row["alpha"])
    assert pd.isna(row["low"])
    assert pd.isna(row["high"])
    assert "fewer than" in row["reason"]


def test_no_answers_at_all_are_an_empty_table_with_its_columns():
    nothing = pd.DataFrame({"vendor": [], "pattern": [], "units": []})
    found = percent(nothing, ["vendor"])
    assert found.empty
    assert [*found.columns[:4]] == ["vendor", "agreement", "low", "high"]
