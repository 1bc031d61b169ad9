"""Funnel plots: exact binomial limits, flags that noise does not raise, and over-dispersion."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, norm

from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.stats.funnel import (
    funnel,
    funnel_limits,
    funnel_limits_additive,
    funnel_limits_multiplicative,
    overdispersion,
)

NAN = np.nan
SIZES = np.array([1, 3, 10, 50, 400, 20_000])


@pytest.mark.parametrize("centre", [0.01, 0.1, 0.5, 0.93])
def test_whole_count_limits_are_the_binomial_quantiles(centre):
    limits = funnel_limits(SIZES, centre, interpolate=False)
    tails = np.array([[0.025], [0.001]])
    np.testing.assert_allclose(limits.low * SIZES, binom.ppf(tails, SIZES, centre))
    np.testing.assert_allclose(limits.high * SIZES, binom.ppf(1 - tails, SIZES, centre))


@settings(deadline=None)
@given(st.integers(1, 3000), st.floats(0.001, 0.999), st.floats(0.5, 0.999))
def test_smooth_limits_lie_within_the_last_whole_count(n, centre, level):
    smooth = funnel_limits(n, centre, [level])
    whole = funnel_limits(n, centre, [level], interpolate=False)
    for side in ("low", "high"):
        below = getattr(whole, side)[0] - getattr(smooth, side)[0]
        assert -1e-9 <= below * n <= 1 + 1e-9


def test_smooth_limits_follow_the_published_interpolation_by_hand():
    # n = 10 at 0.1: F(0) = 0.3487, F(2) = 0.9298, F(3) = 0.9872. Upper 0.975: r = 3 and
    # a = (0.9872 - 0.975) / (0.9872 - 0.9298) = 0.2126, so (3 - 0.2126) / 10. Lower: r = 0 and
    # a = (0.3487 - 0.025) / 0.3487, so below 0 and cut off there.
    limits = funnel_limits(10, 0.1, [0.95])
    assert limits.high.tolist() == pytest.approx([0.27874], abs=5e-5)
    assert limits.low.tolist() == [0]


def test_smooth_limits_move_with_the_sample_and_close_on_the_centre():
    n = np.arange(20, 2000)
    limits = funnel_limits(n, 0.2)
    steps = np.diff(limits.high, axis=1)
    assert np.abs(steps).max() < 0.02
    # Whole counts jump by up to one item; the smooth curve moves by a fraction of that.
    jumps = np.diff(funnel_limits(n, 0.2, interpolate=False).high, axis=1)
    assert np.abs(steps[:, 200:]).max() < np.abs(jumps[:, 200:]).max()
    far = funnel_limits(10**8, 0.2)
    assert far.low == pytest.approx([0.2, 0.2], abs=2e-4)
    assert far.high == pytest.approx([0.2, 0.2], abs=2e-4)


@settings(deadline=None)
@given(st.integers(1, 500), st.floats(0.01, 0.99))
def test_a_wider_level_has_wider_limits_around_the_centre_of_mass(n, centre):
    limits = funnel_limits(n, centre, [0.5, 0.95, 0.998], interpolate=False)
    assert np.all(np.diff(limits.low) <= 0)
    assert np.all(np.diff(limits.high) >= 0)
    assert limits.low.min() >= 0
    assert limits.high.max() <= 1


@pytest.mark.parametrize("interpolate", [True, False])
def test_no_sample_or_no_possible_scatter_has_no_limits(interpolate):
    limits = funnel_limits([0, NAN], 0.1, interpolate=interpolate)
    assert np.isnan([limits.low, limits.high]).all()
    for centre in (0, 1, NAN):
        limits = funnel_limits([5, 50], centre, interpolate=interpolate)
        assert np.isnan([limits.low, limits.high]).all()
    assert np.isnan(funnel_limits_multiplicative(0, 0.1, 2).high).all()
    assert np.isnan(funnel_limits_additive(50, 0, 0.01).high).all()


def test_limits_keep_the_shape_of_the_sizes():
    assert funnel_limits(50, 0.1).low.shape == (2,)
    assert funnel_limits([50, 60, 70], 0.1).low.shape == (2, 3)
    assert funnel_limits(np.full((4, 3), 50), 0.1, [0.9]).low.shape == (1, 4, 3)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), min_size=1, max_size=12))
def test_p_values_and_flags_are_those_of_the_exact_tails(groups):
    x, n = (np.array(column) for column in zip(*groups, strict=True))
    x = np.minimum(x, n)
    result = funnel(x, n, centre=0.2)
    for i in range(x.size):
        above = binomtest(int(x[i]), int(n[i]), 0.2, alternative="greater").pvalue
        below = binomtest(int(x[i]), int(n[i]), 0.2, alternative="less").pvalue
        assert result.p_value[i] == pytest.approx(min(1, 2 * min(above, below)))
        assert result.outside[:, i].tolist() == [
            min(above, below) < 0.025,
            min(above, below) < 0.001,
        ]


def test_alike_groups_of_any_size_are_flagged_no_more_often_than_stated():
    rng = np.random.default_rng(41)
    n = np.tile([3, 20, 150, 1000], 25)
    flagged = [
        funnel(rng.binomial(n, 0.05), n, centre=0.05).outside.reshape(2, 25, 4).mean(axis=1)
        for _ in range(400)
    ]
    rate = np.mean(flagged, axis=0)
    assert (rate[0] < 0.055).all()
    assert (rate[1] < 0.004).all()


def test_a_group_far_from_the_rest_is_flagged_and_a_tiny_one_is_not():
    # 3 % common rate: 0 of 3 says nothing, 60 of 1000 and 2 of 2000 do.
    result = funnel([0, 2, 60, 30], [3, 2000, 1000, 1000], centre=0.03)
    assert result.outside[1].tolist() == [False, True, True, False]
    assert result.z[2] == pytest.approx(0.03 / np.sqrt(0.03 * 0.97 / 1000))
    assert result.rate.tolist() == pytest.approx([0, 0.001, 0.06, 0.03])


def test_the_centre_is_the_pooled_rate_of_known_groups():
    result = funnel([1, 4, NAN, 0], [10, 40, 99, 0])
    assert result.centre == pytest.approx(0.1)
    assert np.isnan(result.p_value).tolist() == [False, False, True, True]
    assert np.isnan(result.rate).tolist() == [False, False, True, True]
    assert not result.outside.any()


@pytest.mark.parametrize("adjust", ["none", "multiplicative", "additive"])
@pytest.mark.parametrize(("x", "n"), [([], []), ([0, 0], [5, 9]), ([NAN], [4]), ([0], [0])])
def test_groups_without_data_or_errors_flag_nobody(adjust, x, n):
    result = funnel(x, n, adjust=adjust)
    assert np.isnan(result.z).all()
    assert np.isnan(result.p_value).all()
    assert not result.outside.any()


def test_dispersion_equals_the_published_formulas_by_hand():
    # Rates .2 .02 .15 .05 of 100 each, centre .105: squared distances .009025 .007225 .002025
    # .003025, over .105 x .895 / 100 and averaged: phi 5.666. With equal weights w = 1064.1,
    # tau^2 = (4 x 5.666 - 3) / (3 x 1064.1) = 0.00616.
    found = overdispersion([20, 2, 15, 5], [100] * 4, winsorise=0)
    assert found.phi == pytest.approx(5.6664, abs=5e-5)
    assert found.tau_squared == pytest.approx(0.0061602, abs=5e-7)
    assert found.groups == 4


def test_winsorising_draws_in_the_extreme_tenth_at_each_end():
    # z of eleven groups with n = 100 at 0.5 is (x - 50) / 5. The 10 % and 90 % quantiles of eleven
    # values are the second and the tenth.
    x = np.array([10, 40, 45, 50, 50, 50, 50, 50, 55, 60, 99])
    z = (np.array([40, 40, 45, 50, 50, 50, 50, 50, 55, 60, 60]) - 50) / 5
    assert overdispersion(x, [100] * 11, 0.5).phi == pytest.approx(np.mean(z**2))
    assert overdispersion(x, [100] * 11, 0.5, winsorise=0).phi > 5 * np.mean(z**2)


def test_dispersion_recovers_what_was_planted():
    rng = np.random.default_rng(42)
    n = rng.integers(300, 3000, 400)
    alike = [overdispersion(rng.binomial(n, 0.1), n, winsorise=0) for _ in range(40)]
    assert np.mean([found.phi for found in alike]) == pytest.approx(1, abs=0.03)
    assert np.mean([found.tau_squared for found in alike]) < 3e-6
    assert sum(found.present for found in alike) <= 3
    rates = rng.normal(0.1, 0.02, (40, 400)).clip(0, 1)
    differing = [overdispersion(rng.binomial(n, rate), n, winsorise=0) for rate in rates]
    assert np.mean([found.tau_squared for found in differing]) == pytest.approx(0.02**2, rel=0.05)
    assert all(found.present for found in differing)


def test_adjusted_limits_equal_their_formulas():
    wide = funnel_limits_multiplicative(400, 0.1, 2.25, [0.95])
    assert wide.high.tolist() == pytest.approx([0.1 + norm.ppf(0.975) * 1.5 * 0.015])
    added = funnel_limits_additive(400, 0.1, 0.02**2, [0.95])
    assert added.low.tolist() == pytest.approx([0.1 - norm.ppf(0.975) * 0.025])


def test_multiplicative_limits_are_never_narrower_than_binomial_noise():
    plain = funnel_limits_multiplicative(400, 0.1, 1)
    np.testing.assert_array_equal(funnel_limits_multiplicative(400, 0.1, 0.5).high, plain.high)
    assert np.isnan(funnel_limits_multiplicative(400, 0.1, NAN).high).all()


def test_additive_limits_stay_open_at_large_samples():
    limits = funnel_limits_additive(10**9, 0.1, 0.02**2, [0.95])
    assert limits.high.tolist() == pytest.approx([0.1 + 1.96 * 0.02], abs=1e-4)


def test_the_unbiased_dispersion_makes_up_for_drawing_in():
    # A standard normal value drawn in to +-1.2816 has mean square 0.2 x 1.2816^2 + 0.8
    # - 2 x 1.2816 x 0.17550 = 0.6787.
    x, n = [20, 2, 15, 5, 9], [100] * 5
    ratio = overdispersion(x, n).phi / overdispersion(x, n, unbiased=True).phi
    assert ratio == pytest.approx(0.6787, abs=5e-5)
    rng = np.random.default_rng(44)
    groups = rng.binomial(2000, rng.normal(0.1, 0.02, (60, 200)).clip(0, 1))
    found = [overdispersion(x, [2000] * 200, unbiased=True).tau_squared for x in groups]
    assert np.mean(found) == pytest.approx(0.02**2, rel=0.05)
    plain = overdispersion(x, n, winsorise=0)
    assert overdispersion(x, n, winsorise=0, unbiased=True) == plain


@pytest.mark.parametrize("adjust", ["multiplicative", "additive"])
def test_adjusting_stops_flagging_groups_that_all_differ_a_little(adjust):
    rng = np.random.default_rng(43)
    n = rng.integers(500, 2000, 100)
    flagged = outlier = 0
    for _ in range(60):
        x = rng.binomial(n, rng.normal(0.1, 0.02, 100).clip(0, 1))
        x[0] = int(0.3 * n[0])
        plain, adjusted = funnel(x, n), funnel(x, n, adjust=adjust)
        assert (adjusted.p_value >= plain.p_value).all()
        flagged += adjusted.outside[0, 1:].sum()
        outlier += adjusted.outside[1, 0]
    assert plain.outside[0].sum() > 20
    assert flagged / (60 * 99) == pytest.approx(0.05, abs=0.02)
    assert outlier == 60


def test_adjusted_scores_are_distances_over_the_wider_errors():
    x, n = np.array([10, 40, 45, 90, 20, 260]), np.array([400, 400, 400, 400, 100, 2000])
    centre = x.sum() / n.sum()
    found = overdispersion(x, n, unbiased=True)
    variance = centre * (1 - centre) / n
    wider = {"multiplicative": found.phi * variance, "additive": variance + found.tau_squared}
    assert found.phi > 1
    for adjust, squared in wider.items():
        z = funnel(x, n, adjust=adjust).z
        np.testing.assert_allclose(z, (x / n - centre) / np.sqrt(squared))


@pytest.mark.parametrize("adjust", ["multiplicative", "additive"])
def test_adjusting_never_flags_a_group_that_exact_noise_explains(adjust):
    # One error in three audits at a rate of 5 % happens by chance in one group of seven.
    n = np.array([3, *([1000] * 20)])
    x = np.array([1, *([50] * 20)])
    assert not funnel(x, n, adjust=adjust).outside.any()


def test_an_unknown_adjustment_names_the_known_ones():
    with pytest.raises(AskedForUnknown, match="additive, multiplicative, none"):
        funnel([1], [4], adjust="additiv")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: funnel_limits([-1], 0.1),
        lambda: funnel_limits([1.5], 0.1),
        lambda: funnel_limits([np.inf], 0.1),
        lambda: funnel_limits([10], 1.2),
        lambda: funnel_limits([10], 0.1, [1.0]),
        lambda: funnel([5], [4]),
        lambda: funnel([[1]], [[4]]),
        lambda: funnel([1], [4], centre=-0.1),
        lambda: overdispersion([1, 2], [4, 5], winsorise=0.5),
    ],
)
def test_impossible_arguments_are_refused(wrong):
    with pytest.raises(ValueInvalid):
        wrong()
