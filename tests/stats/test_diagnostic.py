"""Error rates put right for imperfect auditors."""

from math import isnan, nan, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import ValueInvalid
from analytics.stats.diagnostic import lang_reiczigel, rogan_gladen, rogan_gladen_interval
from analytics.stats.proportions import wilson


def test_an_auditor_who_flags_correct_work_makes_errors_look_more_frequent():
    # (.10 + .98 - 1)/(.90 + .98 - 1) = .08/.88.
    assert rogan_gladen(0.10, 0.90, 0.98) == pytest.approx(0.0909, abs=5e-5)


@given(st.floats(0, 1), st.floats(0.55, 1), st.floats(0.55, 1))
@settings(max_examples=100, deadline=None)
def test_correcting_undoes_what_the_auditor_does(true, sensitivity, specificity):
    observed = true * sensitivity + (1 - true) * (1 - specificity)
    assert rogan_gladen(observed, sensitivity, specificity) == pytest.approx(true, abs=1e-9)


def test_a_perfect_auditor_changes_nothing():
    assert rogan_gladen([0, 0.3, 1], 1, 1) == pytest.approx([0, 0.3, 1])
    assert list(rogan_gladen_interval(12, 400, 1, 1)) == pytest.approx(list(wilson(12, 400)))


def test_rates_an_auditor_cannot_produce_are_cut_off():
    assert rogan_gladen(0.01, 0.9, 0.98) == 0
    assert rogan_gladen(0.95, 0.9, 0.98) == 1


def test_an_auditor_no_better_than_chance_leaves_everything_missing():
    assert isnan(rogan_gladen(0.1, 0.5, 0.5))
    assert isnan(rogan_gladen(0.1, 0.2, 0.3))
    assert all(isnan(part) for part in rogan_gladen_interval(4, 40, 0.5, 0.5))
    assert all(isnan(part) for part in lang_reiczigel(4, 40, 5, 10, 5, 10))
    # One gold item found of one, 101 of 1,000 cleared: 2/3 + .102 after the added items.
    assert all(isnan(part) for part in lang_reiczigel(4, 40, 1, 1, 101, 1000))


def test_known_accuracy_carries_wilsons_limits_over():
    # Wilson for 40/400: .0742 and .1334; (w - .02)/.88.
    found = rogan_gladen_interval(40, 400, 0.90, 0.98)
    assert found.low == pytest.approx((0.07427 - 0.02) / 0.88, abs=1e-4)
    assert found.high == pytest.approx((0.13332 - 0.02) / 0.88, abs=1e-4)


def test_gold_limits_by_hand():
    # z² = 3.8415. Rate 41.9207/403.8415 = .10380; sensitivity 91/102 = .89216; specificity
    # 197/202 = .97525; true (.10380 + .97525 - 1)/.86741 = .09114.
    z = 1.959964
    rate, se, sp = 41.920729 / 403.841459, 91 / 102, 197 / 202
    true = (rate + sp - 1) / (se + sp - 1)
    parts = rate * (1 - rate) / 403.841459, se * (1 - se) / 102, sp * (1 - sp) / 202
    half = z * sqrt(parts[0] + true**2 * parts[1] + (1 - true) ** 2 * parts[2]) / (se + sp - 1)
    shift = 2 * z**2 * (true * parts[1] - (1 - true) * parts[2])
    found = lang_reiczigel(40, 400, 90, 100, 196, 200)
    assert found.estimate == pytest.approx(0.0909, abs=5e-5)
    assert found.low == pytest.approx(true + shift - half, abs=1e-6)
    assert found.high == pytest.approx(true + shift + half, abs=1e-6)


def test_gold_limits_are_wider_than_those_of_known_accuracy_and_approach_them():
    known = rogan_gladen_interval(40, 400, 0.90, 0.98)
    few = lang_reiczigel(40, 400, 45, 50, 49, 50)
    many = lang_reiczigel(40, 400, 900_000, 1_000_000, 980_000, 1_000_000)
    assert few.low < known.low
    assert few.high > known.high
    assert many.low == pytest.approx(known.low, abs=0.006)
    assert many.high == pytest.approx(known.high, abs=0.006)


@pytest.mark.parametrize("true", [0.02, 0.1, 0.4])
def test_gold_limits_cover_the_true_rate(true):
    rng = np.random.default_rng(42)
    observed = true * 0.9 + (1 - true) * 0.05
    found = lang_reiczigel(
        rng.binomial(300, observed, 20_000),
        300,
        rng.binomial(100, 0.9, 20_000),
        100,
        rng.binomial(100, 0.95, 20_000),
        100,
    )
    assert 0.94 <= np.mean((found.low <= true) & (true <= found.high)) <= 0.99


def test_nothing_audited_or_no_gold_is_missing():
    for counts in ((0, 0, 9, 10, 9, 10), (1, 10, 0, 0, 9, 10), (1, 10, 9, 10, 0, 0)):
        assert all(isnan(part) for part in lang_reiczigel(*counts))
    assert all(isnan(part) for part in rogan_gladen_interval(0, 0, 0.9, 0.9))
    assert isnan(rogan_gladen(nan, 0.9, 0.9))
    assert lang_reiczigel([1, 2], 10, 9, 10, [[9], [8]], 10).low.shape == (2, 2)
    assert isinstance(rogan_gladen(0.1, 0.9, 0.9), np.float64)


def test_limits_stay_between_0_and_1():
    for x in (0, 1, 200, 400):
        found = lang_reiczigel(x, 400, 90, 100, 196, 200)
        assert 0 <= found.low <= found.estimate <= found.high <= 1


def test_shares_outside_0_to_1_are_refused():
    with pytest.raises(ValueInvalid, match="Sensitivity"):
        rogan_gladen(0.1, 90, 0.98)
    with pytest.raises(ValueInvalid, match="Specificity"):
        rogan_gladen(0.1, 0.9, -0.1)
    with pytest.raises(ValueInvalid, match="whole numbers"):
        lang_reiczigel(1, 10, 11, 10, 9, 10)
