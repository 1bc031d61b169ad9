"""Pass, fail or not enough data: a breach needs n and probability, not a point."""

import pandas as pd
import pytest
from scipy.stats import binom

from analytics.metrics.audit_design import counted
from analytics.metrics.verdicts import contract_verdicts
from tests.metrics.test_audit_design import audits


def verdicts(*rows, limits, by=("vendor",)):
    table = counted(audits(*rows, by=by), list(by))
    return contract_verdicts(table, list(by), limits)


@pytest.mark.parametrize(
    ("wrong", "audited", "word", "more"),
    [(0, 50, "not enough data", 9), (0, 100, "pass", 0), (1, 5, "not enough data", 10),
     (40, 400, "fail", 0)],
)  # fmt: skip
def test_five_per_cent_is_judged_by_exact_bounds(wrong, audited, word, more):
    row = verdicts(("A", "random", audited, wrong, None), limits=[0.05]).iloc[0]
    assert (row["verdict"], row["more_audits"]) == (word, more)


def test_the_number_of_further_audits_settles_it():
    row = verdicts(("A", "random", 50, 0, None), limits=[0.05]).iloc[0]
    total = int(50 + row["more_audits"])
    settled = verdicts(("A", "random", total, 0, None), limits=[0.05]).iloc[0]
    short = verdicts(("A", "random", total - 1, 0, None), limits=[0.05]).iloc[0]
    assert (settled["verdict"], short["verdict"]) == ("pass", "not enough data")


def test_the_chance_of_so_many_errors_is_that_of_the_binomial():
    row = verdicts(("A", "random", 400, 40, None), limits=[0.05]).iloc[0]
    assert row["chance"] == pytest.approx(sum(binom.pmf(k, 400, 0.05) for k in range(40, 401)))


def test_each_group_has_its_own_limit_and_none_is_no_verdict():
    table = verdicts(
        ("A", "random", 100, 0, None), ("B", "random", 100, 20, None),
        ("C", "random", 100, 9, None),
        limits=[0.05, 0.10, None],
    )  # fmt: skip
    assert table["verdict"].tolist() == ["pass", "fail", "no limit agreed"]
    assert table[["chance", "more_audits"]].iloc[2].isna().all()


def test_weighted_audits_are_judged_by_the_weighted_rate():
    """62 of 300 would fail a limit of 10 %; weighted back it is 4.8 %."""
    rows = [("A", "random", 100, 2, 90), ("A", "targeted", 200, 60, 5)]
    row = verdicts(*rows, limits=[0.10]).iloc[0]
    assert (row["verdict"], round(row["rate"], 3)) == ("pass", 0.048)
    assert pd.isna(row["more_audits"])


def test_nothing_audited_is_not_enough_data():
    row = verdicts(("A", "random", 0, 0, None), limits=[0.05]).iloc[0]
    assert (row["verdict"], pd.isna(row["chance"])) == ("not enough data", True)
