"""Shares of a population from audits not drawn evenly: by stratum, by probability, by mix.

Counts per stratum lie along the last axis; everything before it is groups (weeks, vendors), done at
once. The limits of every weighted sum of stratum shares come from the score method, which bears
strata without errors: with one stratum they are Wilson's, with two differenced ones Miettinen and
Nurminen's. In simulations (4,000 runs each, 1 to 50 strata, 2 to 200 audits in each, rates .3 to
30 %) 95 % limits covered 91–98 %, where an effective sample size from the plain variance covered
69 % in the worst case and square-and-add (MOVER) limits 86 %.
"""

from __future__ import annotations

import numpy as np

from analytics.errors import ValueInvalid
from analytics.stats.estimate import (
    Floats,
    Interval,
    Numbers,
    checked_counts,
    checked_population,
    checked_share,
    enclosing,
    finite_trials,
    two_sided_z,
    weighted_score_limits,
    wilson_limits,
)


def stratified(x: Numbers, n: Numbers, size: Numbers, confidence: float = 0.95) -> Interval:
    """Share of a population wrong when each stratum had its own number of audits.

    Each stratum's share counts by the stratum's size, however many audits it had, and a stratum
    audited in full adds no uncertainty.

    Args:
        x: audited items found wrong, whole, 0 to `n`; strata along the last axis.
        n: items audited, drawn at random within the stratum, whole, 0 to `size`.
        size: items in the stratum, whole. A stratum of size 0 does not count.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        Shares 0–1 without the last axis; NaN where a stratum with items had no audits, or all
        strata are empty. Equal to x/n, with limits x/n, where everything was audited.

    Raises:
        ValueInvalid: a count is negative, not whole, x above n or n above the size; a level outside
            0–1.

    Source: W. G. Cochran, Sampling Techniques, 3rd ed. (1977), sections 5.3 and 5.10, for the
    estimate and the variance within strata; A. Martín Andrés, I. Herranz Tejedor, M. Álvarez
    Hernández (2012), doi:10.1080/00949655.2010.530601, for the limits, with the small-sample factor
    (Σn - strata + 1)/Σn that Miettinen and Nurminen (1985) use for two.

    >>> [round(float(share), 3) for share in stratified([2, 60], [100, 200], [9000, 1000])]
    [0.048, 0.033, 0.093]
    """
    x, n = checked_counts(x, n)
    x, n, population = np.broadcast_arrays(x, n, checked_population(n, size))
    rate = _weighted_sum(x, n, population, finite_trials(n, population), confidence)
    # What was found is certain: at least x wrong, at most all but the n - x right.
    items = population.sum(axis=-1)
    items = np.where(items > 0, items, np.nan)
    low = np.maximum(rate.low, x.sum(axis=-1) / items)
    high = np.minimum(rate.high, (items - (n - x).sum(axis=-1)) / items)
    return enclosing(rate.estimate, low, high)


def post_stratified(x: Numbers, n: Numbers, size: Numbers, confidence: float = 0.95) -> Interval:
    """Share of a population wrong from one random draw, put right for strata it hit by chance.

    The draw was made from everything at once; how many audits fell into a stratum was luck. Given
    those numbers the audits within a stratum are random, so estimate and limits are those of
    `stratified`. A stratum that the draw missed makes the result NaN: merge it with a similar one.

    Args:
        x: audited items found wrong, whole, 0 to `n`; strata along the last axis.
        n: items audited in the stratum, whole, 0 to `size`.
        size: items in the stratum, whole. A stratum of size 0 does not count.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        Shares 0–1 without the last axis; NaN where a stratum with items had no audits, or all
        strata are empty.

    Raises:
        ValueInvalid: a count is negative, not whole, x above n or n above the size; a level outside
            0–1.

    Source: D. Holt, T. M. F. Smith (1979), Post stratification, Journal of the Royal Statistical
    Society A 142, 33–46, who argue for the variance given the numbers hit.

    >>> [round(float(share), 3) for share in post_stratified([2, 6], [88, 12], [9000, 1000])]
    [0.07, 0.039, 0.125]
    """
    return stratified(x, n, size, confidence)


def standardised(x: Numbers, n: Numbers, weights: Numbers, confidence: float = 0.95) -> Interval:
    """Error rate at an agreed mix of work, so that vendors with different mixes compare.

    Args:
        x: items found wrong, whole, 0 to `n`; kinds of work along the last axis.
        n: items audited, whole.
        weights: the agreed mix, 0 or more, in any unit: only their proportions count.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        Shares 0–1 without the last axis; NaN where a kind with a weight had no audits.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a weight is negative or
            infinite; a level outside 0–1.

    Source: J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd
    ed. (2003), chapter 19, for direct standardisation; limits as in `stratified`.

    >>> [round(float(share), 4) for share in standardised([9, 10], [900, 100], [0.5, 0.5])]
    [0.055, 0.0323, 0.0923]
    """
    x, n = checked_counts(x, n)
    mix = _checked_weights(weights)
    x, n, mix = np.broadcast_arrays(x, n, mix)
    return _weighted_sum(x, n, mix, n, confidence)


