"""Vendors on the same mix: the order that flips, and the one that does not."""

import numpy as np
import pandas as pd
import pytest

from analytics.metrics.comparison import mix_contrast, vendor_comparison, vendor_differences
from analytics.stats.differences import newcombe
from analytics.stats.strata import standardised_difference


def cells(*rows):
    table = pd.DataFrame(rows, columns=["vendor", "task_type", "wrong", "audited"])
    return table.assign(language="en")


PARADOX = cells(("A", "easy", 9, 900), ("A", "hard", 10, 100), ("B", "easy", 1, 125),
                ("B", "hard", 81, 900))  # fmt: skip


def test_the_order_flips_on_the_same_mix():
    """Crude 1.9 against 8.0 %; on an even mix 5.5 against 4.9 %, here 50.6 to 49.4."""
    table = vendor_comparison(PARADOX)
    assert table["rate"].round(3).tolist() == [0.019, 0.080]
    mix = 1025 / 2025
    right = [mix * 0.01 + (1 - mix) * 0.10, mix * 0.008 + (1 - mix) * 0.09]
    assert table["adjusted"].tolist() == pytest.approx(right)
    assert (table["adjusted"] > [0.054, 0.048]).all()
    (pair,) = vendor_differences(PARADOX).to_dict("records")
    assert (pair["flips"], pair["beyond_noise"], pair["adjusted_beyond_noise"]) == (
        True, True, False,
    )  # fmt: skip


def test_one_pair_has_the_published_intervals():
    (pair,) = vendor_differences(PARADOX).to_dict("records")
    crude = newcombe(19, 1000, 82, 1025)
    assert [pair["low"], pair["high"]] == pytest.approx([crude.low, crude.high])
    same = standardised_difference([9, 10], [900, 100], [1, 81], [125, 900], [1025, 1000])
    assert [pair["adjusted_low"], pair["adjusted_high"]] == pytest.approx([same.low, same.high])


def test_more_pairs_have_wider_limits():
    third = cells(("C", "easy", 10, 500), ("C", "hard", 50, 500))
    whole = vendor_differences(pd.concat([PARADOX, third]))
    alone, among = vendor_differences(PARADOX).iloc[0], whole.iloc[0]
    assert len(whole) == 3
    assert among["low"] < alone["low"]
    assert among["high"] > alone["high"]


def test_the_harder_work_that_sets_two_vendors_apart_is_named():
    assert mix_contrast(PARADOX, "A", "B") == ("hard", 0.1, 900 / 1025)


def test_equal_work_flips_nothing():
    table = cells(("A", "easy", 5, 500), ("A", "hard", 50, 500), ("B", "easy", 15, 500),
                  ("B", "hard", 80, 500))  # fmt: skip
    (pair,) = vendor_differences(table).to_dict("records")
    assert not pair["flips"]
    assert pair["difference"] == pytest.approx(pair["adjusted"])


def test_vendors_without_work_in_common_are_not_adjusted():
    table = cells(("A", "easy", 5, 100), ("B", "hard", 20, 100))
    assert vendor_comparison(table)["adjusted"].isna().all()
    assert vendor_comparison(table)["covered"].tolist() == [0, 0]
    pair = vendor_differences(table).iloc[0]
    assert np.isnan(pair["adjusted"])
    assert not pair["flips"]


def test_only_work_that_all_do_makes_the_common_mix():
    table = cells(("A", "easy", 5, 100), ("A", "rare", 90, 100), ("B", "easy", 10, 200))
    found = vendor_comparison(table)
    assert found["adjusted"].tolist() == pytest.approx([0.05, 0.05])
    assert found["covered"].tolist() == pytest.approx([0.75, 0.75])


@pytest.mark.parametrize("table", [cells(), cells(("A", "easy", 3, 50))])
def test_one_vendor_or_none_is_no_comparison(table):
    assert vendor_differences(table).empty
    assert len(vendor_comparison(table)) == table["vendor"].nunique()
