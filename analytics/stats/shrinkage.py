"""Error rates pulled towards their peers as far as their own evidence is thin.

Ranking raw rates puts whoever was audited least at both ends: 0 wrong of 3 is no better than 2 of
2,000. Here the true rates of a group of annotators (or slices) are taken to follow a beta
distribution, which is learned from all of them; each rate is then its own evidence plus that.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize, root
from scipy.special import betainccinv, betaincinv, expit, logit

from analytics.errors import ValueInvalid
from analytics.stats.estimate import (
    Floats,
    Interval,
    Numbers,
    checked_level,
    checked_share,
    enclosing,
    observed_counts,
)

LEAST_SPREAD = 1e-6
MOST_SPREAD = 1e3


class BetaPrior(NamedTuple):
    """What is known of a rate before its own counts: a beta distribution.

    Attributes:
        mean: expected rate, 0–1; NaN where the data could not say.
        strength: how many audits the prior is worth, a + b of the beta distribution. Infinite where
            the counts vary no more than chance: then all true rates are taken to be the mean.
        trials: how many independent audits the mean itself rests on; infinite for a prior that is
            simply assumed.
    """

    mean: float
    strength: float
    trials: float = np.inf


def fit_beta_binomial(x: Numbers, n: Numbers) -> BetaPrior:
    """Learn the beta distribution of true rates behind a set of counts, by maximum likelihood.

    Args:
        x: items found wrong, whole, 0 to `n`; one per annotator or slice.
        n: items audited, whole. Those with none or with a missing count are left out.

    Returns:
        The prior. Strength is infinite where the likelihood is highest without any spread between
        the true rates (above a million it is taken as infinite), and 0.001, its least, where every
        annotator is all right or all wrong. Mean
        and strength are NaN with fewer than two annotators, or where none has two audits, for then
        spread cannot be told from chance.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n.

    Source: D. A. Griffiths (1973), doi:10.2307/2529131; likelihood written as D. M. Smith (1983),
    algorithm AS 189, doi:10.2307/2347299, which holds without spread too.

    >>> prior = fit_beta_binomial([0, 2, 1, 9, 4], [40, 50, 30, 60, 100])
    >>> round(prior.mean, 3), round(prior.strength, 1)
    (0.055, 34.4)
    """
    x, n = observed_counts(np.ravel(x), np.ravel(n))
    x, n = x[~np.isnan(x)], n[~np.isnan(n)]
    if x.size < 2 or n.max() < 2:
        return BetaPrior(np.nan, np.nan, np.nan)
    pooled = float(x.sum() / n.sum())
    if pooled in (0, 1):
        return BetaPrior(pooled, np.inf, float(n.sum()))
    mean, spread = _likeliest(x, n, pooled)
    correlation = spread / (1 + spread)
    trials = float((n / (1 + (n - 1) * correlation)).sum())
    return BetaPrior(mean, 1 / spread if spread > 0 else np.inf, trials)


def _likeliest(x: Floats, n: Floats, pooled: float) -> tuple[float, float]:
    """Mean and spread (1/strength) of highest likelihood; spread 0 where none is likelier.

    With spread s the chance of a set of counts is a product of (mean + j·s) over the successes,
    (1 - mean + j·s) over the failures and 1/(1 + j·s) over the trials, j counting from 0 within
    each annotator. All that the data contribute is how many annotators get beyond each j.
    """
    beyond = [_how_many_exceed(counts) for counts in (x, n - x, n)]
    steps = [np.arange(counts.size) for counts in beyond]

    def loss(mean: float, spread: float) -> float:
        parts = [
            count @ np.log(base + j * spread)
            for base, count, j in zip((mean, 1 - mean, 1), beyond, steps, strict=True)
        ]
        return float(parts[2] - parts[0] - parts[1])

    def slopes(at: Floats) -> Floats:
        mean, spread = expit(at[0]), np.exp(at[1])
        parts = [
            count / (base + j * spread)
            for base, count, j in zip((mean, 1 - mean, 1), beyond, steps, strict=True)
        ]
        bends = [part @ j for part, j in zip(parts, steps, strict=True)]
        by_mean = (parts[1].sum() - parts[0].sum()) * mean * (1 - mean)
        return np.array([by_mean, (bends[2] - bends[0] - bends[1]) * spread])

    # A coarse look at all spreads first: it tells whether there is any, and where to start.
    spreads = np.geomspace(LEAST_SPREAD, MOST_SPREAD, 31)
    losses = [loss(pooled, spread) for spread in spreads]
    if min(losses) >= loss(pooled, 0):
        return pooled, 0.0
    best = minimize(
        lambda at: (loss(expit(at[0]), np.exp(at[1])), slopes(at)),
        np.array([logit(pooled), np.log(spreads[np.argmin(losses)])]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-50, 50), (np.log(LEAST_SPREAD), np.log(MOST_SPREAD))],
        options={"ftol": 1e-15},
    )
    # Where the top is flat the search stops early; the zero of the slopes is sharper.
    sharper = root(slopes, best.x)
    at = sharper.x if sharper.success and np.allclose(sharper.x, best.x, atol=0.05) else best.x
    return float(expit(at[0])), float(np.exp(at[1]))


def _how_many_exceed(counts: Floats) -> Floats:
    """How many of the counts are above 0, above 1, and so on up to the largest."""
    return np.cumsum(np.bincount(counts.astype(np.int64))[::-1])[::-1][1:].astype(float)


def shrink(x: Numbers, n: Numbers, prior: BetaPrior, confidence: float = 0.95) -> Interval:
    """Rates pulled towards the prior mean, each as far as its own audits are few.

    The limits are quantiles of the beta distribution with the mean and variance of the true rate
    given the counts. That variance includes the uncertainty of the prior mean (`prior.trials`):
    without it limits are too narrow where the prior was learned from a few annotators, and have no
    width at all where its strength is infinite. With an assumed prior they are the plain posterior
    quantiles.

    Args:
        x: items found wrong, whole, 0 to `n`.
        n: items audited, whole.
        prior: from `fit_beta_binomial`, or assumed.
        confidence: two-sided level, above 0 and below 1.

    Returns:
        Shares 0–1: the expected true rate with its limits. NaN where nothing was audited (such a
        rate would be the prior alone) or the prior is missing.

    Raises:
        ValueInvalid: a count is negative, not whole, or x is above n; a prior mean outside 0–1 or a
            strength not above 0; a level outside 0–1.

    Source: D. A. Griffiths (1973), doi:10.2307/2529131, for the rate; R. E. Kass, D. Steffey
    (1989), doi:10.1080/01621459.1989.10478825, for the part of the variance due to the mean.

    >>> prior = BetaPrior(mean=0.02, strength=50)
    >>> shrink([0, 2], [3, 2000], prior).estimate.round(5).tolist()
    [0.01887, 0.00146]
    """
    x, n = observed_counts(x, n)
    tail = (1 - checked_level(confidence)) / 2
    centre = checked_share("A prior mean", prior.mean)
    if prior.strength <= 0 or prior.trials <= 0:
        raise ValueInvalid("The strength and the trials of a prior must be above 0.")
    pull = 1 / (1 + n / prior.strength)
    rate = pull * centre + (1 - pull) * x / n
    variance = rate * (1 - rate) / (prior.strength + n + 1)
    variance = variance + pull**2 * centre * (1 - centre) / prior.trials
    certain = variance == 0
    worth = rate * (1 - rate) / np.where(certain, 1, variance) - 1
    low = np.where(certain, rate, betaincinv(rate * worth, (1 - rate) * worth, tail))
    high = np.where(certain, rate, betainccinv(rate * worth, (1 - rate) * worth, tail))
    # No error (or nothing but errors) among all annotators: Jeffreys' limit of the pooled counts.
    rest = betainccinv(0.5, prior.trials + 0.5, tail) if np.isfinite(prior.trials) else 0.0
    return enclosing(rate, np.where(rate == 1, 1 - rest, low), np.where(rate == 0, rest, high))