def standardised_difference(
    x1: Numbers,
    n1: Numbers,
    x2: Numbers,
    n2: Numbers,
    weights: Numbers,
    confidence: float = 0.95,
) -> Interval:
    """Difference of two vendors' error rates at the same agreed mix of work.

    Args:
        x1: items of the first vendor found wrong, whole, 0 to `n1`; kinds along the last axis.
        n1: items of the first vendor audited, whole.
        x2: items of the second vendor found wrong, whole, 0 to `n2`.
        n2: items of the second vendor audited, whole.
        weights: the agreed mix, 0 or more, in any unit: only their proportions count.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        First minus second, from -1 to 1, without the last axis; NaN where a kind with a weight had
        no audits at either vendor.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a weight is negative or
            infinite; a level outside 0–1.

    Source: as `standardised`; with one kind of work, Miettinen and Nurminen's limits.

    >>> parts = standardised_difference([9, 10], [900, 100], [1, 81], [125, 900], [0.5, 0.5])
    >>> [round(float(part), 3) for part in parts]
    [0.006, -0.022, 0.045]
    """
    x1, n1 = checked_counts(x1, n1)
    x2, n2 = checked_counts(x2, n2)
    x1, n1, x2, n2, mix = np.broadcast_arrays(x1, n1, x2, n2, _checked_weights(weights))
    n = np.concatenate([n1, n2], axis=-1)
    return _weighted_sum(
        np.concatenate([x1, x2], axis=-1),
        n,
        np.concatenate([mix, -mix], axis=-1),
        n,
        confidence,
    )


def _checked_weights(weights: Numbers) -> Floats:
    mix = np.asarray(weights, float)
    if np.any((mix < 0) | np.isinf(mix)):
        raise ValueInvalid("Weights must be 0 or more and finite; only their proportions count.")
    return mix


def _weighted_sum(
    x: Floats, n: Floats, weight: Floats, trials: Floats, confidence: float
) -> Interval:
    """Sum of shares by weight over the last axis; positive weights are scaled to add up to 1."""
    z = two_sided_z(confidence)
    counted = weight != 0
    total = np.maximum(weight, 0).sum(axis=-1, keepdims=True)
    scaled = weight / np.where(total > 0, total, np.nan)
    tried = np.where(n > 0, n, np.nan)
    share = np.where(counted, x / tried, 0)
    estimate = (scaled * share).sum(axis=-1)

    # A part that is known in full (infinite trials) takes no part in the small-sample factor.
    open_parts = counted & np.isfinite(trials) & (n > 0)
    audits = np.where(open_parts, n, 0).sum(axis=-1, keepdims=True)
    parts = open_parts.sum(axis=-1, keepdims=True)
    factor = (audits - parts + 1) / np.maximum(audits, 1)
    effective = np.where(open_parts, trials, np.inf) * factor
    low, high = weighted_score_limits(share, effective, scaled, z)
    return enclosing(estimate, low, high)


def weighted(wrong: Numbers, probability: Numbers, confidence: float = 0.95) -> Interval:
    """Share of a population wrong from audits drawn with known, unequal probabilities.

    Args:
        wrong: whether each audited item was wrong, 0 or 1; audits along the last axis. NaN for a
            place without an audit.
        probability: the probability with which each was drawn, above 0, at most 1.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        Shares 0–1 without the last axis; NaN without audits.

    Raises:
        ValueInvalid: `wrong` is neither 0 nor 1; a probability is not above 0 and at most 1; a
            level outside 0–1.

    Source: as `weighted_from_sums`, with weight w = 1/probability.

    >>> [round(float(share), 3) for share in weighted([1, 0, 0, 0], [0.5, 0.5, 0.1, 0.1])]
    [0.083, 0.006, 0.585]
    """
    y, pi = np.broadcast_arrays(np.asarray(wrong, float), checked_share("Probability", probability))
    if np.any((y != 0) & (y != 1) & ~np.isnan(y)):
        raise ValueInvalid("Each audit is wrong (1) or right (0); other values are not allowed.")
    if np.any(pi == 0):
        raise ValueInvalid("An audited item cannot have been drawn with probability 0.")
    known = ~np.isnan(y + pi)
    w = np.where(known, 1 / np.where(known, pi, 1), 0)
    y = np.where(known, y, 0)
    n, w_sum, ww, wy, wwy = (part.sum(axis=-1) for part in (known, w, w**2, w * y, w**2 * y))
    return weighted_from_sums(n, w_sum, ww, wy, wwy, confidence)


