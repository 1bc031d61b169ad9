"""Mix or rate: the parts add up to the change, and a pure mix shift is called mix."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.metrics.why import both_times, decomposed, parts_of_change


def week(**vendors):
    return pd.DataFrame(
        [(name, *counts) for name, counts in vendors.items()],
        columns=["vendor", "wrong", "audited"],
    )


def test_a_pure_mix_shift_has_no_rate_part():
    """Both vendors err as before (10 and 40 %); the worse one does more."""
    table = parts_of_change(
        week(A=(10, 100), B=(40, 100)), week(A=(5, 50), B=(60, 150)), ["vendor"]
    )
    assert table["rate_part"].abs().sum() == pytest.approx(0)
    assert table["mix_part"].sum() == pytest.approx(65 / 200 - 50 / 200)


def test_a_pure_rate_change_has_no_mix_part_and_names_its_vendor():
    table = parts_of_change(week(A=(5, 100), B=(5, 100)), week(A=(5, 100), B=(25, 100)), ["vendor"])
    assert table["vendor"].iloc[0] == "B"
    assert table["mix_part"].tolist() == [0, 0]
    assert table["rate_part"].tolist() == pytest.approx([0.10, 0])


def test_a_vendor_that_did_not_deliver_changed_the_mix_only():
    table = parts_of_change(week(A=(5, 100), B=(1, 100)), week(A=(5, 100)), ["vendor"])
    row = table.set_index("vendor").loc["B"]
    assert (row["rate_part"], row["audited"]) == (0, 0)
    assert np.isnan(row["rate"])
    assert table["part"].sum() == pytest.approx(5 / 100 - 6 / 200)


COUNTS = st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=6))
def test_parts_add_up_to_the_change_exactly(groups):
    before = week(**{f"V{place}": one for place, (one, _) in enumerate(groups)})
    after = week(**{f"V{place}": one for place, (_, one) in enumerate(groups)})
    table = parts_of_change(before, after, ["vendor"])
    if not (before["audited"].sum() and after["audited"].sum()):
        assert table.empty
        return
    change = after["wrong"].sum() / after["audited"].sum()
    change -= before["wrong"].sum() / before["audited"].sum()
    assert table["part"].sum() == pytest.approx(change, abs=1e-12)
    assert (table["mix_part"] + table["rate_part"]).tolist() == table["part"].tolist()


def test_without_groups_the_whole_is_one():
    before, after = (pd.DataFrame({"wrong": [x], "audited": [n]}) for x, n in ((4, 100), (9, 100)))
    table = parts_of_change(before, after, [])
    assert table[["mix_part", "rate_part"]].values.tolist() == [[0.0, pytest.approx(0.05)]]


def test_a_group_audited_in_neither_time_is_left_out():
    table = both_times(week(A=(1, 9), B=(None, 0)), week(A=(2, 9)), ["vendor"])
    assert table["vendor"].tolist() == ["A"]
    assert decomposed(table).change == pytest.approx(1 / 9)
