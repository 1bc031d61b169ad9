"""How many audits a question needs, as a number, a sentence and a curve; plans that accept lots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics import wording
from analytics.errors import ValueInvalid
from analytics.stats.acceptance import (
    Inspection,
    SamplingPlan,
    average_outgoing_quality,
    average_outgoing_quality_limit,
    ltpd,
    probability_of_acceptance,
    switching,
    z14_plan,
)
from analytics.stats.estimate import two_sided_z
from analytics.stats.samplesize import (
    n_for_detection,
    n_for_precision,
    n_for_two_proportions,
    power_two_proportions,
)

_STEPS = 60
ACCEPTED, NOT_ACCEPTED = "accepted", "not accepted"
_OUTCOMES = {"a": ACCEPTED, "n": NOT_ACCEPTED, "b": "between"}


@dataclass(frozen=True)
class Answer:
    """What a question needs.

    Attributes:
        n: audits; NaN where no number will do.
        sentence: the answer in words, in markdown.
        curve: one row per number of audits: `n` and what they give.
        gives: the column of the curve that says what they give, a share.
        reached: what the answer itself gives.
    """

    n: float
    sentence: str
    curve: pd.DataFrame
    gives: str
    reached: float


def to_estimate(
    rate: float,
    half_width: float,
    population: int | None = None,
    effect: float = 1.0,
    confidence: float = 0.95,
) -> Answer:
    """Audits that tell an error rate to within a width.

    Args:
        rate: the rate expected, above 0 and below 1.
        half_width: half the width of the interval, a share.
        population: items to draw from; None for very many.
        effect: design effect, 1 or more: how many times larger the variance is because errors
            gather at some annotators.
        confidence: two-sided level.

    Returns:
        The answer; its curve gives the `half_width` by number of audits.

    Raises:
        ValueInvalid: a number is out of its range.

    Source: `analytics.stats.samplesize.n_for_precision`; a design effect multiplies the variance:
    L. Kish, Survey Sampling (1965), section 5.4.

    >>> to_estimate(0.05, 0.02).n, to_estimate(0.05, 0.02, population=5000).n
    (457.0, 419.0)
    >>> to_estimate(0.05, 0.02, effect=2).n
    913.0
    """
    if not 0 < rate < 1:
        raise ValueInvalid("An expected error rate must lie above 0 % and below 100 %.")
    if effect < 1:
        raise ValueInvalid("A design effect must be 1 or more; 1 means that errors do not gather.")
    n = float(n_for_precision(rate, half_width / np.sqrt(effect), confidence, population))
    counts = _counts(n, population, first=n / 8)
    widths = _half_widths(rate, counts, population, effect, confidence)
    sentence = (
        f"Audit {_so_many(n, population)}, drawn at random: the error rate then "
        f"comes within ±{wording.share(half_width)} ({wording.share(confidence, 0)}), if it is "
        f"about {wording.share(rate)}."
    )
    curve = pd.DataFrame({"n": counts, "half_width": widths})
    reached = float(_half_widths(rate, np.array([n]), population, effect, confidence)[0])
    return Answer(n, sentence, curve, "half_width", reached)


def to_detect(rate: float, population: int | None = None, confidence: float = 0.95) -> Answer:
    """Audits that find an error, if a share of the items is wrong.

    Args:
        rate: the share wrong that must not be overlooked, above 0.
        population: items in the lot; None for very many.
        confidence: the chance to find at least one error.

    Returns:
        The answer; its curve gives the chance to find (`detected`) an error by number of audits.

    Raises:
        ValueInvalid: a number is out of its range.

    >>> to_detect(0.01).n, to_detect(0.01, population=500).n
    (299.0, 225.0)
    """
    if not 0 < rate <= 1:
        raise ValueInvalid("A share to detect must lie above 0 %, at most at 100 %.")
    n = float(n_for_detection(rate, confidence, population))
    counts = _counts(n, population)
    sentence = (
        f"Audit {_so_many(n, population)}, drawn at random: if "
        f"{wording.share(rate)} or more are wrong, at least one error is found with "
        f"{wording.share(confidence, 0)}. No error among them shows, at that level, that fewer are."
    )
    curve = pd.DataFrame({"n": counts, "detected": _found(rate, counts, population)})
    return Answer(n, sentence, curve, "detected", float(_found(rate, np.array([n]), population)[0]))


def to_compare(first: float, second: float, power: float = 0.8, alpha: float = 0.05) -> Answer:
    """Audits of each of two vendors, weeks or guidelines that show a difference of their rates.

    Args:
        first: the one's true error rate.
        second: the other's.
        power: the chance to show the difference.
        alpha: the chance to claim one where there is none.

    Returns:
        The answer, per group; its curve gives the `power` by number of audits in each.

    Raises:
        ValueInvalid: a number is out of its range, or the rates are equal.

    >>> to_compare(0.5, 0.75, power=0.9).n
    77.0
    """
    if first == second:
        raise ValueInvalid("Two equal rates differ by nothing that audits could show.")
    n = float(n_for_two_proportions(first, second, power, alpha))
    counts = _counts(n, None)
    sentence = (
        f"Audit **{wording.number_of(int(n), 'item')} of each**, drawn at random: a difference "
        f"between {wording.share(first)} and {wording.share(second)} is then shown with "
        f"{wording.share(power, 0)}, and one that is not there claimed with {wording.share(alpha)}."
    )
    curve = pd.DataFrame(
        {"n": counts, "power": power_two_proportions(first, second, counts, alpha)}
    )
    reached = float(power_two_proportions(first, second, n, alpha))
    return Answer(n, sentence, curve, "power", reached)


@dataclass(frozen=True)
class LotPlan:
    """A plan that accepts or does not accept a lot by a sample of it.

    Attributes:
        plan: what to audit, and when to accept.
        sentence: the plan and its risks in words, in markdown.
        curve: one row per true error rate: `true_rate`, `acceptance` (chance of it), `outgoing`
            (error rate that goes out on average, if lots not accepted are audited in full and put
            right); all 0 to 1.
        limit: the acceptance quality limit and the chance that such a lot is accepted, 0 to 1.
    """

    plan: SamplingPlan
    sentence: str
    curve: pd.DataFrame
    limit: tuple[float, float]


def lot_plan(lot: int, level: str, aql: float, inspection: Inspection = "normal") -> LotPlan:
    """The single sampling plan of ANSI/ASQ Z1.4 for a lot, with its risks.

    Args:
        lot: items in the lot, 2 or more.
        level: inspection level: I, II or III, or special S-1 to S-4.
        aql: acceptance quality limit in per cent, one of the preferred values up to 10.
        inspection: normal, tightened or reduced.

    Raises:
        ValueInvalid: the lot is too small.
        AskedForUnknown: there is no such level, limit or inspection.

    Source: as `analytics.stats.acceptance.z14_plan`.

    >>> found = lot_plan(2000, "II", 1.0)
    >>> found.plan.n, found.plan.accept, found.plan.reject
    (125, 3, 4)
    """
    plan = z14_plan(lot, level, aql, inspection)
    limit, most = aql / 100, plan.reject - 1
    top = 1.0 if plan.full else min(1.0, float(ltpd(plan.n, most, 0.01)) * 1.15)
    rates = np.linspace(0, top, _STEPS + 1)
    curve = pd.DataFrame(
        {
            "true_rate": rates,
            "acceptance": probability_of_acceptance(rates, plan.n, most),
            "outgoing": average_outgoing_quality(rates, plan.n, most, lot=lot),
        }
    )
    accepted = float(probability_of_acceptance(limit, plan.n, most))
    return LotPlan(plan, _lot_sentence(lot, plan, limit), curve, (limit, accepted))


def inspections(outcomes: str, *, reduced_allowed: bool = False) -> pd.DataFrame:
    """Which inspection each lot had, by the switching rules, and which the next one gets.

    Args:
        outcomes: a letter per lot, oldest first: `a` accepted, `n` not accepted, `b` accepted with
            a count between both limits of reduced inspection. Blanks and commas do not count.
        reduced_allowed: whether production is steady and reduced inspection is wanted.

    Returns:
        One row per lot, and a last one for the lot to come: `lot` (its number), `inspection`,
        `outcome` (missing for the one to come), `reason` (the rule that brought the inspection).

    Raises:
        ValueInvalid: another letter, or `b` off reduced inspection.

    Source: `analytics.stats.acceptance.switching`.

    >>> inspections("a n a n")[["lot", "inspection"]].values.tolist()[-2:]
    [[4, 'normal'], [5, 'tightened']]
    """
    letters = [one for one in outcomes.lower() if not one.isspace() and one != ","]
    if wrong := sorted({one for one in letters if one not in _OUTCOMES}):
        raise ValueInvalid(
            "Write a for a lot accepted, n for one not accepted, b for one between the limits of "
            f"reduced inspection; got {', '.join(wrong)}."
        )
    said: Sequence[str] = [_OUTCOMES[one] for one in letters]
    steps = switching(said, reduced_allowed)
    return pd.DataFrame(
        {
            "lot": range(1, len(steps) + 1),
            "inspection": [step.inspection for step in steps],
            "outcome": [*said, None],
            "reason": [step.reason for step in steps],
        }
    )


def _lot_sentence(lot: int, plan: SamplingPlan, limit: float) -> str:
    if plan.full:
        start = f"Audit **all {wording.number_of(lot, 'item')}**: the sample would be as large."
    else:
        start = f"Audit **{plan.n:,} of {wording.number_of(lot, 'item')}**, drawn at random."
    most = plan.reject - 1
    decide = (
        f" Accept the lot with **{wording.number_of(plan.accept, 'wrong item')} or fewer**, do not "
        f"accept it with **{plan.reject} or more**"
    )
    between = (
        "; with a count in between accept it and return to normal inspection"
        if plan.accept < most
        else ""
    )
    if plan.full:
        return f"{start}{decide}."
    good = wording.share(float(probability_of_acceptance(limit, plan.n, most)))
    bad = wording.share(float(ltpd(plan.n, most)))
    worst = wording.share(average_outgoing_quality_limit(plan.n, most, lot).aoql, 2)
    return (
        f"{start}{decide}{between}. A lot with {wording.share(limit)} wrong is accepted with "
        f"{good}; one with {bad} wrong still with 10 %. If lots not accepted are audited in full "
        f"and put right, at most {worst} wrong go out on average."
    )


def _so_many(n: float, population: int | None) -> str:
    if population:
        return f"**{int(n):,} of {wording.number_of(population, 'item')}**"
    return f"**{wording.number_of(int(n), 'item')}**"


def _counts(n: float, population: int | None, first: float = 1) -> np.ndarray:
    """Numbers of audits to draw a curve over, with the answer well inside."""
    most = max(2.5 * n, 20)
    top = min(most, population) if population else most
    return np.unique(np.linspace(min(first, top), top, _STEPS).round().clip(1))


def _half_widths(
    rate: float, n: np.ndarray, population: int | None, effect: float, confidence: float
) -> np.ndarray:
    """The formula of `n_for_precision`, solved for the half width."""
    many = n
    if population:
        left = np.maximum(1 - n / population, 0)
        with np.errstate(divide="ignore"):
            many = n * (1 - 1 / population) / left
    return np.asarray(two_sided_z(confidence) * np.sqrt(rate * (1 - rate) * effect / many))


def _found(rate: float, n: np.ndarray, population: int | None) -> np.ndarray:
    """Chance of at least one error among n audits."""
    if population is None:
        return np.asarray(1 - probability_of_acceptance(rate, n, 0))
    wrong = np.ceil(rate * population * (1 - 1e-12))
    none = probability_of_acceptance(wrong / population, n, 0, "hypergeometric", population)
    return np.asarray(1 - none)
