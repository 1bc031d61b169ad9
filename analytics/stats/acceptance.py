"""Acceptance sampling: judge a lot by a sample, and know the risks of doing so.

Plans come from ANSI/ASQ Z1.4-2003, or from two risks that are to be kept. A plan takes `n` items
and accepts the lot when at most `accept` of them are nonconforming.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import isclose
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.stats import beta as beta_distribution
from scipy.stats import binom, chi2, hypergeom, poisson

from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.stats.estimate import Floats, Numbers

Inspection = Literal["normal", "tightened", "reduced", "discontinued"]
Outcome = Literal["accepted", "between", "not accepted"]
Method = Literal["binomial", "poisson", "hypergeometric"]

# Table I: one letter per lot-size class, by inspection level.
LOT_CLASSES = (8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000, 150_000, 500_000)
CODE_LETTERS = {
    "S-1": "AAAABBBBCCCCDDD",
    "S-2": "AAABBBCCCDDDEEE",
    "S-3": "AABBCCDDEEFFGGH",
    "S-4": "AABCCDEEFGGHJJK",
    "I": "AABCCDEFGHJKLMN",
    "II": "ABCDEFGHJKLMNPQ",
    "III": "BCDEFGHJKLMNPQR",
}
# Tables II-A to II-C. Sample sizes and AQLs both grow by a factor of about 1.6 a step (five steps
# to a factor of 10), so letter steps + AQL steps fixes the expected number of nonconforming items,
# and with it the acceptance number. Every table is one list along that diagonal.
LETTERS = "ABCDEFGHJKLMNPQRS"
SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150)
REDUCED_SIZES = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)
AQLS = (
    *(0.010, 0.015, 0.025, 0.040, 0.065, 0.10, 0.15, 0.25, 0.40, 0.65, 1.0, 1.5, 2.5, 4.0, 6.5),
    *(10.0, 15.0, 25.0, 40.0, 65.0, 100.0, 150.0, 250.0, 400.0, 650.0, 1000.0),
)


def _diagonal(
    zero_at: int, accept: tuple[int, ...], reject: tuple[int, ...] = ()
) -> dict[int, tuple[int, int]]:
    """Ac and Re by diagonal step: 0 and 1, then after two steps of arrows those listed."""
    listed = zip(accept, reject or (ac + 1 for ac in accept), strict=True)
    return {zero_at: (0, 1), **dict(enumerate(listed, start=zero_at + 3))}


_NORMAL = _diagonal(14, (1, 2, 3, 5, 7, 10, 14, 21, 30, 44))
_TIGHTENED = _diagonal(15, (1, 2, 3, 5, 8, 12, 18, 27, 41))
# Letter A has no tightened plan with Ac 0: at AQL 10 its arrow leads down.
_TIGHTENED_A = {step: cell for step, cell in _TIGHTENED.items() if step != 15}
_REDUCED = _diagonal(14, (0, 1, 1, 2, 3, 5, 7, 10, 14, 21), (2, 3, 4, 5, 6, 8, 10, 13, 17, 24))
# Letters A, B and C share n = 2 on reduced inspection, so A and B leave the diagonal.
_REDUCED_A = _diagonal(14, (1, 2, 3, 5, 7, 10, 14, 21, 30))
_REDUCED_B = _diagonal(14, (0, 1, 2, 3, 5, 7, 10, 14, 21, 30), (2, 3, 4, 5, 6, 8, 11, 15, 22, 31))
_LAST_COMMON_STEP = 24  # beyond it only letters A to E have plans
_LAST_LARGE_LETTER = LETTERS.index("E")
_UP_ARROW = {"normal": 15, "reduced": 15}


@dataclass(frozen=True)
class SamplingPlan:
    """A single sampling plan.

    Attributes:
        letter: code letter of the plan, after any arrow was followed.
        n: items to sample; the lot size where `full`.
        accept: Ac, the most nonconforming items with which the lot is accepted outright.
        reject: Re, the fewest with which it is not accepted; Ac + 1 except on reduced inspection.
        full: whether the table's sample is as large as the lot or larger: inspect every item.
    """

    letter: str
    n: int
    accept: int
    reject: int
    full: bool

    def judge(self, nonconforming: int) -> Outcome:
        """Judge a lot by the nonconforming items in its sample.

        "between" (reduced inspection only) accepts the lot and ends reduced inspection. For the
        chance that the lot is accepted, `reject` − 1 counts, not `accept`.

        >>> z14_plan(2000, "II", 1.0, "reduced").judge(2)
        'between'
        """
        if nonconforming <= self.accept:
            return "accepted"
        return "between" if nonconforming < self.reject else "not accepted"


class InspectionStep(NamedTuple):
    """Which inspection is in force for one lot, and the rule that put it there.

    Attributes:
        inspection: "normal", "tightened", "reduced" or "discontinued".
        reason: the switching rule in words; empty where the last lot changed nothing.
    """

    inspection: Inspection
    reason: str


class TwoPointPlan(NamedTuple):
    """The smallest plan that keeps two risks.

    Attributes:
        n: items to sample.
        accept: the most nonconforming items with which the lot is accepted.
        producer_risk: chance that a lot at the good quality is not accepted, 0–1.
        consumer_risk: chance that a lot at the poor quality is accepted, 0–1.
    """

    n: int
    accept: int
    producer_risk: float
    consumer_risk: float


class OutgoingLimit(NamedTuple):
    """The worst average quality that can leave a rectifying inspection.

    Attributes:
        aoql: the worst share nonconforming, 0–1.
        at: the incoming share that leads to it; NaN where every lot is inspected in full.
    """

    aoql: float
    at: float


def code_letter(lot: int, level: str = "II") -> str:
    """Look up the sample-size code letter of a lot.

    Args:
        lot: items in the lot, at least 2.
        level: inspection level, "I", "II" or "III", or special "S-1" to "S-4".

    Raises:
        ValueInvalid: the lot is not a whole number of at least 2.
        AskedForUnknown: there is no such level.

    Source: ANSI/ASQ Z1.4-2003, Table I; ISO 2859-1:1999, Table 1.

    >>> code_letter(2000), code_letter(2000, "S-2")
    ('K', 'D')
    """
    if not 2 <= lot < np.inf or lot != int(lot):
        raise ValueInvalid(f"A lot must have 2 items or more, a whole number; got {lot}.")
    if level not in CODE_LETTERS:
        raise AskedForUnknown("inspection level", level, CODE_LETTERS)
    return CODE_LETTERS[level][bisect_left(LOT_CLASSES, lot)]


def z14_plan(
    lot: int, level: str = "II", aql: float = 1.0, inspection: Inspection = "normal"
) -> SamplingPlan:
    """Look up the single sampling plan for a lot.

    Where the tables show an arrow, the first plan below or above it is taken with its own sample
    size; where that sample is as large as the lot, all items are inspected.

    Args:
        lot: items in the lot, at least 2.
        level: inspection level, "I", "II" or "III", or special "S-1" to "S-4".
        aql: acceptance quality limit in percent nonconforming, or above 10 only in nonconformities
            per 100 items: one of the 26 preferred values from 0.010 to 1000. Not a share.
        inspection: "normal", "tightened" or "reduced".

    Raises:
        ValueInvalid: the lot is not a whole number of at least 2.
        AskedForUnknown: there is no such level, AQL or inspection.

    Source: ANSI/ASQ Z1.4-2003, Tables I and II-A to II-C (as MIL-STD-105E). Reduced plans differ in
        ISO 2859-1:1999, which has no gap between Ac and Re.

    >>> z14_plan(2000, "II", 1.0)
    SamplingPlan(letter='K', n=125, accept=3, reject=4, full=False)
    >>> z14_plan(2000, "II", 1.0, "reduced")
    SamplingPlan(letter='K', n=50, accept=1, reject=4, full=False)
    >>> z14_plan(8, "II", 0.65)
    SamplingPlan(letter='F', n=8, accept=0, reject=1, full=True)
    """
    if inspection not in {"normal", "tightened", "reduced"}:
        raise AskedForUnknown("inspection", inspection, ("normal", "tightened", "reduced"))
    row = LETTERS.index(code_letter(lot, level))
    column = _aql_step(aql)
    row = next(at for at in _rows(row, column, inspection) if _cell(at, column, inspection))
    accept, reject = _cell(row, column, inspection) or (0, 0)
    n = (REDUCED_SIZES if inspection == "reduced" else SIZES)[row]
    return SamplingPlan(LETTERS[row], min(n, int(lot)), accept, reject, full=n >= lot)


def switching(
    outcomes: Sequence[str],
    reduced_allowed: npt.ArrayLike = False,
    start: Inspection = "normal",
) -> list[InspectionStep]:
    """Follow the switching rules through a series of lots.

    Normal to tightened: 2 of 5 or fewer consecutive lots not accepted. Tightened to normal: 5
    consecutive lots accepted. Normal to reduced: the preceding 10 lots, all on normal inspection,
    accepted, and `reduced_allowed`. Reduced to normal: a lot not accepted, or accepted with a count
    between Ac and Re, or no longer `reduced_allowed`. Tightened to discontinued: 5 lots, not
    necessarily consecutive, not accepted since tightened inspection began. After corrective action
    a new series starts on "tightened".

    Args:
        outcomes: one per lot in order, on original inspection (resubmitted lots do not count):
            "accepted", "not accepted", or on reduced inspection "between", as
            `SamplingPlan.judge` says.
        reduced_allowed: whether the other conditions for reduced inspection hold after each lot,
            one answer for all or one per lot: production is steady, the responsible authority
            agrees, and the limit number is kept, where it was not waived.
        start: inspection in force for the first lot.

    Returns:
        One step per lot, and a last one for the lot to come.

    Raises:
        AskedForUnknown: there is no such outcome or inspection.
        ValueInvalid: "between" off reduced inspection, or the wrong number of answers.

    Source: ANSI/ASQ Z1.4-2003, clauses 8.3.1 to 8.3.4 (normal, tightened and reduced inspection),
        8.4 (discontinuation of inspection), 8.5 (limit numbers may be waived) and 10.1.4 (reduced
        inspection with a count between Ac and Re).

    >>> steps = switching(["accepted", "not accepted", "accepted", "not accepted", "accepted"])
    >>> [step.inspection for step in steps]
    ['normal', 'normal', 'normal', 'normal', 'tightened', 'tightened']
    >>> steps[4].reason
    'normal to tightened: 2 of 5 or fewer consecutive lots not accepted'
    """
    if start not in _RULES:
        raise AskedForUnknown("inspection", start, _RULES)
    allowed = np.asarray(reduced_allowed, bool)
    if allowed.shape not in {(), (len(outcomes),)}:
        raise ValueInvalid(
            f"Reduced inspection needs one answer or one per lot ({len(outcomes)}); "
            f"got {allowed.size}."
        )
    steps = [InspectionStep(start, "")]
    since: list[str] = []
    for outcome, may_reduce in zip(outcomes, np.broadcast_to(allowed, len(outcomes)), strict=True):
        current = steps[-1].inspection
        _check_outcome(outcome, current)
        since.append(outcome)
        step = _RULES[current](since, bool(may_reduce))
        if step.inspection != current:
            since = []
        steps.append(step)
    return steps


def probability_of_acceptance(
    p: Numbers,
    n: Numbers,
    accept: Numbers,
    method: Method = "binomial",
    lot: Numbers | None = None,
) -> Any:
    """Give the chance that a lot is accepted: the operating characteristic of a plan.

    Args:
        p: share nonconforming in the lots, 0–1; NaN stays missing. With "poisson",
            nonconformities per item, which may exceed 1.
        n: items sampled, whole, at least 1.
        accept: the most nonconforming items with which the lot is accepted, whole, >= 0.
        method: "binomial" for lots from a steady process, "poisson" for nonconformities per item,
            "hypergeometric" for one lot of known size.
        lot: items in the lot, at least `n`; only for "hypergeometric". `p`·`lot` is rounded to
            whole items.

    Returns:
        Probabilities, broadcast together.

    Raises:
        ValueInvalid: an argument is out of range, or the lot size is missing.
        AskedForUnknown: there is no such method.

    Source: E. G. Schilling, D. V. Neubauer (2009), Acceptance Sampling in Quality Control, 2nd ed.,
        "Single sampling by attributes".

    >>> probability_of_acceptance(0.01, 125, 3).round(3)
    np.float64(0.963)
    """
    quality, size, most = _checked_plan(p, n, accept, method)
    if method == "binomial":
        return binom.cdf(most, size, quality)[()]
    if method == "poisson":
        return poisson.cdf(most, size * quality)[()]
    items = _checked_lot(lot, size)
    return hypergeom.cdf(most, items, np.rint(quality * items), size)[()]


def average_outgoing_quality(
    p: Numbers,
    n: Numbers,
    accept: Numbers,
    method: Method = "binomial",
    lot: Numbers | None = None,
) -> Any:
    """Give the share nonconforming that is passed on when lots not accepted are put right.

    Lots not accepted are inspected in full, and every nonconforming item found is replaced by a
    good one. Arguments and errors as in `probability_of_acceptance`; without `lot`, lots are taken
    to be much larger than samples.

    Returns:
        P(accept)·p·(N − n)/N, or P(accept)·p without a lot size.

    Source: H. F. Dodge, H. G. Romig (1929), "A method of sampling inspection", Bell System
        Technical Journal 8, 613–631, doi:10.1002/j.1538-7305.1929.tb01240.x.

    >>> average_outgoing_quality(0.01, 89, 2, lot=10_000).round(4)
    np.float64(0.0093)
    """
    passed = probability_of_acceptance(p, n, accept, method, lot) * np.asarray(p, float)
    if lot is None:
        return passed
    size = np.asarray(n, float)
    return passed * (1 - size / _checked_lot(lot, size))


def average_total_inspection(
    p: Numbers, n: Numbers, accept: Numbers, lot: Numbers, method: Method = "binomial"
) -> Any:
    """Give the items inspected per lot when lots not accepted are inspected in full.

    Arguments and errors as in `probability_of_acceptance`.

    Returns:
        n + (1 − P(accept))·(N − n), in items, from `n` to `lot`.

    Source: H. F. Dodge, H. G. Romig (1929), doi:10.1002/j.1538-7305.1929.tb01240.x.

    >>> average_total_inspection(0.01, 89, 2, lot=10_000).round()
    np.float64(687.0)
    """
    size = np.asarray(n, float)
    items = _checked_lot(lot, size)
    return size + (1 - probability_of_acceptance(p, n, accept, method, lot)) * (items - size)


def average_outgoing_quality_limit(
    n: int, accept: int, lot: int | None = None, method: Method = "binomial"
) -> OutgoingLimit:
    """Find the worst average quality that rectifying inspection lets through (AOQL).

    Args:
        n: items sampled.
        accept: the most nonconforming items with which the lot is accepted.
        lot: items in the lot, at least `n`; much larger than the sample, if not given.
        method: "binomial" or "poisson".

    Raises:
        ValueInvalid: an argument is out of range.
        AskedForUnknown: there is no such method.

    Source: H. F. Dodge, H. G. Romig (1929), doi:10.1002/j.1538-7305.1929.tb01240.x.

    >>> limit = average_outgoing_quality_limit(89, 2, lot=10_000)
    >>> round(limit.aoql, 4), round(limit.at, 3)
    (0.0152, 0.025)
    """
    _checked_smooth(method)
    _checked_plan(0.0, n, accept, method)
    if lot is not None and lot == n:
        return OutgoingLimit(0.0, np.nan)
    if accept >= n and method == "binomial":
        return OutgoingLimit(float(average_outgoing_quality(1.0, n, accept, lot=lot)), 1.0)
    # p·P(accept) rises to one peak, which lies below 2·(accept + 1) expected items.
    highest = 2 * (accept + 1) / n
    peak = minimize_scalar(
        lambda p: -average_outgoing_quality(p, n, accept, method, lot),
        bounds=(0, min(1, highest) if method == "binomial" else highest),
        method="bounded",
        options={"xatol": 1e-10},
    )
    return OutgoingLimit(float(-peak.fun), float(peak.x))


def quality_at_acceptance(
    probability: Numbers, n: Numbers, accept: Numbers, method: Method = "binomial"
) -> Any:
    """Find the share nonconforming at which lots are accepted with a given probability.

    Args:
        probability: chance of acceptance, above 0 and below 1.
        n: items sampled, whole, at least 1.
        accept: the most nonconforming items with which the lot is accepted, whole, >= 0.
        method: "binomial" or "poisson".

    Returns:
        Shares (nonconformities per item with "poisson"). NaN where accept >= n, since such a plan
        accepts every lot.

    Raises:
        ValueInvalid: an argument is out of range.
        AskedForUnknown: there is no such method.

    Source: the binomial by its link to the beta distribution and the Poisson to chi-squared, as in
        J. M. Cameron (1952), "Tables for constructing and for computing the operating
        characteristics of single-sampling plans", Industrial Quality Control 9, 37–39.

    >>> quality_at_acceptance([0.95, 0.05], 68, 2).round(4).tolist()
    [0.0121, 0.0897]
    """
    _checked_smooth(method)
    _, size, most = _checked_plan(0.0, n, accept, method)
    chance = np.asarray(probability, float)
    if np.any((chance <= 0) | (chance >= 1)):
        raise ValueInvalid("A probability of acceptance must lie between 0 and 1.")
    if method == "poisson":
        return (chi2.isf(chance, 2 * (most + 1)) / (2 * size))[()]
    spare = np.where(size > most, size - most, np.nan)
    return beta_distribution.isf(chance, most + 1, spare)[()]


def ltpd(
    n: Numbers, accept: Numbers, consumer_risk: Numbers = 0.10, method: Method = "binomial"
) -> Any:
    """Find the share nonconforming that still passes with only the consumer's risk (LTPD).

    Arguments, result, errors and source as `quality_at_acceptance`.

    >>> ltpd(125, 3).round(4)
    np.float64(0.0527)
    """
    return quality_at_acceptance(consumer_risk, n, accept, method)


def plan_from_two_points(
    p1: float,
    alpha: float,
    p2: float,
    beta: float,
    method: Method = "binomial",
    lot: int | None = None,
) -> TwoPointPlan:
    """Find the smallest sample that tells good lots from poor ones with two given risks.

    Args:
        p1: good quality, a share; such lots are to be accepted.
        alpha: highest chance of not accepting them, between 0 and 1.
        p2: poor quality, above `p1`; such lots are to be refused.
        beta: highest chance of accepting them, between 0 and 1.
        method: as in `probability_of_acceptance`.
        lot: items in the lot; only for "hypergeometric".

    Returns:
        The plan with the smallest `n` of those that keep both risks, and the risks it keeps.

    Raises:
        ValueInvalid: an argument is out of range, or in a lot this small both qualities come to the
            same number of items.
        AskedForUnknown: there is no such method.

    Source: W. C. Guenther (1969), "Use of the binomial, hypergeometric and Poisson tables to obtain
        sampling plans", Journal of Quality Technology 1(2), 105–109.

    >>> plan = plan_from_two_points(0.01, 0.05, 0.06, 0.10)
    >>> plan.n, plan.accept, round(plan.producer_risk, 3), round(plan.consumer_risk, 3)
    (110, 3, 0.025, 0.098)
    """
    _checked_points(p1, alpha, p2, beta, method, lot)

    def chance(p: float, n: int, accept: int) -> float:
        return float(probability_of_acceptance(p, n, accept, method, lot))

    def keeps_consumer(accept: int, n: int) -> bool:
        return chance(p2, n, accept) <= beta

    n, accept, largest = 1, 0, lot if method == "hypergeometric" else None
    while True:
        n = _first_size(partial(keeps_consumer, accept), n, largest)
        if 1 - chance(p1, n, accept) <= alpha:
            return TwoPointPlan(n, accept, 1 - chance(p1, n, accept), chance(p2, n, accept))
        accept += 1


def _first_size(keeps: Callable[[int], bool], least: int, largest: int | None) -> int:
    """The smallest size of at least `least` that keeps a risk which falls as samples grow."""
    high = least
    while not keeps(high):
        least, high = high + 1, min(2 * high, largest or 2 * high)
    while least < high:
        middle = (least + high) // 2
        least, high = (least, middle) if keeps(middle) else (middle + 1, high)
    return high


def _aql_step(aql: float) -> int:
    for step, known in enumerate(AQLS):
        if isclose(aql, known):
            return step
    raise AskedForUnknown("AQL", f"{aql:g}", (f"{known:g}" for known in AQLS))


def _cell(row: int, column: int, inspection: str) -> tuple[int, int] | None:
    """Ac and Re in one cell of a master table; None for an arrow."""
    step = row + column
    if step > _LAST_COMMON_STEP and row > _LAST_LARGE_LETTER:
        return None
    if inspection == "normal":
        return _NORMAL.get(step)
    if inspection == "tightened":
        return (_TIGHTENED_A if LETTERS[row] == "A" else _TIGHTENED).get(step)
    return {"A": _REDUCED_A, "B": _REDUCED_B}.get(LETTERS[row], _REDUCED).get(step)


def _rows(row: int, column: int, inspection: str) -> list[int]:
    """Rows in the order in which the arrows lead from this one, itself first.

    Where no plan is left in the arrow's direction, the nearest one the other way is meant.
    """
    last = LETTERS.index("S" if inspection == "tightened" else "R")
    above, below = [*range(row - 1, -1, -1)], [*range(row + 1, last + 1)]
    upwards = row + column == _UP_ARROW.get(inspection)
    return [row, *above, *below] if upwards else [row, *below, *above]


def _after_normal(since: Sequence[str], may_reduce: bool) -> InspectionStep:
    if since[-5:].count("not accepted") >= 2:
        return InspectionStep(
            "tightened", "normal to tightened: 2 of 5 or fewer consecutive lots not accepted"
        )
    if may_reduce and since[-10:] == ["accepted"] * 10:
        return InspectionStep(
            "reduced", "normal to reduced: the preceding 10 lots accepted, other conditions met"
        )
    return InspectionStep("normal", "")


def _after_tightened(since: Sequence[str], _: bool) -> InspectionStep:
    if since.count("not accepted") >= 5:
        return InspectionStep(
            "discontinued",
            "discontinuation of inspection: 5 lots not accepted on tightened inspection",
        )
    if since[-5:] == ["accepted"] * 5:
        return InspectionStep("normal", "tightened to normal: 5 consecutive lots accepted")
    return InspectionStep("tightened", "")


def _after_reduced(since: Sequence[str], may_reduce: bool) -> InspectionStep:
    if since[-1] == "not accepted":
        return InspectionStep("normal", "reduced to normal: a lot was not accepted")
    if since[-1] == "between":
        return InspectionStep(
            "normal", "reduced to normal: a lot was accepted with a count between Ac and Re"
        )
    if not may_reduce:
        return InspectionStep(
            "normal", "reduced to normal: other conditions for reduced inspection no longer hold"
        )
    return InspectionStep("reduced", "")


def _after_discontinued(_since: Sequence[str], _: bool) -> InspectionStep:
    return InspectionStep("discontinued", "")


_RULES: dict[str, Callable[[Sequence[str], bool], InspectionStep]] = {
    "normal": _after_normal,
    "tightened": _after_tightened,
    "reduced": _after_reduced,
    "discontinued": _after_discontinued,
}


def _check_outcome(outcome: str, inspection: str) -> None:
    if outcome not in {"accepted", "between", "not accepted"}:
        raise AskedForUnknown("outcome", outcome, ("accepted", "between", "not accepted"))
    if outcome == "between" and inspection in {"normal", "tightened"}:
        raise ValueInvalid(
            f"Only reduced inspection leaves a count between Ac and Re; {inspection} is in force."
        )


def _checked_plan(
    p: Numbers, n: Numbers, accept: Numbers, method: str
) -> tuple[Floats, Floats, Floats]:
    if method not in {"binomial", "poisson", "hypergeometric"}:
        raise AskedForUnknown("method", method, ("binomial", "poisson", "hypergeometric"))
    quality, size, most = (np.asarray(given, float) for given in (p, n, accept))
    if np.any(quality < 0) or (method != "poisson" and np.any(quality > 1)):
        raise ValueInvalid("The quality must be a share from 0 to 1.")
    if not np.all((size >= 1) & (size == np.floor(size))):
        raise ValueInvalid("A sample must have 1 item or more, a whole number.")
    if not np.all((most >= 0) & (most == np.floor(most))):
        raise ValueInvalid("The acceptance number must be a whole number of at least 0.")
    return quality, size, most


def _checked_lot(lot: Numbers | None, size: Floats) -> Floats:
    if lot is None:
        raise ValueInvalid("The hypergeometric method needs the size of the lot.")
    items = np.asarray(lot, float)
    if not np.all((items >= size) & (items == np.floor(items))):
        raise ValueInvalid("A lot must be a whole number of items, at least as many as sampled.")
    return items


def _checked_smooth(method: str) -> None:
    if method not in {"binomial", "poisson"}:
        raise AskedForUnknown("method", method, ("binomial", "poisson"))


def _checked_points(
    p1: float, alpha: float, p2: float, beta: float, method: str, lot: int | None
) -> None:
    if not 0 <= p1 < p2 or (p2 > 1 and method != "poisson"):
        raise ValueInvalid(
            f"The poor quality must be above the good one, both shares; got {p1} and {p2}."
        )
    if not (0 < alpha < 1 and 0 < beta < 1):
        raise ValueInvalid(f"Both risks must lie between 0 and 1; got {alpha} and {beta}.")
    if method == "hypergeometric" and lot is not None and round(p1 * lot) == round(p2 * lot):
        raise ValueInvalid(
            f"In a lot of {lot} both qualities come to {round(p1 * lot)} nonconforming items."
        )
