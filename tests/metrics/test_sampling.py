"""Strata and what they get, by hand; the width they promise, by simulation."""

import math

import numpy as np
import pandas as pd
import pytest

from analytics.errors import ValueInvalid
from analytics.metrics import sampling


def work(**sizes):
    return pd.DataFrame({"vendor": list(sizes), "drawable": list(sizes.values())})


def audits(*rows):
    return pd.DataFrame(rows, columns=["vendor", "design", "wrong", "audited"])


def test_what_cannot_be_drawn_is_no_stratum_and_targeted_checks_foretell_nothing():
    table = sampling.strata(
        work(Kestrel=900, Tarn=None, Ostra=100),
        audits(("Kestrel", "random", 9, 99), ("Kestrel", "targeted", 40, 50)),
        ["vendor"],
    )
    assert table[["stratum", "size", "wrong", "audited"]].values.tolist() == [
        ["Kestrel", 900, 9, 99],
        ["Ostra", 100, 0, 0],
    ]
    assert table["planned_rate"].tolist() == [0.095, 0.095], "Ostra has that of everything"


def test_without_any_audit_the_expected_rate_is_missing():
    table = sampling.strata(work(Kestrel=10), audits(), ["vendor"])
    assert table["planned_rate"].isna().all()
    spread = sampling.allocated(table, 4, "neyman", 0)
    assert spread["audits"].tolist() == [4]
    assert math.isnan(sampling.expected_half_width(spread))


def test_without_strata_everything_is_one():
    whole = pd.DataFrame({"drawable": [1000]})
    past = pd.DataFrame({"design": ["random"], "wrong": [4], "audited": [99]})
    table = sampling.strata(whole, past, [])
    assert table[["stratum", "size", "planned_rate"]].values.tolist() == [["all", 1000, 0.045]]
    nothing = pd.DataFrame({"drawable": [None]})
    assert sampling.strata(nothing, past, []).empty


def test_each_way_of_spreading_gives_what_it_says():
    table = pd.DataFrame(
        {"stratum": ["easy", "hard"], "size": [9000, 1000], "planned_rate": [0.02, 0.30]}
    )
    given = {
        method: sampling.allocated(table, 300, method, 0)["audits"].tolist()
        for method in ("proportional", "neyman", "equal")
    }
    # 9,000 × √(.02 × .98) = 1,260 and 1,000 × √(.3 × .7) = 458: 220 and 80 of 300
    assert given == {"proportional": [270, 30], "neyman": [220, 80], "equal": [150, 150]}
    assert sampling.allocated(table, 300, "proportional", 50)["audits"].tolist() == [250, 50]
    assert sampling.allocated(table, 300, "proportional", 0)["inclusion_prob"].tolist() == [
        0.03,
        0.03,
    ]


def test_more_audits_than_units_take_all_and_leave_nothing_uncertain():
    table = pd.DataFrame({"stratum": ["a"], "size": [40], "planned_rate": [0.1]})
    spread = sampling.allocated(table, 300, "proportional", 10)
    assert spread[["audits", "inclusion_prob"]].values.tolist() == [[40, 1]]
    assert sampling.expected_half_width(spread) == 0


def test_minimums_above_the_total_are_refused_in_a_sentence():
    table = pd.DataFrame({"stratum": ["a", "b"], "size": [40, 40], "planned_rate": [0.1, 0.1]})
    with pytest.raises(ValueInvalid, match="their minimums need 40"):
        sampling.allocated(table, 30, "equal", 20)


def test_the_promised_width_is_the_one_that_draws_have():
    """20,000 stratified draws: 95 % of estimates lie within the promised half width."""
    size, rate, n = np.array([9000, 1000]), np.array([0.02, 0.30]), np.array([220, 80])
    table = pd.DataFrame({"size": size, "planned_rate": rate, "audits": n})
    wrong = (size * rate).astype(int)
    draw = np.random.default_rng(3)
    found = draw.hypergeometric(wrong, size - wrong, n, (20_000, 2)) / n
    estimates = found @ size / size.sum()
    width = sampling.expected_half_width(table)
    assert (abs(estimates - wrong.sum() / size.sum()) <= width).mean() == pytest.approx(
        0.95, abs=0.01
    )
