"""Differences and ratios of two shares, independent and paired."""

from math import inf, isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import binom

from analytics.errors import ValueInvalid
from analytics.stats.differences import (
    difference_of_intervals,
    miettinen_nurminen,
    newcombe,
    newcombe_cc,
    newcombe_paired,
    risk_ratio,
    risk_ratio_score,
)
from analytics.stats.estimate import Interval

INDEPENDENT = [newcombe, newcombe_cc, miettinen_nurminen, risk_ratio, risk_ratio_score]
Z2 = 3.8414588206941285


@st.composite
def two_groups(draw, most=60):
    n1, n2 = draw(st.integers(1, most)), draw(st.integers(1, most))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


def limits(found, digits=4):
    return round(float(found.low), digits), round(float(found.high), digits)


# Newcombe (1998), Statistics in Medicine 17, 873–890, table II: methods 10, 11 and 5.
@pytest.mark.parametrize(
    ("groups", "hybrid", "corrected", "score"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339), (0.0428, 0.3422), (0.0528, 0.3382)),
        ((9, 10, 3, 10), (0.1705, 0.8090), (0.1013, 0.8387), (0.1700, 0.8406)),
        ((6, 7, 2, 7), (0.0582, 0.8062), (-0.0290, 0.8423), (0.0342, 0.8534)),
        ((5, 56, 0, 29), (-0.0381, 0.1926), (-0.0667, 0.2037), (-0.0326, 0.1933)),
        ((0, 10, 0, 20), (-0.1611, 0.2775), (-0.2005, 0.3445), None),
        ((0, 10, 0, 10), (-0.2775, 0.2775), (-0.3445, 0.3445), None),
        ((10, 10, 0, 20), (0.6791, 1.0), (0.6014, 1.0), None),
        ((10, 10, 0, 10), (0.6075, 1.0), (0.5128, 1.0), None),
    ],
)
def test_differences_equal_the_table_of_newcombe(groups, hybrid, corrected, score):
    assert limits(newcombe(*groups)) == hybrid
    assert limits(newcombe_cc(*groups)) == corrected
    assert score is None or limits(miettinen_nurminen(*groups)) == score


def test_differences_and_ratios_equal_the_worked_examples_of_fagerland():
    # Fagerland, Lydersen, Laake (2015), doi:10.1177/0962280211415469: 7/34 against 1/34, 0/16
    # against 15/72.
    assert limits(newcombe(7, 34, 1, 34)) == (0.0189, 0.3404)
    assert limits(miettinen_nurminen(0, 16, 15, 72)) == (-0.3164, -0.0056)
    assert limits(risk_ratio(7, 34, 1, 34)) == (0.9096, 53.8695)
    assert limits(risk_ratio_score(7, 34, 1, 34)) == (1.2209, 42.5757)


def test_score_ratio_equals_the_examples_of_koopman_and_of_gart_and_nam():
    assert risk_ratio_score(36, 40, 16, 80).estimate == pytest.approx(4.5)
    assert limits(risk_ratio_score(36, 40, 16, 80), 2) == (2.94, 7.15)  # Koopman (1984)
    assert limits(risk_ratio_score(8, 15, 4, 15), 3) == (0.815, 5.336)  # Gart and Nam (1988)
    assert limits(risk_ratio_score(6, 10, 6, 20), 3) == (0.844, 4.594)


def restricted(x1, n1, x2, n2, second):
    """Likeliest p1 when p2 = second(p1), a rising line, by finding where the likelihood turns."""
    slope = second(1) - second(0)

    def rise(p1):
        p2 = second(p1)
        first = x1 / p1 - (n1 - x1) / (1 - p1)
        return first + slope * (x2 / p2 - (n2 - x2) / (1 - p2))

    low, high = max(0, -second(0) / slope), min(1, (1 - second(0)) / slope)
    edge = 1e-13 * (high - low)
    low, high = low + edge, high - edge
    if rise(low) <= 0:
        return low
    return high if rise(high) >= 0 else brentq(rise, low, high, xtol=1e-15)


