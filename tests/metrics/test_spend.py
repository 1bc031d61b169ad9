"""Money: exact to the last digit, missing where nothing was invoiced."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.metrics.spend import against_budget, spend, unit_cost

AMOUNTS = st.decimals(-10_000, 10_000, places=4)


def money(**columns):
    return pd.DataFrame(columns).assign(unconverted=None)


def months(*amounts, first=8):
    return pd.DataFrame(
        {
            "month": pd.to_datetime([f"2026-{first + n:02d}-01" for n in range(len(amounts))]),
            "amount_base": pd.Series(
                [None if one is None else Decimal(one) for one in amounts], dtype=object
            ),
        }
    )


def written(values):
    return [None if one is None else str(one) for one in values]


@given(st.lists(AMOUNTS, min_size=1, max_size=12), st.lists(AMOUNTS, min_size=1, max_size=12))
def test_opening_plus_movements_is_closing_in_every_period(invoiced, planned):
    """Not to a cent: to the last digit."""
    table = against_budget(periods(invoiced), periods(planned), "month")
    for name, amounts in (("spend", invoiced), ("budget", planned)):
        opening = Decimal(0)
        for moved, closing in zip(table[name], table[f"cumulative_{name}"], strict=True):
            if closing is not None:
                assert opening + (moved or 0) == closing
                opening = closing
        assert opening == sum(amounts)


def periods(amounts):
    amounts = pd.Series(amounts, dtype=object)
    return pd.DataFrame({"month": range(len(amounts)), "amount_base": amounts})


def test_spend_to_date_ends_with_the_last_invoice_and_the_plan_goes_on():
    table = against_budget(months("9.10", "2.20"), months("8", "8", "8", "8"), "month")
    assert written(table["cumulative_spend"]) == ["9.10", "11.30", None, None]
    assert written(table["cumulative_budget"]) == ["8", "16", "24", "32"]


def test_a_period_between_two_invoices_keeps_what_was_spent():
    table = against_budget(months("5", None, "5"), months("1", "1", "1", "1"), "month")
    assert written(table["spend"]) == ["5", None, "5", None]
    assert written(table["cumulative_spend"]) == ["5", "5", "10", None]


def test_groups_run_for_themselves():
    invoiced = pd.concat([months("1", "2").assign(vendor="A"), months("10").assign(vendor="B")])
    table = against_budget(invoiced, months("0").assign(vendor="A"), "month", ["vendor"])
    rows = table.set_index(["vendor", "month"])["cumulative_spend"].to_dict()
    assert [rows["A", month] for month in table["month"].unique()] == [Decimal(1), Decimal(3)]
    assert rows["B", pd.Timestamp("2026-08-01")] == Decimal(10)


def test_money_without_a_day_comes_first_and_does_not_prolong_the_run():
    invoiced = pd.concat([months("5"), months("7").assign(month=pd.NaT)])
    table = against_budget(invoiced, months("1", "1"), "month")
    assert table["month"].isna().tolist() == [True, False, False]
    assert written(table["cumulative_spend"]) == ["7", "12", None]


def test_no_invoice_is_missing_and_not_zero():
    table = against_budget(months(), months("8", "8"), "month")
    assert written(table["cumulative_spend"]) == [None, None]
    assert written(table["spend"]) == [None, None]
    assert len(against_budget(months(), months(), "month")) == 0


def test_spend_keeps_its_cents_and_says_what_was_not_converted():
    table = spend(
        pd.DataFrame({"amount_base": [Decimal("0.30"), None], "unconverted": [None, 3]}), []
    )
    assert table["spend"].tolist() == [Decimal("0.30"), None]
    assert table["unconverted"].iloc[1] == 3


def cells(rows, names):
    return pd.DataFrame(rows, columns=names)


def test_only_invoiced_days_of_the_vendor_count_in_the_unit_cost():
    """30.30 for 60 accepted on day 1; day 2 and the other vendor were not invoiced."""
    invoiced = cells([[1, "A", Decimal("30.30")]], ["day", "vendor", "amount_base"])
    work = cells([[1, "A", 60], [2, "A", 99], [1, "B", 99]], ["day", "vendor", "accepted"])
    row = unit_cost(invoiced, work, []).iloc[0]
    assert row.tolist() == [Decimal("30.30"), 60, Decimal("0.5050")]


def test_ten_per_cent_fewer_accepted_at_the_same_spend_cost_a_ninth_more():
    invoiced = cells([[1, "A", Decimal(900)]], ["day", "vendor", "amount_base"])
    costs = [
        unit_cost(invoiced, cells([[1, "A", n]], ["day", "vendor", "accepted"]), [])["unit_cost"][0]
        for n in (1000, 900)
    ]
    assert costs == [Decimal("0.9000"), Decimal("1.0000")]
    assert costs[1] / costs[0] == Decimal(1) / Decimal("0.9")


def test_a_credit_lowers_the_unit_cost():
    names = ["day", "vendor", "amount_base"]
    invoiced = cells([[1, "A", Decimal(50)], [2, "A", Decimal(-10)]], names)
    work = cells([[1, "A", 20], [2, "A", 20]], ["day", "vendor", "accepted"])
    assert unit_cost(invoiced, work, [])["unit_cost"].tolist() == [Decimal("1.0000")]


@pytest.mark.parametrize("accepted", [0, None])
def test_nothing_accepted_has_no_unit_cost(accepted):
    invoiced = cells([[1, "A", Decimal(50)]], ["day", "vendor", "amount_base"])
    work = cells([[1, "A", accepted]], ["day", "vendor", "accepted"])
    row = unit_cost(invoiced, work, []).iloc[0]
    assert (row["spend"], row["unit_cost"]) == (Decimal(50), None)


def test_nothing_invoiced_has_no_unit_cost():
    none = cells([], ["day", "vendor", "amount_base"])
    work = cells([[1, "A", 60]], ["day", "vendor", "accepted"])
    row = unit_cost(none, work, []).iloc[0]
    assert pd.isna(row).all()
    assert unit_cost(none.assign(week=None), work.assign(week=None), ["week"]).empty


def test_days_without_an_exchange_rate_are_no_invoiced_days():
    invoiced = cells([[1, "A", Decimal(30)], [2, "A", None]], ["day", "vendor", "amount_base"])
    work = cells([[1, "A", 60], [2, "A", 60]], ["day", "vendor", "accepted"])
    assert unit_cost(invoiced, work, [])["unit_cost"].tolist() == [Decimal("0.5000")]
