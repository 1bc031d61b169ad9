"""How far apart two labels are: distances for Krippendorff's α, weights for the κ family.

A distance is 0 for equal labels and grows with disagreement. A weight is 1 for equal labels and
falls to 0: partial credit. Both are K × K over the categories in their given order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from analytics.errors import AskedForUnknown, ValueInvalid
from analytics.stats.estimate import Floats
from analytics.stats.patterns import Category

Weights = str | npt.ArrayLike


def label_distance(categories: Sequence[Category], level: str) -> Floats:
    """Distance between each two categories at a level of measurement.

    Args:
        categories: the K categories: numbers for "interval" and "ratio" (ratio: from 0 up),
            frozensets for "jaccard" and "masi", anything for "nominal". ("ordinal" distances
            depend on how often each category is used; `krippendorff_alpha` makes them.)
        level: "nominal" 0 or 1; "interval" (a − b)²; "ratio" ((a − b) ÷ (a + b))²; for sets,
            "jaccard" 1 − |A ∩ B| ÷ |A ∪ B|, and "masi" 1 − that Jaccard share × 1 (equal sets),
            2/3 (one holds the other), 1/3 (they overlap) or 0 (they are disjoint).

    Returns:
        K × K, 0 on the diagonal. Two empty sets are equal.

    Raises:
        AskedForUnknown: no such level.
        ValueInvalid: categories that the level cannot compare.

    Source: K. Krippendorff (2004), Content Analysis, 2nd ed., chapter 11; P. Jaccard (1912),
    doi:10.1111/j.1469-8137.1912.tb05611.x; R. Passonneau (2006), Measuring agreement on
    set-valued items (MASI), LREC.

    >>> label_distance([1, 2, 4], "interval").tolist()
    [[0.0, 1.0, 9.0], [1.0, 0.0, 4.0], [9.0, 4.0, 0.0]]
    >>> label_distance([frozenset("ab"), frozenset("a")], "masi").round(4).tolist()
    [[0.0, 0.6667], [0.6667, 0.0]]
    """
    known: dict[str, Callable[[Sequence[Category]], Floats]] = {
        "nominal": lambda names: 1 - np.eye(len(names)),
        "interval": lambda names: _gaps(names) ** 2,
        "ratio": _ratio_distance,
        "jaccard": lambda names: 1 - _shared(names)[0],
        "masi": _masi_distance,
    }
    if level not in known:
        raise AskedForUnknown("level of measurement", level, known)
    return known[level](categories)


def agreement_weights(categories: Sequence[Category], kind: str) -> Floats:
    """Credit for each two categories: 1 for full agreement, less for partial agreement.

    Args:
        categories: the K categories; numbers, unless `kind` is "identity". For words that stand
            for a scale, give their numbers.
        kind: "identity" credit only for equal labels; "linear" 1 − |a − b| ÷ range; "quadratic"
            1 − ((a − b) ÷ range)²; "radical" 1 − √(|a − b| ÷ range); "ordinal" by how many pairs
            of ranks lie from a to b; "ratio" 1 − ((a − b) ÷ (a + b))² ÷ its largest possible
            value; "circular" by the angle when the scale is a circle; "bipolar" stricter near
            the ends of the scale.

    Returns:
        K × K, 1 on the diagonal, symmetric.

    Raises:
        AskedForUnknown: no such kind.
        ValueInvalid: categories that are not numbers, or below 0 for "ratio".

    Source: K. L. Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., chapter 3; linear and
    quadratic: J. Cohen (1968), doi:10.1037/h0026256.

    >>> agreement_weights([1, 2, 3], "linear").tolist()
    [[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]]
    """
    known: dict[str, Callable[[Floats], Floats]] = {
        "linear": np.abs,
        "quadratic": lambda gap: gap**2,
        "radical": lambda gap: np.sqrt(np.abs(gap)),
        "circular": lambda gap: np.sin(np.pi * gap / (np.abs(gap).max(initial=0) + 1)) ** 2,
    }
    others: dict[str, Callable[[Sequence[Category]], Floats]] = {
        "identity": lambda names: 1 - np.eye(len(names)),
        "ordinal": _rank_pairs,
        "ratio": _ratio_distance,
        "bipolar": _bipolar_spread,
    }
    if kind in known:
        spread = known[kind](_gaps(categories))
    elif kind in others:
        spread = others[kind](categories)
    else:
        raise AskedForUnknown("kind of weights", kind, [*known, *others])
    largest = spread.max(initial=0)
    return 1 - (spread / largest if largest > 0 else spread)


def credit_distance(categories: Sequence[Category], weights: Weights) -> Floats:
    """1 − the credit of each two categories, so that 0 is full agreement.

    Args:
        categories: the K categories.
        weights: a kind of `agreement_weights`, or a K × K table of credits from 0 to 1.

    Raises:
        ValueInvalid: weights that do not fit, or are outside 0–1, or are not 1 on the diagonal.

    >>> credit_distance(("a", "b"), "identity").tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    credit = (
        agreement_weights(categories, weights)
        if isinstance(weights, str)
        else checked_square(weights, len(categories), 1, "Weights")
    )
    if np.any(credit < 0) or np.any(credit > 1):
        raise ValueInvalid("Weights must lie between 0 (no credit) and 1 (full agreement).")
    return 1 - credit