def weighted_from_sums(
    n: Numbers,
    w: Numbers,
    ww: Numbers,
    wy: Numbers,
    wwy: Numbers,
    confidence: float = 0.95,
) -> Interval:
    """Share of a population wrong from five sums that add over days, vendors and files.

    The estimate is Hájek's ratio Σwy/Σw. The variance is that of independent draws, linearised,
    with one error and one correct item of average weight added, because without them a heavy item
    that happens to be right hides its own uncertainty: in nine simulated designs 95 % limits
    covered 93–98 %, without the addition 76–95 %. With equal weights the limits are Wilson's for
    n/(1 - n/Σw) trials, the finite-population correction included.

    Args:
        n: audits.
        w: Σw, each audit's weight w being 1 over the probability with which it was drawn.
        ww: Σw².
        wy: Σw over the audits found wrong.
        wwy: Σw² over the audits found wrong.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        Shares 0–1; NaN where n is 0. Draws within strata are taken as independent, which is safe
        but wider than `stratified`.

    Raises:
        ValueInvalid: a weight below 1 was summed, or the sums of wrong audits exceed those of all;
            a level outside 0–1.

    Source: J. Hájek (1971) in V. P. Godambe, D. A. Sprott (eds.), Foundations of Statistical
    Inference, 236, for the estimate; C.-E. Särndal, B. Swensson, J. Wretman, Model Assisted Survey
    Sampling (1992), chapter 5, for the linearised variance; E. L. Korn, B. I. Graubard (1998),
    Survey Methodology 24, 193–201, for limits with an effective number of trials.

    >>> two_strata = weighted_from_sums(300, 10_000, 815_000, 480, 17_700)
    >>> [round(float(share), 3) for share in two_strata]
    [0.048, 0.027, 0.083]
    """
    n, w, ww, wy, wwy = _checked_sums(n, w, ww, wy, wwy)
    share = wy / w
    # Σw(w - 1): an item drawn with probability 1 adds no uncertainty.
    excess, excess_wrong = np.maximum(ww - w, 0), np.maximum(wwy - wy, 0)
    smoothed = (wy + w / n) / (w + 2 * w / n)
    squares = (excess_wrong + excess / n) * (1 - smoothed) ** 2
    squares += (excess - excess_wrong + excess / n) * smoothed**2
    variance = squares / (w + 2 * w / n) ** 2
    # The two added items lend their variance, not their weight as evidence.
    return _effective_limits(share, smoothed * (1 - smoothed) * n / (n + 2), variance, confidence)


def horvitz_thompson(
    n: Numbers,
    w: Numbers,
    ww: Numbers,
    wy: Numbers,
    wwy: Numbers,
    population: Numbers,
    confidence: float = 0.95,
) -> Interval:
    """Share of a population of known size wrong, unbiased for any draw with known probabilities.

    Prefer `weighted_from_sums` unless unbiasedness is required: it varies less, for here the
    weights need not add up to the population. An estimate above 1 is cut off at 1.

    Args:
        n: audits.
        w: Σw, each audit's weight w being 1 over the probability with which it was drawn.
        ww: Σw².
        wy: Σw over the audits found wrong.
        wwy: Σw² over the audits found wrong.
        population: items drawn from.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        Σwy/population, 0–1; NaN where n is 0. The variance is that of independent draws with one
        error of average weight added, as in `weighted_from_sums`.

    Raises:
        ValueInvalid: a weight below 1 was summed, or the sums of wrong audits exceed those of all;
            a level outside 0–1.

    Source: D. G. Horvitz, D. J. Thompson (1952), doi:10.1080/01621459.1952.10483446.

    >>> two_strata = horvitz_thompson(300, 10_000, 815_000, 480, 17_700, population=10_000)
    >>> [round(float(share), 3) for share in two_strata]
    [0.048, 0.027, 0.083]
    """
    n, w, ww, wy, wwy = _checked_sums(n, w, ww, wy, wwy)
    size = np.asarray(population, float)
    share = np.minimum(wy / size, 1) + 0 * n
    added = w / n / (size + 2 * w / n)
    smoothed = np.minimum(wy / (size + 2 * w / n) + added, 1 - added)
    variance = (np.maximum(wwy - wy, 0) + np.maximum(ww - w, 0) / n) / size**2
    return _effective_limits(share, smoothed * (1 - smoothed), variance, confidence)


def _checked_sums(*sums: Numbers) -> tuple[Floats, ...]:
    """Return n, Σw, Σw², Σwy and Σw²y in one shape; NaN where nothing was audited."""
    n, w, ww, wy, wwy = np.broadcast_arrays(*(np.asarray(part, float) for part in sums))
    slack = 1 + 1e-9  # sums of the same weights may differ in their last digits
    if np.any((n > w * slack) | (w > ww * slack) | (wy > w * slack) | (wwy > ww * slack)):
        raise ValueInvalid(
            "The sums do not fit together: weights are 1 or more, and the wrong audits are among "
            "all audits. Take every sum from the same audits."
        )
    return tuple(np.where(n > 0, part, np.nan) for part in (n, w, ww, wy, wwy))


def _effective_limits(
    share: Floats, binomial: Floats, variance: Floats, confidence: float
) -> Interval:
    """Wilson's limits at the number of trials whose variance `binomial`/trials is `variance`."""
    certain = variance == 0
    trials = np.where(certain, np.inf, binomial / np.where(certain, 1, variance))
    return enclosing(share, *wilson_limits(share, trials, two_sided_z(confidence)))
