"""Scores of error annotations by severity."""

from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.stats.mqm import mqm_calibrated, mqm_penalty, mqm_score, mqm_verdict

ERRORS = {"critical": 2, "major": 3, "minor": 8}


def test_two_thousand_words_with_thirteen_errors():
    # 2·25 + 3·5 + 8·1 = 73; 73/2 = 36.5; 100 - 3.65; 100 - 36.5.
    found = mqm_score(ERRORS, 2000)
    assert found == (73, 36.5, 96.35, 63.5, 2)
    assert mqm_verdict(found.raw, 90, found.critical) == "fail"


def test_the_example_of_the_standard():
    # themqm.org, The MQM Scoring Models: ten minor errors in 1,000 words score 99.
    assert mqm_score({"minor": 10}, 1000).raw == 99


def test_neutral_errors_cost_nothing():
    assert mqm_penalty({"neutral": 40}) == 0
    assert mqm_score({}, 100).raw == 100


def test_error_types_weigh_in():
    # Types weigh 1 and 2: minor 3·1 + 1·2, major 0·5·1 + 2·5·2.
    counts = {"minor": [3, 1], "major": [0, 2]}
    assert mqm_penalty(counts, weights=[1, 2]) == 25
    assert mqm_penalty(counts, weights=[1, 0]) == 3
    found = mqm_score({**counts, "critical": [0, 1]}, 1000, weights=[1, 2])
    assert found.penalty == 75
    assert found.critical == 1


def test_own_multipliers_replace_the_standard_ones():
    assert mqm_penalty({"major": 2, "slip": 3}, multipliers={"major": 10, "slip": 0.1}) == (
        pytest.approx(20.3)
    )


def test_many_texts_at_once():
    found = mqm_score({"minor": [1, 2, nan]}, [100, 0, 50])
    assert found.raw.tolist()[0] == 99
    assert np.isnan(found.raw).tolist() == [False, True, True]
    assert np.isnan(found.penalty).tolist() == [False, True, True]


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(1, 10_000))
@settings(max_examples=100, deadline=None)
def test_penalties_add_while_scores_do_not_average(minor, major, critical, words):
    counts = {"minor": minor, "major": major, "critical": critical}
    found = mqm_score(counts, words)
    assert found.penalty == minor + 5 * major + 25 * critical
    assert 100 - found.per_thousand == pytest.approx(10 * (100 - found.raw))
    doubled = mqm_score({key: 2 * count for key, count in counts.items()}, 2 * words)
    assert doubled.raw == pytest.approx(found.raw)


def test_calibration_puts_the_accepted_penalty_on_the_threshold():
    assert mqm_calibrated([0, 10, 20], allowed=10, threshold=90).tolist() == [100, 90, 80]
    # Twice as strict: the same ten points take off twice as much.
    assert mqm_calibrated(10, allowed=5, threshold=90) == 80
    assert mqm_calibrated(mqm_score({"minor": 3}, 1000).penalty_per_thousand, 2, 98) == 97


def test_the_threshold_itself_passes_in_spite_of_rounding():
    score = mqm_score({"minor": [1, 2]}, 1000, weights=[0.1, 0.2]).raw
    assert mqm_verdict(score, 99.95, 0) == "pass"
    assert mqm_verdict([96, 95, 94.99], 95, 0).tolist() == ["pass", "pass", "fail"]


def test_one_critical_error_fails_any_score():
    assert mqm_verdict([100, 50, nan, nan], 95, [1, 0, 1, 0]).tolist() == [
        "fail",
        "fail",
        "fail",
        "not enough data",
    ]


def test_nonsense_is_refused():
    with pytest.raises(AskedForUnknown, match=r"majr.*major"):
        mqm_penalty({"majr": 1})
    with pytest.raises(ValueInvalid, match="minor errors"):
        mqm_penalty({"minor": -1})
    with pytest.raises(ValueInvalid, match="minor errors"):
        mqm_penalty({"minor": 1.5})
    with pytest.raises(ValueInvalid, match="weight"):
        mqm_penalty({"minor": [1, 1]}, weights=[-1, 1])
    with pytest.raises(ValueInvalid, match="per type"):
        mqm_penalty({"minor": 1}, weights=[1, 1])
    with pytest.raises(ValueInvalid, match="words"):
        mqm_score({}, -1)
    with pytest.raises(ValueInvalid, match="allowed penalty"):
        mqm_calibrated(1, 0, 90)
    with pytest.raises(ValueInvalid, match="threshold"):
        mqm_calibrated(1, 5, 100)
    assert isnan(mqm_score({"minor": nan}, 100).raw)
