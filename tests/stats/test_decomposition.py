"""Mix and rate: a published example, exact sums, absent groups, noise, and the dimension named."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import ValueInvalid
from analytics.stats.decomposition import decompose_many, kitagawa

NAN = np.nan
GROUPS = st.integers(1, 6).flatmap(
    lambda size: st.lists(
        st.tuples(
            *[st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))] * 2
        ),
        min_size=size,
        max_size=size,
    )
)


def columns(groups):
    """x1, n1, x2, n2 from a list of ((x1, n1), (x2, n2))."""
    table = np.array([[*first, *second] for first, second in groups])
    return table.T


def test_household_headship_splits_as_published():
    # P. Das Gupta (1993), Standardization and Decomposition of Rates, example 5.1: household heads
    # per 100 persons by age, USA 1970 and 1985. Change 2.9672, age structure 1.2269, rates 1.7403.
    size1 = np.array([129, 109, 95, 80, 78, 84, 86, 78, 70, 59, 47, 36, 49])
    size2 = np.array([101, 112, 116, 109, 94, 77, 63, 60, 63, 59, 51, 40, 55])
    rate1 = np.array([19, 258, 457, 496, 512, 516, 518, 549, 587, 604, 628, 666, 668])
    rate2 = np.array([22, 243, 458, 525, 561, 556, 560, 574, 572, 612, 639, 686, 722])
    parts = kitagawa(size1 * rate1, size1 * 1000, size2 * rate2, size2 * 1000)
    assert 100 * parts.before == pytest.approx(44.7268, abs=5e-5)
    assert 100 * parts.after == pytest.approx(47.6940, abs=5e-5)
    assert 100 * parts.mix_total == pytest.approx(1.2269, abs=5e-5)
    assert 100 * parts.rate_total == pytest.approx(1.7403, abs=5e-5)


def test_two_groups_by_hand():
    # Weights .5 .5 to .25 .75, rates .1 .4 to .2 .4. Mix (-.25 x .15, .25 x .4) = (-.0375, .1),
    # rate (.1 x .375, 0). Average of the overall rates .25 and .35: .3, so against the average
    # (-.25 x (.15 - .3), .25 x (.4 - .3)) = (.0375, .025).
    parts = kitagawa([10, 40], [100, 100], [10, 60], [50, 150])
    assert parts.change == pytest.approx(0.1)
    assert parts.mix.tolist() == pytest.approx([-0.0375, 0.1])
    assert parts.rate.tolist() == pytest.approx([0.0375, 0])
    assert parts.mix_against_average.tolist() == pytest.approx([0.0375, 0.025])
    assert (parts.mix_total, parts.rate_total) == pytest.approx((0.0625, 0.0375))


@settings(deadline=None)
@given(GROUPS)
def test_the_parts_equal_exact_fractions_and_add_up(groups):
    x1, n1, x2, n2 = columns(groups)
    parts = kitagawa(x1, n1, x2, n2)
    if not n1.sum() or not n2.sum():
        assert np.isnan([parts.change, parts.mix_total, parts.rate_total]).all()
        assert np.isnan([parts.change_se, parts.mix_se, parts.rate_se]).all()
        return
    mix = rate = Fraction(0)
    for a, b, c, d in zip(*(column.tolist() for column in (x1, n1, x2, n2)), strict=True):
        if not b and not d:
            continue
        r1 = Fraction(a, b) if b else Fraction(c, d)
        r2 = Fraction(c, d) if d else Fraction(a, b)
        w1, w2 = Fraction(b, int(n1.sum())), Fraction(d, int(n2.sum()))
        mix += (w2 - w1) * (r1 + r2) / 2
        rate += (r2 - r1) * (w1 + w2) / 2
    assert parts.mix_total == pytest.approx(float(mix), abs=1e-14)
    assert parts.rate_total == pytest.approx(float(rate), abs=1e-14)
    assert parts.mix_total + parts.rate_total == pytest.approx(parts.change, abs=1e-14)
    assert parts.mix_against_average.sum() == pytest.approx(parts.mix_total, abs=1e-14)
    assert parts.change == pytest.approx(x2.sum() / n2.sum() - x1.sum() / n1.sum(), abs=1e-14)


@settings(deadline=None)
@given(GROUPS)
def test_swapping_the_periods_only_turns_the_signs(groups):
    x1, n1, x2, n2 = columns(groups)
    there, back = kitagawa(x1, n1, x2, n2), kitagawa(x2, n2, x1, n1)
    np.testing.assert_allclose(there.mix, -back.mix, atol=1e-14)
    np.testing.assert_allclose(there.rate, -back.rate, atol=1e-14)
    np.testing.assert_allclose(there.rate_se, back.rate_se, atol=1e-14)


@settings(deadline=None)
@given(GROUPS)
def test_splitting_a_group_into_equal_halves_changes_no_total(groups):
    x1, n1, x2, n2 = (2 * column for column in columns(groups))
    whole = kitagawa(x1, n1, x2, n2)
    halved = kitagawa(*(np.concatenate([column // 2] * 2) for column in (x1, n1, x2, n2)))
    np.testing.assert_allclose(halved.mix_total, whole.mix_total, atol=1e-14)
    np.testing.assert_allclose(halved.rate_total, whole.rate_total, atol=1e-14)


def test_a_group_that_enters_or_leaves_is_all_mix():
    # Entering: weight 0 to .5 at its own rate .3. Leaving: weight .5 to 0 at .1. The third stays.
    parts = kitagawa([0, 10, 20], [0, 100, 100], [30, 0, 20], [100, 0, 100])
    assert parts.rate.tolist() == pytest.approx([0, 0, 0])
    assert parts.mix.tolist() == pytest.approx([0.15, -0.05, 0])
    assert parts.rate_se == pytest.approx(
        kitagawa([20], [100], [20], [100]).rate_se * 0.5, rel=0.02
    )


def test_a_group_without_items_in_either_period_contributes_nothing():
    parts = kitagawa([5, 0], [50, 0], [8, 0], [50, 0])
    assert (parts.mix[1], parts.rate[1]) == (0, 0)
    assert parts.change == pytest.approx(0.06)


@pytest.mark.parametrize(
    "periods",
    [
        ([], [], [], []),
        ([0], [0], [1], [5]),
        ([1], [5], [0], [0]),
        ([NAN, 1], [5, 5], [1, 1], [5, 5]),
        ([1, 1], [5, 5], [1, 1], [5, NAN]),
    ],
)
def test_without_a_rate_in_both_periods_nothing_is_told(periods):
    parts = kitagawa(*periods)
    assert np.isnan([parts.change, parts.mix_total, parts.rate_total]).all()
    assert np.isnan([parts.change_se, parts.mix_se, parts.rate_se]).all()
    (only,) = decompose_many({"vendor": periods})
    assert np.isnan([only.explained, only.uneven]).all()


def test_standard_errors_are_the_scatter_of_repeated_samples():
    rng = np.random.default_rng(51)
    n1, n2 = np.array([200, 300, 100, 150]), np.array([150, 200, 300, 0])
    p1, p2 = np.array([0.05, 0.10, 0.20, 0.30]), np.array([0.06, 0.10, 0.25, 0.30])
    found = [kitagawa(rng.binomial(n1, p1), n1, rng.binomial(n2, p2), n2) for _ in range(3000)]
    for total, se in (("change", "change_se"), ("mix_total", "mix_se"), ("rate_total", "rate_se")):
        scatter = np.std([getattr(parts, total) for parts in found])
        assert np.mean([getattr(parts, se) for parts in found]) == pytest.approx(scatter, rel=0.04)


@pytest.mark.parametrize(("groups", "audits"), [(4, 200), (4, 30), (10, 10), (30, 5)])
def test_the_interval_of_the_rate_part_covers_even_with_tiny_groups(groups, audits):
    rng = np.random.default_rng(52)
    covered = 0
    for _ in range(1500):
        n1, n2 = rng.poisson(audits, (2, groups)) + 1
        parts = kitagawa(rng.binomial(n1, 0.05), n1, rng.binomial(n2, 0.08), n2)
        covered += abs(parts.rate_total - 0.03) <= 1.96 * parts.rate_se
    assert 0.92 <= covered / 1500 <= 0.98


def test_no_errors_at_all_still_leave_some_noise():
    parts = kitagawa([0, 0], [10, 10], [0, 0], [10, 10])
    assert parts.change == 0
    assert parts.rate_se > 0.01


def test_a_pure_mix_shift_is_called_mix():
    rng = np.random.default_rng(53)
    n1, n2 = np.array([6000, 3000, 1000]), np.array([3000, 3000, 4000])
    rates = np.array([0.02, 0.05, 0.15])
    parts = kitagawa(rng.binomial(n1, rates), n1, rng.binomial(n2, rates), n2)
    assert parts.mix_total == pytest.approx(-0.3 * 0.02 + 0.3 * 0.15, abs=0.005)
    assert abs(parts.rate_total) < 1.96 * parts.rate_se
    assert parts.mix_total > 5 * parts.mix_se
    # The group that errs less than average shrank and the one that errs more grew: both add.
    assert (parts.mix_against_average[[0, 2]] > 0).all()


def items(rng, kind, total=4000):
    """Errors and items by four dimensions in two periods, with one planted cause."""
    sizes = {"vendor": 4, "language": 6, "task": 3, "annotator": 40}
    periods = []
    for later in (False, True):
        label = {name: rng.integers(0, size, total) for name, size in sizes.items()}
        rate = np.full(total, 0.05)
        if kind == "mix":
            label["task"] = rng.choice(3, total, p=[0.3, 0.3, 0.4] if later else [0.6, 0.3, 0.1])
            rate = np.array([0.02, 0.05, 0.15])[label["task"]]
        if kind == "vendor" and later:
            rate = np.where(label["vendor"] == 1, 0.14, 0.05)
        if kind == "everyone" and later:
            rate = np.full(total, 0.10)
        wrong = rng.random(total) < rate
        periods.append(
            {
                name: (np.bincount(label[name], wrong, size), np.bincount(label[name], None, size))
                for name, size in sizes.items()
            }
        )
    return {name: (*periods[0][name], *periods[1][name]) for name in sizes}


@pytest.mark.parametrize(("kind", "expected"), [("mix", "task"), ("vendor", "vendor")])
def test_the_planted_dimension_is_named_first(kind, expected):
    rng = np.random.default_rng(54)
    for _ in range(20):
        first, second, *_ = decompose_many(items(rng, kind))
        assert first.name == expected
        assert first.explained > 2 * second.explained


def test_a_change_everywhere_is_explained_by_no_dimension():
    rng = np.random.default_rng(55)
    for _ in range(20):
        for part in decompose_many(items(rng, "everyone")):
            assert part.explained < 0.2 * part.parts.change


def test_unevenness_by_hand():
    # Rates .05 .05 to .05 .15 with equal weights: common change .05, both groups .05 away from it.
    # Variances (.0475 + .0475) / 1000 and (.0475 + .1275) / 1000; a distance from their mean has
    # a quarter of the sum, .0000675; noise alone: sqrt(2 / pi x .0000675) = .006555 away. Half of
    # .05 - .006555 is .02172.
    (part,) = decompose_many({"vendor": ([50, 50], [1000] * 2, [50, 150], [1000] * 2)})
    assert part.uneven == pytest.approx(0.02172, abs=2e-5)
    assert part.explained == pytest.approx(part.uneven, abs=1e-12)


def test_dimensions_that_split_different_items_are_refused():
    with pytest.raises(ValueInvalid, match="same items"):
        decompose_many({"a": ([1], [5], [2], [5]), "b": ([1], [5], [2], [6])})


def test_no_dimension_gives_no_entry():
    assert decompose_many({}) == []


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: kitagawa([6], [5], [1], [5]),
        lambda: kitagawa([1], [5], [1, 1], [5, 5]),
        lambda: kitagawa([[1]], [[5]], [[1]], [[5]]),
    ],
)
def test_impossible_arguments_are_refused(wrong):
    with pytest.raises(ValueInvalid):
        wrong()
