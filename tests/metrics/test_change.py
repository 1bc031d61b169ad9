"""Did it change? Published differences, false alarms counted, moves judged by moves."""

import math

import numpy as np
import pytest

from analytics.metrics import change
from analytics.stats.agreement import krippendorff_alpha
from analytics.stats.patterns import Patterns


def test_the_difference_of_shares_is_the_one_newcombe_published():
    """R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, example (a), method 10."""
    found = change.of_share((48, 80), (56, 70))
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)
    assert found.difference == pytest.approx(0.2)
    assert found.beyond_noise is True


def test_a_change_inside_noise_is_no_change():
    assert change.of_share((12, 400), (16, 400)).beyond_noise is False


def test_the_same_share_moves_by_nothing():
    found = change.of_share((10, 100), (20, 200))
    assert found.difference == 0
    assert found.low < 0 < found.high
    assert found.beyond_noise is False


@pytest.mark.parametrize(("before", "after"), [((0, 0), (3, 50)), ((3, 50), (0, 0))])
def test_without_a_sample_on_either_side_nothing_can_be_told(before, after):
    found = change.of_share(before, after)
    assert found.beyond_noise is None
    assert math.isnan(found.difference)


def test_equal_weeks_are_called_changed_no_more_often_than_stated():
    """4,000 pairs of weeks of the same vendor: at 95 %, about one in twenty and not more."""
    draw = np.random.default_rng(7)
    pairs = draw.binomial(400, 0.06, (4000, 2))
    called = [change.of_share((a, 400), (b, 400)).beyond_noise for a, b in pairs]
    assert 0.03 < np.mean(called) < 0.06


def test_a_stricter_level_asks_for_more():
    assert change.of_share((20, 400), (36, 400)).beyond_noise is True
    assert change.of_share((20, 400), (36, 400), confidence=0.99).beyond_noise is False


def test_amounts_are_judged_by_how_they_usually_move():
    """Moves of 10 on average: up to 32.67 is the usual up and down."""
    earlier = [100, 110, 100, 110, 100, 110, 100]
    assert change.of_amount(earlier, 100, 132).beyond_noise is False
    assert change.of_amount(earlier, 100, 133).beyond_noise is True
    assert change.of_amount(earlier, 100, 67).beyond_noise is True


def test_with_fewer_than_six_weeks_a_change_of_an_amount_cannot_be_told():
    assert change.of_amount([100, 110, 100, 110, 100], 100, 900).beyond_noise is None
    assert change.of_amount([100, 110, math.nan, 100, 110, 100], 100, 900).beyond_noise is None


def test_a_missing_amount_has_no_change():
    earlier = [100, 110, 100, 110, 100, 110]
    for before, after in ((math.nan, 110), (110, math.nan)):
        found = change.of_amount(earlier, before, after)
        assert found.beyond_noise is None
        assert math.isnan(found.difference)


def test_stable_weeks_seldom_move_beyond_noise():
    """3,000 stable programs of 16 weeks: the chart's limit is passed in about 1 of 100."""
    draw = np.random.default_rng(8)
    weeks = draw.poisson(400, (3000, 17)).astype(float)
    called = [change.of_amount(list(one[:16]), one[15], one[16]).beyond_noise for one in weeks]
    assert np.mean(called) < 0.025


def alpha(equal, different):
    pairs = Patterns(("a", "b"), [[2, 0], [1, 1], [0, 2]], [equal, different, equal])
    return krippendorff_alpha(pairs)


def test_agreement_that_fell_far_fell_beyond_noise():
    found = change.of_coefficient(alpha(180, 40), alpha(120, 160))
    assert found.beyond_noise is True
    assert found.high < 0
    assert found.difference == pytest.approx(0.20 - 0.80, abs=0.002)


def test_agreement_of_few_items_has_no_difference_to_judge():
    found = change.of_coefficient(alpha(3, 1), alpha(2, 1))
    assert found.beyond_noise is None
    assert math.isnan(found.low)
    assert not math.isnan(found.difference)
