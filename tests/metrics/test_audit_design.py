"""Which audits stand for the work, and for how much of it."""

import pandas as pd
import pytest

from analytics.metrics.audit_design import COUNTS, audited_error_rate, counted
from analytics.stats.strata import stratified


def audits(*rows, by=()):
    """Audits as the rollup has them: (*group, design, audited, wrong, weight of each or None)."""
    table = pd.DataFrame(rows, columns=[*by, "design", "audited", "wrong", "each"])
    each = table.pop("each").astype(float)
    known = each.notna()
    return table.assign(
        undecided=0,
        weighed=table["audited"].where(known, 0),
        weight=each * table["audited"],
        weight_wrong=each * table["wrong"],
        weight_squared=each**2 * table["audited"],
        weight_squared_wrong=each**2 * table["wrong"],
    )


def one(*rows, strata=None):
    return audited_error_rate(counted(audits(*rows), []), [], strata).iloc[0]


def test_known_chances_bring_targeted_audits_back_into_proportion():
    """9,000 and 1,000 items, audits 2 wrong of 100 and 60 of 200: 4.8 %, not 62/300 = 20.7 %."""
    row = one(("random", 100, 2, 90), ("targeted", 200, 60, 5))
    assert (row["selection"], row["audited"]) == ("weighted", 300)
    assert row["rate"] == pytest.approx(0.9 * 0.02 + 0.1 * 0.30)
    assert row["low"] < 0.048 < row["high"]


def test_known_strata_give_the_stratified_limits():
    rows = [("random", 100, 2, 90), ("targeted", 200, 60, 5)]
    strata = audits(*rows).assign(stratum=["easy", "hard"])
    row = one(*rows, strata=strata)
    right = stratified([2, 60], [100, 200], [9000, 1000])
    assert row[["rate", "low", "high"]].tolist() == pytest.approx([float(part) for part in right])


def test_a_stratum_without_a_name_is_not_a_stratum():
    rows = [("random", 100, 2, 90), ("targeted", 200, 60, 5)]
    strata = audits(*rows).assign(stratum=["easy", "not given"])
    assert one(*rows, strata=strata)["low"] == one(*rows)["low"]


def test_targeted_and_gold_checks_do_not_count_where_a_chance_is_missing():
    row = one(("random", 400, 12, 10), ("targeted", 40, 30, None), ("gold", 50, 25, 1))
    assert (row["audited"], row["wrong"], row["selection"]) == (400, 12, "random")
    assert [round(100 * row[name], 2) for name in ("low", "high")] == [1.72, 5.17]


def test_gold_checks_never_count_even_with_a_chance():
    row = one(("random", 100, 2, 90), ("targeted", 200, 60, 5), ("gold", 100, 100, 1))
    assert row["audited"] == 300


def test_chances_that_differ_by_rounding_count_as_equal():
    """45 of 452 and 46 of 453 are both a tenth."""
    table = audits(("random", 45, 3, 452 / 45), ("all", 46, 2, 453 / 46))
    row = audited_error_rate(counted(table, []), []).iloc[0]
    assert (row["selection"], row["rate"]) == ("random", 5 / 91)


@pytest.mark.parametrize(
    ("designs", "selection"),
    [
        (["random", "all"], "random"),
        (["unknown", "unknown"], "not told"),
        (["unknown", "random"], "partly not told"),
    ],
)
def test_audits_that_do_not_say_how_they_were_chosen_are_marked(designs, selection):
    row = one(*((design, 50, 2, None) for design in designs))
    assert (row["selection"], row["audited"]) == (selection, 100)


def test_groups_are_judged_one_by_one():
    """A tells every chance, B tells none: A's targeted audits count, B's do not."""
    table = audits(
        ("A", "random", 100, 2, 90), ("A", "targeted", 200, 60, 5),
        ("B", "random", 100, 4, None), ("B", "targeted", 50, 40, None),
        by=["vendor"],
    )  # fmt: skip
    found = audited_error_rate(counted(table, ["vendor"]), ["vendor"]).set_index("vendor")
    assert found["audited"].tolist() == [300, 100]
    assert found["rate"].tolist() == pytest.approx([0.048, 0.04])
    assert found["selection"].tolist() == ["weighted", "random"]


def test_every_design_by_itself_has_its_own_rate():
    table = audits(("random", 100, 2, None), ("targeted", 40, 20, None))
    found = audited_error_rate(counted(table, ["design"]), ["design"]).set_index("design")
    assert found["rate"].to_dict() == {"random": 0.02, "targeted": 0.5}
    assert found.loc["targeted", "selection"] == "on purpose"


def test_nothing_audited_is_missing_and_not_zero():
    empty = pd.DataFrame(columns=["design", *COUNTS])
    row = audited_error_rate(counted(empty, []), []).iloc[0]
    assert row[["wrong", "audited", "rate", "low", "high"]].isna().all()
