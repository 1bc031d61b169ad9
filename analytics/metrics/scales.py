"""Words that stand for steps of a scale, such as poor, fair and good, and their order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from analytics.errors import ValueInvalid

SETTING = "answer_scales"
"""The setting of a home that holds further scales, one a line, as `own_scales` reads them."""

_DISAGREE, _AGREE = "strongly disagree < disagree", "agree < strongly agree"

USUAL = (
    "low < medium < high",
    "low < moderate < high",
    "very low < low < medium < high < very high",
    "very low < low < moderate < high < very high",
    "none < low < medium < high",
    "low < medium < high < critical",
    "none < minor < major < critical",
    "neutral < minor < major < critical",
    "trivial < minor < major < critical < blocker",
    "none < mild < moderate < severe",
    "none < slight < moderate < severe < extreme",
    "poor < fair < good",
    "poor < fair < good < excellent",
    "poor < fair < good < very good < excellent",
    "very poor < poor < fair < good < very good",
    "very poor < poor < average < good < excellent",
    "poor < average < good",
    "poor < average < good < excellent",
    "bad < ok < good",
    "very bad < bad < ok < good < very good",
    "bad < neutral < good",
    "bad < fair < good",
    "very bad < bad < neutral < good < very good",
    "terrible < poor < fair < good < excellent",
    "terrible < poor < marginal < clear",
    f"{_DISAGREE} < {_AGREE}",
    f"{_DISAGREE} < neutral < {_AGREE}",
    f"{_DISAGREE} < neither agree nor disagree < {_AGREE}",
    f"{_DISAGREE} < somewhat disagree < neutral < somewhat agree < {_AGREE}",
    f"{_DISAGREE} < somewhat disagree < neither agree nor disagree < somewhat agree < {_AGREE}",
    "very dissatisfied < dissatisfied < neutral < satisfied < very satisfied",
    "very unlikely < unlikely < neutral < likely < very likely",
    "negative < neutral < positive",
    "very negative < negative < neutral < positive < very positive",
    "never < rarely < sometimes < often < always",
    "never < seldom < sometimes < often < always",
    "not at all < slightly < moderately < very < extremely",
    "not at all < a little < somewhat < very",
    "irrelevant < partially relevant < relevant",
    "not relevant < somewhat relevant < relevant < highly relevant",
    "not relevant < relevant < highly relevant",
    "small < medium < large",
    "easy < medium < hard",
    "beginner < intermediate < advanced",
)
"""Scales in usual words, each from the lowest step to the highest."""

_NUMBERED = re.compile(r"(-?\d+)\s*[-–—.:)=]\s*\D")


def own_scales(text: str | None) -> tuple[str, ...]:
    r"""Further scales, as somebody wrote them: one a line, from the lowest step up.

    Raises:
        ValueInvalid: a line is not two different words or more with `<` between them.

    >>> own_scales("meh < Nice\n\nso-so<great")
    ('meh < nice', 'so so < great')
    """
    lines = [line for line in (text or "").splitlines() if line.strip()]
    scales = [[_plain(word) for word in line.split("<")] for line in lines]
    for line, words in zip(lines, scales, strict=True):
        if len(words) < 2 or "" in words or len(set(words)) < len(words):
            raise ValueInvalid(
                f"“{line.strip()}” is not a scale. Write its words from the lowest to the highest "
                "with < between them, such as: poor < fair < good"
            )
    return tuple(" < ".join(words) for words in scales)


def _plain(word: str) -> str:
    return " ".join(re.split(r"[\s_-]+", word.strip().lower()))


def steps_of(answers: Iterable[str], own: Sequence[str] = ()) -> dict[str, int] | None:
    """The step that each answer stands for, where all are words of one scale.

    Args:
        answers: all different answers that a question ever got.
        own: further scales, which come before the usual ones.

    Returns:
        Each answer's step: its place in the first of the own scales that has them all, else in
        the shortest of the `USUAL` ones; or the number that it begins with, as in `2 - fair`.
        None where that is not so, or where it is one answer only. Case, blanks, `_` and `-`
        between words do not matter.

    >>> steps_of(["Good", "poor"])
    {'Good': 3, 'poor': 1}
    >>> steps_of(["1 - bad", "5 - good"]), steps_of(["cat", "dog"])
    ({'1 - bad': 1, '5 - good': 5}, None)
    """
    words = {answer: _plain(answer) for answer in answers}
    if len(set(words.values())) < 2:
        return None
    numbered = {answer: _NUMBERED.match(answer.strip()) for answer in words}
    steps = {answer: int(found[1]) for answer, found in numbered.items() if found}
    if len(steps) == len(words):
        return steps if len(set(steps.values())) == len(set(words.values())) else None
    for scale in (*own, *sorted(USUAL, key=lambda usual: usual.count("<"))):
        places = {word: place for place, word in enumerate(scale.split(" < "), start=1)}
        if set(words.values()) <= set(places):
            return {answer: places[word] for answer, word in words.items()}
    return None


def in_order(steps: dict[str, int]) -> str:
    """The answers from the lowest step to the highest, in a phrase.

    >>> in_order({"Good": 3, "poor": 1})
    'poor < Good'
    """
    return " < ".join(sorted(steps, key=lambda answer: (steps[answer], answer)))
