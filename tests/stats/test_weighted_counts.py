"""Rates of events that do not all weigh the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from analytics.errors import ValueInvalid
from analytics.stats.weighted_counts import weighted_count_rate


def test_equal_weights_give_the_exact_poisson_limits_as_published():
    """F. Garwood (1936), Biometrika 28, 437-442: 10 events, 4.80 to 18.39; none, 0 to 3.69."""
    ten = weighted_count_rate(10, 10, 1, 1)
    assert (round(float(ten.low), 2), round(float(ten.high), 2)) == (4.80, 18.39)
    none = weighted_count_rate(0, 0, 1, 1)
    assert (float(none.estimate), float(none.low), round(float(none.high), 2)) == (0, 0, 3.69)


@given(st.lists(st.integers(0, 30), min_size=3, max_size=3), st.integers(1, 5000))
def test_the_limits_are_the_chi_squared_quantiles_of_the_paper(counts, n):
    """The same limits from formula (5) of Fay and Feuer, written with chi-squared."""
    weights = np.array([25, 5, 1])
    y, v, w = (np.dot(weights, counts) / n, np.dot(weights**2, counts) / n**2, 25 / n)
    found = weighted_count_rate(y * n, v * n**2, 25, n)
    low = v / (2 * y) * chi2.ppf(0.025, 2 * y**2 / v) if y else 0
    high = (v + w**2) / (2 * (y + w)) * chi2.ppf(0.975, 2 * (y + w) ** 2 / (v + w**2))
    assert found.low == pytest.approx(low, rel=1e-6, abs=1e-300)
    assert found.high == pytest.approx(high, rel=1e-6)
    assert found.low <= found.estimate <= found.high


def test_nothing_looked_at_is_missing():
    assert np.isnan(weighted_count_rate(0, 0, 25, 0)).all()


def test_the_limits_cover_the_true_rate():
    """4,000 audits of 300 items with rare critical, some major and more minor errors."""
    draw = np.random.default_rng(7)
    chances, weights = np.array([0.004, 0.02, 0.08]), np.array([25, 5, 1])
    counts = draw.poisson(300 * chances, (4000, 3))
    found = weighted_count_rate(counts @ weights, counts @ weights**2, 25, 300)
    truth = chances @ weights
    covered = ((found.low <= truth) & (truth <= found.high)).mean()
    assert 0.95 <= covered <= 0.995


@pytest.mark.parametrize("sums", [(-1, 1, 1, 1), (1, 1, 0, 1), (1, 1, 1, -1)])
def test_impossible_sums_are_refused(sums):
    with pytest.raises(ValueInvalid, match="must be 0 or more"):
        weighted_count_rate(*sums)
