"""Control charts and shifts: a planted step is found and dated, noise is not."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from analytics.metrics.stability import control_chart, shifts, with_decisions

MONDAY = pd.Timestamp("2026-08-03")


def weeks(wrong, audited=200, selection="random", **group):
    days = [MONDAY + pd.Timedelta(weeks=place) for place in range(len(wrong))]
    table = pd.DataFrame({"week": days, "wrong": wrong, "audited": audited, **group})
    return table.assign(rate=table["wrong"] / table["audited"], selection=selection)


def test_limits_are_the_counts_that_chance_exceeds_as_rarely_as_three_standard_errors():
    table = control_chart(weeks([8, 9, 10, 11, 12, 10, 9, 11]), "week")
    assert table["centre"].tolist() == pytest.approx([0.05] * 8)
    allowed = round(200 * table["upper"].iloc[0])
    assert binom.sf(allowed, 200, 0.05) <= 0.00135 < binom.sf(allowed - 1, 200, 0.05)
    assert table["chart"].iloc[0] == "p"
    assert not any(table["signal"])


def test_a_frozen_baseline_does_not_learn_from_the_shift():
    run = [10] * 4 + [9, 11] * 2 + [30] * 8
    frozen = control_chart(weeks(run), "week", baseline=8)
    assert frozen["centre"].iloc[0] == pytest.approx(0.05)
    assert frozen["signal"].iloc[8:].str.contains("beyond the limits").all()
    learned = control_chart(weeks(run), "week")
    assert learned["centre"].iloc[0] == pytest.approx(0.10)


def test_the_eighth_week_in_a_row_on_one_side_signals():
    table = control_chart(weeks([11, 9] * 4 + [12] * 8), "week", baseline=8)
    assert table["signal"].tolist() == [""] * 15 + ["eight in a row on one side"]


def test_few_errors_a_week_raise_hardly_any_alarm():
    """200 stable vendors with 1.2 errors to expect in each of 16 weeks."""
    draw = np.random.default_rng(4)
    alarms = 0
    for _ in range(200):
        table = control_chart(weeks(draw.binomial(50, 0.024, 16), audited=50), "week")
        alarms += (table["signal"] != "").any()
    assert alarms <= 200 * 0.05


def test_weeks_that_scatter_more_than_chance_get_wider_limits():
    table = control_chart(weeks([1000, 1400] * 8, audited=20_000), "week")
    assert table["chart"].iloc[0] == "Laney p′"
    assert table["sigma_z"].iloc[0] > 5
    assert not any(table["signal"])


def test_weighted_rates_get_a_chart_of_individual_values():
    table = control_chart(weeks([10, 12, 9, 11, 10, 9], selection="weighted"), "week")
    assert table["chart"].iloc[0] == "XmR"


def test_weeks_without_audits_are_no_points():
    table = weeks([10, 0, 10, 11, 9, 10, 10], audited=[200, 0, 200, 200, 200, 200, 200])
    assert len(control_chart(table, "week")) == 6


def test_a_planted_step_is_dated_to_its_week():
    (found,) = shifts(weeks([8, 9, 10, 8, 9, 30, 28, 31, 29, 30]), []).to_dict("records")
    assert found["week"] == MONDAY + pd.Timedelta(weeks=5)
    assert found["earliest"] <= found["week"] <= found["latest"]
    assert found["rate_before"] == pytest.approx(44 / 1000)
    assert found["rate"] == pytest.approx(148 / 1000)


def test_the_step_of_one_vendor_is_its_own():
    tables = [weeks([9, 11] * 5, vendor="A"), weeks([9, 11] * 3 + [40] * 4, vendor="B")]
    found = shifts(pd.concat(tables), ["vendor"])
    assert found["vendor"].tolist() == ["B"]


def test_the_step_of_one_annotator_is_found_among_three_hundred():
    """Each is tested at 5 % over 300; fewer shuffles than that could never reach it."""
    draw = np.random.default_rng(1)
    tables = [weeks(draw.binomial(20, 0.05, 16), audited=20, annotator=f"P{n}") for n in range(299)]
    bad = [*draw.binomial(20, 0.05, 10), *draw.binomial(20, 0.5, 6)]
    found = shifts(pd.concat([*tables, weeks(bad, audited=20, annotator="bad")]), ["annotator"])
    assert found["annotator"].tolist() == ["bad"]
    assert found["week"].iloc[0] == MONDAY + pd.Timedelta(weeks=10)


def test_in_stable_programs_hardly_any_shift_is_claimed():
    """80 programs of 4 vendors over 16 weeks: at most 5 % + 3 standard errors with any claim."""
    draw = np.random.default_rng(7)
    claims = 0
    for _ in range(80):
        runs = draw.binomial(60, 0.05, (4, 16))
        table = pd.concat(
            [weeks(run, audited=60, vendor=str(place)) for place, run in enumerate(runs)]
        )
        claims += len(shifts(table, ["vendor"])) > 0
    assert claims <= 80 * (0.05 + 3 * (0.05 * 0.95 / 80) ** 0.5)


def test_five_weeks_are_too_few_to_tell():
    assert shifts(weeks([1, 1, 30, 30, 30]), []).empty


def test_a_shift_meets_the_nearest_decision_and_those_before_it():
    found = pd.DataFrame({"week": [pd.Timestamp("2026-11-16")]})
    log = [(date(2026, 11, 2), "Guidelines v3"), (date(2026, 11, 9), "Targeted audits"),
           (date(2026, 8, 3), "Guidelines v1")]  # fmt: skip
    row = with_decisions(found, log).iloc[0]
    assert (row["decision"], row["decision_day"]) == ("Targeted audits", date(2026, 11, 9))
    assert row["nearby"] == "Guidelines v3 (2 Nov 2026); Targeted audits (9 Nov 2026)"


def test_an_empty_log_names_nothing():
    found = with_decisions(pd.DataFrame({"week": [MONDAY]}), [])
    assert found["decision"].isna().all()
    assert found["nearby"].tolist() == [""]
