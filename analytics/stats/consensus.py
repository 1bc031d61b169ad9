"""One answer per item from several raters: majority vote, and Dawid and Skene's model.

Labels come as three equally long arrays: item, rater, label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.stats.estimate import Floats
from analytics.stats.patterns import Category, Ints, label_codes

TIES = ("missing", "first", "random")


@dataclass(frozen=True, eq=False)
class Consensus:
    """The answer that most raters gave. Every array has one element per item.

    Attributes:
        items: the items with at least one label, numbers or texts in rising order.
        categories: the K categories.
        votes: items × K, how many labels of each category the item got.
        answer: the place of the item's answer among the categories; −1 where a tie leaves none.
        share: share of the item's labels that went to its largest category, 0–1. Low shares are
            the most disputed items.
        tied: whether several categories share the largest number of labels.
    """

    items: tuple[Category, ...]
    categories: tuple[Category, ...]
    votes: Floats
    answer: Ints
    share: Floats
    tied: npt.NDArray[np.bool_]

    def labels(self) -> list[Category | None]:
        """The answers by name; None where a tie leaves none."""
        return [None if at < 0 else self.categories[at] for at in self.answer]


@dataclass(frozen=True, eq=False)
class DawidSkene:
    """True labels and raters' errors, estimated together.

    Attributes:
        items: the items with at least one label.
        raters: the raters with at least one label.
        categories: the K categories.
        posterior: items × K; `posterior[i, k]` is the probability that item i is of category k.
        answer: the place of the most probable category of each item; −1 where several are equally
            probable.
        confusion: raters × K × K; `confusion[r, t, k]` is the probability that rater r says k when
            the truth is t. Rows sum to 1.
        prior: the K categories' shares among the items.
        accuracy: per rater, the probability that a label is right, at these shares.
        tasks: items that each rater labelled.
        too_few: raters with fewer tasks than asked for: their confusion is mostly the smoothing.
        iterations: steps taken.
        converged: whether the posterior had stopped changing.
    """

    items: tuple[Category, ...]
    raters: tuple[Category, ...]
    categories: tuple[Category, ...]
    posterior: Floats
    answer: Ints
    confusion: Floats
    prior: Floats
    accuracy: Floats
    tasks: Floats
    too_few: npt.NDArray[np.bool_]
    iterations: int
    converged: bool

    def labels(self) -> list[Category | None]:
        """The answers by name; None where several are equally probable."""
        return [None if at < 0 else self.categories[at] for at in self.answer]


def majority(
    item: npt.ArrayLike,
    label: npt.ArrayLike,
    ties: str = "missing",
    seed: int | None = None,
    categories: Sequence[Category] | None = None,
) -> Consensus:
    """The most frequent label of each item.

    Args:
        item: which item, one element per label.
        label: the label; None or NaN is no label.
        ties: what to do when categories share the largest number of labels: "missing" no answer;
            "first" the one that comes first among the categories; "random" one of them, drawn.
        seed: of the draws; needed for "random".
        categories: the names in order; by default the names seen (see `label_codes`).

    Raises:
        AskedForUnknown: no such tie policy.
        ValueInvalid: arrays of unequal length, a label that is not among `categories`, or no
            seed for random ties.

    >>> found = majority(["p", "p", "p", "q", "q"], ["yes", "no", "yes", "yes", "no"])
    >>> found.labels(), found.share.round(2).tolist()
    (['yes', None], [0.67, 0.5])
    >>> majority(["q", "q"], ["yes", "no"], ties="first").labels()
    ['no']
    """
    if ties not in TIES:
        raise AskedForUnknown("tie policy", ties, TIES)
    if ties == "random" and seed is None:
        raise ValueInvalid(
            "Random ties need a seed, so that the same labels give the same answers."
        )
    code, known = label_codes(label, categories)
    which, items = _items(item, code)
    told = which >= 0
    k = len(known)
    cell = which[told] * k + code[told]
    votes = np.bincount(cell, minlength=len(items) * k).reshape(len(items), k).astype(float)
    most = votes.max(axis=1, keepdims=True, initial=0)
    best = votes == most
    tied = best.sum(axis=1) > 1
    if ties == "random":
        drawn = np.random.default_rng(seed).random(votes.shape)
        answer = np.argmax(np.where(best, drawn, -1), axis=1) if k else np.zeros(0, np.intp)
    else:
        answer = np.argmax(best, axis=1) if k else np.zeros(0, np.intp)
    if ties == "missing":
        answer = np.where(tied, -1, answer)
    share = most[:, 0] / np.maximum(votes.sum(axis=1), 1)
    return Consensus(items, known, votes, answer, share, tied)


def dawid_skene(
    item: npt.ArrayLike,
    rater: npt.ArrayLike,
    label: npt.ArrayLike,
    categories: Sequence[Category] | None = None,
    smoothing: float = 1.0,
    minimum_tasks: int = 10,
    max_iterations: int = 200,
) -> DawidSkene:
    """Each item's true label and each rater's confusion matrix, by expectation-maximisation.

    It starts from each item's shares of labels (a soft majority vote) and stops when no posterior
    probability changes by more than 0.00001.

    Args:
        item: which item, one element per label. A rater may label an item twice.
        rater: who labelled it.
        label: the label; None or NaN is no label.
        categories: the names in order; by default the names seen (see `label_codes`).
        smoothing: labels added to each row of each confusion matrix, spread as all raters
            together err in that row, so that a rater with few tasks is taken to be an average
            one; and this many items, spread evenly, to the categories' shares. 0 is the plain
            maximum likelihood of the source.
        minimum_tasks: raters with fewer tasks are flagged in `too_few`.
        max_iterations: steps after which to stop in any case.

    Raises:
        ValueInvalid: arrays of unequal length, a label that is not among `categories`, smoothing
            below 0, or no iteration allowed.

    Source: A. P. Dawid and A. M. Skene (1979), doi:10.2307/2346806. The smoothing toward all
    raters is this module's own.

    >>> item = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    >>> rater = ["p", "q", "r"] * 4
    >>> found = dawid_skene(item, rater, list("aabbbaaaabbb"))
    >>> found.labels(), found.tasks.tolist(), found.too_few.tolist()
    (['a', 'b', 'a', 'b'], [4.0, 4.0, 4.0], [True, True, True])
    """
    if not smoothing >= 0 or max_iterations < 1:
        raise ValueInvalid(
            "Smoothing must be at least 0 and iterations at least 1; got "
            f"{smoothing} and {max_iterations}."
        )
    code, known = label_codes(label, categories)
    who, raters = _items(rater, code)
    which, items = _items(item, code)
    told = (which >= 0) & (who >= 0)
    if not np.array_equal(told, which >= 0):
        raise ValueInvalid("A label has no rater. Name one, or leave the label out.")
    model = _Model(which[told], who[told], code[told], len(items), len(raters), len(known))
    posterior = model.vote_shares()
    converged, step = False, 0
    while not converged and step < max_iterations:
        step += 1
        prior, confusion = model.errors(posterior, smoothing)
        latest = model.truths(prior, confusion)
        converged = bool(np.abs(latest - posterior).max(initial=0) < 1e-5)
        posterior = latest
    prior, confusion = model.errors(posterior, smoothing)
    tasks = model.tasks()
    right = np.einsum("rkk->rk", confusion)
    return DawidSkene(
        items=items,
        raters=raters,
        categories=known,
        posterior=posterior,
        answer=_clear_winner(posterior),
        confusion=confusion,
        prior=prior,
        accuracy=right @ prior,
        tasks=tasks,
        too_few=tasks < minimum_tasks,
        iterations=step,
        converged=converged,
    )


@dataclass(frozen=True, eq=False)
class _Model:
    """Labels by number of item, rater and category, and the two steps of the estimation."""

    item: Ints
    rater: Ints
    label: Ints
    n_items: int
    n_raters: int
    k: int

    def vote_shares(self) -> Floats:
        """Share of each category among the labels of each item (items × K)."""
        cell = self.item * self.k + self.label
        votes = np.bincount(cell, minlength=self.n_items * self.k).reshape(self.n_items, self.k)
        return np.asarray(votes / np.maximum(votes.sum(axis=1, keepdims=True), 1), float)

    def errors(self, posterior: Floats, smoothing: float) -> tuple[Floats, Floats]:
        """The categories' shares and the raters' confusion matrices, given the truths."""
        k = self.k
        prior = posterior.sum(axis=0) + smoothing / max(k, 1)
        cell = self.rater * k + self.label
        counts = np.empty((self.n_raters, k, k))
        for truth in range(k):
            weight = posterior[self.item, truth]
            said = np.bincount(cell, weight, self.n_raters * k)
            counts[:, truth, :] = said.reshape(self.n_raters, k)
        everyone = _rows(counts.sum(axis=0) + np.full((k, k), smoothing / max(k, 1)))
        return prior / max(prior.sum(), 1e-300), _rows(counts + smoothing * everyone)

    def truths(self, prior: Floats, confusion: Floats) -> Floats:
        """The probability of each category for each item, given the errors (items × K)."""
        with np.errstate(divide="ignore"):
            log_prior, log_confusion = np.log(prior), np.log(confusion)
        likelihood = np.empty((self.n_items, self.k))
        for truth in range(self.k):
            each = log_confusion[self.rater, truth, self.label]
            likelihood[:, truth] = np.bincount(self.item, each, self.n_items) + log_prior[truth]
        likelihood -= likelihood.max(axis=1, keepdims=True, initial=-np.inf)
        return _rows(np.exp(likelihood))

    def tasks(self) -> Floats:
        """Items that each rater labelled."""
        both = np.unique(self.rater * max(self.n_items, 1) + self.item)
        return np.bincount(both // max(self.n_items, 1), minlength=self.n_raters).astype(float)


def _items(names: npt.ArrayLike, code: Ints) -> tuple[Ints, tuple[Category, ...]]:
    """Number the names that have a label; −1 for the others."""
    which, known = label_codes(names)
    if len(which) != len(code):
        raise ValueInvalid(
            f"Items, raters and labels must be equally long; got {len(which)} and {len(code)}."
        )
    told = (which >= 0) & (code >= 0)
    present, place = np.unique(which[told], return_inverse=True)
    numbers = np.full(len(which), -1, np.intp)
    numbers[told] = place
    return numbers, tuple(known[at] for at in present)


def _rows(table: Floats) -> Floats:
    """Each row ÷ its sum; rows of zeros are spread evenly."""
    total = table.sum(axis=-1, keepdims=True)
    even = np.full_like(table, 1 / max(table.shape[-1], 1))
    return np.divide(table, total, out=even, where=total > 0)


def _clear_winner(posterior: Floats) -> Ints:
    """The place of the largest value of each row; −1 where another one equals it."""
    if not posterior.shape[1]:
        return np.zeros(0, np.intp)
    best = np.argmax(posterior, axis=1)
    near = posterior >= posterior.max(axis=1, keepdims=True) - 1e-9
    return np.where(near.sum(axis=1) > 1, -1, best)
