"""Words of a scale and their order."""

from itertools import combinations

import pytest

from analytics.errors import ValueInvalid
from analytics.metrics.scales import USUAL, own_scales, steps_of


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


def test_own_scales_come_before_the_usual_ones():
    own = own_scales("good < fair < poor\nmeh < very-nice")
    assert steps_of(["poor", "good"], own) == {"poor": 3, "good": 1}
    assert steps_of(["Very nice", "meh"], own) == {"Very nice": 2, "meh": 1}
    assert steps_of(["low", "high"], own) == {"low": 1, "high": 3}


@pytest.mark.parametrize("text", ["good", "good < ", "a < b\nc < C", "<"])
def test_what_is_no_scale_is_refused_with_an_example(text):
    with pytest.raises(ValueInvalid, match="poor < fair < good"):
        own_scales(text)
