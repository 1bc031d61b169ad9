"""How much, how fast: counts as they are, times from a histogram that keeps its promise."""

import numpy as np
import pandas as pd
import pytest

from analytics.metrics.handling import bin_quantile, handling_time, hourly_rate
from analytics.metrics.throughput import acceptance, first_pass, volumes


def test_volumes_are_handed_on_unchanged_and_missing_stays_missing():
    work = pd.DataFrame(
        {"vendor": ["A"], "delivered": [5], "reviewed": [None], "accepted": [None],
         "rejected": [None], "reworked": [1]}
    )  # fmt: skip
    row = volumes(work, ["vendor"]).iloc[0]
    assert row[["delivered", "reworked"]].tolist() == [5, 1]
    assert row[["reviewed", "accepted", "rejected"]].isna().all()


def test_final_acceptance_and_first_pass_yield_are_two_numbers():
    """80 of 100 right at once, 95 of 100 in the end: never one column."""
    work = pd.DataFrame(
        {"accepted": [95.0], "reviewed_accepted": [95.0], "reviewed": [100.0],
         "first_accepted": [80.0], "first_reviewed": [100.0]}
    )  # fmt: skip
    assert first_pass(work, [])["rate"].tolist() == [0.80]
    assert acceptance(work, [])["rate"].tolist() == [0.95]


def test_units_accepted_without_a_word_on_rejections_are_no_part_of_the_rate():
    work = pd.DataFrame({"accepted": [136.0], "reviewed_accepted": [90.0], "reviewed": [100.0]})
    row = acceptance(work, []).iloc[0]
    assert row[["accepted", "reviewed", "rate"]].tolist() == [90, 100, 0.9]


def as_bins(times):
    bins = np.floor(np.log(times) / np.log(1.05)).astype(int)
    found = pd.Series(bins).value_counts().sort_index()
    return pd.Series(found.index), pd.Series(found.to_numpy(dtype=float))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_quantile_is_off_by_a_bin_at_most_and_usually_by_far_less(share):
    times = np.random.default_rng(3).lognormal(3.5, 0.8, 20_000)
    found = bin_quantile(*as_bins(times), share)
    assert found == pytest.approx(np.quantile(times, share), rel=0.025)


def test_the_order_of_bins_does_not_matter():
    bins, units = pd.Series([61, 47, 50]), pd.Series([1.0, 4.0, 2.0])
    turned = bin_quantile(bins[::-1], units[::-1], 0.5)
    assert bin_quantile(bins, units, 0.5) == turned
    assert 1.05**47 < turned < 1.05**48


def test_mean_times_divide_summed_seconds_by_summed_units():
    """10 s for one unit and 90 s for nine: 10 s each, not the mean of rows."""
    work = pd.DataFrame({"vendor": ["A"], "timed_units": [10.0], "handling_s": [100.0]})
    bins = pd.DataFrame({"vendor": ["A"], "handling_bin": [47], "timed_units": [10.0]})
    row = handling_time(work, bins, ["vendor"]).iloc[0]
    assert row["mean_s"] == 10
    assert 1.05**47 <= row["median_s"] <= row["p90_s"] <= 1.05**48


def test_nothing_timed_has_no_time():
    work = pd.DataFrame({"timed_units": [None], "handling_s": [None]})
    bins = pd.DataFrame({"handling_bin": [], "timed_units": []})
    row = handling_time(work, bins, []).iloc[0]
    assert row[["mean_s", "median_s", "p90_s"]].isna().all()


def test_each_group_has_its_own_quantiles():
    work = pd.DataFrame({"v": ["A", "B"], "timed_units": [1.0, 1.0], "handling_s": [10.0, 20.0]})
    bins = pd.DataFrame({"v": ["B", "A"], "handling_bin": [61, 47], "timed_units": [1.0, 1.0]})
    found = handling_time(work, bins, ["v"]).set_index("v")["median_s"]
    assert found["A"] == pytest.approx(10, rel=0.05)
    assert found["B"] == pytest.approx(20, rel=0.05)


def test_items_per_hour_need_hours():
    work = pd.DataFrame(
        {"productive_units": [90.0, 5.0, None], "hours_productive": [7.5, 0.0, None]}
    )
    found = hourly_rate(work, [])["per_hour"]
    assert found.iloc[0] == 12
    assert found.iloc[1:].isna().all()
