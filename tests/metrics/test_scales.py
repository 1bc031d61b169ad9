"""Words of a scale and their order."""

from itertools import combinations

import pytest

from analytics.metrics.scales import USUAL, steps_of


@pytest.mark.parametrize(
    ("answers", "steps"),
    [
        (["Low", "medium", "HIGH"], [1, 2, 3]),
        (["strongly_disagree", "Strongly Agree", "neutral"], [1, 5, 3]),
        (["very-good", "poor"], [4, 1]),
        (["1 - bad", "2: so so", "10. good"], [1, 2, 10]),
        (["mild", "severe"], [2, 4]),
    ],
)
def test_words_have_the_places_of_their_scale(answers, steps):
    assert steps_of(answers) == dict(zip(answers, steps, strict=True))


@pytest.mark.parametrize(
    "answers",
    [
        ["low"],
        ["low", "cat"],
        ["poor", "high"],
        ["1 - bad", "1 - good"],
        ["1 - bad", "good"],
        ["1", "2"],
        ["2026-11-01", "2026-11-02"],
        [],
    ],
)
def test_other_words_have_no_order(answers):
    assert steps_of(answers) is None


def test_no_two_scales_order_two_words_differently():
    order = {}
    for scale in USUAL:
        words = scale.split(" < ")
        assert len(set(words)) == len(words)
        for low, high in combinations(words, 2):
            assert order.setdefault(frozenset((low, high)), low) == low, (low, high, scale)
