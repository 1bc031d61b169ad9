"""Control charts: published examples and run lengths, and what a missing week must not do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import binom, norm, poisson

from analytics.errors import ValueInvalid
from analytics.stats.control import (
    cusum,
    ewma_chart,
    ewma_p_chart,
    laney_p_chart,
    laney_u_chart,
    moving_range_chart,
    p_chart,
    u_chart,
    xmr_chart,
)
from analytics.stats.runrules import nelson, western_electric

NAN = np.nan


def numbers(text):
    return np.array(text.split(), float)


# D. C. Montgomery, Introduction to Statistical Quality Control, example of orange juice cans:
# nonconforming of 50 in thirty samples.
CANS = numbers("12 15 8 10 4 7 16 9 14 10 5 6 17 12 22 8 10 5 13 11 20 18 24 15 9 12 7 13 9 6")
# The same book, example for CUSUM and EWMA: target 10, sigma 1, mean 11 from the 21st value on.
SHIFTED = numbers(
    "9.45 7.99 9.29 11.66 12.16 10.18 8.04 11.46 9.20 10.34 9.03 11.47 10.51 9.40 10.08 9.37 "
    "10.62 10.31 8.52 10.84 10.90 9.33 12.29 11.50 10.60 11.08 10.38 11.62 11.31 10.52"
)
# M. A. Mohammed et al. (2013), BMJ Quality & Safety 22, 362-368, doi:10.1136/bmjqs-2012-001373:
# attendances seen within four hours, and all attendances, in twenty weeks.
SEEN = numbers(
    "266501 264225 276532 281461 269071 261215 270409 279778 270483 270320 "
    "267923 271478 255353 256820 261835 259144 255910 260863 264465 260989"
)
ATTENDED = numbers(
    "280443 276823 291681 296155 282343 275888 283867 295251 284468 282529 "
    "279618 283932 266629 268091 276803 271578 266005 273520 278574 273772"
)


def first_signal(signals):
    """Number of points up to the first signal; all of them and False if there is none."""
    hits = np.flatnonzero(signals)
    return (hits[0] + 1, True) if hits.size else (signals.size, False)


def average_run_length(signals_of, runs, longest, seed, shift=0.0):
    """Points seen per signal: the mean run length, runs without a signal counted as unfinished."""
    rng = np.random.default_rng(seed)
    ended = [first_signal(signals_of(rng.normal(shift, 1, longest))) for _ in range(runs)]
    return sum(length for length, _ in ended) / sum(found for _, found in ended)


def test_p_chart_gives_the_published_limits_of_the_cans():
    chart = p_chart(CANS, 50)
    assert chart.centre[0] == pytest.approx(0.2313, abs=5e-5)
    assert chart.upper[0] == pytest.approx(0.4102, abs=5e-5)
    assert chart.lower[0] == pytest.approx(0.0524, abs=5e-5)
    assert np.flatnonzero(chart.signals).tolist() == [14, 22]


def test_p_chart_without_the_two_signals_gives_the_published_revised_limits():
    baseline = np.ones(30, bool)
    baseline[[14, 22]] = False
    chart = p_chart(CANS, 50, baseline)
    assert chart.centre[0] == pytest.approx(0.2150, abs=5e-5)
    assert chart.upper[0] == pytest.approx(0.3893, abs=5e-5)
    assert chart.lower[0] == pytest.approx(0.0407, abs=5e-5)
    assert np.flatnonzero(chart.signals).tolist() == [14, 20, 22]


def test_u_chart_gives_the_published_limits_of_the_dyed_cloth():
    # D. C. Montgomery, defects on rolls of dyed cloth: u = 1.42, limits 0.29 and 2.55 at size 10.
    defects = [14, 12, 20, 11, 7, 10, 21, 16, 19, 23]
    size = [10, 8, 13, 10, 9.5, 10, 12, 10.5, 12, 12.5]
    chart = u_chart(defects, size)
    assert chart.centre[0] == pytest.approx(1.42, abs=0.005)
    assert chart.upper[0] == pytest.approx(2.55, abs=0.006)
    assert chart.lower[0] == pytest.approx(0.29, abs=0.005)
    assert not chart.signals.any()


def test_xmr_chart_gives_the_published_limits_of_the_viscosity():
    # D. C. Montgomery, viscosity of fifteen batches: mean 33.52, mean range 0.48, limits 32.24 and
    # 34.80, range limit 1.57.
    viscosity = [33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27]
    viscosity += [33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84]
    chart, ranges = xmr_chart(viscosity), moving_range_chart(viscosity)
    assert chart.centre[0] == pytest.approx(33.52, abs=0.005)
    assert chart.upper[0] == pytest.approx(34.80, abs=0.005)
    assert chart.lower[0] == pytest.approx(32.24, abs=0.005)
    assert ranges.centre[0] == pytest.approx(0.48, abs=0.005)
    assert ranges.upper[0] == pytest.approx(1.57, abs=0.005)
    assert ranges.lower[0] == 0


def test_median_ranges_use_the_median_constants():
    # Ranges 1, 2, 3, 90: median 2.5, so 3.145 x 2.5 = 7.86 and 3.865 x 2.5 = 9.66.
    values = [0.0, 1.0, -1.0, 2.0, -88.0]
    chart = xmr_chart(values, median=True)
    assert chart.upper[0] - chart.centre[0] == pytest.approx(3.145 * 2.5, rel=1e-3)
    ranges = moving_range_chart(values, median=True)
    assert ranges.centre[0] == 2.5
    assert ranges.upper[0] == pytest.approx(3.865 * 2.5)
    assert ranges.signals.tolist() == [False, False, False, False, True]


def test_both_spreads_recover_a_known_sigma():
    values = np.random.default_rng(4).normal(50, 7, 40_000)
    assert xmr_chart(values).se[0] == pytest.approx(7, rel=0.02)
    assert xmr_chart(values, median=True).se[0] == pytest.approx(7, rel=0.02)


def test_ewma_follows_the_published_example():
    # Montgomery, lambda 0.1 and L 2.7: averages 9.945, 9.7495 ... 10.6468, 10.6341, limits 9.73 and
    # 10.27 at first, 9.38 and 10.62 in the end.
    chart = ewma_chart(SHIFTED, lam=0.1, width=2.7, centre=10, se=1)
    assert chart.statistic[:2] == pytest.approx([9.945, 9.7495], abs=5e-5)
    assert chart.statistic[-2:] == pytest.approx([10.6468, 10.6341], abs=5e-5)
    assert (chart.lower[0], chart.upper[0]) == pytest.approx((9.73, 10.27))
    assert (chart.lower[-1], chart.upper[-1]) == pytest.approx((9.38, 10.62), abs=0.005)
    assert np.flatnonzero(chart.signals).tolist() == [28, 29]


def test_cusum_follows_the_published_example():
    # Montgomery, k 0.5 and h 5: the upper sum first passes 5 at value 29, with 5.28; the lower sum
    # begins with 0.05 and 1.56.
    chart = cusum(SHIFTED, k=0.5, h=5, centre=10, se=1)
    assert chart.low[:2] == pytest.approx([0.05, 1.56])
    assert chart.high[28] == pytest.approx(5.28)
    assert np.flatnonzero(chart.signals)[0] == 28
    assert chart.statistic[1] == pytest.approx(-1.56)


def test_huge_weeks_signal_on_the_p_chart_and_not_on_laneys():
    # The published finding: most weeks lie beyond ordinary limits, none beyond p' limits.
    assert p_chart(SEEN, ATTENDED).signals.sum() > 10
    prime = laney_p_chart(SEEN, ATTENDED)
    assert prime.sigma_z > 5
    assert not prime.signals.any()


@pytest.mark.parametrize("baseline", [None, [True] * 12 + [False] * 8])
def test_laney_limits_equal_a_loop_over_the_definition(baseline):
    used = range(20) if baseline is None else range(12)
    centre = sum(SEEN[i] for i in used) / sum(ATTENDED[i] for i in used)
    se = [np.sqrt(centre * (1 - centre) / n) for n in ATTENDED]
    z = [(x / n - centre) / s for x, n, s in zip(SEEN, ATTENDED, se, strict=True)]
    ranges = [abs(z[i] - z[i - 1]) for i in used if i > 0]
    sigma_z = sum(ranges) / len(ranges) / 1.128
    chart = laney_p_chart(SEEN, ATTENDED, baseline)
    assert chart.sigma_z == pytest.approx(sigma_z)
    assert chart.upper == pytest.approx([centre + 3 * sigma_z * s for s in se])
    assert chart.lower == pytest.approx([centre - 3 * sigma_z * s for s in se])


def test_laney_measures_no_extra_scatter_in_binomial_and_poisson_weeks():
    rng = np.random.default_rng(8)
    n = rng.integers(200, 900, 20_000)
    assert laney_p_chart(rng.binomial(n, 0.1), n).sigma_z == pytest.approx(1, abs=0.03)
    assert laney_u_chart(rng.poisson(n * 0.1), n).sigma_z == pytest.approx(1, abs=0.03)


def test_laney_measures_the_extra_scatter_that_was_planted():
    rng = np.random.default_rng(9)
    rates = rng.normal(0.1, 0.02, 20_000).clip(0, 1)
    # Variance of a share: 0.1 x 0.9 / 1000 within weeks and 0.02^2 between them, in total 5.44
    # times the first (1 for the rest, with 0.999 for the finite sample).
    planted = np.sqrt((0.1 * 0.9 / 1000 + 0.999 * 0.02**2) / (0.1 * 0.9 / 1000))
    chart = laney_p_chart(rng.binomial(1000, rates), np.full(20_000, 1000))
    assert chart.sigma_z == pytest.approx(planted, rel=0.03)


def test_stable_shares_give_the_false_alarms_of_the_binomial_tails():
    rng = np.random.default_rng(1)
    chart = p_chart(rng.binomial(400, 0.1, 200_000), 400)
    low, high = np.ceil(400 * chart.lower[0]) - 1, np.floor(400 * chart.upper[0])
    expected = binom.cdf(low, 400, 0.1) + binom.sf(high, 400, 0.1)
    assert chart.signals.mean() == pytest.approx(expected, rel=0.15)


def test_stable_counts_give_the_false_alarms_of_the_poisson_tails():
    rng = np.random.default_rng(2)
    chart = u_chart(rng.poisson(40, 200_000), 400)
    low, high = np.ceil(400 * chart.lower[0]) - 1, np.floor(400 * chart.upper[0])
    expected = poisson.cdf(low, 40) + poisson.sf(high, 40)
    assert chart.signals.mean() == pytest.approx(expected, rel=0.15)


def test_a_thousand_stable_series_give_the_three_sigma_false_alarm_rate():
    # 0.27 % of points, the rate of a normal point beyond known limits; limits learned from 500
    # points scatter a little.
    rng = np.random.default_rng(3)
    baseline = np.arange(520) < 500
    alarms = [xmr_chart(rng.normal(0, 1, 520), baseline).signals[500:] for _ in range(1000)]
    assert np.mean(alarms) == pytest.approx(2 * norm.sf(3), rel=0.2)


@pytest.mark.parametrize(("shift", "published"), [(1.0, 9.0), (1.5, 4.5), (2.0, 2.8)])
def test_ewma_finds_shifts_in_the_published_run_length(shift, published):
    # S. H. Steiner (1999), Journal of Quality Technology 31(1), 75-86, table 2: limits that widen
    # with time, lambda 0.05, L 3.
    found = average_run_length(
        lambda z: ewma_chart(z, lam=0.05, width=3, centre=0, se=1).signals, 1500, 60, 5, shift
    )
    assert found == pytest.approx(published, rel=0.05)


def test_ewma_raises_false_alarms_at_the_published_rate():
    # Lucas and Saccucci (1990), doi:10.1080/00401706.1990.10484583: 500 points for lambda 0.2 and
    # L 2.962.
    found = average_run_length(
        lambda z: ewma_chart(z, lam=0.2, width=2.962, centre=0, se=1).signals, 300, 1200, 6
    )
    assert found == pytest.approx(500, rel=0.15)


@pytest.mark.parametrize(
    ("h", "shift", "published", "runs", "longest"),
    [(4, 0, 168, 500, 700), (5, 0, 465, 250, 1200), (4, 1, 8.38, 2000, 80), (5, 1, 10.4, 1500, 80)],
)
def test_cusum_has_the_published_run_lengths(h, shift, published, runs, longest):
    # D. C. Montgomery, table of tabular CUSUM performance with k 0.5 (D. M. Hawkins, 1993).
    found = average_run_length(
        lambda z: cusum(z, k=0.5, h=h, centre=0, se=1).signals, runs, longest, 7, shift
    )
    assert found == pytest.approx(published, rel=0.15 if shift == 0 else 0.05)


def test_every_chart_signals_a_two_sigma_shift_and_its_run_rules_do():
    # 26 weeks at 5 %, then 12 weeks two standard errors (of 400 audits) higher.
    rng = np.random.default_rng(11)
    rate = np.where(np.arange(38) < 26, 0.05, 0.05 + 2 * np.sqrt(0.05 * 0.95 / 400))
    baseline = np.arange(38) < 26
    x = rng.binomial(400, rate)
    chart = p_chart(x, 400, baseline)
    assert chart.signals[26:].any()
    assert ewma_p_chart(x, 400, baseline=baseline).signals[26:].any()
    assert cusum(chart.z, centre=0, se=1).signals[26:].any()
    assert western_electric(chart.z)[26:].any()
    assert nelson(chart.z)[26:].any()


CHARTS = {
    "p": lambda x, mask: p_chart(x, 60, mask),
    "u": lambda x, mask: u_chart(x, 60.0, mask),
    "laney p": lambda x, mask: laney_p_chart(x, 60, mask),
    "laney u": lambda x, mask: laney_u_chart(x, 60.0, mask),
    "xmr": xmr_chart,
    "xmr median": lambda x, mask: xmr_chart(x, mask, median=True),
    "moving range": moving_range_chart,
    "ewma": lambda x, mask: ewma_chart(x, 0.3, 2.7, mask),
    "ewma p": lambda x, mask: ewma_p_chart(x, 60, 0.3, 2.7, mask),
    "cusum": lambda x, mask: cusum(x, 0.5, 4, mask),
}
COUNTS = hnp.arrays(float, st.integers(3, 25), elements=st.integers(0, 60).map(float))


@pytest.mark.parametrize("name", CHARTS)
@settings(deadline=None)
@given(counts=COUNTS, gap=st.integers(0, 25))
def test_a_week_without_audits_changes_nothing_and_never_signals(name, counts, gap):
    gap = min(gap, counts.size)
    mask = np.arange(counts.size) < 10
    whole = CHARTS[name](counts, mask)
    holed = CHARTS[name](np.insert(counts, gap, NAN), np.insert(mask, gap, True))
    for field in ("statistic", "centre", "lower", "upper", "signals"):
        left = np.delete(getattr(holed, field), gap)
        np.testing.assert_array_equal(left, getattr(whole, field))
    assert np.isnan(holed.statistic[gap])
    assert not holed.signals[gap]


@pytest.mark.parametrize("name", CHARTS)
@settings(deadline=None)
@given(counts=COUNTS, later=st.integers(0, 60))
def test_points_after_the_baseline_do_not_move_its_limits(name, counts, later):
    mask = np.append(np.ones(counts.size, bool), False)
    one = CHARTS[name](np.append(counts, 30.0), mask)
    other = CHARTS[name](np.append(counts, float(later)), mask)
    np.testing.assert_array_equal(one.lower, other.lower)
    np.testing.assert_array_equal(one.upper, other.upper)
    np.testing.assert_array_equal(one.signals[:-1], other.signals[:-1])


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("counts", [[], [NAN], [5.0], [0.0, 0.0, 0.0], [NAN, NAN, 7.0]])
def test_too_little_or_unvaried_data_gives_missing_upper_limits_and_no_signal(name, counts):
    mask = (
        np.zeros(len(counts), bool) if name in {"p", "u", "ewma p"} else np.ones(len(counts), bool)
    )
    chart = CHARTS[name](np.array(counts), mask)
    assert np.isnan(chart.upper).all()
    assert not chart.signals.any()


def test_a_baseline_without_errors_has_a_centre_and_no_limits():
    chart = p_chart([0, 0, 0, 1], [50, 50, 50, 50], [True, True, True, False])
    assert chart.centre[0] == 0
    assert np.isnan(chart.upper).all()
    assert not chart.signals.any()


def test_an_empty_week_counts_as_missing_not_as_perfect():
    chart = p_chart([0, 3, 5], [0, 60, 60])
    assert np.isnan([chart.statistic[0], chart.lower[0], chart.upper[0]]).all()
    assert chart.centre[0] == pytest.approx(8 / 120)
    assert np.isnan(u_chart([0, 3, 5], [0, 60, 60]).statistic[0])


def test_limits_of_shares_stay_shares():
    chart = p_chart([0, 3, 1, 10], [5, 10, 4, 10])
    assert chart.lower.min() == 0
    assert chart.upper.max() == 1
    assert laney_p_chart([0, 9, 1, 10], [10, 10, 10, 10]).upper[0] == 1
    assert ewma_p_chart([0, 1, 0, 2], [10, 10, 10, 10], width=9).lower[0] == 0


def test_a_point_on_its_limit_does_not_signal():
    # Half of n = 9 wrong at centre 0.5: limits 0.5 +- 3 x 0.5 / 3 are exactly 0 and 1.
    assert not p_chart([0, 9], [9, 9]).signals.any()


@settings(deadline=None)
@given(
    values=hnp.arrays(float, st.integers(2, 20), elements=st.integers(-50, 50).map(float)),
    factor=st.sampled_from([0.5, 2.0, 8.0]),
    offset=st.integers(-100, 100),
)
def test_units_do_not_matter_to_charts_of_values(values, factor, offset):
    for chart in (xmr_chart, ewma_chart, cusum, moving_range_chart):
        plain, changed = chart(values), chart(values * factor + offset)
        margin = np.minimum(
            np.abs(plain.statistic - plain.upper), np.abs(plain.statistic - plain.lower)
        )
        clear = ~(margin < 1e-6)
        assert (plain.signals[clear] == changed.signals[clear]).all()


def test_ewma_of_single_points_is_the_shewhart_chart():
    smooth, plain = ewma_chart(SHIFTED, lam=1, width=3), xmr_chart(SHIFTED)
    np.testing.assert_allclose(smooth.statistic, plain.statistic)
    np.testing.assert_allclose(smooth.upper, plain.upper)


def test_ewma_limits_equal_the_closed_form_for_equal_errors():
    t = np.arange(1, 31)
    closed = 10 + 2.7 * 3 * np.sqrt(0.1 / 1.9 * (1 - 0.9 ** (2 * t)))
    np.testing.assert_allclose(ewma_chart(SHIFTED, 0.1, 2.7, centre=10, se=3).upper, closed)


def test_ewma_limits_cover_shares_of_very_different_sample_sizes():
    # At each week the average of a stable process lies beyond 2 sigma in about 4.6 % of series.
    rng = np.random.default_rng(12)
    n = np.tile([2000, 150], 10)
    beyond = []
    for _ in range(1500):
        x = rng.binomial(n, 0.2)
        p, se = x / n, np.sqrt(0.2 * 0.8 / n)
        beyond.append(ewma_chart(p, 0.3, 2.0, centre=0.2, se=se).signals)
    assert np.mean(beyond, axis=0) == pytest.approx(np.full(20, 2 * norm.sf(2)), abs=0.02)


def test_the_larger_sum_decides_a_cusum():
    chart = cusum([3.0, -6.0], k=0.5, h=4, centre=0, se=1)
    assert chart.high.tolist() == [2.5, 0.0]
    assert chart.low.tolist() == [0.0, 5.5]
    assert chart.statistic.tolist() == [2.5, -5.5]
    assert chart.signals.tolist() == [False, True]


def test_a_point_without_a_standard_error_is_missing():
    assert np.isnan(
        ewma_chart([1.0, 2.0, 3.0], centre=0, se=[1.0, 0.0, NAN]).statistic
    ).tolist() == [
        False,
        True,
        True,
    ]
    assert np.isnan(cusum([1.0, 2.0, 3.0], centre=0, se=[1.0, 0.0, NAN]).high).tolist() == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: p_chart([5], [3]),
        lambda: p_chart([[1, 2]], [[3, 4]]),
        lambda: p_chart([1, 2], [3, 4], [1, 0]),
        lambda: p_chart([1, 2], [3, 4], [True]),
        lambda: u_chart([-1], [3]),
        lambda: u_chart([1.5], [3]),
        lambda: u_chart([1], [-3]),
        lambda: u_chart([1], [np.inf]),
        lambda: xmr_chart([1.0, np.inf]),
        lambda: ewma_chart([1.0, 2.0], lam=0),
        lambda: ewma_chart([1.0, 2.0], lam=1.1),
        lambda: ewma_chart([1.0, 2.0], width=0),
        lambda: ewma_chart([1.0, 2.0], se=[1.0, 1.0, 1.0]),
        lambda: cusum([1.0, 2.0], k=-1),
        lambda: cusum([1.0, 2.0], h=0),
    ],
)
def test_impossible_arguments_are_refused(wrong):
    with pytest.raises(ValueInvalid):
        wrong()
