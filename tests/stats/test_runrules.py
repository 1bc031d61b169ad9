"""Run rules: hand-made patterns, published run lengths, exact false-alarm rates."""

from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import binom, norm

from analytics.errors import ValueInvalid
from analytics.stats.runrules import nelson, western_electric

NAN = np.nan
POINTS = hnp.arrays(float, st.integers(0, 40), elements=st.floats(-4, 4, width=16))


def fired_at(rules, rule, z):
    """Positions at which one rule (counted from 1, as published) fires."""
    return np.flatnonzero(rules(z)[:, rule - 1]).tolist()


def by_definition(points):
    """Both rule sets as loops over the last points, straight from their wording."""

    def last(i, count):
        return points[max(0, i - count + 1) : i + 1] if count > 0 else []

    def most(i, need, window, sigmas):
        return any(
            side * points[i] > sigmas
            and sum(side * value > sigmas for value in last(i, window)) >= need
            for side in (1, -1)
        )

    def row(i, length, holds):
        return i + 1 >= length and all(holds(value) for value in last(i, length))

    def steps(i, length):
        return np.sign(np.diff(last(i, length))) if i + 1 >= length else np.array([])

    def same_side(i, length):
        return row(i, length, lambda v: v > 0) or row(i, length, lambda v: v < 0)

    western, nelsons = [], []
    for i, point in enumerate(points):
        two, four = most(i, 2, 3, 2), most(i, 4, 5, 1)
        western.append([abs(point) > 3, two, four, same_side(i, 8)])
        trend, turns = steps(i, 6), steps(i, 14)
        nelsons.append(
            [
                abs(point) > 3,
                same_side(i, 9),
                trend.size > 0 and abs(trend.sum()) == 5,
                turns.size > 0 and bool(np.all(turns[1:] * turns[:-1] == -1)),
                two,
                four,
                row(i, 15, lambda v: abs(v) < 1),
                row(i, 8, lambda v: abs(v) > 1),
            ]
        )
    return np.array(western, bool).reshape(-1, 4), np.array(nelsons, bool).reshape(-1, 8)


@settings(deadline=None)
@given(POINTS)
def test_both_rule_sets_follow_their_wording(points):
    western, nelsons = by_definition(points)
    np.testing.assert_array_equal(western_electric(points), western)
    np.testing.assert_array_equal(nelson(points), nelsons)


@pytest.mark.parametrize(
    ("rule", "z", "expected"),
    [
        (1, [0.5, 3.1, -0.2, -3.1, 3.0], [1, 3]),
        (2, [2.1, 0.0, 2.1, 0.0, 0.0, 2.1], [2]),
        (2, [2.1, 2.1], [1]),
        (2, [2.1, -2.1, 2.1], [2]),
        (2, [2.1, 2.1, 0.0], [1]),
        (3, [1.1, 1.1, 0.0, 1.1, 1.1, 0.5], [4]),
        (3, [1.1, 1.1, 1.1, 1.1], [3]),
        (3, [1.1, 1.1, -1.1, -1.1, 1.1], []),
        (4, [0.1] * 9, [7, 8]),
        (4, [0.1] * 4 + [0.0] + [0.1] * 7, []),
        (4, [-0.1] * 8, [7]),
    ],
)
def test_western_electric_rules_fire_where_their_pattern_is_complete(rule, z, expected):
    assert fired_at(western_electric, rule, z) == expected