def is_graded(distance: Floats) -> bool:
    """Whether some distance is neither 0 nor 1.

    >>> is_graded(np.array([[0.0, 0.5], [0.5, 0.0]]))
    True
    """
    return bool(np.any((distance > 0) & (distance < 1)))


def checked_square(table: npt.ArrayLike, k: int, diagonal: float, what: str) -> Floats:
    """Return a K × K table of numbers with the given diagonal, as floats.

    Raises:
        ValueInvalid: another shape, another diagonal, or a number is missing.

    >>> checked_square([[1, 0], [0, 1]], 2, 1, "Weights").shape
    (2, 2)
    """
    square = np.asarray(table, float)
    if square.shape != (k, k):
        raise ValueInvalid(f"{what} must be {k} × {k}, one for each category; got {square.shape}.")
    if not np.all(np.isfinite(square)) or np.any(np.diag(square) != diagonal):
        raise ValueInvalid(f"{what} must be numbers with {diagonal:g} on the diagonal.")
    return square


def category_numbers(categories: Sequence[Category]) -> Floats:
    """Return the categories as numbers.

    Raises:
        ValueInvalid: one of them is not a finite number.

    >>> category_numbers((1, 2.5))
    array([1. , 2.5])
    """
    for name in categories:
        if not isinstance(name, (int, float, np.number)) or not np.isfinite(name):
            raise ValueInvalid(
                f'This level of measurement needs numbers; got the category "{name}". '
                "Give each category its number first."
            )
    return np.array(categories, float)


def _gaps(categories: Sequence[Category]) -> Floats:
    values = category_numbers(categories)
    return values[:, None] - values[None, :]


def _ratio_distance(categories: Sequence[Category]) -> Floats:
    values = category_numbers(categories)
    if np.any(values < 0):
        raise ValueInvalid(f"A ratio scale starts at 0; got the category {values.min():g}.")
    total = values[:, None] + values[None, :]
    return np.asarray((_gaps(categories) / np.where(total == 0, 1, total)) ** 2, float)


def _rank_pairs(categories: Sequence[Category]) -> Floats:
    rank = np.argsort(np.argsort(category_numbers(categories)))
    steps = np.abs(np.subtract.outer(rank, rank))
    return steps * (steps + 1) / 2.0


def _bipolar_spread(categories: Sequence[Category]) -> Floats:
    values = category_numbers(categories)
    low, high = values.min(initial=np.inf), values.max(initial=-np.inf)
    total = values[:, None] + values[None, :]
    room = (total - 2 * low) * (2 * high - total)
    gap = _gaps(categories) ** 2
    return np.divide(gap, room, out=np.zeros_like(gap), where=gap > 0)


def _shared(categories: Sequence[Category]) -> tuple[Floats, Floats, Floats]:
    """Jaccard share, size of the overlap and size of each set (K × 1)."""
    for name in categories:
        if not isinstance(name, frozenset):
            raise ValueInvalid(
                f'Sets of labels are compared here, as frozensets; got the category "{name}".'
            )
    sets: list[Any] = list(categories)
    members = {member: at for at, member in enumerate(dict.fromkeys(m for s in sets for m in s))}
    holds = np.zeros((len(sets), len(members)))
    for row, one in enumerate(sets):
        holds[row, [members[member] for member in one]] = 1
    both = holds @ holds.T
    size = holds.sum(axis=1)[:, None]
    union = size + size.T - both
    return np.where(union > 0, both / np.maximum(union, 1), 1.0), both, size


def _masi_distance(categories: Sequence[Category]) -> Floats:
    jaccard, both, size = _shared(categories)
    overlap = np.where(both > 0, 1 / 3, 0.0)
    holds = np.where((both > 0) & (both == np.minimum(size, size.T)), 2 / 3, overlap)
    return 1 - jaccard * np.where(jaccard == 1, 1.0, holds)
