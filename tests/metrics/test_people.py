"""Annotators, fairly: few audits top no list, hard work is no fault, chance names nobody."""

import numpy as np
import pandas as pd
import pytest

from analytics.metrics.people import annotator_comparison, funnel_curves
from analytics.stats.funnel import funnel_limits


def people(*rows):
    columns = ["annotator", "task_type", "wrong", "audited"]
    return pd.DataFrame(rows, columns=columns).assign(vendor="A", language="en")


def crowd(n=20, wrong=5, audited=100):
    return [(f"P{place}", "t", wrong, audited) for place in range(n)]


def test_nothing_wrong_of_three_does_not_rank_above_two_of_two_thousand():
    table = annotator_comparison(people(("few", "t", 0, 3), ("many", "t", 2, 2000), *crowd()))
    order = table["annotator"].tolist()
    assert order.index("many") < order.index("few")
    assert order[0] == "many"


def test_everything_wrong_of_two_names_nobody():
    table = annotator_comparison(people(("few", "t", 2, 2), *crowd())).set_index("annotator")
    assert table.loc["few", "judged"] == "as expected"


def test_who_errs_more_than_chance_explains_is_named():
    table = annotator_comparison(people(("bad", "t", 25, 100), *crowd())).set_index("annotator")
    assert table.loc["bad", "judged"] == "more errors"
    assert (table.drop(index="bad")["judged"] == "as expected").all()


def test_who_does_the_hard_work_is_not_blamed_for_it():
    """Everybody errs on 2 % of the easy and 20 % of the hard; one does the hard work only."""
    rows = [(f"P{place}", "easy", 2, 100) for place in range(20)]
    rows += [(f"P{place}", "hard", 4, 20) for place in range(20)]
    table = annotator_comparison(people(("expert", "hard", 40, 200), *rows)).set_index("annotator")
    assert table["judged"].eq("as expected").all()
    assert table.loc["expert", "rate"] == pytest.approx(table["rate"].mean(), rel=0.02)


def test_of_equal_annotators_hardly_any_is_named():
    """60 teams of 40 with one true rate: at most 5 % + 3 standard errors name anybody."""
    draw = np.random.default_rng(3)
    named = 0
    for _ in range(60):
        sizes = draw.integers(5, 200, 40)
        wrong = draw.binomial(sizes, 0.05)
        rows = [(f"P{i}", "t", int(x), int(n)) for i, (x, n) in enumerate(zip(wrong, sizes))]  # noqa: B905
        named += (annotator_comparison(people(*rows))["judged"] != "as expected").any()
    assert named <= 60 * (0.05 + 3 * (0.05 * 0.95 / 60) ** 0.5)


def test_limits_are_quantiles_of_the_binomial():
    table = annotator_comparison(people(*crowd(wrong=5, audited=100)))
    right = funnel_limits(100, 0.05, interpolate=False)
    row = table.iloc[0]
    assert [row["low_95"], row["high_95"]] == [right.low[0], right.high[0]]
    assert [row["low_998"], row["high_998"]] == [right.low[1], right.high[1]]


def test_one_name_at_two_vendors_is_two_annotators():
    table = people(*crowd())
    both = pd.concat([table, table.assign(vendor="B")])
    assert len(annotator_comparison(both)) == 40


def test_the_drawn_funnel_narrows_with_the_number_of_audits():
    rows = [(f"P{n}", "t", n // 20, n) for n in (20, 60, 100, 200, 400)]
    curves = funnel_curves(annotator_comparison(people(*rows)))
    width = curves["high_95"] - curves["low_95"]
    assert width.iloc[-1] < width.iloc[0]
    assert (curves["high_998"] >= curves["high_95"]).all()


def test_no_error_at_all_judges_nobody():
    table = annotator_comparison(people(("x", "t", 0, 50), ("y", "t", 0, 80)))
    assert table["judged"].tolist() == ["as expected"] * 2
    assert table["q_value"].isna().all()


def test_nobody_is_an_empty_list():
    assert annotator_comparison(people()).empty