@pytest.mark.parametrize(
    ("rule", "z", "expected"),
    [
        (1, [0.0, -3.5], [1]),
        (2, [0.2] * 10, [8, 9]),
        (3, [-1, -0.5, 0, 0.5, 1, 1.5, 1.6], [5, 6]),
        (3, [1.5, 1, 0.5, 0, -0.5, -1], [5]),
        (3, [-1, -0.5, 0, 0, 0.5, 1, 1.5], []),
        (4, [0.1, -0.1] * 7, [13]),
        (4, [0.1, -0.1] * 6 + [0.1], []),
        (4, [0.1, 0.1, *([-0.1, 0.1] * 7)], [14, 15]),
        (5, [2.1, 0.0, 2.1], [2]),
        (6, [-1.1, -1.1, 0.0, -1.1, -1.1], [4]),
        (7, [0.9, -0.9] * 8, [14, 15]),
        (7, [0.9, -0.9] * 7 + [1.0], []),
        (8, [1.1, -1.1] * 4, [7]),
        (8, [1.1, -1.1] * 3 + [1.0, 1.1], []),
    ],
)
def test_nelson_rules_fire_where_their_pattern_is_complete(rule, z, expected):
    assert fired_at(nelson, rule, z) == expected


@pytest.mark.parametrize(
    ("rules", "shift", "published"),
    [
        ([1], 0.0, 370.40),
        ([1, 2], 0.0, 225.44),
        ([1, 3], 0.0, 166.05),
        ([1, 4], 0.0, 152.73),
        ([1, 2, 3, 4], 0.0, 91.75),
        ([1, 2], 1.0, 20.01),
        ([1, 3], 1.0, 12.66),
        ([1, 4], 1.0, 14.58),
    ],
)
def test_western_electric_has_the_published_run_lengths(rules, shift, published):
    # C. W. Champ, W. H. Woodall (1987), doi:10.1080/00401706.1987.10488266, table 1.
    rng = np.random.default_rng(20)
    longest, runs = (200, 3000) if shift else (1500, 1500)
    points = ended = 0
    for _ in range(runs):
        fired = western_electric(rng.normal(shift, 1, longest))[:, [rule - 1 for rule in rules]]
        hits = np.flatnonzero(fired.any(axis=1))
        points += hits[0] + 1 if hits.size else longest
        ended += hits.size > 0
    assert points / ended == pytest.approx(published, rel=0.08)


def test_each_nelson_rule_raises_false_alarms_at_its_exact_rate():
    within, beyond1, beyond2 = 1 - 2 * norm.sf(1), norm.sf(1), norm.sf(2)
    # The number of up-down permutations of 14 is the Euler number 199360981 (OEIS A000111).
    exact = [
        2 * norm.sf(3),
        2 * 0.5**9,
        2 / factorial(6),
        2 * 199360981 / factorial(14),
        2 * beyond2 * (1 - (1 - beyond2) ** 2),
        2 * beyond1 * binom.sf(2, 4, beyond1),
        within**15,
        (1 - within) ** 8,
    ]
    fired = nelson(np.random.default_rng(21).normal(size=1_500_000))
    assert fired.mean(axis=0) == pytest.approx(exact, rel=0.12)


@settings(deadline=None)
@given(POINTS, st.integers(0, 40))
def test_a_missing_point_fires_nothing_and_breaks_no_pattern(points, gap):
    gap = min(gap, points.size)
    for rules in (western_electric, nelson):
        holed = rules(np.insert(points, gap, NAN))
        assert not holed[gap].any()
        np.testing.assert_array_equal(np.delete(holed, gap, axis=0), rules(points))


@settings(deadline=None)
@given(POINTS)
def test_turning_the_chart_upside_down_fires_the_same_rules(points):
    for rules in (western_electric, nelson):
        np.testing.assert_array_equal(rules(-points), rules(points))


@settings(deadline=None)
@given(POINTS)
def test_later_points_do_not_change_what_fired_before(points):
    for rules in (western_electric, nelson):
        np.testing.assert_array_equal(rules(points)[:-1], rules(points[:-1]))


def test_no_points_fire_no_rules():
    assert western_electric([]).shape == (0, 4)
    assert nelson([]).shape == (0, 8)
    assert not nelson([NAN, NAN]).any()


def test_more_than_one_series_is_refused():
    with pytest.raises(ValueInvalid):
        western_electric([[0.0, 1.0]])