@given(two_groups())
@settings(max_examples=60, deadline=None)
def test_miettinen_nurminen_limits_are_where_the_restricted_statistic_is_z(groups):
    x1, n1, x2, n2 = groups
    found = miettinen_nurminen(*groups)
    for limit in (found.low, found.high):
        if abs(limit) > 1 - 1e-9:
            continue
        p1 = restricted(*groups, lambda p: p - limit)  # noqa: B023
        p2 = p1 - limit
        variance = (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * (n1 + n2) / (n1 + n2 - 1)
        assert (x1 / n1 - x2 / n2 - limit) ** 2 / variance == pytest.approx(Z2, rel=1e-6)


@given(two_groups())
@settings(max_examples=60, deadline=None)
def test_score_ratio_limits_are_where_the_restricted_statistic_is_z(groups):
    x1, n1, x2, n2 = groups
    found = risk_ratio_score(*groups)
    for limit in (found.low, found.high):
        if limit in (0, inf):
            continue
        p1 = restricted(*groups, lambda p: p / limit)  # noqa: B023
        p2 = p1 / limit
        variance = p1 * (1 - p1) / n1 + limit**2 * p2 * (1 - p2) / n2
        assert (x1 / n1 - limit * x2 / n2) ** 2 / variance == pytest.approx(Z2, rel=1e-6)


@given(two_groups(500))
@settings(max_examples=100, deadline=None)
def test_swapping_the_groups_turns_differences_and_ratios_round(groups):
    x1, n1, x2, n2 = groups
    for method in (newcombe, newcombe_cc, miettinen_nurminen):
        found, turned = method(x1, n1, x2, n2), method(x2, n2, x1, n1)
        assert -1 <= found.low <= found.estimate <= found.high <= 1
        assert found.low == pytest.approx(-turned.high, abs=1e-9)
    found, turned = risk_ratio_score(x1, n1, x2, n2), risk_ratio_score(x2, n2, x1, n1)
    assert 0 <= found.low <= found.high
    if x1:
        assert found.low == pytest.approx(1 / turned.high, rel=1e-6)


@pytest.mark.parametrize(
    ("method", "least", "most"),
    [(newcombe, 0.94, 0.98), (newcombe_cc, 0.96, 1), (miettinen_nurminen, 0.93, 0.97)],
)
@pytest.mark.parametrize(("p1", "p2"), [(0.05, 0.05), (0.1, 0.3), (0.5, 0.6), (0.02, 0.2)])
def test_difference_limits_cover_the_truth(method, least, most, p1, p2):
    x1, x2 = np.meshgrid(np.arange(51), np.arange(41), indexing="ij")
    chance = np.outer(binom.pmf(np.arange(51), 50, p1), binom.pmf(np.arange(41), 40, p2))
    found = method(x1, 50, x2, 40)
    covered = chance[(found.low <= p1 - p2) & (p1 - p2 <= found.high)].sum()
    assert least - 0.005 <= covered <= most + 0.005


@pytest.mark.parametrize(("p1", "p2"), [(0.05, 0.05), (0.1, 0.3), (0.5, 0.6)])
def test_score_ratio_limits_cover_the_truth(p1, p2):
    x1, x2 = np.meshgrid(np.arange(51), np.arange(41), indexing="ij")
    chance = np.outer(binom.pmf(np.arange(51), 50, p1), binom.pmf(np.arange(41), 40, p2))
    found = risk_ratio_score(x1, 50, x2, 40)
    covered = chance[(found.low <= p1 / p2) & (p1 / p2 <= found.high)].sum()
    assert 0.935 <= covered <= 0.98


@pytest.mark.parametrize("method", INDEPENDENT)
def test_a_group_without_trials_makes_the_comparison_missing(method):
    for groups in ((0, 0, 1, 5), (1, 5, 0, 0), (nan, 5, 1, 5)):
        assert all(isnan(part) for part in method(*groups))
    assert all(isinstance(part, np.float64) for part in method(1, 4, 2, 5))
    assert method([1, 2], 4, [[2], [3]], 5).low.shape == (2, 2)


def test_ratios_with_zero_cells_say_what_is_possible():
    nothing, no_second, no_first = (0, 10, 0, 10), (3, 4, 0, 2), (0, 16, 15, 72)
    assert limits(risk_ratio_score(*nothing)) == (0, inf)
    assert isnan(risk_ratio_score(*nothing).estimate)
    assert limits(risk_ratio_score(*no_second)) == (0.8257, inf)
    assert risk_ratio_score(*no_second).estimate == inf
    assert limits(risk_ratio_score(*no_first))[0] == 0
    for groups in (nothing, no_second, no_first, (5, 5, 7, 7)):
        assert isnan(risk_ratio(*groups).low)
        assert isnan(risk_ratio(*groups).high)


def test_a_difference_of_intervals_combines_the_outward_distances():
    # Down: √(0.3² + 0.4²) = 0.5; up: √(0.6² + 0.8²) = 1.
    found = difference_of_intervals(Interval(2.0, 1.7, 2.6), Interval(1.0, 0.2, 1.4))
    assert [float(part) for part in found] == pytest.approx([1.0, 0.5, 2.0])


# --- paired ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ((20, 12, 2, 16), (0.0562, 0.3292)),  # Newcombe (1998), Statistics in Medicine 17, 2635
        ((59, 6, 16, 80), (-0.1186, -0.0046)),  # Fagerland, Lydersen, Laake (2014)
        ((1, 1, 7, 12), (-0.5069, -0.0256)),  # Fagerland, Lydersen, Laake (2014): -0.507, -0.026
        ((8, 3, 1, 2), (-0.1574, 0.4136)),  # Tang, Ling, Ling, Tian (2010)
    ],
)
def test_paired_limits_equal_published_examples(table, expected):
    assert limits(newcombe_paired(*table)) == expected


def test_paired_limits_without_a_margin_or_data():
    assert limits(newcombe_paired(1, 0, 0, 1)) == (-0.5734, 0.5734)
    assert all(isnan(part) for part in newcombe_paired(0, 0, 0, 0))
    assert all(isnan(part) for part in newcombe_paired(nan, 0, 3, 0))
    found = newcombe_paired(5, 0, 0, 0)
    assert found.estimate == 0
    assert found.low == pytest.approx(-found.high)
    with pytest.raises(ValueInvalid, match="paired table"):
        newcombe_paired(1, -1, 2, 3)
    with pytest.raises(ValueInvalid, match="paired table"):
        newcombe_paired(1, 0.5, 2, 3)


@given(st.tuples(*[st.integers(0, 80)] * 4).filter(any))
@settings(max_examples=100, deadline=None)
def test_paired_limits_enclose_and_turn_round(table):
    both, first, second, neither = table
    found, turned = newcombe_paired(*table), newcombe_paired(both, second, first, neither)
    assert -1 <= found.low <= found.estimate + 1e-12
    assert found.estimate - 1e-12 <= found.high <= 1
    assert found.low == pytest.approx(-turned.high, abs=1e-9)


def test_paired_limits_cover_the_truth():
    rng = np.random.default_rng(8)
    truth = [0.1, 0.12, 0.04, 0.74]
    tables = rng.multinomial(100, truth, size=20_000).T
    found = newcombe_paired(*tables)
    assert np.mean((found.low <= 0.08) & (found.high >= 0.08)) == pytest.approx(0.955, abs=0.015)
